/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ksmbd.conf as lines of text that can be changed without touching the others.
 *
 * For:      finding, adding and deleting sections, setting one parameter.
 * Not for:  judging the result: the caller gives it to the checker of libksmbd.
 * Called by: addshare.c, tests.
 */
#ifndef KSMBD_ADDSHARE_EDIT_H
#define KSMBD_ADDSHARE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

struct edit;

int edit_load(struct edit **out, const char *path);
void edit_free(struct edit *edit);
bool edit_has_section(const struct edit *edit, const char *name);
int edit_add_section(struct edit *edit, const char *name);
int edit_delete_section(struct edit *edit, const char *name);
int edit_set(struct edit *edit, const char *section, const char *parameter);
char *edit_text(const struct edit *edit, size_t *len);

#endif /* KSMBD_ADDSHARE_EDIT_H */
