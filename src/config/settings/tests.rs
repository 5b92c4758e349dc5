//! What is read of a settings file, and what is told of its mistakes.

use super::super::table::{commented_defaults, readme_table};
use super::*;
use crate::keys::{Context, Keymap, Layer};
use crate::query::Order;
use crate::theme::Theme;

fn check(text: &str, expected: &[&str]) -> Settings {
    let config = Config::parse(Path::new("c.toml"), text);
    let complaints: Vec<_> = config.complaints.iter().map(ToString::to_string).collect();
    assert_eq!(complaints, expected, "{text}");
    config.settings
}

#[test]
fn the_printed_defaults_are_the_defaults() {
    let uncommented: String = commented_defaults()
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
        .collect();
    assert_eq!(
        uncommented.lines().filter(|line| !line.starts_with('#') && line.contains(" = ")).count(),
        SETTINGS.len()
    );
    assert_eq!(check(&uncommented, &[]), Settings::default());
    assert_eq!(readme_table().lines().count(), SETTINGS.len() + 2);
}

#[test]
fn the_printed_keys_bind() {
    let file = commented_defaults();
    let examples = file.lines().filter_map(|line| line.strip_prefix("#     "));
    let (preset, tables): (Vec<_>, Vec<_>) = examples.partition(|line| line.starts_with("keys ="));
    assert!(tables.contains(&"[[view]]"));
    for text in [preset.join("\n"), tables.join("\n")] {
        assert!(!text.is_empty());
        let layer = Layer { path: Path::new("c.toml"), text: &text, table: Some("keys") };
        assert_eq!((Keymap::effective(Some(layer)).1, Config::parse(layer.path, &text).complaints), (vec![], vec![]));
    }
}

#[test]
fn every_setting_takes_effect() {
    let all = r#"theme = "ink"
measure = 60
breaking = "first"
density = 3
layout = "stacked"
line = "slow"
hyperlinks = "always"
notify = "bell"
mark_read = "never"
opener = ["w3m"]
opener_in = "terminal"
max_body = "1 MiB"
links = false
words_per_minute = 300
interval = "never"
metered = true
max_feed = "1 MiB"
connections = 8
per_host = 1
on_new = ["tee", "-a", "/tmp/new"]
proxy = "http://proxy:3128"
save_folder = "~/articles"
keep_for = "2y"
keep_newest = 500
keep_size = "1 MiB"
keep_unread = false
[commands]
count = ["wc", "-w"]"#;
    let settings = check(all, &[]);
    let expected = Settings {
        theme: "ink".into(),
        measure: 60,
        breaking: Breaking::First,
        density: Density::Roomy,
        layout: Layout::Stacked,
        line: Line::Slow,
        hyperlinks: Hyperlinks::Always,
        notify: Notify::Bell,
        mark_read: MarkRead::Never,
        opener: vec!["w3m".into()],
        opener_in: OpenerIn::Terminal,
        max_body: 1 << 20,
        links: false,
        words_per_minute: 300,
        interval: None,
        metered: true,
        max_feed: 1 << 20,
        connections: 8,
        per_host: 1,
        on_new: ["tee", "-a", "/tmp/new"].map(str::to_owned).to_vec(),
        proxy: Route::parse("http://proxy:3128"),
        save_folder: "~/articles".into(),
        keeping: Keeping { age: Some(Duration::from_secs(730 * 86_400)), newest: Some(500), size: Some(1 << 20) },
        keep_unread: false,
        commands: vec![UserCommand { name: "count".into(), words: vec!["wc".into(), "-w".into()] }],
    };
    assert_eq!(settings, expected);
}

