// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Alternate data streams as handle ops.
 *
 * A stream is the extended attribute user.DosStream.NAME:$DATA as Samba keeps
 * it, its value the data and one NUL byte more, while the file system holds it;
 * what grows beyond that moves to the spill store (spill.c) and stays there.  A
 * write that neither can hold fails whole.  When both exist, after a crash in
 * between, the attribute is the stream.
 *
 * Names are found without regard to case and created as given.
 *
 * Not for streams that an extension answers itself, nor for the unnamed stream
 * (io.c).
 *
 * Context: may sleep.  Locks: the meta lock of the file over each
 * read-change-write of an attribute and while it is decided where a stream is
 * (xattr.c); reads and writes of spilled data happen after it is dropped.
 */
#include "vfs/vfs_internal.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/xattr.h>
#include "util/utf16.h"
#include "vfs/fsevent.h"

#define PREFIX_LEN	(sizeof(KSMBD_XATTR_STREAM) - 1)
#define TYPE_LEN	(sizeof(KSMBD_XATTR_STREAM_TYPE) - 1)

/* The most data an attribute can hold, beside the NUL byte. */
#define XATTR_DATA_MAX	(XATTR_SIZE_MAX - 1)

#define POUR_BYTES	(64 * 1024)

/**
 * struct stream - what a handle on a stream owns
 * @spill: its file in the spill store, or the base file itself once it became the unnamed one;
 *	set under the meta lock
 * @key: of the base file in the spill store
 * @xattr: full name of the attribute, "" when the name is too long for one; under the meta lock
 */
struct stream {
	struct file *spill;
	struct ksmbd_spill_key key;
	char xattr[XATTR_NAME_MAX + 1];
};

static const struct path *base_of(const struct ksmbd_handle *h)
{
	return &h->file->f_path;
}

/* The stream's name within an attribute's name; NULL when it is none. */
static const char *stream_name(const char *xattr, size_t *len)
{
	if (strncmp(xattr, KSMBD_XATTR_STREAM, PREFIX_LEN))
		return NULL;
	xattr += PREFIX_LEN;
	*len = strlen(xattr);
	if (*len > TYPE_LEN && !strcmp(xattr + *len - TYPE_LEN, KSMBD_XATTR_STREAM_TYPE))
		*len -= TYPE_LEN;
	return *len && *len < KSMBD_STREAM_MAX ? xattr : NULL;
}

/* The attribute for a new stream, "" when the name does not fit. */
static void xattr_name(const char *name, char *xattr)
{
	if (PREFIX_LEN + strlen(name) + TYPE_LEN > XATTR_NAME_MAX)
		xattr[0] = 0;
	else
		snprintf(xattr, XATTR_NAME_MAX + 1, "%s%s%s", KSMBD_XATTR_STREAM, name,
			 KSMBD_XATTR_STREAM_TYPE);
}

/* Errors that say "not as an attribute here" rather than "not at all". */
static bool must_spill(int err)
{
	return err == -ENOSPC || err == -E2BIG || err == -ERANGE || err == -EOPNOTSUPP ||
	       err == -EFBIG || err == -ENAMETOOLONG;
}

/* Finds the attribute of stream @name: its full name in @xattr, the stream's in @found. */
static int find_xattr(const struct path *path, const char *name, char *xattr, char *found)
{
	size_t len = strlen(name), got;
	const char *n = NULL, *at;
	int err = -ENOENT;
	ssize_t bytes;
	char *list;

	bytes = ksmbd_vfs_xattr_list(path, &list);
	if (bytes < 0)
		return bytes;
	while ((n = ksmbd_vfs_xattr_next(list, bytes, n))) {
		at = stream_name(n, &got);
		if (!at || !ksmbd_utf8_same(at, got, name, len, KSMBD_NAME_CASE))
			continue;
		strscpy(xattr, n, XATTR_NAME_MAX + 1);
		memcpy(found, at, got);
		found[got] = 0;
		err = 0;
		if (got == len && !memcmp(at, name, len))
			break;
	}
	kvfree(list);
	return err;
}

