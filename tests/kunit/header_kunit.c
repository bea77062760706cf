// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/wire/header.c and session.c: headers both ways, error bodies, what a
 * request asks for, and the bounds of the small commands.
 */
#include "smb2/wire/session.h"
#include "kunit_util.h"

/* An element of @len bytes: zeroes but for what a test writes. */
static struct ksmbd_rd element(struct kunit *test, size_t len, u8 **bytes)
{
	struct ksmbd_rd rd;

	*bytes = kunit_kzalloc(test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, *bytes);
	ksmbd_rd_init(&rd, *bytes, len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	return rd;
}

static const char sync_header[] =
	"fe534d42 4000 0100 00000000 0300 0001 08000000 00000000 0400000000000000"
	"fffe0000 05000000 1122334455667788 000102030405060708090a0b0c0d0e0f";
static const char async_header[] =
	"fe534d42 4000 0100 03010000 0f00 0100 03000000 00000000 0900000000000000"
	"0900000000000000 1122334455667788 00000000000000000000000000000000";

static void header_both_ways(struct kunit *test)
{
	static const char *const rows[] = { sync_header, async_header };
	struct smb2_header h;
	struct ksmbd_rd rd;
	struct ksmbd_wr wr;
	u8 out[SMB2_HEADER_SIZE];
	size_t len;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u8 *in = kunit_unhex(test, rows[i], &len);

		KUNIT_ASSERT_EQ(test, len, (size_t)SMB2_HEADER_SIZE);
		ksmbd_rd_init(&rd, in, len);
		KUNIT_ASSERT_EQ(test, smb2_header_decode(&rd, &h), 0);
		ksmbd_wr_init(&wr, out, sizeof(out));
		smb2_header_encode(&wr, &h);
		KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
		kunit_expect_hex(test, out, sizeof(out), rows[i]);
	}
}

static void header_fields(struct kunit *test)
{
	struct smb2_header h;
	struct ksmbd_rd rd;
	size_t len;
	u8 *in = kunit_unhex(test, sync_header, &len);

	ksmbd_rd_init(&rd, in, len);
	KUNIT_ASSERT_EQ(test, smb2_header_decode(&rd, &h), 0);
	KUNIT_EXPECT_EQ(test, (int)h.command, (int)SMB2_TREE_CONNECT);
	KUNIT_EXPECT_EQ(test, (int)h.credits, 256);
	KUNIT_EXPECT_EQ(test, h.flags, (u32)SMB2_FLAGS_SIGNED);
	KUNIT_EXPECT_EQ(test, h.message_id, 4ull);
	KUNIT_EXPECT_EQ(test, h.process_id, 0xfeffu);
	KUNIT_EXPECT_EQ(test, h.tree_id, 5u);
	KUNIT_EXPECT_EQ(test, h.session_id, 0x8877665544332211ull);
	KUNIT_EXPECT_EQ(test, (int)h.signature[15], 15);

	in = kunit_unhex(test, async_header, &len);
	ksmbd_rd_init(&rd, in, len);
	KUNIT_ASSERT_EQ(test, smb2_header_decode(&rd, &h), 0);
	KUNIT_EXPECT_EQ(test, h.async_id, 9ull);
	KUNIT_EXPECT_EQ(test, h.tree_id, 0u);
}

static void header_refused(struct kunit *test)
{
	struct smb2_header h;
	struct ksmbd_rd rd;
	size_t len, n;
	u8 *in = kunit_unhex(test, sync_header, &len);

	for (n = 0; n < len; n++) {
		u8 *cut = kunit_kzalloc(test, n ?: 1, GFP_KERNEL);

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cut);
		memcpy(cut, in, n);
		ksmbd_rd_init(&rd, cut, n);
		KUNIT_EXPECT_EQ(test, smb2_header_decode(&rd, &h), -EINVAL);
	}
	in[4] = 65;
	ksmbd_rd_init(&rd, in, len);
	KUNIT_EXPECT_EQ(test, smb2_header_decode(&rd, &h), -EINVAL);
	in[4] = 64;
	in[0] = 0xfd;
	ksmbd_rd_init(&rd, in, len);
	KUNIT_EXPECT_EQ(test, smb2_header_decode(&rd, &h), -EINVAL);
}

