//! The secrets in an address: user and password before its host, and keys in its query.
//!
//! A key is recognized by the name of its parameter alone. A long random value may just as well be a channel id, and only
//! the server knows the meaning of a path: neither counts as a secret.

use std::ops::Range;
use url::{Position, Url, form_urlencoded};

/// Shown instead of a secret.
const MASK: &str = "***";

/// Names of parameters that hold keys, in lower case and without `_` and `-`; compared whole.
const KEYS: [&str; 38] = [
    "token",
    "accesstoken",
    "apitoken",
    "authtoken",
    "feedtoken",
    "oauthtoken",
    "personaltoken",
    "privatetoken",
    "rsstoken",
    "securitytoken",
    "usertoken",
    "xamzsecuritytoken",
    "bearer",
    "jwt",
    "key",
    "accesskey",
    "apikey",
    "authkey",
    "feedkey",
    "privatekey",
    "rsskey",
    "secretkey",
    "userkey",
    "secret",
    "clientsecret",
    "auth",
    "authorization",
    "password",
    "passwd",
    "passphrase",
    "pass",
    "pwd",
    "sig",
    "signature",
    "xamzsignature",
    "xgoogsignature",
    "session",
    "sessionid",
];

/// An address to show: every secret in it is `***`.
pub fn masked(address: &str) -> String {
    let mut shown = address.to_owned();
    // From the end, so that earlier ranges stay valid.
    for secret in secrets(address).iter().rev().filter(|secret| secret.is_masked) {
        shown.replace_range(secret.value.clone(), MASK);
    }
    shown
}

/// The address from an edited `masked(known)`: a mask means the secret of the same name in `known`.
pub fn unmasked(typed: &str, known: &str) -> String {
    let (mut address, of_known) = (typed.to_owned(), secrets(known));
    for secret in secrets(typed).into_iter().rev().filter(|secret| &typed[secret.value.clone()] == MASK) {
        let same = of_known.iter().find(|known| known.name == secret.name && known.is_masked);
        if let Some(same) = same {
            address.replace_range(secret.value, &known[same.value.clone()]);
        }
    }
    address
}

/// The address as the library stores it: without user, password and keys. An address without them stays byte for byte.
pub fn without_secrets(address: &str) -> String {
    let Some(query) = query_of(address) else { return without_user(address) };
    let parts = parts_of(address, query.clone());
    if !parts.iter().any(|part| is_key(&address[part.clone()])) {
        return without_user(address);
    }
    let kept = parts.into_iter().map(|part| &address[part]).filter(|part| !is_key(part) && !part.is_empty());
    let kept = kept.collect::<Vec<_>>().join("&");
    let sign = if kept.is_empty() { "" } else { "?" };
    without_user(&format!("{}{sign}{kept}{}", &address[..query.start - 1], &address[query.end..]))
}

/// The address without user and password, which a source's id is made from.
pub fn without_user(address: &str) -> String {
    match user_of(address) {
        Some(user) => format!("{}{}", &address[..user.start], &address[user.end + 1..]),
        None => address.to_owned(),
    }
}

/// An address without what is the same in all of one host, and without its user.
pub fn short_address(address: &str) -> String {
    Url::parse(address).map_or_else(
        |_| address.to_owned(),
        |url| {
            let rest = &url[Position::BeforeHost..Position::AfterQuery];
            rest.trim_start_matches("www.").trim_end_matches('/').to_owned()
        },
    )
}

/// The names of the secrets in an address: `user`, `password`, and those of parameters.
pub fn secrets_in(address: &str) -> Vec<String> {
    secrets(address).into_iter().map(|secret| secret.name).collect()
}

/// The secrets themselves, both encoded as in the address and decoded; a user with a password is not a secret.
pub fn secret_values(address: &str) -> Vec<String> {
    let mut values = Vec::new();
    for secret in secrets(address).into_iter().filter(|secret| secret.is_masked) {
        let written = &address[secret.value];
        let pair = format!("={}", written.replace('&', "%26"));
        let meant = form_urlencoded::parse(pair.as_bytes()).next().map(|(_, meant)| meant.into_owned());
        values.extend(meant.filter(|meant| meant != written));
        values.push(written.to_owned());
    }
    values
}

