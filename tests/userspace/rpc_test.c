// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tests of NDR and of the DCE/RPC protocol on a pipe.
 *
 * For: what clients cannot be made to send – malformed, split, reordered and
 * big-endian PDUs –, budgets, and byte vectors made by hand from C706.
 * Not for: what the services answer (rpc_services_test.c).
 *
 * usage: rpc_test – prints KTAP, exit status 1 when something failed.
 * Build: cc -D_GNU_SOURCE -Ikmod/include/uapi -Iuserspace/lib with ndr.c, rpc.c,
 *	rpc_pdu.c, rpc_names.c and all services of userspace/lib. One thread.
 */
#include "rpc_client.h"

static const uint8_t ndr64[20] = {
	0x33, 0x05, 0x71, 0x71, 0xba, 0xbe, 0x37, 0x49, 0x83, 0x19,
	0xb5, 0xdb, 0xef, 0x9c, 0xcc, 0x36, 0x01, 0x00, 0x00, 0x00,
};

static const uint8_t features[20] = {
	0x2c, 0x1c, 0xb7, 0x6c, 0x12, 0x98, 0x40, 0x45, 0x03, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
};

static const uint8_t samr[20] = {
	0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00,
	0x01, 0x23, 0x45, 0x67, 0x89, 0xac, 0x01, 0x00, 0x00, 0x00,
};

/* ---- NDR ---- */

static void test_ndr_integers(void)
{
	static const uint8_t bytes[] = { 1, 0, 2, 3, 4, 5, 6, 7, 8 };
	struct ndr_arena arena = { .limit = 1024 };
	struct ndr_reader r;

	ndr_reader_init(&r, &arena, bytes, sizeof(bytes), false);
	CHECK(ndr_get_u8(&r) == 1);
	CHECK(ndr_get_u16(&r) == 0x0302);
	CHECK(ndr_get_u32(&r) == 0x07060504);
	CHECK(!r.failed);
	CHECK(ndr_get_u16(&r) == 0 && r.failed);
	CHECK(ndr_get_u8(&r) == 0);

	ndr_reader_init(&r, &arena, bytes, sizeof(bytes), true);
	CHECK(ndr_get_u8(&r) == 1);
	CHECK(ndr_get_u16(&r) == 0x0203);
	CHECK(ndr_get_u32(&r) == 0x04050607);
	ndr_reader_init(&r, &arena, bytes, 3, false);
	CHECK(ndr_get_u32(&r) == 0 && r.failed);
	ndr_reader_init(&r, &arena, bytes, 0, false);
	CHECK(!ndr_get_bytes(&r, 1) && r.failed);
	ndr_arena_free(&arena);
}

static void test_ndr_wstr(void)
{
	/* max 4, offset 0, actual 4: "a", U+1F600 as a pair, NUL */
	static const uint8_t good[] = {
		4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'a', 0, 0x3d, 0xd8, 0x00, 0xde, 0, 0,
	};
	/* half a pair */
	static const uint8_t half[] = {
		2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x3d, 0xd8, 0, 0,
	};
	static const uint8_t open_end[] = { 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'a', 0 };
	static const uint8_t offset[] = { 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0 };
	static const uint8_t huge[] = {
		0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0,
	};
	static const uint8_t more[] = { 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 0, 0, 0 };
	struct ndr_arena arena = { .limit = 1 << 16 };
	struct ndr_reader r;
	char *s;

	ndr_reader_init(&r, &arena, good, sizeof(good), false);
	s = ndr_get_wstr(&r);
	CHECK(s && !strcmp(s, "a\xf0\x9f\x98\x80") && !r.failed && r.pos == r.len);
	ndr_reader_init(&r, &arena, half, sizeof(half), false);
	s = ndr_get_wstr(&r);
	CHECK(s && !strcmp(s, "\xef\xbf\xbd"));
	ndr_reader_init(&r, &arena, open_end, sizeof(open_end), false);
	CHECK(!ndr_get_wstr(&r) && r.failed);
	ndr_reader_init(&r, &arena, offset, sizeof(offset), false);
	CHECK(!ndr_get_wstr(&r) && r.failed);
	ndr_reader_init(&r, &arena, huge, sizeof(huge), false);
	CHECK(!ndr_get_wstr(&r) && r.failed);
	ndr_reader_init(&r, &arena, more, sizeof(more), false);
	CHECK(!ndr_get_wstr(&r) && r.failed);
	ndr_arena_free(&arena);
}

