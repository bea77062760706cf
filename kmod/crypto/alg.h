/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hashes of the crypto room, one call each.
 *
 * Room-internal: preauth, kdf and ntlm use them; other rooms ask crypto.h.
 * All may sleep and take any kernel memory, the stack included (hashes of the
 * shash interface work on virtual addresses).
 */
#ifndef KSMBD_CRYPTO_ALG_H
#define KSMBD_CRYPTO_ALG_H

#include <linux/types.h>
#include <linux/uio.h>

#define SMB3_MD5_SIZE		16
#define SMB3_SHA256_SIZE	32

int smb3_sha512(const struct kvec *vec, unsigned int nvec, u8 out[64]);
int smb3_md5(const struct kvec *vec, unsigned int nvec, u8 out[SMB3_MD5_SIZE]);
int smb3_hmac_md5(const u8 *key, size_t key_len, const struct kvec *vec, unsigned int nvec,
		  u8 out[SMB3_MD5_SIZE]);
int smb3_hmac_sha256(const u8 *key, size_t key_len, const struct kvec *vec, unsigned int nvec,
		     u8 out[SMB3_SHA256_SIZE]);

#endif /* KSMBD_CRYPTO_ALG_H */
