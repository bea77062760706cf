// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Named pipes of IPC$ as handle ops over the helper's RPC services.
 *
 * A pipe is in message mode: a WRITE is a request, READs take the answer; what
 * a READ or a transaction leaves is kept for the next one.  Requests on one
 * pipe take turns (the protocol names the pipe, not the question); the turn is
 * a flag with a wait queue, not a lock, because it is kept over an upcall.
 *
 * Not for:  what the services answer (user space); FSCTL rules (smb2/fsctl_pipe.c).
 * Context:  process context, no locks held.
 * Locks:    none.
 */
#include "helper/helper.h"

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include "helper/rpc.h"
#include "state/ident.h"
#include "state/sess.h"
#include "state/work.h"
#include "vfs/vfs.h"

/**
 * struct ksmbd_pipe - an open pipe
 *
 * Owned by its handle.
 * @handle: names it to the helper
 * @method: KSMBD_RPC_*_METHOD_INVOKE | RESTRICTED
 * @busy: bit 0: someone has the turn
 * @turn: where the others wait for it
 * @rest: answer not read yet; this and the next two: owner of the turn only
 * @rest_len: bytes of @rest
 * @rest_off: how many were read
 */
struct ksmbd_pipe {
	u32 handle;
	u32 method;
	unsigned long busy;
	wait_queue_head_t turn;
	void *rest;
	size_t rest_len, rest_off;
};

static const struct { const char *name; u32 method; bool ours; } pipes[] = {
	{ "srvsvc", KSMBD_RPC_SRVSVC_METHOD_INVOKE, false },
	{ "wkssvc", KSMBD_RPC_WKSSVC_METHOD_INVOKE, false },
	{ "samr", KSMBD_RPC_SAMR_METHOD_INVOKE, false },
	{ "lsarpc", KSMBD_RPC_LSARPC_METHOD_INVOKE, false },
	{ "mdssvc", KSMBD_RPC_MDSSVC_METHOD_INVOKE, true },
};

static void pipe_turn_begin(struct ksmbd_pipe *p)
{
	ksmbd_work_wait_begin();
	wait_event(p->turn, !test_and_set_bit_lock(0, &p->busy));
	ksmbd_work_wait_end();
}

static void pipe_turn_end(struct ksmbd_pipe *p)
{
	clear_bit_unlock(0, &p->busy);
	wake_up(&p->turn);
}

static int rpc_status_errno(u32 status)
{
	switch (status) {
	case KSMBD_RPC_OK:
	case KSMBD_RPC_EMORE_DATA:
	case KSMBD_RPC_SOME_NOT_MAPPED:
		return 0;
	case KSMBD_RPC_EACCESS_DENIED:
		return -EACCES;
	case KSMBD_RPC_ENOMEM:
		return -ENOMEM;
	case KSMBD_RPC_ENOTIMPLEMENTED:
		return -EOPNOTSUPP;
	case KSMBD_RPC_EBAD_FUNC:
		return -ENOMSG;		/* nothing to read */
	default:
		return -EINVAL;
	}
}

static void pipe_forget_rest(struct ksmbd_pipe *p)
{
	kvfree(p->rest);
	p->rest = NULL;
	p->rest_len = 0;
	p->rest_off = 0;
}

/* Asks the helper and keeps the answer as what is to be read. */
static int pipe_fetch(struct ksmbd_pipe *p, u32 flags, const void *in, size_t in_len, bool *more)
{
	struct ksmbd_rpc_answer a;
	int err = ksmbd_rpc_call(p->handle, p->method | flags, in, in_len, &a);

	if (err)
		return err;
	err = rpc_status_errno(a.status);
	*more = a.status == KSMBD_RPC_EMORE_DATA;
	pipe_forget_rest(p);
	if (!err && a.len) {
		p->rest = kvmalloc(a.len, GFP_KERNEL);
		if (p->rest) {
			memcpy(p->rest, a.data, a.len);
			p->rest_len = a.len;
		} else {
			err = -ENOMEM;
		}
	}
	ksmbd_rpc_answer_free(&a);
	return err;
}

static size_t pipe_take(struct ksmbd_pipe *p, size_t room, const void **data)
{
	size_t n = min(room, p->rest_len - p->rest_off);

	*data = p->rest + p->rest_off;
	p->rest_off += n;
	return n;
}

static ssize_t pipe_receive(struct ksmbd_handle *h, struct ksmbd_segs *out, size_t len, bool *more)
{
	struct ksmbd_pipe *p = h->priv;
	const void *data;
	ssize_t n;
	int err = 0;

	*more = false;
	pipe_turn_begin(p);
	if (p->rest_off == p->rest_len)
		err = pipe_fetch(p, KSMBD_RPC_READ_METHOD, NULL, 0, more);
	if (err) {
		n = err;
	} else {
		n = pipe_take(p, len, &data);
		err = n ? ksmbd_vfs_fill_segs(out, data, n) : 0;
		n = err ?: n;
		*more |= p->rest_off < p->rest_len;
	}
	pipe_turn_end(p);
	return n;
}

