//! `byline man`: prints the manual page, made of the arguments, the forms of a search and the table of keys.

use super::Outcome;
use super::args::Args;
use super::output::stdout;
use crate::keys::{KeyRow, Keymap, key_rows};
use crate::query::forms;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use std::io::{self, Write};

const FILES: &[(&str, &str)] = &[
    ("config.toml, sources.toml", "Settings and keys; sources."),
    ("articles/, marks/", "The library: lines of JSON that are only ever added to. Back it up."),
    ("index.sqlite", "The index; made again where it is missing."),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "BYLINE_CONFIG_DIR, BYLINE_DATA_DIR, BYLINE_STATE_DIR, BYLINE_CACHE_DIR",
        "Where files lie, if not in the platform's places.",
    ),
    ("NO_COLOR", "If set, no colour is used."),
    ("TZ", "The time zone in which times are shown."),
];

const STATUS: &[(&str, &str)] = &[
    ("0", "All went well."),
    ("1", "Nothing was found, or something went wrong and was named; what could be done was done."),
    ("2", "The command line was not understood."),
    ("3", "Sources were asked, and none could be reached."),
];

/// Runs the command.
pub fn run() -> anyhow::Result<Outcome> {
    let mut out = stdout();
    write(&mut out)?;
    out.flush()?;
    Ok(Outcome::Fine)
}

fn write(out: &mut impl Write) -> io::Result<()> {
    let command = Args::command();
    let man = Man::new(command.clone()).title("BYLINE").manual("byline");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    writeln!(out, ".SH COMMANDS")?;
    write_commands(out, &command, "byline")?;
    let mut roff = Roff::new();
    section(&mut roff, "SEARCHING", forms());
    keys(&mut roff, &key_rows(&Keymap::default()));
    section(&mut roff, "FILES", FILES);
    roff.text([roman("`byline config path` says where they lie.")]);
    section(&mut roff, "ENVIRONMENT", ENVIRONMENT);
    section(&mut roff, "EXIT STATUS", STATUS);
    roff.to_writer(out)
}

/// The subcommands of a command, and theirs.
fn write_commands(out: &mut impl Write, of: &Command, name: &str) -> io::Result<()> {
    for command in of.get_subcommands() {
        let name = format!("{name} {}", command.get_name());
        write_command(out, command, &name)?;
        write_commands(out, command, &name)?;
    }
    Ok(())
}

/// One subcommand: how it is called, what it does, its options.
fn write_command(out: &mut impl Write, command: &Command, name: &str) -> io::Result<()> {
    let mut page = Vec::new();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut roff = Roff::new();
    roff.control("SS", [name]).text([roman(format!("{about}."))]).control("PP", []);
    roff.to_writer(&mut page)?;
    let man = Man::new(command.clone().bin_name(name).display_name(name).disable_help_flag(true));
    man.render_synopsis_section(&mut page)?;
    man.render_options_section(&mut page)?;
    // They stand in one section, which needs no headings of theirs, and below roff's preamble.
    let is_extra = |line: &[u8]| [&b".SH"[..], b".ie", b".el"].iter().any(|start| line.starts_with(start));
    page.split_inclusive(|byte| *byte == b'\n').filter(|line| !is_extra(line)).try_for_each(|line| out.write_all(line))
}

fn section(roff: &mut Roff, heading: &str, rows: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (term, meaning) in rows {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*meaning)]);
    }
}

fn keys(roff: &mut Roff, rows: &[KeyRow]) {
    roff.control("SH", ["KEYS"]);
    let mut heading = "";
    for row in rows {
        if row.heading != heading {
            heading = row.heading;
            roff.control("SS", [heading]);
        }
        roff.control("TP", []);
        roff.text(terms(row));
        roff.text([roman(format!("{} ({})", row.help, row.name))]);
    }
}

/// The keys of a row, and where they hold.
fn terms(row: &KeyRow) -> Vec<Inline> {
    let mut terms = Vec::new();
    for (keys, panes) in &row.keys {
        if !terms.is_empty() {
            terms.push(roman("  "));
        }
        terms.push(bold(keys));
        if !panes.is_empty() {
            terms.push(roman(format!(" ({})", panes.join(", "))));
        }
    }
    if terms.is_empty() {
        terms.push(roman("no key"));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Help, HelpRow};
    use crate::keys::Context;

    /// What the page says of an action's keys.
    fn entry(row: &KeyRow) -> String {
        let mut roff = Roff::new();
        roff.text(terms(row)).text([roman(format!("{} ({})", row.help, row.name))]);
        let page = roff.render();
        page.lines().filter(|line| !line.starts_with('.')).map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn the_page_has_every_row_of_the_table_of_keys() {
        let mut page = Vec::new();
        write(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let mut at = page.find(".SH KEYS").unwrap();
        for row in key_rows(&Keymap::default()) {
            assert_ne!(row.keys, [], "{}: no key", row.name);
            let entry = entry(&row);
            at += page[at..].find(&entry).unwrap_or_else(|| panic!("{entry} is missing or out of order"));
        }
    }

    #[test]
    fn help_has_the_rows_of_the_table_that_hold_in_its_pane() {
        let keymap = Keymap::default();
        for (context, pane) in [(Context::List, "list"), (Context::Reader, "article"), (Context::Sources, "sources")] {
            let sorted = |mut keys: Vec<String>| {
                keys.sort();
                keys.join(" ")
            };
            let mut expected = Vec::new();
            for row in key_rows(&keymap) {
                let holds = |(_, panes): &(String, Vec<&str>)| panes.is_empty() || panes.contains(&pane);
                let keys: Vec<String> = row.keys.into_iter().filter(holds).map(|(keys, _)| keys).collect();
                if !keys.is_empty() {
                    expected.push((sorted(keys), row.help.to_owned()));
                }
            }
            let told: Vec<(String, String)> = Help::of(&keymap, context)
                .rows
                .into_iter()
                .filter_map(|row| match row {
                    HelpRow::Keys(keys, help) => Some((sorted(keys.split("  ").map(str::to_owned).collect()), help)),
                    _ => None,
                })
                .collect();
            assert_eq!(told, expected, "{pane}");
        }
    }
}
