// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/utf16.c: strict conversion in both directions, upper case, composition
 * and decomposition (samples of Unicode UAX 15), equality and hash.
 */
#include "util/utf16.h"
#include "kunit_util.h"

#include <linux/errno.h>

static void converts(struct kunit *test)
{
	static const struct {
		const char *utf16, *utf8;
	} row[] = {
		{ "", "" },
		{ "4100", "41" },
		{ "e400", "c3a4" },
		{ "ff07", "dfbf" },
		{ "0008", "e0a080" },
		{ "ac20", "e282ac" },
		{ "ffff", "efbfbf" },
		{ "00d800dc", "f0908080" },
		{ "3dd84bde", "f09f998b" },
		{ "ffdbffdf", "f48fbfbf" },
	};
	u8 out[8];
	size_t n16, n8;
	u8 *a, *b;
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		a = kunit_unhex(test, row[i].utf16, &n16);
		b = kunit_unhex(test, row[i].utf8, &n8);
		ret = ksmbd_utf16_to_utf8(a, n16, (char *)out, n8 + 1);
		KUNIT_EXPECT_EQ(test, ret, (int)n8);
		KUNIT_EXPECT_EQ(test, memcmp(out, b, n8), 0);
		KUNIT_EXPECT_EQ(test, out[n8], 0);
		ret = ksmbd_utf8_to_utf16((char *)b, n8, NULL, 0);
		KUNIT_EXPECT_EQ(test, ret, (int)n16);
		ret = ksmbd_utf8_to_utf16((char *)b, n8, out, n16);
		KUNIT_EXPECT_EQ(test, ret, (int)n16);
		KUNIT_EXPECT_EQ(test, memcmp(out, a, n16), 0);
		if (n8) {
			ret = ksmbd_utf16_to_utf8(a, n16, (char *)out, n8);
			KUNIT_EXPECT_EQ(test, ret, -ENAMETOOLONG);
			ret = ksmbd_utf8_to_utf16((char *)b, n8, out, n16 - 1);
			KUNIT_EXPECT_EQ(test, ret, -ENAMETOOLONG);
		}
	}
}

static void refuses_bad_utf16(struct kunit *test)
{
	static const char * const bad[] = {
		"41",			/* half a unit */
		"410042",
		"00d8",			/* high surrogate at the end */
		"00d84100",		/* high surrogate before a letter */
		"00dc",			/* low surrogate alone */
		"00dc00d8",		/* the wrong way round */
		"00d800d800dc",
		"0000",			/* U+0000 */
		"410000004200",
	};
	char out[16];
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		p = kunit_unhex(test, bad[i], &n);
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_utf16_to_utf8(p, n, out, sizeof(out)), -EILSEQ,
				    "%s", bad[i]);
	}
}

static void refuses_bad_utf8(struct kunit *test)
{
	static const char * const bad[] = {
		"00", "4100",		/* U+0000 */
		"80", "bf", "ff", "fe",	/* no lead byte */
		"c080", "c1bf",		/* overlong */
		"e08080", "e09fbf",
		"f0808080", "f08fbfbf",
		"eda080", "edbfbf",	/* surrogates */
		"f4908080", "f5808080",	/* beyond U+10FFFF */
		"c3", "e282", "f09f99",	/* cut */
		"c341", "e28241", "f09f9941",
	};
	u8 out[16];
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		p = kunit_unhex(test, bad[i], &n);
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_utf8_to_utf16((char *)p, n, out, sizeof(out)),
				    -EILSEQ, "%s", bad[i]);
	}
}

