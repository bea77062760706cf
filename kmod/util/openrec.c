// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The record of a persistent handle: encode, decode, judge.
 *
 * Theory of operation: a fixed part in little-endian order, the path, the locks
 * of 17 bytes each, nothing behind them.  Decoding accepts only what encoding
 * can have made of values the server uses: bounded times, known bits, a path
 * that goes down only, ranges that do not wrap.  Whoever changes the layout
 * counts VERSION up; records of another version are dropped.
 *
 * Not for what an open is (state/persist.c) nor for keeping bytes (the helper).
 * Called by state/persist.c and helper/persist.c.  Pure.
 */
#include "util/openrec.h"
#include "util/access.h"
#include <linux/limits.h>

#define MAGIC		0x504f534bu	/* "KSOP" */
#define VERSION		1
#define LOCK_SIZE	17
#define PATH_BYTES	4095

/**
 * ksmbd_openrec_encode() - write a record up to its locks
 * @wr: a window that begins with the record
 * @r: record; the caller puts r->nlocks locks behind it
 *
 * Context: any.
 */
void ksmbd_openrec_encode(struct ksmbd_wr *wr, const struct ksmbd_openrec *r)
{
	ksmbd_wr_le32(wr, MAGIC);
	ksmbd_wr_le16(wr, VERSION);
	ksmbd_wr_le16(wr, r->path_len);
	ksmbd_wr_le64(wr, r->pid);
	ksmbd_wr_bytes(wr, r->create_guid, sizeof(r->create_guid));
	ksmbd_wr_bytes(wr, r->client_guid, sizeof(r->client_guid));
	ksmbd_wr_bytes(wr, r->share, sizeof(r->share));
	ksmbd_wr_bytes(wr, r->account, sizeof(r->account));
	ksmbd_wr_bytes(wr, r->file.uuid, sizeof(r->file.uuid));
	ksmbd_wr_le32(wr, r->file.dev);
	ksmbd_wr_le64(wr, r->file.ino);
	ksmbd_wr_le32(wr, r->file.generation);
	ksmbd_wr_le32(wr, r->access);
	ksmbd_wr_le32(wr, r->share_access);
	ksmbd_wr_le32(wr, r->options);
	ksmbd_wr_le32(wr, r->mode);
	ksmbd_wr_le32(wr, r->action);
	ksmbd_wr_le32(wr, r->timeout_ms);
	ksmbd_wr_u8(wr, r->flags);
	ksmbd_wr_u8(wr, r->level);
	ksmbd_wr_u8(wr, r->lease_state);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_le16(wr, r->epoch);
	ksmbd_wr_bytes(wr, r->lease_key, sizeof(r->lease_key));
	ksmbd_wr_bytes(wr, r->parent, sizeof(r->parent));
	ksmbd_wr_bytes(wr, r->sequence, sizeof(r->sequence));
	ksmbd_wr_le32(wr, r->nlocks);
	ksmbd_wr_bytes(wr, r->path, r->path_len);
}

/**
 * ksmbd_openrec_put_lock() - write one lock behind a record
 * @wr: where the record was written
 * @off: first byte
 * @len: bytes
 * @exclusive: no other one may be there
 *
 * Context: any.
 */
void ksmbd_openrec_put_lock(struct ksmbd_wr *wr, u64 off, u64 len, bool exclusive)
{
	ksmbd_wr_le64(wr, off);
	ksmbd_wr_le64(wr, len);
	ksmbd_wr_u8(wr, exclusive);
}

static void take_fixed(struct ksmbd_rd *rd, struct ksmbd_openrec *r)
{
	r->path_len = ksmbd_rd_le16(rd);
	r->pid = ksmbd_rd_le64(rd);
	ksmbd_rd_bytes(rd, r->create_guid, sizeof(r->create_guid));
	ksmbd_rd_bytes(rd, r->client_guid, sizeof(r->client_guid));
	ksmbd_rd_bytes(rd, r->share, sizeof(r->share));
	ksmbd_rd_bytes(rd, r->account, sizeof(r->account));
	ksmbd_rd_bytes(rd, r->file.uuid, sizeof(r->file.uuid));
	r->file.dev = ksmbd_rd_le32(rd);
	r->file.ino = ksmbd_rd_le64(rd);
	r->file.generation = ksmbd_rd_le32(rd);
	r->access = ksmbd_rd_le32(rd);
	r->share_access = ksmbd_rd_le32(rd);
	r->options = ksmbd_rd_le32(rd);
	r->mode = ksmbd_rd_le32(rd);
	r->action = ksmbd_rd_le32(rd);
	r->timeout_ms = ksmbd_rd_le32(rd);
	r->flags = ksmbd_rd_u8(rd);
	r->level = ksmbd_rd_u8(rd);
	r->lease_state = ksmbd_rd_u8(rd);
	ksmbd_rd_skip(rd, 1);
	r->epoch = ksmbd_rd_le16(rd);
	ksmbd_rd_bytes(rd, r->lease_key, sizeof(r->lease_key));
	ksmbd_rd_bytes(rd, r->parent, sizeof(r->parent));
	ksmbd_rd_bytes(rd, r->sequence, sizeof(r->sequence));
	r->nlocks = ksmbd_rd_le32(rd);
}

