// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Listening sockets and their accept threads.
 *
 * Without configured interfaces there is one socket for all addresses, IPv6 and
 * IPv4 (IPv4 alone where the kernel has no IPv6).  With them there is one
 * socket bound to each interface that is up; a notifier sees interfaces come
 * and go later.  What should be there is compared with what is there in one
 * place, listen_sync(), called for a new configuration and for each change.
 *
 * Not for connections (tcp.c) nor for how many there may be (state/conn.c).
 * Called by the helper room, which serialises start and stop.
 * Locks: listen_mutex; it is not taken under rtnl: the notifier only queues.
 */
#include "transport/transport.h"
#include "ksmbd.h"
#include "state/server.h"
#include <linux/if.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#define LISTEN_BACKLOG	256

/* One listening socket with its thread. */
struct listener {
	struct list_head entry;		/* in listeners, under listen_mutex */
	struct socket *sock;		/* set once */
	struct task_struct *task;	/* set once */
	int ifindex;			/* 0: every interface */
	u16 port;
	bool wanted;			/* scratch of listen_sync() */
};

/* What the configuration asks for, copied out of RCU. */
struct wish {
	u16 port;
	unsigned int nifs;
	int ifindex[KSMBD_INTERFACES_MAX];	/* of those that are up; one entry 0: all */
};

static DEFINE_MUTEX(listen_mutex);	/* protects: listeners, listening */
static LIST_HEAD(listeners);
static bool listening;
static void listen_sync_job(struct work_struct *job);
static DECLARE_WORK(sync_job, listen_sync_job);

/* ---- one socket ---- */

static int accept_main(void *arg)
{
	struct listener *l = arg;

	while (!kthread_should_stop()) {
		struct socket *sock;
		int err = kernel_accept(l->sock, &sock, 0);

		if (err)	/* being stopped, or out of memory, which may pass */
			schedule_timeout_interruptible(HZ / 10);
		else
			ksmbd_tcp_start(sock);
	}
	return 0;
}

static int bind_any(struct socket *sock, int family, u16 port)
{
	struct sockaddr_storage ss = { .ss_family = family };
	int len = sizeof(struct sockaddr_in);

	if (family == AF_INET6) {
		((struct sockaddr_in6 *)&ss)->sin6_port = htons(port);
		len = sizeof(struct sockaddr_in6);
	} else {
		((struct sockaddr_in *)&ss)->sin_port = htons(port);
	}
	return kernel_bind(sock, (void *)&ss, len);
}

static struct socket *listen_socket_family(int family, int ifindex, u16 port)
{
	struct socket *sock;
	int err;

	err = sock_create_kern(&init_net, family, SOCK_STREAM, IPPROTO_TCP, &sock);
	if (err)
		return ERR_PTR(err);
	sock_set_reuseaddr(sock->sk);
	if (family == AF_INET6) {
		/* whatever net.ipv6.bindv6only says: one socket serves both */
		lock_sock(sock->sk);
		sock->sk->sk_ipv6only = false;
		release_sock(sock->sk);
	}
	if (ifindex)
		err = sock_bindtoindex(sock->sk, ifindex, true);
	if (!err)
		err = bind_any(sock, family, port);
	if (!err)
		err = kernel_listen(sock, LISTEN_BACKLOG);
	if (!err)
		return sock;
	sock_release(sock);
	return ERR_PTR(err);
}

static struct socket *listen_socket(int ifindex, u16 port)
{
	struct socket *sock = listen_socket_family(AF_INET6, ifindex, port);

	if (sock == ERR_PTR(-EAFNOSUPPORT) || sock == ERR_PTR(-EADDRNOTAVAIL))
		sock = listen_socket_family(AF_INET, ifindex, port);
	return sock;
}

static int listener_create(int ifindex, u16 port)
{
	struct listener *l = kzalloc(sizeof(*l), GFP_KERNEL);
	int err;

	lockdep_assert_held(&listen_mutex);
	if (!l)
		return -ENOMEM;
	l->ifindex = ifindex;
	l->port = port;
	l->wanted = true;
	l->sock = listen_socket(ifindex, port);
	if (IS_ERR(l->sock)) {
		err = PTR_ERR(l->sock);
		goto out_free;
	}
	l->task = kthread_run(accept_main, l, "ksmbd-accept");
	if (IS_ERR(l->task)) {
		err = PTR_ERR(l->task);
		goto out_release;
	}
	list_add_tail(&l->entry, &listeners);
	return 0;

out_release:
	sock_release(l->sock);
out_free:
	kfree(l);
	return err;
}

