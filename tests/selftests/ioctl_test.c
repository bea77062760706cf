// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IOCTL (MS-SMB2 3.3.5.15): order of checks, and each FSCTL the server knows:
 * resume keys and COPYCHUNK, sparse files, reparse points, interfaces,
 * VALIDATE_NEGOTIATE_INFO, pipes.
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>

#define FSCTL_PIPE_WAIT			0x00110018
#define FSCTL_PIPE_TRANSCEIVE		0x0011c017
#define FSCTL_DFS_GET_REFERRALS		0x00060194
#define FSCTL_GET_COMPRESSION		0x0009003c
#define FSCTL_GET_REPARSE_POINT		0x000900a8
#define FSCTL_SET_SPARSE		0x000900c4
#define FSCTL_SET_ZERO_DATA		0x000980c8
#define FSCTL_QUERY_ALLOCATED_RANGES	0x000940cf
#define FSCTL_RESUME_KEY		0x00140078
#define FSCTL_NETIFS			0x001401fc
#define FSCTL_VALIDATE			0x00140204
#define FSCTL_COPYCHUNK			0x001440f2
#define FSCTL_COPYCHUNK_WRITE		0x001480f2

static const struct smb2c_fid nothing = { ~0ull, ~0ull };

static void build(struct st *s)
{
	smb2c_put_ioctl(&s->c, s->file, FSCTL_GET_COMPRESSION, NULL, 0, 1024);
}

static void build_dir(struct st *s)
{
	smb2c_put_ioctl(&s->c, s->dir, FSCTL_GET_COMPRESSION, NULL, 0, 1024);
}

/* 4 code, 8 fid, 24 input offset, 28 input length, 32 max input, 44 max output, 48 flags */
static const struct st_case cases[] = {
	{ "an FSCTL that only asks", STATUS_SUCCESS },
	{ "what is not an FSCTL is not supported", STATUS_NOT_SUPPORTED, { P32(B(48), 0) } },
	{ "an unknown FSCTL is an invalid request", STATUS_INVALID_DEVICE_REQUEST,
	  { P32(B(4), 0x00099999) } },
	{ "input that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 4000) } },
	{ "input behind the frame is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24), 0xffffff00), P32(B(28), 16) } },
	{ "input within the fixed part is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24), 64), P32(B(28), 1) } },
	{ "input of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0xffffffff) } },
	{ "more output than the charge pays for is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(44), 65537) } },
	{ "output of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(44), 0xffffffff) } },
	{ "too little room for the answer is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(44), 1) } },
	{ "the handle comes before the flags", STATUS_FILE_CLOSED,
	  { P64(B(8), 7), P32(B(48), 0) } },
	{ "the flags come before the code", STATUS_NOT_SUPPORTED,
	  { P32(B(4), 0x00099999), P32(B(48), 0) } },
	{ "the code comes before the room", STATUS_INVALID_DEVICE_REQUEST,
	  { P32(B(4), 0x00099999), P32(B(44), 1) } },
	{ "pipes are waited for on IPC$ only", STATUS_INVALID_DEVICE_REQUEST,
	  { P32(B(4), FSCTL_PIPE_WAIT) } },
	{ "a file takes no transactions", STATUS_INVALID_DEVICE_REQUEST,
	  { P32(B(4), FSCTL_PIPE_TRANSCEIVE) } },
	{ "a file is not a reparse point", STATUS_NOT_A_REPARSE_POINT,
	  { P32(B(4), FSCTL_GET_REPARSE_POINT) } },
	{ "interfaces want no handle", STATUS_INVALID_PARAMETER, { P32(B(4), FSCTL_NETIFS) } },
	{ "not even one that is none", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_NETIFS), P64(B(8), 7), P32(B(44), 1) } },
	{ "nor does VALIDATE_NEGOTIATE_INFO", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_VALIDATE), P64(B(8), 7) } },
	{ "COPYCHUNK without chunks is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_COPYCHUNK) } },
	{ "allocated ranges want a range", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_QUERY_ALLOCATED_RANGES) } },
	{ "zeroing wants a range", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_SET_ZERO_DATA) } },
};

