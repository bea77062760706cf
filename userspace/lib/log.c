// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The library's log: one formatted line to whoever the program says.
 *
 * For:      ksmbd_err(), ksmbd_warn(), ksmbd_info(), ksmbd_dbg() of internal.h, and the
 *           program's own logger.
 * Not for:  choosing between syslog and stderr: that is the program's business.
 * Called by: every file of lib/, from the server's thread and from the program.
 *
 * Passwords, hashes, keys and tokens are never given to these functions. The logger is
 * set before a server is started and not changed while one runs; there is no lock.
 */
#include "internal.h"

#include <stdarg.h>

#ifndef KSMBD_VERSION
#define KSMBD_VERSION "unknown"
#endif

static void log_to_stderr(void *arg, enum ksmbd_log_level level, const char *text)
{
	(void)arg;
	if (level <= KSMBD_LOG_WARN)
		fprintf(stderr, "%s\n", text);
}

static ksmbd_log_fn logger = log_to_stderr;
static void *logger_arg;

/**
 * ksmbd_set_logger() - say where messages go
 * @fn: gets each line, NULL for the default
 * @arg: handed to @fn
 *
 * Context: before ksmbd_server_start().
 */
void ksmbd_set_logger(ksmbd_log_fn fn, void *arg)
{
	logger = fn ? fn : log_to_stderr;
	logger_arg = arg;
}

/**
 * ksmbd_logf() - log one line
 * @level: how important it is
 * @format: as printf(3), without a newline at the end
 */
void ksmbd_logf(enum ksmbd_log_level level, const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	/* what comes from the network must not forge lines of the log */
	for (char *p = text; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	}
	logger(logger_arg, level, text);
}

/**
 * ksmbd_version() - version of the library and its programs
 *
 * Return: a constant string.
 */
const char *ksmbd_version(void)
{
	return KSMBD_VERSION;
}
