// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/caching.c: what may be cached, and how it is taken away again
 * (MS-FSA 2.1.5.18, MS-SMB2 3.3.5.9.8, 3.3.5.22).
 */
#include "state/caching.h"
#include "kunit_util.h"
#include <linux/errno.h>

#define R	KSMBD_CACHE_READ
#define H	KSMBD_CACHE_HANDLE
#define W	KSMBD_CACHE_WRITE
#define OPLOCK	KSMBD_CACHING_OPLOCK
#define LEASE	KSMBD_CACHING_LEASE
#define DIR	KSMBD_CACHING_DIR_LEASE

static const struct ksmbd_caching_others nobody = {};
static const struct ksmbd_caching_others opened = { .opens = true };
static const struct ksmbd_caching_others oplocked = { .opens = true, .oplock = true };
static const struct ksmbd_caching_others keeper = { .opens = true, .handle_lease = true };
static const struct ksmbd_caching_others writer = { .opens = true, .writer = true };
static const struct ksmbd_caching_others locked = { .locks = true };
static const struct ksmbd_caching_others opened_locked = { .opens = true, .locks = true };

static const struct {
	enum ksmbd_caching_kind kind;
	u8 asked;
	const struct ksmbd_caching_others *others;
	u8 want;
} grants[] = {
	/* nothing without READ */
	{ LEASE, 0, &nobody, 0 }, { LEASE, H, &nobody, 0 }, { LEASE, W, &nobody, 0 },
	{ LEASE, H | W, &nobody, 0 },
	{ LEASE, R, &nobody, R }, { LEASE, R | H, &nobody, R | H }, { LEASE, R | W, &nobody, R | W },
	{ LEASE, R | H | W, &nobody, R | H | W }, { LEASE, 0xf8 | R, &nobody, R },
	/* nobody writes beside another open */
	{ LEASE, R | H | W, &opened, R | H }, { LEASE, R | W, &opened, R },
	{ LEASE, R | H | W, &keeper, R | H },
	/* a lease beside an oplock keeps no handles, an oplock beside such a lease is none */
	{ LEASE, R | H | W, &oplocked, R }, { OPLOCK, R | H | W, &keeper, 0 },
	{ OPLOCK, R, &keeper, 0 },
	{ OPLOCK, R | H | W, &nobody, R | H | W }, { OPLOCK, R | W, &nobody, R | W },
	{ OPLOCK, R | H | W, &opened, R }, { OPLOCK, R | W, &oplocked, R },
	/* who writes alone shares with nobody */
	{ LEASE, R, &writer, 0 }, { OPLOCK, R, &writer, 0 },
	/* readers' caching does not see byte-range locks */
	{ LEASE, R | H, &locked, 0 }, { OPLOCK, R, &locked, 0 },
	{ OPLOCK, R | H | W, &locked, R | H | W }, { LEASE, R | H | W, &opened_locked, 0 },
	/* directories are not written */
	{ DIR, R | H | W, &nobody, R | H }, { DIR, R | H, &opened, R | H }, { DIR, H, &nobody, 0 },
};

static void grant(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(grants); i++)
		KUNIT_EXPECT_EQ_MSG(test, (u32)grants[i].want,
				    (u32)ksmbd_caching_grant(grants[i].kind, grants[i].asked,
							     grants[i].others), "row %u", i);
}

static const struct {
	u8 state, asked, granted, want;
} upgrades[] = {
	{ 0, R, R, R }, { R, R | H, R | H, R | H }, { R, R, R, R }, { R, 0, 0, R },
	{ R | H, R | H | W, R | H | W, R | H | W },
	/* not a superset of what is held */
	{ R | H, R | W, R | W, R | H }, { R | H | W, R, R, R | H | W }, { R | W, R | H, R | H, R | W },
	/* all that is asked for, or nothing */
	{ R, R | H | W, R | H, R }, { R, R | W, R, R },
};

static void upgrade(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(upgrades); i++) {
		struct ksmbd_caching c = { .kind = LEASE, .state = upgrades[i].state, .epoch = 7 };
		bool want = upgrades[i].want != upgrades[i].state;

		KUNIT_EXPECT_EQ_MSG(test, want,
				    ksmbd_caching_upgrade(&c, upgrades[i].asked,
							  upgrades[i].granted), "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, (u32)upgrades[i].want, (u32)c.state, "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, want ? 8u : 7u, (u32)c.epoch, "row %u", i);
	}
}

