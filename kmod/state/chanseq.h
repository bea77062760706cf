/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The channel sequence of an open, and how many requests are under way on it
 * (MS-SMB2 3.3.5.2.10).
 *
 * Theory of operation: a client that loses a channel adds one to its sequence
 * number and sends again what was not answered.  A request with a newer number
 * moves all that are under way to "before"; one with an older number comes too
 * late.  Each request remembers the turn it was counted in, so that it is taken
 * off the right count although numbers may come again.
 *
 * Not for deciding who fails (smb2/bind.c).  Pure: the caller has the lock.
 * Used by state/open.c and tested by itself.
 */
#ifndef KSMBD_STATE_CHANSEQ_H
#define KSMBD_STATE_CHANSEQ_H

#include <linux/types.h>

/**
 * struct ksmbd_chan_seq - of one open
 * @seq: ChannelSequence seen last
 * @turn: counts how often it moved on; never 0
 * @now: requests under way that came with it
 * @before: requests under way that came with an older one
 */
struct ksmbd_chan_seq {
	u16 seq;
	u32 turn;
	unsigned int now;
	unsigned int before;
};

static inline void ksmbd_chan_seq_init(struct ksmbd_chan_seq *c, u16 seq)
{
	*c = (struct ksmbd_chan_seq) { .seq = seq, .turn = 1 };
}

/* A request begins: false, it is older than others.  @turn is for ksmbd_chan_seq_leave(). */
static inline bool ksmbd_chan_seq_enter(struct ksmbd_chan_seq *c, u16 seq, u32 *turn)
{
	u16 ahead = seq - c->seq;

	if (ahead > 0x7FFF) {
		*turn = 0;
		c->before++;
		return false;
	}
	if (ahead) {
		c->seq = seq;
		if (!++c->turn)
			c->turn = 1;
		c->before += c->now;
		c->now = 0;
	}
	*turn = c->turn;
	c->now++;
	return true;
}

static inline bool ksmbd_chan_seq_idle(const struct ksmbd_chan_seq *c)
{
	return !c->now && !c->before;
}

/* It ends: true, none is under way any more. */
static inline bool ksmbd_chan_seq_leave(struct ksmbd_chan_seq *c, u32 turn)
{
	if (turn == c->turn)
		c->now--;
	else
		c->before--;
	return ksmbd_chan_seq_idle(c);
}

#endif /* KSMBD_STATE_CHANSEQ_H */