/* The value as stored: data bytes (without the NUL); buffer freed with kvfree(). */
static ssize_t load(const struct ksmbd_handle *h, const struct stream *s, u8 **value)
{
	void *buf = NULL;
	ssize_t n = -ENODATA;

	if (s->xattr[0])
		n = ksmbd_vfs_xattr_get(base_of(h), s->xattr, XATTR_SIZE_MAX, &buf);
	*value = buf;
	return n > 0 ? n - 1 : n;
}

/* @data has room for the NUL byte behind @len. */
static int store(const struct ksmbd_handle *h, const struct stream *s, u8 *data, size_t len)
{
	if (!s->xattr[0])
		return -ENAMETOOLONG;
	if (len > XATTR_DATA_MAX)
		return -E2BIG;
	data[len] = 0;
	return ksmbd_vfs_xattr_set(base_of(h), s->xattr, data, len + 1);
}

/* Spilled data is the server's; whose stream it is was decided by the handle's rights. */
static ssize_t spill_write(struct file *file, const void *buf, size_t len, u64 pos)
{
	u64 size = i_size_read(file_inode(file));
	struct ksmbd_vfs_scope scope;
	ssize_t n;

	ksmbd_vfs_enter_root(&scope);
	n = ksmbd_vfs_file_write(file, buf, len, pos, 0);
	if (n < 0 && i_size_read(file_inode(file)) > size)
		ksmbd_vfs_file_setsize(file, size);
	ksmbd_vfs_leave(&scope);
	return n;
}

static int spill_setsize(struct file *file, u64 size)
{
	struct ksmbd_vfs_scope scope;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = ksmbd_vfs_file_setsize(file, size);
	ksmbd_vfs_leave(&scope);
	return err;
}

/* The spill store has no permissions of its own: those of the file count. */
static int may_spill(const struct ksmbd_handle *h)
{
	const struct path *path = base_of(h);

	if (h->root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	return inode_permission(mnt_idmap(path->mnt), d_inode(path->dentry), MAY_WRITE);
}

/* Moves the stream with @len bytes of @data to the spill store; under the meta lock. */
static int spill_out(struct ksmbd_handle *h, struct stream *s, const u8 *data, size_t len)
{
	struct file *file;
	ssize_t n = 0;
	int err;

	err = may_spill(h);
	if (err)
		return err;
	file = ksmbd_spill_open(h->root, &s->key, h->stream, true);
	if (IS_ERR(file))
		return PTR_ERR(file);
	err = spill_setsize(file, 0);
	if (!err && len)
		n = spill_write(file, data, len, 0);
	if (!err && n < 0)
		err = n;
	if (err) {
		ksmbd_vfs_fput(file);
		ksmbd_spill_remove(h->root, &s->key, h->stream);
		return err;
	}
	s->spill = file;
	return 0;
}

/* Where is it now?  Bytes of *@value, or 0 with s->spill set, or -ENOENT; under the meta lock. */
static ssize_t locate(struct ksmbd_handle *h, struct stream *s, u8 **value)
{
	struct file *file;
	ssize_t n;

	*value = NULL;
	if (s->spill)
		return 0;
	n = load(h, s, value);
	if (n != -ENODATA && n != -EOPNOTSUPP)
		return n;
	file = ksmbd_spill_open(h->root, &s->key, h->stream, false);
	if (IS_ERR(file))
		return PTR_ERR(file);
	s->spill = file;
	return 0;
}

static ssize_t stream_op_read(struct ksmbd_handle *h, struct ksmbd_segs *out, u64 pos, size_t len,
			      unsigned int flags)
{
	struct ksmbd_vfs_scope scope, server;
	struct stream *s = h->priv;
	u8 *value;
	ssize_t n;
	int err;

	if (pos > LLONG_MAX)
		return -EINVAL;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE);
	if (err)
		return err;
	ksmbd_vfs_meta_lock(base_of(h));
	n = locate(h, s, &value);
	ksmbd_vfs_meta_unlock(base_of(h));
	if (n >= 0 && s->spill) {
		ksmbd_vfs_enter_root(&server);
		n = ksmbd_vfs_file_read(s->spill, out, pos, len);
		ksmbd_vfs_leave(&server);
	} else if (n > 0) {
		n = pos < n ? min_t(size_t, len, n - pos) : 0;
		err = ksmbd_vfs_fill_segs(out, value + pos, n);
		if (err)
			n = err;
	}
	kvfree(value);
	ksmbd_vfs_leave(&scope);
	return n;
}

