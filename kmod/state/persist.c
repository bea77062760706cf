// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Persistent handles: from an open to its record and back (MS-SMB2 3.3.5.9.10,
 * 3.3.5.9.12).
 *
 * Theory of operation: the record of an open (util/openrec.h) is kept outside of
 * the kernel before the client learns of the handle, and again before it learns
 * of a lock.  It is deleted when the handle ends, but not when the server does.
 * Before a server that was started anew lets anybody in, each record becomes an
 * open again: its file is looked for under its name beneath the share, must be
 * the same file, and is opened with the credentials of its owner, who must be
 * allowed to.  Then share modes, oplock or lease and locks are taken as if the
 * owner had asked for them, and the open waits for its client like any other
 * detached one (durable.c).  So whatever guards files against other clients
 * guards these too, and nothing is ever done as the server itself.
 *
 * A detached one is in nobody's way to be closed: who wants its file meanwhile
 * is told that it is not available.
 *
 * Not for keeping records nor for who gets such a handle (helper/persist.c,
 * smb2/durable.c).  Called in process context.  Locks: open->lock, inode->lock
 * inside it.
 */
#include "state/persist.h"
#include "limits.h"
#include "state/dirwatch.h"
#include "state/durable.h"
#include "state/host.h"
#include "state/ident.h"
#include "state/lease.h"
#include "state/server.h"
#include "state/share.h"
#include "state/up.h"
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Nobody is there to answer a break: what there is to be broken is at the first try. */
#define ADMIT_ROUNDS	4

/* ---- to a record ---- */

/**
 * ksmbd_persist_names() - whose open it is, and where
 * @open: the caller holds a reference
 * @share: gets the name of its share
 * @account: gets the name of its owner
 *
 * Context: any. Return: 0; -EMSGSIZE one does not fit.
 */
int ksmbd_persist_names(const struct ksmbd_open *open, char share[KSMBD_OPENREC_SHARE],
			char account[KSMBD_OPENREC_ACCOUNT])
{
	if (strscpy(share, open->share->name, KSMBD_OPENREC_SHARE) < 0 ||
	    strscpy(account, open->ident->account, KSMBD_OPENREC_ACCOUNT) < 0)
		return -EMSGSIZE;
	return 0;
}

struct draft {
	struct ksmbd_openrec rec;
	char path[PATH_MAX];
};

static int draft_names(struct draft *d, struct ksmbd_open *open)
{
	int n = ksmbd_vfs_name_of(&open->share->root, open->h.file, d->path, sizeof(d->path));

	if (n < 0)
		return n;
	d->rec.path = d->path;
	d->rec.path_len = n;
	return ksmbd_persist_names(open, d->rec.share, d->rec.account);
}

static void draft_fixed(struct ksmbd_openrec *r, struct ksmbd_open *open)
{
	r->pid = open->pid;
	memcpy(r->create_guid, open->create_guid, sizeof(r->create_guid));
	memcpy(r->client_guid, open->client_guid, sizeof(r->client_guid));
	ksmbd_vfs_identify(open->h.file, &r->file);
	r->access = open->h.access;
	r->share_access = open->share_access;
	r->options = open->options;
	r->mode = open->mode;
	r->action = open->action;
	r->timeout_ms = READ_ONCE(open->timeout_ms);
	if (open->h.flags & KSMBD_HANDLE_WRITE_THROUGH)
		r->flags |= KSMBD_OPENREC_WRITE_THROUGH;
	if (open->delete_on_close)
		r->flags |= KSMBD_OPENREC_DELETE_ON_CLOSE;
}

static void draft_caching_locked(struct ksmbd_openrec *r, const struct ksmbd_open *open)
{
	const struct ksmbd_lease *l = open->lease;

	lockdep_assert_held(&open->inode->lock);
	r->level = open->oplock;
	if (!l || ksmbd_lease_is_oplock(l))
		return;
	memcpy(r->lease_key, l->id.key, sizeof(r->lease_key));
	memcpy(r->parent, l->parent, sizeof(r->parent));
	r->lease_state = l->c.state;
	r->epoch = l->c.epoch;
	if (l->v2)
		r->flags |= KSMBD_OPENREC_LEASE_V2;
	if (l->has_parent)
		r->flags |= KSMBD_OPENREC_LEASE_PARENT;
}

