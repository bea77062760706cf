// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The raw client's cryptography: NT hash, HMAC-MD5, the pre-authentication
 * hash, key derivation, signatures, sealing (MS-SMB2 3.1.4, 3.1.4.2).
 *
 * MD4 is done here: OpenSSL has it only in a provider that may be missing.
 * The rest is OpenSSL's. Written apart from the server's code on purpose, so
 * that a mistake in one shows against the other.
 *
 * Not for NTLMSSP messages: those are smb2c_auth.c.
 */
#include "smb2c.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

/* ---- MD4 (RFC 1320) of a message below 2^16 bytes ---- */

static uint32_t rotate(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t md4_mix(unsigned int round, uint32_t x, uint32_t y, uint32_t z)
{
	switch (round) {
	case 0:
		return (x & y) | (~x & z);
	case 1:
		return (x & y) | (x & z) | (y & z);
	default:
		return x ^ y ^ z;
	}
}

static void md4_block(uint32_t h[4], const uint8_t *block)
{
	static const uint8_t order[3][16] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
		{ 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 },
		{ 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 },
	};
	static const uint8_t shift[3][4] = { { 3, 7, 11, 19 }, { 3, 5, 9, 13 }, { 3, 9, 11, 15 } };
	static const uint32_t add[3] = { 0, 0x5a827999, 0x6ed9eba1 };
	uint32_t v[4];
	unsigned int i;

	memcpy(v, h, sizeof(v));
	for (i = 0; i < 48; i++) {
		unsigned int round = i / 16;
		uint32_t word = smb2c_get_int(block + 4 * order[round][i % 16], 4);
		uint32_t t = v[0] + md4_mix(round, v[1], v[2], v[3]) + word + add[round];

		v[0] = v[3];
		v[3] = v[2];
		v[2] = v[1];
		v[1] = rotate(t, shift[round][i % 4]);
	}
	for (i = 0; i < 4; i++)
		h[i] += v[i];
}

static void md4(const uint8_t *data, size_t len, uint8_t out[16])
{
	uint32_t h[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
	size_t padded = (len + 8) / 64 * 64 + 64, i;
	uint8_t *m = calloc(1, padded);

	memcpy(m, data, len);
	m[len] = 0x80;
	smb2c_set_int(m + padded - 8, 8 * (uint64_t)len, 8);
	for (i = 0; i < padded; i += 64)
		md4_block(h, m + i);
	for (i = 0; i < 4; i++)
		smb2c_set_int(out + 4 * i, h[i], 4);
	free(m);
}

/* NTOWFv1: MD4 of the password in UTF-16. */
void smb2c_nt_hash(const char *password, uint8_t out[16])
{
	struct smb2c_buf b = { 0 };

	smb2c_put_utf16(&b, password);
	md4(b.data, b.len, out);
	free(b.data);
}

void smb2c_hmac_md5(const uint8_t *key, size_t key_len, const void *data, size_t len,
		    uint8_t out[16])
{
	unsigned int n = 16;

	HMAC(EVP_md5(), key, key_len, data, len, out, &n);
}

/* One more message into the pre-authentication value (MS-SMB2 3.2.5.2). */
void smb2c_preauth_update(uint8_t hash[64], const void *data, size_t len)
{
	uint8_t *both = malloc(64 + len);

	memcpy(both, hash, 64);
	memcpy(both + 64, data, len);
	SHA512(both, 64 + len, hash);
	free(both);
}

/* ---- keys ---- */

/* SP800-108 in counter mode with HMAC-SHA256; one or two rounds of one block. */
static void derive(const uint8_t key[16], const char *label, size_t label_len,
		   const void *context, size_t context_len, uint8_t *out, size_t out_len)
{
	struct smb2c_buf b = { 0 };
	uint8_t digest[32];
	unsigned int n = sizeof(digest);
	static const uint8_t first[4] = { 0, 0, 0, 1 };
	uint8_t bits[4] = { 0, 0, out_len * 8 >> 8, (uint8_t)(out_len * 8) };

	smb2c_put(&b, first, 4);
	smb2c_put(&b, label, label_len);
	smb2c_put_zero(&b, 1);
	smb2c_put(&b, context, context_len);
	smb2c_put(&b, bits, 4);
	HMAC(EVP_sha256(), key, 16, b.data, b.len, digest, &n);
	memcpy(out, digest, out_len);
	free(b.data);
}

static size_t cipher_key_len(uint16_t cipher)
{
	return cipher == SEAL_AES256_CCM || cipher == SEAL_AES256_GCM ? 32 : 16;
}

#define LABEL(s)	s, sizeof(s)	/* with its NUL */

/* Signing and sealing keys of a session whose key and pre-authentication value are known. */
void smb2c_derive_keys(struct smb2c *c, struct smb2c_session *s)
{
	size_t n = cipher_key_len(c->cipher);

	if (c->dialect < 0x0300) {
		memcpy(s->sign_key, s->key, 16);
	} else if (c->dialect < 0x0311) {
		derive(s->key, LABEL("SMB2AESCMAC"), LABEL("SmbSign"), s->sign_key, 16);
		derive(s->key, LABEL("SMB2AESCCM"), LABEL("ServerIn "), s->seal_key, n);
		derive(s->key, LABEL("SMB2AESCCM"), LABEL("ServerOut"), s->open_key, n);
	} else {
		derive(s->key, LABEL("SMBSigningKey"), s->preauth, 64, s->sign_key, 16);
		derive(s->key, LABEL("SMBC2SCipherKey"), s->preauth, 64, s->seal_key, n);
		derive(s->key, LABEL("SMBS2CCipherKey"), s->preauth, 64, s->open_key, n);
	}
	s->sign_alg = c->sign_alg;
	s->ready = true;
}

/* ---- signatures ---- */

static int gmac(const uint8_t key[16], const uint8_t *el, const uint8_t *data, size_t len,
		uint8_t out[16])
{
	EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
	uint32_t flags = smb2c_get_int(el + H_FLAGS, 4);
	uint8_t nonce[12] = { 0 };
	int n, ok;

	memcpy(nonce, el + H_MESSAGE, 8);
	if (flags & FLAG_RESPONSE)
		nonce[8] |= 1;
	if (smb2c_get_int(el + H_COMMAND, 2) == SMB2_CANCEL)
		nonce[8] |= 2;
	ok = EVP_EncryptInit_ex(x, EVP_aes_128_gcm(), NULL, key, nonce) &&
	     EVP_EncryptUpdate(x, NULL, &n, data, len) &&
	     EVP_EncryptFinal_ex(x, out, &n) &&
	     EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_GCM_GET_TAG, 16, out);
	EVP_CIPHER_CTX_free(x);
	return ok ? 0 : -1;
}

