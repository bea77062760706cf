/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ksmbd.control --status: what the server is doing, for people and for machines.
 *
 * For:      status_print().
 * Not for:  getting the data (lib/status.c).
 * Called by: control.c.
 */
#ifndef KSMBD_CONTROL_STATUS_PRINT_H
#define KSMBD_CONTROL_STATUS_PRINT_H

int status_print(const char *format);

#endif /* KSMBD_CONTROL_STATUS_PRINT_H */