/* What changes, and all of it written down in one step. */
static int draft_finish(struct ksmbd_openrec *r, struct ksmbd_open *open, struct ksmbd_wr *wr,
			u64 *serial)
{
	struct ksmbd_brlock *l;
	int err = -ESTALE;

	mutex_lock(&open->lock);
	memcpy(r->sequence, open->lock_sequence, sizeof(r->sequence));
	mutex_lock(&open->inode->lock);
	if (!open->leaving) {
		draft_caching_locked(r, open);
		if (open->delete_pending)
			r->flags |= KSMBD_OPENREC_DELETE_PENDING;
		r->nlocks = open->nlocks;
		ksmbd_openrec_encode(wr, r);
		list_for_each_entry(l, &open->locks, open_entry)
			ksmbd_openrec_put_lock(wr, l->off, l->len, l->exclusive);
		*serial = ++open->serial;
		err = ksmbd_wr_ok(wr) ? 0 : -EMSGSIZE;
	}
	mutex_unlock(&open->inode->lock);
	mutex_unlock(&open->lock);
	return err;
}

/**
 * ksmbd_persist_encode() - the record of an open as it is now
 * @open: admitted, with its persistent id; the caller holds a reference
 * @buf: gets the record
 * @room: bytes in @buf
 * @len: gets the record's
 * @serial: gets the number of this record among those of @open
 *
 * Context: process context, may sleep; takes open->lock and inode->lock.
 * Return: 0; -ESTALE it is closed; -EMSGSIZE it does not fit; -ENOENT its file has no name; -ENOMEM.
 */
int ksmbd_persist_encode(struct ksmbd_open *open, void *buf, size_t room, size_t *len,
			 u64 *serial)
{
	struct draft *d = kzalloc(sizeof(*d), GFP_KERNEL);
	struct ksmbd_wr wr;
	int err;

	if (!d)
		return -ENOMEM;
	ksmbd_wr_init(&wr, buf, room);
	err = draft_names(d, open);
	if (!err) {
		draft_fixed(&d->rec, open);
		err = draft_finish(&d->rec, open, &wr, serial);
	}
	*len = ksmbd_wr_pos(&wr);
	kfree(d);
	return err;
}

/* ---- and back ---- */

static int reopen(struct ksmbd_open *open, const struct ksmbd_openrec *r, const char *path)
{
	const struct ksmbd_vfs_root *root = &open->share->root;
	const struct cred *cred = open->ident->cred;
	struct ksmbd_file_identity now;
	struct ksmbd_found found;
	int err;

	err = ksmbd_vfs_lookup(root, cred, path, KSMBD_LOOKUP_NOFOLLOW, &found);
	if (!err && !S_ISREG(d_inode(found.path.dentry)->i_mode))
		err = -ESTALE;
	else if (!err)
		err = ksmbd_vfs_open(&open->h, root, cred, &found.path, r->access,
				     r->flags & KSMBD_OPENREC_WRITE_THROUGH ?
				     KSMBD_OPEN_WRITE_THROUGH : 0);
	if (!err || err == -ENOENT || err == -ESTALE)
		ksmbd_found_put(&found);
	if (err)
		return err;
	ksmbd_vfs_identify(open->h.file, &now);
	return ksmbd_file_same(&now, &r->file) ? 0 : -ESTALE;
}

static void fill(struct ksmbd_open *open, const struct ksmbd_openrec *r)
{
	open->pid = r->pid;
	open->vid = 1;		/* it was published once */
	open->share_access = r->share_access;
	open->options = r->options;
	open->mode = r->mode;
	open->action = r->action;
	open->timeout_ms = r->timeout_ms;
	open->durable = true;
	open->persistent = true;
	open->answered = true;
	open->used = true;
	open->delete_on_close = r->flags & KSMBD_OPENREC_DELETE_ON_CLOSE;
	memcpy(open->lock_sequence, r->sequence, sizeof(open->lock_sequence));
}

