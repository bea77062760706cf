/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an RPC interface is written: what rpc.c gives to the rpc_<service>.c
 * files, and what those share with each other.
 *
 * For: the table of an interface, the state of one call, context handles,
 * fault and error numbers, names and SIDs of this server.
 * Not for: the outside; that is rpc.h.
 *
 * Included by rpc*.c only. A method runs to its end on the caller's thread and
 * takes no locks. It reads call->in, writes call->out (results, then the return
 * value) and returns 0, or the number of the fault to send instead.
 */
#ifndef KSMBD_LIB_RPC_SERVICE_H
#define KSMBD_LIB_RPC_SERVICE_H

#include "ndr.h"
#include "rpc.h"

#define RPC_ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* fault statuses (C706 appendix E, MS-RPCE 2.2.2.5 refers to them) */
#define RPC_FAULT_ACCESS_DENIED		0x00000005u
#define RPC_FAULT_BAD_STUB		0x000006f7u
#define RPC_FAULT_CONTEXT_MISMATCH	0x1c00001au
#define RPC_FAULT_NO_MEMORY		0x1c00001bu
#define RPC_FAULT_OP_RANGE		0x1c010002u
#define RPC_FAULT_UNKNOWN_IF		0x1c010003u
#define RPC_FAULT_PROTOCOL		0x1c01000bu

/* Win32 and network-management errors (MS-ERREF 2.2) */
#define WERR_OK				0u
#define WERR_ACCESS_DENIED		5u
#define WERR_NOT_SUPPORTED		50u
#define WERR_INVALID_PARAMETER		87u
#define WERR_INVALID_NAME		123u
#define WERR_INVALID_LEVEL		124u
#define WERR_MORE_DATA			234u
#define WERR_NET_NAME_NOT_FOUND		2310u
#define WERR_DEVICE_NOT_SHARED		2311u
#define WERR_FILE_ID_NOT_FOUND		2314u

/* NTSTATUS values (MS-ERREF 2.3) */
#define NT_OK				0x00000000u
#define NT_MORE_ENTRIES			0x00000105u
#define NT_SOME_NOT_MAPPED		0x00000107u
#define NT_NO_MORE_ENTRIES		0x8000001au
#define NT_INVALID_INFO_CLASS		0xc0000003u
#define NT_INVALID_PARAMETER		0xc000000du
#define NT_NO_MEMORY			0xc0000017u
#define NT_ACCESS_DENIED		0xc0000022u
#define NT_OBJECT_TYPE_MISMATCH		0xc0000024u
#define NT_NO_SUCH_USER			0xc0000064u
#define NT_NO_SUCH_GROUP		0xc0000066u
#define NT_NONE_MAPPED			0xc0000073u
#define NT_NO_SUCH_DOMAIN		0xc00000dfu
#define NT_NO_SUCH_ALIAS		0xc0000151u
#define NT_INSUFFICIENT_RESOURCES	0xc000009au

/* bits of every access mask (MS-DTYP 2.4.3) */
#define RPC_ACCESS_READ_CONTROL		0x00020000u
#define RPC_ACCESS_MAXIMUM_ALLOWED	0x02000000u
#define RPC_ACCESS_GENERIC_EXECUTE	0x20000000u
#define RPC_ACCESS_GENERIC_READ		0x80000000u

/* well-known relative ids (MS-DTYP 2.4.2.4) */
#define RPC_RID_GUEST			501u
#define RPC_RID_NO_GROUP		513u	/* "None", everybody's primary group */
#define RPC_RID_ADMINISTRATORS		544u	/* S-1-5-32-544 */
#define RPC_RID_USERS			545u
#define RPC_RID_GUESTS			546u

/* enum rpc_sid_type - SID_NAME_USE (MS-SAMR 2.2.2.3) */
enum rpc_sid_type {
	RPC_SID_USER		= 1,
	RPC_SID_GROUP		= 2,
	RPC_SID_DOMAIN		= 3,
	RPC_SID_ALIAS		= 4,
	RPC_SID_WELL_KNOWN	= 5,
	RPC_SID_UNKNOWN		= 8,
};

/* enum rpc_handle_kind - what a context handle stands for; 0 is none */
enum rpc_handle_kind {
	RPC_HANDLE_LSA_POLICY = 1,
	RPC_HANDLE_SAM_SERVER,
	RPC_HANDLE_SAM_DOMAIN,
	RPC_HANDLE_SAM_USER,
	RPC_HANDLE_SAM_GROUP,
	RPC_HANDLE_SAM_ALIAS,
};

/*
 * struct rpc_handle - one context handle of a pipe
 *
 * Lives in its pipe's table, which is in wire order of nothing; a handle dies
 * by its Close call or with the pipe.
 */
