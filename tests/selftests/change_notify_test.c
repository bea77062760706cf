// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CHANGE_NOTIFY (MS-SMB2 3.3.5.19): order of checks, the interim answer, every
 * way a request that waits comes to its end.
 *
 * Which changes it reports is not asked here.
 */
#include "selftest.h"

static struct smb2c_fid which;

static void build(struct st *s)
{
	smb2c_put_notify(&s->c, s->dir, 4096);
}

static void build_file(struct st *s)
{
	smb2c_put_notify(&s->c, s->file, 4096);
}

static void build_other(struct st *s)
{
	smb2c_put_notify(&s->c, which, 4096);
}

/* 2 flags, 4 room, 8 fid, 24 filter */
static const struct st_case cases[] = {
	{ "room of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 0xffffffff) } },
	{ "more room than the charge pays for is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 65537) } },
	{ "a handle nobody opened is said to be closed", STATUS_FILE_CLOSED,
	  { P64(B(8), 7) } },
	{ "the handle comes before the room", STATUS_FILE_CLOSED,
	  { P64(B(8), 7), P32(B(4), 65536) } },
};

static const struct st_case file[] = {
	{ "a file is not watched", STATUS_INVALID_PARAMETER },
};

static const struct st_case no_list[] = {
	{ "a handle without the right to list is refused", STATUS_ACCESS_DENIED },
};

/* Sends one that waits; @r is the interim answer. */
static uint64_t watch(struct st *s, struct smb2c_fid f, struct smb2c_reply *r)
{
	uint64_t id;

	smb2c_put_notify(&s->c, f, 4096);
	id = smb2c_message_of(&s->c, 0);
	smb2c_send(&s->c);
	smb2c_wait_interim(&s->c, id, r);
	return id;
}

static void interim(struct st *s)
{
	struct smb2c_reply r;
	uint64_t id, async;

	id = watch(s, s->dir, &r);
	async = r.async;
	st_is(r.status, STATUS_PENDING, "a request that waits is answered at once");
	st_ok(r.flags & FLAG_ASYNC && async && r.credits >= 1 && r.size == 9,
	      "with an async id, credits and an error body");
	st_is(smb2c_echo(&s->c), STATUS_SUCCESS, "others are served meanwhile");
	smb2c_put_cancel(&s->c, 0, async);
	smb2c_send(&s->c);
	smb2c_wait(&s->c, id, &r);
	st_is(r.status, STATUS_CANCELLED, "a CANCEL with its async id ends it");
	st_ok(r.flags & FLAG_ASYNC && r.async == async && !r.credits && r.good_signature,
	      "with the same async id, no credits, signed");
	id = watch(s, s->dir, &r);
	smb2c_put_cancel(&s->c, id, 0);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "so does one with its message id");
}

/* Without a handle Macs wait for the server's own messages: that waits as well. */
static void no_handle(struct st *s)
{
	const struct smb2c_fid none = { ~0ull, ~0ull };
	struct smb2c_reply r;
	uint64_t id = watch(s, none, &r);

	st_is(r.status, STATUS_PENDING, "a request without a handle waits");
	smb2c_put_cancel(&s->c, 0, r.async);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "until it is cancelled");
}

static void ends(struct st *s)
{
	uint32_t tree = s->c.tree;
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id, second;

	st_need(smb2c_open_dir(&s->c, "selftest\\dir", OPEN, &f), "a second handle");
	id = watch(s, f, &r);
	second = watch(s, f, &r);
	st_is(smb2c_close(&s->c, f), STATUS_SUCCESS, "its handle is closed");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_NOTIFY_CLEANUP, "then it ends");
	st_is(smb2c_wait(&s->c, second, &r), STATUS_NOTIFY_CLEANUP, "and every other of it");
	st_need(smb2c_tree_connect(&s->c, "public"), "a second tree");
	st_need(smb2c_open_dir(&s->c, "selftest\\dir", OPEN, &f), "a handle of it");
	id = watch(s, f, &r);
	smb2c_put_empty(&s->c, SMB2_TREE_DISCONNECT);
	st_is(smb2c_call(&s->c, NULL), STATUS_SUCCESS, "its tree is disconnected");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_NOTIFY_CLEANUP, "then it ends as well");
	s->c.tree = tree;
	id = watch(s, s->dir, &r);
	smb2c_put_empty(&s->c, SMB2_LOGOFF);
	st_is(smb2c_call(&s->c, NULL), STATUS_SUCCESS, "its user logs off");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_NOTIFY_CLEANUP, "then it ends too");
}

/* Many waiting ones, and the connection goes away under them. */
static void abandoned(void)
{
	unsigned int i;
	struct smb2c_reply r;
	struct st s;

	st_open(&s, 0x0311);
	for (i = 0; i < 200; i++)
		watch(&s, s.dir, &r);
	st_is(r.status, STATUS_PENDING, "two hundred wait");
	st_is(smb2c_echo(&s.c), STATUS_SUCCESS, "and do not keep others waiting");
	smb2c_hang_up(&s.c);
	st_ok(st_all_gone(), "when the connection goes nothing of them is left");
	st_open(&s, 0x0311);
	st_close(&s);
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "CHANGE_NOTIFY", build, 0);
	ST_TABLE(&s, "CHANGE_NOTIFY", build, cases);
	ST_TABLE(&s, "CHANGE_NOTIFY", build_file, file);
	st_need(smb2c_create(&s.c, &(struct smb2c_open) {
		.name = "selftest\\dir", .access = ACCESS_ATTRIBUTES, .share = SHARE_ALL,
		.disposition = OPEN, .options = OPT_DIRECTORY,
	}, &which), "a handle to look at attributes");
	ST_TABLE(&s, "CHANGE_NOTIFY", build_other, no_list);
	interim(&s);
	no_handle(&s);
	ends(&s);
	st_close(&s);
	abandoned();
	return st_end();
}
