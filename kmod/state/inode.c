// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * State per Linux inode: who has it open how, and whether it is to be deleted
 * (MS-FSA 2.1.5.1.2, 2.1.5.4, 2.1.5.14.3).
 *
 * Theory of operation of deletion: it is asked for through an open, by
 * delete-on-close or FileDispositionInformation, and done when nobody has the
 * thing open any more: the file when neither it nor any of its streams is open,
 * a stream when that stream is not.  The open through which it was asked has
 * the right to delete; the one closed last need not.  So an open that asked
 * stays listed when it is closed ("leaving"), in nobody's way but the way of
 * new opens, until the last live open goes; that one's closer does the removal
 * through the leaving open's handle, without the lock, and then unlists it.
 *
 * Not for removing (vfs/) nor for what to check before (smb2/).
 * Called in process context.  Locks: table_lock (spin, a leaf); ino->lock, with
 * nothing held over it that waits.
 */
#include "state/open.h"
#include "state/durable.h"
#include "state/host.h"
#include "state/lease.h"
#include "state/persist.h"
#include "state/work.h"
#include "util/utf16.h"
#include <linux/dcache.h>
#include <linux/hashtable.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static DEFINE_SPINLOCK(table_lock);	/* protects: changes of table */
static DEFINE_HASHTABLE(table, 12);

/* ---- the table ---- */

static struct ksmbd_inode *table_find(const struct inode *inode)
{
	struct ksmbd_inode *ino;

	hash_for_each_possible_rcu(table, ino, node, (unsigned long)inode,
				   lockdep_is_held(&table_lock)) {
		if (ino->inode == inode)
			return ino;
	}
	return NULL;
}

/**
 * ksmbd_inode_lookup() - the state of an inode, if there is one
 * @inode: pinned by the caller
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_inode *ksmbd_inode_lookup(const struct inode *inode)
{
	struct ksmbd_inode *ino;

	rcu_read_lock();
	ino = table_find(inode);
	if (ino && !refcount_inc_not_zero(&ino->ref))
		ino = NULL;
	rcu_read_unlock();
	return ino;
}

static struct ksmbd_inode *inode_alloc(struct inode *inode)
{
	struct ksmbd_inode *ino = kzalloc(sizeof(*ino), GFP_KERNEL);

	if (!ino)
		return NULL;
	refcount_set(&ino->ref, 1);
	ino->inode = inode;
	mutex_init(&ino->lock);
	INIT_LIST_HEAD(&ino->opens);
	INIT_LIST_HEAD(&ino->leases);
	INIT_LIST_HEAD(&ino->waiters);
	ksmbd_host_setup(ino);
	ino->brlocks = RB_ROOT_CACHED;
	return ino;
}

/**
 * ksmbd_inode_get() - the state of an inode, made when there is none
 * @inode: of an open file, which pins it as long as the state lives
 *
 * Context: process context, may sleep.
 * Return: a new reference, or NULL: out of memory.
 */
struct ksmbd_inode *ksmbd_inode_get(struct inode *inode)
{
	struct ksmbd_inode *new, *ino = ksmbd_inode_lookup(inode);

	if (ino)
		return ino;
	new = inode_alloc(inode);
	if (!new)
		return NULL;
	spin_lock(&table_lock);
	/* listed means alive here: the last put takes it out under this lock */
	ino = table_find(inode);
	if (ino)
		refcount_inc(&ino->ref);
	else
		hash_add_rcu(table, &new->node, (unsigned long)inode);
	spin_unlock(&table_lock);
	if (!ino)
		return new;
	kfree(new);
	return ino;
}

/**
 * ksmbd_inode_put() - drop a reference
 * @ino: may be NULL
 *
 * Context: process context; the Linux inode is still pinned.
 */
