/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A named pipe from the inside: what rpc.c (pipes and the door) and rpc_pdu.c
 * (the protocol on a pipe) share.
 *
 * For: struct rpc_pipe, struct ksmbd_rpc, and the buffers they are made of.
 * Not for: services, which see rpc_service.h only.
 *
 * Included by rpc.c and rpc_pdu.c. One thread at a time, no locks.
 */
#ifndef KSMBD_LIB_RPC_PIPE_H
#define KSMBD_LIB_RPC_PIPE_H

#include "rpc_service.h"

#define RPC_BUCKETS		256
#define RPC_MAX_CONTEXTS	32
#define RPC_MIN_FRAG		1432		/* every implementation takes that much */

/* struct rpc_buf - bytes counted against KSMBD_RPC_MAX_MEMORY */
struct rpc_buf {
	uint8_t *data;
	size_t len;
	size_t cap;
};

struct rpc_context {
	uint16_t id;
	const struct rpc_interface *iface;
};

/* struct rpc_pdu - the header of a PDU, and its whole bytes */
struct rpc_pdu {
	const uint8_t *data;
	size_t len;
	uint8_t minor;
	uint8_t ptype;
	uint8_t flags;
	bool big_endian;
	uint16_t auth_len;
	uint32_t call_id;
};

/*
 * struct rpc_pipe - one open named pipe
 *
 * Held by the hash chain of its struct ksmbd_rpc; dies by close, by a second
 * open with the same handle, or with the struct ksmbd_rpc.
 */
struct rpc_pipe {
	struct rpc_pipe *next;
	struct ksmbd_rpc *rpc;
	uint32_t handle;
	uint32_t kind;			/* one KSMBD_RPC_*_METHOD_INVOKE bit */
	char *account;
	bool restricted;
	bool bound;
	bool dead;
	uint16_t max_xmit;		/* longest fragment the client takes */
	struct rpc_context contexts[RPC_MAX_CONTEXTS];
	size_t num_contexts;
	struct rpc_handle *handles;	/* num_handles slots */
	size_t num_handles;

	struct rpc_buf in;		/* raw bytes, not yet run */
	struct rpc_buf stub;		/* of the request being assembled */
	struct rpc_buf out;		/* whole fragments */
	size_t out_pos;
	size_t out_frag;		/* bytes left of the fragment at out_pos */

	bool assembling;
	struct rpc_pdu first;		/* header of the first fragment; data is stale */
	uint16_t context_id;
	uint16_t opnum;
};

struct ksmbd_rpc {
	struct ksmbd_rpc_ops ops;
	void *ctx;
	struct rpc_pipe *buckets[RPC_BUCKETS];
	size_t num_pipes;
	size_t memory;			/* bytes in all buffers of all pipes */
	uint32_t next_assoc;
	uint64_t next_handle;
	uint8_t handle_salt[8];		/* so that handles differ between runs */
};

/* rpc.c */
bool rpc_buf_append(struct ksmbd_rpc *rpc, struct rpc_buf *buf, const void *data,
		    size_t len, size_t limit);
void rpc_buf_free(struct ksmbd_rpc *rpc, struct rpc_buf *buf);

/* rpc_pdu.c */
void rpc_pump(struct rpc_pipe *pipe);
bool rpc_get_uuid(struct ndr_reader *r, uint8_t *uuid);

#endif /* KSMBD_LIB_RPC_PIPE_H */
