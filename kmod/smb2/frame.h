/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one door between transport and smb2: a received frame.
 */
#ifndef KSMBD_SMB2_FRAME_H
#define KSMBD_SMB2_FRAME_H

#include <linux/types.h>
#include "ksmbd.h"

/*
 * Large frame buffers are recycled: nothing that can live in the request is
 * allocated per request.  @size is the usable size.
 */
struct smb2_buf {
	u8 *data;
	size_t size;
};

int smb2_buf_get(struct smb2_buf *buf, size_t size);
void smb2_buf_put(struct smb2_buf *buf);

/*
 * Takes over @buf with a frame of @len bytes (without the 4-byte length) from @conn's reader.
 * 0, or a negative error: the connection is to be dropped.  May block when the connection's
 * budgets are used up (back pressure).  What is put into @w is to be run by the caller, in a
 * thread of the pool, as soon as someone else may read on.
 */
int smb2_frame_receive(struct ksmbd_conn *conn, struct smb2_buf *buf, size_t len,
		       struct ksmbd_work **w);

#endif /* KSMBD_SMB2_FRAME_H */
