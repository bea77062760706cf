#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prints kmod/util/unicode_tables.c from the Unicode data that Python carries:
# simple upper case as Windows file systems do it, canonical decomposition,
# canonical composition and combining classes.
#
# Run by hand when the Unicode version is to move:
#	tests/tools/gen_unicode_tables.py > kmod/util/unicode_tables.c
# The tables live in the tree because building the module must not need Python.
import sys
import unicodedata as u

HEAD = """// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unicode %s: case, decomposition, composition, combining classes.
 *
 * Printed by tests/tools/gen_unicode_tables.py; change that, not this.  Hangul
 * syllables are computed in utf16.c, which is the only user and does the
 * searching.  Read-only data: no context, no locks.
 */
#include "util/unicode_tables.h"
"""


def table(decl, count, items):
    """One array, its items packed in lines of at most 100 columns."""
    print(f"\nconst {decl}[{count}] = {{")
    line = ""
    for item in items:
        if line and len(line) + len(item) + 2 > 91:
            print("\t" + line)
            line = ""
        line += (" " if line else "") + item + ","
    print("\t" + line)
    print("};")


def upcase(cp):
    """Upper case of a BMP code point, one to one and with a way back."""
    if cp == 0x3C2:		# final sigma: no way back, folded all the same
        return 0x3A3
    up, ch = chr(cp).upper(), chr(cp)
    if len(up) != 1 or ord(up) > 0xFFFF or up == ch or up.lower() != ch:
        # full mappings like U+1FB3 have a simple title case that is one to one
        up = ch.title()
        if len(up) != 1 or ord(up) > 0xFFFF or up == ch or up.lower() != ch:
            return cp
    return ord(up)


def runs():
    """Upper case as (first, last, step, delta) runs."""
    out = []
    for cp in range(0x80, 0x10000):
        if 0xD800 <= cp < 0xE000 or upcase(cp) == cp:
            continue
        delta = upcase(cp) - cp
        if out:
            first, last, step, old = out[-1]
            gap = cp - last
            if old == delta and gap <= 2 and step in (0, gap):
                out[-1] = (first, cp, gap, delta)
                continue
        out.append((cp, cp, 0, delta))
    return [(f, l, s or 1, d) for f, l, s, d in out]


def main():
    decomp, marks = [], []
    for cp in range(0xA0, 0x110000):
        ch = chr(cp)
        ccc = u.combining(ch)
        if ccc:
            if marks and marks[-1][1] == cp - 1 and marks[-1][2] == ccc:
                marks[-1][1] = cp
            else:
                marks.append([cp, cp, ccc])
        d = u.decomposition(ch)
        if d and not d.startswith("<"):
            parts = [int(x, 16) for x in d.split()]
            decomp.append((cp, parts[0], parts[1] if len(parts) > 1 else 0))
    comp = [i for i, (cp, a, b) in enumerate(decomp)
            if b and u.normalize("NFC", chr(a) + chr(b)) == chr(cp)]
    comp.sort(key=lambda i: decomp[i][1:])
    up = runs()

    print(HEAD % u.unidata_version, end="")
    table("struct ksmbd_uc_run ksmbd_uc_upcase", "KSMBD_UC_NUPCASE",
          [f"{{ 0x{f:x}, 0x{l:x}, {s}, {d} }}" for f, l, s, d in up])
    table("struct ksmbd_uc_decomp ksmbd_uc_decomp", "KSMBD_UC_NDECOMP",
          [f"{{ 0x{c:x}, 0x{a:x}" + (f", 0x{b:x} }}" if b else " }") for c, a, b in decomp])
    table("u16 ksmbd_uc_comp", "KSMBD_UC_NCOMP", [str(i) for i in comp])
    table("struct ksmbd_uc_ccc ksmbd_uc_ccc", "KSMBD_UC_NCCC",
          [f"{{ 0x{f:x}, 0x{l:x}, {c} }}" for f, l, c in marks])
    print(f"NUPCASE {len(up)} NDECOMP {len(decomp)} NCOMP {len(comp)} NCCC {len(marks)}",
          file=sys.stderr)


if __name__ == "__main__":
    main()
