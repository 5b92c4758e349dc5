//! A prompt: the line at the foot, what is wrong in it over it, and what it may become.

use crate::app::{App, Choice, Prompt, Purpose, wrap};
use crate::text::{self, Clean, grouped};
use crate::theme::Role;
use crate::ui::paint::Paint;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The fewest columns in which what is cut off a choice's explanation leaves something to read.
const ABOUT: usize = 30;

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
    let used = paint.piece((left, area.y), room as u16, before, Role::Text);
    let after = text::cut(&prompt.line.text[prompt.line.at..], room.saturating_sub(usize::from(used)));
    let end =
        left + used + paint.piece((left + used, area.y), area.right().saturating_sub(left + used), after, Role::Text);
    paint.isolate((left, area.y), end - left);
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
        Purpose::Search | Purpose::Limit if prompt.line.text.is_empty() => app.with_keys("Tab completes"),
        Purpose::Search | Purpose::Limit if app.list.view.search.is_some() => {
            let more = if app.list.counted { "" } else { "+" };
            format!("{}{more} found", grouped(app.list.total))
        }
        Purpose::Find => {
            let found = app.reader.open.as_ref().and_then(|open| open.found.as_ref());
            found.map_or_else(String::new, |found| {
                if found.hits.is_empty() && !found.is_looked_for() { "none".into() } else { found.count() }
            })
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
    draw_choices(app, prompt, above, paint);
}

/// The most columns of a name beside which something is said of it.
const NAME: usize = 32;

/// The fewest columns of a long value that are worth reading; keys have fewer, and are shown whole or not at all.
const VALUE: u16 = 30;

/// Draws the choices, and what is said of them: beside each, or of the chosen one below where that has no room.
fn draw_choices(app: &App, prompt: &Prompt, above: Rect, paint: &mut Paint<'_>) {
    let widest =
        |of: fn(&Choice) -> &str| prompt.choices.iter().map(|choice| text::width(of(choice))).max().unwrap_or(0);
    let (name, about, aside) = (widest(|it| &it.name), widest(|it| &it.about), widest(|it| &it.aside));
    let room = usize::from(above.width).saturating_sub(aside + 6);
    let beside = prompt.choices.iter().filter(|choice| beside(choice, name.min(NAME), above).is_some()).count();
    let is_beside = beside * 2 > prompt.choices.len();
    // One long value at the right does not cut the names of all.
    let half = usize::from(above.width) / 2;
    let names = name.min(match about {
        0 => room,
        _ if is_beside => NAME,
        _ => room.max(NAME.min(half)),
    });
    let said = match prompt.chosen.and_then(|chosen| prompt.choices.get(chosen)) {
        Some(choice) if !is_beside => {
            // As many rows for each, so that nothing moves from one to the next.
            let columns = usize::from(above.width.saturating_sub(3)).max(1);
            let mut said = wrap(&Clean::line(&choice.about), columns, 2);
            said.resize(about.div_ceil(columns).min(2), String::new());
            said
        }
        _ => Vec::new(),
    };
    let bottom = above.bottom().saturating_sub(said.len() as u16);
    for (row, y) in said.iter().zip(bottom..) {
        paint.blank(Rect { y, height: 1, ..above });
        paint.link(prompt.chosen.and_then(|chosen| app.address_of(prompt.choices.get(chosen)?)));
        paint.text((above.x + 2, y), above.width.saturating_sub(2), row, Role::Text);
        paint.link(None);
    }
    let rows = prompt.choices.len().min(usize::from(above.height / 2).max(1)).min(12).min(usize::from(bottom));
    let first = prompt.chosen.unwrap_or(0).saturating_sub(rows.saturating_sub(1));
    for (row, choice) in prompt.choices.iter().enumerate().skip(first).take(rows) {
        let y = (usize::from(bottom) - rows + row - first) as u16;
        let area = Rect { y, height: 1, ..above };
        paint.blank(area);
        paint.link(app.address_of(choice));
        draw_choice(choice, names, is_beside, area, paint);
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

/// The columns in which something is said of a choice beside its name, where that is worth reading.
fn beside(choice: &Choice, names: usize, area: Rect) -> Option<usize> {
    let columns = usize::from(area.width).saturating_sub(names + text::width(&choice.aside) + 6);
    (columns >= ABOUT || text::width(&choice.about) <= columns).then_some(columns)
}

fn draw_choice(choice: &Choice, names: usize, is_beside: bool, area: Rect, paint: &mut Paint<'_>) {
    let room = area.width.saturating_sub(2);
    let aside = text::width(&choice.aside) as u16;
    let name = text::fit(&choice.name, names.min(usize::from(room)));
    paint.text((area.x + 2, area.y), room, &name, Role::Key);
    let left = area.x + 2 + names as u16 + 2;
    let right = area.right().saturating_sub(aside + 2);
    if let Some(columns) = beside(choice, names, area).filter(|_| is_beside) {
        paint.text((left, area.y), columns as u16, &text::fit(&choice.about, columns), Role::Text);
    }
    let edge = area.right().saturating_sub(1);
    if left <= right {
        paint.text_right((edge, area.y), aside, &choice.aside, Role::Dim);
    } else if left + VALUE <= edge {
        let room = edge - left;
        paint.text((left, area.y), room, &text::fit(&choice.aside, usize::from(room)), Role::Dim);
    }
}
