//! What becomes of a `sources.toml` that people and byline write in turn.

use super::*;
use crate::article::SourceId;
use crate::sources::{Access, Keeping, Route};
use std::time::Duration;

fn check(text: &str, names: &[&str], complaints: &[&str]) {
    let file = SourcesFile::parse(Path::new("/c/sources.toml"), text);
    assert_eq!(file.sources.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), names, "{text}");
    assert_eq!(file.complaints.iter().map(ToString::to_string).collect::<Vec<_>>(), complaints, "{text}");
}

#[test]
fn a_mistake_costs_one_source_and_is_named_with_its_line() {
    check(
        "[[source]]\npath = \"/n/wire\"\n\n[[source]]\nnaem = \"x\"\n\n[[source]]\nurl = \"https://e.org/f\"\ntags = 3\n",
        &["wire", "e.org/f"],
        &[
            "/c/sources.toml:4: this source has no `url`, `path` or `command`, so it is left out",
            "/c/sources.toml:5: a source has no `naem`; did you mean `name`?",
            "/c/sources.toml:9: `tags` wants a list of texts, such as [\"korea\", \"wire\"]",
        ],
    );
    check(
        "[[source]]\npath = \"/a\"\nid = \"7\"\n",
        &[],
        &["/c/sources.toml:1: this source's `id` is not 32 hexadecimal digits, so it is left out"],
    );
    check(
        "[[source]]\npath = \"/a\"\n[[source]]\npath = \"/a\"\n",
        &["a"],
        &["/c/sources.toml:3: this source stands further up already, so it is left out here"],
    );
    check("[sourse]\n", &[], &["/c/sources.toml:1: there is no `sourse` here; a source begins with [[source]]"]);
}

#[test]
fn what_is_no_toml_costs_the_source_it_stands_in() {
    let around = |middle: &str| format!("[[source]]\npath = \"/a\"\n{middle}[[source]]\npath = \"/c\" # last\n");
    check(
        &around("[source]\npath = \"/b\"\n"),
        &["a", "b", "c"],
        &["/c/sources.toml:3: a source begins with [[source]]"],
    );
    check(
        &around("[[source]]\npath = \"/b\"\ntags = [\"x\"\n"),
        &["a", "b", "c"],
        &["/c/sources.toml:5: unclosed array, expected `]`"],
    );
    check(
        &around("[[source]]\npath = \"/b\"\nname = \"\"\"x\n"),
        &["a", "x\n", "c"],
        &["/c/sources.toml:6: invalid multi-line basic string, expected `\"`"],
    );
    check(
        &around("  [[source]]\npath = \"/b\n\n"),
        &["a", "b", "c"],
        &["/c/sources.toml:4: invalid basic string, expected `\"`"],
    );
    check("[source]\npath = \"/a\"\n", &["a"], &["/c/sources.toml:1: a source begins with [[source]]"]);
}

#[test]
fn keeping_a_source_leaves_comments_and_order_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let by_hand = "# mine\n[[source]] # first\npath = \"/n/a\"   # spaces\n# the end\n";
    std::fs::write(&path, by_hand).unwrap();
    let mut file = SourcesFile::read(&path);
    let place = Place::Folder("/n/b".into());
    let kept = Kept { name: "B".into(), tags: vec!["x".into()], ..Kept::new(place) };
    assert_eq!(file.keep(&kept).unwrap(), Added::New);
    assert_eq!(file.keep(&kept).unwrap(), Added::Known);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(by_hand), "{text}");
    let again = SourcesFile::read(&path);
    assert_eq!(again.sources[1], kept);
    assert_eq!(again.complaints, []);
}

#[test]
fn what_is_no_utf_8_is_told_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let by_hand = b"# \xe9t\xe9\n[[source]]\npath = \"/n/a\"\n";
    std::fs::write(&path, by_hand).unwrap();
    let mut file = SourcesFile::read(&path);
    let told: Vec<_> = file.complaints.iter().map(Complaint::brief).collect();
    assert_eq!(told, ["sources.toml:1: what stands here is no UTF-8, and is read as `\u{fffd}`"]);
    let id = file.sources[0].id;
    let refused = [
        file.settle_ids(|_| false).unwrap_err(),
        file.keep(&Kept::new(Place::Folder("/n/b".into()))).unwrap_err(),
        file.change(id, &SourceEdit::Disabled(true)).unwrap_err(),
    ];
    for error in refused {
        let said = error.to_string();
        assert!(
            said.ends_with("sources.toml:1: what stands here is no UTF-8; mend the file, then try again"),
            "{said}"
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), by_hand);
}

#[test]
fn a_source_written_by_hand_gets_its_id_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    std::fs::write(&path, "[[source]]\npath = \"/n/a\" # here\n").unwrap();
    SourcesFile::read(&path).settle_ids(|_| false).unwrap();
    let moved = std::fs::read_to_string(&path).unwrap().replace("/n/a", "/n/b");
    std::fs::write(&path, moved).unwrap();
    assert_eq!(SourcesFile::read(&path).sources[0].id, SourceId::of("/n/a"));
}

