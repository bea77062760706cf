// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * OPLOCK_BREAK (MS-SMB2 3.3.5.22): order of checks, wrong acknowledgments of
 * oplocks and leases, what a waiting CREATE does on an answer, on CANCEL and
 * when the holder goes away, and what notifications look like.
 */
#include "selftest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPLOCK_NONE	0x00
#define OPLOCK_II	0x01
#define OPLOCK_EXCLUSIVE 0x08
#define OPLOCK_BATCH	0x09
#define OPLOCK_LEASE	0xff
#define FILE_RENAME	10
#define NOTIFICATION	(~0ull)

static const char name[] = "selftest\\file";

static void put_ack(struct smb2c *c, struct smb2c_fid f, uint8_t level)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_OPLOCK_BREAK);

	smb2c_put_int(b, 24, 2);
	smb2c_put_int(b, level, 1);
	smb2c_put_zero(b, 5);
	smb2c_put_int(b, f.pid, 8);
	smb2c_put_int(b, f.vid, 8);
}

static void put_lease_ack(struct smb2c *c, uint8_t key, uint32_t state)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_OPLOCK_BREAK);
	uint8_t bytes[16];

	memset(bytes, key, sizeof(bytes));
	smb2c_put_int(b, 36, 2);
	smb2c_put_zero(b, 6);
	smb2c_put(b, bytes, sizeof(bytes));
	smb2c_put_int(b, state, 4);
	smb2c_put_zero(b, 8);
}

static uint32_t ack(struct smb2c *c, struct smb2c_fid f, uint8_t level)
{
	put_ack(c, f, level);
	return smb2c_call(c, NULL);
}

static uint32_t lease_ack(struct smb2c *c, uint8_t key, uint32_t state)
{
	put_lease_ack(c, key, state);
	return smb2c_call(c, NULL);
}

static void build(struct st *s)
{
	put_ack(&s->c, s->file, OPLOCK_NONE);
}

static void build_lease(struct st *s)
{
	put_lease_ack(&s->c, 0x77, 1);
}

static const struct st_case oplock[] = {
	{ "there is no oplock to answer for", STATUS_INVALID_OPLOCK_PROTOCOL },
	{ "a size between the two forms is refused", STATUS_INVALID_PARAMETER, { P16(B(0), 25) } },
	{ "a notification is not an acknowledgment", STATUS_INVALID_PARAMETER, { P16(B(0), 44) } },
	{ "a handle nobody has", STATUS_FILE_CLOSED, { P64(B(16), 7) } },
	{ "the handle comes before the level", STATUS_FILE_CLOSED,
	  { P64(B(16), 7), P8(B(2), OPLOCK_LEASE) } },
	{ "an oplock does not become a lease", STATUS_INVALID_PARAMETER,
	  { P8(B(2), OPLOCK_LEASE) } },
	{ "a level there is not", STATUS_INVALID_OPLOCK_PROTOCOL, { P8(B(2), 0x42) } },
};

static const struct st_case lease[] = {
	{ "a key nobody has", STATUS_OBJECT_NAME_NOT_FOUND },
	{ "a state there is not", STATUS_INVALID_PARAMETER, { P32(B(24), 8) } },
};

/* ---- oplocks and leases ---- */

static uint32_t open_level(struct smb2c *c, uint8_t level, struct smb2c_fid *f, uint8_t *got)
{
	struct smb2c_reply r;

	smb2c_put_create(c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_ALL, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN, .oplock = level });
	smb2c_call(c, &r);
	smb2c_fid_of(&r, f);
	*got = r.status ? 0xee : r.body[2];
	return r.status;
}

/* A CREATE with a lease of the first form. */
static void put_open_lease(struct smb2c *c, const char *path, uint8_t key, uint32_t state)
{
	uint8_t ctx[56] = { 0, 0, 0, 0, 16, 0, 4, 0, 0, 0, 24, 0, 32, 0, 0, 0,
			    'R', 'q', 'L', 's' };

	memset(ctx + 24, key, 16);
	smb2c_set_int(ctx + 40, state, 4);
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = path, .access = ACCESS_ALL, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN_IF, .oplock = OPLOCK_LEASE, .contexts = ctx,
		.contexts_len = sizeof(ctx) });
}

