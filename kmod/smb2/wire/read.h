/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * READ on the wire (MS-SMB2 2.2.19, 2.2.20).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_READ_H
#define KSMBD_SMB2_WIRE_READ_H

#include "smb2/wire/header.h"

#define SMB2_READ_REQ_SIZE	49
#define SMB2_READ_RSP_SIZE	17
#define SMB2_READ_RSP_FIXED	16

#define SMB2_READ_UNBUFFERED	0x01	/* 3.0.2 and later */

struct smb2_read_args {
	struct smb2_fid fid;
	u8 flags;
	u32 length;
	u64 offset;
	u32 min_count;
	u32 channel;
};

struct smb2_read_res {
	u32 data_off;	/* from the header */
	u32 data_len;
};

ntstatus_t smb2_read_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_read_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_READ_H */
