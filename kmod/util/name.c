// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names from the wire: split, judged and mapped; and the way back.
 *
 * Not here: which file a name means, case and normalisation (vfs/path.c,
 * utf16.c), and wildcards in search patterns (wildcard.c).
 *
 * Characters Windows forbids arrive in the private use area, in one of two
 * forms.  Macs and cifs "mapposix" use U+F001..U+F01F for control characters
 * and U+F020..U+F029 for  " * : < > ? \ |  and a space or period at the end;
 * cifs "mapchars" adds 0xF000 to the character.  Both are understood, the
 * first is sent.  With KSMBD_NAMES_PRIVATE nothing is mapped.
 *
 * Called by smb2 and vfs, in any context.  Pure: no locks, no allocation.
 */
#include "util/name.h"
#include "util/misc.h"
#include "util/utf16.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define COMPONENT_UNITS	255	/* UTF-16 units of a component or stream name (MS-FSCC 2.1.5) */

/* U+F020 + index */
static const char private_chars[] = "\"*:<>?\\|";

#define PRIVATE_FIRST	0xf020
#define PRIVATE_SPACE	0xf028	/* at the end of a component only */
#define PRIVATE_PERIOD	0xf029

/* May this code point, as sent by a client, stand in a component? */
static bool is_component_char(u32 cp)
{
	return cp >= 0x20 && !(cp < 0x80 && strchr("\"*/:<>?\\|", cp));
}

/* A private code point of either form -> the Unix character; others unchanged. */
static u32 from_private(u32 cp, bool at_end)
{
	u32 low = cp - 0xf000;

	if (low > 0 && low < 0x20)
		return low;
	if (cp >= PRIVATE_FIRST && cp < PRIVATE_FIRST + sizeof(private_chars) - 1)
		return private_chars[cp - PRIVATE_FIRST];
	if (at_end && cp == PRIVATE_SPACE)
		return ' ';
	if (at_end && cp == PRIVATE_PERIOD)
		return '.';
	if (low < 0x80 && low && strchr("*:<>?\\|", low))
		return low;
	return cp;
}

/* A Unix character -> the private code point that stands for it; others unchanged. */
static u32 to_private(u32 cp, bool at_end)
{
	const char *p;

	if (cp < 0x20)
		return 0xf000 + cp;
	if (cp >= 0x80)
		return cp;
	p = strchr(private_chars, cp);
	if (p)
		return PRIVATE_FIRST + (p - private_chars);
	if (at_end && cp == ' ')
		return PRIVATE_SPACE;
	if (at_end && cp == '.')
		return PRIVATE_PERIOD;
	return cp;
}

/**
 * struct scan - where ksmbd_name_split() is
 * @src: the name on the wire
 * @bytes: its length
 * @pos: next byte to read
 * @enc: how forbidden characters travel
 */
struct scan {
	const u8 *src;
	size_t bytes;
	size_t pos;
	enum ksmbd_name_encoding enc;
};

/* The code unit at the scan position, 0 at the end. */
static u32 scan_peek(const struct scan *s)
{
	return s->pos + 2 <= s->bytes ? s->src[s->pos] | s->src[s->pos + 1] << 8 : 0;
}

/* Some clients separate with '/', and servers have always let them. */
static bool is_separator(u32 unit)
{
	return unit == '\\' || unit == '/';
}

static bool scan_at_end(const struct scan *s)
{
	u32 unit = scan_peek(s);

	return s->pos >= s->bytes || is_separator(unit) || unit == ':';
}

/*
 * Reads up to a separator, ':' or the end into @dst as UTF-8, mapped, with a NUL.
 * @stream: the rules of stream names instead of those of components.
 */
static int scan_part(struct scan *s, char *dst, size_t room, bool stream)
{
	size_t from = s->pos, out = 0;
	u32 cp;
	int n;

	while (!scan_at_end(s)) {
		n = ksmbd_utf16_next(s->src + s->pos, s->bytes - s->pos, &cp);
		if (n < 0)
			return n;
		s->pos += n;
		if (!cp || (!stream && !is_component_char(cp)))
			return -ENXIO;
		if (s->enc == KSMBD_NAMES_NATIVE)
			cp = from_private(cp, scan_at_end(s));
		n = ksmbd_utf8_put(cp, dst + out, room - 1 - out);
		if (n < 0)
			return n;
		out += n;
	}
	if ((s->pos - from) / 2 > COMPONENT_UNITS)
		return -ENAMETOOLONG;
	dst[out] = '\0';
	return out;
}

/* Does the type part say @type, in any case? */
static bool type_is(const char *s, int len, const char *type)
{
	return ksmbd_utf8_same(s, len, type, strlen(type), KSMBD_NAME_CASE);
}

