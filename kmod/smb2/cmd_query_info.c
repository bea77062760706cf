// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_INFO (MS-SMB2 3.3.5.20): picks the type and clips the answer.
 *
 * Not for:  what a class contains (query_file.c, query_fs.c, query_security.c).
 * Called:   by dispatch; session, tree and open are bound.
 */
#include "smb2/info.h"

struct query_info_res {
	struct smb2_buffer_res buffer;
	__le32 needed;		/* error data of STATUS_BUFFER_TOO_SMALL */
};

/**
 * smb2_query_finish() - clip what was written to what the client gave room for
 * @req: the request
 * @wr: payload, holding the whole answer
 * @room: OutputBufferLength
 *
 * Context: process context. Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW when clipped.
 */
ntstatus_t smb2_query_finish(struct smb2_req *req, struct ksmbd_wr *wr, u32 room)
{
	struct query_info_res *res = smb2_res(req, struct query_info_res);
	ntstatus_t status = STATUS_SUCCESS;

	if (!ksmbd_wr_ok(wr))
		return STATUS_INSUFFICIENT_RESOURCES;
	if (ksmbd_wr_pos(wr) > room) {
		ksmbd_wr_rewind(wr, room);
		status = STATUS_BUFFER_OVERFLOW;
	}
	res->buffer.len = ksmbd_wr_pos(wr);
	return status;
}

static ntstatus_t query_info_execute(struct smb2_req *req)
{
	const struct smb2_query_info_args *a = smb2_args(req, struct smb2_query_info_args);

	switch (a->type) {
	case SMB2_INFO_FILE:
		return smb2_query_file(req);
	case SMB2_INFO_FILESYSTEM:
		return smb2_query_fs(req);
	case SMB2_INFO_SECURITY:
		return smb2_query_security(req);
	case SMB2_INFO_QUOTA:
		return STATUS_NOT_SUPPORTED;
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

const struct smb2_command smb2_cmd_query_info = {
	.name = "QUERY_INFO",
	.req_size = 41,
	.rsp_fixed = 8,
	.args_size = sizeof(struct smb2_query_info_args),
	.res_size = sizeof(struct query_info_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN | SMB2_PAYLOAD_OVERFLOW,
	.decode = smb2_query_info_decode,
	.encode = smb2_buffer_encode,
	.execute = query_info_execute,
};
