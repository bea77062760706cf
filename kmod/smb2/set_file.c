// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SET_INFO of files: a row per class (MS-SMB2 3.3.5.21.1, MS-FSA 2.1.5.14).
 *
 * Not for:  rename and link (set_rename.c); bytes (wire/set.c).
 * Called:   cmd_set_info.c; process context, no locks held.
 */
#include "smb2/info.h"
#include "helper/helper.h"

#include "smb2/break.h"
#include "smb2/wire/set.h"

#define MODE_SETTABLE	0x0000003E	/* WRITE_THROUGH .. SYNCHRONOUS_IO_NONALERT */
#define MODE_SYNC_BOTH	0x00000030

static ntstatus_t set_basic(struct smb2_req *req, struct ksmbd_rd *data)
{
	struct ksmbd_open *open = req->open;
	struct smb2_set_basic b;
	struct ksmbd_setattr set;
	int err;

	if (!smb2_set_basic_decode(data, &b))
		return STATUS_INFO_LENGTH_MISMATCH;
	/* a directory stays one, a file does not become one */
	if (b.attributes & KSMBD_ATTR_DIRECTORY && !open->is_dir)
		return STATUS_INVALID_PARAMETER;
	if (b.attributes & KSMBD_ATTR_TEMPORARY && open->is_dir)
		return STATUS_INVALID_PARAMETER;
	set.create_time = b.create_time;
	set.access_time = b.access_time;
	set.write_time = b.write_time;
	set.change_time = b.change_time;
	set.attributes = b.attributes;
	err = ksmbd_vfs_setattr(&open->h, &set);
	if (!err)
		ksmbd_lease_parent_changed(open);
	return smb2_status_from_errno(err);
}

static ntstatus_t set_disposition(struct smb2_req *req, struct ksmbd_rd *data)
{
	struct ksmbd_open *open = req->open;
	bool on = ksmbd_rd_u8(data);
	ntstatus_t status;
	int err;

	if (!ksmbd_rd_ok(data))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (on && !open->is_stream) {
		err = ksmbd_vfs_may_delete(&open->h);
		if (err == -ENOTEMPTY)
			return STATUS_DIRECTORY_NOT_EMPTY;
		if (err == -EACCES || err == -EBUSY || err == -EROFS)
			return STATUS_CANNOT_DELETE;
		if (err)
			return smb2_status_from_errno(err);
	}
	if (on) {
		status = smb2_break_handles(req, open);
		if (status != STATUS_SUCCESS)
			return status;
	}
	err = ksmbd_inode_set_delete(open, on);
	/* who asks for it again after a restart gets it done: best effort */
	if (!err && open->persistent)
		ksmbd_helper_keep(open);
	return smb2_status_from_errno(err);
}

static ntstatus_t set_position(struct smb2_req *req, struct ksmbd_rd *data)
{
	u64 pos = ksmbd_rd_le64(data);

	if (!ksmbd_rd_ok(data))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (pos > S64_MAX)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&req->open->lock);
	req->open->position = pos;
	mutex_unlock(&req->open->lock);
	return STATUS_SUCCESS;
}

static ntstatus_t set_mode(struct smb2_req *req, struct ksmbd_rd *data)
{
	u32 mode = ksmbd_rd_le32(data);

	if (!ksmbd_rd_ok(data))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (mode & ~MODE_SETTABLE || (mode & MODE_SYNC_BOTH) == MODE_SYNC_BOTH)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&req->open->lock);
	req->open->mode = mode;
	mutex_unlock(&req->open->lock);
	return STATUS_SUCCESS;
}

static ntstatus_t set_allocation(struct smb2_req *req, struct ksmbd_rd *data)
{
	struct ksmbd_open *open = req->open;
	u64 size = ksmbd_rd_le64(data);
	struct ksmbd_attr attr;
	int err;

	if (!ksmbd_rd_ok(data))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (open->is_dir || size > S64_MAX)
		return STATUS_INVALID_PARAMETER;
	if (!open->is_stream) {
		err = ksmbd_vfs_preallocate(&open->h, size);
	} else {
		/* streams reserve nothing; only shrinking means something */
		err = open->h.ops->getattr(&open->h, &attr);
		if (!err && size < attr.size)
			err = open->h.ops->setsize(&open->h, size);
	}
	if (!err)
		ksmbd_lease_changed(open);
	return smb2_status_from_errno(err);
}

