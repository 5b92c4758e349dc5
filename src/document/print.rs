//! A tree of blocks as Markdown: what is saved or handed to other programs.
//!
//! It does not wrap: a paragraph is a line. A passage that stands twice is left out the second time.

use super::{Block, Document, Inline, Item, Link, Run, Target};

/// The document as Markdown.
pub fn markdown_text(document: &Document) -> String {
    let mut out = Vec::new();
    write_blocks(document, &document.blocks, &mut out);
    let mut text = out.join("\n");
    text.push_str(if text.is_empty() { "" } else { "\n" });
    text
}

// The depth of the tree is bounded, so recursion is safe.
fn write_blocks(document: &Document, blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        let mut lines = Vec::new();
        write_block(document, block, &mut lines);
        if lines.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(String::new());
        }
        out.append(&mut lines);
    }
}

fn write_block(document: &Document, block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Heading(level, runs) => {
            let text = one_line(&inline(document, runs));
            out.push(format!("{} {text}", "#".repeat(usize::from(*level).clamp(1, 6))));
        }
        Block::Paragraph(runs) => out.extend(begun_plainly(&inline(document, runs)).lines().map(str::to_owned)),
        Block::Quote(inner) => out.extend(indented(document, inner, "> ", "> ")),
        Block::List { start, items } => write_items(document, *start, items, out),
        Block::Code(lines) => {
            let ticks = lines.iter().map(|line| longest_run(line.as_str(), '`')).max().unwrap_or(0);
            let fence = "`".repeat((ticks + 1).max(3));
            out.push(fence.clone());
            out.extend(lines.iter().map(ToString::to_string));
            out.push(fence);
        }
        Block::Table { head, rows, .. } => write_table(document, head, rows, out),
        Block::Rule => out.push("---".to_owned()),
        Block::Footnote(label, inner) => {
            out.extend(indented(document, inner, &format!("[^{}]: ", escaped(label.as_str())), "    "));
        }
        Block::Fold(..) => {}
    }
}

/// Blocks with a margin: one for the first line, one for the others.
fn indented(document: &Document, blocks: &[Block], first: &str, next: &str) -> Vec<String> {
    let mut inner = Vec::new();
    write_blocks(document, blocks, &mut inner);
    let margin = |(at, line): (usize, &String)| format!("{}{line}", if at == 0 { first } else { next });
    inner.iter().enumerate().map(margin).map(|line| line.trim_end().to_owned()).collect()
}

fn write_items(document: &Document, start: Option<u64>, items: &[Item], out: &mut Vec<String>) {
    for (number, item) in items.iter().enumerate() {
        let mark = match (start, item.task) {
            (Some(start), _) => format!("{}. ", start.saturating_add(number as u64)),
            (None, Some(done)) => format!("- [{}] ", if done { 'x' } else { ' ' }),
            (None, None) => "- ".to_owned(),
        };
        let margin = " ".repeat(if start.is_some() { mark.len() } else { 2 });
        let lines = indented(document, &item.blocks, &mark, &margin);
        out.extend(if lines.is_empty() { vec![mark.trim_end().to_owned()] } else { lines });
    }
}

fn write_table(document: &Document, head: &[Inline], rows: &[Vec<Inline>], out: &mut Vec<String>) {
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let cell = |cell: Option<&Inline>| cell.map_or(String::new(), |runs| one_line(&inline(document, runs)));
    let row = |cells: &[Inline]| {
        let cells: Vec<String> = (0..columns).map(|at| cell(cells.get(at))).collect();
        format!("| {} |", cells.join(" | "))
    };
    // Markdown has no table without a heading row: then that one is empty.
    out.push(row(head));
    out.push(format!("|{}", "---|".repeat(columns)));
    out.extend(rows.iter().map(|cells| row(cells)));
}

/// Text whose hard breaks are blanks.
fn one_line(text: &str) -> String {
    text.replace("\\\n", " ")
}

/// Runs of text in one line; a hard break is a backslash at a line's end.
fn inline(document: &Document, runs: &[Run]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < runs.len() {
        let link = runs[at].link;
        let end = runs[at..].iter().position(|run| run.link != link).map_or(runs.len(), |more| at + more);
        let inner: String = runs[at..end].iter().map(|run| styled(run, link.is_some())).collect();
        // A place of the text is none of what is printed.
        let leads = |link: &&Link| !(link.url.as_str().starts_with('#') || runs[at].style.note && link.place.is_some());
        match link.and_then(|index| document.links.get(index as usize)).filter(leads) {
            Some(link) if !inner.trim().is_empty() => {
                let picture = if link.target == Target::Image { "!" } else { "" };
                let (before, words, after) = trimmed(&inner);
                text.push_str(&format!("{before}{picture}[{words}]({}){after}", address(link.url.as_str())));
            }
            _ => text.push_str(&inner),
        }
        at = end;
    }
    text.trim().trim_end_matches("\\\n").trim_end().to_owned()
}

/// An address as the target of a link.
fn address(url: &str) -> String {
    let is_plain = url.chars().all(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '<' | '>' | '\\'));
    if is_plain { url.to_owned() } else { format!("<{}>", url.replace('<', "%3C").replace('>', "%3E")) }
}

/// One run with its stress. Blanks stand outside of it, or it would be no stress.
fn styled(run: &Run, in_link: bool) -> String {
    let (before, words, after) = trimmed(run.text.as_str());
    let mut text = match (words, run.style.code) {
        ("", _) => String::new(),
        (words, true) => code(words),
        (words, _) if run.style.note && words.starts_with('[') => words.replacen('[', "[^", 1),
        (words, false) => escaped(words),
    };
    for (on, mark) in [(run.style.strike, "~~"), (run.style.emphasis, "*"), (run.style.strong, "**")] {
        if on && !text.is_empty() {
            text = format!("{mark}{text}{mark}");
        }
    }
    let end = match (run.breaks, in_link) {
        (false, _) => "",
        (true, true) => " ",
        (true, false) => "\\\n",
    };
    format!("{before}{text}{after}{end}")
}

fn code(words: &str) -> String {
    let fence = "`".repeat(longest_run(words, '`') + 1);
    let air = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{fence}{air}{words}{air}{fence}")
}

fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// The blanks before, the words, the blanks after.
fn trimmed(text: &str) -> (&str, &str, &str) {
    let words = text.trim_matches(' ');
    let start = text.len() - text.trim_start_matches(' ').len();
    if words.is_empty() { (text, "", "") } else { (&text[..start], words, &text[start + words.len()..]) }
}

/// Text in which nothing is Markdown by chance.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in super::readable::spaced(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A paragraph whose lines begin like no other block.
fn begun_plainly(text: &str) -> String {
    text.lines().map(plainly).collect::<Vec<_>>().join("\n")
}

fn plainly(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match (line.as_bytes().first(), line.as_bytes().get(digits)) {
        (Some(b'#' | b'+' | b'-' | b'=' | b':'), _) => format!("\\{line}"),
        (_, Some(b'.' | b')')) if (1..=9).contains(&digits) => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line.to_owned(),
    }
}
