// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading ksmbd.conf: every kind of wrong line is named, every right one counts.
 *
 * For:      lib/config.c, lib/value.c, lib/options.c.
 * Not for:  what the values do (share_test.c, pack_test.c).
 * Called by: run; needs no privileges and no files.
 */
#include "internal.h"
#include "tap.h"

#include <errno.h>
#include <string.h>

struct seen {
	unsigned int errors, warnings, line;
	char text[1024];
};

/* Keeps the first diagnosis. */
static void on_diag(void *arg, const struct ksmbd_diag *diag)
{
	struct seen *seen = arg;

	if (!seen->errors && !seen->warnings) {
		seen->line = diag->line;
		snprintf(seen->text, sizeof(seen->text), "%s", diag->text);
	}
	if (diag->level == KSMBD_LOG_ERROR)
		seen->errors++;
	else
		seen->warnings++;
}

static struct ksmbd_config *load(const char *text, struct seen *seen, int *err)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);

	memset(seen, 0, sizeof(*seen));
	*err = ksmbd_config_load_text(cfg, "test.conf", text, strlen(text), on_diag, seen);
	return cfg;
}

static const struct {
	const char *text;
	unsigned int line;
	const char *says;
} wrong[] = {
	{ "[global]\nnetbios name = SIXTEENCHARACTER\n", 2, "at most 15 bytes" },
	{ "[global]\n\ntcp port = 0\n", 3, "from 1 to 65535" },
	{ "[global]\ntcp port = 65536\n", 2, "from 1 to 65535" },
	{ "[global]\ntcp port = 44x\n", 2, "not understood" },
	{ "[global]\ntcp port = -1\n", 2, "not understood" },
	{ "[global]\ntcp port = 445K\n", 2, "not understood" },
	{ "[global]\n; c\n# c\n\tsmb3 encryption = perhaps\n", 4, "one of: disabled" },
	{ "[global]\nserver min protocol = NT1\n", 2, "SMB2_10" },
	{ "[global]\nserver min protocol = SMB3_11\nserver max protocol = SMB2_10\n", 1, "newer" },
	{ "[global]\nsmb2 leases = jein\n", 2, "yes or no" },
	{ "[global]\nsmb2 max read = 9M\n", 2, "64K to 8M" },
	{ "[global]\nsmb2 max read = 99999999999999999999\n", 2, "out of range" },
	{ "[global]\nsmb2 max read = 17179869184E\n", 2, "out of range" },
	{ "[global]\nroot directory = srv\n", 2, "begins with /" },
	{ "[global]\nbind interfaces only = yes\n", 1, "list of interfaces" },
	{ "[global]\nsmb2 leeses = yes\n", 2, "did you mean \"smb2 leases\"" },
	{ "[global]\nxyzzy = 1\n", 2, "unknown parameter" },
	{ "[global]\nno equal sign\n", 2, "Equal sign" },
	{ "[global]\n= value\n", 2, "allowed is" },
	{ "[global\npath = /\n", 1, "bracket" },
	{ "path = /\n", 1, "in front of the first" },
	{ "[a]\npath = /\ncomment = \xff\n", 3, "not UTF-8" },
	{ "[a]\npath = /\ncomment = \xed\xa0\x80\n", 3, "not UTF-8" },
	{ "[a]\ncomment = none\n", 1, "no path" },
	{ "[a]\npath = relative\n", 2, "begins with /" },
	{ "[a]\npath = /dev/null\n", 2, "not a directory" },
	{ "[a]\npath = /\ncreate mask = 0888\n", 3, "octal" },
	{ "[a]\npath = /\ncreate mask = 17777\n", 3, "octal" },
	{ "[a]\npath = /\ntcp port = 445\n", 3, "[global] only" },
	{ "[a]\npath = /\nveto files = a/b\n", 3, "between slashes" },
	{ "[a]\npath = /\nhosts allow = 10.0.0.0/33\n", 3, "an address" },
	{ "[a]\npath = /\nhosts deny = 10.0.0.0/255.0.255.0\n", 3, "an address" },
	{ "[a]\npath = /\nhosts allow = example.org\n", 3, "an address" },
	{ "[a]\npath = /\nforce user = no-such-user-here\n", 3, "no such user" },
	{ "[a]\npath = /\nforce group = no-such-group-here\n", 3, "no such group" },
	{ "[a]\npath = /\nguest ok = 2\n", 3, "yes or no" },
	{ "[a]\npath = /\nmax connections = 65537\n", 3, "0 to 65536" },
	{ "[a]\npath = /\ntime machine max size = lots\n", 3, "a size" },
	{ "[a]\npath = /\nfruit:metadata = xattr\n", 3, "stream, netatalk" },
	{ "[a/b]\npath = /\n", 1, "none of" },
	{ "[aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg]\npath = /\n", 1,
	  "1 to 63 bytes" },
};

