// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Extended attributes by path: get with an allocated or a fixed buffer, set,
 * remove, list; and the lock that makes read-change-write of one file's
 * attributes one step.
 *
 * Not for what the values mean: attr.c (DOS attributes), ea.c (EAs of clients),
 * stream.c, acl.c.  Acts as the one entered; the caller chooses that.
 *
 * Context: may sleep.  Locks: ksmbd_vfs_meta_lock() is held by its callers over
 * VFS calls, the second exception of this room besides the directory cursor.
 * It lies outside every VFS lock, nests in nothing of ours but open->lock, and
 * nothing under it waits for a client or the helper.
 */
#include "vfs/vfs_internal.h"

#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/xattr.h>

/* A value that grows between asking for its size and reading it is asked for again. */
#define RACE_TRIES	8

#define META_LOCK_BITS	4
#define META_LOCK(n)	__MUTEX_INITIALIZER(meta_locks[n])

/* A few locks for all files: two files may share one, one file always has the same. */
static struct mutex meta_locks[1 << META_LOCK_BITS] = {
	META_LOCK(0), META_LOCK(1), META_LOCK(2), META_LOCK(3),
	META_LOCK(4), META_LOCK(5), META_LOCK(6), META_LOCK(7),
	META_LOCK(8), META_LOCK(9), META_LOCK(10), META_LOCK(11),
	META_LOCK(12), META_LOCK(13), META_LOCK(14), META_LOCK(15),
};

static struct mutex *meta_lock_of(const struct path *path)
{
	return &meta_locks[hash_ptr(d_inode(path->dentry), META_LOCK_BITS)];
}

/**
 * ksmbd_vfs_meta_lock() - keep others from changing what we store with a file
 * @path: the file
 *
 * Context: may sleep; no other meta lock is held.
 */
void ksmbd_vfs_meta_lock(const struct path *path)
{
	mutex_lock(meta_lock_of(path));
}

/**
 * ksmbd_vfs_meta_unlock() - let others change it again
 * @path: the file
 *
 * Context: the meta lock of the same file is held.
 */
void ksmbd_vfs_meta_unlock(const struct path *path)
{
	mutex_unlock(meta_lock_of(path));
}

/**
 * ksmbd_vfs_xattr_read() - read a value into a fixed buffer
 * @path: the file
 * @name: full name
 * @buf: buffer
 * @room: its bytes; 0 asks for the size
 *
 * Context: may sleep; acts as the one entered.
 * Return: bytes of the value; -ERANGE when it is larger; -ENODATA; another -errno.
 */
ssize_t ksmbd_vfs_xattr_read(const struct path *path, const char *name, void *buf, size_t room)
{
	return vfs_getxattr(mnt_idmap(path->mnt), path->dentry, name, buf, room);
}

/**
 * ksmbd_vfs_xattr_get() - read a value into a buffer of its size
 * @path: the file
 * @name: full name
 * @max: longest value wanted
 * @value: result, freed with kvfree(); NULL after an error
 *
 * Context: may sleep; acts as the one entered.
 * Return: bytes; -E2BIG when it is longer than @max; -ENODATA; another -errno.
 */
ssize_t ksmbd_vfs_xattr_get(const struct path *path, const char *name, size_t max, void **value)
{
	int tries;

	*value = NULL;
	for (tries = 0; tries < RACE_TRIES; tries++) {
		ssize_t n = ksmbd_vfs_xattr_read(path, name, NULL, 0);
		size_t room = n;
		void *buf;

		if (n < 0)
			return n;
		if (room > max)
			return -E2BIG;
		buf = kvmalloc(room + 1, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
		n = ksmbd_vfs_xattr_read(path, name, buf, room + 1);
		if (n >= 0 && n <= max) {
			*value = buf;
			return n;
		}
		kvfree(buf);
		if (n < 0 && n != -ERANGE)
			return n;
	}
	return -EBUSY;
}

/**
 * ksmbd_vfs_xattr_set() - set a value, new or not
 * @path: the file
 * @name: full name
 * @value: bytes
 * @len: how many
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_xattr_set(const struct path *path, const char *name, const void *value, size_t len)
{
	int err = mnt_want_write(path->mnt);

	if (err)
		return err;
	err = vfs_setxattr(mnt_idmap(path->mnt), path->dentry, name, value, len, 0);
	mnt_drop_write(path->mnt);
	return err;
}

/**
 * ksmbd_vfs_xattr_remove() - remove an attribute
 * @path: the file
 * @name: full name
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0; -ENODATA; another -errno.
 */
int ksmbd_vfs_xattr_remove(const struct path *path, const char *name)
{
	int err = mnt_want_write(path->mnt);

	if (err)
		return err;
	err = vfs_removexattr(mnt_idmap(path->mnt), path->dentry, name);
	mnt_drop_write(path->mnt);
	return err;
}

/**
 * ksmbd_vfs_xattr_list() - the names of all attributes
 * @path: the file
 * @list: NUL-separated, freed with kvfree(); NULL when there are none
 *
 * Context: may sleep; acts as the one entered.
 * Return: bytes in @list, 0 when the file system has no attributes; -errno.
 */
ssize_t ksmbd_vfs_xattr_list(const struct path *path, char **list)
{
	int tries;

	*list = NULL;
	for (tries = 0; tries < RACE_TRIES; tries++) {
		ssize_t n = vfs_listxattr(path->dentry, NULL, 0);
		size_t room = n;
		char *buf;

		if (n == -EOPNOTSUPP)
			return 0;
		if (n <= 0)
			return n;
		buf = kvmalloc(room + 1, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
		n = vfs_listxattr(path->dentry, buf, room);
		if (n > 0) {
			buf[n] = 0;
			*list = buf;
			return n;
		}
		kvfree(buf);
		if (n != -ERANGE)
			return n;
	}
	return -EBUSY;
}

/**
 * ksmbd_vfs_xattr_next() - walk a list of names
 * @list: from ksmbd_vfs_xattr_list()
 * @bytes: its length
 * @name: the name before, NULL to begin
 *
 * Context: any.
 * Return: the next name, NULL at the end.
 */
const char *ksmbd_vfs_xattr_next(const char *list, size_t bytes, const char *name)
{
	name = name ? name + strlen(name) + 1 : list;
	return name && name < list + bytes ? name : NULL;
}
