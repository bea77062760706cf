// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bodies of FSCTL requests and replies: bytes <-> typed values.
 *
 * For the frame around them see ioctl.c; for what they do see cmd_ioctl.c and
 * the fsctl_*.c files.
 *
 * Pure: called by the FSCTL handlers and by the fuzzers; no locks.
 */
#include "smb2/wire/fsctl.h"

#include <linux/limits.h>

#define RESUME_KEY_SIZE		24
#define RESUME_KEY_MARK		0x4B52534B	/* tells our keys from others' */
#define CHUNK_SIZE		24
#define NETIF_ADDR_SIZE		128

/**
 * smb2_resume_key_encode() - SRV_REQUEST_RESUME_KEY reply
 * @wr: room for SMB2_RESUME_KEY_RSP_SIZE bytes
 * @key: what the key stands for
 *
 * Context: any.
 */
void smb2_resume_key_encode(struct ksmbd_wr *wr, const struct smb2_resume_key *key)
{
	ksmbd_wr_le64(wr, key->fid.pid);
	ksmbd_wr_le64(wr, key->fid.vid);
	ksmbd_wr_le32(wr, key->tree_id);
	ksmbd_wr_le32(wr, RESUME_KEY_MARK);
	ksmbd_wr_le32(wr, 0);		/* ContextLength */
	ksmbd_wr_le32(wr, 0);		/* Windows sends four bytes of context all the same */
}

/**
 * smb2_copychunk_decode() - head of SRV_COPYCHUNK_COPY
 * @rd: the input buffer
 * @cc: filled
 *
 * Context: any.
 * Return: false: too short for what it promises.
 */
bool smb2_copychunk_decode(struct ksmbd_rd *rd, struct smb2_copychunk *cc)
{
	cc->key.fid.pid = ksmbd_rd_le64(rd);
	cc->key.fid.vid = ksmbd_rd_le64(rd);
	cc->key.tree_id = ksmbd_rd_le32(rd);
	cc->known_key = ksmbd_rd_le32(rd) == RESUME_KEY_MARK;
	cc->count = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 4);
	if (!ksmbd_rd_ok(rd) || cc->count > ksmbd_rd_left(rd) / CHUNK_SIZE)
		return false;
	cc->chunks = ksmbd_rd_slice(rd, (size_t)cc->count * CHUNK_SIZE);
	return ksmbd_rd_ok(rd);
}

/**
 * smb2_chunk_next() - the next chunk
 * @it: iterator, moves on
 * @chunk: filled
 *
 * Context: any.
 * Return: false: no more.
 */
bool smb2_chunk_next(struct ksmbd_rd *it, struct smb2_chunk *chunk)
{
	if (ksmbd_rd_left(it) < CHUNK_SIZE)
		return false;
	chunk->src = ksmbd_rd_le64(it);
	chunk->dst = ksmbd_rd_le64(it);
	chunk->len = ksmbd_rd_le32(it);
	ksmbd_rd_skip(it, 4);
	return true;
}

/**
 * smb2_copychunk_encode() - SRV_COPYCHUNK_RESPONSE
 * @wr: room for SMB2_COPYCHUNK_RSP_SIZE bytes
 * @chunks: ChunksWritten (or the most chunks a request may have)
 * @chunk_bytes: ChunkBytesWritten (or the longest chunk)
 * @total: TotalBytesWritten (or the most a request may copy)
 *
 * Context: any.
 */
void smb2_copychunk_encode(struct ksmbd_wr *wr, u32 chunks, u32 chunk_bytes, u32 total)
{
	ksmbd_wr_le32(wr, chunks);
	ksmbd_wr_le32(wr, chunk_bytes);
	ksmbd_wr_le32(wr, total);
}

/**
 * smb2_dup_extents_decode() - DUPLICATE_EXTENTS_DATA (MS-FSCC 2.3.8)
 * @rd: the input buffer
 * @de: filled
 *
 * Context: any.
 * Return: false: too short.
 */
bool smb2_dup_extents_decode(struct ksmbd_rd *rd, struct smb2_dup_extents *de)
{
	de->src.pid = ksmbd_rd_le64(rd);
	de->src.vid = ksmbd_rd_le64(rd);
	de->src_off = ksmbd_rd_le64(rd);
	de->dst_off = ksmbd_rd_le64(rd);
	de->len = ksmbd_rd_le64(rd);
	return ksmbd_rd_ok(rd);
}

/**
 * smb2_range_decode() - an offset and a length, both signed on the wire
 * @rd: reader, moves on
 * @range: filled
 *
 * Context: any.
 * Return: false: too short, negative, or beyond the largest file.
 */
bool smb2_range_decode(struct ksmbd_rd *rd, struct smb2_range *range)
{
	range->off = ksmbd_rd_le64(rd);
	range->len = ksmbd_rd_le64(rd);
	return ksmbd_rd_ok(rd) && range->off <= S64_MAX && range->len <= S64_MAX - range->off;
}

