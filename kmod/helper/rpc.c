// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One DCE/RPC exchange with the helper.
 *
 * In this protocol the handle names the open pipe, not the question; so only
 * one question per pipe may be in flight (pipe.c sees to that).
 *
 * Not for:  pipes as handles (pipe.c); the RPC services (user space).
 * Context:  process context, no locks held.
 */
#include "helper/rpc.h"

#include <linux/mm.h>
#include <linux/slab.h>

/* Who asks, for a helper that knows the attribute. */
static int put_account(struct sk_buff *skb, const void *arg)
{
	return nla_put_string(skb, KSMBD_A_RPC_ACCOUNT, arg);
}

static int rpc_exchange(u32 handle, u32 flags, const void *in, size_t in_len, const char *account,
			struct ksmbd_rpc_answer *out)
{
	const struct ksmbd_rpc_command *resp;
	struct ksmbd_rpc_command *req;
	int err;

	if (in_len > KSMBD_RPC_PAYLOAD_MAX)
		return -EMSGSIZE;
	req = kvzalloc(struct_size(req, payload, in_len), GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	ksmbd_upcall_init(&out->up, KSMBD_EVENT_RPC_RESPONSE);
	out->up.handle = handle;
	req->handle = handle;
	req->flags = flags;
	req->payload_sz = in_len;
	if (in_len)
		memcpy(req->payload, in, in_len);
	err = ksmbd_upcall_wait(&out->up, KSMBD_EVENT_RPC_REQUEST, req,
				struct_size(req, payload, in_len), account ? put_account : NULL,
				account);
	kvfree(req);
	if (err)
		return err;
	resp = out->up.data;
	if (out->up.len < sizeof(*resp) || resp->payload_sz > out->up.len - sizeof(*resp)) {
		ksmbd_upcall_free(&out->up);
		return -EINVAL;
	}
	out->status = resp->flags;
	out->data = resp->payload;
	out->len = resp->payload_sz;
	return 0;
}

/**
 * ksmbd_rpc_open() - the exchange that opens a pipe
 * @handle: what the pipe is to be called
 * @flags: the pipe's KSMBD_RPC_*_METHOD_INVOKE, perhaps RESTRICTED
 * @account: who opens it, or NULL; told to our own helper only
 * @out: the answer; free with ksmbd_rpc_answer_free() after success
 *
 * Context: process context, sleeps, no locks held.
 * Return: as ksmbd_rpc_call().
 */
int ksmbd_rpc_open(u32 handle, u32 flags, const char *account, struct ksmbd_rpc_answer *out)
{
	if (!ksmbd_nl_helper_is_ours())
		account = NULL;
	return rpc_exchange(handle, flags | KSMBD_RPC_OPEN_METHOD, NULL, 0, account, out);
}

/**
 * ksmbd_rpc_call() - one exchange
 * @handle: of the open pipe
 * @flags: KSMBD_RPC_*_METHOD and the pipe's KSMBD_RPC_*_METHOD_INVOKE
 * @in: bytes the client wrote, or NULL
 * @in_len: how many
 * @out: the answer; free with ksmbd_rpc_answer_free() after success
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0 (look at @out->status); -EMSGSIZE; -ENOTCONN; -ETIMEDOUT; -EINVAL bad answer; -ENOMEM.
 */
int ksmbd_rpc_call(u32 handle, u32 flags, const void *in, size_t in_len,
		   struct ksmbd_rpc_answer *out)
{
	return rpc_exchange(handle, flags, in, in_len, NULL, out);
}

/**
 * ksmbd_rpc_answer_free() - release an answer
 * @a: from ksmbd_rpc_call()
 *
 * Context: process context.
 */
void ksmbd_rpc_answer_free(struct ksmbd_rpc_answer *a)
{
	ksmbd_upcall_free(&a->up);
}
