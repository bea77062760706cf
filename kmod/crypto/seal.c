// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Encryption of SMB3 messages (MS-SMB2 3.1.4.3, 3.1.4.4): AES-128/256 in CCM
 * and GCM.
 *
 * Which messages are sealed and the transform header are smb2/transform.c's
 * business; here are bytes, nonces and tags.  A key object serves one
 * direction, is keyed once and may be used by any number of threads at the same
 * time; only its nonce counter changes, atomically.
 *
 * Nonces: a random prefix, then a 64-bit counter that starts at a random value.
 * One object never repeats a nonce; two objects of the same key (a session has
 * one per channel) would have to draw the same prefix and overlapping counters.
 *
 * May sleep; no locks.
 */
#include "crypto/crypto.h"
#include "crypto/sg.h"

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#define TAG_SIZE	SMB3_SIGNATURE_SIZE
#define CCM_NONCE	11
#define GCM_NONCE	12
#define NONCE_MAX	16	/* bytes the transform header has for it */
#define COUNTER_SIZE	8
#define CHUNK_ORDER	3	/* preferred size of fresh pages: 32 KiB */

/**
 * struct smb3_seal_key - one direction of a session's encryption
 * @aead: keyed once
 * @ccm: CCM, else GCM
 * @nonce_len: bytes of the nonce in use
 * @prefix: its first bytes
 * @start: where the counter started
 * @used: nonces given out
 */
struct smb3_seal_key {
	struct crypto_aead *aead;
	bool ccm;
	u8 nonce_len;
	u8 prefix[GCM_NONCE - COUNTER_SIZE];
	u64 start;
	atomic64_t used;
};

static int seal_key_init(struct smb3_seal_key *key, u16 alg, const u8 *raw, size_t len)
{
	size_t want = alg >= SMB3_SEAL_AES256_CCM ? 32 : 16;
	struct crypto_aead *aead;
	int ret;

	if (alg < SMB3_SEAL_AES128_CCM || alg > SMB3_SEAL_AES256_GCM || len != want)
		return -EINVAL;
	key->ccm = alg == SMB3_SEAL_AES128_CCM || alg == SMB3_SEAL_AES256_CCM;
	key->nonce_len = key->ccm ? CCM_NONCE : GCM_NONCE;
	aead = crypto_alloc_aead(key->ccm ? "ccm(aes)" : "gcm(aes)", 0, 0);
	if (IS_ERR(aead))
		return PTR_ERR(aead);
	key->aead = aead;
	ret = crypto_aead_setkey(aead, raw, len);
	if (!ret)
		ret = crypto_aead_setauthsize(aead, TAG_SIZE);
	get_random_bytes(key->prefix, sizeof(key->prefix));
	get_random_bytes(&key->start, sizeof(key->start));
	return ret;
}

/**
 * smb3_seal_key_create() - make an encryption key for one direction
 * @alg: SMB3_SEAL_*
 * @key: the key
 * @len: its bytes: 16 or 32 as @alg wants
 *
 * Context: may sleep.
 * Return: the key object or an ERR_PTR.
 */
struct smb3_seal_key *smb3_seal_key_create(u16 alg, const u8 *key, size_t len)
{
	struct smb3_seal_key *out = kzalloc(sizeof(*out), GFP_KERNEL);
	int ret;

	if (!out)
		return ERR_PTR(-ENOMEM);
	ret = seal_key_init(out, alg, key, len);
	if (!ret)
		return out;
	smb3_seal_key_free(out);
	return ERR_PTR(ret);
}

/**
 * smb3_seal_key_free() - wipe and free an encryption key
 * @key: the key; NULL and ERR_PTR are ignored
 *
 * Context: may sleep; nobody uses the key any more.
 */
void smb3_seal_key_free(struct smb3_seal_key *key)
{
	if (IS_ERR_OR_NULL(key))
		return;
	if (key->aead)
		crypto_free_aead(key->aead);
	kfree_sensitive(key);
}

/**
 * smb3_seal_nonce() - a nonce that was never used with this key
 * @key: the key
 * @nonce: gets it, zero padded
 *
 * Context: any.
 * Return: 0; -EKEYEXPIRED when they are used up.
 */
