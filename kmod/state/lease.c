// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Oplocks and leases: objects, grants, breaks, acknowledgments, time-outs.
 *
 * Theory of operation: an inode lists the leases on it, a lease lists its
 * opens.  An oplock is a lease with one open and no key.  Whoever is about to
 * do something looks under inode->lock at who caches what it changes.  The
 * rules (caching.c) say who is told what; the notifications are collected in a
 * list and sent after the lock is dropped (lease_tell.c).  If an answer is needed first, the
 * one who asks enters inode->waiters in the same step and sleeps, with no lock,
 * until any break on the inode ends; then it looks again.  A break ends by an
 * acknowledgment, by the last open being closed, by the time-out, or at once
 * when nobody can be told.
 *
 * Leases are found by client and key in one table, which also keeps a key from
 * being used on two files.  A lease has no reference on its inode: that is only
 * safe while an open is there, so whoever comes from the table takes a
 * reference on one of the opens first.
 *
 * Not for telling the holders (lease_tell.c) nor for statuses.
 * Called in process context.  Locks: inode->lock; table_lock (spin, a leaf).
 */
#include "state/lease.h"
#include "limits.h"
#include "state/server.h"
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

static DEFINE_SPINLOCK(table_lock);	/* protects: table, changes of lease->opens */
static DEFINE_HASHTABLE(table, 10);

static atomic_t nleases = ATOMIC_INIT(0);	/* memory: from alloc to free */
static DECLARE_WAIT_QUEUE_HEAD(leases_gone);
static atomic_t ndir_leases = ATOMIC_INIT(0);	/* leases on directories, of those listed */

/* ---- objects ---- */

static void break_timeout(struct work_struct *job);

static u8 oplock_state(enum ksmbd_oplock level)
{
	switch (level) {
	case KSMBD_OPLOCK_BATCH:
		return KSMBD_CACHE_ALL;
	case KSMBD_OPLOCK_EXCLUSIVE:
		return KSMBD_CACHE_READ | KSMBD_CACHE_WRITE;
	case KSMBD_OPLOCK_II:
		return KSMBD_CACHE_READ;
	default:
		return 0;
	}
}

static enum ksmbd_oplock oplock_level(const struct ksmbd_lease *l)
{
	if (l->c.kind != KSMBD_CACHING_OPLOCK)
		return KSMBD_OPLOCK_LEASE;
	if (!(l->c.state & KSMBD_CACHE_WRITE))
		return l->c.state ? KSMBD_OPLOCK_II : KSMBD_OPLOCK_NONE;
	return l->c.state & KSMBD_CACHE_HANDLE ? KSMBD_OPLOCK_BATCH : KSMBD_OPLOCK_EXCLUSIVE;
}

/**
 * ksmbd_lease_alloc() - memory for a lease or an oplock
 * @rq: what a CREATE asks for
 *
 * Context: process context, may sleep.
 * Return: with one reference, on no list; or NULL.
 */
struct ksmbd_lease *ksmbd_lease_alloc(const struct ksmbd_lease_request *rq)
{
	struct ksmbd_lease *l = kzalloc(sizeof(*l), GFP_KERNEL);

	if (!l)
		return NULL;
	refcount_set(&l->ref, 1);
	INIT_LIST_HEAD(&l->inode_entry);
	INIT_LIST_HEAD(&l->opens);
	INIT_LIST_HEAD(&l->held);
	INIT_HLIST_NODE(&l->node);
	INIT_DELAYED_WORK(&l->timeout, break_timeout);
	if (rq->level == KSMBD_OPLOCK_LEASE) {
		l->c.kind = KSMBD_CACHING_LEASE;
		l->id = rq->id;
		l->v2 = rq->v2;
		l->has_parent = rq->has_parent;
		memcpy(l->parent, rq->parent, sizeof(l->parent));
		l->c.epoch = rq->epoch;
	}
	atomic_inc(&nleases);
	return l;
}

/**
 * ksmbd_lease_put() - drop a reference
 * @l: lease
 *
 * Context: any.
 */
