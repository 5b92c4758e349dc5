//! What the libraries for HTTP and TLS say went wrong, in words that tell the reader what to do.

use super::network::Private;
use super::{Manners, Trouble};
use rustls::CertificateError;
use std::error::Error;
use std::io;
use url::Url;

/// Says what went wrong with a question to an address.
pub(super) fn trouble(error: ureq::Error, url: &Url, manners: &Manners) -> Trouble {
    let host = || url.host_str().unwrap_or_default().to_owned();
    if let Some(told) = find::<rustls::Error>(&error) {
        return Trouble::Insecure(plain(told));
    }
    match error {
        ureq::Error::Timeout(timeout) => match timeout {
            ureq::Timeout::Connect | ureq::Timeout::Resolve => Trouble::TooSlow("connection", manners.connect),
            ureq::Timeout::RecvResponse => Trouble::TooSlow("answer", manners.first_byte),
            _ => Trouble::TooSlow("whole answer", manners.whole),
        },
        ureq::Error::HostNotFound => Trouble::UnknownHost(host()),
        ureq::Error::Other(error) if error.is::<Private>() => Trouble::private(url),
        ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(ureq::Error::Timeout(_)) => Trouble::TooSlow("whole answer", manners.whole),
            _ if error.to_string().contains("failed to lookup") => Trouble::UnknownHost(host()),
            _ if error.kind() == io::ErrorKind::UnexpectedEof => Trouble::Broken("it broke off".into()),
            _ => Trouble::Unreachable(error.to_string()),
        },
        ureq::Error::ConnectionFailed => Trouble::Unreachable("no connection".into()),
        ureq::Error::ConnectProxyFailed(why) => Trouble::Unreachable(format!("the proxy says {why}")),
        ureq::Error::Tls(why) => Trouble::Insecure(why.to_owned()),
        error => Trouble::Broken(error.to_string()),
    }
}

/// The first of the errors behind one that is of a kind.
fn find<'a, E: Error + 'static>(error: &'a ureq::Error) -> Option<&'a E> {
    let mut next: Option<&'a (dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        next = match (error.downcast_ref::<ureq::Error>(), inner) {
            (Some(ureq::Error::Rustls(error)), _) => Some(error),
            (Some(ureq::Error::Io(error)), _) => Some(error),
            (_, Some(inner)) => Some(inner),
            _ => error.source(),
        };
    }
    None
}

/// What TLS says, plainly.
fn plain(error: &rustls::Error) -> String {
    let told = match error {
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has run out; only its owner can renew it"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet; is this machine's clock right?"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another host"
            }
            CertificateError::UnknownIssuer => "nobody this machine trusts vouches for its certificate",
            CertificateError::Revoked => "its certificate was revoked",
            _ => return format!("its certificate can't be used: {error}"),
        },
        rustls::Error::InvalidMessage(_) => "what answers there does not speak TLS; is it http rather than https?",
        rustls::Error::PeerIncompatible(_) => "the server speaks TLS too old to be safe",
        _ => return error.to_string(),
    };
    told.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_will_not_do_is_told_in_words_however_deep_the_error_lies() {
        let url = Url::parse("https://e.example/f").unwrap();
        for (why, told) in [
            (CertificateError::Expired, "has run out"),
            (CertificateError::NotValidYet, "clock"),
            (CertificateError::NotValidForName, "another host"),
            (CertificateError::UnknownIssuer, "nobody this machine trusts"),
        ] {
            let error = rustls::Error::InvalidCertificate(why);
            let inner = io::Error::new(io::ErrorKind::InvalidData, error.clone());
            for error in [ureq::Error::Rustls(error), ureq::Error::Io(inner)] {
                let said = trouble(error, &url, &Manners::default()).to_string();
                assert!(said.starts_with("the connection can't be made secure: ") && said.contains(told), "{said}");
            }
        }
    }
}
