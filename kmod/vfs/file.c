// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files and directories as objects: create, open, close, size, reservation,
 * delete.
 *
 * Not for finding them (path.c), reading and writing (io.c), streams (stream.c)
 * or deciding what SMB grants (access.c).  Share modes, delete-pending and
 * leases are state's: here is only what Linux does.
 *
 * An open that wants no data (attributes, delete, rights) gets an O_PATH file:
 * that works for symlinks, FIFOs and files one may not read, and breaks no local
 * lease.  dentry_open() checks no permission, so they are checked before it as
 * the opener.
 *
 * Context: may sleep.  Locks: directory and inode locks of the VFS; none on
 * return.
 */
#include "vfs/vfs_internal.h"
#include "ksmbd.h"

#include <linux/falloc.h>
#include <linux/file.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "vfs/fsevent.h"

/* A name that moves between us and the lock is looked at again. */
#define MOVE_TRIES	16

#define READ_RIGHTS	(KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE)
#define WRITE_RIGHTS	(KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)

/**
 * ksmbd_vfs_fput() - give a file back, at once where possible
 * @file: may be NULL
 *
 * A kernel thread's fput() is done later by a work item; a client that closed
 * a file expects it closed.
 *
 * Context: may sleep; no locks.
 */
void ksmbd_vfs_fput(struct file *file)
{
	if (!file)
		return;
	if (current->flags & PF_KTHREAD)
		__fput_sync(file);
	else
		fput(file);
}

static umode_t mode_for(const struct ksmbd_vfs_root *root, umode_t mode, bool dir)
{
	if (dir)
		return (mode & root->dir_mask) | root->force_dir_mode;
	return (mode & root->create_mask) | root->force_create_mode;
}

/* The part of a creation under the parent's lock; *@made is the new dentry with a reference. */
static int make_locked(struct ksmbd_found *f, umode_t mode, bool dir,
		       struct delegated_inode *deleg, struct dentry **made)
{
	struct mnt_idmap *idmap = mnt_idmap(f->parent.mnt);
	struct dentry *dentry;
	int err;

	dentry = start_creating(idmap, f->parent.dentry, &QSTR_LEN(f->last, strlen(f->last)));
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (d_is_positive(dentry)) {
		end_creating(dentry);
		return -EEXIST;
	}
	if (dir) {
		dentry = vfs_mkdir(idmap, d_inode(f->parent.dentry), dentry, mode, deleg);
		if (IS_ERR(dentry))	/* and it is ended */
			return PTR_ERR(dentry);
		err = 0;
	} else {
		err = vfs_create(idmap, dentry, mode, deleg);
	}
	/* Some network file systems leave it to be looked up. */
	if (!err && d_really_is_negative(dentry))
		err = -ESTALE;
	if (!err)
		*made = dget(dentry);
	end_creating(dentry);
	return err;
}

static int make(struct ksmbd_found *f, umode_t mode, bool dir)
{
	struct delegated_inode deleg;
	struct dentry *made;
	int err;

	err = mnt_want_write(f->parent.mnt);
	if (err)
		return err;
	do {
		deleg = (struct delegated_inode) { };
		err = make_locked(f, mode, dir, &deleg, &made);
		if (!is_delegated(&deleg))
			break;
		err = break_deleg_wait(&deleg);
	} while (!err);
	mnt_drop_write(f->parent.mnt);
	if (err)
		return err;
	f->path.mnt = mntget(f->parent.mnt);
	f->path.dentry = made;
	return 0;
}