void ksmbd_lease_put(struct ksmbd_lease *l)
{
	if (!refcount_dec_and_test(&l->ref))
		return;
	kfree_rcu(l, rcu);
	if (atomic_dec_and_test(&nleases))
		wake_up_all(&leases_gone);
}

/* ---- the table ---- */

/* Clients choose the ids, and are not to choose who else's is in the same place. */
static u32 id_hash(const struct ksmbd_lease_id *id)
{
	static u32 seed __read_mostly;

	get_random_once(&seed, sizeof(seed));
	return jhash(id, sizeof(*id), seed);
}

static struct ksmbd_lease *table_find_locked(const struct ksmbd_lease_id *id)
{
	struct ksmbd_lease *l;

	lockdep_assert_held(&table_lock);
	hash_for_each_possible(table, l, node, id_hash(id)) {
		if (!memcmp(&l->id, id, sizeof(*id)))
			return l;
	}
	return NULL;
}

/*
 * Its file has no name any more: the client may only have taken its name for another one that was
 * put in its place, and is not wrong to use the key that goes with the name.
 */
static bool is_of_removed_locked(const struct ksmbd_lease *l)
{
	lockdep_assert_held(&table_lock);
	return !READ_ONCE(l->inode->inode->i_nlink);
}

/* Enters a lease that has an open: 0; -EBUSY: not possible now; -EINVAL: the id is in use. */
static int table_enter(struct ksmbd_lease *l, struct ksmbd_open *open)
{
	struct ksmbd_lease *other = NULL;
	int err = 0;

	spin_lock(&table_lock);
	if (!ksmbd_lease_is_oplock(l))
		other = table_find_locked(&l->id);
	if (other) {
		err = is_of_removed_locked(other) ? -EBUSY : -EINVAL;
	} else {
		list_add_tail(&open->lease_entry, &l->opens);
		if (!ksmbd_lease_is_oplock(l))
			hash_add(table, &l->node, id_hash(&l->id));
	}
	spin_unlock(&table_lock);
	return err;
}

static struct ksmbd_open *first_open_locked(struct ksmbd_lease *l)
{
	struct ksmbd_open *open;

	lockdep_assert_held(&table_lock);
	open = list_first_entry_or_null(&l->opens, struct ksmbd_open, lease_entry);
	/* it is listed until it leaves its inode, and who makes it leave has a reference */
	if (open)
		ksmbd_open_get(open);
	return open;
}

/* A reference on one of its opens: keeps l->inode alive.  NULL: it has ended. */
static struct ksmbd_open *lease_pin(struct ksmbd_lease *l)
{
	struct ksmbd_open *open;

	spin_lock(&table_lock);
	open = first_open_locked(l);
	spin_unlock(&table_lock);
	return open;
}

/**
 * ksmbd_lease_open() - the opens of a lease one by one
 * @lease: the caller has a reference
 * @n: which, from 0
 *
 * Opens that come and go meanwhile may be seen twice or not at all.
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_open *ksmbd_lease_open(struct ksmbd_lease *lease, unsigned int n)
{
	struct ksmbd_open *open, *found = NULL;

	spin_lock(&table_lock);
	list_for_each_entry(open, &lease->opens, lease_entry) {
		if (n--)
			continue;
		ksmbd_open_get(open);
		found = open;
		break;
	}
	spin_unlock(&table_lock);
	return found;
}

/* ---- the end of a break ---- */

static void wake_locked(struct ksmbd_inode *ino)
{
	struct ksmbd_break_wait *w;

	lockdep_assert_held(&ino->lock);
	list_for_each_entry(w, &ino->waiters, entry)
		complete(&w->done);
}

static void timer_start_locked(struct ksmbd_lease *l)
{
	lockdep_assert_held(&l->inode->lock);
	l->deadline = jiffies + KSMBD_BREAK_SECONDS * HZ;
	ksmbd_lease_get(l);
	if (mod_delayed_work(ksmbd_wq, &l->timeout, KSMBD_BREAK_SECONDS * HZ))
		ksmbd_lease_put(l);	/* the one it had is still there */
}

