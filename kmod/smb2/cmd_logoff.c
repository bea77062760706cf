// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LOGOFF: the session ends, on all its channels (MS-SMB2 3.3.5.6).
 *
 * Ending it is state/sess.c's work: opens closed, trees dropped, parked
 * requests claimed.  The reply is still signed or sealed with the session's
 * keys, which live as long as this request refers to it.
 *
 * Called by dispatch.c in a worker; no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/session.h"

static ntstatus_t logoff_execute(struct smb2_req *req)
{
	ksmbd_sess_end(req->sess);
	return STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_logoff = {
	.name		= "LOGOFF",
	.req_size	= SMB2_EMPTY_SIZE,
	.rsp_fixed	= SMB2_EMPTY_SIZE,
	.needs		= SMB2_NEEDS_SESSION,
	.decode		= smb2_empty_decode,
	.encode		= smb2_empty_encode,
	.execute	= logoff_execute,
};
