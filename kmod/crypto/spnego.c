// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SPNEGO tokens (RFC 4178, MS-SPNG): a small DER reader and writer.
 *
 * Mechanism tokens are opaque here: NTLMSSP is ntlm.c, Kerberos goes to the
 * helper.  What the client offered is kept in order, and the bytes a
 * mechListMIC covers come out as they were.  Only definite, shortest lengths
 * are taken; nesting is fixed, so there is nothing to recurse into.
 *
 * Called by smb2 in NEGOTIATE and SESSION_SETUP.  Pure: no locks, no
 * allocation; builds in user space for the fuzzer.
 */
#include "crypto/crypto.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

/* DER tags */
#define TAG_OCTETS	0x04
#define TAG_OID		0x06
#define TAG_ENUM	0x0a
#define TAG_STRING	0x1b	/* GeneralString */
#define TAG_SEQUENCE	0x30
#define TAG_GSS		0x60	/* [APPLICATION 0] */
#define TAG_CTX(n)	(0xa0 + (n))

struct oid {
	enum smb3_mech mech;
	u8 len;
	u8 der[10];
};

static const u8 oid_spnego[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02 };

static const struct oid oids[] = {
	{ SMB3_MECH_NTLMSSP, 10,
	  { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a } },
	{ SMB3_MECH_KRB5, 9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02 } },
	{ SMB3_MECH_MSKRB5, 9, { 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 0x01, 0x02, 0x02 } },
};

/* MS-SPNG 2.2.1: what servers say in negHints. */
static const char hint[] = "not_defined_in_RFC4178@please_ignore";

/* A definite length in its shortest form; the sticky error otherwise. */
static size_t der_len(struct ksmbd_rd *rd)
{
	u8 first = ksmbd_rd_u8(rd), n = first & 0x7f;
	size_t len = 0;
	u8 i;

	if (!(first & 0x80))
		return first;
	if (!n || n > 4)
		rd->err = true;
	for (i = 0; ksmbd_rd_ok(rd) && i < n; i++)
		len = len << 8 | ksmbd_rd_u8(rd);
	if (len < 0x80 || len >> (8 * (n - 1)) == 0)
		rd->err = true;
	return ksmbd_rd_ok(rd) ? len : 0;
}

/* The contents of the next element, which must be @tag. */
static struct ksmbd_rd der_take(struct ksmbd_rd *rd, u8 tag)
{
	if (ksmbd_rd_u8(rd) != tag)
		rd->err = true;
	return ksmbd_rd_slice(rd, der_len(rd));
}

static bool der_next_is(const struct ksmbd_rd *rd, u8 tag)
{
	return ksmbd_rd_left(rd) && rd->base[rd->pos] == tag;
}

/* Element @n of a SEQUENCE of optional ones: its contents, or nothing. */
static bool der_optional(struct ksmbd_rd *seq, unsigned int n, struct ksmbd_rd *out)
{
	if (!der_next_is(seq, TAG_CTX(n)))
		return false;
	*out = der_take(seq, TAG_CTX(n));
	return ksmbd_rd_ok(out);
}

/* The same when it must be an OCTET STRING. */
static void der_optional_octets(struct ksmbd_rd *seq, unsigned int n, struct ksmbd_rd *out)
{
	struct ksmbd_rd rd;

	if (!der_optional(seq, n, &rd))
		return;
	*out = der_take(&rd, TAG_OCTETS);
	if (!ksmbd_rd_ok(out))
		seq->err = true;
}

static enum smb3_mech find_mech(const struct ksmbd_rd *oid)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(oids); i++)
		if (oid->len == oids[i].len && !memcmp(oid->base, oids[i].der, oids[i].len))
			return oids[i].mech;
	return SMB3_MECH_OTHER;
}

/* MechTypeList; those beyond the array's room are not of interest. */
static bool read_mechs(struct ksmbd_rd *list, struct smb3_spnego_token *out)
{
	struct ksmbd_rd seq, oid;

	out->mech_list = *list;
	seq = der_take(list, TAG_SEQUENCE);
	if (!ksmbd_rd_ok(list) || ksmbd_rd_left(list))
		return false;
	while (ksmbd_rd_left(&seq)) {
		oid = der_take(&seq, TAG_OID);
		if (!ksmbd_rd_ok(&seq) || !oid.len)
			return false;
		if (out->nmechs < ARRAY_SIZE(out->mechs))
			out->mechs[out->nmechs++] = find_mech(&oid);
	}
	return out->nmechs;
}