/*
 * Replaces the value by @size bytes of which the first @keep are the old ones, then zeros, then
 * @buf at @pos; in the attribute, or by moving out.  Under the meta lock.
 */
static int rewrite(struct ksmbd_handle *h, struct stream *s, const u8 *old, size_t keep,
		   size_t size, const void *buf, size_t len, size_t pos)
{
	u8 *value;
	int err;

	value = kvzalloc(size + 1, GFP_KERNEL);
	if (!value)
		return -ENOMEM;
	if (keep)
		memcpy(value, old, keep);
	if (len)
		memcpy(value + pos, buf, len);
	err = store(h, s, value, size);
	if (must_spill(err)) {
		err = spill_out(h, s, value, size);
		if (!err && s->xattr[0])
			ksmbd_vfs_xattr_remove(base_of(h), s->xattr);
	}
	kvfree(value);
	return err;
}

/* A write that reaches beyond what any attribute holds: out first, then like a file. */
static ssize_t write_large(struct ksmbd_handle *h, struct stream *s, const u8 *old, size_t old_len,
			   const void *buf, size_t len, u64 pos)
{
	ssize_t n;
	int err;

	err = spill_out(h, s, old, old_len);
	if (err)
		return err;
	n = spill_write(s->spill, buf, len, pos);
	if (n < 0) {
		/* The attribute still has it all. */
		ksmbd_vfs_fput(s->spill);
		s->spill = NULL;
		ksmbd_spill_remove(h->root, &s->key, h->stream);
		return n;
	}
	if (s->xattr[0])
		ksmbd_vfs_xattr_remove(base_of(h), s->xattr);
	return n;
}

static ssize_t write_xattr(struct ksmbd_handle *h, struct stream *s, const u8 *old, size_t old_len,
			   const void *buf, size_t len, u64 pos)
{
	u64 end = pos + len;
	int err;

	if (end > XATTR_DATA_MAX)
		return write_large(h, s, old, old_len, buf, len, pos);
	err = rewrite(h, s, old, old_len, max_t(size_t, old_len, end), buf, len, pos);
	return err ? err : len;
}

static ssize_t stream_op_write(struct ksmbd_handle *h, const void *buf, size_t len, u64 pos,
			       unsigned int flags)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	u8 *value;
	ssize_t n;
	int err;

	if (pos > LLONG_MAX - len)
		return -EFBIG;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA);
	if (err)
		return err;
	ksmbd_fsevent_quiet();
	ksmbd_vfs_meta_lock(base_of(h));
	n = locate(h, s, &value);
	if (n >= 0 && !s->spill) {
		n = write_xattr(h, s, value, n, buf, len, pos);
		ksmbd_vfs_meta_unlock(base_of(h));
	} else {
		ksmbd_vfs_meta_unlock(base_of(h));
		if (n >= 0)
			n = spill_write(s->spill, buf, len, pos);
	}
	kvfree(value);
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	if (n > 0)
		ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_MODIFIED_STREAM);
	return n;
}

static int stream_op_setsize(struct ksmbd_handle *h, u64 size)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	u8 *value;
	ssize_t n;
	int err;

	if (size > LLONG_MAX)
		return -EFBIG;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA);
	if (err)
		return err;
	ksmbd_fsevent_quiet();
	ksmbd_vfs_meta_lock(base_of(h));
	n = locate(h, s, &value);
	if (n < 0) {
		err = n;
	} else if (!s->spill && size > XATTR_DATA_MAX) {
		err = spill_out(h, s, value, n);
		if (!err && s->xattr[0])
			ksmbd_vfs_xattr_remove(base_of(h), s->xattr);
	} else if (!s->spill && size != n) {
		err = rewrite(h, s, value, min_t(size_t, n, size), size, NULL, 0, 0);
	}
	if (!err && s->spill)
		err = spill_setsize(s->spill, size);
	ksmbd_vfs_meta_unlock(base_of(h));
	kvfree(value);
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	if (!err)
		ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_MODIFIED_STREAM);
	return err;
}

