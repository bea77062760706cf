// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * srvsvc: the Server Service (MS-SRVS) – how clients list the shares.
 *
 * For: lists of shares, sessions, connections and open files, facts about one
 * share or the server, the time of day, checking a share name.
 * Not for: changing anything: this server is configured by its files, so an
 * administrator is told "not supported" and everybody else "access denied".
 * Opnums that are not in the table get nca_s_op_rng_error.
 *
 * Called by rpc_pdu.c; one thread, no locks.
 *
 * Every information level is a row of fields (ndr.h), made by one function per
 * kind of object, so that a list and a single answer cannot disagree. Lists are
 * made whole in the call's arena; then as much is sent as the client takes, and
 * the resume handle is the index of the next element.
 */
#include "rpc_service.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#define SRV_ROW_MAX		13
#define SRV_TAKES_ALL		0xffffffffu	/* MAX_PREFERRED_LENGTH */

#define SRV_STYPE_DISK		0x00000000u
#define SRV_STYPE_IPC		0x00000003u
#define SRV_STYPE_SPECIAL	0x80000000u

#define SRV_PLATFORM_NT		500
#define SRV_VERSION_MAJOR	6
#define SRV_VERSION_MINOR	1
/* SV_TYPE_: workstation, server, UNIX, NT workstation, NT server (MS-SRVS 2.2.2.7) */
#define SRV_TYPE		0x00009803u

struct srv_row {
	struct ndr_field field[SRV_ROW_MAX];
	size_t n;
};

/*
 * struct srv_list - a list being made
 * @level:	information level of its rows
 * @only:	filters by the request's strings, NULL for any
 * @id:		filters files by id; 0 for any
 */
struct srv_list {
	struct rpc_call *call;
	uint32_t level;
	const char *only[2];
	uint32_t id;
	struct srv_row *rows;
	size_t count;
	size_t room;
	bool saw_ipc;
};

/* what every enumeration is asked with */
struct srv_enum {
	uint32_t level;
	uint32_t max;
	uint32_t resume;
	bool has_resume;
	bool has_arm;		/* the level is one the interface knows */
	bool known;		/* … and one that we know */
};

static struct srv_row *srv_add_row(struct srv_list *list)
{
	struct srv_row *rows;
	size_t room;

	if (list->count == list->room) {
		room = list->room ? list->room * 2 : 16;
		rows = ndr_alloc(&list->call->arena, room, sizeof(*rows));
		if (!rows) {
			list->call->out.failed = true;
			return NULL;
		}
		if (list->count)
			memcpy(rows, list->rows, list->count * sizeof(*rows));
		list->rows = rows;
		list->room = room;
	}
	return &list->rows[list->count++];
}

static const uint32_t srv_share_enum_levels[] = { 0, 1, 2, 501, 502, 503 };

static bool srv_level_in(uint32_t level, const uint32_t *levels, size_t n)
{
	while (n--)
		if (levels[n] == level)
			return true;
	return false;
}

/*
 * Levels that the unions of the interface have an arm for although no list is
 * asked for with them: they are answered with an empty arm, others with none.
 */
static bool srv_level_has_arm(uint32_t level)
{
	return level == 503 || level == 502 || level == 501 || (level >= 1004 && level <= 1007) ||
	       level == 1501;
}

/*
 * The [in] half of an enumeration: level, the empty container, preferred
 * length, resume handle. The arm of a level that the interface does not know
 * cannot be parsed, so what follows it stays unread.
 */
static struct srv_enum srv_get_enum(struct rpc_call *call, const uint32_t *levels, size_t n)
{
	struct ndr_reader *in = &call->in;
	struct srv_enum e = { 0 };

	e.level = ndr_get_u32(in);
	if (ndr_get_u32(in) != e.level)
		in->failed = true;
	e.known = srv_level_in(e.level, levels, n);
	e.has_arm = e.known || (levels == srv_share_enum_levels && srv_level_has_arm(e.level));
	if (!e.has_arm || in->failed)
		return e;
	if (ndr_get_ptr(in)) {
		ndr_get_u32(in);
		/* the container is [in, out], but elements in it mean nothing going in */
		if (ndr_get_ptr(in) && ndr_get_u32(in))
			in->failed = true;
	}
	e.max = ndr_get_u32(in);
	e.has_resume = ndr_get_ptr(in);
	if (e.has_resume)
		e.resume = ndr_get_u32(in);
	return e;
}

