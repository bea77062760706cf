// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbdpwd.db: one account per line, "name:base64 of the NT hash".
 *
 * For:      loading, changing and saving the user database, the NT hash of a password,
 *           and the authenticator that looks accounts up in it.
 * Not for:  guests and failed logins (upcall.c, sessions.c), asking for passwords
 *           (adduser/).
 * Called by: ksmbd.mountd through ksmbd_users_auth_ops, ksmbd.adduser.
 *
 * MD4 comes from OpenSSL's legacy provider, loaded into a library context of our own, so
 * that nothing else in the process starts to accept it. Hashes are as good as passwords:
 * they are wiped before memory is freed and never logged. No locks.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <iconv.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USERS_LINE_MAX	256
#define FALLBACK_ID	9999	/* accounts the system does not know, as in ksmbd-tools */

struct user {
	char name[KSMBD_ACCOUNT_MAX + 1];
	unsigned char hash[KSMBD_NT_HASH_SIZE];
};

struct ksmbd_users {
	struct user *list;	/* in the order of the file */
	size_t n;
};

/**
 * ksmbd_users_new() - an empty database
 *
 * Return: a database for ksmbd_users_free(), or NULL.
 */
struct ksmbd_users *ksmbd_users_new(void)
{
	return calloc(1, sizeof(struct ksmbd_users));
}

static void users_clear(struct ksmbd_users *users)
{
	if (users->list)
		OPENSSL_cleanse(users->list, users->n * sizeof(*users->list));
	free(users->list);
	users->list = NULL;
	users->n = 0;
}

/**
 * ksmbd_users_free() - free a database
 * @users: database, or NULL
 */
void ksmbd_users_free(struct ksmbd_users *users)
{
	if (!users)
		return;
	users_clear(users);
	free(users);
}

static struct user *users_find(const struct ksmbd_users *users, const char *name)
{
	for (size_t i = 0; i < users->n; i++) {
		if (!strcmp(users->list[i].name, name))
			return &users->list[i];
	}
	return NULL;
}

/**
 * ksmbd_users_has() - is there an account of this name
 * @users: database
 * @name: exact name
 *
 * Return: true if so.
 */
bool ksmbd_users_has(const struct ksmbd_users *users, const char *name)
{
	return users_find(users, name) != NULL;
}

/**
 * ksmbd_users_count() - number of accounts
 * @users: database
 *
 * Return: the number.
 */
size_t ksmbd_users_count(const struct ksmbd_users *users)
{
	return users->n;
}

static bool name_valid(const char *name)
{
	size_t len = strlen(name);

	if (!len || len > KSMBD_ACCOUNT_MAX || !ksmbd_utf8_valid(name, len))
		return false;
	for (; *name; name++) {
		if (*name == ':' || (unsigned char)*name < ' ' || *name == 0x7f)
			return false;
	}
	return true;
}

/**
 * ksmbd_users_set() - add an account or change its hash
 * @users: database
 * @name: 1 to 47 bytes of UTF-8 without colon and control characters
 * @hash: NT hash
 *
 * Return: 0, -EINVAL for a bad name, -ENOMEM.
 */
