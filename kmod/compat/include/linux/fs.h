/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/fs.h>: a mount's id map is a user namespace before 6.3 and
 * does not exist before 5.12; directory operations give back a delegation
 * before 6.19 as a bare inode pointer; vfs_iter_write() takes freeze
 * protection itself since 6.8.  The names are those of the newest kernel.
 *
 * Include <linux/namei.h> for the directory operations and <linux/filelock.h>
 * for delegations.
 */
#ifndef KCOMPAT_LINUX_FS_H
#define KCOMPAT_LINUX_FS_H

#include <linux/version.h>

#include_next <linux/fs.h>
#include <linux/mount.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#define nop_mnt_idmap	init_user_ns
/* One word for the type and for the function that gives it. */
#define mnt_idmap	user_namespace

static inline struct user_namespace *user_namespace(const struct vfsmount *mnt)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 12, 0)
	return mnt_user_ns(mnt);
#else
	return &init_user_ns;
#endif
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0)
#define inode_permission(idmap, inode, mask)	((void)(idmap), inode_permission(inode, mask))
#define inode_owner_or_capable(idmap, inode)	((void)(idmap), inode_owner_or_capable(inode))
#define kcompat_idmap_arg(idmap)
#else
#define kcompat_idmap_arg(idmap)		(idmap),
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 19, 0)
/* Not exported then; read_iter, write_iter and splice checked by themselves. */
#define rw_verify_area(rw, file, ppos, count)	((void)(ppos), 0)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
static inline ssize_t kcompat_vfs_iter_write(struct file *file, struct iov_iter *iter,
					     loff_t *ppos, rwf_t flags)
{
	ssize_t ret;

	file_start_write(file);
	ret = vfs_iter_write(file, iter, ppos, flags);
	file_end_write(file);
	return ret;
}

#define vfs_iter_write(f, it, pos, flags)	kcompat_vfs_iter_write(f, it, pos, flags)
#endif

/* The write time of an inode as it stands; the accessor came with 6.7. */
static inline struct timespec64 kcompat_inode_mtime(const struct inode *inode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	return inode_get_mtime(inode);
#else
	return inode->i_mtime;
#endif
}

/* What a directory actor returns to get the next entry, and to stop before this one. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
typedef bool kcompat_dir_ret;
#define KCOMPAT_DIR_MORE	true
#define KCOMPAT_DIR_STOP	false
#else
typedef int kcompat_dir_ret;
#define KCOMPAT_DIR_MORE	0
#define KCOMPAT_DIR_STOP	(-EINVAL)
#endif

#endif /* KCOMPAT_LINUX_FS_H */
