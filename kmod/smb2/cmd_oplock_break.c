// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OPLOCK_BREAK: acknowledgments of oplock and lease breaks (MS-SMB2 3.3.5.22).
 *
 * What an answer does is in state/lease.c; here are the statuses.
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/break.h"
#include "smb2/dispatch.h"
#include "smb2/wire/create.h"
#include "smb2/wire/oplock.h"

static int level_of(u8 wire)
{
	switch (wire) {
	case SMB2_OPLOCK_NONE:
		return KSMBD_OPLOCK_NONE;
	case SMB2_OPLOCK_II:
		return KSMBD_OPLOCK_II;
	default:
		return -1;
	}
}

/* MS-SMB2 3.3.5.22.1: bad levels first, then the state of the open. */
static ntstatus_t oplock_ack(struct smb2_req *req, const struct smb2_oplock_args *a)
{
	struct smb2_oplock_res *res = smb2_res(req, struct smb2_oplock_res);
	struct ksmbd_open *open;
	int err;

	open = ksmbd_open_lookup(req->sess, req->hdr.tree_id, a->fid.pid, a->fid.vid);
	if (!open)
		return STATUS_FILE_CLOSED;
	if (a->level == SMB2_OPLOCK_LEASE) {
		ksmbd_open_put(open);
		return STATUS_INVALID_PARAMETER;
	}
	err = ksmbd_oplock_ack(open, level_of(a->level));
	ksmbd_open_put(open);
	res->fid = a->fid;
	res->level = a->level;
	switch (err) {
	case 0:
		return STATUS_SUCCESS;
	case -EPERM:
		return STATUS_INVALID_DEVICE_STATE;
	default:
		return STATUS_INVALID_OPLOCK_PROTOCOL;
	}
}

/* MS-SMB2 3.3.5.22.2 */
static ntstatus_t lease_ack(struct smb2_req *req, const struct smb2_oplock_args *a)
{
	struct smb2_oplock_res *res = smb2_res(req, struct smb2_oplock_res);
	struct ksmbd_lease_id id;
	struct ksmbd_wr *wr;

	memcpy(id.guid, req->work.conn->client_guid, sizeof(id.guid));
	memcpy(id.key, a->lease_key, sizeof(id.key));
	if (a->lease_state & ~KSMBD_CACHE_ALL)
		return STATUS_INVALID_PARAMETER;
	switch (ksmbd_lease_ack(&id, a->lease_state)) {
	case 0:
		break;
	case -ENOENT:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	case -EPERM:
		return STATUS_UNSUCCESSFUL;
	default:
		return STATUS_REQUEST_NOT_ACCEPTED;
	}
	res->is_lease = true;
	memcpy(res->lease_key, a->lease_key, sizeof(res->lease_key));
	wr = smb2_payload_begin(req, SMB2_LEASE_ACK_TAIL);
	if (!wr)
		return STATUS_NO_MEMORY;
	smb2_lease_ack_tail_encode(wr, a->lease_state);
	return STATUS_SUCCESS;
}

static ntstatus_t smb2_oplock_execute(struct smb2_req *req)
{
	const struct smb2_oplock_args *a = smb2_args(req, struct smb2_oplock_args);

	return a->is_lease ? lease_ack(req, a) : oplock_ack(req, a);
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
