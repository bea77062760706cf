// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The access check: which of the rights a client asks for does it have on an
 * object (MS-SMB2 3.3.5.9, MS-FSA 2.1.4.13, 2.1.5.1.2).
 *
 * A stored security descriptor decides; without one Linux's own permission
 * check does, as the client's user.  The directory adds DELETE (through
 * DELETE_CHILD) and READ_ATTRIBUTES (through LIST).  Then the share and the
 * read-only attribute take away.  uid 0 has everything.
 *
 * Not for opening: ksmbd_vfs_open() asks Linux again, so a descriptor never
 * gives more than Linux does; for MAXIMUM_ALLOWED that is anticipated here, so
 * that what is granted can be opened.
 *
 * Context: may sleep.  No locks.
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/uidgid.h>

/* What everyone may do who could look the object up. */
#define ALWAYS		(KSMBD_FILE_READ_ATTRIBUTES | KSMBD_READ_CONTROL | KSMBD_SYNCHRONIZE)

#define CHANGING	(KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA | KSMBD_FILE_WRITE_EA | \
			 KSMBD_FILE_DELETE_CHILD | KSMBD_FILE_WRITE_ATTRIBUTES | KSMBD_DELETE | \
			 KSMBD_WRITE_DAC | KSMBD_WRITE_OWNER)

#define WRITING		(KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)

static bool may(const struct path *path, int mask)
{
	return !inode_permission(mnt_idmap(path->mnt), d_inode(path->dentry), mask);
}

static bool owns(const struct path *path)
{
	return inode_owner_or_capable(mnt_idmap(path->mnt), d_inode(path->dentry));
}

/* Rights that Linux gives the one entered on an object itself. */
static u32 linux_rights(const struct path *path)
{
	umode_t mode = d_inode(path->dentry)->i_mode;
	u32 got = ALWAYS;

	/* A symlink has no permissions; what it leads to has. */
	if (S_ISLNK(mode))
		return got | KSMBD_FILE_READ_DATA | KSMBD_FILE_READ_EA;
	if (may(path, MAY_READ)) {
		got |= KSMBD_FILE_READ_DATA | KSMBD_FILE_READ_EA;
		/* What can be read can be run by a client. */
		if (S_ISREG(mode))
			got |= KSMBD_FILE_EXECUTE;
	}
	if (may(path, MAY_WRITE))
		got |= WRITING | KSMBD_FILE_WRITE_EA | KSMBD_FILE_WRITE_ATTRIBUTES;
	if (may(path, MAY_EXEC))
		got |= KSMBD_FILE_EXECUTE;
	/* For a file it means nothing but belongs to "all rights", which clients ask for. */
	if ((got & KSMBD_FILE_WRITE_DATA) && (!S_ISDIR(mode) || (got & KSMBD_FILE_EXECUTE)))
		got |= KSMBD_FILE_DELETE_CHILD;
	if (owns(path))
		got |= KSMBD_WRITE_DAC | KSMBD_WRITE_OWNER | KSMBD_FILE_WRITE_ATTRIBUTES;
	return got;
}

/* May the one entered remove @path from @dir by Linux's rules? */
static bool linux_may_remove(const struct path *dir, const struct path *path)
{
	if (!may(dir, MAY_WRITE | MAY_EXEC))
		return false;
	return !(d_inode(dir->dentry)->i_mode & S_ISVTX) || owns(path) || owns(dir);
}

/* What the directory adds to rights on its child. */
static u32 rights_through_parent(const struct ksmbd_vfs_root *root, const struct ksmbd_who *who,
				 const struct path *path, u32 want)
{
	struct ksmbd_sd_buf sd;
	struct path dir;
	u32 got = 0, have;

	if (ksmbd_vfs_parent_of(root, path, &dir))
		return 0;
	if (!ksmbd_vfs_stored_sd(root, &dir, &sd)) {
		have = ksmbd_sd_granted(&sd.sd, &who->token,
					KSMBD_FILE_DELETE_CHILD | KSMBD_FILE_READ_DATA);
		ksmbd_vfs_sd_put(&sd);
		if (have & KSMBD_FILE_DELETE_CHILD)
			got |= KSMBD_DELETE;
		if (have & KSMBD_FILE_READ_DATA)
			got |= KSMBD_FILE_READ_ATTRIBUTES;
	} else {
		if ((want & KSMBD_DELETE) && linux_may_remove(&dir, path))
			got |= KSMBD_DELETE;
		if ((want & KSMBD_FILE_READ_ATTRIBUTES) && may(&dir, MAY_READ))
			got |= KSMBD_FILE_READ_ATTRIBUTES;
	}
	path_put(&dir);
	return got & want;
}

