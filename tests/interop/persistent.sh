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

# Perl, since it starts in no time also where python3 takes ten seconds.
lock='
use Fcntl;
sub range { return pack("s s x![q] q q i x![q]", @_, 0, 0, 10, 0); }
'
lock_there=$lock'
$| = 1;
open(F, "+<", $ARGV[0]) or die "open: $!";
my $l = range(F_WRLCK);
fcntl(F, F_SETLK, $l) or die "lock: $!";
print "locked\n";
<STDIN>;
syswrite(F, "mine") == 4 or die "write: $!";
$l = range(F_UNLCK);
fcntl(F, F_SETLK, $l) or die "unlock: $!";
print "unlocked\n";
<STDIN>;
'
is_locked=$lock'
open(F, "<", $ARGV[0]) or die "open: $!";
my $l = range(F_WRLCK);
fcntl(F, F_GETLK, $l) or die "$!";
exit(unpack("s", $l) == F_UNLCK);
'

# The server has the lock; while its client may cache writes it keeps locks to itself.
await_lock()
{
	local i

	for ((i = 0; i < 100; i++)); do
		perl -e "$is_locked" "$1" && return
		sleep 0.1
	done
	echo "the lock is not there"
	return 1
}

# locker_says WORD: within half a minute.
locker_says()
{
	local word

	read -r -t 30 -u "${locker[0]}" word
	same "$word" "$1" || { timeout 5 cat <&"${locker[0]}"; return 1; }
}

# Who is away when the server restarts has what he locked all the same.
lock_holds()
{
	local file=$SHARE_ROOT/ca/locked

	# without a network whatever touches the mount waits
	trap "ip link set near up; leave" EXIT
	head -c 100 /dev/zero >"$file"
	chmod 0666 "$file"
	mount_there ca "$mnt" persistenthandles,cache=none,hard
	coproc locker { exec perl -e "$lock_there" "$mnt/locked" 2>&1; }
	locker_says locked
	await_lock "$file"
	ip link set near down
	(cd "$top" && tests/selftests/restart_server)
	perl -e "$is_locked" "$file" || { echo "the lock is gone"; return 1; }
	ip link set near up
	await_server
	echo >&"${locker[1]}"
	locker_says unlocked
	! perl -e "$is_locked" "$file" || { echo "the lock stays"; return 1; }
	same "$(head -c 4 "$file")" mine
	echo >&"${locker[1]}"
	umount "$mnt"
}

torture()
{
	timeout 60 smbtorture "//$SERVER/ca" -U "$SMB_USER%$SMB_PASSWORD" "$1"
}

run_case "a writer goes on after a restart" writer_goes_on
run_case "a reader goes on after a restart" reader_goes_on
run_case "a network of its own" network
run_case "a lock of one who is away holds over a restart" lock_holds
for t in open-oplock open-lease; do
	run_case "smbtorture persistent-$t" torture "smb2.durable-v2-open.persistent-$t"
done
finish_cases
