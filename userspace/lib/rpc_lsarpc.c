// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lsarpc: the Local Security Authority (MS-LSAD, MS-LSAT), and the Directory
 * Services setup interface (MS-DSSP) that lives on the same pipe.
 *
 * For: names to SIDs and back, which is what permission dialogs and Macs with
 * ACLs ask for; who am I; which domain is this. This server stands alone: its
 * primary domain is a workgroup without a SID, and it trusts nobody.
 * Not for: privileges, secrets, trusts and changing policy: those opnums get
 * nca_s_op_rng_error. Who is who is in rpc_names.c.
 *
 * Called by rpc_pdu.c; one thread, no locks.
 */
#include "rpc_service.h"

#include <stdio.h>
#include <string.h>

#define LSA_MAX_NAMES		1000	/* range in MS-LSAT 2.2.11 */
#define LSA_MAX_SIDS		20480
#define LSA_MAX_DOMAINS		32
#define LSA_NO_DOMAIN		UINT32_MAX

/* policy rights (MS-LSAD 2.2.1.1.2) that everybody may have */
#define LSA_OPEN_RIGHTS		(0x00000001u | 0x00000800u | RPC_ACCESS_READ_CONTROL | \
				 RPC_ACCESS_MAXIMUM_ALLOWED | RPC_ACCESS_GENERIC_READ | \
				 RPC_ACCESS_GENERIC_EXECUTE)

/* struct lsa_domains - domains that the names of one answer refer to */
struct lsa_domains {
	struct {
		const char *name;
		struct ndr_sid sid;
	} domain[LSA_MAX_DOMAINS];
	uint32_t count;
};

/* struct lsa_result - one translated name */
struct lsa_result {
	uint32_t type;
	uint32_t domain;		/* index, LSA_NO_DOMAIN without */
	uint32_t rid;
	const char *name;
	struct ndr_sid sid;
	bool mapped;
};

static uint32_t lsa_add_domain(struct lsa_domains *domains, const char *name,
			       const struct ndr_sid *sid)
{
	uint32_t i;

	for (i = 0; i < domains->count; i++)
		if (rpc_sid_equal(&domains->domain[i].sid, sid))
			return i;
	if (i == LSA_MAX_DOMAINS)
		return LSA_NO_DOMAIN;
	domains->domain[i].name = name;
	domains->domain[i].sid = *sid;
	return domains->count++;
}

/* LSAPR_REFERENCED_DOMAIN_LIST (MS-LSAT 2.2.12) behind a pointer */
static void lsa_put_domains(struct ndr_writer *out, const struct lsa_domains *domains)
{
	struct ndr_field row[2];
	uint32_t i;

	ndr_put_ptr(out, true);
	ndr_put_u32(out, domains->count);
	ndr_put_ptr(out, domains->count);
	ndr_put_u32(out, LSA_MAX_DOMAINS);
	if (!domains->count)
		return;
	ndr_put_u32(out, domains->count);
	for (i = 0; i < domains->count; i++) {
		row[0] = NDR_F_LARGE(domains->domain[i].name);
		row[1] = NDR_F_SID(&domains->domain[i].sid);
		ndr_put_row(out, row, 2);
	}
	for (i = 0; i < domains->count; i++) {
		row[0] = NDR_F_LARGE(domains->domain[i].name);
		row[1] = NDR_F_SID(&domains->domain[i].sid);
		ndr_put_deferred(out, row, 2);
	}
}

/* ---- policy handles ---- */

static struct rpc_handle *lsa_get_policy(struct rpc_call *call)
{
	struct rpc_handle *handle = rpc_handle_get(call);

	return handle && handle->kind == RPC_HANDLE_LSA_POLICY ? handle : NULL;
}

/* LSAPR_OBJECT_ATTRIBUTES (MS-LSAD 2.2.2.4): none of it may mean anything */
static uint32_t lsa_get_object_attributes(struct ndr_reader *in)
{
	bool root, name, sd, qos;

	ndr_get_u32(in);
	root = ndr_get_ptr(in);
	name = ndr_get_ptr(in);
	ndr_get_u32(in);
	sd = ndr_get_ptr(in);
	qos = ndr_get_ptr(in);
	if (root)
		ndr_get_u8(in);
	if (name)
		ndr_get_wstr(in);
	if (sd) {
		/* a security descriptor cannot be told apart from what follows it */
		in->failed = true;
		return 0;
	}
	if (qos) {
		ndr_get_u32(in);
		ndr_get_u16(in);
		ndr_get_u8(in);
		ndr_get_u8(in);
	}
	return root ? NT_INVALID_PARAMETER : NT_OK;
}

