// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Thousands of malformed packets: real requests, before and after log-on,
 * signed, unsigned and sealed, with bits flipped, fields at their extremes,
 * parts cut off, repeated or in another order, lying length prefixes.
 *
 * Nothing is expected of the answers. Meanwhile and afterwards the server must
 * serve a well-behaved client; afterwards it must have no connection, session
 * or open left and the kernel no more memory in use than before, but for a
 * margin.
 *
 * MALFORMED_PACKETS says how many, MALFORMED_SEED repeats a run: the seed is
 * printed first, the packets depend on nothing else but on ids the server
 * chose.
 */
#include "selftest.h"

#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

/* Free objects that the slab allocator keeps at hand count as used. */
#define REQUEST_MARGIN	16
#define FATAL_ERRORS	20

static uint64_t state;
static struct st s;
static struct smb2c good_client;
static struct smb2c_fid good_file;
static bool lied;		/* a length prefix was wrong: the server may wait for more */
static unsigned int sent, reconnects, silent, unserved;
/* answers: what was done, refused as malformed, refused for its signature, all others */
static unsigned int done, refused, denied, others;

/* xorshift64* */
static uint64_t rnd(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dull;
}

static unsigned int pick(unsigned int n)
{
	return (rnd() >> 33) % n;
}

/* ---- real requests ---- */

static void put_more(unsigned int kind)
{
	static const struct smb2c_lock l[] = { { 0, 5, LOCK_EXCLUSIVE | LOCK_NOW },
					       { 7, 1, LOCK_SHARED | LOCK_NOW } };
	static const uint8_t some[64] = { 3 };
	static const uint32_t codes[] = { 0x00140078, 0x001440f2, 0x000940cf, 0x000980c8,
					  0x000900a8, 0x001401fc, 0x00140204, 0x0011c017,
					  0x00098208, 0x000900a4, 0x00060194, 0x00144064 };

	switch (kind) {
	case 0:
		smb2c_put_lock(&s.c, s.file, l, 1 + pick(2));
		break;
	case 1:
		smb2c_put_ioctl(&s.c, s.file, codes[pick(ARRAY_SIZE(codes))], some, pick(64), 4096);
		break;
	case 2:
		smb2c_put_query_directory(&s.c, s.dir, 1 + pick(40), pick(4), "*", 4096);
		break;
	case 3:
		smb2c_put_notify(&s.c, s.dir, 4096);
		break;
	case 4:
		smb2c_put_query_info(&s.c, pick(2) ? s.file : s.dir, 1 + pick(3), pick(60), 4096);
		break;
	case 5:
		smb2c_put_set_info(&s.c, s.file, 1 + 2 * pick(2), pick(45), some, pick(64));
		break;
	case 6:
		smb2c_put_cancel(&s.c, pick(2) ? s.c.next_message - 1 : 0, pick(100));
		break;
	case 7:
		smb2c_put_tree_connect(&s.c, "\\\\server\\public");
		break;
	case 8:
		smb2c_put_session_setup(&s.c, "NTLMSSP\0\1\0\0\0\7\x82\0\0", 16, pick(2));
		break;
	default:
		smb2c_put_flush(&s.c, s.file);
		break;
	}
}

static const char * const names[] = { "storm\\file", "storm\\new", "storm\\dir", "",
				      "storm\\file:stream", "storm\\dir\\deep" };

static void put_create(void)
{
	static const uint8_t contexts[] =
		"\x18\0\0\0\x10\0\4\0\0\0\0\0\0\0\0\0MxAc\0\0\0\0"
		"\x28\0\0\0\x10\0\4\0\0\0\x18\0\x10\0\0\0DHnQ\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0\0\0\0\x10\0\4\0\0\0\x18\0\x20\0\0\0RqLs\0\0\0\0"
		"0123456789abcdef\7\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

	smb2c_put_create(&s.c, &(struct smb2c_open) {
		.name = names[pick(ARRAY_SIZE(names))], .access = ACCESS_ALL,
		.share = SHARE_ALL, .disposition = pick(6), .options = pick(4) ? 0 : 1,
		.oplock = pick(2) ? 0xff : 0,
		.contexts = contexts, .contexts_len = pick(2) ? sizeof(contexts) : 0,
	});
}

