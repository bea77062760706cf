// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signatures of SMB2 messages (MS-SMB2 3.1.4.1): HMAC-SHA256, AES-128-CMAC,
 * AES-128-GMAC.
 *
 * The signature field counts as zero without being touched, page segments are
 * read where they are.  Which messages are signed, and with whose key, is
 * smb2/signing.c's business.
 *
 * A key object is keyed once and constant; any number of threads may sign with
 * it at the same time, each with a descriptor or request of its own.
 *
 * AES-GMAC is AES-GCM with everything as associated data.  Older AEAD drivers
 * copy associated data into one contiguous buffer, which fails for megabytes;
 * so where the kernel offers GHASH by itself the MAC is put together from GHASH
 * and one encrypted block, and gcm(aes) serves where it does not (newer kernels,
 * which walk the list).  May sleep; no locks.
 */
#include "crypto/crypto.h"
#include "crypto/sg.h"

#include <crypto/aead.h>
#include <crypto/hash.h>
#include <crypto/utils.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#define HEADER_SIZE	64
#define SIG_OFFSET	48
#define AES_BLOCK	16
#define GMAC_KEY_SIZE	16
#define GMAC_NONCE	12
#define GMAC_RESPONSE	1	/* flags in the nonce */
#define GMAC_CANCEL	2

/**
 * struct smb3_sign_key - a signing key
 * @alg: SMB3_SIGN_*
 * @shash: HMAC-SHA256 and AES-CMAC
 * @ghash: AES-GMAC where GHASH exists by itself
 * @block: CBC-MAC, which over one block is the bare cipher; goes with @ghash
 * @aead: AES-GMAC elsewhere
 */
struct smb3_sign_key {
	u16 alg;
	struct crypto_shash *shash;
	struct crypto_ahash *ghash;
	struct crypto_shash *block;
	struct crypto_aead *aead;
};

static const u8 zeros[SMB3_SIGNATURE_SIZE];

static int create_shash(struct smb3_sign_key *key, const char *name, const u8 *raw, size_t len)
{
	struct crypto_shash *tfm = crypto_alloc_shash(name, 0, 0);

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	key->shash = tfm;
	return crypto_shash_setkey(tfm, raw, len);
}

/* GHASH is keyed with the encrypted zero block (SP800-38D 6.4). */
static int key_ghash(struct smb3_sign_key *key, const u8 *raw)
{
	u8 h[AES_BLOCK];
	int ret;

	ret = crypto_shash_setkey(key->block, raw, GMAC_KEY_SIZE);
	if (!ret)
		ret = crypto_shash_tfm_digest(key->block, zeros, AES_BLOCK, h);
	if (!ret)
		ret = crypto_ahash_setkey(key->ghash, h, sizeof(h));
	memzero_explicit(h, sizeof(h));
	return ret;
}

/* Both parts, or neither. */
static bool create_ghash(struct smb3_sign_key *key)
{
	struct crypto_ahash *ghash = crypto_alloc_ahash("ghash", 0, 0);
	struct crypto_shash *block;

	if (IS_ERR(ghash))
		return false;
	block = crypto_alloc_shash("cbcmac(aes)", 0, 0);
	if (IS_ERR(block)) {
		crypto_free_ahash(ghash);
		return false;
	}
	key->ghash = ghash;
	key->block = block;
	return true;
}

static int create_gmac(struct smb3_sign_key *key, const u8 *raw, size_t len)
{
	struct crypto_aead *aead;
	int ret;

	if (len != GMAC_KEY_SIZE)
		return -EINVAL;
	if (create_ghash(key))
		return key_ghash(key, raw);
	aead = crypto_alloc_aead("gcm(aes)", 0, 0);
	if (IS_ERR(aead))
		return PTR_ERR(aead);
	key->aead = aead;
	ret = crypto_aead_setauthsize(aead, SMB3_SIGNATURE_SIZE);
	return ret ? ret : crypto_aead_setkey(aead, raw, len);
}

