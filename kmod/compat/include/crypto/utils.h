/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <crypto/utils.h>: crypto_memneq() lived in <crypto/algapi.h>
 * before 6.6.
 */
#ifndef KCOMPAT_CRYPTO_UTILS_H
#define KCOMPAT_CRYPTO_UTILS_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#include_next <crypto/utils.h>
#else
#include <crypto/algapi.h>
#endif

#endif /* KCOMPAT_CRYPTO_UTILS_H */
