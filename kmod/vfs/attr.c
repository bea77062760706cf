// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attributes and times: kstat and what is stored beside a file, as SMB wants to
 * see it, and back.  The one place that sets times (R24), always with
 * notify_change(), never by touching an inode.
 *
 * DOS attributes and the creation time live in user.DOSATTRIB in Samba's form
 * (util/ndr_xattr.h) and are read and written as the server itself: what a
 * client may do with them was decided by SMB's rights.  Without a stored value
 * a file has ARCHIVE, a directory nothing, and the file system's birth time is
 * the creation time; so a plain new file needs no attribute at all.
 *
 * Not for sizes and allocation (file.c), EAs (ea.c) or rights (acl.c).
 *
 * Context: may sleep.  Locks: the meta lock over read-change-write of the stored
 * value (xattr.c); inode locks inside notify calls only.
 */
#include "vfs/vfs_internal.h"

#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/magic.h>
#include <linux/stat.h>
#include <linux/uuid.h>
#include <linux/xattr.h>
#include "util/misc.h"
#include "util/ndr_xattr.h"
#include "vfs/fsevent.h"

#define DOSATTRIB_MAX	128	/* longer values are none of Samba's */

#define TAG_SYMLINK	0xA000000C
#define TAG_NFS		0x80000014

#define TIME_STOP	(~0ULL)		/* -1: do not move it any more by this handle */
#define TIME_GO		(~1ULL)		/* -2: move it again */

/* What of the stored attributes counts. */
#define ATTR_KEPT	(KSMBD_ATTR_SETTABLE | KSMBD_ATTR_SPARSE)

#define STAT_WANTED	(STATX_BASIC_STATS | STATX_BTIME)

/* The stored value; all zero when there is none or it makes no sense. */
static void dos_read(const struct ksmbd_vfs_root *root, const struct path *path,
		     struct ksmbd_dosattrib *dos)
{
	umode_t mode = d_inode(path->dentry)->i_mode;
	struct ksmbd_vfs_scope scope;
	u8 buf[DOSATTRIB_MAX];
	ssize_t n;

	memset(dos, 0, sizeof(*dos));
	if (!(root->flags & KSMBD_ROOT_STORE_DOS) || !(S_ISREG(mode) || S_ISDIR(mode)))
		return;
	ksmbd_vfs_enter_root(&scope);
	n = ksmbd_vfs_xattr_read(path, KSMBD_XATTR_DOS, buf, sizeof(buf));
	ksmbd_vfs_leave(&scope);
	if (n <= 0 || ksmbd_dosattrib_decode(buf, n, dos))
		memset(dos, 0, sizeof(*dos));
}

static int dos_write(const struct path *path, const struct ksmbd_dosattrib *dos)
{
	struct ksmbd_vfs_scope scope;
	u8 buf[KSMBD_DOSATTRIB_SIZE];
	struct ksmbd_wr wr;
	int err;

	ksmbd_wr_init(&wr, buf, sizeof(buf));
	ksmbd_dosattrib_encode(&wr, dos);
	if (!ksmbd_wr_ok(&wr))
		return -EINVAL;
	ksmbd_vfs_enter_root(&scope);
	err = ksmbd_vfs_xattr_set(path, KSMBD_XATTR_DOS, buf, ksmbd_wr_pos(&wr));
	ksmbd_vfs_leave(&scope);
	/* A file system without attributes cannot remember; the data is still served. */
	return err == -EOPNOTSUPP ? 0 : err;
}

static u32 default_attributes(umode_t mode)
{
	return S_ISREG(mode) ? KSMBD_ATTR_ARCHIVE : 0;
}

static bool has_dot(const struct path *path)
{
	bool dot;

	rcu_read_lock();
	dot = READ_ONCE(path->dentry->d_name.name)[0] == '.';
	rcu_read_unlock();
	return dot;
}

static bool on_list(const char *list, const struct path *path)
{
	struct name_snapshot name;
	bool is;

	take_dentry_name_snapshot(&name, path->dentry);
	is = ksmbd_name_is_vetoed(list, name.name.name, name.name.len);
	release_dentry_name_snapshot(&name);
	return is;
}

/* Hidden by name: a leading dot, or on the share's list; never the share itself. */
static bool name_hides(const struct ksmbd_vfs_root *root, const struct path *path)
{
	if (!(root->flags & KSMBD_ROOT_HIDE_DOT || root->hide) || path_equal(path, &root->path))
		return false;
	return (root->flags & KSMBD_ROOT_HIDE_DOT && has_dot(path)) ||
	       (root->hide && on_list(root->hide, path));
}