#[test]
fn a_broken_file_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let broken = "[[source]]\npath = \"/n/a\"\n[[source\n";
    std::fs::write(&path, broken).unwrap();
    let mut file = SourcesFile::read(&path);
    assert_eq!(file.sources.len(), 1, "{:?}", file.complaints);
    let place = Place::Folder("/n/b".into());
    let kept = Kept { name: "B".into(), ..Kept::new(place) };
    let message = file.keep(&kept).unwrap_err().to_string();
    assert!(message.contains("sources.toml:3: ") && message.ends_with("mend the file, then try again"), "{message}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
}

#[test]
fn a_file_that_cannot_be_read_is_never_written_over() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let kept = |name: &str| Kept::new(Place::Address(format!("http://{name}.example/f")));
    let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    SourcesFile::read(&path).keep(&kept("a")).unwrap();
    mode(0);
    // Whoever may do everything can read it all the same.
    let is_read = std::fs::read(&path).is_ok();
    assert_eq!(SourcesFile::read(&path).keep(&kept("b")).is_ok(), is_read);
    mode(0o600);
    assert!(std::fs::read_to_string(&path).unwrap().contains("a.example"));
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&path, &path).unwrap();
    assert!(SourcesFile::read(&path).keep(&kept("c")).is_err());
    assert!(std::fs::symlink_metadata(&path).unwrap().is_symlink());
}

#[test]
fn what_several_write_at_once_all_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let paths = crate::config::Paths::within(folder.path());
    let kept = |of: &str, n: u32| Kept::new(Place::Address(format!("http://{of}{n}.example/f")));
    std::thread::scope(|scope| {
        for of in ["a", "b"] {
            let (path, edits) = (paths.sources_file(), crate::config::Edits::new(&paths));
            scope.spawn(move || {
                for n in 0..10 {
                    SourcesFile::read(&path).keep(&kept(of, n)).unwrap();
                    let edit = crate::config::Edit::KeepSources(vec![kept(of, n + 10)]);
                    edits.make(&edit, jiff::Timestamp::UNIX_EPOCH).unwrap();
                }
            });
        }
    });
    assert_eq!(SourcesFile::read(&paths.sources_file()).sources.len(), 40);
}

#[test]
fn a_source_is_changed_where_it_stands_and_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let text = "# mine\n[[source]] # first\nurl = \"http://a.example/\" # old\ninterval = \"30m\"\n\n[[source]]\ncommand = \"ls\"\nfolder = \"x/y\"\n";
    std::fs::write(&path, text).unwrap();
    let mut file = SourcesFile::read(&path);
    assert_eq!(file.complaints, []);
    let id = file.sources[0].id;
    file.change(id, &SourceEdit::Address("https://a.example/feed".into())).unwrap();
    file.change(file.sources[1].id, &SourceEdit::Disabled(true)).unwrap();
    assert_eq!(file.sources[0].id, id);
    assert_eq!(file.sources[0].place, Place::Address("https://a.example/feed".into()));
    assert_eq!(file.sources[0].interval, Some(Duration::from_secs(1_800)));
    assert_eq!((file.sources[1].disabled, file.sources[1].folder.as_deref()), (true, Some("x/y")));
    assert!(file.text.starts_with("# mine\n[[source]] # first\n"), "{}", file.text);
}

#[test]
fn many_are_added_at_once_and_those_that_stand_there_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = SourcesFile::read(&folder.path().join("sources.toml"));
    let kept = ["http://a/", "http://b/"].map(|url| Kept::new(Place::Address(url.into())));
    assert_eq!(file.keep_all(&kept).unwrap(), 2);
    assert_eq!(file.keep_all(&kept).unwrap(), 0);
    assert_eq!(file.sources, kept);
}

#[test]
fn every_key_takes_effect_and_is_written_as_it_was_read() {
    let mut kept = Kept::new(Place::Address("https://e.example/f".into()));
    kept.name = "E".into();
    kept.tags = vec!["x".into()];
    kept.folder = Some("a/b".into());
    kept.interval = Some(Duration::from_secs(7_200));
    kept.full_text = true;
    kept.keeping =
        Keeping { age: Some(Duration::from_secs(86_400 * 182)), newest: Some(500), size: Some((1 << 20) + 1) };
    kept.access = Access {
        headers: vec![("X-Reader".into(), "me \"and\" you".into())],
        user: Some("me".into()),
        secret: vec!["pass".into(), "e.example".into()],
        route: Route::parse("socks5://localhost:9050"),
        max_feed: Some(200 << 20),
    };
    kept.filter = vec!["sed".into(), "s/a/b/".into()];
    kept.follow = true;
    kept.muted_until = Some("2027-01-31".parse().unwrap());
    kept.disabled = true;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    SourcesFile::read(&path).keep(&kept).unwrap();
    let again = SourcesFile::read(&path);
    assert_eq!((again.sources, again.complaints), (vec![kept], vec![]));
    for key in SOURCE_KEYS {
        assert!(again.text.contains(&format!("{} = ", key.name)), "{} is not tried here", key.name);
    }
}

