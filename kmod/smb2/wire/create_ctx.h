/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Create contexts: the chain behind a CREATE request and reply
 * (MS-SMB2 2.2.13.2, 2.2.14.2).
 *
 * A chain is walked by smb2_create_ctx_next() only.  Contexts core does not
 * know are skipped: an extension finds its own with smb2_create_ctx_find().
 * Pure.
 */
#ifndef KSMBD_SMB2_WIRE_CREATE_CTX_H
#define KSMBD_SMB2_WIRE_CREATE_CTX_H

#include "smb2/wire/header.h"

/* struct smb2_create_ctxs.present */
#define SMB2_CTX_EXTA	0x01	/* extended attributes of a new file */
#define SMB2_CTX_SECD	0x02	/* security descriptor of a new file */
#define SMB2_CTX_ALSI	0x04	/* allocation size */
#define SMB2_CTX_MXAC	0x08	/* wants the maximal access */
#define SMB2_CTX_QFID	0x10	/* wants the file id */
#define SMB2_CTX_TWRP	0x20	/* opens a snapshot */
#define SMB2_CTX_DHNQ	0x40	/* wants a durable handle */
#define SMB2_CTX_DHNC	0x80	/* wants one back */
#define SMB2_CTX_DH2Q	0x100	/* the same, version 2 */
#define SMB2_CTX_DH2C	0x200
#define SMB2_CTX_APP_ID		0x400	/* takes the place of an open of the same application */
#define SMB2_CTX_APP_VERSION	0x800
#define SMB2_CTX_RQLS		0x1000	/* wants a lease */

#define SMB2_DHANDLE_PERSISTENT	0x2	/* Flags of DH2Q, DH2C */

/**
 * struct smb2_durable_request - DH2Q (MS-SMB2 2.2.13.2.11)
 * @timeout: milliseconds the handle shall outlive its connection, 0: the server chooses
 * @flags: SMB2_DHANDLE_*
 * @guid: CreateGuid
 */
struct smb2_durable_request {
	u32 timeout;
	u32 flags;
	u8 guid[16];
};

/**
 * struct smb2_durable_reconnect - DHnC, DH2C (MS-SMB2 2.2.13.2.4, 2.2.13.2.12)
 * @fid: as the handle was known; only the persistent half counts
 * @guid: CreateGuid, DH2C only
 * @flags: SMB2_DHANDLE_*, DH2C only
 */
struct smb2_durable_reconnect {
	struct smb2_fid fid;
	u8 guid[16];
	u32 flags;
};

#define SMB2_LEASE_V1_SIZE		32
#define SMB2_LEASE_V2_SIZE		52
/* LeaseFlags */
#define SMB2_LEASE_BREAK_IN_PROGRESS	0x02
#define SMB2_LEASE_HAS_PARENT		0x04

/**
 * struct smb2_ctx_lease - a lease asked for or granted (MS-SMB2 2.2.13.2.8, .10, 2.2.14.2.10, .11)
 * @v2: the second form: @parent and @epoch count
 * @key: LeaseKey
 * @state: LeaseState
 * @flags: SMB2_LEASE_*
 * @parent: ParentLeaseKey
 * @epoch: Epoch
 */
struct smb2_ctx_lease {
	bool v2;
	u8 key[16];
	u32 state;
	u32 flags;
	u8 parent[16];
	u16 epoch;
};

/**
 * struct smb2_create_ctxs - the contexts core understands
 * @present: SMB2_CTX_*
 * @exta: FILE_FULL_EA_INFORMATION list, unread
 * @secd: security descriptor, unread
 * @alsi: AllocationSize
 * @mxac_time: with MxAc: a time stamp the client knows, 0 none
 * @twrp: time of the snapshot
 * @dh2q: with DH2Q
 * @back: with DHnC or DH2C, of which a CREATE may have only one
 * @app_id: AppInstanceId
 * @app_version: its version, high and low
 * @rqls: lease asked for
 */
struct smb2_create_ctxs {
	u32 present;
	struct ksmbd_rd exta;
	struct ksmbd_rd secd;
	u64 alsi;
	u64 mxac_time;
	u64 twrp;
	struct smb2_durable_request dh2q;
	struct smb2_durable_reconnect back;
	u8 app_id[16];
	u64 app_version[2];
	struct smb2_ctx_lease rqls;
};

struct smb2_create_ctx {
	struct ksmbd_rd tag;
	struct ksmbd_rd data;
};

#define SMB2_CTX_DONE	0	/* the chain is over */
#define SMB2_CTX_ONE	1	/* *out is filled */
#define SMB2_CTX_BAD	-1	/* malformed */

/* @it starts as a copy of the whole chain. */
int smb2_create_ctx_next(struct ksmbd_rd *it, struct smb2_create_ctx *out);
/* false: malformed chain, or a known context of the wrong size. */
bool smb2_create_ctx_parse(const struct ksmbd_rd *chain, struct smb2_create_ctxs *out);
/* The first context with this four-byte tag. */
bool smb2_create_ctx_find(const struct ksmbd_rd *chain, const char tag[4], struct ksmbd_rd *data);

/**
 * struct smb2_create_ctx_wr - a reply chain under construction
 * @wr: its base is where the chain begins
 * @last: position of the context written last
 * @any: there is one
 */
struct smb2_create_ctx_wr {
	struct ksmbd_wr *wr;
	size_t last;
	bool any;
};

/* fixed part of one context in a reply, as laid out by smb2_create_ctx_begin() */
#define SMB2_CTX_RSP_HEAD	24

void smb2_create_ctx_wr_init(struct smb2_create_ctx_wr *c, struct ksmbd_wr *wr);
/* Writes the head; the data follows through c->wr. */
void smb2_create_ctx_begin(struct smb2_create_ctx_wr *c, const char tag[4]);
void smb2_create_ctx_end(struct smb2_create_ctx_wr *c);
/* Takes the context begun last back. */
void smb2_create_ctx_drop(struct smb2_create_ctx_wr *c, const struct smb2_create_ctx_wr *before,
			  size_t pos);

void smb2_ctx_mxac_encode(struct smb2_create_ctx_wr *c, u32 query_status, u32 access);
void smb2_ctx_lease_encode(struct smb2_create_ctx_wr *c, const struct smb2_ctx_lease *l);
void smb2_ctx_qfid_encode(struct smb2_create_ctx_wr *c, u64 file_id, u64 volume_id);
void smb2_ctx_dhnq_encode(struct smb2_create_ctx_wr *c);
void smb2_ctx_dh2q_encode(struct smb2_create_ctx_wr *c, u32 timeout, u32 flags);

#endif /* KSMBD_SMB2_WIRE_CREATE_CTX_H */
