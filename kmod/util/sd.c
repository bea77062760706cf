// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Security descriptors: the one validator, iteration, writing, merging,
 * inheritance and the access check.
 *
 * Not here: where a descriptor is stored and how it goes with a POSIX ACL
 * (vfs/acl.c), who asks (state/ident.c), which secinfo a handle may touch
 * (smb2).  Descriptors from the wire and from disk take the same path (R16):
 * after ksmbd_sd_decode() every ACE in the view is whole and every SID sane.
 *
 * Called by vfs, smb2 and apple, in any context.  Pure: no locks, no allocation.
 */
#include "util/sd.h"
#include "util/access.h"

#include <linux/errno.h>
#include <linux/kernel.h>

#define SD_HEADER	20
#define ACL_HEADER	8
#define ACE_HEADER	8	/* with the mask */

/* conditional ACEs: laid out as plain ones, with the condition behind the SID */
#define ACE_ALLOW_CALLBACK	0x09
#define ACE_DENY_CALLBACK	0x0a

#define DACL_BITS	(KSMBD_SD_DACL_PRESENT | KSMBD_SD_DACL_DEFAULTED |		\
			 KSMBD_SD_DACL_AUTO_INHERIT_REQ | KSMBD_SD_DACL_AUTO_INHERITED |	\
			 KSMBD_SD_DACL_PROTECTED)
#define SACL_BITS	(KSMBD_SD_SACL_PRESENT | KSMBD_SD_SACL_DEFAULTED |		\
			 KSMBD_SD_SACL_AUTO_INHERIT_REQ | KSMBD_SD_SACL_AUTO_INHERITED |	\
			 KSMBD_SD_SACL_PROTECTED)

/* Reads one ACE (MS-DTYP 2.4.4); any fault is sticky in @it. */
static bool ace_read(struct ksmbd_rd *it, struct ksmbd_ace *ace)
{
	struct ksmbd_rd body = *it;
	u16 size;

	memset(ace, 0, sizeof(*ace));
	ace->type = ksmbd_rd_u8(&body);
	ace->flags = ksmbd_rd_u8(&body);
	size = ksmbd_rd_le16(&body);
	if (!ksmbd_rd_ok(&body) || size < ACE_HEADER || size % 4) {
		it->err = true;
		return false;
	}
	ace->raw = ksmbd_rd_slice(it, size);
	body = ace->raw;
	ksmbd_rd_skip(&body, 4);
	ace->mask = ksmbd_rd_le32(&body);
	switch (ace->type) {
	case KSMBD_ACE_ALLOW:
	case KSMBD_ACE_DENY:
	case KSMBD_ACE_AUDIT:
		break;
	case ACE_ALLOW_CALLBACK:
	case ACE_DENY_CALLBACK:
		ace->opaque = true;
		break;
	default:
		ace->opaque = true;
		return ksmbd_rd_ok(it);
	}
	if (ksmbd_rd_ok(it) && !ksmbd_sid_decode(&body, &ace->sid))
		it->err = true;
	return ksmbd_rd_ok(it);
}

/**
 * ksmbd_ace_next() - next ACE of a validated ACL
 * @it: starts as a copy of acl->aces
 * @ace: gets it
 *
 * Context: any.
 * Return: false after the last one.
 */
bool ksmbd_ace_next(struct ksmbd_rd *it, struct ksmbd_ace *ace)
{
	return ksmbd_rd_left(it) && ace_read(it, ace);
}

/* Validates the ACL at @off (MS-DTYP 2.4.5); @acl->present is set before. */
static bool acl_read(struct ksmbd_rd *rd, u32 off, struct ksmbd_acl_view *acl)
{
	struct ksmbd_rd all, it;
	struct ksmbd_ace ace;
	u16 size, i;

	if (!off) {
		acl->null = true;
		return true;
	}
	ksmbd_rd_seek(rd, off);
	acl->revision = ksmbd_rd_u8(rd);
	ksmbd_rd_skip(rd, 1);
	size = ksmbd_rd_le16(rd);
	acl->count = ksmbd_rd_le16(rd);
	ksmbd_rd_skip(rd, 2);
	if (!ksmbd_rd_ok(rd) || acl->revision < 2 || acl->revision > 4 || size < ACL_HEADER)
		return false;
	all = ksmbd_rd_slice(rd, size - ACL_HEADER);
	it = all;
	for (i = 0; i < acl->count; i++)
		if (!ace_read(&it, &ace))
			return false;
	acl->aces = ksmbd_rd_slice(&all, ksmbd_rd_pos(&it));
	return ksmbd_rd_ok(rd) && ksmbd_rd_ok(&all);
}

