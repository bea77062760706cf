// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Changes in directories, from the kernel's fsnotify to those who watch.
 *
 * Theory of operation: a gate is a mark that makes the kernel call us: one on
 * the directory while somebody watches just that, one on the super block while
 * somebody watches a tree in it (Documentation/decisions).  Whom a change
 * concerns does not depend on the gate it came through: a table of watches is
 * asked, for the directory of the change and, while there are watches of trees,
 * for every directory above it.  The kernel calls once for a change, however
 * many gates it passes.
 *
 * Threads that act for clients register.  So a watcher can tell a client's
 * change from a local one, and the vfs room can keep the kernel's coarse word
 * ("metadata changed") back and give a better one itself.
 *
 * Trees end where another file system is mounted.
 *
 * Not for what a watcher makes of a change (state/watch.c).
 *
 * handle_event() runs in whoever changes something, under the locks he holds.
 * Locks: gates_lock (mutex) over making and dropping gates, held over calls of
 * fsnotify; watches_lock (spin, a leaf) for the table, which RCU readers read.
 */
#include "vfs/fsevent.h"

#include <linux/dcache.h>
#include <linux/fsnotify_backend.h>
#include <linux/hashtable.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>
#include "vfs/vfs_internal.h"

/* With FS_RENAME a rename comes as one event that knows both names. */
#define MOVES		(FS_RENAME ? FS_RENAME : FS_MOVED_FROM | FS_MOVED_TO)
#define GATE_MASK	(FS_CREATE | FS_DELETE | MOVES | FS_ATTRIB | FS_MODIFY | FS_EVENT_ON_CHILD)

/* "Metadata changed" may be any of it: mode, owner, times, attributes. */
#define ASPECTS_ATTRIB	(KSMBD_ASPECT_ATTRIBUTES | KSMBD_ASPECT_LAST_WRITE | \
			 KSMBD_ASPECT_LAST_ACCESS | KSMBD_ASPECT_CREATION | KSMBD_ASPECT_EA | \
			 KSMBD_ASPECT_SECURITY)
/* Data is a stream too: some clients ask for those two only. */
#define ASPECTS_MODIFY	(KSMBD_ASPECT_SIZE | KSMBD_ASPECT_LAST_WRITE | \
			 KSMBD_ASPECT_STREAM_SIZE | KSMBD_ASPECT_STREAM_WRITE)

/**
 * struct ksmbd_fsgate - makes the kernel tell us of changes
 * @mark: on an inode or a super block
 * @node: in gates
 * @object: the inode or super block
 * @users: watches that need it
 */
struct ksmbd_fsgate {
	struct fsnotify_mark mark;
	struct hlist_node node;
	const void *object;
	unsigned int users;
};

static struct fsnotify_group *group;
static DEFINE_MUTEX(gates_lock);	/* protects: gates, their users */
static DEFINE_HASHTABLE(gates, 8);
static DEFINE_SPINLOCK(watches_lock);	/* protects: changes of watches */
static DEFINE_HASHTABLE(watches, 10);
static atomic_t nwatches = ATOMIC_INIT(0);
static u32 tree_aspects;	/* wanted by watches of trees; changed under watches_lock */
static DEFINE_XARRAY(tasks);		/* struct ksmbd_fstask by pid */

/* ---- whom it concerns ---- */

static bool way_hidden(const struct ksmbd_vfs_root *root, const char *prefix)
{
	const char *slash;

	while ((slash = strchr(prefix, '/'))) {
		if (ksmbd_vfs_name_hidden(root, prefix, slash - prefix))
			return true;
		prefix = slash + 1;
	}
	return false;
}

