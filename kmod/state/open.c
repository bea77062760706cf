// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SMB opens: ids, the table of a session, the one close (MS-SMB2 3.3.1.10).
 *
 * Theory of operation: an open is built privately, admitted to its inode
 * (inode.c), then published under two ids.  The persistent id counts and never
 * comes again.  The volatile id is an index that goes round, with a count above
 * it, so that a stale one does not find a new open, nor one that was claimed
 * into another session since.
 * Closing is won by one compare-and-exchange of the state word; the winner
 * makes the open unfindable, finishes what is parked on it and leaves the
 * inode.  The Linux file is closed by the last put, so elements still running
 * never lose it.
 *
 * Not for share modes, deletion and locks (inode.c, brlock.c), nor for opening
 * files (vfs/).  Called in process context.  Locks: sess->lock for the table;
 * readers use RCU.
 */
#include "state/open.h"
#include "limits.h"
#include "state/dirwatch.h"
#include "state/durable.h"
#include "state/ident.h"
#include "state/persist.h"
#include "state/sess.h"
#include "state/share.h"
#include "state/watch.h"
#include "state/work.h"
#include <linux/atomic.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait.h>

#define OPEN_IDS	XA_LIMIT(1, INT_MAX)

static atomic64_t last_pid;	/* persistent ids given out; starts somewhere at load */
static atomic64_t last_vid;	/* upper half of volatile ids given out */
static atomic_t nopens = ATOMIC_INIT(0);	/* memory: from alloc to the last put */
static DECLARE_WAIT_QUEUE_HEAD(opens_gone);
static DECLARE_WAIT_QUEUE_HEAD(opens_idle);	/* the last request on some open ended */

/* A disk that is slower than this is not waited for: the client tries again. */
#define IDLE_TIMEOUT	(20 * HZ)

/**
 * ksmbd_open_alloc() - an open that nobody can find yet
 * @share: where the file is, or IPC$
 * @ident: who opens it
 *
 * Context: process context, may sleep.
 * Return: the open with one reference, or NULL.
 */
struct ksmbd_open *ksmbd_open_alloc(struct ksmbd_share *share, struct ksmbd_ident *ident)
{
	struct ksmbd_open *open = kzalloc(sizeof(*open), GFP_KERNEL);

	if (!open)
		return NULL;
	refcount_set(&open->ref, 1);
	atomic_set(&open->state, KSMBD_OPEN_LIVE);
	open->share = ksmbd_share_get(share);
	open->ident = ksmbd_ident_get(ident);
	open->h.root = &share->root;
	mutex_init(&open->lock);
	spin_lock_init(&open->parked_lock);
	INIT_LIST_HEAD(&open->inode_entry);
	INIT_LIST_HEAD(&open->lease_entry);
	INIT_LIST_HEAD(&open->answer_entry);
	INIT_LIST_HEAD(&open->locks);
	INIT_LIST_HEAD(&open->parked);
	INIT_HLIST_NODE(&open->detached_entry);
	INIT_HLIST_NODE(&open->guid_entry);
	ksmbd_chan_seq_init(&open->chan_seq, 0);
	atomic_inc(&nopens);
	return open;
}

/**
 * ksmbd_open_put() - drop a reference
 * @open: may be NULL
 *
 * Context: process context, may sleep (the last put closes the file); no locks held.
 */
void ksmbd_open_put(struct ksmbd_open *open)
{
	if (!open || !refcount_dec_and_test(&open->ref))
		return;
	ksmbd_dirwatch_end(open);
	if (open->dir)
		ksmbd_vfs_dir_free(open->dir);
	kvfree(open->dir_pattern);
	kfree(open->stream);
	/* the inode's state is found by the Linux inode, which only the open file keeps */
	ksmbd_inode_put(open->inode);
	if (open->h.ops)
		open->h.ops->close(&open->h);
	ksmbd_ident_put(open->ident);
	ksmbd_share_put(open->share);
	kfree_rcu(open, rcu);
	if (atomic_dec_and_test(&nopens))
		wake_up_all(&opens_gone);
}

/**
 * ksmbd_open_discard() - give up an open that was never published
 * @open: the caller's reference goes
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_open_discard(struct ksmbd_open *open)
{
	atomic_set(&open->state, KSMBD_OPEN_CLOSED);
	ksmbd_create_guid_leave(open);
	if (open->inode)
		ksmbd_inode_leave(open, true);
	ksmbd_persist_forget(open);
	ksmbd_open_put(open);
}

/**
 * ksmbd_open_number() - give an open its persistent id
 * @open: not published yet, or published before
 *
 * Context: any; the open is the caller's alone.
 */
void ksmbd_open_number(struct ksmbd_open *open)
{
	if (!open->pid)
		open->pid = atomic64_inc_return(&last_pid);
}

/**
 * ksmbd_open_keep_clear() - a persistent id of an earlier server is in use
 * @pid: that id
 *
 * Context: before the first open; not for two callers at once.
 */
