# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the interop scripts share: a case is a shell function that is run by
# itself, its outcome printed as one TAP line, what it said printed below it
# when it fails. Return 77 from a case to skip it. Sourced by the scripts of this
# directory, which run inside a guest (tests/guest), where SERVER, SMB_USER,
# SMB_PASSWORD and SHARE_ROOT are set.

cases=0 failures=0
scratch=$(mktemp -d /tmp/interop.XXXXXX)
trap 'rm -rf "$scratch"' EXIT

[ -n "${SERVER:-}" ] || { echo "run me inside a guest: tests/guest -- $0" >&2; exit 125; }

# run_case NAME FUNCTION [ARGUMENT]...
run_case()
{
	local name=$1 status=0
	shift

	cases=$((cases + 1))
	[ -z "${ONLY:-}" ] || [[ $name == $ONLY ]] || return 0
	( set -e; cd "$scratch"; "$@" ) >"$scratch/.said" 2>&1
	status=$?
	# What a client said before the case gave up on it.
	[ "$status" = 0 ] || [ ! -s "$scratch/said" ] || cat "$scratch/said" >>"$scratch/.said"
	case $status in
	0)	echo "ok $cases - $name" ;;
	77)	echo "ok $cases - $name # SKIP $(tail -n 1 "$scratch/.said")" ;;
	*)	echo "not ok $cases - $name"
		tail -n 40 "$scratch/.said" | sed 's/^/# /'
		failures=$((failures + 1)) ;;
	esac
	find "$scratch" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
}

finish_cases()
{
	echo "1..$cases"
	[ "$failures" = 0 ]
	exit
}

# A network that can be cut: here the device near, in the name space there the other end of it.
near=10.77.0.1 far=10.77.0.2
network()
{
	ip netns add there || { echo "no name spaces"; return 77; }
	ip link add near type veth peer name far netns there || { echo "no veth"; return 77; }
	ip addr add "$near/24" dev near
	ip link set near up
	ip -n there link set lo up
	ip -n there addr add "$far/24" dev far
	ip -n there link set far up
	await_server
}

# The server comes to the address by itself.
await_server()
{
	local i

	for ((i = 0; i < 300; i++)); do
		ip netns exec there bash -c "exec 7<>/dev/tcp/$near/445" 2>/dev/null && return
		sleep 0.1
	done
	echo "nothing answers on port 445 of $near"
	return 1
}

# mount_there SHARE DIRECTORY OPTIONS: its socket is to be there, the mount here.
mount_there()
{
	nsenter --net=/run/netns/there mount -t cifs "//$near/$1" "$2" \
		-o "username=$SMB_USER,password=$SMB_PASSWORD,vers=3.1.1,echo_interval=1,$3"
}

# The two must be equal.
same()
{
	[ "$1" = "$2" ] && return
	echo "expected: $2"
	echo "got:      $1"
	return 1
}

# smb DIALECT PROTECTION COMMANDS [OPTION]...: one smbclient session.
smb()
{
	local dialect=$1 protection=$2 commands=$3
	shift 3

	timeout "${SMB_LIMIT:-120}" smbclient "//${SMB_HOST:-$SERVER}/${SMB_SHARE:-public}" \
		-U "${SMB_WHO:-$SMB_USER%$SMB_PASSWORD}" -m "$dialect" \
		--option="client min protocol=$dialect" --client-protection="$protection" \
		"$@" -c "$commands"
}
