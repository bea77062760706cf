// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Questions to the helper: handle, waiter's slot, time-out, exactly one
 * completion (R11).
 *
 * Theory of operation.  A waiter puts its slot on the list, sends, and sleeps.
 * An answer is looked up by handle *and* kind under the lock, taken off the
 * list, filled, completed.  Whoever takes the slot off the list completes it:
 * the answer, the helper's death, or – by removing itself – the waiter whose
 * time ran out.  So after ksmbd_upcall_wait() nobody else knows the slot.
 *
 * Not for:  what is asked (login.c, share.c, rpc.c, spnego.c).
 * Context:  process context, no locks held by the caller.
 * Locks:    upcall_lock (spin, leaf).
 */
#include "helper/genl.h"

#include <linux/completion.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "limits.h"
#include "state/server.h"
#include "state/share.h"
#include "state/work.h"

static DEFINE_SPINLOCK(upcall_lock);
static LIST_HEAD(upcalls);		/* protected by upcall_lock */
static atomic_t next_handle = ATOMIC_INIT(0);

/**
 * ksmbd_upcall_new_handle() - a handle no answer under way can mean
 *
 * One 32-bit counter serves questions and open pipes; 0 is left out.  It wraps after four
 * billion questions, long after the time-out of any of the old ones.
 *
 * Context: any. Return: the handle.
 */
u32 ksmbd_upcall_new_handle(void)
{
	u32 h = atomic_inc_return(&next_handle);

	return h ?: (u32)atomic_inc_return(&next_handle);
}

/**
 * ksmbd_upcall_init() - prepare a slot
 * @up: the waiter's slot
 * @expect: kind of the answer
 *
 * Context: any.
 */
void ksmbd_upcall_init(struct ksmbd_upcall *up, enum ksmbd_event expect)
{
	memset(up, 0, sizeof(*up));
	INIT_LIST_HEAD(&up->entry);
	init_completion(&up->done);
	up->expect = expect;
	up->handle = ksmbd_upcall_new_handle();
}

static unsigned long upcall_timeout(void)
{
	const struct ksmbd_server_config *cfg;
	unsigned int seconds = 0;

	rcu_read_lock();
	cfg = ksmbd_server_config();
	if (cfg)
		seconds = cfg->ipc_timeout;
	rcu_read_unlock();
	return (seconds ?: KSMBD_UPCALL_SECONDS) * HZ;
}

/* True: we took it off the list, so nobody else will complete it. */
static bool upcall_withdraw(struct ksmbd_upcall *up)
{
	bool mine;

	spin_lock(&upcall_lock);
	mine = !list_empty(&up->entry);
	list_del_init(&up->entry);
	spin_unlock(&upcall_lock);
	return mine;
}

/**
 * ksmbd_upcall_wait() - ask and wait
 * @up: initialised slot; @req carries its handle
 * @event: kind of the question
 * @req: struct of the question
 * @len: its bytes, payload included
 * @more: adds attributes, or NULL
 * @arg: for @more
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0 and the answer is in the slot (free it with ksmbd_upcall_free()); -ENOTCONN,
 * -ETIMEDOUT, -ENOMEM or netlink's error.
 */
int ksmbd_upcall_wait(struct ksmbd_upcall *up, enum ksmbd_event event, const void *req, size_t len,
		      int (*more)(struct sk_buff *skb, const void *arg), const void *arg)
{
	unsigned long left;
	int err;

	spin_lock(&upcall_lock);
	list_add_tail(&up->entry, &upcalls);
	spin_unlock(&upcall_lock);

	err = ksmbd_nl_send(event, req, len, more, arg);
	if (err) {
		if (!upcall_withdraw(up))
			wait_for_completion(&up->done);
		return err;
	}
	ksmbd_work_wait_begin();
	left = wait_for_completion_timeout(&up->done, upcall_timeout());
	ksmbd_work_wait_end();
	if (left)
		return up->err;
	if (upcall_withdraw(up))
		return -ETIMEDOUT;
	/* It was taken off the list at the last moment: the completion is certain. */
	wait_for_completion(&up->done);
	return up->err;
}

/**
 * ksmbd_upcall_free() - release what an answer brought
 * @up: the slot, after ksmbd_upcall_wait()
 *
 * Answers may hold password hashes and keys, so the copy is wiped.
 *
 * Context: process context.
 */
void ksmbd_upcall_free(struct ksmbd_upcall *up)
{
	kvfree_sensitive(up->data, up->len);
	up->data = NULL;
	if (up->share)
		ksmbd_share_put(up->share);
	up->share = NULL;
}

/**
 * ksmbd_upcall_answer() - hand an answer to the one who waits for it
 * @handle: from the answer
 * @event: kind of the answer
 * @data: its struct attribute, copied here; or NULL
 * @len: bytes of @data
 * @share: object built from it, whose reference goes to the waiter on success; or NULL
 *
 * Context: process context (netlink doit).
 * Return: 0; -ENOENT nobody waits for this handle with this kind; -ENOMEM.
 */
int ksmbd_upcall_answer(u32 handle, enum ksmbd_event event, const void *data, size_t len,
			struct ksmbd_share *share)
{
	struct ksmbd_upcall *up, *found = NULL;
	void *copy = NULL;

	if (data) {
		copy = kvmalloc(len, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
		memcpy(copy, data, len);
	}
	spin_lock(&upcall_lock);
	list_for_each_entry(up, &upcalls, entry) {
		if (up->handle == handle && up->expect == event) {
			found = up;
			break;
		}
	}
	if (found) {
		list_del_init(&found->entry);
		found->data = copy;
		found->len = len;
		found->share = share;
		complete(&found->done);
	}
	spin_unlock(&upcall_lock);
	if (found)
		return 0;
	kvfree_sensitive(copy, len);
	return -ENOENT;
}

/**
 * ksmbd_upcall_abort_all() - the helper went away
 *
 * Context: any.
 */
void ksmbd_upcall_abort_all(void)
{
	struct ksmbd_upcall *up, *tmp;

	spin_lock(&upcall_lock);
	list_for_each_entry_safe(up, tmp, &upcalls, entry) {
		list_del_init(&up->entry);
		up->err = -ENOTCONN;
		complete(&up->done);
	}
	spin_unlock(&upcall_lock);
}
