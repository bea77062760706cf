// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Channels (MS-SMB2 3.3.5.5, 3.3.5.5.2): a second connection joins a session,
 * who may and who may not, what a channel shares with the others, what ends
 * with it.
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHANNELS	32

static struct st s;
static struct smb2c c;

static const uint16_t gcm[] = { SEAL_AES128_GCM }, ccm[] = { SEAL_AES128_CCM };
static const uint16_t gmac[] = { SIGN_AES_GMAC }, cmac[] = { SIGN_AES_CMAC };
static const uint16_t hmac[] = { SIGN_HMAC_SHA256 };

/* One algorithm of each kind; those of an older dialect are not sent. */
struct kind {
	uint16_t dialect;
	const uint16_t *cipher, *signing;
};

static void negotiate(struct smb2c *x, const struct kind *k)
{
	const struct smb2c_offer o = {
		.dialects = &k->dialect, .ndialects = 1, .ciphers = k->cipher, .nciphers = 1,
		.signings = k->signing, .nsignings = 1, .security_mode = 1,
	};

	if (smb2c_connect(x, st_server, 445))
		st_need(SMB2C_GONE, "the server takes a connection");
	st_need(smb2c_negotiate_with(x, &o), "the dialect is negotiated");
}

/* @x is another connection of the client that has @s. */
static void second(struct smb2c *x, uint16_t dialect)
{
	memcpy(x->client_guid, s.c.client_guid, sizeof(x->client_guid));
	st_connect(x, dialect);
}

static void lives(const char *after)
{
	st_is(smb2c_write(&s.c, s.file, 0, "0123456789"), STATUS_SUCCESS,
	      "the session lives on after %s", after);
}

static uint32_t put_and_call(struct smb2c_reply *r)
{
	struct smb2c_buf b = { 0 };

	smb2c_ntlm_negotiate(&b);
	smb2c_put_bind(&c, b.data, b.len);
	free(b.data);
	return smb2c_call(&c, r);
}

/* ---- a channel ---- */

static void two_channels(const struct kind *k)
{
	struct smb2c_reply r;
	struct smb2c first;

	smb2c_init(&first);
	negotiate(&first, k);
	st_need(smb2c_log_on(&first, st_user, st_password), "the user logs on");
	st_need(smb2c_tree_connect(&first, "public"), "the share is connected");
	memcpy(c.client_guid, first.client_guid, sizeof(c.client_guid));
	negotiate(&c, k);
	st_is(smb2c_bind(&c, &first, st_user, st_password), STATUS_SUCCESS,
	      "%04x, signing %u: another connection joins", k->dialect, c.sign_alg);
	st_ok(memcmp(c.s.sign_key, first.s.sign_key, 16), "its signing key is its own");
	smb2c_put_empty(&c, SMB2_ECHO);
	st_is(smb2c_call(&c, &r), STATUS_SUCCESS, "it serves requests");
	st_ok(r.good_signature, "and signs with its own key");
	c.seal = true;
	smb2c_put_empty(&c, SMB2_ECHO);
	st_is(smb2c_call(&c, &r), STATUS_SUCCESS, "encrypted ones too");
	st_ok(r.sealed, "with the keys of the session");
	smb2c_free(&first);
	st_is(smb2c_tree_connect(&c, "public"), STATUS_SUCCESS,
	      "the session lives when its first connection goes");
	smb2c_hang_up(&c);
}

