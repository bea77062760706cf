// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A storm: eight connections at once, each with many requests in flight and
 * what it does next chosen by chance. They open, close, lock, wait for locks
 * and changes, cancel, rename, delete and break each other's oplocks and leases
 * on a few names; they log off, drop trees, hang up in the middle, come back as
 * channels of each other's sessions or end those, and ask for durable handles
 * they lost.
 *
 * What a request is answered is mostly open; that it is answered once, within
 * a minute and not with an error that no client can make sense of, that nobody
 * is hung up on without a reason, and that the server has nothing left
 * afterwards, is not.
 * STORM_SECONDS and STORM_SEED in the environment say for how long and which.
 */
#include "selftest.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define CONNS		8
#define OPENS		6
#define FLIGHT		24
#define ANSWER_SECONDS	60
#define OPLOCK_BATCH	9
#define OPLOCK_LEASE	0xff
#define FILE_RENAME	10
#define FILE_DISPOSITION	13
#define BREAK_MESSAGE	(~0ull)

struct request {
	uint64_t message, async;
	uint16_t command;
	bool cancelled;
	uint32_t durable;
	time_t sent;
};

struct handle {
	struct smb2c_fid f;
	uint32_t durable;		/* the end of its create guid; 0: it is not */
};

/* One connection, and the thread that has it. */
struct one {
	struct smb2c c;
	pthread_t thread;
	unsigned int n, seed;
	uint8_t guid[16];		/* its own, when it is no channel of another */
	uint32_t last_durable;
	bool again;			/* the session or tree went: come back */
	struct handle opens[OPENS];
	unsigned int nopens;
	struct handle lost;		/* a durable one, or none */
	struct request flight[FLIGHT];
	unsigned int nflight;
	unsigned long answers, breaks, binds, refused, claims;
};

static struct one ones[CONNS];
static time_t the_end;

/* What others need to know of a session to join or end it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct smb2c known[CONNS];	/* under lock; s.id 0: none */
static unsigned int wrongs;		/* under lock */

static void wrong(const struct one *o, const char *what, uint32_t status)
{
	pthread_mutex_lock(&lock);
	if (wrongs++ < 10)
		st_note("connection %u: %s: %s", o->n, what, smb2c_status_name(status));
	pthread_mutex_unlock(&lock);
}

static unsigned int chance(struct one *o, unsigned int n)
{
	return rand_r(&o->seed) % n;
}

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

/* ---- requests in flight ---- */

/* Sends what was built; its answer is looked at when it comes. */
static void go(struct one *o)
{
	struct request *r = &o->flight[o->nflight++];

	memset(r, 0, sizeof(*r));
	r->message = smb2c_message_of(&o->c, 0);
	r->command = smb2c_get_int(o->c.out.data + H_COMMAND, 2);
	r->sent = now();
	if (smb2c_send(&o->c))
		o->again = true;
}

static void cancel(struct one *o, struct request *r)
{
	r->cancelled = true;
	smb2c_put_cancel(&o->c, r->message, chance(o, 2) ? r->async : 0);
	smb2c_send(&o->c);
}

static void put_break_ack(struct one *o, const struct smb2c_reply *r)
{
	struct smb2c_buf *b = smb2c_add(&o->c, SMB2_OPLOCK_BREAK);

	if (r->size == 24) {
		smb2c_put(b, r->body, 24);
		return;
	}
	smb2c_put_int(b, 36, 2);
	smb2c_put_zero(b, 6);
	smb2c_put(b, r->body + 8, 16);
	smb2c_put(b, r->body + 28, 4);
	smb2c_put_zero(b, 8);
}

static bool makes_sense(const struct request *q, uint32_t status)
{
	if (status == STATUS_UNSUCCESSFUL)
		return q->command == SMB2_OPLOCK_BREAK;
	return status != STATUS_INTERNAL_ERROR && status >> 16 != SMB2C_GONE >> 16 &&
	       strncmp(smb2c_status_name(status), "0x", 2);
}

static void opened(struct one *o, const struct request *q, const struct smb2c_reply *r)
{
	struct smb2c_fid f;

	smb2c_fid_of(r, &f);
	if (o->nopens < OPENS) {
		o->opens[o->nopens].f = f;
		o->opens[o->nopens++].durable = q->durable;
	} else if (o->nflight < FLIGHT) {
		smb2c_put_close(&o->c, f, 0);
		go(o);
	}
}

