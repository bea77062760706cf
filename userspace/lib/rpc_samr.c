// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * samr: the Security Account Manager (MS-SAMR), read-only.
 *
 * For: two domains – that of this server's accounts and Builtin –, their users,
 * their one group "None", their three aliases, looked up, listed and described.
 * Not for: making, changing or deleting accounts and passwords: that is done by
 * ksmbd.adduser on the server, so those opnums get nca_s_op_rng_error. What an
 * account looks like in each information level is in rpc_samr_info.c.
 *
 * Called by rpc_pdu.c; one thread, no locks.
 */
#include "rpc_samr.h"

#include <string.h>
#include <strings.h>

#define SAM_MAX_LOOKUP		1000	/* range of the arrays in MS-SAMR 3.1.5.11 */
#define SAM_MAX_SIDS		1024

/* rights that everybody may open things with (MS-SAMR 2.2.1) */
#define SAM_COMMON_RIGHTS	(RPC_ACCESS_READ_CONTROL | RPC_ACCESS_MAXIMUM_ALLOWED | \
				 RPC_ACCESS_GENERIC_READ | RPC_ACCESS_GENERIC_EXECUTE)
#define SAM_SERVER_RIGHTS	(SAM_COMMON_RIGHTS | 0x031u)	/* connect, enumerate, look up */
#define SAM_DOMAIN_RIGHTS	(SAM_COMMON_RIGHTS | 0x385u)	/* read, list, look up, open */
#define SAM_USER_RIGHTS		(SAM_COMMON_RIGHTS | 0x35bu)	/* read everything */
#define SAM_GROUP_RIGHTS	(SAM_COMMON_RIGHTS | 0x011u)
#define SAM_ALIAS_RIGHTS	(SAM_COMMON_RIGHTS | 0x00cu)

static uint32_t sam_check_access(const struct rpc_call *call, uint32_t wanted, uint32_t rights)
{
	if (rpc_is_barred(call) || (!call->admin && (wanted & ~rights)))
		return NT_ACCESS_DENIED;
	return NT_OK;
}

/* the end of every open call: a handle, or the null handle and why */
static uint32_t sam_put_open(struct rpc_call *call, enum rpc_handle_kind kind, bool builtin,
			     uint32_t rid, uint32_t status)
{
	struct rpc_handle *handle = NULL;

	if (status == NT_OK) {
		handle = rpc_handle_create(call, kind);
		if (handle) {
			handle->builtin = builtin;
			handle->rid = rid;
		} else {
			status = NT_INSUFFICIENT_RESOURCES;
		}
	}
	rpc_handle_put_wire(call, handle);
	ndr_put_u32(&call->out, status);
	return 0;
}

/* opnum 0, SamrConnect: its server name is one character, by mistake */
static uint32_t sam_connect(struct rpc_call *call)
{
	uint32_t access;

	if (ndr_get_ptr(&call->in))
		ndr_get_u16(&call->in);
	access = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	return sam_put_open(call, RPC_HANDLE_SAM_SERVER, false, 0,
			    sam_check_access(call, access, SAM_SERVER_RIGHTS));
}

static uint32_t sam_connect_named(struct rpc_call *call, bool revision)
{
	uint32_t access;

	ndr_get_wstr_ptr(&call->in);
	if (revision)
		ndr_get_u32(&call->in);
	access = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	return sam_put_open(call, RPC_HANDLE_SAM_SERVER, false, 0,
			    sam_check_access(call, access, SAM_SERVER_RIGHTS));
}

/* opnum 57, SamrConnect2 */
static uint32_t sam_connect2(struct rpc_call *call)
{
	return sam_connect_named(call, false);
}

/* opnums 61 and 62, SamrConnect3 and SamrConnect4 */
static uint32_t sam_connect4(struct rpc_call *call)
{
	return sam_connect_named(call, true);
}

