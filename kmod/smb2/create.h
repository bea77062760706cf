/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of CREATE share: the object under construction and their
 * phases.  Private to cmd_create.c and create_*.c; not for other commands.
 *
 * A struct smb2_creation belongs to the worker that runs the CREATE; nothing in
 * it is visible to anyone else before the open is published.
 */
#ifndef KSMBD_SMB2_CREATE_H
#define KSMBD_SMB2_CREATE_H

#include "smb2/dispatch.h"
#include "smb2/wire/create.h"
#include "util/name.h"
#include "util/sd.h"
#include "util/sid.h"
#include "vfs/vfs.h"

/*
 * struct smb2_creation - one CREATE on its way
 * @req: its request
 * @a: args of @req
 * @res: result of @req
 * @root: share root, of the tree's share
 * @name: as split; directories and stream
 * @is_stream: a named stream is meant
 * @want_dir: the client said it wants a directory
 * @found, @found_held: result of the lookup; put at the end
 * @existed: the file (for streams: the base file) was there
 * @base: attributes of what existed
 * @who, @domain: identity for the access check
 * @asked: wanted rights without generic ones; MAXIMUM_ALLOWED may be in it
 * @extra: rights the disposition needs beyond @asked
 * @granted: rights of the handle
 * @given_sd, @has_sd: the SecD context
 * @open: private until publish
 * @made: this CREATE made the file
 * @made_stream: this CREATE made the stream
 * @lease, @has_lease: the lease context of the reply
 * @say_durable: the reply says that the handle is durable
 * @done: the open was handed over to the request: no phase is left
 * @admitted_by_others: admission failed, so somebody else has the new file open
 */
struct smb2_creation {
	struct smb2_req *req;
	const struct smb2_create_args *a;
	struct smb2_create_res *res;
	const struct ksmbd_vfs_root *root;
	struct ksmbd_name name;
	bool is_stream, want_dir;
	struct ksmbd_found found;
	bool found_held;
	bool existed;
	struct ksmbd_attr base;
	struct ksmbd_who who;
	struct ksmbd_sid domain;
	u32 asked, extra, granted;
	struct ksmbd_sd given_sd;
	bool has_sd;
	struct ksmbd_open *open;
	bool made, made_stream;
	struct smb2_ctx_lease lease;
	bool has_lease;
	bool say_durable;
	bool done;
	bool admitted_by_others;
};

typedef ntstatus_t (*smb2_create_phase)(struct smb2_creation *c);

static inline bool smb2_create_truncates(const struct smb2_creation *c)
{
	return c->a->disposition == SMB2_SUPERSEDE || c->a->disposition == SMB2_OVERWRITE ||
	       c->a->disposition == SMB2_OVERWRITE_IF;
}

/* May this disposition bring something new into being? */
static inline bool smb2_create_may_make(const struct smb2_creation *c)
{
	return c->a->disposition != SMB2_OPEN && c->a->disposition != SMB2_OVERWRITE;
}

/*
 * The last step: the open, which the client can use by now, and its ids go into the request, where
 * its reference stays for what is related.
 */
static inline void smb2_create_hand_over(struct smb2_creation *c)
{
	c->res->fid.pid = c->open->pid;
	c->res->fid.vid = c->open->vid;
	c->req->open = c->open;
	c->open = NULL;
	c->done = true;
}

/* ---- create_check.c: what is wrong before anything is looked up ---- */
ntstatus_t smb2_create_check(struct smb2_creation *c);
ntstatus_t smb2_create_check_file(struct smb2_creation *c);
ntstatus_t smb2_create_name(struct smb2_creation *c);

/* ---- create_resolve.c: name -> object, made if need be ---- */
ntstatus_t smb2_create_resolve(struct smb2_creation *c);

/* ---- create_access.c: may they, and with which rights ---- */
void smb2_create_identify(struct smb2_creation *c);
ntstatus_t smb2_create_may_add(struct smb2_creation *c, bool dir);
ntstatus_t smb2_create_judge(struct smb2_creation *c);
int smb2_create_maximal(struct smb2_creation *c, u32 *access);

/* ---- create_object.c: the handle and the new file's first contents ---- */
ntstatus_t smb2_create_file(struct smb2_creation *c);
ntstatus_t smb2_create_finish(struct smb2_creation *c);
void smb2_create_undo(struct smb2_creation *c);

/* ---- create_admit.c: share modes, what others cache, what the client may cache ---- */
ntstatus_t smb2_create_admit(struct smb2_creation *c);
bool smb2_create_lease_info(struct smb2_creation *c, struct smb2_ctx_lease *out);

/* ---- durable.c ---- */
bool smb2_create_is_reconnect(const struct smb2_creation *c);
ntstatus_t smb2_create_reconnect(struct smb2_creation *c);
ntstatus_t smb2_create_guid(struct smb2_creation *c);
ntstatus_t smb2_create_app_instance(struct smb2_creation *c);
ntstatus_t smb2_create_durable(struct smb2_creation *c);
void smb2_durable_add(struct smb2_creation *c, struct smb2_create_ctx_wr *chain);

/* ---- create_reply.c ---- */
ntstatus_t smb2_create_reply(struct smb2_creation *c);
/* The open was published: notifications of breaks wait until the reply is sent. */
void smb2_create_answer_due(struct smb2_creation *c);
/* Fills the request's error body when the name leads over a symlink. */
ntstatus_t smb2_create_stopped_on_symlink(struct smb2_creation *c);
void smb2_create_error_free(struct smb2_req *req);

#endif /* KSMBD_SMB2_CREATE_H */
