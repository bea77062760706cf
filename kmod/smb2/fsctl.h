/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What cmd_ioctl.c and the fsctl_*.c files share: how an FSCTL is carried out.
 *
 * Private to them; the bodies on the wire are wire/fsctl.h's.
 */
#ifndef KSMBD_SMB2_FSCTL_H
#define KSMBD_SMB2_FSCTL_H

#include "smb2/dispatch.h"
#include "smb2/wire/fsctl.h"
#include "smb2/wire/ioctl.h"

/**
 * struct smb2_fsctl - one FSCTL on its way
 * @req: its request
 * @open: the handle it is on, or NULL for those that have none
 * @in: input buffer, to be read
 * @max_out: how much the client takes
 * @code: which
 */
struct smb2_fsctl {
	struct smb2_req *req;
	struct ksmbd_open *open;
	struct ksmbd_rd in;
	u32 max_out;
	u32 code;
};

/*
 * Room for @n bytes of output; at most once, and @n at most x->max_out unless the caller cuts it
 * itself.  NULL: STATUS_INSUFFICIENT_RESOURCES.
 */
static inline struct ksmbd_wr *smb2_fsctl_out(struct smb2_fsctl *x, size_t n)
{
	return smb2_payload_begin(x->req, n);
}

/* ---- fsctl_copychunk.c ---- */
ntstatus_t smb2_fsctl_resume_key(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_copychunk(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_dup_extents(struct smb2_fsctl *x);

/* ---- fsctl_sparse.c ---- */
ntstatus_t smb2_fsctl_set_sparse(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_zero_data(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_allocated_ranges(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_trim(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_get_compression(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_set_compression(struct smb2_fsctl *x);

/* ---- fsctl_reparse.c ---- */
ntstatus_t smb2_fsctl_get_reparse(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_set_reparse(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_delete_reparse(struct smb2_fsctl *x);

/* ---- fsctl_netinfo.c ---- */
ntstatus_t smb2_fsctl_validate_negotiate(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_interfaces(struct smb2_fsctl *x);

/* ---- durable.c ---- */
ntstatus_t smb2_fsctl_resiliency(struct smb2_fsctl *x);

/* ---- fsctl_pipe.c ---- */
ntstatus_t smb2_fsctl_transceive(struct smb2_fsctl *x);
ntstatus_t smb2_fsctl_pipe_wait(struct smb2_fsctl *x);

#endif /* KSMBD_SMB2_FSCTL_H */