static void put_any(void)
{
	static const struct smb2c_fid inherit = { ~0ull, ~0ull };
	unsigned int kind = pick(17);

	switch (kind) {
	case 0:
	case 1:
		put_create();
		break;
	case 2:
		smb2c_put_read(&s.c, pick(4) ? s.file : inherit, pick(20), pick(5000));
		break;
	case 3:
		smb2c_put_write(&s.c, s.file, pick(20), "some bytes to be written", pick(25));
		break;
	case 4:
		smb2c_put_close(&s.c, pick(8) ? inherit : s.file, pick(2));
		break;
	case 5:
		smb2c_put_empty(&s.c, SMB2_ECHO);
		break;
	case 6:
		smb2c_put_empty(&s.c, pick(16) ? SMB2_ECHO : pick(2) ? SMB2_LOGOFF :
				SMB2_TREE_DISCONNECT);
		break;
	default:
		put_more(kind - 7);
		break;
	}
}

/* One request, or a compound of up to four. */
static void put_request(void)
{
	unsigned int n = pick(3) ? 1 : 2 + pick(3);

	while (n--)
		put_any();
	if (s.c.nels > 1 && pick(2))
		smb2c_relate(&s.c);
}

/* ---- spoiling ---- */

static void flip_bits(uint8_t *p, size_t len)
{
	unsigned int n = 1 + pick(8);

	while (n-- && len)
		p[pick(len)] ^= 1u << pick(8);
}

/* A field of 1, 2, 4 or 8 bytes, at one of the values that break arithmetic. */
static void extreme(uint8_t *p, size_t len)
{
	const unsigned int size = 1u << pick(4);
	const uint64_t values[] = { 0, 1, ~0ull, ~0ull >> 1, 1ull << (8 * size - 1), len, len - 1,
				    len + 1, ~0ull - 7, 0x7fff, 0x8000, 64, 0xffff, 0x10000 };
	size_t at;

	if (len < size)
		return;
	at = pick(len - size + 1) / size * size;
	smb2c_set_int(p + at, values[pick(ARRAY_SIZE(values))], size);
}

/* Fields of the header are hit more often than chance would. */
static void spoil_header(uint8_t *p, size_t len)
{
	static const uint8_t fields[][2] = {
		{ H_MAGIC, 4 }, { H_SIZE, 2 }, { H_CHARGE, 2 }, { H_COMMAND, 2 }, { H_CREDITS, 2 },
		{ H_FLAGS, 4 }, { H_NEXT, 4 }, { H_MESSAGE, 8 }, { H_TREE, 4 }, { H_SESSION, 8 },
	};
	unsigned int i = pick(ARRAY_SIZE(fields));

	if (len < SMB2C_HEADER)
		return;
	smb2c_set_int(p + fields[i][0], pick(2) ? rnd() : pick(24), fields[i][1]);
}

/* A piece behind @keep is written over another, put in once more, or taken out. */
static void move_piece(struct smb2c_buf *b, size_t keep)
{
	size_t len = b->len - keep, n, from, to;
	uint8_t *p;

	if (len < 4)
		return;
	n = 1 + pick(len / 2);
	from = pick(len - n + 1);
	to = pick(len - n + 1);
	smb2c_put_zero(b, n);
	p = b->data + keep;
	switch (pick(3)) {
	case 0:
		memmove(p + to, p + from, n);
		b->len -= n;
		break;
	case 1:
		memmove(p + from + n, p + from, len - from);
		break;
	default:
		memmove(p + from, p + from + n, len - from - n);
		b->len -= 2 * n;
		break;
	}
}

/* One thing wrong behind the first @keep bytes. */
static void spoil_once(struct smb2c_buf *b, size_t keep)
{
	unsigned int i;

	switch (pick(10)) {
	case 0:
	case 1:
		flip_bits(b->data + keep, b->len - keep);
		break;
	case 2:
		b->len = keep + pick(b->len - keep + 1);
		break;
	case 3:
		for (i = pick(200); i; i--)
			smb2c_put_int(b, rnd(), 1);
		break;
	case 4:
		move_piece(b, keep);
		break;
	default:
		extreme(b->data + keep, b->len - keep);
		break;
	}
}

