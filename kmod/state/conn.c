// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One TCP connection: its life, its budgets, who goes when there are too many.
 *
 * A connection is made by transport, published here, found by id, killed by
 * anyone and unlinked by its reader, which alone waits for what still runs on
 * it.  A client that comes with too many connections loses its own oldest idle
 * one rather than being refused (R21).  A client is its ClientGuid and user,
 * from whatever address; until somebody logs in, an address.
 *
 * Not for sockets (transport/), sending (outbox.c), nor credits' rules
 * (smb2/credit.c).
 * Called by transport, work.c, chan.c and smb2.
 * Locks: table_lock (spin) for table, list and ids; conn->lock (spin); neither
 * nests.
 */
#include "state/conn.h"
#include "state/sess.h"
#include "state/server.h"
#include "state/work.h"
#include "util/misc.h"
#include <linux/hashtable.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* How often connections are looked at that did not log in, or do nothing. */
#define REAP_INTERVAL	(5 * HZ)
/* Connections held at once while all are walked. */
#define WALK_BATCH	32

static DEFINE_SPINLOCK(table_lock);	/* protects: table, list, nlisted, last_id */
static DEFINE_HASHTABLE(table, 10);
static LIST_HEAD(list);			/* by id, so oldest first */
static unsigned int nlisted;
static u64 last_id;

static atomic_t nconns = ATOMIC_INIT(0);	/* memory: from create to the last put */
static DECLARE_WAIT_QUEUE_HEAD(conns_gone);
static struct delayed_work reap_job;

/* ---- memory ---- */

/**
 * ksmbd_conn_create() - a connection that nobody can find yet
 * @ops: of the transport
 * @transport: its part; ops->put gives it back
 * @peer: the client's address
 * @local: ours
 *
 * Context: process context, may sleep.
 * Return: the connection with one reference, the reader's; NULL: out of memory, and @transport
 * stays the caller's.
 */
struct ksmbd_conn *ksmbd_conn_create(const struct ksmbd_conn_ops *ops, void *transport,
				     const struct sockaddr_storage *peer,
				     const struct sockaddr_storage *local)
{
	struct ksmbd_conn *conn = kzalloc(sizeof(*conn), GFP_KERNEL);

	if (!conn)
		return NULL;
	refcount_set(&conn->ref, 1);
	conn->ops = ops;
	conn->transport = transport;
	conn->peer = *peer;
	conn->local = *local;
	conn->born = jiffies;
	conn->last_active = jiffies;
	spin_lock_init(&conn->lock);
	conn->state = KSMBD_CONN_NEW;
	/* the client may send NEGOTIATE with message id 0 (MS-SMB2 3.3.1.7) */
	conn->credits.granted = 1;
	conn->credits.max = KSMBD_CREDITS_PREAUTH;
	INIT_LIST_HEAD(&conn->parked);
	ksmbd_conn_outbox_init(conn);
	init_waitqueue_head(&conn->idle);
	mutex_init(&conn->tx_mutex);
	mutex_init(&conn->setup_mutex);
	xa_init(&conn->sessions);
	INIT_LIST_HEAD(&conn->list_entry);
	INIT_HLIST_NODE(&conn->table_entry);
	atomic_inc(&nconns);
	return conn;
}

/**
 * ksmbd_conn_put() - drop a reference
 * @conn: the connection
 *
 * Context: process context, may sleep (the socket goes with the last one).
 */
void ksmbd_conn_put(struct ksmbd_conn *conn)
{
	if (!refcount_dec_and_test(&conn->ref))
		return;
	conn->ops->put(conn);
	xa_destroy(&conn->sessions);
	kfree_rcu(conn, rcu);
	if (atomic_dec_and_test(&nconns))
		wake_up_all(&conns_gone);
}

/* ---- finding, and room for new ones ---- */

