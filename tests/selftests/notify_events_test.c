// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CHANGE_NOTIFY (MS-SMB2 3.3.5.19, MS-FSCC 2.7.1): which changes a client is
 * told of – its own, other clients', and those local programs make beneath the
 * share – what is kept between requests, and when it is told to look itself.
 *
 * Other ends of a request that waits: change_notify_test.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "selftest.h"

#define NAMES		0x003u
#define ATTRIBUTES	0x004u
#define SIZE		0x008u
#define EVERYTHING	0xfffu
#define TREE		1u
#define MAX_ROOM	65536u

static char base[256];		/* of the watched directory, as local programs see it */

/* ---- what local programs do ---- */

static const char *at(const char *name)
{
	static char path[2][512];
	static unsigned int turn;

	turn ^= 1;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", base, name);
	return path[turn];
}

static void local(int result, const char *what)
{
	if (result)
		st_ok(false, "%s: %s", what, strerror(errno));
}

static void make(const char *name)
{
	int fd = open(at(name), O_CREAT | O_EXCL | O_WRONLY, 0644);

	local(fd < 0 ? -1 : close(fd), name);
}

static void append(const char *name)
{
	int fd = open(at(name), O_WRONLY | O_APPEND);

	local(fd < 0 || write(fd, "x", 1) != 1 ? -1 : close(fd), name);
}

/* ---- what the client is told ---- */

/* Sends a request; it is answered at once or pends. */
static uint64_t ask(struct st *s, struct smb2c_fid f, uint32_t filter, uint32_t flags,
		    uint32_t room)
{
	uint64_t id;

	smb2c_put_notify(&s->c, f, room);
	smb2c_poke(&s->c, B(2), flags, 2);
	smb2c_poke(&s->c, B(24), filter, 4);
	id = smb2c_message_of(&s->c, 0);
	smb2c_send(&s->c);
	return id;
}

/* The same, for one that has nothing to be answered with. */
static uint64_t ask_waiting(struct st *s, struct smb2c_fid f, uint32_t filter, uint32_t flags)
{
	struct smb2c_reply r;
	uint64_t id = ask(s, f, filter, flags, MAX_ROOM);

	smb2c_wait_interim(&s->c, id, &r);
	if (r.status != STATUS_PENDING)
		st_is(r.status, STATUS_PENDING, "a request with nothing to tell waits");
	return id;
}

/*
 * Writes a reply as "1a 4b 5c" into @text: 1 added, 2 removed, 3 modified, 4 old and 5 new name,
 * 6 to 8 a stream added, removed, modified; false: it is not well formed.
 */
static bool spell(const struct smb2c_reply *r, char *text, size_t room)
{
	const uint8_t *p;
	size_t left, next, len, i, n = 0;

	text[0] = 0;
	if (r->body_len < 8)
		return false;
	left = smb2c_get_int(r->body + 4, 4);
	if (smb2c_get_int(r->body + 2, 2) != SMB2C_HEADER + 8 || left > r->body_len - 8)
		return false;
	for (p = r->body + 8; left >= 12; p += next, left -= next) {
		next = smb2c_get_int(p, 4);
		len = smb2c_get_int(p + 8, 4);
		if (len > left - 12 || len % 2 || next % 4 || next > left)
			return false;
		n += snprintf(text + n, room - n, "%s%u", n ? " " : "",
			      (unsigned int)smb2c_get_int(p + 4, 4));
		for (i = 0; i < len && n + 2 < room; i += 2)
			text[n++] = smb2c_get_int(p + 12 + i, 2);
		text[n] = 0;
		if (!next)
			return true;
	}
	return false;
}

/* The answer to @id is exactly @want. */
static void told(struct st *s, uint64_t id, const char *want, const char *says)
{
	struct smb2c_reply r;
	char got[1024];

	if (smb2c_wait(&s->c, id, &r) != STATUS_SUCCESS) {
		st_is(r.status, STATUS_SUCCESS, "%s", says);
		return;
	}
	if (!spell(&r, got, sizeof(got)))
		st_note("the answer is malformed");
	if (!st_ok(!strcmp(got, want), "%s", says))
		st_note("expected \"%s\", got \"%s\"", want, got);
}

/* What was kept for @f is exactly @want; a request waits afterwards, and is cancelled. */
static void kept(struct st *s, struct smb2c_fid f, const char *want, const char *says)
{
	struct smb2c_reply r;
	uint64_t id;

	if (*want)
		told(s, ask(s, f, EVERYTHING, 0, MAX_ROOM), want, says);
	id = ask_waiting(s, f, EVERYTHING, 0);
	smb2c_put_cancel(&s->c, id, 0);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "%s, and nothing more", says);
}

