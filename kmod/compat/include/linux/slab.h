/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/slab.h>: __free(kfree) came with 6.5 (and 6.1 stable),
 * __free(kvfree) with 6.6.
 */
#ifndef KCOMPAT_LINUX_SLAB_H
#define KCOMPAT_LINUX_SLAB_H

#include <linux/version.h>

#include_next <linux/slab.h>
#include <linux/cleanup.h>
#include <linux/err.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
/* declared here: <linux/mm.h>, its home before 5.16, includes this file through <linux/fs.h> */
extern void kvfree(const void *addr);
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))
#endif

#endif /* KCOMPAT_LINUX_SLAB_H */
