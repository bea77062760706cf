// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Shares and tree connects: asking the helper, building the immutable object.
 *
 * The path of a share is resolved while the helper's answer is handled, that
 * is in the helper's system call: a kernel thread may have no view of the
 * host's file tree at all.
 *
 * A share is asked for at every TREE_CONNECT, so a changed configuration is
 * seen by the next one; an unchanged answer reuses the object.  That a share is
 * gone the helper says unasked: its trees end, and its opens, whether or not
 * anybody is there.
 *
 * Not for:  what a tree connect means to a client (smb2/cmd_tree_connect.c).
 * Context:  process context, no locks held.
 */
#include "helper/helper.h"

#include <linux/fs.h>
#include <linux/inet.h>
#include <linux/jhash.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/ipv6.h>
#include "helper/genl.h"
#include "state/conn.h"
#include "state/durable.h"
#include "state/server.h"
#include "state/sess.h"
#include "state/share.h"

static const struct { u32 wire, root; } root_flags[] = {
	{ KSMBD_SHARE_FLAG_STORE_DOS_ATTRS, KSMBD_ROOT_STORE_DOS },
	{ KSMBD_SHARE_FLAG_ACL_XATTR, KSMBD_ROOT_ACL_XATTR },
	{ KSMBD_SHARE_FLAG_STREAMS, KSMBD_ROOT_STREAMS },
	{ KSMBD_SHARE_FLAG_HIDE_DOT_FILES, KSMBD_ROOT_HIDE_DOT },
	{ KSMBD_SHARE_FLAG_INHERIT_OWNER, KSMBD_ROOT_INHERIT_OWNER },
	{ KSMBD_SHARE_FLAG_CROSSMNT, KSMBD_ROOT_CROSS_MNT },
	{ KSMBD_SHARE_FLAG_FOLLOW_SYMLINKS, KSMBD_ROOT_FOLLOW_SYMLINKS },
	{ KSMBD_SHARE_FLAG_HIDE_UNREADABLE, KSMBD_ROOT_HIDE_UNREADABLE },
};

static const struct { u32 wire, share; } share_flags[] = {
	{ KSMBD_SHARE_FLAG_PIPE, KSMBD_SHARE_F_PIPE },
	{ KSMBD_SHARE_FLAG_READONLY, KSMBD_SHARE_F_READONLY },
	{ KSMBD_SHARE_FLAG_GUEST_OK, KSMBD_SHARE_F_GUEST_OK },
	{ KSMBD_SHARE_FLAG_ENCRYPT_DATA, KSMBD_SHARE_F_ENCRYPT },
	{ KSMBD_SHARE_FLAG_CONTINUOUS_AVAILABILITY, KSMBD_SHARE_F_CONTINUOUS },
	{ KSMBD_SHARE_FLAG_OPLOCKS, KSMBD_SHARE_F_OPLOCKS },
	{ KSMBD_SHARE_FLAG_TIME_MACHINE, KSMBD_SHARE_F_TIME_MACHINE },
};

/* "a" NUL "b*" NUL ... -> "/a/b*" plus a last slash, as the matcher wants it. */
static char *veto_join(const char *list, size_t len)
{
	char *out = kmalloc(len + 2, GFP_KERNEL);
	size_t i, n = 0;

	if (!out)
		return NULL;
	out[n++] = '/';
	for (i = 0; i < len; i++)
		out[n++] = list[i] ?: '/';
	out[n] = '\0';
	return out;
}

static int share_set_root(struct ksmbd_share *share, const char *path)
{
	int err = kern_path(path, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &share->root.path);

	if (err) {
		ksmbd_err("share %s: path %s: error %d", share->name, path, err);
		return err;
	}
	share->has_root = true;
	share->path = kstrdup(path, GFP_KERNEL);
	return share->path ? 0 : -ENOMEM;
}

static void share_set_options(struct ksmbd_share *share,
			      const struct ksmbd_share_config_response *resp)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(root_flags); i++)
		if (resp->flags & root_flags[i].wire)
			share->root.flags |= root_flags[i].root;
	for (i = 0; i < ARRAY_SIZE(share_flags); i++)
		if (resp->flags & share_flags[i].wire)
			share->flags |= share_flags[i].share;
	/* "writeable" wins over nothing, never over an explicit "read only" */
	if (!(resp->flags & KSMBD_SHARE_FLAG_WRITEABLE))
		share->flags |= KSMBD_SHARE_F_READONLY;
	if (share->flags & KSMBD_SHARE_F_READONLY)
		share->root.flags |= KSMBD_ROOT_READONLY;
	share->root.create_mask = resp->create_mask & 07777;
	share->root.dir_mask = resp->directory_mask & 07777;
	share->root.force_create_mode = resp->force_create_mode & 07777;
	share->root.force_dir_mode = resp->force_directory_mode & 07777;
	share->force_uid_set = resp->force_uid != KSMBD_SHARE_INVALID_UID;
	share->force_gid_set = resp->force_gid != KSMBD_SHARE_INVALID_GID;
	if (share->force_uid_set)
		share->force_uid = make_kuid(&init_user_ns, resp->force_uid);
	if (share->force_gid_set)
		share->force_gid = make_kgid(&init_user_ns, resp->force_gid);
}

