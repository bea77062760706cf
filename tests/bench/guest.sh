#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The part of tests/benchmark that runs inside the guest: for each group of
# rows starts each server in turn on the same folder and port, measures the
# rows that are wanted, appends a line per figure to raw.tsv: round, server,
# row, unit, value.
#
#   tests/bench/guest.sh --list     the names of the rows
#
# The two kernel modules get the same helper and the same ksmbd.conf. Called
# with the BENCH_ variables set; choosing, medians and tables are outside.
set -u
root=/srv/bench mnt=/media/bench share=bench conf=/etc/ksmbd/bench.conf db=/etc/ksmbd/bench.db
file_mib=256 nsmall=500 nlist=20 nidle=1000 nidle_smbd=100

list_rows()
{
	local mode

	for mode in plain signed sealed; do
		printf '%s\n' $mode-read-1M $mode-write-1M $mode-randread-4k-1job \
			$mode-randread-4k-8jobs $mode-randwrite-4k-1job
	done
	printf '%s\n' small-put small-list small-delete idle-memory \
		limit-tcp limit-tmpfs-read limit-tmpfs-write
}

[ "${1:-}" != --list ] || { list_rows; exit 0; }

wanted()
{
	[ -n "$(list_rows | awk -v re="$BENCH_ROWS" -v row="$1" '$0 == row && $0 ~ re')" ]
}

# note ROW UNIT VALUE
note()
{
	[ -n "$3" ] || { complain "$server $1: no figure"; return; }
	printf '%s\t%s\t%s\t%s\t%s\n' "$round" "$server" "$1" "$2" "$3" >>"$BENCH_OUT/raw.tsv"
	printf 'round %s  %-8s %-24s %12s %s\n' "$round" "$server" "$1" "$3" "$2"
}

complain()
{
	echo "benchmark: error: $*" >&2
	failed=1
}

# ---- servers ----

await_port()
{
	local i

	for ((i = 0; i < 150; i++)); do
		(exec 7<>/dev/tcp/127.0.0.1/445) 2>/dev/null && return
		sleep 0.1
	done
	return 1
}

configure()
{
	mkdir -p "$root" "$mnt" /etc/ksmbd /run/bench-smbd
	mount -t tmpfs -o mode=0777,size=1g tmpfs "$root"
	head -c $((file_mib << 20)) /dev/urandom >"$root/data"
	chmod 0666 "$root/data"
	cat >"$conf" <<-END
	[global]
		netbios name = GUEST
		workgroup = WORKGROUP
		map to guest = never
		server signing = auto
		max connections = 2000
		max ip connections = 2000
	[$share]
		path = $root
		read only = no
		max connections = 0
	END
	cat >/run/bench-smbd/smb.conf <<-END
	[global]
		netbios name = GUEST
		workgroup = WORKGROUP
		map to guest = never
		disable netbios = yes
		load printers = no
		private dir = /run/bench-smbd
		lock directory = /run/bench-smbd
		state directory = /run/bench-smbd
		cache directory = /run/bench-smbd
		pid directory = /run/bench-smbd
		ncalrpc dir = /run/bench-smbd/ncalrpc
		log file = /run/bench-smbd/log
		passdb backend = tdbsam
	[$share]
		path = $root
		read only = no
	END
	cp -a "$BENCH_HELPER/." /
	ldconfig
	ksmbd.adduser -C "$conf" -P "$db" -a "$SMB_USER" -p "$SMB_PASSWORD" >/tmp/adduser.log 2>&1 ||
		{ cat /tmp/adduser.log >&2; exit 125; }
	printf '%s\n%s\n' "$SMB_PASSWORD" "$SMB_PASSWORD" |
		smbpasswd -c /run/bench-smbd/smb.conf -L -s -a "$SMB_USER" >/tmp/smbpasswd.log 2>&1 ||
		{ cat /tmp/smbpasswd.log >&2; exit 125; }
}

