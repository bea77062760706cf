// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One TCP connection: its reader thread, and sending.
 *
 * The reader takes what has arrived into a small buffer, so that a small frame
 * costs one receive call; the rest of a large one goes straight into the
 * frame's own buffer.  Nothing is allocated for a frame before its length was
 * held against what the connection may send now.  Sending puts the length and
 * the linear parts into one call and gives page segments to the socket without
 * copying them.
 *
 * A reader that is through with its connection waits to be stopped by a
 * house-keeping job, so no thread ever ends in code that may be unloaded.
 *
 * Not for what is in a frame (smb2/frame.c), accepting (listener.c) or a
 * connection's life (state/conn.c).
 * Locks: sendv runs under conn->tx_mutex; done_lock (spin, a leaf).
 */
#include "transport/transport.h"
#include "smb2/frame.h"
#include "state/conn.h"
#include "state/server.h"
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kthread.h>
#include <linux/net.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/tcp.h>
#include <linux/uio.h>
#include <linux/unaligned.h>
#include <linux/workqueue.h>
#include <net/ipv6.h>
#include <net/sock.h>

/* The length in front of each frame (MS-SMB2 2.1): one byte type, three bytes big endian. */
#define LENGTH_SIZE		4
#define LENGTH_MAX		0xFFFFFF
/* NetBIOS session service packets that old clients send on any port (RFC 1002 4.3.1). */
#define NBSS_MESSAGE		0x00
#define NBSS_REQUEST		0x81
#define NBSS_POSITIVE		0x82
#define NBSS_KEEPALIVE		0x85
#define NBSS_REQUEST_MAX	256	/* two encoded names, and room */

/* Enough for nearly every request that is not a WRITE. */
#define STAGE_SIZE		512
/* Linear pieces sent in one call; a compound with more takes several. */
#define SEND_VECS		16

/* A dead peer is noticed after 30 + 3 * 5 seconds. */
#define KEEP_IDLE		30
#define KEEP_INTERVAL		5
#define KEEP_COUNT		3
#define USER_TIMEOUT_MS		((KEEP_IDLE + KEEP_INTERVAL * KEEP_COUNT) * MSEC_PER_SEC)
/* So long may a peer that lives refuse to read before it loses the connection. */
#define SEND_TIMEOUT		60

/* The transport's part of a connection; freed with the connection's last reference. */
struct ksmbd_tcp {
	struct socket *sock;		/* set once, released with this */
	struct ksmbd_conn *conn;	/* the reader's reference; dropped by the job */
	struct task_struct *reader;	/* set once before it runs */
	struct list_head done;		/* in done_list, under done_lock */
	/* reader only: received and not yet used */
	unsigned int stage_pos, stage_len;
	u8 stage[STAGE_SIZE];
};

static DEFINE_SPINLOCK(done_lock);	/* protects: done_list */
static LIST_HEAD(done_list);		/* connections whose reader is through */
static struct work_struct done_job;

/* ---- receiving ---- */

static int receive(struct ksmbd_tcp *t, void *buf, size_t len, int flags)
{
	struct kvec vec = { .iov_base = buf, .iov_len = len };
	struct msghdr msg = { .msg_flags = flags };

	return kernel_recvmsg(t->sock, &msg, &vec, 1, len, flags);
}

/* At least @want bytes into the stage; 0, -ECONNRESET when the peer is gone, or -errno. */
static int stage_fill(struct ksmbd_tcp *t, unsigned int want)
{
	if (t->stage_pos && t->stage_len - t->stage_pos < want) {
		t->stage_len -= t->stage_pos;
		memmove(t->stage, t->stage + t->stage_pos, t->stage_len);
		t->stage_pos = 0;
	}
	while (t->stage_len - t->stage_pos < want) {
		int ret = receive(t, t->stage + t->stage_len, STAGE_SIZE - t->stage_len, 0);

		if (ret <= 0)
			return ret ?: -ECONNRESET;
		t->stage_len += ret;
	}
	return 0;
}

