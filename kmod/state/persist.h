/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Persistent handles: opens that are on record outside of the kernel and come
 * back after the module was unloaded (MS-SMB2 3.3.5.9.10, 3.3.5.9.12).
 */
#ifndef KSMBD_STATE_PERSIST_H
#define KSMBD_STATE_PERSIST_H

#include "state/open.h"
#include "util/openrec.h"

/*
 * Writes the record of @open as it is now.  0; -ESTALE: it is closed; -EMSGSIZE: it does not fit;
 * -ENOENT: its file has no name any more; -ENOMEM.  Of two records the one with the greater
 * *@serial is the newer one.
 */
int ksmbd_persist_encode(struct ksmbd_open *open, void *buf, size_t room, size_t *len,
			 u64 *serial);
/* Share and owner, as they are in records; -EMSGSIZE: a name is too long for one. */
int ksmbd_persist_names(const struct ksmbd_open *open, char share[KSMBD_OPENREC_SHARE],
			char account[KSMBD_OPENREC_ACCOUNT]);
/*
 * Makes the open of a record again, detached, as @ident on @share.  0; -EEXIST: it is there;
 * -ESTALE: it ended while nobody was told, or its file is another one now; or why not.
 */
int ksmbd_persist_restore(const struct ksmbd_openrec *r, struct ksmbd_share *share,
			  struct ksmbd_ident *ident);
/* For open.c: is its record to stay, since the server goes and not the handle? */
bool ksmbd_persist_stays(const struct ksmbd_open *open);
/* For open.c: an open ended for good; nothing happens unless it is on record. */
void ksmbd_persist_forget(struct ksmbd_open *open);
/* The @n-th open on record of the file of @open: a reference, or NULL. */
struct ksmbd_open *ksmbd_persist_of(struct ksmbd_open *open, unsigned int n);
/* Under inode->lock: is somebody's persistent handle, who may come back, in the way of @open? */
bool ksmbd_persist_awaited_locked(const struct ksmbd_inode *ino, const struct ksmbd_open *open,
				  const struct ksmbd_lease *mine);

#endif /* KSMBD_STATE_PERSIST_H */
