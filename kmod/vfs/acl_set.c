// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Changing security descriptors: merge into what is there, give owner and group
 * to Linux as far as it lets the opener, map the DACL to mode and POSIX ACL for
 * local users, and store the descriptor with the hash of the result.
 *
 * The mapping is the nearest Linux permission, not the whole truth: rights are
 * worked out per class (owner, group, others, each named user and group) in the
 * order of the ACEs, then become r, w and x.  A directory that a class may use
 * at all can be passed through by it, as Windows lets everyone.
 *
 * Not for reading them (acl.c) nor for deciding access (access.c).
 *
 * Context: may sleep.  Locks: the meta lock of the object over its
 * read-change-write (xattr.c); inode locks while an ACL is set.
 */
#include "vfs/vfs_internal.h"

#include <crypto/sha2.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/posix_acl.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include "util/misc.h"
#include "util/ndr_xattr.h"
#include "vfs/fsevent.h"

/* Users and groups named in one descriptor that become entries of a POSIX ACL. */
#define NAMED_MAX	64

struct named {
	struct ksmbd_sid sid;
	bool group;
	u32 id;
	unsigned int perm;
};

/* What a DACL means to Linux. */
struct mapped {
	unsigned int user, group, other;
	unsigned int nnamed;
	struct named named[NAMED_MAX];
};

/* Everybody who logs on is one of these. */
static const struct ksmbd_sid * const all_users[] = {
	&ksmbd_sid_everyone, &ksmbd_sid_authenticated, &ksmbd_sid_users, &ksmbd_sid_network,
};

static bool is_all_users(const struct ksmbd_sid *sid)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(all_users); i++)
		if (ksmbd_sid_equal(sid, all_users[i]))
			return true;
	return false;
}

/* rwx that the DACL leaves to one who has @sids beside what everybody has. */
static unsigned int perm_of(const struct ksmbd_acl_view *dacl, const struct ksmbd_sid **sids,
			    unsigned int nsids, bool dir)
{
	struct ksmbd_rd it = dacl->aces;
	u32 allowed = 0, denied = 0;
	struct ksmbd_ace ace;
	unsigned int i, perm = 0;

	while (ksmbd_ace_next(&it, &ace)) {
		u32 mask = ksmbd_access_map_generic(ace.mask);
		bool hit = !ace.opaque && is_all_users(&ace.sid);

		if (ace.opaque || (ace.flags & KSMBD_ACE_INHERIT_ONLY))
			continue;
		for (i = 0; !hit && i < nsids; i++)
			hit = ksmbd_sid_equal(&ace.sid, sids[i]);
		if (hit && ace.type == KSMBD_ACE_ALLOW)
			allowed |= mask & ~denied;
		else if (hit && ace.type == KSMBD_ACE_DENY)
			denied |= mask & ~allowed;
	}
	if (allowed & KSMBD_FILE_READ_DATA)
		perm |= ACL_READ;
	if (allowed & KSMBD_FILE_WRITE_DATA)
		perm |= ACL_WRITE;
	if ((allowed & KSMBD_FILE_EXECUTE) || (dir && (allowed & KSMBD_FILE_ALL)))
		perm |= ACL_EXECUTE;
	return perm;
}

/* Notes the user or group of an ACE unless it is the owner, the group or known already. */
static void note_named(struct mapped *m, const struct ksmbd_sd *sd, const struct ksmbd_sid *domain,
		       const struct ksmbd_sid *sid)
{
	struct named *n = &m->named[m->nnamed];
	unsigned int i;

	if (m->nnamed == NAMED_MAX || ksmbd_sid_equal(sid, &sd->owner) ||
	    ksmbd_sid_equal(sid, &sd->group))
		return;
	for (i = 0; i < m->nnamed; i++)
		if (ksmbd_sid_equal(sid, &m->named[i].sid))
			return;
	if (ksmbd_sid_to_uid(sid, domain, &n->id))
		n->group = false;
	else if (ksmbd_sid_to_gid(sid, domain, &n->id))
		n->group = true;
	else
		return;
	n->sid = *sid;
	m->nnamed++;
}

