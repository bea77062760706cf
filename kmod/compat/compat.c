// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bodies of the shadow headers that cannot be inline: what newer kernels
 * offer, done with what an old one has.  On the newest kernel nearly nothing
 * is left of this file.
 *
 * Not for anything of ours: a function here has a namesake in a newer kernel
 * (kcompat_ in front) and its meaning.  The list with the release that makes
 * each one die is in README.md.
 *
 * Called by vfs and transport through the names of the newest kernel.
 * Locks: kcompat_start_*() returns with directory locks held as its namesake
 * does; kcompat_end_*() drops them.
 */
#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/uio.h>
#include <net/sock.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
#undef lookup_one_unlocked
#undef lookup_one_positive_unlocked

/**
 * kcompat_lookup_one_unlocked() - lookup_one_unlocked() with a struct qstr (6.16)
 * @idmap: of the mount
 * @name: one component
 * @base: directory
 *
 * Context: may sleep; takes the directory's lock itself.
 * Return: a dentry, maybe negative, or an error pointer.
 */
struct dentry *kcompat_lookup_one_unlocked(struct mnt_idmap *idmap, struct qstr *name,
					   struct dentry *base)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 17, 0)
	return lookup_one_unlocked(idmap, name->name, base, name->len);
#else
	return lookup_one_len_unlocked(name->name, base, name->len);
#endif
}

/**
 * kcompat_lookup_one_positive_unlocked() - the same, never negative
 * @idmap: of the mount
 * @name: one component
 * @base: directory
 *
 * Context: may sleep; takes the directory's lock itself.
 * Return: a positive dentry or an error pointer.
 */
struct dentry *kcompat_lookup_one_positive_unlocked(struct mnt_idmap *idmap, struct qstr *name,
						    struct dentry *base)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 17, 0)
	return lookup_one_positive_unlocked(idmap, name->name, base, name->len);
#else
	return lookup_positive_unlocked(name->name, base, name->len);
#endif
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#undef vfs_create
#undef vfs_mkdir
#undef vfs_unlink
#undef vfs_rmdir
#undef vfs_symlink
#undef vfs_link
#undef vfs_rename
#undef notify_change
#undef renamedata

static struct inode **deleg_ptr(struct delegated_inode *di)
{
	return di ? &di->di_inode : NULL;
}

static struct dentry *lookup_locked(struct mnt_idmap *idmap, struct qstr *name,
				    struct dentry *base)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
	return lookup_one(idmap, name, base);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 15, 0)
	return lookup_one(idmap, name->name, base, name->len);
#else
	return lookup_one_len(name->name, base, name->len);
#endif
}

/**
 * kcompat_start_creating() - lock a directory and find the name to be created in it
 * @idmap: of the mount
 * @parent: directory
 * @name: one component
 *
 * Context: may sleep; returns with the directory locked unless it fails.
 * Return: a dentry, maybe positive, for kcompat_end_dirop(), or an error pointer.
 */
struct dentry *kcompat_start_creating(struct mnt_idmap *idmap, struct dentry *parent,
				      struct qstr *name)
{
	struct dentry *dentry;

	inode_lock_nested(d_inode(parent), I_MUTEX_PARENT);
	dentry = lookup_locked(idmap, name, parent);
	if (IS_ERR(dentry))
		inode_unlock(d_inode(parent));
	return dentry;
}

/**
 * kcompat_start_removing() - lock a directory and find the name to be removed from it
 * @idmap: of the mount
 * @parent: directory
 * @name: one component
 *
 * Context: may sleep; returns with the directory locked unless it fails.
 * Return: a positive dentry for kcompat_end_dirop(), or an error pointer.
 */
struct dentry *kcompat_start_removing(struct mnt_idmap *idmap, struct dentry *parent,
				      struct qstr *name)
{
	struct dentry *dentry = kcompat_start_creating(idmap, parent, name);

	if (!IS_ERR(dentry) && d_really_is_negative(dentry)) {
		kcompat_end_dirop(dentry);
		return ERR_PTR(-ENOENT);
	}
	return dentry;
}

/**
 * kcompat_start_removing_dentry() - the same for a dentry already in hand
 * @parent: directory it is believed to be in
 * @child: what is to be removed
 *
 * Context: may sleep; returns with the directory locked unless it fails.
 * Return: @child with a reference more, or an error pointer: -EINVAL when it is no longer there.
 */
struct dentry *kcompat_start_removing_dentry(struct dentry *parent, struct dentry *child)
{
	int err = 0;

	inode_lock_nested(d_inode(parent), I_MUTEX_PARENT);
	if (IS_DEADDIR(d_inode(parent)) || child->d_parent != parent || d_unhashed(child))
		err = -EINVAL;
	else if (d_really_is_negative(child))
		err = -ENOENT;
	if (!err)
		return dget(child);
	inode_unlock(d_inode(parent));
	return ERR_PTR(err);
}

/**
 * kcompat_end_dirop() - end what one of the kcompat_start_*() functions began
 * @dentry: what it returned; an error pointer is ignored
 *
 * Context: the parent is locked; it is unlocked here.
 */