static bool same_address(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	const struct sockaddr_in6 *a6 = (const void *)a, *b6 = (const void *)b;
	const struct sockaddr_in *a4 = (const void *)a, *b4 = (const void *)b;

	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return a4->sin_addr.s_addr == b4->sin_addr.s_addr;
	if (a->ss_family == AF_INET6)
		return !memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof(a6->sin6_addr));
	return false;
}

/* How little would be lost with it: smaller goes first. */
static unsigned int loss(const struct ksmbd_conn *conn)
{
	if (!READ_ONCE(conn->authenticated))
		return 0;
	if (!READ_ONCE(conn->nsessions))
		return 1;
	return READ_ONCE(conn->nparked) ? 3 : 2;
}

/* Is @a the better one to give up?  NULL is the worst. */
static bool better_victim(const struct ksmbd_conn *a, const struct ksmbd_conn *b)
{
	if (!b)
		return true;
	if (loss(a) != loss(b))
		return loss(a) < loss(b);
	return time_before(READ_ONCE(a->last_active), READ_ONCE(b->last_active));
}

struct crowd {
	unsigned int live;		/* connections not CLOSING */
	unsigned int strangers;		/* of this address that did not log in */
	struct ksmbd_conn *own;		/* idle one of this address that should go first */
	struct ksmbd_conn *own_stranger;	/* that did not log in */
	struct ksmbd_conn *stranger;	/* the same of anyone */
};

/* States and budgets are read without conn->lock: a wrong guess costs one idle connection. */
static void crowd_count_locked(struct crowd *c, const struct ksmbd_conn *new)
{
	struct ksmbd_conn *conn;

	lockdep_assert_held(&table_lock);
	list_for_each_entry(conn, &list, list_entry) {
		bool same = same_address(&conn->peer, &new->peer);
		bool known = READ_ONCE(conn->authenticated);

		if (READ_ONCE(conn->state) == KSMBD_CONN_CLOSING)
			continue;
		c->live++;
		c->strangers += same && !known;
		if (READ_ONCE(conn->inflight))
			continue;
		if (same && better_victim(conn, c->own))
			c->own = conn;
		if (!known && better_victim(conn, c->stranger))
			c->stranger = conn;
		if (same && !known && better_victim(conn, c->own_stranger))
			c->own_stranger = conn;
	}
}

/*
 * Who must go so that @new may come: *victim, or nobody.  Before somebody logs in his address is
 * all that is known of him, so of each address only so many may be there that did not; when all
 * places are taken an address pays itself if it can, else someone who has not even logged in.
 */
static int make_room_locked(const struct ksmbd_conn *new, u32 max, u32 max_same,
			    struct ksmbd_conn **victim)
{
	struct crowd c = { };

	lockdep_assert_held(&table_lock);
	crowd_count_locked(&c, new);
	*victim = NULL;
	if (c.strangers >= max_same)
		*victim = c.own_stranger;
	else if (c.live >= max)
		*victim = c.own ?: c.stranger;
	else
		return 0;
	/* victims need a moment to go: a flood must not be faster than that */
	if (!*victim || nlisted / 2 >= max)
		return -EBUSY;
	ksmbd_conn_get(*victim);
	return 0;
}

/* The same client: one ClientGuid, and the same user, for anyone may say any ClientGuid. */
static bool same_client(const struct ksmbd_conn *a, const struct ksmbd_conn *b)
{
	return READ_ONCE(a->authenticated) && uid_eq(a->owner, b->owner) &&
	       ksmbd_guid_equal(a->client_guid, b->client_guid);
}

/* As make_room_locked(), for a client that has just logged in on @conn. */
static int client_room_locked(const struct ksmbd_conn *conn, u32 max, struct ksmbd_conn **victim)
{
	struct ksmbd_conn *other, *own = NULL;
	unsigned int n = 0;

	lockdep_assert_held(&table_lock);
	list_for_each_entry(other, &list, list_entry) {
		if (READ_ONCE(other->state) == KSMBD_CONN_CLOSING || !same_client(other, conn))
			continue;
		n++;
		if (!READ_ONCE(other->inflight) && better_victim(other, own))
			own = other;
	}
	if (n < max)
		return 0;
	if (!own)
		return -EBUSY;
	ksmbd_conn_get(own);
	*victim = own;
	return 0;
}

