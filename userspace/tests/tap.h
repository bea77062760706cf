/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few lines a test program in C needs to speak KTAP.
 *
 * For:      check() and done() of the *_test.c files of this folder.
 * Not for:  running them: run does that.
 * Called by: *_test.c.
 */
#ifndef KSMBD_TESTS_TAP_H
#define KSMBD_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int tap_count, tap_failed;

static inline bool __attribute__((__format__(__printf__, 2, 3)))
check(bool good, const char *format, ...)
{
	va_list ap;

	printf("%s %d ", good ? "ok" : "not ok", ++tap_count);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	tap_failed += !good;
	return good;
}

static inline int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif /* KSMBD_TESTS_TAP_H */
