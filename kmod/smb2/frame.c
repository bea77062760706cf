// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a raw frame to a request, through the elements, to the frame that is
 * sent back.
 *
 *	smb2_frame_receive   who reads the connection: gate, request, ids and
 *	                     CANCEL in order of arrival
 *	frame_run            the same thread, within the connection's turn until
 *	                     that is given away: decrypt, elements one by one, send
 *	smb2_frame_resume    worker: a parked element goes on
 *
 * Until somebody has logged in on a connection its frames run before more is
 * read: there is nothing they could keep waiting, and NEGOTIATE and
 * SESSION_SETUP so come in order.  After that requests of one connection run
 * in parallel; a SESSION_SETUP then is serialised with others by the BUSY mark
 * of its authentication (cmd_session_setup.c).  Encrypted frames are opened in
 * parallel too, and their ids are taken after that, unless they are so small
 * that a CANCEL may be in them, which is to be heeded in order of arrival.
 *
 * Any breach of framing, gate or message ids ends the connection without an
 * answer.  Locks: none across calls.
 */
#include "smb2/engine.h"
#include "state/lease.h"

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

/* An encrypted CANCEL, and room to pad it. */
#define SEALED_CANCEL_MAX	(SMB2_TRANSFORM_SIZE + SMB2_HEADER_SIZE + 8)

static struct kmem_cache *req_cache;

/* The clients know of the opens that were made, or never will. */
static void answered(struct smb2_req *req)
{
	struct ksmbd_open *open, *next;

	list_for_each_entry_safe(open, next, &req->unanswered, answer_entry) {
		list_del_init(&open->answer_entry);
		ksmbd_lease_answered(open);
		ksmbd_open_put(open);
	}
}

static void req_free(struct ksmbd_work *w)
{
	struct smb2_req *req = smb2_req_of(w);

	answered(req);
	smb2_reply_free(req);
	if (req->seal_sess)
		ksmbd_sess_put(req->seal_sess);
	smb2_buf_put(&req->in);
	kmem_cache_free(req_cache, req);
}

static bool reply_prepare(struct smb2_req *req);
static void reply_flush(struct ksmbd_work *w);

/* Runs the elements from the current one on, then answers.  The request is gone afterwards. */
static void run_elements(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;

	while (!req->drop && smb2_compound_next(req)) {
		if (req->hdr.command == SMB2_CANCEL)
			continue;
		if (!smb2_element_run(req))
			return;
	}
	if (req->drop) {
		ksmbd_conn_kill(conn);
	} else if (reply_prepare(req)) {
		req->work.run = reply_flush;
		if (req->post_later)
			ksmbd_conn_post_later(&req->work);
		else
			ksmbd_conn_post(&req->work);
		return;
	}
	ksmbd_work_put(&req->work);
}

/*
 * Bounds, gate, message ids and CANCEL of every element, before any of them runs.
 * Returns how many are left to run, or -errno: drop the connection.
 */
static int admit(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;
	unsigned int n = 0, run = 0;
	struct smb2_header hdr;
	size_t off, len;

	for (off = req->in_off; ; off += len) {
		if (++n > KSMBD_COMPOUND_MAX)
			return -E2BIG;
		if (smb2_compound_peek(req, off, &hdr, &len))
			return -EBADMSG;
		if (!smb2_gate_command(READ_ONCE(conn->state), req->sealed, &hdr))
			return -EPROTO;
		if (hdr.command == SMB2_CANCEL) {
			smb2_cancel_run(req, &hdr, off, len);
		} else {
			if (!smb2_credit_consume(conn, &hdr))
				return -EPROTO;
			run++;
		}
		if (!hdr.next)
			return run;
	}
}

/* The memory the replies to a plain frame may take; what is wrong with it is said elsewhere. */
static size_t reply_estimate(const struct smb2_req *req)
{
	size_t off = req->in_off, len, sum = 0;
	struct smb2_header hdr;
	struct ksmbd_rd rd;
	unsigned int n;

	for (n = 0; n < KSMBD_COMPOUND_MAX; n++, off += len) {
		if (smb2_compound_peek(req, off, &hdr, &len))
			break;
		ksmbd_rd_init(&rd, req->in.data + off, len);
		ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
		if (hdr.command == SMB2_READ)
			sum += min(smb2_payload_size(hdr.command, &rd), req->cx.max_read);
		else if (hdr.command == SMB2_QUERY_DIRECTORY || hdr.command == SMB2_QUERY_INFO ||
			 hdr.command == SMB2_IOCTL)
			sum += min_t(u32, smb2_payload_size(hdr.command, &rd),
				     KSMBD_REPLY_DATA_MAX);
		if (!hdr.next)
			break;
	}
	return min_t(size_t, sum, KSMBD_REPLY_ESTIMATE_MAX);
}

