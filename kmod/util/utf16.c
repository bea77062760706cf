// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Strict UTF-16LE <-> UTF-8, upper case, canonical (de)composition, and name
 * equality built on them.
 *
 * Not here: what a name may contain (name.c) and which file a name means (vfs).
 * Decomposition works through a small window of one starter and its marks, so
 * memory is bounded for any input; a run of more than WINDOW - 1 marks is cut,
 * the same way everywhere, so equality and hash stay consistent.
 *
 * Called from every room, in any context.  Pure: no locks, no allocation.
 */
#include "util/utf16.h"
#include "util/unicode_tables.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define WINDOW		32	/* code points of one starter with its marks */
#define MAX_DECOMP	4	/* longest full canonical decomposition of one code point */

/* Hangul syllables are arithmetic (Unicode 3.12). */
#define HANGUL_S	0xac00
#define HANGUL_L	0x1100
#define HANGUL_V	0x1161
#define HANGUL_T	0x11a7
#define HANGUL_NL	19
#define HANGUL_NV	21
#define HANGUL_NT	28
#define HANGUL_NS	(HANGUL_NL * HANGUL_NV * HANGUL_NT)

/**
 * ksmbd_utf8_next() - read one code point of strict UTF-8
 * @src: bytes
 * @len: how many
 * @cp: the code point
 *
 * Context: any.
 * Return: bytes it took (1..4), or -EILSEQ for overlong forms, surrogates, U+0000, anything
 * beyond U+10FFFF, a cut sequence, or no bytes at all.
 */
int ksmbd_utf8_next(const char *src, size_t len, u32 *cp)
{
	static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const u8 *s = (const u8 *)src;
	u32 v;
	int n, i;

	if (!len || !s[0])
		return -EILSEQ;
	if (s[0] < 0x80) {
		*cp = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] < 0xe0)
		n = 2;
	else if ((s[0] & 0xf0) == 0xe0)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] < 0xf5)
		n = 4;
	else
		return -EILSEQ;
	if (len < n)
		return -EILSEQ;
	v = s[0] & (0x7f >> n);
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -EILSEQ;
		v = v << 6 | (s[i] & 0x3f);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		return -EILSEQ;
	*cp = v;
	return n;
}

/**
 * ksmbd_utf8_put() - write one code point as UTF-8
 * @cp: the code point
 * @dst: where to
 * @room: bytes there
 *
 * Context: any.
 * Return: bytes written (1..4); -EILSEQ not a code point; -ENAMETOOLONG no room.
 */
