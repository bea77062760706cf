/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow of <linux/filelock.h>: split out of <linux/fs.h> in 6.3.  Before 6.19
 * a delegation that must be broken was a bare struct inode pointer; here it is
 * wrapped as the newer kernels have it.  Before 6.9 the common fields of a lock
 * had no struct of their own: kcompat_fl() names them.
 */
#ifndef KCOMPAT_LINUX_FILELOCK_H
#define KCOMPAT_LINUX_FILELOCK_H

#include <linux/version.h>

#include <linux/fs.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#include_next <linux/filelock.h>
#endif

/* kcompat_fl(lock, owner) is lock->c.flc_owner, kcompat_fl(lock, type) lock->c.flc_type ... */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define kcompat_fl(fl, field)	((fl)->c.flc_##field)
#else
#define kcompat_fl(fl, field)	((fl)->fl_##field)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
struct delegated_inode {
	struct inode *di_inode;
};

static inline bool is_delegated(struct delegated_inode *di)
{
	return di->di_inode;
}

static inline int kcompat_break_deleg_wait(struct delegated_inode *di)
{
	return break_deleg_wait(&di->di_inode);
}

#define break_deleg_wait(di)	kcompat_break_deleg_wait(di)
#endif

#endif /* KCOMPAT_LINUX_FILELOCK_H */
