/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CHANGE_NOTIFY on the wire (MS-SMB2 2.2.35, 2.2.36).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_NOTIFY_H
#define KSMBD_SMB2_WIRE_NOTIFY_H

#include "smb2/wire/header.h"

#define SMB2_NOTIFY_REQ_SIZE	32
#define SMB2_NOTIFY_RSP_SIZE	9
#define SMB2_NOTIFY_RSP_FIXED	8

#define SMB2_NOTIFY_WATCH_TREE	0x0001

struct smb2_notify_args {
	struct smb2_fid fid;
	u16 flags;
	u32 max_out;
	u32 filter;
};

struct smb2_notify_res {
	u32 out_off;	/* from the header */
	u32 out_len;
};

/* One change; @action and @name as they go out. */
struct smb2_notify_item {
	u32 action;	/* MS-FSCC 2.7.1 */
	const u8 *name;	/* UTF-16LE with backslashes */
	size_t name_len;
};

ntstatus_t smb2_notify_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
/*
 * Appends a change to those in @wr; @last: where the one before begins, U32_MAX: there is none;
 * it is moved on.  False: it does not fit.
 */
bool smb2_notify_item_encode(struct ksmbd_wr *wr, u32 *last, const struct smb2_notify_item *item);
void smb2_notify_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_NOTIFY_H */
