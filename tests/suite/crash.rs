//! Nothing that was acknowledged is lost: writers killed at random, a disk that is full, calls that fail one by one.
//!
//! The writers are this very test binary, started again with a role in the environment; they acknowledge over a pipe.
//! `BYLINE_CRASH_SECONDS` makes the kill loop longer, `BYLINE_CRASH_SEED` repeats one, `BYLINE_CRASH_SWEEP=all` fails
//! every call instead of some.

use byline::article::{Article, ArticleId, DeviceId, Field, Media, OpId, PublishedFrom, SourceId, Value};
use byline::store::{Fold, MarkLine, Places, Record, Store, Version};
use jiff::Timestamp;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROLE: &str = "BYLINE_CRASH_ROLE";
const FOLDER: &str = "BYLINE_CRASH_FOLDER";

/// Numbers that look random and are the same for one seed.
struct Dice(u64);

impl Dice {
    /// From the environment or the clock, and printed: a failing run can be repeated.
    fn new() -> Self {
        let given = std::env::var("BYLINE_CRASH_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| Timestamp::now().as_nanosecond() as u64);
        println!("BYLINE_CRASH_SEED={seed}");
        Dice(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

fn places(folder: &Path) -> Places {
    Places { data: folder.join("data"), state: folder.join("state") }
}

fn id(n: u64) -> ArticleId {
    ArticleId::of_guid(SourceId([7; 16]), &n.to_string())
}

fn mark(op: OpId, n: u64, ids: Vec<ArticleId>) -> MarkLine {
    MarkLine {
        op,
        device: DeviceId([0; 16]),
        seq: 0,
        n,
        at: Timestamp::now(),
        field: Field::Read,
        value: Value::from(n % 2 == 1),
        prior: Value::from(n.is_multiple_of(2)),
        part: (1, 1),
        undoes: None,
        ids,
    }
}

fn article(n: u64) -> Record {
    let now = Timestamp::now();
    Record::Article(Box::new(Version::new(
        Article {
            id: id(n),
            source: SourceId([7; 16]),
            guid: None,
            url: None,
            title: format!("Article {n}"),
            authors: Vec::new(),
            published: None,
            published_from: PublishedFrom::Seen,
            seen: now,
            fetched: now,
            language: None,
            media: Media::Text,
            body: "Some words of text. ".repeat(n as usize % 500),
            summary: None,
            enclosures: Vec::new(),
            categories: Vec::new(),
        },
        1,
    )))
}

/// Starts this binary again in a role; `before` is a program to start it by, with its arguments.
fn start(role: &str, folder: &Path, before: &[String]) -> Child {
    let this = std::env::current_exe().unwrap();
    let mut command = match before {
        [] => Command::new(this),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(this);
            command
        }
    };
    command.args(["--exact", "crash::plays_a_role", "--nocapture", "--test-threads=1"]);
    command.env(ROLE, role).env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// What a writer has acknowledged, until it ends or has said enough: then it is killed, a little later, since right
/// behind a word of it there is nothing half written.
fn acknowledged(mut child: Child, enough: usize, later: Duration) -> Vec<String> {
    let lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n').map_while(Result::ok);
    let mut acks = Vec::new();
    if enough == 0 {
        child.kill().unwrap();
    }
    // What is already in the pipe when it is killed was acknowledged too.
    for line in lines {
        if let Some(ack) = String::from_utf8_lossy(&line).strip_prefix("ack ") {
            acks.push(ack.to_owned());
            if acks.len() == enough {
                let said = Instant::now();
                while said.elapsed() < later {
                    std::hint::spin_loop();
                }
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    // The last line may be cut: it was not said in full.
    acks.retain(|ack| ack.len() == 32);
    acks
}

/// Acknowledges by one write, again if the write is made to fail.
fn acknowledge(what: &dyn std::fmt::Display) {
    let line = format!("\nack {what}\n");
    let mut out = std::io::stdout().lock();
    while out.write_all(line.as_bytes()).and_then(|()| out.flush()).is_err() {}
}

/// Does nothing by itself: what the other tests start.
#[test]
fn plays_a_role() {
    let (Ok(role), Ok(folder)) = (std::env::var(ROLE), std::env::var(FOLDER)) else { return };
    let places = places(Path::new(&folder));
    match role.as_str() {
        "writer" => write_for_ever(&places),
        "script" => write_a_little(&places),
        "full" => fill_the_disk(&places),
        _ => unreachable!("a role that is played"),
    }
}

fn fold(places: &Places) -> (Fold, HashSet<String>) {
    let store = Store::open(places).unwrap();
    let (mut fold, mut said) = (Fold::default(), HashSet::new());
    for file in store.files().unwrap() {
        for line in store.read(&file.name, 0).unwrap() {
            if let (_, Ok(record)) = line.unwrap() {
                fold.add(&record);
                match record {
                    Record::Mark(line) if line.is_last() => said.insert(line.op.to_string()),
                    Record::Article(version) => said.insert(version.article.id.to_string()),
                    _ => false,
                };
            }
        }
    }
    (fold, said)
}

/// Marks the same twenty articles again and again, some commands with many parts, and adds articles, until killed.
fn write_for_ever(places: &Places) {
    let mut fold = fold(places).0;
    let mut store = Store::open(places).unwrap();
    let mut dice = Dice::new();
    for round in 1u64.. {
        let ids = match dice.below(20) {
            0 => (0..2_500).map(id).collect(),
            _ => vec![id(dice.below(20)), id(20 + dice.below(20))],
        };
        let n = ids.iter().map(|id| fold.next_n(*id, &Field::Read)).max().unwrap();
        let op = store.new_op();
        let mut lines = MarkLine::split(vec![mark(op, n, ids)]);
        store.append_marks(&mut lines).unwrap();
        acknowledge(&op);
        lines.into_iter().for_each(|line| fold.add(&Record::Mark(line)));
        if round % 16 == 0 {
            let article = article(10_000 + dice.below(1 << 40));
            store.append_articles(std::slice::from_ref(&article)).unwrap();
            let Record::Article(version) = article else { unreachable!() };
            acknowledge(&version.article.id);
        }
        if round % 64 == 0 {
            store.sync().unwrap();
        }
    }
}

/// A few of everything, each thing tried until it is done.
fn write_a_little(places: &Places) {
    let mut store = Store::open(places).unwrap();
    for n in 1..=6 {
        let op = store.new_op();
        let mut lines = MarkLine::split(vec![mark(op, n, (0..=900 * (n % 3)).map(id).collect())]);
        let mut left = &mut lines[..];
        while let Err(stopped) = store.append_marks(left) {
            left = &mut left[stopped.written.len()..];
        }
        while n % 2 == 0 && store.sync().is_err() {}
        acknowledge(&op);
        let articles = [article(100 * n), article(100 * n + 1)];
        let mut left = &articles[..];
        while let Err(stopped) = store.append_articles(left) {
            left = &left[stopped.written.len()..];
        }
        acknowledge(&id(100 * n));
        acknowledge(&id(100 * n + 1));
    }
    while store.sync().is_err() {}
}

/// Everything acknowledged is there, by any way of asking; and no piece of it is damaged, but what was torn.
fn verify(places: &Places, acks: &HashSet<String>, torn: u64) {
    let (fold, said) = fold(places);
    let lost: Vec<_> = acks.difference(&said).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let store = Store::open(places).unwrap();
    let ops: Vec<_> = store.own_ops().unwrap().map(|op| op.unwrap().op.to_string()).collect();
    let once: HashSet<_> = ops.iter().cloned().collect();
    assert_eq!(once.len(), ops.len(), "a command is found once");
    assert!(once.is_subset(&said));
    let articles = fold.articles();
    let mut commands = acks.iter().filter(|ack| !articles.contains_key(&ack.parse().unwrap()));
    assert_eq!(commands.find(|op| !once.contains(*op)), None, "undo finds every command");
    let report = store.check().unwrap();
    assert!(report.damaged() <= torn && report.unreadable.is_empty(), "{:?}", report.complaints);
}

#[test]
fn two_writers_killed_at_random_lose_nothing_acknowledged() {
    let seconds = std::env::var("BYLINE_CRASH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(8);
    let until = Instant::now() + Duration::from_secs(seconds);
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    let mut dice = Dice::new();
    let (mut acks, mut kills, mut torn) = (HashSet::new(), 0, 0);
    while Instant::now() < until {
        let round = [(); 2].map(|()| {
            let (enough, later) = (dice.below(200) as usize, Duration::from_micros(dice.below(5_000)));
            let child = start("writer", folder.path(), &[]);
            std::thread::spawn(move || acknowledged(child, enough, later))
        });
        round.into_iter().for_each(|acked| acks.extend(acked.join().unwrap()));
        kills += 2;
        let store = Store::open(&places).unwrap();
        for file in store.files().unwrap() {
            let path = places.data.join(&*file.name);
            // The system ends a write of more than a page in its middle when its program is killed.
            torn += u64::from(std::fs::read(&path).unwrap().last().is_some_and(|byte| *byte != b'\n'));
            // What a power cut would leave: a piece of a line, or a block that was never written.
            let piece = [&b"{\"v\":1,\"kind\":\"mark\",\"op\":\"0123"[..], &[0; 100]][dice.below(2) as usize];
            if dice.below(3) == 0 {
                std::fs::OpenOptions::new().append(true).open(path).unwrap().write_all(piece).unwrap();
                torn += 1;
            }
        }
        if kills % 16 == 0 {
            verify(&places, &acks, torn);
        }
    }
    verify(&places, &acks, torn);
    let files = Store::open(&places).unwrap().files().unwrap().len();
    println!("{kills} kills, {} acknowledged, {torn} torn tails, {files} files", acks.len());
    assert!(!acks.is_empty() && files <= 4, "two writers need two files of each kind");
}

/// Writes until no more fits, keeps what did not, and writes it when there is room.
fn fill_the_disk(places: &Places) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Without this the system ends a process that writes beyond its limit.
    signal_hook::flag::register(25, std::sync::Arc::default()).unwrap();
    let whole = getrlimit(Resource::Fsize);
    let mut store = Store::open(places).unwrap();
    let mut kept = Vec::new();
    setrlimit(Resource::Fsize, Rlimit { current: Some(20_000), maximum: whole.maximum }).unwrap();
    for n in 1..=30 {
        let op = store.new_op();
        let mut lines = [mark(op, n, (0..30).map(id).collect())];
        match store.append_marks(&mut lines) {
            Ok(_) => acknowledge(&op),
            Err(stopped) => {
                assert!(stopped.cause.is_full(), "{stopped}");
                assert!(stopped.to_string().contains("marks"), "{stopped}");
                kept.extend(lines);
            }
        }
    }
    assert!(!kept.is_empty());
    let long = [article(499), article(998), article(1_497)];
    let stopped = store.append_articles(&long).unwrap_err();
    assert!(stopped.cause.is_full() && stopped.written.len() < 3, "{stopped}");
    setrlimit(Resource::Fsize, whole).unwrap();
    store.append_marks(&mut kept).unwrap();
    store.append_articles(&long[stopped.written.len()..]).unwrap();
    store.sync().unwrap();
    kept.iter().for_each(|line| acknowledge(&line.op));
    [499, 998, 1_497].iter().for_each(|n| acknowledge(&id(*n)));
}

#[test]
fn a_full_disk_costs_nothing_that_was_kept_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let acks = acknowledged(start("full", folder.path(), &[]), usize::MAX, Duration::ZERO);
    assert_eq!(acks.len(), 33);
    verify(&places(folder.path()), &acks.into_iter().collect(), 2);
}

/// Makes the `when`th such call fail or be the last.
fn inject(call: &str, how: &str, when: u64) -> Vec<String> {
    let inject = format!("inject={call}:{how}:when={when}");
    ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]
        .map(str::to_owned)
        .to_vec()
}

#[test]
fn any_call_may_fail_or_be_the_last() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        return println!("skipped: strace is missing");
    }
    let mut dice = Dice::new();
    let calls = [
        // The first three are the test harness's own.
        ("write", 4..=60, &["error=ENOSPC", "error=EIO", "error=EINTR", "signal=SIGKILL"][..]),
        ("fdatasync", 1..=12, &["error=EIO", "signal=SIGKILL"]),
        ("fsync", 1..=6, &["error=EIO", "signal=SIGKILL"]),
        ("pwrite64", 1..=12, &["signal=SIGKILL"]),
        ("rename", 1..=2, &["signal=SIGKILL"]),
    ];
    let all = std::env::var("BYLINE_CRASH_SWEEP").is_ok_and(|sweep| sweep == "all");
    let points = |(call, when, hows): (&'static str, std::ops::RangeInclusive<u64>, &'static [&'static str])| {
        let each = move |how: &'static str| when.clone().map(move |at| (call, how, at));
        hows.iter().copied().flat_map(each).collect::<Vec<_>>()
    };
    let every: Vec<_> = calls.into_iter().flat_map(points).collect();
    let some = if all { every.len() as u64 } else { 40 };
    for point in 0..some {
        let at = if all { point } else { dice.below(every.len() as u64) };
        let (call, how, when) = every[at as usize];
        println!("{call}:{how}:when={when}");
        let folder = tempfile::tempdir().unwrap();
        let first = acknowledged(start("script", folder.path(), &inject(call, how, when)), usize::MAX, Duration::ZERO);
        if !how.starts_with("signal") {
            assert_eq!(first.len(), 18, "one failure is got over");
        }
        // And again, undisturbed, on what the first left.
        let second = acknowledged(start("script", folder.path(), &[]), usize::MAX, Duration::ZERO);
        assert_eq!(second.len(), 18);
        verify(&places(folder.path()), &first.into_iter().chain(second).collect(), 1);
    }
}
