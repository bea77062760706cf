// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd.addshare: add, update and delete shares of ksmbd.conf.
 *
 * For:      options, splitting what -o says, checking the result before it is written.
 * Not for:  changing the text (edit.c), what a parameter may be (lib/options.c).
 * Called by: people and scripts.
 *
 * The file keeps its comments and its order; only lines of the share change. A result that
 * the checker refuses is not written. Exit status: 0, or 1 on failure; that nobody runs who
 * could be told is no failure.
 */
#include "edit.h"
#include "internal.h"
#include "prog.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum command { CMD_SET, CMD_ADD, CMD_UPDATE, CMD_DELETE };

struct addshare {
	enum command command;
	const char *name, *config_path;
	struct ksmbd_strv options;	/* "name = value", checked */
	bool verbose;
};

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: ksmbd.addshare [-v] [-C CONF] [-P PWDDB] [-a | -u | -d] [-o OPT]... SHARE\n"
		"       ksmbd.addshare {-V | -h}\n\n"
		"If neither -a, -u, nor -d is given, either add or update SHARE.\n"
		"SHARE is 1 to 63 bytes of UTF-8, in any case.\n\n"
		"  -a, --add            add SHARE to configuration file\n"
		"  -u, --update         update SHARE in configuration file\n"
		"  -d, --delete         delete SHARE from configuration file\n"
		"  -o, --option=OPT     use OPT, 'name = value', as share parameter; an empty\n"
		"                       value removes it; can be given more than once, and one\n"
		"                       OPT may hold several parameters\n"
		"  -C, --config=CONF    use CONF as configuration file instead of\n"
		"                       '%s'\n"
		"                       (-c means the same, as in ksmbd-tools 3.4)\n"
		"  -P, --pwddb=PWDDB    accepted and without effect, as is -i\n"
		"  -v, --verbose        be verbose\n"
		"  -V, --version        output version information and exit\n"
		"  -h, --help           display this help and exit\n\n"
		"Share parameters:\n", KSMBD_DEFAULT_CONFIG);
	ksmbd_options_print(out, false);
}

/* @name comes with the long options of ksmbd-tools 3.4, else SHARE stands alone. */
static bool set_command(struct addshare *a, enum command command, const char *name)
{
	if (a->command != CMD_SET)
		return false;
	a->command = command;
	a->name = name;
	return true;
}

/*
 * Where the next "name =" begins in "path=/a b guest ok = yes": at a blank, behind which the
 * longest run of words up to an equal sign is the name of a parameter.
 */
static const char *next_parameter(const char *from)
{
	const char *equal = strchr(from, '=');
	char name[64];

	while (equal) {
		for (const char *p = from; p < equal; p++) {
			size_t len = (size_t)(equal - p - 1);

			if (!isspace((unsigned char)*p) || len >= sizeof(name))
				continue;
			memcpy(name, p + 1, len);
			name[len] = '\0';
			if (ksmbd_option_find(name, false))
				return p;
		}
		equal = strchr(equal + 1, '=');
	}
	return NULL;
}

static char *trimmed(const char *text, size_t len)
{
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && (isspace((unsigned char)text[len - 1]) || text[len - 1] == ','))
		len--;
	return strndup(text, len);
}

static int add_option(struct addshare *a, const char *text, size_t len)
{
	char *line = trimmed(text, len);
	int err = 0;

	if (!line)
		return -ENOMEM;
	if (*line && !strchr(line, '=')) {
		prog_log(KSMBD_LOG_ERROR, "-o %s: allowed is name = value", line);
		err = -EINVAL;
	} else if (*line) {
		err = ksmbd_strv_add(&a->options, line, strlen(line));
	}
	free(line);
	return err;
}

/* One -o: a parameter per line, or several on one line as ksmbd-tools 3.4 takes them. */
static int split_options(struct addshare *a, const char *text)
{
	int err = 0;

	while (*text && !err) {
		size_t line = strcspn(text, "\n");
		const char *equal = memchr(text, '=', line);
		const char *next = equal ? next_parameter(equal + 1) : NULL;
		size_t len = next && next < text + line ? (size_t)(next - text) : line;

		err = add_option(a, text, len);
		text += len;
		text += *text != '\0';
	}
	return err;
}

static const struct option long_options[] = {
	{ "add", no_argument, NULL, 'a' },
	{ "delete", no_argument, NULL, 'd' },
	{ "update", no_argument, NULL, 'u' },
	{ "add-share", required_argument, NULL, 'a' },
	{ "del-share", required_argument, NULL, 'd' },
	{ "update-share", required_argument, NULL, 'u' },
	{ "option", required_argument, NULL, 'o' },
	{ "options", required_argument, NULL, 'o' },
	{ "config", required_argument, NULL, 'C' },
	{ "pwddb", required_argument, NULL, 'P' },
	{ "import-users", required_argument, NULL, 'P' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL },
};