static void timer_stop_locked(struct ksmbd_lease *l)
{
	lockdep_assert_held(&l->inode->lock);
	if (cancel_delayed_work(&l->timeout))
		ksmbd_lease_put(l);
}

/* The state changed by an answer, or for want of one. */
static void settled_locked(struct ksmbd_lease *l)
{
	struct ksmbd_open *open;

	lockdep_assert_held(&l->inode->lock);
	list_for_each_entry(open, &l->opens, lease_entry)
		open->oplock = oplock_level(l);
	if (l->c.breaking)
		return;
	timer_stop_locked(l);
	wake_locked(l->inode);
}

/**
 * ksmbd_lease_give_up() - the holder does not answer, or cannot be asked
 * @l: the caller has a reference
 * @timed_out: the time of an earlier question is over
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_lease_give_up(struct ksmbd_lease *l, bool timed_out)
{
	struct ksmbd_open *open = lease_pin(l);

	if (!open)
		return;
	mutex_lock(&l->inode->lock);
	/* a question asked meanwhile has its own time */
	if (l->c.breaking && (!timed_out || time_after_eq(jiffies, l->deadline))) {
		ksmbd_caching_give_up(&l->c);
		settled_locked(l);
	}
	mutex_unlock(&l->inode->lock);
	ksmbd_open_put(open);
}

static void break_timeout(struct work_struct *job)
{
	struct ksmbd_lease *l = container_of(to_delayed_work(job), struct ksmbd_lease, timeout);

	ksmbd_lease_give_up(l, true);
	ksmbd_lease_put(l);	/* the timer's */
}

/* ---- notifications ---- */

/* False: out of memory. */
static bool tell_locked(struct ksmbd_lease *l, const struct ksmbd_caching_step *step,
			struct list_head *breaks)
{
	struct ksmbd_break *b = kmalloc(sizeof(*b), GFP_KERNEL);

	lockdep_assert_held(&l->inode->lock);
	if (!b)
		return false;
	ksmbd_lease_get(l);
	b->lease = l;
	b->step = *step;
	b->njoined = l->njoined;
	list_add_tail(&b->entry, breaks);
	return true;
}

static void note_locked(struct ksmbd_lease *l, const struct ksmbd_caching_step *step,
			struct list_head *breaks)
{
	if (!tell_locked(l, step, breaks))
		/* goes on as if it had not answered */
		ksmbd_caching_give_up(&l->c);
	else if (step->ack)
		timer_start_locked(l);
	settled_locked(l);
}

/* ---- joining and leaving ---- */

/**
 * ksmbd_lease_find_locked() - the lease an open is about to join
 * @open: not admitted yet
 * @ino: state of its file
 * @id: client and key
 * @mine: gets the lease, or NULL
 *
 * Context: ino->lock held, which keeps what is found alive.
 * Return: 0; -EINVAL: the key is in use on another file or stream.
 */
int ksmbd_lease_find_locked(struct ksmbd_open *open, struct ksmbd_inode *ino,
			    const struct ksmbd_lease_id *id, struct ksmbd_lease **mine)
{
	struct ksmbd_lease *l;
	int err = 0;

	lockdep_assert_held(&ino->lock);
	spin_lock(&table_lock);
	l = table_find_locked(id);
	if (l && l->inode != ino && is_of_removed_locked(l))
		l = NULL;
	if (l && (l->inode != ino ||
		  !ksmbd_open_same_stream(list_first_entry(&l->opens, struct ksmbd_open,
							   lease_entry), open)))
		err = -EINVAL;
	spin_unlock(&table_lock);
	*mine = err ? NULL : l;
	return err;
}

static void look_around_locked(const struct ksmbd_open *open, const struct ksmbd_lease *mine,
			       struct ksmbd_caching_others *others)
{
	const struct ksmbd_inode *ino = open->inode;
	const struct ksmbd_lease *l;
	const struct ksmbd_open *o;

