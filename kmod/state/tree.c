// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tree connects: a share as one session uses it (MS-SMB2 3.3.1.9).
 *
 * A tree is made privately, published under an id, found by that id, and ended
 * once by whoever comes first: TREE_DISCONNECT, the end of its session or of its
 * share.
 * Ending it closes its opens.  Not for shares (share.c) nor for deciding who may
 * connect (smb2/cmd_tree_connect.c).
 *
 * Called in process context.  Locks: sess->lock for the table; readers use RCU.
 */
#include "state/share.h"
#include "state/ident.h"
#include "state/open.h"
#include "state/sess.h"
#include "state/up.h"
#include "limits.h"
#include <linux/rcupdate.h>
#include <linux/slab.h>

/* 0 and 0xFFFFFFFF mean "none" and "inherit" in requests. */
#define TREE_IDS	XA_LIMIT(1, 0xFFFFFFFE)

/**
 * ksmbd_tree_alloc() - a tree that nobody can find yet
 * @share: what it connects to
 * @ident: who acts on it, may be NULL
 *
 * Context: process context, may sleep.
 * Return: the tree with one reference, or NULL.
 */
struct ksmbd_tree *ksmbd_tree_alloc(struct ksmbd_share *share, struct ksmbd_ident *ident)
{
	struct ksmbd_tree *tree = kzalloc(sizeof(*tree), GFP_KERNEL);

	if (!tree)
		return NULL;
	refcount_set(&tree->ref, 1);
	tree->share = ksmbd_share_get(share);
	tree->ident = ident ? ksmbd_ident_get(ident) : NULL;
	return tree;
}

/**
 * ksmbd_tree_put() - drop a reference
 * @tree: may be NULL
 *
 * Context: process context, may sleep.
 */
void ksmbd_tree_put(struct ksmbd_tree *tree)
{
	if (!tree || !refcount_dec_and_test(&tree->ref))
		return;
	ksmbd_ident_put(tree->ident);
	ksmbd_share_put(tree->share);
	kfree_rcu(tree, rcu);
}

/**
 * ksmbd_tree_publish() - give a tree its id and make it findable
 * @sess: its session
 * @tree: complete; the table takes its own reference
 *
 * Context: process context; takes sess->lock.
 * Return: 0; -EBUSY too many; -ESHUTDOWN the session is ending; -ENOENT the share was removed;
 * -ENOMEM.
 */
int ksmbd_tree_publish(struct ksmbd_sess *sess, struct ksmbd_tree *tree)
{
	int err;

	tree->sess_id = sess->id;
	mutex_lock(&sess->lock);
	if (sess->state == KSMBD_SESS_DEAD) {
		err = -ESHUTDOWN;
	} else if (ksmbd_share_is_removed(tree->share)) {
		err = -ENOENT;
	} else if (sess->ntrees >= KSMBD_SESS_TREES_MAX) {
		err = -EBUSY;
	} else {
		/* the id is in the tree before a reader can find it: entries start reserved */
		err = xa_alloc_cyclic(&sess->trees, &tree->id, NULL, TREE_IDS, &sess->next_tree,
				      GFP_KERNEL);
	}
	if (err >= 0) {
		ksmbd_tree_get(tree);
		sess->ntrees++;
		xa_store(&sess->trees, tree->id, tree, GFP_KERNEL);
		err = 0;
	}
	mutex_unlock(&sess->lock);
	return err;
}

/**
 * ksmbd_tree_lookup() - find a tree by its id
 * @sess: its session
 * @id: TreeId
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_tree *ksmbd_tree_lookup(struct ksmbd_sess *sess, u32 id)
{
	struct ksmbd_tree *tree;

	rcu_read_lock();
	tree = xa_load(&sess->trees, id);
	if (tree && !refcount_inc_not_zero(&tree->ref))
		tree = NULL;
	rcu_read_unlock();
	return tree;
}

/**
 * ksmbd_tree_next() - walk the trees of a session
 * @sess: the session
 * @index: where to go on, 0 at first; moved behind what is returned
 *
 * Context: any.
 * Return: a new reference, or NULL: no more.
 */
struct ksmbd_tree *ksmbd_tree_next(struct ksmbd_sess *sess, unsigned long *index)
{
	return ksmbd_sess_next(&sess->trees, index, struct ksmbd_tree);
}

/* Closes every open of @tree_id that can still be found. */
static void tree_close_opens(struct ksmbd_sess *sess, u32 tree_id)
{
	struct ksmbd_open *open;
	unsigned long index = 0;

	while ((open = ksmbd_open_next(sess, &index))) {
		if (open->tree_id == tree_id)
			ksmbd_open_close(sess, open, NULL);
		ksmbd_open_put(open);
	}
}

/**
 * ksmbd_tree_end() - end a tree connect
 * @sess: its session
 * @tree: the caller holds a reference
 *
 * Unfindable first, so no open can be published on it any more; then its opens are closed, then
 * the helper hears of it.
 *
 * Context: process context, may sleep; no locks held.
 * Return: true when this caller ended it, false when someone else did.
 */
bool ksmbd_tree_end(struct ksmbd_sess *sess, struct ksmbd_tree *tree)
{
	bool won;

	mutex_lock(&sess->lock);
	won = xa_load(&sess->trees, tree->id) == tree;
	if (won) {
		xa_erase(&sess->trees, tree->id);
		sess->ntrees--;
	}
	mutex_unlock(&sess->lock);
	if (!won)
		return false;

	tree_close_opens(sess, tree->id);
	if (ksmbd_up.tree_gone)
		ksmbd_up.tree_gone(sess, tree);
	ksmbd_tree_put(tree);
	return true;
}

/* A reference on some tree of a removed share, or NULL: there is none, nor will there be. */
static struct ksmbd_tree *removed_tree(struct ksmbd_sess *sess)
{
	struct ksmbd_tree *tree, *found = NULL;
	unsigned long index;

	mutex_lock(&sess->lock);
	xa_for_each(&sess->trees, index, tree) {
		if (!ksmbd_share_is_removed(tree->share))
			continue;
		ksmbd_tree_get(tree);	/* the table's reference is there */
		found = tree;
		break;
	}
	mutex_unlock(&sess->lock);
	return found;
}

static void end_removed(struct ksmbd_sess *sess, void *arg)
{
	struct ksmbd_tree *tree;

	while ((tree = removed_tree(sess))) {
		ksmbd_tree_end(sess, tree);
		ksmbd_tree_put(tree);
	}
}

/**
 * ksmbd_tree_end_removed() - end the tree connects of shares that are configured no more
 *
 * Context: process context, may sleep; after ksmbd_share_remove(), no locks held.
 */
void ksmbd_tree_end_removed(void)
{
	ksmbd_sess_for_each(end_removed, NULL);
}
