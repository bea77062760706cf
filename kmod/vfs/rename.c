// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Renaming an open file or directory: within a directory or to another one of
 * the same mount, over an existing file, or only its case.
 *
 * The handle names the object, not a path, so a rename by somebody else in
 * between does no harm: the place of the object is looked at again under the
 * locks of both directories.  Streams need nothing: attributes move with the file and
 * the spill store goes by its id.
 *
 * Not for deciding whether others' opens forbid it (state), nor for hard links
 * (link.c).
 *
 * Context: may sleep.  Locks: both directories, inside; none on return.
 */
#include "vfs/vfs_internal.h"

#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/slab.h>

/* One try, with both parents locked inside. */
static int move_once(const struct path *path, const struct path *dir, const char *name,
		     bool replace, struct delegated_inode *deleg)
{
	struct renamedata rd = {
		.mnt_idmap = mnt_idmap(path->mnt),
		.new_parent = dir->dentry,
		.delegated_inode = deleg,
	};
	struct inode *there;
	int err;

	err = start_renaming_dentry(&rd, 0, path->dentry, &QSTR_LEN(name, strlen(name)));
	if (err)
		return err == -EINVAL && d_unhashed(path->dentry) ? -ENOENT : err;
	there = d_inode(rd.new_dentry);
	if (there && there != d_inode(path->dentry) && !replace)
		err = -EEXIST;
	else
		err = vfs_rename(&rd);
	end_renaming(&rd);
	return err;
}

/**
 * ksmbd_vfs_move() - rename an object, wherever it is now
 * @path: the object
 * @dir: its new directory, on the same mount
 * @name: its new name there
 * @replace: another object of that name may be replaced
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0; -EEXIST; -ENOENT when it is gone; -EXDEV; -EINVAL into itself; another -errno.
 */
int ksmbd_vfs_move(const struct path *path, const struct path *dir, const char *name,
		   bool replace)
{
	struct delegated_inode deleg;
	int err;

	if (path->mnt != dir->mnt)
		return -EXDEV;
	err = mnt_want_write(path->mnt);
	if (err)
		return err;
	do {
		deleg = (struct delegated_inode) { };
		err = move_once(path, dir, name, replace, &deleg);
		if (!is_delegated(&deleg))
			break;
		err = break_deleg_wait(&deleg);
	} while (!err);
	mnt_drop_write(path->mnt);
	return err;
}

/* May @f, which exists and is not the object itself, be replaced? */
static int may_replace(const struct ksmbd_vfs_root *root, const struct ksmbd_found *f,
		       bool replace)
{
	if (!replace)
		return -EEXIST;
	/* MS-FSA 2.1.5.15.11: never a directory, the root, or a read-only file. */
	if (!f->parent.dentry || d_is_dir(f->path.dentry))
		return -EACCES;
	if (ksmbd_vfs_dos_attributes(root, &f->path) & KSMBD_ATTR_READONLY)
		return -EACCES;
	return 0;
}

/* Replaces what @f found by the object, with the streams of what was there. */
static int move_over(struct ksmbd_handle *h, const struct ksmbd_found *f)
{
	const struct path *path = &h->file->f_path;
	struct inode *victim = d_inode(f->path.dentry);
	struct ksmbd_spill_key key;
	int err;

	/* Two names of one file: a rename would leave both. */
	if (victim == d_inode(path->dentry)) {
		err = ksmbd_vfs_unlink_dentry(&f->path);
		return err ? err : ksmbd_vfs_move(path, &f->parent, f->last, false);
	}
	ksmbd_spill_key(h->root, &f->path, &key);
	err = ksmbd_vfs_move(path, &f->parent, f->last, true);
	if (!err && !victim->i_nlink)
		ksmbd_spill_drop(h->root, &key);
	return err;
}

/* The target was looked up with result @found (0 or -ENOENT). */
static int rename_to(struct ksmbd_handle *h, struct ksmbd_found *f, int found, const char *last,
		     bool replace)
{
	const struct path *path = &h->file->f_path;
	int err;

	if (found) {
		if (!f->parent.dentry)
			return -ENOENT;
		if (ksmbd_vfs_name_hidden(h->root, f->last, strlen(f->last)))
			return -EACCES;
		return ksmbd_vfs_move(path, &f->parent, f->last, false);
	}
	if (path_equal(&f->path, path))
		/* Itself: nothing to do, or another spelling of the name. */
		return strcmp(f->last, last) ? ksmbd_vfs_move(path, &f->parent, last, false) : 0;
	err = may_replace(h->root, f, replace);
	return err ? err : move_over(h, f);
}

/**
 * ksmbd_vfs_rename() - FileRenameInformation
 * @h: handle with DELETE
 * @path: new share-relative path
 * @replace: an existing file may be replaced
 * @flags: KSMBD_LOOKUP_NORM
 *
 * Context: may sleep.
 * Return: 0; -EEXIST; -ENOENT the new directory is missing or the object is gone; -EACCES;
 * -EXDEV; -EBUSY the share root; -EROFS; another -errno.
 */
int ksmbd_vfs_rename(struct ksmbd_handle *h, const char *path, bool replace, unsigned int flags)
{
	const char *slash = strrchr(path, '/');
	struct ksmbd_vfs_scope scope;
	struct ksmbd_found *f;
	int err;

	if (path_equal(&h->file->f_path, &h->root->path) || !*path)
		return -EBUSY;
	if (h->root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	f = kmalloc_obj(*f);
	if (!f)
		return -ENOMEM;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_DELETE);
	if (err)
		goto out_free;
	err = ksmbd_vfs_lookup(h->root, h->cred, path, flags | KSMBD_LOOKUP_NOFOLLOW, f);
	if (!err || err == -ENOENT) {
		err = rename_to(h, f, err, slash ? slash + 1 : path, replace);
		ksmbd_found_put(f);
	}
	ksmbd_vfs_leave(&scope);
out_free:
	kfree(f);
	return err;
}
