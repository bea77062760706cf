/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * The protocol between the kernel module and its user-space helper.
 *
 * For:      every number and byte layout that crosses the generic netlink family
 *           SMBD_GENL, and nothing else. The only header both sides share.
 * Not for:  policy tables (kmod/helper/genl_policy.c), the helper's handlers
 *           (userspace/lib/upcall.c), a longer text (Documentation/helper.md).
 * Included: by kmod/helper/ in the kernel and by userspace/lib/.
 *
 * The part numbered below 64 is the interface of the in-tree ksmbd (Linux 6.1 to
 * 7.3) and of ksmbd-tools: sizes, offsets and values are facts of that interface and
 * never change. Newer releases only carved fields out of reserved bytes, so every
 * reserved byte is sent as zero. One message carries one event; its struct travels in
 * a netlink attribute whose type is the event number. Integers are in host order.
 * Text is UTF-8 and ends with a NUL inside its array.
 *
 * The part numbered from 64 is ours: typed attributes beside the struct attribute, and
 * two commands. A module announces them by a family maxattr of at least
 * KSMBD_A_FIRST; a helper that sees a smaller one leaves them out.
 */
#ifndef _UAPI_LINUX_KSMBD_NETLINK_H
#define _UAPI_LINUX_KSMBD_NETLINK_H

#include <linux/types.h>

#define KSMBD_GENL_NAME			"SMBD_GENL"
#define KSMBD_GENL_VERSION		1

#define KSMBD_REQ_MAX_ACCOUNT_NAME_SZ	48
#define KSMBD_REQ_MAX_HASH_SZ		18
#define KSMBD_REQ_MAX_SHARE_NAME	64

/*
 * Events: command number and attribute type at once. "k" is sent by the kernel, "u" by
 * user space. The answer to a request has the next number and repeats its handle.
 */
enum ksmbd_event {
	KSMBD_EVENT_UNSPEC			= 0,
	KSMBD_EVENT_HEARTBEAT_REQUEST		= 1,	/* k: are you there? no answer */
	KSMBD_EVENT_STARTING_UP			= 2,	/* u: global configuration, go */
	KSMBD_EVENT_SHUTTING_DOWN		= 3,	/* k: the server went away */
	KSMBD_EVENT_LOGIN_REQUEST		= 4,	/* k: who is this account? */
	KSMBD_EVENT_LOGIN_RESPONSE		= 5,	/* u */
	KSMBD_EVENT_SHARE_CONFIG_REQUEST	= 6,	/* k: what is this share? */
	KSMBD_EVENT_SHARE_CONFIG_RESPONSE	= 7,	/* u */
	KSMBD_EVENT_TREE_CONNECT_REQUEST	= 8,	/* k: may they connect? */
	KSMBD_EVENT_TREE_CONNECT_RESPONSE	= 9,	/* u */
	KSMBD_EVENT_TREE_DISCONNECT_REQUEST	= 10,	/* k: a tree is gone, no answer */
	KSMBD_EVENT_LOGOUT_REQUEST		= 11,	/* k: a user is gone, no answer */
	KSMBD_EVENT_RPC_REQUEST			= 12,	/* k: DCE/RPC over a pipe */
	KSMBD_EVENT_RPC_RESPONSE		= 13,	/* u */
	KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST	= 14,	/* k: check this Kerberos token */
	KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE	= 15,	/* u */
	/* modules before Linux 6.14 end here */
	KSMBD_EVENT_LOGIN_REQUEST_EXT		= 16,	/* k: supplementary groups? */
	KSMBD_EVENT_LOGIN_RESPONSE_EXT		= 17,	/* u */

	__KSMBD_EVENT_MAX,
	KSMBD_EVENT_MAX				= __KSMBD_EVENT_MAX - 1,

	/* ours, see below: numbers of the attributes from 64 */
	KSMBD_EVENT_HANDLE_KEEP			= 71,	/* k: keep this record */
	KSMBD_EVENT_HANDLE_KEPT			= 72,	/* u: it is on stable storage */
	KSMBD_EVENT_HANDLE_FORGET		= 73,	/* k: a handle is gone, no answer */
	KSMBD_EVENT_HANDLE_RESTORE		= 74,	/* u: a record that was kept */
	KSMBD_EVENT_SHARE_GONE			= 76	/* u: a share is configured no more */
};

