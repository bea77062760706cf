/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strict UTF-16LE <-> UTF-8, simple case folding, canonical composition.
 *
 * Strict: lone surrogates, overlong forms, U+0000 inside and code points above
 * U+10FFFF are errors (-EILSEQ), never replaced.  Pure; the tables are in
 * unicode_tables.c.
 */
#ifndef KSMBD_UTIL_UTF16_H
#define KSMBD_UTIL_UTF16_H

#include <linux/types.h>

/* Returns bytes written without the terminating NUL (which is added), -EILSEQ, -ENAMETOOLONG. */
int ksmbd_utf16_to_utf8(const u8 *src, size_t src_bytes, char *dst, size_t room);
/* Returns bytes written (no terminator), -EILSEQ, -ENAMETOOLONG.  @dst may be NULL to count. */
int ksmbd_utf8_to_utf16(const char *src, size_t src_len, u8 *dst, size_t room);
/* One code point; the number of bytes it took, or -EILSEQ. */
int ksmbd_utf8_next(const char *src, size_t len, u32 *cp);
int ksmbd_utf8_put(u32 cp, char *dst, size_t room);
/* The same for UTF-16LE; _next gives out U+0000 too, _put only counts when @dst is NULL. */
int ksmbd_utf16_next(const u8 *src, size_t bytes, u32 *cp);
int ksmbd_utf16_put(u32 cp, u8 *dst, size_t room);
/* Simple upper case as a Windows file system does it (BMP, one to one). */
u32 ksmbd_upcase(u32 cp);
/* In place, over UTF-16LE (NTLMv2 wants the user name so). */
void ksmbd_utf16_upcase(u8 *s, size_t bytes);

#define KSMBD_NAME_CASE		0x1	/* fold case */
#define KSMBD_NAME_NORM		0x2	/* composed equals decomposed */
/* Do two UTF-8 names mean the same file under @how?  Bad UTF-8 equals only itself. */
bool ksmbd_utf8_same(const char *a, size_t alen, const char *b, size_t blen, unsigned int how);
/* Hash that agrees with ksmbd_utf8_same(). */
u32 ksmbd_utf8_hash(const char *s, size_t len, unsigned int how);
/* Canonical composition (NFC): bytes written without NUL, or -EILSEQ, -ENAMETOOLONG. */
int ksmbd_utf8_compose(const char *src, size_t len, char *dst, size_t room);
int ksmbd_utf8_decompose(const char *src, size_t len, char *dst, size_t room);

#endif /* KSMBD_UTIL_UTF16_H */