static void test_ndr_writer(void)
{
	static const uint8_t want[] = {
		0, 0, 2, 0,  1, 0, 0, 0,  4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0,
		0xfc, 0, 0x3d, 0xd8, 0, 0xde, 0, 0,
		/* RPC_UNICODE_STRING "x", large, behind referent 0x00020004 */
		2, 0, 4, 0, 4, 0, 2, 0,  2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'x', 0,
	};
	const struct ndr_field row[] = { NDR_F_WSTR("\xc3\xbc\xf0\x9f\x98\x80"), NDR_F_U32(1) };
	struct ndr_writer w;

	ndr_writer_init(&w, 1024);
	ndr_put_struct(&w, row, 2);
	ndr_put_struct(&w, &NDR_F_LARGE("x"), 1);
	CHECK(!w.failed && w.len == sizeof(want) && !memcmp(w.data, want, w.len));
	ndr_writer_free(&w);

	/* what is not UTF-8 turns into U+FFFD, one for each byte that is wrong */
	ndr_writer_init(&w, 1024);
	ndr_put_wstr(&w, "\xff\xc3");
	CHECK(w.len == 18 && w.data[12] == 0xfd && w.data[13] == 0xff && w.data[14] == 0xfd);
	ndr_writer_free(&w);

	ndr_writer_init(&w, 6);
	ndr_put_u32(&w, 1);
	ndr_put_u32(&w, 2);
	CHECK(w.failed && w.len == 4);
	ndr_put_u8(&w, 1);
	CHECK(w.len == 4);
	ndr_writer_free(&w);
}

static void test_ndr_sid(void)
{
	uint8_t bytes[] = {
		2, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
	};
	struct ndr_reader r;
	struct ndr_sid sid;
	struct ndr_writer w;

	ndr_reader_init(&r, NULL, bytes, sizeof(bytes), false);
	CHECK(ndr_get_sid(&r, &sid) && sid.count == 2 && sid.authority == 5 && sid.sub[1] == 544);
	ndr_writer_init(&w, 64);
	ndr_put_sid(&w, &sid);
	CHECK(w.len == sizeof(bytes) && !memcmp(w.data, bytes, w.len));
	ndr_writer_free(&w);
	bytes[0] = 3;
	ndr_reader_init(&r, NULL, bytes, sizeof(bytes), false);
	CHECK(!ndr_get_sid(&r, &sid));
	bytes[0] = 16;
	bytes[5] = 16;
	ndr_reader_init(&r, NULL, bytes, sizeof(bytes), false);
	CHECK(!ndr_get_sid(&r, &sid));
}

/* ---- the protocol ---- */

static void test_bind_bytes(void)
{
	static const uint8_t *const transfers[] = { ndr20 };
	static const uint8_t want[] = {
		5, 0, 12, 3, 0x10, 0, 0, 0, 68, 0, 0, 0, 1, 0, 0, 0,
		0x00, 0x10, 0x00, 0x10,				/* 4096 both ways */
		1, 0, 0, 0,					/* association group */
		13, 0, '\\', 'P', 'I', 'P', 'E', '\\', 's', 'r', 'v', 's', 'v', 'c', 0,
		0,						/* to a multiple of 4 */
		1, 0, 0, 0,
		0, 0, 0, 0,
		0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8,
		0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x00, 0x00,
	};
	struct ndr_writer w = make_bind(11, srvsvc, 4280, transfers, 1, true);
	struct ksmbd_rpc_reply reply;
	struct client c;

	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == sizeof(want) && !memcmp(reply.data, want, sizeof(want)));
	/* a second bind is refused, and the pipe stays bound */
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 24 && reply.data[2] == 13 && !reply.data[16]);
	ndr_writer_free(&w);
	client_end(&c);
}

