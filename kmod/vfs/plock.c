// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Byte-range locks of SMB clients as POSIX locks, so that local programs and
 * NFS clients see them and are seen.
 *
 * A handle is one owner.  POSIX knows no locks of no bytes, none behind the
 * greatest file offset, and none that lie on each other: the caller says what
 * a range is to have in the end.  A file system that has no locks, or fails
 * otherwise than by a conflict, is as if nobody local had any.
 *
 * Not for what locks mean to SMB clients (state/brlock.c).
 *
 * Context: may sleep; the caller keeps two changes of one handle apart.  Locks:
 * those of fs/locks.c, inside.
 */
#include "vfs/vfs_internal.h"

#include <linux/filelock.h>
#include <linux/fs.h>

/* Is there anything to be locked? */
static bool fill(struct ksmbd_handle *h, struct file_lock *fl, u64 off, u64 len, int type)
{
	if (h->stream || h->file->f_mode & FMODE_PATH || !len || off > OFFSET_MAX)
		return false;
	locks_init_lock(fl);
	kcompat_fl(fl, owner) = (fl_owner_t)h;
	kcompat_fl(fl, pid) = current->tgid;
	kcompat_fl(fl, file) = h->file;
	kcompat_fl(fl, flags) = FL_POSIX;
	kcompat_fl(fl, type) = type;
	fl->fl_start = off;
	fl->fl_end = len - 1 > OFFSET_MAX - off ? OFFSET_MAX : off + (len - 1);
	return true;
}

static int apply(struct ksmbd_handle *h, struct file_lock *fl)
{
	struct ksmbd_vfs_scope scope;
	int err;

	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = vfs_lock_file(h->file, F_SETLK, fl, NULL);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_plock_set() - lock a range for local programs
 * @h: handle
 * @off: first byte
 * @len: how many
 * @exclusive: or shared
 *
 * Replaces what the handle has on the range.
 *
 * Context: may sleep.
 * Return: 0; -EAGAIN somebody local is in the way.
 */
int ksmbd_vfs_plock_set(struct ksmbd_handle *h, u64 off, u64 len, bool exclusive)
{
	struct file_lock fl;
	int err;

	if (!fill(h, &fl, off, len, exclusive ? F_WRLCK : F_RDLCK))
		return 0;
	err = apply(h, &fl);
	return err == -EAGAIN || err == -EACCES ? -EAGAIN : 0;
}

/**
 * ksmbd_vfs_plock_clear() - unlock a range for local programs
 * @h: handle
 * @off: first byte
 * @len: how many, U64_MAX for all
 *
 * Context: may sleep.
 */
void ksmbd_vfs_plock_clear(struct ksmbd_handle *h, u64 off, u64 len)
{
	struct file_lock fl;

	if (fill(h, &fl, off, len, F_UNLCK))
		apply(h, &fl);
}
