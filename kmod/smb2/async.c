// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requests that take long: interim replies, parking, CANCEL (MS-SMB2 3.3.4.2,
 * 3.3.4.3, 3.3.5.16).
 *
 * Theory of operation: an element that must wait parks, and STATUS_PENDING with
 * an AsyncId (its MessageId: unique on the connection) is sent.  Parked, nobody
 * owns it; whoever wins its claim word (state/claim.h) does, queues it, and
 * its resume function runs in a worker.  CANCEL may overtake the parking: an
 * id it does not find is remembered in conn->cancelled, and parking looks there
 * afterwards.  Each side looks after it has published, so one of them sees
 * the other; the claim word lets one of them win.
 *
 * What a client cancels it wants to see end before anything it asks for
 * afterwards (smb2.session.expire2).  So the element is parked by the time the
 * client can know its AsyncId, and who found it by that finishes it at once,
 * before it reads on; its reply then has its place, and others send it.  One
 * that blocks its thread (smb2_block()) ends when that thread comes to it.
 *
 * Called by commands (park, interim) and cmd_cancel.c.  Takes conn->lock.
 */
#include "smb2/engine.h"

#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/jiffies.h>

/* How soon a request without a connection sees that its session has none left either. */
#define OUTLIVE_STEP	(HZ / 4)

/* A signature under AES-GMAC uses up its nonce, the MessageId, which the final reply needs. */
static bool may_sign_interim(const struct smb2_req *req)
{
	return req->chan && req->chan->sign &&
	       smb3_sign_key_alg(req->chan->sign) != SMB3_SIGN_AES_GMAC;
}

/* An interim reply, signed and sealed, apart from the request, which others may end already. */
struct interim {
	size_t len;		/* 0: none, or it was sent */
	u8 frame[160];		/* room for one that replies to nothing else */
};

/* STATUS_PENDING for the current element, behind what is finished so far. */
static int build_interim(struct smb2_req *req)
{
	ntstatus_t pending = STATUS_PENDING;
	const struct smb3_sign_key *key = req->sign_reply;
	bool executed = req->executed;

	if (WARN_ON_ONCE(req->has_payload || req->segs.bv))
		return -EINVAL;
	req->async = true;
	req->async_id = req->hdr.message_id;
	req->executed = false;
	req->sign_reply = may_sign_interim(req) ? key : NULL;
	if (smb2_reply_body(req, &pending))
		return -ENOMEM;
	req->credits_granted = smb2_credit_grant(req->work.conn, &req->hdr);
	smb2_reply_header(req, STATUS_PENDING, req->credits_granted);
	req->executed = executed;
	req->sign_reply = key;
	return 0;
}

static int send_interim(struct smb2_req *req)
{
	int err = build_interim(req);

	if (err)
		return err;
	smb2_frame_send(req);
	return smb2_reply_begin(req);
}

/* Sends it later; with what was done before the current element it is sent now. */
static int take_interim(struct smb2_req *req, struct interim *i)
{
	int err = build_interim(req);

	if (err)
		return err;
	i->len = smb2_frame_take(req, i->frame, sizeof(i->frame));
	return smb2_reply_begin(req);
}

/**
 * smb2_interim() - tell the client that this takes longer
 * @req: request, in execute
 *
 * Context: owner of the request, before its payload is begun; sends, so no locks held.
 */
void smb2_interim(struct smb2_req *req)
{
	if (!req->el_last || req->async)
		return;
	if (send_interim(req))
		req->drop = true;
}

static bool is_id(struct ksmbd_work *w, const void *arg)
{
	return smb2_req_of(w)->async_id == *(const u64 *)arg;
}

/* Ends it here and now: what the connection brings after the CANCEL is to be answered later. */
static bool end_cancelled(struct ksmbd_conn *conn, u64 id)
{
	struct ksmbd_work *w = ksmbd_work_claim_match(conn, is_id, &id, KSMBD_WORK_CANCELLED);

	if (!w)
		return false;
	smb2_req_of(w)->post_later = true;
	w->run(w);
	return true;
}