static void test_bind_offers(void)
{
	static const uint8_t *const transfers[] = { ndr20, ndr64, features };
	struct ksmbd_rpc_reply reply;
	struct ndr_writer w;
	struct client c;

	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	w = make_bind(11, srvsvc, 4280, transfers, 3, true);
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 44 + 3 * 24 && reply.data[2] == 12);
	/* accept; reject: no such transfer syntax; negotiate_ack without features */
	CHECK(reply.data[44] == 0 && reply.data[46] == 0);
	CHECK(reply.data[68] == 2 && reply.data[70] == 2);
	CHECK(reply.data[92] == 3 && reply.data[94] == 0);
	ndr_writer_free(&w);
	client_end(&c);

	/* all in one context: NDR is chosen */
	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	w = make_bind(11, srvsvc, 4280, transfers, 3, false);
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 68 && !reply.data[44] && !memcmp(reply.data + 48, ndr20, 20));
	ndr_writer_free(&w);

	/* another interface on this pipe: rejected, and calls on it are unknown */
	w = make_bind(14, samr, 4280, transfers, 1, true);
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 56 && reply.data[2] == 15 && reply.data[32] == 2 && reply.data[34] == 1);
	ndr_writer_free(&w);
	client_end(&c);
}

static void test_bind_refused(void)
{
	static const uint8_t *const transfers[] = { ndr20 };
	struct ndr_writer w = make_bind(11, srvsvc, 4280, transfers, 1, true);
	struct ksmbd_rpc_reply reply;
	struct client c;

	/* authentication inside RPC */
	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	w.data[10] = 8;
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 24 && reply.data[2] == 13 && reply.data[16] == 8);
	w.data[10] = 0;
	/* version 5.2 */
	w.data[1] = 2;
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 24 && reply.data[2] == 13 && reply.data[16] == 4);
	w.data[1] = 0;
	/* it can still be bound, then */
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.data[2] == 12);
	client_end(&c);
	/* version 4 */
	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	w.data[0] = 4;
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 24 && reply.data[2] == 13);
	CHECK(ksmbd_rpc_write(c.rpc, 1, c.kind, w.data, w.len) == KSMBD_RPC_EBAD_FID);
	client_end(&c);
	/* offers cut off */
	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	w.data[0] = 5;
	w.data[8] = 60;
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, 60, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 32 && reply.data[2] == 3);
	ndr_writer_free(&w);
	client_end(&c);
}

static void test_faults(void)
{
	struct ndr_writer stub = new_stub();
	struct client c;

	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	client_call(&c, 15, &stub);
	CHECK(c.fault == FAULT_PROTOCOL);
	client_collect(&c);
	CHECK(c.fault == UINT32_MAX);
	client_end(&c);

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	stub = new_stub();
	client_call(&c, 999, &stub);
	CHECK(c.fault == FAULT_OP_RANGE && (c.fault_flags & 0x20));
	stub = new_stub();
	client_call(&c, 0, &stub);
	CHECK(c.fault == FAULT_OP_RANGE);
	stub = new_stub();
	client_call(&c, 15, &stub);
	CHECK(c.fault == FAULT_BAD_STUB && !(c.fault_flags & 0x20));
	stub = new_stub();
	ndr_put_u32(&stub, 0);
	client_call(&c, 28, &stub);
	CHECK(!c.fault && c.len == 4 + 48 + 4 && last_u32(&c) == 0);
	client_end(&c);
}

