//! newsboat's list of subscriptions, the file `urls`: an address a line, then tags; a tag that begins with `~` is a title.
//!
//! Source: newsboat's manual, "Tagging" and "Query Feeds". Lines that would run a program are refused. What its store
//! says of articles is `cached`'s.

use super::subscriptions::{Collector, SavedSearch, Subscription, Subscriptions};

/// Reads a file `urls`.
pub(super) fn read(text: &str) -> Subscriptions {
    let mut list = Collector::default();
    let mut hidden = Vec::new();
    for line in text.lines().map(str::trim) {
        let mut words = words(line).into_iter();
        let Some(address) = words.next() else { continue };
        if let Some(query) = address.strip_prefix("query:") {
            match query.split_once(':') {
                Some((name, filter)) => {
                    list.list().views.push(SavedSearch { name: name.to_owned(), filter: filter.to_owned() });
                }
                None => list.refuse(&address, "a query without a filter"),
            }
            continue;
        }
        let mut feed = Subscription { address, ..Subscription::default() };
        let mut is_hidden = false;
        for word in words {
            match word.strip_prefix('~') {
                Some(title) if !title.is_empty() => feed.title = Some(title.to_owned()),
                // An exclamation mark, whatever stands behind it, hides the feed from newsboat's list.
                _ if word.starts_with('!') => is_hidden = true,
                _ if word.is_empty() || feed.tags.contains(&word) => {}
                _ => feed.tags.push(word),
            }
        }
        let before = list.list().feeds.len();
        list.take(feed);
        let taken = list.list().feeds.get(before).filter(|_| is_hidden);
        hidden.extend(taken.map(|feed| feed.address.clone()));
    }
    list.list().complaints.extend(tell_hidden(&hidden));
    list.finish()
}

/// That feeds stand in the list of sources which newsboat keeps out of its own: here none is hidden.
fn tell_hidden(hidden: &[String]) -> Option<String> {
    match hidden {
        [] => None,
        [one] => Some(format!("1 feed that newsboat hides is listed here: {one}")),
        [one, ..] => Some(format!("{} feeds that newsboat hides are listed here, such as {one}", hidden.len())),
    }
}

/// The words of a line: quoted ones may hold spaces, and a backslash takes the next character as it is. A `#` at the
/// beginning of a word begins a comment.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') {
        let quoted = rest.starts_with('"');
        let mut word = String::new();
        let mut escaped = false;
        let body = &rest[usize::from(quoted)..];
        let mut end = body.len();
        for (at, c) in body.char_indices() {
            let ends = if quoted { c == '"' } else { c.is_whitespace() };
            if escaped {
                word.push(match c {
                    'n' => '\n',
                    't' => '\t',
                    c => c,
                });
            } else if ends {
                end = at + c.len_utf8();
                break;
            } else if !(quoted && c == '\\') {
                word.push(c);
            }
            escaped = !escaped && quoted && c == '\\';
        }
        words.push(word);
        rest = body[end..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_address_with_tags_and_a_title() {
        let list = read(
            "# comment\n\nhttp://a.b/1 news \"two words\" \"~A \\\"title\\\"\" news !\n  https://a.b/2#x\nhttp://a.b/3 # later\n",
        );
        let feed = &list.feeds[0];
        assert_eq!((feed.title.as_deref(), feed.tags.join("|").as_str()), (Some("A \"title\""), "news|two words"));
        let addresses: Vec<&str> = list.feeds.iter().map(|feed| feed.address.as_str()).collect();
        assert_eq!(addresses, ["http://a.b/1", "https://a.b/2#x", "http://a.b/3"]);
    }

    #[test]
    fn feeds_that_newsboat_hides_are_told_once_and_listed() {
        let check = |text: &str, expected: &[&str]| {
            let list = read(text);
            assert_eq!(
                (list.complaints, list.feeds[0].tags.join("|")),
                (expected.iter().map(|it| (*it).to_owned()).collect(), "sea".to_owned())
            );
        };
        check("http://a.b/1 sea\n", &[]);
        check("http://a.b/1 ! sea\n", &["1 feed that newsboat hides is listed here: http://a.b/1"]);
        check(
            "http://a.b/1 sea \"!The Sea (hidden)\"\nhttp://a.b/2 \"!\"\nexec:x !\n",
            &["2 feeds that newsboat hides are listed here, such as http://a.b/1"],
        );
    }

    #[test]
    fn queries_are_saved_searches_and_programs_are_refused() {
        let list = read(
            "\"query:Unread:unread = \\\"yes\\\" and age between 0:7\" tag\n\"exec:~/bin/x -a\"\nfilter:x:http://a.b/\n\"|cmd\"\nfile:///x\nquery:x\n",
        );
        let search = SavedSearch { name: "Unread".into(), filter: "unread = \"yes\" and age between 0:7".into() };
        assert_eq!((list.views, list.feeds.len(), list.refused.len()), (vec![search], 0, 5));
    }

    proptest::proptest! {
        #[test]
        fn any_line_reads(line in "[\\PC]{0,40}", odd in "[\"\\\\ #a~!|:]{0,20}") {
            read(&format!("{line}\n{odd}"));
        }
    }
}