/**
 * ksmbd_conn_logged_in() - somebody is known on this connection from now on
 * @conn: the connection; called for each log-on, the first one counts
 * @owner: the user
 *
 * A client, known by its ClientGuid and user wherever it comes from, that has too many
 * connections loses its oldest idle one.
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0, or -EBUSY: it has too many, all at work.
 */
int ksmbd_conn_logged_in(struct ksmbd_conn *conn, kuid_t owner)
{
	struct ksmbd_conn *victim = NULL;
	int err = 0;
	u32 max;

	rcu_read_lock();
	max = ksmbd_server_config()->max_connections_per_client;
	rcu_read_unlock();
	spin_lock(&table_lock);
	if (!conn->authenticated) {
		conn->owner = owner;
		err = client_room_locked(conn, max, &victim);
		if (!err)
			WRITE_ONCE(conn->authenticated, true);
	}
	spin_unlock(&table_lock);
	if (victim) {
		ksmbd_conn_kill(victim);
		ksmbd_conn_put(victim);
	}
	return err;
}

/**
 * ksmbd_conn_publish() - give a connection its id and make it findable
 * @conn: new
 *
 * Context: process context, may sleep.
 * Return: 0, or -EBUSY: too many connections and none can go.
 */
int ksmbd_conn_publish(struct ksmbd_conn *conn)
{
	struct ksmbd_conn *victim = NULL;
	u32 max, max_same;
	int err;

	rcu_read_lock();
	max = ksmbd_server_config()->max_connections;
	max_same = ksmbd_server_config()->max_connections_per_client;
	rcu_read_unlock();

	spin_lock(&table_lock);
	err = make_room_locked(conn, max, max_same, &victim);
	if (!err) {
		conn->id = ++last_id;
		hash_add_rcu(table, &conn->table_entry, conn->id);
		list_add_tail(&conn->list_entry, &list);
		nlisted++;
	}
	spin_unlock(&table_lock);
	if (victim && !err) {
		ksmbd_conn_kill(victim);
		ksmbd_conn_put(victim);
	}
	return err;
}

/**
 * ksmbd_conn_lookup() - find a connection by its id
 * @id: the id
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_conn *ksmbd_conn_lookup(u64 id)
{
	struct ksmbd_conn *conn;

	rcu_read_lock();
	hash_for_each_possible_rcu(table, conn, table_entry, id) {
		if (conn->id != id || !refcount_inc_not_zero(&conn->ref))
			continue;
		rcu_read_unlock();
		return conn;
	}
	rcu_read_unlock();
	return NULL;
}

/**
 * ksmbd_conn_of_client() - walk the connections of a client, oldest first
 * @guid: ClientGuid, which is only what a client says of itself
 * @after: id of the one before, 0 at first
 *
 * Context: any.
 * Return: a new reference, or NULL: no more.
 */
struct ksmbd_conn *ksmbd_conn_of_client(const u8 guid[16], u64 after)
{
	struct ksmbd_conn *conn, *found = NULL;

	spin_lock(&table_lock);
	list_for_each_entry(conn, &list, list_entry) {
		if (conn->id <= after || !READ_ONCE(conn->authenticated) ||
		    !ksmbd_guid_equal(conn->client_guid, guid))
			continue;
		ksmbd_conn_get(conn);	/* listed, so its reader has a reference */
		found = conn;
		break;
	}
	spin_unlock(&table_lock);
	return found;
}

/**
 * ksmbd_conn_count() - how many connections can be found
 *
 * Context: any.
 * Return: the number.
 */
unsigned int ksmbd_conn_count(void)
{
	return READ_ONCE(nlisted);
}

