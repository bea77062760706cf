# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC1091,SC2154
#
# What happens inside a guest, the same for User Mode Linux and qemu: mount
# the share file system, make the test users, write ksmbd.conf, load the
# module, start the helper, wait for port 445, run the command, take all
# down again, look for leaks, leave the status, power off.
#
# Runs as the first process, in an overlay of the machine's root, with the
# state directory of the run at /mnt. Nothing here may be run outside a
# guest. Booting is tests/uml/init and tests/vm/init; reading the kernel log
# is tests/vm/judge.
set -u
kind=$1
. /mnt/settings
export PATH=$GUEST_PATH:/usr/local/sbin:/usr/sbin:/sbin HOME=/root TERM=$GUEST_TERM LANG=C.UTF-8
SHARE_ROOT=/srv/shares
conf=/etc/ksmbd/ksmbd.conf
users=/etc/ksmbd/ksmbdpwd.db

GUEST_STDIN=/dev/null
case $kind in
uml)	out=/dev/ttyS0 err=/dev/ttyS1 disk=/dev/ubda ;;
vm)	out=/dev/virtio-ports/out err=/dev/virtio-ports/err disk=/dev/vda ;;
esac
[ "$GUEST_TERMINAL" = yes ] && GUEST_STDIN=$out

power_off()
{
	[ ! -s /tmp/mountd.log ] || cp /tmp/mountd.log /mnt/helper.log
	sync
	echo "$1" >/mnt/status
	sync /mnt/status /mnt/kmemleak /mnt/helper.log 2>/dev/null
	sleep 0.1
	[ "$kind" = uml ] && umount /mnt 2>/dev/null
	exec busybox poweroff -f
}

fail()
{
	echo "guest: error: $*" >"$err"
	[ ! -s /tmp/mountd.log ] || sed 's/^/  mountd: /' /tmp/mountd.log >"$err"
	dmesg | tail -n 20 | sed 's/^/  kernel: /' >"$err"
	power_off 125
}

