// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Message ids and credits (MS-SMB2 3.3.1.1, 3.3.1.2, 3.3.5.2.3, 3.3.5.2.5).
 *
 * Theory of operation: ids in [low, high) have been granted; those already
 * used are marked in a ring of bits.  A request uses up as many consecutive
 * ids as its charge; low moves over used ones.  A reply grants by moving high.
 * high - low never exceeds the limit, so a client that leaves a hole behind
 * runs out of credits until it fills it (as servers it knows behave).
 *
 * The pure core works on struct ksmbd_credits; the wrappers below it take
 * conn->lock, which protects them.  Called by frame.c (consume, in the order
 * of arrival) and dispatch.c (check, grant).
 */
#include "smb2/engine.h"

#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/sizes.h>

#include "state/server.h"

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

/**
 * smb2_credit_start() - a connection's first frame has come
 * @conn: connection
 *
 * Context: its reader; takes conn->lock.
 */
void smb2_credit_start(struct ksmbd_conn *conn)
{
	u32 max;

	rcu_read_lock();
	max = ksmbd_server_config()->max_credits;
	rcu_read_unlock();
	spin_lock(&conn->lock);
	smb2_credits_init(&conn->credits, max ?: KSMBD_CREDITS_MAX);
	spin_unlock(&conn->lock);
}

/* Before 2.1 there are no multi-credit requests and the field is reserved. */
static u32 charge_of(const struct ksmbd_conn *conn, const struct smb2_header *hdr)
{
	return conn->dialect >= SMB2_DIALECT_210 && hdr->credit_charge ? hdr->credit_charge : 1;
}

/**
 * smb2_credit_consume() - a request uses its ids (MS-SMB2 3.3.5.2.3)
 * @conn: connection it came on
 * @hdr: its header; not for CANCEL
 *
 * Context: any; takes conn->lock.
 * Return: false: the client sent an id it may not; drop the connection.
 */
bool smb2_credit_consume(struct ksmbd_conn *conn, const struct smb2_header *hdr)
{
	bool ok;

	spin_lock(&conn->lock);
	ok = smb2_credits_consume(&conn->credits, hdr->message_id, charge_of(conn, hdr));
	spin_unlock(&conn->lock);
	return ok;
}

/**
 * smb2_credit_grant() - credits for one reply (MS-SMB2 3.3.1.2)
 * @conn: connection
 * @hdr: header of the request that is answered
 *
 * What was asked for, at least what the request cost and at least one, until the client holds
 * its maximum; before anybody has logged in that is a small one.
 *
 * Context: any; takes conn->lock.
 * Return: the CreditResponse field.
 */
u16 smb2_credit_grant(struct ksmbd_conn *conn, const struct smb2_header *hdr)
{
	u32 want = max_t(u32, hdr->credits, charge_of(conn, hdr));
	u32 limit = READ_ONCE(conn->authenticated) ? KSMBD_CREDITS_MAX : KSMBD_CREDITS_PREAUTH;

	spin_lock(&conn->lock);
	want = smb2_credits_grant(&conn->credits, limit, want);
	spin_unlock(&conn->lock);
	return want;
}

/**
 * smb2_credit_check() - phase: the charge covers the payload (MS-SMB2 3.3.5.2.5)
 * @req: request, at an element
 *
 * Context: any. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_credit_check(struct smb2_req *req)
{
	struct ksmbd_rd rd;

	if (!(req->work.conn->server_caps & SMB2_CAP_LARGE_MTU))
		return STATUS_SUCCESS;
	ksmbd_rd_init(&rd, req->in.data + req->el_off, req->el_len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	if (!smb2_charge_covers(req->hdr.credit_charge,
				smb2_payload_size(req->hdr.command, &rd)))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}
