// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * WRITE: bytes <-> struct smb2_write_args / _res.
 *
 * Form only; limits and rights are cmd_write.c's business.  The data stays
 * where it was received.  Pure: called by dispatch (any context) and by the
 * fuzzers; no locks.
 */
#include "smb2/wire/write.h"

/* MS-SMB2 3.3.5.13: data further from the header is refused. */
#define WRITE_DATA_OFFSET_MAX	0x100

/**
 * smb2_write_decode() - decode a WRITE request (MS-SMB2 2.2.21)
 * @args: struct smb2_write_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_write_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_write_args *a = args;
	u16 data_off;
	u32 length;

	ksmbd_rd_skip(rd, 2);
	data_off = ksmbd_rd_le16(rd);
	length = ksmbd_rd_le32(rd);
	a->offset = ksmbd_rd_le64(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	a->channel = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 8);		/* RemainingBytes, WriteChannelInfo */
	a->flags = ksmbd_rd_le32(rd);
	if (!ksmbd_rd_ok(rd) || data_off > WRITE_DATA_OFFSET_MAX)
		return STATUS_INVALID_PARAMETER;
	if (length && data_off < SMB2_HEADER_SIZE + SMB2_WRITE_REQ_SIZE - 1)
		return STATUS_INVALID_PARAMETER;
	a->data = ksmbd_rd_slice_at(rd, length ? data_off : 0, length);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_write_encode() - encode a WRITE reply (MS-SMB2 2.2.22)
 * @res: struct smb2_write_res
 * @wr: room for SMB2_WRITE_RSP_FIXED bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_write_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_write_res *r = res;

	ksmbd_wr_le16(wr, SMB2_WRITE_RSP_SIZE);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le32(wr, r->count);
	ksmbd_wr_zero(wr, 8);		/* Remaining, WriteChannelInfo */
}
