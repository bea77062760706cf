// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who is who on this server: names and SIDs of accounts, groups and domains.
 *
 * For: the account domain (the server's own name, S-1-5-21-a-b-c, one RID per
 * account), the Builtin domain with its three aliases, the well-known SIDs of
 * Windows, uids and gids (S-1-22-1, S-1-22-2), and the descriptor that says what
 * everybody and what administrators may do.
 * Not for: the RPC calls that ask (rpc_lsarpc.c, rpc_samr.c), nor for where the
 * accounts come from (the server's callbacks).
 *
 * Called by the services on the RPC thread; takes no locks. What is returned
 * lives in the call's arena or is constant.
 */
#include "rpc_service.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define AUTHORITY_NT		5
#define AUTHORITY_UNIX		22

const struct rpc_builtin rpc_builtins[] = {
	{ RPC_RID_ADMINISTRATORS, "Administrators", "Those who may manage this server" },
	{ RPC_RID_USERS, "Users", "Those who have an account on this server" },
	{ RPC_RID_GUESTS, "Guests", "Those who have none" },
};

const size_t rpc_num_builtins = RPC_ARRAY_SIZE(rpc_builtins);

/* MS-DTYP 2.4.2.4; all of one sub-authority */
static const struct {
	uint8_t authority;
	uint32_t rid;
	const char *domain;
	const char *name;
} rpc_well_known[] = {
	{ 0, 0, "", "NULL SID" },
	{ 1, 0, "", "Everyone" },
	{ 2, 0, "", "LOCAL" },
	{ 3, 0, "", "CREATOR OWNER" },
	{ 3, 1, "", "CREATOR GROUP" },
	{ AUTHORITY_NT, 1, "NT AUTHORITY", "DIALUP" },
	{ AUTHORITY_NT, 2, "NT AUTHORITY", "NETWORK" },
	{ AUTHORITY_NT, 3, "NT AUTHORITY", "BATCH" },
	{ AUTHORITY_NT, 4, "NT AUTHORITY", "INTERACTIVE" },
	{ AUTHORITY_NT, 6, "NT AUTHORITY", "SERVICE" },
	{ AUTHORITY_NT, 7, "NT AUTHORITY", "ANONYMOUS LOGON" },
	{ AUTHORITY_NT, 9, "NT AUTHORITY", "ENTERPRISE DOMAIN CONTROLLERS" },
	{ AUTHORITY_NT, 10, "NT AUTHORITY", "SELF" },
	{ AUTHORITY_NT, 11, "NT AUTHORITY", "Authenticated Users" },
	{ AUTHORITY_NT, 12, "NT AUTHORITY", "RESTRICTED" },
	{ AUTHORITY_NT, 13, "NT AUTHORITY", "TERMINAL SERVER USER" },
	{ AUTHORITY_NT, 14, "NT AUTHORITY", "REMOTE INTERACTIVE LOGON" },
	{ AUTHORITY_NT, 18, "NT AUTHORITY", "SYSTEM" },
	{ AUTHORITY_NT, 19, "NT AUTHORITY", "LOCAL SERVICE" },
	{ AUTHORITY_NT, 20, "NT AUTHORITY", "NETWORK SERVICE" },
};

/**
 * rpc_account_domain_sid() - SID of the domain that holds this server's accounts
 * @call:	the call
 *
 * Context: no locks.
 * Return: S-1-5-21-a-b-c.
 */
struct ndr_sid rpc_account_domain_sid(const struct rpc_call *call)
{
	return (struct ndr_sid){
		.revision = 1, .count = 4, .authority = AUTHORITY_NT,
		.sub = { 21, call->id.sub_auth[0], call->id.sub_auth[1], call->id.sub_auth[2] },
	};
}

/**
 * rpc_builtin_domain_sid() - SID of the Builtin domain
 *
 * Context: no locks.
 * Return: S-1-5-32.
 */
struct ndr_sid rpc_builtin_domain_sid(void)
{
	return (struct ndr_sid){
		.revision = 1, .count = 1, .authority = AUTHORITY_NT, .sub = { 32 },
	};
}

/**
 * rpc_sid_equal() - are two SIDs the same?
 * @a:	one
 * @b:	the other
 *
 * Context: no locks.
 * Return: true when they are.
 */
bool rpc_sid_equal(const struct ndr_sid *a, const struct ndr_sid *b)
{
	return a->revision == b->revision && a->count == b->count &&
	       a->authority == b->authority &&
	       !memcmp(a->sub, b->sub, a->count * sizeof(a->sub[0]));
}

/**
 * rpc_sid_in_domain() - is a SID that of a domain with one RID behind it?
 * @sid:	the SID
 * @domain:	the domain's
 *
 * Context: no locks.
 * Return: true when it is.
 */
bool rpc_sid_in_domain(const struct ndr_sid *sid, const struct ndr_sid *domain)
{
	struct ndr_sid prefix = *sid;

	if (!prefix.count)
		return false;
	prefix.count--;
	return rpc_sid_equal(&prefix, domain);
}

/**
 * rpc_sid_append() - SID of something in a domain
 * @domain:	the domain's SID, with room for one more
 * @rid:	relative id
 *
 * Context: no locks.
 * Return: the SID.
 */
struct ndr_sid rpc_sid_append(const struct ndr_sid *domain, uint32_t rid)
{
	struct ndr_sid sid = *domain;

	if (sid.count < NDR_SID_MAX_SUBS)
		sid.sub[sid.count++] = rid;
	return sid;
}

/**
 * rpc_builtin_by_rid() - find an alias of the Builtin domain
 * @rid:	its relative id
 *
 * Context: no locks.
 * Return: the alias, or NULL.
 */
const struct rpc_builtin *rpc_builtin_by_rid(uint32_t rid)
{
	size_t i;

	for (i = 0; i < rpc_num_builtins; i++)
		if (rpc_builtins[i].rid == rid)
			return &rpc_builtins[i];
	return NULL;
}

/**
 * rpc_builtin_by_name() - find an alias of the Builtin domain
 * @name:	its name, in any case
 *
 * Context: no locks.
 * Return: the alias, or NULL.
 */
const struct rpc_builtin *rpc_builtin_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < rpc_num_builtins; i++)
		if (!strcasecmp(rpc_builtins[i].name, name))
			return &rpc_builtins[i];
	return NULL;
}

