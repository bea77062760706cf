// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The named pipes of IPC$: the door of the DCE/RPC services.
 *
 * For: opening, writing, reading, transacting and closing pipes, their budgets,
 * and the context handles that calls leave on a pipe.
 * Not for: the protocol on a pipe (rpc_pdu.c), what a call means
 * (rpc_<service>.c) or how values are packed (ndr.c).
 *
 * Called by lib/upcall.c through rpc.h, one thread at a time, no locks.
 *
 * Theory of operation: written bytes gather in ->in, rpc_pump() runs them, and
 * answers lie in ->out as whole fragments. A read gives back at most one
 * fragment, as a message mode pipe does, and runs on when all was read. So a
 * client that writes without reading is held up by its own pending bytes, which
 * are limited, as are all buffers together and the number of pipes.
 */
#include "rpc.h"

#include "rpc_pipe.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define RPC_MAX_HANDLES		512
#define RPC_MAX_PENDING		(2 * 65536)	/* raw bytes not yet run, per pipe */

/* ---- buffers ---- */

/**
 * rpc_buf_append() - grow a buffer
 * @rpc:	whose memory is counted
 * @buf:	buffer
 * @data:	bytes to append
 * @len:	how many
 * @limit:	most bytes the buffer may hold
 *
 * Context: no locks.
 * Return: false without memory, or past a limit; the buffer is then unchanged.
 */
bool rpc_buf_append(struct ksmbd_rpc *rpc, struct rpc_buf *buf, const void *data,
		    size_t len, size_t limit)
{
	size_t need, cap;
	uint8_t *p;

	if (!len)
		return true;
	if (len > limit || buf->len > limit - len)
		return false;
	need = buf->len + len;
	if (need > buf->cap) {
		cap = need + need / 2;
		if (cap - buf->cap > KSMBD_RPC_MAX_MEMORY - rpc->memory)
			return false;
		p = realloc(buf->data, cap);
		if (!p)
			return false;
		rpc->memory += cap - buf->cap;
		buf->data = p;
		buf->cap = cap;
	}
	memcpy(buf->data + buf->len, data, len);
	buf->len = need;
	return true;
}

/**
 * rpc_buf_free() - empty a buffer and give its memory back
 * @rpc:	whose memory is counted
 * @buf:	buffer; may be used again
 *
 * Context: no locks.
 */
void rpc_buf_free(struct ksmbd_rpc *rpc, struct rpc_buf *buf)
{
	rpc->memory -= buf->cap;
	free(buf->data);
	*buf = (struct rpc_buf){ 0 };
}

/* ---- pipes ---- */

static struct rpc_pipe **rpc_pipe_slot(struct ksmbd_rpc *rpc, uint32_t handle)
{
	struct rpc_pipe **slot = &rpc->buckets[handle % RPC_BUCKETS];

	while (*slot && (*slot)->handle != handle)
		slot = &(*slot)->next;
	return slot;
}

static void rpc_pipe_unlink(struct ksmbd_rpc *rpc, struct rpc_pipe **slot)
{
	struct rpc_pipe *pipe = *slot;

	*slot = pipe->next;
	rpc->num_pipes--;
	rpc_buf_free(rpc, &pipe->in);
	rpc_buf_free(rpc, &pipe->stub);
	rpc_buf_free(rpc, &pipe->out);
	free(pipe->handles);
	free(pipe->account);
	free(pipe);
}

/**
 * ksmbd_rpc_create() - make the RPC services of one server
 * @ops:	callbacks; copied
 * @ctx:	given to them
 *
 * Context: no locks.
 * Return: the object, or NULL without memory or a mandatory callback.
 */
struct ksmbd_rpc *ksmbd_rpc_create(const struct ksmbd_rpc_ops *ops, void *ctx)
{
	struct ksmbd_rpc *rpc;

	if (!ops->identity || !ops->shares || !ops->accounts)
		return NULL;
	rpc = calloc(1, sizeof(*rpc));
	if (!rpc)
		return NULL;
	rpc->ops = *ops;
	rpc->ctx = ctx;
	if (getrandom(rpc->handle_salt, sizeof(rpc->handle_salt), GRND_NONBLOCK) < 0)
		rpc->next_handle = (uint64_t)time(NULL) << 20;
	return rpc;
}

/**
 * ksmbd_rpc_destroy() - end the RPC services and every open pipe
 * @rpc:	may be NULL
 *
 * Context: no locks.
 */
