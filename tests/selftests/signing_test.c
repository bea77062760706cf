// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signing and sealing (MS-SMB2 3.3.5.2.4, 3.3.4.1.1, 3.3.5.2.1): every
 * algorithm against OpenSSL's, wrong and missing signatures, spoilt sealed
 * frames.
 */
#include "selftest.h"

#include <stdio.h>
#include <string.h>

static struct smb2c c;

static uint32_t log_on_with(uint16_t dialect, uint16_t signing, uint16_t cipher, uint16_t mode)
{
	uint32_t status;

	if (smb2c_connect(&c, st_server, 445))
		return SMB2C_GONE;
	c.sign = true;
	c.security_mode = mode;
	status = smb2c_negotiate_with(&c, &(struct smb2c_offer) {
		.dialects = &dialect, .ndialects = 1, .ciphers = &cipher,
		.nciphers = cipher ? 1 : 0, .signings = &signing, .nsignings = 1,
		.security_mode = mode,
	});
	if (status == STATUS_SUCCESS)
		status = smb2c_log_on(&c, st_user, st_password);
	if (status == STATUS_SUCCESS)
		status = smb2c_tree_connect(&c, "public");
	return status;
}

static void algorithms(void)
{
	static const struct {
		const char *says;
		uint16_t dialect, signing;
	} all[] = {
		{ "HMAC-SHA256 with 2.0.2", 0x0202, SIGN_HMAC_SHA256 },
		{ "HMAC-SHA256 with 2.1", 0x0210, SIGN_HMAC_SHA256 },
		{ "AES-CMAC with 3.0", 0x0300, SIGN_AES_CMAC },
		{ "AES-CMAC with 3.0.2", 0x0302, SIGN_AES_CMAC },
		{ "HMAC-SHA256 with 3.1.1", 0x0311, SIGN_HMAC_SHA256 },
		{ "AES-CMAC with 3.1.1", 0x0311, SIGN_AES_CMAC },
		{ "AES-GMAC with 3.1.1", 0x0311, SIGN_AES_GMAC },
	};
	struct smb2c_reply r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		if (!st_is(log_on_with(all[i].dialect, all[i].signing, 0, 3), STATUS_SUCCESS,
			   "%s: log-on", all[i].says))
			continue;
		st_ok(c.sign_alg == all[i].signing, "%s: is what was chosen", all[i].says);
		smb2c_put_empty(&c, SMB2_ECHO);
		smb2c_call(&c, &r);
		st_ok(r.status == STATUS_SUCCESS && r.good_signature,
		      "%s: a signed answer to a signed request", all[i].says);
		smb2c_put_empty(&c, SMB2_ECHO);
		smb2c_prepare(&c);
		c.wire.data[H_SIGNATURE + 15] ^= 0x80;
		smb2c_send_raw(&c, c.wire.data, c.wire.len, c.wire.len);
		st_is(smb2c_wait(&c, smb2c_message_of(&c, 0), &r), STATUS_ACCESS_DENIED,
		      "%s: the last bit of a signature counts", all[i].says);
	}
}

static void required(void)
{
	struct smb2c_reply r;

	st_need(log_on_with(0x0311, SIGN_AES_CMAC, 0, 3), "log-on with signing required");
	c.sign = false;
	smb2c_put_tree_connect(&c, "\\\\server\\nothing");
	st_is(smb2c_call(&c, &r), STATUS_ACCESS_DENIED,
	      "required: an unsigned request is refused, before it is looked at");
	c.sign = true;
	smb2c_put_tree_connect(&c, "\\\\server\\nothing");
	smb2c_call(&c, &r);
	st_ok(r.status == STATUS_BAD_NETWORK_NAME && r.good_signature,
	      "required: errors are signed too");
	st_need(log_on_with(0x0302, SIGN_AES_CMAC, 0, 1), "log-on with signing enabled");
	c.sign = false;
	smb2c_put_empty(&c, SMB2_ECHO);
	smb2c_call(&c, &r);
	st_ok(r.status == STATUS_SUCCESS && !(r.flags & FLAG_SIGNED),
	      "enabled: an unsigned request has an unsigned answer");
	c.sign = true;
	smb2c_put_empty(&c, SMB2_ECHO);
	smb2c_prepare(&c);
	memset(c.wire.data + H_SIGNATURE, 0, 16);
	smb2c_send_raw(&c, c.wire.data, c.wire.len, c.wire.len);
	st_is(smb2c_wait(&c, smb2c_message_of(&c, 0), &r), STATUS_ACCESS_DENIED,
	      "enabled: a signature of zeros is a wrong one");
	smb2c_put_empty(&c, SMB2_ECHO);
	smb2c_prepare(&c);
	smb2c_set_int(c.wire.data + H_PROCESS, 0x1234, 4);
	smb2c_send_raw(&c, c.wire.data, c.wire.len, c.wire.len);
	st_is(smb2c_wait(&c, smb2c_message_of(&c, 0), &r), STATUS_ACCESS_DENIED,
	      "enabled: every byte of the header is covered");
}

