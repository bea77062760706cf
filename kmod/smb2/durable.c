// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Durable handles: who gets one, who gets one back, and CREATEs that are sent
 * again (MS-SMB2 3.3.5.9.6, .7, .10, .12, .13, 3.3.5.15.9).
 *
 * Theory of operation: three of the functions are phases of a CREATE.
 * smb2_create_guid() enters a CREATE under its CreateGuid before anything is
 * made, so that the same CREATE sent again finds it: on its way, or its open,
 * which is then answered as the first one was.  smb2_create_app_instance()
 * closes what the same application has open from elsewhere.
 * smb2_create_durable() decides at the end whether the new open is durable: it
 * must hold what lets a client keep it unasked, a batch oplock or a lease with
 * handle caching, or be persistent: on record with the helper.  A CREATE that wants an open back takes none of the usual
 * phases: smb2_create_reconnect() is all of it, and but for the contexts what
 * the client says does not matter.
 *
 * Not for tables, timers and the claim itself (state/durable.c).
 *
 * Called by cmd_create.c, create_reply.c and cmd_ioctl.c in a worker.  Takes no
 * locks.
 */
#include "state/durable.h"
#include "helper/helper.h"
#include "smb2/create.h"
#include "smb2/fsctl.h"
#include "state/ident.h"
#include "state/lease.h"
#include "state/server.h"
#include "util/misc.h"
#include <linux/bitops.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/string.h>

#define CTX_V1		(SMB2_CTX_DHNQ | SMB2_CTX_DHNC)
#define CTX_V2		(SMB2_CTX_DH2Q | SMB2_CTX_DH2C)
#define CTX_BACK	(SMB2_CTX_DHNC | SMB2_CTX_DH2C)

/* The contexts of durable handles that count: version 2 came with SMB 3. */
static u32 contexts(const struct smb2_creation *c)
{
	return c->a->ctx.present & (c->req->cx.dialect < SMB2_DIALECT_300 ? CTX_V1 :
									   CTX_V1 | CTX_V2);
}

static bool is_configured(void)
{
	bool on;

	rcu_read_lock();
	on = ksmbd_server_config()->flags & KSMBD_CFG_DURABLE;
	rcu_read_unlock();
	return on;
}

/* Version 2 goes with nothing else; of version 1 a request beside a reconnect does not count. */
static bool is_consistent(u32 contexts)
{
	return !(contexts & CTX_V2) || hweight32(contexts) == 1;
}

static bool is_none(const u8 guid[16])
{
	return !memchr_inv(guid, 0, 16);
}

/*
 * An open with a lease is meant only by its key, from its client; one without is not meant by any.
 */
static bool lease_fits(const struct smb2_creation *c, struct ksmbd_open *open)
{
	const struct smb2_create_ctxs *ctx = &c->a->ctx;
	struct ksmbd_lease_info info;
	struct ksmbd_lease_id id;

	ksmbd_lease_describe(open, &info);
	if (!info.lease || !(ctx->present & SMB2_CTX_RQLS))
		return !info.lease && !(ctx->present & SMB2_CTX_RQLS);
	memcpy(id.guid, c->req->work.conn->client_guid, sizeof(id.guid));
	memcpy(id.key, ctx->rqls.key, sizeof(id.key));
	return ksmbd_lease_key_is(open, &id);
}

/* ---- getting one ---- */

/*
 * Exactly what is asked for as far as Time Machine asks (Apple SMBClient fails its set-up over
 * less); who wants more than that gets the most that MS-SMB2 3.3.5.9.10 grants.
 */
static u32 granted_time(u32 asked)
{
	return asked && asked <= KSMBD_DURABLE_MAX_MS ? asked : KSMBD_DURABLE_DEFAULT_MS;
}

/* Nobody can prove to be the same guest as before. */
static bool has_owner(const struct ksmbd_open *open)
{
	return !(open->ident->flags & (KSMBD_IDENT_GUEST | KSMBD_IDENT_ANONYMOUS));
}

/*
 * Only what the record can say: unnamed streams of files, of an owner who is not root, since what
 * is made from a record must not act as root.
 */
