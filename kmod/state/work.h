/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A frame in flight, as the queues see it: owner, claim word, worker pool.
 *
 * struct smb2_req (smb2/request.h) embeds it and adds everything that knows
 * SMB2.  Exactly one context owns a work at a time: the reader that made it, a
 * worker that runs it, or – while parked – whoever wins the claim.
 */
#ifndef KSMBD_STATE_WORK_H
#define KSMBD_STATE_WORK_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include "ksmbd.h"
#include "state/claim.h"

struct ksmbd_changes;

/**
 * struct ksmbd_work - one frame in flight
 *
 * References: the owner 1; each list it is parked on 1 (conn->parked and open->parked).
 * Freed by ->ops->free when the last one is put.
 * @ref: see above
 * @claim: enum ksmbd_claim; leaves PARKED exactly once (R6)
 * @conn: the connection it came on; a reference
 * @run: what a worker does with it; owns the work from then on
 * @free: frees the embedding object
 * @queue: in the pool's queue; owner only
 * @conn_entry: in conn->parked, protected by conn->lock
 * @open_entry: in open->parked, protected by parked_open->parked_lock
 * @parked_open: while parked, the open it waits on: a reference; NULL otherwise
 * @resume: of ksmbd_work_queue_won()
 * @changes: set by the owner before it parks: the work waits for changes in the directory
 *	@parked_open, and whoever claims it as DONE has put them here; NULL: for something else
 * @bytes: memory charged to the connection (R21): as in flight while it runs, as parked while
 *	it is parked, so that parked works never keep new frames out
 */
struct ksmbd_work {
	refcount_t ref;
	atomic_t claim;
	struct ksmbd_conn *conn;
	void (*run)(struct ksmbd_work *w);
	void (*free)(struct ksmbd_work *w);
	struct list_head queue;
	struct list_head conn_entry;
	struct list_head open_entry;
	struct ksmbd_open *parked_open;
	void (*resume)(struct ksmbd_work *w);
	struct ksmbd_changes *changes;
	size_t bytes;
};

/* The pool: own kthreads (own fs_struct, umask 0), grows while its threads wait. */
/* Threads that run before the queue must have stalled, 0: by processors; set before the pool is. */
extern unsigned int ksmbd_workers;
int ksmbd_work_init(void);
void ksmbd_work_exit(void);

/*
 * Charges conn's budgets and takes a conn reference; the work starts with one reference.  -EBUSY
 * when they are used up (nothing is charged then; ksmbd_conn_wait_room() waits for room),
 * -ESHUTDOWN when the connection is going down.
 */
int ksmbd_work_setup(struct ksmbd_work *w, struct ksmbd_conn *conn, size_t bytes,
		     void (*run)(struct ksmbd_work *), void (*free)(struct ksmbd_work *));
/* A running work turned out to hold @bytes; its owner says so. */
void ksmbd_work_recharge(struct ksmbd_work *w, size_t bytes);
void ksmbd_work_queue(struct ksmbd_work *w);
/* The same, for a caller who is about to sleep. */
void ksmbd_work_queue_sync(struct ksmbd_work *w);
/* Are works waiting for a thread?  A guess, to yield by. */
bool ksmbd_work_waiting(void);
static inline void ksmbd_work_get(struct ksmbd_work *w)
{
	refcount_inc(&w->ref);
}

/* The last put gives the budgets and the conn reference back, then frees. */
void ksmbd_work_put(struct ksmbd_work *w);

/*
 * A worker is about to wait for someone else / goes on: the pool may run another
 * thread meanwhile.  Pairs do not nest.
 */
void ksmbd_work_wait_begin(void);
void ksmbd_work_wait_end(void);

/*
 * RUNNING -> PARKED; findable by CANCEL through conn and by CLOSE through @open (may be NULL).
 * 0: the caller no longer owns @w and must not touch it.  -ECANCELED: the connection is going
 * down; -ESTALE: @open was closed meanwhile; -EBUSY: too many are parked.  On error the caller
 * still owns it, running.
 */
int ksmbd_work_park(struct ksmbd_work *w, struct ksmbd_open *open);
/*
 * PARKED -> @how; true: the caller won, owns @w and must finish it (it is unlisted).  Then
 * typically ksmbd_work_queue(w) after setting w->run.  Parking it again is allowed.  The caller
 * holds a reference on @w.
 */
bool ksmbd_work_claim(struct ksmbd_work *w, enum ksmbd_claim how);
/*
 * Claims every work parked on @open / on @conn as @how and queues it (its run() looks at
 * w->claim).
 */
void ksmbd_work_claim_open(struct ksmbd_open *open, enum ksmbd_claim how);
void ksmbd_work_claim_conn(struct ksmbd_conn *conn, enum ksmbd_claim how);
/*
 * For those who may not sleep: claims the work that waits longest for changes on @open, whose
 * parked_lock is held; NULL: none does.  The caller owns it and gives it away, after dropping the
 * lock, with _queue_won().
 */
struct ksmbd_work *ksmbd_work_win_changes_locked(struct ksmbd_open *open, enum ksmbd_claim how);
void ksmbd_work_queue_won(struct ksmbd_work *w);
/*
 * Finds a parked work for which @match is true (under conn->lock, must not sleep), claims it.
 * The caller owns it then, as after ksmbd_work_claim().
 */
struct ksmbd_work *ksmbd_work_claim_match(struct ksmbd_conn *conn,
					  bool (*match)(struct ksmbd_work *w, const void *arg),
					  const void *arg, enum ksmbd_claim how);

#endif /* KSMBD_STATE_WORK_H */
