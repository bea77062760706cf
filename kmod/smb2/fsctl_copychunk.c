// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Server-side copy: resume keys, COPYCHUNK, duplicate extents
 * (MS-SMB2 3.3.5.15.5, 3.3.5.15.6, MS-FSCC 2.3.8).
 *
 * A resume key holds the ids of the open it stands for, so nothing is stored;
 * it works within one session, across its trees.  Plain files are copied by
 * vfs/copy.c, everything else (streams, a file onto itself) through the
 * handles' read and write.  A request with no chunks is the extension's.
 *
 * Called by cmd_ioctl.c in a worker.  Takes no locks.
 */
#include "smb2/fsctl.h"
#include "smb2/ext.h"
#include "state/lease.h"
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

/**
 * smb2_fsctl_resume_key() - FSCTL_SRV_REQUEST_RESUME_KEY
 * @x: FSCTL on a file or directory
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_resume_key(struct smb2_fsctl *x)
{
	const struct smb2_resume_key key = {
		.fid = { .pid = x->open->pid, .vid = x->open->vid },
		.tree_id = x->open->tree_id,
	};
	struct ksmbd_wr *wr = smb2_fsctl_out(x, SMB2_RESUME_KEY_RSP_SIZE);

	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_resume_key_encode(wr, &key);
	return STATUS_SUCCESS;
}

/* ---- copying one range ---- */

static void gather(const struct ksmbd_segs *segs, u8 *to)
{
	unsigned int i;

	for (i = 0; i < segs->nr; i++) {
		const struct bio_vec *bv = &segs->bv[i];
		unsigned int off = bv->bv_offset, left = bv->bv_len;

		while (left) {
			unsigned int n = min_t(unsigned int, left,
					       PAGE_SIZE - offset_in_page(off));

			memcpy_from_page(to, bv->bv_page + (off >> PAGE_SHIFT),
					 offset_in_page(off), n);
			to += n;
			off += n;
			left -= n;
		}
	}
}

/* Reads the whole range before it writes, so the ranges may overlap. */
static ssize_t copy_by_ops(struct ksmbd_open *src, u64 src_off, struct ksmbd_open *dst,
			   u64 dst_off, u32 len)
{
	unsigned int nsegs = ksmbd_vfs_segs_needed(src_off, len);
	struct ksmbd_segs segs = {
		.bv = kvmalloc_array(nsegs, sizeof(struct bio_vec), GFP_KERNEL), .max = nsegs,
	};
	u8 *buf = kvmalloc(len, GFP_KERNEL);
	ssize_t n = -ENOMEM;

	if (segs.bv && buf)
		n = src->h.ops->read(&src->h, &segs, src_off, len, KSMBD_READ_STABLE);
	if (n > 0) {
		gather(&segs, buf);
		n = dst->h.ops->write(&dst->h, buf, n, dst_off, 0);
	}
	ksmbd_segs_put(&segs);
	kvfree(segs.bv);
	kvfree(buf);
	return n;
}

static bool is_plain(const struct ksmbd_open *open)
{
	return open->h.ops == &ksmbd_vfs_file_ops;
}

static bool overlaps(const struct ksmbd_open *src, u64 src_off, const struct ksmbd_open *dst,
		     u64 dst_off, u64 len)
{
	return src->inode == dst->inode && src_off < dst_off + len && dst_off < src_off + len;
}

static ssize_t copy_data(struct ksmbd_open *src, u64 src_off, struct ksmbd_open *dst,
			 u64 dst_off, u64 len)
{
	u64 done = 0;
	ssize_t n;

	if (!is_plain(src) || !is_plain(dst) || overlaps(src, src_off, dst, dst_off, len))
		return copy_by_ops(src, src_off, dst, dst_off, len);
	while (done < len) {
		n = ksmbd_vfs_copy(&src->h, src_off + done, &dst->h, dst_off + done, len - done);
		if (n < 0)
			return done ? done : n;
		if (!n)
			break;
		done += n;
	}
	return done;
}

/* Bytes copied (less than @len: the source ended), or -errno. */
static ssize_t copy_range(struct ksmbd_open *src, u64 src_off, struct ksmbd_open *dst,
			  u64 dst_off, u64 len)
{
	ssize_t n = copy_data(src, src_off, dst, dst_off, len);

	if (n > 0)
		ksmbd_lease_changed(dst);
	return n;
}

