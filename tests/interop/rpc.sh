#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# DCE/RPC on the pipes of IPC$: what rpcclient, smbclient and smbtorture get
# from the helper's services through the module.
#
#   tests/guest -- tests/interop/rpc.sh
#   tests/guest --module in-tree -- tests/interop/rpc.sh
#
# Runs inside a guest with our helper. Cases that need more than the kernel's
# own module forwards (the caller's account, the pipe mdssvc) skip there. What
# cannot be made to be sent by a client is in tests/userspace/rpc_test.c.
. "$(dirname "$0")/lib.sh"

who="$SMB_USER%$SMB_PASSWORD"
read -r taint 2>/dev/null </sys/module/ksmbd/taint || taint=

# rpc COMMAND: one rpcclient command
rpc()
{
	timeout 60 rpcclient -U "$who" "$SERVER" -c "$1" 2>&1 | tee said
}

# says PATTERN COMMAND: the command's output has a line like that
says()
{
	rpc "$2" >said || true
	grep -qE -- "$1" said || { echo "nothing like: $1"; cat said; return 1; }
}

needs_our_module()
{
	[[ $taint == *O* ]] || { echo "the kernel's own module does not tell"; return 77; }
}

list_shares()
{
	timeout 60 smbclient -g -L "//$SERVER" -U "$who" >said 2>&1
	grep -q '^Disk|public|' said && grep -q '^IPC|IPC\$|' said
}

getusername()
{
	needs_our_module || return
	says "^Account Name: $SMB_USER, " getusername
}

# name and SID of the user, both ways
round_trip()
{
	local sid

	sid=$(rpc "lookupnames $SMB_USER" | awk 'NR == 1 { print $2 }')
	[[ $sid == S-1-5-21-* ]]
	says "\\\\$SMB_USER \(1\)" "lookupsids $sid"
}

# torture TEST CASE...: these cases of an smbtorture suite succeed
torture()
{
	local suite=$1 name
	shift

	timeout 120 smbtorture "ncacn_np:${SERVER}[smb2]" -U "$who" "$suite" >said 2>&1 || true
	for name in "$@"; do
		grep -qE "^success: (.*\.)?$name\$" said || { echo "$suite: $name"; return 1; }
	done
}

mdssvc()
{
	needs_our_module || return
	torture rpc.mdssvc open_unknown_share open_spotlight_disabled close null_ph \
		invalid_ph_unknown1 invalid_ph_cmd invalid_ph_close
}

torture_getuser()
{
	needs_our_module || return
	torture rpc.lsa-getuser lsa-getuser
}

run_case "smbclient lists the shares" list_shares
run_case "srvinfo" says 'platform_id.*500' srvinfo
run_case "netshareenum 1" says '^netname: public' 'netshareenum 1'
run_case "netshareenum 502 is for administrators" says WERR_ACCESS_DENIED 'netshareenum 502'
run_case "netsharegetinfo" says '^netname: public' 'netsharegetinfo public 1'
run_case "netsharegetinfo of no share" says WERR_NERR_NETNAMENOTFOUND 'netsharegetinfo nope 1'
run_case "netsessenum is for administrators" says WERR_ACCESS_DENIED netsessenum
run_case "lsaquery: a workgroup without SID" says 'NULL SID' lsaquery
run_case "lsaquery 5: the account domain" says 'Sid: S-1-5-21-' 'lsaquery 5'
run_case "name to SID and back" round_trip
run_case "lookupnames: half of them" says '^nope S-0-0' "lookupnames $SMB_USER nope"
run_case "lookupnames: an alias" says 'S-1-5-32-545 .Local' 'lookupnames BUILTIN\\Users'
run_case "lookupsids: well-known" says 'Everyone \(5\)' 'lookupsids S-1-1-0'
run_case "lookupsids3 needs a secure channel" says ACCESS_DENIED 'lookupsids3 S-1-1-0'
run_case "getusername" getusername
run_case "dsroledominfo" says 'Machine Role = \[2\]' dsroledominfo
run_case "enumdomains" says '^name:\[Builtin\]' enumdomains
run_case "enumdomusers" says "^user:\\[$SMB_USER\\]" enumdomusers
run_case "querydispinfo" says "Account: $SMB_USER" querydispinfo
run_case "queryuser" says "User Name.*$SMB_USER" "queryuser $SMB_USER"
run_case "enumalsgroups" says 'Administrators' 'enumalsgroups builtin'
run_case "querydominfo" says 'Total Users' querydominfo
run_case "createdomuser is no procedure here" says PROCNUM_OUT_OF_RANGE 'createdomuser x'
run_case "smbtorture rpc.srvsvc" torture rpc.srvsvc NetConnEnum NetFileEnum NetSessEnum \
	NetSrvGetInfo NetRemoteTOD NetNameValidate
run_case "smbtorture rpc.dssetup" torture rpc.dssetup DsRoleGetPrimaryDomainInformation
run_case "smbtorture rpc.lsa.lookupnames" torture rpc.lsa.lookupnames LookupNames
run_case "smbtorture rpc.handles" torture rpc.handles lsarpc samr
run_case "smbtorture rpc.lsa-getuser" torture_getuser
run_case "smbtorture rpc.mdssvc: no search here" mdssvc
finish_cases
