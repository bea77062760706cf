// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LOCK (MS-SMB2 3.3.5.14): flags, sequences, waiting.
 *
 * Theory of operation: the elements of a lock request are turned into private
 * struct ksmbd_brlock first; state/brlock.c then grants all or none.  A request
 * that may wait enters @waiting and parks.  Whenever locks of a file go away,
 * smb2_lock_retry() marks the waiters of that file and claims those that are
 * parked, in the order in which they came; a waiter that was marked while it was
 * not parked yet claims itself once it is, so no wake-up is lost.  CANCEL and
 * CLOSE claim through the parked lists of connection and open.  Nobody tells
 * when a local program's lock goes, so who waits for one is marked again and
 * again.  Unlock elements are carried out one by one, in order.
 *
 * Not for the conflict rules (state/brlock.c).
 *
 * Called by dispatch in a worker; resumed in a worker.  Locks: wait_lock (spin,
 * a leaf), open->lock for the lock sequences.
 */
#include "helper/helper.h"
#include "smb2/dispatch.h"
#include "smb2/wire/lock.h"
#include "state/lease.h"
#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

/* How long a waiter may miss that a local lock went. */
#define LOCAL_POLL	msecs_to_jiffies(100)

/**
 * struct lock_state - what one LOCK request keeps in its args
 * @a: as decoded; first
 * @locks: prepared locks; NULL once they belong to the open
 * @nlocks: how many
 * @one: @locks of a request with one element
 * @entry: in @waiting or @kicked, protected by wait_lock
 * @ino: whose locks are in the way; set before it is listed
 * @again: locks went away since the last try; protected by wait_lock
 * @local: a local program's lock is in the way; protected by wait_lock
 */
struct lock_state {
	struct smb2_lock_args a;
	struct ksmbd_brlock **locks;
	unsigned int nlocks;
	struct ksmbd_brlock *one;
	struct list_head entry;
	struct ksmbd_inode *ino;
	bool again;
	bool local;
};

static DEFINE_SPINLOCK(wait_lock);	/* protects: the lists and the flags of their entries */
static LIST_HEAD(waiting);
static LIST_HEAD(kicked);		/* marked, and retry_marked() has not looked at them yet */

static void poll_local(struct work_struct *unused);
static DECLARE_DELAYED_WORK(local_poll, poll_local);

static struct smb2_req *req_of(struct lock_state *ls)
{
	return container_of((u8 (*)[SMB2_ARGS_SIZE])ls, struct smb2_req, args);
}

static void unlist(struct lock_state *ls)
{
	spin_lock(&wait_lock);
	list_del_init(&ls->entry);
	spin_unlock(&wait_lock);
}

/* ---- lock sequences (MS-SMB2 3.3.5.14): a replay is answered, not done again ---- */

#define SEQ_VALID	0x10

/* Only handles that can outlive a connection, or a channel, see a request twice. */
static bool sequences_count(const struct smb2_req *req)
{
	if (req->open->durable || READ_ONCE(req->open->resilient))
		return req->cx.dialect > SMB2_DIALECT_202;
	return req->cx.dialect >= SMB2_DIALECT_300 &&
	       req->work.conn->server_caps & SMB2_CAP_MULTI_CHANNEL;
}

static u8 *sequence_slot(struct smb2_req *req, const struct smb2_lock_args *a)
{
	if (!sequences_count(req))
		return NULL;
	if (!a->seq_index || a->seq_index > SMB2_LOCK_SEQUENCES)
		return NULL;
	return &req->open->lock_sequence[a->seq_index - 1];
}

/* Was it done before?  If not, forget what the slot said. */
static bool sequence_is_replay(struct smb2_req *req, const struct smb2_lock_args *a)
{
	u8 *slot = sequence_slot(req, a);

	if (!slot)
		return false;
	guard(mutex)(&req->open->lock);
	if (*slot == (SEQ_VALID | a->seq_number))
		return true;
	*slot = 0;
	return false;
}

static void sequence_done(struct smb2_req *req, const struct smb2_lock_args *a)
{
	u8 *slot = sequence_slot(req, a);

	if (!slot)
		return;
	guard(mutex)(&req->open->lock);
	*slot = SEQ_VALID | a->seq_number;
}

/* ---- unlock ---- */

