//! What can follow the keys typed so far: columns over the bottom rows, as many as it takes.

use crate::app::App;
use crate::text;
use crate::theme::Role;
use crate::ui::paint::Paint;
use ratatui::layout::Rect;

/// Columns of one entry at most.
const ENTRY: usize = 28;

/// Draws the keys that can follow, each with the name of what it does.
pub fn draw(app: &App, paint: &mut Paint<'_>) {
    let foot = app.panes.status;
    let next = &app.typed.next;
    let keys = next.iter().map(|(keys, _)| text::width(&keys.to_string())).max().unwrap_or(0);
    let names = next.iter().map(|(_, command)| text::width(&command.to_string())).max().unwrap_or(0);
    let entry = (keys + names + 4).clamp(8, ENTRY);
    let columns = (usize::from(foot.width) / entry).max(1);
    let rows = next.len().div_ceil(columns).min(usize::from(foot.y));
    let top = foot.y - rows as u16;
    paint.blank(Rect { y: top, height: rows as u16, ..foot });
    for (index, (follow, command)) in next.iter().enumerate().take(rows * columns) {
        // Down the first column, then the next: as one reads a list of words.
        let at = (foot.x + 1 + (index / rows * entry) as u16, top + (index % rows) as u16);
        let used = paint.text(at, foot.width, &follow.to_string(), Role::Key);
        let left = (keys as u16).max(used) + 1;
        let room = (entry as u16).saturating_sub(left + 2);
        paint.text((at.0 + left, at.1), room, &text::fit(&command.to_string(), usize::from(room)), Role::Text);
    }
}
