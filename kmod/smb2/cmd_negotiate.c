// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NEGOTIATE: which dialect, cipher and signing algorithm (MS-SMB2 3.3.5.4),
 * and the SMB1 packet that old and Apple clients open with (3.3.5.3).
 *
 * Choices: the newest dialect both may use; the first cipher of the client's
 * list that this kernel has, for the client knows best what it computes fast
 * and how much it wants; AES-GMAC before AES-CMAC before HMAC-SHA256, for that
 * is the order of speed.  A 3.1.1 reply has exactly one algorithm in each
 * context, never one that was not asked for.
 *
 * Nothing on the connection changes before the answer is certain.  Runs in the
 * reader, alone (frame.c), so no locks; conn->state is set under conn->lock.
 */
#include "smb2/engine.h"

#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "smb2/wire/negotiate.h"
#include "smb2/wire/session.h"
#include "state/server.h"
#include "util/misc.h"

/* Security blob and contexts: a NegTokenInit2 with two mechanisms takes some 120 bytes. */
#define PAYLOAD_MAX	1024

/* What the configuration says about negotiating; a copy. */
struct policy {
	u32 flags;
	enum ksmbd_signing signing;
	u16 min_dialect, max_dialect;
	u32 max_transact, max_read, max_write;
	bool krb5;
};

/* What will be written to the connection. */
struct choice {
	u16 dialect;
	u16 cipher;
	u16 sign_alg;
	u32 caps;
	u32 max_transact, max_read, max_write;
};

static void get_policy(struct policy *p)
{
	const struct ksmbd_server_config *cfg;

	rcu_read_lock();
	cfg = ksmbd_server_config();
	p->flags = cfg->flags;
	p->signing = cfg->signing;
	p->min_dialect = cfg->min_dialect ?: SMB2_DIALECT_202;
	p->max_dialect = cfg->max_dialect ?: SMB2_DIALECT_311;
	p->max_transact = clamp_t(u32, cfg->max_transact ?: KSMBD_TRANSACT_MAX, SZ_64K,
				  KSMBD_TRANSACT_MAX);
	p->max_read = clamp_t(u32, cfg->max_read ?: KSMBD_IO_DEFAULT, SZ_64K, KSMBD_IO_MAX);
	p->max_write = clamp_t(u32, cfg->max_write ?: KSMBD_IO_DEFAULT, SZ_64K, KSMBD_IO_MAX);
	p->krb5 = cfg->kerberos != KSMBD_KERBEROS_NO;
	rcu_read_unlock();
}

static bool we_speak(u16 dialect)
{
	return dialect == SMB2_DIALECT_202 || dialect == SMB2_DIALECT_210 ||
	       dialect == SMB2_DIALECT_300 || dialect == SMB2_DIALECT_302 ||
	       dialect == SMB2_DIALECT_311;
}

/* The newest common dialect, 0: none. */
static u16 choose_dialect(const struct smb2_negotiate_args *a, const struct policy *p)
{
	u16 best = 0, i, d;

	for (i = 0; i < a->ndialects; i++) {
		d = a->dialects[i];
		if (we_speak(d) && d >= p->min_dialect && d <= p->max_dialect && d > best)
			best = d;
	}
	return best;
}

static u16 choose_cipher(const struct smb2_negotiate_args *a, const struct policy *p, u16 dialect)
{
	u16 i;

	if (p->flags & KSMBD_CFG_ENCRYPT_OFF || dialect < SMB2_DIALECT_300)
		return 0;
	if (dialect < SMB2_DIALECT_311)
		return a->capabilities & SMB2_CAP_ENCRYPTION &&
		       smb3_seal_available(SMB3_SEAL_AES128_CCM) ? SMB3_SEAL_AES128_CCM : 0;
	for (i = 0; i < a->ciphers.n; i++)
		if (smb3_seal_available(a->ciphers.alg[i]))
			return a->ciphers.alg[i];
	return 0;
}

static bool lists(const struct smb2_alg_list *list, u16 alg)
{
	u16 i;

	for (i = 0; i < list->n; i++)
		if (list->alg[i] == alg)
			return true;
	return false;
}

static u16 choose_signing(const struct smb2_negotiate_args *a, u16 dialect)
{
	static const u16 fastest[] = {
		SMB3_SIGN_AES_GMAC, SMB3_SIGN_AES_CMAC, SMB3_SIGN_HMAC_SHA256,
	};
	unsigned int i;

	if (dialect < SMB2_DIALECT_300)
		return SMB3_SIGN_HMAC_SHA256;
	if (dialect == SMB2_DIALECT_311 && a->signing.present)
		for (i = 0; i < ARRAY_SIZE(fastest); i++)
			if (lists(&a->signing, fastest[i]) && smb3_sign_available(fastest[i]))
				return fastest[i];
	return SMB3_SIGN_AES_CMAC;
}