static const struct st_case directory[] = {
	{ "a directory cannot be made sparse", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_SET_SPARSE) } },
	{ "a directory has no allocated ranges", STATUS_INVALID_PARAMETER,
	  { P32(B(4), FSCTL_QUERY_ALLOCATED_RANGES) } },
};

static uint32_t ioctl(struct smb2c *c, struct smb2c_fid f, uint32_t code, const void *in,
		      uint32_t len, struct smb2c_reply *r)
{
	smb2c_put_ioctl(c, f, code, in, len, 4096);
	return smb2c_call(c, r);
}

static const uint8_t *output(const struct smb2c_reply *r, uint32_t *len)
{
	uint32_t off;

	*len = 0;
	if (r->body_len < 48 || r->size != 49)
		return NULL;
	off = smb2c_get_int(r->body + 32, 4);
	*len = smb2c_get_int(r->body + 36, 4);
	if (off > r->len || *len > r->len - off)
		*len = 0;
	return r->el + off;
}

static void without_handle(struct st *s)
{
	struct smb2c_reply r;
	uint32_t len;

	st_is(ioctl(&s->c, nothing, FSCTL_GET_COMPRESSION, NULL, 0, &r), STATUS_FILE_CLOSED,
	      "what needs a handle gets none");
	st_is(ioctl(&s->c, nothing, FSCTL_DFS_GET_REFERRALS, NULL, 0, &r),
	      STATUS_FS_DRIVER_REQUIRED, "there is no DFS");
	st_is(ioctl(&s->c, nothing, FSCTL_NETIFS, NULL, 0, &r), STATUS_SUCCESS, "interfaces");
	st_ok(output(&r, &len) && len && len % 152 == 0, "come as entries of 152 bytes");
}

/* ---- COPYCHUNK ---- */

static void put_chunks(struct smb2c_buf *b, const uint8_t *key, unsigned int n, uint64_t src,
		       uint64_t dst, uint32_t len)
{
	unsigned int i;

	b->len = 0;
	smb2c_put(b, key, 24);
	smb2c_put_int(b, n, 4);
	smb2c_put_int(b, 0, 4);
	for (i = 0; i < n; i++) {
		smb2c_put_int(b, src, 8);
		smb2c_put_int(b, dst + i * (uint64_t)len, 8);
		smb2c_put_int(b, len, 4);
		smb2c_put_int(b, 0, 4);
	}
}

static void copychunk_limits(struct st *s, struct smb2c_fid to, struct smb2c_buf *b,
			     const uint8_t *key)
{
	static const uint8_t wrong[24] = { 1, 2, 3 };
	struct smb2c_reply r;
	const uint8_t *p;
	uint32_t len;

	put_chunks(b, key, 257, 0, 0, 1);
	smb2c_put_ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b->data, b->len, 4096);
	st_is(smb2c_call(&s->c, &r), STATUS_INVALID_PARAMETER, "COPYCHUNK: too many chunks");
	p = output(&r, &len);
	st_ok(p && len == 12 && smb2c_get_int(p, 4) == 256 &&
	      smb2c_get_int(p + 4, 4) == 1 << 20 && smb2c_get_int(p + 8, 4) == 16 << 20,
	      "COPYCHUNK: the answer tells the limits");
	put_chunks(b, key, 1, 5, 0, 10);
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b->data, b->len, &r),
	      STATUS_INVALID_VIEW_SIZE, "COPYCHUNK: a chunk that passes the end of its source");
	put_chunks(b, key, 1, 0, 0, 0);
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b->data, b->len, &r),
	      STATUS_INVALID_PARAMETER, "COPYCHUNK: a chunk of no bytes");
	put_chunks(b, wrong, 1, 0, 0, 1);
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b->data, b->len, &r),
	      STATUS_OBJECT_NAME_NOT_FOUND, "COPYCHUNK: a key nobody gave");
	put_chunks(b, key, 1, 0, 0, 1);
	smb2c_set_int(b->data + 24, 100, 4);
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b->data, b->len, &r),
	      STATUS_INVALID_PARAMETER, "COPYCHUNK: fewer chunks than the count says");
	put_chunks(b, key, 1, 1ull << 63, 0, 1);
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b->data, b->len, &r),
	      STATUS_INVALID_PARAMETER, "COPYCHUNK: an offset below zero");
}

