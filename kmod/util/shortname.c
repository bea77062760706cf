// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * 8.3 names for the few clients that ask (MS-FSCC 2.1.5.2.1).
 *
 * A name that is 8.3 already is its own short name, in upper case.  For others
 * one is made up: two legal characters, five base-36 digits of a hash of the
 * whole name (four before, one after the tilde), and the extension.
 *
 * Not for:  resolving them (vfs/path.c).
 * Context:  pure.
 */
#include "util/shortname.h"

#include <linux/kernel.h>
#include <linux/string.h>

static bool is_legal(char c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return true;
	return c && strchr("!#$%&'()-@^_`{}~", c);
}

static char to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

/* Position of the last dot that begins an extension, or @len. */
static size_t last_dot(const char *name, size_t len)
{
	size_t i = len;

	while (i-- > 1)
		if (name[i] == '.')
			return i;
	return len;
}

static bool is_83(const char *name, size_t len)
{
	size_t dot = last_dot(name, len), i;

	if (!len || dot > 8 || (dot < len && (len - dot < 2 || len - dot > 4)))
		return false;
	for (i = 0; i < len; i++)
		if (i != dot && !is_legal(name[i]))
			return false;
	return true;
}

/* FNV-1a over the upper-cased bytes, so that case does not change the short name. */
static u32 name_hash(const char *name, size_t len)
{
	u32 h = 2166136261u;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (u8)to_upper(name[i])) * 16777619u;
	return h;
}

/**
 * ksmbd_shortname() - the 8.3 name of a name
 * @name: UTF-8
 * @len: its bytes
 * @out: result, terminated
 *
 * Context: pure. Return: length of the result.
 */
int ksmbd_shortname(const char *name, size_t len, char out[KSMBD_SHORTNAME_MAX])
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t dot, i, n = 0, ext = 0;
	u32 h;

	if (is_83(name, len)) {
		for (i = 0; i < len; i++)
			out[i] = to_upper(name[i]);
		out[len] = '\0';
		return len;
	}
	dot = last_dot(name, len);
	for (i = 0; i < dot && n < 2; i++)
		if (is_legal(name[i]) && name[i] != '~')
			out[n++] = to_upper(name[i]);
	while (n < 2)
		out[n++] = '_';
	h = name_hash(name, len);
	for (i = 0; i < 4; i++, h /= 36)
		out[n++] = digits[h % 36];
	out[n++] = '~';
	out[n++] = digits[h % 36];
	for (i = dot + 1; i < len && ext < 3; i++) {
		if (!is_legal(name[i]))
			continue;
		if (!ext++)
			out[n++] = '.';
		out[n++] = to_upper(name[i]);
	}
	out[n] = '\0';
	return n;
}

/**
 * ksmbd_shortname_is_made_up() - has it the shape that ksmbd_shortname() gives?
 * @name: UTF-8
 * @len: its bytes
 *
 * Context: pure. Return: true when a lookup should compare short names.
 */
bool ksmbd_shortname_is_made_up(const char *name, size_t len)
{
	return len >= 8 && len < KSMBD_SHORTNAME_MAX && name[6] == '~' &&
	       (len == 8 || name[8] == '.') && is_83(name, len);
}