static ntstatus_t unlock_all(struct smb2_req *req, const struct smb2_lock_args *a)
{
	struct ksmbd_rd it = a->elements;
	struct smb2_lock_element el;

	while (smb2_lock_next(&it, &el)) {
		if (el.flags != SMB2_LOCK_UNLOCK)
			return STATUS_INVALID_PARAMETER;
		if (ksmbd_brlock_remove(req->open, el.offset, el.length))
			return STATUS_RANGE_NOT_LOCKED;
	}
	return STATUS_SUCCESS;
}

/* ---- lock ---- */

static ntstatus_t check_element(const struct smb2_lock_args *a,
				const struct smb2_lock_element *el)
{
	u32 kind = el->flags & ~SMB2_LOCK_FAIL_IMMEDIATELY;

	if (kind != SMB2_LOCK_SHARED && kind != SMB2_LOCK_EXCLUSIVE)
		return STATUS_INVALID_PARAMETER;
	/* only a request with one element may wait */
	if (a->count > 1 && !(el->flags & SMB2_LOCK_FAIL_IMMEDIATELY))
		return STATUS_INVALID_PARAMETER;
	if (el->length && el->length - 1 > U64_MAX - el->offset)
		return STATUS_INVALID_LOCK_RANGE;
	return STATUS_SUCCESS;
}

static struct ksmbd_brlock *lock_alloc(const struct smb2_lock_element *el)
{
	struct ksmbd_brlock *lock = kzalloc(sizeof(*lock), GFP_KERNEL);

	if (!lock)
		return NULL;
	lock->off = el->offset;
	lock->len = el->length;
	lock->exclusive = el->flags & SMB2_LOCK_EXCLUSIVE;
	return lock;
}

/* Elements -> private locks; release frees what stays here. */
static ntstatus_t plan(struct lock_state *ls, bool *may_wait)
{
	struct ksmbd_rd it = ls->a.elements;
	struct smb2_lock_element el;
	ntstatus_t status;

	ls->locks = ls->a.count == 1 ? &ls->one :
		    kvcalloc(ls->a.count, sizeof(*ls->locks), GFP_KERNEL);
	if (!ls->locks)
		return STATUS_NO_MEMORY;
	while (smb2_lock_next(&it, &el)) {
		status = check_element(&ls->a, &el);
		if (status != STATUS_SUCCESS)
			return status;
		ls->locks[ls->nlocks] = lock_alloc(&el);
		if (!ls->locks[ls->nlocks])
			return STATUS_NO_MEMORY;
		ls->nlocks++;
		*may_wait = !(el.flags & SMB2_LOCK_FAIL_IMMEDIATELY);
	}
	return STATUS_SUCCESS;
}

/* The locks are the open's now; if it was closed meanwhile they must go with it. */
static ntstatus_t granted(struct smb2_req *req, struct lock_state *ls)
{
	struct ksmbd_rd it = ls->a.elements;
	struct smb2_lock_element el;

	ls->nlocks = 0;
	if (atomic_read(&req->open->state) == KSMBD_OPEN_LIVE) {
		/* who reads from a cache does not see locks (MS-FSA 2.1.5.7) */
		ksmbd_lease_changed(req->open);
		return STATUS_SUCCESS;
	}
	while (smb2_lock_next(&it, &el))
		ksmbd_brlock_remove(req->open, el.offset, el.length);
	return STATUS_RANGE_NOT_LOCKED;
}

static void note_local(struct lock_state *ls)
{
	spin_lock(&wait_lock);
	ls->local = true;
	/* not one that gives up at once */
	if (!list_empty(&ls->entry))
		schedule_delayed_work(&local_poll, LOCAL_POLL);
	spin_unlock(&wait_lock);
}

/* STATUS_LOCK_NOT_GRANTED: somebody is in the way. */
static ntstatus_t try_lock(struct smb2_req *req, struct lock_state *ls)
{
	int err;

	if (atomic_read(&req->open->state) != KSMBD_OPEN_LIVE)
		return STATUS_RANGE_NOT_LOCKED;
	err = ksmbd_brlock_add(req->open, ls->locks, ls->nlocks, NULL);
	switch (err) {
	case 0:
		return granted(req, ls);
	case -ETXTBSY:
		note_local(ls);
		return STATUS_LOCK_NOT_GRANTED;
	case -EAGAIN:
		return STATUS_LOCK_NOT_GRANTED;
	case -ESTALE:			/* closed since we looked */
		return STATUS_RANGE_NOT_LOCKED;
	default:
		return STATUS_INSUFFICIENT_RESOURCES;
	}
}

