// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names beneath a share root (R18): from a share-relative path to a dentry, and
 * back from an open file to its path.
 *
 * Every walk starts at the share root with LOOKUP_BENEATH, so neither ".." nor a
 * symlink leads out; there are no absolute names here.  The exact name is tried
 * first and is one call; only when it is missing are directories asked for a
 * name that is the same without regard to case or, on request, normalisation,
 * or whose made-up 8.3 name it is.  When several on disk match, the exact one
 * wins, then the first.  An index of the directory's names (nameidx.c) answers
 * where there is one; else, and for 8.3 names, the directory is scanned.
 *
 * Not for creating or opening (file.c), nor for access rights (access.c).
 * Callers are smb2 commands, rename.c, link.c and dir.c.
 *
 * Context: may sleep.  Locks: those of the VFS during a walk; none on return.
 */
#include "vfs/vfs_internal.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include "util/shortname.h"
#include "util/utf16.h"

/* A rename beside us makes a scoped walk give up with -EAGAIN; so often do we try again. */
#define WALK_TRIES	64

/**
 * ksmbd_vfs_name_hidden() - is this a name no client may see or touch?
 * @root: share root
 * @name: one component
 * @len: its bytes
 *
 * Context: any.
 * Return: true for the spill store and for vetoed names.
 */
bool ksmbd_vfs_name_hidden(const struct ksmbd_vfs_root *root, const char *name, size_t len)
{
	if (len == sizeof(KSMBD_SPILL_DIR) - 1 && !strncasecmp(name, KSMBD_SPILL_DIR, len))
		return true;
	return root->veto && ksmbd_name_is_vetoed(root->veto, name, len);
}

/* Is any component but the last hidden? */
static bool way_hidden(const struct ksmbd_vfs_root *root, const char *path)
{
	const char *slash;

	while ((slash = strchr(path, '/'))) {
		if (ksmbd_vfs_name_hidden(root, path, slash - path))
			return true;
		path = slash + 1;
	}
	return false;
}

/* One scoped walk from the share root; "" is the root. */
static int walk(const struct ksmbd_vfs_root *root, const char *name, unsigned int lflags,
		struct path *out)
{
	int tries, err = -EAGAIN;

	if (!*name) {
		*out = root->path;
		path_get(out);
		return 0;
	}
	lflags |= LOOKUP_BENEATH | LOOKUP_NO_MAGICLINKS;
	if (!(root->flags & KSMBD_ROOT_FOLLOW_SYMLINKS))
		lflags |= LOOKUP_NO_SYMLINKS;
	if (!(root->flags & KSMBD_ROOT_CROSS_MNT))
		lflags |= LOOKUP_NO_XDEV;
	for (tries = 0; err == -EAGAIN && tries < WALK_TRIES; tries++)
		err = vfs_path_lookup(root->path.dentry, root->path.mnt, name, lflags, out);
	return err;
}

/**
 * ksmbd_vfs_cross_mounts() - go to what is mounted on a path
 * @root: share root; does nothing unless it allows crossing
 * @path: replaced in place
 *
 * Context: may sleep.
 */
void ksmbd_vfs_cross_mounts(const struct ksmbd_vfs_root *root, struct path *path)
{
	if (!(root->flags & KSMBD_ROOT_CROSS_MNT))
		return;
	while (d_mountpoint(path->dentry) && follow_down_one(path))
		;
}

/**
 * ksmbd_vfs_parent_of() - the directory an object is in
 * @root: share root
 * @path: object beneath it
 * @parent: result, with references
 *
 * Context: may sleep.
 * Return: 0; -ENOENT for the share root itself; -EXDEV when it was moved out of the share.
 */
int ksmbd_vfs_parent_of(const struct ksmbd_vfs_root *root, const struct path *path,
			struct path *parent)
{
	struct dentry *up;

	if (path_equal(path, &root->path))
		return -ENOENT;
	*parent = *path;
	path_get(parent);
	while (parent->dentry == parent->mnt->mnt_root && follow_up(parent))
		;
	up = dget_parent(parent->dentry);
	dput(parent->dentry);
	parent->dentry = up;
	if (path_is_under(parent, &root->path))
		return 0;
	path_put(parent);
	return -EXDEV;
}