	lockdep_assert_held(&ino->lock);
	memset(others, 0, sizeof(*others));
	others->locks = ino->nbrlocks;
	list_for_each_entry(o, &ino->opens, inode_entry) {
		l = o->lease;
		if (o == open || o->leaving || (mine && l == mine) ||
		    !ksmbd_open_same_stream(o, open))
			continue;
		if (o->h.access & ~KSMBD_STAT_OPLOCK)
			others->opens = true;
		if (!l)
			continue;
		others->opens |= l->c.state;
		others->writer |= l->c.state & KSMBD_CACHE_WRITE;
		if (ksmbd_lease_is_oplock(l))
			others->oplock |= l->c.state;
		else
			others->handle_lease |= l->c.state & KSMBD_CACHE_HANDLE;
	}
}

static int begin_locked(struct ksmbd_open *open, const struct ksmbd_lease_request *rq,
			struct ksmbd_lease **new)
{
	struct ksmbd_lease *l = *new;
	struct ksmbd_caching_others others;
	u8 asked = ksmbd_lease_is_oplock(l) ? oplock_state(rq->level) : rq->state;
	int err;

	lockdep_assert_held(&open->inode->lock);
	if (open->is_dir) {
		if (ksmbd_lease_is_oplock(l) || !l->v2 || !rq->dirs)
			return 0;
		l->c.kind = KSMBD_CACHING_DIR_LEASE;
	}
	look_around_locked(open, NULL, &others);
	l->c.state = ksmbd_caching_grant(l->c.kind, asked, &others);
	/* a lease may be empty, an oplock may not */
	if (ksmbd_lease_is_oplock(l) && !l->c.state)
		return 0;
	l->c.epoch++;
	l->inode = open->inode;
	err = table_enter(l, open);
	if (err)
		return err == -EBUSY ? 0 : err;
	if (l->c.kind == KSMBD_CACHING_DIR_LEASE)
		atomic_inc(&ndir_leases);
	list_add_tail(&l->inode_entry, &open->inode->leases);
	WRITE_ONCE(open->inode->nleases, open->inode->nleases + 1);
	WRITE_ONCE(open->lease, l);
	*new = NULL;
	return 0;
}

/**
 * ksmbd_lease_join_locked() - grant an open an oplock or a lease
 * @open: just admitted
 * @rq: what it asks for
 * @mine: lease of that id, or NULL
 * @new: memory for one of its own; NULL afterwards if it was used
 *
 * Getting nothing is no error.
 *
 * Context: inode->lock held.
 * Return: 0; -EINVAL: the key came into use on another file meanwhile.
 */
int ksmbd_lease_join_locked(struct ksmbd_open *open, const struct ksmbd_lease_request *rq,
			    struct ksmbd_lease *mine, struct ksmbd_lease **new)
{
	struct ksmbd_caching_others others;
	int err;

	lockdep_assert_held(&open->inode->lock);
	if (rq->has_parent) {
		open->has_parent_lease = true;
		memcpy(open->parent_lease.guid, rq->id.guid, sizeof(rq->id.guid));
		memcpy(open->parent_lease.key, rq->parent, sizeof(rq->parent));
	}
	if (mine) {
		look_around_locked(open, mine, &others);
		ksmbd_caching_upgrade(&mine->c, rq->state,
				      ksmbd_caching_grant(mine->c.kind, rq->state, &others));
		spin_lock(&table_lock);
		list_add_tail(&open->lease_entry, &mine->opens);
		spin_unlock(&table_lock);
		WRITE_ONCE(open->lease, mine);
	} else {
		err = begin_locked(open, rq, new);
		if (err)
			return err;
	}
	if (open->lease) {
		open->oplock = oplock_level(open->lease);
		open->joined = ++open->lease->njoined;
	}
	return 0;
}

/**
 * ksmbd_lease_leave_locked() - an open gives up what it may cache
 * @open: leaving its inode
 * @breaks: notifications are added to it
 *
 * Context: inode->lock held.
 */
