// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Many connections that do nothing good: they may take each other's places,
 * never those of clients that logged on, and never keep a new client out. And
 * clients that logged on, ask for much and never listen to the answers: they
 * may wait as long as they like, the others not, not even those who take away
 * what they cache.  What a channel that goes away did not read comes over
 * another one.
 */
#include "selftest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FLOOD		800
#define ANNOUNCED	0x00000800u	/* a frame of 2048 bytes, most of which never comes */

/* A connection whose client's address is 127.0.0.@host; @narrow: that takes little at a time. */
static int connect_as(unsigned int host, bool narrow)
{
	struct sockaddr_in from = { .sin_family = AF_INET }, to = from;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int room = 2048, segment = 536;

	if (narrow) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
		setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
	}
	from.sin_addr.s_addr = htonl((127u << 24) + host);
	to.sin_port = htons(445);
	if (fd >= 0 && inet_pton(AF_INET, st_server, &to.sin_addr) == 1 &&
	    !bind(fd, (struct sockaddr *)&from, sizeof(from)) &&
	    !connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static int connect_from(unsigned int host)
{
	return connect_as(host, false);
}

/* A client at that address, logged on. */
static uint32_t log_on_as(struct smb2c *c, unsigned int host, bool narrow)
{
	uint32_t status;

	smb2c_init(c);
	c->fd = connect_as(host, narrow);
	if (c->fd < 0)
		return SMB2C_GONE;
	status = smb2c_negotiate(c, 0x0311);
	if (status == STATUS_SUCCESS)
		status = smb2c_log_on(c, st_user, st_password);
	if (status == STATUS_SUCCESS)
		status = smb2c_tree_connect(c, "public");
	return status;
}

static uint32_t log_on_from(struct smb2c *c, unsigned int host)
{
	return log_on_as(c, host, false);
}

/* Silent ones, ones in the middle of a length, ones in the middle of a frame. */
static unsigned int flood(int *fds, unsigned int host)
{
	uint8_t prefix[4];
	unsigned int i, n = 0;

	for (i = 0; i < FLOOD; i++) {
		fds[i] = connect_from(host);
		if (fds[i] < 0)
			continue;
		n++;
		smb2c_set_int(prefix, htonl(ANNOUNCED), 4);
		if (i % 3)
			send(fds[i], prefix, i % 3 == 1 ? 2 : 4, MSG_NOSIGNAL);
	}
	return n;
}

static void end_flood(int *fds)
{
	unsigned int i;

	for (i = 0; i < FLOOD; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
}

/* What an allocation of that size would be for: the length alone ends the connection. */
static void long_frame(void)
{
	static const uint8_t prefix[4] = { 0x00, 0xff, 0xff, 0xff };
	int fd = connect_from(9);
	char byte;

	st_ok(fd >= 0 && send(fd, prefix, 4, MSG_NOSIGNAL) == 4 && recv(fd, &byte, 1, 0) <= 0,
	      "16 MiB announced before the log-on end the connection");
	close(fd);
}

/* Many a word is answered with four bytes, before anybody is known, and nobody reads them. */
static void deaf_stranger(void)
{
	static const uint8_t request[5] = { 0x81, 0x00, 0x00, 0x01, 0x00 };
	static uint8_t many[1000 * sizeof(request)];
	int fd = connect_as(9, true), tries = 0;
	ssize_t n, at = 0;

	for (n = 0; n < (ssize_t)sizeof(many); n++)
		many[n] = request[n % sizeof(request)];
	while (fd >= 0 && tries < 100) {
		n = send(fd, many + at, sizeof(many) - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN)
			break;
		if (n < 0) {
			tries++;
			usleep(100000);
			continue;
		}
		at = (at + n) % (ssize_t)sizeof(many);
	}
	st_ok(fd >= 0 && n < 0 && errno != EAGAIN,
	      "a stranger who does not listen loses the connection, and soon");
	close(fd);
}

static void same_and_others(void)
{
	static struct smb2c old, neighbour, fresh;
	static int fds[FLOOD];
	unsigned int conns, sessions, opens;
	struct smb2c_fid fid;

	st_is(log_on_from(&old, 1), STATUS_SUCCESS, "a client logs on");
	st_is(log_on_from(&neighbour, 2), STATUS_SUCCESS, "so does one at the address of the flood");
	st_is(smb2c_open_file(&old, "kept", ACCESS_ALL, OPEN_IF, &fid), STATUS_SUCCESS,
	      "a file is opened");
	st_ok(flood(fds, 2) > FLOOD / 2, "hundreds of connections come from one address");
	st_is(smb2c_write(&old, fid, 0, "still here"), STATUS_SUCCESS,
	      "who had logged on before is served");
	st_is(smb2c_echo(&neighbour), STATUS_SUCCESS,
	      "also at the address the others come from");
	st_is(log_on_from(&fresh, 3), STATUS_SUCCESS, "a new client is let in");
	if (st_counts(&conns, &sessions, &opens))
		st_ok(conns <= 160 && sessions == 3, "no more connections than the budget (%u), "
		      "3 sessions (%u)", conns, sessions);
	end_flood(fds);
	st_is(smb2c_close(&old, fid), STATUS_SUCCESS, "the file is closed");
	smb2c_remove(&old, "kept");
	smb2c_free(&old);
	smb2c_free(&neighbour);
	smb2c_free(&fresh);
}

/* ---- clients that ask and do not listen ---- */

#define DEAF		4
#define BLOCK		(1u << 20)
#define OPLOCK_II	0x01
#define OPLOCK_BATCH	0x09
#define NOTIFICATION	(~0ull)

/*
 * Sends as many READs as its credits allow and takes no answer.  Once the first one, for which
 * there is no room here, begins to come, nothing the server says reaches this machine before the
 * rest of it.
 */
static unsigned int ask_and_not_listen(struct smb2c *c, struct smb2c_fid fid)
{
	struct pollfd begun = { .fd = c->fd, .events = POLLIN };
	const int room = BLOCK / 16;
	unsigned int n = 0;

	setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	while (c->credits >= 17 && n < 1000) {
		smb2c_put_read(c, fid, 0, BLOCK);
		smb2c_charge(c, BLOCK);
		if (smb2c_send(c))
			break;
		n++;
	}
	return poll(&begun, 1, c->timeout_ms) == 1 ? n : 0;
}

/* Echoes with large credit requests, until there are no more to be had. */
static void gather_credits(struct smb2c *c)
{
	int64_t before;

	c->ask_credits = 512;
	do {
		before = c->credits;
		smb2c_echo(c);
	} while (c->credits > before);
}

static long free_memory(void)
{
	long value, found = 0;
	char line[128];
	FILE *in = fopen("/proc/meminfo", "r");

	while (in && !found && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "MemAvailable: %ld", &value) == 1)
			found = value;
	}
	if (in)
		fclose(in);
	return found / 1024;
}