void ksmbd_inode_put(struct ksmbd_inode *ino)
{
	bool last;

	if (!ino || refcount_dec_not_one(&ino->ref))
		return;
	spin_lock(&table_lock);
	last = refcount_dec_and_test(&ino->ref);
	if (last)
		hash_del_rcu(&ino->node);
	spin_unlock(&table_lock);
	if (!last)
		return;
	WARN_ON_ONCE(!list_empty(&ino->opens) || ino->nbrlocks || ino->nleases ||
		     !list_empty(&ino->waiters));
	kfree_rcu(ino, rcu);
}

/**
 * ksmbd_inode_exit() - say so if a state was forgotten
 *
 * Context: module unload, after ksmbd_open_exit().
 */
void ksmbd_inode_exit(void)
{
	WARN_ON_ONCE(!hash_empty(table));
}

/**
 * ksmbd_inode_parent() - the state of the directory an open is in now
 * @open: admitted
 *
 * Others may close the directory at any time; what is left of its state then is empty, and so
 * right for whatever inode comes to the same place.
 *
 * Context: process context, may sleep.
 * Return: a new reference, or NULL: nobody has it open.
 */
struct ksmbd_inode *ksmbd_inode_parent(struct ksmbd_open *open)
{
	struct dentry *parent;
	struct ksmbd_inode *ino;

	if (!open->h.file)
		return NULL;
	parent = dget_parent(open->h.file->f_path.dentry);
	ino = ksmbd_inode_lookup(d_inode(parent));
	dput(parent);
	return ino;
}

/* ---- joining ---- */

/**
 * ksmbd_open_same_stream() - do two opens of one file mean the same stream?
 * @a: one
 * @b: the other
 *
 * Context: the inode's lock held.
 * Return: true when both are on the unnamed stream or on streams of one name.
 */
bool ksmbd_open_same_stream(const struct ksmbd_open *a, const struct ksmbd_open *b)
{
	const char *sa = a->stream, *sb = b->stream;

	if (!sa || !sb)
		return sa == sb;
	return ksmbd_utf8_same(sa, strlen(sa), sb, strlen(sb), KSMBD_NAME_CASE);
}

/* Its name went between lookup and now, by us or by someone local. */
static bool was_removed(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return d_unlinked(file->f_path.dentry) && (!inode->i_nlink || IS_DEADDIR(inode));
}

/* Deleting a file deletes its streams: may @open do that to the stream @o is on? */
static bool takes_stream_away(const struct ksmbd_open *open, const struct ksmbd_open *o)
{
	return !open->stream && (open->h.access & KSMBD_DELETE) && !o->leaving &&
	       ksmbd_share_conflict(KSMBD_DELETE, ~0u, o->h.access, o->share_access);
}

/* Deletions under way and share modes: 0, -EINPROGRESS, -ESTALE, -EBUSY. */
static int check_opens_locked(struct ksmbd_inode *ino, struct ksmbd_open *open)
{
	struct ksmbd_open *o;
	int err = 0;

	lockdep_assert_held(&ino->lock);
	if (was_removed(open->h.file))
		return -ESTALE;
	if (ino->delete_pending)
		return -EINPROGRESS;
	list_for_each_entry(o, &ino->opens, inode_entry) {
		if (!ksmbd_open_same_stream(o, open)) {
			if (takes_stream_away(open, o))
				err = -EBUSY;
			continue;
		}
		if (o->delete_pending)
			return -EINPROGRESS;
		if (!o->leaving && ksmbd_share_conflict(o->h.access, o->share_access,
							open->h.access, open->share_access))
			err = -EBUSY;
	}
	return err;
}

/*
 * Others stop caching what @open is about to change; who keeps a handle only because it may
 * cache it is asked to close it before that handle is in the way (MS-FSA 2.1.5.1.2).  True: there
 * is something to wait for.
 */