/* What hits the header mostly ends the connection, so the header is left alone more often. */
static void spoil(struct smb2c_buf *b)
{
	bool all = !pick(5);
	size_t keep = all || b->len < SMB2C_HEADER ? 0 : SMB2C_HEADER;
	unsigned int n = 1 + pick(3);

	if (all && pick(2))
		spoil_header(b->data, b->len);
	while (n--)
		spoil_once(b, keep);
}

/* ---- sending ---- */

static void send_wire(void)
{
	struct smb2c_buf *w = &s.c.wire;
	uint32_t prefix = w->len;

	if (!pick(40)) {
		prefix = pick(2) ? prefix + 1 + pick(100) : pick(2) ? rnd() : pick(prefix + 1);
		lied = true;
	}
	smb2c_send_raw(&s.c, w->data, w->len, prefix);
	sent++;
}

static void send_spoilt(void)
{
	bool before = pick(8);

	put_request();
	if (before)
		spoil(&s.c.out);
	/* what was cut off is no longer an element to sign */
	while (s.c.nels && s.c.els[s.c.nels - 1] >= s.c.out.len)
		s.c.nels--;
	smb2c_prepare(&s.c);
	if (!before)
		spoil(&s.c.wire);
	send_wire();
}

static bool usable(void)
{
	return s.c.fd >= 0 && s.c.credits > 16 && !lied;
}

/* What has come is only counted. */
static void count_answers(void)
{
	struct smb2c_reply r;

	for (;;) {
		switch (smb2c_receive(&s.c, &r, 0)) {
		case SMB2C_GONE:
			smb2c_hang_up(&s.c);
			return;
		case SMB2C_SILENT:
		case SMB2C_MALFORMED:
			return;
		case STATUS_SUCCESS:
			done++;
			break;
		case STATUS_INVALID_PARAMETER:
			refused++;
			break;
		case STATUS_ACCESS_DENIED:
			denied++;
			break;
		default:
			others++;
			break;
		}
	}
}

/* An answer to an ECHO shows that the connection lives; if it does not, so much the better. */
static void check_alive(void)
{
	uint32_t status = usable() ? smb2c_echo(&s.c) : STATUS_SUCCESS;

	count_answers();
	silent += status == SMB2C_SILENT;
	if (status != STATUS_SUCCESS)
		smb2c_hang_up(&s.c);
}

/* A fresh log-on: any dialect, signed, unsigned or sealed. */
static void log_on_again(void)
{
	static const uint16_t dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302, 0x0311, 0x0311 };
	uint16_t dialect = dialects[pick(ARRAY_SIZE(dialects))];
	struct smb2c_fid top;

	reconnects++;
	lied = false;
	smb2c_hang_up(&s.c);
	s.c.sign = true;
	s.c.ask_credits = 64;
	if (smb2c_connect(&s.c, st_server, 445) || smb2c_negotiate(&s.c, dialect) ||
	    smb2c_log_on(&s.c, st_user, st_password) || smb2c_tree_connect(&s.c, "public") ||
	    smb2c_open_dir(&s.c, "storm", OPEN_IF, &top)) {
		unserved++;
		return;
	}
	/* what the last connection made of them may be in the way; any handle will do */
	smb2c_open_file(&s.c, "storm\\file", ACCESS_ALL, OPEN_IF, &s.file);
	smb2c_open_dir(&s.c, "storm\\dir", OPEN_IF, &s.dir);
	s.c.seal = s.c.cipher && !pick(4);
	s.c.sign = dialect == 0x0311 || pick(2);
}

static void after_log_on(void)
{
	unsigned int n = 1 + pick(6);

	if (!usable())
		log_on_again();
	while (n-- && usable())
		send_spoilt();
	check_alive();
}

/* ---- before log-on ---- */