static void upcases(struct kunit *test)
{
	static const u32 row[][2] = {
		{ 'a', 'A' }, { 'z', 'Z' }, { 'A', 'A' }, { '1', '1' }, { '{', '{' },
		{ 0xe4, 0xc4 }, { 0xf7, 0xf7 }, { 0xff, 0x178 }, { 0xb5, 0xb5 },
		{ 0x131, 0x131 }, { 0x17f, 0x17f }, { 0xdf, 0xdf }, { 0x101, 0x100 },
		{ 0x102, 0x102 }, { 0x3b1, 0x391 }, { 0x3c2, 0x3a3 }, { 0x3c3, 0x3a3 },
		{ 0x430, 0x410 }, { 0x451, 0x401 }, { 0x1e01, 0x1e00 }, { 0x1fb3, 0x1fbc },
		{ 0xff41, 0xff21 }, { 0x10428, 0x10428 }, { 0x110000, 0x110000 },
	};
	u8 *s;
	int i;

	for (i = 0; i < ARRAY_SIZE(row); i++)
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_upcase(row[i][0]), row[i][1], "U+%04X", row[i][0]);
	s = kunit_unhex(test, "5500 7300 e400 3dd8 4bde 61", NULL);
	ksmbd_utf16_upcase(s, 11);
	kunit_expect_hex(test, s, 11, "5500 5300 c400 3dd8 4bde 61");
}

/* source, composed, decomposed; in UTF-8 (UAX 15, tables 1 to 6 and figure 5) */
static const char * const forms[][3] = {
	{ "\u212b", "\u00c5", "A\u030a" },
	{ "\u2126", "\u03a9", "\u03a9" },
	{ "\u00f4", "\u00f4", "o\u0302" },
	{ "\u1e69", "\u1e69", "s\u0323\u0307" },
	{ "\u1e0b\u0323", "\u1e0d\u0307", "d\u0323\u0307" },
	{ "q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307" },
	{ "\uac00", "\uac00", "\u1100\u1161" },
	{ "\u1112\u1161\u11ab", "\ud55c", "\u1112\u1161\u11ab" },
	{ "\u0958", "\u0915\u093c", "\u0915\u093c" },
	{ "\u0344", "\u0308\u0301", "\u0308\u0301" },
	{ "\ufb01", "\ufb01", "\ufb01" },
	{ "\u1f82", "\u1f82", "\u03b1\u0313\u0300\u0345" },
	{ "", "", "" },
	{ "plain", "plain", "plain" },
};

static void composes(struct kunit *test)
{
	char out[32];
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		const char *s = forms[i][0], *nfc = forms[i][1], *nfd = forms[i][2];

		ret = ksmbd_utf8_compose(s, strlen(s), out, strlen(nfc));
		KUNIT_EXPECT_EQ_MSG(test, ret, (int)strlen(nfc), "row %d", i);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(out, nfc, strlen(nfc)), 0, "row %d", i);
		ret = ksmbd_utf8_decompose(s, strlen(s), out, strlen(nfd));
		KUNIT_EXPECT_EQ_MSG(test, ret, (int)strlen(nfd), "row %d", i);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(out, nfd, strlen(nfd)), 0, "row %d", i);
		KUNIT_EXPECT_TRUE(test, ksmbd_utf8_same(s, strlen(s), nfd, strlen(nfd),
							KSMBD_NAME_NORM));
		KUNIT_EXPECT_EQ(test, ksmbd_utf8_hash(s, strlen(s), KSMBD_NAME_NORM),
				ksmbd_utf8_hash(nfc, strlen(nfc), KSMBD_NAME_NORM));
		if (*s) {
			ret = ksmbd_utf8_compose(s, strlen(s), out, strlen(nfc) - 1);
			KUNIT_EXPECT_EQ(test, ret, -ENAMETOOLONG);
		}
	}
	KUNIT_EXPECT_EQ(test, ksmbd_utf8_compose("a\xff", 2, out, sizeof(out)), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_utf8_decompose("\xc3", 1, out, sizeof(out)), -EILSEQ);
}

static bool same(const char *a, const char *b, unsigned int how)
{
	bool yes = ksmbd_utf8_same(a, strlen(a), b, strlen(b), how);

	if (yes && ksmbd_utf8_hash(a, strlen(a), how) != ksmbd_utf8_hash(b, strlen(b), how))
		return !yes;
	return yes;
}

