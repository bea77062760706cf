// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Connection-oriented DCE/RPC 5.0 on one pipe (C706 chapter 12, MS-RPCE).
 *
 * For: PDU headers, bind and alter context, reassembly of requests, running
 * them, fragments of responses, faults.
 * Not for: the pipe itself and its buffers (rpc.c), what a call means
 * (rpc_<service>.c) or how values are packed (ndr.c).
 *
 * Called by rpc.c; one thread at a time, no locks.
 *
 * Theory of operation: whenever a whole PDU is in ->in and no answer waits in
 * ->out, it is run. A pipe is first unbound, then bound, and dead after a
 * protocol error, when it only gives out what was answered before. While a
 * request of several fragments comes in, ->assembling is set and its stub grows
 * in ->stub; only further fragments of it, or its end by ORPHANED, may follow.
 *
 * Authentication inside RPC is refused: the caller of a pipe is authenticated
 * by SMB, and BIND_NAK with "authentication type not recognized" says so, upon
 * which clients bind without.
 */
#include "rpc_pipe.h"

#include <stdlib.h>
#include <string.h>

#define RPC_ARENA_LIMIT		(16 * 1024 * 1024)

#define RPC_HEADER_SIZE		16
#define RPC_RESPONSE_SIZE	24		/* header and response fields before the stub */

/* PDU types (C706 12.6.4.1) */
enum rpc_ptype {
	RPC_REQUEST		= 0,
	RPC_RESPONSE		= 2,
	RPC_FAULT		= 3,
	RPC_BIND		= 11,
	RPC_BIND_ACK		= 12,
	RPC_BIND_NAK		= 13,
	RPC_ALTER_CONTEXT	= 14,
	RPC_ALTER_CONTEXT_RESP	= 15,
	RPC_AUTH3		= 16,
	RPC_CO_CANCEL		= 18,
	RPC_ORPHANED		= 19,
};

/* pfc_flags */
#define RPC_PFC_FIRST		0x01
#define RPC_PFC_LAST		0x02
#define RPC_PFC_NOT_EXECUTED	0x20
#define RPC_PFC_MAYBE		0x40
#define RPC_PFC_OBJECT		0x80

/* BIND_NAK reasons */
#define RPC_NAK_NOT_SPECIFIED	0
#define RPC_NAK_VERSION		4
#define RPC_NAK_AUTH_TYPE	8

/* results and reasons in BIND_ACK (C706 12.6.3.1, MS-RPCE 2.2.2.4) */
#define RPC_ACK_ACCEPT		0
#define RPC_ACK_REJECT		2
#define RPC_ACK_NEGOTIATE	3
#define RPC_REASON_ABSTRACT	1
#define RPC_REASON_TRANSFER	2
#define RPC_REASON_LIMIT	3

static const struct rpc_interface *const rpc_interfaces[] = {
	&rpc_srvsvc_interface,
	&rpc_wkssvc_interface,
	&rpc_lsarpc_interface,
	&rpc_dssetup_interface,
	&rpc_samr_interface,
	&rpc_mdssvc_interface,
};

/* 8a885d04-1ceb-11c9-9fe8-08002b104860 version 2.0: NDR */
static const uint8_t rpc_ndr_syntax[20] = {
	0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8,
	0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00,
};

/* 6cb71c2c-9812-4540-…: bind time feature negotiation, 8 bytes of features follow */
static const uint8_t rpc_features_prefix[8] = {
	0x2c, 0x1c, 0xb7, 0x6c, 0x12, 0x98, 0x40, 0x45,
};

static void rpc_buf_consume(struct ksmbd_rpc *rpc, struct rpc_buf *buf, size_t len)
{
	if (len == buf->len) {
		rpc_buf_free(rpc, buf);
		return;
	}
	memmove(buf->data, buf->data + len, buf->len - len);
	buf->len -= len;
}

/* ---- answers ---- */