/* A new handle on the directory that watches from now on. */
static struct smb2c_fid watch(struct st *s, const char *name, uint32_t filter, uint32_t flags)
{
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id;

	st_need(smb2c_create(&s->c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_READ, .share = SHARE_ALL, .disposition = OPEN,
		.options = OPT_DIRECTORY,
	}, &f), "a handle to watch with");
	id = ask_waiting(s, f, filter, flags);
	smb2c_put_cancel(&s->c, id, 0);
	smb2c_send(&s->c);
	smb2c_wait(&s->c, id, &r);
	return f;
}

/* ---- tests ---- */

static void by_local_programs(struct st *s)
{
	struct smb2c_fid f = watch(s, "selftest\\dir", EVERYTHING, 0);
	uint64_t id = ask_waiting(s, f, EVERYTHING, 0);

	make("a");
	told(s, id, "1a", "a local program makes a file");
	id = ask_waiting(s, f, EVERYTHING, 0);
	append("a");
	told(s, id, "3a", "it writes to it");
	id = ask_waiting(s, f, EVERYTHING, 0);
	local(chmod(at("a"), 0600), "chmod");
	told(s, id, "3a", "it changes the mode");
	id = ask_waiting(s, f, EVERYTHING, 0);
	local(rename(at("a"), at("b")), "rename");
	told(s, id, "4a 5b", "it renames the file: both names in one answer");
	id = ask_waiting(s, f, EVERYTHING, 0);
	local(rename(at("b"), at("../b")), "rename");
	told(s, id, "2b", "it moves it out");
	id = ask_waiting(s, f, EVERYTHING, 0);
	local(rename(at("../b"), at("c")), "rename");
	told(s, id, "1c", "it moves it in");
	local(link(at("c"), at("d")), "link");
	local(unlink(at("c")), "unlink");
	local(unlink(at("d")), "unlink");
	local(mkdir(at("sub"), 0777), "mkdir");
	local(rmdir(at("sub")), "rmdir");
	kept(s, f, "1d 2c 2d 1sub 2sub", "what happens between two requests is kept");
	smb2c_close(&s->c, f);
}

static void by_clients(struct st *s)
{
	struct smb2c_fid f = watch(s, "selftest\\dir", EVERYTHING, 0), file, stream;
	struct st other;
	uint8_t basic[40] = { 0 };

	st_open(&other, 0x0302);
	st_need(smb2c_open_file(&other.c, "selftest\\dir\\x", ACCESS_ALL, CREATE, &file),
		"another client makes a file");
	kept(s, f, "1x", "a file another client makes is new, not modified too");
	smb2c_write(&other.c, file, 0, "abc");
	smb2c_write(&other.c, file, 3, "def");
	kept(s, f, "3x", "two writes are one modification");
	basic[32] = 2;	/* hidden */
	smb2c_put_set_info(&other.c, file, 1, 4, basic, sizeof(basic));
	st_is(smb2c_call(&other.c, NULL), STATUS_SUCCESS, "it hides the file");
	kept(s, f, "3x", "attributes are one modification");
	st_need(smb2c_open_file(&other.c, "selftest\\dir\\x:s", ACCESS_ALL, CREATE, &stream),
		"it adds a stream");
	smb2c_write(&other.c, stream, 0, "abc");
	smb2c_close(&other.c, stream);
	st_is(smb2c_remove(&other.c, "selftest\\dir\\x:s"), STATUS_SUCCESS, "and removes it");
	kept(s, f, "6x:s 8x:s 7x:s", "streams are told of as streams");
	smb2c_close(&other.c, file);
	st_is(smb2c_remove(&other.c, "selftest\\dir\\x"), STATUS_SUCCESS, "it removes the file");
	kept(s, f, "2x", "the file is gone");
	st_close(&other);
	smb2c_close(&s->c, f);
}

static void filters(struct st *s)
{
	struct smb2c_fid f = watch(s, "selftest\\dir", NAMES, 0);
	struct smb2c_fid sizes = watch(s, "selftest\\dir", SIZE, 0);
	struct smb2c_fid attributes = watch(s, "selftest\\dir", ATTRIBUTES, 0);

	make("a");
	append("a");
	local(chmod(at("a"), 0600), "chmod");
	local(rename(at("a"), at("b")), "rename");
	local(unlink(at("b")), "unlink");
	kept(s, f, "1a 4a 5b 2b", "who asks for names hears of names");
	kept(s, sizes, "3a", "who asks for sizes hears of writing");
	kept(s, attributes, "3a 3b", "who asks for attributes hears that a rename touched it");
	/* the first request decides */
	told(s, (make("c"), ask(s, f, SIZE, TREE, MAX_ROOM)), "1c", "another filter has no effect");
	local(unlink(at("c")), "unlink");
	smb2c_close(&s->c, f);
	smb2c_close(&s->c, sizes);
	smb2c_close(&s->c, attributes);
}