static bool was_cancelled(struct ksmbd_conn *conn, u64 id)
{
	bool found = false;
	unsigned int i;

	spin_lock(&conn->lock);
	for (i = 0; i < ARRAY_SIZE(conn->cancelled); i++)
		found |= conn->cancelled[i] == id;
	spin_unlock(&conn->lock);
	return found;
}

/**
 * smb2_cancel_id() - a CANCEL for this message came
 * @conn: connection
 * @id: MessageId or AsyncId, which is the same number here
 *
 * Context: process context, no locks held; may sleep, but not for the client.
 */
void smb2_cancel_id(struct ksmbd_conn *conn, u64 id)
{
	if (end_cancelled(conn, id))
		return;
	spin_lock(&conn->lock);
	conn->cancelled[conn->next_cancelled++ % ARRAY_SIZE(conn->cancelled)] = id;
	spin_unlock(&conn->lock);
	end_cancelled(conn, id);
}

/*
 * Parks @req and sends what tells the client so, in this order; who ends it meanwhile waits with
 * his reply.  Nothing goes with the references that parking drops.
 */
static int park_and_tell(struct smb2_req *req, struct interim *i)
{
	struct ksmbd_tx_part part = {
		.vec = { .iov_base = i->frame, .iov_len = i->len },
	};
	struct ksmbd_conn *conn = req->work.conn;
	struct ksmbd_open *open = req->park_open;
	int err;

	ksmbd_work_get(&req->work);
	if (open)
		ksmbd_open_get(open);
	ksmbd_conn_sendv_begin(conn);
	err = ksmbd_work_park(&req->work, open);
	ksmbd_conn_sendv_end(conn, &part, 1, i->len);
	if (open)
		ksmbd_open_put(open);
	ksmbd_work_put(&req->work);
	return err;
}

static ntstatus_t park(struct smb2_req *req, struct interim *i)
{
	struct ksmbd_conn *conn = req->work.conn;
	u64 id = req->async_id;
	int err;

	/* From a successful park on, @req belongs to someone else. */
	ksmbd_conn_get(conn);
	if (i && i->len)
		err = park_and_tell(req, i);
	else
		err = ksmbd_work_park(&req->work, req->park_open);
	if (!err && was_cancelled(conn, id))
		end_cancelled(conn, id);
	ksmbd_conn_put(conn);
	switch (err) {
	case 0:
		return STATUS_PENDING;
	case -ECANCELED:
		return STATUS_CANCELLED;
	case -ESTALE:
		return STATUS_FILE_CLOSED;
	default:
		return STATUS_INSUFFICIENT_RESOURCES;
	}
}

/**
 * smb2_park() - park the current element
 * @req: request, in execute
 * @open: the open whose CLOSE ends the wait (req->open), or NULL
 * @resume: see request.h
 *
 * Context: owner of the request; sends, so no locks held.
 * Return: STATUS_PENDING: @req is no longer the caller's; anything else is a final status.
 */