/* KSMBD_EVENT_HEARTBEAT_REQUEST */
struct ksmbd_heartbeat {
	__u32	handle;
};

/* ksmbd_startup_request.flags */
#define KSMBD_GLOBAL_FLAG_INVALID		0
#define KSMBD_GLOBAL_FLAG_SMB2_LEASES		(1U << 0)
#define KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION	(1U << 1)
#define KSMBD_GLOBAL_FLAG_SMB3_MULTICHANNEL	(1U << 2)
#define KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION_OFF	(1U << 3)
#define KSMBD_GLOBAL_FLAG_DURABLE_HANDLE	(1U << 4)

/* ksmbd_startup_request.signing */
#define KSMBD_CONFIG_OPT_DISABLED		0
#define KSMBD_CONFIG_OPT_ENABLED		1
#define KSMBD_CONFIG_OPT_AUTO			2
#define KSMBD_CONFIG_OPT_MANDATORY		3

/*
 * KSMBD_EVENT_STARTING_UP. A zero size, count or credit value leaves the module's own
 * default in force. ____payload: interface names, each with its NUL, ifc_list_sz bytes.
 */
struct ksmbd_startup_request {
	__u32	flags;			/* KSMBD_GLOBAL_FLAG_* */
	__s32	signing;		/* KSMBD_CONFIG_OPT_* */
	char	min_prot[16];		/* oldest dialect, "SMB2_10"; "" = default */
	char	max_prot[16];		/* newest dialect, "SMB3_11"; "" = default */
	char	netbios_name[16];
	char	work_group[64];
	char	server_string[64];
	__u16	tcp_port;
	__u16	ipc_timeout;		/* seconds of helper silence allowed; 0 = for ever */
	__u32	deadtime;		/* minutes until an idle client is dropped; 0 = never */
	__u32	file_max;		/* open files, whole server */
	__u32	smb2_max_write;		/* bytes per request */
	__u32	smb2_max_read;
	__u32	smb2_max_trans;
	__u32	share_fake_fscaps;	/* FILE_SUPPORTS_* bits to claim on every share */
	__u32	sub_auth[3];		/* domain part of the SIDs made for local users */
	__u32	smb2_max_credits;	/* per connection */
	__u32	smbd_max_io_size;	/* SMB Direct, bytes per transfer */
	__u32	max_connections;
	__s8	bind_interfaces_only;	/* boolean */
	__u32	max_ip_connections;	/* connections per client address */
	char	aapl_model[32];		/* Linux 7.3: model string for the Finder */
	__u32	max_sessions_per_connection;	/* Linux 7.3 */
	__s8	reserved[463];
	__u32	ifc_list_sz;
	__s8	____payload[];
} __attribute__((__packed__));

#define KSMBD_STARTUP_CONFIG_INTERFACES(s)	((char *)(s)->____payload)

/* KSMBD_EVENT_SHUTTING_DOWN */
struct ksmbd_shutdown_request {
	__s32	reserved[16];
};

/* KSMBD_EVENT_LOGIN_REQUEST and KSMBD_EVENT_LOGIN_REQUEST_EXT */
struct ksmbd_login_request {
	__u32	handle;
	char	account[KSMBD_REQ_MAX_ACCOUNT_NAME_SZ];	/* "" asks for the guest */
	__u32	reserved[16];
};

/* ksmbd_login_response.status, ksmbd_logout_request.account_flags */
#define KSMBD_USER_FLAG_INVALID			0
#define KSMBD_USER_FLAG_OK			(1U << 0)
#define KSMBD_USER_FLAG_BAD_PASSWORD		(1U << 1)
#define KSMBD_USER_FLAG_BAD_UID			(1U << 2)
#define KSMBD_USER_FLAG_BAD_USER		(1U << 3)
#define KSMBD_USER_FLAG_GUEST_ACCOUNT		(1U << 4)
#define KSMBD_USER_FLAG_DELAY_SESSION		(1U << 5)
#define KSMBD_USER_FLAG_EXTENSION		(1U << 6)	/* ask LOGIN_REQUEST_EXT too */

