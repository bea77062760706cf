/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The door to the DCE/RPC services of IPC$ (srvsvc, wkssvc, lsarpc, samr,
 * mdssvc) for the helper's upcall handlers.
 *
 * For: opening, writing, reading, transacting and closing the named pipes that
 * the kernel module forwards, and for telling the services what they may say
 * about this server through struct ksmbd_rpc_ops.
 * Not for: how bytes are marshalled (ndr.h), how a service is written
 * (rpc_service.h), nor for the netlink message around all this (upcall.c).
 *
 * Called by lib/upcall.c. One thread at a time per struct ksmbd_rpc: there is
 * no lock inside, a multi-threaded caller brings its own. Nothing here blocks,
 * except as far as the caller's own callbacks do.
 *
 * Everything that comes in is hostile: handles, lengths, bytes and order.
 */
#ifndef KSMBD_LIB_RPC_H
#define KSMBD_LIB_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ksmbd_netlink.h>

/*
 * Upper bounds, all of them per struct ksmbd_rpc unless said otherwise.
 * KSMBD_RPC_MAX_FRAG is what the kernel's RPC upcall carries in one message, so
 * it is what is negotiated in bind, both ways: a longer PDU could not arrive
 * whole, and a longer answer would be cut.
 */
#define KSMBD_RPC_PIPE_MASK \
	(KSMBD_RPC_SRVSVC_METHOD_INVOKE | KSMBD_RPC_WKSSVC_METHOD_INVOKE | \
	 KSMBD_RPC_SAMR_METHOD_INVOKE | KSMBD_RPC_LSARPC_METHOD_INVOKE | \
	 KSMBD_RPC_MDSSVC_METHOD_INVOKE)

#define KSMBD_RPC_MAX_PIPES	4096
#define KSMBD_RPC_MAX_FRAG	4096
#define KSMBD_RPC_MAX_REQUEST	(1024 * 1024)		/* stub bytes, one call */
#define KSMBD_RPC_MAX_RESPONSE	(4 * 1024 * 1024)	/* stub bytes, one call */
#define KSMBD_RPC_MAX_MEMORY	(64 * 1024 * 1024)	/* buffered by all pipes */

/*
 * Flags and statuses are those of the RPC upcall (linux/ksmbd_netlink.h), so
 * they are passed on as they came. A status speaks of the pipe; what goes wrong
 * inside a call is told to the client in a fault PDU or a return value, and the
 * status is then KSMBD_RPC_OK:
 *
 *   KSMBD_RPC_EBAD_FUNC	not in this state: nothing to read, answer still pending
 *   KSMBD_RPC_EBAD_FID		no such handle, or the pipe died of a protocol error
 *   KSMBD_RPC_ENOMEM		no memory, or a budget below is used up
 *   KSMBD_RPC_ENOTIMPLEMENTED	no such pipe or method
 *   KSMBD_RPC_EMORE_DATA	@max was too small, READ gives the rest
 */

/*
 * struct ksmbd_rpc_identity - what this server says about itself
 * @server_name:	NetBIOS name, also the name of the account domain
 * @workgroup:		workgroup
 * @comment:		server string
 * @sub_auth:		the three random sub-authorities of the account domain's
 *			SID S-1-5-21-a-b-c, those sent in the STARTING_UP message
 * @restrict_anonymous:	guests and anonymous users get no lists and no lookups
 *
 * Strings are UTF-8, never NULL, and stay valid while ksmbd_rpc_*() runs.
 */
struct ksmbd_rpc_identity {
	const char *server_name;
	const char *workgroup;
	const char *comment;
	uint32_t sub_auth[3];
	bool restrict_anonymous;
};

/*
 * struct ksmbd_rpc_share - one share
 * @name:	as clients connect to it
 * @comment:	may be NULL
 * @path:	path on this machine; shown to administrators only; may be NULL
 * @is_ipc:	a pipe share (IPC$); when none is emitted, one is made up
 * @hidden:	not browseable: left out of lists, still found by name
 * @max_users:	limit of connections; 0 means none
 * @users:	connections now
 */
struct ksmbd_rpc_share {
	const char *name;
	const char *comment;
	const char *path;
	bool is_ipc;
	bool hidden;
	uint32_t max_users;
	uint32_t users;
};

/*
 * struct ksmbd_rpc_account - one account of the password database
 * @name:	account name
 * @full_name:	may be NULL
 * @rid:	relative id under the account domain's SID: the uid, because that
 *		is how the kernel module writes owners into security descriptors
 * @is_admin:	may see paths, sessions and open files
 * @is_guest:	the account that guests are mapped to
 */
struct ksmbd_rpc_account {
	const char *name;
	const char *full_name;
	uint32_t rid;
	bool is_admin;
	bool is_guest;
};

