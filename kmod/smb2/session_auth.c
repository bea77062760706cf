// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The proofs behind SESSION_SETUP: NTLMSSP challenge and answer, Kerberos
 * tokens, and who may come in without any.
 *
 * The helper knows the accounts and their NT hashes; NTLMv2 is verified here
 * with the hash (crypto/ntlm_verify.c), Kerberos tokens go to the helper
 * whole.  A guest is let in only where the helper answers with its guest
 * account, which it does for unknown users if so configured and for nobody
 * who gave a wrong password.
 *
 * Called by cmd_session_setup.c, whose request has marked the authentication
 * busy; may sleep for the helper, no locks held.  No secret is logged or
 * outlives the request but in the session's keys.
 */
#include "smb2/session_auth.h"

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "helper/helper.h"
#include "smb2/dispatch.h"
#include "state/server.h"
#include "util/misc.h"

/* CHALLENGE: fixed part, four names of at most 63 characters, timestamp. */
#define CHALLENGE_MAX	1024
#define NT_HASH_SIZE	16
/* An account under attack is answered late. */
#define DELAY_SECONDS	5

static ntstatus_t helper_status(int err)
{
	switch (err) {
	case -ENOTCONN:
	case -ETIMEDOUT:
		return STATUS_NO_LOGON_SERVERS;
	case -ENOMEM:
		return STATUS_INSUFFICIENT_RESOURCES;
	default:
		return STATUS_LOGON_FAILURE;
	}
}

/* ---- challenge ---- */

static void *copy(const void *buf, size_t len)
{
	return kmemdup(buf, len, GFP_KERNEL);
}

static void fill_challenge(struct ksmbd_auth *auth, struct ksmbd_wr *wr)
{
	struct smb3_ntlm_challenge c = { .flags = auth->challenge_flags };
	struct timespec64 now;
	char name[64];

	rcu_read_lock();
	strscpy(name, ksmbd_server_config()->netbios_name, sizeof(name));
	rcu_read_unlock();
	if (!name[0])
		strscpy(name, "KSMBD", sizeof(name));
	/* A server of its own is its own domain. */
	c.target = name;
	c.domain = name;
	c.dns_name = name;
	memcpy(c.challenge, auth->challenge, sizeof(c.challenge));
	ktime_get_real_ts64(&now);
	c.timestamp = ksmbd_nttime_from_ts(&now);
	smb3_ntlm_challenge_encode(wr, &c);
}

/**
 * smb2_auth_challenge() - NTLMSSP NEGOTIATE came: challenge the client
 * @l: the leg
 *
 * Context: owner of the request; may sleep.
 * Return: STATUS_MORE_PROCESSING_REQUIRED, or why not.
 */
ntstatus_t smb2_auth_challenge(struct smb2_leg *l)
{
	struct ksmbd_auth *auth = l->auth;
	struct smb3_ntlm_negotiate neg;
	struct ksmbd_wr wr;

	if (smb3_ntlm_negotiate_decode(l->token.base, l->token.len, &neg))
		return STATUS_INVALID_PARAMETER;
	auth->negotiate = copy(l->token.base, l->token.len);
	auth->challenge_msg = kzalloc(CHALLENGE_MAX, GFP_KERNEL);
	if (!auth->negotiate || !auth->challenge_msg)
		return STATUS_INSUFFICIENT_RESOURCES;
	auth->negotiate_len = l->token.len;
	auth->challenge_flags = smb3_ntlm_challenge_flags(neg.flags);
	get_random_bytes(auth->challenge, sizeof(auth->challenge));
	ksmbd_wr_init(&wr, auth->challenge_msg, CHALLENGE_MAX);
	fill_challenge(auth, &wr);
	if (!ksmbd_wr_ok(&wr))
		return STATUS_INTERNAL_ERROR;
	auth->challenge_len = ksmbd_wr_pos(&wr);
	auth->stage = SMB2_AUTH_AUTHENTICATE;
	return smb2_leg_reply(l, &(struct smb2_leg_blob) {
		.state = SMB3_SPNEGO_INCOMPLETE,
		/* said already when the client was asked to change mechanisms */
		.mech = auth->mech_list_mic ? SMB3_MECH_NONE : SMB3_MECH_NTLMSSP,
		.token = auth->challenge_msg,
		.len = auth->challenge_len,
	}) ?: STATUS_MORE_PROCESSING_REQUIRED;
}

/* ---- identity ---- */