/* Bytes of memory a request stands for, its replies included (R21). */
static size_t held_by(const struct smb2_req *req)
{
	return req->in.size + sizeof(*req) + reply_estimate(req);
}

/* What a worker does with a fresh frame. */
static void frame_run(struct ksmbd_work *w)
{
	run_elements(smb2_req_of(w));
}

/* As admit(), for an encrypted frame. */
static int admit_sealed(struct smb2_req *req)
{
	int run = smb2_transform_open(req);

	if (!run)
		run = admit(req);
	ksmbd_work_recharge(&req->work, held_by(req));
	return run;
}

/* What a worker does with a fresh frame that nobody has looked into. */
static void sealed_run(struct ksmbd_work *w)
{
	int run = admit_sealed(smb2_req_of(w));

	if (run > 0) {
		frame_run(w);
		return;
	}
	if (run < 0)
		ksmbd_conn_kill(w->conn);
	ksmbd_work_put(w);
}

/**
 * smb2_frame_resume() - a parked element was claimed: let it finish
 * @w: the work
 *
 * Context: worker; owner of the request.
 */
void smb2_frame_resume(struct ksmbd_work *w)
{
	struct smb2_req *req = smb2_req_of(w);
	ntstatus_t status = req->resume(req);

	if (status == STATUS_PENDING)
		return;
	smb2_element_finish(req, status);
	run_elements(req);
}

/* Clears what must be clear; the big arrays are written before they are read. */
static void req_clear(struct smb2_req *req)
{
	size_t from = offsetofend(struct smb2_req, reply);

	memset(req, 0, offsetof(struct smb2_req, reply));
	memset((u8 *)req + from, 0, offsetof(struct smb2_req, inline_bv) - from);
	req->inline_bv_used = false;
	req->error_data = NULL;
	req->error_len = 0;
	INIT_LIST_HEAD(&req->unanswered);
	smb2_reply_init(req);
}

/* Charges the connection, waiting for room (back pressure). */
static int req_setup(struct smb2_req *req, struct ksmbd_conn *conn, size_t bytes)
{
	int err;

	do {
		err = ksmbd_work_setup(&req->work, conn, bytes, frame_run, req_free);
		if (err != -EBUSY)
			return err;
		err = ksmbd_conn_wait_room(conn, bytes);
	} while (!err);
	return err;
}

/* What an encrypted frame asks for is known once it is opened. */
static struct smb2_req *req_create(struct ksmbd_conn *conn, enum smb2_magic magic,
				   struct smb2_buf *buf, size_t len)
{
	struct smb2_req *req = kmem_cache_alloc(req_cache, GFP_KERNEL);
	size_t held;
	int err;

	if (!req)
		return ERR_PTR(-ENOMEM);
	req_clear(req);
	req->in = *buf;
	req->in_len = len;
	req->sealed = magic == SMB2_MAGIC_TRANSFORM;
	req->cx.dialect = conn->dialect;
	req->cx.max_transact = conn->max_transact;
	req->cx.max_read = conn->max_read;
	req->cx.max_write = conn->max_write;
	held = req->sealed ? buf->size + KSMBD_REPLY_ESTIMATE_SEALED : held_by(req);
	err = req_setup(req, conn, held);
	if (err) {
		kmem_cache_free(req_cache, req);
		return ERR_PTR(err);
	}
	buf->data = NULL;
	return req;
}

static int receive(struct smb2_req *req, enum smb2_magic magic, struct ksmbd_work **w)
{
	struct ksmbd_conn *conn = req->work.conn;
	int run = 1;

	if (magic == SMB2_MAGIC_SMB1)
		run = smb2_negotiate_smb1(req);
	else if (magic == SMB2_MAGIC_SMB2)
		run = admit(req);
	else if (req->in_len <= SEALED_CANCEL_MAX)
		run = admit_sealed(req);
	else
		req->work.run = sealed_run;
	if (run <= 0) {
		ksmbd_work_put(&req->work);
		return run;
	}
	if (READ_ONCE(conn->authenticated))
		*w = &req->work;
	else
		req->work.run(&req->work);
	return 0;
}

/**
 * smb2_frame_receive() - a frame has come
 * @conn: connection
 * @buf: holds it; taken over in any case
 * @len: its bytes
 * @w: gets a request whose run() is to be called next, within the turn; else stays as it is
 *
 * Context: the connection's reader, a thread of the pool; may sleep for room, and until the first
 * log-on for all of the request.
 * Return: 0, or -errno: drop the connection.
 */
int smb2_frame_receive(struct ksmbd_conn *conn, struct smb2_buf *buf, size_t len,
		       struct ksmbd_work **w)
{
	enum smb2_magic magic = smb2_magic_of(buf->data, len);
	struct smb2_req *req;
	int err = -EPROTO;

