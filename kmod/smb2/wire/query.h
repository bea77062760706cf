/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QUERY_INFO and SET_INFO frames share types and classes (MS-SMB2 2.2.37,
 * 2.2.39; MS-FSCC 2.4, 2.5).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_QUERY_H
#define KSMBD_SMB2_WIRE_QUERY_H

#include "smb2/wire/header.h"

enum smb2_info_type {
	SMB2_INFO_FILE = 1, SMB2_INFO_FILESYSTEM = 2, SMB2_INFO_SECURITY = 3, SMB2_INFO_QUOTA = 4,
};

/* file information classes */
enum smb2_file_class {
	FILE_DIRECTORY_INFO = 1, FILE_FULL_DIRECTORY_INFO = 2, FILE_BOTH_DIRECTORY_INFO = 3,
	FILE_BASIC_INFO = 4, FILE_STANDARD_INFO = 5, FILE_INTERNAL_INFO = 6, FILE_EA_INFO = 7,
	FILE_ACCESS_INFO = 8, FILE_NAME_INFO = 9, FILE_RENAME_INFO = 10, FILE_LINK_INFO = 11,
	FILE_NAMES_INFO = 12, FILE_DISPOSITION_INFO = 13, FILE_POSITION_INFO = 14,
	FILE_FULL_EA_INFO = 15, FILE_MODE_INFO = 16, FILE_ALIGNMENT_INFO = 17, FILE_ALL_INFO = 18,
	FILE_ALLOCATION_INFO = 19, FILE_END_OF_FILE_INFO = 20, FILE_ALTERNATE_NAME_INFO = 21,
	FILE_STREAM_INFO = 22, FILE_PIPE_INFO = 23, FILE_PIPE_LOCAL_INFO = 24,
	FILE_COMPRESSION_INFO = 28, FILE_NETWORK_OPEN_INFO = 34, FILE_ATTRIBUTE_TAG_INFO = 35,
	FILE_ID_BOTH_DIRECTORY_INFO = 37, FILE_ID_FULL_DIRECTORY_INFO = 38,
	FILE_VALID_DATA_LENGTH_INFO = 39, FILE_SHORT_NAME_INFO = 40,
	FILE_NORMALIZED_NAME_INFO = 48, FILE_ID_INFO = 59,
};

/* file-system information classes */
enum smb2_fs_class {
	FS_VOLUME_INFO = 1, FS_LABEL_INFO = 2, FS_SIZE_INFO = 3, FS_DEVICE_INFO = 4,
	FS_ATTRIBUTE_INFO = 5, FS_CONTROL_INFO = 6, FS_FULL_SIZE_INFO = 7, FS_OBJECT_ID_INFO = 8,
	FS_SECTOR_SIZE_INFO = 11,
};

/* QUERY_INFO flags (for EAs) */
#define SMB2_QUERY_RESTART_SCAN		0x1
#define SMB2_QUERY_RETURN_SINGLE	0x2
#define SMB2_QUERY_INDEX_SPECIFIED	0x4

/**
 * struct smb2_query_info_args - typed QUERY_INFO request
 * @fid: handle
 * @type: enum smb2_info_type
 * @class: of the type
 * @flags: SMB2_QUERY_*
 * @additional: SecurityInformation, or index of an EA
 * @room: OutputBufferLength
 * @input: input buffer, for EAs and quota
 */
struct smb2_query_info_args {
	struct smb2_fid fid;
	u8 type, class;
	u32 flags, additional, room;
	struct ksmbd_rd input;
};

/* Also the reply of QUERY_DIRECTORY and CHANGE_NOTIFY: offset and length of what follows. */
struct smb2_buffer_res {
	u32 len;
};

ntstatus_t smb2_query_info_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_buffer_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

#endif /* KSMBD_SMB2_WIRE_QUERY_H */