void ksmbd_open_keep_clear(u64 pid)
{
	u64 last = atomic64_read(&last_pid);

	if (last >> 32 == pid >> 32)
		atomic64_set(&last_pid, ((last >> 32) + 1) << 32);
}

/* From here on it can be used; an open that had an end is as before it. */
static void go_live(struct ksmbd_open *open, u16 seq)
{
	spin_lock(&open->parked_lock);
	open->parked_closed = false;
	ksmbd_chan_seq_init(&open->chan_seq, seq);
	atomic_set_release(&open->state, KSMBD_OPEN_LIVE);
	spin_unlock(&open->parked_lock);
}

static int publish_locked(struct ksmbd_sess *sess, u32 tree_id, struct ksmbd_open *open, u16 seq)
{
	u32 index;
	int err;

	lockdep_assert_held(&sess->lock);
	/* what ends a session or tree closes only what is in the table by then */
	if (sess->state == KSMBD_SESS_DEAD || !xa_load(&sess->trees, tree_id))
		return -ESHUTDOWN;
	if (sess->nopens >= KSMBD_SESS_OPENS_MAX)
		return -EBUSY;
	err = xa_alloc_cyclic(&sess->opens, &index, NULL, OPEN_IDS, &sess->next_open, GFP_KERNEL);
	if (err < 0)
		return err;
	WRITE_ONCE(open->sess_id, sess->id);
	WRITE_ONCE(open->tree_id, tree_id);
	ksmbd_open_number(open);
	WRITE_ONCE(open->vid, (atomic64_inc_return(&last_vid) << 32) | index);
	ksmbd_open_get(open);
	WRITE_ONCE(sess->nopens, sess->nopens + 1);
	/* the place is reserved: cannot fail */
	xa_store(&sess->opens, index, open, GFP_KERNEL);
	go_live(open, seq);
	return 0;
}

/**
 * ksmbd_open_publish() - give an open its ids and make it findable
 * @sess: whose it is
 * @tree_id: on which tree
 * @open: complete; the table takes its own reference
 * @seq: ChannelSequence of its CREATE
 *
 * Context: process context; takes sess->lock.
 * Return: 0; -EBUSY too many; -ESHUTDOWN session or tree is ending; -ENOMEM.
 */
int ksmbd_open_publish(struct ksmbd_sess *sess, u32 tree_id, struct ksmbd_open *open, u16 seq)
{
	int err;

	mutex_lock(&sess->lock);
	err = publish_locked(sess, tree_id, open, seq);
	mutex_unlock(&sess->lock);
	return err;
}

/**
 * ksmbd_open_retire() - an open leaves its session
 * @sess: the session
 * @open: the caller holds a reference
 * @to: KSMBD_OPEN_CLOSED or KSMBD_OPEN_DETACHED
 *
 * State and table change together, so that whoever still thinks it is of @sess cannot end it in
 * another session.
 *
 * Context: process context; takes sess->lock.
 * Return: true when the caller won: the table's reference is the caller's then.
 */
bool ksmbd_open_retire(struct ksmbd_sess *sess, struct ksmbd_open *open,
		       enum ksmbd_open_state to)
{
	u32 index;
	bool won;

	mutex_lock(&sess->lock);
	index = open->vid;
	won = xa_load(&sess->opens, index) == open &&
	      ksmbd_open_move(&open->state, KSMBD_OPEN_LIVE, to);
	if (won) {
		xa_erase(&sess->opens, index);
		WRITE_ONCE(sess->nopens, sess->nopens - 1);
	}
	mutex_unlock(&sess->lock);
	return won;
}

/* ---- requests under way ---- */

/**
 * ksmbd_open_enter() - a request begins on an open
 * @open: as looked up
 * @vid: by which it was found
 * @seq: ChannelSequence; 0 before SMB 3
 * @replay: the client says it sent this before
 * @turn: for ksmbd_open_leave()
 *
 * Context: any but interrupts; takes parked_lock.
 * Return: 0; -EAGAIN begun, but too late to change anything; -ESTALE not begun: the open is closed,
 * detached or another session's.
 */
int ksmbd_open_enter(struct ksmbd_open *open, u64 vid, u16 seq, bool replay, u32 *turn)
{
	int err = 0;

	spin_lock(&open->parked_lock);
	if (atomic_read(&open->state) != KSMBD_OPEN_LIVE || open->vid != vid) {
		err = -ESTALE;
	} else {
		WRITE_ONCE(open->used, true);
		if (!ksmbd_chan_seq_enter(&open->chan_seq, seq, turn) ||
		    (replay && open->chan_seq.before))
			err = -EAGAIN;
	}
	spin_unlock(&open->parked_lock);
	return err;
}

/**
 * ksmbd_open_leave() - a request on an open ended
 * @open: the open
 * @turn: from ksmbd_open_enter()
 *
 * Context: any but interrupts; takes parked_lock.
 */
