// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/wire/header.c and session.c: headers of all kinds, SESSION_SETUP,
 * TREE_CONNECT, and how many bytes a request asks for.
 *
 * Input: a frame from its magic on; for the commands an element from its SMB2
 * header on.
 */
#include "fuzz.h"
#include "smb2/wire/session.h"

static void inside(const struct ksmbd_rd *rd, const uint8_t *data, size_t size)
{
	must(!rd->err);
	must(rd->base >= data && rd->base + rd->len <= data + size);
}

/* What was read is written back the same. */
static void header(const uint8_t *data, size_t size)
{
	struct smb2_header h;
	struct ksmbd_rd rd;
	struct ksmbd_wr wr;
	u8 buf[SMB2_HEADER_SIZE];

	ksmbd_rd_init(&rd, data, size);
	if (smb2_header_decode(&rd, &h))
		return;
	must(smb2_magic_of(data, size) == SMB2_MAGIC_SMB2);
	ksmbd_wr_init(&wr, buf, sizeof(buf));
	smb2_header_encode(&wr, &h);
	must(ksmbd_wr_ok(&wr) && !ksmbd_wr_left(&wr));
	must(!memcmp(buf, data, sizeof(buf)));
}

static void transform(const uint8_t *data, size_t size)
{
	struct smb2_transform t;
	struct ksmbd_rd rd;

	ksmbd_rd_init(&rd, data, size);
	if (smb2_transform_decode(&rd, &t))
		return;
	must(smb2_magic_of(data, size) == SMB2_MAGIC_TRANSFORM);
	must(ksmbd_rd_left(&rd) == size - SMB2_TRANSFORM_SIZE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct smb2_cx cx = { .dialect = SMB2_DIALECT_311 };
	struct smb2_session_setup_args setup = {};
	struct smb2_tree_connect_args tree = {};
	struct ksmbd_rd rd;
	u16 command;

	header(data, size);
	transform(data, size);
	if (size < SMB2_HEADER_SIZE)
		return 0;
	for (command = 0; command <= SMB2_NR_COMMANDS; command++) {
		ksmbd_rd_init(&rd, data, size);
		ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
		smb2_payload_size(command, &rd);
	}
	ksmbd_rd_init(&rd, data, size);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	if (smb2_session_setup_decode(&setup, &rd, &cx) == STATUS_SUCCESS)
		inside(&setup.blob, data, size);
	ksmbd_rd_init(&rd, data, size);
	ksmbd_rd_seek(&rd, SMB2_HEADER_SIZE);
	if (smb2_tree_connect_decode(&tree, &rd, &cx) == STATUS_SUCCESS) {
		inside(&tree.path, data, size);
		must(tree.path.len && tree.path.len % 2 == 0);
	}
	return 0;
}
