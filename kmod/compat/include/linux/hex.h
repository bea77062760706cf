/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/hex.h>: split out of <linux/kernel.h> in 6.4.
 */
#ifndef KCOMPAT_LINUX_HEX_H
#define KCOMPAT_LINUX_HEX_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#include_next <linux/hex.h>
#else
#include <linux/kernel.h>
#endif

#endif /* KCOMPAT_LINUX_HEX_H */