static void no_upgrade_while_breaking(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = LEASE, .state = R | W };
	struct ksmbd_caching_step s;

	KUNIT_EXPECT_TRUE(test, ksmbd_caching_break(&c, W, &s));
	KUNIT_EXPECT_FALSE(test, ksmbd_caching_upgrade(&c, R | H | W, R | H | W));
}

static const struct {
	enum ksmbd_caching_kind kind;
	u8 state, take, to;
	bool told, ack;
} breaks[] = {
	{ LEASE, R | H | W, W, R | H, true, true }, { LEASE, R | H | W, H, R | W, true, true },
	{ LEASE, R | H | W, R | H | W, 0, true, true }, { LEASE, R | H, H, R, true, true },
	{ LEASE, R | H, R | H | W, 0, true, true }, { LEASE, R | H, W, R | H, false, false },
	{ LEASE, R, H | W, R, false, false }, { LEASE, 0, R | H | W, 0, false, false },
	/* who only reads is told, not asked */
	{ LEASE, R, R | H | W, 0, true, false }, { OPLOCK, R, R | H | W, 0, true, false },
	{ DIR, R | H, R | H | W, 0, true, true },
	/* an oplock becomes level II or nothing */
	{ OPLOCK, R | H | W, W, R, true, true }, { OPLOCK, R | H | W, H, R, true, true },
	{ OPLOCK, R | W, W, R, true, true }, { OPLOCK, R | W, H, R | W, false, false },
	{ OPLOCK, R | H | W, R | H | W, 0, true, true }, { OPLOCK, R, W, R, false, false },
};

static void breaking(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(breaks); i++) {
		struct ksmbd_caching c = { .kind = breaks[i].kind, .state = breaks[i].state };
		struct ksmbd_caching_step s = {};

		KUNIT_EXPECT_EQ_MSG(test, breaks[i].told,
				    ksmbd_caching_break(&c, breaks[i].take, &s), "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, breaks[i].ack, c.breaking, "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, (u32)breaks[i].told, (u32)c.epoch, "row %u", i);
		/* the state stays until it answers */
		KUNIT_EXPECT_EQ_MSG(test, (u32)(breaks[i].ack ? breaks[i].state : breaks[i].to),
				    (u32)c.state, "row %u", i);
		if (!breaks[i].told)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, (u32)breaks[i].state, (u32)s.from, "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, (u32)breaks[i].to, (u32)s.to, "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, breaks[i].ack, s.ack, "row %u", i);
	}
}

static void answers(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = LEASE, .state = R | H | W, .epoch = 1 };
	struct ksmbd_caching_step s;

	KUNIT_EXPECT_EQ(test, -ENOENT, ksmbd_caching_ack(&c, R | H, &s));
	ksmbd_caching_break(&c, W, &s);
	/* keeps too much: still breaking */
	KUNIT_EXPECT_EQ(test, -EINVAL, ksmbd_caching_ack(&c, R | W, &s));
	KUNIT_EXPECT_EQ(test, -EINVAL, ksmbd_caching_ack(&c, R | H | W, &s));
	KUNIT_EXPECT_TRUE(test, c.breaking);
	/* less than it might keep is fine */
	KUNIT_EXPECT_EQ(test, 0, ksmbd_caching_ack(&c, R, &s));
	KUNIT_EXPECT_FALSE(test, c.breaking);
	KUNIT_EXPECT_EQ(test, (u32)R, (u32)c.state);
	KUNIT_EXPECT_EQ(test, 2u, (u32)c.epoch);
	KUNIT_EXPECT_EQ(test, -ENOENT, ksmbd_caching_ack(&c, R, &s));
}

