/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QUERY_DIRECTORY request and directory entries (MS-SMB2 2.2.33, MS-FSCC 2.4).
 * Pure.
 */
#ifndef KSMBD_SMB2_WIRE_DIRENT_H
#define KSMBD_SMB2_WIRE_DIRENT_H

#include "smb2/wire/info_file.h"

#define SMB2_SCAN_RESTART	0x01
#define SMB2_SCAN_SINGLE	0x02
#define SMB2_SCAN_INDEX		0x04
#define SMB2_SCAN_REOPEN	0x10

/**
 * struct smb2_query_directory_args - typed QUERY_DIRECTORY request
 * @fid: handle
 * @class: enum smb2_file_class
 * @flags: SMB2_SCAN_*
 * @index: FileIndex
 * @pattern: UTF-16LE
 * @room: OutputBufferLength
 */
struct smb2_query_directory_args {
	struct smb2_fid fid;
	u8 class, flags;
	u32 index, room;
	struct ksmbd_rd pattern;
};

ntstatus_t smb2_query_directory_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);

/* Bytes before the name in an entry of @class, 0: not a directory class. */
u32 smb2_dirent_fixed(u8 class);
/* Offset of EaSize in class 37, where an extension's fields begin. */
#define SMB2_DIRENT_EA_SIZE	64
/*
 * Appends one entry (8-byte aligned, linked from @prev); its name comes from @f.  False: it does
 * not fit, nothing was written.  *prev is its offset.
 */
bool smb2_dirent_encode(struct ksmbd_wr *wr, u8 class, size_t *prev,
			const struct smb2_file_facts *f);

#endif /* KSMBD_SMB2_WIRE_DIRENT_H */