static void lease_request(const struct ksmbd_openrec *r, struct ksmbd_lease_request *rq)
{
	rq->level = r->level;
	rq->v2 = r->flags & KSMBD_OPENREC_LEASE_V2;
	rq->has_parent = r->flags & KSMBD_OPENREC_LEASE_PARENT;
	memcpy(rq->id.guid, r->client_guid, sizeof(rq->id.guid));
	memcpy(rq->id.key, r->lease_key, sizeof(rq->id.key));
	memcpy(rq->parent, r->parent, sizeof(rq->parent));
	rq->state = r->lease_state;
	rq->epoch = r->epoch - 1;	/* granting it counts it up */
}

/* What an earlier record says that others lost since is lost here: nobody is there to be asked. */
static int admit(struct ksmbd_open *open, const struct ksmbd_openrec *r)
{
	struct ksmbd_inode *ino = ksmbd_inode_get(file_inode(open->h.file));
	struct ksmbd_lease_request rq = {};
	struct ksmbd_admission a = {};
	unsigned int round = 0;
	int err;

	if (!ino)
		return -ENOMEM;
	lease_request(r, &rq);
	if (r->level != KSMBD_OPLOCK_NONE)
		a.rq = &rq;
	INIT_LIST_HEAD(&a.breaks);
	do {
		err = ksmbd_inode_admit(ino, open, &a);
		ksmbd_breaks_send(&a.breaks);
		if (err == -EAGAIN)
			ksmbd_break_wait_end(ino, &a.wait);
		a.again = true;
	} while (err == -EAGAIN && ++round < ADMIT_ROUNDS);
	if (err) {
		ksmbd_inode_put(ino);
		return err;
	}
	ksmbd_dirwatch_begin(open);
	ksmbd_host_listen(open);
	return 0;
}

static int lock(struct ksmbd_open *open, struct ksmbd_rd it, struct ksmbd_brlock **locks,
		unsigned int n)
{
	struct ksmbd_openrec_lock l;
	unsigned int i = 0;

	while (i < n && ksmbd_openrec_next_lock(&it, &l)) {
		locks[i] = kzalloc(sizeof(**locks), GFP_KERNEL);
		if (!locks[i])
			return -ENOMEM;
		locks[i]->off = l.off;
		locks[i]->len = l.len;
		locks[i++]->exclusive = l.exclusive;
	}
	return ksmbd_brlock_add(open, locks, n, NULL);
}

static int lock_all(struct ksmbd_open *open, const struct ksmbd_openrec *r)
{
	struct ksmbd_brlock **locks;
	unsigned int i;
	int err;

	if (!r->nlocks)
		return 0;
	locks = kvcalloc(r->nlocks, sizeof(*locks), GFP_KERNEL);
	if (!locks)
		return -ENOMEM;
	err = lock(open, r->locks, locks, r->nlocks);
	for (i = 0; err && i < r->nlocks; i++)
		kfree(locks[i]);
	kvfree(locks);
	return err;
}

static int restore(struct ksmbd_open *open, const struct ksmbd_openrec *r)
{
	struct ksmbd_open *other = NULL;
	char *path;
	int err;

	fill(open, r);
	err = ksmbd_create_guid_enter(open, r->client_guid, r->create_guid, false, &other);
	if (err) {
		ksmbd_open_put(other);
		return err;
	}
	path = kmemdup_nul(r->path, r->path_len, GFP_KERNEL);
	if (!path)
		return -ENOMEM;
	err = reopen(open, r, path);
	kfree(path);
	if (!err)
		err = admit(open, r);
	if (!err)
		err = lock_all(open, r);
	if (!err && r->flags & KSMBD_OPENREC_DELETE_PENDING)
		err = ksmbd_inode_set_delete(open, true);
	return err;
}

/**
 * ksmbd_persist_restore() - a record becomes an open again
 * @r: decoded
 * @share: the share of its name, as it is configured now
 * @ident: its owner, as on a tree connect to @share
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0; -EEXIST it is there; -ESTALE it ended, or its file is another one; -ENOENT its file
 * is gone; -EBUSY; -EACCES; -ENOMEM; another -errno.
 */
