//! What becomes of the bytes of one file.

use super::*;

fn origin(guid: &str) -> Origin<'_> {
    Origin {
        source: SourceId::of("/n"),
        guid: Some(guid),
        modified: Some(Timestamp::UNIX_EPOCH),
        base: None,
        media: None,
        now: Timestamp::UNIX_EPOCH,
    }
}

fn check(name: &str, bytes: &[u8], expected: Result<(&str, usize), Refusal>) {
    let read = read(bytes, &origin(name)).map(|holding| (holding.kind.name(), holding.articles.len()));
    assert_eq!(read, expected, "{name}");
}

#[test]
fn a_file_is_what_its_name_and_its_first_words_say() {
    check("a.txt", b"One.\n\nTwo.\n", Ok(("text", 1)));
    check("a.md", b"# One\n\nTwo.\n", Ok(("markdown", 1)));
    check("a.HTML", b"<p>One</p>", Ok(("html", 1)));
    check("a.cor", b"first article\n\nsecond article\n", Ok(("lines", 2)));
    check("notes.log", b"any other text\n", Ok(("text", 1)));
}

#[test]
fn what_is_no_article_is_refused_with_its_reason() {
    check("a.txt", b"", Err(Refusal::Empty));
    check("a.txt", b"\xef\xbb\xbf \r\n\t\x0c\n", Err(Refusal::Empty));
    check("a.rss", b"<rss/>", Err(Refusal::Feed));
    check("a.xml", b"<?xml version='1.0'?>\n<!-- <html> -->\n<rdf:RDF>", Err(Refusal::Feed));
    check("feed", b"<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'>", Err(Refusal::Feed));
    check("a.json", b"{\"version\": \"https://jsonfeed.org/version/1.1\"}", Err(Refusal::Feed));
    check("a.json", b"{\"width\": 3}", Err(Refusal::OtherKind));
    check("a.xml", b"<catalogue/>", Err(Refusal::OtherKind));
}

#[test]
fn an_undated_file_is_published_at_its_file_time_and_marked_so() {
    let holding = read(b"A line.\n", &origin("x.txt")).unwrap();
    let article = &holding.articles[0];
    assert_eq!((article.published, article.published_from), (Some(Timestamp::UNIX_EPOCH), PublishedFrom::File));
    assert_eq!(article.id, ArticleId::of_guid(SourceId::of("/n"), "x.txt"));
}

#[test]
fn lines_that_say_the_same_are_articles_of_their_own_wherever_they_stand() {
    let ids =
        |text: &str| read(text.as_bytes(), &origin("x.cor")).unwrap().articles.iter().map(|a| a.id).collect::<Vec<_>>();
    let (before, after) = (ids("one\ntwo\none\n"), ids("new\none\ntwo\none\n"));
    assert_ne!(before[0], before[2]);
    assert_eq!(before, after[1..]);
}
