#!/usr/bin/env python3
"""Measures searching while typing in a pseudo-terminal, a letter at a time, over a library that `generate` made.

    python3 benches/searching.py FOLDER [--binary target/release/byline]

Prints milliseconds from a letter to the last byte of its frames: median, 95th of a hundred, greatest; the count of what
was found follows on a thread of its own and is part of it where it comes within 50 ms.
"""
import argparse, os, random, statistics, sys

import pty_probe

SYLLABLES = "ba ko ri ten mo sal ver du lin pa gor se ti war nu fel".split()


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder"); ask.add_argument("--binary", default="target/release/byline")
    it = ask.parse_args()
    folder, dice = os.path.abspath(it.folder), random.Random(5)
    env = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", TZ="UTC", COLORTERM="")
    for kind in ("config", "data", "state", "cache"): env[f"BYLINE_{kind.upper()}_DIR"] = f"{folder}/{kind}"
    words = ["".join(dice.choice(SYLLABLES) for _ in range(dice.choice([1, 2, 2, 3]))) for _ in range(12)]
    words += [f"{a} {b}" for a, b in zip(words, words[1:4])]
    steps = [dict(keys="ga", same=True), dict(keys="gg", same=True)]
    for word in words:
        steps += [dict(keys="/", same=True)] + [dict(name=f"{word} {at}", keys=letter, same=True) for at, letter in enumerate(word)]
        steps += [dict(keys="\x1b", same=True), dict(keys="\x1b", same=True)]
    result = pty_probe.run([os.path.abspath(it.binary)], env, steps, r"Feed \d{4}", 80, 24, cwd=folder, start_timeout=60)
    for what, pick in (("the letter", "first_ms"), ("what it finds", "ms")):
        ms = sorted(step[pick] for step in result["steps"].values() if step.get(pick) is not None)
        print(f"{it.folder}: {what}, {len(ms)} letters: median {statistics.median(ms):.1f}, 95th {ms[int(len(ms) * .95)]:.1f}, greatest {ms[-1]:.1f} ms")
    print(f"memory {result['rss_kb']} KiB")


if __name__ == "__main__":
    main()
