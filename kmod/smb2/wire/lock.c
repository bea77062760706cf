// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LOCK: bytes <-> struct smb2_lock_args and its elements.
 *
 * Form only; which flags go together is cmd_lock.c's business.  Pure: called by
 * dispatch (any context) and by the fuzzers; no locks (of the other kind).
 */
#include "smb2/wire/lock.h"

#define LOCK_ELEMENT_SIZE	24

/**
 * smb2_lock_decode() - decode a LOCK request (MS-SMB2 2.2.26)
 * @args: struct smb2_lock_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_lock_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_lock_args *a = args;
	u32 seq;

	ksmbd_rd_skip(rd, 2);
	a->count = ksmbd_rd_le16(rd);
	seq = ksmbd_rd_le32(rd);
	a->seq_number = seq & 0xf;
	a->seq_index = seq >> 4;
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	a->elements = ksmbd_rd_slice(rd, (size_t)a->count * LOCK_ELEMENT_SIZE);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_lock_next() - the next element of a LOCK request
 * @it: iterator, moves on
 * @el: filled
 *
 * Context: any.
 * Return: false: no more.
 */
bool smb2_lock_next(struct ksmbd_rd *it, struct smb2_lock_element *el)
{
	if (ksmbd_rd_left(it) < LOCK_ELEMENT_SIZE)
		return false;
	el->offset = ksmbd_rd_le64(it);
	el->length = ksmbd_rd_le64(it);
	el->flags = ksmbd_rd_le32(it);
	ksmbd_rd_skip(it, 4);
	return true;
}

/**
 * smb2_lock_encode() - encode a LOCK reply (MS-SMB2 2.2.27)
 * @res: not used
 * @wr: room for SMB2_LOCK_RSP_SIZE bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_lock_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	ksmbd_wr_le16(wr, SMB2_LOCK_RSP_SIZE);
	ksmbd_wr_le16(wr, 0);
}
