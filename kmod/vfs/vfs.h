/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vfs room's door: the only way the server touches files.  Functions are
 * grouped by the file that has them.  All may sleep; none is called with a lock
 * held (one exception: the directory cursor, see dir.c).  Errors are -errno.
 */
#ifndef KSMBD_VFS_H
#define KSMBD_VFS_H

#include "vfs/handle.h"
#include "util/openrec.h"
#include "util/sd.h"

/* ---- path.c: names beneath a share root (R18) ---- */

#define KSMBD_LOOKUP_NOFOLLOW	0x1	/* a symlink as last component is the object itself */
#define KSMBD_LOOKUP_NORM	0x2	/* composed and decomposed names match */

/**
 * struct ksmbd_found - result of a lookup
 * @path: the object, references held; .dentry NULL when the last component is missing
 * @parent: its directory; .dentry NULL for the share root itself, or when a directory on
 *	the way is missing (then the result was -ENOENT and it is the *path* that is not found)
 * @last: the last component as it is on disk, or as it would be created
 */
struct ksmbd_found {
	struct path path;
	struct path parent;
	char last[KSMBD_COMPONENT_MAX + 1];
};

/*
 * Resolves @path ("" = root) as @cred beneath @root: exact first, then without regard to case
 * unless the share is case-sensitive.  0; -ENOENT (see above); -ENOTDIR a file on the way;
 * -EACCES; -ELOOP/-EXDEV a symlink that leads out or is not followed; -ENAMETOOLONG.
 * On 0 and on -ENOENT the caller calls ksmbd_found_put().
 */
int ksmbd_vfs_lookup(const struct ksmbd_vfs_root *root, const struct cred *cred, const char *path,
		     unsigned int flags, struct ksmbd_found *out);
void ksmbd_found_put(struct ksmbd_found *f);
/* Path of an open file relative to the share root, '/'-separated UTF-8, as it is now (renames!). */
int ksmbd_vfs_name_of(const struct ksmbd_vfs_root *root, struct file *file, char *buf, size_t room);

/* ---- nameidx.c: names of directories, kept for lookups ---- */
int ksmbd_vfs_nameidx_init(void);
void ksmbd_vfs_nameidx_exit(void);

/* ---- file.c ---- */

#define KSMBD_CREATE_DIR	0x1
/*
 * Creates @f->last in @f->parent with the share's mode rules (@mode: wanted permission bits, the
 * masks apply) and fills @f->path.  -EEXIST when it appeared meanwhile.
 */
int ksmbd_vfs_create(const struct ksmbd_vfs_root *root, const struct cred *cred,
		     struct ksmbd_found *f, umode_t mode, unsigned int flags);
/*
 * Opens @path into @h for the rights in @access (chooses O_ flags, checks Linux permissions as
 * @cred), takes references on cred and path, sets ops for a plain file or directory.
 * @options: KSMBD_OPEN_*.
 */
#define KSMBD_OPEN_UNBUFFERED	0x1
#define KSMBD_OPEN_WRITE_THROUGH 0x2
#define KSMBD_OPEN_BACKUP	0x4
int ksmbd_vfs_open(struct ksmbd_handle *h, const struct ksmbd_vfs_root *root,
		   const struct cred *cred, const struct path *path, u32 access,
		   unsigned int options);
void ksmbd_vfs_close(struct ksmbd_handle *h);
int ksmbd_vfs_setsize(struct ksmbd_handle *h, u64 size);
/* Allocation size: grows the reservation; smaller than the size truncates (MS-FSCC 2.4.4). */
int ksmbd_vfs_preallocate(struct ksmbd_handle *h, u64 bytes);
/* May it be deleted? -ENOTEMPTY, -EACCES (read-only attribute, parent), -EBUSY (share root). */
int ksmbd_vfs_may_delete(struct ksmbd_handle *h);
/* Removes the object behind @h from its directory (file or empty directory), with its spilled streams. */
int ksmbd_vfs_delete(struct ksmbd_handle *h);

/* ---- identity.c ---- */
void ksmbd_vfs_identify(struct file *file, struct ksmbd_file_identity *id);

/* ---- io.c: ops of plain files, and ranges ---- */
extern const struct ksmbd_handle_ops ksmbd_vfs_file_ops;
extern const struct ksmbd_handle_ops ksmbd_vfs_dir_ops;
int ksmbd_vfs_zero_range(struct ksmbd_handle *h, u64 off, u64 len);	/* FSCTL_SET_ZERO_DATA */
int ksmbd_vfs_set_sparse(struct ksmbd_handle *h, bool sparse);
struct ksmbd_range { u64 off, len; };

/* Allocated ranges in [off, off+len): fills up to @max, *n = how many; -E2BIG when there are more. */
int ksmbd_vfs_allocated_ranges(struct ksmbd_handle *h, u64 off, u64 len,
			       struct ksmbd_range *r, unsigned int max, unsigned int *n);
