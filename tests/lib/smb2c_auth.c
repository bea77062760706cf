// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The raw client's way in: NEGOTIATE with any dialects and contexts, log-on
 * with raw NTLMSSP (NTLMv2 with MIC, MS-NLMP 3.1.5.1.2), tree connect.
 *
 * The messages are put together piece by piece so that a test can take one
 * apart: smb2c_log_on() is smb2c_setup_first(), smb2c_ntlm_authenticate(), a
 * second SESSION_SETUP and the keys.
 *
 * Not for other commands: smb2c_cmds.c.
 */
#include "smb2c.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* UNICODE, REQUEST_TARGET, SIGN, NTLM, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY, 128 */
#define NTLM_FLAGS	0x20088215u
#define MIC_OFFSET	72

/* ---- NEGOTIATE ---- */

static void begin_context(struct smb2c_buf *b, uint16_t type, uint16_t len)
{
	smb2c_put_zero(b, -b->len & 7);
	smb2c_put_int(b, type, 2);
	smb2c_put_int(b, len, 2);
	smb2c_put_int(b, 0, 4);
}

static void put_list(struct smb2c_buf *b, uint16_t type, const uint16_t *list, unsigned int n)
{
	unsigned int i;

	begin_context(b, type, 2 + 2 * n);
	smb2c_put_int(b, n, 2);
	for (i = 0; i < n; i++)
		smb2c_put_int(b, list[i], 2);
}

static uint16_t put_contexts(struct smb2c_buf *b, const struct smb2c_offer *o)
{
	uint16_t n = 1;
	uint8_t salt[32];

	if (getrandom(salt, sizeof(salt), 0) != sizeof(salt))
		abort();
	begin_context(b, 1, 38);
	smb2c_put_int(b, 1, 2);
	smb2c_put_int(b, 32, 2);
	smb2c_put_int(b, 1, 2);
	smb2c_put(b, salt, 32);
	if (o->nciphers) {
		put_list(b, 2, o->ciphers, o->nciphers);
		n++;
	}
	if (o->nsignings) {
		put_list(b, 8, o->signings, o->nsignings);
		n++;
	}
	return n;
}

void smb2c_put_negotiate(struct smb2c *c, const struct smb2c_offer *o)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_NEGOTIATE);
	bool newest = false;
	unsigned int i;
	uint16_t n;

	smb2c_put_int(b, 36, 2);
	smb2c_put_int(b, o->ndialects, 2);
	smb2c_put_int(b, o->security_mode, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, c->client_caps, 4);
	smb2c_put(b, c->client_guid, 16);
	smb2c_put_zero(b, 8);
	for (i = 0; i < o->ndialects; i++) {
		smb2c_put_int(b, o->dialects[i], 2);
		newest |= o->dialects[i] == 0x0311;
	}
	if (!newest)
		return;
	smb2c_put_zero(b, -b->len & 7);
	smb2c_poke(c, SMB2C_HEADER + 28, b->len, 4);
	n = put_contexts(b, o);
	smb2c_poke(c, SMB2C_HEADER + 32, n, 2);
}

/* The algorithms the contexts of a reply name. */
static void read_contexts(struct smb2c *c, const struct smb2c_reply *r)
{
	size_t off = smb2c_get_int(r->body + 60, 4), len;
	unsigned int n = smb2c_get_int(r->body + 6, 2);
	const uint8_t *p;

	for (; n && off + 8 <= r->len; n--, off += (8 + len + 7) & ~7ul) {
		p = r->el + off;
		len = smb2c_get_int(p + 2, 2);
		if (off + 8 + len > r->len || len < 4)
			return;
		if (smb2c_get_int(p, 2) == 2)
			c->cipher = smb2c_get_int(p + 10, 2);
		else if (smb2c_get_int(p, 2) == 8)
			c->sign_alg = smb2c_get_int(p + 10, 2);
	}
}

static void learn(struct smb2c *c, const struct smb2c_reply *r)
{
	if (r->body_len < 64)
		return;
	c->dialect = smb2c_get_int(r->body + 4, 2);
	memcpy(c->server_guid, r->body + 8, 16);
	c->caps = smb2c_get_int(r->body + 24, 4);
	c->max_transact = smb2c_get_int(r->body + 28, 4);
	c->max_read = smb2c_get_int(r->body + 32, 4);
	c->max_write = smb2c_get_int(r->body + 36, 4);
	c->sign_alg = c->dialect >= 0x0300 ? SIGN_AES_CMAC : SIGN_HMAC_SHA256;
	c->cipher = SEAL_NONE;
	if (c->dialect == 0x0311)
		read_contexts(c, r);
	else if (c->caps & 0x40)
		c->cipher = SEAL_AES128_CCM;
}