static int stream_op_getattr(struct ksmbd_handle *h, struct ksmbd_attr *attr)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	struct kstat st;
	u8 *value;
	ssize_t n;
	int err;

	err = ksmbd_vfs_getattr(h, attr);
	if (err)
		return err;
	ksmbd_vfs_enter_root(&scope);
	ksmbd_vfs_meta_lock(base_of(h));
	n = locate(h, s, &value);
	ksmbd_vfs_meta_unlock(base_of(h));
	kvfree(value);
	if (n < 0) {
		err = n;
	} else if (s->spill) {
		err = vfs_getattr(&s->spill->f_path, &st, STATX_SIZE | STATX_BLOCKS,
				  AT_STATX_SYNC_AS_STAT);
		attr->size = st.size;
		attr->alloc = (u64)st.blocks << 9;
	} else {
		attr->size = n;
		attr->alloc = ALIGN(n, 8);
	}
	ksmbd_vfs_leave(&scope);
	/* A stream of a directory is not one. */
	attr->attributes &= ~KSMBD_ATTR_DIRECTORY;
	if (!attr->attributes)
		attr->attributes = KSMBD_ATTR_NORMAL;
	return err;
}

static int stream_op_flush(struct ksmbd_handle *h, unsigned int flags)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	int err;

	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA);
	if (err)
		return err;
	if (s->spill)
		err = vfs_fsync(s->spill, 0);
	/* An attribute goes to disk with its file, where the base was opened as one. */
	if (!err && !(h->file->f_mode & FMODE_PATH) && S_ISREG(file_inode(h->file)->i_mode))
		err = vfs_fsync(h->file, 0);
	ksmbd_vfs_leave(&scope);
	return err;
}

static void stream_op_close(struct ksmbd_handle *h)
{
	struct stream *s = h->priv;

	h->priv = NULL;
	ksmbd_vfs_fput(s->spill);
	kfree(s);
	ksmbd_vfs_close(h);
}

const struct ksmbd_handle_ops ksmbd_stream_ops = {
	.name = "stream",
	.read = stream_op_read,
	.write = stream_op_write,
	.getattr = stream_op_getattr,
	.setsize = stream_op_setsize,
	.flush = stream_op_flush,
	.close = stream_op_close,
};

/* An empty stream where none was; under the meta lock. */
static int create_empty(struct ksmbd_handle *h, struct stream *s, const char *name)
{
	xattr_name(name, s->xattr);
	return rewrite(h, s, NULL, 0, 0, NULL, 0, 0);
}

/* Finds or makes the stream; h->stream becomes its name on disk; under the meta lock. */
static int find_or_create(struct ksmbd_handle *h, struct stream *s, const char *name,
			  unsigned int flags, bool *created)
{
	struct file *file;
	int err;

	err = find_xattr(base_of(h), name, s->xattr, h->stream);
	if (err == -ENOENT) {
		strscpy(h->stream, name, KSMBD_STREAM_MAX);
		file = ksmbd_spill_open(h->root, &s->key, name, false);
		err = PTR_ERR_OR_ZERO(file);
		if (!err)
			s->spill = file;
	}
	if (err == -ENOENT) {
		if (!(flags & KSMBD_STREAM_CREATE))
			return err;
		*created = true;
		return create_empty(h, s, name);
	}
	if (err)
		return err;
	if (flags & KSMBD_STREAM_EXCL)
		return -EEXIST;
	if (!(flags & KSMBD_STREAM_TRUNC))
		return 0;
	return s->spill ? spill_setsize(s->spill, 0) : rewrite(h, s, NULL, 0, 0, NULL, 0, 0);
}

/**
 * ksmbd_stream_open() - turn a handle on a file into one on a stream of it
 * @h: handle on the base file or directory; unchanged after an error
 * @name: stream name, UTF-8, not empty
 * @flags: KSMBD_STREAM_*
 * @created: set when it did not exist
 *
 * Context: may sleep.
 * Return: 0; -ENOENT; -EEXIST; -EOPNOTSUPP (not a file or directory, or the share has no
 * streams); -EACCES; -ENAMETOOLONG; another -errno.
 */
