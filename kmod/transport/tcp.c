// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One TCP connection: receiving, and sending.
 *
 * No thread belongs to a connection.  When something arrives the socket's
 * callback gives the connection's turn to the pool, by way of a tasklet: the
 * callback runs under the socket's lock, which the thread would want at once and
 * spin for on another processor.  Whoever has the turn reads what is there,
 * without waiting, and runs each whole request itself.  It gives the turn away
 * first if the request came in a large frame, and otherwise as soon as the
 * request says that it may be long (tcp_pass()): so a request that sleeps keeps
 * nobody else waiting, since the next arrival finds the turn free and takes
 * another thread.  What is short and sleeps for nothing – a small READ of cached
 * bytes – is answered within the turn: a client with many of them under way needs
 * no wake-up for each, and has no two threads meet at its socket.  Before the
 * first log-on requests run within the turn, so they come in order.
 *
 * A socket that is full is the same case: whoever finds it so gives the turn away
 * and waits for the client then, if it logged on; a stranger loses the connection.
 *
 * Small frames are taken by one receive call into a small buffer; the rest of a
 * large one goes straight into the frame's own buffer, in large pieces.  Nothing
 * is allocated for a frame before its length was held against what the
 * connection may send now.  Sending puts the length and the linear parts into
 * one call and gives page segments to the socket without copying them.
 *
 * A connection that is through ends in a job of its own, since it waits for what
 * still runs on it, which may need the threads of the pool.
 *
 * Not for what is in a frame (smb2/frame.c), accepting (listener.c) or a
 * connection's life (state/conn.c).
 * Locks: sendv runs under conn->tx_mutex; callbacks run under sk_callback_lock.
 */
#include "transport/transport.h"
#include "smb2/frame.h"
#include "state/conn.h"
#include "state/work.h"
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/interrupt.h>
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
/* While so much of a frame is missing there is no news before so much has come. */
#define RECEIVE_PIECE		SZ_128K
/* Fewer page bytes are copied: that costs less than a second call, and than pages in a packet. */
#define SEND_COPIED		SZ_8K
/* Linear pieces sent in one call; a compound with more takes several. */
#define SEND_VECS		16

/* A dead peer is noticed after 30 + 6 * 5 seconds: clients give up first, Macs after 45. */
#define KEEP_IDLE		30
#define KEEP_INTERVAL		5
#define KEEP_COUNT		6
#define USER_TIMEOUT_MS		((KEEP_IDLE + KEEP_INTERVAL * KEEP_COUNT) * MSEC_PER_SEC)
/* So long may a peer that lives refuse to read before it loses the connection. */
#define SEND_TIMEOUT		60

/* ksmbd_tcp.rx: somebody has the turn or is queued for it; something came since it last looked. */
#define RX_TURN			1
#define RX_NEWS			2

/* The transport's part of a connection; freed with the connection's last reference. */
struct ksmbd_tcp {
	struct socket *sock;		/* set once, released with this */
	struct ksmbd_conn *conn;	/* the reader's reference; dropped by the end job */
	struct ksmbd_work turn;		/* for the pool; only run and queue are used */
	struct work_struct end;		/* the reader's last act; RX_TURN stays set */
	struct tasklet_struct wake;	/* gives the turn to the pool; pending: RX_TURN is set */
	atomic_t rx;			/* RX_* */
	/* the socket's own callbacks, set before ours are */
	void (*sk_data_ready)(struct sock *sk);
	void (*sk_state_change)(struct sock *sk);
	void (*sk_error_report)(struct sock *sk);
	/* set while a request runs within the turn; only that thread may find itself here */
	struct task_struct *holder;
	bool *held;			/* the holder's: does it still have the turn? */
	/* who has the turn only: the packet that is coming, with data NULL before its length */
	struct smb2_buf in;
	size_t in_len, in_have;
	u8 in_type;
	unsigned int low;		/* the socket's SO_RCVLOWAT */
	/* received and not yet used */
	unsigned int stage_pos, stage_len;
	u8 stage[STAGE_SIZE];
};

static struct workqueue_struct *end_wq;

/* ---- receiving ---- */

/* What is there, at most @len bytes; -EAGAIN: nothing, -ECONNRESET: the peer is gone. */
static int receive(struct ksmbd_tcp *t, void *buf, size_t len)
{
	struct kvec vec = { .iov_base = buf, .iov_len = len };
	struct msghdr msg = { .msg_flags = MSG_DONTWAIT };

	return kernel_recvmsg(t->sock, &msg, &vec, 1, len, MSG_DONTWAIT) ?: -ECONNRESET;
}

