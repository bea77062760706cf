/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transport room's door: listening sockets and TCP connections.
 */
#ifndef KSMBD_TRANSPORT_H
#define KSMBD_TRANSPORT_H

#include <linux/socket.h>

/* listener.c: opens sockets per the current configuration, starts accepting; idempotent. */
int ksmbd_listen_start(void);
/* Stops accepting and waits for the accept thread; connections live on. */
void ksmbd_listen_stop(void);
/* tcp.c: takes over @sock and begins to receive; on error the socket is released. */
struct socket;
int ksmbd_tcp_start(struct socket *sock);
int ksmbd_tcp_init(void);
/* Waits until the last connection's end is over; they were killed before. */
void ksmbd_tcp_exit(void);

#endif /* KSMBD_TRANSPORT_H */
