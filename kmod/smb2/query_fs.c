// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_INFO of file systems (MS-SMB2 3.3.5.20.2).
 *
 * Not for:  bytes (wire/info_fs.c); sizes and caps (vfs/statfs.c).
 * Called:   cmd_query_info.c; process context, no locks held.
 */
#include "smb2/info.h"

#include "smb2/wire/info_fs.h"
#include "state/server.h"
#include "util/utf16.h"

#define LABEL_WIRE_MAX	(2 * KSMBD_SHARE_NAME_MAX)

static u32 fs_attributes(const struct ksmbd_share *share, const struct ksmbd_statfs *st)
{
	u32 a = FS_CASE_PRESERVED_NAMES | FS_UNICODE_ON_DISK | FS_SUPPORTS_REPARSE_POINTS |
		FS_SUPPORTS_HARD_LINKS | FS_PERSISTENT_ACLS;

	if (share->root.flags & KSMBD_ROOT_CASE_SENSITIVE)
		a |= FS_CASE_SENSITIVE_SEARCH;
	if (st->has_sparse)
		a |= FS_SUPPORTS_SPARSE_FILES;
	if (st->has_xattr)
		a |= FS_SUPPORTS_EXTENDED_ATTRIBUTES;
	if (st->has_xattr && share->root.flags & KSMBD_ROOT_STREAMS)
		a |= FS_NAMED_STREAMS;
	if (st->has_reflink)
		a |= FS_SUPPORTS_BLOCK_REFCOUNTING;
	if (st->readonly || share->flags & KSMBD_SHARE_F_READONLY)
		a |= FS_READ_ONLY_VOLUME;
	return a;
}

static int gather_fs(struct ksmbd_open *open, struct smb2_fs_facts *f)
{
	struct ksmbd_statfs st;
	int err = ksmbd_vfs_statfs(open->h.root, &open->share->root.path, &st);

	if (err)
		return err;
	f->create_time = ksmbd_server_start_time;
	f->serial = st.serial;
	f->total = st.total;
	f->free = st.free;
	f->avail = st.avail;
	f->unit = st.unit;
	f->sector = st.sector;
	f->name_max = st.name_max;
	f->readonly = st.readonly || open->share->flags & KSMBD_SHARE_F_READONLY;
	f->attributes = fs_attributes(open->share, &st);
	memcpy(f->object_id, &st.serial, sizeof(st.serial));
	return 0;
}

/**
 * smb2_query_fs() - QUERY_INFO of type FILESYSTEM
 * @req: the request, open bound
 *
 * The label is the share's name; the file system is called NTFS, because clients decide by that
 * name whether to use streams and security descriptors.
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW (clipped), STATUS_INVALID_INFO_CLASS,
 * STATUS_INFO_LENGTH_MISMATCH, …
 */
ntstatus_t smb2_query_fs(struct smb2_req *req)
{
	static const u8 ntfs[] = { 'N', 0, 'T', 0, 'F', 0, 'S', 0 };
	const struct smb2_query_info_args *a = smb2_args(req, struct smb2_query_info_args);
	u32 fixed = smb2_fs_class_fixed(a->class);
	struct smb2_fs_facts f = { .fs_name = ntfs, .fs_name_len = sizeof(ntfs) };
	const char *name = req->tree->share->name;
	u8 label[LABEL_WIRE_MAX];
	struct ksmbd_wr *wr;
	int n;

	if (!fixed)
		return STATUS_INVALID_INFO_CLASS;
	if (a->room < fixed)
		return STATUS_INFO_LENGTH_MISMATCH;
	if (req->open->is_pipe)
		return STATUS_INVALID_DEVICE_REQUEST;
	n = gather_fs(req->open, &f);
	if (n)
		return smb2_status_from_errno(n);
	n = ksmbd_utf8_to_utf16(name, strlen(name), label, sizeof(label));
	f.label = label;
	f.label_len = max(n, 0);
	wr = smb2_payload_begin(req, 128 + f.label_len);
	if (!wr)
		return STATUS_NO_MEMORY;
	smb2_fs_info_encode(wr, a->class, &f);
	return smb2_query_finish(req, wr, a->room);
}
