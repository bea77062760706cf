/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NDR 2.0 marshalling (C706 chapter 14, MS-RPCE 2.2.4): a bounded reader and a
 * growing writer for the stubs of the RPC services.
 *
 * For: every byte that rpc*.c takes from or gives to a client.
 * Not for: what the bytes mean; that is each service's own business.
 *
 * Called by rpc.c (PDU headers) and the rpc_<service>.c files (stubs), on one
 * thread, without locks. Errors stick: after the first one every get returns
 * zero or NULL and every put does nothing, so callers check once at the end.
 * A reader never hands out a pointer without having checked its length, and
 * strings come as NUL-terminated UTF-8 from the call's arena.
 */
#ifndef KSMBD_LIB_NDR_H
#define KSMBD_LIB_NDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NDR_SID_MAX_SUBS	15
#define NDR_HANDLE_SIZE		20

/*
 * struct ndr_arena - memory of one call
 *
 * Owned by the call that is being run; ndr_arena_free() ends all of it at once.
 */
struct ndr_arena {
	struct ndr_chunk *chunks;	/* newest first */
	size_t used;			/* bytes handed out */
	size_t limit;			/* bytes that may be handed out */
};

/* struct ndr_sid - a security identifier (MS-DTYP 2.4.2) */
struct ndr_sid {
	uint8_t revision;
	uint8_t count;			/* of @sub, at most NDR_SID_MAX_SUBS */
	uint64_t authority;		/* 48 bits */
	uint32_t sub[NDR_SID_MAX_SUBS];
};

/* struct ndr_reader - a cursor in a stub that somebody else owns */
struct ndr_reader {
	const uint8_t *data;
	size_t len;
	size_t pos;
	bool big_endian;		/* integer format of the sender's drep */
	bool failed;			/* sticky */
	struct ndr_arena *arena;	/* where strings go */
};

/* struct ndr_string - fixed part of an RPC_UNICODE_STRING (MS-DTYP 2.3.10) */
struct ndr_string {
	uint16_t length;		/* bytes */
	uint16_t size;			/* bytes */
	bool present;
};

/* struct ndr_writer - a growing little-endian stub; ndr_writer_free() ends it */
struct ndr_writer {
	uint8_t *data;
	size_t len;
	size_t cap;
	size_t limit;			/* @len never passes this */
	uint32_t next_ref;		/* next referent id */
	bool failed;			/* sticky: no memory, or @limit */
};

/*
 * enum ndr_kind - how one member of a structure is written
 *
 * A structure is an array of struct ndr_field; ndr_put_row() writes what stands
 * in the structure, ndr_put_deferred() what its pointers point at. Arrays of
 * structures put all rows first and then everything deferred, row by row.
 */
enum ndr_kind {
	NDR_U8,
	NDR_U16,
	NDR_U32,
	NDR_TIME,		/* 64 bits, aligned to 4 (OLD_LARGE_INTEGER) */
	NDR_U64,		/* 64 bits, aligned to 8 */
	NDR_WSTR,		/* unique pointer to a UTF-16 [string]; NULL is a null pointer */
	NDR_STRING,		/* RPC_UNICODE_STRING; NULL is a null buffer */
	NDR_STRING_LARGE,	/* the same, with room for a NUL in its size */
	NDR_SID,		/* unique pointer to a SID; NULL is a null pointer */
	NDR_NULL,		/* a null pointer */
	NDR_GUID_ZERO,		/* 16 zero bytes, aligned to 4 */
	NDR_HOURS,		/* SAMPR_LOGON_HOURS: any hour of the week */
};

struct ndr_field {
	enum ndr_kind kind;
	union {
		uint64_t num;
		const char *str;
		const struct ndr_sid *sid;
	};
};

#define NDR_F_NUM(k, v)		((struct ndr_field){ .kind = (k), .num = (v) })
#define NDR_F_U16(v)		NDR_F_NUM(NDR_U16, v)
#define NDR_F_U32(v)		NDR_F_NUM(NDR_U32, v)
#define NDR_F_TIME(v)		NDR_F_NUM(NDR_TIME, v)
#define NDR_F_WSTR(s)		((struct ndr_field){ .kind = NDR_WSTR, .str = (s) })
#define NDR_F_STRING(s)		((struct ndr_field){ .kind = NDR_STRING, .str = (s) })
#define NDR_F_LARGE(s)		((struct ndr_field){ .kind = NDR_STRING_LARGE, .str = (s) })
#define NDR_F_SID(p)		((struct ndr_field){ .kind = NDR_SID, .sid = (p) })
#define NDR_F_NULL		NDR_F_NUM(NDR_NULL, 0)

void *ndr_alloc(struct ndr_arena *arena, size_t count, size_t size);
char *ndr_strdup(struct ndr_arena *arena, const char *s);
void ndr_arena_free(struct ndr_arena *arena);

void ndr_reader_init(struct ndr_reader *r, struct ndr_arena *arena, const void *data,
		     size_t len, bool big_endian);
void ndr_get_align(struct ndr_reader *r, size_t align);
uint8_t ndr_get_u8(struct ndr_reader *r);
uint16_t ndr_get_u16(struct ndr_reader *r);
uint32_t ndr_get_u32(struct ndr_reader *r);
const uint8_t *ndr_get_bytes(struct ndr_reader *r, size_t len);
bool ndr_get_ptr(struct ndr_reader *r);
char *ndr_get_wstr(struct ndr_reader *r);
char *ndr_get_wstr_ptr(struct ndr_reader *r);
char *ndr_get_str8(struct ndr_reader *r);
struct ndr_string ndr_get_string(struct ndr_reader *r);
char *ndr_get_string_body(struct ndr_reader *r, struct ndr_string head);
bool ndr_get_sid(struct ndr_reader *r, struct ndr_sid *sid);
uint32_t ndr_get_count(struct ndr_reader *r, size_t min_size);

void ndr_writer_init(struct ndr_writer *w, size_t limit);
void ndr_writer_free(struct ndr_writer *w);
void ndr_put_align(struct ndr_writer *w, size_t align);
void ndr_put_bytes(struct ndr_writer *w, const void *data, size_t len);
void ndr_put_zero(struct ndr_writer *w, size_t len);
void ndr_put_u8(struct ndr_writer *w, uint8_t v);
void ndr_put_u16(struct ndr_writer *w, uint16_t v);
void ndr_put_u32(struct ndr_writer *w, uint32_t v);
void ndr_put_u64(struct ndr_writer *w, uint64_t v);
void ndr_put_ptr(struct ndr_writer *w, bool present);
void ndr_put_wstr(struct ndr_writer *w, const char *s);
void ndr_put_sid(struct ndr_writer *w, const struct ndr_sid *sid);
void ndr_put_row(struct ndr_writer *w, const struct ndr_field *row, size_t n);
void ndr_put_deferred(struct ndr_writer *w, const struct ndr_field *row, size_t n);
void ndr_put_struct(struct ndr_writer *w, const struct ndr_field *row, size_t n);
void ndr_patch_u32(struct ndr_writer *w, size_t at, uint32_t v);

#endif /* KSMBD_LIB_NDR_H */
