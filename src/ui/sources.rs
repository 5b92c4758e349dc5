//! The pane of sources: a name and its unread articles a row.

use crate::app::{App, Focus, Standing};
use crate::text::{self, grouped};
use crate::theme::Role;
use crate::ui::paint::Paint;
use ratatui::layout::Rect;

/// Draws the pane of sources.
pub fn draw(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let entries = app.sources.entries(&app.now);
    let here = app.sources.index(&entries);
    let rows = entries.iter().enumerate().skip(app.sources.top).zip(area.y..area.bottom());
    for ((index, entry), y) in rows {
        let count = if entry.number() > 0 { grouped(entry.number()) } else { String::new() };
        let room = area.width.saturating_sub(3);
        let width = room.saturating_sub(text::width(&count) as u16 + 1);
        let role = if entry.counts.unread > 0 { Role::Unread } else { Role::Text };
        let focused = if app.focus == Focus::Sources { Role::Cursor } else { Role::CursorAway };
        if index == here {
            paint.bar((area.x, y), focused, app.slow);
        }
        let sign = match (entry.is_open, entry.standing) {
            (Some(true), _) => "▾ ",
            (Some(false), _) => "▸ ",
            (None, Standing::Failing) => "! ",
            (None, _) => "",
        };
        let name = format!("{:1$}{sign}{2}", "", usize::from(entry.depth) * 2, entry.name);
        let role = if entry.standing == Standing::Resting { Role::Dim } else { role };
        paint.text((area.x + 1, y), width, &text::fit(&name, usize::from(width)), role);
        paint.text_right((area.right().saturating_sub(1), y), room, &count, Role::Dim);
        if index == here && !app.slow.0 {
            paint.over(Rect { y, height: 1, ..area }, focused);
        }
    }
}
