/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room-internal: the parts of QUERY_INFO and SET_INFO, one file per type.
 */
#ifndef KSMBD_SMB2_INFO_H
#define KSMBD_SMB2_INFO_H

#include "smb2/dispatch.h"
#include "smb2/wire/info_file.h"
#include "smb2/wire/query.h"

/* cmd_query_info.c: clips what was written to what was asked for. */
ntstatus_t smb2_query_finish(struct smb2_req *req, struct ksmbd_wr *wr, u32 room);

/* query_file.c, query_fs.c, query_security.c */
ntstatus_t smb2_query_file(struct smb2_req *req);
ntstatus_t smb2_query_fs(struct smb2_req *req);
ntstatus_t smb2_query_security(struct smb2_req *req);
void smb2_file_facts_from_attr(struct smb2_file_facts *f, const struct ksmbd_attr *attr);

/* set_file.c, set_security.c */
ntstatus_t smb2_set_file(struct smb2_req *req);
ntstatus_t smb2_set_security(struct smb2_req *req);
/* set_rename.c */
ntstatus_t smb2_set_rename(struct smb2_req *req);
ntstatus_t smb2_set_link(struct smb2_req *req);

#endif /* KSMBD_SMB2_INFO_H */