static void magic(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (int)smb2_magic_of("\xffSMB", 4), (int)SMB2_MAGIC_SMB1);
	KUNIT_EXPECT_EQ(test, (int)smb2_magic_of("\xfeSMB", 4), (int)SMB2_MAGIC_SMB2);
	KUNIT_EXPECT_EQ(test, (int)smb2_magic_of("\xfdSMB", 4), (int)SMB2_MAGIC_TRANSFORM);
	KUNIT_EXPECT_EQ(test, (int)smb2_magic_of("\xfcSMB", 4), (int)SMB2_MAGIC_COMPRESSED);
	KUNIT_EXPECT_EQ(test, (int)smb2_magic_of("\xfbSMB", 4), (int)SMB2_MAGIC_NONE);
	KUNIT_EXPECT_EQ(test, (int)smb2_magic_of("\xfeSM", 3), (int)SMB2_MAGIC_NONE);
}

static void transform(struct kunit *test)
{
	static const char bytes[] =
		"fd534d42 000102030405060708090a0b0c0d0e0f 101112131415161718191a1b00000000"
		"40000000 0000 0100 1122334455667788";
	struct smb2_transform t;
	struct ksmbd_rd rd;
	struct ksmbd_wr wr;
	u8 out[SMB2_TRANSFORM_SIZE];
	size_t len;
	u8 *in = kunit_unhex(test, bytes, &len);

	ksmbd_rd_init(&rd, in, len);
	KUNIT_ASSERT_EQ(test, smb2_transform_decode(&rd, &t), 0);
	KUNIT_EXPECT_EQ(test, t.original_size, 64u);
	KUNIT_EXPECT_EQ(test, (int)t.flags, 1);
	KUNIT_EXPECT_EQ(test, t.session_id, 0x8877665544332211ull);
	ksmbd_wr_init(&wr, out, sizeof(out));
	smb2_transform_encode(&wr, &t);
	kunit_expect_hex(test, out, sizeof(out), bytes);
	/* what is authenticated goes from the nonce to the end */
	KUNIT_EXPECT_EQ(test, SMB2_TRANSFORM_SIZE - SMB2_TRANSFORM_AAD, 32);
	ksmbd_rd_init(&rd, in, len - 1);
	KUNIT_EXPECT_EQ(test, smb2_transform_decode(&rd, &t), -EINVAL);
}

static void error_body(struct kunit *test)
{
	const struct smb2_cx old = { .dialect = SMB2_DIALECT_302 };
	const struct smb2_cx new = { .dialect = SMB2_DIALECT_311 };
	u8 out[24];
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, out, 9);
	smb2_error_encode(&wr, NULL, 0, &old);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, wr.pos, "0900 00 00 00000000 00");
	ksmbd_wr_init(&wr, out, 9);
	smb2_error_encode(&wr, NULL, 0, &new);
	kunit_expect_hex(test, out, wr.pos, "0900 00 00 00000000 00");
	ksmbd_wr_init(&wr, out, 20);
	smb2_error_encode(&wr, "abcd", 4, &new);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, wr.pos, "0900 01 00 0c000000 04000000 00000000 61626364");
	ksmbd_wr_init(&wr, out, 12);
	smb2_error_encode(&wr, "abcd", 4, &old);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, wr.pos, "0900 00 00 04000000 61626364");
	ksmbd_wr_init(&wr, out, 11);
	smb2_error_encode(&wr, "abcd", 4, &old);
	KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
}

/* Where each command says how much it is about, from the body's start. */
static const struct { u16 command, at; } sizes[] = {
	{ SMB2_READ, 4 }, { SMB2_WRITE, 4 }, { SMB2_CHANGE_NOTIFY, 4 }, { SMB2_SET_INFO, 4 },
	{ SMB2_QUERY_INFO, 4 }, { SMB2_QUERY_INFO, 12 }, { SMB2_QUERY_DIRECTORY, 28 },
	{ SMB2_IOCTL, 28 }, { SMB2_IOCTL, 32 }, { SMB2_IOCTL, 40 }, { SMB2_IOCTL, 44 },
};

