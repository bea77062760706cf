// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Byte-range locks, mandatory for I/O through SMB (MS-FSA 2.1.4.10, 2.1.5.7, 2.1.5.8).
 *
 * The locks of a file and of its streams are in one interval tree; a lock of no
 * bytes is entered as the byte behind it.  What the tree finds is a superset:
 * the exact rules are pure functions in sharing.c.  A file without locks costs
 * I/O one read of a counter.
 *
 * Local programs see the locks of the unnamed stream as POSIX locks
 * (vfs/plock.c).  Those are taken before a lock is entered and given back after
 * it left, so whoever the tree lets pass may still meet a local lock, never the
 * other way round.  open->lock keeps the two sides of one handle together.
 *
 * Not for waiting (smb2/cmd_lock.c parks the request and is told here when
 * locks went away).
 * Called in process context.  Locks: open->lock over changes and the calls into
 * vfs/plock.c, inode->lock inside it.
 */
#include "state/open.h"
#include "limits.h"
#include "state/up.h"
#include <linux/interval_tree_generic.h>
#include <linux/mm.h>
#include <linux/slab.h>

static u64 brlock_first(const struct ksmbd_brlock *l)
{
	return l->off;
}

static u64 range_last(u64 off, u64 len)
{
	return len ? off + (len - 1) : off;
}

static u64 brlock_last(const struct ksmbd_brlock *l)
{
	return range_last(l->off, l->len);
}

INTERVAL_TREE_DEFINE(struct ksmbd_brlock, node, u64, subtree_last, brlock_first, brlock_last,
		     static, brlock_tree);

static void brlock_enter_locked(struct ksmbd_open *open, struct ksmbd_brlock *l)
{
	struct ksmbd_inode *ino = open->inode;

	lockdep_assert_held(&ino->lock);
	l->open = open;
	brlock_tree_insert(l, &ino->brlocks);
	list_add_tail(&l->open_entry, &open->locks);
	open->nlocks++;
	WRITE_ONCE(ino->nbrlocks, ino->nbrlocks + 1);
}

static void brlock_leave_locked(struct ksmbd_brlock *l)
{
	struct ksmbd_inode *ino = l->open->inode;

	lockdep_assert_held(&ino->lock);
	brlock_tree_remove(l, &ino->brlocks);
	list_del(&l->open_entry);
	l->open->nlocks--;
	WRITE_ONCE(ino->nbrlocks, ino->nbrlocks - 1);
}

/* Does @l lie on the range, as @open's stream sees it? */
static bool brlock_lies_on(const struct ksmbd_brlock *l, const struct ksmbd_open *open,
			   u64 off, u64 len)
{
	return ksmbd_brlock_overlap(l->off, l->len, off, len) &&
	       ksmbd_open_same_stream(l->open, open);
}

static bool may_io_locked(struct ksmbd_open *open, u64 off, u64 len, bool write)
{
	struct ksmbd_inode *ino = open->inode;
	u64 last = range_last(off, len);
	struct ksmbd_brlock *l;

	lockdep_assert_held(&ino->lock);
	for (l = brlock_tree_iter_first(&ino->brlocks, off, last); l;
	     l = brlock_tree_iter_next(l, off, last)) {
		if (brlock_lies_on(l, open, off, len) &&
		    ksmbd_brlock_bars_io(write, l->exclusive, l->open == open))
			return false;
	}
	return true;
}

/**
 * ksmbd_brlock_may_io() - do locks allow I/O on a range?
 * @open: through which it is done
 * @off: first byte
 * @len: bytes
 * @write: it writes
 *
 * Context: process context; takes inode->lock only when the file has locks at all.
 * Return: 0, or -EAGAIN: STATUS_FILE_LOCK_CONFLICT.
 */
int ksmbd_brlock_may_io(struct ksmbd_open *open, u64 off, u64 len, bool write)
{
	struct ksmbd_inode *ino = open->inode;
	bool may;

	if (!ino || !len || !READ_ONCE(ino->nbrlocks))
		return 0;
	if (off && len > -off)
		len = -off;	/* up to the last byte there can be */
	mutex_lock(&ino->lock);
	may = may_io_locked(open, off, len, write);
	mutex_unlock(&ino->lock);
	return may ? 0 : -EAGAIN;
}