static void rpc_put_header(struct ndr_writer *w, uint8_t ptype, uint8_t flags, size_t frag_len,
			   uint32_t call_id)
{
	ndr_put_u8(w, 5);
	ndr_put_u8(w, 0);
	ndr_put_u8(w, ptype);
	ndr_put_u8(w, flags);
	ndr_put_u32(w, 0x10);			/* little-endian, ASCII, IEEE */
	ndr_put_u16(w, (uint16_t)frag_len);
	ndr_put_u16(w, 0);
	ndr_put_u32(w, call_id);
}

/* append a PDU to what the client will read; without memory for it the pipe dies */
static void rpc_emit(struct rpc_pipe *pipe, struct ndr_writer *w)
{
	if (w->failed ||
	    !rpc_buf_append(pipe->rpc, &pipe->out, w->data, w->len, SIZE_MAX))
		pipe->dead = true;
	ndr_writer_free(w);
}

static void rpc_emit_fault(struct rpc_pipe *pipe, uint32_t call_id, uint16_t context_id,
			   uint32_t status, uint8_t flags)
{
	struct ndr_writer w;

	ndr_writer_init(&w, KSMBD_RPC_MAX_FRAG);
	rpc_put_header(&w, RPC_FAULT, RPC_PFC_FIRST | RPC_PFC_LAST | flags, 32, call_id);
	ndr_put_u32(&w, 32);
	ndr_put_u16(&w, context_id);
	ndr_put_u16(&w, 0);			/* cancel count, reserved */
	ndr_put_u32(&w, status);
	ndr_put_u32(&w, 0);
	rpc_emit(pipe, &w);
}

static void rpc_emit_nak(struct rpc_pipe *pipe, const struct rpc_pdu *pdu, uint16_t reason)
{
	struct ndr_writer w;

	ndr_writer_init(&w, KSMBD_RPC_MAX_FRAG);
	rpc_put_header(&w, RPC_BIND_NAK, RPC_PFC_FIRST | RPC_PFC_LAST, 24, pdu->call_id);
	ndr_put_u16(&w, reason);
	ndr_put_u8(&w, 2);			/* versions we speak: 5.0 and 5.1 */
	ndr_put_u8(&w, 5);
	ndr_put_u8(&w, 0);
	ndr_put_u8(&w, 5);
	ndr_put_u8(&w, 1);
	ndr_put_u8(&w, 0);
	rpc_emit(pipe, &w);
}

static void rpc_protocol_error(struct rpc_pipe *pipe, const struct rpc_pdu *pdu)
{
	rpc_emit_fault(pipe, pdu->call_id, 0, RPC_FAULT_PROTOCOL, RPC_PFC_NOT_EXECUTED);
	pipe->dead = true;
}

static void rpc_emit_response(struct rpc_pipe *pipe, uint32_t call_id, uint16_t context_id,
			      const struct ndr_writer *stub)
{
	size_t room = (pipe->max_xmit - RPC_RESPONSE_SIZE) / 8 * 8;
	size_t pos = 0, chunk;
	struct ndr_writer w;
	uint8_t flags;

	do {
		chunk = stub->len - pos < room ? stub->len - pos : room;
		flags = (pos ? 0 : RPC_PFC_FIRST) | (pos + chunk == stub->len ? RPC_PFC_LAST : 0);
		ndr_writer_init(&w, KSMBD_RPC_MAX_FRAG);
		rpc_put_header(&w, RPC_RESPONSE, flags, RPC_RESPONSE_SIZE + chunk, call_id);
		ndr_put_u32(&w, (uint32_t)(stub->len - pos));
		ndr_put_u16(&w, context_id);
		ndr_put_u16(&w, 0);		/* cancel count, reserved */
		if (chunk)
			ndr_put_bytes(&w, stub->data + pos, chunk);
		rpc_emit(pipe, &w);
		pos += chunk;
	} while (pos < stub->len && !pipe->dead);
}

/* ---- bind and alter context ---- */

