/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request frame on its way through the smb2 room, and the reply it builds.
 *
 * The whole frame is one struct smb2_req: elements of a compound run one after
 * the other in it; what belongs to one element only is reset in between.
 * Owner thread only, except while parked (see state/work.h).
 */
#ifndef KSMBD_SMB2_REQUEST_H
#define KSMBD_SMB2_REQUEST_H

#include <linux/build_bug.h>
#include "limits.h"
#include "crypto/crypto.h"
#include "smb2/frame.h"
#include "smb2/wire/header.h"
#include "state/conn.h"
#include "state/open.h"
#include "state/sess.h"
#include "state/share.h"
#include "state/work.h"

#define SMB2_ARGS_SIZE	512	/* typed args of the largest command */
#define SMB2_RES_SIZE	256

/* Linear reply bytes that live in the request; most replies fit. */
#define SMB2_REPLY_INLINE	1024

struct smb2_command;

/* One element's part of the reply. */
struct smb2_reply_el {
	u32 off;		/* of its header in the linear buffer */
	u32 len;		/* linear bytes, header included */
	u32 pad;		/* zero bytes after linear bytes and segments, up to 8 */
	struct ksmbd_segs segs;	/* data after the linear bytes, or none */
	u64 message_id;
	bool sign;
	struct ksmbd_chan *chan;	/* whose key signs; a reference, or NULL */
	const struct smb3_sign_key *key;
};

/**
 * struct smb2_reply - reply under construction
 *
 * @buf: linear bytes of all elements; grows (contents move!) only in smb2_payload_begin() and
 *	smb2_reply_begin().  Room for a transform header is kept free in front.
 * @pos: end of the linear bytes in use
 * @seg_bytes: in the segments of the finished elements
 * @nels: elements, the current one included
 * @els: the elements
 */
struct smb2_reply {
	struct smb2_buf buf;
	size_t pos;
	size_t seg_bytes;
	unsigned int nels;
	struct smb2_reply_el els[KSMBD_COMPOUND_MAX];
};

struct smb2_req {
	struct ksmbd_work work;
	struct smb2_buf in;		/* the frame as received (decrypted in place) */
	size_t in_len;
	size_t in_off;			/* of the first element's header */
	bool sealed;			/* it came encrypted: so goes the reply */
	u64 sealed_sess_id;
	struct ksmbd_sess *seal_sess;	/* whose keys the frame used; a reference */
	struct smb2_cx cx;
	struct smb2_reply reply;

	/* compound */
	size_t el_off;			/* of the current element in @in */
	size_t el_len;			/* bytes up to the next one or the end */
	bool el_last;
	bool related;
	unsigned int el_index;
	u64 last_sess_id;		/* what a related element inherits */
	u32 last_tree_id;
	u64 last_pid, last_vid;
	ntstatus_t last_create_status;	/* status the related ones inherit when CREATE failed */
	ntstatus_t last_status;		/* of the element before */
	bool have_fid;
	struct list_head unanswered;	/* opens made or given back, by answer_entry; a reference each */
	bool drop;			/* a rule says: end the connection, answer nothing */
	bool post_later;		/* who finishes it must not wait for the client */

	/* the element */
	struct smb2_header hdr;
	const struct smb2_command *cmd;
	struct ksmbd_sess *sess;	/* counted, put when the element ends */
	struct ksmbd_chan *chan;
	struct ksmbd_tree *tree;
	struct ksmbd_open *open;
	bool entered;			/* it is under way on @open: ksmbd_open_leave() is due */
	u32 open_turn;
	bool verified;			/* its signature was checked, or it was sealed */
	/* signs the reply; of @chan or its session, NULL: nobody */
	const struct smb3_sign_key *sign_reply;
	bool full_body;			/* set by execute: an error with the normal body */
	bool executed;
	bool async;			/* an interim reply went out */
	u64 async_id;
	ntstatus_t (*resume)(struct smb2_req *req);	/* of a parked element */
	struct ksmbd_open *park_open;	/* it parks on: @open or NULL */
	struct smb2_blocked *blocked;	/* of async.c, while it blocks its worker */
	u16 credits_granted;
	struct ksmbd_wr payload;	/* see smb2_payload_begin() */
	bool has_payload;
	struct ksmbd_segs segs;		/* read data of this element, see smb2_segs_begin() */
	struct bio_vec inline_bv[18];
	bool inline_bv_used;
	/* error reply with a body of its own */
	const void *error_data;
	size_t error_len;

