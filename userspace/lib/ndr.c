// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NDR 2.0 marshalling (C706 chapter 14, MS-RPCE 2.2.4).
 *
 * For: integers in the sender's byte order, alignment, conformant and varying
 * strings, counted strings, SIDs, unique pointers with their referent ids, and
 * structures described by rows of fields.
 * Not for: PDU headers and fragments (rpc.c), or the meaning of any stub.
 *
 * Called on the helper's one RPC thread; takes no locks, blocks nowhere.
 *
 * The reader trusts no count: before anything is allocated for n elements, n
 * must fit into the bytes that are left. The writer always writes little-endian
 * (receivers convert, C706 14.1) and refuses to pass its limit.
 */
#include "ndr.h"

#include <stdlib.h>
#include <string.h>

#define NDR_CHUNK_MIN	4096

struct ndr_chunk {
	struct ndr_chunk *next;
	size_t size;
	size_t used;
	max_align_t mem[];
};

/**
 * ndr_alloc() - memory that lives as long as the call
 * @arena:	the call's arena
 * @count:	number of elements
 * @size:	bytes per element
 *
 * Context: no locks.
 * Return: zeroed memory, or NULL when there is none or the arena is used up.
 */
void *ndr_alloc(struct ndr_arena *arena, size_t count, size_t size)
{
	struct ndr_chunk *chunk = arena->chunks;
	size_t bytes, room;
	void *mem;

	if (__builtin_mul_overflow(count, size, &bytes) || bytes > arena->limit)
		return NULL;
	bytes = (bytes + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (bytes > arena->limit - arena->used)
		return NULL;

	if (!chunk || chunk->size - chunk->used < bytes) {
		room = bytes > NDR_CHUNK_MIN ? bytes : NDR_CHUNK_MIN;
		chunk = calloc(1, sizeof(*chunk) + room);
		if (!chunk)
			return NULL;
		chunk->size = room;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	mem = (uint8_t *)chunk->mem + chunk->used;
	chunk->used += bytes;
	arena->used += bytes;
	return mem;
}

/**
 * ndr_strdup() - copy a string into the arena
 * @arena:	the call's arena
 * @s:		string, may be NULL
 *
 * Context: no locks.
 * Return: the copy; NULL when @s is NULL or there is no memory.
 */
char *ndr_strdup(struct ndr_arena *arena, const char *s)
{
	size_t len;
	char *copy;

	if (!s)
		return NULL;
	len = strlen(s) + 1;
	copy = ndr_alloc(arena, len, 1);
	if (copy)
		memcpy(copy, s, len);
	return copy;
}

/**
 * ndr_arena_free() - end everything that was allocated for a call
 * @arena:	the arena; may be used again
 *
 * Context: no locks.
 */
void ndr_arena_free(struct ndr_arena *arena)
{
	struct ndr_chunk *chunk, *next;

	for (chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	arena->chunks = NULL;
	arena->used = 0;
}

/**
 * ndr_reader_init() - start reading a stub
 * @r:		reader
 * @arena:	where strings are allocated
 * @data:	the stub; must outlive the reader; NULL if @len is 0
 * @len:	its length
 * @big_endian:	integer format of the sender
 *
 * Context: no locks.
 */
void ndr_reader_init(struct ndr_reader *r, struct ndr_arena *arena, const void *data,
		     size_t len, bool big_endian)
{
	*r = (struct ndr_reader){
		.data = data ? data : (const uint8_t *)"", .len = len,
		.big_endian = big_endian, .arena = arena,
	};
}

/**
 * ndr_get_bytes() - take bytes as they are, without alignment
 * @r:		reader
 * @len:	number of bytes
 *
 * Context: no locks.
 * Return: pointer to @len bytes inside the stub, or NULL.
 */
const uint8_t *ndr_get_bytes(struct ndr_reader *r, size_t len)
{
	const uint8_t *p;

	if (r->failed || len > r->len - r->pos) {
		r->failed = true;
		return NULL;
	}
	p = r->data + r->pos;
	r->pos += len;
	return p;
}

/**
 * ndr_get_align() - skip to the next multiple of @align
 * @r:		reader
 * @align:	2, 4 or 8
 *
 * Context: no locks.
 */
void ndr_get_align(struct ndr_reader *r, size_t align)
{
	ndr_get_bytes(r, (align - r->pos % align) % align);
}

static uint64_t ndr_get_uint(struct ndr_reader *r, size_t size)
{
	const uint8_t *p;
	uint64_t v = 0;
	size_t i;

	ndr_get_align(r, size);
	p = ndr_get_bytes(r, size);
	if (!p)
		return 0;
	for (i = 0; i < size; i++)
		v |= (uint64_t)p[r->big_endian ? size - 1 - i : i] << (8 * i);
	return v;
}

/**
 * ndr_get_u8() - take one octet
 * @r:		reader
 *
 * Context: no locks.
 * Return: the value, 0 on failure.
 */
uint8_t ndr_get_u8(struct ndr_reader *r)
{
	return (uint8_t)ndr_get_uint(r, 1);
}

/**
 * ndr_get_u16() - take an aligned 16-bit integer
 * @r:		reader
 *
 * Context: no locks.
 * Return: the value, 0 on failure.
 */
uint16_t ndr_get_u16(struct ndr_reader *r)
{
	return (uint16_t)ndr_get_uint(r, 2);
}

/**
 * ndr_get_u32() - take an aligned 32-bit integer
 * @r:		reader
 *
 * Context: no locks.
 * Return: the value, 0 on failure.
 */
uint32_t ndr_get_u32(struct ndr_reader *r)
{
	return (uint32_t)ndr_get_uint(r, 4);
}

/**
 * ndr_get_ptr() - take a unique pointer's referent id
 * @r:		reader
 *
 * Context: no locks.
 * Return: whether the pointer points at something.
 */
bool ndr_get_ptr(struct ndr_reader *r)
{
	return ndr_get_u32(r) != 0;
}

/**
 * ndr_get_count() - take a conformant array's count
 * @r:		reader
 * @min_size:	least number of stub bytes that one element takes
 *
 * Context: no locks.
 * Return: the count; 0 and failure when that many elements cannot follow.
 */
uint32_t ndr_get_count(struct ndr_reader *r, size_t min_size)
{
	uint32_t n = ndr_get_u32(r);

	if (!r->failed && n > (r->len - r->pos) / min_size)
		r->failed = true;
	return r->failed ? 0 : n;
}

static char *ndr_put_code_point(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*out++ = (char)(0xe0 | c >> 12);
		} else {
			*out++ = (char)(0xf0 | c >> 18);
			*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (c & 0x3f));
	return out;
}

/*
 * UTF-16 units to UTF-8. Half a surrogate pair becomes U+FFFD: such a name
 * equals no name of ours, which is the answer it deserves. Stops at a NUL.
 */
static char *ndr_get_units(struct ndr_reader *r, uint32_t units)
{
	uint16_t c, low;
	char *s, *out;
	uint32_t i;

	if (r->failed || units > (r->len - r->pos) / 2) {
		r->failed = true;
		return NULL;
	}
	s = ndr_alloc(r->arena, (size_t)units * 3 + 1, 1);
	if (!s) {
		r->failed = true;
		return NULL;
	}
	out = s;
	for (i = 0; i < units; i++) {
		c = ndr_get_u16(r);
		if (!c)
			break;
		if (c < 0xd800 || c > 0xdfff) {
			out = ndr_put_code_point(out, c);
			continue;
		}
		low = 0;
		if (c < 0xdc00 && i + 1 < units) {
			low = ndr_get_u16(r);
			r->pos -= 2;
		}
		if (low < 0xdc00 || low > 0xdfff) {
			out = ndr_put_code_point(out, 0xfffd);
			continue;
		}
		ndr_get_u16(r);
		i++;
		out = ndr_put_code_point(out, 0x10000 + ((c - 0xd800u) << 10) + (low - 0xdc00u));
	}
	if (i < units)
		ndr_get_bytes(r, (size_t)(units - i - 1) * 2);
	return r->failed ? NULL : s;
}

/* the three counts of a conformant varying array; offset must be zero */
static uint32_t ndr_get_varying(struct ndr_reader *r, uint32_t *max)
{
	uint32_t offset, actual;

	*max = ndr_get_u32(r);
	offset = ndr_get_u32(r);
	actual = ndr_get_u32(r);
	if (offset || actual > *max)
		r->failed = true;
	return r->failed ? 0 : actual;
}

/**
 * ndr_get_wstr() - take a conformant varying UTF-16 [string]
 * @r:		reader
 *
 * Context: no locks.
 * Return: UTF-8 from the arena, or NULL. A string without its terminator is
 * malformed (C706 14.3.4.2).
 */
char *ndr_get_wstr(struct ndr_reader *r)
{
	uint32_t max, actual;
	size_t end;
	char *s;

	actual = ndr_get_varying(r, &max);
	if (!actual)
		r->failed = true;
	s = ndr_get_units(r, actual);
	end = r->pos;
	if (s && (r->data[end - 1] || r->data[end - 2])) {
		r->failed = true;
		return NULL;
	}
	return s;
}

/**
 * ndr_get_wstr_ptr() - take a top-level unique pointer to a UTF-16 [string]
 * @r:		reader
 *
 * Context: no locks.
 * Return: UTF-8 from the arena; NULL for a null pointer or on failure.
 */
char *ndr_get_wstr_ptr(struct ndr_reader *r)
{
	return ndr_get_ptr(r) ? ndr_get_wstr(r) : NULL;
}

/**
 * ndr_get_str8() - take a conformant varying [string] of octets
 * @r:		reader
 *
 * Context: no locks.
 * Return: the bytes up to the terminator, from the arena, or NULL.
 */
char *ndr_get_str8(struct ndr_reader *r)
{
	uint32_t max, actual;
	const uint8_t *p;
	char *s;

	actual = ndr_get_varying(r, &max);
	p = ndr_get_bytes(r, actual);
	if (!p || !actual || p[actual - 1]) {
		r->failed = true;
		return NULL;
	}
	s = ndr_alloc(r->arena, actual, 1);
	if (!s) {
		r->failed = true;
		return NULL;
	}
	memcpy(s, p, actual);
	return s;
}

/**
 * ndr_get_string() - take the fixed part of an RPC_UNICODE_STRING
 * @r:		reader
 *
 * Context: no locks.
 * Return: lengths and whether a buffer follows among the deferred ones.
 */
struct ndr_string ndr_get_string(struct ndr_reader *r)
{
	struct ndr_string head;

	ndr_get_align(r, 4);
	head.length = ndr_get_u16(r);
	head.size = ndr_get_u16(r);
	head.present = ndr_get_ptr(r);
	if (head.length > head.size || (head.length & 1) || (!head.present && head.length))
		r->failed = true;
	return head;
}

/**
 * ndr_get_string_body() - take the deferred part of an RPC_UNICODE_STRING
 * @r:		reader
 * @head:	its fixed part
 *
 * Context: no locks.
 * Return: UTF-8 from the arena, "" for a null buffer, NULL on failure.
 */
char *ndr_get_string_body(struct ndr_reader *r, struct ndr_string head)
{
	uint32_t max, actual;

	if (!head.present)
		return ndr_alloc(r->arena, 1, 1);
	actual = ndr_get_varying(r, &max);
	if (max != head.size / 2 || actual != head.length / 2)
		r->failed = true;
	return ndr_get_units(r, actual);
}

/**
 * ndr_get_sid() - take a SID with its conformance count (MS-DTYP 2.4.2.3)
 * @r:		reader
 * @sid:	filled in
 *
 * Context: no locks.
 * Return: whether @sid is good.
 */
bool ndr_get_sid(struct ndr_reader *r, struct ndr_sid *sid)
{
	uint32_t max = ndr_get_u32(r);
	const uint8_t *p;
	size_t i;

	memset(sid, 0, sizeof(*sid));
	sid->revision = ndr_get_u8(r);
	sid->count = ndr_get_u8(r);
	p = ndr_get_bytes(r, 6);
	if (!p || sid->count != max || max > NDR_SID_MAX_SUBS || sid->revision != 1) {
		r->failed = true;
		return false;
	}
	for (i = 0; i < 6; i++)
		sid->authority = sid->authority << 8 | p[i];
	for (i = 0; i < sid->count; i++)
		sid->sub[i] = ndr_get_u32(r);
	return !r->failed;
}

/**
 * ndr_writer_init() - start writing a stub
 * @w:		writer
 * @limit:	most bytes it may grow to
 *
 * Context: no locks.
 */
void ndr_writer_init(struct ndr_writer *w, size_t limit)
{
	*w = (struct ndr_writer){ .limit = limit, .next_ref = 0x00020000 };
}

/**
 * ndr_writer_free() - free what was written
 * @w:		writer; must be initialised again before use
 *
 * Context: no locks.
 */
void ndr_writer_free(struct ndr_writer *w)
{
	free(w->data);
	w->data = NULL;
	w->len = 0;
	w->cap = 0;
}

static uint8_t *ndr_put_room(struct ndr_writer *w, size_t len)
{
	size_t cap = w->cap ? w->cap : 256;
	uint8_t *p;

	if (w->failed || len > w->limit - w->len) {
		w->failed = true;
		return NULL;
	}
	while (cap < w->len + len)
		cap *= 2;
	if (cap != w->cap) {
		p = realloc(w->data, cap);
		if (!p) {
			w->failed = true;
			return NULL;
		}
		w->data = p;
		w->cap = cap;
	}
	p = w->data + w->len;
	w->len += len;
	return p;
}

/**
 * ndr_put_bytes() - append bytes as they are
 * @w:		writer
 * @data:	bytes
 * @len:	how many
 *
 * Context: no locks.
 */
void ndr_put_bytes(struct ndr_writer *w, const void *data, size_t len)
{
	uint8_t *p = ndr_put_room(w, len);

	if (p && len)
		memcpy(p, data, len);
}

/**
 * ndr_put_zero() - append zero bytes
 * @w:		writer
 * @len:	how many
 *
 * Context: no locks.
 */
void ndr_put_zero(struct ndr_writer *w, size_t len)
{
	uint8_t *p = ndr_put_room(w, len);

	if (p && len)
		memset(p, 0, len);
}

/**
 * ndr_put_align() - pad with zeros to the next multiple of @align
 * @w:		writer
 * @align:	2, 4 or 8
 *
 * Context: no locks.
 */
void ndr_put_align(struct ndr_writer *w, size_t align)
{
	ndr_put_zero(w, (align - w->len % align) % align);
}

static void ndr_put_uint(struct ndr_writer *w, uint64_t v, size_t size, size_t align)
{
	uint8_t *p;
	size_t i;

	ndr_put_align(w, align);
	p = ndr_put_room(w, size);
	for (i = 0; p && i < size; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

/**
 * ndr_put_u8() - append one octet
 * @w:		writer
 * @v:		value
 *
 * Context: no locks.
 */
void ndr_put_u8(struct ndr_writer *w, uint8_t v)
{
	ndr_put_uint(w, v, 1, 1);
}

/**
 * ndr_put_u16() - append an aligned 16-bit integer
 * @w:		writer
 * @v:		value
 *
 * Context: no locks.
 */
void ndr_put_u16(struct ndr_writer *w, uint16_t v)
{
	ndr_put_uint(w, v, 2, 2);
}

/**
 * ndr_put_u32() - append an aligned 32-bit integer
 * @w:		writer
 * @v:		value
 *
 * Context: no locks.
 */
void ndr_put_u32(struct ndr_writer *w, uint32_t v)
{
	ndr_put_uint(w, v, 4, 4);
}

/**
 * ndr_put_u64() - append a 64-bit integer aligned to 8
 * @w:		writer
 * @v:		value
 *
 * Context: no locks.
 */
void ndr_put_u64(struct ndr_writer *w, uint64_t v)
{
	ndr_put_uint(w, v, 8, 8);
}

/**
 * ndr_put_ptr() - append a unique pointer
 * @w:		writer
 * @present:	give it a referent id of its own, or make it null
 *
 * Context: no locks.
 */
void ndr_put_ptr(struct ndr_writer *w, bool present)
{
	ndr_put_u32(w, present ? w->next_ref : 0);
	if (present)
		w->next_ref += 4;
}

/**
 * ndr_patch_u32() - overwrite an integer written before
 * @w:		writer
 * @at:		its offset
 * @v:		new value
 *
 * Context: no locks.
 */
void ndr_patch_u32(struct ndr_writer *w, size_t at, uint32_t v)
{
	size_t i;

	if (w->failed || at > w->len || w->len - at < 4)
		return;
	for (i = 0; i < 4; i++)
		w->data[at + i] = (uint8_t)(v >> (8 * i));
}

/*
 * Next code point of a UTF-8 string. What is not UTF-8 is configuration of
 * this machine, not wire input: it becomes U+FFFD rather than an error, so that
 * one bad comment does not hide every share.
 */
static uint32_t ndr_next_code_point(const char **s)
{
	const uint8_t *p = (const uint8_t *)*s;
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned int more, i;
	uint32_t c;

	more = *p < 0x80 ? 0 : *p < 0xc2 ? 4 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : *p < 0xf5 ? 3 : 4;
	if (more == 4) {
		*s += 1;
		return 0xfffd;
	}
	c = more ? *p & (0x3f >> more) : *p;
	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			*s += i;
			return 0xfffd;
		}
		c = c << 6 | (p[i] & 0x3f);
	}
	*s += more + 1;
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0xfffd;
	return c;
}

static size_t ndr_units(const char *s)
{
	size_t n = 0;

	while (*s)
		n += ndr_next_code_point(&s) >= 0x10000 ? 2 : 1;
	return n;
}

static void ndr_put_units(struct ndr_writer *w, const char *s)
{
	uint32_t c;

	while (*s && !w->failed) {
		c = ndr_next_code_point(&s);
		if (c < 0x10000) {
			ndr_put_u16(w, (uint16_t)c);
			continue;
		}
		ndr_put_u16(w, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
		ndr_put_u16(w, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)));
	}
}

/**
 * ndr_put_wstr() - append a conformant varying UTF-16 [string]
 * @w:		writer
 * @s:		UTF-8
 *
 * Context: no locks.
 */
void ndr_put_wstr(struct ndr_writer *w, const char *s)
{
	size_t n = ndr_units(s) + 1;

	if (n > w->limit) {
		w->failed = true;
		return;
	}
	ndr_put_u32(w, (uint32_t)n);
	ndr_put_u32(w, 0);
	ndr_put_u32(w, (uint32_t)n);
	ndr_put_units(w, s);
	ndr_put_u16(w, 0);
}

/* both halves of RPC_UNICODE_STRING; a @large one counts a NUL it does not send */
static void ndr_put_string(struct ndr_writer *w, const char *s, bool large)
{
	size_t n = s ? ndr_units(s) : 0;

	if (n > UINT16_MAX / 2 - 1) {
		w->failed = true;
		return;
	}
	ndr_put_align(w, 4);
	ndr_put_u16(w, (uint16_t)(2 * n));
	ndr_put_u16(w, (uint16_t)(s ? 2 * (n + large) : 0));
	ndr_put_ptr(w, s);
}

static void ndr_put_string_body(struct ndr_writer *w, const char *s, bool large)
{
	size_t n;

	if (!s)
		return;
	n = ndr_units(s);
	ndr_put_u32(w, (uint32_t)(n + large));
	ndr_put_u32(w, 0);
	ndr_put_u32(w, (uint32_t)n);
	ndr_put_units(w, s);
}

/**
 * ndr_put_sid() - append a SID with its conformance count
 * @w:		writer
 * @sid:	the SID
 *
 * Context: no locks.
 */
void ndr_put_sid(struct ndr_writer *w, const struct ndr_sid *sid)
{
	size_t i;

	ndr_put_u32(w, sid->count);
	ndr_put_u8(w, sid->revision);
	ndr_put_u8(w, sid->count);
	for (i = 0; i < 6; i++)
		ndr_put_u8(w, (uint8_t)(sid->authority >> (40 - 8 * i)));
	for (i = 0; i < sid->count; i++)
		ndr_put_u32(w, sid->sub[i]);
}

static void ndr_put_field(struct ndr_writer *w, const struct ndr_field *f)
{
	switch (f->kind) {
	case NDR_U8:
		ndr_put_u8(w, (uint8_t)f->num);
		break;
	case NDR_U16:
		ndr_put_u16(w, (uint16_t)f->num);
		break;
	case NDR_U32:
		ndr_put_u32(w, (uint32_t)f->num);
		break;
	case NDR_TIME:
		ndr_put_uint(w, f->num, 8, 4);
		break;
	case NDR_U64:
		ndr_put_u64(w, f->num);
		break;
	case NDR_WSTR:
		ndr_put_ptr(w, f->str);
		break;
	case NDR_STRING:
	case NDR_STRING_LARGE:
		ndr_put_string(w, f->str, f->kind == NDR_STRING_LARGE);
		break;
	case NDR_SID:
		ndr_put_ptr(w, f->sid);
		break;
	case NDR_NULL:
		ndr_put_ptr(w, false);
		break;
	case NDR_GUID_ZERO:
		ndr_put_align(w, 4);
		ndr_put_zero(w, 16);
		break;
	case NDR_HOURS:
		ndr_put_align(w, 4);
		ndr_put_u16(w, 168);
		ndr_put_ptr(w, true);
		break;
	}
}

/**
 * ndr_put_row() - append the members of a structure, pointers as referent ids
 * @w:		writer
 * @row:	the members
 * @n:		how many
 *
 * A structure starts at a multiple of its widest member (C706 14.3.2).
 *
 * Context: no locks.
 */
void ndr_put_row(struct ndr_writer *w, const struct ndr_field *row, size_t n)
{
	size_t align = 1, i;

	for (i = 0; i < n; i++) {
		if (row[i].kind == NDR_U64)
			align = 8;
		else if (row[i].kind > NDR_U16 && align < 4)
			align = 4;
		else if (row[i].kind == NDR_U16 && align < 2)
			align = 2;
	}
	ndr_put_align(w, align);
	for (i = 0; i < n; i++)
		ndr_put_field(w, &row[i]);
}

/**
 * ndr_put_deferred() - append what the pointers of a structure point at
 * @w:		writer
 * @row:	the members, as given to ndr_put_row()
 * @n:		how many
 *
 * Context: no locks.
 */
void ndr_put_deferred(struct ndr_writer *w, const struct ndr_field *row, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++) {
		switch (row[i].kind) {
		case NDR_WSTR:
			if (row[i].str)
				ndr_put_wstr(w, row[i].str);
			break;
		case NDR_STRING:
		case NDR_STRING_LARGE:
			ndr_put_string_body(w, row[i].str, row[i].kind == NDR_STRING_LARGE);
			break;
		case NDR_SID:
			if (row[i].sid)
				ndr_put_sid(w, row[i].sid);
			break;
		case NDR_HOURS:
			/* size 1260, offset 0, one bit for each of 168 hours */
			ndr_put_u32(w, 1260);
			ndr_put_u32(w, 0);
			ndr_put_u32(w, 168 / 8);
			for (j = 0; j < 168 / 8; j++)
				ndr_put_u8(w, 0xff);
			break;
		default:
			break;
		}
	}
}

/**
 * ndr_put_struct() - append one structure and what it points at
 * @w:		writer
 * @row:	the members
 * @n:		how many
 *
 * Context: no locks.
 */
void ndr_put_struct(struct ndr_writer *w, const struct ndr_field *row, size_t n)
{
	ndr_put_row(w, row, n);
	ndr_put_deferred(w, row, n);
}