static const struct rpc_interface *rpc_find_interface(const struct rpc_pipe *pipe,
						      const uint8_t *uuid, uint16_t major,
						      uint16_t minor)
{
	const struct rpc_interface *iface;
	size_t i;

	for (i = 0; i < RPC_ARRAY_SIZE(rpc_interfaces); i++) {
		iface = rpc_interfaces[i];
		if ((iface->pipes & pipe->kind) && !memcmp(iface->uuid, uuid, 16) &&
		    iface->major == major && minor <= iface->minor)
			return iface;
	}
	return NULL;
}

static bool rpc_add_context(struct rpc_pipe *pipe, uint16_t id, const struct rpc_interface *iface)
{
	size_t i;

	for (i = 0; i < pipe->num_contexts; i++)
		if (pipe->contexts[i].id == id)
			break;
	if (i == RPC_MAX_CONTEXTS)
		return false;
	if (i == pipe->num_contexts)
		pipe->num_contexts++;
	pipe->contexts[i] = (struct rpc_context){ .id = id, .iface = iface };
	return true;
}

/**
 * rpc_get_uuid() - take a UUID
 * @r:		reader
 * @uuid:	16 bytes, little-endian form, filled in
 *
 * Its first three parts are integers in the sender's byte order, so they are
 * put together again to compare them in one form.
 *
 * Context: no locks.
 * Return: false when the bytes are not there.
 */
bool rpc_get_uuid(struct ndr_reader *r, uint8_t *uuid)
{
	uint32_t low = ndr_get_u32(r);
	uint16_t mid = ndr_get_u16(r);
	uint16_t high = ndr_get_u16(r);
	const uint8_t *rest = ndr_get_bytes(r, 8);
	size_t i;

	if (!rest)
		return false;
	for (i = 0; i < 4; i++)
		uuid[i] = (uint8_t)(low >> (8 * i));
	for (i = 0; i < 2; i++) {
		uuid[4 + i] = (uint8_t)(mid >> (8 * i));
		uuid[6 + i] = (uint8_t)(high >> (8 * i));
	}
	memcpy(uuid + 8, rest, 8);
	return true;
}

struct rpc_offer {
	uint16_t id;
	const struct rpc_interface *iface;
	bool ndr;
	bool features;
};

static bool rpc_get_offer(struct rpc_pipe *pipe, struct ndr_reader *r, struct rpc_offer *offer)
{
	uint8_t syntax[20], count, i;
	uint16_t major, minor;
	uint32_t version;

	ndr_get_align(r, 4);
	*offer = (struct rpc_offer){ .id = ndr_get_u16(r) };
	count = ndr_get_u8(r);
	ndr_get_u8(r);
	if (!rpc_get_uuid(r, syntax))
		return false;
	major = ndr_get_u16(r);
	minor = ndr_get_u16(r);
	offer->iface = rpc_find_interface(pipe, syntax, major, minor);
	for (i = 0; i < count; i++) {
		if (!rpc_get_uuid(r, syntax))
			return false;
		version = ndr_get_u32(r);
		syntax[16] = (uint8_t)version;
		syntax[17] = (uint8_t)(version >> 8);
		syntax[18] = (uint8_t)(version >> 16);
		syntax[19] = (uint8_t)(version >> 24);
		offer->ndr |= !memcmp(syntax, rpc_ndr_syntax, sizeof(syntax));
		offer->features |= version == 1 && !memcmp(syntax, rpc_features_prefix,
							   sizeof(rpc_features_prefix));
	}
	return !r->failed;
}

static void rpc_answer_offer(struct rpc_pipe *pipe, struct ndr_writer *w,
			     const struct rpc_offer *offer)
{
	uint16_t result = RPC_ACK_REJECT, reason = 0;

	if (offer->features && !offer->ndr)
		result = RPC_ACK_NEGOTIATE;	/* reason is the set we share: none */
	else if (!offer->iface)
		reason = RPC_REASON_ABSTRACT;
	else if (!offer->ndr)
		reason = RPC_REASON_TRANSFER;
	else if (!rpc_add_context(pipe, offer->id, offer->iface))
		reason = RPC_REASON_LIMIT;
	else
		result = RPC_ACK_ACCEPT;

	ndr_put_u16(w, result);
	ndr_put_u16(w, reason);
	if (result == RPC_ACK_ACCEPT)
		ndr_put_bytes(w, rpc_ndr_syntax, sizeof(rpc_ndr_syntax));
	else
		ndr_put_zero(w, sizeof(rpc_ndr_syntax));
}