/* KSMBD_EVENT_LOGIN_RESPONSE. hash: the NT hash, hash_sz bytes (16, or 0 for none). */
struct ksmbd_login_response {
	__u32	handle;
	__u32	gid;
	__u32	uid;
	char	account[KSMBD_REQ_MAX_ACCOUNT_NAME_SZ];
	__u16	status;			/* KSMBD_USER_FLAG_* */
	__u16	hash_sz;
	__u8	hash[KSMBD_REQ_MAX_HASH_SZ];
	__u32	session_expiry_lo;	/* Linux 7.3, inside a SPNEGO answer only: end of */
	__u32	session_expiry_hi;	/* the ticket, seconds since 1970; 0 = none */
	__u32	reserved[14];
};

/* KSMBD_EVENT_LOGIN_RESPONSE_EXT. ____payload: ngroups times __u32 (a gid each). */
struct ksmbd_login_response_ext {
	__u32	handle;
	__s32	ngroups;
	__s8	reserved[128];
	__s8	____payload[];
};

/* KSMBD_EVENT_SHARE_CONFIG_REQUEST */
struct ksmbd_share_config_request {
	__u32	handle;
	char	share_name[KSMBD_REQ_MAX_SHARE_NAME];
	__u32	reserved[16];
};

/* ksmbd_share_config_response.flags; INVALID = there is no such share */
#define KSMBD_SHARE_FLAG_INVALID			0
#define KSMBD_SHARE_FLAG_AVAILABLE			(1U << 0)
#define KSMBD_SHARE_FLAG_BROWSEABLE			(1U << 1)
#define KSMBD_SHARE_FLAG_WRITEABLE			(1U << 2)
#define KSMBD_SHARE_FLAG_READONLY			(1U << 3)
#define KSMBD_SHARE_FLAG_GUEST_OK			(1U << 4)
#define KSMBD_SHARE_FLAG_GUEST_ONLY			(1U << 5)
#define KSMBD_SHARE_FLAG_STORE_DOS_ATTRS		(1U << 6)
#define KSMBD_SHARE_FLAG_OPLOCKS			(1U << 7)
#define KSMBD_SHARE_FLAG_PIPE				(1U << 8)
#define KSMBD_SHARE_FLAG_HIDE_DOT_FILES			(1U << 9)
#define KSMBD_SHARE_FLAG_INHERIT_OWNER			(1U << 10)
#define KSMBD_SHARE_FLAG_STREAMS			(1U << 11)
#define KSMBD_SHARE_FLAG_FOLLOW_SYMLINKS		(1U << 12)
#define KSMBD_SHARE_FLAG_ACL_XATTR			(1U << 13)
#define KSMBD_SHARE_FLAG_UPDATE				(1U << 14)	/* re-read me */
#define KSMBD_SHARE_FLAG_CROSSMNT			(1U << 15)
#define KSMBD_SHARE_FLAG_CONTINUOUS_AVAILABILITY	(1U << 16)
#define KSMBD_SHARE_FLAG_HIDE_UNREADABLE		(1U << 17)
#define KSMBD_SHARE_FLAG_TIME_MACHINE			(1U << 18)
#define KSMBD_SHARE_FLAG_WIDE_LINKS			(1U << 19)	/* ksmbd-tools */
#define KSMBD_SHARE_FLAG_ENCRYPT_DATA			(1U << 20)

/* ksmbd_share_config_response.force_uid, .force_gid: leave the owner alone */
#define KSMBD_SHARE_INVALID_UID				((__u16)-1)
#define KSMBD_SHARE_INVALID_GID				((__u16)-1)

/*
 * KSMBD_EVENT_SHARE_CONFIG_RESPONSE. ____payload: when veto_list_sz is not 0, that many
 * bytes of patterns (each with its NUL) and one more NUL; then the path of the share
 * with its NUL (absent for a pipe share). payload_sz counts all of it, and the
 * attribute is exactly sizeof(struct) + payload_sz long. ksmbd-tools before 3.5.2 leave
 * payload_sz 0 (read it from the attribute then) and may send a veto list for a pipe.
 */