static bool may_lock_locked(struct ksmbd_open *open, const struct ksmbd_brlock *new)
{
	struct ksmbd_inode *ino = open->inode;
	u64 last = brlock_last(new);
	struct ksmbd_brlock *l;

	lockdep_assert_held(&ino->lock);
	for (l = brlock_tree_iter_first(&ino->brlocks, new->off, last); l;
	     l = brlock_tree_iter_next(l, new->off, last)) {
		if (brlock_lies_on(l, open, new->off, new->len) &&
		    ksmbd_brlock_conflict(new->exclusive, l->exclusive, l->open == open))
			return false;
	}
	return true;
}

static int brlock_add_locked(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
			     unsigned int *conflict)
{
	unsigned int i;

	lockdep_assert_held(&open->inode->lock);
	*conflict = 0;
	if (open->leaving)
		return -ESTALE;
	if (n > KSMBD_OPEN_LOCKS_MAX || open->nlocks > KSMBD_OPEN_LOCKS_MAX - n)
		return -EBUSY;
	for (i = 0; i < n; i++) {
		if (!may_lock_locked(open, locks[i]))
			break;
		/* entered at once, since elements of one request are in each other's way too */
		brlock_enter_locked(open, locks[i]);
	}
	if (i == n)
		return 0;
	*conflict = i;
	while (i--)
		brlock_leave_locked(locks[i]);
	return -EAGAIN;
}

/* ---- local locks ---- */

/* A lock as it is told to vfs/plock.c. */
struct local_range {
	u64 off, len;
	bool exclusive;
};

/* The locks of @open on the range, each different one once. */
static unsigned int collect_locked(struct ksmbd_open *open, u64 off, u64 len, struct local_range *r,
				   unsigned int room)
{
	struct ksmbd_inode *ino = open->inode;
	u64 last = range_last(off, len);
	struct ksmbd_brlock *l;
	unsigned int n = 0;

	lockdep_assert_held(&ino->lock);
	for (l = brlock_tree_iter_first(&ino->brlocks, off, last); l && n < room;
	     l = brlock_tree_iter_next(l, off, last)) {
		if (l->open != open || !ksmbd_brlock_overlap(l->off, l->len, off, len))
			continue;
		if (n && r[n - 1].off == l->off && r[n - 1].len == l->len &&
		    r[n - 1].exclusive == l->exclusive)
			continue;
		r[n++] = (struct local_range) { l->off, l->len, l->exclusive };
	}
	return n;
}

/*
 * Gives @open locally what it has on the range: nothing in most cases.  Where its locks lie on each
 * other the exclusive one counts, so it comes last.  Somebody local may come in between; then
 * the lock holds among SMB clients only.
 */
static void local_restore(struct ksmbd_open *open, u64 off, u64 len)
{
	struct ksmbd_inode *ino = open->inode;
	unsigned int i, n = 0, room;
	struct local_range *r = NULL;

	lockdep_assert_held(&open->lock);
	room = READ_ONCE(open->nlocks);
	if (room)
		r = kvmalloc_array(room, sizeof(*r), GFP_KERNEL);
	if (r) {
		mutex_lock(&ino->lock);
		n = collect_locked(open, off, len, r, room);
		mutex_unlock(&ino->lock);
	}
	ksmbd_vfs_plock_clear(&open->h, off, len);
	for (i = 0; i < n; i++)
		if (!r[i].exclusive)
			ksmbd_vfs_plock_set(&open->h, r[i].off, r[i].len, false);
	for (i = 0; i < n; i++)
		if (r[i].exclusive)
			ksmbd_vfs_plock_set(&open->h, r[i].off, r[i].len, true);
	kvfree(r);
}

/* Takes all of @locks locally, or none. */
static int local_add(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
		     unsigned int *conflict)
{
	unsigned int i;

	lockdep_assert_held(&open->lock);
	for (i = 0; i < n; i++)
		if (ksmbd_vfs_plock_set(&open->h, locks[i]->off, locks[i]->len,
					locks[i]->exclusive))
			break;
	if (i == n)
		return 0;
	*conflict = i;
	while (i--)
		local_restore(open, locks[i]->off, locks[i]->len);
	return -ETXTBSY;
}

/* May all of @locks be entered, as far as the locks there are go? */
static int probe_locked(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
			unsigned int *conflict)
{
	unsigned int i;

	lockdep_assert_held(&open->inode->lock);
	for (i = 0; i < n; i++) {
		if (may_lock_locked(open, locks[i]))
			continue;
		*conflict = i;
		return -EAGAIN;
	}
	return 0;
}

