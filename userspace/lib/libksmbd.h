/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libksmbd: run the user-space half of the ksmbd kernel server from a program.
 *
 * For:      programs that feed the kernel module with users and shares: configure,
 *           plug in an authenticator and a share provider, start, reload, stop.
 *           ksmbd.mountd is a thin main() over exactly this header.
 * Not for:  the library's own files (internal.h), the wire to the kernel
 *           (linux/ksmbd_netlink.h), editing ksmbd.conf (addshare/).
 * Called by: any program; link with pkg-config libksmbd.
 *
 * Threads: ksmbd_server_start() makes one thread, and every callback runs in it, one at
 * a time. The in-tree ksmbd waits two seconds for an answer, so callbacks must not take longer.
 * ksmbd_server_stop() and ksmbd_server_reload() may be called from any thread and from
 * signal handlers; everything else from the thread that made the object.
 * Functions return 0 or a negative errno unless they say otherwise. Strings are UTF-8.
 */
#ifndef LIBKSMBD_H
#define LIBKSMBD_H

#include <linux/ksmbd_netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

#define KSMBD_DEFAULT_CONFIG	"/etc/ksmbd/ksmbd.conf"
#define KSMBD_DEFAULT_PWDDB	"/etc/ksmbd/ksmbdpwd.db"
#define KSMBD_DEFAULT_LOCK	"/run/ksmbd.lock"
#define KSMBD_DEFAULT_HANDLES	"/var/lib/ksmbd/handles"

#define KSMBD_ACCOUNT_MAX	47	/* bytes of an account name */
#define KSMBD_SHARE_NAME_MAX	63	/* bytes of a share name */
#define KSMBD_PASSWORD_MAX	128	/* bytes of a password */
#define KSMBD_NT_HASH_SIZE	16

/* ------------------------------------------------------------------ logging */

enum ksmbd_log_level {
	KSMBD_LOG_ERROR,
	KSMBD_LOG_WARN,
	KSMBD_LOG_INFO,
	KSMBD_LOG_DEBUG,
};

/* One line of log, without a newline. May be called from the server's thread. */
typedef void (*ksmbd_log_fn)(void *arg, enum ksmbd_log_level level, const char *text);

/* Replace the logger of the process (default: errors and warnings to stderr). */
void ksmbd_set_logger(ksmbd_log_fn fn, void *arg);

/* ------------------------------------------------------------ configuration */

/* What was found in a configuration, and where. */
struct ksmbd_diag {
	const char *file;		/* NULL when it did not come from a file */
	unsigned int line;		/* 0 when it belongs to no line */
	enum ksmbd_log_level level;	/* ERROR: refused. WARN: accepted, without effect */
	const char *text;
};

typedef void (*ksmbd_diag_fn)(void *arg, const struct ksmbd_diag *diag);

enum ksmbd_preset {
	KSMBD_PRESET_TOOLS,	/* as an empty ksmbd.conf: what ksmbd-tools users expect */
	KSMBD_PRESET_DEFAULT,	/* signing and encryption offered, SMB 3.0 to 3.1.1 */
	KSMBD_PRESET_SECURE,	/* signing mandatory, encryption offered, SMB 3.0 to 3.1.1 */
};

/* A list of words; never NULL where it is used, v may be NULL when n is 0. */
struct ksmbd_strv {
	char **v;
	size_t n;
};

/* The [global] section, every value already checked. Members follow ksmbd.conf(5). */
struct ksmbd_global {
	char *server_string, *workgroup, *netbios_name;
	char *guest_account, *root_directory;
	char *krb5_service_name, *krb5_keytab_file;
	char *apple_model;
	struct ksmbd_strv interfaces;
	int min_protocol, max_protocol;		/* enum ksmbd_protocol */
	int signing, encryption;		/* enum ksmbd_setting */
	int map_to_guest;			/* enum ksmbd_map_to_guest */
	bool bind_interfaces_only, smb2_leases, durable_handles, multichannel;
	bool apple, apple_read_dir_attr, apple_copyfile, apple_nfs_aces, apple_full_sync;
	bool apple_resolve_id, apple_case_sensitive;
	unsigned int tcp_port, ipc_timeout, deadtime, max_open_files, restrict_anonymous;
	unsigned int max_active_sessions, max_connections, max_ip_connections;
	unsigned int max_sessions_per_connection, smb2_max_credits, fake_fscaps;
	uint64_t smb2_max_read, smb2_max_write, smb2_max_trans, smbd_max_io_size;
	uint32_t sub_auth[3];			/* of the SID of this server */
};

enum ksmbd_protocol {
	KSMBD_PROTOCOL_SMB2_02,
	KSMBD_PROTOCOL_SMB2_10,
	KSMBD_PROTOCOL_SMB3_00,
	KSMBD_PROTOCOL_SMB3_02,
	KSMBD_PROTOCOL_SMB3_11,
};

enum ksmbd_setting {
	KSMBD_SETTING_DISABLED,
	KSMBD_SETTING_ENABLED,
	KSMBD_SETTING_AUTO,
	KSMBD_SETTING_MANDATORY,
};

