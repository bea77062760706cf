#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No C file above 900 lines, no function above 100 (generated tables apart).
. tests/checks/lib.sh
bad=0
for f in $(sources 'kmod/*.c' 'userspace/*.c' 'tests/*.c'); do
	case $f in *unicode_tables.c) continue ;; esac
	n=$(wc -l <"$f")
	[ "$n" -le 900 ] || { echo "$f: $n lines"; bad=1; }
	awk -v f="$f" '
		/^{/ { start = NR }
		/^}/ { if (start && NR - start > 101) { print f ":" start ": function of " NR - start - 1 " lines"; e = 1 }; start = 0 }
		END { exit e }' "$f" || bad=1
done
exit $bad
