// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * READ (MS-SMB2 3.3.5.12): order of checks, statuses, what comes back.
 *
 * Byte-range locks are looked at from the side of the reader here; their own
 * rules are in lock_test.c.
 */
#include "selftest.h"

#include <string.h>

static struct smb2c_fid which;

static void build(struct st *s)
{
	smb2c_put_read(&s->c, s->file, 0, 10);
}

static void build_other(struct st *s)
{
	smb2c_put_read(&s->c, which, 0, 10);
}

static void build_dir(struct st *s)
{
	smb2c_put_read(&s->c, s->dir, 0, 10);
}

static const struct st_case cases[] = {
	{ "ten bytes are read", STATUS_SUCCESS },
	{ "no bytes are read without an error", STATUS_SUCCESS, { P32(B(4), 0) } },
	{ "no bytes behind the end are no error", STATUS_SUCCESS,
	  { P32(B(4), 0), P64(B(8), 100) } },
	{ "a byte behind the end is the end of file", STATUS_END_OF_FILE, { P64(B(8), 10) } },
	{ "a read across the end is shortened", STATUS_SUCCESS, { P64(B(8), 9) } },
	{ "less than MinimumCount is the end of file", STATUS_END_OF_FILE,
	  { P64(B(8), 5), P32(B(32), 6) } },
	{ "as much as MinimumCount is enough", STATUS_SUCCESS,
	  { P64(B(8), 5), P32(B(32), 5) } },
	{ "an offset below zero is refused", STATUS_INVALID_PARAMETER, { P64(B(8), ~0ull) } },
	{ "a range over the largest offset is refused", STATUS_INVALID_PARAMETER,
	  { P64(B(8), 0x7ffffffffffffff8ull) } },
	{ "an RDMA channel is refused on TCP", STATUS_INVALID_PARAMETER, { P32(B(36), 1) } },
	{ "more than the charge pays for is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 65537) } },
	{ "more than MaxReadSize is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 0xffffffff) } },
	{ "the charge is checked before the tree is looked up", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 65537), P32(H_TREE, 0x777777) } },
	{ "the handle is looked up before the channel is looked at", STATUS_FILE_CLOSED,
	  { P64(B(24), 7), P32(B(36), 1) } },
	{ "the handle is looked up before the offset is looked at", STATUS_FILE_CLOSED,
	  { P64(B(24), 7), P64(B(8), ~0ull) } },
};

static const struct st_case write_only[] = {
	{ "a handle without the right to read is refused", STATUS_ACCESS_DENIED },
	{ "the right is checked before the end of file", STATUS_ACCESS_DENIED,
	  { P64(B(8), 100) } },
	{ "even no bytes want the right", STATUS_ACCESS_DENIED, { P32(B(4), 0) } },
};

static const struct st_case directory[] = {
	{ "a directory cannot be read", STATUS_INVALID_DEVICE_REQUEST },
	{ "not even behind its end", STATUS_INVALID_DEVICE_REQUEST, { P64(B(8), 1ull << 40) } },
};

static void contents(struct st *s)
{
	struct smb2c_reply r;
	unsigned int off;

	smb2c_put_read(&s->c, s->file, 3, 4);
	smb2c_call(&s->c, &r);
	off = r.body_len > 16 ? r.body[2] : 0;
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.body + 4, 4) == 4 && off >= 80 &&
	      off + 4 <= r.len && !memcmp(r.el + off, "3456", 4),
	      "the bytes asked for come, at the offset the reply names");
	st_ok(r.size == 17, "the reply has StructureSize 17");
}

static void execute_reads(struct st *s)
{
	struct smb2c_fid f;
	struct smb2c_reply r;

	st_need(smb2c_open_file(&s->c, "selftest\\file", 0x20, OPEN, &f), "open to execute");
	smb2c_put_read(&s->c, f, 0, 10);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS, "a handle opened to execute may read");
	smb2c_close(&s->c, f);
}

