/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an SMB open does its I/O through: a file, an alternate stream, a named
 * pipe, or an extension's stream.  READ, WRITE and FLUSH know only the ops.
 *
 * A handle is embedded in each open (state/open.h).  It carries the opener's
 * credentials and granted access (R17): every vfs function that takes a handle
 * starts with ksmbd_vfs_enter(), which checks the right and puts the cred on.
 */
#ifndef KSMBD_VFS_HANDLE_H
#define KSMBD_VFS_HANDLE_H

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/path.h>
#include "util/access.h"
#include "util/name.h"
#include "util/segs.h"

struct ksmbd_handle;

#define KSMBD_ROOT_CASE_SENSITIVE	0x0001
#define KSMBD_ROOT_FOLLOW_SYMLINKS	0x0002	/* beneath the root only, always */
#define KSMBD_ROOT_READONLY		0x0004
#define KSMBD_ROOT_STORE_DOS		0x0008	/* keep DOS attributes in user.DOSATTRIB */
#define KSMBD_ROOT_ACL_XATTR		0x0010	/* keep NT security descriptors in security.NTACL */
#define KSMBD_ROOT_STREAMS		0x0020
#define KSMBD_ROOT_HIDE_DOT		0x0040	/* names with a leading dot are hidden */
#define KSMBD_ROOT_INHERIT_OWNER	0x0080
#define KSMBD_ROOT_CROSS_MNT		0x0100
#define KSMBD_ROOT_HIDE_VETO		0x0200	/* vetoed names are also hidden from listings */
#define KSMBD_ROOT_HIDE_UNREADABLE	0x0400	/* listings leave out what the client may not read */

/*
 * struct ksmbd_vfs_root - a share root and the options that shape VFS behaviour
 *
 * Embedded in the immutable share object; lives as long as it.
 * @path: resolved once, in the helper's system call context
 * @flags: KSMBD_ROOT_*
 * @encoding: how forbidden characters are stored
 * @veto: veto list "/a/b*\/", or NULL
 * @hide: a list like it, of names marked hidden, or NULL
 * @create_mask, @force_create_mode, @dir_mask, @force_dir_mode: mode bits of new objects
 * @size_cap: bytes reported as the volume's size at most, 0 = none
 */
struct ksmbd_vfs_root {
	struct path path;
	u32 flags;
	enum ksmbd_name_encoding encoding;
	const char *veto;
	const char *hide;
	umode_t create_mask, force_create_mode;
	umode_t dir_mask, force_dir_mode;
	u64 size_cap;
};

/*
 * struct ksmbd_attr - what SMB wants to know of a file, in SMB's units
 *
 * Times are NT times; @file_id is stable and unique on the volume.
 */
struct ksmbd_attr {
	u64 create_time, access_time, write_time, change_time;
	u64 size, alloc;
	u32 attributes;		/* KSMBD_ATTR_*, never 0 (NORMAL) */
	bool hidden_by_name;	/* HIDDEN is not stored */
	u32 nlink;
	u64 file_id;
	u32 reparse_tag;	/* 0 unless KSMBD_ATTR_REPARSE */
	umode_t mode;
	kuid_t uid;
	kgid_t gid;
};

#define KSMBD_READ_STABLE	0x1	/* the bytes must not change later: private pages */
#define KSMBD_READ_UNBUFFERED	0x2
#define KSMBD_READ_NOWAIT	0x4	/* -EAGAIN rather than sleeping for a device */
#define KSMBD_WRITE_THROUGH	0x1
#define KSMBD_FLUSH_FULL	0x1	/* also the device's cache, metadata too */

/*
 * struct ksmbd_handle_ops - how one kind of handle does I/O
 *
 * All may sleep and are called without locks.  Return bytes or 0, or -errno.
 * @nowait: @read knows KSMBD_READ_NOWAIT
 * @read: appends to @out at most @len bytes from @pos; 0 at or behind the end
 * @write: writes all of @len or fails; -ENOSPC, -EDQUOT, -EFBIG …
 * @getattr: size and allocation of this very stream, the rest of the file
 * @setsize: new end of file
 * @flush: to stable storage; KSMBD_FLUSH_*
 * @transact: pipes only: write @in, then read an answer of at most @room into @out; *more is set
 *	when the answer is longer (the rest is read with @read).  NULL for all others
 * @receive: pipes only, instead of @read: the next bytes of an answer; *more is set when it is
 *	longer
 * @close: releases what the handle owns; the handle is not used again
 */