/* the same request in three fragments, octet by octet */
static void test_request_fragments(void)
{
	struct ndr_writer stub = share_enum_stub(1, UINT32_MAX, 0), w;
	size_t cut[] = { 0, 8, 24, stub.len }, i, j;
	uint8_t whole[65536];
	size_t whole_len;
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	for (i = 0; i < 3; i++) {
		ndr_writer_init(&w, 65536);
		put_header(&w, 0, (i == 0) | (i == 2) << 1, 24 + cut[i + 1] - cut[i], 77);
		ndr_put_u32(&w, 0xffffffff);
		ndr_put_u32(&w, 15 << 16);
		ndr_put_bytes(&w, stub.data + cut[i], cut[i + 1] - cut[i]);
		for (j = 0; j < w.len; j++)
			CHECK(ksmbd_rpc_write(c.rpc, 1, c.kind, w.data + j, 1) == KSMBD_RPC_OK);
		ndr_writer_free(&w);
	}
	client_collect(&c);
	CHECK(!c.fault && last_u32(&c) == 0);
	whole_len = c.len;
	memcpy(whole, c.reply, c.len);
	client_call(&c, 15, &stub);
	CHECK(c.len == whole_len && !memcmp(c.reply, whole, whole_len));

	/* a fragment of another call in between kills the pipe */
	for (i = 0; i < 2; i++) {
		ndr_writer_init(&w, 65536);
		put_header(&w, 0, i == 0, 24, 78 + (uint32_t)i);
		ndr_put_u32(&w, 0);
		ndr_put_u32(&w, 15 << 16);
		ksmbd_rpc_write(c.rpc, 1, c.kind, w.data, w.len);
		ndr_writer_free(&w);
	}
	client_collect(&c);
	CHECK(c.fault == FAULT_PROTOCOL);
	client_end(&c);
}

static void test_orphan_and_auth3(void)
{
	struct ksmbd_rpc_reply reply;
	struct ndr_writer w, stub;
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	ndr_writer_init(&w, 64);
	put_header(&w, 0, 1, 24, 5);		/* first fragment … */
	ndr_put_u32(&w, 0);
	ndr_put_u32(&w, 15 << 16);
	put_header(&w, 19, 3, 16, 5);		/* … given up */
	put_header(&w, 16, 3, 16, 6);		/* AUTH3 */
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(!reply.len);
	CHECK(ksmbd_rpc_read(c.rpc, 1, c.kind, SIZE_MAX, &reply) == KSMBD_RPC_EBAD_FUNC);
	ndr_writer_free(&w);
	stub = share_enum_stub(1, UINT32_MAX, 0);
	client_call(&c, 15, &stub);
	CHECK(!c.fault);
	/* a request with an authentication trailer */
	ndr_writer_init(&w, 64);
	put_header(&w, 0, 3, 32, 7);
	ndr_put_zero(&w, 16);
	w.data[10] = 8;
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, SIZE_MAX, &reply) == KSMBD_RPC_OK);
	CHECK(reply.len == 32 && reply.data[2] == 3 && reply.data[24] == FAULT_ACCESS_DENIED);
	ndr_writer_free(&w);
	client_end(&c);
}

static void test_response_fragments(void)
{
	struct ndr_writer stub = share_enum_stub(1, UINT32_MAX, 0), w;
	struct ksmbd_rpc_reply reply;
	uint32_t total, status;
	size_t sum = 0;
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	c.mock.extra_shares = 500;
	client_call(&c, 15, &stub);
	CHECK(!c.fault && c.fragments > 8 && last_u32(&c) == 0);
	memcpy(&total, c.reply + 12, 4);
	CHECK(total == 503);

	/* read in small pieces: MORE_DATA until the fragment is whole */
	stub = share_enum_stub(1, UINT32_MAX, 0);
	ndr_writer_init(&w, 65536);
	put_header(&w, 0, 3, 24 + stub.len, 9);
	ndr_put_u32(&w, 0);
	ndr_put_u32(&w, 15 << 16);
	ndr_put_bytes(&w, stub.data, stub.len);
	ndr_writer_free(&stub);
	status = ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, 1000, &reply);
	CHECK(status == KSMBD_RPC_EMORE_DATA && reply.len == 1000);
	/* no second transaction before the first is read */
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, w.data, w.len, 1000, &reply) ==
	      KSMBD_RPC_EBAD_FUNC);
	ndr_writer_free(&w);
	sum = 1000;
	while (status == KSMBD_RPC_EMORE_DATA) {
		status = ksmbd_rpc_read(c.rpc, 1, c.kind, 1000, &reply);
		sum += reply.len;
	}
	CHECK(status == KSMBD_RPC_OK && sum > 4000 && sum <= KSMBD_RPC_MAX_FRAG);
	client_end(&c);
}

