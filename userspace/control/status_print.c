// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd.control --status: what the server is doing, for people and for machines.
 *
 * For:      the objects of our module as text, JSON or Prometheus metrics; what sysfs
 *           says when another module is loaded.
 * Not for:  getting the data (lib/status.c), other options (control.c).
 * Called by: control.c.
 *
 * Everything that comes from clients (names, paths) is escaped before it is printed.
 */
#include "status_print.h"

#include "internal.h"
#include "prog.h"

#include <errno.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_PROMETHEUS };

enum field_type {
	FIELD_U16, FIELD_HEX16, FIELD_U32, FIELD_HEX32, FIELD_U64, FIELD_HEX64, FIELD_TEXT,
	FIELD_GUID
};

static const struct field {
	int attr;
	enum field_type type;
	const char *name;
} fields[] = {
	{ KSMBD_ST_VERSION, FIELD_TEXT, "version" },
	{ KSMBD_ST_CONN_ID, FIELD_U64, "connection" },
	{ KSMBD_ST_SESSION_ID, FIELD_HEX64, "session" },
	{ KSMBD_ST_TREE_ID, FIELD_U32, "tree" },
	{ KSMBD_ST_OPEN_ID, FIELD_U64, "open" },
	{ KSMBD_ST_PEER, FIELD_TEXT, "peer" },
	{ KSMBD_ST_CLIENT_GUID, FIELD_GUID, "client_guid" },
	{ KSMBD_ST_DIALECT, FIELD_HEX16, "dialect" },
	{ KSMBD_ST_CIPHER, FIELD_U16, "cipher" },
	{ KSMBD_ST_SIGNING, FIELD_U16, "signing" },
	{ KSMBD_ST_USER, FIELD_TEXT, "user" },
	{ KSMBD_ST_SHARE, FIELD_TEXT, "share" },
	{ KSMBD_ST_NAME, FIELD_TEXT, "name" },
	{ KSMBD_ST_ACCESS, FIELD_HEX32, "access" },
	{ KSMBD_ST_REQUESTS, FIELD_U64, "requests" },
	{ KSMBD_ST_BYTES_IN, FIELD_U64, "bytes_in" },
	{ KSMBD_ST_BYTES_OUT, FIELD_U64, "bytes_out" },
	{ KSMBD_ST_IDLE_MS, FIELD_U64, "idle_ms" },
	{ KSMBD_ST_UPTIME_MS, FIELD_U64, "uptime_ms" },
	{ KSMBD_ST_AAPL_CAPS, FIELD_HEX64, "aapl_caps" },
	{ KSMBD_ST_N_CONNECTIONS, FIELD_U32, "connections" },
	{ KSMBD_ST_N_SESSIONS, FIELD_U32, "sessions" },
	{ KSMBD_ST_N_TREES, FIELD_U32, "trees" },
	{ KSMBD_ST_N_OPENS, FIELD_U32, "opens" },
};

static const char * const kind_names[] = {
	[KSMBD_STATUS_SERVER] = "server", [KSMBD_STATUS_CONNECTIONS] = "connections",
	[KSMBD_STATUS_SESSIONS] = "sessions", [KSMBD_STATUS_TREES] = "trees",
	[KSMBD_STATUS_OPENS] = "opens",
};

struct printer {
	enum format format;
	enum ksmbd_status_kind kind;
	unsigned int count;
};

/* JSON's rules do for a terminal and for Prometheus labels too. */
static void print_escaped(const char *text, size_t len)
{
	for (size_t i = 0; i < len && text[i]; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < ' ' || c == 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
}

static bool value_fits(const struct field *f, struct nlattr *attr)
{
	static const int sizes[] = {
		[FIELD_U16] = 2, [FIELD_HEX16] = 2, [FIELD_U32] = 4, [FIELD_HEX32] = 4,
		[FIELD_U64] = 8, [FIELD_HEX64] = 8, [FIELD_TEXT] = 0, [FIELD_GUID] = 16,
	};

	return nla_len(attr) >= sizes[f->type];
}

static void print_value(const struct field *f, struct nlattr *attr, const char *quote)
{
	const unsigned char *guid = nla_data(attr);

	switch (f->type) {
	case FIELD_U16:
		printf("%u", nla_get_u16(attr));
		break;
	case FIELD_HEX16:
		printf("%s0x%04x%s", quote, nla_get_u16(attr), quote);
		break;
	case FIELD_U32:
		printf("%u", nla_get_u32(attr));
		break;
	case FIELD_HEX32:
		printf("%s0x%08x%s", quote, nla_get_u32(attr), quote);
		break;
	case FIELD_U64:
		printf("%llu", (unsigned long long)nla_get_u64(attr));
		break;
	case FIELD_HEX64:
		printf("%s0x%llx%s", quote, (unsigned long long)nla_get_u64(attr), quote);
		break;
	case FIELD_TEXT:
		printf("%s", quote);
		print_escaped(nla_data(attr), (size_t)nla_len(attr));
		printf("%s", quote);
		break;
	case FIELD_GUID:
		printf("%s", quote);
		for (int i = 0; i < 16; i++)
			printf("%02x", guid[i]);
		printf("%s", quote);
		break;
	}
}

static void print_object(void *arg, struct nlattr *nest)
{
	struct nlattr *tb[KSMBD_ST_MAX + 1];
	struct printer *p = arg;
	bool json = p->format == FORMAT_JSON, first = true;

	if (nla_parse_nested(tb, KSMBD_ST_MAX, nest, NULL))
		return;
	if (json)
		printf("%s\n    {", p->count ? "," : "");
	p->count++;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct field *f = &fields[i];

		if (!tb[f->attr] || !value_fits(f, tb[f->attr]))
			continue;
		if (json)
			printf("%s \"%s\": ", first ? "" : ",", f->name);
		else
			printf("%s%s=", first ? "  " : " ", f->name);
		print_value(f, tb[f->attr], json ? "\"" : "");
		first = false;
	}
	printf(json ? " }" : "\n");
}

