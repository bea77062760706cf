// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel asks, and the answers: one row per event, one function per row.
 *
 * For:      LOGIN, LOGIN_EXT, SHARE_CONFIG, TREE_CONNECT, TREE_DISCONNECT, LOGOUT, RPC,
 *           SPNEGO_AUTHEN, HANDLE_KEEP, HANDLE_FORGET, HEARTBEAT, SHUTTING_DOWN; the
 *           policy for guests; giving kept handles back.
 * Not for:  where accounts and shares come from (the two ops tables), DCE/RPC (rpc.h),
 *           Kerberos (spnego_krb5.c), packing shares (shares.c).
 * Called by: netlink.c for each event, in the server's thread.
 *
 * Each request is copied out of the message before it is used, and its texts are made to
 * end. A request that is too short gets no answer: there is no handle to trust then; the
 * kernel gives up by itself. Everything else is answered exactly once.
 */
#include "internal.h"
#include "rpc.h"

#include <errno.h>
#include <limits.h>
#include <netlink/attr.h>
#include <openssl/crypto.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's buffer for the answer to one RPC upcall. */
#define RPC_ANSWER_MAX	(KSMBD_RPC_MAX_FRAG)
#define FALLBACK_ID	9999

struct upcall {
	struct ksmbd_server *server;
	const void *data;
	size_t len;
	struct nlattr *attrs;
	int attrs_len;
};

static void answer(struct ksmbd_server *server, unsigned int event, const void *data, size_t len)
{
	int err = ksmbd_nl_send(server->nl, event, data, len, NULL, NULL);

	if (err)
		ksmbd_err("event %u could not be sent: %s", event, strerror(-err));
}

/* ---- accounts */

static bool is_guest_name(const struct ksmbd_server *server, const char *name)
{
	const char *guest = server->cfg->global.guest_account;

	if (guest && !strcmp(name, guest))
		return true;
	for (size_t i = 0; i < server->cfg->nshares; i++) {
		guest = server->cfg->shares[i]->guest_account;
		if (guest && *guest && !strcmp(name, guest))
			return true;
	}
	return false;
}

static void guest_account(const char *name, struct ksmbd_account *out)
{
	const struct passwd *pw = getpwnam(name);

	memset(out, 0, sizeof(*out));
	snprintf(out->name, sizeof(out->name), "%s", name);
	out->guest = true;
	out->uid = pw ? pw->pw_uid : FALLBACK_ID;
	out->gid = pw ? pw->pw_gid : FALLBACK_ID;
}

static int account_known(struct ksmbd_server *server, const char *name, struct ksmbd_account *out)
{
	if (is_guest_name(server, name)) {
		guest_account(name, out);
		return 0;
	}
	if (!server->auth)
		return -ENOENT;
	return server->auth->lookup(server->auth_arg, name, out);
}

/* A name at login; one that does not exist may become the guest. */
static int account_login(struct ksmbd_server *server, const char *name, struct ksmbd_account *out)
{
	const struct ksmbd_global *g = &server->cfg->global;
	int err;

	if (*name) {
		err = account_known(server, name, out);
		if (err != -ENOENT || g->map_to_guest != KSMBD_MAP_TO_GUEST_BAD_USER)
			return err;
	}
	if (!g->guest_account || !*g->guest_account)
		return -ENOENT;
	guest_account(g->guest_account, out);
	return 0;
}

static void fill_login(struct ksmbd_server *server, const struct ksmbd_account *account,
		       struct ksmbd_login_response *r)
{
	r->uid = account->uid;
	r->gid = account->gid;
	r->status = KSMBD_USER_FLAG_OK;
	if (account->guest) {
		r->status |= KSMBD_USER_FLAG_GUEST_ACCOUNT;
		return;
	}
	if (ksmbd_sessions_is_delayed(server->sessions, account->name))
		r->status |= KSMBD_USER_FLAG_DELAY_SESSION;
	if (account->ngroups && ksmbd_nl_maxattr(server->nl) >= KSMBD_EVENT_LOGIN_RESPONSE_EXT)
		r->status |= KSMBD_USER_FLAG_EXTENSION;
	snprintf(r->account, sizeof(r->account), "%s", account->name);
	if (account->has_hash) {
		memcpy(r->hash, account->nt_hash, sizeof(account->nt_hash));
		r->hash_sz = sizeof(account->nt_hash);
	}
}

