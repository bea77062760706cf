/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every number that bounds something a stranger can make us do, with its
 * reason (R21).  Values that an administrator may change are defaults here and
 * live in struct ksmbd_server_config.
 */
#ifndef KSMBD_LIMITS_H
#define KSMBD_LIMITS_H

#include <linux/sizes.h>

/* A NEGOTIATE or SESSION_SETUP fits easily; a Kerberos token with a PAC is the largest. */
#define KSMBD_FRAME_MAX_PREAUTH		(SZ_64K + SZ_4K)
/* Headroom of a frame over the largest payload: headers, compound neighbours, transform. */
#define KSMBD_FRAME_OVERHEAD		SZ_64K
/* MaxTransact, MaxRead, MaxWrite: default and hard ceiling. */
#define KSMBD_IO_DEFAULT		SZ_8M
#define KSMBD_IO_MAX			SZ_8M
#define KSMBD_TRANSACT_MAX		SZ_8M
/* Of that, what one reply is given room for at once; directories go on in the next one. */
#define KSMBD_REPLY_DATA_MAX		SZ_1M
/* SMB 2.0.2 knows no multi-credit requests (MS-SMB2 3.3.5.4). */
#define KSMBD_IO_MAX_SMB202		SZ_64K
/* Elements of one compound: Macs send up to 5; a bound keeps one frame's work finite. */
#define KSMBD_COMPOUND_MAX		32
/* Credits one connection can hold. */
#define KSMBD_CREDITS_MAX		8192
#define KSMBD_CREDITS_PREAUTH		32
/* Frames of one connection that may wait for a worker or run (before its credits bite). */
#define KSMBD_CONN_INFLIGHT_MAX		1024
#define KSMBD_CONN_INFLIGHT_PREAUTH	4
/* Bytes of requests and of replies to them one connection may have in memory at once. */
#define KSMBD_CONN_BYTES_MAX		(64 * SZ_1M)
/* Of those, what the replies to one frame count for at most: a frame is no longer. */
#define KSMBD_REPLY_ESTIMATE_MAX	(16 * SZ_1M)
/* The same for an encrypted frame that was not opened yet: several may be opened at once. */
#define KSMBD_REPLY_ESTIMATE_SEALED	(4 * SZ_1M)
/* What may wait to be sent to a client: replies to all of those, and what others' doing tells it. */
#define KSMBD_CONN_OUTBOX_MAX		(KSMBD_CONN_INFLIGHT_MAX + 8192)
/* Parked requests (CHANGE_NOTIFY, waiting LOCK) of one connection. */
#define KSMBD_CONN_PARKED_MAX		4096
/* Bytes of them: apart from those in flight, so that parked requests never keep CANCEL out. */
#define KSMBD_CONN_PARKED_BYTES_MAX	(16 * SZ_1M)
/* Changes kept for one open directory (what Windows allows), and for all of them. */
#define KSMBD_CHANGES_MAX		SZ_64K
#define KSMBD_CHANGES_TOTAL_MAX		(64 * SZ_1M)
/* Sessions of one connection, half-made ones included. */
#define KSMBD_CONN_SESSIONS_MAX		64
#define KSMBD_CONN_HALF_SESSIONS_MAX	4
#define KSMBD_SESS_TREES_MAX		1024
#define KSMBD_SESS_OPENS_MAX		65536
#define KSMBD_SESS_CHANNELS_MAX		32
/* Opens without a session, of all clients: as many as one session may have. */
#define KSMBD_DETACHED_MAX		KSMBD_SESS_OPENS_MAX
/*
 * Milliseconds an open may be detached: what a client gets that does not say, which is also the
 * most MS-SMB2 3.3.5.9.10 has a server grant, and what Macs must be granted exactly when they
 * ask for it to write to a Time Machine disk.  Resilient ones: 2.2.31.3, 3.3.5.15.9.
 */
#define KSMBD_DURABLE_DEFAULT_MS	300000
#define KSMBD_DURABLE_MAX_MS		960000
#define KSMBD_RESILIENT_DEFAULT_MS	120000
/* Connections in all, of one client, and of those that did not log in from one address. */
#define KSMBD_CONNS_DEFAULT		4096
#define KSMBD_CONNS_PER_CLIENT_DEFAULT	512
/* A peer that did not log in by then is dropped. */
#define KSMBD_PREAUTH_SECONDS		60
/* Byte-range locks of one open, and elements of one LOCK request. */
#define KSMBD_OPEN_LOCKS_MAX		16384
#define KSMBD_LOCK_ELEMENTS_MAX		1024
/* Workers: how many run, and how far the pool may grow while some wait. */
#define KSMBD_WORKERS_MAX		256
/* Of those that wait for someone else (declared waits), beyond the above. */
#define KSMBD_WORKERS_WAITING_MAX	768
/* Requests that keep a thread while they wait for a break: of one connection, of all. */
#define KSMBD_CONN_BLOCKED_MAX		128
#define KSMBD_BLOCKED_MAX		512
/* And those who are delayed after wrong passwords, without having logged on. */
#define KSMBD_DELAYED_MAX		64
/* Configured shares the kernel remembers; the helper is asked again for a forgotten one. */
#define KSMBD_SHARES_CACHED_MAX		1024
/* Seconds we wait for the helper. */
#define KSMBD_UPCALL_SECONDS		10
/* EA list, reparse data, security descriptor. */
#define KSMBD_EA_MAX			SZ_64K
#define KSMBD_REPARSE_MAX		SZ_16K
/* Name indexes of directories: how many, bytes in all, bytes of one (some 250,000 names). */
#define KSMBD_NAMEIDX_DIRS_MAX		256
#define KSMBD_NAMEIDX_BYTES_MAX		(32 * SZ_1M)
#define KSMBD_NAMEIDX_DIR_BYTES_MAX	(16 * SZ_1M)
/* Copychunk (MS-SMB2 3.3.3 defaults). */
#define KSMBD_COPYCHUNK_MAX_CHUNKS	256
#define KSMBD_COPYCHUNK_MAX_CHUNK	SZ_1M
#define KSMBD_COPYCHUNK_MAX_TOTAL	(16 * SZ_1M)

/* Seconds a client has to acknowledge a break (MS-SMB2 3.3.2.1 names 35). */
#define KSMBD_BREAK_SECONDS		35
/*
 * Seconds without the peer's machine acknowledging that it has a notification of a break: before
 * another channel is tried, and before a connection without another one counts as dead.  After so
 * many tries it is the machine that is silent, not a channel: the others are left alone.
 */
#define KSMBD_NOTE_RETRY_SECONDS	5
#define KSMBD_NOTE_DEAD_SECONDS		25
#define KSMBD_NOTE_TRIES		4
/*
 * Seconds one request waits for breaks, one after the other, before it is refused: a holder may be
 * asked for each of its rights by itself, and there may be any number of holders.
 */
#define KSMBD_BREAK_PATIENCE_SECONDS	120

#endif /* KSMBD_LIMITS_H */