static void answered(struct one *o, const struct smb2c_reply *r)
{
	struct request q;
	unsigned int i;

	for (i = 0; i < o->nflight && o->flight[i].message != r->message; i++)
		;
	if (i == o->nflight) {
		wrong(o, "an answer nobody waits for", r->status);
		return;
	}
	if (r->status == STATUS_PENDING) {
		o->flight[i].async = r->async;
		return;
	}
	q = o->flight[i];
	o->flight[i] = o->flight[--o->nflight];
	o->answers++;
	pthread_mutex_lock(&lock);
	i = makes_sense(&q, r->status);
	pthread_mutex_unlock(&lock);
	if (!i)
		wrong(o, "an answer without sense", r->status);
	if (r->status == STATUS_USER_SESSION_DELETED || r->status == STATUS_NETWORK_NAME_DELETED)
		o->again = true;
	if (q.command == SMB2_CREATE && r->status == STATUS_SUCCESS)
		opened(o, &q, r);
}

/* Takes what comes within the time. */
static void listen_for(struct one *o, int ms)
{
	struct smb2c_reply r;

	while (o->c.fd >= 0 && smb2c_receive(&o->c, &r, ms) != SMB2C_SILENT) {
		ms = 0;
		if (r.status >> 16 == SMB2C_GONE >> 16) {
			/* what is sealed for a session that is gone ends the connection */
			if (!o->c.seal)
				wrong(o, "the server ended it", r.status);
			o->again = true;
			o->nflight = 0;
			return;
		}
		if (r.message != BREAK_MESSAGE) {
			answered(o, &r);
		} else if (o->nflight < FLIGHT) {
			o->breaks++;
			put_break_ack(o, &r);
			go(o);
		}
	}
}

/* Waits until no more than @most are in flight; what would wait for ever is cancelled. */
static void settle(struct one *o, unsigned int most)
{
	unsigned int i;

	while (o->nflight > most && o->c.fd >= 0) {
		for (i = 0; i < o->nflight; i++) {
			if (o->flight[i].async && !o->flight[i].cancelled)
				cancel(o, &o->flight[i]);
			if (now() - o->flight[i].sent > ANSWER_SECONDS) {
				wrong(o, "a request was not answered", o->flight[i].command);
				o->nflight = 0;
				o->again = true;
				return;
			}
		}
		listen_for(o, 20);
	}
}

/* ---- coming and going ---- */

static void publish(struct one *o, bool there)
{
	pthread_mutex_lock(&lock);
	known[o->n].s = o->c.s;
	known[o->n].tree = o->c.tree;
	known[o->n].dialect = o->c.dialect;
	memcpy(known[o->n].client_guid, o->c.client_guid, 16);
	if (!there)
		known[o->n].s.id = 0;
	pthread_mutex_unlock(&lock);
}

/* Hard or not, with whatever is on its way. */
static void leave(struct one *o)
{
	const struct linger hard = { 1, 0 };
	unsigned int i;

	for (i = 0; i < o->nopens; i++)
		if (o->opens[i].durable)
			o->lost = o->opens[i];
	if (o->c.fd >= 0 && chance(o, 2))
		setsockopt(o->c.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	publish(o, false);
	smb2c_hang_up(&o->c);
	o->nflight = 0;
	o->nopens = 0;
	o->again = false;
}

/* As a channel of somebody's session. */
static bool join(struct one *o)
{
	unsigned int n = chance(o, CONNS);
	struct smb2c first;
	uint32_t status;

	pthread_mutex_lock(&lock);
	first = known[n];
	pthread_mutex_unlock(&lock);
	if (n == o->n || !first.s.id || first.dialect < 0x0300)
		return false;
	memcpy(o->c.client_guid, first.client_guid, 16);
	st_connect(&o->c, first.dialect);
	status = smb2c_bind(&o->c, &first, st_user, st_password);
	if (status == STATUS_SUCCESS) {
		o->binds++;
		return true;
	}
	o->refused++;
	if (status != STATUS_USER_SESSION_DELETED && status != STATUS_REQUEST_NOT_ACCEPTED)
		wrong(o, "binding", status);
	return false;
}

/* With a session of its own, which may take the place of another's. */
static void log_on(struct one *o)
{
	static const uint16_t dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302, 0x0311, 0x0311 };
	uint64_t previous = 0;
	uint32_t status;

	memcpy(o->c.client_guid, o->guid, 16);
	st_connect(&o->c, dialects[chance(o, ARRAY_SIZE(dialects))]);
	if (!chance(o, 8)) {
		pthread_mutex_lock(&lock);
		previous = known[chance(o, CONNS)].s.id;
		pthread_mutex_unlock(&lock);
	}
	status = smb2c_log_on_over(&o->c, st_user, st_password, previous);
	if (!status)
		status = smb2c_tree_connect(&o->c, "public");
	if (status && status != STATUS_USER_SESSION_DELETED)
		wrong(o, "log-on", status);
	o->again = status;
	if (!status)
		publish(o, true);
	o->c.seal = !status && o->c.cipher && !chance(o, 4);
}

static void come(struct one *o)
{
	leave(o);
	if (chance(o, 2) && join(o))
		return;
	smb2c_hang_up(&o->c);
	log_on(o);
}

