// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * samr: information levels of domains, groups, aliases and users, display
 * lists, and the packing of lists and security descriptors.
 *
 * For: what something looks like when asked for; every level is a row of fields
 * (ndr.h).
 * Not for: finding and opening it (rpc_samr.c). Levels that hold passwords are
 * unknown here, as they are to Windows when asked over the network.
 *
 * Called by rpc_pdu.c through the table in rpc_samr.c; one thread, no locks.
 */
#include "rpc_samr.h"

#include <string.h>

#define SAM_NEVER		0x7fffffffffffffffull	/* a time that does not come */
#define SAM_NO_LIMIT		0x8000000000000000ull	/* the same as a negative delta */
#define SAM_HALF_AN_HOUR	((uint64_t)-18000000000ll)
#define SAM_ROW_MAX		36
#define SAM_FIELDS_PRESENT	0x00ffffffu		/* all but passwords, MS-SAMR 2.2.1.8 */

/**
 * sam_get_handle() - take a context handle of one kind from the request
 * @call:	the call
 * @kind:	what it has to be
 *
 * Context: no locks.
 * Return: the handle, or NULL.
 */
struct rpc_handle *sam_get_handle(struct rpc_call *call, enum rpc_handle_kind kind)
{
	struct rpc_handle *handle = rpc_handle_get(call);

	return handle && handle->kind == kind ? handle : NULL;
}

/**
 * sam_put_entries() - write the answer of an enumeration
 * @call:	the call
 * @entries:	all there are
 * @count:	how many
 * @resume:	index to go on from
 * @max:	bytes the client would like at most; one entry goes always
 *
 * Context: no locks.
 * Return: 0, so that methods can end with it.
 */
uint32_t sam_put_entries(struct rpc_call *call, const struct sam_entry *entries, size_t count,
			 uint32_t resume, uint32_t max)
{
	struct ndr_writer *out = &call->out;
	size_t first = resume < count ? resume : count, end, size = 0, i;
	struct ndr_field row[2];

	for (end = first; end < count; end++) {
		size += 12 + 2 * strlen(entries[end].name);
		if (end > first && size > max)
			break;
	}
	ndr_put_u32(out, (uint32_t)(end < count ? end : 0));
	ndr_put_ptr(out, true);
	ndr_put_u32(out, (uint32_t)(end - first));
	ndr_put_ptr(out, end > first);
	if (end > first)
		ndr_put_u32(out, (uint32_t)(end - first));
	for (i = first; i < end; i++) {
		row[0] = NDR_F_U32(entries[i].rid);
		row[1] = NDR_F_STRING(entries[i].name);
		ndr_put_row(out, row, 2);
	}
	for (i = first; i < end; i++)
		ndr_put_deferred(out, &NDR_F_STRING(entries[i].name), 1);
	ndr_put_u32(out, (uint32_t)(end - first));
	ndr_put_u32(out, end < count ? NT_MORE_ENTRIES : NT_OK);
	return 0;
}

/**
 * sam_put_security() - write SAMPR_SR_SECURITY_DESCRIPTOR behind two pointers
 * @call:	the call
 * @kind:	of which kind of object
 * @info:	SECURITY_INFORMATION
 *
 * Context: no locks.
 */
void sam_put_security(struct rpc_call *call, enum rpc_handle_kind kind, uint32_t info)
{
	/* what everybody and what administrators may do, by kind from the server on */
	static const uint32_t everybody[] = { 0x20031, 0x20385, 0x2035b, 0x20011, 0x2000c };
	static const uint32_t admins[] = { 0xf003f, 0xf07ff, 0xf07ff, 0xf001f, 0xf001f };
	size_t i = kind - RPC_HANDLE_SAM_SERVER;

	rpc_put_security(call, info, everybody[i], admins[i]);
}

/* behind a pointer: level, structure; without a structure the level is unknown */
static uint32_t sam_put_info(struct rpc_call *call, uint16_t level, const struct ndr_field *row,
			     size_t n)
{
	ndr_put_ptr(&call->out, n);
	if (n) {
		ndr_put_u16(&call->out, level);
		ndr_put_struct(&call->out, row, n);
	}
	ndr_put_u32(&call->out, n ? NT_OK : NT_INVALID_INFO_CLASS);
	return 0;
}

/* ---- domains (MS-SAMR 2.2.4) ---- */

