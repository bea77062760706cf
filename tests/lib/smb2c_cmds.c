// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The raw client's requests: each smb2c_put_*() appends a well-formed element
 * to the message being built, for the caller to send as it is or to spoil.
 *
 * Offsets in the tests' tables count from the body's StructureSize, in the
 * layouts below (MS-SMB2 2.2). A few calls that most tests need are at the
 * end.
 */
#include "smb2c.h"

#include <stdlib.h>
#include <string.h>

static void put_fid(struct smb2c_buf *b, struct smb2c_fid f)
{
	smb2c_put_int(b, f.pid, 8);
	smb2c_put_int(b, f.vid, 8);
}

/* ECHO, LOGOFF, TREE_DISCONNECT, CANCEL. */
void smb2c_put_empty(struct smb2c *c, uint16_t command)
{
	struct smb2c_buf *b = smb2c_add(c, command);

	smb2c_put_int(b, 4, 2);
	smb2c_put_int(b, 0, 2);
}

void smb2c_put_create(struct smb2c *c, const struct smb2c_open *o)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_CREATE);
	size_t el = c->els[c->nels - 1];

	smb2c_put_int(b, 57, 2);
	smb2c_put_int(b, 0, 1);
	smb2c_put_int(b, o->oplock, 1);
	smb2c_put_int(b, 2, 4);
	smb2c_put_zero(b, 16);
	smb2c_put_int(b, o->access, 4);
	smb2c_put_int(b, o->attributes, 4);
	smb2c_put_int(b, o->share, 4);
	smb2c_put_int(b, o->disposition, 4);
	smb2c_put_int(b, o->options, 4);
	smb2c_put_int(b, SMB2C_HEADER + 56, 2);
	smb2c_put_int(b, smb2c_utf16_size(o->name), 2);
	smb2c_put_zero(b, 8);
	smb2c_put_utf16(b, o->name);
	if (!*o->name)
		smb2c_put_zero(b, 8);
	if (!o->contexts_len)
		return;
	smb2c_put_zero(b, -(b->len - el) & 7);
	smb2c_poke(c, SMB2C_HEADER + 48, b->len - el, 4);
	smb2c_poke(c, SMB2C_HEADER + 52, o->contexts_len, 4);
	smb2c_put(b, o->contexts, o->contexts_len);
}

void smb2c_put_context(struct smb2c_buf *b, const char *tag, const struct smb2c_buf *data)
{
	size_t start = b->len, last = 0;

	while (start && smb2c_get_int(b->data + last, 4))
		last += smb2c_get_int(b->data + last, 4);
	if (start)
		smb2c_set_int(b->data + last, start - last, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, 16, 2);
	smb2c_put_int(b, 4, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, 24, 2);
	smb2c_put_int(b, data->len, 4);
	smb2c_put(b, tag, 4);
	smb2c_put_zero(b, 4);
	smb2c_put(b, data->data, data->len);
	smb2c_put_zero(b, -(b->len - start) & 7);
}

void smb2c_put_close(struct smb2c *c, struct smb2c_fid f, uint16_t flags)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_CLOSE);

	smb2c_put_int(b, 24, 2);
	smb2c_put_int(b, flags, 2);
	smb2c_put_int(b, 0, 4);
	put_fid(b, f);
}

void smb2c_put_flush(struct smb2c *c, struct smb2c_fid f)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_FLUSH);

	smb2c_put_int(b, 24, 2);
	smb2c_put_zero(b, 6);
	put_fid(b, f);
}

void smb2c_put_read(struct smb2c *c, struct smb2c_fid f, uint64_t offset, uint32_t len)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_READ);

	smb2c_put_int(b, 49, 2);
	smb2c_put_int(b, SMB2C_HEADER + 16, 1);
	smb2c_put_int(b, 0, 1);
	smb2c_put_int(b, len, 4);
	smb2c_put_int(b, offset, 8);
	put_fid(b, f);
	smb2c_put_zero(b, 17);
	smb2c_charge(c, len);
}

void smb2c_put_write(struct smb2c *c, struct smb2c_fid f, uint64_t offset, const void *data,
		     uint32_t len)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_WRITE);

	smb2c_put_int(b, 49, 2);
	smb2c_put_int(b, SMB2C_HEADER + 48, 2);
	smb2c_put_int(b, len, 4);
	smb2c_put_int(b, offset, 8);
	put_fid(b, f);
	smb2c_put_zero(b, 16);
	smb2c_put(b, data, len);
	smb2c_charge(c, len);
}

void smb2c_put_lock(struct smb2c *c, struct smb2c_fid f, const struct smb2c_lock *l,
		    unsigned int n)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_LOCK);
	unsigned int i;

	smb2c_put_int(b, 48, 2);
	smb2c_put_int(b, n, 2);
	smb2c_put_int(b, 0, 4);
	put_fid(b, f);
	for (i = 0; i < n; i++) {
		smb2c_put_int(b, l[i].offset, 8);
		smb2c_put_int(b, l[i].length, 8);
		smb2c_put_int(b, l[i].flags, 4);
		smb2c_put_int(b, 0, 4);
	}
}

