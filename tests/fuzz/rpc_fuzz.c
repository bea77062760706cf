// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzz target of the RPC services: NDR, PDUs and every method of every service.
 *
 * For: libFuzzer (clang -fsanitize=fuzzer,address,undefined with the sources of
 * userspace/lib/{ndr,rpc*}.c), and any loop that calls LLVMFuzzerTestOneInput.
 * Not for: checking answers; that is what rpc_test.c does. Here nothing may
 * crash, hang, leak or grow past its limits, and pipes must stay consistent.
 *
 * Input: the first octet chooses pipe, byte order and caller. The rest is a list
 * of calls, each with opnum, length (two octets) and stub, made on a bound pipe;
 * opnum 255 means raw bytes instead. Every 20 octets "@@…" of a stub that start
 * with 0x40 0x40 are replaced by the handle last given out, so that the input
 * gets behind the opens. One thread.
 */
#include "../userspace/rpc_mock.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	uint32_t kind;
	uint8_t uuid[20];
} ifaces[] = {
	{ KSMBD_RPC_SRVSVC_METHOD_INVOKE,
	  { 0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, 0x12, 0x78,
	    0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 3 } },
	{ KSMBD_RPC_WKSSVC_METHOD_INVOKE,
	  { 0x98, 0xd0, 0xff, 0x6b, 0x12, 0xa1, 0x10, 0x36, 0x98, 0x33,
	    0x46, 0xc3, 0xf8, 0x7e, 0x34, 0x5a, 1 } },
	{ KSMBD_RPC_LSARPC_METHOD_INVOKE,
	  { 0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00,
	    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0 } },
	{ KSMBD_RPC_LSARPC_METHOD_INVOKE,
	  { 0x6a, 0x28, 0x19, 0x39, 0x0c, 0xb1, 0xd0, 0x11, 0x9b, 0xa8,
	    0x00, 0xc0, 0x4f, 0xd9, 0x2e, 0xf5, 0 } },
	{ KSMBD_RPC_SAMR_METHOD_INVOKE,
	  { 0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00,
	    0x01, 0x23, 0x45, 0x67, 0x89, 0xac, 1 } },
	{ KSMBD_RPC_MDSSVC_METHOD_INVOKE,
	  { 0xfb, 0x85, 0x5d, 0x88, 0x54, 0xc7, 0x62, 0x40, 0xa0, 0xe7,
	    0x68, 0x72, 0xce, 0x00, 0x64, 0xf4, 2 } },
};

static const uint8_t bind_head[] = {
	5, 0, 11, 3, 0x10, 0, 0, 0, 72, 0, 0, 0, 1, 0, 0, 0,
	0xb8, 0x10, 0xb8, 0x10, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0,
};

static const uint8_t bind_tail[] = {
	0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8,
	0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00,
};

struct state {
	struct ksmbd_rpc *rpc;
	uint32_t kind;
	uint8_t handle[20];
};

/* read everything; remember what looks like a handle: 20 octets, then status 0 */
static void drain(struct state *s)
{
	struct ksmbd_rpc_reply reply;
	uint32_t status, rounds = 0;

	do {
		status = ksmbd_rpc_read(s->rpc, 1, s->kind, 1000, &reply);
		if (reply.len > 1000 || ++rounds > 100000)
			abort();
		if (reply.len == 48 && reply.data[2] == 2 &&
		    !memcmp(reply.data + 44, "\0\0\0\0", 4))
			memcpy(s->handle, reply.data + 24, 20);
	} while (status == KSMBD_RPC_OK || status == KSMBD_RPC_EMORE_DATA);
}

static void call(struct state *s, uint8_t opnum, bool big_endian, const uint8_t *stub, size_t len)
{
	uint8_t pdu[24 + 2048] = { 5, 0, 0, 3, big_endian ? 0 : 0x10 };
	size_t total, i;

	if (len > 2048)
		len = 2048;
	total = 24 + len;
	pdu[big_endian ? 9 : 8] = (uint8_t)total;
	pdu[big_endian ? 8 : 9] = (uint8_t)(total >> 8);
	pdu[big_endian ? 23 : 22] = opnum;
	memcpy(pdu + 24, stub, len);
	for (i = 24; i + 20 <= total; i += 4)
		if (pdu[i] == 0x40 && pdu[i + 1] == 0x40)
			memcpy(pdu + i, s->handle, 20);
	ksmbd_rpc_write(s->rpc, 1, s->kind, pdu, total);
	drain(s);
}

/**
 * LLVMFuzzerTestOneInput() - run one input
 * @data:	the input
 * @size:	its length
 *
 * Context: no locks.
 * Return: 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const callers[] = { NULL, "tester", "root" };
	struct rpc_mock mock = { .extra_shares = 3 };
	struct state s = { 0 };
	uint8_t pdu[72], opnum;
	bool big_endian;
	size_t i, len;

	if (!size)
		return 0;
	i = data[0] % (sizeof(ifaces) / sizeof(ifaces[0]));
	big_endian = data[0] & 0x80;
	mock.restrict_anonymous = data[0] & 0x40;
	s.kind = ifaces[i].kind | (data[0] & 0x20 ? KSMBD_RPC_RESTRICTED_CONTEXT : 0);
	s.rpc = ksmbd_rpc_create(&rpc_mock_ops, &mock);
	ksmbd_rpc_open(s.rpc, 1, s.kind, callers[data[0] / 8 % 4 % 3]);
	memcpy(pdu, bind_head, sizeof(bind_head));
	memcpy(pdu + sizeof(bind_head), ifaces[i].uuid, 20);
	memcpy(pdu + sizeof(bind_head) + 20, bind_tail, 20);
	ksmbd_rpc_write(s.rpc, 1, s.kind, pdu, sizeof(pdu));
	drain(&s);

	for (data++, size--; size >= 3; data += len, size -= len) {
		opnum = data[0];
		len = (size_t)data[1] | (size_t)data[2] << 8;
		data += 3;
		size -= 3;
		if (len > size)
			len = size;
		if (opnum != 255) {
			call(&s, opnum, big_endian, data, len);
			continue;
		}
		ksmbd_rpc_write(s.rpc, 1, s.kind, data, len);
		drain(&s);
	}
	ksmbd_rpc_close(s.rpc, 1);
	if (ksmbd_rpc_pipe_count(s.rpc))
		abort();
	ksmbd_rpc_destroy(s.rpc);
	return 0;
}
