// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * FSCTLs about the connection: VALIDATE_NEGOTIATE_INFO and the list of network
 * interfaces (MS-SMB2 3.3.5.15.12, 3.3.5.15.11, 2.2.32.5).
 *
 * The first lets a client find out that somebody in the middle changed its
 * NEGOTIATE: if the facts differ the connection ends without an answer.  The
 * second tells where else this server can be reached.
 *
 * Called by cmd_ioctl.c in a worker.  Takes the RTNL mutex to walk interfaces.
 */
#include "smb2/fsctl.h"
#include "state/server.h"
#include "util/misc.h"
#include <linux/ethtool.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/net_namespace.h>

/* Addresses told at once; Macs use at most eight channels. */
#define NETIFS_MAX	64
/* What an interface that does not say is taken for. */
#define SPEED_DEFAULT	1000ull	/* Mbit/s */

/* ---- validate negotiate ---- */

/* Would the dialects offered now lead to the dialect in use? */
static bool same_dialect(const struct ksmbd_conn *conn, struct ksmbd_rd dialects)
{
	u16 best = 0;

	while (ksmbd_rd_left(&dialects) >= 2) {
		u16 d = ksmbd_rd_le16(&dialects);
		unsigned int i;

		for (i = 0; i < conn->nclient_dialects; i++)
			if (conn->client_dialects[i] == d && d <= conn->dialect)
				best = max(best, d);
	}
	return best == conn->dialect;
}

static bool negotiated_so(const struct ksmbd_conn *conn, const struct smb2_validate_negotiate *v)
{
	return v->capabilities == conn->client_caps &&
	       ksmbd_guid_equal(v->guid, conn->client_guid) &&
	       v->security_mode == conn->client_security_mode &&
	       same_dialect(conn, v->dialects);
}

/**
 * smb2_fsctl_validate_negotiate() - FSCTL_VALIDATE_NEGOTIATE_INFO
 * @x: FSCTL without a handle
 *
 * Context: worker.
 * Return: status; the connection is dropped when the facts differ.
 */
ntstatus_t smb2_fsctl_validate_negotiate(struct smb2_fsctl *x)
{
	const struct ksmbd_conn *conn = x->req->work.conn;
	struct smb2_validate_negotiate v;
	struct ksmbd_wr *wr;

	if (!smb2_validate_negotiate_decode(&x->in, &v))
		return STATUS_INVALID_PARAMETER;
	if (!negotiated_so(conn, &v)) {
		x->req->drop = true;
		return STATUS_ACCESS_DENIED;
	}
	wr = smb2_fsctl_out(x, SMB2_VALIDATE_NEGOTIATE_RSP_SIZE);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb2_validate_negotiate_encode(wr, conn->server_caps, ksmbd_server_guid,
				       conn->server_security_mode, conn->dialect);
	return STATUS_SUCCESS;
}

/* ---- interfaces ---- */

/**
 * struct netifs - addresses gathered
 * @n: entries in @list
 * @loopback: the client is on this machine, so that loopback counts
 * @list: room for NETIFS_MAX
 */
struct netifs {
	unsigned int n;
	bool loopback;
	struct smb2_netif list[NETIFS_MAX];
};

static bool is_loopback(const struct sockaddr_storage *ss)
{
	if (ss->ss_family == AF_INET)
		return ipv4_is_loopback(((const struct sockaddr_in *)ss)->sin_addr.s_addr);
	return ss->ss_family == AF_INET6 &&
	       ipv6_addr_loopback(&((const struct sockaddr_in6 *)ss)->sin6_addr);
}

/* Does the server listen there? */
static bool is_configured(const char *name)
{
	const struct ksmbd_server_config *cfg;
	bool found;
	unsigned int i;

	rcu_read_lock();
	cfg = ksmbd_server_config();
	found = !cfg->bind_interfaces_only;
	for (i = 0; i < cfg->ninterfaces && !found; i++)
		found = !strcmp(cfg->interfaces[i], name);
	rcu_read_unlock();
	return found;
}

