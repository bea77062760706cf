/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room-internal: the genl family, the upcall table, and who builds what from
 * an answer.  Functions are grouped by the file that has them.
 */
#ifndef KSMBD_HELPER_GENL_H
#define KSMBD_HELPER_GENL_H

#include <linux/ksmbd_netlink.h>
#include <net/genetlink.h>
#include "ksmbd.h"

/* ---- genl_policy.c: what the kernel side accepts, by attribute ---- */
extern const struct nla_policy ksmbd_nl_policy[KSMBD_A_MAX + 1];
extern const struct nla_policy ksmbd_nl_apple_share_policy[KSMBD_AS_MAX + 1];

/* ---- genl.c ---- */
/*
 * Sends @len bytes of the struct of @event to the active helper.  @more may add attributes
 * (NULL: none).  0, -ENOTCONN, -ENOMEM, or netlink's error.
 */
int ksmbd_nl_send(enum ksmbd_event event, const void *data, size_t len,
		  int (*more)(struct sk_buff *skb, const void *arg), const void *arg);
/* Did the active helper announce that it knows attributes from 64? */
bool ksmbd_nl_helper_is_ours(void);
void ksmbd_nl_set_helper(u32 portid, bool ours);
struct genl_family *ksmbd_nl_family(void);
int ksmbd_nl_init(void);
void ksmbd_nl_exit(void);

/* ---- config.c: bodies of what the helper sends unasked ---- */
int ksmbd_nl_starting_up(struct sk_buff *skb, struct genl_info *info);
void ksmbd_config_stop(void);

/* ---- share.c ---- */
int ksmbd_nl_share_answer(struct sk_buff *skb, struct genl_info *info);
int ksmbd_nl_share_gone(struct sk_buff *skb, struct genl_info *info);
/* A share object of an answer's attributes: one reference, or ERR_PTR. */
struct ksmbd_share *ksmbd_nl_share_build(struct nlattr *answer, struct nlattr *apple);

/* ---- persist.c ---- */
int ksmbd_nl_restore(struct sk_buff *skb, struct genl_info *info);

/* ---- admin.c ---- */
int ksmbd_nl_status_dump(struct sk_buff *skb, struct netlink_callback *cb);

/* ---- control.c: /sys/class/ksmbd-control ---- */
int ksmbd_control_init(void);
void ksmbd_control_exit(void);

/* ---- upcall.c ---- */

/**
 * struct ksmbd_upcall - a question in flight, owned by the waiter's stack
 *
 * Contract: ksmbd_upcall_wait() returning 0 means exactly one completion happened and the answer
 * is in the slot; anything else means the slot is empty and nobody will touch it any more.
 * @entry: in the list of questions; whoever takes it off completes it
 * @handle: names it in the answer; never reused while it could still be answered
 * @expect: event of the answer
 * @done: completed once, with what follows filled in
 * @data: kvmalloc'ed copy of the answer's struct attribute
 * @len: its bytes
 * @share: built from a share answer instead
 * @err: why it failed
 */
struct ksmbd_upcall {
	struct list_head entry;
	u32 handle;
	enum ksmbd_event expect;
	struct completion done;
	void *data;
	size_t len;
	struct ksmbd_share *share;
	int err;
};

u32 ksmbd_upcall_new_handle(void);
/*
 * Sends @req (which holds up->handle already, see ksmbd_upcall_init()) and waits.  0, -ENOTCONN,
 * -ETIMEDOUT, -EINTR is never returned, or what the sending said.
 */
void ksmbd_upcall_init(struct ksmbd_upcall *up, enum ksmbd_event expect);
int ksmbd_upcall_wait(struct ksmbd_upcall *up, enum ksmbd_event event, const void *req, size_t len,
		      int (*more)(struct sk_buff *skb, const void *arg), const void *arg);
void ksmbd_upcall_free(struct ksmbd_upcall *up);
/* An answer: gives a copy (or @share) to the waiter of this handle and kind; -ENOENT: there is none. */
int ksmbd_upcall_answer(u32 handle, enum ksmbd_event event, const void *data, size_t len,
			struct ksmbd_share *share);
/* The helper went away: everyone waiting gets -ENOTCONN. */
void ksmbd_upcall_abort_all(void);

#endif /* KSMBD_HELPER_GENL_H */
