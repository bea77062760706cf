// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * File information classes, typed facts to bytes (MS-FSCC 2.4).
 *
 * Not for:  gathering the facts (smb2/query_file.c).
 * Context:  pure; the writer knows the room.
 */
#include "smb2/wire/info_file.h"

#include <linux/kernel.h>
#include "util/access.h"

static void put_times(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->create_time);
	ksmbd_wr_le64(wr, f->access_time);
	ksmbd_wr_le64(wr, f->write_time);
	ksmbd_wr_le64(wr, f->change_time);
}

static void put_basic(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	put_times(wr, f);
	ksmbd_wr_le32(wr, f->attributes);
	ksmbd_wr_le32(wr, 0);
}

static void put_standard(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->alloc);
	ksmbd_wr_le64(wr, f->size);
	ksmbd_wr_le32(wr, f->nlink);
	ksmbd_wr_u8(wr, f->delete_pending);
	ksmbd_wr_u8(wr, f->directory);
	ksmbd_wr_le16(wr, 0);
}

static void put_name(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, f->name_len);
	ksmbd_wr_bytes(wr, f->name, f->name_len);
}

static void put_internal(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->file_id);
}

static void put_ea(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, f->ea_size);
}

static void put_access(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, f->access);
}

static void put_position(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->position);
}

static void put_mode(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, f->mode);
}

static void put_alignment(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, 0);		/* FILE_BYTE_ALIGNMENT */
}

static void put_all(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	put_basic(wr, f);
	put_standard(wr, f);
	put_internal(wr, f);
	put_ea(wr, f);
	put_access(wr, f);
	put_position(wr, f);
	put_mode(wr, f);
	put_alignment(wr, f);
	put_name(wr, f);
}

static void put_compression(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->size);
	ksmbd_wr_zero(wr, 8);		/* COMPRESSION_FORMAT_NONE, shifts, reserved */
}

static void put_network_open(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	put_times(wr, f);
	ksmbd_wr_le64(wr, f->alloc);
	ksmbd_wr_le64(wr, f->size);
	ksmbd_wr_le32(wr, f->attributes);
	ksmbd_wr_le32(wr, 0);
}

static void put_attribute_tag(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, f->attributes);
	ksmbd_wr_le32(wr, f->reparse_tag);
}

static void put_id(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le64(wr, f->volume);
	ksmbd_wr_le64(wr, f->file_id);
	ksmbd_wr_le64(wr, 0);
}

static void put_pipe(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, 1);		/* FILE_PIPE_MESSAGE_MODE */
	ksmbd_wr_le32(wr, 0);
}

static void put_pipe_local(struct ksmbd_wr *wr, const struct smb2_file_facts *f)
{
	ksmbd_wr_le32(wr, 1);		/* message type */
	ksmbd_wr_le32(wr, 2);		/* full duplex */
	ksmbd_wr_le32(wr, 0xFFFFFFFF);	/* instances, no limit */
	ksmbd_wr_le32(wr, 1);
	ksmbd_wr_zero(wr, 16);		/* quotas and data available */
	ksmbd_wr_le32(wr, 3);		/* connected */
	ksmbd_wr_le32(wr, 1);		/* server end */
}

/*
 * A row per class: bytes that must fit (the C struct of MS-FSCC with its padding), right
 * needed, encoder (NULL for lists: streams, EAs).
 */
static const struct file_class {
	u8 class;
	u8 fixed;
	u32 access;
	void (*put)(struct ksmbd_wr *wr, const struct smb2_file_facts *f);
} classes[] = {
	{ FILE_BASIC_INFO, 40, KSMBD_FILE_READ_ATTRIBUTES, put_basic },
	{ FILE_STANDARD_INFO, 24, 0, put_standard },
	{ FILE_INTERNAL_INFO, 8, 0, put_internal },
	{ FILE_EA_INFO, 4, 0, put_ea },
	{ FILE_ACCESS_INFO, 4, 0, put_access },
	{ FILE_NAME_INFO, 8, 0, put_name },
	{ FILE_POSITION_INFO, 8, 0, put_position },
	{ FILE_FULL_EA_INFO, 0, KSMBD_FILE_READ_EA, NULL },
	{ FILE_MODE_INFO, 4, 0, put_mode },
	{ FILE_ALIGNMENT_INFO, 4, 0, put_alignment },
	{ FILE_ALL_INFO, 104, KSMBD_FILE_READ_ATTRIBUTES, put_all },
	{ FILE_ALTERNATE_NAME_INFO, 8, 0, put_name },
	{ FILE_STREAM_INFO, 32, 0, NULL },
	{ FILE_PIPE_INFO, 8, 0, put_pipe },
	{ FILE_PIPE_LOCAL_INFO, 40, 0, put_pipe_local },
	{ FILE_COMPRESSION_INFO, 16, 0, put_compression },
	{ FILE_NETWORK_OPEN_INFO, 56, KSMBD_FILE_READ_ATTRIBUTES, put_network_open },
	{ FILE_ATTRIBUTE_TAG_INFO, 8, KSMBD_FILE_READ_ATTRIBUTES, put_attribute_tag },
	{ FILE_NORMALIZED_NAME_INFO, 8, 0, put_name },
	{ FILE_ID_INFO, 24, 0, put_id },
};

