// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzz target of the codecs of the file commands: CREATE with its contexts,
 * CLOSE, FLUSH, READ, WRITE, LOCK, IOCTL with the bodies of the FSCTLs,
 * CHANGE_NOTIFY, OPLOCK_BREAK.
 *
 * For: libFuzzer, and any loop that calls LLVMFuzzerTestOneInput.
 * Sources: kmod/smb2/wire/{create,create_ctx,close,flush,read,write,lock,ioctl,
 * fsctl,notify,oplock}.c.
 * Not for: what the values mean; commands judge them.
 *
 * Input: the first octet chooses the decoder, the rest is an element from its
 * header on, as long as it is.  It is copied into memory of exactly that size,
 * and every slice a decoder hands out is read to its end.  One thread.
 */
#include "smb2/wire/close.h"
#include "smb2/wire/create.h"
#include "smb2/wire/flush.h"
#include "smb2/wire/fsctl.h"
#include "smb2/wire/ioctl.h"
#include "smb2/wire/lock.h"
#include "smb2/wire/notify.h"
#include "smb2/wire/oplock.h"
#include "smb2/wire/read.h"
#include "smb2/wire/write.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef ntstatus_t (*decode_fn)(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);

static volatile unsigned int sink;

/* Every byte of a slice must be there. */
static void touch(struct ksmbd_rd rd)
{
	while (ksmbd_rd_left(&rd))
		sink += ksmbd_rd_u8(&rd);
}

static void use_create(const void *args)
{
	const struct smb2_create_args *a = args;
	struct ksmbd_rd it = a->contexts, data;
	struct smb2_create_ctx ctx;

	touch(a->name);
	touch(a->ctx.exta);
	touch(a->ctx.secd);
	while (smb2_create_ctx_next(&it, &ctx) == SMB2_CTX_ONE) {
		touch(ctx.tag);
		touch(ctx.data);
	}
	if (smb2_create_ctx_find(&a->contexts, "AAPL", &data))
		touch(data);
}

/* An answer to what was acknowledged always fits. */
static void use_oplock(const void *args)
{
	const struct smb2_oplock_args *a = args;
	struct smb2_oplock_res res = { .fid = a->fid, .is_lease = a->is_lease, .level = a->level };
	u8 buf[SMB2_OPLOCK_ACK_SIZE + SMB2_LEASE_ACK_TAIL];
	struct ksmbd_wr wr;

	memcpy(res.lease_key, a->lease_key, sizeof(res.lease_key));
	ksmbd_wr_init(&wr, buf, sizeof(buf));
	smb2_oplock_encode(&res, &wr, NULL);
	if (ksmbd_wr_pos(&wr) != SMB2_OPLOCK_ACK_SIZE)
		abort();
	if (a->is_lease)
		smb2_lease_ack_tail_encode(&wr, a->lease_state);
	if (!ksmbd_wr_ok(&wr))
		abort();
}

static void use_write(const void *args)
{
	touch(((const struct smb2_write_args *)args)->data);
}

static void use_lock(const void *args)
{
	const struct smb2_lock_args *a = args;
	struct ksmbd_rd it = a->elements;
	struct smb2_lock_element el;
	unsigned int n = 0;

	while (smb2_lock_next(&it, &el))
		n++;
	if (n != a->count)
		abort();
}

static void use_copychunk(struct ksmbd_rd in)
{
	struct smb2_copychunk cc;
	struct smb2_chunk chunk;
	unsigned int n = 0;

	if (!smb2_copychunk_decode(&in, &cc))
		return;
	while (smb2_chunk_next(&cc.chunks, &chunk))
		n++;
	if (n != cc.count)
		abort();
}

static void use_reparse(struct ksmbd_rd in)
{
	struct smb2_symlink link;
	struct smb2_reparse rp;

	if (!smb2_reparse_decode(&in, &rp))
		return;
	touch(rp.data);
	if (smb2_symlink_decode(&rp.data, &link))
		touch(link.target);
}

static void use_ranges(struct ksmbd_rd in)
{
	struct ksmbd_rd again = in;
	struct smb2_range range;
	u32 count;

	if (smb2_zero_data_decode(&again, &range) && range.off + range.len > INT64_MAX)
		abort();
	if (!smb2_trim_decode(&in, &count))
		return;
	while (count--)
		smb2_range_decode(&in, &range);
	if (!ksmbd_rd_ok(&in))
		abort();
}

static void use_ioctl(const void *args)
{
	const struct smb2_ioctl_args *a = args;
	struct smb2_validate_negotiate v;
	struct smb2_dup_extents de;
	struct ksmbd_rd in = a->in, name;

	touch(in);
	use_copychunk(in);
	use_reparse(in);
	use_ranges(in);
	if (smb2_validate_negotiate_decode(&in, &v))
		touch(v.dialects);
	in = a->in;
	if (smb2_pipe_wait_decode(&in, &name))
		touch(name);
	in = a->in;
	smb2_dup_extents_decode(&in, &de);
}

static const struct {
	decode_fn decode;
	void (*use)(const void *args);
} targets[] = {
	{ smb2_create_decode, use_create },
	{ smb2_close_decode, NULL },
	{ smb2_flush_decode, NULL },
	{ smb2_read_decode, NULL },
	{ smb2_write_decode, use_write },
	{ smb2_lock_decode, use_lock },
	{ smb2_ioctl_decode, use_ioctl },
	{ smb2_notify_decode, NULL },
	{ smb2_oplock_decode, use_oplock },
};

static void run(unsigned int which, const u8 *element, size_t len)
{
	static const struct smb2_cx cx = { .dialect = SMB2_DIALECT_311 };
	u64 args[64] = {};
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, element, len);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	if (targets[which].decode(args, &rd, &cx) == STATUS_SUCCESS && targets[which].use)
		targets[which].use(args);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u8 *copy;

	if (!size || size > 70000)
		return 0;
	copy = malloc(size - 1 ? size - 1 : 1);
	if (!copy)
		return 0;
	memcpy(copy, data + 1, size - 1);
	run(data[0] % (sizeof(targets) / sizeof(targets[0])), copy, size - 1);
	free(copy);
	return 0;
}
