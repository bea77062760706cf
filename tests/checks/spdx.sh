#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each source file says its licence in its first line (scripts: second).
. tests/checks/lib.sh
bad=0
for f in $(sources | grep -vE '^(COPYING|\.gitignore|tests/fuzz/corpus/|.*\.(md|svg|tsv|json|list|known|csv)$)'); do
	[ -s "$f" ] || continue
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || { echo "$f"; bad=1; }
done
exit $bad