/* After the first ':': "stream", "stream:type", ":type" (MS-FSCC 2.1.5.3, 2.1.5.4). */
static int split_stream(struct scan *s, struct ksmbd_name *out)
{
	char type[32] = "";
	int name_len, type_len = 0;

	out->has_stream = true;
	s->pos += 2;
	name_len = scan_part(s, out->stream, sizeof(out->stream), true);
	if (name_len < 0)
		return name_len;
	if (scan_peek(s) == ':') {
		s->pos += 2;
		type_len = scan_part(s, type, sizeof(type), true);
		if (type_len == -ENAMETOOLONG)
			return -ENXIO;
		if (type_len <= 0)
			return type_len ? type_len : -ENXIO;
	}
	if (s->pos < s->bytes)
		return -ENXIO;
	if (!type_len)
		return name_len ? 0 : -ENXIO;
	if (type_is(type, type_len, "$DATA"))
		return 0;
	if (!type_is(type, type_len, "$INDEX_ALLOCATION"))
		return -ENXIO;
	if (name_len && !type_is(out->stream, name_len, "$I30"))
		return -ENXIO;
	out->is_index = true;
	out->stream[0] = '\0';
	return 0;
}

/* What a component may not be; @len bytes at @s. */
static int judge_component(const char *s, int len)
{
	if (!len)
		return -ENXIO;
	if (!strcmp(s, "."))
		return -ENOENT;
	return len > KSMBD_COMPONENT_MAX ? -ENAMETOOLONG : 0;
}

/* Takes the last component of @path with its slash away: bytes left, or -ENOENT: there is none. */
static int go_up(char *path, size_t len)
{
	if (!len)
		return -ENOENT;
	while (--len && path[len] != '/')
		;
	path[len] = '\0';
	return len;
}

/* Reads a component behind the @len bytes there are of the path; the new length or -errno. */
static int next_component(struct scan *s, struct ksmbd_name *out, size_t len)
{
	size_t at = len ? len + 1 : 0, from = s->pos;
	int n, ret;

	if (at + 1 > sizeof(out->path))
		return -ENAMETOOLONG;
	n = scan_part(s, out->path + at, sizeof(out->path) - at, false);
	if (n < 0)
		return n;
	ret = judge_component(out->path + at, n);
	if (ret)
		return ret;
	/* as sent: what is mapped to periods means none */
	if (!strcmp(out->path + at, ".."))
		return memcmp(s->src + from, ".\0.", 4) ? -ENOENT : go_up(out->path, len);
	if (len)
		out->path[len] = '/';
	return at + n;
}

/**
 * ksmbd_name_split() - split and judge a name from the wire
 * @src: UTF-16LE, relative to the share
 * @src_bytes: its length
 * @enc: how forbidden characters travel in this share
 * @out: path and stream
 *
 * MS-FSCC 2.1.5.  Wildcards and control characters are refused, and so is ".".  A ".." takes the
 * component before it away, by the letters of the name alone, and never leads out of the share.
 *
 * Context: any.
 * Return: 0, or the errors named in name.h.
 */
int ksmbd_name_split(const u8 *src, size_t src_bytes, enum ksmbd_name_encoding enc,
		     struct ksmbd_name *out)
{
	struct scan s = { .src = src, .bytes = src_bytes, .enc = enc };
	size_t len = 0;
	int n;

	out->path[0] = '\0';
	out->stream[0] = '\0';
	out->has_stream = false;
	out->is_index = false;
	out->trailing_sep = false;
	if (src_bytes % 2)
		return -EILSEQ;
	if (is_separator(scan_peek(&s)))
		return -EINVAL;
	if (scan_peek(&s) == ':')	/* a stream of the share root */
		return split_stream(&s, out);
	while (s.pos < s.bytes) {
		n = next_component(&s, out, len);
		if (n < 0)
			return n;
		len = n;
		if (s.pos >= s.bytes)
			break;
		if (scan_peek(&s) == ':')
			return split_stream(&s, out);
		s.pos += 2;
		if (s.pos >= s.bytes) {
			out->trailing_sep = true;
			break;
		}
	}
	return 0;
}

/**
 * ksmbd_name_to_wire() - a path or name on disk as clients see it
 * @src: UTF-8, components joined by '/'
 * @len: its bytes
 * @enc: how forbidden characters travel in this share
 * @dst: gets UTF-16LE, no terminator
 * @room: bytes of @dst
 *
 * With KSMBD_NAMES_PRIVATE a character that Windows forbids has no form on the wire: such a
 * name gives -EILSEQ, like one that is not UTF-8.
 *
 * Context: any.
 * Return: bytes written; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_name_to_wire(const char *src, size_t len, enum ksmbd_name_encoding enc,
		       u8 *dst, size_t room)
{
	size_t in = 0, out = 0;
	bool at_end;
	u32 cp;
	int n;

	/* the entries for the directory itself and its parent end in a period that stays one */
	if (len && len <= 2 && !memcmp(src, "..", len))
		enc = KSMBD_NAMES_PRIVATE;
	while (in < len) {
		n = ksmbd_utf8_next(src + in, len - in, &cp);
		if (n < 0)
			return n;
		in += n;
		at_end = in == len || src[in] == '/';
		if (cp == '/')
			cp = '\\';
		else if (enc == KSMBD_NAMES_NATIVE)
			cp = to_private(cp, at_end);
		else if (!is_component_char(cp))
			return -EILSEQ;
		n = ksmbd_utf16_put(cp, dst + out, room - out);
		if (n < 0)
			return n;
		out += n;
	}
	return out;
}