ntstatus_t smb2_park(struct smb2_req *req, struct ksmbd_open *open,
		     ntstatus_t (*resume)(struct smb2_req *req))
{
	struct interim i = { };

	if (!req->el_last)
		return STATUS_INTERNAL_ERROR;
	if (!req->async && take_interim(req, &i)) {
		req->drop = true;
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	req->resume = resume;
	req->park_open = open;
	req->work.run = smb2_frame_resume;
	return park(req, &i);
}

/* One who waits in its own thread; on that thread's stack. */
struct smb2_blocked {
	struct completion *done;	/* what it sleeps on */
	struct completion back;		/* whoever claimed the work gives it back */
};

/* Somebody else claimed a work whose thread sleeps: wakes it and gives the work back. */
static void give_back(struct ksmbd_work *w)
{
	struct smb2_blocked *b = smb2_req_of(w)->blocked;

	complete(b->done);
	complete(&b->back);
}

static ntstatus_t sleep_on(struct smb2_req *req, struct smb2_blocked *b, unsigned long timeout)
{
	struct ksmbd_work *w = &req->work;
	bool cancelled = false;

	ksmbd_work_wait_begin();
	wait_for_completion_timeout(b->done, timeout);
	if (!ksmbd_work_claim(w, KSMBD_WORK_DONE)) {
		wait_for_completion(&b->back);
		cancelled = true;
	}
	ksmbd_work_wait_end();
	ksmbd_claim_init(&w->claim);
	return cancelled ? STATUS_CANCELLED : STATUS_SUCCESS;
}

static bool has_other_channel(struct smb2_req *req)
{
	struct ksmbd_chan *chan;
	unsigned long index = 0;
	bool some = false;

	while (!some && req->sess && (chan = ksmbd_chan_next(req->sess, &index))) {
		some = smb2_chan_ready(chan) && !ksmbd_conn_is_closing(chan->conn);
		ksmbd_chan_put(chan);
	}
	return some;
}

/*
 * The connection is lost, but not the session: its client asks on another channel what became of
 * this request (MS-SMB2 3.3.5.9.10), so it goes on for as long as there is one.
 */
static ntstatus_t outlive(struct smb2_req *req, struct completion *done, unsigned long timeout)
{
	unsigned long end = jiffies + timeout;
	bool happened = false;

	ksmbd_work_wait_begin();
	while (!happened && time_before(jiffies, end) && has_other_channel(req))
		happened = wait_for_completion_timeout(done, OUTLIVE_STEP);
	ksmbd_work_wait_end();
	return happened ? STATUS_SUCCESS : STATUS_CANCELLED;
}

static atomic_t nblocked = ATOMIC_INIT(0);	/* of all connections */

static void block_end(struct ksmbd_conn *conn)
{
	atomic_dec(&nblocked);
	atomic_dec(&conn->nblocked);
}

/* Each costs a thread: who has a break answered by nobody must not get all of them (R21). */
static bool block_begin(struct ksmbd_conn *conn)
{
	bool may = atomic_inc_return(&conn->nblocked) <= KSMBD_CONN_BLOCKED_MAX;

	may &= atomic_inc_return(&nblocked) <= KSMBD_BLOCKED_MAX;
	if (!may)
		block_end(conn);
	return may;
}

/* The work is the caller's all the time but for the sleep. */
static ntstatus_t block(struct smb2_req *req, struct completion *done, unsigned long timeout)
{
	struct smb2_blocked b = { .done = done };
	ntstatus_t status;

	smb2_interim(req);
	if (req->drop)
		return STATUS_INSUFFICIENT_RESOURCES;
	init_completion(&b.back);
	req->async_id = req->hdr.message_id;
	req->blocked = &b;
	req->park_open = NULL;
	req->work.run = give_back;
	/* whoever claims it drops the reference of its list only */
	ksmbd_work_get(&req->work);
	status = park(req, NULL);
	if (status == STATUS_PENDING)
		status = sleep_on(req, &b, timeout);
	ksmbd_work_put(&req->work);
	if (status != STATUS_SUCCESS && ksmbd_conn_is_closing(req->work.conn))
		status = outlive(req, done, timeout);
	return status;
}

/**
 * smb2_block() - block the worker until something happens
 * @req: request, in execute
 * @done: completed when it happened
 * @timeout: jiffies
 *
 * For what cannot be split in two functions at the place where it waits; the work is parked
 * meanwhile, so that CANCEL and the end of the connection find it.
 *
 * Context: worker, owner of the request, before its payload is begun; no locks held.
 * Return: STATUS_SUCCESS: it happened or the time is over; STATUS_INSUFFICIENT_RESOURCES: too many
 * wait already; STATUS_CANCELLED and others: give up, nobody is left to answer.  A lost connection
 * is no reason to while the session has another.
 */
ntstatus_t smb2_block(struct smb2_req *req, struct completion *done, unsigned long timeout)
{
	struct ksmbd_conn *conn = req->work.conn;
	ntstatus_t status;

	if (!block_begin(conn))
		return STATUS_INSUFFICIENT_RESOURCES;
	status = block(req, done, timeout);
	block_end(conn);
	return status;
}

/**
 * smb2_repark() - park again what was claimed too early
 * @req: request, in its resume function
 *
 * Context: owner of the request. Return: as smb2_park().
 */
ntstatus_t smb2_repark(struct smb2_req *req)
{
	ksmbd_claim_init(&req->work.claim);
	return park(req, NULL);
}