enum ksmbd_map_to_guest {
	KSMBD_MAP_TO_GUEST_NEVER,
	KSMBD_MAP_TO_GUEST_BAD_USER,
};

/*
 * One share, every value already checked. Share providers fill in as much as they need;
 * ksmbd_share_init() sets the defaults of ksmbd.conf(5).
 */
struct ksmbd_share {
	char *name, *comment, *path, *guest_account;
	struct ksmbd_strv valid_users, invalid_users, read_list, write_list, admin_users;
	struct ksmbd_strv hosts_allow, hosts_deny, veto_files, hide_files, vfs_objects;
	bool pipe;				/* IPC$: no files behind it */
	bool read_only, browseable, guest_ok, store_dos_attributes, oplocks;
	bool hide_dot_files, inherit_owner, follow_symlinks, wide_links, crossmnt;
	bool continuous_availability, hide_unreadable;
	bool time_machine, streams, acl_xattr;
	int encryption;				/* enum ksmbd_setting; MANDATORY or not */
	int metadata, resource, encoding;	/* enum ksmbd_apple_* of the netlink header */
	unsigned int create_mask, directory_mask, force_create_mode, force_directory_mode;
	unsigned int force_uid, force_gid;	/* KSMBD_ID_NONE: as the user */
	unsigned int max_connections;
	uint64_t time_machine_max_size;		/* bytes, 0 = no limit */
	char *force_user, *force_group;
	unsigned int line;			/* where its section begins, for messages */
};

#define KSMBD_ID_NONE	((unsigned int)-1)

struct ksmbd_config;

struct ksmbd_config *ksmbd_config_new(enum ksmbd_preset preset);
void ksmbd_config_free(struct ksmbd_config *cfg);
int ksmbd_config_load(struct ksmbd_config *cfg, const char *path, ksmbd_diag_fn diag, void *arg);
int ksmbd_config_load_text(struct ksmbd_config *cfg, const char *name, const char *text,
			   size_t len, ksmbd_diag_fn diag, void *arg);
int ksmbd_config_set(struct ksmbd_config *cfg, const char *option, const char *value,
		     ksmbd_diag_fn diag, void *arg);
const struct ksmbd_global *ksmbd_config_global(const struct ksmbd_config *cfg);
size_t ksmbd_config_share_count(const struct ksmbd_config *cfg);
const struct ksmbd_share *ksmbd_config_share(const struct ksmbd_config *cfg, size_t index);
const struct ksmbd_share *ksmbd_config_find(const struct ksmbd_config *cfg, const char *name);

void ksmbd_share_init(struct ksmbd_share *share);
void ksmbd_share_release(struct ksmbd_share *share);

/* ------------------------------------------------------------ authenticator */

/* Who an account is. Ids are those of the local system. */
struct ksmbd_account {
	char name[KSMBD_ACCOUNT_MAX + 1];
	uid_t uid;
	gid_t gid;
	bool guest;			/* may come without a password */
	bool has_hash;
	unsigned char nt_hash[KSMBD_NT_HASH_SIZE];	/* MD4 of the UTF-16LE password */
	gid_t groups[64];		/* supplementary groups, without gid */
	size_t ngroups;
};

/*
 * struct ksmbd_auth_ops - where accounts come from
 * @lookup:	fill @out for @name ("" never arrives: the guest is looked up by its
 *		name). 0, -ENOENT for an unknown account, or another errno.
 * @list:	call @emit for every account, always in the same order, until it returns
 *		non-zero; may be NULL, then names are not resolved to SIDs.
 * @login, @login_failed, @logout: something happened to @name; each may be NULL.
 */
struct ksmbd_auth_ops {
	int (*lookup)(void *arg, const char *name, struct ksmbd_account *out);
	int (*list)(void *arg, int (*emit)(void *emit_arg, const struct ksmbd_account *account),
		    void *emit_arg);
	void (*login)(void *arg, const char *name);
	void (*login_failed)(void *arg, const char *name);
	void (*logout)(void *arg, const char *name);
};

/* ----------------------------------------------------------- share provider */

/* What the kernel asks when a client connects to a share. */
struct ksmbd_tree_request {
	uint64_t session_id, connect_id;
	const char *account, *share, *peer;
	unsigned int account_flags;	/* KSMBD_USER_FLAG_* */
	bool ipv6;
	/* what only our module tells; all zero from another one */
	bool has_identity, secured;
	unsigned char client_guid[16], fingerprint[32];
	unsigned int dialect;
	uint64_t aapl_caps;
};

