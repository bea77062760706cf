// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The pre-authentication integrity value: a running SHA-512 (MS-SMB2 3.3.5.4).
 *
 * Each step makes a new value from an old one and never changes the old one, so
 * a holder may keep, copy and swap values without a lock (R3).  Which messages
 * count is smb2's business.  May sleep.
 */
#include "crypto/alg.h"
#include "crypto/crypto.h"

#include <linux/errno.h>
#include <linux/string.h>

#define MAX_VEC	8	/* pieces of one message */

/**
 * smb3_preauth_update() - add one message
 * @out: the new value; may be @in
 * @in: the old value, zeros at first
 * @msg: the message from its SMB2 header on
 * @nvec: pieces, at most 8
 *
 * Context: may sleep.
 * Return: 0 or an error, then @out is unchanged.
 */
int smb3_preauth_update(struct smb3_preauth *out, const struct smb3_preauth *in,
			const struct kvec *msg, unsigned int nvec)
{
	struct kvec vec[MAX_VEC + 1];
	struct smb3_preauth next;
	int ret;

	if (nvec > MAX_VEC)
		return -EINVAL;
	vec[0].iov_base = (void *)in->hash;
	vec[0].iov_len = sizeof(in->hash);
	memcpy(vec + 1, msg, nvec * sizeof(*msg));
	ret = smb3_sha512(vec, nvec + 1, next.hash);
	if (!ret)
		*out = next;
	return ret;
}
