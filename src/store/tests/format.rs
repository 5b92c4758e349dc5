//! The format: what is written is read back; what is damaged costs its line only.

use super::{CONFLICT, article, id, library, mark, second, text, without_exact};
use crate::article::{
    Article, ArticleId, DeviceId, Enclosure, Field, Media, OpId, PublishedFrom, Source, SourceId, Value,
};
use crate::store::shape::{line as encoded, parse, parse_head};
use crate::store::{
    Alias, Damage, Dropped, FileKind, Fold, MAX_COUNT, MarkLine, Record, Replaces, Reuse, SourceVersion, Version,
    exact_fingerprint, fingerprint,
};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn line(record: &Record) -> Vec<u8> {
    let mut line = encoded(record).unwrap();
    assert_eq!(line.pop(), Some(b'\n'));
    assert!(!line.contains(&b'\n'));
    line
}

#[test]
fn passing_over_texts_changes_nothing_else() {
    let without_texts = |record: Record| match record {
        Record::Article(mut version) => {
            version.article.body = String::new();
            version.article.summary = None;
            Record::Article(version)
        }
        other => other,
    };
    let mut lines: Vec<Vec<u8>> = one_of_each().iter().map(line).collect();
    let article = String::from_utf8(line(&text(1, "body"))).unwrap();
    for body in [r#""\ud800""#, r#""\u00e9\n\"""#, r#""\q""#, "7", "null", "[]", r#""a" "b""#, "\"a\tb\""] {
        lines.push(article.replace("\"body\":\"body\"", &format!("\"body\":{body}")).into_bytes());
    }
    for field in ["\"print\"", "\"exact\""] {
        let start = article.find(field).unwrap();
        let end = start + article[start..].find(',').unwrap() + 1;
        lines.push([&article[..start], &article[end..]].concat().into_bytes());
    }
    lines
        .push(line(&text(1, "\u{fffd}")).iter().flat_map(|b| if *b == 0xef { vec![0xff] } else { vec![*b] }).collect());
    for line in lines {
        for cut in [line.len(), line.len() - 1, line.len() / 2] {
            let [head, whole] = [parse_head(&line[..cut]), parse(&line[..cut])].map(|read| read.map(without_texts));
            assert_eq!(head, whole, "{}", String::from_utf8_lossy(&line[..cut]));
        }
    }
}

/// One record of each kind, every field filled in.
fn one_of_each() -> Vec<Record> {
    let full = Article {
        guid: Some("a/b.txt".into()),
        url: Some("https://example.org/a?b=c".into()),
        authors: vec!["Jane Roe".into(), "AP".into()],
        published: Some(second(-5)),
        published_from: PublishedFrom::Dateline,
        language: Some("ko".into()),
        media: Media::Page,
        summary: Some("\u{2028}short".into()),
        enclosures: vec![Enclosure {
            url: "https://example.org/a.mp3".into(),
            kind: Some("audio/mpeg".into()),
            length: Some(7),
        }],
        categories: vec!["news".into()],
        ..article(1, "\u{1b}]0;x\u{7} \"quoted\" \\ 뉴스\r\n")
    };
    let source = Source {
        id: SourceId([2; 16]),
        address: "/news".into(),
        title: "News".into(),
        tags: vec!["a".into()],
        folder: None,
    };
    vec![
        Record::Article(Box::new(Version::new(full.clone(), 1))),
        Record::Article(Box::new(Version::new(full.clone(), 7))),
        Record::Article(Box::new(Version { full: true, ..Version::new(full, 8) })),
        Record::Alias(Alias { id: id(1), of: id(2) }),
        Record::Reuse(Reuse { id: id(1), from: second(9), new: ArticleId::of_reuse(id(1), second(9)) }),
        Record::Drop(Dropped { id: id(1), source: SourceId([2; 16]), n: 3 }),
        Record::Source(SourceVersion { source, n: 2, at: second(9), removed: true, secrets: vec!["token".into()] }),
        Record::Mark(MarkLine {
            prior: Value::Text("before".into()),
            part: (2, 3),
            undoes: Some(OpId([9; 16])),
            seq: MAX_COUNT,
            device: DeviceId([3; 16]),
            ..mark(1, 5, Field::Tag("a b".into()), Value::Text("{\"v\":1}".into()), &[1, 2])
        }),
        Record::Replaces(Replaces { at: second(1), files: vec!["x-1.jsonl".into()], bytes: 12, hash: [5; 16] }),
    ]
}

