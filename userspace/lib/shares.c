// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Shares: who may connect, and how a share is told to the kernel.
 *
 * For:      the access rules of ksmbd.conf(5), the share-config answer, and the share
 *           provider that serves the sections of a configuration file.
 * Not for:  reading sections (config.c), addresses (hosts.c), counting connections
 *           (sessions.c), our typed attributes (apple.c).
 * Called by: upcall.c, in the server's thread.
 *
 * Nothing here waits, except getgrnam(3) for lists that name a @group.
 */
#include "internal.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool group_has(const char *group, const char *account)
{
	const struct group *gr = getgrnam(group);

	if (!gr)
		return false;
	for (char **member = gr->gr_mem; *member; member++) {
		if (!strcmp(*member, account))
			return true;
	}
	return false;
}

/* Is the account named in a list of users and @groups? */
static bool users_match(const struct ksmbd_strv *users, const char *account)
{
	for (size_t i = 0; i < users->n; i++) {
		const char *word = users->v[i];

		if (*word == '@' || *word == '+') {
			if (group_has(word + 1, account))
				return true;
		} else if (!strcmp(word, account)) {
			return true;
		}
	}
	return false;
}

static bool host_denied(const struct ksmbd_share *share, const char *peer)
{
	if (share->hosts_allow.n && ksmbd_hosts_match(&share->hosts_allow, peer))
		return false;
	if (share->hosts_deny.n)
		return ksmbd_hosts_match(&share->hosts_deny, peer);
	return share->hosts_allow.n != 0;
}

static unsigned int admit_guest(const struct ksmbd_global *global, const struct ksmbd_share *share,
				unsigned int *flags)
{
	bool closed = !share->guest_ok && !share->pipe;

	if (global->restrict_anonymous && (!share->guest_ok || share->pipe))
		closed = true;
	if (closed)
		return KSMBD_TREE_CONN_STATUS_ERROR;
	*flags |= KSMBD_TREE_CONN_FLAG_GUEST_ACCOUNT;
	return KSMBD_TREE_CONN_STATUS_OK;
}

static unsigned int admit_user(const struct ksmbd_share *share, const char *account,
			       unsigned int *flags)
{
	if (users_match(&share->admin_users, account)) {
		*flags |= KSMBD_TREE_CONN_FLAG_ADMIN_ACCOUNT;
		return KSMBD_TREE_CONN_STATUS_OK;
	}
	if (users_match(&share->invalid_users, account))
		return KSMBD_TREE_CONN_STATUS_INVALID_USER;
	if (users_match(&share->read_list, account)) {
		*flags |= KSMBD_TREE_CONN_FLAG_READ_ONLY;
		*flags &= ~KSMBD_TREE_CONN_FLAG_WRITABLE;
		return KSMBD_TREE_CONN_STATUS_OK;
	}
	if (users_match(&share->write_list, account)) {
		*flags |= KSMBD_TREE_CONN_FLAG_WRITABLE;
		*flags &= ~KSMBD_TREE_CONN_FLAG_READ_ONLY;
		return KSMBD_TREE_CONN_STATUS_OK;
	}
	if (share->valid_users.n && !users_match(&share->valid_users, account))
		return KSMBD_TREE_CONN_STATUS_INVALID_USER;
	return KSMBD_TREE_CONN_STATUS_OK;
}

/**
 * ksmbd_share_admit() - the access rules of ksmbd.conf(5)
 * @global: the [global] section
 * @share: the share
 * @request: who asks
 * @flags: gets KSMBD_TREE_CONN_FLAG_* of the connect
 *
 * Return: KSMBD_TREE_CONN_STATUS_*.
 */
unsigned int ksmbd_share_admit(const struct ksmbd_global *global, const struct ksmbd_share *share,
			       const struct ksmbd_tree_request *request, unsigned int *flags)
{
	*flags = share->read_only ? KSMBD_TREE_CONN_FLAG_READ_ONLY
				  : KSMBD_TREE_CONN_FLAG_WRITABLE;
	if (request->account_flags & KSMBD_USER_FLAG_BAD_PASSWORD)
		return KSMBD_TREE_CONN_STATUS_INVALID_USER;
	if (host_denied(share, request->peer))
		return KSMBD_TREE_CONN_STATUS_HOST_DENIED;
	if (request->account_flags & KSMBD_USER_FLAG_GUEST_ACCOUNT)
		return admit_guest(global, share, flags);
	return admit_user(share, request->account, flags);
}

/**
 * ksmbd_share_flags() - the flag word of a share for the kernel
 * @share: the share
 * @updated: it changed since the kernel last asked
 *
 * Return: KSMBD_SHARE_FLAG_*.
 */
