"""One class per program. To add one: subclass Adapter, fill in the fields, append it to ALL.

setup()      writes config and subscriptions into self.home (nothing is fetched yet)
refresh()    argv of a headless "fetch all feeds and store", or None: then refresh_tui is used
argv()       argv of the program on a terminal
shown        regex: the first useful list is on the screen
steps(m)     key script (see pty_probe.py); step names are shared by all programs, so the table lines up:
             open_list down pgdn end home open_article body_down body_pgdn next_unread
             find_title search_rare search_common quit
"""
import glob, os, shutil, subprocess, textwrap

PEERS = os.environ.get("BENCH_PEERS", "/usr/local/bin")   # folder with binaries that were built by hand
UP, DOWN, PGDN, HOME, END, ENTER, ESC = "\x1bOA", "\x1bOB", "\x1b[6~", "\x1bOH", "\x1bOF", "\r", "\x1b"


def rare(m): return os.environ.get("BENCH_RARE") or m["rare"]      # BENCH_RARE: another needle, for a check


def out(*argv, **k):
    try: return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20, **k).stdout.decode(errors="replace")
    except (OSError, subprocess.TimeoutExpired) as e: return f"? {e}"


class Adapter:
    name = shown = ""
    bin = None                       # looked up on PATH, then in PEERS
    list_is = "all articles"         # what the list steps run over
    note = ""
    home_of = None                   # name of the program whose loaded home this one shares
    with_tui = with_refresh = True
    needs_server = False             # keeps no articles: the feeds must be served while it runs

    def __init__(self, corpus, home):
        self.corpus, self.home = corpus, home

    @classmethod
    def path(cls):
        return shutil.which(cls.bin, path=PEERS + ":" + os.environ["PATH"])

    def env(self):
        h = self.home
        return dict(PATH=PEERS + ":" + os.environ["PATH"], HOME=h, XDG_CONFIG_HOME=f"{h}/.config", XDG_DATA_HOME=f"{h}/.local/share",
                    XDG_STATE_HOME=f"{h}/.local/state", XDG_CACHE_HOME=f"{h}/.cache", XDG_RUNTIME_DIR=f"{h}/.run", TERM="xterm-256color",
                    LANG="C.UTF-8", LC_ALL="C.UTF-8", TZ="UTC", COLORTERM="", BROWSER="true", PAGER="less", LESSHISTFILE="-")

    def write(self, rel, text):
        p = os.path.join(self.home, rel); os.makedirs(os.path.dirname(p), exist_ok=True)
        with open(p, "w") as fh: fh.write(text)
        return p

    def urls(self):
        with open(f"{self.corpus}/newsboat.urls") as fh: return fh.read().split()

    @classmethod
    def version(cls): return out(cls.path(), "--version").strip().split("\n")[0]
    def setup(self): raise NotImplementedError
    def refresh(self): return None
    def argv(self): return [self.path()]
    def steps(self, m): return []


class Newsboat(Adapter):
    name, bin, shown = "newsboat 2.21", "newsboat", r"Feed 0001"
    threads = 1                      # the default; the "-t50" variant below raises it

    @classmethod
    def version(cls): return out(cls.path(), "-v").split("\n")[0].split(" - ")[0]

    def setup(self):
        self.write("nb/config", f"auto-reload no\nreload-threads {self.threads}\nconfirm-exit no\n")
        self.write("nb/urls", '"query:All articles:link != \\"x\\""\n' + "\n".join(self.urls()) + "\n")
        self.write("nb/urls.fetch", "\n".join(self.urls()) + "\n")

    def _args(self, urls): return [self.path(), "-C", f"{self.home}/nb/config", "-u", f"{self.home}/nb/{urls}", "-c", f"{self.home}/nb/cache.db"]
    def refresh(self): return self._args("urls.fetch") + ["-x", "reload"]
    def argv(self): return self._args("urls")

    def steps(self, m):
        t = 120
        return [
            dict(keys="/"), dict(keys=rare(m), same=True),
            dict(name="search_rare", keys=ENTER, until=r"Search [rR]esult", timeout=t), dict(keys="q"),
            dict(keys="/"), dict(keys=m["common"], same=True),
            dict(name="search_common", keys=ENTER, until=r"Search [rR]esult", timeout=t), dict(keys="q"),
            dict(keys=HOME, same=True),
            dict(name="open_list", keys=ENTER, until=r"(Articles|Query).*All articles", timeout=t, must=True), dict(keys=HOME, same=True),
            dict(name="down", keys=DOWN, repeat=5), dict(name="pgdn", keys=PGDN, repeat=3), dict(name="end", keys=END), dict(name="home", keys=HOME),
            dict(keys=END), dict(name="open_article", keys=ENTER, until=r"Article", expect=r"Title: "),
            dict(name="body_down", keys=DOWN, repeat=10), dict(name="body_pgdn", keys=" "),
            dict(name="next_unread", keys="n"), dict(keys="q"), dict(keys="q"),
            dict(name="quit", keys="Q", same=True, timeout=60)]


