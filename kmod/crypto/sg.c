// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scatterlists from kernel memory and page segments, and AEAD calls on them.
 *
 * What is signed or sealed, and the order of the parts, is decided in sign.c
 * and seal.c.  A call is used by one thread; any number of calls may use one
 * transform at the same time.  May sleep; no locks.
 */
#include "crypto/sg.h"

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#define INLINE_BYTES	4096	/* lists up to here share the request's allocation */

/**
 * smb3_sg_count() - how many entries does a buffer need?
 * @p: kernel memory
 * @len: its bytes
 *
 * Context: any.
 * Return: an upper bound.
 */
unsigned int smb3_sg_count(const void *p, size_t len)
{
	if (!len)
		return 0;
	return is_vmalloc_addr(p) ? DIV_ROUND_UP(offset_in_page(p) + len, PAGE_SIZE) : 1;
}

/**
 * smb3_sg_add_page() - add a page segment
 * @sg: the list; must have room
 * @page: first page
 * @off: offset in it
 * @len: bytes, may go on into following pages of a compound page
 *
 * Context: any.
 */
void smb3_sg_add_page(struct smb3_sg *sg, struct page *page, unsigned int off, unsigned int len)
{
	if (WARN_ON_ONCE(sg->n == sg->max))
		return;
	sg_set_page(&sg->ents[sg->n++], page, len, off);
}

/**
 * smb3_sg_add() - add a buffer
 * @sg: the list; must have room
 * @p: kernel memory, kmalloc or vmalloc
 * @len: its bytes
 *
 * Context: any.
 */
void smb3_sg_add(struct smb3_sg *sg, const void *p, size_t len)
{
	unsigned int n, off;

	if (!is_vmalloc_addr(p)) {
		if (len)
			smb3_sg_add_page(sg, virt_to_page(p), offset_in_page(p), len);
		return;
	}
	for (; len; p += n, len -= n) {
		off = offset_in_page(p);
		n = min_t(size_t, len, PAGE_SIZE - off);
		smb3_sg_add_page(sg, vmalloc_to_page(p), off, n);
	}
}

/**
 * smb3_sg_end() - close a list
 * @sg: the list
 *
 * Context: any.
 */
void smb3_sg_end(struct smb3_sg *sg)
{
	if (sg->n)
		sg_mark_end(&sg->ents[sg->n - 1]);
}

/**
 * smb3_call_begin() - memory for one operation
 * @call: the call
 * @tfm: keyed transform
 * @nsrc: entries of the source list
 * @ndst: entries of the destination list, 0 to work in place
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM; on success smb3_call_end() is owed.
 */
int smb3_call_begin(struct smb3_call *call, struct crypto_aead *tfm, unsigned int nsrc,
		    unsigned int ndst)
{
	size_t scratch_at, list_at, total, list;
	struct scatterlist *ents;

	scratch_at = ALIGN(sizeof(*call->req) + crypto_aead_reqsize(tfm),
			   crypto_tfm_ctx_alignment());
	list_at = ALIGN(scratch_at + sizeof(*call->scratch), __alignof__(struct scatterlist));
	list = size_mul(size_add(nsrc, ndst), sizeof(*ents));
	total = list_at + (list <= INLINE_BYTES ? list : 0);
	call->big = NULL;
	call->req = kmalloc(total, GFP_KERNEL);
	if (!call->req)
		return -ENOMEM;
	ents = (void *)call->req + list_at;
	if (list > INLINE_BYTES) {
		call->big = kvmalloc(list, GFP_KERNEL);
		ents = call->big;
		if (!ents) {
			kfree(call->req);
			return -ENOMEM;
		}
	}
	call->scratch = (void *)call->req + scratch_at;
	memset(call->scratch, 0, sizeof(*call->scratch));
	sg_init_table(ents, nsrc + ndst);
	call->src = (struct smb3_sg){ .ents = ents, .max = nsrc };
	call->dst = (struct smb3_sg){ .ents = ents + nsrc, .max = ndst };
	aead_request_set_tfm(call->req, tfm);
	return 0;
}

/**
 * smb3_call_run() - do it, and wait for it (R20)
 * @call: lists filled, iv in the scratch
 * @encrypt: or decrypt
 * @aad_len: bytes of the lists that are only authenticated
 * @len: bytes that are ciphered; when decrypting, with the tag
 *
 * Context: sleeps until the implementation is done, asynchronous ones too.
 * Return: 0, -EBADMSG, or an error of the implementation.
 */
int smb3_call_run(struct smb3_call *call, bool encrypt, unsigned int aad_len, unsigned int len)
{
	struct scatterlist *dst = call->dst.n ? call->dst.ents : call->src.ents;

	smb3_sg_end(&call->src);
	smb3_sg_end(&call->dst);
	crypto_init_wait(&call->wait);
	aead_request_set_callback(call->req,
				  CRYPTO_TFM_REQ_MAY_BACKLOG | CRYPTO_TFM_REQ_MAY_SLEEP,
				  crypto_req_done, &call->wait);
	aead_request_set_crypt(call->req, call->src.ents, dst, len, call->scratch->iv);
	aead_request_set_ad(call->req, aad_len);
	return crypto_wait_req(encrypt ? crypto_aead_encrypt(call->req) :
					 crypto_aead_decrypt(call->req), &call->wait);
}

/**
 * smb3_call_end() - free the memory of an operation
 * @call: the call
 *
 * Context: may sleep.
 */
void smb3_call_end(struct smb3_call *call)
{
	kvfree(call->big);
	kfree_sensitive(call->req);
}
