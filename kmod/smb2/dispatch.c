// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The life of one element of a request.  Read this file first.
 *
 * The frame it is in has been received, decrypted and cut up (frame.c,
 * transform.c, compound.c), the gate has let it through and its message id is
 * used up.  Here it goes through the phases below; the first that does not say
 * STATUS_SUCCESS ends them, and its status is the answer.  Then the reply is
 * written, the command releases what it held, credits are granted.  Signing
 * and sealing wait until the whole frame is known (frame.c).
 *
 * A command is a row with decode and encode (pure, wire/) and execute and
 * release (cmd_*.c).  Called by frame.c in a worker, or in the reader before
 * the first log-on.  Owner of the request only; no locks.
 */
#include "smb2/engine.h"

#include <linux/array_size.h>
#include <linux/string.h>

#include "helper/helper.h"
#include "smb2/break.h"
#include "smb2/ext.h"
#include "state/up.h"

static const struct smb2_command *const commands[SMB2_NR_COMMANDS] = {
	[SMB2_NEGOTIATE]	= &smb2_cmd_negotiate,
	[SMB2_SESSION_SETUP]	= &smb2_cmd_session_setup,
	[SMB2_LOGOFF]		= &smb2_cmd_logoff,
	[SMB2_TREE_CONNECT]	= &smb2_cmd_tree_connect,
	[SMB2_TREE_DISCONNECT]	= &smb2_cmd_tree_disconnect,
	[SMB2_CREATE]		= &smb2_cmd_create,
	[SMB2_CLOSE]		= &smb2_cmd_close,
	[SMB2_FLUSH]		= &smb2_cmd_flush,
	[SMB2_READ]		= &smb2_cmd_read,
	[SMB2_WRITE]		= &smb2_cmd_write,
	[SMB2_LOCK]		= &smb2_cmd_lock,
	[SMB2_IOCTL]		= &smb2_cmd_ioctl,
	[SMB2_CANCEL]		= &smb2_cmd_cancel,
	[SMB2_ECHO]		= &smb2_cmd_echo,
	[SMB2_QUERY_DIRECTORY]	= &smb2_cmd_query_directory,
	[SMB2_CHANGE_NOTIFY]	= &smb2_cmd_change_notify,
	[SMB2_QUERY_INFO]	= &smb2_cmd_query_info,
	[SMB2_SET_INFO]		= &smb2_cmd_set_info,
	[SMB2_OPLOCK_BREAK]	= &smb2_cmd_oplock_break,
};

/**
 * smb2_command_of() - the row of a command code
 * @command: code from a header
 *
 * Context: any. Return: the row, or NULL.
 */
const struct smb2_command *smb2_command_of(u16 command)
{
	return command < ARRAY_SIZE(commands) ? commands[command] : NULL;
}

