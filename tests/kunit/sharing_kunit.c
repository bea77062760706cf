// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/sharing.c: who is in whose way (MS-FSA 2.1.5.1.2.2, 2.1.4.10, 2.1.5.7).
 */
#include "state/sharing.h"
#include "kunit_util.h"

#define R	KSMBD_FILE_READ_DATA
#define X	KSMBD_FILE_EXECUTE
#define W	KSMBD_FILE_WRITE_DATA
#define A	KSMBD_FILE_APPEND_DATA
#define D	KSMBD_DELETE
#define ATTR	(KSMBD_FILE_READ_ATTRIBUTES | KSMBD_FILE_WRITE_ATTRIBUTES | KSMBD_READ_CONTROL)

static const struct {
	u32 access_a, share_a, access_b, share_b;
	bool want;
} modes[] = {
	{ R, 1, R, 1, false }, { R, 0, R, 1, true }, { R, 1, R, 6, true },
	{ X, 7, R, 6, true }, { W, 7, R, 1, true }, { A, 7, R, 1, true }, { A, 7, R, 3, false },
	{ D, 7, R, 3, true }, { D, 7, R, 7, false }, { D, 3, R, 7, false }, { D, 3, D, 7, true },
	{ R | W, 3, R | W, 3, false }, { R | W, 1, R | W, 3, true },
	/* only rights on data and deletion count, on either side */
	{ ATTR, 0, R | W | D, 0, false }, { ATTR, 0, ATTR, 0, false }, { 0, 0, R, 0, false },
	{ ATTR | R, 7, W, 2, true },
};

static void share_modes(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		KUNIT_EXPECT_EQ_MSG(test, modes[i].want,
				    ksmbd_share_conflict(modes[i].access_a, modes[i].share_a,
							 modes[i].access_b, modes[i].share_b),
				    "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, modes[i].want,
				    ksmbd_share_conflict(modes[i].access_b, modes[i].share_b,
							 modes[i].access_a, modes[i].share_a),
				    "row %u turned round", i);
	}
}

static const struct {
	u64 off_a, len_a, off_b, len_b;
	bool want;
} ranges[] = {
	{ 0, 10, 0, 10, true }, { 0, 10, 9, 1, true }, { 0, 10, 10, 1, false },
	{ 5, 1, 0, 10, true }, { 0, 1, 1, 1, false },
	/* up to the last byte there is */
	{ U64_MAX, 1, U64_MAX, 1, true }, { U64_MAX, 1, U64_MAX - 1, 2, true },
	{ U64_MAX, 1, U64_MAX - 1, 1, false }, { 0, U64_MAX, U64_MAX, 1, false },
	{ 1, U64_MAX, U64_MAX, 1, true }, { 1, U64_MAX, 0, 1, false },
	/* no bytes: only what lies on both sides */
	{ 5, 0, 5, 0, false }, { 5, 0, 0, 10, true }, { 0, 0, 0, 10, false },
	{ 10, 0, 0, 10, false }, { 9, 0, 0, 10, true }, { 1, 0, 0, 1, false },
	{ U64_MAX, 0, U64_MAX - 1, 2, true }, { U64_MAX, 0, U64_MAX, 1, false },
};

static void overlap(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		KUNIT_EXPECT_EQ_MSG(test, ranges[i].want,
				    ksmbd_brlock_overlap(ranges[i].off_a, ranges[i].len_a,
							 ranges[i].off_b, ranges[i].len_b),
				    "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, ranges[i].want,
				    ksmbd_brlock_overlap(ranges[i].off_b, ranges[i].len_b,
							 ranges[i].off_a, ranges[i].len_a),
				    "row %u turned round", i);
	}
}

static void lock_rules(struct kunit *test)
{
	/* new, old, same open */
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_conflict(true, true, true));
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_conflict(true, false, true));
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_conflict(true, false, false));
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_conflict(false, true, false));
	KUNIT_EXPECT_FALSE(test, ksmbd_brlock_conflict(false, true, true));
	KUNIT_EXPECT_FALSE(test, ksmbd_brlock_conflict(false, false, false));
	/* write, exclusive, same open */
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_bars_io(false, true, false));
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_bars_io(true, true, false));
	KUNIT_EXPECT_FALSE(test, ksmbd_brlock_bars_io(true, true, true));
	KUNIT_EXPECT_FALSE(test, ksmbd_brlock_bars_io(false, false, false));
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_bars_io(true, false, false));
	KUNIT_EXPECT_TRUE(test, ksmbd_brlock_bars_io(true, false, true));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(share_modes),
	KUNIT_CASE(overlap),
	KUNIT_CASE(lock_rules),
	{ }
};

struct kunit_suite ksmbd_sharing_suite = {
	.name = "ksmbd_sharing",
	.test_cases = cases,
};