static void copychunk(struct st *s)
{
	struct smb2c_buf b = { 0 };
	struct smb2c_reply r;
	struct smb2c_fid to, reader;
	uint8_t key[24] = { 0 };
	const uint8_t *p;
	uint32_t len;

	st_need(smb2c_write(&s->c, s->file, 0, "0123456789"), "a source");
	st_need(smb2c_open_file(&s->c, "selftest\\copy", ACCESS_ALL, OVERWRITE_IF, &to), "a target");
	st_is(ioctl(&s->c, s->file, FSCTL_RESUME_KEY, NULL, 0, &r), STATUS_SUCCESS,
	      "a resume key");
	p = output(&r, &len);
	if (p && len >= 24)
		memcpy(key, p, 24);
	put_chunks(&b, key, 2, 2, 0, 4);
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK, b.data, b.len, &r), STATUS_SUCCESS,
	      "COPYCHUNK: two chunks");
	p = output(&r, &len);
	st_ok(p && len == 12 && smb2c_get_int(p, 4) == 2 && smb2c_get_int(p + 8, 4) == 8,
	      "COPYCHUNK: are counted");
	smb2c_put_read(&s->c, to, 0, 100);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && smb2c_get_int(r.body + 4, 4) == 8 &&
	      !memcmp(r.el + r.body[2], "23452345", 8), "COPYCHUNK: and copied");
	copychunk_limits(s, to, &b, key);
	st_need(smb2c_open_file(&s->c, "selftest\\copy", ACCESS_READ, OPEN, &reader), "to read");
	put_chunks(&b, key, 1, 0, 0, 1);
	st_is(ioctl(&s->c, reader, FSCTL_COPYCHUNK_WRITE, b.data, b.len, &r),
	      STATUS_ACCESS_DENIED, "COPYCHUNK: a target that cannot be written");
	smb2c_close(&s->c, to);
	st_need(smb2c_open_file(&s->c, "selftest\\copy", ACCESS_WRITE, OPEN, &to), "to write");
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK, b.data, b.len, &r), STATUS_ACCESS_DENIED,
	      "COPYCHUNK: wants a target that can be read");
	st_is(ioctl(&s->c, to, FSCTL_COPYCHUNK_WRITE, b.data, b.len, &r), STATUS_SUCCESS,
	      "COPYCHUNK_WRITE does not");
	smb2c_close(&s->c, to);
	smb2c_close(&s->c, reader);
	smb2c_remove(&s->c, "selftest\\copy");
	free(b.data);
}

/* ---- sparse files ---- */

static void sparse(struct st *s)
{
	uint8_t range[16] = { 2, 0, 0, 0, 0, 0, 0, 0, 5 }, bad[16] = { 9, 0, 0, 0, 0, 0, 0, 0, 5 };
	struct smb2c_reply r;
	struct smb2c_fid f;
	const uint8_t *p;
	uint32_t len;

	st_is(ioctl(&s->c, s->file, FSCTL_SET_SPARSE, NULL, 0, &r), STATUS_SUCCESS,
	      "a file is made sparse");
	st_is(ioctl(&s->c, s->file, FSCTL_SET_ZERO_DATA, range, 16, &r), STATUS_SUCCESS,
	      "bytes are zeroed");
	smb2c_put_read(&s->c, s->file, 0, 10);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && !memcmp(r.el + r.body[2], "01\0\0\0" "56789", 10),
	      "these and no others");
	st_is(ioctl(&s->c, s->file, FSCTL_SET_ZERO_DATA, bad, 16, &r), STATUS_INVALID_PARAMETER,
	      "an end before the beginning is refused");
	st_is(ioctl(&s->c, s->file, FSCTL_SET_ZERO_DATA, range, 15, &r), STATUS_INVALID_PARAMETER,
	      "a short range is refused");
	range[0] = 0;
	st_is(ioctl(&s->c, s->file, FSCTL_QUERY_ALLOCATED_RANGES, range, 16, &r), STATUS_SUCCESS,
	      "allocated ranges");
	p = output(&r, &len);
	st_ok(p && len == 16 && !smb2c_get_int(p, 8), "there is one");
	st_need(smb2c_open_file(&s->c, "selftest\\file", ACCESS_READ, OPEN, &f), "to read");
	st_is(ioctl(&s->c, f, FSCTL_SET_ZERO_DATA, range, 16, &r), STATUS_ACCESS_DENIED,
	      "a handle that cannot write cannot zero");
	st_is(ioctl(&s->c, f, FSCTL_SET_SPARSE, NULL, 0, &r), STATUS_ACCESS_DENIED,
	      "nor make sparse");
	smb2c_close(&s->c, f);
}