#[test]
fn every_kind_of_record_is_read_back_as_it_was_written() {
    for record in one_of_each() {
        assert_eq!(parse(&line(&record)), Ok(record));
    }
    for media in [Media::Text, Media::Markdown, Media::Html, Media::Page] {
        for published_from in
            [PublishedFrom::Declared, PublishedFrom::Dateline, PublishedFrom::File, PublishedFrom::Seen]
        {
            for published in [None, Some(second(1))] {
                let article = Article { media, published_from, published, ..article(1, "x") };
                let record = Record::Article(Box::new(Version::new(article, 1)));
                assert_eq!(parse(&line(&record)), Ok(record));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_back_as_it_was_written(title in any::<String>(), body in any::<String>(), note in any::<String>()) {
        let article = Article { body, ..article(1, &title) };
        let record = Record::Article(Box::new(Version::new(article, 1)));
        prop_assert_eq!(parse(&line(&record)), Ok(record));
        let record = Record::Mark(mark(1, 1, Field::Note, Value::Text(note), &[1]));
        prop_assert_eq!(parse(&line(&record)), Ok(record));
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
        read_bytes(&bytes);
    }

    #[test]
    fn any_twenty_byte_edits_cost_only_their_lines(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 20)) {
        let lines: Vec<Vec<u8>> = (0..60u8).map(|n| match n % 2 {
            0 => line(&text(n, "some text")),
            _ => line(&Record::Mark(mark(n, 1, Field::Read, Value::On, &[n]))),
        }).collect();
        let mut bytes = lines.join(&b'\n');
        bytes.push(b'\n');
        let mut touched = std::collections::HashSet::new();
        let line_at = |at: usize| lines.iter().scan(0, |end, line| { *end += line.len() + 1; Some(*end) }).position(|end| at < end).unwrap();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            touched.insert(line_at(at));
            // What was the end of a line joins it to the next.
            if bytes[at] == b'\n' {
                touched.insert(line_at(at) + 1);
            }
            bytes[at] = byte;
        }
        let read = read_bytes(&bytes);
        for (at, line) in lines.iter().enumerate().filter(|(at, _)| !touched.contains(at)) {
            prop_assert!(read.contains(&parse(line).unwrap()), "line {at}");
        }
    }

    #[test]
    fn a_file_cut_anywhere_keeps_every_whole_line(cut in any::<prop::sample::Index>()) {
        let lines: Vec<_> = (0..9).map(|n| line(&text(n, "some text"))).collect();
        let mut bytes = lines.join(&b'\n');
        bytes.push(b'\n');
        let bytes = &bytes[..cut.index(bytes.len() + 1)];
        prop_assert_eq!(read_bytes(bytes).len(), bytes.iter().filter(|byte| **byte == b'\n').count());
    }
}

/// The records of a file with these bytes.
fn read_bytes(bytes: &[u8]) -> Vec<Record> {
    let library = library();
    fs::create_dir_all(library.places.data.join("marks")).unwrap();
    fs::write(library.places.data.join("marks/other.jsonl"), bytes).unwrap();
    library.records()
}

#[test]
fn what_a_later_version_wrote_is_kept_as_unknown() {
    for line in
        [r#"{"v":2,"kind":"mark","op":7}"#, r#"{"v":1,"kind":"weather","id":[1,{"v":1}]}"#, r#"{"kind":"mark","v":99}"#]
    {
        assert_eq!(parse(line.as_bytes()), Ok(Record::Unknown), "{line}");
    }
    let mark = String::from_utf8(line(&Record::Mark(mark(1, 1, Field::Read, Value::On, &[1])))).unwrap();
    for (ours, theirs) in [(r#""read""#, r#""rating""#), (r#""value":true"#, r#""value":3"#)] {
        assert_eq!(parse(mark.replace(ours, theirs).as_bytes()), Ok(Record::Unknown));
    }
    let more = mark.replace(r#","ids""#, r#","mood":{"v":1},"ids""#);
    assert_eq!(parse(more.as_bytes()), parse(mark.as_bytes()));
    assert_ne!(more, mark);
}

#[test]
fn what_is_no_record_is_said_to_be_damaged() {
    let damage = |line: &str| parse(line.as_bytes()).unwrap_err();
    for line in ["", "[1,2]", "7", CONFLICT, r#"{"v":1}"#, r#"{"v":"1","kind":"mark"}"#, r#"{"op":"read"}"#] {
        assert!(matches!(damage(line), Damage::NotARecord | Damage::NotJson(_)), "{line}: {}", damage(line));
    }
    let huge = r#"{"v":1,"kind":"drop","id":"00000000000000000000000000000000","source":"00000000000000000000000000000000","n":"#;
    assert!(matches!(damage(&format!("{huge}9007199254740993}}")), Damage::Unfit(_)));
    assert!(matches!(damage(r#"{"v":1,"kind":"drop","id":"xyz"}"#), Damage::Unfit(_)));
    assert!(matches!(damage(huge), Damage::NotJson(_)));
}

#[test]
fn deep_nesting_is_damage_not_a_crash() {
    let deep = format!(r#"{{"v":1,"kind":"mark","op":{}"#, "[".repeat(1_000_000));
    assert!(parse(deep.as_bytes()).is_err());
    let deep = format!(r#"{{"x":{}{},"v":1,"kind":"new"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let _ = parse(deep.as_bytes());
}

/// A library whose only journal, of another device, holds these bytes; and what a check says of it.
fn checked(bytes: &[u8]) -> (Fold, crate::store::Report) {
    let library = library();
    fs::create_dir_all(library.places.data.join("marks")).unwrap();
    fs::write(library.places.data.join("marks/other-1.jsonl"), bytes).unwrap();
    (library.fold(), library.open().check().unwrap())
}

/// What hostile/56 does to a journal, done to one of ours.
#[test]
fn each_kind_of_damage_costs_its_line_only_and_is_reported_by_number() {
    let m = |n: u8| line(&Record::Mark(mark(n, 1, Field::Read, Value::On, &[n])));
    let mut bad = m(8);
    let at = bad.windows(4).position(|w| w == b"true").unwrap();
    bad[at + 1] = 0xff;
    let torn = &m(9)[..40];
    let file = [
        m(1),                                             // 1
        m(2)[..m(2).len() - 3].to_vec(),                  // 2 cut
        [m(3), m(4)].concat(),                            // 3 glued
        vec![0; 8],                                       // 4 NUL
        CONFLICT.into(),                                  // 5
        [m(5), b"\r".to_vec()].concat(),                  // 6 CRLF
        b"=======".to_vec(),                              // 7
        ["\u{feff}".as_bytes(), &m(6)].concat(),          // 8 BOM
        br#"{"v":99,"kind":"future","id":"g"}"#.to_vec(), // 9 unknown
        bad,                                              // 10 not UTF-8
        b"".to_vec(),                                     // 11
        b"[1,2]".to_vec(),                                // 12
        [torn, &m(7)].concat(),                           // 13 a piece, then a record
        [vec![0; 5], m(10)].concat(),                     // 14 NUL, then a record
        torn.to_vec(),                                    // unfinished: no newline
    ]
    .join(&b'\n');
    let (fold, report) = checked(&file);
    let marked: Vec<_> = fold.marks().keys().map(|(id, _)| id.0[0]).collect();
    assert_eq!(marked, [1, 3, 4, 5, 6, 7, 10]);
    let lines = |harmless: bool| -> Vec<u64> {
        let complaints = report.complaints.iter().filter(|complaint| complaint.damage.is_harmless() == harmless);
        let mut lines: Vec<_> = complaints.map(|complaint| complaint.line).collect();
        lines.dedup();
        lines
    };
    assert_eq!(lines(false), [2, 4, 5, 7, 10, 12, 13, 14]);
    assert_eq!(lines(true), [3, 6, 8, 11, 13, 14]);
    let file = &report.files[0];
    assert_eq!((file.lines, file.records, file.unknown, file.unfinished), (14, 8, 1, 40));
    assert!(!report.is_clean());
    assert_eq!(report.complaints[0].to_string().split(": not").next(), Some("marks/other-1.jsonl, line 2"));
}

#[test]
fn a_body_with_a_bad_byte_is_read_with_a_replacement_character() {
    let mut bytes = line(&text(1, "some text"));
    let at = bytes.windows(5).position(|w| w == b"About").unwrap();
    bytes[at] = 0xff;
    bytes.push(b'\n');
    let [Record::Article(version)] = &read_bytes(&bytes)[..] else { panic!("not read") };
    assert_eq!(version.article.body, "\u{fffd}bout some text.");
    let (_, report) = checked(&bytes);
    assert!(report.complaints.iter().any(|complaint| complaint.damage == Damage::NotUtf8));
    assert_eq!(report.damaged(), 0);
}

#[test]
fn the_example_of_a_damaged_journal_is_read_without_harm() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hostile/56-journal-damage.jsonl");
    let Ok(bytes) = fs::read(&path) else { return println!("skipped: no {}", path.display()) };
    let (fold, report) = checked(&bytes);
    assert!(fold.marks().is_empty());
    assert_eq!((report.files[0].lines, report.files[0].records), (13, 0));
    assert_eq!(report.files[0].unfinished, 15);
}

#[test]
fn a_line_longer_than_any_record_is_passed_over() {
    let mut bytes = vec![b'x'; 65 << 20];
    bytes.push(b'\n');
    bytes.extend(line(&text(1, "after")));
    bytes.push(b'\n');
    let (fold, report) = checked(&bytes);
    assert_eq!(fold.articles().len(), 1);
    assert_eq!(report.complaints[0].damage, Damage::TooLong(65 << 20));
}

#[test]
fn a_place_leads_to_its_record_on_a_glued_line_too() {
    let library = library();
    fs::create_dir_all(library.places.data.join("marks")).unwrap();
    let glued = ["\u{feff}".as_bytes(), &line(&text(1, "one")), &line(&text(2, "two")), b"\n"].concat();
    fs::write(library.places.data.join("marks/x.jsonl"), glued).unwrap();
    let store = library.open();
    let name: Arc<str> = "marks/x.jsonl".into();
    let read: Vec<_> = store.read(&name, 0).unwrap().map(|line| line.unwrap()).collect();
    assert_eq!(read.len(), 2);
    for (place, record) in read {
        assert_eq!(store.read_at(&place).unwrap(), record.unwrap());
    }
    assert_eq!(store.files().unwrap()[0].kind, FileKind::Marks);
}

#[test]
fn a_fingerprint_sees_through_digits_and_white_space_only() {
    let same = [("12 new", "a  b\n1"), ("7 new ", " a b 234"), ("７ new", "a\u{a0}b\t９９")];
    for (title, body) in same {
        assert_eq!(fingerprint(title, body), fingerprint("0 new", "a b 0"), "{title}");
    }
    for (title, body) in [("new", "a b 0"), ("0 new a", "b 0"), ("0 new", "a b"), ("0 New", "a b 0"), ("0new", "a b 0")]
    {
        assert_ne!(fingerprint(title, body), fingerprint("0 new", "a b 0"), "{title}");
    }
}

#[test]
fn exact_fingerprint_ignores_white_space_only() {
    let exact = |title: &str, body: &str| exact_fingerprint(title, body);
    assert_eq!(exact("12 new ", "a\u{a0} b\n１０"), exact("12 new", "a b １０"));
    for (title, body) in [("120 new", "a b 10"), ("12 new", "a b 1"), ("12 new", "a b １０"), ("012 new", "a b 10")] {
        assert_ne!(exact(title, body), exact("12 new", "a b 10"), "{title}");
    }
    assert_eq!(exact("new", "a b"), fingerprint("new", "a b"));
}

proptest! {
    #[test]
    fn a_text_of_version_0_1_reads_like_one_with_exact(title in "\\PC{0,8}", body in "([0-9]|\\PC|\n){0,30}", full: bool) {
        let version = Version { full, ..Version::new(Article { title, body, ..article(1, "x") }, 2) };
        let new = String::from_utf8(line(&Record::Article(Box::new(version)))).unwrap();
        let old = without_exact(&new);
        prop_assert_eq!(old.len() + 43, new.len());
        let records = [parse(old.as_bytes()), parse_head(old.as_bytes()), parse(new.as_bytes())].map(Result::unwrap);
        prop_assert_eq!(&records[0], &records[2]);
        prop_assert_eq!(&records[1], &records[2]);
    }
}

/// The examples of the format's page are records, each of the kind that its heading says, as this version writes them.
#[test]
fn the_examples_in_the_documentation_are_as_we_write_them() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FORMAT.md")).unwrap();
    let examples: Vec<_> = page.lines().filter(|line| line.starts_with(r#"{"v":1,"#)).collect();
    assert!(examples.len() >= 8, "{}", examples.len());
    for example in examples {
        let record = parse(example.as_bytes()).unwrap();
        if record == Record::Unknown {
            assert!(example.contains("weather"), "{example}");
            continue;
        }
        assert_eq!(String::from_utf8(line(&record)).unwrap(), example);
        if let Record::Reuse(reuse) = &record {
            assert_eq!(reuse.new, ArticleId::of_reuse(reuse.id, reuse.from), "{example}");
        }
        if let Record::Article(version) = &record {
            let (title, body) = (&version.article.title, &version.article.body);
            assert_eq!(version.print, fingerprint(title, body), "{example}");
            assert_eq!(version.exact, exact_fingerprint(title, body), "{example}");
        }
    }
}