mount_basics()
{
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mkdir -p /dev/pts /dev/shm
	mount -t devpts devpts /dev/pts
	mount -t tmpfs tmpfs /dev/shm
	mount -t tmpfs tmpfs /run
	[ -d /sys/kernel/debug ] && mount -t debugfs debugfs /sys/kernel/debug
	[ -d /sys/kernel/tracing ] && mount -t tracefs tracefs /sys/kernel/tracing
	[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
	mkdir -p /run/lock /run/samba /run/user/0
	echo guest >/proc/sys/kernel/hostname
	ip link set lo up
	name_ports
	if [ -n "$GUEST_FORWARD" ]; then
		ip link set eth0 up
		ip address add 10.0.2.15/24 dev eth0
		ip route add default via 10.0.2.2
	fi
	if [ "$kind" = uml ]; then
		stty -F "$out" raw -echo
		stty -F "$err" raw -echo
		[ -z "$GUEST_OUT" ] || mount -t hostfs none -o "$GUEST_OUT" "$GUEST_OUT"
	elif [ -n "$GUEST_OUT" ]; then
		mount -t 9p -o trans=virtio,version=9p2000.L out "$GUEST_OUT"
	fi
}

# modprobe finds what a real machine has: the kernel's own modules, and the
# one under test before them in updates/ (tests/guest laid it out).
find_modules()
{
	local release

	release=$(uname -r)
	rm -rf "/lib/modules/$release"
	mkdir -p /lib/modules
	ln -s "/mnt/modules/lib/modules/$release" "/lib/modules/$release"
}

# Without udev the virtio ports have numbers only.
name_ports()
{
	local port

	[ "$kind" = vm ] || return
	mkdir -p /dev/virtio-ports
	for port in /sys/class/virtio-ports/*; do
		ln -sf "/dev/${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"
	done
}

mount_shares()
{
	local share

	mkdir -p "$SHARE_ROOT"
	case $GUEST_FS in
	tmpfs)	mount -t tmpfs -o mode=0755 tmpfs "$SHARE_ROOT" ;;
	*)	mount -t "$GUEST_FS" "$disk" "$SHARE_ROOT" ;;
	esac || fail "cannot mount $GUEST_FS on $SHARE_ROOT"
	for share in public mac timemachine; do
		mkdir -p "$SHARE_ROOT/$share"
		chmod 0777 "$SHARE_ROOT/$share"
	done
	for share in hideunread nostreams noperm dosmode ca; do
		mkdir -p "$SHARE_ROOT/$share"
		chmod 0777 "$SHARE_ROOT/$share"
	done
	chmod 0 "$SHARE_ROOT/noperm"
	[ -z "$GUEST_SHARE" ] || mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,access=any \
		share "$SHARE_ROOT/public" || fail "cannot mount $GUEST_SHARE"
}

# Two users with ids of their own in the guest's copy of the user files; with
# --share the first one is who owns that directory.
make_users()
{
	local n=2000 name id

	export SMB_USER=${GUEST_USER%%:*} SMB_PASSWORD=${GUEST_USER#*:}
	export SMB_USER2=tester2 SMB_PASSWORD2=Test-Er.2
	for name in "$SMB_USER" "$SMB_USER2"; do
		n=$((n + 1)) id=$n
		[ -z "$GUEST_SHARE" ] || [ "$name" != "$SMB_USER" ] || id=$GUEST_USER_ID
		sed -i "/^$name:/d" /etc/passwd /etc/group
		echo "$name:x:$id:$n:$name:/tmp:/bin/bash" >>/etc/passwd
		echo "$name:x:$n:" >>/etc/group
	done
}

write_config()
{
	local share

	rm -rf /etc/ksmbd
	mkdir -p /etc/ksmbd
	if [ -e /mnt/ksmbd.conf ]; then
		cp /mnt/ksmbd.conf "$conf"
		return
	fi
	cat >"$conf" <<-END
	[global]
		netbios name = GUEST
		server string = test guest
		workgroup = WORKGROUP
		map to guest = never
		smb2 leases = yes
		server multi channel support = yes
	END
	# Its default leaves the oldest dialect out. Debian's release has no such word.
	[ "$GUEST_HELPER" != ours ] || echo "	server min protocol = SMB2_02" >>"$conf"
	for share in public mac timemachine; do
		cat >>"$conf" <<-END
		[$share]
			path = $SHARE_ROOT/$share
			read only = no
			browseable = yes
			guest ok = no
			store dos attributes = yes
			vfs objects = acl_xattr streams_xattr
		END
	done
	write_test_shares
}

# Shares of single tests; those of smbtorture by the names that it knows them by.
write_test_shares()
{
	cat >>"$conf" <<-END
	[hideunread]
		path = $SHARE_ROOT/hideunread
		read only = no
		hide unreadable = yes
		vfs objects = acl_xattr streams_xattr
	[nostreams]
		path = $SHARE_ROOT/nostreams
		read only = no
		vfs objects = acl_xattr
	[dosmode]
		path = $SHARE_ROOT/dosmode
		read only = no
		hide dot files = yes
		hide files = /hidefile/
	[noperm]
		path = $SHARE_ROOT/noperm
		read only = no
	[ca]
		path = $SHARE_ROOT/ca
		read only = no
		continuous availability = yes
		vfs objects = acl_xattr streams_xattr
	[sealed]
		path = $SHARE_ROOT/public
		read only = no
		smb encrypt = mandatory
	END
}

load_module()
{
	[ "$GUEST_MODULE" = none ] && return
	modprobe ksmbd 2>"$err" || fail "modprobe ksmbd failed"
}

start_helper()
{
	local user password files=(-C "$conf" -P "$users")

	[ "$GUEST_HELPER" = none ] && return
	# Debian's release has other letters; the usual places are the same.
	[ "$GUEST_HELPER" = ksmbd-tools ] && files=()
	cp -a "$GUEST_HELPER_ROOT/." / 2>"$err" || fail "cannot copy the helper"
	ldconfig
	for user in "$SMB_USER" "$SMB_USER2"; do
		password=$SMB_PASSWORD
		[ "$user" = "$SMB_USER" ] || password=$SMB_PASSWORD2
		ksmbd.adduser "${files[@]}" -a "$user" -p "$password" >/tmp/adduser.log 2>&1 ||
			{ cat /tmp/adduser.log >"$err"; fail "ksmbd.adduser failed"; }
	done
	ksmbd.mountd -n "${files[@]}" >/tmp/mountd.log 2>&1 &
	mountd=$!
	await_port
	export SERVER=127.0.0.1 SHARE_ROOT KSMBD_CONF=$conf KSMBD_USERS=$users \
		KSMBD_MOUNTD_LOG=/tmp/mountd.log
}

await_port()
{
	local i

	for ((i = 0; i < 300; i++)); do
		if (exec 7<>/dev/tcp/127.0.0.1/445) 2>/dev/null; then
			return
		fi
		kill -0 "$mountd" 2>/dev/null || fail "ksmbd.mountd ended"
		sleep 0.1
	done
	fail "nothing answers on port 445"
}

run_command()
{
	export GUEST_KERNEL GUEST_FS GUEST_MODULE GUEST_HELPER KSMBD_CACHE
	cd "$GUEST_CWD" || fail "no directory $GUEST_CWD in the guest"
	setsid -w /bin/bash -c "$(cat /mnt/command)" <"$GUEST_STDIN" >"$out" 2>"$err"
	status=$?
	cd /
}

# As a person would: the server is told to stop, then the module goes. What
# is mounted from it goes first.
stop_server()
{
	local i

	umount -a -l -t cifs 2>/dev/null
	if [ "$GUEST_HELPER" != none ] && [ -d /sys/module/ksmbd ]; then
		timeout 30 ksmbd.control -s >/tmp/control.log 2>&1 || sed 's/^/  control: /' /tmp/control.log >"$err"
		for ((i = 0; i < 100; i++)); do
			kill -0 "$mountd" 2>/dev/null || break
			sleep 0.1
		done
		kill "$mountd" 2>/dev/null
	fi
	[ -d /sys/module/ksmbd ] || return
	for ((i = 0; i < 100; i++)); do
		rmmod ksmbd 2>/tmp/rmmod.log && return
		sleep 0.1
	done
	echo "guest: error: rmmod ksmbd: $(cat /tmp/rmmod.log)" >"$err"
	[ "$status" != 0 ] || status=125
}

# kmemleak asks for objects of at least five seconds, so it waits.
scan_leaks()
{
	local file=/sys/kernel/debug/kmemleak

	[ -e "$file" ] && [ "$GUEST_MODULE" != none ] || return
	sleep 6
	echo scan >"$file"
	echo scan >"$file"
	cat "$file" >/mnt/kmemleak
}

status=0
mountd=
mount_basics
find_modules
mount_shares
make_users
write_config
load_module
start_helper
run_command
stop_server
umount "$SHARE_ROOT/public" 2>/dev/null
umount "$SHARE_ROOT" 2>/dev/null
scan_leaks
# What was written to the serial lines leaves before the power goes.
[ "$kind" = uml ] && stty -F "$out" drain >/dev/null 2>&1
cat /mnt/status >/dev/null 2>&1
power_off "$status"