static void print_metric(void *arg, struct nlattr *nest)
{
	static const struct {
		int attr;
		const char *name, *help;
	} gauges[] = {
		{ KSMBD_ST_N_CONNECTIONS, "connections", "TCP connections" },
		{ KSMBD_ST_N_SESSIONS, "sessions", "authenticated sessions" },
		{ KSMBD_ST_N_TREES, "tree_connects", "connects to shares" },
		{ KSMBD_ST_N_OPENS, "opens", "open files" },
	};
	static const struct {
		int attr;
		const char *name, *help;
	} counters[] = {
		{ KSMBD_ST_REQUESTS, "requests", "SMB requests" },
		{ KSMBD_ST_BYTES_IN, "received_bytes", "bytes received" },
		{ KSMBD_ST_BYTES_OUT, "sent_bytes", "bytes sent" },
	};
	struct nlattr *tb[KSMBD_ST_MAX + 1];
	struct printer *p = arg;

	if (nla_parse_nested(tb, KSMBD_ST_MAX, nest, NULL))
		return;
	p->count++;
	for (size_t i = 0; i < ARRAY_SIZE(gauges); i++) {
		if (tb[gauges[i].attr] && nla_len(tb[gauges[i].attr]) >= 4)
			printf("# HELP ksmbd_%s %s\n# TYPE ksmbd_%s gauge\nksmbd_%s %u\n",
			       gauges[i].name, gauges[i].help, gauges[i].name, gauges[i].name,
			       nla_get_u32(tb[gauges[i].attr]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
		if (tb[counters[i].attr] && nla_len(tb[counters[i].attr]) >= 8)
			printf("# HELP ksmbd_%s_total %s\n# TYPE ksmbd_%s_total counter\n"
			       "ksmbd_%s_total %llu\n", counters[i].name, counters[i].help,
			       counters[i].name, counters[i].name,
			       (unsigned long long)nla_get_u64(tb[counters[i].attr]));
	}
}

static int print_kinds(enum format format)
{
	int err = 0;

	if (format == FORMAT_JSON)
		printf("{");
	for (int kind = 0; kind <= KSMBD_STATUS_MAX && !err; kind++) {
		struct printer p = { .format = format, .kind = kind };

		if (format == FORMAT_JSON)
			printf("%s\n  \"%s\": [", kind ? "," : "", kind_names[kind]);
		else
			printf("%s:\n", kind_names[kind]);
		err = ksmbd_status_dump(kind, print_object, &p);
		if (format == FORMAT_JSON)
			printf("%s]", p.count ? "\n  " : "");
		else if (!p.count)
			printf("  none\n");
	}
	if (format == FORMAT_JSON)
		printf("\n}\n");
	return err;
}

static void count_only(void *arg, struct nlattr *nest)
{
	(void)nest;
	(*(unsigned int *)arg)++;
}

static void read_word(const char *path, char *buf, size_t size)
{
	FILE *in = fopen(path, "re");

	snprintf(buf, size, "unknown");
	if (!in)
		return;
	if (fgets(buf, (int)size, in))
		buf[strcspn(buf, "\n")] = '\0';
	fclose(in);
}

/* Another module: what sysfs and the lock file tell. */
static void print_foreign(enum format format)
{
	char version[64], stats[256];
	pid_t pid = ksmbd_lock_owner(KSMBD_DEFAULT_LOCK);

	read_word("/sys/module/ksmbd/version", version, sizeof(version));
	read_word("/sys/class/ksmbd-control/stats", stats, sizeof(stats));
	if (format == FORMAT_JSON)
		printf("{ \"module\": \"in-tree\", \"version\": \"%s\", \"stats\": \"%s\", "
		       "\"helper_pid\": %d }\n", version, stats, pid > 0 ? (int)pid : 0);
	else if (format == FORMAT_PROMETHEUS)
		printf("# TYPE ksmbd_helper_up gauge\nksmbd_helper_up %d\n", pid > 0);
	else
		printf("module:  in-tree ksmbd, version %s\nstats:   %s\nhelper:  %s\n", version,
		       stats, pid > 0 ? "running" : "not running");
}

/**
 * status_print() - print the state of the server
 * @format: "text", "json" or "prometheus"
 *
 * Return: 0 or -1, with a message on the terminal.
 */
int status_print(const char *format)
{
	static const char * const names[] = { "text", "json", "prometheus" };
	struct printer p = { 0 };
	unsigned int count = 0;
	size_t f = 0;
	int err;

	while (f < ARRAY_SIZE(names) && strcmp(names[f], format))
		f++;
	if (f == ARRAY_SIZE(names)) {
		prog_log(KSMBD_LOG_ERROR, "--status=%s: allowed is text, json or prometheus",
			 format);
		return -1;
	}
	err = ksmbd_status_dump(KSMBD_STATUS_SERVER, count_only, &count);
	if (err == -ENOTSUP)
		print_foreign((enum format)f);
	else if (!err && f == FORMAT_PROMETHEUS)
		err = ksmbd_status_dump(KSMBD_STATUS_SERVER, print_metric, &p);
	else if (!err)
		err = print_kinds((enum format)f);
	if (!err || err == -ENOTSUP)
		return 0;
	prog_log(KSMBD_LOG_ERROR, "%s", err == -ENOENT ? "the kernel module ksmbd is not loaded"
						      : strerror(-err));
	return -1;
}
