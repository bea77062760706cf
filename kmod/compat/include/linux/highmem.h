/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/highmem.h>: kmap_local_page() came with 5.11.  The atomic
 * mapping before it forbids sleeping, which users of a local one may do, but
 * ours only compute.
 */
#ifndef KCOMPAT_LINUX_HIGHMEM_H
#define KCOMPAT_LINUX_HIGHMEM_H

#include <linux/version.h>

#include_next <linux/highmem.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define kmap_local_page(page)	kmap_atomic(page)
#define kunmap_local(addr)	kunmap_atomic(addr)
#endif

#endif /* KCOMPAT_LINUX_HIGHMEM_H */
