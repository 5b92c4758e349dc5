//! One question to an address and its answer: redirects, limits and timeouts are ours, the rest is ureq's.
//!
//! It knows nothing of feeds; what is asked again, and when, is decided elsewhere.

use super::access::Access;
use super::connect::{Connecting, is_asked_itself};
use super::cookies::Jar;
use super::network::{self, Anywhere, PublicOnly};
use super::reply::{self, Reply, text_of};
use super::room::Room;
use super::{Manners, Trouble, error};
use jiff::Timestamp;
use std::time::{Duration, Instant};
use ureq::http::{Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};
use url::Url;

/// How many redirects are followed.
const REDIRECTS: usize = 10;

const AGENT: &str = concat!("byline/", env!("CARGO_PKG_VERSION"));

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5";

/// Asks servers; shared by all threads that do.
pub(in crate::sources) struct Client {
    anywhere: Agent,
    public: Agent,
    pub(super) room: Room,
    pub manners: Manners,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(in crate::sources) struct Ask<'a> {
    pub address: &'a str,
    /// The validators of what is known already.
    pub etag: Option<&'a str>,
    pub modified: Option<&'a str>,
    /// How this source is asked.
    pub access: &'a Access,
    /// What the command for its secret printed.
    pub secret: Option<&'a str>,
    /// The most that is taken, in bytes, unpacked.
    pub limit: usize,
    /// Nothing more is asked of this host, so that the connection need not be kept.
    pub is_last: bool,
    /// The present time, for dates in the answer.
    pub now: Timestamp,
}

/// Where a question is on its way.
struct Hop<'a> {
    ask: Ask<'a>,
    url: Url,
    /// Where it began, for which headers and secrets are meant.
    first: Url,
    cookies: Jar,
    /// Whether it was on the public net before.
    public: bool,
    /// Whether a redirect left https.
    left_https: bool,
    until: Instant,
}

