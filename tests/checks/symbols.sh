#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each global symbol of the module carries the prefix of its room.
. tests/checks/lib.sh
dir=$(build w1 W=1) || { tail -n 5 "$CHECK_DIR/w1.log"; exit 1; }
bad=$(nm --defined-only -g "$dir/ksmbd.ko" | awk '{ print $3 }' |
	grep -vE '^(ksmbd_|smb2_|smb3_|aapl_|kcompat_|__ksmbd|init_module|cleanup_module|__this_module|__mod_)' |
	grep -vE '^(__crc_|__ksym|__kstr|__UNIQUE|__addressable|__traceiter_|__tracepoint_|__SCK_|__SCT_)')
[ -z "$bad" ] && exit 0
echo "$bad"
exit 1
