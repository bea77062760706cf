#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# checkpatch --strict, with what the kernel's tree alone can satisfy left out.
. tests/checks/lib.sh
source=$(kernel_source) || exit 1
ignore=FILE_PATH_CHANGES,LINUX_VERSION_CODE,SPDX_LICENSE_TAG,EMBEDDED_FILENAME,MACRO_ARG_REUSE,MACRO_ARG_PRECEDENCE,CONST_STRUCT,MODULE_LICENSE,LONG_LINE_COMMENT,PREFER_DEFINED_ATTRIBUTE_MACRO,BAD_SIGN_OFF,OBSOLETE,FLEXIBLE_ARRAY,ENOSYS
# shadow headers test versions and repeat what newer kernels define as macros
compat=CONSTANT_COMPARISON,COMPLEX_MACRO,MACRO_WITH_FLOW_CONTROL,NEW_TYPEDEFS,SPACING,LINE_SPACING,MULTISTATEMENT_MACRO_USE_DO_WHILE,SUSPECT_CODE_INDENT,AVOID_EXTERNS,DEPRECATED_API
# what both sides share, and user space: C types, and macros the kernel's headers would give
shared=VOLATILE,REPEATED_WORD,COMPARISON_TO_NULL,LONG_LINE_STRING,LONG_LINE,BIT_MACRO,SPLIT_STRING,PREFER_KERNEL_TYPES,PREFER_FALLTHROUGH,NEW_TYPEDEFS,AVOID_EXTERNS,CAMELCASE,STRLCPY,STRNCPY,SSCANF_TO_KSTRTO,USE_RELATIVE_PATH,PREFER_PR_LEVEL,AVOID_BUG,IF_0,CONSIDER_KSTRTO,ENOSYS,PRINTF_L
bad=0
for f in $(sources 'kmod/*.[ch]' 'userspace/*.[ch]' | grep -v unicode_tables); do
	case $f in kmod/compat/*) also=,$compat ;; kmod/include/*|userspace/*) also=,$shared ;; *) also= ;; esac
	"$source/scripts/checkpatch.pl" --no-tree --strict --terse --no-summary --max-line-length=100 \
		--ignore "$ignore$also" -f "$f" 2>/dev/null || bad=1
done
exit $bad
