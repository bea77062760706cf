// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Directory leases and the host: whatever a local program, NFS or a container
 * changes in a directory ends the leases on it, as a change by a client does.
 *
 * Theory of operation: an open with a lease on a directory listens to it
 * (vfs/fsevent.h).  The event comes under locks of the VFS in whoever makes the
 * change, so it only queues a job, which finds the directory's state and sends
 * the breaks.  Changes by clients are not looked at: those who make them break
 * leases themselves, and know whose to leave alone (lease.c).
 *
 * Called by CREATE and by the last put of an open.  Locks: none of its own.
 */
#include "state/dirwatch.h"
#include "state/lease.h"
#include "state/server.h"
#include "vfs/fsevent.h"
#include <linux/slab.h>
#include <linux/workqueue.h>

/*
 * struct ksmbd_dirwatch - an open listens to its directory
 *
 * References: its open 1, a queued job 1.  Freed after a grace period, as event() may still run.
 */
struct ksmbd_dirwatch {
	struct ksmbd_fswatch w;
	refcount_t ref;
	struct rcu_head rcu;
	struct work_struct job;
	const struct inode *dir;	/* only to find the state by */
};

static void dirwatch_put(struct ksmbd_dirwatch *d)
{
	if (refcount_dec_and_test(&d->ref))
		kfree_rcu(d, rcu);
}

static void dir_changed(struct work_struct *job)
{
	struct ksmbd_dirwatch *d = container_of(job, struct ksmbd_dirwatch, job);
	struct ksmbd_inode *dir = ksmbd_inode_lookup(d->dir);

	ksmbd_lease_entry_changed(dir, NULL);
	ksmbd_inode_put(dir);
	dirwatch_put(d);
}

static void heard(struct ksmbd_fswatch *w, const struct ksmbd_fsevent *ev)
{
	struct ksmbd_dirwatch *d = container_of(w, struct ksmbd_dirwatch, w);

	if ((ev && !ev->local) || !refcount_inc_not_zero(&d->ref))
		return;
	if (!queue_work(ksmbd_wq, &d->job))
		dirwatch_put(d);	/* it is queued already */
}

/**
 * ksmbd_dirwatch_begin() - listen to a directory for the sake of a lease
 * @open: admitted, not published yet
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_dirwatch_begin(struct ksmbd_open *open)
{
	struct ksmbd_dirwatch *d;

	if (!open->is_dir || !READ_ONCE(open->lease))
		return;
	d = kzalloc(sizeof(*d), GFP_KERNEL);
	if (!d)
		return;
	refcount_set(&d->ref, 1);
	INIT_WORK(&d->job, dir_changed);
	d->dir = file_inode(open->h.file);
	d->w.aspects = ~0u;
	d->w.event = heard;
	if (ksmbd_fswatch_add(&d->w, open->h.file))
		kfree(d);
	else
		open->dirwatch = d;
}

/**
 * ksmbd_dirwatch_end() - listen no more
 * @open: its file is still there
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_dirwatch_end(struct ksmbd_open *open)
{
	struct ksmbd_dirwatch *d = open->dirwatch;

	if (!d)
		return;
	open->dirwatch = NULL;
	ksmbd_fswatch_remove(&d->w);
	dirwatch_put(d);
}
