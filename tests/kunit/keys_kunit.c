// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/kdf.c and crypto/keys.c: published keys of 3.0 and 3.1.1.
 *
 * Derived keys are inside key objects; they are shown by what they sign and
 * open.  Values marked "computed" come from Python's cryptography module.
 */
#include "crypto/crypto.h"
#include "kunit_util.h"
#include "smb3_vectors.h"

static int init(struct kunit *test)
{
	return smb3_crypto_init();
}

static void done(struct kunit *test)
{
	smb3_crypto_exit();
}

static void expect_kdf(struct kunit *test, const char *key, const char *label,
		       const void *context, size_t context_len, const char *want)
{
	size_t n, out_len = strlen(want) / 2;
	u8 *k = kunit_unhex(test, key, &n), out[80];

	KUNIT_EXPECT_EQ(test, smb3_kdf(k, n, label, strlen(label) + 1, context, context_len, out,
				       out_len), 0);
	kunit_expect_hex(test, out, out_len, want);
}

static void kdf_published(struct kunit *test)
{
	u8 *preauth = kunit_unhex(test, V_PREAUTH_5, NULL);

	expect_kdf(test, V30_SESSION_KEY, "SMB2AESCMAC", "SmbSign", 8, V30_SIGNING_KEY);
	expect_kdf(test, V30_SESSION_KEY, "SMB2AESCCM", "ServerIn ", 10, V30_C2S_KEY);
	expect_kdf(test, V30_SESSION_KEY, "SMB2AESCCM", "ServerOut", 10, V30_S2C_KEY);
	expect_kdf(test, V30_SESSION_KEY, "SMB2APP", "SmbRpc", 7, V30_APP_KEY);
	/* the second channel of the same article */
	expect_kdf(test, "4E01A2B313BCF660CC250BEF021AEDE6", "SMB2AESCMAC", "SmbSign", 8,
		   "BA1A17DBBFEC349BCA105563D598952F");
	expect_kdf(test, V_SESSION_KEY, "SMBSigningKey", preauth, 64, V_SIGNING_KEY);
	expect_kdf(test, V_SESSION_KEY, "SMBC2SCipherKey", preauth, 64, V_C2S_KEY);
	expect_kdf(test, V_SESSION_KEY, "SMBS2CCipherKey", preauth, 64, V_S2C_KEY);
	expect_kdf(test, V_SESSION_KEY, "SMBAppKey", preauth, 64, V_APP_KEY);
}

/* More than one HMAC (computed: key 00..1f, "label", "context", 80 bytes). */
static void kdf_long(struct kunit *test)
{
	u8 key[32], out[80];
	int i;

	for (i = 0; i < 32; i++)
		key[i] = i;
	KUNIT_EXPECT_EQ(test, smb3_kdf(key, 32, "label", 5, "context", 7, out, 80), 0);
	kunit_expect_hex(test, out, 80,
			 "793c8c6322234b76061bb6be858d899cf6c2cf3a2cf075f22bed2b8a17d10ff1cd9a6cdf"
			 "d6c0f4bcaea6f6700b4decc8cb28a019968a859f4e2d4ec8c686dbd5a33e6943413e3db9"
			 "b6c04a28022f936e");
	KUNIT_EXPECT_EQ(test, smb3_kdf(key, 32, "label", 5, "context", 7, out, 0), -EINVAL);
}

/* Does @a sign as a fresh key of @raw does? */
static void expect_sign_key(struct kunit *test, struct smb3_sign_key *a, u16 alg, const char *raw)
{
	struct smb3_sign_key *b;
	struct smb3_sign_msg msg = { .nvec = 1 };
	u8 *k, sa[16], sb[16];
	struct kvec vec;
	size_t n;

	k = kunit_unhex(test, raw, &n);
	b = smb3_sign_key_create(alg, k, n);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, b);
	vec.iov_base = kunit_kzalloc(test, 100, GFP_KERNEL);
	vec.iov_len = 100;
	msg.vec = &vec;
	KUNIT_EXPECT_EQ(test, smb3_sign_key_alg(a), alg);
	KUNIT_EXPECT_EQ(test, smb3_sign(a, &msg, sa), 0);
	KUNIT_EXPECT_EQ(test, smb3_sign(b, &msg, sb), 0);
	KUNIT_EXPECT_EQ(test, memcmp(sa, sb, 16), 0);
	smb3_sign_key_free(b);
}

/* Does @a seal what a fresh key of @raw opens? */
static void expect_seal_key(struct kunit *test, struct smb3_seal_key *a, u16 alg, const char *raw)
{
	u8 *data = kunit_kzalloc(test, 64, GFP_KERNEL), aad[32] = {}, tag[16], *k;
	struct kvec vec = { data, 64 };
	struct smb3_seal_key *b;
	size_t n;

	k = kunit_unhex(test, raw, &n);
	b = smb3_seal_key_create(alg, k, n);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, b);
	KUNIT_EXPECT_EQ(test, smb3_seal_nonce(a, aad), 0);
	KUNIT_EXPECT_EQ(test, smb3_seal(a, aad, tag, &vec, 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, smb3_unseal(b, aad, tag, data, 64), 0);
	smb3_seal_key_free(b);
}

