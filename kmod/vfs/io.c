// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading and writing plain files, and ranges of them.
 *
 * Three ways to read.  Bytes that may change after they were sent for go out as
 * page-cache pages, taken by splice and never copied.  Bytes that will be looked
 * at twice, to sign them for one, must stay as they are: they are read into
 * private pages, large ones where memory allows.  Small reads are copied too,
 * which is cheaper than a splice, and may ask not to sleep.  A file that cannot
 * splice is read the second way.
 *
 * Not for streams (stream.c), copying between files (copy.c) or byte-range
 * locks (state).
 *
 * Context: may sleep.  Locks: those of the file system; none on return.
 */
#include "vfs/vfs_internal.h"

#include <linux/falloc.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/log2.h>
#include <linux/magic.h>
#include <linux/pipe_fs_i.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/splice.h>
#include <linux/uio.h>

/* Shorter reads are copied. */
#define SPLICE_MIN	(2 * PAGE_SIZE)

/* Private pages come in pieces of up to 32 KiB, the most the allocator gives readily. */
#define PRIVATE_ORDER	PAGE_ALLOC_COSTLY_ORDER

/**
 * ksmbd_vfs_segs_needed() - entries a read may fill
 * @pos: where
 * @len: how many bytes
 *
 * Context: any.
 * Return: room to have in struct ksmbd_segs.
 */
unsigned int ksmbd_vfs_segs_needed(u64 pos, size_t len)
{
	return DIV_ROUND_UP(offset_in_page(pos) + len, PAGE_SIZE) + 1;
}

/**
 * ksmbd_vfs_trim_segs() - cut what was appended to fewer bytes
 * @s: segments
 * @nr: entries it had before
 * @before: bytes it had before
 * @bytes: bytes to keep of what was appended
 *
 * Context: any.
 */
void ksmbd_vfs_trim_segs(struct ksmbd_segs *s, unsigned int nr, size_t before, size_t bytes)
{
	size_t drop = s->bytes - before - bytes;

	while (s->nr > nr && drop) {
		struct bio_vec *bv = &s->bv[s->nr - 1];

		if (bv->bv_len > drop) {
			bv->bv_len -= drop;
			break;
		}
		drop -= bv->bv_len;
		put_page(bv->bv_page);
		s->nr--;
	}
	s->bytes = before + bytes;
}

/* A piece for at most @len bytes, as large as memory allows. */
static struct page *alloc_piece(size_t len, gfp_t gfp, unsigned int *order)
{
	unsigned int o = min_t(unsigned int, ilog2(max_t(size_t, len >> PAGE_SHIFT, 1)),
			       PRIVATE_ORDER);
	struct page *page;

	if (o) {
		page = alloc_pages(gfp | __GFP_COMP | __GFP_NOWARN | __GFP_NORETRY, o);
		if (page) {
			*order = o;
			return page;
		}
	}
	*order = 0;
	return alloc_page(gfp);
}

static int alloc_segs(struct ksmbd_segs *s, size_t len, gfp_t gfp)
{
	unsigned int nr = s->nr;
	size_t before = s->bytes;

	if (!nr)
		s->private = true;
	while (len) {
		unsigned int order;
		struct page *page = alloc_piece(len, gfp, &order);
		size_t n = min_t(size_t, len, PAGE_SIZE << order);

		if (!page) {
			ksmbd_vfs_trim_segs(s, nr, before, 0);
			return -ENOMEM;
		}
		if (!ksmbd_segs_add(s, page, 0, n)) {
			put_page(page);
			ksmbd_vfs_trim_segs(s, nr, before, 0);
			return -ENOBUFS;
		}
		len -= n;
	}
	return 0;
}

/**
 * ksmbd_vfs_alloc_segs() - append private pages
 * @s: segments
 * @len: bytes of room wanted; content is not initialised
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM or -ENOBUFS and @s as before.
 */
int ksmbd_vfs_alloc_segs(struct ksmbd_segs *s, size_t len)
{
	return alloc_segs(s, len, GFP_KERNEL);
}

