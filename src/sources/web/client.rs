//! One question to an address and its answer: redirects, limits and timeouts are ours, the rest is ureq's.
//!
//! It knows nothing of feeds; what is asked again, and when, is decided elsewhere.

use super::Trouble;
use super::network::{Private, PublicOnly, is_public};
use jiff::Timestamp;
use std::io::{self, Read};
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

/// How many redirects are followed.
const REDIRECTS: usize = 10;

const AGENT: &str = concat!("byline/", env!("CARGO_PKG_VERSION"));

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5";

/// How long servers are waited for, how much is taken, and how many are asked at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl Default for Manners {
    fn default() -> Self {
        Manners {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            whole: Duration::from_secs(90),
            max_bytes: 50 << 20,
            connections: 64,
            per_host: 4,
        }
    }
}

/// Asks servers; shared by all threads that do.
pub(in crate::sources) struct Client {
    anywhere: Agent,
    public: Agent,
    pub manners: Manners,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(in crate::sources) struct Ask<'a> {
    pub address: &'a str,
    /// The validators of what is known already.
    pub etag: Option<&'a str>,
    pub modified: Option<&'a str>,
    /// The present time, for dates in the answer.
    pub now: Timestamp,
}

/// An answer that is no redirect.
#[derive(Debug, Default)]
pub(in crate::sources) struct Reply {
    pub status: u16,
    /// Where it came from, after redirects.
    pub address: String,
    /// Where the source moved for good, say the redirects.
    pub moved: Option<String>,
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub content_type: Option<String>,
    /// How long it stays good.
    pub fresh: Option<Duration>,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// As it came, unpacked where the connection said that it was packed with something that does not show.
    pub body: Vec<u8>,
    /// The connection ended before the answer did.
    pub is_cut: bool,
}

impl Client {
    pub fn new(manners: Manners) -> Self {
        // The system's certificates: a company's own authority is known there, and one that was withdrawn is not.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(manners.connections)
            .max_idle_connections_per_host(manners.per_host)
            .user_agent(AGENT)
            .accept(ACCEPT)
            .timeout_connect(Some(manners.connect))
            .timeout_recv_response(Some(manners.first_byte))
            .tls_config(tls)
            .build();
        Client {
            anywhere: Agent::with_parts(config.clone(), DefaultConnector::default(), DefaultResolver::default()),
            public: Agent::with_parts(config, DefaultConnector::default(), PublicOnly::default()),
            manners,
        }
    }

    /// Asks, and follows redirects: to the web only, and from the public net never to a private one.
    pub fn ask(&self, ask: Ask<'_>) -> Result<Reply, Trouble> {
        let until = Instant::now() + self.manners.whole;
        let mut url = web_address(ask.address).ok_or_else(|| Trouble::NotAnAddress(ask.address.to_owned()))?;
        let (mut public, mut moved, mut for_good) = (false, None, true);
        for _ in 0..=REDIRECTS {
            let response = self.send(&url, ask, public, until)?;
            let status = response.status().as_u16();
            let location = text_of(response.headers(), header::LOCATION);
            let (301 | 302 | 303 | 307 | 308, Some(location)) = (status, location) else {
                let moved = moved.filter(|moved: &Url| moved.as_str() != ask.address).map(String::from);
                return self.read(response, ask.now, &url, moved);
            };
            public = public || is_public(&url);
            let next = url.join(&location).map_err(|_| Trouble::BadRedirect(location, "which is no address"))?;
            if !matches!(next.scheme(), "http" | "https") {
                return Err(Trouble::BadRedirect(next.into(), "which is not of the web"));
            }
            for_good &= matches!(status, 301 | 308);
            if for_good {
                moved = Some(next.clone());
            }
            url = next;
        }
        Err(Trouble::TooManyRedirects(REDIRECTS))
    }

