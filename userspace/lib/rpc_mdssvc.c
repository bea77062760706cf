// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdssvc: the Spotlight search service of a Mac's Finder, answering "no search
 * on this server".
 *
 * For: saying so once and for good. An open call answered with an empty path
 * and a null handle means that the share is not searchable; Finder then stays
 * silent, where a missing pipe or a fault makes it ask again at every mount.
 * Not for: searching.
 *
 * Called by rpc_pdu.c; one thread, no locks.
 *
 * The interface is not published by Apple. Facts are those that Samba's
 * documentation of the interface states: every answer to the null handle is a
 * success that carries nothing.
 */
#include "rpc_service.h"

#define MDS_PATH_MAX		1025	/* size of the path array in the interface */

static bool mds_get_null_handle(struct rpc_call *call)
{
	const uint8_t *handle;
	size_t i;

	ndr_get_align(&call->in, 4);
	handle = ndr_get_bytes(&call->in, NDR_HANDLE_SIZE);
	for (i = 0; handle && i < NDR_HANDLE_SIZE; i++)
		if (handle[i])
			return false;
	return handle;
}

/* opnum 0: open(device id, two unknown numbers, mount path, share) */
static uint32_t mds_open(struct rpc_call *call)
{
	uint32_t number[3];
	size_t i;

	for (i = 0; i < RPC_ARRAY_SIZE(number); i++)
		number[i] = ndr_get_u32(&call->in);
	ndr_get_str8(&call->in);
	ndr_get_str8(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	for (i = 0; i < RPC_ARRAY_SIZE(number); i++)
		ndr_put_u32(&call->out, number[i]);
	ndr_put_u32(&call->out, MDS_PATH_MAX);
	ndr_put_u32(&call->out, 0);
	ndr_put_u32(&call->out, 1);
	ndr_put_u8(&call->out, 0);
	rpc_handle_put_wire(call, NULL);
	return 0;
}

/* opnum 1: three numbers come back, a status among them */
static uint32_t mds_unknown1(struct rpc_call *call)
{
	if (!mds_get_null_handle(call))
		return RPC_FAULT_PROTOCOL;
	ndr_put_zero(&call->out, 12);
	return 0;
}

/* opnum 2: command; back come fragment, an empty blob and a status */
static uint32_t mds_command(struct rpc_call *call)
{
	if (!mds_get_null_handle(call))
		return RPC_FAULT_PROTOCOL;
	ndr_put_u32(&call->out, 0);
	ndr_put_u32(&call->out, 0);
	ndr_put_u32(&call->out, 0);
	ndr_put_ptr(&call->out, false);
	ndr_put_u32(&call->out, 0);
	return 0;
}

/* opnum 3: close; the handle comes back null */
static uint32_t mds_close(struct rpc_call *call)
{
	if (!mds_get_null_handle(call))
		return RPC_FAULT_PROTOCOL;
	rpc_handle_put_wire(call, NULL);
	ndr_put_u32(&call->out, 0);
	return 0;
}

static const rpc_method_t mds_methods[] = {
	[0] = mds_open,
	[1] = mds_unknown1,
	[2] = mds_command,
	[3] = mds_close,
};

/* 885d85fb-c754-4062-a0e7-6872ce0064f4 version 2.0 */
const struct rpc_interface rpc_mdssvc_interface = {
	.uuid = { 0xfb, 0x85, 0x5d, 0x88, 0x54, 0xc7, 0x62, 0x40,
		  0xa0, 0xe7, 0x68, 0x72, 0xce, 0x00, 0x64, 0xf4 },
	.major = 2,
	.pipes = KSMBD_RPC_MDSSVC_METHOD_INVOKE,
	.methods = mds_methods,
	.num_methods = RPC_ARRAY_SIZE(mds_methods),
};
