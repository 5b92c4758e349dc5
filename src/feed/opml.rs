//! OPML 1 and 2, read and written: outlines with an address are subscriptions, those around them folders.
//!
//! Source: opml.org/spec2.opml. Outlines may nest without end; folders beyond a bound count as their outermost ones.

use super::inner::fold;
use super::subscriptions::{Collector, FILTER, Subscription, Subscriptions};
use super::tokens::{Tag, Token, Tokens};

/// How deep folders may nest.
const DEPTH: usize = 32;

/// Reads a list of subscriptions.
pub(super) fn read(text: &str) -> Subscriptions {
    let mut list = Collector::default();
    // The folders that are open; an outline that is none stands for nothing.
    let (mut open, mut beyond, mut in_title) = (Vec::<Option<String>>::new(), 0_usize, false);
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match mend(token, &mut tokens) {
            Token::Open(tag) if tag.name.eq_ignore_ascii_case("outline") => {
                let folder = take(tag, &open, &mut list);
                match open.len() {
                    _ if tag.closed => {}
                    0..DEPTH => open.push(folder),
                    _ => beyond += 1,
                }
            }
            Token::Open(tag) => in_title = tag.name.eq_ignore_ascii_case("title"),
            Token::Close(name) if name.eq_ignore_ascii_case("outline") => {
                if beyond > 0 {
                    beyond -= 1;
                } else {
                    open.pop();
                }
            }
            Token::Close(_) => in_title = false,
            Token::Text(text) | Token::Cdata(text) if in_title && list.list().title.is_empty() => {
                list.list().title = fold(&super::reference::decode(text));
            }
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    list.finish()
}

/// An outline whose attributes hold markup or quotes that were not escaped looks like text. It has no text of its own, so
/// its tag goes on to the last `>` before the next outline begins or ends.
fn mend<'a>(token: Token<'a>, tokens: &mut Tokens<'a>) -> Token<'a> {
    let Token::Text(text) = token else { return token };
    let Some(start) = tokens.at().checked_sub(text.len()).filter(|_| text.starts_with("<outline ")) else {
        return token;
    };
    let rest = tokens.raw(start, usize::MAX);
    let begins =
        |at: &usize| ["<outline", "</outline", "</body", "</opml"].iter().any(|tag| rest[*at..].starts_with(tag));
    let end = memchr::memchr_iter(b'<', rest.as_bytes()).skip(1).find(begins).unwrap_or(rest.len());
    match rest[..end].rfind('>') {
        Some(end) => {
            tokens.go_to(start + end + 1);
            Token::Open(Tag::of(&rest[1..end]))
        }
        None => token,
    }
}

/// Takes what an outline says, and gives the name of the folder it is.
fn take(tag: Tag<'_>, open: &[Option<String>], list: &mut Collector) -> Option<String> {
    let name = tag.get("title").or_else(|| tag.get("text")).map(|name| fold(&name));
    let kind = tag.get("type").unwrap_or_default().to_ascii_lowercase();
    let address = tag.get("xmlUrl").or_else(|| tag.get("url").filter(|_| matches!(kind.as_str(), "rss" | "atom")));
    let Some(address) = address else {
        return name.filter(|_| kind != "link" && kind != "include");
    };
    if tag.get("filtercmd").is_some() {
        list.refuse(&address, FILTER);
        return None;
    }
    let mut tags: Vec<String> = Vec::new();
    for category in tag.get("category").unwrap_or_default().split(',') {
        let category = fold(category.trim().trim_matches('/'));
        if !category.is_empty() && !tags.contains(&category) {
            tags.push(category);
        }
    }
    // An outline without a name is written with its address in place of one.
    let name = name.filter(|name| *name != address);
    let site = tag.get("htmlUrl").map(|site| site.into_owned());
    let folder = open.iter().flatten().cloned().collect();
    list.take(Subscription { address: address.into_owned(), title: name, site, folder, tags });
    None
}

/// Writes a list of subscriptions as OPML 2. What is read from it is the same list.
pub fn write_opml(list: &Subscriptions) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
    escape(&list.title, &mut out);
    out.push_str("</title>\n  </head>\n  <body>\n");
    let mut open: &[String] = &[];
    for feed in &list.feeds {
        let shared = open.iter().zip(&feed.folder).take_while(|(one, other)| one == other).count();
        close_folders(open.len(), shared, &mut out);
        for (depth, name) in feed.folder.iter().enumerate().skip(shared) {
            indent(depth, &mut out);
            out.push_str("<outline");
            attribute("text", name, &mut out);
            out.push_str(">\n");
        }
        open = &feed.folder;
        indent(open.len(), &mut out);
        out.push_str("<outline type=\"rss\"");
        attribute("text", feed.title.as_ref().unwrap_or(&feed.address), &mut out);
        if let Some(title) = &feed.title {
            attribute("title", title, &mut out);
        }
        attribute("xmlUrl", &feed.address, &mut out);
        if let Some(site) = &feed.site {
            attribute("htmlUrl", site, &mut out);
        }
        if !feed.tags.is_empty() {
            attribute("category", &feed.tags.join(","), &mut out);
        }
        out.push_str("/>\n");
    }
    close_folders(open.len(), 0, &mut out);
    out + "  </body>\n</opml>\n"
}

fn close_folders(open: usize, left: usize, out: &mut String) {
    for depth in (left..open).rev() {
        indent(depth, out);
        out.push_str("</outline>\n");
    }
}

