//! An answer, read to its end or to the limit, with what its headers say.

use super::client::Ask;
use super::{Manners, Trouble, error};
use jiff::Timestamp;
use std::io::{self, Read};
use std::time::Duration;
use ureq::Body;
use ureq::http::{HeaderMap, Response, header};
use url::Url;

/// The longest answer that is believed to come only because its head says so.
const EXPECTED: usize = 1 << 20;

/// An answer that is no redirect.
#[derive(Debug, Default)]
pub(in crate::sources) struct Reply {
    pub status: u16,
    /// Where it came from, after redirects.
    pub address: String,
    /// A proxy was asked for it, and may have answered itself.
    pub by_proxy: bool,
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
    /// A redirect led from https to http.
    pub left_https: bool,
    /// The connection ended before the answer did.
    pub is_cut: bool,
}

impl Reply {
    /// What is wrong, where its status is none of something to read.
    pub fn trouble(&self) -> Trouble {
        match self.status {
            410 => Trouble::Gone,
            status @ 502..=504 if self.by_proxy => Trouble::OnTheWay(status, self.retry_after),
            status @ (429 | 503) => Trouble::Later(status, self.retry_after),
            status => Trouble::Status(status),
        }
    }
}

/// Reads an answer from an address.
pub(super) fn read(
    mut response: Response<Body>,
    ask: &Ask<'_>,
    url: &Url,
    manners: &Manners,
) -> Result<Reply, Trouble> {
    let headers = response.headers();
    let text = |name| text_of(headers, name);
    let mut reply = Reply {
        status: response.status().as_u16(),
        address: url.as_str().to_owned(),
        moved: None,
        etag: text(header::ETAG),
        modified: text(header::LAST_MODIFIED),
        content_type: text(header::CONTENT_TYPE),
        fresh: fresh(headers, ask.now),
        retry_after: text(header::RETRY_AFTER).and_then(|wait| wait_of(&wait, ask.now)),
        ..Reply::default()
    };
    let packed = text(header::CONTENT_ENCODING).is_some_and(|packed| packed.trim().eq_ignore_ascii_case("br"));
    let says = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    reply.body.reserve(says.unwrap_or_default().min(EXPECTED).min(ask.limit) + 1);
    let raw = response.body_mut().as_reader();
    let end = match packed {
        true => fill(&mut reply.body, brotli_decompressor::Decompressor::new(raw, 4096), ask.limit),
        false => fill(&mut reply.body, raw, ask.limit),
    };
    if reply.body.len() > ask.limit {
        return Err(Trouble::TooLarge(ask.limit as u64));
    }
    if let Err(error) = end {
        let trouble = error::trouble(ureq::Error::from(error), url, manners);
        // A wrong length, or a connection that was cut: what there is may do.
        if matches!(trouble, Trouble::TooSlow(..)) || reply.body.is_empty() {
            return Err(trouble);
        }
        reply.is_cut = true;
    }
    Ok(reply)
}

/// Reads to the end, or one byte over the limit.
fn fill(body: &mut Vec<u8>, from: impl Read, limit: usize) -> io::Result<()> {
    from.take(limit as u64 + 1).read_to_end(body).map(|_| ())
}

pub(super) fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
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