struct rpc_handle {
	enum rpc_handle_kind kind;	/* 0: free slot */
	uint8_t wire[NDR_HANDLE_SIZE];
	bool builtin;			/* SAM: of the Builtin domain, else of the account domain */
	uint32_t rid;			/* SAM: of the user, group or alias */
};

struct rpc_account;
struct rpc_pipe;

/*
 * struct rpc_call - one request while its method runs
 * @in:		the stub of the request
 * @out:	the stub of the response
 * @arena:	memory of this call
 * @id:		what the server says about itself
 * @account:	the caller's account, NULL when not known
 * @restricted:	the caller is a guest or anonymous
 * @admin:	the caller is an administrator
 * @accounts:	every account, filled by rpc_accounts() when first asked for
 */
struct rpc_call {
	struct ksmbd_rpc *rpc;
	struct rpc_pipe *pipe;
	struct ndr_reader in;
	struct ndr_writer out;
	struct ndr_arena arena;
	struct ksmbd_rpc_identity id;
	const char *account;
	bool restricted;
	bool admin;
	struct rpc_account *accounts;
	size_t num_accounts;
};

typedef uint32_t (*rpc_method_t)(struct rpc_call *call);

/*
 * struct rpc_interface - one interface: const, one per service
 * @uuid:	in little-endian wire form
 * @pipes:	KSMBD_RPC_*_METHOD_INVOKE bits of the pipes that carry it
 * @methods:	by opnum; NULL answers with nca_s_op_rng_error
 */
struct rpc_interface {
	uint8_t uuid[16];
	uint16_t major;
	uint16_t minor;
	uint32_t pipes;
	const rpc_method_t *methods;
	size_t num_methods;
};

extern const struct rpc_interface rpc_srvsvc_interface;
extern const struct rpc_interface rpc_wkssvc_interface;
extern const struct rpc_interface rpc_lsarpc_interface;
extern const struct rpc_interface rpc_dssetup_interface;
extern const struct rpc_interface rpc_samr_interface;
extern const struct rpc_interface rpc_mdssvc_interface;

/* rpc.c: callbacks and context handles */
const struct ksmbd_rpc_ops *rpc_ops(const struct rpc_call *call);
void *rpc_ops_ctx(const struct rpc_call *call);
bool rpc_is_barred(const struct rpc_call *call);
struct rpc_handle *rpc_handle_create(struct rpc_call *call, enum rpc_handle_kind kind);
struct rpc_handle *rpc_handle_get(struct rpc_call *call);
void rpc_handle_put_wire(struct rpc_call *call, const struct rpc_handle *handle);
void rpc_handle_destroy(struct rpc_handle *handle);

/*
 * struct rpc_name - an account, group or domain by name and SID
 * @domain:	name of its domain, "" for none
 * @name:	NULL for a domain itself
 * @domain_sid:	the SID without its last sub-authority
 * @rid:	the last sub-authority
 */
struct rpc_name {
	enum rpc_sid_type type;
	const char *domain;
	const char *name;
	struct ndr_sid sid;
	struct ndr_sid domain_sid;
	uint32_t rid;
};

/* struct rpc_account - one account, copied into the call's arena */
struct rpc_account {
	const char *name;
	const char *full_name;
	uint32_t rid;
	bool is_admin;
	bool is_guest;
};

/* struct rpc_builtin - one alias of the Builtin domain */
struct rpc_builtin {
	uint32_t rid;
	const char *name;
	const char *description;
};

/* rpc_names.c: who is who on this server */
extern const struct rpc_builtin rpc_builtins[];
extern const size_t rpc_num_builtins;
struct ndr_sid rpc_account_domain_sid(const struct rpc_call *call);
struct ndr_sid rpc_builtin_domain_sid(void);
bool rpc_sid_equal(const struct ndr_sid *a, const struct ndr_sid *b);
bool rpc_sid_in_domain(const struct ndr_sid *sid, const struct ndr_sid *domain);
struct ndr_sid rpc_sid_append(const struct ndr_sid *domain, uint32_t rid);
const struct rpc_builtin *rpc_builtin_by_rid(uint32_t rid);
const struct rpc_builtin *rpc_builtin_by_name(const char *name);
const struct rpc_account *rpc_accounts(struct rpc_call *call, size_t *count);
const struct rpc_account *rpc_account_by_rid(struct rpc_call *call, uint32_t rid);
const struct rpc_account *rpc_account_by_name(struct rpc_call *call, const char *name);
bool rpc_name_of_sid(struct rpc_call *call, const struct ndr_sid *sid, struct rpc_name *out);
void rpc_put_security(struct rpc_call *call, uint32_t info, uint32_t everybody, uint32_t admins);
bool rpc_sid_of_name(struct rpc_call *call, const char *name, struct rpc_name *out);

#endif /* KSMBD_LIB_RPC_SERVICE_H */
