//! Footnotes of pages: marks that lead to notes, the notes themselves, and the links back, for which readers have keys.
//!
//! It does not ask what a page calls its notes: a short link that leads to an item or paragraph further down is a mark.

use super::walk::{each_inline, each_run, text_of};
use super::{Block, Document, Inline, Item, Link, Run, Style};
use crate::text::Clean;
use std::collections::{HashMap, HashSet};

/// The most characters of a mark that is not known as one by its raised text; of one that is; of a link back.
const SHORT: usize = 4;
const RAISED: usize = 12;
const BACK: usize = 12;

/// Makes notes of what the document's marks lead to.
pub(super) fn settle(document: &mut Document) {
    if document.links.iter().all(|link| link.place.is_none()) {
        return;
    }
    let mut notes = Notes { links: &document.links, labels: HashMap::new(), made: HashMap::new() };
    notes.find_marks(&document.blocks);
    if notes.labels.is_empty() {
        return;
    }
    document.blocks = notes.convert(std::mem::take(&mut document.blocks));
    let made = notes.made;
    each_inline(&mut document.blocks, &mut |runs| mark(runs, &document.links, &made));
    for link in &mut document.links {
        let Some(note) = link.place.and_then(|place| made.get(&place)) else { continue };
        link.place = Some(note.place);
        link.text = Clean::line(&format!("[{}]", note.label));
    }
    drop_unused(document);
}

/// What a document has of notes.
struct Notes<'a> {
    links: &'a [Link],
    /// What marks say, by the place they lead to.
    labels: HashMap<u32, String>,
    /// The notes made, by that place.
    made: HashMap<u32, Made>,
}

struct Made {
    label: String,
    /// Where it begins, now that its number and what leads back are gone.
    place: u32,
}