/* ---- COPYCHUNK ---- */

static ntstatus_t check_rights(struct smb2_fsctl *x, const struct ksmbd_open *src)
{
	const struct ksmbd_open *dst = x->open;

	if (src->is_dir || src->is_pipe || dst->is_dir)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!(src->h.access & (KSMBD_FILE_READ_DATA | KSMBD_FILE_EXECUTE)) ||
	    !(dst->h.access & (KSMBD_FILE_WRITE_DATA | KSMBD_FILE_APPEND_DATA)))
		return STATUS_ACCESS_DENIED;
	if (x->code == FSCTL_SRV_COPYCHUNK && !(dst->h.access & KSMBD_FILE_READ_DATA))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

/* Within the limits told to clients (MS-SMB2 3.3.5.15.6)? */
static bool within_limits(const struct smb2_copychunk *cc)
{
	struct ksmbd_rd it = cc->chunks;
	struct smb2_chunk chunk;
	u64 total = 0;

	if (!cc->count || cc->count > KSMBD_COPYCHUNK_MAX_CHUNKS)
		return false;
	while (smb2_chunk_next(&it, &chunk)) {
		if (!chunk.len || chunk.len > KSMBD_COPYCHUNK_MAX_CHUNK ||
		    chunk.src > S64_MAX - chunk.len || chunk.dst > S64_MAX - chunk.len)
			return false;
		total += chunk.len;
	}
	return total <= KSMBD_COPYCHUNK_MAX_TOTAL;
}