static bool admit_break_locked(struct ksmbd_inode *ino, struct ksmbd_open *open, bool conflict,
			       struct ksmbd_lease *mine, struct ksmbd_admission *a)
{
	struct ksmbd_need need = {
		.open = open, .mine = mine, .access = open->h.access, .again = a->again,
		.take = KSMBD_CACHE_WRITE, .wait = KSMBD_CACHE_WRITE,
	};

	if (conflict) {
		need.take = KSMBD_CACHE_HANDLE;
		need.wait = KSMBD_CACHE_HANDLE;
		need.all_streams = !open->stream;
	} else if (a->overwrite) {
		need.take = KSMBD_CACHE_ALL;
	}
	if (!ksmbd_lease_break_locked(ino, &need, &a->breaks))
		return false;
	init_completion(&a->wait.done);
	list_add_tail(&a->wait.entry, &ino->waiters);
	return true;
}

static int admit_locked(struct ksmbd_inode *ino, struct ksmbd_open *open,
			struct ksmbd_admission *a, struct ksmbd_lease **new)
{
	struct ksmbd_lease *mine = NULL;
	int err, conflict;

	lockdep_assert_held(&ino->lock);
	if (a->rq && a->rq->level == KSMBD_OPLOCK_LEASE) {
		err = ksmbd_lease_find_locked(open, ino, &a->rq->id, &mine);
		if (err)
			return err;
	}
	conflict = check_opens_locked(ino, open);
	if (conflict == -EINPROGRESS || conflict == -ESTALE)
		return conflict;
	if (ksmbd_persist_awaited_locked(ino, open, mine))
		return -EHOSTDOWN;
	if (admit_break_locked(ino, open, conflict, mine, a))
		return -EAGAIN;
	if (conflict)
		return conflict;
	open->inode = ino;
	err = *new ? ksmbd_lease_join_locked(open, a->rq, mine, new) : 0;
	if (err)
		open->inode = NULL;
	else
		list_add_tail(&open->inode_entry, &ino->opens);
	return err;
}

/**
 * ksmbd_inode_admit() - may an open join?
 * @ino: state of its file; the reference is taken over when it may
 * @open: not published yet; handle, share_access and delete_on_close are set
 * @a: what it wants to cache, and what has to be done about others' caching
 *
 * MS-FSA 2.1.5.1.2.
 *
 * Context: process context; takes ino->lock.
 * Return: 0; -EINPROGRESS the file or stream is being deleted; -ESTALE it was; -EBUSY sharing
 * violation; -EAGAIN a break has to end first; -EINVAL the lease key is in use on something else;
 * -EHOSTDOWN somebody who is away has a persistent handle; -ENOMEM.
 */
int ksmbd_inode_admit(struct ksmbd_inode *ino, struct ksmbd_open *open,
		      struct ksmbd_admission *a)
{
	struct ksmbd_lease *new = NULL;
	int err;

	if (open->h.stream && !open->stream) {
		open->stream = kstrdup(open->h.stream, GFP_KERNEL);
		if (!open->stream)
			return -ENOMEM;
	}
	if (a->rq) {
		new = ksmbd_lease_alloc(a->rq);
		if (!new)
			return -ENOMEM;
	}
	mutex_lock(&ino->lock);
	err = admit_locked(ino, open, a, &new);
	mutex_unlock(&ino->lock);
	if (new)
		ksmbd_lease_put(new);
	return err;
}

/**
 * ksmbd_inode_stream_renamed() - an open's stream got another name
 * @open: admitted; h.stream is the new name, empty: it is the unnamed one now
 *
 * Context: process context; takes inode->lock.
 * Return: 0 or -ENOMEM.
 */
int ksmbd_inode_stream_renamed(struct ksmbd_open *open)
{
	char *name = NULL;

	if (open->h.stream[0]) {
		name = kstrdup(open->h.stream, GFP_KERNEL);
		if (!name)
			return -ENOMEM;
	}
	mutex_lock(&open->inode->lock);
	swap(name, open->stream);
	mutex_unlock(&open->inode->lock);
	kfree(name);
	return 0;
}

