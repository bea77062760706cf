/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What local programs do with files that clients cache.
 */
#ifndef KSMBD_STATE_HOST_H
#define KSMBD_STATE_HOST_H

#include "state/open.h"

int ksmbd_host_init(void);
void ksmbd_host_exit(void);
/* @open was granted an oplock or a lease on a file: local access breaks it from now on. */
void ksmbd_host_listen(struct ksmbd_open *open);
/* For inode.c: a new state. */
void ksmbd_host_setup(struct ksmbd_inode *ino);

#endif /* KSMBD_STATE_HOST_H */
