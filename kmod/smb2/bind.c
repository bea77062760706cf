// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From the ids of an element to counted objects: session and channel, tree,
 * open (MS-SMB2 3.3.5.2.9, 3.3.5.2.11, 3.3.5.2.10).
 *
 * Every element binds for itself, also in a compound (R4); the references end
 * with it (smb2_bind_put()).  Whether the client may do something with what it
 * names is decided elsewhere: signatures in signing.c, rights by the handle.
 *
 * Called by dispatch.c as phases; owner of the request only.  Locks: those of
 * the lookups, none held on return.
 */
#include "smb2/engine.h"

#include <linux/timekeeping.h>

#include "smb2/wire/session.h"

/* An expired session may still be left and handed back (MS-SMB2 3.3.5.2.9); LOCK looks itself. */
static bool works_expired(u16 command)
{
	return command == SMB2_LOGOFF || command == SMB2_CLOSE || command == SMB2_LOCK;
}

/**
 * smb2_session_state() - may requests of this session be served?
 * @sess: the session
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_NETWORK_SESSION_EXPIRED; STATUS_USER_SESSION_DELETED.
 */
ntstatus_t smb2_session_state(const struct ksmbd_sess *sess)
{
	time64_t expires = READ_ONCE(sess->expires);

	if (!ksmbd_sess_is_valid(sess))
		return STATUS_USER_SESSION_DELETED;
	if (expires && ktime_get_real_seconds() >= expires)
		return STATUS_NETWORK_SESSION_EXPIRED;
	return STATUS_SUCCESS;
}

/**
 * smb2_bind_state() - phase: is the session still good?
 * @req: request, at an element with its session; its signature was verified, so that also a
 *	refusal is signed
 *
 * Context: owner of the request.
 * Return: STATUS_SUCCESS; STATUS_NETWORK_SESSION_EXPIRED; STATUS_USER_SESSION_DELETED.
 */
ntstatus_t smb2_bind_state(struct smb2_req *req)
{
	u16 needs = req->cmd ? req->cmd->needs : 0;
	ntstatus_t status;

	if (!req->sess || !(needs & SMB2_NEEDS_SESSION))
		return STATUS_SUCCESS;
	status = smb2_session_state(req->sess);
	if (status == STATUS_NETWORK_SESSION_EXPIRED && works_expired(req->hdr.command))
		return STATUS_SUCCESS;
	return status;
}

/* A related element whose session is none has nothing to be related to. */
static ntstatus_t no_session(struct smb2_req *req)
{
	ntstatus_t status;

	if (!req->related)
		return STATUS_USER_SESSION_DELETED;
	status = smb2_compound_check(req);
	return status == STATUS_SUCCESS ? STATUS_INVALID_PARAMETER : status;
}

/**
 * smb2_bind_session() - phase: the session and its channel on this connection
 * @req: request, at an element
 *
 * A channel whose authentication is not through serves SESSION_SETUP only.  An element inside
 * an encrypted frame must name the session whose key it came under (MS-SMB2 3.3.5.2.1.1).
 *
 * Context: owner of the request.
 * Return: STATUS_SUCCESS (req->sess may be NULL for commands that need none);
 * STATUS_USER_SESSION_DELETED.
 */
ntstatus_t smb2_bind_session(struct smb2_req *req)
{
	bool setup = req->hdr.command == SMB2_SESSION_SETUP;
	u16 needs = req->cmd ? req->cmd->needs : 0;
	struct ksmbd_chan *chan = NULL;

	if (req->hdr.command == SMB2_NEGOTIATE)
		return STATUS_SUCCESS;
	if (req->sealed && req->hdr.session_id != req->sealed_sess_id) {
		req->drop = true;
		return STATUS_USER_SESSION_DELETED;
	}
	if (req->hdr.session_id)
		chan = ksmbd_chan_lookup(req->work.conn, req->hdr.session_id);
	if (chan && !setup && !smb2_chan_ready(chan)) {
		ksmbd_chan_put(chan);
		chan = NULL;
	}
	if (!chan) {
		if (needs & SMB2_NEEDS_SESSION ||
		    (req->hdr.flags & SMB2_FLAGS_SIGNED && !setup))
			return no_session(req);
		return STATUS_SUCCESS;
	}
	req->chan = chan;
	req->sess = chan->sess;
	ksmbd_sess_get(req->sess);
	return STATUS_SUCCESS;
}