/* NegTokenInit (RFC 4178 4.2.1) and NegTokenInit2 (MS-SPNG 2.2.1). */
static int read_init(struct ksmbd_rd *rd, struct smb3_spnego_token *out)
{
	struct ksmbd_rd body, choice, seq, part;

	body = der_take(rd, TAG_GSS);
	part = der_take(&body, TAG_OID);
	if (part.len != sizeof(oid_spnego) || memcmp(part.base, oid_spnego, part.len))
		return -EINVAL;
	choice = der_take(&body, TAG_CTX(0));
	seq = der_take(&choice, TAG_SEQUENCE);
	if (!ksmbd_rd_ok(&seq) || !der_optional(&seq, 0, &part) || !read_mechs(&part, out))
		return -EINVAL;
	der_optional(&seq, 1, &part);		/* reqFlags are ignored (RFC 4178 4.2.1) */
	der_optional_octets(&seq, 2, &out->mech_token);
	if (der_optional(&seq, 3, &part) && der_next_is(&part, TAG_OCTETS))
		out->mic = der_take(&part, TAG_OCTETS);
	der_optional_octets(&seq, 4, &out->mic);	/* after negHints */
	return ksmbd_rd_ok(&seq) && ksmbd_rd_ok(&out->mic) && !ksmbd_rd_left(&seq) ? 0 : -EINVAL;
}

/* NegTokenResp (RFC 4178 4.2.2) */
static int read_resp(struct ksmbd_rd *rd, struct smb3_spnego_token *out)
{
	struct ksmbd_rd choice, seq, part, value;

	choice = der_take(rd, TAG_CTX(1));
	seq = der_take(&choice, TAG_SEQUENCE);
	if (der_optional(&seq, 0, &part)) {	/* negState: only servers choose */
		value = der_take(&part, TAG_ENUM);
		if (value.len != 1)
			return -EINVAL;
	}
	if (der_optional(&seq, 1, &part)) {
		value = der_take(&part, TAG_OID);
		if (!ksmbd_rd_ok(&value))
			return -EINVAL;
		out->mechs[out->nmechs++] = find_mech(&value);
	}
	der_optional_octets(&seq, 2, &out->mech_token);
	der_optional_octets(&seq, 3, &out->mic);
	return ksmbd_rd_ok(&seq) && !ksmbd_rd_left(&seq) ? 0 : -EINVAL;
}

/**
 * smb3_spnego_is() - does a security buffer hold SPNEGO?
 * @buf: the buffer
 * @len: its bytes
 *
 * Context: any.
 * Return: false: it may be raw NTLMSSP.
 */
bool smb3_spnego_is(const void *buf, size_t len)
{
	const u8 *p = buf;

	return len && (p[0] == TAG_GSS || p[0] == TAG_CTX(1));
}

/**
 * smb3_spnego_decode() - read a token
 * @buf: the token; must outlive @out
 * @len: its bytes
 * @out: what it says
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int smb3_spnego_decode(const void *buf, size_t len, struct smb3_spnego_token *out)
{
	struct ksmbd_rd rd;

	memset(out, 0, sizeof(*out));
	ksmbd_rd_init(&rd, buf, len);
	ksmbd_rd_init(&out->mech_list, buf, 0);
	ksmbd_rd_init(&out->mech_token, buf, 0);
	ksmbd_rd_init(&out->mic, buf, 0);
	out->init = der_next_is(&rd, TAG_GSS);
	return out->init ? read_init(&rd, out) : read_resp(&rd, out);
}

/* Bytes of an element with @len bytes of contents. */
static size_t der_size(size_t len)
{
	return 1 + (len < 0x80 ? 1 : len < 0x100 ? 2 : 3) + len;
}