static u32 attributes_of(const struct ksmbd_dosattrib *dos, umode_t mode)
{
	u32 attr = dos->has_attrib ? dos->attrib & ATTR_KEPT : default_attributes(mode);

	if (S_ISDIR(mode))
		attr |= KSMBD_ATTR_DIRECTORY;
	else if (!S_ISREG(mode))
		attr |= KSMBD_ATTR_REPARSE;
	return attr;
}

static u64 creation_time(const struct ksmbd_dosattrib *dos, const struct kstat *st)
{
	if (dos->has_create_time)
		return dos->create_time;
	if (st->result_mask & STATX_BTIME)
		return ksmbd_nttime_from_ts(&st->btime);
	if (timespec64_compare(&st->mtime, &st->ctime) < 0)
		return ksmbd_nttime_from_ts(&st->mtime);
	return ksmbd_nttime_from_ts(&st->ctime);
}

static u64 change_time(const struct path *path, const struct kstat *st)
{
	u64 set = ksmbd_vfs_change_time_get(path, st);

	return set ? set : ksmbd_nttime_from_ts(&st->ctime);
}

/* ext2 to ext4 count the block of attributes that do not fit the inode as if it held data. */
static u64 allocated(const struct path *path, const struct kstat *st)
{
	u64 alloc = (u64)st->blocks << 9;

	if (d_inode(path->dentry)->i_sb->s_magic != EXT4_SUPER_MAGIC ||
	    alloc < round_up(st->size, st->blksize) + st->blksize)
		return alloc;
	/* the DOS attributes alone do fit */
	if (vfs_listxattr(path->dentry, NULL, 0) <= (ssize_t)sizeof(KSMBD_XATTR_DOS))
		return alloc;
	return alloc - st->blksize;
}

/**
 * ksmbd_vfs_file_id() - the number a client knows a file by
 * @root: share root
 * @st: the file
 *
 * The inode number; where one share shows several devices (mounts, btrfs
 * subvolumes) all but the root's are told apart by theirs.
 *
 * Context: any.
 * Return: the id.
 */
u64 ksmbd_vfs_file_id(const struct ksmbd_vfs_root *root, const struct kstat *st)
{
	if (st->dev == root->path.dentry->d_sb->s_dev)
		return st->ino;
	return st->ino ^ ((u64)new_encode_dev(st->dev) << 40);
}

/**
 * ksmbd_vfs_fill_attr() - what SMB wants to know, from a kstat and what is stored
 * @root: share root
 * @path: the object
 * @st: its kstat, with STATX_BTIME asked for
 * @attr: result
 *
 * Context: may sleep.
 */
void ksmbd_vfs_fill_attr(const struct ksmbd_vfs_root *root, const struct path *path,
			 const struct kstat *st, struct ksmbd_attr *attr)
{
	struct ksmbd_dosattrib dos;

	dos_read(root, path, &dos);
	attr->create_time = creation_time(&dos, st);
	attr->access_time = ksmbd_nttime_from_ts(&st->atime);
	attr->write_time = ksmbd_nttime_from_ts(&st->mtime);
	attr->change_time = change_time(path, st);
	attr->size = S_ISREG(st->mode) ? st->size : 0;
	attr->alloc = S_ISREG(st->mode) ? allocated(path, st) : 0;
	attr->attributes = attributes_of(&dos, st->mode);
	attr->hidden_by_name = !(attr->attributes & KSMBD_ATTR_HIDDEN) && name_hides(root, path);
	if (attr->hidden_by_name)
		attr->attributes |= KSMBD_ATTR_HIDDEN;
	if (!attr->attributes)
		attr->attributes = KSMBD_ATTR_NORMAL;
	attr->nlink = S_ISDIR(st->mode) ? 1 : st->nlink;
	attr->file_id = ksmbd_vfs_file_id(root, st);
	attr->reparse_tag = 0;
	if (attr->attributes & KSMBD_ATTR_REPARSE)
		attr->reparse_tag = S_ISLNK(st->mode) ? TAG_SYMLINK : TAG_NFS;
	attr->mode = st->mode;
	attr->uid = st->uid;
	attr->gid = st->gid;
}

/**
 * ksmbd_vfs_dos_attributes() - only the stored attribute bits
 * @root: share root
 * @path: the object
 *
 * Context: may sleep.
 * Return: KSMBD_ATTR_* bits, 0 when none are stored.
 */
