/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Oplocks and leases: who may cache what of a file, how they are told to stop,
 * and who waits until they have (MS-SMB2 3.3.1.4, 3.3.1.11, 3.3.1.12).
 *
 * The rules themselves are pure and in caching.h.
 */
#ifndef KSMBD_STATE_LEASE_H
#define KSMBD_STATE_LEASE_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>
#include "ksmbd.h"
#include "state/caching.h"
#include "state/open.h"

/* open->oplock, protected by inode->lock */
enum ksmbd_oplock {
	KSMBD_OPLOCK_NONE,
	KSMBD_OPLOCK_II,
	KSMBD_OPLOCK_EXCLUSIVE,
	KSMBD_OPLOCK_BATCH,
	KSMBD_OPLOCK_LEASE,
};

/**
 * struct ksmbd_lease_request - what a CREATE asks for
 * @level: oplock, or LEASE: the rest counts
 * @v2: the request has an epoch and may have a parent key
 * @has_parent: it has
 * @dirs: leases on directories are possible
 * @id: client and key
 * @parent: ParentLeaseKey
 * @state: KSMBD_CACHE_*
 * @epoch: the client's
 */
struct ksmbd_lease_request {
	enum ksmbd_oplock level;
	bool v2, has_parent, dirs;
	struct ksmbd_lease_id id;
	u8 parent[16];
	u8 state;
	u16 epoch;
};

/*
 * struct ksmbd_lease - a lease, or the oplock of one open, which is a lease without a key
 *
 * References: its inode's list 1 (while it has opens), a running timer 1, each notification on
 * its way 1, a lookup 1.  Every open of it has a pointer, which the list's reference covers.
 * Dies with its last open: ksmbd_lease_leave_locked().
 */
struct ksmbd_lease {
	refcount_t ref;
	struct rcu_head rcu;
	struct ksmbd_lease_id id;	/* set once; not of oplocks */
	struct ksmbd_inode *inode;	/* set once; alive while there are opens */
	bool v2, has_parent;		/* set once */
	u8 parent[16];			/* set once */

	/* protected by inode->lock */
	struct list_head inode_entry;
	struct ksmbd_caching c;
	unsigned long deadline;		/* jiffies, while breaking */
	struct list_head held;		/* struct ksmbd_break, until a CREATE is answered */
	u64 njoined;			/* opens that it ever had */

	struct list_head opens;		/* by lease_entry; changed under inode->lock and table_lock */
	struct hlist_node node;		/* in the table by id, under table_lock */
	struct delayed_work timeout;	/* the holder does not answer */
};

static inline bool ksmbd_lease_is_oplock(const struct ksmbd_lease *l)
{
	return l->c.kind == KSMBD_CACHING_OPLOCK;
}

/**
 * struct ksmbd_break - a notification on its way
 * @entry: in a list of the caller's
 * @lease: whose; a reference
 * @step: what to tell
 * @njoined: how many opens the lease had got by then
 */
struct ksmbd_break {
	struct list_head entry;
	struct ksmbd_lease *lease;
	struct ksmbd_caching_step step;
	u64 njoined;
};

/**
 * struct ksmbd_break_wait - one who waits for breaks on an inode; on its stack
 * @entry: in inode->waiters, under inode->lock
 * @done: some break ended: look again
 */
struct ksmbd_break_wait {
	struct list_head entry;
	struct completion done;
};

/**
 * struct ksmbd_admission - how an open wants to join, and what stands in the way
 * @rq: oplock or lease wanted, or NULL
 * @overwrite: the open will truncate
 * @again: it has waited already: whatever is breaking must end first
 * @breaks: notifications to be sent (ksmbd_breaks_send()), whatever the answer was
 * @wait: listed when the answer is -EAGAIN; ksmbd_break_wait_end() is due then
 */
struct ksmbd_admission {
	const struct ksmbd_lease_request *rq;
	bool overwrite, again;
	struct list_head breaks;
	struct ksmbd_break_wait wait;
};

/**
 * struct ksmbd_lease_info - what a client is told about what it got
 * @level: oplock
 * @lease: it is a lease: the rest counts
 * @v2: the client asked with an epoch
 * @breaking: a break is under way
 * @has_parent: @parent is one
 * @key: LeaseKey
 * @parent: ParentLeaseKey
 * @state: KSMBD_CACHE_*
 * @epoch: count of changes of @state
 */
struct ksmbd_lease_info {
	enum ksmbd_oplock level;
	bool lease, v2, breaking, has_parent;
	u8 key[16], parent[16];
	u8 state;
	u16 epoch;
};

void ksmbd_lease_exit(void);	/* waits until the last one is freed */

/* ---- for inode.c, under inode->lock ---- */

/* Memory for ksmbd_lease_join_locked(); NULL: out of memory. */
struct ksmbd_lease *ksmbd_lease_alloc(const struct ksmbd_lease_request *rq);
static inline void ksmbd_lease_get(struct ksmbd_lease *l)
{
	refcount_inc(&l->ref);
}

void ksmbd_lease_put(struct ksmbd_lease *l);
/*
 * The lease of that id which is in use on @open's stream, *mine or NULL; -EINVAL: it is in use on
 * something else.
 */
int ksmbd_lease_find_locked(struct ksmbd_open *open, struct ksmbd_inode *ino,
			    const struct ksmbd_lease_id *id, struct ksmbd_lease **mine);
/* Grants @open what is possible: of @mine, or of *@new, which is taken over if it is needed. */
int ksmbd_lease_join_locked(struct ksmbd_open *open, const struct ksmbd_lease_request *rq,
			    struct ksmbd_lease *mine, struct ksmbd_lease **new);