/// The address with secrets added, each under its name; empty ones are skipped.
pub fn with_secrets(address: &str, secrets: &[(String, String)]) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    for (name, value) in secrets.iter().filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            USER => drop(url.set_username(value)),
            PASSWORD => drop(url.set_password(Some(value))),
            _ => drop(url.query_pairs_mut().append_pair(name, value)),
        }
    }
    url.into()
}

const USER: &str = "user";
const PASSWORD: &str = "password";

/// A secret, and its range in the address.
struct Secret {
    name: String,
    value: Range<usize>,
    /// Whether it is hidden when the address is shown; a user with a password is not.
    is_masked: bool,
}

/// The secrets in an address, in order.
fn secrets(address: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    if let Some(user) = user_of(address).filter(|user| !user.is_empty()) {
        match address[user.clone()].split_once(':').filter(|(_, password)| !password.is_empty()) {
            Some((name, _)) => {
                let at = user.start + name.len();
                if !name.is_empty() {
                    found.push(Secret { name: USER.to_owned(), value: user.start..at, is_masked: false });
                }
                found.push(Secret { name: PASSWORD.to_owned(), value: at + 1..user.end, is_masked: true });
            }
            // Without a password, the user is a key.
            None => found.push(Secret { name: USER.to_owned(), value: user, is_masked: true }),
        }
    }
    for part in query_of(address).map(|query| parts_of(address, query)).unwrap_or_default() {
        let text = &address[part.clone()];
        if let Some((name, _)) = form_urlencoded::parse(text.as_bytes()).next().filter(|_| is_key(text)) {
            let value = part.start + text.find('=').map_or(0, |at| at + 1)..part.end;
            found.push(Secret { name: name.into_owned(), value, is_masked: true });
        }
    }
    found
}

/// Whether a part of a query holds a key.
fn is_key(part: &str) -> bool {
    let Some((name, value)) = form_urlencoded::parse(part.as_bytes()).next() else { return false };
    let name = name.to_ascii_lowercase().replace(['_', '-'], "");
    !value.is_empty() && KEYS.contains(&name.as_str())
}

/// The range of user and password, without the `@` after them. Even an invalid address may have them.
fn user_of(address: &str) -> Option<Range<usize>> {
    let start = host_of(address)?;
    let end = address[start..].find(['/', '\\', '?', '#']).map_or(address.len(), |at| start + at);
    let at = address[start..end].rfind('@')?;
    Some(start..start + at)
}

/// The range of the query, without the `?` before it.
fn query_of(address: &str) -> Option<Range<usize>> {
    let start = host_of(address)?;
    let end = address.find('#').unwrap_or(address.len());
    let query = address.get(start..end)?.find('?')?;
    Some(start + query + 1..end)
}

/// Where user and host begin. Browsers tolerate missing or extra slashes before the host of a web address.
fn host_of(address: &str) -> Option<usize> {
    let (scheme, rest) = address.split_once(':')?;
    let name = scheme.trim_start();
    let is_scheme = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_web = ["http", "https"].iter().any(|web| name.eq_ignore_ascii_case(web));
    let host = rest.trim_start_matches(['/', '\\']);
    (is_scheme && (is_web || rest.starts_with("//"))).then_some(address.len() - host.len())
}

