// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The elements of one frame: where each begins and ends, and what a related
 * one inherits (MS-SMB2 3.3.5.2.7, and what Macs count on: a failed
 * CREATE fails everything related behind it, any other failure does not keep
 * the CLOSE behind it from running).
 *
 * The cursor only moves forward, in multiples of 8, and never past the frame
 * (R4, R22).  Ids are inherited, objects never: each element looks session,
 * tree and open up again (bind.c).
 *
 * Called by frame.c and dispatch.c; owner of the request only, no locks.
 */
#include "smb2/engine.h"

/**
 * smb2_compound_peek() - bounds and header of the element at @off
 * @req: request with a plain frame
 * @off: where it begins in req->in
 * @hdr: filled in
 * @len: bytes up to the next element or the end
 *
 * Context: any.
 * Return: 0; -EBADMSG: no header there, or NextCommand is unaligned, too short or too long.
 */
int smb2_compound_peek(const struct smb2_req *req, size_t off, struct smb2_header *hdr,
		       size_t *len)
{
	size_t left = req->in_len - off;
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, req->in.data + off, left);
	if (smb2_header_decode(&rd, hdr))
		return -EBADMSG;
	if (!hdr->next) {
		*len = left;
		return 0;
	}
	if (hdr->next % 8 || hdr->next < SMB2_HEADER_SIZE + 8 || hdr->next > left)
		return -EBADMSG;
	*len = hdr->next;
	return 0;
}

/**
 * smb2_compound_next() - move to the next element
 * @req: request; the frame was admitted, so its elements are known to be sound
 *
 * Context: owner of the request.
 * Return: false: there is none.
 */
bool smb2_compound_next(struct smb2_req *req)
{
	if (req->el_last)
		return false;
	req->el_off = req->el_index ? req->el_off + req->el_len : req->in_off;
	if (smb2_compound_peek(req, req->el_off, &req->hdr, &req->el_len))
		return false;
	req->el_last = !req->hdr.next;
	req->el_index++;
	req->related = req->hdr.flags & SMB2_FLAGS_RELATED;
	if (req->related && req->el_index > 1) {
		req->hdr.session_id = req->last_sess_id;
		req->hdr.tree_id = req->last_tree_id;
	} else {
		req->have_fid = false;
		req->last_create_status = STATUS_SUCCESS;
	}
	return true;
}

/**
 * smb2_compound_check() - phase: may this element run after what came before?
 * @req: request, at an element
 *
 * Context: owner of the request.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for a related element with nothing to relate
 * to; the status of the CREATE that failed before it.
 */
ntstatus_t smb2_compound_check(struct smb2_req *req)
{
	if (!req->related)
		return STATUS_SUCCESS;
	if (req->el_index == 1)
		return STATUS_INVALID_PARAMETER;
	return req->last_create_status;
}

/**
 * smb2_compound_note() - remember what a related element behind this one inherits
 * @req: request, at the element that just ended
 * @status: how it ended
 *
 * Context: owner of the request.
 */
void smb2_compound_note(struct smb2_req *req, ntstatus_t status)
{
	const struct smb2_fid *fid = (const struct smb2_fid *)req->args;
	u16 needs = req->cmd ? req->cmd->needs : 0;

	req->last_sess_id = req->hdr.session_id;
	req->last_tree_id = req->hdr.tree_id;
	req->last_status = status;
	if (req->related && req->el_index == 1)
		req->last_create_status = status;
	if (needs & SMB2_SETS_FID) {
		req->have_fid = !ntstatus_is_error(status) && req->open;
		req->last_create_status = req->have_fid ? STATUS_SUCCESS : status;
		if (req->have_fid) {
			req->last_pid = req->open->pid;
			req->last_vid = req->open->vid;
		}
	} else if ((needs & SMB2_NEEDS_OPEN) && req->open) {
		req->have_fid = true;
		req->last_pid = fid->pid;
		req->last_vid = fid->vid;
	}
}
