// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens that outlive their connection, and the CreateGuids in use
 * (MS-SMB2 3.3.1.10, 3.3.2.2, 3.3.7.1).
 *
 * Theory of operation: when a session ends, those of its opens that may are
 * moved to DETACHED and from the session's table to the one here, by persistent
 * id, with the reference that goes with it.  They keep file, share mode,
 * byte-range locks and oplock.  They leave again by exactly one of: a claim,
 * which publishes them in another session; a break, when somebody needs what
 * they hold; their deadline, which one delayed work looks after; shutdown.  Who
 * of these wins is decided by the state word (openstate.h), so nothing can
 * happen to an open that is being claimed but the claim.
 *
 * What must fit for a claim (R8) never changes in an open: it is compared
 * before, without having to be compared again.  The identity of the open stays
 * the one it was made with; the new one must be equal.
 *
 * The table of CreateGuids has every open, published or not, that was asked for
 * with one, so that a CREATE that is sent again finds the first one.
 *
 * Not for deciding who is durable and what a client is told (smb2/durable.c),
 * nor for oplocks and leases.
 * Called in process context.  Locks: table_lock, guid_lock (spin, leaves).
 */
#include "state/durable.h"
#include "limits.h"
#include "state/ident.h"
#include "state/lease.h"
#include "state/server.h"
#include "state/sess.h"
#include "state/share.h"
#include "state/work.h"
#include "util/misc.h"
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/once.h>
#include <linux/path.h>
#include <linux/random.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/* One is usual; more come from clients that open and open again. */
#define APP_INSTANCES_MAX	64

static DEFINE_SPINLOCK(table_lock);	/* protects: all down to due, deadlines of the entries */
static DEFINE_HASHTABLE(table, 10);	/* detached opens by persistent id */
static unsigned int ndetached;
static bool armed;			/* the scavenger is to run at @due */
static unsigned long due;

static DEFINE_SPINLOCK(guid_lock);	/* protects: guids, and the guids of its entries */
static DEFINE_HASHTABLE(guids, 10);	/* by CreateGuid; weak, opens leave before they go */

static DECLARE_WAIT_QUEUE_HEAD(settled);	/* a claim ended, a detached open left its inode */

static void scavenge(struct work_struct *job);
static DECLARE_DELAYED_WORK(scavenger, scavenge);

/* ---- create guids ---- */

/* Clients choose the guids, and are not to choose who else's is in the same place. */
static u32 guid_key(const u8 guid[16])
{
	static u32 seed __read_mostly;

	get_random_once(&seed, sizeof(seed));
	return jhash(guid, 16, seed);
}

static struct ksmbd_open *guid_find_locked(const u8 client[16], const u8 guid[16], bool replay)
{
	struct ksmbd_open *o;

	lockdep_assert_held(&guid_lock);
	hash_for_each_possible(guids, o, guid_entry, guid_key(guid)) {
		if (ksmbd_guid_equal(o->create_guid, guid) &&
		    ksmbd_guid_equal(o->client_guid, client) && !(replay && READ_ONCE(o->used)))
			return o;
	}
	return NULL;
}

/**
 * ksmbd_create_guid_enter() - an open is made under a CreateGuid
 * @open: not published yet
 * @client: ClientGuid
 * @guid: CreateGuid
 * @replay: an open that was used since its CREATE is not what the client means
 * @other: gets a reference to the open that has the guid already
 *
 * Context: process context.
 * Return: 0 or -EEXIST.
 */
int ksmbd_create_guid_enter(struct ksmbd_open *open, const u8 client[16], const u8 guid[16],
			    bool replay, struct ksmbd_open **other)
{
	struct ksmbd_open *o;

	spin_lock(&guid_lock);
	o = guid_find_locked(client, guid, replay);
	if (o) {
		ksmbd_open_get(o);	/* listed: its last reference is not gone yet */
	} else {
		memcpy(open->client_guid, client, sizeof(open->client_guid));
		memcpy(open->create_guid, guid, sizeof(open->create_guid));
		hash_add(guids, &open->guid_entry, guid_key(guid));
	}
	spin_unlock(&guid_lock);
	*other = o;
	return o ? -EEXIST : 0;
}

