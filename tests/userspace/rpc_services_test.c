// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tests of the RPC services: srvsvc, wkssvc, lsarpc, dssetup, samr, mdssvc.
 *
 * For: answers byte by byte as the specifications lay them out, who may see
 * what, statuses and faults, paging, context handles.
 * Not for: PDUs and fragments (rpc_test.c).
 *
 * usage: rpc_services_test – prints KTAP, exit status 1 when something failed.
 * Build: as rpc_test.c. One thread.
 */
#include "rpc_client.h"

static const uint8_t wkssvc[20] = {
	0x98, 0xd0, 0xff, 0x6b, 0x12, 0xa1, 0x10, 0x36, 0x98, 0x33,
	0x46, 0xc3, 0xf8, 0x7e, 0x34, 0x5a, 0x01, 0x00, 0x00, 0x00,
};

static const uint8_t lsarpc[20] = {
	0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00,
	0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x00, 0x00, 0x00, 0x00,
};

static const uint8_t dssetup[20] = {
	0x6a, 0x28, 0x19, 0x39, 0x0c, 0xb1, 0xd0, 0x11, 0x9b, 0xa8,
	0x00, 0xc0, 0x4f, 0xd9, 0x2e, 0xf5, 0x00, 0x00, 0x00, 0x00,
};

static const uint8_t samr[20] = {
	0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0x00,
	0x01, 0x23, 0x45, 0x67, 0x89, 0xac, 0x01, 0x00, 0x00, 0x00,
};

static const uint8_t mdssvc[20] = {
	0xfb, 0x85, 0x5d, 0x88, 0x54, 0xc7, 0x62, 0x40, 0xa0, 0xe7,
	0x68, 0x72, 0xce, 0x00, 0x64, 0xf4, 0x02, 0x00, 0x00, 0x00,
};

/* ---- srvsvc ---- */

static void test_share_enum_bytes(void)
{
	static const uint8_t want[] = {
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 4, 0, 2, 0, 3, 0, 0, 0,
		8, 0, 2, 0, 12, 0, 2, 0, 16, 0, 2, 0,
		7, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0,
		'p', 0, 'u', 0, 'b', 0, 'l', 0, 'i', 0, 'c', 0, 0, 0, 0, 0,
		6, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0,
		'm', 0, 0xfc, 0, 's', 0, 'l', 0, 'i', 0, 0, 0,
		5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0,
		'I', 0, 'P', 0, 'C', 0, '$', 0, 0, 0, 0, 0,
		3, 0, 0, 0, 20, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct ndr_writer stub = share_enum_stub(0, UINT32_MAX, 0);
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	client_call(&c, 15, &stub);
	CHECK(!c.fault && c.len == sizeof(want) && !memcmp(c.reply, want, sizeof(want)));
	client_end(&c);
}

static void test_share_enum_resume(void)
{
	uint32_t resume = 0, count, seen = 0, calls = 0, status;
	struct ndr_writer stub;
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	c.mock.extra_shares = 40;
	do {
		stub = share_enum_stub(1, 300, resume);
		client_call(&c, 15, &stub);
		status = last_u32(&c);
		memcpy(&count, c.reply + 12, 4);
		memcpy(&resume, c.reply + c.len - 8, 4);
		CHECK(!c.fault && count);
		seen += count;
	} while (status == 234 && ++calls < 100);
	CHECK(status == 0 && seen == 43 && calls > 3 && !resume);
	/* past the end: nothing */
	stub = share_enum_stub(1, 300, 1000);
	client_call(&c, 15, &stub);
	CHECK(last_u32(&c) == 0 && !memcmp(c.reply + 12, "\0\0\0\0\0\0\0\0", 8));
	client_end(&c);
}

static uint32_t share_get_info(struct client *c, const char *name, uint32_t level)
{
	struct ndr_writer stub = new_stub();

	ndr_put_ptr(&stub, false);
	ndr_put_wstr(&stub, name);
	ndr_put_u32(&stub, level);
	client_call(c, 16, &stub);
	CHECK(!c->fault);
	return last_u32(c);
}

static void test_share_access(void)
{
	struct ndr_writer stub;
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, "tester");
	CHECK(share_get_info(&c, "PUBLIC", 1) == 0);
	CHECK(share_get_info(&c, "secret", 1) == 0);
	CHECK(share_get_info(&c, "ipc$", 1) == 0);
	CHECK(share_get_info(&c, "nope", 1) == 2310);
	CHECK(share_get_info(&c, "public", 2) == 5);
	CHECK(share_get_info(&c, "public", 502) == 5);
	CHECK(share_get_info(&c, "public", 3) == 124 && c.len == 8);
	stub = share_enum_stub(502, UINT32_MAX, 0);
	client_call(&c, 15, &stub);
	CHECK(!c.fault && last_u32(&c) == 5);
	stub = new_stub();
	ndr_put_u32(&stub, 0);
	ndr_put_u32(&stub, 7);
	ndr_put_u32(&stub, 7);
	client_call(&c, 15, &stub);
	CHECK(!c.fault && last_u32(&c) == 124);
	/* level and union tag that differ */
	stub = new_stub();
	ndr_put_u32(&stub, 0);
	ndr_put_u32(&stub, 1);
	ndr_put_u32(&stub, 2);
	client_call(&c, 15, &stub);
	CHECK(c.fault == FAULT_BAD_STUB);
	client_end(&c);

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, "root");
	CHECK(share_get_info(&c, "public", 2) == 0);
	CHECK(share_get_info(&c, "public", 503) == 0);
	client_end(&c);

	/* guests, when they are restricted */
	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, "root");
	c.mock.restrict_anonymous = true;
	CHECK(share_get_info(&c, "public", 1) == 0);
	c.kind |= KSMBD_RPC_RESTRICTED_CONTEXT;
	CHECK(share_get_info(&c, "public", 1) == 5);
	client_end(&c);
}

