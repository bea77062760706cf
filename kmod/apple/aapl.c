// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Apple extension's hook table: the only symbol core can see.
 *
 * Every hook that is not filled in means core's ordinary behaviour, so a Mac
 * is served as any SMB3 client.
 *
 * Called:   by core through smb2_ext_call() of smb2/ext.h.
 */
#include "smb2/ext.h"

const struct smb2_ext_ops aapl_ext_ops = {
	.ctx_tag = { 'A', 'A', 'P', 'L' },
};
