/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounded reader and writer: the only way bytes from outside become values.
 *
 * A reader is a window on bytes that came from the wire, from an xattr or from
 * the helper.  Reading past its end sets a sticky error and yields zero, so a
 * decoder reads a whole fixed part first and asks ksmbd_rd_ok() once.  No
 * pointer leaves a reader without a length: variable parts come out as another
 * reader (a slice).
 *
 * A writer is a window on room for a reply.  Writing past its end sets a sticky
 * error and writes nothing; skipped and padding bytes are always zeroed.
 *
 * Pure: no locks, no allocation; builds in the kernel, in KUnit and in the
 * user-space fuzzers.
 */
#ifndef KSMBD_UTIL_CURSOR_H
#define KSMBD_UTIL_CURSOR_H

#include <linux/types.h>
#include <linux/string.h>
#include <linux/unaligned.h>

/**
 * struct ksmbd_rd - bounded reader
 * @base: first byte of the window; absolute offsets count from here
 * @pos: next byte to read, counted from @base
 * @len: bytes in the window
 * @err: sticky: something was read that is not there
 */
struct ksmbd_rd {
	const u8 *base;
	size_t pos;
	size_t len;
	bool err;
};

/**
 * struct ksmbd_wr - bounded writer
 * @base: first byte of the window; absolute offsets count from here
 * @pos: next byte to write, counted from @base
 * @room: bytes in the window
 * @err: sticky: something did not fit
 */
struct ksmbd_wr {
	u8 *base;
	size_t pos;
	size_t room;
	bool err;
};

static inline void ksmbd_rd_init(struct ksmbd_rd *rd, const void *buf, size_t len)
{
	rd->base = buf;
	rd->pos = 0;
	rd->len = len;
	rd->err = false;
}

static inline bool ksmbd_rd_ok(const struct ksmbd_rd *rd)
{
	return !rd->err;
}

static inline size_t ksmbd_rd_left(const struct ksmbd_rd *rd)
{
	return rd->err ? 0 : rd->len - rd->pos;
}

static inline size_t ksmbd_rd_pos(const struct ksmbd_rd *rd)
{
	return rd->pos;
}

/* Claims @n bytes; NULL and the sticky error when they are not there. */
static inline const u8 *ksmbd_rd_take(struct ksmbd_rd *rd, size_t n)
{
	const u8 *p = rd->base + rd->pos;

	if (rd->err || n > rd->len - rd->pos) {
		rd->err = true;
		return NULL;
	}
	rd->pos += n;
	return p;
}

static inline u8 ksmbd_rd_u8(struct ksmbd_rd *rd)
{
	const u8 *p = ksmbd_rd_take(rd, 1);

	return p ? *p : 0;
}

static inline u16 ksmbd_rd_le16(struct ksmbd_rd *rd)
{
	const u8 *p = ksmbd_rd_take(rd, 2);

	return p ? get_unaligned_le16(p) : 0;
}

static inline u32 ksmbd_rd_le32(struct ksmbd_rd *rd)
{
	const u8 *p = ksmbd_rd_take(rd, 4);

	return p ? get_unaligned_le32(p) : 0;
}

static inline u64 ksmbd_rd_le64(struct ksmbd_rd *rd)
{
	const u8 *p = ksmbd_rd_take(rd, 8);

	return p ? get_unaligned_le64(p) : 0;
}

static inline u16 ksmbd_rd_be16(struct ksmbd_rd *rd)
{
	const u8 *p = ksmbd_rd_take(rd, 2);

	return p ? get_unaligned_be16(p) : 0;
}

static inline u32 ksmbd_rd_be32(struct ksmbd_rd *rd)
{
	const u8 *p = ksmbd_rd_take(rd, 4);

	return p ? get_unaligned_be32(p) : 0;
}

static inline void ksmbd_rd_skip(struct ksmbd_rd *rd, size_t n)
{
	ksmbd_rd_take(rd, n);
}

/* Copies @n bytes out; @dst is zeroed when they are not there. */
static inline void ksmbd_rd_bytes(struct ksmbd_rd *rd, void *dst, size_t n)
{
	const u8 *p = ksmbd_rd_take(rd, n);

	if (p)
		memcpy(dst, p, n);
	else
		memset(dst, 0, n);
}

/* Moves to absolute offset @off (the end itself is allowed). */
static inline void ksmbd_rd_seek(struct ksmbd_rd *rd, size_t off)
{
	if (rd->err || off > rd->len) {
		rd->err = true;
		return;
	}
	rd->pos = off;
}

