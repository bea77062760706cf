/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forward declarations of the shared objects, and log macros.  No struct
 * bodies, no umbrella includes: each object's header is state/<object>.h.
 */
#ifndef KSMBD_H
#define KSMBD_H

#include <linux/bits.h>
#include <linux/compiler.h>
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
struct ksmbd_lease;
struct ksmbd_work;
struct smb2_req;

#define ksmbd_err(fmt, ...)	pr_err_ratelimited(fmt "\n", ##__VA_ARGS__)
#define ksmbd_info(fmt, ...)	pr_info(fmt "\n", ##__VA_ARGS__)

/*
 * Areas that can be made to talk: ksmbd.control -d AREA, or
 * /sys/class/ksmbd-control/debug.  Off by default, as a peer can cause these.
 */
enum ksmbd_debug_area {
	KSMBD_DEBUG_SMB, KSMBD_DEBUG_AUTH, KSMBD_DEBUG_VFS, KSMBD_DEBUG_IPC, KSMBD_DEBUG_CONN,
	KSMBD_NR_DEBUG_AREAS
};

extern unsigned long ksmbd_debug;	/* bits of enum ksmbd_debug_area; helper/control.c */

#define ksmbd_dbg(area, fmt, ...)						\
	do {									\
		if (unlikely(READ_ONCE(ksmbd_debug) & BIT(KSMBD_DEBUG_##area)))	\
			pr_info(fmt "\n", ##__VA_ARGS__);			\
	} while (0)

#endif /* KSMBD_H */