static void listener_destroy(struct listener *l)
{
	lockdep_assert_held(&listen_mutex);
	list_del(&l->entry);
	kernel_sock_shutdown(l->sock, SHUT_RDWR);
	kthread_stop(l->task);
	sock_release(l->sock);
	kfree(l);
}

/* ---- all sockets ---- */

static void make_wish(struct wish *wish)
{
	const struct ksmbd_server_config *cfg;
	struct net_device *dev;
	unsigned int i;

	memset(wish, 0, sizeof(*wish));
	rcu_read_lock();
	cfg = ksmbd_server_config();
	wish->port = cfg->port;
	if (!cfg->ninterfaces)
		wish->nifs = 1;		/* ifindex 0 */
	for (i = 0; i < cfg->ninterfaces; i++) {
		dev = dev_get_by_name_rcu(&init_net, cfg->interfaces[i]);
		if (dev && (dev->flags & IFF_UP))
			wish->ifindex[wish->nifs++] = dev->ifindex;
	}
	rcu_read_unlock();
}

static struct listener *find_listener(int ifindex, u16 port)
{
	struct listener *l;

	lockdep_assert_held(&listen_mutex);
	list_for_each_entry(l, &listeners, entry) {
		if (l->ifindex == ifindex && l->port == port)
			return l;
	}
	return NULL;
}

/* First what is no longer wanted goes, since it may hold the port; then what is missing comes. */
static int listen_sync(void)
{
	struct listener *l, *next;
	struct wish wish;
	unsigned int i;
	int err = 0;

	lockdep_assert_held(&listen_mutex);
	make_wish(&wish);
	list_for_each_entry(l, &listeners, entry)
		l->wanted = false;
	for (i = 0; i < wish.nifs; i++) {
		l = find_listener(wish.ifindex[i], wish.port);
		if (l)
			l->wanted = true;
	}
	list_for_each_entry_safe(l, next, &listeners, entry) {
		if (!l->wanted)
			listener_destroy(l);
	}
	for (i = 0; i < wish.nifs; i++) {
		int ret;

		if (find_listener(wish.ifindex[i], wish.port))
			continue;
		ret = listener_create(wish.ifindex[i], wish.port);
		if (ret)
			err = ret;
	}
	return err;
}

static void listen_sync_job(struct work_struct *job)
{
	int err = 0;

	mutex_lock(&listen_mutex);
	if (listening)
		err = listen_sync();
	mutex_unlock(&listen_mutex);
	if (err)
		ksmbd_err("cannot listen on an interface that came up: %d", err);
}

/* Under rtnl. */
static int netdev_changed(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGENAME:
	case NETDEV_UNREGISTER:
		queue_work(ksmbd_wq, &sync_job);
	}
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = {
	.notifier_call = netdev_changed,
};

/**
 * ksmbd_listen_start() - listen as the current configuration says
 *
 * When it is listening already, only what changed is opened and closed.
 *
 * Context: process context, may sleep; callers are serialised.
 * Return: 0, also when a configured interface is not there yet; -EADDRINUSE and the like.
 */
int ksmbd_listen_start(void)
{
	bool first;
	int err;

	mutex_lock(&listen_mutex);
	first = !listening;
	listening = true;
	err = listen_sync();
	mutex_unlock(&listen_mutex);
	if (first && register_netdevice_notifier(&netdev_notifier))
		ksmbd_err("interfaces that come later will not be noticed");
	return err;
}

/**
 * ksmbd_listen_stop() - stop accepting
 *
 * Context: process context; waits for the accept threads; callers are serialised.
 */
void ksmbd_listen_stop(void)
{
	struct listener *l, *next;
	bool was;

	mutex_lock(&listen_mutex);
	was = listening;
	listening = false;
	mutex_unlock(&listen_mutex);
	if (!was)
		return;
	unregister_netdevice_notifier(&netdev_notifier);
	cancel_work_sync(&sync_job);
	mutex_lock(&listen_mutex);
	list_for_each_entry_safe(l, next, &listeners, entry)
		listener_destroy(l);
	mutex_unlock(&listen_mutex);
}
