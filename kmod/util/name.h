/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names as SMB clients send them: split, judged, mapped.  Pure.
 *
 * A name on the wire is "dir\dir\file:stream:$DATA" in UTF-16LE, relative to
 * the share.  ksmbd_name_split() gives a Unix path relative to the share root
 * ("" = the root itself), without ".", "..", empty components or a leading or
 * trailing slash, and the stream apart (MS-FSCC 2.1.5).
 */
#ifndef KSMBD_UTIL_NAME_H
#define KSMBD_UTIL_NAME_H

#include <linux/types.h>

#define KSMBD_PATH_MAX		4096	/* UTF-8 bytes of a path below the share, with NUL */
#define KSMBD_COMPONENT_MAX	255	/* UTF-8 bytes of one component on disk */
#define KSMBD_STREAM_MAX	256	/* UTF-8 bytes of a stream name, with NUL */

/* How the characters Windows forbids travel: "encoding =" of the share. */
enum ksmbd_name_encoding {
	KSMBD_NAMES_NATIVE,	/* U+F0xx from the client is stored as the Unix character */
	KSMBD_NAMES_PRIVATE,	/* stored as sent */
};

/**
 * struct ksmbd_name - a split name
 * @path: UTF-8, components joined by '/', "" for the share root
 * @stream: UTF-8 stream name, "" when the unnamed data stream is meant
 * @has_stream: a ':' was there; with @stream empty it was "::$DATA"
 * @is_index: the type was $INDEX_ALLOCATION (a directory is meant)
 * @trailing_sep: the name ended in a backslash
 */
struct ksmbd_name {
	char path[KSMBD_PATH_MAX];
	char stream[KSMBD_STREAM_MAX];
	bool has_stream;
	bool is_index;
	bool trailing_sep;
};

/*
 * Returns 0; -EILSEQ not UTF-16; -EINVAL a leading backslash (STATUS_INVALID_PARAMETER);
 * -ENOENT a "." component, or a ".." that leads outside (STATUS_OBJECT_PATH_SYNTAX_BAD); -ENXIO a
 * forbidden character or a bad stream part (STATUS_OBJECT_NAME_INVALID); -ENAMETOOLONG a component
 * or the whole too long.
 */
int ksmbd_name_split(const u8 *src, size_t src_bytes, enum ksmbd_name_encoding enc,
		     struct ksmbd_name *out);
/*
 * A name on disk -> UTF-16LE for the wire ('/' becomes '\\'); bytes written, or
 * -EILSEQ (not UTF-8: the caller hides or escapes it), -ENAMETOOLONG.
 */
int ksmbd_name_to_wire(const char *src, size_t len, enum ksmbd_name_encoding enc,
		       u8 *dst, size_t room);
/* The same for the name of a stream: only what a stream name may not hold is mapped. */
int ksmbd_stream_to_wire(const char *src, size_t len, enum ksmbd_name_encoding enc,
			 u8 *dst, size_t room);
/*
 * Targets of symlinks, '\\' on the wire and '/' on disk; may be absolute, "." and ".." stay.
 * Bytes written, -EILSEQ, -ENXIO, -ENAMETOOLONG.
 */
int ksmbd_target_from_wire(const u8 *src, size_t src_bytes, enum ksmbd_name_encoding enc,
			   char *dst, size_t room);
int ksmbd_target_to_wire(const char *src, size_t len, enum ksmbd_name_encoding enc,
			 u8 *dst, size_t room);
/* Case-insensitive match against a veto list "/a*\/b?/" with wildcards; see vfs. */
bool ksmbd_name_is_vetoed(const char *list, const char *name, size_t len);

#endif /* KSMBD_UTIL_NAME_H */
