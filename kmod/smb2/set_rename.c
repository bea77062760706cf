// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rename and hard link through SET_INFO (MS-FSA 2.1.5.14.6, .11).
 *
 * Not for:  moving the file (vfs/rename.c, vfs/link.c).
 * Called:   set_file.c; process context, no locks held.
 */
#include "smb2/info.h"

#include <linux/slab.h>
#include "helper/helper.h"
#include "smb2/break.h"
#include "smb2/ext.h"
#include "smb2/wire/set.h"
#include "state/persist.h"

/* Path and stream of the target; the caller frees @name. */
static ntstatus_t target_name(struct smb2_req *req, struct smb2_set_name *set,
			      struct ksmbd_name **name)
{
	const struct smb2_set_info_args *a = smb2_args(req, struct smb2_set_info_args);
	struct ksmbd_rd data = a->data;
	int err;

	*name = NULL;
	if (!smb2_set_name_decode(&data, set))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (set->root_directory || !set->name.len || set->name.len % 2)
		return STATUS_INVALID_PARAMETER;
	*name = kvmalloc(sizeof(**name), GFP_KERNEL);
	if (!*name)
		return STATUS_NO_MEMORY;
	err = ksmbd_name_split(set->name.base, set->name.len, req->open->h.root->encoding, *name);
	if (!err)
		err = smb2_ext_call(name_in, 0, req, (*name)->path, sizeof((*name)->path));
	switch (err) {
	case 0:
		return STATUS_SUCCESS;
	case -EINVAL:
		return STATUS_INVALID_PARAMETER;
	case -ENOENT:
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	default:
		return STATUS_OBJECT_NAME_INVALID;
	}
}

/* May a file be replaced?  Clients that keep it open only for themselves let go of it first. */
static ntstatus_t may_replace(struct smb2_req *req, struct inode *target)
{
	struct ksmbd_inode *ino = ksmbd_inode_lookup(target);
	ntstatus_t status = ino ? smb2_break_name(req, ino) : STATUS_SUCCESS;

	ksmbd_inode_put(ino);
	if (status == STATUS_SUCCESS && ksmbd_inode_may_replace(target))
		status = STATUS_ACCESS_DENIED;
	return status;
}

/*
 * What stands at the target: may it be replaced, is its directory free to change?  A target that
 * is the very object (a change of case only) is fine.  @dir, if given, gets the state of the
 * directory, a reference or NULL.
 */
static ntstatus_t check_target(struct smb2_req *req, const char *path, bool replace,
			       struct ksmbd_inode **dir)
{
	struct ksmbd_open *open = req->open;
	struct ksmbd_found found;
	ntstatus_t status = STATUS_SUCCESS;
	/* who only keeps a folder open does not stop others from renaming folders in it (Samba) */
	u64 watched = open->is_dir ? open->sess_id : 0;
	int err;

	err = ksmbd_vfs_lookup(open->h.root, open->h.cred, path, KSMBD_LOOKUP_NOFOLLOW, &found);
	if (err && err != -ENOENT)
		return smb2_status_from_errno(err);
	if (dir && found.parent.dentry)
		*dir = ksmbd_inode_lookup(d_inode(found.parent.dentry));
	if (err && !found.parent.dentry)
		status = STATUS_OBJECT_PATH_NOT_FOUND;
	else if (found.parent.dentry &&
		 ksmbd_inode_denies_rename(d_inode(found.parent.dentry), watched))
		status = STATUS_SHARING_VIOLATION;
	else if (err || d_inode(found.path.dentry) == file_inode(open->h.file))
		status = STATUS_SUCCESS;
	else if (!replace)
		status = STATUS_OBJECT_NAME_COLLISION;
	else if (d_is_dir(found.path.dentry))
		status = STATUS_ACCESS_DENIED;
	else
		status = may_replace(req, d_inode(found.path.dentry));
	ksmbd_found_put(&found);
	return status;
}

