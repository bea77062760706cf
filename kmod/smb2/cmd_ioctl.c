// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IOCTL (MS-SMB2 3.3.5.15): the table of FSCTLs and what they have in common.
 *
 * A row says which handle, right and buffer sizes an FSCTL needs; its body is
 * in one of the fsctl_*.c files.  Codes without a row get
 * STATUS_INVALID_DEVICE_REQUEST, as from a Windows file system that does not
 * know them.
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/fsctl.h"
#include <linux/array_size.h>

#define FSCTL_ANY	0x0	/* with or without a handle */
#define FSCTL_OPEN	0x1	/* on a handle of a share */
#define FSCTL_FILE	0x3	/* and that on a file, not a pipe */
#define FSCTL_PIPE	0x5	/* or on a pipe */

/**
 * struct row - one FSCTL
 * @code: which
 * @needs: FSCTL_*
 * @min_in: a shorter input buffer is STATUS_INVALID_PARAMETER
 * @min_out: so is a client that takes less output
 * @access: one of these rights, 0: none
 * @run: carries it out
 */
struct row {
	u32 code;
	u16 needs;
	u16 min_in, min_out;
	u32 access;
	ntstatus_t (*run)(struct smb2_fsctl *x);
};

/* MS-SMB2 3.3.5.15.2: no DFS here. */
static ntstatus_t dfs_referrals(struct smb2_fsctl *x)
{
	return x->open ? STATUS_INVALID_PARAMETER : STATUS_FS_DRIVER_REQUIRED;
}

static ntstatus_t not_supported(struct smb2_fsctl *x)
{
	return STATUS_NOT_SUPPORTED;
}

/* There are no snapshots, so their list is empty (MS-SMB2 2.2.32.2). */
static ntstatus_t enumerate_snapshots(struct smb2_fsctl *x)
{
	struct ksmbd_wr *wr = smb2_fsctl_out(x, 16);

	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	ksmbd_wr_zero(wr, 16);
	return STATUS_SUCCESS;
}

