// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FSCTLs of reparse points: symlinks both ways, other special files to be
 * looked at (MS-FSCC 2.3.66, 2.3.81, 2.1.2.4, 2.1.2.6).
 *
 * A Linux symlink is a reparse point with IO_REPARSE_TAG_SYMLINK; what its
 * target says is nobody's business here, following never leaves the share.
 * Sockets, FIFOs and devices are IO_REPARSE_TAG_NFS.
 *
 * Called by cmd_ioctl.c in a worker, rights checked.  Takes no locks.
 */
#include "smb2/fsctl.h"
#include <linux/kdev_t.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>

#define TARGET_MAX	KSMBD_PATH_MAX
#define NFS_DATA_MAX	24

/* A reparse buffer longer than the client takes is cut. */
static ntstatus_t cut(struct smb2_fsctl *x, struct ksmbd_wr *wr)
{
	if (!ksmbd_wr_ok(wr))
		return STATUS_INSUFFICIENT_RESOURCES;
	if (ksmbd_wr_pos(wr) <= x->max_out)
		return STATUS_SUCCESS;
	ksmbd_wr_rewind(wr, x->max_out);
	return STATUS_BUFFER_OVERFLOW;
}

static ntstatus_t get_symlink(struct smb2_fsctl *x)
{
	size_t room = 2 * TARGET_MAX;
	char *target = kvmalloc(TARGET_MAX + room, GFP_KERNEL);
	u8 *wire = (u8 *)target + TARGET_MAX;
	struct ksmbd_wr *wr;
	ntstatus_t status;
	int n, len;

	if (!target)
		return STATUS_NO_MEMORY;
	n = ksmbd_vfs_readlink(&x->open->h, target, TARGET_MAX);
	len = n < 0 ? n : ksmbd_target_to_wire(target, n, x->open->h.root->encoding, wire, room);
	wr = len < 0 ? NULL : smb2_fsctl_out(x, SMB2_REPARSE_SYMLINK_FIXED + 2 * len);
	if (wr) {
		smb2_symlink_encode(wr, wire, len, *target != '/');
		status = cut(x, wr);
	} else {
		status = len < 0 ? smb2_status_from_errno(len) : STATUS_INSUFFICIENT_RESOURCES;
	}
	kvfree(target);
	return status;
}

static u64 special_type(umode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFCHR:
		return SMB2_NFS_SPECFILE_CHR;
	case S_IFBLK:
		return SMB2_NFS_SPECFILE_BLK;
	case S_IFIFO:
		return SMB2_NFS_SPECFILE_FIFO;
	case S_IFSOCK:
		return SMB2_NFS_SPECFILE_SOCK;
	default:
		return 0;
	}
}

static ntstatus_t get_special(struct smb2_fsctl *x, umode_t mode)
{
	dev_t dev = file_inode(x->open->h.file)->i_rdev;
	u64 type = special_type(mode);
	struct ksmbd_wr *wr;

	if (!type)
		return STATUS_NOT_A_REPARSE_POINT;
	wr = smb2_fsctl_out(x, NFS_DATA_MAX);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_nfs_device_encode(wr, type, MAJOR(dev), MINOR(dev));
	return cut(x, wr);
}

/**
 * smb2_fsctl_get_reparse() - FSCTL_GET_REPARSE_POINT
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_get_reparse(struct smb2_fsctl *x)
{
	struct ksmbd_attr attr;
	int err;

	err = ksmbd_vfs_getattr(&x->open->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	if (x->max_out < SMB2_REPARSE_HEAD)
		return STATUS_BUFFER_TOO_SMALL;
	return S_ISLNK(attr.mode) ? get_symlink(x) : get_special(x, attr.mode);
}

/* "\??\C:\…" and the like mean nothing here. */
static bool is_nt_path(const char *target)
{
	return !strncmp(target, "/?", 2) || !strncmp(target, "//", 2);
}

static ntstatus_t make_symlink(struct smb2_fsctl *x, const struct smb2_symlink *link, char *target)
{
	int err;

	err = ksmbd_target_from_wire(link->target.base, link->target.len,
				     x->open->h.root->encoding, target, TARGET_MAX);
	if (err < 0 || is_nt_path(target))
		return STATUS_IO_REPARSE_DATA_INVALID;
	err = ksmbd_vfs_make_symlink(&x->open->h, target);
	switch (err) {
	case -ENOTEMPTY:
	case -EINVAL:
	case -EISDIR:
		return STATUS_IO_REPARSE_DATA_INVALID;
	default:
		return smb2_status_from_errno(err);
	}
}

/**
 * smb2_fsctl_set_reparse() - FSCTL_SET_REPARSE_POINT: an empty file becomes a symlink
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_set_reparse(struct smb2_fsctl *x)
{
	struct smb2_symlink link;
	struct smb2_reparse rp;
	ntstatus_t status;
	char *target;

	if (x->in.len > KSMBD_REPARSE_MAX || !smb2_reparse_decode(&x->in, &rp))
		return STATUS_IO_REPARSE_DATA_INVALID;
	if (rp.tag != SMB2_REPARSE_TAG_SYMLINK)
		return STATUS_IO_REPARSE_TAG_INVALID;
	if (x->open->is_stream || !smb2_symlink_decode(&rp.data, &link))
		return STATUS_IO_REPARSE_DATA_INVALID;
	target = kmalloc(TARGET_MAX, GFP_KERNEL);
	if (!target)
		return STATUS_NO_MEMORY;
	status = make_symlink(x, &link, target);
	kfree(target);
	return status;
}

/**
 * smb2_fsctl_delete_reparse() - FSCTL_DELETE_REPARSE_POINT
 * @x: FSCTL on a file
 *
 * A symlink is nothing without its target: clients delete the file instead.
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_delete_reparse(struct smb2_fsctl *x)
{
	struct smb2_reparse rp;
	struct ksmbd_attr attr;
	int err;

	if (!smb2_reparse_decode(&x->in, &rp))
		return STATUS_IO_REPARSE_DATA_INVALID;
	err = ksmbd_vfs_getattr(&x->open->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	if (!attr.reparse_tag)
		return STATUS_NOT_A_REPARSE_POINT;
	return rp.tag == attr.reparse_tag ? STATUS_NOT_SUPPORTED : STATUS_IO_REPARSE_TAG_MISMATCH;
}