uint32_t smb2c_negotiate_with(struct smb2c *c, const struct smb2c_offer *o)
{
	struct smb2c_reply r;
	uint32_t status;

	smb2c_put_negotiate(c, o);
	status = smb2c_call(c, &r);
	if (status != STATUS_SUCCESS)
		return status;
	smb2c_preauth_update(c->preauth, c->wire.data, c->wire.len);
	smb2c_preauth_update(c->preauth, r.el, r.len);
	learn(c, &r);
	return status;
}

/* The usual offer of one dialect. */
uint32_t smb2c_negotiate(struct smb2c *c, uint16_t dialect)
{
	static const uint16_t ciphers[] = { SEAL_AES128_GCM, SEAL_AES128_CCM };
	static const uint16_t signings[] = { SIGN_AES_CMAC };

	return smb2c_negotiate_with(c, &(struct smb2c_offer) {
		.dialects = &dialect,
		.ndialects = 1,
		.ciphers = ciphers,
		.nciphers = ARRAY_SIZE(ciphers),
		.signings = signings,
		.nsignings = ARRAY_SIZE(signings),
		.security_mode = c->security_mode,
	});
}

/* ---- SESSION_SETUP ---- */

void smb2c_put_session_setup(struct smb2c *c, const void *blob, size_t len, uint64_t previous)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_SESSION_SETUP);

	smb2c_put_int(b, 25, 2);
	smb2c_put_int(b, 0, 1);
	smb2c_put_int(b, c->security_mode, 1);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, SMB2C_HEADER + 24, 2);
	smb2c_put_int(b, len, 2);
	smb2c_put_int(b, previous, 8);
	smb2c_put(b, blob, len);
}

void smb2c_ntlm_negotiate(struct smb2c_buf *b)
{
	b->len = 0;
	smb2c_put(b, "NTLMSSP", 8);
	smb2c_put_int(b, 1, 4);
	smb2c_put_int(b, NTLM_FLAGS, 4);
	smb2c_put_zero(b, 24);
}

/* A descriptor (length, room, offset) of @len bytes at @offset. */
static void put_field(struct smb2c_buf *b, size_t len, size_t offset)
{
	smb2c_put_int(b, len, 2);
	smb2c_put_int(b, len, 2);
	smb2c_put_int(b, offset, 4);
}

/* The target info of a challenge with "a MIC follows" added, and its timestamp. */
static int target_info(const uint8_t *chal, size_t len, struct smb2c_buf *info, uint8_t time[8])
{
	size_t n, off, pos = 0;

	if (len < 48 || memcmp(chal, "NTLMSSP", 8))
		return -1;
	n = smb2c_get_int(chal + 40, 2);
	off = smb2c_get_int(chal + 44, 4);
	if (off > len || n > len - off)
		return -1;
	while (pos + 4 <= n && smb2c_get_int(chal + off + pos, 2)) {
		size_t av = smb2c_get_int(chal + off + pos + 2, 2);

		if (pos + 4 + av > n)
			return -1;
		if (smb2c_get_int(chal + off + pos, 2) == 7 && av == 8)
			memcpy(time, chal + off + pos + 4, 8);
		pos += 4 + av;
	}
	smb2c_put(info, chal + off, pos);
	smb2c_put_int(info, 6, 2);
	smb2c_put_int(info, 4, 2);
	smb2c_put_int(info, 2, 4);
	smb2c_put_int(info, 0, 4);
	return 0;
}

static void response_key(const char *user, const char *password, uint8_t out[16])
{
	struct smb2c_buf b = { 0 };
	uint8_t hash[16];
	char upper[64];
	size_t i;

	for (i = 0; user[i] && i < sizeof(upper) - 1; i++)
		upper[i] = toupper((unsigned char)user[i]);
	upper[i] = '\0';
	smb2c_nt_hash(password, hash);
	smb2c_put_utf16(&b, upper);
	smb2c_hmac_md5(hash, 16, b.data, b.len, out);
	free(b.data);
}

