// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Races: what ends a handle, a tree, a session or a waiting request against
 * what uses it, on one connection (whose requests run in parallel) and on two;
 * channels that are bound and lost.
 *
 * Each is run many times. Which side wins is open; that every request gets
 * exactly one answer, one of those that make sense, and that the server has
 * nothing left afterwards is not. RACES in the environment says how often.
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>

#define BURST	4

static struct st a, b;
static unsigned int rounds = 100;

/* Statuses that are allowed in a race. */
struct allowed {
	uint32_t status[5];
	unsigned int n;
};

static bool is_allowed(uint32_t got, const struct allowed *ok)
{
	unsigned int i;

	for (i = 0; i < ok->n; i++)
		if (got == ok->status[i])
			return true;
	st_note("not allowed: %s", smb2c_status_name(got));
	return false;
}

/* Waits for the answers to @n requests from @first on. */
static bool all_allowed(struct smb2c *c, uint64_t first, unsigned int n, const struct allowed *ok)
{
	struct smb2c_reply r;
	bool good = true;

	while (n--)
		good &= is_allowed(smb2c_wait(c, first++, &r), ok);
	return good;
}

static void read_burst(struct st *s, struct smb2c_fid f)
{
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		smb2c_put_read(&s->c, f, 0, 10);
		smb2c_send(&s->c);
	}
}

static void write_burst(struct st *s, struct smb2c_fid f)
{
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		smb2c_put_write(&s->c, f, 0, "0123456789", 10);
		smb2c_send(&s->c);
	}
}

static uint64_t send_one(struct smb2c *c)
{
	uint64_t id = smb2c_message_of(c, 0);

	smb2c_send(c);
	return id;
}

static bool close_against_read(void)
{
	static const struct allowed reads = { { STATUS_SUCCESS, STATUS_FILE_CLOSED }, 2 };
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t first, closing, again;
	uint32_t one, two;
	bool good;

	if (smb2c_open_file(&a.c, "selftest\\file", ACCESS_ALL, OPEN, &f))
		return false;
	first = a.c.next_message;
	read_burst(&a, f);
	smb2c_put_close(&a.c, f, 1);
	closing = send_one(&a.c);
	smb2c_put_close(&a.c, f, 0);
	again = send_one(&a.c);
	read_burst(&a, f);
	write_burst(&b, b.file);
	one = smb2c_wait(&a.c, closing, &r);
	two = smb2c_wait(&a.c, again, &r);
	good = (one == STATUS_SUCCESS && two == STATUS_FILE_CLOSED) ||
	       (two == STATUS_SUCCESS && one == STATUS_FILE_CLOSED);
	good &= all_allowed(&a.c, first, BURST, &reads);
	good &= all_allowed(&a.c, again + 1, BURST, &reads);
	return good & all_allowed(&b.c, b.c.next_message - BURST, BURST, &reads);
}

static void create_burst(struct st *s)
{
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		smb2c_put_create(&s->c, &(struct smb2c_open) {
			.name = "selftest\\file", .access = ACCESS_READ, .share = SHARE_ALL,
			.disposition = OPEN,
		});
		smb2c_send(&s->c);
	}
}

static const struct allowed creates = {
	{ STATUS_SUCCESS, STATUS_USER_SESSION_DELETED, STATUS_NETWORK_NAME_DELETED }, 3
};

static bool back_in(struct st *s)
{
	memset(&s->c.s, 0, sizeof(s->c.s));
	s->c.tree = 0;
	return smb2c_log_on(&s->c, st_user, st_password) == STATUS_SUCCESS &&
	       smb2c_tree_connect(&s->c, "public") == STATUS_SUCCESS;
}

static bool logoff_against_create(void)
{
	uint64_t first = a.c.next_message, off;
	struct smb2c_reply r;
	bool good;

	create_burst(&a);
	smb2c_put_empty(&a.c, SMB2_LOGOFF);
	off = send_one(&a.c);
	create_burst(&a);
	good = smb2c_wait(&a.c, off, &r) == STATUS_SUCCESS;
	good &= all_allowed(&a.c, first, BURST, &creates);
	good &= all_allowed(&a.c, off + 1, BURST, &creates);
	return good && back_in(&a);
}