static const struct file_class *class_row(u8 class)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (classes[i].class == class)
			return &classes[i];
	return NULL;
}

/**
 * smb2_file_class_fixed() - bytes a client must give at least for @class
 * @class: enum smb2_file_class
 *
 * Context: pure. Return: bytes; 0 for lists whose first entry decides, and for unknown classes.
 */
u32 smb2_file_class_fixed(u8 class)
{
	const struct file_class *c = class_row(class);

	return c ? c->fixed : 0;
}

/**
 * smb2_file_class_access() - right needed to query @class
 * @class: enum smb2_file_class
 *
 * Context: pure. Return: KSMBD_FILE_* bits or 0.
 */
u32 smb2_file_class_access(u8 class)
{
	const struct file_class *c = class_row(class);

	return c ? c->access : 0;
}

/**
 * smb2_file_info_encode() - encode one class whole
 * @wr: room
 * @class: enum smb2_file_class
 * @f: gathered facts
 *
 * Context: pure. Return: false when it is no class with an encoder.
 */
bool smb2_file_info_encode(struct ksmbd_wr *wr, u8 class, const struct smb2_file_facts *f)
{
	const struct file_class *c = class_row(class);

	if (!c || !c->put)
		return false;
	c->put(wr, f);
	return true;
}

/* Links the entry before to this one, which begins aligned; false: no room. */
static bool chain_entry(struct ksmbd_wr *wr, size_t *prev, size_t align)
{
	if (*prev == (size_t)-1)
		return true;
	ksmbd_wr_align(wr, align);
	ksmbd_wr_le32_at(wr, *prev, wr->pos - *prev);
	return ksmbd_wr_ok(wr);
}

/**
 * smb2_stream_entry_encode() - one entry of FileStreamInformation (MS-FSCC 2.4.49)
 * @wr: room
 * @prev: offset of the entry before (~0: none); updated
 * @name: ":name:$DATA" in UTF-16LE
 * @name_len: its bytes
 * @size: end of file
 * @alloc: allocation
 *
 * Context: pure. Return: false when it does not fit; then nothing was written.
 */
bool smb2_stream_entry_encode(struct ksmbd_wr *wr, size_t *prev, const u8 *name, u32 name_len,
			      u64 size, u64 alloc)
{
	size_t start = ALIGN(wr->pos, 8);

	if (start > wr->room || wr->room - start < 24 + (size_t)name_len ||
	    !chain_entry(wr, prev, 8))
		return false;
	*prev = wr->pos;
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le32(wr, name_len);
	ksmbd_wr_le64(wr, size);
	ksmbd_wr_le64(wr, alloc);
	ksmbd_wr_bytes(wr, name, name_len);
	return true;
}

/**
 * smb2_ea_entry_encode() - one entry of FileFullEaInformation (MS-FSCC 2.4.16)
 * @wr: room
 * @prev: offset of the entry before (~0: none); updated
 * @flags: FILE_NEED_EA
 * @name: EA name
 * @name_len: its bytes, without NUL
 * @value: bytes
 * @value_len: how many
 *
 * Context: pure. Return: false when it does not fit; then nothing was written.
 */
bool smb2_ea_entry_encode(struct ksmbd_wr *wr, size_t *prev, u8 flags, const char *name,
			  u8 name_len, const void *value, u16 value_len)
{
	size_t start = ALIGN(wr->pos, 4);

	if (start > wr->room || wr->room - start < (size_t)8 + name_len + 1 + value_len ||
	    !chain_entry(wr, prev, 4))
		return false;
	*prev = wr->pos;
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_u8(wr, flags);
	ksmbd_wr_u8(wr, name_len);
	ksmbd_wr_le16(wr, value_len);
	ksmbd_wr_bytes(wr, name, name_len);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_bytes(wr, value, value_len);
	return true;
}