static void equality(struct kunit *test)
{
	const unsigned int both = KSMBD_NAME_CASE | KSMBD_NAME_NORM;

	KUNIT_EXPECT_TRUE(test, same("a", "a", 0));
	KUNIT_EXPECT_FALSE(test, same("a", "A", 0));
	KUNIT_EXPECT_FALSE(test, same("a", "A", KSMBD_NAME_NORM));
	KUNIT_EXPECT_TRUE(test, same("a", "A", KSMBD_NAME_CASE));
	KUNIT_EXPECT_FALSE(test, same("a", "ab", both));
	KUNIT_EXPECT_FALSE(test, same("", "a", both));
	KUNIT_EXPECT_FALSE(test, same("\u00e9", "e\u0301", KSMBD_NAME_CASE));
	KUNIT_EXPECT_TRUE(test, same("\u00e9", "e\u0301", KSMBD_NAME_NORM));
	KUNIT_EXPECT_TRUE(test, same("\u00e9", "E\u0301", both));
	KUNIT_EXPECT_TRUE(test, same("\u00c9tude", "e\u0301TUDE", both));
	KUNIT_EXPECT_FALSE(test, same("stra\u00dfe", "STRASSE", both));
	/* not UTF-8: only itself */
	KUNIT_EXPECT_TRUE(test, same("a\xff", "a\xff", both));
	KUNIT_EXPECT_FALSE(test, same("a\xff", "A\xff", both));
	KUNIT_EXPECT_FALSE(test, same("a\xff", "a", both));
}

/* The name index keeps one hash for all rules: what is the same under one must hash the same. */
static void hash_of_all_rules(struct kunit *test)
{
	const unsigned int both = KSMBD_NAME_CASE | KSMBD_NAME_NORM;
	unsigned int nfolded = 0;
	char a[8], b[8];
	u32 cp;

	for (cp = 0x80; cp < 0x10000; cp++) {
		u32 up = ksmbd_upcase(cp);
		int n, m;

		if (up == cp || (cp >= 0xd800 && cp < 0xe000))
			continue;
		/* with a mark behind it that could be put in order differently */
		n = ksmbd_utf8_put(cp, a, sizeof(a));
		m = ksmbd_utf8_put(up, b, sizeof(b));
		n += ksmbd_utf8_put(0x0323, a + n, sizeof(a) - n);
		m += ksmbd_utf8_put(0x0323, b + m, sizeof(b) - m);
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_utf8_hash(a, n, both),
				    ksmbd_utf8_hash(b, m, both), "U+%04X and U+%04X", cp, up);
		nfolded++;
	}
	KUNIT_EXPECT_GT(test, nfolded, 900U);
}

/* More marks than the window holds: bounded, and still equal to itself reordered. */
static void many_marks(struct kunit *test)
{
	size_t n = 400, i;
	char *s = kunit_kzalloc(test, n, GFP_KERNEL), *out = kunit_kzalloc(test, n, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, out);
	for (i = 0; i < n; i += 2) {
		s[i] = 0xcc;
		s[i + 1] = i % 4 ? 0x81 : 0xa3;
	}
	KUNIT_EXPECT_EQ(test, ksmbd_utf8_decompose(s, n, out, n), (int)n);
	KUNIT_EXPECT_TRUE(test, ksmbd_utf8_same(s, n, out, n, KSMBD_NAME_NORM));
	KUNIT_EXPECT_GT(test, ksmbd_utf8_compose(s, n, out, n), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(converts),
	KUNIT_CASE(refuses_bad_utf16),
	KUNIT_CASE(refuses_bad_utf8),
	KUNIT_CASE(upcases),
	KUNIT_CASE(composes),
	KUNIT_CASE(equality),
	KUNIT_CASE(hash_of_all_rules),
	KUNIT_CASE(many_marks),
	{}
};

struct kunit_suite ksmbd_utf16_suite = { .name = "ksmbd_utf16", .test_cases = cases };
