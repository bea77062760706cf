// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * READ: bytes <-> struct smb2_read_args / _res.
 *
 * Form only; limits and rights are cmd_read.c's business.  Pure: called by
 * dispatch (any context) and by the fuzzers; no locks.
 */
#include "smb2/wire/read.h"

/**
 * smb2_read_decode() - decode a READ request (MS-SMB2 2.2.19)
 * @args: struct smb2_read_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * The client's wish where data should begin (Padding) is not followed.
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_read_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_read_args *a = args;

	ksmbd_rd_skip(rd, 3);
	a->flags = ksmbd_rd_u8(rd);
	a->length = ksmbd_rd_le32(rd);
	a->offset = ksmbd_rd_le64(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	a->min_count = ksmbd_rd_le32(rd);
	a->channel = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 8);		/* RemainingBytes, ReadChannelInfo */
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_read_encode() - encode the fixed part of a READ reply (MS-SMB2 2.2.20)
 * @res: struct smb2_read_res
 * @wr: room for SMB2_READ_RSP_FIXED bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_read_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_read_res *r = res;

	ksmbd_wr_le16(wr, SMB2_READ_RSP_SIZE);
	ksmbd_wr_u8(wr, r->data_off);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_le32(wr, r->data_len);
	ksmbd_wr_le32(wr, 0);		/* DataRemaining */
	ksmbd_wr_le32(wr, 0);
}