class NewsboatGit(Newsboat):
    name, bin = "newsboat git", "newsboat-git"


class NewsboatGit50(NewsboatGit):
    name, threads, with_tui = "newsboat git -t50", 50, False


class Newsraft(Adapter):
    name, bin, shown = "newsraft", "newsraft", r"Feed 0001|Global"

    @classmethod
    def version(cls): return "newsraft " + out(cls.path(), "-v").strip()

    def setup(self):
        self.write("nr/feeds", "\n".join(f'{u} "Feed {i:04d} x"' for i, u in enumerate(self.urls())) + "\n")
        self.write("nr/config", "global-section-hide true\n")

    def _args(self): return [self.path(), "-f", f"{self.home}/nr/feeds", "-c", f"{self.home}/nr/config", "-d", f"{self.home}/nr/db.sqlite3"]
    def refresh(self): return self._args() + ["-e", "reload-all"]
    def argv(self): return self._args()

    def steps(self, m):
        t = 120
        return [
            dict(keys="/"), dict(keys=rare(m), same=True),
            dict(name="search_rare", keys=ENTER, until=r"│ \w{3} \d\d │", timeout=t), dict(keys="h"),
            dict(keys="/"), dict(keys=m["common"], same=True),
            dict(name="search_common", keys=ENTER, until=r"│ \w{3} \d\d │", timeout=t), dict(keys="h"),
            dict(name="open_list", keys="\t", until=r"│ \w{3} \d\d │", timeout=t, must=True),
            dict(name="down", keys="j", repeat=5), dict(name="pgdn", keys="\x06", repeat=3), dict(name="end", keys="G"), dict(name="home", keys="g"),
            dict(name="open_article", keys=ENTER, expect=r"Title"),
            dict(name="body_down", keys="j", repeat=10), dict(name="body_pgdn", keys="\x06"),
            dict(name="next_unread", keys="n"), dict(name="quit", keys="Q", same=True)]


class Sfeed(Adapter):
    name, bin, shown = "sfeed_curses", "sfeed_curses", r"Feed_0001"
    list_is = "one feed"
    note = "no ETag/304 in sfeed 1.7 (time window only); searches titles only; body = sfeed_content | less"

    @classmethod
    def version(cls): return "sfeed " + out("dpkg-query", "-W", "-f", "${Version}", "sfeed")

    def setup(self):
        feeds = "\n".join(f'  feed "Feed_{i:04d}" "{u}"' for i, u in enumerate(self.urls()))
        self.write(".sfeed/sfeedrc", f'sfeedpath="$HOME/.sfeed/feeds"\nfeeds() {{\n{feeds}\n}}\n')

    def refresh(self): return ["sfeed_update", f"{self.home}/.sfeed/sfeedrc"]
    def argv(self): return ["sh", "-c", f"exec {self.path()} {self.home}/.sfeed/feeds/*"]

    def steps(self, m):
        return self.open() + [
            dict(name="down", keys="j", repeat=5), dict(name="pgdn", keys=PGDN, repeat=1), dict(name="end", keys="G", same=True), dict(name="home", keys="g"),
            dict(keys="/"), dict(keys="election", same=True), dict(name="find_title", keys=ENTER, same=True), dict(keys="g", same=True),
            dict(name="open_article", keys="c", until=r"Title|:|zpr", quiet=.1), dict(name="body_down", keys="j", repeat=10), dict(name="body_pgdn", keys=" "),
            dict(keys="q"), dict(name="next_unread", keys="J", same=True), dict(name="quit", keys="q", same=True)]

    def open(self): return [dict(name="open_list", keys=ENTER, same=True), dict(keys="l", same=True)]