/* The next @n bytes as a reader of their own. */
static inline struct ksmbd_rd ksmbd_rd_slice(struct ksmbd_rd *rd, size_t n)
{
	struct ksmbd_rd out;
	const u8 *p = ksmbd_rd_take(rd, n);

	ksmbd_rd_init(&out, p ? p : rd->base, p ? n : 0);
	out.err = !p;
	return out;
}

/*
 * @n bytes at absolute offset @off as a reader of their own; the position of
 * @rd does not move.  An error is sticky in both.
 */
static inline struct ksmbd_rd ksmbd_rd_slice_at(struct ksmbd_rd *rd, size_t off, size_t n)
{
	struct ksmbd_rd out;
	bool bad = rd->err || off > rd->len || n > rd->len - off;

	if (bad)
		rd->err = true;
	ksmbd_rd_init(&out, rd->base + (bad ? 0 : off), bad ? 0 : n);
	out.err = bad;
	return out;
}

static inline void ksmbd_wr_init(struct ksmbd_wr *wr, void *buf, size_t room)
{
	wr->base = buf;
	wr->pos = 0;
	wr->room = room;
	wr->err = false;
}

static inline bool ksmbd_wr_ok(const struct ksmbd_wr *wr)
{
	return !wr->err;
}

static inline size_t ksmbd_wr_pos(const struct ksmbd_wr *wr)
{
	return wr->pos;
}

static inline size_t ksmbd_wr_left(const struct ksmbd_wr *wr)
{
	return wr->err ? 0 : wr->room - wr->pos;
}

/* Claims @n bytes of room; NULL and the sticky error when it is not there. */
static inline u8 *ksmbd_wr_take(struct ksmbd_wr *wr, size_t n)
{
	u8 *p = wr->base + wr->pos;

	if (wr->err || n > wr->room - wr->pos) {
		wr->err = true;
		return NULL;
	}
	wr->pos += n;
	return p;
}

static inline void ksmbd_wr_u8(struct ksmbd_wr *wr, u8 v)
{
	u8 *p = ksmbd_wr_take(wr, 1);

	if (p)
		*p = v;
}

static inline void ksmbd_wr_le16(struct ksmbd_wr *wr, u16 v)
{
	u8 *p = ksmbd_wr_take(wr, 2);

	if (p)
		put_unaligned_le16(v, p);
}

static inline void ksmbd_wr_le32(struct ksmbd_wr *wr, u32 v)
{
	u8 *p = ksmbd_wr_take(wr, 4);

	if (p)
		put_unaligned_le32(v, p);
}

static inline void ksmbd_wr_le64(struct ksmbd_wr *wr, u64 v)
{
	u8 *p = ksmbd_wr_take(wr, 8);

	if (p)
		put_unaligned_le64(v, p);
}

static inline void ksmbd_wr_be16(struct ksmbd_wr *wr, u16 v)
{
	u8 *p = ksmbd_wr_take(wr, 2);

	if (p)
		put_unaligned_be16(v, p);
}

static inline void ksmbd_wr_be32(struct ksmbd_wr *wr, u32 v)
{
	u8 *p = ksmbd_wr_take(wr, 4);

	if (p)
		put_unaligned_be32(v, p);
}

static inline void ksmbd_wr_bytes(struct ksmbd_wr *wr, const void *src, size_t n)
{
	u8 *p = ksmbd_wr_take(wr, n);

	if (p)
		memcpy(p, src, n);
}

static inline void ksmbd_wr_zero(struct ksmbd_wr *wr, size_t n)
{
	u8 *p = ksmbd_wr_take(wr, n);

	if (p)
		memset(p, 0, n);
}

/* Zero-fills up to the next multiple of @to (a power of two), counted from the base. */
static inline void ksmbd_wr_align(struct ksmbd_wr *wr, size_t to)
{
	ksmbd_wr_zero(wr, -wr->pos & (to - 1));
}

/* Patches bytes that were already written; anything else is an error. */
static inline void ksmbd_wr_le16_at(struct ksmbd_wr *wr, size_t off, u16 v)
{
	if (wr->err || off > wr->pos || wr->pos - off < 2)
		wr->err = true;
	else
		put_unaligned_le16(v, wr->base + off);
}

static inline void ksmbd_wr_le32_at(struct ksmbd_wr *wr, size_t off, u32 v)
{
	if (wr->err || off > wr->pos || wr->pos - off < 4)
		wr->err = true;
	else
		put_unaligned_le32(v, wr->base + off);
}

/* Takes everything after @pos back, and the error with it. */
static inline void ksmbd_wr_rewind(struct ksmbd_wr *wr, size_t pos)
{
	if (pos <= wr->room) {
		wr->pos = pos;
		wr->err = false;
	}
}

#endif /* KSMBD_UTIL_CURSOR_H */
