/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/hrtimer.h>: hrtimer_setup() replaced hrtimer_init() and the
 * assignment of the function in 6.15.
 */
#ifndef KCOMPAT_LINUX_HRTIMER_H
#define KCOMPAT_LINUX_HRTIMER_H

#include <linux/version.h>

#include_next <linux/hrtimer.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void kcompat_hrtimer_setup(struct hrtimer *timer,
					 enum hrtimer_restart (*function)(struct hrtimer *),
					 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}

#define hrtimer_setup(t, f, c, m)	kcompat_hrtimer_setup(t, f, c, m)
#endif

#endif /* KCOMPAT_LINUX_HRTIMER_H */
