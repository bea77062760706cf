// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd.adduser: add, update and delete accounts of ksmbdpwd.db.
 *
 * For:      options, asking for a password, guarding accounts that shares name.
 * Not for:  the file itself and the hash (lib/users.c).
 * Called by: people and scripts.
 *
 * A password comes from -p, from the terminal without echo (twice), or, when standard
 * input is not a terminal, from its first line (a second line must then say the same).
 * Exit status: 0, or 1 on failure; that nobody runs who could be told is no failure.
 */
#include "prog.h"

#include <errno.h>
#include <getopt.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum command { CMD_SET, CMD_ADD, CMD_UPDATE, CMD_DELETE };

struct adduser {
	enum command command;
	const char *name, *password, *users_path, *config_path;
	bool verbose;
	struct ksmbd_users *users;
};

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: ksmbd.adduser [-v] [-P PWDDB] [-C CONF] [-a | -u | -d] [-p PWD] USER\n"
		"       ksmbd.adduser {-V | -h}\n\n"
		"If neither -a, -u, nor -d is given, either add or update USER.\n"
		"USER is 1 to 47 bytes of UTF-8 without colon.\n\n"
		"  -a, --add             add USER to user database\n"
		"  -u, --update          update USER in user database\n"
		"  -d, --delete          delete USER from user database\n"
		"  -p, --password=PWD    use PWD as user password instead of prompting;\n"
		"                        PWD is 0 to 128 bytes of UTF-8\n"
		"  -P, --pwddb=PWDDB     use PWDDB as user database instead of\n"
		"                        '%s'\n"
		"  -C, --config=CONF     use CONF as configuration file instead of\n"
		"                        '%s'\n"
		"                        (-i and -c mean the same, as in ksmbd-tools 3.4)\n"
		"  -v, --verbose         be verbose\n"
		"  -V, --version         output version information and exit\n"
		"  -h, --help            display this help and exit\n",
		KSMBD_DEFAULT_PWDDB, KSMBD_DEFAULT_CONFIG);
}

/* @name comes with the long options of ksmbd-tools 3.4, else USER stands alone. */
static bool set_command(struct adduser *a, enum command command, const char *name)
{
	if (a->command != CMD_SET)
		return false;
	a->command = command;
	a->name = name;
	return true;
}

static const struct option long_options[] = {
	{ "add", no_argument, NULL, 'a' },
	{ "delete", no_argument, NULL, 'd' },
	{ "update", no_argument, NULL, 'u' },
	{ "add-user", required_argument, NULL, 'a' },
	{ "del-user", required_argument, NULL, 'd' },
	{ "update-user", required_argument, NULL, 'u' },
	{ "password", required_argument, NULL, 'p' },
	{ "pwddb", required_argument, NULL, 'P' },
	{ "import-users", required_argument, NULL, 'P' },
	{ "config", required_argument, NULL, 'C' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL },
};

/* One option; false if it is not known or contradicts another. */
static bool take_option(struct adduser *a, int c)
{
	switch (c) {
	case 'a':
		return set_command(a, CMD_ADD, optarg);
	case 'd':
		return set_command(a, CMD_DELETE, optarg);
	case 'u':
		return set_command(a, CMD_UPDATE, optarg);
	case 'p':
		a->password = optarg;
		return true;
	case 'P':
	case 'i':
		a->users_path = optarg;
		return true;
	case 'C':
	case 'c':
		a->config_path = optarg;
		return true;
	case 'v':
		a->verbose = true;
		return true;
	default:
		return false;
	}
}