static uint32_t open_with(struct smb2c *c, uint8_t oplock, struct smb2c_fid *f)
{
	return smb2c_create(c, &(struct smb2c_open) {
		.name = "large", .access = ACCESS_READ, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN, .options = OPT_NON_DIRECTORY, .oplock = oplock,
	}, f);
}

static void deaf(bool seal)
{
	static struct smb2c ears[DEAF], fine;
	struct smb2c_fid fid, own;
	unsigned int i, asked = 0;
	long before, now;

	st_is(log_on_from(&fine, 1), STATUS_SUCCESS, "a client logs on");
	st_is(smb2c_open_file(&fine, "large", ACCESS_ALL, CREATE, &fid), STATUS_SUCCESS,
	      "a file is made");
	st_is(smb2c_write(&fine, fid, 4 * BLOCK, "end"), STATUS_SUCCESS, "and made large");
	before = free_memory();
	for (i = 0; i < DEAF; i++) {
		log_on_from(&ears[i], 4 + i);
		ears[i].seal = seal;
		gather_credits(&ears[i]);
		open_with(&ears[i], OPLOCK_II, &own);
		asked += ask_and_not_listen(&ears[i], own);
	}
	st_ok(asked > 100 * DEAF, "clients ask for %u MiB%s and do not listen", asked,
	      seal ? ", encrypted," : "");
	fine.timeout_ms = 10000;
	for (i = 0; i < 50; i++) {
		if (smb2c_write(&fine, fid, 0, "served") != STATUS_SUCCESS)
			break;
	}
	st_ok(i == 50, "another client is served meanwhile and ends their caching (%u of 50)", i);
	now = free_memory();
	/* 64 MiB each, and what the sockets hold */
	st_ok(before - now < DEAF * 80, "the answers wait in %ld MiB of memory", before - now);
	for (i = 0; i < DEAF; i++)
		smb2c_free(&ears[i]);
	smb2c_close(&fine, fid);
	smb2c_remove(&fine, "large");
	smb2c_free(&fine);
}

