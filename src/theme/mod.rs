//! Roles (what a piece of text is) and themes (how each role looks).
//!
//! It reads no file: whoever does hands over the text. It draws nothing.

mod escape;
mod file;
mod look;
mod palette;
mod role;

pub use palette::Palette;
pub use role::Role;

use crate::text::Complaint;
use look::Look;
use ratatui::style::Style;
use std::path::Path;

/// The themes that come with the program: name, and the text of the file.
const SHIPPED: &[(&str, &str)] = &[
    ("default", include_str!("../../assets/themes/default.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
    ("gruvbox", include_str!("../../assets/themes/gruvbox.toml")),
    ("solarized", include_str!("../../assets/themes/solarized.toml")),
    ("catppuccin", include_str!("../../assets/themes/catppuccin.toml")),
];

/// How each role looks on this terminal; worked out once.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// The names of the themes that come with the program.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The text of a theme that comes with the program.
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
    }

    /// Reads the theme file at `path` for a terminal of this palette, and says what is wrong in it.
    ///
    /// What the file says nothing of looks as in the default theme.
    pub fn load(path: &Path, text: &str, palette: Palette) -> (Theme, Vec<Complaint>) {
        let (own, complaints) = file::read(path, text);
        let (default, _) = file::read(Path::new("assets/themes/default.toml"), SHIPPED[0].1);
        let ground = own.of(Role::Text).or(default.of(Role::Text)).unwrap_or_default();
        let mut styles = [Style::default(); Role::ALL.len()];
        for (style, role) in styles.iter_mut().zip(Role::ALL) {
            // Text falls back to nothing, and all else lies upon it.
            let upon = own.of(*role).or(default.of(*role)).unwrap_or_default();
            *style = if *role == Role::Text { ground.style(palette) } else { upon.upon(ground, palette) };
        }
        (Theme { styles }, complaints)
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The escape sequence that makes text look as its role, for what is printed; empty where it looks plain.
    pub fn escape(&self, role: Role) -> String {
        escape::escape(self.style(role))
    }
}

impl Default for Theme {
    fn default() -> Self {
        Theme::load(Path::new("assets/themes/default.toml"), SHIPPED[0].1, Palette::Sixteen).0
    }
}

#[cfg(test)]
mod tests;
