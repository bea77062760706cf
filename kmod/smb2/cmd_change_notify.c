// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CHANGE_NOTIFY (MS-SMB2 3.3.5.19, MS-FSA 2.1.5.11).
 *
 * The first request of an open says what is watched and how much is kept
 * (state/watch.c).  A request is answered with what was kept, or pends for the
 * next change, for CANCEL, CLOSE, or until the directory is to be deleted.
 * What was kept and does not fit in the answer is forgotten, and the client
 * told to look itself; what its user may not reach he is not told of.  Requests
 * take their places within the connection's turn: of two that a client sends one
 * after the other the first gets the first change.  With the
 * FileId -1/-1 Macs wait for messages of the server itself: that pends too, and
 * an error would make them ask again and again (Apple SMBClient,
 * smb2_smb_change_notify).
 *
 * Called by dispatch in a worker; parked requests come back through
 * notify_resume() in a worker.  Takes no locks.
 */
#include "smb2/dispatch.h"
#include "smb2/wire/notify.h"
#include "state/changes.h"
#include "state/watch.h"
#include "util/name.h"
#include "util/utf16.h"
#include "vfs/fsevent.h"

#include <linux/limits.h>
#include <linux/slab.h>

/* A path, a stream, two bytes for each of theirs. */
#define NAME_ROOM	(2 * (PATH_MAX + KSMBD_STREAM_MAX))

/* The result, and the changes it is made of, which those who make them put here. */
struct notify_result {
	struct smb2_notify_res res;	/* first: what is encoded */
	struct ksmbd_changes changes;
};

/* The name as it goes out into @dst of NAME_ROOM bytes: how many, or -errno: it cannot. */
static int name_to_wire(const struct ksmbd_change_item *change, enum ksmbd_name_encoding encoding,
			u8 *dst)
{
	size_t path = change->len - (change->stream_len ? change->stream_len + 1 : 0);
	int n, m;

	n = ksmbd_name_to_wire(change->name, path, encoding, dst, NAME_ROOM);
	if (n < 0 || path == change->len)
		return n;
	m = ksmbd_utf16_put(':', dst + n, NAME_ROOM - n);
	if (m < 0)
		return m;
	n += m;
	m = ksmbd_stream_to_wire(change->name + path + 1, change->stream_len, encoding, dst + n,
				 NAME_ROOM - n);
	return m < 0 ? m : n + m;
}

/* True: written, or left out because its name cannot be sent. */
static bool put_item(struct ksmbd_wr *wr, u32 *last, const struct ksmbd_change_item *change,
		     enum ksmbd_name_encoding encoding, u8 *name)
{
	struct smb2_notify_item item = { .action = change->change, .name = name };
	int n = name_to_wire(change, encoding, name);

	if (n < 0)
		return true;
	item.name_len = n;
	return smb2_notify_item_encode(wr, last, &item);
}

static ntstatus_t encode_changes(struct smb2_req *req, struct notify_result *r, u8 *name)
{
	enum ksmbd_name_encoding encoding = req->open->h.root->encoding;
	const struct smb2_notify_args *a = smb2_args(req, struct smb2_notify_args);
	const struct ksmbd_change_item *change;
	struct ksmbd_wr *wr;
	u32 last = U32_MAX;

	wr = smb2_payload_begin(req, min_t(size_t, a->max_out, r->changes.bytes));
	if (!wr)
		return STATUS_INSUFFICIENT_RESOURCES;
	list_for_each_entry(change, &r->changes.list, entry) {
		if (!put_item(wr, &last, change, encoding, name)) {
			ksmbd_wr_rewind(wr, 0);
			break;
		}
	}
	/* never success with nothing in it */
	if (!ksmbd_wr_pos(wr))
		return STATUS_NOTIFY_ENUM_DIR;
	r->res.out_off = smb2_payload_offset(req);
	r->res.out_len = ksmbd_wr_pos(wr);
	return STATUS_SUCCESS;
}

/* The directory that was asked about last: changes come in runs. */
struct sight {
	const struct ksmbd_handle *h;
	bool may;
	size_t len;
	char way[PATH_MAX];
};

static bool may_see(const struct ksmbd_change_item *change, void *arg)
{
	struct sight *s = arg;
	size_t len = change->len;

	while (len && change->name[len - 1] != '/')
		len--;
	if (!len)
		return true;
	len--;
	if (len >= sizeof(s->way))
		return false;
	if (len != s->len || memcmp(change->name, s->way, len)) {
		memcpy(s->way, change->name, len);
		s->way[len] = 0;
		s->len = len;
		s->may = ksmbd_fsevent_may_see(s->h, s->way);
	}
	return s->may;
}