/**
 * ksmbd_stream_to_wire() - a stream name on disk as clients see it
 * @src: UTF-8
 * @len: its bytes
 * @enc: how forbidden characters travel in this share
 * @dst: gets UTF-16LE, no terminator
 * @room: bytes of @dst
 *
 * A stream name may hold everything but ':', '\\' and '/' (MS-FSCC 2.1.5.3), so only these are
 * mapped; '/' has no form at all.
 *
 * Context: any.
 * Return: bytes written; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_stream_to_wire(const char *src, size_t len, enum ksmbd_name_encoding enc,
			 u8 *dst, size_t room)
{
	size_t in = 0, out = 0;
	u32 cp;
	int n;

	while (in < len) {
		n = ksmbd_utf8_next(src + in, len - in, &cp);
		if (n < 0)
			return n;
		in += n;
		if (cp == '/' || (enc == KSMBD_NAMES_PRIVATE && (cp == ':' || cp == '\\')))
			return -EILSEQ;
		if (cp == ':' || cp == '\\')
			cp = to_private(cp, false);
		n = ksmbd_utf16_put(cp, dst + out, room - out);
		if (n < 0)
			return n;
		out += n;
	}
	return out;
}

/**
 * ksmbd_target_from_wire() - a symlink's target as a client sends it, as it is stored
 * @src: UTF-16LE, components between backslashes
 * @src_bytes: its length
 * @enc: how forbidden characters travel in this share
 * @dst: gets UTF-8, components between slashes, with a NUL
 * @room: bytes of @dst
 *
 * Unlike a name, a target may be absolute and hold "." and "..": nobody resolves it here.
 *
 * Context: any.
 * Return: bytes without the NUL; -EILSEQ; -ENXIO a character no target can hold; -ENAMETOOLONG.
 */
int ksmbd_target_from_wire(const u8 *src, size_t src_bytes, enum ksmbd_name_encoding enc,
			   char *dst, size_t room)
{
	struct scan s = { .src = src, .bytes = src_bytes, .enc = enc };
	size_t out = 0;
	u32 cp;
	int n;

	while (s.pos < s.bytes) {
		n = ksmbd_utf16_next(s.src + s.pos, s.bytes - s.pos, &cp);
		if (n < 0)
			return n;
		s.pos += n;
		if (!cp || cp == '/')
			return -ENXIO;
		if (cp == '\\')
			cp = '/';
		else if (enc == KSMBD_NAMES_NATIVE)
			cp = from_private(cp, s.pos >= s.bytes || scan_peek(&s) == '\\');
		n = ksmbd_utf8_put(cp, dst + out, room - 1 - out);
		if (n < 0)
			return n;
		out += n;
	}
	dst[out] = '\0';
	return out;
}

/* Is the component that ends before @end "." or ".."? */
static bool ends_in_dots(const char *src, size_t end)
{
	size_t start = end;

	while (start && src[start - 1] != '/')
		start--;
	return (end - start == 1 || end - start == 2) && src[start] == '.' && src[end - 1] == '.';
}

/**
 * ksmbd_target_to_wire() - a symlink's target as stored, as clients see it
 * @src: UTF-8
 * @len: its bytes
 * @enc: how forbidden characters travel in this share
 * @dst: gets UTF-16LE with backslashes, no terminator
 * @room: bytes of @dst
 *
 * Context: any.
 * Return: bytes written; -EILSEQ; -ENAMETOOLONG.
 */
int ksmbd_target_to_wire(const char *src, size_t len, enum ksmbd_name_encoding enc,
			 u8 *dst, size_t room)
{
	size_t in = 0, out = 0;
	bool at_end;
	u32 cp;
	int n;

	while (in < len) {
		n = ksmbd_utf8_next(src + in, len - in, &cp);
		if (n < 0)
			return n;
		in += n;
		at_end = (in == len || src[in] == '/') && !ends_in_dots(src, in);
		if (cp == '/')
			cp = '\\';
		else if (enc == KSMBD_NAMES_NATIVE)
			cp = to_private(cp, at_end);
		else if (cp == '\\')
			return -EILSEQ;
		n = ksmbd_utf16_put(cp, dst + out, room - out);
		if (n < 0)
			return n;
		out += n;
	}
	return out;
}

/**
 * ksmbd_name_is_vetoed() - is a name on a list of forbidden patterns?
 * @list: patterns between slashes, "/a*\/b?/"
 * @name: one component
 * @len: its bytes
 *
 * Context: any.
 * Return: true if a pattern matches, whatever the case.
 */
bool ksmbd_name_is_vetoed(const char *list, const char *name, size_t len)
{
	const char *end;

	while (*list) {
		end = strchrnul(list, '/');
		if (end != list && ksmbd_wildcard_match(list, end - list, name, len, true))
			return true;
		list = *end ? end + 1 : end;
	}
	return false;
}