int ksmbd_stream_open(struct ksmbd_handle *h, const char *name, unsigned int flags, bool *created)
{
	umode_t mode = file_inode(h->file)->i_mode;
	struct ksmbd_vfs_scope scope;
	struct stream *s;
	int err;

	*created = false;
	if (!(h->root->flags & KSMBD_ROOT_STREAMS) || !(S_ISREG(mode) || S_ISDIR(mode)))
		return -EOPNOTSUPP;
	if (strlen(name) >= KSMBD_STREAM_MAX)
		return -ENAMETOOLONG;
	s = kzalloc_obj(*s);
	h->stream = kzalloc(KSMBD_STREAM_MAX, GFP_KERNEL);
	if (!s || !h->stream) {
		err = -ENOMEM;
		goto out_free;
	}
	ksmbd_spill_key(h->root, base_of(h), &s->key);

	ksmbd_fsevent_quiet();
	ksmbd_vfs_enter_cred(&scope, h->cred);
	ksmbd_vfs_meta_lock(base_of(h));
	err = find_or_create(h, s, name, flags, created);
	ksmbd_vfs_meta_unlock(base_of(h));
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	if (!err) {
		if (*created)
			ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_ADDED_STREAM);
		else if (flags & KSMBD_STREAM_TRUNC)
			ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_MODIFIED_STREAM);
		h->priv = s;
		h->ops = &ksmbd_stream_ops;
		return 0;
	}
	*created = false;
	ksmbd_vfs_fput(s->spill);
out_free:
	kfree(h->stream);
	h->stream = NULL;
	kfree(s);
	return err;
}

/**
 * ksmbd_stream_delete() - remove the stream of a handle
 * @h: handle on a stream
 *
 * Context: may sleep.
 * Return: 0; -ENOENT; -EACCES; another -errno.
 */
int ksmbd_stream_delete(struct ksmbd_handle *h)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	int err = -ENODATA, spilled;

	ksmbd_fsevent_quiet();
	ksmbd_vfs_enter_cred(&scope, h->cred);
	ksmbd_vfs_meta_lock(base_of(h));
	if (s->xattr[0])
		err = ksmbd_vfs_xattr_remove(base_of(h), s->xattr);
	if (!err || err == -ENODATA || err == -EOPNOTSUPP) {
		spilled = err ? may_spill(h) : 0;
		if (!spilled)
			spilled = ksmbd_spill_remove(h->root, &s->key, h->stream);
		if (err)
			err = spilled;
	}
	ksmbd_vfs_meta_unlock(base_of(h));
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	if (!err)
		ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_REMOVED_STREAM);
	return err;
}

/* Is there a stream @name other than the handle's own? */
static int check_target(struct ksmbd_handle *h, struct stream *s, const char *name, char *target)
{
	char found[KSMBD_STREAM_MAX];
	struct file *file;
	int err;

	if (ksmbd_utf8_same(name, strlen(name), h->stream, strlen(h->stream), KSMBD_NAME_CASE))
		return -ENOENT;
	err = find_xattr(base_of(h), name, target, found);
	if (err != -ENOENT)
		return err;
	target[0] = 0;
	file = ksmbd_spill_open(h->root, &s->key, name, false);
	if (IS_ERR(file))
		return PTR_ERR(file);
	ksmbd_vfs_fput(file);
	return 0;
}

/* Copies the attribute to its new name and removes the old one; under the meta lock. */
static int rename_xattr(struct ksmbd_handle *h, struct stream *s, const char *name, u8 *value,
			size_t len)
{
	struct stream to = { .key = s->key };
	int err;

	xattr_name(name, to.xattr);
	if (!strcmp(to.xattr, s->xattr))
		return 0;
	err = store(h, &to, value, len);
	if (err)
		return err;
	ksmbd_vfs_xattr_remove(base_of(h), s->xattr);
	strscpy(s->xattr, to.xattr, sizeof(s->xattr));
	return 0;
}

