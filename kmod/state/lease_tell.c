// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Oplocks and leases: notifications on their way from the lease to its holder.
 *
 * Theory of operation: lease.c collects the notifications of a break under
 * inode->lock; here each is sent with no lock held.  One whose lease has an
 * open that joined before the break, and whose CREATE is not answered yet, waits
 * in the lease until it is.  When nobody can be told, opens that wait for their
 * client are closed, and what is left gives up.  But a client may come back at
 * that very moment: it was not there when it was looked for, and must be told
 * all the same, for it goes by what the answer to its CREATE says.
 *
 * Not for who is told what (lease.c) nor for the bytes (smb2/break_send.c,
 * through up.h).
 * Called in process context, may sleep.  Locks: inode->lock, never over a send.
 */
#include "state/lease.h"
#include "state/durable.h"
#include "state/up.h"
#include <linux/atomic.h>
#include <linux/slab.h>

/* How often a holder that was away is looked for: only one that comes back is there later. */
#define TELL_TRIES	3

/**
 * ksmbd_break_free() - a notification was given to somebody, or is not needed
 * @b: in no list
 *
 * Context: any.
 */
void ksmbd_break_free(struct ksmbd_break *b)
{
	ksmbd_lease_put(b->lease);
	kfree(b);
}

/*
 * Is there an open of the lease whose CREATE came before @b and is not answered yet?  Then @b waits
 * in the lease: the answer may say what was granted before the break, and Linux clients believe
 * what comes last.  Later opens do not count, or they could keep it waiting for ever.
 */
static bool held_back(struct ksmbd_break *b)
{
	struct ksmbd_lease *l = b->lease;
	struct ksmbd_open *o, *open = ksmbd_lease_open(l, 0);
	bool early = false;

	if (!open)
		return false;
	mutex_lock(&l->inode->lock);
	list_for_each_entry(o, &l->opens, lease_entry)
		early |= !o->answered && o->joined <= b->njoined;
	if (early)
		list_add_tail(&b->entry, &l->held);
	mutex_unlock(&l->inode->lock);
	ksmbd_open_put(open);
	return early;
}

/* Opens that wait for their client are in the way and go.  Is there one that has a client? */
static bool close_detached(struct ksmbd_lease *lease)
{
	struct ksmbd_open *open;
	unsigned int n = 0;
	bool live = false;

	while ((open = ksmbd_lease_open(lease, n))) {
		if (!ksmbd_durable_break(open)) {
			live |= atomic_read(&open->state) == KSMBD_OPEN_LIVE;
			n++;
		}
		ksmbd_open_put(open);
	}
	return live;
}

static bool sent(const struct ksmbd_break *b)
{
	return ksmbd_up.lease_break && ksmbd_up.lease_break(b->lease, &b->step);
}

/* Sends @b, which is the caller's no more, or gives up. */
static void tell(struct ksmbd_break *b)
{
	unsigned int tries = TELL_TRIES;

	do {
		if (held_back(b))
			return;
		if (sent(b)) {
			ksmbd_break_free(b);
			return;
		}
	} while (close_detached(b->lease) && --tries);
	ksmbd_lease_give_up(b->lease, false);
	ksmbd_break_free(b);
}

/**
 * ksmbd_breaks_send() - tell the holders
 * @breaks: notifications; the list is empty afterwards
 *
 * Context: process context, may sleep; sends, so no locks held.
 */
void ksmbd_breaks_send(struct list_head *breaks)
{
	struct ksmbd_break *b, *next;

	list_for_each_entry_safe(b, next, breaks, entry) {
		list_del(&b->entry);
		tell(b);
	}
}

/* @lease is about to be asked @step by somebody else than before; NULL: no need, or no memory. */
static struct ksmbd_break *break_again(struct ksmbd_lease *lease,
				       const struct ksmbd_caching_step *step)
{
	struct ksmbd_open *open = ksmbd_lease_open(lease, 0);
	struct ksmbd_break *b;

	if (!open)
		return NULL;
	b = kmalloc(sizeof(*b), GFP_KERNEL);
	if (b) {
		ksmbd_lease_get(lease);
		b->lease = lease;
		b->step = *step;
		mutex_lock(&lease->inode->lock);
		b->njoined = lease->njoined;
		mutex_unlock(&lease->inode->lock);
	}
	ksmbd_open_put(open);
	return b;
}

/**
 * ksmbd_lease_not_told() - the holder could not be told
 * @lease: whose; the caller has a reference
 * @step: what it has to give up
 *
 * Opens that wait for their client to come back are in the way and go; one that came back is told;
 * what is left stops caching as if it had answered.
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_lease_not_told(struct ksmbd_lease *lease, const struct ksmbd_caching_step *step)
{
	struct ksmbd_break *b = close_detached(lease) ? break_again(lease, step) : NULL;

	if (b)
		tell(b);
	else
		ksmbd_lease_give_up(lease, false);
}

/**
 * ksmbd_lease_answered() - a client knows of an open from now on
 * @open: admitted; or a pipe
 *
 * Context: process context, may sleep; may send, so no locks held.
 */
void ksmbd_lease_answered(struct ksmbd_open *open)
{
	struct ksmbd_inode *ino = open->inode;
	LIST_HEAD(breaks);

	if (!ino)
		return;
	mutex_lock(&ino->lock);
	open->answered = true;
	if (open->lease)
		list_splice_init(&open->lease->held, &breaks);
	mutex_unlock(&ino->lock);
	ksmbd_breaks_send(&breaks);
}

/**
 * ksmbd_lease_ask_back() - a client asks for an open of its own once more
 * @open: admitted; ksmbd_lease_answered() is due when that is answered, or will not be
 *
 * Context: process context; takes inode->lock.
 * Return: false: the answer that it got the open with is still on its way.
 */
bool ksmbd_lease_ask_back(struct ksmbd_open *open)
{
	bool was;

	mutex_lock(&open->inode->lock);
	was = open->answered || !open->lease;
	if (was)
		open->answered = false;
	mutex_unlock(&open->inode->lock);
	return was;
}