static void choose_sizes(struct choice *c, const struct policy *p)
{
	/* Without multi-credit requests nothing larger than 64 KiB can be paid for. */
	u32 most = c->caps & SMB2_CAP_LARGE_MTU ? KSMBD_IO_MAX : KSMBD_IO_MAX_SMB202;

	c->max_transact = min(p->max_transact, most);
	c->max_read = min(p->max_read, most);
	c->max_write = min(p->max_write, most);
}

static bool choose(const struct smb2_negotiate_args *a, const struct policy *p, struct choice *c)
{
	memset(c, 0, sizeof(*c));
	c->dialect = choose_dialect(a, p);
	if (!c->dialect)
		return false;
	c->cipher = choose_cipher(a, p, c->dialect);
	c->sign_alg = choose_signing(a, c->dialect);
	if (c->dialect >= SMB2_DIALECT_210)
		c->caps |= SMB2_CAP_LARGE_MTU;
	if (c->dialect >= SMB2_DIALECT_300 && p->flags & KSMBD_CFG_MULTICHANNEL)
		c->caps |= a->capabilities & SMB2_CAP_MULTI_CHANNEL;
	if (c->dialect >= SMB2_DIALECT_210 && p->flags & KSMBD_CFG_LEASES)
		c->caps |= SMB2_CAP_LEASING;
	/* only to who says so too: impacket, for one, takes it for an invitation */
	if (c->dialect >= SMB2_DIALECT_300 && p->flags & KSMBD_CFG_LEASES)
		c->caps |= a->capabilities & SMB2_CAP_DIR_LEASING;
	if (c->dialect >= SMB2_DIALECT_300 && p->flags & KSMBD_CFG_PERSISTENT)
		c->caps |= a->capabilities & SMB2_CAP_PERSISTENT;
	/* 3.1.1 says the same with a context. */
	if (c->cipher && c->dialect < SMB2_DIALECT_311)
		c->caps |= SMB2_CAP_ENCRYPTION;
	choose_sizes(c, p);
	return true;
}

/* Blob, contexts and fixed part of the reply. */
static ntstatus_t answer(struct smb2_req *req, const struct policy *p, const struct choice *c,
			 const struct smb2_negotiate_args *a)
{
	struct smb2_negotiate_res *res = smb2_res(req, struct smb2_negotiate_res);
	struct ksmbd_wr *wr = smb2_payload_begin(req, PAYLOAD_MAX);
	struct smb2_negotiate_ctxs ctxs = { .cipher = c->cipher };
	struct timespec64 now;

	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	smb3_spnego_offer_encode(wr, p->krb5);
	res->blob_len = ksmbd_wr_pos(wr);
	if (c->dialect == SMB2_DIALECT_311) {
		get_random_bytes(ctxs.salt, sizeof(ctxs.salt));
		ctxs.has_signing = a->signing.present && lists(&a->signing, c->sign_alg);
		ctxs.signing = c->sign_alg;
		ctxs.compression = a->compression;
		ksmbd_wr_align(wr, 8);
		res->ctx_offset = smb2_payload_offset(req) + ksmbd_wr_pos(wr);
		res->ctx_count = smb2_negotiate_ctx_encode(wr, &ctxs);
	}
	if (!ksmbd_wr_ok(wr))
		return STATUS_INTERNAL_ERROR;
	res->security_mode = SMB2_SIGNING_ENABLED;
	if (p->signing == KSMBD_SIGNING_MANDATORY)
		res->security_mode |= SMB2_SIGNING_REQUIRED;
	res->dialect = c->dialect;
	res->capabilities = c->caps;
	res->max_transact = c->max_transact;
	res->max_read = c->max_read;
	res->max_write = c->max_write;
	ktime_get_real_ts64(&now);
	res->system_time = ksmbd_nttime_from_ts(&now);
	memcpy(res->server_guid, ksmbd_server_guid, sizeof(res->server_guid));
	return STATUS_SUCCESS;
}

static void set_state(struct ksmbd_conn *conn, enum ksmbd_conn_state state)
{
	spin_lock(&conn->lock);
	if (conn->state != KSMBD_CONN_CLOSING)
		WRITE_ONCE(conn->state, state);
	spin_unlock(&conn->lock);
}

/* The connection learns what was agreed; VALIDATE_NEGOTIATE_INFO asks for it again later. */
static void commit(struct ksmbd_conn *conn, const struct smb2_negotiate_args *a,
		   const struct choice *c, u16 security_mode)
{
	conn->dialect = c->dialect;
	conn->cipher = c->cipher;
	conn->sign_alg = c->sign_alg;
	conn->client_security_mode = a->security_mode;
	conn->client_caps = a->capabilities;
	memcpy(conn->client_guid, a->client_guid, sizeof(conn->client_guid));
	BUILD_BUG_ON(sizeof(conn->client_dialects) != sizeof(a->dialects));
	memcpy(conn->client_dialects, a->dialects, sizeof(conn->client_dialects));
	conn->nclient_dialects = a->ndialects;
	conn->server_caps = c->caps;
	conn->server_security_mode = security_mode;
	conn->max_transact = c->max_transact;
	conn->max_read = c->max_read;
	conn->max_write = c->max_write;
}