int ksmbd_users_set(struct ksmbd_users *users, const char *name,
		    const unsigned char hash[KSMBD_NT_HASH_SIZE])
{
	struct user *user = users_find(users, name), *list;

	if (!name_valid(name))
		return -EINVAL;
	if (!user) {
		list = calloc(users->n + 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		if (users->n) {
			memcpy(list, users->list, users->n * sizeof(*list));
			OPENSSL_cleanse(users->list, users->n * sizeof(*list));
		}
		free(users->list);
		users->list = list;
		user = &list[users->n++];
		strcpy(user->name, name);
	}
	memcpy(user->hash, hash, sizeof(user->hash));
	return 0;
}

/**
 * ksmbd_users_remove() - remove an account
 * @users: database
 * @name: exact name
 *
 * Return: 0 or -ENOENT.
 */
int ksmbd_users_remove(struct ksmbd_users *users, const char *name)
{
	struct user *user = users_find(users, name), *end;

	if (!user)
		return -ENOENT;
	end = users->list + users->n;
	memmove(user, user + 1, (size_t)(end - user - 1) * sizeof(*user));
	users->n--;
	OPENSSL_cleanse(&users->list[users->n], sizeof(*user));
	return 0;
}

/* Exactly 16 bytes in padded or unpadded base64. */
static int decode_hash(const char *text, unsigned char hash[KSMBD_NT_HASH_SIZE])
{
	unsigned char padded[25] = "========================", out[18];
	size_t len = strcspn(text, "=");
	int n;

	if (len != 22 || strspn(text + len, "=") != strlen(text + len))
		return -EINVAL;
	memcpy(padded, text, len);
	n = EVP_DecodeBlock(out, padded, 24);
	if (n != 18)
		return -EINVAL;
	memcpy(hash, out, KSMBD_NT_HASH_SIZE);
	OPENSSL_cleanse(out, sizeof(out));
	OPENSSL_cleanse(padded, sizeof(padded));
	return 0;
}

static const char *parse_line(struct ksmbd_users *users, char *line)
{
	unsigned char hash[KSMBD_NT_HASH_SIZE];
	char *colon = strchr(line, ':');
	int err;

	if (!colon)
		return "allowed is name:hash";
	*colon = '\0';
	if (!name_valid(line))
		return "a name has 1 to 47 bytes of UTF-8 without control characters";
	if (decode_hash(colon + 1, hash))
		return "the hash is 16 bytes in base64";
	err = ksmbd_users_set(users, line, hash);
	OPENSSL_cleanse(hash, sizeof(hash));
	return err ? "out of memory" : NULL;
}

static int load_stream(struct ksmbd_users *users, FILE *in, const char *path, ksmbd_diag_fn diag,
		       void *arg)
{
	struct ksmbd_diag d = { .file = path, .level = KSMBD_LOG_ERROR };
	char line[USERS_LINE_MAX];
	int errors = 0;

	while (fgets(line, sizeof(line), in)) {
		size_t len = strcspn(line, "\r\n");

		d.line++;
		d.text = NULL;
		if (len == sizeof(line) - 1)
			d.text = "the line is too long";
		line[len] = '\0';
		if (len && !d.text)
			d.text = parse_line(users, line);
		if (d.text) {
			errors++;
			if (diag)
				diag(arg, &d);
		}
	}
	OPENSSL_cleanse(line, sizeof(line));
	return errors ? -EINVAL : 0;
}

/**
 * ksmbd_users_load() - replace the content of a database by a file
 * @users: database; as it was if the file is wrong
 * @path: the file
 * @diag: called for every wrong line; may be NULL
 * @arg: handed to @diag
 *
 * Return: 0, -EINVAL for a wrong line, or why the file could not be opened (-ENOENT).
 */
int ksmbd_users_load(struct ksmbd_users *users, const char *path, ksmbd_diag_fn diag, void *arg)
{
	struct ksmbd_users fresh = { 0 };
	FILE *in = fopen(path, "re");
	int err;

	if (!in)
		return -errno;
	err = load_stream(&fresh, in, path, diag, arg);
	fclose(in);
	if (err) {
		users_clear(&fresh);
		return err;
	}
	users_clear(users);
	*users = fresh;
	return 0;
}

/**
 * ksmbd_users_save() - write a database, in one step and readable by its owner only
 * @users: database
 * @path: the file
 *
 * Return: 0 or -errno; the file is as it was then.
 */
int ksmbd_users_save(const struct ksmbd_users *users, const char *path)
{
	size_t size = users->n * (KSMBD_ACCOUNT_MAX + 27) + 1;
	char *text = calloc(1, size), *p = text;
	int err;

	if (!text)
		return -ENOMEM;
	for (size_t i = 0; i < users->n; i++) {
		p = stpcpy(stpcpy(p, users->list[i].name), ":");
		p += EVP_EncodeBlock((unsigned char *)p, users->list[i].hash, KSMBD_NT_HASH_SIZE);
		*p++ = '\n';
	}
	err = ksmbd_file_replace(path, text, (size_t)(p - text), 0600);
	OPENSSL_cleanse(text, size);
	free(text);
	return err;
}

static int to_utf16le(const char *text, unsigned char *out, size_t *out_len)
{
	size_t in_left = strlen(text), out_left = 2 * in_left;
	char *in = (char *)text, *o = (char *)out;
	iconv_t cd;
	size_t n;

	cd = iconv_open("UTF-16LE", "UTF-8");
	if (cd == (iconv_t)-1)
		return -errno;
	n = iconv(cd, &in, &in_left, &o, &out_left);
	iconv_close(cd);
	if (n == (size_t)-1)
		return -EILSEQ;
	*out_len = (size_t)(o - (char *)out);
	return 0;
}

static int md4(const void *data, size_t len, unsigned char hash[KSMBD_NT_HASH_SIZE])
{
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *legacy = ctx ? OSSL_PROVIDER_load(ctx, "legacy") : NULL;
	EVP_MD *md = legacy ? EVP_MD_fetch(ctx, "MD4", NULL) : NULL;
	unsigned int n = 0;
	int err = -ENOTSUP;

	if (md && EVP_Digest(data, len, hash, &n, md, NULL) == 1 && n == KSMBD_NT_HASH_SIZE)
		err = 0;
	EVP_MD_free(md);
	if (legacy)
		OSSL_PROVIDER_unload(legacy);
	OSSL_LIB_CTX_free(ctx);
	return err;
}

/**
 * ksmbd_nt_hash() - MD4 of the password in UTF-16LE (MS-NLMP 3.3.1 NTOWFv1)
 * @password: at most 128 bytes of UTF-8
 * @hash: gets 16 bytes
 *
 * Return: 0, -ERANGE (too long), -EILSEQ (not UTF-8), -ENOTSUP (OpenSSL has no MD4).
 */
int ksmbd_nt_hash(const char *password, unsigned char hash[KSMBD_NT_HASH_SIZE])
{
	unsigned char wide[2 * KSMBD_PASSWORD_MAX + 2];
	size_t len = 0;
	int err;

	if (strlen(password) > KSMBD_PASSWORD_MAX)
		return -ERANGE;
	err = to_utf16le(password, wide, &len);
	if (!err)
		err = md4(wide, len, hash);
	OPENSSL_cleanse(wide, sizeof(wide));
	return err;
}

static void fill_groups(struct ksmbd_account *out)
{
	gid_t all[1024];
	int n = ARRAY_SIZE(all);

	if (getgrouplist(out->name, out->gid, all, &n) < 0)
		n = ARRAY_SIZE(all);
	for (int i = 0; i < n && out->ngroups < ARRAY_SIZE(out->groups); i++) {
		if (all[i] != out->gid)
			out->groups[out->ngroups++] = all[i];
	}
}

static void fill_account(struct ksmbd_account *out, const struct user *user)
{
	const struct passwd *pw;

	memset(out, 0, sizeof(*out));
	strcpy(out->name, user->name);
	memcpy(out->nt_hash, user->hash, sizeof(out->nt_hash));
	out->has_hash = true;
	out->uid = FALLBACK_ID;
	out->gid = FALLBACK_ID;
	pw = getpwnam(user->name);
	if (pw) {
		out->uid = pw->pw_uid;
		out->gid = pw->pw_gid;
		fill_groups(out);
	}
}

static int users_lookup(void *arg, const char *name, struct ksmbd_account *out)
{
	const struct user *user = users_find(arg, name);

	if (!user)
		return -ENOENT;
	fill_account(out, user);
	return 0;
}

static int users_list(void *arg, int (*emit)(void *emit_arg, const struct ksmbd_account *account),
		      void *emit_arg)
{
	const struct ksmbd_users *users = arg;
	struct ksmbd_account account;
	int stop = 0;

	for (size_t i = 0; i < users->n && !stop; i++) {
		fill_account(&account, &users->list[i]);
		stop = emit(emit_arg, &account);
	}
	OPENSSL_cleanse(&account, sizeof(account));
	return stop;
}

const struct ksmbd_auth_ops ksmbd_users_auth_ops = {
	.lookup = users_lookup,
	.list = users_list,
};