static bool sid_at(struct ksmbd_rd *rd, u32 off, bool *has, struct ksmbd_sid *sid)
{
	*has = off;
	if (!off)
		return true;
	ksmbd_rd_seek(rd, off);
	return ksmbd_sid_decode(rd, sid);
}

/**
 * ksmbd_sd_decode_at() - validate a descriptor inside a larger blob
 * @buf: the blob; the descriptor's offsets count from here
 * @len: its bytes
 * @at: where the descriptor's header is
 * @sd: the view, pointing into @buf
 *
 * MS-DTYP 2.4.6.
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int ksmbd_sd_decode_at(const void *buf, size_t len, size_t at, struct ksmbd_sd *sd)
{
	u32 owner, group, sacl, dacl;
	struct ksmbd_rd rd;
	u8 revision;

	memset(sd, 0, sizeof(*sd));
	if (len > KSMBD_SD_MAX + at)
		return -EINVAL;
	ksmbd_rd_init(&rd, buf, len);
	ksmbd_rd_seek(&rd, at);
	revision = ksmbd_rd_u8(&rd);
	ksmbd_rd_skip(&rd, 1);
	sd->control = ksmbd_rd_le16(&rd);
	owner = ksmbd_rd_le32(&rd);
	group = ksmbd_rd_le32(&rd);
	sacl = ksmbd_rd_le32(&rd);
	dacl = ksmbd_rd_le32(&rd);
	if (!ksmbd_rd_ok(&rd) || revision != 1)
		return -EINVAL;
	if (!sid_at(&rd, owner, &sd->has_owner, &sd->owner) ||
	    !sid_at(&rd, group, &sd->has_group, &sd->group))
		return -EINVAL;
	sd->sacl.present = sd->control & KSMBD_SD_SACL_PRESENT;
	sd->dacl.present = sd->control & KSMBD_SD_DACL_PRESENT;
	if (sd->sacl.present && !acl_read(&rd, sacl, &sd->sacl))
		return -EINVAL;
	if (sd->dacl.present && !acl_read(&rd, dacl, &sd->dacl))
		return -EINVAL;
	return 0;
}

/**
 * ksmbd_sd_decode() - validate a self-relative descriptor
 * @buf: the descriptor
 * @len: its bytes
 * @sd: the view, pointing into @buf
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int ksmbd_sd_decode(const void *buf, size_t len, struct ksmbd_sd *sd)
{
	return ksmbd_sd_decode_at(buf, len, 0, sd);
}

static bool wants_acl(const struct ksmbd_acl_view *acl, u32 secinfo, u32 bit)
{
	return (secinfo & bit) && acl->present;
}

static size_t acl_size(const struct ksmbd_acl_view *acl)
{
	return acl->null ? 0 : ACL_HEADER + acl->aces.len;
}

static void acl_write(struct ksmbd_wr *wr, size_t start, size_t patch,
		      const struct ksmbd_acl_view *acl)
{
	if (acl->null)
		return;
	ksmbd_wr_le32_at(wr, patch, wr->pos - start);
	ksmbd_wr_u8(wr, acl->revision);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_le16(wr, acl_size(acl));
	ksmbd_wr_le16(wr, acl->count);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_bytes(wr, acl->aces.base, acl->aces.len);
}

/**
 * ksmbd_sd_encode() - write the parts of a descriptor that were asked for
 * @wr: where to; offsets count from its present position
 * @sd: the descriptor
 * @secinfo: KSMBD_SECINFO_* of the parts
 *
 * Context: any.
 */
void ksmbd_sd_encode(struct ksmbd_wr *wr, const struct ksmbd_sd *sd, u32 secinfo)
{
	size_t start = ksmbd_wr_pos(wr);
	u16 control = KSMBD_SD_SELF_RELATIVE;

	if (secinfo & KSMBD_SECINFO_OWNER)
		control |= sd->control & KSMBD_SD_OWNER_DEFAULTED;
	if (secinfo & KSMBD_SECINFO_GROUP)
		control |= sd->control & KSMBD_SD_GROUP_DEFAULTED;
	if (secinfo & KSMBD_SECINFO_DACL)
		control |= sd->control & DACL_BITS;
	if (secinfo & KSMBD_SECINFO_SACL)
		control |= sd->control & SACL_BITS;
	ksmbd_wr_u8(wr, 1);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_le16(wr, control);
	ksmbd_wr_zero(wr, 16);
	if ((secinfo & KSMBD_SECINFO_OWNER) && sd->has_owner) {
		ksmbd_wr_le32_at(wr, start + 4, wr->pos - start);
		ksmbd_sid_encode(wr, &sd->owner);
	}
	if ((secinfo & KSMBD_SECINFO_GROUP) && sd->has_group) {
		ksmbd_wr_le32_at(wr, start + 8, wr->pos - start);
		ksmbd_sid_encode(wr, &sd->group);
	}
	if (wants_acl(&sd->sacl, secinfo, KSMBD_SECINFO_SACL))
		acl_write(wr, start, start + 12, &sd->sacl);
	if (wants_acl(&sd->dacl, secinfo, KSMBD_SECINFO_DACL))
		acl_write(wr, start, start + 16, &sd->dacl);
}

