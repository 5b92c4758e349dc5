//! The presets: each is whole, and does to hands from elsewhere what they mean, or nothing that matters.

use super::super::preset::SHIPPED;
use super::*;

/// The reader's file over everything that is shipped.
fn effective(text: &str) -> (Keymap, Vec<String>) {
    let (keymap, complaints) =
        Keymap::effective(Some(Layer { path: Path::new("config.toml"), text, table: Some("keys") }));
    (keymap, complaints.iter().map(ToString::to_string).collect())
}

#[test]
fn presets_bind_actions_that_are_and_stand_in_nobodys_way() {
    for (name, ..) in SHIPPED {
        assert_eq!(effective(&format!("keys = '{name}'")).1, [""; 0], "{name}");
    }
}

#[test]
fn presets_hold_only_what_differs() {
    let (shipped, _) = Keymap::load(&[Keymap::shipped()]);
    for (name, _, text) in SHIPPED {
        let layer = Layer { path: Path::new(name), text, table: None };
        for binding in file::read(0, layer, &|_| Ok(()), &mut Vec::new()).bindings {
            let before = shipped.bindings(binding.context).iter().find(|(keys, _)| *keys == binding.keys);
            assert_ne!(before.map(|(_, command)| command), binding.command.as_ref(), "{name}: {}", binding.keys);
        }
    }
}

#[test]
fn help_is_paged_both_ways_whatever_the_preset() {
    let pages = [
        ("half-page-down", "half-page-up"),
        ("page-down", "page-up"),
        ("scroll-down", "scroll-up"),
        ("line-down", "line-up"),
        ("first", "last"),
    ];
    for (name, ..) in SHIPPED {
        let (keymap, _) = effective(&format!("keys = '{name}'"));
        let keys = |action: &str| keymap.keys_of(Action::parse(action).unwrap(), Context::Help).count();
        for (on, back) in pages {
            assert!(keys(on) > 0 && keys(back) > 0, "{name}: {on}, {back}");
        }
    }
}

