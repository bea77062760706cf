// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Configured shares: immutable objects in a cache by name.
 *
 * The helper is asked for a share once; its answer becomes an object that trees
 * and opens hold.  A changed configuration empties the cache: new tree connects
 * get new objects, old ones keep theirs.  Not for asking (helper/) and not for
 * tree connects (tree.c).
 *
 * Called by tree connect and by the helper's configuration messages.
 * Locks: cache_lock (spin, a leaf) for writers; readers use RCU.
 */
#include "state/share.h"
#include "state/ident.h"
#include "limits.h"
#include "util/utf16.h"
#include <linux/list.h>
#include <linux/path.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static DEFINE_SPINLOCK(cache_lock);	/* protects: changes of cache, ncached */
static LIST_HEAD(cache);
static unsigned int ncached;

static bool share_is_named(const struct ksmbd_share *share, const char *name, u32 hash)
{
	return share->hash == hash &&
	       ksmbd_utf8_same(share->name, strlen(share->name), name, strlen(name),
			       KSMBD_NAME_CASE);
}

static u32 share_hash(const char *name)
{
	return ksmbd_utf8_hash(name, strlen(name), KSMBD_NAME_CASE);
}

/**
 * ksmbd_share_alloc() - an empty share object
 *
 * Context: process context, may sleep.
 * Return: the object with one reference, or NULL.
 */
struct ksmbd_share *ksmbd_share_alloc(void)
{
	struct ksmbd_share *share = kzalloc(sizeof(*share), GFP_KERNEL);

	if (!share)
		return NULL;
	refcount_set(&share->ref, 1);
	INIT_LIST_HEAD(&share->entry);
	return share;
}

/**
 * ksmbd_share_put() - drop a reference
 * @share: may be NULL
 *
 * Context: process context, may sleep (lets the share root go).
 */
void ksmbd_share_put(struct ksmbd_share *share)
{
	if (!share || !refcount_dec_and_test(&share->ref))
		return;
	if (share->has_root)
		path_put(&share->root.path);
	kvfree(share->path);
	kvfree(share->veto);
	kfree(share->hide);
	kfree_rcu(share, rcu);
}

/**
 * ksmbd_share_lookup() - find a share in the cache
 * @name: UTF-8, any case
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_share *ksmbd_share_lookup(const char *name)
{
	u32 hash = share_hash(name);
	struct ksmbd_share *share;

	rcu_read_lock();
	list_for_each_entry_rcu(share, &cache, entry) {
		if (!share_is_named(share, name, hash) || !refcount_inc_not_zero(&share->ref))
			continue;
		rcu_read_unlock();
		return share;
	}
	rcu_read_unlock();
	return NULL;
}

/* The one entry that must go so that @new may come: of its name, else the oldest of too many. */
static struct ksmbd_share *cache_victim_locked(const struct ksmbd_share *new)
{
	struct ksmbd_share *share;

	lockdep_assert_held(&cache_lock);
	list_for_each_entry(share, &cache, entry) {
		if (share_is_named(share, new->name, new->hash))
			return share;
	}
	if (ncached < KSMBD_SHARES_CACHED_MAX)
		return NULL;
	return list_first_entry(&cache, struct ksmbd_share, entry);
}

/**
 * ksmbd_share_publish() - enter a share in the cache
 * @share: complete; not changed any more from here on.  The cache takes its own reference
 *
 * Replaces one of the same name.
 *
 * Context: process context, may sleep.
 */
void ksmbd_share_publish(struct ksmbd_share *share)
{
	struct ksmbd_share *old;

	share->hash = share_hash(share->name);
	ksmbd_share_get(share);
	spin_lock(&cache_lock);
	old = cache_victim_locked(share);
	if (old)
		list_del_rcu(&old->entry);
	else
		ncached++;
	list_add_tail_rcu(&share->entry, &cache);
	spin_unlock(&cache_lock);
	ksmbd_share_put(old);
}

/**
 * ksmbd_share_ident() - who acts on a share for a user
 * @share: the share
 * @user: who logged on
 *
 * Context: process context, may sleep.
 * Return: a reference to @user, or to whom the share forces him to be; NULL without memory.
 */
struct ksmbd_ident *ksmbd_share_ident(const struct ksmbd_share *share, struct ksmbd_ident *user)
{
	if (!share->force_uid_set && !share->force_gid_set)
		return ksmbd_ident_get(user);
	return ksmbd_ident_force(user, share->force_uid_set ? &share->force_uid : NULL,
				 share->force_gid_set ? &share->force_gid : NULL);
}

/**
 * ksmbd_share_flush() - forget all cached shares
 *
 * Context: process context, may sleep.
 */
void ksmbd_share_flush(void)
{
	struct ksmbd_share *share;

	for (;;) {
		spin_lock(&cache_lock);
		share = list_first_entry_or_null(&cache, struct ksmbd_share, entry);
		if (share) {
			list_del_rcu(&share->entry);
			ncached--;
		}
		spin_unlock(&cache_lock);
		if (!share)
			return;
		ksmbd_share_put(share);
	}
}
