/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/stddef.h.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_STDDEF_H
#define KSMBD_FUZZ_SHIM_STDDEF_H

#include <stddef.h>

#define sizeof_field(t, m)	sizeof(((t *)0)->m)
#define offsetofend(t, m)	(offsetof(t, m) + sizeof_field(t, m))

#endif /* KSMBD_FUZZ_SHIM_STDDEF_H */
