// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/wildcard.c: the table of MS-FSA 2.1.4.4, and no pattern that takes long.
 */
#include "util/misc.h"
#include "kunit_util.h"

#include <linux/ktime.h>

static const struct {
	const char *pattern, *name;
	bool fold, want;
} row[] = {
	{ "", "", false, true }, { "", "a", false, false }, { "a", "", false, false },
	{ "abc", "abc", false, true }, { "abc", "ABC", false, false },
	{ "abc", "ABC", true, true }, { "\u00e4", "\u00c4", true, true },
	{ "*", "", false, true }, { "*", "anything.at all", false, true },
	{ "**", "", false, true }, { "*a", "a", false, true }, { "*a", "ba", false, true },
	{ "*a", "ab", false, false }, { "a*", "a", false, true }, { "a*b*c", "abc", false, true },
	{ "a*b*c", "axxbyyc", false, true }, { "a*b*c", "axxcyyb", false, false },
	{ "*.txt", "x.txt", false, true }, { "*.txt", "x.TXT", true, true },
	{ "*.txt", "xtxt", false, false }, { "*.*", "foo", false, false },
	{ "*.*", "a.b", false, true },
	{ "?", "a", false, true }, { "?", "", false, false }, { "?", "ab", false, false },
	{ "?", "\u20ac", false, true }, { "??", "\u20ac", false, false },
	{ "?", "\U0001f34e", false, true }, { "?", "\xff", false, true },
	{ "a?c", "abc", false, true }, { "a?", "a", false, false },
	{ "*?", "", false, false }, { "*?", "x", false, true },
	/* DOS_STAR: up to the last period */
	{ "<", "", false, true }, { "<", "abc", false, true }, { "<", "a.b", false, false },
	{ "<.txt", "a.b.txt", false, true }, { "<.txt", "a.txt.b", false, false },
	{ "<.b", "a.b", false, true }, { "<b", "a.b", false, false },
	{ "<.<", "a.b", false, true }, { "<.<", "ab", false, false },
	{ "a<b", "axb", false, true }, { "<\"<", "ab", false, true },
	{ "<\"<", "a.b", false, true },
	/* DOS_QM: one character, or none before a period or at the end */
	{ ">", "a", false, true }, { ">", "", false, true }, { ">>>", "a", false, true },
	{ ">>>", "abcd", false, false }, { ">>>.txt", "a.txt", false, true },
	{ ">>>.txt", "abc.txt", false, true }, { ">>>.txt", "abcd.txt", false, false },
	{ ">", ".", false, false }, { "a>b", "ab", false, false }, { "a>.b", "a.b", false, true },
	/* DOS_DOT: a period, or nothing at the end */
	{ "\"", ".", false, true }, { "\"", "", false, true }, { "a\"", "a", false, true },
	{ "a\"", "a.", false, true }, { "a\"b", "ab", false, false },
	{ "a\"b", "a.b", false, true },
	{ "foo\">>>", "foo", false, true }, { "foo\">>>", "foo.c", false, true },
	{ "foo\"*", "foo", false, true }, { "foo\"*", "foo.tar.gz", false, true },
	{ "foo\"*", "food", false, false },
};

static void table(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(row); i++)
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_wildcard_match(row[i].pattern,
							       strlen(row[i].pattern),
							       row[i].name, strlen(row[i].name),
							       row[i].fold),
				    row[i].want, "pattern %s name %s", row[i].pattern,
				    row[i].name);
}

static void knows_wildcards(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, ksmbd_wildcard_has("", 0));
	KUNIT_EXPECT_FALSE(test, ksmbd_wildcard_has("abc.d", 5));
	KUNIT_EXPECT_FALSE(test, ksmbd_wildcard_has("a\0b", 3));
	KUNIT_EXPECT_TRUE(test, ksmbd_wildcard_has("a*", 2));
	KUNIT_EXPECT_TRUE(test, ksmbd_wildcard_has("?", 1));
	KUNIT_EXPECT_TRUE(test, ksmbd_wildcard_has("<", 1));
	KUNIT_EXPECT_TRUE(test, ksmbd_wildcard_has(">", 1));
	KUNIT_EXPECT_TRUE(test, ksmbd_wildcard_has("\"", 1));
}

/* Backtracking would take longer than the universe has. */
static void hostile_pattern(struct kunit *test)
{
	size_t plen = 1023, nlen = 255, i;
	char *pattern = kunit_kzalloc(test, plen + 1, GFP_KERNEL);
	char *name = kunit_kzalloc(test, nlen, GFP_KERNEL);
	ktime_t start;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pattern);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, name);
	for (i = 0; i < plen; i++)
		pattern[i] = i % 2 ? 'a' : '*';
	memset(name, 'a', nlen);
	start = ktime_get();
	KUNIT_EXPECT_FALSE(test, ksmbd_wildcard_match(pattern, plen, name, nlen, true));
	KUNIT_EXPECT_TRUE(test, ksmbd_wildcard_match(pattern, 511, name, nlen, true));
	KUNIT_EXPECT_LT(test, ktime_ms_delta(ktime_get(), start), (s64)10000);
	pattern[plen] = '*';
	KUNIT_EXPECT_FALSE(test, ksmbd_wildcard_match(pattern, plen + 1, name, nlen, true));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(table),
	KUNIT_CASE(knows_wildcards),
	KUNIT_CASE(hostile_pattern),
	{}
};

struct kunit_suite ksmbd_wildcard_suite = { .name = "ksmbd_wildcard", .test_cases = cases };
