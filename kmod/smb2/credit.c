// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When message ids are used up and credits granted (MS-SMB2 3.3.1.2, 3.3.5.2.3,
 * 3.3.5.2.5).
 *
 * The window itself, pure and tested, is window.c; here it is put under
 * conn->lock, with what the dialect and the log-on state say about it.
 *
 * Called by frame.c (consume, before an element runs), dispatch.c (check,
 * grant) and async.c (grant with the interim reply).
 */
#include "smb2/engine.h"

#include <linux/minmax.h>
#include <linux/rcupdate.h>

#include "state/server.h"

/**
 * smb2_credit_start() - a connection's first frame has come
 * @conn: connection
 *
 * Context: its reader; takes conn->lock.
 */
void smb2_credit_start(struct ksmbd_conn *conn)
{
	u32 max;

	rcu_read_lock();
	max = ksmbd_server_config()->max_credits;
	rcu_read_unlock();
	spin_lock(&conn->lock);
	smb2_credits_init(&conn->credits, max ?: KSMBD_CREDITS_MAX);
	spin_unlock(&conn->lock);
}

/* Before 2.1 there are no multi-credit requests and the field is reserved. */
static u32 charge_of(const struct ksmbd_conn *conn, const struct smb2_header *hdr)
{
	return conn->dialect >= SMB2_DIALECT_210 && hdr->credit_charge ? hdr->credit_charge : 1;
}

/**
 * smb2_credit_consume() - a request uses its ids (MS-SMB2 3.3.5.2.3)
 * @conn: connection it came on
 * @hdr: its header; not for CANCEL
 *
 * Context: any; takes conn->lock.
 * Return: false: the client sent an id it may not; drop the connection.
 */
bool smb2_credit_consume(struct ksmbd_conn *conn, const struct smb2_header *hdr)
{
	bool ok;

	spin_lock(&conn->lock);
	ok = smb2_credits_consume(&conn->credits, hdr->message_id, charge_of(conn, hdr));
	spin_unlock(&conn->lock);
	return ok;
}

/**
 * smb2_credit_grant() - credits for one reply (MS-SMB2 3.3.1.2)
 * @conn: connection
 * @hdr: header of the request that is answered
 *
 * What was asked for, at least what the request cost and at least one, until the client holds
 * its maximum; before anybody has logged in that is a small one.
 *
 * Context: any; takes conn->lock.
 * Return: the CreditResponse field.
 */
u16 smb2_credit_grant(struct ksmbd_conn *conn, const struct smb2_header *hdr)
{
	u32 want = max_t(u32, hdr->credits, charge_of(conn, hdr));
	u32 limit = READ_ONCE(conn->authenticated) ? KSMBD_CREDITS_MAX : KSMBD_CREDITS_PREAUTH;

	spin_lock(&conn->lock);
	want = smb2_credits_grant(&conn->credits, limit, want);
	spin_unlock(&conn->lock);
	return want;
}

/**
 * smb2_credit_check() - phase: the charge covers the payload (MS-SMB2 3.3.5.2.5)
 * @req: request, at an element
 *
 * Context: any. Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 */
ntstatus_t smb2_credit_check(struct smb2_req *req)
{
	struct ksmbd_rd rd;

	if (!(req->work.conn->server_caps & SMB2_CAP_LARGE_MTU))
		return STATUS_SUCCESS;
	ksmbd_rd_init(&rd, req->in.data + req->el_off, req->el_len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	if (!smb2_charge_covers(req->hdr.credit_charge,
				smb2_payload_size(req->hdr.command, &rd)))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}
