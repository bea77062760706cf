// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When a message must be signed or sealed, and doing it: verifying requests
 * (MS-SMB2 3.3.5.2.4), signing replies (3.3.4.1.1).
 *
 * The arithmetic is in crypto/sign.c; which key belongs to whom is the
 * channel's business (state/sess.h).  A reply is signed when its request was;
 * guests and anonymous sessions have no key and sign nothing.  Each element of
 * a compound is signed by itself, its padding included.
 *
 * Called by dispatch.c (verify), frame.c (sign, when NextCommand and padding
 * are known), cmd_cancel.c.  Owner of the request only, no locks.
 */
#include "smb2/engine.h"

#include <linux/string.h>

/**
 * smb2_signature_ok() - is this signature good?
 * @key: the key it must be made with
 * @hdr: the element's header, decoded
 * @el: the element
 * @len: its bytes
 *
 * Context: may sleep. Return: true when it is.
 */
bool smb2_signature_ok(const struct smb3_sign_key *key, const struct smb2_header *hdr,
		       const u8 *el, size_t len)
{
	struct kvec vec = { .iov_base = (void *)el, .iov_len = len };
	struct smb3_sign_msg msg = {
		.vec = &vec,
		.nvec = 1,
		.message_id = hdr->message_id,
		.cancel = hdr->command == SMB2_CANCEL,
	};

	return !smb3_verify(key, &msg, hdr->signature);
}

static ntstatus_t unsigned_request(struct smb2_req *req)
{
	if (req->sess->signing_required)
		return STATUS_ACCESS_DENIED;
	/* The first message that proves nobody changed the negotiation (MS-SMB2 3.3.5.7). */
	if (req->hdr.command == SMB2_TREE_CONNECT && req->cx.dialect == SMB2_DIALECT_311) {
		req->drop = true;
		return STATUS_ACCESS_DENIED;
	}
	return STATUS_SUCCESS;
}

/**
 * smb2_signed_with() - is the current element signed with this key?
 * @req: request, at an element
 * @key: the key
 *
 * Context: may sleep. Return: true when it is.
 */
bool smb2_signed_with(const struct smb2_req *req, const struct smb3_sign_key *key)
{
	return smb2_signature_ok(key, &req->hdr, req->in.data + req->el_off, req->el_len);
}

/**
 * smb2_signing_verify() - phase: signature and encryption as the session demands
 * @req: request, at an element, session bound
 *
 * Sets req->verified and req->sign_reply.
 *
 * Context: owner of the request; may sleep.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED: bad signature, none where one is due, or not
 * encrypted on a session that is (MS-SMB2 3.3.5.2.9).
 */
ntstatus_t smb2_signing_verify(struct smb2_req *req)
{
	struct ksmbd_chan *chan = req->chan;

	if (!chan)
		return STATUS_SUCCESS;
	if (req->sealed) {
		req->verified = true;
		return STATUS_SUCCESS;
	}
	if (!smb2_chan_ready(chan))
		return STATUS_SUCCESS;
	if (req->sess->encrypt && req->hdr.command != SMB2_SESSION_SETUP)
		return STATUS_ACCESS_DENIED;
	if (!chan->sign)
		return STATUS_SUCCESS;
	if (!(req->hdr.flags & SMB2_FLAGS_SIGNED))
		return unsigned_request(req);
	if (smb2_signed_with(req, chan->sign)) {
		req->verified = true;
		req->sign_reply = chan->sign;
		return STATUS_SUCCESS;
	}
	/* Who does not know that he is bound already is told so in a way he can check. */
	if (req->hdr.command == SMB2_SESSION_SETUP && chan->bound &&
	    smb2_signed_with(req, req->sess->sign))
		req->sign_reply = req->sess->sign;
	return STATUS_ACCESS_DENIED;
}

/**
 * smb2_reply_needs_stable() - will this element's reply be read twice?
 * @req: request, at an element
 *
 * Context: any. Return: true: read its data into private pages.
 */
bool smb2_reply_needs_stable(const struct smb2_req *req)
{
	u16 cipher = req->work.conn->cipher;

	if (req->sealed)
		return cipher == SMB3_SEAL_AES128_CCM || cipher == SMB3_SEAL_AES256_CCM;
	return req->sign_reply;
}

/**
 * smb2_signing_sign() - sign one finished element of the reply
 * @req: request
 * @el: the element; its padding is known
 *
 * Context: owner of the request; may sleep. Return: 0 or -errno.
 */
int smb2_signing_sign(struct smb2_req *req, struct smb2_reply_el *el)
{
	u8 *p = req->reply.buf.data + el->off;
	struct kvec vec = {
		.iov_base = p,
		.iov_len = el->len + (el->segs.nr ? 0 : el->pad),
	};
	struct smb3_sign_msg msg = {
		.vec = &vec,
		.nvec = 1,
		.segs = el->segs.nr ? &el->segs : NULL,
		.trailer = el->segs.nr ? el->pad : 0,
		.message_id = el->message_id,
		.response = true,
	};
	u8 sig[SMB3_SIGNATURE_SIZE];
	int err = smb3_sign(el->key, &msg, sig);

	if (!err)
		memcpy(p + SMB2_SIGNATURE_OFFSET, sig, sizeof(sig));
	return err;
}
