/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One leg of an authentication, as cmd_session_setup.c (order, sessions) and
 * session_auth.c (proofs) hand it to each other.
 */
#ifndef KSMBD_SMB2_SESSION_AUTH_H
#define KSMBD_SMB2_SESSION_AUTH_H

#include "smb2/request.h"
#include "smb2/wire/session.h"

enum smb2_auth_stage {
	SMB2_AUTH_START,
	SMB2_AUTH_NEGOTIATE,		/* an NTLMSSP NEGOTIATE is due */
	SMB2_AUTH_AUTHENTICATE,		/* challenged; an NTLMSSP AUTHENTICATE is due */
	SMB2_AUTH_DONE,
	SMB2_AUTH_FAILED,
};

/**
 * struct smb2_leg - one SESSION_SETUP while it is worked on; on the stack
 * @req: the request
 * @conn: where it came
 * @chan: the session's channel there; the request holds it
 * @sess: the session; the request holds it
 * @auth: of @chan, marked busy by this request
 * @args: as decoded
 * @again: the session is established and authenticates once more
 * @token: NTLMSSP message, unwrapped
 * @mic: mechListMIC that came with it, or empty
 */
struct smb2_leg {
	struct smb2_req *req;
	struct ksmbd_conn *conn;
	struct ksmbd_chan *chan;
	struct ksmbd_sess *sess;
	struct ksmbd_auth *auth;
	const struct smb2_session_setup_args *args;
	bool again;
	struct ksmbd_rd token;
	struct ksmbd_rd mic;
};

/* What a leg answers. */
struct smb2_leg_blob {
	enum smb3_spnego_state state;
	enum smb3_mech mech;
	const void *token;
	size_t len;
	const u8 *mic;			/* 16 bytes or NULL */
};

/* Who was authenticated; @key_len 0: nothing can be signed. */
struct smb2_who {
	struct ksmbd_ident *ident;
	const u8 *key;
	size_t key_len;
	time64_t expires;
};

/* ---- cmd_session_setup.c ---- */
ntstatus_t smb2_leg_reply(struct smb2_leg *l, const struct smb2_leg_blob *r);
ntstatus_t smb2_leg_success(struct smb2_leg *l, struct smb2_who *who);

/* ---- session_bind.c ---- */
ntstatus_t smb2_bind_begin(struct smb2_req *req);
ntstatus_t smb2_bind_success(struct smb2_leg *l, const struct smb2_who *who);

/* ---- session_auth.c ---- */
ntstatus_t smb2_auth_challenge(struct smb2_leg *l);
ntstatus_t smb2_auth_ntlm(struct smb2_leg *l);
ntstatus_t smb2_auth_kerberos(struct smb2_leg *l);

#endif /* KSMBD_SMB2_SESSION_AUTH_H */