/* What it was granted: state and flags. */
static void lease_of(const struct smb2c_reply *r, uint32_t *got, uint32_t *flags)
{
	*got = *flags = ~0u;
	if (!r->status && r->body[2] == OPLOCK_LEASE && r->body_len >= 88 + 56) {
		*got = smb2c_get_int(r->body + 88 + 40, 4);
		*flags = smb2c_get_int(r->body + 88 + 44, 4);
	}
}

static uint32_t open_lease(struct smb2c *c, const char *path, uint8_t key, uint32_t state,
			   struct smb2c_fid *f, uint32_t *got, uint32_t *flags)
{
	struct smb2c_reply r;

	put_open_lease(c, path, key, state);
	smb2c_call(c, &r);
	smb2c_fid_of(&r, f);
	lease_of(&r, got, flags);
	return r.status;
}

/* Sends a CREATE that has to wait; its message id. */
static uint64_t open_waiting(struct smb2c *c, struct smb2c_reply *r)
{
	uint64_t id;

	smb2c_put_create(c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_ALL, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN });
	id = smb2c_message_of(c, 0);
	smb2c_send(c);
	smb2c_wait_interim(c, id, r);
	return id;
}

static void finish(struct smb2c *c, uint64_t id, const char *says)
{
	struct smb2c_fid f;
	struct smb2c_reply r;

	st_is(smb2c_wait(c, id, &r), STATUS_SUCCESS, "%s", says);
	smb2c_fid_of(&r, &f);
	smb2c_close(c, f);
}

/* The next notification is of a break from and to these. */
static bool told_epoch(struct smb2c *c, uint8_t from, uint8_t to, uint16_t *epoch)
{
	struct smb2c_reply r;

	if (smb2c_wait(c, NOTIFICATION, &r) != STATUS_SUCCESS || r.body_len != 44)
		return false;
	*epoch = smb2c_get_int(r.body + 2, 2);
	return r.body[24] == from && r.body[28] == to;
}

static bool told(struct smb2c *c, uint8_t from, uint8_t to)
{
	uint16_t epoch;

	return told_epoch(c, from, to, &epoch);
}

static void idle(struct smb2c *c)
{
	struct smb2c_fid f;
	uint8_t got;

	st_is(open_level(c, OPLOCK_BATCH, &f, &got), STATUS_SUCCESS, "open with a batch oplock");
	st_ok(got == OPLOCK_BATCH, "it is granted");
	st_is(ack(c, f, OPLOCK_NONE), STATUS_INVALID_DEVICE_STATE, "nobody asked: not to none");
	st_is(ack(c, f, OPLOCK_II), STATUS_INVALID_DEVICE_STATE, "nor to level II");
	st_is(ack(c, f, OPLOCK_BATCH), STATUS_INVALID_OPLOCK_PROTOCOL, "and never to batch");
	smb2c_close(c, f);
	st_is(open_level(c, OPLOCK_II, &f, &got), STATUS_SUCCESS, "open with level II");
	st_ok(got == OPLOCK_II, "it is granted");
	st_is(ack(c, f, OPLOCK_II), STATUS_INVALID_OPLOCK_PROTOCOL, "level II has one answer");
	smb2c_close(c, f);
}