static int add_both(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
		    unsigned int *conflict)
{
	struct ksmbd_inode *ino = open->inode;
	unsigned int i, had = open->nlocks;
	int err;

	lockdep_assert_held(&open->lock);
	mutex_lock(&ino->lock);
	err = open->leaving ? -ESTALE : probe_locked(open, locks, n, conflict);
	mutex_unlock(&ino->lock);
	if (!err)
		err = local_add(open, locks, n, conflict);
	if (err)
		return err;
	mutex_lock(&ino->lock);
	err = brlock_add_locked(open, locks, n, conflict);
	mutex_unlock(&ino->lock);
	/* a shared lock on one's own exclusive one does not take it away */
	for (i = 0; i < n && (err || (had && !locks[i]->exclusive)); i++)
		local_restore(open, locks[i]->off, locks[i]->len);
	return err;
}

/**
 * ksmbd_brlock_add() - take all locks of a request, or none (R9)
 * @open: who
 * @locks: off, len, exclusive set; off + len at most 2^64; owned by @open on success
 * @n: how many
 * @conflict: gets the index of the one that failed; may be NULL
 *
 * Context: process context; takes open->lock and inode->lock.
 * Return: 0; -EAGAIN in the way of another lock; -ETXTBSY in the way of a local program's, whose
 * end nobody tells; -EBUSY too many; -ESTALE @open is closed; -EOPNOTSUPP it is a pipe.
 */
int ksmbd_brlock_add(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
		     unsigned int *conflict)
{
	unsigned int at = 0;
	int err;

	if (!open->inode)
		return -EOPNOTSUPP;
	mutex_lock(&open->lock);
	err = add_both(open, locks, n, &at);
	mutex_unlock(&open->lock);
	if (err && conflict)
		*conflict = at;
	return err;
}

/* A lock of exactly this range by @open; an exclusive one before a shared one on top of it. */
static struct ksmbd_brlock *brlock_find_locked(struct ksmbd_open *open, u64 off, u64 len)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_brlock *l, *found = NULL;
	u64 last = range_last(off, len);

	lockdep_assert_held(&ino->lock);
	for (l = brlock_tree_iter_first(&ino->brlocks, off, last); l;
	     l = brlock_tree_iter_next(l, off, last)) {
		if (l->open != open || l->off != off || l->len != len)
			continue;
		found = l;
		if (l->exclusive)
			break;
	}
	return found;
}

/* Those who wait for locks of @ino try again. */
static void tell_waiters(struct ksmbd_inode *ino)
{
	if (ksmbd_up.locks_removed)
		ksmbd_up.locks_removed(ino);
}

/**
 * ksmbd_brlock_remove() - give one lock back
 * @open: whose it is
 * @off: as it was taken
 * @len: as it was taken
 *
 * MS-FSA 2.1.5.8.
 *
 * Context: process context; takes open->lock and inode->lock.
 * Return: 0, or -ENOENT: no lock of exactly this range by this open.
 */
int ksmbd_brlock_remove(struct ksmbd_open *open, u64 off, u64 len)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_brlock *l;

	if (!ino)
		return -ENOENT;
	mutex_lock(&open->lock);
	mutex_lock(&ino->lock);
	l = brlock_find_locked(open, off, len);
	if (l)
		brlock_leave_locked(l);
	mutex_unlock(&ino->lock);
	if (l)
		local_restore(open, off, len);
	mutex_unlock(&open->lock);
	if (!l)
		return -ENOENT;
	kfree(l);
	tell_waiters(ino);
	return 0;
}

/**
 * ksmbd_brlock_drop_locked() - all locks of an open go
 * @open: leaving its inode
 *
 * Context: open->inode->lock held.
 * Return: were there any?  Then ksmbd_brlock_dropped() is due once the lock is dropped.
 */
bool ksmbd_brlock_drop_locked(struct ksmbd_open *open)
{
	struct ksmbd_brlock *l, *next;
	bool any = !list_empty(&open->locks);

	lockdep_assert_held(&open->inode->lock);
	list_for_each_entry_safe(l, next, &open->locks, open_entry) {
		brlock_leave_locked(l);
		kfree(l);
	}
	return any;
}

/**
 * ksmbd_brlock_dropped() - all locks of an open went
 * @open: left its inode
 *
 * A lock that was just being taken is not entered any more; the lock waits for it.
 *
 * Context: process context; takes open->lock.
 */
void ksmbd_brlock_dropped(struct ksmbd_open *open)
{
	mutex_lock(&open->lock);
	ksmbd_vfs_plock_clear(&open->h, 0, U64_MAX);
	mutex_unlock(&open->lock);
	tell_waiters(open->inode);
}
