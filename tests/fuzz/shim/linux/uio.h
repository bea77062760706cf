/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/uio.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_UIO_H
#define KSMBD_FUZZ_SHIM_UIO_H

#include <linux/types.h>

struct kvec {
	void *iov_base;
	size_t iov_len;
};

#endif /* KSMBD_FUZZ_SHIM_UIO_H */
