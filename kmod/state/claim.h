/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The claim word of a request in flight: who may finish it (R6).
 *
 * Theory of operation: a work starts RUNNING, owned by its thread.  Its owner
 * may move it to PARKED; from then on nobody owns it.  Completion, CANCEL,
 * CLOSE, connection death and time-out all try to move it off PARKED; each try
 * is one compare-and-exchange, so exactly one wins, and the winner owns the
 * work.  The owner alone may set it back to RUNNING to park it again.
 *
 * Not for lists, budgets or memory: those are work.c.  Pure; used by work.c and
 * tested by itself.
 */
#ifndef KSMBD_STATE_CLAIM_H
#define KSMBD_STATE_CLAIM_H

#include <linux/atomic.h>
#include <linux/types.h>

enum ksmbd_claim {
	KSMBD_WORK_RUNNING,	/* owned by its thread */
	KSMBD_WORK_PARKED,	/* waiting; any of the following may be set by one winner */
	KSMBD_WORK_DONE,
	KSMBD_WORK_CANCELLED,
	KSMBD_WORK_CLOSED,	/* the open or the connection went away */
	KSMBD_WORK_TIMEOUT,
	KSMBD_WORK_DELETED,	/* what it waits on is to be deleted */
};

/* Owner only. */
static inline void ksmbd_claim_init(atomic_t *claim)
{
	atomic_set(claim, KSMBD_WORK_RUNNING);
}

/* Owner only: gives the ownership up.  Full barrier when it succeeds. */
static inline bool ksmbd_claim_park(atomic_t *claim)
{
	return atomic_cmpxchg(claim, KSMBD_WORK_RUNNING, KSMBD_WORK_PARKED) ==
	       KSMBD_WORK_RUNNING;
}

/* True: the caller owns it now.  @how must be one of the states after PARKED. */
static inline bool ksmbd_claim_win(atomic_t *claim, enum ksmbd_claim how)
{
	if (how <= KSMBD_WORK_PARKED)
		return false;
	return atomic_cmpxchg(claim, KSMBD_WORK_PARKED, how) == KSMBD_WORK_PARKED;
}

#endif /* KSMBD_STATE_CLAIM_H */