class SfeedAll(Sfeed):
    name, shown, list_is = "sfeed_curses (1 file)", r"2025-12-3\d|2026", "all articles"
    home_of, with_refresh = "sfeed_curses", False

    def argv(self):
        all_ = f"{self.home}/all"
        if not os.path.exists(all_): subprocess.run(["sh", "-c", f"cat {self.home}/.sfeed/feeds/* | sort -t '\t' -rn -k1,1 > {all_}"])
        return [self.path(), all_]

    def open(self): return [dict(keys="l", same=True)]


class Eilmeldung(Adapter):
    name, bin, shown = "eilmeldung", "eilmeldung", r"Feed 0001"
    note = "10 frames/s; shows a feed's summary only: bodies come from scraping the web page, so body steps fail offline; no search over bodies"

    def setup(self):
        self.write(".config/eilmeldung/config.toml", 'keep_articles_days = 36500\narticle_scope = "all"\nauto_scrape = false\nnotify_after_sync = false\n'
                   '[login_setup]\nlogin_type = "no_login"\nprovider = "local_rss"\n')
        out(self.path(), "--import-opml", f"{self.corpus}/feeds.opml", env=self.env(), stdin=subprocess.DEVNULL)

    def refresh(self): return [self.path(), "--sync", "--quiet"]

    def steps(self, m):
        return [
            dict(keys="gg", same=True, quiet=.25), dict(keys="j", same=True, quiet=.25),
            dict(name="open_list", keys="j", same=True, until=r"Starpu", quiet=.25, timeout=60), dict(keys="ga", quiet=.25, same=True), dict(keys="gg", quiet=.25, same=True),
            dict(name="down", keys="j", repeat=5, quiet=.25), dict(name="pgdn", keys="\x06", repeat=3, quiet=.25), dict(name="end", keys="G", quiet=.25), dict(name="home", keys="gg", quiet=.25),
            dict(keys="/", quiet=.25), dict(keys="title:election", same=True, quiet=.25), dict(name="find_title", keys=ENTER, same=True, quiet=.25), dict(keys="gg", same=True, quiet=.25),
            dict(keys="=", quiet=.25), dict(keys="summary:" + rare(m), same=True, quiet=.25), dict(name="filter_summary", keys=ENTER, same=True, quiet=.25), dict(keys="+r", same=True, quiet=.25), dict(keys="gg", same=True, quiet=.25),
            dict(name="open_article", keys="l", quiet=.25, same=True), dict(name="body_down", keys="j", repeat=10, quiet=.25), dict(name="body_pgdn", keys="\x06", quiet=.25),
            dict(keys="ga", quiet=.25, same=True), dict(name="next_unread", keys="r", quiet=.25, same=True), dict(name="quit", keys="\x03", same=True)]


class Bulletty(Adapter):
    name, bin, shown = "bulletty", "bulletty", r"Feed 0001"
    note = "no search; `update` skips feeds fetched less than some minutes ago, so no second refresh"

    def setup(self): pass
    def refresh(self): return [self.path(), "import", f"{self.corpus}/feeds.opml"]

    def steps(self, m):
        return [dict(name="open_list", keys="l", same=True), dict(name="down", keys="j", repeat=5), dict(name="end", keys="G", same=True), dict(name="home", keys="g"),
                dict(name="open_article", keys=ENTER), dict(name="body_down", keys="j", repeat=10), dict(name="body_pgdn", keys="\x04"),
                dict(name="next_unread", keys="n", same=True), dict(keys="q"), dict(keys="q", same=True), dict(name="quit", keys="q", same=True)]


