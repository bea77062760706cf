// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requests in flight: the pool of threads that runs them, and parking.
 *
 * Theory of operation.  The pool: a queued work is handed straight to the
 * thread that went idle last (its cache is warm), which is woken as a socket's
 * reader is, without a lock it would want; with none idle it waits in a queue.
 * Threads are own kthreads, not a workqueue, since they need a file system state
 * of their own (umask 0).  They are made by a house-keeping job: at once while
 * fewer run than keep all processors busy, beyond that only when the queue hardly
 * moves for a tick, so requests that sleep on a disk get more threads and
 * requests that burn the processor do not.  Threads that say they wait for
 * someone else (ksmbd_work_wait_begin()) do not count.  Threads idle for long
 * end, down to a minimum.
 *
 * Parking: a work is entered in the lists of its connection and open while it
 * is still RUNNING, then moved to PARKED, and then both are looked at again, so
 * a CLOSE or a dying connection that walked the lists too early is not missed.
 * Who wins the claim word (claim.h) unlists the work and owns it.
 *
 * Not for what a request means: smb2 sets run and free.  Called by
 * transport, by workers, and by whoever completes a parked work; process
 * context, but for queueing, which the callbacks of sockets do too.
 * Locks: pool.lock (bh), conn->lock, open->parked_lock – all spin, all leaves.
 */
#include "state/work.h"
#include "limits.h"
#include "state/conn.h"
#include "state/open.h"
#include "state/server.h"
#include "vfs/fsevent.h"
#include <linux/cpumask.h>
#include <linux/eventpoll.h>
#include <linux/fs_struct.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define WORKER_IDLE_TIMEOUT	(60 * HZ)

/* One thread of the pool.  Freed by the house-keeping job, after it stopped the thread. */
struct worker {
	struct task_struct *task;	/* set once by its maker, before it is listed */
	struct list_head entry;		/* in pool.idle or pool.finished, under pool.lock */
	struct list_head all;		/* in pool.workers, under pool.lock */
	struct ksmbd_work *next;	/* handed over while idle; set under pool.lock */
	wait_queue_head_t wait;		/* the thread is always on it */
	wait_queue_entry_t sleeper;
	struct rcu_head rcu;
};

static struct {
	spinlock_t lock;		/* protects: all below but the jobs */
	struct list_head queue;		/* works without a thread, oldest first */
	struct list_head idle;		/* threads without a work, last one first */
	struct list_head finished;	/* threads waiting to be stopped */
	struct list_head workers;	/* all threads */
	unsigned int nthreads;		/* running or idle, not finished */
	unsigned int nwaiting;		/* in a declared wait */
	unsigned int soft;		/* so many may run before the queue must have stalled */
	unsigned int ntaken;		/* works taken from the queue since the last look */
	bool stopping;
	struct work_struct grow;	/* makes threads, stops finished ones */
	struct delayed_work stall;	/* looks whether the queue moves */
} pool;

unsigned int ksmbd_workers;

/* ---- the pool ---- */

static bool pool_may_grow_locked(void)
{
	unsigned int busy = pool.nthreads - min(pool.nwaiting, pool.nthreads);

	lockdep_assert_held(&pool.lock);
	return !pool.stopping && busy < KSMBD_WORKERS_MAX &&
	       pool.nthreads < KSMBD_WORKERS_MAX + KSMBD_WORKERS_WAITING_MAX;
}

/* Something waits in the queue: more threads now, or a look later? */
static void pool_want_thread_locked(void)
{
	unsigned int busy = pool.nthreads - min(pool.nwaiting, pool.nthreads);

	lockdep_assert_held(&pool.lock);
	if (!pool_may_grow_locked())
		return;
	if (busy < pool.soft)
		queue_work(ksmbd_wq, &pool.grow);
	else if (!delayed_work_pending(&pool.stall))
		queue_delayed_work(ksmbd_wq, &pool.stall, 1);
}

static struct ksmbd_work *queue_pop_locked(void)
{
	struct ksmbd_work *w;

	lockdep_assert_held(&pool.lock);
	w = list_first_entry_or_null(&pool.queue, struct ksmbd_work, queue);
	if (w) {
		list_del_init(&w->queue);
		pool.ntaken++;
	}
	return w;
}

