#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shell scripts parse, and shellcheck finds no error in them.
. tests/checks/lib.sh
command -v shellcheck >/dev/null || apt-get install -y -qq shellcheck >/dev/null 2>&1
bad=0
for f in $(sources tests .ci | grep -v corpus); do
	head -n 1 "$f" | grep -q '^#!/bin/\(ba\)\?sh' || continue
	bash -n "$f" || bad=1
	command -v shellcheck >/dev/null && { shellcheck -S error "$f" || bad=1; }
done
exit $bad
