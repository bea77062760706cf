// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/sid.c: codec, hostile counts, Unix ids in both forms.
 */
#include "util/sid.h"
#include "kunit_util.h"

static void round_trip(struct kunit *test)
{
	static const char * const sids[] = {
		"0100 000000000000",
		"0101 000000000001 00000000",
		"0105 000000000005 15000000 01000000 02000000 03000000 e8030000",
		"010f 0000000000ff 01000000 02000000 03000000 04000000 05000000 06000000 07000000 "
		"08000000 09000000 0a000000 0b000000 0c000000 0d000000 0e000000 ffffffff",
	};
	struct ksmbd_sid sid;
	struct ksmbd_rd rd;
	struct ksmbd_wr wr;
	u8 *p, out[68];
	size_t n;
	int i;

	for (i = 0; i < ARRAY_SIZE(sids); i++) {
		p = kunit_unhex(test, sids[i], &n);
		ksmbd_rd_init(&rd, p, n);
		KUNIT_EXPECT_TRUE(test, ksmbd_sid_decode(&rd, &sid));
		KUNIT_EXPECT_EQ(test, ksmbd_rd_left(&rd), (size_t)0);
		KUNIT_EXPECT_EQ(test, ksmbd_sid_size(&sid), n);
		ksmbd_wr_init(&wr, out, n);
		ksmbd_sid_encode(&wr, &sid);
		KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
		kunit_expect_hex(test, out, n, sids[i]);
		ksmbd_rd_init(&rd, p, n - 1);
		KUNIT_EXPECT_FALSE(test, ksmbd_sid_decode(&rd, &sid));
		KUNIT_EXPECT_FALSE(test, ksmbd_rd_ok(&rd));
	}
}

static void refuses(struct kunit *test)
{
	u8 *p = kunit_unhex(test, "0110 000000000005", NULL);
	struct ksmbd_sid sid;
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, p, 8);
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_decode(&rd, &sid));	/* 16 sub-authorities */
	p[1] = 0;
	p[0] = 2;
	ksmbd_rd_init(&rd, p, 8);
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_decode(&rd, &sid));	/* revision 2 */
	p[0] = 1;
	p[1] = 255;
	ksmbd_rd_init(&rd, p, 8);
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_decode(&rd, &sid));
}

static void compares(struct kunit *test)
{
	struct ksmbd_sid sid = ksmbd_sid_unix_users;
	u32 rid = 0;
	int i;

	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&sid, &ksmbd_sid_unix_users));
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_equal(&sid, &ksmbd_sid_unix_groups));
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_equal(&ksmbd_sid_network, &ksmbd_sid_creator_owner));
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_append(&sid, 77));
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_equal(&sid, &ksmbd_sid_unix_users));
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_has_prefix(&sid, &ksmbd_sid_unix_users, &rid));
	KUNIT_EXPECT_EQ(test, rid, 77U);
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_has_prefix(&sid, &ksmbd_sid_unix_groups, NULL));
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_has_prefix(&sid, &sid, NULL));
	for (i = 2; i < KSMBD_SID_MAX_SUB; i++)
		KUNIT_EXPECT_TRUE(test, ksmbd_sid_append(&sid, i));
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_append(&sid, 0));
}

static void unix_ids(struct kunit *test)
{
	struct ksmbd_sid domain = {
		.revision = 1, .nsub = 4, .authority = { 0, 0, 0, 0, 0, 5 }, .sub = { 21, 1, 2, 3 },
	};
	static const u32 ids[] = { 0, 1, 1000, 0x7ffffe0b, 0x7ffffe0c, 0x80000000, 0xfffffffe };
	const struct ksmbd_sid *where;
	struct ksmbd_sid sid;
	u32 id = 0;
	int i;

	for (i = 0; i < 2 * ARRAY_SIZE(ids); i++) {
		where = i % 2 ? &domain : NULL;
		ksmbd_sid_from_uid(&sid, where, ids[i / 2]);
		KUNIT_EXPECT_TRUE(test, ksmbd_sid_to_uid(&sid, where, &id));
		KUNIT_EXPECT_EQ(test, id, ids[i / 2]);
		KUNIT_EXPECT_FALSE(test, ksmbd_sid_to_gid(&sid, where, &id));
		ksmbd_sid_from_gid(&sid, where, ids[i / 2]);
		KUNIT_EXPECT_TRUE(test, ksmbd_sid_to_gid(&sid, where, &id));
		KUNIT_EXPECT_EQ(test, id, ids[i / 2]);
		KUNIT_EXPECT_FALSE(test, ksmbd_sid_to_uid(&sid, where, &id));
	}
	ksmbd_sid_from_uid(&sid, &domain, 500);
	KUNIT_EXPECT_EQ(test, sid.sub[4], 2000U);
	ksmbd_sid_from_gid(&sid, &domain, 500);
	KUNIT_EXPECT_EQ(test, sid.sub[4], 2001U);
	/* the form without a domain is always understood */
	ksmbd_sid_from_uid(&sid, NULL, 5);
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_to_uid(&sid, &domain, &id));
	sid = domain;
	ksmbd_sid_append(&sid, 500);	/* Administrator is nobody's uid */
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_to_uid(&sid, &domain, &id));
	KUNIT_EXPECT_FALSE(test, ksmbd_sid_to_uid(&ksmbd_sid_everyone, &domain, &id));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(round_trip),
	KUNIT_CASE(refuses),
	KUNIT_CASE(compares),
	KUNIT_CASE(unix_ids),
	{}
};

struct kunit_suite ksmbd_sid_suite = { .name = "ksmbd_sid", .test_cases = cases };