/* The name of @path in its directory. */
static int name_at(const struct path *path, char *name)
{
	struct path at = *path;
	struct name_snapshot snap;
	int err = -ENAMETOOLONG;

	path_get(&at);
	while (at.dentry == at.mnt->mnt_root && follow_up(&at))
		;
	take_dentry_name_snapshot(&snap, at.dentry);
	if (snap.name.len <= KSMBD_COMPONENT_MAX) {
		memcpy(name, snap.name.name, snap.name.len);
		name[snap.name.len] = 0;
		err = 0;
	}
	release_dentry_name_snapshot(&snap);
	path_put(&at);
	return err;
}

/* The object of exactly this name, with its directory and name. */
static int lookup_exact(const struct ksmbd_vfs_root *root, const char *name, unsigned int flags,
			struct ksmbd_found *out)
{
	struct path at;
	int err;

	err = walk(root, name, 0, &at);
	if (err)
		return err;
	err = ksmbd_vfs_parent_of(root, &at, &out->parent);
	if (err)
		goto out_put;
	err = name_at(&at, out->last);
	if (err)
		goto out_put_parent;
	if (!d_is_symlink(at.dentry) || (flags & KSMBD_LOOKUP_NOFOLLOW)) {
		out->path = at;
		return 0;
	}
	err = walk(root, name, LOOKUP_FOLLOW, &out->path);
	path_put(&at);
	if (!err)
		return 0;
	out->path.dentry = NULL;
	/* A dangling symlink exists: nothing can be created in its place. */
	if (err == -ENOENT)
		err = -ELOOP;
	path_put(&out->parent);
	out->parent.dentry = NULL;
	return err;

out_put_parent:
	path_put(&out->parent);
	out->parent.dentry = NULL;
out_put:
	path_put(&at);
	return err;
}

struct scan {
	struct dir_context ctx;
	const char *name;
	size_t len;
	unsigned int how;
	char *found;
	bool progress;
	bool hit;
	bool made_up;		/* @name may be an 8.3 name of ours */
	bool short_hit;		/* and it is that of @found */
};

static void take(struct scan *s, const char *name, size_t len)
{
	memcpy(s->found, name, len);
	s->found[len] = 0;
}

static bool is_short_of(const struct scan *s, const char *name, size_t len)
{
	char made[KSMBD_SHORTNAME_MAX];
	int n = ksmbd_shortname(name, len, made);

	return n > 0 && ksmbd_utf8_same(made, n, s->name, s->len, KSMBD_NAME_CASE);
}

static kcompat_dir_ret scan_actor(struct dir_context *ctx, const char *name, int len, loff_t pos,
				  u64 ino, unsigned int type)
{
	struct scan *s = container_of(ctx, struct scan, ctx);

	s->progress = true;
	if (len <= 0 || len > KSMBD_COMPONENT_MAX)
		return KCOMPAT_DIR_MORE;
	if (ksmbd_utf8_same(name, len, s->name, s->len, s->how)) {
		take(s, name, len);
		s->hit = true;
		return KCOMPAT_DIR_STOP;
	}
	/* A real name further on would win. */
	if (s->made_up && !s->short_hit && is_short_of(s, name, len)) {
		take(s, name, len);
		s->short_hit = true;
	}
	return KCOMPAT_DIR_MORE;
}

/* Reads the directory until a name is the same under the rules. */
static int scan_dir(const struct path *dir, struct scan *s)
{
	struct file *file;
	int err;

	file = dentry_open(dir, O_RDONLY | O_DIRECTORY | O_LARGEFILE, current_cred());
	if (IS_ERR(file))
		return PTR_ERR(file);
	do {
		s->progress = false;
		err = iterate_dir(file, &s->ctx);
	} while (!err && s->progress && !s->hit);
	ksmbd_vfs_fput(file);
	if (s->hit || (!err && s->short_hit))
		return 0;
	return err ? err : -ENOENT;
}

/**
 * ksmbd_vfs_find_child() - the name on disk that a client means
 * @root: share root
 * @dir: directory
 * @name: one component
 * @len: its bytes
 * @flags: KSMBD_LOOKUP_NORM
 * @found: room for KSMBD_COMPONENT_MAX + 1 bytes
 *
 * Context: may sleep; acts as the one entered.
 * Return: 0; -ENOENT; -ENAMETOOLONG; -ENOTDIR; another -errno of the directory.
 */
