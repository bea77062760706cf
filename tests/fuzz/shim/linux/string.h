/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/string.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_STRING_H
#define KSMBD_FUZZ_SHIM_STRING_H

#include <string.h>
#include <strings.h>

static inline void memzero_explicit(void *p, size_t n)
{
	memset(p, 0, n);
	__asm__ volatile("" : : "r"(p) : "memory");
}

static inline void *memchr_inv(const void *p, int c, size_t n)
{
	const unsigned char *s = p;

	for (; n; s++, n--)
		if (*s != (unsigned char)c)
			return (void *)s;
	return NULL;
}

#endif /* KSMBD_FUZZ_SHIM_STRING_H */