/* Tells @w what it may know of it. */
static void show(struct ksmbd_fswatch *w, const struct ksmbd_fsevent *ev)
{
	struct ksmbd_fsevent part = *ev;
	bool old_hidden, new_hidden;

	if (!w->root) {
		w->event(w, ev);
		return;
	}
	if (way_hidden(w->root, ev->prefix))
		return;
	old_hidden = ksmbd_vfs_name_hidden(w->root, ev->name, ev->name_len);
	if (ev->change == KSMBD_CHANGE_RENAMED_OLD) {
		new_hidden = ksmbd_vfs_name_hidden(w->root, ev->new_name, ev->new_len);
		if (old_hidden && !new_hidden) {
			part.change = KSMBD_CHANGE_ADDED;
			part.name = ev->new_name;
			part.name_len = ev->new_len;
			old_hidden = false;
		} else if (new_hidden) {
			part.change = KSMBD_CHANGE_REMOVED;
		}
	}
	if (!old_hidden)
		w->event(w, &part);
}

/* To the watches on @dir: all of them when it happened right there, else those of trees. */
static void deliver(const struct inode *dir, bool here, const struct ksmbd_fsevent *ev)
{
	struct ksmbd_fswatch *w;

	rcu_read_lock();
	hash_for_each_possible_rcu(watches, w, node, (unsigned long)dir) {
		if (w->dir == dir && (here || w->tree) &&
		    (w->aspects & (ev->aspects | ev->touched)))
			show(w, ev);
	}
	rcu_read_unlock();
}

/* A change somewhere on @sb could not be told of. */
static void lost(const struct super_block *sb)
{
	struct ksmbd_fswatch *w;
	unsigned int i;

	rcu_read_lock();
	hash_for_each_rcu(watches, i, w, node) {
		if (w->tree && w->dir->i_sb == sb)
			w->event(w, NULL);
	}
	rcu_read_unlock();
}

/* Puts the name of @d and a slash in front of *@at; false: no room. */
static bool prepend(char *buf, char **at, struct dentry *d)
{
	struct name_snapshot name;
	bool fits;

	take_dentry_name_snapshot(&name, d);
	fits = name.name.len + 1 <= *at - buf;
	if (fits) {
		*--*at = '/';
		*at -= name.name.len;
		memcpy(*at, name.name.name, name.name.len);
	}
	release_dentry_name_snapshot(&name);
	return fits;
}

/* To the watches of trees above @dir.  Renames up there meanwhile make the way a mixture. */
static void deliver_above(struct inode *dir, struct ksmbd_fsevent *ev)
{
	struct dentry *parent, *d = d_find_any_alias(dir);
	char *buf = kmalloc(PATH_MAX, GFP_NOFS);
	char *at;

	if (!d || !buf) {
		lost(dir->i_sb);
		goto out;
	}
	at = buf + PATH_MAX - 1;
	*at = 0;
	while (!IS_ROOT(d)) {
		if (!prepend(buf, &at, d)) {
			lost(dir->i_sb);
			break;
		}
		parent = dget_parent(d);
		dput(d);
		d = parent;
		ev->prefix = at;
		deliver(d_inode(d), false, ev);
	}
out:
	dput(d);
	kfree(buf);
}

static void report(struct inode *dir, struct ksmbd_fsevent *ev)
{
	ev->prefix = "";
	deliver(dir, true, ev);
	if (READ_ONCE(tree_aspects) & (ev->aspects | ev->touched))
		deliver_above(dir, ev);
}

/* The same for what is at @d, as far as it is anywhere. */
static void report_dentry(struct dentry *d, struct ksmbd_fsevent *ev)
{
	struct name_snapshot name;
	struct dentry *parent;

	if (IS_ROOT(d))
		return;
	parent = dget_parent(d);
	take_dentry_name_snapshot(&name, d);
	ev->name = name.name.name;
	ev->name_len = name.name.len;
	report(d_inode(parent), ev);
	release_dentry_name_snapshot(&name);
	dput(parent);
}

/* ---- what the kernel says ---- */

static struct ksmbd_fstask *this_task(void)
{
	return xa_load(&tasks, current->pid);
}

