/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/overflow.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_OVERFLOW_H
#define KSMBD_FUZZ_SHIM_OVERFLOW_H

#define check_add_overflow(a, b, r)	__builtin_add_overflow(a, b, r)
#define check_sub_overflow(a, b, r)	__builtin_sub_overflow(a, b, r)
#define check_mul_overflow(a, b, r)	__builtin_mul_overflow(a, b, r)

static inline size_t size_add(size_t a, size_t b)
{
	size_t r;

	return __builtin_add_overflow(a, b, &r) ? (size_t)-1 : r;
}

static inline size_t size_mul(size_t a, size_t b)
{
	size_t r;

	return __builtin_mul_overflow(a, b, &r) ? (size_t)-1 : r;
}

#endif /* KSMBD_FUZZ_SHIM_OVERFLOW_H */
