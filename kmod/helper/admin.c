// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The STATUS dump: server, connections and sessions as netlink attributes, for
 * ksmbd.control --status.
 *
 * A dump is a snapshot of ids taken at its start, then one message per object
 * that still exists.
 *
 * Not for:  /sys/class/ksmbd-control (control.c).
 * Context:  system call of an administrator.
 */
#include "helper/genl.h"

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "helper/helper.h"
#include "limits.h"
#include "state/conn.h"
#include "state/open.h"
#include "state/server.h"
#include "state/sess.h"

/* Puts one object's attributes; false: no room left in this message. */
struct status_ctx {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	unsigned long index;	/* of the object being looked at */
	bool full;
};

static struct nlattr *status_begin(struct status_ctx *c, void **hdr, u32 kind)
{
	struct nlattr *nest;

	*hdr = genlmsg_put(c->skb, NETLINK_CB(c->cb->skb).portid, c->cb->nlh->nlmsg_seq,
			   ksmbd_nl_family(), NLM_F_MULTI, KSMBD_CMD_STATUS);
	if (!*hdr)
		return NULL;
	nest = nla_nest_start(c->skb, KSMBD_A_STATUS);
	if (!nest || nla_put_u32(c->skb, KSMBD_ST_KIND, kind)) {
		genlmsg_cancel(c->skb, *hdr);
		return NULL;
	}
	return nest;
}

/* Objects before the index where the last message ended were sent already. */
static bool status_skip(struct status_ctx *c)
{
	return c->full || c->index++ < c->cb->args[0];
}

static void status_finish(struct status_ctx *c, void *hdr, struct nlattr *nest, bool fits)
{
	if (!fits) {
		genlmsg_cancel(c->skb, hdr);
		c->full = true;
		return;
	}
	nla_nest_end(c->skb, nest);
	genlmsg_end(c->skb, hdr);
	c->cb->args[0] = c->index;
}

static void status_server(struct status_ctx *c)
{
	struct nlattr *nest;
	bool fits;
	void *hdr;

	if (status_skip(c))
		return;
	nest = status_begin(c, &hdr, KSMBD_STATUS_SERVER);
	if (!nest)
		return;
	fits = !nla_put_string(c->skb, KSMBD_ST_VERSION, THIS_MODULE->version ?: "") &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_CONNECTIONS, ksmbd_conn_count()) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_SESSIONS, ksmbd_sess_count()) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_OPENS, ksmbd_open_count());
	status_finish(c, hdr, nest, fits);
}

static void status_conn(struct ksmbd_conn *conn, void *arg)
{
	struct status_ctx *c = arg;
	struct nlattr *nest;
	char peer[64];
	bool fits;
	void *hdr;

	if (status_skip(c))
		return;
	nest = status_begin(c, &hdr, KSMBD_STATUS_CONNECTIONS);
	if (!nest) {
		c->full = true;
		return;
	}
	snprintf(peer, sizeof(peer), "%pISc", &conn->peer);
	fits = !nla_put_u64_64bit(c->skb, KSMBD_ST_CONN_ID, conn->id, KSMBD_ST_PAD) &&
	       !nla_put_string(c->skb, KSMBD_ST_PEER, peer) &&
	       !nla_put(c->skb, KSMBD_ST_CLIENT_GUID, sizeof(conn->client_guid),
			conn->client_guid) &&
	       !nla_put_u16(c->skb, KSMBD_ST_DIALECT, conn->dialect) &&
	       !nla_put_u16(c->skb, KSMBD_ST_CIPHER, conn->cipher) &&
	       !nla_put_u16(c->skb, KSMBD_ST_SIGNING, conn->sign_alg) &&
	       !nla_put_u64_64bit(c->skb, KSMBD_ST_IDLE_MS,
				  jiffies_to_msecs(jiffies - READ_ONCE(conn->last_active)),
				  KSMBD_ST_PAD) &&
	       !nla_put_u64_64bit(c->skb, KSMBD_ST_UPTIME_MS,
				  jiffies_to_msecs(jiffies - conn->born), KSMBD_ST_PAD);
	status_finish(c, hdr, nest, fits);
}

static void status_sess(struct ksmbd_sess *sess, void *arg)
{
	struct status_ctx *c = arg;
	struct ksmbd_ident *ident;
	struct nlattr *nest;
	bool fits;
	void *hdr;

	if (status_skip(c))
		return;
	nest = status_begin(c, &hdr, KSMBD_STATUS_SESSIONS);
	if (!nest) {
		c->full = true;
		return;
	}
	ident = ksmbd_sess_ident(sess);
	fits = !nla_put_u64_64bit(c->skb, KSMBD_ST_SESSION_ID, sess->id, KSMBD_ST_PAD) &&
	       !nla_put_string(c->skb, KSMBD_ST_USER, ident ? ident->account : "") &&
	       !nla_put(c->skb, KSMBD_ST_CLIENT_GUID, sizeof(sess->client_guid),
			sess->client_guid) &&
	       !nla_put_u16(c->skb, KSMBD_ST_DIALECT, sess->dialect) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_TREES, READ_ONCE(sess->ntrees)) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_OPENS, READ_ONCE(sess->nopens));
	if (ident)
		ksmbd_ident_put(ident);
	status_finish(c, hdr, nest, fits);
}

/**
 * ksmbd_nl_status_dump() - dumpit of CMD_STATUS
 * @skb: message to fill
 * @cb: args[0] counts the objects sent so far
 *
 * Without a kind attribute everything is dumped; the helper picks.
 *
 * Context: the administrator's system call.
 * Return: bytes in the message, 0 at the end.
 */
int ksmbd_nl_status_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct status_ctx c = { .skb = skb, .cb = cb };

	status_server(&c);
	ksmbd_conn_for_each(status_conn, &c);
	ksmbd_sess_for_each(status_sess, &c);
	return skb->len;
}