void kcompat_end_dirop(struct dentry *dentry)
{
	if (IS_ERR(dentry))
		return;
	inode_unlock(d_inode(dentry->d_parent));
	dput(dentry);
}

/**
 * kcompat_vfs_create() - create a regular file at a negative dentry
 * @idmap: of the mount
 * @dentry: from kcompat_start_creating()
 * @mode: permission bits
 * @di: no delegation is given back by these kernels
 *
 * Context: the parent is locked.
 * Return: 0 or -errno.
 */
int kcompat_vfs_create(struct mnt_idmap *idmap, struct dentry *dentry, umode_t mode,
		       struct delegated_inode *di)
{
	return vfs_create(kcompat_idmap_arg(idmap) d_inode(dentry->d_parent), dentry, mode, true);
}

/**
 * kcompat_vfs_mkdir() - create a directory at a negative dentry
 * @idmap: of the mount
 * @dir: inode of the parent
 * @dentry: from kcompat_start_creating(); consumed
 * @mode: permission bits
 * @di: no delegation is given back by these kernels
 *
 * Context: the parent is locked; after an error it is not any more.
 * Return: the dentry for kcompat_end_dirop(), or an error pointer and nothing to end.
 */
struct dentry *kcompat_vfs_mkdir(struct mnt_idmap *idmap, struct inode *dir,
				 struct dentry *dentry, umode_t mode, struct delegated_inode *di)
{
	struct dentry *made = dentry;
	int err;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	made = vfs_mkdir(idmap, dir, dentry, mode);
	err = PTR_ERR_OR_ZERO(made);
	if (err)	/* these kernels put the dentry but leave the parent locked */
		inode_unlock(dir);
#else
	err = vfs_mkdir(kcompat_idmap_arg(idmap) dir, dentry, mode);
	if (err)
		kcompat_end_dirop(dentry);
#endif
	return err ? ERR_PTR(err) : made;
}

/**
 * kcompat_vfs_unlink() - unlink a file
 * @idmap: of the mount
 * @dir: inode of the parent
 * @dentry: the name
 * @di: gives back a delegation to break; may be NULL
 *
 * Context: the parent is locked.
 * Return: 0 or -errno.
 */
int kcompat_vfs_unlink(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
		       struct delegated_inode *di)
{
	return vfs_unlink(kcompat_idmap_arg(idmap) dir, dentry, deleg_ptr(di));
}

/**
 * kcompat_vfs_rmdir() - remove an empty directory
 * @idmap: of the mount
 * @dir: inode of the parent
 * @dentry: the name
 * @di: no delegation is given back by these kernels
 *
 * Context: the parent is locked.
 * Return: 0 or -errno.
 */
int kcompat_vfs_rmdir(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
		      struct delegated_inode *di)
{
	return vfs_rmdir(kcompat_idmap_arg(idmap) dir, dentry);
}

/**
 * kcompat_vfs_symlink() - create a symbolic link at a negative dentry
 * @idmap: of the mount
 * @dir: inode of the parent
 * @dentry: from kcompat_start_creating()
 * @target: what it says
 * @di: no delegation is given back by these kernels
 *
 * Context: the parent is locked.
 * Return: 0 or -errno.
 */
int kcompat_vfs_symlink(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
			const char *target, struct delegated_inode *di)
{
	return vfs_symlink(kcompat_idmap_arg(idmap) dir, dentry, target);
}

/**
 * kcompat_vfs_link() - give a file another name
 * @old: the file
 * @idmap: of the mount
 * @dir: inode of the parent of the new name
 * @dentry: from kcompat_start_creating()
 * @di: gives back a delegation to break; may be NULL
 *
 * Context: the parent is locked.
 * Return: 0 or -errno.
 */
int kcompat_vfs_link(struct dentry *old, struct mnt_idmap *idmap, struct inode *dir,
		     struct dentry *dentry, struct delegated_inode *di)
{
	return vfs_link(old, kcompat_idmap_arg(idmap) dir, dentry, deleg_ptr(di));
}

/**
 * kcompat_notify_change() - change attributes
 * @idmap: of the mount
 * @dentry: of what
 * @ia: the change
 * @di: gives back a delegation to break; may be NULL
 *
 * Context: the inode is locked.
 * Return: 0 or -errno.
 */
int kcompat_notify_change(struct mnt_idmap *idmap, struct dentry *dentry, struct iattr *ia,
			  struct delegated_inode *di)
{
	return notify_change(kcompat_idmap_arg(idmap) dentry, ia, deleg_ptr(di));
}

/* The locked part of kcompat_start_renaming_dentry(). */
static int rename_find(struct kcompat_renamedata *rd, struct dentry *trap, struct dentry *parent,
		       struct dentry *old_dentry, struct qstr *new_last)
{
	struct dentry *target;
	int err = 0;