/* Within one directory it is a rename, else something goes here and something comes there. */
static void renamed(struct inode *dir, const struct qstr *old, struct dentry *moved,
		    struct ksmbd_fsevent *ev)
{
	struct inode *to = d_inode(moved->d_parent);	/* both are locked by who renames */
	u32 touched = ev->touched;

	ev->name = old->name;
	ev->name_len = old->len;
	if (to == dir) {
		ev->change = KSMBD_CHANGE_RENAMED_OLD;
		ev->new_name = moved->d_name.name;
		ev->new_len = moved->d_name.len;
		report(dir, ev);
		return;
	}
	ev->change = KSMBD_CHANGE_REMOVED;
	ev->touched = 0;
	report(dir, ev);
	ev->change = KSMBD_CHANGE_ADDED;
	ev->touched = touched;
	ev->name = moved->d_name.name;
	ev->name_len = moved->d_name.len;
	report(to, ev);
}

/* Metadata of a directory changed, and the kernel did not say where that is. */
static void dir_changed(const void *data, int data_type, struct ksmbd_fsevent *ev)
{
	struct inode *inode = fsnotify_data_inode(data, data_type);
	struct dentry *d;

	if (!inode || !S_ISDIR(inode->i_mode) || !(READ_ONCE(tree_aspects) & ev->aspects))
		return;
	d = d_find_any_alias(inode);
	if (d)
		report_dentry(d, ev);
	dput(d);
}

static void classify(u32 mask, struct ksmbd_fsevent *ev)
{
	bool is_dir = mask & FS_ISDIR;

	ev->change = KSMBD_CHANGE_MODIFIED;
	if (mask & (FS_CREATE | FS_DELETE | MOVES)) {
		ev->aspects = is_dir ? KSMBD_ASPECT_DIR_NAME : KSMBD_ASPECT_FILE_NAME;
		ev->change = mask & (FS_DELETE | FS_MOVED_FROM) ? KSMBD_CHANGE_REMOVED :
								  KSMBD_CHANGE_ADDED;
		/* as NTFS has it: a file that got a new name was touched, a directory was not */
		if (!is_dir && mask & (FS_RENAME | FS_MOVED_TO))
			ev->touched = KSMBD_ASPECT_ATTRIBUTES | KSMBD_ASPECT_CREATION;
	} else {
		ev->aspects = mask & FS_MODIFY ? ASPECTS_MODIFY : ASPECTS_ATTRIB;
	}
}

static int handle_event(struct fsnotify_group *g, u32 mask, const void *data, int data_type,
			struct inode *dir, const struct qstr *name, u32 cookie,
			struct fsnotify_iter_info *iter_info)
{
	const struct ksmbd_fstask *task = this_task();
	struct ksmbd_fsevent ev = { .local = !task };

	if ((mask & (FS_ATTRIB | FS_MODIFY)) && task && task->quiet)
		return 0;
	classify(mask, &ev);
	if (!dir || !name) {
		dir_changed(data, data_type, &ev);
	} else if (mask & FS_RENAME) {
		renamed(dir, name, fsnotify_data_dentry(data, data_type), &ev);
	} else {
		ev.name = name->name;
		ev.name_len = name->len;
		report(dir, &ev);
	}
	return 0;
}

static void free_mark(struct fsnotify_mark *mark)
{
	kfree(container_of(mark, struct ksmbd_fsgate, mark));
}

static const struct fsnotify_ops group_ops = {
	.handle_event = handle_event,
	.free_mark = free_mark,
};

/* ---- gates ---- */

static struct ksmbd_fsgate *gate_make(struct inode *dir, bool tree)
{
	struct ksmbd_fsgate *gate = kzalloc(sizeof(*gate), GFP_KERNEL);
	int err;

	if (!gate)
		return ERR_PTR(-ENOMEM);
	fsnotify_init_mark(&gate->mark, group);
	gate->mark.mask = GATE_MASK;
	err = tree ? kcompat_fsnotify_add_sb_mark(&gate->mark, dir->i_sb) :
		     fsnotify_add_inode_mark(&gate->mark, dir, 0);
	if (err) {
		fsnotify_put_mark(&gate->mark);
		return ERR_PTR(err);
	}
	return gate;
}

