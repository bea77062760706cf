/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OPLOCK_BREAK on the wire: acknowledgments of oplock and lease breaks
 * (MS-SMB2 2.2.24, 2.2.25).  One command code, told apart by StructureSize.
 * Pure.
 */
#ifndef KSMBD_SMB2_WIRE_OPLOCK_H
#define KSMBD_SMB2_WIRE_OPLOCK_H

#include "smb2/wire/header.h"

#define SMB2_OPLOCK_ACK_SIZE	24
#define SMB2_LEASE_ACK_SIZE	36

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

struct smb2_oplock_res {
	struct smb2_fid fid;
	u8 level;
};

ntstatus_t smb2_oplock_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_oplock_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_OPLOCK_H */
