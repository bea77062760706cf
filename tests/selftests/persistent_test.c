// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Persistent handles (MS-SMB2 3.3.5.9.10, 3.3.5.9.12): who gets one, and that it
 * comes back, with its locks, from a module that was unloaded and loaded again.
 *
 * The server is started anew by restart_server while this client stays.
 */
#include "selftest.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME		"selftest-persistent"
#define CAP_PERSISTENT	0x10u
#define SHARE_CAP_CA	0x10u
#define FLAG_PERSISTENT	2u
#define BEFORE		8u
#define BLOCKS		16u

static const char restart[] = "tests/selftests/restart_server";

/* ---- contexts ---- */

static void dh2q(struct smb2c_buf *b, uint32_t timeout, uint32_t flags, const uint8_t *guid)
{
	struct smb2c_buf d = {};

	smb2c_put_int(&d, timeout, 4);
	smb2c_put_int(&d, flags, 4);
	smb2c_put_zero(&d, 8);
	smb2c_put(&d, guid, 16);
	smb2c_put_context(b, "DH2Q", &d);
	free(d.data);
}

static void dh2c(struct smb2c_buf *b, struct smb2c_fid f, uint32_t flags, const uint8_t *guid)
{
	struct smb2c_buf d = {};

	smb2c_put_int(&d, f.pid, 8);
	smb2c_put_int(&d, f.vid, 8);
	smb2c_put(&d, guid, 16);
	smb2c_put_int(&d, flags, 4);
	smb2c_put_context(b, "DH2C", &d);
	free(d.data);
}

/* Flags of the one context in a reply to DH2Q; ~0: there is none. */
static uint32_t granted(const struct smb2c_reply *r)
{
	size_t off;

	if (r->status != STATUS_SUCCESS || r->body_len < 88)
		return ~0u;
	off = smb2c_get_int(r->body + 80, 4);
	if (!smb2c_get_int(r->body + 84, 4) || off + 32 > r->len ||
	    memcmp(r->el + off + 16, "DH2Q", 4))
		return ~0u;
	return smb2c_get_int(r->el + off + 28, 4);
}

/* ---- clients ---- */

static void come(struct smb2c *c, const char *user, const char *password, const char *share,
		 const uint8_t *guid)
{
	smb2c_init(c);
	if (guid)
		memcpy(c->client_guid, guid, 16);
	c->client_caps |= CAP_PERSISTENT;
	st_connect(c, 0x0311);
	st_need(smb2c_log_on(c, user, password), "the user logs on");
	st_need(smb2c_tree_connect(c, share), "the share is connected");
}

/* The same client again, on a new connection. */
static void return_to(struct smb2c *c, const char *user, const char *password)
{
	uint8_t guid[16];

	memcpy(guid, c->client_guid, 16);
	smb2c_free(c);
	come(c, user, password, "ca", guid);
}

static uint32_t open_with(struct smb2c *c, uint32_t access, struct smb2c_buf *b,
			  struct smb2c_fid *f, struct smb2c_reply *r)
{
	struct smb2c_reply own;

	r = r ? r : &own;
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = NAME, .access = access, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN_IF, .contexts = b->data, .contexts_len = b->len,
	});
	smb2c_call(c, r);
	smb2c_fid_of(r, f);
	free(b->data);
	*b = (struct smb2c_buf) {};
	return r->status;
}

static uint32_t keep(struct smb2c *c, uint32_t flags, const uint8_t *guid, struct smb2c_fid *f,
		     struct smb2c_reply *r)
{
	struct smb2c_buf b = {};

	dh2q(&b, 60000, flags, guid);
	return open_with(c, ACCESS_ALL, &b, f, r);
}

static uint32_t claim(struct smb2c *c, struct smb2c_fid old, uint32_t flags, const uint8_t *guid,
		      struct smb2c_fid *f)
{
	struct smb2c_buf b = {};

	dh2c(&b, old, flags, guid);
	return open_with(c, ACCESS_ALL, &b, f, NULL);
}

