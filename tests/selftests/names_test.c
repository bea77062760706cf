// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names found under another spelling while the directory changes: by us, by
 * other programs on the server's machine, by both. What a program there did
 * before a request was sent must be seen by it.
 */
#define _GNU_SOURCE
#include "selftest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_NAME	"names"
#define MANY		3000
#define ROUNDS		200
#define NAME_AT		(SMB2C_HEADER + 56)	/* of the name in a CREATE */

static char root[512];

/* The path on the server's machine of @name in our directory. */
static const char *local(const char *name)
{
	static char path[4][1024];
	static unsigned int next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof(path[0]), "%s/" DIR_NAME "/%s", root, name);
	return p;
}

static bool make_local(const char *name)
{
	int fd = open(local(name), O_CREAT | O_EXCL | O_WRONLY, 0666);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* Status of an open of @name in our directory by a client. */
static uint32_t look(struct smb2c *c, const char *name, uint32_t disposition)
{
	struct smb2c_fid f;
	char path[300];
	uint32_t status;

	snprintf(path, sizeof(path), DIR_NAME "\\%s", name);
	status = smb2c_open_file(c, path, ACCESS_READ, disposition, &f);
	if (status == STATUS_SUCCESS)
		smb2c_close(c, f);
	return status;
}

/* The same with the UTF-16 unit @was of the name replaced by @unit. */
static uint32_t look_unit(struct smb2c *c, const char *name, char was, uint16_t unit)
{
	struct smb2c_open o = { .access = ACCESS_READ, .share = SHARE_ALL, .disposition = OPEN };
	struct smb2c_reply r;
	struct smb2c_fid f;
	char path[300];

	snprintf(path, sizeof(path), DIR_NAME "\\%s", name);
	o.name = path;
	smb2c_put_create(c, &o);
	smb2c_poke(c, NAME_AT + 2 * (strchr(path, was) - path), unit, 2);
	if (smb2c_call(c, &r) == STATUS_SUCCESS) {
		smb2c_fid_of(&r, &f);
		smb2c_close(c, f);
		return STATUS_SUCCESS;
	}
	return r.status;
}

static void many(struct smb2c *c)
{
	unsigned int i, made = 0, found = 0, absent = 0, refused = 0;
	char name[64];

	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "Some File %u.txt", i);
		made += look(c, name, CREATE) == STATUS_SUCCESS;
	}
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "sOME fILE %u.TXT", i);
		found += look(c, name, OPEN) == STATUS_SUCCESS;
		refused += look(c, name, CREATE) == STATUS_OBJECT_NAME_COLLISION;
		snprintf(name, sizeof(name), "Some Pile %u.txt", i);
		absent += look(c, name, OPEN) == STATUS_OBJECT_NAME_NOT_FOUND;
	}
	st_ok(made == MANY, "%u of %u files are made", made, MANY);
	st_ok(found == MANY, "%u are found in another case", found);
	st_ok(refused == MANY, "%u cannot be made again in another case", refused);
	st_ok(absent == MANY, "%u that are not there are not found", absent);
	for (i = 0, made = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), DIR_NAME "\\some file %u.TXT", i);
		made += smb2c_remove(c, name) == STATUS_SUCCESS;
	}
	st_ok(made == MANY, "%u are removed in a third", made);
	st_is(look(c, "SOME FILE 7.TXT", OPEN), STATUS_OBJECT_NAME_NOT_FOUND, "and are gone");
}

/* One round of changes by another program; false: a request did not see one. */
static bool round_of_changes(struct smb2c *c, unsigned int i)
{
	char a[64], b[64], other_a[64], other_b[64];

	snprintf(a, sizeof(a), "Here-%u", i);
	snprintf(b, sizeof(b), "There-%u", i);
	snprintf(other_a, sizeof(other_a), "hERE-%u", i);
	snprintf(other_b, sizeof(other_b), "tHERE-%u", i);
	return look(c, other_a, OPEN) == STATUS_OBJECT_NAME_NOT_FOUND &&
	       make_local(a) &&
	       look(c, other_a, OPEN) == STATUS_SUCCESS &&
	       !rename(local(a), local(b)) &&
	       look(c, other_a, OPEN) == STATUS_OBJECT_NAME_NOT_FOUND &&
	       look(c, other_b, OPEN) == STATUS_SUCCESS &&
	       !rename(local(b), local(other_b)) &&
	       look(c, b, OPEN) == STATUS_SUCCESS &&
	       !unlink(local(other_b)) &&
	       look(c, b, OPEN) == STATUS_OBJECT_NAME_NOT_FOUND;
}

