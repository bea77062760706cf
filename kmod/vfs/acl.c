// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Security descriptors of files: the stored one (security.NTACL in Samba's
 * form) while it still goes with the POSIX permissions, else one made from
 * mode and POSIX ACL.
 *
 * A stored descriptor carries a hash of owner, group, mode and ACLs; when they
 * were changed behind our back it no longer matches and is ignored.  It is read
 * as the server itself, and everything read passes the same validator as what
 * comes from the wire (R16).
 *
 * Not for changing them (acl_set.c) nor for deciding access (access.c).
 *
 * Context: may sleep.  No locks.
 */
#include "vfs/vfs_internal.h"

#include <crypto/sha2.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/posix_acl.h>
#include <linux/slab.h>
#include <linux/uidgid.h>
#include "util/ndr_xattr.h"

#define DESC_POSIX	"posix_acl"

/* An ACE with the longest SID. */
#define ACE_MAX		(8 + 8 + 4 * KSMBD_SID_MAX_SUB)
#define SD_FIXED_MAX	(20 + 2 * (8 + 4 * KSMBD_SID_MAX_SUB) + 8)

/* What an owner may always do, whatever the mode says. */
#define OWNER_ALWAYS	(KSMBD_READ_CONTROL | KSMBD_WRITE_DAC | KSMBD_SYNCHRONIZE | \
			 KSMBD_FILE_READ_ATTRIBUTES | KSMBD_FILE_WRITE_ATTRIBUTES)

#define INHERIT_FLAGS	(KSMBD_ACE_OBJECT_INHERIT | KSMBD_ACE_CONTAINER_INHERIT | \
			 KSMBD_ACE_INHERIT_ONLY)

static struct posix_acl *acl_of(struct inode *inode, int type)
{
	struct posix_acl *acl = get_inode_acl(inode, type);

	return IS_ERR(acl) ? NULL : acl;
}

/**
 * ksmbd_vfs_posix_load() - owner, mode and ACLs of an object
 * @path: the object
 * @px: result, given back with ksmbd_vfs_posix_put()
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_posix_load(const struct path *path, struct ksmbd_posix *px)
{
	struct inode *inode = d_inode(path->dentry);
	int err;

	memset(px, 0, sizeof(*px));
	err = vfs_getattr(path, &px->st, STATX_BASIC_STATS, AT_STATX_SYNC_AS_STAT);
	if (err)
		return err;
	if (!S_ISLNK(inode->i_mode))
		px->access = acl_of(inode, ACL_TYPE_ACCESS);
	if (S_ISDIR(inode->i_mode))
		px->dflt = acl_of(inode, ACL_TYPE_DEFAULT);
	return 0;
}

/**
 * ksmbd_vfs_posix_put() - give back what ksmbd_vfs_posix_load() holds
 * @px: as it was filled
 *
 * Context: any.
 */
void ksmbd_vfs_posix_put(struct ksmbd_posix *px)
{
	posix_acl_release(px->access);
	posix_acl_release(px->dflt);
	px->access = NULL;
	px->dflt = NULL;
}

static struct ksmbd_sysacl_entry sysacl_entry(const struct posix_acl_entry *e)
{
	struct ksmbd_sysacl_entry out = { .perm = e->e_perm };

	switch (e->e_tag) {
	case ACL_USER_OBJ:
		out.tag = KSMBD_SYSACL_USER_OBJ;
		break;
	case ACL_USER:
		out.tag = KSMBD_SYSACL_USER;
		out.id = from_kuid(&init_user_ns, e->e_uid);
		break;
	case ACL_GROUP_OBJ:
		out.tag = KSMBD_SYSACL_GROUP_OBJ;
		break;
	case ACL_GROUP:
		out.tag = KSMBD_SYSACL_GROUP;
		out.id = from_kgid(&init_user_ns, e->e_gid);
		break;
	case ACL_MASK:
		out.tag = KSMBD_SYSACL_MASK;
		break;
	default:
		out.tag = KSMBD_SYSACL_OTHER;
		break;
	}
	return out;
}

/* A file without an ACL has the three entries of its mode, as user space sees it. */
static unsigned int sysacl_fill(const struct posix_acl *acl, umode_t mode,
				struct ksmbd_sysacl_entry *e)
{
	unsigned int i;