/* Nothing came for long, or the pool ends: off the idle list, unless a work came after all. */
static bool worker_retires(struct worker *me)
{
	bool retires;

	spin_lock_bh(&pool.lock);
	retires = !me->next && (pool.stopping || pool.nthreads > num_online_cpus() * 2);
	if (retires)
		list_del_init(&me->entry);
	spin_unlock_bh(&pool.lock);
	return retires;
}

/*
 * Sleeps until a work is handed over; NULL: the thread is to end.  Without the lock: who hands
 * over may be interrupted for long right after the wake-up, and nobody should spin for that.
 */
static struct ksmbd_work *worker_idle(struct worker *me)
{
	long left = WORKER_IDLE_TIMEOUT;
	struct ksmbd_work *w;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		w = smp_load_acquire(&me->next);	/* pairs with ksmbd_work_queue() */
		if (w)
			break;
		if (READ_ONCE(pool.stopping) || !left) {
			__set_current_state(TASK_RUNNING);
			if (worker_retires(me))
				return NULL;
			left = WORKER_IDLE_TIMEOUT;
			continue;
		}
		left = schedule_timeout(left);
	}
	__set_current_state(TASK_RUNNING);
	me->next = NULL;	/* whoever handed it over took us from the list */
	return w;
}

static struct ksmbd_work *worker_next(struct worker *me)
{
	struct ksmbd_work *w;

	spin_lock_bh(&pool.lock);
	w = queue_pop_locked();
	if (!w)
		list_add(&me->entry, &pool.idle);
	spin_unlock_bh(&pool.lock);
	return w ?: worker_idle(me);
}

