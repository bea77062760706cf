// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/ntlm.c and crypto/ntlm_verify.c: the examples of MS-NLMP 4.2.4, the
 * published logon (whose password is "Password01!"), wrong and hostile messages.
 */
#include "crypto/crypto.h"
#include "crypto/ntlm.h"
#include "util/utf16.h"
#include "kunit_util.h"
#include "smb3_vectors.h"

#include <linux/unaligned.h>

static int init(struct kunit *test)
{
	return smb3_crypto_init();
}

static void done(struct kunit *test)
{
	smb3_crypto_exit();
}

/* MS-NLMP 4.2.4: user User, domain Domain, password Password */
#define EX_NT_HASH	"a4f49c406510bdcab6824ee7c30fd852"
#define EX_CHALLENGE	"0123456789abcdef"
#define EX_AUTHENTICATE \
	"4e544c4d5353500003000000180018006c00000054005400840000000c000c00480000000800080054" \
	"000000100010005c00000010001000d8000000358288e20501280a0000000f44006f006d0061006900" \
	"6e00550073006500720043004f004d005000550054004500520086c35097ac9cec102554764a57cccc" \
	"19aaaaaaaaaaaaaaaa68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000" \
	"aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e0001000c00530065007200760065" \
	"007200000000" "0000000000" "c5dad2544fc9799094ce1ce90bc9d03e"

/* the same user with a MIC (computed with Python's hmac) */
#define MIC_NEGOTIATE \
	"4e544c4d5353500001000000978208e2000000000000000000000000000000000601b01d0000000f"
#define MIC_CHALLENGE \
	"4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef000000000000000024" \
	"00240044000000060070170000000f53006500720076006500720002000c0044006f006d0061006900" \
	"6e0001000c0053006500720076006500720000000000"
#define MIC_AUTHENTICATE \
	"4e544c4d5353500003000000180018007c0000005c005c00940000000c000c00580000000800080064" \
	"000000100010006c00000010001000f000000033828ae20601b01d0000000f29bd8a2cd406a5abbcb1" \
	"065a8e033a4f44006f006d00610069006e00550073006500720043004f004d00500055005400450052" \
	"000000000000000000000000000000000000000000000000007e25fd0e0ade3ce5bff0e768990bf8ec" \
	"01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069" \
	"006e0001000c0053006500720076006500720006000400020000000000000000000000ebd1a3f6fdc0" \
	"03c4494d6289f5577be4"

/**
 * struct exchange - one NTLM exchange
 * @tr: the messages
 * @auth: the third, decoded
 * @hash: the user's
 * @challenge: the server's
 * @flags: of the challenge message
 * @key: the result
 */
struct exchange {
	struct smb3_ntlm_transcript tr;
	struct smb3_ntlm_auth auth;
	u8 *hash;
	u8 challenge[8];
	u32 flags;
	u8 key[16];
};

static struct exchange *load(struct kunit *test, const char *n, const char *c, const char *a,
			     const char *hash)
{
	struct exchange *x = kunit_kzalloc(test, sizeof(*x), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, x);
	x->tr.negotiate.iov_base = kunit_unhex(test, n, &x->tr.negotiate.iov_len);
	x->tr.challenge.iov_base = kunit_unhex(test, c, &x->tr.challenge.iov_len);
	x->tr.authenticate.iov_base = kunit_unhex(test, a, &x->tr.authenticate.iov_len);
	x->hash = kunit_unhex(test, hash, NULL);
	x->flags = get_unaligned_le32(x->tr.challenge.iov_base + 20);
	memcpy(x->challenge, x->tr.challenge.iov_base + 24, 8);
	return x;
}

static int verify(struct exchange *x)
{
	int ret = smb3_ntlm_auth_decode(x->tr.authenticate.iov_base, x->tr.authenticate.iov_len,
					&x->auth);

	return ret ? ret : smb3_ntlm_verify(&x->auth, x->hash, x->challenge, x->flags, &x->tr,
					    x->key);
}

static void specification_example(struct kunit *test)
{
	struct exchange *x = load(test, MIC_NEGOTIATE, MIC_CHALLENGE, EX_AUTHENTICATE, EX_NT_HASH);

	KUNIT_EXPECT_EQ(test, verify(x), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)x->auth.user_utf8, "User");
	KUNIT_EXPECT_STREQ(test, (const char *)x->auth.domain_utf8, "Domain");
	KUNIT_EXPECT_FALSE(test, x->auth.has_mic);
	KUNIT_EXPECT_FALSE(test, x->auth.anonymous);
	kunit_expect_hex(test, x->key, 16, "55555555555555555555555555555555");
	/* without key exchange it is the session base key (4.2.4.2.1) */
	x->flags &= ~NTLM_KEY_EXCHANGE;
	KUNIT_EXPECT_EQ(test, verify(x), 0);
	kunit_expect_hex(test, x->key, 16, "8de40ccadbc14a82f15cb0ad0de95ca3");
}