static void kinds(void)
{
	static const struct kind all[] = {
		{ 0x0300, gcm, cmac }, { 0x0302, gcm, cmac }, { 0x0311, gcm, cmac },
		{ 0x0311, ccm, gmac }, { 0x0311, gcm, hmac },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		two_channels(&all[i]);
}

static void shared(void)
{
	struct smb2c_session own;
	struct smb2c_reply r;

	second(&c, 0x0311);
	smb2c_bind_prepare(&c, &s.c);
	smb2c_put_write(&c, s.file, 0, "x", 1);
	st_is(smb2c_call(&c, NULL), STATUS_USER_SESSION_DELETED,
	      "before it is bound a connection does not know the session");
	st_need(smb2c_bind(&c, &s.c, st_user, st_password), "it is bound");
	st_is(smb2c_write(&c, s.file, 0, "abcde"), STATUS_SUCCESS,
	      "a handle of one channel is one of the other");
	own = c.s;
	st_is(put_and_call(&r), STATUS_REQUEST_NOT_ACCEPTED,
	      "a channel is not bound a second time");
	memcpy(c.s.sign_key, s.c.s.sign_key, 16);
	st_is(put_and_call(&r), STATUS_ACCESS_DENIED,
	      "nor does it take the key of the first channel any more");
	c.s = own;
	st_is(smb2c_log_on(&c, st_user, st_password), STATUS_SUCCESS,
	      "the user authenticates again on the second channel");
	st_is(smb2c_write(&c, s.file, 0, "abcde"), STATUS_SUCCESS, "and goes on there");
	lives("that");
	smb2c_hang_up(&c);
	lives("the end of one channel");
}

/* ---- who may not ---- */

static void unlike(void)
{
	static const struct {
		const char *says;
		struct kind first, second;
		uint32_t want;
	} all[] = {
		{ "an older dialect", { 0x0311, gcm, cmac }, { 0x0302, gcm, cmac },
		  STATUS_INVALID_PARAMETER },
		{ "a newer dialect", { 0x0300, gcm, cmac }, { 0x0302, gcm, cmac },
		  STATUS_INVALID_PARAMETER },
		{ "a dialect without channels", { 0x0311, gcm, cmac }, { 0x0210, gcm, hmac },
		  STATUS_REQUEST_NOT_ACCEPTED },
		{ "a session of a dialect without channels", { 0x0210, gcm, hmac },
		  { 0x0311, gcm, cmac }, STATUS_INVALID_PARAMETER },
		{ "another cipher", { 0x0311, gcm, cmac }, { 0x0311, ccm, cmac },
		  STATUS_INVALID_PARAMETER },
		{ "AES-CMAC after AES-GMAC", { 0x0311, gcm, gmac }, { 0x0311, gcm, cmac },
		  STATUS_REQUEST_OUT_OF_SEQUENCE },
		{ "HMAC-SHA256 after AES-GMAC", { 0x0311, gcm, gmac }, { 0x0311, gcm, hmac },
		  STATUS_REQUEST_OUT_OF_SEQUENCE },
		{ "AES-GMAC after AES-CMAC", { 0x0311, gcm, cmac }, { 0x0311, gcm, gmac },
		  STATUS_NOT_SUPPORTED },
		{ "HMAC-SHA256 after AES-CMAC", { 0x0311, gcm, cmac }, { 0x0311, gcm, hmac },
		  STATUS_SUCCESS },
	};
	struct smb2c first;
	size_t i;

	smb2c_init(&first);
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		negotiate(&first, &all[i].first);
		st_need(smb2c_log_on(&first, st_user, st_password), "the user logs on");
		memcpy(c.client_guid, first.client_guid, sizeof(c.client_guid));
		negotiate(&c, &all[i].second);
		st_is(smb2c_bind(&c, &first, st_user, st_password), all[i].want,
		      "binding with %s", all[i].says);
		st_is(smb2c_echo(&first), STATUS_SUCCESS, "the first channel stays");
	}
	smb2c_free(&first);
}

/* 2 flags; all others as in session_setup_test.c */
static const struct st_case cases[] = {
	{ "the first leg", STATUS_MORE_PROCESSING_REQUIRED },
	{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777) } },
	{ "no session is said to be deleted", STATUS_USER_SESSION_DELETED, { P64(H_SESSION, 0) } },
	{ "without the flag the session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P8(B(2), 0) } },
	{ "neither SPNEGO nor NTLMSSP is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24), 0x12345678) } },
};

static void first_leg(void)
{
	struct smb2c_buf b = { 0 };
	struct smb2c_reply r;
	size_t i;

	smb2c_ntlm_negotiate(&b);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		second(&c, 0x0311);
		smb2c_bind_prepare(&c, &s.c);
		smb2c_put_bind(&c, b.data, b.len);
		st_spoil(&c, &cases[i]);
		st_is(smb2c_call(&c, NULL), cases[i].want, "binding: %s", cases[i].says);
		lives("that");
	}
	free(b.data);
	second(&c, 0x0311);
	smb2c_bind_prepare(&c, &s.c);
	c.sign = false;
	st_is(put_and_call(&r), STATUS_INVALID_PARAMETER, "an unsigned binding is refused");
	c.sign = true;
	c.s.sign_key[3] ^= 1;
	st_is(put_and_call(&r), STATUS_ACCESS_DENIED, "and a wrongly signed one");
	c.s.sign_key[3] ^= 1;
	st_is(put_and_call(&r), STATUS_MORE_PROCESSING_REQUIRED, "and a good one is not, after that");
	c.client_guid[0] ^= 1;
	st_connect(&c, 0x0311);
	st_is(smb2c_bind(&c, &s.c, st_user, st_password), STATUS_USER_SESSION_DELETED,
	      "another ClientGuid is refused");
	second(&c, 0x0311);
	smb2c_hang_up(&c);
	c.client_caps &= ~8u;
	second(&c, 0x0311);
	st_is(smb2c_bind(&c, &s.c, st_user, st_password), STATUS_REQUEST_NOT_ACCEPTED,
	      "a connection that did not negotiate channels is refused");
	c.client_caps |= 8;
	lives("all that");
}

