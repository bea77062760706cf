// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the four programs share: messages on the terminal or in the system log.
 *
 * For:      the functions of prog.h.
 * Not for:  the library's own log (lib/log.c), which ends here through its logger.
 * Called by: mountd/, control/, adduser/, addshare/.
 *
 * Set up once at the start of main(); used from the server's thread as well.
 */
#include "prog.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

static const char *prog_name = "ksmbd";
static bool prog_verbose, prog_syslog;

static void write_line(void *arg, enum ksmbd_log_level level, const char *text)
{
	static const char * const words[] = { "ERROR", "WARNING", "INFO", "DEBUG" };
	static const int priorities[] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

	(void)arg;
	if (level == KSMBD_LOG_DEBUG && !prog_verbose)
		return;
	if (prog_syslog)
		syslog(priorities[level], "%s", text);
	else
		fprintf(stderr, "[%s/%d]: %s: %s\n", prog_name, (int)getpid(), words[level], text);
}

/**
 * prog_log_init() - set the logger of program and library up, on the terminal
 * @name: name of the program, constant
 * @verbose: also debug messages
 */
void prog_log_init(const char *name, bool verbose)
{
	prog_name = name;
	prog_verbose = verbose;
	ksmbd_set_logger(write_line, NULL);
}

/**
 * prog_log_to_syslog() - from now on write to the system log
 */
void prog_log_to_syslog(void)
{
	openlog(prog_name, LOG_NDELAY | LOG_PID, LOG_DAEMON);
	prog_syslog = true;
}

/**
 * prog_log() - log one line
 * @level: how important it is
 * @format: as printf(3), without a newline at the end
 */
void prog_log(enum ksmbd_log_level level, const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	write_line(NULL, level, text);
}

/**
 * prog_diag() - a ksmbd_diag_fn that logs file, line and text
 * @arg: counts what was not a warning, int *, or NULL
 * @diag: the diagnosis
 */
void prog_diag(void *arg, const struct ksmbd_diag *diag)
{
	const char *file = diag->file ? diag->file : "command line";
	int *errors = arg;

	if (errors && diag->level == KSMBD_LOG_ERROR)
		(*errors)++;
	if (diag->line)
		prog_log(diag->level, "%s:%u: %s", file, diag->line, diag->text);
	else
		prog_log(diag->level, "%s: %s", file, diag->text);
}

/**
 * prog_show_version() - what -V prints
 */
void prog_show_version(void)
{
	printf("ksmbd-tools version : %s\n", ksmbd_version());
}

/**
 * prog_notify_helper() - make a running ksmbd.mountd load its files anew
 *
 * Return: 0 if it was told, -1 if there is none or it may not be told.
 */
int prog_notify_helper(void)
{
	pid_t pid = ksmbd_lock_owner(KSMBD_DEFAULT_LOCK);

	if (pid < 0) {
		prog_log(KSMBD_LOG_DEBUG, "no ksmbd.mountd is running");
		return -1;
	}
	if (kill(pid, SIGHUP)) {
		prog_log(KSMBD_LOG_DEBUG, "cannot signal process %d", (int)pid);
		return -1;
	}
	prog_log(KSMBD_LOG_DEBUG, "Send signal %d (%s) to PID %d", SIGHUP, strsignal(SIGHUP),
		 (int)pid);
	return 0;
}
