/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WRITE on the wire (MS-SMB2 2.2.21, 2.2.22).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_WRITE_H
#define KSMBD_SMB2_WIRE_WRITE_H

#include "smb2/wire/header.h"

#define SMB2_WRITE_REQ_SIZE	49
#define SMB2_WRITE_RSP_SIZE	17
#define SMB2_WRITE_RSP_FIXED	16

#define SMB2_WRITE_THROUGH	0x00000001	/* 2.1 and later */
#define SMB2_WRITE_UNBUFFERED	0x00000002	/* 3.0.2 and later */

/* Where writes of append-only handles go when the client does not know the end. */
#define SMB2_WRITE_AT_END	0xFFFFFFFFFFFFFFFFull

struct smb2_write_args {
	struct smb2_fid fid;
	u64 offset;
	u32 channel;
	u32 flags;
	struct ksmbd_rd data;	/* in the frame; no copy */
};

struct smb2_write_res {
	u32 count;
};

ntstatus_t smb2_write_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_write_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_WRITE_H */