    fn send(&self, url: &Url, ask: Ask<'_>, public: bool, until: Instant) -> Result<Response<Body>, Trouble> {
        let agent = if public { &self.public } else { &self.anywhere };
        let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let mut request = agent.get(url.as_str()).config().timeout_global(Some(left)).build();
        request = request.header(header::ACCEPT_ENCODING, "gzip, br");
        if let Some(etag) = ask.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = ask.modified {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        request.call().map_err(|error| self.trouble(error, url))
    }

    fn read(
        &self,
        mut response: Response<Body>,
        now: Timestamp,
        url: &Url,
        moved: Option<String>,
    ) -> Result<Reply, Trouble> {
        let headers = response.headers();
        let text = |name| text_of(headers, name);
        let mut reply = Reply {
            status: response.status().as_u16(),
            address: url.as_str().to_owned(),
            moved,
            etag: text(header::ETAG),
            modified: text(header::LAST_MODIFIED),
            content_type: text(header::CONTENT_TYPE),
            fresh: fresh(headers, now),
            retry_after: text(header::RETRY_AFTER).and_then(|wait| wait_of(&wait, now)),
            ..Reply::default()
        };
        let packed = text(header::CONTENT_ENCODING).is_some_and(|packed| packed.trim().eq_ignore_ascii_case("br"));
        let limit = self.manners.max_bytes;
        let raw = response.body_mut().as_reader();
        let end = match packed {
            true => fill(&mut reply.body, brotli_decompressor::Decompressor::new(raw, 4096), limit),
            false => fill(&mut reply.body, raw, limit),
        };
        if reply.body.len() > limit {
            return Err(Trouble::TooLarge(limit as u64));
        }
        if let Err(error) = end {
            let trouble = self.trouble(ureq::Error::from(error), url);
            // A wrong length, or a connection that was cut: what there is may do.
            if matches!(trouble, Trouble::TooSlow(..)) || reply.body.is_empty() {
                return Err(trouble);
            }
            reply.is_cut = true;
        }
        Ok(reply)
    }

    fn trouble(&self, error: ureq::Error, url: &Url) -> Trouble {
        match error {
            ureq::Error::Timeout(timeout) => match timeout {
                ureq::Timeout::Connect | ureq::Timeout::Resolve => Trouble::TooSlow("connection", self.manners.connect),
                ureq::Timeout::RecvResponse => Trouble::TooSlow("answer", self.manners.first_byte),
                _ => Trouble::TooSlow("whole answer", self.manners.whole),
            },
            ureq::Error::HostNotFound => Trouble::UnknownHost(url.host_str().unwrap_or_default().to_owned()),
            ureq::Error::Other(error) if error.is::<Private>() => {
                Trouble::BadRedirect(url.as_str().to_owned(), "an address on this machine or its network")
            }
            ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
                Some(ureq::Error::Timeout(_)) => Trouble::TooSlow("whole answer", self.manners.whole),
                _ if error.to_string().contains("certificate") => Trouble::Insecure(error.to_string()),
                _ if error.to_string().contains("failed to lookup") => {
                    Trouble::UnknownHost(url.host_str().unwrap_or_default().to_owned())
                }
                _ if error.kind() == io::ErrorKind::UnexpectedEof => Trouble::Broken("it broke off".into()),
                _ => Trouble::Unreachable(error.to_string()),
            },
            ureq::Error::ConnectionFailed => Trouble::Unreachable("no connection".into()),
            ureq::Error::ConnectProxyFailed(why) => Trouble::Unreachable(format!("the proxy: {why}")),
            ureq::Error::Tls(why) => Trouble::Insecure(why.to_owned()),
            ureq::Error::Rustls(error) => Trouble::Insecure(error.to_string()),
            error => Trouble::Broken(error.to_string()),
        }
    }
}

/// Reads to the end, or one byte over the limit.
fn fill(body: &mut Vec<u8>, from: impl Read, limit: usize) -> io::Result<()> {
    from.take(limit as u64 + 1).read_to_end(body).map(|_| ())
}

/// An address of the web, absolute.
pub(in crate::sources) fn web_address(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// How long an answer stays good, say `Cache-Control` and `Expires`.
fn fresh(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let control = text_of(headers, header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let mut parts = control.split(',').map(str::trim);
    if control.contains("no-cache") || control.contains("no-store") {
        return None;
    }
    match parts.find_map(|part| part.strip_prefix("max-age=")) {
        Some(seconds) => seconds.trim_matches('"').parse().ok().map(Duration::from_secs),
        None => text_of(headers, header::EXPIRES).and_then(|date| until(&date, now)),
    }
}

/// How long to wait: seconds, or a date.
fn wait_of(wait: &str, now: Timestamp) -> Option<Duration> {
    match wait.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => until(wait, now),
    }
}

fn until(date: &str, now: Timestamp) -> Option<Duration> {
    let date = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(date.trim()).ok()?;
    Duration::try_from(date.duration_since(now)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_seconds_or_a_date() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for (wait, seconds) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("Thu, 01 Jan 2026 00:02:00 GMT", Some(120)),
            ("Wed, 31 Dec 2025 00:02:00 GMT", None),
            ("soon", None),
            ("-5", None),
        ] {
            assert_eq!(wait_of(wait, now).map(|wait| wait.as_secs()), seconds, "{wait}");
        }
    }
}
