/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Breaks of oplocks and leases, as commands see them: tell others, wait for
 * them.  The rules are in state/caching.h.
 */
#ifndef KSMBD_SMB2_BREAK_H
#define KSMBD_SMB2_BREAK_H

#include "smb2/request.h"
#include "state/lease.h"

/* For ksmbd_up.lease_break: the notification is on its way; false: nobody can be told. */
bool smb2_break_send(struct ksmbd_lease *lease, const struct ksmbd_caching_step *step);

/*
 * Waits in @req's execute until some break on @ino ends; takes @w off its list.  STATUS_SUCCESS:
 * look again; STATUS_CANCELLED and others: give up.
 */
ntstatus_t smb2_break_wait(struct smb2_req *req, struct ksmbd_inode *ino,
			   struct ksmbd_break_wait *w);

/*
 * The file of @open is to be renamed or deleted: others who keep it open only because a lease lets
 * them have closed it on return.  Others than STATUS_SUCCESS: the request ends with that.
 */
ntstatus_t smb2_break_handles(struct smb2_req *req, struct ksmbd_open *open);
/* A name of the file @ino is to stand for another one: the same, of all who have it open. */
ntstatus_t smb2_break_name(struct smb2_req *req, struct ksmbd_inode *ino);

/* For CREATE and its reply: levels on the wire. */
u8 smb2_oplock_to_wire(enum ksmbd_oplock level);

#endif /* KSMBD_SMB2_BREAK_H */
