/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/time64.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_TIME64_H
#define KSMBD_FUZZ_SHIM_TIME64_H

#include <linux/types.h>

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

#endif /* KSMBD_FUZZ_SHIM_TIME64_H */
