// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other names for things: hard links, and symlinks as SMB's reparse points.
 *
 * A symlink's target is data here, written and given back as it is; following
 * it happens in path.c only and only beneath the share root.
 *
 * Not for the wire form of reparse data (smb2) or renaming (rename.c).
 *
 * Context: may sleep.  Locks: directory locks, inside; none on return.
 */
#include "vfs/vfs_internal.h"

#include <linux/delayed_call.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/random.h>
#include <linux/slab.h>

/* Linux's rule against links to what one may not use (fs.protected_hardlinks), always on. */
static int may_link(const struct path *path)
{
	struct mnt_idmap *idmap = mnt_idmap(path->mnt);
	struct inode *inode = d_inode(path->dentry);

	if (S_ISDIR(inode->i_mode))
		return -EISDIR;
	if (inode_owner_or_capable(idmap, inode))
		return 0;
	if (!S_ISREG(inode->i_mode) || (inode->i_mode & (S_ISUID | S_ISGID)))
		return -EPERM;
	return inode_permission(idmap, inode, MAY_READ | MAY_WRITE) ? -EPERM : 0;
}

static int link_locked(const struct path *path, const struct ksmbd_found *f,
		       struct delegated_inode *deleg)
{
	struct mnt_idmap *idmap = mnt_idmap(path->mnt);
	struct dentry *name;
	int err;

	name = start_creating(idmap, f->parent.dentry, &QSTR_LEN(f->last, strlen(f->last)));
	if (IS_ERR(name))
		return PTR_ERR(name);
	if (d_is_positive(name))
		err = -EEXIST;
	else
		err = vfs_link(path->dentry, idmap, d_inode(f->parent.dentry), name, deleg);
	end_creating(name);
	return err;
}

static int do_link(const struct path *path, const struct ksmbd_found *f)
{
	struct delegated_inode deleg;
	int err;

	if (path->mnt != f->parent.mnt)
		return -EXDEV;
	err = mnt_want_write(path->mnt);
	if (err)
		return err;
	do {
		deleg = (struct delegated_inode) { };
		err = link_locked(path, f, &deleg);
		if (!is_delegated(&deleg))
			break;
		err = break_deleg_wait(&deleg);
	} while (!err);
	mnt_drop_write(path->mnt);
	return err;
}

/* Makes room for a link where one of the name exists. */
static int remove_existing(struct ksmbd_handle *h, const struct ksmbd_found *f, bool replace)
{
	struct inode *victim = d_inode(f->path.dentry);
	struct ksmbd_spill_key key;
	int err;

	if (!replace)
		return -EEXIST;
	if (!f->parent.dentry || d_is_dir(f->path.dentry) ||
	    (ksmbd_vfs_dos_attributes(h->root, &f->path) & KSMBD_ATTR_READONLY))
		return -EACCES;
	if (path_equal(&f->path, &h->file->f_path))
		return -EEXIST;
	ksmbd_spill_key(h->root, &f->path, &key);
	err = ksmbd_vfs_unlink_dentry(&f->path);
	if (!err && !victim->i_nlink)
		ksmbd_spill_drop(h->root, &key);
	return err;
}

/**
 * ksmbd_vfs_link() - FileLinkInformation: another name for a file
 * @h: handle on the file
 * @path: share-relative path of the new name
 * @replace: an existing file may be replaced
 * @flags: KSMBD_LOOKUP_NORM
 *
 * Context: may sleep.
 * Return: 0; -EEXIST; -ENOENT the directory is missing; -EISDIR; -EACCES; -EPERM; -EXDEV;
 * -EMLINK; -EROFS; another -errno.
 */
