/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/namei.h>: looking up, creating, removing and renaming names
 * in a directory as Linux 6.19 and later spell it.  start_*() locks the parent
 * and finds the name, end_*() undoes both; vfs_mkdir() gives the dentry to go
 * on with, or an error after it ended the operation itself; a rename is
 * described by its two parent dentries.
 */
#ifndef KCOMPAT_LINUX_NAMEI_H
#define KCOMPAT_LINUX_NAMEI_H

#include <linux/version.h>

#include_next <linux/namei.h>
#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
/* Exported long before it was declared for everybody. */
int vfs_path_lookup(struct dentry *dentry, struct vfsmount *mnt, const char *name,
		    unsigned int flags, struct path *path);
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
struct dentry *kcompat_lookup_one_unlocked(struct mnt_idmap *idmap, struct qstr *name,
					   struct dentry *base);
struct dentry *kcompat_lookup_one_positive_unlocked(struct mnt_idmap *idmap, struct qstr *name,
						    struct dentry *base);

#define lookup_one_unlocked(m, q, b)		kcompat_lookup_one_unlocked(m, q, b)
#define lookup_one_positive_unlocked(m, q, b)	kcompat_lookup_one_positive_unlocked(m, q, b)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
struct dentry *kcompat_start_creating(struct mnt_idmap *idmap, struct dentry *parent,
				      struct qstr *name);
struct dentry *kcompat_start_removing(struct mnt_idmap *idmap, struct dentry *parent,
				      struct qstr *name);
struct dentry *kcompat_start_removing_dentry(struct dentry *parent, struct dentry *child);
void kcompat_end_dirop(struct dentry *dentry);
int kcompat_vfs_create(struct mnt_idmap *idmap, struct dentry *dentry, umode_t mode,
		       struct delegated_inode *di);
struct dentry *kcompat_vfs_mkdir(struct mnt_idmap *idmap, struct inode *dir,
				 struct dentry *dentry, umode_t mode, struct delegated_inode *di);
int kcompat_vfs_unlink(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
		       struct delegated_inode *di);
int kcompat_vfs_rmdir(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
		      struct delegated_inode *di);
int kcompat_vfs_symlink(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
			const char *target, struct delegated_inode *di);
int kcompat_vfs_link(struct dentry *old, struct mnt_idmap *idmap, struct inode *dir,
		     struct dentry *dentry, struct delegated_inode *di);
int kcompat_notify_change(struct mnt_idmap *idmap, struct dentry *dentry, struct iattr *ia,
			  struct delegated_inode *di);

#define start_creating(m, p, q)			kcompat_start_creating(m, p, q)
#define start_removing(m, p, q)			kcompat_start_removing(m, p, q)
#define start_removing_dentry(p, c)		kcompat_start_removing_dentry(p, c)
#define end_creating(d)				kcompat_end_dirop(d)
#define end_removing(d)				kcompat_end_dirop(d)
#define vfs_create(m, d, mode, di)		kcompat_vfs_create(m, d, mode, di)
#define vfs_mkdir(m, dir, d, mode, di)		kcompat_vfs_mkdir(m, dir, d, mode, di)
#define vfs_unlink(m, dir, d, di)		kcompat_vfs_unlink(m, dir, d, di)
#define vfs_rmdir(m, dir, d, di)		kcompat_vfs_rmdir(m, dir, d, di)
#define vfs_symlink(m, dir, d, target, di)	kcompat_vfs_symlink(m, dir, d, target, di)
#define vfs_link(old, m, dir, d, di)		kcompat_vfs_link(old, m, dir, d, di)
#define notify_change(m, d, ia, di)		kcompat_notify_change(m, d, ia, di)

/**
 * struct kcompat_renamedata - struct renamedata as it is since 6.19
 * @mnt_idmap: of the mount both parents are on
 * @old_parent: parent of the source; reference held from start to end
 * @old_dentry: source; reference held from start to end
 * @new_parent: given by the caller, who holds the reference
 * @new_dentry: target; reference held from start to end
 * @delegated_inode: gives back a delegation to break, or NULL
 * @flags: RENAME_*
 */
struct kcompat_renamedata {
	struct mnt_idmap *mnt_idmap;
	struct dentry *old_parent;
	struct dentry *old_dentry;
	struct dentry *new_parent;
	struct dentry *new_dentry;
	struct delegated_inode *delegated_inode;
	unsigned int flags;
};

int kcompat_start_renaming_dentry(struct kcompat_renamedata *rd, int lookup_flags,
				  struct dentry *old_dentry, struct qstr *new_last);
int kcompat_vfs_rename(struct kcompat_renamedata *rd);
void kcompat_end_renaming(struct kcompat_renamedata *rd);

#define renamedata				kcompat_renamedata
#define start_renaming_dentry(rd, f, d, q)	kcompat_start_renaming_dentry(rd, f, d, q)
#define vfs_rename(rd)				kcompat_vfs_rename(rd)
#define end_renaming(rd)			kcompat_end_renaming(rd)
#endif

#endif /* KCOMPAT_LINUX_NAMEI_H */
