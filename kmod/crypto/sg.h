/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatterlists and AEAD calls of the crypto room.
 *
 * Room-internal: sign.c (AES-GMAC) and seal.c use it.  A scatterlist is filled
 * from kernel memory of any kind (kmalloc, vmalloc) and from page segments;
 * memory of module images is not allowed.  A call is everything one AEAD
 * operation needs, in one allocation as long as the lists are short.
 * May sleep.
 */
#ifndef KSMBD_CRYPTO_SG_H
#define KSMBD_CRYPTO_SG_H

#include <crypto/aead.h>
#include <linux/scatterlist.h>
#include "util/segs.h"

/**
 * struct smb3_sg - a scatterlist being filled
 * @ents: the entries
 * @n: entries in use
 * @max: room
 */
struct smb3_sg {
	struct scatterlist *ents;
	unsigned int n;
	unsigned int max;
};

/* Upper bound of the entries @len bytes at @p need. */
unsigned int smb3_sg_count(const void *p, size_t len);
void smb3_sg_add(struct smb3_sg *sg, const void *p, size_t len);
void smb3_sg_add_page(struct smb3_sg *sg, struct page *page, unsigned int off, unsigned int len);
void smb3_sg_end(struct smb3_sg *sg);

/* Fixed-size parts of a message that must live in linear memory. */
struct smb3_scratch {
	u8 iv[16];
	u8 head[64];	/* AAD, or the SMB2 header */
	u8 zero[16];
	u8 tag[16];
};

/**
 * struct smb3_call - one AEAD operation
 * @req: the request; its memory holds @scratch and short lists too
 * @scratch: small linear buffers, zeroed
 * @src: source list
 * @dst: destination list; empty when in place
 * @big: memory of long lists, or NULL
 * @wait: where the caller waits
 */
struct smb3_call {
	struct aead_request *req;
	struct smb3_scratch *scratch;
	struct smb3_sg src;
	struct smb3_sg dst;
	struct scatterlist *big;
	struct crypto_wait wait;
};

int smb3_call_begin(struct smb3_call *call, struct crypto_aead *tfm, unsigned int nsrc,
		    unsigned int ndst);
int smb3_call_run(struct smb3_call *call, bool encrypt, unsigned int aad_len, unsigned int len);
void smb3_call_end(struct smb3_call *call);

#endif /* KSMBD_CRYPTO_SG_H */
