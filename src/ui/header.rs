//! The top row: what is shown, and how much of it.

use crate::app::{App, Focus, Overlay};
use crate::text::{self, count, grouped};
use crate::theme::Role;
use crate::ui::paint::Paint;

/// Draws the top row.
pub fn draw(app: &App, paint: &mut Paint<'_>) {
    let area = app.panes.header;
    if area.is_empty() {
        return;
    }
    let (left, right) = match (&app.overlay, app.focus) {
        (Some(Overlay::Help(_)), _) => ("Keys".to_owned(), String::new()),
        (Some(Overlay::Output(output)), _) if !output.running => (output.name.clone(), String::new()),
        (_, Focus::Sources) if app.panes.list.is_none() => ("Sources".to_owned(), String::new()),
        (_, Focus::Reader) if app.panes.list.is_none() => super::reader::place(app),
        _ => (app.sources.title(&app.list.view), counts(app)),
    };
    let room = area.width.saturating_sub(2);
    let right = if text::width(&right) + 8 < usize::from(room) { right } else { String::new() };
    let width = room.saturating_sub(text::width(&right) as u16 + u16::from(!right.is_empty()));
    paint.text((area.x + 1, area.y), width, &text::fit(&left, usize::from(width)), Role::Heading);
    paint.text_right((area.right().saturating_sub(1), area.y), room, &right, Role::Dim);
}

fn counts(app: &App) -> String {
    let unread = match app.list.view {
        crate::query::View { search: Some(_), .. } => app.sources.unread_in_folder(&app.list.view),
        // Of a part of a source nobody has counted what is unread.
        crate::query::View { source: Some(id), only: crate::query::Only::All, .. } => {
            app.sources.find(id).map(|source| source.counts.unread)
        }
        crate::query::View { source: None, only: crate::query::Only::All, .. } => Some(app.sources.overview.all.unread),
        _ => None,
    };
    let more = if app.list.counted { "" } else { "+" };
    let total = format!("{}{more}", grouped(app.list.total));
    match unread {
        Some(unread) if unread > 0 => format!("{} unread of {total}", grouped(unread)),
        _ if app.list.counted => count(app.list.total as usize, "article"),
        _ => format!("{total} articles"),
    }
}