static int share_set_apple(struct ksmbd_share *share, struct nlattr *nest)
{
	struct nlattr *tb[KSMBD_AS_MAX + 1];
	int err;

	if (!nest)
		return 0;
	err = nla_parse_nested(tb, KSMBD_AS_MAX, nest, ksmbd_nl_apple_share_policy, NULL);
	if (err)
		return err;
	if (tb[KSMBD_AS_TIME_MACHINE])
		share->flags |= KSMBD_SHARE_F_TIME_MACHINE;
	if (tb[KSMBD_AS_MAX_SIZE])
		share->root.size_cap = nla_get_u64(tb[KSMBD_AS_MAX_SIZE]);
	if (tb[KSMBD_AS_ENCODING] &&
	    nla_get_u8(tb[KSMBD_AS_ENCODING]) == KSMBD_APPLE_ENCODING_PRIVATE)
		share->root.encoding = KSMBD_NAMES_PRIVATE;
	if (tb[KSMBD_AS_HIDE_FILES]) {
		share->hide = nla_strdup(tb[KSMBD_AS_HIDE_FILES], GFP_KERNEL);
		if (!share->hide)
			return -ENOMEM;
		share->root.hide = share->hide;
	}
	return 0;
}

/* The payload: veto list and its extra NUL, then the path and its NUL. */
static int share_set_payload(struct ksmbd_share *share,
			     const struct ksmbd_share_config_response *resp, size_t len)
{
	const char *payload = (const char *)resp->____payload;
	size_t veto = resp->veto_list_sz, left = len - sizeof(*resp);

	if (resp->payload_sz && resp->payload_sz != left)
		return -EINVAL;
	if (veto) {
		if (veto >= left)
			return -EINVAL;
		share->veto = veto_join(payload, veto);
		if (!share->veto)
			return -ENOMEM;
		share->root.veto = share->veto;
		payload += veto + 1;
		left -= veto + 1;
	}
	if (share->flags & KSMBD_SHARE_F_PIPE)
		return 0;
	if (!left || strnlen(payload, left) == left || payload[0] != '/')
		return -EINVAL;
	return share_set_root(share, payload);
}

static struct ksmbd_share *share_build(const struct ksmbd_share_config_response *resp, size_t len,
				       struct nlattr *apple)
{
	size_t n = strnlen(resp->share_name, sizeof(resp->share_name));
	struct ksmbd_share *share;
	int err;

	if (n == sizeof(resp->share_name))
		return ERR_PTR(-EINVAL);
	if (resp->flags == KSMBD_SHARE_FLAG_INVALID ||
	    !(resp->flags & KSMBD_SHARE_FLAG_AVAILABLE))
		return ERR_PTR(-ENOENT);
	share = ksmbd_share_alloc();
	if (!share)
		return ERR_PTR(-ENOMEM);
	memcpy(share->name, resp->share_name, n + 1);
	/* the handle is the only part that differs between two answers about one share */
	share->config_hash = jhash((const u8 *)resp + sizeof(resp->handle),
				   len - sizeof(resp->handle), 0);
	if (apple)
		share->config_hash = jhash(nla_data(apple), nla_len(apple), share->config_hash);
	share_set_options(share, resp);
	err = share_set_apple(share, apple);
	if (!err)
		err = share_set_payload(share, resp, len);
	if (!err)
		return share;
	ksmbd_share_put(share);
	return ERR_PTR(err);
}

/**
 * ksmbd_nl_share_build() - a share as an answer describes it
 * @answer: SHARE_CONFIG_RESPONSE, may be NULL
 * @apple: KSMBD_A_APPLE_SHARE, or NULL
 *
 * Context: the helper's system call, so that the path is the helper's.
 * Return: one reference; ERR_PTR(-EINVAL) malformed; ERR_PTR(-ENOENT) no such share; -ENOMEM.
 */
