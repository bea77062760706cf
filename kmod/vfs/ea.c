// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Extended attributes as SMB's EAs: those of the user namespace that are not
 * the server's own, without their "user." in front.
 *
 * Names are matched without regard to case, as Windows does; a value that is
 * set under a name that exists keeps the spelling on disk.  Attributes whose
 * name or value is longer than the protocol can say are left out.
 *
 * Not for streams (stream.c) or DOS attributes (attr.c), which are attributes
 * too but never shown here.
 *
 * Context: may sleep.  Locks: the meta lock while one is set (xattr.c).
 */
#include "vfs/vfs_internal.h"

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/xattr.h>
#include "util/utf16.h"
#include "vfs/fsevent.h"

#define EA_PREFIX	XATTR_USER_PREFIX
#define EA_PREFIX_LEN	XATTR_USER_PREFIX_LEN
#define EA_NAME_MAX	(XATTR_NAME_MAX - EA_PREFIX_LEN)
#define EA_VALUE_MAX	U16_MAX

/* Attributes of the user namespace that are somebody's metadata, not a client's EA. */
static const char * const private_prefixes[] = {
	KSMBD_XATTR_DOS,
	KSMBD_XATTR_STREAM,
	"user.SAMBA_PAI",
	"user.org.netatalk.",
};

/* The EA's name when the attribute is one, else NULL. */
static const char *ea_name(const char *xattr)
{
	size_t i, len = strlen(xattr);

	if (strncmp(xattr, EA_PREFIX, EA_PREFIX_LEN) || len == EA_PREFIX_LEN ||
	    len - EA_PREFIX_LEN > U8_MAX)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(private_prefixes); i++)
		if (!strncmp(xattr, private_prefixes[i], strlen(private_prefixes[i])))
			return NULL;
	return xattr + EA_PREFIX_LEN;
}

/* Finds the attribute that holds EA @name; @xattr (XATTR_NAME_MAX + 1) gets its full name. */
static int ea_find(const struct path *path, const char *name, size_t len, char *xattr)
{
	const char *n = NULL, *ea;
	int err = -ENODATA;
	ssize_t bytes;
	char *list;

	bytes = ksmbd_vfs_xattr_list(path, &list);
	if (bytes < 0)
		return bytes;
	while ((n = ksmbd_vfs_xattr_next(list, bytes, n))) {
		ea = ea_name(n);
		if (!ea || !ksmbd_utf8_same(ea, strlen(ea), name, len, KSMBD_NAME_CASE))
			continue;
		strscpy(xattr, n, XATTR_NAME_MAX + 1);
		err = 0;
		/* The exact spelling wins over others. */
		if (strlen(ea) == len && !memcmp(ea, name, len))
			break;
	}
	kvfree(list);
	return err;
}

/* The full name of a new EA. */
static int ea_full_name(const char *name, size_t len, char *xattr)
{
	if (!len || len > EA_NAME_MAX || memchr(name, 0, len))
		return -EINVAL;
	memcpy(xattr, EA_PREFIX, EA_PREFIX_LEN);
	memcpy(xattr + EA_PREFIX_LEN, name, len);
	xattr[EA_PREFIX_LEN + len] = 0;
	return ea_name(xattr) ? 0 : -EACCES;
}

/**
 * ksmbd_vfs_ea_list() - every EA with its value
 * @h: handle with READ_EA
 * @emit: called for each
 * @arg: for @emit
 *
 * Context: may sleep.
 * Return: 0; what @emit returned when not 0; -EACCES; another -errno.
 */
int ksmbd_vfs_ea_list(struct ksmbd_handle *h,
		      int (*emit)(const struct ksmbd_ea *ea, void *arg), void *arg)
{
	const struct path *path = &h->file->f_path;
	struct ksmbd_vfs_scope scope;
	const char *n = NULL;
	ssize_t bytes;
	char *list;
	int err;

	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_READ_EA);
	if (err)
		return err;
	bytes = ksmbd_vfs_xattr_list(path, &list);
	if (bytes < 0)
		err = bytes;
	while (!err && (n = ksmbd_vfs_xattr_next(list, bytes, n))) {
		const char *name = ea_name(n);
		struct ksmbd_ea ea;
		void *value;
		ssize_t len;

		if (!name)
			continue;
		len = ksmbd_vfs_xattr_get(path, n, EA_VALUE_MAX, &value);
		if (len < 0)	/* gone, or too long for the protocol */
			continue;
		ea = (struct ksmbd_ea) {
			.name = name,
			.name_len = strlen(name),
			.value = value,
			.value_len = len,
		};
		err = emit(&ea, arg);
		kvfree(value);
	}
	kvfree(list);
	ksmbd_vfs_leave(&scope);
	return err;
}

