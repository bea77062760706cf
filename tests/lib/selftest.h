/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the selftests share: TAP lines, a logged-on connection with a file and
 * a directory open, and tables of cases.
 *
 * A case is a sentence, what to spoil in a good request, and what must come
 * back. The order in which a server checks its arguments is shown by spoiling
 * two things at once: the one that is checked first decides. Offsets of a case
 * count from the header; B() from the body.
 *
 * A program calls st_begin() first and ends with "return st_end()".
 */
#ifndef TESTS_LIB_SELFTEST_H
#define TESTS_LIB_SELFTEST_H

#include "smb2c.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define B(n)		(SMB2C_HEADER + (n))

struct st_poke {
	uint16_t offset;
	uint8_t size;		/* 0: none */
	uint64_t value;
};

struct st_case {
	const char *says;
	uint32_t want;
	struct st_poke poke[4];
	uint16_t body;		/* exactly so many bytes of body; 0: as built */
};

#define P8(o, v)	{ (o), 1, (v) }
#define P16(o, v)	{ (o), 2, (v) }
#define P32(o, v)	{ (o), 4, (v) }
#define P64(o, v)	{ (o), 8, (v) }

/* The usual surroundings: a share, a file "file" (0123456789 in it), a directory "dir". */
struct st {
	struct smb2c c;
	uint16_t dialect;
	struct smb2c_fid file, dir;
};

extern const char *st_server, *st_user, *st_password, *st_user2, *st_password2;

void st_begin(void);
int st_end(void);
bool st_ok(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool st_is(uint32_t got, uint32_t want, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* For what the tests of a program stand on: ends it when it is not so. */
void st_need(uint32_t status, const char *what);
void st_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

void st_connect(struct smb2c *c, uint16_t dialect);
void st_log_on(struct smb2c *c, uint16_t dialect);
void st_log_on_as(struct smb2c *c, uint16_t dialect, const char *user, const char *password,
		  const char *share);
void st_open(struct st *s, uint16_t dialect);
void st_close(struct st *s);

/* Builds the good request, applies each case to it, compares. Reconnects when hung up. */
void st_table(struct st *s, const char *command, void (*build)(struct st *s),
	      const struct st_case *cases, size_t n);
#define ST_TABLE(s, command, build, cases) \
	st_table(s, command, build, cases, ARRAY_SIZE(cases))

void st_spoil(struct smb2c *c, const struct st_case *k);

/* What every command checks before its own arguments; @fid: where its FileId lies, 0: none. */
void st_common(struct st *s, const char *command, void (*build)(struct st *s), uint16_t fid);
/* Connections, sessions and opens of the server, from ksmbd.control; false: cannot tell. */
bool st_counts(unsigned int *conns, unsigned int *sessions, unsigned int *opens);
/* Waits until the server has none of them left, a minute at most. */
bool st_all_gone(void);

void st_random_guid(uint8_t guid[16]);

/* Blocks that can be told apart: what one holds; whether a file is the first @blocks of them. */
#define ST_BLOCK	65536u
void st_block_fill(uint8_t *block, unsigned int n);
bool st_blocks_there(struct smb2c *c, struct smb2c_fid f, unsigned int blocks);

#endif /* TESTS_LIB_SELFTEST_H */
