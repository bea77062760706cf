// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE: the handle, what a new file starts with, truncation, and taking all of
 * it back (MS-FSA 2.1.5.1.1, 2.1.5.1.2).
 *
 * Theory of operation: the handle is opened with the rights the work needs.  A
 * new file gets its descriptor, attributes and EAs while nobody can find the
 * open.  Then the inode's state admits the open (create_admit.c).  Only after
 * that an existing file is truncated.  Whatever fails before the open is
 * published is undone by smb2_create_undo().
 *
 * Called by cmd_create.c in a worker.  Takes no locks.
 */
#include "smb2/create.h"
#include "smb2/ext.h"
#include "smb2/wire/set.h"
#include "state/ident.h"
#include "state/lease.h"
#include <linux/list.h>
#include <linux/slab.h>

/* ---- the handle ---- */

static unsigned int open_options(const struct smb2_creation *c)
{
	return c->a->options & SMB2_OPT_WRITE_THROUGH ? KSMBD_OPEN_WRITE_THROUGH : 0;
}

/* What the Linux file must be able to do: the handle's rights, and what CREATE itself does. */
static u32 open_access(const struct smb2_creation *c)
{
	u32 access = c->granted | c->extra;

	if (c->a->ctx.present & SMB2_CTX_ALSI && c->a->ctx.alsi && !c->want_dir && c->made)
		access |= KSMBD_FILE_WRITE_DATA;
	return access;
}

static ntstatus_t stream_status(int err)
{
	switch (err) {
	case -ENOENT:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	case -EEXIST:
		return STATUS_OBJECT_NAME_COLLISION;
	case -EOPNOTSUPP:
		return STATUS_OBJECT_NAME_INVALID;
	default:
		return smb2_status_from_errno(err);
	}
}

/* Truncation waits for admission, so it is not among the flags. */
static unsigned int stream_flags(const struct smb2_creation *c)
{
	if (c->a->disposition == SMB2_CREATE_NEW)
		return KSMBD_STREAM_CREATE | KSMBD_STREAM_EXCL;
	return smb2_create_may_make(c) ? KSMBD_STREAM_CREATE : 0;
}

static ntstatus_t open_stream(struct smb2_creation *c)
{
	struct ksmbd_handle *h = &c->open->h;
	int err;

	err = smb2_ext_call(stream_open, -ENOSYS, c->req, h, c->name.stream);
	if (err == -ENOSYS)
		err = ksmbd_stream_open(h, c->name.stream, stream_flags(c), &c->made_stream);
	c->open->is_stream = true;
	return err ? stream_status(err) : STATUS_SUCCESS;
}

static int set_eas(struct smb2_creation *c)
{
	struct ksmbd_rd it = c->a->ctx.exta;
	struct smb2_set_ea ea;
	int err = 0;

	if (!(c->a->ctx.present & SMB2_CTX_EXTA))
		return 0;
	while (!err && smb2_set_ea_next(&it, &ea)) {
		const struct ksmbd_ea set = {
			.name = ea.name, .name_len = ea.name_len, .flags = ea.flags,
			.value = ea.value, .value_len = ea.value_len,
		};

		err = ksmbd_vfs_ea_set(&c->open->h, &set);
	}
	return err;
}

static u32 new_attributes(const struct smb2_creation *c)
{
	u32 attributes = c->a->attributes & KSMBD_ATTR_SETTABLE;

	/* a stream's CREATE makes the file it hangs on as a plain one */
	if (c->is_stream)
		attributes = 0;
	return c->want_dir ? attributes & ~KSMBD_ATTR_ARCHIVE : attributes | KSMBD_ATTR_ARCHIVE;
}

/* What a new file starts with; as its maker, whatever the handle may do later. */
static int init_new(struct smb2_creation *c)
{
	struct ksmbd_handle *h = &c->open->h;
	int err;

	h->access |= KSMBD_FILE_ALL;
	err = ksmbd_vfs_init_sd(h, &c->who, &c->found.parent, c->has_sd ? &c->given_sd : NULL);
	if (!err)
		err = ksmbd_vfs_init_attr(h, new_attributes(c));
	if (!err && !c->is_stream)
		err = set_eas(c);
	return err;
}

/**
 * smb2_create_file() - phase: open the handle, fill a new file
 * @c: creation with its object
 *
 * Context: worker.
 * Return: STATUS_SUCCESS or why not.
 */
ntstatus_t smb2_create_file(struct smb2_creation *c)
{
	struct ksmbd_tree *tree = c->req->tree;
	struct ksmbd_open *open = c->open ?: ksmbd_open_alloc(tree->share, tree->ident);
	u32 access = open_access(c);
	int err;

	if (!open)
		return STATUS_NO_MEMORY;
	c->open = open;
	err = ksmbd_vfs_open(&open->h, c->root, c->who.cred, &c->found.path, access,
			     open_options(c));
	if (!err && c->made)
		err = init_new(c);
	if (err)
		return smb2_status_from_errno(err);
	open->h.access = access;
	open->share_access = c->a->share_access;
	open->options = c->a->options;
	open->mode = c->a->options & SMB2_OPT_MODE;
	open->is_dir = !c->is_stream && ksmbd_handle_is_dir(&open->h);
	return c->is_stream ? open_stream(c) : STATUS_SUCCESS;
}

