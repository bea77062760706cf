/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One TCP connection, as seen by everyone but transport.
 */
#ifndef KSMBD_STATE_CONN_H
#define KSMBD_STATE_CONN_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include "ksmbd.h"
#include "limits.h"
#include "state/work.h"
#include "util/segs.h"

/* What is sent in one go: linear bytes and page segments, in this order. */
struct ksmbd_tx_part {
	struct kvec vec;		/* iov_len 0: none */
	struct ksmbd_segs *segs;	/* NULL: none; stays the caller's */
};

/**
 * struct ksmbd_conn_ops - what a transport offers
 * @sendv: sends one frame made of @nr parts, @bytes in all (the transport adds its length
 *	prefix); called with conn->tx_mutex held; 0 or -errno
 * @room: would @bytes more be taken without waiting?
 * @sent: how far the stream has come: behind all that was given to it; wraps around
 * @acked: does the peer's machine have everything before @mark, which was @sent once?
 * @pass: the caller's request may be long: if it runs within the connection's turn, that goes to
 *	another thread; may be called by anyone, more than once
 * @shutdown: both directions, wakes whoever reads; may be called from anywhere, more than once
 * @put: frees the transport's part when the connection's last reference goes
 */
struct ksmbd_conn_ops {
	int (*sendv)(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts, unsigned int nr,
		     size_t bytes);
	bool (*room)(struct ksmbd_conn *conn, size_t bytes);
	u32 (*sent)(struct ksmbd_conn *conn);
	bool (*acked)(struct ksmbd_conn *conn, u32 mark);
	void (*pass)(struct ksmbd_conn *conn);
	void (*shutdown)(struct ksmbd_conn *conn);
	void (*put)(struct ksmbd_conn *conn);
};

enum ksmbd_conn_state {
	KSMBD_CONN_NEW,			/* nothing but NEGOTIATE is welcome */
	KSMBD_CONN_NEGOTIATING,		/* multi-protocol answered 0x02FF, the real one is due */
	KSMBD_CONN_NEGOTIATED,
	KSMBD_CONN_CLOSING,
};

/* Message-id window and credits (smb2/credit.c owns the logic, conn->lock protects it). */
#define KSMBD_CREDIT_WINDOW	(KSMBD_CREDITS_MAX * 2)
struct ksmbd_credits {
	u64 low;			/* lowest id not yet used */
	u64 high;			/* first id not yet granted */
	u32 granted;			/* credits the client holds */
	u32 max;
	DECLARE_BITMAP(used, KSMBD_CREDIT_WINDOW);	/* ring: id % window */
};

/*
 * struct ksmbd_conn - one TCP connection (MS-SMB2 3.3.1.7)
 *
 * References: the reader – whoever has its turn, transport/tcp.c – 1, each work 1, each channel 1,
 * a note given to it 1 (smb2/break_send.c), a lookup 1.
 * Made by transport on accept; made unfindable by ksmbd_conn_unlink() when the last turn is over;
 * freed after a grace period.
 */
struct ksmbd_conn {
	refcount_t ref;
	struct rcu_head rcu;
	u64 id;				/* never reused; set once */
	const struct ksmbd_conn_ops *ops;	/* set once */
	void *transport;		/* of the ops */
	struct sockaddr_storage peer;	/* set once */
	struct sockaddr_storage local;
	unsigned long born;		/* jiffies */
	unsigned long last_active;	/* jiffies, racy on purpose: eviction only */
	atomic_t nblocked;		/* requests that keep a thread while they wait */

	spinlock_t lock;	/* protects: state, credits, parked, cancelled, budgets, outbox */
	enum ksmbd_conn_state state;
	struct ksmbd_credits credits;
	struct list_head parked;
	u64 cancelled[8];		/* latest ids cancelled before they parked (smb2/async.c) */
	unsigned int next_cancelled;
	unsigned int nparked;
	size_t parked_bytes;
	unsigned int inflight;		/* works that are not parked */
	size_t inflight_bytes;
	wait_queue_head_t idle;		/* a work gave its budget back; only the reader waits */
	struct list_head outbox;	/* works that only have to be sent, oldest first */
	unsigned int noutbox;
	bool sending;			/* a thread is at it, or sender queued: sends them all */
	struct ksmbd_work sender;	/* of _post_later(), _post_away(); only run and queue are used */

	struct mutex tx_mutex;		/* one frame at a time on the socket; no other lock held */
	struct mutex setup_mutex;	/* protects: auth of its channels and who works on it; a leaf */

	/* negotiated; written by the reader before state = NEGOTIATED, then read freely */
	u16 dialect;
	u16 cipher;			/* SMB3_SEAL_* or 0 */
	u16 sign_alg;			/* SMB3_SIGN_* */
	u16 client_security_mode;
	u32 client_caps;
	u8 client_guid[16];
	u16 client_dialects[64];	/* as offered, for VALIDATE_NEGOTIATE_INFO */
	unsigned int nclient_dialects;
	u32 server_caps;		/* as answered */
	u16 server_security_mode;
	u32 max_transact, max_read, max_write;
	bool has_preauth;
	u8 preauth[64];			/* after NEGOTIATE (3.1.1) */
	/* a session was established on it: larger budgets; set once, under the table's lock */
	bool authenticated;
	kuid_t owner;			/* who did that; set before */

