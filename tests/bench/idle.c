// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How much memory does an idle connection cost?  Opens connections, logs on and
 * connects to a share on each, waits a moment, and prints the growth of the
 * machine's used memory per connection in kB, its own memory and the page cache
 * not counted.  Both ends of each connection are on this machine, so the
 * client's socket is in the figure, the same for every server.
 *
 *	idle HOST USER PASSWORD SHARE COUNT
 *
 * Called by tests/bench/guest.sh inside a guest.  The protocol is tests/lib's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "smb2c.h"

/* A figure of /proc in kB. */
static long figure(const char *path, const char *name)
{
	FILE *f = fopen(path, "r");
	size_t len = strlen(name);
	char line[256];
	long kb = -1;

	while (f && kb < 0 && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, len) && line[len] == ':')
			kb = strtol(line + len + 1, NULL, 10);
	if (f)
		fclose(f);
	return kb < 0 ? 0 : kb;
}

static long used(void)
{
	const char *m = "/proc/meminfo";

	return figure(m, "MemTotal") - figure(m, "MemFree") - figure(m, "Buffers") -
	       figure(m, "Cached") - figure("/proc/self/status", "RssAnon") -
	       figure("/proc/self/status", "VmPTE");
}

static int open_one(struct smb2c *c, char **argv)
{
	smb2c_init(c);
	if (smb2c_connect(c, argv[1], 445) || smb2c_negotiate(c, 0x0311) ||
	    smb2c_log_on(c, argv[2], argv[3]))
		return -1;
	return smb2c_tree_connect(c, argv[4]) ? -1 : 0;
}

/* The server may use memory once that stays: a first connection comes before the count. */
int main(int argc, char **argv)
{
	long before, after, count = argc == 6 ? strtol(argv[5], NULL, 10) : 0, i;
	struct smb2c *c;

	if (count < 1) {
		fprintf(stderr, "usage: idle HOST USER PASSWORD SHARE COUNT\n");
		return 2;
	}
	c = calloc(count + 1, sizeof(*c));
	if (!c || open_one(&c[count], argv))
		return 1;
	sleep(1);
	before = used();
	for (i = 0; i < count; i++) {
		if (open_one(&c[i], argv)) {
			fprintf(stderr, "idle: connection %ld failed\n", i);
			return 1;
		}
	}
	sleep(2);
	after = used();
	for (i = 0; i <= count; i++) {
		if (smb2c_hung_up(&c[i], 0)) {
			fprintf(stderr, "idle: the server hung up on connection %ld\n", i);
			return 1;
		}
	}
	printf("%.1f\n", (double)(after - before) / count);
	return 0;
}
