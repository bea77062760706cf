# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2034
#
# Starts a qemu guest with Debian's stock kernel. Sourced by tests/guest and
# the demo, which have set state, memory, fs, disk, out, share, forward, BOOT, INITRD and TESTS;
# sets guest_pid to a process group of its own.
#
# The machine's root is given read-only by 9p, the state directory
# read-write. The kernel log goes to kernel.log by the serial port, the
# command's output and errors by two virtio ports. User Mode Linux is
# tests/uml/boot.sh.

# Prints kvm or tcg. That /dev/kvm opens proves little: some hosts hang a
# stock kernel, so one is booted with a time limit and the answer kept.
accelerator()
{
	local answer=$KSMBD_CACHE/accelerator-$(cat /proc/sys/kernel/random/boot_id)

	if [ ! -e "$answer" ]; then
		echo tcg >"$answer.new"
		if [ -w /dev/kvm ]; then
			say "trying whether KVM can boot a kernel (20 seconds at most)"
			timeout -k 1 20 qemu-system-x86_64 -accel kvm -cpu host -m 512M -nodefaults -display none \
				-no-reboot -kernel "$BOOT" -initrd "$INITRD" \
				-append "quiet panic=-1 guest_probe=1" </dev/null >/dev/null 2>&1 &&
				echo kvm >"$answer.new"
		fi
		mv "$answer.new" "$answer"
		say "guests run with $(cat "$answer")"
	fi
	cat "$answer"
}

boot_guest()
{
	local accel args

	need qemu-system-x86:qemu-system-x86_64
	accel=$(accelerator)
	[ "$accel" = kvm ] && accel+=" -cpu host" || accel="tcg,thread=multi -cpu max"
	# shellcheck disable=SC2206
	args=(-accel $accel -smp 2 -m "$memory" -nodefaults -display none -no-reboot
		-kernel "$BOOT" -initrd "$INITRD"
		-append "console=ttyS0 loglevel=7 oops=panic panic=-1 net.ifnames=0 guest_tests=$TESTS"
		-chardev "file,id=log,path=$state/kernel.log" -serial chardev:log
		-virtfs "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"
		-virtfs "local,path=$state,mount_tag=state,security_model=none"
		-device virtio-serial-pci
		-chardev "file,id=out,path=$state/out.fifo" -device virtserialport,chardev=out,name=out
		-chardev "file,id=err,path=$state/err.fifo" -device virtserialport,chardev=err,name=err)
	[ "$fs" = tmpfs ] || args+=(-drive "file=$disk,format=raw,if=virtio,cache=unsafe")
	[ -z "$out" ] || args+=(-virtfs "local,path=$(realpath "$out"),mount_tag=out,security_model=none")
	[ -z "$share" ] || args+=(-virtfs "local,path=$(realpath "$share"),mount_tag=share,security_model=passthrough")
	[ -z "$forward" ] || args+=(-nic "user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:$forward-:445")
	mkfifo "$state/out.fifo" "$state/err.fifo"
	cat "$state/out.fifo" &
	guest_readers=("$!")
	cat "$state/err.fifo" >&2 &
	guest_readers+=("$!")
	setsid qemu-system-x86_64 "${args[@]}" </dev/null >"$state/qemu.log" 2>&1 9>&- &
	guest_pid=$!
}
