// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * STARTING_UP: the helper's global configuration becomes an immutable object,
 * the server starts listening.
 *
 * A helper that comes back sends it again: the new configuration is swapped in
 * and clients go on.
 *
 * Not for:  shares (share.c), stopping by an administrator (control.c).
 * Context:  the helper's system call; may sleep.
 * Locks:    cfg_mutex, one start or stop at a time.
 */
#include "helper/genl.h"

#include <linux/mutex.h>
#include <linux/slab.h>
#include "limits.h"
#include "state/conn.h"
#include "state/durable.h"
#include "state/server.h"
#include "state/share.h"
#include "smb2/wire/header.h"
#include "transport/transport.h"

static DEFINE_MUTEX(cfg_mutex);		/* outermost: server->cfg_mutex of Documentation/lifetimes.md */

/* Fixed text fields need not be terminated by a hostile sender. */
#define COPY_TEXT(dst, src)						\
	do {								\
		size_t n_ = strnlen(src, sizeof(src));			\
		n_ = min(n_, sizeof(dst) - 1);				\
		memcpy(dst, src, n_);					\
		(dst)[n_] = '\0';					\
	} while (0)

static const struct { const char *name; u16 dialect; } dialects[] = {
	{ "SMB2_02", SMB2_DIALECT_202 }, { "SMB2_10", SMB2_DIALECT_210 },
	{ "SMB3_00", SMB2_DIALECT_300 }, { "SMB3_02", SMB2_DIALECT_302 },
	{ "SMB3_11", SMB2_DIALECT_311 },
};

static u16 dialect_by_name(const char *name, size_t room, u16 dflt)
{
	size_t i, n = strnlen(name, room);

	for (i = 0; i < ARRAY_SIZE(dialects); i++)
		if (n == strlen(dialects[i].name) && !strncasecmp(name, dialects[i].name, n))
			return dialects[i].dialect;
	return dflt;
}

static u32 io_size(u32 asked, u32 dflt, u32 max)
{
	if (!asked)
		return dflt;
	return clamp_t(u32, asked, SZ_64K, max);
}

static void config_sid(struct ksmbd_sid *sid, const u32 sub_auth[3])
{
	static const struct ksmbd_sid nt_domain = {
		.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 5 }, .sub = { 21 },
	};
	unsigned int i;

	*sid = nt_domain;
	for (i = 0; i < 3; i++)
		ksmbd_sid_append(sid, sub_auth[i]);
}

static int config_interfaces(struct ksmbd_server_config *cfg, const char *list, size_t len)
{
	while (len && cfg->ninterfaces < KSMBD_INTERFACES_MAX) {
		size_t n = strnlen(list, len);

		if (n == len || n >= sizeof(cfg->interfaces[0]))
			return -EINVAL;
		if (n)
			memcpy(cfg->interfaces[cfg->ninterfaces++], list, n + 1);
		list += n + 1;
		len -= n + 1;
	}
	return len ? -E2BIG : 0;
}

static void config_flags(struct ksmbd_server_config *cfg, const struct ksmbd_startup_request *req)
{
	if (req->flags & KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION)
		cfg->flags |= KSMBD_CFG_ENCRYPT;
	if (req->flags & KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION_OFF)
		cfg->flags |= KSMBD_CFG_ENCRYPT_OFF;
	if (req->flags & KSMBD_GLOBAL_FLAG_SMB3_MULTICHANNEL)
		cfg->flags |= KSMBD_CFG_MULTICHANNEL;
	if (req->flags & KSMBD_GLOBAL_FLAG_SMB2_LEASES)
		cfg->flags |= KSMBD_CFG_LEASES;
	if (req->flags & KSMBD_GLOBAL_FLAG_DURABLE_HANDLE)
		cfg->flags |= KSMBD_CFG_DURABLE;
	switch (req->signing) {
	case KSMBD_CONFIG_OPT_DISABLED:
		cfg->signing = KSMBD_SIGNING_DISABLED;
		break;
	case KSMBD_CONFIG_OPT_AUTO:
		cfg->signing = KSMBD_SIGNING_AUTO;
		break;
	case KSMBD_CONFIG_OPT_MANDATORY:
		cfg->signing = KSMBD_SIGNING_MANDATORY;
		break;
	default:
		cfg->signing = KSMBD_SIGNING_ENABLED;
	}
}

