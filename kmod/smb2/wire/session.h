/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SESSION_SETUP, LOGOFF, TREE_CONNECT, TREE_DISCONNECT, ECHO, CANCEL as typed
 * structs (MS-SMB2 2.2.5 to 2.2.12, 2.2.28 to 2.2.30).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_SESSION_H
#define KSMBD_SMB2_WIRE_SESSION_H

#include "smb2/wire/header.h"

#define SMB2_SESSION_SETUP_REQ_SIZE	25
#define SMB2_SESSION_SETUP_RSP_FIXED	8
#define SMB2_TREE_CONNECT_REQ_SIZE	9
#define SMB2_TREE_CONNECT_RSP_FIXED	16
/* LOGOFF, TREE_DISCONNECT, ECHO, CANCEL, both ways */
#define SMB2_EMPTY_SIZE			4

/* SecurityMode */
#define SMB2_SIGNING_ENABLED		0x01
#define SMB2_SIGNING_REQUIRED		0x02

#define SMB2_SESSION_BINDING		0x01	/* request Flags */

#define SMB2_SESSION_IS_GUEST		0x0001	/* reply SessionFlags */
#define SMB2_SESSION_IS_NULL		0x0002
#define SMB2_SESSION_ENCRYPT_DATA	0x0004

struct smb2_session_setup_args {
	u8 flags;
	u8 security_mode;
	u32 capabilities;
	u64 previous;
	struct ksmbd_rd blob;
};

struct smb2_session_setup_res {
	u16 flags;
	u16 blob_len;
};

/* TREE_CONNECT */
#define SMB2_TREE_EXTENSION_PRESENT	0x0004	/* request Flags, 3.1.1 */

#define SMB2_SHARE_TYPE_DISK		0x01
#define SMB2_SHARE_TYPE_PIPE		0x02
#define SMB2_SHAREFLAG_NO_CACHING	0x00000030
#define SMB2_SHAREFLAG_ACCESS_BASED	0x00000800	/* directory enumeration */
#define SMB2_SHAREFLAG_ENCRYPT_DATA	0x00008000

#define SMB2_SHARE_CAP_CONTINUOUS	0x10	/* continuously available */

struct smb2_tree_connect_args {
	u16 flags;
	struct ksmbd_rd path;		/* UTF-16LE */
};

struct smb2_tree_connect_res {
	u8 type;
	u32 flags;
	u32 capabilities;
	u32 max_access;
};

ntstatus_t smb2_session_setup_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_session_setup_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);
ntstatus_t smb2_tree_connect_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_tree_connect_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);
/* LOGOFF, TREE_DISCONNECT, ECHO, CANCEL: no arguments, no results. */
ntstatus_t smb2_empty_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_empty_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_SESSION_H */