/* At least @want bytes into the stage: 1, 0 not yet, or -errno. */
static int stage_fill(struct ksmbd_tcp *t, unsigned int want)
{
	if (t->stage_pos && t->stage_len - t->stage_pos < want) {
		t->stage_len -= t->stage_pos;
		memmove(t->stage, t->stage + t->stage_pos, t->stage_len);
		t->stage_pos = 0;
	}
	while (t->stage_len - t->stage_pos < want) {
		int ret = receive(t, t->stage + t->stage_len, STAGE_SIZE - t->stage_len);

		if (ret < 0)
			return ret == -EAGAIN ? 0 : ret;
		t->stage_len += ret;
	}
	return 1;
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

/* How much must come before the socket tells us: a thread woken for every segment costs more. */
static void set_low(struct ksmbd_tcp *t, size_t missing)
{
	unsigned int low = clamp_t(size_t, missing, 1, RECEIVE_PIECE);
	struct sock *sk = t->sock->sk;

	if (low == t->low || !t->sock->ops->set_rcvlowat)
		return;
	t->low = low;
	lock_sock(sk);
	t->sock->ops->set_rcvlowat(sk, low);
	release_sock(sk);
}

/* The length and kind of the next packet, and memory for what it has: 1, 0 not yet, or -errno. */
static int packet_begin(struct ksmbd_tcp *t)
{
	u8 prefix[LENGTH_SIZE];
	size_t limit;
	int ret;

	ret = stage_fill(t, LENGTH_SIZE);
	if (ret <= 0)
		return ret;
	stage_take(t, prefix, sizeof(prefix));
	t->in_type = prefix[0];
	t->in_len = get_unaligned_be32(prefix) & LENGTH_MAX;
	t->in_have = 0;
	if (t->in_type == NBSS_KEEPALIVE && !t->in_len)
		return 1;

	if (t->in_type == NBSS_MESSAGE)
		limit = ksmbd_conn_frame_limit(t->conn);
	else if (t->in_type == NBSS_REQUEST && READ_ONCE(t->conn->state) == KSMBD_CONN_NEW)
		limit = NBSS_REQUEST_MAX;
	else
		return -EPROTO;
	if (!t->in_len || t->in_len > limit)
		return -EMSGSIZE;
	return smb2_buf_get(&t->in, t->in_len) ?: 1;
}

/* The rest of the packet: 1, 0 not yet, or -errno. */
static int packet_fill(struct ksmbd_tcp *t)
{
	t->in_have += stage_take(t, t->in.data + t->in_have, t->in_len - t->in_have);
	while (t->in_have < t->in_len) {
		int ret = receive(t, t->in.data + t->in_have, t->in_len - t->in_have);

		if (ret == -EAGAIN) {
			set_low(t, t->in_len - t->in_have);
			return 0;
		}
		if (ret < 0)
			return ret;
		t->in_have += ret;
	}
	set_low(t, 1);
	return 1;
}

/* Every NetBIOS session is welcome, whatever names it says, of a client that hears that it is. */
static int answer_session_request(struct ksmbd_tcp *t)
{
	static const u8 positive[LENGTH_SIZE] = { NBSS_POSITIVE };
	struct kvec vec = { .iov_base = (void *)positive, .iov_len = sizeof(positive) };
	struct msghdr msg = { .msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT };
	int ret;

	mutex_lock(&t->conn->tx_mutex);
	ret = kernel_sendmsg(t->sock, &msg, &vec, 1, sizeof(positive));
	mutex_unlock(&t->conn->tx_mutex);
	if (ret < 0)
		return ret;
	return ret == sizeof(positive) ? 1 : -EPIPE;
}

/*
 * Goes on with the current packet: 1 when it is dealt with, and then a request to be run may be
 * in @w; 0 when more of it must come; or why the connection must go.
 */
static int receive_packet(struct ksmbd_tcp *t, struct ksmbd_work **w)
{
	struct smb2_buf buf;
	int ret = 1;

	if (!t->in.data)
		ret = packet_begin(t);
	if (ret > 0)
		ret = packet_fill(t);
	if (ret <= 0)
		return ret;
	buf = t->in;
	t->in.data = NULL;
	if (t->in_type == NBSS_MESSAGE)
		return smb2_frame_receive(t->conn, &buf, t->in_len, w) ?: 1;
	smb2_buf_put(&buf);
	return t->in_type == NBSS_REQUEST ? answer_session_request(t) : 1;
}

/* ---- the turn ---- */

/*
 * Something came, or the connection is to go: whoever has the turn looks.  true: nobody had it, and
 * now the caller has, to give it away.
 */
static bool turn_wanted(struct ksmbd_tcp *t)
{
	return !(atomic_fetch_or(RX_TURN | RX_NEWS, &t->rx) & RX_TURN);
}

/* false: something came meanwhile and the caller still has it. */
static bool turn_leave(struct ksmbd_tcp *t)
{
	return atomic_cmpxchg(&t->rx, RX_TURN, 0) == RX_TURN;
}

/* What came and was not taken yet. */
static bool turn_has_more(const struct ksmbd_tcp *t)
{
	return t->stage_len || !skb_queue_empty_lockless(&t->sock->sk->sk_receive_queue);
}

/* To another thread, if there is anything to do for it. */
static void turn_pass(struct ksmbd_tcp *t)
{
	if (turn_has_more(t) || !turn_leave(t))
		ksmbd_work_queue(&t->turn);
}

/* Nobody else writes our name there. */
static bool is_holder(const struct ksmbd_tcp *t)
{
	return READ_ONCE(t->holder) == current;
}

/* The request that is being run may be long: from here on the connection lives by it alone. */
static void tcp_pass(struct ksmbd_conn *conn)
{
	struct ksmbd_tcp *t = conn->transport;

	if (!is_holder(t))
		return;
	WRITE_ONCE(t->holder, NULL);
	*t->held = false;
	turn_pass(t);
}

/*
 * Runs a request.  false: it gave the turn away, and with it @t: the connection lived by the request
 * alone.
 */
static bool turn_serve(struct ksmbd_tcp *t, struct ksmbd_work *w)
{
	bool held = true;

	t->held = &held;
	WRITE_ONCE(t->holder, current);
	if (t->in_len > STAGE_SIZE)
		tcp_pass(t->conn);
	w->run(w);
	if (held)
		WRITE_ONCE(t->holder, NULL);
	return held;
}

/* Nothing is left to do: go on nevertheless? */
static bool turn_goes_on(struct ksmbd_tcp *t, bool more)
{
	if (!more && turn_leave(t))
		return false;
	if (!ksmbd_work_waiting())
		return true;
	/* one after the other */
	ksmbd_work_queue(&t->turn);
	return false;
}

static void turn_end(struct ksmbd_tcp *t, struct ksmbd_work *w, int err)
{
	ksmbd_dbg(CONN, "connection %llu ends: %d", t->conn->id, err);
	queue_work(end_wq, &t->end);
	/* here the connection lives by the request alone */
	if (w)
		w->run(w);
}

static void turn_run(struct ksmbd_work *turn)
{
	struct ksmbd_tcp *t = container_of(turn, struct ksmbd_tcp, turn);
	struct ksmbd_work *w;
	int ret;

	do {
		cond_resched();
		atomic_andnot(RX_NEWS, &t->rx);
		smp_mb__after_atomic();		/* what came before the news is seen now */
		w = NULL;
		ret = receive_packet(t, &w);
		if (ret < 0 || ksmbd_conn_is_closing(t->conn)) {
			turn_end(t, w, ret);
			return;
		}
		if (w && !turn_serve(t, w))
			return;
	} while (turn_goes_on(t, w ? turn_has_more(t) : ret));
}

/* ---- callbacks of the socket: any context, mostly softirq ---- */

static void wake_run(struct tasklet_struct *tasklet)
{
	struct ksmbd_tcp *t = container_of(tasklet, struct ksmbd_tcp, wake);

	ksmbd_work_queue_sync(&t->turn);
}

static void news(struct sock *sk, size_t own)
{
	void (*callback)(struct sock *sk) = NULL;
	struct ksmbd_tcp *t;

	read_lock_bh(&sk->sk_callback_lock);
	t = sk->sk_user_data;
	if (t) {
		callback = *(typeof(callback) *)((u8 *)t + own);
		if (turn_wanted(t))
			tasklet_schedule(&t->wake);
	}
	read_unlock_bh(&sk->sk_callback_lock);
	if (callback)
		callback(sk);
}

static void data_ready(struct sock *sk)
{
	news(sk, offsetof(struct ksmbd_tcp, sk_data_ready));
}

static void state_change(struct sock *sk)
{
	news(sk, offsetof(struct ksmbd_tcp, sk_state_change));
}

static void error_report(struct sock *sk)
{
	news(sk, offsetof(struct ksmbd_tcp, sk_error_report));
}

static void hook(struct ksmbd_tcp *t)
{
	struct sock *sk = t->sock->sk;

	write_lock_bh(&sk->sk_callback_lock);
	t->sk_data_ready = sk->sk_data_ready;
	t->sk_state_change = sk->sk_state_change;
	t->sk_error_report = sk->sk_error_report;
	sk->sk_user_data = t;
	sk->sk_data_ready = data_ready;
	sk->sk_state_change = state_change;
	sk->sk_error_report = error_report;
	write_unlock_bh(&sk->sk_callback_lock);
}

static void unhook(struct ksmbd_tcp *t)
{
	struct sock *sk = t->sock->sk;

	write_lock_bh(&sk->sk_callback_lock);
	sk->sk_data_ready = t->sk_data_ready;
	sk->sk_state_change = t->sk_state_change;
	sk->sk_error_report = t->sk_error_report;
	sk->sk_user_data = NULL;
	write_unlock_bh(&sk->sk_callback_lock);
}

static void end_run(struct work_struct *job)
{
	struct ksmbd_tcp *t = container_of(job, struct ksmbd_tcp, end);

	unhook(t);
	tasklet_kill(&t->wake);
	smb2_buf_put(&t->in);
	ksmbd_conn_unlink(t->conn);
	ksmbd_conn_put(t->conn);
}

/* ---- sending ---- */

/* A frame on its way: what is gathered until a call is due. */
struct gather {
	struct ksmbd_conn *conn;
	struct socket *sock;
	bool waits;		/* the socket was full: calls may sleep from here on */
	struct kvec vec[SEND_VECS];
	unsigned int n;
	size_t bytes;
	size_t left;		/* of the frame, what is gathered included */
};

static unsigned int call_flags(const struct gather *g, unsigned int flags)
{
	return flags | MSG_NOSIGNAL | (g->waits ? 0 : MSG_DONTWAIT);
}

/*
 * What a call took of the frame, 0: try again, or -errno.  Only the socket knows how much there is
 * room for, so the first calls do not wait.  A client that logged on may then take its time:
 * others read on, and the pool counts this thread out.  A stranger gets no thread to keep: all he
 * is ever sent fits, if he reads it.
 */
static int taken(struct gather *g, int ret)
{
	if (ret > 0)
		return ret;
	if (ret != -EAGAIN || g->waits || !READ_ONCE(g->conn->authenticated))
		return ret ?: -EPIPE;
	tcp_pass(g->conn);
	ksmbd_work_wait_begin();
	g->waits = true;
	return 0;
}

/* Sends what @iter says whole. */
static int send_iter(struct gather *g, const struct iov_iter *iter, unsigned int flags)
{
	struct msghdr msg = { .msg_iter = *iter };
	int ret = 0;

	while (ret >= 0 && msg_data_left(&msg)) {
		msg.msg_flags = call_flags(g, flags);
		ret = taken(g, sock_sendmsg(g->sock, &msg));
	}
	return min(ret, 0);
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

static int send_copied(struct gather *g, const struct ksmbd_segs *segs, unsigned int flags)
{
	struct iov_iter iter;

	iov_iter_bvec(&iter, ITER_SOURCE, segs->bv, segs->nr, segs->bytes);
	return send_iter(g, &iter, flags);
}

/* Sends page segments without copying, going on behind what a short send took. */
static int send_segs(struct gather *g, const struct ksmbd_segs *segs, unsigned int flags)
{
	size_t left = segs->bytes, skip = 0;
	unsigned int i = 0;

	if (!segs_spliceable(segs))
		return send_copied(g, segs, flags);
	while (left) {
		unsigned int how = call_flags(g, flags);
		struct bio_vec rest = segs->bv[i];
		int ret;

		if (skip) {
			rest.bv_offset += skip;
			rest.bv_len -= skip;
			ret = kcompat_send_pages(g->sock, &rest, 1, rest.bv_len,
						 left > rest.bv_len ? how | MSG_MORE : how);
		} else {
			ret = kcompat_send_pages(g->sock, &segs->bv[i], segs->nr - i, left, how);
		}
		ret = taken(g, ret);
		if (ret < 0)
			return ret;
		left -= ret;
		skip += ret;
		while (left && skip >= segs->bv[i].bv_len)
			skip -= segs->bv[i++].bv_len;
	}
	return 0;
}

static int gather_flush(struct gather *g)
{
	struct iov_iter iter;

	if (!g->bytes)
		return 0;
	g->left -= g->bytes;
	iov_iter_kvec(&iter, ITER_SOURCE, g->vec, g->n, g->bytes);
	g->n = 0;
	g->bytes = 0;
	return send_iter(g, &iter, g->left ? MSG_MORE : 0);
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

/* As linear pieces: pages that are always mapped. */
static int gather_copied(struct gather *g, const struct ksmbd_segs *segs)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < segs->nr && !err; i++)
		err = gather_linear(g, page_address(segs->bv[i].bv_page) + segs->bv[i].bv_offset,
				    segs->bv[i].bv_len);
	return err;
}

static int gather_segs(struct gather *g, const struct ksmbd_segs *segs)
{
	int err;

	if (!segs || !segs->bytes)
		return 0;
	if (segs->bytes <= SEND_COPIED && !IS_ENABLED(CONFIG_HIGHMEM))
		return gather_copied(g, segs);
	err = gather_flush(g);
	if (err)
		return err;
	g->left -= segs->bytes;
	return send_segs(g, segs, g->left ? MSG_MORE : 0);
}

static int tcp_sendv(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts, unsigned int nr,
		     size_t bytes)
{
	struct ksmbd_tcp *t = conn->transport;
	struct gather g = { .conn = conn, .sock = t->sock, .left = bytes + LENGTH_SIZE };
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
	err = err ?: gather_flush(&g);
	if (g.waits)
		ksmbd_work_wait_end();
	return err;
}

static bool tcp_room(struct ksmbd_conn *conn, size_t bytes)
{
	struct ksmbd_tcp *t = conn->transport;

	/* what was not sent yet may be limited apart from the buffer */
	return sk_stream_memory_free(t->sock->sk) &&
	       sk_stream_wspace(t->sock->sk) >= (long)(bytes + LENGTH_SIZE);
}

/* Sequence numbers: they stay readable after the connection's end, for the socket is ours. */
static u32 tcp_sent(struct ksmbd_conn *conn)
{
	struct ksmbd_tcp *t = conn->transport;

	return READ_ONCE(tcp_sk(t->sock->sk)->write_seq);
}

static bool tcp_acked(struct ksmbd_conn *conn, u32 mark)
{
	struct ksmbd_tcp *t = conn->transport;

	return (s32)(READ_ONCE(tcp_sk(t->sock->sk)->snd_una) - mark) >= 0;
}

static void tcp_shutdown(struct ksmbd_conn *conn)
{
	struct ksmbd_tcp *t = conn->transport;

	kernel_sock_shutdown(t->sock, SHUT_RDWR);
	if (turn_wanted(t))
		ksmbd_work_queue(&t->turn);
}

static void tcp_put(struct ksmbd_conn *conn)
{
	struct ksmbd_tcp *t = conn->transport;

	sock_release(t->sock);
	kfree(t);
}

static const struct ksmbd_conn_ops tcp_ops = {
	.sendv = tcp_sendv,
	.room = tcp_room,
	.sent = tcp_sent,
	.acked = tcp_acked,
	.pass = tcp_pass,
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
	t = kzalloc_obj(*t, GFP_KERNEL);
	if (!t)
		return NULL;
	t->sock = sock;
	t->low = 1;
	t->turn.run = turn_run;
	INIT_LIST_HEAD(&t->turn.queue);
	INIT_WORK(&t->end, end_run);
	tasklet_setup(&t->wake, wake_run);
	atomic_set(&t->rx, RX_TURN);	/* nobody's until it is hooked up */
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
 * Return: 0; -EBUSY over the budgets; -ENOMEM.
 */
int ksmbd_tcp_start(struct socket *sock)
{
	struct ksmbd_tcp *t;
	int err;

	set_options(sock);
	t = tcp_create(sock);
	if (!t) {
		sock_release(sock);
		return -ENOMEM;
	}
	err = ksmbd_conn_publish(t->conn);
	if (err) {
		ksmbd_conn_put(t->conn);
		return err;
	}
	hook(t);
	/* for what came before */
	ksmbd_work_queue(&t->turn);
	return 0;
}

/**
 * ksmbd_tcp_init() - ready for connections, and for their end
 *
 * Context: module load, after ksmbd_work_init().
 * Return: 0 or -ENOMEM.
 */
int ksmbd_tcp_init(void)
{
	end_wq = alloc_workqueue("ksmbd-end", WQ_UNBOUND, 0);
	return end_wq ? 0 : -ENOMEM;
}

/**
 * ksmbd_tcp_exit() - no connection is left; nor is a job that ended one
 *
 * Context: module unload, after ksmbd_conn_exit(); sleeps.
 */
void ksmbd_tcp_exit(void)
{
	destroy_workqueue(end_wq);
}