/* The other connection ends the session by naming it as its previous one. */
static bool previous_against_create(void)
{
	uint64_t first = a.c.next_message;
	struct smb2c c;
	bool good;

	smb2c_init(&c);
	st_connect(&c, 0x0311);
	create_burst(&a);
	good = smb2c_log_on_over(&c, st_user, st_password, a.c.s.id) == STATUS_SUCCESS;
	good &= all_allowed(&a.c, first, BURST, &creates);
	smb2c_free(&c);
	return good && back_in(&a);
}

static bool disconnect_against_write(void)
{
	static const struct allowed writes = {
		{ STATUS_SUCCESS, STATUS_NETWORK_NAME_DELETED, STATUS_FILE_CLOSED }, 3
	};
	uint32_t tree = a.c.tree;
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t first, off;
	bool good;

	if (smb2c_tree_connect(&a.c, "public") ||
	    smb2c_open_file(&a.c, "selftest\\file", ACCESS_ALL, OPEN, &f))
		return false;
	first = a.c.next_message;
	write_burst(&a, f);
	smb2c_put_empty(&a.c, SMB2_TREE_DISCONNECT);
	off = send_one(&a.c);
	write_burst(&a, f);
	read_burst(&b, b.file);
	good = smb2c_wait(&a.c, off, &r) == STATUS_SUCCESS;
	good &= all_allowed(&a.c, first, BURST, &writes);
	good &= all_allowed(&a.c, off + 1, BURST, &writes);
	good &= all_allowed(&b.c, b.c.next_message - BURST, BURST, &writes);
	a.c.tree = tree;
	return good;
}

static void cancel(struct smb2c *c, uint64_t message, uint64_t async)
{
	smb2c_put_cancel(c, message, async);
	smb2c_send(c);
}

/* A watch that is cancelled while its handle is closed. @early: before it is known to wait. */
static bool cancel_against_close(bool early)
{
	static const struct allowed ends = {
		{ STATUS_CANCELLED, STATUS_NOTIFY_CLEANUP, STATUS_FILE_CLOSED }, 3
	};
	struct smb2c_reply r = { 0 };
	struct smb2c_fid f;
	uint64_t id, closing;
	bool good;

	if (smb2c_open_dir(&a.c, "selftest\\dir", OPEN, &f))
		return false;
	smb2c_put_notify(&a.c, f, 4096);
	id = send_one(&a.c);
	if (!early)
		smb2c_wait_interim(&a.c, id, &r);
	cancel(&a.c, id, r.async);
	smb2c_put_close(&a.c, f, 0);
	closing = send_one(&a.c);
	cancel(&a.c, id, 0);
	good = is_allowed(smb2c_wait(&a.c, id, &r), &ends);
	return good & (smb2c_wait(&a.c, closing, &r) == STATUS_SUCCESS);
}

static bool cancel_watch(void)
{
	return cancel_against_close(false) && cancel_against_close(true);
}

static uint64_t lock(struct smb2c *c, struct smb2c_fid f, uint32_t flags)
{
	const struct smb2c_lock l = { 0, 10, flags };

	smb2c_put_lock(c, f, &l, 1);
	return send_one(c);
}

