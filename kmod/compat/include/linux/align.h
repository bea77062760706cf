/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/align.h>: ALIGN() and its kin have a header of their own
 * since 5.11.
 */
#ifndef KCOMPAT_LINUX_ALIGN_H
#define KCOMPAT_LINUX_ALIGN_H

#if __has_include_next(<linux/align.h>)
#include_next <linux/align.h>
#else
#include <linux/kernel.h>
#endif

#endif /* KCOMPAT_LINUX_ALIGN_H */