static void trees(struct st *s)
{
	struct smb2c_fid tree = watch(s, "selftest", NAMES | ATTRIBUTES, TREE);
	struct smb2c_fid flat = watch(s, "selftest", NAMES, 0);

	local(mkdir(at("d"), 0777), "mkdir");
	local(mkdir(at("d/e"), 0777), "mkdir");
	make("d/e/f");
	local(chmod(at("d/e"), 0755), "chmod");
	local(rename(at("d/e/f"), at("d/f")), "rename");
	local(rename(at("d/f"), at("../g")), "rename");
	local(unlink(at("../g")), "unlink");
	local(rename(at("d"), at("h")), "rename");
	make("h/e/i");
	kept(s, tree, "1dir\\d 1dir\\d\\e 1dir\\d\\e\\f 3dir\\d\\e 2dir\\d\\e\\f 1dir\\d\\f "
	     "2dir\\d\\f 1g 2g 4dir\\d 5dir\\h 1dir\\h\\e\\i", "a tree is watched to its depths");
	kept(s, flat, "1g 2g", "a watch of one directory does not reach below it");
	local(unlink(at("h/e/i")), "unlink");
	local(rmdir(at("h/e")), "rmdir");
	local(rmdir(at("h")), "rmdir");
	smb2c_close(&s->c, tree);
	smb2c_close(&s->c, flat);
}

/* The one user may list the top, the other's folder in it he may not enter. */
static void secrets(void)
{
	struct smb2c_fid f;
	struct st other = { .dialect = 0x0311 };

	local(mkdir(at("private"), 0700), "mkdir");
	smb2c_init(&other.c);
	st_log_on_as(&other.c, 0x0311, st_user2, st_password2, "public");
	f = watch(&other, "selftest\\dir", NAMES, TREE);
	make("private/secret");
	make("public");
	kept(&other, f, "1public", "who may not enter a folder does not hear what is in it");
	local(unlink(at("private/secret")), "unlink");
	kept(&other, f, "", "a change he may not see does not end his waiting");
	local(rmdir(at("private")), "rmdir");
	local(unlink(at("public")), "unlink");
	smb2c_free(&other.c);
}

static void queues(struct st *s)
{
	struct smb2c_fid f = watch(s, "selftest\\dir", NAMES, 0);
	uint64_t first, second, third;

	first = ask_waiting(s, f, NAMES, 0);
	second = ask_waiting(s, f, NAMES, 0);
	third = ask_waiting(s, f, NAMES, 0);
	make("1");
	make("2");
	make("3");
	make("4");
	told(s, first, "11", "of several requests the first gets what comes first");
	told(s, second, "12", "the second what comes next");
	told(s, third, "13", "the third what comes then");
	kept(s, f, "14", "the rest is kept");
	local(unlink(at("1")), "unlink");
	local(unlink(at("2")), "unlink");
	local(unlink(at("3")), "unlink");
	local(unlink(at("4")), "unlink");
	smb2c_close(&s->c, f);
}

