// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Codecs of the small commands around sessions and trees: SESSION_SETUP,
 * TREE_CONNECT, and LOGOFF, TREE_DISCONNECT, ECHO, CANCEL, which carry nothing
 * (MS-SMB2 2.2.5 to 2.2.12, 2.2.28 to 2.2.30).
 *
 * Not for what is inside a security blob (crypto/) nor for what a share name
 * is (smb2/cmd_tree_connect.c).
 *
 * Called by smb2/dispatch.c through the command table.  Pure.
 */
#include "smb2/wire/session.h"

#include <linux/kernel.h>

/**
 * smb2_session_setup_decode() - read a SESSION_SETUP request (MS-SMB2 2.2.5)
 * @args: struct smb2_session_setup_args
 * @rd: element, at the body
 * @cx: negotiated facts
 *
 * Context: any. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_session_setup_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_session_setup_args *a = args;
	u16 off, len;

	ksmbd_rd_skip(rd, 2);
	a->flags = ksmbd_rd_u8(rd);
	a->security_mode = ksmbd_rd_u8(rd);
	a->capabilities = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 4);
	off = ksmbd_rd_le16(rd);
	len = ksmbd_rd_le16(rd);
	a->previous = ksmbd_rd_le64(rd);
	if (len && off < ksmbd_rd_pos(rd))
		return STATUS_INVALID_PARAMETER;
	a->blob = ksmbd_rd_slice_at(rd, len ? off : 0, len);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_session_setup_encode() - write the fixed part of a SESSION_SETUP reply (MS-SMB2 2.2.6)
 * @res: struct smb2_session_setup_res
 * @wr: SMB2_SESSION_SETUP_RSP_FIXED bytes are written
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_session_setup_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_session_setup_res *r = res;

	ksmbd_wr_le16(wr, 9);
	ksmbd_wr_le16(wr, r->flags);
	ksmbd_wr_le16(wr, SMB2_HEADER_SIZE + SMB2_SESSION_SETUP_RSP_FIXED);
	ksmbd_wr_le16(wr, r->blob_len);
}

/**
 * smb2_tree_connect_decode() - read a TREE_CONNECT request (MS-SMB2 2.2.9)
 * @args: struct smb2_tree_connect_args
 * @rd: element, at the body
 * @cx: negotiated facts
 *
 * PathOffset counts from the header whether or not the 3.1.1 extension stands between; the
 * extension itself (2.2.9.1) is skipped, as it may be.
 *
 * Context: any. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_tree_connect_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_tree_connect_args *a = args;
	u16 off, len;

	ksmbd_rd_skip(rd, 2);
	a->flags = ksmbd_rd_le16(rd);
	off = ksmbd_rd_le16(rd);
	len = ksmbd_rd_le16(rd);
	if (!len || len % 2 || off < ksmbd_rd_pos(rd))
		return STATUS_INVALID_PARAMETER;
	a->path = ksmbd_rd_slice_at(rd, off, len);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_tree_connect_encode() - write a TREE_CONNECT reply (MS-SMB2 2.2.10)
 * @res: struct smb2_tree_connect_res
 * @wr: SMB2_TREE_CONNECT_RSP_FIXED bytes are written
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_tree_connect_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_tree_connect_res *r = res;

	ksmbd_wr_le16(wr, 16);
	ksmbd_wr_u8(wr, r->type);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_le32(wr, r->flags);
	ksmbd_wr_le32(wr, r->capabilities);
	ksmbd_wr_le32(wr, r->max_access);
}

/**
 * smb2_empty_decode() - read a request that has only its StructureSize
 * @args: nothing
 * @rd: element, at the body
 * @cx: negotiated facts
 *
 * Context: any. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_empty_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	ksmbd_rd_skip(rd, SMB2_EMPTY_SIZE);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_empty_encode() - write a reply that has only its StructureSize
 * @res: nothing
 * @wr: SMB2_EMPTY_SIZE bytes are written
 * @cx: negotiated facts
 *
 * Context: any.
 */
void smb2_empty_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	ksmbd_wr_le16(wr, SMB2_EMPTY_SIZE);
	ksmbd_wr_le16(wr, 0);
}
