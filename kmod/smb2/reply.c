// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Building a reply: room for header, fixed part and payload of each element in
 * one linear buffer, page segments beside it, zeroed padding between (R15).
 *
 *	| head room | hdr fixed payload | pad | hdr fixed payload | ...
 *	                              ^ segments of an element go out here
 *
 * The linear bytes start in the request itself and move to a larger, recycled
 * buffer when that is too small; only smb2_reply_begin() and
 * smb2_payload_begin() move them, so a writer stays valid while it is used.
 * Signing and sealing come later (frame.c); who decides the status is not here.
 *
 * Called by dispatch.c, async.c and, for the two _begin functions of
 * request.h, by commands.  Owner of the request only, no locks.
 */
#include "smb2/engine.h"

#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

/* A reply with everything in it; what is larger is a mistake of ours. */
#define REPLY_MAX	(KSMBD_IO_MAX + KSMBD_FRAME_OVERHEAD)
/* Error body without data, and room to pad what comes before. */
#define ERROR_SIZE	9
#define SLACK		16

static bool is_inline(const struct smb2_req *req)
{
	return req->reply.buf.data == req->inline_reply;
}

/**
 * smb2_reply_init() - an empty reply in the request's own bytes
 * @req: request
 *
 * Context: owner of the request.
 */
void smb2_reply_init(struct smb2_req *req)
{
	BUILD_BUG_ON(SMB2_REPLY_HEAD < SMB2_TRANSFORM_SIZE);
	req->reply.buf.data = req->inline_reply;
	req->reply.buf.size = sizeof(req->inline_reply);
	req->reply.pos = SMB2_REPLY_HEAD;
	req->reply.seg_bytes = 0;
	req->reply.nels = 0;
}

/* Room for @bytes linear bytes from offset @from on. */
static int reserve(struct smb2_req *req, size_t from, size_t bytes)
{
	struct smb2_reply *r = &req->reply;
	struct smb2_buf bigger;
	int err;

	if (bytes > REPLY_MAX || from > REPLY_MAX)
		return -ENOMEM;
	if (from + bytes <= r->buf.size)
		return 0;
	err = smb2_buf_get(&bigger, from + bytes);
	if (err)
		return err;
	memcpy(bigger.data, r->buf.data, r->pos);
	if (!is_inline(req))
		smb2_buf_put(&r->buf);
	r->buf = bigger;
	return 0;
}

/* Pads the last element to 8; where the next one would begin, counted from its header. */
static u32 pad_element(struct smb2_reply *r)
{
	struct smb2_reply_el *el = &r->els[r->nels - 1];
	size_t bytes = el->len + el->segs.bytes;

	el->pad = -bytes & 7;
	memset(r->buf.data + r->pos, 0, el->pad);
	r->pos += el->pad;
	return bytes + el->pad;
}

/**
 * smb2_reply_close() - no more elements follow in this frame
 * @req: request
 *
 * In a compound the last element is padded like the others (as Windows does); a reply of one
 * element is not.
 *
 * Context: owner of the request.
 */
void smb2_reply_close(struct smb2_req *req)
{
	if (req->reply.nels > 1)
		pad_element(&req->reply);
}

/**
 * smb2_reply_begin() - open the reply of the next element
 * @req: request, at an element; req->cmd may be NULL
 *
 * Context: owner of the request. Return: 0 or -ENOMEM.
 */
int smb2_reply_begin(struct smb2_req *req)
{
	struct smb2_reply *r = &req->reply;
	size_t fixed = req->cmd ? req->cmd->rsp_fixed : 0;
	struct smb2_reply_el *el;

	if (WARN_ON_ONCE(r->nels == ARRAY_SIZE(r->els)) ||
	    reserve(req, r->pos, SMB2_HEADER_SIZE + max_t(size_t, fixed, ERROR_SIZE) + SLACK))
		return -ENOMEM;
	if (r->nels) {
		el = smb2_reply_el(req);
		put_unaligned_le32(pad_element(r), r->buf.data + el->off + SMB2_NEXT_OFFSET);
	}
	el = &r->els[r->nels++];
	memset(el, 0, sizeof(*el));
	el->off = r->pos;
	el->message_id = req->hdr.message_id;
	memset(&req->segs, 0, sizeof(req->segs));
	req->has_payload = false;
	return 0;
}

