/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine's files offer each other, grouped by file.  Commands need
 * request.h and dispatch.h only; cmd_negotiate.c, cmd_session_setup.c and
 * cmd_cancel.c, which are half engine, use this too.
 */
#ifndef KSMBD_SMB2_ENGINE_H
#define KSMBD_SMB2_ENGINE_H

#include "smb2/dispatch.h"
#include "smb2/request.h"

/* Kept free in front of the first reply header: a transform header, and 8-alignment. */
#define SMB2_REPLY_HEAD		56

/* ---- buf.c: recycled frame and reply buffers ---- */
int smb2_buf_init(void);
void smb2_buf_exit(void);

/* ---- frame.c ---- */
int smb2_frame_init(void);
void smb2_frame_exit(void);
/* Sends the elements finished so far and makes the reply empty again. */
void smb2_frame_send(struct smb2_req *req);
/* The same, but if they fit in @dst the caller is to send them: how many bytes, else 0. */
size_t smb2_frame_take(struct smb2_req *req, u8 *dst, size_t room);
/* work->run of a parked request. */
void smb2_frame_resume(struct ksmbd_work *w);

/* ---- transform.c ---- */
int smb2_transform_open(struct smb2_req *req);
int smb2_transform_seal(struct smb2_req *req);

/* ---- compound.c ---- */
/* Checks the bounds of the element at @off, decodes its header; 0 or -EBADMSG. */
int smb2_compound_peek(const struct smb2_req *req, size_t off, struct smb2_header *hdr,
		       size_t *len);
/* Moves to the next element (the first one at the start); false: none left. */
bool smb2_compound_next(struct smb2_req *req);
/* May this element run, given what came before it? */
ntstatus_t smb2_compound_check(struct smb2_req *req);
/* What a related element behind this one inherits. */
void smb2_compound_note(struct smb2_req *req, ntstatus_t status);

/* ---- gate.c (pure) ---- */
bool smb2_gate_frame(enum ksmbd_conn_state state, u16 dialect, u16 cipher, enum smb2_magic magic);
bool smb2_gate_command(enum ksmbd_conn_state state, bool sealed, const struct smb2_header *hdr);

/* ---- window.c (pure) ---- */
void smb2_credits_init(struct ksmbd_credits *c, u32 max);
bool smb2_credits_consume(struct ksmbd_credits *c, u64 id, u32 charge);
u32 smb2_credits_grant(struct ksmbd_credits *c, u32 limit, u32 asked);
bool smb2_charge_covers(u32 charge, u32 bytes);

/* ---- credit.c: the window under conn->lock ---- */
void smb2_credit_start(struct ksmbd_conn *conn);
bool smb2_credit_consume(struct ksmbd_conn *conn, const struct smb2_header *hdr);
u16 smb2_credit_grant(struct ksmbd_conn *conn, const struct smb2_header *hdr);
ntstatus_t smb2_credit_check(struct smb2_req *req);

/* ---- bind.c: ids in the header become counted objects ---- */
ntstatus_t smb2_bind_session(struct smb2_req *req);
ntstatus_t smb2_bind_state(struct smb2_req *req);
ntstatus_t smb2_bind_tree(struct smb2_req *req);
ntstatus_t smb2_bind_open(struct smb2_req *req);
void smb2_bind_put(struct smb2_req *req);

/* ---- signing.c ---- */
/* Is the authentication on this channel through?  Then its keys are there to be used. */
static inline bool smb2_chan_ready(const struct ksmbd_chan *chan)
{
	/* Pairs with the release in cmd_session_setup.c, after the keys are set. */
	return smp_load_acquire(&chan->established);
}

ntstatus_t smb2_signing_verify(struct smb2_req *req);
/* Is @hdr's signature over the @len bytes at @el good? */
bool smb2_signature_ok(const struct smb3_sign_key *key, const struct smb2_header *hdr,
		       const u8 *el, size_t len);
/* The same for the current element. */
bool smb2_signed_with(const struct smb2_req *req, const struct smb3_sign_key *key);
int smb2_signing_sign(struct smb2_req *req, struct smb2_reply_el *el);

/* ---- reply.c ---- */
void smb2_reply_init(struct smb2_req *req);
int smb2_reply_begin(struct smb2_req *req);
/* Body for @status (encode or error), final length; 0 or -ENOMEM. */
int smb2_reply_body(struct smb2_req *req, ntstatus_t *status);
void smb2_reply_header(struct smb2_req *req, ntstatus_t status, u16 credits);
void smb2_reply_close(struct smb2_req *req);
/* After sending, or instead of it: gives segments, channels and buffer back. */
void smb2_reply_reset(struct smb2_req *req);
void smb2_reply_free(struct smb2_req *req);
static inline struct smb2_reply_el *smb2_reply_el(struct smb2_req *req)
{
	return &req->reply.els[req->reply.nels - 1];
}

/* The current element as received, and the current reply element, for the preauth hash. */
static inline struct kvec smb2_request_bytes(const struct smb2_req *req)
{
	return (struct kvec) { .iov_base = req->in.data + req->el_off, .iov_len = req->el_len };
}

static inline struct kvec smb2_reply_bytes(struct smb2_req *req)
{
	struct smb2_reply_el *el = smb2_reply_el(req);

	return (struct kvec) { .iov_base = req->reply.buf.data + el->off, .iov_len = el->len };
}

/* ---- async.c ---- */
/* A CANCEL for @id came: ends the parked request, or remembers the id for when it parks. */
void smb2_cancel_id(struct ksmbd_conn *conn, u64 id);

/* ---- cmd_cancel.c ---- */
void smb2_cancel_run(struct smb2_req *req, const struct smb2_header *hdr, size_t off, size_t len);

/* ---- cmd_negotiate.c ---- */
/* Answers an SMB1 NEGOTIATE; 0 or -EPROTO: it offers nothing we speak. */
int smb2_negotiate_smb1(struct smb2_req *req);

#endif /* KSMBD_SMB2_ENGINE_H */
