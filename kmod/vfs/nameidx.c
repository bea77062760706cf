// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of directories in memory, found without regard to case or normalisation,
 * so that a name that is not there costs one look instead of a scan.
 *
 * Theory of operation.  The first miss in a directory reads it once and keeps
 * its names in a hash table; ksmbd_utf8_hash() folds both case and
 * normalisation, so names that are the same under any rule share a chain.  From
 * before that scan on an fsnotify mark on the directory tells of each name that
 * comes or goes, by us or by anyone else on this machine, before the change's
 * system call returns.  What must hold is only that every name of the directory
 * is in the table: a name found is looked up on disk before it is believed, and
 * one that moved away stays until then.  So renames that leave something at the
 * old name (exchange, whiteout) need no thought.
 *
 * The kernel delivers these events under the directory's lock, and a scan holds
 * it shared; so a change is either seen by the scan or told to the table.  That
 * is true of file systems whose directories only this kernel changes; others are
 * not indexed (decision 005).
 *
 * Bounds (limits.h): directories, bytes in all, bytes of one directory.  One that
 * is larger is scanned as if there were no table, until its index is the least
 * recently used one.
 *
 * Not for deciding what is the same (util/utf16.c), for 8.3 names, or for who
 * may know what is in a directory: that is path.c, the only caller.
 *
 * Context: may sleep.  Locks: index.lock (mutex) is taken under the directory's
 * own lock and nothing is taken under it; table_lock (spin) is a leaf.
 */
#include "vfs/vfs_internal.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fsnotify_backend.h>
#include <linux/hash.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include "limits.h"
#include "util/utf16.h"

#define TABLE_BITS	6
#define SLOTS_MIN	64
#define FOLD		(KSMBD_NAME_CASE | KSMBD_NAME_NORM)

struct entry {
	struct entry *next;
	u32 hash;
	u8 len;
	char name[];
};

enum index_state {
	INDEX_EMPTY,		/* to be built by the next miss */
	INDEX_BUILDING,		/* somebody reads the directory; changes are noted already */
	INDEX_READY,		/* each name of the directory is in it */
	INDEX_OVER,		/* too many names */
	INDEX_DEAD,		/* no longer told of changes */
};

struct build;

/* The names of one directory. */
struct index {
	refcount_t ref;			/* the table's one, and users */
	struct fsnotify_mark mark;	/* its reference goes with the last of ref */
	struct inode *inode;		/* the directory; in the table the mark pins it */
	struct hlist_node in_table;	/* under table_lock, as is the next */
	struct list_head lru;
	struct mutex lock;		/* protects: all below */
	enum index_state state;
	struct build *builder;		/* of INDEX_BUILDING */
	unsigned int changes;		/* counts what was told */
	unsigned int count, nslots;
	size_t bytes;			/* charged to total_bytes */
	struct entry **slots;
};

static DEFINE_SPINLOCK(table_lock);		/* protects: the three below */
static struct hlist_head table[1 << TABLE_BITS];
static LIST_HEAD(lru);				/* last used first */
static unsigned int nindexes;
static atomic_long_t total_bytes;
static struct fsnotify_group *group;

/* ---- names of one index ---- */

static bool charge_locked(struct index *x, size_t bytes)
{
	lockdep_assert_held(&x->lock);
	if (atomic_long_add_return(bytes, &total_bytes) > KSMBD_NAMEIDX_BYTES_MAX) {
		atomic_long_sub(bytes, &total_bytes);
		return false;
	}
	x->bytes += bytes;
	return true;
}

static void uncharge_locked(struct index *x, size_t bytes)
{
	lockdep_assert_held(&x->lock);
	x->bytes -= bytes;
	atomic_long_sub(bytes, &total_bytes);
}

/* Forgets all names. */
static void empty_locked(struct index *x, enum index_state state)
{
	unsigned int i;

	lockdep_assert_held(&x->lock);
	for (i = 0; i < x->nslots; i++) {
		struct entry *e, *next;

		for (e = x->slots[i]; e; e = next) {
			next = e->next;
			kfree(e);
		}
	}
	kvfree(x->slots);
	x->slots = NULL;
	x->nslots = 0;
	x->count = 0;
	uncharge_locked(x, x->bytes);
	x->builder = NULL;
	if (x->state != INDEX_DEAD)
		x->state = state;
}

static struct entry **slot_of(struct entry **slots, unsigned int nslots, u32 hash)
{
	return &slots[hash & (nslots - 1)];
}

