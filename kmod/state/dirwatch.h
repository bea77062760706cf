/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What local programs change in a directory ends the leases on it.
 */
#ifndef KSMBD_STATE_DIRWATCH_H
#define KSMBD_STATE_DIRWATCH_H

#include "state/open.h"

/*
 * @open was granted a lease on a directory: from now on local changes break it.  Before it is
 * published; when it cannot be done the lease lives without.
 */
void ksmbd_dirwatch_begin(struct ksmbd_open *open);
/* For open.c: its file is about to be closed. */
void ksmbd_dirwatch_end(struct ksmbd_open *open);

#endif /* KSMBD_STATE_DIRWATCH_H */