	/* everything below is never cleared as a whole */
	u8 args[SMB2_ARGS_SIZE] __aligned(8);
	u8 res[SMB2_RES_SIZE] __aligned(8);
	struct ksmbd_tx_part parts[KSMBD_COMPOUND_MAX + 1];	/* the frame as it is sent */
	unsigned int nparts;
	size_t parts_bytes;
	u8 inline_reply[SMB2_REPLY_INLINE] __aligned(8);
};

#define smb2_args(req, type)						\
	({ BUILD_BUG_ON(sizeof(type) > SMB2_ARGS_SIZE); (type *)(req)->args; })
#define smb2_res(req, type)						\
	({ BUILD_BUG_ON(sizeof(type) > SMB2_RES_SIZE); (type *)(req)->res; })

static inline struct smb2_req *smb2_req_of(struct ksmbd_work *w)
{
	return container_of(w, struct smb2_req, work);
}

/* ChannelSequence of the current element; there was none before SMB 3 (MS-SMB2 2.2.1.2). */
static inline u16 smb2_channel_sequence(const struct smb2_req *req)
{
	return req->cx.dialect >= SMB2_DIALECT_300 ? req->hdr.status : 0;
}

/* ---- reply.c ---- */
/*
 * Room for up to @max bytes of variable reply data behind the fixed part of the command
 * (cmd->rsp_fixed); call in execute, at most once per element.  Returns the writer (base = first
 * variable byte) or NULL: out of memory or not enough room.  Its final position is the length.
 */
struct ksmbd_wr *smb2_payload_begin(struct smb2_req *req, size_t max);
/* Room for @n segments in req->segs; 0 or -ENOMEM. */
int smb2_segs_begin(struct smb2_req *req, unsigned int n);
/* Offset from the start of the SMB2 header to the first payload byte. */
u32 smb2_payload_offset(const struct smb2_req *req);

/* ---- bind.c ---- */
/* STATUS_SUCCESS, STATUS_NETWORK_SESSION_EXPIRED or STATUS_USER_SESSION_DELETED. */
ntstatus_t smb2_session_state(const struct ksmbd_sess *sess);

/* ---- signing.c ---- */
/*
 * READ asks before it reads: will the reply be read twice (signed, or sealed with CCM), so that
 * its data must not change meanwhile (KSMBD_READ_STABLE)?
 */
bool smb2_reply_needs_stable(const struct smb2_req *req);

/* ---- async.c ---- */
/*
 * Parks the current element: sends the interim reply (STATUS_PENDING with an AsyncId, credits
 * granted there), makes it findable by CANCEL and by CLOSE of @open.  Only the last element of a
 * compound may park (else STATUS_INTERNAL_ERROR comes back and nothing happened).
 * STATUS_PENDING: the caller returns it from execute at once and does not touch @req again;
 * @resume runs in a worker when someone claims the work (req->work.claim says why): it returns
 * the final status, after which encode, sign and send follow as usual – or STATUS_PENDING after
 * parking again with smb2_repark().
 */
ntstatus_t smb2_park(struct smb2_req *req, struct ksmbd_open *open,
		     ntstatus_t (*resume)(struct smb2_req *req));
ntstatus_t smb2_repark(struct smb2_req *req);
/*
 * The execute of an element is about to take long (it blocks its worker): sends the interim
 * reply now, once.  Does nothing in the middle of a compound.  Before smb2_payload_begin() and
 * smb2_segs_begin() only.
 */
void smb2_interim(struct smb2_req *req);
/*
 * Blocks the worker in the middle of an execute until @done is completed, a CANCEL comes, the
 * connection goes down or @timeout (jiffies) is over; sends the interim reply.  STATUS_SUCCESS, or
 * what the request is to end with.  The same rule about payloads.
 */
ntstatus_t smb2_block(struct smb2_req *req, struct completion *done, unsigned long timeout);

#endif /* KSMBD_SMB2_REQUEST_H */