/* Object ids are not stored: volume and file id together are one. */
static ntstatus_t object_id(struct smb2_fsctl *x)
{
	struct ksmbd_attr attr;
	struct ksmbd_wr *wr;
	int err;

	err = x->open->h.ops->getattr(&x->open->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	wr = smb2_fsctl_out(x, SMB2_OBJECT_ID_SIZE);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_object_id_encode(wr, ksmbd_vfs_volume_serial(x->open->h.root), attr.file_id);
	return STATUS_SUCCESS;
}

#define WRITE_ANY	(KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)

static const struct row rows[] = {
	{ FSCTL_DFS_GET_REFERRALS, FSCTL_ANY, 0, 0, 0, dfs_referrals },
	{ FSCTL_DFS_GET_REFERRALS_EX, FSCTL_ANY, 0, 0, 0, dfs_referrals },
	{ FSCTL_PIPE_WAIT, FSCTL_ANY, 0, 0, 0, smb2_fsctl_pipe_wait },
	{ FSCTL_PIPE_PEEK, FSCTL_PIPE, 0, 0, 0, not_supported },
	{ FSCTL_PIPE_TRANSCEIVE, FSCTL_PIPE, 0, 0, 0, smb2_fsctl_transceive },
	{ FSCTL_VALIDATE_NEGOTIATE_INFO, FSCTL_ANY, 0, SMB2_VALIDATE_NEGOTIATE_RSP_SIZE, 0,
	  smb2_fsctl_validate_negotiate },
	{ FSCTL_QUERY_NETWORK_INTERFACE_INFO, FSCTL_ANY, 0, 0, 0, smb2_fsctl_interfaces },
	{ FSCTL_SRV_REQUEST_RESUME_KEY, FSCTL_FILE, 0, SMB2_RESUME_KEY_RSP_SIZE, 0,
	  smb2_fsctl_resume_key },
	{ FSCTL_SRV_COPYCHUNK, FSCTL_FILE, 0, SMB2_COPYCHUNK_RSP_SIZE, 0, smb2_fsctl_copychunk },
	{ FSCTL_SRV_COPYCHUNK_WRITE, FSCTL_FILE, 0, SMB2_COPYCHUNK_RSP_SIZE, 0,
	  smb2_fsctl_copychunk },
	{ FSCTL_SRV_ENUMERATE_SNAPSHOTS, FSCTL_FILE, 0, 16, 0, enumerate_snapshots },
	{ FSCTL_LMR_REQUEST_RESILIENCY, FSCTL_FILE, SMB2_RESILIENCY_SIZE, 0, 0,
	  smb2_fsctl_resiliency },
	{ FSCTL_SRV_READ_HASH, FSCTL_FILE, 0, 0, 0, not_supported },
	{ FSCTL_DUPLICATE_EXTENTS_TO_FILE, FSCTL_FILE, 0, 0, WRITE_ANY, smb2_fsctl_dup_extents },
	{ FSCTL_SET_SPARSE, FSCTL_FILE, 0, 0, WRITE_ANY | KSMBD_FILE_WRITE_ATTRIBUTES,
	  smb2_fsctl_set_sparse },
	{ FSCTL_SET_ZERO_DATA, FSCTL_FILE, 0, 0, KSMBD_FILE_WRITE_DATA, smb2_fsctl_zero_data },
	{ FSCTL_QUERY_ALLOCATED_RANGES, FSCTL_FILE, 0, 0, KSMBD_FILE_READ_DATA,
	  smb2_fsctl_allocated_ranges },
	{ FSCTL_FILE_LEVEL_TRIM, FSCTL_FILE, 0, 4, KSMBD_FILE_WRITE_DATA, smb2_fsctl_trim },
	{ FSCTL_GET_COMPRESSION, FSCTL_FILE, 0, 2, 0, smb2_fsctl_get_compression },
	{ FSCTL_SET_COMPRESSION, FSCTL_FILE, 2, 0, KSMBD_FILE_WRITE_DATA,
	  smb2_fsctl_set_compression },
	{ FSCTL_GET_REPARSE_POINT, FSCTL_FILE, 0, 0, 0, smb2_fsctl_get_reparse },
	{ FSCTL_SET_REPARSE_POINT, FSCTL_FILE, 0, 0,
	  KSMBD_FILE_WRITE_DATA | KSMBD_FILE_WRITE_ATTRIBUTES, smb2_fsctl_set_reparse },
	{ FSCTL_DELETE_REPARSE_POINT, FSCTL_FILE, 0, 0,
	  KSMBD_FILE_WRITE_DATA | KSMBD_FILE_WRITE_ATTRIBUTES, smb2_fsctl_delete_reparse },
	{ FSCTL_CREATE_OR_GET_OBJECT_ID, FSCTL_FILE, 0, SMB2_OBJECT_ID_SIZE, 0, object_id },
	{ FSCTL_GET_OBJECT_ID, FSCTL_FILE, 0, SMB2_OBJECT_ID_SIZE, 0, object_id },
	{ FSCTL_SET_OBJECT_ID, FSCTL_FILE, 0, 0, 0, not_supported },
	{ FSCTL_DELETE_OBJECT_ID, FSCTL_FILE, 0, 0, 0, not_supported },
};

static const struct row *row_of(u32 code)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

static ntstatus_t check_frame(const struct smb2_req *req, const struct smb2_ioctl_args *a)
{
	u32 max = req->cx.max_transact;

	if (a->flags != SMB2_IOCTL_IS_FSCTL)
		return STATUS_NOT_SUPPORTED;
	if (a->in.len > max || a->max_in > max || a->max_out > max)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/*
 * A handle that is none.  What is asked of the connection wants all ones, and says so
 * (MS-SMB2 3.3.5.15).
 */
static ntstatus_t check_handle(const struct row *row, const struct smb2_req *req,
			       const struct smb2_ioctl_args *a)
{
	if (req->open || (a->fid.pid == SMB2_NO_FID && a->fid.vid == SMB2_NO_FID))
		return STATUS_SUCCESS;
	return row && row->needs == FSCTL_ANY ? STATUS_INVALID_PARAMETER : STATUS_FILE_CLOSED;
}

static ntstatus_t check_row(const struct row *row, const struct ksmbd_open *open,
			    const struct smb2_ioctl_args *a)
{
	if (row->needs & FSCTL_OPEN && !open)
		return STATUS_FILE_CLOSED;
	if (row->needs == FSCTL_FILE && open->is_pipe)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (row->needs == FSCTL_PIPE && !open->is_pipe)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (a->in.len < row->min_in || a->max_out < row->min_out)
		return STATUS_INVALID_PARAMETER;
	if (row->access && !(open->h.access & row->access))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

static ntstatus_t smb2_ioctl_execute(struct smb2_req *req)
{
	const struct smb2_ioctl_args *a = smb2_args(req, struct smb2_ioctl_args);
	struct smb2_ioctl_res *res = smb2_res(req, struct smb2_ioctl_res);
	struct smb2_fsctl x = {
		.req = req, .open = req->open, .in = a->in, .max_out = a->max_out,
		.code = a->code,
	};
	const struct row *row = row_of(a->code);
	ntstatus_t status = check_handle(row, req, a);

	if (status == STATUS_SUCCESS)
		status = check_frame(req, a);
	if (status != STATUS_SUCCESS)
		return status;
	if (!row)
		return STATUS_INVALID_DEVICE_REQUEST;
	status = check_row(row, req->open, a);
	if (status != STATUS_SUCCESS)
		return status;
	status = row->run(&x);
	res->fid = a->fid;
	res->code = a->code;
	res->out_off = smb2_payload_offset(req);
	res->out_len = req->has_payload ? ksmbd_wr_pos(&req->payload) : 0;
	return status;
}

const struct smb2_command smb2_cmd_ioctl = {
	.name = "IOCTL",
	.req_size = SMB2_IOCTL_REQ_SIZE,
	.rsp_fixed = SMB2_IOCTL_RSP_FIXED,
	.args_size = sizeof(struct smb2_ioctl_args),
	.res_size = sizeof(struct smb2_ioctl_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN |
		 SMB2_OPEN_OPTIONAL | SMB2_OPEN_STRAY | SMB2_CHANGES | SMB2_PAYLOAD_OVERFLOW,
	.decode = smb2_ioctl_decode,
	.encode = smb2_ioctl_encode,
	.execute = smb2_ioctl_execute,
};