static size_t srv_row_size(const struct srv_row *row)
{
	size_t size = 0, i;

	for (i = 0; i < row->n; i++)
		size += 4 + (row->field[i].kind == NDR_WSTR && row->field[i].str ?
			     2 * strlen(row->field[i].str) + 2 : 0);
	return size;
}

/* the [out] half: container, total, resume handle, status */
static uint32_t srv_put_enum(struct rpc_call *call, const struct srv_enum *e,
			     const struct srv_list *list, uint32_t status)
{
	size_t first = list->count, end, size = 0, i;
	struct ndr_writer *out = &call->out;

	if (status == WERR_OK && e->resume < list->count)
		first = e->resume;
	for (end = first; end < list->count; end++) {
		size += srv_row_size(&list->rows[end]);
		if (e->max != SRV_TAKES_ALL && end > first && size > e->max)
			break;
	}
	if (status == WERR_OK && end < list->count)
		status = WERR_MORE_DATA;

	ndr_put_u32(out, e->level);
	ndr_put_u32(out, e->level);
	if (e->has_arm) {
		ndr_put_ptr(out, true);
		ndr_put_u32(out, (uint32_t)(end - first));
		ndr_put_ptr(out, end > first);
	}
	if (end > first) {
		ndr_put_u32(out, (uint32_t)(end - first));
		for (i = first; i < end; i++)
			ndr_put_row(out, list->rows[i].field, list->rows[i].n);
		for (i = first; i < end; i++)
			ndr_put_deferred(out, list->rows[i].field, list->rows[i].n);
	}
	ndr_put_u32(out, (uint32_t)(list->count - first));
	ndr_put_ptr(out, e->has_resume);
	if (e->has_resume)
		ndr_put_u32(out, status == WERR_MORE_DATA ? (uint32_t)end : 0);
	ndr_put_u32(out, status);
	return 0;
}

/* one structure behind a union of pointers, or its null pointer */
static uint32_t srv_put_info(struct rpc_call *call, uint32_t level, bool has_arm,
			     const struct srv_row *row, uint32_t status)
{
	struct ndr_writer *out = &call->out;

	ndr_put_u32(out, level);
	if (has_arm)
		ndr_put_ptr(out, row);
	if (row)
		ndr_put_struct(out, row->field, row->n);
	ndr_put_u32(out, status);
	return 0;
}

/* ---- shares (MS-SRVS 3.1.4.7 to 3.1.4.14) ---- */

static const uint32_t srv_share_info_levels[] = { 0, 1, 2, 501, 502, 503, 1004, 1005, 1006, 1501 };

/* levels that tell paths and limits are for administrators */
static bool srv_share_level_is_open(uint32_t level)
{
	return level == 0 || level == 1 || level == 501 || level == 1004 || level == 1005;
}

static void srv_share_row(struct srv_list *list, const struct ksmbd_rpc_share *share,
			  struct srv_row *row)
{
	struct ndr_arena *arena = &list->call->arena;
	const char *name = ndr_strdup(arena, share->name);
	const char *comment = ndr_strdup(arena, share->comment ? share->comment : "");
	size_t len = strlen(share->name);
	uint32_t level = list->level, limit = share->max_users ? share->max_users : UINT32_MAX;
	uint32_t type = share->is_ipc ? SRV_STYPE_IPC : SRV_STYPE_DISK;
	struct ndr_field *f = row->field;
	size_t n = 0;

