/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/build_bug.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_BUILD_BUG_H
#define KSMBD_FUZZ_SHIM_BUILD_BUG_H

#include <assert.h>

#define BUILD_BUG_ON(cond)	_Static_assert(!(cond), #cond)

#endif /* KSMBD_FUZZ_SHIM_BUILD_BUG_H */
