/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CLOSE on the wire (MS-SMB2 2.2.15, 2.2.16).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_CLOSE_H
#define KSMBD_SMB2_WIRE_CLOSE_H

#include "smb2/wire/header.h"

#define SMB2_CLOSE_REQ_SIZE	24
#define SMB2_CLOSE_RSP_SIZE	60

#define SMB2_CLOSE_POSTQUERY_ATTRIB	0x0001

struct smb2_close_args {
	struct smb2_fid fid;
	u16 flags;
};

/* All zero when the client did not ask, or there is nothing to tell. */
struct smb2_close_res {
	u16 flags;
	u64 create_time, access_time, write_time, change_time;
	u64 alloc, size;
	u32 attributes;
};

ntstatus_t smb2_close_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_close_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_CLOSE_H */
