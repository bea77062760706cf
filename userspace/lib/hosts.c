// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * "hosts allow" and "hosts deny": is this address in that list?
 *
 * For:      addresses, networks as prefix or mask, address beginnings as Samba writes
 *           them ("192.0.2."), ALL; IPv4 and IPv6, and IPv4 within IPv6.
 * Not for:  host names: a look-up could take longer than the kernel waits.
 * Called by: config.c to judge a list, shares.c to use one.
 *
 * No state, no locks.
 */
#include "internal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An IPv6 network; IPv4 lives in ::ffff:0:0/96. */
struct network {
	unsigned char addr[16];
	unsigned int bits;
};

static bool parse_address(const char *text, unsigned char addr[16], bool *is_v4)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	*is_v4 = inet_pton(AF_INET, text, addr + 12) == 1;
	if (*is_v4)
		memcpy(addr, mapped, sizeof(mapped));
	else if (inet_pton(AF_INET6, text, addr) != 1)
		return false;
	if (!memcmp(addr, mapped, sizeof(mapped)))
		*is_v4 = true;
	return true;
}

/* "24" or "255.255.255.0" as a number of bits, or -1. */
static int parse_prefix(const char *text, bool is_v4)
{
	int most = is_v4 ? 32 : 128, bits = 0;
	unsigned char mask[4];
	char *end;
	long n;

	if (is_v4 && strchr(text, '.')) {
		uint32_t m;

		if (inet_pton(AF_INET, text, mask) != 1)
			return -1;
		m = (uint32_t)mask[0] << 24 | mask[1] << 16 | mask[2] << 8 | mask[3];
		while (bits < 32 && m & 0x80000000u >> bits)
			bits++;
		return bits < 32 && m << bits ? -1 : bits;
	}
	if (*text < '0' || *text > '9')
		return -1;
	n = strtol(text, &end, 10);
	return *end || n > most ? -1 : (int)n;
}

/* "192.0.2." and the like: the first bytes of an IPv4 address. */
static bool parse_beginning(const char *text, struct network *net)
{
	static const char * const rest[] = { "", "0.0.0", "0.0", "0" };
	unsigned int dots = 0;
	char full[64];
	bool is_v4;

	for (const char *p = text; *p; p++)
		dots += *p == '.';
	if (!dots || dots > 3 || text[strlen(text) - 1] != '.')
		return false;
	snprintf(full, sizeof(full), "%s%s", text, rest[dots]);
	if (!parse_address(full, net->addr, &is_v4) || !is_v4)
		return false;
	net->bits = 96 + dots * 8;
	return true;
}

static bool parse_network(const char *word, struct network *net)
{
	char text[64];
	char *slash;
	bool is_v4;
	int bits;

	if (!strcasecmp(word, "ALL")) {
		memset(net, 0, sizeof(*net));
		return true;
	}
	if (!strcasecmp(word, "localhost"))
		word = "127.0.0.1";
	if (strlen(word) >= sizeof(text))
		return false;
	strcpy(text, word);
	if (parse_beginning(text, net))
		return true;
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	if (!parse_address(text, net->addr, &is_v4))
		return false;
	bits = slash ? parse_prefix(slash, is_v4) : is_v4 ? 32 : 128;
	if (bits < 0)
		return false;
	net->bits = (unsigned int)bits + (is_v4 ? 96 : 0);
	return true;
}

static bool network_has(const struct network *net, const unsigned char addr[16])
{
	unsigned int bytes = net->bits / 8, rest = net->bits % 8;

	if (memcmp(net->addr, addr, bytes))
		return false;
	return !rest || !((net->addr[bytes] ^ addr[bytes]) >> (8 - rest));
}

/**
 * ksmbd_hosts_valid() - is every word of a list understood
 * @hosts: the list
 *
 * Return: true if so.
 */
bool ksmbd_hosts_valid(const struct ksmbd_strv *hosts)
{
	struct network net;

	for (size_t i = 0; i < hosts->n; i++) {
		if (!parse_network(hosts->v[i], &net))
			return false;
	}
	return true;
}

/**
 * ksmbd_hosts_match() - is an address in a list
 * @hosts: the list
 * @peer: address as the kernel writes it; brackets, port and scope may be there
 *
 * Return: true if so; false for an address that cannot be read.
 */
bool ksmbd_hosts_match(const struct ksmbd_strv *hosts, const char *peer)
{
	unsigned char addr[16];
	struct network net;
	char text[64];
	size_t len;
	bool is_v4;

	peer += *peer == '[';
	len = strcspn(peer, "]%");
	if (len >= sizeof(text))
		return false;
	memcpy(text, peer, len);
	text[len] = '\0';
	if (!parse_address(text, addr, &is_v4))
		return false;
	for (size_t i = 0; i < hosts->n; i++) {
		if (parse_network(hosts->v[i], &net) && network_has(&net, addr))
			return true;
	}
	return false;
}
