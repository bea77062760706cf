// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The store of persistent handles, torn and spoilt files included.
 *
 * For:      lib/handles.c.
 * Not for:  what the kernel thinks of a record (tests/kunit), the whole way (tests/selftests).
 * Called by: run, with a scratch directory as argument.
 */
#include "internal.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[512];
static struct ksmbd_handles *store;

static void reopen(void)
{
	ksmbd_handles_close(store);
	store = NULL;
	if (ksmbd_handles_open(path, &store)) {
		printf("Bail out! the store does not open\n");
		exit(1);
	}
}

static int keep(uint64_t pid, uint64_t serial, char fill, size_t len)
{
	struct ksmbd_handle_keep *msg = calloc(1, sizeof(*msg) + len);
	int err;

	msg->handle = 77;
	msg->record_sz = (uint32_t)len;
	msg->pid = pid;
	msg->serial = serial;
	strcpy(msg->share, "ca");
	strcpy(msg->account, "anna");
	memset(msg->record, fill, len);
	err = ksmbd_handles_keep(store, msg, sizeof(*msg) + len);
	free(msg);
	return err;
}

static size_t count(void)
{
	size_t n = 0, len;

	while (ksmbd_handles_get(store, n, &len))
		n++;
	return n;
}

/* What is kept of @pid: the byte its record is full of, 0: nothing. */
static char kept(uint64_t pid, size_t want)
{
	const struct ksmbd_handle_keep *msg;
	size_t len;

	for (size_t i = 0; (msg = ksmbd_handles_get(store, i, &len)); i++) {
		if (msg->pid != pid)
			continue;
		if (len != sizeof(*msg) + want || strcmp(msg->share, "ca"))
			return '?';
		return (char)msg->record[want - 1];
	}
	return 0;
}

static off_t size(void)
{
	struct stat st;

	return stat(path, &st) ? -1 : st.st_size;
}

static void test_keeps(void)
{
	struct stat st;

	reopen();
	check(!count(), "a new store is empty");
	check(!stat(path, &st) && (st.st_mode & 07777) == 0600, "its file is the owner's alone");
	check(!keep(1, 1, 'a', 10) && !keep(2, 1, 'b', 20), "two handles are kept");
	check(!keep(1, 2, 'c', 30), "and one of them again");
	reopen();
	check(count() == 2 && kept(1, 30) == 'c' && kept(2, 20) == 'b', "they are there afterwards");
	check(!keep(1, 1, 'x', 10) && kept(1, 30) == 'c', "an older record does not count");
	ksmbd_handles_forget(store, 2);
	ksmbd_handles_forget(store, 9);
	reopen();
	check(count() == 1 && !kept(2, 20), "what is forgotten is gone");
	check(keep(0, 1, 'a', 10) == -EINVAL, "a handle without an id is refused");
	check(keep(3, 1, 'a', KSMBD_HANDLE_RECORD_MAX + 1) == -EINVAL, "so is one too large");
	check(!keep(3, 1, 'd', KSMBD_HANDLE_RECORD_MAX), "the largest is not");
}

static void test_torn(void)
{
	off_t whole;

	reopen();
	whole = size();
	check(!keep(4, 1, 'e', 100) && kept(3, KSMBD_HANDLE_RECORD_MAX) == 'd', "one more");
	for (off_t at = whole; at < whole + 252; at += 7) {
		ksmbd_handles_close(store);
		store = NULL;
		if (truncate(path, at))
			check(false, "the file is cut");
		reopen();
		if (kept(4, 100) || kept(3, KSMBD_HANDLE_RECORD_MAX) != 'd' || size() != whole ||
		    keep(4, 1, 'e', 100)) {
			check(false, "cut at %ld", (long)at);
			return;
		}
	}
	check(true, "a torn last record is ignored, and the next one can be read");
}

static void test_spoilt(void)
{
	off_t whole = size();
	size_t before;
	int fd;

	reopen();
	before = count();
	for (off_t at = whole - 200; at < whole; at += 13) {
		char byte;

		fd = open(path, O_RDWR);
		if (pread(fd, &byte, 1, at) != 1)
			check(false, "the file is read");
		byte ^= 0x20;
		if (pwrite(fd, &byte, 1, at) != 1)
			check(false, "the file is spoilt");
		close(fd);
		reopen();
		if (count() != before - 1 || keep(4, 1, 'e', 100)) {
			check(false, "a bit at %ld goes unseen", (long)at);
			return;
		}
	}
	check(true, "a spoilt record is found out");
	ksmbd_handles_close(store);
	store = NULL;
	fd = open(path, O_WRONLY | O_TRUNC);
	if (write(fd, "something else\n", 15) != 15)
		check(false, "the file is replaced");
	close(fd);
	reopen();
	check(!count(), "another file is no store");
}

static void test_shrinks(void)
{
	bool good = true;

	for (uint64_t i = 1; good && i <= 400; i++)
		good = !keep(5, i, (char)('a' + i % 26), KSMBD_HANDLE_RECORD_MAX);
	check(good, "one record is kept 400 times");
	check(size() < 3 * 1024 * 1024, "the file does not grow for ever");
	reopen();
	check(count() == 1 && kept(5, KSMBD_HANDLE_RECORD_MAX) == 'a' + 400 % 26,
	      "and has the last one");
}

int main(int argc, char **argv)
{
	snprintf(path, sizeof(path), "%s/new/handles", argc > 1 ? argv[1] : ".");
	test_keeps();
	test_torn();
	test_spoilt();
	test_shrinks();
	ksmbd_handles_close(store);
	return done();
}
