#!/usr/bin/env python3
"""Measures marking and undoing all articles of a list in a pseudo-terminal, over a library that `generate` made.

    python3 benches/bulk.py FOLDER [--rounds 5] [--binary target/release/byline]

Prints milliseconds from the key (`A`, then `U`) to the first byte of its frame, to the last line in the journal, and to
the notice that confirms it. The marks stay undone, but the journal grows: use a copy of the library.
"""
import argparse, fcntl, glob, os, pty, select, statistics, struct, termios, time


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder"); ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--binary", default="target/release/byline")
    it = ask.parse_args()
    folder = os.path.abspath(it.folder)
    for kind in ("config", "data", "state", "cache"): os.environ[f"BYLINE_{kind.upper()}_DIR"] = f"{folder}/{kind}"
    os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", TZ="UTC")
    child, screen = pty.fork()
    if child == 0: os.execv(it.binary, [it.binary])
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    size = lambda: sum(os.path.getsize(path) for path in glob.glob(f"{folder}/data/marks/*"))

    def press(keys, notice, quiet=0.5):
        """Milliseconds to the first byte, to the last growth of the journal, to the notice."""
        os.write(screen, keys.encode())
        began = time.perf_counter(); first = grown = said = None; seen = b""; length = size(); heard = began
        while time.perf_counter() - heard < quiet or (notice and not said and time.perf_counter() - began < 60):
            if select.select([screen], [], [], 0.001)[0]:
                seen += os.read(screen, 65536); heard = time.perf_counter(); first = first or heard
                if notice and not said and notice in seen: said = heard
            if (now := size()) != length: length = now; grown = time.perf_counter(); heard = grown
        return [(at - began) * 1000 if at else float("nan") for at in (first, grown, said)]

    press("", None, 2); press("ga", None, 1); press("gg", None, 1)
    found = {"A": [], "U": []}
    for _ in range(it.rounds):
        # The notices are written anew only where they differ from what stood there: their own words are looked for.
        found["A"].append(press("A", b"marked read")); press("j", None); press("k", None)
        found["U"].append(press("U", b"undone")); press("j", None); press("k", None)
    for key, rounds in found.items():
        for what, values in zip(("first byte", "journal written", "notice"), zip(*rounds)):
            print(f"{key} {what:16} {statistics.median(values):8.1f} ({min(values):.1f}–{max(values):.1f}) ms")
    os.write(screen, b"Q")


if __name__ == "__main__":
    main()