/* opnum 64, SamrConnect5 (MS-SAMR 3.1.5.1.1) */
static uint32_t sam_connect5(struct rpc_call *call)
{
	uint32_t access, version, status;

	ndr_get_wstr_ptr(&call->in);
	access = ndr_get_u32(&call->in);
	version = ndr_get_u32(&call->in);
	if (ndr_get_u32(&call->in) != version || version != 1)
		return RPC_FAULT_BAD_STUB;
	ndr_get_u32(&call->in);			/* revision */
	ndr_get_u32(&call->in);			/* features */
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	status = sam_check_access(call, access, SAM_SERVER_RIGHTS);
	ndr_put_u32(&call->out, 1);
	ndr_put_u32(&call->out, 1);
	ndr_put_u32(&call->out, 3);		/* revision of Windows since 2000 */
	ndr_put_u32(&call->out, 0);		/* no features */
	return sam_put_open(call, RPC_HANDLE_SAM_SERVER, false, 0, status);
}

/* opnum 1, SamrCloseHandle */
static uint32_t sam_close(struct rpc_call *call)
{
	struct rpc_handle *handle = rpc_handle_get(call);

	if (!handle || handle->kind < RPC_HANDLE_SAM_SERVER)
		return RPC_FAULT_CONTEXT_MISMATCH;
	rpc_handle_destroy(handle);
	rpc_handle_put_wire(call, NULL);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

/*
 * opnum 3, SamrQuerySecurityObject: everybody may read, administrators may do
 * anything, which is what the opens check.
 */
static uint32_t sam_query_security(struct rpc_call *call)
{
	struct rpc_handle *handle = rpc_handle_get(call);
	uint32_t info;

	if (!handle || handle->kind < RPC_HANDLE_SAM_SERVER)
		return RPC_FAULT_CONTEXT_MISMATCH;
	info = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	sam_put_security(call, handle->kind, info);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

/* ---- domains ---- */

/* opnum 5, SamrLookupDomainInSamServer */
static uint32_t sam_lookup_domain(struct rpc_call *call)
{
	struct ndr_sid account = rpc_account_domain_sid(call), builtin = rpc_builtin_domain_sid();
	const struct ndr_sid *found = NULL;
	uint32_t status = NT_NO_SUCH_DOMAIN;
	struct ndr_string head;
	const char *name;

	if (!sam_get_handle(call, RPC_HANDLE_SAM_SERVER))
		return RPC_FAULT_CONTEXT_MISMATCH;
	head = ndr_get_string(&call->in);
	name = ndr_get_string_body(&call->in, head);
	if (call->in.failed || !name)
		return RPC_FAULT_BAD_STUB;
	if (!head.present)
		status = NT_INVALID_PARAMETER;
	else if (!strcasecmp(name, call->id.server_name))
		found = &account;
	else if (!strcasecmp(name, "Builtin"))
		found = &builtin;
	ndr_put_struct(&call->out, &NDR_F_SID(found), 1);
	ndr_put_u32(&call->out, found ? NT_OK : status);
	return 0;
}

/* opnum 6, SamrEnumerateDomainsInSamServer */
static uint32_t sam_enum_domains(struct rpc_call *call)
{
	const struct sam_entry entries[] = {
		{ 0, call->id.server_name }, { 1, "Builtin" },
	};
	uint32_t resume, max;

	if (!sam_get_handle(call, RPC_HANDLE_SAM_SERVER))
		return RPC_FAULT_CONTEXT_MISMATCH;
	resume = ndr_get_u32(&call->in);
	max = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	return sam_put_entries(call, entries, RPC_ARRAY_SIZE(entries), resume, max);
}

/* opnum 7, SamrOpenDomain */
static uint32_t sam_open_domain(struct rpc_call *call)
{
	struct ndr_sid account = rpc_account_domain_sid(call), builtin = rpc_builtin_domain_sid();
	uint32_t access, status;
	struct ndr_sid sid;

	if (!sam_get_handle(call, RPC_HANDLE_SAM_SERVER))
		return RPC_FAULT_CONTEXT_MISMATCH;
	access = ndr_get_u32(&call->in);
	if (!ndr_get_sid(&call->in, &sid))
		return RPC_FAULT_BAD_STUB;
	status = sam_check_access(call, access, SAM_DOMAIN_RIGHTS);
	if (status == NT_OK && !rpc_sid_equal(&sid, &account) && !rpc_sid_equal(&sid, &builtin))
		status = NT_NO_SUCH_DOMAIN;
	return sam_put_open(call, RPC_HANDLE_SAM_DOMAIN, rpc_sid_equal(&sid, &builtin), 0, status);
}

/* opnum 65, SamrRidToSid; any handle inside the domain will do */
static uint32_t sam_rid_to_sid(struct rpc_call *call)
{
	struct rpc_handle *handle = rpc_handle_get(call);
	struct ndr_sid sid;
	uint32_t rid;

	if (!handle || handle->kind < RPC_HANDLE_SAM_DOMAIN)
		return RPC_FAULT_CONTEXT_MISMATCH;
	rid = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	sid = handle->builtin ? rpc_builtin_domain_sid() : rpc_account_domain_sid(call);
	sid = rpc_sid_append(&sid, rid);
	ndr_put_struct(&call->out, &NDR_F_SID(&sid), 1);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

/* ---- lists of a domain ---- */

static uint32_t sam_enum_accounts(struct rpc_call *call, bool with_filter)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	const struct rpc_account *accounts;
	uint32_t resume, filter = 0, max;
	struct sam_entry *entries;
	size_t count = 0, i;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	resume = ndr_get_u32(&call->in);
	if (with_filter)
		filter = ndr_get_u32(&call->in);
	max = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if (domain->builtin || (filter && !(filter & SAM_ACB_NORMAL)))
		return sam_put_entries(call, NULL, 0, resume, max);
	accounts = rpc_accounts(call, &count);
	entries = ndr_alloc(&call->arena, count + 1, sizeof(*entries));
	if (!entries)
		return RPC_FAULT_NO_MEMORY;
	for (i = 0; i < count; i++)
		entries[i] = (struct sam_entry){ accounts[i].rid, accounts[i].name };
	return sam_put_entries(call, entries, count, resume, max);
}

/* opnum 13, SamrEnumerateUsersInDomain */
static uint32_t sam_enum_users(struct rpc_call *call)
{
	return sam_enum_accounts(call, true);
}

/* opnum 11, SamrEnumerateGroupsInDomain */
static uint32_t sam_enum_groups(struct rpc_call *call)
{
	static const struct sam_entry none = { RPC_RID_NO_GROUP, "None" };
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	uint32_t resume, max;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	resume = ndr_get_u32(&call->in);
	max = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	return sam_put_entries(call, &none, domain->builtin ? 0 : 1, resume, max);
}

/* opnum 15, SamrEnumerateAliasesInDomain */
static uint32_t sam_enum_aliases(struct rpc_call *call)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	struct sam_entry *entries;
	uint32_t resume, max;
	size_t i;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	resume = ndr_get_u32(&call->in);
	max = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	entries = ndr_alloc(&call->arena, rpc_num_builtins, sizeof(*entries));
	if (!entries)
		return RPC_FAULT_NO_MEMORY;
	for (i = 0; i < rpc_num_builtins; i++)
		entries[i] = (struct sam_entry){ rpc_builtins[i].rid, rpc_builtins[i].name };
	return sam_put_entries(call, entries, domain->builtin ? rpc_num_builtins : 0, resume, max);
}

/* ---- lookups in a domain (MS-SAMR 3.1.5.11) ---- */

struct sam_found {
	const char *name;
	uint32_t rid;
	uint32_t type;
};

static void sam_find_name(struct rpc_call *call, bool builtin, const char *name,
			  struct sam_found *found)
{
	const struct rpc_account *account;
	const struct rpc_builtin *alias;

	*found = (struct sam_found){ .type = RPC_SID_UNKNOWN };
	if (builtin) {
		alias = rpc_builtin_by_name(name);
		if (alias)
			*found = (struct sam_found){ alias->name, alias->rid, RPC_SID_ALIAS };
		return;
	}
	account = rpc_account_by_name(call, name);
	if (account)
		*found = (struct sam_found){ account->name, account->rid, RPC_SID_USER };
	else if (!strcasecmp(name, "None"))
		*found = (struct sam_found){ "None", RPC_RID_NO_GROUP, RPC_SID_GROUP };
}

static void sam_find_rid(struct rpc_call *call, bool builtin, uint32_t rid,
			 struct sam_found *found)
{
	const struct rpc_account *account;
	const struct rpc_builtin *alias;

	*found = (struct sam_found){ .type = RPC_SID_UNKNOWN };
	if (builtin) {
		alias = rpc_builtin_by_rid(rid);
		if (alias)
			*found = (struct sam_found){ alias->name, rid, RPC_SID_ALIAS };
		return;
	}
	account = rpc_account_by_rid(call, rid);
	if (account)
		*found = (struct sam_found){ account->name, rid, RPC_SID_USER };
	else if (rid == RPC_RID_NO_GROUP)
		*found = (struct sam_found){ "None", rid, RPC_SID_GROUP };
}

static uint32_t sam_lookup_status(const struct sam_found *found, uint32_t count)
{
	uint32_t mapped = 0, i;

	for (i = 0; i < count; i++)
		mapped += found[i].type != RPC_SID_UNKNOWN;
	if (mapped == count)
		return NT_OK;
	return mapped ? NT_SOME_NOT_MAPPED : NT_NONE_MAPPED;
}

/* SAMPR_ULONG_ARRAY of RIDs or of types */
static void sam_put_found(struct ndr_writer *out, const struct sam_found *found, uint32_t count,
			  bool types)
{
	uint32_t i;

	ndr_put_u32(out, count);
	ndr_put_ptr(out, count);
	if (count)
		ndr_put_u32(out, count);
	for (i = 0; i < count; i++)
		ndr_put_u32(out, types ? found[i].type : found[i].rid);
}

/* the count and the three counts of an array that is sized 1000 and count long */
static uint32_t sam_get_lookup_count(struct ndr_reader *in)
{
	uint32_t count = ndr_get_u32(in), max = ndr_get_u32(in);
	uint32_t offset = ndr_get_u32(in), actual = ndr_get_u32(in);

	if (count > SAM_MAX_LOOKUP || max < actual || offset || actual != count)
		in->failed = true;
	return in->failed ? 0 : count;
}

/* opnum 17, SamrLookupNamesInDomain */
static uint32_t sam_lookup_names(struct rpc_call *call)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	struct ndr_string *heads;
	struct sam_found *found;
	uint32_t count, i;
	const char *name;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	count = sam_get_lookup_count(&call->in);
	heads = ndr_alloc(&call->arena, count + 1, sizeof(*heads));
	found = ndr_alloc(&call->arena, count + 1, sizeof(*found));
	if (!heads || !found)
		return RPC_FAULT_NO_MEMORY;
	for (i = 0; i < count; i++)
		heads[i] = ndr_get_string(&call->in);
	for (i = 0; i < count; i++) {
		name = ndr_get_string_body(&call->in, heads[i]);
		if (call->in.failed || !name)
			return RPC_FAULT_BAD_STUB;
		sam_find_name(call, domain->builtin, name, &found[i]);
	}
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	sam_put_found(&call->out, found, count, false);
	sam_put_found(&call->out, found, count, true);
	ndr_put_u32(&call->out, sam_lookup_status(found, count));
	return 0;
}

