#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Samba's smbtorture, every smb2 test of smbtorture.list by itself with a
# time limit, one line a test:
#
#   tests/guest --timeout 3600 -- tests/interop/smbtorture.sh [OPTION]... [GLOB]...
#     --shard K/N      the K-th of N parts of the list, for guests side by side
#     --limit SEC      time limit of a test, unless its own is longer (default 60)
#     --results FILE   also write NAME<tab>OUTCOME<tab>SECONDS (below --out)
#     --output DIR     keep the output of each test that does not pass there
#     GLOB             only tests whose name matches, e.g. 'smb2.lock.*'
#
# A test in smbtorture.known may fail: it is reported as TODO. That file only
# ever gets shorter; a test in it that passes is named at the end. Any other
# failure fails the run.
set -u
here=$(dirname "$0")
part=1 parts=1 limit=60 known_limit=12 results=/dev/null output= globs=()

while [ $# -gt 0 ]; do
	case $1 in
	--shard) part=${2%/*} parts=${2#*/}; shift ;;
	--limit) limit=$2; shift ;;
	--results) results=$2; shift ;;
	--output) output=$2; mkdir -p "$output"; shift ;;
	-*) echo "unknown option $1" >&2; exit 125 ;;
	*) globs+=("$1") ;;
	esac
	shift
done
[ -n "${SERVER:-}" ] || { echo "run me inside a guest: tests/guest -- $0" >&2; exit 125; }
declare -A known count=([pass]=0 [fail]=0 [known]=0 [skip]=0 [time]=0)
while IFS=$'\t' read -r name _; do
	case $name in ''|'#'*) ;; *) known[$name]=1 ;; esac
done <"$here/smbtorture.known"
said=$(mktemp)

wanted()
{
	local glob

	[ ${#globs[@]} -gt 0 ] || return 0
	for glob in "${globs[@]}"; do
		# shellcheck disable=SC2053
		[[ $1 == $glob ]] && return 0
	done
	return 1
}

# What a test wants besides: share=, options=, a line of [global] in global=, and files where it
# looks for them.
settings()
{
	share=public options=() global=
	case $1 in
	smb2.session-require-signing.*)
		global="server signing = mandatory" ;;
	smb2.create_no_streams.*)
		share=nostreams ;;
	smb2.durable-v2-open.persistent-*)
		share=ca ;;
	smb2.dosmode)
		share=dosmode ;;
	smb2.ea.acl_xattr)
		options=(--option=torture:acl_xattr_name=DOSATTRIB) ;;
	smb2.set-sparse-ioctl)
		options=(--option=torture:filename=torture_sparse) ;;
	smb2.zero-data-ioctl)
		head -c 65536 /dev/urandom >"$SHARE_ROOT/public/torture_zero"
		chown "$SMB_USER" "$SHARE_ROOT/public/torture_zero"
		options=(--option=torture:filename=torture_zero --option=torture:offset=4096
			--option=torture:beyond_final_zero=8192) ;;
	esac
}

# Such lines count from a restart of the helper on; who can log on has met the new one.
restart_helper()
{
	local old i

	old=$(pidof ksmbd.mountd)
	kill "$old"
	while kill -0 "$old" 2>/dev/null; do sleep 0.1; done
	setsid ksmbd.mountd -n -C "$KSMBD_CONF" -P "$KSMBD_USERS" >>"$KSMBD_MOUNTD_LOG" 2>&1 &
	disown
	for ((i = 0; i < 100; i++)); do
		smbclient "//$SERVER/public" -U "$SMB_USER%$SMB_PASSWORD" -c exit >/dev/null 2>&1 && return
		sleep 0.1
	done
	echo "error: no log-on after a restart of ksmbd.mountd"
}

# Runs a command with a line more in [global], if there is one to add.
with_global()
{
	local status line=$1

	shift
	if [ -n "$line" ]; then
		cp "$KSMBD_CONF" "$KSMBD_CONF.usual"
		sed -i "s/^\[global\]/&\n\t$line/" "$KSMBD_CONF"
		restart_helper
	fi
	"$@"
	status=$?
	if [ -n "$line" ]; then
		mv "$KSMBD_CONF.usual" "$KSMBD_CONF"
		restart_helper
	fi
	return $status
}

# How a test makes a connection silent, where the guest's kernel knows that.
block=()
if iptables=$(command -v iptables-legacy) && "$iptables" -L >/dev/null 2>&1; then
	block=(--option=torture:use_iptables=yes --option=torture:iptables_command="$iptables")
