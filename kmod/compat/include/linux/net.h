/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/net.h>: the address given to kernel_bind() and
 * kernel_connect() has a type of its own since 6.19, and TCP takes pages from
 * an iterator with MSG_SPLICE_PAGES since 6.5.
 *
 * kcompat_tcp_splices_pages() says whether it does; kcompat_send_pages() sends
 * page segments without copying them on every kernel.
 */
#ifndef KCOMPAT_LINUX_NET_H
#define KCOMPAT_LINUX_NET_H

#include <linux/version.h>

#include_next <linux/net.h>
#include <linux/bvec.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define sockaddr_unsized	sockaddr
#endif

#define kcompat_tcp_splices_pages()	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0))

int kcompat_send_pages(struct socket *sock, const struct bio_vec *bv, unsigned int nr,
		       size_t bytes, unsigned int flags);

#endif /* KCOMPAT_LINUX_NET_H */
