// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Handles that outlive their connection (MS-SMB2 3.3.5.9.6, .7, .10, .12,
 * 3.3.5.15.9, 3.3.7.1): who gets one back and who does not, what is kept
 * meanwhile, when it ends, and CREATEs that are sent again.
 *
 * A connection is lost by closing it hard. Where a test then logs on, it names
 * the session before, so that the server knows it is over.
 */
#include "selftest.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define NAME		"selftest\\durable"
#define OPLOCK_BATCH	9
#define OPLOCK_LEASE	0xff
#define FLAG_REPLAY	0x20000000u
#define FSCTL_RESILIENCY	0x001401d4u
#define BLOCKS		48u

/* ---- contexts ---- */

static void dhnq(struct smb2c_buf *b)
{
	struct smb2c_buf d = {};

	smb2c_put_zero(&d, 16);
	smb2c_put_context(b, "DHnQ", &d);
	free(d.data);
}

static void dh2q(struct smb2c_buf *b, uint32_t timeout, const uint8_t *guid)
{
	struct smb2c_buf d = {};

	smb2c_put_int(&d, timeout, 4);
	smb2c_put_zero(&d, 12);
	smb2c_put(&d, guid, 16);
	smb2c_put_context(b, "DH2Q", &d);
	free(d.data);
}

/* DH2C with a guid, DHnC without. */
static void back(struct smb2c_buf *b, struct smb2c_fid f, const uint8_t *guid)
{
	struct smb2c_buf d = {};

	smb2c_put_int(&d, f.pid, 8);
	smb2c_put_int(&d, f.vid, 8);
	if (guid) {
		smb2c_put(&d, guid, 16);
		smb2c_put_int(&d, 0, 4);
	}
	smb2c_put_context(b, guid ? "DH2C" : "DHnC", &d);
	free(d.data);
}

static void lease_state(struct smb2c_buf *b, const uint8_t *key, uint32_t state)
{
	struct smb2c_buf d = {};

	smb2c_put(&d, key, 16);
	smb2c_put_int(&d, state, 4);
	smb2c_put_zero(&d, 12);
	smb2c_put_context(b, "RqLs", &d);
	free(d.data);
}

static void lease(struct smb2c_buf *b, const uint8_t *key)
{
	lease_state(b, key, 7);
}

/* The data of a context in a CREATE reply, or NULL. */
static const uint8_t *answered(const struct smb2c_reply *r, const char *tag)
{
	size_t off, next;

	if (r->status != STATUS_SUCCESS || r->body_len < 88)
		return NULL;
	off = smb2c_get_int(r->body + 80, 4);
	if (!smb2c_get_int(r->body + 84, 4))
		return NULL;
	do {
		if (off + 32 > r->len)
			return NULL;
		if (!memcmp(r->el + off + 16, tag, 4))
			return r->el + off + 24;
		next = smb2c_get_int(r->el + off, 4);
		off += next;
	} while (next);
	return NULL;
}

/* ---- clients ---- */

static void come(struct smb2c *c, const char *user, const char *password, uint64_t previous,
		 const uint8_t *client_guid)
{
	smb2c_init(c);
	if (client_guid)
		memcpy(c->client_guid, client_guid, 16);
	st_connect(c, 0x0311);
	st_need(smb2c_log_on_over(c, user, password, previous), "the user logs on");
	st_need(smb2c_tree_connect(c, "public"), "the share is connected");
}

/* The connection breaks with everything that is on its way. */
static void lose(struct smb2c *c)
{
	const struct linger now = { 1, 0 };
	uint64_t session = c->s.id;

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	smb2c_hang_up(c);
	c->s.id = session;	/* return_as() says which session it was */
}

/* The same client again, in the place of the session it lost. */
static void return_as(struct smb2c *c, const char *user, const char *password)
{
	uint8_t guid[16];
	uint64_t previous = c->s.id;

	memcpy(guid, c->client_guid, 16);
	smb2c_free(c);
	come(c, user, password, previous, guid);
}

static void lose_and_return(struct smb2c *c)
{
	lose(c);
	return_as(c, st_user, st_password);
}

static uint32_t open_with(struct smb2c *c, const char *name, uint8_t oplock, uint32_t share,
			  struct smb2c_buf *b, struct smb2c_fid *f, struct smb2c_reply *r)
{
	struct smb2c_reply own;

