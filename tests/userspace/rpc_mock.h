/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A made-up server for tests of the RPC services: two shares and a hidden one,
 * three accounts, a session, a connection and an open file, always the same.
 *
 * For: rpc_test.c, rpc_serve.c and the fuzz target.
 * Not for: anything that is installed.
 *
 * Everything is inline, so that a test is one compiler call. One thread.
 */
#ifndef KSMBD_TESTS_RPC_MOCK_H
#define KSMBD_TESTS_RPC_MOCK_H

#include "rpc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* struct rpc_mock - what a test may change */
struct rpc_mock {
	bool restrict_anonymous;
	unsigned int extra_shares;	/* share0000, share0001, … after the others */
};

static inline void rpc_mock_identity(void *ctx, struct ksmbd_rpc_identity *identity)
{
	const struct rpc_mock *mock = ctx;

	*identity = (struct ksmbd_rpc_identity){
		.server_name = "MOCK", .workgroup = "WORKGROUP", .comment = "a made-up server",
		.sub_auth = { 1111, 2222, 3333 }, .restrict_anonymous = mock->restrict_anonymous,
	};
}

static inline int rpc_mock_shares(void *ctx, const char *account, ksmbd_rpc_emit_share_t emit,
				  void *arg)
{
	static const struct ksmbd_rpc_share shares[] = {
		{ .name = "public", .comment = "for everybody", .path = "/srv/public", .users = 1 },
		{ .name = "m\xc3\xbcsli", .path = "/srv/m", .max_users = 7 },
		{ .name = "secret", .comment = "not listed", .path = "/srv/s", .hidden = true },
	};
	const struct rpc_mock *mock = ctx;
	char name[16];
	struct ksmbd_rpc_share extra = { .name = name, .comment = "one of many", .path = "/srv" };
	unsigned int i;
	int ret = 0;

	(void)account;
	for (i = 0; !ret && i < sizeof(shares) / sizeof(shares[0]); i++)
		ret = emit(arg, &shares[i]);
	for (i = 0; !ret && i < mock->extra_shares; i++) {
		snprintf(name, sizeof(name), "share%04u", i);
		ret = emit(arg, &extra);
	}
	return ret;
}

static inline int rpc_mock_accounts(void *ctx, ksmbd_rpc_emit_account_t emit, void *arg)
{
	static const struct ksmbd_rpc_account accounts[] = {
		{ .name = "root", .full_name = "The Administrator", .rid = 1000, .is_admin = true },
		{ .name = "tester", .full_name = "Tester", .rid = 1001 },
		{ .name = "nobody", .rid = 65534, .is_guest = true },
	};
	size_t i;
	int ret = 0;

	(void)ctx;
	for (i = 0; !ret && i < sizeof(accounts) / sizeof(accounts[0]); i++)
		ret = emit(arg, &accounts[i]);
	return ret;
}

static inline int rpc_mock_sessions(void *ctx, ksmbd_rpc_emit_session_t emit, void *arg)
{
	static const struct ksmbd_rpc_session session = {
		.client = "192.0.2.7", .user = "tester", .num_opens = 2, .seconds = 60,
		.idle_seconds = 5, .encrypted = true,
	};

	(void)ctx;
	return emit(arg, &session);
}

static inline int rpc_mock_connections(void *ctx, ksmbd_rpc_emit_connection_t emit, void *arg)
{
	static const struct ksmbd_rpc_connection conn = {
		.id = 3, .num_opens = 1, .num_users = 1, .seconds = 50, .user = "tester",
		.share = "public", .client = "192.0.2.7",
	};

	(void)ctx;
	return emit(arg, &conn);
}

static inline int rpc_mock_files(void *ctx, ksmbd_rpc_emit_file_t emit, void *arg)
{
	static const struct ksmbd_rpc_file file = {
		.id = 9, .may_read = true, .num_locks = 1, .path = "/srv/public/a", .user = "tester",
	};

	(void)ctx;
	return emit(arg, &file);
}

static inline int rpc_mock_unix_name(void *ctx, bool is_group, uint32_t id, char *buf,
				     size_t size)
{
	(void)ctx;
	if (id)
		return -ENOENT;
	snprintf(buf, size, "%s", is_group ? "wheel" : "root");
	return 0;
}

static const struct ksmbd_rpc_ops rpc_mock_ops = {
	.identity = rpc_mock_identity,
	.shares = rpc_mock_shares,
	.accounts = rpc_mock_accounts,
	.sessions = rpc_mock_sessions,
	.connections = rpc_mock_connections,
	.files = rpc_mock_files,
	.unix_name = rpc_mock_unix_name,
};

#endif /* KSMBD_TESTS_RPC_MOCK_H */
