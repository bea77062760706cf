/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/unaligned.h, on little-endian or big-endian hosts.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_UNALIGNED_H
#define KSMBD_FUZZ_SHIM_UNALIGNED_H

#include <endian.h>
#include <string.h>
#include <linux/types.h>

#define SHIM_UNALIGNED(bits, order, to_host, from_host)				\
static inline u##bits get_unaligned_##order##bits(const void *p)		\
{										\
	u##bits v;								\
										\
	memcpy(&v, p, sizeof(v));						\
	return to_host(v);							\
}										\
										\
static inline void put_unaligned_##order##bits(u##bits v, void *p)		\
{										\
	v = from_host(v);							\
	memcpy(p, &v, sizeof(v));						\
}

SHIM_UNALIGNED(16, le, le16toh, htole16)
SHIM_UNALIGNED(32, le, le32toh, htole32)
SHIM_UNALIGNED(64, le, le64toh, htole64)
SHIM_UNALIGNED(16, be, be16toh, htobe16)
SHIM_UNALIGNED(32, be, be32toh, htobe32)
SHIM_UNALIGNED(64, be, be64toh, htobe64)

#define cpu_to_le16	htole16
#define cpu_to_le32	htole32
#define cpu_to_le64	htole64
#define le16_to_cpu	le16toh
#define le32_to_cpu	le32toh
#define le64_to_cpu	le64toh
#define cpu_to_be32	htobe32
#define be32_to_cpu	be32toh

#endif /* KSMBD_FUZZ_SHIM_UNALIGNED_H */