int ksmbd_vfs_find_child(const struct ksmbd_vfs_root *root, const struct path *dir,
			 const char *name, size_t len, unsigned int flags, char *found)
{
	struct scan s = { .ctx.actor = scan_actor, .name = name, .len = len, .found = found };
	struct dentry *child;
	int err;

	if (len > KSMBD_COMPONENT_MAX)
		return -ENAMETOOLONG;
	if (!d_is_dir(dir->dentry))
		return -ENOTDIR;
	child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt), &QSTR_LEN(name, len),
					     dir->dentry);
	if (!IS_ERR(child)) {
		dput(child);
		memcpy(found, name, len);
		found[len] = 0;
		return 0;
	}
	if (PTR_ERR(child) != -ENOENT)
		return PTR_ERR(child);
	if (!(root->flags & KSMBD_ROOT_CASE_SENSITIVE) && !IS_CASEFOLDED(d_inode(dir->dentry)))
		s.how |= KSMBD_NAME_CASE;
	if (flags & KSMBD_LOOKUP_NORM)
		s.how |= KSMBD_NAME_NORM;
	s.made_up = ksmbd_shortname_is_made_up(name, len);
	if (!s.how && !s.made_up)
		return -ENOENT;
	/* who may not list can only guess exact names */
	if (inode_permission(mnt_idmap(dir->mnt), d_inode(dir->dentry), MAY_READ | MAY_EXEC))
		return -ENOENT;
	if (!s.made_up) {
		err = ksmbd_vfs_nameidx_find(dir, name, len, s.how, found);
		if (err != -EAGAIN)
			return err;
	}
	err = scan_dir(dir, &s);
	if (!err && !s.hit)
		ksmbd_vfs_tunnel_put(d_inode(dir->dentry), name, len, found);
	return err;
}

/* Appends a component to a path in a buffer of KSMBD_PATH_MAX. */
static int append(char *path, const char *name, size_t len)
{
	size_t at = strlen(path);

	if (at + 1 + len >= KSMBD_PATH_MAX)
		return -ENAMETOOLONG;
	if (at)
		path[at++] = '/';
	memcpy(path + at, name, len);
	path[at + len] = 0;
	return 0;
}

/* One step of find_dir(): @dir and @fixed move on to the component that is meant. */
static int step(const struct ksmbd_vfs_root *root, const char *name, size_t len,
		unsigned int flags, char *fixed, struct path *dir)
{
	char found[KSMBD_COMPONENT_MAX + 1];
	struct path next;
	int err;

	err = ksmbd_vfs_find_child(root, dir, name, len, flags, found);
	if (!err)
		err = append(fixed, found, strlen(found));
	if (!err)
		err = walk(root, fixed, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &next);
	if (err)
		return err;
	path_put(dir);
	*dir = next;
	return 0;
}

/* The directory @name[0..len) without regard to case; @fixed becomes its name on disk. */
static int find_dir(const struct ksmbd_vfs_root *root, const char *name, size_t len,
		    unsigned int flags, char *fixed, struct path *dir)
{
	const char *end = name + len;
	int err;

	memcpy(fixed, name, len);
	fixed[len] = 0;
	err = walk(root, fixed, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, dir);
	if (err != -ENOENT)
		return err;
	fixed[0] = 0;
	*dir = root->path;
	path_get(dir);
	err = 0;
	while (name < end && !err) {
		const char *slash = memchr(name, '/', end - name);
		size_t n = (slash ? slash : end) - name;

		err = step(root, name, n, flags, fixed, dir);
		name += n + 1;
	}
	if (err)
		path_put(dir);
	return err;
}

/* The slow way, when nothing has exactly this name; @fixed is scratch of KSMBD_PATH_MAX. */
static int lookup_search(const struct ksmbd_vfs_root *root, const char *name, unsigned int flags,
			 char *fixed, struct ksmbd_found *out)
{
	const char *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;
	size_t len = strlen(last);
	struct path dir;
	int err;

	if (len > KSMBD_COMPONENT_MAX)
		return -ENAMETOOLONG;
	err = find_dir(root, name, slash ? slash - name : 0, flags, fixed, &dir);
	if (err)
		return err;
	err = ksmbd_vfs_name_hidden(root, last, len) ? -ENOENT :
		ksmbd_vfs_find_child(root, &dir, last, len, flags, out->last);
	if (!err)
		err = append(fixed, out->last, strlen(out->last));
	if (!err)
		err = lookup_exact(root, fixed, flags, out);
	if (err == -ENOENT) {
		out->parent = dir;
		if (!ksmbd_shortname_is_made_up(last, len) ||
		    !ksmbd_vfs_tunnel_get(d_inode(dir.dentry), last, len, out->last))
			memcpy(out->last, last, len + 1);
		return err;
	}
	path_put(&dir);
	return err;
}

