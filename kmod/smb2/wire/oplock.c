// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OPLOCK_BREAK: bytes <-> struct smb2_oplock_args / _res, and notifications.
 *
 * Form only; cmd_oplock_break.c does the rest.  Pure: called by dispatch (any
 * context) and by the fuzzers; no locks.
 */
#include "smb2/wire/oplock.h"

static ntstatus_t lease_ack(struct smb2_oplock_args *a, struct ksmbd_rd *rd)
{
	a->is_lease = true;
	ksmbd_rd_skip(rd, 6);		/* Reserved, Flags */
	ksmbd_rd_bytes(rd, a->lease_key, sizeof(a->lease_key));
	a->lease_state = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 8);		/* LeaseDuration */
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_oplock_decode() - decode an acknowledgment (MS-SMB2 2.2.24)
 * @args: struct smb2_oplock_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_oplock_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_oplock_args *a = args;
	u16 size = ksmbd_rd_le16(rd);

	if (size == SMB2_LEASE_ACK_SIZE)
		return lease_ack(a, rd);
	if (size != SMB2_OPLOCK_ACK_SIZE)
		return STATUS_INVALID_PARAMETER;
	a->level = ksmbd_rd_u8(rd);
	ksmbd_rd_skip(rd, 5);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static void oplock_body(struct ksmbd_wr *wr, const struct smb2_fid *fid, u8 level)
{
	ksmbd_wr_le16(wr, SMB2_OPLOCK_ACK_SIZE);
	ksmbd_wr_u8(wr, level);
	ksmbd_wr_zero(wr, 5);
	ksmbd_wr_le64(wr, fid->pid);
	ksmbd_wr_le64(wr, fid->vid);
}

/**
 * smb2_oplock_encode() - encode the answer to an acknowledgment (MS-SMB2 2.2.25)
 * @res: struct smb2_oplock_res
 * @wr: room for SMB2_OPLOCK_ACK_SIZE bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_oplock_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_oplock_res *r = res;

	if (!r->is_lease) {
		oplock_body(wr, &r->fid, r->level);
		return;
	}
	ksmbd_wr_le16(wr, SMB2_LEASE_ACK_SIZE);
	ksmbd_wr_zero(wr, 6);		/* Reserved, Flags */
	ksmbd_wr_bytes(wr, r->lease_key, sizeof(r->lease_key));
}

/**
 * smb2_lease_ack_tail_encode() - the rest of the answer to a lease acknowledgment
 * @wr: room for SMB2_LEASE_ACK_TAIL bytes
 * @state: LeaseState
 *
 * Context: any.
 */
void smb2_lease_ack_tail_encode(struct ksmbd_wr *wr, u32 state)
{
	ksmbd_wr_le32(wr, state);
	ksmbd_wr_zero(wr, 8);		/* LeaseDuration */
}

/**
 * smb2_oplock_break_encode() - oplock break notification (MS-SMB2 2.2.23.1)
 * @wr: room for SMB2_OPLOCK_ACK_SIZE bytes
 * @fid: whose oplock
 * @level: what it becomes
 *
 * Context: any.
 */
void smb2_oplock_break_encode(struct ksmbd_wr *wr, const struct smb2_fid *fid, u8 level)
{
	oplock_body(wr, fid, level);
}

/**
 * smb2_lease_break_encode() - lease break notification (MS-SMB2 2.2.23.2)
 * @wr: room for SMB2_LEASE_BREAK_SIZE bytes
 * @b: what to tell
 *
 * Context: any.
 */
void smb2_lease_break_encode(struct ksmbd_wr *wr, const struct smb2_lease_break *b)
{
	ksmbd_wr_le16(wr, SMB2_LEASE_BREAK_SIZE);
	ksmbd_wr_le16(wr, b->epoch);
	ksmbd_wr_le32(wr, b->ack ? 1 : 0);
	ksmbd_wr_bytes(wr, b->key, sizeof(b->key));
	ksmbd_wr_le32(wr, b->from);
	ksmbd_wr_le32(wr, b->to);
	ksmbd_wr_zero(wr, 12);		/* BreakReason, AccessMaskHint, ShareMaskHint */
}