static void put_offer(void)
{
	static const uint16_t dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302, 0x0311 };
	static const uint16_t ciphers[] = { 1, 2, 3, 4 }, signings[] = { 0, 1, 2 };

	smb2c_put_negotiate(&s.c, &(struct smb2c_offer) {
		.dialects = dialects, .ndialects = 1 + pick(5), .ciphers = ciphers, .nciphers = 4,
		.signings = signings, .nsignings = 3, .security_mode = 1,
	});
}

static void put_authenticate(void)
{
	struct smb2c_buf blob = { 0 };
	struct smb2c_reply r;

	if (smb2c_setup_first(&s.c, &r, 0) != STATUS_MORE_PROCESSING_REQUIRED ||
	    r.body_len < 8)
		return;
	/* another user: a wrong password makes later log-ons of the same one slow */
	if (!smb2c_ntlm_authenticate(&s.c, r.el + smb2c_get_int(r.body + 4, 2),
				     smb2c_get_int(r.body + 6, 2), st_user2, st_password2, &blob))
		smb2c_put_session_setup(&s.c, blob.data, blob.len, 0);
	free(blob.data);
}

/* SPNEGO around NTLMSSP as Windows sends it, for its DER to be spoilt. */
static void put_spnego(void)
{
	static const uint8_t token[] =
		"\x60\x48\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x3e\x30\x3c\xa0\x0e\x30\x0c\x06\x0a"
		"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a\xa2\x2a\x04\x28NTLMSSP\0\1\0\0\0\x97\x82"
		"\x08\xe2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0a\0\x63\x45\0\0\0\x0f";

	smb2c_put_session_setup(&s.c, token, sizeof(token) - 1, 0);
}

static void put_smb1(struct smb2c_buf *b)
{
	static const uint8_t smb1[] =
		"\xffSMB\x72\0\0\0\0\x18\x53\xc8\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xfe\0\0\0\0"
		"\0\x22\0\2NT LM 0.12\0\2SMB 2.002\0\2SMB 2.???";

	b->len = 0;
	smb2c_put(b, smb1, sizeof(smb1));
}

static void before_log_on(void)
{
	unsigned int kind = pick(6);

	lied = false;
	smb2c_hang_up(&s.c);
	s.c.ask_credits = 16;
	if (smb2c_connect(&s.c, st_server, 445)) {
		unserved++;
		return;
	}
	if (kind >= 2 && smb2c_negotiate(&s.c, pick(2) ? 0x0311 : 0x0210)) {
		unserved++;
		return;
	}
	if (kind == 0)
		put_smb1(&s.c.out);
	else if (kind == 1)
		put_offer();
	else if (kind == 2 || kind == 3)
		put_spnego();
	else if (kind == 4)
		put_authenticate();
	else
		put_request();
	spoil(&s.c.out);
	s.c.nels = 0;
	smb2c_prepare(&s.c);
	send_wire();
	/* half of them are abandoned at once, the others see what comes */
	if (pick(2)) {
		struct smb2c_reply r;

		smb2c_receive(&s.c, &r, 20);
	}
	smb2c_hang_up(&s.c);
}

/* ---- the well-behaved client ---- */

static void serve_well(void)
{
	static unsigned int n;
	struct smb2c_reply r;
	struct smb2c fresh;
	char text[32];
	bool good;

	snprintf(text, sizeof(text), "packet %010u", ++n);
	good = smb2c_write(&good_client, good_file, 0, text) == STATUS_SUCCESS;
	smb2c_put_read(&good_client, good_file, 0, 100);
	good &= smb2c_call(&good_client, &r) == STATUS_SUCCESS &&
		smb2c_get_int(r.body + 4, 4) == strlen(text) &&
		!memcmp(r.el + r.body[2], text, strlen(text));
	smb2c_init(&fresh);
	good &= !smb2c_connect(&fresh, st_server, 445) &&
		smb2c_negotiate(&fresh, 0x0311) == STATUS_SUCCESS &&
		smb2c_log_on(&fresh, st_user, st_password) == STATUS_SUCCESS &&
		smb2c_tree_connect(&fresh, "mac") == STATUS_SUCCESS;
	smb2c_free(&fresh);
	unserved += !good;
}

