//! `byline check`: reads every record of the library and names what is damaged. It changes nothing.

use super::Outcome;
use super::context::Context;
use super::output::{count, stdout, warn};
use crate::store::{Location, Store};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// Runs the command.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    let places = context.store_places();
    let store = Store::open(&places)?;
    let (mut files, mut records, mut damaged, mut odd) = (0, 0, 0, 0);
    for file in store.files()? {
        files += 1;
        for line in store.read(&file.name, 0)? {
            match line? {
                (_, Ok(_)) => records += 1,
                (at, Err(damage)) => {
                    *(if damage.is_harmless() { &mut odd } else { &mut damaged }) += 1;
                    let line = line_number(&places.data, &at)?;
                    warn(format_args!("{}, line {line}: {damage}", at.file));
                }
            }
        }
    }
    let mut out = stdout();
    write!(out, "{} in {}", count(records, "record"), count(files, "file"))?;
    match (damaged, odd) {
        (0, 0) => writeln!(out, ", none damaged")?,
        (damaged, odd) => writeln!(out, "; {} damaged, {odd} odd but read", count(damaged, "line"))?,
    }
    out.flush()?;
    Ok(if damaged == 0 { Outcome::Fine } else { Outcome::Trouble })
}

/// The number, from 1, of the line that holds a place: what an editor shows.
fn line_number(data: &Path, at: &Location) -> io::Result<usize> {
    let mut before = File::open(data.join(&*at.file))?.take(at.offset);
    let (mut chunk, mut lines) = (vec![0; 1 << 16], 1);
    loop {
        match before.read(&mut chunk)? {
            0 => return Ok(lines),
            n => lines += chunk[..n].iter().filter(|byte| **byte == b'\n').count(),
        }
    }
}
