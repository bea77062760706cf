// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compounded requests (MS-SMB2 3.3.5.2.7): related ones inherit session, tree
 * and file; what fails ends what is related to it; each is answered, aligned
 * to eight bytes; several answers come in one frame.
 */
#include "selftest.h"

#include <string.h>

static const struct smb2c_fid inherit = { ~0ull, ~0ull };

static void put_open(struct st *s, const char *name)
{
	smb2c_put_create(&s->c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_ALL, .share = SHARE_ALL, .disposition = OPEN,
	});
}

/* Sends what was built; statuses of up to four elements. */
static void statuses(struct st *s, uint32_t *got, unsigned int n)
{
	struct smb2c_reply r;
	uint64_t id[4];
	unsigned int i;

	for (i = 0; i < n; i++)
		id[i] = smb2c_message_of(&s->c, i);
	smb2c_send(&s->c);
	for (i = 0; i < n; i++)
		got[i] = smb2c_wait(&s->c, id[i], &r);
}

static void related(struct st *s)
{
	uint32_t got[4];

	put_open(s, "selftest\\file");
	smb2c_put_read(&s->c, inherit, 0, 10);
	smb2c_put_close(&s->c, inherit, 0);
	smb2c_relate(&s->c);
	statuses(s, got, 3);
	st_ok(!got[0] && !got[1] && !got[2], "create, read and close in one");
	put_open(s, "selftest\\nothing");
	smb2c_put_read(&s->c, inherit, 0, 10);
	smb2c_put_close(&s->c, inherit, 0);
	smb2c_relate(&s->c);
	statuses(s, got, 3);
	st_ok(got[0] == STATUS_OBJECT_NAME_NOT_FOUND && got[1] == got[0] && got[2] == got[0],
	      "what is related to a CREATE that failed fails in the same way");
	put_open(s, "selftest\\file");
	smb2c_put_read(&s->c, inherit, 100, 10);
	smb2c_put_close(&s->c, inherit, 0);
	smb2c_relate(&s->c);
	statuses(s, got, 3);
	st_ok(!got[0] && got[1] == STATUS_END_OF_FILE && !got[2],
	      "a READ that fails does not keep the CLOSE from closing");
	put_open(s, "selftest\\file");
	smb2c_put_close(&s->c, inherit, 0);
	smb2c_put_read(&s->c, inherit, 0, 10);
	smb2c_relate(&s->c);
	statuses(s, got, 3);
	st_ok(!got[0] && !got[1] && got[2] == STATUS_FILE_CLOSED, "nothing is read after a CLOSE");
}

static void first_related(struct st *s)
{
	struct smb2c_reply r;

	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_poke(&s->c, H_FLAGS, FLAG_RELATED, 4);
	st_is(smb2c_call(&s->c, &r), STATUS_INVALID_PARAMETER,
	      "the first request cannot be related");
}

static void unrelated(struct st *s)
{
	uint32_t got[4];

	put_open(s, "selftest\\nothing");
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_put_empty(&s->c, SMB2_ECHO);
	statuses(s, got, 3);
	st_ok(got[0] == STATUS_OBJECT_NAME_NOT_FOUND && !got[1] && !got[2],
	      "unrelated requests do not care for each other");
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_put_read(&s->c, inherit, 0, 10);
	statuses(s, got, 2);
	st_ok(!got[0] && got[1] == STATUS_FILE_CLOSED, "unrelated, all ones are no handle");
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_poke(&s->c, H_TREE, 0x7777, 4);
	smb2c_put_read(&s->c, s->file, 0, 10);
	statuses(s, got, 2);
	st_ok(got[0] == STATUS_NETWORK_NAME_DELETED && !got[1],
	      "a wrong tree in the first is not the second's");
}