/* What another handle locked may be read only if the lock is shared. */
static void locked(struct st *s)
{
	struct smb2c_lock l = { 2, 2, LOCK_EXCLUSIVE | LOCK_NOW };
	struct smb2c_reply r;
	struct smb2c_fid f;

	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OPEN, &f), "a second handle");
	smb2c_put_lock(&s->c, f, &l, 1);
	st_need(smb2c_call(&s->c, &r), "an exclusive lock");
	smb2c_put_read(&s->c, s->file, 0, 10);
	st_is(smb2c_call(&s->c, &r), STATUS_FILE_LOCK_CONFLICT,
	      "a range that another handle locked cannot be read");
	smb2c_put_read(&s->c, s->file, 0, 2);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS, "what is beside the lock can");
	smb2c_put_read(&s->c, s->file, 3, 0);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS, "no bytes within the lock can");
	smb2c_put_read(&s->c, f, 0, 10);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS, "the locking handle itself reads on");
	smb2c_close(&s->c, f);
	smb2c_put_read(&s->c, s->file, 0, 10);
	st_is(smb2c_call(&s->c, &r), STATUS_SUCCESS, "the lock goes with its handle");
}

/* A BIND to srvsvc, which is answered with one message (DCE 1.1 RPC, 12.6.4.3). */
static const uint8_t bind[] = {
	5, 0, 11, 3, 0x10, 0, 0, 0, 72, 0, 0, 0, 1, 0, 0, 0,
	0xb8, 0x10, 0xb8, 0x10, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0,
	0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, 0x12, 0x78, 0x5a, 0x47, 0xbf, 0x6e, 0xe1,
	0x88, 3, 0, 0, 0,
	0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48,
	0x60, 2, 0, 0, 0,
};

/* A message is read in pieces: each but the last says that there is more. */
static void messages(void)
{
	struct smb2c_reply r;
	struct smb2c_fid f;
	struct smb2c c;
	uint32_t whole;

	smb2c_init(&c);
	st_log_on_as(&c, 0x0311, st_user, st_password, "IPC$");
	st_need(smb2c_open_file(&c, "srvsvc", 0x12019f, OPEN, &f), "a pipe");
	smb2c_put_write(&c, f, 0, bind, sizeof(bind));
	st_need(smb2c_call(&c, &r), "a request is written to it");
	smb2c_put_read(&c, f, 0, 16);
	st_is(smb2c_call(&c, &r), STATUS_BUFFER_OVERFLOW, "a message longer than was asked for");
	st_ok(smb2c_get_int(r.body + 4, 4) == 16 && r.el[r.body[2]] == 5 &&
	      r.el[r.body[2] + 2] == 12, "comes as far as there is room");
	whole = r.status == STATUS_BUFFER_OVERFLOW ? smb2c_get_int(r.el + r.body[2] + 8, 2) : 0;
	smb2c_put_read(&c, f, 0, 1);
	st_is(smb2c_call(&c, &r), STATUS_BUFFER_OVERFLOW, "the next one goes on");
	smb2c_put_read(&c, f, 0, 4096);
	st_is(smb2c_call(&c, &r), STATUS_SUCCESS, "the last one ends it");
	st_ok(smb2c_get_int(r.body + 4, 4) + 17 == whole, "and nothing is missing");
	smb2c_put_write(&c, f, 0, bind, sizeof(bind));
	st_need(smb2c_call(&c, &r), "another request is written");
	smb2c_put_read(&c, f, 0, whole);
	st_is(smb2c_call(&c, &r), STATUS_SUCCESS, "a message that just fits is whole");
	smb2c_free(&c);
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "READ", build, B(16));
	ST_TABLE(&s, "READ", build, cases);
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_WRITE, OPEN, &which),
		"a handle to write");
	ST_TABLE(&s, "READ", build_other, write_only);
	ST_TABLE(&s, "READ", build_dir, directory);
	contents(&s);
	execute_reads(&s);
	locked(&s);
	st_close(&s);
	messages();
	return st_end();
}
