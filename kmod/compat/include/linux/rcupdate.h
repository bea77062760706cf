/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/rcupdate.h>: guard(rcu)() for kernels without
 * <linux/cleanup.h>.
 */
#ifndef KCOMPAT_LINUX_RCUPDATE_H
#define KCOMPAT_LINUX_RCUPDATE_H

#include_next <linux/rcupdate.h>
#include <linux/cleanup.h>

#ifdef KCOMPAT_OWN_GUARDS
typedef struct { int unused; } class_rcu_t;

static inline class_rcu_t class_rcu_enter(void)
{
	class_rcu_t held = { };

	rcu_read_lock();
	return held;
}

static inline void class_rcu_leave(class_rcu_t *held)
{
	rcu_read_unlock();
}
#endif

#endif /* KCOMPAT_LINUX_RCUPDATE_H */
