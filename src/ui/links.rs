//! Which address stands behind which cell: ratatui's cells have no room for one.
//!
//! It opens nothing: the terminal does, where its user asks it to.

use ratatui::layout::Rect;
use std::fmt::Write as _;
use std::num::NonZeroU64;

/// The longest address that is handed to a terminal, in bytes: some drop, or cut, what is longer.
const LONGEST: usize = 2_000;

/// What a terminal may be asked to open.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// The number of an address: the same wherever and whenever it is drawn, so that a link that moves is the same link.
pub type LinkNumber = NonZeroU64;

/// The links of a picture.
#[derive(Clone, Debug, Default)]
pub struct Links {
    width: u16,
    /// One more than the place of the cell's address, by rows; none while nothing is linked.
    cells: Vec<u16>,
    addresses: Vec<Address>,
}

#[derive(Clone, Debug)]
struct Address {
    number: LinkNumber,
    /// Printable ASCII alone.
    text: String,
}

impl Links {
    /// Forgets all links; what comes is a picture of this size.
    pub fn reset(&mut self, area: Rect) {
        self.clear();
        self.width = area.width;
    }

    /// Takes every link away.
    pub fn clear(&mut self) {
        self.cells.clear();
        self.addresses.clear();
    }

    /// Makes an address known; what it is called in [`Links::put`], or none where no terminal should be given it.
    pub fn add(&mut self, url: &str) -> Option<u16> {
        let text = printable(url)?;
        if let Some(at) = self.addresses.iter().position(|address| address.text == text) {
            return u16::try_from(at + 1).ok();
        }
        let name = u16::try_from(self.addresses.len() + 1).ok()?;
        let hash = blake3::hash(text.as_bytes());
        let number = hash.as_bytes().first_chunk().map(|bytes| u64::from_le_bytes(*bytes)).and_then(NonZeroU64::new)?;
        self.addresses.push(Address { number, text });
        Some(name)
    }

    /// Puts an address behind a cell, or takes away what was there.
    pub fn put(&mut self, (x, y): (u16, u16), name: Option<u16>) {
        if self.addresses.is_empty() || x >= self.width {
            return;
        }
        let at = usize::from(y) * usize::from(self.width) + usize::from(x);
        if self.cells.len() <= at {
            if name.is_none() {
                return;
            }
            self.cells.resize(at + 1, 0);
        }
        self.cells[at] = name.unwrap_or(0);
    }

    /// The number of the address behind a cell.
    pub fn at(&self, x: usize, y: usize) -> Option<LinkNumber> {
        let name = self.cells.get(y * usize::from(self.width) + x)?.checked_sub(1)?;
        self.addresses.get(usize::from(name)).map(|address| address.number)
    }

    /// The address of a number.
    pub fn address(&self, number: LinkNumber) -> Option<&str> {
        self.addresses.iter().find(|address| address.number == number).map(|address| address.text.as_str())
    }
}

/// An address in the form in which terminals take one: printable ASCII, whatever else is in it written as its bytes.
fn printable(url: &str) -> Option<String> {
    let has = |scheme: &&str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if url.len() > LONGEST || !SCHEMES.iter().any(has) {
        return None;
    }
    let mut text = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'!'..=b'~' => text.push(char::from(byte)),
            // A string takes all that is written to it.
            _ => drop(write!(text, "%{byte:02X}")),
        }
    }
    (text.len() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_opened_and_cannot_be_obeyed_is_handed_to_a_terminal() {
        for (url, expected) in [
            ("https://example.org/a;b?c=d#e", Some("https://example.org/a;b?c=d#e")),
            ("HTTP://example.org/", Some("HTTP://example.org/")),
            ("mailto:jane@example.org", Some("mailto:jane@example.org")),
            ("https://example.org/\u{1b}\\\u{7}\u{9c} é", Some("https://example.org/%1B\\%07%C2%9C%20%C3%A9")),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("ssh://example.org", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(printable(url).as_deref(), expected, "{url:?}");
        }
        let long = |count: usize| format!("https://{}", "a".repeat(count));
        assert!(printable(&long(LONGEST - 8)).is_some() && printable(&long(LONGEST)).is_none());
        assert_eq!(printable(&format!("https://{}", "é".repeat(900))), None);
    }

    #[test]
    fn a_link_keeps_its_number_and_what_is_drawn_over_it_has_none() {
        let mut links = Links::default();
        links.reset(Rect::new(0, 0, 4, 2));
        let (one, two) = (links.add("https://a.example/"), links.add("https://b.example/"));
        assert_eq!(links.add("https://a.example/"), one);
        links.put((1, 0), one);
        links.put((3, 1), two);
        links.put((9, 9), one);
        let number = links.at(1, 0).unwrap();
        assert_eq!(links.address(number), Some("https://a.example/"));
        assert_eq!(links.address(links.at(3, 1).unwrap()), Some("https://b.example/"));
        links.put((3, 1), None);
        assert_eq!((links.at(0, 0), links.at(3, 1), links.at(1, 1), links.at(3, 7)), (None, None, None, None));
        let mut later = Links::default();
        later.reset(Rect::new(0, 0, 9, 9));
        let again = later.add("https://a.example/");
        later.put((8, 8), again);
        assert_eq!(later.at(8, 8), Some(number));
    }
}
