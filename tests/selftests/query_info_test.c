// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_INFO (MS-SMB2 3.3.5.20): order of checks, every class of files, file
 * systems and security with the least room it takes.
 */
#include "selftest.h"

#include <string.h>

static struct smb2c_fid which;

static void build(struct st *s)
{
	smb2c_put_query_info(&s->c, s->file, 1, 5, 1024);
}

static void build_attributes(struct st *s)
{
	smb2c_put_query_info(&s->c, which, 1, 5, 1024);
}

static void build_security(struct st *s)
{
	smb2c_put_query_info(&s->c, s->file, 3, 0, 4096);
}

/* 2 type, 3 class, 4 room, 8 input offset, 12 its length, 16 additional, 24 fid */
static const struct st_case cases[] = {
	{ "standard information", STATUS_SUCCESS },
	{ "an unknown type is refused", STATUS_INVALID_PARAMETER, { P8(B(2), 9) } },
	{ "type zero is refused", STATUS_INVALID_PARAMETER, { P8(B(2), 0) } },
	{ "quotas are not supported", STATUS_NOT_SUPPORTED, { P8(B(2), 4) } },
	{ "an unknown class is refused", STATUS_INVALID_INFO_CLASS, { P8(B(3), 99) } },
	{ "a class of directories is refused", STATUS_INVALID_INFO_CLASS, { P8(B(3), 37) } },
	{ "a class that can only be set is refused", STATUS_INVALID_INFO_CLASS,
	  { P8(B(3), 13) } },
	{ "a class of pipes is refused", STATUS_INVALID_PARAMETER, { P8(B(3), 24) } },
	{ "an unknown class of file systems is refused", STATUS_INVALID_INFO_CLASS,
	  { P8(B(2), 2), P8(B(3), 99) } },
	{ "no room is too little", STATUS_INFO_LENGTH_MISMATCH, { P32(B(4), 0) } },
	{ "a byte too few is too little", STATUS_INFO_LENGTH_MISMATCH, { P32(B(4), 23) } },
	{ "just enough is enough", STATUS_SUCCESS, { P32(B(4), 24) } },
	{ "room of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 0xffffffff) } },
	{ "more room than the charge pays for is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 65537) } },
	{ "input that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(8), 104), P32(B(12), 4000) } },
	{ "the class comes before the room", STATUS_INVALID_INFO_CLASS,
	  { P8(B(3), 99), P32(B(4), 0) } },
	{ "the handle comes before the type", STATUS_FILE_CLOSED,
	  { P64(B(24), 7), P8(B(2), 9) } },
	{ "the handle comes before the class", STATUS_FILE_CLOSED,
	  { P64(B(24), 7), P8(B(3), 99) } },
};

static const struct st_case attributes_only[] = {
	{ "standard information wants no right", STATUS_SUCCESS },
	{ "basic information wants attributes", STATUS_SUCCESS, { P8(B(3), 4) } },
	{ "EAs want a right of their own", STATUS_ACCESS_DENIED, { P8(B(3), 15) } },
	{ "security wants the right to read it", STATUS_ACCESS_DENIED,
	  { P8(B(2), 3), P32(B(16), 4) } },
	{ "the right comes before the room", STATUS_ACCESS_DENIED,
	  { P8(B(3), 15), P32(B(4), 0) } },
};

static const struct st_case security[] = {
	{ "owner, group and DACL", STATUS_SUCCESS },
	{ "no room is too small", STATUS_BUFFER_TOO_SMALL, { P32(B(4), 0) } },
	{ "a little room is too small", STATUS_BUFFER_TOO_SMALL, { P32(B(4), 19) } },
	{ "the SACL wants a privilege", STATUS_ACCESS_DENIED, { P32(B(16), 8) } },
};

/* Type, class and the bytes of its fixed part: with one less it does not fit. */
static const struct {
	uint8_t type, class;
	uint32_t fixed;
} classes[] = {
	{ 1, 4, 40 }, { 1, 5, 24 }, { 1, 6, 8 }, { 1, 7, 4 }, { 1, 8, 4 }, { 1, 14, 8 },
	{ 1, 16, 4 }, { 1, 17, 4 }, { 1, 18, 100 }, { 1, 34, 56 }, { 1, 35, 8 },
	{ 2, 1, 18 }, { 2, 3, 24 }, { 2, 4, 8 }, { 2, 5, 12 }, { 2, 7, 32 }, { 2, 8, 64 },
	{ 2, 11, 28 },
};

static uint32_t query(struct st *s, uint8_t type, uint8_t class, uint32_t room,
		      struct smb2c_reply *r)
{
	smb2c_put_query_info(&s->c, s->file, type, class, room);
	return smb2c_call(&s->c, r);
}

static bool sound(const struct smb2c_reply *r, uint32_t room)
{
	uint32_t off, len;

	if (r->size != 9 || r->body_len < 8)
		return false;
	off = smb2c_get_int(r->body + 2, 2);
	len = smb2c_get_int(r->body + 4, 4);
	return off >= 72 && off <= r->len && len <= r->len - off && len <= room && len;
}

static void sizes(struct st *s)
{
	struct smb2c_reply r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		uint8_t type = classes[i].type, class = classes[i].class;

		query(s, type, class, 4096, &r);
		st_ok(r.status == STATUS_SUCCESS && sound(&r, 4096) &&
		      smb2c_get_int(r.body + 4, 4) >= classes[i].fixed,
		      "type %u class %u is answered", type, class);
		st_is(query(s, type, class, classes[i].fixed - 1, &r),
		      STATUS_INFO_LENGTH_MISMATCH, "type %u class %u: a byte too few", type, class);
	}
}

static void names(struct st *s)
{
	struct smb2c_reply r;
	uint32_t len;

	query(s, 1, 18, 104, &r);
	st_ok(r.status == STATUS_BUFFER_OVERFLOW && sound(&r, 104),
	      "a name that does not fit is cut off, with an overflow");
	query(s, 1, 22, 4096, &r);
	len = r.status == STATUS_SUCCESS ? smb2c_get_int(r.el + r.body[2] + 4, 4) : 0;
	st_ok(len == 14, "the unnamed stream is '::$DATA'");
	query(s, 1, 48, 4096, &r);
	len = r.status == STATUS_SUCCESS ? smb2c_get_int(r.el + r.body[2], 4) : 0;
	st_ok(len == 26, "the normalised name is the path from the share's root");
	query(s, 1, 34, 56, &r);
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.el + r.body[2] + 40, 8) == 10,
	      "the size is right");
	smb2c_put_query_info(&s->c, s->file, 3, 0, 4);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_BUFFER_TOO_SMALL && r.body[2] == 1 &&
	      smb2c_get_int(r.body + 4, 4) == 12 && smb2c_get_int(r.body + 8, 4) == 4 &&
	      smb2c_get_int(r.body + 12, 4) == 0 && smb2c_get_int(r.body + 16, 4) >= 20,
	      "how much a descriptor needs is told in an error context");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "QUERY_INFO", build, B(24));
	ST_TABLE(&s, "QUERY_INFO", build, cases);
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_ATTRIBUTES, OPEN, &which),
		"a handle to look at attributes");
	ST_TABLE(&s, "QUERY_INFO", build_attributes, attributes_only);
	ST_TABLE(&s, "QUERY_INFO", build_security, security);
	sizes(&s);
	names(&s);
	st_close(&s);
	return st_end();
}
