// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Channels: a session on one connection, with its signing key (MS-SMB2 3.3.1.14).
 *
 * A channel is in two tables, the session's by connection and the connection's
 * by session.  It enters both and leaves both in one step under sess->lock;
 * chan_remove() below is the only place that breaks the cycle session, channel,
 * connection.  A session ends with its last channel.
 *
 * Not for deriving keys (crypto/keys.c) nor for binding rules
 * (smb2/cmd_session_setup.c).
 * Called in process context.  Locks: sess->lock; inside it the two tables' own
 * spinlocks and conn->lock.
 */
#include "state/sess.h"
#include "limits.h"
#include "state/conn.h"
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

/**
 * ksmbd_auth_alloc() - the state of one authentication
 *
 * Context: process context, may sleep.
 * Return: zeroed, or NULL.
 */
struct ksmbd_auth *ksmbd_auth_alloc(void)
{
	return kzalloc(sizeof(struct ksmbd_auth), GFP_KERNEL);
}

/**
 * ksmbd_auth_free() - wipe and free
 * @auth: may be NULL
 *
 * Context: process context.
 */
void ksmbd_auth_free(struct ksmbd_auth *auth)
{
	if (!auth)
		return;
	kvfree(auth->negotiate);
	kvfree(auth->challenge_msg);
	kvfree(auth->mech_list);
	memzero_explicit(auth, sizeof(*auth));
	kfree(auth);
}

/**
 * ksmbd_chan_alloc() - a channel that nobody can find yet
 * @sess: the session
 * @conn: the connection
 * @bound: the session is VALID, has a signing key and joins @conn; until the channel is
 *	established it signs with that key
 *
 * Context: process context, may sleep.
 * Return: the channel with one reference, or NULL.
 */
struct ksmbd_chan *ksmbd_chan_alloc(struct ksmbd_sess *sess, struct ksmbd_conn *conn, bool bound)
{
	struct ksmbd_chan *chan = kzalloc(sizeof(*chan), GFP_KERNEL);

	if (!chan)
		return NULL;
	refcount_set(&chan->ref, 1);
	ksmbd_sess_get(sess);
	chan->sess = sess;
	ksmbd_conn_get(conn);
	chan->conn = conn;
	chan->bound = bound;
	chan->sign = bound ? sess->sign : NULL;
	return chan;
}

/**
 * ksmbd_chan_put() - drop a reference
 * @chan: may be NULL
 *
 * Context: process context, may sleep; neither sess->lock nor conn's locks held.
 */
void ksmbd_chan_put(struct ksmbd_chan *chan)
{
	if (!chan || !refcount_dec_and_test(&chan->ref))
		return;
	if (chan->sign != chan->sess->sign)
		smb3_sign_key_free(chan->sign);
	ksmbd_auth_free(chan->auth);
	ksmbd_sess_put(chan->sess);
	ksmbd_conn_put(chan->conn);
	kfree_rcu(chan, rcu);
}

/**
 * ksmbd_chan_lookup() - the channel of a session on a connection
 * @conn: the connection
 * @id: SessionId
 *
 * Context: any.
 * Return: a new reference, or NULL.
 */
struct ksmbd_chan *ksmbd_chan_lookup(struct ksmbd_conn *conn, u64 id)
{
	struct ksmbd_chan *chan;

	if (id > ULONG_MAX)
		return NULL;
	rcu_read_lock();
	chan = xa_load(&conn->sessions, id);
	if (chan && !refcount_inc_not_zero(&chan->ref))
		chan = NULL;
	rcu_read_unlock();
	return chan;
}

/**
 * ksmbd_chan_next() - walk the channels of a session
 * @sess: the session
 * @index: where to go on, 0 at first; moved behind what is returned
 *
 * Context: any.
 * Return: a new reference, or NULL: no more.
 */
struct ksmbd_chan *ksmbd_chan_next(struct ksmbd_sess *sess, unsigned long *index)
{
	return ksmbd_sess_next(&sess->chans, index, struct ksmbd_chan);
}

/**
 * ksmbd_conn_serves() - is a user logged on over a connection?
 * @conn: the connection
 * @ident: the user
 *
 * Context: any.
 * Return: true when one of its sessions is that user's.
 */
bool ksmbd_conn_serves(struct ksmbd_conn *conn, const struct ksmbd_ident *ident)
{
	const struct ksmbd_ident *his;
	struct ksmbd_chan *chan;
	unsigned long index;
	bool serves = false;

	rcu_read_lock();
	xa_for_each(&conn->sessions, index, chan) {
		/* Pairs with the release in smb2/cmd_session_setup.c. */
		if (!smp_load_acquire(&chan->established))
			continue;
		his = rcu_dereference(chan->sess->ident);
		serves |= his && ksmbd_ident_same(his, ident);
	}
	rcu_read_unlock();
	return serves;
}

