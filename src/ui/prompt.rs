//! A prompt: the line at the foot, what is wrong in it over it, and what it may become.

use crate::app::{App, Choice, Prompt, Purpose, wrap};
use crate::text::{self, Clean, grouped};
use crate::theme::Role;
use crate::ui::paint::Paint;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The fewest columns in which what is cut off a choice's explanation leaves something to read.
const ABOUT: u16 = 24;

/// The most rows that what went wrong outside takes.
const NOTICE: usize = 4;

/// Draws the line in the bottom row; the cursor of the terminal stands in it.
pub fn draw_line(app: &App, prompt: &Prompt, paint: &mut Paint<'_>) {
    let area = app.panes.status;
    if area.is_empty() {
        return;
    }
    let right = aside(app, prompt);
    let room = usize::from(area.width.saturating_sub(2));
    let sign = prompt.purpose.sign();
    let used = paint.text((area.x + 1, area.y), room as u16, sign, Role::Key);
    let left = area.x + 1 + used;
    let room = room.saturating_sub(usize::from(used) + 1);
    let (before, _) = shown(prompt, room);
    let used = paint.text((left, area.y), room as u16, before, Role::Text);
    let after = text::cut(&prompt.line.text[prompt.line.at..], room.saturating_sub(usize::from(used)));
    let end =
        left + used + paint.text((left + used, area.y), area.right().saturating_sub(left + used), after, Role::Text);
    paint.cursor((left + used, area.y));
    if usize::from(end) + 2 + text::width(&right) < usize::from(area.right()) {
        paint.text_right((area.right().saturating_sub(1), area.y), area.width, &right, Role::Status);
    }
}

/// What is before the cursor and has room in so many columns, and how many columns have none.
fn shown(prompt: &Prompt, columns: usize) -> (&str, usize) {
    let line = &prompt.line.text[..prompt.line.at];
    let mut from = 0;
    let whole = text::width(line);
    let mut width = whole;
    for (cluster, cluster_width) in text::graphemes(line) {
        if width <= columns {
            break;
        }
        width -= cluster_width;
        from += cluster.len();
    }
    (&line[from..], whole - width)
}

fn aside(app: &App, prompt: &Prompt) -> String {
    match prompt.purpose {
        Purpose::Search | Purpose::Limit if app.list.view.search.is_some() => {
            let more = if app.list.counted { "" } else { "+" };
            format!("{}{more} found", grouped(app.list.total))
        }
        Purpose::Find => {
            let found = app.reader.open.as_ref().and_then(|open| open.found.as_ref());
            found.map_or_else(String::new, |found| if found.hits.is_empty() { "none".into() } else { found.count() })
        }
        purpose if purpose.wants_a_choice() => app.with_keys("Enter takes · Esc leaves"),
        _ => String::new(),
    }
}

/// Draws what is wrong, or the choices, over the rows above the line.
pub fn draw_above(app: &App, prompt: &Prompt, paint: &mut Paint<'_>) {
    let foot = app.panes.status;
    let above = Rect { y: 0, height: foot.y, ..foot };
    let room = usize::from(above.width.saturating_sub(2));
    let mistake = prompt.mistake.as_ref().map(|(at, what)| told(prompt, *at, what, room));
    // What went wrong outside has no other row to stand in while the line is typed.
    let trouble = app.notices.now.as_ref().filter(|(_, trouble)| *trouble);
    let trouble = trouble.map(|(what, _)| wrap(&Clean::line(what), room.max(1), NOTICE));
    if let Some(wrong) = mistake.or(trouble) {
        for (y, row) in (0..above.bottom()).rev().zip(wrong.iter().rev()) {
            paint.blank(Rect { y, height: 1, ..above });
            paint.text((above.x + 1, y), room as u16, &text::fit(row, room), Role::Trouble);
        }
        return;
    }
    let rows = prompt.choices.len().min(usize::from(above.height / 2).max(1)).min(12);
    let chosen = prompt.chosen.unwrap_or(0);
    let first = chosen.saturating_sub(rows.saturating_sub(1));
    // Names share the row with what is said of them, where anything is.
    let aside = prompt.choices.iter().map(|choice| text::width(&choice.aside)).max().unwrap_or(0);
    let room = usize::from(above.width).saturating_sub(aside + 6);
    let most = if prompt.choices.iter().all(|choice| choice.about.is_empty()) { room } else { 32 };
    let names = prompt.choices.iter().map(|choice| text::width(&choice.name)).max().unwrap_or(0).min(most);
    for (row, choice) in prompt.choices.iter().enumerate().skip(first).take(rows) {
        let y = (above.bottom() as usize - rows + row - first) as u16;
        let area = Rect { y, height: 1, ..above };
        paint.blank(area);
        paint.link(app.address_of(choice));
        draw_choice(choice, names as u16, area, paint);
        paint.link(None);
        if prompt.chosen == Some(row) {
            paint.text((area.x, y), 1, "▌", Role::Cursor);
            paint.over(area, Role::Cursor);
        }
    }
}

/// A caret at the column of a byte of the line, and what is wrong there: beside it, or above it where that has no room.
fn told(prompt: &Prompt, at: usize, what: &str, room: usize) -> Vec<String> {
    let sign = text::width(prompt.purpose.sign());
    let (_, hidden) = shown(prompt, room.saturating_sub(sign + 1));
    let before = text::width(&prompt.line.text[..at.min(prompt.line.text.len())]);
    let column = (sign + before.saturating_sub(hidden)).min(room.saturating_sub(1));
    let caret = format!("{}^", " ".repeat(column));
    if column + 2 + text::width(what) <= room {
        return vec![format!("{caret} {what}")];
    }
    let rows = textwrap::wrap(what, room.max(1)).into_iter().map(Cow::into_owned);
    rows.chain([caret]).collect()
}

fn draw_choice(choice: &Choice, names: u16, area: Rect, paint: &mut Paint<'_>) {
    let room = area.width.saturating_sub(2);
    let aside = text::width(&choice.aside) as u16;
    let name = text::fit(&choice.name, usize::from(names.min(room)));
    paint.text((area.x + 2, area.y), room, &name, Role::Key);
    let left = area.x + 2 + names + 2;
    let right = area.right().saturating_sub(aside + 2);
    let columns = right.saturating_sub(left);
    // The beginning of a word or two says nothing.
    if columns >= ABOUT || text::width(&choice.about) <= usize::from(columns) {
        paint.text((left, area.y), columns, &text::fit(&choice.about, usize::from(columns)), Role::Text);
    }
    if left <= right {
        paint.text_right((area.right().saturating_sub(1), area.y), aside, &choice.aside, Role::Dim);
    }
}
