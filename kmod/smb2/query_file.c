// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_INFO of files: gathers facts from the handle, hands them to the codec
 * (MS-SMB2 3.3.5.20.1).
 *
 * Not for:  bytes (wire/info_file.c).
 * Called:   cmd_query_info.c; process context, no locks held.
 */
#include "smb2/info.h"

#include <linux/slab.h>
#include "smb2/ext.h"
#include "smb2/wire/set.h"
#include "util/shortname.h"
#include "util/utf16.h"

/* Longest name on the wire: a path and a stream; one UTF-8 byte makes at most two. */
#define NAME_WIRE_MAX	(2 * (KSMBD_PATH_MAX + KSMBD_STREAM_MAX))

/**
 * smb2_file_facts_from_attr() - attributes of a file as the codecs want them
 * @f: facts to fill
 * @attr: from vfs
 *
 * Context: any.
 */
void smb2_file_facts_from_attr(struct smb2_file_facts *f, const struct ksmbd_attr *attr)
{
	f->create_time = attr->create_time;
	f->access_time = attr->access_time;
	f->write_time = attr->write_time;
	f->change_time = attr->change_time;
	f->size = attr->size;
	f->alloc = attr->alloc;
	f->attributes = attr->attributes;
	f->reparse_tag = attr->reparse_tag;
	f->nlink = attr->nlink;
	f->file_id = attr->file_id;
	f->directory = attr->attributes & KSMBD_ATTR_DIRECTORY;
}

/* "dir/file" (and ":stream") as it is now, with or without a leading backslash, into @buf. */
static int wire_name(struct ksmbd_open *open, bool leading, u8 *buf, size_t room)
{
	char *path = kmalloc(KSMBD_PATH_MAX, GFP_KERNEL);
	int n, used = 0;

	if (!path)
		return -ENOMEM;
	n = ksmbd_vfs_name_of(open->h.root, open->h.file, path, KSMBD_PATH_MAX);
	if (n < 0)
		goto out_free;
	if (leading) {
		buf[used++] = '\\';
		buf[used++] = 0;
	}
	n = ksmbd_name_to_wire(path, strlen(path), open->h.root->encoding, buf + used,
			       room - used);
	if (n < 0)
		goto out_free;
	used += n;
	if (open->h.stream && open->h.stream[0]) {
		buf[used++] = ':';
		buf[used++] = 0;
		n = ksmbd_stream_to_wire(open->h.stream, strlen(open->h.stream),
					 open->h.root->encoding, buf + used, room - used);
		if (n < 0)
			goto out_free;
		used += n;
	}
	n = used;
out_free:
	kfree(path);
	return n;
}

/* 8.3 form of the last component. */
static int wire_short_name(struct ksmbd_open *open, u8 *buf, size_t room)
{
	char name[KSMBD_SHORTNAME_MAX], *path = kmalloc(KSMBD_PATH_MAX, GFP_KERNEL);
	const char *last;
	int n;

	if (!path)
		return -ENOMEM;
	n = ksmbd_vfs_name_of(open->h.root, open->h.file, path, KSMBD_PATH_MAX);
	if (n >= 0) {
		last = strrchr(path, '/');
		last = last ? last + 1 : path;
		n = ksmbd_shortname(last, strlen(last), name);
		n = ksmbd_name_to_wire(name, n, KSMBD_NAMES_NATIVE, buf, room);
	}
	kfree(path);
	return n;
}

static int gather_name(struct smb2_req *req, u8 class, struct smb2_file_facts *f, u8 *buf)
{
	struct ksmbd_open *open = req->open;
	int n = 0;

	if (open->is_pipe)
		return 0;
	if (class == FILE_ALTERNATE_NAME_INFO)
		n = wire_short_name(open, buf, NAME_WIRE_MAX);
	else if (class == FILE_NORMALIZED_NAME_INFO)
		n = wire_name(open, false, buf, NAME_WIRE_MAX);
	else if (class == FILE_NAME_INFO || class == FILE_ALL_INFO)
		n = wire_name(open, true, buf, NAME_WIRE_MAX);
	if (n < 0)
		return n;
	f->name = buf;
	f->name_len = n;
	return 0;
}

