// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NT time (MS-DTYP 2.3.3): 100 ns steps since 1 January 1601, UTC.
 *
 * Not here: special values in SET_INFO (0, -1, -2), which are the command's.
 * Called from every room, in any context.  Pure: no locks.
 */
#include "util/misc.h"

#include <linux/kernel.h>
#include <linux/math64.h>

#define EPOCH_DIFF	11644473600LL	/* seconds from 1601 to 1970 */
#define TICKS		10000000	/* per second */
#define NT_MAX		0x7fffffffffffffffLL

/**
 * ksmbd_nttime_from_ts() - Unix time to NT time
 * @ts: Unix time
 *
 * Context: any.
 * Return: NT time; 0 before 1601, 2^63 - 1 beyond what it can say.
 */
u64 ksmbd_nttime_from_ts(const struct timespec64 *ts)
{
	s64 sec = ts->tv_sec;

	if (sec < -EPOCH_DIFF)
		return 0;
	/* the last whole second that fits is left out, so that nanoseconds always fit */
	if (sec >= NT_MAX / TICKS - EPOCH_DIFF)
		return NT_MAX;
	return (u64)(sec + EPOCH_DIFF) * TICKS + ts->tv_nsec / 100;
}

/**
 * ksmbd_nttime_to_ts() - NT time to Unix time
 * @nt: NT time; values beyond 2^63 - 1 count as that
 *
 * Context: any.
 * Return: Unix time, negative before 1970, tv_nsec normalised.
 */
struct timespec64 ksmbd_nttime_to_ts(u64 nt)
{
	struct timespec64 ts;
	u32 rest;

	if (nt > NT_MAX)
		nt = NT_MAX;
	ts.tv_sec = (s64)div_u64_rem(nt, TICKS, &rest) - EPOCH_DIFF;
	ts.tv_nsec = rest * 100;
	return ts;
}