/* Takes references on up to WALK_BATCH connections with ids above @after. */
static unsigned int walk_batch(struct ksmbd_conn **batch, u64 after)
{
	struct ksmbd_conn *conn;
	unsigned int n = 0;

	spin_lock(&table_lock);
	list_for_each_entry(conn, &list, list_entry) {
		if (conn->id <= after)
			continue;
		ksmbd_conn_get(conn);	/* listed: the reader's reference is there */
		batch[n++] = conn;
		if (n == WALK_BATCH)
			break;
	}
	spin_unlock(&table_lock);
	return n;
}

/**
 * ksmbd_conn_for_each() - call a function for each connection
 * @fn: called with a reference held and without locks; may sleep
 * @arg: for @fn
 *
 * Connections that come meanwhile are seen too; each is seen once.
 *
 * Context: process context, may sleep.
 */
void ksmbd_conn_for_each(void (*fn)(struct ksmbd_conn *conn, void *arg), void *arg)
{
	struct ksmbd_conn *batch[WALK_BATCH];
	unsigned int i, n;
	u64 after = 0;

	while ((n = walk_batch(batch, after))) {
		for (i = 0; i < n; i++) {
			after = batch[i]->id;
			fn(batch[i], arg);
			ksmbd_conn_put(batch[i]);
		}
	}
}

/* ---- budgets ---- */

static bool has_room_locked(const struct ksmbd_conn *conn, size_t bytes)
{
	unsigned int max = conn->authenticated ? KSMBD_CONN_INFLIGHT_MAX :
						 KSMBD_CONN_INFLIGHT_PREAUTH;

	lockdep_assert_held(&conn->lock);
	return conn->inflight < max && bytes <= KSMBD_CONN_BYTES_MAX &&
	       conn->inflight_bytes <= KSMBD_CONN_BYTES_MAX - bytes;
}

/**
 * ksmbd_conn_charge() - a work begins
 * @conn: the connection
 * @bytes: memory the work holds
 *
 * Context: any but interrupts.
 * Return: 0; -EBUSY over budget; -ESHUTDOWN the connection is going down.
 */
int ksmbd_conn_charge(struct ksmbd_conn *conn, size_t bytes)
{
	int err = 0;

	spin_lock(&conn->lock);
	if (conn->state == KSMBD_CONN_CLOSING) {
		err = -ESHUTDOWN;
	} else if (!has_room_locked(conn, bytes)) {
		err = -EBUSY;
	} else {
		conn->inflight++;
		conn->inflight_bytes += bytes;
		WRITE_ONCE(conn->last_active, jiffies);
	}
	spin_unlock(&conn->lock);
	return err;
}

/**
 * ksmbd_conn_uncharge() - a work ended
 * @conn: the connection; the caller's reference is dropped afterwards
 * @bytes: as charged
 *
 * Context: any but interrupts.
 */
void ksmbd_conn_uncharge(struct ksmbd_conn *conn, size_t bytes)
{
	spin_lock(&conn->lock);
	conn->inflight--;
	conn->inflight_bytes -= bytes;
	spin_unlock(&conn->lock);
	/* only the reader ever sleeps there, and seldom */
	if (wq_has_sleeper(&conn->idle))
		wake_up(&conn->idle);
}

/**
 * ksmbd_conn_recharge() - a running work holds more or less than it said
 * @conn: the connection
 * @before: as charged so far
 * @now: from here on; the budget may be overdrawn, then nothing new begins
 *
 * Context: any but interrupts.
 */
void ksmbd_conn_recharge(struct ksmbd_conn *conn, size_t before, size_t now)
{
	spin_lock(&conn->lock);
	conn->inflight_bytes += now - before;
	spin_unlock(&conn->lock);
	if (now < before && wq_has_sleeper(&conn->idle))
		wake_up(&conn->idle);
}

/* May the reader go on: is there room, or no point in waiting? */
static bool room_or_closing(struct ksmbd_conn *conn, size_t bytes, bool *closing)
{
	bool room;

	spin_lock(&conn->lock);
	*closing = conn->state == KSMBD_CONN_CLOSING;
	room = has_room_locked(conn, bytes);
	spin_unlock(&conn->lock);
	return room || *closing;
}