void ksmbd_open_leave(struct ksmbd_open *open, u32 turn)
{
	bool idle;

	spin_lock(&open->parked_lock);
	idle = ksmbd_chan_seq_leave(&open->chan_seq, turn);
	spin_unlock(&open->parked_lock);
	if (idle && wq_has_sleeper(&opens_idle))
		wake_up_all(&opens_idle);
}

static bool is_idle(struct ksmbd_open *open)
{
	bool idle;

	spin_lock(&open->parked_lock);
	idle = ksmbd_chan_seq_idle(&open->chan_seq);
	spin_unlock(&open->parked_lock);
	return idle;
}

/**
 * ksmbd_open_wait_idle() - let the requests of the session before end
 * @open: detached, so that none can begin
 *
 * What a client sends again must not be overtaken by what it sent before.
 *
 * Context: worker; sleeps; no locks held.
 * Return: false when some did not end in time.
 */
bool ksmbd_open_wait_idle(struct ksmbd_open *open)
{
	bool idle = is_idle(open);

	if (idle)
		return true;
	ksmbd_work_wait_begin();
	idle = wait_event_timeout(opens_idle, is_idle(open), IDLE_TIMEOUT);
	ksmbd_work_wait_end();
	return idle;
}

/**
 * ksmbd_open_lookup() - find an open by its ids
 * @sess: whose it is
 * @tree_id: on which tree
 * @pid: persistent id, or ~0: any
 * @vid: volatile id
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_open *ksmbd_open_lookup(struct ksmbd_sess *sess, u32 tree_id, u64 pid, u64 vid)
{
	struct ksmbd_open *open;

	rcu_read_lock();
	open = xa_load(&sess->opens, (u32)vid);
	if (open && (READ_ONCE(open->vid) != vid || (pid != U64_MAX && open->pid != pid) ||
		     READ_ONCE(open->tree_id) != tree_id ||
		     atomic_read(&open->state) != KSMBD_OPEN_LIVE ||
		     !refcount_inc_not_zero(&open->ref)))
		open = NULL;
	rcu_read_unlock();
	return open;
}

/**
 * ksmbd_open_next() - walk the opens of a session
 * @sess: the session
 * @index: where to go on, 0 at first; moved behind what is returned
 *
 * Context: any.
 * Return: a new reference, or NULL: no more.
 */
struct ksmbd_open *ksmbd_open_next(struct ksmbd_sess *sess, unsigned long *index)
{
	return ksmbd_sess_next(&sess->opens, index, struct ksmbd_open);
}

/**
 * ksmbd_open_finish() - what closing an open means
 * @open: its state was just moved to CLOSED by the caller, and it is in no table; the reference
 *	of the table it was in goes
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0, or what a deletion that fell due said.
 */
int ksmbd_open_finish(struct ksmbd_open *open)
{
	bool stays = ksmbd_persist_stays(open);
	int err = 0;

	ksmbd_create_guid_leave(open);
	ksmbd_work_claim_open(open, KSMBD_WORK_CLOSED);
	ksmbd_watch_close(open);
	if (open->inode)
		err = ksmbd_inode_leave(open, stays);
	if (!stays)
		ksmbd_persist_forget(open);
	ksmbd_open_put(open);
	return err;
}

/**
 * ksmbd_open_close() - close an open
 * @sess: whose it is
 * @open: the caller holds a reference
 * @err: gets what a deletion that fell due said, 0 when there was none; may be NULL
 *
 * Context: process context, may sleep; no locks held.
 * Return: true when this caller closed it, false when someone else did.
 */
bool ksmbd_open_close(struct ksmbd_sess *sess, struct ksmbd_open *open, int *err)
{
	int ret;

	if (!ksmbd_open_retire(sess, open, KSMBD_OPEN_CLOSED))
		return false;
	ret = ksmbd_open_finish(open);
	if (err)
		*err = ret;
	return true;
}

/**
 * ksmbd_open_count() - how many opens exist
 *
 * Context: any.
 * Return: the number, those included that only a running request still holds.
 */
unsigned int ksmbd_open_count(void)
{
	return atomic_read(&nopens);
}

/**
 * ksmbd_open_init() - choose where persistent ids start
 *
 * Context: module load.
 * Return: 0.
 */
int ksmbd_open_init(void)
{
	/* never 0, never all ones within the life of a server */
	atomic64_set(&last_pid, (u64)(get_random_u32() & INT_MAX) << 32);
	return 0;
}

/**
 * ksmbd_open_exit() - wait until every open is gone
 *
 * Context: module unload, after ksmbd_sess_exit(); sleeps.
 */
void ksmbd_open_exit(void)
{
	while (!wait_event_timeout(opens_gone, !atomic_read(&nopens), 10 * HZ))
		pr_warn("waiting for %d opens to go\n", atomic_read(&nopens));
}
