/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The helper room's door: what the rest of the server asks of user space.
 *
 * Every call may sleep up to the configured time-out, is made without locks,
 * and returns -ENOTCONN when there is no helper, -ETIMEDOUT when it does not
 * answer.
 */
#ifndef KSMBD_HELPER_H
#define KSMBD_HELPER_H

#include <linux/types.h>
#include <linux/uidgid.h>
#include "ksmbd.h"
#include "vfs/handle.h"

int ksmbd_helper_init(void);
void ksmbd_helper_exit(void);
bool ksmbd_helper_present(void);

/* ---- login.c ---- */
#define KSMBD_LOGIN_HASH_MAX	18

/**
 * struct ksmbd_login - the helper's answer about an account
 * @status: KSMBD_USER_FLAG_* as the helper said
 * @ok: the account may log in with this hash
 * @guest: the answer is the guest account
 * @bad_user: there is no such account
 * @delay: too many wrong passwords lately: wait before answering
 * @uid: Unix user id
 * @gid: Unix group id
 * @hash: NT hash
 * @hash_len: its bytes, 16 or 0
 * @expires: end of a ticket, seconds of real time; 0: never
 * @groups: supplementary Unix groups, kvmalloc'ed
 * @ngroups: how many
 * @account: name as the helper spells it
 */
struct ksmbd_login {
	u16 status;
	bool ok, guest, bad_user, delay;
	u32 uid, gid;
	u8 hash[KSMBD_LOGIN_HASH_MAX];
	u16 hash_len;
	time64_t expires;
	kgid_t *groups;
	unsigned int ngroups;
	char account[48];
};

/* @account "" asks for the guest account.  Wipe and free with ksmbd_login_free(). */
int ksmbd_helper_login(const char *account, struct ksmbd_login *out);
void ksmbd_login_free(struct ksmbd_login *login);
/* The identity of an account that may log in: one reference, or NULL as ksmbd_ident_create(). */
struct ksmbd_ident *ksmbd_login_ident(const struct ksmbd_login *login, const char *domain,
				      u32 flags);
/* Fire and forget; @bad_password makes the helper count. */
void ksmbd_helper_logout(const char *account, bool bad_password);

/* ---- share configuration and tree connects ---- */
/* Asks for the share, builds it, enters it in the cache; a reference. ERR_PTR(-ENOENT …). */
struct ksmbd_share *ksmbd_helper_share(const char *name);

struct ksmbd_tree_answer {
	int status;		/* KSMBD_TREE_CONN_STATUS_* as errno: 0, -ENOENT, -EACCES, -EBUSY … */
	u32 flags;		/* KSMBD_TREE_F_* */
};

int ksmbd_helper_tree_connect(struct ksmbd_sess *sess, struct ksmbd_share *share, u64 tree_id,
			      const char *account, bool guest, struct ksmbd_conn *conn,
			      struct ksmbd_tree_answer *out);
void ksmbd_helper_tree_disconnect(u64 sess_id, u64 tree_id);

/* ---- persist.c: persistent handles, kept by the helper ---- */
/*
 * Has what is needed to have @open again after a restart put on stable storage, as it is now.  0;
 * -EOPNOTSUPP: the helper does not keep handles; -EMSGSIZE: too much of it; -ESTALE: it is closed.
 */
int ksmbd_helper_keep(struct ksmbd_open *open);
/* Fire and forget. */
void ksmbd_helper_forget(u64 pid);

/* ---- spnego.c: Kerberos tokens, whole ---- */
struct ksmbd_spnego_answer {
	u8 session_key[64];
	u16 session_key_len;
	void *token;			/* kvmalloc'ed reply token */
	u16 token_len;
	struct ksmbd_login login;
};

int ksmbd_helper_spnego(const void *token, size_t len, struct ksmbd_spnego_answer *out);
void ksmbd_spnego_answer_free(struct ksmbd_spnego_answer *a);

/* ---- pipe.c: named pipes of IPC$ as handle ops ---- */
extern const struct ksmbd_handle_ops ksmbd_pipe_ops;
/* -ENOENT: no such pipe. */
int ksmbd_pipe_open(struct ksmbd_handle *h, struct ksmbd_sess *sess, const char *name);

#endif /* KSMBD_HELPER_H */
