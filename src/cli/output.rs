//! Printing: results on standard output, everything else on standard error, all of it safe for a terminal.

use crate::text::Clean;
use std::fmt::Display;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;

/// Standard output, buffered.
pub fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Says something on standard error, after the program's name. That it can't be said changes nothing.
pub fn warn(what: impl Display) {
    let _ = writeln!(io::stderr(), "byline: {}", Clean::line(&what.to_string()));
}

/// Shows a line on standard error, set in, its spaces kept.
pub fn show(line: &str) {
    let _ = writeln!(io::stderr(), "    {}", Clean::verbatim(line, 8));
}

/// Says what went wrong and why, on standard error.
pub fn report_error(error: &anyhow::Error) {
    warn(said(error));
}

/// What went wrong and why, each cause once: many an error says its cause itself.
pub fn said(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

/// A path as it may be printed.
pub fn printable(path: &Path) -> Clean {
    Clean::line(&path.to_string_lossy())
}

/// Whether whoever read standard output has gone away.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let error = anyhow::anyhow!("disk full").context("can't write /x: disk full").context("stopped");
        assert_eq!(said(&error), "stopped: can't write /x: disk full");
    }
}
