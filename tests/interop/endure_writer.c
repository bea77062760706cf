// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a file through a durable handle, whatever happens: it may be killed
 * and started again, and loses connections. What it needs to go on is kept in
 * a file that is mapped, so a kill takes nothing of it: the client's guid, the
 * handle, the session, and how many blocks the server has acknowledged in a
 * row. What came after those is sent again. Beside that it holds a lock. It takes
 * its time, for others to do it harm in.
 *
 *	endure_writer STATE NAME BLOCKS	writes NAME of the share public
 *	endure_writer --expected BLOCKS	what the file is to hold, to stdout
 *
 * Ends with 0 when all is written and lock and handle are given back, with 2 when
 * the server did not give the handle back, or had no lock any more. Nobody else may open the file: it has no
 * share modes. For tests/interop/endure.sh, which says how to build it.
 */
#include "smb2c.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define BLOCK		32768u
#define WINDOW		6u
#define GIVE_UP_MS	2000
#define TRY_SECONDS	60
#define PACE_NS		2000000
#define OPLOCK_BATCH	9

/* What outlives the process. */
struct state {
	uint64_t acked;		/* first, so that a script finds it */
	uint64_t back;		/* how often the handle was given back */
	uint64_t session, pid;
	struct smb2c_fid f;
	uint8_t client_guid[16], create_guid[16];
	bool opened, locked;
};

static void fill(uint8_t *block, uint64_t n)
{
	uint64_t x = (n + 1) * 0x9e3779b97f4a7c15ull;
	unsigned int i;

	for (i = 0; i < BLOCK; i++) {
		x = x * 6364136223846793005ull + 1442695040888963407ull;
		block[i] = x >> 56;
	}
}

static int expected(uint64_t blocks)
{
	uint8_t block[BLOCK];
	uint64_t n;

	for (n = 0; n < blocks; n++) {
		fill(block, n);
		if (fwrite(block, BLOCK, 1, stdout) != 1)
			return 1;
	}
	return fflush(stdout) != 0;
}

static struct state *map_state(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	struct state *s;

	if (fd < 0 || ftruncate(fd, sizeof(*s)))
		return NULL;
	s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return s == MAP_FAILED ? NULL : s;
}

/* A new handle, or the old one. */
static uint32_t open_file(struct smb2c *c, struct state *s, const char *name)
{
	struct smb2c_buf b = { 0 }, d = { 0 };
	struct smb2c_open o = { .name = name, .access = ACCESS_ALL, .disposition = OVERWRITE_IF,
				.oplock = OPLOCK_BATCH };
	uint32_t status;

	if (s->opened) {
		smb2c_put_int(&d, s->f.pid, 8);
		smb2c_put_int(&d, s->f.vid, 8);
		smb2c_put(&d, s->create_guid, 16);
		smb2c_put_zero(&d, 4);
	} else {
		smb2c_put_int(&d, 60000, 4);
		smb2c_put_zero(&d, 12);
		smb2c_put(&d, s->create_guid, 16);
	}
	smb2c_put_context(&b, s->opened ? "DH2C" : "DH2Q", &d);
	free(d.data);
	o.contexts = b.data;
	o.contexts_len = b.len;
	status = smb2c_create(c, &o, &s->f);
	free(b.data);
	return status;
}

/* The lock that is taken in the beginning and given back in the end, behind all blocks. */
static uint32_t lock(struct smb2c *c, struct state *s, uint32_t flags)
{
	const struct smb2c_lock l = { 1ull << 40, 1, flags };

	smb2c_put_lock(c, s->f, &l, 1);
	return smb2c_call(c, NULL);
}

/* 0: connected, logged on, with the handle; 1: try again; 2: it is lost. */
static int come(struct smb2c *c, struct state *s, const char *server, const char *name)
{
	struct smb2c_fid before = s->f;
	uint32_t status;

	smb2c_hang_up(c);
	memcpy(c->client_guid, s->client_guid, 16);
	if (smb2c_connect(c, server, 445) || smb2c_negotiate(c, 0x0311) ||
	    smb2c_log_on_over(c, getenv("SMB_USER"), getenv("SMB_PASSWORD"), s->session) ||
	    smb2c_tree_connect(c, "public"))
		return 1;
	s->session = c->s.id;
	status = open_file(c, s, name);
	if (status == STATUS_SUCCESS && s->opened && s->f.pid != s->pid) {
		fprintf(stderr, "another handle was given back\n");
		return 2;
	}
	if (status == STATUS_SUCCESS) {
		s->back += s->opened;
		s->opened = true;
		s->pid = s->f.pid;
		return 0;
	}
	s->f = before;
	if (status >> 16 == SMB2C_GONE >> 16)
		return 1;
	fprintf(stderr, "%s: %s\n", s->opened ? "the handle was not given back" : "no handle",
		smb2c_status_name(status));
	return 2;
}

/* Writes on; true: all is there. */
static bool write_on(struct smb2c *c, struct state *s, uint64_t blocks)
{
	uint64_t ids[WINDOW], next = s->acked;
	const struct timespec pace = { 0, PACE_NS };
	struct smb2c_reply r;
	uint8_t block[BLOCK];

	while (s->acked < blocks) {
		for (; next < blocks && next < s->acked + WINDOW; next++) {
			fill(block, next);
			smb2c_put_write(c, s->f, next * BLOCK, block, BLOCK);
			ids[next % WINDOW] = smb2c_message_of(c, 0);
			if (smb2c_send(c))
				return false;
		}
		if (smb2c_wait(c, ids[s->acked % WINDOW], &r) != STATUS_SUCCESS)
			return false;
		s->acked++;
		nanosleep(&pace, NULL);
	}
	return true;
}

/* 0: given back, lock and handle; 1: try again; 2: the server did not have them. */
static int end(struct smb2c *c, struct state *s)
{
	uint32_t status = lock(c, s, LOCK_UNLOCK);

	if (status == STATUS_RANGE_NOT_LOCKED) {
		fprintf(stderr, "the lock is lost\n");
		return 2;
	}
	return status != STATUS_SUCCESS || smb2c_close(c, s->f) != STATUS_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *server = getenv("SERVER");
	struct timespec pause = { 0, 100000000 };
	time_t until = time(NULL) + TRY_SECONDS;
	struct smb2c c;
	struct state *s;
	uint64_t before;
	int lost;

	if (argc == 3 && !strcmp(argv[1], "--expected"))
		return expected(atoll(argv[2]));
	if (argc != 4 || !server)
		return 125;
	s = map_state(argv[1]);
	if (!s)
		return 125;
	smb2c_init(&c);
	c.timeout_ms = GIVE_UP_MS;
	if (!s->opened) {
		memcpy(s->client_guid, c.client_guid, 16);
		if (getrandom(s->create_guid, 16, 0) != 16)
			return 125;
	}
	while (time(NULL) < until) {
		lost = come(&c, s, server, argv[2]);
		before = s->acked;
		if (!lost && !s->locked)
			lost = lock(&c, s, LOCK_EXCLUSIVE | LOCK_NOW) != STATUS_SUCCESS;
		s->locked |= !lost;
		if (!lost)
			lost = write_on(&c, s, atoll(argv[3])) ? end(&c, s) : 1;
		if (lost != 1)
			return lost;
		if (s->acked > before)
			until = time(NULL) + TRY_SECONDS;
		nanosleep(&pause, NULL);
	}
	fprintf(stderr, "no connection for long\n");
	return 1;
}