void ksmbd_rpc_destroy(struct ksmbd_rpc *rpc)
{
	size_t i;

	if (!rpc)
		return;
	for (i = 0; i < RPC_BUCKETS; i++)
		while (rpc->buckets[i])
			rpc_pipe_unlink(rpc, &rpc->buckets[i]);
	free(rpc);
}

/**
 * ksmbd_rpc_open() - a client opened a named pipe
 * @rpc:	the services
 * @handle:	the upcall's name for the pipe
 * @flags:	the upcall's flags: which pipe, and whether the caller is restricted
 * @account:	the caller's account; NULL when the kernel did not tell
 *
 * A handle that is still in use names a pipe whose close got lost: it is ended.
 *
 * Context: no locks.
 * Return: KSMBD_RPC_OK, ENOTIMPLEMENTED for an unknown pipe, ENOMEM.
 */
uint32_t ksmbd_rpc_open(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			const char *account)
{
	struct rpc_pipe **slot = rpc_pipe_slot(rpc, handle), *pipe;
	uint32_t kind = flags & KSMBD_RPC_PIPE_MASK;

	if (*slot)
		rpc_pipe_unlink(rpc, slot);
	if (!kind || (kind & (kind - 1)))
		return KSMBD_RPC_ENOTIMPLEMENTED;
	if (rpc->num_pipes >= KSMBD_RPC_MAX_PIPES)
		return KSMBD_RPC_ENOMEM;
	pipe = calloc(1, sizeof(*pipe));
	if (!pipe)
		return KSMBD_RPC_ENOMEM;
	if (account) {
		pipe->account = strdup(account);
		if (!pipe->account) {
			free(pipe);
			return KSMBD_RPC_ENOMEM;
		}
	}
	pipe->rpc = rpc;
	pipe->handle = handle;
	pipe->kind = kind;
	pipe->restricted = flags & KSMBD_RPC_RESTRICTED_CONTEXT;
	pipe->max_xmit = RPC_MIN_FRAG;
	slot = rpc_pipe_slot(rpc, handle);
	*slot = pipe;
	rpc->num_pipes++;
	return KSMBD_RPC_OK;
}

/**
 * ksmbd_rpc_write() - a client wrote to a pipe
 * @rpc:	the services
 * @handle:	which pipe
 * @flags:	the upcall's flags
 * @data:	bytes: PDUs or parts of them
 * @len:	how many
 *
 * Context: no locks.
 * Return: KSMBD_RPC_OK, EBAD_FID, ENOMEM when too much waits unread.
 */
uint32_t ksmbd_rpc_write(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			 const void *data, size_t len)
{
	struct rpc_pipe *pipe = *rpc_pipe_slot(rpc, handle);

	if (!pipe || pipe->dead)
		return KSMBD_RPC_EBAD_FID;
	if (flags & KSMBD_RPC_RESTRICTED_CONTEXT)
		pipe->restricted = true;
	if (!rpc_buf_append(rpc, &pipe->in, data, len, RPC_MAX_PENDING))
		return KSMBD_RPC_ENOMEM;
	rpc_pump(pipe);
	return KSMBD_RPC_OK;
}

/**
 * ksmbd_rpc_read() - a client reads from a pipe
 * @rpc:	the services
 * @handle:	which pipe
 * @flags:	the upcall's flags
 * @max:	most bytes it takes; SIZE_MAX when the upcall does not say
 * @reply:	filled in: at most one fragment
 *
 * Context: no locks.
 * Return: KSMBD_RPC_OK with the rest of the fragment, EMORE_DATA when @max cut
 * it, EBAD_FUNC when nothing waits to be read, EBAD_FID.
 */
uint32_t ksmbd_rpc_read(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			size_t max, struct ksmbd_rpc_reply *reply)
{
	struct rpc_pipe *pipe = *rpc_pipe_slot(rpc, handle);

	*reply = (struct ksmbd_rpc_reply){ 0 };
	if (!pipe)
		return KSMBD_RPC_EBAD_FID;
	if (flags & KSMBD_RPC_RESTRICTED_CONTEXT)
		pipe->restricted = true;
	if (pipe->out_pos == pipe->out.len) {
		rpc_buf_free(rpc, &pipe->out);
		pipe->out_pos = 0;
		rpc_pump(pipe);
	}
	if (!pipe->out.len)
		return pipe->dead ? KSMBD_RPC_EBAD_FID : KSMBD_RPC_EBAD_FUNC;

	reply->data = pipe->out.data + pipe->out_pos;
	if (!pipe->out_frag)
		pipe->out_frag = (size_t)reply->data[8] | (size_t)reply->data[9] << 8;
	reply->len = max < pipe->out_frag ? max : pipe->out_frag;
	pipe->out_pos += reply->len;
	pipe->out_frag -= reply->len;
	return pipe->out_frag ? KSMBD_RPC_EMORE_DATA : KSMBD_RPC_OK;
}

