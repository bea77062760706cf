// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/chanseq.h: older and newer channel sequences, and what is under way
 * (MS-SMB2 3.3.5.2.10).
 */
#include "state/chanseq.h"
#include "kunit_util.h"

static const struct {
	u16 seq;
	bool in_time;
} steps[] = {
	{ 0, true }, { 0x8000, false }, { 0x8001, false }, { 0xffff, false }, { 0x7fff, true },
	{ 0x7ffe, false }, { 0, false }, { 0x8000, true }, { 0xffff, true }, { 0, true },
	{ 1, true }, { 0, false }, { 1, true }, { 0xffff, false },
};

static void ages(struct kunit *test)
{
	struct ksmbd_chan_seq c;
	u32 turn;
	int i;

	ksmbd_chan_seq_init(&c, 0);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_chan_seq_enter(&c, steps[i].seq, &turn),
				    steps[i].in_time, "row %d", i);
		KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_leave(&c, turn));
	}
}

static void counts(struct kunit *test)
{
	struct ksmbd_chan_seq c;
	u32 a, b, late;

	ksmbd_chan_seq_init(&c, 5);
	KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_idle(&c));
	KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_enter(&c, 5, &a));
	KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_enter(&c, 6, &b));
	KUNIT_EXPECT_EQ(test, c.before, 1u);
	KUNIT_EXPECT_EQ(test, c.now, 1u);
	KUNIT_EXPECT_FALSE(test, ksmbd_chan_seq_enter(&c, 5, &late));
	KUNIT_EXPECT_EQ(test, c.before, 2u);
	KUNIT_EXPECT_FALSE(test, ksmbd_chan_seq_leave(&c, late));
	KUNIT_EXPECT_FALSE(test, ksmbd_chan_seq_leave(&c, b));
	KUNIT_EXPECT_EQ(test, c.before, 1u);
	KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_leave(&c, a));
	KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_idle(&c));
}

/* A number that comes round does not make an old request a present one. */
static void round_trip(struct kunit *test)
{
	struct ksmbd_chan_seq c;
	u32 old, turn;
	int i;

	ksmbd_chan_seq_init(&c, 0);
	ksmbd_chan_seq_enter(&c, 0, &old);
	for (i = 1; i <= 2; i++) {
		KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_enter(&c, i * 30000, &turn));
		ksmbd_chan_seq_leave(&c, turn);
	}
	KUNIT_EXPECT_TRUE(test, ksmbd_chan_seq_enter(&c, 0, &turn));
	KUNIT_EXPECT_EQ(test, c.before, 1u);
	KUNIT_EXPECT_EQ(test, c.now, 1u);
	ksmbd_chan_seq_leave(&c, old);
	KUNIT_EXPECT_EQ(test, c.before, 0u);
	KUNIT_EXPECT_EQ(test, c.now, 1u);
	/* nor does a turn that comes round mean "none" */
	c.turn = U32_MAX;
	ksmbd_chan_seq_enter(&c, 1, &turn);
	KUNIT_EXPECT_EQ(test, turn, 1u);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ages),
	KUNIT_CASE(counts),
	KUNIT_CASE(round_trip),
	{}
};

struct kunit_suite ksmbd_chanseq_suite = { .name = "ksmbd_chanseq", .test_cases = cases };
