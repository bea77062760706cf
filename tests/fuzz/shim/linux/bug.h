/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User-space stand-in for linux/bug.h: a warning is a crash the fuzzer sees.
 *
 * For the pure files only, built in user space by tests/fuzz/Makefile; the kernel
 * build never sees this.  Only what those files use.
 */
#ifndef KSMBD_FUZZ_SHIM_BUG_H
#define KSMBD_FUZZ_SHIM_BUG_H

#include <stdlib.h>
#include <linux/build_bug.h>

#define WARN_ON_ONCE(cond)	({ bool bug_ = (cond); if (bug_) abort(); bug_; })
#define WARN_ON(cond)		WARN_ON_ONCE(cond)

#endif /* KSMBD_FUZZ_SHIM_BUG_H */
