// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is this AUTHENTICATE message right?  NTLMv2, the message integrity code, the
 * exported session key, and the MAC of SPNEGO's mechListMIC.
 *
 * The NT hash comes from the helper.  NTLMv1 and LM responses are refused
 * whatever they say.  The messages' layout is ntlm.c's.
 *
 * Called by smb2 in SESSION_SETUP.  May sleep; no locks.  Everything derived
 * from the hash is wiped.
 */
#include "crypto/alg.h"
#include "crypto/crypto.h"
#include "crypto/ntlm.h"
#include "util/utf16.h"

#include <crypto/arc4.h>
#include <crypto/utils.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define KEY_SIZE	16
#define NAMES_MAX	(2 * SMB3_NTLM_NAME_MAX * 2)	/* user and domain in UTF-16 */

/* RC4 from its start, @out may be @in. */
static int rc4(const u8 *key, size_t key_len, const u8 *in, u8 *out, size_t len)
{
	struct arc4_ctx *ctx = kmalloc(sizeof(*ctx), GFP_KERNEL);
	int ret;

	if (!ctx)
		return -ENOMEM;
	ret = arc4_setkey(ctx, key, key_len);
	if (!ret)
		arc4_crypt(ctx, out, in, len);
	kfree_sensitive(ctx);
	return ret;
}

/* NTOWFv2: HMAC-MD5 of the upper-case user and the domain as sent (MS-NLMP 3.3.2). */
static int response_key(const struct smb3_ntlm_auth *auth, const u8 *nt_hash, u8 out[KEY_SIZE])
{
	u8 *names = kmalloc(NAMES_MAX, GFP_KERNEL);
	struct kvec vec = { .iov_base = names };
	int user, domain, ret = -EINVAL;

	if (!names)
		return -ENOMEM;
	user = ksmbd_utf8_to_utf16(auth->user_utf8, strlen(auth->user_utf8), names, NAMES_MAX);
	if (user < 0)
		goto out_free;
	ksmbd_utf16_upcase(names, user);
	domain = ksmbd_utf8_to_utf16(auth->domain_utf8, strlen(auth->domain_utf8), names + user,
				     NAMES_MAX - user);
	if (domain < 0)
		goto out_free;
	vec.iov_len = user + domain;
	ret = smb3_hmac_md5(nt_hash, KEY_SIZE, &vec, 1, out);
out_free:
	kfree(names);
	return ret;
}

/* Compares the proof; on success the session base key (MS-NLMP 3.3.2). */
static int check_proof(const struct smb3_ntlm_auth *auth, const u8 *nt_hash,
		       const u8 *challenge, u8 base_key[KEY_SIZE])
{
	u8 key[KEY_SIZE], proof[NTLM_PROOF_SIZE];
	struct kvec vec[] = {
		{ (void *)challenge, 8 },
		{ (void *)auth->nt.base + NTLM_PROOF_SIZE, auth->nt.len - NTLM_PROOF_SIZE },
	};
	struct kvec sent = { proof, sizeof(proof) };
	int ret;

	ret = response_key(auth, nt_hash, key);
	if (!ret)
		ret = smb3_hmac_md5(key, sizeof(key), vec, ARRAY_SIZE(vec), proof);
	if (!ret && crypto_memneq(proof, auth->nt.base, sizeof(proof)))
		ret = -EACCES;
	if (!ret)
		ret = smb3_hmac_md5(key, sizeof(key), &sent, 1, base_key);
	memzero_explicit(key, sizeof(key));
	memzero_explicit(proof, sizeof(proof));
	return ret;
}

/* Did the client choose the key?  Only if both sides said so (MS-NLMP 3.2.5.1.2). */
static bool sent_key(const struct smb3_ntlm_auth *auth, u32 challenge_flags)
{
	u32 flags = auth->flags & challenge_flags;

	return (flags & NTLM_KEY_EXCHANGE) &&
	       ((flags & (NTLM_SIGN | NTLM_SEAL)) || auth->enc_key.len);
}

/* The MIC covers the three messages, itself as zeros (MS-NLMP 3.1.5.1.2). */
static int check_mic(const struct smb3_ntlm_auth *auth, const struct smb3_ntlm_transcript *tr,
		     const u8 *key)
{
	const struct kvec *a = &tr->authenticate;
	u8 zero[sizeof(auth->mic)] = {}, mic[sizeof(auth->mic)];
	struct kvec vec[5] = { tr->negotiate, tr->challenge };
	size_t rest = NTLM_MIC_OFFSET + sizeof(zero);
	int ret;

	if (a->iov_len < rest)
		return -EINVAL;
	vec[2] = (struct kvec){ a->iov_base, NTLM_MIC_OFFSET };
	vec[3] = (struct kvec){ zero, sizeof(zero) };
	vec[4] = (struct kvec){ a->iov_base + rest, a->iov_len - rest };
	ret = smb3_hmac_md5(key, KEY_SIZE, vec, ARRAY_SIZE(vec), mic);
	if (!ret && crypto_memneq(mic, auth->mic, sizeof(mic)))
		ret = -EBADMSG;
	memzero_explicit(mic, sizeof(mic));
	return ret;
}

