#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kerberos with a realm of its own in the guest: a KDC, the test users, the
# service cifs/files.test.example with a keytab. smbclient logs on with a
# ticket in each dialect, plain, signed and sealed; without a keytab the
# server does not offer Kerberos; smbtorture shows sessions that end with
# their ticket (smb2.session.expire*).
#
#   tests/guest --fs xfs -- tests/interop/kerberos.sh
#
# Skips without krb5-kdc. NTLM is smbclient.sh's business.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
realm=TEST.EXAMPLE host=files.test.example
export KRB5_CONFIG=/etc/krb5.conf KRB5_KDC_PROFILE=/etc/krb5kdc/kdc.conf SMB_HOST=$host

for tool in krb5kdc kdb5_util kadmin.local kinit; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done

write_realm()
{
	mkdir -p /etc/krb5kdc /var/lib/krb5kdc
	cat >"$KRB5_CONFIG" <<-END
	[libdefaults]
		default_realm = $realm
		dns_lookup_kdc = false
		clockskew = 2
		dns_canonicalize_hostname = false
		rdns = false
	[realms]
		$realm = {
			kdc = 127.0.0.1
		}
	[domain_realm]
		.test.example = $realm
	END
	cat >"$KRB5_KDC_PROFILE" <<-END
	[realms]
		$realm = {
			kdc_listen = 127.0.0.1:88
			kdc_tcp_listen = 127.0.0.1:88
			max_life = 1h
		}
	END
	echo "127.0.0.1 $host" >>/etc/hosts
}

# The users of the share, one that only the realm knows, and the service.
fill_realm()
{
	kdb5_util create -s -P master -r "$realm" &&
	kadmin.local -q "addprinc -pw $SMB_PASSWORD $SMB_USER" &&
	kadmin.local -q "addprinc -pw $SMB_PASSWORD2 $SMB_USER2" &&
	kadmin.local -q "addprinc -pw secret stranger" &&
	kadmin.local -q "addprinc -randkey cifs/$host"
}

start_realm()
{
	write_realm
	fill_realm
	# Nothing of the case's shell may end with it.
	setsid krb5kdc >/tmp/kdc.log 2>&1
	kinit "$SMB_USER" <<<"$SMB_PASSWORD"
	klist
}

# The helper looks for its key when it starts.
restart_helper()
{
	local old

	old=$(pidof ksmbd.mountd)
	kill $old
	while kill -0 $old 2>/dev/null; do sleep 0.1; done
	setsid ksmbd.mountd -n -C "$KSMBD_CONF" -P "$KSMBD_USERS" >>"$KSMBD_MOUNTD_LOG" 2>&1 &
	disown
	# A log-on asks it.
	for _ in {1..100}; do
		smb SMB3_11 sign "ls" --use-kerberos=off >/dev/null 2>&1 && return
		sleep 0.1
	done
	cat "$KSMBD_MOUNTD_LOG"
	return 1
}

ticket() { smb "$@" --use-kerberos=required; }

no_key()
{
	same "$(ticket SMB3_11 sign "ls" >said 2>&1; echo $?)" 1
	# Somebody with a ticket gets in with his password all the same.
	smb SMB3_11 sign "ls" --use-kerberos=desired
}

give_key()
{
	kadmin.local -q "ktadd -k /etc/krb5.keytab cifs/$host"
	restart_helper
}

transfer()
{
	local dialect=$1 protection=$2

	head -c 3000000 /dev/urandom >there
	ticket "$dialect" "$protection" "put there; get there back; del there"
	same "$(sha256sum <back)" "$(sha256sum <there)"
}

# The ticket of a cache and not a password: single sign-on.
from_cache()
{
	kinit "$SMB_USER2" -c "$PWD/cache" <<<"$SMB_PASSWORD2"
	KRB5CCNAME=$PWD/cache timeout 60 smbclient "//$host/public" -N \
		--use-krb5-ccache="$PWD/cache" -m SMB3_11 -c "mkdir by-ticket"
	same "$(stat -c %U "$SHARE_ROOT/public/by-ticket")" "$SMB_USER2"
	rmdir "$SHARE_ROOT/public/by-ticket"
}

refused()
{
	SMB_WHO=$1 smb SMB3_11 sign "ls" --use-kerberos=required >said 2>&1 && return 1
	grep -q "$2" said
}

# A session ends with its ticket, of four seconds; the library adds what clocks may differ by.
expires()
{
	timeout 150 smbtorture "//$host/public" -U "$SMB_USER%$SMB_PASSWORD" \
		--use-kerberos=required --option=torture:progress=no "smb2.session.$1" >said 2>&1 || true
	grep -q "^skip:" said && { grep "^skip:" said; return 77; }
	grep -q "^success: $1" said
}

run_case "a realm" start_realm
[ "$failures" = 0 ] || finish_cases
run_case "without a service key Kerberos is not offered, and NTLM is" no_key
run_case "the helper gets a service key" give_key
for dialect in SMB2_02 SMB2_10 SMB3_00 SMB3_02 SMB3_11; do
	run_case "a file there and back with a ticket, $dialect signed" transfer "$dialect" sign
done
for dialect in SMB3_00 SMB3_11; do
	run_case "a file there and back with a ticket, $dialect sealed" transfer "$dialect" encrypt
done
run_case "a ticket of a cache, no password" from_cache
run_case "a wrong password is refused" refused "$SMB_USER%wrong" LOGON_FAILURE
run_case "a user of the realm who is none of the server is refused" \
	refused "stranger%secret" "LOGON_FAILURE\|ACCESS_DENIED"
for name in expire1n expire1s expire1e expire2s expire2e expire_disconnect; do
	run_case "smb2.session.$name" expires "$name"
done
finish_cases
