#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which room may know which: forbidden includes and forbidden words, as in
# Documentation/rooms.md.
. tests/checks/lib.sh
bad=0

complain()
{
	echo "$1"
	bad=1
}

# room, then the folders its files may include from (its own is always allowed)
matrix='
transport	util state smb2/frame.h compat
smb2/wire	util
smb2		util crypto compress vfs state helper
apple		util vfs state smb2
crypto		util
state		util vfs crypto
vfs		util
helper		util vfs state smb2/wire/header.h transport/transport.h
compress	util
util
compat
'

room_of()
{
	case $1 in
	kmod/smb2/wire/*) echo smb2/wire ;;
	kmod/*/*) local r=${1#kmod/}; echo "${r%%/*}" ;;
	*) echo main ;;
	esac
}

includes()
{
	while read -r room allowed; do
		[ -n "$room" ] || continue
		for f in $(sources "kmod/$room/*.[ch]"); do
			[ "$(room_of "$f")" = "$room" ] || continue
			while IFS= read -r inc; do
				case $inc in
				ksmbd.h|limits.h|trace.h|kunit_visible.h) continue ;;
				"$room"/*) continue ;;
				smb2/wire/*) [ "$room" = smb2 ] && continue ;;
				esac
				for a in $allowed; do
					case $inc in "$a"|"$a"/*) continue 2 ;; esac
				done
				complain "$f: room $room may not include \"$inc\""
			done < <(sed -n 's/^#include "\(.*\)"/\1/p' "$f")
		done
	done <<<"$matrix"
}

# Lines of code that match, comments left out.
code()
{
	local regex=$1 f

	shift
	for f in "$@"; do
		sed -e 's#/\*.*\*/##' -e 's#/\*.*##' -e 's#^[[:space:]]*\*.*##' -e 's#//.*##' "$f" |
			grep -nE "$regex" | sed "s#^#$f:#"
	done
}

# words GLOB REGEX WHY
words()
{
	local hits

	# shellcheck disable=SC2046
	hits=$(code "\\b($2)\\b" $(sources "$1"))
	[ -z "$hits" ] || complain "$3"$'\n'"$hits"
}

includes
words 'kmod/smb2/wire/*.[ch]' 'GFP_[A-Z]+|kmalloc|kzalloc|kvmalloc|mutex_lock|spin_lock|struct file|struct ksmbd_work|struct smb2_req' \
	'smb2/wire is pure: no memory, locks or objects'
words 'kmod/util/*.[ch]' 'GFP_[A-Z]+|mutex_lock|spin_lock|struct inode' 'util is pure'
words 'kmod/compress/*.[ch]' 'mutex_lock|spin_lock|struct file|struct ksmbd_work' 'compress is pure'
words 'kmod/vfs/*.[ch]' 'ksmbd_conn|ksmbd_sess|ntstatus_t|STATUS_[A-Z_]+' 'vfs knows no connection, session or NTSTATUS'
words 'kmod/state/*.[ch]' 'ntstatus_t|STATUS_[A-Z_]+' 'state knows no NTSTATUS'
words 'kmod/crypto/*.[ch]' 'ksmbd_conn|ksmbd_sess' 'crypto knows no connection or session'
words 'kmod/transport/*.[ch]' 'SMB2_[A-Z_]+|struct file' 'transport knows no commands'
words 'kmod/smb2/*.[ch]' 'struct socket|struct dentry|inode_lock' 'smb2 knows no sockets or dentries'

# version tests live in compat
# shellcheck disable=SC2046
hits=$(code 'LINUX_VERSION_CODE|KERNEL_VERSION' $(sources 'kmod/*.[ch]' | grep -v ^kmod/compat/))
[ -z "$hits" ] || complain $'version tests belong in compat\n'"$hits"
# core does not know Apple
# shellcheck disable=SC2046
hits=$(code '[Aa][Aa][Pp][Ll]|[Aa][Ff][Pp]_|[Ff]inder' $(sources 'kmod/*.[ch]' | grep -vE '^kmod/(apple|include)/|^kmod/smb2/ext.h'))
[ -z "$hits" ] || complain $'core does not know Apple: apple/ and smb2/ext.h only\n'"$hits"
exit $bad
