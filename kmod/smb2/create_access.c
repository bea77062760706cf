// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE: who asks, and what they get (MS-FSA 2.1.5.1.1, 2.1.5.1.2.1,
 * MS-SMB2 3.3.5.9.5).
 *
 * Two bounds apply to every handle: what the security descriptor or the mode
 * grants (vfs/access.c) and what the tree connect allows at all.  Who makes a
 * file gets what they ask for within the second bound.
 *
 * Called by the phases of CREATE in a worker.  Takes no locks.
 */
#include "smb2/create.h"
#include "state/ident.h"
#include "state/server.h"
#include <linux/dcache.h>

/**
 * smb2_create_identify() - prepare the identity for access checks
 * @c: creation
 *
 * Context: worker.
 */
void smb2_create_identify(struct smb2_creation *c)
{
	const struct ksmbd_ident *ident = c->req->tree->ident;

	rcu_read_lock();
	c->domain = ksmbd_server_config()->domain_sid;
	rcu_read_unlock();
	c->who.cred = ident->cred;
	c->who.token.sids = ident->sids;
	c->who.token.nsids = ident->nsids;
	c->who.domain = &c->domain;
}

/* Rights on @path within what the tree allows. */
static int rights(struct smb2_creation *c, const struct path *path, u32 asked, u32 *granted)
{
	int err = ksmbd_vfs_access(c->root, &c->who, path, asked, granted);

	*granted = err ? 0 : *granted & c->req->tree->max_access;
	return err;
}

/**
 * smb2_create_may_add() - may something new be made in the directory found?
 * @c: creation; found.parent is there
 * @dir: a directory
 *
 * Decides c->granted, too: the maker gets what they ask for.
 *
 * Context: worker.
 * Return: STATUS_SUCCESS, STATUS_ACCESS_DENIED, STATUS_DELETE_PENDING.
 */
ntstatus_t smb2_create_may_add(struct smb2_creation *c, bool dir)
{
	u32 need = dir ? KSMBD_FILE_APPEND_DATA : KSMBD_FILE_WRITE_DATA;
	u32 most = c->req->tree->max_access & KSMBD_FILE_ALL;
	u32 granted;
	int err;

	if (ksmbd_inode_delete_pending(d_inode(c->found.parent.dentry)))
		return STATUS_DELETE_PENDING;
	err = rights(c, &c->found.parent, need, &granted);
	if (err)
		return smb2_status_from_errno(err);
	if (!(granted & need) || c->asked & ~(most | KSMBD_MAXIMUM_ALLOWED))
		return STATUS_ACCESS_DENIED;
	c->granted = c->asked & KSMBD_MAXIMUM_ALLOWED ? most : c->asked;
	return STATUS_SUCCESS;
}

/* Attributes an overwrite must respect (MS-FSA 2.1.5.1.2.1). */
static ntstatus_t check_overwrite(const struct smb2_creation *c)
{
	u32 keep = KSMBD_ATTR_HIDDEN | KSMBD_ATTR_SYSTEM;

	/* what only its name hides nobody set */
	if (c->base.hidden_by_name)
		keep &= ~KSMBD_ATTR_HIDDEN;
	if (c->base.attributes & KSMBD_ATTR_READONLY)
		return STATUS_ACCESS_DENIED;
	if (c->base.attributes & keep & ~c->a->attributes)
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

/* File or directory, as wanted?  Streams hang on either. */
static ntstatus_t check_type(const struct smb2_creation *c)
{
	bool is_dir = c->base.attributes & KSMBD_ATTR_DIRECTORY;

	if (c->is_stream)
		return STATUS_SUCCESS;
	if (c->a->disposition == SMB2_CREATE_NEW)
		return STATUS_OBJECT_NAME_COLLISION;
	if (is_dir && (c->a->options & SMB2_OPT_NON_DIRECTORY || c->name.has_stream) &&
	    !c->name.is_index)
		return STATUS_FILE_IS_A_DIRECTORY;
	if (!is_dir && c->want_dir)
		return STATUS_NOT_A_DIRECTORY;
	if (!is_dir && c->name.trailing_sep)
		return STATUS_OBJECT_NAME_INVALID;
	if (is_dir && smb2_create_truncates(c))
		return STATUS_OBJECT_NAME_COLLISION;
	return smb2_create_truncates(c) ? check_overwrite(c) : STATUS_SUCCESS;
}

static ntstatus_t grant(struct smb2_creation *c)
{
	u32 need, granted;
	int err;

	if (smb2_create_truncates(c))
		c->extra = KSMBD_FILE_WRITE_DATA;
	need = (c->asked & ~KSMBD_MAXIMUM_ALLOWED) | c->extra;
	err = rights(c, &c->found.path, c->asked | c->extra, &granted);
	if (err)
		return smb2_status_from_errno(err);
	/* who may read a file can run it: GENERIC_EXECUTE asks for no more */
	if (c->a->access & KSMBD_GENERIC_EXECUTE && granted & KSMBD_FILE_READ_DATA &&
	    !(c->base.attributes & KSMBD_ATTR_DIRECTORY))
		need &= ~KSMBD_FILE_EXECUTE;
	if (need & ~granted)
		return STATUS_ACCESS_DENIED;
	c->granted = c->asked & KSMBD_MAXIMUM_ALLOWED ? granted & KSMBD_FILE_ALL : c->asked;
	return c->granted ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

/**
 * smb2_create_judge() - may what exists be opened like this?
 * @c: creation; found.path is there
 *
 * Context: worker.
 * Return: STATUS_SUCCESS and c->granted, or why not.
 */
ntstatus_t smb2_create_judge(struct smb2_creation *c)
{
	ntstatus_t status;
	int err;

	if (ksmbd_inode_delete_pending(d_inode(c->found.path.dentry)))
		return STATUS_DELETE_PENDING;
	err = ksmbd_vfs_getattr_path(c->root, c->who.cred, &c->found.path, &c->base);
	if (err)
		return smb2_status_from_errno(err);
	status = check_type(c);
	if (status != STATUS_SUCCESS)
		return status;
	status = grant(c);
	if (status != STATUS_SUCCESS)
		return status;
	if (!(c->a->options & SMB2_OPT_DELETE_ON_CLOSE))
		return STATUS_SUCCESS;
	if (!(c->granted & KSMBD_DELETE))
		return STATUS_ACCESS_DENIED;
	return c->base.attributes & KSMBD_ATTR_READONLY ? STATUS_CANNOT_DELETE : STATUS_SUCCESS;
}

/**
 * smb2_create_maximal() - all rights this user could have got
 * @c: creation with its file
 * @access: gets them
 *
 * Context: worker.
 * Return: 0 or -errno.
 */
int smb2_create_maximal(struct smb2_creation *c, u32 *access)
{
	int err = rights(c, &c->open->h.file->f_path, KSMBD_MAXIMUM_ALLOWED, access);

	*access &= KSMBD_FILE_ALL;
	return err;
}
