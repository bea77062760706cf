/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who acts: an immutable identity, swapped but never changed (R3).
 */
#ifndef KSMBD_STATE_IDENT_H
#define KSMBD_STATE_IDENT_H

#include <linux/cred.h>
#include <linux/refcount.h>
#include "ksmbd.h"
#include "util/sd.h"

#define KSMBD_ACCOUNT_MAX	256

#define KSMBD_IDENT_GUEST	0x1
#define KSMBD_IDENT_ANONYMOUS	0x2

/*
 * struct ksmbd_ident - who acts
 *
 * References: each session that has it 1, each open 1.
 * @cred: a full kernel cred: fsuid, fsgid, groups, no file-system capabilities unless uid 0
 * @sids: user, primary group, groups, then Everyone, Network, Authenticated Users | Guests
 */
struct ksmbd_ident {
	refcount_t ref;
	struct rcu_head rcu;
	u32 flags;			/* KSMBD_IDENT_* */
	char account[KSMBD_ACCOUNT_MAX];
	char domain[KSMBD_ACCOUNT_MAX];
	kuid_t uid;
	kgid_t gid;
	const struct cred *cred;
	struct ksmbd_sid *sids;
	unsigned int nsids;
};

/*
 * @groups: supplementary Unix groups, may be NULL.  One reference or NULL: out of memory, or ids
 * that are none.
 */
struct ksmbd_ident *ksmbd_ident_create(const char *account, const char *domain, u32 flags,
				       kuid_t uid, kgid_t gid, const kgid_t *groups,
				       unsigned int ngroups);
/* The same identity acting under forced ids (force user, force group of a share). */
struct ksmbd_ident *ksmbd_ident_force(struct ksmbd_ident *base, const kuid_t *uid,
				      const kgid_t *gid);
void ksmbd_ident_put(struct ksmbd_ident *ident);
static inline struct ksmbd_ident *ksmbd_ident_get(struct ksmbd_ident *ident)
{
	refcount_inc(&ident->ref);
	return ident;
}

/* Same user (for binding, durable reconnect): uid, flags and account. */
bool ksmbd_ident_same(const struct ksmbd_ident *a, const struct ksmbd_ident *b);

#endif /* KSMBD_STATE_IDENT_H */
