// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Security identifiers: codec, comparison, well-known ones, Unix ids.
 *
 * Not here: who a user is (state/ident.c) and descriptors (sd.c).
 * Called from vfs, state, smb2 and apple, in any context.  Pure: no locks.
 */
#include "util/sid.h"

#include <linux/kernel.h>
#include <linux/overflow.h>

#define SID_FIXED	8	/* revision, count, authority */

#define NT_SID(n, ...)	{ .revision = 1, .nsub = (n), .authority = { 0, 0, 0, 0, 0, 5 },	\
			  .sub = { __VA_ARGS__ } }

const struct ksmbd_sid ksmbd_sid_everyone = {
	.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 1 }, .sub = { 0 },
};

const struct ksmbd_sid ksmbd_sid_creator_owner = {
	.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 3 }, .sub = { 0 },
};

const struct ksmbd_sid ksmbd_sid_creator_group = {
	.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 3 }, .sub = { 1 },
};

const struct ksmbd_sid ksmbd_sid_owner_rights = {
	.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 3 }, .sub = { 4 },
};

const struct ksmbd_sid ksmbd_sid_unix_users = {
	.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 22 }, .sub = { 1 },
};

const struct ksmbd_sid ksmbd_sid_unix_groups = {
	.revision = 1, .nsub = 1, .authority = { 0, 0, 0, 0, 0, 22 }, .sub = { 2 },
};

const struct ksmbd_sid ksmbd_sid_network = NT_SID(1, 2);
const struct ksmbd_sid ksmbd_sid_anonymous = NT_SID(1, 7);
const struct ksmbd_sid ksmbd_sid_authenticated = NT_SID(1, 11);
const struct ksmbd_sid ksmbd_sid_system = NT_SID(1, 18);
const struct ksmbd_sid ksmbd_sid_admins = NT_SID(2, 32, 544);
const struct ksmbd_sid ksmbd_sid_users = NT_SID(2, 32, 545);
const struct ksmbd_sid ksmbd_sid_guests = NT_SID(2, 32, 546);
const struct ksmbd_sid ksmbd_sid_nfs = NT_SID(1, 88);

/**
 * ksmbd_sid_decode() - read one SID
 * @rd: stands at it, behind it afterwards
 * @sid: the SID; zeroed beyond its sub-authorities
 *
 * MS-DTYP 2.4.2.2.
 *
 * Context: any.
 * Return: true; false when it is cut, of another revision or has too many parts.
 */
bool ksmbd_sid_decode(struct ksmbd_rd *rd, struct ksmbd_sid *sid)
{
	unsigned int i;

	memset(sid, 0, sizeof(*sid));
	sid->revision = ksmbd_rd_u8(rd);
	sid->nsub = ksmbd_rd_u8(rd);
	ksmbd_rd_bytes(rd, sid->authority, sizeof(sid->authority));
	if (sid->revision != 1 || sid->nsub > KSMBD_SID_MAX_SUB) {
		sid->nsub = 0;
		rd->err = true;
	}
	for (i = 0; i < sid->nsub; i++)
		sid->sub[i] = ksmbd_rd_le32(rd);
	return ksmbd_rd_ok(rd);
}

/**
 * ksmbd_sid_encode() - write one SID
 * @wr: where to
 * @sid: the SID
 *
 * Context: any.
 */
void ksmbd_sid_encode(struct ksmbd_wr *wr, const struct ksmbd_sid *sid)
{
	unsigned int i;

	ksmbd_wr_u8(wr, sid->revision);
	ksmbd_wr_u8(wr, sid->nsub);
	ksmbd_wr_bytes(wr, sid->authority, sizeof(sid->authority));
	for (i = 0; i < sid->nsub; i++)
		ksmbd_wr_le32(wr, sid->sub[i]);
}

/**
 * ksmbd_sid_size() - bytes a SID takes on the wire
 * @sid: the SID
 *
 * Context: any.
 * Return: the bytes.
 */
size_t ksmbd_sid_size(const struct ksmbd_sid *sid)
{
	return SID_FIXED + 4 * (size_t)sid->nsub;
}

