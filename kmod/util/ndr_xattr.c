// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stored NDR blobs: user.DOSATTRIB, security.NTACL, and the form of a
 * POSIX ACL whose hash goes into the latter.
 *
 * The layouts are those of Samba's xattr.idl and smb_acl.idl in little-endian
 * NDR: a union is its version, the version again, then the arm aligned to 4; a
 * pointer is four bytes that are not 0; offsets inside the security descriptor
 * count from the start of the blob.
 *
 * Not here: the xattrs themselves and the hashing (vfs/xattr.c, vfs/acl.c),
 * the descriptor (sd.c).  Called by vfs, in any context.  Pure: no locks.
 */
#include "util/ndr_xattr.h"

#include <linux/errno.h>
#include <linux/kernel.h>

/* valid_flags of user.DOSATTRIB */
#define HAS_ATTRIB	0x01
#define HAS_CREATE_TIME	0x10
#define HAS_ITIME	0x40

#define ATTRIB_KNOWN	0x00007f37	/* MS-FSCC 2.6 without NORMAL */

#define NTACL_V2_HASH	16
#define REF_ID		0x00020000	/* first pointer; the next ones are 4 apart */
#define SYSACL_HEAD	28		/* two pointers, owner, group, mode */

/* Moves up to the next multiple of @to from the start of the blob. */
static void rd_align(struct ksmbd_rd *rd, size_t to)
{
	ksmbd_rd_skip(rd, -ksmbd_rd_pos(rd) & (to - 1));
}

