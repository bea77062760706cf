/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An SMB open, and the state of the Linux inode it is on (share modes,
 * delete-pending, byte-range locks).  MS-SMB2 3.3.1.10, MS-FSA 2.1.5.1.
 */
#ifndef KSMBD_STATE_OPEN_H
#define KSMBD_STATE_OPEN_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "ksmbd.h"
#include "state/chanseq.h"
#include "state/openstate.h"
#include "state/sharing.h"
#include "vfs/handle.h"
#include "vfs/vfs.h"

struct ksmbd_watch;
struct ksmbd_dirwatch;

/**
 * struct ksmbd_lease_id - who a lease is
 * @guid: ClientGuid
 * @key: LeaseKey
 */
struct ksmbd_lease_id {
	u8 guid[16];
	u8 key[16];
};

/*
 * struct ksmbd_open - an SMB handle
 *
 * References: session table (or durable table) 1, an element 1, each work parked on it 1, the
 * request that made it until that is answered 1.
 * Dies by CLOSE, tree or session end: ksmbd_open_close() makes it unfindable, claims what is
 * parked on it, removes share mode and locks, deletes the file if it was the last and a delete
 * is pending; the last put closes the Linux file.  A durable or resilient one is detached when
 * its session ends (durable.c): it keeps share mode, locks, oplock and file until it is claimed
 * into another session, is in the way, or its time is over.
 */
struct ksmbd_open {
	refcount_t ref;
	struct rcu_head rcu;
	u64 vid, pid;			/* volatile and persistent id, set at publish */
	atomic_t state;			/* enum ksmbd_open_state: one winner per change */
	struct ksmbd_handle h;		/* owns file, cred */
	struct ksmbd_share *share;	/* a reference, keeps h.root alive */
	struct ksmbd_ident *ident;	/* a reference */
	struct ksmbd_inode *inode;	/* a reference; NULL for pipes */
	u64 sess_id;			/* 0 while detached */
	u32 tree_id;

	/* set once before publish */
	u32 share_access;		/* KSMBD_SHARE_* */
	u32 options;			/* CreateOptions as granted */
	bool is_dir, is_stream, is_pipe;
	struct list_head answer_entry;	/* of the request that made it, until its reply is sent */
	bool has_parent_lease;		/* changes it makes break no lease @parent_lease */
	struct ksmbd_lease_id parent_lease;
	struct ksmbd_dirwatch *dirwatch;	/* of state/dirwatch.c; set before publish */
	bool modified;			/* contents changed through it; racy, only ever set */
	u8 client_guid[16];		/* with create_guid: of the client that made it */
	u8 create_guid[16];		/* zeros: none */
	u8 app_id[16];			/* zeros: none */
	u64 app_version[2];		/* high, low */
	u32 action;			/* what its CREATE did, for a replay of it */

	bool durable;			/* set before publish */
	bool resilient;			/* set by its client; from then on */
	bool persistent;		/* it is on record (state/persist.h); set before publish */
	u32 timeout_ms;			/* how long it may be detached */
	struct hlist_node detached_entry;	/* durable.c: its table, under its lock */
	unsigned long deadline;		/* jiffies; under the same */
	struct hlist_node guid_entry;	/* durable.c: create guids, under their lock */

	struct mutex lock;		/* protects: the next seven; position is only a hint */
	struct ksmbd_dir *dir;		/* NULL until the first QUERY_DIRECTORY */
	bool dir_started;
	char *dir_pattern;
	u8 lock_sequence[64];
	u64 serial;			/* of the newest record of it */
	u64 position;			/* FilePositionInformation: kept, never used */
	u32 mode;			/* FileModeInformation */

	/* protected by inode->lock */
	struct list_head inode_entry;
	char *stream;			/* copy of h.stream at admission, NULL: unnamed */
	bool delete_on_close;		/* asked for by this open's CREATE; set before admission */
	bool delete_pending;		/* deletion of what it is on was asked for through it */
	bool leaving;			/* closed; still listed only because of delete_pending */
	bool chased;			/* somebody ends it, and then the others, for a deletion */
	struct ksmbd_lease *lease;	/* lease or oplock, NULL: neither (state/lease.h) */
	struct list_head lease_entry;	/* in lease->opens */
	u64 joined;			/* it was the lease's open of this number */
	bool answered;			/* the client knows of it: its CREATE was answered */
	u8 oplock;			/* enum ksmbd_oplock */
	struct list_head locks;		/* struct ksmbd_brlock, by open_entry */
	unsigned int nlocks;

	/* protected by parked_lock */
	spinlock_t parked_lock;
	struct list_head parked;	/* works */
	bool parked_closed;		/* no more may park */
	struct ksmbd_chan_seq chan_seq;	/* and the requests under way */
	bool used;			/* by another request than its CREATE; read without */
	struct ksmbd_watch *watch;	/* set by the first CHANGE_NOTIFY; watch.c */

