/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LOCK on the wire (MS-SMB2 2.2.26, 2.2.27).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_LOCK_H
#define KSMBD_SMB2_WIRE_LOCK_H

#include "smb2/wire/header.h"

#define SMB2_LOCK_REQ_SIZE	48
#define SMB2_LOCK_RSP_SIZE	4

#define SMB2_LOCK_SHARED		0x00000001
#define SMB2_LOCK_EXCLUSIVE		0x00000002
#define SMB2_LOCK_UNLOCK		0x00000004
#define SMB2_LOCK_FAIL_IMMEDIATELY	0x00000010

#define SMB2_LOCK_SEQUENCES	64	/* LockSequenceIndex runs from 1 to this */

/*
 * struct smb2_lock_args - a LOCK request
 * @seq_number: LockSequenceNumber, 4 bits
 * @seq_index: LockSequenceIndex, 28 bits; 0: none
 * @count: LockCount
 * @elements: exactly @count elements, for smb2_lock_next()
 */
struct smb2_lock_args {
	struct smb2_fid fid;
	u8 seq_number;
	u32 seq_index;
	u16 count;
	struct ksmbd_rd elements;
};

struct smb2_lock_element {
	u64 offset;
	u64 length;
	u32 flags;
};

ntstatus_t smb2_lock_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_lock_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);
/* @it starts as a copy of args->elements; false: no more. */
bool smb2_lock_next(struct ksmbd_rd *it, struct smb2_lock_element *el);

#endif /* KSMBD_SMB2_WIRE_LOCK_H */