int ksmbd_utf8_put(u32 cp, char *dst, size_t room)
{
	u8 *d = (u8 *)dst;
	int n, i;

	if (!cp || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return -EILSEQ;
	n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	if (room < n)
		return -ENAMETOOLONG;
	if (n == 1) {
		d[0] = cp;
		return 1;
	}
	for (i = n - 1; i > 0; i--) {
		d[i] = 0x80 | (cp & 0x3f);
		cp >>= 6;
	}
	d[0] = (u8)(0xf00 >> n) | cp;
	return n;
}

/**
 * ksmbd_utf16_next() - read one code point of strict UTF-16LE
 * @src: bytes
 * @bytes: how many
 * @cp: the code point; U+0000 is given out, the caller judges it
 *
 * Context: any.
 * Return: bytes it took (2 or 4), or -EILSEQ for a lone surrogate or a cut unit.
 */
int ksmbd_utf16_next(const u8 *src, size_t bytes, u32 *cp)
{
	u32 hi, lo;

	if (bytes < 2)
		return -EILSEQ;
	hi = get_unaligned_le16(src);
	if (hi < 0xd800 || hi >= 0xe000) {
		*cp = hi;
		return 2;
	}
	if (hi >= 0xdc00 || bytes < 4)
		return -EILSEQ;
	lo = get_unaligned_le16(src + 2);
	if (lo < 0xdc00 || lo >= 0xe000)
		return -EILSEQ;
	*cp = 0x10000 + ((hi & 0x3ff) << 10) + (lo & 0x3ff);
	return 4;
}

/**
 * ksmbd_utf16_put() - write one code point as UTF-16LE
 * @cp: a valid code point
 * @dst: where to, NULL to count
 * @room: bytes there (ignored when counting)
 *
 * Context: any.
 * Return: bytes written (2 or 4), or -ENAMETOOLONG.
 */
int ksmbd_utf16_put(u32 cp, u8 *dst, size_t room)
{
	int n = cp < 0x10000 ? 2 : 4;

	if (!dst)
		return n;
	if (room < n)
		return -ENAMETOOLONG;
	if (n == 2) {
		put_unaligned_le16(cp, dst);
	} else {
		cp -= 0x10000;
		put_unaligned_le16(0xd800 | cp >> 10, dst);
		put_unaligned_le16(0xdc00 | (cp & 0x3ff), dst + 2);
	}
	return n;
}

/**
 * ksmbd_utf16_to_utf8() - convert a string from the wire
 * @src: UTF-16LE, no terminator
 * @src_bytes: bytes of it
 * @dst: gets UTF-8 and a NUL
 * @room: bytes of @dst, the NUL included
 *
 * Context: any.
 * Return: bytes written without the NUL; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_utf16_to_utf8(const u8 *src, size_t src_bytes, char *dst, size_t room)
{
	size_t in = 0, out = 0;
	u32 cp;
	int n;

	if (!room)
		return -ENAMETOOLONG;
	while (in < src_bytes) {
		n = ksmbd_utf16_next(src + in, src_bytes - in, &cp);
		if (n < 0)
			return n;
		in += n;
		n = ksmbd_utf8_put(cp, dst + out, room - 1 - out);
		if (n < 0)
			return n;
		out += n;
	}
	dst[out] = '\0';
	return out;
}

/**
 * ksmbd_utf8_to_utf16() - convert a string for the wire
 * @src: UTF-8
 * @src_len: bytes of it
 * @dst: gets UTF-16LE without terminator; NULL to count only
 * @room: bytes of @dst
 *
 * Context: any.
 * Return: bytes written; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_utf8_to_utf16(const char *src, size_t src_len, u8 *dst, size_t room)
{
	size_t in = 0, out = 0;
	u32 cp;
	int n;

	while (in < src_len) {
		n = ksmbd_utf8_next(src + in, src_len - in, &cp);
		if (n < 0)
			return n;
		in += n;
		n = ksmbd_utf16_put(cp, dst ? dst + out : NULL, room - out);
		if (n < 0)
			return n;
		out += n;
	}
	return out;
}

/**
 * ksmbd_upcase() - upper case as a Windows file system folds it
 * @cp: any code point
 *
 * One to one and in the BMP only (MS-UCODEREF 3.1.5.3).
 *
 * Context: any.
 * Return: the upper case form, or @cp.
 */
u32 ksmbd_upcase(u32 cp)
{
	size_t lo = 0, hi = KSMBD_UC_NUPCASE;

	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct ksmbd_uc_run *r = &ksmbd_uc_upcase[mid];

		if (cp < r->first)
			hi = mid;
		else if (cp > r->last)
			lo = mid + 1;
		else
			return (cp - r->first) % r->step ? cp : cp + r->delta;
	}
	return cp;
}

/**
 * ksmbd_utf16_upcase() - upper case of a UTF-16LE string, in place
 * @s: the string
 * @bytes: its length; an odd last byte is left alone
 *
 * Context: any.
 */
void ksmbd_utf16_upcase(u8 *s, size_t bytes)
{
	size_t i;

	for (i = 0; i + 2 <= bytes; i += 2)
		put_unaligned_le16(ksmbd_upcase(get_unaligned_le16(s + i)), s + i);
}

/* Canonical combining class; 0 for starters. */
static u8 combining_class(u32 cp)
{
	size_t lo = 0, hi = KSMBD_UC_NCCC;

	if (cp < 0x300)
		return 0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct ksmbd_uc_ccc *r = &ksmbd_uc_ccc[mid];

		if (cp < r->first)
			hi = mid;
		else if (cp > r->last)
			lo = mid + 1;
		else
			return r->ccc;
	}
	return 0;
}

