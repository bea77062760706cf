// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SET_INFO request and reply (MS-SMB2 2.2.39, 2.2.40) and the bodies that can
 * be set (MS-FSCC 2.4).
 *
 * Not for:  doing it (smb2/set_file.c, smb2/set_security.c).
 * Context:  pure.
 */
#include "smb2/wire/set.h"

/**
 * smb2_set_info_decode() - decode a SET_INFO request
 * @args: struct smb2_set_info_args
 * @rd: the element, positioned at its body
 * @cx: negotiated facts
 *
 * Context: pure. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER (MS-SMB2 3.3.5.21).
 */
ntstatus_t smb2_set_info_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_set_info_args *a = args;
	u32 off, len;

	ksmbd_rd_le16(rd);		/* StructureSize, checked by dispatch */
	a->type = ksmbd_rd_u8(rd);
	a->class = ksmbd_rd_u8(rd);
	len = ksmbd_rd_le32(rd);
	off = ksmbd_rd_le16(rd);
	ksmbd_rd_le16(rd);
	a->additional = ksmbd_rd_le32(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	if (len > cx->max_transact)
		return STATUS_INVALID_PARAMETER;
	if (len)
		a->data = ksmbd_rd_slice_at(rd, off, len);
	else
		ksmbd_rd_init(&a->data, rd->base, 0);
	return ksmbd_rd_ok(rd) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/**
 * smb2_set_info_encode() - the reply is a StructureSize
 * @res: none
 * @wr: the fixed part, 2 bytes
 * @cx: negotiated facts
 *
 * Context: pure.
 */
void smb2_set_info_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	ksmbd_wr_le16(wr, 2);
}

/**
 * smb2_set_basic_decode() - FileBasicInformation (MS-FSCC 2.4.7)
 * @rd: the buffer
 * @out: typed
 *
 * Context: pure. Return: false when it is too short.
 */
bool smb2_set_basic_decode(struct ksmbd_rd *rd, struct smb2_set_basic *out)
{
	out->create_time = ksmbd_rd_le64(rd);
	out->access_time = ksmbd_rd_le64(rd);
	out->write_time = ksmbd_rd_le64(rd);
	out->change_time = ksmbd_rd_le64(rd);
	out->attributes = ksmbd_rd_le32(rd);
	ksmbd_rd_le32(rd);
	return ksmbd_rd_ok(rd);
}

/**
 * smb2_set_name_decode() - FileRenameInformation, FileLinkInformation (MS-FSCC 2.4.42.2, 2.4.27.2)
 * @rd: the buffer
 * @out: typed; the name is a slice of the buffer
 *
 * Context: pure. Return: false when it is too short or the name is not there.
 */
bool smb2_set_name_decode(struct ksmbd_rd *rd, struct smb2_set_name *out)
{
	u32 len;

	out->replace = ksmbd_rd_u8(rd);
	ksmbd_rd_skip(rd, 7);
	out->root_directory = ksmbd_rd_le64(rd);
	len = ksmbd_rd_le32(rd);
	out->name = ksmbd_rd_slice(rd, len);
	return ksmbd_rd_ok(rd);
}

/* A name of @len bytes and its NUL, without another NUL inside. */
static const char *ea_name(struct ksmbd_rd *rd, u8 len)
{
	const u8 *p = ksmbd_rd_take(rd, (size_t)len + 1);

	if (!p || p[len] || memchr(p, 0, len)) {
		rd->err = true;
		return NULL;
	}
	return (const char *)p;
}

/* Moves to the entry @next bytes after @start; 0 means there is none. */
static void ea_advance(struct ksmbd_rd *rd, size_t start, u32 next)
{
	if (!next)
		ksmbd_rd_seek(rd, rd->len);
	else if (next & 3 || next < rd->pos - start || next > rd->len - start)
		rd->err = true;
	else
		ksmbd_rd_seek(rd, start + next);
}

/**
 * smb2_set_ea_next() - one entry of FileFullEaInformation (MS-FSCC 2.4.16)
 * @rd: the buffer, at an entry
 * @out: typed; name and value point into the buffer
 *
 * Context: pure. Return: true for an entry; false at the end, or malformed (the reader says).
 */
bool smb2_set_ea_next(struct ksmbd_rd *rd, struct smb2_set_ea *out)
{
	size_t start = rd->pos;
	u32 next;

	if (!ksmbd_rd_left(rd))
		return false;
	next = ksmbd_rd_le32(rd);
	out->flags = ksmbd_rd_u8(rd);
	out->name_len = ksmbd_rd_u8(rd);
	out->value_len = ksmbd_rd_le16(rd);
	out->name = ea_name(rd, out->name_len);
	out->value = ksmbd_rd_take(rd, out->value_len);
	if (!ksmbd_rd_ok(rd))
		return false;
	ea_advance(rd, start, next);
	return ksmbd_rd_ok(rd);
}

/**
 * smb2_get_ea_next() - one entry of FileGetEaInformation (MS-FSCC 2.4.16.1)
 * @rd: the buffer, at an entry
 * @name: points into the buffer
 * @name_len: its bytes
 *
 * Context: pure. Return: true for an entry; false at the end, or malformed (the reader says).
 */
bool smb2_get_ea_next(struct ksmbd_rd *rd, const char **name, u8 *name_len)
{
	size_t start = rd->pos;
	u32 next;

	if (!ksmbd_rd_left(rd))
		return false;
	next = ksmbd_rd_le32(rd);
	*name_len = ksmbd_rd_u8(rd);
	*name = ea_name(rd, *name_len);
	if (!ksmbd_rd_ok(rd))
		return false;
	ea_advance(rd, start, next);
	return ksmbd_rd_ok(rd);
}
