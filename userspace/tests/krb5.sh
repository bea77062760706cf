#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Starts a Kerberos realm of its own and runs krb5_test in it.
#
# For:      a KDC on a free port of 127.0.0.1, a user, a service with a keytab, a ticket.
# Not for:  machines without krb5-kdc: it skips there.
# Called by: run, with the build folder and a scratch directory. Speaks KTAP. Leaves
# nothing behind, uses nothing of the machine's own Kerberos.
set -u
bin=$1 dir=$2
PATH=$PATH:/usr/sbin:/sbin

for tool in krb5kdc kdb5_util kadmin.local kinit; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done

port=$((20000 + $$ % 20000))
export KRB5_CONFIG=$dir/krb5.conf KRB5_KDC_PROFILE=$dir/kdc.conf KRB5CCNAME=FILE:$dir/cc
export KRB5RCACHEDIR=$dir
cat >"$KRB5_CONFIG" <<END
[libdefaults]
	default_realm = TEST.EXAMPLE
	dns_lookup_kdc = false
	dns_canonicalize_hostname = false
[realms]
	TEST.EXAMPLE = {
		kdc = 127.0.0.1:$port
	}
END
cat >"$KRB5_KDC_PROFILE" <<END
[realms]
	TEST.EXAMPLE = {
		database_name = $dir/principal
		key_stash_file = $dir/stash
		kdc_listen = 127.0.0.1:$port
		kdc_tcp_listen = 127.0.0.1:$port
		max_life = 1h
	}
[logging]
	kdc = FILE:$dir/kdc.log
END

service=cifs/files.test.example
{
	kdb5_util create -s -P master -r TEST.EXAMPLE &&
	kadmin.local -q "addprinc -pw secret anna" &&
	kadmin.local -q "addprinc -randkey $service" &&
	kadmin.local -q "ktadd -k $dir/keytab $service"
} >"$dir/kadmin.log" 2>&1 || { sed 's/^/# /' "$dir/kadmin.log"; echo "not ok 1 a realm"; exit 1; }

krb5kdc -n >"$dir/kdc.out" 2>&1 &
kdc=$!
trap 'kill "$kdc" 2>/dev/null' EXIT

for try in 1 2 3 4 5 6 7 8 9 10; do
	echo secret | kinit anna >"$dir/kinit.log" 2>&1 && break
	[ "$try" = 10 ] && { sed 's/^/# /' "$dir/kinit.log"; echo "not ok 1 a ticket"; exit 1; }
	sleep 0.3
done
SERVICE=$service KEYTAB=$dir/keytab "$bin/tests/krb5_test"
