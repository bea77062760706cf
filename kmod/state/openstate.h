/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state word of an open: who may end it or take it over (R8).
 *
 *	LIVE <----------- CLAIMED
 *	 |  \               ^ |
 *	 |   \              | v
 *	 |    `---------> DETACHED
 *	 v                  v
 *	 CLOSED <-----------'
 *
 * Theory of operation: every arrow is one compare-and-exchange, so of all who
 * want to close, detach or claim an open at the same time exactly one wins.
 * CLAIMED lasts only as long as its winner needs to publish it in a session;
 * it alone moves on from there, to LIVE or back.  Nothing leaves CLOSED.
 *
 * Not for tables or memory: open.c, durable.c.  Pure; tested by itself.
 */
#ifndef KSMBD_STATE_OPENSTATE_H
#define KSMBD_STATE_OPENSTATE_H

#include <linux/atomic.h>
#include <linux/types.h>

enum ksmbd_open_state {
	KSMBD_OPEN_LIVE,	/* of a session */
	KSMBD_OPEN_DETACHED,	/* its session ended; waits to be claimed */
	KSMBD_OPEN_CLAIMED,	/* on its way into another session */
	KSMBD_OPEN_CLOSED,
};

/* True: the caller won and does what belongs to the change.  Full barrier then. */
static inline bool ksmbd_open_move(atomic_t *state, enum ksmbd_open_state from,
				   enum ksmbd_open_state to)
{
	return atomic_cmpxchg(state, from, to) == from;
}

#endif /* KSMBD_STATE_OPENSTATE_H */