void smb2c_put_ioctl(struct smb2c *c, struct smb2c_fid f, uint32_t code, const void *in,
		     uint32_t len, uint32_t room)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_IOCTL);

	smb2c_put_int(b, 57, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, code, 4);
	put_fid(b, f);
	smb2c_put_int(b, SMB2C_HEADER + 56, 4);
	smb2c_put_int(b, len, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, room, 4);
	smb2c_put_int(b, 1, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put(b, in, len);
	if (!len)
		smb2c_put_zero(b, 1);
	smb2c_charge(c, len > room ? len : room);
}

void smb2c_put_query_directory(struct smb2c *c, struct smb2c_fid f, uint8_t class, uint8_t flags,
			       const char *pattern, uint32_t room)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_QUERY_DIRECTORY);

	smb2c_put_int(b, 33, 2);
	smb2c_put_int(b, class, 1);
	smb2c_put_int(b, flags, 1);
	smb2c_put_int(b, 0, 4);
	put_fid(b, f);
	smb2c_put_int(b, SMB2C_HEADER + 32, 2);
	smb2c_put_int(b, smb2c_utf16_size(pattern), 2);
	smb2c_put_int(b, room, 4);
	smb2c_put_utf16(b, pattern);
	if (!*pattern)
		smb2c_put_zero(b, 2);
	smb2c_charge(c, room);
}

void smb2c_put_notify(struct smb2c *c, struct smb2c_fid f, uint32_t room)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_CHANGE_NOTIFY);

	smb2c_put_int(b, 32, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, room, 4);
	put_fid(b, f);
	smb2c_put_int(b, 0x17f, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_charge(c, room);
}

void smb2c_put_query_info(struct smb2c *c, struct smb2c_fid f, uint8_t type, uint8_t class,
			  uint32_t room)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_QUERY_INFO);

	smb2c_put_int(b, 41, 2);
	smb2c_put_int(b, type, 1);
	smb2c_put_int(b, class, 1);
	smb2c_put_int(b, room, 4);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, type == 3 ? 7 : 0, 4);
	smb2c_put_int(b, 0, 4);
	put_fid(b, f);
	smb2c_put_zero(b, 1);
	smb2c_charge(c, room);
}

void smb2c_put_set_info(struct smb2c *c, struct smb2c_fid f, uint8_t type, uint8_t class,
			const void *data, uint32_t len)
{
	struct smb2c_buf *b = smb2c_add(c, SMB2_SET_INFO);

	smb2c_put_int(b, 33, 2);
	smb2c_put_int(b, type, 1);
	smb2c_put_int(b, class, 1);
	smb2c_put_int(b, len, 4);
	smb2c_put_int(b, SMB2C_HEADER + 32, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, type == 3 ? 4 : 0, 4);
	put_fid(b, f);
	smb2c_put(b, data, len);
	if (!len)
		smb2c_put_zero(b, 1);
	smb2c_charge(c, len);
}

/* By async id when there is one, else by message id. */
void smb2c_put_cancel(struct smb2c *c, uint64_t message, uint64_t async)
{
	smb2c_put_empty(c, SMB2_CANCEL);
	smb2c_poke(c, H_MESSAGE, message, 8);
	if (!async)
		return;
	smb2c_poke(c, H_FLAGS, FLAG_ASYNC, 4);
	smb2c_poke(c, H_PROCESS, async, 8);
}

/* ---- calls ---- */

void smb2c_fid_of(const struct smb2c_reply *r, struct smb2c_fid *f)
{
	f->pid = f->vid = ~0ull;
	if (r->status != STATUS_SUCCESS || r->body_len < 80)
		return;
	f->pid = smb2c_get_int(r->body + 64, 8);
	f->vid = smb2c_get_int(r->body + 72, 8);
}

uint32_t smb2c_create(struct smb2c *c, const struct smb2c_open *o, struct smb2c_fid *f)
{
	struct smb2c_reply r;

	smb2c_put_create(c, o);
	smb2c_call(c, &r);
	smb2c_fid_of(&r, f);
	return r.status;
}

uint32_t smb2c_open_file(struct smb2c *c, const char *name, uint32_t access,
			 uint32_t disposition, struct smb2c_fid *f)
{
	return smb2c_create(c, &(struct smb2c_open) {
		.name = name, .access = access, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = disposition, .options = OPT_NON_DIRECTORY,
	}, f);
}

uint32_t smb2c_open_dir(struct smb2c *c, const char *name, uint32_t disposition,
			struct smb2c_fid *f)
{
	return smb2c_create(c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_ALL, .share = SHARE_ALL,
		.disposition = disposition, .options = OPT_DIRECTORY,
	}, f);
}

uint32_t smb2c_close(struct smb2c *c, struct smb2c_fid f)
{
	smb2c_put_close(c, f, 0);
	return smb2c_call(c, NULL);
}

uint32_t smb2c_write(struct smb2c *c, struct smb2c_fid f, uint64_t offset, const char *text)
{
	smb2c_put_write(c, f, offset, text, strlen(text));
	return smb2c_call(c, NULL);
}

/* Deletes a file or an empty directory. */
uint32_t smb2c_remove(struct smb2c *c, const char *name)
{
	struct smb2c_fid f;
	uint32_t status = smb2c_create(c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_DELETE, .share = SHARE_ALL, .disposition = OPEN,
		.options = OPT_DELETE_ON_CLOSE,
	}, &f);

	return status == STATUS_SUCCESS ? smb2c_close(c, f) : status;
}

uint32_t smb2c_echo(struct smb2c *c)
{
	smb2c_put_empty(c, SMB2_ECHO);
	return smb2c_call(c, NULL);
}
