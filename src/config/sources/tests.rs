//! What becomes of a `sources.toml` that people and byline write in turn.

use super::*;
use crate::article::SourceId;

fn check(text: &str, names: &[&str], complaints: &[&str]) {
    let file = SourcesFile::parse(Path::new("/c/sources.toml"), text);
    assert_eq!(file.sources.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), names, "{text}");
    assert_eq!(file.complaints.iter().map(ToString::to_string).collect::<Vec<_>>(), complaints, "{text}");
}

#[test]
fn a_mistake_costs_one_source_and_is_named_with_its_line() {
    check(
        "[[source]]\npath = \"/n/wire\"\n\n[[source]]\nnaem = \"x\"\n\n[[source]]\nurl = \"https://e.org/f\"\ntags = 3\n",
        &["wire", "e.org"],
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
fn keeping_a_source_leaves_comments_and_order_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let by_hand = "# mine\n[[source]] # first\npath = \"/n/a\"   # spaces\n# the end\n";
    std::fs::write(&path, by_hand).unwrap();
    let mut file = SourcesFile::read(&path);
    let place = Place::Folder("/n/b".into());
    let kept = Kept { name: "B".into(), tags: vec!["x".into()], ..Kept::new(place) };
    assert_eq!(file.keep(&kept).unwrap(), Keeping::Added);
    assert_eq!(file.keep(&kept).unwrap(), Keeping::Known);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(by_hand), "{text}");
    let again = SourcesFile::read(&path);
    assert_eq!(again.sources[1], kept);
    assert_eq!(again.complaints, []);
}

#[test]
fn a_source_written_by_hand_gets_its_id_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    std::fs::write(&path, "[[source]]\npath = \"/n/a\" # here\n").unwrap();
    SourcesFile::read(&path).settle_ids().unwrap();
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
fn a_source_is_changed_where_it_stands_and_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.toml");
    let text = "# mine\n[[source]] # first\nurl = \"http://a.example/\" # old\ninterval = \"30m\"\n\n[[source]]\ncommand = \"ls\"\nfolder = \"x/y\"\n";
    std::fs::write(&path, text).unwrap();
    let mut file = SourcesFile::read(&path);
    assert_eq!(file.complaints, []);
    let id = file.sources[0].id;
    file.relocate(id, "https://a.example/feed").unwrap();
    file.disable(file.sources[1].id).unwrap();
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
