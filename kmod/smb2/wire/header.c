// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The 64-byte SMB2 header, the transform header, the error body, and how many
 * bytes a request is about (MS-SMB2 2.2.1, 2.2.2, 2.2.41, 3.3.5.2.5).
 *
 * Not for walking the elements of a compound (smb2/compound.c), nor for
 * deciding whether a header may be there at all (smb2/gate.c).
 *
 * Called by the engine for each element, in any context.  Pure: no locks, no
 * allocation; the same file builds in the fuzzers.
 */
#include "smb2/wire/header.h"

#include <linux/errno.h>
#include <linux/kernel.h>

#define MAGIC_SMB1		0x424D53FFu	/* as a little-endian word: \xFFSMB */
#define MAGIC_SMB2		0x424D53FEu
#define MAGIC_TRANSFORM		0x424D53FDu
#define MAGIC_COMPRESSED	0x424D53FCu

/**
 * smb2_magic_of() - what kind of frame is this?
 * @buf: first bytes of the frame
 * @len: how many there are
 *
 * Context: any.
 * Return: the kind, SMB2_MAGIC_NONE for none of ours or too short.
 */
enum smb2_magic smb2_magic_of(const void *buf, size_t len)
{
	if (len < 4)
		return SMB2_MAGIC_NONE;
	switch (get_unaligned_le32(buf)) {
	case MAGIC_SMB1:
		return SMB2_MAGIC_SMB1;
	case MAGIC_SMB2:
		return SMB2_MAGIC_SMB2;
	case MAGIC_TRANSFORM:
		return SMB2_MAGIC_TRANSFORM;
	case MAGIC_COMPRESSED:
		return SMB2_MAGIC_COMPRESSED;
	default:
		return SMB2_MAGIC_NONE;
	}
}

/**
 * smb2_header_decode() - read one header (MS-SMB2 2.2.1)
 * @rd: at the header; behind it afterwards
 * @h: filled in
 *
 * Context: any.
 * Return: 0; -EINVAL too short, not \xFESMB, or StructureSize not 64.
 */
int smb2_header_decode(struct ksmbd_rd *rd, struct smb2_header *h)
{
	u32 magic = ksmbd_rd_le32(rd);
	u16 size = ksmbd_rd_le16(rd);

	h->credit_charge = ksmbd_rd_le16(rd);
	h->status = ksmbd_rd_le32(rd);
	h->command = ksmbd_rd_le16(rd);
	h->credits = ksmbd_rd_le16(rd);
	h->flags = ksmbd_rd_le32(rd);
	h->next = ksmbd_rd_le32(rd);
	h->message_id = ksmbd_rd_le64(rd);
	h->async_id = 0;
	h->process_id = 0;
	h->tree_id = 0;
	if (h->flags & SMB2_FLAGS_ASYNC) {
		h->async_id = ksmbd_rd_le64(rd);
	} else {
		h->process_id = ksmbd_rd_le32(rd);
		h->tree_id = ksmbd_rd_le32(rd);
	}
	h->session_id = ksmbd_rd_le64(rd);
	ksmbd_rd_bytes(rd, h->signature, sizeof(h->signature));
	if (!ksmbd_rd_ok(rd) || magic != MAGIC_SMB2 || size != SMB2_HEADER_SIZE)
		return -EINVAL;
	return 0;
}

/**
 * smb2_header_encode() - write one header (MS-SMB2 2.2.1)
 * @wr: 64 bytes are written
 * @h: what to write
 *
 * Context: any.
 */
void smb2_header_encode(struct ksmbd_wr *wr, const struct smb2_header *h)
{
	ksmbd_wr_le32(wr, MAGIC_SMB2);
	ksmbd_wr_le16(wr, SMB2_HEADER_SIZE);
	ksmbd_wr_le16(wr, h->credit_charge);
	ksmbd_wr_le32(wr, h->status);
	ksmbd_wr_le16(wr, h->command);
	ksmbd_wr_le16(wr, h->credits);
	ksmbd_wr_le32(wr, h->flags);
	ksmbd_wr_le32(wr, h->next);
	ksmbd_wr_le64(wr, h->message_id);
	if (h->flags & SMB2_FLAGS_ASYNC) {
		ksmbd_wr_le64(wr, h->async_id);
	} else {
		ksmbd_wr_le32(wr, h->process_id);
		ksmbd_wr_le32(wr, h->tree_id);
	}
	ksmbd_wr_le64(wr, h->session_id);
	ksmbd_wr_bytes(wr, h->signature, sizeof(h->signature));
}

