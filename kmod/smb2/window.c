// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Message ids and credits as a window, the pure core (MS-SMB2 3.3.1.1, 3.3.1.2,
 * 3.3.5.2.3, 3.3.5.2.5).
 *
 * Theory of operation: ids in [low, high) have been granted; those already
 * used are marked in a ring of bits.  A request uses up as many consecutive
 * ids as its charge; low moves over used ones.  A reply grants by moving high.
 * high - low never exceeds the limit, so a client that leaves a hole behind
 * runs out of credits until it fills it (as servers it knows behave).
 *
 * Not for when to consume or grant (credit.c, the only caller, which holds the
 * lock).  Pure: no locks, no allocation; tested by itself.
 */
#include "smb2/engine.h"

#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/sizes.h>

static unsigned int slot(u64 id)
{
	return id % KSMBD_CREDIT_WINDOW;
}

/**
 * smb2_credits_init() - a new connection may send id 0
 * @c: window
 * @max: credits the client may ever hold
 *
 * Context: any. Pure.
 */
void smb2_credits_init(struct ksmbd_credits *c, u32 max)
{
	c->low = 0;
	c->high = 1;
	c->granted = 1;
	c->max = clamp_t(u32, max, 1, KSMBD_CREDITS_MAX);
	bitmap_zero(c->used, KSMBD_CREDIT_WINDOW);
}

/**
 * smb2_credits_consume() - use up ids
 * @c: window
 * @id: first id
 * @charge: how many
 *
 * Context: any. Pure.
 * Return: false: not granted, or used before; nothing has changed then.
 */
bool smb2_credits_consume(struct ksmbd_credits *c, u64 id, u32 charge)
{
	u32 i;

	if (!charge || id < c->low || id >= c->high || charge > c->high - id)
		return false;
	for (i = 0; i < charge; i++)
		if (test_bit(slot(id + i), c->used))
			return false;
	for (i = 0; i < charge; i++)
		__set_bit(slot(id + i), c->used);
	c->granted -= charge;
	while (c->low < c->high && test_bit(slot(c->low), c->used)) {
		__clear_bit(slot(c->low), c->used);
		c->low++;
	}
	return true;
}

/**
 * smb2_credits_grant() - open the window further
 * @c: window
 * @limit: how wide it may be now (at most c->max)
 * @asked: credits wanted
 *
 * Context: any. Pure.
 * Return: credits granted.
 */
u32 smb2_credits_grant(struct ksmbd_credits *c, u32 limit, u32 asked)
{
	u64 span = c->high - c->low;
	u32 n;

	limit = min(limit, c->max);
	n = span < limit ? min_t(u64, asked, limit - span) : 0;
	c->high += n;
	c->granted += n;
	return n;
}

/**
 * smb2_charge_covers() - does a credit charge pay for a payload? (MS-SMB2 3.3.5.2.5)
 * @charge: CreditCharge of the request; 0 counts as one
 * @bytes: carried or asked for, whichever is more
 *
 * Context: any. Pure.
 * Return: true when it does.
 */
bool smb2_charge_covers(u32 charge, u32 bytes)
{
	u32 need = bytes ? (bytes - 1) / SZ_64K + 1 : 1;

	return max(charge, 1u) >= need;
}