/* More is needed while it is breaking: one right at a time, and one epoch for all. */
static void step_by_step(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = LEASE, .state = R | H | W, .epoch = 1 };
	struct ksmbd_caching_step s;

	KUNIT_EXPECT_TRUE(test, ksmbd_caching_break(&c, W, &s));
	KUNIT_EXPECT_FALSE(test, ksmbd_caching_break(&c, R | H | W, &s));
	KUNIT_EXPECT_EQ(test, 1, ksmbd_caching_ack(&c, R | H, &s));
	KUNIT_EXPECT_EQ(test, (u32)(R | H), (u32)s.from);
	KUNIT_EXPECT_EQ(test, (u32)R, (u32)s.to);
	KUNIT_EXPECT_TRUE(test, s.ack);
	KUNIT_EXPECT_TRUE(test, c.breaking);
	KUNIT_EXPECT_EQ(test, 1, ksmbd_caching_ack(&c, R, &s));
	KUNIT_EXPECT_EQ(test, (u32)R, (u32)s.from);
	KUNIT_EXPECT_EQ(test, 0u, (u32)s.to);
	KUNIT_EXPECT_FALSE(test, s.ack);
	KUNIT_EXPECT_FALSE(test, c.breaking);
	KUNIT_EXPECT_EQ(test, 0u, (u32)c.state);
	KUNIT_EXPECT_EQ(test, 2u, (u32)s.epoch);
}

/* The same with an epoch for each question. */
static void recounted(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = LEASE, .state = R | H | W, .epoch = 1 };
	struct ksmbd_caching_step s;

	KUNIT_EXPECT_TRUE(test, ksmbd_caching_break(&c, W, &s));
	KUNIT_EXPECT_FALSE(test, ksmbd_caching_break(&c, R | H | W, &s));
	c.recount = true;
	KUNIT_EXPECT_EQ(test, 1, ksmbd_caching_ack(&c, R | H, &s));
	KUNIT_EXPECT_EQ(test, 3u, (u32)s.epoch);
	KUNIT_EXPECT_EQ(test, 1, ksmbd_caching_ack(&c, R, &s));
	KUNIT_EXPECT_EQ(test, 4u, (u32)s.epoch);
	/* the next one asks as usual */
	c.state = R | H | W;
	KUNIT_EXPECT_TRUE(test, ksmbd_caching_break(&c, W, &s));
	KUNIT_EXPECT_FALSE(test, c.recount);
}

/* A question that was overlooked is put again, as another one. */
static void repeated(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = LEASE, .state = R | H, .epoch = 7 };
	struct ksmbd_caching_step s;

	KUNIT_EXPECT_TRUE(test, ksmbd_caching_break(&c, R, &s));
	KUNIT_EXPECT_EQ(test, -EINVAL, ksmbd_caching_ack(&c, R | H, &s));
	ksmbd_caching_repeat(&c, &s);
	KUNIT_EXPECT_TRUE(test, s.from == (R | H) && s.to == 0 && s.ack);
	KUNIT_EXPECT_EQ(test, 9u, (u32)s.epoch);
	KUNIT_EXPECT_EQ(test, 0, ksmbd_caching_ack(&c, 0, &s));
}

/* An oplock that is to vanish while it goes to level II is told once more, without an answer. */
static void oplock_twice(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = OPLOCK, .state = R | W };
	struct ksmbd_caching_step s;

	KUNIT_EXPECT_TRUE(test, ksmbd_caching_break(&c, W, &s));
	KUNIT_EXPECT_FALSE(test, ksmbd_caching_break(&c, R | H | W, &s));
	KUNIT_EXPECT_EQ(test, 1, ksmbd_caching_ack(&c, R, &s));
	KUNIT_EXPECT_FALSE(test, s.ack);
	KUNIT_EXPECT_EQ(test, 0u, (u32)c.state);
	KUNIT_EXPECT_FALSE(test, c.breaking);
}

static void silence(struct kunit *test)
{
	struct ksmbd_caching c = { .kind = LEASE, .state = R | H | W };
	struct ksmbd_caching_step s;

	ksmbd_caching_give_up(&c);
	KUNIT_EXPECT_EQ(test, (u32)(R | H | W), (u32)c.state);
	ksmbd_caching_break(&c, W, &s);
	ksmbd_caching_give_up(&c);
	KUNIT_EXPECT_FALSE(test, c.breaking);
	KUNIT_EXPECT_EQ(test, 0u, (u32)c.state);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(grant),
	KUNIT_CASE(upgrade),
	KUNIT_CASE(no_upgrade_while_breaking),
	KUNIT_CASE(breaking),
	KUNIT_CASE(answers),
	KUNIT_CASE(step_by_step),
	KUNIT_CASE(recounted),
	KUNIT_CASE(repeated),
	KUNIT_CASE(oplock_twice),
	KUNIT_CASE(silence),
	{}
};

struct kunit_suite ksmbd_caching_suite = { .name = "ksmbd_caching", .test_cases = cases };