/**
 * ksmbd_create_guid_leave() - an open ends
 * @open: with or without a CreateGuid; may be called more than once
 *
 * Context: process context.
 */
void ksmbd_create_guid_leave(struct ksmbd_open *open)
{
	/* it entered before anyone else saw it */
	if (hlist_unhashed(&open->guid_entry))
		return;
	spin_lock(&guid_lock);
	hash_del(&open->guid_entry);
	spin_unlock(&guid_lock);
}

/**
 * ksmbd_durable_knows() - is an open of an earlier record there?
 * @pid: its persistent id
 * @client: ClientGuid
 * @guid: CreateGuid
 *
 * Context: process context.
 * Return: true when it is, in whatever state.
 */
bool ksmbd_durable_knows(u64 pid, const u8 client[16], const u8 guid[16])
{
	struct ksmbd_open *o;
	bool known;

	spin_lock(&guid_lock);
	o = guid_find_locked(client, guid, false);
	known = o && o->pid == pid;
	spin_unlock(&guid_lock);
	return known;
}

/* ---- the table ---- */

/* Out of the table, if it is in. */
static void unlist(struct ksmbd_open *open)
{
	spin_lock(&table_lock);
	if (!hlist_unhashed(&open->detached_entry)) {
		hlist_del_init(&open->detached_entry);
		ndetached--;
	}
	spin_unlock(&table_lock);
}

static void arm_locked(unsigned long when)
{
	unsigned long now = jiffies;

	lockdep_assert_held(&table_lock);
	if (armed && !time_before(when, due))
		return;
	armed = true;
	due = when;
	mod_delayed_work(ksmbd_wq, &scavenger, time_after(when, now) ? when - now : 0);
}

static bool is_of_removed(const struct ksmbd_open *open)
{
	return ksmbd_share_is_removed(open->share);
}

/* Into the table, unless somebody closed it before it was there. */
static void list_detached(struct ksmbd_open *open)
{
	spin_lock(&table_lock);
	if (atomic_read(&open->state) == KSMBD_OPEN_DETACHED) {
		hash_add(table, &open->detached_entry, open->pid);
		/* what is over the limit does not stay, nor what nobody can come back to */
		if (++ndetached > KSMBD_DETACHED_MAX || is_of_removed(open))
			open->deadline = jiffies;
		arm_locked(open->deadline);
	}
	spin_unlock(&table_lock);
}

/* ---- leaving ---- */

/* The caller moved it to CLOSED and took it out of the table. */
static void close_detached(struct ksmbd_open *open)
{
	ksmbd_open_finish(open);
	wake_up_all(&settled);
}

static bool is_over(const struct ksmbd_open *open)
{
	return !time_before(jiffies, open->deadline);
}

static bool is_any(const struct ksmbd_open *open)
{
	return true;
}

/* Moves what is to end from the table to @gone, still detached; the scavenger comes for the rest. */
static void take(struct hlist_head *gone, bool (*ends)(const struct ksmbd_open *open))
{
	struct hlist_node *tmp;
	struct ksmbd_open *open;
	int bucket;

	spin_lock(&table_lock);
	armed = false;
	hash_for_each_safe(table, bucket, tmp, open, detached_entry) {
		if (!ends(open)) {
			arm_locked(open->deadline);
			continue;
		}
		hlist_del(&open->detached_entry);
		hlist_add_head(&open->detached_entry, gone);
	}
	spin_unlock(&table_lock);
}

/* One of @gone, closed; NULL: none is left.  Whoever was faster with one does the rest there. */
static struct ksmbd_open *next_gone(struct hlist_head *gone)
{
	struct ksmbd_open *open = NULL;

	spin_lock(&table_lock);
	while (!open && !hlist_empty(gone)) {
		open = hlist_entry(gone->first, struct ksmbd_open, detached_entry);
		hlist_del_init(&open->detached_entry);
		ndetached--;
		if (!ksmbd_open_move(&open->state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLOSED))
			open = NULL;
	}
	spin_unlock(&table_lock);
	return open;
}

