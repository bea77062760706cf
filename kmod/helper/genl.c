// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The generic netlink family SMBD_GENL: who the active helper is, sending to
 * it, and handing its answers to whoever waits.
 *
 * The helper is active from its STARTING_UP until its socket closes, or until
 * another one starts up.  While there is none, clients go on with what they
 * have; only questions fail (-ENOTCONN).
 *
 * Not for:  the meaning of messages (config.c, share.c, login.c, rpc.c).
 * Context:  doit functions run in the helper's system call.
 * Locks:    helper_lock (spin, leaf).
 */
#include "helper/genl.h"

#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "helper/helper.h"
#include "limits.h"
#include "state/server.h"

static DEFINE_SPINLOCK(helper_lock);
static u32 helper_portid;		/* 0: none; protected by helper_lock */
static bool helper_ours;		/* it sends attributes from 64; protected by helper_lock */

static struct genl_family ksmbd_family;

/**
 * ksmbd_helper_present() - is there a helper to ask?
 *
 * Context: any. Return: true while a helper's socket is open.
 */
bool ksmbd_helper_present(void)
{
	return READ_ONCE(helper_portid) != 0;
}

/**
 * ksmbd_nl_helper_is_ours() - does the active helper know our additions?
 *
 * Context: any. Return: true when it sent attributes from 64 with STARTING_UP.
 */
bool ksmbd_nl_helper_is_ours(void)
{
	return READ_ONCE(helper_ours);
}

/**
 * ksmbd_nl_set_helper() - from now on this is the helper
 * @portid: its netlink port
 * @ours: it knows attributes from 64
 *
 * What the previous one was asked is aborted: it will not answer any more.
 *
 * Context: process context.
 */
void ksmbd_nl_set_helper(u32 portid, bool ours)
{
	bool changed;

	spin_lock(&helper_lock);
	changed = helper_portid != portid;
	helper_portid = portid;
	helper_ours = ours;
	spin_unlock(&helper_lock);
	if (changed)
		ksmbd_upcall_abort_all();
}

/**
 * ksmbd_nl_send() - send one event to the active helper
 * @event: command number and attribute type
 * @data: struct of the event, with its payload
 * @len: bytes of @data
 * @more: adds further attributes, or NULL
 * @arg: for @more
 *
 * Context: process context, may sleep.
 * Return: 0; -ENOTCONN no helper; -EMSGSIZE; -ENOMEM; netlink's error.
 */