/// The parts of a query.
fn parts_of(address: &str, query: Range<usize>) -> Vec<Range<usize>> {
    let mut start = query.start;
    let mut parts = Vec::new();
    for part in address[query].split(['&', ';']) {
        parts.push(start..start + part.len());
        start += part.len() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_left_out_and_named() {
        for (address, shown, kept, names) in [
            ("https://jane:pw@e.org/c?d#e", "https://jane:***@e.org/c?d#e", "https://e.org/c?d#e", "user password"),
            ("https://:pw@e.org/", "https://:***@e.org/", "https://e.org/", "password"),
            ("https://ghp_0a1b@e.org/", "https://***@e.org/", "https://e.org/", "user"),
            ("https://a@b:c:d@e.org/", "https://a@b:***@e.org/", "https://e.org/", "user password"),
            (
                "https://e.org/f?id=1&Access-Token=x#y",
                "https://e.org/f?id=1&Access-Token=***#y",
                "https://e.org/f?id=1#y",
                "Access-Token",
            ),
            ("https://e.org/f?apiKey=x&a=b", "https://e.org/f?apiKey=***&a=b", "https://e.org/f?a=b", "apiKey"),
            ("https://e.org/f?a=b;sig=x", "https://e.org/f?a=b;sig=***", "https://e.org/f?a=b", "sig"),
            ("https://e.org/f?rss%5Ftoken=x", "https://e.org/f?rss%5Ftoken=***", "https://e.org/f", "rss_token"),
            ("https:jane:pw@e.org/f", "https:jane:***@e.org/f", "https:e.org/f", "user password"),
            (
                "https://jane:pw@no host/f?key=x",
                "https://jane:***@no host/f?key=***",
                "https://no host/f",
                "user password key",
            ),
            // None of these holds a secret.
            ("https://Example.org/a:b@c?q=a@b", "", "", ""),
            ("https://e.org/f?token=&keyword=x&monkey=y&tokens=z", "", "", ""),
            ("https://e.org/videos.xml?channel_id=UCx5XG1OV2P6uZZ5FSM9Ttw0", "", "", ""),
            ("https://e.org/f?&&a", "", "", ""),
            ("/token?key=x", "", "", ""),
            ("command:curl https://jane:pw@e.org/?key=x", "", "", ""),
            ("no:address@x", "", "", ""),
        ] {
            let or_same = |text: &str| if text.is_empty() { address.to_owned() } else { text.to_owned() };
            let expected = (or_same(shown), or_same(kept), names.to_owned());
            assert_eq!((masked(address), without_secrets(address), secrets_in(address).join(" ")), expected);
        }
    }

    #[test]
    fn every_key_of_the_table_is_compared_whole() {
        for key in KEYS {
            assert_eq!(without_secrets(&format!("https://e.org/?{key}=x&a=b")), "https://e.org/?a=b");
            let longer = format!("https://e.org/?{key}word=x");
            assert!(without_secrets(&longer) == longer || KEYS.contains(&&*format!("{key}word")), "{longer}");
        }
    }

    #[test]
    fn mask_means_the_known_secret() {
        let known = "https://jane:p%40ss@Example.org/a?token=t1&x=y";
        for (typed, address) in [
            ("https://jane:***@Example.org/a?token=***&x=y", known),
            ("https://jane:***@example.org/b", "https://jane:p%40ss@example.org/b"),
            ("https://joan:***@example.org/a?token=t2", "https://joan:p%40ss@example.org/a?token=t2"),
            ("https://jane:new@example.org/a?token=***", "https://jane:new@example.org/a?token=t1"),
            ("https://Example.org/a?key=***", "https://Example.org/a?key=***"),
        ] {
            assert_eq!(unmasked(typed, known), address);
        }
        assert_eq!(unmasked("https://jane:***@e.org/", "https://e.org/"), "https://jane:***@e.org/");
        assert_eq!(unmasked("https://***@e.org/b", "https://t0ken@e.org/"), "https://t0ken@e.org/b");
    }

    #[test]
    fn typed_secrets_are_added() {
        let secret = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let asked = [secret("user", "jane"), secret("password", "p@ss"), secret("token", "a&b"), secret("key", "")];
        let whole = with_secrets("https://e.org/f?id=1", &asked);
        assert_eq!(whole, "https://jane:p%40ss@e.org/f?id=1&token=a%26b");
        assert_eq!(without_secrets(&whole), "https://e.org/f?id=1");
        assert_eq!(secret_values(&whole), ["p@ss", "p%40ss", "a&b", "a%26b"]);
    }
}
