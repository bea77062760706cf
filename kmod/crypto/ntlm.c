// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NTLMSSP messages (MS-NLMP 2.2.1): bytes to values and back.
 *
 * Nothing here computes a hash: ntlm_verify.c judges an AUTHENTICATE message.
 * SPNEGO around the messages is spnego.c.  Variable parts come out as slices of
 * the caller's buffer, which must outlive them.
 *
 * Called by smb2 in SESSION_SETUP.  Pure: no locks, no allocation; builds in
 * user space for the fuzzer.
 */
#include "crypto/crypto.h"
#include "crypto/ntlm.h"
#include "util/utf16.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

static const u8 signature[8] = { 'N', 'T', 'L', 'M', 'S', 'S', 'P', 0 };

#define HEADER		12	/* signature and type */
#define AUTH_FIXED	64	/* up to the flags; version and MIC follow if sent */

/**
 * smb3_ntlm_message_type() - is it NTLMSSP, and which message?
 * @buf: the token
 * @len: its bytes
 *
 * Context: any.
 * Return: SMB3_NTLM_*, or -EINVAL.
 */
int smb3_ntlm_message_type(const void *buf, size_t len)
{
	struct ksmbd_rd rd;
	u32 type;

	if (len < HEADER || memcmp(buf, signature, sizeof(signature)))
		return -EINVAL;
	ksmbd_rd_init(&rd, buf, len);
	ksmbd_rd_skip(&rd, sizeof(signature));
	type = ksmbd_rd_le32(&rd);
	return type >= SMB3_NTLM_NEGOTIATE && type <= SMB3_NTLM_AUTHENTICATE ? (int)type : -EINVAL;
}

/**
 * smb3_ntlm_negotiate_decode() - read the first message
 * @buf: the message
 * @len: its bytes
 * @out: what it says; names in it are not of interest
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int smb3_ntlm_negotiate_decode(const void *buf, size_t len, struct smb3_ntlm_negotiate *out)
{
	struct ksmbd_rd rd;

	if (smb3_ntlm_message_type(buf, len) != SMB3_NTLM_NEGOTIATE)
		return -EINVAL;
	ksmbd_rd_init(&rd, buf, len);
	ksmbd_rd_skip(&rd, HEADER);
	out->flags = ksmbd_rd_le32(&rd);
	return ksmbd_rd_ok(&rd) ? 0 : -EINVAL;
}

/**
 * smb3_ntlm_challenge_flags() - what the server answers to the client's flags
 * @client: flags of the NEGOTIATE message
 *
 * MS-NLMP 3.2.5.1.1: of the options both sides know those the client asked for, besides what
 * this server always says.
 *
 * Context: any.
 * Return: flags for the CHALLENGE message.
 */
u32 smb3_ntlm_challenge_flags(u32 client)
{
	u32 flags = NTLM_NTLM | NTLM_TARGET_INFO | NTLM_VERSION;

	flags |= client & (NTLM_SIGN | NTLM_SEAL | NTLM_ALWAYS_SIGN | NTLM_EXTENDED_SECURITY |
			   NTLM_128 | NTLM_56 | NTLM_KEY_EXCHANGE);
	flags |= client & NTLM_UNICODE ? NTLM_UNICODE : NTLM_OEM;
	if (client & NTLM_REQUEST_TARGET)
		flags |= NTLM_REQUEST_TARGET | NTLM_TARGET_SERVER;
	return flags;
}

/* Appends @s as UTF-16LE; how many bytes. */
static u16 put_utf16(struct ksmbd_wr *wr, const char *s)
{
	int n = ksmbd_utf8_to_utf16(s, strlen(s), NULL, 0);
	u8 *p;

	if (n < 0 || n > U16_MAX) {
		wr->err = true;
		return 0;
	}
	p = ksmbd_wr_take(wr, n);
	if (p)
		ksmbd_utf8_to_utf16(s, strlen(s), p, n);
	return n;
}

/* One attribute of the target information (MS-NLMP 2.2.2.1). */
static void put_av_name(struct ksmbd_wr *wr, u16 id, const char *s)
{
	size_t at = ksmbd_wr_pos(wr);

	if (!s || !*s)
		return;
	ksmbd_wr_le16(wr, id);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le16_at(wr, at + 2, put_utf16(wr, s));
}

/* Fills a length, length, offset field at @at. */
static void put_field(struct ksmbd_wr *wr, size_t at, size_t len, size_t off)
{
	ksmbd_wr_le16_at(wr, at, len);
	ksmbd_wr_le16_at(wr, at + 2, len);
	ksmbd_wr_le32_at(wr, at + 4, off);
}

/**
 * smb3_ntlm_challenge_encode() - write the second message
 * @wr: where to; offsets count from its present position
 * @in: what to say
 *
 * Context: any.
 */