/**
 * ksmbd_sd_encoded_size() - bytes ksmbd_sd_encode() writes
 * @sd: the descriptor
 * @secinfo: the parts
 *
 * Context: any.
 * Return: the bytes.
 */
size_t ksmbd_sd_encoded_size(const struct ksmbd_sd *sd, u32 secinfo)
{
	size_t n = SD_HEADER;

	if ((secinfo & KSMBD_SECINFO_OWNER) && sd->has_owner)
		n += ksmbd_sid_size(&sd->owner);
	if ((secinfo & KSMBD_SECINFO_GROUP) && sd->has_group)
		n += ksmbd_sid_size(&sd->group);
	if (wants_acl(&sd->sacl, secinfo, KSMBD_SECINFO_SACL))
		n += acl_size(&sd->sacl);
	if (wants_acl(&sd->dacl, secinfo, KSMBD_SECINFO_DACL))
		n += acl_size(&sd->dacl);
	return n;
}

/**
 * ksmbd_ace_encode() - write one ACE
 * @wr: where to
 * @type: KSMBD_ACE_ALLOW, _DENY or _AUDIT
 * @flags: inheritance flags
 * @mask: the rights
 * @sid: whom it concerns
 *
 * Context: any.
 */
void ksmbd_ace_encode(struct ksmbd_wr *wr, u8 type, u8 flags, u32 mask,
		      const struct ksmbd_sid *sid)
{
	ksmbd_wr_u8(wr, type);
	ksmbd_wr_u8(wr, flags);
	ksmbd_wr_le16(wr, ACE_HEADER + ksmbd_sid_size(sid));
	ksmbd_wr_le32(wr, mask);
	ksmbd_sid_encode(wr, sid);
}

/*
 * Control bits of an ACL that a client sets: AUTO_INHERITED stays only when it
 * came with the request bit, which itself is never stored (MS-DTYP 2.4.6).
 */
static u16 stored_bits(u16 control, u16 bits, u16 request, u16 inherited)
{
	control &= bits;
	if (!(control & request))
		control &= ~inherited;
	return control & ~request;
}

/**
 * ksmbd_sd_merge() - a descriptor with some parts replaced
 * @wr: gets the result
 * @base: what is stored now
 * @change: what the client sent
 * @secinfo: which parts of @change replace those of @base
 *
 * Context: any.
 * Return: 0; -EINVAL: an owner or group is to be set but @change has none; -E2BIG: no room.
 */
int ksmbd_sd_merge(struct ksmbd_wr *wr, const struct ksmbd_sd *base, const struct ksmbd_sd *change,
		   u32 secinfo)
{
	struct ksmbd_sd out = *base;

	if (secinfo & KSMBD_SECINFO_OWNER) {
		if (!change->has_owner)
			return -EINVAL;
		out.has_owner = true;
		out.owner = change->owner;
		out.control &= ~KSMBD_SD_OWNER_DEFAULTED;
	}
	if (secinfo & KSMBD_SECINFO_GROUP) {
		if (!change->has_group)
			return -EINVAL;
		out.has_group = true;
		out.group = change->group;
		out.control &= ~KSMBD_SD_GROUP_DEFAULTED;
	}
	if (secinfo & KSMBD_SECINFO_DACL) {
		out.dacl = change->dacl;
		out.control &= ~DACL_BITS;
		out.control |= stored_bits(change->control, DACL_BITS,
					   KSMBD_SD_DACL_AUTO_INHERIT_REQ,
					   KSMBD_SD_DACL_AUTO_INHERITED);
		/* asked to replace it by none: that is the one without limits (Windows) */
		if (!out.dacl.present) {
			out.dacl = (struct ksmbd_acl_view) { .present = true, .null = true };
			out.control |= KSMBD_SD_DACL_PRESENT;
		}
	}
	if (secinfo & KSMBD_SECINFO_SACL) {
		out.sacl = change->sacl;
		out.control &= ~SACL_BITS;
		out.control |= stored_bits(change->control, SACL_BITS,
					   KSMBD_SD_SACL_AUTO_INHERIT_REQ,
					   KSMBD_SD_SACL_AUTO_INHERITED);
	}
	secinfo = KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP | KSMBD_SECINFO_DACL |
		  KSMBD_SECINFO_SACL;
	if (ksmbd_sd_encoded_size(&out, secinfo) > KSMBD_SD_MAX)
		return -E2BIG;
	ksmbd_sd_encode(wr, &out, secinfo);
	return ksmbd_wr_ok(wr) ? 0 : -E2BIG;
}

