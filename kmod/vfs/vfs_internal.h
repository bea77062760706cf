/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the vfs room share with each other, grouped by the file
 * that has it.  Other rooms include vfs/vfs.h; nothing here is for them.
 *
 * Functions that take a dentry or path and no cred act as whoever is entered
 * (enter.c): the caller says whose right it uses.
 */
#ifndef KSMBD_VFS_INTERNAL_H
#define KSMBD_VFS_INTERNAL_H

#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/stat.h>
#include "vfs/vfs.h"

struct posix_acl;

/* Directory below the share root that holds what does not fit in xattrs; never shown. */
#define KSMBD_SPILL_DIR		".ksmbd.streams"

/* ---- path.c ---- */
/* Is @name one that no client may see or touch in @root? */
bool ksmbd_vfs_name_hidden(const struct ksmbd_vfs_root *root, const char *name, size_t len);
/*
 * Finds the child @name of @dir as the one entered: exact, else by scan under the share's rules.
 * On 0 @found (room for KSMBD_COMPONENT_MAX + 1) is the name on disk.
 */
int ksmbd_vfs_find_child(const struct ksmbd_vfs_root *root, const struct path *dir,
			 const char *name, size_t len, unsigned int flags, char *found);
/* Crosses what is mounted on @path, in place. */
void ksmbd_vfs_cross_mounts(const struct ksmbd_vfs_root *root, struct path *path);
/* The directory @path is in; 0, or -ENOENT for the share root. */
int ksmbd_vfs_parent_of(const struct ksmbd_vfs_root *root, const struct path *path,
			struct path *parent);

/* ---- nameidx.c ---- */
/* The other spelling of a missing name: 0 in @found; -ENOENT none; -EAGAIN not known. */
int ksmbd_vfs_nameidx_find(const struct path *dir, const char *name, size_t len,
			   unsigned int how, char *found);

/* ---- tunnel.c ---- */
void ksmbd_vfs_tunnel_put(const struct inode *dir, const char *made, size_t len,
			  const char *name);
bool ksmbd_vfs_tunnel_get(const struct inode *dir, const char *made, size_t len, char *name);

/* ---- file.c ---- */
/* fput() that is over when it returns where that is possible. */
void ksmbd_vfs_fput(struct file *file);
/* Is the directory empty for a client, as the one entered? 0 or -ENOTEMPTY. */
int ksmbd_vfs_dir_empty(const struct path *dir);
/* Unlinks the child @dentry from wherever it is now, as the one entered. */
int ksmbd_vfs_unlink_dentry(const struct path *path);

/* ---- attr.c ---- */
void ksmbd_vfs_fill_attr(const struct ksmbd_vfs_root *root, const struct path *path,
			 const struct kstat *st, struct ksmbd_attr *attr);
u64 ksmbd_vfs_file_id(const struct ksmbd_vfs_root *root, const struct kstat *st);
/* The stored DOS attributes of @path, 0 when none are. */
u32 ksmbd_vfs_dos_attributes(const struct ksmbd_vfs_root *root, const struct path *path);
/* notify_change() on @path as the one entered, with everything around it. */
int ksmbd_vfs_notify(const struct path *path, struct iattr *ia);
/* Changes stored attribute bits: (old & ~@clear) | @set. */
int ksmbd_vfs_update_dos(struct ksmbd_handle *h, u32 clear, u32 set);

/**
 * struct ksmbd_frozen - times to be put back after an operation
 * @mtime: write time before it, with @write
 * @change: change time before it (NT time), 0 when it may move
 * @write: the write time is to be put back
 */
struct ksmbd_frozen {
	struct timespec64 mtime;
	u64 change;
	bool write;
};

/* The write time is now. */
void ksmbd_vfs_touch(struct ksmbd_handle *h);
/* Around an operation of @h that moves the write time or the change time. */
void ksmbd_vfs_freeze_begin(struct ksmbd_handle *h, struct ksmbd_frozen *fz);
void ksmbd_vfs_freeze_end(struct ksmbd_handle *h, const struct ksmbd_frozen *fz);

/* ---- chtime.c ---- */
void ksmbd_vfs_change_time_set(const struct path *path, const struct kstat *st, u64 nt);
u64 ksmbd_vfs_change_time_get(const struct path *path, const struct kstat *st);

/* ---- wtime.c ---- */
/* Around a write through @h. */
void ksmbd_vfs_wtime_before(struct ksmbd_handle *h);
void ksmbd_vfs_wtime_after(struct ksmbd_handle *h);
/* What @h shows of @attr->write_time. */
void ksmbd_vfs_wtime_show(struct ksmbd_handle *h, struct ksmbd_attr *attr);
/* From now on @h shows the file's own write time. */
void ksmbd_vfs_wtime_settle(struct ksmbd_handle *h);

/* ---- xattr.c ---- */
#define KSMBD_XATTR_DOS		"user.DOSATTRIB"
#define KSMBD_XATTR_STREAM	"user.DosStream."
#define KSMBD_XATTR_STREAM_TYPE	":$DATA"
#define KSMBD_XATTR_NTACL	"security.NTACL"

