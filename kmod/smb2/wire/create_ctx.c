// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The chain of create contexts, in and out.
 *
 * In: each context says where the next one begins; forward only, 8-byte
 * aligned, names of at least four bytes.  Known tags are in a table, unknown
 * ones are skipped.  Out: Macs take the data 24 bytes behind the start of each
 * context whatever the offsets say, so the layout is always head, four-byte
 * tag, four zero bytes, data (Apple SMBClient, smb2_smb_parse_create_contexts).
 *
 * Not for what a context means (cmd_create.c, create_ctx_policy.c).
 *
 * Pure: called by dispatch, cmd_create.c and the fuzzers; no locks.
 */
#include "smb2/wire/create_ctx.h"

#include <linux/kernel.h>

#define CTX_HEAD	16	/* of a context in a request, without name and data */
#define CTX_TAG_MIN	4

/**
 * smb2_create_ctx_next() - the next context of a chain
 * @it: iterator, a copy of the chain in the beginning; moves on
 * @out: filled when SMB2_CTX_ONE is returned
 *
 * Context: any.
 * Return: SMB2_CTX_ONE, SMB2_CTX_DONE or SMB2_CTX_BAD.
 */
int smb2_create_ctx_next(struct ksmbd_rd *it, struct smb2_create_ctx *out)
{
	struct ksmbd_rd one;
	u16 name_off, name_len, data_off;
	u32 next, data_len;

	if (!ksmbd_rd_ok(it))
		return SMB2_CTX_BAD;
	if (!ksmbd_rd_left(it))
		return SMB2_CTX_DONE;
	one = ksmbd_rd_slice_at(it, it->pos, ksmbd_rd_left(it));
	next = ksmbd_rd_le32(&one);
	if (next) {
		if (next % 8 || next < CTX_HEAD || next >= ksmbd_rd_left(it))
			return SMB2_CTX_BAD;
		ksmbd_rd_init(&one, one.base, next);
		ksmbd_rd_skip(&one, 4);
	}
	name_off = ksmbd_rd_le16(&one);
	name_len = ksmbd_rd_le16(&one);
	ksmbd_rd_skip(&one, 2);
	data_off = ksmbd_rd_le16(&one);
	data_len = ksmbd_rd_le32(&one);
	if (!ksmbd_rd_ok(&one) || name_off < CTX_HEAD || name_len < CTX_TAG_MIN)
		return SMB2_CTX_BAD;
	if (data_len && data_off < CTX_HEAD)
		return SMB2_CTX_BAD;
	out->tag = ksmbd_rd_slice_at(&one, name_off, name_len);
	out->data = ksmbd_rd_slice_at(&one, data_len ? data_off : 0, data_len);
	if (!ksmbd_rd_ok(&one))
		return SMB2_CTX_BAD;
	ksmbd_rd_skip(it, next ? next : ksmbd_rd_left(it));
	return SMB2_CTX_ONE;
}

static bool is_tag(const struct ksmbd_rd *tag, const char want[4])
{
	return tag->len == 4 && !memcmp(tag->base, want, 4);
}

/* A context that is one time stamp or size. */
static bool take_u64(struct ksmbd_rd data, u64 *out)
{
	if (data.len != 8)
		return false;
	*out = ksmbd_rd_le64(&data);
	return true;
}

/* An MxAc query is empty or one time stamp. */
static bool take_mxac(struct ksmbd_rd data, struct smb2_create_ctxs *c)
{
	return !data.len || take_u64(data, &c->mxac_time);
}

static const struct {
	char tag[4];
	u32 bit;
} known[] = {
	{ { 'E', 'x', 't', 'A' }, SMB2_CTX_EXTA },
	{ { 'S', 'e', 'c', 'D' }, SMB2_CTX_SECD },
	{ { 'A', 'l', 'S', 'i' }, SMB2_CTX_ALSI },
	{ { 'M', 'x', 'A', 'c' }, SMB2_CTX_MXAC },
	{ { 'Q', 'F', 'i', 'd' }, SMB2_CTX_QFID },
	{ { 'T', 'W', 'r', 'p' }, SMB2_CTX_TWRP },
};

static u32 bit_of(const struct ksmbd_rd *tag)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (is_tag(tag, known[i].tag))
			return known[i].bit;
	return 0;
}

static bool take(const struct smb2_create_ctx *ctx, u32 bit, struct smb2_create_ctxs *c)
{
	switch (bit) {
	case SMB2_CTX_EXTA:
		c->exta = ctx->data;
		return true;
	case SMB2_CTX_SECD:
		c->secd = ctx->data;
		return true;
	case SMB2_CTX_ALSI:
		return take_u64(ctx->data, &c->alsi);
	case SMB2_CTX_MXAC:
		return take_mxac(ctx->data, c);
	case SMB2_CTX_TWRP:
		return take_u64(ctx->data, &c->twrp);
	default:
		return true;
	}
}