/* What is sent while @on comes at once. */
static void cork(struct st *s, int on)
{
	setsockopt(s->c.fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

/* Nor does it matter how soon one request follows another. */
static void places(struct st *s)
{
	struct smb2c_fid f = watch(s, "selftest\\dir", SIZE, 0);
	struct smb2c_reply r;
	uint64_t first, second;
	unsigned int i;
	bool right = true;

	make("a");
	for (i = 0; right && i < 200; i++) {
		cork(s, 1);
		first = ask(s, f, SIZE, 0, MAX_ROOM);
		second = ask(s, f, SIZE, 0, MAX_ROOM);
		cork(s, 0);
		smb2c_wait_interim(&s->c, first, &r);
		smb2c_wait_interim(&s->c, second, &r);
		append("a");
		smb2c_receive(&s->c, &r, 5000);
		right = r.message == first && r.status == STATUS_SUCCESS;
		append("a");
		smb2c_receive(&s->c, &r, 5000);
		right = right && r.message == second && r.status == STATUS_SUCCESS;
	}
	st_ok(right, "the first one sent gets the first change");
	local(unlink(at("a")), "unlink");
	smb2c_close(&s->c, f);
}

static void overflow(struct st *s)
{
	struct smb2c_reply r;
	struct smb2c_fid f;
	uint64_t id;
	unsigned int i;
	char name[32];

	st_need(smb2c_open_dir(&s->c, "selftest\\dir", OPEN, &f), "a handle to watch with");
	id = ask(s, f, NAMES, 0, 256);
	smb2c_wait_interim(&s->c, id, &r);
	make("first");
	told(s, id, "1first", "a request with little room");
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "file%02u", i);
		make(name);
	}
	id = ask(s, f, NAMES, 0, MAX_ROOM);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_NOTIFY_ENUM_DIR,
	      "more than the first request had room for: the client is to look itself");
	kept(s, f, "", "then all is forgotten");
	local(unlink(at("first")), "unlink");
	kept(s, f, "2first", "and it begins anew");
	local(unlink(at("file00")), "unlink");
	id = ask(s, f, NAMES, 0, 20);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_NOTIFY_ENUM_DIR,
	      "what does not fit into a small request is forgotten as well");
	kept(s, f, "", "and not told the next one");
	for (i = 1; i < 100; i++) {
		snprintf(name, sizeof(name), "file%02u", i);
		local(unlink(at(name)), "unlink");
	}
	smb2c_close(&s->c, f);
}

/* Makes files in portions that fit, and hears of each of them exactly once, in order. */
static void many(struct st *s)
{
	struct smb2c_fid f = watch(s, "selftest\\dir", NAMES, 0);
	unsigned int made = 0, heard = 0, i;
	struct smb2c_reply r;
	static char got[65536];
	char name[32], *p;
	bool in_order = true;

	while (made < 5000 && in_order) {
		for (i = 0; i < 500; i++) {
			snprintf(name, sizeof(name), "n%05u", made++);
			make(name);
			local(unlink(at(name)), "unlink");
		}
		while (heard < 2 * made && in_order) {
			if (smb2c_wait(&s->c, ask(s, f, NAMES, 0, MAX_ROOM), &r) ||
			    !spell(&r, got, sizeof(got))) {
				in_order = false;
				break;
			}
			for (p = strtok(got, " "); p; p = strtok(NULL, " "), heard++) {
				snprintf(name, sizeof(name), "%un%05u", 1 + heard % 2, heard / 2);
				in_order &= !strcmp(p, name);
			}
		}
	}
	st_ok(in_order && heard == 10000, "ten thousand changes come once each, in order");
	kept(s, f, "", "all of them");
	smb2c_close(&s->c, f);
}

static void deleted(struct st *s)
{
	struct smb2c_fid f, g;
	struct smb2c_reply r;
	uint64_t id;

	st_need(smb2c_open_dir(&s->c, "selftest\\dir\\gone", CREATE, &f), "a directory to delete");
	st_need(smb2c_open_dir(&s->c, "selftest\\dir\\gone", OPEN, &g), "another handle on it");
	id = ask_waiting(s, f, NAMES, 0);
	smb2c_put_set_info(&s->c, g, 1, 13, "\1", 1);
	st_is(smb2c_call(&s->c, NULL), STATUS_SUCCESS, "it is to be deleted");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_DELETE_PENDING, "then nobody waits there");
	id = ask(s, f, NAMES, 0, MAX_ROOM);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_DELETE_PENDING, "nor begins to");
	smb2c_close(&s->c, g);
	smb2c_close(&s->c, f);
}

/* Watches with something kept and requests waiting, and the connection goes. */
static void abandoned(void)
{
	struct st s;
	unsigned int i;

	st_open(&s, 0x0311);
	for (i = 0; i < 50; i++) {
		struct smb2c_fid f = watch(&s, "selftest", EVERYTHING, i % 2 ? TREE : 0);

		if (i % 3)
			ask_waiting(&s, f, EVERYTHING, 0);
	}
	make("kept");
	smb2c_hang_up(&s.c);
	local(unlink(at("kept")), "unlink");
	st_ok(st_all_gone(), "nothing is left of fifty watches when their connection goes");
	smb2c_free(&s.c);
}

int main(void)
{
	const char *root = getenv("SHARE_ROOT");
	struct st s;

	st_begin();
	snprintf(base, sizeof(base), "%s/public/selftest/dir", root ? root : "/srv/shares");
	st_open(&s, 0x0311);
	by_local_programs(&s);
	by_clients(&s);
	filters(&s);
	trees(&s);
	secrets();
	queues(&s);
	places(&s);
	overflow(&s);
	many(&s);
	deleted(&s);
	st_close(&s);
	abandoned();
	return st_end();
}
