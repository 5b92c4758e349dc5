//! The bottom row: a notice, the keys typed so far and what can follow, or where the cursor is.

use crate::app::{App, Focus, Overlay, Question, Work, wrap};
use crate::text::{self, Clean, count, grouped, masked};
use crate::theme::Role;
use crate::ui::paint::Paint;
use ratatui::layout::Rect;

/// Draws the bottom row.
pub fn draw(app: &App, paint: &mut Paint<'_>) {
    let area = app.panes.status;
    if area.is_empty() {
        return;
    }
    let room = area.width.saturating_sub(2);
    let typed = app.typed.pending.to_string();
    let (left, role) = if let Some(Overlay::Help(help)) = &app.overlay
        && (help.typing || !help.wanted.text.is_empty())
    {
        (format!("/{}{}", Clean::line(&help.wanted.text), if help.typing { "▏" } else { "" }), Role::Key)
    } else if !app.typed.next.is_empty() {
        (format!("{typed}-  Esc leaves"), Role::Key)
    } else if let Some((notice, trouble)) = &app.notices.now {
        (notice.clone(), if *trouble { Role::Trouble } else { Role::Notice })
    } else if let Some(standing) = &app.notices.standing {
        (standing.clone(), Role::Trouble)
    } else {
        (position(app), Role::Status)
    };
    // What was said stands until the next key, and does not hide how far it is.
    let under_way = app.work.as_ref().filter(|_| role == Role::Notice && app.overlay.is_none());
    let right = match (app.typed.pending.is_empty(), app.typed.next.is_empty()) {
        // Once is enough.
        (true, _) if left.ends_with(" shows the keys") => String::new(),
        (true, _) if under_way.is_some() => under_way.map(working).unwrap_or_default(),
        (true, _) => {
            let hint = app.with_keys(hint(app));
            let rest: Vec<&str> = hint.split(" · ").filter(|part| !left.ends_with(part)).collect();
            rest.join(" · ")
        }
        (false, true) => typed,
        (false, false) => String::new(),
    };
    if under_way.is_some() && area.y > 0 && text::width(&left) + PROGRESS > usize::from(room) {
        draw_long(&left, role, Rect { y: area.y - 1, ..area }, paint);
        paint.text((area.x + 1, area.y), room, &text::fit(&right, usize::from(room)), Role::Status);
        return;
    }
    if matches!(role, Role::Notice | Role::Trouble) && text::width(&left) > usize::from(room) {
        return draw_long(&left, role, area, paint);
    }
    let left = text::fit(&left, usize::from(room));
    let used = text::width(&left);
    paint.text((area.x + 1, area.y), room, &left, role);
    // What has no room goes from the left: the last of it leads to all keys.
    let mut right = right.as_str();
    while used + text::width(right) + 2 > usize::from(room)
        && let Some((_, rest)) = right.split_once(" · ")
    {
        right = rest;
    }
    if used + text::width(right) + 2 <= usize::from(room) {
        paint.text_right((area.right().saturating_sub(1), area.y), room, right, Role::Status);
    }
}

/// The most rows a notice takes.
const NOTICE: u16 = 4;

/// How far something is wants so many columns beside a notice; where they are not there, the notice goes a row up.
const PROGRESS: usize = 24;

/// Draws a notice that has no room in a row over those above it, too, as many as it takes.
fn draw_long(notice: &str, role: Role, foot: Rect, paint: &mut Paint<'_>) {
    let room = usize::from(foot.width.saturating_sub(2)).max(1);
    let rows = wrap(&Clean::line(notice), room, usize::from(NOTICE.min(foot.y + 1)));
    let top = (foot.y + 1).saturating_sub(rows.len() as u16);
    paint.blank(Rect { y: top, height: rows.len() as u16, ..foot });
    for (row, y) in rows.iter().zip(top..) {
        paint.text((foot.x + 1, y), room as u16, row, role);
    }
}

/// Where the cursor is.
fn position(app: &App) -> String {
    match &app.overlay {
        Some(Overlay::Output(output)) if output.running => return format!("{} runs", output.name),
        Some(Overlay::Output(output)) => return count(output.rows.len(), "row"),
        // What can be done there needs the room.
        Some(Overlay::Hints(_) | Overlay::Help(_)) => return String::new(),
        _ => {}
    }
    if let Some(work) = &app.work {
        return working(work);
    }
    match app.sources.questions.last() {
        Some(Question::Add(what)) => return format!("looking at {} …", Clean::line(&masked(what))),
        Some(Question::Pages(ids)) if ids.len() > 1 => return format!("fetching {}", count(ids.len(), "full article")),
        Some(Question::Save(many)) => return format!("saving {}", count(*many, "article")),
        Some(Question::Pages(_)) => return "fetching the full article".to_owned(),
        None => {}
    }
    match app.focus {
        Focus::Sources => app.with_keys("Enter opens"),
        _ if app.list.total == 0 => String::new(),
        _ => {
            let number = app.list.number().map_or("…".to_owned(), grouped);
            let came_in = match app.list.came_in {
                0 => String::new(),
                new => format!(" · {} new", grouped(new)),
            };
            let selected = match app.range.map(|from| app.list.count_selected(from)) {
                None => String::new(),
                Some(many) => format!("{} selected · ", many.map_or("…".to_owned(), grouped)),
            };
            format!("{selected}{number}/{}{came_in}", grouped(app.list.total))
        }
    }
}

fn working(work: &Work) -> String {
    let done = match work.of {
        Some(of) if of > 0 => format!("{} %", (work.done * 100 / of).min(100)),
        _ if work.done > 0 => grouped(work.done),
        _ => String::new(),
    };
    let left = match work.left {
        Some(seconds @ 1..60) => format!("{seconds} s left"),
        Some(seconds @ 60..) => format!("{} min left", seconds.div_ceil(60)),
        _ => String::new(),
    };
    let parts = [work.what, &done, &work.so_far, &left];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn lit(app: &App) -> bool {
    app.reader.open.as_ref().is_some_and(|open| open.found.is_some())
}

/// What the next key is likely to be.
fn hint(app: &App) -> &'static str {
    match (&app.overlay, app.focus) {
        (Some(Overlay::Hints(_)), _) => "a opens · A copies · Esc leaves",
        (Some(Overlay::Output(output)), _) if output.running => "Esc gives it up",
        (Some(Overlay::Output(_)), _) => "j k scroll · q leaves",
        (Some(_), _) => "/ finds · q leaves help",
        (None, Focus::Reader) if lit(app) => "n next hit · N previous · Esc puts out",
        (None, Focus::List) if app.range.is_some() => "Esc lets go · ? keys",
        (None, Focus::List) if app.leads_back() => searched(app),
        (None, Focus::List) if app.list.view.looks_for_words() && app.list.total > 0 => {
            "Enter opens · n next hit · ? keys"
        }
        (None, Focus::Reader) => "Space reads on · n next unread · ? keys",
        (None, Focus::List) if app.list.total == 0 && app.sources.overview.all.unread == 0 => "? keys",
        (None, Focus::List) if app.list.total == 0 => "^n next source · ? keys",
        (None, Focus::List) => "Enter opens · n next unread · ? keys",
        (None, Focus::Sources) => "? keys · q leaves",
    }
}

/// The same in the list of a search.
fn searched(app: &App) -> &'static str {
    match app.list.view.looks_for_words() {
        _ if app.list.total == 0 => "Esc leads back · ? keys",
        true => "Enter opens · n next hit · Esc leads back",
        false => "Enter opens · n next unread · Esc leads back",
    }
}