static struct ksmbd_fsgate *gate_get(struct inode *dir, bool tree)
{
	const void *object = tree ? (const void *)dir->i_sb : dir;
	struct ksmbd_fsgate *gate;

	mutex_lock(&gates_lock);
	hash_for_each_possible(gates, gate, node, (unsigned long)object) {
		if (gate->object == object)
			goto found;
	}
	gate = gate_make(dir, tree);
	if (IS_ERR(gate))
		goto out;
	gate->object = object;
	hash_add(gates, &gate->node, (unsigned long)object);
found:
	gate->users++;
out:
	mutex_unlock(&gates_lock);
	return gate;
}

static void gate_put(struct ksmbd_fsgate *gate)
{
	mutex_lock(&gates_lock);
	if (!--gate->users) {
		hash_del(&gate->node);
		fsnotify_destroy_mark(&gate->mark, group);
		fsnotify_put_mark(&gate->mark);
	}
	mutex_unlock(&gates_lock);
}

static void sum_tree_aspects_locked(void)
{
	struct ksmbd_fswatch *w;
	unsigned int i;
	u32 sum = 0;

	lockdep_assert_held(&watches_lock);
	hash_for_each(watches, i, w, node)
		sum |= w->tree ? w->aspects : 0;
	WRITE_ONCE(tree_aspects, sum);
}

/**
 * ksmbd_fswatch_add() - begin to hear of changes in a directory
 * @w: with what its owner sets
 * @dir: the directory; stays open until ksmbd_fswatch_remove()
 *
 * Context: process context, may sleep; no locks held.
 * Return: 0 or -errno.
 */
int ksmbd_fswatch_add(struct ksmbd_fswatch *w, const struct file *dir)
{
	struct ksmbd_fsgate *gate = gate_get(file_inode(dir), w->tree);

	if (IS_ERR(gate))
		return PTR_ERR(gate);
	w->gate = gate;
	w->dir = file_inode(dir);
	spin_lock(&watches_lock);
	hash_add_rcu(watches, &w->node, (unsigned long)w->dir);
	if (w->tree)
		WRITE_ONCE(tree_aspects, tree_aspects | w->aspects);
	spin_unlock(&watches_lock);
	atomic_inc(&nwatches);
	return 0;
}

/**
 * ksmbd_fswatch_remove() - hear no more
 * @w: added; its memory stays for an RCU grace period
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_fswatch_remove(struct ksmbd_fswatch *w)
{
	atomic_dec(&nwatches);
	spin_lock(&watches_lock);
	hash_del_rcu(&w->node);
	if (w->tree)
		sum_tree_aspects_locked();
	spin_unlock(&watches_lock);
	gate_put(w->gate);
}

/**
 * ksmbd_fsevent_may_see() - are changes below a directory its opener's business?
 * @h: the directory
 * @way: from there to the directory of the change, "a/b"
 *
 * A watch of a tree is asked for with the right to list its top only; what Linux would not let
 * the opener reach is not told him either.  What is gone meanwhile was reached as far as it is
 * still there.
 *
 * Context: process context, may sleep.
 * Return: true when he may.
 */
bool ksmbd_fsevent_may_see(const struct ksmbd_handle *h, const char *way)
{
	const struct path *top = &h->file->f_path;
	struct ksmbd_vfs_scope scope;
	struct path path;
	int err;

	ksmbd_vfs_enter_cred(&scope, h->cred);
	err = vfs_path_lookup(top->dentry, top->mnt, way, LOOKUP_BENEATH | LOOKUP_NO_SYMLINKS,
			      &path);
	if (!err) {
		err = inode_permission(mnt_idmap(path.mnt), d_inode(path.dentry), MAY_EXEC);
		path_put(&path);
	}
	ksmbd_vfs_leave(&scope);
	return err != -EACCES && err != -EPERM;
}

/* ---- our own changes ---- */