/**
 * smb2_payload_offset() - where the payload of the current element begins
 * @req: request, in execute or encode
 *
 * Context: any. Return: bytes from the start of the SMB2 header.
 */
u32 smb2_payload_offset(const struct smb2_req *req)
{
	return SMB2_HEADER_SIZE + req->cmd->rsp_fixed;
}

/**
 * smb2_payload_begin() - room for variable reply data behind the fixed part
 * @req: request, in execute
 * @max: bytes at most; the room is never more than KSMBD_REPLY_DATA_MAX
 *
 * Context: owner of the request, once per element.
 * Return: a writer whose base is the first variable byte, or NULL: no memory.
 */
struct ksmbd_wr *smb2_payload_begin(struct smb2_req *req, size_t max)
{
	size_t start = smb2_reply_el(req)->off + smb2_payload_offset(req);

	max = min_t(size_t, max, KSMBD_REPLY_DATA_MAX);
	if (WARN_ON_ONCE(req->has_payload) || reserve(req, start, max + SLACK))
		return NULL;
	ksmbd_wr_init(&req->payload, req->reply.buf.data + start, max);
	req->has_payload = true;
	return &req->payload;
}

/**
 * smb2_segs_begin() - room for page segments of this element
 * @req: request, in execute
 * @n: how many
 *
 * Context: owner of the request, once per element. Return: 0 or -ENOMEM.
 */
int smb2_segs_begin(struct smb2_req *req, unsigned int n)
{
	if (WARN_ON_ONCE(req->segs.bv))
		return -EINVAL;
	if (n <= ARRAY_SIZE(req->inline_bv) && !req->inline_bv_used) {
		req->segs.bv = req->inline_bv;
		req->inline_bv_used = true;
	} else {
		req->segs.bv = kvmalloc_array(n, sizeof(*req->segs.bv), GFP_KERNEL);
	}
	req->segs.max = req->segs.bv ? n : 0;
	return req->segs.bv ? 0 : -ENOMEM;
}

static void segs_free(struct smb2_req *req, struct ksmbd_segs *segs)
{
	ksmbd_segs_put(segs);
	if (segs->bv == req->inline_bv)
		req->inline_bv_used = false;
	else
		kvfree(segs->bv);
	memset(segs, 0, sizeof(*segs));
}

/* May this status go with the command's normal body? */
static bool has_body(const struct smb2_req *req, ntstatus_t status)
{
	if (!req->executed)
		return false;
	if (req->full_body)
		return true;
	if (status == STATUS_BUFFER_OVERFLOW)
		return req->cmd->needs & SMB2_PAYLOAD_OVERFLOW;
	return NTSTATUS_RAW(status) >> 30 == 0;
}

static bool normal_body(struct smb2_req *req, struct smb2_reply_el *el)
{
	u8 *p = req->reply.buf.data + el->off + SMB2_HEADER_SIZE;
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, p, req->cmd->rsp_fixed);
	req->cmd->encode(req->res, &wr, &req->cx);
	if (WARN_ON_ONCE(!ksmbd_wr_ok(&wr) || ksmbd_wr_left(&wr)))
		return false;
	if (req->has_payload && WARN_ON_ONCE(!ksmbd_wr_ok(&req->payload)))
		return false;
	el->len = smb2_payload_offset(req) + (req->has_payload ? ksmbd_wr_pos(&req->payload) : 0);
	/*
	 * An odd StructureSize counts one byte of a variable part; some clients want to see it
	 * when that part is empty.
	 */
	if (get_unaligned_le16(p) & 1 && el->len == smb2_payload_offset(req) && !req->segs.nr)
		req->reply.buf.data[el->off + el->len++] = 0;
	return true;
}

/* A frame has 24 bits for its length: several large READs in one compound do not fit. */
static bool too_much(const struct smb2_req *req, const struct smb2_reply_el *el)
{
	const struct smb2_reply *r = &req->reply;

	return r->nels > 1 &&
	       el->off + el->len + r->seg_bytes + req->segs.bytes > REPLY_MAX;
}