struct ksmbd_share_config_response {
	__u32	handle;
	__u32	flags;			/* KSMBD_SHARE_FLAG_* */
	__u16	create_mask;
	__u16	directory_mask;
	__u16	force_create_mode;
	__u16	force_directory_mode;
	__u16	force_uid;
	__u16	force_gid;
	char	share_name[KSMBD_REQ_MAX_SHARE_NAME];
	__u32	reserved[111];
	__u32	payload_sz;
	__u32	veto_list_sz;
	__s8	____payload[];
};

#define KSMBD_SHARE_CONFIG_VETO_LIST(s)		((char *)(s)->____payload)

/* ksmbd_tree_connect_request.flags */
#define KSMBD_TREE_CONN_FLAG_REQUEST_SMB1	0
#define KSMBD_TREE_CONN_FLAG_REQUEST_IPV6	(1U << 0)
#define KSMBD_TREE_CONN_FLAG_REQUEST_SMB2	(1U << 1)

/* KSMBD_EVENT_TREE_CONNECT_REQUEST */
struct ksmbd_tree_connect_request {
	__u32	handle;
	__u16	account_flags;		/* KSMBD_USER_FLAG_* */
	__u16	flags;			/* KSMBD_TREE_CONN_FLAG_REQUEST_* */
	__u64	session_id;
	__u64	connect_id;
	char	account[KSMBD_REQ_MAX_ACCOUNT_NAME_SZ];
	char	share[KSMBD_REQ_MAX_SHARE_NAME];
	char	peer_addr[64];		/* address as text, no port */
	__u32	reserved[16];
};

/* ksmbd_tree_connect_response.status */
enum ksmbd_tree_conn_status {
	KSMBD_TREE_CONN_STATUS_OK		= 0,
	KSMBD_TREE_CONN_STATUS_NOMEM		= 1,
	KSMBD_TREE_CONN_STATUS_NO_SHARE		= 2,
	KSMBD_TREE_CONN_STATUS_NO_USER		= 3,
	KSMBD_TREE_CONN_STATUS_INVALID_USER	= 4,
	KSMBD_TREE_CONN_STATUS_HOST_DENIED	= 5,
	KSMBD_TREE_CONN_STATUS_CONN_EXIST	= 6,
	KSMBD_TREE_CONN_STATUS_TOO_MANY_CONNS	= 7,
	KSMBD_TREE_CONN_STATUS_TOO_MANY_SESSIONS = 8,
	KSMBD_TREE_CONN_STATUS_ERROR		= 9
};

/* ksmbd_tree_connect_response.connection_flags */
#define KSMBD_TREE_CONN_FLAG_GUEST_ACCOUNT	(1U << 0)
#define KSMBD_TREE_CONN_FLAG_READ_ONLY		(1U << 1)
#define KSMBD_TREE_CONN_FLAG_WRITABLE		(1U << 2)
#define KSMBD_TREE_CONN_FLAG_ADMIN_ACCOUNT	(1U << 3)
#define KSMBD_TREE_CONN_FLAG_UPDATE		(1U << 4)	/* share changed, ask again */

/* KSMBD_EVENT_TREE_CONNECT_RESPONSE */
struct ksmbd_tree_connect_response {
	__u32	handle;
	__u16	status;
	__u16	connection_flags;
	__u32	reserved[16];
};

/* KSMBD_EVENT_TREE_DISCONNECT_REQUEST */
struct ksmbd_tree_disconnect_request {
	__u64	session_id;
	__u64	connect_id;
	__u32	reserved[16];
};

/* KSMBD_EVENT_LOGOUT_REQUEST; account_flags BAD_PASSWORD reports a failed login */
struct ksmbd_logout_request {
	char	account[KSMBD_REQ_MAX_ACCOUNT_NAME_SZ];
	__u32	account_flags;		/* KSMBD_USER_FLAG_* */
	__u32	reserved[16];
};