/*
 * One after the other: closing one may break the lease of another, and ksmbd_durable_break() waits
 * for those that are closed to leave.
 */
static void close_gone(struct hlist_head *gone)
{
	struct ksmbd_open *open;

	while ((open = next_gone(gone)))
		close_detached(open);
}

static void close_all(bool (*ends)(const struct ksmbd_open *open))
{
	HLIST_HEAD(gone);

	take(&gone, ends);
	close_gone(&gone);
}

static void scavenge(struct work_struct *job)
{
	close_all(is_over);
}

/**
 * ksmbd_durable_break() - a detached open is in somebody's way
 * @open: the caller holds a reference
 *
 * Nobody is there to answer a break, so the open goes (MS-SMB2 3.3.4.6, 3.3.4.7).
 *
 * Context: process context, may sleep (a deletion may fall due); no locks held.
 * Return: true: it is closed and has left its inode.  False: it has a client that can be asked, or
 * it is resilient or persistent and stays.
 */
bool ksmbd_durable_break(struct ksmbd_open *open)
{
	for (;;) {
		switch (atomic_read(&open->state)) {
		case KSMBD_OPEN_DETACHED:
			if (READ_ONCE(open->resilient) || open->persistent)
				return false;
			if (!ksmbd_open_move(&open->state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLOSED))
				continue;
			unlist(open);
			close_detached(open);
			return true;
		case KSMBD_OPEN_CLAIMED:
			wait_event_timeout(settled, atomic_read(&open->state) !=
					   KSMBD_OPEN_CLAIMED, HZ);
			continue;
		case KSMBD_OPEN_CLOSED:
			/* whoever closes it is about to take it off its inode */
			wait_event_timeout(settled, READ_ONCE(open->leaving), HZ);
			return true;
		default:
			return false;
		}
	}
}

/* ---- detaching and claiming ---- */

static bool is_breaking(struct ksmbd_open *open)
{
	struct ksmbd_lease_info info;

	ksmbd_lease_describe(open, &info);
	return info.breaking;
}

/*
 * A client that was told to stop caching and left before it answered has nothing to come back to.
 * What is to be deleted is: nobody could use the name until the open's time is over.
 */
static bool survives(struct ksmbd_open *open)
{
	if (!open->inode || ksmbd_server_state() != KSMBD_SERVER_RUNNING || is_of_removed(open))
		return false;
	if (open->persistent)
		return true;
	if (ksmbd_open_delete_pending(open))
		return false;
	if (READ_ONCE(open->resilient))
		return true;
	return open->durable && ksmbd_open_keeps_handle(open) && !is_breaking(open);
}

/**
 * ksmbd_durable_detach() - the session of an open ends
 * @sess: the session
 * @open: of its table; the caller holds a reference
 *
 * Context: process context, may sleep; no locks held.
 * Return: true: it is not the session's any more; false: it does not survive.
 */
bool ksmbd_durable_detach(struct ksmbd_sess *sess, struct ksmbd_open *open)
{
	if (!survives(open))
		return false;
	if (!ksmbd_open_retire(sess, open, KSMBD_OPEN_DETACHED))
		return true;
	WRITE_ONCE(open->sess_id, 0);
	ksmbd_work_claim_open(open, KSMBD_WORK_CLOSED);
	open->deadline = jiffies + msecs_to_jiffies(open->timeout_ms);
	list_detached(open);
	/* a break that began meanwhile may have gone to the connection that is lost */
	if (is_breaking(open))
		ksmbd_durable_break(open);
	return true;
}

/**
 * ksmbd_durable_adopt() - an open that was made again waits for its client
 * @open: admitted, not published; the caller's reference becomes the table's
 *
 * Context: process context.
 */
void ksmbd_durable_adopt(struct ksmbd_open *open)
{
	open->deadline = jiffies + msecs_to_jiffies(open->timeout_ms);
	atomic_set(&open->state, KSMBD_OPEN_DETACHED);
	list_detached(open);
}

/* The same place under the same name: its configuration may have been read again meanwhile. */
static bool same_share(const struct ksmbd_share *a, const struct ksmbd_share *b)
{
	return a == b || (a->has_root && b->has_root && path_equal(&a->root.path, &b->root.path) &&
			  !strcmp(a->name, b->name));
}