fn indent(depth: usize, out: &mut String) {
    out.push_str(&"  ".repeat(depth + 2));
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.extend([" ", name, "=\""]);
    escape(value, out);
    out.push('"');
}

/// Escapes what XML can't hold, and drops the control characters it can't hold at all.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, feeds: &[&str], refused: usize) {
        let list =
            read(&format!("<opml version='2.0'><head><title>a &amp; b</title></head><body>{body}</body></opml>"));
        let told: Vec<String> = list
            .feeds
            .iter()
            .map(|feed| {
                let title = feed.title.as_deref().unwrap_or("-");
                format!("{} {title} /{} {}", feed.address, feed.folder.join("/"), feed.tags.join(","))
            })
            .collect();
        assert_eq!(told.iter().map(|told| told.trim_end()).collect::<Vec<_>>(), feeds, "{body}");
        assert_eq!((list.title.as_str(), list.refused.len()), ("a & b", refused), "{:?}", list.refused);
        let again = read(&write_opml(&list));
        assert_eq!((again.title, again.feeds), (list.title, list.feeds));
    }

    #[test]
    fn outlines_become_subscriptions_in_their_folders() {
        check(
            "<outline text='one'><outline text='two'><outline text='A &lt; B' xmlUrl='http://a.b/c?d&amp;e'/></outline>\
             <outline title='t' text='x' xmlurl='http://a.b/2' category='/x/y,z, z'></outline></outline>\
             <outline xmlUrl='feed://a.b/3'/>",
            &["http://a.b/c?d&e A < B /one/two", "http://a.b/2 t /one x/y,z", "http://a.b/3 - /"],
            0,
        );
    }

    #[test]
    fn markup_and_quotes_that_are_not_escaped_hide_no_address() {
        check(
            "<outline text='f'><outline text=\"A\" description=\"works at <a href=\"https://x.y/\">X</a> & \"Y\".\" \
             xmlUrl=\"http://a.b/1\"/></outline><outline text=\"B <b>\" xmlUrl='http://a.b/2'></outline>",
            &["http://a.b/1 A /f", "http://a.b/2 B <b> /"],
            0,
        );
    }

    #[test]
    fn what_could_run_or_read_is_refused() {
        check(
            "<outline xmlUrl='|touch x'/><outline xmlUrl='exec:x'/><outline xmlUrl='filter:x:http://a.b'/>\
             <outline xmlUrl='http://a.b/1' filtercmd='x'/><outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='x'/>\
             <outline text='ok' xmlUrl='http://a.b/ok'/>",
            &["http://a.b/ok ok /"],
            6,
        );
    }

    #[test]
    fn the_same_address_is_taken_once_and_nearly_the_same_is_named() {
        let list = read(
            "<opml><outline xmlUrl='http://a.b/d'/><outline xmlUrl='http://A.b/d'/><outline xmlUrl='https://a.b/d/'/>",
        );
        assert_eq!((list.feeds.len(), list.complaints.len()), (2, 1));
    }

    #[test]
    fn second_folder_becomes_a_tag() {
        let feed = "<outline text='S' xmlUrl='http://a.b/s'/>";
        let within = |folder: &str| format!("<outline text='{folder}'>{feed}</outline>");
        for (body, told, complaints) in [
            (within("one") + &within("two"), "http://a.b/s S /one two", 1),
            (within("one") + &within("two") + &within("two"), "http://a.b/s S /one two", 1),
            (within("one") + &within("two") + &within("three"), "http://a.b/s S /one two,three", 2),
            (within("one") + &within("one"), "http://a.b/s S /one", 0),
            (feed.to_owned() + &within("two"), "http://a.b/s S / two", 1),
            (within("one") + feed, "http://a.b/s S /one", 0),
        ] {
            check(&body, &[told], 0);
            assert_eq!(read(&format!("<opml>{body}</opml>")).complaints.len(), complaints, "{body}");
        }
    }

    /// A name without what OPML can't hold or what reading folds.
    fn name() -> impl proptest::strategy::Strategy<Value = String> {
        "[a-zA-Z가é<>&\"'=%.!?]{1,8}( [a-z&<\"']{1,4})?"
    }

    proptest::proptest! {
        #[test]
        fn a_list_that_is_written_reads_as_it_was(
            feeds in proptest::collection::vec(
                (proptest::option::of(name()), proptest::collection::vec(name(), 0..4), proptest::collection::vec(name(), 0..3)),
                0..12,
            ),
        ) {
            let feeds = feeds.into_iter().enumerate().map(|(n, (title, folder, mut tags))| {
                let mut met = std::collections::HashSet::new();
                tags.retain(|tag| met.insert(tag.clone()));
                Subscription { address: format!("http://a.b/{n}?x&y=%20"), title, site: None, folder, tags }
            });
            let list = Subscriptions { title: "a & <b>".into(), feeds: feeds.collect(), ..Subscriptions::default() };
            let again = read(&write_opml(&list));
            proptest::prop_assert_eq!(again, list);
        }
    }

    #[test]
    fn folders_without_end_cost_nothing() {
        let deep = "<outline text='f'>".repeat(100_000)
            + "<outline xmlUrl='http://a.b/leaf'/>"
            + &"</outline>".repeat(100_000);
        let list = read(&format!("<opml>{deep}<outline xmlUrl='http://a.b/after'/></opml>"));
        assert_eq!(list.feeds.iter().map(|feed| feed.folder.len()).collect::<Vec<_>>(), [DEPTH, 0]);
    }
}
