#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Samba's smbclient against the server: every dialect, plain, signed and
# encrypted; what a person does with files; IPv6; a directory with 25,000
# entries; who may log in and who may not.
#
#   tests/guest -- tests/interop/smbclient.sh [basic]
#
# "basic" leaves out the long cases (for peers and other kernels). ONLY=GLOB
# runs the cases whose name matches. What the Linux client does is in
# cifs_mount.sh, what needs wrong packets in tests/selftests.
set -u
. "$(dirname "$0")/lib.sh"

make_file()
{
	head -c "$2" /dev/urandom >"$1"
}

round_trip()
{
	local dialect=$1 protection=$2

	make_file sent 1234567
	smb "$dialect" "$protection" 'mkdir d; put sent d/one; get d/one back; rename d/one d/two; ls d/*; del d/two; rmdir d' >said
	cat said
	cmp sent back
	grep -q ' two ' said
	same "$(ls -A "$SHARE_ROOT/public")" ""
}

# No directory is opened.
one_file()
{
	make_file sent 234567
	smb SMB3_11 sign 'put sent one; get one back'
	rm "$SHARE_ROOT/public/one"
	cmp sent back
}

big_file()
{
	make_file sent 33554435
	smb SMB3_11 "$1" 'put sent big; get big back; del big'
	cmp sent back
}

tree()
{
	mkdir -p tree/a/b/c tree/empty
	for n in 1 2 3 4 5 6 7 8 9; do
		make_file "tree/a/b/file $n.dat" "$((n * 4099))"
		echo "$n" >"tree/a/b/c/$n.txt"
	done
	smb SMB3_11 sign 'prompt off; recurse on; mput tree' >said 2>&1
	mkdir got
	smb SMB3_11 sign 'lcd got; prompt off; recurse on; mget tree' >>said 2>&1
	diff -r tree got/tree || { cat said; return 1; }
	smb SMB3_11 sign 'deltree tree'
	[ ! -e "$SHARE_ROOT/public/tree" ]
}

many_entries()
{
	mkdir "$SHARE_ROOT/public/many"
	chmod 777 "$SHARE_ROOT/public/many"
	(cd "$SHARE_ROOT/public/many" && seq -f 'entry-%05.0f.txt' 25000 | xargs touch)
	smb SMB3_11 sign 'ls many/*' | awk '$1 ~ /^entry-/ { print $1 }' | sort >listed
	rm -rf "$SHARE_ROOT/public/many"
	seq -f 'entry-%05.0f.txt' 25000 >expected
	same "$(wc -l <listed)" 25000
	cmp listed expected
}

names()
{
	local name

	echo hello >local
	for name in 'with space' 'Grüße' '日本語' '😀' "$(printf 'n%.0s' {1..255})" 'dots.and-dashes_'; do
		smb SMB3_11 sign "put local \"$name\"; get \"$name\" back; del \"$name\""
		cmp local back
	done
}

case_of_names()
{
	echo hello >local
	smb SMB3_11 sign 'put local MixedCase.TXT; get mixedcase.txt back; ls MIXED*' >said
	cmp local back
	grep -q MixedCase.TXT said
	same "$(ls "$SHARE_ROOT/public")" MixedCase.TXT
	smb SMB3_11 sign 'rename mixedcase.txt MIXEDCASE.txt'
	same "$(ls "$SHARE_ROOT/public")" MIXEDCASE.txt
	smb SMB3_11 sign 'del mixedcase.TXT'
}

ipv6()
{
	[ -e /proc/net/if_inet6 ] || { echo "no IPv6"; return 77; }
	make_file sent 70000
	SMB_HOST=guest smb SMB3_11 sign 'put sent six; get six back; del six' -I ::1
	cmp sent back
}

share_list()
{
	smbclient -L "//$SERVER" -U "$SMB_USER%$SMB_PASSWORD" -m SMB3_11 -g >said 2>&1 || true
	cat said
	for share in public mac timemachine 'IPC\$'; do
		grep -q "|$share|" said
	done
}

# refused STATUS COMMAND...: must fail, and say why.
refused()
{
	local status=$1
	shift

	if "$@" >said 2>&1; then
		cat said
		echo "was let in"
		return 1
	fi
	cat said
	grep -q "$status" said
}

bad_password()
{
	SMB_WHO="$SMB_USER%wrong" refused NT_STATUS_LOGON_FAILURE smb SMB3_11 sign ls
}

unknown_user()
{
	SMB_WHO="nobody-here%wrong" refused NT_STATUS_LOGON_FAILURE smb SMB3_11 sign ls
}

anonymous()
{
	refused NT_STATUS smb SMB3_11 off ls -N -U %
}

unknown_share()
{
	SMB_SHARE=nothing refused NT_STATUS_BAD_NETWORK_NAME smb SMB3_11 sign ls
}

second_user()
{
	echo two >local
	SMB_WHO="$SMB_USER2%$SMB_PASSWORD2" smb SMB3_11 sign 'put local theirs'
	same "$(stat -c %U "$SHARE_ROOT/public/theirs")" tester2
	SMB_WHO="$SMB_USER2%$SMB_PASSWORD2" smb SMB3_11 sign 'del theirs'
}

space()
{
	smb SMB3_11 sign 'volume; du' >said
	cat said
	grep -q 'blocks of size' said
}

for dialect in SMB2_02 SMB2_10 SMB3_00 SMB3_02 SMB3_11; do
	for protection in off sign encrypt; do
		case $dialect/$protection in SMB2*/encrypt) continue ;; esac
		run_case "smbclient $dialect $protection" round_trip "$dialect" "$protection"
	done
done
run_case "smbclient one file" one_file
run_case "smbclient list of shares" share_list
run_case "smbclient bad password" bad_password
run_case "smbclient unknown user" unknown_user
run_case "smbclient unknown share" unknown_share
run_case "smbclient second user" second_user
if [ "${1:-}" != basic ]; then
	run_case "smbclient anonymous refused" anonymous
	run_case "smbclient IPv6" ipv6
	run_case "smbclient names" names
	run_case "smbclient case of names" case_of_names
	run_case "smbclient tree" tree
	run_case "smbclient free space" space
	run_case "smbclient 32 MiB plain" big_file off
	run_case "smbclient 32 MiB signed" big_file sign
	run_case "smbclient 32 MiB encrypted" big_file encrypt
	run_case "smbclient 25,000 entries" many_entries
fi
finish_cases
