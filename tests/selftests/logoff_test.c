// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LOGOFF (MS-SMB2 3.3.5.6): what goes with a session, what stays.
 */
#include "selftest.h"

#include <string.h>

static void build(struct st *s)
{
	smb2c_put_empty(&s->c, SMB2_LOGOFF);
}

static const struct st_case cases[] = {
	{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777) } },
	{ "session zero too", STATUS_USER_SESSION_DELETED, { P64(H_SESSION, 0) } },
	{ "a wrong StructureSize is refused", STATUS_INVALID_PARAMETER, { P16(B(0), 5) } },
	{ "a body of two bytes is refused", STATUS_INVALID_PARAMETER, { { 0 } }, 2 },
	{ "the session comes before the StructureSize", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777), P16(B(0), 5) } },
	{ "the tree does not matter", STATUS_SUCCESS, { P32(H_TREE, 0x7777) } },
	{ "it works once", STATUS_USER_SESSION_DELETED },
};

static void after(struct st *s)
{
	struct smb2c_reply r;

	build(s);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && r.size == 4 && r.good_signature,
	      "a session logs off; the answer is still signed");
	st_is(smb2c_write(&s->c, s->file, 0, "x"), STATUS_USER_SESSION_DELETED,
	      "its handles are gone with it");
	smb2c_put_tree_connect(&s->c, "\\\\server\\public");
	st_is(smb2c_call(&s->c, NULL), STATUS_USER_SESSION_DELETED, "it connects no trees");
	memset(&s->c.s, 0, sizeof(s->c.s));
	s->c.tree = 0;
	st_is(smb2c_echo(&s->c), STATUS_SUCCESS, "the connection stays");
	st_is(smb2c_log_on(&s->c, st_user, st_password), STATUS_SUCCESS,
	      "and takes another log-on");
	st_is(smb2c_tree_connect(&s->c, "public"), STATUS_SUCCESS, "with trees of its own");
}

/* Locks and deletions of a session happen when it ends. */
static void clean(struct st *s)
{
	const struct smb2c_lock l = { 0, 1, LOCK_EXCLUSIVE | LOCK_NOW };
	struct smb2c_fid f, g;
	struct smb2c other;

	smb2c_init(&other);
	st_log_on(&other, 0x0311);
	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OPEN, &f), "a file");
	smb2c_put_lock(&s->c, f, &l, 1);
	st_need(smb2c_call(&s->c, NULL), "a lock on it");
	st_need(smb2c_create(&s->c, &(struct smb2c_open) {
		.name = "selftest\\temporary", .access = ACCESS_ALL, .share = 0,
		.disposition = OPEN_IF, .options = OPT_DELETE_ON_CLOSE,
	}, &g), "a temporary file");
	build(s);
	st_need(smb2c_call(&s->c, NULL), "log-off");
	st_need(smb2c_open_file(&other, "selftest\\file", ACCESS_ALL, OPEN, &f), "the file");
	smb2c_put_lock(&other, f, &l, 1);
	st_is(smb2c_call(&other, NULL), STATUS_SUCCESS, "its locks are free when it is answered");
	st_is(smb2c_open_file(&other, "selftest\\temporary", ACCESS_READ, OPEN, &g),
	      STATUS_OBJECT_NAME_NOT_FOUND, "what it was to delete is deleted");
	smb2c_free(&other);
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	ST_TABLE(&s, "LOGOFF", build, cases);
	st_close(&s);
	st_open(&s, 0x0311);
	after(&s);
	clean(&s);
	st_close(&s);
	return st_end();
}
