#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is in the middle of its work when something goes away, and goes on when
# that is back: a client that is killed, a network that is cut, a helper that
# is killed. The client with a durable handle is endure_writer.c, the other is
# the kernel's own; the network is a pair of devices with one end in a name
# space. Every case ends with a comparison of all bytes.
#
#   tests/guest -- tests/interop/endure.sh
#
# Needs gcc and libssl-dev, a kernel with cifs, CONFIG_NET_NS and CONFIG_VETH
# (uml-6.1 has them).
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
public=$SHARE_ROOT/public
mnt=/media/endure
tools=$(mktemp -d /tmp/endure.XXXXXX)
writer=$tools/endure_writer
trap 'rm -rf "$scratch" "$tools"' EXIT
mkdir -p "$mnt"

# What a case that failed left mounted is not in the way of the next.
leave() { ! mountpoint -q "$mnt" || umount -l "$mnt"; }

build()
{
	gcc -std=gnu11 -O1 -I "$here/../lib" -o "$writer" "$here/endure_writer.c" \
		"$here"/../lib/smb2c*.c -lcrypto
}

# The number at an offset of a writer's state file: 0 what is acknowledged, 8 handles given back.
state() { [ ! -s state ] || od -A n -t u8 -j "$1" -N 8 state | tr -d ' '; }

# Until so many blocks are acknowledged and the handle was given back so often; the writer must not
# be done by then.
await_blocks()
{
	local i acked=0 given=0 pid=$1 want=$2 back=${3:-0}

	for ((i = 0; i < 3000; i++)); do
		kill -0 "$pid" 2>/dev/null || { echo "the writer ended early"; return 1; }
		# in one, since each program that is started takes its time
		[ ! -s state ] || read -r acked given < <(od -A n -t u8 -N 16 state)
		[ "$acked" -lt "$want" ] || [ "$given" -lt "$back" ] || return 0
		sleep 0.02
	done
	echo "the writer got as far as $acked"
	return 1
}

is_whole()
{
	same "$(sha256sum <"$public/$1")" "$("$writer" --expected "$2" | sha256sum)"
	rm "$public/$1"
}

killed()
{
	local blocks=1600 kills=6 i pid

	for ((i = 1; i <= kills; i++)); do
		"$writer" state killed "$blocks" &
		pid=$!
		await_blocks "$pid" $((i * blocks / (kills + 2))) $((i - 1))
		kill -KILL "$pid"
		wait "$pid" || true
	done
	[ "$(state 0)" -lt "$blocks" ]
	"$writer" state killed "$blocks"
	same "$(state 8)" "$kills"
	is_whole killed "$blocks"
}

cut_for()
{
	ip link set near down
	sleep "$1"
	ip link set near up
}

# SECONDS of each cut, how often the handle is given back at least and at most.
cut_off()
{
	local seconds=$1 least=$2 most=$3 blocks=800 cuts=3 i pid

	ip netns exec there env SERVER="$near" "$writer" state cut "$blocks" &
	pid=$!
	for ((i = 1; i <= cuts; i++)); do
		await_blocks "$pid" $((i * blocks / (cuts + 2)))
		cut_for "$seconds"
	done
	wait "$pid"
	echo "given back $(state 8) times"
	[ "$(state 8)" -ge "$least" ]
	[ "$(state 8)" -le "$most" ]
	is_whole cut "$blocks"
}

# Writes piece by piece, each synced, and says how far it got.
sync_writer()
{
	local i

	for ((i = 0; i < 40; i++)); do
		dd if=sent of="$mnt/synced" bs=256k skip=$i seek=$i count=1 conv=notrunc,fsync \
			2>dd.err || { cat dd.err; return 1; }
		echo "$i" >progress
		sleep 0.1
	done
}

mount_cut_off()
{
	local pid i cut

	head -c $((40 * 262144)) /dev/urandom >sent
	echo 0 >progress
	trap leave EXIT
	mount_there public "$mnt" "$1"
	sync_writer &
	pid=$!
	for cut in 8 20; do
		for ((i = 0; i < 3000; i++)); do
			[ "$(cat progress)" -lt "$cut" ] 2>/dev/null || break
			sleep 0.02
		done
		kill -0 "$pid"
		cut_for 5
	done
	wait "$pid"
	same "$(sha256sum <"$mnt/synced")" "$(sha256sum <sent)"
	umount "$mnt"
	same "$(sha256sum <"$public/synced")" "$(sha256sum <sent)"
	rm "$public/synced"
}

start_helper()
{
	setsid ksmbd.mountd -n -C "$KSMBD_CONF" -P "$KSMBD_USERS" >>"$KSMBD_MOUNTD_LOG" 2>&1 &
	disown
}

# How often a mount had to come back.
reconnects() { grep -i "reconnects" /proc/fs/cifs/Stats; }

sums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }

helper_killed()
{
	local i pid copier want before

	mkdir -p tree
	for ((i = 0; i < 60; i++)); do
		head -c $((i * 17011)) /dev/urandom >"tree/$i"
	done
	trap leave EXIT
	mount -t cifs "//$SERVER/public" "$mnt" \
		-o "username=$SMB_USER,password=$SMB_PASSWORD,vers=3.1.1"
	before=$(reconnects)
	mkdir "$mnt/copies"
	(for ((i = 0; i < 50; i++)); do
		[ ! -e enough ] || exit 0
		cp -r tree "$mnt/copies/$i" || exit
	done) &
	copier=$!
	for i in 1 2 3; do
		pid=$(pidof ksmbd.mountd)
		# shellcheck disable=SC2086
		kill -KILL $pid
		# While nobody is there to ask, what is there goes on.
		timeout 10 dd if=/dev/urandom of="$mnt/alone" bs=64k count=4 conv=fsync
		sleep 0.$((RANDOM % 9 + 1))
		kill -0 "$copier"
		start_helper
		# Somebody new gets in.
		until smb SMB3_11 sign ls >said 2>&1; do sleep 0.1; done
	done
	touch enough
	wait "$copier"
	same "$(reconnects)" "$before"
	rm "$mnt/alone"
	umount "$mnt"
	want=$(sums tree)
	for i in "$public"/copies/*; do
		same "$(sums "$i")" "$want"
	done
	rm -r "$public/copies"
}

run_case "the client" build
[ "$failures" = 0 ] || finish_cases
run_case "a client killed in the middle of its writes goes on in a new process" killed
run_case "a network of its own" network
run_case "a network cut for a second: the connection lives" cut_off 1 0 0
run_case "a network cut for five seconds: the client comes back for its handle" cut_off 5 3 9
run_case "a mount that syncs, through two cuts" mount_cut_off hard
run_case "a mount without a cache, through two cuts" mount_cut_off hard,cache=none
run_case "the helper killed three times while a mount copies" helper_killed
finish_cases