/* ---- what they do ---- */

static void put_create_guid(const struct one *o, struct smb2c_buf *b, uint32_t durable)
{
	smb2c_put(b, o->guid, 12);
	smb2c_put_int(b, durable, 4);
}

static const char *name_of(struct one *o)
{
	static const char * const names[] = {
		"selftest\\one", "selftest\\two", "selftest\\three", "selftest\\sub\\one",
		"selftest\\sub\\two",
	};

	return names[chance(o, ARRAY_SIZE(names))];
}

static void create(struct one *o)
{
	static const uint32_t accesses[] = { ACCESS_ALL, ACCESS_READ, ACCESS_ATTRIBUTES };
	static const uint8_t oplocks[] = { 0, 1, 8, OPLOCK_BATCH, OPLOCK_LEASE };
	struct smb2c_open open = {
		.name = name_of(o), .access = accesses[chance(o, 3)],
		.share = chance(o, 4) ? SHARE_ALL : chance(o, 8),
		.disposition = chance(o, 3) ? OPEN_IF : chance(o, 6),
		.options = OPT_NON_DIRECTORY | (chance(o, 6) ? 0 : OPT_DELETE_ON_CLOSE),
		.oplock = oplocks[chance(o, 5)],
	};
	struct smb2c_buf contexts = { 0 }, data = { 0 };
	uint32_t durable = 0;

	if (open.options & OPT_DELETE_ON_CLOSE)
		open.access = ACCESS_ALL;
	if (open.oplock == OPLOCK_LEASE) {
		smb2c_put(&data, o->c.client_guid, 15);
		smb2c_put_int(&data, open.name[9] + strlen(open.name), 1);
		smb2c_put_int(&data, chance(o, 2) ? 7 : 3, 4);
		smb2c_put_zero(&data, 12);
		smb2c_put_context(&contexts, "RqLs", &data);
	} else if (open.oplock == OPLOCK_BATCH && o->c.dialect >= 0x0300) {
		durable = ++o->last_durable;
		smb2c_put_int(&data, 1500, 4);
		smb2c_put_zero(&data, 12);
		put_create_guid(o, &data, durable);
		smb2c_put_context(&contexts, "DH2Q", &data);
	}
	open.contexts = contexts.data;
	open.contexts_len = contexts.len;
	smb2c_put_create(&o->c, &open);
	go(o);
	o->flight[o->nflight - 1].durable = durable;
	free(contexts.data);
	free(data.data);
}

static void claim(struct one *o)
{
	struct smb2c_open open = { .name = "", .oplock = OPLOCK_BATCH, .disposition = OPEN };
	struct smb2c_buf contexts = { 0 }, data = { 0 };

	if (!o->lost.durable || o->c.dialect < 0x0300)
		return;
	smb2c_put_int(&data, o->lost.f.pid, 8);
	smb2c_put_int(&data, o->lost.f.vid, 8);
	put_create_guid(o, &data, o->lost.durable);
	smb2c_put_int(&data, 0, 4);
	smb2c_put_context(&contexts, "DH2C", &data);
	open.contexts = contexts.data;
	open.contexts_len = contexts.len;
	smb2c_put_create(&o->c, &open);
	go(o);
	o->lost.durable = 0;
	o->claims++;
	free(contexts.data);
	free(data.data);
}

static void open_dir(struct one *o)
{
	smb2c_put_create(&o->c, &(struct smb2c_open) {
		.name = "selftest\\sub", .access = ACCESS_ALL, .share = SHARE_ALL,
		.disposition = OPEN_IF, .options = OPT_DIRECTORY,
	});
	go(o);
}

static struct smb2c_fid some(struct one *o)
{
	const struct smb2c_fid none = { 7, 7 };

	return o->nopens ? o->opens[chance(o, o->nopens)].f : none;
}

static void close_one(struct one *o)
{
	unsigned int i;

	if (!o->nopens)
		return;
	i = chance(o, o->nopens);
	smb2c_put_close(&o->c, o->opens[i].f, chance(o, 2));
	/* now and then it is used once more */
	if (chance(o, 8))
		o->opens[i] = o->opens[--o->nopens];
	go(o);
}

static void lock_range(struct one *o)
{
	static const uint32_t flags[] = {
		LOCK_SHARED, LOCK_EXCLUSIVE, LOCK_SHARED | LOCK_NOW, LOCK_EXCLUSIVE | LOCK_NOW,
		LOCK_UNLOCK, LOCK_UNLOCK,
	};
	struct smb2c_lock l = { chance(o, 3), 1 + chance(o, 2), flags[chance(o, 6)] };

	smb2c_put_lock(&o->c, some(o), &l, 1);
	go(o);
}

