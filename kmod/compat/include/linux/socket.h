/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/socket.h>: MSG_SPLICE_PAGES since 6.5.  Before, it has no
 * effect: see kcompat_tcp_splices_pages() in <linux/net.h>.
 */
#ifndef KCOMPAT_LINUX_SOCKET_H
#define KCOMPAT_LINUX_SOCKET_H

#include_next <linux/socket.h>

#ifndef MSG_SPLICE_PAGES
#define MSG_SPLICE_PAGES	0
#endif

#endif /* KCOMPAT_LINUX_SOCKET_H */
