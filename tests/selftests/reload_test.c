// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A share is taken out of the configuration while it is in use (MS-SMB2
 * 3.3.4.14): its connects end, its opens are closed, also those that wait for
 * their client to come back, and all else goes on. Put back, it is a new one.
 *
 * Changes the configuration of the guest's server and puts it back.
 */
#include "selftest.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SHARE		"fleeting"
#define NAME		"kept"
#define OPLOCK_BATCH	9
#define PAUSE_NS	50000000
#define PAUSES		400

static const char *conf;
static long usual;	/* bytes of the configuration without the share */

/* ---- the configuration ---- */

static void pause_briefly(void)
{
	nanosleep(&(struct timespec) { 0, PAUSE_NS }, NULL);
}

static void reload(void)
{
	st_ok(!system("ksmbd.control --reload"), "the helper is told to load it anew");
}

static bool add_share(void)
{
	const char *root = getenv("SHARE_ROOT");
	char path[PATH_MAX];
	FILE *out = fopen(conf, "a");

	snprintf(path, sizeof(path), "%s/" SHARE, root ? root : "");
	if (!out || (mkdir(path, 0777) && errno != EEXIST) || chmod(path, 0777))
		return false;
	fseek(out, 0, SEEK_END);
	usual = ftell(out);
	fprintf(out, "[" SHARE "]\n\tpath = %s\n\tread only = no\n", path);
	return !fclose(out);
}

static bool take_share_away(void)
{
	return !truncate(conf, usual);
}

/* Connects to the share as soon as the helper has it, or has it not. */
static bool becomes(struct smb2c *c, uint32_t want)
{
	unsigned int n;

	for (n = 0; n < PAUSES; n++) {
		if (smb2c_tree_connect(c, SHARE) == want)
			return true;
		pause_briefly();
	}
	return false;
}

/* Does @c lose its connect to the share? */
static bool loses(struct smb2c *c, struct smb2c_fid f)
{
	unsigned int n;

	for (n = 0; n < PAUSES; n++) {
		if (smb2c_write(c, f, 0, "still") == STATUS_NETWORK_NAME_DELETED)
			return true;
		pause_briefly();
	}
	return false;
}

/* Are so many opens left, no more and no less? */
static bool opens_become(unsigned int want)
{
	unsigned int conns, sessions, opens, n;

	for (n = 0; n < PAUSES; n++) {
		if (st_counts(&conns, &sessions, &opens) && opens == want)
			return true;
		pause_briefly();
	}
	return false;
}

/* ---- a handle that waits for its client ---- */

struct sleeper {
	struct smb2c c;
	struct smb2c_fid f;
	uint8_t guid[16];
	uint64_t session;
};

static uint32_t open_with(struct smb2c *c, const char *tag, const struct smb2c_buf *data,
			  uint8_t oplock, struct smb2c_fid *f)
{
	struct smb2c_buf b = {};
	uint32_t status;

	smb2c_put_context(&b, tag, data);
	status = smb2c_create(c, &(struct smb2c_open) {
		.name = NAME, .access = ACCESS_ALL, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = OPEN_IF, .oplock = oplock, .contexts = b.data,
		.contexts_len = b.len,
	}, f);
	free(b.data);
	return status;
}

static void fall_asleep(struct sleeper *s)
{
	struct smb2c_buf d = {};
	uint8_t client[16];

	smb2c_init(&s->c);
	st_log_on_as(&s->c, 0x0311, st_user, st_password, SHARE);
	st_random_guid(s->guid);
	smb2c_put_int(&d, 300000, 4);
	smb2c_put_zero(&d, 12);
	smb2c_put(&d, s->guid, 16);
	st_need(open_with(&s->c, "DH2Q", &d, OPLOCK_BATCH, &s->f), "a durable handle");
	free(d.data);
	s->session = s->c.s.id;
	memcpy(client, s->c.client_guid, 16);
	smb2c_free(&s->c);
	memcpy(s->c.client_guid, client, 16);
}

static uint32_t wake_up(struct sleeper *s)
{
	struct smb2c_buf d = {};
	struct smb2c_fid f;
	uint32_t status;

	st_connect(&s->c, 0x0311);
	st_need(smb2c_log_on_over(&s->c, st_user, st_password, s->session), "its client is back");
	st_need(smb2c_tree_connect(&s->c, SHARE), "on the share");
	smb2c_put_int(&d, s->f.pid, 8);
	smb2c_put_int(&d, s->f.vid, 8);
	smb2c_put(&d, s->guid, 16);
	smb2c_put_int(&d, 0, 4);
	status = open_with(&s->c, "DH2C", &d, 0, &f);
	free(d.data);
	smb2c_free(&s->c);
	return status;
}

/* ---- */

static void removal(struct smb2c *c, struct smb2c *other)
{
	static struct sleeper asleep;
	struct smb2c_fid live, elsewhere;
	uint32_t elsewhere_tree = c->tree;
	unsigned int conns, sessions, opens;

	st_need(smb2c_open_file(c, "selftest_reload", ACCESS_ALL, OPEN_IF, &elsewhere),
		"a file on another share");
	st_ok(add_share(), "a share is added to the configuration");
	reload();
	st_ok(becomes(c, STATUS_SUCCESS), "and can be connected to");
	st_need(smb2c_open_file(c, "live", ACCESS_ALL, OPEN_IF, &live), "a file is open there");
	fall_asleep(&asleep);
	st_ok(opens_become(3) && st_counts(&conns, &sessions, &opens) && sessions == 2,
	      "and one is that waits for its client");

	st_ok(take_share_away(), "the share is taken out of the configuration");
	reload();
	st_ok(loses(c, live), "who is connected loses it");
	st_ok(opens_become(1), "what is open there is closed, also what waits");
	st_is(smb2c_tree_connect(other, SHARE), STATUS_BAD_NETWORK_NAME,
	      "nobody can connect to it any more");
	c->tree = elsewhere_tree;
	st_is(smb2c_write(c, elsewhere, 0, "here"), STATUS_SUCCESS, "other shares go on");

	st_ok(add_share(), "the share is put back");
	reload();
	st_ok(becomes(other, STATUS_SUCCESS), "and can be connected to again");
	st_is(wake_up(&asleep), STATUS_OBJECT_NAME_NOT_FOUND,
	      "but the handle that waited is not there");
	smb2c_remove(other, NAME);
	smb2c_remove(other, "live");
	st_ok(take_share_away(), "the configuration is what it was");
	reload();
	st_ok(becomes(c, STATUS_BAD_NETWORK_NAME), "for good");
	c->tree = elsewhere_tree;
	smb2c_close(c, elsewhere);
	smb2c_remove(c, "selftest_reload");
}

int main(void)
{
	struct smb2c c, other;

	st_begin();
	conf = getenv("KSMBD_CONF");
	if (!conf)
		return 125;
	smb2c_init(&c);
	smb2c_init(&other);
	st_log_on(&c, 0x0311);
	st_log_on(&other, 0x0311);
	removal(&c, &other);
	smb2c_free(&c);
	smb2c_free(&other);
	st_ok(st_all_gone(), "nothing is left behind");
	return st_end();
}
