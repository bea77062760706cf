// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * May this be decoded at all, given what was negotiated (R14)?
 *
 * Two small tables: kinds of frames by the connection's state, and commands by
 * the same.  What the gate refuses ends the connection; nothing behind the
 * gate ever sees it.  Whether a session exists is not asked here: that has a
 * status of its own (bind.c).
 *
 * Called by frame.c for each frame and each element, before anything of it is
 * looked at.  Pure: no locks; tested by itself.
 */
#include "smb2/engine.h"

#define KIND(m)		(1u << (m))

/* [state]: kinds of frames that are welcome */
static const u8 frames[] = {
	[KSMBD_CONN_NEW]		= KIND(SMB2_MAGIC_SMB1) | KIND(SMB2_MAGIC_SMB2),
	[KSMBD_CONN_NEGOTIATING]	= KIND(SMB2_MAGIC_SMB2),
	[KSMBD_CONN_NEGOTIATED]		= KIND(SMB2_MAGIC_SMB2) | KIND(SMB2_MAGIC_TRANSFORM),
	[KSMBD_CONN_CLOSING]		= 0,
};

/**
 * smb2_gate_frame() - may a frame of this kind be looked at?
 * @state: of the connection
 * @dialect: negotiated one, 0 before
 * @cipher: negotiated one, 0 = none
 * @magic: kind of the frame
 *
 * An SMB1 NEGOTIATE opens a connection or does not come at all; an encrypted frame needs a
 * cipher (MS-SMB2 3.3.5.2.1); a compressed one would need an algorithm.
 *
 * Context: any. Return: false: drop the connection.
 */
bool smb2_gate_frame(enum ksmbd_conn_state state, u16 dialect, u16 cipher, enum smb2_magic magic)
{
	if (state > KSMBD_CONN_CLOSING || !(frames[state] & KIND(magic)))
		return false;
	if (magic == SMB2_MAGIC_TRANSFORM)
		return dialect >= SMB2_DIALECT_300 && cipher;
	return magic != SMB2_MAGIC_NONE;
}

/**
 * smb2_gate_command() - may this command be decoded?
 * @state: of the connection
 * @sealed: it came encrypted
 * @hdr: its header
 *
 * Exactly one NEGOTIATE, first, alone in knowing nothing (MS-SMB2 3.3.5.4); no replies.  Unknown
 * command codes pass: they get a status.
 *
 * Context: any. Return: false: drop the connection.
 */
bool smb2_gate_command(enum ksmbd_conn_state state, bool sealed, const struct smb2_header *hdr)
{
	if (hdr->flags & SMB2_FLAGS_RESPONSE)
		return false;
	switch (state) {
	case KSMBD_CONN_NEW:
	case KSMBD_CONN_NEGOTIATING:
		return hdr->command == SMB2_NEGOTIATE && !hdr->next && !sealed;
	case KSMBD_CONN_NEGOTIATED:
		return hdr->command != SMB2_NEGOTIATE;
	default:
		return false;
	}
}