	struct xarray sessions;		/* sess id -> chan (a reference each) */
	unsigned int nsessions;		/* under lock */
	struct hlist_node table_entry;	/* in the server's table */
	struct list_head list_entry;	/* in the server's list, oldest first */
};

struct ksmbd_conn *ksmbd_conn_create(const struct ksmbd_conn_ops *ops, void *transport,
				     const struct sockaddr_storage *peer,
				     const struct sockaddr_storage *local);
/* Gives it its id and makes it findable; -EBUSY over the budgets even after eviction. */
int ksmbd_conn_publish(struct ksmbd_conn *conn);
/*
 * Reader only: waits until a work of @bytes may be charged (see ksmbd_work_setup()); 0, or
 * -ESHUTDOWN when the connection is going down.
 */
int ksmbd_conn_wait_room(struct ksmbd_conn *conn, size_t bytes);
/*
 * Reader's last act: unfindable, parked works claimed as CLOSED, waits for running works, drops
 * its channels (sessions whose last channel it was end, see sess.h).
 */
void ksmbd_conn_unlink(struct ksmbd_conn *conn);
/* For work.c: budgets of a work that begins to run, and gives it back. */
int ksmbd_conn_charge(struct ksmbd_conn *conn, size_t bytes);
void ksmbd_conn_uncharge(struct ksmbd_conn *conn, size_t bytes);
/* A running work turned out to hold @now bytes instead of @before; may be more than there is. */
void ksmbd_conn_recharge(struct ksmbd_conn *conn, size_t before, size_t now);
/* For chan.c: one session more (-EBUSY: too many, also of half-made ones), one less. */
int ksmbd_conn_charge_session(struct ksmbd_conn *conn);
void ksmbd_conn_uncharge_session(struct ksmbd_conn *conn);
void ksmbd_conn_put(struct ksmbd_conn *conn);

static inline void ksmbd_conn_get(struct ksmbd_conn *conn)
{
	refcount_inc(&conn->ref);
}

struct ksmbd_conn *ksmbd_conn_lookup(u64 id);
/* The oldest connection of a client, of those younger than @after (an id): a reference, or NULL. */
struct ksmbd_conn *ksmbd_conn_of_client(const u8 guid[16], u64 after);
/* Somebody has logged in: -EBUSY, the client has too many connections already. */
int ksmbd_conn_logged_in(struct ksmbd_conn *conn, kuid_t owner);
/* How far the stream has come, and whether the peer has all before that: see the ops. */
static inline u32 ksmbd_conn_sent(struct ksmbd_conn *conn)
{
	return conn->ops->sent(conn);
}

static inline bool ksmbd_conn_acked(struct ksmbd_conn *conn, u32 mark)
{
	return conn->ops->acked(conn, mark);
}

/* ---- outbox.c ---- */
void ksmbd_conn_outbox_init(struct ksmbd_conn *conn);
/* Before anything that may sleep or take long: others' requests on @conn need not wait for it. */
static inline void ksmbd_conn_pass(struct ksmbd_conn *conn)
{
	conn->ops->pass(conn);
}

/* Takes tx_mutex around ops->sendv.  Errors shut the connection down. */
int ksmbd_conn_sendv(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts, unsigned int nr,
		     size_t bytes);
/*
 * @w has nothing left to do but w->run(), which sends and puts it.  Done here, or by the thread
 * that is sending on this connection already: a client that does not read keeps one thread.
 */
void ksmbd_conn_post(struct ksmbd_work *w);
/* The same, never done here: for one who reads the connection, and must not wait for its client. */
void ksmbd_conn_post_later(struct ksmbd_work *w);
/*
 * The same for who has something to say to another's client: at once if there is room, by @send,
 * which does what run() does after ksmbd_conn_sendv_begin(); else by the pool.  False: too much
 * waits to be sent already, or the connection is going down; @w stays the caller's.
 */
bool ksmbd_conn_post_away(struct ksmbd_work *w, size_t bytes, void (*send)(struct ksmbd_work *w));
/*
 * For a frame that must go out before what others, who cannot send meanwhile, are to send: between
 * the two the caller makes that possible.  Nothing may be sent in between, and little done.
 */
void ksmbd_conn_sendv_begin(struct ksmbd_conn *conn);
int ksmbd_conn_sendv_end(struct ksmbd_conn *conn, const struct ksmbd_tx_part *parts,
			 unsigned int nr, size_t bytes);
/* ---- conn.c ---- */
/* Marks CLOSING and shuts the socket; the reader does the rest. */
void ksmbd_conn_kill(struct ksmbd_conn *conn);
bool ksmbd_conn_is_closing(struct ksmbd_conn *conn);
void ksmbd_conn_kill_all(void);
/* Largest frame that may be received now (R21). */
size_t ksmbd_conn_frame_limit(const struct ksmbd_conn *conn);
unsigned int ksmbd_conn_count(void);
/* Calls @fn for each connection, with a reference, outside locks. */
void ksmbd_conn_for_each(void (*fn)(struct ksmbd_conn *conn, void *arg), void *arg);
int ksmbd_conn_init(void);
void ksmbd_conn_exit(void);	/* waits until every connection is gone */

#endif /* KSMBD_STATE_CONN_H */
