// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Buffers for frames and large replies, recycled: a WRITE of 1 MiB shall not
 * cost an allocation (and its zeroing) of 1 MiB.
 *
 * Small ones come straight from the slab, which recycles by itself.  Larger
 * ones have size classes, each with a short free list; what nobody needed
 * during an interval is given back to the kernel, so an idle server keeps
 * nothing.
 *
 * Called by transport (receiving) and by the smb2 room (replies); process
 * context.  Locks: one spinlock per class, a leaf.
 */
#include "smb2/engine.h"

#include <linux/array_size.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "state/server.h"

#define SLAB_MIN	512
#define SLAB_MAX	SZ_8K
#define TRIM_INTERVAL	(10 * HZ)

/* A buffer on a free list; its own first bytes hold the link. */
struct free_buf {
	struct free_buf *next;
};

/**
 * struct buf_class - free buffers of one size
 * @size: bytes of each; payload sizes clients like, and room for headers
 * @keep: at most so many
 * @head: the list
 * @lock: a leaf
 * @n: its length
 * @low: the shortest it was since the last trim
 */
struct buf_class {
	const size_t size;
	const unsigned int keep;
	spinlock_t lock;		/* protects: head, n, low */
	struct free_buf *head;
	unsigned int n, low;
};

static struct buf_class classes[] = {
	{ .size = SZ_16K, .keep = 64 },
	{ .size = SZ_64K + SZ_16K, .keep = 64 },
	{ .size = SZ_256K + SZ_16K, .keep = 32 },
	{ .size = SZ_512K + SZ_16K, .keep = 32 },
	{ .size = SZ_1M + SZ_64K, .keep = 16 },
	{ .size = SZ_4M + SZ_64K, .keep = 4 },
	{ .size = KSMBD_IO_MAX + KSMBD_FRAME_OVERHEAD + SZ_4K, .keep = 2 },
};

static void trim(struct work_struct *work);
static DECLARE_DELAYED_WORK(trim_work, trim);

static struct buf_class *class_of(size_t size)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (size <= classes[i].size)
			return &classes[i];
	return NULL;
}

static void *pop(struct buf_class *c)
{
	struct free_buf *b;

	spin_lock(&c->lock);
	b = c->head;
	if (b) {
		c->head = b->next;
		c->n--;
		c->low = min(c->low, c->n);
	}
	spin_unlock(&c->lock);
	return b;
}

/* false: the list is full. */
static bool push(struct buf_class *c, void *data)
{
	struct free_buf *b = data;
	bool kept = false;

	spin_lock(&c->lock);
	if (c->n < c->keep) {
		b->next = c->head;
		c->head = b;
		c->n++;
		kept = true;
	}
	spin_unlock(&c->lock);
	return kept;
}

/**
 * smb2_buf_get() - a buffer of at least @size bytes, contents undefined
 * @buf: filled in
 * @size: bytes
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOMEM, or -EMSGSIZE: larger than any frame may be.
 */
int smb2_buf_get(struct smb2_buf *buf, size_t size)
{
	struct buf_class *c;

	if (size <= SLAB_MAX) {
		buf->size = roundup_pow_of_two(max_t(size_t, size, SLAB_MIN));
		buf->data = kmalloc(buf->size, GFP_KERNEL);
		return buf->data ? 0 : -ENOMEM;
	}
	c = class_of(size);
	if (!c)
		return -EMSGSIZE;
	buf->size = c->size;
	buf->data = pop(c) ?: kvmalloc(c->size, GFP_KERNEL);
	return buf->data ? 0 : -ENOMEM;
}

/**
 * smb2_buf_put() - give a buffer back
 * @buf: from smb2_buf_get(), or with NULL data; empty afterwards
 *
 * Context: process context.
 */
void smb2_buf_put(struct smb2_buf *buf)
{
	void *data = buf->data;
	size_t size = buf->size;

	buf->data = NULL;
	buf->size = 0;
	if (!data)
		return;
	if (size <= SLAB_MAX) {
		kfree(data);
		return;
	}
	if (!push(class_of(size), data))
		kvfree(data);
	else if (!delayed_work_pending(&trim_work))
		queue_delayed_work(ksmbd_wq, &trim_work, TRIM_INTERVAL);
}

/* Frees @n buffers of a class; how many are left. */
static unsigned int shrink(struct buf_class *c, unsigned int n)
{
	unsigned int left;
	void *data;

	while (n--) {
		data = pop(c);
		if (!data)
			break;
		kvfree(data);
	}
	spin_lock(&c->lock);
	left = c->n;
	c->low = left;
	spin_unlock(&c->lock);
	return left;
}

static void trim(struct work_struct *work)
{
	unsigned int left = 0, i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		left += shrink(&classes[i], READ_ONCE(classes[i].low));
	if (left)
		queue_delayed_work(ksmbd_wq, &trim_work, TRIM_INTERVAL);
}

/**
 * smb2_buf_init() - ready the lists
 *
 * Context: module init. Return: 0.
 */
int smb2_buf_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		spin_lock_init(&classes[i].lock);
	return 0;
}

/**
 * smb2_buf_exit() - free what is on the lists; no buffer is out any more
 *
 * Context: module exit.
 */
void smb2_buf_exit(void)
{
	unsigned int i;

	cancel_delayed_work_sync(&trim_work);
	for (i = 0; i < ARRAY_SIZE(classes); i++)
		shrink(&classes[i], classes[i].keep);
}
