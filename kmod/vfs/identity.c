// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which file it is, so that the same one is known after a restart under the
 * name it had, and another one under that name is not taken for it.
 *
 * Not for ids that clients see (attr.c).  Context: any.  Takes no locks.
 */
#include "vfs/vfs_internal.h"
#include <linux/fs.h>
#include <linux/kdev_t.h>

/**
 * ksmbd_vfs_identify() - which file is it?
 * @file: open file
 * @id: filled
 *
 * Context: any.
 */
void ksmbd_vfs_identify(struct file *file, struct ksmbd_file_identity *id)
{
	const struct inode *inode = file_inode(file);

	memcpy(id->uuid, &inode->i_sb->s_uuid, sizeof(id->uuid));
	id->dev = new_encode_dev(inode->i_sb->s_dev);
	id->ino = inode->i_ino;
	id->generation = inode->i_generation;
}
