// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CANCEL (MS-SMB2 3.3.5.16): it is never answered, uses up no message id,
 * reaches only requests of its own connection, and what it ends is answered
 * before anything the client asked for afterwards.
 *
 * Cancelling what waits is also in change_notify_test.c and lock_test.c, the
 * race with the end of a request in race_test.c.
 */
#include <stdlib.h>
#include <sys/socket.h>

#include "selftest.h"

#define ROUNDS	300

static uint64_t watch(struct smb2c *c, struct smb2c_fid f, struct smb2c_reply *r)
{
	uint64_t id;

	smb2c_put_notify(c, f, 4096);
	id = smb2c_message_of(c, 0);
	smb2c_send(c);
	smb2c_wait_interim(c, id, r);
	return id;
}

static void cancel(struct smb2c *c, uint64_t message, uint64_t async)
{
	smb2c_put_cancel(c, message, async);
	smb2c_send(c);
}

/* Nothing came of it, and the connection goes on. */
static bool ignored(struct smb2c *c)
{
	struct smb2c_reply r;

	if (smb2c_echo(c) != STATUS_SUCCESS)
		return false;
	return smb2c_receive(c, &r, 100) == SMB2C_SILENT;
}

static void harmless(struct st *s)
{
	static const struct st_case wrong[] = {
		{ "of an unknown async id", 0, { P64(H_PROCESS, 0x123456) } },
		{ "of an unknown session", 0, { P64(H_SESSION, 0x77777) } },
		{ "of session zero", 0, { P64(H_SESSION, 0) } },
		{ "with a wrong StructureSize", 0, { P16(B(0), 99) } },
		{ "with no body", 0, { { 0 } }, 2 },
		{ "of an unknown tree", 0, { P32(H_TREE, 0x77777) } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		smb2c_put_cancel(&s->c, 0x999999, i ? 0 : 5);
		st_spoil(&s->c, &wrong[i]);
		smb2c_send(&s->c);
		st_ok(ignored(&s->c), "a CANCEL %s is ignored", wrong[i].says);
	}
}

/* A session that signs wants its CANCELs signed. */
static void signatures(void)
{
	struct smb2c_reply r;
	uint64_t id;
	struct st s;

	smb2c_init(&s.c);
	s.c.security_mode = 3;
	st_log_on(&s.c, 0x0311);
	st_need(smb2c_open_dir(&s.c, "selftest\\dir", OPEN_IF, &s.dir), "a directory");
	id = watch(&s.c, s.dir, &r);
	s.c.sign = false;
	cancel(&s.c, id, r.async);
	s.c.sign = true;
	st_ok(ignored(&s.c), "an unsigned CANCEL is ignored where signing is required");
	smb2c_put_cancel(&s.c, id, r.async);
	smb2c_prepare(&s.c);
	s.c.wire.data[H_SIGNATURE] ^= 1;
	smb2c_send_raw(&s.c, s.c.wire.data, s.c.wire.len, s.c.wire.len);
	st_ok(ignored(&s.c), "so is one with a wrong signature");
	cancel(&s.c, id, r.async);
	st_is(smb2c_wait(&s.c, id, &r), STATUS_CANCELLED, "a rightly signed one works");
	smb2c_free(&s.c);
}

static void strangers(struct st *s)
{
	struct smb2c other;
	struct smb2c_reply r;
	uint64_t id, async;

	smb2c_init(&other);
	st_log_on(&other, 0x0311);
	id = watch(&s->c, s->dir, &r);
	async = r.async;
	cancel(&other, id, async);
	cancel(&other, id, 0);
	st_ok(ignored(&other) && ignored(&s->c),
	      "another connection cannot cancel what is not its own");
	cancel(&s->c, id, async);
	cancel(&s->c, id, async);
	cancel(&s->c, id, 0);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "cancelled three times");
	st_ok(ignored(&s->c), "it is answered once");
	smb2c_free(&other);
}

/* A CANCEL in a compound does not disturb its neighbours. */
static void compound(struct st *s)
{
	struct smb2c_reply r;
	uint64_t id = watch(&s->c, s->dir, &r), echo;

	smb2c_put_cancel(&s->c, 0, r.async);
	smb2c_put_empty(&s->c, SMB2_ECHO);
	echo = smb2c_message_of(&s->c, 1);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, echo, &r), STATUS_SUCCESS, "an ECHO behind a CANCEL is answered");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "and the CANCEL works");
}

static void gather(struct smb2c_buf *b, struct smb2c *c)
{
	uint8_t prefix[4] = { 0 };

	smb2c_prepare(c);
	prefix[1] = c->wire.len >> 16;
	prefix[2] = c->wire.len >> 8;
	prefix[3] = c->wire.len;
	smb2c_put(b, prefix, sizeof(prefix));
	smb2c_put(b, c->wire.data, c->wire.len);
}

/* Cancels and asks for something else, both in one segment; true: answered in this order. */
static bool in_order(struct st *s, uint64_t id, uint64_t async, struct smb2c_buf *both)
{
	struct smb2c_reply first, second;
	uint64_t echo;

	both->len = 0;
	smb2c_put_cancel(&s->c, 0, async);
	gather(both, &s->c);
	smb2c_put_empty(&s->c, SMB2_ECHO);
	echo = smb2c_message_of(&s->c, 0);
	gather(both, &s->c);
	if (send(s->c.fd, both->data, both->len, MSG_NOSIGNAL) != (ssize_t)both->len)
		return false;
	smb2c_receive(&s->c, &first, s->c.timeout_ms);
	smb2c_receive(&s->c, &second, s->c.timeout_ms);
	return first.message == id && first.status == STATUS_CANCELLED &&
	       second.message == echo && second.status == STATUS_SUCCESS;
}

static uint64_t wait_for_lock(struct smb2c *c, struct smb2c_fid f, struct smb2c_reply *r)
{
	struct smb2c_lock l = { .length = 1, .flags = LOCK_EXCLUSIVE };
	uint64_t id;

	smb2c_put_lock(c, f, &l, 1);
	id = smb2c_message_of(c, 0);
	smb2c_send(c);
	smb2c_wait_interim(c, id, r);
	return id;
}

static void order(struct st *s, const char *how)
{
	struct smb2c_lock l = { .length = 1, .flags = LOCK_EXCLUSIVE };
	unsigned int i, watches = 0, locks = 0;
	struct smb2c_buf both = { 0 };
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id;

	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OPEN, &f), "a second open");
	smb2c_put_lock(&s->c, s->file, &l, 1);
	st_need(smb2c_call(&s->c, &r), "a lock");
	for (i = 0; i < ROUNDS; i++) {
		id = watch(&s->c, s->dir, &r);
		watches += in_order(s, id, r.async, &both);
		id = wait_for_lock(&s->c, f, &r);
		locks += in_order(s, id, r.async, &both);
	}
	st_ok(watches == ROUNDS, "%s: %u of %u NOTIFYs cancelled end before the next request does",
	      how, watches, ROUNDS);
	st_ok(locks == ROUNDS, "%s: %u of %u LOCKs cancelled end before the next request does",
	      how, locks, ROUNDS);
	smb2c_close(&s->c, f);
	l.flags = LOCK_UNLOCK;
	smb2c_put_lock(&s->c, s->file, &l, 1);
	smb2c_call(&s->c, &r);
	free(both.data);
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	harmless(&s);
	strangers(&s);
	compound(&s);
	order(&s, "signed");
	s.c.seal = true;
	order(&s, "sealed");
	st_close(&s);
	signatures();
	return st_end();
}
