// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TREE_CONNECT and TREE_DISCONNECT (MS-SMB2 3.3.5.7, 3.3.5.8): paths, what the
 * reply says, what goes with a tree.
 */
#include "selftest.h"

#include <stdio.h>
#include <string.h>

static void build(struct st *s)
{
	smb2c_put_tree_connect(&s->c, "\\\\server\\public");
}

static void build_disconnect(struct st *s)
{
	smb2c_put_empty(&s->c, SMB2_TREE_DISCONNECT);
}

/* 4 path offset, 6 its length */
static const struct st_case cases[] = {
	{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777) } },
	{ "a wrong StructureSize is refused", STATUS_INVALID_PARAMETER, { P16(B(0), 8) } },
	{ "no path is refused", STATUS_INVALID_PARAMETER, { P16(B(6), 0) } },
	{ "an odd length is refused", STATUS_INVALID_PARAMETER, { P16(B(6), 15) } },
	{ "a path that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(6), 600) } },
	{ "a path behind the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(4), 0xfff0) } },
	{ "a path within the header is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(4), 2) } },
	{ "a short body is refused", STATUS_INVALID_PARAMETER, { { 0 } }, 6 },
	{ "the session comes before the path", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777), P16(B(6), 600) } },
	{ "half a surrogate pair in the name is refused", STATUS_BAD_NETWORK_NAME,
	  { P16(B(8 + 20), 0xd800) } },
	{ "the tree id of the request does not matter", STATUS_SUCCESS,
	  { P32(H_TREE, 0x77777) } },
};

static const struct {
	const char *says, *path;
	uint32_t want;
} paths[] = {
	{ "a share", "\\\\server\\public", STATUS_SUCCESS },
	{ "any case", "\\\\SERVER\\PUBLIC", STATUS_SUCCESS },
	{ "any server", "\\\\1.2.3.4\\public", STATUS_SUCCESS },
	{ "pipes", "\\\\server\\IPC$", STATUS_SUCCESS },
	{ "a share that is not there", "\\\\server\\nothing", STATUS_BAD_NETWORK_NAME },
	{ "no share", "\\\\server", STATUS_BAD_NETWORK_NAME },
	{ "an empty share", "\\\\server\\", STATUS_BAD_NETWORK_NAME },
	{ "a folder within a share", "\\\\server\\public\\dir", STATUS_BAD_NETWORK_NAME },
	{ "no backslashes", "public", STATUS_BAD_NETWORK_NAME },
	{ "one backslash", "\\public", STATUS_BAD_NETWORK_NAME },
	{ "a share that is a path", "\\\\server\\..", STATUS_BAD_NETWORK_NAME },
};

static void try_paths(struct st *s)
{
	struct smb2c_reply r;
	char longest[400] = "\\\\server\\";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		smb2c_put_tree_connect(&s->c, paths[i].path);
		st_is(smb2c_call(&s->c, &r), paths[i].want, "paths: %s", paths[i].says);
	}
	memset(longest + 9, 'x', sizeof(longest) - 10);
	smb2c_put_tree_connect(&s->c, longest);
	st_is(smb2c_call(&s->c, &r), STATUS_BAD_NETWORK_NAME, "paths: a share of 390 letters");
}

static void replies(struct st *s)
{
	struct smb2c_reply r;

	smb2c_put_tree_connect(&s->c, "\\\\server\\public");
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && r.size == 16 && r.body[2] == 1 && r.tree &&
	      smb2c_get_int(r.body + 12, 4) == 0x1f01ff, "a disk share, all access");
	st_ok(r.good_signature, "the reply is signed");
	smb2c_put_tree_connect(&s->c, "\\\\server\\IPC$");
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && r.body[2] == 2, "a share of pipes");
}

/* The handles of a tree go with it, those of others stay. */
static void disconnect(struct st *s)
{
	uint32_t first = s->c.tree;
	struct smb2c_fid f;

	st_need(smb2c_tree_connect(&s->c, "public"), "a second tree of the same share");
	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_READ, OPEN, &f), "a file of it");
	build_disconnect(s);
	st_is(smb2c_call(&s->c, NULL), STATUS_SUCCESS, "a tree is disconnected");
	st_is(smb2c_close(&s->c, f), STATUS_NETWORK_NAME_DELETED, "its handle with it");
	build_disconnect(s);
	st_is(smb2c_call(&s->c, NULL), STATUS_NETWORK_NAME_DELETED, "only once");
	s->c.tree = first;
	st_is(smb2c_close(&s->c, f), STATUS_FILE_CLOSED, "the handle is not the other tree's");
	st_is(smb2c_write(&s->c, s->file, 0, "0123456789"), STATUS_SUCCESS,
	      "the other tree's handles stay");
}

/* On 3.1.1 the first request after log-on proves what was negotiated (3.3.5.7). */
static void unsigned_311(void)
{
	struct smb2c c;

	smb2c_init(&c);
	st_connect(&c, 0x0311);
	st_need(smb2c_log_on(&c, st_user, st_password), "log-on");
	c.sign = false;
	smb2c_put_tree_connect(&c, "\\\\server\\public");
	st_is(smb2c_call(&c, NULL), SMB2C_GONE,
	      "an unsigned TREE_CONNECT on 3.1.1 ends the connection");
	st_connect(&c, 0x0302);
	c.sign = true;
	st_need(smb2c_log_on(&c, st_user, st_password), "log-on with 3.0.2");
	c.sign = false;
	st_is(smb2c_tree_connect(&c, "public"), STATUS_SUCCESS,
	      "before 3.1.1 it need not be signed");
	smb2c_free(&c);
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	ST_TABLE(&s, "TREE_CONNECT", build, cases);
	st_common(&s, "TREE_DISCONNECT", build_disconnect, 0);
	try_paths(&s);
	replies(&s);
	disconnect(&s);
	unsigned_311();
	st_close(&s);
	return st_end();
}