/* Its file has its block before the storm comes: packets may fill the disk. */
static void begin_well(void)
{
	st_log_on_as(&good_client, 0x0311, st_user, st_password, "mac");
	st_need(smb2c_open_file(&good_client, "well", ACCESS_ALL, OPEN_IF, &good_file),
		"a file of the well-behaved client");
	st_need(smb2c_write(&good_client, good_file, 0, "packet 0000000000"), "contents in it");
}

static void storm(unsigned int packets)
{
	unsigned int next = 0;

	sent = 0;
	begin_well();
	while (sent < packets && silent + unserved < FATAL_ERRORS) {
		if (pick(4))
			after_log_on();
		else
			before_log_on();
		if (sent < next)
			continue;
		serve_well();
		next += 500;
	}
	smb2c_hang_up(&s.c);
	smb2c_hang_up(&good_client);
}

/* ---- what rightly outlives its connection ---- */

static struct smb2c ender;

/* Opens a file alone: a durable handle on it that waits for its client gives way. */
static void claim(const char *name)
{
	const struct smb2c_open o = { .name = name, .access = ACCESS_ALL, .disposition = OPEN };
	struct smb2c_fid f;

	if (smb2c_create(&ender, &o, &f) == STATUS_SUCCESS)
		smb2c_close(&ender, f);
}

/* A file and its streams.  Their names may be what the storm made of them. */
static void claim_all_of(const char *path, const char *root)
{
	static const char prefix[] = "user.DosStream.";
	char name[PATH_MAX], stream[PATH_MAX * 2], list[8192], *x, *slash;
	ssize_t len;

	snprintf(name, sizeof(name), "%s", path + strlen(root) + 1);
	for (slash = name; (slash = strchr(slash, '/')); )
		*slash = '\\';
	claim(name);
	len = listxattr(path, list, sizeof(list));
	for (x = list; x < list + len; x += strlen(x) + 1) {
		if (strncmp(x, prefix, strlen(prefix)))
			continue;
		snprintf(stream, sizeof(stream), "%s:%s", name, x + strlen(prefix));
		claim(stream);
	}
}

static void end_durables(void)
{
	char root[PATH_MAX], *roots[] = { root, NULL };
	FTSENT *entry;
	FTS *tree;

	snprintf(root, sizeof(root), "%s/public", getenv("SHARE_ROOT"));
	smb2c_init(&ender);
	st_log_on(&ender, 0x0311);
	tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	while (tree && (entry = fts_read(tree)))
		if (entry->fts_info == FTS_F)
			claim_all_of(entry->fts_path, root);
	if (tree)
		fts_close(tree);
	smb2c_free(&ender);
}

/* ---- memory ---- */

/* KiB of the kernel's own memory, by what may differ how much. */
struct memory {
	long objects;	/* slabs, vmalloc areas, stacks: exact, where the server's objects are */
	long all;	/* not free, cached or a program's: raw pages too, but the allocator's stocks */
};

static const struct memory margin = { .objects = 3072, .all = 12288 };

static struct memory kernel_memory(void)
{
	static const struct {
		const char *name;
		int objects, all;
	} kinds[] = {
		{ "SUnreclaim", 1 }, { "VmallocUsed", 1 }, { "KernelStack", 1 }, { "Percpu", 1 },
		{ "MemTotal", 0, 1 }, { "MemFree", 0, -1 }, { "Buffers", 0, -1 },
		{ "Cached", 0, -1 }, { "AnonPages", 0, -1 }, { "SReclaimable", 0, -1 },
		{ "PageTables", 0, -1 },
	};
	struct memory m = { 0 };
	char line[128], name[64];
	long value;
	size_t i;
	FILE *in;

	sync();
	in = fopen("/proc/sys/vm/drop_caches", "w");
	if (in) {
		fputs("3", in);
		fclose(in);
	}
	in = fopen("/proc/meminfo", "r");
	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "%63[^:]: %ld", name, &value) != 2)
			continue;
		for (i = 0; i < ARRAY_SIZE(kinds); i++) {
			if (strcmp(name, kinds[i].name))
				continue;
			m.objects += kinds[i].objects * value;
			m.all += kinds[i].all * value;
		}
	}
	if (in)
		fclose(in);
	return m;
}