int smb3_seal_nonce(struct smb3_seal_key *key, u8 nonce[NONCE_MAX])
{
	s64 n = atomic64_inc_return(&key->used);
	size_t prefix = key->nonce_len - COUNTER_SIZE;

	memset(nonce, 0, NONCE_MAX);
	if (n < 0)
		return -EKEYEXPIRED;
	memcpy(nonce, key->prefix, prefix);
	put_unaligned_le64(key->start + n, nonce + prefix);
	return 0;
}

/* CCM wants its length-field size in front (RFC 3610: L - 1, with L = 15 - nonce). */
static void set_iv(const struct smb3_seal_key *key, const u8 *nonce, u8 *iv)
{
	if (key->ccm)
		*iv++ = 14 - CCM_NONCE;
	memcpy(iv, nonce, key->nonce_len);
}

/**
 * smb3_unseal() - decrypt in place
 * @key: the key of the client's direction
 * @aad: the transform header from its nonce on, 32 bytes
 * @tag: 16 bytes
 * @data: ciphertext, becomes plaintext; kmalloc or vmalloc memory
 * @len: its bytes
 *
 * Context: sleeps until it is done.
 * Return: 0; -EBADMSG the tag is wrong; or an error.  After an error @data is undefined.
 */
int smb3_unseal(struct smb3_seal_key *key, const u8 *aad, const u8 *tag, void *data, size_t len)
{
	struct smb3_call call;
	int ret;

	if (len > INT_MAX - TAG_SIZE - SMB3_SEAL_AAD_SIZE)
		return -EINVAL;
	ret = smb3_call_begin(&call, key->aead, 2 + smb3_sg_count(data, len), 0);
	if (ret)
		return ret;
	set_iv(key, aad, call.scratch->iv);
	memcpy(call.scratch->head, aad, SMB3_SEAL_AAD_SIZE);
	memcpy(call.scratch->tag, tag, TAG_SIZE);
	smb3_sg_add(&call.src, call.scratch->head, SMB3_SEAL_AAD_SIZE);
	smb3_sg_add(&call.src, data, len);
	smb3_sg_add(&call.src, call.scratch->tag, TAG_SIZE);
	ret = smb3_call_run(&call, false, SMB3_SEAL_AAD_SIZE, len + TAG_SIZE);
	smb3_call_end(&call);
	return ret;
}

/* AAD, then the buffers. */
static void add_vec(struct smb3_sg *sg, struct smb3_call *call, const struct kvec *vec,
		    unsigned int nvec)
{
	unsigned int i;

	smb3_sg_add(sg, call->scratch->head, SMB3_SEAL_AAD_SIZE);
	for (i = 0; i < nvec; i++)
		smb3_sg_add(sg, vec[i].iov_base, vec[i].iov_len);
}

static void put_fresh(struct smb3_sg *sg, unsigned int first)
{
	while (sg->n > first)
		put_page(sg_page(&sg->ents[--sg->n]));
}

/*
 * Adds fresh pages for @bytes to @sg, in large pieces while there are any, in at
 * most @max entries.
 */
static int add_fresh(struct smb3_sg *sg, size_t bytes, unsigned int max)
{
	unsigned int first = sg->n, order = CHUNK_ORDER, len, most;
	struct page *page;
	gfp_t gfp;

	while (bytes) {
		/* how large the pieces must be for the entries that are left */
		most = get_order(DIV_ROUND_UP(bytes, max - (sg->n - first)));
		order = min_t(unsigned int, max(order, most), get_order(bytes));
		gfp = GFP_KERNEL | __GFP_COMP;
		if (order > most)
			gfp |= __GFP_NOWARN | __GFP_NORETRY;
		page = alloc_pages(gfp, order);
		if (!page && order > most) {
			order--;
			continue;
		}
		if (!page) {
			put_fresh(sg, first);
			return -ENOMEM;
		}
		len = min_t(size_t, bytes, PAGE_SIZE << order);
		smb3_sg_add_page(sg, page, 0, len);
		bytes -= len;
	}
	return 0;
}

