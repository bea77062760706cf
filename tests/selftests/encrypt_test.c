// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Encryption of one share (MS-SMB2 3.3.5.2.11, 3.3.5.7): what the share says,
 * who is refused, and that the session's other shares are as they were.
 */
#include "selftest.h"

#include <string.h>

#define SHAREFLAG_ENCRYPT_DATA	0x8000u

static struct smb2c c;

static uint32_t create(bool sealed, uint32_t tree, struct smb2c_fid *f)
{
	uint32_t status;

	c.tree = tree;
	c.seal = sealed;
	status = smb2c_open_file(&c, "encrypt-test", ACCESS_ALL, OPEN_IF, f);
	c.seal = false;
	return status;
}

static uint32_t write_to(bool sealed, uint32_t tree, struct smb2c_fid f)
{
	uint32_t status;

	c.tree = tree;
	c.seal = sealed;
	status = smb2c_write(&c, f, 0, "0123456789");
	c.seal = false;
	return status;
}

static uint32_t close_in(bool sealed, uint32_t tree, struct smb2c_fid f)
{
	uint32_t status;

	c.tree = tree;
	c.seal = sealed;
	status = smb2c_close(&c, f);
	c.seal = false;
	return status;
}

static void both_shares(uint16_t dialect)
{
	struct smb2c_fid plain, sealed, none;
	struct smb2c_reply r;
	uint32_t open_tree, sealed_tree;

	st_log_on(&c, dialect);
	open_tree = c.tree;
	smb2c_put_tree_connect(&c, "\\\\server\\sealed");
	st_is(smb2c_call(&c, &r), STATUS_SUCCESS,
	      "%04x: a share that wants encryption is connected", dialect);
	st_ok(smb2c_get_int(r.body + 4, 4) & SHAREFLAG_ENCRYPT_DATA, "and says so");
	sealed_tree = r.tree;
	st_is(create(false, sealed_tree, &none), STATUS_ACCESS_DENIED,
	      "a plain CREATE on it is refused");
	st_is(create(true, sealed_tree, &sealed), STATUS_SUCCESS, "an encrypted one is not");
	st_is(create(false, open_tree, &plain), STATUS_SUCCESS,
	      "the other share takes plain requests");
	st_is(write_to(false, open_tree, plain), STATUS_SUCCESS, "all of them");
	st_is(write_to(true, open_tree, plain), STATUS_SUCCESS, "and encrypted ones too");
	st_is(write_to(false, sealed_tree, sealed), STATUS_ACCESS_DENIED,
	      "a plain WRITE to the encrypted one is refused");
	st_is(write_to(true, sealed_tree, sealed), STATUS_SUCCESS, "an encrypted one is not");
	st_is(write_to(false, open_tree, sealed), STATUS_FILE_CLOSED,
	      "naming the other tree does not help");
	st_is(close_in(false, sealed_tree, sealed), STATUS_ACCESS_DENIED,
	      "a plain CLOSE is refused");
	st_is(close_in(true, sealed_tree, sealed), STATUS_SUCCESS, "an encrypted one is not");
	close_in(false, open_tree, plain);
}

/* The elements of a compound are refused one by one. */
static void compound(void)
{
	struct smb2c_reply r;
	uint64_t id;

	st_log_on(&c, 0x0311);
	st_need(smb2c_tree_connect(&c, "sealed"), "the share is connected");
	smb2c_put_create(&c, &(struct smb2c_open) {
		.name = "encrypt-test", .access = ACCESS_READ, .share = SHARE_ALL,
		.disposition = OPEN,
	});
	smb2c_put_close(&c, (struct smb2c_fid){ ~0ull, ~0ull }, 0);
	smb2c_relate(&c);
	id = smb2c_message_of(&c, 1);
	st_is(smb2c_call(&c, NULL), STATUS_ACCESS_DENIED, "a plain compound is refused");
	st_is(smb2c_wait(&c, id, &r), STATUS_ACCESS_DENIED, "to its end");
}

static void refused(uint16_t dialect, uint32_t without_caps, const char *says)
{
	uint32_t caps = c.client_caps;

	c.client_caps &= ~without_caps;
	st_log_on(&c, dialect);
	st_is(smb2c_tree_connect(&c, "sealed"), STATUS_ACCESS_DENIED, "%s is refused", says);
	smb2c_put_empty(&c, SMB2_ECHO);
	st_is(smb2c_call(&c, NULL), STATUS_SUCCESS, "and stays");
	c.client_caps = caps;
}

int main(void)
{
	st_begin();
	smb2c_init(&c);
	both_shares(0x0300);
	both_shares(0x0302);
	both_shares(0x0311);
	compound();
	refused(0x0210, 0, "a client of an older dialect");
	refused(0x0302, 0x40, "a client that cannot encrypt");
	smb2c_free(&c);
	st_ok(st_all_gone(), "afterwards the server has no connection, session or open left");
	return st_end();
}