	r = r ? r : &own;
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_ALL, .share = share, .attributes = 0x80,
		.disposition = OPEN_IF, .oplock = oplock, .contexts = b->data,
		.contexts_len = b->len,
	});
	smb2c_call(c, r);
	smb2c_fid_of(r, f);
	free(b->data);
	*b = (struct smb2c_buf) {};
	return r->status;
}

static uint32_t open_durable(struct smb2c *c, uint32_t timeout, const uint8_t *guid,
			     struct smb2c_fid *f, struct smb2c_reply *r)
{
	struct smb2c_buf b = {};

	dh2q(&b, timeout, guid);
	return open_with(c, NAME, OPLOCK_BATCH, SHARE_ALL, &b, f, r);
}

static uint32_t claim(struct smb2c *c, struct smb2c_fid old, const uint8_t *guid,
		      struct smb2c_fid *f)
{
	struct smb2c_buf b = {};

	back(&b, old, guid);
	return open_with(c, NAME, 0, 0, &b, f, NULL);
}

static uint32_t resilient(struct smb2c *c, struct smb2c_fid f, uint32_t timeout, uint32_t len)
{
	uint8_t in[8] = {};

	smb2c_set_int(in, timeout, 4);
	smb2c_put_ioctl(c, f, FSCTL_RESILIENCY, in, len, 0);
	return smb2c_call(c, NULL);
}

static uint32_t lock(struct smb2c *c, struct smb2c_fid f, uint64_t off, uint32_t flags)
{
	const struct smb2c_lock l = { off, 10, flags };

	smb2c_put_lock(c, f, &l, 1);
	return smb2c_call(c, NULL);
}

/* ---- grants ---- */

static void grants(struct smb2c *c)
{
	static const struct {
		uint32_t asked, granted;
	} t[] = {
		{ 0, 300000 }, { 1, 1 }, { 60000, 60000 }, { 600000, 600000 },
		{ 960000, 960000 }, { 960001, 300000 }, { 0xffffffff, 300000 },
	};
	struct smb2c_buf b = {};
	struct smb2c_reply r;
	struct smb2c_fid f;
	const uint8_t *d;
	uint8_t guid[16];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		st_random_guid(guid);
		open_durable(c, t[i].asked, guid, &f, &r);
		d = answered(&r, "DH2Q");
		st_ok(d && smb2c_get_int(d, 4) == t[i].granted && !smb2c_get_int(d + 4, 4),
		      "who asks for %u ms is granted %u", t[i].asked, t[i].granted);
		smb2c_close(c, f);
	}
	dhnq(&b);
	open_with(c, NAME, OPLOCK_BATCH, SHARE_ALL, &b, &f, &r);
	st_ok(answered(&r, "DHnQ"), "a batch oplock makes a handle durable the first way");
	smb2c_close(c, f);
	st_random_guid(guid);
	dh2q(&b, 0, guid);
	open_with(c, NAME, 0, SHARE_ALL, &b, &f, &r);
	st_ok(r.status == STATUS_SUCCESS && !answered(&r, "DH2Q"),
	      "without an oplock a handle is not durable");
	smb2c_close(c, f);
	dh2q(&b, 0, guid);
	dhnq(&b);
	st_is(open_with(c, NAME, OPLOCK_BATCH, SHARE_ALL, &b, &f, NULL), STATUS_INVALID_PARAMETER,
	      "durable both ways at once is refused");
}

/* ---- writing goes on ---- */

static void send_block(struct smb2c *c, struct smb2c_fid f, unsigned int n)
{
	uint8_t block[ST_BLOCK];

	st_block_fill(block, n);
	smb2c_put_write(c, f, (uint64_t)n * ST_BLOCK, block, ST_BLOCK);
	smb2c_send(c);
}

static void mid_write(struct smb2c *c)
{
	struct smb2c_fid old, f;
	uint8_t guid[16];
	unsigned int n;
	uint64_t first;

	st_random_guid(guid);
	st_need(open_durable(c, 60000, guid, &old, NULL), "a durable handle");
	for (n = 0; n < 8; n++) {
		first = c->next_message;
		send_block(c, old, n);
		smb2c_wait(c, first, &(struct smb2c_reply) {});
	}
	for (; n < BLOCKS / 2; n++)
		send_block(c, old, n);
	lose_and_return(c);
	st_is(claim(c, old, guid, &f), STATUS_SUCCESS, "a handle lost while writing is given back");
	st_ok(f.pid == old.pid && f.vid != old.vid,
	      "its persistent id is the same, its volatile id is another");
	/* what was not answered is sent again */
	for (n = 8; n < BLOCKS; n++) {
		first = c->next_message;
		send_block(c, f, n);
		smb2c_wait(c, first, &(struct smb2c_reply) {});
	}
	st_ok(st_blocks_there(c, f, BLOCKS), "writing goes on, and every byte is as it was meant");
	st_is(smb2c_write(c, old, 0, "late"), STATUS_FILE_CLOSED, "the old id is none any more");
	smb2c_close(c, f);
	smb2c_remove(c, NAME);
}