static void changed_beside_us(struct smb2c *c)
{
	unsigned int i, seen = 0;

	for (i = 0; i < ROUNDS; i++)
		seen += round_of_changes(c, i);
	st_ok(seen == ROUNDS, "%u of %u times made, renamed and removed beside us is seen", seen,
	      ROUNDS);
	st_ok(make_local("Linked") && !link(local("Linked"), local("Second")) &&
	      look(c, "SECOND", OPEN) == STATUS_SUCCESS, "a link made beside us is seen");
	st_ok(!rename(local("Second"), local("../From-Here")) &&
	      look(c, "SECOND", OPEN) == STATUS_OBJECT_NAME_NOT_FOUND,
	      "one moved to another directory is not found");
	st_ok(!rename(local("../From-Here"), local("Third")) &&
	      look(c, "THIRD", OPEN) == STATUS_SUCCESS, "one moved here is");
	st_ok(make_local("Left") && make_local("Right") &&
	      !renameat2(AT_FDCWD, local("Left"), AT_FDCWD, local("Right"), RENAME_EXCHANGE) &&
	      look(c, "LEFT", OPEN) == STATUS_SUCCESS && look(c, "RIGHT", OPEN) == STATUS_SUCCESS,
	      "both are found after they were exchanged");
	st_ok(!rename(local("Left"), local("Right")) &&
	      look(c, "LEFT", OPEN) == STATUS_OBJECT_NAME_NOT_FOUND &&
	      look(c, "RIGHT", OPEN) == STATUS_SUCCESS, "one replaces the other");
}

static void two_spellings(struct smb2c *c)
{
	st_ok(make_local("Twice") && make_local("tWICE"), "two names that differ in case");
	st_is(look(c, "Twice", OPEN), STATUS_SUCCESS, "the first is found");
	st_is(look(c, "tWICE", OPEN), STATUS_SUCCESS, "the second is found");
	st_is(look(c, "TWICE", OPEN), STATUS_SUCCESS, "a third spelling finds one");
	unlink(local("Twice"));
	st_is(look(c, "TWICE", OPEN), STATUS_SUCCESS, "and with one removed the other");
	unlink(local("tWICE"));
	st_is(look(c, "TWICE", OPEN), STATUS_OBJECT_NAME_NOT_FOUND, "and without both none");
}

/* U+00E9 is e with an acute accent; on disk it is decomposed. */
static void normalisation(struct smb2c *c)
{
	st_is(look_unit(c, "Caf_ 1", '_', 0xe9), STATUS_OBJECT_NAME_NOT_FOUND,
	      "a composed name is not there yet");
	st_ok(make_local("Cafe\xcc\x81 1"), "its decomposed form is made beside us");
	st_is(look_unit(c, "Caf_ 1", '_', 0xe9), STATUS_SUCCESS, "the composed name finds it");
	st_is(look_unit(c, "cAF_ 1", '_', 0xc9), STATUS_SUCCESS, "in upper case, too");
	unlink(local("Cafe\xcc\x81 1"));
	st_is(look_unit(c, "Caf_ 1", '_', 0xe9), STATUS_OBJECT_NAME_NOT_FOUND,
	      "removed beside us it is gone");
}

/* Directories that come and go under one name. */
static void made_again(struct smb2c *c)
{
	unsigned int i, seen = 0;

	for (i = 0; i < ROUNDS; i++) {
		bool odd = i % 2;

		seen += !mkdir(local("Sub"), 0777) && !chmod(local("Sub"), 0777) &&
			look(c, "SUB\\ONE", OPEN) == STATUS_OBJECT_NAME_NOT_FOUND &&
			make_local(odd ? "Sub/One" : "Sub/Two") &&
			look(c, odd ? "sub\\one" : "sub\\two", OPEN) == STATUS_SUCCESS &&
			look(c, odd ? "sub\\two" : "sub\\one", OPEN) ==
				STATUS_OBJECT_NAME_NOT_FOUND &&
			!unlink(local(odd ? "Sub/One" : "Sub/Two")) &&
			!rmdir(local("Sub"));
	}
	st_ok(seen == ROUNDS, "%u of %u times a directory made again has its own names", seen,
	      ROUNDS);
	mkdir(local("Old"), 0777);
	mkdir(local("New"), 0777);
	make_local("Old/One");
	make_local("New/Two");
	st_is(look(c, "OLD\\ONE", OPEN), STATUS_SUCCESS, "a name in a directory");
	st_is(look(c, "NEW\\TWO", OPEN), STATUS_SUCCESS, "and in another");
	rename(local("Old"), local("Older"));
	rename(local("New"), local("Old"));
	st_is(look(c, "OLD\\ONE", OPEN), STATUS_OBJECT_NAME_NOT_FOUND,
	      "the other in its place has other names");
	st_is(look(c, "OLD\\TWO", OPEN), STATUS_SUCCESS, "its own");
	st_is(look(c, "OLDER\\ONE", OPEN), STATUS_SUCCESS, "the first took its with it");
	unlink(local("Older/One"));
	unlink(local("Old/Two"));
	rmdir(local("Older"));
	rmdir(local("Old"));
}

int main(void)
{
	struct smb2c_fid dir;
	struct smb2c c;

	st_begin();
	snprintf(root, sizeof(root), "%s/public", getenv("SHARE_ROOT") ?: "");
	smb2c_init(&c);
	st_log_on(&c, 0x0311);
	st_need(smb2c_open_dir(&c, DIR_NAME, OPEN_IF, &dir), "directory " DIR_NAME);
	smb2c_close(&c, dir);
	many(&c);
	changed_beside_us(&c);
	two_spellings(&c);
	normalisation(&c);
	made_again(&c);
	smb2c_free(&c);
	return st_end();
}
