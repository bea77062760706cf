// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd.control: stop, reload, debug and look at the server.
 *
 * For:      options, the sysfs files of the kernel module, signals to ksmbd.mountd.
 * Not for:  printing objects (status_print.c).
 * Called by: people and systemd.
 *
 * Exit status: 0, or 1 if anything failed.
 */
#include "prog.h"
#include "status_print.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KILL_FILE	"/sys/class/ksmbd-control/kill_server"
#define DEBUG_FILE	"/sys/class/ksmbd-control/debug"
#define VERSION_FILE	"/sys/module/ksmbd/version"
#define STOP_SECONDS	10

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: ksmbd.control [-v] {-s | -r | -d COMPONENT | -c}\n"
		"       ksmbd.control [-v] --status[=FORMAT]\n"
		"       ksmbd.control {-V | -h}\n\n"
		"Options:\n"
		"  -s, --shutdown           shutdown both ksmbd.mountd and ksmbd and exit\n"
		"  -r, --reload             notify ksmbd.mountd of changes and exit\n"
		"  -d, --debug=COMPONENT    toggle ksmbd debug printing for COMPONENT and exit;\n"
		"                           COMPONENT is 'all', 'smb', 'auth', 'vfs', 'oplock',\n"
		"                           'ipc', 'conn', or 'rdma'; enabled ones are output\n"
		"                           enclosed in brackets\n"
		"  -c, --ksmbd-version      output ksmbd version information and exit\n"
		"      --status[=FORMAT]    output connections, sessions and open files and exit;\n"
		"                           FORMAT is 'text', 'json', or 'prometheus'\n"
		"  -v, --verbose            be verbose\n"
		"  -V, --version            output version information and exit\n"
		"  -h, --help               display this help and exit\n");
}

static int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd >= 0)
		n = write(fd, text, strlen(text));
	if (n < 0)
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return n < 0 ? -1 : 0;
}

static int file_print(const char *path, const char *before)
{
	char text[4096];
	FILE *in = fopen(path, "re");
	size_t n;

	if (!in) {
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", path, strerror(errno));
		return -1;
	}
	n = fread(text, 1, sizeof(text) - 1, in);
	fclose(in);
	while (n && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	printf("%s%s\n", before, text);
	return 0;
}

/* Ask the helper to stop and see it go, so that a new one can start behind us. */
static int stop_helper(void)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
	pid_t pid = ksmbd_lock_owner(KSMBD_DEFAULT_LOCK);

	if (pid < 0)
		return 0;
	if (kill(pid, SIGTERM)) {
		prog_log(KSMBD_LOG_ERROR, "cannot stop process %d: %s", (int)pid, strerror(errno));
		return -1;
	}
	for (int i = 0; i < STOP_SECONDS * 20; i++) {
		if (ksmbd_lock_owner(KSMBD_DEFAULT_LOCK) != pid)
			return 0;
		nanosleep(&pause, NULL);
	}
	prog_log(KSMBD_LOG_ERROR, "process %d does not stop", (int)pid);
	return -1;
}

static int do_shutdown(void)
{
	int err = stop_helper();

	return file_write(KILL_FILE, "hard") ? -1 : err;
}

static int do_reload(void)
{
	if (!prog_notify_helper())
		return 0;
	prog_log(KSMBD_LOG_ERROR, "no running ksmbd.mountd was found that could be told");
	return -1;
}

static int do_debug(const char *component)
{
	if (file_write(DEBUG_FILE, component))
		return -1;
	return file_print(DEBUG_FILE, "");
}

struct request {
	char what;	/* option letter, 0 = none yet */
	const char *arg;
	bool verbose, too_many;
};

static void set_request(struct request *r, char what, const char *arg)
{
	r->too_many = r->what != 0;
	r->what = what;
	r->arg = arg;
}

static void parse_options(struct request *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "shutdown", no_argument, NULL, 's' },
		{ "reload", no_argument, NULL, 'r' },
		{ "debug", required_argument, NULL, 'd' },
		{ "ksmbd-version", no_argument, NULL, 'c' },
		{ "cifsd-version", no_argument, NULL, 'c' },
		{ "status", optional_argument, NULL, 'S' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL },
	};
	int c;

	while ((c = getopt_long(argc, argv, "srd:cvVh", options, NULL)) != -1) {
		if (c == 'v')
			r->verbose = true;
		else
			set_request(r, (char)c, optarg);
	}
	if (optind < argc)
		r->too_many = true;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	int err = -1;

	prog_log_init("ksmbd.control", false);
	parse_options(&r, argc, argv);
	prog_log_init("ksmbd.control", r.verbose);
	if (r.too_many)
		r.what = '?';
	switch (r.what) {
	case 's':
		err = do_shutdown();
		break;
	case 'r':
		err = do_reload();
		break;
	case 'd':
		err = do_debug(r.arg);
		break;
	case 'c':
		err = file_print(VERSION_FILE, "ksmbd version : ");
		break;
	case 'S':
		err = status_print(r.arg ? r.arg : "text");
		break;
	case 'V':
		prog_show_version();
		err = 0;
		break;
	case 'h':
		usage(stdout);
		err = 0;
		break;
	default:
		usage(stderr);
		break;
	}
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
