// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Changes kept until a client asks for them.
 *
 * Theory of operation: what a client gets is measured as it will stand in the
 * reply, so the limit a client set with its first request means what it thinks.
 * When it is passed, or memory lacks, everything is forgotten at once and one
 * bit says so: the client lists the directory instead.  A modification that
 * repeats one kept a short while ago tells nothing new and is left out, unless
 * something else happened to that name since.
 *
 * Memory of all clients together is bounded too.
 *
 * Called by watch.c under its lock, and by whoever owns a list.  No locks.
 */
#include "state/changes.h"

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "limits.h"
#include "util/utf16.h"

/* NextEntryOffset, Action, FileNameLength */
#define ITEM_FIXED	12
/* How far back a repetition is looked for. */
#define LOOK_BACK	16

static atomic_long_t total;	/* bytes of all items there are, as allocated */

/**
 * ksmbd_changes_init() - nothing kept yet
 * @c: to be set up
 * @limit: bytes of a reply
 *
 * Context: any.
 */
void ksmbd_changes_init(struct ksmbd_changes *c, size_t limit)
{
	INIT_LIST_HEAD(&c->list);
	c->bytes = 0;
	c->limit = limit;
	c->lost = false;
}

static void item_free(struct ksmbd_change_item *item)
{
	atomic_long_sub(sizeof(*item) + item->len, &total);
	kfree(item);
}

/**
 * ksmbd_changes_clear() - forget everything
 * @c: set up
 *
 * Context: any.
 */
void ksmbd_changes_clear(struct ksmbd_changes *c)
{
	struct ksmbd_change_item *item, *next;

	list_for_each_entry_safe(item, next, &c->list, entry)
		item_free(item);
	INIT_LIST_HEAD(&c->list);
	c->bytes = 0;
	c->lost = false;
}

/**
 * ksmbd_changes_lose() - something happened that cannot be told
 * @c: set up
 *
 * Context: any.
 */
void ksmbd_changes_lose(struct ksmbd_changes *c)
{
	ksmbd_changes_clear(c);
	c->lost = true;
}

/* An item with room for a name of @len bytes, or NULL. */
static struct ksmbd_change_item *item_alloc(size_t len)
{
	struct ksmbd_change_item *item;
	size_t size = sizeof(*item) + len;

	if (atomic_long_add_return(size, &total) <= KSMBD_CHANGES_TOTAL_MAX) {
		item = kmalloc(size, GFP_NOWAIT | __GFP_NOWARN);
		if (item)
			return item;
	}
	atomic_long_sub(size, &total);
	return NULL;
}

/* prefix + name [+ ":" + stream] */
static struct ksmbd_change_item *item_make(const struct ksmbd_fsevent *ev, const char *name,
					   size_t name_len)
{
	size_t prefix = strlen(ev->prefix), stream = ev->stream ? strlen(ev->stream) + 1 : 0;
	struct ksmbd_change_item *item = item_alloc(prefix + name_len + stream);

	if (!item)
		return NULL;
	item->len = prefix + name_len + stream;
	item->stream_len = stream ? stream - 1 : 0;
	memcpy(item->name, ev->prefix, prefix);
	memcpy(item->name + prefix, name, name_len);
	if (stream) {
		item->name[prefix + name_len] = ':';
		memcpy(item->name + prefix + name_len + 1, ev->stream, stream - 1);
	}
	return item;
}

/* Does @item say what one of the last ones said? */
static bool repeats(const struct ksmbd_changes *c, const struct ksmbd_change_item *item)
{
	const struct ksmbd_change_item *old;
	unsigned int n = LOOK_BACK;

	if (item->change != KSMBD_CHANGE_MODIFIED && item->change != KSMBD_CHANGE_MODIFIED_STREAM)
		return false;
	list_for_each_entry_reverse(old, &c->list, entry) {
		if (old->len == item->len && !memcmp(old->name, item->name, item->len))
			return old->change == item->change;
		if (!--n)
			break;
	}
	return false;
}

static void keep(struct ksmbd_changes *c, enum ksmbd_change change, const struct ksmbd_fsevent *ev,
		 const char *name, size_t name_len)
{
	struct ksmbd_change_item *item;
	int wire;

	if (c->lost)
		return;
	item = item_make(ev, name, name_len);
	if (!item) {
		ksmbd_changes_lose(c);
		return;
	}
	item->change = change;
	wire = ksmbd_utf8_to_utf16(item->name, item->len, NULL, 0);
	/* a name that cannot be said in UTF-16 is not shown in listings either */
	if (wire < 0 || repeats(c, item)) {
		item_free(item);
		return;
	}
	item->bytes = ALIGN(ITEM_FIXED + wire, 4);
	list_add_tail(&item->entry, &c->list);
	c->bytes += item->bytes;
	if (c->bytes > c->limit)
		ksmbd_changes_lose(c);
}

/**
 * ksmbd_changes_note() - keep a change
 * @c: where
 * @aspects: what the client asked for, KSMBD_ASPECT_*
 * @ev: what happened
 *
 * Someone who did not ask for names but for what a rename touches is told of a modification.
 *
 * Context: any; does not sleep.
 */
void ksmbd_changes_note(struct ksmbd_changes *c, u32 aspects, const struct ksmbd_fsevent *ev)
{
	bool rename = ev->change == KSMBD_CHANGE_RENAMED_OLD;

	if (aspects & ev->aspects) {
		keep(c, ev->change, ev, ev->name, ev->name_len);
		if (rename)
			keep(c, KSMBD_CHANGE_RENAMED_NEW, ev, ev->new_name, ev->new_len);
	} else if (aspects & ev->touched) {
		keep(c, KSMBD_CHANGE_MODIFIED, ev, rename ? ev->new_name : ev->name,
		     rename ? ev->new_len : ev->name_len);
	}
}

/**
 * ksmbd_changes_filter() - forget some
 * @c: whose
 * @keep: is this one to be kept?
 * @arg: for @keep
 *
 * Context: as @keep wants.
 */
void ksmbd_changes_filter(struct ksmbd_changes *c,
			  bool (*keep)(const struct ksmbd_change_item *item, void *arg), void *arg)
{
	struct ksmbd_change_item *item, *next;

	list_for_each_entry_safe(item, next, &c->list, entry) {
		if (keep(item, arg))
			continue;
		list_del(&item->entry);
		c->bytes -= item->bytes;
		item_free(item);
	}
}

/**
 * ksmbd_changes_move() - hand everything over
 * @from: empty afterwards
 * @to: empty before
 *
 * Context: any.
 */
void ksmbd_changes_move(struct ksmbd_changes *from, struct ksmbd_changes *to)
{
	list_splice_tail_init(&from->list, &to->list);
	to->bytes += from->bytes;
	to->lost |= from->lost;
	from->bytes = 0;
	from->lost = false;
}
