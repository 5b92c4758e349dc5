//! How long servers are waited for, how much is taken, and how many are asked at once.

use super::Route;
use std::net::IpAddr;
use std::time::Duration;

/// How servers are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manners {
    /// Until a connection stands.
    pub connect: Duration,
    /// Until the answer begins.
    pub first_byte: Duration,
    /// Until all of it is there, redirects included.
    pub whole: Duration,
    /// The most that is taken, in bytes, unpacked.
    pub max_bytes: usize,
    /// Connections at once.
    pub connections: usize,
    /// Of these, to one host.
    pub per_host: usize,
    /// The way to all servers; none for what the environment says.
    pub route: Option<Route>,
    /// How long an answer that says that it stays good is believed, where all sources are asked.
    pub interval: Duration,
    /// Addresses that redirects take for public ones though they lie on this machine: none, but in a test.
    pub deemed_public: &'static [IpAddr],
}

impl Default for Manners {
    fn default() -> Self {
        Manners {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            whole: Duration::from_secs(90),
            max_bytes: 50 << 20,
            connections: 512,
            per_host: 4,
            route: None,
            interval: Duration::from_secs(3_600),
            deemed_public: &[],
        }
    }
}
