/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/errno.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_ERRNO_H
#define KSMBD_FUZZ_SHIM_ERRNO_H

#include <asm/errno.h>

#endif /* KSMBD_FUZZ_SHIM_ERRNO_H */
