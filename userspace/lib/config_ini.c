// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The INI syntax of ksmbd.conf: text in, sections with lines out.
 *
 * For:      reading the syntax with libini-config, and what that leaves to us: comments
 *           behind a value, blanks in front of a name, UTF-8 with a line number, lines in
 *           front of the first section, names that are not plain ASCII.
 * Not for:  what sections and names mean (config_load.c).
 * Called by: config_load.c.
 *
 * libini-config takes blanks in front for a continued line, files lines in front of the
 * first section under a section of its own, and refuses many characters in names without a
 * word. So it gets a cleaned copy, in which such characters are written as %XX; the names
 * it gives back are decoded.
 *
 * No state, no locks.
 */
#include "internal.h"

#include <ctype.h>
#include <errno.h>
#include <ini_configobj.h>
#include <ini_valueobj.h>
#include <stdlib.h>
#include <string.h>

static bool plain(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(" \t:_-$", c));
}

static char *encode(char *to, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (plain(from[i]))
			*to++ = from[i];
		else
			to += sprintf(to, "%%%02x", (unsigned char)from[i]);
	}
	return to;
}

static char *decode(const char *from)
{
	char *name = strdup(from), *to = name;
	unsigned int c;

	while (name && *from) {
		if (*from == '%' && sscanf(from + 1, "%2x", &c) == 1) {
			*to++ = (char)c;
			from += 3;
		} else {
			*to++ = *from++;
		}
	}
	if (name)
		*to = '\0';
	return name;
}

/* One line of the cleaned copy; @len ends in front of a comment or the newline. */
static char *clean_line(char *to, const char *line, size_t len)
{
	const char *mark;

	while (len && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	while (len && isspace((unsigned char)line[len - 1]))
		len--;
	mark = memchr(line, len && *line == '[' ? ']' : '=', len);
	if (mark && *line == '[') {
		*to++ = '[';
		to = encode(to, line + 1, (size_t)(mark - line - 1));
	} else if (mark) {
		to = encode(to, line, (size_t)(mark - line));
	} else {
		mark = line;
	}
	memcpy(to, mark, len - (size_t)(mark - line));
	return to + (len - (size_t)(mark - line));
}

/* No comments, no blanks in front, plain names; every line keeps its number. */
static char *clean_text(const char *text, size_t len)
{
	char *clean = malloc(3 * len + 1), *to = clean;
	const char *end = text + len;

	while (clean && text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((nl ? nl : end) - text), used = 0;

		while (used < line && text[used] != ';' && text[used] != '#')
			used++;
		to = clean_line(to, text, used);
		if (nl)
			*to++ = '\n';
		text += line + 1;
	}
	if (clean)
		*to = '\0';
	return clean;
}

/* What the INI reader would not tell with a line number, or not at all. */
static unsigned int check_lines(const char *text, size_t len, ksmbd_ini_error_fn error, void *arg)
{
	const char *p = text, *end = text + len;
	unsigned int errors = 0;
	bool in_section = false;

	for (unsigned int line = 1; p < end; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl : end) - p), blank = 0;

		while (blank < n && isspace((unsigned char)p[blank]))
			blank++;
		if (!ksmbd_utf8_valid(p, n)) {
			error(arg, line, "this line is not UTF-8");
			errors++;
		} else if (blank < n && p[blank] == '[') {
			in_section = true;
		} else if (blank < n && p[blank] != ';' && p[blank] != '#' && !in_section) {
			error(arg, line, "a line in front of the first [section]");
			errors++;
		}
		p += n + 1;
	}
	return errors;
}