static void answered(struct smb2c *c, struct smb2c *other)
{
	struct smb2c_fid f;
	struct smb2c_reply r;
	uint64_t id;
	uint8_t got;

	st_need(open_level(c, OPLOCK_BATCH, &f, &got), "open with a batch oplock");
	id = open_waiting(other, &r);
	st_is(r.status, STATUS_PENDING, "another one's open waits");
	smb2c_wait(c, NOTIFICATION, &r);
	st_ok(r.command == SMB2_OPLOCK_BREAK && r.status == 0 && r.session == 0 && r.tree == 0 &&
	      !(r.flags & FLAG_SIGNED), "the holder is told, unsigned, in no session and tree");
	st_ok(r.body_len == 24 && r.body[2] == OPLOCK_II &&
	      smb2c_get_int(r.body + 16, 8) == f.vid, "to come down to level II on its handle");
	st_is(smb2c_echo(other), STATUS_SUCCESS, "the one that waits can do other things");
	st_is(ack(c, f, OPLOCK_EXCLUSIVE), STATUS_INVALID_OPLOCK_PROTOCOL, "nonsense is refused");
	finish(other, id, "but ends the break");
	st_is(ack(c, f, OPLOCK_II), STATUS_INVALID_OPLOCK_PROTOCOL, "nothing is left to answer");
	smb2c_close(c, f);
}

static void closed(struct smb2c *c, struct smb2c *other)
{
	struct smb2c_fid f;
	struct smb2c_reply r;
	uint64_t id;
	uint8_t got;

	st_need(open_level(c, OPLOCK_EXCLUSIVE, &f, &got), "open with an exclusive oplock");
	id = open_waiting(other, &r);
	st_is(r.status, STATUS_PENDING, "another one's open waits");
	smb2c_wait(c, NOTIFICATION, &r);
	st_is(smb2c_close(c, f), STATUS_SUCCESS, "the holder closes instead of answering");
	finish(other, id, "that is an answer, too");
}

static void cancelled(struct smb2c *c, struct smb2c *other)
{
	struct smb2c_fid f;
	struct smb2c_reply r;
	uint64_t id;
	uint8_t got;

	st_need(open_level(c, OPLOCK_BATCH, &f, &got), "open with a batch oplock");
	id = open_waiting(other, &r);
	st_is(r.status, STATUS_PENDING, "another one's open waits");
	smb2c_put_cancel(other, 0, r.async);
	smb2c_send(other);
	st_is(smb2c_wait(other, id, &r), STATUS_CANCELLED, "it is cancelled");
	smb2c_wait(c, NOTIFICATION, &r);
	st_is(ack(c, f, OPLOCK_NONE), STATUS_SUCCESS, "the holder may still answer");
	smb2c_close(c, f);
}

static void gone(struct smb2c *other)
{
	struct smb2c_fid f;
	struct smb2c_reply r;
	struct smb2c c;
	uint64_t id;
	uint8_t got;

	smb2c_init(&c);
	st_log_on(&c, 0x0311);
	st_need(open_level(&c, OPLOCK_BATCH, &f, &got), "open with a batch oplock");
	id = open_waiting(other, &r);
	st_is(r.status, STATUS_PENDING, "another one's open waits");
	smb2c_hang_up(&c);
	finish(other, id, "the holder's connection goes: so does its oplock");
	smb2c_free(&c);
}

static void leases(struct smb2c *c, struct smb2c *other)
{
	struct smb2c_fid f, g;
	struct smb2c_reply r;
	uint32_t got, flags;
	uint64_t id;

	st_need(open_lease(c, name, 0x11, 7, &f, &got, &flags), "open with a lease");
	st_ok(got == 7 && flags == 0, "all of it is granted");
	st_is(open_lease(c, "selftest\\second", 0x11, 7, &g, &got, &flags),
	      STATUS_INVALID_PARAMETER, "its key is for this file only");
	st_is(lease_ack(c, 0x11, 3), STATUS_UNSUCCESSFUL, "nobody asked");
	st_is(lease_ack(other, 0x11, 3), STATUS_OBJECT_NAME_NOT_FOUND,
	      "another client has no such lease");
	id = open_waiting(other, &r);
	st_is(r.status, STATUS_PENDING, "another one's open waits");
	smb2c_wait(c, NOTIFICATION, &r);
	st_ok(r.body_len == 44 && smb2c_get_int(r.body, 2) == 44 && r.body[4] == 1 &&
	      r.body[8] == 0x11 && r.body[24] == 7 && r.body[28] == 3 && r.session == 0,
	      "the holder is to come down from 7 to 3 and to say so");
	st_is(open_lease(c, name, 0x11, 7, &g, &got, &flags), STATUS_SUCCESS,
	      "the same lease opens meanwhile");
	st_ok(got == 7 && flags == 2, "and is told that a break is under way");
	smb2c_close(c, g);
	st_is(lease_ack(c, 0x11, 7), STATUS_REQUEST_NOT_ACCEPTED, "it cannot keep all");
	st_is(lease_ack(c, 0x11, 5), STATUS_REQUEST_NOT_ACCEPTED, "nor writing");
	st_is(lease_ack(c, 0x11, 1), STATUS_SUCCESS, "it may keep less");
	finish(other, id, "the other one goes on");
	st_is(lease_ack(c, 0x11, 1), STATUS_UNSUCCESSFUL, "once is enough");
	smb2c_close(c, f);
	st_is(lease_ack(c, 0x11, 1), STATUS_OBJECT_NAME_NOT_FOUND, "it went with its last handle");
}

