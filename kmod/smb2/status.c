// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The one bridge from errno to NTSTATUS.
 *
 * A command that knows better (an -ENOENT of which the path, not the name, is
 * missing; an -EAGAIN that is a lock) says so itself and does not ask here.
 * Statuses are chosen with Apple's mapping back to errno in mind: sharing
 * conflicts never look like missing rights.
 *
 * Called by commands.  Pure.
 */
#include "smb2/dispatch.h"

#include <linux/errno.h>

static const struct {
	int err;
	ntstatus_t status;
} table[] = {
	{ EPERM,		STATUS_ACCESS_DENIED },
	{ EACCES,		STATUS_ACCESS_DENIED },
	{ ENOENT,		STATUS_OBJECT_NAME_NOT_FOUND },
	{ ENOTDIR,		STATUS_OBJECT_PATH_NOT_FOUND },
	{ EISDIR,		STATUS_FILE_IS_A_DIRECTORY },
	{ EEXIST,		STATUS_OBJECT_NAME_COLLISION },
	{ ENOTEMPTY,		STATUS_DIRECTORY_NOT_EMPTY },
	{ ENAMETOOLONG,		STATUS_OBJECT_NAME_INVALID },
	{ EILSEQ,		STATUS_OBJECT_NAME_INVALID },
	{ ELOOP,		STATUS_OBJECT_PATH_NOT_FOUND },
	{ EXDEV,		STATUS_NOT_SAME_DEVICE },
	{ EBUSY,		STATUS_SHARING_VIOLATION },
	{ ETXTBSY,		STATUS_SHARING_VIOLATION },
	{ EINPROGRESS,		STATUS_DELETE_PENDING },
	{ EAGAIN,		STATUS_FILE_LOCK_CONFLICT },
	{ EDEADLK,		STATUS_LOCK_NOT_GRANTED },
	{ ENOSPC,		STATUS_DISK_FULL },
	{ EDQUOT,		STATUS_QUOTA_EXCEEDED },
	{ EFBIG,		STATUS_DISK_FULL },
	{ EROFS,		STATUS_MEDIA_WRITE_PROTECTED },
	{ EBADF,		STATUS_INVALID_HANDLE },
	{ ESTALE,		STATUS_FILE_CLOSED },
	{ EMFILE,		STATUS_TOO_MANY_OPENED_FILES },
	{ ENFILE,		STATUS_TOO_MANY_OPENED_FILES },
	{ ENOMEM,		STATUS_INSUFFICIENT_RESOURCES },
	{ ENOBUFS,		STATUS_INSUFFICIENT_RESOURCES },
	{ EINVAL,		STATUS_INVALID_PARAMETER },
	{ EDOM,			STATUS_INVALID_PARAMETER },
	{ EOVERFLOW,		STATUS_INVALID_PARAMETER },
	{ E2BIG,		STATUS_BUFFER_OVERFLOW },
	{ ERANGE,		STATUS_BUFFER_TOO_SMALL },
	{ EMSGSIZE,		STATUS_BUFFER_TOO_SMALL },
	{ ENODATA,		STATUS_OBJECT_NAME_NOT_FOUND },
	{ EOPNOTSUPP,		STATUS_NOT_SUPPORTED },
	{ ENOTTY,		STATUS_INVALID_DEVICE_REQUEST },
	{ ESPIPE,		STATUS_INVALID_DEVICE_REQUEST },
	{ EPIPE,		STATUS_PIPE_DISCONNECTED },
	{ ENOMSG,		STATUS_PIPE_EMPTY },
	{ EALREADY,		STATUS_PIPE_BUSY },
	{ EMLINK,		STATUS_ACCESS_DENIED },
	{ ETIMEDOUT,		STATUS_IO_TIMEOUT },
	{ ECANCELED,		STATUS_CANCELLED },
	{ EINTR,		STATUS_CANCELLED },
	{ ESHUTDOWN,		STATUS_NETWORK_NAME_DELETED },
	{ EBADMSG,		STATUS_DATA_ERROR },
	{ ENOTCONN,		STATUS_NO_LOGON_SERVERS },
	{ EIO,			STATUS_UNEXPECTED_IO_ERROR },
};

/**
 * smb2_status_from_errno() - the status for an error
 * @err: 0 or -errno
 *
 * Context: any. Return: STATUS_SUCCESS for 0, STATUS_UNSUCCESSFUL for what has no better one.
 */
ntstatus_t smb2_status_from_errno(int err)
{
	unsigned int i;

	if (!err)
		return STATUS_SUCCESS;
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].err == -err)
			return table[i].status;
	return STATUS_UNSUCCESSFUL;
}
