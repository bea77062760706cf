// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Accounts: asking the helper for ids, groups and the NT hash, and telling it
 * about wrong passwords and log-offs.
 *
 * Not for:  verifying anything (crypto/ntlm.c with the hash from here).
 * Called:   smb2/cmd_session_setup.c, helper/spnego.c (same account struct).
 * Context:  process context, no locks held.
 */
#include "helper/login.h"

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "state/ident.h"

/* More supplementary groups than this no kernel takes (NGROUPS_MAX). */
#define LOGIN_GROUPS_MAX	65536

/**
 * ksmbd_login_from_response() - judge the account part of an answer
 * @resp: as the helper sent it, already copied
 * @out: zeroed by the caller
 *
 * Context: any. Return: 0 or -EINVAL (hash longer than its array, account not terminated).
 */
int ksmbd_login_from_response(const struct ksmbd_login_response *resp, struct ksmbd_login *out)
{
	if (resp->hash_sz > sizeof(resp->hash) ||
	    strnlen(resp->account, sizeof(resp->account)) == sizeof(resp->account))
		return -EINVAL;
	out->status = resp->status;
	out->guest = resp->status & KSMBD_USER_FLAG_GUEST_ACCOUNT;
	out->bad_user = resp->status & (KSMBD_USER_FLAG_BAD_USER | KSMBD_USER_FLAG_BAD_UID);
	out->delay = resp->status & KSMBD_USER_FLAG_DELAY_SESSION;
	out->ok = (resp->status & KSMBD_USER_FLAG_OK) && !out->bad_user;
	out->uid = resp->uid;
	out->gid = resp->gid;
	out->expires = min_t(u64, (u64)resp->session_expiry_hi << 32 | resp->session_expiry_lo,
			     S64_MAX);
	out->hash_len = resp->hash_sz;
	memcpy(out->hash, resp->hash, resp->hash_sz);
	memcpy(out->account, resp->account, sizeof(out->account));
	return 0;
}

/**
 * ksmbd_login_groups() - take the supplementary groups from an answer
 * @resp: as the helper sent it
 * @len: its bytes
 * @out: judged account, without groups so far; gets them
 *
 * Context: process context, may sleep. Return: 0; -EINVAL not as many as it says; -ENOMEM.
 */
int ksmbd_login_groups(const struct ksmbd_login_response_ext *resp, size_t len,
		       struct ksmbd_login *out)
{
	const u8 *gids = (const u8 *)resp + sizeof(*resp);
	unsigned int i;

	if (len < sizeof(*resp) || resp->ngroups < 0 || resp->ngroups > LOGIN_GROUPS_MAX ||
	    array_size(resp->ngroups, sizeof(u32)) > len - sizeof(*resp))
		return -EINVAL;
	if (!resp->ngroups)
		return 0;
	out->groups = kvmalloc_array(resp->ngroups, sizeof(*out->groups), GFP_KERNEL);
	if (!out->groups)
		return -ENOMEM;
	for (i = 0; i < resp->ngroups; i++)
		out->groups[i] = make_kgid(&init_user_ns,
					   get_unaligned((const u32 *)(gids + i * sizeof(u32))));
	out->ngroups = resp->ngroups;
	return 0;
}

static int ask_groups(const char *account, struct ksmbd_login *out)
{
	struct ksmbd_login_request req = {};
	struct ksmbd_upcall up;
	int err;

	strscpy(req.account, account, sizeof(req.account));
	ksmbd_upcall_init(&up, KSMBD_EVENT_LOGIN_RESPONSE_EXT);
	req.handle = up.handle;
	err = ksmbd_upcall_wait(&up, KSMBD_EVENT_LOGIN_REQUEST_EXT, &req, sizeof(req), NULL, NULL);
	if (err)
		return err;
	err = ksmbd_login_groups(up.data, up.len, out);
	ksmbd_upcall_free(&up);
	return err;
}

/**
 * ksmbd_login_complete() - fetch the groups the account says it has
 * @out: judged account
 *
 * Context: process context, sleeps. Return: 0 or what asking said.
 */
int ksmbd_login_complete(struct ksmbd_login *out)
{
	return out->status & KSMBD_USER_FLAG_EXTENSION ? ask_groups(out->account, out) : 0;
}

/**
 * ksmbd_helper_login() - who is this account?
 * @account: name as the client gave it, "" for the guest account
 * @out: the answer; free with ksmbd_login_free() after success
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0 (look at @out->ok); -ENAMETOOLONG; -ENOTCONN; -ETIMEDOUT; -EINVAL bad answer; -ENOMEM.
 */
int ksmbd_helper_login(const char *account, struct ksmbd_login *out)
{
	struct ksmbd_login_request req = {};
	struct ksmbd_upcall up;
	int err;

	memset(out, 0, sizeof(*out));
	if (strscpy(req.account, account, sizeof(req.account)) < 0)
		return -ENAMETOOLONG;
	ksmbd_upcall_init(&up, KSMBD_EVENT_LOGIN_RESPONSE);
	req.handle = up.handle;
	err = ksmbd_upcall_wait(&up, KSMBD_EVENT_LOGIN_REQUEST, &req, sizeof(req), NULL, NULL);
	if (err)
		return err;
	err = up.len < sizeof(struct ksmbd_login_response) ? -EINVAL :
	      ksmbd_login_from_response(up.data, out);
	ksmbd_upcall_free(&up);
	if (!err && out->ok)
		err = ksmbd_login_complete(out);
	if (err)
		ksmbd_login_free(out);
	return err;
}

/**
 * ksmbd_login_ident() - who acts once he is let in
 * @login: judged account, with its groups
 * @domain: as the client says
 * @flags: KSMBD_IDENT_*
 *
 * Context: process context, may sleep. Return: one reference, or NULL as ksmbd_ident_create().
 */
struct ksmbd_ident *ksmbd_login_ident(const struct ksmbd_login *login, const char *domain,
				      u32 flags)
{
	return ksmbd_ident_create(login->account, domain, flags,
				  make_kuid(&init_user_ns, login->uid),
				  make_kgid(&init_user_ns, login->gid), login->groups,
				  login->ngroups);
}

/**
 * ksmbd_login_free() - wipe the hash, free the groups
 * @login: from ksmbd_helper_login() or ksmbd_helper_spnego()
 *
 * Context: process context.
 */
void ksmbd_login_free(struct ksmbd_login *login)
{
	kvfree(login->groups);
	memzero_explicit(login, sizeof(*login));
}

/**
 * ksmbd_helper_logout() - a user is gone, or gave a wrong password
 * @account: account name
 * @bad_password: the helper counts it against the account
 *
 * Context: process context, may sleep. Nothing is awaited.
 */
void ksmbd_helper_logout(const char *account, bool bad_password)
{
	struct ksmbd_logout_request req = {};

	if (strscpy(req.account, account, sizeof(req.account)) < 0)
		return;
	req.account_flags = bad_password ? KSMBD_USER_FLAG_BAD_PASSWORD : KSMBD_USER_FLAG_OK;
	ksmbd_nl_send(KSMBD_EVENT_LOGOUT_REQUEST, &req, sizeof(req), NULL, NULL);
}