/* ---- deleting ---- */

static void mark_pending_locked(struct ksmbd_open *open)
{
	lockdep_assert_held(&open->inode->lock);
	open->delete_pending = true;
	if (!open->stream)
		WRITE_ONCE(open->inode->delete_pending, true);
}

/* Requests that wait for changes in @ino, a directory to be deleted, move to @won: none come. */
static void end_waits_locked(struct ksmbd_inode *ino, struct list_head *won)
{
	struct ksmbd_open *o;
	struct ksmbd_work *w;

	lockdep_assert_held(&ino->lock);
	if (!ino->delete_pending)
		return;
	list_for_each_entry(o, &ino->opens, inode_entry) {
		spin_lock(&o->parked_lock);
		while ((w = ksmbd_work_win_changes_locked(o, KSMBD_WORK_DELETED)))
			list_add_tail(&w->queue, won);
		spin_unlock(&o->parked_lock);
	}
}

static void queue_won(struct list_head *won)
{
	struct ksmbd_work *w, *next;

	list_for_each_entry_safe(w, next, won, queue) {
		list_del_init(&w->queue);
		ksmbd_work_queue_won(w);
	}
}

/**
 * ksmbd_inode_end_waits() - a request was parked for changes: is its directory to be deleted?
 * @open: the directory; the caller holds a reference
 *
 * Context: process context; takes inode->lock.
 */
void ksmbd_inode_end_waits(struct ksmbd_open *open)
{
	LIST_HEAD(won);

	mutex_lock(&open->inode->lock);
	end_waits_locked(open->inode, &won);
	mutex_unlock(&open->inode->lock);
	queue_won(&won);
}

/*
 * The leaving opens in question give their wish to delete up and move to @done: all, or those on
 * the stream of @like.
 */
static void settle_locked(struct ksmbd_inode *ino, const struct ksmbd_open *like, bool whole,
			  struct list_head *done)
{
	struct ksmbd_open *o, *next;

	lockdep_assert_held(&ino->lock);
	list_for_each_entry_safe(o, next, &ino->opens, inode_entry) {
		if (!whole && !ksmbd_open_same_stream(o, like))
			continue;
		o->delete_pending = false;
		if (o->leaving)
			list_move_tail(&o->inode_entry, done);
	}
	if (whole || !like->stream)
		WRITE_ONCE(ino->delete_pending, false);
}

/* Drops the list's references on opens that left. */
static void put_settled(struct list_head *done)
{
	struct ksmbd_open *o, *next;

	list_for_each_entry_safe(o, next, done, inode_entry) {
		list_del_init(&o->inode_entry);
		ksmbd_open_put(o);
	}
}

/*
 * @open just left: through whose handle is something to be removed now?  The file when nothing of
 * it is open, else the stream of @open when that is not; NULL: nothing yet.
 */
static struct ksmbd_open *removable_locked(const struct ksmbd_open *open)
{
	struct ksmbd_open *o, *by_file = NULL, *by_stream = NULL;
	bool live_file = false, live_stream = false;

	lockdep_assert_held(&open->inode->lock);
	list_for_each_entry(o, &open->inode->opens, inode_entry) {
		bool same = ksmbd_open_same_stream(o, open);

		if (!o->leaving) {
			live_file = true;
			live_stream |= same;
		} else if (o->delete_pending && !o->stream) {
			by_file = o;
		} else if (o->delete_pending && same) {
			by_stream = o;
		}
	}
	if (by_file && !live_file)
		return by_file;
	return live_stream ? NULL : by_stream;
}

/* The file is to go: who keeps a handle only because it may cache it is told to close it. */
static void tell_keepers_locked(struct ksmbd_open *open, struct list_head *breaks)
{
	const struct ksmbd_need need = { .open = open, .mine = open->lease, .access = ~0u,
					 .all_streams = !open->stream,
					 .take = KSMBD_CACHE_HANDLE };

	lockdep_assert_held(&open->inode->lock);
	ksmbd_lease_break_locked(open->inode, &need, breaks);
}

