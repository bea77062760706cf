// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/wire/negotiate.c and negotiate_ctx.c: what a stranger sends first.
 *
 * Input: an element from its SMB2 header on, or an SMB1 NEGOTIATE.
 */
#include "fuzz.h"
#include "smb2/wire/negotiate.h"

static void list_ok(const struct smb2_alg_list *l)
{
	must(l->n <= SMB2_ALGS_MAX);
	must(l->present || !l->n);
}

/* A reply to what was asked fits its room and is 8-aligned between contexts. */
static void reply(const struct smb2_negotiate_args *a)
{
	struct smb2_negotiate_ctxs c = {
		.cipher = a->ciphers.n ? a->ciphers.alg[0] : 0,
		.has_signing = a->signing.present,
		.signing = a->signing.n ? a->signing.alg[0] : 0,
		.compression = a->compression,
	};
	u8 buf[256];
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, buf, sizeof(buf));
	must(smb2_negotiate_ctx_encode(&wr, &c) >= 1);
	must(ksmbd_wr_ok(&wr));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct smb2_cx cx = {};
	struct smb2_negotiate_args a;
	struct ksmbd_rd rd;
	int offers;

	offers = smb2_smb1_negotiate_decode(data, size);
	must(offers == -22 || (offers >= 0 && offers <= 3));
	if (size < SMB2_HEADER_SIZE)
		return 0;
	memset(&a, 0, sizeof(a));
	ksmbd_rd_init(&rd, data, size);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	if (smb2_negotiate_decode(&a, &rd, &cx) != STATUS_SUCCESS)
		return 0;
	must(a.ndialects && a.ndialects <= SMB2_DIALECTS_MAX);
	list_ok(&a.ciphers);
	list_ok(&a.signing);
	must(!a.has_311 || (a.preauth && a.preauth_sha512));
	if (a.has_311)
		reply(&a);
	return 0;
}