/*
 * struct ksmbd_share_ops - where shares come from
 * @get:	the share called @name (any case), valid until @put; NULL if there is none.
 * @put:	give a share back; may be NULL.
 * @list:	call @emit for every share that @account may know of (NULL: not told by the
 *		kernel), always in the same order, until it returns non-zero.
 * @tree_connect: may they? A KSMBD_TREE_CONN_STATUS_* value; *@flags gets
 *		KSMBD_TREE_CONN_FLAG_*. NULL: the rules of ksmbd.conf(5) on the share.
 * @path:	the path to serve to the kernel's question for @share, into @buf; NULL: the
 *		share's own. Unguessable paths of virtual file systems come from here.
 * @tree_disconnect: a tree is gone; may be NULL.
 */
struct ksmbd_share_ops {
	const struct ksmbd_share *(*get)(void *arg, const char *name);
	void (*put)(void *arg, const struct ksmbd_share *share);
	int (*list)(void *arg, const char *account,
		    int (*emit)(void *emit_arg, const struct ksmbd_share *share), void *emit_arg);
	unsigned int (*tree_connect)(void *arg, const struct ksmbd_tree_request *request,
				     unsigned int *flags);
	int (*path)(void *arg, const struct ksmbd_share *share, char *buf, size_t size);
	void (*tree_disconnect)(void *arg, uint64_t session_id, uint64_t connect_id);
};

/* ------------------------------------------------------------ user database */

/* ksmbdpwd.db: the authenticator that ksmbd.mountd uses. */
struct ksmbd_users;

struct ksmbd_users *ksmbd_users_new(void);
void ksmbd_users_free(struct ksmbd_users *users);
int ksmbd_users_load(struct ksmbd_users *users, const char *path, ksmbd_diag_fn diag, void *arg);
int ksmbd_users_save(const struct ksmbd_users *users, const char *path);
bool ksmbd_users_has(const struct ksmbd_users *users, const char *name);
int ksmbd_users_set(struct ksmbd_users *users, const char *name,
		    const unsigned char hash[KSMBD_NT_HASH_SIZE]);
int ksmbd_users_remove(struct ksmbd_users *users, const char *name);
size_t ksmbd_users_count(const struct ksmbd_users *users);
int ksmbd_nt_hash(const char *password, unsigned char hash[KSMBD_NT_HASH_SIZE]);
extern const struct ksmbd_auth_ops ksmbd_users_auth_ops;	/* arg: struct ksmbd_users * */

/* ------------------------------------------------------------------- server */

struct ksmbd_server;

/*
 * The server takes the configuration over. Without ksmbd_server_set_auth() nobody can
 * log in; without ksmbd_server_set_shares() the shares of the configuration are served.
 */
struct ksmbd_server *ksmbd_server_new(struct ksmbd_config *cfg);
void ksmbd_server_free(struct ksmbd_server *server);
void ksmbd_server_set_auth(struct ksmbd_server *server, const struct ksmbd_auth_ops *ops,
			   void *arg);
void ksmbd_server_set_shares(struct ksmbd_server *server, const struct ksmbd_share_ops *ops,
			     void *arg);

/*
 * Persistent handles are kept in this file, for shares with "continuous availability".
 * Without it, or when it cannot be used (-errno), clients get durable handles instead.
 */
int ksmbd_server_set_handles(struct ksmbd_server *server, const char *path);

/*
 * Called in the server's thread after ksmbd_server_reload(): load what is needed anew.
 * Return a new configuration to swap in, or NULL to keep the old one.
 */
typedef struct ksmbd_config *(*ksmbd_reload_fn)(void *arg);
void ksmbd_server_set_reload(struct ksmbd_server *server, ksmbd_reload_fn fn, void *arg);

/*
 * -ENOENT: the module is not loaded. -EPERM: CAP_NET_ADMIN is missing. -EBUSY: the kernel
 * has a live helper, or did not like the configuration (its log says which).
 */
int ksmbd_server_start(struct ksmbd_server *server);
void ksmbd_server_stop(struct ksmbd_server *server);
void ksmbd_server_reload(struct ksmbd_server *server);
/*
 * Wait for the thread to end; 0 after ksmbd_server_stop(), -ENODEV when the module was
 * unloaded (start again, and it is waited for), else what broke.
 */
int ksmbd_server_wait(struct ksmbd_server *server);

/* ----------------------------------------------------------------- programs */

const char *ksmbd_version(void);

/* One instance per machine: take the lock file and write our process id into it. */
int ksmbd_lock_take(const char *path);
void ksmbd_lock_drop(const char *path, int fd);
/* Process id of the running helper, or -ESRCH. */
pid_t ksmbd_lock_owner(const char *path);
/* Keep CAP_NET_ADMIN, _NET_BIND_SERVICE and _DAC_READ_SEARCH, give the rest up for good. */
int ksmbd_isolate(void);
/* Sub-authorities of the server's SID, kept beside the configuration file. */
int ksmbd_subauth_load(struct ksmbd_config *cfg, const char *config_path);
/* The options of ksmbd.conf(5), for help texts and the manual page. */
void ksmbd_options_print(FILE *out, bool as_man_page);
/* Replace a file in one step: all of it, or as it was. Keeps owner and mode. */
int ksmbd_file_replace(const char *path, const char *text, size_t len, mode_t mode);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif /* LIBKSMBD_H */
