// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/window.c: message ids used once and only when granted, credits granted
 * up to the limit, charges that pay (MS-SMB2 3.3.5.2.3, 3.3.5.2.5).
 */
#include "smb2/engine.h"
#include "kunit_util.h"

static struct ksmbd_credits *window(struct kunit *test, u32 max)
{
	struct ksmbd_credits *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c);
	smb2_credits_init(c, max);
	return c;
}

static void first_id(struct kunit *test)
{
	struct ksmbd_credits *c = window(test, 64);

	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 1, 1));
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 0, 1));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 0, 1));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 1, 1));
	KUNIT_EXPECT_EQ(test, c->granted, 0u);
	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 64, 1), 1u);
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 1, 1));
}

static void any_order_but_once(struct kunit *test)
{
	struct ksmbd_credits *c = window(test, 64);

	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 64, 9), 9u);
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 5, 1));
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 2, 3));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 4, 1));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 1, 2));
	KUNIT_EXPECT_EQ(test, c->low, 0ull);
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 0, 2));
	KUNIT_EXPECT_EQ(test, c->low, 6ull);
	KUNIT_EXPECT_EQ(test, c->granted, 4u);
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 8, 3));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 8, 0));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, U64_MAX, 1));
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 9, U32_MAX));
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 8, 2));
}

static void limits(struct kunit *test)
{
	struct ksmbd_credits *c = window(test, 100);

	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 32, 256), 31u);
	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 32, 256), 0u);
	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, U32_MAX, 256), 68u);
	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, U32_MAX, 256), 0u);
	KUNIT_EXPECT_EQ(test, c->high - c->low, 100ull);
	c = window(test, U32_MAX);
	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, U32_MAX, 65535), KSMBD_CREDITS_MAX - 1u);
}

/* A hole left behind stops the window until it is filled. */
static void hole(struct kunit *test)
{
	struct ksmbd_credits *c = window(test, 16);
	u64 id;

	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 16, 1), 1u);
	for (id = 1; id < 16; id++) {
		KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, id, 1));
		KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 16, 1), id < 15 ? 1u : 0u);
	}
	KUNIT_EXPECT_FALSE(test, smb2_credits_consume(c, 16, 1));
	KUNIT_EXPECT_TRUE(test, smb2_credits_consume(c, 0, 1));
	KUNIT_EXPECT_EQ(test, c->low, 16ull);
	KUNIT_EXPECT_EQ(test, smb2_credits_grant(c, 16, 99), 16u);
}

/* Many times around the ring: no bit is left behind. */
static void long_run(struct kunit *test)
{
	struct ksmbd_credits *c = window(test, KSMBD_CREDITS_MAX);
	u64 id = 0;

	smb2_credits_grant(c, KSMBD_CREDITS_MAX, KSMBD_CREDITS_MAX);
	while (id < 5 * KSMBD_CREDIT_WINDOW) {
		if (!smb2_credits_consume(c, id + 1, 16) || !smb2_credits_consume(c, id, 1)) {
			KUNIT_FAIL(test, "id %llu refused", id);
			return;
		}
		id += 17;
		KUNIT_ASSERT_EQ(test, smb2_credits_grant(c, KSMBD_CREDITS_MAX, 17), 17u);
	}
	KUNIT_EXPECT_EQ(test, c->low, id);
	KUNIT_EXPECT_EQ(test, bitmap_weight(c->used, KSMBD_CREDIT_WINDOW), 0u);
	KUNIT_EXPECT_EQ(test, c->granted, (u32)KSMBD_CREDITS_MAX);
}

static void charges(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, smb2_charge_covers(0, 0));
	KUNIT_EXPECT_TRUE(test, smb2_charge_covers(0, SZ_64K));
	KUNIT_EXPECT_FALSE(test, smb2_charge_covers(0, SZ_64K + 1));
	KUNIT_EXPECT_TRUE(test, smb2_charge_covers(1, SZ_64K));
	KUNIT_EXPECT_FALSE(test, smb2_charge_covers(1, SZ_64K + 1));
	KUNIT_EXPECT_TRUE(test, smb2_charge_covers(16, SZ_1M));
	KUNIT_EXPECT_FALSE(test, smb2_charge_covers(16, SZ_1M + 1));
	KUNIT_EXPECT_FALSE(test, smb2_charge_covers(65535, U32_MAX));
	KUNIT_EXPECT_TRUE(test, smb2_charge_covers(65536, U32_MAX));
}

static struct kunit_case credit_cases[] = {
	KUNIT_CASE(first_id),
	KUNIT_CASE(any_order_but_once),
	KUNIT_CASE(limits),
	KUNIT_CASE(hole),
	KUNIT_CASE(long_run),
	KUNIT_CASE(charges),
	{}
};

struct kunit_suite ksmbd_credit_suite = {
	.name = "ksmbd_credit",
	.test_cases = credit_cases,
};
