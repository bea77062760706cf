// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kerberos: one SPNEGO token in, an account, a session key and one token out.
 *
 * For:      accepting the token of SESSION_SETUP with the system's GSSAPI and keytab.
 * Not for:  NTLM (the kernel does that with the hash of LOGIN), the netlink message around
 *           it (upcall.c), whether the account may log in (the authenticator).
 * Called by: upcall.c, in the server's thread.
 *
 * GSSAPI reads the SPNEGO wrapping itself. The kernel keeps no state between tokens, so a
 * mechanism that needs a second round is refused. Principals become accounts by the rules
 * of krb5.conf (auth_to_local); one that has no rule does not log in.
 */
#include "internal.h"

#include <errno.h>
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

struct ksmbd_krb5 {
	char *service;		/* "" for every key of the keytab */
	char *keytab;		/* "" for the system's */
	bool said_no_key;
};

/**
 * ksmbd_krb5_new() - set Kerberos up
 * @service: principal such as "cifs/host.example.org", "" or NULL for every key there is
 * @keytab: path, "" or NULL for the system's keytab
 *
 * Whether there is a key is asked when the server starts, for the kernel offers Kerberos only
 * then, and again at each login.
 *
 * Return: an object for ksmbd_krb5_free(), or NULL.
 */
struct ksmbd_krb5 *ksmbd_krb5_new(const char *service, const char *keytab)
{
	struct ksmbd_krb5 *krb5 = calloc(1, sizeof(*krb5));

	if (!krb5)
		return NULL;
	krb5->service = strdup(service ? service : "");
	krb5->keytab = strdup(keytab ? keytab : "");
	if (!krb5->service || !krb5->keytab) {
		ksmbd_krb5_free(krb5);
		return NULL;
	}
	return krb5;
}

/**
 * ksmbd_krb5_free() - tear Kerberos down
 * @krb5: object, or NULL
 */
void ksmbd_krb5_free(struct ksmbd_krb5 *krb5)
{
	if (!krb5)
		return;
	free(krb5->service);
	free(krb5->keytab);
	free(krb5);
}

static void log_gss(enum ksmbd_log_level level, const char *what, OM_uint32 code, gss_OID mech,
		    int type)
{
	gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
	OM_uint32 minor, context = 0;

	if (gss_display_status(&minor, code, type, mech, &context, &text) == GSS_S_COMPLETE)
		ksmbd_logf(level, "Kerberos: %s: %.*s", what, (int)text.length,
			   (char *)text.value);
	gss_release_buffer(&minor, &text);
}

static void log_failure(enum ksmbd_log_level level, const char *what, OM_uint32 major,
			OM_uint32 minor)
{
	log_gss(level, what, major, GSS_C_NO_OID, GSS_C_GSS_CODE);
	if (minor)
		log_gss(level, what, minor, GSS_C_NO_OID, GSS_C_MECH_CODE);
}

static OM_uint32 import_service(const char *service, gss_name_t *name, OM_uint32 *minor)
{
	gss_buffer_desc text = { .length = strlen(service), .value = (void *)service };

	*name = GSS_C_NO_NAME;
	if (!text.length)
		return GSS_S_COMPLETE;
	return gss_import_name(minor, &text, GSS_KRB5_NT_PRINCIPAL_NAME, name);
}

/* The right to accept: our keys. */
static int acquire(struct ksmbd_krb5 *krb5, gss_cred_id_t *cred)
{
	gss_key_value_element_desc element = { .key = "keytab", .value = krb5->keytab };
	gss_key_value_set_desc store = { .count = 1, .elements = &element };
	OM_uint32 major, minor = 0, ignored;
	gss_name_t name;

	major = import_service(krb5->service, &name, &minor);
	if (major == GSS_S_COMPLETE)
		major = gss_acquire_cred_from(&minor, name, GSS_C_INDEFINITE, GSS_C_NO_OID_SET,
					      GSS_C_ACCEPT, *krb5->keytab ? &store : NULL, cred,
					      NULL, NULL);
	gss_release_name(&ignored, &name);
	if (major == GSS_S_COMPLETE) {
		krb5->said_no_key = false;
		return 0;
	}
	/* most servers have no keytab: that is worth one line, not one per login */
	log_failure(krb5->said_no_key ? KSMBD_LOG_DEBUG : KSMBD_LOG_INFO, "not configured", major,
		    minor);
	krb5->said_no_key = true;
	return -ENOTSUP;
}

