//! The secrets of sources that come from the library, which does not keep them: asked for on a terminal, else named.

use super::context::Context;
use super::output::{printable, warn};
use crate::sources::{Kept, Place};
use crate::text::{Clean, secrets_in, with_secrets};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::io::{self, BufRead, IsTerminal, Write};

/// What `^C` sends.
const INTERRUPT: u8 = 3;

/// The source with the secrets of these names in its address, as far as somebody gives them; says which are missing.
pub fn complete(context: &Context, kept: Kept, names: &[String]) -> anyhow::Result<Kept> {
    let Place::Address(address) = &kept.place else { return Ok(kept) };
    let known = secrets_in(address);
    let mut missing: Vec<String> = names.iter().filter(|name| !known.contains(name)).cloned().collect();
    let mut address = address.clone();
    if io::stdin().is_terminal() && io::stderr().is_terminal() && !missing.is_empty() {
        let name = Clean::line(&kept.name);
        writeln!(io::stderr(), "{name}: the library doesn't keep secrets; Enter leaves one out")?;
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
        warn(format_args!("{name}: the library doesn't keep secrets; add {missing} to its `url` in {file}"));
    }
    Ok(Kept { place: Place::Address(address), ..kept })
}

/// Asks for a secret on the terminal, which does not show what is typed.
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

/// Stops the terminal from showing what is typed. `^C` ends the line instead of the program, which would leave it so.
fn hide(input: &io::Stdin) -> Option<Termios> {
    let before = tcgetattr(input).ok()?;
    let mut hidden = before.clone();
    hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
    hidden.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT;
    tcsetattr(input, OptionalActions::Flush, &hidden).ok()?;
    Some(before)
}