static int gather_facts(struct smb2_req *req, u8 class, struct smb2_file_facts *f)
{
	struct ksmbd_open *open = req->open;
	struct ksmbd_attr attr;
	int err = open->h.ops->getattr(&open->h, &attr);

	if (err)
		return err;
	smb2_file_facts_from_attr(f, &attr);
	f->access = open->h.access;
	mutex_lock(&open->lock);
	f->mode = open->mode;
	f->position = open->position;
	mutex_unlock(&open->lock);
	if (open->is_pipe)
		return 0;
	f->volume = ksmbd_vfs_volume_serial(open->h.root);
	f->delete_pending = ksmbd_open_delete_pending(open);
	if (f->delete_pending && f->nlink)
		f->nlink--;
	if (open->is_stream)
		f->directory = false;
	if (class == FILE_EA_INFO || class == FILE_ALL_INFO)
		err = ksmbd_vfs_ea_size(&open->h, &f->ea_size);
	return err == -EOPNOTSUPP ? 0 : err;
}

static ntstatus_t query_plain(struct smb2_req *req, const struct smb2_query_info_args *a)
{
	struct smb2_file_facts f = {};
	struct ksmbd_wr *wr;
	ntstatus_t status;
	u8 *name;
	int err;

	name = kvmalloc(NAME_WIRE_MAX, GFP_KERNEL);
	if (!name)
		return STATUS_NO_MEMORY;
	err = gather_facts(req, a->class, &f);
	if (!err)
		err = gather_name(req, a->class, &f, name);
	status = smb2_status_from_errno(err);
	if (err)
		goto out_free;
	status = STATUS_NO_MEMORY;
	wr = smb2_payload_begin(req, 128 + f.name_len);
	if (!wr)
		goto out_free;
	status = STATUS_INVALID_INFO_CLASS;
	if (smb2_file_info_encode(wr, a->class, &f))
		status = smb2_query_finish(req, wr, a->room);
out_free:
	kvfree(name);
	return status;
}

struct list_ctx {
	struct smb2_req *req;
	struct ksmbd_wr *wr;
	size_t prev;
	bool full;
	u8 *name;
};

static int emit_stream_named(struct list_ctx *c, const char *name, size_t len, u64 size, u64 alloc)
{
	int n, used = 0;

	c->name[used++] = ':';
	c->name[used++] = 0;
	n = ksmbd_stream_to_wire(name, len, c->req->open->h.root->encoding, c->name + used,
				 NAME_WIRE_MAX - 32);
	if (n < 0)
		return 0;	/* not a name a client could open */
	used += n;
	n = ksmbd_utf8_to_utf16(":$DATA", 6, c->name + used, 32);
	used += n;
	if (smb2_stream_entry_encode(c->wr, &c->prev, c->name, used, size, alloc))
		return 0;
	c->full = true;
	return 1;
}

static int emit_stream(const struct ksmbd_stream_info *s, void *arg)
{
	return emit_stream_named(arg, s->name, s->name_len, s->size, s->alloc);
}

/* The unnamed stream first (directories have none), then the named ones. */
static ntstatus_t query_streams(struct smb2_req *req, const struct smb2_query_info_args *a)
{
	struct ksmbd_open *open = req->open;
	struct list_ctx c = { .req = req, .prev = (size_t)-1 };
	struct ksmbd_attr attr;
	ntstatus_t status = STATUS_NO_MEMORY;
	int err;

	c.name = kvmalloc(NAME_WIRE_MAX, GFP_KERNEL);
	c.wr = smb2_payload_begin(req, a->room);
	if (!c.name || !c.wr)
		goto out_free;
	err = ksmbd_vfs_getattr(&open->h, &attr);
	if (!err && !(attr.attributes & KSMBD_ATTR_DIRECTORY))
		emit_stream_named(&c, "", 0, attr.size, attr.alloc);
	if (!err && !c.full)
		err = smb2_ext_call(stream_list, 0, &open->h, emit_stream, &c);
	if (err >= 0 && !c.full)
		err = ksmbd_stream_list(&open->h, emit_stream, &c);
	if (err < 0) {
		status = smb2_status_from_errno(err);
		goto out_free;
	}
	status = smb2_query_finish(req, c.wr, a->room);
	if (c.full)
		status = STATUS_BUFFER_OVERFLOW;
out_free:
	kvfree(c.name);
	return status;
}

