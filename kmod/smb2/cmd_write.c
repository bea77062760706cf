// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * WRITE (MS-SMB2 3.3.5.13).
 *
 * The data is written from where it was received.  Knows files, streams, pipes
 * and extension streams only through the handle's write op.  Not for byte-range
 * locks (state/brlock.c).
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/write.h"
#include "state/lease.h"
#include <linux/bits.h>

/* The largest file NTFS has; clients are not prepared for more (MS-FSA 2.1.5.4). */
#define WRITE_END_MAX		0xFFFFFFF0000ull
/* Only from here on a hole can be larger than what a volume has free. */
#define WRITE_HOLE_CHECK	BIT_ULL(40)

/* What a request may ask for, before anything is touched. */
static ntstatus_t check(const struct smb2_req *req, const struct smb2_write_args *a)
{
	const struct ksmbd_open *open = req->open;

	if (a->channel != SMB2_CHANNEL_NONE || a->data.len > req->cx.max_write)
		return STATUS_INVALID_PARAMETER;
	if (!(open->h.access & (KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)))
		return STATUS_ACCESS_DENIED;
	if (open->is_dir || !open->h.ops->write)
		return STATUS_INVALID_DEVICE_REQUEST;
	return STATUS_SUCCESS;
}

/* A handle that may only append writes at the end of the file, named or not. */
static ntstatus_t append_offset(struct ksmbd_open *open, u64 *off)
{
	struct ksmbd_attr attr;
	int err;

	err = open->h.ops->getattr(&open->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	if (*off == SMB2_WRITE_AT_END)
		*off = attr.size;
	return *off < attr.size ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/*
 * A file that is not sparse owns its holes: a write that would leave one larger than the volume
 * has room for fails as it does on NTFS.
 */
static ntstatus_t hole_fits(struct ksmbd_open *open, u64 off)
{
	struct ksmbd_statfs st;
	struct ksmbd_attr attr;

	if (open->h.ops->getattr(&open->h, &attr) || off <= attr.size ||
	    attr.attributes & KSMBD_ATTR_SPARSE)
		return STATUS_SUCCESS;
	if (ksmbd_vfs_statfs(open->h.root, &open->h.file->f_path, &st) || !st.unit)
		return STATUS_SUCCESS;
	return (off - attr.size) / st.unit > st.avail ? STATUS_DISK_FULL : STATUS_SUCCESS;
}

/* Where the data goes. */
static ntstatus_t place(struct ksmbd_open *open, const struct smb2_write_args *a, u64 *off)
{
	u64 len = a->data.len;
	ntstatus_t status;

	*off = a->offset;
	if (!(open->h.access & KSMBD_FILE_WRITE_DATA)) {
		status = append_offset(open, off);
		if (status != STATUS_SUCCESS)
			return status;
	}
	if (*off > S64_MAX || len > S64_MAX - *off)
		return STATUS_INVALID_PARAMETER;
	if (len && *off + len > WRITE_END_MAX)
		return STATUS_INVALID_PARAMETER;
	if (len && *off >= WRITE_HOLE_CHECK)
		return hole_fits(open, *off);
	return STATUS_SUCCESS;
}

static unsigned int write_flags(const struct smb2_req *req, const struct smb2_write_args *a)
{
	if (a->flags & SMB2_WRITE_THROUGH && req->cx.dialect >= SMB2_DIALECT_210)
		return KSMBD_WRITE_THROUGH;
	if (a->flags & SMB2_WRITE_UNBUFFERED && req->cx.dialect >= SMB2_DIALECT_302)
		return KSMBD_WRITE_THROUGH;
	return 0;
}

static ntstatus_t smb2_write_execute(struct smb2_req *req)
{
	const struct smb2_write_args *a = smb2_args(req, struct smb2_write_args);
	struct smb2_write_res *res = smb2_res(req, struct smb2_write_res);
	struct ksmbd_open *open = req->open;
	ntstatus_t status = check(req, a);
	u64 off = 0;
	ssize_t n;

	if (status == STATUS_SUCCESS && !open->is_pipe)
		status = place(open, a, &off);
	if (status != STATUS_SUCCESS || !a->data.len)
		return status;
	if (open->inode && ksmbd_brlock_may_io(open, off, a->data.len, true))
		return STATUS_FILE_LOCK_CONFLICT;
	n = open->h.ops->write(&open->h, a->data.base, a->data.len, off, write_flags(req, a));
	if (n < 0)
		return smb2_status_from_errno(n);
	ksmbd_lease_changed(open);
	WRITE_ONCE(open->position, off + n);
	res->count = n;
	return STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_write = {
	.name = "WRITE",
	.req_size = SMB2_WRITE_REQ_SIZE,
	.rsp_fixed = SMB2_WRITE_RSP_FIXED,
	.args_size = sizeof(struct smb2_write_args),
	.res_size = sizeof(struct smb2_write_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN | SMB2_CHANGES,
	.decode = smb2_write_decode,
	.encode = smb2_write_encode,
	.execute = smb2_write_execute,
};
