// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel side of the helper protocol accepts: one policy per
 * attribute, each with an exact or a bounded length (R11).
 *
 * Not for:  meaning of fields (config.c, share.c, login.c, rpc.c).
 * Called:   by generic netlink before any of our functions sees a message.
 * Locks:    none; constant tables.
 *
 * Structs of events only the kernel sends are accepted with their size too:
 * netlink has no "never" below a family's maximum that old kernels know.
 */
#include "helper/genl.h"

#include "limits.h"

#define EXACT(type)		NLA_POLICY_EXACT_LEN(sizeof(type))
/* Netlink itself bounds an attribute at 64 KiB; readers check the rest against the struct. */
#define AT_LEAST(type)		NLA_POLICY_MIN_LEN(sizeof(type))

const struct nla_policy ksmbd_nl_apple_share_policy[KSMBD_AS_MAX + 1] = {
	[KSMBD_AS_TIME_MACHINE]	= { .type = NLA_FLAG },
	[KSMBD_AS_MAX_SIZE]	= { .type = NLA_U64 },
	[KSMBD_AS_METADATA]	= NLA_POLICY_MAX(NLA_U8, KSMBD_APPLE_METADATA_NETATALK),
	[KSMBD_AS_RESOURCE]	= NLA_POLICY_MAX(NLA_U8, KSMBD_APPLE_RESOURCE_XATTR),
	[KSMBD_AS_ENCODING]	= NLA_POLICY_MAX(NLA_U8, KSMBD_APPLE_ENCODING_PRIVATE),
	[KSMBD_AS_HIDE_FILES]	= { .type = NLA_NUL_STRING, .len = KSMBD_HIDE_LIST_MAX },
};

static const struct nla_policy apple_global_policy[KSMBD_AG_MAX + 1] = {
	[KSMBD_AG_MODEL]	= { .type = NLA_NUL_STRING, .len = KSMBD_APPLE_MODEL_MAX },
	[KSMBD_AG_SERVER_CAPS]	= { .type = NLA_U64 },
	[KSMBD_AG_VOLUME_CAPS]	= { .type = NLA_U64 },
};

const struct nla_policy ksmbd_nl_policy[KSMBD_A_MAX + 1] = {
	[KSMBD_EVENT_HEARTBEAT_REQUEST]		= EXACT(struct ksmbd_heartbeat),
	[KSMBD_EVENT_STARTING_UP]		= AT_LEAST(struct ksmbd_startup_request),
	[KSMBD_EVENT_SHUTTING_DOWN]		= EXACT(struct ksmbd_shutdown_request),
	[KSMBD_EVENT_LOGIN_REQUEST]		= EXACT(struct ksmbd_login_request),
	[KSMBD_EVENT_LOGIN_RESPONSE]		= EXACT(struct ksmbd_login_response),
	[KSMBD_EVENT_SHARE_CONFIG_REQUEST]	= EXACT(struct ksmbd_share_config_request),
	[KSMBD_EVENT_SHARE_CONFIG_RESPONSE]	= AT_LEAST(struct ksmbd_share_config_response),
	[KSMBD_EVENT_TREE_CONNECT_REQUEST]	= EXACT(struct ksmbd_tree_connect_request),
	[KSMBD_EVENT_TREE_CONNECT_RESPONSE]	= EXACT(struct ksmbd_tree_connect_response),
	[KSMBD_EVENT_TREE_DISCONNECT_REQUEST]	= EXACT(struct ksmbd_tree_disconnect_request),
	[KSMBD_EVENT_LOGOUT_REQUEST]		= EXACT(struct ksmbd_logout_request),
	[KSMBD_EVENT_RPC_REQUEST]		= AT_LEAST(struct ksmbd_rpc_command),
	[KSMBD_EVENT_RPC_RESPONSE]		= AT_LEAST(struct ksmbd_rpc_command),
	[KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST]	= AT_LEAST(struct ksmbd_spnego_authen_request),
	[KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE]	= AT_LEAST(struct ksmbd_spnego_authen_response),
	[KSMBD_EVENT_LOGIN_REQUEST_EXT]		= EXACT(struct ksmbd_login_request),
	[KSMBD_EVENT_LOGIN_RESPONSE_EXT]	= AT_LEAST(struct ksmbd_login_response_ext),
	[KSMBD_A_APPLE_GLOBAL]			= NLA_POLICY_NESTED(apple_global_policy),
	[KSMBD_A_APPLE_SHARE]			= NLA_POLICY_NESTED(ksmbd_nl_apple_share_policy),
	[KSMBD_A_KERBEROS]			= { .type = NLA_FLAG },
	[KSMBD_EVENT_HANDLE_KEEP]		= AT_LEAST(struct ksmbd_handle_keep),
	[KSMBD_EVENT_HANDLE_KEPT]		= EXACT(struct ksmbd_handle_kept),
	[KSMBD_EVENT_HANDLE_FORGET]		= EXACT(struct ksmbd_handle_forget),
	[KSMBD_EVENT_HANDLE_RESTORE]		= AT_LEAST(struct ksmbd_handle_keep),
	[KSMBD_A_HANDLE_STORE]			= { .type = NLA_FLAG },
	[KSMBD_EVENT_SHARE_GONE]		= EXACT(struct ksmbd_share_gone),
	[KSMBD_A_STATUS_KIND]			= NLA_POLICY_MAX(NLA_U32, KSMBD_STATUS_MAX),
};