	if (len && share->name[len - 1] == '$')
		type |= SRV_STYPE_SPECIAL;
	if (level <= 2 || (level >= 501 && level <= 503))
		f[n++] = NDR_F_WSTR(name);
	if (level == 1 || level == 2 || (level >= 501 && level <= 503)) {
		f[n++] = NDR_F_U32(type);
		f[n++] = NDR_F_WSTR(comment);
	}
	if (level == 501 || level == 1005)
		f[n++] = NDR_F_U32(0);			/* client-side caching by hand, no DFS */
	if (level == 2 || level == 502 || level == 503) {
		f[n++] = NDR_F_U32(0);			/* permissions: share-level servers only */
		f[n++] = NDR_F_U32(limit);
		f[n++] = NDR_F_U32(share->users);
		f[n++] = NDR_F_WSTR(ndr_strdup(arena, share->path ? share->path : ""));
		f[n++] = NDR_F_NULL;			/* password */
	}
	if (level == 503)
		f[n++] = NDR_F_WSTR("*");		/* served under every name we have */
	if (level == 502 || level == 503 || level == 1501) {
		f[n++] = NDR_F_U32(0);			/* no security descriptor on the share */
		f[n++] = NDR_F_NULL;
	}
	if (level == 1004)
		f[n++] = NDR_F_WSTR(comment);
	if (level == 1006)
		f[n++] = NDR_F_U32(limit);
	row->n = n;
}

static int srv_emit_share(void *arg, const struct ksmbd_rpc_share *share)
{
	struct srv_list *list = arg;
	struct srv_row *row;

	list->saw_ipc |= share->is_ipc;
	if (list->only[0] ? strcasecmp(share->name, list->only[0]) != 0 : share->hidden)
		return 0;
	row = srv_add_row(list);
	if (!row)
		return 1;
	srv_share_row(list, share, row);
	return 0;
}

static void srv_list_shares(struct srv_list *list)
{
	static const struct ksmbd_rpc_share ipc = {
		.name = "IPC$", .comment = "IPC service", .path = "", .is_ipc = true,
	};
	struct rpc_call *call = list->call;

	rpc_ops(call)->shares(rpc_ops_ctx(call), call->account, srv_emit_share, list);
	if (!list->saw_ipc)
		srv_emit_share(list, &ipc);
}

static uint32_t srv_share_enum_any(struct rpc_call *call, bool sticky)
{
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;
	struct srv_enum e;

	ndr_get_wstr_ptr(&call->in);
	e = srv_get_enum(call, srv_share_enum_levels, RPC_ARRAY_SIZE(srv_share_enum_levels));
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	list.level = e.level;
	if (!e.known || (sticky && e.level == 501))
		status = WERR_INVALID_LEVEL;
	else if (rpc_is_barred(call) || (!srv_share_level_is_open(e.level) && !call->admin))
		status = WERR_ACCESS_DENIED;
	else
		srv_list_shares(&list);
	return srv_put_enum(call, &e, &list, status);
}

/* opnum 15, NetrShareEnum */
static uint32_t srv_share_enum(struct rpc_call *call)
{
	return srv_share_enum_any(call, false);
}

/* opnum 36, NetrShareEnumSticky: all our shares are, but there is no level 501 */
static uint32_t srv_share_enum_sticky(struct rpc_call *call)
{
	return srv_share_enum_any(call, true);
}

/* opnum 16, NetrShareGetInfo */
static uint32_t srv_share_get_info(struct rpc_call *call)
{
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;
	bool known;

	ndr_get_wstr_ptr(&call->in);
	list.only[0] = ndr_get_wstr(&call->in);
	list.level = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	known = srv_level_in(list.level, srv_share_info_levels,
			     RPC_ARRAY_SIZE(srv_share_info_levels));
	if (!known)
		status = WERR_INVALID_LEVEL;
	else if (rpc_is_barred(call) || (!srv_share_level_is_open(list.level) && !call->admin))
		status = WERR_ACCESS_DENIED;
	else
		srv_list_shares(&list);
	if (status == WERR_OK && !list.count)
		status = WERR_NET_NAME_NOT_FOUND;
	return srv_put_info(call, list.level, known || srv_level_has_arm(list.level),
			    list.count ? &list.rows[0] : NULL, status);
}

/* opnum 20, NetrShareCheck: is this device shared? Devices here are paths */
static int srv_emit_share_path(void *arg, const struct ksmbd_rpc_share *share)
{
	struct srv_list *list = arg;

	if (strcmp(share->path ? share->path : "", list->only[0]))
		return 0;
	list->saw_ipc = share->is_ipc;
	list->count = 1;
	return 1;
}

