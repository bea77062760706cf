// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_INFO request (MS-SMB2 2.2.37) and the reply form "offset, length,
 * bytes" that it shares with QUERY_DIRECTORY (2.2.38, 2.2.34).
 *
 * Not for:  what a class contains (info_file.c, info_fs.c).
 * Context:  pure.
 */
#include "smb2/wire/query.h"

#define QUERY_PAYLOAD_OFFSET	(SMB2_HEADER_SIZE + 8)

/**
 * smb2_query_info_decode() - decode a QUERY_INFO request
 * @args: struct smb2_query_info_args
 * @rd: the element, positioned at its body
 * @cx: negotiated facts
 *
 * Context: pure. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER (MS-SMB2 3.3.5.20).
 */
ntstatus_t smb2_query_info_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_query_info_args *a = args;
	u32 in_off, in_len;

	ksmbd_rd_le16(rd);		/* StructureSize, checked by dispatch */
	a->type = ksmbd_rd_u8(rd);
	a->class = ksmbd_rd_u8(rd);
	a->room = ksmbd_rd_le32(rd);
	in_off = ksmbd_rd_le16(rd);
	ksmbd_rd_le16(rd);
	in_len = ksmbd_rd_le32(rd);
	a->additional = ksmbd_rd_le32(rd);
	a->flags = ksmbd_rd_le32(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	if (in_len)
		a->input = ksmbd_rd_slice_at(rd, in_off, in_len);
	else
		ksmbd_rd_init(&a->input, rd->base, 0);
	if (!ksmbd_rd_ok(rd) || a->room > cx->max_transact)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/**
 * smb2_buffer_encode() - fixed part of a reply that only announces bytes
 * @res: struct smb2_buffer_res
 * @wr: the fixed part, 8 bytes
 * @cx: negotiated facts
 *
 * Context: pure.
 */
void smb2_buffer_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_buffer_res *r = res;

	ksmbd_wr_le16(wr, 9);
	ksmbd_wr_le16(wr, r->len ? QUERY_PAYLOAD_OFFSET : 0);
	ksmbd_wr_le32(wr, r->len);
}
