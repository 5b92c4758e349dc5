#!/usr/bin/env python3
"""Reads from a log what keys sent, beside what ratatui's own backend would have sent: medians by action.

    python3 benches/sent.py $BENCH_DIR/homes/byline-fast-1k/.local/state/byline/byline.log    # written with BYLINE_LOG=info
"""
import re, statistics, sys

keys, where = {}, "list"
for line in open(sys.argv[1]):
    sent = re.search(r"net: (.+) bytes=(\d+) plain=(\d+)", line)
    if "the line" in line: where = "list"  # left, and perhaps begun anew
    if not sent: continue
    action, sizes = sent[1], (int(sent[2]), int(sent[3]))
    keys.setdefault((where, action), []).append(sizes)
    where = {"open": "article", "back": "list"}.get(action, where)
for (where, action), sizes in keys.items():
    sent, plain = (statistics.median(size) for size in zip(*sizes))
    print(f"{where:8} {action:24}{len(sizes):4} × {sent:7.0f} {plain:7.0f}")
