// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The store of persistent handles: records of the kernel on stable storage.
 *
 * For:      keeping what KSMBD_EVENT_HANDLE_KEEP brings until HANDLE_FORGET, across crashes
 *           of helper, module and machine.
 * Not for:  what a record says (the kernel judges it when it comes back), sending it
 *           (upcall.c).
 * Called by: upcall.c and server.c, in the server's thread; tests.
 *
 * Theory of operation. A journal: a line that names the format, then entries, each with a
 * checksum; of two entries for a handle the later one counts, unless its serial is the
 * smaller one. An entry is written and synced before a handle counts as kept. Forgetting is
 * written but not synced: a handle that comes back too often ends by its time-out. What is
 * alive is also in memory, and when most of the file is dead, the file is written anew and
 * renamed. A file that was torn is read up to the tear. Whatever is read is bounded: nobody
 * but root should be able to write it, and whoever could would still only reach the checks
 * of the kernel.
 */
#include "internal.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD		"KSMBD persistent handles 1\n"
#define HEAD_LEN	(sizeof(HEAD) - 1)
#define MESSAGE_MAX	(sizeof(struct ksmbd_handle_keep) + KSMBD_HANDLE_RECORD_MAX)
#define FILE_MAX_SIZE	(256 * 1024 * 1024)
#define HANDLES_MAX	65536
#define DEAD_MAX	(1024 * 1024)	/* bytes that may be there for nothing */

/* An entry: this, in little-endian order, and for KEEP the message. */
struct entry {
	uint32_t crc;		/* of all behind it */
	uint32_t len;		/* of the message; 0: the handle is gone */
	uint64_t pid;
};

struct handle {
	struct ksmbd_handle_keep *msg;
	size_t len;
};

struct ksmbd_handles {
	char *path;
	int fd;
	struct handle *v;
	size_t n, room;
	uint64_t size, live;	/* bytes of the file, and of its entries that count */
};

static uint32_t crc32(uint32_t crc, const void *data, size_t len)
{
	const unsigned char *p = data;

	crc = ~crc;
	while (len--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
	}
	return ~crc;
}

static struct entry make_entry(uint64_t pid, const void *msg, size_t len)
{
	struct entry e = { .len = htole32((uint32_t)len), .pid = htole64(pid) };
	uint32_t crc = crc32(0, &e.len, sizeof(e) - sizeof(e.crc));

	e.crc = htole32(crc32(crc, msg, len));
	return e;
}

static size_t entry_size(const struct handle *h)
{
	return sizeof(struct entry) + h->len;
}

/* ---- what is alive */

static size_t find(const struct ksmbd_handles *s, uint64_t pid)
{
	size_t i = 0;

	while (i < s->n && s->v[i].msg->pid != pid)
		i++;
	return i;
}

static void drop(struct ksmbd_handles *s, uint64_t pid)
{
	size_t i = find(s, pid);

	if (i == s->n)
		return;
	s->live -= entry_size(&s->v[i]);
	free(s->v[i].msg);
	s->v[i] = s->v[--s->n];
}

static int grow(struct ksmbd_handles *s)
{
	size_t room = s->room ? s->room * 2 : 64;
	struct handle *v;

	if (s->n < s->room)
		return 0;
	if (s->n >= HANDLES_MAX)
		return -ENOSPC;
	v = reallocarray(s->v, room, sizeof(*v));
	if (!v)
		return -ENOMEM;
	s->v = v;
	s->room = room;
	return 0;
}

static bool is_message(const struct ksmbd_handle_keep *msg, size_t len)
{
	return len >= sizeof(*msg) && len <= MESSAGE_MAX && msg->record_sz == len - sizeof(*msg) &&
	       msg->pid && memchr(msg->share, '\0', sizeof(msg->share)) &&
	       memchr(msg->account, '\0', sizeof(msg->account));
}

static bool is_older(const struct ksmbd_handles *s, const struct ksmbd_handle_keep *msg)
{
	size_t i = find(s, msg->pid);

	return i < s->n && s->v[i].msg->serial > msg->serial;
}

