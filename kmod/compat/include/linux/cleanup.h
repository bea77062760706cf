/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/cleanup.h>: scope-based clean-up came with 6.5, and with
 * late stable kernels of 5.10 and 6.1, so its presence is asked for and no
 * version.  Where it is missing this is a small set of the same names with the
 * same use: __free(), no_free_ptr(), return_ptr(), guard(), scoped_guard()
 * over guards made by DEFINE_GUARD() and DEFINE_LOCK_GUARD_0/1().
 */
#ifndef KCOMPAT_LINUX_CLEANUP_H
#define KCOMPAT_LINUX_CLEANUP_H

#if __has_include_next(<linux/cleanup.h>)
#include_next <linux/cleanup.h>
#else
/* Asked by the shadows of the headers that define the guards. */
#define KCOMPAT_OWN_GUARDS

#include <linux/compiler.h>
#include <linux/types.h>

#ifndef __cleanup
#define __cleanup(func)	__attribute__((__cleanup__(func)))
#endif

#define DEFINE_FREE(_name, _type, _free) \
	static inline void __free_##_name(void *p) { _type _T = *(_type *)p; _free; }
#define __free(_name)		__cleanup(__free_##_name)
#define no_free_ptr(p)		({ __auto_type __kept = (p); (p) = NULL; __kept; })
#define return_ptr(p)		return no_free_ptr(p)

/* A guard is a struct that remembers its lock; leaving the scope releases it. */
#define KCOMPAT_GUARD(_name, _type, _lock, _unlock) \
typedef struct { _type lock; } class_##_name##_t; \
static inline class_##_name##_t class_##_name##_enter(_type _T) \
{ \
	class_##_name##_t held = { .lock = _T }; \
	_lock; \
	return held; \
} \
static inline void class_##_name##_leave(class_##_name##_t *held) \
{ \
	_type _T = held->lock; \
	_unlock; \
}
#define DEFINE_GUARD(_name, _type, _lock, _unlock) \
	KCOMPAT_GUARD(_name, _type, _lock, _unlock)

#define __KCOMPAT_PASTE(a, b)	a##b
#define KCOMPAT_PASTE(a, b)	__KCOMPAT_PASTE(a, b)
#define guard(_name) \
	class_##_name##_t KCOMPAT_PASTE(__guard_, __COUNTER__) \
		__cleanup(class_##_name##_leave) __maybe_unused = class_##_name##_enter
#define scoped_guard(_name, args...) \
	for (class_##_name##_t __scope __cleanup(class_##_name##_leave) = \
	     class_##_name##_enter(args), *__once = (void *)&__scope; __once; __once = NULL)
#endif

#endif /* KCOMPAT_LINUX_CLEANUP_H */