/* opnum 18, SamrLookupIdsInDomain */
static uint32_t sam_lookup_rids(struct rpc_call *call)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	struct ndr_writer *out = &call->out;
	struct sam_found *found;
	uint32_t count, i;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	count = sam_get_lookup_count(&call->in);
	found = ndr_alloc(&call->arena, count + 1, sizeof(*found));
	if (!found)
		return RPC_FAULT_NO_MEMORY;
	for (i = 0; i < count; i++)
		sam_find_rid(call, domain->builtin, ndr_get_u32(&call->in), &found[i]);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	ndr_put_u32(out, count);
	ndr_put_ptr(out, count);
	if (count)
		ndr_put_u32(out, count);
	for (i = 0; i < count; i++)
		ndr_put_row(out, &NDR_F_STRING(found[i].name), 1);
	for (i = 0; i < count; i++)
		ndr_put_deferred(out, &NDR_F_STRING(found[i].name), 1);
	sam_put_found(out, found, count, true);
	ndr_put_u32(out, sam_lookup_status(found, count));
	return 0;
}

/* ---- users, groups, aliases ---- */

/**
 * sam_is_member() - is a user of the account domain in an alias of Builtin?
 * @account:	the user
 * @alias:	the alias
 *
 * Context: no locks.
 * Return: true when it is.
 */
