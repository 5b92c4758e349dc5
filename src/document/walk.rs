//! Walks over a tree of blocks. Its depth is bounded by [`super::Document::DEPTH`], so recursion is safe here.
//!
//! It changes no structure.

use super::{Block, Inline, Run};

/// Calls `act` with every piece of running text, from top to bottom.
pub(super) fn each_inline(blocks: &mut [Block], act: &mut impl FnMut(&mut Inline)) {
    for block in blocks {
        match block {
            Block::Heading(_, runs) | Block::Paragraph(runs) => act(runs),
            Block::Quote(inner) | Block::Fold(_, inner) | Block::Footnote(_, inner) => each_inline(inner, act),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_inline(&mut item.blocks, act)),
            Block::Table { head, rows, .. } => head.iter_mut().chain(rows.iter_mut().flatten()).for_each(&mut *act),
            Block::Code(_) | Block::Rule => {}
        }
    }
}

/// Calls `act` with every run, from top to bottom.
pub(super) fn each_run(blocks: &[Block], act: &mut impl FnMut(&Run)) {
    for block in blocks {
        match block {
            Block::Heading(_, runs) | Block::Paragraph(runs) => runs.iter().for_each(&mut *act),
            Block::Quote(inner) | Block::Fold(_, inner) | Block::Footnote(_, inner) => each_run(inner, act),
            Block::List { items, .. } => items.iter().for_each(|item| each_run(&item.blocks, act)),
            Block::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).flatten().for_each(&mut *act),
            Block::Code(_) | Block::Rule => {}
        }
    }
}

/// The text of a run of pieces, lines that end as spaces.
pub(super) fn text_of(runs: &[Run]) -> String {
    let mut text = String::new();
    for run in runs {
        text.push_str(run.text.as_str());
        if run.breaks {
            text.push(' ');
        }
    }
    text
}
