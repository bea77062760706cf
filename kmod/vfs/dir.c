// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Listing a directory with a cursor that survives between requests.
 *
 * The cursor reads names from the file system a batch at a time and hands them
 * out one by one with their attributes; the file system's own position says
 * where the next batch begins, so each entry comes exactly once however small
 * the client's buffer is.  "." and ".." come first, made here.  An entry that
 * does not fit the reply is taken back with ksmbd_vfs_dir_unget().
 *
 * Not for the layout of entries on the wire (smb2/wire/dirent.c) nor for what an
 * extension adds to them.  Entries are looked at with the opener's credentials:
 * one that is gone is left out, one that may not be looked at comes with what
 * its directory says.
 *
 * Context: may sleep; the caller holds the lock of the open the cursor belongs
 * to (the one lock held over VFS calls, R10).  Takes only VFS locks.
 */
#include "vfs/vfs_internal.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "util/misc.h"
#include "util/utf16.h"

#define BATCH_BYTES	(32 * 1024)

/* One name in a batch; the next begins after it, aligned. */
struct batch_entry {
	u64 ino;
	u16 len;
	u8 type;
	char name[];
};

enum dir_state {
	DIR_DOT,	/* next is "." */
	DIR_DOTDOT,
	DIR_NAMES,	/* next is batch[next], or another batch */
	DIR_EXACT,	/* the pattern is a name: that one and no more */
	DIR_END,
};

/**
 * struct ksmbd_dir - cursor of an open directory
 * @h: the handle it lists
 * @state: what comes next
 * @last_state: the same before the entry returned last
 * @next: offset in @batch of the next name
 * @last_next: the same before the entry returned last
 * @used: bytes in @batch
 * @path: of the entry returned last; .dentry NULL when there is none
 * @pattern: what names must match, owned; NULL for all
 * @pattern_len: its bytes
 * @exact: name found for a pattern without wildcards
 * @batch: names read ahead
 */
struct ksmbd_dir {
	struct ksmbd_handle *h;
	enum dir_state state, last_state;
	unsigned int next, last_next;
	unsigned int used;
	struct path path;
	char *pattern;
	size_t pattern_len;
	char exact[KSMBD_COMPONENT_MAX + 1];
	u8 *batch;
};

struct fill_ctx {
	struct dir_context ctx;
	struct ksmbd_dir *d;
	bool progress;
};

/**
 * ksmbd_vfs_dir_alloc() - a cursor at the beginning of a directory
 * @h: open directory; outlives the cursor
 *
 * Context: may sleep.
 * Return: the cursor, or NULL when memory is short.
 */
struct ksmbd_dir *ksmbd_vfs_dir_alloc(struct ksmbd_handle *h)
{
	struct ksmbd_dir *d = kzalloc_obj(*d);

	if (!d)
		return NULL;
	d->batch = kvmalloc(BATCH_BYTES, GFP_KERNEL);
	if (!d->batch) {
		kfree(d);
		return NULL;
	}
	d->h = h;
	ksmbd_vfs_dir_rewind(d);
	return d;
}

static void put_entry(struct ksmbd_dir *d)
{
	if (d->path.dentry)
		path_put(&d->path);
	d->path.dentry = NULL;
}

/**
 * ksmbd_vfs_dir_free() - end a cursor
 * @d: cursor or NULL
 *
 * Context: may sleep.
 */
void ksmbd_vfs_dir_free(struct ksmbd_dir *d)
{
	if (!d)
		return;
	put_entry(d);
	kfree(d->pattern);
	kvfree(d->batch);
	kfree(d);
}

/**
 * ksmbd_vfs_dir_rewind() - begin again, for all names
 * @d: cursor
 *
 * Context: may sleep.
 */
void ksmbd_vfs_dir_rewind(struct ksmbd_dir *d)
{
	struct ksmbd_vfs_scope scope;

	put_entry(d);
	kfree(d->pattern);
	d->pattern = NULL;
	d->pattern_len = 0;
	d->state = DIR_DOT;
	d->last_state = DIR_DOT;
	d->next = 0;
	d->last_next = 0;
	d->used = 0;
	if (!(d->h->file->f_mode & FMODE_READ))
		return;
	ksmbd_vfs_enter_cred(&scope, d->h->cred);
	vfs_llseek(d->h->file, 0, SEEK_SET);
	ksmbd_vfs_leave(&scope);
}

static bool is_dots(const char *name, size_t len)
{
	return len && name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.'));
}

/**
 * ksmbd_vfs_dir_set_pattern() - say what the names must match
 * @d: cursor at its beginning
 * @pattern: UTF-8, with or without wildcards
 * @len: its bytes
 *
 * A pattern without wildcards gives the one entry that a lookup of it would
 * find.  Should memory be short every name comes, and the caller's own match
 * still holds.
 *
 * Context: may sleep.
 */
