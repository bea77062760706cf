/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the state room needs from above without knowing it: filled by smb2 and
 * helper at init, before the first connection.
 */
#ifndef KSMBD_STATE_UP_H
#define KSMBD_STATE_UP_H

#include "ksmbd.h"

struct ksmbd_caching_step;

/**
 * struct ksmbd_up - calls upward
 * @tree_gone: a tree went away (the helper wants TREE_DISCONNECT); process context
 * @sess_gone: a session that had been VALID ended (the helper wants LOGOUT); process context
 * @sess_ext_free: frees the extension's session data
 * @lease_break: begins to tell the holder of a lease or oplock what it has to give up, without
 *	waiting for it; process context, no locks held; false: nobody can be told, as opposed to
 *	ksmbd_lease_not_told() later
 * @handle_gone: the persistent handle of this id is not to come back; process context, no locks
 * @locks_removed: byte-range locks of @ino went away: waiting requests may try again
 */
struct ksmbd_up {
	void (*tree_gone)(struct ksmbd_sess *sess, struct ksmbd_tree *tree);
	void (*sess_gone)(struct ksmbd_sess *sess);
	void (*sess_ext_free)(void *ext);
	bool (*lease_break)(struct ksmbd_lease *lease, const struct ksmbd_caching_step *step);
	void (*handle_gone)(u64 pid);
	void (*locks_removed)(struct ksmbd_inode *ino);
};

extern struct ksmbd_up ksmbd_up;

#endif /* KSMBD_STATE_UP_H */