/*
 * A lock on a persistent handle is on record before the client learns of it, or it is not granted.
 * One given back that stays on record is there again after a restart: until then the next change
 * puts that right.
 */
static ntstatus_t put_on_record(struct smb2_req *req, const struct smb2_lock_args *a)
{
	struct ksmbd_rd it = a->elements;
	struct smb2_lock_element el;
	u8 *slot = sequence_slot(req, a);

	if (!req->open->persistent || !ksmbd_helper_keep(req->open))
		return STATUS_SUCCESS;
	while (smb2_lock_next(&it, &el)) {
		if (el.flags == SMB2_LOCK_UNLOCK)
			return STATUS_SUCCESS;
		ksmbd_brlock_remove(req->open, el.offset, el.length);
	}
	if (slot) {
		guard(mutex)(&req->open->lock);
		*slot = 0;
	}
	return STATUS_INSUFFICIENT_RESOURCES;
}

static ntstatus_t done(struct smb2_req *req, const struct smb2_lock_args *a)
{
	sequence_done(req, a);
	return put_on_record(req, a);
}

/* ---- waiting ---- */

static ntstatus_t lock_resume(struct smb2_req *req);

static bool take_again(struct lock_state *ls)
{
	bool again;

	spin_lock(&wait_lock);
	again = ls->again;
	spin_unlock(&wait_lock);
	return again;
}

/*
 * Parks @req, which is listed.  It may be finished by somebody else as soon as it is parked: the
 * reference keeps its memory for the last look at @again.
 */
static ntstatus_t wait(struct smb2_req *req, struct lock_state *ls, bool first)
{
	struct ksmbd_work *w = &req->work;
	ntstatus_t status;

	ksmbd_work_get(w);
	status = first ? smb2_park(req, req->open, lock_resume) : smb2_repark(req);
	if (status != STATUS_PENDING)
		unlist(ls);
	else if (take_again(ls) && ksmbd_work_claim(w, KSMBD_WORK_DONE))
		ksmbd_work_queue(w);
	ksmbd_work_put(w);
	return status;
}

/* Listed, so that no removal is missed from here on. */
static ntstatus_t try_listed(struct smb2_req *req, struct lock_state *ls)
{
	spin_lock(&wait_lock);
	ls->again = false;
	spin_unlock(&wait_lock);
	return try_lock(req, ls);
}

static ntstatus_t lock_resume(struct smb2_req *req)
{
	struct lock_state *ls = smb2_args(req, struct lock_state);
	ntstatus_t status;

	switch (atomic_read(&req->work.claim)) {
	case KSMBD_WORK_DONE:
		status = try_listed(req, ls);
		break;
	case KSMBD_WORK_CANCELLED:
		status = STATUS_CANCELLED;
		break;
	default:
		status = STATUS_RANGE_NOT_LOCKED;
		break;
	}
	if (status == STATUS_LOCK_NOT_GRANTED)
		return wait(req, ls, false);
	unlist(ls);
	return status == STATUS_SUCCESS ? done(req, &ls->a) : status;
}

static ntstatus_t lock_or_wait(struct smb2_req *req, struct lock_state *ls)
{
	ntstatus_t status;

	ls->ino = req->open->inode;
	spin_lock(&wait_lock);
	list_add_tail(&ls->entry, &waiting);
	spin_unlock(&wait_lock);
	status = try_listed(req, ls);
	if (status == STATUS_LOCK_NOT_GRANTED)
		return wait(req, ls, true);
	unlist(ls);
	return status;
}

static ntstatus_t lock_all(struct smb2_req *req, struct lock_state *ls)
{
	bool may_wait = false;
	ntstatus_t status;

	status = plan(ls, &may_wait);
	if (status != STATUS_SUCCESS)
		return status;
	status = try_lock(req, ls);
	if (status == STATUS_LOCK_NOT_GRANTED && may_wait)
		status = lock_or_wait(req, ls);
	return status;
}

/* One more marked waiter to look at: a reference, or NULL. */
static struct ksmbd_work *next_kicked(void)
{
	struct ksmbd_work *found = NULL;
	struct lock_state *ls;