/**
 * smb3_sign_key_create() - make a signing key
 * @alg: SMB3_SIGN_*
 * @key: the key
 * @len: its bytes
 *
 * Context: may sleep.
 * Return: the key object or an ERR_PTR.
 */
struct smb3_sign_key *smb3_sign_key_create(u16 alg, const u8 *key, size_t len)
{
	struct smb3_sign_key *out = kzalloc(sizeof(*out), GFP_KERNEL);
	int ret = -EINVAL;

	if (!out)
		return ERR_PTR(-ENOMEM);
	out->alg = alg;
	switch (alg) {
	case SMB3_SIGN_HMAC_SHA256:
		ret = create_shash(out, "hmac(sha256)", key, len);
		break;
	case SMB3_SIGN_AES_CMAC:
		ret = create_shash(out, "cmac(aes)", key, len);
		break;
	case SMB3_SIGN_AES_GMAC:
		ret = create_gmac(out, key, len);
		break;
	}
	if (!ret)
		return out;
	smb3_sign_key_free(out);
	return ERR_PTR(ret);
}

/**
 * smb3_sign_key_free() - wipe and free a signing key
 * @key: the key; NULL and ERR_PTR are ignored
 *
 * Context: may sleep; nobody uses the key any more.
 */
void smb3_sign_key_free(struct smb3_sign_key *key)
{
	if (IS_ERR_OR_NULL(key))
		return;
	if (key->shash)
		crypto_free_shash(key->shash);
	if (key->ghash)
		crypto_free_ahash(key->ghash);
	if (key->block)
		crypto_free_shash(key->block);
	if (key->aead)
		crypto_free_aead(key->aead);
	kfree_sensitive(key);
}

/**
 * smb3_sign_key_alg() - which algorithm is it for?
 * @key: the key
 *
 * Context: any.
 * Return: SMB3_SIGN_*.
 */
u16 smb3_sign_key_alg(const struct smb3_sign_key *key)
{
	return key->alg;
}

static size_t message_len(const struct smb3_sign_msg *msg)
{
	size_t len = msg->trailer + (msg->segs ? msg->segs->bytes : 0);
	unsigned int i;

	for (i = 0; i < msg->nvec; i++)
		len += msg->vec[i].iov_len;
	return len;
}

/* Page segments, a page at a time. */
static int hash_segs(struct shash_desc *desc, const struct ksmbd_segs *segs)
{
	unsigned int i, off, left, n;
	struct page *page;
	void *p;
	int ret = 0;

	for (i = 0; segs && i < segs->nr; i++) {
		left = segs->bv[i].bv_len;
		page = segs->bv[i].bv_page + segs->bv[i].bv_offset / PAGE_SIZE;
		off = segs->bv[i].bv_offset % PAGE_SIZE;
		for (; left && !ret; left -= n, off = 0, page++) {
			n = min_t(unsigned int, left, PAGE_SIZE - off);
			p = kmap_local_page(page);
			ret = crypto_shash_update(desc, p + off, n);
			kunmap_local(p);
		}
	}
	return ret;
}

static int sign_shash(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg, u8 *out)
{
	const u8 *header = msg->vec[0].iov_base;
	struct shash_desc *desc;
	unsigned int i;
	int ret;

	desc = kmalloc(sizeof(*desc) + crypto_shash_descsize(key->shash), GFP_KERNEL);
	if (!desc)
		return -ENOMEM;
	desc->tfm = key->shash;
	ret = crypto_shash_init(desc);
	if (!ret)
		ret = crypto_shash_update(desc, header, SIG_OFFSET);
	if (!ret)
		ret = crypto_shash_update(desc, zeros, sizeof(zeros));
	if (!ret && msg->vec[0].iov_len > HEADER_SIZE)
		ret = crypto_shash_update(desc, header + HEADER_SIZE,
					  msg->vec[0].iov_len - HEADER_SIZE);
	for (i = 1; !ret && i < msg->nvec; i++)
		ret = crypto_shash_update(desc, msg->vec[i].iov_base, msg->vec[i].iov_len);
	if (!ret)
		ret = hash_segs(desc, msg->segs);
	if (!ret && msg->trailer)
		ret = crypto_shash_update(desc, zeros, msg->trailer);
	if (!ret)
		ret = crypto_shash_final(desc, out);
	kfree_sensitive(desc);
	return ret;
}

