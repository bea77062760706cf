// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE (MS-SMB2 3.3.5.9): the list of phases of an open.
 *
 * Each phase is a function of its own in create_*.c and either succeeds or
 * ends the CREATE; before the last one nobody else can see the open, so a
 * failure undoes all.  Pipes take a shorter list, and a CREATE that wants an
 * open back has a way of its own (durable.c).
 *
 * Called by dispatch in a worker.  Takes no locks.
 */
#include "smb2/create.h"
#include "helper/helper.h"
#include <linux/array_size.h>
#include <linux/slab.h>
#include <linux/string.h>

/* How often a file may go just before it is opened. */
#define TRIES	4

static ntstatus_t open_pipe(struct smb2_creation *c)
{
	struct ksmbd_tree *tree = c->req->tree;
	int err;

	c->open = ksmbd_open_alloc(tree->share, tree->ident);
	if (!c->open)
		return STATUS_NO_MEMORY;
	err = ksmbd_pipe_open(&c->open->h, c->req->sess, c->name.path);
	if (err)
		return err == -ENOENT ? STATUS_OBJECT_NAME_NOT_FOUND : smb2_status_from_errno(err);
	c->open->is_pipe = true;
	c->open->share_access = c->a->share_access;
	c->open->options = c->a->options;
	c->granted = ksmbd_access_map_generic(c->a->access);
	if (c->granted & KSMBD_MAXIMUM_ALLOWED)
		c->granted = KSMBD_FILE_ALL;
	c->open->h.access = c->granted;
	c->res->action = SMB2_ACTION_OPENED;
	c->res->attributes = KSMBD_ATTR_NORMAL;
	return STATUS_SUCCESS;
}

static ntstatus_t publish(struct smb2_creation *c)
{
	struct smb2_req *req = c->req;
	int err;

	err = ksmbd_open_publish(req->sess, req->tree->id, c->open, smb2_channel_sequence(req));
	if (err == -EBUSY)
		return STATUS_TOO_MANY_OPENED_FILES;
	if (err == -ESHUTDOWN)
		return STATUS_NETWORK_NAME_DELETED;
	if (err)
		return smb2_status_from_errno(err);
	smb2_create_answer_due(c);
	smb2_create_hand_over(c);
	return STATUS_SUCCESS;
}

static const smb2_create_phase file_phases[] = {
	smb2_create_check,
	smb2_create_check_file,
	smb2_create_name,
	smb2_create_guid,
	smb2_create_resolve,
	smb2_create_file,
	smb2_create_app_instance,
	smb2_create_admit,
	smb2_create_finish,
	smb2_create_durable,
	smb2_create_reply,
	publish,
};

static const smb2_create_phase pipe_phases[] = {
	smb2_create_check,
	smb2_create_name,
	open_pipe,
	publish,
};

static ntstatus_t run(struct smb2_creation *c, const smb2_create_phase *phases, unsigned int n)
{
	ntstatus_t status = STATUS_SUCCESS;
	unsigned int i;

	for (i = 0; i < n && status == STATUS_SUCCESS && !c->done; i++)
		status = phases[i](c);
	if (status != STATUS_SUCCESS)
		smb2_create_undo(c);
	if (c->found_held)
		ksmbd_found_put(&c->found);
	return status;
}

static void prepare(struct smb2_creation *c, struct smb2_req *req)
{
	memset(c, 0, sizeof(*c));
	c->req = req;
	c->a = smb2_args(req, struct smb2_create_args);
	c->res = smb2_res(req, struct smb2_create_res);
	c->root = &req->tree->share->root;
	smb2_create_identify(c);
}

/*
 * A file that went while we were about to open it, maybe because we were, is looked for again; it
 * may not be there any more, or be ours to make.
 */
static ntstatus_t run_file(struct smb2_creation *c, struct smb2_req *req)
{
	unsigned int tries = TRIES;
	ntstatus_t status;

	if (smb2_create_is_reconnect(c))
		return smb2_create_reconnect(c);
	while ((status = run(c, file_phases, ARRAY_SIZE(file_phases))) == STATUS_RETRY) {
		if (!--tries)
			return STATUS_DELETE_PENDING;
		prepare(c, req);
	}
	return status;
}

static ntstatus_t smb2_create_execute(struct smb2_req *req)
{
	struct smb2_creation *c = kmalloc(sizeof(*c), GFP_KERNEL);
	ntstatus_t status;

	if (!c)
		return STATUS_NO_MEMORY;
	prepare(c, req);
	if (req->tree->share->flags & KSMBD_SHARE_F_PIPE)
		status = run(c, pipe_phases, ARRAY_SIZE(pipe_phases));
	else
		status = run_file(c, req);
	kfree(c);
	return status;
}

static void smb2_create_release(struct smb2_req *req)
{
	smb2_create_error_free(req);
}

const struct smb2_command smb2_cmd_create = {
	.name = "CREATE",
	.req_size = SMB2_CREATE_REQ_SIZE,
	.rsp_fixed = SMB2_CREATE_RSP_FIXED,
	.args_size = sizeof(struct smb2_create_args),
	.res_size = sizeof(struct smb2_create_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_SETS_FID,
	.decode = smb2_create_decode,
	.encode = smb2_create_encode,
	.execute = smb2_create_execute,
	.release = smb2_create_release,
};
