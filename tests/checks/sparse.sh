#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# sparse with endian checks is clean: errno, NTSTATUS and wire order stay apart.
. tests/checks/lib.sh
command -v sparse >/dev/null || apt-get install -y -qq sparse >/dev/null 2>&1
command -v sparse >/dev/null || { echo "sparse is not installed"; exit 77; }
# It cannot ask whether a header is there; the shadowed ones are, in a kernel of these days.
build sparse C=2 CF="-D__CHECK_ENDIAN__ '-D__has_include_next(header)=1'" >/dev/null
said=$(grep -E "^$CHECK_DIR/sparse/[^:]*:[0-9:]* *(warning|error):" "$CHECK_DIR/sparse.log" |
	sed "s#$CHECK_DIR/sparse/##" | sort -u)
[ -z "$said" ] || { echo "$said"; exit 1; }
# the log must show that sparse ran at all
grep -q 'CHECK ' "$CHECK_DIR/sparse.log"