static ntstatus_t rename_stream(struct ksmbd_open *open, const struct ksmbd_name *name,
				bool replace)
{
	int err;

	if (!open->is_stream || !open->h.stream[0])
		return STATUS_INVALID_PARAMETER;
	/* a stream does not move to another file, nor is its own file named again */
	if (name->path[0])
		return STATUS_SHARING_VIOLATION;
	/* "::$DATA" is always there; nobody else may have it open while it is replaced */
	if (!name->stream[0] && !replace)
		return STATUS_OBJECT_NAME_COLLISION;
	if (!name->stream[0] && ksmbd_inode_has_others(open))
		return STATUS_SHARING_VIOLATION;
	err = name->stream[0] ? ksmbd_stream_rename(&open->h, name->stream, replace) :
				ksmbd_stream_to_file(&open->h);
	if (!err)
		err = ksmbd_inode_stream_renamed(open);
	return smb2_status_from_errno(err);
}

/* Both directories change. */
static ntstatus_t move(struct ksmbd_open *open, const char *path, bool replace)
{
	struct ksmbd_inode *from = ksmbd_inode_parent(open), *to;
	int err;

	err = ksmbd_vfs_rename(&open->h, path, replace, 0);
	if (!err) {
		to = ksmbd_inode_parent(open);
		ksmbd_lease_entry_changed(from, open);
		if (to != from)
			ksmbd_lease_entry_changed(to, open);
		ksmbd_inode_put(to);
	}
	ksmbd_inode_put(from);
	return smb2_status_from_errno(err);
}

/* Handles on record are found by their names after a restart. */
static void note_moved(struct ksmbd_open *open)
{
	struct ksmbd_open *o;
	unsigned int n;

	for (n = 0; (o = ksmbd_persist_of(open, n)); n++) {
		ksmbd_helper_keep(o);
		ksmbd_open_put(o);
	}
}

static ntstatus_t rename_file(struct smb2_req *req, const char *path, bool replace)
{
	struct ksmbd_open *open = req->open;
	ntstatus_t status;

	if (open->is_stream)
		return STATUS_INVALID_PARAMETER;
	/* who keeps the file open only because its lease lets it may close it first */
	status = smb2_break_handles(req, open);
	if (status != STATUS_SUCCESS)
		return status;
	if (ksmbd_inode_others_deny_delete(open))
		return STATUS_SHARING_VIOLATION;
	/* a Mac renames folders with open files inside; for others Windows' rule holds */
	if (open->is_dir && !req->sess->ext && ksmbd_open_any_beneath(open))
		return STATUS_ACCESS_DENIED;
	status = check_target(req, path, replace, NULL);
	if (status != STATUS_SUCCESS)
		return status;
	status = move(open, path, replace);
	if (status == STATUS_SUCCESS)
		note_moved(open);
	return status;
}

/**
 * smb2_set_rename() - FileRenameInformation
 * @req: the request, open bound and DELETE granted
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, STATUS_SHARING_VIOLATION,
 * STATUS_ACCESS_DENIED, STATUS_OBJECT_PATH_NOT_FOUND, …
 */
ntstatus_t smb2_set_rename(struct smb2_req *req)
{
	struct smb2_set_name set;
	struct ksmbd_name *name;
	ntstatus_t status = target_name(req, &set, &name);

	if (status == STATUS_SUCCESS) {
		if (name->has_stream)
			status = rename_stream(req->open, name, set.replace);
		else
			status = rename_file(req, name->path, set.replace);
	}
	kvfree(name);
	return status;
}

/**
 * smb2_set_link() - FileLinkInformation
 * @req: the request, open bound
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, STATUS_FILE_IS_A_DIRECTORY, …
 */
ntstatus_t smb2_set_link(struct smb2_req *req)
{
	struct ksmbd_inode *dir = NULL;
	struct smb2_set_name set;
	struct ksmbd_name *name;
	ntstatus_t status;

	if (req->open->is_dir)
		return STATUS_FILE_IS_A_DIRECTORY;
	status = target_name(req, &set, &name);
	if (status == STATUS_SUCCESS && (name->has_stream || req->open->is_stream))
		status = STATUS_INVALID_PARAMETER;
	if (status == STATUS_SUCCESS)
		status = check_target(req, name->path, set.replace, &dir);
	if (status == STATUS_SUCCESS)
		status = smb2_status_from_errno(ksmbd_vfs_link(&req->open->h, name->path,
							       set.replace, 0));
	if (status == STATUS_SUCCESS)
		ksmbd_lease_entry_changed(dir, req->open);
	ksmbd_inode_put(dir);
	kvfree(name);
	return status;
}