/// What a row of a preset's table says of a key: the pane, the key, what it means there, and what it does here; nothing
/// where it is not bound, and `…` where it waits for another key.
type Habit = (Context, &'static str, &'static str, &'static str);

fn check_habits(preset: &str, habits: &[Habit]) {
    let (keymap, _) = effective(&format!("keys = '{preset}'"));
    for (context, keys, there, here) in habits {
        let does = match press(&keymap, *context, keys) {
            Press::Command { command, .. } => command.to_string(),
            Press::Prefix(_) => "…".to_owned(),
            _ => String::new(),
        };
        assert_eq!(does, *here, "{preset}: {keys} in {context}, which means there: {there}");
    }
}

const LIST: Context = Context::List;
const READER: Context = Context::Reader;
const SOURCES: Context = Context::Sources;

#[test]
fn the_habits_of_newsboat_are_right_or_harmless() {
    check_habits(
        "newsboat",
        &[
            (LIST, "Enter", "open the article", "open"),
            (LIST, "q", "back to the feeds", "back"),
            (READER, "q", "back to the articles", "quit"),
            (SOURCES, "q", "leave", "quit"),
            (READER, "n", "the next unread article", "next-unread"),
            (READER, "p", "the unread article before", "previous-unread"),
            (LIST, "N", "read or unread", "toggle-read"),
            (LIST, "A", "mark this feed read", "mark-all-read"),
            (SOURCES, "R", "reload all", "refresh-all"),
            (SOURCES, "r", "reload this feed", "refresh"),
            (LIST, "j", "the next feed", "line-down"),
            (READER, "J", "the next article", "next-article"),
            (READER, "o", "open in a browser", "open-link"),
            (READER, "3", "open link 3", "open-link 3"),
            (READER, "0", "open link 10", "open-link 10"),
            (READER, "u", "list the links", "list-links"),
            (LIST, "u", "list the links", "list-links"),
            (LIST, "C", "mark all feeds read", "catch-up"),
            (LIST, "s", "save", "save"),
            (LIST, "e", "queue the enclosure", "attachment"),
            (LIST, "|", "pipe to a command", "pipe"),
            (LIST, "^d", "delete all articles", "half-page-down"),
            (LIST, "^u", "nothing", "half-page-up"),
            (READER, "^u", "toggle the source view", "show-received"),
            (SOURCES, "^b", "nothing", "page-up"),
            (READER, "^b", "bookmark", "star"),
            (LIST, "^b", "bookmark", "star"),
            (LIST, "/", "search", "search"),
            (LIST, "F", "set a filter", "limit"),
            (LIST, "O", "open in a browser and mark read", "open-and-done"),
            (LIST, "D", "delete the article", "trash"),
            (LIST, ":", "a command", "palette"),
            (LIST, ",", "begin a macro", ""),
        ],
    );
}

#[test]
fn the_habits_of_mutt_are_right_or_harmless() {
    check_habits(
        "mutt",
        &[
            (LIST, "j", "the next message", "line-down"),
            (READER, "j", "the next message", "next-article"),
            (LIST, "Enter", "open the message", "open"),
            (READER, "Space", "a page on", "read-on"),
            (READER, "-", "a page back", "page-back"),
            (READER, "Backspace", "a line back", "line-up"),
            (READER, "i", "back to the index", "back"),
            (LIST, "x", "leave", "quit"),
            (LIST, "d", "delete, and go on", "done"),
            (READER, "d", "delete, and go on", "half-page-down"),
            (LIST, "u", "undelete", "undo"),
            (LIST, "Tab", "the next new message", "next-unread"),
            (LIST, "N", "new or not", "toggle-read"),
            (LIST, "F", "flag", "star"),
            (LIST, "r", "reply", "refresh"),
            (LIST, "m", "write a message", ""),
            (LIST, "s", "save", "save"),
            (READER, "v", "list the attachments", "attachment"),
            (READER, "|", "pipe to a command", "pipe"),
            (READER, "e", "edit the message", ""),
            (LIST, "w", "set a flag", ""),
            (LIST, "l", "limit", "limit"),
            (LIST, "c", "another folder", "go-to"),
            (LIST, "/", "search", "search"),
            (LIST, "D", "delete what fits a pattern", ""),
            (LIST, ".", "list folders with new mail", "go-to"),
            (LIST, "t", "select", "select-range"),
            (READER, "^b", "list the links", "list-links"),
            (LIST, "$", "carry out what is marked", "refresh"),
            (READER, "$", "the end", "last"),
            (LIST, "A", "nothing", ""),
            (LIST, "Z", "a page back", "page-up"),
        ],
    );
}

#[test]
fn the_habits_of_vim_are_right_or_harmless() {
    check_habits(
        "vim",
        &[
            (LIST, "j", "down", "line-down"),
            (LIST, "gg", "the first line", "first"),
            (LIST, "G", "the last line", "last"),
            (READER, "^d", "half a page down", "half-page-down"),
            (LIST, "dd", "delete the line", "done"),
            (READER, "dd", "delete the line", "done"),
            (LIST, "u", "undo", "undo"),
            (READER, "u", "undo", "undo"),
            (LIST, "^r", "redo", "redo"),
            (LIST, "yy", "copy the line", "copy-address"),
            (READER, "gx", "open the link", "open-link"),
            (READER, "}", "the next paragraph", "next-paragraph"),
            (READER, "zo", "open the fold", "fold-open"),
            (LIST, "^ww", "the next window", "next-pane"),
            (LIST, "A", "append to the line", ""),
            (LIST, "mm", "set a mark", "star"),
            (LIST, "dG", "delete to the end", "mark-below-read"),
            (LIST, ".", "repeat", "repeat"),
            (LIST, "V", "select lines", "select-range"),
            (LIST, "^o", "back where you were", "jump-back"),
            (LIST, "/", "search", "search"),
            (LIST, ":", "a command", "palette"),
            (LIST, "s", "put another character there", ""),
            (LIST, "o", "open a line", ""),
            (LIST, "x", "delete the character", "fetch-full"),
            (READER, "w", "a word on", ""),
            (READER, "e", "the end of the word", ""),
            (LIST, "b", "a word back", ""),
            (LIST, "ZZ", "save and leave", "leave-at-once"),
        ],
    );
}

#[test]
fn the_habits_of_eilmeldung_are_right_or_harmless() {
    check_habits(
        "eilmeldung",
        &[
            (LIST, "j", "down", "line-down"),
            (LIST, "l", "to the article", "open"),
            (LIST, "h", "to the feeds", "back"),
            (LIST, "s", "sync", "refresh-all"),
            (LIST, "r", "mark read, and go on", "done"),
            (LIST, "R", "mark all read", "mark-all-read"),
            (LIST, "u", "mark unread", ""),
            (LIST, "m", "mark", "star"),
            (LIST, "o", "open in a browser, mark read, and go on", "open-and-done"),
            (LIST, "^z", "undo", "undo"),
            (LIST, "d", "take the flag away", ""),
            (LIST, "D", "take all flags away", ""),
            (LIST, "U", "mark all unread", ""),
            (LIST, "0r", "mark read from the top to here", "mark-above-read"),
            (LIST, "=", "filter", "limit"),
            (LIST, "t", "tag", "add-tag"),
            (READER, ";;", "letters on links", "hint-links"),
            (LIST, "f", "flag", "select-range"),
            (LIST, "2", "only unread articles", "show-unread"),
            (READER, "J", "scroll down", "line-down"),
            (READER, "M-j", "the next article", "next-article"),
            (LIST, "z", "zen mode", "…"),
            (SOURCES, "Space", "open or close the folder", "read-on"),
        ],
    );
}

#[test]
fn a_preset_is_chosen_by_name_and_a_readers_own_keys_go_before_it() {
    let (keymap, complaints) = effective("[keys]\npreset = 'newsboat'\n[keys.global]\nN = 'previous-unread'");
    assert_eq!(complaints, [""; 0]);
    let command = |keys| match press(&keymap, Context::List, keys) {
        Press::Command { command, .. } => command.to_string(),
        other => panic!("{keys}: {other:?}"),
    };
    assert_eq!((command("N"), command("s")), ("previous-unread".to_owned(), "save".to_owned()));
}

#[test]
fn a_preset_that_is_not_there_is_told_and_the_rest_counts() {
    let (keymap, complaints) = effective("[keys]\npreset = 'newsbaot'\n[keys.list]\nx = 'done'");
    assert_eq!(complaints, ["config.toml:2: there is no such preset of keys; did you mean \"newsboat\"?"]);
    assert!(matches!(press(&keymap, Context::List, "x"), Press::Command { .. }));
    let all =
        "config.toml:1: there is no such preset of keys; there are \"newsboat\", \"mutt\", \"vim\", \"eilmeldung\"";
    assert_eq!(effective("keys = 'emacs'").1, [all]);
    assert_eq!(effective("keys = ''").1, [all]);
}