static void config_numbers(struct ksmbd_server_config *cfg, const struct ksmbd_startup_request *req)
{
	cfg->min_dialect = dialect_by_name(req->min_prot, sizeof(req->min_prot), SMB2_DIALECT_202);
	cfg->max_dialect = dialect_by_name(req->max_prot, sizeof(req->max_prot), SMB2_DIALECT_311);
	cfg->port = req->tcp_port ?: 445;
	cfg->bind_interfaces_only = req->bind_interfaces_only;
	cfg->max_read = io_size(req->smb2_max_read, KSMBD_IO_DEFAULT, KSMBD_IO_MAX);
	cfg->max_write = io_size(req->smb2_max_write, KSMBD_IO_DEFAULT, KSMBD_IO_MAX);
	cfg->max_transact = io_size(req->smb2_max_trans, KSMBD_TRANSACT_MAX, KSMBD_TRANSACT_MAX);
	cfg->max_credits = req->smb2_max_credits ?
		clamp_t(u32, req->smb2_max_credits, 512, KSMBD_CREDITS_MAX) : KSMBD_CREDITS_MAX;
	cfg->max_connections = req->max_connections ?: KSMBD_CONNS_DEFAULT;
	cfg->max_connections_per_client = req->max_ip_connections ?:
					  KSMBD_CONNS_PER_CLIENT_DEFAULT;
	cfg->deadtime = min_t(u32, req->deadtime, 7 * 24 * 60) * 60;
	cfg->ipc_timeout = min_t(u32, req->ipc_timeout, 300);
	cfg->share_fake_fscaps = req->share_fake_fscaps;
}

static struct ksmbd_server_config *config_build(const struct ksmbd_startup_request *req, size_t len)
{
	struct ksmbd_server_config *cfg;
	int err = -EINVAL;

	if (req->ifc_list_sz > len - sizeof(*req))
		return ERR_PTR(-EINVAL);
	cfg = kzalloc(sizeof(*cfg), GFP_KERNEL);
	if (!cfg)
		return ERR_PTR(-ENOMEM);
	COPY_TEXT(cfg->netbios_name, req->netbios_name);
	COPY_TEXT(cfg->server_string, req->server_string);
	COPY_TEXT(cfg->workgroup, req->work_group);
	config_flags(cfg, req);
	config_numbers(cfg, req);
	config_sid(&cfg->domain_sid, req->sub_auth);
	if (cfg->min_dialect > cfg->max_dialect)
		goto out_free;
	err = config_interfaces(cfg, (const char *)req->____payload, req->ifc_list_sz);
	if (err)
		goto out_free;
	/* a list that does not bind is only for telling clients about */
	if (!cfg->bind_interfaces_only)
		cfg->ninterfaces = 0;
	return cfg;

out_free:
	kfree(cfg);
	return ERR_PTR(err);
}

/*
 * A helper of ours says whether it has a service key.  Others do not, so with them Kerberos is
 * offered and tried, as the in-tree module does.
 */
static enum ksmbd_kerberos config_kerberos(struct genl_info *info)
{
	if (info->attrs[KSMBD_A_KERBEROS])
		return KSMBD_KERBEROS_YES;
	return info->attrs[KSMBD_A_APPLE_GLOBAL] ? KSMBD_KERBEROS_NO : KSMBD_KERBEROS_PERHAPS;
}

/**
 * ksmbd_nl_starting_up() - doit of STARTING_UP
 * @skb: the message
 * @info: its parsed attributes
 *
 * Context: the helper's system call.
 * Return: 0; -EINVAL malformed; -EBUSY the server is being stopped; what listening said.
 */
int ksmbd_nl_starting_up(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KSMBD_EVENT_STARTING_UP];
	struct ksmbd_server_config *cfg;
	struct ksmbd_startup_request *req;
	int err;

	if (!attr)
		return -EINVAL;
	/* netlink aligns to 4 bytes only; the struct is packed, so that is enough */
	req = nla_data(attr);
	cfg = config_build(req, nla_len(attr));
	if (IS_ERR(cfg))
		return PTR_ERR(cfg);
	cfg->kerberos = config_kerberos(info);
	if (info->attrs[KSMBD_A_HANDLE_STORE])
		cfg->flags |= KSMBD_CFG_PERSISTENT;

	mutex_lock(&cfg_mutex);
	if (ksmbd_server_state() == KSMBD_SERVER_STOPPING) {
		mutex_unlock(&cfg_mutex);
		kfree(cfg);
		return -EBUSY;
	}
	ksmbd_nl_set_helper(info->snd_portid, info->attrs[KSMBD_A_APPLE_GLOBAL]);
	ksmbd_server_set_config(cfg);
	ksmbd_share_flush();
	ksmbd_server_set_state(KSMBD_SERVER_RUNNING);
	err = ksmbd_listen_start();
	if (err)
		ksmbd_err("cannot listen on port %u: %d", req->tcp_port ?: 445, err);
	mutex_unlock(&cfg_mutex);
	return err;
}

/**
 * ksmbd_config_stop() - stop serving: no listener, no connections
 *
 * The module stays loaded; a new STARTING_UP starts it again.
 *
 * Context: process context, sleeps until every connection is told to go.
 */
void ksmbd_config_stop(void)
{
	mutex_lock(&cfg_mutex);
	ksmbd_server_set_state(KSMBD_SERVER_STOPPING);
	ksmbd_listen_stop();
	ksmbd_conn_kill_all();
	/* opens of sessions that end from here on are not kept */
	ksmbd_durable_close_all();
	ksmbd_server_set_state(KSMBD_SERVER_STOPPED);
	mutex_unlock(&cfg_mutex);
}