/* ---- wrong claims ---- */

static void refusals(struct smb2c *c)
{
	struct smb2c_fid old, f;
	uint8_t guid[16], wrong[16];
	struct smb2c_buf b = {};
	struct smb2c other;

	st_random_guid(guid);
	st_random_guid(wrong);
	st_need(open_durable(c, 60000, guid, &old, NULL), "a durable handle");
	st_is(claim(c, old, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "a handle that is in use cannot be claimed");
	lose_and_return(c);
	st_is(claim(c, old, wrong, &f), STATUS_OBJECT_NAME_NOT_FOUND, "a wrong guid is refused");
	st_is(claim(c, (struct smb2c_fid) { old.pid + 1, old.vid }, guid, &f),
	      STATUS_OBJECT_NAME_NOT_FOUND, "so is another id");
	back(&b, old, guid);
	dh2q(&b, 0, guid);
	st_is(open_with(c, NAME, 0, 0, &b, &f, NULL), STATUS_INVALID_PARAMETER,
	      "a request beside a claim is refused");
	come(&other, st_user2, st_password2, 0, NULL);
	st_is(claim(&other, old, guid, &f), STATUS_ACCESS_DENIED, "another user is refused");
	st_is(claim(&other, old, NULL, &f), STATUS_ACCESS_DENIED, "also without a guid");
	smb2c_free(&other);
	smb2c_init(&other);
	st_log_on_as(&other, 0x0311, st_user, st_password, "mac");
	st_is(claim(&other, old, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "another share is refused");
	smb2c_free(&other);
	st_is(claim(c, old, guid, &f), STATUS_SUCCESS, "after all that its owner gets it");
	st_is(smb2c_write(c, f, 0, "mine"), STATUS_SUCCESS, "and can use it");
	smb2c_close(c, f);
}

static void leases(struct smb2c *c)
{
	uint8_t guid[16], key[16], wrong[16];
	struct smb2c_buf b = {};
	struct smb2c_fid old, f;
	struct smb2c_reply r;
	struct smb2c other;

	st_random_guid(guid);
	st_random_guid(key);
	st_random_guid(wrong);
	dh2q(&b, 60000, guid);
	lease(&b, key);
	st_need(open_with(c, NAME, OPLOCK_LEASE, SHARE_ALL, &b, &old, &r), "a leased handle");
	if (!answered(&r, "RqLs")) {
		st_note("no leases here");
		smb2c_close(c, old);
		return;
	}
	st_ok(answered(&r, "DH2Q"), "a lease with handle caching makes a handle durable");
	lose_and_return(c);
	st_is(claim(c, old, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND, "it is claimed with its key");
	back(&b, old, guid);
	lease(&b, wrong);
	st_is(open_with(c, NAME, OPLOCK_LEASE, 0, &b, &f, NULL), STATUS_OBJECT_NAME_NOT_FOUND,
	      "another key is refused");
	come(&other, st_user, st_password, 0, NULL);
	back(&b, old, guid);
	lease(&b, key);
	st_is(open_with(&other, NAME, OPLOCK_LEASE, 0, &b, &f, NULL),
	      STATUS_OBJECT_NAME_NOT_FOUND, "another client is refused");
	smb2c_free(&other);
	back(&b, old, guid);
	lease(&b, key);
	st_is(open_with(c, "selftest\\other", OPLOCK_LEASE, 0, &b, &f, NULL),
	      STATUS_INVALID_PARAMETER, "another name is refused");
	back(&b, old, guid);
	lease(&b, key);
	st_is(open_with(c, NAME, OPLOCK_LEASE, 0, &b, &f, &r), STATUS_SUCCESS,
	      "the right key is taken");
	st_ok(answered(&r, "RqLs") && !memcmp(answered(&r, "RqLs"), key, 16) &&
	      smb2c_get_int(answered(&r, "RqLs") + 16, 4) == 7,
	      "and the lease is what it was");
	smb2c_close(c, f);
}

/* ---- two at once ---- */

struct racer {
	struct smb2c c;
	struct smb2c_fid old, got;
	const uint8_t *guid;
	pthread_barrier_t *go;
	uint32_t status;
};

static void *run_racer(void *arg)
{
	struct racer *r = arg;

	pthread_barrier_wait(r->go);
	r->status = claim(&r->c, r->old, r->guid, &r->got);
	return NULL;
}

static bool race(struct smb2c *c, struct racer racers[2])
{
	pthread_barrier_t go;
	struct smb2c_fid old;
	uint8_t guid[16];
	pthread_t t[2];
	unsigned int i, won;

	st_random_guid(guid);
	if (open_durable(c, 60000, guid, &old, NULL) != STATUS_SUCCESS)
		return false;
	lose_and_return(c);
	pthread_barrier_init(&go, NULL, 2);
	for (i = 0; i < 2; i++) {
		racers[i].old = old;
		racers[i].guid = guid;
		racers[i].go = &go;
		pthread_create(&t[i], NULL, run_racer, &racers[i]);
	}
	for (i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	pthread_barrier_destroy(&go);
	won = racers[0].status == STATUS_SUCCESS ? 0 : 1;
	smb2c_close(&racers[won].c, racers[won].got);
	return racers[won].status == STATUS_SUCCESS &&
	       racers[!won].status == STATUS_OBJECT_NAME_NOT_FOUND;
}

static void races(struct smb2c *c)
{
	static struct racer racers[2];
	unsigned int i, good = 0;

	come(&racers[0].c, st_user, st_password, 0, NULL);
	come(&racers[1].c, st_user, st_password, 0, NULL);
	for (i = 0; i < 20; i++)
		good += race(c, racers);
	st_ok(good == 20, "of two who claim at once exactly one wins (%u of 20)", good);
	smb2c_free(&racers[0].c);
	smb2c_free(&racers[1].c);
}

/* ---- what is kept, and how it ends ---- */

static void keeps_locks(struct smb2c *c)
{
	const uint32_t ex = LOCK_EXCLUSIVE | LOCK_NOW;
	struct smb2c_fid old, f, g;
	struct smb2c other;

	come(&other, st_user, st_password, 0, NULL);
	st_need(smb2c_open_file(c, NAME, ACCESS_ALL, OPEN_IF, &old), "a handle");
	st_is(resilient(c, old, 60000, 7), STATUS_INVALID_PARAMETER,
	      "a short resiliency request is refused");
	st_is(resilient(c, old, 960001, 8), STATUS_INVALID_PARAMETER, "so is one for too long");
	st_is(resilient(c, old, 60000, 8), STATUS_SUCCESS, "a minute is granted");
	st_need(lock(c, old, 0, ex), "a lock");
	st_need(smb2c_open_file(&other, NAME, ACCESS_ALL, OPEN, &g), "another's handle");
	lose_and_return(c);
	st_is(smb2c_write(&other, g, 5, "x"), STATUS_FILE_LOCK_CONFLICT,
	      "the locks of a lost handle hold");
	st_is(lock(&other, g, 0, ex), STATUS_LOCK_NOT_GRANTED, "and cannot be taken");
	st_is(claim(c, old, NULL, &f), STATUS_SUCCESS, "the handle is given back");
	st_is(smb2c_write(c, f, 5, "x"), STATUS_SUCCESS, "its owner writes below its lock");
	st_is(lock(c, f, 0, LOCK_UNLOCK), STATUS_SUCCESS, "and gives it back");
	st_is(smb2c_write(&other, g, 5, "x"), STATUS_SUCCESS, "then the other one writes");
	smb2c_close(c, f);
	smb2c_close(&other, g);
	smb2c_free(&other);
}

/* Asks for @name alone until it is to be had; milliseconds that took. */
static int until_free(struct smb2c *c, const char *name)
{
	struct timespec begin, now;
	struct smb2c_fid f;
	uint32_t status;
	int ms;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	do {
		status = smb2c_create(c, &(struct smb2c_open) {
			.name = name, .access = ACCESS_ALL, .share = 0, .disposition = OPEN,
		}, &f);
		clock_gettime(CLOCK_MONOTONIC, &now);
		ms = (now.tv_sec - begin.tv_sec) * 1000 +
		     (now.tv_nsec - begin.tv_nsec) / 1000000;
	} while (status == STATUS_SHARING_VIOLATION && ms < 30000);
	if (status != STATUS_SUCCESS)
		return -1;
	smb2c_close(c, f);
	return ms;
}

static void ends_in_time(struct smb2c *c)
{
	struct smb2c_fid old, f;
	int ms;

	st_need(smb2c_open_file(c, NAME, ACCESS_ALL, OPEN_IF, &old), "a handle");
	st_need(resilient(c, old, 1500, 8), "resilient for 1.5 seconds");
	lose_and_return(c);
	ms = until_free(c, NAME);
	st_ok(ms > 500 && ms < 10000, "a lost handle is closed when its time is over (%d ms)", ms);
	st_is(claim(c, old, NULL, &f), STATUS_OBJECT_NAME_NOT_FOUND, "and not given back");
}

static void gives_way(struct smb2c *c)
{
	struct smb2c_fid old, f;
	uint8_t guid[16];

	st_random_guid(guid);
	st_need(open_durable(c, 60000, guid, &old, NULL), "a durable handle");
	lose_and_return(c);
	st_ok(until_free(c, NAME) >= 0,
	      "a lost handle is closed when another wants the file alone");
	st_is(claim(c, old, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND, "and not given back");
}

/*
 * Two handles of one lease, the first durable, the second to delete the file; the one is closed or
 * not, then the connection is lost.  Nobody could use the name while the durable handle waits.
 */
static void is_deleted(struct smb2c *c, bool closed)
{
	static const char name[] = "selftest\\doomed";
	struct smb2c_fid first, second, f;
	struct smb2c_buf b = {};
	struct smb2c_reply r;
	uint8_t guid[16], key[16];

	st_random_guid(guid);
	st_random_guid(key);
	dh2q(&b, 60000, guid);
	lease(&b, key);
	st_need(open_with(c, name, OPLOCK_LEASE, SHARE_ALL, &b, &first, &r), "a durable handle");
	st_ok(answered(&r, "DH2Q"), "it is durable");
	lease(&b, key);
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = name, .access = ACCESS_ALL, .share = SHARE_ALL, .disposition = OPEN,
		.options = OPT_DELETE_ON_CLOSE, .oplock = OPLOCK_LEASE, .contexts = b.data,
		.contexts_len = b.len,
	});
	st_need(smb2c_call(c, &r), "another of the same lease, to delete the file");
	smb2c_fid_of(&r, &second);
	free(b.data);
	if (closed)
		smb2c_close(c, second);
	lose_and_return(c);
	st_is(smb2c_open_file(c, name, ACCESS_ALL, OPEN, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "a lost handle does not keep a file that was %s", closed ? "deleted before" :
	      "to be deleted with it");
}

/* A durable handle that deletes its file when it is closed; true: it is durable. */
static bool open_doomed(struct smb2c *c, uint32_t timeout, const uint8_t *key, uint32_t state)
{
	struct smb2c_buf b = {};
	struct smb2c_reply r;
	uint8_t guid[16];

	st_random_guid(guid);
	dh2q(&b, timeout, guid);
	lease_state(&b, key, state);
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = "selftest\\doomed", .access = ACCESS_ALL, .share = SHARE_ALL,
		.disposition = OPEN_IF, .options = OPT_DELETE_ON_CLOSE, .oplock = OPLOCK_LEASE,
		.contexts = b.data, .contexts_len = b.len,
	});
	smb2c_call(c, &r);
	free(b.data);
	return answered(&r, "DH2Q");
}

/* Asks for the file until it is gone, 20 seconds at most; what it was told last. */
static uint32_t until_deleted(struct smb2c *c)
{
	const struct timespec pause = { 0, 50000000 };
	struct smb2c_fid f;
	uint32_t status;
	unsigned int i;

	for (i = 0; i < 400; i++) {
		status = smb2c_open_file(c, "selftest\\doomed", ACCESS_ATTRIBUTES, OPEN, &f);
		if (status == STATUS_OBJECT_NAME_NOT_FOUND)
			break;
		if (status == STATUS_SUCCESS)
			smb2c_close(c, f);
		nanosleep(&pause, NULL);
	}
	return status;
}

/* Each of them that is closed wants the file deleted, and the others are in the way of that. */
static void many_are_deleted(struct smb2c *c)
{
	unsigned int i, good = 0;
	struct smb2c other;
	struct smb2c_fid f;
	uint8_t key[16];

	come(&other, st_user, st_password, 0, NULL);
	st_random_guid(key);
	for (i = 0; i < 300; i++)
		good += open_doomed(c, 60000, key, 7);
	st_ok(good == 300, "300 durable handles of one lease, each to delete the file (%u)", good);
	lose_and_return(c);
	st_is(smb2c_open_file(&other, "selftest\\doomed", ACCESS_ALL, OPEN, &f),
	      STATUS_OBJECT_NAME_NOT_FOUND, "lost, they all go when somebody wants the file");
	st_is(smb2c_echo(c), STATUS_SUCCESS, "and the server is well");
	for (i = 0, good = 0; i < 4; i++) {
		st_random_guid(key);
		good += open_doomed(c, 1, key, 3);
	}
	st_ok(good == 4, "four of as many leases, for a millisecond (%u)", good);
	lose_and_return(c);
	st_is(until_deleted(&other), STATUS_OBJECT_NAME_NOT_FOUND,
	      "lost, they end although each has to break the others' leases");
	smb2c_free(&other);
}

static void other_ends(struct smb2c *c)
{
	struct smb2c_fid old, f;
	uint8_t guid[16];

	st_random_guid(guid);
	st_need(open_durable(c, 60000, guid, &old, NULL), "a durable handle");
	smb2c_put_empty(c, SMB2_LOGOFF);
	st_need(smb2c_call(c, NULL), "log off");
	return_as(c, st_user, st_password);
	st_is(claim(c, old, guid, &f), STATUS_SUCCESS, "logging off keeps a handle");
	smb2c_put_empty(c, SMB2_TREE_DISCONNECT);
	st_need(smb2c_call(c, NULL), "disconnect the tree");
	st_need(smb2c_tree_connect(c, "public"), "connect it again");
	st_is(claim(c, f, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND,
	      "disconnecting the tree does not");
	st_random_guid(guid);
	st_need(open_durable(c, 60000, guid, &old, NULL), "a durable handle");
	smb2c_close(c, old);
	lose_and_return(c);
	st_is(claim(c, old, guid, &f), STATUS_OBJECT_NAME_NOT_FOUND, "nor does closing it");
}

/* ---- the same CREATE again ---- */

static uint32_t again(struct smb2c *c, const uint8_t *guid, uint32_t flags, struct smb2c_fid *f)
{
	struct smb2c_buf b = {};
	struct smb2c_reply r;

	dh2q(&b, 60000, guid);
	smb2c_put_create(c, &(struct smb2c_open) {
		.name = NAME, .access = ACCESS_ALL, .share = SHARE_ALL, .attributes = 0x80,
		.disposition = CREATE, .oplock = OPLOCK_BATCH, .contexts = b.data,
		.contexts_len = b.len,
	});
	smb2c_poke(c, H_FLAGS, flags, 4);
	smb2c_call(c, &r);
	smb2c_fid_of(&r, f);
	free(b.data);
	return r.status;
}

static void replays(struct smb2c *c)
{
	struct smb2c_fid f, g;
	uint8_t guid[16];

	smb2c_remove(c, NAME);
	st_random_guid(guid);
	st_need(again(c, guid, 0, &f), "a new file");
	st_is(again(c, guid, FLAG_REPLAY, &g), STATUS_SUCCESS, "the same CREATE again is answered");
	st_ok(f.pid == g.pid && f.vid == g.vid, "with the same handle");
	st_is(again(c, guid, 0, &g), STATUS_DUPLICATE_OBJECTID,
	      "but only if the client says that it is the same");
	st_is(smb2c_write(c, f, 0, "used"), STATUS_SUCCESS, "once the handle was used");
	st_is(again(c, guid, FLAG_REPLAY, &g), STATUS_OBJECT_NAME_COLLISION,
	      "the same CREATE is a new one");
	smb2c_close(c, f);
	smb2c_remove(c, NAME);
	st_is(again(c, guid, 0, &f), STATUS_SUCCESS, "a guid can be used again after CLOSE");
	smb2c_close(c, f);
}

int main(void)
{
	struct smb2c_fid dir;
	struct smb2c c;

	st_begin();
	come(&c, st_user, st_password, 0, NULL);
	st_need(smb2c_open_dir(&c, "selftest", OPEN_IF, &dir), "the directory");
	smb2c_close(&c, dir);
	grants(&c);
	mid_write(&c);
	refusals(&c);
	leases(&c);
	races(&c);
	keeps_locks(&c);
	ends_in_time(&c);
	gives_way(&c);
	is_deleted(&c, true);
	is_deleted(&c, false);
	many_are_deleted(&c);
	other_ends(&c);
	replays(&c);
	smb2c_remove(&c, NAME);
	smb2c_free(&c);
	st_ok(st_all_gone(), "nothing is left behind");
	return st_end();
}
