//! What a command printed, over the panes.

use crate::app::{App, Output};
use crate::ui::paint::Paint;

/// Draws the rows that are in sight.
pub fn draw(app: &App, output: &Output, paint: &mut Paint<'_>) {
    let (width, height) = app.panes.size;
    let top = app.panes.header.height;
    let bottom = height.saturating_sub(app.panes.status.height);
    for (row, y) in output.rows.iter().skip(output.top).zip(top..bottom) {
        let mut x = 1;
        for span in row {
            paint.link(output.address(span));
            x += paint.text((x, y), width.saturating_sub(x), &span.text, span.role);
        }
        paint.link(None);
    }
}
