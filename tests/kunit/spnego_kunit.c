// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/spnego.c: the tokens of the published logon, what a server offers, and
 * DER that lies.
 */
#include "crypto/crypto.h"
#include "kunit_util.h"
#include "smb3_vectors.h"

#include <linux/errno.h>

static void reads_init(struct kunit *test)
{
	struct smb3_spnego_token t;
	size_t n;
	u8 *p;

	p = kunit_unhex(test, V_SPNEGO_INIT, &n);
	KUNIT_EXPECT_TRUE(test, smb3_spnego_is(p, n));
	KUNIT_ASSERT_EQ(test, smb3_spnego_decode(p, n, &t), 0);
	KUNIT_EXPECT_TRUE(test, t.init);
	KUNIT_EXPECT_EQ(test, t.nmechs, 1U);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[0], SMB3_MECH_NTLMSSP);
	kunit_expect_hex(test, t.mech_list.base, t.mech_list.len, V_MECH_LIST);
	kunit_expect_hex(test, t.mech_token.base, t.mech_token.len, V_NTLM_NEGOTIATE);
	KUNIT_EXPECT_EQ(test, t.mic.len, (size_t)0);
	/* Kerberos in both spellings, something unknown, NTLMSSP; flags, token, MIC */
	p = kunit_unhex(test, "6052 06062b0601050502 a048 3046 a02c 302a"
			      "06092a864882f712010202 06092a864886f712010202"
			      "06062b0601050502 060a2b06010401823702020a"
			      "a104 03020640 a206 0404 deadbeef a308 0406 010203040506", &n);
	KUNIT_ASSERT_EQ(test, smb3_spnego_decode(p, n, &t), 0);
	KUNIT_EXPECT_EQ(test, t.nmechs, 4U);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[0], SMB3_MECH_MSKRB5);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[1], SMB3_MECH_KRB5);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[2], SMB3_MECH_OTHER);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[3], SMB3_MECH_NTLMSSP);
	kunit_expect_hex(test, t.mech_token.base, t.mech_token.len, "deadbeef");
	kunit_expect_hex(test, t.mic.base, t.mic.len, "010203040506");
}

static void reads_resp(struct kunit *test)
{
	struct smb3_spnego_token t;
	size_t n;
	u8 *p;

	p = kunit_unhex(test, V_SPNEGO_RESP_2, &n);
	KUNIT_EXPECT_TRUE(test, smb3_spnego_is(p, n));
	KUNIT_ASSERT_EQ(test, smb3_spnego_decode(p, n, &t), 0);
	KUNIT_EXPECT_FALSE(test, t.init);
	KUNIT_EXPECT_EQ(test, t.nmechs, 0U);
	kunit_expect_hex(test, t.mech_token.base, t.mech_token.len, V_NTLM_AUTHENTICATE);
	kunit_expect_hex(test, t.mic.base, t.mic.len, V_CLIENT_MIC);
	p = kunit_unhex(test, V_SPNEGO_RESP_1, &n);
	KUNIT_ASSERT_EQ(test, smb3_spnego_decode(p, n, &t), 0);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[0], SMB3_MECH_NTLMSSP);
	kunit_expect_hex(test, t.mech_token.base, t.mech_token.len, V_NTLM_CHALLENGE);
	p = kunit_unhex(test, "a102 3000", &n);
	KUNIT_EXPECT_EQ(test, smb3_spnego_decode(p, n, &t), 0);
}

static void writes_resp(struct kunit *test)
{
	u8 *out = kunit_kzalloc(test, 512, GFP_KERNEL), *token, *mic;
	struct ksmbd_wr wr;
	size_t n, room;

	token = kunit_unhex(test, V_NTLM_CHALLENGE, &n);
	ksmbd_wr_init(&wr, out, 512);
	smb3_spnego_resp_encode(&wr, SMB3_SPNEGO_INCOMPLETE, SMB3_MECH_NTLMSSP, token, n, NULL, 0);
	kunit_expect_hex(test, out, wr.pos, V_SPNEGO_RESP_1);
	for (room = 0; room < wr.pos; room++) {
		struct ksmbd_wr small;

		ksmbd_wr_init(&small, kunit_kzalloc(test, room ?: 1, GFP_KERNEL), room);
		smb3_spnego_resp_encode(&small, SMB3_SPNEGO_INCOMPLETE, SMB3_MECH_NTLMSSP, token,
					n, NULL, 0);
		KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&small));
	}
	mic = kunit_unhex(test, V_SERVER_MIC, NULL);
	ksmbd_wr_init(&wr, out, 512);
	smb3_spnego_resp_encode(&wr, SMB3_SPNEGO_COMPLETED, SMB3_MECH_NONE, NULL, 0, mic, 16);
	kunit_expect_hex(test, out, wr.pos, V_SPNEGO_RESP_3);
	ksmbd_wr_init(&wr, out, 512);
	smb3_spnego_resp_encode(&wr, SMB3_SPNEGO_REJECT, SMB3_MECH_NONE, NULL, 0, NULL, 0);
	kunit_expect_hex(test, out, wr.pos, "a1073005a0030a0102");
}

