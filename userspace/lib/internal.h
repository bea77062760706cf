/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of libksmbd know of each other, grouped by the file it lives in.
 *
 * For:      the C files of this folder and their tests.
 * Not for:  programs (libksmbd.h), DCE/RPC services (rpc.h), the wire to the kernel
 *           (linux/ksmbd_netlink.h).
 *
 * Threads: one struct ksmbd_server is used by its own thread alone once it has started,
 * except for the two counters behind its event descriptor. There are no locks.
 */
#ifndef KSMBD_LIB_INTERNAL_H
#define KSMBD_LIB_INTERNAL_H

#include "libksmbd.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* log.c */
void ksmbd_logf(enum ksmbd_log_level level, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

#define ksmbd_err(...)	ksmbd_logf(KSMBD_LOG_ERROR, __VA_ARGS__)
#define ksmbd_warn(...)	ksmbd_logf(KSMBD_LOG_WARN, __VA_ARGS__)
#define ksmbd_info(...)	ksmbd_logf(KSMBD_LOG_INFO, __VA_ARGS__)
#define ksmbd_dbg(...)	ksmbd_logf(KSMBD_LOG_DEBUG, __VA_ARGS__)

/* options.c: the one table of parameters */
enum ksmbd_opt_scope {
	KSMBD_OPT_GLOBAL	= 1,	/* [global] only */
	KSMBD_OPT_SHARE		= 2,	/* any share; in [global] the default for shares */
};

enum ksmbd_opt_type {
	KSMBD_OPT_BOOL,		/* bool */
	KSMBD_OPT_NOT_BOOL,	/* bool, stored the other way round */
	KSMBD_OPT_STRING,	/* char *, at most max bytes */
	KSMBD_OPT_PATH,		/* char *, absolute */
	KSMBD_OPT_UINT,		/* unsigned int, min to max */
	KSMBD_OPT_SIZE,		/* uint64_t with a suffix, min to max */
	KSMBD_OPT_COUNT,	/* unsigned int with a suffix, min to max */
	KSMBD_OPT_OCTAL,	/* unsigned int, 0 to max */
	KSMBD_OPT_ENUM,		/* int, one of words */
	KSMBD_OPT_LIST,		/* struct ksmbd_strv, separated by commas and blanks */
	KSMBD_OPT_VETO,		/* struct ksmbd_strv, separated by slashes */
	KSMBD_OPT_NOTE,		/* known and without effect: reason says why */
};

struct ksmbd_opt_word {
	const char *word;
	int value;
	const char *reason;	/* not NULL: accepted, and reported with this reason */
};

struct ksmbd_option {
	const char *name;
	const char *aliases;	/* separated by '|', or NULL */
	const char *def;	/* default as text, for people */
	const char *doc;
	const char *reason;	/* NOTE: why it has no effect */
	const char *quiet;	/* NOTE: the value that needs no report */
	const struct ksmbd_opt_word *words;	/* ENUM: ends with a NULL word */
	unsigned long long min, max;
	size_t offset;		/* in struct ksmbd_global or struct ksmbd_share */
	enum ksmbd_opt_scope scope;
	enum ksmbd_opt_type type;
	bool share_note;	/* GLOBAL: reported, not refused, in a share section */
};

extern const struct ksmbd_option ksmbd_options[];
extern const size_t ksmbd_options_count;

const struct ksmbd_option *ksmbd_option_find(const char *name, bool in_global);
const char *ksmbd_option_closest(const char *name);
void ksmbd_option_allowed(const struct ksmbd_option *opt, char *buf, size_t size);

/* value.c: text to typed member and back to nothing */
int ksmbd_value_set(const struct ksmbd_option *opt, void *base, const char *value,
		    const char **reason);
void ksmbd_value_release(const struct ksmbd_option *opt, void *base);
int ksmbd_strv_copy(struct ksmbd_strv *to, const struct ksmbd_strv *from);
void ksmbd_strv_free(struct ksmbd_strv *list);
int ksmbd_strv_add(struct ksmbd_strv *list, const char *word, size_t len);
bool ksmbd_utf8_valid(const char *text, size_t len);
bool ksmbd_name_equal(const char *a, const char *b);

/* config.c */
struct ksmbd_config {
	struct ksmbd_global global;
	struct ksmbd_share defaults;	/* what [global] says for shares */
	struct ksmbd_share **shares;	/* in the order of the file; IPC$ is the last */
	size_t nshares;
};

struct ksmbd_share *ksmbd_share_clone(const struct ksmbd_share *from, const char *name);
int ksmbd_config_add(struct ksmbd_config *cfg, struct ksmbd_share *share);

/* config_ini.c */
struct ksmbd_ini_line {
	char *name, *value;
	unsigned int line;
};

struct ksmbd_ini_section {
	char *name;
	unsigned int line;		/* where it begins the first time */
	struct ksmbd_ini_line *lines;	/* in the order of the file */
	size_t n;
};

struct ksmbd_ini {
	struct ksmbd_ini_section *sections;
	size_t n;
};

typedef void (*ksmbd_ini_error_fn)(void *arg, unsigned int line, const char *text);

int ksmbd_ini_read(const char *text, size_t len, struct ksmbd_ini *out, ksmbd_ini_error_fn error,
		   void *arg);
void ksmbd_ini_free(struct ksmbd_ini *ini);

/* shares.c */
struct ksmbd_sessions;
extern const struct ksmbd_share_ops ksmbd_config_share_ops;	/* arg: struct ksmbd_server * */
unsigned int ksmbd_share_admit(const struct ksmbd_global *global, const struct ksmbd_share *share,
			       const struct ksmbd_tree_request *request, unsigned int *flags);
unsigned int ksmbd_share_flags(const struct ksmbd_share *share, bool updated);
int ksmbd_share_pack(const struct ksmbd_share *share, const char *path, bool updated,
		     uint32_t handle, void **out, size_t *len);

/* hosts.c */
bool ksmbd_hosts_valid(const struct ksmbd_strv *hosts);
bool ksmbd_hosts_match(const struct ksmbd_strv *hosts, const char *peer);

/* startup.c */
int ksmbd_startup_pack(const struct ksmbd_global *global, void **out, size_t *len);

/* sessions.c */
struct ksmbd_session_tree {
	uint64_t connect_id;
	char share[KSMBD_SHARE_NAME_MAX + 1];
	time_t since;
};

struct ksmbd_session {
	uint64_t id;
	char account[KSMBD_ACCOUNT_MAX + 1];
	char peer[64];
	bool guest;
	time_t since;
	unsigned char client_guid[16];
	unsigned int dialect;
	uint64_t aapl_caps;
	struct ksmbd_session_tree *trees;
	size_t ntrees;
};

struct ksmbd_sessions *ksmbd_sessions_new(void);
void ksmbd_sessions_free(struct ksmbd_sessions *sessions);
size_t ksmbd_sessions_count(const struct ksmbd_sessions *sessions);
const struct ksmbd_session *ksmbd_sessions_at(const struct ksmbd_sessions *sessions, size_t index);
const struct ksmbd_session *ksmbd_sessions_find(const struct ksmbd_sessions *sessions, uint64_t id);
int ksmbd_sessions_connect(struct ksmbd_sessions *sessions,
			   const struct ksmbd_tree_request *request);
void ksmbd_sessions_disconnect(struct ksmbd_sessions *sessions, uint64_t id, uint64_t connect_id);
unsigned int ksmbd_sessions_share_users(const struct ksmbd_sessions *sessions, const char *share);
void ksmbd_sessions_login_failed(struct ksmbd_sessions *sessions, const char *account);
void ksmbd_sessions_login_good(struct ksmbd_sessions *sessions, const char *account);
bool ksmbd_sessions_is_delayed(const struct ksmbd_sessions *sessions, const char *account);

/* spnego_krb5.c */
struct ksmbd_krb5;

struct ksmbd_krb5_result {
	char account[KSMBD_ACCOUNT_MAX + 1];
	unsigned char key[64];
	size_t key_len;
	unsigned char *token;
	size_t token_len;
	uint64_t expiry;		/* seconds since 1970, 0 = unknown */
};

struct ksmbd_krb5 *ksmbd_krb5_new(const char *service, const char *keytab);
void ksmbd_krb5_free(struct ksmbd_krb5 *krb5);
bool ksmbd_krb5_has_key(struct ksmbd_krb5 *krb5);
int ksmbd_krb5_accept(struct ksmbd_krb5 *krb5, const void *token, size_t len,
		      struct ksmbd_krb5_result *result);

/* netlink.c */
struct ksmbd_nl;
struct nl_msg;
struct nlattr;

/* A message from the kernel: the struct attribute, and all attributes beside it. */
typedef void (*ksmbd_nl_event_fn)(void *arg, unsigned int event, const void *data, size_t len,
				  struct nlattr *attrs, int attrs_len);
/* Add typed attributes to a message about to be sent; 0 or -errno. */
typedef int (*ksmbd_nl_extra_fn)(void *arg, struct nl_msg *msg);

int ksmbd_nl_open(struct ksmbd_nl **out);
void ksmbd_nl_close(struct ksmbd_nl *nl);
int ksmbd_nl_fd(const struct ksmbd_nl *nl);
unsigned int ksmbd_nl_maxattr(const struct ksmbd_nl *nl);
bool ksmbd_nl_ours(const struct ksmbd_nl *nl);
void ksmbd_nl_set_handler(struct ksmbd_nl *nl, ksmbd_nl_event_fn fn, void *arg);
int ksmbd_nl_send(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		  ksmbd_nl_extra_fn extra, void *extra_arg);
int ksmbd_nl_send_wait(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		       ksmbd_nl_extra_fn extra, void *extra_arg);
int ksmbd_nl_receive(struct ksmbd_nl *nl);

/* apple.c: our typed attributes */
int ksmbd_apple_put_global(void *global, struct nl_msg *msg);
int ksmbd_apple_put_share(void *share, struct nl_msg *msg);
void ksmbd_apple_read_identity(struct nlattr *attrs, int len, struct ksmbd_tree_request *request);

/* status.c */
typedef void (*ksmbd_status_fn)(void *arg, struct nlattr *attrs);
int ksmbd_status_dump(enum ksmbd_status_kind kind, ksmbd_status_fn fn, void *arg);

/* handles.c */
struct ksmbd_handles;

int ksmbd_handles_open(const char *path, struct ksmbd_handles **out);
void ksmbd_handles_close(struct ksmbd_handles *s);
int ksmbd_handles_keep(struct ksmbd_handles *s, const struct ksmbd_handle_keep *msg, size_t len);
void ksmbd_handles_forget(struct ksmbd_handles *s, uint64_t pid);
const struct ksmbd_handle_keep *ksmbd_handles_get(const struct ksmbd_handles *s, size_t i,
						  size_t *len);

/* server.c */
struct ksmbd_rpc;

struct ksmbd_server {
	struct ksmbd_config *cfg;
	const struct ksmbd_auth_ops *auth;
	void *auth_arg;
	const struct ksmbd_share_ops *shares;
	void *shares_arg;
	ksmbd_reload_fn reload;
	void *reload_arg;
	struct ksmbd_nl *nl;
	struct ksmbd_sessions *sessions;
	struct ksmbd_rpc *rpc;
	struct ksmbd_krb5 *krb5;
	struct ksmbd_handles *handles;	/* NULL: handles are not kept */
	struct ksmbd_strv updated;	/* shares the kernel should ask for again */
	pthread_t thread;
	bool started;
	int event_fd;
	int result;
	atomic_int want_stop, want_reload;
};

/* upcall.c */
void ksmbd_upcall_restore(struct ksmbd_server *server);
void ksmbd_upcall_share_check(struct ksmbd_server *server, const char *name);
void ksmbd_upcall_handle(void *server, unsigned int event, const void *data, size_t len,
			 struct nlattr *attrs, int attrs_len);

/* rpc_glue.c: what the services of rpc.h ask, answered from a server */
struct ksmbd_rpc *ksmbd_rpc_glue_create(struct ksmbd_server *server);

#endif /* KSMBD_LIB_INTERNAL_H */