	if (READ_ONCE(conn->state) == KSMBD_CONN_NEW && !conn->credits.high)
		smb2_credit_start(conn);
	if (!smb2_gate_frame(READ_ONCE(conn->state), conn->dialect, conn->cipher, magic))
		goto out_put;
	req = req_create(conn, magic, buf, len);
	if (!IS_ERR(req))
		return receive(req, magic, w);
	err = PTR_ERR(req);
out_put:
	smb2_buf_put(buf);
	return err;
}

/*
 * The frame as the transport wants it: runs of linear bytes, each with the segments that follow.
 * Padding lies in front of the header it makes room for, so it opens the next run.
 */
static unsigned int build_parts(struct smb2_req *req, size_t start, size_t *bytes)
{
	struct smb2_reply *r = &req->reply;
	struct ksmbd_tx_part *part = req->parts;
	unsigned int i;
	size_t end;

	*bytes = 0;
	for (i = 0; i < r->nels; i++) {
		struct smb2_reply_el *el = &r->els[i];

		if (!el->segs.nr)
			continue;
		end = el->off + el->len;
		part->vec.iov_base = r->buf.data + start;
		part->vec.iov_len = end - start;
		part->segs = &el->segs;
		*bytes += part->vec.iov_len + el->segs.bytes;
		start = end;
		part++;
	}
	if (start < r->pos) {
		part->vec.iov_base = r->buf.data + start;
		part->vec.iov_len = r->pos - start;
		part->segs = NULL;
		*bytes += part->vec.iov_len;
		part++;
	}
	return part - req->parts;
}

/*
 * Signs and seals the elements finished so far and makes them ready to be sent; false: there are
 * none, or that failed and the connection ends.
 */
static bool reply_prepare(struct smb2_req *req)
{
	struct smb2_reply *r = &req->reply;
	size_t start = SMB2_REPLY_HEAD;
	unsigned int i;
	int err = 0;

	if (!r->nels)
		return false;
	smb2_reply_close(req);
	for (i = 0; i < r->nels && !err; i++)
		if (r->els[i].sign)
			err = smb2_signing_sign(req, &r->els[i]);
	if (!err && req->sealed) {
		err = smb2_transform_seal(req);
		start -= SMB2_TRANSFORM_SIZE;
	}
	if (err) {
		ksmbd_conn_kill(req->work.conn);
		smb2_reply_reset(req);
		return false;
	}
	req->nparts = build_parts(req, start, &req->parts_bytes);
	return true;
}

/* The last act of a request. */
static void reply_flush(struct ksmbd_work *w)
{
	struct smb2_req *req = smb2_req_of(w);

	ksmbd_conn_sendv(w->conn, req->parts, req->nparts, req->parts_bytes);
	ksmbd_work_put(w);
}

/**
 * smb2_frame_send() - sign, seal and send the elements finished so far
 * @req: request; its reply is empty afterwards
 *
 * An error ends the connection.
 *
 * Context: owner of the request; sends, so no locks held.
 */
void smb2_frame_send(struct smb2_req *req)
{
	if (!reply_prepare(req))
		return;
	ksmbd_conn_sendv(req->work.conn, req->parts, req->nparts, req->parts_bytes);
	smb2_reply_reset(req);
	answered(req);
}

/**
 * smb2_frame_take() - sign, seal and hand over the elements finished so far
 * @req: request; its reply is empty afterwards
 * @dst: gets the frame if it fits and nobody waits for it to be sent
 * @room: bytes there
 *
 * Context: as smb2_frame_send().
 * Return: bytes the caller is to send; 0: they were sent, or the connection ends.
 */
size_t smb2_frame_take(struct smb2_req *req, u8 *dst, size_t room)
{
	size_t len;

	if (!reply_prepare(req))
		return 0;
	len = req->parts_bytes;
	if (len <= room && req->nparts == 1 && !req->parts[0].segs &&
	    list_empty(&req->unanswered)) {
		memcpy(dst, req->parts[0].vec.iov_base, len);
	} else {
		ksmbd_conn_sendv(req->work.conn, req->parts, req->nparts, len);
		len = 0;
	}
	smb2_reply_reset(req);
	answered(req);
	return len;
}

/**
 * smb2_frame_init() - the caches of requests and buffers
 *
 * Context: module init. Return: 0 or -ENOMEM.
 */
int smb2_frame_init(void)
{
	req_cache = kmem_cache_create("ksmbd_req", sizeof(struct smb2_req), 0, 0, NULL);
	if (!req_cache)
		return -ENOMEM;
	return smb2_buf_init();
}

/**
 * smb2_frame_exit() - undo smb2_frame_init(); no request is left
 *
 * Context: module exit.
 */
void smb2_frame_exit(void)
{
	smb2_buf_exit();
	kmem_cache_destroy(req_cache);
}