/**
 * smb2_transform_decode() - read a transform header (MS-SMB2 2.2.41)
 * @rd: at the header; behind it afterwards
 * @t: filled in
 *
 * Context: any.
 * Return: 0; -EINVAL too short or not \xFDSMB.
 */
int smb2_transform_decode(struct ksmbd_rd *rd, struct smb2_transform *t)
{
	u32 magic = ksmbd_rd_le32(rd);

	ksmbd_rd_bytes(rd, t->signature, sizeof(t->signature));
	ksmbd_rd_bytes(rd, t->nonce, sizeof(t->nonce));
	t->original_size = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 2);
	t->flags = ksmbd_rd_le16(rd);
	t->session_id = ksmbd_rd_le64(rd);
	return ksmbd_rd_ok(rd) && magic == MAGIC_TRANSFORM ? 0 : -EINVAL;
}

/**
 * smb2_transform_encode() - write a transform header (MS-SMB2 2.2.41)
 * @wr: 52 bytes are written
 * @t: what to write
 *
 * Context: any.
 */
void smb2_transform_encode(struct ksmbd_wr *wr, const struct smb2_transform *t)
{
	ksmbd_wr_le32(wr, MAGIC_TRANSFORM);
	ksmbd_wr_bytes(wr, t->signature, sizeof(t->signature));
	ksmbd_wr_bytes(wr, t->nonce, sizeof(t->nonce));
	ksmbd_wr_le32(wr, t->original_size);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le16(wr, t->flags);
	ksmbd_wr_le64(wr, t->session_id);
}

/**
 * smb2_error_encode() - the body of an error reply (MS-SMB2 2.2.2)
 * @wr: 9 bytes are written, or 8 and the data, from 3.1.1 on with 8 more around it
 * @data: error data, or NULL
 * @len: bytes of it
 * @cx: negotiated facts
 *
 * From 3.1.1 on error data is a list of contexts (MS-SMB2 2.2.2.1); ours is one, of the kind
 * SMB2_ERROR_ID_DEFAULT, which stands for what the data of older dialects is.
 *
 * Context: any.
 */
void smb2_error_encode(struct ksmbd_wr *wr, const void *data, size_t len,
		       const struct smb2_cx *cx)
{
	bool context = data && len && cx->dialect >= SMB2_DIALECT_311;

	ksmbd_wr_le16(wr, 9);
	ksmbd_wr_u8(wr, context);	/* ErrorContextCount */
	ksmbd_wr_u8(wr, 0);
	if (data && len) {
		ksmbd_wr_le32(wr, context ? len + SMB2_ERROR_CONTEXT_FIXED : len);
		if (context) {
			ksmbd_wr_le32(wr, len);
			ksmbd_wr_le32(wr, 0);
		}
		ksmbd_wr_bytes(wr, data, len);
	} else {
		ksmbd_wr_le32(wr, 0);
		ksmbd_wr_u8(wr, 0);
	}
}

static u32 add_sat(u32 a, u32 b)
{
	return a > U32_MAX - b ? U32_MAX : a + b;
}

/**
 * smb2_payload_size() - what a request's credits must pay for (MS-SMB2 3.3.5.2.5)
 * @command: of the request
 * @body: at the StructureSize; moves
 *
 * A body too short for the fields counts as nothing: its decoder will refuse it.
 *
 * Context: any.
 * Return: bytes carried or asked for, whichever is more.
 */
u32 smb2_payload_size(u16 command, struct ksmbd_rd *body)
{
	u32 in = 0, out = 0, ctx_in, ctx_out;

	switch (command) {
	case SMB2_READ:
	case SMB2_WRITE:
	case SMB2_CHANGE_NOTIFY:
	case SMB2_SET_INFO:
		ksmbd_rd_skip(body, 4);
		in = ksmbd_rd_le32(body);
		break;
	case SMB2_QUERY_INFO:
		ksmbd_rd_skip(body, 4);
		out = ksmbd_rd_le32(body);
		ksmbd_rd_skip(body, 4);
		in = ksmbd_rd_le32(body);
		break;
	case SMB2_QUERY_DIRECTORY:
		ksmbd_rd_skip(body, 28);
		out = ksmbd_rd_le32(body);
		break;
	case SMB2_IOCTL:
		ksmbd_rd_skip(body, 28);
		in = ksmbd_rd_le32(body);
		ctx_in = ksmbd_rd_le32(body);
		ksmbd_rd_skip(body, 4);
		ctx_out = ksmbd_rd_le32(body);
		in = add_sat(in, ctx_out);
		out = add_sat(ctx_in, ksmbd_rd_le32(body));
		break;
	default:
		return 0;
	}
	return ksmbd_rd_ok(body) ? max(in, out) : 0;
}