/* Its small READs are answered until there is no room; what it says after them still counts. */
static bool is_heard(struct smb2c *fine, struct smb2c_fid fid, unsigned int before)
{
	static struct smb2c ear;
	struct smb2c_fid own;
	struct smb2c_reply r;
	bool heard = false;
	unsigned int i;
	char text[8];

	snprintf(text, sizeof(text), "said %02u", before);
	if (log_on_as(&ear, 4, true) != STATUS_SUCCESS)
		return false;
	gather_credits(&ear);
	smb2c_open_file(&ear, "heard", ACCESS_ALL, OPEN, &own);
	for (i = 0; i < before + 16; i++) {
		smb2c_put_read(&ear, own, 0, i < before ? 500 : 16384);
		smb2c_send(&ear);
	}
	smb2c_put_write(&ear, own, 0, text, 7);
	smb2c_send(&ear);
	for (i = 0; i < 50 && !heard; i++) {
		usleep(i ? 100000 : 0);
		smb2c_put_read(fine, fid, 0, 7);
		heard = smb2c_call(fine, &r) == STATUS_SUCCESS && r.body_len >= 16 + 7 &&
			!memcmp(r.body + 16, text, 7);
	}
	smb2c_free(&ear);
	return heard;
}

static void deaf_but_heard(void)
{
	static char content[16385];
	static struct smb2c fine;
	struct smb2c_fid fid;
	unsigned int i;

	memset(content, 'x', sizeof(content) - 1);
	st_is(log_on_from(&fine, 1), STATUS_SUCCESS, "a client logs on");
	st_need(smb2c_open_file(&fine, "heard", ACCESS_ALL, CREATE, &fid), "a file is made");
	st_need(smb2c_write(&fine, fid, 0, content), "and written");
	for (i = 0; i < 24; i += 3)
		st_ok(is_heard(&fine, fid, i),
		      "who does not read the answers to %u small READs and more is heard", i);
	smb2c_close(&fine, fid);
	smb2c_remove(&fine, "heard");
	smb2c_free(&fine);
}

#define GUESSES		80
#define GUESS_DELAY	5	/* seconds */

/* One guess, in a process of its own, when @start is closed; exits with 1 when the server hung up. */
static void guess(unsigned int host, const int start[2])
{
	struct smb2c *c = calloc(1, sizeof(*c));
	uint32_t status;
	char none;

	smb2c_init(c);
	c->fd = connect_from(host);
	status = smb2c_negotiate(c, 0x0311);
	close(start[1]);
	if (read(start[0], &none, 1))
		_exit(2);
	if (status == STATUS_SUCCESS)
		status = smb2c_log_on(c, st_user2, "a guess");
	_exit(status == SMB2C_GONE ? 1 : status == STATUS_LOGON_FAILURE ? 0 : 2);
}

/* @n guesses at once: how many were answered, were hung up on, ended otherwise; seconds it took. */
static time_t guess_at_once(unsigned int n, unsigned int ended[3])
{
	unsigned int i;
	int start[2], status;
	time_t begin;

	if (pipe(start))
		return 0;
	for (i = 0; i < n; i++)
		if (!fork())
			guess(4 + i % 3, start);
	begin = time(NULL);
	close(start[0]);
	close(start[1]);
	while (wait(&status) > 0)
		ended[WIFEXITED(status) && WEXITSTATUS(status) < 2 ? WEXITSTATUS(status) : 2]++;
	return time(NULL) - begin;
}