static struct ksmbd_open *detached_keeper(const struct ksmbd_open *by)
{
	struct ksmbd_open *o, *found = NULL;

	mutex_lock(&by->inode->lock);
	list_for_each_entry(o, &by->inode->opens, inode_entry) {
		if (o->leaving || (by->stream && !ksmbd_open_same_stream(o, by)))
			continue;
		if (atomic_read(&o->state) == KSMBD_OPEN_DETACHED && !READ_ONCE(o->resilient) &&
		    !o->persistent) {
			found = o;
			o->chased = true;
			ksmbd_open_get(o);
			break;
		}
	}
	mutex_unlock(&by->inode->lock);
	return found;
}

static void end_keeper(struct ksmbd_open *o)
{
	if (ksmbd_durable_break(o))
		return;
	mutex_lock(&o->inode->lock);
	o->chased = false;
	mutex_unlock(&o->inode->lock);
}

/*
 * What is to be deleted does not wait for clients that are not there, of the same lease or not.
 * They leave without looking after each other, which would go as deep as there are many.
 */
static void end_keepers(struct ksmbd_open *by)
{
	struct ksmbd_open *o;

	while ((o = detached_keeper(by))) {
		end_keeper(o);
		ksmbd_open_put(o);
	}
}

static int remove_through(struct ksmbd_open *by)
{
	struct ksmbd_inode *ino = by->inode;
	LIST_HEAD(done);
	int err;

	err = by->stream ? ksmbd_stream_delete(&by->h) : ksmbd_vfs_delete(&by->h);
	mutex_lock(&ino->lock);
	settle_locked(ino, by, !by->stream, &done);
	mutex_unlock(&ino->lock);
	if (!err)
		ksmbd_lease_parent_changed(by);
	put_settled(&done);
	return err;
}

/**
 * ksmbd_inode_leave() - an open leaves its inode
 * @open: admitted; the caller holds a reference
 * @discard: it was never published, or comes back after a restart: what it wants to be deleted
 *	does not count
 *
 * Its locks go.  When it was the last to keep something pending from being deleted, that is
 * removed here (MS-FSA 2.1.5.4).
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0, or what the removal said.
 */
int ksmbd_inode_leave(struct ksmbd_open *open, bool discard)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_open *by;
	LIST_HEAD(breaks);
	LIST_HEAD(won);
	bool unlocked, pending, chase;
	int err = 0;

	mutex_lock(&ino->lock);
	unlocked = ksmbd_brlock_drop_locked(open);
	if (open->delete_on_close && !discard) {
		mark_pending_locked(open);
		tell_keepers_locked(open, &breaks);
	}
	if (discard)
		open->delete_pending = false;
	end_waits_locked(ino, &won);
	ksmbd_lease_leave_locked(open, &breaks);
	open->leaving = true;
	pending = open->delete_pending;
	chase = pending && !open->chased;
	if (pending)
		ksmbd_open_get(open);	/* the list's, until it is settled */
	else
		list_del_init(&open->inode_entry);
	by = removable_locked(open);
	if (by)
		ksmbd_open_get(by);
	mutex_unlock(&ino->lock);

	ksmbd_breaks_send(&breaks);
	queue_won(&won);
	if (READ_ONCE(open->modified))
		ksmbd_lease_parent_changed(open);
	if (unlocked)
		ksmbd_brlock_dropped(open);
	if (by) {
		err = remove_through(by);
		ksmbd_open_put(by);
	} else if (chase) {
		end_keepers(open);
	}
	return err;
}