/* The NTLMv2 response and, in c->s.key, the session key. */
static int nt_response(struct smb2c *c, const uint8_t *chal, size_t len, const char *user,
		       const char *password, struct smb2c_buf *nt)
{
	struct smb2c_buf info = { 0 }, both = { 0 };
	uint8_t key[16], proof[16], time[8] = { 0 }, nonce[8];
	int err;

	err = target_info(chal, len, &info, time);
	if (err || getrandom(nonce, 8, 0) != 8)
		goto out_free;
	smb2c_put_zero(nt, 16);
	smb2c_put_int(nt, 0x0101, 8);
	smb2c_put(nt, time, 8);
	smb2c_put(nt, nonce, 8);
	smb2c_put_zero(nt, 4);
	smb2c_put(nt, info.data, info.len);
	smb2c_put_zero(nt, 4);
	response_key(user, password, key);
	smb2c_put(&both, chal + 24, 8);
	smb2c_put(&both, nt->data + 16, nt->len - 16);
	smb2c_hmac_md5(key, 16, both.data, both.len, proof);
	memcpy(nt->data, proof, 16);
	smb2c_hmac_md5(key, 16, proof, 16, c->s.key);
out_free:
	free(info.data);
	free(both.data);
	return err;
}

/* AUTHENTICATE for a CHALLENGE; the domain is empty. Sets c->s.key. */
int smb2c_ntlm_authenticate(struct smb2c *c, const uint8_t *chal, size_t len,
			    const char *user, const char *password, struct smb2c_buf *b)
{
	struct smb2c_buf nt = { 0 }, all = { 0 };
	size_t fixed = MIC_OFFSET + 16, name = 2 * strlen(user);
	uint8_t mic[16];
	int err;

	err = nt_response(c, chal, len, user, password, &nt);
	if (err)
		goto out_free;
	b->len = 0;
	smb2c_put(b, "NTLMSSP", 8);
	smb2c_put_int(b, 3, 4);
	put_field(b, 0, fixed);
	put_field(b, nt.len, fixed + name);
	put_field(b, 0, fixed);
	put_field(b, name, fixed);
	put_field(b, 0, fixed);
	put_field(b, 0, fixed);
	smb2c_put_int(b, NTLM_FLAGS, 4);
	smb2c_put_zero(b, 8 + 16);
	smb2c_put_utf16(b, user);
	smb2c_put(b, nt.data, nt.len);
	smb2c_ntlm_negotiate(&all);
	smb2c_put(&all, chal, len);
	smb2c_put(&all, b->data, b->len);
	smb2c_hmac_md5(c->s.key, 16, all.data, all.len, mic);
	memcpy(b->data + MIC_OFFSET, mic, 16);
out_free:
	free(nt.data);
	free(all.data);
	return err;
}

/* The first leg; @r holds the challenge. */
uint32_t smb2c_setup_first(struct smb2c *c, struct smb2c_reply *r, uint64_t previous)
{
	struct smb2c_buf blob = { 0 };
	uint32_t status;

	if (!c->s.ready) {
		memset(&c->s, 0, sizeof(c->s));
		memcpy(c->s.preauth, c->preauth, 64);
	}
	smb2c_ntlm_negotiate(&blob);
	smb2c_put_session_setup(c, blob.data, blob.len, previous);
	free(blob.data);
	status = smb2c_call(c, r);
	if (status == STATUS_MORE_PROCESSING_REQUIRED && !c->s.ready) {
		c->s.id = r->session;
		smb2c_preauth_update(c->s.preauth, c->wire.data, c->wire.len);
		smb2c_preauth_update(c->s.preauth, r->el, r->len);
	}
	return status;
}

static bool security_blob(const struct smb2c_reply *r, const uint8_t **p, size_t *len)
{
	size_t off;

	if (r->body_len < 8)
		return false;
	off = smb2c_get_int(r->body + 4, 2);
	*len = smb2c_get_int(r->body + 6, 2);
	if (off > r->len || *len > r->len - off)
		return false;
	*p = r->el + off;
	return true;
}

