// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FSCTLs about which parts of a file exist: sparse attribute, zeroing, ranges,
 * trim, compression (MS-FSCC 2.3, MS-FSA 2.1.5.10).
 *
 * A file without the sparse attribute owns all its bytes whatever Linux keeps
 * of them: asked for allocated ranges it answers with one.  Named streams are
 * never sparse.
 *
 * Called by cmd_ioctl.c in a worker, rights checked.  Takes no locks.
 */
#include "smb2/fsctl.h"
#include "state/lease.h"
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

/* Ranges of one reply; a client asks on from where they end. */
#define RANGES_MAX	1024

#define COMPRESSION_NONE	0
#define COMPRESSION_DEFAULT	1
#define COMPRESSION_LZNT1	2

/**
 * smb2_fsctl_set_sparse() - FSCTL_SET_SPARSE (MS-FSCC 2.3.83)
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_set_sparse(struct smb2_fsctl *x)
{
	bool sparse = !x->in.len || ksmbd_rd_u8(&x->in);

	if (ksmbd_handle_is_dir(&x->open->h))
		return STATUS_INVALID_PARAMETER;
	return smb2_status_from_errno(ksmbd_vfs_set_sparse(&x->open->h, sparse));
}

static ntstatus_t lock_check(struct ksmbd_open *open, u64 off, u64 len)
{
	if (len && ksmbd_brlock_may_io(open, off, len, true))
		return STATUS_FILE_LOCK_CONFLICT;
	return STATUS_SUCCESS;
}

/* Streams have no holes: zeros are written. */
static int zero_stream(struct ksmbd_open *open, u64 off, u64 len)
{
	size_t step = min_t(u64, len, SZ_64K);
	void *zeros = kvzalloc(step, GFP_KERNEL);
	ssize_t n = 0;

	if (!zeros)
		return -ENOMEM;
	for (; len && n >= 0; off += step, len -= step) {
		step = min_t(u64, len, step);
		n = open->h.ops->write(&open->h, zeros, step, off, 0);
	}
	kvfree(zeros);
	return min_t(ssize_t, n, 0);
}

/* Zeros in a range, never behind the end of file. */
static ntstatus_t zero(struct ksmbd_open *open, const struct smb2_range *range)
{
	struct ksmbd_attr attr;
	ntstatus_t status;
	u64 len;
	int err;

	err = open->h.ops->getattr(&open->h, &attr);
	if (err)
		return smb2_status_from_errno(err);
	if (range->off >= attr.size)
		return STATUS_SUCCESS;
	len = min(range->len, attr.size - range->off);
	status = lock_check(open, range->off, len);
	if (status != STATUS_SUCCESS || !len)
		return status;
	if (open->is_stream)
		err = zero_stream(open, range->off, len);
	else
		err = ksmbd_vfs_zero_range(&open->h, range->off, len);
	if (!err)
		ksmbd_lease_changed(open);
	return smb2_status_from_errno(err);
}

/**
 * smb2_fsctl_zero_data() - FSCTL_SET_ZERO_DATA (MS-FSCC 2.3.85)
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_zero_data(struct smb2_fsctl *x)
{
	struct smb2_range range;

	if (x->open->is_dir || !smb2_zero_data_decode(&x->in, &range))
		return STATUS_INVALID_PARAMETER;
	return zero(x->open, &range);
}

/* Up to @max ranges; -E2BIG when there are more. */
static int ranges(struct ksmbd_open *open, const struct smb2_range *range,
		  struct ksmbd_range *r, unsigned int max, unsigned int *n)
{
	struct ksmbd_attr attr;
	int err;

	*n = 0;
	err = open->h.ops->getattr(&open->h, &attr);
	if (err || range->off >= attr.size || !range->len)
		return err;
	if (!open->is_stream && attr.attributes & KSMBD_ATTR_SPARSE)
		return ksmbd_vfs_allocated_ranges(&open->h, range->off, range->len, r, max, n);
	if (!max)
		return -E2BIG;
	r[0].off = range->off;
	r[0].len = min(range->len, attr.size - range->off);
	*n = 1;
	return 0;
}

static ntstatus_t answer_ranges(struct smb2_fsctl *x, const struct ksmbd_range *r, unsigned int n,
				bool more)
{
	struct ksmbd_wr *wr;
	unsigned int i;

	if (more && !n)
		return STATUS_BUFFER_TOO_SMALL;
	wr = smb2_fsctl_out(x, n * SMB2_RANGE_SIZE);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (i = 0; i < n; i++)
		smb2_range_encode(wr, r[i].off, r[i].len);
	return more ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/**
 * smb2_fsctl_allocated_ranges() - FSCTL_QUERY_ALLOCATED_RANGES (MS-FSCC 2.3.52)
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_allocated_ranges(struct smb2_fsctl *x)
{
	unsigned int n, max = min_t(u32, x->max_out / SMB2_RANGE_SIZE, RANGES_MAX);
	struct smb2_range range;
	struct ksmbd_range *r;
	ntstatus_t status;
	int err;

	if (x->open->is_dir || !smb2_range_decode(&x->in, &range))
		return STATUS_INVALID_PARAMETER;
	r = kvmalloc_array(max ?: 1, sizeof(*r), GFP_KERNEL);
	if (!r)
		return STATUS_NO_MEMORY;
	err = ranges(x->open, &range, r, max, &n);
	if (err && err != -E2BIG)
		status = smb2_status_from_errno(err);
	else
		status = answer_ranges(x, r, n, err == -E2BIG);
	kvfree(r);
	return status;
}

/**
 * smb2_fsctl_trim() - FSCTL_FILE_LEVEL_TRIM (MS-FSCC 2.3.73)
 * @x: FSCTL on a file
 *
 * The client gives contents up; they become zeros, holes where the file is sparse.
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_trim(struct smb2_fsctl *x)
{
	ntstatus_t status = STATUS_SUCCESS;
	struct smb2_range range;
	struct ksmbd_wr *wr;
	u32 count, done;

	if (x->open->is_dir || !smb2_trim_decode(&x->in, &count))
		return STATUS_INVALID_PARAMETER;
	for (done = 0; done < count; done++) {
		if (!smb2_range_decode(&x->in, &range))
			return STATUS_INVALID_PARAMETER;
		status = zero(x->open, &range);
		if (status != STATUS_SUCCESS)
			return status;
	}
	wr = smb2_fsctl_out(x, 4);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	ksmbd_wr_le32(wr, done);
	return STATUS_SUCCESS;
}

/**
 * smb2_fsctl_get_compression() - FSCTL_GET_COMPRESSION: nothing is compressed
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_get_compression(struct smb2_fsctl *x)
{
	struct ksmbd_wr *wr = smb2_fsctl_out(x, 2);

	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	ksmbd_wr_le16(wr, COMPRESSION_NONE);
	return STATUS_SUCCESS;
}

/**
 * smb2_fsctl_set_compression() - FSCTL_SET_COMPRESSION: "none" is what there is
 * @x: FSCTL on a file
 *
 * Context: worker.
 * Return: status.
 */
ntstatus_t smb2_fsctl_set_compression(struct smb2_fsctl *x)
{
	switch (ksmbd_rd_le16(&x->in)) {
	case COMPRESSION_NONE:
		return STATUS_SUCCESS;
	case COMPRESSION_DEFAULT:
	case COMPRESSION_LZNT1:
		return STATUS_NOT_SUPPORTED;
	default:
		return STATUS_INVALID_PARAMETER;
	}
}