/* Writes what one ACE of the parent becomes in the child; how many ACEs that is. */
static unsigned int inherit_ace(struct ksmbd_wr *wr, const struct ksmbd_ace *ace, bool container,
				const struct ksmbd_sid *owner, const struct ksmbd_sid *group,
				u8 mark)
{
	u8 keep = ace->flags & (KSMBD_ACE_OBJECT_INHERIT | KSMBD_ACE_CONTAINER_INHERIT);
	const struct ksmbd_sid *who = &ace->sid;
	u32 mask = ksmbd_access_map_generic(ace->mask);
	bool effective;

	effective = keep & (container ? KSMBD_ACE_CONTAINER_INHERIT : KSMBD_ACE_OBJECT_INHERIT);
	if (!container || (ace->flags & KSMBD_ACE_NO_PROPAGATE))
		keep = 0;
	if (!effective && !keep)
		return 0;
	if (ace->opaque) {
		ksmbd_wr_u8(wr, ace->type);
		ksmbd_wr_u8(wr, keep | mark | (effective ? 0 : KSMBD_ACE_INHERIT_ONLY));
		ksmbd_wr_bytes(wr, ace->raw.base + 2, ace->raw.len - 2);
		return 1;
	}
	if (!effective) {
		ksmbd_ace_encode(wr, ace->type, keep | KSMBD_ACE_INHERIT_ONLY | mark, ace->mask,
				 &ace->sid);
		return 1;
	}
	if (ksmbd_sid_equal(who, &ksmbd_sid_creator_owner))
		who = owner;
	else if (ksmbd_sid_equal(who, &ksmbd_sid_creator_group))
		who = group;
	if (!keep || (who == &ace->sid && mask == ace->mask)) {
		ksmbd_ace_encode(wr, ace->type, keep | mark, mask, who);
		return 1;
	}
	/* what it means here is not what it hands on: one ACE for each */
	ksmbd_ace_encode(wr, ace->type, mark, mask, who);
	ksmbd_ace_encode(wr, ace->type, keep | KSMBD_ACE_INHERIT_ONLY | mark, ace->mask,
			 &ace->sid);
	return 2;
}

/**
 * ksmbd_sd_inherit() - the descriptor a new child gets from its directory
 * @wr: gets it, self-relative
 * @parent: the directory's descriptor
 * @container: the child is a directory
 * @owner: the child's owner
 * @group: the child's group
 *
 * MS-DTYP 2.5.3.4; only the DACL is inherited, auditing is not supported.
 *
 * Context: any.
 * Return: 0; -ENODATA: the directory has nothing to inherit (@wr is unchanged); -E2BIG.
 */
int ksmbd_sd_inherit(struct ksmbd_wr *wr, const struct ksmbd_sd *parent, bool container,
		     const struct ksmbd_sid *owner, const struct ksmbd_sid *group)
{
	u16 inherited = parent->control & KSMBD_SD_DACL_AUTO_INHERITED;
	struct ksmbd_rd it = parent->dacl.aces;
	size_t start = ksmbd_wr_pos(wr), acl;
	unsigned int count = 0;
	struct ksmbd_ace ace;

	if (!parent->dacl.present || parent->dacl.null)
		return -ENODATA;
	ksmbd_wr_u8(wr, 1);
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_le16(wr, KSMBD_SD_SELF_RELATIVE | KSMBD_SD_DACL_PRESENT | inherited);
	ksmbd_wr_le32(wr, SD_HEADER);
	ksmbd_wr_le32(wr, SD_HEADER + ksmbd_sid_size(owner));
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le32(wr, SD_HEADER + ksmbd_sid_size(owner) + ksmbd_sid_size(group));
	ksmbd_sid_encode(wr, owner);
	ksmbd_sid_encode(wr, group);
	acl = ksmbd_wr_pos(wr);
	ksmbd_wr_u8(wr, parent->dacl.revision);
	ksmbd_wr_zero(wr, ACL_HEADER - 1);
	while (ksmbd_ace_next(&it, &ace))
		count += inherit_ace(wr, &ace, container, owner, group,
				     inherited ? KSMBD_ACE_INHERITED : 0);
	if (!count) {
		ksmbd_wr_rewind(wr, start);
		return -ENODATA;
	}
	if (!ksmbd_wr_ok(wr) || wr->pos - acl > U16_MAX || wr->pos - start > KSMBD_SD_MAX)
		return -E2BIG;
	ksmbd_wr_le16_at(wr, acl + 2, wr->pos - acl);
	ksmbd_wr_le16_at(wr, acl + 4, count);
	return 0;
}

