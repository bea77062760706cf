// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The STATUS dump: server, connections, sessions, tree connects and opens as
 * netlink attributes, for ksmbd.control --status.
 *
 * A dump is many messages, each filled in a system call of its own, and keeps
 * nothing alive between them.  So it goes by ids: for every message those still
 * to be sent are collected and sorted, and each is looked up when it is its
 * turn.  What comes and goes meanwhile may or may not be seen; nothing is seen
 * twice.  Detached opens belong to no session and are only counted.
 *
 * Not for:  /sys/class/ksmbd-control (control.c).
 * Context:  system call of an administrator.
 */
#include "helper/genl.h"

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "helper/helper.h"
#include "limits.h"
#include "state/conn.h"
#include "state/durable.h"
#include "state/open.h"
#include "state/server.h"
#include "state/sess.h"
#include "state/share.h"

/* Of a name that is longer its end is shown: an object must fit into an empty message. */
#define STATUS_NAME_MAX		1024

/* The opens without a session follow those of the sessions. */
#define STATUS_DETACHED		(KSMBD_STATUS_MAX + 1)

/* Where a dump goes on; lives in the netlink_callback, zeros at first. */
struct status_at {
	bool begun;
	u32 kind, last;		/* the one being sent, the last one wanted */
	u64 id;			/* connections, sessions, detached opens below it are done */
	unsigned long index;	/* within session @id: trees and opens below it are done */
};

struct status_ctx {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct status_at *at;
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

static bool status_finish(struct status_ctx *c, void *hdr, struct nlattr *nest, bool fits)
{
	if (!fits) {
		genlmsg_cancel(c->skb, hdr);
		return false;
	}
	nla_nest_end(c->skb, nest);
	genlmsg_end(c->skb, hdr);
	return true;
}

static int put_u64(struct status_ctx *c, int attr, u64 value)
{
	return nla_put_u64_64bit(c->skb, attr, value, KSMBD_ST_PAD);
}

/* The put_*() below put one object; false: no room left in this message. */
static bool put_server(struct status_ctx *c)
{
	struct nlattr *nest;
	bool fits;
	void *hdr;

	nest = status_begin(c, &hdr, KSMBD_STATUS_SERVER);
	if (!nest)
		return false;
	fits = !nla_put_string(c->skb, KSMBD_ST_VERSION, THIS_MODULE->version ?: "") &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_CONNECTIONS, ksmbd_conn_count()) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_SESSIONS, ksmbd_sess_count()) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_OPENS, ksmbd_open_count());
	return status_finish(c, hdr, nest, fits);
}

static bool put_conn(struct status_ctx *c, const struct ksmbd_conn *conn)
{
	struct nlattr *nest;
	char peer[64];
	bool fits;
	void *hdr;

	nest = status_begin(c, &hdr, KSMBD_STATUS_CONNECTIONS);
	if (!nest)
		return false;
	snprintf(peer, sizeof(peer), "%pISc", &conn->peer);
	fits = !put_u64(c, KSMBD_ST_CONN_ID, conn->id) &&
	       !nla_put_string(c->skb, KSMBD_ST_PEER, peer) &&
	       !nla_put(c->skb, KSMBD_ST_CLIENT_GUID, sizeof(conn->client_guid),
			conn->client_guid) &&
	       !nla_put_u16(c->skb, KSMBD_ST_DIALECT, conn->dialect) &&
	       !nla_put_u16(c->skb, KSMBD_ST_CIPHER, conn->cipher) &&
	       !nla_put_u16(c->skb, KSMBD_ST_SIGNING, conn->sign_alg) &&
	       !put_u64(c, KSMBD_ST_IDLE_MS,
			jiffies_to_msecs(jiffies - READ_ONCE(conn->last_active))) &&
	       !put_u64(c, KSMBD_ST_UPTIME_MS, jiffies_to_msecs(jiffies - conn->born));
	return status_finish(c, hdr, nest, fits);
}

static bool put_sess(struct status_ctx *c, struct ksmbd_sess *sess)
{
	struct ksmbd_ident *ident;
	struct nlattr *nest;
	bool fits;
	void *hdr;

	nest = status_begin(c, &hdr, KSMBD_STATUS_SESSIONS);
	if (!nest)
		return false;
	ident = ksmbd_sess_ident(sess);
	fits = !put_u64(c, KSMBD_ST_SESSION_ID, sess->id) &&
	       !nla_put_string(c->skb, KSMBD_ST_USER, ident ? ident->account : "") &&
	       !nla_put(c->skb, KSMBD_ST_CLIENT_GUID, sizeof(sess->client_guid),
			sess->client_guid) &&
	       !nla_put_u16(c->skb, KSMBD_ST_DIALECT, sess->dialect) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_TREES, READ_ONCE(sess->ntrees)) &&
	       !nla_put_u32(c->skb, KSMBD_ST_N_OPENS, READ_ONCE(sess->nopens));
	if (ident)
		ksmbd_ident_put(ident);
	return status_finish(c, hdr, nest, fits);
}

