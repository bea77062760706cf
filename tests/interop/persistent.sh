#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Persistent handles of clients we did not write: a share with "continuous
# availability" mounted by Linux goes on where it was while helper and module
# are taken away and put back, with the handle it had; smbtorture sees what is
# granted.
#
#   tests/guest -- tests/interop/persistent.sh
#
# What a handle keeps exactly is asked by tests/selftests/persistent_test.c.
set -u
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
mnt=/media/persistent
mkdir -p "$mnt"

# What a case that failed left mounted is not in the way of the next.
leave() { ! mountpoint -q "$mnt" || umount -l "$mnt"; }

# What is below the share belongs to the user who mounts it.
mount_ca()
{
	mount -t cifs "//$SERVER/ca" "$mnt" -o "username=$SMB_USER,password=$SMB_PASSWORD" \
		-o "vers=3.1.1,persistenthandles,cache=none,hard,echo_interval=1"
}

# The persistent id of the handle of a file: a client that opens it anew gets another one.
handle()
{
	awk -v name="$1" '$8 == name { print $3 }' /proc/fs/cifs/open_files | grep .
}

# A program keeps its file open and goes on writing.
writer_goes_on()
{
	local n id

	trap leave EXIT
	mount_ca
	grep -q persistenthandles /proc/mounts
	for n in {1..2000}; do
		echo "line $n of those before"
	done >before
	for n in {1..2000}; do
		echo "line $n of those after"
	done >after
	exec 8>"$mnt/written"
	cat before >&8
	cmp before "$SHARE_ROOT/ca/written"
	id=$(handle written)
	(cd "$top" && tests/selftests/restart_server 8>&-)
	timeout 60 cat after >&8
	same "$(handle written)" "$id"
	exec 8>&-
	cat before after | cmp - "$SHARE_ROOT/ca/written"
	dmesg | grep "persistent handle .* is there again"
	umount "$mnt"
}

# One that reads goes on where it was.
reader_goes_on()
{
	local id

	trap leave EXIT
	head -c 1000000 /dev/urandom >"$SHARE_ROOT/ca/read"
	chmod 0644 "$SHARE_ROOT/ca/read"
	mount_ca
	exec 8<"$mnt/read"
	dd bs=4096 count=1 <&8 >got
	id=$(handle read)
	(cd "$top" && tests/selftests/restart_server 8>&-)
	timeout 60 cat <&8 >>got
	same "$(handle read)" "$id"
	exec 8<&-
	umount "$mnt"
	cmp got "$SHARE_ROOT/ca/read"
}

torture()
{
	timeout 60 smbtorture "//$SERVER/ca" -U "$SMB_USER%$SMB_PASSWORD" "$1"
}

run_case "a writer goes on after a restart" writer_goes_on
run_case "a reader goes on after a restart" reader_goes_on
for t in open-oplock open-lease; do
	run_case "smbtorture persistent-$t" torture "smb2.durable-v2-open.persistent-$t"
done
finish_cases
