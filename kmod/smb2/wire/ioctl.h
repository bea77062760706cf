/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IOCTL on the wire: the frame around every FSCTL (MS-SMB2 2.2.31, 2.2.32).
 *
 * For what is inside see fsctl.h.  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_IOCTL_H
#define KSMBD_SMB2_WIRE_IOCTL_H

#include "smb2/wire/header.h"

#define SMB2_IOCTL_REQ_SIZE	57
#define SMB2_IOCTL_RSP_SIZE	49
#define SMB2_IOCTL_RSP_FIXED	48

#define SMB2_IOCTL_IS_FSCTL	0x00000001

/*
 * struct smb2_ioctl_args - an IOCTL request
 * @in: the input buffer, in the frame
 * @max_in, @max_out: how much the client takes back
 */
struct smb2_ioctl_args {
	struct smb2_fid fid;
	u32 code;
	u32 flags;
	u32 max_in, max_out;
	struct ksmbd_rd in;
};

struct smb2_ioctl_res {
	struct smb2_fid fid;
	u32 code;
	u32 out_off;	/* from the header */
	u32 out_len;
};

ntstatus_t smb2_ioctl_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_ioctl_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_IOCTL_H */