/**
 * ksmbd_fstask_begin() - the current thread acts for clients
 * @t: stays until ksmbd_fstask_end()
 *
 * Without memory for it the thread's changes pass as local ones.
 *
 * Context: process context, may sleep.
 */
void ksmbd_fstask_begin(struct ksmbd_fstask *t)
{
	t->pid = current->pid;
	t->quiet = 0;
	xa_store(&tasks, t->pid, t, GFP_KERNEL);
}

/**
 * ksmbd_fstask_end() - the current thread acts for clients no more
 * @t: as it began
 *
 * Context: process context.
 */
void ksmbd_fstask_end(struct ksmbd_fstask *t)
{
	xa_erase(&tasks, t->pid);
}

/**
 * ksmbd_fstask_is_ours() - does the current thread act for clients?
 *
 * Context: any.
 * Return: true between ksmbd_fstask_begin() and ksmbd_fstask_end().
 */
bool ksmbd_fstask_is_ours(void)
{
	return this_task();
}

/**
 * ksmbd_fsevent_quiet() - do not tell of this thread's changes to data and attributes
 *
 * Context: process context; pair with ksmbd_fsevent_loud().
 */
void ksmbd_fsevent_quiet(void)
{
	struct ksmbd_fstask *t = this_task();

	if (t)
		t->quiet++;
}

/**
 * ksmbd_fsevent_loud() - tell of them again
 *
 * Context: process context.
 */
void ksmbd_fsevent_loud(void)
{
	struct ksmbd_fstask *t = this_task();

	if (t)
		t->quiet--;
}

/* Others than those of the pool cannot be quiet: of what they do the kernel has told. */
static bool shall_report(void)
{
	const struct ksmbd_fstask *t = atomic_read(&nwatches) ? this_task() : NULL;

	return t && !t->quiet;
}

/**
 * ksmbd_fsevent_changed() - tell of a change that the kernel was kept quiet about
 * @path: what changed
 * @aspects: KSMBD_ASPECT_*; 0: nothing did
 *
 * Context: process context, may sleep.
 */
void ksmbd_fsevent_changed(const struct path *path, u32 aspects)
{
	struct ksmbd_fsevent ev = { .change = KSMBD_CHANGE_MODIFIED, .aspects = aspects };

	if (aspects && shall_report())
		report_dentry(path->dentry, &ev);
}

/**
 * ksmbd_fsevent_stream() - tell of a change to a named stream
 * @path: the file or directory it is of
 * @stream: its name
 * @change: KSMBD_CHANGE_ADDED_STREAM, _REMOVED_STREAM or _MODIFIED_STREAM
 *
 * Context: process context, may sleep.
 */
void ksmbd_fsevent_stream(const struct path *path, const char *stream, enum ksmbd_change change)
{
	struct ksmbd_fsevent ev = { .change = change, .stream = stream };

	ev.aspects = change == KSMBD_CHANGE_MODIFIED_STREAM ?
		     KSMBD_ASPECT_STREAM_SIZE | KSMBD_ASPECT_STREAM_WRITE :
		     KSMBD_ASPECT_STREAM_NAME;
	if (shall_report())
		report_dentry(path->dentry, &ev);
}

/**
 * ksmbd_fsevent_init() - the fsnotify group
 *
 * Context: module load.
 * Return: 0 or -errno.
 */
int ksmbd_fsevent_init(void)
{
	group = fsnotify_alloc_group(&group_ops, 0);
	return PTR_ERR_OR_ZERO(group);
}

/**
 * ksmbd_fsevent_exit() - undo ksmbd_fsevent_init(); nobody watches any more
 *
 * Context: module unload; sleeps until the last mark is freed, which is done by our code.
 */
void ksmbd_fsevent_exit(void)
{
	WARN_ON_ONCE(!hash_empty(watches) || !hash_empty(gates) || !xa_empty(&tasks));
	fsnotify_put_group(group);
	fsnotify_wait_marks_destroyed();
}
