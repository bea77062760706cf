// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * WRITE (MS-SMB2 3.3.5.13): order of checks, statuses, what is stored.
 */
#include "selftest.h"

#include <string.h>

static struct smb2c_fid which;

static void build(struct st *s)
{
	smb2c_put_write(&s->c, s->file, 0, "0123456789", 10);
}

static void build_other(struct st *s)
{
	smb2c_put_write(&s->c, which, 0, "0123456789", 10);
}

static void build_dir(struct st *s)
{
	smb2c_put_write(&s->c, s->dir, 0, "0123456789", 10);
}

static const struct st_case cases[] = {
	{ "ten bytes are written", STATUS_SUCCESS },
	{ "no bytes are written without an error", STATUS_SUCCESS, { P32(B(4), 0) } },
	{ "no bytes may lie anywhere", STATUS_SUCCESS, { P32(B(4), 0), P16(B(2), 0) } },
	{ "data within the fixed part is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(2), 80) } },
	{ "data at offset zero is refused", STATUS_INVALID_PARAMETER, { P16(B(2), 0) } },
	{ "data more than 256 bytes behind the header is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(2), 0x101) }, 400 },
	{ "data up to 256 bytes behind the header is taken", STATUS_SUCCESS,
	  { P16(B(2), 0x100) }, 400 },
	{ "more data than the frame has is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 11) } },
	{ "a length of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 0xffffffff) } },
	{ "an offset of minus two is refused", STATUS_INVALID_PARAMETER,
	  { P64(B(8), ~1ull) } },
	{ "a range over the largest offset is refused", STATUS_INVALID_PARAMETER,
	  { P64(B(8), 0x7ffffffffffffff8ull) } },
	{ "an RDMA channel is refused on TCP", STATUS_INVALID_PARAMETER, { P32(B(32), 1) } },
	{ "the bounds are checked before the handle is looked up", STATUS_INVALID_PARAMETER,
	  { P64(B(24), 7), P32(B(4), 11) } },
	{ "the handle is looked up before the channel is looked at", STATUS_FILE_CLOSED,
	  { P64(B(24), 7), P32(B(32), 1) } },
	{ "the handle is looked up before the file offset is looked at", STATUS_FILE_CLOSED,
	  { P64(B(24), 7), P64(B(8), ~1ull) } },
};

static const struct st_case read_only[] = {
	{ "a handle without the right to write is refused", STATUS_ACCESS_DENIED },
	{ "even no bytes want the right", STATUS_ACCESS_DENIED, { P32(B(4), 0) } },
	{ "the right is checked before the file offset", STATUS_ACCESS_DENIED,
	  { P64(B(8), ~1ull) } },
};

static const struct st_case append_only[] = {
	{ "a handle that may only append cannot overwrite", STATUS_ACCESS_DENIED },
	{ "it writes at the end", STATUS_SUCCESS, { P64(B(8), 10) } },
	{ "offset minus one is the end", STATUS_SUCCESS, { P64(B(8), ~0ull) } },
};

static const struct st_case directory[] = {
	{ "a directory cannot be written", STATUS_INVALID_DEVICE_REQUEST },
};

static bool file_is(struct st *s, const char *want)
{
	struct smb2c_reply r;

	smb2c_put_read(&s->c, s->file, 0, 1000);
	if (smb2c_call(&s->c, &r) != STATUS_SUCCESS)
		return false;
	return smb2c_get_int(r.body + 4, 4) == strlen(want) &&
	       !memcmp(r.el + r.body[2], want, strlen(want));
}

static void contents(struct st *s)
{
	struct smb2c_reply r;

	st_need(smb2c_write(&s->c, s->file, 0, "0123456789"), "known contents");
	smb2c_put_write(&s->c, s->file, 4, "abc", 3);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && r.size == 17 && smb2c_get_int(r.body + 4, 4) == 3,
	      "the reply counts the bytes");
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && !memcmp(r.el + r.body[2], "0123abc789", 10),
	      "only what was written has changed");
}

/* A hole is zeros. */
static void hole(struct st *s)
{
	static const char want[14] = "0123456789\0\0\0x";
	uint8_t size[8] = { 10 };
	struct smb2c_reply r;

	smb2c_put_set_info(&s->c, s->file, 1, 20, size, 8);
	st_need(smb2c_call(&s->c, NULL), "ten bytes are left");
	st_need(smb2c_write(&s->c, s->file, 0, "0123456789"), "the usual ones");
	st_ok(file_is(s, "0123456789"), "a file that was cut has what is left");
	st_need(smb2c_write(&s->c, s->file, 13, "x"), "one behind the end");
	smb2c_put_read(&s->c, s->file, 0, 100);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.body + 4, 4) == 14 &&
	      !memcmp(r.el + r.body[2], want, 14), "what lies between is zeros");
}

