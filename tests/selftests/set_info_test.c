// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SET_INFO (MS-SMB2 3.3.5.21): order of checks, each class with too few bytes
 * and without the right, rename, disposition, sizes.
 */
#include "selftest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct smb2c_fid which;

static void build(struct st *s)
{
	static const uint8_t size[8] = { 10 };

	smb2c_put_set_info(&s->c, s->file, 1, 20, size, 8);
}

static void build_other(struct st *s)
{
	static const uint8_t zeros[40];

	smb2c_put_set_info(&s->c, which, 1, 20, zeros, 40);
}

/* 2 type, 3 class, 4 length, 8 offset, 12 additional, 16 fid, 32 data */
static const struct st_case cases[] = {
	{ "an end of file is set", STATUS_SUCCESS },
	{ "an unknown type is refused", STATUS_INVALID_PARAMETER, { P8(B(2), 9) } },
	{ "an unknown class is refused", STATUS_INVALID_INFO_CLASS, { P8(B(3), 99) } },
	{ "a class that can only be asked for is refused", STATUS_INVALID_INFO_CLASS,
	  { P8(B(3), 5) } },
	{ "quotas are not supported", STATUS_NOT_SUPPORTED, { P8(B(2), 4) } },
	{ "data that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 4000) } },
	{ "data behind the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(8), 0xfff0) } },
	{ "a length of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), 0xffffffff) } },
	{ "too few bytes do not match", STATUS_INFO_LENGTH_MISMATCH, { P32(B(4), 7) } },
	{ "no bytes do not match", STATUS_INFO_LENGTH_MISMATCH, { P32(B(4), 0) } },
	{ "a size below zero is refused", STATUS_INVALID_PARAMETER, { P64(B(32), ~0ull) } },
	{ "the handle comes before the type", STATUS_FILE_CLOSED,
	  { P64(B(16), 7), P8(B(2), 9) } },
	{ "the handle comes before the class", STATUS_FILE_CLOSED,
	  { P64(B(16), 7), P8(B(3), 99) } },
	{ "the bounds come before the handle", STATUS_INVALID_PARAMETER,
	  { P64(B(16), 7), P32(B(4), 4000) } },
};

static const struct st_case read_only[] = {
	{ "the end of file wants the right to write", STATUS_ACCESS_DENIED },
	{ "the allocation too", STATUS_ACCESS_DENIED, { P8(B(3), 19) } },
	{ "attributes want their right", STATUS_ACCESS_DENIED, { P8(B(3), 4) } },
	{ "a disposition wants the right to delete", STATUS_ACCESS_DENIED, { P8(B(3), 13) } },
	{ "a rename too", STATUS_ACCESS_DENIED, { P8(B(3), 10) } },
	{ "EAs want their right", STATUS_ACCESS_DENIED, { P8(B(3), 15) } },
	{ "a DACL wants its right", STATUS_ACCESS_DENIED, { P8(B(2), 3), P32(B(12), 4) } },
	{ "an owner wants its right", STATUS_ACCESS_DENIED, { P8(B(2), 3), P32(B(12), 1) } },
	{ "a position wants none", STATUS_SUCCESS, { P8(B(3), 14) } },
	{ "the class comes before the right", STATUS_INVALID_INFO_CLASS, { P8(B(3), 99) } },
	{ "the right comes before the length", STATUS_ACCESS_DENIED, { P32(B(4), 1) } },
};

static uint32_t set(struct st *s, struct smb2c_fid f, uint8_t type, uint8_t class,
		    const void *data, uint32_t len)
{
	smb2c_put_set_info(&s->c, f, type, class, data, len);
	return smb2c_call(&s->c, NULL);
}

/* Each class with one byte less than it has. */
static void lengths(struct st *s)
{
	static const struct {
		uint8_t class, len;
	} all[] = { { 4, 40 }, { 10, 20 }, { 13, 1 }, { 14, 8 }, { 16, 4 }, { 19, 8 }, { 20, 8 } };
	static const uint8_t zeros[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		st_is(set(s, s->file, 1, all[i].class, zeros, all[i].len - 1),
		      STATUS_INFO_LENGTH_MISMATCH, "class %u: a byte too few", all[i].class);
}

/* ---- rename ---- */

static uint32_t renamed(struct st *s, struct smb2c_fid f, const char *to, bool replace,
			const struct st_poke *poke)
{
	struct smb2c_buf b = { 0 };
	uint32_t status;

	smb2c_put_int(&b, replace, 8);
	smb2c_put_int(&b, 0, 8);
	smb2c_put_int(&b, 2 * strlen(to), 4);
	smb2c_put_utf16(&b, to);
	smb2c_put_set_info(&s->c, f, 1, 10, b.data, b.len);
	if (poke)
		smb2c_poke(&s->c, B(32) + poke->offset, poke->value, poke->size);
	status = smb2c_call(&s->c, NULL);
	free(b.data);
	return status;
}

static void rename_cases(struct st *s)
{
	const struct st_poke too_long = P32(16, 5000), odd = P32(16, 5), root = P64(8, 77);
	struct smb2c_fid f, g;

	st_need(smb2c_open_file(&s->c, "selftest\\a", ACCESS_ALL, OPEN_IF, &f), "a file");
	st_is(renamed(s, f, "selftest\\b", false, &too_long), STATUS_INFO_LENGTH_MISMATCH,
	      "rename: a name longer than the data");
	st_is(renamed(s, f, "selftest\\b", false, &odd), STATUS_INVALID_PARAMETER,
	      "rename: a name of odd length");
	st_is(renamed(s, f, "selftest\\b", false, &root), STATUS_INVALID_PARAMETER,
	      "rename: a root directory must be zero");
	st_is(renamed(s, f, "", false, NULL), STATUS_INVALID_PARAMETER, "rename: no name");
	st_is(renamed(s, f, "selftest\\x*y", false, NULL), STATUS_OBJECT_NAME_INVALID,
	      "rename: a name nobody may have");
	st_is(renamed(s, f, "..\\..\\b", false, NULL), STATUS_OBJECT_PATH_SYNTAX_BAD,
	      "rename: out of the share");
	st_is(renamed(s, f, "selftest\\no\\b", false, NULL), STATUS_OBJECT_PATH_NOT_FOUND,
	      "rename: into a folder that is not there");
	st_is(renamed(s, f, "selftest\\file", false, NULL), STATUS_OBJECT_NAME_COLLISION,
	      "rename: onto another file");
	st_is(renamed(s, f, "selftest\\dir", true, NULL), STATUS_ACCESS_DENIED,
	      "rename: onto a folder, replacing it");
	st_is(renamed(s, f, "selftest\\b", false, NULL), STATUS_SUCCESS, "rename: to a free name");
	st_is(smb2c_open_file(&s->c, "selftest\\a", ACCESS_READ, OPEN, &g),
	      STATUS_OBJECT_NAME_NOT_FOUND, "rename: the old name is free");
	st_is(renamed(s, f, "SELFTEST\\B", false, NULL), STATUS_SUCCESS,
	      "rename: to itself in other letters");
	smb2c_close(&s->c, f);
	st_is(smb2c_remove(&s->c, "selftest\\b"), STATUS_SUCCESS, "rename: the new name is there");
}

/* A rename adds an entry to the directory, sharing reading and writing. */
static void rename_sharing(struct st *s)
{
	static const struct {
		const char *says;
		uint32_t access, share, want;
	} all[] = {
		{ "shares all", ACCESS_READ, SHARE_ALL, STATUS_SUCCESS },
		{ "shares no deletion", ACCESS_READ, 3, STATUS_SUCCESS },
		{ "shares nothing", ACCESS_READ, 0, STATUS_SHARING_VIOLATION },
		{ "may only see attributes", ACCESS_ATTRIBUTES, 0, STATUS_SUCCESS },
		{ "may delete it", ACCESS_DELETE, SHARE_ALL, STATUS_SHARING_VIOLATION },
	};
	struct smb2c_open o = { .name = "selftest\\sub", .disposition = OPEN_IF,
				.options = OPT_DIRECTORY };
	struct smb2c_fid f, d;
	size_t i;

	st_need(smb2c_open_dir(&s->c, "selftest\\sub", OPEN_IF, &d), "a folder");
	smb2c_close(&s->c, d);
	st_need(smb2c_open_file(&s->c, "selftest\\sub\\0", ACCESS_ALL, OPEN_IF, &f), "a file in it");
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		char to[32];

		o.access = all[i].access;
		o.share = all[i].share;
		snprintf(to, sizeof(to), "selftest\\sub\\%zu", i + 1);
		st_need(smb2c_create(&s->c, &o, &d), "the folder opened");
		st_is(renamed(s, f, to, false, NULL), all[i].want,
		      "rename: whoever has the folder open %s", all[i].says);
		smb2c_close(&s->c, d);
	}
	smb2c_close(&s->c, f);
}

/* A stream that is renamed to "::$DATA" is the file from then on, if that has no data yet. */
static void rename_to_unnamed(struct st *s)
{
	struct smb2c_reply r;
	struct smb2c_fid f, g;

	st_need(smb2c_open_file(&s->c, "selftest\\st", ACCESS_ALL, OPEN_IF, &g), "a file");
	st_need(smb2c_open_file(&s->c, "selftest\\st:one", ACCESS_ALL, OPEN_IF, &f), "a stream");
	st_need(smb2c_write(&s->c, f, 0, "0123456789"), "with data");
	st_is(renamed(s, f, "::$DATA", false, NULL), STATUS_OBJECT_NAME_COLLISION,
	      "rename: the unnamed stream is there");
	st_is(renamed(s, f, "::$DATA", true, NULL), STATUS_SHARING_VIOLATION,
	      "rename: and somebody has it open");
	st_need(smb2c_write(&s->c, g, 0, "x"), "a byte in the file");
	smb2c_close(&s->c, g);
	st_is(renamed(s, f, "::$DATA", true, NULL), STATUS_INVALID_PARAMETER,
	      "rename: one with data is not replaced");
	st_need(smb2c_open_file(&s->c, "selftest\\st", ACCESS_ALL, OVERWRITE, &g), "none left");
	smb2c_close(&s->c, g);
	st_need(smb2c_open_file(&s->c, "selftest\\st:one", ACCESS_ALL, OPEN_IF, &g), "again");
	smb2c_close(&s->c, f);
	f = g;
	st_need(smb2c_write(&s->c, f, 0, "0123456789"), "with data");
	st_is(renamed(s, f, "::$DATA", true, NULL), STATUS_SUCCESS, "rename: an empty one is");
	st_is(renamed(s, f, ":two", true, NULL), STATUS_INVALID_PARAMETER,
	      "rename: the unnamed one keeps its name");
	st_need(smb2c_write(&s->c, f, 10, "!"), "the handle writes the file now");
	st_is(smb2c_open_file(&s->c, "selftest\\st:one", ACCESS_READ, OPEN, &g),
	      STATUS_OBJECT_NAME_NOT_FOUND, "rename: the stream is gone");
	st_need(smb2c_open_file(&s->c, "selftest\\st", ACCESS_READ, OPEN, &g), "the file");
	smb2c_put_read(&s->c, g, 0, 100);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.body + 4, 4) == 11 &&
	      !memcmp(r.el + r.body[2], "0123456789!", 11), "rename: the file has its data");
	smb2c_close(&s->c, g);
	smb2c_close(&s->c, f);
}

/* ---- disposition ---- */

static void disposition(struct st *s)
{
	static const uint8_t yes = 1, no = 0;
	struct smb2c_fid f, g;

	st_need(smb2c_open_file(&s->c, "selftest\\gone", ACCESS_ALL, OPEN_IF, &f), "a file");
	st_is(set(s, f, 1, 13, &yes, 1), STATUS_SUCCESS, "disposition: it is to be deleted");
	st_is(smb2c_open_file(&s->c, "selftest\\gone", ACCESS_READ, OPEN, &g),
	      STATUS_DELETE_PENDING, "disposition: nobody else comes in");
	st_is(set(s, f, 1, 13, &no, 1), STATUS_SUCCESS, "disposition: it is to stay");
	st_is(smb2c_open_file(&s->c, "selftest\\gone", ACCESS_READ, OPEN, &g), STATUS_SUCCESS,
	      "disposition: others come in again");
	smb2c_close(&s->c, g);
	st_need(set(s, f, 1, 13, &yes, 1), "to be deleted after all");
	smb2c_close(&s->c, f);
	st_is(smb2c_open_file(&s->c, "selftest\\gone", ACCESS_READ, OPEN, &g),
	      STATUS_OBJECT_NAME_NOT_FOUND, "disposition: it is gone with its handle");
	st_need(smb2c_open_file(&s->c, "selftest\\dir\\x", ACCESS_ALL, OPEN_IF, &f), "a child");
	smb2c_close(&s->c, f);
	st_is(set(s, s->dir, 1, 13, &yes, 1), STATUS_DIRECTORY_NOT_EMPTY,
	      "disposition: a folder with something in it stays");
	smb2c_remove(&s->c, "selftest\\dir\\x");
}

static void attributes(struct st *s)
{
	uint8_t basic[40] = { 0 };
	struct smb2c_reply r;

	smb2c_set_int(basic + 16, 0x01d0000000000000ull, 8);
	basic[32] = 0x02;
	st_is(set(s, s->file, 1, 4, basic, 40), STATUS_SUCCESS, "a time and an attribute are set");
	smb2c_put_query_info(&s->c, s->file, 1, 4, 40);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS &&
	      smb2c_get_int(r.el + r.body[2] + 16, 8) == 0x01d0000000000000ull &&
	      r.el[r.body[2] + 32] == 0x02, "and come back");
	basic[32] = 0x10;
	st_is(set(s, s->file, 1, 4, basic, 40), STATUS_INVALID_PARAMETER,
	      "a file does not become a directory");
	basic[32] = 0x80;
	st_is(set(s, s->file, 1, 4, basic, 40), STATUS_SUCCESS, "NORMAL takes attributes away");
	st_is(set(s, s->file, 3, 0, "\1\0\4\200", 4), STATUS_INVALID_SECURITY_DESCR,
	      "half a security descriptor is invalid");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "SET_INFO", build, B(16));
	ST_TABLE(&s, "SET_INFO", build, cases);
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_READ, OPEN, &which),
		"a handle to read");
	ST_TABLE(&s, "SET_INFO", build_other, read_only);
	smb2c_close(&s.c, which);
	lengths(&s);
	rename_cases(&s);
	rename_sharing(&s);
	rename_to_unnamed(&s);
	disposition(&s);
	attributes(&s);
	st_close(&s);
	return st_end();
}
