/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/bvec.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_BVEC_H
#define KSMBD_FUZZ_SHIM_BVEC_H

struct page;

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

#endif /* KSMBD_FUZZ_SHIM_BVEC_H */
