/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hook table for the one extension (apple/), and how core calls it.
 *
 * This is the only core file that may say aapl.  With CONFIG_KSMBD_APPLE off the
 * compiler drops calls and symbol.  Every hook is optional.
 */
#ifndef KSMBD_SMB2_EXT_H
#define KSMBD_SMB2_EXT_H

#include <linux/kconfig.h>
#include "smb2/request.h"
#include "vfs/vfs.h"

/**
 * struct smb2_ext_ops - the hooks
 * @ctx_tag: 4-byte tag of the create context it wants
 * @create_ctx: that context's data, unread; an error fails the CREATE
 * @create_reply: contributes its context to the CREATE reply (data only); false: none
 * @dir_entry: rewrites the EaSize, ShortName and Reserved2 fields of a class-37 entry
 * @stream_open: other ops for a stream of this name; -ENOSYS: the ordinary xattr stream
 * @stream_list: streams beside those of the store
 * @flush: FLUSH with Reserved1 not 0; -ENOSYS: the ordinary one
 * @copy_all: COPYCHUNK with zero chunks; -ENOSYS: refused
 * @sd_emit: special entries of a security descriptor that is sent
 * @sd_apply: the same of one that was received
 * @name_in: a name on its way in
 * @name_out: a name on its way out
 * @sess_free: frees sess->ext
 */
struct smb2_ext_ops {
	char ctx_tag[4];
	ntstatus_t (*create_ctx)(struct smb2_req *req, struct ksmbd_rd *data);
	bool (*create_reply)(struct smb2_req *req, struct ksmbd_wr *wr);
	void (*dir_entry)(struct smb2_req *req, const struct ksmbd_dirent *ent, u8 *fixed);
	int (*stream_open)(struct smb2_req *req, struct ksmbd_handle *h, const char *name);
	int (*stream_list)(struct ksmbd_handle *h,
			   int (*emit)(const struct ksmbd_stream_info *s, void *arg), void *arg);
	int (*flush)(struct ksmbd_handle *h, u16 reserved1);
	int (*copy_all)(struct smb2_req *req, struct ksmbd_open *src, struct ksmbd_open *dst);
	int (*sd_emit)(struct smb2_req *req, struct ksmbd_open *open, struct ksmbd_wr *wr);
	int (*sd_apply)(struct smb2_req *req, struct ksmbd_open *open, const struct ksmbd_sd *sd);
	int (*name_in)(struct smb2_req *req, char *name, size_t room);
	int (*name_out)(struct smb2_req *req, const char *name, size_t len, char *out, size_t room);
	void (*sess_free)(void *ext);
};

#if IS_ENABLED(CONFIG_KSMBD_APPLE)
extern const struct smb2_ext_ops aapl_ext_ops;
#define smb2_ext_has(hook)	(!!aapl_ext_ops.hook)
#define smb2_ext_tag()		(aapl_ext_ops.ctx_tag)
#define smb2_ext_call(hook, dflt, ...)					\
	(aapl_ext_ops.hook ? aapl_ext_ops.hook(__VA_ARGS__) : (dflt))
#define smb2_ext_call_void(hook, ...)					\
	do {								\
		if (aapl_ext_ops.hook)					\
			aapl_ext_ops.hook(__VA_ARGS__);			\
	} while (0)
#else
#define smb2_ext_has(hook)	false
#define smb2_ext_tag()		"\0\0\0"
#define smb2_ext_call(hook, dflt, ...)	(dflt)
#define smb2_ext_call_void(hook, ...)	do { } while (0)
#endif

#endif /* KSMBD_SMB2_EXT_H */
