/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/timer.h>: timer_container_of() was from_timer(), and
 * timer_shutdown_sync() came with 6.2 (and 6.1 stable).
 */
#ifndef KCOMPAT_LINUX_TIMER_H
#define KCOMPAT_LINUX_TIMER_H

#include <linux/version.h>

#include_next <linux/timer.h>

#ifndef timer_container_of
#define timer_container_of(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*(var)), timer_fieldname)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
/* Close enough for timers whose owner no longer arms them. */
#define timer_shutdown_sync(t)	timer_delete_sync(t)
#endif

#endif /* KCOMPAT_LINUX_TIMER_H */
