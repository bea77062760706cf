// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The server as a whole: its configuration, its state word, its GUID, and what
 * the state room calls upward.
 *
 * The configuration is one immutable object that the helper's STARTING_UP makes
 * and that is swapped under RCU; before the first one there are defaults, so
 * readers never see NULL.  Not for reading what the helper said (helper/config.c)
 * nor for the order of start and stop (main.c).
 *
 * Called by everyone.  Locks: config_lock (spin, a leaf) for the swap.
 */
#include "state/server.h"
#include "state/up.h"
#include "limits.h"
#include "util/misc.h"
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

/* Who we are to clients (MS-SMB2 3.3.1.5 ServerGuid); set once at module load. */
u8 ksmbd_server_guid[16];
/* MS-SMB2 3.3.1.5 ServerStartTime, NT time; set once at module load. */
u64 ksmbd_server_start_time;
/* Set once at module load, before anything can queue on it. */
struct workqueue_struct *ksmbd_wq;
/* Filled by smb2 and helper at their init, before the first connection. */
struct ksmbd_up ksmbd_up;

/* What holds until the helper speaks; never freed. */
static struct ksmbd_server_config default_config = {
	.signing = KSMBD_SIGNING_AUTO,
	.min_dialect = 0x0202,
	.max_dialect = 0x0311,
	.netbios_name = "KSMBD",
	.server_string = "SMB server",
	.workgroup = "WORKGROUP",
	.port = 445,
	.max_read = KSMBD_IO_DEFAULT,
	.max_write = KSMBD_IO_DEFAULT,
	.max_transact = KSMBD_TRANSACT_MAX,
	.max_credits = KSMBD_CREDITS_MAX,
	.max_connections = KSMBD_CONNS_DEFAULT,
	.max_connections_per_client = KSMBD_CONNS_PER_CLIENT_DEFAULT,
	.ipc_timeout = KSMBD_UPCALL_SECONDS,
};

static struct ksmbd_server_config __rcu *config = RCU_INITIALIZER(&default_config);
static DEFINE_SPINLOCK(config_lock);	/* protects: writers of config */
static int server_state = KSMBD_SERVER_STOPPED;

static void config_replace(struct ksmbd_server_config *cfg)
{
	struct ksmbd_server_config *old;

	spin_lock(&config_lock);
	old = rcu_dereference_protected(config, lockdep_is_held(&config_lock));
	rcu_assign_pointer(config, cfg);
	spin_unlock(&config_lock);
	if (old != &default_config)
		kfree_rcu(old, rcu);
}

/**
 * ksmbd_server_config() - the current configuration
 *
 * Context: between rcu_read_lock() and rcu_read_unlock(), which bounds its life.
 * Return: never NULL.
 */
const struct ksmbd_server_config *ksmbd_server_config(void)
{
	return rcu_dereference(config);
}

/**
 * ksmbd_server_set_config() - swap the configuration
 * @cfg: kmalloc'ed and complete; taken over
 *
 * Context: any in which a spinlock may be taken.
 */
void ksmbd_server_set_config(struct ksmbd_server_config *cfg)
{
	config_replace(cfg);
}

/**
 * ksmbd_server_state() - is the server running?
 *
 * Context: any.
 * Return: enum ksmbd_server_state.
 */
int ksmbd_server_state(void)
{
	return READ_ONCE(server_state);
}

/**
 * ksmbd_server_set_state() - set the state word
 * @state: enum ksmbd_server_state
 *
 * Context: any; the helper room serialises its callers.
 */
void ksmbd_server_set_state(int state)
{
	WRITE_ONCE(server_state, state);
}

/**
 * ksmbd_server_init() - make the server's identity and the house-keeping queue
 *
 * Context: module load, before every other room with objects.
 * Return: 0 or -ENOMEM.
 */
int ksmbd_server_init(void)
{
	struct timespec64 now;

	ksmbd_wq = alloc_workqueue("ksmbd", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!ksmbd_wq)
		return -ENOMEM;
	get_random_bytes(ksmbd_server_guid, sizeof(ksmbd_server_guid));
	ktime_get_real_ts64(&now);
	ksmbd_server_start_time = ksmbd_nttime_from_ts(&now);
	return 0;
}

/**
 * ksmbd_server_exit() - undo ksmbd_server_init()
 *
 * Context: module unload, after every other room with objects; may sleep.
 */
void ksmbd_server_exit(void)
{
	destroy_workqueue(ksmbd_wq);
	config_replace(&default_config);
}
