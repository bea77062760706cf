// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Byte-range locks between SMB clients and local programs: each sees the
 * other's, whole or in parts, and nothing stays behind.
 */
#define _GNU_SOURCE
#include "selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EX	(LOCK_EXCLUSIVE | LOCK_NOW)
#define SH	(LOCK_SHARED | LOCK_NOW)

static int local;	/* the file, opened locally */

static uint32_t lock(struct st *s, struct smb2c_fid f, uint64_t off, uint64_t len, uint32_t flags)
{
	const struct smb2c_lock l = { off, len, flags };

	smb2c_put_lock(&s->c, f, &l, 1);
	return smb2c_call(&s->c, NULL);
}

/* The kind of lock a local program would meet there: F_UNLCK, F_RDLCK, F_WRLCK. */
static int met(off_t off, off_t len)
{
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = off, .l_len = len };

	return fcntl(local, F_OFD_GETLK, &fl) ? -1 : fl.l_type;
}

static bool take(int type, off_t off, off_t len)
{
	struct flock fl = { .l_type = type, .l_whence = SEEK_SET, .l_start = off, .l_len = len };

	return !fcntl(local, F_OFD_SETLK, &fl);
}

static void seen_locally(struct st *s, struct smb2c_fid g)
{
	struct smb2c_fid f;

	st_need(lock(s, s->file, 10, 10, EX), "an exclusive lock");
	st_ok(met(0, 10) == F_UNLCK && met(20, 0) == F_UNLCK, "what is beside it is free");
	st_ok(met(19, 1) == F_WRLCK, "a local program meets an exclusive lock");
	st_ok(!take(F_RDLCK, 15, 1) && errno == EAGAIN, "and does not get past it");
	st_need(lock(s, s->file, 12, 2, SH), "a shared lock on top");
	st_ok(met(12, 2) == F_WRLCK, "it takes nothing away");
	st_need(lock(s, s->file, 10, 10, LOCK_UNLOCK), "the exclusive one goes");
	st_ok(met(12, 2) == F_RDLCK && met(10, 2) == F_UNLCK && met(14, 6) == F_UNLCK,
	      "the shared one is left");
	st_need(lock(s, g, 12, 2, SH), "another's shared lock");
	st_need(lock(s, s->file, 12, 2, LOCK_UNLOCK), "the first goes");
	st_ok(met(12, 2) == F_RDLCK && take(F_RDLCK, 12, 2), "the other's is left, and shared");
	st_need(lock(s, g, 12, 2, LOCK_UNLOCK), "it goes");
	st_ok(take(F_UNLCK, 12, 2) && met(0, 0) == F_UNLCK, "nothing is left");
	st_need(lock(s, s->file, 1ull << 63, ~0ull >> 1, EX), "a range POSIX has not");
	st_ok(met(0, 0) == F_UNLCK, "is not seen");
	st_need(lock(s, s->file, 1ull << 63, ~0ull >> 1, LOCK_UNLOCK), "it goes");
	st_need(lock(s, s->file, 5, ~0ull - 4, EX), "a range to the end");
	st_ok(met(0, 5) == F_UNLCK && met(1ll << 62, 1) == F_WRLCK, "is seen as far as POSIX goes");
	st_need(lock(s, s->file, 5, ~0ull - 4, LOCK_UNLOCK), "it goes");
	st_need(smb2c_open_file(&s->c, "selftest\\file:s", ACCESS_ALL, OPEN_IF, &f), "a stream");
	st_need(lock(s, f, 0, 10, EX), "a lock on it");
	st_ok(met(0, 0) == F_UNLCK, "a stream's lock is not the file's");
	smb2c_close(&s->c, f);
	st_need(lock(s, g, 0, 10, EX), "a lock to be left behind");
	smb2c_close(&s->c, g);
	st_ok(met(0, 0) == F_UNLCK, "a handle that is closed leaves none");
}

static void seen_remotely(struct st *s)
{
	const struct smb2c_lock both[] = { { 0, 5, EX }, { 20, 1, EX } };
	const struct smb2c_lock wait = { 10, 10, LOCK_EXCLUSIVE };
	struct smb2c_reply r;
	uint64_t id;

	st_ok(take(F_WRLCK, 15, 10), "a local lock");
	st_is(lock(s, s->file, 10, 10, SH), STATUS_LOCK_NOT_GRANTED, "a client meets it");
	st_is(lock(s, s->file, 10, 5, EX), STATUS_SUCCESS, "beside it there is room");
	st_need(lock(s, s->file, 10, 5, LOCK_UNLOCK), "undo it");
	smb2c_put_lock(&s->c, s->file, both, 2);
	st_is(smb2c_call(&s->c, NULL), STATUS_LOCK_NOT_GRANTED, "the second of two meets it");
	st_ok(met(0, 10) == F_UNLCK, "then the first is not kept");
	smb2c_put_lock(&s->c, s->file, &wait, 1);
	id = smb2c_message_of(&s->c, 0);
	smb2c_send(&s->c);
	st_is(smb2c_wait_interim(&s->c, id, &r), STATUS_PENDING, "one that may wait is pending");
	st_ok(take(F_UNLCK, 0, 0), "the local lock goes");
	st_is(smb2c_wait(&s->c, id, &r), STATUS_SUCCESS, "then it is granted");
	st_ok(met(15, 1) == F_WRLCK, "and seen");
	st_need(lock(s, s->file, 10, 10, LOCK_UNLOCK), "undo it");
	st_ok(take(F_WRLCK, 15, 10), "a local lock again");
	smb2c_put_lock(&s->c, s->file, &wait, 1);
	id = smb2c_message_of(&s->c, 0);
	smb2c_send(&s->c);
	smb2c_wait_interim(&s->c, id, &r);
	smb2c_put_cancel(&s->c, 0, r.async);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "one that waits can be cancelled");
}

int main(void)
{
	const char *root = getenv("SHARE_ROOT");
	struct smb2c_fid g;
	char path[512];
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	snprintf(path, sizeof(path), "%s/public/selftest/file", root ? root : "");
	local = open(path, O_RDWR);
	if (!st_ok(local >= 0, "the file is there for local programs"))
		return st_end();
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_ALL, OPEN, &g), "a second handle");
	seen_locally(&s, g);
	seen_remotely(&s);
	close(local);
	st_close(&s);
	return st_end();
}
