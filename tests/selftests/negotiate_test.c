// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NEGOTIATE (MS-SMB2 3.3.5.4, 3.3.5.3): choice of dialect, contexts of 3.1.1,
 * what ends the connection without an answer.
 */
#include "selftest.h"

#include <string.h>

static const uint16_t all_dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302, 0x0311 };
static struct smb2c c;

static void connect_again(void)
{
	if (smb2c_connect(&c, st_server, 445))
		st_need(SMB2C_GONE, "the server takes a connection");
}

static void put(const uint16_t *dialects, unsigned int n)
{
	static const uint16_t ciphers[] = { SEAL_AES128_GCM }, signings[] = { SIGN_AES_CMAC };

	smb2c_put_negotiate(&c, &(struct smb2c_offer) {
		.dialects = dialects, .ndialects = n, .ciphers = ciphers, .nciphers = 1,
		.signings = signings, .nsignings = 1, .security_mode = 1,
	});
}

/* ---- dialects ---- */

static const struct {
	const char *says;
	uint16_t offered[4];
	unsigned int n;
	uint32_t want;
	uint16_t dialect;
} choices[] = {
	{ "2.0.2 alone", { 0x0202 }, 1, STATUS_SUCCESS, 0x0202 },
	{ "2.1 over 2.0.2", { 0x0202, 0x0210 }, 2, STATUS_SUCCESS, 0x0210 },
	{ "the order does not matter", { 0x0302, 0x0210, 0x0300 }, 3, STATUS_SUCCESS, 0x0302 },
	{ "3.0 alone", { 0x0300 }, 1, STATUS_SUCCESS, 0x0300 },
	{ "3.1.1 among others", { 0x0311, 0x0202 }, 2, STATUS_SUCCESS, 0x0311 },
	{ "unknown ones are passed over", { 0x0399, 0x0210, 0xffff }, 3, STATUS_SUCCESS, 0x0210 },
	{ "only unknown ones", { 0x0399, 0x0001 }, 2, STATUS_NOT_SUPPORTED, 0 },
	{ "the wildcard is not a dialect here", { 0x02ff }, 1, STATUS_NOT_SUPPORTED, 0 },
};

static void dialects(void)
{
	struct smb2c_reply r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(choices); i++) {
		connect_again();
		put(choices[i].offered, choices[i].n);
		smb2c_call(&c, &r);
		if (!st_is(r.status, choices[i].want, "dialects: %s", choices[i].says))
			continue;
		if (r.status == STATUS_SUCCESS)
			st_ok(smb2c_get_int(r.body + 4, 2) == choices[i].dialect,
			      "dialects: %s: the right one", choices[i].says);
	}
}

/* ---- arguments ---- */

