/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SET_INFO frame and the bodies of the file classes that can be set
 * (MS-SMB2 2.2.39, MS-FSCC 2.4).  Pure.
 */
#ifndef KSMBD_SMB2_WIRE_SET_H
#define KSMBD_SMB2_WIRE_SET_H

#include "smb2/wire/query.h"

/**
 * struct smb2_set_info_args - typed SET_INFO request
 * @fid: handle
 * @type: enum smb2_info_type
 * @class: of the type
 * @additional: SecurityInformation
 * @data: the buffer, unread
 */
struct smb2_set_info_args {
	struct smb2_fid fid;
	u8 type, class;
	u32 additional;
	struct ksmbd_rd data;
};

ntstatus_t smb2_set_info_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
void smb2_set_info_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);

/* FileBasicInformation; times as on the wire */
struct smb2_set_basic {
	u64 create_time, access_time, write_time, change_time;
	u32 attributes;
};

bool smb2_set_basic_decode(struct ksmbd_rd *rd, struct smb2_set_basic *out);

/* FileRenameInformation, FileLinkInformation */
struct smb2_set_name {
	bool replace;
	u64 root_directory;
	struct ksmbd_rd name;	/* UTF-16LE */
};

bool smb2_set_name_decode(struct ksmbd_rd *rd, struct smb2_set_name *out);

/* One entry of FileFullEaInformation; false: no more, or malformed (then rd->err). */
struct smb2_set_ea {
	u8 flags;
	u8 name_len;
	u16 value_len;
	const char *name;	/* terminated on the wire, checked */
	const u8 *value;
};

bool smb2_set_ea_next(struct ksmbd_rd *rd, struct smb2_set_ea *out);
/* One entry of FileGetEaInformation (names asked for). */
bool smb2_get_ea_next(struct ksmbd_rd *rd, const char **name, u8 *name_len);

#endif /* KSMBD_SMB2_WIRE_SET_H */
