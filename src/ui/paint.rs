//! Puts text into cells: the last door before the terminal, where nothing unprintable may pass.

use crate::app::Slow;
use crate::text;
use crate::theme::{Role, Theme};
use crate::ui::Links;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::ops::Range;

/// A screen to be painted in roles.
pub struct Paint<'a> {
    buffer: &'a mut Buffer,
    links: &'a mut Links,
    /// What the cells that are written next are a link to.
    link: Option<u16>,
    area: Rect,
    theme: &'a Theme,
    cursor: Option<(u16, u16)>,
}

impl<'a> Paint<'a> {
    /// Paints the whole buffer.
    pub fn new(buffer: &'a mut Buffer, links: &'a mut Links, theme: &'a Theme) -> Self {
        let area = buffer.area;
        Paint { buffer, links, link: None, area, theme, cursor: None }
    }

    /// What is put from now on is a link to this address, or to none.
    pub fn link(&mut self, url: Option<&str>) {
        self.link = url.and_then(|url| self.links.add(url));
    }

    /// Draws a field, cut to `columns`; returns the columns it took.
    pub fn text(&mut self, at: (u16, u16), columns: u16, text: &str, role: Role) -> u16 {
        let used = self.piece(at, columns, text, role);
        self.isolate(at, used);
        used
    }

    /// Like [`Paint::text`], for a piece of a field.
    pub fn piece(&mut self, (x, y): (u16, u16), columns: u16, text: &str, role: Role) -> u16 {
        let style = self.theme.style(role);
        let is_unclean = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let mut used = 0;
        for (cluster, width) in text::graphemes(text) {
            let width = width as u16;
            if width == 0 || cluster.contains(is_unclean) {
                debug_assert!(!cluster.contains(is_unclean), "unclean text reached the screen: {text:?}");
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
                self.links.put((x, y), self.link);
            }
            for (part, columns) in text::graphemes(&text::steady(cluster)) {
                self.buffer[(x + used, y)].set_symbol(part);
                used += columns as u16;
            }
            used = end;
        }
        used
    }

    /// Isolates a field with right-to-left text, so that a terminal which reorders such text moves nothing else in the row.
    pub fn isolate(&mut self, (x, y): (u16, u16), columns: u16) {
        let row = x..(x + columns).min(self.area.right());
        if y >= self.area.bottom()
            || !row.clone().any(|x| self.buffer[(x, y)].symbol().contains(text::is_right_to_left))
        {
            return;
        }
        let is_seen = |x: &u16| self.buffer[(*x, y)].symbol() != " ";
        if let (Some(first), Some(last)) = (row.clone().find(is_seen), row.rev().find(is_seen)) {
            let begun = format!("{}{}", text::ISOLATE, self.buffer[(first, y)].symbol());
            self.buffer[(first, y)].set_symbol(&begun);
            let ended = format!("{}{}", self.buffer[(last, y)].symbol(), text::ISOLATE_END);
            self.buffer[(last, y)].set_symbol(&ended);
        }
    }

    /// Puts text so that it ends at a place's left.
    pub fn text_right(&mut self, (x, y): (u16, u16), columns: u16, text: &str, role: Role) {
        let width = (text::width(text) as u16).min(columns);
        self.text((x.saturating_sub(width), y), width, text, role);
    }

    /// Draws a piece of a field with some of its bytes in another role; returns the columns it took.
    pub fn lit(&mut self, at: (u16, u16), columns: u16, text: &str, role: Role, lit: (&[Range<usize>], Role)) -> u16 {
        let (mut x, mut from) = (at.0, 0);
        let end = at.0 + columns;
        for (range, role) in
            lit.0.iter().flat_map(|hit| [(hit.start, role), (hit.end, lit.1)]).chain([(text.len(), role)])
        {
            if let Some(part) = text.get(from..range) {
                x += self.piece((x, at.1), end.saturating_sub(x), part, role);
            }
            from = range.max(from);
        }
        x - at.0
    }

    /// Puts the bar before the row the cursor is on. Where the row is not painted, it alone says whether the pane has
    /// the keys.
    pub fn bar(&mut self, at: (u16, u16), cursor: Role, slow: Slow) {
        let role = match (slow.0, cursor) {
            (false, role) => role,
            (true, Role::Cursor) => Role::Strong,
            (true, _) => Role::Dim,
        };
        self.text(at, 1, "▌", role);
    }

    /// Clears cells.
    pub fn blank(&mut self, area: Rect) {
        let area = self.area.intersection(area);
        for y in area.y..area.bottom() {
            for x in area.x..area.right() {
                self.buffer[(x, y)].reset();
                self.buffer[(x, y)].set_style(self.theme.style(Role::Text));
                self.links.put((x, y), None);
            }
        }
    }

    /// Where the terminal's cursor is to stand.
    pub fn cursor(&mut self, at: (u16, u16)) {
        self.cursor = (at.0 < self.area.right() && at.1 < self.area.bottom()).then_some(at);
    }

    /// Where the terminal's cursor stands, if anywhere.
    pub fn cursor_at(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    /// Lays a role's look over a row that is drawn already.
    pub fn over(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(self.area.intersection(area), style);
    }
}
