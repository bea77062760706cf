// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the DCE/RPC services ask of the server (struct ksmbd_rpc_ops), answered.
 *
 * For:      identity, lists of shares, accounts, sessions and tree connects, names of
 *           local ids.
 * Not for:  marshalling and access rules: lib/rpc*.c do that.
 * Called by: rpc.c, in the server's thread, with the server as context.
 *
 * Open files are only known to the kernel, so there is no list of them here.
 */
#include "internal.h"
#include "rpc.h"

#include <errno.h>
#include <grp.h>
#include <openssl/crypto.h>
#include <pwd.h>
#include <string.h>

struct share_walk {
	struct ksmbd_server *server;
	ksmbd_rpc_emit_share_t emit;
	void *arg;
};

struct account_walk {
	ksmbd_rpc_emit_account_t emit;
	void *arg;
};

static void glue_identity(void *ctx, struct ksmbd_rpc_identity *identity)
{
	const struct ksmbd_server *server = ctx;
	const struct ksmbd_global *g = &server->cfg->global;

	identity->server_name = g->netbios_name;
	identity->workgroup = g->workgroup;
	identity->comment = g->server_string;
	memcpy(identity->sub_auth, g->sub_auth, sizeof(identity->sub_auth));
	identity->restrict_anonymous = g->restrict_anonymous != 0;
}

static int emit_share(void *arg, const struct ksmbd_share *share)
{
	const struct share_walk *walk = arg;
	const struct ksmbd_rpc_share out = {
		.name = share->name,
		.comment = share->comment,
		.path = share->path,
		.is_ipc = share->pipe,
		.hidden = !share->browseable,
		.max_users = share->pipe ? 0 : share->max_connections,
		.users = ksmbd_sessions_share_users(walk->server->sessions, share->name),
	};

	return walk->emit(walk->arg, &out);
}

static int glue_shares(void *ctx, const char *account, ksmbd_rpc_emit_share_t emit, void *arg)
{
	struct ksmbd_server *server = ctx;
	struct share_walk walk = { .server = server, .emit = emit, .arg = arg };

	return server->shares->list(server->shares_arg, account, emit_share, &walk);
}

static int emit_account(void *arg, const struct ksmbd_account *account)
{
	const struct account_walk *walk = arg;
	const struct ksmbd_rpc_account out = {
		.name = account->name,
		.rid = account->uid,
		.is_admin = account->uid == 0,
		.is_guest = account->guest,
	};

	return walk->emit(walk->arg, &out);
}

static int emit_guest(const struct ksmbd_server *server, const struct account_walk *walk)
{
	const char *name = server->cfg->global.guest_account;
	const struct passwd *pw = name && *name ? getpwnam(name) : NULL;
	const struct ksmbd_rpc_account out = {
		.name = name,
		.rid = pw ? pw->pw_uid : 0,
		.is_guest = true,
	};

	return pw ? walk->emit(walk->arg, &out) : 0;
}

static int glue_accounts(void *ctx, ksmbd_rpc_emit_account_t emit, void *arg)
{
	const struct ksmbd_server *server = ctx;
	struct account_walk walk = { .emit = emit, .arg = arg };
	int stop = 0;

	if (server->auth && server->auth->list)
		stop = server->auth->list(server->auth_arg, emit_account, &walk);
	return stop ? stop : emit_guest(server, &walk);
}

static uint32_t seconds_since(time_t then)
{
	time_t now = time(NULL);

	return now > then ? (uint32_t)(now - then) : 0;
}

static int glue_sessions(void *ctx, ksmbd_rpc_emit_session_t emit, void *arg)
{
	const struct ksmbd_server *server = ctx;
	int stop = 0;

	for (size_t i = 0; i < ksmbd_sessions_count(server->sessions) && !stop; i++) {
		const struct ksmbd_session *s = ksmbd_sessions_at(server->sessions, i);
		const struct ksmbd_rpc_session out = {
			.client = s->peer,
			.user = s->account,
			.seconds = seconds_since(s->since),
			.is_guest = s->guest,
		};

		stop = emit(arg, &out);
	}
	return stop;
}

static int emit_trees(const struct ksmbd_session *s, ksmbd_rpc_emit_connection_t emit, void *arg)
{
	int stop = 0;

	for (size_t i = 0; i < s->ntrees && !stop; i++) {
		const struct ksmbd_rpc_connection out = {
			.id = (uint32_t)s->trees[i].connect_id,
			.is_ipc = ksmbd_name_equal(s->trees[i].share, "IPC$"),
			.num_users = 1,
			.seconds = seconds_since(s->trees[i].since),
			.user = s->account,
			.share = s->trees[i].share,
			.client = s->peer,
		};

		stop = emit(arg, &out);
	}
	return stop;
}

static int glue_connections(void *ctx, ksmbd_rpc_emit_connection_t emit, void *arg)
{
	const struct ksmbd_server *server = ctx;
	int stop = 0;

	for (size_t i = 0; i < ksmbd_sessions_count(server->sessions) && !stop; i++)
		stop = emit_trees(ksmbd_sessions_at(server->sessions, i), emit, arg);
	return stop;
}

static int glue_unix_name(void *ctx, bool is_group, uint32_t id, char *buf, size_t size)
{
	const char *name = NULL;

	(void)ctx;
	if (is_group) {
		const struct group *gr = getgrgid(id);

		name = gr ? gr->gr_name : NULL;
	} else {
		const struct passwd *pw = getpwuid(id);

		name = pw ? pw->pw_name : NULL;
	}
	if (!name)
		return -ENOENT;
	if (strlen(name) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, name);
	return 0;
}

/**
 * ksmbd_rpc_glue_create() - DCE/RPC services that speak for a server
 * @server: the server; must outlive the services
 *
 * Return: services for ksmbd_rpc_destroy(), or NULL.
 */
struct ksmbd_rpc *ksmbd_rpc_glue_create(struct ksmbd_server *server)
{
	static const struct ksmbd_rpc_ops ops = {
		.identity = glue_identity,
		.shares = glue_shares,
		.accounts = glue_accounts,
		.sessions = glue_sessions,
		.connections = glue_connections,
		.unix_name = glue_unix_name,
	};

	return ksmbd_rpc_create(&ops, server);
}
