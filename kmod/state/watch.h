/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Change notification of an open directory (MS-SMB2 3.3.5.19): what is kept
 * between requests, and which request gets it.
 */
#ifndef KSMBD_STATE_WATCH_H
#define KSMBD_STATE_WATCH_H

#include "ksmbd.h"
#include "state/changes.h"

/*
 * The first call for @open decides what is watched until it is closed, and how much is kept
 * (@room); the others change nothing.  0; -ESTALE it was closed; -ENOMEM.
 */
int ksmbd_watch_arm(struct ksmbd_open *open, u32 aspects, bool tree, size_t room);
/* Takes what was kept; false: nothing. */
bool ksmbd_watch_take(struct ksmbd_open *open, struct ksmbd_changes *to);
/* A work was parked with work->changes set: if something came meanwhile, it goes to the first. */
void ksmbd_watch_kick(struct ksmbd_open *open);
/* @open is closed, nothing can park on it any more: the watch goes. */
void ksmbd_watch_close(struct ksmbd_open *open);

#endif /* KSMBD_STATE_WATCH_H */
