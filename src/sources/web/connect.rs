//! Connections as ureq makes them, with what TLS needs made ready once for all questions, and those to a proxy that is
//! asked itself.
//!
//! Where to connect, and by which way, is decided before.

use super::proxied::Proxied;
use std::sync::Arc;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, Transport};
use ureq::{Proxy, ProxyProtocol};

/// Makes connections; its copies share what they know.
#[derive(Clone, Debug)]
pub(super) struct Connecting(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    any: DefaultConnector,
    /// What a proxy itself is reached with.
    straight: Config,
}

impl Connecting {
    /// With the settings of all questions, but for a proxy.
    pub fn new(straight: Config) -> Self {
        Connecting(Arc::new(Parts { any: DefaultConnector::default(), straight }))
    }
}

impl Connector for Connecting {
    type Out = Box<dyn Transport>;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, ureq::Error> {
        // A question has settings of its own, its time and way, and what has some gets no part in what is kept: the
        // system's hundreds of certificates would be read for each connection, and no session of TLS be gone on with.
        // The settings for TLS are the same for all.
        let mut shared = ConnectionDetails {
            uri: details.uri,
            addrs: details.addrs.clone(),
            config: details.config,
            request_level: false,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
        };
        let Some(proxy) = asked_itself(details) else {
            return self.0.any.connect(&shared, chained);
        };
        shared.addrs = details.resolver.resolve(proxy.uri(), &self.0.straight, details.timeout)?;
        (shared.uri, shared.config) = (proxy.uri(), &self.0.straight);
        let way = self.0.any.connect(&shared, chained)?;
        Ok(way.map(|way| Proxied::new(way, details.uri, proxy).boxed()))
    }
}

/// The proxy that is asked for an address in a server's stead: for what is plain, since most open a tunnel (CONNECT) to
/// what is secure only.
fn asked_itself<'a>(details: &ConnectionDetails<'a>) -> Option<&'a Proxy> {
    let proxy = details.config.proxy()?;
    (is_asked_itself(proxy, details.uri) && !proxy.is_no_proxy(details.uri)).then_some(proxy)
}

/// Whether a proxy is asked for this address in a server's stead, and so answers itself where it gets none.
pub(super) fn is_asked_itself(proxy: &Proxy, to: &Uri) -> bool {
    let speaks_http = matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https);
    to.scheme() == Some(&Scheme::HTTP) && speaks_http
}