/**
 * smb2_create_ctx_parse() - walk a chain and keep what core knows
 * @chain: the whole chain, may be empty
 * @out: filled; of a context that comes twice the first one counts
 *
 * Context: any.
 * Return: false: STATUS_INVALID_PARAMETER.
 */
bool smb2_create_ctx_parse(const struct ksmbd_rd *chain, struct smb2_create_ctxs *out)
{
	struct ksmbd_rd it = *chain;
	struct smb2_create_ctx ctx;
	u32 bit;
	int r;

	memset(out, 0, sizeof(*out));
	while ((r = smb2_create_ctx_next(&it, &ctx)) == SMB2_CTX_ONE) {
		bit = bit_of(&ctx.tag);
		if (!bit || out->present & bit)
			continue;
		if (!take(&ctx, bit, out))
			return false;
		out->present |= bit;
	}
	return r == SMB2_CTX_DONE;
}

/**
 * smb2_create_ctx_find() - one context by its tag
 * @chain: the whole chain
 * @tag: four bytes
 * @data: the context's data, unread
 *
 * Context: any.
 * Return: found.
 */
bool smb2_create_ctx_find(const struct ksmbd_rd *chain, const char tag[4], struct ksmbd_rd *data)
{
	struct ksmbd_rd it = *chain;
	struct smb2_create_ctx ctx;

	while (smb2_create_ctx_next(&it, &ctx) == SMB2_CTX_ONE) {
		if (!is_tag(&ctx.tag, tag))
			continue;
		*data = ctx.data;
		return true;
	}
	return false;
}

/**
 * smb2_create_ctx_wr_init() - begin a reply chain
 * @c: the chain
 * @wr: writer whose base is the chain's first byte
 *
 * Context: any.
 */
void smb2_create_ctx_wr_init(struct smb2_create_ctx_wr *c, struct ksmbd_wr *wr)
{
	c->wr = wr;
	c->last = 0;
	c->any = false;
}

/**
 * smb2_create_ctx_begin() - write the head of a context
 * @c: the chain
 * @tag: four bytes
 *
 * Context: any.
 */
void smb2_create_ctx_begin(struct smb2_create_ctx_wr *c, const char tag[4])
{
	struct ksmbd_wr *wr = c->wr;

	ksmbd_wr_align(wr, 8);
	if (c->any)
		ksmbd_wr_le32_at(wr, c->last, ksmbd_wr_pos(wr) - c->last);
	c->last = ksmbd_wr_pos(wr);
	c->any = true;
	ksmbd_wr_le32(wr, 0);			/* Next */
	ksmbd_wr_le16(wr, 16);			/* NameOffset */
	ksmbd_wr_le16(wr, 4);			/* NameLength */
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le16(wr, SMB2_CTX_RSP_HEAD);	/* DataOffset */
	ksmbd_wr_le32(wr, 0);			/* DataLength */
	ksmbd_wr_bytes(wr, tag, 4);
	ksmbd_wr_zero(wr, 4);
}

/**
 * smb2_create_ctx_end() - the data of the context begun last is complete
 * @c: the chain
 *
 * Context: any.
 */
void smb2_create_ctx_end(struct smb2_create_ctx_wr *c)
{
	ksmbd_wr_le32_at(c->wr, c->last + 12, ksmbd_wr_pos(c->wr) - c->last - SMB2_CTX_RSP_HEAD);
}

/**
 * smb2_create_ctx_drop() - take the context begun last back
 * @c: the chain
 * @before: copy of *@c from before smb2_create_ctx_begin()
 * @pos: of the writer at that time
 *
 * Context: any.
 */
void smb2_create_ctx_drop(struct smb2_create_ctx_wr *c, const struct smb2_create_ctx_wr *before,
			  size_t pos)
{
	*c = *before;
	ksmbd_wr_rewind(c->wr, pos);
	if (c->any)
		ksmbd_wr_le32_at(c->wr, c->last, 0);
}

/**
 * smb2_ctx_mxac_encode() - maximal access (MS-SMB2 2.2.14.2.5)
 * @c: the chain
 * @query_status: raw status of the query
 * @access: rights, when the status is success
 *
 * Context: any.
 */
void smb2_ctx_mxac_encode(struct smb2_create_ctx_wr *c, u32 query_status, u32 access)
{
	smb2_create_ctx_begin(c, "MxAc");
	ksmbd_wr_le32(c->wr, query_status);
	ksmbd_wr_le32(c->wr, access);
	smb2_create_ctx_end(c);
}

/**
 * smb2_ctx_qfid_encode() - id on disk (MS-SMB2 2.2.14.2.9)
 * @c: the chain
 * @file_id: equals the FileId of listings
 * @volume_id: of the volume
 *
 * Context: any.
 */
void smb2_ctx_qfid_encode(struct smb2_create_ctx_wr *c, u64 file_id, u64 volume_id)
{
	smb2_create_ctx_begin(c, "QFid");
	ksmbd_wr_le64(c->wr, file_id);
	ksmbd_wr_le64(c->wr, volume_id);
	ksmbd_wr_zero(c->wr, 16);
	smb2_create_ctx_end(c);
}
