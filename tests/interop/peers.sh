#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The helper protocol is that of the in-tree ksmbd, so either end can be
# replaced: Debian's ksmbd-tools drive this project's module, and this
# project's ksmbd.mountd drives the kernel's own module, both unchanged.
#
#   tests/interop/peers.sh
#
# Runs on the machine, not in a guest: it boots one guest per pair and lets
# smbclient.sh put, get and list in it.
set -u
tests=$(cd "$(dirname "$0")/.." && pwd)
failures=0 cases=0

pair()
{
	local name=$1 only=$2 said status
	shift 2

	said=$("$tests/guest" --timeout 600 "$@" -- \
		env ONLY="$only" "$tests/interop/smbclient.sh" basic 2>&1)
	status=$?
	cases=$((cases + 1))
	if [ "$status" = 0 ]; then
		echo "ok $cases - $name"
	else
		echo "not ok $cases - $name"
		grep -v '^ok ' <<<"$said" | tail -n 60 | sed 's/^/# /'
		failures=$((failures + 1))
	fi
}

# The in-tree module has no SMB 2.0.2, signs some refusals wrongly, and that
# of 6.1.192 follows a null pointer when a directory is opened.
pair "our module, Debian's ksmbd-tools" '*' --kernel uml-6.1 --helper ksmbd-tools
pair "in-tree module of 6.1, our helper" 'smbclient [ol][ni]*' --kernel uml-6.1 --module in-tree
pair "in-tree module of 7.3, our helper" 'smbclient SMB3*' --kernel uml-7.3 --module in-tree
echo "1..$cases"
[ "$failures" = 0 ]
