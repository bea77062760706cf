/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/workqueue.h>: since 6.17 a queue that is not unbound must
 * say WQ_PERCPU.  It is an enum constant, also in some stable kernels before,
 * where leaving it out is still right.
 */
#ifndef KCOMPAT_LINUX_WORKQUEUE_H
#define KCOMPAT_LINUX_WORKQUEUE_H

#include <linux/version.h>

#include_next <linux/workqueue.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define WQ_PERCPU	0
#endif

#endif /* KCOMPAT_LINUX_WORKQUEUE_H */
