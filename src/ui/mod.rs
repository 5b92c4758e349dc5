//! Draws `&App`; one file a region; keeps nothing.
//!
//! It decides nothing: what is where, and what is cut, is state already.

mod follow;
mod header;
mod help;
mod links;
mod list;
mod output;
mod paint;
mod prompt;
mod reader;
mod sources;
mod status;
#[cfg(test)]
mod tests;

pub use links::{LinkNumber, Links};

use crate::app::{App, Overlay};
use crate::theme::Role;
use paint::Paint;
use ratatui::buffer::Buffer;

/// Draws the whole screen, and says which of its cells are links; returns where the terminal's cursor is to stand, if
/// anywhere.
pub fn draw(app: &App, buffer: &mut Buffer, links: &mut Links) -> Option<(u16, u16)> {
    // The buffer may have another size than the state knows of: then only what fits is drawn.
    let area = buffer.area;
    links.reset(area);
    let mut paint = Paint::new(buffer, links, &app.theme);
    header::draw(app, &mut paint);
    if let Some(Overlay::Help(help)) = &app.overlay {
        help::draw(app, help, &mut paint);
    } else if let Some(Overlay::Output(output)) = app.overlay.as_ref().filter(|_| !app.is_running()) {
        output::draw(app, output, &mut paint);
    } else {
        for (draw, pane) in [
            (sources::draw as fn(&App, ratatui::layout::Rect, &mut Paint<'_>), app.panes.sources),
            (list::draw, app.panes.list),
            (reader::draw_divider, app.panes.divider),
            (reader::draw, app.panes.reader),
        ] {
            if let Some(pane) = pane {
                draw(app, pane, &mut paint);
            }
        }
        for x in app.panes.borders.into_iter().flatten() {
            let body = app.panes.sources.unwrap_or_default();
            for y in body.y..body.bottom() {
                paint.text((x, y), 1, "│", Role::Border);
            }
        }
    }
    if let (Some(Overlay::Hints(hints)), Some(area)) = (&app.overlay, app.panes.reader) {
        reader::draw_hints(app, hints, area, &mut paint);
    }
    match &app.overlay {
        Some(Overlay::Prompt(line)) => {
            prompt::draw_above(app, line, &mut paint);
            prompt::draw_line(app, line, &mut paint);
        }
        _ => {
            status::draw(app, &mut paint);
            if !app.typed.next.is_empty() {
                follow::draw(app, &mut paint);
            }
        }
    }
    let cursor = paint.cursor_at();
    if !app.gives_links() {
        links.clear();
    }
    cursor
}