static size_t sam_domain_general(struct rpc_call *call, bool builtin, struct ndr_field *row)
{
	size_t users = 0, n = 0;

	if (!builtin)
		rpc_accounts(call, &users);
	row[n++] = NDR_F_TIME(SAM_NO_LIMIT);			/* forced logoff */
	row[n++] = NDR_F_STRING(call->id.comment);
	row[n++] = NDR_F_STRING(builtin ? "Builtin" : call->id.server_name);
	row[n++] = NDR_F_STRING("");				/* replica source */
	row[n++] = NDR_F_TIME(1);				/* modification count */
	row[n++] = NDR_F_U32(1);				/* enabled */
	row[n++] = NDR_F_U32(3);				/* primary */
	row[n++] = NDR_F_U32(1);				/* UAS compatibility */
	row[n++] = NDR_F_U32((uint32_t)users);
	row[n++] = NDR_F_U32(builtin ? 0 : 1);
	row[n++] = NDR_F_U32(builtin ? (uint32_t)rpc_num_builtins : 0);
	return n;
}

static size_t sam_domain_row(struct rpc_call *call, bool builtin, uint16_t level,
			     struct ndr_field *row)
{
	size_t n = 0;

	switch (level) {
	case 1:					/* password policy: none */
		row[n++] = NDR_F_U16(0);
		row[n++] = NDR_F_U16(0);
		row[n++] = NDR_F_U32(0);
		row[n++] = NDR_F_TIME(SAM_NO_LIMIT);
		row[n++] = NDR_F_TIME(0);
		break;
	case 2:
		n = sam_domain_general(call, builtin, row);
		break;
	case 3:
		row[n++] = NDR_F_TIME(SAM_NO_LIMIT);
		break;
	case 4:
		row[n++] = NDR_F_STRING(call->id.comment);
		break;
	case 5:
		row[n++] = NDR_F_STRING(builtin ? "Builtin" : call->id.server_name);
		break;
	case 6:
		row[n++] = NDR_F_STRING("");
		break;
	case 7:
		row[n++] = NDR_F_U32(3);
		break;
	case 9:
		row[n++] = NDR_F_U32(1);
		break;
	case 11:
		n = sam_domain_general(call, builtin, row);
		__attribute__((fallthrough));
	case 12:				/* lockout: never */
		row[n++] = NDR_F_NUM(NDR_U64, SAM_HALF_AN_HOUR);
		row[n++] = NDR_F_NUM(NDR_U64, SAM_HALF_AN_HOUR);
		row[n++] = NDR_F_U16(0);
		break;
	default:
		break;
	}
	return n;
}

/**
 * sam_query_domain_info() - opnums 8 and 46, SamrQueryInformationDomain(2)
 * @call:	the call
 *
 * Context: no locks.
 * Return: 0 or a fault.
 */
uint32_t sam_query_domain_info(struct rpc_call *call)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	struct ndr_field row[SAM_ROW_MAX];
	uint16_t level;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	level = ndr_get_u16(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	return sam_put_info(call, level, row,
			    sam_domain_row(call, domain->builtin, level, row));
}

/* ---- groups and aliases (MS-SAMR 2.2.5, 2.2.6) ---- */

/**
 * sam_query_group_info() - opnum 20, SamrQueryInformationGroup
 * @call:	the call
 *
 * Context: no locks.
 * Return: 0 or a fault.
 */