/* Allocates private pages for @len bytes into @s (readable through ksmbd_segs); used by other ops too. */
int ksmbd_vfs_alloc_segs(struct ksmbd_segs *s, size_t len);
/* Copies a linear buffer into fresh private pages appended to @s. */
int ksmbd_vfs_fill_segs(struct ksmbd_segs *s, const void *buf, size_t len);
/* Room for the segments of a read of @len bytes at @pos. */
unsigned int ksmbd_vfs_segs_needed(u64 pos, size_t len);

/* ---- dir.c: listing with a resumable cursor ---- */

/*
 * struct ksmbd_dirent - one entry as listed
 * @name: on-disk name, UTF-8, not terminated; valid until the next call
 * @attr: filled when it could be stat'ed
 * @dentry_path: the object, for extensions that want more (reference held until the next call)
 */
struct ksmbd_dirent {
	const char *name;
	size_t name_len;
	struct ksmbd_attr attr;
	u32 ea_size;
	struct path path;
};

struct ksmbd_dir;	/* cursor of an open directory; owned by the open, under open->lock */

struct ksmbd_dir *ksmbd_vfs_dir_alloc(struct ksmbd_handle *h);
void ksmbd_vfs_dir_free(struct ksmbd_dir *d);
void ksmbd_vfs_dir_rewind(struct ksmbd_dir *d);
/* Exact name instead of a scan (pattern without wildcards): the next call gives it or nothing. */
void ksmbd_vfs_dir_set_pattern(struct ksmbd_dir *d, const char *pattern, size_t len);
/*
 * 1: *ent is the next entry that matches; 0: no more; -errno.  "." and ".." come first.
 * Hidden, vetoed and undecodable names are left out; each entry comes exactly once.
 */
int ksmbd_vfs_dir_next(struct ksmbd_dir *d, struct ksmbd_dirent *ent);
/* The entry returned last did not fit: ksmbd_vfs_dir_next() gives it again. */
void ksmbd_vfs_dir_unget(struct ksmbd_dir *d);

/* ---- attr.c ---- */
int ksmbd_vfs_getattr(struct ksmbd_handle *h, struct ksmbd_attr *attr);	/* base file */
int ksmbd_vfs_getattr_path(const struct ksmbd_vfs_root *root, const struct cred *cred,
			   const struct path *path, struct ksmbd_attr *attr);
/*
 * struct ksmbd_setattr - FileBasicInformation as a change
 * @*_time: NT time; 0 leave; ~0 (-1) stop updating by this handle; ~1 (-2) resume
 * @attributes: 0 leave; NORMAL clears
 */
struct ksmbd_setattr {
	u64 create_time, access_time, write_time, change_time;
	u32 attributes;
};

int ksmbd_vfs_setattr(struct ksmbd_handle *h, const struct ksmbd_setattr *set);
/* At creation: creation time now and the DOS attributes asked for. */
int ksmbd_vfs_init_attr(struct ksmbd_handle *h, u32 attributes);
/* POSIX mode bits (permissions only), for NFS ACEs and the POSIX-minded. */
int ksmbd_vfs_chmod(struct ksmbd_handle *h, umode_t mode);
u64 ksmbd_vfs_volume_serial(const struct ksmbd_vfs_root *root);

/* ---- wtime.c ---- */
/* CLOSE: what the handle wrote late counts from now (MS-FSA 2.1.5.5). */
void ksmbd_vfs_wtime_close(struct ksmbd_handle *h);

/* ---- ea.c: extended attributes as SMB EAs (user.* that are not ours) ---- */
struct ksmbd_ea { const char *name; u8 name_len; const void *value; u16 value_len; u8 flags; };

/* Calls @emit for each; stops on its non-zero answer and returns it. */
int ksmbd_vfs_ea_list(struct ksmbd_handle *h,
		      int (*emit)(const struct ksmbd_ea *ea, void *arg), void *arg);
int ksmbd_vfs_ea_get(struct ksmbd_handle *h, const char *name, size_t len, void *buf, size_t room);
/* value_len 0 removes. */
int ksmbd_vfs_ea_set(struct ksmbd_handle *h, const struct ksmbd_ea *ea);
int ksmbd_vfs_ea_size(struct ksmbd_handle *h, u32 *bytes);

