// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/wire/create_ctx.c: the chain of create contexts, in as clients send it
 * (MS-SMB2 2.2.13.2, layout of Apple SMBClient), out as Macs insist on it.
 */
#include "smb2/wire/create_ctx.h"
#include "kunit_util.h"

/* head of one context: next, name at 16, 4 bytes; data at 24 */
#define HEAD(next, datalen)	next "1000" "0400" "0000" "1800" datalen
#define AAPL			"4141504c" "00000000"
#define QFID			"51466964" "00000000"
#define MXAC			"4d784163" "00000000"
#define ALSI			"416c5369" "00000000"
#define RQLS			"52714c73" "00000000"
#define KEY			"000102030405060708090a0b0c0d0e0f"
#define PARENT			"101112131415161718191a1b1c1d1e1f"

static bool parse(struct kunit *test, const char *hex, struct smb2_create_ctxs *out)
{
	struct ksmbd_rd chain;
	size_t len;
	u8 *bytes = kunit_unhex(test, hex, &len);

	ksmbd_rd_init(&chain, bytes, len);
	return smb2_create_ctx_parse(&chain, out);
}

static void understands(struct kunit *test)
{
	struct smb2_create_ctxs c;

	KUNIT_EXPECT_TRUE(test, parse(test, "", &c));
	KUNIT_EXPECT_EQ(test, c.present, 0u);
	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("30000000", "18000000") AAPL
				      "0100000000000000" "0700000000000000" "3f00000000000000"
				      HEAD("18000000", "00000000") QFID
				      HEAD("18000000", "00000000") MXAC
				      HEAD("00000000", "08000000") ALSI "0000100000000000", &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)(SMB2_CTX_QFID | SMB2_CTX_MXAC | SMB2_CTX_ALSI));
	KUNIT_EXPECT_EQ(test, c.alsi, 0x100000ull);
	KUNIT_EXPECT_EQ(test, c.mxac_time, 0ull);
	/* of two the first counts */
	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("20000000", "08000000") ALSI "0100000000000000"
				      HEAD("00000000", "08000000") ALSI "0200000000000000", &c));
	KUNIT_EXPECT_EQ(test, c.alsi, 1ull);
	/* a tag of five bytes is nobody's, and that is fine */
	KUNIT_EXPECT_TRUE(test, parse(test, "00000000" "1000" "0500" "0000" "0000" "00000000"
				      "7878787878000000", &c));
}

static void leases(struct kunit *test)
{
	struct smb2_create_ctxs c;

	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("00000000", "20000000") RQLS KEY "07000000"
				      "00000000" "0000000000000000", &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)SMB2_CTX_RQLS);
	KUNIT_EXPECT_FALSE(test, c.rqls.v2);
	KUNIT_EXPECT_EQ(test, c.rqls.state, 7u);
	kunit_expect_hex(test, c.rqls.key, 16, KEY);
	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("00000000", "34000000") RQLS KEY "03000000"
				      "04000000" "0000000000000000" PARENT "3412" "0000", &c));
	KUNIT_EXPECT_TRUE(test, c.rqls.v2);
	KUNIT_EXPECT_EQ(test, c.rqls.flags, (u32)SMB2_LEASE_HAS_PARENT);
	KUNIT_EXPECT_EQ(test, (u32)c.rqls.epoch, 0x1234u);
	kunit_expect_hex(test, c.rqls.parent, 16, PARENT);
	/* neither form */
	KUNIT_EXPECT_FALSE(test, parse(test, HEAD("00000000", "21000000") RQLS KEY "07000000"
				       "00000000" "0000000000000000" "00", &c));
}

static void lease_answer(struct kunit *test)
{
	struct smb2_ctx_lease l = { .state = 3, .flags = 2, .epoch = 0x1234 };
	struct smb2_create_ctx_wr chain;
	struct ksmbd_wr wr;
	u8 buf[76];

	ksmbd_wr_init(&wr, buf, sizeof(buf));
	smb2_create_ctx_wr_init(&chain, &wr);
	smb2_ctx_lease_encode(&chain, &l);
	KUNIT_EXPECT_EQ(test, ksmbd_wr_pos(&wr), (size_t)56);
	l.v2 = true;
	memset(l.parent, 0xaa, sizeof(l.parent));
	ksmbd_wr_init(&wr, buf, sizeof(buf));
	smb2_create_ctx_wr_init(&chain, &wr);
	smb2_ctx_lease_encode(&chain, &l);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr), HEAD("00000000", "34000000") RQLS
			 "00000000000000000000000000000000" "03000000" "02000000"
			 "0000000000000000" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" "3412" "0000");
}

