// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CLOSE and FLUSH (MS-SMB2 3.3.5.10, 3.3.5.11): order of checks, attributes on
 * request, a handle is closed once.
 */
#include "selftest.h"

static struct smb2c_fid which;

static void build_close(struct st *s)
{
	smb2c_put_close(&s->c, s->file, 0);
}

static void build_flush(struct st *s)
{
	smb2c_put_flush(&s->c, s->file);
}

static void build_flush_other(struct st *s)
{
	smb2c_put_flush(&s->c, which);
}

static const struct st_case flushes[] = {
	{ "a file is flushed", STATUS_SUCCESS },
	{ "the reserved fields are not looked at", STATUS_SUCCESS,
	  { P32(B(4), 0xffffffff) } },
};

static const struct st_case read_only[] = {
	{ "a handle that cannot write is refused", STATUS_ACCESS_DENIED },
};

static void attributes(struct st *s)
{
	struct smb2c_reply r;
	struct smb2c_fid f;

	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OPEN, &f), "a handle");
	smb2c_put_close(&s->c, f, 1);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && r.size == 60 && smb2c_get_int(r.body + 2, 2) == 1 &&
	      smb2c_get_int(r.body + 48, 8) == 10 && smb2c_get_int(r.body + 8, 8),
	      "POSTQUERY_ATTRIB brings size and times");
	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OPEN, &f), "a handle");
	smb2c_put_close(&s->c, f, 0);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && !smb2c_get_int(r.body + 2, 2) &&
	      !smb2c_get_int(r.body + 48, 8) && !smb2c_get_int(r.body + 8, 8),
	      "without it the fields are zero");
	st_is(smb2c_close(&s->c, f), STATUS_FILE_CLOSED, "a handle is closed once");
}

/* A handle belongs to its tree and its session. */
static void strangers(struct st *s)
{
	uint32_t tree = s->c.tree;
	struct smb2c other;

	st_need(smb2c_tree_connect(&s->c, "mac"), "another tree");
	st_is(smb2c_close(&s->c, s->file), STATUS_FILE_CLOSED,
	      "a handle cannot be closed by way of another tree");
	s->c.tree = tree;
	smb2c_init(&other);
	st_log_on(&other, 0x0311);
	st_is(smb2c_close(&other, s->file), STATUS_FILE_CLOSED,
	      "nor by another session of the same user");
	smb2c_free(&other);
	st_is(smb2c_close(&s->c, s->file), STATUS_SUCCESS, "it was open all the time");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "CLOSE", build_close, B(8));
	st_common(&s, "FLUSH", build_flush, B(8));
	ST_TABLE(&s, "FLUSH", build_flush, flushes);
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_READ, OPEN, &which),
		"a handle to read");
	ST_TABLE(&s, "FLUSH", build_flush_other, read_only);
	attributes(&s);
	strangers(&s);
	st_close(&s);
	return st_end();
}
