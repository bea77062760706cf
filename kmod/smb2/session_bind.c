// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binding: a session that was set up on one connection joins another, which
 * becomes a channel of it (MS-SMB2 3.3.5.5, 3.3.5.5.2).
 *
 * Theory of operation: whoever binds proves twice that the session is his. He
 * signs each request with the session's key, and then authenticates as the
 * same user; the key of that authentication becomes the channel's signing key.
 * What was negotiated must be the same on both connections.  Nothing enters
 * the session's tables before the first signature was found good, and a
 * binding that fails takes its channel away and nothing else: the session is
 * another connection's, and lives.
 *
 * Not for the legs themselves (cmd_session_setup.c, session_auth.c) nor for
 * the tables (state/chan.c).
 * Called by cmd_session_setup.c; may sleep.  Locks: sess->lock, for moments.
 */
#include "smb2/engine.h"

#include <linux/string.h>

#include "smb2/session_auth.h"
#include "smb2/wire/negotiate.h"
#include "util/misc.h"

/* One who wants more than AES-GMAC lets him: what Windows answers (MS-SMB2 3.3.5.5). */
static ntstatus_t same_signing(const struct ksmbd_conn *conn, const struct ksmbd_sess *sess)
{
	u16 alg;

	if (!sess->sign)
		return STATUS_SUCCESS;
	alg = smb3_sign_key_alg(sess->sign);
	if (alg == conn->sign_alg)
		return STATUS_SUCCESS;
	if (alg == SMB3_SIGN_AES_GMAC)
		return STATUS_REQUEST_OUT_OF_SEQUENCE;
	return conn->sign_alg == SMB3_SIGN_AES_GMAC ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

static bool is_multichannel(const struct ksmbd_conn *conn)
{
	return conn->dialect >= SMB2_DIALECT_300 && conn->server_caps & SMB2_CAP_MULTI_CHANNEL;
}

/* Do the two connections agree, and is it the session's owner who asks? */
static ntstatus_t may_bind(const struct smb2_req *req)
{
	const struct ksmbd_conn *conn = req->work.conn;
	const struct ksmbd_sess *sess = req->sess;
	ntstatus_t status = same_signing(conn, sess);

	if (status != STATUS_SUCCESS)
		return status;
	if (!is_multichannel(conn))
		return STATUS_REQUEST_NOT_ACCEPTED;
	if (conn->dialect != sess->dialect || conn->cipher != sess->cipher ||
	    !(req->hdr.flags & SMB2_FLAGS_SIGNED))
		return STATUS_INVALID_PARAMETER;
	/* Guests and nobodies have no key to prove anything with. */
	if (!sess->sign)
		return STATUS_NOT_SUPPORTED;
	if (!req->chan)
		return STATUS_ACCESS_DENIED;
	/* Leases belong to the client that the session's first connection named. */
	if (!ksmbd_guid_equal(conn->client_guid, sess->client_guid))
		return STATUS_USER_SESSION_DELETED;
	return smb2_session_state(sess);
}

static ntstatus_t bind_status(int err)
{
	switch (err) {
	case -EEXIST:
		return STATUS_REQUEST_NOT_ACCEPTED;
	case -ESHUTDOWN:
		return STATUS_USER_SESSION_DELETED;
	case -EBUSY:
		return STATUS_TOO_MANY_SESSIONS;
	default:
		return STATUS_INSUFFICIENT_RESOURCES;
	}
}

/* Its state under the lock, so that what was set before it became VALID is seen. */
static int state_of(struct ksmbd_sess *sess)
{
	int state;

	mutex_lock(&sess->lock);
	state = sess->state;
	mutex_unlock(&sess->lock);
	return state;
}

/*
 * Whoever has the session's key gets a channel of his own, so that also a refusal is signed;
 * nobody else can find it yet.
 */
static ntstatus_t make_channel(struct smb2_req *req)
{
	struct ksmbd_sess *sess = req->sess;

	if (!sess->sign || !(req->hdr.flags & SMB2_FLAGS_SIGNED) ||
	    !smb2_signed_with(req, sess->sign))
		return STATUS_SUCCESS;
	req->chan = ksmbd_chan_alloc(sess, req->work.conn, true);
	req->sign_reply = sess->sign;
	return req->chan ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* The first leg. */
static ntstatus_t begin(struct smb2_req *req)
{
	ntstatus_t status;
	int err;

	req->sess = ksmbd_sess_lookup(req->hdr.session_id);
	if (!req->sess)
		return is_multichannel(req->work.conn) ? STATUS_USER_SESSION_DELETED :
							 STATUS_REQUEST_NOT_ACCEPTED;
	if (state_of(req->sess) == KSMBD_SESS_SETUP)
		return STATUS_REQUEST_NOT_ACCEPTED;
	status = make_channel(req);
	if (status == STATUS_SUCCESS)
		status = may_bind(req);
	if (status != STATUS_SUCCESS)
		return status;
	err = ksmbd_chan_publish(req->chan);
	return err ? bind_status(err) : STATUS_SUCCESS;
}

/**
 * smb2_bind_begin() - a leg with the BINDING flag came: has it a channel to work on?
 * @req: request; gets channel and session with the first leg
 *
 * Context: owner of the request; may sleep.
 * Return: STATUS_SUCCESS, or why not.
 */
ntstatus_t smb2_bind_begin(struct smb2_req *req)
{
	if (!req->chan)
		return begin(req);
	/* Established already, or still on its own first log-on. */
	if (!req->chan->bound || smb2_chan_ready(req->chan))
		return STATUS_REQUEST_NOT_ACCEPTED;
	if (!(req->hdr.flags & SMB2_FLAGS_SIGNED))
		return STATUS_INVALID_PARAMETER;
	if (!smb2_signed_with(req, req->sess->sign))
		return STATUS_ACCESS_DENIED;
	req->sign_reply = req->sess->sign;
	return STATUS_SUCCESS;
}

/* The channel's own key; its encryption is the session's. */
static ntstatus_t own_key(struct smb2_leg *l, const struct smb2_who *who)
{
	struct ksmbd_conn *conn = l->conn;
	struct smb3_keys keys;

	if (smb3_keys_derive(&keys, conn->dialect, conn->sign_alg, 0, who->key, who->key_len,
			     conn->has_preauth ? &l->auth->preauth : NULL))
		return STATUS_INSUFFICIENT_RESOURCES;
	l->chan->sign = keys.sign;
	memzero_explicit(&keys, sizeof(keys));
	return STATUS_SUCCESS;
}

/**
 * smb2_bind_success() - the client is who it says; is it also the session's user?
 * @l: the leg
 * @who: identity and key; both stay the caller's
 *
 * Context: owner of the request; may sleep, no locks held.
 * Return: STATUS_SUCCESS: the channel may be established; STATUS_ACCESS_DENIED: someone else's
 * session; STATUS_INSUFFICIENT_RESOURCES.
 */
ntstatus_t smb2_bind_success(struct smb2_leg *l, const struct smb2_who *who)
{
	struct ksmbd_ident *owner = ksmbd_sess_ident(l->sess);
	bool same = owner && who->key_len && ksmbd_ident_same(owner, who->ident);

	ksmbd_ident_put(owner);
	return same ? own_key(l, who) : STATUS_ACCESS_DENIED;
}
