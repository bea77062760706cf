// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The encryption envelope: opening a received transform frame, sealing a reply
 * (MS-SMB2 2.2.41, 3.3.5.2.1.1, 3.3.4.1.4).
 *
 * The ciphers are in crypto/seal.c.  A frame that does not open ends the
 * connection: nothing inside it can be believed, not even whom to answer.  A
 * reply goes under the session whose key the request came under.
 *
 * Called by frame.c; owner of the request only, no locks.
 */
#include "smb2/engine.h"

#include <linux/uio.h>

#define TRANSFORM_ENCRYPTED	1	/* Flags; before 3.1.1 the algorithm, AES-128-CCM */

/* The session whose key the frame claims to be under; it keeps a reference. */
static int find_session(struct smb2_req *req, u64 id)
{
	struct ksmbd_chan *chan = ksmbd_chan_lookup(req->work.conn, id);
	int err = -ENOKEY;

	if (!chan)
		return err;
	if (smb2_chan_ready(chan) && chan->sess->open_key && chan->sess->seal_key) {
		req->seal_sess = chan->sess;
		ksmbd_sess_get(req->seal_sess);
		req->sealed_sess_id = id;
		err = 0;
	}
	ksmbd_chan_put(chan);
	return err;
}

/**
 * smb2_transform_open() - decrypt a received frame in place
 * @req: request with an encrypted frame; a plain one from offset 52 on afterwards
 *
 * Context: owner of the request; may sleep.
 * Return: 0, or -errno: drop the connection.
 */
int smb2_transform_open(struct smb2_req *req)
{
	struct smb2_transform t;
	struct ksmbd_rd rd;
	size_t len;
	int err;

	ksmbd_rd_init(&rd, req->in.data, req->in_len);
	if (smb2_transform_decode(&rd, &t))
		return -EBADMSG;
	len = ksmbd_rd_left(&rd);
	if (t.flags != TRANSFORM_ENCRYPTED || t.original_size != len || len < SMB2_HEADER_SIZE)
		return -EBADMSG;
	err = find_session(req, t.session_id);
	if (err)
		return err;
	err = smb3_unseal(req->seal_sess->open_key, req->in.data + SMB2_TRANSFORM_AAD,
			  t.signature, req->in.data + SMB2_TRANSFORM_SIZE, len);
	if (err)
		return err;
	req->in_off = SMB2_TRANSFORM_SIZE;
	if (smb2_magic_of(req->in.data + req->in_off, len) != SMB2_MAGIC_SMB2)
		return -EBADMSG;
	return 0;
}

/* Linear bytes follow these segments: another element, or padding. */
static bool is_inner(const struct smb2_reply *r, unsigned int i)
{
	return i + 1 < r->nels || r->els[i].pad;
}

static size_t inner_segs(const struct smb2_reply *r)
{
	size_t bytes = 0;
	unsigned int i;

	for (i = 0; i < r->nels; i++)
		if (is_inner(r, i))
			bytes += r->els[i].segs.bytes;
	return bytes;
}

static bool copy_segs(u8 *dst, struct ksmbd_segs *s)
{
	struct iov_iter it;

	iov_iter_bvec(&it, ITER_SOURCE, s->bv, s->nr, s->bytes);
	return copy_from_iter(dst, s->bytes, &it) == s->bytes;
}

/*
 * Sealing takes linear bytes and then segments.  A READ in the middle of a compound, which is
 * rare and small, is therefore copied into the linear bytes.
 */
static int flatten(struct smb2_req *req)
{
	struct smb2_reply *r = &req->reply;
	size_t extra = inner_segs(r), pos = SMB2_REPLY_HEAD, n;
	struct smb2_buf buf;
	unsigned int i;
	int err;

	if (!extra)
		return 0;
	err = smb2_buf_get(&buf, r->pos + extra);
	if (err)
		return err;
	for (i = 0; i < r->nels; i++) {
		struct smb2_reply_el *el = &r->els[i];

		memcpy(buf.data + pos, r->buf.data + el->off, el->len);
		el->off = pos;
		pos += el->len;
		if (is_inner(r, i) && el->segs.nr) {
			n = el->segs.bytes;
			if (!copy_segs(buf.data + pos, &el->segs)) {
				smb2_buf_put(&buf);
				return -EFAULT;
			}
			ksmbd_segs_put(&el->segs);
			el->len += n;
			pos += n;
		}
		memset(buf.data + pos, 0, el->pad);
		pos += el->pad;
	}
	if (r->buf.data != req->inline_reply)
		smb2_buf_put(&r->buf);
	r->buf = buf;
	r->pos = pos;
	return 0;
}

/**
 * smb2_transform_seal() - encrypt the finished reply in place
 * @req: request; the transform header goes into the head room
 *
 * Context: owner of the request; may sleep.
 * Return: 0, or -errno: drop the connection (-EKEYEXPIRED: no nonces left).
 */
int smb2_transform_seal(struct smb2_req *req)
{
	struct smb2_transform t = {
		.flags = TRANSFORM_ENCRYPTED,
		.session_id = req->sealed_sess_id,
	};
	struct smb2_reply *r = &req->reply;
	struct ksmbd_segs *segs;
	struct ksmbd_wr wr;
	struct kvec vec;
	u8 *head;
	int err;

	err = flatten(req);
	if (err)
		return err;
	segs = &r->els[r->nels - 1].segs;
	head = r->buf.data + SMB2_REPLY_HEAD - SMB2_TRANSFORM_SIZE;
	vec.iov_base = r->buf.data + SMB2_REPLY_HEAD;
	vec.iov_len = r->pos - SMB2_REPLY_HEAD;
	t.original_size = vec.iov_len + segs->bytes;
	err = smb3_seal_nonce(req->seal_sess->seal_key, t.nonce);
	if (err)
		return err;
	ksmbd_wr_init(&wr, head, SMB2_TRANSFORM_SIZE);
	smb2_transform_encode(&wr, &t);
	err = smb3_seal(req->seal_sess->seal_key, head + SMB2_TRANSFORM_AAD, t.signature,
			&vec, 1, segs->nr ? segs : NULL);
	if (err)
		return err;
	ksmbd_wr_rewind(&wr, 0);
	smb2_transform_encode(&wr, &t);
	return 0;
}