static ntstatus_t set_end_of_file(struct smb2_req *req, struct ksmbd_rd *data)
{
	struct ksmbd_open *open = req->open;
	u64 size = ksmbd_rd_le64(data);
	struct ksmbd_attr attr;
	int err;

	if (!ksmbd_rd_ok(data))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (open->is_dir || size > S64_MAX)
		return STATUS_INVALID_PARAMETER;
	/* what is cut off or added may be locked by someone else */
	err = open->h.ops->getattr(&open->h, &attr);
	if (!err && attr.size != size)
		err = ksmbd_brlock_may_io(open, min(attr.size, size),
					  max(attr.size, size) - min(attr.size, size), true);
	if (err == -EAGAIN)
		return STATUS_FILE_LOCK_CONFLICT;
	if (!err)
		err = open->h.ops->setsize(&open->h, size);
	if (!err)
		ksmbd_lease_changed(open);
	return smb2_status_from_errno(err);
}

static ntstatus_t set_eas(struct smb2_req *req, struct ksmbd_rd *data)
{
	struct ksmbd_rd check = *data;
	struct smb2_set_ea ea;
	int err = 0;

	/* the whole list first: nothing is set when a later entry is malformed (R9) */
	while (smb2_set_ea_next(&check, &ea))
		if (!ea.name_len)
			return STATUS_INVALID_EA_NAME;
	if (!ksmbd_rd_ok(&check))
		return STATUS_EA_LIST_INCONSISTENT;
	while (!err && smb2_set_ea_next(data, &ea)) {
		const struct ksmbd_ea set = {
			.name = ea.name, .name_len = ea.name_len, .flags = ea.flags,
			.value = ea.value, .value_len = ea.value_len,
		};

		err = ksmbd_vfs_ea_set(&req->open->h, &set);
	}
	return smb2_status_from_errno(err);
}

static ntstatus_t set_pipe(struct smb2_req *req, struct ksmbd_rd *data)
{
	u32 read_mode = ksmbd_rd_le32(data), completion = ksmbd_rd_le32(data);

	if (!ksmbd_rd_ok(data))
		return STATUS_INFO_LENGTH_MISMATCH;
	/* message or byte mode, blocking or not: our pipes answer at once either way */
	return read_mode > 1 || completion > 1 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

static ntstatus_t set_rename(struct smb2_req *req, struct ksmbd_rd *data)
{
	return smb2_set_rename(req);
}

static ntstatus_t set_link(struct smb2_req *req, struct ksmbd_rd *data)
{
	return smb2_set_link(req);
}

static ntstatus_t set_valid_data(struct smb2_req *req, struct ksmbd_rd *data)
{
	/* it would expose what was on the disk before (MS-FSA 2.1.5.14.14) */
	return STATUS_PRIVILEGE_NOT_HELD;
}

static ntstatus_t set_short_name(struct smb2_req *req, struct ksmbd_rd *data)
{
	return STATUS_PRIVILEGE_NOT_HELD;
}

/* A row per class: the right it needs on the handle (any of the bits; 0 none), and what it does. */
static const struct set_class {
	u8 class;
	bool pipe;
	u32 access;
	ntstatus_t (*set)(struct smb2_req *req, struct ksmbd_rd *data);
} classes[] = {
	{ FILE_BASIC_INFO, false, KSMBD_FILE_WRITE_ATTRIBUTES, set_basic },
	{ FILE_RENAME_INFO, false, KSMBD_DELETE, set_rename },
	{ FILE_LINK_INFO, false, 0, set_link },
	{ FILE_DISPOSITION_INFO, false, KSMBD_DELETE, set_disposition },
	{ FILE_POSITION_INFO, false, 0, set_position },
	{ FILE_FULL_EA_INFO, false, KSMBD_FILE_WRITE_EA, set_eas },
	{ FILE_MODE_INFO, false, 0, set_mode },
	{ FILE_ALLOCATION_INFO, false, KSMBD_FILE_WRITE_DATA, set_allocation },
	{ FILE_END_OF_FILE_INFO, false, KSMBD_FILE_WRITE_DATA, set_end_of_file },
	{ FILE_PIPE_INFO, true, 0, set_pipe },
	{ FILE_VALID_DATA_LENGTH_INFO, false, KSMBD_FILE_WRITE_DATA, set_valid_data },
	{ FILE_SHORT_NAME_INFO, false, KSMBD_FILE_WRITE_ATTRIBUTES, set_short_name },
};

/**
 * smb2_set_file() - SET_INFO of type FILE
 * @req: the request, open bound
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_INVALID_INFO_CLASS, STATUS_ACCESS_DENIED, what the class says.
 */
ntstatus_t smb2_set_file(struct smb2_req *req)
{
	const struct smb2_set_info_args *a = smb2_args(req, struct smb2_set_info_args);
	struct ksmbd_rd data = a->data;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (classes[i].class != a->class)
			continue;
		if (classes[i].pipe != req->open->is_pipe)
			return STATUS_INVALID_PARAMETER;
		if (classes[i].access && !(req->open->h.access & classes[i].access))
			return STATUS_ACCESS_DENIED;
		return classes[i].set(req, &data);
	}
	return STATUS_INVALID_INFO_CLASS;
}