/* Leaves out what the opener may not see; 0 or -ENOMEM. */
static int hide(struct smb2_req *req, struct ksmbd_changes *changes)
{
	struct sight *s = kvzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	s->h = &req->open->h;
	ksmbd_changes_filter(changes, may_see, s);
	kvfree(s);
	return 0;
}

/* STATUS_PENDING: of what there is the client may see nothing. */
static ntstatus_t answer(struct smb2_req *req)
{
	struct notify_result *r = smb2_res(req, struct notify_result);
	ntstatus_t status;
	u8 *name;

	if (!r->changes.lost && hide(req, &r->changes))
		return STATUS_INSUFFICIENT_RESOURCES;
	if (ksmbd_changes_empty(&r->changes))
		return STATUS_PENDING;
	if (r->changes.lost)
		return STATUS_NOTIFY_ENUM_DIR;
	name = kvmalloc(NAME_ROOM, GFP_KERNEL);
	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = encode_changes(req, r, name);
	kvfree(name);
	return status;
}

/* Waits for a change, first or again; one that comes before it is parked must not be missed. */
static ntstatus_t wait_for_change(struct smb2_req *req,
				  ntstatus_t (*park)(struct smb2_req *req))
{
	struct notify_result *r = smb2_res(req, struct notify_result);
	struct ksmbd_open *open = req->open;
	ntstatus_t status;

	ksmbd_open_get(open);
	req->work.changes = &r->changes;
	status = park(req);
	if (status == STATUS_PENDING) {
		ksmbd_watch_kick(open);
		ksmbd_inode_end_waits(open);
	}
	ksmbd_open_put(open);
	return status;
}

static ntstatus_t notify_resume(struct smb2_req *req)
{
	ntstatus_t status;

	switch (atomic_read(&req->work.claim)) {
	case KSMBD_WORK_DONE:
		status = answer(req);
		return status == STATUS_PENDING ? wait_for_change(req, smb2_repark) : status;
	case KSMBD_WORK_CANCELLED:
		return STATUS_CANCELLED;
	case KSMBD_WORK_DELETED:
		return STATUS_DELETE_PENDING;
	default:
		return STATUS_NOTIFY_CLEANUP;
	}
}

static ntstatus_t check(const struct smb2_req *req, const struct smb2_notify_args *a)
{
	struct ksmbd_open *open = req->open;

	if (a->max_out > req->cx.max_transact)
		return STATUS_INVALID_PARAMETER;
	if (!open)
		return STATUS_SUCCESS;
	if (!open->is_dir)
		return STATUS_INVALID_PARAMETER;
	if (!(open->h.access & KSMBD_FILE_READ_DATA))
		return STATUS_ACCESS_DENIED;
	if (ksmbd_open_delete_pending(open))
		return STATUS_DELETE_PENDING;
	return STATUS_SUCCESS;
}

static ntstatus_t park_first(struct smb2_req *req)
{
	return smb2_park(req, req->open, notify_resume);
}

static ntstatus_t smb2_notify_execute(struct smb2_req *req)
{
	const struct smb2_notify_args *a = smb2_args(req, struct smb2_notify_args);
	struct notify_result *r = smb2_res(req, struct notify_result);
	ntstatus_t status = check(req, a);
	int err;

	ksmbd_changes_init(&r->changes, 0);
	if (status != STATUS_SUCCESS)
		return status;
	if (!req->open)
		return smb2_park(req, NULL, notify_resume);
	err = ksmbd_watch_arm(req->open, a->filter, a->flags & SMB2_NOTIFY_WATCH_TREE, a->max_out);
	if (err == -ESTALE)
		return STATUS_FILE_CLOSED;
	if (err)
		return smb2_status_from_errno(err);
	if (ksmbd_watch_take(req->open, &r->changes)) {
		ksmbd_conn_pass(req->work.conn);
		status = answer(req);
		if (status != STATUS_PENDING)
			return status;
	}
	return wait_for_change(req, park_first);
}

static void smb2_notify_release(struct smb2_req *req)
{
	struct notify_result *r = smb2_res(req, struct notify_result);

	ksmbd_changes_clear(&r->changes);
	req->work.changes = NULL;
}

const struct smb2_command smb2_cmd_change_notify = {
	.name = "CHANGE_NOTIFY",
	.req_size = SMB2_NOTIFY_REQ_SIZE,
	.rsp_fixed = SMB2_NOTIFY_RSP_FIXED,
	.args_size = sizeof(struct smb2_notify_args),
	.res_size = sizeof(struct notify_result),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN | SMB2_OPEN_OPTIONAL |
		 SMB2_BRIEF,
	.decode = smb2_notify_decode,
	.encode = smb2_notify_encode,
	.execute = smb2_notify_execute,
	.release = smb2_notify_release,
};