static uint32_t lock(struct smb2c *c, struct smb2c_fid f, uint64_t off, uint32_t flags)
{
	const struct smb2c_lock l = { off, 10, flags };

	smb2c_put_lock(c, f, &l, 1);
	return smb2c_call(c, NULL);
}

/* ---- grants ---- */

static uint32_t share_caps(struct smb2c *c, const char *share)
{
	char path[64];
	struct smb2c_reply r;

	snprintf(path, sizeof(path), "\\\\%s\\%s", st_server, share);
	smb2c_put_tree_connect(c, path);
	smb2c_call(c, &r);
	return r.status == STATUS_SUCCESS && r.body_len >= 16 ? smb2c_get_int(r.body + 8, 4) : ~0u;
}

static void grants(struct smb2c *c)
{
	struct smb2c_reply r;
	struct smb2c_fid f;
	struct smb2c other;
	uint8_t guid[16];

	st_ok(c->caps & CAP_PERSISTENT, "the server says that it knows persistent handles");
	st_ok(share_caps(c, "ca") == SHARE_CAP_CA, "the share says that it is always there");
	st_ok(!share_caps(c, "public"), "another share does not");
	st_random_guid(guid);
	keep(c, FLAG_PERSISTENT, guid, &f, &r);
	st_ok(granted(&r) == FLAG_PERSISTENT, "a handle is persistent without any oplock");
	smb2c_close(c, f);
	st_random_guid(guid);
	keep(c, 0, guid, &f, &r);
	st_ok(r.status == STATUS_SUCCESS && granted(&r) == ~0u, "one that is not asked for is not");
	smb2c_close(c, f);

	come(&other, st_user, st_password, "public", NULL);
	st_random_guid(guid);
	keep(&other, FLAG_PERSISTENT, guid, &f, &r);
	st_ok(r.status == STATUS_SUCCESS && granted(&r) == ~0u,
	      "on a share that is not marked none is");
	smb2c_close(&other, f);
	smb2c_remove(&other, NAME);
	smb2c_free(&other);
}

/* ---- back from the dead ---- */

static bool write_blocks(struct smb2c *c, struct smb2c_fid f, unsigned int from, unsigned int to)
{
	uint8_t block[ST_BLOCK];

	for (; from < to; from++) {
		st_block_fill(block, from);
		smb2c_put_write(c, f, (uint64_t)from * ST_BLOCK, block, ST_BLOCK);
		if (smb2c_call(c, NULL) != STATUS_SUCCESS)
			return false;
	}
	return true;
}

