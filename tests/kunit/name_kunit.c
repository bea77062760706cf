// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/name.c: which names are taken apart how, which are refused with what,
 * and what names on disk look like on the wire (MS-FSCC 2.1.5).
 *
 * Names are written as UTF-8 here and made UTF-16 first.
 */
#include "util/name.h"
#include "util/utf16.h"
#include "kunit_util.h"

#include <linux/errno.h>

#define NATIVE	KSMBD_NAMES_NATIVE
#define PRIVATE	KSMBD_NAMES_PRIVATE

static int split(struct kunit *test, const char *s, enum ksmbd_name_encoding enc,
		 struct ksmbd_name *out)
{
	int n = ksmbd_utf8_to_utf16(s, strlen(s), NULL, 0);
	u8 *wire;

	KUNIT_ASSERT_GE(test, n, 0);
	wire = kunit_kzalloc(test, n ?: 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, wire);
	ksmbd_utf8_to_utf16(s, strlen(s), wire, n);
	return ksmbd_name_split(wire, n, enc, out);
}

static const struct {
	const char *wire, *path, *stream;
	bool has_stream, is_index, trailing;
} good[] = {
	{ "", "", "" },
	{ "a", "a", "" },
	{ "a\\b", "a/b", "" },
	{ "dir\\sub\\file.txt", "dir/sub/file.txt", "" },
	{ "a\\", "a", "", .trailing = true },
	{ "a\\b\\", "a/b", "", .trailing = true },
	{ "a/b\\c/", "a/b/c", "", .trailing = true },
	{ "\u00e9t\u00e9", "\u00e9t\u00e9", "" },
	{ "...", "...", "" },
	{ "a\\..", "", "" },
	{ "a\\..\\b", "b", "" },
	{ "a\\b\\..", "a", "" },
	{ "a\\bc\\../d\\e", "a/d/e", "" },
	{ "a\\b\\..\\..\\c", "c", "" },
	{ "a\\..\\", "", "", .trailing = true },
	{ "a\\..:s", "", "s", true },
	{ "a.", "a.", "" },
	{ "a ", "a ", "" },
	{ ".hidden", ".hidden", "" },
	{ "a:s", "a", "s", true },
	{ "a:s:$DATA", "a", "s", true },
	{ "a:s:$data", "a", "s", true },
	{ "a::$DATA", "a", "", true },
	{ "d\\a::$DaTa", "d/a", "", true },
	{ ":s", "", "s", true },
	{ "::$DATA", "", "", true },
	{ "d::$INDEX_ALLOCATION", "d", "", true, true },
	{ "d:$I30:$INDEX_ALLOCATION", "d", "", true, true },
	{ "a:AFP_AfpInfo", "a", "AFP_AfpInfo", true },
	/* almost everything is allowed in a stream name */
	{ "a:?Str*eam|<>\"", "a", "?Str*eam|<>\"", true },
	{ "a:\x05Stream\n One", "a", "\x05Stream\n One", true },
	{ "a: ", "a", " ", true },
};

static void splits(struct kunit *test)
{
	struct ksmbd_name *out = kunit_kzalloc(test, sizeof(*out), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, out);
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		KUNIT_EXPECT_EQ_MSG(test, split(test, good[i].wire, NATIVE, out), 0, "%s",
				    good[i].wire);
		KUNIT_EXPECT_STREQ(test, (const char *)out->path, good[i].path);
		KUNIT_EXPECT_STREQ(test, (const char *)out->stream, good[i].stream);
		KUNIT_EXPECT_EQ(test, out->has_stream, good[i].has_stream);
		KUNIT_EXPECT_EQ(test, out->is_index, good[i].is_index);
		KUNIT_EXPECT_EQ(test, out->trailing_sep, good[i].trailing);
	}
}

