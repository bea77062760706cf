/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/posix_acl.h>: get_inode_acl() was get_acl() and
 * set_posix_acl() took the inode before 6.2.
 */
#ifndef KCOMPAT_LINUX_POSIX_ACL_H
#define KCOMPAT_LINUX_POSIX_ACL_H

#include <linux/version.h>

#include_next <linux/posix_acl.h>
#include <linux/fs.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define get_inode_acl(inode, type)	get_acl(inode, type)

static inline int kcompat_set_posix_acl(struct mnt_idmap *idmap, struct dentry *dentry, int type,
					struct posix_acl *acl)
{
	return set_posix_acl(kcompat_idmap_arg(idmap) d_inode(dentry), type, acl);
}

#define set_posix_acl(m, d, type, acl)	kcompat_set_posix_acl(m, d, type, acl)
#endif

#endif /* KCOMPAT_LINUX_POSIX_ACL_H */
