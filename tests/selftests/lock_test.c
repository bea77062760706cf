// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LOCK (MS-SMB2 3.3.5.14): order of checks, flags, conflicts, all or nothing,
 * waiting, cancelling, unlocking.
 */
#include "selftest.h"

static void build(struct st *s)
{
	static const struct smb2c_lock l = { 0, 1, LOCK_EXCLUSIVE | LOCK_NOW };

	smb2c_put_lock(&s->c, s->file, &l, 1);
}

static void build_two(struct st *s)
{
	static const struct smb2c_lock l[] = {
		{ 10, 1, LOCK_EXCLUSIVE | LOCK_NOW }, { 20, 1, LOCK_EXCLUSIVE | LOCK_NOW },
	};

	smb2c_put_lock(&s->c, s->file, l, 2);
}

static void build_unlock(struct st *s)
{
	static const struct smb2c_lock l = { 100, 1, LOCK_UNLOCK };

	smb2c_put_lock(&s->c, s->file, &l, 1);
}

static void build_dir(struct st *s)
{
	static const struct smb2c_lock l = { 0, 1, LOCK_EXCLUSIVE | LOCK_NOW };

	smb2c_put_lock(&s->c, s->dir, &l, 1);
}

/* Elements begin at 24: offset, length, flags. */
static const struct st_case one[] = {
	{ "no elements are refused", STATUS_INVALID_PARAMETER, { P16(B(2), 0) } },
	{ "more elements than the frame has are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(2), 2) } },
	{ "the most elements a count can say are refused", STATUS_INVALID_PARAMETER,
	  { P16(B(2), 0xffff) } },
	{ "no flags are refused", STATUS_INVALID_PARAMETER, { P32(B(40), 0) } },
	{ "shared and exclusive at once is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(40), 0x13) } },
	{ "an unknown flag is refused", STATUS_INVALID_PARAMETER, { P32(B(40), 0x32) } },
	{ "an unlock cannot be immediate", STATUS_INVALID_PARAMETER, { P32(B(40), 0x14) } },
	{ "a range over the last offset is invalid", STATUS_INVALID_LOCK_RANGE,
	  { P64(B(24), ~0ull), P64(B(32), 2) } },
	{ "the flags come before the range", STATUS_INVALID_PARAMETER,
	  { P64(B(24), ~0ull), P64(B(32), 2), P32(B(40), 0) } },
	{ "the handle comes before the flags", STATUS_FILE_CLOSED,
	  { P64(B(8), 7), P32(B(40), 0) } },
};

static const struct st_case two[] = {
	{ "several elements may not wait", STATUS_INVALID_PARAMETER,
	  { P32(B(40), LOCK_EXCLUSIVE) } },
	{ "nor may the second alone", STATUS_INVALID_PARAMETER,
	  { P32(B(64), LOCK_EXCLUSIVE) } },
	{ "an unlock among locks is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(64), LOCK_UNLOCK) } },
	{ "a lock among unlocks is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(64), LOCK_EXCLUSIVE | LOCK_NOW), P32(B(40), LOCK_UNLOCK | LOCK_NOW) } },
};

static const struct st_case unlocks[] = {
	{ "what is not locked cannot be unlocked", STATUS_RANGE_NOT_LOCKED },
};

static const struct st_case directory[] = {
	{ "a directory cannot be locked", STATUS_INVALID_PARAMETER },
};

static uint32_t lock(struct st *s, struct smb2c_fid f, uint64_t off, uint64_t len, uint32_t flags)
{
	const struct smb2c_lock l = { off, len, flags };

	smb2c_put_lock(&s->c, f, &l, 1);
	return smb2c_call(&s->c, NULL);
}

static void conflicts(struct st *s, struct smb2c_fid g)
{
	const uint32_t ex = LOCK_EXCLUSIVE | LOCK_NOW, sh = LOCK_SHARED | LOCK_NOW;

	st_is(lock(s, s->file, 0, 10, ex), STATUS_SUCCESS, "a range is locked");
	st_is(lock(s, g, 9, 1, sh), STATUS_LOCK_NOT_GRANTED, "its last byte is taken");
	st_is(lock(s, g, 10, 1, ex), STATUS_SUCCESS, "the byte behind it is free");
	st_is(lock(s, s->file, 0, 10, ex), STATUS_LOCK_NOT_GRANTED,
	      "the same handle cannot lock it again");
	st_is(lock(s, s->file, 0, 5, LOCK_UNLOCK), STATUS_RANGE_NOT_LOCKED,
	      "a part of a range cannot be unlocked");
	st_is(lock(s, g, 0, 10, LOCK_UNLOCK), STATUS_RANGE_NOT_LOCKED,
	      "nor can another handle unlock it");
	st_is(lock(s, s->file, 0, 10, LOCK_UNLOCK), STATUS_SUCCESS, "the range is unlocked");
	st_is(lock(s, s->file, 0, 10, sh), STATUS_SUCCESS, "a shared lock");
	st_is(lock(s, g, 5, 3, sh), STATUS_SUCCESS, "goes with another");
	st_is(lock(s, g, 0, 1, ex), STATUS_LOCK_NOT_GRANTED, "but not with an exclusive one");
	st_is(lock(s, s->file, 0, 10, LOCK_UNLOCK), STATUS_SUCCESS, "unlock the first");
	st_is(lock(s, g, 5, 3, LOCK_UNLOCK), STATUS_SUCCESS, "unlock the second");
	st_is(lock(s, g, 10, 1, LOCK_UNLOCK), STATUS_SUCCESS, "unlock the byte behind");
	st_is(lock(s, s->file, ~0ull, 1, ex), STATUS_SUCCESS, "the last byte there is");
	st_is(lock(s, s->file, ~0ull, 1, LOCK_UNLOCK), STATUS_SUCCESS, "and back");
	st_is(lock(s, s->file, 5, 0, ex), STATUS_SUCCESS, "a range of no bytes");
	st_is(lock(s, s->file, 5, 0, LOCK_UNLOCK), STATUS_SUCCESS, "can be unlocked");
}

/* Either all elements are locked or none (R9). */
static void all_or_nothing(struct st *s, struct smb2c_fid g)
{
	const struct smb2c_lock l[] = {
		{ 0, 1, LOCK_EXCLUSIVE | LOCK_NOW },
		{ 5, 1, LOCK_EXCLUSIVE | LOCK_NOW },
		{ 0, 1, LOCK_EXCLUSIVE | LOCK_NOW },
	};

	st_need(lock(s, g, 5, 1, LOCK_EXCLUSIVE | LOCK_NOW), "another's lock");
	smb2c_put_lock(&s->c, s->file, l, 2);
	st_is(smb2c_call(&s->c, NULL), STATUS_LOCK_NOT_GRANTED, "the second of two is taken");
	st_is(lock(s, g, 0, 1, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_SUCCESS,
	      "then the first was not kept");
	st_need(lock(s, g, 0, 1, LOCK_UNLOCK), "undo it");
	st_need(lock(s, g, 5, 1, LOCK_UNLOCK), "undo the other");
	smb2c_put_lock(&s->c, s->file, l, 3);
	st_is(smb2c_call(&s->c, NULL), STATUS_LOCK_NOT_GRANTED,
	      "a list that conflicts with itself is not granted");
	st_is(lock(s, g, 0, 10, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_SUCCESS,
	      "nothing of it is left");
	st_need(lock(s, g, 0, 10, LOCK_UNLOCK), "undo it");
}

/* Sends a lock that must wait; returns its message id. */
static uint64_t wait_lock(struct st *s, struct smb2c_fid f, struct smb2c_reply *r)
{
	const struct smb2c_lock l = { 0, 10, LOCK_EXCLUSIVE };
	uint64_t id;

	smb2c_put_lock(&s->c, f, &l, 1);
	id = smb2c_message_of(&s->c, 0);
	smb2c_send(&s->c);
	smb2c_wait_interim(&s->c, id, r);
	return id;
}

static void waiting(struct st *s, struct smb2c_fid g)
{
	struct smb2c_reply r;
	uint64_t id;

	st_need(lock(s, g, 0, 10, LOCK_EXCLUSIVE | LOCK_NOW), "another's lock");
	id = wait_lock(s, s->file, &r);
	st_ok(r.status == STATUS_PENDING && r.flags & FLAG_ASYNC && r.async,
	      "a lock that may wait is pending, with an async id");
	st_is(smb2c_echo(&s->c), STATUS_SUCCESS, "meanwhile the connection answers");
	st_need(lock(s, g, 0, 10, LOCK_UNLOCK), "the other unlocks");
	smb2c_wait(&s->c, id, &r);
	st_ok(r.status == STATUS_SUCCESS && r.flags & FLAG_ASYNC && r.size == 4 && !r.credits,
	      "then it is granted, asynchronously and without credits");
	st_is(lock(s, g, 0, 1, LOCK_SHARED | LOCK_NOW), STATUS_LOCK_NOT_GRANTED, "and it holds");
	id = wait_lock(s, g, &r);
	st_is(r.status, STATUS_PENDING, "the other waits in turn");
	smb2c_put_cancel(&s->c, 0, r.async);
	smb2c_send(&s->c);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_CANCELLED, "a cancelled lock says so");
	st_need(lock(s, s->file, 0, 10, LOCK_UNLOCK), "unlock");
	st_is(lock(s, g, 0, 10, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_SUCCESS,
	      "a cancelled lock has left nothing behind");
	id = wait_lock(s, s->file, &r);
	smb2c_close(&s->c, s->file);
	st_is(smb2c_wait(&s->c, id, &r), STATUS_RANGE_NOT_LOCKED,
	      "a lock that waits ends with its handle");
	smb2c_close(&s->c, g);
}

int main(void)
{
	struct smb2c_fid g;
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "LOCK", build, B(8));
	ST_TABLE(&s, "LOCK", build, one);
	ST_TABLE(&s, "LOCK", build_two, two);
	ST_TABLE(&s, "LOCK", build_unlock, unlocks);
	ST_TABLE(&s, "LOCK", build_dir, directory);
	st_need(smb2c_open_file(&s.c, "selftest\\file", ACCESS_ALL, OPEN, &g), "a second handle");
	conflicts(&s, g);
	all_or_nothing(&s, g);
	waiting(&s, g);
	st_close(&s);
	return st_end();
}
