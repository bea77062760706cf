// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The typed attributes beside the structs: what only our module sends and understands.
 *
 * For:      packing KSMBD_A_APPLE_GLOBAL and KSMBD_A_APPLE_SHARE, reading
 *           KSMBD_A_CLIENT_IDENTITY.
 * Not for:  deciding whether they may be sent (ksmbd_nl_ours(), asked by netlink.c), nor
 *           the options behind them (options.c).
 * Called by: server.c and upcall.c through ksmbd_nl_send(), in the server's thread.
 *
 * No state, no locks.
 */
#include "internal.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

static uint64_t server_caps(const struct ksmbd_global *g)
{
	uint64_t caps = KSMBD_APPLE_SRV_UNIX_BASED;

	if (!g->apple)
		return 0;
	if (g->apple_read_dir_attr)
		caps |= KSMBD_APPLE_SRV_READ_DIR_ATTR | KSMBD_APPLE_SRV_READ_DIR_ATTR_V2;
	if (g->apple_copyfile)
		caps |= KSMBD_APPLE_SRV_OSX_COPYFILE;
	if (g->apple_nfs_aces)
		caps |= KSMBD_APPLE_SRV_NFS_ACE;
	return caps;
}

static uint64_t volume_caps(const struct ksmbd_global *g)
{
	uint64_t caps = 0;

	if (!g->apple)
		return 0;
	if (g->apple_resolve_id)
		caps |= KSMBD_APPLE_VOL_RESOLVE_ID;
	if (g->apple_case_sensitive)
		caps |= KSMBD_APPLE_VOL_CASE_SENSITIVE;
	if (g->apple_full_sync)
		caps |= KSMBD_APPLE_VOL_FULL_SYNC;
	return caps;
}

/**
 * ksmbd_apple_put_global() - add KSMBD_A_APPLE_GLOBAL to a message
 * @global: struct ksmbd_global; no capability at all means: no Apple extensions
 * @msg: the message
 *
 * Return: 0 or -EMSGSIZE.
 */
int ksmbd_apple_put_global(void *global, struct nl_msg *msg)
{
	const struct ksmbd_global *g = global;
	struct nlattr *nest = nla_nest_start(msg, KSMBD_A_APPLE_GLOBAL);

	if (!nest)
		return -EMSGSIZE;
	if (g->apple_model && *g->apple_model &&
	    nla_put_string(msg, KSMBD_AG_MODEL, g->apple_model))
		return -EMSGSIZE;
	if (nla_put_u64(msg, KSMBD_AG_SERVER_CAPS, server_caps(g)) ||
	    nla_put_u64(msg, KSMBD_AG_VOLUME_CAPS, volume_caps(g)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* The list as one text, /one/two/, as far as the kernel takes it. */
static int put_hide_files(const struct ksmbd_strv *names, struct nl_msg *msg)
{
	char list[KSMBD_HIDE_LIST_MAX + 1];
	size_t at = 0;

	if (!names->n)
		return 0;
	list[at++] = '/';
	for (size_t i = 0; i < names->n; i++) {
		size_t len = strlen(names->v[i]);

		if (at + len + 1 >= sizeof(list))
			break;
		memcpy(list + at, names->v[i], len);
		at += len;
		list[at++] = '/';
	}
	list[at] = '\0';
	return nla_put_string(msg, KSMBD_AS_HIDE_FILES, list);
}

/**
 * ksmbd_apple_put_share() - add KSMBD_A_APPLE_SHARE to a message
 * @share: struct ksmbd_share
 * @msg: the message
 *
 * Return: 0 or -EMSGSIZE.
 */
int ksmbd_apple_put_share(void *share, struct nl_msg *msg)
{
	const struct ksmbd_share *s = share;
	struct nlattr *nest = nla_nest_start(msg, KSMBD_A_APPLE_SHARE);

	if (!nest)
		return -EMSGSIZE;
	if (s->time_machine && nla_put_flag(msg, KSMBD_AS_TIME_MACHINE))
		return -EMSGSIZE;
	if (nla_put_u64(msg, KSMBD_AS_MAX_SIZE, s->time_machine_max_size) ||
	    nla_put_u8(msg, KSMBD_AS_METADATA, (uint8_t)s->metadata) ||
	    nla_put_u8(msg, KSMBD_AS_RESOURCE, (uint8_t)s->resource) ||
	    nla_put_u8(msg, KSMBD_AS_ENCODING, (uint8_t)s->encoding) ||
	    put_hide_files(&s->hide_files, msg))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/**
 * ksmbd_apple_read_identity() - read KSMBD_A_CLIENT_IDENTITY
 * @attrs: attributes of the message
 * @len: their length
 * @request: gets what is there; unchanged when nothing is, or when it is malformed
 */
void ksmbd_apple_read_identity(struct nlattr *attrs, int len, struct ksmbd_tree_request *request)
{
	static struct nla_policy policy[KSMBD_AC_MAX + 1] = {
		[KSMBD_AC_GUID] = { .minlen = 16, .maxlen = 16 },
		[KSMBD_AC_FINGERPRINT] = { .minlen = 32, .maxlen = 32 },
		[KSMBD_AC_DIALECT] = { .type = NLA_U16 },
		[KSMBD_AC_AAPL_CAPS] = { .type = NLA_U64 },
		[KSMBD_AC_SECURED] = { .type = NLA_FLAG },
	};
	struct nlattr *tb[KSMBD_AC_MAX + 1];
	struct nlattr *nest = nla_find(attrs, len, KSMBD_A_CLIENT_IDENTITY);

	if (!nest || nla_parse_nested(tb, KSMBD_AC_MAX, nest, policy))
		return;
	request->has_identity = true;
	request->secured = !!tb[KSMBD_AC_SECURED];
	if (tb[KSMBD_AC_GUID])
		memcpy(request->client_guid, nla_data(tb[KSMBD_AC_GUID]), 16);
	if (tb[KSMBD_AC_FINGERPRINT])
		memcpy(request->fingerprint, nla_data(tb[KSMBD_AC_FINGERPRINT]), 32);
	if (tb[KSMBD_AC_DIALECT])
		request->dialect = nla_get_u16(tb[KSMBD_AC_DIALECT]);
	if (tb[KSMBD_AC_AAPL_CAPS])
		request->aapl_caps = nla_get_u64(tb[KSMBD_AC_AAPL_CAPS]);
}
