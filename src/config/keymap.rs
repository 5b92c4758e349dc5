//! The effective keymap, checked for what only settings know: which themes, commands and orders there are.
//!
//! Where a key should lead is not checked: sources come and go.

use super::table::SETTINGS;
use super::themes::theme_is_there;
use super::{Config, Paths, Values, views};
use crate::action::{Call, Takes};
use crate::keys::{Keymap, Layer};
use crate::query::Order;
use crate::text::{Complaint, nearest};

/// The keys that hold for a reader, and what is wrong in the reader's own.
pub fn load_keymap(paths: &Paths, config: &Config) -> (Keymap, Vec<Complaint>) {
    let layer = config.typed.as_ref().map(|(path, text)| Layer { path, text, table: Some("keys") });
    Keymap::checked(layer, &|call| check(call, paths, config))
}

/// Says what is wrong with what an action is given.
fn check(call: &Call, paths: &Paths, config: &Config) -> Result<(), String> {
    let Some(text) = call.text() else { return Ok(()) };
    let wrong = |what: String| format!("`{call}`: {what}");
    match call.action.takes() {
        Takes::Order => one_of("order", text, &Order::ALL.map(|(name, ..)| name)).map_err(wrong),
        Takes::Theme => theme_is_there(text, paths).map_err(wrong),
        Takes::OwnCommand => {
            let names: Vec<&str> = config.settings.commands.iter().map(|command| command.name.as_str()).collect();
            one_of("command of yours in [commands]", text, &names).map_err(wrong)
        }
        Takes::View if !views::is_name(text) => Err(wrong("no view can be called so".to_owned())),
        Takes::Setting => setting(text, paths).map_err(wrong),
        _ => Ok(()),
    }
}