/**
 * ksmbd_conn_wait_room() - wait until a work may be charged
 * @conn: the connection
 * @bytes: what the work will hold
 *
 * Parked works do not count here, so what is waited for always ends by itself.
 *
 * Context: the connection's reader; sleeps.
 * Return: 0; -ESHUTDOWN the connection is going down; -EMSGSIZE it would never fit.
 */
int ksmbd_conn_wait_room(struct ksmbd_conn *conn, size_t bytes)
{
	bool closing;

	if (bytes > KSMBD_CONN_BYTES_MAX)
		return -EMSGSIZE;
	ksmbd_work_wait_begin();
	wait_event_idle(conn->idle, room_or_closing(conn, bytes, &closing));
	ksmbd_work_wait_end();
	return closing ? -ESHUTDOWN : 0;
}

/**
 * ksmbd_conn_charge_session() - a session wants to be on this connection
 * @conn: the connection
 *
 * Context: process context.
 * Return: 0 or -EBUSY.
 */
int ksmbd_conn_charge_session(struct ksmbd_conn *conn)
{
	struct ksmbd_chan *chan;
	unsigned int half = 0;
	unsigned long index;
	int err = 0;

	rcu_read_lock();
	xa_for_each(&conn->sessions, index, chan)
		half += !READ_ONCE(chan->established);
	rcu_read_unlock();

	spin_lock(&conn->lock);
	if (half >= KSMBD_CONN_HALF_SESSIONS_MAX || conn->nsessions >= KSMBD_CONN_SESSIONS_MAX)
		err = -EBUSY;
	else
		conn->nsessions++;
	spin_unlock(&conn->lock);
	return err;
}

/**
 * ksmbd_conn_uncharge_session() - a session left this connection
 * @conn: the connection
 *
 * Context: any but interrupts.
 */
void ksmbd_conn_uncharge_session(struct ksmbd_conn *conn)
{
	spin_lock(&conn->lock);
	conn->nsessions--;
	spin_unlock(&conn->lock);
}

/**
 * ksmbd_conn_frame_limit() - the largest frame that may be received now
 * @conn: the connection
 *
 * Context: any; transport asks before it allocates anything.
 * Return: bytes.
 */
size_t ksmbd_conn_frame_limit(const struct ksmbd_conn *conn)
{
	if (!READ_ONCE(conn->authenticated))
		return KSMBD_FRAME_MAX_PREAUTH;
	return max(conn->max_write, conn->max_transact) + KSMBD_FRAME_OVERHEAD;
}

/* ---- dying ---- */

/**
 * ksmbd_conn_is_closing() - is it going down?
 * @conn: the connection
 *
 * Context: any.
 * Return: true once it was killed or its peer left.
 */
bool ksmbd_conn_is_closing(struct ksmbd_conn *conn)
{
	return READ_ONCE(conn->state) == KSMBD_CONN_CLOSING;
}

/**
 * ksmbd_conn_kill() - begin the end of a connection
 * @conn: the connection; the caller holds a reference
 *
 * Marks it and shuts its socket; its reader does the rest.  Any number of callers.
 *
 * Context: process context, may sleep; no spinlock held.
 */
void ksmbd_conn_kill(struct ksmbd_conn *conn)
{
	bool first;

	spin_lock(&conn->lock);
	first = conn->state != KSMBD_CONN_CLOSING;
	WRITE_ONCE(conn->state, KSMBD_CONN_CLOSING);
	spin_unlock(&conn->lock);
	if (!first)
		return;
	conn->ops->shutdown(conn);
	wake_up(&conn->idle);	/* the reader, should it wait for room */
}

static void kill_one(struct ksmbd_conn *conn, void *arg)
{
	ksmbd_conn_kill(conn);
}

/**
 * ksmbd_conn_kill_all() - begin the end of every connection
 *
 * Context: process context, may sleep.
 */
void ksmbd_conn_kill_all(void)
{
	ksmbd_conn_for_each(kill_one, NULL);
}

