/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opens that outlive their connection: detached, found again by their
 * persistent id, claimed once (R8); and the CreateGuids in use
 * (MS-SMB2 3.3.1.10, 3.3.2.2, 3.3.7.1).
 */
#ifndef KSMBD_STATE_DURABLE_H
#define KSMBD_STATE_DURABLE_H

#include "state/open.h"

/**
 * struct ksmbd_durable_key - what a client must know to get an open back
 * @pid: its persistent id
 * @guid: its CreateGuid, or NULL: a client that reconnects the first way does not say
 * @persistent: it says that it is a persistent one
 * @client: ClientGuid; counts then
 * @ident: who asks, as on the tree connect: must be the owner
 * @share: on which share: must be the same place
 * @max_access: rights the tree connect allows at all: must cover those of the open
 */
struct ksmbd_durable_key {
	u64 pid;
	const u8 *guid;
	bool persistent;
	const u8 *client;
	const struct ksmbd_ident *ident;
	const struct ksmbd_share *share;
	u32 max_access;
};

/*
 * Called when the session of @open ends.  True: it is detached now, or closed by whoever was
 * faster; false: it does not survive (close it).
 */
bool ksmbd_durable_detach(struct ksmbd_sess *sess, struct ksmbd_open *open);
/*
 * A detached open that @key fits, a reference; ERR_PTR(-ENOENT), or ERR_PTR(-EACCES): it is
 * another user's.  Nothing is claimed yet.
 */
struct ksmbd_open *ksmbd_durable_find(const struct ksmbd_durable_key *key);
/*
 * Claims @open, so that it stays what it is until one of the two below: 0; -ENOENT: somebody else
 * was faster; -ETIMEDOUT: it stays detached.
 */
int ksmbd_durable_claim(struct ksmbd_open *open);
/*
 * Publishes it in @sess under a new volatile id; @seq: ChannelSequence of the request.  0; -EBUSY,
 * -ESHUTDOWN, -ENOMEM: it is detached again.
 */
int ksmbd_durable_publish(struct ksmbd_open *open, struct ksmbd_sess *sess, u32 tree_id, u16 seq);
void ksmbd_durable_unclaim(struct ksmbd_open *open);
/*
 * Someone needs a detached open out of the way (an oplock or lease break is due that nobody can
 * answer).  True: it is closed now.  False: it is not in the way for want of a client: it is live
 * (again) and its client can be asked, or it is resilient or persistent and stays.  The caller holds a
 * reference and no locks.
 */
bool ksmbd_durable_break(struct ksmbd_open *open);
/* An open that was made from a record waits for its client; takes the caller's reference over. */
void ksmbd_durable_adopt(struct ksmbd_open *open);
/* Is there an open of this persistent id, client and CreateGuid? */
bool ksmbd_durable_knows(u64 pid, const u8 client[16], const u8 guid[16]);
/* Closes all detached opens (shutdown). */
void ksmbd_durable_close_all(void);
/* Closes those of removed shares. */
void ksmbd_durable_close_removed(void);
void ksmbd_durable_exit(void);
unsigned int ksmbd_durable_count(void);
/* One of them by its persistent id: a reference or NULL. */
struct ksmbd_open *ksmbd_durable_lookup(u64 pid);
/* Calls @fn for each of them, under a spinlock. */
void ksmbd_durable_for_each(void (*fn)(struct ksmbd_open *open, void *arg), void *arg);

/*
 * Closes the opens of the same file, user and application (app_id) as @open that other clients
 * have.  0; -EEXIST: one of them is not older (@versioned: app_version says so), it stays.
 */
int ksmbd_app_instance_replace(struct ksmbd_open *open, bool versioned);

/*
 * Enters @open, which is not published yet, under its CreateGuid.  0; -EEXIST: that guid is in use
 * and *@other is a reference to its open (vid 0: not published yet either).  With @replay an open
 * that was used since its CREATE does not count.
 */
int ksmbd_create_guid_enter(struct ksmbd_open *open, const u8 client[16], const u8 guid[16],
			    bool replay, struct ksmbd_open **other);
/* For open.c: the open is being closed or was never published. */
void ksmbd_create_guid_leave(struct ksmbd_open *open);

#endif /* KSMBD_STATE_DURABLE_H */
