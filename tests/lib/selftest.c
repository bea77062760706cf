// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The fixture of the selftests: TAP output, logging on as the user of the
 * guest, running tables of cases (selftest.h).
 *
 * Runs inside a guest, where tests/guest has set SERVER, SMB_USER and the
 * others. Test files live in a directory of their own, "selftest" of the share
 * public.
 */
#include "selftest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

const char *st_server, *st_user, *st_password, *st_user2, *st_password2;
static unsigned int cases, failures;

static const char *env(const char *name)
{
	const char *value = getenv(name);

	if (value)
		return value;
	fprintf(stderr, "%s is not set: run me by tests/selftests/run\n", name);
	exit(125);
}

void st_begin(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	st_server = env("SERVER");
	st_user = env("SMB_USER");
	st_password = env("SMB_PASSWORD");
	st_user2 = env("SMB_USER2");
	st_password2 = env("SMB_PASSWORD2");
}

int st_end(void)
{
	printf("1..%u\n", cases);
	return failures != 0;
}

bool st_ok(bool good, const char *format, ...)
{
	va_list ap;

	cases++;
	failures += !good;
	printf("%sok %u - ", good ? "" : "not ", cases);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	return good;
}

bool st_is(uint32_t got, uint32_t want, const char *format, ...)
{
	char says[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(says, sizeof(says), format, ap);
	va_end(ap);
	if (st_ok(got == want, "%s", says))
		return true;
	printf("# expected %s", smb2c_status_name(want));
	printf(", got %s\n", smb2c_status_name(got));
	return false;
}

void st_need(uint32_t status, const char *what)
{
	if (status == STATUS_SUCCESS)
		return;
	st_is(status, STATUS_SUCCESS, "%s", what);
	exit(st_end());
}

void st_note(const char *format, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
}

/* Connected and negotiated, nobody logged on. */
void st_connect(struct smb2c *c, uint16_t dialect)
{
	if (smb2c_connect(c, st_server, 445))
		st_need(SMB2C_GONE, "the server takes a connection");
	st_need(smb2c_negotiate(c, dialect), "the dialect is negotiated");
}

void st_log_on_as(struct smb2c *c, uint16_t dialect, const char *user, const char *password,
		  const char *share)
{
	st_connect(c, dialect);
	st_need(smb2c_log_on(c, user, password), "the user logs on");
	st_need(smb2c_tree_connect(c, share), "the share is connected");
}

void st_log_on(struct smb2c *c, uint16_t dialect)
{
	st_log_on_as(c, dialect, st_user, st_password, "public");
}

static void open_files(struct st *s)
{
	struct smb2c_fid top;
	uint32_t status;

	st_log_on(&s->c, s->dialect);
	st_need(smb2c_open_dir(&s->c, "selftest", OPEN_IF, &top), "a directory to work in");
	smb2c_close(&s->c, top);
	/* a connection that was cut may still be closing its handles */
	status = smb2c_open_file(&s->c, "selftest\\file", ACCESS_ALL, OVERWRITE_IF, &s->file);
	st_need(status, "a file to work on");
	st_need(smb2c_write(&s->c, s->file, 0, "0123456789"), "contents in it");
	st_need(smb2c_open_dir(&s->c, "selftest\\dir", OPEN_IF, &s->dir), "a directory beside it");
}

void st_open(struct st *s, uint16_t dialect)
{
	smb2c_init(&s->c);
	s->dialect = dialect;
	open_files(s);
}

void st_close(struct st *s)
{
	smb2c_free(&s->c);
}

/* Applies a case to the last element. */
void st_spoil(struct smb2c *c, const struct st_case *k)
{
	size_t i;

	if (k->body)
		smb2c_cut(c, k->body);
	for (i = 0; i < ARRAY_SIZE(k->poke) && k->poke[i].size; i++)
		smb2c_poke(c, k->poke[i].offset, k->poke[i].value, k->poke[i].size);
}

void st_table(struct st *s, const char *command, void (*build)(struct st *s),
	      const struct st_case *table, size_t n)
{
	struct smb2c_reply r;
	uint32_t got;
	size_t i;

	for (i = 0; i < n; i++) {
		build(s);
		st_spoil(&s->c, &table[i]);
		got = smb2c_call(&s->c, &r);
		st_is(got, table[i].want, "%s: %s", command, table[i].says);
		if (got >> 16 == SMB2C_GONE >> 16) {
			smb2c_hang_up(&s->c);
			open_files(s);
		}
	}
}

/* MS-SMB2 3.3.5.2.9, 3.3.5.2.11 and 3.3.5.2.10: session, tree, open, in this order. */
void st_common(struct st *s, const char *command, void (*build)(struct st *s), uint16_t fid)
{
	static const struct st_case before[] = {
		{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
		  { P64(H_SESSION, 0x7777777777) } },
		{ "the session is looked up before the tree", STATUS_USER_SESSION_DELETED,
		  { P64(H_SESSION, 0x7777777777), P32(H_TREE, 0x777777) } },
		{ "an unknown tree is said to be deleted", STATUS_NETWORK_NAME_DELETED,
		  { P32(H_TREE, 0x777777) } },
		{ "a StructureSize of zero is refused", STATUS_INVALID_PARAMETER,
		  { P16(B(0), 0) } },
		{ "a StructureSize one too large is refused", STATUS_INVALID_PARAMETER,
		  { P16(B(0), 255) } },
		{ "a body of two bytes is refused", STATUS_INVALID_PARAMETER, { { 0 } }, 2 },
	};
	const struct st_case open[] = {
		{ "a body of twelve bytes is refused", STATUS_INVALID_PARAMETER,
		  { { 0 } }, 12 },
		{ "a handle nobody opened is said to be closed", STATUS_FILE_CLOSED,
		  { P64(fid, 0x7777), P64(fid + 8, 0x7777) } },
		{ "a right persistent with a wrong volatile id is a closed handle",
		  STATUS_FILE_CLOSED, { P64(fid + 8, 0x7777) } },
		{ "a handle of all ones alone is a closed handle", STATUS_FILE_CLOSED,
		  { P64(fid, ~0ull), P64(fid + 8, ~0ull) } },
		{ "the tree is looked up before the handle", STATUS_NETWORK_NAME_DELETED,
		  { P32(H_TREE, 0x777777), P64(fid, 0x7777) } },
	};

	ST_TABLE(s, command, build, before);
	if (fid)
		ST_TABLE(s, command, build, open);
}

bool st_counts(unsigned int *conns, unsigned int *sessions, unsigned int *opens)
{
	FILE *in = popen("ksmbd.control --status=prometheus", "r");
	unsigned int found = 0;
	char line[256];

	if (!in)
		return false;
	while (fgets(line, sizeof(line), in)) {
		found += sscanf(line, "ksmbd_connections %u", conns) == 1;
		found += sscanf(line, "ksmbd_sessions %u", sessions) == 1;
		found += sscanf(line, "ksmbd_opens %u", opens) == 1;
	}
	pclose(in);
	return found == 3;
}

/* What an administrator would see. */
static void note_status(void)
{
	FILE *in = popen("ksmbd.control --status", "r");
	char line[1024];

	while (in && fgets(line, sizeof(line), in))
		st_note("%.*s", (int)strcspn(line, "\n"), line);
	if (in)
		pclose(in);
}

bool st_all_gone(void)
{
	unsigned int conns = 0, sessions = 0, opens = 0, tries;

	for (tries = 0; tries < 60; tries++) {
		if (!st_counts(&conns, &sessions, &opens))
			return false;
		if (!conns && !sessions && !opens)
			return true;
		sleep(1);
	}
	note_status();
	return false;
}

void st_random_guid(uint8_t guid[16])
{
	if (getrandom(guid, 16, 0) != 16)
		abort();
}

void st_block_fill(uint8_t *block, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < ST_BLOCK; i++)
		block[i] = n * 31 + i * 7 + (i >> 8);
}

bool st_blocks_there(struct smb2c *c, struct smb2c_fid f, unsigned int blocks)
{
	uint8_t block[ST_BLOCK];
	struct smb2c_reply r;
	unsigned int n;

	for (n = 0; n < blocks; n++) {
		st_block_fill(block, n);
		smb2c_put_read(c, f, (uint64_t)n * ST_BLOCK, ST_BLOCK);
		smb2c_call(c, &r);
		if (r.status != STATUS_SUCCESS || r.body_len != 16 + ST_BLOCK ||
		    memcmp(r.body + 16, block, ST_BLOCK))
			return false;
	}
	smb2c_put_read(c, f, (uint64_t)n * ST_BLOCK, 1);
	return smb2c_call(c, NULL) == STATUS_END_OF_FILE;
}
