#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each header compiles alone: it includes what it needs.
. tests/checks/lib.sh
tree=$(kernel_tree) || exit 1
dir=$CHECK_DIR/headers
mkdir -p "$dir"
sources kmod Kbuild | tar -cf - -T - | tar -xf - -C "$dir"
{
	sed '/^ksmbd-\|^obj-/d' "$dir/Kbuild"
	echo 'obj-m := alone.o'
	i=0
	for h in $(sources 'kmod/*.h' | grep -vE '^kmod/compat/|^kmod/include/uapi|^kmod/trace.h'); do
		i=$((i + 1))
		printf '/* %s */\n#include "%s"\n' "$h" "${h#kmod/}" >"$dir/alone_$i.c"
		echo "alone-y += alone_$i.o"
	done
} >"$dir/Kbuild.new"
mv "$dir/Kbuild.new" "$dir/Kbuild"
make -k -C "$tree" ARCH=um M="$dir" -j"$(nproc)" $(cd "$dir" && ls alone_*.c | sed 's/c$/o/') >"$CHECK_DIR/headers.log" 2>&1 && exit 0
grep -E 'error:' "$CHECK_DIR/headers.log" | sed "s#$dir/##" | head -n 40
exit 1
