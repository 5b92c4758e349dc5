"""Programs for the shared bench beside those it knows: byline on a slow and on a fast line, and less on a text of the corpus.

    BENCH_ADAPTERS=benches/adapters.py python3 …/bench/bench.py tui --size 1k --only "byline slow,byline fast,newsboat*,less"
"""
import glob, textwrap


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


ALL = [BylineSlow, BylineFast, Less] + ALL
