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