static void set_info(struct one *o)
{
	const char *name = name_of(o);
	struct smb2c_buf b = { 0 };

	if (chance(o, 2)) {
		smb2c_put_int(&b, chance(o, 2), 1);
		smb2c_put_set_info(&o->c, some(o), 1, FILE_DISPOSITION, b.data, b.len);
	} else {
		smb2c_put_int(&b, chance(o, 2), 8);
		smb2c_put_zero(&b, 8);
		smb2c_put_int(&b, 2 * strlen(name), 4);
		smb2c_put_utf16(&b, name);
		smb2c_put_set_info(&o->c, some(o), 1, FILE_RENAME, b.data, b.len);
	}
	go(o);
	free(b.data);
}

static void cancel_some(struct one *o)
{
	if (o->nflight)
		cancel(o, &o->flight[chance(o, o->nflight)]);
}

static void end_session(struct one *o)
{
	smb2c_put_empty(&o->c, chance(o, 2) ? SMB2_LOGOFF : SMB2_TREE_DISCONNECT);
	publish(o, false);
	go(o);
	o->again = true;
}

/* A write and a read behind it, neither waited for. */
static void transfer(struct one *o)
{
	struct smb2c_fid f = some(o);

	smb2c_put_write(&o->c, f, chance(o, 100), "0123456789", 10);
	go(o);
	smb2c_put_read(&o->c, f, 0, 65536);
	go(o);
}

static void look(struct one *o)
{
	switch (chance(o, 4)) {
	case 0:
		smb2c_put_query_directory(&o->c, some(o), 37, 1, "*", 4096);
		break;
	case 1:
		smb2c_put_query_info(&o->c, some(o), 1, 18, 4096);
		break;
	case 2:
		smb2c_put_flush(&o->c, some(o));
		break;
	default:
		smb2c_put_empty(&o->c, SMB2_ECHO);
	}
	go(o);
}

static void watch(struct one *o)
{
	smb2c_put_notify(&o->c, some(o), 4096);
	go(o);
}

static void step(struct one *o)
{
	static void (* const acts[])(struct one *o) = {
		create, create, create, close_one, close_one, transfer, transfer, lock_range,
		lock_range, set_info, look, watch, open_dir, cancel_some, claim,
	};
	unsigned int what = chance(o, 300);

	if (o->again || o->c.fd < 0 || what < 3)
		come(o);
	else if (what < 6)
		end_session(o);
	else
		acts[what % ARRAY_SIZE(acts)](o);
}

static void *run(void *arg)
{
	struct one *o = arg;

	while (now() < the_end) {
		step(o);
		listen_for(o, chance(o, 16) ? 0 : 5);
		if (o->c.fd >= 0 && (o->nflight > FLIGHT - 6 || o->c.credits < 16))
			settle(o, FLIGHT / 3);
	}
	settle(o, 0);
	leave(o);
	return NULL;
}

static void prepare(void)
{
	struct smb2c c;
	struct smb2c_fid f;

	smb2c_init(&c);
	st_log_on(&c, 0x0311);
	st_need(smb2c_open_dir(&c, "selftest", OPEN_IF, &f), "a directory to work in");
	st_need(smb2c_open_dir(&c, "selftest\\sub", OPEN_IF, &f), "and one in it");
	smb2c_free(&c);
}

int main(void)
{
	const char *seconds = getenv("STORM_SECONDS"), *seed = getenv("STORM_SEED");
	unsigned int first = seed && *seed ? atoi(seed) : time(NULL), i;
	unsigned long sum[5] = { 0 };

	st_begin();
	st_note("STORM_SEED=%u", first);
	prepare();
	the_end = now() + (seconds && *seconds ? atoi(seconds) : 20);
	for (i = 0; i < CONNS; i++) {
		struct one *o = &ones[i];

		smb2c_init(&o->c);
		memcpy(o->guid, o->c.client_guid, 16);
		o->n = i;
		o->seed = first + i;
		o->c.timeout_ms = ANSWER_SECONDS * 1000;
	}
	for (i = 0; i < CONNS; i++)
		if (pthread_create(&ones[i].thread, NULL, run, &ones[i]))
			abort();
	for (i = 0; i < CONNS; i++) {
		struct one *o = &ones[i];

		pthread_join(o->thread, NULL);
		sum[0] += o->answers;
		sum[1] += o->breaks;
		sum[2] += o->binds;
		sum[3] += o->refused;
		sum[4] += o->claims;
		smb2c_free(&o->c);
	}
	st_note("%lu answers, %lu breaks, %lu bindings, %lu refused, %lu handles asked for again",
		sum[0], sum[1], sum[2], sum[3], sum[4]);
	st_ok(sum[0] && sum[1] && sum[2] && sum[4], "there was a storm");
	st_ok(!wrongs, "every request of the storm was answered once and with sense");
	st_ok(st_all_gone(), "afterwards the server has no connection, session or open left");
	return st_end();
}
