/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shape of the Unicode tables in unicode_tables.c.
 *
 * Room-internal: only utf16.c searches them, everyone else asks utf16.h.
 * Read-only data: no context, no locks.
 */
#ifndef KSMBD_UTIL_UNICODE_TABLES_H
#define KSMBD_UTIL_UNICODE_TABLES_H

#include <linux/types.h>

/* the generator prints these four */
#define KSMBD_UC_NUPCASE	164
#define KSMBD_UC_NDECOMP	2061
#define KSMBD_UC_NCOMP		941
#define KSMBD_UC_NCCC		382

/* Code points @first, @first + @step .. @last have upper case at distance @delta. */
struct ksmbd_uc_run {
	u16 first;
	u16 last;
	u16 step;
	s32 delta;
};

/* @cp decomposes canonically to @a @b; @b is 0 for singletons.  Sorted by @cp. */
struct ksmbd_uc_decomp {
	u32 cp;
	u32 a;
	u32 b;
};

/* Code points @first..@last have combining class @ccc.  Sorted. */
struct ksmbd_uc_ccc {
	u32 first;
	u32 last;
	u8 ccc;
};

extern const struct ksmbd_uc_run ksmbd_uc_upcase[KSMBD_UC_NUPCASE];
extern const struct ksmbd_uc_decomp ksmbd_uc_decomp[KSMBD_UC_NDECOMP];
/* indexes into ksmbd_uc_decomp[] of the pairs that compose, sorted by (a, b) */
extern const u16 ksmbd_uc_comp[KSMBD_UC_NCOMP];
extern const struct ksmbd_uc_ccc ksmbd_uc_ccc[KSMBD_UC_NCCC];

#endif /* KSMBD_UTIL_UNICODE_TABLES_H */
