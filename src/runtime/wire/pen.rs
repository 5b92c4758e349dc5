//! How text looks, and the shortest sequence from one look to another (ECMA-48, SGR).

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What a terminal writes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pen {
    pub fg: Color,
    pub bg: Color,
    pub attributes: Modifier,
}

/// Attributes that are seen where there is no ink.
const ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// Attributes, the number that sets each, and the one that takes it away again, alone or with its neighbour.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    /// As the terminal is after a reset.
    pub const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, attributes: Modifier::empty() };

    /// The look of a cell.
    pub fn of(cell: &Cell) -> Self {
        Pen { fg: cell.fg, bg: cell.bg, attributes: cell.modifier }
    }

    /// Whether a blank written with it shows more than the ground.
    pub fn marks_blanks(self) -> bool {
        self.attributes.intersects(ON_BLANKS)
    }

    /// What of it is seen where there is no ink.
    pub fn on_blanks(self) -> Self {
        if self.marks_blanks() { self } else { Pen { bg: self.bg, ..Pen::PLAIN } }
    }

    /// The look nearest to this one that leaves a blank on this ground.
    pub fn for_blank(self, bg: Color) -> Self {
        Pen { bg, attributes: self.attributes.difference(ON_BLANKS), ..self }
    }

    /// Writes the shortest sequence that makes this look that one.
    pub fn change(self, to: Pen, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        let (step, anew) = (self.step(to), Pen::PLAIN.step(to));
        out.extend(b"\x1b[");
        if anew.is_empty() {
            // Nothing stands for 0: back to plain.
        } else if step.len() <= anew.len() + 1 {
            out.extend(step);
        } else {
            out.push(b';');
            out.extend(anew);
        }
        out.push(b'm');
    }

    /// The bytes that [`Pen::change`] writes.
    pub fn distance(self, to: Pen) -> usize {
        let mut out = Vec::new();
        self.change(to, &mut out);
        out.len()
    }

    /// The parameters that take off what must go and put on what is missing.
    fn step(self, to: Pen) -> Vec<u8> {
        let mut numbers = Vec::new();
        let mut have = self.attributes;
        for (attribute, _, off) in ATTRIBUTES {
            if have.difference(to.attributes).contains(attribute) {
                push(&mut numbers, &[off]);
                // What goes with it comes back below where it is wanted.
                let gone = ATTRIBUTES.iter().filter(|(_, _, other)| *other == off);
                have = gone.fold(have, |have, (attribute, ..)| have.difference(*attribute));
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if to.attributes.difference(have).contains(attribute) {
                push(&mut numbers, &[on]);
            }
        }
        if self.fg != to.fg {
            push_colour(&mut numbers, to.fg, 30);
        }
        if self.bg != to.bg {
            push_colour(&mut numbers, to.bg, 40);
        }
        numbers
    }
}

fn push(numbers: &mut Vec<u8>, more: &[u8]) {
    for number in more {
        if !numbers.is_empty() {
            numbers.push(b';');
        }
        numbers.extend(number.to_string().bytes());
    }
}

/// Adds a colour for the ink (`base` 30) or the ground (40).
fn push_colour(numbers: &mut Vec<u8>, colour: Color, base: u8) {
    let number = match colour {
        Color::Reset => return push(numbers, &[base + 9]),
        Color::Rgb(r, g, b) => return push(numbers, &[base + 8, 2, r, g, b]),
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    match number {
        0..8 => push(numbers, &[base + number]),
        8..16 => push(numbers, &[base + 60 + number - 8]),
        _ => push(numbers, &[base + 8, 5, number]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(fg: Color, bg: Color, attributes: Modifier) -> Pen {
        Pen { fg, bg, attributes }
    }

    #[test]
    fn the_shortest_change_is_found() {
        let (plain, none) = (Color::Reset, Modifier::empty());
        let bold = pen(plain, plain, Modifier::BOLD);
        let dim = pen(plain, plain, Modifier::DIM);
        let red = pen(Color::Red, plain, none);
        let bold_red = pen(Color::Red, plain, Modifier::BOLD);
        let hit = pen(Color::Black, Color::Yellow, none);
        for (from, to, expected) in [
            (Pen::PLAIN, Pen::PLAIN, ""),
            (bold, Pen::PLAIN, "\x1b[m"),
            (Pen::PLAIN, bold, "\x1b[1m"),
            (bold, bold_red, "\x1b[31m"),
            (bold_red, bold, "\x1b[39m"),
            (bold_red, red, "\x1b[22m"),
            (bold, dim, "\x1b[;2m"),
            (
                pen(Color::Red, plain, Modifier::BOLD | Modifier::DIM),
                pen(Color::Red, plain, Modifier::DIM),
                "\x1b[22;2m",
            ),
            (hit, bold, "\x1b[;1m"),
            (Pen::PLAIN, pen(Color::White, Color::DarkGray, none), "\x1b[97;100m"),
            (Pen::PLAIN, pen(Color::Indexed(208), Color::Rgb(1, 20, 255), none), "\x1b[38;5;208;48;2;1;20;255m"),
        ] {
            let mut out = Vec::new();
            from.change(to, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{from:?} to {to:?}");
        }
    }
}
