// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CLOSE (MS-SMB2 3.3.5.10).
 *
 * The attributes a client asks for are gathered while the handle still works;
 * closing itself – parked requests, locks, share mode, pending deletion – is
 * state/open.c's.  A deletion that fails now is not the client's business any
 * more: CLOSE succeeds.
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/close.h"

static void gather(struct ksmbd_open *open, struct smb2_close_res *res)
{
	struct ksmbd_attr attr;

	if (open->is_pipe || !open->h.ops->getattr ||
	    open->h.ops->getattr(&open->h, &attr))
		return;
	res->flags = SMB2_CLOSE_POSTQUERY_ATTRIB;
	res->create_time = attr.create_time;
	res->access_time = attr.access_time;
	res->write_time = attr.write_time;
	res->change_time = attr.change_time;
	res->alloc = attr.alloc;
	res->size = attr.size;
	res->attributes = attr.attributes;
}

static ntstatus_t smb2_close_execute(struct smb2_req *req)
{
	const struct smb2_close_args *args = smb2_args(req, struct smb2_close_args);
	struct smb2_close_res *res = smb2_res(req, struct smb2_close_res);

	if (!req->open->is_pipe)
		ksmbd_vfs_wtime_close(&req->open->h);
	if (args->flags & SMB2_CLOSE_POSTQUERY_ATTRIB)
		gather(req->open, res);
	if (!ksmbd_open_close(req->sess, req->open, NULL))
		return STATUS_FILE_CLOSED;
	return STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_close = {
	.name = "CLOSE",
	.req_size = SMB2_CLOSE_REQ_SIZE,
	.rsp_fixed = SMB2_CLOSE_RSP_SIZE,
	.args_size = sizeof(struct smb2_close_args),
	.res_size = sizeof(struct smb2_close_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN,
	.decode = smb2_close_decode,
	.encode = smb2_close_encode,
	.execute = smb2_close_execute,
};
