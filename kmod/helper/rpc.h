/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room-internal: DCE/RPC through the helper, for pipe.c.
 */
#ifndef KSMBD_HELPER_RPC_H
#define KSMBD_HELPER_RPC_H

#include "helper/genl.h"

/* Payload of one message: an attribute is at most 64 KiB with its header. */
#define KSMBD_RPC_PAYLOAD_MAX	(60 * 1024)

/**
 * struct ksmbd_rpc_answer - what the helper said
 * @up: the question, which owns the bytes
 * @status: KSMBD_RPC_OK, …
 * @data: points into @up
 * @len: bytes of @data
 */
struct ksmbd_rpc_answer {
	struct ksmbd_upcall up;
	u32 status;
	const void *data;
	size_t len;
};

int ksmbd_rpc_call(u32 handle, u32 flags, const void *in, size_t in_len,
		   struct ksmbd_rpc_answer *out);
int ksmbd_rpc_open(u32 handle, u32 flags, const char *account, struct ksmbd_rpc_answer *out);
void ksmbd_rpc_answer_free(struct ksmbd_rpc_answer *a);

#endif /* KSMBD_HELPER_RPC_H */