/**
 * ksmbd_durable_lookup() - a detached open by its persistent id
 * @pid: the id
 *
 * Context: process context.
 * Return: a new reference or NULL.
 */
struct ksmbd_open *ksmbd_durable_lookup(u64 pid)
{
	struct ksmbd_open *open;

	spin_lock(&table_lock);
	hash_for_each_possible(table, open, detached_entry, pid) {
		if (open->pid == pid) {
			ksmbd_open_get(open);	/* the table's reference is there */
			break;
		}
	}
	spin_unlock(&table_lock);
	return open;
}

/**
 * ksmbd_durable_for_each() - call a function for each detached open
 * @fn: called under a spinlock
 * @arg: for @fn
 *
 * Context: process context.
 */
void ksmbd_durable_for_each(void (*fn)(struct ksmbd_open *open, void *arg), void *arg)
{
	struct ksmbd_open *open;
	unsigned int bucket;

	spin_lock(&table_lock);
	hash_for_each(table, bucket, open, detached_entry)
		fn(open, arg);
	spin_unlock(&table_lock);
}

static int judge(const struct ksmbd_open *open, const struct ksmbd_durable_key *key)
{
	if (atomic_read(&open->state) != KSMBD_OPEN_DETACHED)
		return -ENOENT;
	if (key->guid && !ksmbd_guid_equal(open->create_guid, key->guid))
		return -ENOENT;
	if (key->persistent != open->persistent ||
	    (key->persistent && !ksmbd_guid_equal(open->client_guid, key->client)))
		return -ENOENT;
	if (!same_share(open->share, key->share) || open->h.access & ~key->max_access)
		return -ENOENT;
	return ksmbd_ident_same(open->ident, key->ident) ? 0 : -EACCES;
}

/**
 * ksmbd_durable_find() - find a detached open
 * @key: what the client knows
 *
 * Context: process context.
 * Return: a reference, nothing claimed yet; ERR_PTR(-ENOENT); ERR_PTR(-EACCES): another user's.
 */
struct ksmbd_open *ksmbd_durable_find(const struct ksmbd_durable_key *key)
{
	struct ksmbd_open *open = ksmbd_durable_lookup(key->pid);
	int err;

	if (!open)
		return ERR_PTR(-ENOENT);
	err = judge(open, key);
	if (!err)
		return open;
	ksmbd_open_put(open);
	return ERR_PTR(err);
}

/* A claimed one waits for its client as before. */
static void detach_again(struct ksmbd_open *open)
{
	atomic_set(&open->state, KSMBD_OPEN_DETACHED);
	list_detached(open);
	wake_up_all(&settled);
}

/**
 * ksmbd_durable_claim() - take a detached open, for now
 * @open: from ksmbd_durable_find()
 *
 * Nothing happens to it until ksmbd_durable_publish() or ksmbd_durable_unclaim(), so the answer can
 * be made of what it is.  What its client is to be told of it meanwhile comes after that answer.
 *
 * Context: process context, may sleep: requests of its last session end first; no locks held.
 * Return: 0; -ENOENT somebody else was faster; -ETIMEDOUT it stays detached.
 */
int ksmbd_durable_claim(struct ksmbd_open *open)
{
	if (!ksmbd_open_wait_idle(open))
		return -ETIMEDOUT;
	if (!ksmbd_open_move(&open->state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLAIMED))
		return -ENOENT;
	unlist(open);
	if (ksmbd_lease_ask_back(open))
		return 0;
	detach_again(open);
	return -ETIMEDOUT;
}

/**
 * ksmbd_durable_unclaim() - the client does not get it after all
 * @open: claimed by the caller
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_durable_unclaim(struct ksmbd_open *open)
{
	detach_again(open);
	ksmbd_lease_answered(open);
}

/**
 * ksmbd_durable_publish() - take a claimed open over into a session
 * @open: claimed by the caller; on success ksmbd_lease_answered() is due with the answer
 * @sess: the session
 * @tree_id: on which tree
 * @seq: ChannelSequence of the request
 *
 * Context: process context; takes sess->lock.
 * Return: 0: it is live in @sess; -EBUSY, -ESHUTDOWN, -ENOMEM: it is detached again.
 */
