// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a volume is: sizes, name limit, abilities.  A share with a size cap
 * (Time Machine) never reports more than it.
 *
 * Not for the wire forms (smb2/wire/info_fs.c) or what a dialect calls the file
 * system.
 *
 * Context: may sleep.  No locks.
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/statfs.h>
#include <linux/xattr.h>

#define SECTOR	512

static void apply_cap(struct ksmbd_statfs *out, u64 cap)
{
	u64 units = div_u64(cap, out->unit);

	if (!cap)
		return;
	out->total = min(out->total, units);
	out->free = min(out->free, out->total);
	out->avail = min(out->avail, out->total);
}

/**
 * ksmbd_vfs_statfs() - sizes and abilities of the volume a path is on
 * @root: share root
 * @path: anything beneath it
 * @out: result
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_statfs(const struct ksmbd_vfs_root *root, const struct path *path,
		     struct ksmbd_statfs *out)
{
	struct super_block *sb = path->dentry->d_sb;
	struct kstatfs st;
	struct file_system_type *type = sb->s_type;
	int err;

	err = vfs_statfs(path, &st);
	if (err)
		return err;
	memset(out, 0, sizeof(*out));
	out->unit = st.f_frsize ? st.f_frsize : st.f_bsize;
	if (!out->unit)
		out->unit = SECTOR;
	out->sector = SECTOR;
	out->total = st.f_blocks;
	out->free = st.f_bfree;
	out->avail = st.f_bavail;
	apply_cap(out, root->size_cap);
	out->serial = ksmbd_vfs_volume_serial(root);
	out->name_max = st.f_namelen ? min_t(u32, st.f_namelen, KSMBD_COMPONENT_MAX) :
				       KSMBD_COMPONENT_MAX;
	strscpy(out->fs_type, type->name, sizeof(out->fs_type));
	out->readonly = (root->flags & KSMBD_ROOT_READONLY) || sb_rdonly(sb) ||
			(path->mnt->mnt_flags & MNT_READONLY);
	out->case_sensitive = root->flags & KSMBD_ROOT_CASE_SENSITIVE;
	out->has_xattr = sb->s_xattr;
	out->has_acl = root->flags & KSMBD_ROOT_ACL_XATTR;
	out->has_sparse = (type->fs_flags & FS_REQUIRES_DEV) || !strcmp(type->name, "tmpfs");
	out->has_reflink = !strcmp(type->name, "btrfs") || !strcmp(type->name, "xfs");
	return 0;
}
