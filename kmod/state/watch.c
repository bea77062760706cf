// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Change notification of an open directory.
 *
 * Theory of operation: the first request of an open makes a watch, which lives
 * as long as the open and keeps the changes (changes.c) no request was there
 * for.  A request takes what is kept, or parks with work->changes saying where
 * it wants them.  Whoever makes a change notes it and, in the same critical
 * section, wins the claim of the request that waits longest and gives it all
 * that is kept; so each request gets what came first, and nothing comes twice
 * or falls between two requests.  The request is then finished in a worker.
 *
 * Not for the claim word (work.c), nor for statuses and wire (smb2).
 *
 * watch_event() runs in whoever makes a change, under the VFS's locks; the rest
 * in process context.  Locks: open->parked_lock (spin) protects open->watch and
 * the kept changes, together with the list of parked works.
 */
#include "state/watch.h"

#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "limits.h"
#include "state/open.h"
#include "state/work.h"

/**
 * struct ksmbd_watch - the watch of an open directory; owned by the open
 * @rcu: freed by RCU, as callers of watch_event() may still look at it
 * @fs: set once; what is watched
 * @open: whose it is; lives longer, by RCU too
 * @dead: it was taken from the open: nothing is noted any more; under open->parked_lock
 * @kept: changes for the next request; under open->parked_lock
 */
struct ksmbd_watch {
	struct rcu_head rcu;
	struct ksmbd_fswatch fs;
	struct ksmbd_open *open;
	bool dead;
	struct ksmbd_changes kept;
};

/* Gives what is kept to a waiting request, which is returned for ksmbd_work_queue_won(). */
static struct ksmbd_work *hand_over_locked(struct ksmbd_watch *watch)
{
	struct ksmbd_work *w;

	lockdep_assert_held(&watch->open->parked_lock);
	if (ksmbd_changes_empty(&watch->kept))
		return NULL;
	w = ksmbd_work_win_changes_locked(watch->open, KSMBD_WORK_DONE);
	if (w)
		ksmbd_changes_move(&watch->kept, w->changes);
	return w;
}

static void watch_event(struct ksmbd_fswatch *fs, const struct ksmbd_fsevent *ev)
{
	struct ksmbd_watch *watch = container_of(fs, struct ksmbd_watch, fs);
	struct ksmbd_open *open = watch->open;
	struct ksmbd_work *w = NULL;

	spin_lock(&open->parked_lock);
	if (!watch->dead) {
		if (ev)
			ksmbd_changes_note(&watch->kept, fs->aspects, ev);
		else
			ksmbd_changes_lose(&watch->kept);
		w = hand_over_locked(watch);
	}
	spin_unlock(&open->parked_lock);
	if (w)
		ksmbd_work_queue_won(w);
}

static void watch_end(struct ksmbd_watch *watch)
{
	struct ksmbd_open *open = watch->open;

	ksmbd_fswatch_remove(&watch->fs);
	spin_lock(&open->parked_lock);
	watch->dead = true;
	ksmbd_changes_clear(&watch->kept);
	spin_unlock(&open->parked_lock);
	kfree_rcu(watch, rcu);
}

/* Two first requests at once: one of them wins; 0, -EEXIST or -ESTALE. */
static int watch_publish(struct ksmbd_watch *watch)
{
	struct ksmbd_open *open = watch->open;
	int err = 0;

	spin_lock(&open->parked_lock);
	if (open->parked_closed)
		err = -ESTALE;
	else if (open->watch)
		err = -EEXIST;
	else
		open->watch = watch;
	spin_unlock(&open->parked_lock);
	return err;
}

/**
 * ksmbd_watch_arm() - begin to watch an open directory
 * @open: the caller holds a reference
 * @aspects: KSMBD_ASPECT_* that count
 * @tree: also what is below
 * @room: bytes of changes to keep at most
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0, also when it is watched already; -ESTALE it was closed; another -errno.
 */
int ksmbd_watch_arm(struct ksmbd_open *open, u32 aspects, bool tree, size_t room)
{
	struct ksmbd_watch *watch;
	int err;

	if (READ_ONCE(open->watch))
		return 0;
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	watch->open = open;
	ksmbd_changes_init(&watch->kept, min_t(size_t, room, KSMBD_CHANGES_MAX));
	watch->fs.root = open->h.root;
	watch->fs.aspects = aspects;
	watch->fs.tree = tree;
	watch->fs.event = watch_event;
	err = ksmbd_fswatch_add(&watch->fs, open->h.file);
	if (err) {
		kfree(watch);
		return err;
	}
	err = watch_publish(watch);
	if (err)
		watch_end(watch);
	return err == -EEXIST ? 0 : err;
}

/**
 * ksmbd_watch_take() - take what was kept
 * @open: the caller holds a reference
 * @to: empty; gets it
 *
 * Context: process context.
 * Return: false when there was nothing.
 */
bool ksmbd_watch_take(struct ksmbd_open *open, struct ksmbd_changes *to)
{
	bool some = false;

	spin_lock(&open->parked_lock);
	if (open->watch && !ksmbd_changes_empty(&open->watch->kept)) {
		ksmbd_changes_move(&open->watch->kept, to);
		some = true;
	}
	spin_unlock(&open->parked_lock);
	return some;
}

/**
 * ksmbd_watch_kick() - look whether something came before a work was parked
 * @open: the caller holds a reference
 *
 * Context: process context.
 */
void ksmbd_watch_kick(struct ksmbd_open *open)
{
	struct ksmbd_work *w = NULL;

	spin_lock(&open->parked_lock);
	if (open->watch)
		w = hand_over_locked(open->watch);
	spin_unlock(&open->parked_lock);
	if (w)
		ksmbd_work_queue_won(w);
}

/**
 * ksmbd_watch_close() - end the watch of an open
 * @open: closed; ksmbd_work_claim_open() has made that known
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_watch_close(struct ksmbd_open *open)
{
	struct ksmbd_watch *watch;

	spin_lock(&open->parked_lock);
	watch = open->watch;
	open->watch = NULL;
	spin_unlock(&open->parked_lock);
	if (watch)
		watch_end(watch);
}