/* Accepted, with a word about why it does nothing. */
static const struct {
	const char *text;
	unsigned int line;
	const char *says;
} noted[] = {
	{ "[global]\nsocket options = TCP_NODELAY\n", 2, "sizes its sockets" },
	{ "[global]\nmap to guest = bad password\n", 2, "never made a guest" },
	{ "[global]\napple client validation = yes\n", 2, "no further validation" },
	{ "[a]\npath = /\nvfs objects = recycle\n", 3, "no loadable modules" },
	{ "[a]\npath = /\nvfs objects = catia\n", 3, "apple encoding" },
	{ "[a]\npath = /\nfruit:locking = netatalk\n", 3, "no AFP server" },
	{ "[a]\npath = /\napple extensions = no\n", 3, "whole server" },
	{ "[a]\npath = /\npath = /tmp\n", 3, "already set on line 2" },
	{ "[a]\npath = /\nread only = no\nwriteable = no\n", 4, "already set on line 3" },
	{ "[a]\npath = /no/such/place\n", 2, "No such file" },
	{ "[a]\npath = /%U\n", 2, "no substitutions" },
	{ "[homes]\nread only = no\n", 1, "does not exist here" },
};

static void test_diagnoses(void)
{
	struct ksmbd_config *cfg;
	struct seen seen;
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		cfg = load(wrong[i].text, &seen, &err);
		if (!check(err == -EINVAL && seen.errors == 1 && seen.line == wrong[i].line &&
			   strstr(seen.text, wrong[i].says), "refused: %s", wrong[i].says))
			printf("# %d, line %u, %s\n", err, seen.line, seen.text);
		ksmbd_config_free(cfg);
	}
	for (size_t i = 0; i < ARRAY_SIZE(noted); i++) {
		cfg = load(noted[i].text, &seen, &err);
		if (!check(!err && seen.warnings >= 1 && seen.line == noted[i].line &&
			   strstr(seen.text, noted[i].says), "noted: %s", noted[i].says))
			printf("# %d, line %u, %s\n", err, seen.line, seen.text);
		ksmbd_config_free(cfg);
	}
}

static void test_values(void)
{
	static const char text[] =
		"[GLOBAL]\n\tNetBIOS Name = attic ; mine\n  tcpport=4450\n"
		"smb2 max read = 1MB\nsmb2 max write = 1MiB\nsmb3 encryption = no\n"
		"create mask = 0640\nvalid users = anna, ben\tcarl\nshare:fake_fscaps = 0\n"
		"max connections = 1K\nempty =\nworkgroup =\n"
		"[First]\npath = /\nwritable = yes\nveto files = /a b/*.tmp//\nhide files = /c/\n"
		"hosts allow = 192.168.1. 2001:db8::/32 ALL\n"
		"[second]\npath = /tmp # here\nvalid users = dora\nmax connections = 3\n"
		"time machine = yes\nfruit:time machine max size = 2T\nfruit:resource = file\n"
		"[first]\ncomment = again\n";
	const struct ksmbd_share *first, *second, *ipc;
	const struct ksmbd_global *g;
	struct ksmbd_config *cfg;
	struct seen seen;
	char good[sizeof(text)];
	int err;

	/* an empty value of an unknown name is still an unknown name */
	cfg = load(text, &seen, &err);
	check(err == -EINVAL && seen.line == 11, "an unknown name without a value is refused");
	ksmbd_config_free(cfg);

	strcpy(good, text);
	memcpy(strstr(good, "empty ="), ";mpty =", 7);
	cfg = load(good, &seen, &err);
	if (!check(!err && !seen.errors && !seen.warnings, "a good file is good"))
		printf("# line %u: %s\n", seen.line, seen.text);
	g = ksmbd_config_global(cfg);
	check(!strcmp(g->netbios_name, "attic"), "names in any case, values without comment");
	check(g->tcp_port == 4450, "blanks inside a name are optional");
	check(g->smb2_max_read == 1 << 20 && g->smb2_max_write == 1 << 20, "suffixes of sizes");
	check(g->encryption == KSMBD_SETTING_DISABLED, "no is disabled");
	check(g->fake_fscaps == 0 && g->max_connections == 1024, "numbers");
	check(!strcmp(g->workgroup, "WORKGROUP"), "an empty value keeps the default");
	check(ksmbd_config_share_count(cfg) == 3, "sections of one name are one share, and IPC$");
	first = ksmbd_config_find(cfg, "FIRST");
	second = ksmbd_config_find(cfg, "second");
	ipc = ksmbd_config_find(cfg, "ipc$");
	if (!check(first && second && ipc, "shares are found in any case"))
		exit(done());
	check(!first->read_only && second->read_only, "writable is the opposite of read only");
	check(!strcmp(first->comment, "again"), "the second half of a section counts");
	check(first->create_mask == 0640 && second->create_mask == 0640,
	      "a share parameter in [global] is a default");
	check(first->valid_users.n == 3 && !strcmp(first->valid_users.v[2], "carl"), "lists");
	check(second->valid_users.n == 1, "a share's own list replaces the default");
	check(first->max_connections == 128 && second->max_connections == 3,
	      "max connections of the server is no default of shares");
	check(first->veto_files.n == 2 && !strcmp(first->veto_files.v[0], "a b"), "veto files");
	check(first->hide_files.n == 1 && !strcmp(first->hide_files.v[0], "c"), "hide files");
	check(!strcmp(second->path, "/tmp"), "a comment ends a path");
	check(second->time_machine && second->time_machine_max_size == 2ULL << 40 &&
	      second->resource == KSMBD_APPLE_RESOURCE_FILE, "Apple parameters under other names");
	check(ipc->pipe && ipc->guest_ok, "IPC$ is there");
	ksmbd_config_free(cfg);
}

