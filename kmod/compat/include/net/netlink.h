/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <net/netlink.h>: nla_strscpy() was nla_strlcpy() before 5.11.
 */
#ifndef KCOMPAT_NET_NETLINK_H
#define KCOMPAT_NET_NETLINK_H

#include <linux/version.h>

#include_next <net/netlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
static inline ssize_t kcompat_nla_strscpy(char *dst, const struct nlattr *nla, size_t dstsize)
{
	size_t len = nla_strlcpy(dst, nla, dstsize);

	return len < dstsize ? len : -E2BIG;
}

#define nla_strscpy(dst, nla, size)	kcompat_nla_strscpy(dst, nla, size)
#endif

#endif /* KCOMPAT_NET_NETLINK_H */
