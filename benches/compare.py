#!/usr/bin/env python3
"""Runs news readers side by side. Work folder: $BENCH_DIR (default ./work).

compare.py tui --size 1k [--runs 5] [--only newsboat,newsraft] [--term 80x24] [--cold]
compare.py load --size 100k [--only ...]   only loads the corpus into the programs
compare.py refresh --corpus 10k --delay 0 [--runs 3] [--only ...]
compare.py show NAME --size 1k      prints every screen of the script once (to write an adapter)
Results are appended to $BENCH_DIR/results.jsonl, one object per run.
"""
import argparse, contextlib, json, os, re, shutil, signal, statistics, subprocess, sys, threading, time, urllib.request
import adapters, pty_probe

WORK = os.path.abspath(os.environ.get("BENCH_DIR", "work"))
HERE = os.path.dirname(os.path.abspath(__file__))
PORT = 8899


class Server:
    """feedserver.py on a corpus, as a context manager"""
    def __init__(self, corpus, delay=0): self.c, self.d = corpus, delay
    def __enter__(self):
        self.p = subprocess.Popen([sys.executable, f"{HERE}/feedserver.py", f"{self.c}/feeds", "--port", str(PORT), "--delay-ms", str(self.d)], stdout=subprocess.PIPE)
        assert self.p.stdout.readline().strip() == b"ready"
        return self
    def __exit__(self, *a): self.p.terminate(); self.p.wait()
    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as r: return json.load(r)


def record(**k):
    k["at"] = int(time.time())
    os.makedirs(WORK, exist_ok=True)
    with open(f"{WORK}/results.jsonl", "a") as fh: fh.write(json.dumps(k) + "\n")


def home_path(cls, tag): return f"{WORK}/homes/{re.sub(r'[^a-z0-9.]+', '-', (cls.home_of or cls.name).lower())}-{tag}"


def fresh(cls, corpus, tag):
    home = home_path(cls, tag)
    shutil.rmtree(home, ignore_errors=True)
    for d in ("", ".config", ".local/share", ".local/state", ".cache", ".run"): os.makedirs(f"{home}/{d}", exist_ok=True)
    os.chmod(f"{home}/.run", 0o700)
    return cls(corpus, home)


def timed(argv, env, timeout):
    """run headless -> wall s, cpu s, peak RSS kB (VmHWM polled: ru_maxrss would include our own fork), rc"""
    t = time.perf_counter()
    p = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    peak, done = 0, []
    th = threading.Thread(target=lambda: done.append(os.wait4(p.pid, 0) + (time.perf_counter(),))); th.start()
    while th.is_alive():
        th.join(0.02)
        try:
            with open(f"/proc/{p.pid}/status") as fh:
                m = re.search(r"VmHWM:\s+(\d+)", fh.read()); peak = max(peak, int(m.group(1)) if m else 0)
        except OSError: pass
        if time.perf_counter() - t > timeout:
            os.killpg(p.pid, signal.SIGKILL); th.join(); return dict(wall_s=None, timeout=timeout)
    pid, st, ru, end = done[0]; p.returncode = os.waitstatus_to_exitcode(st)
    return dict(wall_s=end - t, cpu_s=ru.ru_utime + ru.ru_stime, rss_kb=peak, rc=p.returncode)


def do_refresh(a, srv, timeout, delay):
    srv.get(f"/_reset?delay_ms={delay}")
    r = timed(a.refresh(), a.env(), timeout)
    s = srv.get("/_stats"); s["net_s"] = s["last"] - s["first"]
    return dict(r, server=s)


def prepare(cls, size, timeout=900):
    """home with the corpus loaded, made once"""
    corpus = f"{WORK}/{size}"
    home = home_path(cls, size)
    if os.path.exists(f"{home}/.loaded"): return cls(corpus, home)
    a = fresh(cls, corpus, size)
    if not a.refresh(): a.setup(); open(f"{home}/.loaded", "w").close(); return a
    a.setup()
    with Server(corpus) as srv: r = do_refresh(a, srv, timeout, 0)
    print(f"  loaded {cls.name} {size}: {r}", flush=True)
    record(kind="load", peer=cls.name, size=size, **r)
    if r["wall_s"] is None: return None
    if hasattr(a, "after_load"): a.after_load()
    open(f"{home}/.loaded", "w").close()
    return a