/* struct ksmbd_rpc_session - one SMB session (MS-SRVS 2.2.4.15) */
struct ksmbd_rpc_session {
	const char *client;		/* address or name of the client */
	const char *user;
	uint32_t num_opens;
	uint32_t seconds;		/* since logon */
	uint32_t idle_seconds;
	bool is_guest;
	bool encrypted;
};

/* struct ksmbd_rpc_connection - one tree connect (MS-SRVS 2.2.4.2) */
struct ksmbd_rpc_connection {
	uint32_t id;
	bool is_ipc;
	uint32_t num_opens;
	uint32_t num_users;
	uint32_t seconds;
	const char *user;
	const char *share;
	const char *client;
};

/* struct ksmbd_rpc_file - one open file (MS-SRVS 2.2.4.7) */
struct ksmbd_rpc_file {
	uint32_t id;
	bool may_read;
	bool may_write;
	uint32_t num_locks;
	const char *path;
	const char *user;
};

/*
 * Lists are handed over one element at a time. An emitter returns 0 to go on;
 * anything else means stop, and the callback returns that value. What the
 * element points at need only live until the emitter returns.
 */
typedef int (*ksmbd_rpc_emit_share_t)(void *arg, const struct ksmbd_rpc_share *share);
typedef int (*ksmbd_rpc_emit_account_t)(void *arg, const struct ksmbd_rpc_account *account);
typedef int (*ksmbd_rpc_emit_session_t)(void *arg, const struct ksmbd_rpc_session *session);
typedef int (*ksmbd_rpc_emit_connection_t)(void *arg, const struct ksmbd_rpc_connection *conn);
typedef int (*ksmbd_rpc_emit_file_t)(void *arg, const struct ksmbd_rpc_file *file);

/*
 * struct ksmbd_rpc_ops - what the services ask of the server
 * @identity:	fill in what the server says about itself; must not fail
 * @shares:	emit every share that @account may know of, always in the same
 *		order; @account is NULL when the kernel did not tell
 * @accounts:	emit every account, always in the same order
 * @sessions:	emit every session; NULL: the list is not known
 * @connections: emit every tree connect; NULL: the list is not known
 * @files:	emit every open file; NULL: the list is not known
 * @unix_name:	name of a uid or gid (S-1-22-1-uid, S-1-22-2-gid) into
 *		@buf, 0 or -errno; NULL: such SIDs have no names
 *
 * @identity, @shares and @accounts are mandatory. List callbacks return 0, the
 * emitter's value, or -errno.
 */
struct ksmbd_rpc_ops {
	void (*identity)(void *ctx, struct ksmbd_rpc_identity *identity);
	int (*shares)(void *ctx, const char *account, ksmbd_rpc_emit_share_t emit, void *arg);
	int (*accounts)(void *ctx, ksmbd_rpc_emit_account_t emit, void *arg);
	int (*sessions)(void *ctx, ksmbd_rpc_emit_session_t emit, void *arg);
	int (*connections)(void *ctx, ksmbd_rpc_emit_connection_t emit, void *arg);
	int (*files)(void *ctx, ksmbd_rpc_emit_file_t emit, void *arg);
	int (*unix_name)(void *ctx, bool is_group, uint32_t id, char *buf, size_t size);
};

/*
 * struct ksmbd_rpc_reply - bytes to hand to the client
 * @data:	borrowed from the pipe: valid until the next call on this
 *		struct ksmbd_rpc
 * @len:	0 when the request has no answer (AUTH3, a fragment, an orphan)
 */
struct ksmbd_rpc_reply {
	const uint8_t *data;
	size_t len;
};

struct ksmbd_rpc;

struct ksmbd_rpc *ksmbd_rpc_create(const struct ksmbd_rpc_ops *ops, void *ctx);
void ksmbd_rpc_destroy(struct ksmbd_rpc *rpc);

uint32_t ksmbd_rpc_open(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			const char *account);
uint32_t ksmbd_rpc_write(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			 const void *data, size_t len);
uint32_t ksmbd_rpc_read(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			size_t max, struct ksmbd_rpc_reply *reply);
uint32_t ksmbd_rpc_ioctl(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			 const void *data, size_t len, size_t max,
			 struct ksmbd_rpc_reply *reply);
uint32_t ksmbd_rpc_close(struct ksmbd_rpc *rpc, uint32_t handle);
uint32_t ksmbd_rpc_command(struct ksmbd_rpc *rpc, uint32_t handle, uint32_t flags,
			   const char *account, const void *data, size_t len, size_t max,
			   struct ksmbd_rpc_reply *reply);
size_t ksmbd_rpc_pipe_count(const struct ksmbd_rpc *rpc);

#endif /* KSMBD_LIB_RPC_H */