/* ---- truncation ---- */

struct stream_name {
	struct list_head entry;
	char name[];
};

static int note_stream(const struct ksmbd_stream_info *s, void *arg)
{
	struct list_head *names = arg;
	struct stream_name *n = kmalloc(struct_size(n, name, s->name_len + 1), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	memcpy(n->name, s->name, s->name_len);
	n->name[s->name_len] = '\0';
	list_add_tail(&n->entry, names);
	return 0;
}

static int delete_stream(struct smb2_creation *c, const char *name)
{
	struct ksmbd_handle h = {};
	bool created;
	int err;

	err = ksmbd_vfs_open(&h, c->root, c->who.cred, &c->open->h.file->f_path, KSMBD_DELETE, 0);
	if (err)
		return err;
	err = ksmbd_stream_open(&h, name, 0, &created);
	if (!err)
		err = ksmbd_stream_delete(&h);
	h.ops->close(&h);
	return err == -ENOENT ? 0 : err;
}

/* A file that is overwritten loses its named streams (MS-FSA 2.1.5.1.2). */
static int drop_streams(struct smb2_creation *c)
{
	struct stream_name *n, *next;
	LIST_HEAD(names);
	int err;

	err = ksmbd_stream_list(&c->open->h, note_stream, &names);
	list_for_each_entry_safe(n, next, &names, entry) {
		if (!err)
			err = delete_stream(c, n->name);
		list_del(&n->entry);
		kfree(n);
	}
	return err == -EOPNOTSUPP ? 0 : err;
}

static int truncate_file(struct smb2_creation *c)
{
	struct ksmbd_handle *h = &c->open->h;
	struct ksmbd_setattr set = { .attributes = new_attributes(c) };
	int err;

	err = h->ops->setsize(h, 0);
	if (err || c->is_stream)
		return err;
	if (c->root->flags & KSMBD_ROOT_STREAMS)
		err = drop_streams(c);
	return err ?: ksmbd_vfs_setattr(h, &set);
}

static int reserve(struct smb2_creation *c)
{
	const struct smb2_create_ctxs *ctx = &c->a->ctx;

	if (!(ctx->present & SMB2_CTX_ALSI) || !ctx->alsi || c->is_stream || c->open->is_dir)
		return 0;
	return ksmbd_vfs_preallocate(&c->open->h, ctx->alsi);
}

/**
 * smb2_create_finish() - phase: truncate, reserve, fix the rights and the action
 * @c: creation, admitted
 *
 * Context: worker.
 * Return: STATUS_SUCCESS or why not.
 */
ntstatus_t smb2_create_finish(struct smb2_creation *c)
{
	struct ksmbd_handle *h = &c->open->h;
	bool fresh = c->is_stream ? c->made_stream : c->made;
	int err = 0;

	WRITE_ONCE(h->access, h->access | KSMBD_FILE_WRITE_DATA | KSMBD_FILE_WRITE_ATTRIBUTES);
	if (!fresh && smb2_create_truncates(c))
		err = truncate_file(c);
	if (!err && (fresh || smb2_create_truncates(c)))
		err = reserve(c);
	WRITE_ONCE(h->access, c->granted);
	/* whoever was let in between admission and truncation saw the old contents */
	if (!fresh && smb2_create_truncates(c)) {
		ksmbd_lease_truncated(c->open);
		c->open->modified = true;
	}
	if (err)
		return smb2_status_from_errno(err);
	if (c->made)
		ksmbd_lease_parent_changed(c->open);
	if (fresh)
		c->res->action = SMB2_ACTION_CREATED;
	else if (!smb2_create_truncates(c))
		c->res->action = SMB2_ACTION_OPENED;
	else
		c->res->action = c->a->disposition == SMB2_SUPERSEDE ? SMB2_ACTION_SUPERSEDED :
								       SMB2_ACTION_OVERWRITTEN;
	return STATUS_SUCCESS;
}

/* ---- undo ---- */

static void delete_made(struct smb2_creation *c)
{
	struct ksmbd_handle h = {};

	if (ksmbd_vfs_open(&h, c->root, c->who.cred, &c->found.path, KSMBD_DELETE, 0))
		return;
	ksmbd_vfs_delete(&h);
	ksmbd_vfs_close(&h);
}

static bool others_have_it(struct smb2_creation *c)
{
	if (c->admitted_by_others)
		return true;
	return c->open && c->open->inode && ksmbd_inode_has_others(c->open);
}

/**
 * smb2_create_undo() - the CREATE failed before it was published
 * @c: creation; its open goes
 *
 * What this CREATE made is removed again, unless somebody else has opened it meanwhile.
 *
 * Context: worker.
 */
void smb2_create_undo(struct smb2_creation *c)
{
	bool keep = others_have_it(c);

	if (c->made_stream && !keep) {
		WRITE_ONCE(c->open->h.access, KSMBD_FILE_ALL);
		ksmbd_stream_delete(&c->open->h);
	}
	if (c->made && !keep)
		delete_made(c);
	if (c->open)
		ksmbd_open_discard(c->open);
	c->open = NULL;
}