/*
 * ksmbd_rpc_command.flags of a request: one method, one pipe, perhaps RESTRICTED (the
 * caller is a guest). The METHOD_RETURN bit is part of the methods that return data.
 */
#define KSMBD_RPC_METHOD_RETURN			(1U << 0)
#define KSMBD_RPC_SRVSVC_METHOD_INVOKE		(1U << 1)
#define KSMBD_RPC_SRVSVC_METHOD_RETURN \
	(KSMBD_RPC_SRVSVC_METHOD_INVOKE | KSMBD_RPC_METHOD_RETURN)
#define KSMBD_RPC_WKSSVC_METHOD_INVOKE		(1U << 2)
#define KSMBD_RPC_WKSSVC_METHOD_RETURN \
	(KSMBD_RPC_WKSSVC_METHOD_INVOKE | KSMBD_RPC_METHOD_RETURN)
#define KSMBD_RPC_IOCTL_METHOD			((1U << 3) | KSMBD_RPC_METHOD_RETURN)
#define KSMBD_RPC_OPEN_METHOD			(1U << 4)
#define KSMBD_RPC_WRITE_METHOD			(1U << 5)
#define KSMBD_RPC_READ_METHOD			((1U << 6) | KSMBD_RPC_METHOD_RETURN)
#define KSMBD_RPC_CLOSE_METHOD			(1U << 7)
#define KSMBD_RPC_RAP_METHOD			((1U << 8) | KSMBD_RPC_METHOD_RETURN)
#define KSMBD_RPC_RESTRICTED_CONTEXT		(1U << 9)
#define KSMBD_RPC_SAMR_METHOD_INVOKE		(1U << 10)
#define KSMBD_RPC_SAMR_METHOD_RETURN \
	(KSMBD_RPC_SAMR_METHOD_INVOKE | KSMBD_RPC_METHOD_RETURN)
#define KSMBD_RPC_LSARPC_METHOD_INVOKE		(1U << 11)
#define KSMBD_RPC_LSARPC_METHOD_RETURN \
	(KSMBD_RPC_LSARPC_METHOD_INVOKE | KSMBD_RPC_METHOD_RETURN)
/* ours: only to a helper that drives us with attributes from 64 */
#define KSMBD_RPC_MDSSVC_METHOD_INVOKE		(1U << 12)

/* ksmbd_rpc_command.flags of an answer: a status, values of the Win32 errors */
#define KSMBD_RPC_OK				0x00000000
#define KSMBD_RPC_EBAD_FUNC			0x00000001
#define KSMBD_RPC_EACCESS_DENIED		0x00000005
#define KSMBD_RPC_EBAD_FID			0x00000006
#define KSMBD_RPC_ENOMEM			0x00000008
#define KSMBD_RPC_EBAD_DATA			0x0000000D
#define KSMBD_RPC_ENOTIMPLEMENTED		0x00000040
#define KSMBD_RPC_EINVALID_PARAMETER		0x00000057
#define KSMBD_RPC_EINVALID_LEVEL		0x0000007C
#define KSMBD_RPC_EMORE_DATA			0x000000EA
#define KSMBD_RPC_SOME_NOT_MAPPED		0x00000107

/*
 * KSMBD_EVENT_RPC_REQUEST and _RESPONSE; exactly sizeof(struct) + payload_sz in an
 * answer. The handle names the open pipe for as long as it is open.
 */
struct ksmbd_rpc_command {
	__u32	handle;
	__u32	flags;
	__u32	payload_sz;
	__u8	payload[];
};

/*
 * KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST: the token of SESSION_SETUP, whole. In this struct
 * the blob starts right behind its length, two bytes before sizeof(struct).
 */
struct ksmbd_spnego_authen_request {
	__u32	handle;
	__u16	spnego_blob_len;
	__u8	spnego_blob[];
};

/*
 * KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE. payload: session key, then the token for the
 * client; exactly sizeof(struct) + session_key_len + spnego_blob_len long.
 */
struct ksmbd_spnego_authen_response {
	__u32	handle;
	struct ksmbd_login_response login_response;
	__u16	session_key_len;
	__u16	spnego_blob_len;
	__u8	payload[];
};

