//! Input, and the tree that comes of it as a few lines of text: one `check` a kind.
//!
//! Real pages and hostile files are tested from outside, in `tests/suite`.

mod html;
mod markdown;
mod notes;
mod plain;
mod printing;
mod properties;
mod wire;

use super::{Block, Document, FoldKind, Inline, Link, Target, parse};
use crate::article::Media;

/// Checks the tree of `body`, without a base and a title.
#[track_caller]
fn check(media: Media, body: &str, expected: &str) {
    let shown = show(&parse(media, body, None, ""));
    let expected = expected.trim_matches('\n').lines().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n");
    assert_eq!(shown.trim_end(), expected.trim_end(), "\n--- shown\n{shown}\n--- of\n{body}");
}

/// The tree as text: Markdown's signs, `⏎` where a line ends, `[text](n)` for the nth link, links with reasons below;
/// `@n` where place n begins, `[text](→n)` for a link to it.
fn show(document: &Document) -> String {
    let mut lines = Vec::new();
    show_blocks(&document.blocks, &document.links, "", &mut lines);
    for (at, link) in document.outward().iter().enumerate() {
        let picture = if link.target == Target::Image { " picture" } else { "" };
        let refused = link.refused.map(|reason| format!(" refused: {reason}")).unwrap_or_default();
        lines.push(format!("{}: {}{picture}{refused}", at + 1, link.url));
    }
    lines.join("\n")
}

fn show_blocks(blocks: &[Block], links: &[Link], indent: &str, lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading(level, runs) => {
                lines.push(format!("{indent}{} {}", "#".repeat(*level as usize), show_runs(runs, links)))
            }
            Block::Paragraph(runs) => lines.push(format!("{indent}{}", show_runs(runs, links))),
            Block::Quote(inner) => show_blocks(inner, links, &format!("{indent}> "), lines),
            Block::List { start, items } => {
                for (at, item) in items.iter().enumerate() {
                    let task = item.task.map_or("", |done| if done { "[x] " } else { "[ ] " });
                    let marker = start.map_or("-".to_owned(), |start| format!("{}.", start + at as u64));
                    let from = lines.len();
                    show_blocks(&item.blocks, links, &format!("{indent}  "), lines);
                    match lines.get_mut(from) {
                        Some(first) => {
                            *first = format!("{indent}{marker} {task}{}", first[indent.len()..].trim_start())
                        }
                        None => lines.push(format!("{indent}{marker} {task}")),
                    }
                }
            }
            Block::Code(code) => lines.extend(code.iter().map(|line| format!("{indent}¦{line}"))),
            Block::Table { head, rows, .. } => {
                let row = |cells: &Vec<Inline>| {
                    cells.iter().map(|cell| show_runs(cell, links)).collect::<Vec<_>>().join(" | ")
                };
                if !head.is_empty() {
                    lines.push(format!("{indent}|| {}", row(head)));
                }
                lines.extend(rows.iter().map(|cells| format!("{indent}| {}", row(cells))));
            }
            Block::Rule => lines.push(format!("{indent}----")),
            Block::Fold(FoldKind::Repeat(count), inner) => {
                lines.push(format!("{indent}fold of {count}"));
                show_blocks(inner, links, &format!("{indent}~ "), lines);
            }
            Block::Footnote(label, inner) => {
                lines.push(format!("{indent}[^{label}]"));
                show_blocks(inner, links, &format!("{indent}  "), lines);
            }
        }
    }
}

fn show_runs(runs: &[super::Run], links: &[Link]) -> String {
    let mut text = String::new();
    for run in runs {
        let style = run.style;
        let marks = [
            (style.strong, "**"),
            (style.emphasis, "*"),
            (style.strike, "~"),
            (style.code, "`"),
            (style.image, "!"),
            (style.note, "^"),
        ];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        let closing: String = marks.chars().rev().collect();
        text += &run.place.map_or_else(String::new, |place| format!("@{place} "));
        let place = run.link.and_then(|link| links[link as usize].place);
        text += &match run.link {
            _ if place.is_some() => format!("[{marks}{}{closing}](→{})", run.text, place.unwrap()),
            Some(link) => format!("[{marks}{}{closing}]({})", run.text, link + 1),
            None => format!("{marks}{}{closing}", run.text),
        };
        if run.breaks {
            text.push('⏎');
        }
    }
    text
}