/* Identity and session are made; the last blob goes with the answer. */
static ntstatus_t let_in(struct smb2_leg *l, const struct ksmbd_login *login, const char *domain,
			 u32 flags, const u8 *key, size_t key_len, const struct smb2_leg_blob *blob)
{
	struct smb2_who who = { .key = key, .key_len = key_len };
	ntstatus_t status;

	who.ident = ksmbd_login_ident(login, domain, flags);
	if (!who.ident)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = smb2_leg_reply(l, blob);
	if (status != STATUS_SUCCESS) {
		ksmbd_ident_put(who.ident);
		return status;
	}
	return smb2_leg_success(l, &who);
}

/* ---- NTLM ---- */

/* mechListMIC both ways (RFC 4178 5); *send: ours is in @mic. */
static ntstatus_t check_mech_list(struct smb2_leg *l, const struct smb3_ntlm_auth *msg,
				  const u8 *key, u8 *mic, bool *send)
{
	struct ksmbd_auth *auth = l->auth;
	u8 expected[SMB3_SIGNATURE_SIZE];

	*send = false;
	if (!auth->spnego || !(l->mic.len || auth->mech_list_mic))
		return STATUS_SUCCESS;
	if (l->mic.len) {
		if (l->mic.len != sizeof(expected) ||
		    smb3_ntlm_mechlist_mic(key, msg->flags, false, auth->mech_list,
					   auth->mech_list_len, expected) ||
		    !ksmbd_guid_equal(expected, l->mic.base))
			return STATUS_LOGON_FAILURE;
	}
	*send = !smb3_ntlm_mechlist_mic(key, msg->flags, true, auth->mech_list,
					auth->mech_list_len, mic);
	return STATUS_SUCCESS;
}

/* Keeps a thread, so of many who guess at once most lose their connections instead. */
static void delay(struct ksmbd_conn *conn)
{
	static atomic_t ndelayed = ATOMIC_INIT(0);
	unsigned int i;

	ksmbd_work_wait_begin();
	if (atomic_inc_return(&ndelayed) > KSMBD_DELAYED_MAX)
		ksmbd_conn_kill(conn);
	for (i = 0; i < DELAY_SECONDS * 10 && !ksmbd_conn_is_closing(conn); i++)
		msleep(100);
	atomic_dec(&ndelayed);
	ksmbd_work_wait_end();
}

static int verify(struct smb2_leg *l, const struct smb3_ntlm_auth *msg,
		  const struct ksmbd_login *login, u8 *key)
{
	struct ksmbd_auth *auth = l->auth;
	struct smb3_ntlm_transcript tr = {
		.negotiate = { auth->negotiate, auth->negotiate_len },
		.challenge = { auth->challenge_msg, auth->challenge_len },
		.authenticate = { (void *)l->token.base, l->token.len },
	};

	if (login->hash_len != NT_HASH_SIZE)
		return -EACCES;
	return smb3_ntlm_verify(msg, login->hash, auth->challenge, auth->challenge_flags, &tr,
				key);
}

/* A known account: the password decides. */
static ntstatus_t named(struct smb2_leg *l, const struct smb3_ntlm_auth *msg,
			const struct ksmbd_login *login)
{
	struct smb2_leg_blob blob = { .state = SMB3_SPNEGO_COMPLETED };
	u8 key[NT_HASH_SIZE], mic[SMB3_SIGNATURE_SIZE];
	ntstatus_t status;
	bool send_mic;
	int err;

	err = verify(l, msg, login, key);
	if (err == -EACCES || err == -EBADMSG) {
		ksmbd_helper_logout(login->account, true);
		if (login->delay)
			delay(l->conn);
		return STATUS_LOGON_FAILURE;
	}
	if (err)
		return err == -EINVAL ? STATUS_INVALID_PARAMETER : STATUS_INSUFFICIENT_RESOURCES;
	status = check_mech_list(l, msg, key, mic, &send_mic);
	if (status == STATUS_SUCCESS) {
		blob.mic = send_mic ? mic : NULL;
		status = let_in(l, login, msg->domain_utf8, 0, key, sizeof(key), &blob);
	}
	memzero_explicit(key, sizeof(key));
	return status;
}

/* Is @name one of our accounts?  Else @login is empty. */
static int ask(const char *name, struct ksmbd_login *login)
{
	int err = ksmbd_helper_login(name, login);

	/* no account has so long a name */
	if (err != -ENAMETOOLONG)
		return err;
	memset(login, 0, sizeof(*login));
	return 0;
}

