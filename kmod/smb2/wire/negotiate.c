// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Codec of NEGOTIATE (MS-SMB2 2.2.3, 2.2.4) and of the dialect strings in an
 * SMB1 NEGOTIATE (MS-CIFS 2.2.4.52.1).  The 3.1.1 contexts are in
 * negotiate_ctx.c; choosing among what is offered is smb2/cmd_negotiate.c.
 *
 * Called by smb2/dispatch.c through the command table, and by cmd_negotiate.c
 * for the SMB1 packet.  Pure.
 */
#include "smb2/wire/negotiate.h"

#include <linux/errno.h>
#include <linux/kernel.h>

#define SMB1_HEADER_SIZE	32
#define SMB1_COM_NEGOTIATE	0x72
#define SMB1_DIALECT_FORMAT	0x02

/**
 * smb2_negotiate_decode() - read a NEGOTIATE request (MS-SMB2 2.2.3)
 * @args: struct smb2_negotiate_args
 * @rd: element, at the body
 * @cx: nothing negotiated yet
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER: no or too many dialects, malformed, or 3.1.1
 * without its contexts.
 */
ntstatus_t smb2_negotiate_decode(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx)
{
	struct smb2_negotiate_args *a = args;
	u32 ctx_offset;
	u16 ctx_count, i;

	ksmbd_rd_skip(rd, 2);
	a->ndialects = ksmbd_rd_le16(rd);
	a->security_mode = ksmbd_rd_le16(rd);
	ksmbd_rd_skip(rd, 2);
	a->capabilities = ksmbd_rd_le32(rd);
	ksmbd_rd_bytes(rd, a->client_guid, sizeof(a->client_guid));
	ctx_offset = ksmbd_rd_le32(rd);
	ctx_count = ksmbd_rd_le16(rd);
	ksmbd_rd_skip(rd, 2);
	if (!a->ndialects || a->ndialects > SMB2_DIALECTS_MAX)
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < a->ndialects; i++) {
		a->dialects[i] = ksmbd_rd_le16(rd);
		if (a->dialects[i] == SMB2_DIALECT_311)
			a->has_311 = true;
	}
	if (!ksmbd_rd_ok(rd))
		return STATUS_INVALID_PARAMETER;
	/* Before 3.1.1 these fields were ClientStartTime. */
	if (!a->has_311)
		return STATUS_SUCCESS;
	return smb2_negotiate_ctx_decode(a, rd, ctx_offset, ctx_count);
}

/**
 * smb2_negotiate_encode() - write the fixed part of a NEGOTIATE reply (MS-SMB2 2.2.4)
 * @res: struct smb2_negotiate_res
 * @wr: SMB2_NEGOTIATE_RSP_FIXED bytes are written
 * @cx: not used: what is negotiated is in @res
 *
 * ServerStartTime is sent as 0: clients have no use for it, strangers might.
 *
 * Context: any.
 */
void smb2_negotiate_encode(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx)
{
	const struct smb2_negotiate_res *r = res;

	ksmbd_wr_le16(wr, 65);
	ksmbd_wr_le16(wr, r->security_mode);
	ksmbd_wr_le16(wr, r->dialect);
	ksmbd_wr_le16(wr, r->ctx_count);
	ksmbd_wr_bytes(wr, r->server_guid, sizeof(r->server_guid));
	ksmbd_wr_le32(wr, r->capabilities);
	ksmbd_wr_le32(wr, r->max_transact);
	ksmbd_wr_le32(wr, r->max_read);
	ksmbd_wr_le32(wr, r->max_write);
	ksmbd_wr_le64(wr, r->system_time);
	ksmbd_wr_le64(wr, 0);
	ksmbd_wr_le16(wr, SMB2_HEADER_SIZE + SMB2_NEGOTIATE_RSP_FIXED);
	ksmbd_wr_le16(wr, r->blob_len);
	ksmbd_wr_le32(wr, r->ctx_offset);
}

static bool string_is(struct ksmbd_rd *s, const char *want)
{
	size_t n = strlen(want);

	return ksmbd_rd_left(s) == n && !memcmp(s->base, want, n);
}

/* The next dialect string without its NUL; false: none left or malformed. */
static bool next_dialect(struct ksmbd_rd *rd, struct ksmbd_rd *out)
{
	size_t left, n;

	if (!ksmbd_rd_left(rd) || ksmbd_rd_u8(rd) != SMB1_DIALECT_FORMAT)
		return false;
	left = ksmbd_rd_left(rd);
	n = strnlen((const char *)rd->base + ksmbd_rd_pos(rd), left);
	if (n == left)
		return false;
	*out = ksmbd_rd_slice(rd, n);
	ksmbd_rd_skip(rd, 1);
	return true;
}

/**
 * smb2_smb1_negotiate_decode() - which SMB2 dialects does an SMB1 NEGOTIATE offer?
 * @buf: the frame, from \xFFSMB on
 * @len: its length
 *
 * Context: any.
 * Return: SMB2_SMB1_OFFERS_* bits (0: SMB1 only), or -EINVAL: not such a packet.
 */
int smb2_smb1_negotiate_decode(const void *buf, size_t len)
{
	struct ksmbd_rd rd, strings, s;
	int offers = 0;

	ksmbd_rd_init(&rd, buf, len);
	ksmbd_rd_skip(&rd, 4);
	if (ksmbd_rd_u8(&rd) != SMB1_COM_NEGOTIATE)
		return -EINVAL;
	ksmbd_rd_seek(&rd, SMB1_HEADER_SIZE);
	if (ksmbd_rd_u8(&rd) != 0)
		return -EINVAL;
	strings = ksmbd_rd_slice(&rd, ksmbd_rd_le16(&rd));
	if (!ksmbd_rd_ok(&rd))
		return -EINVAL;
	while (next_dialect(&strings, &s)) {
		if (string_is(&s, "SMB 2.002"))
			offers |= SMB2_SMB1_OFFERS_202;
		else if (string_is(&s, "SMB 2.???"))
			offers |= SMB2_SMB1_OFFERS_2FF;
	}
	return offers;
}