/* One option; false if it is not known, wrong, or contradicts another. */
static bool take_option(struct addshare *a, int c)
{
	switch (c) {
	case 'a':
		return set_command(a, CMD_ADD, optarg);
	case 'd':
		return set_command(a, CMD_DELETE, optarg);
	case 'u':
		return set_command(a, CMD_UPDATE, optarg);
	case 'o':
		return !split_options(a, optarg);
	case 'C':
	case 'c':
		a->config_path = optarg;
		return true;
	case 'P':
	case 'i':
		return true;
	case 'v':
		a->verbose = true;
		return true;
	default:
		return false;
	}
}

/* Return: -1 to go on, or the exit status. */
static int parse_options(struct addshare *a, int argc, char **argv)
{
	bool good = true;
	int c;

	while ((c = getopt_long(argc, argv, "aduo:C:c:P:i:vVh", long_options, NULL)) != -1) {
		if (c == 'V') {
			prog_show_version();
			return EXIT_SUCCESS;
		}
		if (c == 'h') {
			usage(stdout);
			return EXIT_SUCCESS;
		}
		good &= take_option(a, c);
	}
	if (!a->name && optind < argc)
		a->name = argv[optind++];
	if (good && a->name && optind == argc)
		return -1;
	usage(stderr);
	return EXIT_FAILURE;
}

static bool name_ok(const char *name)
{
	size_t len = strlen(name);

	if (len && len <= KSMBD_SHARE_NAME_MAX && ksmbd_utf8_valid(name, len) &&
	    !strpbrk(name, "/\\[]:\"<>|*?\n") && strcasecmp(name, "global"))
		return true;
	prog_log(KSMBD_LOG_ERROR, "a share name is 1 to %d bytes of UTF-8, is not \"global\", and "
		 "has none of / \\ [ ] : \" < > | * ?", KSMBD_SHARE_NAME_MAX);
	return false;
}

static int apply(struct addshare *a, struct edit *edit)
{
	bool there = edit_has_section(edit, a->name);
	int err = 0;

	if (a->command == CMD_SET)
		a->command = there ? CMD_UPDATE : CMD_ADD;
	if (a->command == CMD_DELETE)
		return edit_delete_section(edit, a->name);
	if (a->command == CMD_ADD && there) {
		prog_log(KSMBD_LOG_ERROR, "Share `%s' already exists", a->name);
		return -EEXIST;
	}
	if (a->command == CMD_UPDATE && !there) {
		prog_log(KSMBD_LOG_ERROR, "Share `%s' does not exist", a->name);
		return -ENOENT;
	}
	if (!there)
		err = edit_add_section(edit, a->name);
	for (size_t i = 0; i < a->options.n && !err; i++)
		err = edit_set(edit, a->name, a->options.v[i]);
	return err;
}

static int check_and_write(struct addshare *a, struct edit *edit)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
	size_t len = 0;
	char *text = edit_text(edit, &len);
	int err = cfg && text ? 0 : -ENOMEM;

	if (!err)
		err = ksmbd_config_load_text(cfg, a->config_path, text, len, prog_diag, NULL);
	if (err == -EINVAL)
		prog_log(KSMBD_LOG_ERROR, "with this change the configuration would be wrong; it "
			 "was not written");
	if (!err)
		err = ksmbd_file_replace(a->config_path, text, len, 0644);
	if (err && err != -EINVAL)
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", a->config_path, strerror(-err));
	free(text);
	ksmbd_config_free(cfg);
	return err;
}

static int run(struct addshare *a)
{
	static const char * const done[] = { [CMD_ADD] = "added", [CMD_UPDATE] = "updated",
					     [CMD_DELETE] = "removed" };
	struct edit *edit = NULL;
	int err;

	err = edit_load(&edit, a->config_path);
	if (err) {
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", a->config_path, strerror(-err));
		return err;
	}
	err = apply(a, edit);
	if (!err)
		err = check_and_write(a, edit);
	edit_free(edit);
	if (err)
		return err;
	prog_log(KSMBD_LOG_INFO, "Share `%s' %s", a->name, done[a->command]);
	prog_notify_helper();
	return 0;
}

int main(int argc, char **argv)
{
	struct addshare a = { .config_path = KSMBD_DEFAULT_CONFIG };
	int status;

	prog_log_init("ksmbd.addshare", false);
	status = parse_options(&a, argc, argv);
	if (status < 0) {
		prog_log_init("ksmbd.addshare", a.verbose);
		status = name_ok(a.name) && !run(&a) ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	ksmbd_strv_free(&a.options);
	return status;
}
