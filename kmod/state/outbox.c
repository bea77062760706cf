// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is to be sent over a connection.
 *
 * Frames go out one at a time.  Works that have nothing left to do but send
 * wait in the outbox, in order, for the one thread that sends them all, so that
 * a client that does not read keeps one thread, however much it asked for.  Who
 * may not wait for that client leaves it to a thread of the pool.
 *
 * Not for sockets (transport/tcp.c) nor for what is in a frame (smb2).
 * Called by smb2, transport and conn.c.
 * Locks: conn->tx_mutex around one frame's sending, with nothing else held;
 * conn->lock (spin) for the outbox.
 */
#include "state/conn.h"
#include "state/work.h"
#include <linux/list.h>

/**
 * ksmbd_conn_sendv() - send one frame
 * @conn: the connection
 * @parts: linear bytes and page segments in order; all stay the caller's
 * @nr: how many
 * @bytes: in all
 *
 * A frame that could not be sent whole leaves the stream without sense: the connection is killed.
 *
 * Context: process context, no locks held; sleeps as long as the client does not read, up to the
 * transport's time-out.
 * Return: 0 or -errno.
 */
int ksmbd_conn_sendv(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts, unsigned int nr,
		     size_t bytes)
{
	if (ksmbd_conn_is_closing(conn))
		return -ESHUTDOWN;
	ksmbd_conn_sendv_begin(conn);
	return ksmbd_conn_sendv_end(conn, parts, nr, bytes);
}

/**
 * ksmbd_conn_sendv_begin() - let nobody else send until ksmbd_conn_sendv_end()
 * @conn: the connection
 *
 * Context: process context, no locks held; sleeps as ksmbd_conn_sendv() does.
 */
void ksmbd_conn_sendv_begin(struct ksmbd_conn *conn)
{
	if (mutex_trylock(&conn->tx_mutex))
		return;
	/* whoever has it may wait for the client, and the client for us to read on */
	ksmbd_conn_pass(conn);
	mutex_lock(&conn->tx_mutex);
}

/**
 * ksmbd_conn_sendv_end() - send the frame that the others are behind
 * @conn: the connection, after ksmbd_conn_sendv_begin()
 * @parts: as for ksmbd_conn_sendv()
 * @nr: how many
 * @bytes: in all
 *
 * Context: as ksmbd_conn_sendv(). Return: 0 or -errno.
 */
int ksmbd_conn_sendv_end(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts,
			 unsigned int nr, size_t bytes)
{
	int err = conn->ops->sendv(conn, parts, nr, bytes);

	mutex_unlock(&conn->tx_mutex);
	if (err)
		ksmbd_conn_kill(conn);
	return err;
}

/* The next work to send; NULL: none, and the caller no longer is the one who sends. */
static struct ksmbd_work *outbox_next(struct ksmbd_conn *conn)
{
	struct ksmbd_work *w;

	spin_lock(&conn->lock);
	w = list_first_entry_or_null(&conn->outbox, struct ksmbd_work, queue);
	if (w) {
		list_del_init(&w->queue);
		conn->noutbox--;
	} else {
		conn->sending = false;
	}
	spin_unlock(&conn->lock);
	return w;
}

static void outbox_add_locked(struct ksmbd_conn *conn, struct ksmbd_work *w)
{
	lockdep_assert_held(&conn->lock);
	list_add_tail(&w->queue, &conn->outbox);
	conn->noutbox++;
}

/* One work more to send; true: the caller has become the one who sends. */
static bool outbox_add(struct ksmbd_conn *conn, struct ksmbd_work *w)
{
	bool mine;

	spin_lock(&conn->lock);
	outbox_add_locked(conn, w);
	mine = !conn->sending;
	conn->sending = true;
	spin_unlock(&conn->lock);
	return mine;
}

static void outbox_send(struct ksmbd_conn *conn)
{
	struct ksmbd_work *w = outbox_next(conn);

	while (w) {
		w->run(w);
		w = outbox_next(conn);
		/* what others left here may be much, and the end of it long */
		if (w)
			ksmbd_conn_pass(conn);
	}
}

static void sender_run(struct ksmbd_work *sender)
{
	struct ksmbd_conn *conn = container_of(sender, struct ksmbd_conn, sender);

	outbox_send(conn);
	ksmbd_conn_put(conn);
}

