// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_DIRECTORY request (MS-SMB2 2.2.33) and one directory entry in each
 * class (MS-FSCC 2.4.10, .14, .8, .28, .17, .18).
 *
 * Not for:  which entries there are (vfs/dir.c), the reply frame (query.c).
 * Context:  pure; says "does not fit" before it writes a byte.
 */
#include "smb2/wire/dirent.h"

#include <linux/kernel.h>
#include <linux/string.h>

/**
 * smb2_query_directory_decode() - decode a QUERY_DIRECTORY request
 * @args: struct smb2_query_directory_args
 * @rd: the element, positioned at its body
 * @cx: negotiated facts
 *
 * Context: pure. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER (MS-SMB2 3.3.5.18).
 */
ntstatus_t smb2_query_directory_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_query_directory_args *a = args;
	u32 off, len;

	ksmbd_rd_le16(rd);		/* StructureSize, checked by dispatch */
	a->class = ksmbd_rd_u8(rd);
	a->flags = ksmbd_rd_u8(rd);
	a->index = ksmbd_rd_le32(rd);
	a->fid.pid = ksmbd_rd_le64(rd);
	a->fid.vid = ksmbd_rd_le64(rd);
	off = ksmbd_rd_le16(rd);
	len = ksmbd_rd_le16(rd);
	a->room = ksmbd_rd_le32(rd);
	if (len)
		a->pattern = ksmbd_rd_slice_at(rd, off, len);
	else
		ksmbd_rd_init(&a->pattern, rd->base, 0);
	if (!ksmbd_rd_ok(rd) || len & 1 || a->room > cx->max_transact)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* A row per class: bytes before the name, and which fields it has. */
static const struct dir_class {
	u8 class;
	u8 fixed;
	bool common, ea, shortname, id;
} classes[] = {
	{ FILE_DIRECTORY_INFO, 64, true, false, false, false },
	{ FILE_FULL_DIRECTORY_INFO, 68, true, true, false, false },
	{ FILE_BOTH_DIRECTORY_INFO, 94, true, true, true, false },
	{ FILE_NAMES_INFO, 12, false, false, false, false },
	{ FILE_ID_BOTH_DIRECTORY_INFO, 104, true, true, true, true },
	{ FILE_ID_FULL_DIRECTORY_INFO, 80, true, true, false, true },
};

static const struct dir_class *class_row(u8 class)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (classes[i].class == class)
			return &classes[i];
	return NULL;
}

/**
 * smb2_dirent_fixed() - bytes before the name
 * @class: enum smb2_file_class
 *
 * Context: pure. Return: bytes, 0 when it is no class of directory entries.
 */
u32 smb2_dirent_fixed(u8 class)
{
	const struct dir_class *c = class_row(class);

	return c ? c->fixed : 0;
}

static void put_common(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->create_time);
	ksmbd_wr_le64(wr, f->access_time);
	ksmbd_wr_le64(wr, f->write_time);
	ksmbd_wr_le64(wr, f->change_time);
	ksmbd_wr_le64(wr, f->size);
	ksmbd_wr_le64(wr, f->alloc);
	ksmbd_wr_le32(wr, f->attributes);
}

static void put_short_name(struct ksmbd_wr *wr, const char *name)
{
	size_t len = strlen(name), i;

	ksmbd_wr_u8(wr, 2 * len);
	ksmbd_wr_u8(wr, 0);
	for (i = 0; i < len; i++)
		ksmbd_wr_le16(wr, name[i]);
	ksmbd_wr_zero(wr, 24 - 2 * len);
}

/**
 * smb2_dirent_encode() - append one entry
 * @wr: the reply's payload
 * @class: enum smb2_file_class, one that smb2_dirent_fixed() knows
 * @prev: offset of the entry before (~0: none); becomes this one's
 * @f: facts, with the name
 *
 * Context: pure. Return: false when it does not fit; then nothing was written.
 */
bool smb2_dirent_encode(struct ksmbd_wr *wr, u8 class, size_t *prev,
			const struct smb2_file_facts *f)
{
	const struct dir_class *c = class_row(class);
	size_t start = ALIGN(wr->pos, 8);

	if (!c || start > wr->room || wr->room - start < (size_t)c->fixed + f->name_len)
		return false;
	ksmbd_wr_align(wr, 8);
	if (*prev != (size_t)-1)
		ksmbd_wr_le32_at(wr, *prev, start - *prev);
	*prev = start;
	ksmbd_wr_le32(wr, 0);		/* NextEntryOffset */
	ksmbd_wr_le32(wr, 0);		/* FileIndex: never meaningful here */
	if (c->common)
		put_common(wr, f);
	ksmbd_wr_le32(wr, f->name_len);
	if (c->ea)
		ksmbd_wr_le32(wr, f->reparse_tag ?: f->ea_size);
	if (c->shortname)
		put_short_name(wr, f->short_name);
	if (c->id) {
		ksmbd_wr_zero(wr, c->shortname ? 2 : 4);
		ksmbd_wr_le64(wr, f->file_id);
	}
	ksmbd_wr_bytes(wr, f->name, f->name_len);
	return true;
}
