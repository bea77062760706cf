/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/spinlock.h>: guard(spinlock) for kernels without
 * <linux/cleanup.h>.
 */
#ifndef KCOMPAT_LINUX_SPINLOCK_H
#define KCOMPAT_LINUX_SPINLOCK_H

#include_next <linux/spinlock.h>
#include <linux/cleanup.h>

#ifdef KCOMPAT_OWN_GUARDS
DEFINE_GUARD(spinlock, spinlock_t *, spin_lock(_T), spin_unlock(_T))
#endif

#endif /* KCOMPAT_LINUX_SPINLOCK_H */
