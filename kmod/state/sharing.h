/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is in whose way: the pure cores of share modes and byte-range locks.
 *
 * Not for lists of opens or locks: inode.c and brlock.c walk those and ask
 * here.  Pure: no locks, no allocation; tested by itself.
 */
#ifndef KSMBD_STATE_SHARING_H
#define KSMBD_STATE_SHARING_H

#include <linux/types.h>
#include "util/access.h"

/* ShareAccess bits */
#define KSMBD_SHARE_READ	0x1
#define KSMBD_SHARE_WRITE	0x2
#define KSMBD_SHARE_DELETE	0x4

#define KSMBD_SHARED_READ	(KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE)
#define KSMBD_SHARED_WRITE	(KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)
/* Rights share modes are about; an open without any of them is in nobody's way. */
#define KSMBD_SHARED_RIGHTS	(KSMBD_SHARED_READ | KSMBD_SHARED_WRITE | KSMBD_DELETE)

/*
 * Can an open with @access_a, sharing @share_a, not stand beside one with @access_b, sharing
 * @share_b, on the same stream?  Symmetric.
 */
bool ksmbd_share_conflict(u32 access_a, u32 share_a, u32 access_b, u32 share_b);

/*
 * Do two ranges overlap in the sense of MS-FSA 2.1.4.10?  A range of no bytes lies between two
 * bytes: it overlaps what has bytes on both sides of it, and nothing else.
 */
bool ksmbd_brlock_overlap(u64 off_a, u64 len_a, u64 off_b, u64 len_b);
/*
 * Would a new lock be in the way of an old one on the same stream?  @same: one open has both
 * (MS-FSA 2.1.5.7): a shared lock may lie on one's own exclusive one.
 */
bool ksmbd_brlock_conflict(bool new_exclusive, bool old_exclusive, bool same);
/* Does a lock on the range keep I/O out?  @same: of the open that does it (MS-FSA 2.1.4.10). */
bool ksmbd_brlock_bars_io(bool write, bool lock_exclusive, bool same);

#endif /* KSMBD_STATE_SHARING_H */
