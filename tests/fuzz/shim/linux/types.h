/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/types.h: the kernel's integer names.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_TYPES_H
#define KSMBD_FUZZ_SHIM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <asm/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define __bitwise
#define __force
typedef u16 __le16;
typedef u32 __le32;
typedef u64 __le64;
typedef u16 __be16;
typedef u32 __be32;
typedef u64 __be64;

#ifndef __packed
#define __packed	__attribute__((packed))
#endif
#ifndef __must_check
#define __must_check	__attribute__((warn_unused_result))
#endif
#ifndef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#endif
#define fallthrough	__attribute__((fallthrough))

#endif /* KSMBD_FUZZ_SHIM_TYPES_H */
