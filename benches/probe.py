#!/usr/bin/env python3
"""Measures byline in a pseudo-terminal over a library that `generate` made: start, keys, bytes, memory.

    python3 benches/probe.py FOLDER [--runs 5] [--term 80x24] [--binary target/release/byline]

Needs `pip install pyte`. Prints the median of each figure, with the least and the
greatest: milliseconds from the key to the last byte of its frame, bytes of that frame; KiB of memory at its peak.
"""
import argparse, os, re, statistics, sys

import pty_probe

DOWN, PAGE, ENTER = "j", "\x1b[6~", "\r"
STEPS = [
    dict(keys="ga", same=True), dict(keys="gg", same=True),
    dict(name="line down", keys=DOWN, repeat=20), dict(name="page", keys=PAGE, repeat=10),
    dict(name="end", keys="G"), dict(name="home", keys="gg"), dict(name="20000th", keys="20000G", same=True),
    dict(keys="gg", same=True), dict(name="unread", keys="gu"), dict(name="all", keys="ga"), dict(keys="gg", same=True),
    dict(name="open an article", keys=ENTER), dict(keys="gg", same=True), dict(name="body line", keys="j", repeat=10), dict(name="body page", keys="\x06"),
    dict(name="next article", keys="J", repeat=5), dict(name="star", keys="s", repeat=5), dict(name="undo", keys="U", repeat=5),
    dict(keys="q"), dict(name="leave", keys="Q", same=True),
]


SHOWN = r"\d\d\d\d.*\n.*Feed \d{4}|Feed \d{4}[^\n]*\n[^\n]*Feed \d{4}"


class Probe(pty_probe.Probe):
    """Notices the list in what is drawn before a question, too: where the cursor is asked, the screen is brought up to date
    without looking at it, and the start would last until the answer is drawn."""
    seen = None

    def flush(self, until=None):
        seen = super().flush(re.compile(SHOWN, re.S) if self.seen is None else None)
        self.seen = self.seen or seen
        return self.seen if until else None


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder"); ask.add_argument("--runs", type=int, default=5)
    ask.add_argument("--term", default="80x24"); ask.add_argument("--binary", default="target/release/byline")
    it = ask.parse_args()
    folder, (columns, rows) = os.path.abspath(it.folder), map(int, it.term.split("x"))
    env = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", TZ="UTC", COLORTERM="")
    for kind in ("config", "data", "state", "cache"): env[f"BYLINE_{kind.upper()}_DIR"] = f"{folder}/{kind}"
    pty_probe.Probe, found, idle = Probe, {}, None
    for run in range(it.runs + 1):
        result = pty_probe.run([os.path.abspath(it.binary)], env, STEPS, SHOWN, columns, rows, cwd=folder,
                               idle=5 if run == 0 else 0, start_timeout=60)
        if run == 0: idle = {k: v for k, v in result.items() if "idle" in k}; continue      # the first run warms the page cache
        wrong = [name for name, step in result["steps"].items() if not step["ok"]]
        if wrong or result.get("error"): print("wrong:", wrong, result.get("error", ""), file=sys.stderr)
        found.setdefault("start", []).append((result["start_ms"], None))
        found.setdefault("memory, KiB", []).append((result["rss_kb"], None))
        for name, step in result["steps"].items(): found.setdefault(name, []).append((step["ms"], step.get("bytes")))
    print(f"{it.folder} {it.term} idle: {idle}")
    for name, values in found.items():
        ms = [value for value, _ in values if value is not None]
        size = [size for _, size in values if size is not None]
        line = f"{statistics.median(ms):10.2f} ({min(ms):.2f}–{max(ms):.2f})" if ms else "         –"
        print(f"{name:18} {line}" + (f"  {statistics.median(size):.0f} bytes" if size else ""))


if __name__ == "__main__":
    main()
