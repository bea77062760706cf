# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the checks share: the list of sources, and a build of the module with
# all warnings and sparse, made once in a copy so that the tree stays clean.
# Sourced from the top folder with CHECK_DIR set.
: "${CHECK_DIR:=$(mktemp -d)}"

# Files that git knows, or would know if they were added.
sources()
{
	git ls-files -co --exclude-standard -- "$@" | while read -r f; do
		[ -f "$f" ] && printf '%s\n' "$f"
	done
}

# The kernel the checks build against.
kernel_tree()
{
	[ -e "$CHECK_DIR/kernel" ] || tests/uml/kernel uml-6.1 >"$CHECK_DIR/kernel" || return 1
	sed -n 's/^TREE=//p' "$CHECK_DIR/kernel"
}

# The kernel's sources, where scripts/checkpatch.pl and kernel-doc are.
kernel_source()
{
	local tree

	tree=$(kernel_tree) || return 1
	if [ -e "$tree/source" ]; then readlink -f "$tree/source"; else echo "$tree"; fi
}

# build NAME MAKEARGS...: a private copy built, log in $CHECK_DIR/NAME.log; prints its folder.
build()
{
	local name=$1 tree dir=$CHECK_DIR/$1

	shift
	echo "$dir"
	[ -e "$dir/.done" ] && return "$(cat "$dir/.done")"
	tree=$(kernel_tree) || return 1
	mkdir -p "$dir"
	sources kmod Kbuild tests/kunit | tar -cf - -T - | tar -xf - -C "$dir"
	make -C "$tree" ARCH=um M="$dir" -j"$(nproc)" "$@" modules >"$CHECK_DIR/$name.log" 2>&1
	echo $? >"$dir/.done"
	return "$(cat "$dir/.done")"
}