void ksmbd_lease_leave_locked(struct ksmbd_open *open, struct list_head *breaks)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_lease *l = open->lease;
	struct ksmbd_break *b, *next;
	bool last;

	lockdep_assert_held(&ino->lock);
	if (!l)
		return;
	spin_lock(&table_lock);
	list_del_init(&open->lease_entry);
	last = list_empty(&l->opens);
	if (last)
		hash_del(&l->node);
	spin_unlock(&table_lock);
	WRITE_ONCE(open->lease, NULL);
	open->oplock = KSMBD_OPLOCK_NONE;
	if (!last) {
		/* perhaps they waited for its answer only */
		list_splice_tail_init(&l->held, breaks);
		return;
	}
	if (l->c.kind == KSMBD_CACHING_DIR_LEASE)
		atomic_dec(&ndir_leases);
	list_del_init(&l->inode_entry);
	WRITE_ONCE(ino->nleases, ino->nleases - 1);
	l->c.breaking = false;
	l->c.state = 0;
	list_for_each_entry_safe(b, next, &l->held, entry) {
		list_del(&b->entry);
		ksmbd_break_free(b);
	}
	timer_stop_locked(l);
	wake_locked(ino);
	ksmbd_lease_put(l);	/* the list's */
}

/* ---- breaking ---- */

/* Level II is lost even to writing through the very handle (MS-FSA 2.1.4.12). */
static bool is_own_level_ii(const struct ksmbd_lease *l, const struct ksmbd_need *need)
{
	return need->level_ii && ksmbd_lease_is_oplock(l) && need->take & KSMBD_CACHE_READ &&
	       l->c.state == KSMBD_CACHE_READ;
}

static bool is_concerned(struct ksmbd_lease *l, const struct ksmbd_need *need)
{
	u32 stat = ksmbd_lease_is_oplock(l) ? KSMBD_STAT_OPLOCK : KSMBD_STAT_LEASE;
	struct ksmbd_open *any = list_first_entry(&l->opens, struct ksmbd_open, lease_entry);

	if (!(need->access & ~stat) || (l == need->mine && !is_own_level_ii(l, need)))
		return false;
	return need->all_streams || ksmbd_open_same_stream(any, need->open);
}

/**
 * ksmbd_lease_break_locked() - an operation is in the way of others' caching
 * @ino: of the file
 * @need: what it needs
 * @breaks: notifications are added to it
 *
 * Context: ino->lock held.
 * Return: true when a break has to end first.
 */
bool ksmbd_lease_break_locked(struct ksmbd_inode *ino, const struct ksmbd_need *need,
			      struct list_head *breaks)
{
	struct ksmbd_caching_step step;
	struct ksmbd_lease *l;
	bool busy = false;

	lockdep_assert_held(&ino->lock);
	list_for_each_entry(l, &ino->leases, inode_entry) {
		if (!is_concerned(l, need))
			continue;
		if (ksmbd_caching_break(&l->c, need->take, &step))
			note_locked(l, &step, breaks);
		if (l->c.breaking && (need->again || l->c.state & need->wait))
			busy = true;
	}
	return busy;
}

/**
 * ksmbd_lease_break() - what is done to a file is in the way of others' caching
 * @ino: the file
 * @need: of whom what is needed; its lease is filled in here
 * @w: listed when -EAGAIN is returned; NULL: do not wait
 *
 * Context: process context, may sleep; sends, so no locks held.
 * Return: 0 or -EAGAIN.
 */
int ksmbd_lease_break(struct ksmbd_inode *ino, struct ksmbd_need *need, struct ksmbd_break_wait *w)
{
	LIST_HEAD(breaks);
	bool busy;

	mutex_lock(&ino->lock);
	need->mine = need->open ? need->open->lease : NULL;
	busy = ksmbd_lease_break_locked(ino, need, &breaks) && w;
	if (busy) {
		init_completion(&w->done);
		list_add_tail(&w->entry, &ino->waiters);
	}
	mutex_unlock(&ino->lock);
	ksmbd_breaks_send(&breaks);
	return busy ? -EAGAIN : 0;
}

/* ---- directories ---- */

static bool is_parent_of(const struct ksmbd_lease *l, const struct ksmbd_open *by)
{
	return by && by->has_parent_lease && !memcmp(&l->id, &by->parent_lease, sizeof(l->id));
}