# Loads FILE, and before it what it says it needs.
load()
{
	local module

	for module in $(modinfo -F depends "$1" | tr , ' '); do
		modprobe "$module" || return
	done
	insmod "$1"
}

start_server()
{
	case $server in
	ours)	 load "$BENCH_OUT/ours.ko" ;;
	before)	 load "$BENCH_OUT/before.ko" ;;
	in-tree) modprobe ksmbd ;;
	# when it is told to end it tells its process group
	smbd)	 setsid smbd -F --no-process-group -s /run/bench-smbd/smb.conf >/tmp/smbd.log 2>&1 & daemon=$! ;;
	esac || return
	if [ "$server" != smbd ]; then
		ksmbd.mountd -n -C "$conf" -P "$db" >/tmp/mountd.log 2>&1 &
		daemon=$!
	fi
	await_port
}

stop_server()
{
	local i

	[ "$server" = smbd ] || timeout 30 ksmbd.control -s >/dev/null 2>&1
	[ "$server" != smbd ] || kill "$daemon"
	for ((i = 0; i < 100; i++)); do
		kill -0 "$daemon" 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL "$daemon" 2>/dev/null
	for ((i = 0; i < 100; i++)); do
		[ -d /sys/module/ksmbd ] || return 0
		rmmod ksmbd 2>/dev/null && return
		sleep 0.1
	done
	return 1
}

# ---- rows ----

# run_fio ROW FILE UNIT OPTION...: MB/s or operations per second. Jobs are
# processes: threads of one process enter the mode of the user one at a time in
# such a guest, which is then all that would be measured.
run_fio()
{
	local row=$1 file=$2 unit=$3 field=bw_bytes value
	shift 3

	[ "$unit" = MB/s ] || field=iops
	fio --name=x --ioengine=psync --filename="$file" --size=${file_mib}M --time_based \
		--runtime="$BENCH_SECONDS" --invalidate=0 --norandommap --group_reporting \
		--output-format=json --output=/tmp/fio.json "$@" >/tmp/fio.log 2>&1 ||
		{ complain "$server $row: fio: $(tail -n 3 /tmp/fio.log)"; return; }
	value=$(python3 - "$field" <<-'PY'
	import json, sys
	text = open("/tmp/fio.json").read()
	job = json.loads(text[text.index("{"):])["jobs"][0]
	value = job["read"][sys.argv[1]] + job["write"][sys.argv[1]]
	print(f"{value / 1e6:.1f}" if sys.argv[1] == "bw_bytes" else f"{value:.0f}")
	PY
	)
	note "$row" "$unit" "$value"
}

fio_row()
{
	local mode=$1 row=$2

	wanted "$mode-$row" || return 0
	case $row in
	read-1M)		set -- MB/s --rw=read --bs=1M ;;
	write-1M)		set -- MB/s --rw=write --bs=1M ;;
	randread-4k-1job)	set -- 1/s --rw=randread --bs=4k ;;
	randread-4k-8jobs)	set -- 1/s --rw=randread --bs=4k --numjobs=8 ;;
	randwrite-4k-1job)	set -- 1/s --rw=randwrite --bs=4k ;;
	esac
	run_fio "$mode-$row" "$mnt/data" "$@"
}

# mounted_rows MODE OPTION
mounted_rows()
{
	local mode=$1 row

	mount -t cifs "//127.0.0.1/$share" "$mnt" -o \
		"username=$SMB_USER,password=$SMB_PASSWORD,vers=3.1.1,cache=none,noperm,$2" ||
		{ complain "$server: mount $mode failed"; return; }
	for row in read-1M write-1M randread-4k-1job randread-4k-8jobs randwrite-4k-1job; do
		fio_row "$mode" "$row"
	done
	umount "$mnt"
}

