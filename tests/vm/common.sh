# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the scripts that build and boot guests share: where the cache is,
# saying what goes on, installing a missing Debian package, fetching a
# package without installing it, locks. Sourced by tests/guest, tests/run,
# tests/uml/* and tests/vm/*; does nothing by itself. Not for code that runs
# inside a guest: that is tests/vm/inside.sh.

KSMBD_CACHE=${KSMBD_CACHE:-/var/cache/ksmbd-tests}
APT_LOCK=${APT_LOCK:-$KSMBD_CACHE/apt.lock}
mkdir -p "$KSMBD_CACHE"

say()
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

die()
{
	say "error: $*"
	exit 125
}

# Holds a lock of that name in the cache until the script ends.
lock_cache()
{
	exec 9>"$KSMBD_CACHE/$1.lock"
	flock -n 9 && return
	say "waiting for another run that works on $1"
	flock 9
}

# need PACKAGE[:COMMAND-or-/FILE]...: installs the packages whose command or
# file is missing.
need()
{
	local item package probe missing=()

	for item in "$@"; do
		package=${item%%:*}
		probe=${item#*:}
		case $probe in
		/*)	[ -e "$probe" ] || missing+=("$package") ;;
		*)	command -v "$probe" >/dev/null || missing+=("$package") ;;
		esac
	done
	[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

install_packages()
{
	[ "$(id -u)" = 0 ] || die "missing packages, run as root or install: $*"
	say "installing $*"
	(
		flock 8
		export DEBIAN_FRONTEND=noninteractive
		apt-get install -y --no-install-recommends "$@" >"$KSMBD_CACHE/apt.log" 2>&1 ||
			{ apt-get update && apt-get install -y --no-install-recommends "$@"; } \
				>"$KSMBD_CACHE/apt.log" 2>&1
	) 8>"$APT_LOCK" || { tail -n 20 "$KSMBD_CACHE/apt.log" >&2; die "apt-get install $* failed"; }
}

# What user space is built with.
need_for_helper()
{
	need build-essential:gcc pkg-config:pkg-config \
		libnl-3-dev:/usr/include/libnl3/netlink/netlink.h \
		libnl-genl-3-dev:/usr/include/libnl3/netlink/genl/genl.h \
		libssl-dev:/usr/include/openssl/ssl.h libkrb5-dev:/usr/include/krb5.h \
		libini-config-dev:/usr/include/ini_configobj.h libunistring-dev:/usr/include/unistr.h
}

# suite_apt SUITE TOOL...: apt-get with package lists of our own: another
# release is read from the mirror the machine already uses, and the machine's
# sources stay.
suite_apt()
{
	local dir=$KSMBD_CACHE/apt-${1%-backports} tool=$2
	shift 2

	"$tool" -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache" "$@"
}

suite_update()
{
	local suite=$1 dir=$KSMBD_CACHE/apt-${1%-backports} mirror
	local from="deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"

	[ -e "$dir/updated" ] && return
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
		grep -v -e security -e nodesource -e google | grep -m1 -E 'debian/?$' || true)
	mirror=${mirror:-http://deb.debian.org/debian}
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	{
		echo "$from $mirror $suite main"
		[[ $suite == *-backports ]] || echo "$from ${mirror%/}-security $suite-security main"
	} >"$dir/sources.list"
	say "reading the package list of $suite"
	suite_apt "$suite" apt-get update >"$dir/log" 2>&1 ||
		{ cat "$dir/log" >&2; die "apt-get update failed"; }
	touch "$dir/updated"
}

# suite_version SUITE PACKAGE
suite_version()
{
	suite_update "$1"
	suite_apt "$1" apt-cache policy "$2" | sed -n 's/^ *Candidate: //p'
}

# suite_download SUITE PACKAGE: downloads it and unpacks it in the cache.
suite_download()
{
	local dir=$KSMBD_CACHE/deb/$2

	[ -e "$dir/.unpacked" ] && return
	suite_update "$1"
	say "downloading $2 from $1"
	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$dir" && suite_apt "$1" apt-get download "$2" >log 2>&1) ||
		{ cat "$dir/log" >&2; die "cannot download $2"; }
	dpkg-deb -x "$dir"/*.deb "$dir"
	rm "$dir"/*.deb
	touch "$dir/.unpacked"
}

# Downloads a package of the machine's own release and unpacks it in the
# cache, for packages that conflict with installed ones or must not be
# installed here. Prints the directory.
fetch_package()
{
	local dir=$KSMBD_CACHE/deb/$1

	if [ ! -e "$dir/.unpacked" ]; then
		say "downloading $1"
		rm -rf "$dir"
		mkdir -p "$dir"
		(cd "$dir" && { apt-get download "$1" || { apt-get update && apt-get download "$1"; }; } \
			>log 2>&1) || { cat "$dir/log" >&2; die "cannot download $1"; }
		dpkg-deb -x "$dir"/*.deb "$dir"
		rm "$dir"/*.deb
		touch "$dir/.unpacked"
	fi
	echo "$dir"
}

# progress_make LOG COMMAND...: runs it with its output in LOG and shows how
# many lines went by, so that a long build is seen to move.
progress_make()
{
	local log=$1
	shift

	if [ -t 2 ]; then
		"$@" 2>&1 | tee -a "$log" | awk 'NR % 50 == 0 { printf "\r  %d steps", NR > "/dev/stderr" }
			END { printf "\r                    \r" > "/dev/stderr" }'
	else
		"$@" >>"$log" 2>&1
	fi
}