static ntstatus_t negotiate_execute(struct smb2_req *req)
{
	const struct smb2_negotiate_args *a = smb2_args(req, struct smb2_negotiate_args);
	const struct smb2_negotiate_res *res = smb2_res(req, struct smb2_negotiate_res);
	struct ksmbd_conn *conn = req->work.conn;
	struct policy p;
	struct choice c;
	ntstatus_t status;

	get_policy(&p);
	if (!choose(a, &p, &c))
		return STATUS_NOT_SUPPORTED;
	status = answer(req, &p, &c, a);
	if (status != STATUS_SUCCESS)
		return status;
	commit(conn, a, &c, res->security_mode);
	return STATUS_SUCCESS;
}

/* The 3.1.1 preauth value covers request and reply as they went over the wire (3.3.5.4). */
static int hash_exchange(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;
	struct kvec in = smb2_request_bytes(req), out = smb2_reply_bytes(req);
	struct smb3_preauth h = {};
	int err;

	err = smb3_preauth_update(&h, &h, &in, 1);
	if (!err)
		err = smb3_preauth_update(&h, &h, &out, 1);
	if (err)
		return err;
	memcpy(conn->preauth, h.hash, sizeof(conn->preauth));
	conn->has_preauth = true;
	return 0;
}

/* The reply is written: now the connection is what it says. */
static void negotiate_release(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;

	if (!conn->dialect || req->drop)
		return;
	if (conn->dialect == SMB2_DIALECT_311 && hash_exchange(req)) {
		req->drop = true;
		return;
	}
	set_state(conn, KSMBD_CONN_NEGOTIATED);
}

/* What the SMB1 packet stands for: one dialect, nothing else known of the client. */
static ntstatus_t smb1_execute(struct smb2_req *req, int offers)
{
	struct smb2_negotiate_args *a = smb2_args(req, struct smb2_negotiate_args);
	struct ksmbd_conn *conn = req->work.conn;
	struct policy p;
	struct choice c = {};
	ntstatus_t status;

	get_policy(&p);
	if (offers & SMB2_SMB1_OFFERS_2FF && p.max_dialect > SMB2_DIALECT_202) {
		c.dialect = SMB2_DIALECT_2FF;
		choose_sizes(&c, &p);
		status = answer(req, &p, &c, a);
		if (status == STATUS_SUCCESS)
			set_state(conn, KSMBD_CONN_NEGOTIATING);
		return status;
	}
	a->ndialects = 1;
	a->dialects[0] = SMB2_DIALECT_202;
	a->security_mode = SMB2_SIGNING_ENABLED;
	if (!(offers & SMB2_SMB1_OFFERS_202) || !choose(a, &p, &c))
		return STATUS_NOT_SUPPORTED;
	status = answer(req, &p, &c, a);
	if (status == STATUS_SUCCESS) {
		commit(conn, a, &c, smb2_res(req, struct smb2_negotiate_res)->security_mode);
		set_state(conn, KSMBD_CONN_NEGOTIATED);
	}
	return status;
}

/**
 * smb2_negotiate_smb1() - answer an SMB1 NEGOTIATE (MS-SMB2 3.3.5.3)
 * @req: request with that packet
 *
 * With "SMB 2.???" the answer is dialect 0x02FF and the client negotiates again; with only
 * "SMB 2.002" it is settled.  The packet uses up message id 0.
 *
 * Context: the connection's reader.
 * Return: 0 answered; -EPROTO: it offers nothing we speak, drop the connection.
 */
int smb2_negotiate_smb1(struct smb2_req *req)
{
	struct ksmbd_conn *conn = req->work.conn;
	int offers = smb2_smb1_negotiate_decode(req->in.data + req->in_off, req->in_len);
	ntstatus_t status;

	if (offers <= 0)
		return -EPROTO;
	req->hdr.command = SMB2_NEGOTIATE;
	req->cmd = &smb2_cmd_negotiate;
	memset(req->args, 0, req->cmd->args_size);
	memset(req->res, 0, req->cmd->res_size);
	if (!smb2_credit_consume(conn, &req->hdr) || smb2_reply_begin(req))
		return -EPROTO;
	req->executed = true;
	status = smb1_execute(req, offers);
	if (smb2_reply_body(req, &status) || ntstatus_is_error(status))
		return -EPROTO;
	smb2_reply_header(req, status, smb2_credit_grant(conn, &req->hdr));
	smb2_frame_send(req);
	return 0;
}

const struct smb2_command smb2_cmd_negotiate = {
	.name		= "NEGOTIATE",
	.req_size	= SMB2_NEGOTIATE_REQ_SIZE,
	.rsp_fixed	= SMB2_NEGOTIATE_RSP_FIXED,
	.args_size	= sizeof(struct smb2_negotiate_args),
	.res_size	= sizeof(struct smb2_negotiate_res),
	.decode		= smb2_negotiate_decode,
	.encode		= smb2_negotiate_encode,
	.execute	= negotiate_execute,
	.release	= negotiate_release,
};
