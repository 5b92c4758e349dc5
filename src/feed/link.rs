//! Addresses: made absolute, and brought to the form in which two of one page are equal.
//!
//! Nothing is opened or asked. What may be opened is decided where it is opened; here any scheme passes.

use super::reference::decode;
use super::tokens::{Tag, Token, Tokens};
use url::Url;

/// The address with its inner white space and control characters gone; none where nothing is left.
pub(super) fn tidy(raw: &str) -> Option<String> {
    if raw.bytes().all(|b| b.is_ascii_graphic()) {
        return (!raw.is_empty()).then(|| raw.to_owned());
    }
    let raw = raw.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if raw.contains(char::is_control) {
        return tidy(&raw.replace(char::is_control, ""));
    }
    (!raw.is_empty()).then(|| raw.replace(' ', "%20"))
}

/// Whether an address says by itself where it leads.
pub(super) fn is_absolute(address: &str) -> bool {
    let scheme = address.split([':', '/', '?', '#']).next().unwrap_or("");
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(letters)
        && address[scheme.len()..].starts_with(':')
}

/// Whether something leads to the web.
pub(super) fn is_web(address: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Makes an address absolute where a base is known; one that is absolute stays letter for letter.
pub(super) fn resolve(address: String, base: Option<&Url>) -> String {
    if is_absolute(&address) {
        return address;
    }
    base.and_then(|base| base.join(&address).ok()).map_or(address, String::from)
}

/// The form of an address in which two of one page are equal: without scheme, `www.`, a final slash, a fragment, and
/// what only tells who sent the reader.
pub fn normal_link(address: &str) -> String {
    let Ok(mut url) = Url::parse(address.trim()) else { return address.trim().to_owned() };
    if !matches!(url.scheme(), "http" | "https") {
        return url.to_string();
    }
    // Pages that are all script keep their place behind `#!` or `#/`.
    if !url.fragment().is_some_and(|fragment| fragment.starts_with(['!', '/'])) {
        url.set_fragment(None);
    }
    let kept: Vec<&str> =
        url.query().unwrap_or("").split('&').filter(|part| !part.is_empty() && !tracks(part)).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let host = url.host_str().unwrap_or("");
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let fragment = url.fragment().map_or_else(String::new, |fragment| format!("#{fragment}"));
    let path = url.path().trim_end_matches('/');
    format!("{}{port}{path}{query}{fragment}", host.strip_prefix("www.").unwrap_or(host))
}

/// The normal form of an address, without parts that change from one answer to the next: session ids and values that look
/// random.
pub fn lasting_link(address: &str) -> String {
    let normal = normal_link(address);
    let (page, fragment) = normal.split_once('#').map_or((normal.as_str(), ""), |(page, fragment)| (page, fragment));
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    // `/page;jsessionid=…`
    let path: Vec<&str> = path
        .split('/')
        .map(|part| match part.split_once(';') {
            Some((name, parameter)) if changes(parameter) => name,
            _ => part,
        })
        .collect();
    let kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !changes(part)).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    format!("{}{query}{fragment}", path.join("/"))
}

/// Whether a parameter changes from one answer to the next.
fn changes(parameter: &str) -> bool {
    const NAMES: [&str; 22] = [
        "sid",
        "s",
        "session",
        "sessid",
        "sessionid",
        "session_id",
        "phpsessid",
        "jsessionid",
        "aspsessionid",
        "cfid",
        "cftoken",
        "zenid",
        "oscsid",
        "token",
        "nonce",
        "rand",
        "random",
        "rnd",
        "cb",
        "cachebuster",
        "_",
        "ts",
    ];
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_random = value.len() >= 20
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && digits >= 3
        && digits < value.len();
    is_random || NAMES.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a part of a query only tells where a reader came from.
fn tracks(part: &str) -> bool {
    const NAMES: [&str; 20] = [
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "twclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "cmpid",
        "ncid",
        "ocid",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
        "at_medium",
        "at_campaign",
        "ref_src",
    ];
    let name = part.split('=').next().unwrap_or("").to_ascii_lowercase();
    name.starts_with("utm_") || NAMES.contains(&name.as_str())
}

/// The attributes of HTML that hold one address.
const HOLDING: [&str; 5] = ["href", "src", "poster", "cite", "data"];

/// Makes the addresses in HTML absolute, those under an `xml:base` of their own by that.
pub fn make_absolute(html: &str, base: &Url) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut tokens = Tokens::new(html);
    let (mut depth, mut bases) = (0_usize, vec![(0_usize, base.clone())]);
    loop {
        let start = tokens.at();
        let token = tokens.next();
        let raw = tokens.raw(start, tokens.at());
        match token {
            None => break out + raw,
            Some(Token::Open(tag)) => {
                depth += usize::from(!tag.closed);
                let own = tag.get("xml:base").and_then(|own| bases.last()?.1.join(&own).ok());
                if let Some(own) = own.filter(|_| !tag.closed) {
                    bases.push((depth, own));
                }
                let base = bases.last().map_or(base, |(_, base)| base);
                write_tag(tag, raw, base, &mut out);
            }
            Some(Token::Close(_)) => {
                bases
                    .truncate(bases.len() - usize::from(bases.len() > 1 && bases.last().is_some_and(|b| b.0 == depth)));
                depth = depth.saturating_sub(1);
                out.push_str(raw);
            }
            Some(_) => out.push_str(raw),
        }
    }
}

