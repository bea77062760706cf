// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The write time an open shows of what it wrote itself (MS-FSA 2.1.5.4).
 *
 * Clients of all ages expect NTFS's old way: a first write is seen in the write
 * time two seconds later; further writes through the same open are not, until
 * it is flushed, resized, given times or closed; and a close after such writes
 * makes the write time that of the close.
 *
 * The file itself has the true time from the moment of the write: on disk, for
 * local programs, in listings, for every other open.  Only the open that wrote
 * keeps showing the older one, and only as long as the file has the very time
 * that its own last write left; so whatever anybody else does is seen at once,
 * and a crash or a lost connection leaves the truth.
 *
 * Not for times set through the handle, which its writes leave alone (attr.c),
 * nor for streams.
 *
 * Context: may sleep.  Locks: file->f_lock, a leaf.
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/spinlock.h>
#include "util/misc.h"

#define SHOWN_AFTER	(2 * HZ)

static u64 mtime_of(const struct ksmbd_handle *h)
{
	struct timespec64 mtime = kcompat_inode_mtime(file_inode(h->file));

	return ksmbd_nttime_from_ts(&mtime);
}

static bool counts(const struct ksmbd_handle *h)
{
	return S_ISREG(file_inode(h->file)->i_mode) && !(h->time_flags & KSMBD_TIME_WRITE_FROZEN);
}

/**
 * ksmbd_vfs_wtime_before() - before a write
 * @h: handle on a file
 *
 * Context: any.
 */
void ksmbd_vfs_wtime_before(struct ksmbd_handle *h)
{
	struct ksmbd_wtime *w = &h->wtime;
	u64 mtime;

	if (!counts(h))
		return;
	mtime = mtime_of(h);
	spin_lock(&h->file->f_lock);
	if (!w->shown) {
		*w = (struct ksmbd_wtime) { .shown = mtime, .until = jiffies + SHOWN_AFTER };
	} else if (!w->late && time_after_eq(jiffies, w->until)) {
		w->shown = mtime;
		w->late = true;
	}
	spin_unlock(&h->file->f_lock);
}

/**
 * ksmbd_vfs_wtime_after() - after a write
 * @h: handle on a file
 *
 * Context: any.
 */
void ksmbd_vfs_wtime_after(struct ksmbd_handle *h)
{
	u64 mtime = mtime_of(h);

	spin_lock(&h->file->f_lock);
	h->wtime.left = mtime;
	spin_unlock(&h->file->f_lock);
}

/**
 * ksmbd_vfs_wtime_show() - what a handle shows
 * @h: handle
 * @attr: with the file's own write time
 *
 * Context: any.
 */
void ksmbd_vfs_wtime_show(struct ksmbd_handle *h, struct ksmbd_attr *attr)
{
	const struct ksmbd_wtime *w = &h->wtime;

	if (!READ_ONCE(w->shown))
		return;
	spin_lock(&h->file->f_lock);
	if (w->shown && w->left == attr->write_time &&
	    (w->late || time_before(jiffies, w->until)))
		attr->write_time = w->shown;
	spin_unlock(&h->file->f_lock);
}

/* Takes what there is to show out of the handle. */
static struct ksmbd_wtime take(struct ksmbd_handle *h)
{
	struct ksmbd_wtime w;

	spin_lock(&h->file->f_lock);
	w = h->wtime;
	h->wtime.shown = 0;
	spin_unlock(&h->file->f_lock);
	return w;
}

/**
 * ksmbd_vfs_wtime_settle() - show the file's own write time from now on
 * @h: handle
 *
 * Context: may sleep.
 */
void ksmbd_vfs_wtime_settle(struct ksmbd_handle *h)
{
	struct ksmbd_wtime w;

	if (!READ_ONCE(h->wtime.shown))
		return;
	w = take(h);
	/* The file system's clock did not tick between the two: a client must see the write. */
	if (w.shown && w.left == w.shown && mtime_of(h) == w.left)
		ksmbd_vfs_touch(h);
}

/**
 * ksmbd_vfs_wtime_close() - CLOSE: what was written late was written now
 * @h: handle
 *
 * Context: may sleep.
 */
void ksmbd_vfs_wtime_close(struct ksmbd_handle *h)
{
	struct ksmbd_wtime w;

	if (!READ_ONCE(h->wtime.shown))
		return;
	w = take(h);
	if (w.shown && w.late && mtime_of(h) == w.left)
		ksmbd_vfs_touch(h);
}
