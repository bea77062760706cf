/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/fsnotify_backend.h>: marks on a super block (6.8 and 6.10
 * changed the arguments), and renames as one event (5.17).
 */
#ifndef KCOMPAT_LINUX_FSNOTIFY_BACKEND_H
#define KCOMPAT_LINUX_FSNOTIFY_BACKEND_H

#include <linux/version.h>
#include_next <linux/fsnotify_backend.h>

#ifndef FS_RENAME
/* A rename is what leaves one directory and comes into another, nothing more. */
#define FS_RENAME	0
#define fsnotify_data_dentry(data, type)	((struct dentry *)NULL)
#endif

static inline int kcompat_fsnotify_add_sb_mark(struct fsnotify_mark *mark, struct super_block *sb)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	return fsnotify_add_mark(mark, sb, FSNOTIFY_OBJ_TYPE_SB, 0);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	return fsnotify_add_mark(mark, &sb->s_fsnotify_marks, FSNOTIFY_OBJ_TYPE_SB, 0);
#else
	return fsnotify_add_mark(mark, &sb->s_fsnotify_marks, FSNOTIFY_OBJ_TYPE_SB, 0, NULL);
#endif
}

#endif /* KCOMPAT_LINUX_FSNOTIFY_BACKEND_H */