/* MS-SMB2 3.1.4.1: message id, then flags. */
static void gmac_nonce(const struct smb3_sign_msg *msg, u8 *nonce)
{
	u32 flags = 0;

	if (msg->response)
		flags |= GMAC_RESPONSE;
	if (msg->cancel)
		flags |= GMAC_CANCEL;
	put_unaligned_le64(msg->message_id, nonce);
	put_unaligned_le32(flags, nonce + 8);
}

static unsigned int gmac_entries(const struct smb3_sign_msg *msg)
{
	unsigned int n = 4, i;	/* header, trailer, padding, and lengths or tag */

	for (i = 0; i < msg->nvec; i++)
		n += smb3_sg_count(msg->vec[i].iov_base, msg->vec[i].iov_len);
	return n + (msg->segs ? msg->segs->nr : 0);
}

/* The message as a list; @head is 64 bytes of linear memory, @zero 16 zero bytes. */
static void gmac_list(struct smb3_sg *sg, const struct smb3_sign_msg *msg, u8 *head,
		      const u8 *zero)
{
	unsigned int i;

	memcpy(head, msg->vec[0].iov_base, SIG_OFFSET);
	memset(head + SIG_OFFSET, 0, HEADER_SIZE - SIG_OFFSET);
	smb3_sg_add(sg, head, HEADER_SIZE);
	smb3_sg_add(sg, msg->vec[0].iov_base + HEADER_SIZE, msg->vec[0].iov_len - HEADER_SIZE);
	for (i = 1; i < msg->nvec; i++)
		smb3_sg_add(sg, msg->vec[i].iov_base, msg->vec[i].iov_len);
	for (i = 0; msg->segs && i < msg->segs->nr; i++)
		smb3_sg_add_page(sg, msg->segs->bv[i].bv_page, msg->segs->bv[i].bv_offset,
				 msg->segs->bv[i].bv_len);
	smb3_sg_add(sg, zero, msg->trailer);
}

static int sign_gcm(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg, u8 *sig)
{
	struct smb3_call call;
	int ret;

	ret = smb3_call_begin(&call, key->aead, gmac_entries(msg), 0);
	if (ret)
		return ret;
	gmac_nonce(msg, call.scratch->iv);
	gmac_list(&call.src, msg, call.scratch->head, call.scratch->zero);
	smb3_sg_add(&call.src, call.scratch->tag, sizeof(call.scratch->tag));
	ret = smb3_call_run(&call, true, message_len(msg), 0);
	if (!ret)
		memcpy(sig, call.scratch->tag, SMB3_SIGNATURE_SIZE);
	smb3_call_end(&call);
	return ret;
}

/**
 * struct ghash_call - linear memory of one GHASH call; the request follows
 * @head: the header with a zero signature
 * @zero: trailer and padding come from here
 * @lengths: bits of associated data, bits of text (none)
 * @hash: the result
 * @req: the request
 */
struct ghash_call {
	u8 head[HEADER_SIZE];
	u8 zero[16];
	u8 lengths[16];
	u8 hash[16];
	struct ahash_request req;
};

/* GHASH over the message, zero padding to 16 bytes, and the lengths (SP800-38D 7.1). */
static int run_ghash(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg,
		     struct ghash_call *call, struct smb3_sg *sg)
{
	size_t len = message_len(msg), pad = -len & 15;
	DECLARE_CRYPTO_WAIT(wait);