static ssize_t pipe_write(struct ksmbd_handle *h, const void *buf, size_t len, u64 pos,
			  unsigned int flags)
{
	struct ksmbd_pipe *p = h->priv;
	struct ksmbd_rpc_answer a;
	int err;

	pipe_turn_begin(p);
	err = ksmbd_rpc_call(p->handle, p->method | KSMBD_RPC_WRITE_METHOD, buf, len, &a);
	if (!err) {
		err = rpc_status_errno(a.status);
		ksmbd_rpc_answer_free(&a);
	}
	pipe_turn_end(p);
	return err ?: len;
}

static ssize_t pipe_transact(struct ksmbd_handle *h, const void *in, size_t in_len, void *out,
			     size_t room, bool *more)
{
	struct ksmbd_pipe *p = h->priv;
	const void *data;
	ssize_t n;
	int err;

	pipe_turn_begin(p);
	/* an answer not read yet would be lost (MS-FSA 2.1.5.10.22) */
	if (p->rest_off < p->rest_len)
		err = -EALREADY;
	else
		err = pipe_fetch(p, KSMBD_RPC_IOCTL_METHOD, in, in_len, more);
	n = err;
	if (!err) {
		n = pipe_take(p, room, &data);
		memcpy(out, data, n);
		if (p->rest_off < p->rest_len)
			*more = true;
	}
	pipe_turn_end(p);
	return n;
}

static int pipe_getattr(struct ksmbd_handle *h, struct ksmbd_attr *attr)
{
	memset(attr, 0, sizeof(*attr));
	attr->attributes = KSMBD_ATTR_NORMAL;
	attr->alloc = 4096;
	attr->nlink = 1;
	attr->file_id = (unsigned long)h->priv >> 4;
	return 0;
}

static int pipe_setsize(struct ksmbd_handle *h, u64 size)
{
	return -EINVAL;
}

static int pipe_flush(struct ksmbd_handle *h, unsigned int flags)
{
	return 0;
}

static void pipe_close(struct ksmbd_handle *h)
{
	struct ksmbd_pipe *p = h->priv;
	struct ksmbd_rpc_answer a;

	if (!ksmbd_rpc_call(p->handle, p->method | KSMBD_RPC_CLOSE_METHOD, NULL, 0, &a))
		ksmbd_rpc_answer_free(&a);
	pipe_forget_rest(p);
	kfree(p);
	h->priv = NULL;
}

const struct ksmbd_handle_ops ksmbd_pipe_ops = {
	.name = "pipe",
	.write = pipe_write,
	.getattr = pipe_getattr,
	.setsize = pipe_setsize,
	.flush = pipe_flush,
	.transact = pipe_transact,
	.receive = pipe_receive,
	.close = pipe_close,
};

static u32 pipe_method(const char *name)
{
	size_t i;

	if (!strncasecmp(name, "pipe/", 5))
		name += 5;
	for (i = 0; i < ARRAY_SIZE(pipes); i++)
		if (!strcasecmp(name, pipes[i].name))
			return pipes[i].ours && !ksmbd_nl_helper_is_ours() ? 0 : pipes[i].method;
	return 0;
}

/**
 * ksmbd_pipe_open() - open a named pipe
 * @h: handle to fill
 * @sess: who opens it
 * @name: pipe name without leading separator, any case
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0; -ENOENT no such pipe; -ENOTCONN, -ETIMEDOUT, -EACCES, -ENOMEM.
 */
int ksmbd_pipe_open(struct ksmbd_handle *h, struct ksmbd_sess *sess, const char *name)
{
	u32 method = pipe_method(name);
	struct ksmbd_rpc_answer a;
	struct ksmbd_ident *ident;
	struct ksmbd_pipe *p;
	int err;

	if (!method)
		return -ENOENT;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	init_waitqueue_head(&p->turn);
	p->handle = ksmbd_upcall_new_handle();
	p->method = method;
	if (sess->guest || sess->anonymous)
		p->method |= KSMBD_RPC_RESTRICTED_CONTEXT;
	ident = ksmbd_sess_ident(sess);
	err = ksmbd_rpc_open(p->handle, p->method, ident ? ident->account : NULL, &a);
	if (ident)
		ksmbd_ident_put(ident);
	if (!err) {
		err = rpc_status_errno(a.status);
		ksmbd_rpc_answer_free(&a);
	}
	if (err) {
		kfree(p);
		return err;
	}
	h->priv = p;
	h->ops = &ksmbd_pipe_ops;
	h->access = KSMBD_FILE_ALL;
	return 0;
}
