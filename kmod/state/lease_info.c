// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Oplocks and leases: what an open has now.
 *
 * Not for granting and breaking (lease.c).  Called in process context.
 * Locks: inode->lock.
 */
#include "state/lease.h"
#include <linux/string.h>

/**
 * ksmbd_lease_describe() - what an open may cache now
 * @open: admitted, or a pipe
 * @info: filled
 *
 * Context: process context; takes inode->lock.
 */
void ksmbd_lease_describe(struct ksmbd_open *open, struct ksmbd_lease_info *info)
{
	const struct ksmbd_lease *l;

	memset(info, 0, sizeof(*info));
	if (!open->inode)
		return;
	mutex_lock(&open->inode->lock);
	l = open->lease;
	info->level = open->oplock;
	info->breaking = l && l->c.breaking;
	if (l && !ksmbd_lease_is_oplock(l)) {
		info->lease = true;
		info->v2 = l->v2;
		info->has_parent = l->has_parent;
		memcpy(info->key, l->id.key, sizeof(info->key));
		memcpy(info->parent, l->parent, sizeof(info->parent));
		info->state = l->c.state;
		info->epoch = l->c.epoch;
	}
	mutex_unlock(&open->inode->lock);
}

/**
 * ksmbd_open_keeps_handle() - may an open outlive its connection?
 * @open: any
 *
 * Context: process context; takes inode->lock.
 * Return: true when it has a batch oplock, or a lease with HANDLE.
 */
bool ksmbd_open_keeps_handle(struct ksmbd_open *open)
{
	bool keeps;

	if (!open->inode)
		return false;
	mutex_lock(&open->inode->lock);
	keeps = open->lease && open->lease->c.state & KSMBD_CACHE_HANDLE;
	mutex_unlock(&open->inode->lock);
	return keeps;
}

/**
 * ksmbd_lease_key_is() - is an open of this lease?
 * @open: any
 * @id: client and key
 *
 * Context: process context; takes inode->lock.
 * Return: true when it is.
 */
bool ksmbd_lease_key_is(struct ksmbd_open *open, const struct ksmbd_lease_id *id)
{
	bool same;

	if (!open->inode)
		return false;
	mutex_lock(&open->inode->lock);
	same = open->lease && !ksmbd_lease_is_oplock(open->lease) &&
	       !memcmp(&open->lease->id, id, sizeof(*id));
	mutex_unlock(&open->inode->lock);
	return same;
}