	memset(call->zero, 0, sizeof(call->zero));
	memset(call->lengths, 0, sizeof(call->lengths));
	put_unaligned_be64((u64)len * 8, call->lengths);
	gmac_list(sg, msg, call->head, call->zero);
	smb3_sg_add(sg, call->zero, pad);
	smb3_sg_add(sg, call->lengths, sizeof(call->lengths));
	smb3_sg_end(sg);
	ahash_request_set_tfm(&call->req, key->ghash);
	ahash_request_set_callback(&call->req,
				   CRYPTO_TFM_REQ_MAY_BACKLOG | CRYPTO_TFM_REQ_MAY_SLEEP,
				   crypto_req_done, &wait);
	ahash_request_set_crypt(&call->req, sg->ents, call->hash,
				len + pad + sizeof(call->lengths));
	return crypto_wait_req(crypto_ahash_digest(&call->req), &wait);
}

static int sign_ghash(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg, u8 *sig)
{
	u8 j0[AES_BLOCK] = {}, mask[AES_BLOCK];
	struct smb3_sg sg = { .max = gmac_entries(msg) };
	struct ghash_call *call;
	unsigned int i;
	int ret = -ENOMEM;

	call = kmalloc(sizeof(*call) + crypto_ahash_reqsize(key->ghash), GFP_KERNEL);
	sg.ents = kvmalloc_array(sg.max, sizeof(*sg.ents), GFP_KERNEL);
	if (!call || !sg.ents)
		goto out_free;
	sg_init_table(sg.ents, sg.max);
	ret = run_ghash(key, msg, call, &sg);
	if (ret)
		goto out_free;
	gmac_nonce(msg, j0);
	put_unaligned_be32(1, j0 + GMAC_NONCE);
	ret = crypto_shash_tfm_digest(key->block, j0, sizeof(j0), mask);
	for (i = 0; !ret && i < SMB3_SIGNATURE_SIZE; i++)
		sig[i] = call->hash[i] ^ mask[i];
	memzero_explicit(mask, sizeof(mask));
out_free:
	kvfree(sg.ents);
	kfree_sensitive(call);
	return ret;
}

/**
 * smb3_sign() - sign one message
 * @key: the key
 * @msg: the message
 * @sig: gets the signature; may be the message's own field
 *
 * Context: may sleep.
 * Return: 0; -EINVAL no whole header; or an error.
 */
int smb3_sign(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg,
	      u8 sig[SMB3_SIGNATURE_SIZE])
{
	u8 mac[32];	/* HMAC-SHA256 gives more than is used */
	int ret;

	if (!msg->nvec || msg->vec[0].iov_len < HEADER_SIZE || msg->trailer > sizeof(zeros))
		return -EINVAL;
	if (key->ghash)
		ret = sign_ghash(key, msg, mac);
	else if (key->aead)
		ret = sign_gcm(key, msg, mac);
	else
		ret = sign_shash(key, msg, mac);
	if (!ret)
		memcpy(sig, mac, SMB3_SIGNATURE_SIZE);
	memzero_explicit(mac, sizeof(mac));
	return ret;
}

/**
 * smb3_verify() - check the signature of one message
 * @key: the key
 * @msg: the message
 * @sig: the signature it came with
 *
 * Context: may sleep.
 * Return: 0; -EBADMSG it is wrong (compared in constant time, R19); or an error.
 */
int smb3_verify(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg,
		const u8 sig[SMB3_SIGNATURE_SIZE])
{
	u8 want[SMB3_SIGNATURE_SIZE];
	int ret;

	ret = smb3_sign(key, msg, want);
	if (!ret && crypto_memneq(want, sig, sizeof(want)))
		ret = -EBADMSG;
	memzero_explicit(want, sizeof(want));
	return ret;
}