/**
 * ksmbd_krb5_has_key() - can a log-on with Kerberos work at all
 * @krb5: object
 *
 * Context: reads the keytab.
 * Return: true if there is a key of the service.
 */
bool ksmbd_krb5_has_key(struct ksmbd_krb5 *krb5)
{
	gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
	OM_uint32 ignored;

	if (acquire(krb5, &cred))
		return false;
	gss_release_cred(&ignored, &cred);
	return true;
}

static int read_account(gss_name_t client, gss_OID mech, char account[KSMBD_ACCOUNT_MAX + 1])
{
	gss_buffer_desc local = GSS_C_EMPTY_BUFFER;
	OM_uint32 major, minor;
	int err = 0;

	major = gss_localname(&minor, client, mech, &local);
	if (major != GSS_S_COMPLETE) {
		log_failure(KSMBD_LOG_INFO, "no local account for this principal", major, minor);
		return -ENOENT;
	}
	if (!local.length || local.length > KSMBD_ACCOUNT_MAX ||
	    memchr(local.value, '\0', local.length))
		err = -ENOENT;
	if (!err) {
		memcpy(account, local.value, local.length);
		account[local.length] = '\0';
	}
	gss_release_buffer(&minor, &local);
	return err;
}

static int read_key(gss_ctx_id_t ctx, struct ksmbd_krb5_result *result)
{
	gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
	OM_uint32 major, minor;
	int err = -EKEYREJECTED;

	major = gss_inquire_sec_context_by_oid(&minor, ctx, GSS_C_INQ_SSPI_SESSION_KEY, &set);
	if (major == GSS_S_COMPLETE && set && set->count >= 1 &&
	    set->elements[0].length <= sizeof(result->key)) {
		result->key_len = set->elements[0].length;
		memcpy(result->key, set->elements[0].value, result->key_len);
		OPENSSL_cleanse(set->elements[0].value, set->elements[0].length);
		err = 0;
	}
	gss_release_buffer_set(&minor, &set);
	return err;
}

static int read_result(gss_ctx_id_t ctx, gss_name_t client, gss_OID mech, OM_uint32 seconds,
		       const gss_buffer_desc *reply, struct ksmbd_krb5_result *result)
{
	int err = read_account(client, mech, result->account);

	if (!err)
		err = read_key(ctx, result);
	if (err)
		return err;
	result->token = malloc(reply->length ? reply->length : 1);
	if (!result->token)
		return -ENOMEM;
	memcpy(result->token, reply->value, reply->length);
	result->token_len = reply->length;
	if (seconds != GSS_C_INDEFINITE)
		result->expiry = (uint64_t)time(NULL) + seconds;
	return 0;
}

/**
 * ksmbd_krb5_accept() - check the token of a client
 * @krb5: object
 * @token: SPNEGO token
 * @len: its length
 * @result: zeroed; gets account, key, expiry and a token that the caller frees
 *
 * Context: may read files and the replay cache; does not talk to the network.
 * Return: 0, -ENOTSUP without a key, -EACCES for a token that does not hold, -ENOENT for a
 * principal without an account, -ENOMEM.
 */
int ksmbd_krb5_accept(struct ksmbd_krb5 *krb5, const void *token, size_t len,
		      struct ksmbd_krb5_result *result)
{
	gss_buffer_desc in = { .length = len, .value = (void *)token };
	gss_buffer_desc reply = GSS_C_EMPTY_BUFFER;
	gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
	gss_ctx_id_t ctx = GSS_C_NO_CONTEXT;
	gss_name_t client = GSS_C_NO_NAME;
	OM_uint32 major, minor = 0, ignored, seconds = 0;
	gss_OID mech = GSS_C_NO_OID;
	int err;

	err = acquire(krb5, &cred);
	if (err)
		return err;
	major = gss_accept_sec_context(&minor, &ctx, cred, &in, GSS_C_NO_CHANNEL_BINDINGS, &client,
				       &mech, &reply, NULL, &seconds, NULL);
	if (major == GSS_S_COMPLETE) {
		err = read_result(ctx, client, mech, seconds, &reply, result);
	} else {
		log_failure(KSMBD_LOG_INFO, "a token was refused", major, minor);
		err = -EACCES;
	}
	gss_release_buffer(&ignored, &reply);
	gss_release_name(&ignored, &client);
	gss_delete_sec_context(&ignored, &ctx, GSS_C_NO_BUFFER);
	gss_release_cred(&ignored, &cred);
	return err;
}