static bool conn_is_idle(struct ksmbd_conn *conn)
{
	bool idle;

	spin_lock(&conn->lock);
	idle = !conn->inflight && !conn->nparked;
	spin_unlock(&conn->lock);
	return idle;
}

/* A reference on some channel of @conn, or NULL: none is left. */
static struct ksmbd_chan *any_chan(struct ksmbd_conn *conn)
{
	struct ksmbd_chan *chan;
	unsigned long index = 0;

	rcu_read_lock();
	do {
		chan = xa_find(&conn->sessions, &index, ULONG_MAX, XA_PRESENT);
		/* losing against the last put of a chan means it is gone from here too */
	} while (chan && !refcount_inc_not_zero(&chan->ref));
	rcu_read_unlock();
	return chan;
}

/**
 * ksmbd_conn_unlink() - the reader's last act
 * @conn: killed by the reader before
 *
 * Nobody finds it any more, what is parked on it is finished, what runs on it is waited for, its
 * channels go and with them the sessions they were the last ones of.
 *
 * Context: the job that ends a connection, or who failed to start it; sleeps.
 */
void ksmbd_conn_unlink(struct ksmbd_conn *conn)
{
	struct ksmbd_chan *chan;

	ksmbd_conn_kill(conn);
	spin_lock(&table_lock);
	if (!list_empty(&conn->list_entry)) {
		hash_del_rcu(&conn->table_entry);
		list_del_init(&conn->list_entry);
		nlisted--;
	}
	spin_unlock(&table_lock);

	ksmbd_work_claim_conn(conn, KSMBD_WORK_CLOSED);
	wait_event_idle(conn->idle, conn_is_idle(conn));
	while ((chan = any_chan(conn))) {
		ksmbd_chan_unlink(chan);
		ksmbd_chan_put(chan);
	}
}

/* ---- house-keeping ---- */

static bool has_opens(struct ksmbd_conn *conn)
{
	struct ksmbd_chan *chan;
	unsigned long index;
	bool some = false;

	rcu_read_lock();
	xa_for_each(&conn->sessions, index, chan)
		some |= READ_ONCE(chan->sess->nopens) > 0;
	rcu_read_unlock();
	return some;
}

static void reap_one(struct ksmbd_conn *conn, void *arg)
{
	unsigned long deadtime = *(unsigned long *)arg;

	if (!READ_ONCE(conn->authenticated)) {
		if (time_after(jiffies, conn->born + KSMBD_PREAUTH_SECONDS * HZ))
			ksmbd_conn_kill(conn);
		return;
	}
	if (deadtime && time_after(jiffies, READ_ONCE(conn->last_active) + deadtime) &&
	    !READ_ONCE(conn->inflight) && !has_opens(conn))
		ksmbd_conn_kill(conn);
}

static void reap(struct work_struct *job)
{
	unsigned long deadtime;

	rcu_read_lock();
	deadtime = (unsigned long)ksmbd_server_config()->deadtime * HZ;
	rcu_read_unlock();
	ksmbd_conn_for_each(reap_one, &deadtime);
	queue_delayed_work(ksmbd_wq, &reap_job, REAP_INTERVAL);
}

/**
 * ksmbd_conn_init() - start the house-keeping of connections
 *
 * Context: module load, after ksmbd_server_init().
 * Return: 0.
 */
int ksmbd_conn_init(void)
{
	INIT_DELAYED_WORK(&reap_job, reap);
	queue_delayed_work(ksmbd_wq, &reap_job, REAP_INTERVAL);
	return 0;
}

/**
 * ksmbd_conn_exit() - wait until every connection is gone
 *
 * The listener was stopped and ksmbd_conn_kill_all() called before.
 *
 * Context: module unload; sleeps.
 */
void ksmbd_conn_exit(void)
{
	cancel_delayed_work_sync(&reap_job);
	while (!wait_event_timeout(conns_gone, !atomic_read(&nconns), 10 * HZ))
		pr_warn("waiting for %d connections to go\n", atomic_read(&nconns));
}