/**
 * ksmbd_conn_outbox_init() - make the outbox of a new connection
 * @conn: the connection
 *
 * Context: any.
 */
void ksmbd_conn_outbox_init(struct ksmbd_conn *conn)
{
	INIT_LIST_HEAD(&conn->outbox);
	INIT_LIST_HEAD(&conn->sender.queue);
	conn->sender.run = sender_run;
}

/**
 * ksmbd_conn_post() - give a work away whose run() only sends
 * @w: owned by the caller, who gives it away
 *
 * At most one thread waits for a client that does not read, however much it asked for: the others
 * leave their replies here.  Killing the connection lets that thread fail through all of them.
 *
 * Context: process context, no locks held; may sleep as ksmbd_conn_sendv() does.
 */
void ksmbd_conn_post(struct ksmbd_work *w)
{
	struct ksmbd_conn *conn = w->conn;

	ksmbd_conn_get(conn);
	if (outbox_add(conn, w))
		outbox_send(conn);
	ksmbd_conn_put(conn);
}

/**
 * ksmbd_conn_post_later() - the same, by a thread of the pool if nobody is sending
 * @w: owned by the caller, who gives it away
 *
 * Its place among the replies of the connection is the one it gets now.
 *
 * Context: process context; does not wait.
 */
void ksmbd_conn_post_later(struct ksmbd_work *w)
{
	struct ksmbd_conn *conn = w->conn;

	ksmbd_conn_get(conn);
	/* the sender is nobody's while none sends, so it is in no queue */
	if (outbox_add(conn, w))
		ksmbd_work_queue(&conn->sender);
	else
		ksmbd_conn_put(conn);
}

/* The caller is the one who sends, and no longer wants to be. */
static void outbox_leave(struct ksmbd_conn *conn)
{
	bool more;

	spin_lock(&conn->lock);
	more = !list_empty(&conn->outbox);
	conn->sending = more;
	spin_unlock(&conn->lock);
	if (!more)
		return;
	ksmbd_conn_get(conn);	/* for sender_run() */
	ksmbd_work_queue(&conn->sender);
}

/* ksmbd_conn_sendv_begin() if @bytes can be sent without waiting: the room can only grow then. */
static bool sendv_begin_at_once(struct ksmbd_conn *conn, size_t bytes)
{
	if (!mutex_trylock(&conn->tx_mutex))
		return false;
	if (conn->ops->room(conn, bytes))
		return true;
	mutex_unlock(&conn->tx_mutex);
	return false;
}

/* The caller is the one who sends, and has something to be sent by whoever that is next. */
static void outbox_add_own(struct ksmbd_conn *conn, struct ksmbd_work *w)
{
	spin_lock(&conn->lock);
	outbox_add_locked(conn, w);
	spin_unlock(&conn->lock);
}

/**
 * ksmbd_conn_post_away() - the same for who has something to say to another's client
 * @w: owned by the caller, who gives it away unless false is returned
 * @bytes: that it sends
 * @send: what its run() does after ksmbd_conn_sendv_begin()
 *
 * That client may not be reading, and nobody waits for it here.  What there is room for goes out
 * at once, so that it is on its way before the answer to who caused it; else the pool sends it.
 *
 * Context: process context, no locks held; does not wait.
 * Return: false: the connection is going down, or has been told so much that it did not read that
 * this is the end of it.
 */
bool ksmbd_conn_post_away(struct ksmbd_work *w, size_t bytes, void (*send)(struct ksmbd_work *w))
{
	struct ksmbd_conn *conn = w->conn;
	bool mine, full;

	spin_lock(&conn->lock);
	full = conn->noutbox >= KSMBD_CONN_OUTBOX_MAX;
	if (full || conn->state == KSMBD_CONN_CLOSING) {
		spin_unlock(&conn->lock);
		if (full)
			ksmbd_conn_kill(conn);
		return false;
	}
	ksmbd_conn_get(conn);
	mine = !conn->sending;
	conn->sending = true;
	if (!mine)
		outbox_add_locked(conn, w);
	spin_unlock(&conn->lock);
	if (mine) {
		/* senders of interim replies do not count as sending */
		if (sendv_begin_at_once(conn, bytes))
			send(w);
		else
			outbox_add_own(conn, w);
		outbox_leave(conn);
	}
	ksmbd_conn_put(conn);
	return true;
}