/**
 * ksmbd_conn_is_spare() - would nothing be lost with a connection?
 * @conn: the connection
 *
 * Context: any.
 * Return: true when each of its sessions is on another connection, too.
 */
bool ksmbd_conn_is_spare(struct ksmbd_conn *conn)
{
	struct ksmbd_chan *chan;
	unsigned long index;
	bool spare = true;

	rcu_read_lock();
	xa_for_each(&conn->sessions, index, chan)
		spare &= READ_ONCE(chan->sess->nchans) > 1;
	rcu_read_unlock();
	return spare;
}

/* Into both tables, with a reference for each, or into none. */
static int chan_insert_locked(struct ksmbd_chan *chan)
{
	struct ksmbd_sess *sess = chan->sess;
	struct ksmbd_conn *conn = chan->conn;
	int err;

	lockdep_assert_held(&sess->lock);
	if (sess->state == KSMBD_SESS_DEAD)
		return -ESHUTDOWN;
	if (sess->nchans >= KSMBD_SESS_CHANNELS_MAX)
		return -ENOSPC;
	err = xa_insert(&sess->chans, conn->id, chan, GFP_KERNEL);
	if (err)
		return err == -EBUSY ? -EEXIST : err;
	/* -EBUSY cannot be: both tables change together */
	err = xa_insert(&conn->sessions, sess->id, chan, GFP_KERNEL);
	if (err) {
		xa_erase(&sess->chans, conn->id);
		return err;
	}
	ksmbd_chan_get(chan);
	ksmbd_chan_get(chan);
	sess->nchans++;
	return 0;
}

/**
 * ksmbd_chan_publish() - enter a channel into its connection and its session
 * @chan: new; the caller's reference stays
 *
 * Context: process context, may sleep; takes sess->lock.
 * Return: 0: it can be found, not established; -EEXIST the session is on that connection already;
 * -ENOSPC it has as many channels as it may; -EBUSY too many on this connection; -ENOMEM;
 * -ESHUTDOWN the session is ending.
 */
int ksmbd_chan_publish(struct ksmbd_chan *chan)
{
	struct ksmbd_sess *sess = chan->sess;
	int err;

	err = ksmbd_conn_charge_session(chan->conn);
	if (err)
		return err;
	mutex_lock(&sess->lock);
	err = chan_insert_locked(chan);
	mutex_unlock(&sess->lock);
	if (err)
		ksmbd_conn_uncharge_session(chan->conn);
	return err;
}

/* Out of both tables; @last: the session has no channel any more.  False: someone else did it. */
static bool chan_remove(struct ksmbd_chan *chan, bool *last)
{
	struct ksmbd_sess *sess = chan->sess;
	struct ksmbd_conn *conn = chan->conn;
	bool won;

	mutex_lock(&sess->lock);
	won = xa_load(&sess->chans, conn->id) == chan;
	if (won) {
		xa_erase(&sess->chans, conn->id);
		xa_erase(&conn->sessions, sess->id);
		sess->nchans--;
		*last = !sess->nchans;
	}
	mutex_unlock(&sess->lock);
	if (!won)
		return false;
	ksmbd_conn_uncharge_session(conn);
	/* the tables' references; the caller has its own */
	ksmbd_chan_put(chan);
	ksmbd_chan_put(chan);
	return true;
}

/**
 * ksmbd_chan_unlink() - take a session off a connection
 * @chan: the caller holds a reference
 *
 * The session ends when this was its last channel.
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_chan_unlink(struct ksmbd_chan *chan)
{
	bool last;

	if (chan_remove(chan, &last) && last)
		ksmbd_sess_end(chan->sess);
}

static struct ksmbd_chan *any_chan(struct ksmbd_sess *sess)
{
	struct ksmbd_chan *chan;
	unsigned long index = 0;

	mutex_lock(&sess->lock);
	chan = xa_find(&sess->chans, &index, ULONG_MAX, XA_PRESENT);
	if (chan)
		ksmbd_chan_get(chan);
	mutex_unlock(&sess->lock);
	return chan;
}

/**
 * ksmbd_chan_unlink_all() - take an ending session off all its connections
 * @sess: in state DEAD, so no channel can come
 *
 * Context: process context, may sleep; ksmbd_sess_end() alone calls it.
 */
void ksmbd_chan_unlink_all(struct ksmbd_sess *sess)
{
	struct ksmbd_chan *chan;
	bool last;

	while ((chan = any_chan(sess))) {
		chan_remove(chan, &last);
		ksmbd_chan_put(chan);
	}
}