static void test_names(void)
{
	static const char text[] = "[\xc3\x84rger]\npath = /\n";	/* precomposed */
	struct ksmbd_config *cfg;
	struct seen seen;
	int err;

	cfg = load(text, &seen, &err);
	check(!err && ksmbd_config_find(cfg, "a\xcc\x88rger"),
	      "a share is found by its folded, decomposed name");
	check(!ksmbd_config_find(cfg, "arger"), "and by no other");
	ksmbd_config_free(cfg);
}

/* The table: each default is a good value, each name and alias finds its row. */
static void test_table(void)
{
	bool defaults = true, names = true, docs = true;
	struct ksmbd_global g = { 0 };
	struct ksmbd_share s;
	const char *reason;

	ksmbd_share_init(&s);
	for (size_t i = 0; i < ksmbd_options_count; i++) {
		const struct ksmbd_option *o = &ksmbd_options[i];
		void *base = o->scope == KSMBD_OPT_GLOBAL ? (void *)&g : (void *)&s;

		if (o->type != KSMBD_OPT_NOTE && *o->def &&
		    (ksmbd_value_set(o, base, o->def, &reason) || reason)) {
			printf("# default of %s\n", o->name);
			defaults = false;
		}
		if (ksmbd_option_find(o->name, o->scope == KSMBD_OPT_GLOBAL) != o) {
			printf("# name %s\n", o->name);
			names = false;
		}
		docs &= o->type == KSMBD_OPT_NOTE ? o->reason != NULL : o->doc != NULL;
	}
	for (size_t i = 0; i < ksmbd_options_count; i++)
		ksmbd_value_release(&ksmbd_options[i], ksmbd_options[i].scope == KSMBD_OPT_GLOBAL ?
				    (void *)&g : (void *)&s);
	ksmbd_share_release(&s);
	check(defaults, "every default is a good value");
	check(names, "every name finds its own row");
	check(docs, "every row has a text");
	check(ksmbd_option_find("FRUIT:aapl", true) == ksmbd_option_find("apple extensions", true),
	      "aliases");
}

static void test_presets(void)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_SECURE);

	check(cfg->global.signing == KSMBD_SETTING_MANDATORY &&
	      cfg->global.min_protocol == KSMBD_PROTOCOL_SMB3_00, "preset SECURE");
	check(!ksmbd_config_set(cfg, "tcp port", "4451", NULL, NULL) &&
	      cfg->global.tcp_port == 4451, "a parameter is set by name");
	check(ksmbd_config_set(cfg, "tcp port", "x", NULL, NULL) == -EINVAL, "or refused");
	ksmbd_config_free(cfg);
	cfg = ksmbd_config_new(KSMBD_PRESET_DEFAULT);
	check(cfg->global.signing == KSMBD_SETTING_ENABLED &&
	      cfg->global.max_protocol == KSMBD_PROTOCOL_SMB3_11, "preset DEFAULT");
	ksmbd_config_free(cfg);
}

/* Damaged files: anything may come out, but nothing may break. */
static void test_damage(void)
{
	static const char seed[] = "[global]\nnetbios name = X\nsmb2 max read = 1M\n[a]\npath = /\n"
		"veto files = /a/b/\nhosts allow = 10.0.0.0/8\n[b]\npath = /tmp\nread only = no\n";
	char text[sizeof(seed)];
	struct seen seen;
	int err, sane = 0;

	srand(1);
	for (int round = 0; round < 3000; round++) {
		memcpy(text, seed, sizeof(seed));
		for (int n = rand() % 8; n >= 0; n--)
			text[rand() % (sizeof(seed) - 1)] = (char)(rand() % 255 + 1);
		ksmbd_config_free(load(text, &seen, &err));
		sane += err == (seen.errors ? -EINVAL : 0);
	}
	check(sane == 3000, "3000 damaged files are refused or read");
}

int main(void)
{
	test_diagnoses();
	test_values();
	test_names();
	test_table();
	test_presets();
	test_damage();
	return done();
}