/**
 * ksmbd_rpc_ioctl() - a client transacts on a pipe (FSCTL_PIPE_TRANSCEIVE)
 * @rpc:	the services
 * @handle:	which pipe
 * @flags:	the upcall's flags
 * @data:	bytes to write
 * @len:	how many
 * @max:	most bytes it takes; SIZE_MAX when the upcall does not say
 * @reply:	filled in: the first fragment of the answer, if there is one
 *
 * Context: no locks.
 * Return: as ksmbd_rpc_write() and ksmbd_rpc_read(); EBAD_FUNC when an earlier
 * answer was not read to its end.
 */
uint32_t ksmbd_rpc_ioctl(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			 const void *data, size_t len, size_t max,
			 struct ksmbd_rpc_reply *reply)
{
	struct rpc_pipe *pipe = *rpc_pipe_slot(rpc, handle);
	uint32_t status;

	*reply = (struct ksmbd_rpc_reply){ 0 };
	if (pipe && pipe->out_pos != pipe->out.len)
		return KSMBD_RPC_EBAD_FUNC;
	status = ksmbd_rpc_write(rpc, handle, flags, data, len);
	if (status != KSMBD_RPC_OK)
		return status;
	status = ksmbd_rpc_read(rpc, handle, flags, max, reply);
	return status == KSMBD_RPC_EBAD_FUNC ? KSMBD_RPC_OK : status;
}

/**
 * ksmbd_rpc_close() - a client closed a pipe
 * @rpc:	the services
 * @handle:	which pipe
 *
 * Context: no locks.
 * Return: KSMBD_RPC_OK or EBAD_FID.
 */
uint32_t ksmbd_rpc_close(struct ksmbd_rpc *rpc, uint32_t handle)
{
	struct rpc_pipe **slot = rpc_pipe_slot(rpc, handle);

	if (!*slot)
		return KSMBD_RPC_EBAD_FID;
	rpc_pipe_unlink(rpc, slot);
	return KSMBD_RPC_OK;
}

/**
 * ksmbd_rpc_command() - run one RPC upcall, whatever its method
 * @rpc:	the services
 * @handle:	the upcall's handle
 * @flags:	the upcall's flags
 * @account:	the caller's account, used by open; NULL when not known
 * @data:	the upcall's payload
 * @len:	its length
 * @max:	most bytes of answer; SIZE_MAX when the upcall does not say
 * @reply:	filled in
 *
 * Context: no locks.
 * Return: the status for the upcall's answer.
 */
uint32_t ksmbd_rpc_command(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			   const char *account, const void *data, size_t len, size_t max,
			   struct ksmbd_rpc_reply *reply)
{
	*reply = (struct ksmbd_rpc_reply){ 0 };
	/* RAP (LANMAN) is SMB1's protocol: a correct "no" */
	if ((flags & KSMBD_RPC_RAP_METHOD) == KSMBD_RPC_RAP_METHOD)
		return KSMBD_RPC_ENOTIMPLEMENTED;
	if (flags & KSMBD_RPC_OPEN_METHOD)
		return ksmbd_rpc_open(rpc, handle, flags, account);
	if (flags & KSMBD_RPC_CLOSE_METHOD)
		return ksmbd_rpc_close(rpc, handle);
	if ((flags & KSMBD_RPC_IOCTL_METHOD) == KSMBD_RPC_IOCTL_METHOD)
		return ksmbd_rpc_ioctl(rpc, handle, flags, data, len, max, reply);
	if (flags & KSMBD_RPC_WRITE_METHOD)
		return ksmbd_rpc_write(rpc, handle, flags, data, len);
	if ((flags & KSMBD_RPC_READ_METHOD) == KSMBD_RPC_READ_METHOD)
		return ksmbd_rpc_read(rpc, handle, flags, max, reply);
	return KSMBD_RPC_ENOTIMPLEMENTED;
}

/**
 * ksmbd_rpc_pipe_count() - number of open pipes
 * @rpc:	the services
 *
 * Context: no locks.
 * Return: how many.
 */
