/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sessions and their channels (MS-SMB2 3.3.1.8, 3.3.1.14).
 *
 * A session is one authentication of one user; a channel binds it to one
 * connection with its own signing key.  A session dies by LOGOFF, by
 * PreviousSessionId, by an authentication that fails, or with its last channel.
 */
#ifndef KSMBD_STATE_SESS_H
#define KSMBD_STATE_SESS_H

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/xarray.h>
#include "ksmbd.h"
#include "crypto/crypto.h"
#include "state/ident.h"

enum ksmbd_sess_state {
	KSMBD_SESS_SETUP,	/* authentication under way */
	KSMBD_SESS_VALID,
	KSMBD_SESS_DEAD,	/* unlinked */
};

/*
 * struct ksmbd_auth - one authentication under way (setup, re-authentication, bind)
 *
 * Owned by the channel it is for; freed when it ends.
 */
struct ksmbd_auth {
	int stage;			/* of smb2/cmd_session_setup.c */
	const void *busy;		/* request that works on a leg; under conn->setup_mutex */
	bool spnego;			/* wrapped, else raw NTLMSSP */
	bool mech_list_mic;		/* the client expects one */
	u8 challenge[8];
	u32 challenge_flags;
	void *negotiate, *challenge_msg;	/* kept for the MIC */
	size_t negotiate_len, challenge_len;
	void *mech_list;		/* DER as received */
	size_t mech_list_len;
	struct smb3_preauth preauth;	/* running value of this exchange (3.1.1) */
};

/*
 * struct ksmbd_chan - a session on one connection
 *
 * References: sess->chans 1, conn->sessions 1, an element 1, a reply until it is signed and sent 1.
 * Only ksmbd_chan_unlink() breaks the sess <-> chan <-> conn cycle.
 */
struct ksmbd_chan {
	refcount_t ref;
	struct rcu_head rcu;
	struct ksmbd_sess *sess;	/* a reference */
	struct ksmbd_conn *conn;	/* a reference */
	/*
	 * The session's own on its first channel, and on a bound one until that is established;
	 * then its own.  Changed by the owner of a leg only.
	 */
	struct smb3_sign_key *sign;
	bool bound;			/* joined a session that was there; set once */
	bool established;		/* authentication is complete (release/acquire) */
	struct ksmbd_auth *auth;	/* under conn->setup_mutex */
};

/*
 * struct ksmbd_sess - an authenticated session
 *
 * References: table 1, each channel 1, an element 1, a request that came encrypted 1.
 */
struct ksmbd_sess {
	refcount_t ref;
	struct rcu_head rcu;
	u64 id;				/* random, never 0 */
	u16 dialect;			/* of the first connection; channels must match */
	u16 cipher;
	u8 client_guid[16];

	struct mutex lock;		/* protects: state, writers of chans, trees, opens */
	int state;			/* enum ksmbd_sess_state; read with READ_ONCE */
	struct ksmbd_ident __rcu *ident;	/* swapped under lock */
	/* set once when it becomes VALID */
	struct smb3_sign_key *sign;	/* of the first channel; proves who may bind another */
	struct smb3_seal_key *open_key;	/* client to server */
	struct smb3_seal_key *seal_key;	/* server to client */
	u8 application_key[SMB3_SESSION_KEY_MAX];
	bool signing_required;
	bool encrypt;			/* SESSION_FLAG_ENCRYPT_DATA was answered */
	bool guest, anonymous;
	time64_t expires;		/* seconds of real time; 0 never */

	struct xarray chans;		/* conn id -> chan */
	struct xarray trees;		/* tree id -> tree */
	struct xarray opens;		/* low half of the volatile id -> open */
	u32 nchans, ntrees, nopens;	/* under lock */
	u32 next_tree, next_open;	/* cyclic allocation, under lock */
	struct completion ended;	/* ksmbd_sess_end() is through */
	struct hlist_node table_entry;	/* in the table by id */
	void *ext;			/* the extension's data (smb2/ext.h), freed through up.h */
};