/* "0x22": the form of Samba before 3.5. */
static bool parse_hex(const u8 *s, size_t len, u32 *out)
{
	u32 v = 0;
	size_t i;
	u8 c;

	if (len < 3 || len > 10 || s[0] != '0' || s[1] != 'x')
		return false;
	for (i = 2; i < len; i++) {
		c = s[i] | 0x20;
		if (s[i] >= '0' && s[i] <= '9')
			v = v << 4 | (s[i] - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (c - 'a' + 10);
		else
			return false;
	}
	*out = v;
	return true;
}

/* Reads the union arm of @version; its valid_flags. */
static u32 dosattrib_arm(struct ksmbd_rd *rd, u16 version, struct ksmbd_dosattrib *out)
{
	u32 flags = HAS_ATTRIB | HAS_CREATE_TIME;	/* version 1 has none */

	if (version == 2) {
		ksmbd_rd_skip(rd, 4);
		flags = HAS_ATTRIB;			/* its times were never kept up */
	} else if (version >= 3) {
		flags = ksmbd_rd_le32(rd);
	}
	out->attrib = ksmbd_rd_le32(rd);
	if (version <= 3)
		ksmbd_rd_skip(rd, 4 + 8 + 8);		/* EA size, size, allocation */
	if (version == 4)
		out->itime = ksmbd_rd_le64(rd);
	else
		flags &= ~HAS_ITIME;
	out->create_time = ksmbd_rd_le64(rd);
	return flags;
}

/**
 * ksmbd_dosattrib_decode() - read user.DOSATTRIB
 * @buf: the stored value
 * @len: its bytes
 * @out: the values; what was not stored is 0
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int ksmbd_dosattrib_decode(const void *buf, size_t len, struct ksmbd_dosattrib *out)
{
	struct ksmbd_rd rd;
	u16 version, tag;
	size_t hex_len;
	u32 flags;
	bool hex;

	memset(out, 0, sizeof(*out));
	hex_len = strnlen(buf, len);
	hex = parse_hex(buf, hex_len, &out->attrib);
	ksmbd_rd_init(&rd, buf, len);
	ksmbd_rd_skip(&rd, hex_len + (hex_len < len));
	if (ksmbd_rd_left(&rd) < 4) {
		out->attrib &= ATTRIB_KNOWN;
		out->has_attrib = hex;
		return hex ? 0 : -EINVAL;
	}
	rd_align(&rd, 2);
	version = ksmbd_rd_le16(&rd);
	tag = ksmbd_rd_le16(&rd);
	rd_align(&rd, 4);
	if (version != tag || version < 1 || version > 5)
		return -EINVAL;
	flags = dosattrib_arm(&rd, version, out);
	if (!ksmbd_rd_ok(&rd))
		return -EINVAL;
	out->attrib &= ATTRIB_KNOWN;
	out->has_attrib = flags & HAS_ATTRIB;
	out->has_create_time = (flags & HAS_CREATE_TIME) && out->create_time;
	out->has_itime = flags & HAS_ITIME;
	return 0;
}

/**
 * ksmbd_dosattrib_encode() - write user.DOSATTRIB, version 4
 * @wr: where to
 * @in: the values
 *
 * Context: any.
 */
void ksmbd_dosattrib_encode(struct ksmbd_wr *wr, const struct ksmbd_dosattrib *in)
{
	u32 flags = 0;

	if (in->has_attrib)
		flags |= HAS_ATTRIB;
	if (in->has_create_time)
		flags |= HAS_CREATE_TIME;
	if (in->has_itime)
		flags |= HAS_ITIME;
	ksmbd_wr_le16(wr, 0);		/* no hex string, padding */
	ksmbd_wr_le16(wr, 4);
	ksmbd_wr_le32(wr, 4);		/* tag and padding */
	ksmbd_wr_le32(wr, flags);
	ksmbd_wr_le32(wr, in->has_attrib ? in->attrib : 0);
	ksmbd_wr_le64(wr, in->has_itime ? in->itime : 0);
	ksmbd_wr_le64(wr, in->has_create_time ? in->create_time : 0);
}

/* The hash type and hash of versions 3 and 4, and what version 4 adds. */
static int ntacl_hashes(struct ksmbd_rd *rd, struct ksmbd_ntacl *out)
{
	size_t n;

	out->hash_type = ksmbd_rd_le16(rd);
	ksmbd_rd_bytes(rd, out->hash, sizeof(out->hash));
	if (!ksmbd_rd_ok(rd))
		return -EINVAL;
	if (out->hash_type > KSMBD_NTACL_HASH_SHA256)
		return -EOPNOTSUPP;
	if (out->version == 4) {
		n = strnlen((const char *)rd->base + ksmbd_rd_pos(rd), ksmbd_rd_left(rd));
		if (n >= sizeof(out->desc))
			return -EINVAL;
		ksmbd_rd_bytes(rd, out->desc, n);
		ksmbd_rd_skip(rd, 1);
		rd_align(rd, 4);
		out->time = ksmbd_rd_le64(rd);
		ksmbd_rd_bytes(rd, out->sys_hash, sizeof(out->sys_hash));
	}
	return 0;
}

/**
 * ksmbd_ntacl_decode() - read security.NTACL
 * @buf: the stored value; must outlive @out->sd
 * @len: its bytes
 * @out: the values, the descriptor validated
 *
 * Context: any.
 * Return: 0; -EINVAL malformed; -EOPNOTSUPP a version or hash we do not know.
 */
int ksmbd_ntacl_decode(const void *buf, size_t len, struct ksmbd_ntacl *out)
{
	struct ksmbd_rd rd;
	u32 ptr_info, ptr_sd;
	u16 tag;
	int ret = 0;

	memset(out, 0, sizeof(*out));
	if (len > KSMBD_NTACL_MAX)
		return -EINVAL;
	ksmbd_rd_init(&rd, buf, len);
	out->version = ksmbd_rd_le16(&rd);
	tag = ksmbd_rd_le16(&rd);
	if (!ksmbd_rd_ok(&rd) || tag != out->version)
		return -EINVAL;
	if (out->version < 1 || out->version > 4)
		return -EOPNOTSUPP;
	ptr_info = ksmbd_rd_le32(&rd);
	ptr_sd = out->version == 1 ? ptr_info : ksmbd_rd_le32(&rd);
	if (!ptr_info || !ptr_sd)
		return -EINVAL;
	if (out->version == 2)
		ksmbd_rd_skip(&rd, NTACL_V2_HASH);
	else if (out->version > 2)
		ret = ntacl_hashes(&rd, out);
	rd_align(&rd, 4);
	if (!ret && !ksmbd_rd_ok(&rd))
		ret = -EINVAL;
	return ret ? ret : ksmbd_sd_decode_at(buf, len, ksmbd_rd_pos(&rd), &out->sd);
}

#define ALL_PARTS	(KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP |	\
			 KSMBD_SECINFO_DACL | KSMBD_SECINFO_SACL)