static void payload_sizes(struct kunit *test)
{
	struct ksmbd_rd rd;
	u8 *el;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		rd = element(test, SMB2_HEADER_SIZE + 56, &el);
		put_unaligned_le32(0x123456, el + SMB2_HEADER_SIZE + sizes[i].at);
		KUNIT_EXPECT_EQ(test, smb2_payload_size(sizes[i].command, &rd), 0x123456u);
	}
	rd = element(test, SMB2_HEADER_SIZE + 56, &el);
	memset(el + SMB2_HEADER_SIZE, 0xff, 56);
	KUNIT_EXPECT_EQ(test, smb2_payload_size(SMB2_IOCTL, &rd), U32_MAX);
	rd = element(test, SMB2_HEADER_SIZE + 56, &el);
	memset(el + SMB2_HEADER_SIZE, 0xff, 56);
	KUNIT_EXPECT_EQ(test, smb2_payload_size(SMB2_ECHO, &rd), 0u);
	/* too short: the decoder's to refuse */
	rd = element(test, SMB2_HEADER_SIZE + 6, &el);
	memset(el + SMB2_HEADER_SIZE, 0xff, 6);
	KUNIT_EXPECT_EQ(test, smb2_payload_size(SMB2_READ, &rd), 0u);
}

static void session_setup_bounds(struct kunit *test)
{
	static const struct { u16 off, len; bool ok; } rows[] = {
		{ 88, 16, true }, { 88, 0, true }, { 0, 0, true }, { 96, 8, true },
		{ 88, 17, false }, { 87, 1, false }, { 0, 1, false }, { 105, 1, false },
		{ 65535, 65535, false },
	};
	const struct smb2_cx cx = {};
	struct smb2_session_setup_args a;
	struct ksmbd_rd rd;
	u8 *el;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&a, 0, sizeof(a));
		rd = element(test, 104, &el);
		put_unaligned_le16(rows[i].off, el + 76);
		put_unaligned_le16(rows[i].len, el + 78);
		KUNIT_EXPECT_EQ_MSG(test, smb2_session_setup_decode(&a, &rd, &cx) ==
				    STATUS_SUCCESS, rows[i].ok, "row %d", i);
		if (rows[i].ok)
			KUNIT_EXPECT_EQ(test, a.blob.len, (size_t)rows[i].len);
	}
}

static void tree_connect_bounds(struct kunit *test)
{
	static const struct { u16 off, len; bool ok; } rows[] = {
		{ 72, 8, true }, { 74, 6, true }, { 72, 7, false }, { 72, 0, false },
		{ 71, 2, false }, { 72, 10, false }, { 80, 2, false },
	};
	const struct smb2_cx cx = { .dialect = SMB2_DIALECT_311 };
	struct smb2_tree_connect_args a;
	struct ksmbd_rd rd;
	u8 *el;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&a, 0, sizeof(a));
		rd = element(test, 80, &el);
		put_unaligned_le16(rows[i].off, el + 68);
		put_unaligned_le16(rows[i].len, el + 70);
		KUNIT_EXPECT_EQ_MSG(test, smb2_tree_connect_decode(&a, &rd, &cx) ==
				    STATUS_SUCCESS, rows[i].ok, "row %d", i);
	}
}

static struct kunit_case header_cases[] = {
	KUNIT_CASE(header_both_ways),
	KUNIT_CASE(header_fields),
	KUNIT_CASE(header_refused),
	KUNIT_CASE(magic),
	KUNIT_CASE(transform),
	KUNIT_CASE(error_body),
	KUNIT_CASE(payload_sizes),
	KUNIT_CASE(session_setup_bounds),
	KUNIT_CASE(tree_connect_bounds),
	{}
};

struct kunit_suite ksmbd_header_suite = {
	.name = "ksmbd_header",
	.test_cases = header_cases,
};
