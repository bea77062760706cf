// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Telling a client to stop caching (MS-SMB2 3.3.4.6, 3.3.4.7).
 *
 * Theory of operation: the state room decides who is told what.  Here that
 * becomes a note, which finds its way to the client at the time of sending
 * (R5): an oplock's over any channel of the session of its open, a lease's over
 * any connection of the client.  A notification is never signed; it is
 * encrypted when the session or the share is, and then goes to the session
 * whose key that is.
 *
 * A note has exactly one owner at a time: who breaks, the connection's outbox,
 * the timer.  Who breaks gives it to an outbox and does not wait for it, for
 * the client may not be reading.  Once it is in the socket the timer looks
 * after it until the client's machine has acknowledged the bytes, as a rule the
 * first time.  Where that does not happen another connection is tried, a few
 * times, and the silent one is dropped if no session ends by it; one that there
 * is no other for counts as dead much later.  Nothing is sent again that the
 * client has answered.
 *
 * Not for waiting (break_wait.c), not for acknowledgments (cmd_oplock_break.c).
 *
 * Called by the state room through ksmbd_up.  No locks held.
 */
#include "smb2/break.h"
#include "smb2/engine.h"
#include "smb2/wire/create.h"
#include "smb2/wire/oplock.h"
#include "state/ident.h"
#include "state/server.h"

#include <linux/slab.h>
#include <linux/workqueue.h>

#define NOTE_MAX	(SMB2_TRANSFORM_SIZE + SMB2_HEADER_SIZE + SMB2_LEASE_BREAK_SIZE)
/* How often a note is looked after that was not acknowledged yet. */
#define NOTE_INTERVAL	HZ

/* A notification on its way: room for a transform header, then header and body. */
struct note {
	struct ksmbd_work work;		/* in an outbox: run, queue and conn (a reference) only */
	struct delayed_work look;
	struct ksmbd_lease *lease;	/* a reference */
	struct ksmbd_caching_step step;
	unsigned long since;		/* jiffies: when it was given to work.conn */
	unsigned int tries;		/* connections it was given to */
	bool sent;			/* all of it is before @mark in the stream of work.conn */
	u32 mark;
	bool sealed;			/* the transform header counts */
	size_t len;			/* without it */
	u8 bytes[NOTE_MAX] __aligned(8);
};

/**
 * smb2_oplock_to_wire() - OplockLevel of an oplock
 * @level: the oplock
 *
 * Context: any. Return: SMB2_OPLOCK_*.
 */
u8 smb2_oplock_to_wire(enum ksmbd_oplock level)
{
	switch (level) {
	case KSMBD_OPLOCK_II:
		return SMB2_OPLOCK_II;
	case KSMBD_OPLOCK_EXCLUSIVE:
		return SMB2_OPLOCK_EXCLUSIVE;
	case KSMBD_OPLOCK_BATCH:
		return SMB2_OPLOCK_BATCH;
	case KSMBD_OPLOCK_LEASE:
		return SMB2_OPLOCK_LEASE;
	default:
		return SMB2_OPLOCK_NONE;
	}
}

static void build(struct note *n, const struct ksmbd_open *open)
{
	const struct ksmbd_caching_step *step = &n->step;
	const struct ksmbd_lease *lease = n->lease;
	const struct smb2_header h = {
		.command = SMB2_OPLOCK_BREAK,
		.flags = SMB2_FLAGS_RESPONSE,
		.message_id = U64_MAX,
	};
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, n->bytes + SMB2_TRANSFORM_SIZE, NOTE_MAX - SMB2_TRANSFORM_SIZE);
	smb2_header_encode(&wr, &h);
	if (lease->c.kind == KSMBD_CACHING_OPLOCK) {
		const struct smb2_fid fid = { .pid = open->pid, .vid = open->vid };

		smb2_oplock_break_encode(&wr, &fid, step->to ? SMB2_OPLOCK_II : SMB2_OPLOCK_NONE);
	} else {
		struct smb2_lease_break b = { .epoch = lease->v2 ? step->epoch : 0,
					      .ack = step->ack, .from = step->from,
					      .to = step->to };

		memcpy(b.key, lease->id.key, sizeof(b.key));
		smb2_lease_break_encode(&wr, &b);
	}
	n->len = ksmbd_wr_pos(&wr);
}

