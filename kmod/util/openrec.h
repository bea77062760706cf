/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of a persistent handle: what is needed to have an open again after
 * the server was started anew, as bytes for the helper to keep.
 *
 * What is read back may have been written by anybody: it is judged like bytes
 * from the network.  Pure.
 */
#ifndef KSMBD_UTIL_OPENREC_H
#define KSMBD_UTIL_OPENREC_H

#include "util/cursor.h"

#define KSMBD_OPENREC_SHARE	64	/* bytes with the NUL, as in the helper protocol */
#define KSMBD_OPENREC_ACCOUNT	48

/* struct ksmbd_openrec.flags */
#define KSMBD_OPENREC_DELETE_ON_CLOSE	0x01
#define KSMBD_OPENREC_DELETE_PENDING	0x02
#define KSMBD_OPENREC_LEASE_V2		0x04
#define KSMBD_OPENREC_LEASE_PARENT	0x08
#define KSMBD_OPENREC_WRITE_THROUGH	0x10
#define KSMBD_OPENREC_FLAGS		0x1f

#define KSMBD_OPENREC_LEVELS		5	/* values of enum ksmbd_oplock */

/**
 * struct ksmbd_file_identity - which file it is, whatever its name
 * @uuid: of the file system, zeros: it has none
 * @dev: its device, of use only without @uuid
 * @ino: inode number
 * @generation: of the inode number
 */
struct ksmbd_file_identity {
	u8 uuid[16];
	u32 dev;
	u64 ino;
	u32 generation;
};

/**
 * struct ksmbd_openrec - a persistent handle
 * @pid: persistent id
 * @create_guid: CreateGuid
 * @client_guid: ClientGuid
 * @share: name of the share
 * @account: who opened it
 * @path: beneath the root of the share, UTF-8, without a NUL; points into what was decoded
 * @path_len: its bytes
 * @file: which file that must be
 * @access: granted rights
 * @share_access: ShareAccess
 * @options: CreateOptions as granted
 * @mode: FileModeInformation
 * @action: what the CREATE did
 * @timeout_ms: how long it may be detached
 * @flags: KSMBD_OPENREC_*
 * @level: enum ksmbd_oplock
 * @lease_key: LeaseKey
 * @parent: ParentLeaseKey
 * @lease_state: KSMBD_CACHE_*
 * @epoch: of the lease
 * @sequence: lock sequences
 * @nlocks: byte-range locks that follow
 * @locks: those, for ksmbd_openrec_next_lock(); only when decoded
 */
struct ksmbd_openrec {
	u64 pid;
	u8 create_guid[16], client_guid[16];
	char share[KSMBD_OPENREC_SHARE];
	char account[KSMBD_OPENREC_ACCOUNT];
	const char *path;
	u16 path_len;
	struct ksmbd_file_identity file;
	u32 access, share_access, options, mode, action, timeout_ms;
	u8 flags;
	u8 level;
	u8 lease_key[16], parent[16];
	u8 lease_state;
	u16 epoch;
	u8 sequence[64];
	u32 nlocks;
	struct ksmbd_rd locks;
};

struct ksmbd_openrec_lock {
	u64 off, len;
	bool exclusive;
};

/* All but the locks, of which r->nlocks must follow by ksmbd_openrec_put_lock(). */
void ksmbd_openrec_encode(struct ksmbd_wr *wr, const struct ksmbd_openrec *r);
void ksmbd_openrec_put_lock(struct ksmbd_wr *wr, u64 off, u64 len, bool exclusive);
/* False: it is no record of ours.  @max_ms bounds the time-out. */
bool ksmbd_openrec_decode(const void *buf, size_t len, u32 max_ms, struct ksmbd_openrec *r);
/* False: no more. */
bool ksmbd_openrec_next_lock(struct ksmbd_rd *locks, struct ksmbd_openrec_lock *l);
bool ksmbd_file_same(const struct ksmbd_file_identity *a, const struct ksmbd_file_identity *b);

#endif /* KSMBD_UTIL_OPENREC_H */