/* ---------------------------------------------------------------------------------
 * Ours, numbered from 64
 */

/* commands beside enum ksmbd_event */
enum ksmbd_cmd {
	KSMBD_CMD_FIRST		= 64,
	KSMBD_CMD_STATUS	= 64,	/* u: dump, one KSMBD_A_STATUS nest per object */

	__KSMBD_CMD_MAX,
	KSMBD_CMD_MAX		= __KSMBD_CMD_MAX - 1
};

/* top-level attributes beside enum ksmbd_event */
enum ksmbd_nl_attr {
	KSMBD_A_FIRST		= 64,
	KSMBD_A_APPLE_GLOBAL	= 64,	/* nest, u, beside STARTING_UP */
	KSMBD_A_APPLE_SHARE	= 65,	/* nest, u, beside SHARE_CONFIG_RESPONSE */
	KSMBD_A_CLIENT_IDENTITY	= 66,	/* nest, k, beside TREE_CONNECT_REQUEST */
	KSMBD_A_STATUS_KIND	= 67,	/* u32 enum ksmbd_status_kind, u, in CMD_STATUS */
	KSMBD_A_STATUS		= 68,	/* nest, k, in the dump of CMD_STATUS */
	KSMBD_A_RPC_ACCOUNT	= 69,	/* string, k, beside RPC_REQUEST: who opens the pipe */
	KSMBD_A_KERBEROS	= 70,	/* flag, u, beside STARTING_UP: there is a service key */
	/* 71 to 74 and 76 are events of their own: enum ksmbd_event */
	KSMBD_A_HANDLE_STORE	= 75,	/* flag, u, beside STARTING_UP: handles can be kept */
	KSMBD_A_SHARE_GONE	= 76,

	__KSMBD_A_MAX,
	KSMBD_A_MAX		= __KSMBD_A_MAX - 1
};

/*
 * KSMBD_EVENT_HANDLE_KEEP: a persistent handle came to be or changed. The record is the
 * module's own business; of two with one pid the one with the greater serial counts. The
 * helper answers once it is on stable storage.
 *
 * KSMBD_EVENT_HANDLE_RESTORE: the same struct as it was kept, sent before STARTING_UP with
 * SHARE_CONFIG_RESPONSE (and APPLE_SHARE) of its share, LOGIN_RESPONSE and perhaps
 * LOGIN_RESPONSE_EXT of its account beside it. Refused with EEXIST: the module has the
 * handle; with anything else: it is lost, and the record is of no use any more.
 */
struct ksmbd_handle_keep {
	__u32	handle;
	__u32	record_sz;
	__u64	pid;			/* persistent id */
	__u64	serial;
	char	share[KSMBD_REQ_MAX_SHARE_NAME];
	char	account[KSMBD_REQ_MAX_ACCOUNT_NAME_SZ];
	__u8	record[];		/* record_sz bytes */
};

#define KSMBD_HANDLE_RECORD_MAX			32768

/* KSMBD_EVENT_HANDLE_KEPT */
struct ksmbd_handle_kept {
	__u32	handle;
	__s32	error;			/* 0, or an errno: it is not kept */
};

/* KSMBD_EVENT_HANDLE_FORGET */
struct ksmbd_handle_forget {
	__u64	pid;
};

/*
 * KSMBD_EVENT_SHARE_GONE: whoever is connected to the share loses it, and what is open there is
 * closed, also what waits for its client to come back.
 */
struct ksmbd_share_gone {
	char	share_name[KSMBD_REQ_MAX_SHARE_NAME];
};

/* KSMBD_A_APPLE_GLOBAL; without it the module uses its own defaults */
enum ksmbd_attr_apple_global {
	KSMBD_AG_UNSPEC,
	KSMBD_AG_MODEL,		/* string, at most KSMBD_APPLE_MODEL_MAX bytes */
	KSMBD_AG_SERVER_CAPS,	/* u64: AAPL server capabilities that may be offered */
	KSMBD_AG_VOLUME_CAPS,	/* u64: AAPL volume capabilities that may be offered */
	KSMBD_AG_PAD,

