// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd.conf as lines of text that can be changed without touching the others.
 *
 * For:      the functions of edit.h.
 * Not for:  values: a line is only split at its equal sign here.
 * Called by: addshare.c.
 *
 * A section goes from its header to the next one and may be there more than once; a
 * parameter is known by its row in the table of options, so that a synonym replaces the
 * line of another name.
 */
#include "edit.h"

#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct edit {
	struct ksmbd_strv lines;	/* without their newline */
};

/**
 * edit_load() - read a file
 * @out: gets the text, for edit_free()
 * @path: the file; one that is not there is empty
 *
 * Return: 0 or -errno.
 */
int edit_load(struct edit **out, const char *path)
{
	struct edit *edit = calloc(1, sizeof(*edit));
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int err = 0;

	if (!in && errno != ENOENT)
		err = -errno;
	if (!edit)
		err = -ENOMEM;
	while (!err && in && (len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			len--;
		err = ksmbd_strv_add(&edit->lines, line, (size_t)len);
	}
	free(line);
	if (in)
		fclose(in);
	if (err)
		edit_free(edit);
	else
		*out = edit;
	return err;
}

/**
 * edit_free() - free a text
 * @edit: text, or NULL
 */
void edit_free(struct edit *edit)
{
	if (!edit)
		return;
	ksmbd_strv_free(&edit->lines);
	free(edit);
}

/* The name in a header line, into buf; false for every other line. */
static bool header_name(const char *line, char *buf, size_t size)
{
	const char *end;
	size_t len;

	line += strspn(line, " \t");
	if (*line++ != '[')
		return false;
	line += strspn(line, " \t");
	end = strchr(line, ']');
	len = end ? (size_t)(end - line) : strlen(line);
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	if (len >= size)
		len = size - 1;
	memcpy(buf, line, len);
	buf[len] = '\0';
	return true;
}

/* Next header at or behind a line; the number of lines if there is none. */
static size_t next_header(const struct edit *edit, size_t from, const char *name)
{
	char found[256];
	size_t i = from;

	for (; i < edit->lines.n; i++) {
		if (header_name(edit->lines.v[i], found, sizeof(found)) &&
		    (!name || ksmbd_name_equal(found, name)))
			break;
	}
	return i;
}

/**
 * edit_has_section() - is there a section of this name
 * @edit: text
 * @name: in any case
 *
 * Return: true if so.
 */
bool edit_has_section(const struct edit *edit, const char *name)
{
	return next_header(edit, 0, name) < edit->lines.n;
}

static void delete_lines(struct edit *edit, size_t from, size_t to)
{
	struct ksmbd_strv *l = &edit->lines;

	for (size_t i = from; i < to; i++)
		free(l->v[i]);
	memmove(l->v + from, l->v + to, (l->n - to) * sizeof(*l->v));
	l->n -= to - from;
}

static int insert_line(struct edit *edit, size_t at, const char *line)
{
	struct ksmbd_strv *l = &edit->lines;
	char *last;
	int err = ksmbd_strv_add(l, line, strlen(line));

	if (err)
		return err;
	last = l->v[l->n - 1];
	memmove(l->v + at + 1, l->v + at, (l->n - 1 - at) * sizeof(*l->v));
	l->v[at] = last;
	return 0;
}

/**
 * edit_add_section() - append an empty section
 * @edit: text
 * @name: its name
 *
 * Return: 0 or -ENOMEM.
 */
int edit_add_section(struct edit *edit, const char *name)
{
	char line[256];
	int err = 0;

	if (edit->lines.n && *edit->lines.v[edit->lines.n - 1])
		err = insert_line(edit, edit->lines.n, "");
	snprintf(line, sizeof(line), "[%s]", name);
	return err ? err : insert_line(edit, edit->lines.n, line);
}

/**
 * edit_delete_section() - delete every section of a name
 * @edit: text
 * @name: in any case
 *
 * Return: 0, also when there was none.
 */
int edit_delete_section(struct edit *edit, const char *name)
{
	size_t from;

	while ((from = next_header(edit, 0, name)) < edit->lines.n)
		delete_lines(edit, from, next_header(edit, from + 1, NULL));
	return 0;
}

/* Does this line set that parameter? */
static bool line_sets(const char *line, const struct ksmbd_option *opt, const char *name)
{
	size_t len = strcspn(line, "=");
	const struct ksmbd_option *other;
	char text[128];

	line += strspn(line, " \t");
	len = strcspn(line, "=");
	if (!line[len] || *line == ';' || *line == '#' || len >= sizeof(text))
		return false;
	memcpy(text, line, len);
	text[len] = '\0';
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	other = ksmbd_option_find(text, false);
	if (!opt || !other)
		return !strcasecmp(text, name);
	return other == opt || (opt->type != KSMBD_OPT_NOTE && other->type != KSMBD_OPT_NOTE &&
				other->scope == opt->scope && other->offset == opt->offset);
}

static int split(const char *parameter, char *name, size_t size, const char **value)
{
	size_t len = strcspn(parameter, "=");

	*value = parameter + len + 1;
	*value += strspn(*value, " \t");
	while (len && (parameter[len - 1] == ' ' || parameter[len - 1] == '\t'))
		len--;
	if (!len || len >= size)
		return -EINVAL;
	memcpy(name, parameter, len);
	name[len] = '\0';
	return 0;
}

static size_t section_end(const struct edit *edit, size_t header)
{
	size_t end = next_header(edit, header + 1, NULL);

	/* blank lines and comments in front of the next header belong to that */
	while (end > header + 1 && !*(edit->lines.v[end - 1] +
				      strspn(edit->lines.v[end - 1], " \t")))
		end--;
	return end;
}

/**
 * edit_set() - set a parameter in a section that is there
 * @edit: text
 * @section: name of the section
 * @parameter: "name = value"; an empty value removes the parameter
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int edit_set(struct edit *edit, const char *section, const char *parameter)
{
	const struct ksmbd_option *opt;
	const char *value;
	char name[128], *line;
	size_t header, at = 0;
	int err;

	err = split(parameter, name, sizeof(name), &value);
	if (err)
		return err;
	opt = ksmbd_option_find(name, false);
	for (header = next_header(edit, 0, section); header < edit->lines.n;
	     header = next_header(edit, header + 1, section)) {
		for (size_t i = header + 1; i < next_header(edit, header + 1, NULL); i++) {
			if (!line_sets(edit->lines.v[i], opt, name))
				continue;
			delete_lines(edit, i, i + 1);
			if (!at)
				at = i;
			i--;
		}
	}
	if (!*value)
		return 0;
	if (!at)
		at = section_end(edit, next_header(edit, 0, section));
	if (asprintf(&line, "\t%s = %s", name, value) < 0)
		return -ENOMEM;
	err = insert_line(edit, at, line);
	free(line);
	return err;
}

/**
 * edit_text() - the whole text
 * @edit: text
 * @len: gets its length
 *
 * Return: a string for free(), or NULL.
 */
char *edit_text(const struct edit *edit, size_t *len)
{
	size_t size = 1;
	char *text, *p;

	for (size_t i = 0; i < edit->lines.n; i++)
		size += strlen(edit->lines.v[i]) + 1;
	text = malloc(size);
	if (!text)
		return NULL;
	p = text;
	*p = '\0';
	for (size_t i = 0; i < edit->lines.n; i++)
		p = stpcpy(stpcpy(p, edit->lines.v[i]), "\n");
	*len = (size_t)(p - text);
	return text;
}
