//! The list: marker, age, source, title; as much of each article as the density says.

use crate::app::{App, Columns, Focus, columns, row_text, wrap};
use crate::article::Row;
use crate::query::{Scope, View};
use crate::text::{self, Clean};
use crate::theme::Role;
use crate::ui::paint::Paint;
use jiff::Timestamp;
use ratatui::layout::Rect;

/// Draws the list.
pub fn draw(app: &App, area: Rect, paint: &mut Paint<'_>) {
    if app.list.rows.is_empty() {
        return draw_empty(app, area, paint);
    }
    let widths = columns(usize::from(area.width), &app.list.view);
    let mut y = area.y;
    let selected = app.range.and_then(|from| app.list.selected(from));
    for (index, row) in app.list.rows.iter().enumerate().skip(app.list.top) {
        if y >= area.bottom() {
            break;
        }
        let room = Rect { y, height: area.bottom() - y, ..area };
        let is_selected = selected.as_ref().is_some_and(|selected| selected.contains(&index));
        y += draw_row(app, (row, is_selected), widths, room, paint);
    }
}

fn draw_empty(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let text = match (&app.work, app.list.loaded) {
        (Some(work), _) => work.what,
        (None, false) => "",
        (None, true) if !app.caught_up => "reading the library",
        (None, true) if app.list.view == View::default() => "nothing here yet · a adds a feed",
        (None, true) => "nothing here · ga shows all articles",
    };
    let room = area.width.saturating_sub(1);
    paint.text((area.x + 1, area.y), room, &app.with_keys(text), Role::Dim);
    let search = app.list.view.search.as_ref().filter(|_| app.list.loaded);
    if let Some(advice) = search.and_then(|search| search.query.advice()) {
        let rows = wrap(&Clean::line(&advice), usize::from(room.saturating_sub(1)).max(1), usize::from(area.height));
        for (row, y) in rows.iter().zip(area.y + 2..area.bottom()) {
            paint.text((area.x + 1, y), room, row, Role::Dim);
        }
    }
}

/// Draws one article; returns the rows it took.
fn draw_row(app: &App, (row, is_selected): (&Row, bool), widths: Columns, area: Rect, paint: &mut Paint<'_>) -> u16 {
    let left = area.x + widths.title as u16;
    let room = area.width.saturating_sub(widths.title as u16 + 1);
    let set = row_text(row, app.list.density, usize::from(room.max(1)));
    let here = app.list.cursor == Some(row.key);
    let title = if row.read { Role::Read } else { Role::Unread };
    let cursor = if app.focus == Focus::List { Role::Cursor } else { Role::CursorAway };
    if here {
        paint.bar((area.x, area.y), cursor, app.slow);
    }
    let (marker, role) = marker(row);
    paint.text((area.x + 1, area.y), 1, marker, role);
    if widths.age > 0 {
        let age = age(row.published, app.now.time);
        paint.text_right((area.x + 3 + widths.age as u16, area.y), widths.age as u16, &age, Role::Dim);
    }
    if widths.source > 0 {
        let name = text::fit(app.sources.name(row.source), widths.source);
        let x = area.x + 3 + if widths.age > 0 { widths.age as u16 + 1 } else { 0 };
        paint.text((x, area.y), widths.source as u16, &name, Role::Source);
    }
    let height = (set.height() as u16).min(area.height);
    let rows = set.title.iter().map(|line| (line, title)).chain(set.lead.iter().map(|line| (line, Role::Dim)));
    for (line, role) in rows.zip(area.y..area.y + height).map(|((line, role), y)| ((line, y), role)) {
        let scope = if role == Role::Dim { Scope::Anywhere } else { Scope::Title };
        let lit = app.list.view.search.as_ref().map_or_else(Vec::new, |search| search.query.hits(scope, line.0));
        let used = paint.lit((left, line.1), room, line.0, role, (&lit, Role::Hit));
        paint.isolate((left, line.1), used);
    }
    // Only the title: a second and a third column laid over twice would be most of what moving the cursor costs.
    let over = Rect { x: left, width: room, height: (set.title.len() as u16).min(area.height), ..area };
    if !here && is_selected {
        paint.over(over, Role::CursorAway);
    }
    if here && !app.slow.0 {
        paint.over(over, cursor);
    }
    height
}

fn marker(row: &Row) -> (&'static str, Role) {
    match row {
        Row { trashed: true, .. } => ("×", Role::Dim),
        Row { starred: true, .. } => ("★", Role::Star),
        Row { read: false, .. } => ("•", Role::Unread),
        _ => (" ", Role::Text),
    }
}

/// How long ago, in at most four columns.
pub fn age(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second());
    match seconds {
        ..60 => "now".to_owned(),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        86_400..8_640_000 => format!("{}d", seconds / 86_400),
        8_640_000..31_557_600 => format!("{}mo", seconds / 2_629_800),
        _ => format!("{}y", seconds / 31_557_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_takes_at_most_four_columns() {
        let now = Timestamp::from_second(4_000_000_000).unwrap();
        for seconds in [0, 59, 60, 3_599, 3_600, 86_399, 86_400, 8_639_999, 8_640_000, 31_557_600, 3_999_999_999] {
            let age = age(Timestamp::from_second(4_000_000_000 - seconds).unwrap(), now);
            assert!(text::width(&age) <= 4, "{age}");
        }
        assert_eq!(age(now, Timestamp::from_second(0).unwrap()), "now");
    }
}