fn write_tag(tag: Tag<'_>, raw: &str, base: &Url, out: &mut String) {
    let mut rest = raw;
    for (name, value) in tag.attributes() {
        let holds = HOLDING.iter().any(|known| known.eq_ignore_ascii_case(name));
        let address = if holds { tidy(&decode(value)) } else { None };
        let Some(address) = address.filter(|address| !is_absolute(address)) else { continue };
        // The value is a part of the tag as it stands, so its place tells where it begins.
        let at = value.as_ptr() as usize - rest.as_ptr() as usize;
        let quoted = rest[..at].ends_with(['"', '\'']);
        out.push_str(&rest[..at]);
        let absolute = resolve(address, Some(base)).replace('&', "&amp;").replace('"', "%22").replace('\'', "%27");
        out.extend(if quoted { ["", &absolute, ""] } else { ["\"", &absolute, "\""] });
        rest = &rest[at + value.len()..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_addresses_of_one_page_are_one() {
        for (address, normal) in [
            ("http://www.example.com/a/", "example.com/a"),
            ("https://example.com/a?utm_source=x&id=3&fbclid=y#top", "example.com/a?id=3"),
            ("HTTPS://Example.COM:443/A?b", "example.com/A?b"),
            ("http://example.com:8080", "example.com:8080"),
            ("https://example.com/#!/post/1", "example.com#!/post/1"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("/relative", "/relative"),
        ] {
            assert_eq!(normal_link(address), normal);
        }
    }

    #[test]
    fn addresses_become_absolute_only_where_they_are_not() {
        let base = Url::parse("http://example.com/base/sub/").ok();
        for (address, absolute) in [
            ("a.html", "http://example.com/base/sub/a.html"),
            ("//h/y", "http://h/y"),
            ("?q", "http://example.com/base/sub/?q"),
            ("http://Other.example", "http://Other.example"),
            ("tag:example.com,2024:1", "tag:example.com,2024:1"),
            ("a:b/c", "a:b/c"),
            ("1:b", "http://example.com/base/sub/1:b"),
        ] {
            assert_eq!(resolve(address.to_owned(), base.as_ref()), absolute);
        }
    }

    #[test]
    fn addresses_in_html_become_absolute_and_the_rest_stays() {
        let base = Url::parse("http://other.example/c/").unwrap();
        for (html, absolute) in [
            ("a <b> & c < d", "a <b> & c < d"),
            ("<a class='x' href=\"x?a&amp;b\">y</a>", "<a class='x' href=\"http://other.example/c/x?a&amp;b\">y</a>"),
            ("<img src=../i.png alt=i>", "<img src=\"http://other.example/i.png\" alt=i>"),
            ("<a href='#n'>n</a>", "<a href='http://other.example/c/#n'>n</a>"),
            ("<a href='mailto:x'>n</a><b", "<a href='mailto:x'>n</a><b"),
            (
                "<p xml:base='/d/'><a href='e'></a></p><a href='f'></a>",
                "<p xml:base='/d/'><a href='http://other.example/d/e'></a></p><a href='http://other.example/c/f'></a>",
            ),
        ] {
            assert_eq!(make_absolute(html, &base), absolute);
        }
    }
}