static void map_dacl(struct mapped *m, const struct ksmbd_sd *sd, const struct ksmbd_sid *domain,
		     bool dir)
{
	const struct ksmbd_sid *owner[] = { &sd->owner, &ksmbd_sid_owner_rights, &sd->group };
	const struct ksmbd_sid *group[] = { &sd->group };
	struct ksmbd_rd it = sd->dacl.aces;
	struct ksmbd_ace ace;
	unsigned int i;

	m->nnamed = 0;
	if (sd->dacl.null) {
		m->user = 7;
		m->group = 7;
		m->other = 7;
		return;
	}
	m->user = perm_of(&sd->dacl, owner, ARRAY_SIZE(owner), dir);
	m->group = perm_of(&sd->dacl, group, ARRAY_SIZE(group), dir);
	m->other = perm_of(&sd->dacl, NULL, 0, dir);
	while (ksmbd_ace_next(&it, &ace))
		if (!ace.opaque && !(ace.flags & KSMBD_ACE_INHERIT_ONLY))
			note_named(m, sd, domain, &ace.sid);
	for (i = 0; i < m->nnamed; i++) {
		const struct ksmbd_sid *who = &m->named[i].sid;

		m->named[i].perm = perm_of(&sd->dacl, &who, 1, dir);
	}
}

static void put_entry(struct posix_acl *acl, unsigned int *n, short tag, unsigned int perm,
		      u32 id)
{
	struct posix_acl_entry *e = &acl->a_entries[(*n)++];

	e->e_tag = tag;
	e->e_perm = perm;
	if (tag == ACL_USER)
		e->e_uid = make_kuid(&init_user_ns, id);
	else if (tag == ACL_GROUP)
		e->e_gid = make_kgid(&init_user_ns, id);
}

/* The POSIX ACL for it, in the order the kernel wants; NULL when the mode says it all. */
static struct posix_acl *make_acl(const struct mapped *m)
{
	unsigned int i, n = 0, mask = m->group;
	struct posix_acl *acl;

	if (!m->nnamed)
		return NULL;
	acl = posix_acl_alloc(4 + m->nnamed, GFP_KERNEL);
	if (!acl)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < m->nnamed; i++)
		mask |= m->named[i].perm;
	put_entry(acl, &n, ACL_USER_OBJ, m->user, 0);
	for (i = 0; i < m->nnamed; i++)
		if (!m->named[i].group)
			put_entry(acl, &n, ACL_USER, m->named[i].perm, m->named[i].id);
	put_entry(acl, &n, ACL_GROUP_OBJ, m->group, 0);
	for (i = 0; i < m->nnamed; i++)
		if (m->named[i].group)
			put_entry(acl, &n, ACL_GROUP, m->named[i].perm, m->named[i].id);
	put_entry(acl, &n, ACL_MASK, mask, 0);
	put_entry(acl, &n, ACL_OTHER, m->other, 0);
	return acl;
}

static int set_acl(const struct path *path, struct posix_acl *acl)
{
	struct inode *inode = d_inode(path->dentry);
	int err;

	err = mnt_want_write(path->mnt);
	if (err)
		return err;
	inode_lock(inode);
	err = set_posix_acl(mnt_idmap(path->mnt), path->dentry, ACL_TYPE_ACCESS, acl);
	inode_unlock(inode);
	mnt_drop_write(path->mnt);
	return err;
}

/* Gives Linux what the DACL of @sd means; as the server, since SMB's rights were checked. */
static int apply_dacl(const struct path *path, const struct ksmbd_sd *sd,
		      const struct ksmbd_sid *domain)
{
	struct inode *inode = d_inode(path->dentry);
	struct iattr ia = { .ia_valid = ATTR_MODE | ATTR_CTIME };
	struct posix_acl *acl = NULL;
	struct mapped *m;
	int err = 0;

	if (!sd->dacl.present)
		return 0;
	m = kmalloc_obj(*m);
	if (!m)
		return -ENOMEM;
	map_dacl(m, sd, domain, S_ISDIR(inode->i_mode));
	if (IS_POSIXACL(inode)) {
		acl = make_acl(m);
		err = IS_ERR(acl) ? PTR_ERR(acl) : set_acl(path, acl);
		/* A file system may know ACLs and not keep them. */
		if (err == -EOPNOTSUPP)
			err = 0;
	}
	if (!err && (!acl || !IS_POSIXACL(inode))) {
		ia.ia_mode = (inode->i_mode & ~0777) | m->user << 6 | m->group << 3 | m->other;
		err = ksmbd_vfs_notify(path, &ia);
	}
	if (!IS_ERR(acl))
		posix_acl_release(acl);
	kfree(m);
	return err;
}