/* A lock that waits: cancelled, closed and granted at once; then nothing of it is left. */
static bool cancel_lock(void)
{
	static const struct allowed ends = {
		{ STATUS_CANCELLED, STATUS_RANGE_NOT_LOCKED, STATUS_SUCCESS, STATUS_FILE_CLOSED }, 4
	};
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id, closing, unlock;
	uint32_t said[5];

	if (smb2c_open_file(&a.c, "selftest\\file", ACCESS_ALL, OPEN, &f))
		return false;
	id = lock(&b.c, b.file, LOCK_EXCLUSIVE | LOCK_NOW);
	if (smb2c_wait(&b.c, id, &r))
		return false;
	id = lock(&a.c, f, LOCK_EXCLUSIVE);
	smb2c_wait_interim(&a.c, id, &r);
	unlock = lock(&b.c, b.file, LOCK_UNLOCK);
	cancel(&a.c, id, r.async);
	smb2c_put_close(&a.c, f, 0);
	closing = send_one(&a.c);
	said[0] = smb2c_wait(&a.c, id, &r);
	said[1] = smb2c_wait(&a.c, closing, &r);
	said[2] = smb2c_wait(&b.c, unlock, &r);
	id = lock(&b.c, b.file, LOCK_EXCLUSIVE | LOCK_NOW);
	said[3] = smb2c_wait(&b.c, id, &r);
	id = lock(&b.c, b.file, LOCK_UNLOCK);
	said[4] = smb2c_wait(&b.c, id, &r);
	if (is_allowed(said[0], &ends) && !said[1] && !said[2] && !said[3] && !said[4])
		return true;
	st_note("waiting LOCK 0x%08x, CLOSE 0x%08x, unlock 0x%08x, LOCK again 0x%08x, unlock 0x%08x",
		said[0], said[1], said[2], said[3], said[4]);
	return false;
}

/* Two connections make, open and delete the same name. */
static bool delete_against_open(void)
{
	static const struct allowed opens = {
		{ STATUS_SUCCESS, STATUS_DELETE_PENDING, STATUS_OBJECT_NAME_NOT_FOUND,
		  STATUS_SHARING_VIOLATION }, 4
	};
	struct smb2c_open o = { .name = "selftest\\short", .access = ACCESS_ALL,
				.share = SHARE_ALL, .disposition = OPEN_IF,
				.options = OPT_DELETE_ON_CLOSE };
	struct smb2c_reply r;
	struct smb2c_fid f, g;
	uint64_t closing, opening;
	bool good;

	if (smb2c_create(&a.c, &o, &f))
		return false;
	smb2c_put_close(&a.c, f, 0);
	closing = send_one(&a.c);
	o.disposition = OPEN_IF;
	smb2c_put_create(&b.c, &o);
	opening = send_one(&b.c);
	good = smb2c_wait(&a.c, closing, &r) == STATUS_SUCCESS;
	good &= is_allowed(smb2c_wait(&b.c, opening, &r), &opens);
	smb2c_fid_of(&r, &g);
	if (r.status == STATUS_SUCCESS)
		good &= smb2c_close(&b.c, g) == STATUS_SUCCESS;
	return good;
}

/* ---- channels ---- */

#define CHANNELS	4

static struct smb2c chan[CHANNELS];

/* A connection of the client that has @a, with the session on it or not. */
static bool join(struct smb2c *c)
{
	uint32_t status;

	memcpy(c->client_guid, a.c.client_guid, sizeof(c->client_guid));
	st_connect(c, 0x0311);
	status = smb2c_bind(c, &a.c, st_user, st_password);
	if (status == STATUS_SUCCESS || status == STATUS_USER_SESSION_DELETED)
		return true;
	st_note("binding: %s", smb2c_status_name(status));
	return false;
}

/* The first leg of a binding is on its way; nobody waits for the answer. */
static void half_join(struct smb2c *c)
{
	struct smb2c_buf b = { 0 };

	memcpy(c->client_guid, a.c.client_guid, sizeof(c->client_guid));
	st_connect(c, 0x0311);
	smb2c_bind_prepare(c, &a.c);
	smb2c_ntlm_negotiate(&b);
	smb2c_put_bind(c, b.data, b.len);
	free(b.data);
	smb2c_send(c);
}

static void echo_burst(struct smb2c *c)
{
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		smb2c_put_empty(c, SMB2_ECHO);
		smb2c_send(c);
	}
}

static void drop_channels(void)
{
	unsigned int i;

	for (i = 0; i < CHANNELS; i++)
		smb2c_hang_up(&chan[i]);
}