/**
 * smb3_ntlm_verify() - check an AUTHENTICATE message
 * @auth: the message, decoded
 * @nt_hash: what the helper knows of the user
 * @server_challenge: what was sent to this client
 * @challenge_flags: the flags that were sent with it
 * @tr: the three messages as they were on the wire
 * @session_key: gets the exported session key
 *
 * Context: may sleep.
 * Return: 0; -EACCES wrong password, or NTLMv1 or LM; -EBADMSG wrong MIC; -EINVAL malformed;
 * or an error.
 */
int smb3_ntlm_verify(const struct smb3_ntlm_auth *auth, const u8 nt_hash[16],
		     const u8 server_challenge[8], u32 challenge_flags,
		     const struct smb3_ntlm_transcript *tr, u8 session_key[16])
{
	u8 key[KEY_SIZE];
	u32 av_flags;
	int ret;

	if (auth->nt.len < NTLM_V2_MIN)
		return -EACCES;
	if (smb3_ntlm_av_flags(&auth->nt, &av_flags))
		return -EINVAL;
	ret = check_proof(auth, nt_hash, server_challenge, key);
	if (!ret && sent_key(auth, challenge_flags)) {
		ret = auth->enc_key.len == KEY_SIZE ? 0 : -EINVAL;
		if (!ret)
			ret = rc4(key, sizeof(key), auth->enc_key.base, key, sizeof(key));
	}
	if (!ret && auth->has_mic)
		ret = check_mic(auth, tr, key);
	if (ret)
		memset(session_key, 0, KEY_SIZE);
	else
		memcpy(session_key, key, KEY_SIZE);
	memzero_explicit(key, sizeof(key));
	return ret;
}

/* MD5 of the (shortened) session key and a constant with its NUL (MS-NLMP 3.4.5.2, 3.4.5.3). */
static int magic_key(const u8 *session_key, size_t len, const char *magic, u8 out[KEY_SIZE])
{
	struct kvec vec[] = {
		{ (void *)session_key, len },
		{ (void *)magic, strlen(magic) + 1 },
	};

	return smb3_md5(vec, ARRAY_SIZE(vec), out);
}

/**
 * smb3_ntlm_mechlist_mic() - the MAC of SPNEGO's mechanism list
 * @session_key: the exported session key
 * @flags: flags both sides agreed on
 * @from_server: as the server signs, else as the client did
 * @msg: DER of the mechanism list
 * @len: its bytes
 * @mic: gets the MAC, sequence number 0
 *
 * MS-NLMP 3.4.4.2.
 *
 * Context: may sleep.
 * Return: 0; -EOPNOTSUPP without extended session security; or an error.
 */
int smb3_ntlm_mechlist_mic(const u8 session_key[16], u32 flags, bool from_server,
			   const void *msg, size_t len, u8 mic[16])
{
	static const char * const magic[2][2] = {
		{ "session key to client-to-server signing key magic constant",
		  "session key to client-to-server sealing key magic constant" },
		{ "session key to server-to-client signing key magic constant",
		  "session key to server-to-client sealing key magic constant" },
	};
	size_t seal_len = flags & NTLM_128 ? 16 : flags & NTLM_56 ? 7 : 5;
	u8 key[KEY_SIZE], sum[SMB3_MD5_SIZE], seq[4] = {};
	struct kvec vec[] = { { seq, sizeof(seq) }, { (void *)msg, len } };
	int ret;

	if (!(flags & NTLM_EXTENDED_SECURITY))
		return -EOPNOTSUPP;
	ret = magic_key(session_key, KEY_SIZE, magic[from_server][0], key);
	if (!ret)
		ret = smb3_hmac_md5(key, sizeof(key), vec, ARRAY_SIZE(vec), sum);
	if (!ret && (flags & NTLM_KEY_EXCHANGE)) {
		ret = magic_key(session_key, seal_len, magic[from_server][1], key);
		if (!ret)
			ret = rc4(key, sizeof(key), sum, sum, 8);
	}
	if (!ret) {
		put_unaligned_le32(1, mic);
		memcpy(mic + 4, sum, 8);
		memcpy(mic + 12, seq, sizeof(seq));
	}
	memzero_explicit(key, sizeof(key));
	memzero_explicit(sum, sizeof(sum));
	return ret;
}