/**
 * ksmbd_vfs_fill_segs() - append a copy of a buffer
 * @s: segments
 * @buf: bytes
 * @len: how many
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM or -ENOBUFS and @s as before.
 */
int ksmbd_vfs_fill_segs(struct ksmbd_segs *s, const void *buf, size_t len)
{
	unsigned int i = s->nr;
	struct iov_iter iter;
	int err;

	if (!len)
		return 0;
	err = ksmbd_vfs_alloc_segs(s, len);
	if (err)
		return err;
	iov_iter_bvec(&iter, ITER_DEST, s->bv + i, s->nr - i, len);
	return copy_to_iter(buf, len, &iter) == len ? 0 : -EFAULT;
}

/* How much there is to read at @pos, to not allocate for what is not there. */
static size_t clip_to_size(struct file *file, u64 pos, size_t len)
{
	struct inode *inode = file_inode(file);
	u64 size = i_size_read(inode);
	struct kstat st;

	/* Only a local file system knows its size without asking. */
	if (!(inode->i_sb->s_type->fs_flags & FS_REQUIRES_DEV) &&
	    inode->i_sb->s_magic != TMPFS_MAGIC) {
		if (vfs_getattr(&file->f_path, &st, STATX_SIZE, AT_STATX_SYNC_AS_STAT))
			return len;
		size = st.size;
	}
	if (pos >= size)
		return 0;
	return min_t(u64, len, size - pos);
}

/* @nowait: all of it, and no sleep for memory, or -EAGAIN; @ki_flags: what else is to be so */
static ssize_t read_private(struct file *file, struct ksmbd_segs *out, u64 pos, size_t len,
			    bool nowait, int ki_flags)
{
	unsigned int nr = out->nr;
	size_t before = out->bytes;
	struct iov_iter iter;
	struct kiocb kiocb;
	ssize_t n;
	int err;

	len = clip_to_size(file, pos, len);
	if (!len)
		return 0;
	err = alloc_segs(out, len, nowait ? GFP_NOWAIT | __GFP_NOWARN : GFP_KERNEL);
	if (err)
		return nowait ? -EAGAIN : err;
	iov_iter_bvec(&iter, ITER_DEST, out->bv + nr, out->nr - nr, len);
	init_sync_kiocb(&kiocb, file);
	kiocb.ki_pos = pos;
	kiocb.ki_flags |= ki_flags;
	n = vfs_iocb_iter_read(file, &kiocb, &iter);
	/* a part of it is no answer to who can read the rest by waiting */
	if (nowait && n != len)
		n = -EAGAIN;
	ksmbd_vfs_trim_segs(out, nr, before, max_t(ssize_t, n, 0));
	return n;
}

/**
 * ksmbd_vfs_file_read() - read into private pages
 * @file: open for reading
 * @out: segments, appended to
 * @pos: where
 * @len: at most
 *
 * Context: may sleep; acts as the one entered.
 * Return: bytes, 0 at the end; -errno and @out as before.
 */
ssize_t ksmbd_vfs_file_read(struct file *file, struct ksmbd_segs *out, u64 pos, size_t len)
{
	return read_private(file, out, pos, len, false, 0);
}

/* Without sleeping for a device, or -EAGAIN. */
static ssize_t read_nowait(struct file *file, struct ksmbd_segs *out, u64 pos, size_t len)
{
	const struct super_block *sb = file_inode(file)->i_sb;

	/* NOWAIT alone would read ahead, which may wait for the device's queue and for metadata */
	if (file->f_mode & FMODE_NOWAIT && sb->s_type->fs_flags & FS_REQUIRES_DEV)
		return read_private(file, out, pos, len, true, IOCB_NOWAIT | IOCB_NOIO);
	/* it does not know the flags, and has a device for what is swapped out only */
	if (sb->s_magic == TMPFS_MAGIC && !READ_ONCE(SHMEM_I(file_inode(file))->swapped))
		return read_private(file, out, pos, len, true, 0);
	return -EAGAIN;
}