bool sam_is_member(const struct rpc_account *account, uint32_t alias)
{
	switch (alias) {
	case RPC_RID_ADMINISTRATORS:
		return account->is_admin;
	case RPC_RID_USERS:
		return !account->is_guest;
	default:
		return account->is_guest;
	}
}

/* opnum 16, SamrGetAliasMembership */
static uint32_t sam_get_alias_membership(struct rpc_call *call)
{
	struct ndr_sid account = rpc_account_domain_sid(call), sid;
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	struct sam_found found[8];
	bool member[8] = { false };
	const struct rpc_account *user;
	uint32_t count, i, n = 0;
	size_t a;
	bool array;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	count = ndr_get_u32(&call->in);
	array = ndr_get_ptr(&call->in);
	if (count > SAM_MAX_SIDS || (count && !array) ||
	    (array && ndr_get_count(&call->in, 4) != count))
		return RPC_FAULT_BAD_STUB;
	for (i = 0; i < count; i++)
		if (!ndr_get_ptr(&call->in))
			return RPC_FAULT_BAD_STUB;
	for (i = 0; i < count; i++) {
		if (!ndr_get_sid(&call->in, &sid))
			return RPC_FAULT_BAD_STUB;
		if (!domain->builtin || !rpc_sid_in_domain(&sid, &account))
			continue;
		user = rpc_account_by_rid(call, sid.sub[sid.count - 1]);
		for (a = 0; user && a < rpc_num_builtins; a++)
			member[a] |= sam_is_member(user, rpc_builtins[a].rid);
	}
	for (a = 0; a < rpc_num_builtins; a++)
		if (member[a])
			found[n++].rid = rpc_builtins[a].rid;
	sam_put_found(&call->out, found, n, false);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

static uint32_t sam_open_member(struct rpc_call *call, enum rpc_handle_kind kind, uint32_t rights)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	uint32_t access, rid, status;
	bool builtin;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	builtin = domain->builtin;
	access = ndr_get_u32(&call->in);
	rid = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	status = sam_check_access(call, access, rights);
	if (status != NT_OK)
		;
	else if (kind == RPC_HANDLE_SAM_USER && (builtin || !rpc_account_by_rid(call, rid)))
		status = NT_NO_SUCH_USER;
	else if (kind == RPC_HANDLE_SAM_GROUP && (builtin || rid != RPC_RID_NO_GROUP))
		status = NT_NO_SUCH_GROUP;
	else if (kind == RPC_HANDLE_SAM_ALIAS && (!builtin || !rpc_builtin_by_rid(rid)))
		status = NT_NO_SUCH_ALIAS;
	return sam_put_open(call, kind, builtin, rid, status);
}

