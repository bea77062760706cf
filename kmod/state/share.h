/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configured shares (immutable objects) and tree connects.
 */
#ifndef KSMBD_STATE_SHARE_H
#define KSMBD_STATE_SHARE_H

#include <linux/refcount.h>
#include "ksmbd.h"
#include "vfs/handle.h"

#define KSMBD_SHARE_NAME_MAX	256

#define KSMBD_SHARE_F_PIPE		0x0001	/* IPC$ */
#define KSMBD_SHARE_F_READONLY		0x0002
#define KSMBD_SHARE_F_GUEST_OK		0x0004
#define KSMBD_SHARE_F_ENCRYPT		0x0008	/* every request on the tree must be encrypted */
#define KSMBD_SHARE_F_CONTINUOUS	0x0010	/* continuously available */
#define KSMBD_SHARE_F_OPLOCKS		0x0020
#define KSMBD_SHARE_F_TIME_MACHINE	0x0040

/*
 * struct ksmbd_share - a configured share
 *
 * References: each tree 1, each open 1, the cache of shares 1.  Immutable after publish: a
 * changed configuration makes a new object.
 */
struct ksmbd_share {
	refcount_t ref;
	char name[KSMBD_SHARE_NAME_MAX];	/* as configured */
	u32 flags;			/* KSMBD_SHARE_F_* */
	char *path;			/* configured path, for messages */
	char *veto;
	char *hide;
	struct ksmbd_vfs_root root;	/* root.veto and .hide point to @veto and @hide */
	bool has_root;
	bool force_uid_set, force_gid_set;
	kuid_t force_uid;
	kgid_t force_gid;
	struct list_head entry;		/* in the cache */
	struct list_head all_entry;	/* in the list of all there are */
	bool removed;			/* configured no more: the one thing that changes */
	u32 name_hash;
	u32 config_hash;		/* of the helper's answer: the same, nothing changed */
};

void ksmbd_share_put(struct ksmbd_share *share);
static inline struct ksmbd_share *ksmbd_share_get(struct ksmbd_share *share)
{
	refcount_inc(&share->ref);
	return share;
}

/* Empty, one reference; the caller fills it in before publishing. */
struct ksmbd_share *ksmbd_share_alloc(void);
/*
 * Enters it in the cache, where it replaces one of that name, in any case of letters, unless that
 * one says the same.  Takes the reference over; a reference to the one to be used.
 */
struct ksmbd_share *ksmbd_share_publish(struct ksmbd_share *share);
/*
 * The share of this name, in any case of letters, is configured no more: nothing new can be based on
 * it.  What there is goes by ksmbd_tree_end_removed() and ksmbd_durable_close_removed() afterwards.
 */
void ksmbd_share_remove(const char *name);
static inline bool ksmbd_share_is_removed(const struct ksmbd_share *share)
{
	return READ_ONCE(share->removed);
}

/* Configuration changed: forget cached shares (trees and opens keep theirs). */
void ksmbd_share_flush(void);

#define KSMBD_TREE_F_WRITABLE		0x1
#define KSMBD_TREE_F_ADMIN		0x2	/* acts as root on this share */
#define KSMBD_TREE_F_GUEST		0x4

/*
 * struct ksmbd_tree - one TREE_CONNECT (MS-SMB2 3.3.1.9)
 *
 * References: sess->trees 1, an element 1.  Set once before publish.
 */
struct ksmbd_tree {
	refcount_t ref;
	struct rcu_head rcu;
	u32 id;
	u64 sess_id;
	struct ksmbd_share *share;	/* a reference */
	struct ksmbd_ident *ident;	/* who acts on this share (force user applied) */
	u32 flags;			/* KSMBD_TREE_F_* */
	u32 max_access;			/* rights the share allows at all, KSMBD_FILE_* */
	u64 helper_id;			/* id the helper knows the connection by */
};

/* Who acts on the share for @user: he, or whom the share forces him to be; a reference or NULL. */
struct ksmbd_ident *ksmbd_share_ident(const struct ksmbd_share *share, struct ksmbd_ident *user);
/* One reference, the caller's; takes references of its own on @share and @ident (may be NULL). */
struct ksmbd_tree *ksmbd_tree_alloc(struct ksmbd_share *share, struct ksmbd_ident *ident);
/*
 * Gives it an id and makes it findable (the table takes its own reference); -EBUSY: too many;
 * -ESHUTDOWN: session is ending; -ENOENT: the share was removed meanwhile.
 */
int ksmbd_tree_publish(struct ksmbd_sess *sess, struct ksmbd_tree *tree);
struct ksmbd_tree *ksmbd_tree_lookup(struct ksmbd_sess *sess, u32 id);
/* Walks the trees of @sess as ksmbd_open_next() walks its opens. */
struct ksmbd_tree *ksmbd_tree_next(struct ksmbd_sess *sess, unsigned long *index);
/* Unfindable and its opens closed; false when someone else did it. */
bool ksmbd_tree_end(struct ksmbd_sess *sess, struct ksmbd_tree *tree);
/* Ends all trees of removed shares. */
void ksmbd_tree_end_removed(void);
void ksmbd_tree_put(struct ksmbd_tree *tree);
static inline void ksmbd_tree_get(struct ksmbd_tree *tree)
{
	refcount_inc(&tree->ref);
}

#endif /* KSMBD_STATE_SHARE_H */
