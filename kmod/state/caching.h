/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client may cache: the pure core of oplocks and leases (MS-FSA 2.1.5.18,
 * MS-SMB2 3.3.1.4, 3.3.4.6, 3.3.4.7).
 *
 * An oplock is treated as a lease of one open: batch is READ|HANDLE|WRITE,
 * exclusive READ|WRITE, level II READ.  Not for who holds what (lease.c).
 * Pure: no locks, no allocation; tested by itself.
 */
#ifndef KSMBD_STATE_CACHING_H
#define KSMBD_STATE_CACHING_H

#include <linux/types.h>
#include "util/access.h"

/* The bits have the values leases have on the wire. */
#define KSMBD_CACHE_READ	0x1
#define KSMBD_CACHE_HANDLE	0x2
#define KSMBD_CACHE_WRITE	0x4
#define KSMBD_CACHE_ALL		0x7

/* Opens with no other rights than these break no oplock, and no lease. */
#define KSMBD_STAT_OPLOCK	(KSMBD_SYNCHRONIZE | KSMBD_FILE_READ_ATTRIBUTES | \
				 KSMBD_FILE_WRITE_ATTRIBUTES)
#define KSMBD_STAT_LEASE	(KSMBD_STAT_OPLOCK | KSMBD_READ_CONTROL)

enum ksmbd_caching_kind {
	KSMBD_CACHING_OPLOCK,
	KSMBD_CACHING_LEASE,
	KSMBD_CACHING_DIR_LEASE,
};

/**
 * struct ksmbd_caching - what one holder may cache
 * @kind: oplock or lease
 * @state: KSMBD_CACHE_*, what it may cache now
 * @breaking: it was told to come down and has not answered yet
 * @asked: while breaking, what it was told to come down to
 * @target: while breaking, what it has to come down to in the end; a part of @asked
 * @recount: while breaking, further questions count as changes, too
 * @epoch: counts the changes of @state
 */
struct ksmbd_caching {
	enum ksmbd_caching_kind kind;
	u8 state;
	bool breaking;
	u8 asked;
	u8 target;
	bool recount;
	u16 epoch;
};

/* What the holder is to be told. */
struct ksmbd_caching_step {
	u8 from, to;
	u16 epoch;
	bool ack;		/* it has to answer */
};

/**
 * struct ksmbd_caching_others - what is there beside the one who asks
 * @opens: opens that may read, write, delete …
 * @oplock: someone has an oplock
 * @handle_lease: someone's lease lets them keep handles
 * @writer: someone may cache writes
 * @locks: byte-range locks
 */
struct ksmbd_caching_others {
	bool opens, oplock, handle_lease, writer, locks;
};

/* What a new holder gets of what it asks for. */
u8 ksmbd_caching_grant(enum ksmbd_caching_kind kind, u8 asked,
		       const struct ksmbd_caching_others *others);
/*
 * The holder asks again: may it have all of @asked, and is that more than it has?  @granted is
 * what ksmbd_caching_grant() said.  True: it changed.
 */
bool ksmbd_caching_upgrade(struct ksmbd_caching *c, u8 asked, u8 granted);
/* What remains when @take is taken away. */
u8 ksmbd_caching_without(const struct ksmbd_caching *c, u8 take);
/* Somebody needs @take.  True: @step is to be sent. */
bool ksmbd_caching_break(struct ksmbd_caching *c, u8 take, struct ksmbd_caching_step *step);
/*
 * The holder answered that it keeps @state: 0: done; 1: done, and @step is to be sent;
 * -ENOENT: it was not asked; -EINVAL: it keeps more than it may.
 */
int ksmbd_caching_ack(struct ksmbd_caching *c, u8 state, struct ksmbd_caching_step *step);
/* It is breaking and overlooked that: @step is to be sent, the same question as a new one. */
void ksmbd_caching_repeat(struct ksmbd_caching *c, struct ksmbd_caching_step *step);
/* The holder does not answer: it keeps nothing. */
void ksmbd_caching_give_up(struct ksmbd_caching *c);

#endif /* KSMBD_STATE_CACHING_H */