static const struct {
	const char *wire;
	int err;
} bad[] = {
	{ "\\", -EINVAL }, { "\\a", -EINVAL }, { "\\\\server\\share", -EINVAL },
	{ ".", -ENOENT }, { "..", -ENOENT }, { "..\\a", -ENOENT },
	{ "a\\..\\..\\b", -ENOENT }, { "a\\.\\b", -ENOENT }, { "a\\b\\..\\..\\..", -ENOENT },
	{ "..:s", -ENOENT }, { "a\\..\\.", -ENOENT },
	{ "a\\\\b", -ENXIO }, { "a\\\\", -ENXIO }, { "a\\:s", -ENXIO },
	{ "/a", -EINVAL }, { "../a", -ENOENT }, { "a\\../../b", -ENOENT }, { "a//b", -ENXIO },
	{ "a*", -ENXIO }, { "a?", -ENXIO }, { "a\"", -ENXIO }, { "a<", -ENXIO },
	{ "a>", -ENXIO }, { "a|", -ENXIO }, { "a\x01", -ENXIO }, { "\x1f", -ENXIO },
	{ "a:", -ENXIO }, { "a::", -ENXIO }, { "a:s:", -ENXIO }, { ":", -ENXIO },
	{ "a:s:$BAD", -ENXIO }, { "a:s:$DATA:x", -ENXIO }, { "a:b\\c", -ENXIO },
	{ "a:b/c", -ENXIO }, { "a:b\\", -ENXIO }, { "a:s:$INDEX_ALLOCATION", -ENXIO },
	{ "a:s:$INDEX_ALLOCATION_AND_MUCH_MORE_THAN_FITS", -ENXIO },
};

static void refuses(struct kunit *test)
{
	struct ksmbd_name *out = kunit_kzalloc(test, sizeof(*out), GFP_KERNEL);
	static const u8 odd[] = { 'a', 0, 'b' }, lone[] = { 0, 0xd8 }, nul[] = { 'a', 0, 0, 0 };
	int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, out);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, split(test, bad[i].wire, NATIVE, out), bad[i].err, "%s",
				    bad[i].wire);
	KUNIT_EXPECT_EQ(test, ksmbd_name_split(odd, 3, NATIVE, out), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_name_split(lone, 2, NATIVE, out), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_name_split(nul, 4, NATIVE, out), -ENXIO);
}

static void lengths(struct kunit *test)
{
	struct ksmbd_name *out = kunit_kzalloc(test, sizeof(*out), GFP_KERNEL);
	char *s = kunit_kzalloc(test, 2 * KSMBD_PATH_MAX, GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, out);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s);
	memset(s, 'a', 255);
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), 0);
	s[255] = 'a';
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), -ENAMETOOLONG);
	/* 128 units, but 256 bytes on disk */
	for (i = 0; i < 128; i++)
		memcpy(s + 2 * i, "\u00e9", 2);
	s[256] = 0;
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), -ENAMETOOLONG);
	s[254] = 0;
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), 0);
	/* stream names */
	strscpy(s, "a:", 3);
	memset(s + 2, 's', 255);
	s[257] = 0;
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), 0);
	s[257] = 's';
	s[258] = 0;
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), -ENAMETOOLONG);
	/* 4095 bytes are a path, 4096 are not */
	for (i = 0; i < KSMBD_PATH_MAX; i++)
		s[i] = i % 2 ? '\\' : 'a';
	s[KSMBD_PATH_MAX - 1] = 0;
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), 0);
	KUNIT_EXPECT_EQ(test, strlen(out->path), (size_t)KSMBD_PATH_MAX - 1);
	s[KSMBD_PATH_MAX - 1] = 'b';
	s[KSMBD_PATH_MAX] = 0;
	KUNIT_EXPECT_EQ(test, split(test, s, NATIVE, out), -ENAMETOOLONG);
}

/* on the wire, on disk (native) */
static const char * const mapped[][2] = {
	{ "a\uf022b", "a:b" },
	{ "a\uf020b", "a\"b" }, { "a\uf021b", "a*b" }, { "a\uf023b", "a<b" },
	{ "a\uf024b", "a>b" }, { "a\uf025b", "a?b" }, { "a\uf026b", "a\\b" },
	{ "a\uf027b", "a|b" },
	{ "a\uf001\uf01f", "a\x01\x1f" },
	{ "a\uf028", "a " }, { "a\uf029", "a." }, { "a b.c", "a b.c" },
	{ "a.\uf028", "a. " }, { "d\uf029\\e", "d./e" },
	{ "a\uf000", "a\uf000" }, { "a\uf02f", "a\uf02f" }, { "a\uf028b", "a\uf028b" },
};