/*
 * @open leaves: what it alone held ends, and so does a break that waits for it.  Notifications
 * that may have waited for it are added to @breaks.
 */
void ksmbd_lease_leave_locked(struct ksmbd_open *open, struct list_head *breaks);

/**
 * struct ksmbd_need - what an operation needs of others' caching
 * @open: who; its own lease is no obstacle.  NULL: nobody in particular, with @all_streams
 * @mine: its lease, or the one it is about to join
 * @access: its rights: those that only look break nothing; ~0: it does more than look
 * @all_streams: of the file, else only of @open's stream
 * @take: KSMBD_CACHE_* that others must not have
 * @wait: of these, those it has to wait for
 * @again: it has waited already: whatever is breaking must end first
 * @level_ii: a level II oplock of its own is no exception
 */
struct ksmbd_need {
	struct ksmbd_open *open;
	struct ksmbd_lease *mine;
	u32 access;
	bool all_streams;
	u8 take, wait;
	bool again;
	bool level_ii;
};

/* True: there is something to wait for.  Fills @breaks. */
bool ksmbd_lease_break_locked(struct ksmbd_inode *ino, const struct ksmbd_need *need,
			      struct list_head *breaks);

/* ---- for everyone ---- */

/*
 * Others lose what @need says they must not have: 0, or -EAGAIN: @w is listed, wait for it, call
 * ksmbd_break_wait_end() and call again with @need->again.  @w NULL: never waits.  Sends the
 * notifications; @need->mine is filled in.
 */
int ksmbd_lease_break(struct ksmbd_inode *ino, struct ksmbd_need *need, struct ksmbd_break_wait *w);
/* Is there anybody to be told when data changes through @open?  Cheap. */
static inline bool ksmbd_lease_has_others(const struct ksmbd_open *open)
{
	const struct ksmbd_inode *ino = open->inode;

	return ino && READ_ONCE(ino->nleases) > (READ_ONCE(open->oplock) > KSMBD_OPLOCK_II ? 1 : 0);
}

/* The data or size of @open's stream changed: nobody else may cache it.  Does not wait. */
static inline void ksmbd_lease_changed(struct ksmbd_open *open)
{
	struct ksmbd_need need = { .open = open, .access = ~0u, .take = KSMBD_CACHE_ALL,
				   .level_ii = true };

	WRITE_ONCE(open->modified, true);
	if (ksmbd_lease_has_others(open))
		ksmbd_lease_break(open->inode, &need, NULL);
}

/*
 * An entry of a directory changed: leases on it end, but the one that @by names as its parent's.
 * @dir: the directory's state, or NULL: nobody has it open.  Does not wait.
 */
void ksmbd_lease_entry_changed(struct ksmbd_inode *dir, const struct ksmbd_open *by);
/* The same for the entry of @open in the directory it is in now. */
void ksmbd_lease_parent_changed(struct ksmbd_open *open);
/* A local program did something with a file that nobody may cache @take beside.  Does not wait. */
void ksmbd_lease_local_access(struct ksmbd_inode *ino, u8 take);
/* For CREATE: who was let in between the admission of @open and its truncation. */
void ksmbd_lease_truncated(struct ksmbd_open *open);
/*
 * The CREATE of @open was answered, or never will be: before that the client does not know what a
 * notification is about, or would take the answer for the newer news, so they are held back.
 */
void ksmbd_lease_answered(struct ksmbd_open *open);
/* The same is due again: a client asks for @open back.  False: the first one is due still. */
bool ksmbd_lease_ask_back(struct ksmbd_open *open);
/* For who took a notification over: the holder was not reached. */
void ksmbd_lease_not_told(struct ksmbd_lease *lease, const struct ksmbd_caching_step *step);
/* The same: is an answer still due?  A hint, for nothing is locked. */
static inline bool ksmbd_lease_awaits(const struct ksmbd_lease *lease)
{
	return READ_ONCE(lease->c.breaking);
}

/* For lease_tell.c: the holder keeps nothing; @timed_out: if no question was asked meanwhile. */
void ksmbd_lease_give_up(struct ksmbd_lease *lease, bool timed_out);
void ksmbd_break_free(struct ksmbd_break *b);
/* Sends and frees notifications; no locks held. */
void ksmbd_breaks_send(struct list_head *breaks);
void ksmbd_break_wait_end(struct ksmbd_inode *ino, struct ksmbd_break_wait *w);

/*
 * Acknowledgments.  Lease: 0; -ENOENT: no such lease; -EPERM: it is not breaking; -EINVAL: keeps
 * too much.  Oplock (@level: what is kept; -1: no valid level): 0; -EPROTO: that cannot be
 * answered with this level; -EPERM: it is not breaking.
 */
int ksmbd_lease_ack(const struct ksmbd_lease_id *id, u8 state);
int ksmbd_oplock_ack(struct ksmbd_open *open, int level);
/* The @n-th open of a lease, a reference, or NULL: there are not so many. */
struct ksmbd_open *ksmbd_lease_open(struct ksmbd_lease *lease, unsigned int n);

/* ---- lease_info.c ---- */
/* What @open has now. */
void ksmbd_lease_describe(struct ksmbd_open *open, struct ksmbd_lease_info *info);
/* Has @open a batch oplock, or a lease with HANDLE?  Then it may survive its connection. */
bool ksmbd_open_keeps_handle(struct ksmbd_open *open);
/* Is @open of the lease @id?  For reconnects; an open with an oplock or nothing is of none. */
bool ksmbd_lease_key_is(struct ksmbd_open *open, const struct ksmbd_lease_id *id);

#endif /* KSMBD_STATE_LEASE_H */
