// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SET_INFO (MS-SMB2 3.3.5.21): picks the type.
 *
 * Not for:  what a class does (set_file.c, set_rename.c, set_security.c).
 * Called:   by dispatch; session, tree and open are bound.
 */
#include "smb2/info.h"

#include "smb2/wire/set.h"

static ntstatus_t set_info_execute(struct smb2_req *req)
{
	const struct smb2_set_info_args *a = smb2_args(req, struct smb2_set_info_args);

	switch (a->type) {
	case SMB2_INFO_FILE:
		return smb2_set_file(req);
	case SMB2_INFO_SECURITY:
		return smb2_set_security(req);
	case SMB2_INFO_FILESYSTEM:
		return a->class == FS_CONTROL_INFO || a->class == FS_OBJECT_ID_INFO ?
		       STATUS_NOT_SUPPORTED : STATUS_INVALID_INFO_CLASS;
	case SMB2_INFO_QUOTA:
		return STATUS_NOT_SUPPORTED;
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

const struct smb2_command smb2_cmd_set_info = {
	.name = "SET_INFO",
	.req_size = 33,
	.rsp_fixed = 2,
	.args_size = sizeof(struct smb2_set_info_args),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN | SMB2_CHANGES,
	.decode = smb2_set_info_decode,
	.encode = smb2_set_info_encode,
	.execute = set_info_execute,
};
