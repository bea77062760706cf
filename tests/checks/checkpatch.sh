#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# checkpatch --strict, with what the kernel's tree alone can satisfy left out.
. tests/checks/lib.sh
source=$(kernel_source) || exit 1
ignore=FILE_PATH_CHANGES,LINUX_VERSION_CODE,SPDX_LICENSE_TAG,EMBEDDED_FILENAME,MACRO_ARG_REUSE,MACRO_ARG_PRECEDENCE,CONST_STRUCT,MODULE_LICENSE,LONG_LINE_COMMENT,PREFER_DEFINED_ATTRIBUTE_MACRO,BAD_SIGN_OFF,OBSOLETE,FLEXIBLE_ARRAY
bad=0
for f in $(sources 'kmod/*.[ch]' 'userspace/*.[ch]' | grep -v unicode_tables); do
	"$source/scripts/checkpatch.pl" --no-tree --strict --terse --no-summary --max-line-length=100 \
		--ignore "$ignore" -f "$f" 2>/dev/null || bad=1
done
exit $bad