/* Both legs; a session that was there is authenticated again. */
uint32_t smb2c_log_on_over(struct smb2c *c, const char *user, const char *password,
			   uint64_t previous)
{
	struct smb2c_buf blob = { 0 };
	struct smb2c_reply r;
	const uint8_t *chal;
	uint8_t key[16];
	bool again = c->s.ready;
	uint32_t status;
	size_t len;

	memcpy(key, c->s.key, sizeof(key));
	status = smb2c_setup_first(c, &r, previous);
	if (status != STATUS_MORE_PROCESSING_REQUIRED)
		return status;
	if (!security_blob(&r, &chal, &len) ||
	    smb2c_ntlm_authenticate(c, chal, len, user, password, &blob))
		return SMB2C_MALFORMED;
	smb2c_put_session_setup(c, blob.data, blob.len, previous);
	free(blob.data);
	status = smb2c_call(c, &r);
	if (status != STATUS_SUCCESS)
		return status;
	if (again) {
		memcpy(c->s.key, key, sizeof(key));
		return status;
	}
	smb2c_preauth_update(c->s.preauth, c->wire.data, c->wire.len);
	smb2c_derive_keys(c, &c->s);
	return status;
}

uint32_t smb2c_log_on(struct smb2c *c, const char *user, const char *password)
{
	return smb2c_log_on_over(c, user, password, 0);
}

/* ---- binding ---- */

/* What @c knows of the session before its own log-on: it signs with the first channel's key. */
void smb2c_bind_prepare(struct smb2c *c, const struct smb2c *first)
{
	c->s = first->s;
	c->tree = first->tree;
	memcpy(c->s.preauth, c->preauth, 64);
}

void smb2c_put_bind(struct smb2c *c, const void *blob, size_t len)
{
	smb2c_put_session_setup(c, blob, len, 0);
	smb2c_poke(c, SMB2C_HEADER + 2, 1, 1);
}

/* The channel's own key, with which the last reply is signed; encryption stays the session's. */
static uint32_t channel_key(struct smb2c *c, const struct smb2c_reply *r)
{
	struct smb2c_session s = c->s;
	uint8_t sig[16];

	smb2c_preauth_update(c->s.preauth, c->wire.data, c->wire.len);
	smb2c_derive_keys(c, &c->s);
	memcpy(c->s.seal_key, s.seal_key, sizeof(s.seal_key));
	memcpy(c->s.open_key, s.open_key, sizeof(s.open_key));
	if (!(r->flags & FLAG_SIGNED) || smb2c_signature(c, r->el, r->len, sig) ||
	    memcmp(sig, r->el + H_SIGNATURE, 16))
		return SMB2C_MALFORMED;
	return r->status;
}

/* The second leg, after @challenge. */
uint32_t smb2c_bind_last(struct smb2c *c, const struct smb2c_reply *challenge, const char *user,
			 const char *password)
{
	struct smb2c_buf blob = { 0 };
	struct smb2c_reply r;
	const uint8_t *chal;
	uint32_t status;
	size_t len;

	smb2c_preauth_update(c->s.preauth, c->wire.data, c->wire.len);
	smb2c_preauth_update(c->s.preauth, challenge->el, challenge->len);
	if (!security_blob(challenge, &chal, &len) ||
	    smb2c_ntlm_authenticate(c, chal, len, user, password, &blob))
		return SMB2C_MALFORMED;
	smb2c_put_bind(c, blob.data, blob.len);
	free(blob.data);
	status = smb2c_call(c, &r);
	return status == STATUS_SUCCESS ? channel_key(c, &r) : status;
}

uint32_t smb2c_bind(struct smb2c *c, const struct smb2c *first, const char *user,
		    const char *password)
{
	struct smb2c_buf blob = { 0 };
	struct smb2c_reply r;
	uint32_t status;

	smb2c_bind_prepare(c, first);
	smb2c_ntlm_negotiate(&blob);
	smb2c_put_bind(c, blob.data, blob.len);
	free(blob.data);
	status = smb2c_call(c, &r);
	if (status != STATUS_MORE_PROCESSING_REQUIRED)
		return status;
	return r.good_signature ? smb2c_bind_last(c, &r, user, password) : SMB2C_MALFORMED;
}

/* ---- TREE_CONNECT ---- */

void smb2c_put_tree_connect(struct smb2c *c, const char *path)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_TREE_CONNECT);

	smb2c_put_int(b, 9, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, SMB2C_HEADER + 8, 2);
	smb2c_put_int(b, smb2c_utf16_size(path), 2);
	smb2c_put_utf16(b, path);
}

uint32_t smb2c_tree_connect(struct smb2c *c, const char *share)
{
	struct smb2c_reply r;
	char path[256];
	uint32_t status;

	snprintf(path, sizeof(path), "\\\\server\\%s", share);
	smb2c_put_tree_connect(c, path);
	status = smb2c_call(c, &r);
	if (status == STATUS_SUCCESS)
		c->tree = r.tree;
	return status;
}