/* One chunk; *@bytes is what was copied even when it failed in the middle. */
static ntstatus_t copy_chunk(struct ksmbd_open *src, struct ksmbd_open *dst,
			     const struct smb2_chunk *chunk, u32 *bytes)
{
	struct ksmbd_attr attr;
	ssize_t n;
	int err;

	*bytes = 0;
	err = src->h.ops->getattr(&src->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	if (chunk->src + chunk->len > attr.size)
		return STATUS_INVALID_VIEW_SIZE;
	if (ksmbd_brlock_may_io(src, chunk->src, chunk->len, false) ||
	    ksmbd_brlock_may_io(dst, chunk->dst, chunk->len, true))
		return STATUS_FILE_LOCK_CONFLICT;
	n = copy_range(src, chunk->src, dst, chunk->dst, chunk->len);
	if (n < 0)
		return smb2_status_from_errno(n);
	*bytes = n;
	return n == chunk->len ? STATUS_SUCCESS : STATUS_INVALID_VIEW_SIZE;
}

static ntstatus_t answer(struct smb2_fsctl *x, ntstatus_t status, u32 chunks, u32 chunk_bytes,
			 u32 total)
{
	struct ksmbd_wr *wr = smb2_fsctl_out(x, SMB2_COPYCHUNK_RSP_SIZE);

	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_copychunk_encode(wr, chunks, chunk_bytes, total);
	x->req->full_body = true;
	return status;
}

static ntstatus_t copy_chunks(struct smb2_fsctl *x, const struct smb2_copychunk *cc,
			      struct ksmbd_open *src)
{
	ntstatus_t status = STATUS_SUCCESS;
	struct ksmbd_rd it = cc->chunks;
	u32 bytes = 0, done = 0, total = 0;
	struct smb2_chunk chunk;

	while (smb2_chunk_next(&it, &chunk)) {
		status = copy_chunk(src, x->open, &chunk, &bytes);
		total += bytes;
		if (status != STATUS_SUCCESS)
			break;
		done++;
		bytes = 0;
	}
	return answer(x, status, done, bytes, total);
}

/* No chunks: a client of the extension wants all of the file. */
static ntstatus_t copy_all(struct smb2_fsctl *x, struct ksmbd_open *src)
{
	int err;

	smb2_interim(x->req);
	err = smb2_ext_call(copy_all, -ENOSYS, x->req, src, x->open);
	if (err == -ENOSYS)
		return STATUS_INVALID_PARAMETER;
	return err ? smb2_status_from_errno(err) : answer(x, STATUS_SUCCESS, 0, 0, 0);
}

static ntstatus_t copy(struct smb2_fsctl *x, const struct smb2_copychunk *cc,
		       struct ksmbd_open *src)
{
	ntstatus_t status = check_rights(x, src);

	if (status != STATUS_SUCCESS)
		return status;
	if (!cc->count && smb2_ext_has(copy_all))
		return copy_all(x, src);
	if (!within_limits(cc))
		return answer(x, STATUS_INVALID_PARAMETER, KSMBD_COPYCHUNK_MAX_CHUNKS,
			      KSMBD_COPYCHUNK_MAX_CHUNK, KSMBD_COPYCHUNK_MAX_TOTAL);
	return copy_chunks(x, cc, src);
}

/**
 * smb2_fsctl_copychunk() - FSCTL_SRV_COPYCHUNK and FSCTL_SRV_COPYCHUNK_WRITE
 * @x: FSCTL on the target
 *
 * Context: worker.
 * Return: status; with errors of the copy itself goes the body that says how far it came.
 */
ntstatus_t smb2_fsctl_copychunk(struct smb2_fsctl *x)
{
	struct smb2_copychunk cc;
	struct ksmbd_open *src;
	ntstatus_t status;

	if (!smb2_copychunk_decode(&x->in, &cc))
		return STATUS_INVALID_PARAMETER;
	src = cc.known_key ? ksmbd_open_lookup(x->req->sess, cc.key.tree_id, cc.key.fid.pid,
					       cc.key.fid.vid) : NULL;
	if (!src)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	status = copy(x, &cc, src);
	ksmbd_open_put(src);
	return status;
}

/* ---- duplicate extents ---- */

static bool clone_supported(const struct ksmbd_open *src, const struct ksmbd_open *dst)
{
	struct ksmbd_statfs st;

	if (!is_plain(src) || !is_plain(dst) || src->share != dst->share)
		return false;
	return !ksmbd_vfs_statfs(dst->h.root, &dst->h.file->f_path, &st) && st.has_reflink;
}

static ntstatus_t dup_extents(struct smb2_fsctl *x, const struct smb2_dup_extents *de,
			      struct ksmbd_open *src)
{
	struct ksmbd_open *dst = x->open;
	struct ksmbd_attr sa, da;
	ssize_t n;

	if (!clone_supported(src, dst))
		return STATUS_NOT_SUPPORTED;
	if (!(src->h.access & KSMBD_FILE_READ_DATA))
		return STATUS_ACCESS_DENIED;
	if (!de->len)
		return STATUS_SUCCESS;
	if (de->src_off > S64_MAX || de->dst_off > S64_MAX ||
	    de->len > S64_MAX - max(de->src_off, de->dst_off))
		return STATUS_INVALID_PARAMETER;
	if (src->h.ops->getattr(&src->h, &sa) || dst->h.ops->getattr(&dst->h, &da))
		return STATUS_UNEXPECTED_IO_ERROR;
	/* only a sparse target grows */
	if (de->src_off + de->len > sa.size ||
	    (de->dst_off + de->len > da.size && !(da.attributes & KSMBD_ATTR_SPARSE)) ||
	    overlaps(src, de->src_off, dst, de->dst_off, de->len))
		return STATUS_NOT_SUPPORTED;
	if (sa.attributes & ~da.attributes & KSMBD_ATTR_SPARSE)
		return STATUS_NOT_SUPPORTED;
	/* byte-range locks are for reads and writes, not for this (MS-FSA 2.1.5.10.4) */
	n = copy_range(src, de->src_off, dst, de->dst_off, de->len);
	if (n < 0)
		return smb2_status_from_errno(n);
	return (u64)n == de->len ? STATUS_SUCCESS : STATUS_UNEXPECTED_IO_ERROR;
}

/**
 * smb2_fsctl_dup_extents() - FSCTL_DUPLICATE_EXTENTS_TO_FILE (MS-FSCC 2.3.8)
 * @x: FSCTL on the target
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_dup_extents(struct smb2_fsctl *x)
{
	struct smb2_dup_extents de;
	struct ksmbd_open *src;
	ntstatus_t status;

	if (x->open->is_dir || !smb2_dup_extents_decode(&x->in, &de))
		return STATUS_INVALID_PARAMETER;
	src = ksmbd_open_lookup(x->req->sess, x->req->tree->id, de.src.pid, de.src.vid);
	if (!src)
		return STATUS_INVALID_HANDLE;
	status = dup_extents(x, &de, src);
	ksmbd_open_put(src);
	return status;
}
