//! Help: the keys that hold here.

use crate::app::{App, Help, HelpRow};
use crate::text;
use crate::theme::Role;
use crate::ui::paint::Paint;

/// Draws the keys over all panes.
pub fn draw(app: &App, help: &Help, paint: &mut Paint<'_>) {
    let (width, height) = app.panes.size;
    let top = app.panes.header.height;
    let bottom = height.saturating_sub(app.panes.status.height);
    let keys = help.key_columns() as u16;
    if help.rows.is_empty() {
        paint.text((1, top), width.saturating_sub(1), "nothing here", Role::Dim);
    }
    for (row, y) in help.rows.iter().skip(help.top).zip(top..bottom) {
        match row {
            HelpRow::Heading(name) => {
                paint.text((1, y), width.saturating_sub(1), name, Role::Heading);
            }
            HelpRow::Keys(names, what) => {
                paint.text((3, y), keys, names, Role::Key);
                let room = width.saturating_sub(keys + 6);
                paint.text((keys + 5, y), room, &text::fit(what, usize::from(room)), Role::Text);
            }
            HelpRow::Gap => {}
        }
    }
}