static const struct ksmbd_uc_decomp *decomp_find(u32 cp)
{
	size_t lo = 0, hi = KSMBD_UC_NDECOMP;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct ksmbd_uc_decomp *d = &ksmbd_uc_decomp[mid];

		if (cp == d->cp)
			return d;
		if (cp < d->cp)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* Full canonical decomposition of @cp into @out; how many code points. */
static unsigned int decompose_one(u32 cp, u32 out[MAX_DECOMP])
{
	const struct ksmbd_uc_decomp *d;
	unsigned int n = 1, i;

	out[0] = cp;
	if (cp < 0xc0)
		return 1;
	if (cp >= HANGUL_S && cp < HANGUL_S + HANGUL_NS) {
		cp -= HANGUL_S;
		out[0] = HANGUL_L + cp / (HANGUL_NV * HANGUL_NT);
		out[1] = HANGUL_V + cp % (HANGUL_NV * HANGUL_NT) / HANGUL_NT;
		out[2] = HANGUL_T + cp % HANGUL_NT;
		return cp % HANGUL_NT ? 3 : 2;
	}
	/* only the first part of a mapping decomposes further */
	while (n < MAX_DECOMP) {
		d = decomp_find(out[0]);
		if (!d)
			break;
		if (d->b) {
			for (i = n; i > 1; i--)
				out[i] = out[i - 1];
			out[1] = d->b;
			n++;
		}
		out[0] = d->a;
	}
	return n;
}

/* Composition of a pair, or 0. */
static u32 compose_pair(u32 a, u32 b)
{
	size_t lo = 0, hi = KSMBD_UC_NCOMP;

	if (a - HANGUL_L < HANGUL_NL && b - HANGUL_V < HANGUL_NV)
		return HANGUL_S + ((a - HANGUL_L) * HANGUL_NV + (b - HANGUL_V)) * HANGUL_NT;
	if (a - HANGUL_S < HANGUL_NS && !((a - HANGUL_S) % HANGUL_NT) &&
	    b - HANGUL_T - 1 < HANGUL_NT - 1)
		return a + (b - HANGUL_T);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct ksmbd_uc_decomp *d = &ksmbd_uc_decomp[ksmbd_uc_comp[mid]];

		if (d->a == a && d->b == b)
			return d->cp;
		if (a < d->a || (a == d->a && b < d->b))
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

/**
 * struct uniter - walks a UTF-8 string as decomposed, ordered, folded code points
 * @src: bytes not yet read
 * @len: how many
 * @how: KSMBD_NAME_*
 * @err: the string is not UTF-8
 * @n: code points in @buf
 * @i: next of them to give out
 * @buf: one starter with its marks, in canonical order
 * @ccc: their classes
 */
struct uniter {
	const char *src;
	size_t len;
	unsigned int how;
	bool err;
	unsigned int n;
	unsigned int i;
	u32 buf[WINDOW];
	u8 ccc[WINDOW];
};

static void uniter_init(struct uniter *it, const char *src, size_t len, unsigned int how)
{
	it->src = src;
	it->len = len;
	it->how = how;
	it->err = false;
	it->n = 0;
	it->i = 0;
}

/* Adds @cp to the window, before marks of a higher class. */
static void uniter_insert(struct uniter *it, u32 cp)
{
	u8 ccc = combining_class(cp);
	unsigned int at = it->n;

	while (ccc && at && it->ccc[at - 1] > ccc) {
		it->buf[at] = it->buf[at - 1];
		it->ccc[at] = it->ccc[at - 1];
		at--;
	}
	it->buf[at] = cp;
	it->ccc[at] = ccc;
	it->n++;
}

/* Reads a starter (or leading marks) and the marks after it. */
static void uniter_fill(struct uniter *it)
{
	u32 cp, parts[MAX_DECOMP];
	unsigned int n, i;
	int took;

	it->n = 0;
	it->i = 0;
	while (it->len) {
		took = ksmbd_utf8_next(it->src, it->len, &cp);
		if (took < 0) {
			it->err = true;
			return;
		}
		if (it->how & KSMBD_NAME_NORM) {
			n = decompose_one(cp, parts);
		} else {
			parts[0] = cp;
			n = 1;
		}
		if (it->n && (!(it->how & KSMBD_NAME_NORM) || !combining_class(parts[0]) ||
			      it->n + n > WINDOW))
			return;
		it->src += took;
		it->len -= took;
		for (i = 0; i < n; i++)
			uniter_insert(it, parts[i]);
	}
}

/* Next code point, or false at the end or on bad UTF-8. */
static bool uniter_next(struct uniter *it, u32 *cp, u8 *ccc)
{
	if (it->i == it->n) {
		uniter_fill(it);
		if (it->err || !it->n)
			return false;
	}
	*cp = it->buf[it->i];
	if (it->how & KSMBD_NAME_CASE)
		*cp = ksmbd_upcase(*cp);
	if (ccc)
		*ccc = it->ccc[it->i];
	it->i++;
	return true;
}

static bool is_utf8(const char *s, size_t len)
{
	u32 cp;
	int n;

	while (len) {
		n = ksmbd_utf8_next(s, len, &cp);
		if (n < 0)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

static u8 ascii_fold(u8 c, unsigned int how)
{
	return how & KSMBD_NAME_CASE && c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

/* Do two names differ in ASCII before anything else comes?  Nothing composes to ASCII. */
static bool ascii_differs(const u8 *a, size_t alen, const u8 *b, size_t blen, unsigned int how)
{
	size_t i;

	for (i = 0; i < alen && i < blen; i++) {
		if ((a[i] | b[i]) & 0x80)
			return false;
		if (ascii_fold(a[i], how) != ascii_fold(b[i], how))
			return true;
	}
	return false;
}

/**
 * ksmbd_utf8_same() - do two names mean the same file?
 * @a: one name
 * @alen: its bytes
 * @b: the other
 * @blen: its bytes
 * @how: KSMBD_NAME_CASE, KSMBD_NAME_NORM
 *
 * Context: any.
 * Return: true if they do; a name that is not UTF-8 equals only itself.
 */
bool ksmbd_utf8_same(const char *a, size_t alen, const char *b, size_t blen, unsigned int how)
{
	struct uniter ia, ib;
	u32 ca, cb;
	bool ma, mb;

	if (alen == blen && !memcmp(a, b, alen))
		return true;
	if (!how || ascii_differs((const u8 *)a, alen, (const u8 *)b, blen, how))
		return false;
	uniter_init(&ia, a, alen, how);
	uniter_init(&ib, b, blen, how);
	do {
		ma = uniter_next(&ia, &ca, NULL);
		mb = uniter_next(&ib, &cb, NULL);
		if (ma != mb || ia.err || ib.err)
			return false;
	} while (ma && ca == cb);
	return !ma;
}

/**
 * ksmbd_utf8_hash() - hash that agrees with ksmbd_utf8_same()
 * @s: a name
 * @len: its bytes
 * @how: KSMBD_NAME_CASE, KSMBD_NAME_NORM
 *
 * Context: any.
 * Return: equal values for names that are the same under @how.
 */
u32 ksmbd_utf8_hash(const char *s, size_t len, unsigned int how)
{
	u32 h = 0x811c9dc5, cp;
	struct uniter it;
	size_t i;

	if (how && is_utf8(s, len)) {
		uniter_init(&it, s, len, how);
		while (uniter_next(&it, &cp, NULL))
			h = (h ^ cp) * 0x01000193;
	} else {
		for (i = 0; i < len; i++)
			h = (h ^ (u8)s[i]) * 0x01000193;
	}
	h ^= h >> 16;
	h *= 0x7feb352d;
	return h ^ h >> 15;
}

/**
 * ksmbd_utf8_decompose() - canonical decomposition (NFD)
 * @src: UTF-8
 * @len: its bytes
 * @dst: gets UTF-8, no NUL
 * @room: bytes of @dst
 *
 * Context: any.
 * Return: bytes written; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_utf8_decompose(const char *src, size_t len, char *dst, size_t room)
{
	struct uniter it;
	size_t out = 0;
	u32 cp;
	int n;

	uniter_init(&it, src, len, KSMBD_NAME_NORM);
	while (uniter_next(&it, &cp, NULL)) {
		n = ksmbd_utf8_put(cp, dst + out, room - out);
		if (n < 0)
			return n;
		out += n;
	}
	return it.err ? -EILSEQ : (int)out;
}

/* Writes @n code points at @dst + *@out. */
static int put_all(const u32 *cps, unsigned int n, char *dst, size_t room, size_t *out)
{
	unsigned int i;
	int ret;

	for (i = 0; i < n; i++) {
		ret = ksmbd_utf8_put(cps[i], dst + *out, room - *out);
		if (ret < 0)
			return ret;
		*out += ret;
	}
	return 0;
}

/**
 * ksmbd_utf8_compose() - canonical composition (NFC)
 * @src: UTF-8
 * @len: its bytes
 * @dst: gets UTF-8, no NUL
 * @room: bytes of @dst
 *
 * Context: any.
 * Return: bytes written; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_utf8_compose(const char *src, size_t len, char *dst, size_t room)
{
	u32 win[WINDOW + 1];	/* a starter and the marks that did not compose with it */
	unsigned int n = 0;
	struct uniter it;
	size_t out = 0;
	u8 ccc, last = 0;
	u32 cp, both;
	int ret;

	uniter_init(&it, src, len, KSMBD_NAME_NORM);
	while (uniter_next(&it, &cp, &ccc)) {
		/* blocked when something of no lower class stands between */
		both = n && (n == 1 || last < ccc) ? compose_pair(win[0], cp) : 0;
		if (both) {
			win[0] = both;
			continue;
		}
		if (n && (!ccc || n == ARRAY_SIZE(win))) {
			ret = put_all(win, n, dst, room, &out);
			if (ret)
				return ret;
			n = 0;
		}
		win[n++] = cp;
		last = ccc;
	}
	if (it.err)
		return -EILSEQ;
	ret = put_all(win, n, dst, room, &out);
	return ret ? ret : (int)out;
}
