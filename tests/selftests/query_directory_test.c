// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_DIRECTORY (MS-SMB2 3.3.5.18): order of checks, classes, patterns,
 * room, going on and starting again.
 */
#include "selftest.h"

#include <stdio.h>
#include <string.h>

#define SINGLE	2
#define RESTART	1
#define REOPEN	0x10
#define NAMES	12	/* FileNamesInformation */

static struct smb2c_fid which;

static void build(struct st *s)
{
	smb2c_put_query_directory(&s->c, s->dir, 37, RESTART, "*", 4096);
}

static void build_other(struct st *s)
{
	smb2c_put_query_directory(&s->c, which, 37, RESTART, "*", 4096);
}

static void build_file(struct st *s)
{
	smb2c_put_query_directory(&s->c, s->file, 37, RESTART, "*", 4096);
}

/* 2 class, 3 flags, 8 fid, 24 pattern offset, 26 its length, 28 room */
static const struct st_case cases[] = {
	{ "a directory is listed", STATUS_SUCCESS },
	{ "an unknown class is refused", STATUS_INVALID_INFO_CLASS, { P8(B(2), 99) } },
	{ "a class of files is refused", STATUS_INVALID_INFO_CLASS, { P8(B(2), 18) } },
	{ "a pattern that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(26), 4000) } },
	{ "a pattern behind the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(24), 0xfff0) } },
	{ "an odd pattern is refused", STATUS_INVALID_PARAMETER, { P16(B(26), 1) } },
	{ "room of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0xffffffff) } },
	{ "more room than the charge pays for is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 65537) } },
	{ "no room is too little", STATUS_INFO_LENGTH_MISMATCH, { P32(B(28), 0) } },
	{ "room for less than an entry without name is too little",
	  STATUS_INFO_LENGTH_MISMATCH, { P32(B(28), 103) } },
	{ "the class comes before the room", STATUS_INVALID_INFO_CLASS,
	  { P8(B(2), 99), P32(B(28), 0) } },
	{ "the handle comes before the class", STATUS_FILE_CLOSED,
	  { P64(B(8), 7), P8(B(2), 99) } },
	{ "no pattern is everything", STATUS_SUCCESS, { P16(B(26), 0) } },
	{ "a pattern with a backslash is not a name", STATUS_OBJECT_NAME_INVALID,
	  { P16(B(32), '\\') } },
};

static const struct st_case file[] = {
	{ "a file cannot be listed", STATUS_INVALID_PARAMETER },
};

static const struct st_case no_list[] = {
	{ "a handle without the right to list is refused", STATUS_ACCESS_DENIED },
	{ "the class comes before the right", STATUS_INVALID_INFO_CLASS, { P8(B(2), 99) } },
};

static uint32_t list(struct st *s, uint8_t class, uint8_t flags, const char *pattern,
		     uint32_t room, struct smb2c_reply *r)
{
	smb2c_put_query_directory(&s->c, s->dir, class, flags, pattern, room);
	return smb2c_call(&s->c, r);
}

/* How many entries a reply has; 0 when it is not sound. */
static unsigned int count(const struct smb2c_reply *r)
{
	size_t off, left, next;
	unsigned int n = 0;

	if (r->status != STATUS_SUCCESS || r->body_len < 8 || r->size != 9)
		return 0;
	off = smb2c_get_int(r->body + 2, 2);
	left = smb2c_get_int(r->body + 4, 4);
	if (off > r->len || left > r->len - off)
		return 0;
	for (; left >= 12; off += next, left -= next) {
		n++;
		next = smb2c_get_int(r->el + off, 4);
		if (!next)
			return n;
		if (next % 8 || next > left)
			return 0;
	}
	return 0;
}

static void fill(struct st *s, unsigned int n, bool make)
{
	struct smb2c_fid f;
	char name[64];
	unsigned int i;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "selftest\\dir\\entry-%u.txt", i);
		if (!make) {
			smb2c_remove(&s->c, name);
		} else if (smb2c_open_file(&s->c, name, ACCESS_ALL, OPEN_IF, &f) ==
			   STATUS_SUCCESS) {
			smb2c_close(&s->c, f);
		}
	}
}

static void classes(struct st *s)
{
	static const uint8_t all[] = { 1, 2, 3, NAMES, 37, 38 };
	struct smb2c_reply r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		list(s, all[i], RESTART, "*", 65536, &r);
		st_ok(count(&r) == 22, "class %u: twenty entries, '.' and '..'", all[i]);
	}
}

static void going_on(struct st *s)
{
	unsigned int seen = 0, calls = 0, n;
	struct smb2c_reply r;

	list(s, NAMES, RESTART, "*", 200, &r);
	for (; (n = count(&r)) && calls < 100; calls++) {
		seen += n;
		list(s, NAMES, 0, "*", 200, &r);
	}
	st_ok(seen == 22 && calls > 2, "in small pieces each entry comes once");
	st_is(r.status, STATUS_NO_MORE_FILES, "at the end there are no more");
	st_is(list(s, NAMES, 0, "*", 200, &r), STATUS_NO_MORE_FILES, "nor at the next try");
	list(s, NAMES, RESTART, "*", 65536, &r);
	st_ok(count(&r) == 22, "from the start again all come");
	list(s, NAMES, RESTART | SINGLE, "*", 65536, &r);
	st_ok(count(&r) == 1, "a single one comes alone");
	list(s, NAMES, 0, "entry-1.txt", 65536, &r);
	st_ok(count(&r) == 21, "the pattern of the first request stays");
	list(s, NAMES, REOPEN, "entry-1.txt", 65536, &r);
	st_ok(count(&r) == 1, "until it is opened again");
}

static void patterns(struct st *s)
{
	static const struct {
		const char *pattern;
		unsigned int n;
	} all[] = {
		{ "entry-1.txt", 1 }, { "ENTRY-1.TXT", 1 }, { "entry-?.txt", 10 },
		{ "entry-1*.txt", 11 }, { "*.txt", 20 }, { "*", 22 }, { "entry-1<.txt", 11 },
	};
	struct smb2c_reply r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		list(s, NAMES, RESTART, all[i].pattern, 65536, &r);
		st_ok(count(&r) == all[i].n, "pattern %s finds %u, found %u", all[i].pattern,
		      all[i].n, count(&r));
	}
	st_is(list(s, NAMES, RESTART, "nothing*", 65536, &r), STATUS_NO_SUCH_FILE,
	      "what no entry is like is no such file");
	st_is(list(s, NAMES, 0, "nothing*", 65536, &r), STATUS_NO_MORE_FILES,
	      "asked again there are no more");
	st_is(list(s, NAMES, RESTART, "entry-1.txt", 20, &r), STATUS_BUFFER_OVERFLOW,
	      "room for no whole entry is an overflow");
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "QUERY_DIRECTORY", build, B(8));
	ST_TABLE(&s, "QUERY_DIRECTORY", build, cases);
	ST_TABLE(&s, "QUERY_DIRECTORY", build_file, file);
	st_need(smb2c_create(&s.c, &(struct smb2c_open) {
		.name = "selftest\\dir", .access = ACCESS_ATTRIBUTES, .share = SHARE_ALL,
		.disposition = OPEN, .options = OPT_DIRECTORY,
	}, &which), "a handle to look at attributes");
	ST_TABLE(&s, "QUERY_DIRECTORY", build_other, no_list);
	fill(&s, 20, true);
	classes(&s);
	going_on(&s);
	patterns(&s);
	fill(&s, 20, false);
	st_close(&s);
	return st_end();
}
