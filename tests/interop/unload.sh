#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Takes the module out under load and puts it back, again and again: with
# connections that only opened a socket, an smbclient that writes, one that
# reads and a mounted share in use. In odd rounds the server is told to stop
# first, in even ones the module goes from under it.
#
#   tests/guest --kernel uml-6.1-debug -- tests/interop/unload.sh [ROUNDS]
#
# The clients may fail as they like; rmmod must succeed within its time, the
# server must serve again afterwards, and the kernel log must stay clean
# (tests/guest sees to that).
set -u
. "$(dirname "$0")/lib.sh"
rounds=${1:-20}
mnt=/media/unload
mkdir -p "$mnt"

start_server()
{
	local i

	[ -d /sys/module/ksmbd ] || modprobe ksmbd
	pidof ksmbd.mountd >/dev/null ||
		ksmbd.mountd -n -C "$KSMBD_CONF" -P "$KSMBD_USERS" >>"$KSMBD_MOUNTD_LOG" 2>&1 &
	for ((i = 0; i < 150; i++)); do
		(exec 7<>"/dev/tcp/$SERVER/445") 2>/dev/null && return
		sleep 0.1
	done
	echo "nothing answers on port 445"
	tail -n 20 "$KSMBD_MOUNTD_LOG"
	return 1
}

stop_helper()
{
	local i pid

	pid=$(pidof ksmbd.mountd) || return 0
	# shellcheck disable=SC2086
	kill $pid 2>/dev/null
	for ((i = 0; i < 50; i++)); do
		pidof ksmbd.mountd >/dev/null || return 0
		sleep 0.1
	done
	# shellcheck disable=SC2086
	kill -KILL $pid 2>/dev/null
}

load()
{
	local n

	for n in 1 2 3; do
		(exec 7<>"/dev/tcp/$SERVER/445"; sleep 8) 2>/dev/null &
	done
	head -c 40000000 /dev/zero >/tmp/zeros
	(smb SMB3_11 sign 'put /tmp/zeros w1; get w1 /tmp/r1; put /tmp/zeros w2') >/dev/null 2>&1 &
	(smb SMB3_11 encrypt 'put /tmp/zeros w3; get w3 /tmp/r3') >/dev/null 2>&1 &
	writer=
	if mount -t cifs "//$SERVER/public" "$mnt" \
		-o "username=$SMB_USER,password=$SMB_PASSWORD,vers=3.1.1,soft,echo_interval=1"; then
		dd if=/dev/zero of="$mnt/d" bs=256k count=160 >/dev/null 2>&1 &
		writer=$!
	fi
	sleep "1.$((RANDOM % 9))"
}

# Only when its writer is done: the client of Linux 6.1 uses freed memory when it is unmounted
# with writes under way that its server will never answer.
unmount()
{
	local i

	[ -z "$writer" ] || wait "$writer" || true
	for ((i = 0; i < 100; i++)); do
		mountpoint -q "$mnt" || return 0
		umount "$mnt" 2>umount.log && return 0
		sleep 0.1
	done
	cat umount.log
	return 1
}

round()
{
	local i

	start_server
	load
	[ $(($1 % 2)) = 0 ] || timeout 30 ksmbd.control -s || true
	for ((i = 0; i < 200; i++)); do
		timeout 60 rmmod ksmbd 2>rmmod.log && break
		sleep 0.1
	done
	cat rmmod.log
	[ ! -d /sys/module/ksmbd ]
	stop_helper
	start_server
	unmount
	rm -f "$SHARE_ROOT"/public/*
	echo hello >h
	smb SMB3_11 sign 'put h h; get h back; del h'
	cmp h back
}

for ((r = 1; r <= rounds; r++)); do
	run_case "unload round $r" round "$r"
done
finish_cases
