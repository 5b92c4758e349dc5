//! How one source is asked where that differs from the rest: headers, a name and a secret, another way through the net.
//!
//! It asks nothing itself, and keeps no secret: the command that prints one is run each time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use ureq::Proxy;

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
    fn a_route_is_none_or_the_address_of_a_proxy() {
        for text in ["none", "http://localhost:3128", "socks5://127.0.0.1:9050"] {
            assert_eq!(Route::parse(text).map(|route| route.to_string()).as_deref(), Some(text));
        }
        for text in ["", "localhost", "ftp://a/", "direct"] {
            assert_eq!(Route::parse(text), None, "{text}");
        }
    }
}
