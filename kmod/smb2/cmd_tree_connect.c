// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TREE_CONNECT: a share is opened for a session (MS-SMB2 3.3.5.7).
 *
 * The share comes from the cache, else from the helper; whether this user may
 * connect, and write, is always the helper's word.  The rest of the path, the
 * server's name, is not looked at: one server, one set of shares.
 *
 * Called by dispatch.c in a worker; sleeps for the helper, no locks held.
 */
#include "smb2/dispatch.h"

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "helper/helper.h"
#include "smb2/wire/session.h"
#include "util/utf16.h"

/* Share names the helper's protocol can carry are shorter than the protocol's 80 characters. */
#define PATH_BYTES	1024
#define ACCESS_READ	(KSMBD_FILE_GENERIC_READ | KSMBD_FILE_GENERIC_EXECUTE)

static atomic64_t last_helper_id;

/* "\\server\share" -> "share", in place; NULL: not of this form. */
static char *share_of(char *path)
{
	char *name;

	if (path[0] != '\\' || path[1] != '\\')
		return NULL;
	name = strchr(path + 2, '\\');
	if (!name || !name[1] || strchr(name + 1, '\\') || strchr(name + 1, '/'))
		return NULL;
	return name + 1;
}

static ntstatus_t share_status(int err)
{
	switch (err) {
	case -ENOTCONN:
	case -ETIMEDOUT:
		return STATUS_NO_LOGON_SERVERS;
	case -ENOMEM:
		return STATUS_INSUFFICIENT_RESOURCES;
	default:
		return STATUS_BAD_NETWORK_NAME;
	}
}

static ntstatus_t get_share(const struct smb2_tree_connect_args *args, struct ksmbd_share **out)
{
	char *path = kmalloc(PATH_BYTES, GFP_KERNEL), *name;
	ntstatus_t status = STATUS_BAD_NETWORK_NAME;
	struct ksmbd_share *share;

	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (ksmbd_utf16_to_utf8(args->path.base, args->path.len, path, PATH_BYTES) < 0)
		goto out_free;
	name = share_of(path);
	if (!name)
		goto out_free;
	share = ksmbd_helper_share(name);
	if (IS_ERR(share)) {
		status = share_status(PTR_ERR(share));
		goto out_free;
	}
	*out = share;
	status = STATUS_SUCCESS;
out_free:
	kfree(path);
	return status;
}

/* What can be said without asking anybody. */
static ntstatus_t check_share(struct smb2_req *req, const struct ksmbd_share *share)
{
	bool pipe = share->flags & KSMBD_SHARE_F_PIPE;

	/* A share that wants encryption is not for clients that cannot (MS-SMB2 3.3.5.7). */
	if (share->flags & KSMBD_SHARE_F_ENCRYPT && !req->sess->seal_key)
		return STATUS_ACCESS_DENIED;
	if (!pipe && (req->sess->guest || req->sess->anonymous) &&
	    !(share->flags & KSMBD_SHARE_F_GUEST_OK))
		return STATUS_ACCESS_DENIED;
	if (!pipe && !share->has_root)
		return STATUS_BAD_NETWORK_NAME;
	return STATUS_SUCCESS;
}

/* Who acts on this share: the user, someone the share forces it to be, or root for its admins. */
static struct ksmbd_ident *acting(struct ksmbd_ident *user, const struct ksmbd_share *share,
				  u32 flags)
{
	kuid_t root_uid = GLOBAL_ROOT_UID;

	if (flags & KSMBD_TREE_F_ADMIN)
		return ksmbd_ident_force(user, &root_uid, NULL);
	return ksmbd_share_ident(share, user);
}

static ntstatus_t answer_status(int status)
{
	switch (status) {
	case 0:
		return STATUS_SUCCESS;
	case -ENOENT:
		return STATUS_BAD_NETWORK_NAME;
	case -EBUSY:
		return STATUS_TOO_MANY_SESSIONS;
	case -ENOMEM:
		return STATUS_INSUFFICIENT_RESOURCES;
	default:
		return STATUS_ACCESS_DENIED;
	}
}

static ntstatus_t ask_helper(struct smb2_req *req, struct ksmbd_share *share,
			     const struct ksmbd_ident *user, u64 id, u32 *flags)
{
	bool guest = req->sess->guest || req->sess->anonymous;
	struct ksmbd_tree_answer a = {};
	ntstatus_t status;
	int err;

	err = ksmbd_helper_tree_connect(req->sess, share, id, user->account, guest,
					req->work.conn, &a);
	if (err)
		return err == -EINVAL ? STATUS_ACCESS_DENIED : share_status(err);
	status = answer_status(a.status);
	if (status == STATUS_SUCCESS)
		*flags = a.flags | (guest ? KSMBD_TREE_F_GUEST : 0);
	return status;
}

