//! Cookies that servers set while one question is led on: some lead on for ever whom they do not know again.
//!
//! They are forgotten with the answer, so that nobody is known from one day to the next.

use ureq::http::{HeaderMap, header};
use url::Url;

/// More than any honest server sets.
const MOST: usize = 64;
const LONGEST: usize = 4096;

/// What was set so far: host, name, value.
#[derive(Debug, Default)]
pub(super) struct Jar(Vec<(String, String, String)>);

impl Jar {
    /// Takes what an answer from an address sets.
    pub fn take(&mut self, url: &Url, headers: &HeaderMap) {
        for set in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            self.set(url, set);
        }
    }

    fn set(&mut self, url: &Url, set: &str) {
        let mut parts = set.split(';').map(str::trim);
        let (Some(host), Some((name, value))) = (url.host_str(), parts.next().and_then(|pair| pair.split_once('=')))
        else {
            return;
        };
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || set.len() > LONGEST {
            return;
        }
        let domain = parts.filter_map(|part| part.split_once('=')).find(|(key, _)| key.eq_ignore_ascii_case("domain"));
        let domain = domain.map_or(host, |(_, domain)| domain.trim().trim_start_matches('.'));
        // One host sets nothing for another, but a part of a site may for the whole.
        if !is_within(host, domain) {
            return;
        }
        self.0.retain(|(at, known, _)| (at.as_str(), known.as_str()) != (domain, name));
        if self.0.len() < MOST {
            self.0.push((domain.to_ascii_lowercase(), name.to_owned(), value.to_owned()));
        }
    }

    /// What is sent to an address; none where nothing was set for it.
    pub fn header_for(&self, url: &Url) -> Option<String> {
        let host = url.host_str()?;
        let mine = self.0.iter().filter(|(domain, ..)| is_within(host, domain));
        let pairs: Vec<String> = mine.map(|(_, name, value)| format!("{name}={value}")).collect();
        let sent = pairs.join("; ");
        // What is longer, no honest server asks for.
        (!sent.is_empty() && sent.len() <= 2 * LONGEST).then_some(sent)
    }
}

fn is_within(host: &str, domain: &str) -> bool {
    let rest = host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at));
    rest.is_some_and(|(before, end)| {
        end.eq_ignore_ascii_case(domain) && (before.is_empty() || before.ends_with('.') && domain.contains('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_goes_back_to_who_set_it_and_to_its_site() {
        let mut jar = Jar::default();
        let url = |text: &str| Url::parse(text).unwrap();
        for set in [
            "a=1; Path=/",
            "b=2; Domain=.e.example; Secure",
            "c=3; domain=other.example",
            "=4",
            "d",
            "a=5",
            "f=6; Domain=example",
        ] {
            jar.set(&url("https://www.e.example/x"), set);
        }
        for (address, sent) in [
            ("https://www.e.example/", Some("b=2; a=5")),
            ("https://e.example/", Some("b=2")),
            ("https://not-e.example/", None),
            ("https://other.example/", None),
        ] {
            assert_eq!(jar.header_for(&url(address)).as_deref(), sent, "{address}");
        }
    }
}
