/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every suite uses: bytes from hex, and bytes compared with hex.
 *
 * Buffers are exactly as long as their contents, so that KASAN sees one byte
 * too many.  Hex strings may hold spaces.
 */
#ifndef KSMBD_TESTS_KUNIT_UTIL_H
#define KSMBD_TESTS_KUNIT_UTIL_H

#include <kunit/test.h>
#include <linux/ctype.h>
#include <linux/string.h>

static inline u8 kunit_nibble(struct kunit *test, char c)
{
	KUNIT_ASSERT_TRUE(test, isxdigit(c));
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

/* Bytes of @hex in memory of exactly their size, freed with the test. */
static inline u8 *kunit_unhex(struct kunit *test, const char *hex, size_t *len)
{
	size_t n = 0, i;
	const char *p;
	u8 *out;

	for (p = hex; *p; p++)
		n += !isspace(*p);
	KUNIT_ASSERT_EQ(test, n % 2, (size_t)0);
	n /= 2;
	out = kunit_kzalloc(test, n ?: 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, out);
	for (p = hex, i = 0; i < n; i++, p += 2) {
		while (isspace(*p))
			p++;
		out[i] = kunit_nibble(test, p[0]) << 4 | kunit_nibble(test, p[1]);
	}
	if (len)
		*len = n;
	return out;
}

/* @len bytes at @p are those of @hex; says both when not. */
static inline void kunit_expect_hex(struct kunit *test, const void *p, size_t len, const char *hex)
{
	size_t n;
	u8 *want = kunit_unhex(test, hex, &n);

	KUNIT_EXPECT_EQ(test, len, n);
	if (len != n || memcmp(p, want, n))
		KUNIT_FAIL(test, "got %*phN..., want %.128s", (int)min_t(size_t, len, 64), p, hex);
}

#endif /* KSMBD_TESTS_KUNIT_UTIL_H */
