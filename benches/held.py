"""How long the screen goes on moving after a held key is let go, on a slow line.

    python3 benches/held.py FOLDER [BYTES A SECOND]

A relay reads what the program writes at once, holds any amount of it, and passes so many bytes a second on; the terminal behind it
answers nothing but whether it is ready and where its cursor is, 50 ms later each way. FOLDER has config, data, state and cache.
"""
import collections, fcntl, os, pty, re, select, struct, sys, termios, time

RATE = float(sys.argv[2]) if len(sys.argv) > 2 else 2000.0
WAY, HZ = 0.05, 30
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BYLINE = os.environ.get("BYLINE", ROOT + "/target/release/byline")
ASKED = re.compile(rb"\x1b\[[56]n")


def start(folder):
    pid, fd = pty.fork()
    if pid == 0:
        names = {f"BYLINE_{name.upper()}_DIR": f"{folder}/{name}" for name in ("config", "data", "state", "cache")}
        os.execve(BYLINE, [BYLINE], dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", SSH_CONNECTION="a b c d", **names))
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return pid, fd


class Line:
    """What the program wrote, on its way to the terminal; and what the terminal answers, on its way back."""
    def __init__(self, fd, answering): self.fd, self.answering, self.free, self.back, self.tail, self.total = fd, answering, 0.0, collections.deque(), b"", 0

    def run(self, until, keys=()):
        """Goes on for so long, typing keys in turn."""
        begin, typed = time.time(), 0
        while time.time() < until:
            now = time.time()
            if keys and now >= begin + typed / HZ: os.write(self.fd, keys[typed % len(keys)]); typed += 1
            while self.back and self.back[0][0] <= now: os.write(self.fd, self.back.popleft()[1])
            if not select.select([self.fd], [], [], 0.002)[0]: continue
            read = os.read(self.fd, 65536)
            self.total += len(read)
            self.free = max(self.free, time.time()) + len(read) / RATE
            text = self.tail + read
            for asked in ASKED.findall(text):
                answer = b"\x1b[0n" if asked == b"\x1b[5n" else b"\x1b[2;20R"
                if self.answering: self.back.append((self.free + 2 * WAY, answer))
            self.tail = text[-3:] if not ASKED.search(text[-4:]) else b""


def hold(folder, keys, seconds, answering):
    pid, fd = start(folder)
    line = Line(fd, answering)
    line.run(time.time() + 2); os.write(fd, b"gg"); line.run(time.time() + 3)
    before = line.total
    line.run(time.time() + seconds, keys)
    end = time.time()
    line.run(end + 3)
    late = max(0, line.free - end)
    sent = line.total - before
    os.kill(pid, 9); os.waitpid(pid, 0); os.close(fd)
    return late, sent


for name, keys in (("^f and ^b", [b"\x06", b"\x02"]), ("^f", [b"\x06"]), ("j", [b"j"])):
    for seconds in (0.4, 5):
        print(f"{name:10} held {seconds} s: moves on for", *(f"{late:.1f} s ({sent} bytes)" + ("" if answering else " where nothing is answered")
              for answering in (True, False) for late, sent in [hold(sys.argv[1], keys, seconds, answering)]), flush=True)