impl Client {
    pub fn new(manners: Manners) -> Self {
        // The system's certificates: a company's own authority is known there, and one that was withdrawn is not.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let settings = || {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .max_idle_connections(manners.connections)
                .max_idle_connections_per_host(manners.per_host)
                .user_agent(AGENT)
                .accept(ACCEPT)
                .timeout_connect(Some(manners.connect))
                .timeout_recv_response(Some(manners.first_byte))
                // A buffer is cleared for each connection: what is not used costs all the same.
                .input_buffer_size(16 << 10)
                .output_buffer_size(16 << 10)
                .tls_config(tls.clone())
        };
        // Without a word of the reader's the environment says which way to go.
        let config = match &manners.route {
            Some(route) => settings().proxy(route.proxy()),
            None => settings(),
        };
        let config = config.build();
        let connecting = Connecting::new(settings().proxy(None).build());
        let public = PublicOnly::new(manners.deemed_public);
        Client {
            anywhere: Agent::with_parts(config.clone(), connecting.clone(), Anywhere::default()),
            public: Agent::with_parts(config, connecting, public),
            room: Room::default(),
            manners,
        }
    }

    /// Asks, and follows redirects: to the web only, and from the public net never to a private one.
    pub fn ask(&self, ask: Ask<'_>) -> Result<Reply, Trouble> {
        self.go(ask, None)
    }

    /// Asks for an address that something which came from `from` names: as if it had been redirected there.
    pub fn ask_from(&self, from: &str, ask: Ask<'_>) -> Result<Reply, Trouble> {
        self.go(ask, Some(from))
    }

    fn go(&self, ask: Ask<'_>, from: Option<&str>) -> Result<Reply, Trouble> {
        let is_whole = ask.etag.is_none() && ask.modified.is_none();
        let entry = is_whole.then(|| self.room.enter());
        let until = Instant::now() + self.manners.whole;
        let url = web_address(ask.address).ok_or_else(|| Trouble::NotAnAddress(ask.address.to_owned()))?;
        let mut hop =
            Hop { ask, first: url.clone(), url, cookies: Jar::default(), public: false, left_https: false, until };
        if let Some(from) = from {
            hop.public = web_address(from).is_none_or(|from| self.is_public(ask.access, &from));
            if hop.public && !self.is_public(ask.access, &hop.url) {
                return Err(Trouble::private(&hop.url));
            }
        }
        let (mut moved, mut for_good) = (None, true);
        for _ in 0..=REDIRECTS {
            let response = self.send(&hop)?;
            let status = response.status().as_u16();
            let location = text_of(response.headers(), header::LOCATION);
            let (301 | 302 | 303 | 307 | 308, Some(location)) = (status, location) else {
                let read = || reply::read(response, &hop.ask, &hop.url, &self.manners);
                let reply = self.room.read(entry.as_ref(), read)?;
                let moved = moved.filter(|moved: &Url| moved.as_str() != ask.address).map(String::from);
                let by_proxy = self.is_proxy_asked(&hop);
                return Ok(Reply { moved, by_proxy, left_https: hop.left_https, ..reply });
            };
            hop.cookies.take(&hop.url, response.headers());
            self.follow(&mut hop, location)?;
            for_good &= matches!(status, 301 | 308);
            if for_good {
                moved = Some(hop.url.clone());
            }
        }
        Err(Trouble::TooManyRedirects(REDIRECTS))
    }

    /// Goes where a redirect leads.
    fn follow(&self, hop: &mut Hop<'_>, location: String) -> Result<(), Trouble> {
        let next = hop.url.join(&location).map_err(|_| Trouble::BadRedirect(location, "which is no address"))?;
        if !matches!(next.scheme(), "http" | "https") {
            return Err(Trouble::BadRedirect(next.into(), "which is not of the web"));
        }
        hop.public = hop.public || self.is_public(hop.ask.access, &hop.url);
        if hop.public && !self.is_public(hop.ask.access, &next) {
            return Err(Trouble::private(&next));
        }
        hop.left_https |= hop.url.scheme() == "https" && next.scheme() == "http";
        hop.url = next;
        Ok(())
    }

    /// Refuses to go from an address on the public net to one that a page there names and that is not.
    pub fn check_way(&self, access: &Access, from: &str, to: &str) -> Result<(), Trouble> {
        match (web_address(from), web_address(to)) {
            (Some(from), Some(to)) if self.is_public(access, &from) && !self.is_public(access, &to) => {
                Err(Trouble::private(&to))
            }
            _ => Ok(()),
        }
    }

    fn is_public(&self, access: &Access, url: &Url) -> bool {
        // A name that a proxy looks up is not looked up here: who goes by a proxy may not want it known.
        let look_up = self.proxy_of(access, url).is_none_or(|proxy| proxy.resolve_target());
        network::is_public(url, look_up, self.manners.deemed_public)
    }

    /// The proxy by which an address is asked.
    fn proxy_of(&self, access: &Access, url: &Url) -> Option<Proxy> {
        let proxy = match &access.route {
            Some(route) => route.proxy(),
            None => self.anywhere.config().proxy().cloned(),
        };
        let target = url.as_str().parse().ok()?;
        proxy.filter(|proxy| !proxy.is_no_proxy(&target))
    }

    /// Whether a proxy is asked itself, and not the server through it.
    fn is_proxy_asked(&self, hop: &Hop<'_>) -> bool {
        let target = hop.url.as_str().parse().ok();
        self.proxy_of(hop.ask.access, &hop.url).zip(target).is_some_and(|(proxy, to)| is_asked_itself(&proxy, &to))
    }

    fn send(&self, hop: &Hop<'_>) -> Result<Response<Body>, Trouble> {
        let Hop { ask, url, .. } = hop;
        // A proxy may lie on this machine; where it leads was looked at.
        let proxy = self.proxy_of(ask.access, url);
        let agent = if hop.public && proxy.is_none() { &self.public } else { &self.anywhere };
        let left = hop.until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let mut config = agent.get(url.as_str()).config().timeout_global(Some(left));
        if let Some(route) = &ask.access.route {
            config = config.proxy(route.proxy());
        }
        let mut request = config.build().header(header::ACCEPT_ENCODING, "gzip, br");
        if ask.is_last {
            request = request.header(header::CONNECTION, "close");
        }
        if let Some(etag) = ask.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = ask.modified {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        if let Some(cookies) = hop.cookies.header_for(url) {
            request = request.header(header::COOKIE, cookies);
        }
        // What is meant for one server is told to no other.
        if url.origin() == hop.first.origin() {
            for (name, value) in &ask.access.headers {
                request = request.header(name, value);
            }
            if let Some(authorization) = ask.access.authorization(ask.secret) {
                request = request.header(header::AUTHORIZATION, authorization);
            }
        }
        match request.call() {
            // None but proxies answer so.
            Ok(response) if response.status() == 407 => Err(Trouble::Unreachable(error::WHO_ASKS.to_owned())),
            Ok(response) => Ok(response),
            Err(error) => Err({
                let is_systems = matches!(&error, ureq::Error::Io(error) if error.raw_os_error().is_some());
                match (error::trouble(error, url, &self.manners), proxy) {
                    // No other name was looked up here.
                    (Trouble::UnknownHost(_), Some(proxy)) if !proxy.resolve_target() => {
                        Trouble::UnknownHost(format!("{} (the proxy)", proxy.host()))
                    }
                    // The system connects to none but the proxy.
                    (Trouble::Unreachable(why), Some(proxy)) if is_systems => Trouble::Unreachable(format!(
                        "the proxy {}:{} doesn't answer: {why}",
                        proxy.host(),
                        proxy.port()
                    )),
                    (Trouble::TooSlow("connection", after), Some(_)) => {
                        Trouble::TooSlow("connection to the proxy", after)
                    }
                    (trouble, _) => trouble,
                }
            }),
        }
    }
}

/// An address of the web, absolute.
pub(in crate::sources) fn web_address(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
