//! newsboat's list of subscriptions, the file `urls`: an address a line, then tags; a tag that begins with `~` is a title.
//!
//! Source: newsboat's manual, "Tagging" and "Query Feeds". Lines that would run a program are refused. What its store
//! says of articles is `cached`'s.

use super::subscriptions::{Collector, SavedSearch, Subscription, Subscriptions};

/// Reads a file `urls`.
pub(super) fn read(text: &str) -> Subscriptions {
    let mut list = Collector::default();
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
        for word in words {
            match word.strip_prefix('~') {
                Some(title) if !title.is_empty() => feed.title = Some(title.to_owned()),
                // An exclamation mark hides the feed from newsboat's list.
                _ if word == "!" || word.is_empty() || feed.tags.contains(&word) => {}
                _ => feed.tags.push(word),
            }
        }
        list.take(feed);
    }
    list.finish()
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
