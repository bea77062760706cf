/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 64-byte SMB2 header, the transform header, command codes (MS-SMB2 2.2.1,
 * 2.2.41).  Typed on this side, bytes on the other.  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_HEADER_H
#define KSMBD_SMB2_WIRE_HEADER_H

#include "util/cursor.h"
#include "smb2/wire/ntstatus.h"

#define SMB2_HEADER_SIZE	64
#define SMB2_NEXT_OFFSET	20
#define SMB2_SIGNATURE_OFFSET	48
#define SMB2_TRANSFORM_SIZE	52
#define SMB2_TRANSFORM_AAD	20	/* offset of what is authenticated but not encrypted */

#define SMB2_DIALECT_202	0x0202
#define SMB2_DIALECT_210	0x0210
#define SMB2_DIALECT_2FF	0x02FF
#define SMB2_DIALECT_300	0x0300
#define SMB2_DIALECT_302	0x0302
#define SMB2_DIALECT_311	0x0311

enum smb2_cmd {
	SMB2_NEGOTIATE, SMB2_SESSION_SETUP, SMB2_LOGOFF, SMB2_TREE_CONNECT,
	SMB2_TREE_DISCONNECT, SMB2_CREATE, SMB2_CLOSE, SMB2_FLUSH, SMB2_READ, SMB2_WRITE,
	SMB2_LOCK, SMB2_IOCTL, SMB2_CANCEL, SMB2_ECHO, SMB2_QUERY_DIRECTORY,
	SMB2_CHANGE_NOTIFY, SMB2_QUERY_INFO, SMB2_SET_INFO, SMB2_OPLOCK_BREAK,
	SMB2_NR_COMMANDS
};

#define SMB2_FLAGS_RESPONSE	0x00000001
#define SMB2_FLAGS_ASYNC	0x00000002
#define SMB2_FLAGS_RELATED	0x00000004
#define SMB2_FLAGS_SIGNED	0x00000008
#define SMB2_FLAGS_PRIORITY	0x00000070
#define SMB2_FLAGS_DFS		0x10000000
#define SMB2_FLAGS_REPLAY	0x20000000

#define SMB2_CAP_DFS		0x01
#define SMB2_CAP_LEASING	0x02
#define SMB2_CAP_LARGE_MTU	0x04
#define SMB2_CAP_MULTI_CHANNEL	0x08
#define SMB2_CAP_PERSISTENT	0x10
#define SMB2_CAP_DIR_LEASING	0x20
#define SMB2_CAP_ENCRYPTION	0x40

#define SMB2_NO_FID		0xFFFFFFFFFFFFFFFFull
#define SMB2_CHANNEL_NONE	0	/* Channel of READ and WRITE; anything else means RDMA */

/* A FileId; first member of the args of every command with SMB2_NEEDS_OPEN. */
struct smb2_fid {
	u64 pid;	/* persistent */
	u64 vid;	/* volatile */
};

/**
 * struct smb2_header - one element's header, decoded (MS-SMB2 2.2.1)
 * @credit_charge: credits the request costs; 0 from 2.0.2 clients
 * @status: ChannelSequence (low 16 bits) in a 3.x request, NTSTATUS in a reply
 * @command: enum smb2_cmd, or a code we do not know
 * @credits: CreditRequest in a request, CreditResponse in a reply
 * @flags: SMB2_FLAGS_*
 * @next: offset of the next element's header from this one, 0: the last
 * @message_id: first id the request uses
 * @async_id: with SMB2_FLAGS_ASYNC; takes the place of the next two
 * @process_id: without; echoed
 * @tree_id: without
 * @session_id: 0: none
 * @signature: zero when not signed
 */
struct smb2_header {
	u16 credit_charge;
	u32 status;
	u16 command;
	u16 credits;
	u32 flags;
	u32 next;
	u64 message_id;
	u64 async_id;
	u32 process_id;
	u32 tree_id;
	u64 session_id;
	u8 signature[16];
};

/* 0 or -EINVAL: too short, not \xFESMB, StructureSize not 64. */
int smb2_header_decode(struct ksmbd_rd *rd, struct smb2_header *h);
void smb2_header_encode(struct ksmbd_wr *wr, const struct smb2_header *h);

struct smb2_transform {
	u8 signature[16];
	u8 nonce[16];
	u32 original_size;
	u16 flags;		/* 3.1.1: 1 = encrypted; before: algorithm 1 */
	u64 session_id;
};

int smb2_transform_decode(struct ksmbd_rd *rd, struct smb2_transform *t);
void smb2_transform_encode(struct ksmbd_wr *wr, const struct smb2_transform *t);

enum smb2_magic { SMB2_MAGIC_NONE, SMB2_MAGIC_SMB1, SMB2_MAGIC_SMB2, SMB2_MAGIC_TRANSFORM,
		  SMB2_MAGIC_COMPRESSED };
enum smb2_magic smb2_magic_of(const void *buf, size_t len);

/**
 * struct smb2_cx - what a codec may know: negotiated facts, nothing else
 * @dialect: SMB2_DIALECT_*, 0 before
 * @max_transact: limit of everything but READ and WRITE
 * @max_read: of READ
 * @max_write: of WRITE
 */
struct smb2_cx {
	u16 dialect;
	u32 max_transact, max_read, max_write;
};

/*
 * Bytes a request carries or asks for, whichever is more: what its credit charge must cover
 * (MS-SMB2 3.3.5.2.5).  @body starts at the StructureSize; 0 for commands without payload.
 */
u32 smb2_payload_size(u16 command, struct ksmbd_rd *body);

/* What an error context has before its data. */
#define SMB2_ERROR_CONTEXT_FIXED	8

/* Error body (MS-SMB2 2.2.2); @data may be NULL. */
void smb2_error_encode(struct ksmbd_wr *wr, const void *data, size_t len,
		       const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_HEADER_H */
