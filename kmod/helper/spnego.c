// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kerberos: the client's security token goes to the helper whole, session key
 * and reply token come back.
 *
 * Not for:  NTLMSSP, which the kernel verifies itself (crypto/ntlm.c).
 * Called:   smb2/cmd_session_setup.c.
 * Context:  process context, no locks held.
 */
#include "helper/login.h"

#include <linux/mm.h>
#include <linux/slab.h>

static int spnego_judge(const struct ksmbd_upcall *up, struct ksmbd_spnego_answer *out)
{
	const struct ksmbd_spnego_authen_response *resp = up->data;
	int err;

	if (up->len < sizeof(*resp) || resp->session_key_len > sizeof(out->session_key) ||
	    (size_t)resp->session_key_len + resp->spnego_blob_len > up->len - sizeof(*resp))
		return -EINVAL;
	err = ksmbd_login_from_response(&resp->login_response, &out->login);
	if (err)
		return err;
	out->session_key_len = resp->session_key_len;
	memcpy(out->session_key, resp->payload, resp->session_key_len);
	if (!resp->spnego_blob_len)
		return 0;
	out->token = kvmalloc(resp->spnego_blob_len, GFP_KERNEL);
	if (!out->token)
		return -ENOMEM;
	out->token_len = resp->spnego_blob_len;
	memcpy(out->token, resp->payload + resp->session_key_len, out->token_len);
	return 0;
}

/**
 * ksmbd_helper_spnego() - check a Kerberos token
 * @token: security buffer of SESSION_SETUP, whole
 * @len: its bytes
 * @out: the answer; free with ksmbd_spnego_answer_free() after success
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0 (look at @out->login.ok); -EMSGSIZE token too long; -ENOTCONN; -ETIMEDOUT; -EINVAL
 * bad answer; -ENOMEM.
 */
int ksmbd_helper_spnego(const void *token, size_t len, struct ksmbd_spnego_answer *out)
{
	/* in this struct the blob begins right behind its length, inside the padding */
	const size_t head = offsetof(struct ksmbd_spnego_authen_request, spnego_blob);
	struct ksmbd_spnego_authen_request *req;
	struct ksmbd_upcall up;
	size_t bytes = max(head + len, sizeof(*req));
	int err;

	memset(out, 0, sizeof(*out));
	if (len > U16_MAX - sizeof(*req) - NLA_HDRLEN)
		return -EMSGSIZE;
	req = kvzalloc(bytes, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	ksmbd_upcall_init(&up, KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE);
	req->handle = up.handle;
	req->spnego_blob_len = len;
	memcpy((u8 *)req + head, token, len);
	err = ksmbd_upcall_wait(&up, KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST, req, bytes, NULL, NULL);
	kvfree_sensitive(req, bytes);
	if (err)
		return err;
	err = spnego_judge(&up, out);
	ksmbd_upcall_free(&up);
	if (!err && out->login.ok)
		err = ksmbd_login_complete(&out->login);
	if (err)
		ksmbd_spnego_answer_free(out);
	return err;
}

/**
 * ksmbd_spnego_answer_free() - wipe keys, free the token
 * @a: from ksmbd_helper_spnego()
 *
 * Context: process context.
 */
void ksmbd_spnego_answer_free(struct ksmbd_spnego_answer *a)
{
	ksmbd_login_free(&a->login);
	kvfree_sensitive(a->token, a->token_len);
	memzero_explicit(a, sizeof(*a));
}
