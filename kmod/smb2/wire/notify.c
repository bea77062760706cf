// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CHANGE_NOTIFY: bytes <-> struct smb2_notify_args / _res.
 *
 * Form only; cmd_change_notify.c does the rest.  Pure: called by dispatch (any
 * context) and by the fuzzers; no locks.
 */
#include "smb2/wire/notify.h"
#include <linux/limits.h>

/**
 * smb2_notify_decode() - decode a CHANGE_NOTIFY request (MS-SMB2 2.2.35)
 * @args: struct smb2_notify_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_notify_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_notify_args *a = args;

	ksmbd_rd_skip(rd, 2);
	a->flags = ksmbd_rd_le16(rd);
	a->max_out = ksmbd_rd_le32(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	a->filter = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 4);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_notify_encode() - encode the fixed part of a CHANGE_NOTIFY reply (MS-SMB2 2.2.36)
 * @res: struct smb2_notify_res
 * @wr: room for SMB2_NOTIFY_RSP_FIXED bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_notify_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_notify_res *r = res;

	ksmbd_wr_le16(wr, SMB2_NOTIFY_RSP_SIZE);
	ksmbd_wr_le16(wr, r->out_off);
	ksmbd_wr_le32(wr, r->out_len);
}

/**
 * smb2_notify_item_encode() - FILE_NOTIFY_INFORMATION (MS-FSCC 2.7.1)
 * @wr: the changes so far, its base 4-aligned in the message
 * @last: offset of the one before, U32_MAX at first; moved on
 * @item: the change
 *
 * Context: any.
 * Return: false when it does not fit.
 */
bool smb2_notify_item_encode(struct ksmbd_wr *wr, u32 *last, const struct smb2_notify_item *item)
{
	size_t start;

	ksmbd_wr_align(wr, 4);
	start = ksmbd_wr_pos(wr);
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le32(wr, item->action);
	ksmbd_wr_le32(wr, item->name_len);
	ksmbd_wr_bytes(wr, item->name, item->name_len);
	if (!ksmbd_wr_ok(wr))
		return false;
	if (*last != U32_MAX)
		ksmbd_wr_le32_at(wr, *last, start - *last);
	*last = start;
	return true;
}
