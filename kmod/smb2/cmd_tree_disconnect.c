// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TREE_DISCONNECT: the tree and its opens go (MS-SMB2 3.3.5.8).
 *
 * Called by dispatch.c in a worker; no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/session.h"

static ntstatus_t tree_disconnect_execute(struct smb2_req *req)
{
	/* False: another request was faster, and this one found the tree just before it went. */
	if (!ksmbd_tree_end(req->sess, req->tree))
		return STATUS_NETWORK_NAME_DELETED;
	return STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_tree_disconnect = {
	.name		= "TREE_DISCONNECT",
	.req_size	= SMB2_EMPTY_SIZE,
	.rsp_fixed	= SMB2_EMPTY_SIZE,
	.needs		= SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE,
	.decode		= smb2_empty_decode,
	.encode		= smb2_empty_encode,
	.execute	= tree_disconnect_execute,
};