class Feedr(Adapter):
    name, bin, shown = "feedr", "feedr", r"[^\n]*\n[^\n]*".join(f"Feed 000{i} " for i in range(10))
    list_is = "newest 100"
    needs_server = True
    note = "stores no articles: fetches every feed, one thread each, at every start"

    def setup(self):
        self.write(".config/feedr/config.toml", "".join(f'[[default_feeds]]\nurl = "{u}"\n' for u in self.urls()))

    def steps(self, m):
        q = .05
        return [dict(name="down", keys="j", repeat=5, quiet=q), dict(name="end", keys="G", quiet=q), dict(name="home", keys="g", quiet=q),
                dict(keys="/", quiet=q), dict(name="search_rare", keys=rare(m), quiet=q, until=r"\d+ results?", timeout=60), dict(keys=ENTER, quiet=q, same=True), dict(keys=ESC, quiet=q, same=True),
                dict(name="open_article", keys=ENTER, quiet=q), dict(name="body_down", keys="j", repeat=10, quiet=q), dict(name="body_pgdn", keys="\x1b[6~", quiet=q),
                dict(name="quit", keys="\x11", same=True)]


class Byline(Adapter):
    """Ours, by the keymap and command line of the design. `shown` wants a full list, not one row."""
    name, bin, shown = "byline", "byline", r"(?s)(Explainer|Update|Live|Opinion|Feed \d{4}).*\n.*(Feed \d{4}|[a-z]{3,} [a-z]{2,} )"
    settings = ""                    # lines for config.toml, e.g. a slow or a fast line

    def setup(self):
        self.write(".config/byline/config.toml", self.settings)
        self.write(".config/byline/sources.toml", "".join(f'[[source]]\nurl = "{u}"\n\n' for u in self.urls()))

    def refresh(self): return [self.path(), "fetch", "--quiet"]

    def steps(self, m):
        return [
            dict(keys="ga", same=True), dict(keys="gg", same=True),
            dict(name="down", keys="j", repeat=5), dict(name="pgdn", keys=PGDN, repeat=3), dict(name="end", keys="G"), dict(name="home", keys="gg"),
            dict(keys="/"), dict(name="search_rare", keys=rare(m), until=rare(m)[:5], timeout=60), dict(keys=ESC, same=True), dict(keys=ESC, same=True),
            dict(keys="/"), dict(name="search_common", keys=m["common"], until=m["common"], timeout=60), dict(keys=ESC, same=True), dict(keys=ESC, same=True),
            dict(keys="gg", same=True), dict(name="open_article", keys=ENTER), dict(name="body_down", keys="j", repeat=10), dict(name="body_pgdn", keys="\x06"),
            dict(keys="gg", same=True), dict(name="next_unread", keys="n"), dict(keys="q"), dict(name="quit", keys="Q", same=True)]


class BylineSlow(Byline):
    name, settings = "byline slow", 'line = "slow"\n'


class BylineFast(Byline):
    """Its log says, key by key, what ratatui's own backend would have sent for the same pictures."""
    name, settings = "byline fast", 'line = "fast"\n'

    def env(self): return dict(super().env(), BYLINE_LOG="info")


class Less(Adapter):
    name, bin, shown, list_is, with_refresh = "less", "less", r"\w+ \w+ \w+", "–", False

    def setup(self):
        longest = max(glob.glob(f"{self.corpus}/**/*.txt", recursive=True), key=os.path.getsize)
        with open(longest) as fh: lines = [line for part in fh.read().split("\n") for line in textwrap.wrap(part, 72) or [""]]
        self.write("article.txt", "\n".join(lines * 3))

    def argv(self): return [self.path(), f"{self.home}/article.txt"]

    def steps(self, m):
        return [dict(name="body_down", keys="j", repeat=10), dict(name="body_pgdn", keys=" "), dict(name="quit", keys="q", same=True)]


ALL = [BylineSlow, BylineFast, Less, Byline, Newsboat, NewsboatGit, NewsboatGit50, Newsraft, Eilmeldung, Sfeed, SfeedAll,
       Bulletty, Feedr]
