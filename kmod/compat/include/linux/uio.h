/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/uio.h>: the direction of an iterator has names since 6.1.
 */
#ifndef KCOMPAT_LINUX_UIO_H
#define KCOMPAT_LINUX_UIO_H

#include_next <linux/uio.h>

#ifndef ITER_DEST
#define ITER_DEST	READ
#define ITER_SOURCE	WRITE
#endif

#endif /* KCOMPAT_LINUX_UIO_H */