/* ECHO looks up neither session nor tree: what follows must do so itself (CVE-2023-3866). */
static void echo_first(struct st *s)
{
	uint32_t got[4];

	smb2c_put_empty(&s->c, SMB2_ECHO);
	smb2c_put_read(&s->c, s->file, 0, 10);
	statuses(s, got, 2);
	st_ok(!got[0] && !got[1], "ECHO, then a READ that names all itself");
	smb2c_put_empty(&s->c, SMB2_ECHO);
	smb2c_poke(&s->c, H_SESSION, 0, 8);
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_relate(&s->c);
	s->c.sign = false;
	statuses(s, got, 2);
	s->c.sign = true;
	st_ok(!got[0] && got[1] && got[1] >> 16 != 0xffff,
	      "ECHO without a session, then a related READ, which fails");
}

/* A tree that was disconnected in the chain is gone for the rest (CVE-2026-23428). */
static void tree_gone(struct st *s)
{
	uint32_t got[4], tree = s->c.tree;
	struct smb2c_fid f;

	st_need(smb2c_tree_connect(&s->c, "public"), "a second tree");
	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_READ, OPEN, &f), "a file of it");
	smb2c_put_empty(&s->c, SMB2_TREE_DISCONNECT);
	smb2c_put_read(&s->c, f, 0, 10);
	smb2c_put_close(&s->c, f, 0);
	smb2c_relate(&s->c);
	statuses(s, got, 3);
	st_ok(!got[0] && got[1] == STATUS_NETWORK_NAME_DELETED && got[2] == got[1],
	      "behind a TREE_DISCONNECT the tree is gone");
	s->c.tree = tree;
}

/* Answers of one frame: aligned, chained, each signed. */
static void layout(struct st *s)
{
	size_t off = 0, next = 0;
	unsigned int n = 0, good = 0;
	struct smb2c_reply r;
	uint64_t last;

	put_open(s, "selftest\\file");
	smb2c_put_read(&s->c, inherit, 0, 3);
	smb2c_put_close(&s->c, inherit, 0);
	smb2c_relate(&s->c);
	last = smb2c_message_of(&s->c, 2);
	smb2c_send(&s->c);
	smb2c_wait(&s->c, last, &r);
	do {
		if (off + 64 > s->c.in.len)
			break;
		next = smb2c_get_int(s->c.in.data + off + H_NEXT, 4);
		n++;
		good += next % 8 == 0 && smb2c_get_int(s->c.in.data + off + H_FLAGS, 4) &
			FLAG_SIGNED;
		off += next;
	} while (next);
	st_ok(n == 3 && good == 3 && r.good_signature,
	      "three answers come in one frame, aligned and signed each");
}

static void bounds(struct st *s)
{
	struct smb2c_reply r;
	unsigned int i;

	for (i = 0; i < 60; i++)
		smb2c_put_empty(&s->c, SMB2_ECHO);
	smb2c_call(&s->c, &r);
	st_ok(r.status == SMB2C_GONE || r.status == STATUS_SUCCESS,
	      "sixty requests in one frame are answered or end the connection");
	st_close(s);
	st_open(s, 0x0311);
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_cut(&s->c, 0);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS,
	      "the first is answered although the last has no body");
	st_is(smb2c_wait(&s->c, r.message + 1, &r), STATUS_INVALID_PARAMETER,
	      "the last, of 64 bytes exactly, is refused (CVE-2026-64578)");
}

/* A request that must wait is allowed at the end only. */
static void waiting(struct st *s)
{
	struct smb2c_reply r;
	uint64_t id;

	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_put_notify(&s->c, s->dir, 4096);
	id = smb2c_message_of(&s->c, 1);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS, "a READ before a CHANGE_NOTIFY is answered");
	st_is(smb2c_wait_interim(&s->c, id, &r), STATUS_PENDING, "and that waits");
	smb2c_put_cancel(&s->c, 0, r.async);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "until it is cancelled");
	smb2c_put_notify(&s->c, s->dir, 4096);
	smb2c_put_empty(&s->c, SMB2_ECHO);
	id = smb2c_message_of(&s->c, 1);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_INTERNAL_ERROR, "one that would wait in the middle is refused");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_SUCCESS, "what is behind it is answered");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	related(&s);
	first_related(&s);
	unrelated(&s);
	echo_first(&s);
	tree_gone(&s);
	layout(&s);
	waiting(&s);
	bounds(&s);
	st_close(&s);
	return st_end();
}
