//! Random pictures, each made from the one before as programs make them: scrolled, written to, styled, resized.

use super::super::Wire;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use unicode_segmentation::UnicodeSegmentation as _;

/// A terminal that shows what it is sent.
pub trait Emulator {
    fn take(&mut self, bytes: &[u8]);
    fn resize(&mut self, width: u16, height: u16);
}

/// What cells are links to.
pub const ADDRESSES: [&str; 2] = ["https://a.example/;x", "https://b.example/"];

/// The address of a cell. That it is linked stands in a mark that drawing has no use for; links lie side by side.
pub fn link(drawn: &Buffer, x: u16, y: u16) -> Option<usize> {
    (drawn[(x, y)].diff_option == CellDiffOption::Skip).then_some(usize::from(x / 5 % 2))
}

/// A change of the picture.
#[derive(Clone, Debug)]
pub enum Change {
    Scroll { top: u16, height: u16, up: i16 },
    Write { x: u16, y: u16, text: String, style: Style },
    Paint { y: u16, style: Style },
    Link { x: u16, y: u16, columns: u16 },
    Column { x: u16, text: String, style: Style },
    Fill { x: u16, y: u16, width: u16, symbol: char },
    Clear,
    Resize { width: u16, height: u16 },
    Forget,
}

/// Changes that make one frame, and where its cursor is.
#[derive(Clone, Debug)]
pub struct Step {
    changes: Vec<Change>,
    cursor: Option<(u16, u16)>,
}

pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    steps_with(&UNDISPUTED, most)
}

/// Steps that write words made of these pieces.
pub fn steps_with(pieces: &'static [&str], most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(pieces), 1..most)
}

fn step(pieces: &'static [&str]) -> impl Strategy<Value = Step> {
    let cursor = prop::option::weighted(0.3, (0..20u16, 0..8u16));
    (prop::collection::vec(change(pieces), 0..5), cursor).prop_map(|(changes, cursor)| Step { changes, cursor })
}

fn change(pieces: &'static [&str]) -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0..8u16, 2..9u16, -4..5i16).prop_map(|(top, height, up)| Change::Scroll { top, height, up }),
        8 => (0..20u16, 0..8u16, text(pieces), style()).prop_map(|(x, y, text, style)| Change::Write { x, y, text, style }),
        2 => (0..8u16, style()).prop_map(|(y, style)| Change::Paint { y, style }),
        3 => (0..20u16, 0..8u16, 1..20u16).prop_map(|(x, y, columns)| Change::Link { x, y, columns }),
        2 => (2..12u16, text(pieces), style()).prop_map(|(x, text, style)| Change::Column { x, text, style }),
        2 => (0..20u16, 0..8u16, 1..20u16, prop::sample::select(vec![' ', '─', 'x', '한']))
            .prop_map(|(x, y, width, symbol)| Change::Fill { x, y, width, symbol }),
        1 => Just(Change::Clear),
        1 => (1..30u16, 1..12u16).prop_map(|(width, height)| Change::Resize { width, height }),
        1 => Just(Change::Forget),
    ]
}

/// Glyphs whose width no emulator doubts.
const UNDISPUTED: [&str; 13] = ["a", "b", "word", " ", "   ", "é", "e\u{301}", "한", "국어", "漢", "🙂", "…", "─"];

fn text(pieces: &'static [&str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..10).prop_map(|glyphs| glyphs.concat())
}

fn style() -> impl Strategy<Value = Style> {
    let colour = || {
        prop::option::weighted(
            0.4,
            prop::sample::select(vec![Color::Red, Color::LightBlue, Color::Indexed(208), Color::Rgb(1, 2, 3)]),
        )
    };
    let attributes = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::BOLD | Modifier::REVERSED,
        Modifier::ITALIC | Modifier::UNDERLINED,
    ]);
    (colour(), colour(), attributes).prop_map(|(fg, bg, attributes)| Style {
        fg,
        bg,
        ..Style::new().add_modifier(attributes)
    })
}

impl Step {
    /// The same on a screen that keeps its size.
    pub fn without_resize(mut self) -> Self {
        self.changes.retain(|change| !matches!(change, Change::Resize { .. }));
        self
    }

    /// Makes the changes; returns where the cursor is to be.
    pub fn take(&self, drawn: &mut Buffer, wire: &mut Wire, screen: &mut dyn Emulator) -> Option<(u16, u16)> {
        for change in &self.changes {
            change.make(drawn, wire, screen);
        }
        let links = wire.links();
        links.reset(drawn.area);
        for (x, y) in (0..drawn.area.height).flat_map(|y| (0..drawn.area.width).map(move |x| (x, y))) {
            let name = link(drawn, x, y).and_then(|link| links.add(ADDRESSES[link]));
            links.put((x, y), name);
        }
        self.cursor.filter(|(x, y)| *x < drawn.area.width && *y < drawn.area.height)
    }
}

impl Change {
    fn make(&self, drawn: &mut Buffer, wire: &mut Wire, screen: &mut dyn Emulator) {
        let Rect { width, height, .. } = drawn.area;
        match self {
            Change::Scroll { top, height: rows, up } => {
                let (top, bottom) = ((*top).min(height), (top + rows).min(height));
                let before = drawn.clone();
                for y in top..bottom {
                    for x in 0..width {
                        let from = y.checked_add_signed(*up).filter(|from| (top..bottom).contains(from));
                        drawn[(x, y)] = from.map_or_else(Default::default, |from| before[(x, from)].clone());
                    }
                }
            }
            Change::Write { x, y, text, style } if *x < width && *y < height => {
                drawn.set_stringn(*x, *y, text, usize::from(width - x), *style);
            }
            Change::Paint { y, style } if *y < height => drawn.set_style(Rect::new(0, *y, width, 1), *style),
            Change::Link { x, y, columns } if *y < height => {
                for x in *x..(x + columns).min(width) {
                    drawn[(x, *y)].set_diff_option(CellDiffOption::Skip);
                }
            }
            Change::Column { x, text, style } if *x < width => {
                // Another text in each row.
                for (y, from) in (0..height).zip(text.grapheme_indices(true).cycle().map(|(from, _)| from)) {
                    drawn.set_stringn(*x, y, &text[from..], usize::from(width - x), *style);
                }
            }
            Change::Fill { x, y, width: count, symbol } if *x < width && *y < height => {
                let text: String = std::iter::repeat_n(*symbol, usize::from(*count)).collect();
                drawn.set_stringn(*x, *y, text, usize::from(width - x), Style::new());
            }
            Change::Clear => drawn.reset(),
            Change::Resize { width, height } => {
                drawn.resize(Rect::new(0, 0, *width, *height));
                drawn.reset();
                screen.resize(*width, *height);
            }
            Change::Forget => {
                screen.take(b"\x1b[2;2Hothers were here\x1b[3;5r\x1b[31m");
                wire.forget();
            }
            _ => {}
        }
    }
}