/* Takes a copy; 0 also for one that is older than what is there. */
static int put(struct ksmbd_handles *s, const struct ksmbd_handle_keep *msg, size_t len)
{
	struct handle h = { .len = len };
	int err;

	if (is_older(s, msg))
		return 0;
	h.msg = malloc(len);
	if (!h.msg)
		return -ENOMEM;
	memcpy(h.msg, msg, len);
	drop(s, msg->pid);
	err = grow(s);
	if (err) {
		free(h.msg);
		return err;
	}
	s->v[s->n++] = h;
	s->live += entry_size(&h);
	return 0;
}

/* ---- the file */

static int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int write_entry(int fd, uint64_t pid, const void *msg, size_t len)
{
	struct entry e = make_entry(pid, msg, len);
	int err = write_all(fd, &e, sizeof(e));

	return err ? err : write_all(fd, msg, len);
}

static int sync_dir(const char *path)
{
	char copy[PATH_MAX];
	int fd, err = 0;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fsync(fd))
		err = -errno;
	close(fd);
	return err;
}

static int write_live(const struct ksmbd_handles *s, int fd)
{
	int err = write_all(fd, HEAD, HEAD_LEN);

	for (size_t i = 0; !err && i < s->n; i++)
		err = write_entry(fd, s->v[i].msg->pid, s->v[i].msg, s->v[i].len);
	if (!err && fsync(fd))
		err = -errno;
	return err;
}

/* What is alive and nothing else, in one step; the file is as it was when that fails. */
static int rewrite(struct ksmbd_handles *s)
{
	char temp[PATH_MAX];
	int fd, err;

	if (snprintf(temp, sizeof(temp), "%s.new", s->path) >= (int)sizeof(temp))
		return -ENAMETOOLONG;
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	err = write_live(s, fd);
	if (!err && rename(temp, s->path))
		err = -errno;
	if (err) {
		unlink(temp);
		close(fd);
		return err;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = fd;
	s->size = HEAD_LEN + s->live;
	return sync_dir(s->path);
}

/* One more entry at the end, or none. */
static int append(struct ksmbd_handles *s, uint64_t pid, const void *msg, size_t len, bool sync)
{
	int err = write_entry(s->fd, pid, msg, len);

	if (!err && sync && fdatasync(s->fd))
		err = -errno;
	if (!err) {
		s->size += sizeof(struct entry) + len;
		return 0;
	}
	/* half an entry would hide those behind it; if it cannot be taken back, start anew */
	if (ftruncate(s->fd, (off_t)s->size))
		rewrite(s);
	return err;
}

static void tidy(struct ksmbd_handles *s)
{
	uint64_t dead = s->size - HEAD_LEN - s->live;
	int err;

	if (dead < DEAD_MAX || dead < s->live)
		return;
	err = rewrite(s);
	if (err)
		ksmbd_warn("'%s' could not be written anew: %s", s->path, strerror(-err));
}

/* One entry at @at; its size, or 0: there is none that is sound. */
static size_t read_entry(struct ksmbd_handles *s, const char *data, size_t len)
{
	struct ksmbd_handle_keep *msg;
	struct entry e, right;
	size_t n;

	if (len < sizeof(e))
		return 0;
	memcpy(&e, data, sizeof(e));
	n = le32toh(e.len);
	if (n > MESSAGE_MAX || n > len - sizeof(e))
		return 0;
	right = make_entry(le64toh(e.pid), data + sizeof(e), n);
	if (right.crc != e.crc)
		return 0;
	if (!n) {
		drop(s, le64toh(e.pid));
		return sizeof(e);
	}
	msg = malloc(n);
	if (!msg)
		return 0;
	memcpy(msg, data + sizeof(e), n);
	if (!is_message(msg, n) || msg->pid != le64toh(e.pid) || put(s, msg, n))
		ksmbd_warn("a record in '%s' is not one", s->path);
	free(msg);
	return sizeof(e) + n;
}

static void parse(struct ksmbd_handles *s, const char *data, size_t len)
{
	size_t at = HEAD_LEN, n;

	if (len < HEAD_LEN || memcmp(data, HEAD, HEAD_LEN)) {
		if (len)
			ksmbd_warn("'%s' is not a store of handles: ignored", s->path);
		return;
	}
	while (at < len && (n = read_entry(s, data + at, len - at)))
		at += n;
	if (at < len)
		ksmbd_warn("'%s': the last %zu bytes are torn: ignored", s->path, len - at);
}

static int read_file(struct ksmbd_handles *s)
{
	struct stat st;
	char *data;
	ssize_t n;
	int fd;

	fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX_SIZE) {
		close(fd);
		return -EINVAL;
	}
	data = malloc((size_t)st.st_size + 1);
	n = data ? read(fd, data, (size_t)st.st_size) : -1;
	close(fd);
	if (n >= 0)
		parse(s, data, (size_t)n);
	free(data);
	return n >= 0 ? 0 : -EIO;
}