uint32_t sam_query_group_info(struct rpc_call *call)
{
	static const char description[] = "Ordinary users";
	struct ndr_field row[4];
	size_t n = 0, members;
	uint16_t level;

	if (!sam_get_handle(call, RPC_HANDLE_SAM_GROUP))
		return RPC_FAULT_CONTEXT_MISMATCH;
	level = ndr_get_u16(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	rpc_accounts(call, &members);
	if (level == 1 || level == 2 || level == 5)
		row[n++] = NDR_F_STRING("None");
	if (level == 1 || level == 3 || level == 5)
		row[n++] = NDR_F_U32(SAM_GROUP_ATTRIBUTES);
	if (level == 1 || level == 5)
		row[n++] = NDR_F_U32((uint32_t)members);
	if (level == 1 || level == 4 || level == 5)
		row[n++] = NDR_F_STRING(description);
	return sam_put_info(call, level, row, n);
}

/**
 * sam_query_alias_info() - opnum 28, SamrQueryInformationAlias
 * @call:	the call
 *
 * Context: no locks.
 * Return: 0 or a fault.
 */
uint32_t sam_query_alias_info(struct rpc_call *call)
{
	struct rpc_handle *handle = sam_get_handle(call, RPC_HANDLE_SAM_ALIAS);
	const struct rpc_account *accounts;
	const struct rpc_builtin *alias;
	struct ndr_field row[3];
	uint32_t members = 0;
	size_t n = 0, count, i;
	uint16_t level;

	if (!handle)
		return RPC_FAULT_CONTEXT_MISMATCH;
	level = ndr_get_u16(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	alias = rpc_builtin_by_rid(handle->rid);
	accounts = rpc_accounts(call, &count);
	for (i = 0; i < count; i++)
		members += sam_is_member(&accounts[i], alias->rid);
	if (level == 1 || level == 2)
		row[n++] = NDR_F_STRING(alias->name);
	if (level == 1)
		row[n++] = NDR_F_U32(members);
	if (level == 1 || level == 3)
		row[n++] = NDR_F_STRING(alias->description);
	return sam_put_info(call, level, row, n);
}

/* ---- users (MS-SAMR 2.2.7) ---- */

static size_t sam_user_general(const struct rpc_account *user, uint16_t level,
			       struct ndr_field *row)
{
	size_t n = 0;

	row[n++] = NDR_F_STRING(user->name);
	row[n++] = NDR_F_STRING(user->full_name);
	if (level == 6)
		return n;
	row[n++] = NDR_F_U32(RPC_RID_NO_GROUP);
	row[n++] = NDR_F_STRING("");				/* description */
	row[n++] = NDR_F_STRING("");				/* comment */
	return n;
}

/* home, drive, script, profile: this server keeps none of them */
static size_t sam_put_empty(struct ndr_field *row, size_t count)
{
	size_t n;

	for (n = 0; n < count; n++)
		row[n] = NDR_F_STRING("");
	return n;
}

/* levels 3 (logon) and 5 (account) */
static size_t sam_user_logon(const struct rpc_account *user, uint16_t level, struct ndr_field *row)
{
	size_t n = 0;

	row[n++] = NDR_F_STRING(user->name);
	row[n++] = NDR_F_STRING(user->full_name);
	row[n++] = NDR_F_U32(user->rid);
	row[n++] = NDR_F_U32(RPC_RID_NO_GROUP);
	n += sam_put_empty(row + n, level == 3 ? 5 : 6);
	row[n++] = NDR_F_TIME(0);				/* last logon */
	row[n++] = NDR_F_TIME(0);				/* last logoff */
	if (level == 3) {
		row[n++] = NDR_F_TIME(0);			/* password: last set */
		row[n++] = NDR_F_TIME(0);			/* may be changed */
		row[n++] = NDR_F_TIME(SAM_NEVER);		/* must be changed */
	}
	row[n++] = NDR_F_NUM(NDR_HOURS, 0);
	row[n++] = NDR_F_U16(0);				/* bad passwords */
	row[n++] = NDR_F_U16(0);				/* logons */
	if (level == 5) {
		row[n++] = NDR_F_TIME(0);			/* password last set */
		row[n++] = NDR_F_TIME(SAM_NEVER);		/* account expires */
	}
	row[n++] = NDR_F_U32(SAM_ACB_NORMAL | SAM_ACB_PWNOEXP);
	return n;
}

static size_t sam_user_all(const struct rpc_account *user, struct ndr_field *row)
{
	size_t n = 0;

	row[n++] = NDR_F_TIME(0);				/* last logon */
	row[n++] = NDR_F_TIME(0);				/* last logoff */
	row[n++] = NDR_F_TIME(0);				/* password last set */
	row[n++] = NDR_F_TIME(SAM_NEVER);			/* account expires */
	row[n++] = NDR_F_TIME(0);				/* password may be changed */
	row[n++] = NDR_F_TIME(SAM_NEVER);			/* password must be changed */
	row[n++] = NDR_F_STRING(user->name);
	row[n++] = NDR_F_STRING(user->full_name);
	n += sam_put_empty(row + n, 7);				/* home … comment */
	row[n++] = NDR_F_STRING(NULL);				/* parameters */
	row[n++] = NDR_F_STRING(NULL);				/* LM and NT password */
	row[n++] = NDR_F_STRING(NULL);
	row[n++] = NDR_F_STRING(NULL);				/* private data */
	row[n++] = NDR_F_U32(0);				/* security descriptor */
	row[n++] = NDR_F_NULL;
	row[n++] = NDR_F_U32(user->rid);
	row[n++] = NDR_F_U32(RPC_RID_NO_GROUP);
	row[n++] = NDR_F_U32(SAM_ACB_NORMAL | SAM_ACB_PWNOEXP);
	row[n++] = NDR_F_U32(SAM_FIELDS_PRESENT);
	row[n++] = NDR_F_NUM(NDR_HOURS, 0);
	row[n++] = NDR_F_U16(0);				/* bad passwords */
	row[n++] = NDR_F_U16(0);				/* logons */
	row[n++] = NDR_F_U16(0);				/* country */
	row[n++] = NDR_F_U16(0);				/* code page */
	row[n++] = NDR_F_NUM(NDR_U8, 0);			/* LM password present */
	row[n++] = NDR_F_NUM(NDR_U8, 0);			/* NT password present */
	row[n++] = NDR_F_NUM(NDR_U8, 0);			/* password expired */
	row[n++] = NDR_F_NUM(NDR_U8, 0);			/* private data changed */
	return n;
}

static size_t sam_user_row(const struct rpc_account *user, uint16_t level, struct ndr_field *row)
{
	switch (level) {
	case 1:
	case 6:
		return sam_user_general(user, level, row);
	case 2:
		sam_put_empty(row, 2);
		row[2] = NDR_F_U16(0);
		row[3] = NDR_F_U16(0);
		return 4;
	case 3:
	case 5:
		return sam_user_logon(user, level, row);
	case 4:
		row[0] = NDR_F_NUM(NDR_HOURS, 0);
		return 1;
	case 7:
		row[0] = NDR_F_STRING(user->name);
		return 1;
	case 8:
		row[0] = NDR_F_STRING(user->full_name);
		return 1;
	case 9:
		row[0] = NDR_F_U32(RPC_RID_NO_GROUP);
		return 1;
	case 10:
		return sam_put_empty(row, 2);
	case 11:
	case 12:
	case 13:
	case 14:
		return sam_put_empty(row, 1);
	case 16:
		row[0] = NDR_F_U32(SAM_ACB_NORMAL | SAM_ACB_PWNOEXP);
		return 1;
	case 17:
		row[0] = NDR_F_TIME(SAM_NEVER);
		return 1;
	case 20:
		row[0] = NDR_F_STRING(NULL);
		return 1;
	case 21:
		return sam_user_all(user, row);
	default:
		return 0;
	}
}

/**
 * sam_query_user_info() - opnums 36 and 47, SamrQueryInformationUser(2)
 * @call:	the call
 *
 * Context: no locks.
 * Return: 0 or a fault.
 */
uint32_t sam_query_user_info(struct rpc_call *call)
{
	struct rpc_handle *handle = sam_get_handle(call, RPC_HANDLE_SAM_USER);
	struct ndr_field row[SAM_ROW_MAX];
	const struct rpc_account *user;
	uint16_t level;

	if (!handle)
		return RPC_FAULT_CONTEXT_MISMATCH;
	level = ndr_get_u16(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	/* the account may have been deleted since it was opened */
	user = rpc_account_by_rid(call, handle->rid);
	if (!user) {
		ndr_put_ptr(&call->out, false);
		ndr_put_u32(&call->out, NT_NO_SUCH_USER);
		return 0;
	}
	return sam_put_info(call, level, row, sam_user_row(user, level, row));
}

/* ---- display lists (MS-SAMR 3.1.5.3) ---- */

struct sam_display {
	uint32_t rid;
	uint32_t flags;			/* account control bits or group attributes */
	const char *name;
	const char *full_name;
};

/* level 1 users, 2 machines, 3 groups, 4 and 5 names of users and groups */
static struct sam_display *sam_display_list(struct rpc_call *call, bool builtin, uint16_t level,
					    size_t *count)
{
	const struct rpc_account *accounts;
	struct sam_display *list;
	size_t n = 0, i;

	*count = 0;
	accounts = rpc_accounts(call, &n);
	list = ndr_alloc(&call->arena, n + 1, sizeof(*list));
	if (!list || builtin || level == 2)
		return list;
	if (level == 3 || level == 5) {
		list[0] = (struct sam_display){
			RPC_RID_NO_GROUP, SAM_GROUP_ATTRIBUTES, "None", "",
		};
		*count = 1;
		return list;
	}
	for (i = 0; i < n; i++)
		list[i] = (struct sam_display){
			accounts[i].rid, SAM_ACB_NORMAL | SAM_ACB_PWNOEXP, accounts[i].name,
			accounts[i].full_name,
		};
	*count = n;
	return list;
}

static size_t sam_display_row(const struct sam_display *d, uint16_t level, uint32_t index,
			      struct ndr_field *row)
{
	size_t n = 0;

	row[n++] = NDR_F_U32(index);
	row[n++] = NDR_F_U32(d->rid);
	row[n++] = NDR_F_U32(d->flags);
	row[n++] = NDR_F_STRING(d->name);
	row[n++] = NDR_F_STRING("");				/* description */
	if (level == 1)
		row[n++] = NDR_F_STRING(d->full_name);
	return n;
}

static void sam_put_display(struct ndr_writer *out, const struct sam_display *list, uint16_t level,
			    size_t first, size_t end)
{
	struct ndr_field row[6];
	size_t i, n, len;

	for (i = first; i < end && level < 4; i++) {
		n = sam_display_row(&list[i], level, (uint32_t)i + 1, row);
		ndr_put_row(out, row, n);
	}
	for (i = first; i < end && level < 4; i++) {
		n = sam_display_row(&list[i], level, (uint32_t)i + 1, row);
		ndr_put_deferred(out, row, n);
	}
	/* levels 4 and 5 count bytes, not UTF-16: RPC_STRING */
	for (i = first; i < end && level >= 4; i++) {
		len = strlen(list[i].name);
		ndr_put_u32(out, (uint32_t)i + 1);
		ndr_put_u16(out, (uint16_t)len);
		ndr_put_u16(out, (uint16_t)(len + 1));
		ndr_put_ptr(out, true);
	}
	for (i = first; i < end && level >= 4; i++) {
		len = strlen(list[i].name);
		ndr_put_u32(out, (uint32_t)len + 1);
		ndr_put_u32(out, 0);
		ndr_put_u32(out, (uint32_t)len);
		ndr_put_bytes(out, list[i].name, len);
	}
}

static uint32_t sam_display_size(const struct sam_display *d)
{
	return (uint32_t)(40 + 2 * strlen(d->name) + 2 * strlen(d->full_name));
}

/**
 * sam_query_display_info() - opnums 40, 48 and 51, SamrQueryDisplayInformation(2, 3)
 * @call:	the call
 *
 * Context: no locks.
 * Return: 0 or a fault.
 */
uint32_t sam_query_display_info(struct rpc_call *call)
{
	struct rpc_handle *domain = sam_get_handle(call, RPC_HANDLE_SAM_DOMAIN);
	uint32_t start, max_entries, max_size, total = 0, size = 0;
	struct ndr_writer *out = &call->out;
	size_t count, first, end, i;
	struct sam_display *list;
	uint16_t level;

	if (!domain)
		return RPC_FAULT_CONTEXT_MISMATCH;
	level = ndr_get_u16(&call->in);
	start = ndr_get_u32(&call->in);
	max_entries = ndr_get_u32(&call->in);
	max_size = ndr_get_u32(&call->in);
	if (call->in.failed || level < 1 || level > 5)
		return RPC_FAULT_BAD_STUB;	/* no arm to answer another level with */
	list = sam_display_list(call, domain->builtin, level, &count);
	if (!list)
		return RPC_FAULT_NO_MEMORY;
	for (i = 0; i < count; i++)
		total += sam_display_size(&list[i]);
	first = start < count ? start : count;
	for (end = first; end < count && end - first < max_entries; end++) {
		if (end > first && size + sam_display_size(&list[end]) > max_size)
			break;
		size += sam_display_size(&list[end]);
	}
	ndr_put_u32(out, total);
	ndr_put_u32(out, size);
	ndr_put_u16(out, level);
	ndr_put_u32(out, (uint32_t)(end - first));
	ndr_put_ptr(out, end > first);
	if (end > first)
		ndr_put_u32(out, (uint32_t)(end - first));
	sam_put_display(out, list, level, first, end);
	ndr_put_u32(out, end < count ? NT_MORE_ENTRIES : NT_OK);
	return 0;
}
