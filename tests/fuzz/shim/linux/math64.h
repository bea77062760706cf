/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/math64.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_MATH64_H
#define KSMBD_FUZZ_SHIM_MATH64_H

#include <linux/types.h>

static inline u64 div_u64_rem(u64 n, u32 d, u32 *rem)
{
	*rem = n % d;
	return n / d;
}

static inline u64 div_u64(u64 n, u32 d)
{
	return n / d;
}

#endif /* KSMBD_FUZZ_SHIM_MATH64_H */
