// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CHANGE_NOTIFY (MS-SMB2 3.3.5.19).
 *
 * A watch pends until the client cancels it or closes the directory.  With the
 * FileId -1/-1 Macs wait for messages of the server itself: that pends too,
 * and an error would make them ask again and again (Apple SMBClient,
 * smb2_smb_change_notify).
 *
 * Called by dispatch in a worker; parked requests come back through
 * notify_resume() in a worker.  Takes no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/notify.h"

static ntstatus_t notify_resume(struct smb2_req *req)
{
	if (atomic_read(&req->work.claim) == KSMBD_WORK_CANCELLED)
		return STATUS_CANCELLED;
	return STATUS_NOTIFY_CLEANUP;
}

static ntstatus_t check(const struct smb2_req *req, const struct smb2_notify_args *a)
{
	const struct ksmbd_open *open = req->open;

	if (a->max_out > req->cx.max_transact)
		return STATUS_INVALID_PARAMETER;
	if (!open)
		return STATUS_SUCCESS;
	if (!open->is_dir)
		return STATUS_INVALID_PARAMETER;
	if (!(open->h.access & KSMBD_FILE_READ_DATA))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

static ntstatus_t smb2_notify_execute(struct smb2_req *req)
{
	const struct smb2_notify_args *a = smb2_args(req, struct smb2_notify_args);
	ntstatus_t status = check(req, a);

	if (status != STATUS_SUCCESS)
		return status;
	return smb2_park(req, req->open, notify_resume);
}

const struct smb2_command smb2_cmd_change_notify = {
	.name = "CHANGE_NOTIFY",
	.req_size = SMB2_NOTIFY_REQ_SIZE,
	.rsp_fixed = SMB2_NOTIFY_RSP_FIXED,
	.args_size = sizeof(struct smb2_notify_args),
	.res_size = sizeof(struct smb2_notify_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN | SMB2_OPEN_OPTIONAL,
	.decode = smb2_notify_decode,
	.encode = smb2_notify_encode,
	.execute = smb2_notify_execute,
};