static bool may_persist(const struct smb2_creation *c)
{
	const struct smb2_durable_request *q = &c->a->ctx.dh2q;
	const struct ksmbd_open *open = c->open;

	return contexts(c) & SMB2_CTX_DH2Q && q->flags & SMB2_DHANDLE_PERSISTENT &&
	       c->req->work.conn->server_caps & SMB2_CAP_PERSISTENT &&
	       open->share->flags & KSMBD_SHARE_F_CONTINUOUS && !is_none(q->guid) &&
	       !open->is_stream && !uid_eq(open->ident->uid, GLOBAL_ROOT_UID) &&
	       S_ISREG(file_inode(open->h.file)->i_mode);
}

/* Before the client learns of it. */
static bool put_on_record(struct ksmbd_open *open)
{
	int err;

	ksmbd_open_number(open);
	err = ksmbd_helper_keep(open);
	if (err) {
		ksmbd_dbg(SMB, "a handle is not persistent: %d", err);
		/* the helper may have kept it too late */
		ksmbd_helper_forget(open->pid);
	}
	return !err;
}

/**
 * smb2_create_durable() - phase: is the new open durable?
 * @c: creation, finished, with its oplock or lease
 *
 * Context: worker.
 * Return: STATUS_SUCCESS.
 */
ntstatus_t smb2_create_durable(struct smb2_creation *c)
{
	struct ksmbd_open *open = c->open;
	u32 wants = contexts(c) & (SMB2_CTX_DHNQ | SMB2_CTX_DH2Q);

	open->action = c->res->action;
	if (!wants || open->is_dir || !has_owner(open))
		return STATUS_SUCCESS;
	open->timeout_ms = granted_time(wants & SMB2_CTX_DH2Q ? c->a->ctx.dh2q.timeout : 0);
	open->persistent = may_persist(c) && put_on_record(open);
	open->durable = open->persistent || (is_configured() && ksmbd_open_keeps_handle(open));
	c->say_durable = open->durable;
	return STATUS_SUCCESS;
}

/**
 * smb2_durable_add() - tell the client that its handle is durable
 * @c: creation
 * @chain: contexts of the reply
 *
 * Context: worker.
 */
void smb2_durable_add(struct smb2_creation *c, struct smb2_create_ctx_wr *chain)
{
	if (!c->say_durable)
		return;
	if (contexts(c) & SMB2_CTX_DH2Q)
		smb2_ctx_dh2q_encode(chain, c->open->timeout_ms,
				     c->open->persistent ? SMB2_DHANDLE_PERSISTENT : 0);
	else
		smb2_ctx_dhnq_encode(chain);
}

/* ---- the same CREATE again ---- */

