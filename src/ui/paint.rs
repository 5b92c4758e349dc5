//! Puts text into cells: the last door before the terminal, where nothing unprintable may pass.

use crate::text;
use crate::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A screen to be painted in roles.
pub struct Paint<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    theme: &'a Theme,
}

impl<'a> Paint<'a> {
    /// Paints within `area`.
    pub fn new(buffer: &'a mut Buffer, area: Rect, theme: &'a Theme) -> Self {
        Paint { buffer, area, theme }
    }

    /// Puts text at a place, cut to `columns`; returns the columns it took.
    pub fn text(&mut self, (x, y): (u16, u16), columns: u16, text: &str, role: Role) -> u16 {
        self.styled((x, y), columns, text, self.theme.style(role))
    }

    /// As [`Paint::text`], in a style.
    fn styled(&mut self, (x, y): (u16, u16), columns: u16, text: &str, style: Style) -> u16 {
        let mut used = 0;
        for (cluster, width) in text::graphemes(text) {
            let width = width as u16;
            if width == 0 || cluster.chars().any(char::is_control) {
                debug_assert!(!cluster.chars().any(char::is_control), "unclean text reached the screen: {text:?}");
                continue;
            }
            if used + width > columns || x + used + width > self.area.right() || y >= self.area.bottom() {
                break;
            }
            let end = used + width;
            // Every cell first, so that a cluster that is narrower in its steady form leaves blanks behind it.
            for x in x + used..x + end {
                self.buffer[(x, y)].reset();
                self.buffer[(x, y)].set_style(style);
            }
            for (part, columns) in text::graphemes(&text::steady(cluster)) {
                self.buffer[(x + used, y)].set_symbol(part);
                used += columns as u16;
            }
            used = end;
        }
        used
    }

    /// Puts text so that it ends at a place's left.
    pub fn text_right(&mut self, (x, y): (u16, u16), columns: u16, text: &str, role: Role) {
        let width = (text::width(text) as u16).min(columns);
        self.text((x.saturating_sub(width), y), width, text, role);
    }

    /// Lays a role's look over a row that is drawn already.
    pub fn over(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(self.area.intersection(area), style);
    }
}