static void published_logon(struct kunit *test)
{
	struct exchange *x = load(test, V_NTLM_NEGOTIATE, V_NTLM_CHALLENGE, V_NTLM_AUTHENTICATE,
				  V_NT_HASH);
	u8 *list, mic[16];
	size_t n;

	KUNIT_EXPECT_EQ(test, verify(x), 0);
	KUNIT_EXPECT_TRUE(test, x->auth.has_mic);
	KUNIT_EXPECT_STREQ(test, (const char *)x->auth.user_utf8, "administrator");
	KUNIT_EXPECT_STREQ(test, (const char *)x->auth.domain_utf8, "SUT311");
	kunit_expect_hex(test, x->key, 16, V_SESSION_KEY);
	/* and the two MACs over the mechanism list */
	list = kunit_unhex(test, V_MECH_LIST, &n);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_mechlist_mic(x->key, x->auth.flags, false, list, n, mic),
			0);
	kunit_expect_hex(test, mic, 16, V_CLIENT_MIC);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_mechlist_mic(x->key, x->auth.flags, true, list, n, mic), 0);
	kunit_expect_hex(test, mic, 16, V_SERVER_MIC);
}

static void mic_is_checked(struct kunit *test)
{
	struct exchange *x = load(test, MIC_NEGOTIATE, MIC_CHALLENGE, MIC_AUTHENTICATE, EX_NT_HASH);
	u8 *p;

	KUNIT_EXPECT_EQ(test, verify(x), 0);
	kunit_expect_hex(test, x->key, 16, "55555555555555555555555555555555");
	/* one bit in any of the three messages */
	p = x->tr.negotiate.iov_base;
	p[14] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), -EBADMSG);
	kunit_expect_hex(test, x->key, 16, "00000000000000000000000000000000");
	p[14] ^= 1;
	p = x->tr.challenge.iov_base;
	p[48] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), -EBADMSG);
	p[48] ^= 1;
	p = x->tr.authenticate.iov_base;
	p[72] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), -EBADMSG);
	p[72] ^= 1;
	p[64] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), -EBADMSG);
	p[64] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), 0);
}

static void wrong_passwords(struct kunit *test)
{
	struct exchange *x = load(test, MIC_NEGOTIATE, MIC_CHALLENGE, MIC_AUTHENTICATE, EX_NT_HASH);
	u8 *p = x->tr.authenticate.iov_base;

	x->hash[0] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	x->hash[0] ^= 1;
	x->challenge[7] ^= 1;
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	x->challenge[7] ^= 1;
	p[100] = 'X';			/* the user */
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	p[100] = 'u';			/* its case does not matter: but the MIC covers it */
	KUNIT_EXPECT_EQ(test, verify(x), -EBADMSG);
	p[100] = 'U';
	p[88] = 'd';			/* the domain's does */
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	p[88] = 'D';
	p[0x94 + 50] ^= 1;		/* the client's part of the response */
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	p[0x94 + 50] ^= 1;
	/* NTLMv1: 24 bytes, whatever they are */
	put_unaligned_le16(24, p + 20);
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	put_unaligned_le16(0, p + 20);
	KUNIT_EXPECT_EQ(test, verify(x), -EACCES);
	KUNIT_EXPECT_FALSE(test, x->auth.anonymous);
	put_unaligned_le16(0, p + 36);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, x->tr.authenticate.iov_len, &x->auth), 0);
	KUNIT_EXPECT_TRUE(test, x->auth.anonymous);
}

static void malformed(struct kunit *test)
{
	static const u8 fields[] = { 12, 20, 28, 36, 44, 52 };
	struct exchange *x = load(test, MIC_NEGOTIATE, MIC_CHALLENGE, MIC_AUTHENTICATE, EX_NT_HASH);
	size_t n = x->tr.authenticate.iov_len, i;
	struct smb3_ntlm_auth *out = &x->auth;
	u8 *p = x->tr.authenticate.iov_base, *cut;

	for (i = 0; i < n; i++) {
		cut = kunit_kzalloc(test, i ?: 1, GFP_KERNEL);
		memcpy(cut, p, i);
		KUNIT_EXPECT_EQ_MSG(test, smb3_ntlm_auth_decode(cut, i, out), -EINVAL,
				    "%zu bytes", i);
	}
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		p = kunit_unhex(test, MIC_AUTHENTICATE, NULL);
		put_unaligned_le32(n - 1, p + fields[i] + 4);
		KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, n, out), -EINVAL);
		put_unaligned_le32(U32_MAX, p + fields[i] + 4);
		KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, n, out), -EINVAL);
		/* the offset of nothing may be anything */
		put_unaligned_le16(0, p + fields[i]);
		KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, n, out), 0);
	}
	p = kunit_unhex(test, MIC_AUTHENTICATE, NULL);
	p[101] = 0xd8;			/* a lone surrogate in the user */
	KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, n, out), -EINVAL);
	p[100] = 0;
	p[101] = 0;			/* U+0000 */
	KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, n, out), -EINVAL);
	p = kunit_unhex(test, MIC_AUTHENTICATE, NULL);
	put_unaligned_le16(0x500, p + 0x94 + 46);	/* an attribute longer than the list */
	KUNIT_EXPECT_EQ(test, smb3_ntlm_auth_decode(p, n, out), 0);
	x->tr.authenticate.iov_base = p;
	KUNIT_EXPECT_EQ(test, verify(x), -EINVAL);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_message_type(p, 11), -EINVAL);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_message_type(p, 12), SMB3_NTLM_AUTHENTICATE);
	p[8] = 4;
	KUNIT_EXPECT_EQ(test, smb3_ntlm_message_type(p, n), -EINVAL);
	p[0] = 'n';
	KUNIT_EXPECT_EQ(test, smb3_ntlm_message_type(p, n), -EINVAL);
}

