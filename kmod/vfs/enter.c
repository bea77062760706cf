// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whose right a file operation uses (R17): the scope that checks the handle's
 * granted access and puts the opener's credentials on, and takes them off.
 *
 * Not for deciding what is granted: that happens once, at open, in access.c.
 * Every function of this room that acts for a client calls one of these first.
 *
 * override_creds() keeps no reference on the newest kernels, so the scope holds
 * its own from enter to leave.  Scopes nest: leaving goes back to what was on
 * before.
 *
 * Context: any process context.  No locks.
 */
#include "vfs/handle.h"

#include <linux/init_task.h>
#include <linux/sched/task.h>

/**
 * ksmbd_vfs_enter() - act as the opener of a handle
 * @s: the scope
 * @h: an open handle
 * @need_any: KSMBD_FILE_* bits of which one must have been granted; 0 for no check
 *
 * Context: process context; pair with ksmbd_vfs_leave() when it returned 0.
 * Return: 0, or -EACCES and nothing to leave.
 */
int ksmbd_vfs_enter(struct ksmbd_vfs_scope *s, const struct ksmbd_handle *h, u32 need_any)
{
	if (need_any && !(h->access & need_any))
		return -EACCES;
	ksmbd_vfs_enter_cred(s, h->cred);
	return 0;
}

/**
 * ksmbd_vfs_enter_cred() - act with given credentials
 * @s: the scope
 * @cred: whose
 *
 * Context: process context; pair with ksmbd_vfs_leave().
 */
void ksmbd_vfs_enter_cred(struct ksmbd_vfs_scope *s, const struct cred *cred)
{
	s->cred = get_cred(cred);
	s->old = override_creds(s->cred);
}

/**
 * ksmbd_vfs_enter_root() - act as the server itself
 * @s: the scope
 *
 * For metadata that the server keeps for a file the client may change by SMB's
 * rules, while Linux would want more of a right.
 *
 * Context: process context; pair with ksmbd_vfs_leave().
 */
void ksmbd_vfs_enter_root(struct ksmbd_vfs_scope *s)
{
	s->cred = get_task_cred(&init_task);
	s->old = override_creds(s->cred);
}

/**
 * ksmbd_vfs_leave() - go back to the credentials before
 * @s: the scope
 *
 * Context: process context.
 */
void ksmbd_vfs_leave(struct ksmbd_vfs_scope *s)
{
	revert_creds(s->old);
	put_cred(s->cred);
}