static bool same_parts(const struct ksmbd_sid *a, const struct ksmbd_sid *b, unsigned int nsub)
{
	return a->revision == b->revision &&
	       !memcmp(a->authority, b->authority, sizeof(a->authority)) &&
	       !memcmp(a->sub, b->sub, nsub * sizeof(a->sub[0]));
}

/**
 * ksmbd_sid_equal() - the same principal?
 * @a: one
 * @b: the other
 *
 * Context: any.
 * Return: true if they are equal.
 */
bool ksmbd_sid_equal(const struct ksmbd_sid *a, const struct ksmbd_sid *b)
{
	return a->nsub == b->nsub && same_parts(a, b, a->nsub);
}

/**
 * ksmbd_sid_has_prefix() - is it a domain plus one relative id?
 * @sid: the SID
 * @prefix: the domain
 * @rid: gets the relative id; may be NULL
 *
 * Context: any.
 * Return: true if @sid is @prefix and exactly one more sub-authority.
 */
bool ksmbd_sid_has_prefix(const struct ksmbd_sid *sid, const struct ksmbd_sid *prefix, u32 *rid)
{
	if (sid->nsub != prefix->nsub + 1 || !same_parts(sid, prefix, prefix->nsub))
		return false;
	if (rid)
		*rid = sid->sub[sid->nsub - 1];
	return true;
}

/**
 * ksmbd_sid_append() - add a sub-authority
 * @sid: the SID
 * @sub: what to add
 *
 * Context: any.
 * Return: false if it is full.
 */
bool ksmbd_sid_append(struct ksmbd_sid *sid, u32 sub)
{
	if (sid->nsub >= KSMBD_SID_MAX_SUB)
		return false;
	sid->sub[sid->nsub++] = sub;
	return true;
}

/* Domain form if there is a domain and the id fits, else @unix_prefix plus the id. */
static void from_id(struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 id, u32 base,
		    const struct ksmbd_sid *unix_prefix)
{
	u32 rid;

	if (domain && !check_mul_overflow(id, 2U, &rid) && !check_add_overflow(rid, base, &rid)) {
		*sid = *domain;
		if (ksmbd_sid_append(sid, rid))
			return;
	}
	*sid = *unix_prefix;
	ksmbd_sid_append(sid, id);
}

static bool to_id(const struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 base,
		  const struct ksmbd_sid *unix_prefix, u32 *id)
{
	u32 rid;

	if (ksmbd_sid_has_prefix(sid, unix_prefix, id))
		return true;
	if (!domain || !ksmbd_sid_has_prefix(sid, domain, &rid))
		return false;
	if (rid < base || (rid - base) % 2)
		return false;
	*id = (rid - base) / 2;
	return true;
}

/**
 * ksmbd_sid_from_uid() - the SID of a user
 * @sid: gets it
 * @domain: the server's own domain, or NULL
 * @uid: Unix user
 *
 * Context: any.
 */
void ksmbd_sid_from_uid(struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 uid)
{
	from_id(sid, domain, uid, 1000, &ksmbd_sid_unix_users);
}

/**
 * ksmbd_sid_from_gid() - the SID of a group
 * @sid: gets it
 * @domain: the server's own domain, or NULL
 * @gid: Unix group
 *
 * Context: any.
 */
void ksmbd_sid_from_gid(struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 gid)
{
	from_id(sid, domain, gid, 1001, &ksmbd_sid_unix_groups);
}

/**
 * ksmbd_sid_to_uid() - the Unix user of a SID
 * @sid: the SID, in either form
 * @domain: the server's own domain, or NULL
 * @uid: gets the user
 *
 * Context: any.
 * Return: false if it is not one of ours.
 */
bool ksmbd_sid_to_uid(const struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 *uid)
{
	return to_id(sid, domain, 1000, &ksmbd_sid_unix_users, uid);
}

/**
 * ksmbd_sid_to_gid() - the Unix group of a SID
 * @sid: the SID, in either form
 * @domain: the server's own domain, or NULL
 * @gid: gets the group
 *
 * Context: any.
 * Return: false if it is not one of ours.
 */
bool ksmbd_sid_to_gid(const struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 *gid)
{
	return to_id(sid, domain, 1001, &ksmbd_sid_unix_groups, gid);
}