/* As Windows and Samba offer: NTLMSSP alone, and after both Kerberos ids. */
static void writes_offer(struct kunit *test)
{
	u8 *out = kunit_kzalloc(test, 256, GFP_KERNEL);
	struct smb3_spnego_token t;
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, out, 256);
	smb3_spnego_offer_encode(&wr, false);
	kunit_expect_hex(test, out, wr.pos,
			 "604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b24"
			 "6e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265");
	KUNIT_EXPECT_EQ(test, smb3_spnego_decode(out, wr.pos, &t), 0);
	KUNIT_EXPECT_EQ(test, t.nmechs, 1U);
	ksmbd_wr_init(&wr, out, 256);
	smb3_spnego_offer_encode(&wr, true);
	kunit_expect_hex(test, out, wr.pos,
			 "605e06062b0601050502a0543052a024302206092a864882f71201020206092a864886f71201"
			 "0202060a2b06010401823702020aa32a3028a0261b24"
			 "6e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265");
	KUNIT_EXPECT_EQ(test, smb3_spnego_decode(out, wr.pos, &t), 0);
	KUNIT_EXPECT_EQ(test, t.nmechs, 3U);
	KUNIT_EXPECT_EQ(test, (int)t.mechs[0], SMB3_MECH_MSKRB5);
}

static void refuses_cut_ones(struct kunit *test)
{
	static const char * const whole[] = { V_SPNEGO_INIT, V_SPNEGO_RESP_2 };
	struct smb3_spnego_token t;
	size_t n, i, w;
	u8 *p, *cut;

	for (w = 0; w < ARRAY_SIZE(whole); w++) {
		p = kunit_unhex(test, whole[w], &n);
		for (i = 0; i < n; i++) {
			cut = kunit_kzalloc(test, i ?: 1, GFP_KERNEL);
			memcpy(cut, p, i);
			KUNIT_EXPECT_EQ_MSG(test, smb3_spnego_decode(cut, i, &t), -EINVAL,
					    "%zu bytes", i);
		}
	}
}

static void refuses_lies(struct kunit *test)
{
	static const char * const bad[] = {
		"6080 06062b0601050502",			/* indefinite length */
		"a180 3000 0000",
		"a185 0000000002 3000",			/* length of a length */
		"a1ff 3000",
		"a18102 3000",					/* not the shortest form */
		"a1820002 3000",
		"a183000002 3000",
		"a184ffffffff 3000",				/* far too long */
		"a103 3000",
		"a1 02 3100",					/* not a SEQUENCE */
		"a202 3000", "30 00", "04 00",			/* not a token */
		"a107 3005 a003 0a 02 01",			/* cut inside */
		"a108 3006 a004 0a 02 0100",			/* negState of two bytes */
		"a107 3005 a003 02 01 01",			/* negState not ENUMERATED */
		"a106 3004 a202 0305",				/* token not OCTET STRING */
		"a108 3006 a204 0404 0102",			/* token longer than its element */
		"a10a 3008 a103 060101 a001 00",		/* out of order */
		"6008 0606 2b0601050502",			/* nothing after the OID */
		"600e 0606 2b0601050503 a004 3002 a000",	/* another OID */
		"600e 0606 2b0601050502 a004 3002 a000",	/* no mechanism list */
		"6010 0606 2b0601050502 a006 3004 a002 3000",	/* an empty one */
		"6012 0606 2b0601050502 a008 3006 a004 3002 0600",	/* an empty OID */
		"6012 0606 2b0601050502 a008 3006 a004 3002 0605",	/* a cut one */
	};
	struct smb3_spnego_token t;
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		p = kunit_unhex(test, bad[i], &n);
		KUNIT_EXPECT_EQ_MSG(test, smb3_spnego_decode(p, n, &t), -EINVAL, "%s", bad[i]);
	}
	p = kunit_unhex(test, V_NTLM_NEGOTIATE, &n);
	KUNIT_EXPECT_FALSE(test, smb3_spnego_is(p, n));
	KUNIT_EXPECT_FALSE(test, smb3_spnego_is(p, 0));
}

/* More mechanisms than there is room for: the first ones count. */
static void many_mechs(struct kunit *test)
{
	struct smb3_spnego_token t;
	u8 *p = kunit_unhex(test, "6034 06062b0601050502 a02a 3028 a026 3024"
				  "06012a06012a06012a06012a06012a06012a06012a06012a06012a06012a06012a"
				  "06012a", NULL);

	KUNIT_EXPECT_EQ(test, smb3_spnego_decode(p, 54, &t), 0);
	KUNIT_EXPECT_EQ(test, t.nmechs, 8U);
	KUNIT_EXPECT_EQ(test, t.mech_list.len, (size_t)38);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(reads_init),
	KUNIT_CASE(reads_resp),
	KUNIT_CASE(writes_resp),
	KUNIT_CASE(writes_offer),
	KUNIT_CASE(refuses_cut_ones),
	KUNIT_CASE(refuses_lies),
	KUNIT_CASE(many_mechs),
	{}
};

struct kunit_suite ksmbd_spnego_suite = { .name = "ksmbd_spnego", .test_cases = cases };