	void *ext;			/* of the extension's stream ops */
};

/*
 * struct ksmbd_inode - state per Linux inode
 *
 * References: each open 1, its host_job while queued 1.  The open files pin the Linux inode.
 * @lock: protects all below; nothing is held over it that waits
 * @opens: all opens of the file and of its streams; also closed ones through which a deletion
 *	was asked for, until it is done: their handle has the right to do it
 * @delete_pending: the file itself is to go with the last open of it or of its streams; no new
 *	opens.  (A stream's own deletion is pending while one of its opens has delete_pending.)
 * @leases: leases and oplocks of the file and its streams
 * @nleases: entries in it; read without the lock by I/O
 * @waiters: struct ksmbd_break_wait, those who wait for a break to end
 * @brlocks: interval tree of byte-range locks
 * @nbrlocks: entries in it; read without the lock by I/O
 */
struct ksmbd_inode {
	refcount_t ref;
	struct rcu_head rcu;
	struct hlist_node node;
	struct inode *inode;
	struct mutex lock;	/* protects: all below */
	struct list_head opens;
	bool delete_pending;
	struct list_head leases;
	unsigned int nleases;
	struct list_head waiters;
	struct rb_root_cached brlocks;
	unsigned int nbrlocks;
	unsigned long host_did;		/* bits of host.c: what local programs did */
	struct work_struct host_job;	/* tells the clients; has a reference while queued */
};

int ksmbd_open_init(void);
void ksmbd_open_exit(void);
/* One reference, the caller's; takes references of its own on @share and @ident. */
struct ksmbd_open *ksmbd_open_alloc(struct ksmbd_share *share, struct ksmbd_ident *ident);
/*
 * Findable by its volatile id in @sess (the table takes its own reference); -EBUSY budget,
 * -ESHUTDOWN session or tree is ending.  On error the caller still has to discard it.
 */
int ksmbd_open_publish(struct ksmbd_sess *sess, u32 tree_id, struct ksmbd_open *open, u16 seq);
/* Gives it its persistent id before it is published. */
void ksmbd_open_number(struct ksmbd_open *open);
/* Persistent ids given out from here on are none of those around @pid. */
void ksmbd_open_keep_clear(u64 pid);
/* By volatile id; @pid must match unless ~0; checks it is of @tree_id.  A reference or NULL. */
struct ksmbd_open *ksmbd_open_lookup(struct ksmbd_sess *sess, u32 tree_id, u64 pid, u64 vid);
/*
 * Walks the opens of @sess: the first one with an index >= *@index, a reference, *@index moves
 * behind it; NULL: no more.  Opens that come and go meanwhile may or may not be seen.
 */
struct ksmbd_open *ksmbd_open_next(struct ksmbd_sess *sess, unsigned long *index);
/*
 * CLOSE: see struct ksmbd_open.  True: this caller closed it.  When the file was removed
 * meanwhile or removing failed, *err says so (may be NULL).
 */
bool ksmbd_open_close(struct ksmbd_sess *sess, struct ksmbd_open *open, int *err);
/* An open that was never published: leaves its inode, drops the caller's reference. */
void ksmbd_open_discard(struct ksmbd_open *open);
void ksmbd_open_put(struct ksmbd_open *open);
static inline void ksmbd_open_get(struct ksmbd_open *open)
{
	refcount_inc(&open->ref);
}

/* false: it is the last reference and still the caller's, who may have to prepare for the end. */
static inline bool ksmbd_open_put_unless_last(struct ksmbd_open *open)
{
	return refcount_dec_not_one(&open->ref);
}

/*
 * A request begins on an open that was found by @vid, with ChannelSequence @seq; it ends with
 * ksmbd_open_leave().  0; -EAGAIN: it is too late to change anything (MS-SMB2 3.3.5.2.10), but
 * begun; -ESTALE: the open was closed or is another session's now, nothing is begun.
 */
int ksmbd_open_enter(struct ksmbd_open *open, u64 vid, u16 seq, bool replay, u32 *turn);
void ksmbd_open_leave(struct ksmbd_open *open, u32 turn);
/* Waits until no request is under way on a detached open; false: it took too long. */
bool ksmbd_open_wait_idle(struct ksmbd_open *open);

/* For durable.c: from LIVE to @to and out of its session's table; the end, after CLOSED. */
bool ksmbd_open_retire(struct ksmbd_sess *sess, struct ksmbd_open *open,
		       enum ksmbd_open_state to);
int ksmbd_open_finish(struct ksmbd_open *open);

unsigned int ksmbd_open_count(void);

