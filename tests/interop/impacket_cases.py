#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Drives the server with impacket's SMB client, one TAP line per case.

impacket speaks the protocol in its own way (raw NTLMSSP choices, no
compounds, other create options than Samba), so it finds what smbclient
hides. Started by impacket.sh inside a guest with SERVER, SMB_USER and
SMB_PASSWORD set; not for load and not for wrong packets.
"""
import io
import os
import sys
import traceback

from impacket.dcerpc.v5 import srvs, transport
from impacket.smb3structs import (SMB2_DIALECT_002, SMB2_DIALECT_21,
                                  SMB2_DIALECT_30)
from impacket.smbconnection import SMBConnection, SessionError

SERVER = os.environ["SERVER"]
USER = os.environ["SMB_USER"]
PASSWORD = os.environ["SMB_PASSWORD"]
# impacket 0.10 signs 3.1.1 with a key no server accepts (smbd refuses it too).
DIALECTS = [("2.0.2", SMB2_DIALECT_002), ("2.1", SMB2_DIALECT_21),
            ("3.0", SMB2_DIALECT_30)]


def connect(dialect=None, password=PASSWORD):
    """A logged-in connection."""
    link = SMBConnection("GUEST", SERVER, preferredDialect=dialect)
    link.login(USER, password)
    return link


def round_trip(dialect):
    """Directory, file, rename, delete, compared."""
    link = connect(dialect)
    assert link.getDialect() == dialect, hex(link.getDialect())
    data = os.urandom(300007)
    link.createDirectory("public", "imp")
    link.putFile("public", "imp\\one", io.BytesIO(data).read)
    back = io.BytesIO()
    link.getFile("public", "imp\\one", back.write)
    assert back.getvalue() == data
    link.rename("public", "imp\\one", "imp\\two")
    names = [f.get_longname() for f in link.listPath("public", "imp\\*")]
    assert sorted(names) == [".", "..", "two"], names
    link.deleteFile("public", "imp\\two")
    link.deleteDirectory("public", "imp")
    link.logoff()


def wrong_password():
    """A wrong password is a logon failure and nothing else."""
    try:
        connect(password="wrong")
    except SessionError as error:
        assert "STATUS_LOGON_FAILURE" in str(error), error
        return
    raise AssertionError("was let in")


def shares():
    """The share list through srvsvc."""
    link = connect()
    names = [s["shi1_netname"][:-1] for s in link.listShares()]
    for name in ("public", "mac", "timemachine", "IPC$"):
        assert name in names, names
    link.logoff()


def share_info():
    """NetrServerGetInfo on a pipe of its own."""
    binding = transport.SMBTransport(SERVER, filename="\\srvsvc",
                                     smb_connection=connect())
    rpc = binding.get_dce_rpc()
    rpc.connect()
    rpc.bind(srvs.MSRPC_UUID_SRVS)
    answer = srvs.hNetrServerGetInfo(rpc, 101)
    assert answer["InfoStruct"]["ServerInfo101"]["sv101_platform_id"] > 0
    rpc.disconnect()


def main():
    """Runs the cases and prints TAP."""
    cases = [("impacket " + name, lambda d=dialect: round_trip(d))
             for name, dialect in DIALECTS]
    cases += [("impacket wrong password", wrong_password),
              ("impacket list of shares", shares),
              ("impacket server information", share_info)]
    failed = 0
    for number, (name, case) in enumerate(cases, 1):
        try:
            case()
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # any failure of a case is that case's failure
            failed += 1
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc().splitlines()[-12:]:
                print("# " + line, flush=True)
    print(f"1..{len(cases)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
