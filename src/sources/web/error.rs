//! What the libraries for HTTP and TLS say went wrong, in words that tell the reader what to do.

use super::network::Private;
use super::{Manners, Trouble};
use crate::text::masked;
use jiff::Timestamp;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError};
use std::error::Error;
use std::io;
use url::Url;

const TOO_OLD: &str = "the server speaks TLS too old to be safe, or in no way that is known here";
/// What answers speaks none.
pub(super) const NO_TLS: &str = "what answers there does not speak TLS; is it http rather than https?";
const RENEW: &str = "only its owner can renew it";
const NOT_TRUSTED: &str = "nobody this machine trusts vouches for its certificate; if you trust its owner, \
                           add their authority to the system's certificates";

/// What a proxy wants, by its status 407, whether it was asked for a tunnel or for the thing itself.
pub(super) const WHO_ASKS: &str = "the proxy wants a name and a password that it knows, in its address: \
                                   http://NAME:PASSWORD@HOST:PORT (407)";

/// Says what went wrong with a question to an address.
pub(super) fn trouble(error: ureq::Error, url: &Url, manners: &Manners) -> Trouble {
    let host = || url.host_str().unwrap_or_default().to_owned();
    if let Some(told) = find::<rustls::Error>(&error) {
        return Trouble::Insecure(host(), plain(told));
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
            _ if error.kind() == io::ErrorKind::UnexpectedEof => Trouble::Broken("the server hung up".into()),
            _ => Trouble::Unreachable(without_number(&error)),
        },
        ureq::Error::ConnectionFailed => Trouble::Unreachable("no connection".into()),
        // As the library writes it: `proxy server responded 403/403`.
        ureq::Error::ConnectProxyFailed(why) => Trouble::Unreachable(match why.rsplit_once('/') {
            Some((_, "407")) => WHO_ASKS.to_owned(),
            Some((_, status)) => format!("the proxy says {status}"),
            None => "the proxy hung up".to_owned(),
        }),
        ureq::Error::Tls(why) => Trouble::Insecure(host(), why.to_owned()),
        error => Trouble::Broken(error.to_string().replace(url.as_str(), &masked(url.as_str()))),
    }
}

/// What the system says, without its number for it.
fn without_number(error: &io::Error) -> String {
    let said = error.to_string();
    said.split_once(" (os error").map_or(said.as_str(), |(words, _)| words).to_owned()
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

/// What TLS says, plainly, with what can be done.
fn plain(error: &rustls::Error) -> String {
    let told = match error {
        rustls::Error::InvalidCertificate(why) => return of_certificate(why),
        rustls::Error::InvalidMessage(_) => NO_TLS,
        rustls::Error::PeerIncompatible(_) => TOO_OLD,
        rustls::Error::AlertReceived(alert) => match alert {
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure => TOO_OLD,
            AlertDescription::UnrecognisedName => "the server knows no host of this name; is the address right?",
            _ => return format!("the server breaks off: {alert:?}"),
        },
        rustls::Error::General(why) if why.contains("No CA certificates") => {
            "this machine has no certificates of authorities; the system's package ca-certificates brings them"
        }
        _ => return error.to_string(),
    };
    told.to_owned()
}

/// What is wrong with a certificate.
fn of_certificate(why: &CertificateError) -> String {
    let day = |time: &UnixTime| {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).strftime("%F")
    };
    match why {
        CertificateError::Expired => format!("its certificate has run out; {RENEW}"),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("its certificate ran out on {}; {RENEW}", day(not_after))
        }
        CertificateError::NotValidYet => "its certificate is not valid yet; is this machine's clock right?".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid before {}; is this machine's clock right?", day(not_before))
        }
        CertificateError::NotValidForName => "its certificate is for another host; is the address right?".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } => {
            // As the library writes them: `DnsName("example.org")`.
            let names: Vec<&str> = presented.iter().filter_map(|name| name.split('"').nth(1)).take(3).collect();
            let names = if names.is_empty() { "another host".to_owned() } else { names.join(", ") };
            format!("its certificate is for {names}; is the address right?")
        }
        // Signed by somebody who only bears the name of one that is trusted, or by itself.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => NOT_TRUSTED.to_owned(),
        CertificateError::Revoked => format!("its certificate was revoked; {RENEW}"),
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => NOT_TRUSTED.to_owned(),
        _ => format!("its certificate can't be used: {why}"),
    }
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
                assert!(said.starts_with("no secure connection to e.example: ") && said.contains(told), "{said}");
            }
        }
    }
}
