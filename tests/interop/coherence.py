#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Several ways to the same folder write and read the same files.

    coherence.py SEED ROUNDS FOLDER FOLDER...

In each round a file is changed through one of them and looked at through another:
what the change left must be there, whole, whatever caches lie between. A
client is told that it may no longer cache, but nobody waits until it has heard
it where it had only read: so it may need a moment, not longer than PATIENCE. A
round that does not come right ends the program and says which seed and round it
was.

A Linux client leaves a handle open for a while after close(), so that the next
open() with the same flags can have it. From 6.1 to 7.3 at least, one that was
had in this way and closed when its lease was no longer the full one is
forgotten: no break closes it any more, only its time does. Until then 6.1 takes
it for whatever file has its name now, and its size for the right one if it is
for writing. No server can help that, and Samba's fares the same; so here no
open() that may read has the flags of one before it. The client then asks for
another handle with the same lease, and reads from the same cache.
"""

import os
import random
import sys
import time

FILES = 6
PATIENCE = 10  # seconds; the mounts keep what they may keep for longer
PAUSE = 0.1  # seconds between two looks
# They change nothing for a plain file.
FLAGS = [os.O_NOCTTY, os.O_NOFOLLOW, os.O_NONBLOCK, os.O_NOATIME]


class Model:
    """What is in each file, as the last one that wrote it left it."""

    def __init__(self, folders, rng):
        self.folders, self.rng = folders, rng
        self.content = [b""] * FILES
        self.kept = None  # a file descriptor: written, still open
        self.how = ""
        self.late = 0  # rounds that did not come right at once
        self.opened = 0

    def path(self, who, n):
        return os.path.join(self.folders[who], f"file{n}")

    def opener(self, path, flags):
        """For open(): with other flags than the last times, so that it is a handle of its own."""
        self.opened += 1
        for n, flag in enumerate(FLAGS):
            if self.opened >> n & 1:
                flags |= flag
        return os.open(path, flags)

    def piece(self, most):
        return self.rng.randbytes(self.rng.randrange(1, most))

    def rewrite(self, who, n):
        """A whole new content in the old file."""
        self.content[n] = self.piece(40000)
        with open(self.path(who, n), "wb") as out:
            out.write(self.content[n])

    def append(self, who, n):
        more = self.piece(5000)
        with open(self.path(who, n), "ab") as out:
            out.write(more)
        self.content[n] += more

    def overwrite(self, who, n):
        """Some bytes in the middle; the length stays."""
        old = self.content[n]
        if not old:
            return
        at = self.rng.randrange(len(old))
        new = self.piece(5000)[: len(old) - at]
        with open(self.path(who, n), "r+b", opener=self.opener) as out:
            out.seek(at)
            out.write(new)
        self.content[n] = old[:at] + new + old[at + len(new):]

    def lengthen(self, who, n):
        """With a hole. A client of Linux 6.1 that has a file open for writing believes no server
        that tells it a smaller size, so it is never made shorter like this."""
        size = len(self.content[n]) + self.rng.randrange(1000)
        os.truncate(self.path(who, n), size)
        self.content[n] = self.content[n].ljust(size, b"\0")

    def replace(self, who, n):
        """Written beside it and renamed over it, as editors save."""
        self.content[n] = self.piece(20000)
        beside = os.path.join(self.folders[who], f"new{who}")
        with open(beside, "wb") as out:
            out.write(self.content[n])
        os.replace(beside, self.path(who, n))

    def keep_open(self, who, n):
        """Written and not closed: another one's open must bring it out of the writer's cache."""
        more = self.piece(5000)
        fd = os.open(self.path(who, n), os.O_WRONLY | os.O_APPEND)
        os.write(fd, more)
        self.content[n] += more
        self.kept = fd

    def change(self, who, n):
        how = [self.rewrite, self.append, self.overwrite, self.lengthen, self.keep_open,
               self.replace]
        do = self.rng.choice(how)
        self.how = do.__name__
        do(who, n)

    def look_once(self, who, n):
        with open(self.path(who, n), "rb", opener=self.opener) as file:
            got = file.read()
            size = os.fstat(file.fileno()).st_size
        want = self.content[n]
        if got == want and size == len(want):
            return None
        at = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b),
                  min(len(got), len(want)))
        return f"{len(got)} bytes (size {size}) instead of {len(want)}, first difference at {at}"

    def look(self, who, n):
        end = time.monotonic() + PATIENCE
        wrong = self.look_once(who, n)
        if wrong:
            self.late += 1
        while wrong and time.monotonic() < end:
            time.sleep(PAUSE)
            wrong = self.look_once(who, n)
        if self.kept is not None:
            os.close(self.kept)
            self.kept = None
        return wrong


def main():
    seed, rounds, folders = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    rng = random.Random(seed)
    model = Model(folders, rng)
    for n in range(FILES):
        model.rewrite(0, n)
    for count in range(rounds):
        n = rng.randrange(FILES)
        writer, reader = rng.sample(range(len(folders)), 2)
        model.change(writer, n)
        wrong = model.look(reader, n)
        if wrong:
            print(f"seed {seed}, round {count}: file {n} was changed by {model.how} in "
                  f"{folders[writer]}, {folders[reader]} showed {wrong}")
            sys.exit(1)
    print(f"{rounds} rounds, seed {seed}, {model.late} late")


if __name__ == "__main__":
    main()