	if (acl) {
		for (i = 0; i < acl->a_count; i++)
			e[i] = sysacl_entry(&acl->a_entries[i]);
		return acl->a_count;
	}
	e[0] = (struct ksmbd_sysacl_entry) { KSMBD_SYSACL_USER_OBJ, 0, mode >> 6 & 7 };
	e[1] = (struct ksmbd_sysacl_entry) { KSMBD_SYSACL_GROUP_OBJ, 0, mode >> 3 & 7 };
	e[2] = (struct ksmbd_sysacl_entry) { KSMBD_SYSACL_OTHER, 0, mode & 7 };
	return 3;
}

/**
 * ksmbd_vfs_posix_hash() - hash of owner, group, mode and ACLs
 * @px: from ksmbd_vfs_posix_load()
 * @hash: SHA256_DIGEST_SIZE bytes
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int ksmbd_vfs_posix_hash(const struct ksmbd_posix *px, u8 *hash)
{
	unsigned int naccess = px->access ? px->access->a_count : 3;
	unsigned int ndflt = px->dflt ? px->dflt->a_count : 0;
	struct ksmbd_sysacl acl = {
		.uid = from_kuid(&init_user_ns, px->st.uid),
		.gid = from_kgid(&init_user_ns, px->st.gid),
		.mode = px->st.mode,
	};
	struct ksmbd_sysacl_entry *e;
	struct ksmbd_wr wr;
	size_t room;
	void *buf;
	int err = -ENOMEM;

	e = kvmalloc_objs(*e, naccess + ndflt);
	if (!e)
		return -ENOMEM;
	acl.access = e;
	acl.naccess = sysacl_fill(px->access, px->st.mode, e);
	if (S_ISDIR(px->st.mode)) {
		acl.dflt = e + naccess;
		acl.ndflt = px->dflt ? sysacl_fill(px->dflt, 0, e + naccess) : 0;
	}
	room = ksmbd_sysacl_encoded_max(&acl);
	buf = kvmalloc(room, GFP_KERNEL);
	if (buf) {
		ksmbd_wr_init(&wr, buf, room);
		ksmbd_sysacl_encode(&wr, &acl);
		sha256(buf, ksmbd_wr_pos(&wr), hash);
		err = ksmbd_wr_ok(&wr) ? 0 : -EINVAL;
	}
	kvfree(buf);
	kvfree(e);
	return err;
}

/* rwx as access rights. */
static u32 rights_of(unsigned int perm, bool dir)
{
	u32 mask = 0;

	if ((perm & 7) == 7)
		return KSMBD_FILE_ALL;
	if (perm & ACL_READ)
		mask |= KSMBD_FILE_GENERIC_READ;
	if (perm & ACL_WRITE)
		mask |= KSMBD_FILE_GENERIC_WRITE | (dir ? KSMBD_FILE_DELETE_CHILD : 0);
	if (perm & ACL_EXECUTE)
		mask |= KSMBD_FILE_GENERIC_EXECUTE;
	return mask;
}

/* The ACE list under construction. */
struct aces {
	struct ksmbd_wr wr;
	unsigned int count;
	const struct ksmbd_sid *domain;
	struct ksmbd_sid owner, group;
	bool dir;
};

static void add_ace(struct aces *a, const struct ksmbd_sid *sid, u32 mask, u8 flags)
{
	if (!mask)
		return;
	ksmbd_ace_encode(&a->wr, KSMBD_ACE_ALLOW, flags, mask, sid);
	a->count++;
}

/* One entry of a POSIX ACL; @mask is what ACL_MASK leaves to groups and named users. */
static void add_entry(struct aces *a, const struct posix_acl_entry *e, unsigned int mask,
		      bool inherit)
{
	u8 flags = inherit ? INHERIT_FLAGS : 0;
	struct ksmbd_sid sid;

	switch (e->e_tag) {
	case ACL_USER_OBJ:
		add_ace(a, inherit ? &ksmbd_sid_creator_owner : &a->owner,
			rights_of(e->e_perm, a->dir) | OWNER_ALWAYS, flags);
		break;
	case ACL_USER:
		ksmbd_sid_from_uid(&sid, a->domain, from_kuid(&init_user_ns, e->e_uid));
		add_ace(a, &sid, rights_of(e->e_perm & mask, a->dir), flags);
		break;
	case ACL_GROUP_OBJ:
		add_ace(a, inherit ? &ksmbd_sid_creator_group : &a->group,
			rights_of(e->e_perm & mask, a->dir), flags);
		break;
	case ACL_GROUP:
		ksmbd_sid_from_gid(&sid, a->domain, from_kgid(&init_user_ns, e->e_gid));
		add_ace(a, &sid, rights_of(e->e_perm & mask, a->dir), flags);
		break;
	case ACL_OTHER:
		add_ace(a, &ksmbd_sid_everyone, rights_of(e->e_perm, a->dir), flags);
		break;
	}
}

