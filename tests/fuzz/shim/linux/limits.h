/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/limits.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_LIMITS_H
#define KSMBD_FUZZ_SHIM_LIMITS_H

#include <stdint.h>

/* not <limits.h>: kmod/ has a file of that name */
#define INT_MAX		__INT_MAX__
#define UINT_MAX	(__INT_MAX__ * 2U + 1)
#define U8_MAX		UINT8_MAX
#define U16_MAX		UINT16_MAX
#define U32_MAX		UINT32_MAX
#define U64_MAX		UINT64_MAX
#define S32_MAX		INT32_MAX
#define S64_MAX		INT64_MAX

#endif /* KSMBD_FUZZ_SHIM_LIMITS_H */
