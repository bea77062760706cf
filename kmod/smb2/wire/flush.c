// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FLUSH: bytes <-> struct smb2_flush_args.
 *
 * Form only; cmd_flush.c does the rest.  Pure: called by dispatch (any context)
 * and by the fuzzers; no locks.
 */
#include "smb2/wire/flush.h"

/**
 * smb2_flush_decode() - decode a FLUSH request (MS-SMB2 2.2.17)
 * @args: struct smb2_flush_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_flush_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_flush_args *a = args;

	ksmbd_rd_skip(rd, 2);
	a->reserved1 = ksmbd_rd_le16(rd);
	ksmbd_rd_skip(rd, 4);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_flush_encode() - encode a FLUSH reply (MS-SMB2 2.2.18)
 * @res: not used
 * @wr: room for SMB2_FLUSH_RSP_SIZE bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_flush_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	ksmbd_wr_le16(wr, SMB2_FLUSH_RSP_SIZE);
	ksmbd_wr_le16(wr, 0);
}
