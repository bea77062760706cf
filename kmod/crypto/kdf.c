// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SP800-108 key derivation: counter mode, HMAC-SHA256, 32-bit counter and
 * length (MS-SMB2 3.1.4.2).
 *
 * Labels and contexts are chosen in keys.c.  May sleep.
 */
#include "crypto/alg.h"
#include "crypto/crypto.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

/**
 * smb3_kdf() - derive a key
 * @key: the key derivation key
 * @key_len: its bytes
 * @label: label, with its NUL where the protocol wants one
 * @label_len: its bytes
 * @context: context
 * @context_len: its bytes
 * @out: the derived key
 * @out_len: how many bytes are wanted
 *
 * Context: may sleep.
 * Return: 0 or an error, then @out is zeroed.
 */
int smb3_kdf(const u8 *key, size_t key_len, const void *label, size_t label_len,
	     const void *context, size_t context_len, u8 *out, size_t out_len)
{
	u8 counter[4], bits[4], block[SMB3_SHA256_SIZE], zero = 0;
	struct kvec vec[] = {
		{ counter, sizeof(counter) },
		{ (void *)label, label_len },
		{ &zero, 1 },
		{ (void *)context, context_len },
		{ bits, sizeof(bits) },
	};
	size_t done, n;
	u32 i = 1;
	int ret = 0;

	if (!out_len || out_len > U32_MAX / 8)
		return -EINVAL;
	put_unaligned_be32(out_len * 8, bits);
	for (done = 0; !ret && done < out_len; done += n, i++) {
		put_unaligned_be32(i, counter);
		ret = smb3_hmac_sha256(key, key_len, vec, ARRAY_SIZE(vec), block);
		n = min(out_len - done, sizeof(block));
		if (!ret)
			memcpy(out + done, block, n);
	}
	if (ret)
		memzero_explicit(out, out_len);
	memzero_explicit(block, sizeof(block));
	return ret;
}
