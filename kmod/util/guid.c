// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GUIDs as 16 opaque bytes.
 *
 * GUIDs that a client chooses (ClientGUID, CreateGuid) are compared whole and
 * in constant time: they work as capabilities when a durable open is claimed.
 * Called from state and smb2, in any context.  Pure: no locks.
 */
#include "util/misc.h"

#include <linux/compiler.h>
#include <linux/kernel.h>

/**
 * ksmbd_guid_equal() - compare two GUIDs in constant time
 * @a: one
 * @b: the other
 *
 * Context: any.
 * Return: true if all 16 bytes are equal.
 */
bool ksmbd_guid_equal(const u8 a[16], const u8 b[16])
{
	u8 diff = 0;
	int i;

	for (i = 0; i < 16; i++) {
		diff |= a[i] ^ b[i];
		OPTIMIZER_HIDE_VAR(diff);
	}
	return !diff;
}
