# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Starts a User Mode Linux guest. Sourced by tests/guest, which has set
# kernel, state, memory, fs, disk, BOOT and TESTS; sets guest_pid to a process
# group of its own, so that ending the group ends the guest and nothing else.
#
# The channels are kept apart: what the kernel says goes to kernel.log, the
# command's output and errors come by two serial lines, its input (only a
# terminal is passed on) by the first of them. The first process is
# tests/uml/init. Stock kernels under qemu are tests/vm/boot.sh.

boot_guest()
{
	local args=(mem="$memory" root=/dev/root rootfstype=hostfs rootflags=/ rw
		init="$TESTS/uml/init" guest_state="$state" uml_dir="$state/uml/"
		con=null ssl=null con0=null,fd:1 ssl1=null,fd:5
		loglevel=8 oops=panic panic=-1 net.ifnames=0)

	[ "$fs" = tmpfs ] || args+=(ubd0="$(realpath "$disk")")
	[ "$kernel" = uml-7.3 ] && args+=(seccomp=on ncpus=2)
	mkdir -p "$state/uml"
	if [ -t 0 ]; then
		exec 3<&0
		args+=(ssl0=fd:3,fd:4)
	else
		exec 3</dev/null
		args+=(ssl0=null,fd:4)
	fi
	# A shell of its own session, so that the guest is one process group;
	# the reader of the log ends when the last writer does.
	mkfifo "$state/log.fifo" "$state/out.fifo" "$state/err.fifo"
	cat "$state/log.fifo" >"$state/kernel.log" &
	local log_reader=$!
	cat "$state/out.fifo" &
	local out_reader=$!
	cat "$state/err.fifo" >&2 &
	local err_reader=$!
	setsid "$BOOT" "${args[@]}" </dev/null >"$state/log.fifo" 2>&1 \
		4>"$state/out.fifo" 5>"$state/err.fifo" 9>&- &
	guest_pid=$!
	guest_readers=("$log_reader" "$out_reader" "$err_reader")
	exec 3<&-
}