/// A setting alone is shown; with a value it is set, to one that it takes.
fn setting(text: &str, paths: &Paths) -> Result<(), String> {
    let (name, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match value.trim() {
        "" => one_of("setting", name, &SETTINGS.iter().map(|setting| setting.name).collect::<Vec<_>>()),
        value if name == "theme" => theme_is_there(value.trim_matches('"'), paths),
        value => Values::of(&Config::default()).set(name, value),
    }
}

/// Whether a name is one of those there are; what was perhaps meant, or all of them, where it is not.
pub(super) fn one_of(kind: &str, name: &str, names: &[&str]) -> Result<(), String> {
    if names.contains(&name) {
        return Ok(());
    }
    Err(match nearest(name, names.iter().copied()) {
        Some(near) => format!("there is no {kind} `{name}`; did you mean `{near}`?"),
        None if names.is_empty() => format!("there is no {kind}"),
        None => format!("there is no {kind} `{name}`; there are {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::keys::Context;
    use std::path::{Path, PathBuf};

    /// What is said of a file with this text, by line. A key that is bound after all mistakes counts.
    #[track_caller]
    fn said(text: &str) -> Vec<String> {
        let text = format!("{text}\n[keys.hints]\nX = 'star'\n");
        let overrides = Overrides { config: Some(PathBuf::from("/nowhere")), ..Overrides::default() };
        let home = |name: &str| (name != "HOME").then(|| "/nowhere".into());
        let paths = Paths::resolve(&overrides, &home).unwrap();
        let config = Config::parse(Path::new("c.toml"), &text);
        let (keymap, mut said) = load_keymap(&paths, &config);
        said.extend(config.complaints.iter().cloned());
        said.sort();
        let mut bound = keymap.bindings(Context::Hints).iter().map(|(keys, command)| format!("{keys} {command}"));
        assert!(bound.any(|bound| bound == "X star"), "{text}");
        said.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_argument_is_checked_when_the_file_is_read() {
        assert_eq!(
            said(
                "[commands]\nwords = ['wc', '-w']\n[keys.list]\ng1 = 'sort oldest'\ng2 = 'theme mono'\ng3 = 'set layout columns'\n\
             g4 = 'set measure 60'\ng5 = ['star', 'command words']\ng6 = \"pipe wc '-w'\"\ng7 = 'save text'\ng8 = 'set measure'\n\
             g9 = 'go-to Whatever'\ng0 = 'keep-view Mine'"
            ),
            [""; 0],
        );
        assert_eq!(
            said(
                "[commands]\nwords = ['wc', '-w']\n[keys.list]\ng1 = 'sort oldst'\ng2 = 'theme mnoo'\ng3 = 'set layot columns'\n\
             g4 = 'set measure wide'\ng5 = ['star', 'command wrods']\ng6 = \"pipe wc '-w\"\ng7 = 'save jsn'\ng8 = 'set mesure'\n\
             g9 = 'sort up'\ng0 = 'set theme ink'\nga = 'line-down 0'\ngb = 'done 3'\ngc = ['star', 'line-down x']"
            ),
            [
                "c.toml:4: `sort oldst`: there is no order `oldst`; did you mean `oldest`?",
                "c.toml:5: `theme mnoo`: there is no theme `mnoo`; did you mean `mono`?",
                "c.toml:6: `set layot columns`: there is no setting layot; did you mean layout?",
                "c.toml:7: `set measure wide`: measure wants a whole number from 20 to 400",
                "c.toml:8: `command wrods`: there is no command of yours in [commands] `wrods`; did you mean `words`?",
                "c.toml:9: `pipe` takes a command that needs no shell, its quotes closed, not `wc '-w`",
                "c.toml:10: `save` takes markdown, text or json, not `jsn`",
                "c.toml:11: `set mesure`: there is no setting `mesure`; did you mean `measure`?",
                "c.toml:12: `sort up`: there is no order `up`; there are newest, oldest, title, title-reversed, source, \
                 source-reversed, author, author-reversed",
                "c.toml:13: `set theme ink`: there is no theme `ink`; there are default, light, mono, gruvbox, solarized, catppuccin",
                "c.toml:14: `line-down` takes a number from 1, not `0`",
                "c.toml:15: `done` takes no argument, not `3`",
                "c.toml:16: `line-down` takes a number from 1, not `x`",
            ],
        );
        let none = "c.toml:2: `command words`: there is no command of yours in [commands]";
        assert_eq!(said("[keys.list]\nx = 'command words'"), [none]);
    }

    #[test]
    fn every_kind_of_mistake_in_keys_is_told_and_the_rest_counts() {
        let wanted = "the name of an action in quotes, a list of such names, or \"none\"";
        let names = "keys are written `j`, `^d`, `M-b`, `S-Tab`, `Space`, `Enter`, `PgDn`, `F1`";
        let presets = "there are \"newsboat\", \"mutt\", \"vim\", \"eilmeldung\"";
        for (text, expected) in [
            ("[keys.lsit]\nx = 'star'", "1: `lsit` is no place where keys are bound; did you mean `list`?"),
            ("[keys.list]\n'C-x' = 'star'", "2: `C-x` names no key"),
            ("[keys.list]\n'' = 'star'", &format!("2: `` names no key; {names}")),
            ("[keys.list]\n' ' = 'star'", &format!("2: ` ` names no key; {names}")),
            ("[keys.list]\nx = 'satr'", "2: no action is called `satr`; did you mean `star`?"),
            ("[keys.list]\nx = ['star', 'don']", "2: no action is called `don`; did you mean `done`?"),
            ("[keys.list]\nx = []", &format!("2: `x` should be given {wanted}")),
            ("[keys.list]\nx = ''", "2: no action is called ``"),
            ("[keys.list]\nx = true", &format!("2: `x` should be given {wanted}")),
            ("[keys.list]\nx = 1979-05-27", &format!("2: `x` should be given {wanted}")),
            ("[keys.list]\nx = {a = 'star'}", &format!("2: `x` should be given {wanted}")),
            ("[keys]\nlist = ['star']", "2: `list` should be a table: [keys.list]"),
            ("[keys.list]\nx = 'star'\nx = 'done'", "3: duplicate key"),
            ("[keys.list]\nIns = 'star'\nInsert = 'done'", "3: `Ins` is bound twice; the first time at c.toml:2"),
            ("[keys.list]\n'xy' = 'star'\n'x' = 'done'", "2: `xy` cannot stand beside `x` (c.toml:3)"),
            ("[keys.list]\n'x Esc' = 'star'", "2: `x Esc` can never be typed: Esc leaves what was begun"),
            ("[keys.list]\nabcdefghi = 'star'", "2: `abcdefghi` is longer than 8 keys"),
            ("[keys.list]\nx = = 'star'", "2: "),
            ("[keys]\npreset = 'newsbaot'", "2: there is no such preset of keys; did you mean \"newsboat\"?"),
            ("[keys]\npreset = 'emacs'", &format!("2: there is no such preset of keys; {presets}")),
            ("[keys]\npreset = 3", &format!("2: there is no such preset of keys; {presets}")),
            ("[keys.layout]\n'фы' = 'a'", "2: a layout gives a character in quotes the Latin one at its place"),
            ("[keys]\nlayout = 'russian'", "2: `layout` should be a table: [keys.layout]"),
            (
                "[[view]]\nname = 'A'\nquery = 'a'\nkey = 'g '\n[keys.global]\ng = 'star'",
                "4: `g` is bound twice; the first time at c.toml:6",
            ),
            (
                "[[view]]\nname = 'A'\nquery = 'a'\nkey = 'gH'\n[[view]]\nname = 'B'\nquery = 'b'\nkey = 'gH'",
                "8: `gH` is bound twice",
            ),
            (
                "[[view]]\nname = 'A'\nquery = 'a'\nkey = 'gHH'\n[[view]]\nname = 'B'\nquery = 'b'\nkey = 'gH'",
                "4: `gHH` cannot stand beside `gH` (c.toml:8)",
            ),
            ("[[view]]\nname = 'A'\nquery = 'a'\nkey = ''", &format!("4: `` names no key; {names}")),
            ("[[view]]\nname = 'A'\nquery = 'a'\nkey = 3", "4: `key` wants a text in quotation marks"),
        ] {
            let said = said(text);
            assert!(said.iter().any(|said| said.starts_with(&format!("c.toml:{expected}"))), "{text}: {said:?}");
        }
    }

    #[test]
    fn a_huge_or_deep_file_is_read_in_bounds() {
        let many: String =
            (0..9_000).map(|n| format!("'{}' = 'star'\n", char::from_u32(0x4e00 + n).unwrap())).collect();
        let text = format!("[keys.list]\n{many}");
        let config = Config::parse(Path::new("c.toml"), &text);
        let layer = Layer { path: Path::new("c.toml"), text: &text, table: Some("keys") };
        let told = Keymap::checked(Some(layer), &|_| Ok(())).1;
        assert_eq!(config.complaints, []);
        let expected = "c.toml:4098: more than 4,096 keys are bound; those from here on are left out";
        assert_eq!(told.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
        let deep = format!("[keys.list]\nx = {}", "[".repeat(100_000));
        let config = Config::parse(Path::new("c.toml"), &deep);
        assert!(!config.complaints.is_empty());
    }
}