/* After ten wrong passwords each next one keeps its client waiting, and a thread. */
static void guesses(void)
{
	unsigned int i, ended[3] = { 0 };
	static struct smb2c fine;
	time_t took;

	for (i = 0; i < 10; i++)
		guess_at_once(1, ended);
	memset(ended, 0, sizeof(ended));
	took = guess_at_once(GUESSES, ended);
	/* where some are through before others come, nothing is too much */
	st_ok(ended[0] >= 32 && !ended[2] && (ended[1] >= 8 || took >= 2 * GUESS_DELAY - 1),
	      "of %d guesses at once %u are answered, %u end the connection", GUESSES, ended[0],
	      ended[1]);
	st_is(log_on_from(&fine, 1), STATUS_SUCCESS, "a client logs on");
	smb2c_free(&fine);
	st_log_on_as(&fine, 0x0311, st_user2, st_password2, "public");
	smb2c_free(&fine);
}

/* Channel @c of the client and session of @first. */
static uint32_t bind_from(struct smb2c *c, unsigned int host, const struct smb2c *first)
{
	uint32_t status;

	smb2c_init(c);
	memcpy(c->client_guid, first->client_guid, sizeof(c->client_guid));
	c->fd = connect_from(host);
	if (c->fd < 0)
		return SMB2C_GONE;
	status = smb2c_negotiate(c, 0x0311);
	if (status == STATUS_SUCCESS)
		status = smb2c_bind(c, first, st_user, st_password);
	c->tree = first->tree;
	return status;
}

/* Its oplock is broken by a channel that does not listen, and then hangs up. */
static void deaf_channel(void)
{
	static struct smb2c ear, channel, fine;
	struct smb2c_fid fid, own;
	struct smb2c_reply r;
	uint64_t id;

	st_is(log_on_from(&fine, 1), STATUS_SUCCESS, "a client logs on");
	st_need(smb2c_open_file(&fine, "large", ACCESS_ALL, CREATE, &fid), "a file is made");
	st_need(smb2c_write(&fine, fid, 4 * BLOCK, "end"), "and made large");
	smb2c_close(&fine, fid);
	st_is(log_on_from(&ear, 4), STATUS_SUCCESS, "another client logs on");
	st_is(bind_from(&channel, 4, &ear), STATUS_SUCCESS, "and has a second channel");
	gather_credits(&ear);
	st_need(open_with(&ear, OPLOCK_BATCH, &own), "it opens the file with a batch oplock");
	st_ok(ask_and_not_listen(&ear, own) > 100, "asks for much and does not listen");
	smb2c_put_create(&fine, &(struct smb2c_open) {
		.name = "large", .access = ACCESS_READ, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN });
	id = smb2c_message_of(&fine, 0);
	smb2c_send(&fine);
	st_is(smb2c_wait_interim(&fine, id, &r), STATUS_PENDING, "the first one's open waits");
	smb2c_hang_up(&ear);
	channel.timeout_ms = 5000;
	st_ok(smb2c_wait(&channel, NOTIFICATION, &r) == STATUS_SUCCESS && r.body_len == 24 &&
	      smb2c_get_int(r.body + 16, 8) == own.vid,
	      "what the channel that hung up did not read comes over the other one");
	st_is(smb2c_close(&channel, own), STATUS_SUCCESS, "the holder closes there");
	st_is(smb2c_wait(&fine, id, &r), STATUS_SUCCESS, "the one who waits goes on");
	smb2c_fid_of(&r, &fid);
	smb2c_close(&fine, fid);
	smb2c_remove(&fine, "large");
	smb2c_free(&ear);
	smb2c_free(&channel);
	smb2c_free(&fine);
}

int main(void)
{
	struct rlimit files = { 4096, 4096 };

	st_begin();
	setrlimit(RLIMIT_NOFILE, &files);
	long_frame();
	deaf_stranger();
	same_and_others();
	deaf(false);
	st_ok(st_all_gone(), "they are gone");
	deaf(true);
	st_ok(st_all_gone(), "they are gone, too");
	deaf_channel();
	st_ok(st_all_gone(), "nothing of it is left");
	deaf_but_heard();
	guesses();
	st_ok(st_all_gone(), "nor of those");
	return st_end();
}
