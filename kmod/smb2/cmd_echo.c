// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ECHO: are you there? (MS-SMB2 3.3.5.17).  Needs no session; signed when the
 * request was.
 *
 * Called by dispatch.c; no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/session.h"

static ntstatus_t echo_execute(struct smb2_req *req)
{
	return STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_echo = {
	.name		= "ECHO",
	.req_size	= SMB2_EMPTY_SIZE,
	.rsp_fixed	= SMB2_EMPTY_SIZE,
	.decode		= smb2_empty_decode,
	.encode		= smb2_empty_encode,
	.execute	= echo_execute,
};