/* Opens with a lease of the second form; its state. */
static uint32_t open_lease_v2(struct smb2c *c, const char *path, uint8_t key, bool dir,
			      struct smb2c_fid *f)
{
	uint8_t ctx[76] = { 0, 0, 0, 0, 16, 0, 4, 0, 0, 0, 24, 0, 52, 0, 0, 0,
			    'R', 'q', 'L', 's' };
	struct smb2c_reply r;

	memset(ctx + 24, key, 16);
	smb2c_set_int(ctx + 40, 7, 4);
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = path, .access = ACCESS_READ, .share = SHARE_ALL,
		.attributes = dir ? 0x10 : 0x80, .disposition = OPEN,
		.options = dir ? OPT_DIRECTORY : 0, .oplock = OPLOCK_LEASE,
		.contexts = ctx, .contexts_len = sizeof(ctx) });
	smb2c_call(c, &r);
	smb2c_fid_of(&r, f);
	if (r.status || r.body[2] != OPLOCK_LEASE || r.body_len < 88 + 76)
		return ~0u;
	return smb2c_get_int(r.body + 88 + 40, 4);
}

/*
 * Linux clients overlook a break whose epoch a CREATE has told them meanwhile, and answer with what
 * they had: they are asked again, with another one.
 */
static void overlooked(struct smb2c *c, struct smb2c *other)
{
	uint16_t first = 0, second = 0;
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id;

	st_ok(open_lease_v2(c, name, 0xaa, false, &f) == 7, "a lease with an epoch");
	id = open_waiting(other, &r);
	st_is(r.status, STATUS_PENDING, "another one's open waits");
	st_ok(told_epoch(c, 7, 3, &first), "the holder is told");
	st_is(lease_ack(c, 0xaa, 7), STATUS_REQUEST_NOT_ACCEPTED, "and keeps all");
	st_ok(told_epoch(c, 7, 3, &second) && second == first + 1,
	      "it is told again, with another epoch");
	st_is(lease_ack(c, 0xaa, 3), STATUS_SUCCESS, "it agrees");
	finish(other, id, "the other one goes on");
	smb2c_close(c, f);
}

/* Whoever keeps the file open is told before another one gets its name. */
static void replaced(struct smb2c *c, struct smb2c *other)
{
	struct smb2c_open o = { .name = "selftest\\other", .access = ACCESS_ALL,
				.share = SHARE_ALL, .attributes = 0x80, .disposition = OPEN_IF };
	struct smb2c_buf b = { 0 };
	struct smb2c_fid f, g;
	struct smb2c_reply r;
	uint32_t got, flags;
	uint64_t id;

	st_need(open_lease(c, name, 0x99, 7, &f, &got, &flags), "open with a lease");
	smb2c_put_create(other, &o);
	st_need(smb2c_call(other, &r), "another one has a file beside it");
	smb2c_fid_of(&r, &g);
	smb2c_put_int(&b, 1, 8);
	smb2c_put_zero(&b, 8);
	smb2c_put_int(&b, 2 * strlen(name), 4);
	smb2c_put_utf16(&b, name);
	smb2c_put_set_info(other, g, 1, FILE_RENAME, b.data, b.len);
	id = smb2c_message_of(other, 0);
	smb2c_send(other);
	smb2c_wait_interim(other, id, &r);
	st_is(r.status, STATUS_PENDING, "to put it in its place waits");
	st_ok(told(c, 7, 5), "the holder is to close what it keeps open for itself");
	st_is(lease_ack(c, 0x99, 5), STATUS_SUCCESS, "but it needs it");
	st_is(smb2c_wait(other, id, &r), STATUS_SUCCESS, "and keeps it, without a name");
	smb2c_close(other, g);
	smb2c_close(c, f);
	free(b.data);
}