/**
 * ksmbd_vfs_ea_get() - the value of one EA
 * @h: handle with READ_EA
 * @name: its name
 * @len: bytes of it
 * @buf: result
 * @room: bytes in @buf
 *
 * Context: may sleep.
 * Return: bytes; -ENODATA; -ERANGE when @buf is too small; -EACCES; another -errno.
 */
int ksmbd_vfs_ea_get(struct ksmbd_handle *h, const char *name, size_t len, void *buf, size_t room)
{
	const struct path *path = &h->file->f_path;
	char xattr[XATTR_NAME_MAX + 1];
	struct ksmbd_vfs_scope scope;
	int ret;

	ret = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_READ_EA);
	if (ret)
		return ret;
	ret = ea_find(path, name, len, xattr);
	if (!ret)
		ret = ksmbd_vfs_xattr_read(path, xattr, buf, room);
	ksmbd_vfs_leave(&scope);
	return ret;
}

/**
 * ksmbd_vfs_ea_set() - set or remove one EA
 * @h: handle with WRITE_EA
 * @ea: name and value; an empty value removes
 *
 * Context: may sleep.
 * Return: 0, also when there was nothing to remove; -EINVAL a bad name; -EACCES; -ENOSPC;
 * another -errno.
 */
int ksmbd_vfs_ea_set(struct ksmbd_handle *h, const struct ksmbd_ea *ea)
{
	const struct path *path = &h->file->f_path;
	char xattr[XATTR_NAME_MAX + 1];
	struct ksmbd_vfs_scope scope;
	int err;

	err = ksmbd_vfs_enter(&scope, h, KSMBD_FILE_WRITE_EA);
	if (err)
		return err;
	ksmbd_fsevent_quiet();
	ksmbd_vfs_meta_lock(path);
	err = ea_find(path, ea->name, ea->name_len, xattr);
	if (err == -ENODATA && ea->value_len)
		err = ea_full_name(ea->name, ea->name_len, xattr);
	if (!err)
		err = ea->value_len ?
			ksmbd_vfs_xattr_set(path, xattr, ea->value, ea->value_len) :
			ksmbd_vfs_xattr_remove(path, xattr);
	ksmbd_vfs_meta_unlock(path);
	ksmbd_vfs_leave(&scope);
	ksmbd_fsevent_loud();
	if (!err)
		ksmbd_fsevent_changed(path, KSMBD_ASPECT_EA);
	return err == -ENODATA ? 0 : err;
}

/**
 * ksmbd_vfs_ea_size_path() - EaSize of an object (MS-FSCC 2.4.12)
 * @path: the object
 *
 * Context: may sleep; acts as the one entered.
 * Return: bytes its EAs take in a list, 0 when it has none.
 */
u32 ksmbd_vfs_ea_size_path(const struct path *path)
{
	const char *n = NULL;
	ssize_t bytes, len;
	u32 sum = 0;
	char *list;

	bytes = ksmbd_vfs_xattr_list(path, &list);
	while (bytes > 0 && (n = ksmbd_vfs_xattr_next(list, bytes, n))) {
		const char *name = ea_name(n);

		if (!name)
			continue;
		len = ksmbd_vfs_xattr_read(path, n, NULL, 0);
		if (len >= 0 && len <= EA_VALUE_MAX)
			sum += 4 + strlen(name) + 1 + len;
	}
	kvfree(list);
	return sum ? sum + 4 : 0;
}

/**
 * ksmbd_vfs_ea_size() - EaSize of an open object
 * @h: handle
 * @bytes: result
 *
 * Context: may sleep.
 * Return: 0.
 */
int ksmbd_vfs_ea_size(struct ksmbd_handle *h, u32 *bytes)
{
	struct ksmbd_vfs_scope scope;

	ksmbd_vfs_enter_cred(&scope, h->cred);
	*bytes = ksmbd_vfs_ea_size_path(&h->file->f_path);
	ksmbd_vfs_leave(&scope);
	return 0;
}
