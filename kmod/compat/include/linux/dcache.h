/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/dcache.h>: names as struct qstr expressions (6.16).
 */
#ifndef KCOMPAT_LINUX_DCACHE_H
#define KCOMPAT_LINUX_DCACHE_H

#include_next <linux/dcache.h>

#ifndef QSTR_LEN
#define QSTR_LEN(n, l)	((struct qstr)QSTR_INIT(n, l))
#endif

#endif /* KCOMPAT_LINUX_DCACHE_H */