/* More slots; without memory for them chains get longer. */
static int grow_locked(struct index *x)
{
	unsigned int i, nslots = x->nslots ? x->nslots * 2 : SLOTS_MIN;
	struct entry **slots;

	if (!charge_locked(x, nslots * sizeof(*slots)))
		return -ENOMEM;
	slots = kvcalloc(nslots, sizeof(*slots), GFP_KERNEL);
	if (!slots) {
		uncharge_locked(x, nslots * sizeof(*slots));
		return -ENOMEM;
	}
	for (i = 0; i < x->nslots; i++) {
		struct entry *e, *next;

		for (e = x->slots[i]; e; e = next) {
			struct entry **to = slot_of(slots, nslots, e->hash);

			next = e->next;
			e->next = *to;
			*to = e;
		}
	}
	kvfree(x->slots);
	uncharge_locked(x, x->nslots * sizeof(*slots));
	x->slots = slots;
	x->nslots = nslots;
	return 0;
}

/* Where the pointer to the entry of exactly this name is, or to the NULL at the chain's end. */
static struct entry **exact_locked(struct index *x, const char *name, size_t len, u32 hash)
{
	struct entry **at = slot_of(x->slots, x->nslots, hash);

	while (*at && ((*at)->hash != hash || (*at)->len != len ||
		       memcmp((*at)->name, name, len)))
		at = &(*at)->next;
	return at;
}

