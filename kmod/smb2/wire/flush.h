/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLUSH on the wire (MS-SMB2 2.2.17, 2.2.18).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_FLUSH_H
#define KSMBD_SMB2_WIRE_FLUSH_H

#include "smb2/wire/header.h"

#define SMB2_FLUSH_REQ_SIZE	24
#define SMB2_FLUSH_RSP_SIZE	4

struct smb2_flush_args {
	struct smb2_fid fid;
	u16 reserved1;		/* not 0: an extension may know what it means */
};

ntstatus_t smb2_flush_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_flush_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_FLUSH_H */
