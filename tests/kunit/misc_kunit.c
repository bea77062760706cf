// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/nttime.c and util/guid.c.
 */
#include "util/misc.h"
#include "kunit_util.h"

static const struct {
	s64 sec;
	long nsec;
	u64 nt;
} row[] = {
	{ -11644473600LL, 0, 0 },
	{ -11644473600LL, 100, 1 },
	{ 0, 0, 116444736000000000ULL },
	{ -1, 999999900, 116444735999999999ULL },
	{ 1700000000, 123456700, 133444736001234567ULL },
	{ 4294967296LL, 0, 159394408960000000ULL },
};

static void both_ways(struct kunit *test)
{
	struct timespec64 ts;
	int i;

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		ts.tv_sec = row[i].sec;
		ts.tv_nsec = row[i].nsec;
		KUNIT_EXPECT_EQ(test, ksmbd_nttime_from_ts(&ts), row[i].nt);
		ts = ksmbd_nttime_to_ts(row[i].nt);
		KUNIT_EXPECT_EQ(test, (s64)ts.tv_sec, row[i].sec);
		KUNIT_EXPECT_EQ(test, (long)ts.tv_nsec, row[i].nsec);
	}
}

static void clamps(struct kunit *test)
{
	struct timespec64 ts = { .tv_sec = -11644473601LL, .tv_nsec = 999999999 };

	KUNIT_EXPECT_EQ(test, ksmbd_nttime_from_ts(&ts), 0ULL);
	ts.tv_sec = S64_MIN;
	KUNIT_EXPECT_EQ(test, ksmbd_nttime_from_ts(&ts), 0ULL);
	ts.tv_sec = S64_MAX;
	KUNIT_EXPECT_EQ(test, ksmbd_nttime_from_ts(&ts), (u64)S64_MAX);
	ts = ksmbd_nttime_to_ts(U64_MAX);
	KUNIT_EXPECT_EQ(test, (s64)ts.tv_sec, 910692730085LL);
	KUNIT_EXPECT_EQ(test, (long)ts.tv_nsec, 477580700L);
}

static void guids(struct kunit *test)
{
	u8 a[16] = { 1, 2, 3 }, b[16] = { 1, 2, 3 };
	int i;

	KUNIT_EXPECT_TRUE(test, ksmbd_guid_equal(a, b));
	for (i = 0; i < 16; i++) {
		b[i] ^= 0x80;
		KUNIT_EXPECT_FALSE(test, ksmbd_guid_equal(a, b));
		b[i] ^= 0x80;
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(both_ways),
	KUNIT_CASE(clamps),
	KUNIT_CASE(guids),
	{}
};

struct kunit_suite ksmbd_misc_suite = { .name = "ksmbd_misc", .test_cases = cases };
