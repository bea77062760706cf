/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A DCE/RPC client for tests: it binds, calls, gathers fragments, and prints
 * KTAP.
 *
 * For: rpc_test.c and rpc_services_test.c.
 * Not for: what real clients make of the answers (rpc_serve.c serves them).
 *
 * Requests are built with the NDR writer under test, so tests compare answers
 * with literal bytes wherever the writer itself is in question. Everything is
 * inline, so that a test is one compiler call. One thread.
 */
#ifndef KSMBD_TESTS_RPC_CLIENT_H
#define KSMBD_TESTS_RPC_CLIENT_H

#include "ndr.h"
#include "rpc_mock.h"

#include <stdlib.h>

#define FAULT_BAD_STUB		0x000006f7u
#define FAULT_ACCESS_DENIED	0x00000005u
#define FAULT_CONTEXT		0x1c00001au
#define FAULT_OP_RANGE		0x1c010002u
#define FAULT_UNKNOWN_IF	0x1c010003u
#define FAULT_PROTOCOL		0x1c01000bu

/* struct rpc_test - one test; failures counts those of the one that is running */
struct rpc_test {
	const char *name;
	void (*run)(void);
};

static int failures;

#define CHECK(cond) do {						\
	if (!(cond)) {							\
		printf("# %s:%d: %s\n", __func__, __LINE__, #cond);	\
		failures++;						\
	}								\
} while (0)

static const uint8_t ndr20[20] = {
	0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8,
	0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00,
};

static const uint8_t srvsvc[20] = {
	0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, 0x12, 0x78,
	0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 0x03, 0x00, 0x00, 0x00,
};

/* ---- a client ---- */

struct client {
	struct rpc_mock mock;
	struct ksmbd_rpc *rpc;
	uint32_t kind;
	uint32_t call_id;
	uint8_t reply[65536];		/* stub of the last response */
	size_t len;
	uint32_t fault;			/* of the last call, 0 for a response */
	uint8_t fault_flags;
	size_t fragments;
	struct ndr_arena arena;
	struct ndr_reader r;		/* over reply */
};

static inline void put_header(struct ndr_writer *w, uint8_t ptype, uint8_t flags, size_t len,
			      uint32_t id)
{
	ndr_put_u8(w, 5);
	ndr_put_u8(w, 0);
	ndr_put_u8(w, ptype);
	ndr_put_u8(w, flags);
	ndr_put_u32(w, 0x10);
	ndr_put_u16(w, (uint16_t)len);
	ndr_put_u16(w, 0);
	ndr_put_u32(w, id);
}

static inline struct ndr_writer make_bind(uint8_t ptype, const uint8_t *abstract,
					  uint16_t max_recv,
					  const uint8_t *const *transfers, size_t n,
					  bool apart)
{
	struct ndr_writer w;
	size_t i;

	ndr_writer_init(&w, 65536);
	put_header(&w, ptype, 3, 0, 1);
	ndr_put_u16(&w, 4280);
	ndr_put_u16(&w, max_recv);
	ndr_put_u32(&w, 0);
	ndr_put_u32(&w, (uint32_t)(apart ? n : 1));
	for (i = 0; i < n; i++) {
		if (!i || apart) {
			ndr_put_u16(&w, (uint16_t)i);
			ndr_put_u16(&w, (uint16_t)(apart ? 1 : n));
			ndr_put_bytes(&w, abstract, 20);
		}
		ndr_put_bytes(&w, transfers[i], 20);
	}
	ndr_patch_u32(&w, 8, (uint32_t)w.len);
	return w;
}

static inline void client_init(struct client *c, uint32_t kind, const char *account)
{
	memset(c, 0, sizeof(*c));
	c->arena.limit = 1 << 20;
	c->kind = kind;
	c->rpc = ksmbd_rpc_create(&rpc_mock_ops, &c->mock);
	CHECK(ksmbd_rpc_open(c->rpc, 1, kind, account) == KSMBD_RPC_OK);
}

static inline void client_end(struct client *c)
{
	ndr_arena_free(&c->arena);
	ksmbd_rpc_destroy(c->rpc);
}

