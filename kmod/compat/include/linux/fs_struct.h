/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/fs_struct.h>: since 7.x a kernel thread does not see the
 * host's tree unless it asks for it with scoped_with_init_fs(); before, it
 * always does.
 */
#ifndef KCOMPAT_LINUX_FS_STRUCT_H
#define KCOMPAT_LINUX_FS_STRUCT_H

#include_next <linux/fs_struct.h>

#ifndef scoped_with_init_fs
#define scoped_with_init_fs()	if (1)
#endif

#endif /* KCOMPAT_LINUX_FS_STRUCT_H */