/* Return: -1 to go on, or the exit status. */
static int parse_options(struct adduser *a, int argc, char **argv)
{
	bool good = true;
	int c;

	while ((c = getopt_long(argc, argv, "adup:P:i:C:c:vVh", long_options, NULL)) != -1) {
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

	if (!len || len > KSMBD_ACCOUNT_MAX || strchr(name, ':')) {
		prog_log(KSMBD_LOG_ERROR,
			 "a user name is 1 to %d bytes of UTF-8 and has no colon",
			 KSMBD_ACCOUNT_MAX);
		return false;
	}
	return true;
}

/* One line of standard input without its end; -ENODATA when there is none. */
static int read_line(char *buf, size_t size)
{
	size_t len;

	if (!fgets(buf, (int)size, stdin))
		return -ENODATA;
	len = strcspn(buf, "\n");
	if (len == size - 1)
		return -ERANGE;
	buf[len] = '\0';
	return 0;
}

static int prompt_line(const char *prompt, char *buf, size_t size)
{
	struct termios before, quiet;
	int err;

	if (tcgetattr(STDIN_FILENO, &before))
		return -errno;
	quiet = before;
	quiet.c_lflag &= (tcflag_t)~ECHO;
	fputs(prompt, stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	err = read_line(buf, size);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	putchar('\n');
	return err;
}

static int ask_password(char *buf, size_t size)
{
	char again[KSMBD_PASSWORD_MAX + 2] = "";
	bool is_tty = isatty(STDIN_FILENO);
	int err;

	err = is_tty ? prompt_line("New password: ", buf, size) : read_line(buf, size);
	if (err) {
		prog_log(KSMBD_LOG_ERROR, "%s", err == -ERANGE ? "the password is too long"
							       : "no password was given");
		return err;
	}
	err = is_tty ? prompt_line("Retype password: ", again, sizeof(again))
		     : read_line(again, sizeof(again));
	if ((!err || is_tty) && strcmp(buf, again)) {
		prog_log(KSMBD_LOG_ERROR, "Passwords don't match");
		err = -EINVAL;
	} else {
		err = 0;
	}
	OPENSSL_cleanse(again, sizeof(again));
	return err;
}

static const char *hash_error(int err)
{
	switch (err) {
	case -ERANGE:
		return "a password has at most 128 bytes";
	case -EILSEQ:
		return "the password is not UTF-8";
	case -ENOTSUP:
		return "OpenSSL has no MD4: its legacy provider is missing";
	default:
		return strerror(-err);
	}
}

static int set_password(struct adduser *a)
{
	unsigned char hash[KSMBD_NT_HASH_SIZE];
	char asked[KSMBD_PASSWORD_MAX + 2] = "";
	const char *password = a->password;
	int err = 0;

	if (!password) {
		err = ask_password(asked, sizeof(asked));
		password = asked;
	}
	if (err)
		return err;
	if (!*password)
		prog_log(KSMBD_LOG_INFO, "Empty password was provided");
	err = ksmbd_nt_hash(password, hash);
	OPENSSL_cleanse(asked, sizeof(asked));
	if (!err)
		err = ksmbd_users_set(a->users, a->name, hash);
	OPENSSL_cleanse(hash, sizeof(hash));
	if (err)
		prog_log(KSMBD_LOG_ERROR, "%s", err == -EINVAL ? "the user name is not allowed"
							       : hash_error(err));
	return err;
}

static bool list_has(const struct ksmbd_strv *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!strcmp(list->v[i], name))
			return true;
	}
	return false;
}

/* A share that names the account would let other people in, or nobody, without it. */
static bool is_depended_on(struct adduser *a)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
	bool found = false;

	if (!cfg || access(a->config_path, F_OK) ||
	    ksmbd_config_load(cfg, a->config_path, NULL, NULL)) {
		prog_log(KSMBD_LOG_INFO, "Configuration file does not exist or is wrong, cannot "
			 "guard against user deletion");
		ksmbd_config_free(cfg);
		return false;
	}
	for (size_t i = 0; i < ksmbd_config_share_count(cfg) && !found; i++) {
		const struct ksmbd_share *s = ksmbd_config_share(cfg, i);

		found = list_has(&s->admin_users, a->name) || list_has(&s->write_list, a->name) ||
			list_has(&s->valid_users, a->name);
		if (found)
			prog_log(KSMBD_LOG_ERROR, "Share `%s' requires user `%s' to exist",
				 s->name, a->name);
	}
	ksmbd_config_free(cfg);
	return found;
}

static int add_user(struct adduser *a)
{
	if (ksmbd_users_has(a->users, a->name)) {
		prog_log(KSMBD_LOG_ERROR, "User `%s' already exists", a->name);
		return -EEXIST;
	}
	return set_password(a);
}

static int update_user(struct adduser *a)
{
	if (!ksmbd_users_has(a->users, a->name)) {
		prog_log(KSMBD_LOG_ERROR, "User `%s' does not exist", a->name);
		return -ENOENT;
	}
	return set_password(a);
}

static int delete_user(struct adduser *a)
{
	if (is_depended_on(a))
		return -EBUSY;
	/* as in ksmbd-tools: who is not there need not be deleted */
	ksmbd_users_remove(a->users, a->name);
	return 0;
}

static int run(struct adduser *a)
{
	static const char * const done[] = { [CMD_ADD] = "added", [CMD_UPDATE] = "updated",
					     [CMD_DELETE] = "removed" };
	int err;

	err = ksmbd_users_load(a->users, a->users_path, prog_diag, NULL);
	if (err && err != -ENOENT) {
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", a->users_path, strerror(-err));
		return err;
	}
	if (a->command == CMD_SET)
		a->command = ksmbd_users_has(a->users, a->name) ? CMD_UPDATE : CMD_ADD;
	if (a->command == CMD_ADD)
		err = add_user(a);
	else
		err = a->command == CMD_UPDATE ? update_user(a) : delete_user(a);
	if (err)
		return err;
	err = ksmbd_users_save(a->users, a->users_path);
	if (err) {
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", a->users_path, strerror(-err));
		return err;
	}
	prog_log(KSMBD_LOG_INFO, "User `%s' %s", a->name, done[a->command]);
	prog_notify_helper();
	return 0;
}

int main(int argc, char **argv)
{
	struct adduser a = { .users_path = KSMBD_DEFAULT_PWDDB,
			     .config_path = KSMBD_DEFAULT_CONFIG };
	int status, err;

	prog_log_init("ksmbd.adduser", false);
	status = parse_options(&a, argc, argv);
	if (status >= 0)
		return status;
	prog_log_init("ksmbd.adduser", a.verbose);
	if (!name_ok(a.name))
		return EXIT_FAILURE;
	a.users = ksmbd_users_new();
	err = a.users ? run(&a) : -ENOMEM;
	ksmbd_users_free(a.users);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
