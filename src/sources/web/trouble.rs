//! Why nothing came from an address, in the words the reader sees.
//!
//! Whether it is tried again, and when, is `story`'s to say.

use super::error::NO_TLS;
use crate::feed::NotAFeed;
use crate::sources::process::Role;
use crate::text::{Clean, masked, print_size};
use std::fmt;
use std::time::Duration;
use url::Url;

/// Why nothing came from a source that is asked over the network, or from a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is no address of the web.
    NotAnAddress(String),
    /// Its host has no address.
    UnknownHost(String),
    /// No connection could be made: in the system's words.
    Unreachable(String),
    /// It took too long: until what, and how long that was.
    TooSlow(&'static str, Duration),
    /// The connection could not be made secure: to which host, and why not.
    Insecure(String, String),
    /// The server answered with this status.
    Status(u16),
    /// The server says that it is gone for good.
    Gone,
    /// The server asks to come again later, after this time where it says so.
    Later(u16, Option<Duration>),
    /// The server, or a proxy that did not reach it, answered with this status; where it says so, for how long.
    OnTheWay(u16, Option<Duration>),
    /// More redirects than are followed.
    TooManyRedirects(usize),
    /// A redirect leads where none may: to what, and why not.
    BadRedirect(String, &'static str),
    /// It is larger than what is taken, in bytes.
    TooLarge(u64),
    /// What came is not HTTP, or broke off: in the library's words.
    Broken(String),
    /// What came is no feed.
    NotAFeed(NotAFeed),
    /// A program failed: in its own words, or the system's.
    Program(Role, String),
    /// A program did not come to its end in this time.
    Endless(Role, Duration),
    /// Reading it went wrong by a mistake in byline.
    Fault,
}

impl Trouble {
    /// Whether a server was reached at all.
    pub fn is_answer(&self) -> bool {
        !matches!(
            self,
            Trouble::NotAnAddress(_) | Trouble::UnknownHost(_) | Trouble::Unreachable(_) | Trouble::TooSlow(..)
        )
    }

    /// What answers there does not speak TLS at all.
    pub fn plain(host: &str) -> Self {
        Trouble::Insecure(host.to_owned(), NO_TLS.to_owned())
    }

    /// Whether that is so.
    pub fn is_plain(&self) -> bool {
        matches!(self, Trouble::Insecure(_, why) if why == NO_TLS)
    }

    /// A redirect from the public net to an address of this machine or its network.
    pub(super) fn private(to: &Url) -> Self {
        Trouble::BadRedirect(to.as_str().to_owned(), "an address on this machine or its network")
    }

    /// The feed that a page announces, where a page came instead of a feed.
    pub fn announced(&self) -> Option<&str> {
        match self {
            Trouble::NotAFeed(NotAFeed::Page(page)) => page.feeds.first().map(|feed| feed.address.as_str()),
            _ => None,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NotAnAddress(what) => write!(f, "{}: not an address of the web", Clean::line(&masked(what))),
            Trouble::UnknownHost(host) => write!(f, "there is no host {}, or no network", Clean::line(host)),
            Trouble::Unreachable(why) => write!(f, "can't be reached: {}", Clean::line(why)),
            Trouble::TooSlow(what, after) => write!(f, "no {what} within {}", print_time(*after)),
            Trouble::Insecure(host, why) => {
                write!(f, "no secure connection to {}: {}", Clean::line(host), Clean::line(why))
            }
            Trouble::Status(status) => write!(f, "the server says {status}{}", meaning(*status)),
            Trouble::Gone => f.write_str("gone for good, says the server (410)"),
            Trouble::Later(status, None) => write!(f, "the server says {status}: come later"),
            Trouble::Later(status, Some(wait)) => {
                write!(f, "the server says {status}: not before {}", print_time(*wait))
            }
            Trouble::OnTheWay(status, None) => {
                let what = if *status == 504 { "no answer came in time" } else { "one of them is out of order" };
                write!(f, "the server, or the proxy on the way to it, says {status}: {what}")
            }
            Trouble::OnTheWay(status, Some(wait)) => {
                let wait = print_time(*wait);
                write!(f, "the server, or the proxy on the way to it, says {status}: not before {wait}")
            }
            Trouble::TooManyRedirects(most) => write!(f, "led on more than {most} times"),
            Trouble::BadRedirect(to, why) => write!(f, "leads to {}, {why}", Clean::line(&masked(to))),
            Trouble::TooLarge(limit) => {
                write!(f, "over the limit of {} (max_feed in config.toml, or of this source)", print_size(*limit))
            }
            Trouble::Broken(why) => write!(f, "the answer can't be read: {}", Clean::line(why)),
            Trouble::NotAFeed(what) => what.fmt(f),
            Trouble::Program(role, why) => write!(f, "the {} failed: {}", role.name(), Clean::line(why)),
            Trouble::Endless(role, after) => write!(f, "the {} has no end within {}", role.name(), print_time(*after)),
            Trouble::Fault => f.write_str("byline failed at it; please report this with the address"),
        }
    }
}

/// A time as people say it.
fn print_time(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3_600)),
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        401 => ": it wants a name and a password; `user` and `secret` in sources.toml give them",
        403 => ": it does not let us read this",
        404 => ": there is nothing at this address",
        429 => ": it was asked too often",
        500..=599 => ": it is out of order",
        _ => "",
    }
}