int ksmbd_sess_init(void);
void ksmbd_sess_exit(void);

/*
 * A new session in state SETUP with a channel on @conn, both findable.  The channel comes with a
 * reference for the caller.  NULL: out of memory; ERR_PTR(-EBUSY): budget.
 */
struct ksmbd_chan *ksmbd_sess_create(struct ksmbd_conn *conn);
struct ksmbd_sess *ksmbd_sess_lookup(u64 id);
void ksmbd_sess_put(struct ksmbd_sess *sess);
static inline void ksmbd_sess_get(struct ksmbd_sess *sess)
{
	refcount_inc(&sess->ref);
}

/* Current identity, a reference; NULL before authentication. */
struct ksmbd_ident *ksmbd_sess_ident(struct ksmbd_sess *sess);
/* Swaps the identity in (setup, re-authentication); takes over the reference. */
void ksmbd_sess_set_ident(struct ksmbd_sess *sess, struct ksmbd_ident *ident);
bool ksmbd_sess_is_valid(const struct ksmbd_sess *sess);
/*
 * Ends the session: unfindable, opens closed (by ksmbd_open_close) or detached (durable.h), trees
 * dropped, parked works claimed, channels unlinked.  Any number of callers; one does the work, all
 * return after it.
 */
void ksmbd_sess_end(struct ksmbd_sess *sess);

/* Channel of @conn for session @id (established or not), a reference, or NULL. */
struct ksmbd_chan *ksmbd_chan_lookup(struct ksmbd_conn *conn, u64 id);
/*
 * A channel is made, with a reference for the caller, and then published: @bound to a session that
 * was there, or the first one of a new session.
 */
struct ksmbd_chan *ksmbd_chan_alloc(struct ksmbd_sess *sess, struct ksmbd_conn *conn, bool bound);
int ksmbd_chan_publish(struct ksmbd_chan *chan);
/*
 * The next object of a table of a session, of those with an index >= *@index: a new reference,
 * *@index moves behind it; NULL: no more.  For chan.c, tree.c and open.c.
 */
#define ksmbd_sess_next(xa, index, type)					\
	({									\
		unsigned long *_index = (index);				\
		type *_obj;							\
										\
		rcu_read_lock();						\
		do {								\
			_obj = xa_find(xa, _index, ULONG_MAX, XA_PRESENT);	\
			if (_obj)						\
				++*_index;					\
		} while (_obj && !refcount_inc_not_zero(&_obj->ref));		\
		rcu_read_unlock();						\
		_obj;								\
	})

/*
 * Walks the channels of @sess: the first with an index >= *@index, a reference, *@index moves
 * behind it; NULL: no more.
 */
struct ksmbd_chan *ksmbd_chan_next(struct ksmbd_sess *sess, unsigned long *index);
/* Is the user of @ident logged on over @conn? */
bool ksmbd_conn_serves(struct ksmbd_conn *conn, const struct ksmbd_ident *ident);
/* Is each session that is on @conn on another connection, too? */
bool ksmbd_conn_is_spare(struct ksmbd_conn *conn);
/* Unfindable from both sides; ends the session when it was its last channel. */
void ksmbd_chan_unlink(struct ksmbd_chan *chan);
/* For ksmbd_sess_end(): all of them, without ending the session again. */
void ksmbd_chan_unlink_all(struct ksmbd_sess *sess);
void ksmbd_chan_put(struct ksmbd_chan *chan);
static inline void ksmbd_chan_get(struct ksmbd_chan *chan)
{
	refcount_inc(&chan->ref);
}

struct ksmbd_auth *ksmbd_auth_alloc(void);
void ksmbd_auth_free(struct ksmbd_auth *auth);	/* wipes */
unsigned int ksmbd_sess_count(void);
void ksmbd_sess_for_each(void (*fn)(struct ksmbd_sess *sess, void *arg), void *arg);

#endif /* KSMBD_STATE_SESS_H */