# timed ROW COUNT COMMANDS: one smbclient session, COUNT things a second.
timed()
{
	local row=$1 count=$2 commands=$3 from to

	from=$EPOCHREALTIME
	smbclient "//127.0.0.1/$share" -U "$SMB_USER%$SMB_PASSWORD" -m SMB3_11 -c "$commands" \
		>/tmp/smbclient.log 2>&1 || complain "$server $row: $(tail -n 3 /tmp/smbclient.log)"
	to=$EPOCHREALTIME
	! wanted "$row" || note "$row" 1/s "$(awk -v a="$from" -v b="$to" -v n="$count" \
		'BEGIN { printf "%.0f", n / (b - a) }')"
}

small_rows()
{
	local i lists=

	mkdir -p "$root/small"
	chmod 0777 "$root/small"
	for ((i = 0; i < nlist; i++)); do
		lists+='ls small/*;'
	done
	timed small-put $nsmall 'lcd /tmp/small; cd small; prompt off; mput *'
	[ "$(find "$root/small" -type f | wc -l)" = $nsmall ] || complain "$server: files are missing"
	timed small-list $((nlist * nsmall)) "$lists"
	timed small-delete $nsmall 'cd small; del *'
	[ -z "$(ls "$root/small")" ] || complain "$server: files are left"
	rm -rf "$root/small"
}

idle_row()
{
	local n=$nidle value

	[ "$server" != smbd ] || n=$nidle_smbd
	value=$("$BENCH_OUT/idle" 127.0.0.1 "$SMB_USER" "$SMB_PASSWORD" "$share" "$n") ||
		{ complain "$server: no $n connections"; return; }
	note idle-memory kB "$value"
}

limit_rows()
{
	local server=limit value pid

	if wanted limit-tcp; then
		iperf3 -s -1 >/dev/null 2>&1 &
		pid=$!
		sleep 0.5
		value=$(iperf3 -c 127.0.0.1 -t "$BENCH_SECONDS" -J | python3 -c 'import json, sys
end = json.load(sys.stdin)["end"]
print("%.1f" % (end["sum_received"]["bits_per_second"] / 8e6))')
		wait "$pid"
		note limit-tcp MB/s "$value"
	fi
	! wanted limit-tmpfs-read || run_fio limit-tmpfs-read "$root/data" MB/s --rw=read --bs=1M
	! wanted limit-tmpfs-write || run_fio limit-tmpfs-write "$root/data" MB/s --rw=write --bs=1M
}

# serve_and_measure GROUP: its rows, of one server.
serve_and_measure()
{
	if ! start_server; then
		complain "$server does not start"
		tail -n 20 /tmp/mountd.log /tmp/smbd.log >&2
	else
		case $1 in
		plain)	mounted_rows plain sec=ntlmssp ;;
		signed)	mounted_rows signed sec=ntlmsspi ;;
		sealed)	mounted_rows sealed sec=ntlmssp,seal ;;
		small)	small_rows ;;
		idle)	idle_row ;;
		esac
	fi
	stop_server || { complain "$server does not stop"; exit 1; }
}

# measure_group GROUP: one server right after the other, for a machine's speed drifts.
measure_group()
{
	local turn

	[ -n "$(list_rows | grep "^$1-" | awk -v re="$BENCH_ROWS" '$0 ~ re')" ] || return 0
	for ((turn = 0; turn < ${#servers[@]}; turn++)); do
		# Another one begins each round.
		server=${servers[(turn + round - 1) % ${#servers[@]}]}
		serve_and_measure "$1"
	done
}

failed=0
ulimit -n 4096
configure
mkdir -p /tmp/small
for ((i = 0; i < nsmall; i++)); do
	head -c 4096 "$root/data" >"/tmp/small/file-$i.dat"
done
IFS=, read -ra servers <<<"$BENCH_SERVERS"
for ((round = 1; round <= BENCH_ROUNDS; round++)); do
	limit_rows
	for group in plain signed sealed small idle; do
		measure_group "$group"
	done
done
umount "$root"
exit $failed