/* Is @page at @off the continuation of the last segment, in the same folio? */
static bool continues(const struct ksmbd_segs *s, const struct page *page, unsigned int off)
{
	const struct bio_vec *bv = s->nr ? &s->bv[s->nr - 1] : NULL;
	unsigned int end;

	if (!bv || compound_head(bv->bv_page) != compound_head((struct page *)page))
		return false;
	end = bv->bv_offset + bv->bv_len;
	return bv->bv_page + (end >> PAGE_SHIFT) == page && offset_in_page(end) == off;
}

static int take_page(struct pipe_inode_info *pipe, struct pipe_buffer *buf,
		     struct splice_desc *sd)
{
	struct ksmbd_segs *out = sd->u.data;
	struct page *page = buf->page + (buf->offset >> PAGE_SHIFT);
	unsigned int off = offset_in_page(buf->offset);
	unsigned int len = sd->len;

	if (continues(out, page, off)) {
		out->bv[out->nr - 1].bv_len += len;
		out->bytes += len;
		return len;
	}
	if (out->nr == out->max)
		return 0;
	get_page(page);
	ksmbd_segs_add(out, page, off, len);
	return len;
}

static int take_pages(struct pipe_inode_info *pipe, struct splice_desc *sd)
{
	return __splice_from_pipe(pipe, sd, take_page);
}

static bool can_splice(struct file *file, size_t len, unsigned int flags)
{
	return len >= SPLICE_MIN && !(flags & (KSMBD_READ_STABLE | KSMBD_READ_UNBUFFERED)) &&
	       file->f_op->splice_read && !IS_DAX(file_inode(file));
}

static ssize_t read_splice(struct file *file, struct ksmbd_segs *out, u64 pos, size_t len)
{
	unsigned int nr = out->nr;
	size_t before = out->bytes;
	struct splice_desc sd = {
		.total_len = len,
		.pos = pos,
		.u.data = out,
	};
	loff_t at = pos;
	ssize_t n;
	int err;

	err = rw_verify_area(READ, file, &at, len);
	if (err)
		return err;
	out->private = false;
	n = splice_direct_to_actor(file, &sd, take_pages);
	if (n < 0)
		ksmbd_vfs_trim_segs(out, nr, before, 0);
	return n;
}

static ssize_t file_op_read(struct ksmbd_handle *h, struct ksmbd_segs *out, u64 pos, size_t len,
			    unsigned int flags)
{
	struct ksmbd_vfs_scope scope;
	ssize_t n = -EINVAL;
	int err;

	if (pos > LLONG_MAX - len)
		return pos > LLONG_MAX ? -EINVAL : 0;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE);
	if (err)
		return err;
	if (flags & KSMBD_READ_NOWAIT)
		n = read_nowait(h->file, out, pos, len);
	else if (can_splice(h->file, len, flags))
		n = read_splice(h->file, out, pos, len);
	if (n == -EINVAL)
		n = ksmbd_vfs_file_read(h->file, out, pos, len);
	ksmbd_vfs_leave(&scope);
	return n;
}

/**
 * ksmbd_vfs_file_write() - write all or fail
 * @file: open for writing
 * @buf: bytes, linear in kernel memory of any kind
 * @len: how many
 * @pos: where
 * @rwf: RWF_DSYNC or 0
 *
 * Context: may sleep; acts as the one entered.
 * Return: @len; -ENOSPC, -EDQUOT, -EFBIG or another -errno when not all was written.
 */
ssize_t ksmbd_vfs_file_write(struct file *file, const void *buf, size_t len, u64 pos, rwf_t rwf)
{
	struct kvec vec = { .iov_base = (void *)buf, .iov_len = len };
	struct iov_iter iter;
	loff_t at = pos;

	if (pos > LLONG_MAX - len)
		return -EFBIG;
	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, len);
	while (iov_iter_count(&iter)) {
		ssize_t n = vfs_iter_write(file, &iter, &at, rwf);

		if (n < 0)
			return n;
		if (!n)
			return -ENOSPC;
	}
	return len;
}