static const char *rpc_pipe_address(const struct rpc_pipe *pipe)
{
	switch (pipe->kind) {
	case KSMBD_RPC_SRVSVC_METHOD_INVOKE:
		return "\\PIPE\\srvsvc";
	case KSMBD_RPC_WKSSVC_METHOD_INVOKE:
		return "\\PIPE\\wkssvc";
	case KSMBD_RPC_SAMR_METHOD_INVOKE:
		return "\\PIPE\\samr";
	case KSMBD_RPC_LSARPC_METHOD_INVOKE:
		return "\\PIPE\\lsarpc";
	default:
		return "\\PIPE\\mdssvc";
	}
}

static uint16_t rpc_clamp_frag(uint16_t size)
{
	if (size < RPC_MIN_FRAG)
		return RPC_MIN_FRAG;
	return size < KSMBD_RPC_MAX_FRAG ? size : KSMBD_RPC_MAX_FRAG;
}

/*
 * BIND and ALTER_CONTEXT have one layout, and so have their answers; an alter
 * answer carries an empty secondary address.
 */
static void rpc_run_bind(struct rpc_pipe *pipe, const struct rpc_pdu *pdu)
{
	bool alter = pdu->ptype == RPC_ALTER_CONTEXT;
	const char *address = alter ? "" : rpc_pipe_address(pipe);
	uint16_t max_xmit, max_recv;
	uint8_t count, i;
	struct rpc_offer offer;
	struct ndr_reader r;
	struct ndr_writer w;
	uint32_t assoc;

	ndr_reader_init(&r, NULL, pdu->data, pdu->len, pdu->big_endian);
	ndr_get_bytes(&r, RPC_HEADER_SIZE);
	max_xmit = ndr_get_u16(&r);
	max_recv = ndr_get_u16(&r);
	assoc = ndr_get_u32(&r);
	count = ndr_get_u8(&r);
	ndr_get_bytes(&r, 3);

	if (!alter)
		pipe->max_xmit = rpc_clamp_frag(max_recv);
	ndr_writer_init(&w, KSMBD_RPC_MAX_FRAG * 2);
	rpc_put_header(&w, alter ? RPC_ALTER_CONTEXT_RESP : RPC_BIND_ACK,
		       RPC_PFC_FIRST | RPC_PFC_LAST, 0, pdu->call_id);
	ndr_put_u16(&w, pipe->max_xmit);
	ndr_put_u16(&w, rpc_clamp_frag(max_xmit));
	ndr_put_u32(&w, assoc ? assoc : ++pipe->rpc->next_assoc);
	ndr_put_u16(&w, (uint16_t)(*address ? strlen(address) + 1 : 0));
	if (*address)
		ndr_put_bytes(&w, address, strlen(address) + 1);
	ndr_put_align(&w, 4);
	ndr_put_u8(&w, count);
	ndr_put_zero(&w, 3);
	for (i = 0; i < count; i++) {
		if (!rpc_get_offer(pipe, &r, &offer)) {
			ndr_writer_free(&w);
			rpc_protocol_error(pipe, pdu);
			return;
		}
		rpc_answer_offer(pipe, &w, &offer);
	}
	if (r.failed || !count) {
		ndr_writer_free(&w);
		rpc_protocol_error(pipe, pdu);
		return;
	}
	/* frag_length, with the auth_length of zero behind it */
	ndr_patch_u32(&w, 8, (uint32_t)w.len);
	pipe->bound = true;
	rpc_emit(pipe, &w);
}

/* ---- requests ---- */

static int rpc_find_caller(void *arg, const struct ksmbd_rpc_account *account)
{
	struct rpc_call *call = arg;

	if (strcmp(account->name, call->account))
		return 0;
	call->admin = account->is_admin;
	return 1;
}

