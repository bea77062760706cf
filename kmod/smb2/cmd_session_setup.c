// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SESSION_SETUP: who is there? (MS-SMB2 3.3.5.5)
 *
 * Theory of operation: an authentication takes one or more legs, one request
 * each; what lasts between them is struct ksmbd_auth, owned by the channel.
 * A leg marks it BUSY under conn->setup_mutex, works without any lock (it may
 * ask the helper), and unmarks it when its reply is written; a second leg
 * meanwhile gets STATUS_REQUEST_NOT_ACCEPTED.
 *
 *	START --(NTLM is not the client's first choice)--> NEGOTIATE
 *	START, NEGOTIATE --(NTLMSSP NEGOTIATE: challenge)--> AUTHENTICATE
 *	AUTHENTICATE, START (Kerberos) --> DONE | FAILED
 *
 * The same legs authenticate an established session again; its keys stay.  A
 * failure ends the session, new or old.  They also bind a session to one more
 * connection (session_bind.c); a failure then ends the channel only.  The NTLM
 * proof is checked in session_auth.c, Kerberos tokens go to the helper from
 * there; bytes are wire/session.c, crypto/ntlm.c, crypto/spnego.c.
 *
 * Called by dispatch.c, in the reader until the first log-on, then in workers.
 */
#include "smb2/engine.h"

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "smb2/session_auth.h"
#include "state/server.h"

/* DER around a token, and a MIC. */
#define BLOB_EXTRA	256

/* ---- the reply's blob ---- */

/**
 * smb2_leg_reply() - put a security blob into the reply
 * @l: the leg
 * @r: what to say; unwrapped when the client does not speak SPNEGO
 *
 * Context: owner of the request. Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
ntstatus_t smb2_leg_reply(struct smb2_leg *l, const struct smb2_leg_blob *r)
{
	struct ksmbd_wr *wr;

	if (!l->auth->spnego && !r->len)
		return STATUS_SUCCESS;
	wr = smb2_payload_begin(l->req, r->len + BLOB_EXTRA);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (l->auth->spnego)
		smb3_spnego_resp_encode(wr, r->state, r->mech, r->token, r->len,
					r->mic, r->mic ? SMB3_SIGNATURE_SIZE : 0);
	else
		ksmbd_wr_bytes(wr, r->token, r->len);
	if (!ksmbd_wr_ok(wr) || ksmbd_wr_pos(wr) > U16_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_res(l->req, struct smb2_session_setup_res)->blob_len = ksmbd_wr_pos(wr);
	return STATUS_SUCCESS;
}

/* ---- success ---- */

static void end_previous(struct smb2_leg *l, struct ksmbd_ident *ident)
{
	struct ksmbd_sess *prev = NULL;
	struct ksmbd_ident *owner;

	if (l->args->previous && l->args->previous != l->sess->id)
		prev = ksmbd_sess_lookup(l->args->previous);
	if (!prev)
		return;
	owner = ksmbd_sess_ident(prev);
	if (owner && ksmbd_ident_same(owner, ident))
		ksmbd_sess_end(prev);
	ksmbd_ident_put(owner);
	ksmbd_sess_put(prev);
}

/* Signing and sealing keys from the session key; none for guests and nobodies. */
static int make_keys(struct smb2_leg *l, const struct smb2_who *who)
{
	struct ksmbd_conn *conn = l->conn;
	struct ksmbd_sess *sess = l->sess;
	struct smb3_keys keys;
	int err;

	if (!who->key_len)
		return 0;
	err = smb3_keys_derive(&keys, conn->dialect, conn->sign_alg, conn->cipher, who->key,
			       who->key_len, conn->has_preauth ? &l->auth->preauth : NULL);
	if (err)
		return err;
	sess->sign = keys.sign;
	l->chan->sign = keys.sign;
	sess->open_key = keys.open;
	sess->seal_key = keys.seal;
	memcpy(sess->application_key, keys.application_key, sizeof(sess->application_key));
	/* the key objects are the session's now */
	memzero_explicit(&keys, sizeof(keys));
	return 0;
}

/* What is decided once, when a session is established (MS-SMB2 3.3.5.5.3). */
static int establish(struct smb2_leg *l, const struct smb2_who *who)
{
	struct ksmbd_sess *sess = l->sess;
	bool must_sign, encrypt;
	int err;

	rcu_read_lock();
	must_sign = ksmbd_server_config()->signing == KSMBD_SIGNING_MANDATORY;
	encrypt = ksmbd_server_config()->flags & KSMBD_CFG_ENCRYPT;
	rcu_read_unlock();
	sess->dialect = l->conn->dialect;
	sess->cipher = l->conn->cipher;
	memcpy(sess->client_guid, l->conn->client_guid, sizeof(sess->client_guid));
	sess->guest = who->ident->flags & KSMBD_IDENT_GUEST;
	sess->anonymous = who->ident->flags & KSMBD_IDENT_ANONYMOUS;
	err = make_keys(l, who);
	if (err)
		return err;
	if (l->chan->sign)
		sess->signing_required = must_sign ||
					 l->args->security_mode & SMB2_SIGNING_REQUIRED ||
					 l->conn->client_security_mode & SMB2_SIGNING_REQUIRED;
	sess->encrypt = encrypt && sess->seal_key;
	return 0;
}

/* User, end and state in one step (R2): whoever authenticates last has set them all. */
static bool become_valid(struct ksmbd_sess *sess, const struct smb2_who *who)
{
	bool ok;

	mutex_lock(&sess->lock);
	ok = sess->state != KSMBD_SESS_DEAD;
	if (ok) {
		ksmbd_sess_set_ident(sess, ksmbd_ident_get(who->ident));
		WRITE_ONCE(sess->expires, who->expires);
		WRITE_ONCE(sess->state, KSMBD_SESS_VALID);
	}
	mutex_unlock(&sess->lock);
	return ok;
}

static ntstatus_t accept(struct smb2_leg *l, struct smb2_who *who)
{
	if (l->chan->bound && !l->again)
		return smb2_bind_success(l, who);
	if (!l->again && establish(l, who))
		return STATUS_INSUFFICIENT_RESOURCES;
	end_previous(l, who->ident);
	return become_valid(l->sess, who) ? STATUS_SUCCESS : STATUS_USER_SESSION_DELETED;
}

/**
 * smb2_leg_success() - the client is who it says
 * @l: the leg
 * @who: identity (the reference is taken over) and session key
 *
 * The session becomes usable and takes the place of the one before a reconnect.
 *
 * Context: owner of the request; may sleep, no locks held.
 * Return: STATUS_SUCCESS, or why not after all.
 */
ntstatus_t smb2_leg_success(struct smb2_leg *l, struct smb2_who *who)
{
	struct smb2_session_setup_res *res = smb2_res(l->req, struct smb2_session_setup_res);
	struct ksmbd_sess *sess = l->sess;
	ntstatus_t status = accept(l, who);

	if (status == STATUS_SUCCESS && ksmbd_conn_logged_in(l->conn, who->ident->uid))
		status = STATUS_TOO_MANY_SESSIONS;
	ksmbd_ident_put(who->ident);
	if (status != STATUS_SUCCESS)
		return status;
	/* Pairs with the acquire in smb2_chan_ready(). */
	smp_store_release(&l->chan->established, true);
	if (sess->guest)
		res->flags |= SMB2_SESSION_IS_GUEST;
	if (sess->anonymous)
		res->flags |= SMB2_SESSION_IS_NULL;
	if (sess->encrypt)
		res->flags |= SMB2_SESSION_ENCRYPT_DATA;
	/* The client learns from this signature that it has the right key. */
	l->req->sign_reply = l->chan->sign;
	l->auth->stage = SMB2_AUTH_DONE;
	return STATUS_SUCCESS;
}

/* ---- legs ---- */

/* NTLM: goes on with the client's token, or says which mechanism is to be spoken. */
static ntstatus_t choose_ntlm(struct smb2_leg *l, const struct smb3_spnego_token *tok)
{
	l->auth->mech_list = kmemdup(tok->mech_list.base, tok->mech_list.len, GFP_KERNEL);
	if (!l->auth->mech_list)
		return STATUS_INSUFFICIENT_RESOURCES;
	l->auth->mech_list_len = tok->mech_list.len;
	if (tok->mechs[0] == SMB3_MECH_NTLMSSP && tok->mech_token.len) {
		l->token = tok->mech_token;
		return smb2_auth_challenge(l);
	}
	/* The token, if any, is of another mechanism. */
	l->auth->mech_list_mic = true;
	l->auth->stage = SMB2_AUTH_NEGOTIATE;
	return smb2_leg_reply(l, &(struct smb2_leg_blob) {
		.state = SMB3_SPNEGO_REQUEST_MIC,
		.mech = SMB3_MECH_NTLMSSP,
	}) ?: STATUS_MORE_PROCESSING_REQUIRED;
}

/* Kerberos if that is what the client likes best and we can, else NTLM if it can. */
static ntstatus_t choose_mech(struct smb2_leg *l, const struct smb3_spnego_token *tok)
{
	enum ksmbd_kerberos configured;
	bool ntlm = false, krb5 = false;
	ntstatus_t status;
	unsigned int i;

	for (i = 0; i < tok->nmechs; i++) {
		ntlm |= tok->mechs[i] == SMB3_MECH_NTLMSSP;
		krb5 |= !i && (tok->mechs[i] == SMB3_MECH_KRB5 ||
			       tok->mechs[i] == SMB3_MECH_MSKRB5);
	}
	rcu_read_lock();
	configured = ksmbd_server_config()->kerberos;
	rcu_read_unlock();
	if (krb5 && (configured != KSMBD_KERBEROS_NO || !ntlm)) {
		status = smb2_auth_kerberos(l);
		if (status != STATUS_LOGON_FAILURE || configured == KSMBD_KERBEROS_YES || !ntlm)
			return status;
	}
	return ntlm ? choose_ntlm(l, tok) : STATUS_NOT_SUPPORTED;
}

static ntstatus_t first_leg(struct smb2_leg *l)
{
	const struct ksmbd_rd *blob = &l->args->blob;
	struct smb3_spnego_token tok;

	if (!smb3_spnego_is(blob->base, blob->len)) {
		l->token = *blob;
		return smb2_auth_challenge(l);
	}
	l->auth->spnego = true;
	if (smb3_spnego_decode(blob->base, blob->len, &tok) || !tok.init || !tok.nmechs)
		return STATUS_INVALID_PARAMETER;
	return choose_mech(l, &tok);
}

/* Unwraps what a later leg carries. */
static ntstatus_t next_leg(struct smb2_leg *l)
{
	const struct ksmbd_rd *blob = &l->args->blob;
	struct smb3_spnego_token tok;

	l->token = *blob;
	if (l->auth->spnego && smb3_spnego_is(blob->base, blob->len)) {
		if (smb3_spnego_decode(blob->base, blob->len, &tok) || !tok.mech_token.len)
			return STATUS_INVALID_PARAMETER;
		l->token = tok.mech_token;
		l->mic = tok.mic;
	}
	if (l->auth->stage == SMB2_AUTH_NEGOTIATE)
		return smb2_auth_challenge(l);
	return smb2_auth_ntlm(l);
}

/* The 3.1.1 value this exchange's keys will hang on covers every message but the last reply. */
static int hash_message(struct smb2_leg *l, struct kvec msg)
{
	if (!l->conn->has_preauth || l->again)
		return 0;
	return smb3_preauth_update(&l->auth->preauth, &l->auth->preauth, &msg, 1);
}

/* The signature counts too, so it is made now and not with the frame. */
static int hash_reply(struct smb2_leg *l)
{
	struct smb2_reply_el *el = smb2_reply_el(l->req);
	int err = 0;

	if (el->sign)
		err = smb2_signing_sign(l->req, el);
	el->sign = false;
	return err ?: hash_message(l, smb2_reply_bytes(l->req));
}

/* ---- begin and end of a leg ---- */

static ntstatus_t new_session(struct smb2_req *req)
{
	struct ksmbd_chan *chan = ksmbd_sess_create(req->work.conn);

	if (!chan)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (IS_ERR(chan))
		return STATUS_TOO_MANY_SESSIONS;
	req->chan = chan;
	req->sess = chan->sess;
	ksmbd_sess_get(req->sess);
	req->hdr.session_id = req->sess->id;
	return STATUS_SUCCESS;
}

static ntstatus_t mark_busy(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;
	struct ksmbd_chan *chan = req->chan;
	ntstatus_t status = STATUS_SUCCESS;

	mutex_lock(&conn->setup_mutex);
	if (chan->auth && chan->auth->busy) {
		status = STATUS_REQUEST_NOT_ACCEPTED;
		goto out_unlock;
	}
	if (!chan->auth) {
		chan->auth = ksmbd_auth_alloc();
		if (!chan->auth) {
			status = STATUS_INSUFFICIENT_RESOURCES;
			goto out_unlock;
		}
		memcpy(chan->auth->preauth.hash, conn->preauth, sizeof(conn->preauth));
	}
	chan->auth->busy = req;
out_unlock:
	mutex_unlock(&conn->setup_mutex);
	return status;
}

static ntstatus_t leg_begin(struct smb2_req *req, const struct smb2_session_setup_args *args)
{
	ntstatus_t status = STATUS_SUCCESS;

	if (req->hdr.next || req->el_index > 1)
		return STATUS_INVALID_PARAMETER;
	if (args->flags & SMB2_SESSION_BINDING)
		status = smb2_bind_begin(req);
	else if (!req->hdr.session_id)
		status = new_session(req);
	else if (!req->chan || READ_ONCE(req->sess->state) == KSMBD_SESS_DEAD)
		status = STATUS_USER_SESSION_DELETED;
	else if (req->chan->bound && !smb2_chan_ready(req->chan))
		status = STATUS_INVALID_PARAMETER;	/* a later leg of a binding says so too */
	return status == STATUS_SUCCESS ? mark_busy(req) : status;
}

static ntstatus_t session_setup_execute(struct smb2_req *req)
{
	struct smb2_leg l = {
		.req = req,
		.conn = req->work.conn,
		.args = smb2_args(req, struct smb2_session_setup_args),
	};
	ntstatus_t status = leg_begin(req, l.args);

	req->full_body = false;
	if (status != STATUS_SUCCESS)
		return status;
	l.chan = req->chan;
	l.sess = req->sess;
	l.auth = req->chan->auth;
	l.again = l.chan->established;
	if (hash_message(&l, smb2_request_bytes(req)))
		status = STATUS_INSUFFICIENT_RESOURCES;
	else if (l.auth->stage == SMB2_AUTH_START)
		status = first_leg(&l);
	else
		status = next_leg(&l);
	if (status == STATUS_MORE_PROCESSING_REQUIRED)
		req->full_body = true;
	else if (status != STATUS_SUCCESS)
		l.auth->stage = SMB2_AUTH_FAILED;
	return status;
}

static bool is_mine(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;
	bool mine;

	if (!req->chan)
		return false;
	mutex_lock(&conn->setup_mutex);
	mine = req->chan->auth && req->chan->auth->busy == req;
	mutex_unlock(&conn->setup_mutex);
	return mine;
}

/* The reply is written: the next leg may come, or the authentication is over. */
static void session_setup_release(struct smb2_req *req)
{
	struct smb2_leg l = { .req = req, .conn = req->work.conn };
	struct ksmbd_auth *auth;
	bool over, failed;

	if (!is_mine(req))
		return;
	l.auth = req->chan->auth;
	l.again = req->chan->established;
	failed = l.auth->stage == SMB2_AUTH_FAILED || req->drop;
	over = failed || l.auth->stage == SMB2_AUTH_DONE;
	if (!over && hash_reply(&l))
		req->drop = true;
	mutex_lock(&l.conn->setup_mutex);
	auth = req->chan->auth;
	auth->busy = NULL;
	if (over)
		req->chan->auth = NULL;
	mutex_unlock(&l.conn->setup_mutex);
	if (over)
		ksmbd_auth_free(auth);
	if (!failed)
		return;
	if (req->chan->bound && !l.again)
		ksmbd_chan_unlink(req->chan);
	else
		ksmbd_sess_end(req->sess);
}

const struct smb2_command smb2_cmd_session_setup = {
	.name		= "SESSION_SETUP",
	.req_size	= SMB2_SESSION_SETUP_REQ_SIZE,
	.rsp_fixed	= SMB2_SESSION_SETUP_RSP_FIXED,
	.args_size	= sizeof(struct smb2_session_setup_args),
	.res_size	= sizeof(struct smb2_session_setup_res),
	.decode		= smb2_session_setup_decode,
	.encode		= smb2_session_setup_encode,
	.execute	= session_setup_execute,
	.release	= session_setup_release,
};
