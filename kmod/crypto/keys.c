// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From the session key to all keys of a session on one channel
 * (MS-SMB2 3.3.5.5.3).
 *
 * The set is built whole or not at all, is constant afterwards and is swapped,
 * never changed (R3); when and for whom is state's and smb2's business.
 * May sleep.
 */
#include "crypto/crypto.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define DIALECT_30	0x0300
#define DIALECT_311	0x0311
#define KEY_SIZE	16

/* Purposes of a derived key */
enum purpose { FOR_SIGNING, FOR_APPLICATION, FOR_OPENING, FOR_SEALING };

/* Labels and, before 3.1.1, contexts; each with its NUL (MS-SMB2 3.1.4.2). */
static const struct {
	const char *label;
	const char *context;
	const char *label_311;
} derivation[] = {
	[FOR_SIGNING]     = { "SMB2AESCMAC", "SmbSign",   "SMBSigningKey" },
	[FOR_APPLICATION] = { "SMB2APP",     "SmbRpc",    "SMBAppKey" },
	[FOR_OPENING]     = { "SMB2AESCCM",  "ServerIn ", "SMBC2SCipherKey" },
	[FOR_SEALING]     = { "SMB2AESCCM",  "ServerOut", "SMBS2CCipherKey" },
};

static int derive(u16 dialect, enum purpose purpose, const u8 *key, size_t key_len,
		  const struct smb3_preauth *preauth, u8 *out, size_t out_len)
{
	const char *label = derivation[purpose].label;
	const void *context = derivation[purpose].context;
	size_t context_len;

	if (dialect >= DIALECT_311) {
		label = derivation[purpose].label_311;
		context = preauth->hash;
		context_len = sizeof(preauth->hash);
	} else {
		context_len = strlen(context) + 1;
	}
	return smb3_kdf(key, key_len, label, strlen(label) + 1, context, context_len,
			out, out_len);
}

static struct smb3_seal_key *seal_key(u16 dialect, enum purpose purpose, u16 cipher,
				      const u8 *key, size_t key_len,
				      const struct smb3_preauth *preauth)
{
	size_t len = cipher >= SMB3_SEAL_AES256_CCM ? 32 : 16;
	struct smb3_seal_key *out;
	u8 derived[32];
	int ret;

	ret = derive(dialect, purpose, key, key_len, preauth, derived, len);
	out = ret ? ERR_PTR(ret) : smb3_seal_key_create(cipher, derived, len);
	memzero_explicit(derived, sizeof(derived));
	return out;
}

/* The keys that exist from 3.0 on, besides the signing key. */
static int derive_cipher(struct smb3_keys *keys, u16 dialect, u16 cipher, const u8 *key,
			 size_t len, const struct smb3_preauth *preauth)
{
	keys->open = seal_key(dialect, FOR_OPENING, cipher, key, len, preauth);
	if (IS_ERR(keys->open))
		return PTR_ERR(keys->open);
	keys->seal = seal_key(dialect, FOR_SEALING, cipher, key, len, preauth);
	return PTR_ERR_OR_ZERO(keys->seal);
}

/**
 * smb3_keys_derive() - derive the keys of a session
 * @keys: gets them; nothing is kept in it on error
 * @dialect: 0x0202 .. 0x0311
 * @sign_alg: SMB3_SIGN_* that goes with the dialect
 * @cipher: SMB3_SEAL_*, 0 = none
 * @session_key: the GSS key
 * @len: its bytes; the first 16, zero padded, count, except that 256-bit ciphers on 3.1.1 take
 *	all of it
 * @preauth: the session's value (3.1.1), else NULL
 *
 * Context: may sleep.
 * Return: 0 or an error.
 */
int smb3_keys_derive(struct smb3_keys *keys, u16 dialect, u16 sign_alg, u16 cipher,
		     const u8 *session_key, size_t len, const struct smb3_preauth *preauth)
{
	u8 key[KEY_SIZE] = {}, sign[KEY_SIZE];
	bool whole = dialect >= DIALECT_311 && cipher >= SMB3_SEAL_AES256_CCM;
	int ret = 0;

	memset(keys, 0, sizeof(*keys));
	if (!len || (dialect >= DIALECT_311 && !preauth))
		return -EINVAL;
	keys->dialect = dialect;
	memcpy(key, session_key, min_t(size_t, len, sizeof(key)));
	memcpy(sign, key, sizeof(sign));
	if (dialect >= DIALECT_30) {
		ret = derive(dialect, FOR_SIGNING, key, sizeof(key), preauth, sign, sizeof(sign));
		if (!ret)
			ret = derive(dialect, FOR_APPLICATION, key, sizeof(key), preauth,
				     keys->application_key, KEY_SIZE);
	} else {
		memcpy(keys->application_key, key, sizeof(key));
	}
	if (!ret) {
		keys->sign = smb3_sign_key_create(sign_alg, sign, sizeof(sign));
		ret = PTR_ERR_OR_ZERO(keys->sign);
	}
	if (!ret && cipher && dialect >= DIALECT_30)
		ret = derive_cipher(keys, dialect, cipher, whole ? session_key : key,
				    whole ? len : sizeof(key), preauth);
	memzero_explicit(key, sizeof(key));
	memzero_explicit(sign, sizeof(sign));
	if (ret)
		smb3_keys_wipe(keys);
	return ret;
}

/**
 * smb3_keys_wipe() - free and forget a set of keys
 * @keys: the set; may be empty
 *
 * Context: may sleep; nobody uses the keys any more.
 */
void smb3_keys_wipe(struct smb3_keys *keys)
{
	smb3_sign_key_free(keys->sign);
	smb3_seal_key_free(keys->open);
	smb3_seal_key_free(keys->seal);
	memzero_explicit(keys, sizeof(*keys));
}