int ksmbd_persist_restore(const struct ksmbd_openrec *r, struct ksmbd_share *share,
			  struct ksmbd_ident *ident)
{
	struct ksmbd_open *open;
	int err;

	/* a server that runs knows its handles: this one ended while it could tell nobody */
	if (ksmbd_durable_knows(r->pid, r->client_guid, r->create_guid))
		return -EEXIST;
	if (ksmbd_server_state() != KSMBD_SERVER_STOPPED)
		return -ESTALE;
	if (!(share->flags & KSMBD_SHARE_F_CONTINUOUS) || !share->has_root)
		return -EOPNOTSUPP;
	open = ksmbd_open_alloc(share, ident);
	if (!open)
		return -ENOMEM;
	err = restore(open, r);
	if (err) {
		open->persistent = false;
		ksmbd_open_discard(open);
		return err;
	}
	ksmbd_open_keep_clear(open->pid);
	ksmbd_durable_adopt(open);
	return 0;
}

/* ---- the end of a record ---- */

/**
 * ksmbd_persist_stays() - does an open end only because the server does?
 * @open: about to end
 *
 * Context: any. Return: true when its client will come back for it.
 */
bool ksmbd_persist_stays(const struct ksmbd_open *open)
{
	return open->persistent && ksmbd_server_state() != KSMBD_SERVER_RUNNING;
}

/**
 * ksmbd_persist_forget() - an open ended for good
 * @open: ended, or never published
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_persist_forget(struct ksmbd_open *open)
{
	if (open->persistent && ksmbd_up.handle_gone)
		ksmbd_up.handle_gone(open->pid);
}

/* ---- others ---- */

/**
 * ksmbd_persist_of() - the opens on record of a file one by one
 * @open: one of its opens
 * @n: which, from 0
 *
 * Opens that come and go meanwhile may be seen twice or not at all.
 *
 * Context: process context; takes inode->lock.
 * Return: a new reference, or NULL: no more.
 */
struct ksmbd_open *ksmbd_persist_of(struct ksmbd_open *open, unsigned int n)
{
	struct ksmbd_inode *ino = open->inode;
	struct ksmbd_open *o, *found = NULL;

	mutex_lock(&ino->lock);
	list_for_each_entry(o, &ino->opens, inode_entry) {
		if (!o->persistent || o->leaving || n--)
			continue;
		ksmbd_open_get(o);
		found = o;
		break;
	}
	mutex_unlock(&ino->lock);
	return found;
}

/* May what its client does not know of yet be done beside it? */
static bool is_awaited(const struct ksmbd_open *o, const struct ksmbd_lease *mine)
{
	const struct ksmbd_lease *l = o->lease;

	if (!o->persistent || o->leaving || atomic_read(&o->state) != KSMBD_OPEN_DETACHED)
		return false;
	if (!l)
		return true;
	return l != mine && (!(l->c.state & KSMBD_CACHE_HANDLE) || l->c.state & KSMBD_CACHE_WRITE);
}

/**
 * ksmbd_persist_awaited_locked() - is a handle whose client may come back in the way?
 * @ino: of the file
 * @open: who wants it
 * @mine: the lease it is about to join, or NULL
 *
 * MS-SMB2 3.3.5.9: STATUS_FILE_NOT_AVAILABLE.
 *
 * Context: ino->lock held.
 * Return: true when there is one.
 */
bool ksmbd_persist_awaited_locked(const struct ksmbd_inode *ino, const struct ksmbd_open *open,
				  const struct ksmbd_lease *mine)
{
	const struct ksmbd_open *o;

	lockdep_assert_held(&ino->lock);
	/* one that comes back itself is not new, and who only looks is in nobody's way */
	if (open->persistent || !(open->h.access & ~KSMBD_STAT_LEASE))
		return false;
	list_for_each_entry(o, &ino->opens, inode_entry) {
		if (is_awaited(o, mine) && ksmbd_open_same_stream(o, open))
			return true;
	}
	return false;
}
