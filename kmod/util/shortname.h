/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 8.3 names.  Listings never show them; they are only answered when asked for
 * (FileAlternateNameInformation) and understood in lookups.  Pure.
 */
#ifndef KSMBD_UTIL_SHORTNAME_H
#define KSMBD_UTIL_SHORTNAME_H

#include <linux/types.h>

#define KSMBD_SHORTNAME_MAX	13	/* "NNNNNNNN.EEE" and NUL */

/* The short name of @name; its length. */
int ksmbd_shortname(const char *name, size_t len, char out[KSMBD_SHORTNAME_MAX]);
/* Could @name be one that ksmbd_shortname() made up? */
bool ksmbd_shortname_is_made_up(const char *name, size_t len);

#endif /* KSMBD_UTIL_SHORTNAME_H */
