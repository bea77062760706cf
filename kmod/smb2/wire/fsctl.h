/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The FSCTL codes this server names, and the bodies of those it answers
 * (MS-SMB2 2.2.31, 2.2.32, MS-FSCC 2.3, 2.1.2).
 *
 * Decoders return false for what is too short or inconsistent; the status is
 * the caller's choice.  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_FSCTL_H
#define KSMBD_SMB2_WIRE_FSCTL_H

#include "smb2/wire/header.h"

#define FSCTL_DFS_GET_REFERRALS			0x00060194
#define FSCTL_DFS_GET_REFERRALS_EX		0x000601B0
#define FSCTL_SET_OBJECT_ID			0x00090098
#define FSCTL_GET_OBJECT_ID			0x0009009C
#define FSCTL_DELETE_OBJECT_ID			0x000900A0
#define FSCTL_SET_REPARSE_POINT			0x000900A4
#define FSCTL_GET_REPARSE_POINT			0x000900A8
#define FSCTL_DELETE_REPARSE_POINT		0x000900AC
#define FSCTL_CREATE_OR_GET_OBJECT_ID		0x000900C0
#define FSCTL_SET_SPARSE			0x000900C4
#define FSCTL_GET_COMPRESSION			0x0009003C
#define FSCTL_SET_COMPRESSION			0x0009C040
#define FSCTL_QUERY_ALLOCATED_RANGES		0x000940CF
#define FSCTL_SET_ZERO_DATA			0x000980C8
#define FSCTL_FILE_LEVEL_TRIM			0x00098208
#define FSCTL_DUPLICATE_EXTENTS_TO_FILE		0x00098344
#define FSCTL_PIPE_PEEK				0x0011400C
#define FSCTL_PIPE_WAIT				0x00110018
#define FSCTL_PIPE_TRANSCEIVE			0x0011C017
#define FSCTL_SRV_REQUEST_RESUME_KEY		0x00140078
#define FSCTL_LMR_REQUEST_RESILIENCY		0x001401D4
#define FSCTL_QUERY_NETWORK_INTERFACE_INFO	0x001401FC
#define FSCTL_VALIDATE_NEGOTIATE_INFO		0x00140204
#define FSCTL_SRV_ENUMERATE_SNAPSHOTS		0x00144064
#define FSCTL_SRV_READ_HASH			0x001441BB
#define FSCTL_SRV_COPYCHUNK			0x001440F2
#define FSCTL_SRV_COPYCHUNK_WRITE		0x001480F2

/* ---- resume key, copychunk, duplicate extents (MS-SMB2 2.2.31.1, 2.2.32.1, 2.2.32.3) ---- */
#define SMB2_RESUME_KEY_RSP_SIZE	32
#define SMB2_COPYCHUNK_RSP_SIZE		12

/* What stands in the 24 opaque bytes of a resume key. */
struct smb2_resume_key {
	struct smb2_fid fid;
	u32 tree_id;
};

struct smb2_copychunk {
	struct smb2_resume_key key;
	bool known_key;		/* it carries our mark */
	u32 count;
	struct ksmbd_rd chunks;
};

struct smb2_chunk {
	u64 src, dst;
	u32 len;
};

struct smb2_dup_extents {
	struct smb2_fid src;
	u64 src_off, dst_off, len;
};

void smb2_resume_key_encode(struct ksmbd_wr *wr, const struct smb2_resume_key *key);
bool smb2_copychunk_decode(struct ksmbd_rd *rd, struct smb2_copychunk *cc);
/* @it starts as a copy of cc->chunks. */
bool smb2_chunk_next(struct ksmbd_rd *it, struct smb2_chunk *chunk);
void smb2_copychunk_encode(struct ksmbd_wr *wr, u32 chunks, u32 chunk_bytes, u32 total);
bool smb2_dup_extents_decode(struct ksmbd_rd *rd, struct smb2_dup_extents *de);

