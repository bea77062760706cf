#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Linux client against the server: mounts the share by mount.cifs with
# each dialect, plain, signed and sealed, copies a subtree of C sources to it
# and back, and compares every checksum, mode and time; then what programs do
# with files on a mount. Modes travel in the security descriptor
# (modefromsid), as Linux clients store them on servers without POSIX
# extensions.
#
#   tests/guest -- tests/interop/cifs_mount.sh [basic]
#
# Needs the cifs client in the guest's kernel. smbclient's cases are in
# smbclient.sh.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
mnt=/media/cifs-test
mkdir -p "$mnt"

# The sources of a file system of Linux where tests/guest unpacked a kernel,
# else the C sources of this project.
source_tree()
{
	local dir

	for dir in "${KSMBD_CACHE:-/var/cache/ksmbd-tests}"/source/linux-6.1*/fs/ext4 "$here/../../kmod"; do
		[ -d "$dir" ] && { echo "$dir"; return; }
	done
}

# A copy with modes and times that tell whether they came through.
prepare()
{
	local n=0 file

	cp -r "$(source_tree)" "$1"
	mkdir -p "$1/deep/er"
	: >"$1/deep/empty"
	find "$1" -type f | sort | while read -r file; do
		n=$((n + 1))
		touch -d "@$((1500000000 + n * 86401)).$((1000000 + n))00" "$file"
		case $((n % 4)) in
		0) chmod 0644 "$file" ;;
		1) chmod 0755 "$file" ;;
		2) chmod 0600 "$file" ;;
		3) chmod 0664 "$file" ;;
		esac
	done
}

# Name, size, time in 100 ns, mode when asked for.
describe()
{
	(cd "$1" && find . -type f -printf '%P %s %T@ %m\n' | sort) |
		awk -v mode="$2" '{ $3 = substr($3, 1, 18); if (!mode) $4 = ""; print }'
}

mount_share()
{
	mount -t cifs "//$SERVER/public" "$mnt" \
		-o "username=$SMB_USER,password=$SMB_PASSWORD,$1"
}

unmount_share()
{
	cd "$scratch"
	umount "$mnt"
}

both_ways()
{
	local options=$1 mode=$2

	rm -rf "$SHARE_ROOT/public/tree"
	mount_share "$options"
	grep " $mnt cifs " /proc/mounts
	prepare sent
	cp -r --preserve=mode,timestamps sent "$mnt/tree" 2>cp.err || { cat cp.err; unmount_share; return 1; }
	unmount_share

	# A fresh mount reads from the server, not from the client's cache.
	mount_share "$options"
	cp -r --preserve=mode,timestamps "$mnt/tree" back 2>cp.err || { cat cp.err; unmount_share; return 1; }
	rm -rf "$mnt/tree"
	unmount_share
	(cd sent && find . -type f -exec sha256sum {} + | sort) >sent.sums
	(cd back && find . -type f -exec sha256sum {} + | sort) >back.sums
	wc -l sent.sums
	diff sent.sums back.sums
	describe sent "$mode" >sent.list
	describe back "$mode" >back.list
	diff sent.list back.list
	[ ! -e "$SHARE_ROOT/public/tree" ]
}

mounted()
{
	local options=$1 status=0
	shift

	mount_share "$options"
	( set -e; cd "$mnt"; "$@" ) || status=$?
	unmount_share
	return "$status"
}

file_calls()
{
	echo one >a
	echo two >>a
	same "$(cat a)" $'one\ntwo'
	mv a b
	ln b c || true
	mkdir -p d/e
	mv b d/e/f
	same "$(tail -n 1 d/e/f)" two
	truncate -s 1M d/e/f
	same "$(stat -c %s d/e/f)" 1048576
	truncate -s 3 d/e/f
	same "$(cat d/e/f)" one
	dd if=/dev/urandom of=r bs=64k count=33 conv=fsync status=none
	sync
	sum=$(sha256sum <r)
	echo 3 >/proc/sys/vm/drop_caches
	same "$(sha256sum <r)" "$sum"
	rm -rf d r c a
	[ ! -e d ]
}

user_xattrs()
{
	echo x >x
	setfattr -n user.colour -v blue x
	same "$(getfattr --only-values -n user.colour x)" blue
	setfattr -x user.colour x
	same "$(getfattr -d x)" ""
	rm x
}

symbolic_links()
{
	echo target >t
	ln -s t l
	same "$(readlink l)" t
	same "$(cat l)" target
	rm l t
}

locks()
{
	echo x >x
	exec 7<>x
	flock -n 7
	! flock -n x true
	exec 7>&-
	flock -n x true
	rm x
}

many_files()
{
	mkdir many
	(cd many && seq -f 'file-%04.0f' 2000 | xargs touch)
	same "$(ls many | sort -u | wc -l)" 2000
	echo 3 >/proc/sys/vm/drop_caches
	same "$(ls -U many | sort -u | wc -l)" 2000
	rm -r many
}

for dialect in 2.1 3.0 3.1.1; do
	for protection in plain sign seal; do
		[ "$dialect/$protection" = 2.1/seal ] && continue
		[ "${1:-}" = basic ] && [ "$dialect" != 3.1.1 ] && continue
		option=vers=$dialect
		[ "$protection" = plain ] || option+=,$protection
		run_case "mount.cifs $dialect $protection both ways" both_ways "$option" ""
	done
done
run_case "mount.cifs modes both ways" both_ways vers=3.1.1,modefromsid 1
run_case "mount.cifs files" mounted vers=3.1.1 file_calls
run_case "mount.cifs files uncached" mounted vers=3.1.1,cache=none file_calls
run_case "mount.cifs 2,000 files" mounted vers=3.1.1 many_files
run_case "mount.cifs user xattrs" mounted vers=3.1.1 user_xattrs
run_case "mount.cifs symbolic links" mounted vers=3.1.1,mfsymlinks symbolic_links
run_case "mount.cifs locks" mounted vers=3.1.1 locks
finish_cases
