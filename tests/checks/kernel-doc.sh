#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kernel-doc comments are well formed, and each global function has one.
. tests/checks/lib.sh
source=$(kernel_source) || exit 1
bad=0
# many files for one start of perl, as many starts as there are processors
sources 'kmod/*.[ch]' | grep -vE '^kmod/(compat|include)/|unicode_tables' |
	xargs -P "$(nproc)" -n 20 "$source/scripts/kernel-doc" -none 2>&1 |
	grep -E 'warning|error' | grep -v 'no structured comments' && bad=1
# a function that begins in column 0 without "static" and has no comment block right before it
for f in $(sources 'kmod/*.c' | grep -vE '^kmod/compat/|unicode_tables'); do
	awk -v f="$f" '
		/^\/\*\*/ { doc = 1 }
		/^[a-z].*\(/ && !/^(static|struct [a-z_0-9]+ [a-z_0-9]+ =|const|extern|typedef|enum|union|module_|MODULE_|EXPORT_|DEFINE_|LIST_HEAD|DECLARE_|ATTRIBUTE_|ALLOW_|late_)/ && !/[;=]/ {
			if (!doc) { print f ":" NR ": no kernel-doc: " $0; e = 1 }
		}
		/^}/ { doc = 0 }
		END { exit e }' "$f" || bad=1
done
exit $bad
