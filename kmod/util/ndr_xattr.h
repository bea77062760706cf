/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The NDR blobs that Samba and the in-tree ksmbd keep in extended attributes:
 * user.DOSATTRIB (DOS attributes, creation time) and security.NTACL (security
 * descriptor with the hash of the POSIX ACL it goes with).
 *
 * Readers treat the stored bytes as hostile and give validated values; writers
 * produce what Samba 4.x itself would read.  Nothing here reads or sets an
 * xattr or computes a hash: that is vfs (xattr.c, acl.c).
 *
 * Called by vfs, in any context.  Pure: no locks, no allocation.
 */
#ifndef KSMBD_UTIL_NDR_XATTR_H
#define KSMBD_UTIL_NDR_XATTR_H

#include "util/cursor.h"
#include "util/sd.h"

#define KSMBD_DOSATTRIB_SIZE	32	/* bytes ksmbd_dosattrib_encode() writes */
#define KSMBD_NTACL_SD_OFFSET	160	/* bytes before the descriptor in what we write */
#define KSMBD_NTACL_MAX		(KSMBD_SD_MAX + 512)	/* longest stored value we look at */
#define KSMBD_NTACL_HASH_SIZE	64
#define KSMBD_NTACL_DESC_MAX	32

/* hash types of security.NTACL */
#define KSMBD_NTACL_HASH_NONE	0
#define KSMBD_NTACL_HASH_SHA256	1	/* 32 bytes of hash, 32 of zero */

/**
 * struct ksmbd_dosattrib - the values of user.DOSATTRIB
 * @attrib: FileAttributes (MS-FSCC 2.6), unknown bits already dropped
 * @has_attrib: @attrib was stored
 * @create_time: NT time
 * @has_create_time: @create_time was stored and is not 0
 * @itime: NT time of invention: the first creation time, never changed afterwards
 * @has_itime: @itime was stored
 */
struct ksmbd_dosattrib {
	u32 attrib;
	bool has_attrib;
	u64 create_time;
	bool has_create_time;
	u64 itime;
	bool has_itime;
};

/* Versions 1 to 5 and the bare hex string; 0 or -EINVAL. */
int ksmbd_dosattrib_decode(const void *buf, size_t len, struct ksmbd_dosattrib *out);
/* Writes version 4. */
void ksmbd_dosattrib_encode(struct ksmbd_wr *wr, const struct ksmbd_dosattrib *in);

/**
 * struct ksmbd_ntacl - the values of security.NTACL
 * @version: 1..4 as stored; the encoder always writes 4
 * @hash_type: KSMBD_NTACL_HASH_* (versions 3 and 4, else NONE)
 * @hash: hash of the descriptor that POSIX permissions alone would give
 * @desc: what @sys_hash covers: "posix_acl" (version 4, else "")
 * @time: NT time of the store (version 4)
 * @sys_hash: hash of the POSIX ACL, owner, group and mode (version 4; see ksmbd_sysacl_encode())
 * @sd: validated view of the descriptor, pointing into the decoded buffer
 */
struct ksmbd_ntacl {
	u16 version;
	u16 hash_type;
	u8 hash[KSMBD_NTACL_HASH_SIZE];
	char desc[KSMBD_NTACL_DESC_MAX];
	u64 time;
	u8 sys_hash[KSMBD_NTACL_HASH_SIZE];
	struct ksmbd_sd sd;
};

/* 0; -EINVAL malformed; -EOPNOTSUPP a version or hash type we do not know. */
int ksmbd_ntacl_decode(const void *buf, size_t len, struct ksmbd_ntacl *out);
/* Writes version 4, all parts of @in->sd; @wr must stand at its base. */
void ksmbd_ntacl_encode(struct ksmbd_wr *wr, const struct ksmbd_ntacl *in);
/* Room ksmbd_ntacl_encode() needs. */
size_t ksmbd_ntacl_encoded_size(const struct ksmbd_ntacl *in);

/* entry tags of Samba's stored form of a POSIX ACL */
#define KSMBD_SYSACL_USER	1
#define KSMBD_SYSACL_USER_OBJ	2
#define KSMBD_SYSACL_GROUP	3
#define KSMBD_SYSACL_GROUP_OBJ	4
#define KSMBD_SYSACL_OTHER	5
#define KSMBD_SYSACL_MASK	6

/**
 * struct ksmbd_sysacl_entry - one entry of a POSIX ACL
 * @tag: KSMBD_SYSACL_*
 * @id: uid or gid for USER and GROUP
 * @perm: rwx bits, 4 2 1
 */
struct ksmbd_sysacl_entry {
	u16 tag;
	u32 id;
	u32 perm;
};

/**
 * struct ksmbd_sysacl - what the sys_hash of security.NTACL covers
 * @access: entries of the access ACL in kernel order, NULL: none
 * @naccess: how many
 * @dflt: entries of the default ACL (directories), NULL: none
 * @ndflt: how many
 * @uid: owner
 * @gid: group
 * @mode: st_mode, file type included
 */
struct ksmbd_sysacl {
	const struct ksmbd_sysacl_entry *access;
	unsigned int naccess;
	const struct ksmbd_sysacl_entry *dflt;
	unsigned int ndflt;
	u32 uid;
	u32 gid;
	u32 mode;
};

/* The NDR bytes to be hashed (SHA-256); @wr must stand at its base. */
void ksmbd_sysacl_encode(struct ksmbd_wr *wr, const struct ksmbd_sysacl *in);
/* An upper bound of what ksmbd_sysacl_encode() writes. */
size_t ksmbd_sysacl_encoded_max(const struct ksmbd_sysacl *in);

#endif /* KSMBD_UTIL_NDR_XATTR_H */