/* Encodes and writes security.NTACL for the permissions as they are now; as the one entered. */
static int store_sd(const struct path *path, const struct ksmbd_sd *sd,
		    const struct ksmbd_sid *domain)
{
	struct ksmbd_ntacl *acl = kzalloc_obj(*acl);
	struct ksmbd_posix px;
	struct timespec64 now;
	struct ksmbd_wr wr;
	void *made = NULL, *buf = NULL;
	ssize_t n;
	int err;

	if (!acl)
		return -ENOMEM;
	err = ksmbd_vfs_posix_load(path, &px);
	if (err)
		goto out_free;
	n = ksmbd_vfs_posix_sd(&px, domain, &made);
	err = n < 0 ? n : ksmbd_vfs_posix_hash(&px, acl->sys_hash);
	ksmbd_vfs_posix_put(&px);
	if (err)
		goto out_free;
	sha256(made, n, acl->hash);
	acl->version = 4;
	acl->hash_type = KSMBD_NTACL_HASH_SHA256;
	strscpy(acl->desc, "posix_acl", sizeof(acl->desc));
	ktime_get_real_ts64(&now);
	acl->time = ksmbd_nttime_from_ts(&now);
	acl->sd = *sd;

	n = ksmbd_ntacl_encoded_size(acl);
	buf = kvmalloc(n, GFP_KERNEL);
	if (!buf) {
		err = -ENOMEM;
		goto out_free;
	}
	ksmbd_wr_init(&wr, buf, n);
	ksmbd_ntacl_encode(&wr, acl);
	err = ksmbd_wr_ok(&wr) ?
		ksmbd_vfs_xattr_set(path, KSMBD_XATTR_NTACL, buf, ksmbd_wr_pos(&wr)) : -EINVAL;
out_free:
	kvfree(buf);
	kvfree(made);
	kfree(acl);
	return err;
}

/* Owner and group that @sd names, as far as Linux lets the opener; as the opener. */
static int apply_owner(const struct path *path, const struct ksmbd_sd *sd,
		       const struct ksmbd_sid *domain, u32 secinfo, const struct ksmbd_sd *old,
		       bool stored)
{
	struct iattr ia = { .ia_valid = ATTR_CTIME };
	struct kstat st;
	u32 id;
	int err;

	err = vfs_getattr(path, &st, STATX_BASIC_STATS, AT_STATX_SYNC_AS_STAT);
	if (err)
		return err;
	if ((secinfo & KSMBD_SECINFO_OWNER) && !ksmbd_sid_equal(&sd->owner, &old->owner)) {
		bool known = ksmbd_sid_to_uid(&sd->owner, domain, &id);

		/* One that Linux does not know can only be an owner on paper. */
		if (!known && !stored)
			return -EPERM;
		if (known)
			ia.ia_uid = make_kuid(&init_user_ns, id);
		if (known && !uid_eq(ia.ia_uid, st.uid))
			ia.ia_valid |= ATTR_UID;
	}
	/* The same with a group. */
	if ((secinfo & KSMBD_SECINFO_GROUP) && ksmbd_sid_to_gid(&sd->group, domain, &id)) {
		ia.ia_gid = make_kgid(&init_user_ns, id);
		if (!gid_eq(ia.ia_gid, st.gid))
			ia.ia_valid |= ATTR_GID;
	}
	return ia.ia_valid & (ATTR_UID | ATTR_GID) ? ksmbd_vfs_notify(path, &ia) : 0;
}

static u32 rights_needed(u32 secinfo)
{
	u32 need = 0;

	if (secinfo & (KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP))
		need |= KSMBD_WRITE_OWNER;
	if (secinfo & KSMBD_SECINFO_DACL)
		need |= KSMBD_WRITE_DAC;
	if (secinfo & KSMBD_SECINFO_SACL)
		need |= KSMBD_ACCESS_SYSTEM_SECURITY;
	return need;
}

/*
 * The ACEs of @sd with generic rights replaced by what they mean for files (MS-DTYP 2.5.3); those
 * only children get keep theirs.  @sd then points into the new memory, freed with kvfree().
 */