static void do_login(const struct upcall *u)
{
	struct ksmbd_login_response r = { 0 };
	struct ksmbd_account account;
	struct ksmbd_login_request q;
	int err;

	memcpy(&q, u->data, sizeof(q));
	q.account[sizeof(q.account) - 1] = '\0';
	r.handle = q.handle;
	err = account_login(u->server, q.account, &account);
	if (!err)
		fill_login(u->server, &account, &r);
	else
		r.status = err == -ENOENT ? KSMBD_USER_FLAG_BAD_USER : KSMBD_USER_FLAG_INVALID;
	ksmbd_dbg("login of %s: status 0x%x", q.account, r.status);
	answer(u->server, KSMBD_EVENT_LOGIN_RESPONSE, &r, sizeof(r));
	OPENSSL_cleanse(&account, sizeof(account));
	OPENSSL_cleanse(&r, sizeof(r));
}

static void do_login_ext(const struct upcall *u)
{
	struct {
		struct ksmbd_login_response_ext head;
		uint32_t groups[ARRAY_SIZE(((struct ksmbd_account *)NULL)->groups)];
	} r = { 0 };
	struct ksmbd_account account = { 0 };
	struct ksmbd_login_request q;
	size_t n = 0;

	memcpy(&q, u->data, sizeof(q));
	q.account[sizeof(q.account) - 1] = '\0';
	r.head.handle = q.handle;
	if (!account_known(u->server, q.account, &account))
		n = account.ngroups;
	r.head.ngroups = (int32_t)n;
	for (size_t i = 0; i < n; i++)
		r.groups[i] = account.groups[i];
	answer(u->server, KSMBD_EVENT_LOGIN_RESPONSE_EXT, &r,
	       sizeof(r.head) + n * sizeof(r.groups[0]));
	OPENSSL_cleanse(&account, sizeof(account));
}

static void do_logout(const struct upcall *u)
{
	const struct ksmbd_auth_ops *auth = u->server->auth;
	struct ksmbd_logout_request q;

	memcpy(&q, u->data, sizeof(q));
	q.account[sizeof(q.account) - 1] = '\0';
	if (q.account_flags & KSMBD_USER_FLAG_BAD_PASSWORD) {
		ksmbd_sessions_login_failed(u->server->sessions, q.account);
		if (auth && auth->login_failed)
			auth->login_failed(u->server->auth_arg, q.account);
		return;
	}
	ksmbd_sessions_login_good(u->server->sessions, q.account);
	if (auth && auth->logout)
		auth->logout(u->server->auth_arg, q.account);
}

/* ---- shares */

static const struct ksmbd_share *share_get(struct ksmbd_server *server, const char *name)
{
	return server->shares->get(server->shares_arg, name);
}

static void share_put(struct ksmbd_server *server, const struct ksmbd_share *share)
{
	if (share && server->shares->put)
		server->shares->put(server->shares_arg, share);
}