/**
 * ksmbd_lease_entry_changed() - an entry of a directory changed
 * @dir: its state, or NULL
 * @by: through which open; NULL: none of ours
 *
 * MS-SMB2 3.3.4.20, MS-FSA 2.1.4.12.
 *
 * Context: process context, may sleep; sends, so no locks held.
 */
void ksmbd_lease_entry_changed(struct ksmbd_inode *dir, const struct ksmbd_open *by)
{
	struct ksmbd_caching_step step;
	struct ksmbd_lease *l;
	LIST_HEAD(breaks);

	if (!dir || !READ_ONCE(dir->nleases))
		return;
	mutex_lock(&dir->lock);
	list_for_each_entry(l, &dir->leases, inode_entry) {
		if (l->c.kind == KSMBD_CACHING_DIR_LEASE && !is_parent_of(l, by) &&
		    ksmbd_caching_break(&l->c, KSMBD_CACHE_ALL, &step))
			note_locked(l, &step, &breaks);
	}
	mutex_unlock(&dir->lock);
	ksmbd_breaks_send(&breaks);
}

/**
 * ksmbd_lease_local_access() - a local program did something with a file
 * @ino: its state
 * @take: KSMBD_CACHE_* that nobody may cache beside it
 *
 * Local programs know no streams, so the unnamed one is meant.
 *
 * Context: process context, may sleep; sends, so no locks held.
 */
void ksmbd_lease_local_access(struct ksmbd_inode *ino, u8 take)
{
	struct ksmbd_caching_step step;
	struct ksmbd_lease *l;
	LIST_HEAD(breaks);

	mutex_lock(&ino->lock);
	list_for_each_entry(l, &ino->leases, inode_entry) {
		if (list_first_entry(&l->opens, struct ksmbd_open, lease_entry)->stream)
			continue;
		if (ksmbd_caching_break(&l->c, take, &step))
			note_locked(l, &step, &breaks);
		/* opened, then written: often before the first question is answered */
		l->c.recount = l->c.breaking;
	}
	mutex_unlock(&ino->lock);
	ksmbd_breaks_send(&breaks);
}

/**
 * ksmbd_lease_parent_changed() - the entry of an open in its directory changed
 * @open: admitted
 *
 * Context: process context, may sleep; sends, so no locks held.
 */
void ksmbd_lease_parent_changed(struct ksmbd_open *open)
{
	struct ksmbd_inode *dir;

	if (!atomic_read(&ndir_leases))
		return;
	dir = ksmbd_inode_parent(open);
	ksmbd_lease_entry_changed(dir, open);
	ksmbd_inode_put(dir);
}

/**
 * ksmbd_lease_truncated() - a CREATE emptied the file
 * @open: admitted; what it was granted itself stays
 *
 * Context: process context, may sleep; sends, so no locks held.
 */
void ksmbd_lease_truncated(struct ksmbd_open *open)
{
	struct ksmbd_need need = { .open = open, .access = ~0u, .take = KSMBD_CACHE_ALL };

	ksmbd_lease_break(open->inode, &need, NULL);
}

/**
 * ksmbd_break_wait_end() - nobody waits here any more
 * @ino: where
 * @w: listed by an answer of -EAGAIN
 *
 * Context: process context; takes ino->lock.
 */
void ksmbd_break_wait_end(struct ksmbd_inode *ino, struct ksmbd_break_wait *w)
{
	mutex_lock(&ino->lock);
	list_del(&w->entry);
	mutex_unlock(&ino->lock);
}

/* ---- answers ---- */

static int ack_locked(struct ksmbd_lease *l, u8 state, struct list_head *breaks)
{
	struct ksmbd_caching_step step;
	int ret = ksmbd_caching_ack(&l->c, state, &step);

	lockdep_assert_held(&l->inode->lock);
	if (ret == 1) {
		note_locked(l, &step, breaks);
	} else if (!ret) {
		settled_locked(l);
	} else if (ret == -EINVAL && l->v2 && list_empty(&l->held)) {
		/*
		 * A Linux client that learned of the epoch otherwise, from a CREATE while it was
		 * breaking, overlooks the question and answers with all it has.  The time it has
		 * got does not begin anew.  What it was not even told yet it cannot have overlooked.
		 */
		ksmbd_caching_repeat(&l->c, &step);
		tell_locked(l, &step, breaks);
	}
	if (ret == -ENOENT)
		return -EPERM;
	return ret < 0 ? ret : 0;
}