/* 2 count, 4 security mode, 8 capabilities, 28 contexts offset, 32 their number, 36 dialects */
static const struct st_case plain[] = {
	{ "a good request", STATUS_SUCCESS },
	{ "no dialects are refused", STATUS_INVALID_PARAMETER, { P16(B(2), 0) } },
	{ "more dialects than the frame has are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(2), 40) } },
	{ "the most a count can say is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(2), 0xffff) } },
	{ "a wrong StructureSize is refused", STATUS_INVALID_PARAMETER, { P16(B(0), 37) } },
	{ "a short body is refused", STATUS_INVALID_PARAMETER, { { 0 } }, 20 },
	{ "before 3.1.1 the contexts' fields are not looked at", STATUS_SUCCESS,
	  { P64(B(28), ~0ull) } },
	{ "a session id is not looked at", STATUS_SUCCESS, { P64(H_SESSION, 77) } },
};

/* The contexts begin at 40 of the body: preauth (8 + 38), ciphers, signing. */
#define CTX	(40)
static const struct st_case newest[] = {
	{ "a good request with contexts", STATUS_SUCCESS },
	{ "no contexts are refused", STATUS_INVALID_PARAMETER, { P16(B(32), 0) } },
	{ "more contexts than there are are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(32), 9) } },
	{ "contexts behind the frame are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0x1000) } },
	{ "contexts at minus eight are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0xfffffff8) } },
	{ "contexts at an odd offset are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 105) } },
	{ "contexts within the header are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0) } },
	{ "a context that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX + 2), 0xffff) } },
	{ "no hash algorithm is refused", STATUS_INVALID_PARAMETER, { P16(B(CTX + 8), 0) } },
	{ "more hash algorithms than fit are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX + 8), 900) } },
	{ "a salt that leaves its context is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX + 10), 900) } },
	{ "an unknown hash has no overlap", STATUS_NO_PREAUTH_OVERLAP,
	  { P16(B(CTX + 12), 9) } },
	{ "two preauth contexts are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX + 48), 1) } },
	{ "no preauth context is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX), 0x100) } },
	{ "an unknown context is passed over", STATUS_SUCCESS, { P16(B(CTX + 48), 0x100) } },
	{ "no cipher in its context is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX + 56), 0) } },
	{ "more ciphers than fit are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(CTX + 56), 5) } },
};

static void arguments(const struct st_case *cases, size_t n, uint16_t dialect)
{
	size_t i;

	for (i = 0; i < n; i++) {
		connect_again();
		put(&dialect, 1);
		st_spoil(&c, &cases[i]);
		st_is(smb2c_call(&c, NULL), cases[i].want, "NEGOTIATE %x: %s", dialect,
		      cases[i].says);
	}
}

/* What is in a 3.1.1 reply (MS-SMB2 2.2.4.1: one algorithm each). */
static void reply_contexts(void)
{
	unsigned int n, i, seen = 0, single = 0;
	struct smb2c_reply r;
	const uint8_t *p;
	size_t off;

	connect_again();
	put(all_dialects, ARRAY_SIZE(all_dialects));
	smb2c_call(&c, &r);
	st_need(r.status, "all dialects at once");
	n = smb2c_get_int(r.body + 6, 2);
	off = smb2c_get_int(r.body + 60, 4);
	st_ok(r.size == 65 && n && off % 8 == 0 && off < r.len,
	      "the contexts of the reply begin at a multiple of eight");
	for (i = 0; i < n && off + 10 <= r.len; i++) {
		p = r.el + off;
		seen |= 1u << smb2c_get_int(p, 2);
		single += smb2c_get_int(p + 8, 2) == 1;
		off += (8 + smb2c_get_int(p + 2, 2) + 7) & ~7ul;
	}
	st_ok(seen == (1u << 1 | 1u << 2 | 1u << 8), "what was offered is answered, nothing else");
	st_ok(single == n, "each names exactly one algorithm");
	st_ok(r.credits >= 1, "the reply grants credits");
	st_ok(smb2c_get_int(r.body + 28, 4) >= 65536 && smb2c_get_int(r.body + 32, 4) >= 65536 &&
	      smb2c_get_int(r.body + 36, 4) >= 65536, "64 KiB at least can be read and written");
}

/* ---- SMB1 ---- */

static void put_smb1(struct smb2c_buf *b, const char *const *dialects, unsigned int n)
{
	size_t count;
	unsigned int i;

	b->len = 0;
	smb2c_put_int(b, 0x424d53ff, 4);
	smb2c_put_int(b, 0x72, 1);
	smb2c_put_zero(b, 27);
	smb2c_put_int(b, 0, 1);
	count = b->len;
	smb2c_put_int(b, 0, 2);
	for (i = 0; i < n; i++) {
		smb2c_put_int(b, 2, 1);
		smb2c_put(b, dialects[i], strlen(dialects[i]) + 1);
	}
	smb2c_set_int(b->data + count, b->len - count - 2, 2);
}

static uint32_t send_smb1(const char *const *dialects, unsigned int n, struct smb2c_reply *r)
{
	struct smb2c_buf b = { 0 };

	put_smb1(&b, dialects, n);
	smb2c_send_raw(&c, b.data, b.len, b.len);
	c.next_message = 1;
	return smb2c_receive(&c, r, c.timeout_ms);
}

static void multi_protocol(void)
{
	static const char *const both[] = { "NT LM 0.12", "SMB 2.002", "SMB 2.???" };
	static const char *const old[] = { "NT LM 0.12" };
	struct smb2c_reply r;

	connect_again();
	send_smb1(both, 3, &r);
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.body + 4, 2) == 0x02ff,
	      "SMB1: the wildcard is answered with 2.FF");
	put(all_dialects, ARRAY_SIZE(all_dialects));
	st_is(smb2c_call(&c, &r), STATUS_SUCCESS, "SMB1: then the real negotiation follows");
	connect_again();
	send_smb1(both, 2, &r);
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.body + 4, 2) == 0x0202,
	      "SMB1: 2.002 is answered with 2.0.2");
	connect_again();
	st_is(send_smb1(old, 1, &r), SMB2C_GONE, "SMB1: nothing newer ends the connection");
	connect_again();
	put(all_dialects, 1);
	st_need(smb2c_call(&c, &r), "a negotiation");
	st_is(send_smb1(both, 3, &r), SMB2C_GONE, "SMB1 after SMB2 ends the connection");
}

/* ---- order of messages ---- */

static void order(void)
{
	struct smb2c_buf blob = { 0 };

	connect_again();
	put(all_dialects, 5);
	st_need(smb2c_call(&c, NULL), "a negotiation");
	put(all_dialects, 5);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "a second NEGOTIATE ends the connection");
	connect_again();
	smb2c_put_empty(&c, SMB2_ECHO);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "an ECHO before NEGOTIATE ends it");
	connect_again();
	smb2c_put_session_setup(&c, "x", 1, 0);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "a SESSION_SETUP before NEGOTIATE ends it");
	connect_again();
	put(all_dialects, 5);
	smb2c_poke(&c, H_MESSAGE, 1, 8);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "a message id other than zero ends it");
	connect_again();
	put(all_dialects, 5);
	smb2c_poke(&c, H_MAGIC, 0x424d5300, 4);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "an unknown protocol id ends it");
	connect_again();
	put(all_dialects, 5);
	smb2c_poke(&c, H_FLAGS, FLAG_RESPONSE, 4);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "a response ends it");
	connect_again();
	put(all_dialects, 5);
	smb2c_put_empty(&c, SMB2_ECHO);
	st_is(smb2c_call(&c, NULL), SMB2C_GONE, "NEGOTIATE in a compound ends it");
	connect_again();
	smb2c_send_raw(&c, blob.data, 0, 0x00ffffff);
	st_is(smb2c_hung_up(&c, 5000), true, "a frame of 16 MiB before log-on ends it");
	connect_again();
	smb2c_send_raw(&c, "xxxx", 4, 4);
	st_is(smb2c_hung_up(&c, 5000), true, "a frame of four bytes of nonsense ends it");
	connect_again();
	put(all_dialects, 5);
	st_is(smb2c_call(&c, NULL), STATUS_SUCCESS, "others are served all the same");
}

/* The listener takes both families. */
static void ipv6(void)
{
	if (!st_ok(!smb2c_connect(&c, "::1", 445), "a connection by IPv6"))
		return;
	st_is(smb2c_negotiate(&c, 0x0311), STATUS_SUCCESS, "negotiates");
	st_is(smb2c_log_on(&c, st_user, st_password), STATUS_SUCCESS, "and logs on");
}

int main(void)
{
	st_begin();
	smb2c_init(&c);
	ipv6();
	dialects();
	arguments(plain, ARRAY_SIZE(plain), 0x0210);
	arguments(newest, ARRAY_SIZE(newest), 0x0311);
	reply_contexts();
	multi_protocol();
	order();
	smb2c_free(&c);
	return st_end();
}