struct ksmbd_share *ksmbd_nl_share_build(struct nlattr *answer, struct nlattr *apple)
{
	return answer ? share_build(nla_data(answer), nla_len(answer), apple) : ERR_PTR(-EINVAL);
}

/**
 * ksmbd_nl_share_answer() - doit of SHARE_CONFIG_RESPONSE
 * @skb: the message
 * @info: its parsed attributes
 *
 * Context: the helper's system call, so that the path is the helper's.
 * Return: 0; -EINVAL malformed; -ENOENT nobody asked.
 */
int ksmbd_nl_share_answer(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KSMBD_EVENT_SHARE_CONFIG_RESPONSE];
	const struct ksmbd_share_config_response *resp;
	struct ksmbd_share *share;
	int err;

	if (!attr)
		return -EINVAL;
	resp = nla_data(attr);
	share = share_build(resp, nla_len(attr), info->attrs[KSMBD_A_APPLE_SHARE]);
	if (IS_ERR(share))
		share = NULL;
	err = ksmbd_upcall_answer(resp->handle, KSMBD_EVENT_SHARE_CONFIG_RESPONSE, NULL, 0, share);
	if (err && share)
		ksmbd_share_put(share);
	return err;
}

/* ---- a share goes ---- */

static void end_removed(struct work_struct *job)
{
	ksmbd_tree_end_removed();
	ksmbd_durable_close_removed();
}

static DECLARE_WORK(removal, end_removed);

/**
 * ksmbd_nl_share_gone() - doit of SHARE_GONE
 * @skb: the message
 * @info: its parsed attributes
 *
 * The share is marked at once, so that one of the same name which the helper tells of later is not
 * meant.  The helper is told of each tree that ends, so it must not have to wait for that.
 *
 * Context: the helper's system call.
 * Return: 0: it goes; -EINVAL malformed.
 */
int ksmbd_nl_share_gone(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KSMBD_EVENT_SHARE_GONE];
	char name[KSMBD_REQ_MAX_SHARE_NAME];
	const struct ksmbd_share_gone *msg;

	if (!attr)
		return -EINVAL;
	msg = nla_data(attr);
	if (strscpy(name, msg->share_name, sizeof(name)) <= 0)
		return -EINVAL;
	ksmbd_info("share %s is configured no more", name);
	ksmbd_share_remove(name);
	queue_work(ksmbd_wq, &removal);
	return 0;
}

/* ---- asking ---- */

/**
 * ksmbd_helper_share() - the share of this name, as it is configured now
 * @name: share name as the client wrote it
 *
 * Context: process context, sleeps, no locks held.
 * Return: a counted reference, or ERR_PTR: -ENOENT no such share, -ENAMETOOLONG, -ENOTCONN,
 * -ETIMEDOUT, -ENOMEM.
 */
struct ksmbd_share *ksmbd_helper_share(const char *name)
{
	struct ksmbd_share_config_request req = {};
	struct ksmbd_share *share;
	struct ksmbd_upcall up;
	int err;

	if (strscpy(req.share_name, name, sizeof(req.share_name)) < 0)
		return ERR_PTR(-ENAMETOOLONG);
	ksmbd_upcall_init(&up, KSMBD_EVENT_SHARE_CONFIG_RESPONSE);
	req.handle = up.handle;
	err = ksmbd_upcall_wait(&up, KSMBD_EVENT_SHARE_CONFIG_REQUEST, &req, sizeof(req), NULL,
				NULL);
	if (err)
		return ERR_PTR(err);
	share = up.share;
	up.share = NULL;
	ksmbd_upcall_free(&up);
	if (!share)
		return ERR_PTR(-ENOENT);
	/* ksmbd-tools before 3.5.2 leave the name out */
	if (!share->name[0])
		strscpy(share->name, name, sizeof(share->name));
	return ksmbd_share_publish(share);
}

static int tree_status_errno(u16 status)
{
	switch (status) {
	case KSMBD_TREE_CONN_STATUS_OK:
		return 0;
	case KSMBD_TREE_CONN_STATUS_NOMEM:
		return -ENOMEM;
	case KSMBD_TREE_CONN_STATUS_NO_SHARE:
		return -ENOENT;
	case KSMBD_TREE_CONN_STATUS_TOO_MANY_CONNS:
	case KSMBD_TREE_CONN_STATUS_TOO_MANY_SESSIONS:
		return -EBUSY;
	default:
		return -EACCES;
	}
}

struct client_identity {
	struct ksmbd_conn *conn;
};

