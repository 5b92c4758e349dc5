//! How a piece of text looks, as written in theme files: `bold red on black`.

use super::palette::{NAMES, Palette, plain};
use crate::text::nearest;
use ratatui::style::{Color, Modifier, Style};
use std::str::FromStr;

/// Colours and attributes; what is not said is the terminal's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) fg: Option<Color>,
    pub(super) bg: Option<Color>,
    pub(super) attributes: Modifier,
}

const ATTRIBUTES: &[(&str, Modifier)] = &[
    ("plain", Modifier::empty()),
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("strike", Modifier::CROSSED_OUT),
    ("reverse", Modifier::REVERSED),
];

impl Look {
    /// The look on a terminal of this palette.
    pub(super) fn style(self, palette: Palette) -> Style {
        let (mut fg, bg) = (self.fg.and_then(|c| palette.bring(c)), self.bg.and_then(|c| palette.bring(c)));
        let mut attributes = self.attributes;
        if palette == Palette::Eight {
            (fg, attributes) = on_eight(self.fg.and_then(|c| Palette::Sixteen.bring(c)), bg, attributes);
        }
        if fg.is_some() && fg == bg && self.fg != self.bg {
            // Two colours became one: text must not vanish in its ground.
            fg = None;
        }
        Style { fg, bg, ..Style::default() }.add_modifier(attributes)
    }

    /// The look on a ground that has a look too, which shows where this one says nothing.
    pub(super) fn upon(mut self, ground: Look, palette: Palette) -> Style {
        if palette == Palette::None && self.bg.is_some_and(|bg| Some(bg) != ground.bg) {
            // A ground of its own sets text apart: without colours, reversal does.
            self.attributes |= Modifier::REVERSED;
        }
        Look { fg: self.fg.or(ground.fg), bg: self.bg.or(ground.bg), ..self }.style(palette)
    }
}

/// An ink of the sixteen with the first eight: a bright one is bold, bright black is dim. A ground may have become darker:
/// what is black on it becomes white.
fn on_eight(ink: Option<Color>, ground: Option<Color>, attributes: Modifier) -> (Option<Color>, Modifier) {
    let is_dark = matches!(ground, Some(Color::Black | Color::Red | Color::Blue | Color::Magenta));
    match ink {
        Some(Color::Black) if is_dark => (Some(Color::Gray), attributes | Modifier::BOLD),
        Some(Color::DarkGray) if ground.is_none() => (None, attributes | Modifier::DIM),
        Some(Color::DarkGray) => (Some(if is_dark { Color::Gray } else { Color::Black }), attributes),
        Some(ink) => plain(ink).map_or((Some(ink), attributes), |plain| (Some(plain), attributes | Modifier::BOLD)),
        None => (None, attributes),
    }
}

/// A look that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotALook {
    #[error("`{word}` is neither a colour (red, bright-red, 208, #ff8700) nor one of {}{hint}", attribute_names())]
    Word { word: String, hint: String },
    #[error("`on` wants a colour after it")]
    Ground,
    #[error("`{0}` is a second colour: write `on {0}` for the ground")]
    Second(String),
}

fn attribute_names() -> String {
    ATTRIBUTES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

impl FromStr for Look {
    type Err = NotALook;

    fn from_str(text: &str) -> Result<Self, NotALook> {
        let mut look = Look::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if let Some((_, attribute)) = ATTRIBUTES.iter().find(|(name, _)| *name == word) {
                look.attributes |= *attribute;
            } else if word == "on" {
                let ground = words.next().ok_or(NotALook::Ground)?;
                look.bg = Some(colour(ground).ok_or_else(|| unknown(ground))?);
            } else {
                let fg = colour(word).ok_or_else(|| unknown(word))?;
                if look.fg.replace(fg).is_some() {
                    return Err(NotALook::Second(word.to_owned()));
                }
            }
        }
        Ok(look)
    }
}

fn unknown(word: &str) -> NotALook {
    let names = ATTRIBUTES.iter().map(|(name, _)| *name).chain(NAMES.iter().map(|(name, ..)| *name));
    let hint = nearest(word, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    NotALook::Word { word: word.to_owned(), hint }
}

/// A colour by name, by number, or by its red, green and blue.
fn colour(word: &str) -> Option<Color> {
    if let Some((_, color, _)) = NAMES.iter().find(|(name, ..)| *name == word) {
        return Some(*color);
    }
    match word.strip_prefix('#') {
        Some(hex) if hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok().map(Color::from_u32)
        }
        Some(_) => None,
        None => word.parse().ok().map(Color::Indexed),
    }
}
