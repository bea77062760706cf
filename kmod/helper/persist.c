// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Persistent handles: having their records kept, and taking them back.
 *
 * The helper answers KEEP when the record is on stable storage.  Records of one
 * handle may overtake each other on their way; the helper goes by their serial.
 * A handle that ends while its record is on its way is forgotten once more
 * afterwards, so that the last word is always FORGET.
 *
 * RESTORE comes before STARTING_UP, with all that is needed in one message: the
 * record, its share, its account.  So the share's path is resolved in the
 * helper's system call, nobody has to be asked back, and no client is there yet.
 *
 * Not for what a record says (state/persist.c) nor for who gets a handle
 * (smb2/durable.c).
 * Context:  process context, no locks held.
 */
#include "helper/helper.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "helper/genl.h"
#include "helper/login.h"
#include "limits.h"
#include "state/ident.h"
#include "state/persist.h"
#include "state/server.h"
#include "state/share.h"

#define MESSAGE_MAX	(sizeof(struct ksmbd_handle_keep) + KSMBD_HANDLE_RECORD_MAX)

static_assert(KSMBD_OPENREC_SHARE == KSMBD_REQ_MAX_SHARE_NAME);
static_assert(KSMBD_OPENREC_ACCOUNT == KSMBD_REQ_MAX_ACCOUNT_NAME_SZ);

/* ---- having them kept ---- */

static bool is_kept_at_all(void)
{
	bool is;

	rcu_read_lock();
	is = ksmbd_server_config()->flags & KSMBD_CFG_PERSISTENT;
	rcu_read_unlock();
	return is && ksmbd_nl_helper_is_ours();
}

static int build(struct ksmbd_open *open, struct ksmbd_handle_keep *req)
{
	size_t len;
	u64 serial;
	int err;

	err = ksmbd_persist_encode(open, req->record, KSMBD_HANDLE_RECORD_MAX, &len, &serial);
	if (err)
		return err;
	req->record_sz = len;
	req->pid = open->pid;
	req->serial = serial;
	return ksmbd_persist_names(open, req->share, req->account);
}

static int ask(struct ksmbd_handle_keep *req)
{
	const struct ksmbd_handle_kept *resp;
	struct ksmbd_upcall up;
	int err;

	ksmbd_upcall_init(&up, KSMBD_EVENT_HANDLE_KEPT);
	req->handle = up.handle;
	err = ksmbd_upcall_wait(&up, KSMBD_EVENT_HANDLE_KEEP, req, sizeof(*req) + req->record_sz,
				NULL, NULL);
	if (err)
		return err;
	resp = up.data;
	err = up.len == sizeof(*resp) && !resp->error ? 0 : -EIO;
	ksmbd_upcall_free(&up);
	return err;
}

/**
 * ksmbd_helper_keep() - put an open on record as it is now
 * @open: admitted, with its persistent id; the caller holds a reference
 *
 * Context: process context, sleeps, no locks held.
 * Return: 0: it is on stable storage; -EOPNOTSUPP the helper keeps none; -ESTALE it is closed;
 * -EMSGSIZE too much of it; -ENOTCONN, -ETIMEDOUT, -EIO, -ENOMEM.
 */
