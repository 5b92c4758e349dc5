//! The `vt100` emulator: what it shows, and whether that is what was drawn.

use super::frames::{ADDRESSES, Emulator, link};
use crate::text;
use proptest::test_runner::TestCaseError;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::num::NonZeroU16;

/// The screen of the emulator.
pub struct Screen {
    parser: vt100::Parser,
    /// The same screen, on which the ground says what is linked to what.
    links: vt100::Parser,
}

impl Screen {
    pub fn new(width: u16, height: u16) -> Self {
        let parser = || vt100::Parser::new(rows(height), rows(width), 0);
        Screen { parser: parser(), links: parser() }
    }

    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }
}

impl Emulator for Screen {
    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.links.process(&links_painted(bytes));
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.parser.set_size(rows(height), rows(width));
        self.links.set_size(rows(height), rows(width));
    }
}

/// The bytes without colours and attributes, but with a ground for each link.
fn links_painted(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    let mut rest = &*text;
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(link) = rest.strip_prefix("\x1b]8;") {
            let (link, after) = link.split_once("\x1b\\").unwrap();
            let (id, address) = link.split_once(';').unwrap();
            match ADDRESSES.iter().position(|known| *known == address) {
                Some(at) => {
                    assert!(id.len() == 7 && id.starts_with("id="), "{id}");
                    out.push_str(&format!("\x1b[48;5;{}m", at + 1));
                }
                None => {
                    assert_eq!(link, ";");
                    out.push_str("\x1b[49m");
                }
            }
            rest = after;
            continue;
        }
        let end =
            rest.char_indices().skip(2).find(|(_, c)| c.is_ascii_alphabetic()).map_or(rest.len(), |(at, _)| at + 1);
        let is_short = !rest[1..].starts_with('[');
        let (sequence, after) = rest.split_at(if is_short { 2 } else { end });
        if is_short || !sequence.ends_with('m') {
            out.push_str(sequence);
        }
        rest = after;
    }
    (out + rest).into_bytes()
}

fn rows(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

/// A cell as it looks: text, ink, ground, attributes. What is not seen in a blank is left out.
#[derive(Debug, PartialEq)]
pub struct Look {
    text: String,
    fg: vt100::Color,
    bg: vt100::Color,
    attributes: [bool; 5],
}

impl Look {
    fn new(text: &str, fg: vt100::Color, bg: vt100::Color, attributes: [bool; 5]) -> Self {
        let text = if text.is_empty() { " " } else { text };
        let [.., underlined, reversed] = attributes;
        if text == " " && !underlined && !reversed {
            return Look { text: text.into(), fg: vt100::Color::Default, bg, attributes: [false; 5] };
        }
        Look { text: text.into(), fg, bg, attributes }
    }

    fn drawn(cell: &Cell) -> Self {
        let has = |attribute| cell.modifier.contains(attribute);
        let attributes = [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];
        Look::new(cell.symbol(), colour(cell.fg), colour(cell.bg), attributes.map(has))
    }

    fn shown(cell: &vt100::Cell) -> Self {
        let attributes = [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse()];
        Look::new(cell.contents(), cell.fgcolor(), cell.bgcolor(), attributes)
    }
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::Blue => vt100::Color::Idx(4),
        Color::LightBlue => vt100::Color::Idx(12),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("{other} is not used here"),
    }
}

/// The screen shows what was drawn, in every cell, with the cursor where it is to be.
pub fn check_screen(
    drawn: &Buffer,
    cursor: Option<(u16, u16)>,
    screen: &Screen,
    frame: &str,
) -> Result<(), TestCaseError> {
    let screen = screen.parser.screen();
    let fail = |what: String| Err(TestCaseError::fail(format!("{what}\nafter {frame:?}")));
    for y in 0..drawn.area.height {
        let mut x = 0;
        while x < drawn.area.width {
            let cell = &drawn[(x, y)];
            let columns = (text::width(cell.symbol()) as u16).max(1);
            // Half a wide glyph stands nowhere.
            let mut blank = cell.clone();
            blank.set_symbol(" ");
            let (cell, columns) = if x + columns > drawn.area.width { (&blank, 1) } else { (cell, columns) };
            let (drawn, mut shown) = (Look::drawn(cell), Look::shown(screen.cell(y, x).unwrap()));
            if let [true, true, ..] = drawn.attributes {
                // This emulator holds that nothing is bold and dim at once.
                shown.attributes[..2].fill(true);
            }
            if drawn != shown {
                return fail(format!("column {x} of row {y} is {shown:?}, not {drawn:?}"));
            }
            x += columns;
        }
    }
    if screen.hide_cursor() != cursor.is_none() {
        return fail("the cursor is seen where it is hidden, or the other way round".into());
    }
    if let Some((x, y)) = cursor.filter(|(x, y)| screen.cursor_position() != (*y, *x)) {
        return fail(format!("the cursor is at {:?}, not in column {x} of row {y}", screen.cursor_position()));
    }
    Ok(())
}

/// Every cell is the link that was drawn, and no other is one.
pub fn check_links(drawn: &Buffer, sent: bool, screen: &Screen, frame: &str) -> Result<(), TestCaseError> {
    let screen = screen.links.screen();
    for y in 0..drawn.area.height {
        let mut x = 0;
        while x < drawn.area.width {
            let expected = link(drawn, x, y)
                .filter(|_| sent)
                .map_or(vt100::Color::Default, |link| vt100::Color::Idx(link as u8 + 1));
            let shown = screen.cell(y, x).unwrap().bgcolor();
            if shown != expected {
                let what = format!("column {x} of row {y} is linked to {shown:?}, not {expected:?}\nafter {frame:?}");
                return Err(TestCaseError::fail(what));
            }
            x += (text::width(drawn[(x, y)].symbol()) as u16).max(1);
        }
    }
    Ok(())
}