/* ---- stream.c: alternate data streams over xattrs and the spill store ---- */
#define KSMBD_STREAM_CREATE	0x1
#define KSMBD_STREAM_EXCL	0x2
#define KSMBD_STREAM_TRUNC	0x4
extern const struct ksmbd_handle_ops ksmbd_stream_ops;
/* Turns @h (base file open) into a handle on stream @name; -ENOENT, -EEXIST, -EOPNOTSUPP. */
int ksmbd_stream_open(struct ksmbd_handle *h, const char *name, unsigned int flags, bool *created);
int ksmbd_stream_delete(struct ksmbd_handle *h);
/* Renames the stream of @h; @replace allows an existing target. */
int ksmbd_stream_rename(struct ksmbd_handle *h, const char *name, bool replace);
/* The stream of @h becomes the unnamed one of its file, which has no data. */
int ksmbd_stream_to_file(struct ksmbd_handle *h);
struct ksmbd_stream_info { const char *name; size_t name_len; u64 size, alloc; };

int ksmbd_stream_list(struct ksmbd_handle *h,
		      int (*emit)(const struct ksmbd_stream_info *s, void *arg), void *arg);
/* Does the file have any alternate stream? */
bool ksmbd_stream_any(const struct ksmbd_vfs_root *root, const struct path *path);

/* ---- acl.c, access.c ---- */
/* Identity as the access check wants it; groups follow the user in @token. */
struct ksmbd_who {
	const struct cred *cred;
	struct ksmbd_token token;
	const struct ksmbd_sid *domain;	/* the server's own, for Unix id mapping */
};

/*
 * Writes the security descriptor (stored, else made from mode and POSIX ACL), all parts,
 * self-relative.  *len = bytes; -ERANGE and *len = needed when @room is too small.
 */
int ksmbd_vfs_get_sd(const struct ksmbd_vfs_root *root, const struct path *path,
		     const struct ksmbd_sid *domain, void *buf, size_t room, size_t *len);
/* Merges the parts named by @secinfo into the stored one; owner and group change as the cred may. */
int ksmbd_vfs_set_sd(struct ksmbd_handle *h, const struct ksmbd_sid *domain,
		     const struct ksmbd_sd *sd, u32 secinfo);
/* At creation: what the parent passes on, or @given from the client (SecD context; may be NULL). */
int ksmbd_vfs_init_sd(struct ksmbd_handle *h, const struct ksmbd_who *who,
		      const struct path *parent, const struct ksmbd_sd *given);
/*
 * Which of @asked does @who have on @path (descriptor, else mode; read-only attribute and share
 * respected, DELETE also through the parent's DELETE_CHILD)?  With MAXIMUM_ALLOWED in @asked all
 * that are granted.
 */
int ksmbd_vfs_access(const struct ksmbd_vfs_root *root, const struct ksmbd_who *who,
		     const struct path *path, u32 asked, u32 *granted);
/* Access-based enumeration: may @who read all there is to read of @path? */
bool ksmbd_vfs_readable(const struct ksmbd_vfs_root *root, const struct ksmbd_who *who,
			const struct path *path);

/* ---- rename.c, link.c ---- */
/*
 * Renames the object behind @h to @path (share-relative).  Parent may differ; -EEXIST unless
 * @replace; -ENOENT parent missing (path); -EXDEV; -EACCES.  Works with open children.
 */
int ksmbd_vfs_rename(struct ksmbd_handle *h, const char *path, bool replace, unsigned int flags);
int ksmbd_vfs_link(struct ksmbd_handle *h, const char *path, bool replace, unsigned int flags);
/* Symlink targets as stored; -EINVAL not a symlink. */
int ksmbd_vfs_readlink(struct ksmbd_handle *h, char *buf, size_t room);
/* Replaces the empty file behind @h by a symlink of the same name (FSCTL_SET_REPARSE_POINT). */
int ksmbd_vfs_make_symlink(struct ksmbd_handle *h, const char *target);

/* ---- copy.c ---- */
/* Copies between two open handles: reflink, copy_file_range, or a loop; bytes or -errno. */
ssize_t ksmbd_vfs_copy(struct ksmbd_handle *src, u64 src_off, struct ksmbd_handle *dst,
		       u64 dst_off, u64 len);

/* ---- plock.c: byte-range locks as local programs see them; one change of a handle at a time ---- */
/* Replaces what @h has on the range; -EAGAIN: somebody local is in the way. */
int ksmbd_vfs_plock_set(struct ksmbd_handle *h, u64 off, u64 len, bool exclusive);
void ksmbd_vfs_plock_clear(struct ksmbd_handle *h, u64 off, u64 len);

/* ---- statfs.c ---- */
struct ksmbd_statfs {
	u64 total, free, avail;		/* in units of @unit bytes; capped for shares with a cap */
	u32 unit, sector;
	u64 serial;			/* volume id */
	u32 name_max;
	char fs_type[16];
	bool readonly, case_sensitive, has_xattr, has_acl, has_sparse, has_reflink;
};

int ksmbd_vfs_statfs(const struct ksmbd_vfs_root *root, const struct path *path,
		     struct ksmbd_statfs *out);

#endif /* KSMBD_VFS_H */
