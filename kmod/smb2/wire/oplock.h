/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OPLOCK_BREAK on the wire: notifications, acknowledgments and their answers,
 * of oplocks and of leases (MS-SMB2 2.2.23, 2.2.24, 2.2.25).  One command code,
 * told apart by StructureSize.  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_OPLOCK_H
#define KSMBD_SMB2_WIRE_OPLOCK_H

#include "smb2/wire/header.h"

#define SMB2_OPLOCK_ACK_SIZE	24
#define SMB2_LEASE_ACK_SIZE	36
#define SMB2_LEASE_BREAK_SIZE	44
/* An answer to a lease acknowledgment is as long as one to an oplock's, and this. */
#define SMB2_LEASE_ACK_TAIL	12

/*
 * struct smb2_oplock_args - an acknowledgment
 * @is_lease: the lease form: @lease_key and @lease_state count, else @fid and @level
 */
struct smb2_oplock_args {
	struct smb2_fid fid;
	bool is_lease;
	u8 level;
	u8 lease_key[16];
	u32 lease_state;
};

/*
 * struct smb2_oplock_res - the answer
 * @is_lease: the lease form: @lease_key counts, and smb2_lease_ack_tail_encode() follows
 */
struct smb2_oplock_res {
	struct smb2_fid fid;
	bool is_lease;
	u8 level;
	u8 lease_key[16];
};

/*
 * struct smb2_lease_break - a lease break notification
 * @epoch: NewEpoch, 0 in the first form
 * @ack: the client has to acknowledge it
 */
struct smb2_lease_break {
	u16 epoch;
	bool ack;
	u8 key[16];
	u32 from, to;
};

ntstatus_t smb2_oplock_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_oplock_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);
void smb2_lease_ack_tail_encode(struct ksmbd_wr *wr, u32 state);
/* Notifications: bodies only. */
void smb2_oplock_break_encode(struct ksmbd_wr *wr, const struct smb2_fid *fid, u8 level);
void smb2_lease_break_encode(struct ksmbd_wr *wr, const struct smb2_lease_break *b);

#endif /* KSMBD_SMB2_WIRE_OPLOCK_H */