static ssize_t file_op_write(struct ksmbd_handle *h, const void *buf, size_t len, u64 pos,
			     unsigned int flags)
{
	bool sync = (flags & KSMBD_WRITE_THROUGH) || (h->flags & KSMBD_HANDLE_WRITE_THROUGH);
	struct ksmbd_vfs_scope scope;
	struct ksmbd_frozen fz;
	ssize_t n;
	int err;

	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA);
	if (err)
		return err;
	ksmbd_vfs_freeze_begin(h, &fz);
	ksmbd_vfs_wtime_before(h);
	n = ksmbd_vfs_file_write(h->file, buf, len, pos, sync ? RWF_DSYNC : 0);
	ksmbd_vfs_wtime_after(h);
	ksmbd_vfs_freeze_end(h, &fz);
	ksmbd_vfs_leave(&scope);
	return n;
}

static int file_op_flush(struct ksmbd_handle *h, unsigned int flags)
{
	struct ksmbd_vfs_scope scope;
	int err;

	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA);
	if (err)
		return err;
	ksmbd_vfs_wtime_settle(h);
	err = vfs_fsync(h->file, !(flags & KSMBD_FLUSH_FULL));
	ksmbd_vfs_leave(&scope);
	return err;
}

const struct ksmbd_handle_ops ksmbd_vfs_file_ops = {
	.name = "file",
	.nowait = true,
	.read = file_op_read,
	.write = file_op_write,
	.getattr = ksmbd_vfs_getattr,
	.setsize = ksmbd_vfs_setsize,
	.flush = file_op_flush,
	.close = ksmbd_vfs_close,
};

static ssize_t dir_op_read(struct ksmbd_handle *h, struct ksmbd_segs *out, u64 pos, size_t len,
			   unsigned int flags)
{
	return -EISDIR;
}

static ssize_t dir_op_write(struct ksmbd_handle *h, const void *buf, size_t len, u64 pos,
			    unsigned int flags)
{
	return -EISDIR;
}

static int dir_op_flush(struct ksmbd_handle *h, unsigned int flags)
{
	struct ksmbd_vfs_scope scope;
	struct file *dir;
	int err;

	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA);
	if (err)
		return err;
	/* The handle's own file may be good for names only. */
	dir = dentry_open(&h->file->f_path, O_RDONLY | O_DIRECTORY, h->cred);
	err = PTR_ERR_OR_ZERO(dir);
	if (!err) {
		err = vfs_fsync(dir, 0);
		ksmbd_vfs_fput(dir);
	}
	ksmbd_vfs_leave(&scope);
	return err == -EINVAL ? 0 : err;	/* a file system that has nothing to flush */
}

const struct ksmbd_handle_ops ksmbd_vfs_dir_ops = {
	.name = "directory",
	.read = dir_op_read,
	.write = dir_op_write,
	.getattr = ksmbd_vfs_getattr,
	.setsize = ksmbd_vfs_setsize,
	.flush = dir_op_flush,
	.close = ksmbd_vfs_close,
};

/* Zeros over what exists, where the file system has no operation for it. */
static int write_zeros(struct file *file, u64 off, u64 len)
{
	void *zeros = kvzalloc(min_t(u64, len, SZ_1M), GFP_KERNEL);
	int err = zeros ? 0 : -ENOMEM;

	while (len && !err) {
		size_t n = min_t(u64, len, SZ_1M);
		ssize_t done = ksmbd_vfs_file_write(file, zeros, n, off, 0);

		if (done < 0)
			err = done;
		off += n;
		len -= n;
		cond_resched();
	}
	kvfree(zeros);
	return err;
}

/**
 * ksmbd_vfs_zero_range() - FSCTL_SET_ZERO_DATA: zeros in a range; the size stays
 * @h: handle with WRITE_DATA
 * @off: first byte
 * @len: how many; what lies behind the end of file is ignored
 *
 * Context: may sleep.
 * Return: 0; -EACCES; -EISDIR; -EINVAL; another -errno.
 */
