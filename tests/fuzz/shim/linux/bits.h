/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/bits.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_BITS_H
#define KSMBD_FUZZ_SHIM_BITS_H

#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))

#endif /* KSMBD_FUZZ_SHIM_BITS_H */
