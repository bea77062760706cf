// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Leases and oplocks on files, and the host: a local program that opens a file
 * ends the caching of writes, one that writes to it, changes its attributes,
 * moves it or puts another in its place ends all caching.
 *
 * Theory of operation: vfs/hostfile.c calls in whoever does it, under locks of
 * the VFS.  What was done is noted in the file's state, and a job of its own
 * tells the clients.  Nobody waits: a local program is not held up by a client.
 *
 * Not for directories (dirwatch.c).  Locks: none of its own.
 */
#include "state/host.h"
#include "state/lease.h"
#include "state/server.h"
#include "vfs/hostfile.h"
#include <linux/bitops.h>
#include <linux/workqueue.h>

#define HOST_OPENED	0
#define HOST_WROTE	1

static void tell_clients(struct work_struct *job)
{
	struct ksmbd_inode *ino = container_of(job, struct ksmbd_inode, host_job);
	u8 take = 0;

	if (test_and_clear_bit(HOST_OPENED, &ino->host_did))
		take |= KSMBD_CACHE_WRITE;
	if (test_and_clear_bit(HOST_WROTE, &ino->host_did))
		take |= KSMBD_CACHE_ALL;
	ksmbd_lease_local_access(ino, take);
	ksmbd_inode_put(ino);
}

/* Whoever opens or writes @inode is here, holding what he holds. */
static void heard(struct inode *inode, bool wrote)
{
	struct ksmbd_inode *ino = ksmbd_inode_lookup(inode);

	if (!ino)
		return;
	if (READ_ONCE(ino->nleases)) {
		set_bit(wrote ? HOST_WROTE : HOST_OPENED, &ino->host_did);
		if (queue_work(ksmbd_wq, &ino->host_job))
			return;		/* with our reference */
	}
	ksmbd_inode_put(ino);
}

/**
 * ksmbd_host_setup() - for a new state
 * @ino: state of an inode
 *
 * Context: any.
 */
void ksmbd_host_setup(struct ksmbd_inode *ino)
{
	INIT_WORK(&ino->host_job, tell_clients);
}

/**
 * ksmbd_host_listen() - local access to a file breaks what its client caches
 * @open: admitted
 *
 * Context: process context, may sleep; no locks held.
 */
void ksmbd_host_listen(struct ksmbd_open *open)
{
	if (!open->is_dir && READ_ONCE(open->lease))
		ksmbd_hostfile_listen(open->h.file);
}

/**
 * ksmbd_host_init() - hear of local access
 *
 * Context: module load.
 * Return: 0 or -errno.
 */
int ksmbd_host_init(void)
{
	return ksmbd_hostfile_init(heard);
}

/**
 * ksmbd_host_exit() - undo ksmbd_host_init()
 *
 * Context: module unload, when no open is left; sleeps.
 */
void ksmbd_host_exit(void)
{
	ksmbd_hostfile_exit();
	flush_workqueue(ksmbd_wq);
}
