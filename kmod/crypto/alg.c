// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which algorithms this kernel has, and the hashes that need no key object.
 *
 * Everything is probed once when the module starts, so that NEGOTIATE offers
 * only what works; a missing algorithm is not an error.  Probing also pulls in
 * the algorithm's module.  Keyed objects live in sign.c and seal.c.
 *
 * Called by the module's start and stop and by the crypto room.  May sleep;
 * no locks: the state is set before anyone asks and constant until the end.
 */
#include "crypto/alg.h"
#include "crypto/crypto.h"

#include <crypto/aead.h>
#include <crypto/hash.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>

/**
 * struct probed - what was found when the module started
 * @sha512: unkeyed, shared by all; NULL when missing
 * @md5: the same
 * @sign: bit per SMB3_SIGN_*
 * @seal: bit per SMB3_SEAL_*
 */
static struct probed {
	struct crypto_shash *sha512;
	struct crypto_shash *md5;
	unsigned long sign;
	unsigned long seal;
} probed;

static bool has_shash(const char *name)
{
	struct crypto_shash *tfm = crypto_alloc_shash(name, 0, 0);

	if (IS_ERR(tfm))
		return false;
	crypto_free_shash(tfm);
	return true;
}

static bool has_aead(const char *name, unsigned int key_len)
{
	struct crypto_aead *tfm = crypto_alloc_aead(name, 0, 0);
	static const u8 key[32];
	bool ok;

	if (IS_ERR(tfm))
		return false;
	ok = !crypto_aead_setkey(tfm, key, key_len) &&
	     !crypto_aead_setauthsize(tfm, SMB3_SIGNATURE_SIZE);
	crypto_free_aead(tfm);
	return ok;
}

static struct crypto_shash *get_shash(const char *name)
{
	struct crypto_shash *tfm = crypto_alloc_shash(name, 0, 0);

	return IS_ERR(tfm) ? NULL : tfm;
}

/**
 * smb3_crypto_init() - look what the kernel offers
 *
 * Context: module start; may sleep and load modules.
 * Return: 0; -ENOPKG without what no dialect can do without (SHA-512, HMAC-SHA256, HMAC-MD5).
 */
int smb3_crypto_init(void)
{
	probed.sha512 = get_shash("sha512");
	probed.md5 = get_shash("md5");
	if (has_shash("hmac(sha256)"))
		probed.sign |= BIT(SMB3_SIGN_HMAC_SHA256);
	if (has_shash("cmac(aes)"))
		probed.sign |= BIT(SMB3_SIGN_AES_CMAC);
	if (has_aead("gcm(aes)", 16)) {
		probed.sign |= BIT(SMB3_SIGN_AES_GMAC);
		probed.seal |= BIT(SMB3_SEAL_AES128_GCM);
	}
	if (has_aead("gcm(aes)", 32))
		probed.seal |= BIT(SMB3_SEAL_AES256_GCM);
	if (has_aead("ccm(aes)", 16))
		probed.seal |= BIT(SMB3_SEAL_AES128_CCM);
	if (has_aead("ccm(aes)", 32))
		probed.seal |= BIT(SMB3_SEAL_AES256_CCM);
	if (probed.sha512 && probed.md5 && has_shash("hmac(md5)") &&
	    smb3_sign_available(SMB3_SIGN_HMAC_SHA256))
		return 0;
	smb3_crypto_exit();
	return -ENOPKG;
}

/**
 * smb3_crypto_exit() - undo smb3_crypto_init()
 *
 * Context: module stop, when no key object is left.
 */
void smb3_crypto_exit(void)
{
	if (probed.sha512)
		crypto_free_shash(probed.sha512);
	if (probed.md5)
		crypto_free_shash(probed.md5);
	memset(&probed, 0, sizeof(probed));
}

/**
 * smb3_sign_available() - may this signing algorithm be negotiated?
 * @alg: SMB3_SIGN_*
 *
 * Context: any.
 * Return: true if the kernel has it.
 */
bool smb3_sign_available(u16 alg)
{
	return alg <= SMB3_SIGN_AES_GMAC && (probed.sign & BIT(alg));
}

/**
 * smb3_seal_available() - may this cipher be negotiated?
 * @alg: SMB3_SEAL_*
 *
 * Context: any.
 * Return: true if the kernel has it.
 */
bool smb3_seal_available(u16 alg)
{
	return alg <= SMB3_SEAL_AES256_GCM && (probed.seal & BIT(alg));
}

/* Hashes @vec with a ready (keyed) transform. */
static int digest(struct crypto_shash *tfm, const struct kvec *vec, unsigned int nvec, u8 *out)
{
	struct shash_desc *desc;
	unsigned int i;
	int ret;

	if (!tfm)
		return -ENOPKG;
	desc = kmalloc(sizeof(*desc) + crypto_shash_descsize(tfm), GFP_KERNEL);
	if (!desc)
		return -ENOMEM;
	desc->tfm = tfm;
	ret = crypto_shash_init(desc);
	for (i = 0; !ret && i < nvec; i++)
		ret = crypto_shash_update(desc, vec[i].iov_base, vec[i].iov_len);
	if (!ret)
		ret = crypto_shash_final(desc, out);
	kfree_sensitive(desc);
	return ret;
}

static int keyed_digest(const char *name, const u8 *key, size_t key_len, const struct kvec *vec,
			unsigned int nvec, u8 *out)
{
	struct crypto_shash *tfm = crypto_alloc_shash(name, 0, 0);
	int ret;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	ret = crypto_shash_setkey(tfm, key, key_len);
	if (!ret)
		ret = digest(tfm, vec, nvec, out);
	crypto_free_shash(tfm);
	return ret;
}

/**
 * smb3_sha512() - SHA-512
 * @vec: the data
 * @nvec: entries
 * @out: the hash
 *
 * Context: may sleep.
 * Return: 0 or an error.
 */
int smb3_sha512(const struct kvec *vec, unsigned int nvec, u8 out[64])
{
	return digest(probed.sha512, vec, nvec, out);
}

/**
 * smb3_md5() - MD5, as NTLM's signing keys want it
 * @vec: the data
 * @nvec: entries
 * @out: the hash
 *
 * Context: may sleep.
 * Return: 0 or an error.
 */
int smb3_md5(const struct kvec *vec, unsigned int nvec, u8 out[SMB3_MD5_SIZE])
{
	return digest(probed.md5, vec, nvec, out);
}

/**
 * smb3_hmac_md5() - HMAC-MD5 with a key used once
 * @key: the key
 * @key_len: its bytes
 * @vec: the data
 * @nvec: entries
 * @out: the MAC
 *
 * Context: may sleep.
 * Return: 0 or an error.
 */
int smb3_hmac_md5(const u8 *key, size_t key_len, const struct kvec *vec, unsigned int nvec,
		  u8 out[SMB3_MD5_SIZE])
{
	return keyed_digest("hmac(md5)", key, key_len, vec, nvec, out);
}

/**
 * smb3_hmac_sha256() - HMAC-SHA256 with a key used once
 * @key: the key
 * @key_len: its bytes
 * @vec: the data
 * @nvec: entries
 * @out: the MAC
 *
 * Context: may sleep.
 * Return: 0 or an error.
 */
int smb3_hmac_sha256(const u8 *key, size_t key_len, const struct kvec *vec, unsigned int nvec,
		     u8 out[SMB3_SHA256_SIZE])
{
	return keyed_digest("hmac(sha256)", key, key_len, vec, nvec, out);
}
