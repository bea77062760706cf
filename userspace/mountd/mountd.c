// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd.mountd: the helper of the kernel server as a daemon.
 *
 * For:      options, daemon or foreground, lock file, signals, loading the files anew.
 * Not for:  serving (libksmbd), checking values (lib/config.c).
 * Called by: systemd, init scripts, people.
 *
 * Exit status: 0 after a clean stop, or in the foreground process once the daemon has its
 * lock and a good configuration; 1 otherwise. SIGHUP loads configuration and users anew,
 * a wrong file changes nothing; SIGTERM, SIGINT and SIGQUIT stop.
 */
#include "prog.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RETRY_SECONDS	1	/* until the module is there */

struct mountd {
	const char *config_path, *users_path, *port;
	bool foreground, own_group, check_only, verbose;
	struct ksmbd_users *users;
	struct ksmbd_server *server;
	int lock_fd;
	int ready_fd;		/* daemon: tells the foreground process how it went */
};

static struct ksmbd_server *volatile signal_server;
static volatile sig_atomic_t stop_wanted;

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: ksmbd.mountd [-v] [-p PORT] [-n[WAY]] [-C CONF] [-P PWDDB]\n"
		"       ksmbd.mountd [-v] [-C CONF] [-P PWDDB] --check\n"
		"       ksmbd.mountd {-V | -h}\n\n"
		"  -p, --port=PORT         bind to PORT instead of TCP port 445\n"
		"  -C, --config=CONF       use CONF as configuration file instead of\n"
		"                          '%s'\n"
		"  -P, --pwddb=PWDDB       use PWDDB as user database instead of\n"
		"                          '%s'\n"
		"                          (-c and -u mean the same, as in ksmbd-tools 3.4)\n"
		"  -n, --nodetach[=WAY]    do not detach process from foreground;\n"
		"                          if WAY is 1, become process group leader (default);\n"
		"                          if WAY is 2, stay in the caller's; if it is 0, detach\n"
		"      --check             check both files, say what is wrong, and exit\n"
		"  -v, --verbose           be verbose\n"
		"  -V, --version           output version information and exit\n"
		"  -h, --help              display this help and exit\n",
		KSMBD_DEFAULT_CONFIG, KSMBD_DEFAULT_PWDDB);
}

static void set_nodetach(struct mountd *m, const char *way)
{
	m->foreground = !way || strcmp(way, "0");
	m->own_group = m->foreground && (!way || !strcmp(way, "1"));
}

/* Return: -1 to go on, or the exit status. */
static int parse_options(struct mountd *m, int argc, char **argv)
{
	static const struct option options[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "config", required_argument, NULL, 'C' },
		{ "pwddb", required_argument, NULL, 'P' },
		{ "users", required_argument, NULL, 'P' },
		{ "nodetach", optional_argument, NULL, 'n' },
		{ "check", no_argument, NULL, 'k' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL },
	};
	int c;

	while ((c = getopt_long(argc, argv, "p:C:c:P:u:n::vVh", options, NULL)) != -1) {
		switch (c) {
		case 'p':
			m->port = optarg;
			break;
		case 'C':
		case 'c':
			m->config_path = optarg;
			break;
		case 'P':
		case 'u':
			m->users_path = optarg;
			break;
		case 'n':
			set_nodetach(m, optarg);
			break;
		case 'k':
			m->check_only = true;
			break;
		case 'v':
			m->verbose = true;
			break;
		case 'V':
			prog_show_version();
			return EXIT_SUCCESS;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return EXIT_FAILURE;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	return -1;
}

static struct ksmbd_config *load_config(struct mountd *m)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
	int err;

	if (!cfg)
		return NULL;
	err = ksmbd_config_load(cfg, m->config_path, prog_diag, NULL);
	if (!err && m->port)
		err = ksmbd_config_set(cfg, "tcp port", m->port, prog_diag, NULL);
	if (!err)
		return cfg;
	prog_log(KSMBD_LOG_ERROR, "Failed to parse configuration file '%s'", m->config_path);
	ksmbd_config_free(cfg);
	return NULL;
}

static int load_users(struct mountd *m)
{
	int err = ksmbd_users_load(m->users, m->users_path, prog_diag, NULL);

	if (err == -ENOENT) {
		prog_log(KSMBD_LOG_INFO,
			 "User database does not exist, only guest sessions may work");
		return 0;
	}
	if (err)
		prog_log(KSMBD_LOG_ERROR, "Failed to parse user database '%s': %s", m->users_path,
			 strerror(-err));
	return err;
}

static struct ksmbd_config *on_reload(void *arg)
{
	struct mountd *m = arg;

	/* wrong files are reported, and what runs stays as it is */
	if (load_users(m))
		return NULL;
	return load_config(m);
}

static void on_signal(int signo)
{
	struct ksmbd_server *server = signal_server;

	if (signo == SIGHUP) {
		if (server)
			ksmbd_server_reload(server);
		return;
	}
	stop_wanted = 1;
	if (server)
		ksmbd_server_stop(server);
}

static void set_signals(void)
{
	static const int signals[] = { SIGHUP, SIGTERM, SIGINT, SIGQUIT };
	struct sigaction act = { .sa_handler = on_signal };

	sigfillset(&act.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &act, NULL);
	act.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &act, NULL);
}

static const char *start_error(int err)
{
	switch (err) {
	case -ENOENT:
		return "the kernel module ksmbd is not loaded";
	case -EPERM:
		return "not allowed: this needs CAP_NET_ADMIN";
	case -EBUSY:
		return "the kernel refused: another helper is running, or the kernel log says "
		       "what it does not like";
	default:
		return strerror(-err);
	}
}