static bool put_tree(struct status_ctx *c, const struct ksmbd_tree *tree)
{
	struct nlattr *nest;
	bool fits;
	void *hdr;

	nest = status_begin(c, &hdr, KSMBD_STATUS_TREES);
	if (!nest)
		return false;
	fits = !put_u64(c, KSMBD_ST_SESSION_ID, tree->sess_id) &&
	       !nla_put_u32(c->skb, KSMBD_ST_TREE_ID, tree->id) &&
	       !nla_put_string(c->skb, KSMBD_ST_USER, tree->ident ? tree->ident->account : "") &&
	       !nla_put_string(c->skb, KSMBD_ST_SHARE, tree->share->name);
	return status_finish(c, hdr, nest, fits);
}

/* "dir/file" or "dir/file:stream", the end of it if it is long; "" for a pipe or a removed file. */
static const char *name_of_open(struct ksmbd_open *open, char *buf, size_t room)
{
	const char *name = buf;
	int n = 0;

	if (open->h.file)
		n = ksmbd_vfs_name_of(open->h.root, open->h.file, buf, room);
	if (n <= 0)
		n = 0;
	buf[n] = '\0';
	if (open->inode) {
		mutex_lock(&open->inode->lock);
		if (open->stream)
			n += scnprintf(buf + n, room - n, ":%s", open->stream);
		mutex_unlock(&open->inode->lock);
	}
	if (n > STATUS_NAME_MAX) {
		name += n - STATUS_NAME_MAX;
		/* not in the middle of a character */
		while ((*name & 0xC0) == 0x80)
			name++;
	}
	return name;
}

static bool put_open(struct status_ctx *c, struct ksmbd_open *open)
{
	char *buf __free(kfree) = kmalloc(PATH_MAX, GFP_KERNEL);
	struct nlattr *nest;
	bool fits;
	void *hdr;

	nest = status_begin(c, &hdr, KSMBD_STATUS_OPENS);
	if (!nest)
		return false;
	fits = !put_u64(c, KSMBD_ST_SESSION_ID, READ_ONCE(open->sess_id)) &&
	       !nla_put_u32(c->skb, KSMBD_ST_TREE_ID, open->tree_id) &&
	       !put_u64(c, KSMBD_ST_OPEN_ID, open->vid) &&
	       !nla_put_string(c->skb, KSMBD_ST_USER, open->ident->account) &&
	       !nla_put_string(c->skb, KSMBD_ST_SHARE, open->share->name) &&
	       (!buf || !nla_put_string(c->skb, KSMBD_ST_NAME,
					name_of_open(open, buf, PATH_MAX))) &&
	       !nla_put_u32(c->skb, KSMBD_ST_ACCESS, open->h.access);
	return status_finish(c, hdr, nest, fits);
}

/* The send_*() below send what there is to an id; false: no room left in this message. */
static bool send_conn(struct status_ctx *c, u64 id)
{
	struct ksmbd_conn *conn = ksmbd_conn_lookup(id);
	bool fits;

	if (!conn)
		return true;
	fits = put_conn(c, conn);
	ksmbd_conn_put(conn);
	return fits;
}

static bool send_sess(struct status_ctx *c, u64 id)
{
	struct ksmbd_sess *sess = ksmbd_sess_lookup(id);
	bool fits;

	if (!sess)
		return true;
	fits = put_sess(c, sess);
	ksmbd_sess_put(sess);
	return fits;
}

static bool send_trees(struct status_ctx *c, u64 id)
{
	struct ksmbd_sess *sess = ksmbd_sess_lookup(id);
	unsigned long next = c->at->index;
	struct ksmbd_tree *tree;
	bool fits = true;

	if (!sess)
		return true;
	while (fits && (tree = ksmbd_tree_next(sess, &next))) {
		fits = put_tree(c, tree);
		ksmbd_tree_put(tree);
		if (fits)
			c->at->index = next;
	}
	ksmbd_sess_put(sess);
	return fits;
}

static bool send_opens(struct status_ctx *c, u64 id)
{
	struct ksmbd_sess *sess = ksmbd_sess_lookup(id);
	unsigned long next = c->at->index;
	struct ksmbd_open *open;
	bool fits = true;

	if (!sess)
		return true;
	while (fits && (open = ksmbd_open_next(sess, &next))) {
		fits = put_open(c, open);
		ksmbd_open_put(open);
		if (fits)
			c->at->index = next;
	}
	ksmbd_sess_put(sess);
	return fits;
}