/* An open of the lease, a reference, or NULL. */
static struct ksmbd_open *open_by_id(const struct ksmbd_lease_id *id)
{
	struct ksmbd_open *open = NULL;
	struct ksmbd_lease *l;

	spin_lock(&table_lock);
	l = table_find_locked(id);
	if (l)
		open = first_open_locked(l);
	spin_unlock(&table_lock);
	return open;
}

/**
 * ksmbd_lease_ack() - a client acknowledges a lease break
 * @id: which lease
 * @state: what it keeps
 *
 * MS-SMB2 3.3.5.22.2.
 *
 * Context: process context, may sleep; may send, so no locks held.
 * Return: 0; -ENOENT: no such lease; -EPERM: it is not breaking; -EINVAL: it keeps too much.
 */
int ksmbd_lease_ack(const struct ksmbd_lease_id *id, u8 state)
{
	struct ksmbd_open *open;
	LIST_HEAD(breaks);
	int err;

	do {
		open = open_by_id(id);
		if (!open)
			return -ENOENT;
		mutex_lock(&open->inode->lock);
		/* it may have left since: then perhaps another one is there */
		err = open->lease ? ack_locked(open->lease, state, &breaks) : -EAGAIN;
		mutex_unlock(&open->inode->lock);
		ksmbd_breaks_send(&breaks);
		ksmbd_open_put(open);
	} while (err == -EAGAIN);
	return err;
}

/* Which answers are there to a break of @held? (MS-SMB2 3.3.5.22.1) */
static bool level_fits(enum ksmbd_oplock held, int level)
{
	if (held == KSMBD_OPLOCK_II)
		return level == KSMBD_OPLOCK_NONE;
	return level == KSMBD_OPLOCK_NONE || level == KSMBD_OPLOCK_II;
}

static int oplock_ack_locked(struct ksmbd_open *open, int level, struct list_head *breaks)
{
	struct ksmbd_lease *l = open->lease;
	bool fits = level_fits(open->oplock, level);
	int err;

	lockdep_assert_held(&open->inode->lock);
	/* without an oplock there is nothing any level could answer */
	if (!l || !ksmbd_lease_is_oplock(l) || !l->c.state)
		return -EPROTO;
	if (!l->c.breaking)
		return fits ? -EPERM : -EPROTO;
	err = fits ? ack_locked(l, oplock_state(level), breaks) : -EPROTO;
	if (err) {
		/* nonsense is an answer, too: nothing is kept */
		ack_locked(l, 0, breaks);
		return -EPROTO;
	}
	return 0;
}

/**
 * ksmbd_oplock_ack() - a client acknowledges an oplock break
 * @open: whose
 * @level: what it keeps, enum ksmbd_oplock; -1: nonsense
 *
 * MS-SMB2 3.3.5.22.1.
 *
 * Context: process context, may sleep; may send, so no locks held.
 * Return: 0; -EPROTO: @level is no answer; -EPERM: it is not breaking.
 */
int ksmbd_oplock_ack(struct ksmbd_open *open, int level)
{
	LIST_HEAD(breaks);
	int err;

	if (!open->inode)
		return -EPERM;
	mutex_lock(&open->inode->lock);
	err = oplock_ack_locked(open, level, &breaks);
	mutex_unlock(&open->inode->lock);
	ksmbd_breaks_send(&breaks);
	return err;
}

/**
 * ksmbd_lease_exit() - wait until every lease is gone
 *
 * Context: module unload, after ksmbd_open_exit(); sleeps.
 */
void ksmbd_lease_exit(void)
{
	while (!wait_event_timeout(leases_gone, !atomic_read(&nleases), 10 * HZ))
		pr_warn("waiting for %d leases to go\n", atomic_read(&nleases));
}
