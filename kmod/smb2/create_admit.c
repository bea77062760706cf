// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE: admission to the file – share modes, pending deletions, what others
 * cache – and the oplock or lease the open gets (MS-SMB2 3.3.5.9.8, 3.3.5.9.11,
 * MS-FSA 2.1.5.1.2).
 *
 * Theory of operation: the inode's state decides in one step.  When a client
 * has to stop caching first, it is told, the CREATE waits in its worker until a
 * break on the file ends, and asks again.
 *
 * Called by cmd_create.c in a worker.  Takes no locks.
 */
#include "smb2/break.h"
#include "smb2/create.h"
#include "state/dirwatch.h"
#include "state/host.h"
#include "state/lease.h"
#include "state/server.h"
#include <linux/jiffies.h>

static ntstatus_t may_delete(struct smb2_creation *c)
{
	int err;

	if (!(c->a->options & SMB2_OPT_DELETE_ON_CLOSE))
		return STATUS_SUCCESS;
	c->open->delete_on_close = true;
	if (c->is_stream || c->made)
		return STATUS_SUCCESS;
	err = ksmbd_vfs_may_delete(&c->open->h);
	if (err == -EBUSY)
		return STATUS_CANNOT_DELETE;
	/* It may be empty by then; if not it stays, and nobody is told (MS-FSA 2.1.5.5). */
	if (err == -ENOTEMPTY)
		return STATUS_SUCCESS;
	return smb2_status_from_errno(err);
}

/* ---- what the client wants to cache ---- */

/* The second form, and leases on directories, are for dialects that have them. */
static bool lease_wanted(const struct smb2_creation *c, struct ksmbd_lease_request *rq)
{
	const struct smb2_ctx_lease *l = &c->a->ctx.rqls;
	const struct ksmbd_conn *conn = c->req->work.conn;

	if (!(c->a->ctx.present & SMB2_CTX_RQLS) || !(conn->server_caps & SMB2_CAP_LEASING))
		return false;
	if (l->v2 && conn->dialect < SMB2_DIALECT_300)
		return false;
	rq->dirs = conn->server_caps & SMB2_CAP_DIR_LEASING;
	rq->level = KSMBD_OPLOCK_LEASE;
	rq->v2 = l->v2;
	rq->has_parent = l->v2 && l->flags & SMB2_LEASE_HAS_PARENT;
	memcpy(rq->id.guid, conn->client_guid, sizeof(rq->id.guid));
	memcpy(rq->id.key, l->key, sizeof(rq->id.key));
	if (rq->has_parent)
		memcpy(rq->parent, l->parent, sizeof(rq->parent));
	rq->state = l->state & KSMBD_CACHE_ALL;
	rq->epoch = l->epoch;
	return true;
}

static bool wanted(const struct smb2_creation *c, struct ksmbd_lease_request *rq)
{
	if (!(c->req->tree->share->flags & KSMBD_SHARE_F_OPLOCKS))
		return false;
	switch (c->a->oplock) {
	case SMB2_OPLOCK_II:
		rq->level = KSMBD_OPLOCK_II;
		break;
	case SMB2_OPLOCK_EXCLUSIVE:
		rq->level = KSMBD_OPLOCK_EXCLUSIVE;
		break;
	case SMB2_OPLOCK_BATCH:
		rq->level = KSMBD_OPLOCK_BATCH;
		break;
	case SMB2_OPLOCK_LEASE:
		return lease_wanted(c, rq);
	default:
		return false;
	}
	return !c->open->is_dir;
}

/* ---- admission ---- */

static ntstatus_t refused(struct smb2_creation *c, int err)
{
	switch (err) {
	case -ENOMEM:
		return STATUS_NO_MEMORY;
	case -EINVAL:
		return STATUS_INVALID_PARAMETER;
	case -ESTALE:
		c->admitted_by_others = true;
		return STATUS_RETRY;
	case -EHOSTDOWN:
		c->admitted_by_others = true;
		return STATUS_FILE_NOT_AVAILABLE;
	case -EINPROGRESS:
		c->admitted_by_others = true;
		return STATUS_DELETE_PENDING;
	default:
		c->admitted_by_others = true;
		return STATUS_SHARING_VIOLATION;
	}
}

static ntstatus_t ask(struct smb2_creation *c, struct ksmbd_inode *ino)
{
	struct ksmbd_lease_request rq = {};
	struct ksmbd_admission a = { .overwrite = smb2_create_truncates(c) };
	unsigned long end = jiffies + KSMBD_BREAK_PATIENCE_SECONDS * HZ;
	ntstatus_t status;
	int err;

	if (wanted(c, &rq))
		a.rq = &rq;
	INIT_LIST_HEAD(&a.breaks);
	do {
		err = ksmbd_inode_admit(ino, c->open, &a);
		ksmbd_breaks_send(&a.breaks);
		if (!err)
			return STATUS_SUCCESS;
		if (err != -EAGAIN)
			return refused(c, err);
		status = smb2_break_wait(c->req, ino, &a.wait);
		if (status != STATUS_SUCCESS)
			return status;
		a.again = true;
	} while (time_before(jiffies, end));
	return refused(c, -EBUSY);
}

/**
 * smb2_create_admit() - phase: share modes, pending deletions, caching
 * @c: creation with its handle
 *
 * Context: worker; may wait for other clients; takes the inode state's lock for a moment.
 * Return: STATUS_SUCCESS, STATUS_SHARING_VIOLATION, STATUS_DELETE_PENDING, STATUS_RETRY: the file
 * is not there any more, …
 */
ntstatus_t smb2_create_admit(struct smb2_creation *c)
{
	struct ksmbd_open *open = c->open;
	ntstatus_t status = may_delete(c);
	struct ksmbd_inode *ino;

	if (status != STATUS_SUCCESS)
		return status;
	/* reserving space for a new file is no reason to be in anyone's way */
	open->h.access = c->granted | c->extra;
	ino = ksmbd_inode_get(file_inode(open->h.file));
	if (!ino)
		return STATUS_NO_MEMORY;
	status = ask(c, ino);
	if (status != STATUS_SUCCESS) {
		ksmbd_inode_put(ino);
		return status;
	}
	ksmbd_dirwatch_begin(open);
	ksmbd_host_listen(open);
	return STATUS_SUCCESS;
}

/**
 * smb2_create_lease_info() - what the client is told about what it may cache
 * @c: creation, admitted
 * @out: the context, filled when true is returned
 *
 * Also sets the level in the fixed part.
 *
 * Context: worker.
 * Return: true: a lease context is due.
 */
bool smb2_create_lease_info(struct smb2_creation *c, struct smb2_ctx_lease *out)
{
	struct ksmbd_lease_info info;

	ksmbd_lease_describe(c->open, &info);
	c->res->oplock = smb2_oplock_to_wire(info.level);
	if (!info.lease)
		return false;
	memset(out, 0, sizeof(*out));
	out->v2 = info.v2;
	memcpy(out->key, info.key, sizeof(out->key));
	out->state = info.state;
	if (info.breaking)
		out->flags |= SMB2_LEASE_BREAK_IN_PROGRESS;
	if (info.has_parent) {
		out->flags |= SMB2_LEASE_HAS_PARENT;
		memcpy(out->parent, info.parent, sizeof(out->parent));
	}
	out->epoch = info.epoch;
	return true;
}