int ksmbd_helper_keep(struct ksmbd_open *open)
{
	struct ksmbd_handle_keep *req;
	int err;

	if (!is_kept_at_all())
		return -EOPNOTSUPP;
	req = kvzalloc(MESSAGE_MAX, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	err = build(open, req);
	if (!err)
		err = ask(req);
	kvfree(req);
	if (open->persistent && atomic_read(&open->state) == KSMBD_OPEN_CLOSED &&
	    !ksmbd_persist_stays(open))
		ksmbd_helper_forget(open->pid);
	return err;
}

/**
 * ksmbd_helper_forget() - a persistent handle is not to come back
 * @pid: its persistent id
 *
 * Context: process context, may sleep. Nothing is awaited.
 */
void ksmbd_helper_forget(u64 pid)
{
	const struct ksmbd_handle_forget req = { .pid = pid };

	if (is_kept_at_all())
		ksmbd_nl_send(KSMBD_EVENT_HANDLE_FORGET, &req, sizeof(req), NULL, NULL);
}

/* ---- taking them back ---- */

/* The account as the helper knows it now; its groups need not be there. */
static int judge_account(struct genl_info *info, const char *account, struct ksmbd_login *login)
{
	struct nlattr *attr = info->attrs[KSMBD_EVENT_LOGIN_RESPONSE];
	struct nlattr *groups = info->attrs[KSMBD_EVENT_LOGIN_RESPONSE_EXT];

	if (!attr || ksmbd_login_from_response(nla_data(attr), login))
		return -EINVAL;
	if (!login->ok || login->guest || strcmp(login->account, account))
		return -EACCES;
	return groups ? ksmbd_login_groups(nla_data(groups), nla_len(groups), login) : 0;
}

/* Before the share forces it to be another. */
static struct ksmbd_ident *account_of(struct genl_info *info, const char *account)
{
	struct ksmbd_login login = {};
	struct ksmbd_ident *ident = NULL;
	int err = judge_account(info, account, &login);

	if (!err)
		ident = ksmbd_login_ident(&login, "", 0);
	ksmbd_login_free(&login);
	return ident ?: ERR_PTR(err ?: -ENOMEM);
}

/* Who acts on the share; never root. */
static struct ksmbd_ident *owner_of(struct genl_info *info, const char *account,
				    const struct ksmbd_share *share)
{
	struct ksmbd_ident *user = account_of(info, account), *acting;

	if (IS_ERR(user))
		return user;
	acting = ksmbd_share_ident(share, user);
	ksmbd_ident_put(user);
	if (!acting)
		return ERR_PTR(-ENOMEM);
	if (uid_eq(acting->uid, GLOBAL_ROOT_UID)) {
		ksmbd_ident_put(acting);
		return ERR_PTR(-EACCES);
	}
	return acting;
}

static int restore_one(struct genl_info *info, const struct ksmbd_openrec *r)
{
	struct ksmbd_share *share;
	struct ksmbd_ident *ident;
	int err;

	share = ksmbd_nl_share_build(info->attrs[KSMBD_EVENT_SHARE_CONFIG_RESPONSE],
				     info->attrs[KSMBD_A_APPLE_SHARE]);
	if (IS_ERR(share))
		return PTR_ERR(share);
	ident = strcasecmp(share->name, r->share) ? ERR_PTR(-EINVAL) :
						    owner_of(info, r->account, share);
	err = PTR_ERR_OR_ZERO(ident);
	if (!err) {
		err = ksmbd_persist_restore(r, share, ident);
		ksmbd_ident_put(ident);
	}
	ksmbd_share_put(share);
	return err;
}

/**
 * ksmbd_nl_restore() - doit of HANDLE_RESTORE
 * @skb: the message
 * @info: its parsed attributes
 *
 * Context: the helper's system call.
 * Return: 0; -EEXIST the handle is there; anything else: it is lost.
 */
int ksmbd_nl_restore(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KSMBD_EVENT_HANDLE_RESTORE];
	const struct ksmbd_handle_keep *msg;
	struct ksmbd_openrec *r;
	size_t len;
	int err;

	if (!attr)
		return -EINVAL;
	msg = nla_data(attr);
	len = nla_len(attr) - sizeof(*msg);
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	if (len > KSMBD_HANDLE_RECORD_MAX || msg->record_sz != len ||
	    !ksmbd_openrec_decode(msg->record, len, KSMBD_DURABLE_MAX_MS, r) ||
	    get_unaligned(&msg->pid) != r->pid)
		err = -EINVAL;
	else
		err = restore_one(info, r);
	if (!err)
		ksmbd_info("persistent handle %llx is there again", r->pid);
	else if (err != -EEXIST)
		ksmbd_info("persistent handle %llx does not come back: error %d", r->pid, err);
	kfree(r);
	return err;
}
