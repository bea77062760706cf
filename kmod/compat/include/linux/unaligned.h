/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/unaligned.h>: the header moved here from <asm/unaligned.h>
 * in 6.12.  Nothing else: see ../../README.md for the rules of these headers.
 */
#ifndef KCOMPAT_LINUX_UNALIGNED_H
#define KCOMPAT_LINUX_UNALIGNED_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include_next <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#endif /* KCOMPAT_LINUX_UNALIGNED_H */