static void rpc_call_init(struct rpc_call *call, struct rpc_pipe *pipe)
{
	memset(call, 0, sizeof(*call));
	call->rpc = pipe->rpc;
	call->pipe = pipe;
	call->arena.limit = RPC_ARENA_LIMIT;
	call->account = pipe->account;
	call->restricted = pipe->restricted;
	pipe->rpc->ops.identity(pipe->rpc->ctx, &call->id);
	ndr_reader_init(&call->in, &call->arena, pipe->stub.data, pipe->stub.len,
			pipe->first.big_endian);
	ndr_writer_init(&call->out, KSMBD_RPC_MAX_RESPONSE);
	if (call->account && !call->restricted)
		pipe->rpc->ops.accounts(pipe->rpc->ctx, rpc_find_caller, call);
}

/* the request is whole: run its method and lay out the answer */
static void rpc_run_call(struct rpc_pipe *pipe)
{
	const struct rpc_interface *iface = NULL;
	uint32_t fault = 0, call_id = pipe->first.call_id;
	uint8_t flags = RPC_PFC_NOT_EXECUTED;
	struct rpc_call call;
	size_t i;

	for (i = 0; i < pipe->num_contexts; i++)
		if (pipe->contexts[i].id == pipe->context_id)
			iface = pipe->contexts[i].iface;

	rpc_call_init(&call, pipe);
	if (!iface) {
		fault = RPC_FAULT_UNKNOWN_IF;
	} else if (pipe->opnum >= iface->num_methods || !iface->methods[pipe->opnum]) {
		fault = RPC_FAULT_OP_RANGE;
	} else {
		flags = 0;
		fault = iface->methods[pipe->opnum](&call);
		if (!fault && call.in.failed)
			fault = RPC_FAULT_BAD_STUB;
		else if (!fault && call.out.failed)
			fault = RPC_FAULT_NO_MEMORY;
	}
	rpc_buf_free(pipe->rpc, &pipe->stub);
	if (pipe->first.flags & RPC_PFC_MAYBE)
		;				/* the client wants no answer */
	else if (fault)
		rpc_emit_fault(pipe, call_id, pipe->context_id, fault, flags);
	else
		rpc_emit_response(pipe, call_id, pipe->context_id, &call.out);
	ndr_writer_free(&call.out);
	ndr_arena_free(&call.arena);
}

/*
 * One fragment of a request. Later ones must belong to the call that the first
 * one opened: without concurrent multiplexing only one is in the making.
 */
static void rpc_run_request(struct rpc_pipe *pipe, const struct rpc_pdu *pdu)
{
	uint16_t context_id, opnum;
	struct ndr_reader r;
	size_t len;

	ndr_reader_init(&r, NULL, pdu->data, pdu->len, pdu->big_endian);
	ndr_get_bytes(&r, RPC_HEADER_SIZE);
	ndr_get_u32(&r);			/* alloc_hint: only a hint, not believed */
	context_id = ndr_get_u16(&r);
	opnum = ndr_get_u16(&r);
	if (pdu->flags & RPC_PFC_OBJECT)
		ndr_get_bytes(&r, 16);
	if (r.failed || pipe->assembling == !!(pdu->flags & RPC_PFC_FIRST)) {
		rpc_protocol_error(pipe, pdu);
		return;
	}
	if (!pipe->assembling) {
		pipe->first = *pdu;
		pipe->context_id = context_id;
		pipe->opnum = opnum;
		pipe->assembling = true;
	} else if (pipe->first.call_id != pdu->call_id || pipe->context_id != context_id ||
		   pipe->opnum != opnum || pipe->first.big_endian != pdu->big_endian) {
		rpc_protocol_error(pipe, pdu);
		return;
	}
	len = r.len - r.pos;
	if (!rpc_buf_append(pipe->rpc, &pipe->stub, r.data + r.pos, len, KSMBD_RPC_MAX_REQUEST)) {
		rpc_emit_fault(pipe, pdu->call_id, context_id, RPC_FAULT_NO_MEMORY,
			       RPC_PFC_NOT_EXECUTED);
		pipe->dead = true;
		return;
	}
	if (pdu->flags & RPC_PFC_LAST) {
		pipe->assembling = false;
		rpc_run_call(pipe);
	}
}

