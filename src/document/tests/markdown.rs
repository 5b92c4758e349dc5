//! Markdown in, tree out; and what its front matter says.

use super::super::describe;
use crate::article::{Media, PublishedFrom};

#[track_caller]
fn check(text: &str, expected: &str) {
    super::check(Media::Markdown, text, expected);
}

#[test]
fn blocks_and_styles_come_through() {
    check(
        "# Top\n\nsome *em* **strong** ~~gone~~ `a  b`\nsame\\\nnext\n\n> q\n\n1. a\n2. b\n   - c\n\n```rust\nfn x() {}\n```\n\n***\nend",
        "# Top\nsome *em* **strong** ~gone~ `a  b` same⏎next\n> q\n1. a\n2. b\n  - c\n¦fn x() {}\n----\nend",
    );
}

#[test]
fn tables_tasks_and_footnotes_come_through() {
    check("| a | b |\n|---|--:|\n| 1 | *2* |\n", "|| a | b\n| 1 | *2*");
    check("- [x] done\n- [ ] open\n", "- [x] done\n- [ ] open");
    check("said[^1]\n\n[^1]: note\n", "said[^[1]^](→1)\n[^1]\n  @1 note");
    check(
        "a[^b] c[^why] d[^why]\n\nNext\n\n[^why]: two\n[^b]: one\n",
        "a[^[b]^](→2) c[^[2]^](→1) d[^[2]^](→1)\nNext\n[^2]\n  @1 two\n[^b]\n  @2 one",
    );
}

#[test]
fn links_lead_to_headings_by_their_words() {
    check("[to](#how-its-done) [none](#x)\n\n## How it's *done*\n", "[to](→1) none\n## @1 How it's *done*");
}

#[test]
fn links_pictures_and_html_come_through() {
    check(
        "[t *x*](https://e.org/a) ![alt](https://e.org/i.png) <b>html</b> <https://e.org/>\n\n<div>\n<p>block</p>\n</div>\n",
        "[t ](1)[*x*](1) [!alt!](2) **html** [https://e.org/](3)\nblock\n1: https://e.org/a\n2: https://e.org/i.png picture\n3: https://e.org/",
    );
    check("<script>alert(1)</script>\n\nafter", "after");
}

#[test]
fn front_matter_is_read_and_not_shown() {
    let text = "---\ntitle: \"A: title\" \ndate: 2014-12-23 # then\nauthor:\n  - Jane Roe\n  - name: John Doe\ntags: [a, 'b c']\nlang: en\nurl: https://e.org/x\nweird\n---\n\n# Body\n\ntext";
    check(text, "# Body\ntext");
    let found = describe(Media::Markdown, text, None, None);
    assert_eq!((found.title.as_str(), found.language.as_deref()), ("A: title", Some("en")));
    assert_eq!(
        (found.authors, found.categories),
        (vec!["Jane Roe".into(), "John Doe".into()], vec!["a".into(), "b c".into()])
    );
    assert_eq!(found.published.map(|t| t.to_string()).as_deref(), Some("2014-12-23T00:00:00Z"));
    assert_eq!((found.published_from, found.url.as_deref()), (Some(PublishedFrom::Declared), Some("https://e.org/x")));
}

#[test]
fn front_matter_may_be_toml() {
    let found =
        describe(Media::Markdown, "+++\ntitle = 'T'\ndate = 2014-12-23T10:00:00Z\ntags = ['a']\n+++\nx", None, None);
    assert_eq!((found.title.as_str(), found.categories), ("T", vec!["a".to_owned()]));
    assert_eq!(found.published.map(|t| t.to_string()).as_deref(), Some("2014-12-23T10:00:00Z"));
    let broken = describe(Media::Markdown, "+++\ntitle = \n+++\n# Heading\n", None, None);
    assert_eq!((broken.title.as_str(), broken.complaints.len()), ("Heading", 1));
}

#[test]
fn a_rule_at_the_top_is_no_front_matter() {
    check("---\n\nnot a field\n\n---\n\nrest", "not a field\n----\nrest");
    assert_eq!(describe(Media::Markdown, "just *text*. And more.", None, None).title, "just text. And more.");
}