static void test_srvsvc_lists(void)
{
	static const uint16_t opnum[] = { 12, 9 };
	const char *const who[] = { "tester", "root" };
	struct ndr_writer stub;
	struct client c;
	size_t i, j;

	for (j = 0; j < 2; j++) {
		client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, who[j]);
		for (i = 0; i < 2; i++) {
			stub = new_stub();
			ndr_put_zero(&stub, 12);	/* no names */
			ndr_put_u32(&stub, i ? 3 : 10);
			ndr_put_u32(&stub, i ? 3 : 10);
			ndr_put_u32(&stub, 0);
			ndr_put_u32(&stub, UINT32_MAX);
			ndr_put_u32(&stub, 0);
			client_call(&c, opnum[i], &stub);
			CHECK(!c.fault && last_u32(&c) == (j ? 0 : 5));
			CHECK(c.reply[12] == j);
		}
		stub = new_stub();
		client_call(&c, 18, &stub);
		CHECK(!c.fault && last_u32(&c) == (j ? 50 : 5));
		client_end(&c);
	}
}

static uint32_t name_validate(struct client *c, const char *name, uint32_t type, uint32_t flags)
{
	struct ndr_writer stub = new_stub();

	ndr_put_ptr(&stub, false);
	ndr_put_wstr(&stub, name);
	ndr_put_u32(&stub, type);
	ndr_put_u32(&stub, flags);
	client_call(c, 33, &stub);
	return c->fault ? c->fault : last_u32(c);
}

static void test_name_validate(void)
{
	struct client c;

	client_start(&c, KSMBD_RPC_SRVSVC_METHOD_INVOKE, srvsvc, NULL);
	CHECK(name_validate(&c, "share", 9, 0) == 0);
	CHECK(name_validate(&c, "a/b", 9, 0) == 123);
	CHECK(name_validate(&c, "", 9, 0) == 123);
	CHECK(name_validate(&c, "thirteen-char", 9, 0) == 0);
	CHECK(name_validate(&c, "thirteen-char", 9, 0x80000000u) == 123);
	CHECK(name_validate(&c, "x", 9, 1) == 87);
	CHECK(name_validate(&c, "x", 1, 0) == 50);
	CHECK(name_validate(&c, "x", 14, 0) == 87);
	client_end(&c);
}

/* ---- wkssvc, lsarpc, dssetup ---- */

