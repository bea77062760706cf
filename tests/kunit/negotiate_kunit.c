// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/wire/negotiate.c and negotiate_ctx.c: a Mac's request, each way a
 * context list can be wrong (MS-SMB2 3.3.5.4), the SMB1 packet, and a reply
 * as Macs demand it.
 */
#include "smb2/wire/negotiate.h"
#include "kunit_util.h"

#define DIALECTS_AT	(SMB2_HEADER_SIZE + 36)
#define CTX_AT		112

/* Builds an element piece by piece in exactly the memory it takes. */
struct build {
	u8 buf[512];
	struct ksmbd_wr wr;
	u16 count;
};

static void start(struct build *b, u16 ndialects)
{
	static const u16 dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302, 0x0311 };
	u16 i;

	memset(b, 0, sizeof(*b));
	ksmbd_wr_init(&b->wr, b->buf, sizeof(b->buf));
	ksmbd_wr_zero(&b->wr, SMB2_HEADER_SIZE);
	ksmbd_wr_le16(&b->wr, SMB2_NEGOTIATE_REQ_SIZE);
	ksmbd_wr_le16(&b->wr, ndialects);
	ksmbd_wr_le16(&b->wr, 1);
	ksmbd_wr_zero(&b->wr, 2);
	ksmbd_wr_le32(&b->wr, 0x7f);
	ksmbd_wr_bytes(&b->wr, "GUIDGUIDGUIDGUID", 16);
	ksmbd_wr_le32(&b->wr, CTX_AT);
	ksmbd_wr_zero(&b->wr, 4);
	for (i = 0; i < ndialects; i++)
		ksmbd_wr_le16(&b->wr, dialects[i % 5]);
}

static void context(struct build *b, u16 type, u16 len)
{
	ksmbd_wr_align(&b->wr, 8);
	ksmbd_wr_le16(&b->wr, type);
	ksmbd_wr_le16(&b->wr, len);
	ksmbd_wr_le32(&b->wr, 0);
	b->count++;
}

static void preauth(struct build *b, u16 hash)
{
	context(b, 1, 38);
	ksmbd_wr_le16(&b->wr, 1);
	ksmbd_wr_le16(&b->wr, 32);
	ksmbd_wr_le16(&b->wr, hash);
	ksmbd_wr_zero(&b->wr, 32);
}

static void algs(struct build *b, u16 type, const u16 *alg, u16 n)
{
	u16 i;

	context(b, type, 2 + 2 * n);
	ksmbd_wr_le16(&b->wr, n);
	for (i = 0; i < n; i++)
		ksmbd_wr_le16(&b->wr, alg[i]);
}

static void compression(struct build *b)
{
	context(b, 3, 10);
	ksmbd_wr_le16(&b->wr, 1);
	ksmbd_wr_zero(&b->wr, 8);
}

static ntstatus_t decode(struct kunit *test, struct build *b, struct smb2_negotiate_args *a)
{
	const struct smb2_cx cx = {};
	size_t len = ksmbd_wr_pos(&b->wr);
	struct ksmbd_rd rd;
	u8 *el = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, el);
	memcpy(el, b->buf, len);
	put_unaligned_le16(b->count, el + SMB2_HEADER_SIZE + 32);
	memset(a, 0, sizeof(*a));
	ksmbd_rd_init(&rd, el, len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	return smb2_negotiate_decode(a, &rd, &cx);
}

static const u16 mac_ciphers[] = { 4, 3, 2, 1 };
static const u16 mac_signing[] = { 2, 1 };

static void mac_request(struct kunit *test)
{
	struct build *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct smb2_negotiate_args a;

	start(b, 5);
	preauth(b, 1);
	algs(b, 2, mac_ciphers, 4);
	compression(b);
	algs(b, 8, mac_signing, 2);
	context(b, 5, 6);			/* NETNAME, last, not padded */
	ksmbd_wr_bytes(&b->wr, "m\0a\0c\0", 6);
	KUNIT_ASSERT_TRUE(test, decode(test, b, &a) == STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, (int)a.ndialects, 5);
	KUNIT_EXPECT_EQ(test, (int)a.dialects[4], 0x0311);
	KUNIT_EXPECT_EQ(test, a.capabilities, 0x7fu);
	KUNIT_EXPECT_EQ(test, (int)a.ciphers.n, 4);
	KUNIT_EXPECT_EQ(test, (int)a.ciphers.alg[0], 4);
	KUNIT_EXPECT_EQ(test, (int)a.signing.n, 2);
	KUNIT_EXPECT_EQ(test, (int)a.signing.alg[0], 2);
	KUNIT_EXPECT_TRUE(test, a.compression);
	KUNIT_EXPECT_TRUE(test, a.preauth_sha512);
}

static void old_request_has_no_contexts(struct kunit *test)
{
	struct build *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct smb2_negotiate_args a;

	start(b, 4);				/* up to 3.0.2: the offset means nothing */
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, a.has_311);
}

