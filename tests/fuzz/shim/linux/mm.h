/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/mm.h: pages exist by name only.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_MM_H
#define KSMBD_FUZZ_SHIM_MM_H

struct page;

static inline void put_page(struct page *page)
{
	(void)page;
}

#endif /* KSMBD_FUZZ_SHIM_MM_H */
