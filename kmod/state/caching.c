// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a client may cache: the pure core of oplocks and leases.
 *
 * Theory of operation: a holder has a state of up to three rights.  A break
 * names what it has to come down to.  One who only caches reads is told and
 * that is that; one who may cache writes or handles is asked, is "breaking"
 * until it answers, and others who need its rights wait.  Somebody may need
 * more while it is breaking: that is remembered in @target, and its answer then
 * earns it the next question at once, one right at a time and with the same
 * epoch (as Windows does).  Linux clients overlook a question with an epoch that
 * they know; so where nobody expects otherwise @recount gives it another.
 *
 * Not for who holds what, waiting or time-outs (lease.c).  Pure; its callers
 * have a lock.
 */
#include "state/caching.h"
#include <linux/errno.h>

/**
 * ksmbd_caching_grant() - what a new holder gets
 * @kind: what it is
 * @asked: rights it wants
 * @others: what else is there, after all breaks due
 *
 * Windows grants nothing without READ, no oplock beside a lease that keeps handles, and no such
 * lease beside an oplock.  Readers' caching and byte-range locks do not go together
 * (MS-FSA 2.1.5.18.1).
 *
 * Context: any.
 * Return: rights granted, 0: none.
 */
u8 ksmbd_caching_grant(enum ksmbd_caching_kind kind, u8 asked,
		       const struct ksmbd_caching_others *others)
{
	u8 state = asked & KSMBD_CACHE_ALL;

	if (!(state & KSMBD_CACHE_READ) || others->writer)
		return 0;
	if (kind == KSMBD_CACHING_DIR_LEASE)
		return state & ~KSMBD_CACHE_WRITE;
	if (others->opens)
		state &= ~KSMBD_CACHE_WRITE;
	if (others->locks && !(state & KSMBD_CACHE_WRITE))
		return 0;
	if (kind == KSMBD_CACHING_LEASE)
		return others->oplock ? state & ~KSMBD_CACHE_HANDLE : state;
	if (others->handle_lease)
		return 0;
	return state & KSMBD_CACHE_WRITE ? state : KSMBD_CACHE_READ;
}

/**
 * ksmbd_caching_upgrade() - a holder asks again
 * @c: holder
 * @asked: rights it wants now
 * @granted: what a new holder would get of them
 *
 * It gets more only if it gets all it asks for and loses nothing (MS-SMB2 3.3.5.9.8).
 *
 * Context: any.
 * Return: true when its state changed.
 */
bool ksmbd_caching_upgrade(struct ksmbd_caching *c, u8 asked, u8 granted)
{
	u8 want = asked & KSMBD_CACHE_ALL;

	if (c->kind == KSMBD_CACHING_DIR_LEASE)
		want &= ~KSMBD_CACHE_WRITE;
	if (c->breaking || granted != want || granted == c->state || c->state & ~granted)
		return false;
	c->state = granted;
	c->epoch++;
	return true;
}

/**
 * ksmbd_caching_without() - what remains of a holder's rights
 * @c: holder
 * @take: rights somebody needs
 *
 * There are fewer oplocks than leases: one that loses anything is level II or nothing.
 *
 * Context: any.
 * Return: KSMBD_CACHE_*.
 */
u8 ksmbd_caching_without(const struct ksmbd_caching *c, u8 take)
{
	if (!(c->state & take))
		return c->state;
	/* nobody may keep handles or writes of what it must not read */
	if (take & KSMBD_CACHE_READ)
		return 0;
	return c->kind == KSMBD_CACHING_OPLOCK ? KSMBD_CACHE_READ : c->state & ~take;
}

/**
 * ksmbd_caching_break() - somebody needs what a holder may cache
 * @c: holder
 * @take: rights needed
 * @step: filled when true is returned
 *
 * Context: any.
 * Return: true when the holder is to be told.
 */
bool ksmbd_caching_break(struct ksmbd_caching *c, u8 take, struct ksmbd_caching_step *step)
{
	u8 to = ksmbd_caching_without(c, take);

	if (to == c->state)
		return false;
	if (c->breaking) {
		c->target &= to;
		return false;
	}
	c->epoch++;
	step->from = c->state;
	step->to = to;
	step->epoch = c->epoch;
	step->ack = c->state & ~KSMBD_CACHE_READ;
	if (step->ack) {
		c->breaking = true;
		c->asked = to;
		c->target = to;
		c->recount = false;
	} else {
		c->state = to;
	}
	return true;
}

/* It keeps more than somebody needs meanwhile: the next question, one right less. */
static void ask_again(struct ksmbd_caching *c, struct ksmbd_caching_step *step)
{
	u8 to = c->target;

	if (c->state & ~KSMBD_CACHE_READ)
		to |= c->state & KSMBD_CACHE_READ;
	c->epoch += c->recount;
	step->from = c->state;
	step->to = to;
	step->epoch = c->epoch;
	step->ack = c->state & ~KSMBD_CACHE_READ;
	c->asked = to;
	if (!step->ack) {
		c->state = to;
		c->breaking = false;
	}
}

/**
 * ksmbd_caching_ack() - a holder answered
 * @c: holder
 * @state: rights it says it keeps
 * @step: filled when 1 is returned
 *
 * Context: any.
 * Return: 0; 1: it is to be told more; -ENOENT: nothing was asked; -EINVAL: it may not keep that
 * (and is still breaking).
 */
int ksmbd_caching_ack(struct ksmbd_caching *c, u8 state, struct ksmbd_caching_step *step)
{
	if (!c->breaking)
		return -ENOENT;
	if (state & ~c->asked)
		return -EINVAL;
	c->state = state;
	if (state & ~c->target) {
		ask_again(c, step);
		return 1;
	}
	c->breaking = false;
	return 0;
}

/**
 * ksmbd_caching_repeat() - put the question to a holder once more
 * @c: holder, breaking
 * @step: filled
 *
 * With an epoch that it cannot know yet.
 *
 * Context: any.
 */
void ksmbd_caching_repeat(struct ksmbd_caching *c, struct ksmbd_caching_step *step)
{
	c->epoch++;
	step->from = c->state;
	step->to = c->asked;
	step->epoch = c->epoch;
	step->ack = true;
}

/**
 * ksmbd_caching_give_up() - a holder does not answer
 * @c: holder
 *
 * It keeps nothing, whatever it was asked for (MS-SMB2 3.3.6.1, 3.3.6.5).
 *
 * Context: any.
 */
void ksmbd_caching_give_up(struct ksmbd_caching *c)
{
	if (c->breaking)
		c->state = 0;
	c->breaking = false;
}