/* The signature of an element, its signature field taken as zeros. */
int smb2c_signature(const struct smb2c *c, const uint8_t *el, size_t len, uint8_t out[16])
{
	uint8_t *copy = malloc(len), digest[32];
	unsigned int n = sizeof(digest);
	size_t outlen = 16;
	int err = 0;

	if (len < SMB2C_HEADER) {
		free(copy);
		return -1;
	}
	memcpy(copy, el, len);
	memset(copy + H_SIGNATURE, 0, 16);
	switch (c->s.sign_alg) {
	case SIGN_HMAC_SHA256:
		HMAC(EVP_sha256(), c->s.sign_key, 16, copy, len, digest, &n);
		memcpy(out, digest, 16);
		break;
	case SIGN_AES_CMAC:
		if (!EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, c->s.sign_key, 16, copy,
			       len, out, 16, &outlen))
			err = -1;
		break;
	default:
		err = gmac(c->s.sign_key, el, copy, len, out);
		break;
	}
	free(copy);
	return err;
}

/* ---- sealing ---- */

static const EVP_CIPHER *evp_cipher(uint16_t cipher, bool *ccm)
{
	*ccm = cipher == SEAL_AES128_CCM || cipher == SEAL_AES256_CCM;
	switch (cipher) {
	case SEAL_AES128_CCM:
		return EVP_aes_128_ccm();
	case SEAL_AES128_GCM:
		return EVP_aes_128_gcm();
	case SEAL_AES256_CCM:
		return EVP_aes_256_ccm();
	default:
		return EVP_aes_256_gcm();
	}
}

/* One AEAD operation in place; @tag is made or checked. */
static int aead(uint16_t cipher, const uint8_t *key, const uint8_t *nonce, const uint8_t *aad,
		uint8_t *data, size_t len, uint8_t *tag, bool encrypt)
{
	EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
	bool ccm;
	const EVP_CIPHER *e = evp_cipher(cipher, &ccm);
	int n, ok;

	ok = EVP_CipherInit_ex(x, e, NULL, NULL, NULL, encrypt) &&
	     EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_IVLEN, ccm ? 11 : 12, NULL) &&
	     (encrypt && !ccm ? 1 : EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, 16,
							encrypt ? NULL : tag)) &&
	     EVP_CipherInit_ex(x, NULL, NULL, key, nonce, encrypt) &&
	     (!ccm || EVP_CipherUpdate(x, NULL, &n, NULL, len)) &&
	     EVP_CipherUpdate(x, NULL, &n, aad, 32) &&
	     EVP_CipherUpdate(x, data, &n, data, len);
	/* CCM has checked by now, GCM checks at the end */
	if (ok && (encrypt || !ccm))
		ok = EVP_CipherFinal_ex(x, data + n, &n);
	if (ok && encrypt)
		ok = EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, 16, tag);
	EVP_CIPHER_CTX_free(x);
	return ok ? 0 : -1;
}

/* A transform header and the sealed bytes into @out. */
int smb2c_seal(struct smb2c *c, const uint8_t *plain, size_t len, struct smb2c_buf *out)
{
	out->len = 0;
	smb2c_put_int(out, 0x424d53fd, 4);
	smb2c_put_zero(out, 16);
	smb2c_put_int(out, ++c->nonce, 8);
	smb2c_put_zero(out, 8);
	smb2c_put_int(out, len, 4);
	smb2c_put_int(out, 0, 2);
	smb2c_put_int(out, 1, 2);
	smb2c_put_int(out, c->s.id, 8);
	smb2c_put(out, plain, len);
	return aead(c->cipher, c->s.seal_key, out->data + 20, out->data + 20,
		    out->data + SMB2C_TRANSFORM, len, out->data + 4, true);
}

/* Opens a sealed frame in place; the plain bytes begin behind the transform header. */
int smb2c_unseal(const struct smb2c *c, uint8_t *frame, size_t len)
{
	if (len < SMB2C_TRANSFORM || smb2c_get_int(frame + 36, 4) != len - SMB2C_TRANSFORM)
		return -1;
	return aead(c->cipher, c->s.open_key, frame + 20, frame + 20, frame + SMB2C_TRANSFORM,
		    len - SMB2C_TRANSFORM, frame + 4, false);
}