int ksmbd_nl_send(enum ksmbd_event event, const void *data, size_t len,
		  int (*more)(struct sk_buff *skb, const void *arg), const void *arg)
{
	u32 portid = READ_ONCE(helper_portid);
	struct sk_buff *skb;
	void *hdr;
	int err;

	if (!portid)
		return -ENOTCONN;
	skb = genlmsg_new(nla_total_size(len) + (more ? 512 : 0), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	err = -EMSGSIZE;
	hdr = genlmsg_put(skb, 0, 0, &ksmbd_family, 0, event);
	if (!hdr)
		goto out_free;
	err = nla_put(skb, event, len, data);
	if (!err && more)
		err = more(skb, arg);
	if (err)
		goto out_free;
	genlmsg_end(skb, hdr);
	err = genlmsg_unicast(&init_net, skb, portid);
	ksmbd_dbg(IPC, "event %d, %zu bytes, to the helper: %d", event, len, err);
	return err == -ECONNREFUSED ? -ENOTCONN : err;

out_free:
	nlmsg_free(skb);
	return err;
}

/* Only the active helper may answer. */
static bool from_helper(const struct genl_info *info)
{
	return info->snd_portid == READ_ONCE(helper_portid);
}

/* Answers whose struct starts with the handle and that the waiter judges itself. */
static int ksmbd_nl_answer(struct sk_buff *skb, struct genl_info *info)
{
	enum ksmbd_event event = info->genlhdr->cmd;
	struct nlattr *attr = info->attrs[event];
	u32 handle;

	if (!attr || nla_len(attr) < sizeof(handle))
		return -EINVAL;
	if (!from_helper(info))
		return -EPERM;
	memcpy(&handle, nla_data(attr), sizeof(handle));
	return ksmbd_upcall_answer(handle, event, nla_data(attr), nla_len(attr), NULL);
}

static int ksmbd_nl_share(struct sk_buff *skb, struct genl_info *info)
{
	return from_helper(info) ? ksmbd_nl_share_answer(skb, info) : -EPERM;
}

static int ksmbd_nl_gone(struct sk_buff *skb, struct genl_info *info)
{
	return from_helper(info) ? ksmbd_nl_share_gone(skb, info) : -EPERM;
}

/* What only the kernel sends. */
static int ksmbd_nl_refuse(struct sk_buff *skb, struct genl_info *info)
{
	return -EINVAL;
}

#define KSMBD_NL_OP(_cmd, _doit) { .cmd = _cmd, .doit = _doit, .flags = GENL_ADMIN_PERM }

static const struct genl_ops ksmbd_ops[] = {
	KSMBD_NL_OP(KSMBD_EVENT_HEARTBEAT_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_STARTING_UP, ksmbd_nl_starting_up),
	KSMBD_NL_OP(KSMBD_EVENT_SHUTTING_DOWN, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_LOGIN_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_LOGIN_RESPONSE, ksmbd_nl_answer),
	KSMBD_NL_OP(KSMBD_EVENT_SHARE_CONFIG_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_SHARE_CONFIG_RESPONSE, ksmbd_nl_share),
	KSMBD_NL_OP(KSMBD_EVENT_TREE_CONNECT_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_TREE_CONNECT_RESPONSE, ksmbd_nl_answer),
	KSMBD_NL_OP(KSMBD_EVENT_TREE_DISCONNECT_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_LOGOUT_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_RPC_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_RPC_RESPONSE, ksmbd_nl_answer),
	KSMBD_NL_OP(KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE, ksmbd_nl_answer),
	KSMBD_NL_OP(KSMBD_EVENT_LOGIN_REQUEST_EXT, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_LOGIN_RESPONSE_EXT, ksmbd_nl_answer),
	KSMBD_NL_OP(KSMBD_EVENT_HANDLE_KEEP, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_HANDLE_KEPT, ksmbd_nl_answer),
	KSMBD_NL_OP(KSMBD_EVENT_HANDLE_FORGET, ksmbd_nl_refuse),
	KSMBD_NL_OP(KSMBD_EVENT_HANDLE_RESTORE, ksmbd_nl_restore),
	KSMBD_NL_OP(KSMBD_EVENT_SHARE_GONE, ksmbd_nl_gone),
	{ .cmd = KSMBD_CMD_STATUS, .dumpit = ksmbd_nl_status_dump, .flags = GENL_ADMIN_PERM },
};

static struct genl_family ksmbd_family __ro_after_init = {
	.name		= KSMBD_GENL_NAME,
	.version	= KSMBD_GENL_VERSION,
	.hdrsize	= 0,
	.maxattr	= KSMBD_A_MAX,
	.policy		= ksmbd_nl_policy,
	.module		= THIS_MODULE,
	.ops		= ksmbd_ops,
	.n_ops		= ARRAY_SIZE(ksmbd_ops),
	/* a share answer resolves a path: questions of others must not wait for it */
	.parallel_ops	= true,
};

/**
 * ksmbd_nl_family() - the family, for those who build dumps
 *
 * Context: any. Return: the registered family.
 */
struct genl_family *ksmbd_nl_family(void)
{
	return &ksmbd_family;
}

/* The helper's socket closed: nobody is there to ask. */
static int ksmbd_nl_notify(struct notifier_block *nb, unsigned long state, void *arg)
{
	const struct netlink_notify *n = arg;
	bool gone = false;

	if (state != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC || n->net != &init_net)
		return NOTIFY_DONE;
	spin_lock(&helper_lock);
	if (n->portid && n->portid == helper_portid) {
		helper_portid = 0;
		gone = true;
	}
	spin_unlock(&helper_lock);
	if (gone) {
		ksmbd_info("the helper went away; established sessions go on");
		ksmbd_upcall_abort_all();
	}
	return NOTIFY_DONE;
}

static struct notifier_block ksmbd_nl_notifier = { .notifier_call = ksmbd_nl_notify };

/**
 * ksmbd_helper_init() - the family and the control directory
 *
 * Context: module init. Return: 0 or -errno.
 */
int __init ksmbd_helper_init(void)
{
	int err = ksmbd_control_init();

	if (err)
		return err;
	err = ksmbd_nl_init();
	if (err)
		ksmbd_control_exit();
	return err;
}

/**
 * ksmbd_helper_exit() - no helper any more
 *
 * Context: module exit.
 */
void ksmbd_helper_exit(void)
{
	ksmbd_nl_exit();
	ksmbd_control_exit();
}

/**
 * ksmbd_nl_init() - register the family
 *
 * Context: module init. Return: 0 or -errno.
 */
int __init ksmbd_nl_init(void)
{
	int err = netlink_register_notifier(&ksmbd_nl_notifier);

	if (err)
		return err;
	err = genl_register_family(&ksmbd_family);
	if (err)
		netlink_unregister_notifier(&ksmbd_nl_notifier);
	return err;
}

/**
 * ksmbd_nl_exit() - no more messages; waiters are aborted
 *
 * Context: module exit.
 */
void ksmbd_nl_exit(void)
{
	genl_unregister_family(&ksmbd_family);
	netlink_unregister_notifier(&ksmbd_nl_notifier);
	ksmbd_nl_set_helper(0, false);
}