/* ---- inode.c ---- */
void ksmbd_inode_exit(void);	/* after ksmbd_open_exit(): says so if one is left */
/* State for @inode (open->h.file's), a new reference. */
struct ksmbd_inode *ksmbd_inode_get(struct inode *inode);
void ksmbd_inode_put(struct ksmbd_inode *ino);
/* The state there is of @inode, or of the directory @open is in: a new reference, or NULL. */
struct ksmbd_inode *ksmbd_inode_lookup(const struct inode *inode);
struct ksmbd_inode *ksmbd_inode_parent(struct ksmbd_open *open);
struct ksmbd_admission;		/* state/lease.h */
/*
 * May @open join?  Checks whether the file is there (-ESTALE: look for it again), delete-pending
 * (-EINPROGRESS → STATUS_DELETE_PENDING), share modes
 * against opens of the same stream (-EBUSY → STATUS_SHARING_VIOLATION; pure core
 * ksmbd_share_conflict()), what others cache (-EAGAIN: wait and ask again), then enters it and
 * grants it what it may cache (-EINVAL: its lease key is in use elsewhere).  open->inode is set
 * (reference taken over, on error it stays the caller's).
 */
int ksmbd_inode_admit(struct ksmbd_inode *ino, struct ksmbd_open *open,
		      struct ksmbd_admission *a);
/* Is a file (or, for directories, is the directory itself) delete-pending? For lookups by path. */
bool ksmbd_inode_delete_pending(struct inode *inode);
/* Sets or clears delete-pending through an open (FileDispositionInformation). */
int ksmbd_inode_set_delete(struct ksmbd_open *open, bool on);
/* Is the file of @open, or the stream it is on, about to be deleted? */
bool ksmbd_open_delete_pending(struct ksmbd_open *open);
/*
 * To be called after parking a work that waits for changes in @open: ends the wait, as DELETED,
 * if the directory is to be deleted.  Deletions asked for later do so themselves.
 */
void ksmbd_inode_end_waits(struct ksmbd_open *open);
/* Is a directory open in a way that forbids changing its entries by rename (DELETE access)? */
bool ksmbd_inode_denies_rename(struct inode *dir, u64 sess_id);
/* Is anything beneath the directory of @open open? */
bool ksmbd_open_any_beneath(struct ksmbd_open *open);
/* Would removing or replacing the target break anyone's share mode?  -EBUSY / 0. */
int ksmbd_inode_may_replace(struct inode *inode);
/*
 * @open is being closed (@discard: was never published, so its delete-on-close does not count).
 * Leaves its inode, and removes what is now to be removed: 0 or what that said.
 */
int ksmbd_inode_leave(struct ksmbd_open *open, bool discard);
/* The stream of @open got another name (h.stream); 0 or -ENOMEM: share modes go by the old one. */
int ksmbd_inode_stream_renamed(struct ksmbd_open *open);
/* Do two opens of one inode mean the same stream?  Its lock is held. */
bool ksmbd_open_same_stream(const struct ksmbd_open *a, const struct ksmbd_open *b);
/* Is any other open than @open there (rename, set EOF …)? */
bool ksmbd_inode_has_others(struct ksmbd_open *open);
/* Any open of the file without SHARE_DELETE, other than @open (rename needs it). */
bool ksmbd_inode_others_deny_delete(struct ksmbd_open *open);

/* ---- brlock.c: byte-range locks, mandatory for SMB I/O ---- */
/* kmalloc'ed by the caller, who fills in off, len, exclusive; freed here once it was added. */
struct ksmbd_brlock {
	struct rb_node node;		/* in ino->brlocks */
	u64 subtree_last;
	struct list_head open_entry;	/* in open->locks */
	struct ksmbd_open *open;	/* the owner; weak, the lock leaves with it */
	u64 off, len;			/* off + len may reach 2^64; len 0 is a legal lock */
	bool exclusive;
};

/* 0, or -EAGAIN: someone else's lock is in the way (STATUS_FILE_LOCK_CONFLICT). */
int ksmbd_brlock_may_io(struct ksmbd_open *open, u64 off, u64 len, bool write);
/*
 * Plans and publishes all or none (R9): 0, and @locks are owned by @open.  -EAGAIN: in the way of
 * another lock, -ETXTBSY: of a local program's, -EBUSY: too many, -ESTALE: @open is closed,
 * -EOPNOTSUPP: it is a pipe; @locks stay the caller's and @conflict (may be NULL) gets the index
 * of the one that failed.
 */
int ksmbd_brlock_add(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
		     unsigned int *conflict);
/* -ENOENT: no lock of exactly this range by this open. */
int ksmbd_brlock_remove(struct ksmbd_open *open, u64 off, u64 len);
/* All locks of @open go (it is being closed); caller holds open->inode->lock.  Were there any? */
bool ksmbd_brlock_drop_locked(struct ksmbd_open *open);
/* They went, and the lock was dropped: local programs and those who wait learn of it. */
void ksmbd_brlock_dropped(struct ksmbd_open *open);

#endif /* KSMBD_STATE_OPEN_H */