#define HOLDERS		24u

/* As many breaks as there are holders, answered one after the other. */
static void many(struct smb2c *c)
{
	static struct smb2c holders[HOLDERS];
	struct smb2c_buf b = { 0 };
	struct smb2c_fid f, g;
	struct smb2c_reply r;
	unsigned int i, good = 0;
	uint32_t got, flags;
	uint64_t id;

	for (i = 0; i < HOLDERS; i++) {
		smb2c_init(&holders[i]);
		st_log_on(&holders[i], 0x0311);
		open_lease(&holders[i], name, 0x50, 3, &f, &got, &flags);
		good += got == 3;
	}
	st_ok(good == HOLDERS, "%u clients may keep the file open", good);
	st_need(smb2c_open_file(c, name, ACCESS_ALL, OPEN, &g), "another one opens it");
	smb2c_put_int(&b, 1, 8);
	smb2c_put_zero(&b, 8);
	smb2c_put_int(&b, smb2c_utf16_size("selftest\\moved"), 4);
	smb2c_put_utf16(&b, "selftest\\moved");
	smb2c_put_set_info(c, g, 1, FILE_RENAME, b.data, b.len);
	id = smb2c_message_of(c, 0);
	smb2c_send(c);
	smb2c_wait_interim(c, id, &r);
	st_is(r.status, STATUS_PENDING, "and waits with its new name for them");
	for (i = 0, good = 0; i < HOLDERS; i++) {
		good += told(&holders[i], 3, 1) && lease_ack(&holders[i], 0x50, 1) == STATUS_SUCCESS;
		/* it is seen one by one */
		smb2c_echo(c);
	}
	st_ok(good == HOLDERS, "each is asked and answers");
	st_is(smb2c_wait(c, id, &r), STATUS_SUCCESS, "however many they are, it gets the name");
	smb2c_set_int(b.data + 16, smb2c_utf16_size(name), 4);
	b.len = 20;
	smb2c_put_utf16(&b, name);
	smb2c_put_set_info(c, g, 1, FILE_RENAME, b.data, b.len);
	st_is(smb2c_call(c, NULL), STATUS_SUCCESS, "and the old one back");
	smb2c_close(c, g);
	free(b.data);
	for (i = 0; i < HOLDERS; i++)
		smb2c_free(&holders[i]);
}

#define WAITING_MAX	128u	/* KSMBD_CONN_BLOCKED_MAX */

