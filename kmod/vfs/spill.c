// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The spill store: streams that no extended attribute holds, as files in a
 * hidden directory of the share,
 *
 *	<share>/.ksmbd.streams/<file id>.<generation>/<stream name>
 *
 * in hexadecimal and with '%', '/' and a leading '.' of the name written %XX.
 * The key is the file, not its name, so a rename needs nothing; the generation
 * keeps a new file with an old inode number from finding another's streams.
 *
 * The directory belongs to root, 0700; path.c and dir.c hide its name.  One that
 * is somebody else's is not touched.  All is done as the server itself: whether
 * the client may was decided by stream.c.
 *
 * Not for when a stream goes here: that is stream.c, the only caller besides
 * delete and rename.
 *
 * Context: may sleep.  Locks: directory locks of the VFS; the caller holds the
 * meta lock of the file where it changes something.
 */
#include "vfs/vfs_internal.h"

#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/hex.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uidgid.h>

#define NAMES_MAX	(64 * 1024)	/* bytes of names that are looked at in one go */

/**
 * ksmbd_spill_key() - what a file's streams are filed under
 * @root: share root
 * @path: the file
 * @key: result
 *
 * Context: may sleep.
 */
void ksmbd_spill_key(const struct ksmbd_vfs_root *root, const struct path *path,
		     struct ksmbd_spill_key *key)
{
	struct inode *inode = d_inode(path->dentry);
	struct ksmbd_vfs_scope scope;
	struct kstat st;
	u64 id = inode->i_ino;

	ksmbd_vfs_enter_root(&scope);
	if (!vfs_getattr(path, &st, STATX_INO, AT_STATX_SYNC_AS_STAT))
		id = ksmbd_vfs_file_id(root, &st);
	ksmbd_vfs_leave(&scope);
	snprintf(key->dir, sizeof(key->dir), "%016llx.%08x", id, inode->i_generation);
}

/* Stream name to file name; @out has room for KSMBD_COMPONENT_MAX + 1. */
static int encode_name(const char *name, char *out)
{
	size_t n = 0;
	const char *p;

	for (p = name; *p; p++) {
		bool plain = *p != '%' && *p != '/' && !(*p == '.' && p == name);

		if (n + (plain ? 1 : 3) > KSMBD_COMPONENT_MAX)
			return -ENAMETOOLONG;
		if (plain)
			out[n++] = *p;
		else
			n += sprintf(out + n, "%%%02X", (u8)*p);
	}
	out[n] = 0;
	return 0;
}

/* And back; false when it is not one of ours. */
static bool decode_name(const char *file, char *out)
{
	size_t n = 0;

	while (*file && n < KSMBD_STREAM_MAX - 1) {
		u8 c = *file++;

		if (c == '%') {
			if (!file[0] || hex2bin(&c, file, 1) || !c)
				return false;
			file += 2;
		}
		out[n++] = c;
	}
	out[n] = 0;
	return !*file && n;
}

static int mkdir_child(const struct path *dir, const char *name)
{
	struct mnt_idmap *idmap = mnt_idmap(dir->mnt);
	struct dentry *child;
	int err;

	err = mnt_want_write(dir->mnt);
	if (err)
		return err;
	child = start_creating(idmap, dir->dentry, &QSTR_LEN(name, strlen(name)));
	err = PTR_ERR_OR_ZERO(child);
	if (!err) {
		if (d_is_negative(child))
			child = vfs_mkdir(idmap, d_inode(dir->dentry), child, 0700, NULL);
		err = PTR_ERR_OR_ZERO(child);
		if (!err)
			end_creating(child);
	}
	mnt_drop_write(dir->mnt);
	return err;
}

