//! The password that an address may hold: what is shown in its stead, and the address without it.
//!
//! What stands behind the `?` is left as it is: which of that is a key, and whether the feed comes without it, only its
//! server knows. It is named where others may read it.

use url::Url;

/// What is shown instead of a password.
const MASK: &str = "***";

/// The ends of names that keys have in addresses.
const KEYS: [&str; 8] = ["token", "key", "auth", "secret", "password", "passwd", "pass", "pwd"];

/// An address for eyes, which may be others' than the reader's: a password in it is not shown.
pub fn masked(address: &str) -> String {
    with_password(address, Some(MASK)).unwrap_or_else(|| address.to_owned())
}

/// An address as it was typed over what is shown of `known`, whose password the mask stands for.
pub fn unmasked(typed: &str, known: &str) -> String {
    let password = |address: &str| Some(Url::parse(address).ok()?.password()?.to_owned());
    match password(known).filter(|_| password(typed).as_deref() == Some(MASK)) {
        Some(_) if typed == masked(known) => known.to_owned(),
        own => with_password(typed, own.as_deref()).filter(|_| own.is_some()).unwrap_or_else(|| typed.to_owned()),
    }
}

/// The address without its password; nothing where it has none.
pub fn without_password(address: &str) -> Option<String> {
    with_password(address, None)
}

/// The address with this password instead of its own; nothing where it has none.
fn with_password(address: &str, password: Option<&str>) -> Option<String> {
    let mut url = Url::parse(address).ok().filter(|url| url.has_host() && url.password().is_some())?;
    url.set_password(password).ok()?;
    Some(url.into())
}

/// What an address asks for by a name that keys have: `token`, `api_key`.
pub fn key_in(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(Url::has_host)?;
    let is_key = |name: &str| KEYS.iter().any(|key| name.to_ascii_lowercase().ends_with(key));
    url.query_pairs().find(|(name, value)| !value.is_empty() && is_key(name)).map(|(name, _)| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (address, shown, without) in [
            (
                "https://jane:secret@example.org/c?d#e",
                "https://jane:***@example.org/c?d#e",
                "https://jane@example.org/c?d#e",
            ),
            ("https://:secret@example.org/", "https://:***@example.org/", "https://example.org/"),
            ("https://jane@example.org/", "https://jane@example.org/", ""),
            ("https://Example.org/a:b@c", "https://Example.org/a:b@c", ""),
            ("no:address@x", "no:address@x", ""),
        ] {
            assert_eq!(
                (masked(address).as_str(), without_password(address).as_deref().unwrap_or_default()),
                (shown, without)
            );
        }
    }

    #[test]
    fn the_mask_stands_for_the_password_that_is_known() {
        let known = "https://jane:p%40ss@Example.org/a";
        for (typed, address) in [
            ("https://jane:***@example.org/a", known),
            ("https://jane:***@example.org/b", "https://jane:p%40ss@example.org/b"),
            ("https://joan:***@example.org/a", "https://joan:p%40ss@example.org/a"),
            ("https://jane:new@example.org/a", "https://jane:new@example.org/a"),
            ("https://Example.org/a", "https://Example.org/a"),
        ] {
            assert_eq!(unmasked(typed, known), address);
        }
        assert_eq!(unmasked("https://jane:***@e.org/", "https://e.org/"), "https://jane:***@e.org/");
    }

    #[test]
    fn what_may_be_a_key_is_named() {
        for (address, key) in [
            ("https://e.org/f?id=1&access_token=x", Some("access_token")),
            ("https://e.org/f?apiKey=x", Some("apiKey")),
            ("https://e.org/f?token=", None),
            ("https://e.org/token?keyword=x", None),
            ("/token?key=x", None),
        ] {
            assert_eq!(key_in(address).as_deref(), key, "{address}");
        }
    }
}