static void challenge(struct kunit *test)
{
	/* the challenge of the specification's example (4.2.4.3), then ours with all parts */
	struct smb3_ntlm_challenge in = { .flags = 0xe28a8233, .target = "Server",
					  .domain = "Domain", .dns_name = "" };
	struct smb3_ntlm_negotiate neg;
	struct ksmbd_wr wr;
	u8 *out, *want;
	size_t n, room;

	memcpy(in.challenge, kunit_unhex(test, EX_CHALLENGE, NULL), 8);
	want = kunit_unhex(test, MIC_CHALLENGE, &n);
	out = kunit_kzalloc(test, n, GFP_KERNEL);
	ksmbd_wr_init(&wr, out, n);
	smb3_ntlm_challenge_encode(&wr, &in);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	memcpy(out + 48, want + 48, 8);		/* the version is the server's own */
	KUNIT_EXPECT_EQ(test, memcmp(out, want, n), 0);
	for (room = 0; room < n; room++) {
		ksmbd_wr_init(&wr, kunit_kzalloc(test, room ?: 1, GFP_KERNEL), room);
		smb3_ntlm_challenge_encode(&wr, &in);
		KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
	}
	in.dns_name = "h\u00e9";
	in.timestamp = 0x0102030405060708ULL;
	out = kunit_kzalloc(test, 256, GFP_KERNEL);
	ksmbd_wr_init(&wr, out, 256);
	smb3_ntlm_challenge_encode(&wr, &in);
	kunit_expect_hex(test, out + 68, wr.pos - 68,
			 "02000c0044006f006d00610069006e0001000c00530065007200760065007200"
			 "040004006800e900 030004006800e900 070008000807060504030201 00000000");
	want = kunit_unhex(test, V_NTLM_NEGOTIATE, &n);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_negotiate_decode(want, n, &neg), 0);
	KUNIT_EXPECT_EQ(test, neg.flags, 0xe2088297U);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_challenge_flags(neg.flags), 0xe28a8215U);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_negotiate_decode(want, 15, &neg), -EINVAL);
	KUNIT_EXPECT_EQ(test, smb3_ntlm_challenge_flags(0),
			(u32)(NTLM_OEM | NTLM_NTLM | NTLM_TARGET_INFO | NTLM_VERSION));
}

static void mechlist_mics(struct kunit *test)
{
	u8 key[16], text[18], mic[16];

	memset(key, 0x55, sizeof(key));
	ksmbd_utf8_to_utf16("Plaintext", 9, text, sizeof(text));
	/* the checksum of 4.2.4.4 before its encryption */
	KUNIT_EXPECT_EQ(test, smb3_ntlm_mechlist_mic(key, NTLM_EXTENDED_SECURITY | NTLM_128, false,
						     text, 18, mic), 0);
	kunit_expect_hex(test, mic, 16, "01000000 70352851f2564309 00000000");
	/* weaker sealing keys (computed) */
	KUNIT_EXPECT_EQ(test, smb3_ntlm_mechlist_mic(key, NTLM_EXTENDED_SECURITY | NTLM_56 |
						     NTLM_KEY_EXCHANGE, true, text, 18, mic), 0);
	kunit_expect_hex(test, mic, 16, "0100000070cb6b4f70443c5b00000000");
	KUNIT_EXPECT_EQ(test, smb3_ntlm_mechlist_mic(key, NTLM_EXTENDED_SECURITY |
						     NTLM_KEY_EXCHANGE, true, text, 18, mic), 0);
	kunit_expect_hex(test, mic, 16, "010000002c8588a8250fa09900000000");
	KUNIT_EXPECT_EQ(test, smb3_ntlm_mechlist_mic(key, NTLM_KEY_EXCHANGE, true, text, 18, mic),
			-EOPNOTSUPP);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(specification_example),
	KUNIT_CASE(published_logon),
	KUNIT_CASE(mic_is_checked),
	KUNIT_CASE(wrong_passwords),
	KUNIT_CASE(malformed),
	KUNIT_CASE(challenge),
	KUNIT_CASE(mechlist_mics),
	{}
};

struct kunit_suite ksmbd_ntlm_suite = {
	.name = "ksmbd_ntlm", .init = init, .exit = done, .test_cases = cases,
};