static bool last_hidden(const struct ksmbd_vfs_root *root, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;

	return ksmbd_vfs_name_hidden(root, last, strlen(last));
}

/**
 * ksmbd_vfs_lookup() - find what a share-relative path names
 * @root: share root
 * @cred: who asks
 * @path: components joined by '/', "" for the root
 * @flags: KSMBD_LOOKUP_*
 * @out: see struct ksmbd_found
 *
 * Context: may sleep.
 * Return: 0; -ENOENT, with @out->parent when only the last component is missing; -ENOTDIR,
 * -EACCES, -ELOOP, -EXDEV, -ENAMETOOLONG.  On 0 and -ENOENT call ksmbd_found_put().
 */
int ksmbd_vfs_lookup(const struct ksmbd_vfs_root *root, const struct cred *cred, const char *path,
		     unsigned int flags, struct ksmbd_found *out)
{
	struct ksmbd_vfs_scope scope;
	char *fixed;
	int err;

	memset(&out->path, 0, sizeof(out->path));
	memset(&out->parent, 0, sizeof(out->parent));
	out->last[0] = 0;
	if (strlen(path) >= KSMBD_PATH_MAX)
		return -ENAMETOOLONG;
	if (way_hidden(root, path))
		return -ENOENT;
	if (!*path)
		return walk(root, path, 0, &out->path);

	ksmbd_vfs_enter_cred(&scope, cred);
	err = last_hidden(root, path) ? -ENOENT : lookup_exact(root, path, flags, out);
	if (err == -ENOENT) {
		fixed = kmalloc(KSMBD_PATH_MAX, GFP_KERNEL);
		err = fixed ? lookup_search(root, path, flags, fixed, out) : -ENOMEM;
		kfree(fixed);
	}
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_found_put() - give back what ksmbd_vfs_lookup() found
 * @f: result of a lookup that returned 0 or -ENOENT
 *
 * Context: may sleep.
 */
void ksmbd_found_put(struct ksmbd_found *f)
{
	if (f->path.dentry)
		path_put(&f->path);
	if (f->parent.dentry)
		path_put(&f->parent);
	f->path.dentry = NULL;
	f->parent.dentry = NULL;
}

/* Writes the name of @cur up to the root at the end of the buffer; where it starts, or an error. */
static char *name_upwards(const struct ksmbd_vfs_root *root, struct path *cur, char *buf,
			  size_t room)
{
	char *p = buf + room - 1;

	*p = 0;
	while (!path_equal(cur, &root->path)) {
		struct name_snapshot snap;
		struct dentry *up;
		size_t need;
		bool fits;

		if (cur->dentry == cur->mnt->mnt_root) {
			if (!follow_up(cur))
				return ERR_PTR(-ENOENT);
			continue;
		}
		if (IS_ROOT(cur->dentry))
			return ERR_PTR(-ENOENT);
		take_dentry_name_snapshot(&snap, cur->dentry);
		need = snap.name.len + (*p ? 1 : 0);
		fits = need <= p - buf;
		if (fits) {
			if (*p)
				*--p = '/';
			p -= snap.name.len;
			memcpy(p, snap.name.name, snap.name.len);
		}
		release_dentry_name_snapshot(&snap);
		if (!fits)
			return ERR_PTR(-ENAMETOOLONG);
		up = dget_parent(cur->dentry);
		dput(cur->dentry);
		cur->dentry = up;
	}
	return p;
}

/**
 * ksmbd_vfs_name_of() - where an open file is now
 * @root: share root
 * @file: open file beneath it
 * @buf: result, '/'-separated, "" for the root
 * @room: bytes in @buf
 *
 * Context: may sleep.
 * Return: bytes without the NUL; -ENAMETOOLONG; -ENOENT when it is no longer in the share.
 */
int ksmbd_vfs_name_of(const struct ksmbd_vfs_root *root, struct file *file, char *buf, size_t room)
{
	unsigned int seq;
	int tries = 0;
	char *p;

	if (!room)
		return -ENAMETOOLONG;
	do {
		struct path cur = file->f_path;

		seq = read_seqbegin(&rename_lock);
		path_get(&cur);
		p = name_upwards(root, &cur, buf, room);
		path_put(&cur);
	} while (read_seqretry(&rename_lock, seq) && ++tries < WALK_TRIES);
	if (IS_ERR(p))
		return PTR_ERR(p);
	memmove(buf, p, strlen(p) + 1);
	return strlen(buf);
}