/* Makes a descriptor offset at @at count from the start of the blob. */
static void rebase(struct ksmbd_wr *wr, size_t at, u32 by)
{
	u32 off;

	if (!ksmbd_wr_ok(wr))
		return;
	off = get_unaligned_le32(wr->base + at);
	if (off)
		ksmbd_wr_le32_at(wr, at, off + by);
}

/**
 * ksmbd_ntacl_encode() - write security.NTACL, version 4
 * @wr: where to; must stand at its base
 * @in: the values; @in->version is not looked at
 *
 * Context: any.
 */
void ksmbd_ntacl_encode(struct ksmbd_wr *wr, const struct ksmbd_ntacl *in)
{
	size_t sd, i;

	ksmbd_wr_le16(wr, 4);
	ksmbd_wr_le16(wr, 4);
	ksmbd_wr_le32(wr, REF_ID);
	ksmbd_wr_le32(wr, REF_ID + 4);
	ksmbd_wr_le16(wr, in->hash_type);
	ksmbd_wr_bytes(wr, in->hash, sizeof(in->hash));
	ksmbd_wr_bytes(wr, in->desc, strnlen(in->desc, sizeof(in->desc) - 1));
	ksmbd_wr_u8(wr, 0);
	ksmbd_wr_align(wr, 4);
	ksmbd_wr_le64(wr, in->time);
	ksmbd_wr_bytes(wr, in->sys_hash, sizeof(in->sys_hash));
	sd = ksmbd_wr_pos(wr);
	ksmbd_sd_encode(wr, &in->sd, ALL_PARTS);
	for (i = 0; i < 4; i++)
		rebase(wr, sd + 4 + 4 * i, sd);
}

/**
 * ksmbd_ntacl_encoded_size() - room ksmbd_ntacl_encode() needs
 * @in: the values
 *
 * Context: any.
 * Return: the bytes, at most 3 more than are written.
 */
size_t ksmbd_ntacl_encoded_size(const struct ksmbd_ntacl *in)
{
	return 12 + 2 + 2 * KSMBD_NTACL_HASH_SIZE + 8 + 4 +
	       strnlen(in->desc, sizeof(in->desc) - 1) +
	       ksmbd_sd_encoded_size(&in->sd, ALL_PARTS);
}

static void sysacl_list(struct ksmbd_wr *wr, const struct ksmbd_sysacl_entry *e, unsigned int n)
{
	unsigned int i;

	ksmbd_wr_le32(wr, n);		/* conformance */
	ksmbd_wr_align(wr, 8);
	ksmbd_wr_le32(wr, n);
	ksmbd_wr_le32(wr, 0);		/* "next" */
	for (i = 0; i < n; i++) {
		ksmbd_wr_align(wr, 8);
		ksmbd_wr_le16(wr, e[i].tag);
		ksmbd_wr_le16(wr, e[i].tag);
		if (e[i].tag == KSMBD_SYSACL_USER || e[i].tag == KSMBD_SYSACL_GROUP) {
			ksmbd_wr_align(wr, 8);
			ksmbd_wr_le64(wr, e[i].id);
		}
		ksmbd_wr_le32(wr, e[i].perm);
	}
}

/**
 * ksmbd_sysacl_encode() - the bytes behind sys_hash of security.NTACL
 * @wr: where to; must stand at its base
 * @in: POSIX ACLs, owner, group, mode
 *
 * Context: any.
 */
void ksmbd_sysacl_encode(struct ksmbd_wr *wr, const struct ksmbd_sysacl *in)
{
	u32 ref = REF_ID;

	ksmbd_wr_le32(wr, in->access ? ref : 0);
	if (in->access)
		ref += 4;
	ksmbd_wr_le32(wr, in->dflt ? ref : 0);
	ksmbd_wr_le64(wr, in->uid);
	ksmbd_wr_le64(wr, in->gid);
	ksmbd_wr_le32(wr, in->mode);
	if (in->access)
		sysacl_list(wr, in->access, in->naccess);
	if (in->dflt)
		sysacl_list(wr, in->dflt, in->ndflt);
}

/**
 * ksmbd_sysacl_encoded_max() - room for ksmbd_sysacl_encode()
 * @in: POSIX ACLs
 *
 * Context: any.
 * Return: an upper bound of the bytes written.
 */
size_t ksmbd_sysacl_encoded_max(const struct ksmbd_sysacl *in)
{
	return SYSACL_HEAD + 2 * 24 + 24 * ((size_t)in->naccess + in->ndflt);
}