struct rpc_account_fill {
	struct rpc_call *call;
	struct rpc_account *accounts;
	size_t count;
	size_t room;
};

static int rpc_count_account(void *arg, const struct ksmbd_rpc_account *account)
{
	struct rpc_account_fill *fill = arg;

	(void)account;
	fill->room++;
	return 0;
}

static int rpc_copy_account(void *arg, const struct ksmbd_rpc_account *account)
{
	struct rpc_account_fill *fill = arg;
	struct rpc_account *copy;

	if (fill->count == fill->room)
		return 1;
	copy = &fill->accounts[fill->count];
	copy->name = ndr_strdup(&fill->call->arena, account->name);
	copy->full_name = ndr_strdup(&fill->call->arena,
				     account->full_name ? account->full_name : "");
	if (!copy->name || !copy->full_name)
		return 1;
	copy->rid = account->rid;
	copy->is_admin = account->is_admin;
	copy->is_guest = account->is_guest;
	fill->count++;
	return 0;
}

/**
 * rpc_accounts() - every account
 * @call:	the call
 * @count:	filled in
 *
 * Context: no locks; calls the server's callback once per call.
 * Return: array of @count accounts; NULL when there is none, and also without
 * memory, when the call's output has failed.
 */
const struct rpc_account *rpc_accounts(struct rpc_call *call, size_t *count)
{
	struct rpc_account_fill fill = { .call = call };
	const struct ksmbd_rpc_ops *ops = rpc_ops(call);

	if (!call->accounts) {
		ops->accounts(rpc_ops_ctx(call), rpc_count_account, &fill);
		fill.accounts = ndr_alloc(&call->arena, fill.room + 1, sizeof(*fill.accounts));
		if (!fill.accounts) {
			call->out.failed = true;
			*count = 0;
			return NULL;
		}
		ops->accounts(rpc_ops_ctx(call), rpc_copy_account, &fill);
		if (fill.count != fill.room)
			call->out.failed = true;
		call->accounts = fill.accounts;
		call->num_accounts = fill.count;
	}
	*count = call->num_accounts;
	return call->accounts;
}

/**
 * rpc_account_by_rid() - find an account
 * @call:	the call
 * @rid:	its relative id
 *
 * Context: no locks.
 * Return: the account, or NULL.
 */
const struct rpc_account *rpc_account_by_rid(struct rpc_call *call, uint32_t rid)
{
	const struct rpc_account *accounts;
	size_t count, i;

	accounts = rpc_accounts(call, &count);
	for (i = 0; i < count; i++)
		if (accounts[i].rid == rid)
			return &accounts[i];
	return NULL;
}

/**
 * rpc_account_by_name() - find an account
 * @call:	the call
 * @name:	its name; an exact match goes before one in another case
 *
 * Context: no locks.
 * Return: the account, or NULL.
 */
const struct rpc_account *rpc_account_by_name(struct rpc_call *call, const char *name)
{
	const struct rpc_account *accounts, *found = NULL;
	size_t count, i;

	accounts = rpc_accounts(call, &count);
	for (i = 0; i < count; i++) {
		if (!strcmp(accounts[i].name, name))
			return &accounts[i];
		if (!found && !strcasecmp(accounts[i].name, name))
			found = &accounts[i];
	}
	return found;
}

