/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/slab.h>: __free(kfree) came with <linux/cleanup.h>,
 * __free(kvfree) with 6.6; kmalloc_obj() and its family are newer than 6.19.
 */
#ifndef KCOMPAT_LINUX_SLAB_H
#define KCOMPAT_LINUX_SLAB_H

#include <linux/version.h>

#include_next <linux/slab.h>
#include <linux/cleanup.h>
#include <linux/err.h>

#ifdef KCOMPAT_OWN_GUARDS
DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
/* declared here: <linux/mm.h>, its home before 5.16, includes this file through <linux/fs.h> */
extern void kvfree(const void *addr);
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))
#endif

#ifndef kmalloc_obj
#define __kcompat_gfp(none, gfp, ...)	gfp
#define kcompat_gfp(...)		__kcompat_gfp(, ##__VA_ARGS__, GFP_KERNEL)
#define kcompat_obj(alloc, v, gfp)	((typeof(v) *)alloc(sizeof(typeof(v)), gfp))
#define kcompat_objs(alloc, v, n, gfp)	((typeof(v) *)alloc(n, sizeof(typeof(v)), gfp))

#define kmalloc_obj(v, ...)	kcompat_obj(kmalloc, v, kcompat_gfp(__VA_ARGS__))
#define kzalloc_obj(v, ...)	kcompat_obj(kzalloc, v, kcompat_gfp(__VA_ARGS__))
#define kvmalloc_obj(v, ...)	kcompat_obj(kvmalloc, v, kcompat_gfp(__VA_ARGS__))
#define kvzalloc_obj(v, ...)	kcompat_obj(kvzalloc, v, kcompat_gfp(__VA_ARGS__))
#define kmalloc_objs(v, n, ...)	kcompat_objs(kmalloc_array, v, n, kcompat_gfp(__VA_ARGS__))
#define kzalloc_objs(v, n, ...)	kcompat_objs(kcalloc, v, n, kcompat_gfp(__VA_ARGS__))
#define kvmalloc_objs(v, n, ...) kcompat_objs(kvmalloc_array, v, n, kcompat_gfp(__VA_ARGS__))
#define kvzalloc_objs(v, n, ...) kcompat_objs(kvcalloc, v, n, kcompat_gfp(__VA_ARGS__))
#endif

#endif /* KCOMPAT_LINUX_SLAB_H */
