// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_INFO of security descriptors (MS-SMB2 3.3.5.20.3).
 *
 * Not for:  where a descriptor comes from (vfs/acl.c).
 * Called:   cmd_query_info.c; process context, no locks held.
 */
#include "smb2/info.h"

#include <linux/slab.h>
#include "smb2/ext.h"
#include "state/server.h"

/* Parts a client may ask for, and the right each needs. */
static bool may_query(const struct ksmbd_open *open, u32 secinfo)
{
	u32 read = KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP | KSMBD_SECINFO_DACL;

	if (secinfo & read && !(open->h.access & KSMBD_READ_CONTROL))
		return false;
	if (secinfo & KSMBD_SECINFO_SACL && !(open->h.access & KSMBD_ACCESS_SYSTEM_SECURITY))
		return false;
	return true;
}

static void domain_sid(struct ksmbd_sid *sid)
{
	rcu_read_lock();
	*sid = ksmbd_server_config()->domain_sid;
	rcu_read_unlock();
}

/* The whole descriptor in a buffer of its own; its length or -errno. */
static ssize_t read_sd(struct ksmbd_open *open, void *buf)
{
	struct ksmbd_sid domain;
	size_t len;
	int err;

	domain_sid(&domain);
	err = ksmbd_vfs_get_sd(open->h.root, &open->h.file->f_path, &domain, buf, KSMBD_SD_MAX,
			       &len);
	return err ?: len;
}

static ntstatus_t too_small(struct smb2_req *req, size_t needed)
{
	__le32 *data = (__le32 *)(req->res + sizeof(struct smb2_buffer_res));

	*data = cpu_to_le32(needed);
	req->error_data = data;
	req->error_len = sizeof(*data);
	return STATUS_BUFFER_TOO_SMALL;
}

static ntstatus_t answer_sd(struct smb2_req *req, const struct ksmbd_sd *sd)
{
	const struct smb2_query_info_args *a = smb2_args(req, struct smb2_query_info_args);
	size_t size = ksmbd_sd_encoded_size(sd, a->additional);
	struct ksmbd_wr *wr;

	if (size > a->room)
		return too_small(req, size);
	/* an extension may add entries of its own, within the room */
	wr = smb2_payload_begin(req, a->room);
	if (!wr)
		return STATUS_NO_MEMORY;
	ksmbd_sd_encode(wr, sd, a->additional);
	if (smb2_ext_call(sd_emit, 0, req, req->open, wr))
		return STATUS_UNSUCCESSFUL;
	return smb2_query_finish(req, wr, a->room);
}

/**
 * smb2_query_security() - QUERY_INFO of type SECURITY
 * @req: the request, open bound
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_ACCESS_DENIED, STATUS_BUFFER_TOO_SMALL (with the size needed),
 * STATUS_INVALID_PARAMETER, …
 */
ntstatus_t smb2_query_security(struct smb2_req *req)
{
	const struct smb2_query_info_args *a = smb2_args(req, struct smb2_query_info_args);
	struct ksmbd_sd sd;
	ntstatus_t status;
	ssize_t len;
	void *buf;

	if (req->open->is_pipe)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!may_query(req->open, a->additional))
		return STATUS_ACCESS_DENIED;
	buf = kvmalloc(KSMBD_SD_MAX, GFP_KERNEL);
	if (!buf)
		return STATUS_NO_MEMORY;
	len = read_sd(req->open, buf);
	if (len < 0)
		status = smb2_status_from_errno(len);
	else if (ksmbd_sd_decode(buf, len, &sd))
		status = STATUS_INVALID_SECURITY_DESCR;
	else
		status = answer_sd(req, &sd);
	kvfree(buf);
	return status;
}
