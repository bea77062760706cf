/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command table: every SMB2 command is a row with four functions.
 *
 * decode -> execute -> encode -> release; wire/<command>.c has the pure ends,
 * cmd_<command>.c the middle.
 */
#ifndef KSMBD_SMB2_DISPATCH_H
#define KSMBD_SMB2_DISPATCH_H

#include "smb2/request.h"

#define SMB2_NEEDS_SESSION	0x0001	/* a VALID session on this connection */
#define SMB2_NEEDS_TREE		0x0002
#define SMB2_NEEDS_OPEN		0x0004	/* args start with struct smb2_fid; bind looks it up */
#define SMB2_NO_REPLY		0x0008	/* CANCEL */
#define SMB2_PAYLOAD_OVERFLOW	0x0010	/* STATUS_BUFFER_OVERFLOW replies have the normal body */
#define SMB2_SETS_FID		0x0020	/* CREATE: leaves a reference in req->open; later related
					 * elements use it
					 */
#define SMB2_CHANGES		0x0080	/* fails when its ChannelSequence is stale */
#define SMB2_OPEN_OPTIONAL	0x0040	/* fid -1/-1 is allowed: req->open stays NULL (IOCTL, NOTIFY) */
#define SMB2_OPEN_STRAY		0x0100	/* so is one that names nothing: the command says what it means */

#define SMB2_BRIEF		0x0200	/* often short: execute says ksmbd_conn_pass() itself when not */

/**
 * struct smb2_command - a row of the table
 * @name: for traces
 * @req_size: StructureSize the client must send (odd: variable part follows); 0: the decoder
 *	knows several and checks (OPLOCK_BREAK)
 * @rsp_fixed: bytes of the fixed reply part, without the header; where the payload begins
 * @args_size: of the typed args; checked against the request's room, zeroed before decode
 * @res_size: of the typed result; the same
 * @needs: SMB2_NEEDS_* etc.
 * @decode: reader starts at the header; position at the body's StructureSize (already
 *	checked and to be read again); offsets from the wire count from the header.  Pure.
 * @encode: writes exactly @rsp_fixed bytes, payload follows already.  Pure.
 * @execute: does it; may lock, sleep, call vfs
 * @release: once, if execute was called, after encode (also after errors); NULL: nothing
 */
struct smb2_command {
	const char *name;
	u16 req_size;
	u16 rsp_fixed;
	u16 args_size;
	u16 res_size;
	u16 needs;
	ntstatus_t (*decode)(void *args, struct ksmbd_rd *rd, const struct smb2_cx *cx);
	void (*encode)(const void *res, struct ksmbd_wr *wr, const struct smb2_cx *cx);
	ntstatus_t (*execute)(struct smb2_req *req);
	void (*release)(struct smb2_req *req);
};

/* The rows, each defined at the end of its cmd_<command>.c. */
extern const struct smb2_command smb2_cmd_negotiate;
extern const struct smb2_command smb2_cmd_session_setup;
extern const struct smb2_command smb2_cmd_logoff;
extern const struct smb2_command smb2_cmd_tree_connect;
extern const struct smb2_command smb2_cmd_tree_disconnect;
extern const struct smb2_command smb2_cmd_create;
extern const struct smb2_command smb2_cmd_close;
extern const struct smb2_command smb2_cmd_flush;
extern const struct smb2_command smb2_cmd_read;
extern const struct smb2_command smb2_cmd_write;
extern const struct smb2_command smb2_cmd_lock;
extern const struct smb2_command smb2_cmd_ioctl;
extern const struct smb2_command smb2_cmd_cancel;
extern const struct smb2_command smb2_cmd_echo;
extern const struct smb2_command smb2_cmd_query_directory;
extern const struct smb2_command smb2_cmd_change_notify;
extern const struct smb2_command smb2_cmd_query_info;
extern const struct smb2_command smb2_cmd_set_info;
extern const struct smb2_command smb2_cmd_oplock_break;

/* dispatch.c: the life of one element; false: it is parked, @req is no longer the caller's. */
bool smb2_element_run(struct smb2_req *req);
/* The second half: reply, release, credits; also for elements that come back from parking. */
void smb2_element_finish(struct smb2_req *req, ntstatus_t status);
const struct smb2_command *smb2_command_of(u16 command);

/* ---- status.c: the one bridge from errno ---- */
ntstatus_t smb2_status_from_errno(int err);

/* ---- cmd_lock.c: for ksmbd_up.locks_removed ---- */
void smb2_lock_retry(struct ksmbd_inode *ino);
void smb2_lock_exit(void);

int smb2_init(void);
void smb2_exit(void);

#endif /* KSMBD_SMB2_DISPATCH_H */