/* A command we know, with the StructureSize it must have (MS-SMB2 3.3.5.2.6). */
static ntstatus_t check_command(struct smb2_req *req)
{
	struct ksmbd_rd rd;

	if (!req->cmd)
		return STATUS_INVALID_PARAMETER;
	ksmbd_rd_init(&rd, req->in.data + req->el_off, req->el_len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	/* a row without a size has a decoder that looks */
	if (req->cmd->req_size &&
	    (ksmbd_rd_le16(&rd) != req->cmd->req_size || !ksmbd_rd_ok(&rd)))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static ntstatus_t decode(struct smb2_req *req)
{
	struct ksmbd_rd rd;

	if (WARN_ON_ONCE(req->cmd->args_size > SMB2_ARGS_SIZE ||
			 req->cmd->res_size > SMB2_RES_SIZE))
		return STATUS_INTERNAL_ERROR;
	memset(req->args, 0, req->cmd->args_size);
	memset(req->res, 0, req->cmd->res_size);
	ksmbd_rd_init(&rd, req->in.data + req->el_off, req->el_len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	return req->cmd->decode(req->args, &rd, &req->cx);
}

static ntstatus_t execute(struct smb2_req *req)
{
	req->executed = true;
	if (!(req->cmd->needs & SMB2_BRIEF))
		ksmbd_conn_pass(req->work.conn);
	return req->cmd->execute(req);
}

static ntstatus_t (*const phases[])(struct smb2_req *req) = {
	smb2_bind_session,	/* bind.c */
	smb2_signing_verify,	/* signing.c */
	smb2_bind_state,	/* bind.c */
	smb2_compound_check,	/* compound.c */
	check_command,
	smb2_credit_check,	/* credit.c */
	smb2_bind_tree,		/* bind.c */
	decode,			/* wire/<command>.c */
	smb2_bind_open,		/* bind.c */
	execute,		/* cmd_<command>.c */
};

/* Fresh fields for a fresh element. */
static void begin(struct smb2_req *req)
{
	req->cmd = smb2_command_of(req->hdr.command);
	req->verified = false;
	req->sign_reply = NULL;
	req->full_body = false;
	req->executed = false;
	req->async = false;
	req->error_data = NULL;
	req->error_len = 0;
}

/**
 * smb2_element_run() - take one element through the phases
 * @req: request, at the element
 *
 * Context: owner of the request; may sleep, no locks held.
 * Return: true: it is finished, its reply is in req->reply (or req->drop is set); false: it is
 * parked and @req belongs to someone else.
 */
bool smb2_element_run(struct smb2_req *req)
{
	ntstatus_t status = STATUS_SUCCESS;
	unsigned int i;

	begin(req);
	if (smb2_reply_begin(req)) {
		req->drop = true;
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(phases) && status == STATUS_SUCCESS; i++)
		status = phases[i](req);
	if (status == STATUS_PENDING)
		return false;
	smb2_element_finish(req, status);
	return true;
}

/**
 * smb2_element_finish() - answer an element and let go of what it held
 * @req: request, at the element
 * @status: how it ended; never STATUS_PENDING
 *
 * An element that was asynchronous got its credits with the interim reply (MS-SMB2 3.3.4.2).
 *
 * Context: owner of the request; may sleep, no locks held.
 */
void smb2_element_finish(struct smb2_req *req, ntstatus_t status)
{
	ksmbd_dbg(SMB, "connection %llu message %llu: %s, status 0x%08x", req->work.conn->id,
		  req->hdr.message_id, req->cmd ? req->cmd->name : "unknown",
		  NTSTATUS_RAW(status));
	if (smb2_reply_body(req, &status))
		req->drop = true;
	req->credits_granted = req->async ? 0 : smb2_credit_grant(req->work.conn, &req->hdr);
	if (!req->drop)
		smb2_reply_header(req, status, req->credits_granted);
	if (req->executed && req->cmd->release)
		req->cmd->release(req);
	smb2_compound_note(req, status);
	smb2_bind_put(req);
}

/* ---- what the state room calls upward ---- */

static void tree_gone(struct ksmbd_sess *sess, struct ksmbd_tree *tree)
{
	ksmbd_helper_tree_disconnect(sess->id, tree->helper_id);
}

static void sess_gone(struct ksmbd_sess *sess)
{
	struct ksmbd_ident *ident = ksmbd_sess_ident(sess);

	if (!ident)
		return;
	if (!(ident->flags & KSMBD_IDENT_ANONYMOUS))
		ksmbd_helper_logout(ident->account, false);
	ksmbd_ident_put(ident);
}

static void sess_ext_free(void *ext)
{
	smb2_ext_call(sess_free, (void)0, ext);
}

/**
 * smb2_init() - ready to take frames
 *
 * Context: module init, before the first connection. Return: 0 or -errno.
 */
int smb2_init(void)
{
	int err = smb2_frame_init();

	if (err)
		return err;
	ksmbd_up.tree_gone = tree_gone;
	ksmbd_up.sess_gone = sess_gone;
	ksmbd_up.sess_ext_free = sess_ext_free;
	ksmbd_up.lease_break = smb2_break_send;
	ksmbd_up.locks_removed = smb2_lock_retry;
	ksmbd_up.handle_gone = ksmbd_helper_forget;
	return 0;
}

/**
 * smb2_exit() - undo smb2_init(); no connection, session or request is left
 *
 * Context: module exit.
 */
void smb2_exit(void)
{
	smb2_lock_exit();
	smb2_frame_exit();
}
