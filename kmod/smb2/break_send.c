// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Telling a client to stop caching, and waiting until it has (MS-SMB2 3.3.4.6,
 * 3.3.4.7).
 *
 * The state room decides who is told what.  Here the way to the client is
 * looked up at the time of sending (R5): an oplock's over any channel of the
 * session of its open, a lease's over any connection of the client, until one
 * takes it.  A notification is never signed; it is encrypted when the session
 * or the share is, and then goes to the session whose key that is.
 *
 * Not for acknowledgments (cmd_oplock_break.c).
 *
 * Called by the state room through ksmbd_up, and by commands in a worker.
 * Sends and waits, so no locks held.
 */
#include "smb2/break.h"
#include "smb2/engine.h"
#include "smb2/wire/create.h"
#include "smb2/wire/oplock.h"
#include "state/ident.h"

#define NOTE_MAX	(SMB2_TRANSFORM_SIZE + SMB2_HEADER_SIZE + SMB2_LEASE_BREAK_SIZE)

/* A notification: room for a transform header, then header and body. */
struct note {
	u8 bytes[NOTE_MAX] __aligned(8);
	size_t len;		/* without the transform header */
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

static void build(struct note *n, const struct ksmbd_lease *lease, const struct ksmbd_open *open,
		  const struct ksmbd_caching_step *step)
{
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

static bool send_on(struct ksmbd_conn *conn, struct note *n, bool sealed)
{
	size_t skip = sealed ? 0 : SMB2_TRANSFORM_SIZE;
	const struct ksmbd_tx_part part = {
		.vec.iov_base = n->bytes + skip,
		.vec.iov_len = SMB2_TRANSFORM_SIZE + n->len - skip,
	};

	return !ksmbd_conn_is_closing(conn) &&
	       !ksmbd_conn_sendv(conn, &part, 1, part.vec.iov_len);
}

/*
 * A lease is the client's, not a session's: Windows tells it over its oldest connection.  Anybody
 * can claim a ClientGuid, so the same user has to be logged on there.
 */
static bool send_to_client(struct ksmbd_sess *sess, struct note *n)
{
	struct ksmbd_ident *ident = ksmbd_sess_ident(sess);
	struct ksmbd_conn *conn;
	bool told = false;
	u64 after = 0;

	while (ident && !told && (conn = ksmbd_conn_of_client(sess->client_guid, after))) {
		after = conn->id;
		told = ksmbd_conn_serves(conn, ident) && send_on(conn, n, false);
		ksmbd_conn_put(conn);
	}
	if (ident)
		ksmbd_ident_put(ident);
	return told;
}

static bool send_to_session(struct ksmbd_sess *sess, struct note *n, bool sealed)
{
	struct ksmbd_chan *chan;
	unsigned long index = 0;
	bool told = false;

	while (!told && (chan = ksmbd_chan_next(sess, &index))) {
		told = smb2_chan_ready(chan) && send_on(chan->conn, n, sealed);
		ksmbd_chan_put(chan);
	}
	return told;
}

/* To the client of @open. */
static bool send_to(struct ksmbd_lease *lease, struct ksmbd_open *open,
		    const struct ksmbd_caching_step *step)
{
	struct ksmbd_sess *sess;
	bool sealed, told = false;
	struct note n;

	if (atomic_read(&open->state) != KSMBD_OPEN_LIVE)
		return false;
	sess = ksmbd_sess_lookup(READ_ONCE(open->sess_id));
	if (!sess)
		return false;
	sealed = sess->seal_key &&
		 (sess->encrypt || open->share->flags & KSMBD_SHARE_F_ENCRYPT);
	build(&n, lease, open, step);
	if (lease->c.kind != KSMBD_CACHING_OPLOCK && !sealed)
		told = send_to_client(sess, &n);
	else if (!sealed || !seal(&n, sess))
		told = send_to_session(sess, &n, sealed);
	ksmbd_sess_put(sess);
	return told;
}

/**
 * smb2_break_send() - tell the holder of a lease or oplock
 * @lease: whose; the caller has a reference
 * @step: what it has to give up
 *
 * Context: process context, may sleep; no locks held.
 * Return: false: nobody could be told.
 */
bool smb2_break_send(struct ksmbd_lease *lease, const struct ksmbd_caching_step *step)
{
	struct ksmbd_open *open;
	bool told = false;
	unsigned int n;

	for (n = 0; !told && (open = ksmbd_lease_open(lease, n)); n++) {
		told = send_to(lease, open, step);
		ksmbd_open_put(open);
	}
	return told;
}

/* ---- waiting ---- */

/**
 * smb2_break_wait() - wait until a break ends
 * @req: request, in execute
 * @ino: where
 * @w: listed there; not afterwards
 *
 * Context: worker; sends and sleeps, so no locks held.
 * Return: STATUS_SUCCESS: look again; else the request is to end with this.
 */
ntstatus_t smb2_break_wait(struct smb2_req *req, struct ksmbd_inode *ino,
			   struct ksmbd_break_wait *w)
{
	/* every break ends by itself after its time; a little more is never needed */
	ntstatus_t status = smb2_block(req, &w->done, (KSMBD_BREAK_SECONDS + 5) * HZ);

	ksmbd_break_wait_end(ino, w);
	return status;
}

/* Asks and waits until nobody has what is @need'ed; @still: the answer to who never lets go. */
static ntstatus_t break_and_wait(struct smb2_req *req, struct ksmbd_inode *ino,
				 struct ksmbd_need *need, ntstatus_t still)
{
	ntstatus_t status = STATUS_SUCCESS;
	struct ksmbd_break_wait w;
	unsigned int round;

	for (round = 0; status == STATUS_SUCCESS && round < KSMBD_BREAK_ROUNDS; round++) {
		need->again = round;
		if (!ksmbd_lease_break(ino, need, &w))
			return STATUS_SUCCESS;
		status = smb2_break_wait(req, ino, &w);
	}
	return status == STATUS_SUCCESS ? still : status;
}

/**
 * smb2_break_handles() - who keeps a file open only because a lease lets him closes it
 * @req: request, in execute
 * @open: through which it is to be renamed or deleted; its own lease stays
 *
 * Context: worker; sends and sleeps, so no locks held.
 * Return: STATUS_SUCCESS; else the request is to end with this.
 */
ntstatus_t smb2_break_handles(struct smb2_req *req, struct ksmbd_open *open)
{
	struct ksmbd_need need = { .open = open, .access = ~0u, .take = KSMBD_CACHE_HANDLE,
				   .wait = KSMBD_CACHE_HANDLE };

	if (!ksmbd_lease_has_others(open))
		return STATUS_SUCCESS;
	return break_and_wait(req, open->inode, &need, STATUS_SHARING_VIOLATION);
}

/**
 * smb2_break_name() - a name is about to stand for another file
 * @req: request, in execute
 * @ino: the file it stands for now
 *
 * Whoever keeps that open would go on reading what is no longer there under the name.
 *
 * Context: worker; sends and sleeps, so no locks held.
 * Return: STATUS_SUCCESS; else the request is to end with this.
 */
ntstatus_t smb2_break_name(struct smb2_req *req, struct ksmbd_inode *ino)
{
	struct ksmbd_need need = { .access = ~0u, .all_streams = true, .take = KSMBD_CACHE_HANDLE,
				   .wait = KSMBD_CACHE_HANDLE };

	return break_and_wait(req, ino, &need, STATUS_ACCESS_DENIED);
}