/* Start, and wait for a module that is not there yet. */
static int start_server(struct mountd *m)
{
	const struct timespec pause = { .tv_sec = RETRY_SECONDS };
	bool said = false;
	int err;

	for (;;) {
		err = ksmbd_server_start(m->server);
		if (err != -ENOENT)
			break;
		if (stop_wanted)
			return -EINTR;
		if (!said)
			prog_log(KSMBD_LOG_WARN, "%s, waiting for it", start_error(err));
		said = true;
		nanosleep(&pause, NULL);
	}
	if (err)
		prog_log(KSMBD_LOG_ERROR, "cannot start: %s", start_error(err));
	return err;
}

static int set_up(struct mountd *m)
{
	struct ksmbd_config *cfg;
	int err;

	m->users = ksmbd_users_new();
	if (!m->users)
		return -ENOMEM;
	cfg = load_config(m);
	if (!cfg)
		return -EINVAL;
	err = ksmbd_subauth_load(cfg, m->config_path);
	if (err)
		prog_log(KSMBD_LOG_WARN, "the server's SID could not be kept: %s", strerror(-err));
	m->server = ksmbd_server_new(cfg);
	if (!m->server)
		return -ENOMEM;
	ksmbd_server_set_auth(m->server, &ksmbd_users_auth_ops, m->users);
	err = ksmbd_server_set_handles(m->server, KSMBD_DEFAULT_HANDLES);
	if (err)
		prog_log(KSMBD_LOG_WARN, "no persistent handles: '%s': %s", KSMBD_DEFAULT_HANDLES,
			 strerror(-err));
	ksmbd_server_set_reload(m->server, on_reload, m);
	return load_users(m);
}

static void detach_files(void)
{
	int fd = open("/dev/null", O_RDWR);

	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

static void tell_ready(struct mountd *m, char status)
{
	if (m->ready_fd < 0)
		return;
	if (write(m->ready_fd, &status, 1) != 1)
		prog_log(KSMBD_LOG_WARN, "the process in the foreground went away");
	close(m->ready_fd);
	m->ready_fd = -1;
	/* wrong files were reported on the terminal; from here on nobody is there to read */
	prog_log_to_syslog();
	detach_files();
}

/* Serve until a signal ends it, also across unloading and loading of the module. */
static int serve(struct mountd *m)
{
	int err;

	do {
		err = start_server(m);
		if (err)
			return err;
		prog_log(KSMBD_LOG_INFO, "serving");
		if (stop_wanted)
			ksmbd_server_stop(m->server);
		err = ksmbd_server_wait(m->server);
		prog_log(KSMBD_LOG_INFO, err == -ENODEV ? "the module was unloaded" : "stopped");
	} while (err == -ENODEV && !stop_wanted);
	return err == -ENODEV ? 0 : err;
}

static void isolate(void)
{
	int err = ksmbd_isolate();

	if (err)
		prog_log(KSMBD_LOG_WARN, "privileges could not be given up: %s", strerror(-err));
}

static int run(struct mountd *m)
{
	int err;

	m->lock_fd = ksmbd_lock_take(KSMBD_DEFAULT_LOCK);
	if (m->lock_fd < 0) {
		prog_log(KSMBD_LOG_ERROR, "'%s': %s", KSMBD_DEFAULT_LOCK,
			 m->lock_fd == -EBUSY ? "another ksmbd.mountd is running"
					      : strerror(-m->lock_fd));
		return m->lock_fd;
	}
	err = set_up(m);
	if (!err) {
		isolate();
		signal_server = m->server;
		set_signals();
		tell_ready(m, EXIT_SUCCESS);
		err = serve(m);
	}
	signal_server = NULL;
	ksmbd_server_free(m->server);
	ksmbd_users_free(m->users);
	ksmbd_lock_drop(KSMBD_DEFAULT_LOCK, m->lock_fd);
	return err == -EINTR ? 0 : err;
}

static int check(struct mountd *m)
{
	struct ksmbd_config *cfg;
	int err;

	m->users = ksmbd_users_new();
	cfg = load_config(m);
	err = !m->users || load_users(m);
	if (cfg && !err)
		printf("%s: good, %zu shares\n", m->config_path,
		       ksmbd_config_share_count(cfg) - 1);
	err |= !cfg;
	ksmbd_config_free(cfg);
	ksmbd_users_free(m->users);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The process in the foreground: its exit status is how the daemon started. */
static int wait_for_daemon(int fd)
{
	char status = EXIT_FAILURE;

	if (read(fd, &status, 1) != 1)
		status = EXIT_FAILURE;
	return status;
}

static int run_daemon(struct mountd *m)
{
	int fds[2], err;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return EXIT_FAILURE;
	pid = fork();
	if (pid < 0) {
		prog_log(KSMBD_LOG_ERROR, "cannot detach: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	if (pid) {
		close(fds[1]);
		return wait_for_daemon(fds[0]);
	}
	close(fds[0]);
	m->ready_fd = fds[1];
	setsid();
	err = run(m);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct mountd m = {
		.config_path = KSMBD_DEFAULT_CONFIG,
		.users_path = KSMBD_DEFAULT_PWDDB,
		.ready_fd = -1,
	};
	int status;

	prog_log_init("ksmbd.mountd", false);
	status = parse_options(&m, argc, argv);
	if (status >= 0)
		return status;
	prog_log_init("ksmbd.mountd", m.verbose);
	if (m.check_only)
		return check(&m);
	if (!m.foreground)
		return run_daemon(&m);
	if (m.own_group)
		setsid();
	return run(&m) ? EXIT_FAILURE : EXIT_SUCCESS;
}
