// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asking our module for its connections, sessions, tree connects and open files.
 *
 * For:      the KSMBD_CMD_STATUS dump, one callback per object.
 * Not for:  printing it (control/), other modules: they have no such command.
 * Called by: ksmbd.control.
 *
 * Uses a socket of its own, so it works beside a running helper. Blocks until the dump
 * is complete.
 */
#include "internal.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/family.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

struct dump {
	enum ksmbd_status_kind kind;
	ksmbd_status_fn fn;
	void *arg;
};

/* The kind is a wish: a module may send every object it has. */
static bool is_wanted(struct nlattr *nest, enum ksmbd_status_kind kind)
{
	struct nlattr *tb[KSMBD_ST_MAX + 1];

	if (nla_parse_nested(tb, KSMBD_ST_MAX, nest, NULL) || !tb[KSMBD_ST_KIND] ||
	    nla_len(tb[KSMBD_ST_KIND]) < (int)sizeof(uint32_t))
		return false;
	return nla_get_u32(tb[KSMBD_ST_KIND]) == kind;
}

static int on_object(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *genl = genlmsg_hdr(nlmsg_hdr(msg));
	struct dump *dump = arg;
	struct nlattr *attr;
	int rest;

	nla_for_each_attr(attr, genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0), rest) {
		if (nla_type(attr) == KSMBD_A_STATUS && is_wanted(attr, dump->kind))
			dump->fn(dump->arg, attr);
	}
	return NL_OK;
}

static int send_request(struct nl_sock *sock, int family, enum ksmbd_status_kind kind)
{
	struct nl_msg *msg = nlmsg_alloc();
	int err = -NLE_NOMEM;

	if (!msg)
		return err;
	if (genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP, KSMBD_CMD_STATUS,
			KSMBD_GENL_VERSION))
		err = nla_put_u32(msg, KSMBD_A_STATUS_KIND, kind);
	if (!err)
		err = nl_send_auto(sock, msg);
	nlmsg_free(msg);
	return err < 0 ? err : 0;
}

static int find_family(struct nl_sock *sock, int *family)
{
	struct genl_family *f;
	struct nl_cache *cache;
	int err = 0;

	if (genl_ctrl_alloc_cache(sock, &cache))
		return -EIO;
	f = genl_ctrl_search_by_name(cache, KSMBD_GENL_NAME);
	if (!f)
		err = -ENOENT;
	else if (genl_family_get_maxattr(f) < KSMBD_A_STATUS)
		err = -ENOTSUP;
	if (f) {
		*family = (int)genl_family_get_id(f);
		genl_family_put(f);
	}
	nl_cache_free(cache);
	return err;
}

/**
 * ksmbd_status_dump() - ask the module for all objects of a kind
 * @kind: which
 * @fn: called with the KSMBD_A_STATUS nest of each
 * @arg: handed to @fn
 *
 * Return: 0, -ENOENT without a module, -ENOTSUP with one that has no status, -EPERM, -EIO.
 */
int ksmbd_status_dump(enum ksmbd_status_kind kind, ksmbd_status_fn fn, void *arg)
{
	struct dump dump = { .kind = kind, .fn = fn, .arg = arg };
	struct nl_sock *sock = nl_socket_alloc();
	int family = 0, err;

	if (!sock)
		return -ENOMEM;
	err = nl_connect(sock, NETLINK_GENERIC) ? -EIO : find_family(sock, &family);
	if (!err) {
		nl_socket_disable_seq_check(sock);
		nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_object, &dump);
		err = send_request(sock, family, kind);
		if (!err)
			err = nl_recvmsgs_default(sock);
		if (err < 0)
			err = err == -NLE_PERM ? -EPERM : -EIO;
	}
	nl_socket_free(sock);
	return err < 0 ? err : 0;
}