static void rpc_name_set(struct rpc_name *out, enum rpc_sid_type type, const char *domain,
			 const char *name, const struct ndr_sid *domain_sid, uint32_t rid)
{
	*out = (struct rpc_name){
		.type = type, .domain = domain, .name = name, .domain_sid = *domain_sid,
		.sid = name ? rpc_sid_append(domain_sid, rid) : *domain_sid, .rid = rid,
	};
}

static bool rpc_name_of_rid(struct rpc_call *call, uint32_t rid, struct rpc_name *out)
{
	struct ndr_sid domain = rpc_account_domain_sid(call);
	const struct rpc_account *account = rpc_account_by_rid(call, rid);

	if (account) {
		rpc_name_set(out, RPC_SID_USER, call->id.server_name, account->name, &domain, rid);
		return true;
	}
	if (rid != RPC_RID_NO_GROUP)
		return false;
	rpc_name_set(out, RPC_SID_GROUP, call->id.server_name, "None", &domain, rid);
	return true;
}

/* S-1-22-1-uid and S-1-22-2-gid, as Samba and the kernel module write them */
static bool rpc_name_of_unix(struct rpc_call *call, const struct ndr_sid *sid,
			     struct rpc_name *out)
{
	struct ndr_sid domain = *sid;
	char name[256];
	bool is_group;

	if (sid->authority != AUTHORITY_UNIX || sid->count != 2 || !rpc_ops(call)->unix_name ||
	    (sid->sub[0] != 1 && sid->sub[0] != 2))
		return false;
	is_group = sid->sub[0] == 2;
	if (rpc_ops(call)->unix_name(rpc_ops_ctx(call), is_group, sid->sub[1], name, sizeof(name)))
		return false;
	domain.count = 1;
	rpc_name_set(out, is_group ? RPC_SID_GROUP : RPC_SID_USER,
		     is_group ? "Unix Group" : "Unix User", ndr_strdup(&call->arena, name), &domain,
		     sid->sub[1]);
	return out->name;
}

static void rpc_name_set_well_known(struct rpc_name *out, size_t i)
{
	struct ndr_sid domain = { .revision = 1, .authority = rpc_well_known[i].authority };

	rpc_name_set(out, RPC_SID_WELL_KNOWN, rpc_well_known[i].domain, rpc_well_known[i].name,
		     &domain, rpc_well_known[i].rid);
}

/**
 * rpc_name_of_sid() - translate a SID
 * @call:	the call
 * @sid:	the SID
 * @out:	filled in when it has a name
 *
 * Context: no locks.
 * Return: whether it has a name.
 */
bool rpc_name_of_sid(struct rpc_call *call, const struct ndr_sid *sid, struct rpc_name *out)
{
	struct ndr_sid account = rpc_account_domain_sid(call), builtin = rpc_builtin_domain_sid();
	const struct rpc_builtin *alias;
	size_t i;

	if (rpc_sid_in_domain(sid, &account))
		return rpc_name_of_rid(call, sid->sub[sid->count - 1], out);
	if (rpc_sid_in_domain(sid, &builtin)) {
		alias = rpc_builtin_by_rid(sid->sub[1]);
		if (alias)
			rpc_name_set(out, RPC_SID_ALIAS, "BUILTIN", alias->name, &builtin,
				     alias->rid);
		return alias;
	}
	if (rpc_sid_equal(sid, &account)) {
		rpc_name_set(out, RPC_SID_DOMAIN, call->id.server_name, NULL, &account, UINT32_MAX);
		return true;
	}
	if (rpc_sid_equal(sid, &builtin)) {
		rpc_name_set(out, RPC_SID_DOMAIN, "BUILTIN", NULL, &builtin, UINT32_MAX);
		return true;
	}
	for (i = 0; sid->count == 1 && i < RPC_ARRAY_SIZE(rpc_well_known); i++) {
		if (sid->authority != rpc_well_known[i].authority ||
		    sid->sub[0] != rpc_well_known[i].rid)
			continue;
		rpc_name_set_well_known(out, i);
		return true;
	}
	return rpc_name_of_unix(call, sid, out);
}

static bool rpc_sid_of_well_known(const char *domain, const char *name, struct rpc_name *out)
{
	size_t i;

	for (i = 0; i < RPC_ARRAY_SIZE(rpc_well_known); i++) {
		if (strcasecmp(rpc_well_known[i].name, name) ||
		    (domain && strcasecmp(rpc_well_known[i].domain, domain)))
			continue;
		rpc_name_set_well_known(out, i);
		return true;
	}
	return false;
}

