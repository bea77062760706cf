// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The raw client's wire: connecting, building a frame element by element,
 * signing or sealing and sending it, receiving frames and handing out their
 * elements by message id.
 *
 * Answers to other requests than the one waited for are kept in a ring until
 * somebody asks for them. Message ids and credits are counted as a well-behaved
 * client does; a test that wants wrong ones pokes them into the header.
 *
 * Not for what the elements hold: smb2c_auth.c and smb2c_cmds.c.
 */
#include "smb2c.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The name of a status, for messages. */
const char *smb2c_status_name(uint32_t status)
{
	static char number[16];

	switch (status) {
#define NAME(x) case STATUS_##x: return #x;
	NTSTATUS_NAMES(NAME)
#undef NAME
	case SMB2C_GONE:
		return "(connection closed)";
	case SMB2C_SILENT:
		return "(no answer)";
	case SMB2C_MALFORMED:
		return "(malformed answer)";
	}
	snprintf(number, sizeof(number), "0x%08x", status);
	return number;
}

/* ---- bytes ---- */

static void reserve(struct smb2c_buf *b, size_t more)
{
	if (b->len + more <= b->room)
		return;
	b->room = 2 * (b->len + more);
	b->data = realloc(b->data, b->room);
	if (!b->data)
		abort();
}

void smb2c_put(struct smb2c_buf *b, const void *bytes, size_t len)
{
	reserve(b, len + 1);
	if (len)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
}

void smb2c_put_zero(struct smb2c_buf *b, size_t len)
{
	reserve(b, len + 1);
	memset(b->data + b->len, 0, len);
	b->len += len;
}

void smb2c_set_int(uint8_t *p, uint64_t value, unsigned int size)
{
	while (size--) {
		*p++ = value;
		value >>= 8;
	}
}

uint64_t smb2c_get_int(const uint8_t *p, unsigned int size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | p[size];
	return value;
}

void smb2c_put_int(struct smb2c_buf *b, uint64_t value, unsigned int size)
{
	smb2c_put_zero(b, size);
	smb2c_set_int(b->data + b->len - size, value, size);
}

/* One character of UTF-8; a byte that begins none stands for itself. */
static uint32_t take_utf8(const char **text)
{
	const uint8_t *p = (const uint8_t *)*text;
	unsigned int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0, i;
	uint32_t c = more ? *p & (0x3f >> more) : *p;

	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			++*text;
			return *p;
		}
		c = c << 6 | (p[i] & 0x3f);
	}
	*text += 1 + more;
	return c;
}

size_t smb2c_utf16_size(const char *text)
{
	size_t size = 0;

	while (*text)
		size += take_utf8(&text) >= 0x10000 ? 4 : 2;
	return size;
}

void smb2c_put_utf16(struct smb2c_buf *b, const char *text)
{
	while (*text) {
		uint32_t c = take_utf8(&text);

		if (c >= 0x10000) {
			smb2c_put_int(b, 0xd7c0 + (c >> 10), 2);
			c = 0xdc00 | (c & 0x3ff);
		}
		smb2c_put_int(b, c, 2);
	}
}

/* ---- connection ---- */

void smb2c_init(struct smb2c *c)
{
	memset(c, 0, sizeof(*c));
	c->fd = -1;
	c->sign = true;
	c->security_mode = 1;
	c->client_caps = 0x7f;
	c->ask_credits = 64;
	c->timeout_ms = 20000;
	if (getrandom(c->client_guid, 16, 0) != 16 || getrandom(&c->nonce, 8, 0) != 8)
		abort();
}

/* Host by name or address, IPv4 or IPv6. Returns 0 or -errno; the state is fresh then. */
int smb2c_connect(struct smb2c *c, const char *host, unsigned int port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai;
	char service[8];
	int one = 1, err = 0;

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(host, service, &hints, &ai))
		return -EHOSTUNREACH;
	smb2c_hang_up(c);
	c->fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, ai->ai_addr, ai->ai_addrlen))
		err = -errno;
	freeaddrinfo(ai);
	if (err)
		return err;
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return 0;
}

/* Ends the connection and forgets what belonged to it. */
void smb2c_hang_up(struct smb2c *c)
{
	unsigned int i;

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->dialect = 0;
	c->cipher = 0;
	c->sign_alg = 0;
	c->seal = false;
	c->next_message = 0;
	c->credits = 1;
	c->tree = 0;
	c->interims = 0;
	memset(&c->s, 0, sizeof(c->s));
	memset(c->preauth, 0, sizeof(c->preauth));
	smb2c_new(c);
	for (i = 0; i < SMB2C_SLOTS; i++)
		c->slots[i].waiting = false;
}

