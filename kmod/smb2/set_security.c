// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SET_INFO of security descriptors (MS-SMB2 3.3.5.21.3).
 *
 * Not for:  storing and mapping (vfs/acl.c).
 * Called:   cmd_set_info.c; process context, no locks held.
 */
#include "smb2/info.h"

#include "smb2/ext.h"
#include "smb2/wire/set.h"
#include "state/server.h"

/* The right each part needs on the handle (R17). */
static bool may_set(const struct ksmbd_open *open, u32 secinfo)
{
	u32 need = 0;

	if (secinfo & (KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP | KSMBD_SECINFO_LABEL))
		need |= KSMBD_WRITE_OWNER;
	if (secinfo & KSMBD_SECINFO_DACL)
		need |= KSMBD_WRITE_DAC;
	if (secinfo & KSMBD_SECINFO_SACL)
		need |= KSMBD_ACCESS_SYSTEM_SECURITY;
	return (open->h.access & need) == need;
}

/**
 * smb2_set_security() - SET_INFO of type SECURITY
 * @req: the request, open bound
 *
 * Context: process context, no locks held.
 * Return: STATUS_SUCCESS, STATUS_ACCESS_DENIED, STATUS_INVALID_SECURITY_DESCR, …
 */
ntstatus_t smb2_set_security(struct smb2_req *req)
{
	const struct smb2_set_info_args *a = smb2_args(req, struct smb2_set_info_args);
	struct ksmbd_open *open = req->open;
	struct ksmbd_sid domain;
	struct ksmbd_sd sd;
	int err;

	if (open->is_pipe)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!may_set(open, a->additional))
		return STATUS_ACCESS_DENIED;
	if (ksmbd_sd_decode(a->data.base, a->data.len, &sd))
		return STATUS_INVALID_SECURITY_DESCR;
	err = smb2_ext_call(sd_apply, -ENOSYS, req, open, &sd);
	if (err != -ENOSYS)
		return smb2_status_from_errno(err);
	rcu_read_lock();
	domain = ksmbd_server_config()->domain_sid;
	rcu_read_unlock();
	return smb2_status_from_errno(ksmbd_vfs_set_sd(&open->h, &domain, &sd, a->additional));
}
