// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CREATE (MS-SMB2 3.3.5.9, MS-FSA 2.1.5.1): order of checks, every
 * disposition, names, contexts, share modes, delete on close.
 *
 * What a fixed argument may say is tried in a table; what depends on what
 * exists is tried one by one below it.
 */
#include "selftest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEW_NAME	"selftest\\new"

static void build(struct st *s)
{
	smb2c_put_create(&s->c, &(struct smb2c_open) {
		.name = "selftest\\nothing", .access = ACCESS_READ, .share = SHARE_ALL,
		.disposition = OPEN, .attributes = 0x80,
	});
}

static void build_file(struct st *s)
{
	smb2c_put_create(&s->c, &(struct smb2c_open) {
		.name = "selftest\\file", .access = ACCESS_READ, .share = SHARE_ALL,
		.disposition = OPEN, .attributes = 0x80,
	});
}

static void build_dir(struct st *s)
{
	smb2c_put_create(&s->c, &(struct smb2c_open) {
		.name = "selftest\\dir", .access = ACCESS_READ, .share = SHARE_ALL,
		.disposition = OPEN, .options = OPT_DIRECTORY,
	});
}

/* Offsets: 3 oplock, 4 impersonation, 24 access, 28 attributes, 32 share, 36 disposition, */
/* 40 options, 44 name offset, 46 name length, 48 contexts offset, 52 contexts length */
static const struct st_case cases[] = {
	{ "a name that is not there is not found", STATUS_OBJECT_NAME_NOT_FOUND },
	{ "SecurityFlags and SmbCreateFlags are ignored", STATUS_OBJECT_NAME_NOT_FOUND,
	  { P8(B(2), 0xff), P64(B(8), ~0ull) } },
	{ "an impersonation level of 4 is bad", STATUS_BAD_IMPERSONATION_LEVEL,
	  { P32(B(4), 4) } },
	{ "no access at all is refused", STATUS_ACCESS_DENIED, { P32(B(24), 0) } },
	{ "reserved bits of access are refused", STATUS_ACCESS_DENIED,
	  { P32(B(24), 0x00e00081) } },
	{ "an unknown attribute is refused", STATUS_INVALID_PARAMETER, { P32(B(28), 8) } },
	{ "an attribute of all ones is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0xffffffff) } },
	{ "an unknown share mode is refused", STATUS_INVALID_PARAMETER, { P32(B(32), 8) } },
	{ "an unknown disposition is refused", STATUS_INVALID_PARAMETER, { P32(B(36), 6) } },
	{ "both file and directory is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(40), OPT_DIRECTORY | OPT_NON_DIRECTORY) } },
	{ "an option outside the 24 bits is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(40), 0x80000000) } },
	{ "opening by file id is not supported", STATUS_NOT_SUPPORTED,
	  { P32(B(40), 0x2000) } },
	{ "delete on close wants the right to delete", STATUS_INVALID_PARAMETER,
	  { P32(B(40), OPT_DELETE_ON_CLOSE) } },
	{ "the SACL wants a privilege", STATUS_PRIVILEGE_NOT_HELD,
	  { P32(B(24), 0x01000000) } },
	{ "an odd name length is refused", STATUS_INVALID_PARAMETER, { P16(B(46), 9) } },
	{ "a name that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(46), 500) } },
	{ "a name within the fixed part is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(44), 64) } },
	{ "contexts that leave the frame are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(48), 120), P32(B(52), 5000) } },
	{ "contexts far behind the frame are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(48), 0xfffffff8), P32(B(52), 24) } },
	{ "contexts at an odd offset are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(48), 121), P32(B(52), 24) } },
	{ "contexts within the fixed part are refused", STATUS_INVALID_PARAMETER,
	  { P32(B(48), 64), P32(B(52), 24) } },
	{ "the impersonation level comes before the access", STATUS_BAD_IMPERSONATION_LEVEL,
	  { P32(B(4), 4), P32(B(24), 0) } },
	{ "the access comes before the disposition", STATUS_ACCESS_DENIED,
	  { P32(B(24), 0), P32(B(36), 6) } },
	{ "the bounds of the name come before the impersonation level",
	  STATUS_INVALID_PARAMETER, { P16(B(46), 500), P32(B(4), 4) } },
	{ "the tree comes before the impersonation level", STATUS_NETWORK_NAME_DELETED,
	  { P32(H_TREE, 0x7777), P32(B(4), 4) } },
};

static const struct st_case on_file[] = {
	{ "what is there cannot be created", STATUS_OBJECT_NAME_COLLISION,
	  { P32(B(36), CREATE) } },
	{ "a file is not a directory", STATUS_NOT_A_DIRECTORY, { P32(B(40), OPT_DIRECTORY) } },
	{ "collision comes before the kind", STATUS_OBJECT_NAME_COLLISION,
	  { P32(B(36), CREATE), P32(B(40), OPT_DIRECTORY) } },
	{ "an encrypted file is refused", STATUS_ACCESS_DENIED, { P32(B(28), 0x4000) } },
};

static const struct st_case on_dir[] = {
	{ "a directory is not a file", STATUS_FILE_IS_A_DIRECTORY,
	  { P32(B(40), OPT_NON_DIRECTORY) } },
	{ "a directory cannot be overwritten", STATUS_INVALID_PARAMETER,
	  { P32(B(36), OVERWRITE) } },
	{ "nor superseded", STATUS_INVALID_PARAMETER, { P32(B(36), SUPERSEDE) } },
	{ "nor overwritten by something that could be a file", STATUS_OBJECT_NAME_COLLISION,
	  { P32(B(36), OVERWRITE_IF), P32(B(40), 0) } },
	{ "a temporary directory is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(28), 0x100), P32(B(36), OPEN_IF) } },
};

/* A name, and the status an open for reading gets. */
static const struct name_case {
	const char *says, *name;
	uint32_t want;
} names[] = {
	{ "the empty name is the share's root", "", STATUS_SUCCESS },
	{ "a leading backslash is refused", "\\selftest", STATUS_INVALID_PARAMETER },
	{ "names do not depend on case", "SELFTEST\\FiLe", STATUS_SUCCESS },
	{ "a missing parent is a missing path", "selftest\\no\\file",
	  STATUS_OBJECT_PATH_NOT_FOUND },
	{ "a file is not a parent", "selftest\\file\\x", STATUS_OBJECT_PATH_NOT_FOUND },
	{ "a star is not a name", "selftest\\*", STATUS_OBJECT_NAME_INVALID },
	{ "a question mark is not a name", "selftest\\a?", STATUS_OBJECT_NAME_INVALID },
	{ "a bar is not a name", "selftest\\a|b", STATUS_OBJECT_NAME_INVALID },
	{ "a slash separates as well", "selftest/file", STATUS_SUCCESS },
	{ "two periods lead up again", "selftest\\dir\\..\\file", STATUS_SUCCESS },
	{ "the share cannot be left", "..\\..\\etc\\passwd", STATUS_OBJECT_PATH_SYNTAX_BAD },
	{ "the share cannot be left from a directory", "selftest\\..\\..\\x",
	  STATUS_OBJECT_PATH_SYNTAX_BAD },
	{ "an empty stream name alone is not a name", "selftest\\file:",
	  STATUS_OBJECT_NAME_INVALID },
	{ "an unknown stream type is not a name", "selftest\\file:x:$WHAT",
	  STATUS_OBJECT_NAME_INVALID },
	{ "the unnamed stream is the file", "selftest\\file::$DATA", STATUS_SUCCESS },
	{ "a stream that is not there is not found", "selftest\\file:nothing",
	  STATUS_OBJECT_NAME_NOT_FOUND },
};

static void try_names(struct st *s)
{
	struct smb2c_fid f;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		uint32_t got = smb2c_create(&s->c, &(struct smb2c_open) {
			.name = names[i].name, .access = ACCESS_ATTRIBUTES, .share = SHARE_ALL,
			.disposition = OPEN,
		}, &f);

		st_is(got, names[i].want, "names: %s", names[i].says);
		if (got == STATUS_SUCCESS)
			smb2c_close(&s->c, f);
	}
}

/* Disposition, whether the file was there, the status and CreateAction (MS-SMB2 2.2.14). */
static const struct {
	uint32_t disposition;
	bool there;
	uint32_t want, action, size;
} dispositions[] = {
	{ SUPERSEDE, true, STATUS_SUCCESS, 0, 0 },
	{ SUPERSEDE, false, STATUS_SUCCESS, 2, 0 },
	{ OPEN, true, STATUS_SUCCESS, 1, 3 },
	{ OPEN, false, STATUS_OBJECT_NAME_NOT_FOUND, 0, 0 },
	{ CREATE, true, STATUS_OBJECT_NAME_COLLISION, 0, 0 },
	{ CREATE, false, STATUS_SUCCESS, 2, 0 },
	{ OPEN_IF, true, STATUS_SUCCESS, 1, 3 },
	{ OPEN_IF, false, STATUS_SUCCESS, 2, 0 },
	{ OVERWRITE, true, STATUS_SUCCESS, 3, 0 },
	{ OVERWRITE, false, STATUS_OBJECT_NAME_NOT_FOUND, 0, 0 },
	{ OVERWRITE_IF, true, STATUS_SUCCESS, 3, 0 },
	{ OVERWRITE_IF, false, STATUS_SUCCESS, 2, 0 },
};

static void try_dispositions(struct st *s)
{
	static const char * const word[] = { "SUPERSEDE", "OPEN", "CREATE", "OPEN_IF",
					     "OVERWRITE", "OVERWRITE_IF" };
	struct smb2c_reply r;
	struct smb2c_fid f;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dispositions); i++) {
		bool good;

		smb2c_remove(&s->c, NEW_NAME);
		if (dispositions[i].there) {
			smb2c_open_file(&s->c, NEW_NAME, ACCESS_ALL, CREATE, &f);
			smb2c_write(&s->c, f, 0, "old");
			smb2c_close(&s->c, f);
		}
		smb2c_put_create(&s->c, &(struct smb2c_open) {
			.name = NEW_NAME, .access = ACCESS_ALL, .share = SHARE_ALL,
			.disposition = dispositions[i].disposition,
		});
		good = smb2c_call(&s->c, &r) == dispositions[i].want;
		if (good && r.status == STATUS_SUCCESS)
			good = r.size == 89 &&
			       smb2c_get_int(r.body + 4, 4) == dispositions[i].action &&
			       smb2c_get_int(r.body + 48, 8) == dispositions[i].size;
		st_ok(good, "%s on a file that is %sthere", word[dispositions[i].disposition],
		      dispositions[i].there ? "" : "not ");
		smb2c_fid_of(&r, &f);
		if (r.status == STATUS_SUCCESS)
			smb2c_close(&s->c, f);
	}
	smb2c_remove(&s->c, NEW_NAME);
}

/* The first handle's access and share mode against the second's (MS-FSA 2.1.5.1.2.2). */
static const struct {
	uint32_t access1, share1, access2, share2, want;
} sharing[] = {
	{ 0x1, 0, 0x1, 7, STATUS_SHARING_VIOLATION },
	{ 0x1, 1, 0x1, 1, STATUS_SUCCESS },
	{ 0x1, 1, 0x2, 7, STATUS_SHARING_VIOLATION },
	{ 0x1, 2, 0x2, 1, STATUS_SUCCESS },
	{ 0x1, 2, 0x2, 0, STATUS_SHARING_VIOLATION },
	{ 0x2, 7, 0x1, 1, STATUS_SHARING_VIOLATION },
	{ 0x2, 7, 0x1, 2, STATUS_SUCCESS },
	{ 0x1, 3, 0x10000, 7, STATUS_SHARING_VIOLATION },
	{ 0x10000, 7, 0x1, 3, STATUS_SHARING_VIOLATION },
	{ 0x1, 4, 0x10000, 1, STATUS_SUCCESS },
	{ 0x80, 0, 0x1, 0, STATUS_SUCCESS },
	{ 0x1, 0, 0x80, 0, STATUS_SUCCESS },
	{ 0x1, 0, 0x20000, 0, STATUS_SUCCESS },
	{ 0x20, 0, 0x20, 0, STATUS_SHARING_VIOLATION },
	{ 0x4, 7, 0x1, 1, STATUS_SHARING_VIOLATION },
};

/* HIDDEN that somebody set must come again with an overwrite; HIDDEN by a leading dot need not. */
static void hidden(struct st *s)
{
	struct smb2c_open o = { .name = "selftest\\.dot", .access = ACCESS_ALL, .share = SHARE_ALL,
				.disposition = OPEN_IF, .attributes = 0x80 };
	struct smb2c_reply r;
	struct smb2c_fid f;

	st_need(smb2c_create(&s->c, &o, &f), "a file with a dot");
	smb2c_put_query_info(&s->c, f, 1, 4, 40);
	smb2c_call(&s->c, &r);
	st_ok(r.status == STATUS_SUCCESS && r.el[r.body[2] + 32] & 0x02, "it is hidden");
	smb2c_close(&s->c, f);
	o.disposition = OVERWRITE;
	st_is(smb2c_create(&s->c, &o, &f), STATUS_SUCCESS, "it can be overwritten as if it were not");
	smb2c_close(&s->c, f);
	o.attributes = 0x02;
	st_need(smb2c_create(&s->c, &o, &f), "it is hidden by its attribute too");
	smb2c_close(&s->c, f);
	o.attributes = 0x80;
	st_is(smb2c_create(&s->c, &o, &f), STATUS_ACCESS_DENIED, "then an overwrite must know");
}

static void try_sharing(struct st *s)
{
	struct smb2c_fid f, g;
	uint32_t got;
	size_t i;

	smb2c_open_file(&s->c, NEW_NAME, ACCESS_ALL, OPEN_IF, &f);
	smb2c_close(&s->c, f);
	for (i = 0; i < ARRAY_SIZE(sharing); i++) {
		struct smb2c_open a = { .name = NEW_NAME, .access = sharing[i].access1,
					.share = sharing[i].share1, .disposition = OPEN };
		struct smb2c_open b = { .name = NEW_NAME, .access = sharing[i].access2,
					.share = sharing[i].share2, .disposition = OPEN };

		st_need(smb2c_create(&s->c, &a, &f), "the first of two handles");
		got = smb2c_create(&s->c, &b, &g);
		st_is(got, sharing[i].want, "sharing: access %x share %x, then access %x share %x",
		      a.access, a.share, b.access, b.share);
		if (got == STATUS_SUCCESS)
			smb2c_close(&s->c, g);
		smb2c_close(&s->c, f);
	}
	smb2c_remove(&s->c, NEW_NAME);
}

static void delete_on_close(struct st *s)
{
	struct smb2c_open o = { .name = NEW_NAME, .access = ACCESS_ALL, .share = SHARE_ALL,
				.disposition = CREATE, .options = OPT_DELETE_ON_CLOSE };
	struct smb2c_fid f, g;

	st_need(smb2c_create(&s->c, &o, &f), "a file that goes when it is closed");
	st_is(smb2c_open_file(&s->c, NEW_NAME, ACCESS_READ, OPEN, &g), STATUS_SUCCESS,
	      "delete on close lets others in while nobody has closed");
	smb2c_close(&s->c, f);
	st_is(smb2c_open_file(&s->c, NEW_NAME, ACCESS_READ, OPEN, &f), STATUS_DELETE_PENDING,
	      "once its handle is closed the name is pending");
	smb2c_close(&s->c, g);
	st_is(smb2c_open_file(&s->c, NEW_NAME, ACCESS_READ, OPEN, &f),
	      STATUS_OBJECT_NAME_NOT_FOUND, "with the last handle the file is gone");
	st_need(smb2c_open_file(&s->c, "selftest\\dir\\x", ACCESS_ALL, OPEN_IF, &f), "a child");
	o.name = "selftest\\dir";
	o.disposition = OPEN;
	st_need(smb2c_create(&s->c, &o, &g), "its directory, to be deleted");
	smb2c_close(&s->c, f);
	smb2c_close(&s->c, g);
	st_is(smb2c_open_file(&s->c, "selftest\\dir\\x", ACCESS_READ, OPEN, &f), STATUS_SUCCESS,
	      "a directory that is not empty stays");
	smb2c_close(&s->c, f);
	smb2c_remove(&s->c, "selftest\\dir\\x");
}

/* ---- contexts ---- */

static void context(struct smb2c_buf *b, const char *tag, size_t tag_len, const void *data,
		    size_t len, bool last)
{
	size_t start = b->len;

	smb2c_put_int(b, 0, 4);
	smb2c_put_int(b, 16, 2);
	smb2c_put_int(b, tag_len, 2);
	smb2c_put_int(b, 0, 2);
	smb2c_put_int(b, len ? 24 : 0, 2);
	smb2c_put_int(b, len, 4);
	smb2c_put(b, tag, tag_len);
	smb2c_put_zero(b, -b->len & 7);
	smb2c_put(b, data, len);
	smb2c_put_zero(b, -b->len & 7);
	if (!last)
		smb2c_set_int(b->data + start, b->len - start, 4);
}

static uint32_t with_contexts(struct st *s, const struct smb2c_buf *b, struct smb2c_reply *r)
{
	struct smb2c_fid f;
	uint32_t status;

	smb2c_put_create(&s->c, &(struct smb2c_open) {
		.name = "selftest\\file", .access = ACCESS_READ, .share = SHARE_ALL,
		.disposition = OPEN, .contexts = b->data, .contexts_len = b->len,
	});
	status = smb2c_call(&s->c, r);
	smb2c_fid_of(r, &f);
	if (status == STATUS_SUCCESS) {
		struct smb2c_reply keep = *r;

		smb2c_close(&s->c, f);
		*r = keep;
	}
	return status;
}

/* The data of a context of the reply, or NULL. */
static const uint8_t *answered(const struct smb2c_reply *r, const char *tag, size_t *len)
{
	size_t off = smb2c_get_int(r->body + 80, 4), left = smb2c_get_int(r->body + 84, 4), next;

	for (; left >= 24 && off + left <= r->len; off += next, left -= next) {
		const uint8_t *p = r->el + off;

		next = smb2c_get_int(p, 4);
		*len = smb2c_get_int(p + 12, 4);
		if (!memcmp(p + smb2c_get_int(p + 4, 2), tag, 4))
			return p + smb2c_get_int(p + 10, 2);
		if (!next || next > left)
			break;
	}
	return NULL;
}

static void known_contexts(struct st *s)
{
	struct smb2c_buf b = { 0 };
	struct smb2c_reply r;
	const uint8_t *p;
	uint32_t status;
	size_t len;

	context(&b, "MxAc", 4, NULL, 0, false);
	context(&b, "QFid", 4, NULL, 0, false);
	context(&b, "????", 4, "12345678", 8, true);
	status = with_contexts(s, &b, &r);
	st_is(status, STATUS_SUCCESS, "contexts: an unknown one is ignored");
	p = status ? NULL : answered(&r, "MxAc", &len);
	st_ok(p && len == 8 && !smb2c_get_int(p, 4) && smb2c_get_int(p + 4, 4) & 1,
	      "contexts: MxAc is answered with the maximal access");
	p = status ? NULL : answered(&r, "QFid", &len);
	st_ok(p && len == 32 && smb2c_get_int(p, 8), "contexts: QFid is answered with ids");
	st_ok(status || !answered(&r, "????", &len), "contexts: the unknown one is not answered");
	free(b.data);
}

/* One context, then what is wrong with it. */
static const struct st_case bad_contexts[] = {
	{ "a tag that leaves the list is refused", STATUS_INVALID_PARAMETER, { P16(4, 200) } },
	{ "data that leaves the list is refused", STATUS_INVALID_PARAMETER,
	  { P32(12, 5000) } },
	{ "data of all ones is refused", STATUS_INVALID_PARAMETER, { P32(12, 0xffffffff) } },
	{ "a tag longer than the list is refused", STATUS_INVALID_PARAMETER, { P16(6, 400) } },
	{ "a Next that leaves the list is refused", STATUS_INVALID_PARAMETER,
	  { P32(0, 4096) } },
	{ "an odd Next is refused", STATUS_INVALID_PARAMETER, { P32(0, 25) } },
	{ "a Next within the header is refused", STATUS_INVALID_PARAMETER, { P32(0, 8) } },
	{ "a data offset within the header is refused", STATUS_INVALID_PARAMETER,
	  { P16(10, 4) } },
};

static void malformed_contexts(struct st *s)
{
	struct smb2c_buf b = { 0 };
	struct smb2c_reply r;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(bad_contexts); i++) {
		const struct st_case *k = &bad_contexts[i];

		b.len = 0;
		context(&b, "AlSi", 4, "\0\0\0\0\0\0\0\0", 8, true);
		for (j = 0; j < ARRAY_SIZE(k->poke) && k->poke[j].size; j++)
			smb2c_set_int(b.data + k->poke[j].offset, k->poke[j].value,
				      k->poke[j].size);
		st_is(with_contexts(s, &b, &r), k->want, "contexts: %s", k->says);
	}
	free(b.data);
}

/* "link" leads to "dir/x"; behind it the client asked for "y". */
static void symlink_error(uint16_t dialect, unsigned int contexts)
{
	const char *root = getenv("SHARE_ROOT");
	const uint8_t *data;
	struct smb2c_reply r;
	char path[256];
	struct st s;

	st_open(&s, dialect);
	snprintf(path, sizeof(path), "%s/public/selftest/link", root ? root : "/srv/shares");
	unlink(path);
	if (symlink("dir/x", path))
		st_note("no link: %s", strerror(errno));
	smb2c_put_create(&s.c, &(struct smb2c_open) {
		.name = "selftest\\link\\y", .access = ACCESS_READ, .share = SHARE_ALL,
		.disposition = OPEN,
	});
	st_is(smb2c_call(&s.c, &r), STATUS_STOPPED_ON_SYMLINK, "%04x: a link is not followed",
	      dialect);
	data = r.body + 8 + 8 * contexts;
	st_ok(r.body[2] == contexts && smb2c_get_int(r.body + 4, 4) == r.body_len - 8,
	      "%04x: %u error contexts", dialect, contexts);
	st_ok(!contexts || (smb2c_get_int(r.body + 8, 4) == r.body_len - 16 &&
			    !smb2c_get_int(r.body + 12, 4)), "%04x: the default one", dialect);
	st_ok(!memcmp(data + 4, "SYML", 4) && smb2c_get_int(data, 4) + 4 == 28 + 2 * 10 &&
	      smb2c_get_int(data + 14, 2) == 4 && !memcmp(data + 28, "d\0i\0r\0\\\0x", 10),
	      "%04x: it tells where the link leads and what is behind it", dialect);
	unlink(path);
	st_close(&s);
}

static void pipes(struct st *s)
{
	uint32_t disk = s->c.tree;
	struct smb2c_fid f;

	st_need(smb2c_tree_connect(&s->c, "IPC$"), "IPC$");
	st_is(smb2c_open_file(&s->c, "srvsvc", 0x12019f, OPEN, &f), STATUS_SUCCESS,
	      "a known pipe is opened");
	smb2c_close(&s->c, f);
	st_is(smb2c_open_file(&s->c, "nonsense", 0x12019f, OPEN, &f),
	      STATUS_OBJECT_NAME_NOT_FOUND, "an unknown pipe is not found");
	smb2c_put_empty(&s->c, SMB2_TREE_DISCONNECT);
	smb2c_call(&s->c, NULL);
	s->c.tree = disk;
}

int main(void)
{
	struct st s;

	st_begin();
	st_open(&s, 0x0311);
	st_common(&s, "CREATE", build, 0);
	ST_TABLE(&s, "CREATE", build, cases);
	ST_TABLE(&s, "CREATE", build_file, on_file);
	ST_TABLE(&s, "CREATE", build_dir, on_dir);
	try_names(&s);
	try_dispositions(&s);
	hidden(&s);
	try_sharing(&s);
	smb2c_close(&s.c, s.dir);
	delete_on_close(&s);
	known_contexts(&s);
	malformed_contexts(&s);
	pipes(&s);
	symlink_error(0x0302, 0);
	symlink_error(0x0311, 1);
	st_close(&s);
	return st_end();
}