void smb2c_free(struct smb2c *c)
{
	unsigned int i;

	smb2c_hang_up(c);
	free(c->out.data);
	free(c->wire.data);
	free(c->in.data);
	for (i = 0; i < SMB2C_SLOTS; i++)
		free(c->slots[i].data);
	smb2c_init(c);
}

/* ---- building ---- */

/* Drops what was built. */
void smb2c_new(struct smb2c *c)
{
	c->out.len = 0;
	c->nels = 0;
	c->sent = false;
}

static uint8_t *element(const struct smb2c *c, unsigned int i)
{
	return c->out.data + c->els[i];
}

/* Begins an element: header with the next message id, body still empty. */
struct smb2c_buf *smb2c_add(struct smb2c *c, uint16_t command)
{
	struct smb2c_buf *b = &c->out;

	if (c->sent || c->nels == SMB2C_ELEMENTS)
		smb2c_new(c);
	if (c->nels) {
		smb2c_put_zero(b, -b->len & 7);
		smb2c_set_int(element(c, c->nels - 1) + H_NEXT, b->len - c->els[c->nels - 1], 4);
	}
	c->els[c->nels++] = b->len;
	smb2c_put_int(b, 0x424d53fe, 4);
	smb2c_put_int(b, SMB2C_HEADER, 2);
	smb2c_put_int(b, c->dialect >= 0x0210 ? 1 : 0, 2);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, command, 2);
	smb2c_put_int(b, c->ask_credits, 2);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, command == SMB2_CANCEL ? 0 : c->next_message, 8);
	smb2c_put_int(b, 0xfeff, 4);
	smb2c_put_int(b, c->tree, 4);
	smb2c_put_int(b, c->s.id, 8);
	smb2c_put_zero(b, 16);
	if (command != SMB2_CANCEL) {
		c->next_message++;
		c->credits--;
	}
	return b;
}

/* The last element carries or asks for so many bytes: pays for them. */
void smb2c_charge(struct smb2c *c, uint32_t bytes)
{
	unsigned int charge = bytes ? (bytes - 1) / 65536 + 1 : 1;

	if (c->dialect < 0x0210 || charge < 2)
		return;
	smb2c_poke(c, H_CHARGE, charge, 2);
	c->next_message += charge - 1;
	c->credits -= charge - 1;
}

/* All elements but the first become related; what is inherited is sent as all ones. */
void smb2c_relate(struct smb2c *c)
{
	unsigned int i;

	for (i = 1; i < c->nels; i++) {
		uint8_t *el = element(c, i);

		smb2c_set_int(el + H_FLAGS, smb2c_get_int(el + H_FLAGS, 4) | FLAG_RELATED, 4);
		smb2c_set_int(el + H_TREE, ~0ull, 4);
		smb2c_set_int(el + H_SESSION, ~0ull, 8);
	}
}

/* Overwrites a field of the last element, counted from its header, if it is that long. */
void smb2c_poke(struct smb2c *c, size_t offset, uint64_t value, unsigned int size)
{
	size_t at = c->els[c->nels - 1] + offset;

	if (at + size <= c->out.len)
		smb2c_set_int(c->out.data + at, value, size);
}

/* The last element gets exactly @len bytes behind its header. */
void smb2c_cut(struct smb2c *c, size_t len)
{
	size_t end = c->els[c->nels - 1] + SMB2C_HEADER + len;

	if (end > c->out.len)
		smb2c_put_zero(&c->out, end - c->out.len);
	c->out.len = end;
}

uint64_t smb2c_message_of(const struct smb2c *c, unsigned int i)
{
	return smb2c_get_int(element(c, i) + H_MESSAGE, 8);
}

/* ---- sending ---- */

static bool must_sign(const struct smb2c *c)
{
	return c->sign && c->s.ready && !c->seal;
}

