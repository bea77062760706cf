// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE, first phases: values that are wrong whatever the name means, and the
 * name itself (MS-SMB2 3.3.5.9, MS-FSA 2.1.5.1).
 *
 * The order of the checks is the order Windows has; clients and tests see it.
 * Not for anything that depends on what exists (create_access.c).
 *
 * Called by cmd_create.c in a worker.  Takes no locks.
 */
#include "smb2/create.h"
#include "smb2/ext.h"
#include "smb2/wire/set.h"

static ntstatus_t check_options(u32 options)
{
	if (options & SMB2_OPT_INVALID)
		return STATUS_INVALID_PARAMETER;
	if (options & SMB2_OPT_NOT_SUPPORTED)
		return STATUS_NOT_SUPPORTED;
	if (options & SMB2_OPT_DIRECTORY && options & SMB2_OPT_NON_DIRECTORY)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/*
 * The right to wait for a handle alone opens what exists; it makes nothing, unless the client at
 * least says what kind of file it wants (as Windows does).
 */
static ntstatus_t check_access(const struct smb2_creation *c)
{
	u32 access = c->a->access;

	if (access & SMB2_ACCESS_RESERVED || !(access & SMB2_ACCESS_ANY))
		return STATUS_ACCESS_DENIED;
	if (access == KSMBD_SYNCHRONIZE && smb2_create_may_make(c) && !c->a->attributes)
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

/**
 * smb2_create_check() - phase: values of every CREATE
 * @c: creation
 *
 * Context: worker.
 * Return: STATUS_SUCCESS or what is wrong.
 */
ntstatus_t smb2_create_check(struct smb2_creation *c)
{
	const struct smb2_create_args *a = c->a;
	ntstatus_t status;

	if (a->impersonation > SMB2_IMPERSONATION_MAX)
		return STATUS_BAD_IMPERSONATION_LEVEL;
	status = check_access(c);
	if (status != STATUS_SUCCESS)
		return status;
	if (a->attributes & SMB2_CREATE_ATTR_INVALID ||
	    a->share_access & ~SMB2_SHARE_ACCESS_VALID ||
	    a->disposition > SMB2_OVERWRITE_IF)
		return STATUS_INVALID_PARAMETER;
	return check_options(a->options);
}

/* The list is validated before anything exists (R9). */
static ntstatus_t check_eas(const struct smb2_create_ctxs *ctx)
{
	struct ksmbd_rd it = ctx->exta;
	struct smb2_set_ea ea;

	if (!(ctx->present & SMB2_CTX_EXTA))
		return STATUS_SUCCESS;
	while (smb2_set_ea_next(&it, &ea))
		if (!ea.name_len)
			return STATUS_INVALID_EA_NAME;
	return ksmbd_rd_ok(&it) ? STATUS_SUCCESS : STATUS_EA_LIST_INCONSISTENT;
}

/* The one context whose tag is the extension's goes there unread. */
static ntstatus_t ask_extension(struct smb2_creation *c)
{
	struct ksmbd_rd data;

	if (!smb2_ext_has(create_ctx) ||
	    !smb2_create_ctx_find(&c->a->contexts, smb2_ext_tag(), &data))
		return STATUS_SUCCESS;
	return smb2_ext_call(create_ctx, STATUS_SUCCESS, c->req, &data);
}

static ntstatus_t check_contexts(struct smb2_creation *c)
{
	const struct smb2_create_ctxs *ctx = &c->a->ctx;
	ntstatus_t status;

	/* there are no snapshots to open */
	if (ctx->present & SMB2_CTX_TWRP && ctx->twrp)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (ctx->present & SMB2_CTX_SECD) {
		if (ksmbd_sd_decode(ctx->secd.base, ctx->secd.len, &c->given_sd))
			return STATUS_INVALID_SECURITY_DESCR;
		/* one that says nothing leaves everything to inheritance */
		c->has_sd = c->given_sd.has_owner || c->given_sd.has_group ||
			    c->given_sd.dacl.present || c->given_sd.sacl.present;
	}
	status = ask_extension(c);
	if (status != STATUS_SUCCESS)
		return status;
	return check_eas(ctx);
}

/**
 * smb2_create_check_file() - phase: values and contexts of a CREATE on a disk share
 * @c: creation
 *
 * Context: worker.
 * Return: STATUS_SUCCESS or what is wrong.
 */
ntstatus_t smb2_create_check_file(struct smb2_creation *c)
{
	const struct smb2_create_args *a = c->a;

	c->asked = ksmbd_access_map_generic(a->access);
	if (c->asked & KSMBD_ACCESS_SYSTEM_SECURITY)
		return STATUS_PRIVILEGE_NOT_HELD;
	if (a->options & SMB2_OPT_DELETE_ON_CLOSE &&
	    !(c->asked & (KSMBD_DELETE | KSMBD_MAXIMUM_ALLOWED)))
		return STATUS_INVALID_PARAMETER;
	if (a->options & SMB2_OPT_DIRECTORY) {
		if (smb2_create_truncates(c) || a->attributes & KSMBD_ATTR_TEMPORARY)
			return STATUS_INVALID_PARAMETER;
		c->want_dir = true;
	}
	if (a->attributes & KSMBD_ATTR_ENCRYPTED)
		return STATUS_ACCESS_DENIED;
	return check_contexts(c);
}

static ntstatus_t name_status(int err)
{
	switch (err) {
	case 0:
		return STATUS_SUCCESS;
	case -EINVAL:
		return STATUS_INVALID_PARAMETER;
	case -ENOENT:
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	default:
		return STATUS_OBJECT_NAME_INVALID;
	}
}

/*
 * "::$DATA" is the file itself; ":$I30:$INDEX_ALLOCATION" is the directory itself.  Without streams
 * a colon is a character no name has.
 */
static ntstatus_t check_stream(struct smb2_creation *c)
{
	if (c->name.has_stream && !(c->root->flags & KSMBD_ROOT_STREAMS))
		return STATUS_OBJECT_NAME_INVALID;
	if (c->name.is_index)
		c->want_dir = true;
	if (!c->name.has_stream || c->name.is_index)
		return STATUS_SUCCESS;
	c->is_stream = c->name.stream[0];
	return c->want_dir ? STATUS_NOT_A_DIRECTORY : STATUS_SUCCESS;
}

/**
 * smb2_create_name() - phase: split the name
 * @c: creation
 *
 * Context: worker.
 * Return: STATUS_SUCCESS or what is wrong.
 */
ntstatus_t smb2_create_name(struct smb2_creation *c)
{
	int err;

	err = ksmbd_name_split(c->a->name.base, c->a->name.len, c->root->encoding, &c->name);
	if (err)
		return name_status(err);
	err = smb2_ext_call(name_in, 0, c->req, c->name.path, sizeof(c->name.path));
	if (!err && c->name.has_stream)
		err = smb2_ext_call(name_in, 0, c->req, c->name.stream, sizeof(c->name.stream));
	if (err)
		return STATUS_OBJECT_NAME_INVALID;
	return check_stream(c);
}