#[test]
fn a_value_that_a_key_cannot_have_is_told_with_one_it_can() {
    for key in SOURCE_KEYS {
        let text = format!("[[source]]\nurl = \"http://a/\"\n{} = 1.5\n", key.name);
        check(&text, &["a"], &[&format!("/c/sources.toml:3: `{}` wants {}", key.name, key.wants)]);
    }
}

const BY_HAND: &str = "# mine\n[[source]] # first\nurl = \"http://a.example/\" # old\nname = \"A\" # dear\n\n# second\n\
                       [[source]]\nurl = \"http://b.example/\"\n# the end\n";

fn by_hand(folder: &Path) -> SourcesFile {
    let path = folder.join("sources.toml");
    std::fs::write(&path, BY_HAND).unwrap();
    SourcesFile::read(&path)
}

#[test]
fn renaming_tagging_moving_and_muting_leave_everything_else_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = by_hand(folder.path());
    let id = file.sources[0].id;
    for edit in [
        SourceEdit::Name("Alpha".into()),
        SourceEdit::Tags(vec!["x".into(), "y".into()]),
        SourceEdit::Folder("Dailies".into()),
        SourceEdit::MutedUntil(Some("2027-01-31".parse().unwrap())),
        SourceEdit::Interval(Some(Duration::from_secs(7_200))),
        SourceEdit::FullText(true),
    ] {
        file.change(id, &edit).unwrap();
    }
    let set = format!(
        "name = \"Alpha\" # dear\nid = \"{id}\"\ntags = [\"x\", \"y\"]\nfolder = \"Dailies\"\nmuted_until = 2027-01-31\ninterval = \"2h\"\nfull_text = true\n"
    );
    assert_eq!(file.text, BY_HAND.replace("name = \"A\" # dear\n", &set));
    assert!(file.sources[0].is_resting("2027-01-30".parse().unwrap()));
    assert!(!file.sources[0].is_resting("2027-01-31".parse().unwrap()));
    for edit in [
        SourceEdit::Name(" ".into()),
        SourceEdit::Tags(vec![]),
        SourceEdit::Folder(String::new()),
        SourceEdit::MutedUntil(None),
        SourceEdit::Interval(None),
        SourceEdit::FullText(false),
    ] {
        file.change(id, &edit).unwrap();
    }
    assert_eq!(file.sources[0], Kept::new(Place::Address("http://a.example/".into())));
}

#[test]
fn a_source_that_is_removed_leaves_the_others_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..2 {
        let mut file = by_hand(folder.path());
        let id = file.sources[n].id;
        file.change(id, &SourceEdit::Removed).unwrap();
        assert_eq!((file.sources.len(), file.complaints.len()), (1, 0), "{}", file.text);
        assert!(file.text.ends_with("# the end\n"), "{}", file.text);
        assert!(matches!(file.change(id, &SourceEdit::Removed), Err(SourcesError::NotKept)));
    }
}

#[test]
fn what_another_hand_wrote_meanwhile_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = by_hand(folder.path());
    let mut other = file.clone();
    let place = Place::Address("http://c.example/".into());
    other.keep(&Kept::new(place)).unwrap();
    file.change(file.sources[1].id, &SourceEdit::Name("B".into())).unwrap();
    assert_eq!(file.sources.len(), 3);
}

#[test]
fn a_source_without_a_name_has_none_written_down_nor_was_its_host_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let mut file = SourcesFile::read(&path);
    file.keep(&Kept::new(Place::Address("https://e.example/f".into()))).unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains("name"));
    std::fs::write(&path, "[[source]]\nurl = \"https://e.example/f\"\nname = \"e.example\"\n").unwrap();
    let read = SourcesFile::read(&path).sources.remove(0);
    assert_eq!((read.name.as_str(), read.is_unnamed()), ("e.example/f", true));
}

#[test]
fn two_sources_never_lie_at_one_address() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = by_hand(folder.path());
    let id = file.sources[0].id;
    let moved = file.change(id, &SourceEdit::Address(" http://b.example/ ".into()));
    assert_eq!(moved.unwrap_err().to_string(), "b.example lies there already");
    assert_eq!(file.text, BY_HAND);
    file.change(id, &SourceEdit::Address("http://a.example/".into())).unwrap();
}

#[test]
fn what_is_being_changed_is_read_once_it_is_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    std::fs::write(&path, "").unwrap();
    let held = hold(&path).unwrap();
    let (begins, begun) = std::sync::mpsc::channel();
    let reading = std::thread::spawn({
        let path = path.clone();
        move || {
            begins.send(()).unwrap();
            SourcesFile::read_settled(&path).sources.len()
        }
    });
    begun.recv().unwrap();
    std::fs::write(&path, "[[source]]\nurl = 'https://a.example/'\n").unwrap();
    drop(held);
    assert_eq!(reading.join().unwrap(), 1);
}
