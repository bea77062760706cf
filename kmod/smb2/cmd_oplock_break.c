// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OPLOCK_BREAK: acknowledgments of oplock and lease breaks (MS-SMB2 3.3.5.22).
 *
 * The server grants neither oplocks nor leases, so no break is ever under way:
 * each acknowledgment gets the status the specification names for one nobody
 * asked for.
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/create.h"
#include "smb2/wire/oplock.h"

/* MS-SMB2 3.3.5.22.1: bad levels first, then the state of the open. */
static ntstatus_t oplock_ack(struct smb2_req *req, const struct smb2_oplock_args *a)
{
	struct ksmbd_open *open;

	open = ksmbd_open_lookup(req->sess, req->hdr.tree_id, a->fid.pid, a->fid.vid);
	if (!open)
		return STATUS_FILE_CLOSED;
	ksmbd_open_put(open);
	if (a->level == SMB2_OPLOCK_LEASE)
		return STATUS_INVALID_PARAMETER;
	return STATUS_INVALID_OPLOCK_PROTOCOL;
}

static ntstatus_t smb2_oplock_execute(struct smb2_req *req)
{
	const struct smb2_oplock_args *a = smb2_args(req, struct smb2_oplock_args);

	/* 3.3.5.22.2: no lease has that key */
	if (a->is_lease)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return oplock_ack(req, a);
}

const struct smb2_command smb2_cmd_oplock_break = {
	.name = "OPLOCK_BREAK",
	.req_size = 0,
	.rsp_fixed = SMB2_OPLOCK_ACK_SIZE,
	.args_size = sizeof(struct smb2_oplock_args),
	.res_size = sizeof(struct smb2_oplock_res),
	.needs = SMB2_NEEDS_SESSION,
	.decode = smb2_oplock_decode,
	.encode = smb2_oplock_encode,
	.execute = smb2_oplock_execute,
};