	__KSMBD_AG_MAX,
	KSMBD_AG_MAX		= __KSMBD_AG_MAX - 1
};

#define KSMBD_APPLE_MODEL_MAX	31

/* bits of KSMBD_AG_SERVER_CAPS and KSMBD_AG_VOLUME_CAPS: Apple's own values */
#define KSMBD_APPLE_SRV_READ_DIR_ATTR		(1ULL << 0)
#define KSMBD_APPLE_SRV_OSX_COPYFILE		(1ULL << 1)
#define KSMBD_APPLE_SRV_UNIX_BASED		(1ULL << 2)
#define KSMBD_APPLE_SRV_NFS_ACE			(1ULL << 3)
#define KSMBD_APPLE_SRV_READ_DIR_ATTR_V2	(1ULL << 4)
#define KSMBD_APPLE_VOL_RESOLVE_ID		(1ULL << 0)
#define KSMBD_APPLE_VOL_CASE_SENSITIVE		(1ULL << 1)
#define KSMBD_APPLE_VOL_FULL_SYNC		(1ULL << 2)

#define KSMBD_HIDE_LIST_MAX			4095

/* KSMBD_A_APPLE_SHARE; an absent member means 0 */
enum ksmbd_attr_apple_share {
	KSMBD_AS_UNSPEC,
	KSMBD_AS_TIME_MACHINE,	/* flag */
	KSMBD_AS_MAX_SIZE,	/* u64: bytes reported as the size of the share, 0 = real */
	KSMBD_AS_METADATA,	/* u8 enum ksmbd_apple_metadata */
	KSMBD_AS_RESOURCE,	/* u8 enum ksmbd_apple_resource */
	KSMBD_AS_ENCODING,	/* u8 enum ksmbd_apple_encoding */
	KSMBD_AS_PAD,
	KSMBD_AS_HIDE_FILES,	/* string: names to be marked hidden, "/a/b?/" */

	__KSMBD_AS_MAX,
	KSMBD_AS_MAX		= __KSMBD_AS_MAX - 1
};

/* where Finder info lives: stream xattr, or Netatalk's xattr */
enum ksmbd_apple_metadata {
	KSMBD_APPLE_METADATA_STREAM,
	KSMBD_APPLE_METADATA_NETATALK
};

/* where the resource fork lives: stream xattr, "._NAME" beside the file, own xattr */
enum ksmbd_apple_resource {
	KSMBD_APPLE_RESOURCE_STREAM,
	KSMBD_APPLE_RESOURCE_FILE,
	KSMBD_APPLE_RESOURCE_XATTR
};

/* characters Windows forbids: stored as themselves, or as the private U+F0xx sent */
enum ksmbd_apple_encoding {
	KSMBD_APPLE_ENCODING_NATIVE,
	KSMBD_APPLE_ENCODING_PRIVATE
};

/* KSMBD_A_CLIENT_IDENTITY */
enum ksmbd_attr_client {
	KSMBD_AC_UNSPEC,
	KSMBD_AC_GUID,		/* 16 bytes: ClientGuid of NEGOTIATE */
	KSMBD_AC_FINGERPRINT,	/* 32 bytes: SHA-256 of what identifies the client */
	KSMBD_AC_DIALECT,	/* u16: 0x0311 ... */
	KSMBD_AC_AAPL_CAPS,	/* u64: client capabilities sent in AAPL, 0 = not a Mac */
	KSMBD_AC_SECURED,	/* flag: the session is signed or sealed */
	KSMBD_AC_PAD,

	__KSMBD_AC_MAX,
	KSMBD_AC_MAX		= __KSMBD_AC_MAX - 1
};

enum ksmbd_status_kind {
	KSMBD_STATUS_SERVER,
	KSMBD_STATUS_CONNECTIONS,
	KSMBD_STATUS_SESSIONS,
	KSMBD_STATUS_TREES,
	KSMBD_STATUS_OPENS,

	__KSMBD_STATUS_MAX,
	KSMBD_STATUS_MAX	= __KSMBD_STATUS_MAX - 1
};