/*
 * Who has a ticket but must log on with NTLM may give his principal, user@REALM, for the name and
 * no domain.  His password is proved with the name as he gave it.
 */
static int find_account(const struct smb3_ntlm_auth *msg, struct ksmbd_login *login)
{
	char name[SMB3_NTLM_NAME_MAX];
	size_t len = strcspn(msg->user_utf8, "@");
	int err;

	if (msg->anonymous)
		return ask("", login);
	err = ask(msg->user_utf8, login);
	if (err || (login->ok && !login->guest) || msg->domain_utf8[0] || !len ||
	    !msg->user_utf8[len])
		return err;
	ksmbd_login_free(login);
	memcpy(name, msg->user_utf8, len);
	name[len] = '\0';
	return ask(name, login);
}

static ntstatus_t authenticate(struct smb2_leg *l, const struct smb3_ntlm_auth *msg)
{
	const struct smb2_leg_blob done = { .state = SMB3_SPNEGO_COMPLETED };
	struct ksmbd_login login;
	ntstatus_t status;
	int err;

	err = find_account(msg, &login);
	if (err)
		return helper_status(err);
	if (!login.ok)
		status = STATUS_LOGON_FAILURE;
	else if (msg->anonymous)
		status = login.guest ? let_in(l, &login, "", KSMBD_IDENT_ANONYMOUS, NULL, 0,
					      &done) : STATUS_LOGON_FAILURE;
	else if (login.guest)
		status = let_in(l, &login, msg->domain_utf8, KSMBD_IDENT_GUEST, NULL, 0, &done);
	else
		status = named(l, msg, &login);
	ksmbd_login_free(&login);
	return status;
}

/**
 * smb2_auth_ntlm() - NTLMSSP AUTHENTICATE came: judge it
 * @l: the leg
 *
 * Context: owner of the request; sleeps for the helper, no locks held.
 * Return: STATUS_SUCCESS; STATUS_LOGON_FAILURE; STATUS_NO_LOGON_SERVERS; STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_auth_ntlm(struct smb2_leg *l)
{
	struct smb3_ntlm_auth *msg = kzalloc(sizeof(*msg), GFP_KERNEL);
	ntstatus_t status = STATUS_INVALID_PARAMETER;

	if (!msg)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!smb3_ntlm_auth_decode(l->token.base, l->token.len, msg))
		status = authenticate(l, msg);
	ksmbd_dbg(AUTH, "connection %llu: NTLM, status 0x%08x", l->req->work.conn->id,
		  NTSTATUS_RAW(status));
	kfree_sensitive(msg);
	return status;
}

/* ---- Kerberos ---- */

/**
 * smb2_auth_kerberos() - hand a Kerberos token to the helper, whole
 * @l: the leg
 *
 * Context: owner of the request; sleeps for the helper, no locks held.
 * Return: STATUS_SUCCESS; STATUS_LOGON_FAILURE; STATUS_NO_LOGON_SERVERS.
 */
ntstatus_t smb2_auth_kerberos(struct smb2_leg *l)
{
	struct smb2_session_setup_res *res = smb2_res(l->req, struct smb2_session_setup_res);
	struct ksmbd_spnego_answer a;
	struct smb2_who who = {};
	ntstatus_t status = STATUS_LOGON_FAILURE;
	struct ksmbd_wr *wr;
	int err;

	err = ksmbd_helper_spnego(l->args->blob.base, l->args->blob.len, &a);
	if (err)
		return helper_status(err);
	if (!a.login.ok || a.login.guest || !a.session_key_len)
		goto out_free;
	status = STATUS_INSUFFICIENT_RESOURCES;
	/* the helper's token is a whole NegTokenResp */
	if (a.token_len) {
		wr = smb2_payload_begin(l->req, a.token_len);
		if (!wr)
			goto out_free;
		ksmbd_wr_bytes(wr, a.token, a.token_len);
		res->blob_len = a.token_len;
	}
	who.ident = ksmbd_login_ident(&a.login, "", 0);
	if (!who.ident)
		goto out_free;
	who.key = a.session_key;
	who.key_len = a.session_key_len;
	who.expires = a.login.expires;
	status = smb2_leg_success(l, &who);
out_free:
	ksmbd_dbg(AUTH, "connection %llu: Kerberos, status 0x%08x", l->req->work.conn->id,
		  NTSTATUS_RAW(status));
	ksmbd_spnego_answer_free(&a);
	return status;
}
