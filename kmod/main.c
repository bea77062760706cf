// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Start and stop of the module: one ordered list, run forwards to load and
 * backwards to unload; and what can be set when it is loaded.  No logic lives
 * here: all that a running server is told comes from the helper.
 *
 * The order is that of need: what a room uses is there before it.  The helper
 * room comes last and goes first, for it is the helper that tells the server
 * to open its doors; listening sockets open when it has sent a configuration.
 * Unloading then closes the doors, ends every connection, and waits until each
 * kind of object has gone; whoever waits says for what.
 *
 * Context: module load and unload.
 */
#include "ksmbd.h"

#include <linux/array_size.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/rcupdate.h>

#include "crypto/crypto.h"
#include "helper/helper.h"
#include "smb2/dispatch.h"
#include "state/conn.h"
#include "state/durable.h"
#include "state/host.h"
#include "state/lease.h"
#include "state/open.h"
#include "state/server.h"
#include "state/sess.h"
#include "state/share.h"
#include "state/work.h"
#include "transport/transport.h"
#include "vfs/fsevent.h"
#include "vfs/vfs.h"

#define KSMBD_VERSION	"1.0.0"

module_param_named(debug, ksmbd_debug, ulong, 0644);
MODULE_PARM_DESC(debug, "areas that log, added up: 1 smb, 2 auth, 4 vfs, 8 ipc, 16 conn (default 0)");
module_param_named(workers, ksmbd_workers, uint, 0444);
MODULE_PARM_DESC(workers, "threads that run requests as long as the queue moves, at most 256 (default 0: 4 a processor, at least 8)");

static int nothing(void)
{
	return 0;
}

/* Nobody can come in, and everybody who is in is told to go. */
static void close_doors(void)
{
	ksmbd_server_set_state(KSMBD_SERVER_STOPPING);
	ksmbd_listen_stop();
	ksmbd_conn_kill_all();
}

/* In the order of start; the stop order is the reverse. */
static const struct {
	int (*init)(void);
	void (*exit)(void);
} steps[] = {
	{ smb3_crypto_init,	smb3_crypto_exit },
	{ ksmbd_vfs_nameidx_init, ksmbd_vfs_nameidx_exit },
	{ ksmbd_server_init,	ksmbd_server_exit },
	{ nothing,		ksmbd_share_flush },
	{ nothing,		ksmbd_inode_exit },
	{ nothing,		ksmbd_lease_exit },
	{ ksmbd_fsevent_init,	ksmbd_fsevent_exit },
	{ ksmbd_host_init,	ksmbd_host_exit },
	{ ksmbd_open_init,	ksmbd_open_exit },
	{ nothing,		ksmbd_durable_exit },
	{ ksmbd_work_init,	ksmbd_work_exit },
	{ smb2_init,		smb2_exit },
	{ ksmbd_sess_init,	ksmbd_sess_exit },
	{ ksmbd_tcp_init,	ksmbd_tcp_exit },
	{ ksmbd_conn_init,	ksmbd_conn_exit },
	{ nothing,		close_doors },
};

static void stop(unsigned int n)
{
	while (n--)
		steps[n].exit();
	/* Objects are freed by RCU callbacks, which are our code. */
	rcu_barrier();
}

static int __init ksmbd_module_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		err = steps[i].init();
		if (err)
			goto out_stop;
	}
	err = ksmbd_helper_init();
	if (!err)
		return 0;
out_stop:
	stop(i);
	return err;
}

static void __exit ksmbd_module_exit(void)
{
	ksmbd_helper_exit();
	stop(ARRAY_SIZE(steps));
}

module_init(ksmbd_module_init);
module_exit(ksmbd_module_exit);

MODULE_DESCRIPTION("SMB2/3 server with what Macs expect (out of tree)");
MODULE_AUTHOR("ksmbd for Macs maintainers");
MODULE_LICENSE("GPL");
MODULE_VERSION(KSMBD_VERSION);
MODULE_ALIAS("net-pf-16-proto-16-family-SMBD_GENL");
/* Looked up by name at run time, so depmod cannot see them. */
MODULE_SOFTDEP("pre: aes hmac md5 sha256 sha512 cmac ccm gcm ctr ghash");
