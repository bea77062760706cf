// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FLUSH (MS-SMB2 3.3.5.11).
 *
 * What "stable storage" means is the handle's flush op; a client that puts
 * something into Reserved1 speaks to the extension first.
 *
 * Called by dispatch in a worker; blocks it until the data is down.
 */
#include "smb2/dispatch.h"
#include "smb2/ext.h"
#include "smb2/wire/flush.h"

static ntstatus_t smb2_flush_execute(struct smb2_req *req)
{
	const struct smb2_flush_args *args = smb2_args(req, struct smb2_flush_args);
	struct ksmbd_handle *h = &req->open->h;
	int err = -ENOSYS;

	if (!req->open->is_pipe &&
	    !(h->access & (KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)))
		return STATUS_ACCESS_DENIED;
	if (args->reserved1)
		err = smb2_ext_call(flush, -ENOSYS, h, args->reserved1);
	if (err == -ENOSYS)
		err = h->ops->flush ? h->ops->flush(h, 0) : 0;
	return err ? smb2_status_from_errno(err) : STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_flush = {
	.name = "FLUSH",
	.req_size = SMB2_FLUSH_REQ_SIZE,
	.rsp_fixed = SMB2_FLUSH_RSP_SIZE,
	.args_size = sizeof(struct smb2_flush_args),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN,
	.decode = smb2_flush_decode,
	.encode = smb2_flush_encode,
	.execute = smb2_flush_execute,
};