/* The server gives back what it recycles and did not need for some ten seconds. */
#define BUFFER_SECONDS	25
/* Sockets of connections that were closed here wait for a minute. */
#define SOCKET_SECONDS	75

/* The least that is used within some seconds; ends early when neither is more than @enough. */
static struct memory settled_memory(struct memory enough, unsigned int seconds)
{
	struct memory least = kernel_memory(), now;
	unsigned int i;

	for (i = 0; i < seconds; i++) {
		if (least.objects <= enough.objects && least.all <= enough.all)
			break;
		sleep(1);
		now = kernel_memory();
		least.objects = now.objects < least.objects ? now.objects : least.objects;
		least.all = now.all < least.all ? now.all : least.all;
	}
	return least;
}

/* Requests that still exist; -1: the kernel does not tell. */
static long requests(void)
{
	FILE *shrink = fopen("/sys/kernel/slab/ksmbd_req/shrink", "w"), *in;
	char line[256];
	long n = -1;

	/* SLUB counts what a processor keeps as used, unless told to let it go */
	if (shrink) {
		fputs("1", shrink);
		fclose(shrink);
	}
	in = fopen("/proc/slabinfo", "r");
	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "ksmbd_req %ld", &n) == 1)
			break;
	if (in)
		fclose(in);
	return n;
}

/* A kernel with KASAN keeps freed memory for a while; leaks are kmemleak's business there. */
static bool keeps_freed(void)
{
	const char *kernel = getenv("GUEST_KERNEL");

	return kernel && strstr(kernel, "debug");
}

static void compare_memory(struct memory before)
{
	const struct memory enough = { before.objects + margin.objects, before.all + margin.all };
	struct memory now;

	if (keeps_freed()) {
		st_ok(true, "memory returns # SKIP the debug kernel keeps freed memory");
		return;
	}
	now = settled_memory(enough, SOCKET_SECONDS);
	st_ok(now.objects <= enough.objects, "%ld KiB of objects more than before, %ld are allowed",
	      now.objects - before.objects, margin.objects);
	st_ok(now.all <= enough.all, "%ld KiB of memory more than before, %ld are allowed",
	      now.all - before.all, margin.all);
	st_ok(requests() <= REQUEST_MARGIN, "%ld requests exist, %d may be kept at hand", requests(),
	      REQUEST_MARGIN);
}

int main(void)
{
	const char *count = getenv("MALFORMED_PACKETS"), *seed = getenv("MALFORMED_SEED");
	unsigned int packets = count ? atoi(count) : 20000;
	uint64_t first = seed && *seed ? strtoull(seed, NULL, 0) :
			 (uint64_t)time(NULL) * 2654435761u + getpid();
	struct memory before = { 0 };

	st_begin();
	st_note("MALFORMED_SEED=0x%llx", (unsigned long long)first);
	smb2c_init(&s.c);
	smb2c_init(&good_client);
	/* a shorter storm first: what is kept for reuse is there when memory is measured */
	state = ~first | 1;
	storm(packets / 10);
	end_durables();
	st_ok(st_all_gone(), "after %u packets nothing is left open", sent);
	if (!keeps_freed())
		before = settled_memory(before, BUFFER_SECONDS);
	state = first | 1;
	storm(packets);
	end_durables();
	st_ok(sent >= packets, "%u malformed packets were sent, on %u log-ons", sent, reconnects);
	st_note("answers: %u done, %u malformed, %u denied, %u others", done, refused, denied,
		others);
	st_ok(!silent, "no connection fell silent (%u did)", silent);
	st_ok(!unserved, "a well-behaved client was served all the time (%u times not)", unserved);
	st_ok(st_all_gone(), "no connection, session or open is left");
	compare_memory(before);
	begin_well();
	serve_well();
	st_ok(!unserved, "afterwards the server serves");
	smb2c_free(&good_client);
	smb2c_free(&s.c);
	return st_end();
}