/* Ends as soon as the house-keeping job stops it. */
static void worker_finish(struct worker *me)
{
	spin_lock_bh(&pool.lock);
	pool.nthreads--;
	list_add(&me->entry, &pool.finished);
	spin_unlock_bh(&pool.lock);
	queue_work(ksmbd_wq, &pool.grow);
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static int worker_main(void *arg)
{
	struct worker *me = arg;
	struct ksmbd_fstask fstask;
	struct ksmbd_work *w;

	/*
	 * A file system state of its own: PID 1's umask must not reach the files of clients.
	 * Without one the thread must not run anything.
	 */
	if (!unshare_fs_struct()) {
		current->fs->umask = 0;
		ksmbd_fstask_begin(&fstask);
		while ((w = worker_next(me))) {
			w->run(w);
			cond_resched();
		}
		ksmbd_fstask_end(&fstask);
	}
	worker_finish(me);
	return 0;
}

static int worker_create(void)
{
	struct worker *me = kzalloc(sizeof(*me), GFP_KERNEL);
	struct task_struct *task;

	if (!me)
		return -ENOMEM;
	INIT_LIST_HEAD(&me->entry);
	init_waitqueue_head(&me->wait);
	task = kthread_create(worker_main, me, "ksmbd-work");
	if (IS_ERR(task)) {
		kfree(me);
		return PTR_ERR(task);
	}
	me->task = task;
	init_waitqueue_entry(&me->sleeper, task);
	add_wait_queue(&me->wait, &me->sleeper);
	spin_lock_bh(&pool.lock);
	pool.nthreads++;
	list_add(&me->all, &pool.workers);
	spin_unlock_bh(&pool.lock);
	wake_up_process(task);
	return 0;
}

/* Stops and frees the threads that ended. */
static void pool_reap(void)
{
	struct worker *me;

	for (;;) {
		spin_lock_bh(&pool.lock);
		me = list_first_entry_or_null(&pool.finished, struct worker, entry);
		if (me) {
			list_del(&me->entry);
			list_del(&me->all);
		}
		spin_unlock_bh(&pool.lock);
		if (!me)
			return;
		kthread_stop(me->task);
		kfree_rcu(me, rcu);
	}
}

static bool pool_lacks_thread(void)
{
	bool lacks;

	spin_lock_bh(&pool.lock);
	lacks = !list_empty(&pool.queue) && pool_may_grow_locked() &&
		pool.nthreads - min(pool.nwaiting, pool.nthreads) < pool.soft;
	spin_unlock_bh(&pool.lock);
	return lacks;
}

static void pool_grow(struct work_struct *job)
{
	pool_reap();
	while (pool_lacks_thread()) {
		if (!worker_create())
			continue;
		/* out of memory, and the threads there are may all wait for what is in the queue */
		queue_delayed_work(ksmbd_wq, &pool.stall, HZ / 10);
		return;
	}
}

/* A tick after the queue was found full: fewer works taken than threads run means they sleep. */
static void pool_stall(struct work_struct *job)
{
	bool stalled, waiting;
	unsigned int busy;

	spin_lock_bh(&pool.lock);
	waiting = !list_empty(&pool.queue) && pool_may_grow_locked();
	busy = pool.nthreads - min(pool.nwaiting, pool.nthreads);
	stalled = waiting && pool.ntaken < busy;
	pool.ntaken = 0;
	spin_unlock_bh(&pool.lock);
	if (waiting && busy < pool.soft)
		queue_work(ksmbd_wq, &pool.grow);
	else if (stalled)
		worker_create();
	if (waiting)
		queue_delayed_work(ksmbd_wq, &pool.stall, 1);
}

/**
 * ksmbd_work_init() - set the pool up, with one thread to begin with
 *
 * Context: module load, after ksmbd_server_init().
 * Return: 0 or -errno.
 */
int ksmbd_work_init(void)
{
	int err;

	spin_lock_init(&pool.lock);
	INIT_LIST_HEAD(&pool.queue);
	INIT_LIST_HEAD(&pool.idle);
	INIT_LIST_HEAD(&pool.finished);
	INIT_LIST_HEAD(&pool.workers);
	INIT_WORK(&pool.grow, pool_grow);
	INIT_DELAYED_WORK(&pool.stall, pool_stall);
	pool.soft = ksmbd_workers ? min_t(unsigned int, ksmbd_workers, KSMBD_WORKERS_MAX) :
		    clamp_t(unsigned int, num_online_cpus() * 4, 8, KSMBD_WORKERS_MAX);
	pool.stopping = false;
	err = worker_create();
	if (err)
		ksmbd_work_exit();
	return err;
}

/**
 * ksmbd_work_exit() - end the pool
 *
 * Context: module unload, when no connection is left, so no work either; may sleep.
 */
void ksmbd_work_exit(void)
{
	struct worker *me;

	spin_lock_bh(&pool.lock);
	WARN_ON_ONCE(!list_empty(&pool.queue));
	pool.stopping = true;
	list_for_each_entry(me, &pool.idle, entry)
		wake_up_process(me->task);
	spin_unlock_bh(&pool.lock);
	cancel_delayed_work_sync(&pool.stall);

	for (;;) {
		bool none;

		pool_reap();
		spin_lock_bh(&pool.lock);
		none = list_empty(&pool.workers);
		spin_unlock_bh(&pool.lock);
		if (none)
			break;
		schedule_timeout_uninterruptible(1);
	}
	cancel_work_sync(&pool.grow);
	/* it may have been out of memory meanwhile */
	cancel_delayed_work_sync(&pool.stall);
}

/*
 * To the thread that went idle last, or to the queue.  Called within an RCU section: a thread may
 * end as soon as it has the work, and is not freed before it was woken.
 */
static struct worker *pool_hand_over(struct ksmbd_work *w)
{
	struct worker *idle;

	spin_lock_bh(&pool.lock);
	idle = list_first_entry_or_null(&pool.idle, struct worker, entry);
	if (idle) {
		list_del_init(&idle->entry);
		smp_store_release(&idle->next, w);	/* idle is the thread's own from here on */
	} else {
		list_add_tail(&w->queue, &pool.queue);
		pool_want_thread_locked();
	}
	spin_unlock_bh(&pool.lock);
	return idle;
}

/**
 * ksmbd_work_queue() - let a thread of the pool run a work
 * @w: owned by the caller, who gives it away
 *
 * Context: any but hard interrupts.
 */
void ksmbd_work_queue(struct ksmbd_work *w)
{
	struct worker *idle;

	rcu_read_lock();
	idle = pool_hand_over(w);
	if (idle)
		wake_up_process(idle->task);
	rcu_read_unlock();
}

/**
 * ksmbd_work_queue_sync() - the same, for who has nothing to do but sleep
 * @w: owned by the caller, who gives it away
 *
 * As a socket wakes its reader: who sent from this machine is about to sleep, so this processor
 * will do, and the thread does not meet the waker at the socket's lock.
 *
 * Context: as ksmbd_work_queue().
 */
void ksmbd_work_queue_sync(struct ksmbd_work *w)
{
	struct worker *idle;

	rcu_read_lock();
	idle = pool_hand_over(w);
	if (idle)
		wake_up_interruptible_sync_poll(&idle->wait, EPOLLIN);
	rcu_read_unlock();
}

/**
 * ksmbd_work_waiting() - do works wait for a thread?
 *
 * Context: any.
 * Return: a guess, for a thread that could go on with something of its own or let them go first.
 */
bool ksmbd_work_waiting(void)
{
	return !list_empty_careful(&pool.queue);
}

/**
 * ksmbd_work_wait_begin() - this worker is about to wait for someone else
 *
 * Context: a thread of the pool, process context.
 */
void ksmbd_work_wait_begin(void)
{
	spin_lock_bh(&pool.lock);
	pool.nwaiting++;
	if (!list_empty(&pool.queue))
		pool_want_thread_locked();
	spin_unlock_bh(&pool.lock);
}

/**
 * ksmbd_work_wait_end() - the wait is over
 *
 * Context: the thread that called ksmbd_work_wait_begin().
 */
void ksmbd_work_wait_end(void)
{
	spin_lock_bh(&pool.lock);
	pool.nwaiting--;
	spin_unlock_bh(&pool.lock);
}

/* ---- one work ---- */

/**
 * ksmbd_work_setup() - begin a work
 * @w: zeroed
 * @conn: the connection it came on
 * @bytes: memory it holds
 * @run: what a worker does with it; owns it from then on
 * @free: frees the embedding object, without touching the connection
 *
 * Context: the connection's reader.
 * Return: 0 and one reference; -EBUSY over budget; -ESHUTDOWN the connection is going down.
 */
int ksmbd_work_setup(struct ksmbd_work *w, struct ksmbd_conn *conn, size_t bytes,
		     void (*run)(struct ksmbd_work *), void (*free)(struct ksmbd_work *))
{
	int err = ksmbd_conn_charge(conn, bytes);

	if (err)
		return err;
	ksmbd_conn_get(conn);
	refcount_set(&w->ref, 1);
	ksmbd_claim_init(&w->claim);
	w->conn = conn;
	w->bytes = bytes;
	w->run = run;
	w->free = free;
	INIT_LIST_HEAD(&w->queue);
	INIT_LIST_HEAD(&w->conn_entry);
	INIT_LIST_HEAD(&w->open_entry);
	w->parked_open = NULL;
	w->changes = NULL;
	return 0;
}

/**
 * ksmbd_work_recharge() - a running work holds more or less than it said at first
 * @w: owned by the caller, not parked
 * @bytes: what it holds
 *
 * Context: process context.
 */
void ksmbd_work_recharge(struct ksmbd_work *w, size_t bytes)
{
	ksmbd_conn_recharge(w->conn, w->bytes, bytes);
	w->bytes = bytes;
}

/**
 * ksmbd_work_put() - drop a reference
 * @w: the work; the last put is the owner's
 *
 * Context: process context, may sleep.
 */
void ksmbd_work_put(struct ksmbd_work *w)
{
	struct ksmbd_conn *conn = w->conn;
	size_t bytes = w->bytes;

	if (!refcount_dec_and_test(&w->ref))
		return;
	/* the memory first: an idle connection has nothing left of its works */
	w->free(w);
	ksmbd_conn_uncharge(conn, bytes);
	ksmbd_conn_put(conn);
}

/* ---- parking ---- */

static int park_on_conn(struct ksmbd_work *w)
{
	struct ksmbd_conn *conn = w->conn;
	int err = 0;

	spin_lock(&conn->lock);
	if (conn->state == KSMBD_CONN_CLOSING) {
		err = -ECANCELED;
	} else if (conn->nparked >= KSMBD_CONN_PARKED_MAX ||
		   conn->parked_bytes + w->bytes > KSMBD_CONN_PARKED_BYTES_MAX) {
		err = -EBUSY;
	} else {
		ksmbd_work_get(w);
		list_add_tail(&w->conn_entry, &conn->parked);
		conn->nparked++;
		conn->parked_bytes += w->bytes;
		conn->inflight--;
		conn->inflight_bytes -= w->bytes;
	}
	spin_unlock(&conn->lock);
	if (!err && wq_has_sleeper(&conn->idle))
		wake_up(&conn->idle);
	return err;
}

static void unpark_from_conn(struct ksmbd_work *w)
{
	struct ksmbd_conn *conn = w->conn;

	/* one step, so that the connection is never seen without this work */
	spin_lock(&conn->lock);
	list_del_init(&w->conn_entry);
	conn->nparked--;
	conn->parked_bytes -= w->bytes;
	conn->inflight++;
	conn->inflight_bytes += w->bytes;
	spin_unlock(&conn->lock);
	ksmbd_work_put(w);
}

static int park_on_open(struct ksmbd_work *w, struct ksmbd_open *open)
{
	int err = 0;

	spin_lock(&open->parked_lock);
	if (open->parked_closed) {
		err = -ESTALE;
	} else {
		ksmbd_work_get(w);
		ksmbd_open_get(open);
		w->parked_open = open;
		list_add_tail(&w->open_entry, &open->parked);
	}
	spin_unlock(&open->parked_lock);
	return err;
}

/* Owner only: off both lists. */
static void work_unlist(struct ksmbd_work *w)
{
	struct ksmbd_open *open = w->parked_open;

	if (open) {
		spin_lock(&open->parked_lock);
		list_del_init(&w->open_entry);
		spin_unlock(&open->parked_lock);
		w->parked_open = NULL;
		ksmbd_open_put(open);
		ksmbd_work_put(w);
	}
	unpark_from_conn(w);
}

/* Did what @w is parked on go away before it was PARKED? */
static int park_recheck(struct ksmbd_conn *conn, struct ksmbd_open *open)
{
	int err = 0;

	spin_lock(&conn->lock);
	if (conn->state == KSMBD_CONN_CLOSING)
		err = -ECANCELED;
	spin_unlock(&conn->lock);
	if (err || !open)
		return err;
	spin_lock(&open->parked_lock);
	if (open->parked_closed)
		err = -ESTALE;
	spin_unlock(&open->parked_lock);
	return err;
}

/**
 * ksmbd_work_park() - give a running work up until something happens
 * @w: owned by the caller, who holds a reference on @open through it or otherwise
 * @open: what it waits on, or NULL
 *
 * Context: process context, may sleep; no spinlock held.
 * Return: 0: the caller no longer owns @w; -ECANCELED, -ESTALE, -EBUSY: it still does.
 */
int ksmbd_work_park(struct ksmbd_work *w, struct ksmbd_open *open)
{
	struct ksmbd_conn *conn = w->conn;
	int err;

	ksmbd_claim_init(&w->claim);
	err = park_on_conn(w);
	if (err)
		return err;
	if (open) {
		err = park_on_open(w, open);
		if (err) {
			unpark_from_conn(w);
			return err;
		}
		ksmbd_open_get(open);
	}
	/* from the claim on the work may be finished and gone: hold what is looked at again */
	ksmbd_work_get(w);
	ksmbd_conn_get(conn);
	ksmbd_claim_park(&w->claim);

	err = park_recheck(conn, open);
	if (err && ksmbd_claim_win(&w->claim, KSMBD_WORK_CLOSED)) {
		work_unlist(w);
		ksmbd_claim_init(&w->claim);
	} else {
		err = 0;
	}
	ksmbd_work_put(w);
	if (open)
		ksmbd_open_put(open);
	ksmbd_conn_put(conn);
	return err;
}

/**
 * ksmbd_work_claim() - try to become the one who finishes a parked work
 * @w: the caller holds a reference
 * @how: why, a state after PARKED
 *
 * Context: process context; no spinlock held.
 * Return: true when the caller won: it owns @w (besides its reference), which is on no list.
 */
bool ksmbd_work_claim(struct ksmbd_work *w, enum ksmbd_claim how)
{
	if (!ksmbd_claim_win(&w->claim, how))
		return false;
	work_unlist(w);
	return true;
}

/* Unlists and queues the works just won. */
static void queue_claimed(struct list_head *won)
{
	struct ksmbd_work *w, *next;

	list_for_each_entry_safe(w, next, won, queue) {
		list_del_init(&w->queue);
		work_unlist(w);
		ksmbd_work_queue(w);
	}
}

/**
 * ksmbd_work_claim_open() - claim everything parked on an open
 * @open: being closed when @how is KSMBD_WORK_CLOSED: then nothing can park on it any more
 * @how: why
 *
 * Context: process context; no spinlock held.
 */
void ksmbd_work_claim_open(struct ksmbd_open *open, enum ksmbd_claim how)
{
	struct ksmbd_work *w;
	LIST_HEAD(won);

	spin_lock(&open->parked_lock);
	if (how == KSMBD_WORK_CLOSED)
		open->parked_closed = true;
	list_for_each_entry(w, &open->parked, open_entry) {
		if (ksmbd_claim_win(&w->claim, how))
			list_add_tail(&w->queue, &won);
	}
	spin_unlock(&open->parked_lock);
	queue_claimed(&won);
}

/**
 * ksmbd_work_claim_conn() - claim everything parked on a connection
 * @conn: for KSMBD_WORK_CLOSED it is CLOSING already: nothing can park on it any more
 * @how: why
 *
 * Context: process context; no spinlock held.
 */
void ksmbd_work_claim_conn(struct ksmbd_conn *conn, enum ksmbd_claim how)
{
	struct ksmbd_work *w;
	LIST_HEAD(won);

	spin_lock(&conn->lock);
	list_for_each_entry(w, &conn->parked, conn_entry) {
		if (ksmbd_claim_win(&w->claim, how))
			list_add_tail(&w->queue, &won);
	}
	spin_unlock(&conn->lock);
	queue_claimed(&won);
}

/**
 * ksmbd_work_win_changes_locked() - claim the work that waits longest for changes
 * @open: the directory
 * @how: why
 *
 * Context: any; open->parked_lock held.
 * Return: the work, owned by the caller but still listed, for ksmbd_work_queue_won(); or NULL.
 */
struct ksmbd_work *ksmbd_work_win_changes_locked(struct ksmbd_open *open, enum ksmbd_claim how)
{
	struct ksmbd_work *w;

	lockdep_assert_held(&open->parked_lock);
	list_for_each_entry(w, &open->parked, open_entry) {
		if (w->changes && ksmbd_claim_win(&w->claim, how))
			return w;
	}
	return NULL;
}

static void run_won(struct ksmbd_work *w)
{
	work_unlist(w);
	w->run = w->resume;
	w->run(w);
}

/**
 * ksmbd_work_queue_won() - give a work away that was won but is still listed
 * @w: of ksmbd_work_win_changes_locked()
 *
 * A thread of the pool unlists it, which may drop the last reference on an open: no business of
 * one who changes a directory.
 *
 * Context: any but hard interrupts.
 */
void ksmbd_work_queue_won(struct ksmbd_work *w)
{
	w->resume = w->run;
	w->run = run_won;
	ksmbd_work_queue(w);
}

/**
 * ksmbd_work_claim_match() - find a parked work and claim it
 * @conn: where it is parked
 * @match: is it this one?  Called under conn->lock, must not sleep
 * @arg: for @match
 * @how: why
 *
 * Context: process context; no spinlock held.
 * Return: the work, owned by the caller; NULL when there is none or someone else was faster.
 */
struct ksmbd_work *ksmbd_work_claim_match(struct ksmbd_conn *conn,
					  bool (*match)(struct ksmbd_work *w, const void *arg),
					  const void *arg, enum ksmbd_claim how)
{
	struct ksmbd_work *w, *found = NULL;

	spin_lock(&conn->lock);
	list_for_each_entry(w, &conn->parked, conn_entry) {
		if (match(w, arg) && ksmbd_claim_win(&w->claim, how)) {
			found = w;
			break;
		}
	}
	spin_unlock(&conn->lock);
	if (found)
		work_unlist(found);
	return found;
}
