#!/usr/bin/env python3
"""Measures fetching: 500 feeds from a server on loopback into an empty library, then again, unchanged; newsboat beside.

    python3 benches/corpus.py CORPUS --articles 10000 --feeds 500 --no-txt
    python3 benches/fetching.py CORPUS [--runs 5] [--delay MS] [--config 'connections = 256'] [--newsboat] [--keys]

Prints seconds of wall and processor (medians, with least and greatest) and MiB at the peak. `--keys` instead opens the
reader in a pseudo-terminal and prints how many milliseconds a key takes to its frame, at rest and while all feeds come in.
"""
import argparse, fcntl, os, pty, select, shutil, statistics, struct, subprocess, sys, tempfile, termios, time

HERE = os.path.dirname(os.path.abspath(__file__))
PORT = 18899


def home(it, urls):
    folder = tempfile.mkdtemp()
    env = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", HOME=folder)
    for kind in ("config", "data", "state", "cache"):
        env[f"BYLINE_{kind.upper()}_DIR"] = f"{folder}/{kind}"
    os.makedirs(f"{folder}/config")
    with open(f"{folder}/config/config.toml", "w") as file: file.write(it.config)
    with open(f"{folder}/config/sources.toml", "w") as file:
        file.writelines(f'[[source]]\nurl = "{url}"\n\n' for url in urls)
    with open(f"{folder}/urls", "w") as file: file.writelines(url + "\n" for url in urls)
    with open(f"{folder}/newsboat", "w") as file: file.write("reload-threads 50\n")
    return folder, env


def timed(command, env):
    began = time.monotonic()
    child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = child.stdout.read().decode().strip().split("\n")[-1]
    _, _, used = os.wait4(child.pid, 0)
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def show(name, runs):
    wall, processor, memory = ([run[n] for run in runs] for n in range(3))
    print(f"{name:16} wall {spread(wall)}  processor {spread(processor)}  {max(memory):.0f} MiB  {runs[-1][3]}", flush=True)


def keys(it, urls):
    """Milliseconds from a key to the first byte of its frame."""
    folder, env = home(it, urls)
    subprocess.run([it.binary, "fetch", urls[0]], env=env, stdout=subprocess.DEVNULL)
    config = open(f"{folder}/config/config.toml", "a"); config.write('interval = "never"\n'); config.close()
    child, master = pty.fork()
    if child == 0: os.execve(it.binary, [it.binary], env)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(wait):
        return os.read(master, 1 << 16) if select.select([master], [], [], wait)[0] else b""

    def press(key):
        while read(0.004): pass
        began = time.monotonic()
        os.write(master, key)
        got = read(2)
        return (time.monotonic() - began) * 1000 if got else 2000.0

    def series(name, count):
        taken = sorted(press(b"k" if n % 2 else b"j") for n in range(count))
        print(f"{name:16} median {statistics.median(taken):.2f} ms  99 % {taken[int(count * .99)]:.2f}  greatest {taken[-1]:.2f}")

    until = time.monotonic() + 5
    while time.monotonic() < until: read(0.1)
    os.write(master, b"ga"); read(1)
    series("at rest", 300)
    os.write(master, b"R")
    series("while fetching", 300)
    os.write(master, b"Q")
    os.close(master); os.waitpid(child, 0); shutil.rmtree(folder)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpus"); ask.add_argument("--runs", type=int, default=5); ask.add_argument("--delay", default="0")
    ask.add_argument("--config", default=""); ask.add_argument("--newsboat", action="store_true")
    ask.add_argument("--keys", action="store_true"); ask.add_argument("--binary", default="target/release/byline")
    it = ask.parse_args()
    it.binary = os.path.abspath(it.binary)
    server = subprocess.Popen([sys.executable, f"{HERE}/feedserver.py", f"{it.corpus}/feeds", "--port", str(PORT),
                               "--delay-ms", it.delay], stdout=subprocess.PIPE)
    server.stdout.readline()
    with open(f"{it.corpus}/newsboat.urls") as file:
        urls = [line.split()[0].replace(":8899", f":{PORT}") for line in file if line.strip()]
    try:
        if it.keys: return keys(it, urls)
        found = {}
        for _ in range(it.runs):
            folder, env = home(it, urls)
            programs = {"byline": [it.binary, "fetch"]}
            if it.newsboat:
                programs["newsboat"] = ["newsboat", "-u", f"{folder}/urls", "-C", f"{folder}/newsboat",
                                        "-c", f"{folder}/cache.db", "-x", "reload"]
            for name, command in programs.items():
                for time_of in ("first", "again"): found.setdefault(f"{name} {time_of}", []).append(timed(command, env))
            shutil.rmtree(folder)
        for name, runs in found.items(): show(name, runs)
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
