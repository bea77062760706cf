// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Change times that clients set.  Linux moves the change time of a file by
 * itself and lets nobody set it; SMB clients may, and read back what they set.
 *
 * So the value is remembered here, beside the change time Linux has after the
 * request, and reported as long as Linux still has that one: any later change,
 * by whomever, makes it void.  It is a cache of fixed size: an entry that is
 * overwritten, or a restart, only means that the true time is reported.
 *
 * Not for the other times, which are set in attr.c.
 *
 * Context: any that attr.c runs in.  Locks: one spinlock, a leaf.
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/spinlock.h>

#define TABLE_BITS	9

/* A change time somebody set, and the one Linux had then. */
struct set_time {
	dev_t dev;
	u64 ino;
	u32 generation;
	u64 nt;
	struct timespec64 ctime;
};

static DEFINE_SPINLOCK(table_lock);		/* protects table */
static struct set_time table[1 << TABLE_BITS];	/* one place for each hash value */

static struct set_time *slot_of(const struct kstat *st, u32 generation)
{
	return &table[hash_64(st->ino ^ (u64)st->dev << 32 ^ generation, TABLE_BITS)];
}

/**
 * ksmbd_vfs_change_time_set() - remember a change time a client set
 * @path: the object
 * @st: as it is after the request
 * @nt: NT time
 *
 * Context: any.
 */
void ksmbd_vfs_change_time_set(const struct path *path, const struct kstat *st, u64 nt)
{
	u32 generation = d_inode(path->dentry)->i_generation;

	spin_lock(&table_lock);
	*slot_of(st, generation) = (struct set_time) {
		.dev = st->dev,
		.ino = st->ino,
		.generation = generation,
		.nt = nt,
		.ctime = st->ctime,
	};
	spin_unlock(&table_lock);
}

/**
 * ksmbd_vfs_change_time_get() - the change time a client set, if it still holds
 * @path: the object
 * @st: its kstat now
 *
 * Context: any.
 * Return: NT time, or 0 when the true one is to be reported.
 */
u64 ksmbd_vfs_change_time_get(const struct path *path, const struct kstat *st)
{
	u32 generation = d_inode(path->dentry)->i_generation;
	const struct set_time *t = slot_of(st, generation);
	u64 nt = 0;

	if (!READ_ONCE(t->nt))	/* nearly always */
		return 0;
	spin_lock(&table_lock);
	if (t->dev == st->dev && t->ino == st->ino && t->generation == generation &&
	    timespec64_equal(&t->ctime, &st->ctime))
		nt = t->nt;
	spin_unlock(&table_lock);
	return nt;
}
