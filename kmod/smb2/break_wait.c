// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A command waits until others have stopped caching (MS-SMB2 3.3.4.6, 3.3.4.7).
 *
 * Not for telling them (break_send.c) nor for their answers
 * (cmd_oplock_break.c).
 *
 * Called by commands in a worker.  Sends and sleeps, so no locks held.
 */
#include "smb2/break.h"
#include "smb2/engine.h"
#include <linux/jiffies.h>

/**
 * smb2_break_wait() - wait until a break ends
 * @req: request, in execute
 * @ino: where
 * @w: listed there; not afterwards
 *
 * Context: worker; sends and sleeps, so no locks held.
 * Return: STATUS_SUCCESS: look again; else the request is to end with this.
 */
ntstatus_t smb2_break_wait(struct smb2_req *req, struct ksmbd_inode *ino,
			   struct ksmbd_break_wait *w)
{
	/* every break ends by itself after its time; a little more is never needed */
	ntstatus_t status = smb2_block(req, &w->done, (KSMBD_BREAK_SECONDS + 5) * HZ);

	ksmbd_break_wait_end(ino, w);
	return status;
}

/* Asks and waits until nobody has what is @need'ed; @still: the answer to who never lets go. */
static ntstatus_t break_and_wait(struct smb2_req *req, struct ksmbd_inode *ino,
				 struct ksmbd_need *need, ntstatus_t still)
{
	ntstatus_t status = STATUS_SUCCESS;
	unsigned long end = jiffies + KSMBD_BREAK_PATIENCE_SECONDS * HZ;
	struct ksmbd_break_wait w;

	do {
		if (!ksmbd_lease_break(ino, need, &w))
			return STATUS_SUCCESS;
		status = smb2_break_wait(req, ino, &w);
		need->again = true;
	} while (status == STATUS_SUCCESS && time_before(jiffies, end));
	return status == STATUS_SUCCESS ? still : status;
}

/**
 * smb2_break_handles() - who keeps a file open only because a lease lets him closes it
 * @req: request, in execute
 * @open: through which it is to be renamed or deleted; its own lease stays
 *
 * Context: worker; sends and sleeps, so no locks held.
 * Return: STATUS_SUCCESS; else the request is to end with this.
 */
ntstatus_t smb2_break_handles(struct smb2_req *req, struct ksmbd_open *open)
{
	struct ksmbd_need need = { .open = open, .access = ~0u, .take = KSMBD_CACHE_HANDLE,
				   .wait = KSMBD_CACHE_HANDLE };

	if (!ksmbd_lease_has_others(open))
		return STATUS_SUCCESS;
	return break_and_wait(req, open->inode, &need, STATUS_SHARING_VIOLATION);
}

/**
 * smb2_break_name() - a name is about to stand for another file
 * @req: request, in execute
 * @ino: the file it stands for now
 *
 * Whoever keeps that open would go on reading what is no longer there under the name.
 *
 * Context: worker; sends and sleeps, so no locks held.
 * Return: STATUS_SUCCESS; else the request is to end with this.
 */
ntstatus_t smb2_break_name(struct smb2_req *req, struct ksmbd_inode *ino)
{
	struct ksmbd_need need = { .access = ~0u, .all_streams = true, .take = KSMBD_CACHE_HANDLE,
				   .wait = KSMBD_CACHE_HANDLE };

	return break_and_wait(req, ino, &need, STATUS_ACCESS_DENIED);
}