u32 ksmbd_vfs_dos_attributes(const struct ksmbd_vfs_root *root, const struct path *path)
{
	struct ksmbd_dosattrib dos;

	dos_read(root, path, &dos);
	return dos.has_attrib ? dos.attrib & ATTR_KEPT : 0;
}

static int stat_path(const struct path *path, struct kstat *st)
{
	return vfs_getattr(path, st, STAT_WANTED, AT_STATX_SYNC_AS_STAT);
}

/**
 * ksmbd_vfs_getattr() - attributes of an open file or directory
 * @h: handle
 * @attr: result
 *
 * Context: may sleep.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_getattr(struct ksmbd_handle *h, struct ksmbd_attr *attr)
{
	int err = ksmbd_vfs_getattr_path(h->root, h->cred, &h->file->f_path, attr);

	if (!err)
		ksmbd_vfs_wtime_show(h, attr);
	return err;
}

/**
 * ksmbd_vfs_getattr_path() - attributes of an object that is not open
 * @root: share root
 * @cred: who asks
 * @path: the object
 * @attr: result
 *
 * Context: may sleep.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_getattr_path(const struct ksmbd_vfs_root *root, const struct cred *cred,
			   const struct path *path, struct ksmbd_attr *attr)
{
	struct ksmbd_vfs_scope scope;
	struct kstat st;
	int err;

	ksmbd_vfs_enter_cred(&scope, cred);
	err = stat_path(path, &st);
	if (!err)
		ksmbd_vfs_fill_attr(root, path, &st, attr);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_notify() - change attributes of an inode
 * @path: the object
 * @ia: the change
 *
 * Context: may sleep; waits for local holders of a delegation; no locks.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_notify(const struct path *path, struct iattr *ia)
{
	struct inode *inode = d_inode(path->dentry);
	struct delegated_inode deleg;
	int err = mnt_want_write(path->mnt);

	if (err)
		return err;
	do {
		struct iattr change = *ia;

		deleg = (struct delegated_inode) { };
		inode_lock(inode);
		err = notify_change(mnt_idmap(path->mnt), path->dentry, &change, &deleg);
		inode_unlock(inode);
		if (!is_delegated(&deleg))
			break;
		err = break_deleg_wait(&deleg);
	} while (!err);
	mnt_drop_write(path->mnt);
	return err;
}

/* As the opener if Linux lets them, else as the server: SMB's rights were checked. */
static int notify_for(struct ksmbd_handle *h, struct iattr *ia)
{
	struct ksmbd_vfs_scope scope;
	int err;

	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = ksmbd_vfs_notify(&h->file->f_path, ia);
	ksmbd_vfs_leave(&scope);
	if (err != -EPERM && err != -EACCES)
		return err;
	ksmbd_vfs_enter_root(&scope);
	err = ksmbd_vfs_notify(&h->file->f_path, ia);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_touch() - the write time is now
 * @h: handle on a file
 *
 * Finer than the clock the file system stamps writes with.
 *
 * Context: may sleep.
 */
void ksmbd_vfs_touch(struct ksmbd_handle *h)
{
	struct iattr ia = { .ia_valid = ATTR_MTIME | ATTR_MTIME_SET | ATTR_CTIME };

	ktime_get_real_ts64(&ia.ia_mtime);
	notify_for(h, &ia);
}

/* One time of a change: note what the handle does from now on; true when it is to be set. */
static bool time_arg(struct ksmbd_handle *h, u64 nt, u32 frozen)
{
	if (nt == TIME_GO) {
		h->time_flags &= ~frozen;
		return false;
	}
	if (nt)
		h->time_flags |= frozen;
	return nt && nt != TIME_STOP;
}

/* Reads by this handle move the access time, or not. */
static void apply_noatime(struct ksmbd_handle *h)
{
	struct file *file = h->file;

	spin_lock(&file->f_lock);
	if (h->time_flags & KSMBD_TIME_ACCESS_FROZEN)
		file->f_flags |= O_NOATIME;
	else
		file->f_flags &= ~O_NOATIME;
	spin_unlock(&file->f_lock);
}

/* After all else: the change time of Linux moves with each change. */
static void remember_change_time(struct ksmbd_handle *h, u64 nt)
{
	struct ksmbd_vfs_scope scope;
	struct kstat st;

	ksmbd_vfs_enter_cred(&scope, h->cred);
	if (!stat_path(&h->file->f_path, &st))
		ksmbd_vfs_change_time_set(&h->file->f_path, &st, nt);
	ksmbd_vfs_leave(&scope);
}

static int set_times(struct ksmbd_handle *h, const struct ksmbd_setattr *set)
{
	struct iattr ia = { };
	bool changed;
	int err = 0;

	if (time_arg(h, set->write_time, KSMBD_TIME_WRITE_FROZEN)) {
		ia.ia_valid |= ATTR_MTIME | ATTR_MTIME_SET | ATTR_CTIME;
		ia.ia_mtime = ksmbd_nttime_to_ts(set->write_time);
	}
	if (time_arg(h, set->access_time, KSMBD_TIME_ACCESS_FROZEN)) {
		ia.ia_valid |= ATTR_ATIME | ATTR_ATIME_SET | ATTR_CTIME;
		ia.ia_atime = ksmbd_nttime_to_ts(set->access_time);
	}
	changed = time_arg(h, set->change_time, KSMBD_TIME_CHANGE_FROZEN);
	if (set->access_time)
		apply_noatime(h);
	if (ia.ia_valid)
		err = notify_for(h, &ia);
	if (!err && changed)
		remember_change_time(h, set->change_time);
	return err;
}

/* Read-change-write of the stored value. */
static int dos_update(struct ksmbd_handle *h, u32 clear, u32 set, u64 create_time)
{
	const struct path *path = &h->file->f_path;
	umode_t mode = file_inode(h->file)->i_mode;
	struct ksmbd_dosattrib dos;
	int err;

	if (!(h->root->flags & KSMBD_ROOT_STORE_DOS) || !(S_ISREG(mode) || S_ISDIR(mode)))
		return 0;
	ksmbd_vfs_meta_lock(path);
	dos_read(h->root, path, &dos);
	if (!dos.has_attrib)
		dos.attrib = default_attributes(mode);
	dos.attrib = (dos.attrib & ATTR_KEPT & ~clear) | set;
	dos.has_attrib = true;
	if (create_time) {
		dos.create_time = create_time;
		dos.has_create_time = true;
	}
	err = dos_write(path, &dos);
	ksmbd_vfs_meta_unlock(path);
	return err;
}

/**
 * ksmbd_vfs_update_dos() - change stored attribute bits
 * @h: handle
 * @clear: bits to clear
 * @set: bits to set
 *
 * Context: may sleep.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_update_dos(struct ksmbd_handle *h, u32 clear, u32 set)
{
	return dos_update(h, clear, set, 0);
}

/* What those who watch the directory are told of it. */
static u32 aspects_of(const struct ksmbd_setattr *set)
{
	u32 aspects = set->attributes ? KSMBD_ASPECT_ATTRIBUTES : 0;

	if (set->create_time && set->create_time < TIME_GO)
		aspects |= KSMBD_ASPECT_CREATION;
	if (set->access_time && set->access_time < TIME_GO)
		aspects |= KSMBD_ASPECT_LAST_ACCESS;
	if (set->write_time && set->write_time < TIME_GO)
		aspects |= KSMBD_ASPECT_LAST_WRITE;
	return aspects;
}

/**
 * ksmbd_vfs_setattr() - FileBasicInformation (MS-FSA 2.1.5.15.2)
 * @h: handle with WRITE_ATTRIBUTES
 * @set: the change
 *
 * A time that is set by a handle is no longer moved by what the handle does.
 * A change time cannot be set on Linux; see chtime.c.
 *
 * Context: may sleep.
 * Return: 0; -EACCES; -EROFS; another -errno.
 */
int ksmbd_vfs_setattr(struct ksmbd_handle *h, const struct ksmbd_setattr *set)
{
	bool created = set->create_time && set->create_time < TIME_GO;
	struct ksmbd_frozen fz;
	int err = 0;

	if (!(h->access & KSMBD_FILE_WRITE_ATTRIBUTES))
		return -EACCES;
	ksmbd_vfs_wtime_settle(h);
	ksmbd_vfs_freeze_begin(h, &fz);
	fz.write = false;	/* nothing here moves it */
	ksmbd_fsevent_quiet();
	if (set->attributes)
		err = dos_update(h, KSMBD_ATTR_SETTABLE, set->attributes & KSMBD_ATTR_SETTABLE,
				 created ? set->create_time : 0);
	else if (created)
		err = dos_update(h, 0, 0, set->create_time);
	/* Last, since storing moves the change time and some file systems the write time. */
	if (!err)
		err = set_times(h, set);
	if (!set->change_time || set->change_time == TIME_STOP)
		ksmbd_vfs_freeze_end(h, &fz);
	ksmbd_fsevent_loud();
	if (!err)
		ksmbd_fsevent_changed(&h->file->f_path, aspects_of(set));
	return err;
}

/**
 * ksmbd_vfs_init_attr() - attributes of an object just created or overwritten
 * @h: handle
 * @attributes: what the client asked for
 *
 * Context: may sleep.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_init_attr(struct ksmbd_handle *h, u32 attributes)
{
	const struct path *path = &h->file->f_path;
	umode_t mode = file_inode(h->file)->i_mode;
	struct ksmbd_dosattrib dos;
	struct ksmbd_vfs_scope scope;
	struct timespec64 now;
	struct kstat st;
	u32 want;
	int err;

	want = (attributes & KSMBD_ATTR_SETTABLE) | default_attributes(mode);
	if (S_ISDIR(mode))
		want &= ~KSMBD_ATTR_TEMPORARY;
	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = stat_path(path, &st);
	ksmbd_vfs_leave(&scope);
	if (err)
		return err;
	dos_read(h->root, path, &dos);
	if (want == default_attributes(mode) && !dos.has_attrib && (st.result_mask & STATX_BTIME))
		return 0;
	ktime_get_real_ts64(&now);
	ksmbd_fsevent_quiet();
	err = dos_update(h, KSMBD_ATTR_SETTABLE, want, dos.has_create_time ? 0 :
			 st.result_mask & STATX_BTIME ? ksmbd_nttime_from_ts(&st.btime) :
			 ksmbd_nttime_from_ts(&now));
	ksmbd_fsevent_loud();
	return err;
}

/**
 * ksmbd_vfs_chmod() - set the permission bits
 * @h: handle with WRITE_DAC
 * @mode: permissions, set-id and sticky bits
 *
 * Context: may sleep.
 * Return: 0; -EACCES; another -errno.
 */
int ksmbd_vfs_chmod(struct ksmbd_handle *h, umode_t mode)
{
	struct iattr ia = { .ia_valid = ATTR_MODE | ATTR_CTIME };

	if (!(h->access & KSMBD_WRITE_DAC))
		return -EACCES;
	ia.ia_mode = (file_inode(h->file)->i_mode & S_IFMT) | (mode & S_IALLUGO);
	return notify_for(h, &ia);
}

/**
 * ksmbd_vfs_freeze_begin() - before an operation that moves times
 * @h: handle
 * @fz: what freeze_end needs
 *
 * Context: may sleep.
 */
void ksmbd_vfs_freeze_begin(struct ksmbd_handle *h, struct ksmbd_frozen *fz)
{
	struct ksmbd_vfs_scope scope;
	struct kstat st;
	int err;

	*fz = (struct ksmbd_frozen) { };
	if (!(h->time_flags & (KSMBD_TIME_WRITE_FROZEN | KSMBD_TIME_CHANGE_FROZEN)))
		return;
	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = stat_path(&h->file->f_path, &st);
	ksmbd_vfs_leave(&scope);
	if (err)
		return;
	fz->write = h->time_flags & KSMBD_TIME_WRITE_FROZEN;
	fz->mtime = st.mtime;
	if (h->time_flags & KSMBD_TIME_CHANGE_FROZEN)
		fz->change = change_time(&h->file->f_path, &st);
}

/**
 * ksmbd_vfs_freeze_end() - put back the times that the handle froze
 * @h: handle
 * @fz: from freeze_begin
 *
 * Context: may sleep.
 */
void ksmbd_vfs_freeze_end(struct ksmbd_handle *h, const struct ksmbd_frozen *fz)
{
	struct iattr ia = { .ia_valid = ATTR_MTIME | ATTR_MTIME_SET | ATTR_CTIME };

	if (fz->write) {
		ia.ia_mtime = fz->mtime;
		ksmbd_fsevent_quiet();
		notify_for(h, &ia);
		ksmbd_fsevent_loud();
	}
	if (fz->change)
		remember_change_time(h, fz->change);
}

/**
 * ksmbd_vfs_volume_serial() - a number for the volume behind a share
 * @root: share root
 *
 * Context: any.
 * Return: from the file system's UUID where it has one, else from its device; never 0.
 */
u64 ksmbd_vfs_volume_serial(const struct ksmbd_vfs_root *root)
{
	struct super_block *sb = root->path.dentry->d_sb;
	u64 serial;

	if (uuid_is_null(&sb->s_uuid))
		serial = (u64)sb->s_magic << 32 | new_encode_dev(sb->s_dev);
	else
		serial = get_unaligned_le64(sb->s_uuid.b) ^ get_unaligned_le64(sb->s_uuid.b + 8);
	return serial ? serial : 1;
}