/* The parent's owner becomes the owner; only the server may do that. */
static int inherit_owner(const struct ksmbd_found *f)
{
	struct iattr ia = { .ia_valid = ATTR_UID | ATTR_CTIME };
	struct ksmbd_vfs_scope scope;
	struct kstat st;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = vfs_getattr(&f->parent, &st, STATX_UID, AT_STATX_SYNC_AS_STAT);
	ia.ia_uid = st.uid;
	if (!err)
		err = ksmbd_vfs_notify(&f->path, &ia);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_create() - create what a lookup found missing
 * @root: share root
 * @cred: who creates
 * @f: from ksmbd_vfs_lookup() that returned -ENOENT with a parent; its path is filled
 * @mode: wanted permission bits; the share's masks apply, then a default ACL of the parent
 * @flags: KSMBD_CREATE_DIR
 *
 * Context: may sleep; the caller's umask is 0.
 * Return: 0; -EEXIST when it appeared meanwhile; -EACCES; -EROFS; -ENOSPC; another -errno.
 */
int ksmbd_vfs_create(const struct ksmbd_vfs_root *root, const struct cred *cred,
		     struct ksmbd_found *f, umode_t mode, unsigned int flags)
{
	bool dir = flags & KSMBD_CREATE_DIR;
	struct ksmbd_vfs_scope scope;
	int err;

	if (root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	if (ksmbd_vfs_name_hidden(root, f->last, strlen(f->last)))
		return -EACCES;
	ksmbd_fsevent_quiet();
	ksmbd_vfs_enter_cred(&scope, cred);
	err = make(f, mode_for(root, mode & 0777, dir), dir);
	ksmbd_vfs_leave(&scope);
	/* Left with its creator as the owner when that fails: it was created all the same. */
	if (!err && (root->flags & KSMBD_ROOT_INHERIT_OWNER))
		inherit_owner(f);
	ksmbd_fsevent_loud();
	return err;
}

/* May the one entered use it so by Linux's rules? */
static int may_open(const struct ksmbd_vfs_root *root, const struct path *path, u32 access)
{
	struct inode *inode = d_inode(path->dentry);
	int err = 0, mask = 0;

	if (access & WRITE_RIGHTS) {
		if (root->flags & KSMBD_ROOT_READONLY)
			return -EROFS;
		mask |= MAY_WRITE;
	}
	if (access & KSMBD_FILE_READ_DATA)
		mask |= MAY_READ;
	if (mask)
		err = inode_permission(mnt_idmap(path->mnt), inode, mask | MAY_OPEN);
	if (err || mask & MAY_READ || !(access & KSMBD_FILE_EXECUTE))
		return err;
	/* To run a file a client reads it, so either right will do; directories are traversed. */
	err = inode_permission(mnt_idmap(path->mnt), inode, MAY_EXEC);
	if (err && S_ISREG(inode->i_mode))
		err = inode_permission(mnt_idmap(path->mnt), inode, MAY_READ);
	return err;
}

static int open_flags(const struct path *path, u32 access)
{
	umode_t mode = d_inode(path->dentry)->i_mode;

	if (S_ISDIR(mode))
		return access & KSMBD_FILE_READ_DATA ? O_RDONLY | O_DIRECTORY | O_LARGEFILE :
						       O_PATH | O_DIRECTORY;
	if (!S_ISREG(mode) || !(access & (READ_RIGHTS | WRITE_RIGHTS)))
		return O_PATH;
	if (!(access & WRITE_RIGHTS))
		return O_RDONLY | O_LARGEFILE;
	return (access & READ_RIGHTS ? O_RDWR : O_WRONLY) | O_LARGEFILE;
}

/**
 * ksmbd_vfs_open() - open an object into a handle
 * @h: handle to fill
 * @root: share root; outlives the handle
 * @cred: the opener; a reference is taken
 * @path: the object; references are taken
 * @access: granted rights
 * @options: KSMBD_OPEN_*
 *
 * Context: may sleep; waits for local lease holders.
 * Return: 0; -EACCES and -EPERM from Linux's rules; -EROFS; another -errno.
 */
int ksmbd_vfs_open(struct ksmbd_handle *h, const struct ksmbd_vfs_root *root,
		   const struct cred *cred, const struct path *path, u32 access,
		   unsigned int options)
{
	struct ksmbd_vfs_scope scope;
	struct file *file;
	int err;

	ksmbd_vfs_enter_cred(&scope, cred);
	err = may_open(root, path, access);
	file = err ? ERR_PTR(err) : dentry_open(path, open_flags(path, access), cred);
	ksmbd_vfs_leave(&scope);
	ksmbd_dbg(VFS, "open %pd for 0x%x: %d", path->dentry, access, PTR_ERR_OR_ZERO(file));
	if (IS_ERR(file))
		return PTR_ERR(file);

	*h = (struct ksmbd_handle) {
		.ops = d_is_dir(path->dentry) ? &ksmbd_vfs_dir_ops : &ksmbd_vfs_file_ops,
		.file = file,
		.cred = get_cred(cred),
		.root = root,
		.access = access,
		.flags = options & KSMBD_OPEN_WRITE_THROUGH ? KSMBD_HANDLE_WRITE_THROUGH : 0,
	};
	return 0;
}

/**
 * ksmbd_vfs_close() - release what a handle on a file or directory owns
 * @h: handle; not used again
 *
 * Context: may sleep.
 */
void ksmbd_vfs_close(struct ksmbd_handle *h)
{
	struct ksmbd_vfs_scope scope;

	ksmbd_vfs_enter_cred(&scope, h->cred);
	ksmbd_vfs_fput(h->file);
	ksmbd_vfs_fput(h->replaced);
	ksmbd_vfs_leave(&scope);
	h->file = NULL;
	h->replaced = NULL;
	kfree(h->stream);
	h->stream = NULL;
	put_cred(h->cred);
	h->cred = NULL;
}

/**
 * ksmbd_vfs_file_setsize() - set the size of a file open for writing
 * @file: the file
 * @size: new size
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0; -EFBIG; another -errno.
 */
int ksmbd_vfs_file_setsize(struct file *file, u64 size)
{
	struct iattr ia = {
		.ia_valid = ATTR_SIZE | ATTR_FILE | ATTR_MTIME | ATTR_CTIME |
			    ATTR_KILL_SUID | ATTR_KILL_SGID,
		.ia_size = size,
		.ia_file = file,
	};

	if (size > file_inode(file)->i_sb->s_maxbytes)
		return -EFBIG;
	return ksmbd_vfs_notify(&file->f_path, &ia);
}

/**
 * ksmbd_vfs_setsize() - new end of file
 * @h: handle with WRITE_DATA
 * @size: bytes
 *
 * Context: may sleep.
 * Return: 0; -EACCES; -EISDIR; -EFBIG; -ENOSPC; another -errno.
 */
int ksmbd_vfs_setsize(struct ksmbd_handle *h, u64 size)
{
	struct ksmbd_vfs_scope scope;
	struct ksmbd_frozen fz;
	int err;

	if (!S_ISREG(file_inode(h->file)->i_mode))
		return -EISDIR;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA);
	if (err)
		return err;
	ksmbd_vfs_freeze_begin(h, &fz);
	err = ksmbd_vfs_file_setsize(h->file, size);
	ksmbd_vfs_freeze_end(h, &fz);
	ksmbd_vfs_wtime_settle(h);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_preallocate() - FileAllocationInformation (MS-FSCC 2.4.4)
 * @h: handle with WRITE_DATA
 * @bytes: wanted allocation; less than the size truncates
 *
 * Context: may sleep.
 * Return: 0, also where the file system cannot reserve; -ENOSPC; another -errno.
 */
int ksmbd_vfs_preallocate(struct ksmbd_handle *h, u64 bytes)
{
	struct inode *inode = file_inode(h->file);
	struct ksmbd_vfs_scope scope;
	int err;

	if (!S_ISREG(inode->i_mode))
		return -EISDIR;
	if (bytes < i_size_read(inode))
		return ksmbd_vfs_setsize(h, bytes);
	if (bytes > inode->i_sb->s_maxbytes)
		return -EFBIG;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA);
	if (err)
		return err;
	if (bytes)
		err = vfs_fallocate(h->file, FALLOC_FL_KEEP_SIZE, 0, bytes);
	ksmbd_vfs_leave(&scope);
	return err == -EOPNOTSUPP ? 0 : err;
}

struct empty_ctx {
	struct dir_context ctx;
	bool progress;
	bool found;
};

static kcompat_dir_ret empty_actor(struct dir_context *ctx, const char *name, int len, loff_t pos,
				   u64 ino, unsigned int type)
{
	struct empty_ctx *e = container_of(ctx, struct empty_ctx, ctx);

	e->progress = true;
	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return KCOMPAT_DIR_MORE;
	e->found = true;
	return KCOMPAT_DIR_STOP;
}

/**
 * ksmbd_vfs_dir_empty() - is there nothing in a directory?
 * @dir: directory
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0 when it is empty; -ENOTEMPTY; another -errno.
 */
int ksmbd_vfs_dir_empty(const struct path *dir)
{
	struct empty_ctx e = { .ctx.actor = empty_actor };
	struct file *file;
	int err;

	file = dentry_open(dir, O_RDONLY | O_DIRECTORY | O_LARGEFILE, current_cred());
	if (IS_ERR(file))
		return PTR_ERR(file);
	do {
		e.progress = false;
		err = iterate_dir(file, &e.ctx);
	} while (!err && e.progress && !e.found);
	ksmbd_vfs_fput(file);
	return e.found ? -ENOTEMPTY : err;
}

/**
 * ksmbd_vfs_may_delete() - would deleting it work?
 * @h: handle
 *
 * Context: may sleep.
 * Return: 0; -EACCES (read-only attribute, no right in the directory); -ENOTEMPTY; -EBUSY (share
 * root or mount point); another -errno.
 */
int ksmbd_vfs_may_delete(struct ksmbd_handle *h)
{
	const struct path *path = &h->file->f_path;
	struct ksmbd_vfs_scope scope;
	struct path parent;
	int err;

	if (path_equal(path, &h->root->path) || path->dentry == path->mnt->mnt_root ||
	    d_mountpoint(path->dentry))
		return -EBUSY;
	if (h->root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	if (ksmbd_vfs_dos_attributes(h->root, path) & KSMBD_ATTR_READONLY)
		return -EACCES;
	err = ksmbd_vfs_parent_of(h->root, path, &parent);
	if (err)
		return err;
	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = inode_permission(mnt_idmap(parent.mnt), d_inode(parent.dentry),
			       MAY_WRITE | MAY_EXEC);
	if (!err && d_is_dir(path->dentry)) {
		struct ksmbd_vfs_scope server;

		/* Whether it is empty is a fact, not something to be allowed to read. */
		ksmbd_vfs_enter_root(&server);
		err = ksmbd_vfs_dir_empty(path);
		ksmbd_vfs_leave(&server);
	}
	ksmbd_vfs_leave(&scope);
	path_put(&parent);
	return err;
}

/* One try to remove @path from @parent. */
static int unlink_locked(const struct path *path, struct dentry *parent,
			 struct delegated_inode *deleg)
{
	struct mnt_idmap *idmap = mnt_idmap(path->mnt);
	struct inode *dir = d_inode(parent);
	struct dentry *victim;
	int err;

	victim = start_removing_dentry(parent, path->dentry);
	if (IS_ERR(victim))
		return PTR_ERR(victim);
	err = d_is_dir(victim) ? vfs_rmdir(idmap, dir, victim, deleg) :
				 vfs_unlink(idmap, dir, victim, deleg);
	end_removing(victim);
	return err;
}

/**
 * ksmbd_vfs_unlink_dentry() - remove a file or an empty directory, wherever it is now
 * @path: the object; the caller holds a reference that outlives the call
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0; -ENOENT when it is gone; -ENOTEMPTY; another -errno.
 */
int ksmbd_vfs_unlink_dentry(const struct path *path)
{
	int tries, err = mnt_want_write(path->mnt);

	if (err)
		return err;
	for (tries = 0; tries < MOVE_TRIES; tries++) {
		struct dentry *parent = dget_parent(path->dentry);
		struct delegated_inode deleg = { };

		err = unlink_locked(path, parent, &deleg);
		if (is_delegated(&deleg)) {
			err = break_deleg_wait(&deleg);
			if (!err)
				err = -EINVAL;
		}
		dput(parent);
		/* -EINVAL: it was moved before the lock, or only a delegation was in the way. */
		if (err != -EINVAL)
			break;
		if (d_unhashed(path->dentry)) {
			err = -ENOENT;
			break;
		}
	}
	mnt_drop_write(path->mnt);
	return err;
}

/**
 * ksmbd_vfs_delete() - remove the object behind a handle, as its opener
 * @h: handle
 *
 * Context: may sleep.
 * Return: 0; -ENOENT when it is gone already; -ENOTEMPTY; -EACCES; another -errno.
 */
int ksmbd_vfs_delete(struct ksmbd_handle *h)
{
	const struct path *path = &h->file->f_path;
	struct ksmbd_spill_key key;
	struct ksmbd_vfs_scope scope;
	int err;

	if (path_equal(path, &h->root->path))
		return -EBUSY;
	ksmbd_spill_key(h->root, path, &key);
	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = ksmbd_vfs_unlink_dentry(path);
	ksmbd_vfs_leave(&scope);
	if (!err && (d_is_dir(path->dentry) || !file_inode(h->file)->i_nlink))
		ksmbd_spill_drop(h->root, &key);
	return err;
}
