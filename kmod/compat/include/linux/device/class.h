/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/device/class.h>: since 6.4 the callbacks of a class
 * attribute take const pointers.  kcompat_class_const is that const.
 */
#ifndef KCOMPAT_LINUX_DEVICE_CLASS_H
#define KCOMPAT_LINUX_DEVICE_CLASS_H

#include <linux/version.h>
#include_next <linux/device/class.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define kcompat_class_const const
#else
#define kcompat_class_const
#endif

#endif /* KCOMPAT_LINUX_DEVICE_CLASS_H */