void ksmbd_vfs_dir_set_pattern(struct ksmbd_dir *d, const char *pattern, size_t len)
{
	kfree(d->pattern);
	d->pattern = kmemdup(pattern, len, GFP_KERNEL);
	d->pattern_len = len;
	if (d->pattern && !ksmbd_wildcard_has(pattern, len) && !is_dots(pattern, len))
		d->state = DIR_EXACT;
}

static kcompat_dir_ret fill_actor(struct dir_context *ctx, const char *name, int len, loff_t pos,
				  u64 ino, unsigned int type)
{
	struct fill_ctx *f = container_of(ctx, struct fill_ctx, ctx);
	struct ksmbd_dir *d = f->d;
	unsigned int need = ALIGN(sizeof(struct batch_entry) + len, 8);
	struct batch_entry *e;

	if (len <= 0 || len > KSMBD_COMPONENT_MAX || is_dots(name, len)) {
		f->progress = true;
		return KCOMPAT_DIR_MORE;
	}
	if (need > BATCH_BYTES - d->used)
		return KCOMPAT_DIR_STOP;
	f->progress = true;
	e = (struct batch_entry *)(d->batch + d->used);
	e->ino = ino;
	e->len = len;
	e->type = type;
	memcpy(e->name, name, len);
	d->used += need;
	return KCOMPAT_DIR_MORE;
}

/* Reads the next batch: 1, 0 at the end, -errno. */
static int fill(struct ksmbd_dir *d)
{
	struct fill_ctx f = { .ctx.actor = fill_actor, .d = d };
	int err;

	d->next = 0;
	d->last_next = 0;
	d->used = 0;
	do {
		f.progress = false;
		err = iterate_dir(d->h->file, &f.ctx);
	} while (!err && f.progress && !d->used);
	if (err)
		return err;
	return d->used ? 1 : 0;
}

/* The next name of the batches: 1, 0 at the end, -errno. */
static int next_name(struct ksmbd_dir *d, struct batch_entry **e)
{
	int ret;

	if (d->next == d->used) {
		ret = fill(d);
		if (ret <= 0)
			return ret;
	}
	*e = (struct batch_entry *)(d->batch + d->next);
	d->next += ALIGN(sizeof(**e) + (*e)->len, 8);
	return 1;
}

static bool matches(const struct ksmbd_dir *d, const char *name, size_t len)
{
	bool fold = !(d->h->root->flags & KSMBD_ROOT_CASE_SENSITIVE);

	return !d->pattern || ksmbd_wildcard_match(d->pattern, d->pattern_len, name, len, fold);
}

static bool listed(const struct ksmbd_dir *d, const char *name, size_t len)
{
	if (ksmbd_vfs_name_hidden(d->h->root, name, len))
		return false;
	if (ksmbd_utf8_to_utf16(name, len, NULL, 0) < 0)
		return false;
	return matches(d, name, len);
}

/* What a symlink leads to, when the share follows them and it leads somewhere beneath. */
static void follow_link(struct ksmbd_dir *d, const char *name, size_t len)
{
	const struct ksmbd_vfs_root *root = d->h->root;
	struct ksmbd_found *f;
	char *buf;
	int n;

	if (!(root->flags & KSMBD_ROOT_FOLLOW_SYMLINKS))
		return;
	buf = kmalloc(KSMBD_PATH_MAX, GFP_KERNEL);
	f = kmalloc_obj(*f);
	if (!buf || !f)
		goto out;
	n = ksmbd_vfs_name_of(root, d->h->file, buf, KSMBD_PATH_MAX);
	if (n < 0 || n + 1 + len >= KSMBD_PATH_MAX)
		goto out;
	if (n)
		buf[n++] = '/';
	memcpy(buf + n, name, len);
	buf[n + len] = 0;
	n = ksmbd_vfs_lookup(root, d->h->cred, buf, 0, f);
	if (!n) {
		swap(d->path, f->path);
		ksmbd_found_put(f);
	} else if (n == -ENOENT) {
		ksmbd_found_put(f);
	}
out:
	kfree(f);
	kfree(buf);
}

/* Attributes of d->path: 0 or -errno. */
static int entry_attr(struct ksmbd_dir *d, struct ksmbd_dirent *ent)
{
	struct kstat st;
	int err;

	err = vfs_getattr(&d->path, &st, STATX_BASIC_STATS | STATX_BTIME, AT_STATX_SYNC_AS_STAT);
	if (err)
		return err;
	ksmbd_vfs_fill_attr(d->h->root, &d->path, &st, &ent->attr);
	ent->ea_size = ksmbd_vfs_ea_size_path(&d->path);
	ent->path = d->path;
	return 0;
}