	spin_lock(&wait_lock);
	ls = list_first_entry_or_null(&kicked, struct lock_state, entry);
	if (ls) {
		list_move_tail(&ls->entry, &waiting);
		found = &req_of(ls)->work;
		ksmbd_work_get(found);
	}
	spin_unlock(&wait_lock);
	return found;
}

/* Marks those who wait for the locks of @ino; NULL: for a local program's. */
static void mark(struct ksmbd_inode *ino)
{
	struct lock_state *ls, *next;

	spin_lock(&wait_lock);
	/* these may have tried and failed since they were marked */
	list_for_each_entry(ls, &kicked, entry)
		ls->again |= ino ? ls->ino == ino : ls->local;
	list_for_each_entry_safe(ls, next, &waiting, entry) {
		if (ino ? ls->ino != ino : !ls->local)
			continue;
		ls->again = true;
		ls->local = false;
		list_move_tail(&ls->entry, &kicked);
	}
	spin_unlock(&wait_lock);
}

static void retry_marked(void)
{
	struct ksmbd_work *w;

	while ((w = next_kicked())) {
		if (ksmbd_work_claim(w, KSMBD_WORK_DONE))
			ksmbd_work_queue(w);
		ksmbd_work_put(w);
	}
}

/* Who meets the local lock once more notes it once more. */
static void poll_local(struct work_struct *unused)
{
	mark(NULL);
	retry_marked();
}

/**
 * smb2_lock_exit() - stop looking for local locks
 *
 * Context: module exit; no request is left.
 */
void smb2_lock_exit(void)
{
	cancel_delayed_work_sync(&local_poll);
}

/**
 * smb2_lock_retry() - locks of a file went away: its waiters try again
 * @ino: the file; only compared, never looked into
 *
 * Called by the state room through ksmbd_up.locks_removed.
 *
 * Context: process context, no locks held.
 */
void smb2_lock_retry(struct ksmbd_inode *ino)
{
	mark(ino);
	retry_marked();
}

/* ---- the command ---- */

static ntstatus_t check(const struct smb2_req *req, const struct smb2_lock_args *a)
{
	const struct ksmbd_open *open = req->open;

	if (!a->count)
		return STATUS_INVALID_PARAMETER;
	if (a->count > KSMBD_LOCK_ELEMENTS_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (open->is_dir || !open->inode)
		return STATUS_INVALID_PARAMETER;
	if (!(open->h.access & (KSMBD_FILE_READ_DATA | KSMBD_FILE_WRITE_DATA |
				KSMBD_FILE_APPEND_DATA | KSMBD_FILE_EXECUTE)))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

static ntstatus_t smb2_lock_execute(struct smb2_req *req)
{
	struct lock_state *ls = smb2_args(req, struct lock_state);
	struct ksmbd_rd it = ls->a.elements;
	struct smb2_lock_element el;
	ntstatus_t status;

	INIT_LIST_HEAD(&ls->entry);
	status = check(req, &ls->a);
	if (status != STATUS_SUCCESS)
		return status;
	if (sequence_is_replay(req, &ls->a))
		return STATUS_SUCCESS;
	if (smb2_lock_next(&it, &el) && el.flags & SMB2_LOCK_UNLOCK)
		status = unlock_all(req, &ls->a);
	else
		/* an expired session gives back only */
		status = smb2_session_state(req->sess) ?: lock_all(req, ls);
	/* once it is parked @req is no longer ours */
	return status == STATUS_SUCCESS ? done(req, &ls->a) : status;
}

static void smb2_lock_release(struct smb2_req *req)
{
	struct lock_state *ls = smb2_args(req, struct lock_state);
	unsigned int i;

	for (i = 0; i < ls->nlocks; i++)
		kfree(ls->locks[i]);
	if (ls->locks != &ls->one)
		kvfree(ls->locks);
}

const struct smb2_command smb2_cmd_lock = {
	.name = "LOCK",
	.req_size = SMB2_LOCK_REQ_SIZE,
	.rsp_fixed = SMB2_LOCK_RSP_SIZE,
	.args_size = sizeof(struct lock_state),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN,
	.decode = smb2_lock_decode,
	.encode = smb2_lock_encode,
	.execute = smb2_lock_execute,
	.release = smb2_lock_release,
};