static u64 speed_of(struct net_device *dev)
{
	struct ethtool_link_ksettings ks;

	if (!__ethtool_get_link_ksettings(dev, &ks) && ks.base.speed &&
	    ks.base.speed != (u32)SPEED_UNKNOWN)
		return ks.base.speed * 1000000ull;
	return SPEED_DEFAULT * 1000000ull;
}

static struct smb2_netif *add(struct netifs *all, const struct smb2_netif *base)
{
	struct smb2_netif *nif;

	if (all->n == NETIFS_MAX)
		return NULL;
	nif = &all->list[all->n++];
	*nif = *base;
	return nif;
}

static void add_v4(struct netifs *all, struct net_device *dev, const struct smb2_netif *base)
{
	struct in_device *in = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;
	struct smb2_netif *nif;

	if (!in)
		return;
	in_dev_for_each_ifa_rtnl(ifa, in) {
		nif = add(all, base);
		if (nif)
			memcpy(nif->addr, &ifa->ifa_local, 4);
	}
}

/* Link-local addresses need a scope the client does not know. */
static void add_v6(struct netifs *all, struct net_device *dev, const struct smb2_netif *base)
{
	struct inet6_dev *in6 = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;
	struct smb2_netif *nif;

	if (!in6)
		return;
	read_lock_bh(&in6->lock);
	list_for_each_entry(ifa, &in6->addr_list, if_list) {
		if (ifa->flags & (IFA_F_TENTATIVE | IFA_F_DEPRECATED) ||
		    ipv6_addr_type(&ifa->addr) & IPV6_ADDR_LINKLOCAL)
			continue;
		nif = add(all, base);
		if (!nif)
			break;
		nif->v6 = true;
		memcpy(nif->addr, &ifa->addr, 16);
	}
	read_unlock_bh(&in6->lock);
}

static void gather(struct netifs *all)
{
	struct net_device *dev;

	rtnl_lock();
	for_each_netdev(&init_net, dev) {
		struct smb2_netif base = { .index = dev->ifindex };

		if (!(dev->flags & IFF_UP) || !netif_carrier_ok(dev) ||
		    (dev->flags & IFF_LOOPBACK && !all->loopback) || !is_configured(dev->name))
			continue;
		base.bits_per_second = speed_of(dev);
		if (dev->real_num_tx_queues > 1)
			base.caps |= SMB2_NETIF_RSS;
		add_v4(all, dev, &base);
		add_v6(all, dev, &base);
	}
	rtnl_unlock();
}

static ntstatus_t tell(struct smb2_fsctl *x, const struct netifs *all)
{
	struct ksmbd_wr *wr;
	unsigned int i;

	if (all->n * SMB2_NETIF_SIZE > x->max_out)
		return STATUS_BUFFER_TOO_SMALL;
	wr = smb2_fsctl_out(x, all->n * SMB2_NETIF_SIZE);
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (i = 0; i < all->n; i++)
		smb2_netif_encode(wr, &all->list[i], i + 1 == all->n);
	return STATUS_SUCCESS;
}

/**
 * smb2_fsctl_interfaces() - FSCTL_QUERY_NETWORK_INTERFACE_INFO
 * @x: FSCTL without a handle
 *
 * Context: worker; takes the RTNL mutex.
 * Return: status.
 */
ntstatus_t smb2_fsctl_interfaces(struct smb2_fsctl *x)
{
	struct netifs *all;
	ntstatus_t status;

	if (x->open)
		return STATUS_INVALID_PARAMETER;
	all = kzalloc(sizeof(*all), GFP_KERNEL);
	if (!all)
		return STATUS_NO_MEMORY;
	all->loopback = is_loopback(&x->req->work.conn->local);
	gather(all);
	status = tell(x, all);
	kfree(all);
	return status;
}
