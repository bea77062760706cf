// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QUERY_DIRECTORY (MS-SMB2 3.3.5.18): cursor, pattern, room.
 *
 * Not for:  reading directories (vfs/dir.c); an entry's bytes (wire/dirent.c).
 * Called:   by dispatch; session, tree and open are bound.
 * Locks:    open->lock over the walk: two requests on one handle take turns (R10).
 */
#include "smb2/dispatch.h"

#include <linux/slab.h>
#include "smb2/ext.h"
#include "smb2/info.h"
#include "smb2/wire/dirent.h"
#include "util/misc.h"
#include "util/shortname.h"
#include "util/utf16.h"

#define ENTRY_NAME_MAX	(4 * KSMBD_COMPONENT_MAX)

struct scan {
	struct smb2_req *req;
	const struct smb2_query_directory_args *a;
	struct ksmbd_wr *wr;
	size_t prev;
	unsigned int entries;
	bool full;
	u8 name[ENTRY_NAME_MAX];
};

static ntstatus_t check_args(struct smb2_req *req, const struct smb2_query_directory_args *a)
{
	if (!req->open->is_dir)
		return STATUS_INVALID_PARAMETER;
	if (!smb2_dirent_fixed(a->class))
		return STATUS_INVALID_INFO_CLASS;
	if (!(req->open->h.access & KSMBD_FILE_READ_DATA))
		return STATUS_ACCESS_DENIED;
	if (a->room < smb2_dirent_fixed(a->class))
		return STATUS_INFO_LENGTH_MISMATCH;
	return STATUS_SUCCESS;
}

/* The pattern in UTF-8; an empty one is "*". */
static ntstatus_t pattern_utf8(const struct smb2_query_directory_args *a, char *buf, size_t room)
{
	int n = ksmbd_utf16_to_utf8(a->pattern.base, a->pattern.len, buf, room);

	if (n < 0 || memchr(buf, '/', n) || memchr(buf, '\\', n))
		return STATUS_OBJECT_NAME_INVALID;
	if (!n)
		strscpy(buf, "*", room);
	return STATUS_SUCCESS;
}

/*
 * The cursor: made at the first request, rewound when asked.  Only then the pattern counts
 * (MS-SMB2 3.3.5.18: later requests go on with the one that began the scan).
 */
static ntstatus_t scan_begin(struct ksmbd_open *open, const struct smb2_query_directory_args *a)
{
	ntstatus_t status;
	char *pattern;

	lockdep_assert_held(&open->lock);
	if (!open->dir)
		open->dir = ksmbd_vfs_dir_alloc(&open->h);
	if (!open->dir)
		return STATUS_NO_MEMORY;
	if (open->dir_pattern && !(a->flags & (SMB2_SCAN_RESTART | SMB2_SCAN_REOPEN)))
		return STATUS_SUCCESS;
	pattern = kmalloc(ENTRY_NAME_MAX, GFP_KERNEL);
	if (!pattern)
		return STATUS_NO_MEMORY;
	status = pattern_utf8(a, pattern, ENTRY_NAME_MAX);
	if (status != STATUS_SUCCESS) {
		kfree(pattern);
		return status;
	}
	kfree(open->dir_pattern);
	open->dir_pattern = pattern;
	open->dir_started = false;
	ksmbd_vfs_dir_rewind(open->dir);
	ksmbd_vfs_dir_set_pattern(open->dir, pattern, strlen(pattern));
	return STATUS_SUCCESS;
}

static bool is_dots(const struct ksmbd_dirent *ent)
{
	return ent->name_len <= 2 && !memcmp(ent->name, "..", ent->name_len);
}

/* Access-based enumeration: left out is what the opener may not read; "." and ".." are not. */
static bool is_hidden(const struct ksmbd_open *open, const struct ksmbd_dirent *ent)
{
	const struct ksmbd_who who = {
		.cred = open->h.cred,
		.token = { .sids = open->ident->sids, .nsids = open->ident->nsids },
	};

	if (!(open->h.root->flags & KSMBD_ROOT_HIDE_UNREADABLE) || is_dots(ent))
		return false;
	return !ent->path.dentry || !ksmbd_vfs_readable(open->h.root, &who, &ent->path);
}