static int share_path(struct ksmbd_server *server, const struct ksmbd_share *share, char *buf,
		      size_t size)
{
	const char *root = server->cfg->global.root_directory;
	int n;

	if (server->shares->path)
		return server->shares->path(server->shares_arg, share, buf, size);
	n = snprintf(buf, size, "%s%s", root ? root : "", share->path ? share->path : "");
	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

/* Shares of a reloaded configuration are marked until someone connects to them. */
static size_t updated_index(const struct ksmbd_server *server, const char *name)
{
	size_t i = 0;

	while (i < server->updated.n && !ksmbd_name_equal(server->updated.v[i], name))
		i++;
	return i;
}

static bool share_is_updated(const struct ksmbd_server *server, const char *name)
{
	return updated_index(server, name) < server->updated.n;
}

static void share_seen(struct ksmbd_server *server, const char *name)
{
	struct ksmbd_strv *list = &server->updated;
	size_t i = updated_index(server, name);

	if (i == list->n)
		return;
	free(list->v[i]);
	list->v[i] = list->v[--list->n];
}

static void do_share_config(const struct upcall *u)
{
	struct ksmbd_server *server = u->server;
	struct ksmbd_share_config_request q;
	const struct ksmbd_share *share;
	char path[PATH_MAX] = "";
	void *r = NULL;
	size_t len = 0;
	int err;

	memcpy(&q, u->data, sizeof(q));
	q.share_name[sizeof(q.share_name) - 1] = '\0';
	share = share_get(server, q.share_name);
	if (share && !share->pipe && share_path(server, share, path, sizeof(path))) {
		ksmbd_err("share %s has no usable path", share->name);
		share_put(server, share);
		share = NULL;
	}
	err = ksmbd_share_pack(share, path, share && share_is_updated(server, share->name),
			       q.handle, &r, &len);
	if (!err)
		err = ksmbd_nl_send(server->nl, KSMBD_EVENT_SHARE_CONFIG_RESPONSE, r, len,
				    share && !share->pipe ? ksmbd_apple_put_share : NULL,
				    (void *)share);
	if (err)
		ksmbd_err("share %s could not be sent: %s", q.share_name, strerror(-err));
	share_put(server, share);
	free(r);
}

/**
 * ksmbd_upcall_share_check() - tell the kernel if a share is configured no more
 * @server: connected
 * @name: a share that was there
 */
void ksmbd_upcall_share_check(struct ksmbd_server *server, const char *name)
{
	const struct ksmbd_share *share = share_get(server, name);
	struct ksmbd_share_gone gone = { 0 };
	int err = 0;

	if (!share && ksmbd_nl_maxattr(server->nl) >= KSMBD_EVENT_SHARE_GONE) {
		strncpy(gone.share_name, name, sizeof(gone.share_name) - 1);
		err = ksmbd_nl_send(server->nl, KSMBD_EVENT_SHARE_GONE, &gone, sizeof(gone), NULL,
				    NULL);
	}
	if (err)
		ksmbd_err("clients keep share %s, which is gone: %s", name, strerror(-err));
	share_put(server, share);
}

static unsigned int tree_status(struct ksmbd_server *server, const struct ksmbd_share *share,
				const struct ksmbd_tree_request *t, unsigned int *flags)
{
	const struct ksmbd_sessions *sessions = server->sessions;
	const struct ksmbd_global *g = &server->cfg->global;
	bool guest = t->account_flags & KSMBD_USER_FLAG_GUEST_ACCOUNT;
	struct ksmbd_account account;
	int err;

	if (!share)
		return KSMBD_TREE_CONN_STATUS_NO_SHARE;
	if (!ksmbd_sessions_find(sessions, t->session_id) &&
	    ksmbd_sessions_count(sessions) >= g->max_active_sessions)
		return KSMBD_TREE_CONN_STATUS_TOO_MANY_SESSIONS;
	if (share->max_connections &&
	    ksmbd_sessions_share_users(sessions, share->name) >= share->max_connections)
		return KSMBD_TREE_CONN_STATUS_TOO_MANY_CONNS;
	if (!guest) {
		err = account_known(server, t->account, &account);
		OPENSSL_cleanse(&account, sizeof(account));
		if (err)
			return err == -ENOENT ? KSMBD_TREE_CONN_STATUS_NO_USER
					      : KSMBD_TREE_CONN_STATUS_ERROR;
	}
	if (server->shares->tree_connect)
		return server->shares->tree_connect(server->shares_arg, t, flags);
	return ksmbd_share_admit(g, share, t, flags);
}

static void tree_granted(struct ksmbd_server *server, const struct ksmbd_share *share,
			 const struct ksmbd_tree_request *t, unsigned int *flags)
{
	if (share_is_updated(server, share->name))
		*flags |= KSMBD_TREE_CONN_FLAG_UPDATE;
	share_seen(server, share->name);
	ksmbd_sessions_login_good(server->sessions, t->account);
	if (server->auth && server->auth->login && !ksmbd_sessions_find(server->sessions,
									t->session_id))
		server->auth->login(server->auth_arg, t->account);
	if (ksmbd_sessions_connect(server->sessions, t))
		ksmbd_warn("no memory to note a connect to %s", share->name);
}

static void do_tree_connect(const struct upcall *u)
{
	struct ksmbd_tree_connect_response r = { 0 };
	struct ksmbd_server *server = u->server;
	struct ksmbd_tree_connect_request q;
	struct ksmbd_tree_request t = { 0 };
	const struct ksmbd_share *share;
	unsigned int flags = 0;

	memcpy(&q, u->data, sizeof(q));
	q.account[sizeof(q.account) - 1] = '\0';
	q.share[sizeof(q.share) - 1] = '\0';
	q.peer_addr[sizeof(q.peer_addr) - 1] = '\0';
	t.session_id = q.session_id;
	t.connect_id = q.connect_id;
	t.account = q.account;
	t.share = q.share;
	t.peer = q.peer_addr;
	t.account_flags = q.account_flags;
	t.ipv6 = q.flags & KSMBD_TREE_CONN_FLAG_REQUEST_IPV6;
	ksmbd_apple_read_identity(u->attrs, u->attrs_len, &t);

	share = share_get(server, q.share);
	r.handle = q.handle;
	r.status = (uint16_t)tree_status(server, share, &t, &flags);
	if (r.status == KSMBD_TREE_CONN_STATUS_OK) {
		tree_granted(server, share, &t, &flags);
		r.connection_flags = (uint16_t)flags;
	}
	share_put(server, share);
	ksmbd_dbg("%s from %s to %s: status %u, flags 0x%x", q.account, q.peer_addr, q.share,
		  r.status, flags);
	answer(server, KSMBD_EVENT_TREE_CONNECT_RESPONSE, &r, sizeof(r));
}

static void do_tree_disconnect(const struct upcall *u)
{
	const struct ksmbd_share_ops *shares = u->server->shares;
	struct ksmbd_tree_disconnect_request q;

	memcpy(&q, u->data, sizeof(q));
	if (shares->tree_disconnect)
		shares->tree_disconnect(u->server->shares_arg, q.session_id, q.connect_id);
	ksmbd_sessions_disconnect(u->server->sessions, q.session_id, q.connect_id);
}

/* ---- DCE/RPC */

/* who opens the pipe: our own module says so, the kernel's does not */
static const char *rpc_account(const struct upcall *u, char *buf, size_t size)
{
	struct nlattr *attr = nla_find(u->attrs, u->attrs_len, KSMBD_A_RPC_ACCOUNT);

	if (!attr || nla_len(attr) <= 0 || (size_t)nla_len(attr) > size)
		return NULL;
	memcpy(buf, nla_data(attr), (size_t)nla_len(attr));
	buf[nla_len(attr) - 1] = '\0';
	return *buf ? buf : NULL;
}

static void do_rpc(const struct upcall *u)
{
	char account[KSMBD_REQ_MAX_ACCOUNT_NAME_SZ];
	struct ksmbd_rpc_reply reply = { 0 };
	struct ksmbd_rpc_command q, *r;
	const char *payload = (const char *)u->data + sizeof(q);
	uint32_t status = KSMBD_RPC_EBAD_DATA;

	memcpy(&q, u->data, sizeof(q));
	/* the kernel sends one byte more than it says */
	if (q.payload_sz <= u->len - sizeof(q))
		status = ksmbd_rpc_command(u->server->rpc, q.handle, q.flags,
					   rpc_account(u, account, sizeof(account)), payload,
					   q.payload_sz, RPC_ANSWER_MAX, &reply);
	r = calloc(1, sizeof(*r) + reply.len);
	if (!r) {
		status = KSMBD_RPC_ENOMEM;
		reply.len = 0;
		r = &q;
	}
	r->handle = q.handle;
	r->flags = status;
	r->payload_sz = (uint32_t)reply.len;
	if (reply.len)
		memcpy(r->payload, reply.data, reply.len);
	answer(u->server, KSMBD_EVENT_RPC_RESPONSE, r, sizeof(*r) + reply.len);
	if (r != &q)
		free(r);
}

/* ---- Kerberos */

static int spnego_accept(const struct upcall *u, const struct ksmbd_spnego_authen_request *q,
			 struct ksmbd_krb5_result *krb5, struct ksmbd_login_response *login)
{
	const size_t head = offsetof(struct ksmbd_spnego_authen_request, spnego_blob);
	struct ksmbd_account account;
	int err;

	if (q->spnego_blob_len > u->len - head)
		return -EINVAL;
	err = ksmbd_krb5_accept(u->server->krb5, (const char *)u->data + head, q->spnego_blob_len,
				krb5);
	if (err)
		return err;
	err = account_known(u->server, krb5->account, &account);
	if (err) {
		ksmbd_info("Kerberos user %s is not in the user database", krb5->account);
		login->status = KSMBD_USER_FLAG_BAD_USER;
		return err;
	}
	fill_login(u->server, &account, login);
	login->session_expiry_lo = (uint32_t)krb5->expiry;
	login->session_expiry_hi = (uint32_t)(krb5->expiry >> 32);
	OPENSSL_cleanse(&account, sizeof(account));
	return 0;
}

static void do_spnego(const struct upcall *u)
{
	struct ksmbd_spnego_authen_response *r, refusal = { 0 };
	struct ksmbd_krb5_result krb5 = { 0 };
	struct ksmbd_spnego_authen_request q;
	size_t extra = 0;
	int err;

	memcpy(&q, u->data, sizeof(q));
	err = spnego_accept(u, &q, &krb5, &refusal.login_response);
	if (!err)
		extra = krb5.key_len + krb5.token_len;
	r = calloc(1, sizeof(*r) + extra);
	if (!r || extra > UINT16_MAX) {
		free(r);
		r = &refusal;
		extra = 0;
		memset(r, 0, sizeof(*r));
	} else {
		r->login_response = refusal.login_response;
	}
	r->handle = q.handle;
	r->login_response.handle = q.handle;
	if (extra) {
		r->session_key_len = (uint16_t)krb5.key_len;
		r->spnego_blob_len = (uint16_t)krb5.token_len;
		memcpy(r->payload, krb5.key, krb5.key_len);
		memcpy(r->payload + krb5.key_len, krb5.token, krb5.token_len);
	}
	answer(u->server, KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE, r, sizeof(*r) + extra);
	OPENSSL_cleanse(r, sizeof(*r) + extra);
	if (r != &refusal)
		free(r);
	OPENSSL_cleanse(krb5.key, sizeof(krb5.key));
	free(krb5.token);
}

/* ---- persistent handles */

static void do_handle_keep(const struct upcall *u)
{
	struct ksmbd_handle_kept r = { .error = EOPNOTSUPP };
	/* 64-bit members: the message is only aligned to 4 bytes */
	struct ksmbd_handle_keep *q = malloc(u->len);

	if (!q)
		return;
	memcpy(q, u->data, u->len);
	r.handle = q->handle;
	if (u->server->handles)
		r.error = -ksmbd_handles_keep(u->server->handles, q, u->len);
	if (r.error)
		ksmbd_warn("a persistent handle is not kept: %s", strerror(r.error));
	free(q);
	answer(u->server, KSMBD_EVENT_HANDLE_KEPT, &r, sizeof(r));
}

static void do_handle_forget(const struct upcall *u)
{
	struct ksmbd_handle_forget q;

	memcpy(&q, u->data, sizeof(q));
	if (u->server->handles)
		ksmbd_handles_forget(u->server->handles, q.pid);
}

/* What goes beside a record that is sent back. */
struct restore {
	const struct ksmbd_share *share;
	void *config;
	size_t config_len;
	struct ksmbd_login_response login;
	struct {
		struct ksmbd_login_response_ext head;
		uint32_t groups[ARRAY_SIZE(((struct ksmbd_account *)NULL)->groups)];
	} groups;
};

static int put_restore(void *arg, struct nl_msg *msg)
{
	struct restore *r = arg;
	size_t len = sizeof(r->groups.head) + (size_t)r->groups.head.ngroups * sizeof(uint32_t);

	if (nla_put(msg, KSMBD_EVENT_SHARE_CONFIG_RESPONSE, (int)r->config_len, r->config) ||
	    nla_put(msg, KSMBD_EVENT_LOGIN_RESPONSE, sizeof(r->login), &r->login) ||
	    nla_put(msg, KSMBD_EVENT_LOGIN_RESPONSE_EXT, (int)len, &r->groups))
		return -EMSGSIZE;
	return ksmbd_apple_put_share((void *)r->share, msg);
}

/* The account as it is now; no hash goes along. */
static int restore_account(struct ksmbd_server *server, const char *name, struct restore *r)
{
	struct ksmbd_account account = { 0 };
	int err = is_guest_name(server, name) ? -EACCES : account_known(server, name, &account);

	if (!err) {
		account.has_hash = false;
		fill_login(server, &account, &r->login);
		r->groups.head.ngroups = (int32_t)account.ngroups;
		for (size_t i = 0; i < account.ngroups; i++)
			r->groups.groups[i] = account.groups[i];
	}
	OPENSSL_cleanse(&account, sizeof(account));
	return err;
}

static int restore_one(struct ksmbd_server *server, const struct ksmbd_handle_keep *msg,
		       size_t len)
{
	struct restore r = { 0 };
	char path[PATH_MAX] = "";
	int err;

	r.share = share_get(server, msg->share);
	if (!r.share || r.share->pipe || !r.share->continuous_availability)
		err = -ENOENT;
	else
		err = share_path(server, r.share, path, sizeof(path));
	if (!err)
		err = restore_account(server, msg->account, &r);
	if (!err)
		err = ksmbd_share_pack(r.share, path, false, 0, &r.config, &r.config_len);
	if (!err)
		err = ksmbd_nl_send_wait(server->nl, KSMBD_EVENT_HANDLE_RESTORE, msg, len,
					 put_restore, &r);
	free(r.config);
	share_put(server, r.share);
	return err;
}

/**
 * ksmbd_upcall_restore() - give the kernel back what it had kept
 * @server: connected, not started up yet
 *
 * What the kernel does not take is lost, and said so; a module that does not know of it is
 * not asked, and everything stays as it is.
 *
 * Context: the thread that starts the server.
 */
void ksmbd_upcall_restore(struct ksmbd_server *server)
{
	const struct ksmbd_handle_keep *msg;
	size_t i = 0, len;
	int err;

	if (!server->handles || ksmbd_nl_maxattr(server->nl) < KSMBD_A_HANDLE_STORE)
		return;
	while ((msg = ksmbd_handles_get(server->handles, i, &len))) {
		err = restore_one(server, msg, len);
		if (!err || err == -EEXIST) {
			i++;
			continue;
		}
		/* the kernel said nothing, so nothing is known */
		if (err == -ETIMEDOUT || err == -ENODEV || err == -EPERM || err == -ENOMEM)
			break;
		ksmbd_warn("a persistent handle of %s on %s is lost: %s", msg->account, msg->share,
			   strerror(-err));
		ksmbd_handles_forget(server->handles, msg->pid);
	}
	if (i)
		ksmbd_info("%zu persistent handles wait for their clients", i);
}

/* ---- the rest */

static void do_heartbeat(const struct upcall *u)
{
	(void)u;
	ksmbd_dbg("heartbeat");
}

static void do_shutting_down(const struct upcall *u)
{
	ksmbd_info("the kernel server went away");
	ksmbd_server_stop(u->server);
}

/**
 * ksmbd_upcall_handle() - handle one event of the kernel
 * @server: struct ksmbd_server
 * @event: KSMBD_EVENT_*
 * @data: content of the attribute of that number
 * @len: its length
 * @attrs: all attributes of the message
 * @attrs_len: their length
 *
 * Context: the server's thread; answers before it returns.
 */
void ksmbd_upcall_handle(void *server, unsigned int event, const void *data, size_t len,
			 struct nlattr *attrs, int attrs_len)
{
	static const struct {
		size_t min_len;
		void (*handle)(const struct upcall *u);
	} rows[KSMBD_EVENT_HANDLE_FORGET + 1] = {
		[KSMBD_EVENT_HEARTBEAT_REQUEST] = {
			sizeof(struct ksmbd_heartbeat), do_heartbeat },
		[KSMBD_EVENT_SHUTTING_DOWN] = {
			sizeof(struct ksmbd_shutdown_request), do_shutting_down },
		[KSMBD_EVENT_LOGIN_REQUEST] = {
			sizeof(struct ksmbd_login_request), do_login },
		[KSMBD_EVENT_LOGIN_REQUEST_EXT] = {
			sizeof(struct ksmbd_login_request), do_login_ext },
		[KSMBD_EVENT_SHARE_CONFIG_REQUEST] = {
			sizeof(struct ksmbd_share_config_request), do_share_config },
		[KSMBD_EVENT_TREE_CONNECT_REQUEST] = {
			sizeof(struct ksmbd_tree_connect_request), do_tree_connect },
		[KSMBD_EVENT_TREE_DISCONNECT_REQUEST] = {
			sizeof(struct ksmbd_tree_disconnect_request), do_tree_disconnect },
		[KSMBD_EVENT_LOGOUT_REQUEST] = {
			sizeof(struct ksmbd_logout_request), do_logout },
		[KSMBD_EVENT_RPC_REQUEST] = {
			sizeof(struct ksmbd_rpc_command), do_rpc },
		[KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST] = {
			sizeof(struct ksmbd_spnego_authen_request), do_spnego },
		[KSMBD_EVENT_HANDLE_KEEP] = {
			sizeof(struct ksmbd_handle_keep), do_handle_keep },
		[KSMBD_EVENT_HANDLE_FORGET] = {
			sizeof(struct ksmbd_handle_forget), do_handle_forget },
	};
	struct upcall u = { .server = server, .data = data, .len = len, .attrs = attrs,
			    .attrs_len = attrs_len };

	if (event >= ARRAY_SIZE(rows) || !rows[event].handle) {
		ksmbd_warn("the kernel sent event %u, which is not for us", event);
		return;
	}
	if (len < rows[event].min_len) {
		ksmbd_warn("event %u is %zu bytes short", event, rows[event].min_len - len);
		return;
	}
	rows[event].handle(&u);
}
