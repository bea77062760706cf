/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The server as a whole: configuration the helper gave, start and stop.
 */
#ifndef KSMBD_STATE_SERVER_H
#define KSMBD_STATE_SERVER_H

#include <linux/refcount.h>
#include "ksmbd.h"
#include "util/sid.h"

struct workqueue_struct;

enum ksmbd_signing { KSMBD_SIGNING_DISABLED, KSMBD_SIGNING_ENABLED, KSMBD_SIGNING_AUTO,
		     KSMBD_SIGNING_MANDATORY };

/* PERHAPS: only trying tells; whoever is refused may go on with NTLM. */
enum ksmbd_kerberos { KSMBD_KERBEROS_NO, KSMBD_KERBEROS_PERHAPS, KSMBD_KERBEROS_YES };

#define KSMBD_CFG_ENCRYPT_OFF	0x1	/* do not even offer it */
#define KSMBD_CFG_ENCRYPT	0x2	/* SESSION_FLAG_ENCRYPT_DATA for every session */
#define KSMBD_CFG_MULTICHANNEL	0x4
#define KSMBD_CFG_LEASES	0x8
#define KSMBD_CFG_DURABLE	0x10
#define KSMBD_CFG_PERSISTENT	0x20	/* the helper keeps handles */

#define KSMBD_INTERFACES_MAX	32

/*
 * struct ksmbd_server_config - what STARTING_UP said, immutable, swapped (RCU)
 */
struct ksmbd_server_config {
	struct rcu_head rcu;
	u32 flags;			/* KSMBD_CFG_* */
	enum ksmbd_signing signing;
	u16 min_dialect, max_dialect;
	char netbios_name[64];
	char server_string[128];
	char workgroup[64];
	u16 port;
	bool bind_interfaces_only;
	unsigned int ninterfaces;
	char interfaces[KSMBD_INTERFACES_MAX][16];
	u32 max_read, max_write, max_transact;	/* bytes, checked */
	u32 max_credits;
	u32 max_connections;
	u32 max_connections_per_client;	/* and, before log-on, per address */
	u32 deadtime;			/* seconds of idleness, 0 = never */
	u32 ipc_timeout;		/* seconds */
	u32 share_fake_fscaps;
	bool map_to_guest;		/* unknown users become guest (never a bad password) */
	bool restrict_anonymous;
	bool has_guest;
	char guest_account[64];
	struct ksmbd_sid domain_sid;	/* S-1-5-21-a-b-c */
	enum ksmbd_kerberos kerberos;
};

enum ksmbd_server_state { KSMBD_SERVER_STOPPED, KSMBD_SERVER_STARTING, KSMBD_SERVER_RUNNING,
			  KSMBD_SERVER_STOPPING };

extern u8 ksmbd_server_guid[16];	/* set at module load */
extern u64 ksmbd_server_start_time;	/* NT time */
extern struct workqueue_struct *ksmbd_wq;	/* house-keeping of state and transport; unbound */

/* First and last of the state room: GUID, start time, queue. */
int ksmbd_server_init(void);
void ksmbd_server_exit(void);

/*
 * The current configuration, never NULL (defaults before the helper spoke); valid until
 * rcu_read_unlock(): call it between rcu_read_lock() and that.
 */
const struct ksmbd_server_config *ksmbd_server_config(void);
/* Takes over @cfg. */
void ksmbd_server_set_config(struct ksmbd_server_config *cfg);
int ksmbd_server_state(void);
void ksmbd_server_set_state(int state);

#endif /* KSMBD_STATE_SERVER_H */
