/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small pure helpers: NT time, wildcards, GUIDs.
 */
#ifndef KSMBD_UTIL_MISC_H
#define KSMBD_UTIL_MISC_H

#include <linux/types.h>
#include <linux/time64.h>

/* nttime.c: 100 ns since 1601; times before 1601 give 0, beyond 2^63 the maximum. */
u64 ksmbd_nttime_from_ts(const struct timespec64 *ts);
struct timespec64 ksmbd_nttime_to_ts(u64 nt);

/*
 * wildcard.c: MS-FSA 2.1.4.4 over UTF-8, case folded: '*' '?' and the DOS forms
 * '<' (DOS_STAR) '>' (DOS_QM) '"' (DOS_DOT).  Linear time for any pattern.
 */
bool ksmbd_wildcard_match(const char *pattern, size_t plen, const char *name, size_t nlen,
			  bool fold_case);
bool ksmbd_wildcard_has(const char *pattern, size_t plen);

/* guid.c: constant-time compare of 16 bytes. */
bool ksmbd_guid_equal(const u8 a[16], const u8 b[16]);

#endif /* KSMBD_UTIL_MISC_H */