unsigned int ksmbd_share_flags(const struct ksmbd_share *share, bool updated)
{
	const struct {
		bool on;
		unsigned int flag;
	} map[] = {
		{ share->browseable, KSMBD_SHARE_FLAG_BROWSEABLE },
		{ !share->read_only, KSMBD_SHARE_FLAG_WRITEABLE },
		{ share->read_only, KSMBD_SHARE_FLAG_READONLY },
		{ share->guest_ok, KSMBD_SHARE_FLAG_GUEST_OK },
		{ share->store_dos_attributes, KSMBD_SHARE_FLAG_STORE_DOS_ATTRS },
		{ share->oplocks, KSMBD_SHARE_FLAG_OPLOCKS },
		{ share->pipe, KSMBD_SHARE_FLAG_PIPE },
		{ share->hide_dot_files, KSMBD_SHARE_FLAG_HIDE_DOT_FILES },
		{ share->inherit_owner, KSMBD_SHARE_FLAG_INHERIT_OWNER },
		{ share->streams, KSMBD_SHARE_FLAG_STREAMS },
		{ share->follow_symlinks, KSMBD_SHARE_FLAG_FOLLOW_SYMLINKS },
		{ share->acl_xattr, KSMBD_SHARE_FLAG_ACL_XATTR },
		{ updated, KSMBD_SHARE_FLAG_UPDATE },
		{ share->crossmnt, KSMBD_SHARE_FLAG_CROSSMNT },
		{ share->continuous_availability, KSMBD_SHARE_FLAG_CONTINUOUS_AVAILABILITY },
		{ share->hide_unreadable, KSMBD_SHARE_FLAG_HIDE_UNREADABLE },
		{ share->time_machine, KSMBD_SHARE_FLAG_TIME_MACHINE },
		{ share->wide_links, KSMBD_SHARE_FLAG_WIDE_LINKS },
		{ share->encryption == KSMBD_SETTING_MANDATORY, KSMBD_SHARE_FLAG_ENCRYPT_DATA },
	};
	unsigned int flags = KSMBD_SHARE_FLAG_AVAILABLE;

	for (size_t i = 0; i < ARRAY_SIZE(map); i++) {
		if (map[i].on)
			flags |= map[i].flag;
	}
	return flags;
}

static size_t veto_size(const struct ksmbd_share *share)
{
	size_t size = 0;

	if (share->pipe)
		return 0;
	for (size_t i = 0; i < share->veto_files.n; i++)
		size += strlen(share->veto_files.v[i]) + 1;
	return size;
}

static void fill_response(struct ksmbd_share_config_response *r, const struct ksmbd_share *share,
			  bool updated)
{
	r->flags = ksmbd_share_flags(share, updated);
	r->create_mask = (uint16_t)share->create_mask;
	r->directory_mask = (uint16_t)share->directory_mask;
	r->force_create_mode = (uint16_t)share->force_create_mode;
	r->force_directory_mode = (uint16_t)share->force_directory_mode;
	r->force_uid = share->force_uid == KSMBD_ID_NONE ? KSMBD_SHARE_INVALID_UID
							  : (uint16_t)share->force_uid;
	r->force_gid = share->force_gid == KSMBD_ID_NONE ? KSMBD_SHARE_INVALID_GID
							  : (uint16_t)share->force_gid;
	snprintf(r->share_name, sizeof(r->share_name), "%s", share->name);
}

/**
 * ksmbd_share_pack() - the answer to SHARE_CONFIG_REQUEST
 * @share: the share, or NULL: there is none of that name
 * @path: path to serve
 * @updated: it changed since the kernel last asked
 * @handle: of the request
 * @out: gets a buffer for free()
 * @len: gets its length
 *
 * Return: 0 or -ENOMEM.
 */
int ksmbd_share_pack(const struct ksmbd_share *share, const char *path, bool updated,
		     uint32_t handle, void **out, size_t *len)
{
	size_t veto = share ? veto_size(share) : 0, payload;
	struct ksmbd_share_config_response *r;
	char *p;

	payload = veto ? veto + 1 : 0;
	if (share && !share->pipe)
		payload += strlen(path) + 1;
	r = calloc(1, sizeof(*r) + payload);
	if (!r)
		return -ENOMEM;
	r->handle = handle;
	r->payload_sz = (uint32_t)payload;
	r->veto_list_sz = (uint32_t)veto;
	if (share)
		fill_response(r, share, updated);
	p = KSMBD_SHARE_CONFIG_VETO_LIST(r);
	for (size_t i = 0; veto && i < share->veto_files.n; i++)
		p = stpcpy(p, share->veto_files.v[i]) + 1;
	if (veto)
		p++;
	if (share && !share->pipe)
		strcpy(p, path);
	*out = r;
	*len = sizeof(*r) + payload;
	return 0;
}

/* ---- the provider that serves a configuration file; arg is the server */

static const struct ksmbd_share *config_get(void *arg, const char *name)
{
	const struct ksmbd_server *server = arg;

	return ksmbd_config_find(server->cfg, name);
}

static int config_list(void *arg, const char *account,
		       int (*emit)(void *emit_arg, const struct ksmbd_share *share), void *emit_arg)
{
	const struct ksmbd_server *server = arg;
	int stop = 0;

	(void)account;
	for (size_t i = 0; i < server->cfg->nshares && !stop; i++)
		stop = emit(emit_arg, server->cfg->shares[i]);
	return stop;
}

const struct ksmbd_share_ops ksmbd_config_share_ops = {
	.get = config_get,
	.list = config_list,
};