static int sign_element(struct smb2c *c, unsigned int i)
{
	uint8_t *el = element(c, i);
	size_t end = i + 1 < c->nels ? c->els[i + 1] : c->out.len;

	if (end > c->out.len)
		end = c->out.len;
	if (c->els[i] + SMB2C_HEADER > end)
		return 0;
	smb2c_set_int(el + H_FLAGS, smb2c_get_int(el + H_FLAGS, 4) | FLAG_SIGNED, 4);
	return smb2c_signature(c, el, end - c->els[i], el + H_SIGNATURE);
}

/* Signs or seals c->out into c->wire, without sending. */
int smb2c_prepare(struct smb2c *c)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < c->nels && must_sign(c) && !err; i++)
		err = sign_element(c, i);
	c->sent = true;
	if (c->seal && c->s.ready)
		return smb2c_seal(c, c->out.data, c->out.len, &c->wire);
	c->wire.len = 0;
	smb2c_put(&c->wire, c->out.data, c->out.len);
	return err;
}

static int write_all(struct smb2c *c, const uint8_t *p, size_t len)
{
	struct pollfd pfd = { .fd = c->fd, .events = POLLOUT };
	ssize_t n;

	while (len) {
		n = send(c->fd, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN && poll(&pfd, 1, c->timeout_ms) > 0)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= n;
	}
	return 0;
}

/* Bytes behind a length prefix of the caller's choice. */
int smb2c_send_raw(struct smb2c *c, const void *bytes, size_t len, uint32_t prefix)
{
	uint8_t *frame;
	int err;

	if (c->fd < 0)
		return -ENOTCONN;
	frame = malloc(len + 4);
	frame[0] = prefix >> 24;
	frame[1] = prefix >> 16;
	frame[2] = prefix >> 8;
	frame[3] = prefix;
	memcpy(frame + 4, bytes, len);
	err = write_all(c, frame, len + 4);
	free(frame);
	return err;
}

/* Sends what was built. */
int smb2c_send(struct smb2c *c)
{
	int err = smb2c_prepare(c);

	return err ? err : smb2c_send_raw(c, c->wire.data, c->wire.len, c->wire.len);
}

/* ---- receiving ---- */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ll + ts.tv_nsec / 1000000;
}

/* 0, SMB2C_SILENT or SMB2C_GONE. */
static uint32_t read_all(struct smb2c *c, uint8_t *p, size_t len, int64_t deadline)
{
	struct pollfd pfd = { .fd = c->fd, .events = POLLIN };
	ssize_t n;

	while (len) {
		n = recv(c->fd, p, len, MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN) {
			int64_t left = deadline - now_ms();

			if (left < 0 || poll(&pfd, 1, left) <= 0)
				return SMB2C_SILENT;
			continue;
		}
		if (n <= 0)
			return SMB2C_GONE;
		p += n;
		len -= n;
	}
	return 0;
}

static uint32_t read_frame(struct smb2c *c, int64_t deadline)
{
	uint8_t prefix[4];
	uint32_t status;
	size_t len;

	if (c->fd < 0)
		return SMB2C_GONE;
	status = read_all(c, prefix, 4, deadline);
	if (status)
		return status;
	len = (size_t)prefix[1] << 16 | prefix[2] << 8 | prefix[3];
	c->in.len = 0;
	smb2c_put_zero(&c->in, len);
	/* a frame that has begun comes whole */
	return read_all(c, c->in.data, len, deadline + c->timeout_ms);
}

static bool parse(struct smb2c *c, const uint8_t *el, size_t len, bool sealed,
		  struct smb2c_reply *r)
{
	uint8_t sig[16];

	memset(r, 0, sizeof(*r));
	if (len < SMB2C_HEADER + 2 || smb2c_get_int(el, 4) != 0x424d53fe)
		return false;
	r->status = smb2c_get_int(el + H_STATUS, 4);
	r->command = smb2c_get_int(el + H_COMMAND, 2);
	r->credits = smb2c_get_int(el + H_CREDITS, 2);
	r->flags = smb2c_get_int(el + H_FLAGS, 4);
	r->message = smb2c_get_int(el + H_MESSAGE, 8);
	if (r->flags & FLAG_ASYNC)
		r->async = smb2c_get_int(el + H_PROCESS, 8);
	else
		r->tree = smb2c_get_int(el + H_TREE, 4);
	r->session = smb2c_get_int(el + H_SESSION, 8);
	r->sealed = sealed;
	r->el = el;
	r->len = len;
	r->body = el + SMB2C_HEADER;
	r->body_len = len - SMB2C_HEADER;
	r->size = smb2c_get_int(r->body, 2);
	if (r->flags & FLAG_SIGNED && c->s.ready && !smb2c_signature(c, el, len, sig))
		r->good_signature = !memcmp(sig, el + H_SIGNATURE, 16);
	c->credits += r->credits;
	return r->flags & FLAG_RESPONSE;
}