def drop_caches():
    subprocess.run(["sync"]); 
    with open("/proc/sys/vm/drop_caches", "w") as fh: fh.write("3")


def pick(only):
    cl = [c for c in adapters.ALL if c.path()]
    return [c for c in cl if not only or any(c.name == o or o.endswith("*") and c.name.startswith(o[:-1]) for o in only.split(","))]


def manifest(size):
    with open(f"{WORK}/{size}/manifest.json") as fh: return json.load(fh)


def tui(a, o, steps, **k):
    cols, rows = map(int, o.term.split("x"))
    with Server(a.corpus) if a.needs_server else contextlib.nullcontext():
        return pty_probe.run(a.argv(), a.env(), steps, a.shown, cols, rows, cwd=a.home, **k)


def cmd_tui(o):
    m = manifest(o.size)
    aa = [x for x in (prepare(c, o.size) for c in pick(o.only) if c.with_tui) if x]
    for run in range(o.runs):                            # interleaved: noise hits all alike
        for a in aa:
            if o.cold: drop_caches()
            r = tui(a, o, [] if o.cold else a.steps(m), idle=5 if run == 0 and not o.cold else 0, start_timeout=180)
            bad = {k: v["ms"] for k, v in r["steps"].items() if not v["ok"]}
            print(f"{a.name:24} {o.size} run {run}: start {r.get('start_ms')} rss {r.get('rss_kb')} bad {list(bad)} {r.get('error', '')}", flush=True)
            for s in r["steps"].values():
                if not s["ok"]: s.pop("screen", None)
            record(kind="cold" if o.cold else "tui", peer=a.name, size=o.size, term=o.term, run=run, **r)


def cmd_show(o):
    for c in pick(o.only):
        a = prepare(c, o.size)
        r = tui(a, o, [dict(s, name=s.get("name") or f"({i}) {s['keys']!r}") for i, s in enumerate(a.steps(manifest(o.size)))], keep=True, start_timeout=min(o.timeout, 15))
        print("START", {k: v for k, v in r.items() if k not in ("steps", "start_screen")}); print(r["start_screen"])
        for n, s in r["steps"].items():
            print("=" * 20, n, {k: v for k, v in s.items() if k != "screen"}); print(re.sub(r"\n( *\n)+", "\n", s["screen"]))


def cmd_refresh(o):
    corpus = f"{WORK}/{o.corpus}"
    with Server(corpus) as srv:
        for run in range(o.runs):
            for c in (c for c in pick(o.only) if c.with_refresh):
                a = fresh(c, corpus, "refresh"); a.setup()
                if not a.refresh(): continue
                for which in ("first", "second"):
                    r = do_refresh(a, srv, o.timeout, o.delay); s = r["server"]
                    print(f"{a.name:24} {o.corpus} {o.delay} ms {which}: {r['wall_s']} s, cpu {r.get('cpu_s')}, {s['requests']} requests, {s['not_modified']} x 304, {s['bytes_out']} bytes, {s['peak_open']} open", flush=True)
                    record(kind="refresh", peer=a.name, corpus=o.corpus, delay=o.delay, which=which, run=run, **r)
                    if r["wall_s"] is None: break


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("cmd", choices=["tui", "load", "refresh", "show"]); ap.add_argument("only_pos", nargs="?")
    ap.add_argument("--size", default="1k"); ap.add_argument("--corpus", default="10k"); ap.add_argument("--delay", type=int, default=0)
    ap.add_argument("--runs", type=int, default=5); ap.add_argument("--only"); ap.add_argument("--term", default="80x24"); ap.add_argument("--cold", action="store_true")
    ap.add_argument("--timeout", type=int, default=300)
    o = ap.parse_args(); o.only = o.only or o.only_pos
    if o.cmd == "load": [prepare(c, o.size) for c in pick(o.only)]
    else: dict(tui=cmd_tui, refresh=cmd_refresh, show=cmd_show)[o.cmd](o)


if __name__ == "__main__":
    main()
