#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Opens files as a client and compares with what ksmbd.control --status says.

One TAP line per case. More files are open than one netlink message holds, so
a dump that goes on at the wrong place loses some or names some twice. Started
by status.sh inside a guest with SERVER, SMB_USER and SMB_PASSWORD set; not for
the other programs' options (userspace/tests).
"""
import json
import os
import struct
import subprocess
import time
import traceback

from impacket.smbconnection import SMBConnection

SERVER = os.environ["SERVER"]
USER = os.environ["SMB_USER"]
PASSWORD = os.environ["SMB_PASSWORD"]
FILES = 400


def control(form):
    """What ksmbd.control --status prints."""
    return subprocess.run(["ksmbd.control", "--status=" + form], check=True, timeout=60,
                          stdout=subprocess.PIPE).stdout.decode()


def status():
    """The same, understood."""
    return json.loads(control("json"))


def connect():
    """A logged-in connection."""
    link = SMBConnection("GUEST", SERVER)
    link.login(USER, PASSWORD)
    return link


def one(objects, key, value):
    """The only object with that value."""
    found = [o for o in objects if o.get(key) == value]
    assert len(found) == 1, (key, value, found)
    return found[0]


def idle():
    """Nobody is there."""
    got = status()
    assert set(got) == {"server", "connections", "sessions", "trees", "opens"}, got
    assert got["opens"] == [], got["opens"]
    assert len(got["server"]) == 1 and got["server"][0]["opens"] == 0, got["server"]


def many():
    """Two clients, two shares, more opens than a message holds."""
    first, second = connect(), connect()
    tree = first.connectTree("public")
    first.connectTree("mac")
    other = second.connectTree("public")
    names = ["status-%03d.txt" % n for n in range(FILES)]
    handles = [first.createFile(tree, name) for name in names]
    special = second.createFile(other, "sta tus \u00e9.txt")
    got = status()
    assert len(got["connections"]) == 2, got["connections"]
    assert all(c["peer"] and c["dialect"].startswith("0x03") for c in got["connections"])
    assert [s["user"] for s in got["sessions"]] == [USER] * 2, got["sessions"]
    busy = one(got["sessions"], "opens", FILES)
    mine = [t for t in got["trees"] if t["session"] == busy["session"]]
    assert sorted(t["share"] for t in mine if t["share"] != "IPC$") == ["mac", "public"], mine
    opens = [o for o in got["opens"] if o["session"] == busy["session"]]
    assert sorted(o["name"] for o in opens) == names, len(opens)
    assert len({o["open"] for o in got["opens"]}) == FILES + 1, len(got["opens"])
    assert {o["share"] for o in got["opens"]} == {"public"}
    assert one(got["opens"], "name", "sta tus \u00e9.txt")["user"] == USER
    assert got["server"][0]["opens"] == FILES + 1, got["server"]
    text = control("text")
    assert text.count(" name=") == FILES + 1, text[:2000]
    assert "ksmbd_opens %d\n" % (FILES + 1) in control("prometheus")
    for handle in handles[:FILES // 2]:
        first.closeFile(tree, handle)
    got = status()
    assert sorted(o["name"] for o in got["opens"] if o["session"] == busy["session"]) == \
        names[FILES // 2:]
    second.closeFile(other, special)
    second.logoff()
    one(status()["sessions"], "opens", FILES // 2)
    for handle in handles[FILES // 2:]:
        first.closeFile(tree, handle)
    assert status()["opens"] == []
    for name in names:
        first.deleteFile("public", name)
    first.deleteFile("public", "sta tus \u00e9.txt")
    first.logoff()


class Durable:
    """The create context DHnQ, as impacket wants one."""

    @staticmethod
    def getData():  # pylint: disable=invalid-name
        """Its bytes."""
        return struct.pack("<IHHHHI4s4x16x", 0, 16, 4, 0, 24, 16, b"DHnQ")


def detached():
    """A file that waits for its client to come back is shown, without a session."""
    link = connect()
    tree = link.connectTree("public")
    server = link.getSMBServer()
    server.create(tree, "waits.txt", 0x12019f, 7, 0x40, 3, 0, oplockLevel=9,
                  createContexts=[Durable])
    own = one(status()["opens"], "name", "waits.txt")
    assert int(own["session"], 16), own
    server.get_socket().close()
    until = time.monotonic() + 60
    while status()["sessions"] and time.monotonic() < until:
        time.sleep(0.1)
    lone = one(status()["opens"], "name", "waits.txt")
    assert not int(lone["session"], 16) and lone["open"] == own["open"], (own, lone)
    assert lone["user"] == USER and lone["share"] == "public", lone
    # Another one who wants the file has it closed.
    link = connect()
    link.deleteFile("public", "waits.txt")
    assert status()["opens"] == []
    link.logoff()


def debug():
    """Module parameter and ksmbd.control show the same areas."""
    path = "/sys/module/ksmbd/parameters/debug"

    def toggle(area):
        return subprocess.run(["ksmbd.control", "-d", area], check=True, timeout=60,
                              stdout=subprocess.PIPE).stdout.decode()
    with open(path, "w") as parameter:
        parameter.write("16")
    assert "[auth]" in toggle("auth") and open(path).read() == "18\n", open(path).read()
    assert "[auth]" not in toggle("auth") and open(path).read() == "16\n", open(path).read()
    toggle("conn")
    assert open(path).read() == "0\n", open(path).read()
    assert open("/sys/module/ksmbd/parameters/workers").read() == "0\n"


def main():
    """Runs every case."""
    failed = 0
    for number, case in enumerate((idle, many, detached, debug), 1):
        try:
            case()
            print("ok %d - status: %s" % (number, case.__name__))
        except Exception:  # pylint: disable=broad-except
            failed = 1
            print("not ok %d - status: %s" % (number, case.__name__))
            print("# " + traceback.format_exc().replace("\n", "\n# "))
    raise SystemExit(failed)


main()