static int add_line(struct ksmbd_ini_section *section, const char *name, struct value_obj *vo)
{
	struct ksmbd_ini_line *lines;
	const char *value = NULL;
	uint32_t line = 0;

	if (value_get_line(vo, &line) || value_get_concatenated(vo, &value) || !value)
		return -EINVAL;
	for (size_t i = 0; i < section->n; i++) {
		if (section->lines[i].line == line)
			return 0;
	}
	lines = realloc(section->lines, (section->n + 1) * sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	section->lines = lines;
	lines += section->n++;
	lines->line = line;
	lines->name = decode(name);
	lines->value = strdup(value);
	return lines->name && lines->value ? 0 : -ENOMEM;
}

static int by_line(const void *a, const void *b)
{
	unsigned int la = ((const struct ksmbd_ini_line *)a)->line;
	unsigned int lb = ((const struct ksmbd_ini_line *)b)->line;

	return la < lb ? -1 : la > lb;
}

/* Every line of a section in the order of the file, also when it was opened twice. */
static int read_section(struct ini_cfgobj *ini, const char *raw, struct ksmbd_ini_section *section)
{
	int count = 0, err = 0;
	char **names;

	section->name = decode(raw);
	if (!section->name)
		return -ENOMEM;
	names = ini_get_attribute_list(ini, raw, &count, &err);
	if (!names)
		return -ENOMEM;
	err = 0;
	for (int i = 0; i < count && !err; i++) {
		int mode = INI_GET_FIRST_VALUE;
		struct value_obj *vo = NULL;

		while (!ini_get_config_valueobj(raw, names[i], ini, mode, &vo) && vo && !err) {
			err = add_line(section, names[i], vo);
			mode = INI_GET_NEXT_VALUE;
			vo = NULL;
		}
	}
	if (section->n)
		qsort(section->lines, section->n, sizeof(*section->lines), by_line);
	ini_free_attribute_list(names);
	return err;
}

/* The line a section begins on. */
static unsigned int section_line(const char *clean, const char *raw)
{
	size_t len = strlen(raw);
	unsigned int line = 1;

	while (clean) {
		const char *name = clean + 1;

		name += *clean == '[' ? strspn(name, " \t") : 0;
		if (*clean == '[' && !strncasecmp(name, raw, len) && strchr(" \t]", name[len]))
			return line;
		clean = strchr(clean, '\n');
		clean += clean != NULL;
		line++;
	}
	return 0;
}

static int read_sections(struct ini_cfgobj *ini, const char *clean, struct ksmbd_ini *out)
{
	int count = 0, err = 0;
	char **names = ini_get_section_list(ini, &count, &err);

	if (!names)
		return -ENOMEM;
	out->sections = calloc((size_t)count + 1, sizeof(*out->sections));
	err = out->sections ? 0 : -ENOMEM;
	for (int i = 0; i < count && !err; i++) {
		struct ksmbd_ini_section *section = &out->sections[out->n++];

		section->line = section_line(clean, names[i]);
		err = read_section(ini, names[i], section);
	}
	ini_free_section_list(names);
	return err;
}

/* Errors come as "Error (5) on line 12: Equal sign is missing." */
static void report_errors(struct ini_cfgobj *ini, ksmbd_ini_error_fn error, void *arg)
{
	char **errors = NULL, text[256];
	unsigned int n = 0;

	if (!ini_config_get_errors(ini, &errors) && errors) {
		for (; errors[n]; n++) {
			const char *where = strstr(errors[n], "on line ");
			const char *what = where ? strchr(where, ':') : NULL;

			snprintf(text, sizeof(text), "%s allowed is [section], name = value, or a "
				 "comment behind ; or #", what ? what + 2 : errors[n]);
			error(arg, where ? (unsigned int)strtoul(where + 8, NULL, 10) : 0, text);
		}
		ini_config_free_errors(errors);
	}
	if (!n)
		error(arg, 0, "cannot be read as an INI file");
}

static int parse(struct ini_cfgobj *ini, const char *clean, struct ksmbd_ini *out,
		 ksmbd_ini_error_fn error, void *arg)
{
	struct ini_cfgfile *file = NULL;
	int err;

	if (!*clean)
		return 0;
	err = ini_config_file_from_mem((void *)clean, (uint32_t)strlen(clean), &file);
	if (!err)
		err = ini_config_parse(file, INI_STOP_ON_NONE,
				       INI_MV1S_ALLOW | INI_MV2S_ALLOW | INI_MS_MERGE,
				       INI_PARSE_NOWRAP | INI_PARSE_NO_C_COMMENTS, ini);
	ini_config_file_destroy(file);
	if (!err)
		return read_sections(ini, clean, out);
	if (err == ENOMEM)
		return -ENOMEM;
	report_errors(ini, error, arg);
	return -EINVAL;
}

/**
 * ksmbd_ini_read() - read the syntax of a configuration
 * @text: the text
 * @len: its length
 * @out: gets the sections, for ksmbd_ini_free() whatever is returned
 * @error: called for every line that cannot be read
 * @arg: handed to @error
 *
 * Return: 0, -EINVAL when @error was called, or -ENOMEM.
 */
int ksmbd_ini_read(const char *text, size_t len, struct ksmbd_ini *out, ksmbd_ini_error_fn error,
		   void *arg)
{
	struct ini_cfgobj *ini = NULL;
	char *clean;
	int err = -ENOMEM;

	memset(out, 0, sizeof(*out));
	if (check_lines(text, len, error, arg))
		return -EINVAL;
	clean = clean_text(text, len);
	if (clean && !ini_config_create(&ini))
		err = parse(ini, clean, out, error, arg);
	ini_config_destroy(ini);
	free(clean);
	return err;
}

/**
 * ksmbd_ini_free() - free what ksmbd_ini_read() made
 * @ini: sections
 */
void ksmbd_ini_free(struct ksmbd_ini *ini)
{
	for (size_t i = 0; i < ini->n; i++) {
		struct ksmbd_ini_section *section = &ini->sections[i];

		for (size_t j = 0; j < section->n; j++) {
			free(section->lines[j].name);
			free(section->lines[j].value);
		}
		free(section->lines);
		free(section->name);
	}
	free(ini->sections);
}
