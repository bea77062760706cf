// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE: what the client is told – attributes, contexts, and the way over a
 * symlink it has to walk itself (MS-SMB2 2.2.14, 2.2.2.2.1, 3.3.5.9).
 *
 * Contexts go out in fixed order, one for each that was asked for and
 * understood, never another one: Macs fail an open over a context they do not
 * know (Apple SMBClient, smb2_smb_parse_create_contexts).
 *
 * Called by cmd_create.c in a worker.  Takes no locks.
 */
#include "smb2/create.h"
#include "smb2/ext.h"
#include "util/utf16.h"
#include <linux/mm.h>
#include <linux/slab.h>

/* Room for what an extension may add to the reply. */
#define EXT_CTX_MAX	4608
#define CORE_CTX_MAX	256

static void fill(struct smb2_create_res *res, const struct ksmbd_attr *attr)
{
	res->create_time = attr->create_time;
	res->access_time = attr->access_time;
	res->write_time = attr->write_time;
	res->change_time = attr->change_time;
	res->alloc = attr->alloc;
	res->size = attr->size;
	res->attributes = attr->attributes;
}

/* MS-SMB2 3.3.5.9.5: a client that knows the present state is told so instead. */
static void add_maximal(struct smb2_creation *c, struct smb2_create_ctx_wr *chain,
			const struct ksmbd_attr *attr)
{
	const struct smb2_create_ctxs *ctx = &c->a->ctx;
	ntstatus_t status = STATUS_SUCCESS;
	u32 access = 0;

	if (ctx->mxac_time && ctx->mxac_time == attr->write_time)
		status = STATUS_NONE_MAPPED;
	else
		status = smb2_status_from_errno(smb2_create_maximal(c, &access));
	smb2_ctx_mxac_encode(chain, NTSTATUS_RAW(status), access);
}

static void add_extension(struct smb2_creation *c, struct smb2_create_ctx_wr *chain)
{
	struct smb2_create_ctx_wr before = *chain;
	size_t pos = ksmbd_wr_pos(chain->wr);

	if (!smb2_ext_has(create_reply))
		return;
	smb2_create_ctx_begin(chain, smb2_ext_tag());
	if (smb2_ext_call(create_reply, false, c->req, chain->wr))
		smb2_create_ctx_end(chain);
	else
		smb2_create_ctx_drop(chain, &before, pos);
}

static bool wants_contexts(const struct smb2_creation *c)
{
	struct ksmbd_rd data;

	if (c->has_lease || c->say_durable || c->a->ctx.present & (SMB2_CTX_MXAC | SMB2_CTX_QFID))
		return true;
	return smb2_ext_has(create_reply) &&
	       smb2_create_ctx_find(&c->a->contexts, smb2_ext_tag(), &data);
}

static ntstatus_t add_contexts(struct smb2_creation *c, const struct ksmbd_attr *attr)
{
	struct smb2_create_ctx_wr chain;
	struct ksmbd_wr *wr;

	if (!wants_contexts(c))
		return STATUS_SUCCESS;
	wr = smb2_payload_begin(c->req, CORE_CTX_MAX + EXT_CTX_MAX);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_create_ctx_wr_init(&chain, wr);
	add_extension(c, &chain);
	if (c->a->ctx.present & SMB2_CTX_MXAC)
		add_maximal(c, &chain, attr);
	if (c->a->ctx.present & SMB2_CTX_QFID)
		smb2_ctx_qfid_encode(&chain, attr->file_id, ksmbd_vfs_volume_serial(c->root));
	if (c->has_lease)
		smb2_ctx_lease_encode(&chain, &c->lease);
	smb2_durable_add(c, &chain);
	if (!ksmbd_wr_ok(wr))
		return STATUS_INSUFFICIENT_RESOURCES;
	c->res->ctx_len = ksmbd_wr_pos(wr);
	c->res->ctx_off = c->res->ctx_len ? smb2_payload_offset(c->req) : 0;
	return STATUS_SUCCESS;
}

/**
 * smb2_create_reply() - phase: gather the reply, all but the ids
 * @c: creation, finished
 *
 * Context: worker.
 * Return: STATUS_SUCCESS or why not.
 */
