#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ksmbd.control --status against what clients really have open; the cases are
# in status_cases.py.
#
#   tests/guest -- tests/interop/status.sh
#
# Runs inside a guest, skipped where python3-impacket is not installed.
set -u
if ! /usr/bin/python3 -c 'import impacket' 2>/dev/null; then
	echo "ok 1 - status # SKIP python3-impacket is not installed"
	exit 0
fi
exec timeout 300 /usr/bin/python3 -W ignore "$(dirname "$0")/status_cases.py"
