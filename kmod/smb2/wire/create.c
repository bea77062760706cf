// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE: bytes <-> struct smb2_create_args / _res, and the body of
 * STATUS_STOPPED_ON_SYMLINK.
 *
 * Only form is judged here (lengths, offsets, even names, the context chain);
 * which value earns which status is cmd_create.c's business.
 *
 * Pure: called by dispatch (any context) and by the fuzzers; no locks.
 */
#include "smb2/wire/create.h"

/* A field behind the fixed part; empty ones may carry any offset. */
static bool variable(struct ksmbd_rd *rd, u32 off, u32 len, struct ksmbd_rd *out)
{
	if (!len) {
		ksmbd_rd_init(out, rd->base, 0);
		return true;
	}
	if (off < SMB2_HEADER_SIZE + SMB2_CREATE_REQ_SIZE - 1)
		return false;
	*out = ksmbd_rd_slice_at(rd, off, len);
	return ksmbd_rd_ok(out);
}

/**
 * smb2_create_decode() - decode a CREATE request (MS-SMB2 2.2.13)
 * @args: struct smb2_create_args, zeroed
 * @rd: the element from its header on, at StructureSize
 * @cx: negotiated facts
 *
 * Context: any.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_create_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_create_args *a = args;
	u16 name_off, name_len;
	u32 ctx_off, ctx_len;

	ksmbd_rd_skip(rd, 2);		/* StructureSize */
	ksmbd_rd_skip(rd, 1);		/* SecurityFlags: must be ignored */
	a->oplock = ksmbd_rd_u8(rd);
	a->impersonation = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 16);		/* SmbCreateFlags, Reserved */
	a->access = ksmbd_rd_le32(rd);
	a->attributes = ksmbd_rd_le32(rd);
	a->share_access = ksmbd_rd_le32(rd);
	a->disposition = ksmbd_rd_le32(rd);
	a->options = ksmbd_rd_le32(rd);
	name_off = ksmbd_rd_le16(rd);
	name_len = ksmbd_rd_le16(rd);
	ctx_off = ksmbd_rd_le32(rd);
	ctx_len = ksmbd_rd_le32(rd);
	if (!ksmbd_rd_ok(rd) || name_len % 2)
		return STATUS_INVALID_PARAMETER;
	if (!variable(rd, name_off, name_len, &a->name) ||
	    !variable(rd, ctx_off, ctx_len, &a->contexts))
		return STATUS_INVALID_PARAMETER;
	if (ctx_len && ctx_off % 8)
		return STATUS_INVALID_PARAMETER;
	if (!smb2_create_ctx_parse(&a->contexts, &a->ctx))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/**
 * smb2_create_encode() - encode the fixed part of a CREATE reply (MS-SMB2 2.2.14)
 * @res: struct smb2_create_res
 * @wr: room for SMB2_CREATE_RSP_FIXED bytes
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_create_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_create_res *r = res;

	ksmbd_wr_le16(wr, SMB2_CREATE_RSP_SIZE);
	ksmbd_wr_u8(wr, r->oplock);
	ksmbd_wr_u8(wr, 0);		/* Flags: the object itself, not a reparse point's target */
	ksmbd_wr_le32(wr, r->action);
	ksmbd_wr_le64(wr, r->create_time);
	ksmbd_wr_le64(wr, r->access_time);
	ksmbd_wr_le64(wr, r->write_time);
	ksmbd_wr_le64(wr, r->change_time);
	ksmbd_wr_le64(wr, r->alloc);
	ksmbd_wr_le64(wr, r->size);
	ksmbd_wr_le32(wr, r->attributes);
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le64(wr, r->fid.pid);
	ksmbd_wr_le64(wr, r->fid.vid);
	ksmbd_wr_le32(wr, r->ctx_off);
	ksmbd_wr_le32(wr, r->ctx_len);
}

/**
 * smb2_symlink_error_encode() - the error data of STATUS_STOPPED_ON_SYMLINK
 * @wr: room for SMB2_SYMLINK_ERROR_FIXED bytes and twice the target
 * @e: what to tell
 * @cx: negotiated facts
 *
 * Substitute and print name are the same text, one behind the other.
 *
 * Context: any.
 */
void smb2_symlink_error_encode(struct ksmbd_wr *wr, const struct smb2_symlink_error *e,
			       const struct smb2_cx *cx)
{
	u32 names = 2 * e->target_len;

	ksmbd_wr_le32(wr, SMB2_SYMLINK_ERROR_FIXED - 4 + names);	/* SymLinkLength */
	ksmbd_wr_le32(wr, 0x4C4D5953);					/* "SYML" */
	ksmbd_wr_le32(wr, 0xA000000C);					/* IO_REPARSE_TAG_SYMLINK */
	ksmbd_wr_le16(wr, 12 + names);
	ksmbd_wr_le16(wr, e->unparsed);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le16(wr, e->target_len);
	ksmbd_wr_le16(wr, e->target_len);
	ksmbd_wr_le16(wr, e->target_len);
	ksmbd_wr_le32(wr, e->relative ? 1 : 0);
	ksmbd_wr_bytes(wr, e->target, e->target_len);
	ksmbd_wr_bytes(wr, e->target, e->target_len);
}
