#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From the lines of tests/bench/guest.sh (round, server, row, unit, value) to
# a table of medians with ratios; with a directory also latest.tsv and
# latest.svg there.
#
#   report.py RAW.tsv SERVERS [DIRECTORY]
#
# A ratio greater than 1 means that the first server is better: more
# per second, or less memory. Nothing is judged here.
import html
import os
import platform
import statistics
import sys

SMALLER_IS_BETTER = {"kB"}


def medians(path):
    """{row: {server: median}} in order of appearance, and {row: unit}."""
    values, units = {}, {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            _, server, row, unit, value = line.rstrip("\n").split("\t")
            values.setdefault(row, {}).setdefault(server, []).append(float(value))
            units[row] = unit
    return ({row: {s: statistics.median(v) for s, v in by.items()}
             for row, by in values.items()}, units)


def ratio(first, other, unit):
    """How much better the first is."""
    if not first or not other:
        return None
    return other / first if unit in SMALLER_IS_BETTER else first / other


def figure(value):
    return "-" if value is None else f"{value:.1f}" if value < 1000 else f"{value:.0f}"


def table(rows, units, servers):
    """Lines of columns: row, unit, each server, ratio to each other server."""
    head = ["row", "unit", *servers] + [f"{servers[0]}/{s}" for s in servers[1:]]
    lines = [head]
    for row, by in rows.items():
        if "limit" in by:
            continue
        line = [row, units[row]] + [figure(by.get(s)) for s in servers]
        for other in servers[1:]:
            r = ratio(by.get(servers[0]), by.get(other), units[row])
            line.append("-" if r is None else f"{r:.2f}")
        lines.append(line)
    for row, by in rows.items():
        if "limit" in by:
            lines.append([row, units[row], figure(by["limit"])] + ["-"] * (len(head) - 3))
    return lines


def show(lines):
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(w) if i < 2 else cell.rjust(w)
                        for i, (cell, w) in enumerate(zip(line, widths))))


def plot(rows, units, servers):
    """Bars of each row, relative to the second server (the peer to beat)."""
    base, step, left, width = servers[1], 11, 190, 420
    shown = [(row, by) for row, by in rows.items() if "limit" not in by and by.get(base)]
    colours = ["#1b6ca8", "#9a9a9a", "#d98c21", "#5a9e4b"]
    ratios = {row: [ratio(by.get(s), by[base], units[row]) for s in servers] for row, by in shown}
    top = max((r for rs in ratios.values() for r in rs if r), default=1)
    top = max(1.5, min(top, 4))
    group = step * len(servers) + 9
    height = 58 + group * len(shown)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 60}" '
           f'height="{height}" font-family="sans-serif" font-size="11">',
           f'<rect width="100%" height="100%" fill="white"/>',
           f'<text x="8" y="16">Relative to {html.escape(base)} (= 1); longer is better</text>']
    x = 8
    for server, colour in zip(servers, colours):
        out.append(f'<rect x="{x}" y="24" width="10" height="10" fill="{colour}"/>'
                   f'<text x="{x + 14}" y="33">{html.escape(server)}</text>')
        x += 90
    y = 46
    for row, _ in shown:
        out.append(f'<text x="8" y="{y + group / 2 - 2}">{html.escape(row)}</text>')
        for i, r in enumerate(ratios[row]):
            if r:
                bar = min(r, top) / top * width
                out.append(f'<rect x="{left}" y="{y + i * step}" width="{bar:.1f}" '
                           f'height="{step - 2}" fill="{colours[i % len(colours)]}"/>'
                           f'<text x="{left + bar + 4:.1f}" y="{y + i * step + 8}" '
                           f'font-size="9">{r:.2f}</text>')
        y += group
    one = left + width / top
    out.append(f'<line x1="{one:.1f}" y1="42" x2="{one:.1f}" y2="{height - 8}" stroke="#444" '
               'stroke-dasharray="3,3"/></svg>')
    return "\n".join(out) + "\n"


def main():
    rows, units = medians(sys.argv[1])
    servers = sys.argv[2].split(",")
    lines = table(rows, units, servers)
    show(lines)
    if len(sys.argv) < 4:
        return
    with open(os.path.join(sys.argv[3], "latest.tsv"), "w", encoding="utf-8") as out:
        out.write(f"# medians of tests/benchmark, guest uml-7.3, {os.cpu_count()} processors, "
                  f"{platform.machine()}\n")
        for line in lines:
            out.write("\t".join(line) + "\n")
    if len(servers) > 1:
        with open(os.path.join(sys.argv[3], "latest.svg"), "w", encoding="utf-8") as out:
            out.write(plot(rows, units, servers))


main()