/* a client of the other byte order: bind, then NetrShareGetInfo level 1 of "public" */
static void test_big_endian(void)
{
	static const uint8_t bind[] = {
		5, 0, 11, 3, 0x00, 0, 0, 0, 0, 72, 0, 0, 0, 0, 0, 1,
		0x10, 0xb8, 0x10, 0xb8, 0, 0, 0, 0, 1, 0, 0, 0,
		0, 9, 1, 0,
		0x4b, 0x32, 0x4f, 0xc8, 0x16, 0x70, 0x01, 0xd3, 0x12, 0x78,
		0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 0x00, 0x03, 0x00, 0x00,
		0x8a, 0x88, 0x5d, 0x04, 0x1c, 0xeb, 0x11, 0xc9, 0x9f, 0xe8,
		0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x00, 0x00, 0x00, 0x02,
	};
	static const uint8_t request[] = {
		5, 0, 0, 3, 0x00, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 2,
		0, 0, 0, 36, 0, 9, 0, 16,
		0, 0, 0, 0,					/* server name: null */
		0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 7,
		0, 'p', 0, 'u', 0, 'b', 0, 'l', 0, 'i', 0, 'c', 0, 0, 0, 0,
		0, 0, 0, 1,
	};
	struct ksmbd_rpc_reply reply;
	uint32_t level;
	struct client c;

	client_init(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, NULL);
	CHECK(ksmbd_rpc_ioctl(c.rpc, 1, c.kind, bind, sizeof(bind), SIZE_MAX, &reply) ==
	      KSMBD_RPC_OK);
	CHECK(reply.len == 68 && reply.data[2] == 12 && reply.data[44] == 0);
	CHECK(ksmbd_rpc_write(c.rpc, 1, c.kind, request, sizeof(request)) == KSMBD_RPC_OK);
	client_collect(&c);
	CHECK(!c.fault && last_u32(&c) == 0);
	memcpy(&level, c.reply, 4);
	CHECK(level == 1);
	client_end(&c);
}

