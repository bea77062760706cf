// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tunnelling: a file that was reached by its made-up 8.3 name, removed, and is
 * created again by that name within seconds gets its long name back, as on NTFS.
 * Old programs save files that way: delete, then write anew.
 *
 * Short names are not stored anywhere, so what was found by one is remembered
 * here, in a small table that forgets the oldest.
 *
 * Not for making or recognising short names (util/shortname.c) nor for finding
 * files by them (path.c), the only caller.
 *
 * Context: any.  Locks: one spinlock, a leaf.
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/spinlock.h>
#include "util/shortname.h"
#include "util/utf16.h"

#define ENTRIES		32
#define LIFETIME	(15 * HZ)	/* what NTFS does */

/* A long name that was found by its short one. */
struct tunnel {
	dev_t dev;
	u64 ino;			/* of the directory */
	unsigned long when;
	char made[KSMBD_SHORTNAME_MAX];	/* "" when unused */
	char name[KSMBD_COMPONENT_MAX + 1];
};

static DEFINE_SPINLOCK(tunnel_lock);	/* protects tunnels and next_tunnel */
static struct tunnel tunnels[ENTRIES];
static unsigned int next_tunnel;

static bool is_it(const struct tunnel *t, const struct inode *dir, const char *made, size_t len)
{
	return t->made[0] && t->ino == dir->i_ino && t->dev == dir->i_sb->s_dev &&
	       ksmbd_utf8_same(t->made, strlen(t->made), made, len, KSMBD_NAME_CASE);
}

/**
 * ksmbd_vfs_tunnel_put() - a file was found by its short name
 * @dir: directory
 * @made: short name as it was asked for
 * @len: its bytes
 * @name: name on disk
 *
 * Context: any.
 */
void ksmbd_vfs_tunnel_put(const struct inode *dir, const char *made, size_t len,
			  const char *name)
{
	struct tunnel *t;
	unsigned int i;

	if (len >= KSMBD_SHORTNAME_MAX)
		return;
	spin_lock(&tunnel_lock);
	for (i = 0; i < ENTRIES && !is_it(&tunnels[i], dir, made, len); i++)
		;
	if (i == ENTRIES)
		i = next_tunnel++ % ENTRIES;
	t = &tunnels[i];
	t->dev = dir->i_sb->s_dev;
	t->ino = dir->i_ino;
	t->when = jiffies;
	memcpy(t->made, made, len);
	t->made[len] = 0;
	strscpy(t->name, name, sizeof(t->name));
	spin_unlock(&tunnel_lock);
}

/**
 * ksmbd_vfs_tunnel_get() - the long name that a new file by a short name gets
 * @dir: directory
 * @made: short name
 * @len: its bytes
 * @name: result, room for KSMBD_COMPONENT_MAX + 1
 *
 * Context: any.
 * Return: true when there is one.
 */
bool ksmbd_vfs_tunnel_get(const struct inode *dir, const char *made, size_t len, char *name)
{
	unsigned int i;
	bool found;

	spin_lock(&tunnel_lock);
	for (i = 0; i < ENTRIES && !is_it(&tunnels[i], dir, made, len); i++)
		;
	found = i < ENTRIES && time_before(jiffies, tunnels[i].when + LIFETIME);
	if (found)
		strscpy(name, tunnels[i].name, KSMBD_COMPONENT_MAX + 1);
	spin_unlock(&tunnel_lock);
	return found;
}