static bool send_detached(struct status_ctx *c, u64 id)
{
	struct ksmbd_open *open = ksmbd_durable_lookup(id);
	bool fits;

	if (!open)
		return true;
	fits = put_open(c, open);
	ksmbd_open_put(open);
	return fits;
}

struct status_ids {
	u64 *ids, from;
	unsigned int n, room;
};

static void add_id(struct status_ids *s, u64 id)
{
	if (id >= s->from && s->n < s->room)
		s->ids[s->n++] = id;
}

static void add_conn(struct ksmbd_conn *conn, void *arg)
{
	add_id(arg, conn->id);
}

static void add_sess(struct ksmbd_sess *sess, void *arg)
{
	add_id(arg, sess->id);
}

static void add_detached(struct ksmbd_open *open, void *arg)
{
	add_id(arg, open->pid);
}

/* The ids of what there is of a kind of objects. */
static unsigned int ids_room(u32 kind)
{
	switch (kind) {
	case KSMBD_STATUS_CONNECTIONS:
		return ksmbd_conn_count();
	case STATUS_DETACHED:
		return ksmbd_durable_count();
	default:
		return ksmbd_sess_count();
	}
}

static void ids_collect(struct status_ids *s, u32 kind)
{
	switch (kind) {
	case KSMBD_STATUS_CONNECTIONS:
		ksmbd_conn_for_each(add_conn, s);
		break;
	case STATUS_DETACHED:
		ksmbd_durable_for_each(add_detached, s);
		break;
	default:
		ksmbd_sess_for_each(add_sess, s);
	}
}

static int compare_ids(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* 0: all of this kind is sent; -EMSGSIZE: the message is full; -ENOMEM. */
static int send_kind(struct status_ctx *c, bool (*send)(struct status_ctx *c, u64 id))
{
	struct status_ids s = { .from = c->at->id };
	unsigned int i;
	int err = 0;

	s.room = ids_room(c->at->kind);
	if (!s.room)
		return 0;
	s.ids = kvmalloc_objs(*s.ids, s.room);
	if (!s.ids)
		return -ENOMEM;
	ids_collect(&s, c->at->kind);
	sort(s.ids, s.n, sizeof(*s.ids), compare_ids, NULL);
	for (i = 0; i < s.n && !err; i++) {
		if (s.ids[i] != c->at->id)
			c->at->index = 0;
		c->at->id = s.ids[i];
		if (!send(c, s.ids[i]))
			err = -EMSGSIZE;
		else
			c->at->id++;
	}
	kvfree(s.ids);
	return err;
}

static int send_any(struct status_ctx *c)
{
	switch (c->at->kind) {
	case KSMBD_STATUS_SERVER:
		return put_server(c) ? 0 : -EMSGSIZE;
	case KSMBD_STATUS_CONNECTIONS:
		return send_kind(c, send_conn);
	case KSMBD_STATUS_SESSIONS:
		return send_kind(c, send_sess);
	case KSMBD_STATUS_TREES:
		return send_kind(c, send_trees);
	case KSMBD_STATUS_OPENS:
		return send_kind(c, send_opens);
	default:
		return send_kind(c, send_detached);
	}
}

/* Which kinds are wanted: generic netlink has checked the value against the policy. */
static void status_start(struct status_ctx *c)
{
	const struct nlattr *kind = nlmsg_find_attr(c->cb->nlh, GENL_HDRLEN, KSMBD_A_STATUS_KIND);

	c->at->begun = true;
	c->at->last = STATUS_DETACHED;
	if (kind && nla_len(kind) >= sizeof(u32) && nla_get_u32(kind) <= KSMBD_STATUS_MAX) {
		c->at->kind = nla_get_u32(kind);
		if (c->at->kind != KSMBD_STATUS_OPENS)
			c->at->last = c->at->kind;
	}
}

/**
 * ksmbd_nl_status_dump() - dumpit of CMD_STATUS
 * @skb: message to fill
 * @cb: remembers how far the dump is
 *
 * KSMBD_A_STATUS_KIND asks for one kind; without it all are dumped.
 *
 * Context: the administrator's system call, may sleep.
 * Return: bytes in the message, 0 at the end, or -errno.
 */
int ksmbd_nl_status_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct status_ctx c = { .skb = skb, .cb = cb, .at = (void *)cb->ctx };
	int err;

	BUILD_BUG_ON(sizeof(*c.at) > sizeof(cb->ctx));
	if (!c.at->begun)
		status_start(&c);
	while (c.at->kind <= c.at->last) {
		err = send_any(&c);
		if (err)
			return err == -EMSGSIZE && skb->len ? skb->len : err;
		c.at->kind++;
		c.at->id = 0;
		c.at->index = 0;
	}
	return skb->len;
}
