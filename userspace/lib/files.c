// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The small files beside ksmbd.conf: lock file, sub-authorities, safe replacement.
 *
 * For:      one instance per machine, finding the running helper, keeping the random part
 *           of the server's SID, replacing a file in one step.
 * Not for:  the content of ksmbd.conf (config.c) and ksmbdpwd.db (users.c).
 * Called by: all four programs.
 *
 * The lock is flock(2) on the lock file, held as long as the descriptor is open, so a
 * file left over by a crash locks nobody out.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

/**
 * ksmbd_lock_take() - become the one instance
 * @path: lock file, made if it is not there
 *
 * Return: a descriptor for ksmbd_lock_drop(), -EBUSY if another process has it, -errno.
 */
int ksmbd_lock_take(const char *path)
{
	char text[16];
	int fd, err, len;

	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		err = errno == EWOULDBLOCK ? -EBUSY : -errno;
		close(fd);
		return err;
	}
	len = snprintf(text, sizeof(text), "%d", (int)getpid());
	err = ftruncate(fd, 0) ? -errno : write_all(fd, text, (size_t)len);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

/**
 * ksmbd_lock_drop() - give the lock back and remove its file
 * @path: lock file
 * @fd: from ksmbd_lock_take()
 */
void ksmbd_lock_drop(const char *path, int fd)
{
	unlink(path);
	close(fd);
}

/* Is this process a helper? Says so by its name, ours and that of ksmbd-tools alike. */
static bool is_helper(long pid)
{
	char path[64], name[32] = "";
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	in = fopen(path, "re");
	if (!in)
		return false;
	if (!fgets(name, sizeof(name), in))
		name[0] = '\0';
	fclose(in);
	return !strncmp(name, "ksmbd", 5);
}

/**
 * ksmbd_lock_owner() - who holds the lock
 * @path: lock file
 *
 * A file that nobody has locked was left by a dead helper, even if its process id lives
 * on in another process.
 *
 * Return: a process id, or -ESRCH.
 */
pid_t ksmbd_lock_owner(const char *path)
{
	char text[16] = "";
	bool is_locked;
	long pid;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -ESRCH;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	is_locked = flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
	close(fd);
	pid = strtol(text, NULL, 10);
	if (pid <= 1 || pid > INT_MAX || (!is_locked && !is_helper(pid)))
		return -ESRCH;
	return (pid_t)pid;
}

/* Keep mode and owner of the file that is replaced. */
static int keep_owner(int fd, const char *path, mode_t mode)
{
	struct stat st;

	if (stat(path, &st))
		return fchmod(fd, mode) ? -errno : 0;
	if (fchown(fd, st.st_uid, st.st_gid) && geteuid() == 0)
		return -errno;
	return fchmod(fd, st.st_mode & 07777) ? -errno : 0;
}

/**
 * ksmbd_file_replace() - replace a file in one step
 * @path: the file; may be a symbolic link, whose target is replaced then
 * @text: its new content
 * @len: length of that
 * @mode: for a file that is not there yet
 *
 * Return: 0 or -errno; the file is as it was then.
 */
int ksmbd_file_replace(const char *path, const char *text, size_t len, mode_t mode)
{
	char real[PATH_MAX], temp[PATH_MAX + 16];
	int fd, err;

	if (!realpath(path, real)) {
		if (errno != ENOENT || strlen(path) >= sizeof(real))
			return -errno;
		strcpy(real, path);
	}
	snprintf(temp, sizeof(temp), "%s.XXXXXX", real);
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = keep_owner(fd, real, mode);
	if (!err)
		err = write_all(fd, text, len);
	if (!err && fsync(fd))
		err = -errno;
	close(fd);
	if (!err && rename(temp, real))
		err = -errno;
	if (err)
		unlink(temp);
	return err;
}

static int subauth_parse(const char *path, uint32_t sub_auth[3])
{
	FILE *in = fopen(path, "re");
	int n;

	if (!in)
		return -errno;
	n = fscanf(in, "%10u:%10u:%10u", &sub_auth[0], &sub_auth[1], &sub_auth[2]);
	fclose(in);
	return n == 3 ? 0 : -EINVAL;
}

/**
 * ksmbd_subauth_load() - give the server its own SID
 * @cfg: configuration to put it into
 * @config_path: path of ksmbd.conf; the SID is in ksmbd.subauth beside it, made at random
 *	when it is not there
 *
 * Return: 0 or -errno. When the file could not be written the SID is good for this run.
 */
int ksmbd_subauth_load(struct ksmbd_config *cfg, const char *config_path)
{
	const char *slash = strrchr(config_path, '/');
	int dir = slash ? (int)(slash - config_path + 1) : 0;
	uint32_t *sub = cfg->global.sub_auth;
	char path[PATH_MAX], text[40];
	int len;

	if (snprintf(path, sizeof(path), "%.*sksmbd.subauth", dir, config_path) >= PATH_MAX)
		return -ENAMETOOLONG;
	if (!subauth_parse(path, sub))
		return 0;
	if (getrandom(sub, sizeof(cfg->global.sub_auth), 0) != sizeof(cfg->global.sub_auth))
		return -EIO;
	for (int i = 0; i < 3; i++)
		sub[i] &= INT_MAX;	/* ksmbd-tools reads them as int */
	len = snprintf(text, sizeof(text), "%u:%u:%u\n", sub[0], sub[1], sub[2]);
	return ksmbd_file_replace(path, text, (size_t)len, 0644);
}
