//! Which addresses lie on this machine or its network: a redirect from the public net never reaches one.
//!
//! What the reader typed may be local; that is decided where redirects are followed.

use crate::sources::start_waiting;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// What a resolver says that finds private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("an address on this machine or its network")]
pub(super) struct Private;

/// Looks names up: on a thread of its own, since the system can't be told how long it may take, and without one where it is
/// refused. ureq's resolver would panic then. What is an address by itself needs no thread.
#[derive(Debug, Default)]
pub(super) struct Anywhere(DefaultResolver);

impl Resolver for Anywhere {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let place = uri.scheme().zip(uri.authority());
        let text = place.and_then(|(scheme, authority)| DefaultResolver::host_and_port(scheme, authority));
        let Some(text) = text else { return self.0.resolve(uri, config, timeout) };
        let all = match text.parse() {
            Ok(address) => vec![address],
            Err(_) => look_up(text, timeout)?,
        };
        let mut found = self.0.empty();
        // There is room for so many.
        all.into_iter().take(16).for_each(|address| found.push(address));
        if found.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(found) }
    }
}

fn look_up(text: String, timeout: NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> {
    let all = |text: &str| -> io::Result<Vec<SocketAddr>> { Ok(text.to_socket_addrs()?.collect()) };
    if timeout.after.is_not_happening() {
        return Ok(all(&text)?);
    }
    let Ok((give, found)) = start_waiting("names", move |text: String| all(&text)) else { return Ok(all(&text)?) };
    let _ = give.send(text);
    Ok(found.recv_timeout(*timeout.after).map_err(|_| ureq::Error::Timeout(timeout.reason))??)
}

/// Looks names up, and leaves out what is private.
#[derive(Debug)]
pub(super) struct PublicOnly {
    all: Anywhere,
    deemed_public: &'static [IpAddr],
}

impl PublicOnly {
    /// A resolver for which these addresses are public, whatever they are.
    pub fn new(deemed_public: &'static [IpAddr]) -> Self {
        PublicOnly { all: Anywhere::default(), deemed_public }
    }
}

impl Resolver for PublicOnly {
    // The name is looked up once, and what is connected to is what was looked at: a name that changes its address in
    // between gains nothing.
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut public = self.all.empty();
        let found = self.all.resolve(uri, config, timeout)?;
        for address in found.iter().filter(|address| !is_private(address.ip(), self.deemed_public)) {
            public.push(*address);
        }
        if public.is_empty() { Err(ureq::Error::Other(Box::new(Private))) } else { Ok(public) }
    }
}

/// Whether an address lies on the public net, as far as can be told: a name that is not looked up, or has no address,
/// counts as public unless it is this machine's own.
pub(super) fn is_public(url: &Url, look_up: bool, deemed_public: &[IpAddr]) -> bool {
    let is_private = |ip| is_private(ip, deemed_public);
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_private(ip.into()),
        Some(Host::Ipv6(ip)) => !is_private(ip.into()),
        Some(Host::Domain(name)) if look_up => {
            let port = url.port_or_known_default().unwrap_or(80);
            !(name, port).to_socket_addrs().is_ok_and(|mut found| found.any(|address| is_private(address.ip())))
        }
        Some(Host::Domain(name)) => name.rsplit('.').next() != Some("localhost"),
        None => true,
    }
}

/// Whether an address is of this machine, of a network behind it, or of no one.
fn is_private(ip: IpAddr, deemed_public: &[IpAddr]) -> bool {
    match ip {
        ip if deemed_public.contains(&ip) => false,
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        // This network; shared by carriers (RFC 6598); assignments of protocols; measuring (RFC 2544); never given out.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inner = |high: u16, low: u16| is_private_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        _ if ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() => true,
        // Addresses of version 4 in three clothes: mapped, translated (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] => inner(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        // Unique local, link local, site local.
        [first, ..] => first & 0xfe00 == 0xfc00 || first & 0xff80 == 0xfe80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_this_machine_or_its_network_is_private_in_every_clothing() {
        for (address, public) in [
            ("http://example.com.invalid/", true),
            ("http://93.184.216.34/", true),
            ("http://[2606:2800:220:1::1]/", true),
            ("http://localhost/", false),
            ("http://127.1.2.3/", false),
            ("http://2130706433/", false),
            ("http://0/", false),
            ("http://10.0.0.1/", false),
            ("http://172.16.0.1/", false),
            ("http://192.168.1.1/", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("http://100.64.0.1/", false),
            ("http://[::1]/", false),
            ("http://[::ffff:127.0.0.1]/", false),
            ("http://[64:ff9b::7f00:1]/", false),
            ("http://[2002:7f00:1::]/", false),
            ("http://[fd00::1]/", false),
            ("http://[fe80::1]/", false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_public(&url, true, &[]), public, "{address}");
            assert_eq!(is_public(&url, false, &[]), public, "{address}");
        }
    }
}
