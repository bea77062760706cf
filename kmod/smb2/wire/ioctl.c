// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IOCTL: bytes <-> struct smb2_ioctl_args / _res.
 *
 * Form only; cmd_ioctl.c and the fsctl_*.c files do the rest.  Pure: called by
 * dispatch (any context) and by the fuzzers; no locks.
 */
#include "smb2/wire/ioctl.h"

/**
 * smb2_ioctl_decode() - decode an IOCTL request (MS-SMB2 2.2.31)
 * @args: struct smb2_ioctl_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_ioctl_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_ioctl_args *a = args;
	u32 in_off, in_len;

	ksmbd_rd_skip(rd, 4);
	a->code = ksmbd_rd_le32(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	in_off = ksmbd_rd_le32(rd);
	in_len = ksmbd_rd_le32(rd);
	a->max_in = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 8);		/* OutputOffset, OutputCount: nothing in requests */
	a->max_out = ksmbd_rd_le32(rd);
	a->flags = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 4);
	if (!ksmbd_rd_ok(rd))
		return STATUS_INVALID_PARAMETER;
	if (in_len && in_off < SMB2_HEADER_SIZE + SMB2_IOCTL_REQ_SIZE - 1)
		return STATUS_INVALID_PARAMETER;
	a->in = ksmbd_rd_slice_at(rd, in_len ? in_off : 0, in_len);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_ioctl_encode() - encode the fixed part of an IOCTL reply (MS-SMB2 2.2.32)
 * @res: struct smb2_ioctl_res
 * @wr: room for SMB2_IOCTL_RSP_FIXED bytes
 * @cx: negotiated facts
 *
 * No input is returned: Macs take the output right behind the fixed part.
 *
 * Context: any.
 */
void smb2_ioctl_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_ioctl_res *r = res;

	ksmbd_wr_le16(wr, SMB2_IOCTL_RSP_SIZE);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le32(wr, r->code);
	ksmbd_wr_le64(wr, r->fid.pid);
	ksmbd_wr_le64(wr, r->fid.vid);
	ksmbd_wr_le32(wr, r->out_off);
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le32(wr, r->out_off);
	ksmbd_wr_le32(wr, r->out_len);
	ksmbd_wr_zero(wr, 8);		/* Flags, Reserved2 */
}
