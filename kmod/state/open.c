// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SMB opens: ids, the table of a session, the one close (MS-SMB2 3.3.1.10).
 *
 * Theory of operation: an open is built privately, admitted to its inode
 * (inode.c), then published under two ids.  The persistent id counts and never
 * comes again.  The volatile id is an index that goes round, with the low half
 * of the persistent id above it, so that a stale one does not find a new open.
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
#include "state/ident.h"
#include "state/sess.h"
#include "state/share.h"
#include "state/work.h"
#include <linux/atomic.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait.h>

#define OPEN_IDS	XA_LIMIT(1, INT_MAX)

static atomic64_t last_pid;	/* persistent ids given out; starts somewhere at load */
static atomic_t nopens = ATOMIC_INIT(0);	/* memory: from alloc to the last put */
static DECLARE_WAIT_QUEUE_HEAD(opens_gone);

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
	INIT_LIST_HEAD(&open->locks);
	INIT_LIST_HEAD(&open->parked);
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
	if (open->inode)
		ksmbd_inode_leave(open, true);
	ksmbd_open_put(open);
}

static int publish_locked(struct ksmbd_sess *sess, u32 tree_id, struct ksmbd_open *open)
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
	open->sess_id = sess->id;
	open->tree_id = tree_id;
	open->pid = atomic64_inc_return(&last_pid);
	open->vid = (open->pid << 32) | index;
	ksmbd_open_get(open);
	WRITE_ONCE(sess->nopens, sess->nopens + 1);
	/* the place is reserved: cannot fail */
	xa_store(&sess->opens, index, open, GFP_KERNEL);
	return 0;
}

/**
 * ksmbd_open_publish() - give an open its ids and make it findable
 * @sess: whose it is
 * @tree_id: on which tree
 * @open: complete; the table takes its own reference
 *
 * Context: process context; takes sess->lock.
 * Return: 0; -EBUSY too many; -ESHUTDOWN session or tree is ending; -ENOMEM.
 */
int ksmbd_open_publish(struct ksmbd_sess *sess, u32 tree_id, struct ksmbd_open *open)
{
	int err;

	mutex_lock(&sess->lock);
	err = publish_locked(sess, tree_id, open);
	mutex_unlock(&sess->lock);
	return err;
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
	if (open && (open->vid != vid || (pid != U64_MAX && open->pid != pid) ||
		     open->tree_id != tree_id ||
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
	struct ksmbd_open *open;

	rcu_read_lock();
	do {
		open = xa_find(&sess->opens, index, ULONG_MAX, XA_PRESENT);
		if (open)
			++*index;
	} while (open && !refcount_inc_not_zero(&open->ref));
	rcu_read_unlock();
	return open;
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
	int ret = 0;

	if (atomic_cmpxchg(&open->state, KSMBD_OPEN_LIVE, KSMBD_OPEN_CLOSED) != KSMBD_OPEN_LIVE)
		return false;
	mutex_lock(&sess->lock);
	xa_erase(&sess->opens, (u32)open->vid);
	WRITE_ONCE(sess->nopens, sess->nopens - 1);
	mutex_unlock(&sess->lock);

	ksmbd_work_claim_open(open, KSMBD_WORK_CLOSED);
	if (open->inode)
		ret = ksmbd_inode_leave(open, false);
	if (err)
		*err = ret;
	ksmbd_open_put(open);	/* the table's */
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