static int emit_ea(const struct ksmbd_ea *ea, void *arg)
{
	struct list_ctx *c = arg;

	if (smb2_ea_entry_encode(c->wr, &c->prev, ea->flags, ea->name, ea->name_len, ea->value,
				 ea->value_len))
		return 0;
	c->full = true;
	return 1;
}

/* EAs asked for by name; one that is not there comes with an empty value (MS-FSA 2.1.5.12.10). */
static int list_named_eas(struct smb2_req *req, struct ksmbd_rd *names, struct list_ctx *c)
{
	struct ksmbd_ea ea = {};
	const char *name;
	u8 name_len;
	void *value;
	int n = 0;

	value = kvmalloc(KSMBD_EA_MAX, GFP_KERNEL);
	if (!value)
		return -ENOMEM;
	while (n >= 0 && smb2_get_ea_next(names, &name, &name_len)) {
		n = ksmbd_vfs_ea_get(&req->open->h, name, name_len, value, KSMBD_EA_MAX - 1);
		if (n == -ENODATA)
			n = 0;
		if (n < 0)
			break;
		ea.name = name;
		ea.name_len = name_len;
		ea.value = value;
		ea.value_len = n;
		if (emit_ea(&ea, c))
			break;
	}
	kvfree(value);
	return ksmbd_rd_ok(names) ? min(n, 0) : -EINVAL;
}

static ntstatus_t query_eas(struct smb2_req *req, const struct smb2_query_info_args *a)
{
	struct list_ctx c = { .req = req, .prev = (size_t)-1 };
	struct ksmbd_rd names = a->input;
	ntstatus_t status;
	int err;

	c.wr = smb2_payload_begin(req, a->room);
	if (!c.wr)
		return STATUS_NO_MEMORY;
	if (ksmbd_rd_left(&names))
		err = list_named_eas(req, &names, &c);
	else
		err = ksmbd_vfs_ea_list(&req->open->h, emit_ea, &c);
	if (err < 0 && err != -EOPNOTSUPP)
		return smb2_status_from_errno(err);
	if (!ksmbd_wr_pos(c.wr))
		return c.full ? STATUS_BUFFER_TOO_SMALL : STATUS_NO_EAS_ON_FILE;
	status = smb2_query_finish(req, c.wr, a->room);
	return c.full ? STATUS_BUFFER_OVERFLOW : status;
}

/* Pipes have their own classes and the general ones; files have all but the pipes'. */
static bool class_fits_handle(u8 class, bool pipe)
{
	switch (class) {
	case FILE_PIPE_INFO:
	case FILE_PIPE_LOCAL_INFO:
		return pipe;
	case FILE_BASIC_INFO:
	case FILE_STANDARD_INFO:
	case FILE_ALL_INFO:
	case FILE_NETWORK_OPEN_INFO:
		return true;
	default:
		return !pipe;
	}
}

/**
 * smb2_query_file() - QUERY_INFO of type FILE
 * @req: the request, open bound
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW (clipped), STATUS_INVALID_INFO_CLASS,
 * STATUS_INFO_LENGTH_MISMATCH, STATUS_ACCESS_DENIED, STATUS_NOT_SUPPORTED, …
 */
ntstatus_t smb2_query_file(struct smb2_req *req)
{
	const struct smb2_query_info_args *a = smb2_args(req, struct smb2_query_info_args);
	u32 need = smb2_file_class_access(a->class);
	u32 fixed = smb2_file_class_fixed(a->class);

	if (!fixed && a->class != FILE_FULL_EA_INFO)
		return STATUS_INVALID_INFO_CLASS;
	if (a->class == FILE_NORMALIZED_NAME_INFO && req->cx.dialect < SMB2_DIALECT_311)
		return STATUS_NOT_SUPPORTED;
	if (!class_fits_handle(a->class, req->open->is_pipe))
		return STATUS_INVALID_PARAMETER;
	if (need && !(req->open->h.access & need))
		return STATUS_ACCESS_DENIED;
	if (a->room < fixed)
		return STATUS_INFO_LENGTH_MISMATCH;
	if (a->class == FILE_STREAM_INFO)
		return query_streams(req, a);
	if (a->class == FILE_FULL_EA_INFO)
		return query_eas(req, a);
	return query_plain(req, a);
}
