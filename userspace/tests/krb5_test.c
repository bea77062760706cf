// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A real Kerberos client against lib/spnego_krb5.c: both must end with the same key.
 *
 * For:      lib/spnego_krb5.c with tickets of a KDC that krb5.sh started.
 * Not for:  running without one: it skips then.
 * Called by: krb5.sh, with SERVICE, KEYTAB and KRB5CCNAME set.
 */
#include "internal.h"
#include "tap.h"

#include <errno.h>
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <string.h>

static gss_OID_desc spnego_oid = { .length = 6, .elements = (void *)"\x2b\x06\x01\x05\x05\x02" };

struct client {
	gss_ctx_id_t ctx;
	gss_name_t target;
	unsigned char key[64];
	size_t key_len;
};

static bool client_step(struct client *c, const void *in, size_t in_len, gss_buffer_desc *out)
{
	gss_buffer_desc token = { .length = in_len, .value = (void *)in };
	OM_uint32 major, minor;

	major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &c->ctx, c->target, &spnego_oid,
				     GSS_C_MUTUAL_FLAG, 0, GSS_C_NO_CHANNEL_BINDINGS, &token, NULL,
				     out, NULL, NULL);
	return major == GSS_S_COMPLETE || major == GSS_S_CONTINUE_NEEDED;
}

static bool client_start(struct client *c, const char *service, gss_buffer_desc *out)
{
	gss_buffer_desc name = { .length = strlen(service), .value = (void *)service };
	OM_uint32 minor;

	memset(c, 0, sizeof(*c));
	if (gss_import_name(&minor, &name, GSS_KRB5_NT_PRINCIPAL_NAME, &c->target))
		return false;
	return client_step(c, NULL, 0, out);
}

static void client_key(struct client *c)
{
	gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
	OM_uint32 minor;

	if (!gss_inquire_sec_context_by_oid(&minor, c->ctx, GSS_C_INQ_SSPI_SESSION_KEY, &set) &&
	    set->elements[0].length <= sizeof(c->key)) {
		c->key_len = set->elements[0].length;
		memcpy(c->key, set->elements[0].value, c->key_len);
	}
	gss_release_buffer_set(&minor, &set);
}

static void client_end(struct client *c)
{
	OM_uint32 minor;

	gss_delete_sec_context(&minor, &c->ctx, GSS_C_NO_BUFFER);
	gss_release_name(&minor, &c->target);
}

static void test_good(const char *service, const char *server_name, const char *keytab)
{
	struct ksmbd_krb5 *krb5 = ksmbd_krb5_new(server_name, keytab);
	struct ksmbd_krb5_result r = { 0 };
	gss_buffer_desc token, reply = { 0 };
	struct client c;
	OM_uint32 minor;
	int err;

	if (!check(client_start(&c, service, &token), "the client has a ticket"))
		return;
	err = ksmbd_krb5_accept(krb5, token.value, token.length, &r);
	check(!err && !strcmp(r.account, "anna"), "the token is taken, of anna");
	check(r.expiry > (uint64_t)time(NULL), "it ends some day");
	check(!err && client_step(&c, r.token, r.token_len, &reply), "the client takes the answer");
	client_key(&c);
	check(r.key_len && r.key_len == c.key_len && !memcmp(r.key, c.key, r.key_len),
	      "both have the same key");
	free(r.token);
	memset(&r, 0, sizeof(r));
	check(ksmbd_krb5_accept(krb5, token.value, token.length, &r) == -EACCES,
	      "a token is taken once");
	gss_release_buffer(&minor, &token);
	gss_release_buffer(&minor, &reply);
	client_end(&c);
	ksmbd_krb5_free(krb5);
}

static void test_damage(const char *service, const char *keytab)
{
	struct ksmbd_krb5 *krb5 = ksmbd_krb5_new("", keytab);
	gss_buffer_desc token;
	unsigned int taken = 0;
	struct client c;
	OM_uint32 minor;

	if (!client_start(&c, service, &token))
		return;
	srand(3);
	for (int round = 0; round < 300; round++) {
		unsigned char *copy = malloc(token.length);
		struct ksmbd_krb5_result r = { 0 };

		memcpy(copy, token.value, token.length);
		copy[(size_t)rand() % token.length] ^= (unsigned char)(1 + rand() % 255);
		taken += !ksmbd_krb5_accept(krb5, copy, (size_t)rand() % 4 ? token.length :
					    (size_t)rand() % token.length, &r);
		free(r.token);
		free(copy);
	}
	check(taken <= 20, "of 300 damaged tokens %u had damage that means nothing", taken);
	gss_release_buffer(&minor, &token);
	client_end(&c);
	ksmbd_krb5_free(krb5);
}

static void test_no_key(void)
{
	struct ksmbd_krb5 *krb5 = ksmbd_krb5_new("", "/no/such/keytab");
	struct ksmbd_krb5_result r = { 0 };

	check(ksmbd_krb5_accept(krb5, "x", 1, &r) == -ENOTSUP, "without a keytab: not configured");
	ksmbd_krb5_free(krb5);
}

static void quiet(void *arg, enum ksmbd_log_level level, const char *text)
{
	(void)arg;
	(void)level;
	(void)text;
}

int main(void)
{
	const char *service = getenv("SERVICE"), *keytab = getenv("KEYTAB");

	if (!service || !keytab) {
		printf("1..0 # SKIP no KDC\n");
		return EXIT_SUCCESS;
	}
	if (!getenv("VERBOSE"))
		ksmbd_set_logger(quiet, NULL);
	test_good(service, "", keytab);
	test_good(service, service, keytab);
	test_damage(service, keytab);
	test_no_key();
	return done();
}
