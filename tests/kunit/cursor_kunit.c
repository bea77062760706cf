// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/cursor.h: nothing is read or written outside the window, errors stick,
 * padding is zero.
 */
#include "util/cursor.h"
#include "kunit_util.h"

static void reads_in_order(struct kunit *test)
{
	u8 *p = kunit_unhex(test, "01 0302 07060504 0f0e0d0c0b0a0908 1011 12131415", NULL);
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, p, 21);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_u8(&rd), 0x01);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_le16(&rd), 0x0203);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_le32(&rd), 0x04050607U);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_le64(&rd), 0x08090a0b0c0d0e0fULL);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_be16(&rd), 0x1011);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_be32(&rd), 0x12131415U);
	KUNIT_EXPECT_TRUE(test, ksmbd_rd_ok(&rd));
	KUNIT_EXPECT_EQ(test, ksmbd_rd_left(&rd), (size_t)0);
}

static void read_past_end_sticks(struct kunit *test)
{
	u8 *p = kunit_unhex(test, "ffffff", NULL), out[4] = { 1, 2, 3, 4 };
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, p, 3);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_le32(&rd), 0U);
	KUNIT_EXPECT_FALSE(test, ksmbd_rd_ok(&rd));
	KUNIT_EXPECT_EQ(test, ksmbd_rd_u8(&rd), 0);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_left(&rd), (size_t)0);
	ksmbd_rd_bytes(&rd, out, sizeof(out));
	kunit_expect_hex(test, out, sizeof(out), "00000000");
	ksmbd_rd_seek(&rd, 0);
	KUNIT_EXPECT_FALSE(test, ksmbd_rd_ok(&rd));
}

static void slices_stay_inside(struct kunit *test)
{
	u8 *p = kunit_unhex(test, "0011223344556677", NULL);
	struct ksmbd_rd rd, s;

	ksmbd_rd_init(&rd, p, 8);
	ksmbd_rd_skip(&rd, 2);
	s = ksmbd_rd_slice(&rd, 3);
	kunit_expect_hex(test, s.base, s.len, "223344");
	KUNIT_EXPECT_EQ(test, ksmbd_rd_pos(&rd), (size_t)5);
	s = ksmbd_rd_slice_at(&rd, 8, 0);
	KUNIT_EXPECT_TRUE(test, ksmbd_rd_ok(&s));
	s = ksmbd_rd_slice_at(&rd, 7, 1);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_u8(&s), 0x77);
	KUNIT_EXPECT_EQ(test, ksmbd_rd_pos(&rd), (size_t)5);
	s = ksmbd_rd_slice_at(&rd, 4, SIZE_MAX - 2);
	KUNIT_EXPECT_FALSE(test, ksmbd_rd_ok(&s));
	KUNIT_EXPECT_FALSE(test, ksmbd_rd_ok(&rd));
	s = ksmbd_rd_slice(&rd, 0);
	KUNIT_EXPECT_FALSE(test, ksmbd_rd_ok(&s));
}

static void writes_and_zeroes(struct kunit *test)
{
	u8 *p = kunit_unhex(test, "ffffffffffffffffffffffffffffffffffffffff", NULL);
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, p, 20);
	ksmbd_wr_u8(&wr, 0x01);
	ksmbd_wr_align(&wr, 8);
	ksmbd_wr_le16(&wr, 0x0203);
	ksmbd_wr_be16(&wr, 0x0203);
	ksmbd_wr_le32(&wr, 0);
	ksmbd_wr_le32_at(&wr, 12, 0x04050607);
	ksmbd_wr_le16_at(&wr, 8, 0x0809);
	ksmbd_wr_be32(&wr, 0x0a0b0c0d);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, p, 20, "0100000000000000 0908 0203 07060504 0a0b0c0d");
}

static void write_past_end_sticks(struct kunit *test)
{
	u8 *p = kunit_unhex(test, "eeeeee", NULL);
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, p, 3);
	ksmbd_wr_u8(&wr, 0);
	ksmbd_wr_le32(&wr, 0);
	KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
	ksmbd_wr_u8(&wr, 0);
	kunit_expect_hex(test, p, 3, "00eeee");
	ksmbd_wr_rewind(&wr, 1);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	ksmbd_wr_le16(&wr, 0x0102);
	kunit_expect_hex(test, p, 3, "000201");
	ksmbd_wr_le16_at(&wr, 2, 0);
	KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(reads_in_order),
	KUNIT_CASE(read_past_end_sticks),
	KUNIT_CASE(slices_stay_inside),
	KUNIT_CASE(writes_and_zeroes),
	KUNIT_CASE(write_past_end_sticks),
	{}
};

struct kunit_suite ksmbd_cursor_suite = { .name = "ksmbd_cursor", .test_cases = cases };
