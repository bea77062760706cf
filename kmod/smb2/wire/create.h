/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CREATE on the wire: fixed parts, constants, what the decoder hands over
 * (MS-SMB2 2.2.13, 2.2.14).
 *
 * For the context chains see create_ctx.h; what the values mean is judged by
 * cmd_create.c.  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_CREATE_H
#define KSMBD_SMB2_WIRE_CREATE_H

#include "smb2/wire/create_ctx.h"
#include "smb2/wire/header.h"

#define SMB2_CREATE_REQ_SIZE	57	/* StructureSize */
#define SMB2_CREATE_RSP_SIZE	89
#define SMB2_CREATE_RSP_FIXED	88

/* RequestedOplockLevel, OplockLevel */
#define SMB2_OPLOCK_NONE	0x00
#define SMB2_OPLOCK_II		0x01
#define SMB2_OPLOCK_EXCLUSIVE	0x08
#define SMB2_OPLOCK_BATCH	0x09
#define SMB2_OPLOCK_LEASE	0xFF

#define SMB2_IMPERSONATION_MAX	3	/* Delegate */

/* CreateDisposition */
#define SMB2_SUPERSEDE		0
#define SMB2_OPEN		1
#define SMB2_CREATE_NEW		2
#define SMB2_OPEN_IF		3
#define SMB2_OVERWRITE		4
#define SMB2_OVERWRITE_IF	5

/* CreateAction */
#define SMB2_ACTION_SUPERSEDED	0
#define SMB2_ACTION_OPENED	1
#define SMB2_ACTION_CREATED	2
#define SMB2_ACTION_OVERWRITTEN	3

/* CreateOptions */
#define SMB2_OPT_DIRECTORY		0x00000001
#define SMB2_OPT_WRITE_THROUGH		0x00000002
#define SMB2_OPT_NO_BUFFERING		0x00000008
#define SMB2_OPT_NON_DIRECTORY		0x00000040
#define SMB2_OPT_TREE_CONNECTION	0x00000080
#define SMB2_OPT_DELETE_ON_CLOSE	0x00001000
#define SMB2_OPT_OPEN_BY_FILE_ID	0x00002000
#define SMB2_OPT_BACKUP_INTENT		0x00004000
#define SMB2_OPT_RESERVE_OPFILTER	0x00100000
#define SMB2_OPT_OPEN_REPARSE_POINT	0x00200000
/* bits nobody may send, and bits no SMB2 server offers (MS-SMB2 3.3.5.9) */
#define SMB2_OPT_INVALID		0xFF000000
#define SMB2_OPT_NOT_SUPPORTED		(SMB2_OPT_TREE_CONNECTION | SMB2_OPT_OPEN_BY_FILE_ID | \
					 SMB2_OPT_RESERVE_OPFILTER)

/* those that make up FileModeInformation (MS-FSCC 2.4.26) */
#define SMB2_OPT_MODE			0x0000103E

#define SMB2_SHARE_ACCESS_VALID		0x7
/* FileAttributes that may not be sent (VOLUME, DEVICE, above ENCRYPTED) */
#define SMB2_CREATE_ATTR_INVALID	0xFFFF8048
/* DesiredAccess: reserved bits, and those of which at least one must be there */
#define SMB2_ACCESS_RESERVED		0x0CE0FE00
#define SMB2_ACCESS_ANY			0xF31F01FF

/*
 * struct smb2_create_args - a CREATE request
 * @name: UTF-16LE name, may be empty
 * @contexts: the whole chain, checked for form by smb2_create_ctx_parse()
 * @ctx: the contexts core knows
 */
struct smb2_create_args {
	u8 oplock;
	u32 impersonation;
	u32 access;
	u32 attributes;
	u32 share_access;
	u32 disposition;
	u32 options;
	struct ksmbd_rd name;
	struct ksmbd_rd contexts;
	struct smb2_create_ctxs ctx;
};

/*
 * struct smb2_create_res - a CREATE reply
 * @ctx_off, @ctx_len: of the context chain, from the header; 0: none
 */
struct smb2_create_res {
	u8 oplock;
	u32 action;
	u64 create_time, access_time, write_time, change_time;
	u64 alloc, size;
	u32 attributes;
	struct smb2_fid fid;
	u32 ctx_off, ctx_len;
};

ntstatus_t smb2_create_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_create_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

/*
 * struct smb2_symlink_error - what STATUS_STOPPED_ON_SYMLINK tells (MS-SMB2 2.2.2.2.1)
 * @unparsed: bytes of the request's name, UTF-16LE, behind the link
 * @relative: the target is relative to the link's directory
 * @target: UTF-16LE with backslashes
 */
struct smb2_symlink_error {
	u16 unparsed;
	bool relative;
	const u8 *target;
	size_t target_len;
};

#define SMB2_SYMLINK_ERROR_FIXED	28
void smb2_symlink_error_encode(struct ksmbd_wr *wr, const struct smb2_symlink_error *e,
			       const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_CREATE_H */
