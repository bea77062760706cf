/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/bvec.h>: bvec_set_page() since 6.3.
 */
#ifndef KCOMPAT_LINUX_BVEC_H
#define KCOMPAT_LINUX_BVEC_H

#include <linux/version.h>

#include_next <linux/bvec.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void kcompat_bvec_set_page(struct bio_vec *bv, struct page *page,
					 unsigned int len, unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

#define bvec_set_page(bv, page, len, off)	kcompat_bvec_set_page(bv, page, len, off)
#endif

#endif /* KCOMPAT_LINUX_BVEC_H */