static int add_locked(struct index *x, const char *name, size_t len)
{
	u32 hash = ksmbd_utf8_hash(name, len, FOLD);
	struct entry **at, *e;

	if (x->count >= x->nslots && grow_locked(x) && !x->nslots)
		return -ENOMEM;
	at = exact_locked(x, name, len, hash);
	if (*at)
		return 0;
	e = kmalloc(struct_size(e, name, len), GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	if (!charge_locked(x, ksize(e))) {
		kfree(e);
		return -ENOMEM;
	}
	e->next = NULL;
	e->hash = hash;
	e->len = len;
	memcpy(e->name, name, len);
	*at = e;
	x->count++;
	return 0;
}

static void remove_locked(struct index *x, const char *name, size_t len)
{
	struct entry **at, *e;

	if (!x->nslots)
		return;
	at = exact_locked(x, name, len, ksmbd_utf8_hash(name, len, FOLD));
	e = *at;
	if (!e)
		return;
	*at = e->next;
	uncharge_locked(x, ksize(e));
	kfree(e);
	x->count--;
}

/* Notes a name; what cannot be noted makes the index worthless. */
static void note_locked(struct index *x, const char *name, size_t len)
{
	if (len > KSMBD_COMPONENT_MAX)
		return;
	if (add_locked(x, name, len))
		empty_locked(x, INDEX_EMPTY);
	else if (x->bytes > KSMBD_NAMEIDX_DIR_BYTES_MAX)
		empty_locked(x, INDEX_OVER);
}

/* How many names are the same as @name under @how; @found is the first. */
static unsigned int match_locked(struct index *x, const char *name, size_t len, unsigned int how,
				 char *found)
{
	u32 hash = ksmbd_utf8_hash(name, len, FOLD);
	unsigned int n = 0;
	struct entry *e;

	for (e = x->nslots ? *slot_of(x->slots, x->nslots, hash) : NULL; e; e = e->next) {
		if (e->hash != hash || !ksmbd_utf8_same(e->name, e->len, name, len, how))
			continue;
		if (n++)
			break;
		memcpy(found, e->name, e->len);
		found[e->len] = '\0';
	}
	return n;
}

/* ---- life of an index ---- */

static void index_put(struct index *x)
{
	if (refcount_dec_and_test(&x->ref))
		fsnotify_put_mark(&x->mark);
}

static void unlist_locked(struct index *x)
{
	lockdep_assert_held(&table_lock);
	hlist_del_init(&x->in_table);
	list_del_init(&x->lru);
	nindexes--;
}

/* Takes it out of the table; true: the caller has the table's reference now. */
static bool unlist(struct index *x)
{
	bool was;

	spin_lock(&table_lock);
	was = !hlist_unhashed(&x->in_table);
	if (was)
		unlist_locked(x);
	spin_unlock(&table_lock);
	return was;
}

/* The directory goes, or is unmounted, or we gave the mark up. */
static void mark_ends(struct fsnotify_mark *mark, struct fsnotify_group *g)
{
	struct index *x = container_of(mark, struct index, mark);

	mutex_lock(&x->lock);
	empty_locked(x, INDEX_DEAD);
	mutex_unlock(&x->lock);
	if (unlist(x))
		index_put(x);
}

static void mark_free(struct fsnotify_mark *mark)
{
	kfree(container_of(mark, struct index, mark));
}

/* A name came or went; in the task that did it, which holds the directory's lock. */
static int on_event(struct fsnotify_mark *mark, u32 mask, struct inode *inode, struct inode *dir,
		    const struct qstr *name, u32 cookie)
{
	struct index *x = container_of(mark, struct index, mark);

	if (!name || dir != x->inode)
		return 0;
	mutex_lock(&x->lock);
	if (x->state == INDEX_BUILDING || x->state == INDEX_READY) {
		x->changes++;
		if (mask & FS_DELETE)
			remove_locked(x, name->name, name->len);
		else
			note_locked(x, name->name, name->len);
	}
	mutex_unlock(&x->lock);
	return 0;
}

static const struct fsnotify_ops group_ops = {
	.handle_inode_event = on_event,
	.freeing_mark = mark_ends,
	.free_mark = mark_free,
};

/* Gives up the least recently used ones until no more than so much is left. */
static void evict(unsigned int dirs, unsigned long bytes)
{
	struct index *x;

	for (;;) {
		spin_lock(&table_lock);
		x = list_empty(&lru) ? NULL : list_last_entry(&lru, struct index, lru);
		if (x && nindexes <= dirs && atomic_long_read(&total_bytes) <= bytes)
			x = NULL;
		if (x)
			unlist_locked(x);
		spin_unlock(&table_lock);
		if (!x)
			return;
		fsnotify_destroy_mark(&x->mark, group);
		index_put(x);
	}
}

static struct hlist_head *bucket(const struct inode *dir)
{
	return &table[hash_ptr((void *)dir, TABLE_BITS)];
}

static struct index *index_lookup(const struct inode *dir)
{
	struct index *x;

	spin_lock(&table_lock);
	hlist_for_each_entry(x, bucket(dir), in_table) {
		if (x->inode == dir) {
			refcount_inc(&x->ref);
			list_move(&x->lru, &lru);
			break;
		}
	}
	spin_unlock(&table_lock);
	return x;
}

static struct index *index_create(struct inode *dir)
{
	struct index *x = kzalloc_obj(*x);
	bool dead;

	if (!x)
		return NULL;
	refcount_set(&x->ref, 1);
	INIT_HLIST_NODE(&x->in_table);
	INIT_LIST_HEAD(&x->lru);
	mutex_init(&x->lock);
	x->inode = dir;
	fsnotify_init_mark(&x->mark, group);
	x->mark.mask = FS_CREATE | FS_MOVED_TO | FS_DELETE;
	/* somebody else was faster: this time it is a scan */
	if (fsnotify_add_inode_mark(&x->mark, dir, 0)) {
		index_put(x);
		return NULL;
	}
	evict(KSMBD_NAMEIDX_DIRS_MAX - 1, KSMBD_NAMEIDX_BYTES_MAX);
	spin_lock(&table_lock);
	refcount_inc(&x->ref);
	hlist_add_head(&x->in_table, bucket(dir));
	list_add(&x->lru, &lru);
	nindexes++;
	spin_unlock(&table_lock);
	/* Removed just now?  Then nobody would end the mark. */
	if (IS_DEADDIR(dir))
		fsnotify_destroy_mark(&x->mark, group);
	/* What ended the mark before it was listed did not unlist it. */
	mutex_lock(&x->lock);
	dead = x->state == INDEX_DEAD;
	mutex_unlock(&x->lock);
	if (dead && unlist(x))
		index_put(x);
	return x;
}

/* ---- building ---- */

struct build {
	struct dir_context ctx;
	struct index *x;
	bool progress;
	bool given_up;
};

static kcompat_dir_ret build_actor(struct dir_context *ctx, const char *name, int len,
				   loff_t pos, u64 ino, unsigned int type)
{
	struct build *b = container_of(ctx, struct build, ctx);
	struct index *x = b->x;

	b->progress = true;
	if (len <= 0)
		return KCOMPAT_DIR_MORE;
	mutex_lock(&x->lock);
	if (x->builder == b)
		note_locked(x, name, len);
	b->given_up = x->builder != b;
	mutex_unlock(&x->lock);
	return b->given_up ? KCOMPAT_DIR_STOP : KCOMPAT_DIR_MORE;
}

static int read_names(const struct path *dir, struct build *b)
{
	struct file *file = dentry_open(dir, O_RDONLY | O_DIRECTORY | O_LARGEFILE, current_cred());
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	do {
		b->progress = false;
		err = iterate_dir(file, &b->ctx);
	} while (!err && b->progress && !b->given_up);
	ksmbd_vfs_fput(file);
	return err;
}

/* Reads all names, unless somebody else does already: 0 when it is ready, or -EAGAIN. */
static int build(struct index *x, const struct path *dir)
{
	struct build b = { .ctx.actor = build_actor, .x = x };
	bool ours, ready;
	int err;

	mutex_lock(&x->lock);
	ours = x->state == INDEX_EMPTY;
	if (ours) {
		x->state = INDEX_BUILDING;
		x->builder = &b;
	}
	mutex_unlock(&x->lock);
	if (!ours)
		return -EAGAIN;
	err = read_names(dir, &b);
	mutex_lock(&x->lock);
	ready = !err && x->builder == &b;
	if (ready) {
		x->state = INDEX_READY;
		x->builder = NULL;
	} else if (x->builder == &b) {
		empty_locked(x, INDEX_EMPTY);
	}
	mutex_unlock(&x->lock);
	/* if all indexes together were too large, there is room for the next attempt */
	if (b.given_up)
		evict(KSMBD_NAMEIDX_DIRS_MAX, KSMBD_NAMEIDX_BYTES_MAX / 2);
	return ready ? 0 : -EAGAIN;
}

/* 0 when all names are in it; -EAGAIN when the directory must be scanned. */
static int make_ready(struct index *x, const struct path *dir)
{
	enum index_state state;

	mutex_lock(&x->lock);
	state = x->state;
	mutex_unlock(&x->lock);
	if (state == INDEX_READY)
		return 0;
	return state == INDEX_EMPTY ? build(x, dir) : -EAGAIN;
}

/* ---- looking up ---- */

static int on_disk(const struct path *dir, const char *name)
{
	struct dentry *child;

	child = lookup_one_positive_unlocked(mnt_idmap(dir->mnt), &QSTR_LEN(name, strlen(name)),
					     dir->dentry);
	if (IS_ERR(child))
		return PTR_ERR(child);
	dput(child);
	return 0;
}

/* @name was not on disk after @changes changes: true when there was none since. */
static bool forget(struct index *x, const char *name, unsigned int changes)
{
	bool still;

	mutex_lock(&x->lock);
	still = x->state == INDEX_READY && x->changes == changes;
	if (still)
		remove_locked(x, name, strlen(name));
	mutex_unlock(&x->lock);
	return still;
}

static int search(struct index *x, const struct path *dir, const char *name, size_t len,
		  unsigned int how, char *found)
{
	unsigned int n, changes;
	bool ready;
	int err;

	do {
		mutex_lock(&x->lock);
		ready = x->state == INDEX_READY;
		changes = x->changes;
		n = ready ? match_locked(x, name, len, how, found) : 0;
		mutex_unlock(&x->lock);
		/* of several the directory's order decides */
		if (!ready || n > 1)
			return -EAGAIN;
		if (!n)
			return -ENOENT;
		err = on_disk(dir, found);
	} while (err == -ENOENT && forget(x, found, changes));
	return err == -ENOENT ? -EAGAIN : err;
}

/* Do only operations of this kernel that tell fsnotify change the names in it? */
static bool may_index(const struct path *dir)
{
	const struct super_block *sb = dir->dentry->d_sb;

	return !(READ_ONCE(dir->dentry->d_flags) & DCACHE_OP_REVALIDATE) &&
	       (sb->s_type->fs_flags & FS_REQUIRES_DEV || sb->s_magic == TMPFS_MAGIC);
}

/**
 * ksmbd_vfs_nameidx_find() - is there another spelling of a name in a directory?
 * @dir: directory the one entered may list
 * @name: one component, which is not there exactly so
 * @len: its bytes
 * @how: KSMBD_NAME_*, not 0
 * @found: room for KSMBD_COMPONENT_MAX + 1 bytes
 *
 * Context: may sleep; acts as the one entered; no locks.
 * Return: 0 and the only one in @found; -ENOENT there is none; -EAGAIN not known, so scan;
 * another -errno of the directory.
 */
int ksmbd_vfs_nameidx_find(const struct path *dir, const char *name, size_t len,
			   unsigned int how, char *found)
{
	struct inode *inode = d_inode(dir->dentry);
	struct index *x;
	int err;

	if (!may_index(dir))
		return -EAGAIN;
	x = index_lookup(inode);
	if (!x) {
		x = index_create(inode);
		if (!x)
			return -EAGAIN;
	}
	err = make_ready(x, dir);
	if (!err)
		err = search(x, dir, name, len, how, found);
	index_put(x);
	return err;
}

/**
 * ksmbd_vfs_nameidx_init() - ready to be told of changes
 *
 * Context: module load.
 * Return: 0 or -errno.
 */
int ksmbd_vfs_nameidx_init(void)
{
	group = fsnotify_alloc_group(&group_ops, 0);
	return PTR_ERR_OR_ZERO(group);
}

/**
 * ksmbd_vfs_nameidx_exit() - forget all directories
 *
 * Context: module unload, when nothing looks names up any more; sleeps.
 */
void ksmbd_vfs_nameidx_exit(void)
{
	evict(0, 0);
	fsnotify_put_group(group);
	fsnotify_wait_marks_destroyed();
}
