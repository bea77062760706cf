// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The server object: start order, event loop, reload, stop.
 *
 * For:      ksmbd_server_*() of libksmbd.h.
 * Not for:  what events mean (upcall.c), sockets (netlink.c), processes, signals and files
 *           (mountd/).
 * Called by: programs.
 *
 * Theory of operation. new -> start -> (reload)* -> stop -> wait -> free. start() connects,
 * sends STARTING_UP and waits for the kernel's verdict in the caller's thread, so that its
 * error reaches the caller; then one thread polls two descriptors, netlink and an eventfd.
 * stop() and reload() set a flag and write to the eventfd: that is all they do, so signal
 * handlers may call them. When the thread ends the socket closes; the kernel notices and
 * goes on serving the clients it has, and the next helper takes over.
 */
#include "internal.h"
#include "rpc.h"

#include <errno.h>
#include <netlink/attr.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/**
 * ksmbd_server_new() - make a server
 * @cfg: its configuration; belongs to the server from now on, also on failure
 *
 * Return: a server for ksmbd_server_free(), or NULL.
 */
struct ksmbd_server *ksmbd_server_new(struct ksmbd_config *cfg)
{
	struct ksmbd_server *server = calloc(1, sizeof(*server));

	if (!server) {
		ksmbd_config_free(cfg);
		return NULL;
	}
	server->cfg = cfg;
	server->shares = &ksmbd_config_share_ops;
	server->shares_arg = server;
	server->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	server->sessions = ksmbd_sessions_new();
	server->krb5 = ksmbd_krb5_new(cfg->global.krb5_service_name, cfg->global.krb5_keytab_file);
	server->rpc = ksmbd_rpc_glue_create(server);
	if (server->event_fd < 0 || !server->sessions || !server->krb5 || !server->rpc) {
		ksmbd_server_free(server);
		return NULL;
	}
	return server;
}

/**
 * ksmbd_server_free() - free a server that does not run
 * @server: server, or NULL
 */
void ksmbd_server_free(struct ksmbd_server *server)
{
	if (!server)
		return;
	if (server->started) {
		ksmbd_server_stop(server);
		ksmbd_server_wait(server);
	}
	ksmbd_nl_close(server->nl);
	if (server->rpc)
		ksmbd_rpc_destroy(server->rpc);
	ksmbd_krb5_free(server->krb5);
	ksmbd_handles_close(server->handles);
	ksmbd_sessions_free(server->sessions);
	ksmbd_strv_free(&server->updated);
	ksmbd_config_free(server->cfg);
	if (server->event_fd >= 0)
		close(server->event_fd);
	free(server);
}

/**
 * ksmbd_server_set_auth() - say where accounts come from
 * @server: server that does not run yet
 * @ops: must stay as long as @server
 * @arg: handed to @ops
 */
void ksmbd_server_set_auth(struct ksmbd_server *server, const struct ksmbd_auth_ops *ops, void *arg)
{
	server->auth = ops;
	server->auth_arg = arg;
}

/**
 * ksmbd_server_set_shares() - say where shares come from
 * @server: server that does not run yet
 * @ops: must stay as long as @server
 * @arg: handed to @ops
 */
void ksmbd_server_set_shares(struct ksmbd_server *server, const struct ksmbd_share_ops *ops,
			     void *arg)
{
	server->shares = ops;
	server->shares_arg = arg;
}

/**
 * ksmbd_server_set_reload() - say what ksmbd_server_reload() does
 * @server: server that does not run yet
 * @fn: called in the server's thread
 * @arg: handed to @fn
 */
void ksmbd_server_set_reload(struct ksmbd_server *server, ksmbd_reload_fn fn, void *arg)
{
	server->reload = fn;
	server->reload_arg = arg;
}

/**
 * ksmbd_server_set_handles() - say where persistent handles are kept
 * @server: server that does not run yet
 * @path: a file on a file system that outlives a crash
 *
 * Return: 0 or -errno; handles are not kept then.
 */
int ksmbd_server_set_handles(struct ksmbd_server *server, const char *path)
{
	struct ksmbd_handles *handles;
	int err = ksmbd_handles_open(path, &handles);

	if (err)
		return err;
	ksmbd_handles_close(server->handles);
	server->handles = handles;
	return 0;
}

/*
 * Swap the configuration. The kernel learns of changed shares at the next connect, and here which
 * ones are gone.
 */
static void reload(struct ksmbd_server *server)
{
	struct ksmbd_config *fresh, *before;

	fresh = server->reload ? server->reload(server->reload_arg) : NULL;
	if (!fresh)
		return;
	memcpy(fresh->global.sub_auth, server->cfg->global.sub_auth,
	       sizeof(fresh->global.sub_auth));
	ksmbd_strv_free(&server->updated);
	for (size_t i = 0; i < fresh->nshares; i++) {
		const char *name = fresh->shares[i]->name;

		if (ksmbd_strv_add(&server->updated, name, strlen(name)))
			ksmbd_err("no memory to mark share %s as changed", name);
	}
	before = server->cfg;
	server->cfg = fresh;
	for (size_t i = 0; i < before->nshares; i++)
		ksmbd_upcall_share_check(server, before->shares[i]->name);
	ksmbd_config_free(before);
	ksmbd_info("configuration reloaded, %zu shares", fresh->nshares);
}

