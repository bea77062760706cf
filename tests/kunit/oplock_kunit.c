// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/wire/oplock.c: acknowledgments in, notifications and answers out
 * (MS-SMB2 2.2.23, 2.2.24, 2.2.25).
 */
#include "smb2/wire/oplock.h"
#include "kunit_util.h"

#define KEY	"000102030405060708090a0b0c0d0e0f"

static ntstatus_t decode(struct kunit *test, const char *hex, struct smb2_oplock_args *a)
{
	static const struct smb2_cx cx = { .dialect = SMB2_DIALECT_311 };
	struct ksmbd_rd rd;
	size_t len;
	u8 *bytes = kunit_unhex(test, hex, &len);

	memset(a, 0, sizeof(*a));
	ksmbd_rd_init(&rd, bytes, len);
	return smb2_oplock_decode(a, &rd, &cx);
}

static void acknowledgments(struct kunit *test)
{
	struct smb2_oplock_args a;

	KUNIT_EXPECT_TRUE(test, decode(test, "1800" "01" "0000000000" "0807060504030201"
				       "1817161514131211", &a) == STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, a.is_lease);
	KUNIT_EXPECT_EQ(test, 1u, (u32)a.level);
	KUNIT_EXPECT_EQ(test, 0x0102030405060708ull, a.fid.pid);
	KUNIT_EXPECT_EQ(test, 0x1112131415161718ull, a.fid.vid);
	KUNIT_EXPECT_TRUE(test, decode(test, "2400" "0000" "00000000" KEY "03000000"
				       "0000000000000000", &a) == STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, a.is_lease);
	KUNIT_EXPECT_EQ(test, 3u, a.lease_state);
	kunit_expect_hex(test, a.lease_key, 16, KEY);
}

static const char *const malformed[] = {
	"", "18", "1800", "1900" "01" "0000000000" "0807060504030201" "1817161514131211",
	"1800" "01" "0000000000" "0807060504030201" "18171615141312",	/* one byte short */
	"2400" "0000" "00000000" KEY "03000000" "00000000000000",
	"2c00" "0000" "00000000" KEY "03000000" "0000000000000000",	/* a notification */
};

static void refuses(struct kunit *test)
{
	struct smb2_oplock_args a;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(malformed); i++)
		KUNIT_EXPECT_TRUE_MSG(test, decode(test, malformed[i], &a) ==
				      STATUS_INVALID_PARAMETER, "row %u", i);
}

static void answers(struct kunit *test)
{
	static const struct smb2_cx cx = { .dialect = SMB2_DIALECT_311 };
	struct smb2_oplock_res res = { .fid = { .pid = 1, .vid = 2 }, .level = 1 };
	u8 buf[36];
	struct ksmbd_wr wr;
	int i;

	ksmbd_wr_init(&wr, buf, SMB2_OPLOCK_ACK_SIZE);
	smb2_oplock_encode(&res, &wr, &cx);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr), "1800" "01" "0000000000"
			 "0100000000000000" "0200000000000000");
	res.is_lease = true;
	for (i = 0; i < 16; i++)
		res.lease_key[i] = i;
	ksmbd_wr_init(&wr, buf, SMB2_OPLOCK_ACK_SIZE + SMB2_LEASE_ACK_TAIL);
	smb2_oplock_encode(&res, &wr, &cx);
	KUNIT_EXPECT_EQ(test, (size_t)SMB2_OPLOCK_ACK_SIZE, ksmbd_wr_pos(&wr));
	smb2_lease_ack_tail_encode(&wr, 1);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr), "2400" "0000" "00000000" KEY "01000000"
			 "0000000000000000");
}

static void notifications(struct kunit *test)
{
	const struct smb2_fid fid = { .pid = 1, .vid = 2 };
	struct smb2_lease_break b = { .epoch = 0x1234, .ack = true, .from = 7, .to = 3 };
	struct ksmbd_wr wr;
	u8 buf[44];
	int i;

	ksmbd_wr_init(&wr, buf, SMB2_OPLOCK_ACK_SIZE);
	smb2_oplock_break_encode(&wr, &fid, 1);
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr), "1800" "01" "0000000000"
			 "0100000000000000" "0200000000000000");
	for (i = 0; i < 16; i++)
		b.key[i] = i;
	ksmbd_wr_init(&wr, buf, SMB2_LEASE_BREAK_SIZE);
	smb2_lease_break_encode(&wr, &b);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, buf, ksmbd_wr_pos(&wr), "2c00" "3412" "01000000" KEY "07000000"
			 "03000000" "00000000" "00000000" "00000000");
	/* one that fits not says so */
	ksmbd_wr_init(&wr, buf, SMB2_LEASE_BREAK_SIZE - 1);
	smb2_lease_break_encode(&wr, &b);
	KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(acknowledgments),
	KUNIT_CASE(refuses),
	KUNIT_CASE(answers),
	KUNIT_CASE(notifications),
	{}
};

struct kunit_suite ksmbd_oplock_suite = { .name = "ksmbd_oplock", .test_cases = cases };