static void begun(struct smb2c_reply *r)
{
	second(&c, 0x0311);
	smb2c_bind_prepare(&c, &s.c);
	st_is(put_and_call(r), STATUS_MORE_PROCESSING_REQUIRED, "a binding is begun");
}

static void second_leg(void)
{
	struct smb2c_reply r;

	begun(&r);
	smb2c_put_write(&c, s.file, 0, "x", 1);
	st_is(smb2c_call(&c, NULL), STATUS_USER_SESSION_DELETED,
	      "half a channel serves no requests");
	st_is(smb2c_log_on(&c, st_user, st_password), STATUS_INVALID_PARAMETER,
	      "a leg without the flag is refused");
	begun(&r);
	c.sign = false;
	st_is(smb2c_bind_last(&c, &r, st_user, st_password), STATUS_INVALID_PARAMETER,
	      "an unsigned second leg is refused");
	c.sign = true;
	begun(&r);
	st_is(smb2c_bind_last(&c, &r, st_user, "wrong"), STATUS_LOGON_FAILURE,
	      "a wrong password is refused");
	lives("a wrong password");
	st_is(smb2c_bind(&c, &s.c, st_user2, st_password2), STATUS_ACCESS_DENIED,
	      "another user is refused, on the same connection");
	lives("another user");
	smb2c_put_write(&c, s.file, 0, "x", 1);
	st_is(smb2c_call(&c, NULL), STATUS_USER_SESSION_DELETED,
	      "and has not got the session");
	st_is(smb2c_bind(&c, &s.c, st_user, st_password), STATUS_SUCCESS,
	      "after that the right one may bind");
	begun(&r);
	smb2c_hang_up(&c);
	lives("a binding that was left");
}

/* ---- how many, and the end ---- */

/* A connection that was closed is still one for a moment. */
static uint32_t bind_soon(struct smb2c *x)
{
	unsigned int i;
	uint32_t status;

	for (i = 0; i < 100; i++) {
		second(x, 0x0311);
		status = smb2c_bind(x, &s.c, st_user, st_password);
		if (status != STATUS_INSUFFICIENT_RESOURCES)
			break;
		usleep(100000);
	}
	return status;
}

static void many(void)
{
	struct smb2c *all = calloc(CHANNELS, sizeof(*all));
	unsigned int i, good = 0;

	for (i = 1; i < CHANNELS; i++) {
		smb2c_init(&all[i]);
		good += bind_soon(&all[i]) == STATUS_SUCCESS;
	}
	st_ok(good == CHANNELS - 1, "%u connections join", good);
	second(&c, 0x0311);
	st_is(smb2c_bind(&c, &s.c, st_user, st_password), STATUS_INSUFFICIENT_RESOURCES,
	      "no more than 32 channels");
	for (i = 1, good = 0; i < CHANNELS; i++)
		good += smb2c_write(&all[i], s.file, 0, "0123456789") == STATUS_SUCCESS;
	st_ok(good == CHANNELS - 1, "%u of them write", good);
	smb2c_free(&all[1]);
	st_is(bind_soon(&c), STATUS_SUCCESS, "one goes, another comes");
	for (i = 2; i < CHANNELS; i++)
		smb2c_free(&all[i]);
	free(all);
	lives("the end of them");
}

static void ends(void)
{
	st_is(bind_soon(&c), STATUS_SUCCESS, "a channel is there");
	smb2c_put_empty(&c, SMB2_LOGOFF);
	st_is(smb2c_call(&c, NULL), STATUS_SUCCESS, "LOGOFF on it");
	st_is(smb2c_write(&s.c, s.file, 0, "x"), STATUS_USER_SESSION_DELETED,
	      "ends the session everywhere");
	st_close(&s);
	st_open(&s, 0x0311);
	st_is(bind_soon(&c), STATUS_SUCCESS, "a channel of the next session");
	st_is(smb2c_log_on(&c, st_user, "wrong"), STATUS_LOGON_FAILURE,
	      "authenticating again with a wrong password");
	st_is(smb2c_write(&s.c, s.file, 0, "x"), STATUS_USER_SESSION_DELETED,
	      "ends the session everywhere");
}

int main(void)
{
	st_begin();
	smb2c_init(&c);
	kinds();
	st_open(&s, 0x0311);
	shared();
	unlike();
	first_leg();
	second_leg();
	many();
	ends();
	st_close(&s);
	smb2c_free(&c);
	st_ok(st_all_gone(), "afterwards the server has no connection, session or open left");
	return st_end();
}
