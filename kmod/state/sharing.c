// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who is in whose way: the pure cores of share modes (MS-FSA 2.1.5.1.2.2) and
 * byte-range locks (MS-FSA 2.1.4.10, 2.1.5.7).
 *
 * Not for lists of opens or locks, nor for the locks that protect them: those
 * are inode.c and brlock.c, which walk and ask here.
 *
 * Called by them under inode->lock.  Pure: takes no locks, allocates nothing.
 */
#include "state/sharing.h"

/* Does what one side may do need a share bit that the other side does not give? */
static bool share_denied(u32 access, u32 share)
{
	return ((access & KSMBD_SHARED_READ) && !(share & KSMBD_SHARE_READ)) ||
	       ((access & KSMBD_SHARED_WRITE) && !(share & KSMBD_SHARE_WRITE)) ||
	       ((access & KSMBD_DELETE) && !(share & KSMBD_SHARE_DELETE));
}

/**
 * ksmbd_share_conflict() - can two opens not stand beside each other?
 * @access_a: granted access of one
 * @share_a: its KSMBD_SHARE_* bits
 * @access_b: granted access of the other
 * @share_b: its KSMBD_SHARE_* bits
 *
 * MS-FSA 2.1.5.1.2.2.  Opens that may neither read, write, execute nor delete never conflict.
 *
 * Context: any.
 * Return: true when the later one is a sharing violation.
 */
bool ksmbd_share_conflict(u32 access_a, u32 share_a, u32 access_b, u32 share_b)
{
	if (!(access_a & KSMBD_SHARED_RIGHTS) || !(access_b & KSMBD_SHARED_RIGHTS))
		return false;
	return share_denied(access_a, share_b) || share_denied(access_b, share_a);
}

/* Is the place @at strictly inside the range?  @len is not 0 and the range may end at 2^64. */
static bool strictly_inside(u64 at, u64 off, u64 len)
{
	return at > off && at - off < len;
}

/**
 * ksmbd_brlock_overlap() - do two ranges of a file overlap?
 * @off_a: first byte of one
 * @len_a: its length, @off_a + @len_a at most 2^64
 * @off_b: first byte of the other
 * @len_b: its length, likewise
 *
 * MS-FSA 2.1.4.10: A ends where B begins, or B where A begins, is no overlap; the rule holds for
 * ranges of no bytes as it stands.
 *
 * Context: any.
 * Return: true when they do.
 */
bool ksmbd_brlock_overlap(u64 off_a, u64 len_a, u64 off_b, u64 len_b)
{
	if (!len_a)
		return len_b && strictly_inside(off_a, off_b, len_b);
	if (!len_b)
		return strictly_inside(off_b, off_a, len_a);
	return off_a <= off_b + (len_b - 1) && off_b <= off_a + (len_a - 1);
}

/**
 * ksmbd_brlock_conflict() - is an old lock in the way of a new one it overlaps?
 * @new_exclusive: the new one is exclusive
 * @old_exclusive: the old one is
 * @same: both are of one open
 *
 * MS-FSA 2.1.5.7.
 *
 * Context: any.
 * Return: true when the new one must not be granted.
 */
bool ksmbd_brlock_conflict(bool new_exclusive, bool old_exclusive, bool same)
{
	if (new_exclusive)
		return true;
	return old_exclusive && !same;
}

/**
 * ksmbd_brlock_bars_io() - does a lock keep out I/O on a range it overlaps?
 * @write: the I/O writes
 * @lock_exclusive: the lock is exclusive
 * @same: the lock is of the open that does the I/O
 *
 * MS-FSA 2.1.4.10: a shared lock keeps every writer out, its owner too.
 *
 * Context: any.
 * Return: true when the I/O must fail.
 */
bool ksmbd_brlock_bars_io(bool write, bool lock_exclusive, bool same)
{
	if (lock_exclusive)
		return !same;
	return write;
}