static int seal(struct note *n, struct ksmbd_sess *sess)
{
	struct smb2_transform t = { .flags = 1, .session_id = sess->id, .original_size = n->len };
	struct kvec vec = { .iov_base = n->bytes + SMB2_TRANSFORM_SIZE, .iov_len = n->len };
	struct ksmbd_wr wr;
	int err;

	err = smb3_seal_nonce(sess->seal_key, t.nonce);
	if (err)
		return err;
	ksmbd_wr_init(&wr, n->bytes, SMB2_TRANSFORM_SIZE);
	smb2_transform_encode(&wr, &t);
	err = smb3_seal(sess->seal_key, n->bytes + SMB2_TRANSFORM_AAD, t.signature, &vec, 1, NULL);
	if (err)
		return err;
	ksmbd_wr_rewind(&wr, 0);
	smb2_transform_encode(&wr, &t);
	return 0;
}

/*
 * A lease is the client's, not a session's: Windows tells it over its oldest connection.  Anybody
 * can claim a ClientGuid, so the same user has to be logged on there.
 */
static struct ksmbd_conn *next_of_client(struct ksmbd_sess *sess, u64 after)
{
	struct ksmbd_ident *ident = ksmbd_sess_ident(sess);
	struct ksmbd_conn *conn = NULL;

	while (ident && (conn = ksmbd_conn_of_client(sess->client_guid, after))) {
		if (!ksmbd_conn_is_closing(conn) && ksmbd_conn_serves(conn, ident))
			break;
		after = conn->id;
		ksmbd_conn_put(conn);
	}
	if (ident)
		ksmbd_ident_put(ident);
	return conn;
}

/* Channels are in the order of their connections' ids, so the oldest comes first here, too. */
static struct ksmbd_conn *next_of_session(struct ksmbd_sess *sess, u64 after)
{
	struct ksmbd_conn *conn = NULL;
	struct ksmbd_chan *chan;
	unsigned long index = after + 1;

	while (!conn && (chan = ksmbd_chan_next(sess, &index))) {
		if (smb2_chan_ready(chan) && !ksmbd_conn_is_closing(chan->conn)) {
			conn = chan->conn;
			ksmbd_conn_get(conn);
		}
		ksmbd_chan_put(chan);
	}
	return conn;
}

/* A connection to the client of @open, younger than @after, with @n made ready for it; or NULL. */
static struct ksmbd_conn *pick_for_open(struct note *n, struct ksmbd_open *open, u64 after)
{
	struct ksmbd_conn *conn;
	struct ksmbd_sess *sess;

	if (atomic_read(&open->state) != KSMBD_OPEN_LIVE)
		return NULL;
	sess = ksmbd_sess_lookup(READ_ONCE(open->sess_id));
	if (!sess)
		return NULL;
	n->sealed = sess->seal_key &&
		    (sess->encrypt || open->share->flags & KSMBD_SHARE_F_ENCRYPT);
	if (n->lease->c.kind != KSMBD_CACHING_OPLOCK && !n->sealed)
		conn = next_of_client(sess, after);
	else
		conn = next_of_session(sess, after);
	build(n, open);
	if (conn && n->sealed && seal(n, sess)) {
		ksmbd_conn_put(conn);
		conn = NULL;
	}
	ksmbd_sess_put(sess);
	return conn;
}

static struct ksmbd_conn *pick(struct note *n, u64 after)
{
	struct ksmbd_conn *conn = NULL;
	struct ksmbd_open *open;
	unsigned int i;

	for (i = 0; !conn && (open = ksmbd_lease_open(n->lease, i)); i++) {
		conn = pick_for_open(n, open, after);
		ksmbd_open_put(open);
	}
	return conn;
}

static size_t note_size(const struct note *n)
{
	return n->len + (n->sealed ? SMB2_TRANSFORM_SIZE : 0);
}

