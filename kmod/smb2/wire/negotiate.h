/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NEGOTIATE as typed structs: the request with its 3.1.1 contexts, the reply,
 * and the SMB1 packet old clients open with (MS-SMB2 2.2.3, 2.2.4).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_NEGOTIATE_H
#define KSMBD_SMB2_WIRE_NEGOTIATE_H

#include "smb2/wire/header.h"

#define SMB2_NEGOTIATE_REQ_SIZE		36
#define SMB2_NEGOTIATE_RSP_FIXED	64

#define SMB2_DIALECTS_MAX		64
#define SMB2_ALGS_MAX			16	/* of one kind; more are not looked at */
#define SMB2_NEG_CONTEXTS_MAX		64

#define SMB2_PREAUTH_SHA512		0x0001
#define SMB2_PREAUTH_SALT_SIZE		32

/* A list of algorithms in the client's order. */
struct smb2_alg_list {
	bool present;
	u16 n;
	u16 alg[SMB2_ALGS_MAX];
};

struct smb2_negotiate_args {
	u16 ndialects;
	u16 dialects[SMB2_DIALECTS_MAX];
	u16 security_mode;
	u32 capabilities;
	u8 client_guid[16];
	/* 3.1.1 */
	bool has_311;
	bool preauth;			/* the context was there */
	bool preauth_sha512;
	struct smb2_alg_list ciphers;
	struct smb2_alg_list signing;
	bool compression;		/* the context was there */
};

/* The fixed part of the reply; ctx_offset counts from the header. */
struct smb2_negotiate_res {
	u16 security_mode;
	u16 dialect;
	u32 capabilities;
	u32 max_transact, max_read, max_write;
	u64 system_time;
	u8 server_guid[16];
	u16 blob_len;
	u16 ctx_count;
	u32 ctx_offset;
};

/* Which contexts the 3.1.1 reply has, and their one algorithm each. */
struct smb2_negotiate_ctxs {
	u8 salt[SMB2_PREAUTH_SALT_SIZE];
	u16 cipher;			/* 0: no context */
	bool has_signing;
	u16 signing;
	bool compression;		/* answered: none */
};

ntstatus_t smb2_negotiate_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_negotiate_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

/* Dialects an SMB1 NEGOTIATE offers that we can speak. */
#define SMB2_SMB1_OFFERS_202	0x1	/* "SMB 2.002" */
#define SMB2_SMB1_OFFERS_2FF	0x2	/* "SMB 2.???" */
int smb2_smb1_negotiate_decode(const void *buf, size_t len);

/* ---- negotiate_ctx.c ---- */
ntstatus_t smb2_negotiate_ctx_decode(struct smb2_negotiate_args *args, struct ksmbd_rd *rd,
				     u32 offset, u16 count);
/* Writes the contexts, 8-aligned from the writer's base; how many. */
u16 smb2_negotiate_ctx_encode(struct ksmbd_wr *wr, const struct smb2_negotiate_ctxs *c);

#endif /* KSMBD_SMB2_WIRE_NEGOTIATE_H */
