// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Copying between two open files without the data going to the client: shared
 * blocks where the file system can, its own copy, else through a buffer.
 *
 * Not for which ranges a client may ask for (smb2/fsctl_copychunk.c) nor for
 * whole files with their metadata (an extension's).
 *
 * Context: may sleep.  Locks: those of the file system; none on return.
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>

#define BUFFER	SZ_1M

/* One buffer full: as a whole read before it is written, so that ranges may overlap. */
static ssize_t copy_piece(struct ksmbd_handle *src, u64 from, struct ksmbd_handle *dst, u64 to,
			  void *buf, size_t len)
{
	struct ksmbd_vfs_scope scope;
	size_t done = 0;
	loff_t at = from;
	ssize_t n;

	ksmbd_vfs_enter_cred(&scope, src->cred);
	do {
		n = kernel_read(src->file, buf + done, len - done, &at);
		done += max_t(ssize_t, n, 0);
	} while (n > 0 && done < len);
	ksmbd_vfs_leave(&scope);
	if (n < 0)
		return n;
	if (!done)
		return 0;
	return ksmbd_vfs_file_write(dst->file, buf, done, to, 0);
}

static ssize_t copy_loop(struct ksmbd_handle *src, u64 from, struct ksmbd_handle *dst, u64 to,
			 u64 len)
{
	void *buf = kvmalloc(min_t(u64, len, BUFFER), GFP_KERNEL);
	u64 done = 0;
	ssize_t n = 0;

	if (!buf)
		return -ENOMEM;
	while (done < len) {
		n = copy_piece(src, from + done, dst, to + done, buf,
			       min_t(u64, len - done, BUFFER));
		if (n <= 0)
			break;
		done += n;
		cond_resched();
	}
	kvfree(buf);
	return n < 0 && !done ? n : done;
}

static bool cannot(ssize_t err)
{
	return err == -EOPNOTSUPP || err == -EXDEV || err == -EINVAL || err == -EBADF;
}

/* As far as the file system does it itself. */
static ssize_t copy_range(struct ksmbd_handle *src, u64 from, struct ksmbd_handle *dst, u64 to,
			  u64 len)
{
	u64 done = 0;
	ssize_t n;

	n = vfs_clone_file_range(src->file, from, dst->file, to, len, 0);
	if (n > 0)
		return n;
	while (done < len) {
		n = vfs_copy_file_range(src->file, from + done, dst->file, to + done,
					len - done, 0);
		if (n <= 0)
			break;
		done += n;
		cond_resched();
	}
	return n < 0 && !done ? n : done;
}

/**
 * ksmbd_vfs_copy() - copy a range from one open file to another
 * @src: handle with READ_DATA or EXECUTE
 * @src_off: where from
 * @dst: handle with WRITE_DATA or APPEND_DATA, maybe on the same file
 * @dst_off: where to
 * @len: how much
 *
 * Context: may sleep.
 * Return: bytes, fewer at the end of the source; -EACCES; -EISDIR; -EINVAL; -ENOSPC; another
 * -errno when nothing was copied.
 */
ssize_t ksmbd_vfs_copy(struct ksmbd_handle *src, u64 src_off, struct ksmbd_handle *dst,
		       u64 dst_off, u64 len)
{
	struct ksmbd_vfs_scope scope;
	struct ksmbd_frozen fz;
	ssize_t n;
	int err;

	if (!(src->access & (KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE)))
		return -EACCES;
	if (!S_ISREG(file_inode(src->file)->i_mode) || !S_ISREG(file_inode(dst->file)->i_mode))
		return -EISDIR;
	if (len > MAX_RW_COUNT || src_off > LLONG_MAX - len || dst_off > LLONG_MAX - len)
		return -EINVAL;
	if (!len)	/* which a clone takes for everything */
		return 0;
	err = ksmbd_vfs_enter(&scope, dst, KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA);
	if (err)
		return err;
	ksmbd_vfs_freeze_begin(dst, &fz);
	n = copy_range(src, src_off, dst, dst_off, len);
	if (cannot(n))
		n = copy_loop(src, src_off, dst, dst_off, len);
	ksmbd_vfs_freeze_end(dst, &fz);
	ksmbd_vfs_leave(&scope);
	return n;
}