static void locked_out(struct smb2c *c)
{
	struct smb2c_fid f;

	st_need(smb2c_open_file(c, NAME, ACCESS_ALL, OPEN, &f), "the other one opens the file");
	st_is(lock(c, f, 105, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_LOCK_NOT_GRANTED,
	      "the lock is in the way of another one's lock");
	st_is(smb2c_write(c, f, 100, "x"), STATUS_FILE_LOCK_CONFLICT, "and of his writing");
	st_is(smb2c_write(c, f, 110, "x"), STATUS_SUCCESS, "behind it he may write");
	st_is(lock(c, f, 500, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_SUCCESS,
	      "what was unlocked before is not locked");
	smb2c_close(c, f);
}

static void wrong_claims(struct smb2c *c, struct smb2c_fid old, const uint8_t *guid)
{
	struct smb2c other;
	struct smb2c_fid f;
	uint8_t wrong[16];

	st_random_guid(wrong);
	st_is(claim(c, old, FLAG_PERSISTENT, wrong, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "it is not given back for another CreateGuid");
	st_is(claim(c, old, 0, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "nor to who does not say that it is persistent");
	come(&other, st_user, st_password, "ca", NULL);
	st_is(claim(&other, old, FLAG_PERSISTENT, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "nor to another client");
	st_is(smb2c_open_file(&other, NAME, ACCESS_ALL, OPEN, &f), STATUS_FILE_NOT_AVAILABLE,
	      "while it waits nobody else opens the file");
	st_is(smb2c_open_file(&other, NAME, ACCESS_ATTRIBUTES, OPEN, &f), STATUS_SUCCESS,
	      "but to look at it");
	smb2c_free(&other);
	come(&other, st_user2, st_password2, "ca", c->client_guid);
	st_is(claim(&other, old, FLAG_PERSISTENT, guid, &f), STATUS_ACCESS_DENIED,
	      "nor to another user");
	smb2c_free(&other);
}

static void survives(struct smb2c *c, struct smb2c *other)
{
	struct smb2c_fid old, f;
	uint8_t guid[16], block[ST_BLOCK];

	st_random_guid(guid);
	st_need(keep(c, FLAG_PERSISTENT, guid, &old, NULL), "a persistent handle");
	st_ok(write_blocks(c, old, 0, BEFORE), "it writes");
	st_is(lock(c, old, 100, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_SUCCESS, "it locks a range");
	st_is(lock(c, old, 500, LOCK_EXCLUSIVE | LOCK_NOW), STATUS_SUCCESS, "and another");
	st_is(lock(c, old, 500, LOCK_UNLOCK), STATUS_SUCCESS, "which it gives back");

	st_ok(!system(restart), "helper and module go and come");
	return_to(c, st_user, st_password);
	wrong_claims(c, old, guid);
	st_is(claim(c, old, FLAG_PERSISTENT, guid, &f), STATUS_SUCCESS, "the handle comes back");
	st_ok(f.pid == old.pid, "under the same persistent id");
	st_is(claim(c, old, FLAG_PERSISTENT, guid, &old), STATUS_OBJECT_NAME_NOT_FOUND, "once");
	return_to(other, st_user, st_password);
	locked_out(other);
	/* what he wrote */
	st_block_fill(block, 0);
	smb2c_put_write(c, f, 0, block, ST_BLOCK);
	st_is(smb2c_call(c, NULL), STATUS_SUCCESS, "its owner may write where it is locked");
	st_ok(write_blocks(c, f, BEFORE, BLOCKS), "writing goes on");
	st_ok(st_blocks_there(c, f, BLOCKS), "every byte is as it was meant");
	st_is(lock(c, f, 100, LOCK_UNLOCK), STATUS_SUCCESS, "the lock can be given back");
	smb2c_close(c, f);
	st_ok(!system(restart), "helper and module go and come");
	return_to(c, st_user, st_password);
	st_is(claim(c, f, FLAG_PERSISTENT, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "a handle that was closed does not come back");
	st_is(smb2c_open_file(c, NAME, ACCESS_ALL, OPEN, &f), STATUS_SUCCESS,
	      "and is in nobody's way");
	smb2c_close(c, f);
}

/* The name stands for another file when the server comes back. */
static void not_another_file(struct smb2c *c)
{
	const char *root = getenv("SHARE_ROOT");
	char path[PATH_MAX], aside[PATH_MAX + 8];
	struct smb2c_fid old, f;
	uint8_t guid[16];

	st_random_guid(guid);
	st_need(keep(c, FLAG_PERSISTENT, guid, &old, NULL), "a persistent handle");
	snprintf(path, sizeof(path), "%s/ca/" NAME, root ? root : "");
	snprintf(aside, sizeof(aside), "%s.aside", path);
	if (rename(path, aside) || close(creat(path, 0666)) || chmod(path, 0666))
		st_ok(false, "the file is replaced by a local program");
	st_ok(!system(restart), "helper and module go and come");
	return_to(c, st_user, st_password);
	st_is(claim(c, old, FLAG_PERSISTENT, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "a handle does not come back on another file of its name");
	unlink(aside);
	unlink(path);
}

int main(void)
{
	struct smb2c c, other;

	st_begin();
	come(&c, st_user, st_password, "ca", NULL);
	come(&other, st_user, st_password, "ca", NULL);
	grants(&c);
	return_to(&c, st_user, st_password);
	survives(&c, &other);
	not_another_file(&c);
	smb2c_free(&c);
	smb2c_free(&other);
	st_ok(st_all_gone(), "nothing is left behind");
	return st_end();
}