impl Notes<'_> {
    /// Finds the marks: they stand before what they lead to, or lead to what is a note already.
    fn find_marks(&mut self, blocks: &[Block]) {
        let (mut marks, mut places, mut at) = (Vec::new(), HashMap::new(), 0);
        each_run(blocks, &mut |run| {
            at += 1;
            places.extend(run.place.map(|place| (place, at)));
            marks.extend(place_of(run, self.links).zip(label_of(run)).map(|(place, label)| (at, place, label)));
        });
        let known: HashSet<u32> = blocks.iter().filter_map(known_note).collect();
        for (at, place, label) in marks {
            if known.contains(&place) || places.get(&place).is_some_and(|place| *place > at) {
                // What Markdown calls a note is a name for its writer, not for its readers.
                let is_name = known.contains(&place) && label.chars().filter(|c| c.is_alphabetic()).count() > 1;
                let is_long = label.chars().count() > SHORT;
                let label = if is_name || is_long { self.free_number(place) } else { label };
                self.labels.entry(place).or_insert(label);
            }
        }
    }

    /// The number a note has in place of a long name.
    fn free_number(&self, place: u32) -> String {
        let is_taken =
            |number: &usize| self.labels.iter().any(|(of, label)| *of != place && *label == number.to_string());
        (self.labels.len() + 1..).find(|number| !is_taken(number)).unwrap_or(1).to_string()
    }

    // The depth of the tree is bounded, so recursion is safe.
    fn convert(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        let mut out = Vec::with_capacity(blocks.len());
        let mut rest = blocks.into_iter().peekable();
        while let Some(block) = rest.next() {
            match block {
                Block::List { start, items } if self.are_notes(&items) => {
                    for (number, item) in (start.unwrap_or(1)..).zip(items) {
                        let place = first_place(&item.blocks);
                        let label = place.and_then(|place| self.labels.get(&place).cloned());
                        out.push(self.note(place, label.unwrap_or_else(|| number.to_string()), item.blocks));
                    }
                }
                Block::List { start, mut items } => {
                    for item in &mut items {
                        item.blocks = self.convert(std::mem::take(&mut item.blocks));
                    }
                    out.push(Block::List { start, items });
                }
                Block::Quote(inner) => out.push(Block::Quote(self.convert(inner))),
                Block::Footnote(_, inner)
                    if first_place(&inner).is_some_and(|place| self.labels.contains_key(&place)) =>
                {
                    let place = first_place(&inner);
                    let label = place.and_then(|place| self.labels.get(&place).cloned()).unwrap_or_default();
                    out.push(self.note(place, label, inner));
                }
                Block::Paragraph(mut runs) => match self.label_before(&runs) {
                    Some((place, label)) => {
                        drop_label(&mut runs, &label);
                        let mut inner = vec![Block::Paragraph(runs)];
                        let alone = |runs: &Inline| self.label_before(runs).is_none();
                        let is_bare = matches!(&inner[0], Block::Paragraph(runs) if text_of(runs).trim().is_empty());
                        // The number of a note may be a paragraph of its own.
                        inner.extend(
                            rest.next_if(|next| is_bare && matches!(next, Block::Paragraph(runs) if alone(runs))),
                        );
                        out.push(self.note(Some(place), label, inner));
                    }
                    None => out.push(Block::Paragraph(runs)),
                },
                other => out.push(other),
            }
        }
        drop_dividers(&mut out);
        out
    }

    /// Whether a list is one of notes: marks lead to half of its items or more.
    fn are_notes(&self, items: &[Item]) -> bool {
        let led_to = |item: &&Item| first_place(&item.blocks).is_some_and(|place| self.labels.contains_key(&place));
        let count = items.iter().filter(led_to).count();
        count > 0 && count * 2 >= items.len()
    }

    /// The place and the label of a paragraph that marks lead to, where it begins with the label or leads back.
    fn label_before(&self, runs: &Inline) -> Option<(u32, String)> {
        let place = runs.first()?.place?;
        let label = self.labels.get(&place)?;
        let text = text_of(runs);
        let begins = text.trim_start_matches([' ', '[', '(']).starts_with(label.as_str());
        (begins || runs.iter().any(|run| self.leads_back(run))).then(|| (place, label.clone()))
    }

    /// Makes a note of blocks, without what leads back.
    fn note(&mut self, place: Option<u32>, label: String, mut blocks: Vec<Block>) -> Block {
        each_inline(&mut blocks, &mut |runs| {
            let before = runs.len();
            runs.retain(|run| !self.leads_back(run));
            if runs.len() < before {
                trim(runs);
            }
        });
        blocks.retain(|block| !matches!(block, Block::Paragraph(runs) if runs.is_empty()));
        if let Some(place) = place {
            let mut now = place;
            let mut is_first = true;
            each_inline(&mut blocks, &mut |runs| {
                if let Some(run) = runs.first_mut().filter(|_| is_first) {
                    now = *run.place.get_or_insert(place);
                    is_first = false;
                }
            });
            self.made.insert(place, Made { label: label.clone(), place: now });
        }
        Block::Footnote(Clean::line(&label), blocks)
    }

    /// Whether a run of a note only leads back to its mark.
    fn leads_back(&self, run: &Run) -> bool {
        let Some(link) = run.link.and_then(|link| self.links.get(link as usize)) else { return false };
        let text = run.text.as_str().trim();
        match link.place {
            Some(place) => !self.labels.contains_key(&place) && text.chars().count() <= BACK,
            None => is_arrow(link),
        }
    }
}

/// Whether a link to some place of a page is nothing but an arrow.
fn is_arrow(link: &Link) -> bool {
    let is_sign = |c: char| "↩↑^⤴↵⏎⬆←\u{fe0e}\u{fe0f}".contains(c);
    link.url.as_str().contains('#') && link.text.as_str().trim().chars().all(is_sign)
}

/// The place within the document that a run leads to.
fn place_of(run: &Run, links: &[Link]) -> Option<u32> {
    links.get(run.link? as usize)?.place
}

/// What a run says as a mark, if it may be one.
fn label_of(run: &Run) -> Option<String> {
    let text = run.text.as_str().trim();
    let bare = text.trim_matches(|c: char| "[]()^\u{a0} ".contains(c));
    let is_sign = |c: char| c.is_ascii_digit() || "*†‡§¶".contains(c);
    let is_mark = run.style.note || text.starts_with('[') || bare.chars().all(is_sign);
    let longest = if run.style.note { RAISED } else { SHORT };
    let is_short = (1..=longest).contains(&bare.chars().count());
    (is_mark && is_short).then(|| bare.split_whitespace().collect())
}

fn known_note(block: &Block) -> Option<u32> {
    match block {
        Block::Footnote(_, inner) => first_place(inner),
        _ => None,
    }
}

/// The place that the first words of blocks are.
fn first_place(blocks: &[Block]) -> Option<u32> {
    let mut first = None;
    each_run(blocks.get(..1)?, &mut |run| first = first.or(Some(run.place)));
    first.flatten()
}