/* Each that waits keeps a thread; so many of one connection, and no more. */
static void crowd(struct smb2c *c, struct smb2c *other)
{
	unsigned int i, waiting = 0, refused = 0, done = 0;
	struct smb2c_fid f;
	struct smb2c_reply r;
	struct smb2c many;
	uint8_t got;

	smb2c_init(&many);
	st_log_on(&many, 0x0311);
	st_need(open_level(c, OPLOCK_BATCH, &f, &got), "open with a batch oplock");
	for (i = 0; i < WAITING_MAX + 10; i++) {
		smb2c_put_create(&many, &(struct smb2c_open) {
			.name = name, .access = ACCESS_ALL, .share = SHARE_ALL,
			.attributes = 0x80, .disposition = OPEN });
		smb2c_send(&many);
		smb2c_receive(&many, &r, 5000);
		waiting += r.status == STATUS_PENDING;
		refused += r.status == STATUS_INSUFFICIENT_RESOURCES;
	}
	st_ok(waiting == WAITING_MAX && refused == 10,
	      "%u opens of one connection wait for a break, %u are refused", waiting, refused);
	st_is(smb2c_echo(other), STATUS_SUCCESS, "others are served");
	smb2c_wait(c, NOTIFICATION, &r);
	st_is(ack(c, f, OPLOCK_II), STATUS_SUCCESS, "the holder answers");
	while (done < waiting && smb2c_receive(&many, &r, 5000) == STATUS_SUCCESS)
		done++;
	st_ok(done == waiting, "and %u of %u go on", done, waiting);
	smb2c_free(&many);
	smb2c_close(c, f);
}

/* A client must know of a handle before it is told to stop caching through it. */
static void in_order(struct smb2c *c)
{
	struct smb2c_open o = { .name = name, .access = ACCESS_ALL, .share = SHARE_ALL,
				.attributes = 0x80, .disposition = OPEN, .oplock = OPLOCK_BATCH };
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id;

	smb2c_put_create(c, &o);
	o.oplock = OPLOCK_NONE;
	smb2c_put_create(c, &o);
	id = smb2c_message_of(c, 1);
	smb2c_send(c);
	smb2c_receive(c, &r, 5000);
	st_ok(r.command == SMB2_CREATE && r.status == STATUS_SUCCESS && r.body[2] == OPLOCK_BATCH,
	      "of two opens in one compound the first is answered");
	smb2c_fid_of(&r, &f);
	smb2c_wait(c, NOTIFICATION, &r);
	st_ok(r.body_len == 24 && smb2c_get_int(r.body + 16, 8) == f.vid,
	      "before the second breaks its oplock");
	st_is(ack(c, f, OPLOCK_NONE), STATUS_SUCCESS, "the break is acknowledged");
	finish(c, id, "and the second goes on");
	smb2c_close(c, f);
}

/*
 * The same of a lease that the client has another handle of: what it is told with the second
 * handle is from before the break and must not come after the news of it.
 */
static void in_order_again(struct smb2c *c)
{
	struct smb2c_open o = { .name = name, .access = ACCESS_ALL, .share = SHARE_ALL,
				.attributes = 0x80, .disposition = OPEN };
	struct smb2c_fid f, g;
	struct smb2c_reply r;
	uint32_t got, flags;
	uint64_t id;

	st_need(open_lease(c, name, 0x55, 7, &f, &got, &flags), "open with a lease");
	put_open_lease(c, name, 0x55, 7);
	smb2c_put_create(c, &o);
	id = smb2c_message_of(c, 1);
	smb2c_send(c);
	smb2c_receive(c, &r, 5000);
	lease_of(&r, &got, &flags);
	st_ok(r.command == SMB2_CREATE && got == 7 && flags == 0,
	      "a second handle of a lease is answered");
	smb2c_fid_of(&r, &g);
	smb2c_wait(c, NOTIFICATION, &r);
	st_ok(r.body_len == 44 && r.body[8] == 0x55 && r.body[24] == 7 && r.body[28] == 3,
	      "before the client hears of a break that came after it");
	st_is(lease_ack(c, 0x55, 3), STATUS_SUCCESS, "the break is acknowledged");
	finish(c, id, "and who broke it goes on");
	smb2c_close(c, g);
	smb2c_close(c, f);
}

/* ---- local programs ---- */

/*
 * Written before the client answers that somebody opened the file: each question is news, by its
 * epoch.  Whether the answer or the news of the writing gets there first decides how many there are.
 */