/* As the one entered; under the meta lock. */
static int rename_locked(struct ksmbd_handle *h, struct stream *s, const char *name, bool replace)
{
	char target[XATTR_NAME_MAX + 1] = "";
	u8 *value = NULL;
	ssize_t n;
	int err;

	err = check_target(h, s, name, target);
	if (!err && !replace)
		err = -EEXIST;
	if (err && err != -ENOENT)
		return err;
	n = locate(h, s, &value);
	err = n < 0 ? n : 0;
	if (!err && s->spill)
		err = may_spill(h);
	if (!err)
		err = s->spill ? ksmbd_spill_rename(h->root, &s->key, h->stream, name) :
				 rename_xattr(h, s, name, value, n);
	if (err)
		goto out;
	/* What had the name in the other place or under another case is replaced. */
	if (target[0] && strcmp(target, s->xattr))
		ksmbd_vfs_xattr_remove(base_of(h), target);
	if (!s->spill)
		ksmbd_spill_remove(h->root, &s->key, name);
	else
		s->xattr[0] = 0;
out:
	kvfree(value);
	return err;
}

/**
 * ksmbd_stream_rename() - give the stream of a handle another name
 * @h: handle on a stream
 * @name: new stream name, not empty
 * @replace: one of that name may be replaced
 *
 * Context: may sleep.
 * Return: 0; -EEXIST; -ENAMETOOLONG; -ENOENT; -EACCES; another -errno.
 */
int ksmbd_stream_rename(struct ksmbd_handle *h, const char *name, bool replace)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	int err;

	if (strlen(name) >= KSMBD_STREAM_MAX)
		return -ENAMETOOLONG;
	ksmbd_fsevent_quiet();
	ksmbd_vfs_enter_cred(&scope, h->cred);
	ksmbd_vfs_meta_lock(base_of(h));
	err = rename_locked(h, s, name, replace);
	ksmbd_vfs_meta_unlock(base_of(h));
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	if (err)
		return err;
	ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_REMOVED_STREAM);
	strscpy(h->stream, name, KSMBD_STREAM_MAX);
	ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_ADDED_STREAM);
	return 0;
}