static int error_body(struct smb2_req *req, struct smb2_reply_el *el)
{
	size_t max = ERROR_SIZE + SMB2_ERROR_CONTEXT_FIXED + req->error_len;
	struct ksmbd_wr wr;

	if (reserve(req, el->off + SMB2_HEADER_SIZE, max + SLACK))
		return -ENOMEM;
	ksmbd_wr_init(&wr, req->reply.buf.data + el->off + SMB2_HEADER_SIZE, max);
	smb2_error_encode(&wr, req->error_data, req->error_len, &req->cx);
	el->len = SMB2_HEADER_SIZE + ksmbd_wr_pos(&wr);
	return 0;
}

/**
 * smb2_reply_body() - write the body that goes with a status
 * @req: request, at the end of an element
 * @status: its status; changed to an error if the body cannot be had
 *
 * Context: owner of the request. Return: 0 or -ENOMEM.
 */
int smb2_reply_body(struct smb2_req *req, ntstatus_t *status)
{
	struct smb2_reply_el *el = smb2_reply_el(req);
	bool normal = has_body(req, *status);
	int err;

	if (normal && !normal_body(req, el)) {
		*status = STATUS_INTERNAL_ERROR;
		normal = false;
	}
	if (normal && too_much(req, el)) {
		*status = STATUS_INSUFFICIENT_RESOURCES;
		normal = false;
	}
	if (normal) {
		el->segs = req->segs;
		req->reply.seg_bytes += el->segs.bytes;
		memset(&req->segs, 0, sizeof(req->segs));
	} else {
		segs_free(req, &req->segs);
		err = error_body(req, el);
		if (err)
			return err;
	}
	req->reply.pos = el->off + el->len;
	return 0;
}

/**
 * smb2_reply_header() - write the header of the current element
 * @req: request; the body is there
 * @status: final status, or STATUS_PENDING of an interim reply
 * @credits: granted
 *
 * Context: owner of the request.
 */
void smb2_reply_header(struct smb2_req *req, ntstatus_t status, u16 credits)
{
	struct smb2_reply_el *el = smb2_reply_el(req);
	struct smb2_header h = {
		.credit_charge = req->hdr.credit_charge,
		.status = NTSTATUS_RAW(status),
		.command = req->hdr.command,
		.credits = credits,
		.flags = SMB2_FLAGS_RESPONSE |
			 (req->hdr.flags & (SMB2_FLAGS_RELATED | SMB2_FLAGS_PRIORITY)),
		.message_id = req->hdr.message_id,
		.process_id = req->hdr.process_id,
		.tree_id = req->hdr.tree_id,
		.session_id = req->hdr.session_id,
	};
	struct ksmbd_wr wr;

	if (req->async) {
		h.flags |= SMB2_FLAGS_ASYNC;
		h.async_id = req->async_id;
	}
	el->sign = req->sign_reply && !req->sealed && req->chan;
	/*
	 * Who signs looks for the flag first.  Like Windows we show it, without a signature, where
	 * there is no session whose key could be used.
	 */
	if (el->sign || (req->hdr.flags & SMB2_FLAGS_SIGNED && !req->chan && !req->sealed))
		h.flags |= SMB2_FLAGS_SIGNED;
	if (el->sign) {
		el->chan = req->chan;
		el->key = req->sign_reply;
		ksmbd_chan_get(el->chan);
	}
	ksmbd_wr_init(&wr, req->reply.buf.data + el->off, SMB2_HEADER_SIZE);
	smb2_header_encode(&wr, &h);
}

/**
 * smb2_reply_reset() - forget all elements, keep the buffer
 * @req: request
 *
 * Context: owner of the request.
 */
void smb2_reply_reset(struct smb2_req *req)
{
	struct smb2_reply *r = &req->reply;

	while (r->nels) {
		struct smb2_reply_el *el = &r->els[--r->nels];

		segs_free(req, &el->segs);
		if (el->chan)
			ksmbd_chan_put(el->chan);
	}
	r->pos = SMB2_REPLY_HEAD;
	r->seg_bytes = 0;
}

/**
 * smb2_reply_free() - the request ends: give everything back
 * @req: request
 *
 * Context: owner of the request.
 */
void smb2_reply_free(struct smb2_req *req)
{
	smb2_reply_reset(req);
	segs_free(req, &req->segs);
	if (!is_inline(req))
		smb2_buf_put(&req->reply.buf);
}