/* A directory below @dir, made when @create. */
static int child_dir(const struct path *dir, const char *name, bool create, struct path *out)
{
	struct dentry *child;
	int err = 0;

	child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt), &QSTR_LEN(name, strlen(name)),
					     dir->dentry);
	if (IS_ERR(child) && PTR_ERR(child) == -ENOENT && create) {
		err = mkdir_child(dir, name);
		if (err)
			return err;
		child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt),
						     &QSTR_LEN(name, strlen(name)), dir->dentry);
	}
	if (IS_ERR(child))
		return PTR_ERR(child);
	if (!d_is_dir(child)) {
		dput(child);
		return -EACCES;
	}
	out->mnt = mntget(dir->mnt);
	out->dentry = child;
	return 0;
}

/* Only a directory that nobody else could have put things in is the store. */
static bool is_ours(const struct path *store)
{
	const struct inode *inode = d_inode(store->dentry);

	return uid_eq(inode->i_uid, GLOBAL_ROOT_UID) && !(inode->i_mode & 0077);
}

/* The directory of one file's streams. */
static int open_dir(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		    bool create, struct path *out)
{
	struct path store;
	int err;

	err = child_dir(&root->path, KSMBD_SPILL_DIR, create, &store);
	if (err)
		return err;
	err = is_ours(&store) ? child_dir(&store, key->dir, create, out) : -EACCES;
	path_put(&store);
	return err;
}

static int create_child(const struct path *dir, const char *name)
{
	struct mnt_idmap *idmap = mnt_idmap(dir->mnt);
	struct dentry *child;
	int err;

	err = mnt_want_write(dir->mnt);
	if (err)
		return err;
	child = start_creating(idmap, dir->dentry, &QSTR_LEN(name, strlen(name)));
	err = PTR_ERR_OR_ZERO(child);
	if (!err) {
		if (d_is_negative(child))
			err = vfs_create(idmap, child, 0600, NULL);
		end_creating(child);
	}
	mnt_drop_write(dir->mnt);
	return err;
}

/* The file of stream @name in @dir, under any case; 0 and a positive dentry in @out. */
static int find_file(const struct ksmbd_vfs_root *root, const struct path *dir, const char *name,
		     struct path *out)
{
	char enc[KSMBD_COMPONENT_MAX + 1], found[KSMBD_COMPONENT_MAX + 1];
	struct dentry *child;
	int err;

	err = encode_name(name, enc);
	if (!err)
		err = ksmbd_vfs_find_child(root, dir, enc, strlen(enc), 0, found);
	if (err)
		return err;
	child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt),
					     &QSTR_LEN(found, strlen(found)), dir->dentry);
	if (IS_ERR(child))
		return PTR_ERR(child);
	if (!d_is_reg(child)) {
		dput(child);
		return -EACCES;
	}
	out->mnt = mntget(dir->mnt);
	out->dentry = child;
	return 0;
}

static int create_file(const struct path *dir, const char *name)
{
	char enc[KSMBD_COMPONENT_MAX + 1];
	int err = encode_name(name, enc);

	return err ? err : create_child(dir, enc);
}

/**
 * ksmbd_spill_open() - open the file of a stream
 * @root: share root
 * @key: the file it belongs to
 * @name: stream name
 * @create: make it when there is none
 *
 * Context: may sleep.
 * Return: a file open for reading and writing, or an error pointer: -ENOENT, -EROFS, ...
 */
struct file *ksmbd_spill_open(const struct ksmbd_vfs_root *root,
			      const struct ksmbd_spill_key *key, const char *name, bool create)
{
	struct file *file = NULL;
	struct ksmbd_vfs_scope scope;
	struct path dir, at;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = open_dir(root, key, create, &dir);
	if (err)
		goto out_leave;
	err = find_file(root, &dir, name, &at);
	if (err == -ENOENT && create) {
		err = create_file(&dir, name);
		if (!err)
			err = find_file(root, &dir, name, &at);
	}
	path_put(&dir);
	if (err)
		goto out_leave;
	file = dentry_open(&at, O_RDWR | O_LARGEFILE, current_cred());
	path_put(&at);
out_leave:
	ksmbd_vfs_leave(&scope);
	return err ? ERR_PTR(err) : file;
}