static bool token_has(const struct ksmbd_token *who, const struct ksmbd_sid *sid)
{
	unsigned int i;

	for (i = 0; i < who->nsids; i++)
		if (ksmbd_sid_equal(&who->sids[i], sid))
			return true;
	return false;
}

/* Does an ACE that applies here speak of OWNER RIGHTS? */
static bool has_owner_rights(const struct ksmbd_acl_view *dacl)
{
	struct ksmbd_rd it = dacl->aces;
	struct ksmbd_ace ace;

	while (ksmbd_ace_next(&it, &ace))
		if (!ace.opaque && !(ace.flags & KSMBD_ACE_INHERIT_ONLY) &&
		    ksmbd_sid_equal(&ace.sid, &ksmbd_sid_owner_rights))
			return true;
	return false;
}

/**
 * ksmbd_sd_granted() - the access check
 * @sd: the descriptor
 * @who: the one who asks
 * @asked: rights asked for, generic ones mapped before
 *
 * MS-DTYP 2.5.3.2: ACEs in order; the first one that names a right decides it.  A deny ACE with
 * a condition counts as a deny, an allow ACE with one as nothing, since conditions are not
 * evaluated.
 *
 * Context: any.
 * Return: the rights of @asked that are granted.
 */
u32 ksmbd_sd_granted(const struct ksmbd_sd *sd, const struct ksmbd_token *who, u32 asked)
{
	u32 granted = 0, denied = 0;
	struct ksmbd_ace ace;
	struct ksmbd_rd it;
	bool is_owner;
	u32 mask;

	if (!sd->dacl.present || sd->dacl.null)
		return asked;
	is_owner = sd->has_owner && token_has(who, &sd->owner);
	if (is_owner && !has_owner_rights(&sd->dacl))
		granted = KSMBD_READ_CONTROL | KSMBD_WRITE_DAC;
	it = sd->dacl.aces;
	while (ksmbd_ace_next(&it, &ace)) {
		if (ace.flags & KSMBD_ACE_INHERIT_ONLY)
			continue;
		if (!token_has(who, &ace.sid) &&
		    !(is_owner && ksmbd_sid_equal(&ace.sid, &ksmbd_sid_owner_rights)))
			continue;
		mask = ksmbd_access_map_generic(ace.mask);
		if (ace.type == KSMBD_ACE_ALLOW)
			granted |= mask & ~denied;
		else if (ace.type == KSMBD_ACE_DENY || ace.type == ACE_DENY_CALLBACK)
			denied |= mask & ~granted;
	}
	return asked & granted;
}

/**
 * ksmbd_access_map_generic() - generic rights to those of files
 * @mask: any access mask
 *
 * Context: any.
 * Return: @mask with GENERIC_* replaced; MAXIMUM_ALLOWED and SYSTEM_SECURITY stay.
 */
u32 ksmbd_access_map_generic(u32 mask)
{
	if (mask & KSMBD_GENERIC_READ)
		mask |= KSMBD_FILE_GENERIC_READ;
	if (mask & KSMBD_GENERIC_WRITE)
		mask |= KSMBD_FILE_GENERIC_WRITE;
	if (mask & KSMBD_GENERIC_EXECUTE)
		mask |= KSMBD_FILE_GENERIC_EXECUTE;
	if (mask & KSMBD_GENERIC_ALL)
		mask |= KSMBD_FILE_ALL;
	return mask & ~(KSMBD_GENERIC_READ | KSMBD_GENERIC_WRITE | KSMBD_GENERIC_EXECUTE |
			KSMBD_GENERIC_ALL);
}
