// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE: from a name to an object, which is made if the disposition says so
 * (MS-FSA 2.1.5.1.1).
 *
 * Names go to vfs/path.c, which never leaves the share.  Of a stream's name
 * only the file is resolved here; the stream is create_object.c's.
 *
 * Called by cmd_create.c in a worker.  Takes no locks; somebody else making the
 * same name meanwhile is an ordinary answer: look again.
 */
#include "smb2/create.h"

/* Somebody may create and delete the same name all the time; we do not watch for ever. */
#define RESOLVE_TRIES	8

/*
 * A composed name finds a decomposed one on disk: Macs send only composed ones.  Whoever creates
 * may want both, unless it is a Mac.
 */
static unsigned int norm_flag(const struct smb2_creation *c)
{
	return smb2_create_may_make(c) && !c->req->sess->ext ? 0 : KSMBD_LOOKUP_NORM;
}

static int lookup(struct smb2_creation *c, unsigned int flags)
{
	int err;

	err = ksmbd_vfs_lookup(c->root, c->who.cred, c->name.path, flags | norm_flag(c),
			       &c->found);
	c->found_held = !err || err == -ENOENT;
	return err;
}

static void forget(struct smb2_creation *c)
{
	if (c->found_held)
		ksmbd_found_put(&c->found);
	c->found_held = false;
}

/*
 * A link that is not followed: a client of the extension gets the link itself, since it expects
 * no STATUS_STOPPED_ON_SYMLINK (Apple SMBClient); others resolve it themselves.
 */
static ntstatus_t over_symlink(struct smb2_creation *c, int err)
{
	if (c->req->sess->ext)
		return lookup(c, KSMBD_LOOKUP_NOFOLLOW) ? STATUS_OBJECT_PATH_NOT_FOUND :
							  STATUS_SUCCESS;
	return err == -ELOOP ? smb2_create_stopped_on_symlink(c) : STATUS_ACCESS_DENIED;
}

/* STATUS_SUCCESS: c->existed says what was found. */
static ntstatus_t find(struct smb2_creation *c)
{
	bool self = c->a->options & SMB2_OPT_OPEN_REPARSE_POINT;
	ntstatus_t status;
	int err;

	err = lookup(c, self ? KSMBD_LOOKUP_NOFOLLOW : 0);
	c->existed = !err;
	switch (err) {
	case 0:
		return STATUS_SUCCESS;
	case -ENOENT:
		return c->found.parent.dentry ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
	case -ENOTDIR:
		return STATUS_OBJECT_PATH_NOT_FOUND;
	case -ENAMETOOLONG:
		return STATUS_OBJECT_NAME_INVALID;
	case -ELOOP:
	case -EXDEV:
		status = over_symlink(c, err);
		c->existed = status == STATUS_SUCCESS;
		return status;
	default:
		return smb2_status_from_errno(err);
	}
}

static ntstatus_t check_new(struct smb2_creation *c)
{
	if (!smb2_create_may_make(c))
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (c->name.trailing_sep && !c->want_dir)
		return STATUS_OBJECT_NAME_INVALID;
	if (c->a->options & SMB2_OPT_DELETE_ON_CLOSE && c->a->attributes & KSMBD_ATTR_READONLY)
		return STATUS_CANNOT_DELETE;
	return smb2_create_may_add(c, c->want_dir);
}

/* STATUS_OBJECT_NAME_COLLISION: it is there now. */
static ntstatus_t make(struct smb2_creation *c)
{
	ntstatus_t status = check_new(c);
	int err;

	if (status != STATUS_SUCCESS)
		return status;
	err = ksmbd_vfs_create(c->root, c->who.cred, &c->found, 0777,
			       c->want_dir ? KSMBD_CREATE_DIR : 0);
	if (err)
		return smb2_status_from_errno(err);
	c->made = true;
	return STATUS_SUCCESS;
}

/**
 * smb2_create_resolve() - phase: find or make the object, decide the rights
 * @c: creation with its name
 *
 * Context: worker.
 * Return: STATUS_SUCCESS: c->found.path and c->granted; or why not.
 */
ntstatus_t smb2_create_resolve(struct smb2_creation *c)
{
	unsigned int tries = RESOLVE_TRIES;
	ntstatus_t status;

	do {
		forget(c);
		status = find(c);
		if (status != STATUS_SUCCESS)
			return status;
		if (c->existed)
			return smb2_create_judge(c);
		status = make(c);
	} while (status == STATUS_OBJECT_NAME_COLLISION && --tries);
	return status;
}
