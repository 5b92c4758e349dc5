//! Keyboards that type no Latin letters.

use super::super::layout::shipped;
use super::*;

/// Types keys, over everything that is shipped and the reader's file.
fn types(text: &str, context: Context, keys: &str) -> String {
    let (keymap, complaints) =
        Keymap::effective(Some(Layer { path: Path::new("config.toml"), text, table: Some("keys") }));
    assert_eq!(complaints, []);
    match press(&keymap, context, keys) {
        Press::Command { command, count } => {
            count.map_or(String::new(), |count| count.to_string()) + &command.to_string()
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn letters_of_other_scripts_are_the_keys_at_their_places() {
    for (keys, action) in [
        ("о", "line-down"),
        ("О", "next-article"),
        ("5о", "5line-down"),
        ("пп", "first"),
        ("П", "last"),
        ("і", "star"),
        ("ы", "star"),
        ("ї", "next-source"),
        ("ξ", "line-down"),
        ("Ξ", "next-article"),
        ("γγ", "first"),
        ("ח", "line-down"),
        ("עע", "first"),
        ("ㅓ", "line-down"),
        ("ㅎㅎ", "first"),
        ("^к", "redo"),
        ("gп", "first"),
    ] {
        assert_eq!(types("", Context::List, keys), action, "{keys}");
    }
}

#[test]
fn a_key_with_a_binding_of_its_own_keeps_it_and_what_is_typed_stays_as_typed() {
    let bound = "[keys.list]\nо = 'star'\nпр = 'help'";
    assert_eq!(types(bound, Context::List, "о"), "star");
    assert_eq!(types(bound, Context::Reader, "о"), "line-down");
    assert_eq!(types(bound, Context::List, "пр"), "help");
    assert_eq!(
        types("[keys.prompt]\n'^j' = 'help'", Context::Prompt, "о"),
        "Unbound(Sequence([Key { code: Char('о'), ctrl: false, alt: false, shift: false }]))"
    );
}

#[test]
fn a_reader_can_lay_out_a_keyboard() {
    let own = "[keys.layout]\n'ю' = 'j'\n'о' = 'none'\n'þ' = 'k'";
    assert_eq!(types(own, Context::List, "ю"), "line-down");
    assert_eq!(types(own, Context::List, "þ"), "line-up");
    assert!(types(own, Context::List, "о").starts_with("Unbound"));
}

#[test]
fn mistakes_in_a_layout_are_told() {
    let wanted = "a layout gives a character in quotes the Latin one at its place, such as \"ф\" = \"a\", or \"none\"";
    complains(
        "[keys.layout]\n'фы' = 'a'\n'ф' = 3\n'ы' = 'sd'",
        &[
            &format!("config.toml:2: {wanted}"),
            &format!("config.toml:3: {wanted}"),
            &format!("config.toml:4: {wanted}"),
        ],
    );
    complains("[keys.layot]\n", &["config.toml:1: `layot` is no place where keys are bound; did you mean `layout`?"]);
}

#[test]
fn shipped_layouts_agree_and_name_no_latin_key_twice() {
    let mut places: HashMap<char, char> = HashMap::new();
    for layer in shipped() {
        let mut complaints = Vec::new();
        let content = file::read(0, layer, &|_| Ok(()), &mut complaints);
        assert_eq!(complaints, []);
        assert!(content.layout.len() >= 24, "{:?}", layer.path);
        let mut latin = HashSet::new();
        for (typed, place) in content.layout {
            let place = place.unwrap();
            assert!(place.is_ascii() && !typed.is_ascii(), "{typed} {place}");
            assert!(latin.insert(place), "{:?}: {place} twice", layer.path);
            assert_eq!(*places.entry(typed).or_insert(place), place, "{typed} lies in two places");
        }
    }
}

#[test]
fn a_key_without_a_meaning_is_the_one_at_its_place_where_the_terminal_says() {
    let keymap = |text: &'static str| {
        Keymap::effective(Some(Layer { path: Path::new("config.toml"), text, table: Some("keys") })).0
    };
    let press = |text: &'static str, context: Context, typed: &str, place: char, shift: bool| {
        let stroke = Stroke::at(typed.parse().unwrap(), place, shift);
        match keymap(text).press(&mut Pending::default(), context, stroke) {
            Press::Command { command, .. } => command.to_string(),
            Press::Prefix(_) => "prefix".to_owned(),
            Press::Unbound(keys) => format!("no {keys}"),
            other => format!("{other:?}"),
        }
    };
    // Georgian and Arabic, of which nothing is shipped.
    assert_eq!(press("", Context::List, "ჯ", 'j', false), "line-down");
    assert_eq!(press("", Context::List, "ت", 'j', true), "next-article");
    assert_eq!(press("", Context::List, "^ჯ", 'd', false), "half-page-down");
    assert_eq!(press("", Context::List, "გ", 'g', false), "prefix");
    assert_eq!(press("", Context::List, "؟", '/', true), "help");
    // What is bound, what a layout says, what types ASCII: these go before.
    assert_eq!(press("[keys.list]\n'ჯ' = 'star'", Context::List, "ჯ", 'j', false), "star");
    assert_eq!(press("[keys.layout]\n'ჯ' = 's'", Context::List, "ჯ", 'j', false), "star");
    assert_eq!(press("", Context::List, "@", 's', false), "no @");
    // A line keeps what is typed, and its commands have their places.
    assert_eq!(press("", Context::Prompt, "ჯ", 'j', false), "no ჯ");
    assert_eq!(press("", Context::Prompt, "^ჯ", 'w', false), "erase-word");
}
