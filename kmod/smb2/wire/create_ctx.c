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
#define DHNQ_SIZE	16	/* reserved bytes */
#define APP_ID_SIZE	20	/* StructureSize */
#define APP_VERSION_SIZE	24

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

static bool take_durable_request(struct ksmbd_rd data, struct smb2_durable_request *q)
{
	q->timeout = ksmbd_rd_le32(&data);
	q->flags = ksmbd_rd_le32(&data);
	ksmbd_rd_skip(&data, 8);
	ksmbd_rd_bytes(&data, q->guid, sizeof(q->guid));
	return ksmbd_rd_ok(&data);
}

static bool take_reconnect(struct ksmbd_rd data, bool v2, struct smb2_durable_reconnect *back)
{
	back->fid.pid = ksmbd_rd_le64(&data);
	back->fid.vid = ksmbd_rd_le64(&data);
	if (v2) {
		ksmbd_rd_bytes(&data, back->guid, sizeof(back->guid));
		back->flags = ksmbd_rd_le32(&data);
	}
	return ksmbd_rd_ok(&data);
}

static bool take_app_id(struct ksmbd_rd data, u8 id[16])
{
	bool right = ksmbd_rd_le16(&data) == APP_ID_SIZE;

	ksmbd_rd_skip(&data, 2);
	ksmbd_rd_bytes(&data, id, 16);
	return right && ksmbd_rd_ok(&data);
}

static bool take_app_version(struct ksmbd_rd data, u64 version[2])
{
	bool right = ksmbd_rd_le16(&data) == APP_VERSION_SIZE;

	ksmbd_rd_skip(&data, 6);
	version[0] = ksmbd_rd_le64(&data);
	version[1] = ksmbd_rd_le64(&data);
	return right && ksmbd_rd_ok(&data);
}

static bool take_lease(struct ksmbd_rd data, struct smb2_ctx_lease *l)
{
	if (data.len != SMB2_LEASE_V1_SIZE && data.len != SMB2_LEASE_V2_SIZE)
		return false;
	l->v2 = data.len == SMB2_LEASE_V2_SIZE;
	ksmbd_rd_bytes(&data, l->key, sizeof(l->key));
	l->state = ksmbd_rd_le32(&data);
	l->flags = ksmbd_rd_le32(&data);
	if (!l->v2)
		return true;
	ksmbd_rd_skip(&data, 8);	/* LeaseDuration */
	ksmbd_rd_bytes(&data, l->parent, sizeof(l->parent));
	l->epoch = ksmbd_rd_le16(&data);
	return true;
}

static const struct {
	const char *tag;
	u8 len;
	u16 bit;
} known[] = {
	{ "ExtA", 4, SMB2_CTX_EXTA },
	{ "SecD", 4, SMB2_CTX_SECD },
	{ "AlSi", 4, SMB2_CTX_ALSI },
	{ "MxAc", 4, SMB2_CTX_MXAC },
	{ "QFid", 4, SMB2_CTX_QFID },
	{ "TWrp", 4, SMB2_CTX_TWRP },
	{ "DHnQ", 4, SMB2_CTX_DHNQ },
	{ "DHnC", 4, SMB2_CTX_DHNC },
	{ "DH2Q", 4, SMB2_CTX_DH2Q },
	{ "DH2C", 4, SMB2_CTX_DH2C },
	{ "\x45\xbc\xa6\x6a\xef\xa7\xf7\x4a\x90\x08\xfa\x46\x2e\x14\x4d\x74", 16,
	  SMB2_CTX_APP_ID },
	{ "\xb9\x82\xd0\xb7\x3b\x56\x07\x4f\xa0\x7b\x52\x4a\x81\x16\xa0\x10", 16,
	  SMB2_CTX_APP_VERSION },
	{ "RqLs", 4, SMB2_CTX_RQLS },
};

static u32 bit_of(const struct ksmbd_rd *tag)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (tag->len == known[i].len && !memcmp(tag->base, known[i].tag, known[i].len))
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
	case SMB2_CTX_DHNQ:
		return ctx->data.len >= DHNQ_SIZE;
	case SMB2_CTX_DH2Q:
		return take_durable_request(ctx->data, &c->dh2q);
	case SMB2_CTX_DHNC:
	case SMB2_CTX_DH2C:
		return take_reconnect(ctx->data, bit == SMB2_CTX_DH2C, &c->back);
	case SMB2_CTX_APP_ID:
		return take_app_id(ctx->data, c->app_id);
	case SMB2_CTX_APP_VERSION:
		return take_app_version(ctx->data, c->app_version);
	case SMB2_CTX_RQLS:
		return take_lease(ctx->data, &c->rqls);
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
 * smb2_ctx_lease_encode() - lease granted (MS-SMB2 2.2.14.2.10, 2.2.14.2.11)
 * @c: the chain
 * @l: the lease; its form follows l->v2
 *
 * Context: any.
 */
void smb2_ctx_lease_encode(struct smb2_create_ctx_wr *c, const struct smb2_ctx_lease *l)
{
	smb2_create_ctx_begin(c, "RqLs");
	ksmbd_wr_bytes(c->wr, l->key, sizeof(l->key));
	ksmbd_wr_le32(c->wr, l->state);
	ksmbd_wr_le32(c->wr, l->flags);
	ksmbd_wr_zero(c->wr, 8);		/* LeaseDuration */
	if (l->v2) {
		ksmbd_wr_bytes(c->wr, l->parent, sizeof(l->parent));
		ksmbd_wr_le16(c->wr, l->epoch);
		ksmbd_wr_le16(c->wr, 0);
	}
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

/**
 * smb2_ctx_dhnq_encode() - the handle is durable (MS-SMB2 2.2.14.2.3)
 * @c: the chain
 *
 * Context: any.
 */
void smb2_ctx_dhnq_encode(struct smb2_create_ctx_wr *c)
{
	smb2_create_ctx_begin(c, "DHnQ");
	ksmbd_wr_zero(c->wr, 8);
	smb2_create_ctx_end(c);
}

/**
 * smb2_ctx_dh2q_encode() - the handle is durable, version 2 (MS-SMB2 2.2.14.2.12)
 * @c: the chain
 * @timeout: milliseconds, as granted
 * @flags: SMB2_DHANDLE_*, as granted
 *
 * Context: any.
 */
void smb2_ctx_dh2q_encode(struct smb2_create_ctx_wr *c, u32 timeout, u32 flags)
{
	smb2_create_ctx_begin(c, "DH2Q");
	ksmbd_wr_le32(c->wr, timeout);
	ksmbd_wr_le32(c->wr, flags);
	smb2_create_ctx_end(c);
}