/* opnum 34, SamrOpenUser */
static uint32_t sam_open_user(struct rpc_call *call)
{
	return sam_open_member(call, RPC_HANDLE_SAM_USER, SAM_USER_RIGHTS);
}

/* opnum 19, SamrOpenGroup */
static uint32_t sam_open_group(struct rpc_call *call)
{
	return sam_open_member(call, RPC_HANDLE_SAM_GROUP, SAM_GROUP_RIGHTS);
}

/* opnum 27, SamrOpenAlias */
static uint32_t sam_open_alias(struct rpc_call *call)
{
	return sam_open_member(call, RPC_HANDLE_SAM_ALIAS, SAM_ALIAS_RIGHTS);
}

/* opnum 39, SamrGetGroupsForUser: "None", as every local account of Windows has it */
static uint32_t sam_get_groups_for_user(struct rpc_call *call)
{
	struct ndr_writer *out = &call->out;

	if (!sam_get_handle(call, RPC_HANDLE_SAM_USER))
		return RPC_FAULT_CONTEXT_MISMATCH;
	ndr_put_ptr(out, true);
	ndr_put_u32(out, 1);
	ndr_put_ptr(out, true);
	ndr_put_u32(out, 1);
	ndr_put_u32(out, RPC_RID_NO_GROUP);
	ndr_put_u32(out, SAM_GROUP_ATTRIBUTES);
	ndr_put_u32(out, NT_OK);
	return 0;
}

/* opnum 25, SamrGetMembersInGroup: everybody is in "None" */
static uint32_t sam_get_members_in_group(struct rpc_call *call)
{
	struct ndr_writer *out = &call->out;
	const struct rpc_account *accounts;
	size_t count, i;

	if (!sam_get_handle(call, RPC_HANDLE_SAM_GROUP))
		return RPC_FAULT_CONTEXT_MISMATCH;
	accounts = rpc_accounts(call, &count);
	ndr_put_ptr(out, true);
	ndr_put_u32(out, (uint32_t)count);
	ndr_put_ptr(out, count);
	ndr_put_ptr(out, count);
	if (count)
		ndr_put_u32(out, (uint32_t)count);
	for (i = 0; i < count; i++)
		ndr_put_u32(out, accounts[i].rid);
	if (count)
		ndr_put_u32(out, (uint32_t)count);
	for (i = 0; i < count; i++)
		ndr_put_u32(out, SAM_GROUP_ATTRIBUTES);
	ndr_put_u32(out, NT_OK);
	return 0;
}

