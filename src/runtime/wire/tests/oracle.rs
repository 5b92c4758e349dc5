//! The `vt100` emulator: what it shows, and whether that is what was drawn.

use super::frames::Emulator;
use crate::text;
use proptest::test_runner::TestCaseError;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::num::NonZeroU16;

/// The screen of the emulator.
pub struct Screen {
    parser: vt100::Parser,
}

impl Screen {
    pub fn new(width: u16, height: u16) -> Self {
        Screen { parser: vt100::Parser::new(rows(height), rows(width), 0) }
    }

    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }
}

impl Emulator for Screen {
    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.parser.set_size(rows(height), rows(width));
    }
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
