//! The reader: a centred column, and where in the text it is.

use crate::app::{App, Hints, Open};
use crate::text;
use crate::theme::Role;
use crate::ui::paint::Paint;
use ratatui::layout::Rect;

/// How many rows above and below the screen are looked at for what is lit on it.
const AROUND: usize = 4;

/// Draws the article's rows that are in sight.
pub fn draw(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let Some(open) = &app.reader.open else { return };
    let left = area.x + area.width.saturating_sub(open.measure) / 2;
    // A hit may begin above the screen and end below it.
    let first = open.top.saturating_sub(AROUND).max(open.head.len());
    let near: Vec<_> = (first..open.top + usize::from(area.height) + AROUND).map_while(|at| open.row(at)).collect();
    let hits = open.found.as_ref().map_or_else(Vec::new, |found| found.lit.light(&near));
    for (index, y) in (open.top..open.rows()).zip(area.y..area.bottom()) {
        let Some(line) = open.row(index) else { break };
        let hits = index.checked_sub(first).and_then(|at| hits.get(at)).map_or(&[][..], |hits| hits);
        if open.has_note(index) {
            let margin = if left >= area.x + 2 { left - 2 } else { area.x };
            paint.text((margin, y), left.saturating_sub(margin), "✎", Role::Notice);
        }
        let mut x = left;
        // A cell of a table, or the whole line.
        let mut field = left;
        for (number, span) in line.spans.iter().enumerate() {
            let lit: Vec<_> = hits.iter().filter(|(of, _)| *of == number).map(|(_, hit)| hit.clone()).collect();
            paint.link(span.link.and_then(|link| open.address(link)));
            if span.role == Role::Ornament {
                paint.isolate((field, y), x - field);
            }
            x += paint.lit((x, y), area.right().saturating_sub(x), &span.text, span.role, (&lit, Role::Hit));
            if span.role == Role::Ornament {
                field = x;
            }
        }
        paint.isolate((field, y), x - field);
        paint.link(None);
    }
}

/// Draws letters on the links in sight.
pub fn draw_hints(app: &App, hints: &Hints, area: Rect, paint: &mut Paint<'_>) {
    let Some(open) = &app.reader.open else { return };
    let left = area.x + area.width.saturating_sub(open.measure) / 2;
    for hint in hints.marks.iter().filter(|hint| hint.letters.starts_with(&hints.typed)) {
        let (row, column) = hint.at;
        let Some(y) = row.checked_sub(open.top).filter(|y| *y < usize::from(area.height)) else { continue };
        let at = (left + column as u16, area.y + y as u16);
        paint.text(at, area.right().saturating_sub(at.0), &hint.letters, Role::HitHere);
    }
}

/// Draws the row between the list and the article.
pub fn draw_divider(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let (left, right) = place(app);
    let rule = "─".repeat(usize::from(area.width));
    paint.text((area.x, area.y), area.width, &rule, Role::Border);
    let room = area.width.saturating_sub(2);
    let right = format!(" {right} ");
    let width = usize::from(room).saturating_sub(text::width(&right) + 4);
    paint.text((area.x + 2, area.y), room, &format!(" {} ", text::fit(&left, width)), Role::Dim);
    paint.text_right((area.right().saturating_sub(2), area.y), room, &right, Role::Dim);
}

/// What is read, and how much of it is left.
pub fn place(app: &App) -> (String, String) {
    let Some(open) = &app.reader.open else { return Default::default() };
    let left = match app.sources.name(open.row.source) {
        "" => open.row.title.to_string(),
        name => name.to_owned(),
    };
    (left, progress(app, open))
}

fn progress(app: &App, open: &Open) -> String {
    let height = app.panes.reader_height();
    let minutes = match open.minutes_left(height, app.options.setting.minute) {
        0 => String::new(),
        minutes => format!(" · {minutes} min left"),
    };
    let setting = match (open.behind, open.wanted) {
        (Some(done), Some(_)) => format!(" · setting {done} %, Esc stops"),
        _ => String::new(),
    };
    let received = if open.received { "as received · " } else { "" };
    let star = if open.row.starred { "★ " } else { "" };
    let unread = if open.row.read { "" } else { "• " };
    let trashed = if open.row.trashed { "× " } else { "" };
    format!("{trashed}{star}{unread}{received}{} %{minutes}{setting}", open.per_cent(height))
}
