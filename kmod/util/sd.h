/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Security descriptors: one validator for the wire and for what is stored
 * (MS-DTYP 2.4.6), iteration, building, and the access check.  Pure.
 *
 * A descriptor is kept in its self-relative wire form; struct ksmbd_sd is a
 * validated view of it.  Nothing walks raw ACEs but ksmbd_ace_next().
 */
#ifndef KSMBD_UTIL_SD_H
#define KSMBD_UTIL_SD_H

#include "util/sid.h"

#define KSMBD_SD_MAX		65536	/* bytes of a descriptor we take or store */

/* control bits */
#define KSMBD_SD_OWNER_DEFAULTED	0x0001
#define KSMBD_SD_GROUP_DEFAULTED	0x0002
#define KSMBD_SD_DACL_PRESENT		0x0004
#define KSMBD_SD_DACL_DEFAULTED		0x0008
#define KSMBD_SD_SACL_PRESENT		0x0010
#define KSMBD_SD_SACL_DEFAULTED		0x0020
#define KSMBD_SD_DACL_AUTO_INHERIT_REQ	0x0100
#define KSMBD_SD_SACL_AUTO_INHERIT_REQ	0x0200
#define KSMBD_SD_DACL_AUTO_INHERITED	0x0400
#define KSMBD_SD_SACL_AUTO_INHERITED	0x0800
#define KSMBD_SD_DACL_PROTECTED		0x1000
#define KSMBD_SD_SACL_PROTECTED		0x2000
#define KSMBD_SD_SELF_RELATIVE		0x8000

/* ACE types and flags */
#define KSMBD_ACE_ALLOW			0x00
#define KSMBD_ACE_DENY			0x01
#define KSMBD_ACE_AUDIT			0x02
#define KSMBD_ACE_OBJECT_INHERIT	0x01
#define KSMBD_ACE_CONTAINER_INHERIT	0x02
#define KSMBD_ACE_NO_PROPAGATE		0x04
#define KSMBD_ACE_INHERIT_ONLY		0x08
#define KSMBD_ACE_INHERITED		0x10

/* SecurityInformation bits (MS-DTYP 2.4.7) */
#define KSMBD_SECINFO_OWNER		0x00000001
#define KSMBD_SECINFO_GROUP		0x00000002
#define KSMBD_SECINFO_DACL		0x00000004
#define KSMBD_SECINFO_SACL		0x00000008
#define KSMBD_SECINFO_LABEL		0x00000010

struct ksmbd_ace {
	u8 type;
	u8 flags;
	u32 mask;
	struct ksmbd_sid sid;	/* valid for ALLOW, DENY, AUDIT; others are opaque (@opaque) */
	bool opaque;
	struct ksmbd_rd raw;	/* the whole ACE */
};

struct ksmbd_acl_view {
	bool present;		/* the control bit */
	bool null;		/* present, but no ACL: everyone may do everything */
	u8 revision;
	u16 count;
	struct ksmbd_rd aces;	/* exactly the ACEs */
};

struct ksmbd_sd {
	u16 control;
	bool has_owner, has_group;
	struct ksmbd_sid owner, group;
	struct ksmbd_acl_view dacl, sacl;
};

/* Validates all of @buf (every ACE, every SID); 0 or -EINVAL. The view points into @buf. */
int ksmbd_sd_decode(const void *buf, size_t len, struct ksmbd_sd *sd);
/* The same for a descriptor at offset @at whose own offsets count from @buf (as NDR blobs do). */
int ksmbd_sd_decode_at(const void *buf, size_t len, size_t at, struct ksmbd_sd *sd);
/* Iterates a validated ACL: @it starts as a copy of acl->aces. */
bool ksmbd_ace_next(struct ksmbd_rd *it, struct ksmbd_ace *ace);

/* Emits the parts of @sd that @secinfo asks for, self-relative. */
void ksmbd_sd_encode(struct ksmbd_wr *wr, const struct ksmbd_sd *sd, u32 secinfo);
size_t ksmbd_sd_encoded_size(const struct ksmbd_sd *sd, u32 secinfo);
/* Emits one ACE (for building an ACL into a scratch buffer). */
void ksmbd_ace_encode(struct ksmbd_wr *wr, u8 type, u8 flags, u32 mask,
		      const struct ksmbd_sid *sid);
/* @base with the parts named in @secinfo replaced by those of @change; 0, -EINVAL, -E2BIG. */
int ksmbd_sd_merge(struct ksmbd_wr *wr, const struct ksmbd_sd *base, const struct ksmbd_sd *change,
		   u32 secinfo);
/* What a child of a directory with @parent gets (MS-DTYP 2.5.3.4); -ENODATA: nothing to inherit. */
int ksmbd_sd_inherit(struct ksmbd_wr *wr, const struct ksmbd_sd *parent, bool container,
		     const struct ksmbd_sid *owner, const struct ksmbd_sid *group);

/**
 * struct ksmbd_token - who asks, in SIDs
 * @sids: user first, then groups, then the well-known ones that apply
 * @nsids: how many
 */
struct ksmbd_token {
	const struct ksmbd_sid *sids;
	unsigned int nsids;
};

/*
 * MS-DTYP 2.5.3.2: which of the rights in @asked are granted.  The owner always has
 * READ_CONTROL and WRITE_DAC unless OWNER RIGHTS says otherwise.  @asked holds specific and
 * standard rights only (generic ones mapped before).
 */
u32 ksmbd_sd_granted(const struct ksmbd_sd *sd, const struct ksmbd_token *who, u32 asked);
/* GENERIC_* -> FILE_* rights (MS-SMB2 2.2.13.1). MAXIMUM_ALLOWED and SYSTEM_SECURITY stay. */
u32 ksmbd_access_map_generic(u32 mask);

#endif /* KSMBD_UTIL_SD_H */