/* Up to @len bytes out of the stage. */
static size_t stage_take(struct ksmbd_tcp *t, void *buf, size_t len)
{
	size_t n = min_t(size_t, len, t->stage_len - t->stage_pos);

	memcpy(buf, t->stage + t->stage_pos, n);
	t->stage_pos += n;
	if (t->stage_pos == t->stage_len) {
		t->stage_pos = 0;
		t->stage_len = 0;
	}
	return n;
}

/* Exactly @len bytes: what is staged, then straight from the socket. */
static int receive_all(struct ksmbd_tcp *t, u8 *buf, size_t len)
{
	size_t have = stage_take(t, buf, len);

	while (have < len) {
		int ret = receive(t, buf + have, len - have, MSG_WAITALL);

		if (ret <= 0)
			return ret ?: -ECONNRESET;
		have += ret;
	}
	return 0;
}

static int receive_message(struct ksmbd_tcp *t, size_t len)
{
	struct smb2_buf buf;
	int err;

	if (!len || len > ksmbd_conn_frame_limit(t->conn))
		return -EMSGSIZE;
	err = smb2_buf_get(&buf, len);
	if (err)
		return err;
	err = receive_all(t, buf.data, len);
	if (err) {
		smb2_buf_put(&buf);
		return err;
	}
	return smb2_frame_receive(t->conn, &buf, len);
}

/* Every session is welcome, whatever names it says. */
static int answer_session_request(struct ksmbd_tcp *t, size_t len)
{
	static const u8 positive[LENGTH_SIZE] = { NBSS_POSITIVE };
	struct kvec vec = { .iov_base = (void *)positive, .iov_len = sizeof(positive) };
	struct msghdr msg = { .msg_flags = MSG_NOSIGNAL };
	u8 names[NBSS_REQUEST_MAX];
	int ret;

	if (READ_ONCE(t->conn->state) != KSMBD_CONN_NEW || len > sizeof(names))
		return -EPROTO;
	ret = receive_all(t, names, len);
	if (ret)
		return ret;
	mutex_lock(&t->conn->tx_mutex);
	ret = kernel_sendmsg(t->sock, &msg, &vec, 1, sizeof(positive));
	mutex_unlock(&t->conn->tx_mutex);
	if (ret < 0)
		return ret;
	return ret == sizeof(positive) ? 0 : -EPIPE;
}

/* One packet of any kind; 0, or why the connection must go. */
static int receive_packet(struct ksmbd_tcp *t)
{
	u8 prefix[LENGTH_SIZE];
	size_t len;
	int err;

	err = stage_fill(t, LENGTH_SIZE);
	if (err)
		return err;
	stage_take(t, prefix, sizeof(prefix));
	len = get_unaligned_be32(prefix) & LENGTH_MAX;

	switch (prefix[0]) {
	case NBSS_MESSAGE:
		return receive_message(t, len);
	case NBSS_REQUEST:
		return answer_session_request(t, len);
	case NBSS_KEEPALIVE:
		return len ? -EPROTO : 0;
	default:
		return -EPROTO;
	}
}

/* ---- the reader's life ---- */

