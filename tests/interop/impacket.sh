#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# impacket's SMB client against the server; the cases are in impacket_cases.py.
#
#   tests/guest -- tests/interop/impacket.sh
#
# Runs inside a guest. Installing python3-impacket on the machine is
# tests/run's work; without it every case is skipped.
set -u
if ! /usr/bin/python3 -c 'import impacket' 2>/dev/null; then
	echo "ok 1 - impacket # SKIP python3-impacket is not installed"
	exit 0
fi
exec timeout 300 /usr/bin/python3 -W ignore "$(dirname "$0")/impacket_cases.py"