/**
 * smb2_range_encode() - an offset and a length
 * @wr: room for SMB2_RANGE_SIZE bytes
 * @off: FileOffset
 * @len: Length
 *
 * Context: any.
 */
void smb2_range_encode(struct ksmbd_wr *wr, u64 off, u64 len)
{
	ksmbd_wr_le64(wr, off);
	ksmbd_wr_le64(wr, len);
}

/**
 * smb2_zero_data_decode() - FILE_ZERO_DATA_INFORMATION (MS-FSCC 2.3.85)
 * @rd: the input buffer
 * @range: filled
 *
 * Context: any.
 * Return: false: too short, negative, or ends before it begins.
 */
bool smb2_zero_data_decode(struct ksmbd_rd *rd, struct smb2_range *range)
{
	u64 end;

	range->off = ksmbd_rd_le64(rd);
	end = ksmbd_rd_le64(rd);
	if (!ksmbd_rd_ok(rd) || end > S64_MAX || range->off > end)
		return false;
	range->len = end - range->off;
	return true;
}

/**
 * smb2_trim_decode() - head of FILE_LEVEL_TRIM (MS-FSCC 2.3.73)
 * @rd: the input buffer; the ranges are next in it
 * @count: how many
 *
 * Context: any.
 * Return: false: too short for what it promises.
 */
bool smb2_trim_decode(struct ksmbd_rd *rd, u32 *count)
{
	ksmbd_rd_skip(rd, 4);		/* Key */
	*count = ksmbd_rd_le32(rd);
	return ksmbd_rd_ok(rd) && *count <= ksmbd_rd_left(rd) / SMB2_RANGE_SIZE;
}

/**
 * smb2_reparse_decode() - REPARSE_DATA_BUFFER (MS-FSCC 2.1.2.2)
 * @rd: the input buffer
 * @rp: filled
 *
 * Context: any.
 * Return: false: the lengths do not agree.
 */
bool smb2_reparse_decode(struct ksmbd_rd *rd, struct smb2_reparse *rp)
{
	u16 len;

	rp->tag = ksmbd_rd_le32(rd);
	len = ksmbd_rd_le16(rd);
	ksmbd_rd_skip(rd, 2);
	rp->data = ksmbd_rd_slice(rd, len);
	return ksmbd_rd_ok(rd);
}

/**
 * smb2_symlink_decode() - data of a symbolic link (MS-FSCC 2.1.2.4)
 * @data: behind the reparse head
 * @link: filled
 *
 * Context: any.
 * Return: false: a name lies outside, is empty or odd.
 */
bool smb2_symlink_decode(struct ksmbd_rd *data, struct smb2_symlink *link)
{
	u16 off, len;
	u32 flags;
	struct ksmbd_rd names;

	off = ksmbd_rd_le16(data);
	len = ksmbd_rd_le16(data);
	ksmbd_rd_skip(data, 4);		/* the print name is for people */
	flags = ksmbd_rd_le32(data);
	names = ksmbd_rd_slice(data, ksmbd_rd_left(data));
	link->relative = flags & 1;
	link->target = ksmbd_rd_slice_at(&names, off, len);
	return ksmbd_rd_ok(data) && ksmbd_rd_ok(&names) && len && len % 2 == 0;
}

/**
 * smb2_symlink_encode() - a symbolic link as reparse buffer
 * @wr: room for SMB2_REPARSE_SYMLINK_FIXED bytes and twice @len
 * @target: UTF-16LE with backslashes
 * @len: its bytes
 * @relative: to the link's directory
 *
 * Context: any.
 */
void smb2_symlink_encode(struct ksmbd_wr *wr, const u8 *target, size_t len, bool relative)
{
	ksmbd_wr_le32(wr, SMB2_REPARSE_TAG_SYMLINK);
	ksmbd_wr_le16(wr, SMB2_REPARSE_SYMLINK_FIXED - SMB2_REPARSE_HEAD + 2 * len);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le16(wr, 0);		/* substitute name first, */
	ksmbd_wr_le16(wr, len);
	ksmbd_wr_le16(wr, len);		/* print name right behind it */
	ksmbd_wr_le16(wr, len);
	ksmbd_wr_le32(wr, relative ? 1 : 0);
	ksmbd_wr_bytes(wr, target, len);
	ksmbd_wr_bytes(wr, target, len);
}

/**
 * smb2_nfs_device_encode() - a special file as reparse buffer (MS-FSCC 2.1.2.6)
 * @wr: room for 24 bytes
 * @type: SMB2_NFS_SPECFILE_*
 * @major: of a device
 * @minor: of a device
 *
 * Context: any.
 */
void smb2_nfs_device_encode(struct ksmbd_wr *wr, u64 type, u32 major, u32 minor)
{
	bool dev = type == SMB2_NFS_SPECFILE_CHR || type == SMB2_NFS_SPECFILE_BLK;

	ksmbd_wr_le32(wr, SMB2_REPARSE_TAG_NFS);
	ksmbd_wr_le16(wr, dev ? 16 : 8);
	ksmbd_wr_le16(wr, 0);
	ksmbd_wr_le64(wr, type);
	if (!dev)
		return;
	ksmbd_wr_le32(wr, major);
	ksmbd_wr_le32(wr, minor);
}

