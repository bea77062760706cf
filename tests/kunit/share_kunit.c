// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/share.c: an answer that says the same again finds the share it made before.
 */
#include "state/ident.h"
#include "state/share.h"
#include "kunit_util.h"
#include <linux/string.h>

/* Who acts is another file's business. */
struct ksmbd_ident *ksmbd_ident_force(struct ksmbd_ident *base, const kuid_t *uid,
				      const kgid_t *gid)
{
	return NULL;
}

static struct ksmbd_share *answer(struct kunit *test, const char *name, u32 config)
{
	struct ksmbd_share *share = ksmbd_share_alloc();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, share);
	strscpy(share->name, name, sizeof(share->name));
	share->config_hash = config;
	return ksmbd_share_publish(share);
}

static void unchanged(struct kunit *test)
{
	struct ksmbd_share *first = answer(test, "Public", 1);
	struct ksmbd_share *again = answer(test, "pUBLIC", 1);
	struct ksmbd_share *other = answer(test, "private", 1);

	KUNIT_EXPECT_PTR_EQ(test, first, again);
	KUNIT_EXPECT_PTR_NE(test, first, other);
	KUNIT_EXPECT_EQ(test, 3u, refcount_read(&first->ref));
	ksmbd_share_flush();
	KUNIT_EXPECT_EQ(test, 2u, refcount_read(&first->ref));
	ksmbd_share_put(first);
	ksmbd_share_put(again);
	ksmbd_share_put(other);
}

static void changed(struct kunit *test)
{
	struct ksmbd_share *first = answer(test, "public", 1);
	struct ksmbd_share *next = answer(test, "public", 2);
	struct ksmbd_share *again = answer(test, "public", 2);

	KUNIT_EXPECT_PTR_NE(test, first, next);
	KUNIT_EXPECT_PTR_EQ(test, next, again);
	/* who has the old one keeps it; the cache does not */
	KUNIT_EXPECT_EQ(test, 1u, refcount_read(&first->ref));
	ksmbd_share_put(first);
	ksmbd_share_put(next);
	ksmbd_share_put(again);
	ksmbd_share_flush();
}

static void elsewhere(struct kunit *test)
{
	struct ksmbd_share *first = answer(test, "public", 1);
	struct ksmbd_share *next;

	ksmbd_share_flush();
	next = answer(test, "public", 1);
	KUNIT_EXPECT_PTR_NE(test, first, next);
	ksmbd_share_put(first);
	ksmbd_share_put(next);
	ksmbd_share_flush();
}

/* One that was on its way to the cache when its share was removed, and its share is back. */
static void removed(struct kunit *test)
{
	struct ksmbd_share *late = ksmbd_share_alloc();
	struct ksmbd_share *next;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, late);
	strscpy(late->name, "public", sizeof(late->name));
	late->config_hash = 1;
	ksmbd_share_remove("Public");
	late = ksmbd_share_publish(late);
	KUNIT_EXPECT_TRUE(test, ksmbd_share_is_removed(late));
	next = answer(test, "public", 1);
	KUNIT_EXPECT_PTR_NE(test, late, next);
	KUNIT_EXPECT_FALSE(test, ksmbd_share_is_removed(next));
	ksmbd_share_put(late);
	ksmbd_share_put(next);
	ksmbd_share_flush();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(unchanged),
	KUNIT_CASE(changed),
	KUNIT_CASE(elsewhere),
	KUNIT_CASE(removed),
	{}
};

struct kunit_suite ksmbd_share_suite = {
	.name = "ksmbd_share",
	.test_cases = cases,
};