/* Additions for a helper that knows them. */
static int put_identity(struct sk_buff *skb, const void *arg)
{
	const struct client_identity *id = arg;
	struct nlattr *nest = nla_nest_start(skb, KSMBD_A_CLIENT_IDENTITY);

	if (!nest || nla_put(skb, KSMBD_AC_GUID, 16, id->conn->client_guid) ||
	    nla_put_u16(skb, KSMBD_AC_DIALECT, id->conn->dialect))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u16 peer_text(const struct ksmbd_conn *conn, char *buf, size_t room)
{
	const struct sockaddr_in6 *in6 = (const void *)&conn->peer;

	if (conn->peer.ss_family == AF_INET) {
		snprintf(buf, room, "%pI4", &((const struct sockaddr_in *)&conn->peer)->sin_addr);
		return 0;
	}
	if (ipv6_addr_v4mapped(&in6->sin6_addr)) {
		snprintf(buf, room, "%pI4", &in6->sin6_addr.s6_addr32[3]);
		return 0;
	}
	snprintf(buf, room, "%pI6c", &in6->sin6_addr);
	return KSMBD_TREE_CONN_FLAG_REQUEST_IPV6;
}

/**
 * ksmbd_helper_tree_connect() - may this user connect to this share?
 * @sess: the session
 * @share: the share
 * @tree_id: id the helper will know the connection by
 * @account: user as authenticated
 * @guest: the session is a guest's
 * @conn: where the request came from
 * @out: the answer
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0 when there is an answer (see @out->status); -ENOTCONN, -ETIMEDOUT, -EINVAL.
 */
int ksmbd_helper_tree_connect(struct ksmbd_sess *sess, struct ksmbd_share *share, u64 tree_id,
			      const char *account, bool guest, struct ksmbd_conn *conn,
			      struct ksmbd_tree_answer *out)
{
	struct ksmbd_tree_connect_request req = { .session_id = sess->id, .connect_id = tree_id };
	const struct client_identity id = { .conn = conn };
	const struct ksmbd_tree_connect_response *resp;
	struct ksmbd_upcall up;
	bool ours = ksmbd_nl_helper_is_ours();
	int err;

	if (strscpy(req.account, account, sizeof(req.account)) < 0 ||
	    strscpy(req.share, share->name, sizeof(req.share)) < 0)
		return -EINVAL;
	ksmbd_upcall_init(&up, KSMBD_EVENT_TREE_CONNECT_RESPONSE);
	req.handle = up.handle;
	req.account_flags = KSMBD_USER_FLAG_OK | (guest ? KSMBD_USER_FLAG_GUEST_ACCOUNT : 0);
	req.flags = KSMBD_TREE_CONN_FLAG_REQUEST_SMB2 |
		    peer_text(conn, req.peer_addr, sizeof(req.peer_addr));
	err = ksmbd_upcall_wait(&up, KSMBD_EVENT_TREE_CONNECT_REQUEST, &req, sizeof(req),
				ours ? put_identity : NULL, &id);
	if (err)
		return err;
	resp = up.data;
	if (up.len < sizeof(*resp)) {
		err = -EINVAL;
		goto out_free;
	}
	out->status = tree_status_errno(resp->status);
	out->flags = 0;
	if (resp->connection_flags & KSMBD_TREE_CONN_FLAG_WRITABLE)
		out->flags |= KSMBD_TREE_F_WRITABLE;
	if (resp->connection_flags & KSMBD_TREE_CONN_FLAG_READ_ONLY)
		out->flags &= ~KSMBD_TREE_F_WRITABLE;
	if (resp->connection_flags & KSMBD_TREE_CONN_FLAG_ADMIN_ACCOUNT)
		out->flags |= KSMBD_TREE_F_ADMIN;
	if (resp->connection_flags & KSMBD_TREE_CONN_FLAG_GUEST_ACCOUNT)
		out->flags |= KSMBD_TREE_F_GUEST;
out_free:
	ksmbd_upcall_free(&up);
	return err;
}

/**
 * ksmbd_helper_tree_disconnect() - tell the helper that a tree is gone
 * @sess_id: the session's id
 * @tree_id: as given to ksmbd_helper_tree_connect()
 *
 * Without a helper nobody counts, so nothing is lost.
 *
 * Context: process context, may sleep.
 */
void ksmbd_helper_tree_disconnect(u64 sess_id, u64 tree_id)
{
	struct ksmbd_tree_disconnect_request req = {
		.session_id = sess_id, .connect_id = tree_id,
	};

	ksmbd_nl_send(KSMBD_EVENT_TREE_DISCONNECT_REQUEST, &req, sizeof(req), NULL, NULL);
}
