#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two Linux clients write and read the same files, each round another one: no
# cache that the server's leases allow may show what is no longer true
# (coherence.py says how). With "host" a local program takes part, which is
# told of and not waited for: what a client reads before it has heard of the
# break may be stale, and nothing it reads later. Names and attributes that it
# has no lease for a client keeps for a time of its own, whatever the server
# does; with the host the mounts therefore keep them for no time.
#
#   tests/guest -- tests/interop/coherence.sh [ROUNDS] [host]
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
rounds=${1:-400}

# Two clients: the mounts share neither connection nor cache.
mounts()
{
	local options=$1 rounds=$2 n status=0
	shift 2

	for n in 1 2; do
		mkdir -p "/media/coherence$n"
		mount -t cifs "//$SERVER/public" "/media/coherence$n" \
			-o "username=$SMB_USER,password=$SMB_PASSWORD,nosharesock,closetimeo=60,$options"
	done
	rm -rf "$SHARE_ROOT/public/coherence"
	mkdir -m 0777 "$SHARE_ROOT/public/coherence"
	(umask 0; python3 "$here/coherence.py" "${COHERENCE_SEED:-$RANDOM}" "$rounds" \
		/media/coherence{1,2}/coherence "$@") || status=$?
	umount /media/coherence1 /media/coherence2
	return $status
}

run_case "two mounts, 3.1.1 with leases" mounts vers=3.1.1 "$rounds"
run_case "two mounts, 2.1 with leases" mounts vers=2.1 $((rounds / 4))
run_case "two mounts, 2.0 with oplocks" mounts vers=2.0 $((rounds / 4))
run_case "two mounts, 3.1.1 sealed" mounts vers=3.1.1,seal $((rounds / 4))
if [ "${2:-}" = host ]; then
	host=$SHARE_ROOT/public/coherence
	run_case "two mounts and the host, 3.1.1 with leases" mounts vers=3.1.1,actimeo=0 "$rounds" "$host"
	run_case "two mounts and the host, 2.0 with oplocks" mounts vers=2.0,actimeo=0 $((rounds / 4)) "$host"
fi
finish_cases