static void local_hurry(struct smb2c *c, const char *file)
{
	uint16_t first = 0, second = 0, third = 0;
	struct smb2c_reply r;
	struct smb2c_fid f;
	int fd;

	st_ok(open_lease_v2(c, name, 0x66, false, &f) == 7, "a lease with an epoch");
	fd = open(file, O_WRONLY | O_APPEND);
	st_ok(fd >= 0 && told_epoch(c, 7, 3, &first), "a local program opens the file: no more writing");
	st_ok(write(fd, "x", 1) == 1, "and writes");
	close(fd);
	st_is(lease_ack(c, 0x66, 3), STATUS_SUCCESS, "the client agrees to the first");
	st_is(smb2c_wait(c, NOTIFICATION, &r), STATUS_SUCCESS, "it is asked once more");
	second = smb2c_get_int(r.body + 2, 2);
	st_ok(r.body[24] == 3 && r.body[28] < 2 && second == first + 1,
	      "for its handles at least, with another epoch");
	st_is(lease_ack(c, 0x66, r.body[28]), STATUS_SUCCESS, "the client agrees to that");
	st_ok(!r.body[28] || (told_epoch(c, 1, 0, &third) && third == second + 1),
	      "and last for its reading, with another one");
	smb2c_close(c, f);
}

static void local(struct smb2c *c, const char *root)
{
	char file[600], made[600], beside[600];
	uint32_t got, flags;
	struct smb2c_fid f;
	int fd;

	snprintf(file, sizeof(file), "%s/public/selftest/file", root);
	snprintf(made, sizeof(made), "%s/public/selftest/made", root);
	snprintf(beside, sizeof(beside), "%s/public/selftest/beside", root);
	st_need(open_lease(c, name, 0x22, 7, &f, &got, &flags), "open with a lease");
	st_ok(got == 7, "all of it is granted");
	fd = open(file, O_RDONLY);
	st_ok(fd >= 0 && told(c, 7, 3), "a local program opens the file: no more writing");
	close(fd);
	st_is(lease_ack(c, 0x22, 3), STATUS_SUCCESS, "the client agrees");
	fd = open(file, O_WRONLY | O_APPEND);
	st_ok(fd >= 0 && write(fd, "x", 1) == 1 && told(c, 3, 0),
	      "a local program writes: no more reading");
	close(fd);
	st_is(lease_ack(c, 0x22, 0), STATUS_SUCCESS, "the client agrees");
	smb2c_close(c, f);
	st_need(open_lease(c, name, 0x44, 7, &f, &got, &flags), "open with another lease");
	st_ok(got == 7, "all of it is granted again");
	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	close(fd);
	st_ok(fd >= 0 && !rename(beside, file) && told(c, 7, 0),
	      "a local program puts another file in its place: nothing may be cached");
	st_is(lease_ack(c, 0x44, 0), STATUS_SUCCESS, "the client agrees");
	smb2c_close(c, f);
	local_hurry(c, file);
	st_ok(open_lease_v2(c, "selftest", 0x33, true, &f) == 3, "a lease on a directory");
	fd = open(made, O_WRONLY | O_CREAT, 0666);
	st_ok(fd >= 0 && told(c, 3, 0), "a local program makes a file in it");
	close(fd);
	unlink(made);
	smb2c_close(c, f);
}

int main(void)
{
	struct smb2c other;
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	ST_TABLE(&s, "OPLOCK_BREAK", build, oplock);
	ST_TABLE(&s, "OPLOCK_BREAK of a lease", build_lease, lease);
	/* or its handle is in the way of every oplock below */
	smb2c_close(&s.c, s.file);
	smb2c_init(&other);
	st_log_on(&other, 0x0311);
	idle(&s.c);
	answered(&s.c, &other);
	closed(&s.c, &other);
	cancelled(&s.c, &other);
	gone(&other);
	leases(&s.c, &other);
	overlooked(&s.c, &other);
	replaced(&s.c, &other);
	in_order(&s.c);
	in_order_again(&s.c);
	many(&other);
	crowd(&s.c, &other);
	if (getenv("SHARE_ROOT"))
		local(&s.c, getenv("SHARE_ROOT"));
	else
		st_note("local programs: SHARE_ROOT is not set");
	smb2c_free(&other);
	st_close(&s);
	return st_end();
}