#[test]
fn every_shipped_theme_is_named_where_one_chooses() {
    for name in Theme::shipped_names() {
        assert!(commented_defaults().contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn a_mistake_is_named_with_its_line_and_the_rest_counts() {
    let settings = check(
        "themee = \"ink\"\nmeasure = 60\nlinks = \"yes\"\nfrobnicate = 1\n[keys.list]\nx = \"y\"\n",
        &[
            "c.toml:1: there is no setting `themee`; did you mean `theme`?",
            "c.toml:3: `links` wants true or false; it stays at true",
            "c.toml:4: there is no setting `frobnicate`; `byline config default` lists them all",
        ],
    );
    assert_eq!(settings.measure, 60);
}

#[test]
fn a_command_without_a_name_is_none() {
    let wants = "wants a list of texts, such as [\"firefox\", \"--new-tab\"]; it stays at []";
    let settings = check(
        "opener = ['']\non_new = [' ', 'x']",
        &[&format!("c.toml:1: `opener` {wants}"), &format!("c.toml:2: `on_new` {wants}")],
    );
    assert_eq!(settings, Settings::default());
    assert_eq!(check("opener = []", &[]), Settings::default());
}

#[test]
fn commands_of_ones_own_are_read_in_their_order_and_mistakes_are_named() {
    let settings = check(
        "[commands]\nzz = [\"wc\", \"-w\"]\nempty = []\ncount = \"wc -w\"\n\"a b\" = [\"x\"]\naa = [\"sh\", \"-c\", \"\"]\n",
        &[
            "c.toml:3: the command `empty` wants a list of its words, such as empty = [\"wc\", \"-w\"]",
            "c.toml:4: the command `count` wants a list of its words, such as count = [\"wc\", \"-w\"]",
            "c.toml:5: the name of a command has letters, digits, `-` and `_`",
        ],
    );
    let names: Vec<_> = settings.commands.iter().map(|command| command.name.as_str()).collect();
    assert_eq!(names, ["zz", "aa"]);
    check("commands = 1", &["c.toml:1: `commands` wants a table, [commands]"]);
}

#[test]
fn a_view_with_a_mistake_costs_no_other_and_is_named_with_its_line() {
    let text = r#"[[view]]
name = "A"
query = "a"
sort = "oldst"
densty = 2
[[view]]
query = "b"
[[view]]
name = "C"
query = "sorce:c"
[[view]]
name = "D"
query = "a"
[[view]]
name = "E"
query = "e is:unread"
key = "gE"
sort = "oldest"
density = "lead"
[[view]]
name = "F\u001b"
query = "f""#;
    let config = Config::parse(Path::new("c.toml"), text);
    let complaints: Vec<_> = config.complaints.iter().map(ToString::to_string).collect();
    assert_eq!(
        complaints[..3],
        [
            "c.toml:4: `sort` wants one of \"newest\", \"oldest\", \"title\", \"title-reversed\", \"source\", \
             \"source-reversed\", \"author\", \"author-reversed\" (did you mean \"oldest\"?)",
            "c.toml:5: a view has no `densty`; did you mean `density`?",
            "c.toml:6: this view has no `name`, so it is left out",
        ]
    );
    assert!(
        complaints[3].starts_with("c.toml:10: this view is left out, its query is not understood: "),
        "{complaints:?}"
    );
    assert_eq!(
        complaints[4..],
        [
            "c.toml:11: this view has the query of the view `A`, so it is left out",
            "c.toml:21: this view is left out, its `name` wants up to 100 letters that can be shown, no blanks around them"
        ]
    );
    let names: Vec<_> = config.views.iter().map(|view| view.name.as_str()).collect();
    assert_eq!(names, ["A", "E"]);
    let view = &config.views[1];
    assert_eq!((view.order, view.density, view.key.as_deref()), (Order::OLDEST, Some(Density::Lead), Some("gE")));
}

#[test]
fn what_stands_at_the_wrong_place_is_told_with_the_right_one() {
    let above = "is a setting: it stands at the top, before the first table";
    check(
        "[[view]]\nname = 'A'\nquery = 'a'\ntheme = 'mono'\nmeasure = 60",
        &[&format!("c.toml:4: `theme` {above}"), &format!("c.toml:5: `measure` {above}")],
    );
    check(
        "[commands]\nopener = ['w3m']\nmeasure = 60\nline = 'slow'",
        &[&format!("c.toml:3: `measure` {above}"), &format!("c.toml:4: `line` {above}")],
    );
    check(
        "keys = 'newsboat'\nmeasure = 60\n[keys.list]\nx = 'star'\n",
        &[
            "c.toml:3: `keys` names a preset already; beside tables it stands in one: [keys], then preset = \"newsboat\"",
        ],
    );
}

#[test]
fn what_is_no_utf_8_is_named_with_its_line_and_the_rest_counts() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("c.toml");
    std::fs::write(&path, b"measure = 60\n[keys.list]\nx = \"d\xffne\"\nX = \"star\"\n\xfe = 1\n").unwrap();
    let config = Config::read(&path);
    assert_eq!(config.settings.measure, 60);
    let said: Vec<_> = config.complaints.iter().map(Complaint::brief).collect();
    assert_eq!(said[0], "c.toml:3: what stands here is no UTF-8, and is read as `\u{fffd}`");
    let layer = Layer { path: &path, text: &config.typed.unwrap().1, table: Some("keys") };
    let (keymap, said) = Keymap::effective(Some(layer));
    assert_eq!(said[0].brief(), "c.toml:3: no action is called `d\u{fffd}ne`; did you mean `done`?");
    assert!(keymap.bindings(Context::List).iter().any(|(keys, bound)| format!("{keys} {bound}") == "X star"));
}

#[test]
fn a_line_that_is_no_toml_leaves_the_others_in_force() {
    let config = Config::parse(Path::new("c.toml"), "measure = 60\nlinks = = no\nwords_per_minute = 100\n");
    assert_eq!(config.complaints.len(), 1, "{:?}", config.complaints);
    assert_eq!(config.complaints[0].line, Some(2));
    assert_eq!((config.settings.measure, config.settings.words_per_minute), (60, 100));
}
