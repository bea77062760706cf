/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes in directories, whoever makes them: clients, local programs, NFS.
 *
 * Who wants to hear of a directory embeds a struct ksmbd_fswatch, adds it, and
 * has its event() called by whoever makes a change, while he makes it.  The
 * second half is for the vfs room itself: to say of its own changes more than
 * the kernel can tell, or nothing.
 */
#ifndef KSMBD_VFS_FSEVENT_H
#define KSMBD_VFS_FSEVENT_H

#include <linux/fs.h>
#include <linux/list.h>
#include "vfs/handle.h"

/* What happened to a name; the numbers are those of MS-FSCC 2.7.1. */
enum ksmbd_change {
	KSMBD_CHANGE_ADDED = 1,
	KSMBD_CHANGE_REMOVED,
	KSMBD_CHANGE_MODIFIED,
	KSMBD_CHANGE_RENAMED_OLD,
	KSMBD_CHANGE_RENAMED_NEW,
	KSMBD_CHANGE_ADDED_STREAM,
	KSMBD_CHANGE_REMOVED_STREAM,
	KSMBD_CHANGE_MODIFIED_STREAM,
};

/* What of a thing changed; the bits are those of MS-SMB2 2.2.35. */
#define KSMBD_ASPECT_FILE_NAME		0x001
#define KSMBD_ASPECT_DIR_NAME		0x002
#define KSMBD_ASPECT_ATTRIBUTES		0x004
#define KSMBD_ASPECT_SIZE		0x008
#define KSMBD_ASPECT_LAST_WRITE		0x010
#define KSMBD_ASPECT_LAST_ACCESS	0x020
#define KSMBD_ASPECT_CREATION		0x040
#define KSMBD_ASPECT_EA			0x080
#define KSMBD_ASPECT_SECURITY		0x100
#define KSMBD_ASPECT_STREAM_NAME	0x200
#define KSMBD_ASPECT_STREAM_SIZE	0x400
#define KSMBD_ASPECT_STREAM_WRITE	0x800

/**
 * struct ksmbd_fsevent - one change
 * @change: what happened; a rename within one directory comes once, as RENAMED_OLD
 * @aspects: what changed by it, never 0
 * @touched: what else changed about the thing, by the way; for those who do not want @aspects
 * @prefix: from the watched directory to the one of the change: "" or "a/b/"
 * @name: name in that directory, UTF-8, not terminated
 * @name_len: its bytes
 * @new_name: RENAMED_OLD only: the new name in the same directory
 * @new_len: its bytes
 * @stream: the *_STREAM changes only: name of the stream, terminated
 * @local: made by someone other than our clients
 */
struct ksmbd_fsevent {
	enum ksmbd_change change;
	u32 aspects;
	u32 touched;
	const char *prefix;
	const char *name;
	size_t name_len;
	const char *new_name;
	size_t new_len;
	const char *stream;
	bool local;
};

/**
 * struct ksmbd_fswatch - somebody who wants to hear of changes in a directory
 * @root: names hidden in this share are not told of; NULL: everything is
 * @aspects: KSMBD_ASPECT_* that count
 * @tree: also what is below, as far as the file system reaches
 * @event: called for each change; NULL for the event: some were lost.  The caller may hold any
 *	lock of the VFS and is in an RCU read section: no sleeping, no VFS calls, spinlocks only
 * @dir: of fsevent.c, as is all below
 * @node: in the table, by @dir
 * @gate: keeps the kernel telling us
 *
 * All but what is fsevent.c's is set by the owner before it is added and stays as it is.
 */
struct ksmbd_fswatch {
	const struct ksmbd_vfs_root *root;
	u32 aspects;
	bool tree;
	void (*event)(struct ksmbd_fswatch *w, const struct ksmbd_fsevent *ev);
	struct inode *dir;
	struct hlist_node node;
	struct ksmbd_fsgate *gate;
};

int ksmbd_fsevent_init(void);
void ksmbd_fsevent_exit(void);
/* Hears of changes in the directory @dir, which stays open until it is removed; 0 or -errno. */
int ksmbd_fswatch_add(struct ksmbd_fswatch *w, const struct file *dir);
/*
 * No call of event() begins any more; those that run may still do so until an RCU grace period
 * is over, so the memory goes with kfree_rcu().
 */
void ksmbd_fswatch_remove(struct ksmbd_fswatch *w);

/* May the opener of the directory @h see what is in the directory @way ("a/b") below it? */
bool ksmbd_fsevent_may_see(const struct ksmbd_handle *h, const char *way);

/**
 * struct ksmbd_fstask - a thread that acts for our clients
 * @pid: its
 * @quiet: depth of ksmbd_fsevent_quiet()
 */
struct ksmbd_fstask {
	pid_t pid;
	unsigned int quiet;
};

/* The current thread acts for clients from now on / no more. */
void ksmbd_fstask_begin(struct ksmbd_fstask *t);
void ksmbd_fstask_end(struct ksmbd_fstask *t);
/* Does the current thread act for clients? */
bool ksmbd_fstask_is_ours(void);

/* ---- for the vfs room ---- */
/*
 * What this thread changes about a file's data and attributes is not to be told of / is again;
 * nests.  Names that come and go are told of all the same.
 */
void ksmbd_fsevent_quiet(void);
void ksmbd_fsevent_loud(void);
/* This thread changed @aspects of @path; with aspects 0 nothing happens. */
void ksmbd_fsevent_changed(const struct path *path, u32 aspects);
/* The stream @stream of @path was added, removed or modified: KSMBD_CHANGE_*_STREAM. */
void ksmbd_fsevent_stream(const struct path *path, const char *stream, enum ksmbd_change change);

#endif /* KSMBD_VFS_FSEVENT_H */