/// Drops the label a note begins with: the note has it as its mark.
fn drop_label(runs: &mut Inline, label: &str) {
    let begins = text_of(runs).trim_start_matches([' ', '[', '(']).starts_with(label);
    let mut left = if begins { label.len() } else { 0 };
    for run in runs.iter_mut() {
        let text = run.text.as_str().trim_start_matches([' ', '[', '(']);
        let cut = left.min(text.len());
        let Some(rest) = text.get(cut..).filter(|_| left > 0) else { break };
        left -= cut;
        let rest = if left == 0 { rest.trim_start_matches([']', ')', '.', ':', ' ', '\u{a0}']) } else { rest };
        run.text = Clean::flow(rest);
    }
    // What closed the label may be a run of its own.
    if let Some(run) = runs.iter_mut().find(|run| !run.text.is_empty()).filter(|_| begins) {
        run.text = Clean::flow(run.text.as_str().trim_start_matches([']', ')', '.', ':', ' ', '\u{a0}']));
    }
    let place = runs.first().and_then(|run| run.place);
    runs.retain(|run| !run.text.is_empty() || run.breaks);
    if let Some(first) = runs.first_mut() {
        first.place = place;
    }
}

/// Takes away the blanks and arrows that stood around a link back.
fn trim(runs: &mut Inline) {
    let is_left = |c: char| c == '^' || c == '↑' || c.is_whitespace();
    let mut place = None;
    while let Some(first) = runs.first_mut() {
        first.text = Clean::flow(first.text.as_str().trim_start_matches(is_left));
        if !first.text.is_empty() {
            first.place = first.place.or(place);
            break;
        }
        place = place.or(runs.remove(0).place);
    }
    while let Some(last) = runs.last_mut() {
        last.text = Clean::flow(last.text.as_str().trim_end_matches(|c: char| c.is_whitespace()));
        last.breaks = false;
        if !last.text.is_empty() {
            break;
        }
        runs.pop();
    }
}

/// Drops the rule or the heading that stood over notes and over nothing else: notes stand at the end, under a rule.
fn drop_dividers(blocks: &mut Vec<Block>) {
    let is_note = |block: &Block| matches!(block, Block::Footnote(..));
    for at in (0..blocks.len()).rev() {
        if !blocks.get(at + 1).is_some_and(is_note) {
            continue;
        }
        let after = blocks[at + 1..].iter().find(|block| !is_note(block));
        let only_notes = |level: u8| match after {
            None | Some(Block::Rule) => true,
            Some(Block::Heading(next, _)) => *next <= level,
            Some(_) => false,
        };
        if matches!(blocks[at], Block::Rule) || matches!(blocks[at], Block::Heading(level, _) if only_notes(level)) {
            blocks.remove(at);
        }
    }
}

/// Makes marks of the runs that lead to notes.
fn mark(runs: &mut Inline, links: &[Link], made: &HashMap<u32, Made>) {
    for at in 0..runs.len() {
        let Some(note) = place_of(&runs[at], links).and_then(|place| made.get(&place)) else { continue };
        if label_of(&runs[at]).is_none() {
            continue;
        }
        let blank = if runs[at].text.as_str().ends_with(' ') { " " } else { "" };
        runs[at].text = Clean::flow(&format!("[{}]{blank}", note.label));
        runs[at].style = Style { note: true, ..Style::default() };
        // Brackets around a mark are part of it.
        let before = at.checked_sub(1).and_then(|at| runs[at].text.as_str().strip_suffix('[')).map(Clean::flow);
        let after = runs.get(at + 1).and_then(|run| run.text.as_str().strip_prefix(']')).map(Clean::flow);
        if let (Some(before), Some(after)) = (before, after) {
            (runs[at - 1].text, runs[at + 1].text) = (before, after);
        }
    }
    runs.retain(|run| !run.text.is_empty() || run.breaks || run.style.image);
}

/// Drops links to places that no run has any more.
fn drop_unused(document: &mut Document) {
    let mut used = HashSet::new();
    each_run(&document.blocks, &mut |run| used.extend(run.link));
    let mut numbers = Vec::with_capacity(document.links.len());
    let mut kept: u32 = 0;
    for (number, link) in (0..).zip(&document.links) {
        let is_kept = (link.place.is_none() && !is_arrow(link)) || used.contains(&number);
        numbers.push(is_kept.then_some(kept));
        kept += u32::from(is_kept);
    }
    let mut keep = numbers.iter().map(Option::is_some);
    document.links.retain(|_| keep.next().unwrap_or(true));
    each_inline(&mut document.blocks, &mut |runs| {
        for run in runs {
            run.link = run.link.and_then(|link| numbers.get(link as usize).copied().flatten());
        }
    });
}