struct ksmbd_handle_ops {
	const char *name;
	bool nowait;
	ssize_t (*read)(struct ksmbd_handle *h, struct ksmbd_segs *out, u64 pos, size_t len,
			unsigned int flags);
	ssize_t (*write)(struct ksmbd_handle *h, const void *buf, size_t len, u64 pos,
			 unsigned int flags);
	int (*getattr)(struct ksmbd_handle *h, struct ksmbd_attr *attr);
	int (*setsize)(struct ksmbd_handle *h, u64 size);
	int (*flush)(struct ksmbd_handle *h, unsigned int flags);
	ssize_t (*transact)(struct ksmbd_handle *h, const void *in, size_t in_len,
			    void *out, size_t room, bool *more);
	ssize_t (*receive)(struct ksmbd_handle *h, struct ksmbd_segs *out, size_t len, bool *more);
	void (*close)(struct ksmbd_handle *h);
};

/**
 * struct ksmbd_wtime - the write time an open shows of its own writes (vfs/wtime.c)
 * @shown: NT time to show instead of the file's, 0: the file's
 * @left: NT time the last write through the handle left
 * @until: jiffies; from then on a first write is shown
 * @late: a write came after @until: @shown stays until the handle settles
 *
 * Protected by file->f_lock.
 */
struct ksmbd_wtime {
	u64 shown;
	u64 left;
	unsigned long until;
	bool late;
};

/**
 * struct ksmbd_handle - see above
 * @ops: set once before publish
 * @file: the Linux file (of the base file for streams); NULL for pipes
 * @cred: the opener's; a reference
 * @root: of the share; the open holds the share
 * @access: granted rights, KSMBD_FILE_* etc., no generic bits
 * @stream: xattr stream name (owned), or NULL
 * @replaced: what was read and written before it became a symlink or the unnamed stream; kept
 *	until close
 * @flags: KSMBD_HANDLE_*; set once before publish
 * @time_flags: KSMBD_TIME_*; times this handle does not move any more (MS-FSA 2.1.5.15.2)
 * @wtime: see there
 * @priv: of the ops
 */
struct ksmbd_handle {
	const struct ksmbd_handle_ops *ops;
	struct file *file;
	const struct cred *cred;
	const struct ksmbd_vfs_root *root;
	u32 access;
	char *stream;
	struct file *replaced;
	u32 flags;
	u32 time_flags;
	struct ksmbd_wtime wtime;
	void *priv;
};

#define KSMBD_HANDLE_WRITE_THROUGH	0x1	/* every write goes to stable storage */

#define KSMBD_TIME_WRITE_FROZEN		0x1	/* writes by this handle leave the write time */
#define KSMBD_TIME_ACCESS_FROZEN	0x2
#define KSMBD_TIME_CHANGE_FROZEN	0x4

static inline bool ksmbd_handle_is_dir(const struct ksmbd_handle *h)
{
	return h->file && S_ISDIR(file_inode(h->file)->i_mode);
}

/* ---- enter.c ---- */
struct ksmbd_vfs_scope {
	const struct cred *old;
	const struct cred *cred;
};

/* 0 and the opener's cred put on, or -EACCES when none of the bits in @need_any is granted (0 = no check). */
int ksmbd_vfs_enter(struct ksmbd_vfs_scope *s, const struct ksmbd_handle *h, u32 need_any);
/* The same for path operations, before there is a handle. */
void ksmbd_vfs_enter_cred(struct ksmbd_vfs_scope *s, const struct cred *cred);
/* As the server itself (DOSATTRIB, NTACL of a file the opener may change through SMB). */
void ksmbd_vfs_enter_root(struct ksmbd_vfs_scope *s);
void ksmbd_vfs_leave(struct ksmbd_vfs_scope *s);

#endif /* KSMBD_VFS_HANDLE_H */