/* ---- ranges (MS-FSCC 2.3.52, 2.3.53, 2.3.73, 2.3.85) ---- */
#define SMB2_RANGE_SIZE		16

struct smb2_range {
	u64 off, len;
};

bool smb2_range_decode(struct ksmbd_rd *rd, struct smb2_range *range);
void smb2_range_encode(struct ksmbd_wr *wr, u64 off, u64 len);
/* FileOffset and BeyondFinalZero, made into offset and length. */
bool smb2_zero_data_decode(struct ksmbd_rd *rd, struct smb2_range *range);
/* Count of ranges; they follow in @rd for smb2_range_decode(). */
bool smb2_trim_decode(struct ksmbd_rd *rd, u32 *count);

/* ---- reparse points (MS-FSCC 2.1.2) ---- */
#define SMB2_REPARSE_TAG_SYMLINK	0xA000000C
#define SMB2_REPARSE_TAG_NFS		0x80000014
#define SMB2_REPARSE_HEAD		8	/* tag, length, reserved */
#define SMB2_REPARSE_SYMLINK_FIXED	20	/* with the head; names follow */

#define SMB2_NFS_SPECFILE_CHR		0x0000000000524843ull
#define SMB2_NFS_SPECFILE_BLK		0x00000000004B4C42ull
#define SMB2_NFS_SPECFILE_FIFO		0x000000004F464946ull
#define SMB2_NFS_SPECFILE_SOCK		0x000000004B434F53ull

struct smb2_reparse {
	u32 tag;
	struct ksmbd_rd data;
};

struct smb2_symlink {
	bool relative;
	struct ksmbd_rd target;		/* the substitute name, UTF-16LE */
};

bool smb2_reparse_decode(struct ksmbd_rd *rd, struct smb2_reparse *rp);
bool smb2_symlink_decode(struct ksmbd_rd *data, struct smb2_symlink *link);
void smb2_symlink_encode(struct ksmbd_wr *wr, const u8 *target, size_t len, bool relative);
void smb2_nfs_device_encode(struct ksmbd_wr *wr, u64 type, u32 major, u32 minor);

/* ---- connection facts (MS-SMB2 2.2.31.4, 2.2.32.5, 2.2.32.6) ---- */
#define SMB2_VALIDATE_NEGOTIATE_RSP_SIZE	24
#define SMB2_NETIF_SIZE				152

struct smb2_validate_negotiate {
	u32 capabilities;
	u8 guid[16];
	u16 security_mode;
	u16 ndialects;
	struct ksmbd_rd dialects;
};

#define SMB2_NETIF_RSS		0x1

/* One interface address; @v6: @addr has 16 bytes, else 4. */
struct smb2_netif {
	u32 index;
	u32 caps;
	u64 bits_per_second;
	bool v6;
	u8 addr[16];
};

bool smb2_validate_negotiate_decode(struct ksmbd_rd *rd, struct smb2_validate_negotiate *v);
void smb2_validate_negotiate_encode(struct ksmbd_wr *wr, u32 capabilities, const u8 guid[16],
				    u16 security_mode, u16 dialect);
void smb2_netif_encode(struct ksmbd_wr *wr, const struct smb2_netif *nif, bool last);

/* ---- small ones ---- */
#define SMB2_RESILIENCY_SIZE	8
#define SMB2_OBJECT_ID_SIZE	64

/* NETWORK_RESILIENCY_REQUEST (MS-SMB2 2.2.31.3): milliseconds to outlive a lost connection. */
bool smb2_resiliency_decode(struct ksmbd_rd *rd, u32 *timeout);

/* The pipe's name of FSCTL_PIPE_WAIT, UTF-16LE. */
bool smb2_pipe_wait_decode(struct ksmbd_rd *rd, struct ksmbd_rd *name);
void smb2_object_id_encode(struct ksmbd_wr *wr, u64 volume, u64 file_id);

#endif /* KSMBD_SMB2_WIRE_FSCTL_H */
