#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The programs from outside: options, exit codes, files.
#
# For:      ksmbd.adduser, ksmbd.addshare, ksmbd.mountd --check, ksmbd.control without a
#           server.
# Not for:  anything that needs the kernel module: the guests do that.
# Called by: run, with the build folder and a scratch directory. Speaks KTAP.
set -u
bin=$1 dir=$2
conf=$dir/ksmbd.conf db=$dir/ksmbdpwd.db
n=0 failed=0

# expect STATUS TITLE COMMAND...: output goes to $dir/out
expect()
{
	want=$1 title=$2
	shift 2
	"$@" >"$dir/out" 2>&1 </dev/null
	result $? "$want" "$title"
}

result()
{
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n $3"
	else
		failed=$((failed + 1))
		echo "not ok $n $3 (got $1, not $2)"
		sed 's/^/# /' "$dir/out"
	fi
}

# says TEXT TITLE: in the output of the last command, or in the file FILE
says()
{
	grep -qF -- "$1" "${3:-$dir/out}"
	result $? 0 "$2"
}

user() { "$bin/ksmbd.adduser" -P "$db" -C "$conf" "$@"; }
share() { "$bin/ksmbd.addshare" -C "$conf" "$@"; }

for p in mountd control adduser addshare; do
	expect 0 "$p -V" "$bin/ksmbd.$p" -V
	says "ksmbd-tools version : " "$p prints its version"
	expect 0 "$p --help" "$bin/ksmbd.$p" --help
	expect 1 "$p with a bad option" "$bin/ksmbd.$p" --nonsense
done
expect 1 "control without options" "$bin/ksmbd.control"
expect 1 "control with two requests" "$bin/ksmbd.control" -c -r
expect 1 "adduser without a name" "$bin/ksmbd.adduser" -a
expect 1 "status in a bad format" "$bin/ksmbd.control" --status=xml
says "allowed is text, json or prometheus" "which is said"

printf '[global]\n\tnetbios name = X ; mine\n\n# the first\n[one]\n\tpath = /tmp\n\tvalid users = anna\n' >"$conf"
rm -f "$db"
expect 0 "a user is added" user -a anna -p pw
says "anna:jMGbaoz+rCmcKHHIazjeKA==" "with the hash ksmbd-tools makes" "$db"
expect 1 "not twice" user -a anna -p pw
says "already exists" "which is said"
expect 0 "or updated" user anna -p other
expect 1 "an unknown one cannot be updated" user -u ben -p pw
expect 0 "old long options" user --add-user=ben --password=pw
expect 0 "old short ones" "$bin/ksmbd.adduser" -i "$db" -c "$conf" -a carl -p pw
printf 'pw\npw\n' | user -a dora >"$dir/out" 2>&1
result $? 0 "a password from standard input, twice"
printf 'pw\n' | user -a emil >"$dir/out" 2>&1
result $? 0 "or once"
printf 'pw\nwp\n' | user -a fred >"$dir/out" 2>&1
result $? 1 "but not two different ones"
expect 1 "no password at all" user -a gert
expect 1 "a name with a colon" user -a a:b -p pw
expect 1 "a name too long" user -a "$(printf '%048d' 0)" -p pw
expect 1 "a password too long" user -a hans -p "$(printf '%0129d' 0)"
expect 1 "a user that a share names stays" user -d anna
says "Share \`one' requires user \`anna'" "which is said"
expect 0 "another goes" user -d ben
expect 0 "one that is not there too" user -d nosuch
[ "$(cut -d: -f1 "$db" | tr '\n' ' ')" = "anna carl dora emil " ]
result $? 0 "and these are left"
[ "$(stat -c %a "$db")" = 600 ]
result $? 0 "for root alone"
echo broken >>"$db"
expect 1 "a broken database is not touched" user -a iris -p pw
says "$db:5:" "and its line is named"
sed -i '$d' "$db"

expect 0 "a share is added" share -a two -o "path = /tmp" -o "read only = no"
expect 0 "several parameters in one option" share -a three -o "path = /tmp guest ok = yes comment = a b c"
says "	comment = a b c" "are told apart" "$conf"
says "	guest ok = yes" "each on its line" "$conf"
expect 0 "or one a line" share -a four -o "path = /tmp
read only = no"
expect 1 "not twice" share -a TWO -o "path = /tmp"
expect 1 "one without a path is refused" share -a five -o "comment = x"
says "was not written" "which is said"
expect 1 "so is a wrong value" share -u two -o "create mask = 9"
expect 1 "and an unknown parameter" share -u two -o "crate mask = 0700"
says 'did you mean "create mask"' "with a guess"
expect 1 "and one of the server" share -u two -o "tcp port = 1"
expect 1 "and no parameter at all" share -u two -o "nothing"
expect 0 "a synonym replaces a line" share -u two -o "writeable = no"
[ "$(grep -c "read only\|writeable" "$conf")" = 2 ]
result $? 0 "and does not add one"
expect 0 "an empty value takes a line out" share -u three -o "comment ="
! grep -q "a b c" "$conf"
result $? 0 "as it should"
expect 1 "an unknown share cannot be updated" share -u nosuch -o "path = /tmp"
expect 0 "a share goes" share -d two
expect 0 "one that is not there too" share -d nosuch
expect 1 "[global] is no share" share -a global -o "path = /tmp"
says "netbios name = X ; mine" "comments stay" "$conf"
says "# the first" "all of them" "$conf"
expect 0 "old options" "$bin/ksmbd.addshare" -c "$conf" --add-share=six --options="path = /tmp"

expect 0 "the result is good" "$bin/ksmbd.mountd" --check -C "$conf" -P "$db"
says "good, 4 shares" "and counted"
printf '[a]\npath = x\n' >"$conf"
expect 1 "a wrong one is not" "$bin/ksmbd.mountd" --check -c "$conf" -u "$db"
says "$conf:2: path = x" "and its line is named"
expect 1 "nor does it start" "$bin/ksmbd.mountd" -n -C "$conf" -P "$db"

echo "1..$n"
[ "$failed" = 0 ]
