// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FSCTLs of named pipes: TRANSCEIVE and WAIT (MS-SMB2 3.3.5.15.10,
 * 3.3.5.15.11, MS-FSCC 2.3.49).
 *
 * What a pipe says comes from helper/pipe.c.  An answer longer than the client
 * takes is STATUS_BUFFER_OVERFLOW; the rest is fetched with READ.
 *
 * Called by cmd_ioctl.c in a worker; blocks it while the helper thinks.
 */
#include "smb2/fsctl.h"
#include "helper/helper.h"
#include "util/name.h"
#include <linux/minmax.h>
#include <linux/slab.h>

/* More than one RPC fragment is never needed at once. */
#define TRANSCEIVE_MAX	SZ_64K

/**
 * smb2_fsctl_transceive() - write a message, read the answer
 * @x: FSCTL on a pipe
 *
 * Context: worker, may wait for the helper.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW or an error.
 */
ntstatus_t smb2_fsctl_transceive(struct smb2_fsctl *x)
{
	struct ksmbd_handle *h = &x->open->h;
	size_t room = min_t(size_t, x->max_out, TRANSCEIVE_MAX);
	bool more = false;
	struct ksmbd_wr *wr;
	ssize_t n;

	if (!h->ops->transact)
		return STATUS_INVALID_DEVICE_REQUEST;
	wr = smb2_fsctl_out(x, room);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	n = h->ops->transact(h, x->in.base, x->in.len, wr->base, room, &more);
	if (n < 0)
		return smb2_status_from_errno(n);
	ksmbd_wr_take(wr, n);
	return more ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static ntstatus_t wait_for(struct smb2_fsctl *x, const struct ksmbd_rd *wire,
			   struct ksmbd_name *name)
{
	struct ksmbd_handle h = {};
	int err;

	if (ksmbd_name_split(wire->base, wire->len, KSMBD_NAMES_NATIVE, name))
		return STATUS_OBJECT_NAME_INVALID;
	err = ksmbd_pipe_open(&h, x->req->sess, name->path);
	if (err)
		return err == -ENOENT ? STATUS_OBJECT_NAME_NOT_FOUND : smb2_status_from_errno(err);
	h.ops->close(&h);
	return STATUS_SUCCESS;
}

/**
 * smb2_fsctl_pipe_wait() - is there an instance of a pipe?
 * @x: FSCTL on IPC$
 *
 * Every pipe the helper serves has as many instances as are asked for, so nobody ever waits.
 *
 * Context: worker, may wait for the helper.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, …
 */
ntstatus_t smb2_fsctl_pipe_wait(struct smb2_fsctl *x)
{
	struct ksmbd_name *name;
	struct ksmbd_rd wire;
	ntstatus_t status;

	if (!(x->req->tree->share->flags & KSMBD_SHARE_F_PIPE))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!smb2_pipe_wait_decode(&x->in, &wire))
		return STATUS_INVALID_PARAMETER;
	name = kmalloc(sizeof(*name), GFP_KERNEL);
	if (!name)
		return STATUS_NO_MEMORY;
	status = wait_for(x, &wire, name);
	kfree(name);
	return status;
}