/**
 * ksmbd_inode_set_delete() - FileDispositionInformation
 * @open: through which it is asked; has DELETE access
 * @on: delete with the last close, or keep after all
 *
 * MS-FSA 2.1.5.14.3.
 *
 * Context: process context, may sleep; takes inode->lock.
 * Return: 0; -EOPNOTSUPP there is nothing to delete; -ESTALE it was closed meanwhile.
 */
int ksmbd_inode_set_delete(struct ksmbd_open *open, bool on)
{
	struct ksmbd_inode *ino = open->inode;
	LIST_HEAD(done);
	LIST_HEAD(won);
	int err = 0;

	if (!ino)
		return -EOPNOTSUPP;
	mutex_lock(&ino->lock);
	if (open->leaving)
		err = -ESTALE;
	else if (on)
		mark_pending_locked(open);
	else
		settle_locked(ino, open, false, &done);
	end_waits_locked(ino, &won);
	mutex_unlock(&ino->lock);
	queue_won(&won);
	put_settled(&done);
	return err;
}

/**
 * ksmbd_inode_delete_pending() - is a file to be deleted?
 * @inode: pinned by the caller
 *
 * Context: any.
 * Return: true when it is, by one of our clients.
 */
bool ksmbd_inode_delete_pending(struct inode *inode)
{
	struct ksmbd_inode *ino;
	bool pending;

	rcu_read_lock();
	ino = table_find(inode);
	pending = ino && READ_ONCE(ino->delete_pending);
	rcu_read_unlock();
	return pending;
}

/**
 * ksmbd_open_delete_pending() - is what an open is on about to be deleted?
 * @open: admitted, or a pipe
 *
 * Context: process context; takes inode->lock.
 * Return: true when the file is, or the stream.
 */
bool ksmbd_open_delete_pending(struct ksmbd_open *open)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_open *o;
	bool pending;

	if (!ino)
		return false;
	mutex_lock(&ino->lock);
	pending = ino->delete_pending;
	list_for_each_entry(o, &ino->opens, inode_entry)
		pending |= o->delete_pending && ksmbd_open_same_stream(o, open);
	mutex_unlock(&ino->lock);
	return pending;
}

/* ---- asking about others ---- */

static bool denies_delete(const struct ksmbd_open *o)
{
	return (o->h.access & KSMBD_SHARED_RIGHTS) && !(o->share_access & KSMBD_SHARE_DELETE);
}

/**
 * ksmbd_inode_may_replace() - may a rename or link replace a file?
 * @inode: the target, pinned by the caller
 *
 * Context: process context; takes the state's lock.
 * Return: 0; -EBUSY someone has it open without sharing deletion, or it is being deleted.
 */
int ksmbd_inode_may_replace(struct inode *inode)
{
	struct ksmbd_inode *ino = ksmbd_inode_lookup(inode);
	struct ksmbd_open *o;
	bool busy;

	if (!ino)
		return 0;
	mutex_lock(&ino->lock);
	busy = ino->delete_pending;
	list_for_each_entry(o, &ino->opens, inode_entry)
		busy |= !o->leaving && denies_delete(o);
	mutex_unlock(&ino->lock);
	ksmbd_inode_put(ino);
	return busy ? -EBUSY : 0;
}

/**
 * ksmbd_inode_denies_rename() - may entries of a directory not be renamed?
 * @dir: the directory, pinned by the caller
 * @sess_id: whose opens for deletion count, 0: everybody's
 *
 * A rename opens the directory for adding an entry and shares reading and writing, so whoever has
 * it open for deletion is in the way, and whoever shares no writing (MS-FSA 2.1.5.15.11).
 *
 * Context: process context; takes the state's lock.
 * Return: true when someone is.
 */
