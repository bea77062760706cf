// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CANCEL: the client no longer waits for a request (MS-SMB2 3.3.5.16).
 *
 * It has no reply, uses no message id, and must not wait behind what it is to
 * cancel; so frame.c hands it here before anything is queued, in order of
 * arrival.  Finding the request is async.c's work.  The row at the end exists
 * for its name and sizes: no CANCEL gets as far as dispatch.c.
 *
 * Called in the connection's reader, or in a worker for encrypted frames.
 * No locks held.
 */
#include "smb2/engine.h"
#include "smb2/wire/session.h"

/* A session that signs is asked to sign its CANCELs; the others are taken at their word. */
static bool may_cancel(const struct smb2_req *req, const struct smb2_header *hdr,
		       size_t off, size_t len)
{
	struct ksmbd_chan *chan = ksmbd_chan_lookup(req->work.conn, hdr->session_id);
	bool ok = false;

	if (!chan)
		return false;
	if (smb2_chan_ready(chan)) {
		if (req->sealed)
			ok = hdr->session_id == req->sealed_sess_id;
		else if (chan->sign && hdr->flags & SMB2_FLAGS_SIGNED)
			ok = smb2_signature_ok(chan->sign, hdr, req->in.data + off, len);
		else
			ok = !chan->sess->signing_required && !chan->sess->encrypt;
	}
	ksmbd_chan_put(chan);
	return ok;
}

/**
 * smb2_cancel_run() - act on a CANCEL
 * @req: request it came in
 * @hdr: its header
 * @off: where the element begins in req->in
 * @len: its bytes
 *
 * Context: owner of the request; may sleep.
 */
void smb2_cancel_run(struct smb2_req *req, const struct smb2_header *hdr, size_t off, size_t len)
{
	if (may_cancel(req, hdr, off, len))
		smb2_cancel_id(req->work.conn, hdr->flags & SMB2_FLAGS_ASYNC ? hdr->async_id :
									      hdr->message_id);
}

static ntstatus_t cancel_execute(struct smb2_req *req)
{
	return STATUS_INVALID_PARAMETER;
}

const struct smb2_command smb2_cmd_cancel = {
	.name		= "CANCEL",
	.req_size	= SMB2_EMPTY_SIZE,
	.rsp_fixed	= SMB2_EMPTY_SIZE,
	.needs		= SMB2_NO_REPLY,
	.decode		= smb2_empty_decode,
	.encode		= smb2_empty_encode,
	.execute	= cancel_execute,
};
