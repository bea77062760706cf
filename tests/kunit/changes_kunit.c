// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/changes.c: what is kept for a client that watches a directory, in which
 * order, and when it is told to look itself.
 */
#include "state/changes.h"
#include "kunit_util.h"

#include <linux/string.h>

#define ALL	0xfffu

static void note(struct ksmbd_changes *c, u32 aspects, struct ksmbd_fsevent ev, const char *name)
{
	if (!ev.prefix)
		ev.prefix = "";
	ev.name = name;
	ev.name_len = strlen(name);
	ksmbd_changes_note(c, aspects, &ev);
}

static void added(struct ksmbd_changes *c, const char *name)
{
	note(c, ALL, (struct ksmbd_fsevent) { .change = KSMBD_CHANGE_ADDED,
	     .aspects = KSMBD_ASPECT_FILE_NAME }, name);
}

static void modified(struct ksmbd_changes *c, const char *name)
{
	note(c, ALL, (struct ksmbd_fsevent) { .change = KSMBD_CHANGE_MODIFIED,
	     .aspects = KSMBD_ASPECT_SIZE }, name);
}

/* "1a 3b": change and name of each, in order */
static void expect(struct kunit *test, struct ksmbd_changes *c, const char *want)
{
	struct ksmbd_change_item *item;
	char got[128] = "";
	size_t n = 0;

	list_for_each_entry(item, &c->list, entry)
		n += scnprintf(got + n, sizeof(got) - n, "%s%d%.*s", n ? " " : "", item->change,
			       (int)item->len, item->name);
	KUNIT_EXPECT_STREQ(test, (const char *)got, want);
	ksmbd_changes_clear(c);
	KUNIT_EXPECT_TRUE(test, ksmbd_changes_empty(c));
}

static void order(struct kunit *test)
{
	struct ksmbd_changes c;

	ksmbd_changes_init(&c, 4096);
	KUNIT_EXPECT_TRUE(test, ksmbd_changes_empty(&c));
	added(&c, "b");
	added(&c, "a");
	added(&c, "b");
	expect(test, &c, "1b 1a 1b");
	note(&c, ALL, (struct ksmbd_fsevent) { .change = KSMBD_CHANGE_REMOVED, .prefix = "x/y/",
	     .aspects = KSMBD_ASPECT_DIR_NAME }, "d");
	expect(test, &c, "2x/y/d");
	note(&c, ALL, (struct ksmbd_fsevent) { .change = KSMBD_CHANGE_ADDED_STREAM, .stream = "s",
	     .aspects = KSMBD_ASPECT_STREAM_NAME }, "f");
	expect(test, &c, "6f:s");
}

static void repetitions(struct kunit *test)
{
	struct ksmbd_changes c;

	ksmbd_changes_init(&c, 4096);
	modified(&c, "a");
	modified(&c, "b");
	modified(&c, "a");
	modified(&c, "ab");
	expect(test, &c, "3a 3b 3ab");
	/* something else happened to the name in between */
	modified(&c, "a");
	added(&c, "a");
	modified(&c, "a");
	modified(&c, "a");
	expect(test, &c, "3a 1a 3a");
}

static void filters(struct kunit *test)
{
	const struct ksmbd_fsevent rename = {
		.change = KSMBD_CHANGE_RENAMED_OLD, .aspects = KSMBD_ASPECT_FILE_NAME,
		.touched = KSMBD_ASPECT_ATTRIBUTES, .new_name = "new", .new_len = 3,
	};
	struct ksmbd_changes c;

	ksmbd_changes_init(&c, 4096);
	note(&c, KSMBD_ASPECT_FILE_NAME, rename, "old");
	expect(test, &c, "4old 5new");
	/* who did not ask for names hears that the file was touched */
	note(&c, KSMBD_ASPECT_ATTRIBUTES | KSMBD_ASPECT_DIR_NAME, rename, "old");
	expect(test, &c, "3new");
	note(&c, KSMBD_ASPECT_SIZE | KSMBD_ASPECT_DIR_NAME, rename, "old");
	expect(test, &c, "");
}

/* 12 bytes and the name in UTF-16, rounded up to 4, as in the reply. */
static void limits(struct kunit *test)
{
	struct ksmbd_changes c;

	ksmbd_changes_init(&c, 16 + 16 + 20);
	added(&c, "a");
	added(&c, "\u00e9\u00e9");
	KUNIT_EXPECT_EQ(test, c.bytes, 32);
	added(&c, "abc");
	KUNIT_EXPECT_FALSE(test, c.lost);
	KUNIT_EXPECT_EQ(test, c.bytes, 52);
	added(&c, "d");
	KUNIT_EXPECT_TRUE(test, c.lost);
	KUNIT_EXPECT_TRUE(test, list_empty(&c.list));
	KUNIT_EXPECT_EQ(test, c.bytes, 0);
	added(&c, "e");
	expect(test, &c, "");
	/* and then it begins anew */
	added(&c, "f");
	KUNIT_EXPECT_FALSE(test, c.lost);
	expect(test, &c, "1f");
	/* what no client can be shown takes no room */
	added(&c, "\xff");
	KUNIT_EXPECT_EQ(test, c.bytes, 0);
	expect(test, &c, "");
	ksmbd_changes_init(&c, 0);
	added(&c, "a");
	KUNIT_EXPECT_TRUE(test, c.lost);
	ksmbd_changes_clear(&c);
}

static bool is_not_b(const struct ksmbd_change_item *item, void *arg)
{
	return item->name[0] != 'b';
}

static void moves(struct kunit *test)
{
	struct ksmbd_changes c, to;

	ksmbd_changes_init(&c, 4096);
	ksmbd_changes_init(&to, 0);
	added(&c, "a");
	added(&c, "b");
	ksmbd_changes_filter(&c, is_not_b, NULL);
	KUNIT_EXPECT_EQ(test, c.bytes, 16);
	added(&c, "c");
	ksmbd_changes_move(&c, &to);
	KUNIT_EXPECT_TRUE(test, ksmbd_changes_empty(&c));
	KUNIT_EXPECT_EQ(test, to.bytes, 32);
	expect(test, &to, "1a 1c");
	ksmbd_changes_lose(&c);
	ksmbd_changes_move(&c, &to);
	KUNIT_EXPECT_TRUE(test, to.lost);
	KUNIT_EXPECT_TRUE(test, ksmbd_changes_empty(&c));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(order),
	KUNIT_CASE(repetitions),
	KUNIT_CASE(filters),
	KUNIT_CASE(limits),
	KUNIT_CASE(moves),
	{ }
};

struct kunit_suite ksmbd_changes_suite = {
	.name = "ksmbd_changes",
	.test_cases = cases,
};
