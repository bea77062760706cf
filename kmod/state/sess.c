// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sessions: the table by id, the identity, the one end (MS-SMB2 3.3.1.8).
 *
 * Theory of operation: a session is made in SETUP with its first channel, smb2
 * moves it to VALID, and ksmbd_sess_end() moves it to DEAD from wherever it is,
 * once.  After that no channel, tree or open can be added (all of those are
 * added under sess->lock, which looks at the state), so what the end finds is
 * all there is.  Keys and identity die with the last
 * reference, not with the end: elements still running keep signing.
 *
 * Not for channels (chan.c), trees (tree.c), opens (open.c), nor for
 * authentication (smb2/cmd_session_setup.c).
 * Called in process context.  Locks: table_lock (spin, a leaf); sess->lock.
 */
#include "state/sess.h"
#include "limits.h"
#include "state/conn.h"
#include "state/durable.h"
#include "state/open.h"
#include "state/share.h"
#include "state/up.h"
#include <linux/hashtable.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

static DEFINE_SPINLOCK(table_lock);	/* protects: changes of table, nlisted */
static DEFINE_HASHTABLE(table, 10);
static unsigned int nlisted;

static atomic_t nsess = ATOMIC_INIT(0);	/* memory: from create to the last put */
static DECLARE_WAIT_QUEUE_HEAD(sess_gone);

static struct ksmbd_sess *sess_alloc(void)
{
	struct ksmbd_sess *sess = kzalloc(sizeof(*sess), GFP_KERNEL);

	if (!sess)
		return NULL;
	refcount_set(&sess->ref, 1);
	mutex_init(&sess->lock);
	sess->state = KSMBD_SESS_SETUP;
	xa_init(&sess->chans);
	xa_init_flags(&sess->trees, XA_FLAGS_ALLOC1);
	xa_init_flags(&sess->opens, XA_FLAGS_ALLOC1);
	init_completion(&sess->ended);
	INIT_HLIST_NODE(&sess->table_entry);
	atomic_inc(&nsess);
	return sess;
}

/**
 * ksmbd_sess_put() - drop a reference
 * @sess: may be NULL
 *
 * Context: process context, may sleep.
 */
void ksmbd_sess_put(struct ksmbd_sess *sess)
{
	if (!sess || !refcount_dec_and_test(&sess->ref))
		return;
	if (sess->ext && ksmbd_up.sess_ext_free)
		ksmbd_up.sess_ext_free(sess->ext);
	ksmbd_ident_put(rcu_dereference_protected(sess->ident, true));
	smb3_sign_key_free(sess->sign);
	smb3_seal_key_free(sess->open_key);
	smb3_seal_key_free(sess->seal_key);
	memzero_explicit(sess->application_key, sizeof(sess->application_key));
	xa_destroy(&sess->chans);
	xa_destroy(&sess->trees);
	xa_destroy(&sess->opens);
	kfree_rcu(sess, rcu);
	if (atomic_dec_and_test(&nsess))
		wake_up_all(&sess_gone);
}

static struct ksmbd_sess *table_find(u64 id)
{
	struct ksmbd_sess *sess;

	hash_for_each_possible_rcu(table, sess, table_entry, id, lockdep_is_held(&table_lock)) {
		if (sess->id == id)
			return sess;
	}
	return NULL;
}

/*
 * Ids are random, so that nobody finds another's by counting.  They fit 32 bits: conn->sessions
 * takes no more than an unsigned long, and there are clients that keep no more.
 */
static void sess_enter_table(struct ksmbd_sess *sess)
{
	spin_lock(&table_lock);
	do {
		sess->id = get_random_u32();
	} while (!sess->id || table_find(sess->id));
	refcount_inc(&sess->ref);
	hash_add_rcu(table, &sess->table_entry, sess->id);
	nlisted++;
	spin_unlock(&table_lock);
}

/**
 * ksmbd_sess_create() - begin a session
 * @conn: where it begins
 *
 * Context: process context, may sleep.
 * Return: its first channel with a reference for the caller; NULL: out of memory; ERR_PTR(-EBUSY):
 * too many on this connection.
 */
struct ksmbd_chan *ksmbd_sess_create(struct ksmbd_conn *conn)
{
	struct ksmbd_sess *sess = sess_alloc();
	struct ksmbd_chan *chan;
	int err = -ENOMEM;

	if (!sess)
		return NULL;
	sess_enter_table(sess);
	chan = ksmbd_chan_alloc(sess, conn, false);
	if (chan)
		err = ksmbd_chan_publish(chan);
	if (err) {
		ksmbd_chan_put(chan);
		chan = err == -ENOMEM ? NULL : ERR_PTR(err);
		ksmbd_sess_end(sess);
	}
	ksmbd_sess_put(sess);
	return chan;
}

/**
 * ksmbd_sess_lookup() - find a session by its id
 * @id: SessionId
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_sess *ksmbd_sess_lookup(u64 id)
{
	struct ksmbd_sess *sess;

	rcu_read_lock();
	sess = table_find(id);
	if (sess && !refcount_inc_not_zero(&sess->ref))
		sess = NULL;
	rcu_read_unlock();
	return sess;
}

/**
 * ksmbd_sess_ident() - who acts in this session
 * @sess: the session
 *
 * Context: any.
 * Return: a new reference, or NULL before authentication.
 */
struct ksmbd_ident *ksmbd_sess_ident(struct ksmbd_sess *sess)
{
	struct ksmbd_ident *ident;