/**
 * ksmbd_handles_open() - open the store, make it if it is not there
 * @path: its file; the folder is made if need be
 * @out: gets the store, for ksmbd_handles_close()
 *
 * Return: 0 or -errno.
 */
int ksmbd_handles_open(const char *path, struct ksmbd_handles **out)
{
	struct ksmbd_handles *s = calloc(1, sizeof(*s));
	char copy[PATH_MAX];
	int err;

	if (!s)
		return -ENOMEM;
	s->fd = -1;
	s->path = strdup(path);
	snprintf(copy, sizeof(copy), "%s", path);
	if (!s->path || (mkdir(dirname(copy), 0755) && errno != EEXIST))
		err = -errno;
	else
		err = read_file(s);
	if (!err)
		err = rewrite(s);
	if (err) {
		ksmbd_handles_close(s);
		return err;
	}
	*out = s;
	return 0;
}

/**
 * ksmbd_handles_close() - close the store; what is kept stays
 * @s: store, or NULL
 */
void ksmbd_handles_close(struct ksmbd_handles *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].msg);
	if (s->fd >= 0)
		close(s->fd);
	free(s->v);
	free(s->path);
	free(s);
}

/**
 * ksmbd_handles_keep() - keep a record
 * @s: store
 * @msg: the kernel's message, as it came
 * @len: its length
 *
 * Return: 0: it, or a newer one, is on stable storage; -EINVAL: it is no record; -ENOSPC; -errno.
 */
int ksmbd_handles_keep(struct ksmbd_handles *s, const struct ksmbd_handle_keep *msg, size_t len)
{
	int err;

	if (!is_message(msg, len))
		return -EINVAL;
	if (is_older(s, msg))
		return 0;
	if (find(s, msg->pid) == s->n && s->n >= HANDLES_MAX)
		return -ENOSPC;
	if (s->size + sizeof(struct entry) + len > FILE_MAX_SIZE)
		return -ENOSPC;
	err = append(s, msg->pid, msg, len, true);
	if (!err)
		err = put(s, msg, len);
	if (!err)
		tidy(s);
	return err;
}

/**
 * ksmbd_handles_forget() - a handle is gone
 * @s: store
 * @pid: its persistent id
 */
void ksmbd_handles_forget(struct ksmbd_handles *s, uint64_t pid)
{
	int err;

	if (find(s, pid) == s->n)
		return;
	err = append(s, pid, "", 0, false);
	if (err)
		ksmbd_warn("a handle could not be taken out of '%s': %s", s->path, strerror(-err));
	drop(s, pid);
	tidy(s);
}

/**
 * ksmbd_handles_get() - the records one by one
 * @s: store
 * @i: which, from 0; the order changes when one is forgotten
 * @len: gets its length
 *
 * Return: the message as it came, valid until the store changes; NULL: no more.
 */
const struct ksmbd_handle_keep *ksmbd_handles_get(const struct ksmbd_handles *s, size_t i,
						  size_t *len)
{
	if (i >= s->n)
		return NULL;
	*len = s->v[i].len;
	return s->v[i].msg;
}