static void maps_private_characters(struct kunit *test)
{
	struct ksmbd_name *out = kunit_kzalloc(test, sizeof(*out), GFP_KERNEL);
	u8 wire[64], back[64];
	int i, n;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, out);
	for (i = 0; i < ARRAY_SIZE(mapped); i++) {
		const char *w = mapped[i][0], *disk = mapped[i][1];

		KUNIT_EXPECT_EQ(test, split(test, w, NATIVE, out), 0);
		KUNIT_EXPECT_STREQ_MSG(test, (const char *)out->path, disk, "row %d", i);
		n = ksmbd_name_to_wire(disk, strlen(disk), NATIVE, back, sizeof(back));
		KUNIT_EXPECT_EQ(test, n, ksmbd_utf8_to_utf16(w, strlen(w), wire, sizeof(wire)));
		KUNIT_EXPECT_EQ_MSG(test, memcmp(wire, back, max(n, 0)), 0, "row %d", i);
		KUNIT_EXPECT_EQ(test, split(test, w, PRIVATE, out), 0);
	}
	/* "mapchars" form: understood, not sent */
	KUNIT_EXPECT_EQ(test, split(test, "\uf03a\uf03f\uf02a\uf05c\uf07c\uf03c\uf03e", NATIVE,
				    out), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)out->path, ":?*\\|<>");
	/* stored as sent */
	KUNIT_EXPECT_EQ(test, split(test, "a\uf022b\uf029", PRIVATE, out), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)out->path, "a\uf022b\uf029");
	/* mapping cannot make what is not allowed */
	KUNIT_EXPECT_EQ(test, split(test, "\uf029", NATIVE, out), -ENOENT);
	KUNIT_EXPECT_EQ(test, split(test, "a\\.\uf029\\b", NATIVE, out), -ENOENT);
	/* in a stream name too */
	KUNIT_EXPECT_EQ(test, split(test, "a:com.apple.metadata\uf022k", NATIVE, out), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)out->stream, "com.apple.metadata:k");
}

static void to_wire_errors(struct kunit *test)
{
	u8 out[16];

	KUNIT_EXPECT_EQ(test, ksmbd_name_to_wire("a\xff", 2, NATIVE, out, 16), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_name_to_wire("abc", 3, NATIVE, out, 5), -ENAMETOOLONG);
	KUNIT_EXPECT_EQ(test, ksmbd_name_to_wire("abc", 3, NATIVE, out, 6), 6);
	KUNIT_EXPECT_EQ(test, ksmbd_name_to_wire("a:b", 3, PRIVATE, out, 16), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_name_to_wire("a\\b", 3, PRIVATE, out, 16), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_name_to_wire("a.", 2, PRIVATE, out, 16), 4);
	kunit_expect_hex(test, out, 4, "61002e00");
	KUNIT_EXPECT_EQ(test, ksmbd_stream_to_wire("?\x05 ", 3, NATIVE, out, 16), 6);
	kunit_expect_hex(test, out, 6, "3f0005002000");
	KUNIT_EXPECT_EQ(test, ksmbd_stream_to_wire("a:b\\", 4, NATIVE, out, 16), 8);
	kunit_expect_hex(test, out, 8, "610022f0620026f0");
	KUNIT_EXPECT_EQ(test, ksmbd_stream_to_wire("a/b", 3, NATIVE, out, 16), -EILSEQ);
	KUNIT_EXPECT_EQ(test, ksmbd_stream_to_wire("a:b", 3, PRIVATE, out, 16), -EILSEQ);
}

static void vetoes(struct kunit *test)
{
	static const char list[] = "/._*/.DS_Store/lost+found/b?/";

	KUNIT_EXPECT_TRUE(test, ksmbd_name_is_vetoed(list, "._x", 3));
	KUNIT_EXPECT_TRUE(test, ksmbd_name_is_vetoed(list, ".ds_store", 9));
	KUNIT_EXPECT_TRUE(test, ksmbd_name_is_vetoed(list, "b1", 2));
	KUNIT_EXPECT_FALSE(test, ksmbd_name_is_vetoed(list, "b", 1));
	KUNIT_EXPECT_FALSE(test, ksmbd_name_is_vetoed(list, "x", 1));
	KUNIT_EXPECT_FALSE(test, ksmbd_name_is_vetoed("", "x", 1));
	KUNIT_EXPECT_FALSE(test, ksmbd_name_is_vetoed("///", "x", 1));
	KUNIT_EXPECT_TRUE(test, ksmbd_name_is_vetoed("x", "x", 1));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(splits),
	KUNIT_CASE(refuses),
	KUNIT_CASE(lengths),
	KUNIT_CASE(maps_private_characters),
	KUNIT_CASE(to_wire_errors),
	KUNIT_CASE(vetoes),
	{}
};

struct kunit_suite ksmbd_name_suite = { .name = "ksmbd_name", .test_cases = cases };