/* All of the stream, which locate() found, into @file. */
static int pour(const struct stream *s, const u8 *value, size_t len, struct file *file)
{
	loff_t at = 0;
	ssize_t n;
	u8 *buf;

	if (!s->spill)
		return min_t(ssize_t, ksmbd_vfs_file_write(file, value, len, 0, 0), 0);
	buf = kmalloc(POUR_BYTES, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	do {
		loff_t from = at;

		n = kernel_read(s->spill, buf, POUR_BYTES, &at);
		if (n > 0)
			n = ksmbd_vfs_file_write(file, buf, n, from, 0);
		cond_resched();
	} while (n > 0);
	kfree(buf);
	return n;
}

/* @file has the data: the stream is gone and its handle is one on @file; under the meta lock. */
static void become(struct ksmbd_handle *h, struct stream *s, struct file *file)
{
	if (s->xattr[0])
		ksmbd_vfs_xattr_remove(base_of(h), s->xattr);
	ksmbd_spill_remove(h->root, &s->key, h->stream);
	h->replaced = s->spill;		/* somebody may be reading it */
	s->spill = file;
	s->xattr[0] = 0;
}

/**
 * ksmbd_stream_to_file() - the stream of a handle becomes the unnamed one
 * @h: handle on a stream; its name is "" afterwards
 *
 * MS-FSA 2.1.5.15.11.1: only an unnamed stream without data is replaced.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL the file has data, or it is a directory; -EROFS; -EACCES; another -errno.
 */
int ksmbd_stream_to_file(struct ksmbd_handle *h)
{
	struct stream *s = h->priv;
	struct ksmbd_vfs_scope scope;
	struct file *file;
	u8 *value = NULL;
	ssize_t n;
	int err;

	if (!S_ISREG(file_inode(h->file)->i_mode))
		return -EINVAL;
	if (h->root->flags & KSMBD_ROOT_READONLY)
		return -EROFS;
	file = dentry_open(base_of(h), O_RDWR | O_LARGEFILE, h->cred);
	if (IS_ERR(file))
		return PTR_ERR(file);
	ksmbd_vfs_enter_root(&scope);
	ksmbd_vfs_meta_lock(base_of(h));
	n = i_size_read(file_inode(file)) ? -EINVAL : locate(h, s, &value);
	err = n < 0 ? n : pour(s, value, n, file);
	if (!err)
		become(h, s, file);
	else if (n >= 0)
		ksmbd_vfs_file_setsize(file, 0);
	ksmbd_vfs_meta_unlock(base_of(h));
	ksmbd_vfs_leave(&scope);
	kvfree(value);
	if (err) {
		ksmbd_vfs_fput(file);
		return err;
	}
	ksmbd_fsevent_stream(base_of(h), h->stream, KSMBD_CHANGE_REMOVED_STREAM);
	h->stream[0] = 0;
	return 0;
}

/* Passes spilled streams on that no attribute stands for. */
struct list_ctx {
	const char *list;
	ssize_t bytes;
	int (*emit)(const struct ksmbd_stream_info *s, void *arg);
	void *arg;
};

static int emit_spilled(const struct ksmbd_stream_info *info, void *arg)
{
	struct list_ctx *c = arg;
	const char *n = NULL, *name;
	size_t len;

	while ((n = ksmbd_vfs_xattr_next(c->list, c->bytes, n))) {
		name = stream_name(n, &len);
		if (name && ksmbd_utf8_same(name, len, info->name, info->name_len, KSMBD_NAME_CASE))
			return 0;
	}
	return c->emit(info, c->arg);
}

static int emit_xattrs(const struct path *path, struct list_ctx *c)
{
	const char *n = NULL;
	int err = 0;

	while (!err && (n = ksmbd_vfs_xattr_next(c->list, c->bytes, n))) {
		struct ksmbd_stream_info info = { };
		ssize_t size;

		info.name = stream_name(n, &info.name_len);
		if (!info.name)
			continue;
		size = ksmbd_vfs_xattr_read(path, n, NULL, 0);
		if (size < 0)	/* just gone */
			continue;
		info.size = size ? size - 1 : 0;
		info.alloc = ALIGN(info.size, 8);
		err = c->emit(&info, c->arg);
	}
	return err;
}

/**
 * ksmbd_stream_list() - the named streams of a file
 * @h: handle on the file or on one of its streams
 * @emit: called for each
 * @arg: for @emit
 *
 * Context: may sleep.
 * Return: 0; what @emit returned when not 0; -errno.
 */
int ksmbd_stream_list(struct ksmbd_handle *h,
		      int (*emit)(const struct ksmbd_stream_info *s, void *arg), void *arg)
{
	const struct path *path = base_of(h);
	struct list_ctx c = { .emit = emit, .arg = arg };
	struct ksmbd_vfs_scope scope;
	struct ksmbd_spill_key key;
	char *list = NULL;
	int err = 0;

	if (!(h->root->flags & KSMBD_ROOT_STREAMS))
		return 0;
	/* As the server: that there are streams and how long is not a secret of the data. */
	ksmbd_vfs_enter_root(&scope);
	c.bytes = ksmbd_vfs_xattr_list(path, &list);
	c.list = list;
	if (c.bytes < 0)
		err = c.bytes;
	if (!err)
		err = emit_xattrs(path, &c);
	if (!err) {
		ksmbd_spill_key(h->root, path, &key);
		err = ksmbd_spill_list(h->root, &key, emit_spilled, &c);
	}
	kvfree(list);
	ksmbd_vfs_leave(&scope);
	return err;
}

static int emit_any(const struct ksmbd_stream_info *info, void *arg)
{
	return 1;
}

/**
 * ksmbd_stream_any() - has a file any named stream?
 * @root: share root
 * @path: the file
 *
 * Context: may sleep.
 * Return: true when it has.
 */
bool ksmbd_stream_any(const struct ksmbd_vfs_root *root, const struct path *path)
{
	struct ksmbd_spill_key key;
	const char *n = NULL;
	bool any = false;
	ssize_t bytes;
	size_t len;
	char *list;

	if (!(root->flags & KSMBD_ROOT_STREAMS))
		return false;
	bytes = ksmbd_vfs_xattr_list(path, &list);
	while (!any && bytes > 0 && (n = ksmbd_vfs_xattr_next(list, bytes, n)))
		any = stream_name(n, &len);
	kvfree(list);
	if (any)
		return true;
	ksmbd_spill_key(root, path, &key);
	return ksmbd_spill_list(root, &key, emit_any, NULL) > 0;
}