int ksmbd_vfs_link(struct ksmbd_handle *h, const char *path, bool replace, unsigned int flags)
{
	struct ksmbd_vfs_scope scope;
	struct ksmbd_found *f;
	int err;

	if (h->root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	if (!*path)
		return -EEXIST;
	f = kmalloc_obj(*f);
	if (!f)
		return -ENOMEM;
	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = may_link(&h->file->f_path);
	if (err)
		goto out_leave;
	err = ksmbd_vfs_lookup(h->root, h->cred, path, flags | KSMBD_LOOKUP_NOFOLLOW, f);
	if (err && err != -ENOENT)
		goto out_leave;
	if (!err)
		err = remove_existing(h, f, replace);
	else if (f->parent.dentry)
		err = ksmbd_vfs_name_hidden(h->root, f->last, strlen(f->last)) ? -EACCES : 0;
	if (!err)
		err = do_link(&h->file->f_path, f);
	ksmbd_found_put(f);
out_leave:
	ksmbd_vfs_leave(&scope);
	kfree(f);
	return err;
}

/**
 * ksmbd_vfs_readlink() - where a symlink points, as it is stored
 * @h: handle on the symlink itself
 * @buf: result, terminated
 * @room: bytes in @buf
 *
 * Context: may sleep.
 * Return: bytes without the NUL; -EINVAL not a symlink; -ENAMETOOLONG; another -errno.
 */
int ksmbd_vfs_readlink(struct ksmbd_handle *h, char *buf, size_t room)
{
	struct dentry *dentry = h->file->f_path.dentry;
	DEFINE_DELAYED_CALL(done);
	struct ksmbd_vfs_scope scope;
	const char *target;
	int ret;

	if (!d_is_symlink(dentry))
		return -EINVAL;
	ksmbd_vfs_enter_cred(&scope, h->cred);
	target = vfs_get_link(dentry, &done);
	if (IS_ERR(target)) {
		ret = PTR_ERR(target);
	} else {
		size_t len = strlen(target);

		ret = len < room ? len : -ENAMETOOLONG;
		if (ret >= 0)
			memcpy(buf, target, len + 1);
		do_delayed_call(&done);
	}
	ksmbd_vfs_leave(&scope);
	return ret;
}

static int symlink_locked(const struct path *dir, const char *name, const char *target,
			  struct delegated_inode *deleg, struct path *made)
{
	struct mnt_idmap *idmap = mnt_idmap(dir->mnt);
	struct dentry *dentry;
	int err;

	dentry = start_creating(idmap, dir->dentry, &QSTR_LEN(name, strlen(name)));
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (d_is_positive(dentry))
		err = -EEXIST;
	else
		err = vfs_symlink(idmap, d_inode(dir->dentry), dentry, target, deleg);
	if (!err && d_really_is_negative(dentry))
		err = -ESTALE;
	if (!err) {
		made->dentry = dget(dentry);
		made->mnt = mntget(dir->mnt);
	}
	end_creating(dentry);
	return err;
}

/* A symlink under a name of the moment in @dir. */
static int make_temporary(const struct path *dir, const char *target, struct path *made)
{
	struct delegated_inode deleg;
	char name[32];
	int err;

	err = mnt_want_write(dir->mnt);
	if (err)
		return err;
	snprintf(name, sizeof(name), ".ksmbd.%08x%08x", get_random_u32(), get_random_u32());
	do {
		deleg = (struct delegated_inode) { };
		err = symlink_locked(dir, name, target, &deleg, made);
		if (!is_delegated(&deleg))
			break;
		err = break_deleg_wait(&deleg);
	} while (!err);
	mnt_drop_write(dir->mnt);
	return err;
}

/* Puts the symlink in the place of @path; the object there is gone then. */
static int swap_in(const struct path *path, const struct path *dir, const struct path *link)
{
	struct name_snapshot name;
	int err = 0;

	take_dentry_name_snapshot(&name, path->dentry);
	/* A file is replaced by the rename; a directory cannot be. */
	if (d_is_dir(path->dentry))
		err = ksmbd_vfs_unlink_dentry(path);
	if (!err)
		err = ksmbd_vfs_move(link, dir, name.name.name, true);
	release_dentry_name_snapshot(&name);
	return err;
}

static bool is_empty(struct ksmbd_handle *h)
{
	struct inode *inode = file_inode(h->file);

	if (S_ISREG(inode->i_mode))
		return !i_size_read(inode);
	return S_ISDIR(inode->i_mode) && !ksmbd_vfs_dir_empty(&h->file->f_path);
}

/* Makes a symlink in the place of the object behind @h and gives the new file; as the opener. */
static struct file *replace_by_link(struct ksmbd_handle *h, const char *target)
{
	const struct path *path = &h->file->f_path;
	struct file *file = NULL;
	struct path dir, link;
	int err;

	err = ksmbd_vfs_parent_of(h->root, path, &dir);
	if (err)
		return ERR_PTR(err);
	err = make_temporary(&dir, target, &link);
	if (err)
		goto out_put_dir;
	file = dentry_open(&link, O_PATH, h->cred);
	err = PTR_ERR_OR_ZERO(file);
	if (!err)
		err = swap_in(path, &dir, &link);
	if (err) {
		if (!IS_ERR(file))
			ksmbd_vfs_fput(file);
		ksmbd_vfs_unlink_dentry(&link);
	}
	path_put(&link);
out_put_dir:
	path_put(&dir);
	return err ? ERR_PTR(err) : file;
}

/**
 * ksmbd_vfs_make_symlink() - FSCTL_SET_REPARSE_POINT: the object becomes a symlink
 * @h: handle on an empty file or directory, with WRITE_DATA or WRITE_ATTRIBUTES
 * @target: where it points, not interpreted
 *
 * The handle is on the symlink afterwards.  Its old file stays until close, for
 * requests that are under way on it.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL a bad target or not on such an object; -ENOTEMPTY; -EACCES; another -errno.
 */
int ksmbd_vfs_make_symlink(struct ksmbd_handle *h, const char *target)
{
	struct ksmbd_vfs_scope scope;
	struct file *file;
	int err;

	if (!*target || strlen(target) >= PATH_MAX || h->replaced ||
	    path_equal(&h->file->f_path, &h->root->path))
		return -EINVAL;
	if (h->root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_WRITE_ATTRIBUTES);
	if (err)
		return err;
	if (!is_empty(h)) {
		err = -ENOTEMPTY;
	} else {
		file = replace_by_link(h, target);
		err = PTR_ERR_OR_ZERO(file);
	}
	if (!err) {
		h->replaced = h->file;
		WRITE_ONCE(h->file, file);
		h->ops = &ksmbd_vfs_file_ops;
	}
	ksmbd_vfs_leave(&scope);
	return err;
}