static int loop(struct ksmbd_server *server)
{
	struct pollfd fds[2] = {
		{ .fd = ksmbd_nl_fd(server->nl), .events = POLLIN },
		{ .fd = server->event_fd, .events = POLLIN },
	};
	uint64_t count;
	int err = 0;

	while (!err && !atomic_load(&server->want_stop)) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno != EINTR)
			return -errno;
		while (read(server->event_fd, &count, sizeof(count)) < 0 && errno == EINTR)
			;
		if (atomic_exchange(&server->want_reload, 0))
			reload(server);
		err = ksmbd_nl_receive(server->nl);
	}
	return err;
}

static void *thread_main(void *arg)
{
	struct ksmbd_server *server = arg;

	server->result = loop(server);
	/* the kernel sees the socket close, at once and not when the program ends */
	ksmbd_nl_close(server->nl);
	server->nl = NULL;
	return NULL;
}

/* Signals belong to the program's own threads. */
static int start_thread(struct ksmbd_server *server)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&server->thread, NULL, thread_main, server);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -err;
}

/* What only our module understands of the configuration. */
static int put_startup(void *arg, struct nl_msg *msg)
{
	struct ksmbd_server *server = arg;
	int err = ksmbd_apple_put_global(&server->cfg->global, msg);

	if (!err && ksmbd_krb5_has_key(server->krb5) && nla_put_flag(msg, KSMBD_A_KERBEROS))
		err = -EMSGSIZE;
	if (!err && server->handles && nla_put_flag(msg, KSMBD_A_HANDLE_STORE))
		err = -EMSGSIZE;
	return err;
}

static int send_startup(struct ksmbd_server *server)
{
	const struct ksmbd_global *global = &server->cfg->global;
	void *data;
	size_t len;
	int err;

	err = ksmbd_startup_pack(global, &data, &len);
	if (err)
		return err;
	err = ksmbd_nl_send_wait(server->nl, KSMBD_EVENT_STARTING_UP, data, len,
				 put_startup, server);
	free(data);
	/* the in-tree module says EINVAL for everything it does not like */
	return err == -EINVAL ? -EBUSY : err;
}

/* Nothing of an earlier run counts for a kernel that starts anew. */
static int forget(struct ksmbd_server *server)
{
	struct ksmbd_sessions *sessions = ksmbd_sessions_new();
	struct ksmbd_rpc *rpc = ksmbd_rpc_glue_create(server);

	if (!sessions || !rpc) {
		ksmbd_sessions_free(sessions);
		if (rpc)
			ksmbd_rpc_destroy(rpc);
		return -ENOMEM;
	}
	ksmbd_sessions_free(server->sessions);
	ksmbd_rpc_destroy(server->rpc);
	server->sessions = sessions;
	server->rpc = rpc;
	return 0;
}

/**
 * ksmbd_server_start() - connect to the kernel and serve
 * @server: server that does not run
 *
 * Return: 0 when the kernel has taken the configuration; see libksmbd.h for errors.
 */
int ksmbd_server_start(struct ksmbd_server *server)
{
	int err;

	err = ksmbd_nl_open(&server->nl);
	if (err)
		return err;
	err = forget(server);
	if (err)
		goto out_close;
	ksmbd_nl_set_handler(server->nl, ksmbd_upcall_handle, server);
	/* before anybody else can open their files */
	ksmbd_upcall_restore(server);
	err = send_startup(server);
	if (!err)
		err = start_thread(server);
	if (err)
		goto out_close;
	server->started = true;
	return 0;

out_close:
	ksmbd_nl_close(server->nl);
	server->nl = NULL;
	return err;
}

static void wake(struct ksmbd_server *server)
{
	const uint64_t one = 1;
	int saved = errno;

	/* fails only when the counter is full, and then the thread wakes up anyway */
	if (write(server->event_fd, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

/**
 * ksmbd_server_stop() - ask the server to stop
 * @server: server
 *
 * Context: any thread, any signal handler.
 */
void ksmbd_server_stop(struct ksmbd_server *server)
{
	atomic_store(&server->want_stop, 1);
	wake(server);
}

/**
 * ksmbd_server_reload() - ask the server to load its configuration anew
 * @server: server
 *
 * Context: any thread, any signal handler.
 */
void ksmbd_server_reload(struct ksmbd_server *server)
{
	atomic_store(&server->want_reload, 1);
	wake(server);
}

/**
 * ksmbd_server_wait() - wait until the server has stopped
 * @server: server that was started
 *
 * Return: 0 after ksmbd_server_stop(), or what broke.
 */
int ksmbd_server_wait(struct ksmbd_server *server)
{
	if (!server->started)
		return -EINVAL;
	pthread_join(server->thread, NULL);
	server->started = false;
	atomic_store(&server->want_stop, 0);
	return server->result;
}