static void locked(struct st *s)
{
	struct smb2c_lock l = { 2, 2, LOCK_SHARED | LOCK_NOW };
	struct smb2c_fid f;

	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OPEN, &f), "a second handle");
	smb2c_put_lock(&s->c, f, &l, 1);
	st_need(smb2c_call(&s->c, NULL), "a shared lock");
	st_is(smb2c_write(&s->c, s->file, 0, "0123456789"), STATUS_FILE_LOCK_CONFLICT,
	      "a range that another handle locked cannot be written");
	st_is(smb2c_write(&s->c, f, 0, "0123456789"), STATUS_FILE_LOCK_CONFLICT,
	      "a shared lock keeps its own handle from writing as well");
	st_is(smb2c_write(&s->c, s->file, 4, "456789"), STATUS_SUCCESS,
	      "what is beside the lock can be written");
	smb2c_close(&s->c, f);
}

/* LastWriteTime as a handle shows it. */
static uint64_t write_time(struct st *s, struct smb2c_fid f)
{
	struct smb2c_reply r;

	smb2c_put_query_info(&s->c, f, 1, 4, 40);
	if (smb2c_call(&s->c, &r) != STATUS_SUCCESS)
		return 0;
	return smb2c_get_int(r.el + r.body[2] + 16, 8);
}

static void settle(struct st *s, const char *how, struct smb2c_fid f)
{
	static const uint8_t basic[40], size[8] = { 10 };

	if (!strcmp(how, "FLUSH"))
		smb2c_put_flush(&s->c, f);
	else if (!strcmp(how, "an end of file"))
		smb2c_put_set_info(&s->c, f, 1, 20, size, 8);
	else
		smb2c_put_set_info(&s->c, f, 1, 4, basic, 40);
	st_need(smb2c_call(&s->c, NULL), how);
}

/* What a handle wrote shows in the write time later, to that handle; others see it at once. */
static void lazy_write_time(struct st *s)
{
	static const char *const hows[] = { "FLUSH", "an end of file", "basic information" };
	const uint64_t before = 0x01d0000000000000ull;
	struct smb2c_fid f, other;
	uint8_t old[40] = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hows); i++) {
		smb2c_set_int(old + 16, before, 8);
		st_need(smb2c_open_file(&s->c, "selftest\\lazy", ACCESS_ALL, OPEN_IF, &f), "a file");
		smb2c_put_set_info(&s->c, f, 1, 4, old, 40);
		st_need(smb2c_call(&s->c, NULL), "an old write time");
		smb2c_close(&s->c, f);
		st_need(smb2c_open_file(&s->c, "selftest\\lazy", ACCESS_ALL, OPEN, &f), "a new handle");
		st_need(smb2c_write(&s->c, f, 0, "0123456789"), "ten bytes");
		st_ok(write_time(s, f) == before, "a write does not show at once");
		st_need(smb2c_open_file(&s->c, "selftest\\lazy", ACCESS_READ, OPEN, &other), "another");
		st_ok(write_time(s, other) > before, "but to another handle it does");
		smb2c_close(&s->c, other);
		settle(s, hows[i], f);
		st_ok(write_time(s, f) > before, "%s brings it out", hows[i]);
		smb2c_close(&s->c, f);
		st_need(smb2c_open_file(&s->c, "selftest\\lazy", ACCESS_READ, OPEN, &f), "it again");
		st_ok(write_time(s, f) > before, "it stays after CLOSE");
		smb2c_close(&s->c, f);
	}
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "WRITE", build, B(16));
	ST_TABLE(&s, "WRITE", build, cases);
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_READ, OPEN, &which),
		"a handle to read");
	ST_TABLE(&s, "WRITE", build_other, read_only);
	st_need(smb2c_open_file(&s.c, "selftest\\file", 4, OPEN, &which), "a handle to append");
	ST_TABLE(&s, "WRITE", build_other, append_only);
	ST_TABLE(&s, "WRITE", build_dir, directory);
	contents(&s);
	hole(&s);
	locked(&s);
	lazy_write_time(&s);
	st_close(&s);
	return st_end();
}