/* ---- sealing ---- */

static void ciphers(void)
{
	static const struct {
		const char *says;
		uint16_t dialect, cipher;
	} all[] = {
		{ "AES-128-CCM with 3.0", 0x0300, SEAL_AES128_CCM },
		{ "AES-128-CCM with 3.1.1", 0x0311, SEAL_AES128_CCM },
		{ "AES-128-GCM", 0x0311, SEAL_AES128_GCM },
		{ "AES-256-CCM", 0x0311, SEAL_AES256_CCM },
		{ "AES-256-GCM", 0x0311, SEAL_AES256_GCM },
	};
	struct smb2c_reply r;
	struct smb2c_fid f;
	char big[5000];
	size_t i;

	memset(big, 'x', sizeof(big));
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		uint16_t cipher = all[i].dialect == 0x0311 ? all[i].cipher : 0;

		if (!st_is(log_on_with(all[i].dialect, SIGN_AES_CMAC, cipher, 1), STATUS_SUCCESS,
			   "%s: log-on", all[i].says))
			continue;
		st_ok(c.cipher == all[i].cipher, "%s: is what was chosen", all[i].says);
		c.seal = true;
		st_need(smb2c_open_file(&c, "selftest\\file", ACCESS_ALL, OVERWRITE_IF, &f),
			"a file, sealed");
		smb2c_put_write(&c, f, 0, big, sizeof(big));
		st_need(smb2c_call(&c, NULL), "data, sealed");
		smb2c_put_read(&c, f, 1, 4999);
		smb2c_call(&c, &r);
		st_ok(r.status == STATUS_SUCCESS && r.sealed && !(r.flags & FLAG_SIGNED) &&
		      !memcmp(r.el + r.body[2], big, 4999), "%s: comes back sealed", all[i].says);
		smb2c_put_read(&c, f, 0, 7);
		smb2c_put_read(&c, f, 0, 4000);
		smb2c_put_close(&c, f, 0);
		smb2c_call(&c, &r);
		st_is(smb2c_wait(&c, r.message + 2, &r), STATUS_SUCCESS,
		      "%s: a compound of answers with data", all[i].says);
	}
}

/* Where one byte of a sealed frame is spoilt: every one of these ends the connection. */
static void spoilt(void)
{
	static const struct {
		const char *says;
		uint16_t at;
	} all[] = {
		{ "the magic", 1 }, { "the signature", 4 }, { "the nonce", 20 },
		{ "the size", 36 }, { "the flags", 42 }, { "the session", 44 },
		{ "the header within", 52 }, { "the body within", 117 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		st_need(log_on_with(0x0311, SIGN_AES_CMAC, SEAL_AES128_GCM, 1), "log-on");
		c.seal = true;
		smb2c_put_empty(&c, SMB2_ECHO);
		smb2c_prepare(&c);
		c.wire.data[all[i].at] ^= 1;
		smb2c_send_raw(&c, c.wire.data, c.wire.len, c.wire.len);
		st_ok(smb2c_hung_up(&c, 10000), "sealed, spoilt in %s: the connection ends",
		      all[i].says);
	}
	st_need(log_on_with(0x0311, SIGN_AES_CMAC, SEAL_AES128_GCM, 1), "log-on");
	c.seal = true;
	smb2c_put_empty(&c, SMB2_ECHO);
	smb2c_prepare(&c);
	smb2c_send_raw(&c, c.wire.data, 60, 60);
	st_ok(smb2c_hung_up(&c, 10000), "sealed, too short for a header: the connection ends");
	st_need(log_on_with(0x0210, SIGN_HMAC_SHA256, 0, 1), "log-on with 2.1");
	smb2c_send_raw(&c, "\xfdSMB0123456789012345678901234567890123456789012345678", 56, 56);
	st_ok(smb2c_hung_up(&c, 10000), "sealed on 2.1: the connection ends");
}

/* A sealed frame speaks for its own session only (3.3.5.2.1.1). */
static void other_session(void)
{
	struct smb2c_reply r;

	st_need(log_on_with(0x0311, SIGN_AES_CMAC, SEAL_AES128_GCM, 1), "log-on");
	c.seal = true;
	smb2c_put_empty(&c, SMB2_LOGOFF);
	smb2c_poke(&c, H_SESSION, c.s.id + 1, 8);
	st_is(smb2c_call(&c, &r), SMB2C_GONE, "another session within the seal ends the connection");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_close(&s);
	smb2c_init(&c);
	algorithms();
	required();
	ciphers();
	spoilt();
	other_session();
	smb2c_free(&c);
	return st_end();
}
