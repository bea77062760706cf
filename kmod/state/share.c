// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Configured shares: immutable objects in a cache by name.
 *
 * Each answer of the helper about a share becomes an object that trees and opens
 * hold; an answer that says the same as the one before finds its object in the
 * cache.  A changed configuration empties the cache: new tree connects get new
 * objects, old ones keep theirs.  The objects of a share that is configured no
 * more are marked before its trees and opens end, so that none can come behind
 * that.  Not for asking (helper/) and not for tree connects (tree.c).
 *
 * Called by tree connect and by the helper's configuration messages.
 * Locks: cache_lock (spin, a leaf).
 */
#include "state/share.h"
#include "state/ident.h"
#include "limits.h"
#include "util/utf16.h"
#include <linux/list.h>
#include <linux/path.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static DEFINE_SPINLOCK(cache_lock);	/* protects: cache, ncached, all */
static LIST_HEAD(cache);
static LIST_HEAD(all);			/* from alloc to the last put */
static unsigned int ncached;

static bool has_same_root(const struct ksmbd_share *a, const struct ksmbd_share *b)
{
	return a->has_root == b->has_root &&
	       (!a->has_root || path_equal(&a->root.path, &b->root.path));
}

static bool is_named(const struct ksmbd_share *share, const char *name)
{
	return ksmbd_utf8_same(share->name, strlen(share->name), name, strlen(name),
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
	spin_lock(&cache_lock);
	list_add_tail(&share->all_entry, &all);
	spin_unlock(&cache_lock);
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
	spin_lock(&cache_lock);
	list_del(&share->all_entry);
	spin_unlock(&cache_lock);
	if (share->has_root)
		path_put(&share->root.path);
	kvfree(share->path);
	kvfree(share->veto);
	kfree(share->hide);
	kfree(share);
}

static struct ksmbd_share *cache_find_locked(const char *name, u32 hash)
{
	struct ksmbd_share *share;

	lockdep_assert_held(&cache_lock);
	list_for_each_entry(share, &cache, entry) {
		if (share->name_hash == hash && is_named(share, name))
			return share;
	}
	return NULL;
}

static void cache_take_locked(struct ksmbd_share *share)
{
	lockdep_assert_held(&cache_lock);
	list_del_init(&share->entry);
	ncached--;
}

/* Enters @new; what had to go for it, for the caller to put. */
static struct ksmbd_share *cache_enter_locked(struct ksmbd_share *new, struct ksmbd_share *old)
{
	lockdep_assert_held(&cache_lock);
	if (!old && ncached >= KSMBD_SHARES_CACHED_MAX)
		old = list_first_entry(&cache, struct ksmbd_share, entry);
	if (old)
		cache_take_locked(old);
	list_add_tail(&new->entry, &cache);
	ncached++;
	return old;
}

/**
 * ksmbd_share_publish() - enter a share in the cache, or find that it is there
 * @share: complete; not changed any more from here on; the caller's reference is used up
 *
 * One that says the same is kept, any other one of that name is replaced: also one that was on its
 * way here when its share was removed, for the share may be there again.
 *
 * Context: process context, may sleep.
 * Return: a reference to the share to be used from now on.
 */
struct ksmbd_share *ksmbd_share_publish(struct ksmbd_share *share)
{
	struct ksmbd_share *old;

	share->name_hash = share_hash(share->name);
	spin_lock(&cache_lock);
	old = cache_find_locked(share->name, share->name_hash);
	if (old && !old->removed && old->config_hash == share->config_hash &&
	    has_same_root(old, share)) {
		ksmbd_share_get(old);
		swap(old, share);
	} else {
		ksmbd_share_get(share);
		old = cache_enter_locked(share, old);
	}
	spin_unlock(&cache_lock);
	ksmbd_share_put(old);
	return share;
}

/**
 * ksmbd_share_remove() - a share is configured no more
 * @name: UTF-8, any case
 *
 * Old objects of its name are trees' and opens' still: all of them are marked.
 *
 * Context: process context, may sleep.
 */
void ksmbd_share_remove(const char *name)
{
	struct ksmbd_share *share, *cached;

	spin_lock(&cache_lock);
	cached = cache_find_locked(name, share_hash(name));
	if (cached)
		cache_take_locked(cached);
	list_for_each_entry(share, &all, all_entry) {
		if (is_named(share, name))
			WRITE_ONCE(share->removed, true);
	}
	spin_unlock(&cache_lock);
	ksmbd_share_put(cached);
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
		if (share)
			cache_take_locked(share);
		spin_unlock(&cache_lock);
		if (!share)
			return;
		ksmbd_share_put(share);
	}
}