/**
 * smb2_validate_negotiate_decode() - VALIDATE_NEGOTIATE_INFO request
 * @rd: the input buffer
 * @v: filled
 *
 * Context: any.
 * Return: false: too short for what it promises.
 */
bool smb2_validate_negotiate_decode(struct ksmbd_rd *rd, struct smb2_validate_negotiate *v)
{
	v->capabilities = ksmbd_rd_le32(rd);
	ksmbd_rd_bytes(rd, v->guid, sizeof(v->guid));
	v->security_mode = ksmbd_rd_le16(rd);
	v->ndialects = ksmbd_rd_le16(rd);
	v->dialects = ksmbd_rd_slice(rd, (size_t)v->ndialects * 2);
	return ksmbd_rd_ok(rd);
}

/**
 * smb2_validate_negotiate_encode() - VALIDATE_NEGOTIATE_INFO reply
 * @wr: room for SMB2_VALIDATE_NEGOTIATE_RSP_SIZE bytes
 * @capabilities: as NEGOTIATE answered
 * @guid: ServerGuid
 * @security_mode: as NEGOTIATE answered
 * @dialect: as NEGOTIATE answered
 *
 * Context: any.
 */
void smb2_validate_negotiate_encode(struct ksmbd_wr *wr, u32 capabilities, const u8 guid[16],
				    u16 security_mode, u16 dialect)
{
	ksmbd_wr_le32(wr, capabilities);
	ksmbd_wr_bytes(wr, guid, 16);
	ksmbd_wr_le16(wr, security_mode);
	ksmbd_wr_le16(wr, dialect);
}

/**
 * smb2_netif_encode() - one NETWORK_INTERFACE_INFO (MS-SMB2 2.2.32.5)
 * @wr: room for SMB2_NETIF_SIZE bytes
 * @nif: the interface and one address of it
 * @last: nothing follows
 *
 * Context: any.
 */
void smb2_netif_encode(struct ksmbd_wr *wr, const struct smb2_netif *nif, bool last)
{
	size_t start;

	ksmbd_wr_le32(wr, last ? 0 : SMB2_NETIF_SIZE);
	ksmbd_wr_le32(wr, nif->index);
	ksmbd_wr_le32(wr, nif->caps);
	ksmbd_wr_le32(wr, 0);
	ksmbd_wr_le64(wr, nif->bits_per_second);
	start = ksmbd_wr_pos(wr);
	ksmbd_wr_le16(wr, nif->v6 ? 0x0017 : 0x0002);
	ksmbd_wr_le16(wr, 0);		/* port */
	if (nif->v6)
		ksmbd_wr_le32(wr, 0);	/* flow */
	ksmbd_wr_bytes(wr, nif->addr, nif->v6 ? 16 : 4);
	ksmbd_wr_zero(wr, NETIF_ADDR_SIZE - (ksmbd_wr_pos(wr) - start));
}

/**
 * smb2_pipe_wait_decode() - FSCTL_PIPE_WAIT request (MS-FSCC 2.3.49)
 * @rd: the input buffer
 * @name: the pipe's name, UTF-16LE
 *
 * Context: any.
 * Return: false: too short for what it promises.
 */
bool smb2_pipe_wait_decode(struct ksmbd_rd *rd, struct ksmbd_rd *name)
{
	u32 len;

	ksmbd_rd_skip(rd, 8);		/* Timeout */
	len = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 2);		/* TimeoutSpecified, padding */
	*name = ksmbd_rd_slice(rd, len);
	return ksmbd_rd_ok(rd) && len && len % 2 == 0;
}

/**
 * smb2_object_id_encode() - FILE_OBJECTID_BUFFER type 1 (MS-FSCC 2.1.3.1)
 * @wr: room for SMB2_OBJECT_ID_SIZE bytes
 * @volume: id of the volume
 * @file_id: of the file on it
 *
 * Context: any.
 */
void smb2_object_id_encode(struct ksmbd_wr *wr, u64 volume, u64 file_id)
{
	ksmbd_wr_le64(wr, volume);	/* ObjectId */
	ksmbd_wr_le64(wr, file_id);
	ksmbd_wr_le64(wr, volume);	/* BirthVolumeId */
	ksmbd_wr_le64(wr, 0);
	ksmbd_wr_le64(wr, volume);	/* BirthObjectId */
	ksmbd_wr_le64(wr, file_id);
	ksmbd_wr_zero(wr, 16);		/* DomainId */
}

/**
 * smb2_resiliency_decode() - LMR_REQUEST_RESILIENCY request
 * @rd: the input buffer
 * @timeout: gets milliseconds, 0: the server chooses
 *
 * Context: any. Return: false: too short.
 */
bool smb2_resiliency_decode(struct ksmbd_rd *rd, u32 *timeout)
{
	*timeout = ksmbd_rd_le32(rd);
	ksmbd_rd_skip(rd, 4);
	return ksmbd_rd_ok(rd);
}
