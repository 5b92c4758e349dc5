//! `byline check`: reads every record of the library and names what is damaged. It changes nothing.

use super::Outcome;
use super::context::Context;
use super::output::{stdout, warn};
use crate::sources::Place;
use crate::store::{Difference, FileKind, Store};
use crate::text::count;
use std::io::Write;

/// Runs the command.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    let report = Store::open(&context.store_places())?.check()?;
    for complaint in &report.complaints {
        warn(format_args!("{complaint}"));
    }
    for error in &report.unreadable {
        warn(format_args!("{error}"));
    }
    report.differences.iter().for_each(warn);
    tell_way_back(context, &report.differences);
    let exposed = Store::open(&context.store_places())?.exposed()?;
    if !exposed.is_empty() {
        let records = count(exposed.len(), "record");
        warn(format_args!(
            "{records} from byline 0.1 with passwords or keys of sources: `byline check --secrets` lists them"
        ));
    }
    let (mut records, mut unknown, mut odd, mut unfinished) = (0, 0, 0, 0);
    for file in &report.files {
        records += file.records;
        unknown += file.unknown;
        odd += file.odd;
        unfinished += u64::from(file.unfinished > 0);
    }
    let damaged = report.damaged();
    let unlisted = damaged + odd - report.complaints.len() as u64;
    if unlisted > 0 {
        warn(format_args!("and {} more", count(unlisted as usize, "line")));
    }
    let mut out = stdout();
    write!(out, "{} in {}", count(records as usize, "record"), count(report.files.len(), "file"))?;
    match (damaged, odd) {
        (0, 0) => write!(out, ", none damaged")?,
        (damaged, odd) => write!(out, "; {} damaged, {odd} odd but read", count(damaged as usize, "line"))?,
    }
    if unknown > 0 {
        write!(out, "; {unknown} of a later version, kept as they are")?;
    }
    if unfinished > 0 {
        write!(out, "; {} with an unfinished last line", count(unfinished as usize, "file"))?;
    }
    writeln!(out)?;
    out.flush()?;
    let is_fine = damaged == 0 && report.unreadable.is_empty() && !report.differences.iter().any(Difference::is_loss);
    Ok(if is_fine { Outcome::Fine } else { Outcome::Trouble })
}

/// Says how to get missing data back: marks from this machine, articles from their sources.
fn tell_way_back(context: &Context, differences: &[Difference]) {
    let lines: usize = differences.iter().map(|difference| difference.lines.len()).sum();
    if lines > 0 {
        warn(format_args!("run `byline restore` to restore {} of marks", count(lines, "missing line")));
    }
    if differences.iter().any(|difference| difference.kind == FileKind::Segments) {
        let all = context.sources.sources.iter().filter(|kept| !kept.disabled);
        let (folders, feeds): (Vec<_>, Vec<_>) = all.partition(|kept| matches!(kept.place, Place::Folder(_)));
        let (feeds, folders) = (count(feeds.len(), "feed"), count(folders.len(), "folder"));
        warn(format_args!(
            "run `byline restore`, then `byline fetch`, to get back the articles that {feeds} and {folders} still have"
        ));
        warn("other missing articles are lost, unless a backup or another machine has them (`byline merge PATH`)");
    }
}
