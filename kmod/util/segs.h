/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of counted page segments: file data on its way from the page cache or
 * from private pages to the socket, without being copied.
 *
 * Filled by vfs (io.c), carried by a reply (smb2/reply.c), sealed or signed by
 * crypto, sent by transport.  Each entry owns one page reference; whoever holds
 * the list last calls ksmbd_segs_put().  Entries may be larger than a page
 * (compound pages).  The array itself is the holder's.
 */
#ifndef KSMBD_UTIL_SEGS_H
#define KSMBD_UTIL_SEGS_H

#include <linux/bvec.h>
#include <linux/mm.h>

/**
 * struct ksmbd_segs - counted page segments
 * @bv: the entries, room for @max
 * @nr: entries in use
 * @max: room
 * @bytes: sum of the lengths
 * @private: the pages are ours alone (may be encrypted in place, content is stable)
 */
struct ksmbd_segs {
	struct bio_vec *bv;
	unsigned int nr;
	unsigned int max;
	size_t bytes;
	bool private;
};

/* Adds a segment and takes over the caller's page reference; false: no room. */
static inline bool ksmbd_segs_add(struct ksmbd_segs *s, struct page *page,
				  unsigned int off, unsigned int len)
{
	if (s->nr == s->max)
		return false;
	s->bv[s->nr].bv_page = page;
	s->bv[s->nr].bv_offset = off;
	s->bv[s->nr].bv_len = len;
	s->nr++;
	s->bytes += len;
	return true;
}

static inline void ksmbd_segs_put(struct ksmbd_segs *s)
{
	while (s->nr)
		put_page(s->bv[--s->nr].bv_page);
	s->bytes = 0;
}

#endif /* KSMBD_UTIL_SEGS_H */
