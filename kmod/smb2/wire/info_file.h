/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * File information classes, encoded (MS-FSCC 2.4).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_INFO_FILE_H
#define KSMBD_SMB2_WIRE_INFO_FILE_H

#include "smb2/wire/query.h"

/*
 * struct smb2_file_facts - everything a class may want, gathered before
 *
 * Times are NT times; @name is UTF-16LE; @short_name is ASCII, empty when there is none to tell.
 */
struct smb2_file_facts {
	u64 create_time, access_time, write_time, change_time;
	u64 size, alloc;
	u32 attributes, reparse_tag;
	u32 nlink;
	u64 file_id, volume;
	u32 ea_size, access, mode;
	u64 position;
	bool delete_pending, directory;
	const u8 *name;
	u32 name_len;
	char short_name[13];
};

/* Size of the fixed part of a class as Windows counts it (padded), 0: not a class of ours. */
u32 smb2_file_class_fixed(u8 class);
/* Right needed to ask, KSMBD_FILE_* bits, 0: none. */
u32 smb2_file_class_access(u8 class);
/* Encodes @class whole; false: not a class this function knows. */
bool smb2_file_info_encode(struct ksmbd_wr *wr, u8 class, const struct smb2_file_facts *f);

/* FileStreamInformation, entry by entry: @prev is the offset of the entry before, or ~0. */
bool smb2_stream_entry_encode(struct ksmbd_wr *wr, size_t *prev, const u8 *name, u32 name_len,
			      u64 size, u64 alloc);
/* FileFullEaInformation, entry by entry. */
bool smb2_ea_entry_encode(struct ksmbd_wr *wr, size_t *prev, u8 flags, const char *name,
			  u8 name_len, const void *value, u16 value_len);

#endif /* KSMBD_SMB2_WIRE_INFO_FILE_H */
