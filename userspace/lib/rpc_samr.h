/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the two halves of samr share: rpc_samr.c (handles, lists, lookups) and
 * rpc_samr_info.c (information levels).
 *
 * For: those two files.
 * Not for: other services.
 *
 * One thread, no locks.
 */
#ifndef KSMBD_LIB_RPC_SAMR_H
#define KSMBD_LIB_RPC_SAMR_H

#include "rpc_service.h"

#define SAM_ACB_NORMAL		0x00000010u	/* account control bits, MS-SAMR 2.2.1.12 */
#define SAM_ACB_PWNOEXP		0x00000200u
#define SAM_GROUP_ATTRIBUTES	0x00000007u	/* mandatory, enabled by default, enabled */

/* struct sam_entry - SAMPR_RID_ENUMERATION (MS-SAMR 2.2.3.9) */
struct sam_entry {
	uint32_t rid;
	const char *name;
};

struct rpc_handle *sam_get_handle(struct rpc_call *call, enum rpc_handle_kind kind);
uint32_t sam_put_entries(struct rpc_call *call, const struct sam_entry *entries, size_t count,
			 uint32_t resume, uint32_t max);
void sam_put_security(struct rpc_call *call, enum rpc_handle_kind kind, uint32_t info);
bool sam_is_member(const struct rpc_account *account, uint32_t alias);
uint32_t sam_query_domain_info(struct rpc_call *call);
uint32_t sam_query_group_info(struct rpc_call *call);
uint32_t sam_query_alias_info(struct rpc_call *call);
uint32_t sam_query_user_info(struct rpc_call *call);
uint32_t sam_query_display_info(struct rpc_call *call);

#endif /* KSMBD_LIB_RPC_SAMR_H */