static int map_generic(struct ksmbd_sd *sd, void **mem)
{
	struct ksmbd_rd it = sd->dacl.aces;
	struct ksmbd_ace ace;
	struct ksmbd_wr wr;

	*mem = NULL;
	if (!sd->dacl.aces.len)
		return 0;
	*mem = kvmalloc(sd->dacl.aces.len, GFP_KERNEL);
	if (!*mem)
		return -ENOMEM;
	ksmbd_wr_init(&wr, *mem, sd->dacl.aces.len);
	while (ksmbd_ace_next(&it, &ace)) {
		if (ace.opaque || (ace.flags & KSMBD_ACE_INHERIT_ONLY))
			ksmbd_wr_bytes(&wr, ace.raw.base, ace.raw.len);
		else
			ksmbd_ace_encode(&wr, ace.type, ace.flags,
					 ksmbd_access_map_generic(ace.mask), &ace.sid);
	}
	if (!ksmbd_wr_ok(&wr))
		return -EINVAL;
	ksmbd_rd_init(&sd->dacl.aces, *mem, ksmbd_wr_pos(&wr));
	return 0;
}

/* @sd as the whole descriptor of an object: to Linux and, where the share keeps them, stored. */
static int apply_all(const struct ksmbd_vfs_root *root, const struct path *path,
		     const struct ksmbd_sd *given, const struct ksmbd_sid *domain, bool dacl)
{
	struct ksmbd_sd sd = *given;
	struct ksmbd_vfs_scope scope;
	void *mem;
	int err;

	ksmbd_vfs_enter_root(&scope);
	err = map_generic(&sd, &mem);
	if (!err && dacl)
		err = apply_dacl(path, &sd, domain);
	if (!err && (root->flags & KSMBD_ROOT_ACL_XATTR)) {
		err = store_sd(path, &sd, domain);
		/* Nowhere to keep it: the permissions themselves were set. */
		if (err == -EOPNOTSUPP)
			err = 0;
	}
	kvfree(mem);
	ksmbd_vfs_leave(&scope);
	return err;
}

/* The steps of ksmbd_vfs_set_sd() under the meta lock. */
static int set_locked(struct ksmbd_handle *h, const struct ksmbd_sid *domain,
		      const struct ksmbd_sd *sd, u32 secinfo, void *buf)
{
	const struct path *path = &h->file->f_path;
	struct ksmbd_sd_buf old;
	struct ksmbd_sd merged;
	struct ksmbd_wr wr;
	int err;

	err = ksmbd_vfs_current_sd(h->root, path, domain, &old);
	if (err)
		return err;
	ksmbd_wr_init(&wr, buf, KSMBD_SD_MAX);
	err = ksmbd_sd_merge(&wr, &old.sd, sd, secinfo);
	if (!err)
		err = ksmbd_sd_decode(buf, ksmbd_wr_pos(&wr), &merged);
	if (!err)
		err = apply_owner(path, &merged, domain, secinfo, &old.sd,
				  h->root->flags & KSMBD_ROOT_ACL_XATTR);
	if (!err)
		err = apply_all(h->root, path, &merged, domain, secinfo & KSMBD_SECINFO_DACL);
	ksmbd_vfs_sd_put(&old);
	return err;
}

/**
 * ksmbd_vfs_set_sd() - change parts of an object's descriptor
 * @h: handle with WRITE_OWNER, WRITE_DAC, ACCESS_SYSTEM_SECURITY as the parts need
 * @domain: of the server, for Unix ids; or NULL
 * @sd: the new parts
 * @secinfo: which, KSMBD_SECINFO_*
 *
 * Context: may sleep.
 * Return: 0; -EACCES; -EPERM an owner Linux does not know or will not give it to; -EINVAL a part
 * is missing; -E2BIG; another -errno.
 */