static ntstatus_t may_answer_again(const struct smb2_creation *c, struct ksmbd_open *open)
{
	const struct smb2_req *req = c->req;

	if (!READ_ONCE(open->vid))		/* still on its way */
		return STATUS_FILE_NOT_AVAILABLE;
	if (!ksmbd_ident_same(open->ident, req->tree->ident))
		return STATUS_ACCESS_DENIED;
	if (atomic_read(&open->state) != KSMBD_OPEN_LIVE ||
	    READ_ONCE(open->sess_id) != req->sess->id ||
	    READ_ONCE(open->tree_id) != req->tree->id)
		return STATUS_DUPLICATE_OBJECTID;
	return lease_fits(c, open) ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

/*
 * The reply of the first CREATE once more; the oplock level in it is the one asked for now, as
 * Windows has it, and so is whether the handle is called durable.  @open stays in the request.
 */
static ntstatus_t answer_again(struct smb2_creation *c, struct ksmbd_open *open)
{
	bool lease = c->a->oplock == SMB2_OPLOCK_LEASE;
	/* unless the first answer is still on its way, and keeps breaks waiting itself */
	bool due = ksmbd_lease_ask_back(open);
	ntstatus_t status;

	c->open = open;
	c->res->action = open->action;
	c->say_durable = open->persistent ||
			 (open->durable && (lease || c->a->oplock == SMB2_OPLOCK_BATCH));
	status = smb2_create_reply(c);
	if (status != STATUS_SUCCESS) {
		if (due)
			ksmbd_lease_answered(open);
		return status;
	}
	if (!lease)
		c->res->oplock = c->a->oplock;
	if (due)
		smb2_create_answer_due(c);
	smb2_create_hand_over(c);
	return STATUS_SUCCESS;
}

/**
 * smb2_create_guid() - phase: enter the CREATE under its CreateGuid
 * @c: creation
 *
 * Context: worker.
 * Return: STATUS_SUCCESS: go on, or all is done and c->done says so; STATUS_DUPLICATE_OBJECTID;
 * STATUS_FILE_NOT_AVAILABLE: the first one is still on its way; STATUS_ACCESS_DENIED.
 */
ntstatus_t smb2_create_guid(struct smb2_creation *c)
{
	const struct smb2_req *req = c->req;
	bool replay = req->hdr.flags & SMB2_FLAGS_REPLAY;
	const u8 *guid = c->a->ctx.dh2q.guid;
	struct ksmbd_open *other;
	ntstatus_t status;

	if (!is_consistent(contexts(c)))
		return STATUS_INVALID_PARAMETER;
	if (!(contexts(c) & SMB2_CTX_DH2Q) || is_none(guid))
		return STATUS_SUCCESS;
	c->open = ksmbd_open_alloc(req->tree->share, req->tree->ident);
	if (!c->open)
		return STATUS_NO_MEMORY;
	if (!ksmbd_create_guid_enter(c->open, req->work.conn->client_guid, guid, replay, &other))
		return STATUS_SUCCESS;
	ksmbd_open_discard(c->open);
	c->open = NULL;
	status = replay ? may_answer_again(c, other) : STATUS_DUPLICATE_OBJECTID;
	if (status == STATUS_SUCCESS)
		status = answer_again(c, other);
	if (status != STATUS_SUCCESS) {
		c->open = NULL;
		ksmbd_open_put(other);
	}
	return status;
}

/* ---- getting one back ---- */

/**
 * smb2_create_is_reconnect() - does a CREATE want an open back?
 * @c: creation
 *
 * Context: any. Return: true when it does.
 */
bool smb2_create_is_reconnect(const struct smb2_creation *c)
{
	return contexts(c) & CTX_BACK;
}

static struct ksmbd_open *find(const struct smb2_creation *c)
{
	const struct ksmbd_tree *tree = c->req->tree;
	const struct smb2_durable_reconnect *back = &c->a->ctx.back;
	const struct ksmbd_durable_key key = {
		.pid = back->fid.pid,
		.guid = contexts(c) & SMB2_CTX_DH2C ? back->guid : NULL,
		.persistent = contexts(c) & SMB2_CTX_DH2C &&
			      back->flags & SMB2_DHANDLE_PERSISTENT,
		.client = c->req->work.conn->client_guid,
		.ident = tree->ident,
		.share = tree->share,
		.max_access = tree->max_access,
	};

	return ksmbd_durable_find(&key);
}

static ntstatus_t claim_status(int err)
{
	switch (err) {
	case 0:
		return STATUS_SUCCESS;
	case -EBUSY:
		return STATUS_TOO_MANY_OPENED_FILES;
	case -ESHUTDOWN:
		return STATUS_NETWORK_NAME_DELETED;
	case -ENOMEM:
		return STATUS_NO_MEMORY;
	default:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	}
}

/* With a lease, and only then, the name must be right, too (MS-SMB2 3.3.5.9.7, 3.3.5.9.12). */
static ntstatus_t fits(struct smb2_creation *c, struct ksmbd_open *open)
{
	struct ksmbd_found found;
	bool same;
	int err;

	if (!lease_fits(c, open))
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (!(c->a->ctx.present & SMB2_CTX_RQLS))
		return STATUS_SUCCESS;
	if (smb2_create_name(c) != STATUS_SUCCESS)
		return STATUS_INVALID_PARAMETER;
	err = ksmbd_vfs_lookup(c->root, c->who.cred, c->name.path,
			       KSMBD_LOOKUP_NORM | KSMBD_LOOKUP_NOFOLLOW, &found);
	same = !err && d_inode(found.path.dentry) == file_inode(open->h.file);
	if (!err || err == -ENOENT)
		ksmbd_found_put(&found);
	return same ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/*
 * The reply is complete before others can find the open, for that cannot be taken back; and it is
 * made of what the open is by then, not before it was claimed.
 */
static ntstatus_t take_over(struct smb2_creation *c, struct ksmbd_open *open)
{
	struct smb2_req *req = c->req;
	ntstatus_t status;

	status = claim_status(ksmbd_durable_claim(open));
	if (status != STATUS_SUCCESS)
		return status;
	c->open = open;
	c->res->action = SMB2_ACTION_OPENED;
	status = smb2_create_reply(c);
	if (status != STATUS_SUCCESS) {
		ksmbd_durable_unclaim(open);
		return status;
	}
	status = claim_status(ksmbd_durable_publish(open, req->sess, req->tree->id,
						    smb2_channel_sequence(req)));
	if (status == STATUS_SUCCESS) {
		smb2_create_answer_due(c);
		smb2_create_hand_over(c);
	}
	return status;
}

/**
 * smb2_create_reconnect() - all of a CREATE that wants an open back
 * @c: creation
 *
 * Context: worker; may sleep for requests of the session before.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER; STATUS_OBJECT_NAME_NOT_FOUND: there is no such
 * open to be had; STATUS_ACCESS_DENIED: it is another user's.
 */
ntstatus_t smb2_create_reconnect(struct smb2_creation *c)
{
	struct ksmbd_open *open;
	ntstatus_t status;

	if (!is_consistent(contexts(c)))
		return STATUS_INVALID_PARAMETER;
	open = find(c);
	if (IS_ERR(open))
		return PTR_ERR(open) == -EACCES ? STATUS_ACCESS_DENIED :
						  STATUS_OBJECT_NAME_NOT_FOUND;
	status = fits(c, open);
	if (status == STATUS_SUCCESS)
		status = take_over(c, open);
	if (status != STATUS_SUCCESS)
		ksmbd_open_put(open);
	c->open = NULL;
	return status;
}

/* ---- application instances ---- */

/**
 * smb2_create_app_instance() - phase: the application moved here
 * @c: creation with its handle
 *
 * MS-SMB2 3.3.5.9.13: an open of the same file by the same application on another client is
 * closed.  Only the user who made it can do that.
 *
 * Context: worker.
 * Return: STATUS_SUCCESS; STATUS_FILE_FORCED_CLOSED: the other one is a newer instance.
 */
ntstatus_t smb2_create_app_instance(struct smb2_creation *c)
{
	const struct smb2_create_ctxs *ctx = &c->a->ctx;
	struct ksmbd_open *open = c->open;
	bool versioned;
	int err;

	if (!(ctx->present & SMB2_CTX_APP_ID) || is_none(ctx->app_id) ||
	    !(contexts(c) & SMB2_CTX_DH2Q))
		return STATUS_SUCCESS;
	versioned = c->req->cx.dialect >= SMB2_DIALECT_311 &&
		    ctx->present & SMB2_CTX_APP_VERSION;
	memcpy(open->app_id, ctx->app_id, sizeof(open->app_id));
	if (versioned)
		memcpy(open->app_version, ctx->app_version, sizeof(open->app_version));
	err = ksmbd_app_instance_replace(open, versioned);
	if (err == -EEXIST)
		return STATUS_FILE_FORCED_CLOSED;
	return smb2_status_from_errno(err);
}

/* ---- resilient handles ---- */

/**
 * smb2_fsctl_resiliency() - LMR_REQUEST_RESILIENCY (MS-SMB2 3.3.5.15.9)
 * @x: on a file
 *
 * Context: worker.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER; STATUS_NOT_SUPPORTED: not configured, or of a
 * guest.
 */
ntstatus_t smb2_fsctl_resiliency(struct smb2_fsctl *x)
{
	struct ksmbd_open *open = x->open;
	u32 timeout;

	if (!smb2_resiliency_decode(&x->in, &timeout) || timeout > KSMBD_DURABLE_MAX_MS)
		return STATUS_INVALID_PARAMETER;
	if (x->req->cx.dialect < SMB2_DIALECT_210 || open->is_dir || !has_owner(open) ||
	    !is_configured())
		return STATUS_NOT_SUPPORTED;
	WRITE_ONCE(open->timeout_ms, timeout ?: KSMBD_RESILIENT_DEFAULT_MS);
	WRITE_ONCE(open->resilient, true);
	return STATUS_SUCCESS;
}