fi

# Prints pass, fail, skip or time.
outcome()
{
	local status share options global

	settings "$1"
	with_global "$global" timeout -k 5 "$2" smbtorture "//$SERVER/$share" \
		-U "$SMB_USER%$SMB_PASSWORD" "${options[@]}" "${block[@]}" \
		--option=torture:user2name="$SMB_USER2" --option=torture:user2password="$SMB_PASSWORD2" \
		--option=torture:share2=mac --option=torture:progress=no \
		--option=torture:localdir="$SHARE_ROOT/public" "$1" </dev/null >"$said" 2>&1
	status=$?
	if [ $status = 124 ] || [ $status = 137 ]; then
		echo time
	elif [ ${#block[@]} -eq 0 ] && grep -q 'FORCE_UNACKED_TIMEOUT failed' "$said"; then
		echo skip
	elif [ -n "$(clock_ticked)" ]; then
		echo skip
	elif grep -q -E '^(failure|error): ' "$said"; then
		echo fail
	elif grep -q '^success: ' "$said" && [ $status = 0 ]; then
		echo pass
	elif grep -q '^skip: ' "$said"; then
		echo skip
	else
		echo fail
	fi
}

# timestamp_resolution.resolution1 holds if no clock of 15 ms would have ticked between a CREATE and
# a WRITE; the clocks of Linux are finer, and some guests slower. Samba's own runs leave it out.
clock_ticked()
{
	grep -q '^test: resolution1$' "$said" && grep -q 'Write time changed (wrong!)' "$said" &&
		echo "the clock ticked between its first two requests"
}

reason()
{
	case $1 in
	time) echo "time limit" ;;
	skip) grep -q FORCE_UNACKED "$said" && echo "no iptables-legacy to block a connection with" ||
		clock_ticked || sed -n '/^skip: /,/^\]/p' "$said" | sed -n '2p' | cut -c1-150 ;;
	*) sed -n '/^\(failure\|error\): /,/^\]/p' "$said" | sed -n '2p' | cut -c1-150 ;;
	esac
}

n=0
unknown=() better=()
while IFS=$'\t' read -r name own; do
	case $name in ''|'#'*) continue ;; esac
	wanted "$name" || continue
	n=$((n + 1))
	[ $((n % parts)) = $((part % parts)) ] || continue
	begin=$EPOCHREALTIME
	# what is known to fail may do so by hanging: it gets less time
	most=$((${own:-0} > limit ? own : limit))
	[ -z "${known[$name]:-}" ] || most=$known_limit
	result=$(outcome "$name" "$most")
	took=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
	printf '%s\t%s\t%s\n' "$name" "$result" "$took" >>"$results"
	count[$result]=$((count[$result] + 1))
	why=$(reason "$result")
	case $result in
	pass)
		echo "ok $n - $name (${took}s)"
		[ -z "${known[$name]:-}" ] || better+=("$name") ;;
	skip)
		echo "ok $n - $name # SKIP $why" ;;
	*)
		if [ -n "${known[$name]:-}" ]; then
			echo "not ok $n - $name # TODO known, $why"
			count[known]=$((count[known] + 1))
		else
			echo "not ok $n - $name (${took}s)"
			tail -n 12 "$said" | sed 's/^/# /'
			unknown+=("$name")
		fi
		[ -z "$output" ] || cp "$said" "$output/${name//[^A-Za-z0-9._-]/_}"
		find "$SHARE_ROOT/public" "$SHARE_ROOT/mac" -mindepth 1 -maxdepth 1 -exec rm -rf {} + 2>/dev/null
		if ! (exec 7<>"/dev/tcp/$SERVER/445") 2>/dev/null; then
			echo "Bail out! port 445 does not answer after $name"
			exit 1
		fi ;;
	esac
done <"$here/smbtorture.list"

echo "# smbtorture: ${count[pass]} pass, ${count[fail]} fail, ${count[time]} over time (${count[known]} of them known), ${count[skip]} skip"
[ ${#better[@]} -eq 0 ] || { echo "# passes now, take it out of smbtorture.known:"; printf '#   %s\n' "${better[@]}"; }
[ ${#unknown[@]} -eq 0 ] || { echo "# fails and is not known:"; printf '#   %s\n' "${unknown[@]}"; exit 1; }
exit 0
