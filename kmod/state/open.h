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
#include "ksmbd.h"
#include "vfs/handle.h"
#include "vfs/vfs.h"

/* ShareAccess bits */
#define KSMBD_SHARE_READ	0x1
#define KSMBD_SHARE_WRITE	0x2
#define KSMBD_SHARE_DELETE	0x4

enum ksmbd_open_state { KSMBD_OPEN_LIVE, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLAIMED, KSMBD_OPEN_CLOSED };

/**
 * struct ksmbd_open - an SMB handle
 *
 * References: session table (or durable table) 1, an element 1.
 * Dies by CLOSE, tree or session end: ksmbd_open_close() makes it unfindable, claims what is
 * parked on it, removes share mode and locks, deletes the file if it was the last and a delete
 * is pending; the last put closes the Linux file.
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
	u8 app_key[16];			/* resume key / create guid, filled by smb2 */
	bool is_dir, is_stream, is_pipe;

	struct mutex lock;		/* protects: dir, dir_*, time_*, lock_sequence */
	struct ksmbd_dir *dir;		/* NULL until the first QUERY_DIRECTORY */
	bool dir_started;
	char *dir_pattern;
	u8 lock_sequence[64];

	/* protected by inode->lock */
	struct list_head inode_entry;
	bool delete_on_close;		/* asked for by this open's CREATE */
	struct list_head locks;		/* struct ksmbd_brlock, by open_entry */
	unsigned int nlocks;

	/* protected by parked_lock */
	spinlock_t parked_lock;
	struct list_head parked;	/* works */
	bool parked_closed;		/* no more may park */

	void *ext;			/* of the extension's stream ops */
};

/**
 * struct ksmbd_inode - state per Linux inode
 *
 * References: each open 1.  The open files pin the Linux inode.
 * @lock: protects all below; nothing is held over it that waits
 * @opens: all opens of the file and of its streams
 * @delete_pending: no new opens; removed with the last open of the unnamed stream
 * @delete_by: open whose handle does the removal is the last one closed
 */
struct ksmbd_inode {
	refcount_t ref;
	struct rcu_head rcu;
	struct hlist_node node;
	struct inode *inode;
	struct mutex lock;
	struct list_head opens;
	bool delete_pending;
	struct rb_root_cached brlocks;
	struct list_head brlock_list;
};

int ksmbd_open_init(void);
void ksmbd_open_exit(void);
struct ksmbd_open *ksmbd_open_alloc(struct ksmbd_share *share, struct ksmbd_ident *ident);
/* Findable by its volatile id in @sess; -EBUSY budget, -ESHUTDOWN session is ending. */
int ksmbd_open_publish(struct ksmbd_sess *sess, u32 tree_id, struct ksmbd_open *open);
/* By volatile id; @pid must match unless ~0; checks it is of @tree_id.  A reference or NULL. */
struct ksmbd_open *ksmbd_open_lookup(struct ksmbd_sess *sess, u32 tree_id, u64 pid, u64 vid);
/*
 * CLOSE: see struct ksmbd_open.  True: this caller closed it.  When the file was removed
 * meanwhile or removing failed, *err says so (may be NULL).
 */
bool ksmbd_open_close(struct ksmbd_sess *sess, struct ksmbd_open *open, int *err);
/* An open that was never published. */
void ksmbd_open_discard(struct ksmbd_open *open);
void ksmbd_open_put(struct ksmbd_open *open);
static inline void ksmbd_open_get(struct ksmbd_open *open)
{
	refcount_inc(&open->ref);
}
unsigned int ksmbd_open_count(void);

/* ---- inode.c ---- */
/* State for @inode (open->h.file's), a new reference. */
struct ksmbd_inode *ksmbd_inode_get(struct inode *inode);
void ksmbd_inode_put(struct ksmbd_inode *ino);
/*
 * May @open join?  Checks delete-pending (-EINPROGRESS → STATUS_DELETE_PENDING), share modes
 * against opens of the same stream (-EBUSY → STATUS_SHARING_VIOLATION; pure core
 * ksmbd_share_conflict()), then enters it.  open->inode is set (reference taken over).
 */
int ksmbd_inode_admit(struct ksmbd_inode *ino, struct ksmbd_open *open);
bool ksmbd_share_conflict(u32 access_a, u32 share_a, u32 access_b, u32 share_b);
/* Is a file (or, for directories, is the directory itself) delete-pending? For lookups by path. */
bool ksmbd_inode_delete_pending(struct inode *inode);
/* Sets or clears delete-pending through an open (FileDispositionInformation). */
int ksmbd_inode_set_delete(struct ksmbd_open *open, bool on);
/* Would removing or replacing the target break anyone's share mode?  -EBUSY / 0. */
int ksmbd_inode_may_replace(struct inode *inode);
/* Is any other open than @open there (rename, set EOF …)? */
bool ksmbd_inode_has_others(struct ksmbd_open *open);
/* Any open of the file without SHARE_DELETE, other than @open (rename needs it). */
bool ksmbd_inode_others_deny_delete(struct ksmbd_open *open);

/* ---- brlock.c: byte-range locks, mandatory for SMB I/O ---- */
struct ksmbd_brlock {
	struct list_head inode_entry;
	struct list_head open_entry;
	struct ksmbd_open *open;	/* the owner; weak, the lock leaves with it */
	u64 off, len;			/* off + len may reach 2^64; len 0 is a legal lock */
	bool exclusive;
};
/* 0, or -EAGAIN: someone else's lock is in the way (STATUS_FILE_LOCK_CONFLICT). */
int ksmbd_brlock_may_io(struct ksmbd_open *open, u64 off, u64 len, bool write);
/* Plans and publishes all or none (R9).  @conflict gets the index of the one that failed. */
int ksmbd_brlock_add(struct ksmbd_open *open, struct ksmbd_brlock **locks, unsigned int n,
		     unsigned int *conflict);
/* -ENOENT: no lock of exactly this range by this open. */
int ksmbd_brlock_remove(struct ksmbd_open *open, u64 off, u64 len);
/* pure core: do two ranges overlap in the sense of MS-FSA 2.1.4.10? */
bool ksmbd_brlock_overlap(u64 off_a, u64 len_a, u64 off_b, u64 len_b);
/* Called by the state room when locks of @ino went away: waiting LOCK requests try again. */
void ksmbd_brlock_removed(struct ksmbd_inode *ino);

#endif /* KSMBD_STATE_OPEN_H */
