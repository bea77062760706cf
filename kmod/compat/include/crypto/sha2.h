/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <crypto/sha2.h>: was <crypto/sha.h> before 5.11.
 */
#ifndef KCOMPAT_CRYPTO_SHA2_H
#define KCOMPAT_CRYPTO_SHA2_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#include_next <crypto/sha2.h>
#else
#include <crypto/sha.h>
#endif

#endif /* KCOMPAT_CRYPTO_SHA2_H */
