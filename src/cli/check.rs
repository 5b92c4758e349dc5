//! `byline check`: reads every record of the library and names what is damaged. It changes nothing.

use super::Outcome;
use super::context::Context;
use super::output::{stdout, warn};
use crate::store::Store;
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
    Ok(if damaged == 0 && report.unreadable.is_empty() { Outcome::Fine } else { Outcome::Trouble })
}