static bool is_text(const char *s, size_t room)
{
	return s[0] && strnlen(s, room) < room;
}

/* Components one by one, none of them empty, "." or "..". */
static bool is_path(const char *path, size_t len)
{
	size_t i, start = 0;

	if (!len || len > PATH_BYTES || memchr(path, '\0', len))
		return false;
	for (i = 0; i <= len; i++) {
		size_t n = i - start;

		if (i < len && path[i] != '/')
			continue;
		if (!n || (n == 1 && path[start] == '.') ||
		    (n == 2 && path[start] == '.' && path[start + 1] == '.'))
			return false;
		start = i + 1;
	}
	return true;
}

static bool is_sound(const struct ksmbd_openrec *r, u32 max_ms)
{
	return r->pid && r->pid != U64_MAX && memchr_inv(r->create_guid, 0, 16) &&
	       is_text(r->share, sizeof(r->share)) && is_text(r->account, sizeof(r->account)) &&
	       r->access && !(r->access & ~(u32)KSMBD_FILE_ALL) && r->share_access <= 7 &&
	       r->timeout_ms && r->timeout_ms <= max_ms && !(r->flags & ~KSMBD_OPENREC_FLAGS) &&
	       r->level < KSMBD_OPENREC_LEVELS && r->lease_state <= 7;
}

static bool are_locks(struct ksmbd_rd locks)
{
	struct ksmbd_openrec_lock l;

	while (ksmbd_openrec_next_lock(&locks, &l)) {
		if (l.len && l.len - 1 > U64_MAX - l.off)
			return false;
	}
	return true;
}

/**
 * ksmbd_openrec_decode() - read a record
 * @buf: what was kept
 * @len: its bytes
 * @max_ms: longest time-out there is
 * @r: filled; its path and locks point into @buf
 *
 * Context: any.
 * Return: false: it is no record, or of another version.
 */
bool ksmbd_openrec_decode(const void *buf, size_t len, u32 max_ms, struct ksmbd_openrec *r)
{
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, buf, len);
	if (ksmbd_rd_le32(&rd) != MAGIC || ksmbd_rd_le16(&rd) != VERSION)
		return false;
	take_fixed(&rd, r);
	r->path = (const char *)ksmbd_rd_take(&rd, r->path_len);
	if (!ksmbd_rd_ok(&rd) || !is_sound(r, max_ms) || !is_path(r->path, r->path_len))
		return false;
	if (ksmbd_rd_left(&rd) % LOCK_SIZE || ksmbd_rd_left(&rd) / LOCK_SIZE != r->nlocks)
		return false;
	r->locks = ksmbd_rd_slice(&rd, ksmbd_rd_left(&rd));
	return are_locks(r->locks);
}

/**
 * ksmbd_openrec_next_lock() - walk the locks of a record
 * @locks: a copy of r->locks; moved on
 * @l: filled
 *
 * Context: any.
 * Return: false: no more.
 */
bool ksmbd_openrec_next_lock(struct ksmbd_rd *locks, struct ksmbd_openrec_lock *l)
{
	if (ksmbd_rd_left(locks) < LOCK_SIZE)
		return false;
	l->off = ksmbd_rd_le64(locks);
	l->len = ksmbd_rd_le64(locks);
	l->exclusive = ksmbd_rd_u8(locks);
	return true;
}

/**
 * ksmbd_file_same() - do two identities mean one file?
 * @a: one
 * @b: the other
 *
 * A device number may be another one after each boot, so it counts only where the file system
 * has no name of its own.
 *
 * Context: any.
 * Return: true when they do.
 */
bool ksmbd_file_same(const struct ksmbd_file_identity *a, const struct ksmbd_file_identity *b)
{
	if (a->ino != b->ino || a->generation != b->generation ||
	    memcmp(a->uuid, b->uuid, sizeof(a->uuid)))
		return false;
	return memchr_inv(a->uuid, 0, sizeof(a->uuid)) || a->dev == b->dev;
}
