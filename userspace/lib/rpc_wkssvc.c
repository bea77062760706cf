// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wkssvc: the Workstation Service (MS-WKST), as far as a file server has one.
 *
 * For: NetrWkstaGetInfo (name, workgroup and version of this machine) and
 * NetrGetJoinInformation (it is in a workgroup).
 * Not for: users logged on, transports and joining a domain: those opnums get
 * nca_s_op_rng_error.
 *
 * Called by rpc_pdu.c; one thread, no locks.
 */
#include "rpc_service.h"

#define WKS_PLATFORM_NT		500
#define WKS_VERSION_MAJOR	6
#define WKS_VERSION_MINOR	1
#define WKS_SETUP_WORKGROUP	2	/* NETSETUP_JOIN_STATUS, MS-WKST 2.2.3.1 */

static int wks_count_session(void *arg, const struct ksmbd_rpc_session *session)
{
	(void)session;
	++*(uint32_t *)arg;
	return 0;
}

/* WKSTA_INFO_100, 101, 102 (MS-WKST 2.2.5.1 to 2.2.5.3): each adds to the one before */
static size_t wks_info_row(struct rpc_call *call, uint32_t level, struct ndr_field *row)
{
	const struct ksmbd_rpc_ops *ops = rpc_ops(call);
	uint32_t users = 0;
	size_t n = 0;

	row[n++] = NDR_F_U32(WKS_PLATFORM_NT);
	row[n++] = NDR_F_WSTR(call->id.server_name);
	row[n++] = NDR_F_WSTR(call->id.workgroup);
	row[n++] = NDR_F_U32(WKS_VERSION_MAJOR);
	row[n++] = NDR_F_U32(WKS_VERSION_MINOR);
	if (level >= 101)
		row[n++] = NDR_F_WSTR("");
	if (level == 102) {
		ops->sessions(rpc_ops_ctx(call), wks_count_session, &users);
		row[n++] = NDR_F_U32(users);
	}
	return n;
}

/* opnum 0, NetrWkstaGetInfo (MS-WKST 3.2.4.1); level 102 is for administrators */
static uint32_t wks_get_info(struct rpc_call *call)
{
	uint32_t level, status = WERR_OK;
	struct ndr_field row[8];
	size_t n;

	ndr_get_wstr_ptr(&call->in);
	level = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if (level < 100 || level > 102)
		status = WERR_INVALID_LEVEL;
	else if (rpc_is_barred(call) || (level == 102 && !call->admin))
		status = WERR_ACCESS_DENIED;
	else if (level == 102 && !rpc_ops(call)->sessions)
		status = WERR_NOT_SUPPORTED;

	/* arms of settings that only Windows has are answered empty, other levels have none */
	ndr_put_u32(&call->out, level);
	if (status != WERR_INVALID_LEVEL || level == 502 || (level >= 1010 && level <= 1062))
		ndr_put_ptr(&call->out, status == WERR_OK);
	if (status == WERR_OK) {
		n = wks_info_row(call, level, row);
		ndr_put_struct(&call->out, row, n);
	}
	ndr_put_u32(&call->out, status);
	return 0;
}

/* opnum 20, NetrGetJoinInformation (MS-WKST 3.2.4.16) */
static uint32_t wks_get_join_information(struct rpc_call *call)
{
	ndr_get_wstr_ptr(&call->in);
	ndr_get_wstr_ptr(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	ndr_put_ptr(&call->out, !rpc_is_barred(call));
	if (!rpc_is_barred(call))
		ndr_put_wstr(&call->out, call->id.workgroup);
	ndr_put_u16(&call->out, rpc_is_barred(call) ? 0 : WKS_SETUP_WORKGROUP);
	ndr_put_u32(&call->out, rpc_is_barred(call) ? WERR_ACCESS_DENIED : WERR_OK);
	return 0;
}

static const rpc_method_t wks_methods[] = {
	[0] = wks_get_info,
	[20] = wks_get_join_information,
};

/* 6bffd098-a112-3610-9833-46c3f87e345a version 1.0 */
const struct rpc_interface rpc_wkssvc_interface = {
	.uuid = { 0x98, 0xd0, 0xff, 0x6b, 0x12, 0xa1, 0x10, 0x36,
		  0x98, 0x33, 0x46, 0xc3, 0xf8, 0x7e, 0x34, 0x5a },
	.major = 1,
	.pipes = KSMBD_RPC_WKSSVC_METHOD_INVOKE,
	.methods = wks_methods,
	.num_methods = RPC_ARRAY_SIZE(wks_methods),
};