ntstatus_t smb2_create_reply(struct smb2_creation *c)
{
	struct ksmbd_open *open = c->open;
	struct ksmbd_attr attr;
	int err;

	err = open->h.ops->getattr(&open->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	if (open->is_stream)
		attr.attributes &= ~KSMBD_ATTR_DIRECTORY;
	if (!attr.attributes)
		attr.attributes = KSMBD_ATTR_NORMAL;
	c->has_lease = smb2_create_lease_info(c, &c->lease);
	fill(c->res, &attr);
	return add_contexts(c, &attr);
}

/**
 * smb2_create_answer_due() - the open can be used, and its client does not know yet
 * @c: creation, whose open was just published
 *
 * Breaks wait until the client knows what they are about.
 *
 * Context: worker.
 */
void smb2_create_answer_due(struct smb2_creation *c)
{
	if (!READ_ONCE(c->open->lease))
		return;
	ksmbd_open_get(c->open);
	list_add_tail(&c->open->answer_entry, &c->req->unanswered);
}

/* ---- STATUS_STOPPED_ON_SYMLINK ---- */

/* Reads the link at share-relative @path into @buf; bytes, 0: it is none, or -errno. */
static int read_link(struct smb2_creation *c, const char *path, char *buf, size_t room)
{
	struct ksmbd_handle h = {};
	struct ksmbd_found found;
	struct ksmbd_attr attr;
	int err;

	err = ksmbd_vfs_lookup(c->root, c->who.cred, path,
			       KSMBD_LOOKUP_NOFOLLOW | KSMBD_LOOKUP_NORM, &found);
	if (err) {
		if (err == -ENOENT)
			ksmbd_found_put(&found);
		return err;
	}
	err = ksmbd_vfs_getattr_path(c->root, c->who.cred, &found.path, &attr);
	if (!err && S_ISLNK(attr.mode)) {
		err = ksmbd_vfs_open(&h, c->root, c->who.cred, &found.path,
				     KSMBD_FILE_READ_ATTRIBUTES, 0);
		if (!err) {
			err = ksmbd_vfs_readlink(&h, buf, room);
			ksmbd_vfs_close(&h);
		}
	}
	ksmbd_found_put(&found);
	return err;
}

/* The first link on the way; *rest is what is behind it.  Bytes of the target or -errno. */
static int find_link(struct smb2_creation *c, char *buf, size_t room, const char **rest)
{
	char *end = c->name.path;
	int n;

	do {
		char sep;

		end = strchrnul(end, '/');
		sep = *end;
		*end = '\0';
		n = read_link(c, c->name.path, buf, room);
		*end = sep;
		*rest = end;
	} while (!n && *end++);
	return n ?: -ENOENT;
}

static int wire_length(const char *utf8)
{
	return *utf8 ? ksmbd_utf8_to_utf16(utf8, strlen(utf8), NULL, 0) : 0;
}

/* Body of the error reply from a target; the request owns it until release. */
static int build_error(struct smb2_creation *c, const char *target, int len, const char *rest,
		       u8 *wire, size_t room)
{
	struct smb2_symlink_error e = { .relative = *target != '/', .target = wire };
	int unparsed = wire_length(rest);
	struct ksmbd_wr wr;
	size_t size;
	void *buf;

	len = ksmbd_target_to_wire(target, len, c->root->encoding, wire, room);
	if (len < 0 || unparsed < 0 || unparsed > U16_MAX)
		return -EILSEQ;
	e.target_len = len;
	e.unparsed = unparsed;
	size = SMB2_SYMLINK_ERROR_FIXED + 2 * e.target_len;
	buf = kmalloc(size, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ksmbd_wr_init(&wr, buf, size);
	smb2_symlink_error_encode(&wr, &e, &c->req->cx);
	c->req->error_data = buf;
	c->req->error_len = ksmbd_wr_pos(&wr);
	return 0;
}

/**
 * smb2_create_stopped_on_symlink() - the client has to resolve a link itself
 * @c: creation whose lookup ended on a link that is not followed
 *
 * Context: worker.
 * Return: STATUS_STOPPED_ON_SYMLINK with its body, or a plain error.
 */
ntstatus_t smb2_create_stopped_on_symlink(struct smb2_creation *c)
{
	size_t room = 3 * KSMBD_PATH_MAX;
	char *buf = kvmalloc(room, GFP_KERNEL);
	const char *rest;
	int n;

	if (!buf)
		return STATUS_NO_MEMORY;
	n = find_link(c, buf, KSMBD_PATH_MAX, &rest);
	if (n > 0)
		n = build_error(c, buf, n, rest, (u8 *)buf + KSMBD_PATH_MAX,
				room - KSMBD_PATH_MAX);
	kvfree(buf);
	return n ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_STOPPED_ON_SYMLINK;
}

/**
 * smb2_create_error_free() - the error reply was written
 * @req: request of a CREATE
 *
 * Context: worker, in release.
 */
void smb2_create_error_free(struct smb2_req *req)
{
	kfree(req->error_data);
	req->error_data = NULL;
	req->error_len = 0;
}