/* Removes an empty directory of a file, and does not mind when it is not empty. */
static void tidy(const struct path *dir)
{
	if (!ksmbd_vfs_dir_empty(dir))
		ksmbd_vfs_unlink_dentry(dir);
}

/**
 * ksmbd_spill_remove() - remove the file of a stream
 * @root: share root
 * @key: the file it belongs to
 * @name: stream name
 *
 * Context: may sleep.
 * Return: 0; -ENOENT; another -errno.
 */
int ksmbd_spill_remove(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		       const char *name)
{
	struct ksmbd_vfs_scope scope;
	struct path dir, at;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = open_dir(root, key, false, &dir);
	if (!err) {
		err = find_file(root, &dir, name, &at);
		if (!err) {
			err = ksmbd_vfs_unlink_dentry(&at);
			path_put(&at);
			tidy(&dir);
		}
		path_put(&dir);
	}
	ksmbd_vfs_leave(&scope);
	return err;
}

/* Renames @from in its directory, over what is there. */
static int rename_in(const struct path *dir, const struct path *from, const char *to)
{
	struct renamedata rd = {
		.mnt_idmap = mnt_idmap(dir->mnt),
		.new_parent = dir->dentry,
	};
	int err;

	err = mnt_want_write(dir->mnt);
	if (err)
		return err;
	err = start_renaming_dentry(&rd, 0, from->dentry, &QSTR_LEN(to, strlen(to)));
	if (!err) {
		err = vfs_rename(&rd);
		end_renaming(&rd);
	}
	mnt_drop_write(dir->mnt);
	return err;
}

/* Renames the file of @from to @to, over one that has that name in any case. */
static int rename_stream(const struct ksmbd_vfs_root *root, const struct path *dir,
			 const char *from, const char *to)
{
	char enc[KSMBD_COMPONENT_MAX + 1];
	struct path source, other;
	bool replaces;
	int err;

	err = encode_name(to, enc);
	if (err)
		return err;
	err = find_file(root, dir, from, &source);
	if (err)
		return err;
	replaces = !find_file(root, dir, to, &other);
	err = rename_in(dir, &source, enc);
	if (replaces) {
		/* The same spelling is gone by the rename already. */
		if (!err && other.dentry != source.dentry && !d_unhashed(other.dentry))
			err = ksmbd_vfs_unlink_dentry(&other);
		path_put(&other);
	}
	path_put(&source);
	return err;
}

/**
 * ksmbd_spill_rename() - rename the file of a stream, over one of the new name
 * @root: share root
 * @key: the file it belongs to
 * @from: stream name
 * @to: new stream name
 *
 * Context: may sleep.
 * Return: 0; -ENOENT; -ENAMETOOLONG; another -errno.
 */
int ksmbd_spill_rename(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		       const char *from, const char *to)
{
	struct ksmbd_vfs_scope scope;
	struct path dir;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = open_dir(root, key, false, &dir);
	if (!err) {
		err = rename_stream(root, &dir, from, to);
		path_put(&dir);
	}
	ksmbd_vfs_leave(&scope);
	return err;
}

struct names {
	struct dir_context ctx;
	char *buf;
	size_t used;
	bool progress;
	bool full;
};

static kcompat_dir_ret names_actor(struct dir_context *ctx, const char *name, int len, loff_t pos,
				   u64 ino, unsigned int type)
{
	struct names *n = container_of(ctx, struct names, ctx);

	n->progress = true;
	/* No encoded name begins with a dot. */
	if (len <= 0 || name[0] == '.')
		return KCOMPAT_DIR_MORE;
	if (n->used + len + 1 > NAMES_MAX) {
		n->full = true;
		return KCOMPAT_DIR_STOP;
	}
	memcpy(n->buf + n->used, name, len);
	n->buf[n->used + len] = 0;
	n->used += len + 1;
	return KCOMPAT_DIR_MORE;
}