static const char *const malformed[] = {
	"00",						/* no head */
	"00000000" "1000" "0300" "0000" "0000" "00000000" "78787800",	/* tag too short */
	"00000000" "0c00" "0400" "0000" "0000" "00000000" "78787878",	/* name in the head */
	"00000000" "1000" "0400" "0000" "0000" "00000000" "787878",	/* name cut */
	HEAD("00000000", "09000000") ALSI "0000100000000000",		/* data cut */
	HEAD("00000000", "ffffffff") ALSI "0000100000000000",		/* data wraps */
	HEAD("00000000", "04000000") ALSI "00001000",			/* AlSi of four bytes */
	HEAD("14000000", "00000000") QFID HEAD("00000000", "00000000") QFID,	/* next unaligned */
	HEAD("08000000", "00000000") QFID HEAD("00000000", "00000000") QFID,	/* next in the head */
	HEAD("30000000", "00000000") QFID HEAD("00000000", "00000000") QFID,	/* next = the end */
	HEAD("f0ffffff", "00000000") QFID,				/* next far away */
	HEAD("18000000", "08000000") ALSI HEAD("00000000", "00000000") QFID,	/* data in the next */
};

static void refuses(struct kunit *test)
{
	struct smb2_create_ctxs c;
	int i;

	for (i = 0; i < ARRAY_SIZE(malformed); i++)
		KUNIT_EXPECT_FALSE_MSG(test, parse(test, malformed[i], &c), "row %d", i);
}

static void finds(struct kunit *test)
{
	struct ksmbd_rd chain, data;
	size_t len;
	u8 *bytes;

	bytes = kunit_unhex(test, HEAD("18000000", "00000000") QFID
			    HEAD("00000000", "04000000") AAPL "01020304", &len);
	ksmbd_rd_init(&chain, bytes, len);
	KUNIT_ASSERT_TRUE(test, smb2_create_ctx_find(&chain, "AAPL", &data));
	KUNIT_EXPECT_EQ(test, data.len, (size_t)4);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_le32(&data), 0x04030201u);
	KUNIT_EXPECT_FALSE(test, smb2_create_ctx_find(&chain, "MxAc", &data));
}

static void lays_out(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 120, GFP_KERNEL);
	struct smb2_create_ctx_wr chain, before;
	struct ksmbd_wr wr;
	size_t pos;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	memset(buf, 0xee, 120);
	ksmbd_wr_init(&wr, buf, 120);
	smb2_create_ctx_wr_init(&chain, &wr);
	smb2_ctx_mxac_encode(&chain, 0, 0x1f01ff);
	before = chain;
	pos = ksmbd_wr_pos(&wr);
	smb2_create_ctx_begin(&chain, "AAPL");
	smb2_create_ctx_drop(&chain, &before, pos);
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr),
			 HEAD("00000000", "08000000") MXAC "00000000ff011f00");
	smb2_ctx_qfid_encode(&chain, 0x1122334455667788ull, 9);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr),
			 HEAD("20000000", "08000000") MXAC "00000000ff011f00"
			 HEAD("00000000", "20000000") QFID "8877665544332211" "0900000000000000"
			 "00000000000000000000000000000000");
	/* no room: an error, and nothing beyond the end */
	smb2_ctx_qfid_encode(&chain, 1, 2);
	KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
}

/* Data that does not end on 8 is padded before the next context, not counted. */
static void pads(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 128, GFP_KERNEL);
	struct smb2_create_ctx_wr chain;
	struct ksmbd_wr wr;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	memset(buf, 0xee, 128);
	ksmbd_wr_init(&wr, buf, 128);
	smb2_create_ctx_wr_init(&chain, &wr);
	smb2_create_ctx_begin(&chain, "AAPL");
	ksmbd_wr_bytes(&wr, "xyz", 3);
	smb2_create_ctx_end(&chain);
	smb2_ctx_mxac_encode(&chain, 5, 7);
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr),
			 HEAD("20000000", "03000000") AAPL "78797a0000000000"
			 HEAD("00000000", "08000000") MXAC "0500000007000000");
}

#define DHNQ			"44486e51" "00000000"
#define DHNC			"44486e43" "00000000"
#define DH2Q			"44483251" "00000000"
#define DH2C			"44483243" "00000000"
#define GUID			"000102030405060708090a0b0c0d0e0f"
#define FID			"1100000000000000" "2200000000000000"
/* a name of 16 bytes at 16, data at 32 */
#define LONG_HEAD(datalen)	"00000000" "1000" "1000" "0000" "2000" datalen
#define APP_ID			"45bca66aefa7f74a9008fa462e144d74"
#define APP_VERSION		"b982d0b73b56074fa07b524a8116a010"