static void note_free(struct note *n)
{
	if (n->work.conn)
		ksmbd_conn_put(n->work.conn);
	ksmbd_lease_put(n->lease);
	kfree(n);
}

/* After ksmbd_conn_sendv_begin().  What cannot be sent kills the connection: the timer sees that. */
static void note_send(struct ksmbd_work *w)
{
	struct note *n = container_of(w, struct note, work);
	size_t skip = n->sealed ? 0 : SMB2_TRANSFORM_SIZE;
	const struct ksmbd_tx_part part = {
		.vec.iov_base = n->bytes + skip,
		.vec.iov_len = note_size(n),
	};

	n->sent = !ksmbd_conn_sendv_end(w->conn, &part, 1, part.vec.iov_len);
	n->mark = ksmbd_conn_sent(w->conn);
	n->since = jiffies;
	queue_delayed_work(ksmbd_wq, &n->look, n->sent ? NOTE_INTERVAL : 0);
}

/* Out of an outbox. */
static void note_run(struct ksmbd_work *w)
{
	ksmbd_conn_sendv_begin(w->conn);
	note_send(w);
}

/*
 * Gives @n to a connection younger than the one it was given to before, if there was one, whose
 * time is over.  False: there is none; the caller still owns @n.
 */
static bool note_pass(struct note *n)
{
	struct ksmbd_conn *before = n->work.conn, *conn;
	u64 after = before ? before->id : 0;

	while ((conn = pick(n, after))) {
		if (before && ksmbd_conn_is_spare(before))
			ksmbd_conn_kill(before);
		after = conn->id;
		n->work.conn = conn;
		n->since = jiffies;
		n->sent = false;
		n->tries++;
		if (ksmbd_conn_post_away(&n->work, note_size(n), note_send)) {
			if (before)
				ksmbd_conn_put(before);
			return true;
		}
		n->work.conn = before;
		ksmbd_conn_put(conn);
	}
	return false;
}

/* Has it arrived, or been overtaken? */
static bool note_is_done(struct note *n)
{
	if (n->sent && ksmbd_conn_acked(n->work.conn, n->mark))
		return true;
	return n->step.ack && !ksmbd_lease_awaits(n->lease);
}

static void note_look(struct work_struct *job)
{
	struct note *n = container_of(to_delayed_work(job), struct note, look);
	bool gone = ksmbd_conn_is_closing(n->work.conn);
	unsigned long age = jiffies - n->since;

	if (note_is_done(n))
		goto out_free;
	if (gone || age >= KSMBD_NOTE_RETRY_SECONDS * HZ) {
		/* then the break ends for want of an answer */
		if (gone && n->tries >= KSMBD_NOTE_TRIES)
			goto out_free;
		if (n->tries < KSMBD_NOTE_TRIES && note_pass(n))
			return;
		if (gone) {
			ksmbd_lease_not_told(n->lease, &n->step);
			goto out_free;
		}
	}
	/* a moment later its sessions have ended, or wait for the client to come back */
	if (age >= KSMBD_NOTE_DEAD_SECONDS * HZ)
		ksmbd_conn_kill(n->work.conn);
	queue_delayed_work(ksmbd_wq, &n->look, NOTE_INTERVAL);
	return;
out_free:
	note_free(n);
}

/**
 * smb2_break_send() - tell the holder of a lease or oplock
 * @lease: whose; the caller has a reference
 * @step: what it has to give up
 *
 * Context: process context; no locks held.  Does not wait for the client.
 * Return: false: nobody can be told.
 */
bool smb2_break_send(struct ksmbd_lease *lease, const struct ksmbd_caching_step *step)
{
	struct note *n = kzalloc_obj(*n, GFP_KERNEL);

	if (!n)
		return false;
	n->work.run = note_run;
	INIT_LIST_HEAD(&n->work.queue);
	INIT_DELAYED_WORK(&n->look, note_look);
	ksmbd_lease_get(lease);
	n->lease = lease;
	n->step = *step;
	if (note_pass(n))
		return true;
	note_free(n);
	return false;
}
