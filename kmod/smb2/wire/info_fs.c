// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * File-system information classes, typed facts to bytes (MS-FSCC 2.5).
 *
 * Not for:  gathering the facts (smb2/query_fs.c).
 * Context:  pure; the writer knows the room.
 */
#include "smb2/wire/info_fs.h"

#include <linux/kernel.h>

static void put_volume(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le64(wr, f->create_time);
	ksmbd_wr_le32(wr, f->serial);
	ksmbd_wr_le32(wr, f->label_len);
	ksmbd_wr_u8(wr, 0);		/* no object-oriented file system */
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_bytes(wr, f->label, f->label_len);
}

static void put_units(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le32(wr, f->unit / f->sector);
	ksmbd_wr_le32(wr, f->sector);
}

static void put_size(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le64(wr, f->total);
	ksmbd_wr_le64(wr, f->avail);
	put_units(wr, f);
}

static void put_device(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le32(wr, 7);		/* FILE_DEVICE_DISK */
	ksmbd_wr_le32(wr, 0x20 | (f->readonly ? 0x2 : 0));	/* mounted, read-only */
}

static void put_attribute(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le32(wr, f->attributes);
	ksmbd_wr_le32(wr, f->name_max);
	ksmbd_wr_le32(wr, f->fs_name_len);
	ksmbd_wr_bytes(wr, f->fs_name, f->fs_name_len);
}

static void put_control(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_zero(wr, 24);		/* content indexing limits: none */
	ksmbd_wr_le64(wr, ~0ull);	/* default quota threshold and limit: none */
	ksmbd_wr_le64(wr, ~0ull);
	ksmbd_wr_zero(wr, 8);		/* quotas off; padding */
}

static void put_full_size(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le64(wr, f->total);
	ksmbd_wr_le64(wr, f->avail);
	ksmbd_wr_le64(wr, f->free);
	put_units(wr, f);
}

static void put_object_id(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_bytes(wr, f->object_id, sizeof(f->object_id));
	ksmbd_wr_zero(wr, 48);
}

static void put_sector_size(struct ksmbd_wr *wr, const struct smb2_fs_facts *f)
{
	ksmbd_wr_le32(wr, f->sector);	/* logical */
	ksmbd_wr_le32(wr, f->unit);	/* physical, for atomicity, for performance */
	ksmbd_wr_le32(wr, f->unit);
	ksmbd_wr_le32(wr, f->unit);
	ksmbd_wr_le32(wr, 0x3);		/* aligned device, partition aligned on it */
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le32(wr, 0);
}

static const struct fs_class {
	u8 class;
	u8 fixed;
	void (*put)(struct ksmbd_wr *wr, const struct smb2_fs_facts *f);
} classes[] = {
	{ FS_VOLUME_INFO, 24, put_volume },
	{ FS_SIZE_INFO, 24, put_size },
	{ FS_DEVICE_INFO, 8, put_device },
	{ FS_ATTRIBUTE_INFO, 16, put_attribute },
	{ FS_CONTROL_INFO, 48, put_control },
	{ FS_FULL_SIZE_INFO, 32, put_full_size },
	{ FS_OBJECT_ID_INFO, 64, put_object_id },
	{ FS_SECTOR_SIZE_INFO, 28, put_sector_size },
};

/**
 * smb2_fs_class_fixed() - bytes a client must give at least for @class
 * @class: enum smb2_fs_class
 *
 * Context: pure. Return: bytes, 0 for an unknown class.
 */
u32 smb2_fs_class_fixed(u8 class)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (classes[i].class == class)
			return classes[i].fixed;
	return 0;
}

/**
 * smb2_fs_info_encode() - encode one class whole
 * @wr: room
 * @class: enum smb2_fs_class
 * @f: gathered facts
 *
 * Context: pure. Return: false for an unknown class.
 */
bool smb2_fs_info_encode(struct ksmbd_wr *wr, u8 class, const struct smb2_fs_facts *f)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (classes[i].class == class) {
			classes[i].put(wr, f);
			return true;
		}
	}
	return false;
}
