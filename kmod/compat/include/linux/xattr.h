/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/xattr.h>: the calls have an id map since 5.12.
 */
#ifndef KCOMPAT_LINUX_XATTR_H
#define KCOMPAT_LINUX_XATTR_H

#include <linux/version.h>

#include_next <linux/xattr.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0)
#define vfs_getxattr(idmap, d, name, value, size) \
	((void)(idmap), vfs_getxattr(d, name, value, size))
#define vfs_setxattr(idmap, d, name, value, size, flags) \
	((void)(idmap), vfs_setxattr(d, name, value, size, flags))
#define vfs_removexattr(idmap, d, name)	((void)(idmap), vfs_removexattr(d, name))
#endif

#endif /* KCOMPAT_LINUX_XATTR_H */