static u32 share_access(const struct ksmbd_share *share, u32 flags)
{
	if (share->flags & KSMBD_SHARE_F_PIPE || flags & KSMBD_TREE_F_WRITABLE)
		return KSMBD_FILE_ALL;
	return ACCESS_READ;
}

/* The tree, published; from here on its end tells the helper. */
static ntstatus_t make_tree(struct smb2_req *req, struct ksmbd_share *share,
			    struct ksmbd_ident *user, u64 id, u32 flags)
{
	struct ksmbd_ident *ident = acting(user, share, flags);
	struct ksmbd_tree *tree;
	int err;

	if (!ident)
		return STATUS_INSUFFICIENT_RESOURCES;
	tree = ksmbd_tree_alloc(share, ident);
	ksmbd_ident_put(ident);
	if (!tree)
		return STATUS_INSUFFICIENT_RESOURCES;
	tree->sess_id = req->sess->id;
	tree->flags = flags;
	tree->max_access = share_access(share, flags);
	tree->helper_id = id;
	err = ksmbd_tree_publish(req->sess, tree);
	if (err) {
		ksmbd_tree_put(tree);
		return err == -ESHUTDOWN ? STATUS_USER_SESSION_DELETED :
					   STATUS_INSUFFICIENT_RESOURCES;
	}
	req->tree = tree;
	return STATUS_SUCCESS;
}

static void fill_result(struct smb2_tree_connect_res *res, const struct ksmbd_tree *tree,
			const struct ksmbd_conn *conn)
{
	const struct ksmbd_share *share = tree->share;

	if (share->flags & KSMBD_SHARE_F_PIPE) {
		res->type = SMB2_SHARE_TYPE_PIPE;
		res->flags = SMB2_SHAREFLAG_NO_CACHING;
	} else {
		res->type = SMB2_SHARE_TYPE_DISK;
	}
	if (share->flags & KSMBD_SHARE_F_ENCRYPT)
		res->flags |= SMB2_SHAREFLAG_ENCRYPT_DATA;
	if (share->root.flags & KSMBD_ROOT_HIDE_UNREADABLE)
		res->flags |= SMB2_SHAREFLAG_ACCESS_BASED;
	if (share->flags & KSMBD_SHARE_F_CONTINUOUS && conn->server_caps & SMB2_CAP_PERSISTENT)
		res->capabilities |= SMB2_SHARE_CAP_CONTINUOUS;
	res->max_access = tree->max_access;
}

static ntstatus_t connect(struct smb2_req *req, struct ksmbd_share *share)
{
	u64 id = atomic64_inc_return(&last_helper_id);
	struct ksmbd_ident *user;
	ntstatus_t status;
	u32 flags = 0;

	status = check_share(req, share);
	if (status != STATUS_SUCCESS)
		return status;
	user = ksmbd_sess_ident(req->sess);
	if (!user)
		return STATUS_USER_SESSION_DELETED;
	status = ask_helper(req, share, user, id, &flags);
	if (status == STATUS_SUCCESS) {
		status = make_tree(req, share, user, id, flags);
		if (status != STATUS_SUCCESS)
			ksmbd_helper_tree_disconnect(req->sess->id, id);
	}
	ksmbd_ident_put(user);
	return status;
}

static ntstatus_t tree_connect_execute(struct smb2_req *req)
{
	const struct smb2_tree_connect_args *args = smb2_args(req, struct smb2_tree_connect_args);
	struct ksmbd_share *share;
	ntstatus_t status;

	status = get_share(args, &share);
	if (status != STATUS_SUCCESS)
		return status;
	status = connect(req, share);
	ksmbd_share_put(share);
	if (status != STATUS_SUCCESS)
		return status;
	req->hdr.tree_id = req->tree->id;
	fill_result(smb2_res(req, struct smb2_tree_connect_res), req->tree,
		    req->work.conn);
	return STATUS_SUCCESS;
}

const struct smb2_command smb2_cmd_tree_connect = {
	.name		= "TREE_CONNECT",
	.req_size	= SMB2_TREE_CONNECT_REQ_SIZE,
	.rsp_fixed	= SMB2_TREE_CONNECT_RSP_FIXED,
	.args_size	= sizeof(struct smb2_tree_connect_args),
	.res_size	= sizeof(struct smb2_tree_connect_res),
	.needs		= SMB2_NEEDS_SESSION,
	.decode		= smb2_tree_connect_decode,
	.encode		= smb2_tree_connect_encode,
	.execute	= tree_connect_execute,
};
