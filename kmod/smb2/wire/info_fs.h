/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * File-system information classes, encoded (MS-FSCC 2.5).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_INFO_FS_H
#define KSMBD_SMB2_WIRE_INFO_FS_H

#include "smb2/wire/query.h"

/* FileSystemAttributes (MS-FSCC 2.5.1) */
#define FS_CASE_SENSITIVE_SEARCH	0x00000001
#define FS_CASE_PRESERVED_NAMES		0x00000002
#define FS_UNICODE_ON_DISK		0x00000004
#define FS_PERSISTENT_ACLS		0x00000008
#define FS_SUPPORTS_SPARSE_FILES	0x00000040
#define FS_SUPPORTS_REPARSE_POINTS	0x00000080
#define FS_SUPPORTS_OBJECT_IDS		0x00010000
#define FS_NAMED_STREAMS		0x00040000
#define FS_READ_ONLY_VOLUME		0x00080000
#define FS_SUPPORTS_HARD_LINKS		0x00400000
#define FS_SUPPORTS_EXTENDED_ATTRIBUTES	0x00800000
#define FS_SUPPORTS_BLOCK_REFCOUNTING	0x08000000

/*
 * struct smb2_fs_facts - everything a class may want
 *
 * @total, @free, @avail count units of @unit bytes made of sectors of @sector bytes.  Names are
 * UTF-16LE.
 */
struct smb2_fs_facts {
	u64 create_time, serial;
	u64 total, free, avail;
	u32 unit, sector;
	u32 attributes, name_max;
	bool readonly;
	const u8 *label, *fs_name;
	u32 label_len, fs_name_len;
	u8 object_id[16];
};

/* Fixed bytes of a class with padding, 0: unknown class. */
u32 smb2_fs_class_fixed(u8 class);
bool smb2_fs_info_encode(struct ksmbd_wr *wr, u8 class, const struct smb2_fs_facts *f);

#endif /* KSMBD_SMB2_WIRE_INFO_FS_H */
