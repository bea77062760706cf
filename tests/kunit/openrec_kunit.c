// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/openrec.c: what is written comes back, and nothing else is taken.
 */
#include "util/openrec.h"
#include "kunit_util.h"
#include <linux/limits.h>

#define MAX_MS	1000u
#define ROOM	1024u

static void fill(struct ksmbd_openrec *r)
{
	*r = (struct ksmbd_openrec) {
		.pid = 0x1122334455667788, .share = "ca", .account = "tester",
		.path = "a/b c", .path_len = 5,
		.file = { .dev = 7, .ino = 8, .generation = 9 },
		.access = 0x0012019f, .share_access = 3, .options = 0x40, .mode = 2,
		.action = 1, .timeout_ms = MAX_MS, .flags = KSMBD_OPENREC_LEASE_V2, .level = 4,
		.lease_state = 7, .epoch = 3, .nlocks = 2,
	};
	memset(r->create_guid, 1, sizeof(r->create_guid));
	memset(r->client_guid, 2, sizeof(r->client_guid));
	memset(r->lease_key, 3, sizeof(r->lease_key));
	r->sequence[63] = 0x15;
}

static size_t write_one(struct kunit *test, const struct ksmbd_openrec *r, u8 *buf, u64 last_off)
{
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, buf, ROOM);
	ksmbd_openrec_encode(&wr, r);
	ksmbd_openrec_put_lock(&wr, 10, 20, true);
	ksmbd_openrec_put_lock(&wr, last_off, 2, false);
	KUNIT_ASSERT_TRUE(test, ksmbd_wr_ok(&wr));
	return ksmbd_wr_pos(&wr);
}

static void comes_back(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	struct ksmbd_openrec in, out;
	struct ksmbd_openrec_lock l;
	size_t n;

	fill(&in);
	n = write_one(test, &in, buf, U64_MAX - 1);
	KUNIT_ASSERT_TRUE(test, ksmbd_openrec_decode(buf, n, MAX_MS, &out));
	KUNIT_EXPECT_EQ(test, out.pid, in.pid);
	KUNIT_EXPECT_STREQ(test, out.share, in.share);
	KUNIT_EXPECT_STREQ(test, out.account, in.account);
	KUNIT_EXPECT_EQ(test, out.path_len, (u16)5);
	KUNIT_EXPECT_EQ(test, memcmp(out.path, "a/b c", 5), 0);
	KUNIT_EXPECT_TRUE(test, ksmbd_file_same(&out.file, &in.file));
	KUNIT_EXPECT_EQ(test, out.access, in.access);
	KUNIT_EXPECT_EQ(test, out.lease_state, in.lease_state);
	KUNIT_EXPECT_EQ(test, out.epoch, in.epoch);
	KUNIT_EXPECT_EQ(test, out.sequence[63], (u8)0x15);
	KUNIT_ASSERT_TRUE(test, ksmbd_openrec_next_lock(&out.locks, &l));
	KUNIT_EXPECT_TRUE(test, l.off == 10 && l.len == 20 && l.exclusive);
	KUNIT_ASSERT_TRUE(test, ksmbd_openrec_next_lock(&out.locks, &l));
	KUNIT_EXPECT_TRUE(test, l.off == U64_MAX - 1 && l.len == 2 && !l.exclusive);
	KUNIT_EXPECT_FALSE(test, ksmbd_openrec_next_lock(&out.locks, &l));
}

/* Any length but the right one. */
static void wants_all(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	struct ksmbd_openrec in, out;
	size_t n, cut;

	fill(&in);
	n = write_one(test, &in, buf, 100);
	for (cut = 0; cut < n; cut++)
		KUNIT_EXPECT_FALSE_MSG(test, ksmbd_openrec_decode(buf, cut, MAX_MS, &out),
				       "%zu of %zu bytes", cut, n);
	KUNIT_EXPECT_FALSE(test, ksmbd_openrec_decode(buf, n + 1, MAX_MS, &out));
}

static bool taken(struct kunit *test, const struct ksmbd_openrec *r)
{
	u8 *buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	struct ksmbd_openrec out;

	return ksmbd_openrec_decode(buf, write_one(test, r, buf, 100), MAX_MS, &out);
}

static void judges(struct kunit *test)
{
	static const char * const bad_paths[] = {
		"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/..", "./a",
	};
	struct ksmbd_openrec r;
	u8 *buf = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	size_t n;
	int i;

	fill(&r);
	KUNIT_EXPECT_TRUE(test, taken(test, &r));
	for (i = 0; i < ARRAY_SIZE(bad_paths); i++) {
		fill(&r);
		r.path = bad_paths[i];
		r.path_len = strlen(r.path);
		KUNIT_EXPECT_FALSE_MSG(test, taken(test, &r), "path '%s'", r.path);
	}
#define REFUSED(change)					\
	do {						\
		fill(&r);				\
		change;					\
		KUNIT_EXPECT_FALSE(test, taken(test, &r));	\
	} while (0)
	REFUSED(r.path_len = 6);	/* its NUL */
	REFUSED(r.pid = 0);
	REFUSED(r.pid = U64_MAX);
	REFUSED(memset(r.create_guid, 0, 16));
	REFUSED(memset(r.share, 'x', sizeof(r.share)));
	REFUSED(r.account[0] = '\0');
	REFUSED(r.access = 0);
	REFUSED(r.access |= 0x02000000);
	REFUSED(r.share_access = 8);
	REFUSED(r.timeout_ms = MAX_MS + 1);
	REFUSED(r.flags = 0x20);
	REFUSED(r.level = KSMBD_OPENREC_LEVELS);
	REFUSED(r.lease_state = 8);
	REFUSED(r.nlocks = 3);
	fill(&r);
	n = write_one(test, &r, buf, U64_MAX);
	KUNIT_EXPECT_FALSE(test, ksmbd_openrec_decode(buf, n, MAX_MS, &r));
}

static void tells_files_apart(struct kunit *test)
{
	struct ksmbd_file_identity a = { .dev = 1, .ino = 2, .generation = 3 }, b = a;

	KUNIT_EXPECT_TRUE(test, ksmbd_file_same(&a, &b));
	b.dev = 9;
	KUNIT_EXPECT_FALSE(test, ksmbd_file_same(&a, &b));
	a.uuid[0] = 1;
	b.uuid[0] = 1;
	KUNIT_EXPECT_TRUE(test, ksmbd_file_same(&a, &b));
	b.generation = 4;
	KUNIT_EXPECT_FALSE(test, ksmbd_file_same(&a, &b));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(comes_back),
	KUNIT_CASE(wants_all),
	KUNIT_CASE(judges),
	KUNIT_CASE(tells_files_apart),
	{}
};

struct kunit_suite ksmbd_openrec_suite = {
	.name = "ksmbd_openrec",
	.test_cases = cases,
};
