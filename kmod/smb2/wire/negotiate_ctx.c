// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The negotiate contexts of SMB 3.1.1 (MS-SMB2 2.2.3.1, 2.2.4.1), both ways.
 *
 * A client may send each of the contexts we know once; those we do not know
 * are skipped.  A reply carries exactly one algorithm in each context (Macs
 * refuse anything else, Apple SMBClient smb_smb_2.c).
 *
 * Called by negotiate.c and smb2/cmd_negotiate.c.  Pure.
 */
#include "smb2/wire/negotiate.h"

#include <linux/kernel.h>

#define CTX_PREAUTH		0x0001
#define CTX_ENCRYPTION		0x0002
#define CTX_COMPRESSION		0x0003
#define CTX_SIGNING		0x0008

/* Algorithms nobody has named yet still count as "there"; only the first ones are kept. */
static bool read_list(struct smb2_alg_list *list, struct ksmbd_rd *rd)
{
	u16 count = ksmbd_rd_le16(rd), i, alg;

	if (list->present || !count)
		return false;
	list->present = true;
	for (i = 0; i < count; i++) {
		alg = ksmbd_rd_le16(rd);
		if (list->n < SMB2_ALGS_MAX)
			list->alg[list->n++] = alg;
		if (!ksmbd_rd_ok(rd))
			return false;
	}
	return true;
}

static bool read_preauth(struct smb2_negotiate_args *a, struct ksmbd_rd *rd)
{
	u16 count = ksmbd_rd_le16(rd);
	u16 salt = ksmbd_rd_le16(rd);
	u16 i;

	if (a->preauth || !count)
		return false;
	a->preauth = true;
	for (i = 0; i < count && ksmbd_rd_ok(rd); i++)
		if (ksmbd_rd_le16(rd) == SMB2_PREAUTH_SHA512)
			a->preauth_sha512 = true;
	ksmbd_rd_skip(rd, salt);
	return ksmbd_rd_ok(rd);
}

/* count, padding, flags, algorithms: we speak none of them yet, so only the form is checked */
static bool read_compression(struct smb2_negotiate_args *a, struct ksmbd_rd *rd)
{
	u16 count = ksmbd_rd_le16(rd);

	if (a->compression || !count)
		return false;
	a->compression = true;
	ksmbd_rd_skip(rd, 6);
	ksmbd_rd_skip(rd, 2 * (size_t)count);
	return ksmbd_rd_ok(rd);
}

static bool read_ctx(struct smb2_negotiate_args *a, u16 type, struct ksmbd_rd *data)
{
	switch (type) {
	case CTX_PREAUTH:
		return read_preauth(a, data);
	case CTX_ENCRYPTION:
		return read_list(&a->ciphers, data);
	case CTX_COMPRESSION:
		return read_compression(a, data);
	case CTX_SIGNING:
		return read_list(&a->signing, data);
	default:
		return true;
	}
}

/**
 * smb2_negotiate_ctx_decode() - read the client's contexts (MS-SMB2 2.2.3.1, 3.3.5.4)
 * @args: filled in
 * @rd: the element
 * @offset: of the first context, from the header
 * @count: how many
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER: malformed, one came twice, or no preauth
 * context; STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP.
 */
ntstatus_t smb2_negotiate_ctx_decode(struct smb2_negotiate_args *args, struct ksmbd_rd *rd,
				     u32 offset, u16 count)
{
	struct ksmbd_rd data;
	u16 type, len, i;

	if (!count || count > SMB2_NEG_CONTEXTS_MAX || offset % 8 || offset < ksmbd_rd_pos(rd))
		return STATUS_INVALID_PARAMETER;
	ksmbd_rd_seek(rd, offset);
	for (i = 0; i < count; i++) {
		/* Between contexts, not behind the last one, there is padding. */
		if (i)
			ksmbd_rd_skip(rd, -ksmbd_rd_pos(rd) & 7);
		type = ksmbd_rd_le16(rd);
		len = ksmbd_rd_le16(rd);
		ksmbd_rd_skip(rd, 4);
		data = ksmbd_rd_slice(rd, len);
		if (!ksmbd_rd_ok(rd) || !read_ctx(args, type, &data))
			return STATUS_INVALID_PARAMETER;
	}
	if (!args->preauth)
		return STATUS_INVALID_PARAMETER;
	if (!args->preauth_sha512)
		return STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP;
	return STATUS_SUCCESS;
}

/* Header of a context with @len bytes of data. */
static void write_ctx(struct ksmbd_wr *wr, u16 type, u16 len)
{
	ksmbd_wr_align(wr, 8);
	ksmbd_wr_le16(wr, type);
	ksmbd_wr_le16(wr, len);
	ksmbd_wr_le32(wr, 0);
}

/**
 * smb2_negotiate_ctx_encode() - write the contexts of a 3.1.1 reply (MS-SMB2 2.2.4.1)
 * @wr: 8-aligned from its base, which must be 8-aligned from the header
 * @c: what to answer
 *
 * Context: any.
 * Return: how many contexts were written.
 */
u16 smb2_negotiate_ctx_encode(struct ksmbd_wr *wr, const struct smb2_negotiate_ctxs *c)
{
	u16 n = 1;

	write_ctx(wr, CTX_PREAUTH, 6 + SMB2_PREAUTH_SALT_SIZE);
	ksmbd_wr_le16(wr, 1);
	ksmbd_wr_le16(wr, SMB2_PREAUTH_SALT_SIZE);
	ksmbd_wr_le16(wr, SMB2_PREAUTH_SHA512);
	ksmbd_wr_bytes(wr, c->salt, sizeof(c->salt));
	if (c->cipher) {
		write_ctx(wr, CTX_ENCRYPTION, 4);
		ksmbd_wr_le16(wr, 1);
		ksmbd_wr_le16(wr, c->cipher);
		n++;
	}
	if (c->compression) {
		write_ctx(wr, CTX_COMPRESSION, 10);
		ksmbd_wr_le16(wr, 1);
		ksmbd_wr_le16(wr, 0);
		ksmbd_wr_le32(wr, 0);
		ksmbd_wr_le16(wr, 0);
		n++;
	}
	if (c->has_signing) {
		write_ctx(wr, CTX_SIGNING, 4);
		ksmbd_wr_le16(wr, 1);
		ksmbd_wr_le16(wr, c->signing);
		n++;
	}
	return n;
}
