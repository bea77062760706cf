/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/mutex.h>: guard(mutex) for kernels without <linux/cleanup.h>.
 */
#ifndef KCOMPAT_LINUX_MUTEX_H
#define KCOMPAT_LINUX_MUTEX_H

#include_next <linux/mutex.h>
#include <linux/cleanup.h>

#ifdef KCOMPAT_OWN_GUARDS
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
#endif

#endif /* KCOMPAT_LINUX_MUTEX_H */