/* Tag and length; contents of up to 64 KiB follow. */
static void der_head(struct ksmbd_wr *wr, u8 tag, size_t len)
{
	if (len > U16_MAX)
		wr->err = true;
	ksmbd_wr_u8(wr, tag);
	if (len < 0x80) {
		ksmbd_wr_u8(wr, len);
	} else if (len < 0x100) {
		ksmbd_wr_u8(wr, 0x81);
		ksmbd_wr_u8(wr, len);
	} else {
		ksmbd_wr_u8(wr, 0x82);
		ksmbd_wr_be16(wr, len);
	}
}

/* [n] { tag { bytes } } */
static void der_field(struct ksmbd_wr *wr, unsigned int n, u8 tag, const void *p, size_t len)
{
	der_head(wr, TAG_CTX(n), der_size(len));
	der_head(wr, tag, len);
	ksmbd_wr_bytes(wr, p, len);
}

static const struct oid *oid_of(enum smb3_mech mech)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(oids); i++)
		if (oids[i].mech == mech)
			return &oids[i];
	return NULL;
}

/**
 * smb3_spnego_offer_encode() - the NegTokenInit2 of a NEGOTIATE response
 * @wr: where to
 * @krb5: offer Kerberos before NTLMSSP
 *
 * Context: any.
 */
void smb3_spnego_offer_encode(struct ksmbd_wr *wr, bool krb5)
{
	static const enum smb3_mech order[] = {
		SMB3_MECH_MSKRB5, SMB3_MECH_KRB5, SMB3_MECH_NTLMSSP
	};
	unsigned int first = krb5 ? 0 : 2, i;
	size_t mechs = 0, hints, seq, body;
	const struct oid *oid;

	for (i = first; i < ARRAY_SIZE(order); i++)
		mechs += der_size(oid_of(order[i])->len);
	hints = der_size(der_size(sizeof(hint) - 1));		/* [0] { string } */
	seq = der_size(der_size(mechs)) + der_size(der_size(hints));
	body = der_size(sizeof(oid_spnego)) + der_size(der_size(seq));
	der_head(wr, TAG_GSS, body);
	der_head(wr, TAG_OID, sizeof(oid_spnego));
	ksmbd_wr_bytes(wr, oid_spnego, sizeof(oid_spnego));
	der_head(wr, TAG_CTX(0), der_size(seq));
	der_head(wr, TAG_SEQUENCE, seq);
	der_head(wr, TAG_CTX(0), der_size(mechs));
	der_head(wr, TAG_SEQUENCE, mechs);
	for (i = first; i < ARRAY_SIZE(order); i++) {
		oid = oid_of(order[i]);
		der_head(wr, TAG_OID, oid->len);
		ksmbd_wr_bytes(wr, oid->der, oid->len);
	}
	der_head(wr, TAG_CTX(3), der_size(hints));
	der_head(wr, TAG_SEQUENCE, hints);
	der_field(wr, 0, TAG_STRING, hint, sizeof(hint) - 1);
}

/**
 * smb3_spnego_resp_encode() - the NegTokenResp of a SESSION_SETUP response
 * @wr: where to
 * @state: negState
 * @mech: supportedMech; SMB3_MECH_NONE leaves it out
 * @token: responseToken or NULL
 * @token_len: its bytes
 * @mic: mechListMIC or NULL
 * @mic_len: its bytes
 *
 * Context: any.
 */
void smb3_spnego_resp_encode(struct ksmbd_wr *wr, enum smb3_spnego_state state, enum smb3_mech mech,
			     const void *token, size_t token_len, const void *mic, size_t mic_len)
{
	const struct oid *oid = oid_of(mech);
	u8 value = state;
	size_t seq;

	seq = der_size(der_size(1));
	if (oid)
		seq += der_size(der_size(oid->len));
	if (token)
		seq += der_size(der_size(token_len));
	if (mic)
		seq += der_size(der_size(mic_len));
	der_head(wr, TAG_CTX(1), der_size(seq));
	der_head(wr, TAG_SEQUENCE, seq);
	der_field(wr, 0, TAG_ENUM, &value, 1);
	if (oid)
		der_field(wr, 1, TAG_OID, oid->der, oid->len);
	if (token)
		der_field(wr, 2, TAG_OCTETS, token, token_len);
	if (mic)
		der_field(wr, 3, TAG_OCTETS, mic, mic_len);
}
