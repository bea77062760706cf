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

enum command { CMD_NONE, CMD_ADD, CMD_UPDATE, CMD_DELETE };

struct addshare {
	enum command command;
	const char *name, *config_path;
	struct ksmbd_strv options;	/* "name = value", checked */
	bool verbose;
};

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: ksmbd.addshare [-v] {-a SHARE | -u SHARE} [-o OPTION]... [-c SMBCONF]\n"
		"       ksmbd.addshare [-v] {-d SHARE} [-c SMBCONF]\n"
		"       ksmbd.addshare {-V | -h}\n\n"
		"Options:\n"
		"  -a, --add-share=SHARE       add SHARE to configuration file;\n"
		"                              SHARE is 1 to 63 bytes of UTF-8, in any case\n"
		"  -d, --del-share=SHARE       delete SHARE from configuration file\n"
		"  -u, --update-share=SHARE    update SHARE in configuration file;\n"
		"                              an empty value removes a parameter\n"
		"  -o, --option=OPTION         use OPTION, 'name = value', as parameter;\n"
		"                              can be given more than once, and one OPTION may\n"
		"                              hold several parameters\n"
		"  -c, --config=SMBCONF        use SMBCONF as configuration file instead of\n"
		"                              '%s'\n"
		"  -i, --import-users=PWDDB    accepted and without effect\n"
		"  -v, --verbose               be verbose\n"
		"  -V, --version               output version information and exit\n"
		"  -h, --help                  display this help and exit\n\n"
		"Share parameters:\n", KSMBD_DEFAULT_CONFIG);
	ksmbd_options_print(out, false);
}

static bool set_command(struct addshare *a, enum command command, const char *name)
{
	if (a->command != CMD_NONE)
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

/* Return: -1 to go on, or the exit status. */
static int parse_options(struct addshare *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "add-share", required_argument, NULL, 'a' },
		{ "del-share", required_argument, NULL, 'd' },
		{ "update-share", required_argument, NULL, 'u' },
		{ "option", required_argument, NULL, 'o' },
		{ "options", required_argument, NULL, 'o' },
		{ "config", required_argument, NULL, 'c' },
		{ "import-users", required_argument, NULL, 'i' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL },
	};
	bool good = true;
	int c;

	while ((c = getopt_long(argc, argv, "a:d:u:o:c:i:vVh", options, NULL)) != -1) {
		switch (c) {
		case 'a':
			good &= set_command(a, CMD_ADD, optarg);
			break;
		case 'd':
			good &= set_command(a, CMD_DELETE, optarg);
			break;
		case 'u':
			good &= set_command(a, CMD_UPDATE, optarg);
			break;
		case 'o':
			if (split_options(a, optarg))
				return EXIT_FAILURE;
			break;
		case 'c':
			a->config_path = optarg;
			break;
		case 'i':
			break;
		case 'v':
			a->verbose = true;
			break;
		case 'V':
			prog_show_version();
			return EXIT_SUCCESS;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		default:
			good = false;
			break;
		}
	}
	if (good && a->command != CMD_NONE && optind == argc)
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
