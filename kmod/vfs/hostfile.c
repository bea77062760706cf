// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Local programs that open or change files of the shares, for those whose
 * clients cache them.
 *
 * Theory of operation: one fsnotify mark on each super block on which a client
 * ever cached a file, from then on until the file system is unmounted or the
 * module goes: files are opened and closed far too often for a mark on each.
 * What threads that act for clients do is not told.
 *
 * The kernel calls when the file has been opened or changed – its contents,
 * its attributes, or its name, be it that another file took that – and does not
 * wait: who opens a file that a client has not written back yet reads old data
 * for that moment.
 *
 * Not for directories (fsevent.c), nor for what is to be done (state/host.c).
 * Locks: marks_lock (spin, a leaf) for the table, which RCU readers read;
 * make_mutex, so that a mark is made once.
 */
#include "vfs/hostfile.h"

#include <linux/fsnotify_backend.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "vfs/fsevent.h"

/* A changed name counts as a change: FS_ATTRIB comes for a file that lost its last one, too. */
#define CHANGES		(FS_MODIFY | FS_ATTRIB | FS_MOVE_SELF)

/**
 * struct sb_mark - makes the kernel tell us
 * @mark: on the super block
 * @node: in marks, which has a reference on the mark
 * @sb: the super block
 * @rcu: readers of the table may still be there
 */
struct sb_mark {
	struct fsnotify_mark mark;
	struct hlist_node node;
	const struct super_block *sb;
	struct rcu_head rcu;
};

static struct fsnotify_group *group;
static void (*tell)(struct inode *inode, bool wrote);	/* set once */
static DEFINE_MUTEX(make_mutex);
static DEFINE_SPINLOCK(marks_lock);	/* protects: changes of marks */
static DEFINE_HASHTABLE(marks, 4);

static int handle_event(struct fsnotify_group *g, u32 mask, const void *data, int data_type,
			struct inode *dir, const struct qstr *name, u32 cookie,
			struct fsnotify_iter_info *iter_info)
{
	struct inode *inode = fsnotify_data_inode(data, data_type);

	if (inode && S_ISREG(inode->i_mode) && !ksmbd_fstask_is_ours())
		tell(inode, mask & CHANGES);
	return 0;
}

/* Out of the table; true: its reference is the caller's now. */
static bool unlist(struct sb_mark *m)
{
	bool listed;

	spin_lock(&marks_lock);
	listed = !hlist_unhashed(&m->node);
	if (listed)
		hlist_del_init_rcu(&m->node);
	spin_unlock(&marks_lock);
	return listed;
}

/* The file system is being unmounted, or the module goes. */
static void freeing_mark(struct fsnotify_mark *mark, struct fsnotify_group *g)
{
	if (unlist(container_of(mark, struct sb_mark, mark)))
		fsnotify_put_mark(mark);
}

static void free_mark(struct fsnotify_mark *mark)
{
	kfree_rcu(container_of(mark, struct sb_mark, mark), rcu);
}

static const struct fsnotify_ops group_ops = {
	.handle_event = handle_event,
	.freeing_mark = freeing_mark,
	.free_mark = free_mark,
};

static bool is_marked(const struct super_block *sb)
{
	struct sb_mark *m;
	bool found = false;

	rcu_read_lock();
	hash_for_each_possible_rcu(marks, m, node, (unsigned long)sb)
		found |= m->sb == sb;
	rcu_read_unlock();
	return found;
}

static void make_mark(struct super_block *sb)
{
	struct sb_mark *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return;
	fsnotify_init_mark(&m->mark, group);
	m->mark.mask = FS_OPEN | CHANGES;
	m->sb = sb;
	spin_lock(&marks_lock);
	hash_add_rcu(marks, &m->node, (unsigned long)sb);
	spin_unlock(&marks_lock);
	if (kcompat_fsnotify_add_sb_mark(&m->mark, sb))
		freeing_mark(&m->mark, group);
}

/**
 * ksmbd_hostfile_listen() - hear of what local programs do on a file system
 * @file: open on it
 *
 * When it cannot be done, local programs go unnoticed.
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_hostfile_listen(const struct file *file)
{
	struct super_block *sb = file_inode(file)->i_sb;

	if (is_marked(sb))
		return;
	mutex_lock(&make_mutex);
	if (!is_marked(sb))
		make_mark(sb);
	mutex_unlock(&make_mutex);
}

/**
 * ksmbd_hostfile_init() - the fsnotify group
 * @heard: whom to tell
 *
 * Context: module load.
 * Return: 0 or -errno.
 */
int ksmbd_hostfile_init(void (*heard)(struct inode *inode, bool wrote))
{
	tell = heard;
	group = fsnotify_alloc_group(&group_ops, 0);
	return PTR_ERR_OR_ZERO(group);
}

/* One that is left, with the table's reference; NULL: none. */
static struct sb_mark *any_mark(void)
{
	struct sb_mark *m, *found = NULL;
	unsigned int i;

	spin_lock(&marks_lock);
	hash_for_each(marks, i, m, node)
		found = m;
	if (found)
		hlist_del_init_rcu(&found->node);
	spin_unlock(&marks_lock);
	return found;
}

/**
 * ksmbd_hostfile_exit() - undo ksmbd_hostfile_init()
 *
 * Context: module unload, when no file is open; sleeps until the last mark is freed, which is
 * done by our code.
 */
void ksmbd_hostfile_exit(void)
{
	struct sb_mark *m;

	while ((m = any_mark())) {
		fsnotify_destroy_mark(&m->mark, group);
		fsnotify_put_mark(&m->mark);
	}
	fsnotify_put_group(group);
	fsnotify_wait_marks_destroyed();
}