static uint32_t lsa_open(struct rpc_call *call)
{
	struct rpc_handle *handle = NULL;
	uint32_t status, access;

	status = lsa_get_object_attributes(&call->in);
	access = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if (status == NT_OK &&
	    (rpc_is_barred(call) || (!call->admin && (access & ~LSA_OPEN_RIGHTS))))
		status = NT_ACCESS_DENIED;
	if (status == NT_OK) {
		handle = rpc_handle_create(call, RPC_HANDLE_LSA_POLICY);
		if (!handle)
			status = NT_INSUFFICIENT_RESOURCES;
	}
	rpc_handle_put_wire(call, handle);
	ndr_put_u32(&call->out, status);
	return 0;
}

/* opnum 6, LsarOpenPolicy: its system name is one character, by mistake */
static uint32_t lsa_open_policy(struct rpc_call *call)
{
	if (ndr_get_ptr(&call->in))
		ndr_get_u16(&call->in);
	return lsa_open(call);
}

/* opnum 44, LsarOpenPolicy2 */
static uint32_t lsa_open_policy2(struct rpc_call *call)
{
	ndr_get_wstr_ptr(&call->in);
	return lsa_open(call);
}

/* opnum 0, LsarClose */
static uint32_t lsa_close(struct rpc_call *call)
{
	struct rpc_handle *handle = lsa_get_policy(call);

	if (!handle)
		return RPC_FAULT_CONTEXT_MISMATCH;
	rpc_handle_destroy(handle);
	rpc_handle_put_wire(call, NULL);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

/* opnum 3, LsarQuerySecurityObject: what lsa_open() checks */
static uint32_t lsa_query_security(struct rpc_call *call)
{
	uint32_t info;

	if (!lsa_get_policy(call))
		return RPC_FAULT_CONTEXT_MISMATCH;
	info = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	rpc_put_security(call, info, 0x00020801u, 0x000f0fffu);
	ndr_put_u32(&call->out, NT_OK);
	return 0;
}

/* ---- policy information (MS-LSAD 3.1.4.4.4) ---- */

static size_t lsa_policy_row(struct rpc_call *call, uint16_t level, struct ndr_field *row,
			     struct ndr_sid *sid)
{
	*sid = rpc_account_domain_sid(call);
	switch (level) {
	case 3:					/* primary domain: a workgroup */
		row[0] = NDR_F_LARGE(call->id.workgroup);
		row[1] = NDR_F_SID(NULL);
		return 2;
	case 5:					/* account domain */
	case 14:				/* local account domain */
		row[0] = NDR_F_LARGE(call->id.server_name);
		row[1] = NDR_F_SID(sid);
		return 2;
	case 6:					/* role: primary, of its own accounts */
		row[0] = NDR_F_U32(3);
		return 1;
	case 12:				/* DNS domain: none */
	case 13:
		row[0] = NDR_F_LARGE(call->id.workgroup);
		row[1] = NDR_F_LARGE("");
		row[2] = NDR_F_LARGE("");
		row[3] = NDR_F_NUM(NDR_GUID_ZERO, 0);
		row[4] = NDR_F_SID(NULL);
		return 5;
	default:
		return 0;
	}
}

/* opnum 7, LsarQueryInformationPolicy; opnum 46, LsarQueryInformationPolicy2 */
static uint32_t lsa_query_information_policy(struct rpc_call *call)
{
	struct ndr_field row[5];
	struct ndr_sid sid;
	uint16_t level;
	size_t n;

	if (!lsa_get_policy(call))
		return RPC_FAULT_CONTEXT_MISMATCH;
	level = ndr_get_u16(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	n = lsa_policy_row(call, level, row, &sid);
	ndr_put_ptr(&call->out, n);
	if (n) {
		ndr_put_u16(&call->out, level);
		ndr_put_struct(&call->out, row, n);
	}
	ndr_put_u32(&call->out, n ? NT_OK : NT_INVALID_INFO_CLASS);
	return 0;
}

/*
 * opnums 11, 13 and 50: accounts with privileges, trusted domains. There are
 * none; [in] the resume handle and a size, [out] resume handle and empty list.
 */
static uint32_t lsa_enumerate_nothing(struct rpc_call *call)
{
	uint32_t resume;

	if (!lsa_get_policy(call))
		return RPC_FAULT_CONTEXT_MISMATCH;
	resume = ndr_get_u32(&call->in);
	ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	ndr_put_u32(&call->out, resume);
	ndr_put_u32(&call->out, 0);
	ndr_put_ptr(&call->out, false);
	ndr_put_u32(&call->out, NT_NO_MORE_ENTRIES);
	return 0;
}

/* opnum 45, LsarGetUserName (MS-LSAT 3.1.4.2) */
static uint32_t lsa_get_user_name(struct rpc_call *call)
{
	const char *name = call->account, *domain = call->id.server_name;
	bool has_name, wants_domain, has_domain = false;
	uint32_t status = NT_OK;

	ndr_get_wstr_ptr(&call->in);
	has_name = ndr_get_ptr(&call->in);
	if (has_name)
		ndr_get_string_body(&call->in, ndr_get_string(&call->in));
	wants_domain = ndr_get_ptr(&call->in);
	if (wants_domain)
		has_domain = ndr_get_ptr(&call->in);
	if (has_domain)
		ndr_get_string_body(&call->in, ndr_get_string(&call->in));
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;

	if (call->restricted) {
		name = "ANONYMOUS LOGON";
		domain = "NT AUTHORITY";
	}
	if (has_name || has_domain)
		status = NT_INVALID_PARAMETER;
	else if (!name)
		status = NT_ACCESS_DENIED;	/* the kernel did not say who is asking */
	ndr_put_ptr(&call->out, status == NT_OK);
	if (status == NT_OK)
		ndr_put_struct(&call->out, &NDR_F_STRING(name), 1);
	ndr_put_ptr(&call->out, wants_domain);
	if (wants_domain) {
		ndr_put_ptr(&call->out, status == NT_OK);
		if (status == NT_OK)
			ndr_put_struct(&call->out, &NDR_F_STRING(domain), 1);
	}
	ndr_put_u32(&call->out, status);
	return 0;
}

/* ---- names to SIDs (MS-LSAT 3.1.4.5 to 3.1.4.8) ---- */

static uint32_t lsa_status(const struct lsa_result *results, uint32_t count, uint32_t *mapped)
{
	uint32_t i;

	for (*mapped = 0, i = 0; i < count; i++)
		*mapped += results[i].mapped;
	if (*mapped == count)
		return NT_OK;
	return *mapped ? NT_SOME_NOT_MAPPED : NT_NONE_MAPPED;
}

/*
 * The [in] half of the translated array is sent although it means nothing.
 * Clients leave it empty; elements in it are skipped, they hold no pointers but
 * their own.
 */
static void lsa_skip_sids(struct ndr_reader *in, unsigned int version)
{
	size_t size = version == 1 ? 12 : 16;
	uint32_t count, i, sids = 0;
	struct ndr_sid sid;

	ndr_get_u32(in);
	if (!ndr_get_ptr(in))
		return;
	count = ndr_get_count(in, size);
	for (i = 0; i < count && !in->failed; i++) {
		ndr_get_u16(in);
		ndr_get_align(in, 4);
		if (version == 3)
			sids += ndr_get_ptr(in);
		else
			ndr_get_u32(in);
		ndr_get_bytes(in, size - 8);
	}
	while (sids-- && !in->failed)
		ndr_get_sid(in, &sid);
}

static char **lsa_get_names(struct rpc_call *call, uint32_t *count)
{
	struct ndr_reader *in = &call->in;
	struct ndr_string *heads;
	char **names;
	uint32_t i;

	*count = ndr_get_u32(in);
	if (ndr_get_count(in, 8) != *count || *count > LSA_MAX_NAMES)
		in->failed = true;
	if (in->failed)
		return NULL;
	heads = ndr_alloc(&call->arena, *count + 1, sizeof(*heads));
	names = ndr_alloc(&call->arena, *count + 1, sizeof(*names));
	if (!heads || !names) {
		in->failed = true;
		return NULL;
	}
	for (i = 0; i < *count; i++)
		heads[i] = ndr_get_string(in);
	for (i = 0; i < *count; i++)
		names[i] = ndr_get_string_body(in, heads[i]);
	return names;
}

static struct lsa_result *lsa_translate_names(struct rpc_call *call, char **names, uint32_t count,
					      struct lsa_domains *domains)
{
	struct lsa_result *results;
	struct rpc_name found;
	uint32_t i;

	results = ndr_alloc(&call->arena, count + 1, sizeof(*results));
	for (i = 0; results && i < count; i++) {
		results[i].type = RPC_SID_UNKNOWN;
		results[i].domain = LSA_NO_DOMAIN;
		/* no name at all means the Builtin domain, to Windows since 2003 */
		if (!names[i] || !rpc_sid_of_name(call, *names[i] ? names[i] : "BUILTIN", &found))
			continue;
		results[i] = (struct lsa_result){
			.type = found.type, .rid = found.rid, .sid = found.sid, .mapped = true,
			.domain = lsa_add_domain(domains, found.domain, &found.domain_sid),
		};
	}
	return results;
}

/* LSAPR_TRANSLATED_SIDS, …_EX and …_EX2 (MS-LSAT 2.2.15, 2.2.17, 2.2.25) */
static void lsa_put_sids(struct ndr_writer *out, const struct lsa_result *results, uint32_t count,
			 unsigned int version)
{
	struct ndr_field row[4];
	uint32_t i;
	size_t n;

	ndr_put_u32(out, count);
	ndr_put_ptr(out, count);
	if (count)
		ndr_put_u32(out, count);
	for (i = 0; i < count; i++) {
		n = 0;
		row[n++] = NDR_F_U16(results[i].type);
		row[n++] = version < 3 ? NDR_F_U32(results[i].rid) :
					 NDR_F_SID(results[i].mapped ? &results[i].sid : NULL);
		row[n++] = NDR_F_U32(results[i].domain);
		if (version > 1)
			row[n++] = NDR_F_U32(0);
		ndr_put_row(out, row, n);
	}
	for (i = 0; version == 3 && i < count; i++)
		if (results[i].mapped)
			ndr_put_sid(out, &results[i].sid);
}

static uint32_t lsa_lookup_names_any(struct rpc_call *call, unsigned int version)
{
	struct lsa_domains domains = { .count = 0 };
	struct lsa_result *results = NULL;
	uint32_t count, mapped = 0, status = NT_INVALID_PARAMETER;
	uint16_t level;
	char **names;

	if (!lsa_get_policy(call))
		return RPC_FAULT_CONTEXT_MISMATCH;
	names = lsa_get_names(call, &count);
	lsa_skip_sids(&call->in, version);
	level = ndr_get_u16(&call->in);
	ndr_get_u32(&call->in);
	if (version > 1) {
		ndr_get_u32(&call->in);		/* lookup options */
		ndr_get_u32(&call->in);		/* client revision */
	}
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if (level >= 1 && level <= 7) {
		results = lsa_translate_names(call, names, count, &domains);
		if (!results)
			return RPC_FAULT_NO_MEMORY;
		status = lsa_status(results, count, &mapped);
	}
	lsa_put_domains(&call->out, &domains);
	lsa_put_sids(&call->out, results, results ? count : 0, version);
	ndr_put_u32(&call->out, mapped);
	ndr_put_u32(&call->out, status);
	return 0;
}

/* opnum 14, LsarLookupNames */
static uint32_t lsa_lookup_names(struct rpc_call *call)
{
	return lsa_lookup_names_any(call, 1);
}

/* opnum 58, LsarLookupNames2 */
static uint32_t lsa_lookup_names2(struct rpc_call *call)
{
	return lsa_lookup_names_any(call, 2);
}

/* opnum 68, LsarLookupNames3 */
static uint32_t lsa_lookup_names3(struct rpc_call *call)
{
	return lsa_lookup_names_any(call, 3);
}

/* ---- SIDs to names (MS-LSAT 3.1.4.9 to 3.1.4.11) ---- */

static void lsa_skip_names(struct ndr_reader *in, unsigned int version)
{
	size_t size = version == 1 ? 16 : 20;
	struct ndr_string *heads;
	uint32_t count, i;

	ndr_get_u32(in);
	if (!ndr_get_ptr(in))
		return;
	count = ndr_get_count(in, size);
	heads = ndr_alloc(in->arena, (size_t)count + 1, sizeof(*heads));
	if (!heads) {
		in->failed = true;
		return;
	}
	for (i = 0; i < count && !in->failed; i++) {
		ndr_get_u16(in);
		heads[i] = ndr_get_string(in);
		ndr_get_bytes(in, size - 12);
	}
	for (i = 0; i < count && !in->failed; i++)
		ndr_get_string_body(in, heads[i]);
}

/* LSAPR_SID_ENUM_BUFFER (MS-LSAT 2.2.18): pointers first, then the SIDs */
static struct ndr_sid *lsa_get_sids(struct rpc_call *call, uint32_t *count)
{
	struct ndr_reader *in = &call->in;
	struct ndr_sid *sids;
	uint32_t i;
	bool array;

	*count = ndr_get_u32(in);
	array = ndr_get_ptr(in);
	if (*count > LSA_MAX_SIDS || (*count && !array) ||
	    (array && ndr_get_count(in, 4) != *count))
		in->failed = true;
	if (in->failed)
		return NULL;
	sids = ndr_alloc(&call->arena, (size_t)*count + 1, sizeof(*sids));
	if (!sids) {
		in->failed = true;
		return NULL;
	}
	for (i = 0; i < *count; i++)
		if (!ndr_get_ptr(in))
			in->failed = true;
	for (i = 0; i < *count && !in->failed; i++)
		ndr_get_sid(in, &sids[i]);
	return sids;
}

static char *lsa_sid_text(struct ndr_arena *arena, const struct ndr_sid *sid)
{
	const size_t size = 24 + 11 * NDR_SID_MAX_SUBS;
	char *text = ndr_alloc(arena, size, 1);
	size_t len, i;

	if (!text)
		return NULL;
	len = (size_t)snprintf(text, size, "S-%u-%llu", sid->revision,
			       (unsigned long long)sid->authority);
	for (i = 0; i < sid->count; i++)
		len += (size_t)snprintf(text + len, size - len, "-%u", sid->sub[i]);
	return text;
}

/*
 * A SID without a name comes back as text: in a domain that we know as the RID
 * in hexadecimal with the domain beside it, else the whole SID without one.
 */
static void lsa_translate_sid(struct rpc_call *call, const struct ndr_sid *sid,
			      struct lsa_result *result, struct lsa_domains *domains)
{
	struct ndr_sid account = rpc_account_domain_sid(call);
	struct rpc_name found;
	char rid[9];

	if (rpc_name_of_sid(call, sid, &found)) {
		*result = (struct lsa_result){
			.type = found.type, .name = found.name, .mapped = true,
			.domain = lsa_add_domain(domains, found.domain, &found.domain_sid),
		};
		return;
	}
	*result = (struct lsa_result){ .type = RPC_SID_UNKNOWN, .domain = LSA_NO_DOMAIN };
	if (rpc_sid_in_domain(sid, &account)) {
		snprintf(rid, sizeof(rid), "%08X", sid->sub[sid->count - 1]);
		result->name = ndr_strdup(&call->arena, rid);
		result->domain = lsa_add_domain(domains, call->id.server_name, &account);
		return;
	}
	result->name = lsa_sid_text(&call->arena, sid);
}

/* LSAPR_TRANSLATED_NAMES and …_EX (MS-LSAT 2.2.20, 2.2.22) */
static void lsa_put_names(struct ndr_writer *out, const struct lsa_result *results, uint32_t count,
			  unsigned int version)
{
	struct ndr_field row[4];
	uint32_t i;

	ndr_put_u32(out, count);
	ndr_put_ptr(out, count);
	if (count)
		ndr_put_u32(out, count);
	for (i = 0; i < count; i++) {
		row[0] = NDR_F_U16(results[i].type);
		row[1] = NDR_F_STRING(results[i].name);
		row[2] = NDR_F_U32(results[i].domain);
		row[3] = NDR_F_U32(0);
		ndr_put_row(out, row, version == 1 ? 3 : 4);
	}
	for (i = 0; i < count; i++)
		ndr_put_deferred(out, &NDR_F_STRING(results[i].name), 1);
}

static uint32_t lsa_lookup_sids_any(struct rpc_call *call, unsigned int version)
{
	uint32_t count, mapped = 0, status = NT_INVALID_PARAMETER, i;
	struct lsa_domains domains = { .count = 0 };
	struct lsa_result *results = NULL;
	struct ndr_sid *sids;
	uint16_t level;

	if (!lsa_get_policy(call))
		return RPC_FAULT_CONTEXT_MISMATCH;
	sids = lsa_get_sids(call, &count);
	lsa_skip_names(&call->in, version);
	level = ndr_get_u16(&call->in);
	ndr_get_u32(&call->in);
	if (version > 1) {
		ndr_get_u32(&call->in);		/* lookup options */
		ndr_get_u32(&call->in);		/* client revision */
	}
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if (level >= 1 && level <= 7) {
		results = ndr_alloc(&call->arena, (size_t)count + 1, sizeof(*results));
		if (!results)
			return RPC_FAULT_NO_MEMORY;
		for (i = 0; i < count; i++)
			lsa_translate_sid(call, &sids[i], &results[i], &domains);
		status = lsa_status(results, count, &mapped);
	}
	lsa_put_domains(&call->out, &domains);
	lsa_put_names(&call->out, results, results ? count : 0, version);
	ndr_put_u32(&call->out, mapped);
	ndr_put_u32(&call->out, status);
	return 0;
}

/* opnum 15, LsarLookupSids */
static uint32_t lsa_lookup_sids(struct rpc_call *call)
{
	return lsa_lookup_sids_any(call, 1);
}

/* opnum 57, LsarLookupSids2 */
static uint32_t lsa_lookup_sids2(struct rpc_call *call)
{
	return lsa_lookup_sids_any(call, 2);
}

/*
 * opnums 76 and 77, LsarLookupSids3 and LsarLookupNames4: without a policy
 * handle, so only for callers who come through Netlogon's secure channel
 * (MS-LSAT 3.1.4.8), which no pipe of ours is.
 */
static uint32_t lsa_needs_secure_channel(struct rpc_call *call)
{
	(void)call;
	return RPC_FAULT_ACCESS_DENIED;
}

static const rpc_method_t lsa_methods[] = {
	[0] = lsa_close,
	[3] = lsa_query_security,
	[6] = lsa_open_policy,
	[7] = lsa_query_information_policy,
	[11] = lsa_enumerate_nothing,
	[13] = lsa_enumerate_nothing,
	[14] = lsa_lookup_names,
	[15] = lsa_lookup_sids,
	[44] = lsa_open_policy2,
	[45] = lsa_get_user_name,
	[46] = lsa_query_information_policy,
	[50] = lsa_enumerate_nothing,
	[57] = lsa_lookup_sids2,
	[58] = lsa_lookup_names2,
	[68] = lsa_lookup_names3,
	[76] = lsa_needs_secure_channel,
	[77] = lsa_needs_secure_channel,
};

/* 12345778-1234-abcd-ef00-0123456789ab version 0.0 */
const struct rpc_interface rpc_lsarpc_interface = {
	.uuid = { 0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab,
		  0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab },
	.pipes = KSMBD_RPC_LSARPC_METHOD_INVOKE,
	.methods = lsa_methods,
	.num_methods = RPC_ARRAY_SIZE(lsa_methods),
};

/*
 * opnum 0, DsRolerGetPrimaryDomainInformation (MS-DSSP 3.2.5.1): a standalone
 * server, no upgrade going on, no operation pending.
 */
static uint32_t dss_get_primary_domain_information(struct rpc_call *call)
{
	const struct ndr_field basic[] = {
		NDR_F_U16(2), NDR_F_U32(0), NDR_F_WSTR(call->id.workgroup), NDR_F_NULL, NDR_F_NULL,
		NDR_F_NUM(NDR_GUID_ZERO, 0),
	};
	const struct ndr_field upgrade[] = { NDR_F_U32(0), NDR_F_U16(0) };
	const struct ndr_field operation[] = { NDR_F_U16(0) };
	uint16_t level = ndr_get_u16(&call->in);

	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	ndr_put_ptr(&call->out, level >= 1 && level <= 3);
	if (level >= 1 && level <= 3)
		ndr_put_u16(&call->out, level);
	if (level == 1)
		ndr_put_struct(&call->out, basic, RPC_ARRAY_SIZE(basic));
	else if (level == 2)
		ndr_put_struct(&call->out, upgrade, RPC_ARRAY_SIZE(upgrade));
	else if (level == 3)
		ndr_put_struct(&call->out, operation, RPC_ARRAY_SIZE(operation));
	ndr_put_u32(&call->out, level >= 1 && level <= 3 ? WERR_OK : WERR_INVALID_PARAMETER);
	return 0;
}

static const rpc_method_t dss_methods[] = {
	[0] = dss_get_primary_domain_information,
};

/* 3919286a-b10c-11d0-9ba8-00c04fd92ef5 version 0.0 */
const struct rpc_interface rpc_dssetup_interface = {
	.uuid = { 0x6a, 0x28, 0x19, 0x39, 0x0c, 0xb1, 0xd0, 0x11,
		  0x9b, 0xa8, 0x00, 0xc0, 0x4f, 0xd9, 0x2e, 0xf5 },
	.pipes = KSMBD_RPC_LSARPC_METHOD_INVOKE,
	.methods = dss_methods,
	.num_methods = RPC_ARRAY_SIZE(dss_methods),
};