static void test_wkssvc(void)
{
	static const uint8_t want[] = {
		100, 0, 0, 0, 0, 0, 2, 0, 0xf4, 1, 0, 0, 4, 0, 2, 0, 8, 0, 2, 0,
		6, 0, 0, 0, 1, 0, 0, 0,
		5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 'M', 0, 'O', 0, 'C', 0, 'K', 0, 0, 0, 0, 0,
		10, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 'W', 0, 'O', 0, 'R', 0, 'K', 0, 'G', 0,
		'R', 0, 'O', 0, 'U', 0, 'P', 0, 0, 0, 0, 0, 0, 0,
	};
	struct ndr_writer stub = new_stub();
	struct client c;

	client_start(&c, KSMBD_RPC_WKSSVC_METHOD_INVOKE, wkssvc, NULL);
	ndr_put_u32(&stub, 0);
	ndr_put_u32(&stub, 100);
	client_call(&c, 0, &stub);
	CHECK(!c.fault && c.len == sizeof(want) && !memcmp(c.reply, want, sizeof(want)));
	client_end(&c);
}

static void lsa_open(struct client *c, uint8_t handle[NDR_HANDLE_SIZE], uint32_t access,
		     uint32_t want)
{
	struct ndr_writer stub = new_stub();

	ndr_put_ptr(&stub, false);
	ndr_put_u32(&stub, 24);
	ndr_put_zero(&stub, 20);
	ndr_put_u32(&stub, access);
	client_call(c, 44, &stub);
	CHECK(!c->fault && c->len == 24 && last_u32(c) == want);
	memcpy(handle, c->reply, NDR_HANDLE_SIZE);
}

static void test_lsa_handles(void)
{
	uint8_t handle[NDR_HANDLE_SIZE], zero[NDR_HANDLE_SIZE] = { 0 };
	struct ndr_writer stub;
	struct client c;
	size_t i;

	client_start(&c, KSMBD_RPC_LSARPC_METHOD_INVOKE, lsarpc, "tester");
	lsa_open(&c, handle, 0x10, 0xc0000022u);
	CHECK(!memcmp(handle, zero, sizeof(zero)));
	lsa_open(&c, handle, 0x02000000, 0);
	CHECK(memcmp(handle, zero, sizeof(zero)));
	for (i = 0; i < 2; i++) {
		stub = new_stub();
		ndr_put_bytes(&stub, handle, sizeof(handle));
		client_call(&c, 0, &stub);
		CHECK(i ? c.fault == FAULT_CONTEXT : !c.fault && last_u32(&c) == 0);
	}
	stub = new_stub();
	ndr_put_zero(&stub, 20);
	ndr_put_u16(&stub, 3);
	client_call(&c, 7, &stub);
	CHECK(c.fault == FAULT_CONTEXT);
	for (i = 0; i < 512; i++)
		lsa_open(&c, handle, 0x02000000, 0);
	lsa_open(&c, handle, 0x02000000, 0xc000009au);
	stub = new_stub();
	client_call(&c, 76, &stub);
	CHECK(c.fault == FAULT_ACCESS_DENIED);
	client_end(&c);
}

static void test_lsa_lookup_names(void)
{
	static const char *const names[] = { "tester", "BUILTIN\\Users", "nope", "everyone" };
	uint8_t handle[NDR_HANDLE_SIZE];
	struct ndr_writer stub = new_stub();
	uint32_t i, n = sizeof(names) / sizeof(names[0]);
	struct client c;
	const uint8_t *p;

	client_start(&c, KSMBD_RPC_LSARPC_METHOD_INVOKE, lsarpc, "tester");
	lsa_open(&c, handle, 0x800, 0);
	ndr_put_bytes(&stub, handle, sizeof(handle));
	ndr_put_u32(&stub, n);
	ndr_put_u32(&stub, n);
	for (i = 0; i < n; i++)
		ndr_put_row(&stub, &NDR_F_STRING(names[i]), 1);
	for (i = 0; i < n; i++)
		ndr_put_deferred(&stub, &NDR_F_STRING(names[i]), 1);
	ndr_put_align(&stub, 4);
	ndr_put_zero(&stub, 8);
	ndr_put_u16(&stub, 1);
	ndr_put_u32(&stub, 0);
	client_call(&c, 14, &stub);
	CHECK(!c.fault && last_u32(&c) == 0x107);
	/* the tail: count 4, pointer, max 4, {type, rid, domain} × 4, mapped, status */
	CHECK(c.len > 68);
	p = c.reply + c.len - 68;
	CHECK(p[0] == 4 && p[8] == 4);
	CHECK(p[12] == 1 && p[16] == (1001 & 0xff) && p[17] == 1001 >> 8 && p[20] == 0);
	CHECK(p[24] == 4 && p[28] == (545 & 0xff) && p[32] == 1);
	CHECK(p[36] == 8 && p[44] == 0xff && p[47] == 0xff);
	CHECK(p[48] == 5 && p[56] == 2);
	CHECK(p[60] == 3);

	/* a count that the bytes cannot hold */
	stub = new_stub();
	ndr_put_bytes(&stub, handle, sizeof(handle));
	ndr_put_u32(&stub, 900);
	ndr_put_u32(&stub, 900);
	client_call(&c, 14, &stub);
	CHECK(c.fault == FAULT_BAD_STUB);
	client_end(&c);
}