static void dialect_counts(struct kunit *test)
{
	struct build *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct smb2_negotiate_args a;

	start(b, 0);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 65);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 4);
	b->wr.pos--;				/* the last one is cut */
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
}

static void wrong_contexts(struct kunit *test)
{
	struct build *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct smb2_negotiate_args a;

	start(b, 5);				/* none */
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 5);				/* no preauth */
	algs(b, 2, mac_ciphers, 4);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 5);				/* no hash we know */
	preauth(b, 7);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) ==
			  STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
	start(b, 5);				/* twice */
	preauth(b, 1);
	preauth(b, 1);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 5);				/* no cipher in the list */
	preauth(b, 1);
	algs(b, 2, NULL, 0);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 5);				/* longer than the data */
	preauth(b, 1);
	context(b, 2, 4);
	ksmbd_wr_le16(&b->wr, 3);
	ksmbd_wr_le16(&b->wr, 1);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 5);				/* longer than the frame */
	preauth(b, 1);
	context(b, 0x77, 1);
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
	start(b, 5);				/* counted, but not there */
	preauth(b, 1);
	b->count++;
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_INVALID_PARAMETER);
}

static void many_algorithms(struct kunit *test)
{
	struct build *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct smb2_negotiate_args a;
	u16 many[40];
	int i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = 100 + i;
	start(b, 5);
	preauth(b, 1);
	algs(b, 2, many, ARRAY_SIZE(many));
	KUNIT_EXPECT_TRUE(test, decode(test, b, &a) == STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, (int)a.ciphers.n, SMB2_ALGS_MAX);
}

/* Exactly one algorithm in each context, 8-aligned, none that was not asked for. */
static void reply_contexts(struct kunit *test)
{
	struct smb2_negotiate_ctxs c = { .cipher = 2, .has_signing = true, .signing = 2,
					 .compression = true };
	u8 out[160];
	struct ksmbd_wr wr;

	memset(c.salt, 0xaa, sizeof(c.salt));
	ksmbd_wr_init(&wr, out, sizeof(out));
	KUNIT_EXPECT_EQ(test, (int)smb2_negotiate_ctx_encode(&wr, &c), 4);
	KUNIT_ASSERT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, wr.pos,
			 "0100 2600 00000000 0100 2000 0100"
			 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0000"
			 "0200 0400 00000000 0100 0200 00000000"
			 "0300 0a00 00000000 0100 0000 00000000 0000 000000000000"
			 "0800 0400 00000000 0100 0200");
	memset(&c, 0, sizeof(c));
	ksmbd_wr_init(&wr, out, sizeof(out));
	KUNIT_EXPECT_EQ(test, (int)smb2_negotiate_ctx_encode(&wr, &c), 1);
	KUNIT_EXPECT_EQ(test, wr.pos, (size_t)46);
}

static void smb1(struct kunit *test)
{
	static const char head[] = "ff534d42 72 000000000000000000000000000000000000000000000000000000";
	static const struct { const char *tail; int want; } rows[] = {
		{ "00 2200 024e54204c4d20302e313200 02534d4220322e30303200 02534d4220322e3f3f3f00",
		  SMB2_SMB1_OFFERS_202 | SMB2_SMB1_OFFERS_2FF },
		{ "00 0b00 02534d4220322e30303200", SMB2_SMB1_OFFERS_202 },
		{ "00 0c00 024e54204c4d20302e313200", 0 },
		{ "00 0000", 0 },
		{ "01 0000", -EINVAL },			/* words there should not be */
		{ "00 0c00 02534d4220322e30303200", -EINVAL },	/* longer than the frame */
		{ "00 0a00 02534d4220322e303032", 0 },	/* not terminated */
		{ "00", -EINVAL },
	};
	char hex[256];
	size_t len;
	u8 *in;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(hex, sizeof(hex), "%s%s", head, rows[i].tail);
		in = kunit_unhex(test, hex, &len);
		KUNIT_EXPECT_EQ_MSG(test, smb2_smb1_negotiate_decode(in, len), rows[i].want,
				    "row %d", i);
	}
	in = kunit_unhex(test, head, &len);
	in[4] = 0x73;
	KUNIT_EXPECT_EQ(test, smb2_smb1_negotiate_decode(in, len), -EINVAL);
}

static struct kunit_case negotiate_cases[] = {
	KUNIT_CASE(mac_request),
	KUNIT_CASE(old_request_has_no_contexts),
	KUNIT_CASE(dialect_counts),
	KUNIT_CASE(wrong_contexts),
	KUNIT_CASE(many_algorithms),
	KUNIT_CASE(reply_contexts),
	KUNIT_CASE(smb1),
	{}
};

struct kunit_suite ksmbd_negotiate_suite = {
	.name = "ksmbd_negotiate",
	.test_cases = negotiate_cases,
};