static void derive_311(struct kunit *test)
{
	u8 *key = kunit_unhex(test, V_SESSION_KEY, NULL);
	struct smb3_preauth preauth;
	struct smb3_keys keys;

	memcpy(preauth.hash, kunit_unhex(test, V_PREAUTH_5, NULL), 64);
	KUNIT_ASSERT_EQ(test, smb3_keys_derive(&keys, 0x0311, SMB3_SIGN_AES_CMAC,
					       SMB3_SEAL_AES128_GCM, key, 16, &preauth), 0);
	expect_sign_key(test, keys.sign, SMB3_SIGN_AES_CMAC, V_SIGNING_KEY);
	expect_seal_key(test, keys.open, SMB3_SEAL_AES128_GCM, V_C2S_KEY);
	expect_seal_key(test, keys.seal, SMB3_SEAL_AES128_GCM, V_S2C_KEY);
	kunit_expect_hex(test, keys.application_key, 16, V_APP_KEY);
	smb3_keys_wipe(&keys);
	KUNIT_EXPECT_PTR_EQ(test, keys.sign, (struct smb3_sign_key *)NULL);
	KUNIT_EXPECT_EQ(test, smb3_keys_derive(&keys, 0x0311, SMB3_SIGN_AES_CMAC, 0, key, 16,
					       NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, smb3_keys_derive(&keys, 0x0311, 77, 0, key, 16, &preauth), -EINVAL);
	KUNIT_EXPECT_EQ(test, smb3_keys_derive(&keys, 0x0311, SMB3_SIGN_AES_CMAC, 77, key, 16,
					       &preauth), -EINVAL);
}

static void derive_300(struct kunit *test)
{
	u8 *key = kunit_unhex(test, V30_SESSION_KEY "ffffffff", NULL);
	struct smb3_keys keys;

	/* only 16 bytes of a longer session key count */
	KUNIT_ASSERT_EQ(test, smb3_keys_derive(&keys, 0x0300, SMB3_SIGN_AES_CMAC,
					       SMB3_SEAL_AES128_CCM, key, 20, NULL), 0);
	expect_sign_key(test, keys.sign, SMB3_SIGN_AES_CMAC, V30_SIGNING_KEY);
	expect_seal_key(test, keys.open, SMB3_SEAL_AES128_CCM, V30_C2S_KEY);
	expect_seal_key(test, keys.seal, SMB3_SEAL_AES128_CCM, V30_S2C_KEY);
	kunit_expect_hex(test, keys.application_key, 16, V30_APP_KEY);
	smb3_keys_wipe(&keys);
}

static void derive_2x(struct kunit *test)
{
	u8 key[3] = { 1, 2, 3 };
	struct smb3_keys keys;

	KUNIT_ASSERT_EQ(test, smb3_keys_derive(&keys, 0x0210, SMB3_SIGN_HMAC_SHA256, 0, key, 3,
					       NULL), 0);
	expect_sign_key(test, keys.sign, SMB3_SIGN_HMAC_SHA256,
			"01020300000000000000000000000000");
	KUNIT_EXPECT_PTR_EQ(test, keys.open, (struct smb3_seal_key *)NULL);
	smb3_keys_wipe(&keys);
	KUNIT_EXPECT_EQ(test, smb3_keys_derive(&keys, 0x0210, SMB3_SIGN_HMAC_SHA256, 0, key, 0,
					       NULL), -EINVAL);
}

/* 256-bit ciphers take the whole session key, signing its first half (computed). */
static void derive_256(struct kunit *test)
{
	struct smb3_preauth preauth;
	struct smb3_keys keys;
	u8 key[32];
	int i;

	for (i = 0; i < 32; i++)
		key[i] = 0xa0 + i;
	memcpy(preauth.hash, kunit_unhex(test, V_PREAUTH_5, NULL), 64);
	KUNIT_ASSERT_EQ(test, smb3_keys_derive(&keys, 0x0311, SMB3_SIGN_AES_GMAC,
					       SMB3_SEAL_AES256_GCM, key, 32, &preauth), 0);
	expect_sign_key(test, keys.sign, SMB3_SIGN_AES_GMAC, "0081ef19f690901f6a0e1bae7043fff8");
	expect_seal_key(test, keys.open, SMB3_SEAL_AES256_GCM,
			"ca7a9ef68aa4ac2cd9cc435d7de1a3fcb22505844f2743a42d572b01f3c9ebb6");
	expect_seal_key(test, keys.seal, SMB3_SEAL_AES256_GCM,
			"3cc80091d64adceb59f2e44dbf218235f701fba0a67a8373225c979cde26c410");
	smb3_keys_wipe(&keys);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(kdf_published),
	KUNIT_CASE(kdf_long),
	KUNIT_CASE(derive_311),
	KUNIT_CASE(derive_300),
	KUNIT_CASE(derive_2x),
	KUNIT_CASE(derive_256),
	{}
};

struct kunit_suite ksmbd_keys_suite = {
	.name = "ksmbd_keys", .init = init, .exit = done, .test_cases = cases,
};
