// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * READ (MS-SMB2 3.3.5.12).
 *
 * Knows files, streams, pipes and extension streams only through the handle's
 * read op, which appends page segments to req->segs: the reply carries them to
 * the socket without a copy.  A pipe's message that is longer than was asked
 * for is STATUS_BUFFER_OVERFLOW; the next READ goes on with it.  A small READ of
 * cached bytes runs within the connection's turn (transport/tcp.c); any other
 * lets others read on first.  Not for byte-range locks (state/brlock.c).
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/read.h"

/* So much is read, signed and sealed before anybody waits for it, if it is cached. */
#define BRIEF_MAX	SZ_16K

/* What a request may ask for, before anything is touched. */
static ntstatus_t check(const struct smb2_req *req, const struct smb2_read_args *a)
{
	const struct ksmbd_open *open = req->open;

	if (a->channel != SMB2_CHANNEL_NONE || a->length > req->cx.max_read)
		return STATUS_INVALID_PARAMETER;
	if (!(open->h.access & (KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE)))
		return STATUS_ACCESS_DENIED;
	if (open->is_dir || !(open->h.ops->read || open->h.ops->receive))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (open->is_pipe)
		return STATUS_SUCCESS;
	if (a->offset > S64_MAX || a->length > S64_MAX - a->offset)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static unsigned int read_flags(const struct smb2_req *req, const struct smb2_read_args *a)
{
	unsigned int flags = 0;

	if (smb2_reply_needs_stable(req))
		flags |= KSMBD_READ_STABLE;
	if (a->flags & SMB2_READ_UNBUFFERED && req->cx.dialect >= SMB2_DIALECT_302)
		flags |= KSMBD_READ_UNBUFFERED;
	return flags;
}

static ssize_t read_file(struct smb2_req *req, const struct smb2_read_args *a, u64 pos)
{
	const struct ksmbd_handle_ops *ops = req->open->h.ops;
	unsigned int flags = read_flags(req, a);
	ssize_t n = -EAGAIN;

	if (ops->nowait && a->length <= BRIEF_MAX)
		n = ops->read(&req->open->h, &req->segs, pos, a->length,
			      flags | KSMBD_READ_NOWAIT);
	if (n != -EAGAIN)
		return n;
	ksmbd_conn_pass(req->work.conn);
	return ops->read(&req->open->h, &req->segs, pos, a->length, flags);
}

/* Bytes read into req->segs, or -errno; *more: of a message. */
static ssize_t read_data(struct smb2_req *req, const struct smb2_read_args *a, bool *more)
{
	struct ksmbd_open *open = req->open;
	u64 pos = open->is_pipe ? 0 : a->offset;
	int err;

	if (!a->length)
		return 0;
	err = smb2_segs_begin(req, ksmbd_vfs_segs_needed(pos, a->length));
	if (err)
		return err;
	if (!open->h.ops->receive)
		return read_file(req, a, pos);
	ksmbd_conn_pass(req->work.conn);
	return open->h.ops->receive(&open->h, &req->segs, a->length, more);
}

static ntstatus_t smb2_read_execute(struct smb2_req *req)
{
	const struct smb2_read_args *a = smb2_args(req, struct smb2_read_args);
	struct smb2_read_res *res = smb2_res(req, struct smb2_read_res);
	struct ksmbd_open *open = req->open;
	ntstatus_t status = check(req, a);
	bool more = false;
	ssize_t n;

	if (status != STATUS_SUCCESS)
		return status;
	if (open->inode && a->length &&
	    ksmbd_brlock_may_io(open, a->offset, a->length, false))
		return STATUS_FILE_LOCK_CONFLICT;
	n = read_data(req, a, &more);
	if (n < 0)
		status = smb2_status_from_errno(n);
	else if ((!n && a->length) || n < a->min_count)
		status = STATUS_END_OF_FILE;
	if (status != STATUS_SUCCESS)
		return status;
	WRITE_ONCE(open->position, a->offset + n);
	res->data_off = smb2_payload_offset(req);
	res->data_len = n;
	return more ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_read = {
	.name = "READ",
	.req_size = SMB2_READ_REQ_SIZE,
	.rsp_fixed = SMB2_READ_RSP_FIXED,
	.args_size = sizeof(struct smb2_read_args),
	.res_size = sizeof(struct smb2_read_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN | SMB2_PAYLOAD_OVERFLOW |
		 SMB2_BRIEF,
	.decode = smb2_read_decode,
	.encode = smb2_read_encode,
	.execute = smb2_read_execute,
};