/* Into a buffer the caller frees with kvfree(); bytes or -errno, at most @max (-E2BIG). */
ssize_t ksmbd_vfs_xattr_get(const struct path *path, const char *name, size_t max, void **value);
/* Into a fixed buffer; bytes, -ERANGE when it is larger. */
ssize_t ksmbd_vfs_xattr_read(const struct path *path, const char *name, void *buf, size_t room);
int ksmbd_vfs_xattr_set(const struct path *path, const char *name, const void *value, size_t len);
int ksmbd_vfs_xattr_remove(const struct path *path, const char *name);
/* Against others who change what is stored with the file. */
void ksmbd_vfs_meta_lock(const struct path *path);
void ksmbd_vfs_meta_unlock(const struct path *path);
/* All names, NUL-separated and NUL-terminated, freed with kvfree(); bytes or -errno. */
ssize_t ksmbd_vfs_xattr_list(const struct path *path, char **list);
/* Walks such a list: the next name, or NULL. */
const char *ksmbd_vfs_xattr_next(const char *list, size_t bytes, const char *name);

/* ---- ea.c ---- */
u32 ksmbd_vfs_ea_size_path(const struct path *path);

/* ---- io.c ---- */
/* Cuts @s to @bytes more than it had when it held @nr entries and @before bytes. */
void ksmbd_vfs_trim_segs(struct ksmbd_segs *s, unsigned int nr, size_t before, size_t bytes);
/* Reads into private pages, writes all or fails; as the one entered. */
ssize_t ksmbd_vfs_file_read(struct file *file, struct ksmbd_segs *out, u64 pos, size_t len);
ssize_t ksmbd_vfs_file_write(struct file *file, const void *buf, size_t len, u64 pos, rwf_t rwf);
int ksmbd_vfs_file_setsize(struct file *file, u64 size);

/* ---- rename.c ---- */
/*
 * Renames @path, wherever it is now, to @name in @dir of the same mount, as the one entered.
 * -EEXIST when another object has the name and @replace is not set; -ENOENT when @path is gone.
 */
int ksmbd_vfs_move(const struct path *path, const struct path *dir, const char *name,
		   bool replace);

/* ---- acl.c ---- */
#define KSMBD_SECINFO_STORED	(KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP | \
				 KSMBD_SECINFO_DACL | KSMBD_SECINFO_SACL)

/**
 * struct ksmbd_posix - owner, mode and ACLs of an object at one moment
 * @st: STATX_BASIC_STATS
 * @access: ACL or NULL
 * @dflt: default ACL of a directory or NULL
 */
struct ksmbd_posix {
	struct kstat st;
	struct posix_acl *access;
	struct posix_acl *dflt;
};

int ksmbd_vfs_posix_load(const struct path *path, struct ksmbd_posix *px);
void ksmbd_vfs_posix_put(struct ksmbd_posix *px);
/* The hash that says whether a stored descriptor still goes with @px. */
int ksmbd_vfs_posix_hash(const struct ksmbd_posix *px, u8 *hash);
/* A descriptor made from @px, self-relative, freed with kvfree(); bytes or -errno. */
ssize_t ksmbd_vfs_posix_sd(const struct ksmbd_posix *px, const struct ksmbd_sid *domain,
			   void **out);

/**
 * struct ksmbd_sd_buf - a descriptor and the memory it points into
 * @buf: freed by ksmbd_vfs_sd_put()
 * @sd: validated view
 */
struct ksmbd_sd_buf {
	void *buf;
	struct ksmbd_sd sd;
};

/* The stored descriptor when there is a valid one: 0, -ENODATA, -errno. */
int ksmbd_vfs_stored_sd(const struct ksmbd_vfs_root *root, const struct path *path,
			struct ksmbd_sd_buf *out);
/* The stored one, else one made from @path's permissions. */
int ksmbd_vfs_current_sd(const struct ksmbd_vfs_root *root, const struct path *path,
			 const struct ksmbd_sid *domain, struct ksmbd_sd_buf *out);
void ksmbd_vfs_sd_put(struct ksmbd_sd_buf *sd);

/* ---- spill.c: streams that no xattr holds, as files; all as the server itself ---- */
struct ksmbd_spill_key {
	char dir[32];		/* file id and generation in hexadecimal */
};

void ksmbd_spill_key(const struct ksmbd_vfs_root *root, const struct path *path,
		     struct ksmbd_spill_key *key);
/* Opens the file of stream @name; with @create it is made.  -ENOENT when there is none. */
struct file *ksmbd_spill_open(const struct ksmbd_vfs_root *root,
			      const struct ksmbd_spill_key *key, const char *name, bool create);
int ksmbd_spill_remove(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		       const char *name);
int ksmbd_spill_rename(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		       const char *from, const char *to);
/* Calls @emit for each stream; stops on its non-zero answer and returns it. */
int ksmbd_spill_list(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		     int (*emit)(const struct ksmbd_stream_info *s, void *arg), void *arg);
/* Everything of one file: it is gone. */
void ksmbd_spill_drop(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key);

#endif /* KSMBD_VFS_INTERNAL_H */