/* ---- VALIDATE_NEGOTIATE_INFO ---- */

static void put_validate(struct smb2c *c, struct smb2c_buf *b, uint16_t dialect)
{
	b->len = 0;
	smb2c_put_int(b, c->client_caps, 4);
	smb2c_put(b, c->client_guid, 16);
	smb2c_put_int(b, c->security_mode, 2);
	smb2c_put_int(b, 1, 2);
	smb2c_put_int(b, dialect, 2);
}

static void validate(void)
{
	struct smb2c_buf b = { 0 };
	struct smb2c_reply r;
	struct smb2c c;
	const uint8_t *p;
	uint32_t len;

	smb2c_init(&c);
	st_log_on(&c, 0x0302);
	put_validate(&c, &b, 0x0302);
	st_is(ioctl(&c, nothing, FSCTL_VALIDATE, b.data, b.len, &r), STATUS_SUCCESS,
	      "VALIDATE: what was negotiated is confirmed");
	p = output(&r, &len);
	st_ok(p && len == 24 && smb2c_get_int(p, 4) == c.caps && !memcmp(p + 4, c.server_guid, 16) &&
	      smb2c_get_int(p + 22, 2) == 0x0302, "VALIDATE: in the server's own words");
	st_is(ioctl(&c, nothing, FSCTL_VALIDATE, b.data, 10, &r), STATUS_INVALID_PARAMETER,
	      "VALIDATE: half a request is refused");
	put_validate(&c, &b, 0x0210);
	st_is(ioctl(&c, nothing, FSCTL_VALIDATE, b.data, b.len, &r), SMB2C_GONE,
	      "VALIDATE: another dialect ends the connection");
	st_log_on(&c, 0x0302);
	put_validate(&c, &b, 0x0302);
	b.data[4] ^= 1;
	st_is(ioctl(&c, nothing, FSCTL_VALIDATE, b.data, b.len, &r), SMB2C_GONE,
	      "VALIDATE: another GUID ends the connection");
	free(b.data);
	smb2c_free(&c);
}

/* ---- pipes ---- */

static void pipe_ioctls(void)
{
	static const uint8_t garbage[32] = { 5, 0, 99 };
	struct smb2c_reply r;
	struct smb2c_fid f;
	struct smb2c c;

	smb2c_init(&c);
	st_log_on_as(&c, 0x0311, st_user, st_password, "IPC$");
	st_need(smb2c_open_file(&c, "srvsvc", 0x12019f, OPEN, &f), "a pipe");
	ioctl(&c, f, FSCTL_PIPE_TRANSCEIVE, garbage, sizeof(garbage), &r);
	st_ok(r.status != SMB2C_GONE && r.status != SMB2C_SILENT,
	      "garbage on a pipe is answered (%s)", smb2c_status_name(r.status));
	st_is(ioctl(&c, f, FSCTL_SET_SPARSE, NULL, 0, &r), STATUS_INVALID_DEVICE_REQUEST,
	      "a pipe is not sparse");
	st_is(ioctl(&c, nothing, FSCTL_PIPE_WAIT, garbage, 3, &r), STATUS_INVALID_PARAMETER,
	      "half a wait is refused");
	smb2c_free(&c);
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "IOCTL", build, B(8));
	ST_TABLE(&s, "IOCTL", build, cases);
	ST_TABLE(&s, "IOCTL", build_dir, directory);
	without_handle(&s);
	copychunk(&s);
	sparse(&s);
	st_close(&s);
	validate();
	pipe_ioctls();
	return st_end();
}
