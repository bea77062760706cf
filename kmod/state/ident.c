// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who acts: identities, built once and never changed (R3).
 *
 * An identity carries the Linux credentials that every file operation of its
 * user runs with, and the SIDs that access checks of stored security
 * descriptors compare.  Not for deciding who may log in (smb2/cmd_session_setup.c)
 * and not for putting credentials on (vfs/enter.c).
 *
 * Called by session setup and tree connect, in process context.  Takes no locks.
 */
#include "state/ident.h"
#include "state/server.h"
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

/* user, primary group, administrators, everyone, network, authenticated | guests | anonymous */
#define IDENT_FIXED_SIDS	6

/* The groups of @cred become @groups, sorted, nothing else. */
static int ident_set_groups(struct cred *cred, const kgid_t *groups, unsigned int ngroups)
{
	struct group_info *gi = groups_alloc(ngroups);

	if (!gi)
		return -ENOMEM;
	if (ngroups)
		memcpy(gi->gid, groups, ngroups * sizeof(*groups));
	groups_sort(gi);
	set_groups(cred, gi);
	put_group_info(gi);
	return 0;
}

/*
 * All of uid, euid and fsuid are the user's: fsuid is what file systems look at, euid what FUSE
 * compares with the owner of a mount.  Only root keeps capabilities; for everyone else even the
 * right to use blocks reserved for root must go.
 */
static const struct cred *ident_make_cred(kuid_t uid, kgid_t gid, const kgid_t *groups,
					  unsigned int ngroups)
{
	struct cred *cred = prepare_kernel_cred(&init_task);

	if (!cred)
		return NULL;
	cred->uid = uid;
	cred->euid = uid;
	cred->suid = uid;
	cred->fsuid = uid;
	cred->gid = gid;
	cred->egid = gid;
	cred->sgid = gid;
	cred->fsgid = gid;
	if (ident_set_groups(cred, groups, ngroups)) {
		put_cred(cred);
		return NULL;
	}
	if (!uid_eq(uid, GLOBAL_ROOT_UID))
		cap_clear(cred->cap_effective);
	return cred;
}

static int ident_make_sids(struct ksmbd_ident *ident, const kgid_t *groups, unsigned int ngroups)
{
	struct ksmbd_sid domain, *sid;
	const struct ksmbd_sid *dom;
	unsigned int i;

	rcu_read_lock();
	domain = ksmbd_server_config()->domain_sid;
	rcu_read_unlock();
	dom = domain.nsub ? &domain : NULL;

	sid = kvcalloc(ngroups + IDENT_FIXED_SIDS, sizeof(*sid), GFP_KERNEL);
	if (!sid)
		return -ENOMEM;
	ident->sids = sid;
	ksmbd_sid_from_uid(sid++, dom, from_kuid(&init_user_ns, ident->uid));
	ksmbd_sid_from_gid(sid++, dom, from_kgid(&init_user_ns, ident->gid));
	for (i = 0; i < ngroups; i++) {
		if (!gid_eq(groups[i], ident->gid))
			ksmbd_sid_from_gid(sid++, dom, from_kgid(&init_user_ns, groups[i]));
	}
	if (uid_eq(ident->uid, GLOBAL_ROOT_UID))
		*sid++ = ksmbd_sid_admins;
	*sid++ = ksmbd_sid_everyone;
	*sid++ = ksmbd_sid_network;
	if (ident->flags & KSMBD_IDENT_ANONYMOUS)
		*sid++ = ksmbd_sid_anonymous;
	else if (ident->flags & KSMBD_IDENT_GUEST)
		*sid++ = ksmbd_sid_guests;
	else
		*sid++ = ksmbd_sid_authenticated;
	ident->nsids = sid - ident->sids;
	return 0;
}

static void ident_free(struct ksmbd_ident *ident)
{
	if (ident->cred)
		put_cred(ident->cred);
	kvfree(ident->sids);
	kfree_rcu(ident, rcu);
}

/**
 * ksmbd_ident_create() - make an identity
 * @account: account name, UTF-8, "" for anonymous
 * @domain: domain name, UTF-8
 * @flags: KSMBD_IDENT_*
 * @uid: Unix user
 * @gid: its primary group
 * @groups: supplementary groups, or NULL
 * @ngroups: how many
 *
 * Context: process context, may sleep.
 * Return: the identity with one reference; NULL: out of memory, or ids that are none.
 */
struct ksmbd_ident *ksmbd_ident_create(const char *account, const char *domain, u32 flags,
				       kuid_t uid, kgid_t gid, const kgid_t *groups,
				       unsigned int ngroups)
{
	struct ksmbd_ident *ident;
	unsigned int i;

	if (!uid_valid(uid) || !gid_valid(gid) || ngroups > NGROUPS_MAX)
		return NULL;
	for (i = 0; i < ngroups; i++) {
		if (!gid_valid(groups[i]))
			return NULL;
	}
	ident = kzalloc(sizeof(*ident), GFP_KERNEL);
	if (!ident)
		return NULL;
	refcount_set(&ident->ref, 1);
	ident->flags = flags;
	strscpy(ident->account, account, sizeof(ident->account));
	strscpy(ident->domain, domain, sizeof(ident->domain));
	ident->uid = uid;
	ident->gid = gid;
	ident->cred = ident_make_cred(uid, gid, groups, ngroups);
	if (!ident->cred || ident_make_sids(ident, groups, ngroups)) {
		ident_free(ident);
		return NULL;
	}
	return ident;
}

/**
 * ksmbd_ident_force() - the same account acting under other ids
 * @base: whose account
 * @uid: forced user, or NULL
 * @gid: forced group, or NULL
 *
 * A forced user does not bring the groups of the real one along; a forced group alone does.
 *
 * Context: process context, may sleep.
 * Return: a new identity with one reference, or NULL.
 */
struct ksmbd_ident *ksmbd_ident_force(struct ksmbd_ident *base, const kuid_t *uid,
				      const kgid_t *gid)
{
	const struct group_info *gi = base->cred->group_info;
	bool keep = !uid;

	return ksmbd_ident_create(base->account, base->domain, base->flags,
				  uid ? *uid : base->uid, gid ? *gid : base->gid,
				  keep ? gi->gid : NULL, keep ? gi->ngroups : 0);
}

/**
 * ksmbd_ident_put() - drop a reference
 * @ident: may be NULL
 *
 * Context: any; what it points to is freed at once, the object after a grace period.
 */
void ksmbd_ident_put(struct ksmbd_ident *ident)
{
	if (ident && refcount_dec_and_test(&ident->ref))
		ident_free(ident);
}

/**
 * ksmbd_ident_same() - do two identities mean the same user?
 * @a: one
 * @b: the other
 *
 * Context: any; the caller holds references on both.
 * Return: true when user id, kind and account name agree.
 */
bool ksmbd_ident_same(const struct ksmbd_ident *a, const struct ksmbd_ident *b)
{
	return uid_eq(a->uid, b->uid) && a->flags == b->flags && !strcmp(a->account, b->account);
}