int ksmbd_durable_publish(struct ksmbd_open *open, struct ksmbd_sess *sess, u32 tree_id, u16 seq)
{
	int err = ksmbd_open_publish(sess, tree_id, open, seq);

	if (err) {
		ksmbd_durable_unclaim(open);
		return err;
	}
	wake_up_all(&settled);
	ksmbd_open_put(open);	/* the table's */
	return 0;
}

/* ---- application instances ---- */

static bool is_newer(const u64 a[2], const u64 b[2])
{
	return a[0] != b[0] ? a[0] > b[0] : a[1] > b[1];
}

static bool is_same_app(const struct ksmbd_open *o, const struct ksmbd_open *open)
{
	return !o->leaving && atomic_read(&o->state) != KSMBD_OPEN_CLOSED &&
	       ksmbd_guid_equal(o->app_id, open->app_id) &&
	       !ksmbd_guid_equal(o->client_guid, open->client_guid) &&
	       same_share(o->share, open->share) && ksmbd_ident_same(o->ident, open->ident);
}

/* A reference, or NULL: there is none. */
static struct ksmbd_open *same_app(struct ksmbd_inode *ino, const struct ksmbd_open *open)
{
	struct ksmbd_open *o;

	mutex_lock(&ino->lock);
	list_for_each_entry(o, &ino->opens, inode_entry) {
		if (is_same_app(o, open)) {
			ksmbd_open_get(o);
			mutex_unlock(&ino->lock);
			return o;
		}
	}
	mutex_unlock(&ino->lock);
	return NULL;
}

/* Closes @open, whosever it is, without asking its client. */
static void evict(struct ksmbd_open *open)
{
	struct ksmbd_sess *sess = ksmbd_sess_lookup(READ_ONCE(open->sess_id));

	if (sess) {
		ksmbd_open_close(sess, open, NULL);
		ksmbd_sess_put(sess);
	}
	if (ksmbd_open_move(&open->state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLOSED)) {
		unlist(open);
		close_detached(open);
	}
}

/**
 * ksmbd_app_instance_replace() - an application opens a file from another client
 * @open: its file is open, not admitted yet; app_id, app_version and client_guid are set
 * @versioned: app_version counts
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0; -EEXIST: the other instance is not older; -ENOMEM.
 */
int ksmbd_app_instance_replace(struct ksmbd_open *open, bool versioned)
{
	struct ksmbd_inode *ino = ksmbd_inode_get(file_inode(open->h.file));
	unsigned int tries = APP_INSTANCES_MAX;
	struct ksmbd_open *o;
	int err = 0;

	if (!ino)
		return -ENOMEM;
	while (!err && tries-- && (o = same_app(ino, open))) {
		if (versioned && !is_newer(open->app_version, o->app_version))
			err = -EEXIST;
		else
			evict(o);
		ksmbd_open_put(o);
	}
	ksmbd_inode_put(ino);
	return err;
}

/* ---- all of them ---- */

/**
 * ksmbd_durable_count() - how many opens are detached
 *
 * Context: any.
 * Return: the number.
 */
unsigned int ksmbd_durable_count(void)
{
	return READ_ONCE(ndetached);
}

/**
 * ksmbd_durable_close_all() - close what is detached now
 *
 * Context: process context, may sleep.
 */
void ksmbd_durable_close_all(void)
{
	close_all(is_any);
}

/**
 * ksmbd_durable_close_removed() - close what is detached of shares that are configured no more
 *
 * Context: process context, may sleep; after ksmbd_share_remove().
 */
void ksmbd_durable_close_removed(void)
{
	close_all(is_of_removed);
}

/**
 * ksmbd_durable_exit() - close all detached opens
 *
 * Context: module unload, after ksmbd_sess_exit(): no more come.
 */
void ksmbd_durable_exit(void)
{
	ksmbd_durable_close_all();
	cancel_delayed_work_sync(&scavenger);
}
