// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbdpwd.db and the NT hash.
 *
 * For:      lib/users.c, lib/files.c.
 * Not for:  the program over them (tools.sh).
 * Called by: run, with a scratch directory as argument.
 */
#include "internal.h"
#include "tap.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *dir;

static char *file(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *out = fopen(file(name), "w");

	fputs(text, out);
	fclose(out);
}

static bool hash_is(const char *password, const char *hex)
{
	unsigned char hash[KSMBD_NT_HASH_SIZE];
	char text[33];

	if (ksmbd_nt_hash(password, hash))
		return false;
	for (int i = 0; i < 16; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
	return !strcmp(text, hex);
}

static void test_hash(void)
{
	unsigned char hash[KSMBD_NT_HASH_SIZE];
	char longest[130];

	/* MS-NLMP 4.2.2.1.2 */
	check(hash_is("Password", "a4f49c406510bdcab6824ee7c30fd852"), "MS-NLMP's NTOWFv1");
	check(hash_is("", "31d6cfe0d16ae931b73c59d7e0c089c0"), "the empty password");
	/* what ksmbd-tools 3.4.7 wrote for "pw" was jMGbaoz+rCmcKHHIazjeKA== */
	check(hash_is("pw", "8cc19b6a8cfeac299c2871c86b38de28"), "as ksmbd-tools does");
	memset(longest, 'x', sizeof(longest));
	longest[129] = '\0';
	check(ksmbd_nt_hash(longest, hash) == -ERANGE, "129 bytes are too long");
	longest[128] = '\0';
	check(!ksmbd_nt_hash(longest, hash), "128 are not");
	check(ksmbd_nt_hash("\xff", hash) == -EILSEQ, "not UTF-8");
	check(!ksmbd_nt_hash("\xf0\x9f\x94\x91", hash), "beyond the first plane");
}

static unsigned int diag_line;

static void on_diag(void *arg, const struct ksmbd_diag *diag)
{
	(void)arg;
	diag_line = diag->line;
}

static void test_lines(void)
{
	static const struct {
		const char *line;
		bool good;
	} lines[] = {
		{ "anna:jMGbaoz+rCmcKHHIazjeKA==", true },
		{ "anna:jMGbaoz+rCmcKHHIazjeKA", true },
		{ "b:jMGbaoz+rCmcKHHIazjeKA==", true },
		{ "", true },
		{ "anna", false },
		{ ":jMGbaoz+rCmcKHHIazjeKA==", false },
		{ "anna:", false },
		{ "anna:====", false },
		{ "anna:jMGbaoz+rCmcKHHIazjeKA=x", false },
		{ "anna:jMGbaoz+rCmcKHHIazjeKAAA", false },
		{ "anna:jMGbaoz!rCmcKHHIazjeKA==", false },
		{ "\xff:jMGbaoz+rCmcKHHIazjeKA==", false },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeee:jMGbaoz+rCmcKHHIazjeKA==",
		  false },
	};
	struct ksmbd_users *users = ksmbd_users_new();
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		int err;

		snprintf(text, sizeof(text), "z:jMGbaoz+rCmcKHHIazjeKA==\n%s\n", lines[i].line);
		put("db", text);
		diag_line = 0;
		err = ksmbd_users_load(users, file("db"), on_diag, NULL);
		check(lines[i].good ? !err : err == -EINVAL && diag_line == 2,
		      "line %zu of the table", i + 1);
	}
	memset(text, 'a', sizeof(text) - 1);
	text[255] = '\0';
	put("db", text);
	check(ksmbd_users_load(users, file("db"), NULL, NULL) == -EINVAL, "an endless line");
	check(ksmbd_users_has(users, "z"), "a wrong file changes nothing");
	check(ksmbd_users_load(users, file("none"), NULL, NULL) == -ENOENT, "no file");
	ksmbd_users_free(users);
}

static void test_changes(void)
{
	const unsigned char hash[KSMBD_NT_HASH_SIZE] = { 1, 2, 3 };
	struct ksmbd_users *users = ksmbd_users_new();
	struct ksmbd_account account;
	struct stat st;

	check(!ksmbd_users_set(users, "root", hash) && !ksmbd_users_set(users, "x", hash) &&
	      !ksmbd_users_set(users, "y", hash), "accounts are added");
	check(ksmbd_users_set(users, "a:b", hash) == -EINVAL &&
	      ksmbd_users_set(users, "a\nb", hash) == -EINVAL &&
	      ksmbd_users_set(users, "", hash) == -EINVAL, "bad names are not");
	check(!ksmbd_users_remove(users, "x") && ksmbd_users_remove(users, "x") == -ENOENT,
	      "and removed once");
	unlink(file("new"));
	check(!ksmbd_users_save(users, file("new")), "saved");
	check(!stat(file("new"), &st) && (st.st_mode & 0777) == 0600, "for its owner alone");
	chmod(file("new"), 0640);
	check(!ksmbd_users_save(users, file("new")) && !stat(file("new"), &st) &&
	      (st.st_mode & 0777) == 0640, "with the mode it had");
	check(!ksmbd_users_load(users, file("new"), NULL, NULL) && ksmbd_users_count(users) == 2,
	      "and read again");
	check(!ksmbd_users_auth_ops.lookup(users, "root", &account) && account.uid == 0 &&
	      account.has_hash && !memcmp(account.nt_hash, hash, sizeof(hash)), "looked up");
	check(ksmbd_users_auth_ops.lookup(users, "nobody", &account) == -ENOENT, "or not found");
	ksmbd_users_free(users);
}

static void test_files(void)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
	uint32_t first[3];
	int fd;

	check(!ksmbd_subauth_load(cfg, file("ksmbd.conf")), "a SID is made");
	memcpy(first, cfg->global.sub_auth, sizeof(first));
	memset(cfg->global.sub_auth, 0, sizeof(first));
	check(!ksmbd_subauth_load(cfg, file("ksmbd.conf")) &&
	      !memcmp(first, cfg->global.sub_auth, sizeof(first)), "and kept");
	ksmbd_config_free(cfg);

	check(ksmbd_lock_owner(file("lock")) == -ESRCH, "no lock, no owner");
	fd = ksmbd_lock_take(file("lock"));
	check(fd >= 0 && ksmbd_lock_owner(file("lock")) == getpid(), "the lock names us");
	check(ksmbd_lock_take(file("lock")) == -EBUSY, "there is one instance");
	ksmbd_lock_drop(file("lock"), fd);
	put("lock", "1\n");
	check(ksmbd_lock_owner(file("lock")) == -ESRCH, "a lock left behind belongs to nobody");
	put("lock", "999999999999\n");
	check(ksmbd_lock_owner(file("lock")) == -ESRCH, "nor does nonsense");
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return EXIT_FAILURE;
	dir = argv[1];
	test_hash();
	test_lines();
	test_changes();
	test_files();
	return done();
}
