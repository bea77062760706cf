#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Persistent handles of clients we did not write: a share with "continuous
# availability" mounted by Linux goes on where it was while helper and module
# are taken away and put back; smbtorture sees what is granted.
#
#   tests/guest -- tests/interop/persistent.sh
#
# What a handle keeps exactly is asked by tests/selftests/persistent_test.c.
set -u
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
mnt=/media/persistent
mkdir -p "$mnt"

# What is below the share belongs to the user who mounts it.
mount_ca()
{
	mount -t cifs "//$SERVER/ca" "$mnt" -o "username=$SMB_USER,password=$SMB_PASSWORD" \
		-o "vers=3.1.1,persistenthandles,cache=none,hard,echo_interval=1"
}

# A program keeps its file open and goes on writing.
writer_goes_on()
{
	local n

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
	(cd "$top" && tests/selftests/restart_server 8>&-)
	timeout 60 cat after >&8
	exec 8>&-
	cat before after | cmp - "$SHARE_ROOT/ca/written"
	dmesg | grep "persistent handle .* is there again"
	umount "$mnt"
}

# One that reads goes on where it was.
reader_goes_on()
{
	head -c 1000000 /dev/urandom >"$SHARE_ROOT/ca/read"
	chmod 0644 "$SHARE_ROOT/ca/read"
	mount_ca
	exec 8<"$mnt/read"
	head -c 4096 <&8 >got
	(cd "$top" && tests/selftests/restart_server 8>&-)
	timeout 60 cat <&8 >>got
	exec 8<&-
	umount "$mnt"
	[ "$(tail -c 4096 got | cksum)" = "$(tail -c 4096 "$SHARE_ROOT/ca/read" | cksum)" ]
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