/**
 * smb2_bind_tree() - phase: the tree connect
 * @req: request, at an element with its session
 *
 * Context: owner of the request.
 * Return: STATUS_SUCCESS; STATUS_NETWORK_NAME_DELETED; STATUS_ACCESS_DENIED: the share wants
 * encryption and the request came without (MS-SMB2 3.3.5.2.11).
 */
ntstatus_t smb2_bind_tree(struct smb2_req *req)
{
	if (!(req->cmd->needs & SMB2_NEEDS_TREE))
		return STATUS_SUCCESS;
	req->tree = ksmbd_tree_lookup(req->sess, req->hdr.tree_id);
	if (!req->tree)
		return STATUS_NETWORK_NAME_DELETED;
	if (req->tree->share->flags & KSMBD_SHARE_F_ENCRYPT && !req->sealed)
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

/* MS-SMB2 3.3.5.2.10: what a client sent before it lost a channel must not undo what came after. */
static ntstatus_t enter_open(struct smb2_req *req, const struct smb2_fid *fid)
{
	u16 seq = smb2_channel_sequence(req);
	int err;

	err = ksmbd_open_enter(req->open, fid->vid, seq, req->hdr.flags & SMB2_FLAGS_REPLAY,
			       &req->open_turn);
	if (err == -ESTALE)
		return STATUS_FILE_CLOSED;
	req->entered = true;
	return err && req->cmd->needs & SMB2_CHANGES ? STATUS_FILE_NOT_AVAILABLE : STATUS_SUCCESS;
}

/**
 * smb2_bind_open() - phase: the open, or the one a related element inherits
 * @req: request, at an element with its tree, args decoded
 *
 * The args then hold the ids of the open, not the all-ones placeholder.
 *
 * Context: owner of the request.
 * Return: STATUS_SUCCESS (req->open may be NULL where that is allowed); STATUS_FILE_CLOSED;
 * STATUS_FILE_NOT_AVAILABLE: it changes something and comes too late;
 * for a related element with nothing to inherit what the one before ended with, or
 * STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_bind_open(struct smb2_req *req)
{
	struct smb2_fid *fid = (struct smb2_fid *)req->args;
	bool none;

	if (!(req->cmd->needs & SMB2_NEEDS_OPEN))
		return STATUS_SUCCESS;
	none = fid->pid == SMB2_NO_FID && fid->vid == SMB2_NO_FID;
	if (none && req->related && req->have_fid) {
		fid->pid = req->last_pid;
		fid->vid = req->last_vid;
	} else if (none && req->cmd->needs & SMB2_OPEN_OPTIONAL) {
		return STATUS_SUCCESS;
	} else if (none && req->related) {
		return ntstatus_is_error(req->last_status) ? req->last_status :
							     STATUS_INVALID_PARAMETER;
	}
	req->open = ksmbd_open_lookup(req->sess, req->tree->id, fid->pid, fid->vid);
	if (!req->open)
		return req->cmd->needs & SMB2_OPEN_STRAY ? STATUS_SUCCESS : STATUS_FILE_CLOSED;
	return enter_open(req, fid);
}

/* The last reference closes the file, which may take long: others need not wait for that. */
static void put_open(struct smb2_req *req)
{
	if (ksmbd_open_put_unless_last(req->open))
		return;
	ksmbd_conn_pass(req->work.conn);
	ksmbd_open_put(req->open);
}

/**
 * smb2_bind_put() - the element is over: drop its references
 * @req: request
 *
 * Context: owner of the request; may sleep (the last put of an open closes its file).
 */
void smb2_bind_put(struct smb2_req *req)
{
	if (req->entered)
		ksmbd_open_leave(req->open, req->open_turn);
	if (req->open)
		put_open(req);
	if (req->tree)
		ksmbd_tree_put(req->tree);
	if (req->chan)
		ksmbd_chan_put(req->chan);
	if (req->sess)
		ksmbd_sess_put(req->sess);
	req->entered = false;
	req->open = NULL;
	req->tree = NULL;
	req->chan = NULL;
	req->sess = NULL;
}