static bool rpc_sid_of_builtin(const char *name, struct rpc_name *out)
{
	const struct rpc_builtin *alias = rpc_builtin_by_name(name);
	struct ndr_sid builtin = rpc_builtin_domain_sid();

	if (!alias)
		return false;
	rpc_name_set(out, RPC_SID_ALIAS, "BUILTIN", alias->name, &builtin, alias->rid);
	return true;
}

static bool rpc_sid_of_account(struct rpc_call *call, const char *name, struct rpc_name *out)
{
	const struct rpc_account *account = rpc_account_by_name(call, name);

	if (account)
		return rpc_name_of_rid(call, account->rid, out);
	return !strcasecmp(name, "None") && rpc_name_of_rid(call, RPC_RID_NO_GROUP, out);
}

static bool rpc_sid_of_domain(struct rpc_call *call, const char *name, struct rpc_name *out)
{
	struct ndr_sid account = rpc_account_domain_sid(call), builtin = rpc_builtin_domain_sid();

	if (!strcasecmp(name, call->id.server_name)) {
		rpc_name_set(out, RPC_SID_DOMAIN, call->id.server_name, NULL, &account, UINT32_MAX);
		return true;
	}
	if (!strcasecmp(name, "BUILTIN")) {
		rpc_name_set(out, RPC_SID_DOMAIN, "BUILTIN", NULL, &builtin, UINT32_MAX);
		return true;
	}
	return false;
}

/**
 * rpc_sid_of_name() - translate a name
 * @call:	the call
 * @name:	"name" or "domain\name", in any case
 * @out:	filled in when it has a SID
 *
 * A name without domain is looked for among well-known names, domains, aliases
 * and accounts, in this order (MS-LSAT 3.1.4.5).
 *
 * Context: no locks.
 * Return: whether it has a SID.
 */
bool rpc_sid_of_name(struct rpc_call *call, const char *name, struct rpc_name *out)
{
	const char *backslash = strchr(name, '\\');
	char *domain;

	if (!backslash)
		return rpc_sid_of_well_known(NULL, name, out) ||
		       rpc_sid_of_domain(call, name, out) || rpc_sid_of_builtin(name, out) ||
		       rpc_sid_of_account(call, name, out);

	domain = ndr_strdup(&call->arena, name);
	if (!domain)
		return false;
	domain[backslash - name] = '\0';
	name = backslash + 1;
	if (!*name)
		return rpc_sid_of_domain(call, domain, out);
	if (!strcasecmp(domain, call->id.server_name))
		return rpc_sid_of_account(call, name, out);
	if (!strcasecmp(domain, "BUILTIN"))
		return rpc_sid_of_builtin(name, out);
	return rpc_sid_of_well_known(domain, name, out);
}

/* ACCESS_ALLOWED_ACE (MS-DTYP 2.4.4.2) for a SID of two sub-authorities or one */
static void rpc_put_ace(struct ndr_writer *w, uint64_t authority, uint8_t subs, uint32_t sub0,
			uint32_t sub1, uint32_t access)
{
	ndr_put_u16(w, 0);
	ndr_put_u16(w, (uint16_t)(16 + 4 * subs));
	ndr_put_u32(w, access);
	ndr_put_u8(w, 1);
	ndr_put_u8(w, subs);
	ndr_put_zero(w, 5);
	ndr_put_u8(w, (uint8_t)authority);
	ndr_put_u32(w, sub0);
	if (subs > 1)
		ndr_put_u32(w, sub1);
}

/**
 * rpc_put_security() - write a counted security descriptor behind two pointers
 * @call:	the call
 * @info:	SECURITY_INFORMATION; only the DACL (4) is there to be asked for
 * @everybody:	what everybody may do
 * @admins:	what administrators may do
 *
 * Context: no locks.
 */
void rpc_put_security(struct rpc_call *call, uint32_t info, uint32_t everybody, uint32_t admins)
{
	const uint32_t acl = 8 + 20 + 24;
	struct ndr_writer *out = &call->out;
	bool dacl = info & 4;

	ndr_put_ptr(out, true);
	ndr_put_u32(out, dacl ? 20 + acl : 20);
	ndr_put_ptr(out, true);
	ndr_put_u32(out, dacl ? 20 + acl : 20);
	ndr_put_u16(out, 1);			/* revision */
	ndr_put_u16(out, dacl ? 0x8004 : 0x8000); /* self-relative, DACL present */
	ndr_put_zero(out, 12);			/* owner, group, SACL: none */
	ndr_put_u32(out, dacl ? 20 : 0);
	if (!dacl)
		return;
	ndr_put_u16(out, 2);			/* ACL revision */
	ndr_put_u16(out, (uint16_t)acl);
	ndr_put_u32(out, 2);
	rpc_put_ace(out, 1, 1, 0, 0, everybody);
	rpc_put_ace(out, 5, 2, 32, RPC_RID_ADMINISTRATORS, admins);
}