static int reader_main(void *arg)
{
	struct ksmbd_tcp *t = arg;
	int err;

	do {
		err = receive_packet(t);
	} while (!err && !ksmbd_conn_is_closing(t->conn));
	ksmbd_dbg(CONN, "connection %llu ends: %d", t->conn->id, err);
	ksmbd_conn_unlink(t->conn);

	spin_lock(&done_lock);
	list_add_tail(&t->done, &done_list);
	spin_unlock(&done_lock);
	queue_work(ksmbd_wq, &done_job);
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static struct ksmbd_tcp *done_pop(void)
{
	struct ksmbd_tcp *t;

	spin_lock(&done_lock);
	t = list_first_entry_or_null(&done_list, struct ksmbd_tcp, done);
	if (t)
		list_del_init(&t->done);
	spin_unlock(&done_lock);
	return t;
}

/* Stops readers that are through; their reference is the last thing they leave. */
static void reap_readers(struct work_struct *job)
{
	struct ksmbd_tcp *t;

	while ((t = done_pop())) {
		kthread_stop(t->reader);
		ksmbd_conn_put(t->conn);
	}
}

/* ---- sending ---- */

/* Sends @vec whole. */
static int send_linear(struct socket *sock, struct kvec *vec, unsigned int n, size_t bytes,
		       unsigned int flags)
{
	struct msghdr msg = { .msg_flags = flags | MSG_NOSIGNAL };

	iov_iter_kvec(&msg.msg_iter, ITER_SOURCE, vec, n, bytes);
	while (msg_data_left(&msg)) {
		int ret = sock_sendmsg(sock, &msg);

		if (ret <= 0)
			return ret ?: -EPIPE;
	}
	return 0;
}

/* Slab memory must never be given away by reference; it cannot be here, but then it is copied. */
static bool segs_spliceable(const struct ksmbd_segs *segs)
{
	unsigned int i;

	for (i = 0; i < segs->nr; i++) {
		if (!sendpage_ok(segs->bv[i].bv_page))
			return false;
	}
	return true;
}

static int send_copied(struct socket *sock, const struct ksmbd_segs *segs, unsigned int flags)
{
	struct msghdr msg = { .msg_flags = flags | MSG_NOSIGNAL };

	iov_iter_bvec(&msg.msg_iter, ITER_SOURCE, segs->bv, segs->nr, segs->bytes);
	while (msg_data_left(&msg)) {
		int ret = sock_sendmsg(sock, &msg);

		if (ret <= 0)
			return ret ?: -EPIPE;
	}
	return 0;
}

/* Sends page segments without copying, going on behind what a short send took. */
static int send_segs(struct socket *sock, const struct ksmbd_segs *segs, unsigned int flags)
{
	size_t left = segs->bytes, skip = 0;
	unsigned int i = 0;

	if (!segs_spliceable(segs))
		return send_copied(sock, segs, flags);
	while (left) {
		struct bio_vec rest = segs->bv[i];
		int ret;

		if (skip) {
			rest.bv_offset += skip;
			rest.bv_len -= skip;
			ret = kcompat_send_pages(sock, &rest, 1, rest.bv_len,
						 left > rest.bv_len ? flags | MSG_MORE : flags);
		} else {
			ret = kcompat_send_pages(sock, &segs->bv[i], segs->nr - i, left, flags);
		}
		if (ret <= 0)
			return ret ?: -EPIPE;
		left -= ret;
		skip += ret;
		while (left && skip >= segs->bv[i].bv_len)
			skip -= segs->bv[i++].bv_len;
	}
	return 0;
}

/* What is gathered until a call is due. */
struct gather {
	struct socket *sock;
	struct kvec vec[SEND_VECS];
	unsigned int n;
	size_t bytes;
	size_t left;		/* of the frame, what is gathered included */
};

static int gather_flush(struct gather *g)
{
	size_t bytes = g->bytes;
	int err;

	if (!bytes)
		return 0;
	g->left -= bytes;
	err = send_linear(g->sock, g->vec, g->n, bytes, g->left ? MSG_MORE : 0);
	g->n = 0;
	g->bytes = 0;
	return err;
}

static int gather_linear(struct gather *g, void *base, size_t len)
{
	int err = 0;

	if (!len)
		return 0;
	if (g->n == SEND_VECS)
		err = gather_flush(g);
	g->vec[g->n].iov_base = base;
	g->vec[g->n++].iov_len = len;
	g->bytes += len;
	return err;
}

static int gather_segs(struct gather *g, const struct ksmbd_segs *segs)
{
	int err;

	if (!segs || !segs->bytes)
		return 0;
	err = gather_flush(g);
	if (err)
		return err;
	g->left -= segs->bytes;
	return send_segs(g->sock, segs, g->left ? MSG_MORE | MSG_NOSIGNAL : MSG_NOSIGNAL);
}

static int tcp_sendv(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts, unsigned int nr,
		     size_t bytes)
{
	struct ksmbd_tcp *t = conn->transport;
	struct gather g = { .sock = t->sock, .left = bytes + LENGTH_SIZE };
	__be32 prefix = cpu_to_be32(bytes);
	unsigned int i;
	int err;

	lockdep_assert_held(&conn->tx_mutex);
	if (bytes > LENGTH_MAX)
		return -EMSGSIZE;
	err = gather_linear(&g, &prefix, sizeof(prefix));
	for (i = 0; !err && i < nr; i++) {
		err = gather_linear(&g, parts[i].vec.iov_base, parts[i].vec.iov_len);
		if (!err)
			err = gather_segs(&g, parts[i].segs);
	}
	return err ?: gather_flush(&g);
}

static void tcp_shutdown(struct ksmbd_conn *conn)
{
	struct ksmbd_tcp *t = conn->transport;

	kernel_sock_shutdown(t->sock, SHUT_RDWR);
}

static void tcp_put(struct ksmbd_conn *conn)
{
	struct ksmbd_tcp *t = conn->transport;

	sock_release(t->sock);
	kfree(t);
}

static const struct ksmbd_conn_ops tcp_ops = {
	.sendv = tcp_sendv,
	.shutdown = tcp_shutdown,
	.put = tcp_put,
};

/* ---- beginning ---- */

static void set_options(struct socket *sock)
{
	struct sock *sk = sock->sk;

	tcp_sock_set_nodelay(sk);
	tcp_sock_set_keepidle(sk, KEEP_IDLE);
	tcp_sock_set_keepintvl(sk, KEEP_INTERVAL);
	tcp_sock_set_keepcnt(sk, KEEP_COUNT);
	sock_set_keepalive(sk);
	tcp_sock_set_user_timeout(sk, USER_TIMEOUT_MS);
	sock_set_sndtimeo(sk, SEND_TIMEOUT);
}

/* A v4 address in v6 clothing counts and shows as the v4 address it is. */
static void undress_v4(struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in in = { .sin_family = AF_INET };

	if (ss->ss_family != AF_INET6 || !ipv6_addr_v4mapped(&in6->sin6_addr))
		return;
	in.sin_port = in6->sin6_port;
	in.sin_addr.s_addr = in6->sin6_addr.s6_addr32[3];
	memset(ss, 0, sizeof(*ss));
	memcpy(ss, &in, sizeof(in));
}

static struct ksmbd_tcp *tcp_create(struct socket *sock)
{
	struct sockaddr_storage peer = { }, local = { };
	struct ksmbd_tcp *t;

	if (kernel_getpeername(sock, (void *)&peer) < 0 ||
	    kernel_getsockname(sock, (void *)&local) < 0)
		return NULL;	/* it left already */
	undress_v4(&peer);
	undress_v4(&local);
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return NULL;
	t->sock = sock;
	INIT_LIST_HEAD(&t->done);
	t->conn = ksmbd_conn_create(&tcp_ops, t, &peer, &local);
	if (t->conn)
		return t;
	kfree(t);
	return NULL;
}

/**
 * ksmbd_tcp_start() - make a connection of an accepted socket
 * @sock: taken over, also on error
 *
 * Context: the accept thread; may sleep.
 * Return: 0; -EBUSY over the budgets; -ENOMEM, or -errno of starting a thread.
 */
int ksmbd_tcp_start(struct socket *sock)
{
	struct task_struct *task;
	struct ksmbd_tcp *t;
	int err;

	set_options(sock);
	t = tcp_create(sock);
	if (!t) {
		sock_release(sock);
		return -ENOMEM;
	}
	err = ksmbd_conn_publish(t->conn);
	if (err)
		goto out_put;
	task = kthread_create(reader_main, t, "ksmbd-r%llu", t->conn->id);
	if (IS_ERR(task)) {
		err = PTR_ERR(task);
		goto out_unlink;
	}
	t->reader = task;
	wake_up_process(task);
	return 0;

out_unlink:
	ksmbd_conn_unlink(t->conn);
out_put:
	ksmbd_conn_put(t->conn);
	return err;
}

/**
 * ksmbd_tcp_init() - set the reaping of readers up
 *
 * Context: module load, after ksmbd_server_init().
 * Return: 0.
 */
int ksmbd_tcp_init(void)
{
	INIT_WORK(&done_job, reap_readers);
	return 0;
}

/**
 * ksmbd_tcp_exit() - end the reaping of readers
 *
 * Context: module unload, after ksmbd_conn_exit(), so no reader is left; sleeps.
 */
void ksmbd_tcp_exit(void)
{
	cancel_work_sync(&done_job);
}