/* A name that is 8.3 already has no other; a client of the extension finds other things there. */
static void tell_short_name(const struct smb2_req *req, const struct ksmbd_dirent *ent,
			    struct smb2_file_facts *f)
{
	int n;

	static_assert(sizeof(f->short_name) == KSMBD_SHORTNAME_MAX);
	if (req->sess->ext || is_dots(ent))
		return;
	n = ksmbd_shortname(ent->name, ent->name_len, f->short_name);
	if (!ksmbd_shortname_is_made_up(f->short_name, n))
		f->short_name[0] = '\0';
}

/* True: written, or left out because it is hidden or its name cannot be sent. */
static bool scan_entry(struct scan *s, const struct ksmbd_dirent *ent)
{
	struct smb2_file_facts f = { .ea_size = ent->ea_size };
	size_t prev = s->prev;
	int n;

	if (is_hidden(s->req->open, ent))
		return true;
	n = ksmbd_name_to_wire(ent->name, ent->name_len, s->req->open->h.root->encoding, s->name,
			       sizeof(s->name));
	if (n < 0)
		return true;
	smb2_file_facts_from_attr(&f, &ent->attr);
	tell_short_name(s->req, ent, &f);
	f.name = s->name;
	f.name_len = n;
	if (!smb2_dirent_encode(s->wr, s->a->class, &prev, &f))
		return false;
	s->prev = prev;
	s->entries++;
	if (s->a->class == FILE_ID_BOTH_DIRECTORY_INFO)
		smb2_ext_call_void(dir_entry, s->req, ent, s->wr->base + prev);
	return true;
}

static int scan_fill(struct scan *s)
{
	struct ksmbd_dir *dir = s->req->open->dir;
	struct ksmbd_dirent ent;
	int more;

	while ((more = ksmbd_vfs_dir_next(dir, &ent)) > 0) {
		if (!scan_entry(s, &ent)) {
			ksmbd_vfs_dir_unget(dir);
			s->full = true;
			return 0;
		}
		if (s->a->flags & SMB2_SCAN_SINGLE && s->entries)
			return 0;
	}
	return more;
}

static ntstatus_t scan_status(struct scan *s, int err)
{
	struct smb2_buffer_res *res = smb2_res(s->req, struct smb2_buffer_res);
	struct ksmbd_open *open = s->req->open;
	bool first = !open->dir_started;

	if (err && !s->entries)
		return smb2_status_from_errno(err);
	if (s->entries) {
		open->dir_started = true;
		res->len = ksmbd_wr_pos(s->wr);
		return STATUS_SUCCESS;
	}
	if (s->full)
		return STATUS_BUFFER_OVERFLOW;
	open->dir_started = true;
	return first ? STATUS_NO_SUCH_FILE : STATUS_NO_MORE_FILES;
}

static ntstatus_t query_directory_execute(struct smb2_req *req)
{
	const struct smb2_query_directory_args *a =
		smb2_args(req, struct smb2_query_directory_args);
	struct ksmbd_open *open = req->open;
	ntstatus_t status = check_args(req, a);
	struct scan *s;

	if (status != STATUS_SUCCESS)
		return status;
	s = kmalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return STATUS_NO_MEMORY;
	s->req = req;
	s->a = a;
	s->prev = (size_t)-1;
	s->entries = 0;
	s->full = false;
	s->wr = smb2_payload_begin(req, a->room);
	if (!s->wr) {
		kfree(s);
		return STATUS_NO_MEMORY;
	}
	mutex_lock(&open->lock);
	status = scan_begin(open, a);
	if (status == STATUS_SUCCESS)
		status = scan_status(s, scan_fill(s));
	mutex_unlock(&open->lock);
	kfree(s);
	return status;
}

const struct smb2_command smb2_cmd_query_directory = {
	.name = "QUERY_DIRECTORY",
	.req_size = 33,
	.rsp_fixed = 8,
	.args_size = sizeof(struct smb2_query_directory_args),
	.res_size = sizeof(struct smb2_buffer_res),
	.needs = SMB2_NEEDS_SESSION | SMB2_NEEDS_TREE | SMB2_NEEDS_OPEN,
	.decode = smb2_query_directory_decode,
	.encode = smb2_buffer_encode,
	.execute = query_directory_execute,
};