static void add_acl(struct aces *a, const struct posix_acl *acl, bool inherit)
{
	unsigned int i, mask = 7;

	for (i = 0; i < acl->a_count; i++)
		if (acl->a_entries[i].e_tag == ACL_MASK)
			mask = acl->a_entries[i].e_perm;
	for (i = 0; i < acl->a_count; i++)
		add_entry(a, &acl->a_entries[i], mask, inherit);
}

static void add_mode(struct aces *a, umode_t mode)
{
	add_ace(a, &a->owner, rights_of(mode >> 6 & 7, a->dir) | OWNER_ALWAYS, 0);
	add_ace(a, &a->group, rights_of(mode >> 3 & 7, a->dir), 0);
	add_ace(a, &ksmbd_sid_everyone, rights_of(mode & 7, a->dir), 0);
}

/* The finished ACEs as a whole descriptor. */
static ssize_t wrap_sd(const struct aces *a, void **out)
{
	struct ksmbd_sd sd = {
		.control = KSMBD_SD_SELF_RELATIVE | KSMBD_SD_DACL_PRESENT,
		.has_owner = true,
		.has_group = true,
		.owner = a->owner,
		.group = a->group,
		.dacl = { .present = true, .revision = 2, .count = a->count },
	};
	struct ksmbd_wr wr;
	size_t room;

	ksmbd_rd_init(&sd.dacl.aces, a->wr.base, ksmbd_wr_pos(&a->wr));
	room = ksmbd_sd_encoded_size(&sd, KSMBD_SECINFO_STORED);
	*out = kvmalloc(room, GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	ksmbd_wr_init(&wr, *out, room);
	ksmbd_sd_encode(&wr, &sd, KSMBD_SECINFO_STORED);
	if (ksmbd_wr_ok(&wr))
		return ksmbd_wr_pos(&wr);
	kvfree(*out);
	*out = NULL;
	return -EINVAL;
}

/**
 * ksmbd_vfs_posix_sd() - the descriptor that POSIX permissions alone give
 * @px: from ksmbd_vfs_posix_load()
 * @domain: of the server, for Unix ids; or NULL
 * @out: self-relative descriptor, freed with kvfree()
 *
 * Context: may sleep.
 * Return: its bytes; -ENOMEM; -E2BIG.
 */
ssize_t ksmbd_vfs_posix_sd(const struct ksmbd_posix *px, const struct ksmbd_sid *domain,
			   void **out)
{
	unsigned int n = 3 + (px->access ? px->access->a_count : 0) +
			 (px->dflt ? px->dflt->a_count : 0);
	struct aces a = { .domain = domain, .dir = S_ISDIR(px->st.mode) };
	ssize_t ret;
	void *buf;

	*out = NULL;
	if (n > (KSMBD_SD_MAX - SD_FIXED_MAX) / ACE_MAX)
		return -E2BIG;
	buf = kvmalloc(n * ACE_MAX, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ksmbd_wr_init(&a.wr, buf, n * ACE_MAX);
	ksmbd_sid_from_uid(&a.owner, domain, from_kuid(&init_user_ns, px->st.uid));
	ksmbd_sid_from_gid(&a.group, domain, from_kgid(&init_user_ns, px->st.gid));
	if (px->access)
		add_acl(&a, px->access, false);
	else
		add_mode(&a, px->st.mode);
	if (px->dflt)
		add_acl(&a, px->dflt, true);
	ret = ksmbd_wr_ok(&a.wr) ? wrap_sd(&a, out) : -EINVAL;
	kvfree(buf);
	return ret;
}

/* Does the stored descriptor go with the permissions as they are? */
static bool still_valid(const struct path *path, const struct ksmbd_ntacl *acl)
{
	u8 hash[SHA256_DIGEST_SIZE];
	struct ksmbd_posix px;
	bool valid;

	if (acl->version < 3)	/* no hash: nothing to hold against it */
		return true;
	if (acl->version == 3 || acl->hash_type != KSMBD_NTACL_HASH_SHA256 ||
	    strcmp(acl->desc, DESC_POSIX))
		return false;
	if (ksmbd_vfs_posix_load(path, &px))
		return false;
	valid = !ksmbd_vfs_posix_hash(&px, hash) && !memcmp(hash, acl->sys_hash, sizeof(hash));
	ksmbd_vfs_posix_put(&px);
	return valid;
}

/**
 * ksmbd_vfs_stored_sd() - the stored descriptor, if it counts
 * @root: share root
 * @path: the object
 * @out: result, given back with ksmbd_vfs_sd_put()
 *
 * Context: may sleep.
 * Return: 0; -ENODATA when there is none, it is malformed or no longer valid; -ENOMEM.
 */
int ksmbd_vfs_stored_sd(const struct ksmbd_vfs_root *root, const struct path *path,
			struct ksmbd_sd_buf *out)
{
	struct ksmbd_vfs_scope scope;
	struct ksmbd_ntacl *acl;
	int err = -ENODATA;
	ssize_t n;

	out->buf = NULL;
	if (!(root->flags & KSMBD_ROOT_ACL_XATTR) || d_is_symlink(path->dentry))
		return -ENODATA;
	ksmbd_vfs_enter_root(&scope);
	n = ksmbd_vfs_xattr_get(path, KSMBD_XATTR_NTACL, KSMBD_NTACL_MAX, &out->buf);
	acl = n > 0 ? kmalloc_obj(*acl) : NULL;
	if (n > 0 && !acl)
		err = -ENOMEM;
	if (acl && !ksmbd_ntacl_decode(out->buf, n, acl) && still_valid(path, acl)) {
		out->sd = acl->sd;
		err = 0;
	}
	ksmbd_vfs_leave(&scope);
	kfree(acl);
	if (err) {
		kvfree(out->buf);
		out->buf = NULL;
	}
	return err;
}

/**
 * ksmbd_vfs_current_sd() - the descriptor of an object, stored or made
 * @root: share root
 * @path: the object
 * @domain: of the server, for Unix ids; or NULL
 * @out: result, given back with ksmbd_vfs_sd_put()
 *
 * Context: may sleep.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_current_sd(const struct ksmbd_vfs_root *root, const struct path *path,
			 const struct ksmbd_sid *domain, struct ksmbd_sd_buf *out)
{
	struct ksmbd_vfs_scope scope;
	struct ksmbd_posix px;
	ssize_t n;
	int err;

	err = ksmbd_vfs_stored_sd(root, path, out);
	if (err && err != -ENODATA)
		return err;
	ksmbd_vfs_enter_root(&scope);
	n = ksmbd_vfs_posix_load(path, &px);
	ksmbd_vfs_leave(&scope);
	if (n)
		goto out_put;
	if (!err) {
		/* A stored one without owner or group has those of the file. */
		if (!out->sd.has_owner)
			ksmbd_sid_from_uid(&out->sd.owner, domain,
					   from_kuid(&init_user_ns, px.st.uid));
		if (!out->sd.has_group)
			ksmbd_sid_from_gid(&out->sd.group, domain,
					   from_kgid(&init_user_ns, px.st.gid));
		out->sd.has_owner = true;
		out->sd.has_group = true;
	} else {
		n = ksmbd_vfs_posix_sd(&px, domain, &out->buf);
		if (n > 0)
			n = ksmbd_sd_decode(out->buf, n, &out->sd);
	}
	ksmbd_vfs_posix_put(&px);
out_put:
	if (n < 0)
		ksmbd_vfs_sd_put(out);
	return n < 0 ? n : 0;
}

