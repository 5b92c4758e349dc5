//! The rules for what people read: README, CHANGELOG, help; and for what lies in the repository by mistake.

use byline::action::Action;
use byline::keys::{Context, Keymap, key_rows};

/// The README's table of keys, in Markdown, from the actions and the keys they come with.
pub fn keys_table(keymap: &Keymap) -> String {
    let mut table = String::from("| keys | what they do | name |\n|---|---|---|\n");
    let mut heading = "";
    for row in key_rows(keymap) {
        if heading != row.heading {
            heading = row.heading;
            table += &format!("| **{heading}** | | |\n");
        }
        let keys: Vec<String> = row.keys.iter().map(|(keys, panes)| one(keys, panes)).collect();
        table += &format!("| {} | {} | `{}` |\n", keys.join(" "), row.help, row.name);
    }
    table
}

/// Keys; where they do not hold in every pane, with the panes they hold in.
fn one(keys: &str, panes: &[&str]) -> String {
    let place = if panes.is_empty() { String::new() } else { format!(" ({})", panes.join(", ")) };
    format!("`{}`{place}", keys.replace('|', "\\|"))
}

/// The README's table of the forms of a search.
pub fn searches_table() -> String {
    let row = |(form, meaning): &(&str, &str)| format!("| `{form}` | {meaning} |\n");
    format!("| form | what it finds |\n|---|---|\n{}", byline::query::forms().iter().map(row).collect::<String>())
}

/// A page with the passage between two markers made anew.
pub fn with_table(page: &str, name: &str, table: &str) -> Result<String, String> {
    let (begin, end) =
        (format!("<!-- {name}: made by UPDATE=1 cargo test --test tidy -->\n"), format!("<!-- end of {name} -->"));
    let lost = || format!("the markers of the table `{name}` are gone");
    let (before, rest) = page.split_once(&begin).ok_or_else(lost)?;
    let (_, after) = rest.split_once(&end).ok_or_else(lost)?;
    Ok(format!("{before}{begin}\n{}\n{end}{after}", table.trim_end().to_owned() + "\n"))
}

/// Actions without a key that are reached otherwise, and how.
const OTHERWISE: &[(&str, &str)] = &[];

/// Every action says what it does and can be reached.
pub fn unreachable_actions(keymap: &Keymap) -> Vec<String> {
    let bound = |action: &Action| Context::ALL.iter().any(|context| keymap.keys_of(*action, *context).next().is_some());
    let otherwise = |action: &Action| OTHERWISE.iter().any(|(name, _)| *name == action.name());
    let all = Action::all().filter(|action| action.help().is_empty() || !(bound(action) || otherwise(action)));
    all.map(|action| format!("no key of assets/keys.toml reaches `{action}`")).collect()
}

/// What is wrong with a change log: <https://keepachangelog.com/en/1.1.0/>.
pub fn changelog(page: &str) -> Vec<String> {
    const KINDS: &[&str] = &["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    let mut wrong = Vec::new();
    let versions: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    if versions.first() != Some(&"[Unreleased]") {
        wrong.push("CHANGELOG.md: the first section should be [Unreleased]".to_owned());
    }
    for (number, line) in page.lines().enumerate() {
        if let Some(kind) = line.strip_prefix("### ").filter(|kind| !KINDS.contains(kind)) {
            wrong.push(format!("CHANGELOG.md:{}: `{kind}` is none of {}", number + 1, KINDS.join(", ")));
        }
    }
    wrong
}

/// Traces of work that is not finished, in parts so that this file bears none.
const LEFTOVERS: &[&[&str]] = &[
    &["TO", "DO"],
    &["FIX", "ME"],
    &["XX", "X:"],
    &["/wo", "rk/"],
    &["/ho", "me/u"],
    &["static.crates", ".io"],
    &["index.crates", ".io"],
];

/// Traces of work that is not finished.
pub fn leftovers(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark)) {
            wrong.push(format!("{path}:{}: a conflict is left over", number + 1));
        }
        for parts in LEFTOVERS {
            if line.contains(&parts.concat()) {
                wrong.push(format!("{path}:{}: `{}` is left over", number + 1, parts.concat()));
            }
        }
    }
    wrong
}

/// Lines long enough that two texts share them only where one was copied.
pub fn telling_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| line.chars().count() >= 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use byline::keys::Layer;
    use std::path::Path;

    #[test]
    fn the_table_says_where_a_key_holds() {
        let table = keys_table(&Keymap::default());
        assert!(table.contains("| `d` (list) |"), "{table}");
        assert!(table.contains("| `u` (list, sources) `U` |"), "{table}");
        assert!(table.contains("| `j` `↓` |"), "{table}");
    }

    #[test]
    fn an_old_table_is_replaced_and_lost_markers_are_told() {
        let page = "a\n<!-- t: made by UPDATE=1 cargo test --test tidy -->\nold\n<!-- end of t -->\nb\n";
        let made = with_table(page, "t", "| new |\n").unwrap();
        assert!(made.contains("| new |") && !made.contains("old") && made.ends_with("-->\nb\n"), "{made}");
        assert_eq!(with_table(&made, "t", "| new |\n").as_ref(), Ok(&made));
        assert!(with_table(page, "u", "").is_err());
    }

    #[test]
    fn an_action_without_a_key_is_found() {
        let text = "[global]\nj = 'line-down'\n";
        let (keymap, _) = Keymap::load(&[Layer { path: Path::new("keys.toml"), text, table: None }]);
        let found = unreachable_actions(&keymap);
        assert!(found.iter().any(|what| what.contains("`line-up`")), "{found:?}");
        assert!(!found.iter().any(|what| what.contains("`line-down`")), "{found:?}");
    }

    #[test]
    fn a_change_log_without_the_coming_version_is_found() {
        assert_eq!(changelog("# Changelog\n\n## [Unreleased]\n\n### Added\n\n- x\n"), [""; 0]);
        assert_eq!(changelog("# Changelog\n\n## [0.1.0]\n\n### New\n").len(), 2);
    }

    #[test]
    fn leftovers_are_found() {
        assert_eq!(leftovers("a.rs", &format!("x\n// {}: later\n", ["TO", "DO"].concat())).len(), 1);
        assert_eq!(leftovers("a.rs", "<<<<<<< HEAD\nx\n").len(), 1);
        assert_eq!(leftovers("a.rs", "x\n"), [""; 0]);
    }
}