/* Rights on the object and through its directory, before anything is taken away. */
static u32 rights_of(const struct ksmbd_vfs_root *root, const struct ksmbd_who *who,
		     const struct path *path, u32 asked, bool max)
{
	struct ksmbd_sd_buf sd;
	u32 got, rest;
	int err;

	err = ksmbd_vfs_stored_sd(root, path, &sd);
	if (!err) {
		got = ksmbd_sd_granted(&sd.sd, &who->token, asked);
		ksmbd_vfs_sd_put(&sd);
		if (max)
			got &= linux_rights(path) | ~(KSMBD_FILE_READ_DATA | WRITING |
						      KSMBD_FILE_EXECUTE);
	} else {
		got = linux_rights(path) & asked;
	}
	rest = asked & ~got & (KSMBD_DELETE | KSMBD_FILE_READ_ATTRIBUTES);
	if (rest)
		got |= rights_through_parent(root, who, path, rest);
	return got;
}

/**
 * ksmbd_vfs_access() - which of the rights asked for are granted
 * @root: share root
 * @who: who asks
 * @path: existing object
 * @asked: rights, generic ones mapped; MAXIMUM_ALLOWED for all there are
 * @granted: the result, without MAXIMUM_ALLOWED
 *
 * Context: may sleep.
 * Return: 0; the caller compares @granted with what must be there.
 */
int ksmbd_vfs_access(const struct ksmbd_vfs_root *root, const struct ksmbd_who *who,
		     const struct path *path, u32 asked, u32 *granted)
{
	bool max = asked & KSMBD_MAXIMUM_ALLOWED;
	bool server = uid_eq(who->cred->fsuid, GLOBAL_ROOT_UID);
	u32 want = (asked & ~KSMBD_MAXIMUM_ALLOWED) | (max ? KSMBD_FILE_ALL : 0);
	struct ksmbd_vfs_scope scope;
	u32 got = want;

	if (!server) {
		ksmbd_vfs_enter_cred(&scope, who->cred);
		got = rights_of(root, who, path, want, max);
		ksmbd_vfs_leave(&scope);
	}
	if (root->flags & KSMBD_ROOT_READONLY)
		got &= ~CHANGING;
	if ((got & WRITING) && !d_is_dir(path->dentry) &&
	    (ksmbd_vfs_dos_attributes(root, path) & KSMBD_ATTR_READONLY))
		got &= ~WRITING;
	*granted = got;
	return 0;
}

/**
 * ksmbd_vfs_readable() - is an object to be listed where the share hides what cannot be read?
 * @root: share root
 * @who: who lists
 * @path: the object
 *
 * What only the directory grants does not count.
 *
 * Context: may sleep.
 * Return: true when data, attributes, EAs and the descriptor may all be read.
 */
bool ksmbd_vfs_readable(const struct ksmbd_vfs_root *root, const struct ksmbd_who *who,
			const struct path *path)
{
	struct ksmbd_vfs_scope scope;
	struct ksmbd_sd_buf sd;
	bool ok;

	if (uid_eq(who->cred->fsuid, GLOBAL_ROOT_UID) || d_is_symlink(path->dentry))
		return true;
	ksmbd_vfs_enter_cred(&scope, who->cred);
	ok = may(path, MAY_READ);
	if (ok && !ksmbd_vfs_stored_sd(root, path, &sd)) {
		ok = ksmbd_sd_granted(&sd.sd, &who->token, KSMBD_FILE_GENERIC_READ) ==
		     KSMBD_FILE_GENERIC_READ;
		ksmbd_vfs_sd_put(&sd);
	}
	ksmbd_vfs_leave(&scope);
	return ok;
}
