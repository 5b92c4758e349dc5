//! How one source is asked where that differs from the rest: headers, a name and a secret, another way through the net.
//!
//! It asks nothing itself, and keeps no secret: the command that prints one is run each time.

use super::Trouble;
use super::client::web_address;
use crate::sources::url::secret;
use crate::sources::{Kept, Place};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::OnceLock;
use ureq::Proxy;
use url::Url;

/// How a source is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Sent with each question, to the host of the address only.
    pub headers: Vec<(String, String)>,
    /// Who asks.
    pub user: Option<String>,
    /// The command that prints the password, or a token where there is no user; empty for none.
    pub secret: Vec<String>,
    /// The way to the server; none for what the settings say.
    pub route: Option<Route>,
    /// The most that is taken of it, in bytes; none for what the settings say.
    pub max_feed: Option<u64>,
}

impl Access {
    /// The header by which the server knows who asks.
    pub(super) fn authorization(&self, secret: Option<&str>) -> Option<String> {
        match (&self.user, secret) {
            (Some(user), secret) => {
                let pair = format!("{user}:{}", secret.unwrap_or_default());
                Some(format!("Basic {}", STANDARD.encode(pair)))
            }
            (None, Some(token)) => Some(format!("Bearer {token}")),
            (None, None) => None,
        }
    }
}

/// The access of a source, for what else is asked of its server. Its secret is asked for once, by who needs it first.
#[derive(Debug)]
pub(in crate::sources) struct Shared {
    address: Url,
    pub access: Access,
    secret: OnceLock<Result<Option<String>, Trouble>>,
}

impl Shared {
    /// That of a source at an address which is asked otherwise than the rest.
    pub fn of(kept: &Kept) -> Option<Self> {
        let Place::Address(address) = &kept.place else { return None };
        let access = kept.access.clone();
        (access != Access::default()).then_some(())?;
        Some(Shared { address: web_address(address)?, access, secret: OnceLock::new() })
    }

    /// Whether an address is of the server that it is meant for: of the same host and port, or there by TLS instead.
    pub fn is_for(&self, address: &str) -> bool {
        let Some(url) = web_address(address) else { return false };
        let is_secured = self.address.scheme() == "http"
            && url.scheme() == "https"
            && self.address.host() == url.host()
            && (self.address.port(), url.port()) == (None, None);
        self.address.origin() == url.origin() || is_secured
    }

    /// What the command for its secret printed.
    pub fn secret(&self) -> Result<Option<&str>, Trouble> {
        let secret = self.secret.get_or_init(|| secret(&self.access.secret));
        secret.as_ref().map(Option::as_deref).map_err(Clone::clone)
    }
}

/// The way to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Straight, whatever the environment says.
    Direct,
    /// By way of the proxy at this address.
    Proxy(String),
}

impl Route {
    /// Reads `none`, or the address of a proxy: `http://host:port`, `socks5://host:port`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Route::Direct);
        }
        let is_address = text.contains("://") && Proxy::new(text).is_ok();
        is_address.then(|| Route::Proxy(text.to_owned()))
    }

    /// The proxy, for the library that connects.
    pub(super) fn proxy(&self) -> Option<Proxy> {
        match self {
            Route::Direct => None,
            Route::Proxy(address) => Proxy::new(address).ok(),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Direct => f.write_str("none"),
            Route::Proxy(address) => f.write_str(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_for_one_server_is_for_no_other() {
        let access = Access { user: Some("me".into()), ..Access::default() };
        let shared = |address: &str| {
            Shared::of(&Kept { access: access.clone(), ..Kept::new(Place::Address(address.into())) }).unwrap()
        };
        for (feed, page, is_for) in [
            ("https://e.example/f", "https://e.example/1", true),
            ("https://e.example/f", "https://e.example:443/1", true),
            ("https://e.example/f", "http://e.example/1", false),
            ("http://e.example/f", "https://e.example/1", true),
            ("http://e.example:8080/f", "https://e.example/1", false),
            ("http://e.example/f", "http://e.example:8080/1", false),
            ("https://e.example/f", "https://www.e.example/1", false),
            ("https://e.example/f", "https://e.example.other/1", false),
            ("https://e.example/f", "https://e.example@other.example/1", false),
            ("https://e.example/f", "ftp://e.example/1", false),
            ("https://e.example/f", "/1", false),
        ] {
            assert_eq!(shared(feed).is_for(page), is_for, "{feed} {page}");
        }
        assert!(Shared::of(&Kept::new(Place::Address("https://e.example/f".into()))).is_none());
    }

    #[test]
    fn a_route_is_none_or_the_address_of_a_proxy() {
        for text in ["none", "http://localhost:3128", "socks5://127.0.0.1:9050"] {
            assert_eq!(Route::parse(text).map(|route| route.to_string()).as_deref(), Some(text));
        }
        for text in ["", "localhost", "ftp://a/", "direct"] {
            assert_eq!(Route::parse(text), None, "{text}");
        }
    }
}
