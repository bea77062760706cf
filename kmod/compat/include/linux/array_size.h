/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/array_size.h>: ARRAY_SIZE() has a header of its own since
 * 6.6 and in late stable kernels.
 */
#ifndef KCOMPAT_LINUX_ARRAY_SIZE_H
#define KCOMPAT_LINUX_ARRAY_SIZE_H

#if __has_include_next(<linux/array_size.h>)
#include_next <linux/array_size.h>
#else
#include <linux/kernel.h>
#endif

#endif /* KCOMPAT_LINUX_ARRAY_SIZE_H */
