/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security identifiers (MS-DTYP 2.4.2).  Pure.
 *
 * Unix ids map as Samba and the in-tree server store them: S-1-22-1-UID,
 * S-1-22-2-GID when no domain SID is known; and inside the server's own domain
 * RID = UID * 2 + 1000 (users), GID * 2 + 1001 (groups).
 */
#ifndef KSMBD_UTIL_SID_H
#define KSMBD_UTIL_SID_H

#include "util/cursor.h"

#define KSMBD_SID_MAX_SUB	15

struct ksmbd_sid {
	u8 revision;		/* 1 */
	u8 nsub;		/* <= KSMBD_SID_MAX_SUB */
	u8 authority[6];
	u32 sub[KSMBD_SID_MAX_SUB];
};

extern const struct ksmbd_sid ksmbd_sid_everyone;		/* S-1-1-0 */
extern const struct ksmbd_sid ksmbd_sid_creator_owner;		/* S-1-3-0 */
extern const struct ksmbd_sid ksmbd_sid_creator_group;		/* S-1-3-1 */
extern const struct ksmbd_sid ksmbd_sid_owner_rights;		/* S-1-3-4 */
extern const struct ksmbd_sid ksmbd_sid_authenticated;		/* S-1-5-11 */
extern const struct ksmbd_sid ksmbd_sid_network;		/* S-1-5-2 */
extern const struct ksmbd_sid ksmbd_sid_anonymous;		/* S-1-5-7 */
extern const struct ksmbd_sid ksmbd_sid_system;			/* S-1-5-18 */
extern const struct ksmbd_sid ksmbd_sid_admins;			/* S-1-5-32-544 */
extern const struct ksmbd_sid ksmbd_sid_users;			/* S-1-5-32-545 */
extern const struct ksmbd_sid ksmbd_sid_guests;			/* S-1-5-32-546 */
extern const struct ksmbd_sid ksmbd_sid_unix_users;		/* S-1-22-1 */
extern const struct ksmbd_sid ksmbd_sid_unix_groups;		/* S-1-22-2 */
extern const struct ksmbd_sid ksmbd_sid_nfs;			/* S-1-5-88 */

bool ksmbd_sid_decode(struct ksmbd_rd *rd, struct ksmbd_sid *sid);	/* false: bad, sticky */
void ksmbd_sid_encode(struct ksmbd_wr *wr, const struct ksmbd_sid *sid);
size_t ksmbd_sid_size(const struct ksmbd_sid *sid);
bool ksmbd_sid_equal(const struct ksmbd_sid *a, const struct ksmbd_sid *b);
/* Is @sid @prefix plus exactly one more sub-authority?  That one goes to *rid. */
bool ksmbd_sid_has_prefix(const struct ksmbd_sid *sid, const struct ksmbd_sid *prefix, u32 *rid);
bool ksmbd_sid_append(struct ksmbd_sid *sid, u32 sub);
/* Unix id <-> SID; @domain may be NULL (then S-1-22-x is used). */
void ksmbd_sid_from_uid(struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 uid);
void ksmbd_sid_from_gid(struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 gid);
/* Both forms are understood; false: not one of ours. */
bool ksmbd_sid_to_uid(const struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 *uid);
bool ksmbd_sid_to_gid(const struct ksmbd_sid *sid, const struct ksmbd_sid *domain, u32 *gid);

#endif /* KSMBD_UTIL_SID_H */