size_t ksmbd_rpc_pipe_count(const struct ksmbd_rpc *rpc)
{
	return rpc->num_pipes;
}

/* ---- for the services ---- */

/**
 * rpc_ops() - the server's callbacks
 * @call:	the call
 *
 * Context: no locks.
 * Return: the callbacks.
 */
const struct ksmbd_rpc_ops *rpc_ops(const struct rpc_call *call)
{
	return &call->rpc->ops;
}

/**
 * rpc_ops_ctx() - what the server's callbacks want to be given
 * @call:	the call
 *
 * Context: no locks.
 * Return: the context pointer.
 */
void *rpc_ops_ctx(const struct rpc_call *call)
{
	return call->rpc->ctx;
}

/**
 * rpc_is_barred() - is the caller kept from lists and lookups?
 * @call:	the call
 *
 * Context: no locks.
 * Return: true for guests when the configuration restricts them.
 */
bool rpc_is_barred(const struct rpc_call *call)
{
	return call->restricted && call->id.restrict_anonymous;
}

static struct rpc_handle *rpc_handle_free_slot(struct rpc_pipe *pipe)
{
	struct rpc_handle *p;
	size_t i, n, old = pipe->num_handles;

	for (i = 0; i < old; i++)
		if (!pipe->handles[i].kind)
			return &pipe->handles[i];
	n = old ? old * 2 : 8;
	if (n > RPC_MAX_HANDLES)
		return NULL;
	p = realloc(pipe->handles, n * sizeof(*p));
	if (!p)
		return NULL;
	memset(p + old, 0, (n - old) * sizeof(*p));
	pipe->handles = p;
	pipe->num_handles = n;
	return &p[old];
}

/**
 * rpc_handle_create() - make a context handle
 * @call:	the call
 * @kind:	what it stands for
 *
 * Pointers to other handles of the pipe are stale afterwards.
 *
 * Context: no locks.
 * Return: the handle, or NULL when the pipe has too many.
 */
struct rpc_handle *rpc_handle_create(struct rpc_call *call, enum rpc_handle_kind kind)
{
	struct rpc_handle *handle = rpc_handle_free_slot(call->pipe);
	uint64_t serial;
	size_t i;

	if (!handle)
		return NULL;
	serial = ++call->rpc->next_handle;
	*handle = (struct rpc_handle){ .kind = kind };
	/* 4 bytes of attributes stay zero (C706 appendix N); a zero UUID means no handle */
	memcpy(handle->wire + 4, call->rpc->handle_salt, 8);
	for (i = 0; i < 8; i++)
		handle->wire[12 + i] = (uint8_t)(serial >> (8 * i));
	return handle;
}

/**
 * rpc_handle_get() - take a context handle from the request
 * @call:	the call
 *
 * Context: no locks.
 * Return: the handle, or NULL: the call's method then returns
 * RPC_FAULT_CONTEXT_MISMATCH.
 */
struct rpc_handle *rpc_handle_get(struct rpc_call *call)
{
	struct rpc_pipe *pipe = call->pipe;
	uint8_t wire[NDR_HANDLE_SIZE];
	size_t i;

	/* attributes, which we always leave zero, then a UUID in the sender's byte order */
	memset(wire, 0, 4);
	if (ndr_get_u32(&call->in) || !rpc_get_uuid(&call->in, wire + 4))
		return NULL;
	for (i = 0; i < pipe->num_handles; i++)
		if (pipe->handles[i].kind && !memcmp(pipe->handles[i].wire, wire, NDR_HANDLE_SIZE))
			return &pipe->handles[i];
	return NULL;
}

/**
 * rpc_handle_put_wire() - write a context handle to the response
 * @call:	the call
 * @handle:	NULL for the null handle
 *
 * Context: no locks.
 */
void rpc_handle_put_wire(struct rpc_call *call, const struct rpc_handle *handle)
{
	ndr_put_align(&call->out, 4);
	if (handle)
		ndr_put_bytes(&call->out, handle->wire, NDR_HANDLE_SIZE);
	else
		ndr_put_zero(&call->out, NDR_HANDLE_SIZE);
}

/**
 * rpc_handle_destroy() - end a context handle
 * @handle:	the handle
 *
 * Context: no locks.
 */
void rpc_handle_destroy(struct rpc_handle *handle)
{
	memset(handle, 0, sizeof(*handle));
}