/* What is known of an entry that may not be looked at. */
static void attr_from_type(struct ksmbd_dirent *ent, u64 ino, unsigned int type)
{
	ent->attr.file_id = ino;
	ent->attr.nlink = 1;
	ent->attr.attributes = type == DT_DIR ? KSMBD_ATTR_DIRECTORY : KSMBD_ATTR_NORMAL;
	ent->attr.mode = type == DT_DIR ? S_IFDIR : S_IFREG;
}

/* Looks the child up and fills the entry: 0, -ENOENT when it is gone, another -errno. */
static int entry_child(struct ksmbd_dir *d, struct ksmbd_dirent *ent, u64 ino, unsigned int type)
{
	const struct path *dir = &d->h->file->f_path;
	struct dentry *child;
	int err;

	child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt),
					     &QSTR_LEN(ent->name, ent->name_len), dir->dentry);
	err = PTR_ERR_OR_ZERO(child);
	if (!err) {
		d->path.dentry = child;
		d->path.mnt = mntget(dir->mnt);
		ksmbd_vfs_cross_mounts(d->h->root, &d->path);
		if (d_is_symlink(d->path.dentry))
			follow_link(d, ent->name, ent->name_len);
		err = entry_attr(d, ent);
	}
	if (err != -EACCES && err != -EPERM)
		return err;
	put_entry(d);
	attr_from_type(ent, ino, type);
	return 0;
}

/* "." or "..": the parent of the share root is the root itself. */
static int entry_dots(struct ksmbd_dir *d, struct ksmbd_dirent *ent, bool up)
{
	const struct path *dir = &d->h->file->f_path;

	ent->name = "..";
	ent->name_len = up ? 2 : 1;
	if (!up || ksmbd_vfs_parent_of(d->h->root, dir, &d->path)) {
		d->path = *dir;
		path_get(&d->path);
	}
	return entry_attr(d, ent);
}

/* The entry for a pattern that is a name: 1, 0, -errno. */
static int entry_exact(struct ksmbd_dir *d, struct ksmbd_dirent *ent)
{
	int err;

	if (ksmbd_vfs_name_hidden(d->h->root, d->pattern, d->pattern_len))
		return 0;
	err = ksmbd_vfs_find_child(d->h->root, &d->h->file->f_path, d->pattern, d->pattern_len,
				   KSMBD_LOOKUP_NORM, d->exact);
	if (!err) {
		ent->name = d->exact;
		ent->name_len = strlen(d->exact);
		err = entry_child(d, ent, 0, DT_UNKNOWN);
	}
	if (err == -ENOENT || err == -ENAMETOOLONG)
		return 0;
	return err ? err : 1;
}

/* One step of the cursor: 1 an entry, 0 the end, -EAGAIN nothing to be shown here, -errno. */
static int advance(struct ksmbd_dir *d, struct ksmbd_dirent *ent)
{
	struct batch_entry *e;
	bool up;
	int ret;

	d->last_state = d->state;
	switch (d->state) {
	case DIR_DOT:
	case DIR_DOTDOT:
		up = d->state++ == DIR_DOTDOT;
		if (!matches(d, "..", up ? 2 : 1))
			return -EAGAIN;
		ret = entry_dots(d, ent, up);
		return ret ? ret : 1;
	case DIR_EXACT:
		d->state = DIR_END;
		return entry_exact(d, ent);
	case DIR_NAMES:
		ret = next_name(d, &e);
		if (ret <= 0)
			return ret;
		d->last_next = (u8 *)e - d->batch;
		if (!listed(d, e->name, e->len))
			return -EAGAIN;
		ent->name = e->name;
		ent->name_len = e->len;
		ret = entry_child(d, ent, e->ino, e->type);
		if (ret == -ENOENT || ret == -ESTALE)
			return -EAGAIN;
		return ret ? ret : 1;
	case DIR_END:
		break;
	}
	return 0;
}

/**
 * ksmbd_vfs_dir_next() - the next entry
 * @d: cursor
 * @ent: result; valid until the next call for this cursor
 *
 * Context: may sleep; under the lock of the open.
 * Return: 1; 0 when there are no more; -EACCES without LIST; another -errno.
 */
int ksmbd_vfs_dir_next(struct ksmbd_dir *d, struct ksmbd_dirent *ent)
{
	struct ksmbd_vfs_scope scope;
	int ret;

	ret = ksmbd_vfs_enter(&scope, d->h, KSMBD_FILE_READ_DATA);
	if (ret)
		return ret;
	do {
		put_entry(d);
		memset(ent, 0, sizeof(*ent));
		ret = advance(d, ent);
		cond_resched();
	} while (ret == -EAGAIN);
	ksmbd_vfs_leave(&scope);
	return ret;
}

/**
 * ksmbd_vfs_dir_unget() - the entry returned last comes again
 * @d: cursor
 *
 * Context: any; under the lock of the open.
 */
void ksmbd_vfs_dir_unget(struct ksmbd_dir *d)
{
	d->state = d->last_state;
	d->next = d->last_next;
}