static void test_pipes(void)
{
	struct rpc_mock mock = { 0 };
	struct ksmbd_rpc *rpc = ksmbd_rpc_create(&rpc_mock_ops, &mock);
	struct ksmbd_rpc_reply reply;
	static uint8_t junk[4096];
	uint32_t i, status;

	CHECK(ksmbd_rpc_write(rpc, 5, 0, "x", 1) == KSMBD_RPC_EBAD_FID);
	CHECK(ksmbd_rpc_read(rpc, 5, 0, 10, &reply) == KSMBD_RPC_EBAD_FID);
	CHECK(ksmbd_rpc_ioctl(rpc, 5, 0, "x", 1, 10, &reply) == KSMBD_RPC_EBAD_FID);
	CHECK(ksmbd_rpc_close(rpc, 5) == KSMBD_RPC_EBAD_FID);
	CHECK(ksmbd_rpc_open(rpc, 5, 0, NULL) == KSMBD_RPC_ENOTIMPLEMENTED);
	CHECK(ksmbd_rpc_open(rpc, 5, KSMBD_RPC_PIPE_MASK, NULL) == KSMBD_RPC_ENOTIMPLEMENTED);
	CHECK(ksmbd_rpc_open(rpc, 5, KSMBD_RPC_SAMR_METHOD_INVOKE, "a") == KSMBD_RPC_OK);
	/* a lost close: the handle comes again */
	CHECK(ksmbd_rpc_open(rpc, 5, KSMBD_RPC_SAMR_METHOD_INVOKE, "a") == KSMBD_RPC_OK);
	CHECK(ksmbd_rpc_pipe_count(rpc) == 1);
	CHECK(ksmbd_rpc_close(rpc, 5) == KSMBD_RPC_OK);
	for (i = 0; i < KSMBD_RPC_MAX_PIPES; i++)
		CHECK(ksmbd_rpc_open(rpc, i * 7, KSMBD_RPC_SAMR_METHOD_INVOKE, NULL) ==
		      KSMBD_RPC_OK);
	CHECK(ksmbd_rpc_open(rpc, 3, KSMBD_RPC_SAMR_METHOD_INVOKE, NULL) == KSMBD_RPC_ENOMEM);
	for (i = 0; i < KSMBD_RPC_MAX_PIPES; i++)
		CHECK(ksmbd_rpc_close(rpc, i * 7) == KSMBD_RPC_OK);

	/* a PDU that never ends is limited; what is no PDU kills the pipe */
	CHECK(ksmbd_rpc_open(rpc, 1, KSMBD_RPC_SAMR_METHOD_INVOKE, NULL) == KSMBD_RPC_OK);
	memcpy(junk, "\x05\x00\x00\x01\x10\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00", 16);
	for (i = 0, status = 0; status == KSMBD_RPC_OK && i < 100; i++)
		status = ksmbd_rpc_write(rpc, 1, 0, junk, sizeof(junk));
	CHECK(status != KSMBD_RPC_OK);
	CHECK(ksmbd_rpc_open(rpc, 1, KSMBD_RPC_SAMR_METHOD_INVOKE, NULL) == KSMBD_RPC_OK);
	ksmbd_rpc_write(rpc, 1, 0, "GET / HTTP/1.0\r\n\r\n", 18);
	CHECK(ksmbd_rpc_write(rpc, 1, 0, "x", 1) == KSMBD_RPC_EBAD_FID);

	CHECK(ksmbd_rpc_command(rpc, 1, KSMBD_RPC_RAP_METHOD, NULL, NULL, 0, 10, &reply) ==
	      KSMBD_RPC_ENOTIMPLEMENTED);
	CHECK(ksmbd_rpc_command(rpc, 1, 0, NULL, NULL, 0, 10, &reply) ==
	      KSMBD_RPC_ENOTIMPLEMENTED);
	CHECK(ksmbd_rpc_command(rpc, 2, KSMBD_RPC_OPEN_METHOD | KSMBD_RPC_LSARPC_METHOD_INVOKE,
				"tester", NULL, 0, 0, &reply) == KSMBD_RPC_OK);
	CHECK(ksmbd_rpc_command(rpc, 2, KSMBD_RPC_CLOSE_METHOD | KSMBD_RPC_LSARPC_METHOD_INVOKE,
				NULL, NULL, 0, 0, &reply) == KSMBD_RPC_OK);
	ksmbd_rpc_destroy(rpc);
}

static const struct rpc_test tests[] = {
	{ "ndr_integers", test_ndr_integers },
	{ "ndr_wstr", test_ndr_wstr },
	{ "ndr_writer", test_ndr_writer },
	{ "ndr_sid", test_ndr_sid },
	{ "bind_bytes", test_bind_bytes },
	{ "bind_offers", test_bind_offers },
	{ "bind_refused", test_bind_refused },
	{ "faults", test_faults },
	{ "request_fragments", test_request_fragments },
	{ "orphan_and_auth3", test_orphan_and_auth3 },
	{ "response_fragments", test_response_fragments },
	{ "big_endian", test_big_endian },
	{ "pipes", test_pipes },
};

int main(void)
{
	return run_tests(tests, sizeof(tests) / sizeof(tests[0]));
}
