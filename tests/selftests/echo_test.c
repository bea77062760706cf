// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ECHO (MS-SMB2 3.3.5.17), and what every frame has to keep to: length prefix,
 * header, message ids and credits (3.3.5.1, 3.3.5.2.3).
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void build(struct st *s)
{
	smb2c_put_empty(&s->c, SMB2_ECHO);
}

static const struct st_case cases[] = {
	{ "an echo", STATUS_SUCCESS },
	{ "the tree does not matter", STATUS_SUCCESS, { P32(H_TREE, 0x7777) } },
	{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777) } },
	{ "a wrong StructureSize is refused", STATUS_INVALID_PARAMETER, { P16(B(0), 5) } },
	{ "a body of two bytes is refused", STATUS_INVALID_PARAMETER, { { 0 } }, 2 },
	{ "bytes behind the body are ignored", STATUS_SUCCESS, { { 0 } }, 500 },
	{ "an unknown command is refused", STATUS_INVALID_PARAMETER, { P16(H_COMMAND, 19) } },
	{ "the last command code is refused", STATUS_INVALID_PARAMETER,
	  { P16(H_COMMAND, 0xffff) } },
	{ "a header of another size ends the connection", SMB2C_GONE, { P16(H_SIZE, 63) } },
	{ "another protocol id ends it", SMB2C_GONE, { P32(H_MAGIC, 0x424d53fc) } },
	{ "SMB1 ends it", SMB2C_GONE, { P32(H_MAGIC, 0x424d53ff) } },
	{ "a response ends it", SMB2C_GONE, { P32(H_FLAGS, FLAG_RESPONSE) } },
	{ "a message id used before ends it", SMB2C_GONE, { P64(H_MESSAGE, 0) } },
	{ "a message id never granted ends it", SMB2C_GONE, { P64(H_MESSAGE, 1 << 20) } },
	{ "message id minus one ends it", SMB2C_GONE, { P64(H_MESSAGE, ~0ull) } },
	{ "a charge of more than was granted ends it", SMB2C_GONE, { P16(H_CHARGE, 0xffff) } },
	{ "a NextCommand that leaves the frame ends it", SMB2C_GONE, { P32(H_NEXT, 4096) } },
	{ "an odd NextCommand ends it", SMB2C_GONE, { P32(H_NEXT, 65) } },
	{ "a NextCommand of all ones ends it", SMB2C_GONE, { P32(H_NEXT, 0xfffffff8) } },
	{ "a NextCommand of eight ends it", SMB2C_GONE, { P32(H_NEXT, 8) } },
};

static void frames(struct st *s)
{
	static const struct {
		const char *says;
		uint32_t prefix;
		size_t len;
	} bad[] = {
		{ "a frame of no bytes", 0, 0 },
		{ "a frame of three bytes", 3, 3 },
		{ "a frame of a header without a body", 64, 64 },
		{ "an unknown kind of frame", 0x55000044, 68 },
		{ "a frame of 16 MiB", 0x00ffffff, 68 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		uint32_t got;
		struct smb2c_reply r;

		smb2c_put_empty(&s->c, SMB2_ECHO);
		smb2c_prepare(&s->c);
		smb2c_send_raw(&s->c, s->c.wire.data, bad[i].len, bad[i].prefix);
		got = smb2c_receive(&s->c, &r, 10000);
		st_ok(got == SMB2C_GONE || got == STATUS_INVALID_PARAMETER ||
		      (got == STATUS_ACCESS_DENIED && bad[i].len == 64),
		      "%s ends the connection or is refused", bad[i].says);
		st_close(s);
		st_open(s, 0x0311);
	}
}

/* A frame may come in pieces, many frames in one. */
static void pieces(struct st *s)
{
	struct smb2c_buf all = { 0 };
	struct smb2c_reply r;
	uint64_t id[8];
	unsigned int i;
	bool good = true;
	size_t at, n;

	for (i = 0; i < 8; i++) {
		smb2c_put_empty(&s->c, SMB2_ECHO);
		id[i] = smb2c_message_of(&s->c, 0);
		smb2c_prepare(&s->c);
		smb2c_put_int(&all, (uint64_t)s->c.wire.len << 24, 4);
		smb2c_put(&all, s->c.wire.data, s->c.wire.len);
	}
	for (at = 0; at < all.len; at += n) {
		/* first byte by byte, then all that is left */
		n = at < 150 ? 1 : all.len - at;
		good &= send(s->c.fd, all.data + at, n, MSG_NOSIGNAL) == (ssize_t)n;
	}
	for (i = 0; i < 8; i++)
		good &= smb2c_wait(&s->c, id[i], &r) == STATUS_SUCCESS;
	st_ok(good, "eight frames in many pieces are answered");
	free(all.data);
}

/* Credits: as many as asked for up to a limit, and all can be used at once. */
static void credits(struct st *s)
{
	struct smb2c_reply r;
	unsigned int i, answered = 0;
	uint64_t first;

	s->c.ask_credits = 512;
	for (i = 0; i < 20; i++)
		smb2c_echo(&s->c);
	st_ok(s->c.credits >= 100, "a client gets the credits it asks for (%d)",
	      (int)s->c.credits);
	s->c.ask_credits = 0;
	first = s->c.next_message;
	for (i = 0; i < 100; i++) {
		smb2c_put_empty(&s->c, SMB2_ECHO);
		smb2c_send(&s->c);
	}
	for (i = 0; i < 100; i++)
		answered += smb2c_wait(&s->c, first + i, &r) == STATUS_SUCCESS;
	st_ok(answered == 100, "a hundred requests at once are answered");
	st_ok(s->c.credits > 0, "asking for no credits does not starve the client");
	s->c.ask_credits = 64;
}

/* Ids may come in any order within the window, each once. */
static void window(struct st *s)
{
	struct smb2c_reply r;
	uint64_t first = s->c.next_message;
	unsigned int i;
	bool good = true;

	for (i = 0; i < 8; i++) {
		smb2c_put_empty(&s->c, SMB2_ECHO);
		smb2c_poke(&s->c, H_MESSAGE, first + 7 - i, 8);
		good &= smb2c_call(&s->c, &r) == STATUS_SUCCESS;
	}
	st_ok(good, "message ids may come backwards");
	smb2c_put_empty(&s->c, SMB2_ECHO);
	smb2c_poke(&s->c, H_MESSAGE, first + 3, 8);
	st_is(smb2c_call(&s->c, &r), SMB2C_GONE, "but each only once");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	ST_TABLE(&s, "ECHO", build, cases);
	frames(&s);
	pieces(&s);
	credits(&s);
	window(&s);
	st_close(&s);
	return st_end();
}