/* opnum 33, SamrGetMembersInAlias */
static uint32_t sam_get_members_in_alias(struct rpc_call *call)
{
	struct rpc_handle *alias = sam_get_handle(call, RPC_HANDLE_SAM_ALIAS);
	struct ndr_sid domain = rpc_account_domain_sid(call), sid;
	struct ndr_writer *out = &call->out;
	const struct rpc_account *accounts;
	size_t count, i;
	uint32_t n = 0;

	if (!alias)
		return RPC_FAULT_CONTEXT_MISMATCH;
	accounts = rpc_accounts(call, &count);
	for (i = 0; i < count; i++)
		n += sam_is_member(&accounts[i], alias->rid);
	ndr_put_u32(out, n);
	ndr_put_ptr(out, n);
	if (n)
		ndr_put_u32(out, n);
	for (i = 0; i < n; i++)
		ndr_put_ptr(out, true);
	for (i = 0; i < count; i++) {
		if (!sam_is_member(&accounts[i], alias->rid))
			continue;
		sid = rpc_sid_append(&domain, accounts[i].rid);
		ndr_put_sid(out, &sid);
	}
	ndr_put_u32(out, NT_OK);
	return 0;
}

/* opnum 44, SamrGetUserDomainPasswordInformation: we have no password policy */
static uint32_t sam_get_user_password_information(struct rpc_call *call)
{
	if (!sam_get_handle(call, RPC_HANDLE_SAM_USER))
		return RPC_FAULT_CONTEXT_MISMATCH;
	ndr_put_u32(&call->out, 0);		/* 16 bits of length, padding */
	ndr_put_u32(&call->out, 0);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

/* opnum 56, SamrGetDomainPasswordInformation: asked without a handle */
static uint32_t sam_get_domain_password_information(struct rpc_call *call)
{
	if (ndr_get_ptr(&call->in))
		ndr_get_string_body(&call->in, ndr_get_string(&call->in));
	ndr_put_u32(&call->out, 0);
	ndr_put_u32(&call->out, 0);
	ndr_put_u32(&call->out, rpc_is_barred(call) ? NT_ACCESS_DENIED : NT_OK);
	return 0;
}

static const rpc_method_t sam_methods[] = {
	[0] = sam_connect,
	[1] = sam_close,
	[3] = sam_query_security,
	[5] = sam_lookup_domain,
	[6] = sam_enum_domains,
	[7] = sam_open_domain,
	[8] = sam_query_domain_info,
	[11] = sam_enum_groups,
	[13] = sam_enum_users,
	[15] = sam_enum_aliases,
	[16] = sam_get_alias_membership,
	[17] = sam_lookup_names,
	[18] = sam_lookup_rids,
	[19] = sam_open_group,
	[20] = sam_query_group_info,
	[25] = sam_get_members_in_group,
	[27] = sam_open_alias,
	[28] = sam_query_alias_info,
	[33] = sam_get_members_in_alias,
	[34] = sam_open_user,
	[36] = sam_query_user_info,
	[39] = sam_get_groups_for_user,
	[40] = sam_query_display_info,
	[44] = sam_get_user_password_information,
	[46] = sam_query_domain_info,
	[47] = sam_query_user_info,
	[48] = sam_query_display_info,
	[51] = sam_query_display_info,
	[56] = sam_get_domain_password_information,
	[57] = sam_connect2,
	[61] = sam_connect4,
	[62] = sam_connect4,
	[64] = sam_connect5,
	[65] = sam_rid_to_sid,
};

/* 12345778-1234-abcd-ef00-0123456789ac version 1.0 */
const struct rpc_interface rpc_samr_interface = {
	.uuid = { 0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab,
		  0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xac },
	.major = 1,
	.pipes = KSMBD_RPC_SAMR_METHOD_INVOKE,
	.methods = sam_methods,
	.num_methods = RPC_ARRAY_SIZE(sam_methods),
};
