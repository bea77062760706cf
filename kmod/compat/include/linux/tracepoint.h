/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/tracepoint.h>: __assign_str() lost its second argument in
 * 6.10; kcompat_assign_str(field, source) is right on both.
 */
#ifndef KCOMPAT_LINUX_TRACEPOINT_H
#define KCOMPAT_LINUX_TRACEPOINT_H

#include <linux/version.h>

#include_next <linux/tracepoint.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define kcompat_assign_str(dst, src)	__assign_str(dst)
#else
#define kcompat_assign_str(dst, src)	__assign_str(dst, src)
#endif

#endif /* KCOMPAT_LINUX_TRACEPOINT_H */
