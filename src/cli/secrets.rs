//! Secrets of sources. The library doesn't store them, so byline asks for those of another machine on the terminal, or lists
//! them. It also finds the secrets that an older version stored.

use super::Outcome;
use super::context::Context;
use super::output::{printable, said, stdout, warn};
use crate::sources::{Kept, Place, Stories};
use crate::store::Store;
use crate::text::{Clean, secret_values, secrets_in, with_secrets};
use memchr::memmem;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;

/// The byte that `^C` sends.
const INTERRUPT: u8 = 3;

/// How many bytes of each log or other file are searched.
const SEARCHED: u64 = 64 << 20;

/// Secrets with fewer bytes than this would match unrelated text.
const TELLING: usize = 6;

/// Finds the secrets left in the library, the state folder and the cache, and prints file, line and source.
pub fn find(context: &Context) -> anyhow::Result<Outcome> {
    // Opening the index and the fetch state removes the secrets in them.
    if let Err(error) = context.library() {
        warn(said(&error));
    }
    drop(Stories::read(&context.paths.feeds_folder()));
    let exposed = Store::open(&context.store_places())?.exposed()?;
    let (mut out, mut lines) = (stdout(), exposed.len());
    let mut values: Vec<(String, String)> = Vec::new();
    for found in &exposed {
        let (name, address) = (&found.said.clone().without_secrets().source.title, &found.said.source.address);
        let secrets = secrets_in(address).join(", ");
        writeln!(out, "{}, line {}: {}: {}", found.file, found.line, Clean::line(name), Clean::line(&secrets))?;
        values.extend(secret_values(address).into_iter().map(|value| (value, name.clone())));
    }
    for kept in &context.sources.sources {
        values.extend(secret_values(&kept.place.address()).into_iter().map(|value| (value, kept.name.clone())));
    }
    values.retain(|(value, _)| value.len() >= TELLING);
    for file in others(context) {
        let mut bytes = Vec::new();
        if File::open(&file).and_then(|file| file.take(SEARCHED).read_to_end(&mut bytes)).is_err() {
            continue;
        }
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            if let Some((_, name)) = values.iter().find(|(value, _)| memmem::find(line, value.as_bytes()).is_some()) {
                writeln!(out, "{}, line {number}: {}", printable(&file), Clean::line(name))?;
                lines += 1;
            }
        }
    }
    if lines == 0 {
        writeln!(out, "no secrets left in the library, the state folder or the cache")?;
    }
    out.flush()?;
    if !exposed.is_empty() {
        warn(
            "run `byline prune --secrets` on each machine to rewrite its files; a prune seven days later removes the old ones",
        );
        warn("copies remain in backups and git history: change these passwords and keys");
    }
    Ok(if lines == 0 { Outcome::Fine } else { Outcome::Trouble })
}

/// The files in the state folder and the cache, except for the index, which has no secrets, and the edits of `sources.toml`,
/// which undo needs with theirs.
fn others(context: &Context) -> Vec<PathBuf> {
    let folders = [&context.paths.state, &context.paths.cache];
    let entries = folders.into_iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let is_other = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path.is_file() && !name.starts_with("index.sqlite") && !name.starts_with("edits.json")
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_other).collect();
    files.sort();
    files
}

/// The source with the secrets of these names in its address, if the user types them; reports those that are missing.
pub fn complete(context: &Context, kept: Kept, names: &[String]) -> anyhow::Result<Kept> {
    let Place::Address(address) = &kept.place else { return Ok(kept) };
    let known = secrets_in(address);
    let mut missing: Vec<String> = names.iter().filter(|name| !known.contains(name)).cloned().collect();
    let mut address = address.clone();
    if io::stdin().is_terminal() && io::stderr().is_terminal() && !missing.is_empty() {
        let name = Clean::line(&kept.name);
        writeln!(io::stderr(), "{name}: the library doesn't store secrets; type them, or press Enter to skip one")?;
        let mut given = Vec::new();
        for name in missing {
            let value = ask(&name)?;
            given.push((name, value));
        }
        address = with_secrets(&address, &given);
        missing = given.into_iter().filter(|(_, value)| value.is_empty()).map(|(name, _)| name).collect();
    }
    if !missing.is_empty() {
        let (name, file) = (Clean::line(&kept.name), context.paths.sources_file());
        let (missing, file) = (missing.join(", "), printable(&file));
        warn(format_args!("{name}: the library doesn't store secrets; add {missing} to its `url` in {file}"));
    }
    Ok(Kept { place: Place::Address(address), ..kept })
}

/// Asks for a secret on the terminal, without echo.
fn ask(name: &str) -> anyhow::Result<String> {
    let input = io::stdin();
    let before = hide(&input);
    write!(io::stderr(), "{}: ", Clean::line(name))?;
    let mut line = Vec::new();
    let read = input.lock().read_until(b'\n', &mut line);
    if let Some(before) = before {
        let _ = tcsetattr(&input, OptionalActions::Now, &before);
        writeln!(io::stderr())?;
    }
    read?;
    if line.contains(&INTERRUPT) {
        anyhow::bail!("stopped; nothing was added");
    }
    Ok(String::from_utf8_lossy(&line).trim().to_owned())
}

/// Turns echo off. `^C` ends the line instead of the program, which would leave echo off.
fn hide(input: &io::Stdin) -> Option<Termios> {
    let before = tcgetattr(input).ok()?;
    let mut hidden = before.clone();
    hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
    hidden.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT;
    tcsetattr(input, OptionalActions::Flush, &hidden).ok()?;
    Some(before)
}