static void rpc_run_pdu(struct rpc_pipe *pipe, const struct rpc_pdu *pdu)
{
	switch (pdu->ptype) {
	case RPC_BIND:
		if (pdu->minor > 1)
			rpc_emit_nak(pipe, pdu, RPC_NAK_VERSION);
		else if (pdu->auth_len)
			rpc_emit_nak(pipe, pdu, RPC_NAK_AUTH_TYPE);
		else if (pipe->bound)
			rpc_emit_nak(pipe, pdu, RPC_NAK_NOT_SPECIFIED);
		else
			rpc_run_bind(pipe, pdu);
		return;
	case RPC_AUTH3:				/* third leg of an authentication: no answer */
	case RPC_CO_CANCEL:			/* calls are over before they can be cancelled */
		return;
	case RPC_ORPHANED:
		pipe->assembling = false;
		rpc_buf_free(pipe->rpc, &pipe->stub);
		return;
	case RPC_ALTER_CONTEXT:
		if (!pipe->bound || pipe->assembling)
			break;
		if (pdu->auth_len)
			rpc_emit_fault(pipe, pdu->call_id, 0, RPC_FAULT_ACCESS_DENIED,
				       RPC_PFC_NOT_EXECUTED);
		else
			rpc_run_bind(pipe, pdu);
		return;
	case RPC_REQUEST:
		if (!pipe->bound)
			break;
		if (pdu->auth_len)
			rpc_emit_fault(pipe, pdu->call_id, 0, RPC_FAULT_ACCESS_DENIED,
				       RPC_PFC_NOT_EXECUTED);
		else
			rpc_run_request(pipe, pdu);
		return;
	}
	rpc_protocol_error(pipe, pdu);
}

/*
 * Look at the PDU at the start of ->in. False when it is not all there yet, or
 * when it is none: then the pipe is dead.
 */
static bool rpc_peek_pdu(struct rpc_pipe *pipe, struct rpc_pdu *pdu)
{
	const uint8_t *p = pipe->in.data;
	struct ndr_reader r;
	uint8_t drep;
	size_t frag;

	if (pipe->in.len < RPC_HEADER_SIZE)
		return false;
	drep = p[4];
	*pdu = (struct rpc_pdu){
		.data = p, .minor = p[1], .ptype = p[2], .flags = p[3],
		.big_endian = !(drep >> 4),
	};
	ndr_reader_init(&r, NULL, p, RPC_HEADER_SIZE, pdu->big_endian);
	ndr_get_bytes(&r, 8);
	frag = ndr_get_u16(&r);
	pdu->auth_len = ndr_get_u16(&r);
	pdu->call_id = ndr_get_u32(&r);
	/* version 5, either byte order, ASCII; the minor version is judged by bind */
	if (p[0] != 5 || drep & 0xef || frag < RPC_HEADER_SIZE ||
	    (size_t)pdu->auth_len + RPC_HEADER_SIZE > frag) {
		if (p[2] == RPC_BIND)
			rpc_emit_nak(pipe, pdu, RPC_NAK_VERSION);
		pipe->dead = true;
		return false;
	}
	pdu->len = frag;
	return pipe->in.len >= frag;
}

/**
 * rpc_pump() - run what has arrived, until there is an answer to be fetched
 * @pipe:	the pipe
 *
 * Context: no locks.
 */
void rpc_pump(struct rpc_pipe *pipe)
{
	struct rpc_pdu pdu;

	while (!pipe->dead && !pipe->out.len && rpc_peek_pdu(pipe, &pdu)) {
		rpc_run_pdu(pipe, &pdu);
		rpc_buf_consume(pipe->rpc, &pipe->in, pdu.len);
	}
}

