#!/usr/bin/env python3
"""Measures sorting a list in a pseudo-terminal, over a library that `generate` made.

    python3 benches/sorting.py FOLDER [--rounds 5] [--binary target/release/byline]

Prints milliseconds from the key that takes an order to the last byte of its frames: the first time in a program, when all
is sorted, and later, when what was sorted is kept.
"""
import argparse, os, statistics, sys

import pty_probe

ORDERS = ["title", "source", "author"]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder"); ask.add_argument("--rounds", type=int, default=5); ask.add_argument("--binary", default="target/release/byline")
    it = ask.parse_args()
    folder = os.path.abspath(it.folder)
    env = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", TZ="UTC", COLORTERM="")
    for kind in ("config", "data", "state", "cache"): env[f"BYLINE_{kind.upper()}_DIR"] = f"{folder}/{kind}"
    step = lambda keys, name=None: dict(keys=keys, name=name, same=True, quiet=1.0)
    steps = [step("ga")]
    for order in ORDERS:
        steps += [step(f"gs{order}"), step("\r", f"{order}, first"), step("gr", f"{order}, turned over"), step("\x06", f"{order}, a page on")]
        steps += [step("gsnewest\r"), step(f"gs{order}"), step("\r", f"{order}, again"), step("gsnewest\r")]
    found = {}
    for _ in range(it.rounds):
        result = pty_probe.run([os.path.abspath(it.binary)], env, steps, r"Feed \d{4}", 80, 24, cwd=folder, start_timeout=60)
        for name, step in result["steps"].items():
            if step.get("ms") is not None: found.setdefault(name, []).append(step["ms"])
        found.setdefault("memory, KiB", []).append(result["rss_kb"])
    for name, values in found.items():
        print(f"{name:24}{statistics.median(values):8.2f} ({min(values):.2f}–{max(values):.2f})")


if __name__ == "__main__":
    main()
