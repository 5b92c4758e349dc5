//! Connections as ureq makes them, with what TLS needs made ready once for all questions.
//!
//! Where to connect, and by which way, is decided before.

use std::sync::Arc;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, Transport};

/// Makes connections; its copies share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct Connecting(Arc<DefaultConnector>);

impl Connector for Connecting {
    type Out = Box<dyn Transport>;

    // A question has settings of its own, its time and way, and what has some gets no part in what is kept: the
    // system's hundreds of certificates would be read for each connection, and no session of TLS be gone on with. The
    // settings for TLS are the same for all.
    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, ureq::Error> {
        let shared = ConnectionDetails {
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
        self.0.connect(&shared, chained)
    }
}