static void durable_requests(struct kunit *test)
{
	struct smb2_create_ctxs c;

	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("00000000", "10000000") DHNQ
				      "00000000000000000000000000000000", &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)SMB2_CTX_DHNQ);
	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("00000000", "20000000") DH2Q
				      "60ea0000" "02000000" "0000000000000000" GUID, &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)SMB2_CTX_DH2Q);
	KUNIT_EXPECT_EQ(test, c.dh2q.timeout, 60000u);
	KUNIT_EXPECT_EQ(test, c.dh2q.flags, (u32)SMB2_DHANDLE_PERSISTENT);
	KUNIT_EXPECT_EQ(test, c.dh2q.guid[15], (u8)15);
	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("00000000", "10000000") DHNC FID, &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)SMB2_CTX_DHNC);
	KUNIT_EXPECT_EQ(test, c.back.fid.pid, 0x11ull);
	KUNIT_EXPECT_EQ(test, c.back.fid.vid, 0x22ull);
	/* as a Mac sends it: 36 bytes, four of padding */
	KUNIT_EXPECT_TRUE(test, parse(test, HEAD("00000000", "24000000") DH2C FID GUID "00000000"
				      "00000000", &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)SMB2_CTX_DH2C);
	KUNIT_EXPECT_EQ(test, c.back.fid.pid, 0x11ull);
	KUNIT_EXPECT_EQ(test, c.back.guid[1], (u8)1);
}

static void app_instances(struct kunit *test)
{
	struct smb2_create_ctxs c;

	KUNIT_EXPECT_TRUE(test, parse(test, LONG_HEAD("14000000") APP_ID "1400" "0000" GUID, &c));
	KUNIT_EXPECT_EQ(test, c.present, (u32)SMB2_CTX_APP_ID);
	KUNIT_EXPECT_EQ(test, c.app_id[2], (u8)2);
	KUNIT_EXPECT_TRUE(test, parse(test, LONG_HEAD("18000000") APP_VERSION "1800" "0000"
				      "00000000" "0700000000000000" "0900000000000000", &c));
	KUNIT_EXPECT_EQ(test, c.app_version[0], 7ull);
	KUNIT_EXPECT_EQ(test, c.app_version[1], 9ull);
}

static const char *const cut_short[] = {
	HEAD("00000000", "0f000000") DHNQ "000000000000000000000000000000",
	HEAD("00000000", "1f000000") DH2Q "60ea0000" "00000000" "0000000000000000"
		"000102030405060708090a0b0c0d0e",
	HEAD("00000000", "0f000000") DHNC "1100000000000000" "22000000000000",
	HEAD("00000000", "23000000") DH2C FID GUID "000000",
	LONG_HEAD("13000000") APP_ID "1400" "0000" "000102030405060708090a0b0c0d0e",
	LONG_HEAD("14000000") APP_ID "1500" "0000" GUID,
	LONG_HEAD("17000000") APP_VERSION "1800" "0000" "00000000" "0700000000000000"
		"09000000000000",
};

static void refuses_cut_durable(struct kunit *test)
{
	struct smb2_create_ctxs c;
	int i;

	for (i = 0; i < ARRAY_SIZE(cut_short); i++)
		KUNIT_EXPECT_FALSE_MSG(test, parse(test, cut_short[i], &c), "row %d", i);
}

static void grants_durable(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 128, GFP_KERNEL);
	struct smb2_create_ctx_wr chain;
	struct ksmbd_wr wr;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	ksmbd_wr_init(&wr, buf, 128);
	smb2_create_ctx_wr_init(&chain, &wr);
	smb2_ctx_dhnq_encode(&chain);
	smb2_ctx_dh2q_encode(&chain, 60000, 0);
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr),
			 HEAD("20000000", "08000000") DHNQ "0000000000000000"
			 HEAD("00000000", "08000000") DH2Q "60ea0000" "00000000");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(understands),
	KUNIT_CASE(leases),
	KUNIT_CASE(lease_answer),
	KUNIT_CASE(refuses),
	KUNIT_CASE(finds),
	KUNIT_CASE(lays_out),
	KUNIT_CASE(pads),
	KUNIT_CASE(durable_requests),
	KUNIT_CASE(app_instances),
	KUNIT_CASE(refuses_cut_durable),
	KUNIT_CASE(grants_durable),
	{}
};

struct kunit_suite ksmbd_create_ctx_suite = { .name = "ksmbd_create_ctx", .test_cases = cases };