/* Channels come and go at random while the session works; it stays. */
static bool channels_at_random(void)
{
	unsigned int i;
	bool good = true;

	for (i = 0; i < 2 * CHANNELS; i++) {
		struct smb2c *c = &chan[rand() % CHANNELS];

		read_burst(&a, a.file);
		if (rand() % 3 == 0)
			half_join(c);
		else if (c->fd >= 0 && rand() % 2)
			smb2c_hang_up(c);
		else
			good &= join(c);
		if (c->fd >= 0)
			echo_burst(c);
		good &= all_allowed(&a.c, a.c.next_message - BURST, BURST, &creates);
	}
	good &= smb2c_write(&a.c, a.file, 0, "0123456789") == STATUS_SUCCESS;
	drop_channels();
	return good;
}

/* LOGOFF on one channel, while another binds, a third works and a fourth goes. */
static bool logoff_against_binding(void)
{
	uint64_t off;
	struct smb2c_reply r;
	bool good = join(&chan[0]) && join(&chan[1]);

	half_join(&chan[2]);
	create_burst(&a);
	echo_burst(&chan[0]);
	smb2c_put_empty(&chan[0], SMB2_LOGOFF);
	off = send_one(&chan[0]);
	smb2c_hang_up(&chan[1]);
	good &= join(&chan[3]);
	good &= all_allowed(&a.c, a.c.next_message - BURST, BURST, &creates);
	good &= smb2c_wait(&chan[0], off, &r) == STATUS_SUCCESS;
	drop_channels();
	return good && back_in(&a);
}

/* The first connection goes while others join: the session ends with its last channel. */
static bool last_channel(void)
{
	bool good;

	half_join(&chan[0]);
	good = join(&chan[1]);
	create_burst(&a);
	smb2c_hang_up(&a.c);
	good &= join(&chan[2]);
	drop_channels();
	st_log_on(&a.c, 0x0311);
	return good;
}

/* The connection goes away under everything at once. */
static bool hang_up(void)
{
	struct st s;

	st_open(&s, 0x0311);
	read_burst(&s, s.file);
	smb2c_put_notify(&s.c, s.dir, 4096);
	smb2c_send(&s.c);
	create_burst(&s);
	write_burst(&s, s.file);
	smb2c_put_empty(&s.c, SMB2_LOGOFF);
	smb2c_send(&s.c);
	st_close(&s);
	return smb2c_echo(&b.c) == STATUS_SUCCESS;
}

static void run(const char *says, bool (*race)(void), unsigned int n)
{
	unsigned int i, good = 0;

	for (i = 0; i < n; i++)
		good += race();
	st_ok(good == n, "%s: %u of %u times as it should be", says, good, n);
}

int main(void)
{
	const char *times = getenv("RACES");
	unsigned int i;

	st_begin();
	if (times)
		rounds = atoi(times);
	st_open(&a, 0x0311);
	st_open(&b, 0x0302);
	run("CLOSE against READ", close_against_read, rounds);
	run("TREE_DISCONNECT against WRITE", disconnect_against_write, rounds);
	run("CANCEL against CLOSE of a CHANGE_NOTIFY", cancel_watch, rounds);
	run("CANCEL against CLOSE and unlock of a LOCK", cancel_lock, rounds);
	run("deletion against CREATE", delete_against_open, rounds);
	run("LOGOFF against CREATE", logoff_against_create, rounds);
	run("PreviousSessionId against CREATE", previous_against_create, rounds / 2);
	for (i = 0; i < CHANNELS; i++)
		smb2c_init(&chan[i]);
	st_close(&a);
	st_open(&a, 0x0311);
	run("channels that come and go", channels_at_random, rounds / 4);
	run("LOGOFF against binding", logoff_against_binding, rounds / 4);
	run("the first connection's end against binding", last_channel, rounds / 4);
	for (i = 0; i < CHANNELS; i++)
		smb2c_free(&chan[i]);
	run("the end of the connection against all", hang_up, rounds / 2);
	st_close(&a);
	st_close(&b);
	st_ok(st_all_gone(), "afterwards the server has no connection, session or open left");
	return st_end();
}