int ksmbd_vfs_zero_range(struct ksmbd_handle *h, u64 off, u64 len)
{
	struct inode *inode = file_inode(h->file);
	struct ksmbd_vfs_scope scope;
	struct ksmbd_frozen fz;
	bool sparse;
	int err;

	if (!S_ISREG(inode->i_mode))
		return -EISDIR;
	if (off > LLONG_MAX || len > LLONG_MAX - off)
		return -EINVAL;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_DATA);
	if (err)
		return err;
	len = clip_to_size(h->file, off, len);
	sparse = ksmbd_vfs_dos_attributes(h->root, &h->file->f_path) & KSMBD_ATTR_SPARSE;
	ksmbd_vfs_freeze_begin(h, &fz);
	err = -EOPNOTSUPP;
	if (!len)
		err = 0;
	else if (sparse)
		err = vfs_fallocate(h->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, off, len);
	if (err == -EOPNOTSUPP)
		err = vfs_fallocate(h->file, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, off, len);
	if (err == -EOPNOTSUPP)
		err = write_zeros(h->file, off, len);
	ksmbd_vfs_freeze_end(h, &fz);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_set_sparse() - FSCTL_SET_SPARSE
 * @h: handle with WRITE_DATA, APPEND_DATA or WRITE_ATTRIBUTES
 * @sparse: set or clear the attribute
 *
 * Context: may sleep.
 * Return: 0; -EACCES; -EISDIR; another -errno.
 */
int ksmbd_vfs_set_sparse(struct ksmbd_handle *h, bool sparse)
{
	if (!S_ISREG(file_inode(h->file)->i_mode))
		return -EISDIR;
	if (!(h->access & (KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA |
			   KSMBD_FILE_WRITE_ATTRIBUTES)))
		return -EACCES;
	return ksmbd_vfs_update_dos(h, sparse ? 0 : KSMBD_ATTR_SPARSE,
				    sparse ? KSMBD_ATTR_SPARSE : 0);
}

/* The next allocated range in [off, end); 1, 0 when there is none, -errno. */
static int next_range(struct file *file, u64 off, u64 end, struct ksmbd_range *r)
{
	loff_t data = vfs_llseek(file, off, SEEK_DATA);
	loff_t hole;

	if (data == -ENXIO || (data >= 0 && data >= end))
		return 0;
	if (data < 0)
		return data;
	hole = vfs_llseek(file, data, SEEK_HOLE);
	if (hole < 0)
		return hole;
	r->off = data;
	r->len = min_t(u64, hole, end) - data;
	return 1;
}

/**
 * ksmbd_vfs_allocated_ranges() - FSCTL_QUERY_ALLOCATED_RANGES
 * @h: handle with READ_DATA
 * @off: first byte
 * @len: how many
 * @r: result
 * @max: room in @r
 * @n: how many were found
 *
 * Context: may sleep.
 * Return: 0; -E2BIG when there are more than @max; -EACCES; -EISDIR; -EINVAL; another -errno.
 */
int ksmbd_vfs_allocated_ranges(struct ksmbd_handle *h, u64 off, u64 len,
			       struct ksmbd_range *r, unsigned int max, unsigned int *n)
{
	struct ksmbd_vfs_scope scope;
	u64 end;
	int err;

	*n = 0;
	if (!S_ISREG(file_inode(h->file)->i_mode))
		return -EISDIR;
	if (off > LLONG_MAX || len > LLONG_MAX - off)
		return -EINVAL;
	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_READ_DATA);
	if (err)
		return err;
	end = off + clip_to_size(h->file, off, len);
	while (off < end) {
		struct ksmbd_range found;

		err = next_range(h->file, off, end, &found);
		if (err <= 0)
			break;
		err = *n == max ? -E2BIG : 0;
		if (err)
			break;
		r[(*n)++] = found;
		off = found.off + found.len;
		cond_resched();
	}
	ksmbd_vfs_leave(&scope);
	return err;
}