bool ksmbd_inode_denies_rename(struct inode *dir, u64 sess_id)
{
	struct ksmbd_inode *ino = ksmbd_inode_lookup(dir);
	struct ksmbd_open *o;
	bool some = false;

	if (!ino)
		return false;
	mutex_lock(&ino->lock);
	list_for_each_entry(o, &ino->opens, inode_entry) {
		u32 access = o->h.access & (sess_id && o->sess_id != sess_id ? ~KSMBD_DELETE : ~0u);

		some |= !o->leaving &&
			ksmbd_share_conflict(access, o->share_access, KSMBD_FILE_WRITE_DATA,
					     KSMBD_SHARE_READ | KSMBD_SHARE_WRITE);
	}
	mutex_unlock(&ino->lock);
	ksmbd_inode_put(ino);
	return some;
}

/*
 * Walks the table: the state behind @prev, whose reference is dropped, or the first one in
 * *@bucket and up.  A state whose opens all went meanwhile is an empty one, to whomever finds it.
 */
static struct ksmbd_inode *inode_next(struct ksmbd_inode *prev, unsigned int *bucket)
{
	struct ksmbd_inode *ino = prev;

	rcu_read_lock();
	if (ino) {
		hlist_for_each_entry_continue_rcu(ino, node) {
			if (refcount_inc_not_zero(&ino->ref))
				goto out;
		}
		++*bucket;
	}
	for (; *bucket < HASH_SIZE(table); ++*bucket) {
		hlist_for_each_entry_rcu(ino, &table[*bucket], node) {
			if (refcount_inc_not_zero(&ino->ref))
				goto out;
		}
	}
	ino = NULL;
out:
	rcu_read_unlock();
	ksmbd_inode_put(prev);
	return ino;
}

static bool any_open_beneath(struct ksmbd_inode *ino, struct dentry *dir)
{
	struct ksmbd_open *o;
	bool some = false;

	mutex_lock(&ino->lock);
	list_for_each_entry(o, &ino->opens, inode_entry) {
		struct dentry *dentry = o->h.file->f_path.dentry;

		some |= !o->leaving && dentry != dir && is_subdir(dentry, dir);
	}
	mutex_unlock(&ino->lock);
	return some;
}

/**
 * ksmbd_open_any_beneath() - is anything beneath a directory open?
 * @open: the directory
 *
 * Looks at every open file there is: for renaming folders, not for every day.
 *
 * Context: process context, may sleep; takes each state's lock in turn.
 * Return: true when something is.
 */
bool ksmbd_open_any_beneath(struct ksmbd_open *open)
{
	struct dentry *dir = open->h.file->f_path.dentry;
	struct ksmbd_inode *ino = NULL;
	unsigned int bucket = 0;

	while ((ino = inode_next(ino, &bucket))) {
		if (any_open_beneath(ino, dir)) {
			ksmbd_inode_put(ino);
			return true;
		}
		cond_resched();
	}
	return false;
}

/**
 * ksmbd_inode_has_others() - is the file open otherwise?
 * @open: one of its opens
 *
 * Context: process context; takes inode->lock.
 * Return: true when another live open of it, or of a stream of it, is there.
 */
bool ksmbd_inode_has_others(struct ksmbd_open *open)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_open *o;
	bool some = false;

	if (!ino)
		return false;
	mutex_lock(&ino->lock);
	list_for_each_entry(o, &ino->opens, inode_entry)
		some |= o != open && !o->leaving;
	mutex_unlock(&ino->lock);
	return some;
}

/**
 * ksmbd_inode_others_deny_delete() - does someone keep the file from being renamed?
 * @open: through which it is to be renamed
 *
 * Context: process context; takes inode->lock.
 * Return: true when another live open of the same stream does not share deletion.
 */
bool ksmbd_inode_others_deny_delete(struct ksmbd_open *open)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_open *o;
	bool some = false;

	if (!ino)
		return false;
	mutex_lock(&ino->lock);
	list_for_each_entry(o, &ino->opens, inode_entry)
		some |= o != open && !o->leaving && denies_delete(o) &&
			ksmbd_open_same_stream(o, open);
	mutex_unlock(&ino->lock);
	return some;
}
