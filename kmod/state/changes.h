/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes kept until a client asks for them: bounded, in order, repetitions
 * left out (MS-FSA 2.1.4.1, MS-FSCC 2.7.1).
 *
 * Not for who keeps them (watch.c) nor how they look on the wire.  Pure but for
 * memory: no locks; the owner serialises.  Tested by itself.
 */
#ifndef KSMBD_STATE_CHANGES_H
#define KSMBD_STATE_CHANGES_H

#include <linux/list.h>
#include <linux/types.h>
#include "vfs/fsevent.h"

/**
 * struct ksmbd_change_item - one kept change
 * @entry: in the list, oldest first
 * @bytes: what it takes of the limit
 * @change: what happened
 * @len: bytes of @name
 * @stream_len: the last so many of @name are the name of a stream; 0: it is about the file
 * @name: path from the watched directory, '/'-separated UTF-8, for streams with ":stream"
 */
struct ksmbd_change_item {
	struct list_head entry;
	u32 bytes;
	enum ksmbd_change change;
	u32 len;
	u32 stream_len;
	char name[];
};

/**
 * struct ksmbd_changes - kept changes
 * @list: of struct ksmbd_change_item
 * @bytes: as a client will get them, so that what fits here fits in a reply of @limit bytes
 * @limit: of @bytes; more: all are forgotten and @lost is set
 * @lost: there were changes that are not in the list: the client has to look itself
 */
struct ksmbd_changes {
	struct list_head list;
	size_t bytes;
	size_t limit;
	bool lost;
};

void ksmbd_changes_init(struct ksmbd_changes *c, size_t limit);
/* Forgets all, @lost too. */
void ksmbd_changes_clear(struct ksmbd_changes *c);
/* Is there nothing to tell? */
static inline bool ksmbd_changes_empty(const struct ksmbd_changes *c)
{
	return list_empty(&c->list) && !c->lost;
}

/* Something happened that cannot be told. */
void ksmbd_changes_lose(struct ksmbd_changes *c);
/* Keeps of @ev what someone who asked for @aspects is to be told; does not sleep. */
void ksmbd_changes_note(struct ksmbd_changes *c, u32 aspects, const struct ksmbd_fsevent *ev);
/* Forgets those for which @keep says no. */
void ksmbd_changes_filter(struct ksmbd_changes *c,
			  bool (*keep)(const struct ksmbd_change_item *item, void *arg), void *arg);
/* Everything in @from goes to @to, which is empty. */
void ksmbd_changes_move(struct ksmbd_changes *from, struct ksmbd_changes *to);

#endif /* KSMBD_STATE_CHANGES_H */