/* Everything in place: buffers and private pages. */
static int seal_in_place(struct smb3_seal_key *key, struct smb3_call *call,
			 const struct kvec *vec, unsigned int nvec, const struct ksmbd_segs *segs,
			 size_t len)
{
	unsigned int i;

	add_vec(&call->src, call, vec, nvec);
	for (i = 0; segs && i < segs->nr; i++)
		smb3_sg_add_page(&call->src, segs->bv[i].bv_page, segs->bv[i].bv_offset,
				 segs->bv[i].bv_len);
	smb3_sg_add(&call->src, call->scratch->tag, TAG_SIZE);
	return smb3_call_run(call, true, SMB3_SEAL_AAD_SIZE, len);
}

/* Buffers in place, page-cache pages into fresh ones, which then take their place. */
static int seal_into_fresh(struct smb3_seal_key *key, struct smb3_call *call,
			   const struct kvec *vec, unsigned int nvec, struct ksmbd_segs *segs,
			   size_t len)
{
	unsigned int i, first, end;
	int ret;

	add_vec(&call->src, call, vec, nvec);
	add_vec(&call->dst, call, vec, nvec);
	for (i = 0; i < segs->nr; i++)
		smb3_sg_add_page(&call->src, segs->bv[i].bv_page, segs->bv[i].bv_offset,
				 segs->bv[i].bv_len);
	first = call->dst.n;
	ret = add_fresh(&call->dst, segs->bytes, segs->max);
	if (ret)
		return ret;
	end = call->dst.n;
	smb3_sg_add(&call->src, call->scratch->tag, TAG_SIZE);
	smb3_sg_add(&call->dst, call->scratch->tag, TAG_SIZE);
	ret = smb3_call_run(call, true, SMB3_SEAL_AAD_SIZE, len);
	if (ret) {
		call->dst.n = end;
		put_fresh(&call->dst, first);
		return ret;
	}
	ksmbd_segs_put(segs);
	for (i = first; i < end; i++)
		ksmbd_segs_add(segs, sg_page(&call->dst.ents[i]), 0, call->dst.ents[i].length);
	segs->private = true;
	return 0;
}

/**
 * smb3_seal() - encrypt a message
 * @key: the key of the server's direction
 * @aad: the transform header from its nonce on, 32 bytes
 * @tag: gets 16 bytes
 * @vec: buffers, kmalloc or vmalloc memory, encrypted in place
 * @nvec: how many
 * @segs: page segments after them, or NULL; private ones are encrypted in place, others are
 *	replaced by fresh private pages
 *
 * Context: sleeps until it is done.
 * Return: 0 or an error; then buffers and private pages are undefined, the segments owned as
 * before.
 */
int smb3_seal(struct smb3_seal_key *key, const u8 *aad, u8 *tag,
	      struct kvec *vec, unsigned int nvec, struct ksmbd_segs *segs)
{
	bool fresh = segs && segs->nr && !segs->private;
	size_t len = segs ? segs->bytes : 0;
	unsigned int i, nsrc = 2, ndst = 0;
	struct smb3_call call;
	int ret;

	for (i = 0; i < nvec; i++) {
		len += vec[i].iov_len;
		nsrc += smb3_sg_count(vec[i].iov_base, vec[i].iov_len);
	}
	if (len > INT_MAX - TAG_SIZE - SMB3_SEAL_AAD_SIZE)
		return -EINVAL;
	if (fresh)
		ndst = nsrc + min_t(size_t, segs->max, DIV_ROUND_UP(segs->bytes, PAGE_SIZE));
	if (segs)
		nsrc += segs->nr;
	ret = smb3_call_begin(&call, key->aead, nsrc, ndst);
	if (ret)
		return ret;
	set_iv(key, aad, call.scratch->iv);
	memcpy(call.scratch->head, aad, SMB3_SEAL_AAD_SIZE);
	if (fresh)
		ret = seal_into_fresh(key, &call, vec, nvec, segs, len);
	else
		ret = seal_in_place(key, &call, vec, nvec, segs, len);
	if (!ret)
		memcpy(tag, call.scratch->tag, TAG_SIZE);
	smb3_call_end(&call);
	return ret;
}