void smb3_ntlm_challenge_encode(struct ksmbd_wr *wr, const struct smb3_ntlm_challenge *in)
{
	static const u8 version[8] = { 6, 1, 0, 0, 0, 0, 0, 15 };	/* NTLMSSP revision 15 */
	size_t start = ksmbd_wr_pos(wr), at;

	ksmbd_wr_bytes(wr, signature, sizeof(signature));
	ksmbd_wr_le32(wr, SMB3_NTLM_CHALLENGE);
	ksmbd_wr_zero(wr, 8);			/* target name */
	ksmbd_wr_le32(wr, in->flags);
	ksmbd_wr_bytes(wr, in->challenge, sizeof(in->challenge));
	ksmbd_wr_zero(wr, 8);
	ksmbd_wr_zero(wr, 8);			/* target information */
	ksmbd_wr_bytes(wr, version, sizeof(version));
	at = ksmbd_wr_pos(wr);
	if (in->flags & NTLM_UNICODE)
		put_utf16(wr, in->target);
	else
		ksmbd_wr_bytes(wr, in->target, strlen(in->target));
	put_field(wr, start + 12, wr->pos - at, at - start);
	at = ksmbd_wr_pos(wr);
	put_av_name(wr, NTLM_AV_NB_DOMAIN, in->domain);
	put_av_name(wr, NTLM_AV_NB_COMPUTER, in->target);
	put_av_name(wr, NTLM_AV_DNS_DOMAIN, in->dns_name);
	put_av_name(wr, NTLM_AV_DNS_COMPUTER, in->dns_name);
	if (in->timestamp) {
		ksmbd_wr_le16(wr, NTLM_AV_TIMESTAMP);
		ksmbd_wr_le16(wr, 8);
		ksmbd_wr_le64(wr, in->timestamp);
	}
	ksmbd_wr_le32(wr, NTLM_AV_EOL);
	put_field(wr, start + 40, wr->pos - at, at - start);
}

/* A length, length, offset field: the bytes it points to. */
static struct ksmbd_rd get_field(struct ksmbd_rd *rd, struct ksmbd_rd *all)
{
	u16 len = ksmbd_rd_le16(rd);
	u32 off;

	ksmbd_rd_skip(rd, 2);
	off = ksmbd_rd_le32(rd);
	/* the offset of nothing may be anything */
	return ksmbd_rd_slice_at(all, len ? off : 0, len);
}

/* A name as UTF-8. */
static int get_name(const struct ksmbd_rd *raw, u32 flags, char *out, size_t room)
{
	size_t i;

	if (flags & NTLM_UNICODE)
		return ksmbd_utf16_to_utf8(raw->base, raw->len, out, room) < 0 ? -EINVAL : 0;
	if (raw->len >= room)
		return -EINVAL;
	for (i = 0; i < raw->len; i++)
		if (!raw->base[i] || raw->base[i] >= 0x80)
			return -EINVAL;
	memcpy(out, raw->base, raw->len);
	out[raw->len] = '\0';
	return 0;
}

/**
 * smb3_ntlm_av_flags() - MsvAvFlags of an NTLMv2 response
 * @nt: the NT response
 * @flags: gets them, 0 when there are none
 *
 * Context: any.
 * Return: 0; -EINVAL: it is no NTLMv2 response, or its attributes are cut.
 */
int smb3_ntlm_av_flags(const struct ksmbd_rd *nt, u32 *flags)
{
	struct ksmbd_rd rd, value;
	u16 id, len;

	*flags = 0;
	if (nt->len < NTLM_V2_MIN)
		return -EINVAL;
	ksmbd_rd_init(&rd, nt->base, nt->len);
	ksmbd_rd_skip(&rd, NTLM_V2_MIN);
	/* some clients leave the list out, or its end */
	while (ksmbd_rd_left(&rd) >= 4) {
		id = ksmbd_rd_le16(&rd);
		len = ksmbd_rd_le16(&rd);
		if (id == NTLM_AV_EOL)
			break;
		value = ksmbd_rd_slice(&rd, len);
		if (id == NTLM_AV_FLAGS)
			*flags = ksmbd_rd_le32(&value);
		if (!ksmbd_rd_ok(&rd) || !ksmbd_rd_ok(&value))
			return -EINVAL;
	}
	return 0;
}

/**
 * smb3_ntlm_auth_decode() - read the third message
 * @buf: the message; must outlive @out
 * @len: its bytes
 * @out: what it says
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int smb3_ntlm_auth_decode(const void *buf, size_t len, struct smb3_ntlm_auth *out)
{
	struct ksmbd_rd rd, all, mic;
	u32 av_flags;

	memset(out, 0, sizeof(*out));
	if (len < AUTH_FIXED || smb3_ntlm_message_type(buf, len) != SMB3_NTLM_AUTHENTICATE)
		return -EINVAL;
	ksmbd_rd_init(&all, buf, len);
	rd = all;
	ksmbd_rd_skip(&rd, HEADER);
	out->lm = get_field(&rd, &all);
	out->nt = get_field(&rd, &all);
	out->domain = get_field(&rd, &all);
	out->user = get_field(&rd, &all);
	out->workstation = get_field(&rd, &all);
	out->enc_key = get_field(&rd, &all);
	out->flags = ksmbd_rd_le32(&rd);
	if (!ksmbd_rd_ok(&all))
		return -EINVAL;
	out->anonymous = !out->nt.len && !out->user.len;
	if (!smb3_ntlm_av_flags(&out->nt, &av_flags) && (av_flags & NTLM_AV_FLAG_MIC)) {
		mic = ksmbd_rd_slice_at(&all, NTLM_MIC_OFFSET, sizeof(out->mic));
		ksmbd_rd_bytes(&mic, out->mic, sizeof(out->mic));
		out->has_mic = true;
	}
	if (!ksmbd_rd_ok(&all) ||
	    get_name(&out->user, out->flags, out->user_utf8, sizeof(out->user_utf8)) ||
	    get_name(&out->domain, out->flags, out->domain_utf8, sizeof(out->domain_utf8)))
		return -EINVAL;
	return 0;
}
