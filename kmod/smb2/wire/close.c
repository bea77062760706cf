// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CLOSE: bytes <-> struct smb2_close_args / _res.
 *
 * Form only; cmd_close.c does the rest.  Pure: called by dispatch (any context)
 * and by the fuzzers; no locks.
 */
#include "smb2/wire/close.h"

/**
 * smb2_close_decode() - decode a CLOSE request (MS-SMB2 2.2.15)
 * @args: struct smb2_close_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_close_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_close_args *a = args;

	ksmbd_rd_skip(rd, 2);
	a->flags = ksmbd_rd_le16(rd);
	ksmbd_rd_skip(rd, 4);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_close_encode() - encode a CLOSE reply (MS-SMB2 2.2.16)
 * @res: struct smb2_close_res
 * @wr: room for SMB2_CLOSE_RSP_SIZE bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_close_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_close_res *r = res;

	ksmbd_wr_le16(wr, SMB2_CLOSE_RSP_SIZE);
	ksmbd_wr_le16(wr, r->flags);
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le64(wr, r->create_time);
	ksmbd_wr_le64(wr, r->access_time);
	ksmbd_wr_le64(wr, r->write_time);
	ksmbd_wr_le64(wr, r->change_time);
	ksmbd_wr_le64(wr, r->alloc);
	ksmbd_wr_le64(wr, r->size);
	ksmbd_wr_le32(wr, r->attributes);
}