	if (old_dentry->d_parent != parent || d_unhashed(old_dentry) ||
	    (rd->old_parent && rd->old_parent != parent))
		return -EINVAL;
	target = lookup_locked(rd->mnt_idmap, new_last, rd->new_parent);
	if (IS_ERR(target))
		return PTR_ERR(target);
	if (old_dentry == trap)
		err = -EINVAL;
	else if (target == trap)
		err = -ENOTEMPTY;
	else if ((rd->flags & RENAME_NOREPLACE) && d_really_is_positive(target))
		err = -EEXIST;
	if (err) {
		dput(target);
		return err;
	}
	rd->old_parent = parent;
	rd->old_dentry = dget(old_dentry);
	rd->new_dentry = target;
	return 0;
}

/**
 * kcompat_start_renaming_dentry() - lock both parents and find the target of a rename
 * @rd: mnt_idmap, new_parent and flags are given; the rest is filled in
 * @lookup_flags: unused
 * @old_dentry: what is to be renamed
 * @new_last: its new last component
 *
 * Context: may sleep; returns with both parents locked unless it fails.
 * Return: 0, or -errno and nothing to end.
 */
int kcompat_start_renaming_dentry(struct kcompat_renamedata *rd, int lookup_flags,
				  struct dentry *old_dentry, struct qstr *new_last)
{
	struct dentry *parent = dget_parent(old_dentry);
	struct dentry *trap = lock_rename(parent, rd->new_parent);
	int err;

	if (IS_ERR(trap)) {
		err = PTR_ERR(trap);
		goto out_put;
	}
	err = rename_find(rd, trap, parent, old_dentry, new_last);
	if (!err)
		return 0;
	unlock_rename(parent, rd->new_parent);
out_put:
	dput(parent);
	return err;
}

/**
 * kcompat_vfs_rename() - rename what kcompat_start_renaming_dentry() found
 * @rd: as it was filled in
 *
 * Context: both parents are locked.
 * Return: 0 or -errno.
 */
int kcompat_vfs_rename(struct kcompat_renamedata *rd)
{
	struct renamedata old = {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
		.mnt_idmap = rd->mnt_idmap,
		.old_parent = rd->old_parent,
		.new_parent = rd->new_parent,
#else
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
		.old_mnt_idmap = rd->mnt_idmap,
		.new_mnt_idmap = rd->mnt_idmap,
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 12, 0)
		.old_mnt_userns = rd->mnt_idmap,
		.new_mnt_userns = rd->mnt_idmap,
#endif
		.old_dir = d_inode(rd->old_parent),
		.new_dir = d_inode(rd->new_parent),
#endif
		.old_dentry = rd->old_dentry,
		.new_dentry = rd->new_dentry,
		.delegated_inode = deleg_ptr(rd->delegated_inode),
		.flags = rd->flags,
	};

	return vfs_rename(&old);
}

/**
 * kcompat_end_renaming() - undo kcompat_start_renaming_dentry()
 * @rd: as it was filled in
 *
 * Context: both parents are locked; they are unlocked here.
 */
void kcompat_end_renaming(struct kcompat_renamedata *rd)
{
	unlock_rename(rd->old_parent, rd->new_parent);
	dput(rd->old_dentry);
	dput(rd->new_dentry);
	dput(rd->old_parent);
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
/* One segment, page by page: ->sendpage() takes no more. Bytes, fewer after an error, or -errno. */
static int send_segment(struct socket *sock, const struct bio_vec *bv, unsigned int flags,
			bool last)
{
	unsigned int done = 0;

	while (done < bv->bv_len) {
		unsigned int at = bv->bv_offset + done;
		unsigned int n = min_t(unsigned int, bv->bv_len - done,
				       PAGE_SIZE - offset_in_page(at));
		bool more = !last || done + n < bv->bv_len;
		int ret;

		ret = kernel_sendpage(sock, nth_page(bv->bv_page, at >> PAGE_SHIFT),
				      offset_in_page(at), n,
				      flags | (more ? MSG_MORE | MSG_SENDPAGE_NOTLAST : 0));
		if (ret <= 0)
			return done ? done : ret;
		done += ret;
	}
	return done;
}
#endif

/**
 * kcompat_send_pages() - send page segments without copying them
 * @sock: a connected TCP socket
 * @bv: segments; their pages are not slab pages and their content stays as it is until sent
 * @nr: how many
 * @bytes: sum of their lengths
 * @flags: MSG_*, for instance MSG_MORE or MSG_NOSIGNAL
 *
 * Context: may sleep; the caller serialises senders.
 * Return: bytes sent, maybe fewer than @bytes, or -errno when none was.
 */
int kcompat_send_pages(struct socket *sock, const struct bio_vec *bv, unsigned int nr,
		       size_t bytes, unsigned int flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	struct msghdr msg = { .msg_flags = flags | MSG_SPLICE_PAGES };

	iov_iter_bvec(&msg.msg_iter, ITER_SOURCE, bv, nr, bytes);
	return sock_sendmsg(sock, &msg);
#else
	size_t done = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		int ret = send_segment(sock, &bv[i], flags, i + 1 == nr && !(flags & MSG_MORE));

		if (ret <= 0)
			return done ? done : ret;
		done += ret;
		if (ret < bv[i].bv_len)
			break;
	}
	return done;
#endif
}
