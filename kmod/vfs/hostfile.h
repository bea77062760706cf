/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Local programs that open or change files of the shares.
 */
#ifndef KSMBD_VFS_HOSTFILE_H
#define KSMBD_VFS_HOSTFILE_H

#include <linux/fs.h>

/*
 * @heard is called by whoever opens (@wrote false) or changes the contents of a regular file on a
 * file system that is listened to, while they do it: under locks of the VFS, so it must not sleep.
 */
int ksmbd_hostfile_init(void (*heard)(struct inode *inode, bool wrote));
void ksmbd_hostfile_exit(void);
/* From now on the file system of @file is listened to.  Cheap when it is already. */
void ksmbd_hostfile_listen(const struct file *file);

#endif /* KSMBD_VFS_HOSTFILE_H */
