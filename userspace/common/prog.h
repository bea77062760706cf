/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the four programs share: messages on the terminal or in the system log.
 *
 * For:      one logger with the form ksmbd-tools users know, printing diagnoses of
 *           configurations, telling the running helper to reload.
 * Not for:  anything a program on libksmbd would want; that is in libksmbd.h.
 * Called by: mountd/, control/, adduser/, addshare/.
 */
#ifndef KSMBD_COMMON_PROG_H
#define KSMBD_COMMON_PROG_H

#include "libksmbd.h"

void prog_log_init(const char *name, bool verbose);
void prog_log_to_syslog(void);
void prog_log(enum ksmbd_log_level level, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
void prog_diag(void *arg, const struct ksmbd_diag *diag);
void prog_show_version(void);
int prog_notify_helper(void);

#endif /* KSMBD_COMMON_PROG_H */