/* Cuts a frame up and keeps its elements. */
static bool keep_elements(struct smb2c *c, const uint8_t *p, size_t len, bool sealed)
{
	size_t next, size;

	do {
		struct smb2c_slot *slot = &c->slots[c->next_slot++ % SMB2C_SLOTS];

		next = len >= SMB2C_HEADER ? smb2c_get_int(p + H_NEXT, 4) : 0;
		size = next ? next : len;
		if (size > len)
			return false;
		slot->data = realloc(slot->data, size + 1);
		memcpy(slot->data, p, size);
		if (!parse(c, slot->data, size, sealed, &slot->r))
			return false;
		slot->waiting = true;
		p += size;
		len -= size;
	} while (next);
	return true;
}

/* One frame from the wire into the ring. */
static uint32_t take_frame(struct smb2c *c, int64_t deadline)
{
	uint32_t status = read_frame(c, deadline);
	bool sealed = false;
	size_t off = 0;

	if (status)
		return status;
	if (c->in.len >= 4 && smb2c_get_int(c->in.data, 4) == 0x424d53fd) {
		if (!c->s.ready || smb2c_unseal(c, c->in.data, c->in.len))
			return SMB2C_MALFORMED;
		off = SMB2C_TRANSFORM;
		sealed = true;
	}
	return keep_elements(c, c->in.data + off, c->in.len - off, sealed) ? 0 : SMB2C_MALFORMED;
}

/* The oldest kept element that is wanted; NULL @message: any. */
static struct smb2c_slot *find(struct smb2c *c, const uint64_t *message, bool interim)
{
	unsigned int i;

	for (i = 0; i < SMB2C_SLOTS; i++) {
		struct smb2c_slot *slot = &c->slots[(c->next_slot + i) % SMB2C_SLOTS];

		if (!slot->waiting || (message && slot->r.message != *message))
			continue;
		if (slot->r.status == STATUS_PENDING && !interim) {
			slot->waiting = false;
			c->interims++;
			continue;
		}
		return slot;
	}
	return NULL;
}

static uint32_t await(struct smb2c *c, const uint64_t *message, bool interim,
		      struct smb2c_reply *r, int timeout_ms)
{
	int64_t deadline = now_ms() + timeout_ms;
	struct smb2c_slot *slot;
	uint32_t status;

	while (!(slot = find(c, message, interim))) {
		status = take_frame(c, deadline);
		if (status) {
			memset(r, 0, sizeof(*r));
			r->status = status;
			return status;
		}
	}
	slot->waiting = false;
	*r = slot->r;
	return r->status;
}

/* The next element of any request. */
uint32_t smb2c_receive(struct smb2c *c, struct smb2c_reply *r, int timeout_ms)
{
	return await(c, NULL, true, r, timeout_ms);
}

/* The final answer to a request. */
uint32_t smb2c_wait(struct smb2c *c, uint64_t message, struct smb2c_reply *r)
{
	return await(c, &message, false, r, c->timeout_ms);
}

/* The next answer to a request, STATUS_PENDING or final. */
uint32_t smb2c_wait_interim(struct smb2c *c, uint64_t message, struct smb2c_reply *r)
{
	return await(c, &message, true, r, c->timeout_ms);
}

/* Sends, and waits for the final answer to the first element. */
uint32_t smb2c_call(struct smb2c *c, struct smb2c_reply *r)
{
	struct smb2c_reply unused;
	uint64_t message = smb2c_message_of(c, 0);

	if (!r)
		r = &unused;
	if (smb2c_send(c)) {
		memset(r, 0, sizeof(*r));
		r->status = SMB2C_GONE;
		return SMB2C_GONE;
	}
	return smb2c_wait(c, message, r);
}

/* Has the server ended the connection, or does it within the time? */
bool smb2c_hung_up(struct smb2c *c, int timeout_ms)
{
	int64_t deadline = now_ms() + timeout_ms;
	uint32_t status;

	do {
		status = take_frame(c, deadline);
	} while (status != SMB2C_GONE && status != SMB2C_SILENT);
	return status == SMB2C_GONE;
}