/* KSMBD_A_STATUS; which members are there depends on the kind */
enum ksmbd_attr_status {
	KSMBD_ST_UNSPEC,
	KSMBD_ST_KIND,		/* u32 enum ksmbd_status_kind, always first */
	KSMBD_ST_CONN_ID,	/* u64 */
	KSMBD_ST_SESSION_ID,	/* u64 */
	KSMBD_ST_TREE_ID,	/* u32 */
	KSMBD_ST_OPEN_ID,	/* u64, volatile id */
	KSMBD_ST_PEER,		/* string: client address */
	KSMBD_ST_CLIENT_GUID,	/* 16 bytes */
	KSMBD_ST_DIALECT,	/* u16 */
	KSMBD_ST_CIPHER,	/* u16, MS-SMB2 2.2.3.1.2, 0 = none */
	KSMBD_ST_SIGNING,	/* u16, MS-SMB2 2.2.3.1.7 */
	KSMBD_ST_USER,		/* string */
	KSMBD_ST_SHARE,		/* string */
	KSMBD_ST_NAME,		/* string: path below the share */
	KSMBD_ST_ACCESS,	/* u32: granted access mask */
	KSMBD_ST_REQUESTS,	/* u64 */
	KSMBD_ST_BYTES_IN,	/* u64 */
	KSMBD_ST_BYTES_OUT,	/* u64 */
	KSMBD_ST_IDLE_MS,	/* u64: since the last request */
	KSMBD_ST_UPTIME_MS,	/* u64: since the object came to be */
	KSMBD_ST_AAPL_CAPS,	/* u64: 0 = AAPL was not negotiated */
	KSMBD_ST_VERSION,	/* string: server only */
	KSMBD_ST_N_CONNECTIONS,	/* u32: server only */
	KSMBD_ST_N_SESSIONS,	/* u32 */
	KSMBD_ST_N_TREES,	/* u32 */
	KSMBD_ST_N_OPENS,	/* u32 */
	KSMBD_ST_PAD,

	__KSMBD_ST_MAX,
	KSMBD_ST_MAX		= __KSMBD_ST_MAX - 1
};

/* The interface by its sizes; a build in which one differs must not run. */
#ifndef __cplusplus
_Static_assert(sizeof(struct ksmbd_heartbeat) == 4, "heartbeat");
_Static_assert(sizeof(struct ksmbd_startup_request) == 744, "startup_request");
_Static_assert(sizeof(struct ksmbd_shutdown_request) == 64, "shutdown_request");
_Static_assert(sizeof(struct ksmbd_login_request) == 116, "login_request");
_Static_assert(sizeof(struct ksmbd_login_response) == 148, "login_response");
_Static_assert(sizeof(struct ksmbd_login_response_ext) == 136, "login_response_ext");
_Static_assert(sizeof(struct ksmbd_share_config_request) == 132, "share_config_request");
_Static_assert(sizeof(struct ksmbd_share_config_response) == 536, "share_config_response");
_Static_assert(sizeof(struct ksmbd_tree_connect_request) == 264, "tree_connect_request");
_Static_assert(sizeof(struct ksmbd_tree_connect_response) == 72, "tree_connect_response");
_Static_assert(sizeof(struct ksmbd_tree_disconnect_request) == 80, "tree_disconnect_request");
_Static_assert(sizeof(struct ksmbd_logout_request) == 116, "logout_request");
_Static_assert(sizeof(struct ksmbd_rpc_command) == 12, "rpc_command");
_Static_assert(sizeof(struct ksmbd_spnego_authen_request) == 8, "spnego_authen_request");
_Static_assert(sizeof(struct ksmbd_spnego_authen_response) == 156, "spnego_authen_response");
_Static_assert(sizeof(struct ksmbd_handle_keep) == 136, "handle_keep");
_Static_assert(sizeof(struct ksmbd_handle_kept) == 8, "handle_kept");
_Static_assert(sizeof(struct ksmbd_handle_forget) == 8, "handle_forget");
_Static_assert(sizeof(struct ksmbd_share_gone) == 64, "share_gone");
#endif

#endif /* _UAPI_LINUX_KSMBD_NETLINK_H */