static void test_lsa_user_name(void)
{
	static const uint8_t want[] = {
		0, 0, 2, 0, 12, 0, 12, 0, 4, 0, 2, 0, 6, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0,
		't', 0, 'e', 0, 's', 0, 't', 0, 'e', 0, 'r', 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	const char *const who[] = { "tester", NULL };
	struct ndr_writer stub;
	struct client c;
	size_t i;

	for (i = 0; i < 2; i++) {
		client_start(&c, KSMBD_RPC_LSARPC_METHOD_INVOKE, lsarpc, who[i]);
		stub = new_stub();
		ndr_put_zero(&stub, 12);
		client_call(&c, 45, &stub);
		if (who[i])
			CHECK(!c.fault && c.len == sizeof(want) &&
			      !memcmp(c.reply, want, sizeof(want)));
		else
			CHECK(!c.fault && last_u32(&c) == 0xc0000022u);
		client_end(&c);
	}
}

static void test_dssetup(void)
{
	struct ndr_writer stub = new_stub();
	struct client c;

	client_start(&c, KSMBD_RPC_LSARPC_METHOD_INVOKE, dssetup, NULL);
	ndr_put_u16(&stub, 1);
	client_call(&c, 0, &stub);
	CHECK(!c.fault && last_u32(&c) == 0 && c.reply[4] == 1 && c.reply[8] == 2);
	stub = new_stub();
	ndr_put_u16(&stub, 9);
	client_call(&c, 0, &stub);
	CHECK(!c.fault && c.len == 8 && last_u32(&c) == 87);
	client_end(&c);
}

/* ---- samr ---- */

/* open something under @parent (20 bytes, then what @rest adds); the new handle */
static uint32_t sam_open(struct client *c, uint16_t opnum, const uint8_t *parent, uint32_t access,
			 const struct ndr_sid *sid, uint32_t rid, uint8_t *handle)
{
	struct ndr_writer stub = new_stub();

	if (parent)
		ndr_put_bytes(&stub, parent, NDR_HANDLE_SIZE);
	else
		ndr_put_u32(&stub, 0);
	ndr_put_u32(&stub, access);
	if (sid)
		ndr_put_sid(&stub, sid);
	else if (parent)
		ndr_put_u32(&stub, rid);
	client_call(c, opnum, &stub);
	CHECK(!c->fault && c->len == 24);
	memcpy(handle, c->reply, NDR_HANDLE_SIZE);
	return last_u32(c);
}

static uint32_t sam_query(struct client *c, uint16_t opnum, const uint8_t *handle, uint16_t level)
{
	struct ndr_writer stub = new_stub();

	ndr_put_bytes(&stub, handle, NDR_HANDLE_SIZE);
	ndr_put_u16(&stub, level);
	client_call(c, opnum, &stub);
	return c->fault ? c->fault : last_u32(c);
}

static void test_samr(void)
{
	static const struct ndr_sid account = {
		.revision = 1, .count = 4, .authority = 5, .sub = { 21, 1111, 2222, 3333 },
	};
	static const struct ndr_sid builtin = {
		.revision = 1, .count = 1, .authority = 5, .sub = { 32 },
	};
	uint8_t server[20], domain[20], built[20], user[20], other[20];
	struct client c;

	client_start(&c, KSMBD_RPC_SAMR_METHOD_INVOKE, samr, "tester");
	CHECK(sam_open(&c, 57, NULL, 0x02000000, NULL, 0, server) == 0);
	CHECK(sam_open(&c, 7, server, 0x200, &account, 0, domain) == 0);
	CHECK(sam_open(&c, 7, server, 0x200, &builtin, 0, built) == 0);
	CHECK(sam_open(&c, 7, server, 0x10, &account, 0, other) == 0xc0000022u);
	CHECK(sam_open(&c, 34, domain, 0x02000000, NULL, 1001, user) == 0);
	CHECK(sam_open(&c, 34, domain, 0x02000000, NULL, 4, other) == 0xc0000064u);
	CHECK(sam_open(&c, 34, built, 0x02000000, NULL, 1001, other) == 0xc0000064u);
	CHECK(sam_open(&c, 19, domain, 0x02000000, NULL, 513, other) == 0);
	CHECK(sam_open(&c, 27, built, 0x02000000, NULL, 544, other) == 0);
	CHECK(sam_open(&c, 27, domain, 0x02000000, NULL, 544, other) == 0xc0000151u);

	CHECK(sam_query(&c, 36, user, 7) == 0 && c.len == 44);
	CHECK(sam_query(&c, 36, user, 16) == 0 && c.len == 16 && c.reply[8] == 0x10);
	CHECK(sam_query(&c, 36, user, 21) == 0);
	CHECK(sam_query(&c, 36, user, 18) == 0xc0000003u && c.len == 8);
	CHECK(sam_query(&c, 36, domain, 7) == FAULT_CONTEXT);
	CHECK(sam_query(&c, 8, user, 1) == FAULT_CONTEXT);
	CHECK(sam_query(&c, 8, domain, 1) == 0 && c.len == 36);
	CHECK(sam_query(&c, 39, user, 0) == 0 && c.reply[16] == 1 && c.reply[17] == 2);
	CHECK(sam_query(&c, 12, domain, 0) == FAULT_OP_RANGE);
	client_end(&c);
}

/* ---- mdssvc ---- */

static void test_mdssvc(void)
{
	static const uint8_t request[] = {
		0x2f, 0x00, 0x00, 0x33, 0x17, 0, 0, 0, 0, 0, 0, 0,
		0x01, 0x04, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, '/', 'x', 0, 0,
		0x01, 0x04, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'x', 0,
	};
	static const uint8_t answer[] = {
		0x2f, 0x00, 0x00, 0x33, 0x17, 0, 0, 0, 0, 0, 0, 0,
		0x01, 0x04, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	static const size_t sizes[] = { 12, 20, 24 };
	struct ndr_writer stub = new_stub();
	struct client c;
	uint16_t i;

	client_start(&c, KSMBD_RPC_MDSSVC_METHOD_INVOKE, mdssvc, NULL);
	ndr_put_bytes(&stub, request, sizeof(request));
	client_call(&c, 0, &stub);
	CHECK(!c.fault && c.len == sizeof(answer) && !memcmp(c.reply, answer, sizeof(answer)));
	for (i = 1; i <= 3; i++) {
		stub = new_stub();
		ndr_put_zero(&stub, 80);
		client_call(&c, i, &stub);
		CHECK(!c.fault && c.len == sizes[i - 1] && last_u32(&c) == 0);
	}
	stub = new_stub();
	ndr_put_u32(&stub, 1);
	ndr_put_zero(&stub, 80);
	client_call(&c, 2, &stub);
	CHECK(c.fault == FAULT_PROTOCOL);
	client_end(&c);
}

static const struct rpc_test tests[] = {
	{ "share_enum_bytes", test_share_enum_bytes },
	{ "share_enum_resume", test_share_enum_resume },
	{ "share_access", test_share_access },
	{ "srvsvc_lists", test_srvsvc_lists },
	{ "name_validate", test_name_validate },
	{ "wkssvc", test_wkssvc },
	{ "lsa_handles", test_lsa_handles },
	{ "lsa_lookup_names", test_lsa_lookup_names },
	{ "lsa_user_name", test_lsa_user_name },
	{ "dssetup", test_dssetup },
	{ "samr", test_samr },
	{ "mdssvc", test_mdssvc },
};

int main(void)
{
	return run_tests(tests, sizeof(tests) / sizeof(tests[0]));
}