	rcu_read_lock();
	do {
		/* one that just lost its last reference was swapped out: there is a newer one */
		ident = rcu_dereference(sess->ident);
	} while (ident && !refcount_inc_not_zero(&ident->ref));
	rcu_read_unlock();
	return ident;
}

/**
 * ksmbd_sess_set_ident() - swap the identity
 * @sess: the session
 * @ident: the new one; the reference is taken over
 *
 * Context: any; with or without sess->lock.
 */
void ksmbd_sess_set_ident(struct ksmbd_sess *sess, struct ksmbd_ident *ident)
{
	struct ksmbd_ident __rcu *old = xchg(&sess->ident, RCU_INITIALIZER(ident));

	ksmbd_ident_put((struct ksmbd_ident __force *)old);
}

/**
 * ksmbd_sess_is_valid() - may it be used?
 * @sess: the session
 *
 * Context: any.
 * Return: true when it is authenticated and not ended; it may have expired.
 */
bool ksmbd_sess_is_valid(const struct ksmbd_sess *sess)
{
	return READ_ONCE(sess->state) == KSMBD_SESS_VALID;
}

/* ---- the end ---- */

static void sess_leave_table(struct ksmbd_sess *sess)
{
	spin_lock(&table_lock);
	hash_del_rcu(&sess->table_entry);
	nlisted--;
	spin_unlock(&table_lock);
}

static void sess_end_opens(struct ksmbd_sess *sess)
{
	struct ksmbd_open *open;
	unsigned long index = 0;

	while ((open = ksmbd_open_next(sess, &index))) {
		if (!ksmbd_durable_detach(sess, open))
			ksmbd_open_close(sess, open, NULL);
		ksmbd_open_put(open);
	}
}

static struct ksmbd_tree *sess_any_tree(struct ksmbd_sess *sess)
{
	struct ksmbd_tree *tree;
	unsigned long index = 0;

	mutex_lock(&sess->lock);
	tree = xa_find(&sess->trees, &index, ULONG_MAX, XA_PRESENT);
	if (tree)
		ksmbd_tree_get(tree);
	mutex_unlock(&sess->lock);
	return tree;
}

static void sess_end_trees(struct ksmbd_sess *sess)
{
	struct ksmbd_tree *tree;

	while ((tree = sess_any_tree(sess))) {
		ksmbd_tree_end(sess, tree);
		ksmbd_tree_put(tree);
	}
}

/**
 * ksmbd_sess_end() - end a session
 * @sess: the caller holds a reference
 *
 * Unfindable, opens closed or detached (durable.c), trees dropped, channels unlinked.  Any number
 * of callers: one does the work, all return after it is done.
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_sess_end(struct ksmbd_sess *sess)
{
	int was;

	mutex_lock(&sess->lock);
	was = sess->state;
	WRITE_ONCE(sess->state, KSMBD_SESS_DEAD);
	mutex_unlock(&sess->lock);
	if (was == KSMBD_SESS_DEAD) {
		wait_for_completion(&sess->ended);
		return;
	}

	sess_leave_table(sess);
	sess_end_opens(sess);
	sess_end_trees(sess);
	ksmbd_chan_unlink_all(sess);
	if (was != KSMBD_SESS_SETUP && ksmbd_up.sess_gone)
		ksmbd_up.sess_gone(sess);
	complete_all(&sess->ended);
	ksmbd_sess_put(sess);	/* the table's */
}

/* ---- all of them ---- */

/**
 * ksmbd_sess_count() - how many sessions can be found
 *
 * Context: any.
 * Return: the number.
 */
unsigned int ksmbd_sess_count(void)
{
	return READ_ONCE(nlisted);
}

/* So many may come between counting and looking without one that was there being missed. */
#define SNAPSHOT_SPARE	256

static unsigned int snapshot(struct ksmbd_sess **all, unsigned int room)
{
	struct ksmbd_sess *sess;
	unsigned int n = 0;
	int bucket;

	spin_lock(&table_lock);
	hash_for_each(table, bucket, sess, table_entry) {
		if (n < room) {
			ksmbd_sess_get(sess);	/* the table's reference is there */
			all[n++] = sess;
		}
	}
	spin_unlock(&table_lock);
	return n;
}

/**
 * ksmbd_sess_for_each() - call a function for each session
 * @fn: called with a reference held and without locks; may sleep
 * @arg: for @fn
 *
 * Sessions that come meanwhile are not seen; nothing is when memory is short.
 *
 * Context: process context, may sleep.
 */
void ksmbd_sess_for_each(void (*fn)(struct ksmbd_sess *sess, void *arg), void *arg)
{
	unsigned int i, n, room = ksmbd_sess_count() + SNAPSHOT_SPARE;
	struct ksmbd_sess **all = kvcalloc(room, sizeof(*all), GFP_KERNEL);

	if (!all)
		return;
	n = snapshot(all, room);
	for (i = 0; i < n; i++) {
		fn(all[i], arg);
		ksmbd_sess_put(all[i]);
	}
	kvfree(all);
}

/**
 * ksmbd_sess_init() - nothing to set up yet; the tables are static
 *
 * Context: module load.
 * Return: 0.
 */
int ksmbd_sess_init(void)
{
	return 0;
}

/**
 * ksmbd_sess_exit() - wait until every session is gone
 *
 * Context: module unload, after ksmbd_conn_exit(); sleeps.
 */
void ksmbd_sess_exit(void)
{
	while (!wait_event_timeout(sess_gone, !atomic_read(&nsess), 10 * HZ))
		pr_warn("waiting for %d sessions to go\n", atomic_read(&nsess));
}
