/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forward declarations of the shared objects, and log macros.  No struct
 * bodies, no umbrella includes: each object's header is state/<object>.h.
 */
#ifndef KSMBD_H
#define KSMBD_H

#include <linux/printk.h>
#include <linux/types.h>

struct ksmbd_conn;
struct ksmbd_sess;
struct ksmbd_chan;
struct ksmbd_ident;
struct ksmbd_tree;
struct ksmbd_share;
struct ksmbd_open;
struct ksmbd_inode;
struct ksmbd_work;
struct smb2_req;

#define ksmbd_err(fmt, ...)	pr_err_ratelimited(fmt "\n", ##__VA_ARGS__)
#define ksmbd_info(fmt, ...)	pr_info(fmt "\n", ##__VA_ARGS__)
#define ksmbd_dbg(fmt, ...)	pr_debug(fmt "\n", ##__VA_ARGS__)

#endif /* KSMBD_H */