static inline void client_bind(struct client *c, const uint8_t *abstract)
{
	static const uint8_t *const transfers[] = { ndr20 };
	struct ndr_writer w = make_bind(11, abstract, 4280, transfers, 1, true);
	struct ksmbd_rpc_reply reply;

	CHECK(ksmbd_rpc_ioctl(c->rpc, 1, c->kind, w.data, w.len, SIZE_MAX, &reply) ==
	      KSMBD_RPC_OK);
	CHECK(reply.len > 40 && reply.data[2] == 12);
	CHECK(reply.len > 40 && !reply.data[reply.len - 24] && !reply.data[reply.len - 22]);
	ndr_writer_free(&w);
}

static inline void client_start(struct client *c, uint32_t kind, const uint8_t *abstract,
				const char *account)
{
	client_init(c, kind, account);
	client_bind(c, abstract);
}

/* gather the fragments of one answer */
static inline void client_collect(struct client *c)
{
	struct ksmbd_rpc_reply reply;
	bool last = false;

	c->len = 0;
	c->fault = 0;
	c->fragments = 0;
	while (!last) {
		if (ksmbd_rpc_read(c->rpc, 1, c->kind, SIZE_MAX, &reply) != KSMBD_RPC_OK) {
			c->fault = UINT32_MAX;
			return;
		}
		last = reply.data[3] & 2;
		CHECK(!(reply.data[3] & 1) == !!c->fragments);
		CHECK(reply.len <= KSMBD_RPC_MAX_FRAG && reply.len >= 24);
		c->fragments++;
		if (reply.data[2] == 3) {
			memcpy(&c->fault, reply.data + 24, 4);
			c->fault_flags = reply.data[3];
			return;
		}
		CHECK(last || !((reply.len - 24) % 8));
		if (c->len + reply.len - 24 > sizeof(c->reply))
			break;
		memcpy(c->reply + c->len, reply.data + 24, reply.len - 24);
		c->len += reply.len - 24;
	}
	ndr_reader_init(&c->r, &c->arena, c->reply, c->len, false);
}

/* one call; takes the stub over */
static inline void client_call(struct client *c, uint16_t opnum, struct ndr_writer *stub)
{
	struct ndr_writer w;

	ndr_writer_init(&w, 65536);
	put_header(&w, 0, 3, 24 + stub->len, ++c->call_id);
	ndr_put_u32(&w, (uint32_t)stub->len);
	ndr_put_u16(&w, 0);
	ndr_put_u16(&w, opnum);
	if (stub->len)
		ndr_put_bytes(&w, stub->data, stub->len);
	ndr_writer_free(stub);
	CHECK(ksmbd_rpc_write(c->rpc, 1, c->kind, w.data, w.len) == KSMBD_RPC_OK);
	ndr_writer_free(&w);
	client_collect(c);
}

static inline struct ndr_writer new_stub(void)
{
	struct ndr_writer w;

	ndr_writer_init(&w, 1 << 20);
	return w;
}

static inline uint32_t last_u32(const struct client *c)
{
	uint32_t v = UINT32_MAX;

	if (c->len >= 4)
		memcpy(&v, c->reply + c->len - 4, 4);
	return v;
}

static inline struct ndr_writer share_enum_stub(uint32_t level, uint32_t max, uint32_t resume)
{
	struct ndr_writer w = new_stub();

	ndr_put_ptr(&w, true);
	ndr_put_wstr(&w, "\\\\mock");
	ndr_put_u32(&w, level);
	ndr_put_u32(&w, level);
	ndr_put_ptr(&w, true);
	ndr_put_u32(&w, 0);
	ndr_put_ptr(&w, false);
	ndr_put_u32(&w, max);
	ndr_put_ptr(&w, true);
	ndr_put_u32(&w, resume);
	return w;
}

static inline int run_tests(const struct rpc_test *tests, size_t n)
{
	int failed = 0;
	size_t i;

	printf("KTAP version 1\n1..%zu\n", n);
	for (i = 0; i < n; i++) {
		failures = 0;
		tests[i].run();
		printf("%s %zu %s\n", failures ? "not ok" : "ok", i + 1, tests[i].name);
		failed += failures != 0;
	}
	return failed != 0;
}

#endif /* KSMBD_TESTS_RPC_CLIENT_H */