int ksmbd_vfs_set_sd(struct ksmbd_handle *h, const struct ksmbd_sid *domain,
		     const struct ksmbd_sd *sd, u32 secinfo)
{
	const struct path *path = &h->file->f_path;
	u32 need = rights_needed(secinfo);
	struct ksmbd_vfs_scope scope;
	void *buf;
	int err;

	secinfo &= KSMBD_SECINFO_STORED;
	if ((h->access & need) != need)
		return -EACCES;
	if (!secinfo)
		return 0;
	if (d_is_symlink(path->dentry))
		return -EOPNOTSUPP;
	buf = kvmalloc(KSMBD_SD_MAX, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	ksmbd_fsevent_quiet();
	ksmbd_vfs_enter_cred(&scope, h->cred);
	ksmbd_vfs_meta_lock(path);
	err = set_locked(h, domain, sd, secinfo, buf);
	ksmbd_vfs_meta_unlock(path);
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	kvfree(buf);
	if (!err)
		ksmbd_fsevent_changed(path, KSMBD_ASPECT_SECURITY);
	return err;
}

/* What the parent passes on to a new object, into @buf: bytes, -ENODATA nothing, -errno. */
static ssize_t inherited(struct ksmbd_handle *h, const struct ksmbd_sid *domain,
			 const struct path *parent, void *buf)
{
	struct ksmbd_sid owner, group;
	struct ksmbd_vfs_scope scope;
	struct ksmbd_sd_buf from;
	struct ksmbd_wr wr;
	struct kstat st;
	int err;

	err = ksmbd_vfs_stored_sd(h->root, parent, &from);
	if (err)
		return err;
	ksmbd_vfs_enter_root(&scope);
	err = vfs_getattr(&h->file->f_path, &st, STATX_BASIC_STATS, AT_STATX_SYNC_AS_STAT);
	ksmbd_vfs_leave(&scope);
	if (!err) {
		ksmbd_sid_from_uid(&owner, domain, from_kuid(&init_user_ns, st.uid));
		ksmbd_sid_from_gid(&group, domain, from_kgid(&init_user_ns, st.gid));
		ksmbd_wr_init(&wr, buf, KSMBD_SD_MAX);
		err = ksmbd_sd_inherit(&wr, &from.sd, ksmbd_handle_is_dir(h), &owner, &group);
	}
	ksmbd_vfs_sd_put(&from);
	return err ? err : ksmbd_wr_pos(&wr);
}

/* @given over what was inherited or made, into @buf: bytes or -errno. */
static ssize_t with_given(struct ksmbd_handle *h, const struct ksmbd_sid *domain,
			  const struct ksmbd_sd *base, const struct ksmbd_sd *given, void *buf)
{
	struct ksmbd_sd_buf made = { };
	u32 secinfo = 0;
	struct ksmbd_wr wr;
	int err;

	if (!base) {
		err = ksmbd_vfs_current_sd(h->root, &h->file->f_path, domain, &made);
		if (err)
			return err;
		base = &made.sd;
	}
	if (given->has_group)
		secinfo |= KSMBD_SECINFO_GROUP;
	if (given->dacl.present)
		secinfo |= KSMBD_SECINFO_DACL;
	ksmbd_wr_init(&wr, buf, KSMBD_SD_MAX);
	err = ksmbd_sd_merge(&wr, base, given, secinfo);
	ksmbd_vfs_sd_put(&made);
	return err ? err : ksmbd_wr_pos(&wr);
}

/**
 * ksmbd_vfs_init_sd() - the descriptor of an object just created
 * @h: handle on it
 * @who: its creator
 * @parent: directory it was created in
 * @given: descriptor from the client, or NULL; its owner is not taken over
 *
 * Without one given and with nothing to inherit the permissions of mode and
 * default ACL stand alone and nothing is stored.
 *
 * Context: may sleep.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_init_sd(struct ksmbd_handle *h, const struct ksmbd_who *who,
		      const struct path *parent, const struct ksmbd_sd *given)
{
	const struct path *path = &h->file->f_path;
	void *inh = NULL, *buf = NULL;
	struct ksmbd_sd base, sd;
	ssize_t n = -ENODATA;
	int err = -ENOMEM;

	if (!given && !(h->root->flags & KSMBD_ROOT_ACL_XATTR))
		return 0;
	inh = kvmalloc(KSMBD_SD_MAX, GFP_KERNEL);
	if (!inh)
		goto out_free;
	n = inherited(h, who->domain, parent, inh);
	err = n > 0 ? ksmbd_sd_decode(inh, n, &base) : n;
	if (err && err != -ENODATA)
		goto out_free;
	if (given) {
		buf = kvmalloc(KSMBD_SD_MAX, GFP_KERNEL);
		n = buf ? with_given(h, who->domain, err ? NULL : &base, given, buf) : -ENOMEM;
		err = n > 0 ? ksmbd_sd_decode(buf, n, &sd) : n;
	} else {
		sd = base;
	}
	ksmbd_fsevent_quiet();
	if (!err)
		err = apply_all(h->root, path, &sd, who->domain, true);
	ksmbd_fsevent_loud();
	if (err == -ENODATA)
		err = 0;
out_free:
	kvfree(buf);
	kvfree(inh);
	return err;
}