static uint32_t srv_share_check(struct rpc_call *call)
{
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;

	ndr_get_wstr_ptr(&call->in);
	list.only[0] = ndr_get_wstr(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if (!call->admin)
		status = WERR_ACCESS_DENIED;
	else
		rpc_ops(call)->shares(rpc_ops_ctx(call), call->account, srv_emit_share_path, &list);
	/* IPC$ is there even when nobody lists it; its path is empty */
	if (status == WERR_OK && !list.count && *list.only[0])
		status = WERR_DEVICE_NOT_SHARED;
	ndr_put_u32(&call->out, list.count && !list.saw_ipc ? SRV_STYPE_DISK : SRV_STYPE_IPC);
	ndr_put_u32(&call->out, status);
	return 0;
}

/* ---- sessions, connections, files ---- */

static const uint32_t srv_session_levels[] = { 0, 1, 2, 10, 502 };
static const uint32_t srv_connection_levels[] = { 0, 1 };
static const uint32_t srv_file_levels[] = { 2, 3 };

static int srv_emit_session(void *arg, const struct ksmbd_rpc_session *session)
{
	struct srv_list *list = arg;
	struct ndr_arena *arena = &list->call->arena;
	uint32_t level = list->level;
	struct srv_row *row;
	struct ndr_field *f;
	size_t n = 0;

	if ((list->only[0] && strcasecmp(session->client, list->only[0])) ||
	    (list->only[1] && strcasecmp(session->user, list->only[1])))
		return 0;
	row = srv_add_row(list);
	if (!row)
		return 1;
	f = row->field;
	f[n++] = NDR_F_WSTR(ndr_strdup(arena, session->client));
	if (level != 0)
		f[n++] = NDR_F_WSTR(ndr_strdup(arena, session->user));
	if (level != 0 && level != 10)
		f[n++] = NDR_F_U32(session->num_opens);
	if (level != 0) {
		f[n++] = NDR_F_U32(session->seconds);
		f[n++] = NDR_F_U32(session->idle_seconds);
	}
	if (level != 0 && level != 10)
		f[n++] = NDR_F_U32(session->is_guest | session->encrypted << 1);
	if (level == 2 || level == 502)
		f[n++] = NDR_F_WSTR("");		/* client type: SMB2 does not tell */
	if (level == 502)
		f[n++] = NDR_F_WSTR("");		/* transport */
	row->n = n;
	return 0;
}

/* opnum 12, NetrSessionEnum (MS-SRVS 3.1.4.5) */
static uint32_t srv_session_enum(struct rpc_call *call)
{
	const struct ksmbd_rpc_ops *ops = rpc_ops(call);
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;
	struct srv_enum e;

	ndr_get_wstr_ptr(&call->in);
	list.only[0] = ndr_get_wstr_ptr(&call->in);
	list.only[1] = ndr_get_wstr_ptr(&call->in);
	e = srv_get_enum(call, srv_session_levels, RPC_ARRAY_SIZE(srv_session_levels));
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	/* a client's name comes as \\name or as nothing */
	if (list.only[0])
		list.only[0] += strspn(list.only[0], "\\");
	if (list.only[0] && !*list.only[0])
		list.only[0] = NULL;
	if (list.only[1] && !*list.only[1])
		list.only[1] = NULL;
	list.level = e.level;
	if (!e.known)
		status = WERR_INVALID_LEVEL;
	else if (!call->admin)
		status = WERR_ACCESS_DENIED;
	else if (!ops->sessions)
		status = WERR_NOT_SUPPORTED;
	else
		ops->sessions(rpc_ops_ctx(call), srv_emit_session, &list);
	return srv_put_enum(call, &e, &list, status);
}

static int srv_emit_connection(void *arg, const struct ksmbd_rpc_connection *conn)
{
	struct srv_list *list = arg;
	struct ndr_arena *arena = &list->call->arena;
	const char *only = list->only[0];
	struct srv_row *row;
	struct ndr_field *f;
	size_t n = 0;

	/* the qualifier is a share, or a client written \\name (MS-SRVS 3.1.4.1) */
	if (only && only[0] == '\\' ? strcasecmp(conn->client, only + strspn(only, "\\")) != 0 :
				      only && strcasecmp(conn->share, only))
		return 0;
	row = srv_add_row(list);
	if (!row)
		return 1;
	f = row->field;
	f[n++] = NDR_F_U32(conn->id);
	if (list->level == 1) {
		f[n++] = NDR_F_U32(conn->is_ipc ? SRV_STYPE_IPC : SRV_STYPE_DISK);
		f[n++] = NDR_F_U32(conn->num_opens);
		f[n++] = NDR_F_U32(conn->num_users);
		f[n++] = NDR_F_U32(conn->seconds);
		f[n++] = NDR_F_WSTR(ndr_strdup(arena, conn->user));
		f[n++] = NDR_F_WSTR(ndr_strdup(arena, conn->share));
	}
	row->n = n;
	return 0;
}

/* opnum 8, NetrConnectionEnum; the qualifier is mandatory */
static uint32_t srv_connection_enum(struct rpc_call *call)
{
	const struct ksmbd_rpc_ops *ops = rpc_ops(call);
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;
	struct srv_enum e;

	ndr_get_wstr_ptr(&call->in);
	list.only[0] = ndr_get_wstr_ptr(&call->in);
	e = srv_get_enum(call, srv_connection_levels, RPC_ARRAY_SIZE(srv_connection_levels));
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	list.level = e.level;
	if (!e.known)
		status = WERR_INVALID_LEVEL;
	else if (!call->admin)
		status = WERR_ACCESS_DENIED;
	else if (!list.only[0] || !*list.only[0])
		status = WERR_INVALID_PARAMETER;
	else if (!ops->connections)
		status = WERR_NOT_SUPPORTED;
	else
		ops->connections(rpc_ops_ctx(call), srv_emit_connection, &list);
	return srv_put_enum(call, &e, &list, status);
}

static int srv_emit_file(void *arg, const struct ksmbd_rpc_file *file)
{
	struct srv_list *list = arg;
	struct ndr_arena *arena = &list->call->arena;
	struct srv_row *row;
	struct ndr_field *f;
	size_t n = 0;

	if ((list->id && file->id != list->id) ||
	    (list->only[0] && strncmp(file->path, list->only[0], strlen(list->only[0]))) ||
	    (list->only[1] && strcasecmp(file->user, list->only[1])))
		return 0;
	row = srv_add_row(list);
	if (!row)
		return 1;
	f = row->field;
	f[n++] = NDR_F_U32(file->id);
	if (list->level == 3) {
		f[n++] = NDR_F_U32(file->may_read | file->may_write << 1);
		f[n++] = NDR_F_U32(file->num_locks);
		f[n++] = NDR_F_WSTR(ndr_strdup(arena, file->path));
		f[n++] = NDR_F_WSTR(ndr_strdup(arena, file->user));
	}
	row->n = n;
	return 0;
}

/* opnum 9, NetrFileEnum (MS-SRVS 3.1.4.2) */
static uint32_t srv_file_enum(struct rpc_call *call)
{
	const struct ksmbd_rpc_ops *ops = rpc_ops(call);
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;
	struct srv_enum e;

	ndr_get_wstr_ptr(&call->in);
	list.only[0] = ndr_get_wstr_ptr(&call->in);
	list.only[1] = ndr_get_wstr_ptr(&call->in);
	e = srv_get_enum(call, srv_file_levels, RPC_ARRAY_SIZE(srv_file_levels));
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	list.level = e.level;
	if (!e.known)
		status = WERR_INVALID_LEVEL;
	else if (!call->admin)
		status = WERR_ACCESS_DENIED;
	else if (!ops->files)
		status = WERR_NOT_SUPPORTED;
	else
		ops->files(rpc_ops_ctx(call), srv_emit_file, &list);
	return srv_put_enum(call, &e, &list, status);
}

/* opnum 10, NetrFileGetInfo (MS-SRVS 3.1.4.3) */
static uint32_t srv_file_get_info(struct rpc_call *call)
{
	const struct ksmbd_rpc_ops *ops = rpc_ops(call);
	struct srv_list list = { .call = call };
	uint32_t status = WERR_OK;
	bool known;

	ndr_get_wstr_ptr(&call->in);
	list.id = ndr_get_u32(&call->in);
	list.level = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	known = srv_level_in(list.level, srv_file_levels, RPC_ARRAY_SIZE(srv_file_levels));
	if (!known)
		status = WERR_INVALID_LEVEL;
	else if (!call->admin)
		status = WERR_ACCESS_DENIED;
	else if (!ops->files)
		status = WERR_NOT_SUPPORTED;
	else if (list.id)
		ops->files(rpc_ops_ctx(call), srv_emit_file, &list);
	if (status == WERR_OK && !list.count)
		status = WERR_FILE_ID_NOT_FOUND;
	return srv_put_info(call, list.level, known, list.count ? &list.rows[0] : NULL, status);
}

/* ---- the server itself ---- */

static const uint32_t srv_server_levels[] = { 100, 101, 102 };

/* SERVER_INFO's arms that are not for us: settings of Windows' own server */
static bool srv_server_has_arm(uint32_t level)
{
	return (level >= 100 && level <= 103) || level == 502 || level == 503 || level == 599 ||
	       (level >= 1005 && level <= 1556);
}

/* opnum 21, NetrServerGetInfo (MS-SRVS 3.1.4.17) */
static uint32_t srv_server_get_info(struct rpc_call *call)
{
	uint32_t level, status = WERR_OK;
	struct srv_row row = { 0 };
	struct ndr_field *f = row.field;
	bool known;
	size_t n = 0;

	ndr_get_wstr_ptr(&call->in);
	level = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	known = srv_level_in(level, srv_server_levels, RPC_ARRAY_SIZE(srv_server_levels));
	if (!known)
		status = WERR_INVALID_LEVEL;
	else if (rpc_is_barred(call))
		status = WERR_ACCESS_DENIED;
	if (status != WERR_OK)
		return srv_put_info(call, level, srv_server_has_arm(level), NULL, status);

	f[n++] = NDR_F_U32(SRV_PLATFORM_NT);
	f[n++] = NDR_F_WSTR(call->id.server_name);
	if (level > 100) {
		f[n++] = NDR_F_U32(SRV_VERSION_MAJOR);
		f[n++] = NDR_F_U32(SRV_VERSION_MINOR);
		f[n++] = NDR_F_U32(SRV_TYPE);
		f[n++] = NDR_F_WSTR(call->id.comment);
	}
	if (level > 101) {
		f[n++] = NDR_F_U32(UINT32_MAX);	/* users: no limit */
		f[n++] = NDR_F_U32(15);		/* minutes until idle users are disconnected */
		f[n++] = NDR_F_U32(0);		/* visible in the network */
		f[n++] = NDR_F_U32(240);	/* announcement, seconds and milliseconds */
		f[n++] = NDR_F_U32(3000);
		f[n++] = NDR_F_U32(UINT32_MAX);	/* licences */
		f[n++] = NDR_F_WSTR("C:\\");	/* path to user directories */
	}
	row.n = n;
	return srv_put_info(call, level, true, &row, WERR_OK);
}

/* TIME_OF_DAY_INFO (MS-SRVS 2.2.4.105) */
static void srv_put_time(struct ndr_writer *out, const struct timespec *now,
			 const struct timespec *up, const struct tm *utc, long minutes_west)
{
	const struct ndr_field tod[] = {
		NDR_F_U32((uint32_t)now->tv_sec),
		NDR_F_U32((uint32_t)(up->tv_sec * 1000 + up->tv_nsec / 1000000)),
		NDR_F_U32((uint32_t)utc->tm_hour),
		NDR_F_U32((uint32_t)utc->tm_min),
		NDR_F_U32((uint32_t)utc->tm_sec),
		NDR_F_U32((uint32_t)(now->tv_nsec / 10000000)),
		NDR_F_U32((uint32_t)minutes_west),
		NDR_F_U32(310),			/* clock tick, tenths of milliseconds */
		NDR_F_U32((uint32_t)utc->tm_mday),
		NDR_F_U32((uint32_t)utc->tm_mon + 1),
		NDR_F_U32((uint32_t)utc->tm_year + 1900),
		NDR_F_U32((uint32_t)utc->tm_wday),
	};

	ndr_put_struct(out, tod, RPC_ARRAY_SIZE(tod));
}

/* opnum 28, NetrRemoteTOD (MS-SRVS 3.1.4.21) */
static uint32_t srv_remote_tod(struct rpc_call *call)
{
	struct timespec now, up;
	struct tm utc, local;

	ndr_get_wstr_ptr(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_MONOTONIC, &up);
	if (!gmtime_r(&now.tv_sec, &utc) || !localtime_r(&now.tv_sec, &local)) {
		ndr_put_ptr(&call->out, false);
		ndr_put_u32(&call->out, WERR_NOT_SUPPORTED);
		return 0;
	}
	ndr_put_ptr(&call->out, true);
	srv_put_time(&call->out, &now, &up, &utc, -local.tm_gmtoff / 60);
	ndr_put_u32(&call->out, WERR_OK);
	return 0;
}

/* a share name: up to 80 characters, 12 for old clients, none that a path could end at */
static bool srv_share_name_is_valid(const char *name, uint32_t flags)
{
	size_t max = flags ? 12 : 80, n = 0;
	const char *p;

	for (p = name; *p; p++) {
		if ((unsigned char)*p < 0x20 || strchr("\"\\/[]:|<>+=;,*?", *p))
			return false;
		n += (*p & 0xc0) != 0x80;
	}
	return n && n <= max;
}

/* opnum 33, NetprNameValidate (MS-SRVS 3.1.4.32): we know share names only */
static uint32_t srv_name_validate(struct rpc_call *call)
{
	uint32_t type, flags, status = WERR_OK;
	const char *name;

	ndr_get_wstr_ptr(&call->in);
	name = ndr_get_wstr(&call->in);
	type = ndr_get_u32(&call->in);
	flags = ndr_get_u32(&call->in);
	if (call->in.failed)
		return RPC_FAULT_BAD_STUB;
	if ((flags && flags != 0x80000000u) || !type || type > 13)
		status = WERR_INVALID_PARAMETER;
	else if (type != 9)
		status = WERR_NOT_SUPPORTED;
	else if (!srv_share_name_is_valid(name, flags))
		status = WERR_INVALID_NAME;
	ndr_put_u32(&call->out, status);
	return 0;
}

/* ---- what would change something ---- */

static uint32_t srv_refusal(const struct rpc_call *call)
{
	return call->admin ? WERR_NOT_SUPPORTED : WERR_ACCESS_DENIED;
}

/* calls that return a status only: NetrFileClose, NetrSessionDel, NetrShareDel… */
static uint32_t srv_refuse(struct rpc_call *call)
{
	ndr_put_u32(&call->out, srv_refusal(call));
	return 0;
}

/* calls with the index of a wrong parameter in front: NetrShareAdd, …SetInfo */
static uint32_t srv_refuse_with_index(struct rpc_call *call)
{
	ndr_put_ptr(&call->out, false);
	ndr_put_u32(&call->out, srv_refusal(call));
	return 0;
}

static const rpc_method_t srv_methods[] = {
	[8] = srv_connection_enum,
	[9] = srv_file_enum,
	[10] = srv_file_get_info,
	[11] = srv_refuse,			/* NetrFileClose */
	[12] = srv_session_enum,
	[13] = srv_refuse,			/* NetrSessionDel */
	[14] = srv_refuse_with_index,		/* NetrShareAdd */
	[15] = srv_share_enum,
	[16] = srv_share_get_info,
	[17] = srv_refuse_with_index,		/* NetrShareSetInfo */
	[18] = srv_refuse,			/* NetrShareDel */
	[19] = srv_refuse,			/* NetrShareDelSticky */
	[20] = srv_share_check,
	[21] = srv_server_get_info,
	[22] = srv_refuse_with_index,		/* NetrServerSetInfo */
	[28] = srv_remote_tod,
	[33] = srv_name_validate,
	[36] = srv_share_enum_sticky,
};

/* 4b324fc8-1670-01d3-1278-5a47bf6ee188 version 3.0 */
const struct rpc_interface rpc_srvsvc_interface = {
	.uuid = { 0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01,
		  0x12, 0x78, 0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88 },
	.major = 3,
	.pipes = KSMBD_RPC_SRVSVC_METHOD_INVOKE,
	.methods = srv_methods,
	.num_methods = RPC_ARRAY_SIZE(srv_methods),
};