/**
 * ksmbd_vfs_sd_put() - give a descriptor back
 * @sd: from one of the functions above
 *
 * Context: may sleep.
 */
void ksmbd_vfs_sd_put(struct ksmbd_sd_buf *sd)
{
	kvfree(sd->buf);
	sd->buf = NULL;
}

/**
 * ksmbd_vfs_get_sd() - all parts of an object's descriptor, self-relative
 * @root: share root
 * @path: the object
 * @domain: of the server, for Unix ids; or NULL
 * @buf: result
 * @room: bytes in @buf
 * @len: bytes written or needed
 *
 * Context: may sleep.
 * Return: 0; -ERANGE when @room is too small; another -errno.
 */
int ksmbd_vfs_get_sd(const struct ksmbd_vfs_root *root, const struct path *path,
		     const struct ksmbd_sid *domain, void *buf, size_t room, size_t *len)
{
	struct ksmbd_sd_buf sd;
	struct ksmbd_wr wr;
	int err;

	err = ksmbd_vfs_current_sd(root, path, domain, &sd);
	if (err)
		return err;
	*len = ksmbd_sd_encoded_size(&sd.sd, KSMBD_SECINFO_STORED);
	if (*len > room) {
		err = -ERANGE;
	} else {
		ksmbd_wr_init(&wr, buf, room);
		ksmbd_sd_encode(&wr, &sd.sd, KSMBD_SECINFO_STORED);
		err = ksmbd_wr_ok(&wr) ? 0 : -EINVAL;
	}
	ksmbd_vfs_sd_put(&sd);
	return err;
}