/* Collects the names in @dir into n->buf (freed by the caller with kvfree()). */
static int collect(const struct path *dir, struct names *n)
{
	struct file *file;
	int err;

	*n = (struct names) { .ctx.actor = names_actor };
	n->buf = kvmalloc(NAMES_MAX, GFP_KERNEL);
	if (!n->buf)
		return -ENOMEM;
	file = dentry_open(dir, O_RDONLY | O_DIRECTORY | O_LARGEFILE, current_cred());
	if (IS_ERR(file))
		return PTR_ERR(file);
	do {
		n->progress = false;
		err = iterate_dir(file, &n->ctx);
	} while (!err && n->progress && !n->full);
	ksmbd_vfs_fput(file);
	return err;
}

static int child_of(const struct path *dir, const char *name, struct path *out)
{
	struct dentry *child;

	child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt), &QSTR_LEN(name, strlen(name)),
					     dir->dentry);
	if (IS_ERR(child))
		return PTR_ERR(child);
	out->mnt = mntget(dir->mnt);
	out->dentry = child;
	return 0;
}

/* Tells @emit of one file of the store. */
static int emit_file(const struct path *dir, const char *file,
		     int (*emit)(const struct ksmbd_stream_info *s, void *arg), void *arg)
{
	char name[KSMBD_STREAM_MAX];
	struct ksmbd_stream_info info;
	struct path at;
	struct kstat st;
	int err;

	if (!decode_name(file, name) || child_of(dir, file, &at))
		return 0;
	err = vfs_getattr(&at, &st, STATX_SIZE | STATX_BLOCKS, AT_STATX_SYNC_AS_STAT);
	path_put(&at);
	if (err)
		return 0;
	info = (struct ksmbd_stream_info) {
		.name = name,
		.name_len = strlen(name),
		.size = st.size,
		.alloc = (u64)st.blocks << 9,
	};
	return emit(&info, arg);
}

/**
 * ksmbd_spill_list() - the streams of a file that are in the store
 * @root: share root
 * @key: the file
 * @emit: called for each
 * @arg: for @emit
 *
 * Context: may sleep.
 * Return: 0, also when there are none; what @emit returned when not 0; -errno.
 */
int ksmbd_spill_list(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key,
		     int (*emit)(const struct ksmbd_stream_info *s, void *arg), void *arg)
{
	struct ksmbd_vfs_scope scope;
	const char *name = NULL;
	struct names n;
	struct path dir;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = open_dir(root, key, false, &dir);
	if (err) {
		ksmbd_vfs_leave(&scope);
		return err == -ENOENT || err == -EACCES ? 0 : err;
	}
	err = collect(&dir, &n);
	while (!err && (name = ksmbd_vfs_xattr_next(n.buf, n.used, name)))
		err = emit_file(&dir, name, emit, arg);
	kvfree(n.buf);
	path_put(&dir);
	ksmbd_vfs_leave(&scope);
	return err;
}

/* Removes what was collected; how many went. */
static unsigned int remove_collected(const struct path *dir, const struct names *n)
{
	const char *name = NULL;
	unsigned int gone = 0;

	while ((name = ksmbd_vfs_xattr_next(n->buf, n->used, name))) {
		struct path at;

		if (child_of(dir, name, &at))
			continue;
		if (!ksmbd_vfs_unlink_dentry(&at))
			gone++;
		path_put(&at);
	}
	return gone;
}

/**
 * ksmbd_spill_drop() - remove all streams of a file that is gone
 * @root: share root
 * @key: the file
 *
 * Context: may sleep.
 */
void ksmbd_spill_drop(const struct ksmbd_vfs_root *root, const struct ksmbd_spill_key *key)
{
	struct ksmbd_vfs_scope scope;
	unsigned int gone;
	struct path dir;
	struct names n;
	int err;

	ksmbd_vfs_enter_root(&scope);
	if (open_dir(root, key, false, &dir))
		goto out_leave;
	do {
		err = collect(&dir, &n);
		gone = err ? 0 : remove_collected(&dir, &n);
		kvfree(n.buf);
	} while (gone && n.full);
	tidy(&dir);
	path_put(&dir);
out_leave:
	ksmbd_vfs_leave(&scope);
}
